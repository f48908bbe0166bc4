/* Unit tests of journal/recall.c and read.c: what is found again, by a start and by people who ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "journal/recall.h"
#include "journals.h"
#include "model/inventory.h"

/* A fact into the journal. */
static void
put_fact(struct journal *j, const struct fact *fact)
{
	struct buf		 content = { 0 };
	struct journal_row	 row;
	struct journal_about	 about;
	struct err		 err;
	uint64_t		 seq;

	recall_row(fact, &content, &row, &about);
	if (journal_append(j, &row, &about, &seq, &err) != JOURNAL_OK)
		fail_msg("%s", err.text);
	buf_done(&content);
}

static void
put_incident(struct journal *j, uint32_t number, const char *site, int64_t opened, int64_t restored,
    int64_t closed)
{
	const char	*sites[1] = { site };
	char		 object[FACT_ID_SIZE];
	struct incident	 in = { .number = number, .kind = INCIDENT_LINK, .scope = site, .object = "",
		.sites = sites, .n_sites = 1, .opened = { opened }, .restored = { restored },
		.closed = { closed }, .ack_by = "", .ack_text = "", .ticket = "",
		.why = { .check = "", .name = "", .text = "" } };
	struct fact	 fact = { .kind = FACT_INCIDENT, .object = object, .happened = { opened },
		.known = { opened }, .incident = { .incident = &in, .event = { .type = EVENT_UPDATED,
		.by = "vigie", .text = "", .why = { .check = "", .name = "", .text = "" } } } };

	snprintf(object, sizeof(object), "%u", number);
	put_fact(j, &fact);
}

static void
put_notice(struct journal *j, uint32_t number, uint32_t incident)
{
	char		 object[FACT_ID_SIZE];
	struct fact	 fact = { .kind = FACT_NOTICE, .object = object, .happened = { 1 }, .known = { 1 },
		.notice = { .number = number, .incident = incident, .kind = NOTICE_DOWN, .site = "",
		.to = { .contact = "astreinte", .name = "", .address = "a@example.org", .language = "fr",
		.by = BY_MAIL } } };

	snprintf(object, sizeof(object), "%u", number);
	put_fact(j, &fact);
}

static void
put_delivery(struct journal *j, uint32_t notice, uint32_t outcome)
{
	char		 object[FACT_ID_SIZE];
	struct fact	 fact = { .kind = FACT_DELIVERY, .object = object, .happened = { 2 }, .known = { 2 },
		.delivery = { .outcome = outcome, .text = "250 ok" } };

	snprintf(object, sizeof(object), "%u", notice);
	put_fact(j, &fact);
}

/* Writes down what a reading gave: "incident 3 notice 1". */
static bool
list(void *arg, const struct journal_row *row)
{
	struct buf	*b = arg;

	buf_addf(b, "%s%s %s", b->len > 0 ? ", " : "", row->kind, row->object);
	return true;
}

static bool
list_outbox(void *arg, const struct journal_row *notice, const struct journal_row *delivery)
{
	struct buf	*b = arg;

	buf_addf(b, "%s%s%s", b->len > 0 ? ", " : "", notice->object, delivery != NULL ? " tried" : "");
	return true;
}

static void
list_fact(void *arg, const struct fact *fact)
{
	struct buf	*b = arg;

	buf_addf(b, "%s%s %s", b->len > 0 ? ", " : "", fact_kind_word(fact->kind), fact->object);
}

static void
found_as(struct journal *j, struct journal_find find, const char *what)
{
	struct buf	 b = { 0 };
	struct err	 err;

	assert_true(journal_incidents(j, &find, list, &b, &err));
	assert_string_equal(buf_str(&b), what);
	buf_done(&b);
}

static void
fill(struct journal *j)
{
	struct fact	 stop = { .kind = FACT_STOP, .object = "vigie", .happened = { 9 }, .known = { 9 } };

	append(j, "a/link", "{\"state\":\"up\"}", 1);
	append(j, "a/link", "{\"state\":\"down\"}", 2);
	put_incident(j, 1, "alboussiere", 1000, 0, 0);
	put_notice(j, 1, 1);
	put_delivery(j, 1, 1);
	put_incident(j, 1, "alboussiere", 1000, 2000, 0);
	put_notice(j, 2, 1);
	put_delivery(j, 1, 0);
	put_incident(j, 1, "alboussiere", 1000, 2000, 3000);
	put_incident(j, 2, "etables", 5000, 0, 0);
	put_notice(j, 3, 2);
	put_delivery(j, 3, 2);
	put_incident(j, 12, "alboussiere", 7000, 0, 0);
	put_incident(j, 12, "alboussiere", 7000, 0, 7500);
	put_fact(j, &stop);
	commit(j);
}

static void
incidents_are_found_by_what_people_ask(void **unused)
{
	struct journal_found	 found;
	struct journal		*j = open_good(&found);
	struct buf		 b = { 0 };
	struct err		 err;

	(void)unused;
	fill(j);
	found_as(j, (struct journal_find){ 0 }, "incident 12, incident 2, incident 1");
	found_as(j, (struct journal_find){ .has_open = true, .is_open = true }, "incident 2");
	found_as(j, (struct journal_find){ .has_open = true }, "incident 12, incident 1");
	found_as(j, (struct journal_find){ .site = "alboussiere" }, "incident 12, incident 1");
	found_as(j, (struct journal_find){ .site = "nowhere" }, "");
	found_as(j, (struct journal_find){ .since = { 4000 } }, "incident 12, incident 2");
	found_as(j, (struct journal_find){ .until = { 5000 } }, "incident 2, incident 1");
	found_as(j, (struct journal_find){ .limit = 1 }, "incident 12");
	found_as(j, (struct journal_find){ .below = 12, .limit = 1 }, "incident 2");
	assert_true(journal_incident(j, 1, list, &b, &err));
	assert_string_equal(buf_str(&b), "incident 1, notice 1, delivery 1, incident 1, notice 2, "
	    "delivery 1, incident 1");
	buf_clear(&b);
	assert_true(journal_outbox(j, list_outbox, &b, &err));
	assert_string_equal(buf_str(&b), "2");
	buf_done(&b);
	journal_close(j);
}

static void
a_start_recalls_what_is_still_of_weight(void **unused)
{
	struct journal_found	 found;
	struct journal_report	 report;
	struct journal		*j = open_good(&found);
	struct buf		 b = { 0 };
	struct err		 err;

	(void)unused;
	fill(j);
	if (!recall(j, (struct wall){ 3500 }, (struct wall){ 9000 }, list_fact, &b, &err))
		fail_msg("%s", err.text);
	assert_string_equal(buf_str(&b), "state a/link, incident 2, notice 3, delivery 3, incident 12, "
	    "incident 12, stop vigie");
	buf_clear(&b);
	if (!recall(j, (struct wall){ 2500 }, (struct wall){ 9000 }, list_fact, &b, &err))
		fail_msg("%s", err.text);
	assert_non_null(strstr(buf_str(&b), "notice 2"));
	buf_done(&b);
	journal_close(j);
	assert_true(verify(&report, &err));
	/* Repair builds the small tables anew, from the facts. */
	assert_true(journal_repair(dir, recall_about, NULL, &report, &err));
	{
		char	 path[128], to[128];

		path_of(path, sizeof(path), "journal.db.repaired");
		path_of(to, sizeof(to), "journal.db");
		assert_int_equal(rename(path, to), 0);
	}
	j = open_good(&found);
	found_as(j, (struct journal_find){ .has_open = true, .is_open = true }, "incident 2");
	assert_true(journal_outbox(j, list_outbox, &b, &err));
	assert_string_equal(buf_str(&b), "2");
	buf_done(&b);
	journal_close(j);
}

static void
the_same_seed_gives_the_same_journal(void **unused)
{
	static const unsigned char	 seed[32] = "a seed for salts";
	struct journal_options		 options = { .dir = dir, .salt_seed = seed };
	struct journal_found		 found;
	struct journal_report		 report[2];
	struct err			 err;
	struct journal			*j;

	(void)unused;
	for (int i = 0; i < 2; i++) {
		char	 path[128];

		j = journal_open(&options, &found, &err);
		assert_non_null(j);
		fill(j);
		journal_close(j);
		assert_true(verify(&report[i], &err));
		path_of(path, sizeof(path), "journal.db");
		assert_int_equal(unlink(path), 0);
		path_of(path, sizeof(path), "journal.mark");
		assert_int_equal(unlink(path), 0);
	}
	assert_memory_equal(report[0].hash, report[1].hash, 32);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
		T(incidents_are_found_by_what_people_ask),
		T(a_start_recalls_what_is_still_of_weight),
		T(the_same_seed_gives_the_same_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
