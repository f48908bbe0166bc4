/* Unit tests of journal/forget.c: what is a year old loses its names, and nothing else changes. */
#include <fcntl.h>
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
#include "journal/forget.h"
#include "journal/recall.h"
#include "model/zone.h"

#define T0		INT64_C(1740985200000)	/* 2025-03-03 07:00 UTC */
#define YEAR_MS		(366 * DAY_MS)
#define BEFORE		((struct wall){ T0 + YEAR_MS / 2 })
#define NAME		"jeanne.martin"

static char	 dir[64];
static struct journal *journal;
static int64_t	 clock_ms;

static int
begin(void **unused)
{
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct err		 err;

	(void)unused;
	snprintf(dir, sizeof(dir), "/tmp/vigie-forget-XXXXXX");
	if (mkdtemp(dir) == NULL || (journal = journal_open(&options, &found, &err)) == NULL)
		return 1;
	clock_ms = T0;
	return 0;
}

static int
finish(void **unused)
{
	static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm", "journal.mark",
		"journal.reserve" };
	char	 path[128];

	(void)unused;
	journal_close(journal);
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		(void)unlink(path);
	}
	return rmdir(dir);
}

/* A minute later. */
static uint64_t
put(struct fact fact)
{
	struct buf		 content = { 0 };
	struct journal_row	 row;
	struct journal_about	 about;
	struct err		 err = { "" };
	uint64_t		 seq;

	clock_ms += MIN_MS;
	fact.known.ms = clock_ms;
	if (fact.happened.ms == 0)
		fact.happened.ms = clock_ms;
	recall_row(&fact, &content, &row, &about);
	assert_int_equal(journal_append(journal, &row, &about, &seq, &err), JOURNAL_OK);
	assert_int_equal(journal_commit(journal, &err), JOURNAL_OK);
	buf_done(&content);
	return seq;
}

static uint64_t
state(const char *object, enum state_word word)
{
	return put((struct fact){ .kind = FACT_STATE, .object = object, .state = { .state = word,
	    .since = { clock_ms / 1000 * 1000 }, .check = "", .text = "" } });
}

static const struct evidence	 no_evidence = { .check = "", .name = "", .text = "" };

static uint64_t
incident(struct incident *in, enum event_type type, const char *by, const char *text)
{
	char		 number[FACT_ID_SIZE];

	snprintf(number, sizeof(number), "%u", (unsigned)in->number);
	return put((struct fact){ .kind = FACT_INCIDENT, .object = number, .incident = { .incident = in,
	    .event = { .type = type, .at = { clock_ms }, .by = by, .text = text, .why = no_evidence } } });
}

/* Of a link, opened, taken in hand, ended, closed: six rows with two notices. */
static void
whole_incident(uint32_t number, uint32_t first_notice, bool has_names)
{
	static const char *const sites[] = { "boffres" };
	struct incident	 in = { .number = number, .kind = INCIDENT_LINK, .kind_first = INCIDENT_LINK,
			    .scope = "boffres", .object = "", .ack_by = "", .ack_text = "", .ticket = "",
			    .sites = (const char **)(uintptr_t)sites, .n_sites = 1, .why = no_evidence,
			    .opened = { clock_ms / 1000 * 1000 } };
	struct told	 told = { .contact = "astreinte", .name = NAME, .address = NAME "@example.org",
			    .language = "fr", .by = 1, .at = { clock_ms } };
	char		 object[FACT_ID_SIZE];

	incident(&in, EVENT_OPENED, "vigie", "");
	snprintf(object, sizeof(object), "%u", (unsigned)first_notice);
	put((struct fact){ .kind = FACT_NOTICE, .object = object, .notice = { .number = first_notice,
	    .incident = number, .kind = NOTICE_DOWN, .to = told, .site = "boffres", .report = "", .format = "" } });
	put((struct fact){ .kind = FACT_DELIVERY, .object = object, .delivery = { .outcome = 0,
	    .text = "250 " NAME } });
	incident(&in, EVENT_TOLD, has_names ? NAME : "vigie", "mail");
	if (has_names) {
		in.acknowledged.ms = clock_ms / 1000 * 1000;
		in.ack_by = NAME;
		in.ack_text = NAME " y va";
		in.ticket = "T-42";
		incident(&in, EVENT_ACKNOWLEDGED, NAME, "j'y vais");
	}
	in.restored.ms = clock_ms / 1000 * 1000;
	incident(&in, EVENT_RESTORED, "vigie", "");
	in.closed.ms = clock_ms / 1000 * 1000;
	in.responsibility = BY_OPERATOR;
	incident(&in, EVENT_CLOSED, has_names ? NAME : "vigie", "vu avec " NAME);
}

static uint64_t
window(uint32_t number, int64_t cancelled)
{
	char	 object[FACT_ID_SIZE];

	snprintf(object, sizeof(object), "%u", (unsigned)number);
	return put((struct fact){ .kind = FACT_WINDOW, .object = object, .window = { .number = number,
	    .kind = WINDOW_MAINTENANCE, .scope = "boffres", .from = { T0 }, .to = { T0 + DAY_MS },
	    .weekdays = number == 2 ? 1 : 0, .recorded = { T0 }, .cancelled = { cancelled }, .by = NAME,
	    .text = "travaux" } });
}

/* All pieces, applied as the engine does; how many rows were emptied and said again. */
static void
forget_all(size_t rows, size_t *n_empty, size_t *n_again)
{
	struct forget	 f = { 0 };
	struct err	 err = { "" };
	struct journal	*reader;
	int		 n_pieces = 0;

	*n_empty = *n_again = 0;
	do {
		if ((reader = journal_open_reader(dir, &err)) == NULL ||
		    !forget_find(reader, BEFORE, rows, &f, &err))
			fail_msg("%s", err.text);
		journal_close(reader);
		for (size_t i = 0; i < f.n_again; i++)
			put(*f.again[i]);
		for (size_t i = 0; i < f.n_empty; i++)
			assert_int_equal(journal_empty(journal, f.empty[i], &err), JOURNAL_OK);
		assert_int_equal(journal_commit(journal, &err), JOURNAL_OK);
		*n_empty += f.n_empty;
		*n_again += f.n_again;
		assert_true(++n_pieces < 1000);
	} while (!f.is_over);
	forget_clear(&f);
}

static bool
one_line(void *arg, const struct journal_row *row)
{
	struct buf	*out = arg;

	if (row->content != NULL)
		buf_addf(out, "%s %s %lld %.*s\n", row->kind, row->object, (long long)row->happened.ms,
		    (int)row->content_len, row->content);
	return true;
}

/* Rows of a kind that have content, without what depends on their number. */
static char *
rows_of(const char *kind)
{
	struct buf	 out = { 0 };
	struct err	 err = { "" };

	assert_true(journal_read(journal, 1, UINT64_MAX, kind, one_line, &out, &err));
	return out.len > 0 ? buf_take(&out) : xstrdup("");
}

static void
assert_good(void)
{
	struct journal_report	 report;
	struct err		 err = { "" };

	if (!journal_verify(journal, &report, &err))
		fail_msg("%s", err.text);
}

static bool
file_has(const char *name, const char *words)
{
	char		 path[128], part[4096];
	struct buf	 data = { 0 };
	ssize_t		 n;
	int		 fd;
	bool		 has;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if ((fd = open(path, O_RDONLY)) == -1)
		return false;
	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_add(&data, part, (size_t)n);
	close(fd);
	has = memmem(data.s, data.len, words, strlen(words)) != NULL;
	buf_done(&data);
	return has;
}

static void
a_year_old_journal_has_no_names_and_verifies(void **unused)
{
	struct err	 err = { "" };
	size_t		 n_empty, n_again;

	(void)unused;
	state("boffres/accueil", STATE_UP);
	whole_incident(1, 1, true);
	whole_incident(2, 2, true);
	window(1, 0);
	window(1, T0 + HOUR_MS);
	window(2, 0);
	put((struct fact){ .kind = FACT_DECLARATION, .object = "1", .declaration = { .number = 1,
	    .kind = DECLARATION_VISIO, .site = "boffres", .text = "", .equipment = "", .partner = "caf",
	    .theme = "", .recorded = { T0 }, .by = NAME } });
	put((struct fact){ .kind = FACT_RELOAD, .object = "vigie", .reload = { .sha256 = "", .by = NAME } });
	clock_ms = T0 + YEAR_MS;
	whole_incident(3, 3, false);	/* the last notice stays, its number is gone on from */
	assert_good();
	forget_all(3, &n_empty, &n_again);
	assert_good();
	assert_int_equal(journal_checkpoint(journal, true, &err), JOURNAL_OK);
	assert_int_equal(n_again, 2 * 4 + 2 + 1);
	assert_int_equal(n_empty, 1 + 2 * (4 + 2) + 3 + 1 + 1);
	{
		char	*all = rows_of(NULL), *young = strstr(all, "\"number\":3");
		char	*at = all;

		while ((at = strstr(at, NAME)) != NULL) {
			assert_true(young != NULL && at > young - 200);	/* of this year */
			at++;
		}
		free(all);
	}
	forget_all(1000, &n_empty, &n_again);
	assert_int_equal(n_empty + n_again, 0);		/* it does not go round */
}

static void
names_are_gone_from_the_disk_as_well(void **unused)
{
	struct err	 err = { "" };
	size_t		 n_empty, n_again;

	(void)unused;
	whole_incident(1, 1, true);
	window(1, 0);
	put((struct fact){ .kind = FACT_NOTICE, .object = "2", .notice = { .number = 2, .kind = NOTICE_DOWN,
	    .to = { .contact = "", .name = "", .address = "", .language = "" }, .site = "", .report = "",
	    .format = "" } });
	clock_ms = T0 + YEAR_MS;
	assert_int_equal(journal_checkpoint(journal, true, &err), JOURNAL_OK);
	assert_true(file_has("journal.db", NAME));
	forget_all(1000, &n_empty, &n_again);
	assert_int_equal(n_again, 5);
	journal_close(journal);		/* the log goes into the file */
	assert_false(file_has("journal.db", NAME));
	assert_false(file_has("journal.db-wal", NAME));
	journal = journal_open(&(struct journal_options){ .dir = dir }, &(struct journal_found){ 0 }, &err);
	assert_non_null(journal);
}

/* Takes each `member` out of lines of JSON, with its comma. */
static void
strip(char *lines, const char *member)
{
	size_t	 len = strlen(member);
	char	*at;

	while ((at = strstr(lines, member)) != NULL) {
		size_t	 n = len;

		if (at[len] == ',')
			n++;
		else if (at[-1] == ',')
			at--, n++;
		memmove(at, at + n, strlen(at + n) + 1);
	}
}

static void
times_kinds_and_responsibilities_stay(void **unused)
{
	static const char *const names[] = { "\"ack_by\":\"" NAME "\"", "\"ack_text\":\"" NAME " y va\"",
		"\"by\":\"" NAME "\"", "\"text\":\"j'y vais\"", "\"text\":\"vu avec " NAME "\"" };
	size_t			 n_empty, n_again;
	char			*before, *after;

	(void)unused;
	whole_incident(1, 1, true);
	window(1, T0 + HOUR_MS);
	before = rows_of("incident");
	clock_ms = T0 + YEAR_MS;
	forget_all(1000, &n_empty, &n_again);
	after = rows_of("incident");
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		assert_non_null(strstr(before, names[i]));
		strip(before, names[i]);
	}
	assert_string_equal(before, after);
	free(before);
	free(after);
	after = rows_of("window");
	assert_non_null(strstr(after, "\"cancelled\":\"2025-03-03T08:00:00Z\""));
	assert_non_null(strstr(after, "travaux"));
	free(after);
}

static void
the_sites_own_states_stay_single_pcs_go(void **unused)
{
	static const struct { const char *object; bool stays; } objects[] = {
		{ "boffres/link", true }, { "boffres/convention", true }, { "boffres/router", true },
		{ "boffres/backup", true }, { "boffres/visio", true }, { "boffres/accueil", false },
		{ "boffres/poste-2", false }, { "boffres/onduleur", false },
	};
	size_t	 n_empty, n_again;
	char	*rows;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(objects); i++)
		state(objects[i].object, STATE_UP);
	clock_ms = T0 + YEAR_MS;
	state("boffres/accueil", STATE_DOWN);
	forget_all(2, &n_empty, &n_again);
	assert_int_equal(n_empty, 3);
	assert_int_equal(n_again, 0);
	rows = rows_of("state");
	for (size_t i = 0; i < N_ELEMENTS(objects); i++)
		if (strcmp(objects[i].object, "boffres/accueil") != 0)
			assert_int_equal(strstr(rows, objects[i].object) != NULL, objects[i].stays);
	assert_non_null(strstr(rows, "boffres/accueil"));	/* this year's */
	assert_good();
	free(rows);
}

static void
count_one(void *arg, const struct fact *fact)
{
	unsigned	*n = arg;

	n[fact->kind]++;
	if (fact->kind == FACT_INCIDENT)
		assert_int_equal(fact->incident.incident->number, 2);
	if (fact->kind == FACT_WINDOW)
		assert_int_equal(fact->window.cancelled.ms, fact->window.number == 2 ? 0 : T0 + HOUR_MS);
}

static void
an_emptied_journal_is_recalled(void **unused)
{
	unsigned	 n[FACT_N_KINDS] = { 0 };
	struct err	 err = { "" };
	size_t		 n_empty, n_again;

	(void)unused;
	state("boffres/accueil", STATE_UP);
	state("boffres/link", STATE_UP);
	window(2, 0);			/* every Monday, for ever */
	window(3, 0);
	whole_incident(1, 1, true);
	whole_incident(2, 2, true);
	window(3, T0 + HOUR_MS);
	clock_ms = T0 + YEAR_MS;
	forget_all(4, &n_empty, &n_again);
	journal_close(journal);
	journal = journal_open(&(struct journal_options){ .dir = dir }, &(struct journal_found){ 0 }, &err);
	assert_non_null(journal);
	assert_true(recall(journal, (struct wall){ clock_ms - 7 * DAY_MS }, (struct wall){ clock_ms }, count_one,
	    n, &err));
	assert_int_equal(n[FACT_STATE], 1);
	assert_int_equal(n[FACT_INCIDENT], 1);	/* numbers go on from the last */
	assert_int_equal(n[FACT_WINDOW], 2);	/* the weekly one, and the last number */
	assert_int_equal(n[FACT_NOTICE], 1);
}

static void
what_lasts_or_is_young_is_left_alone(void **unused)
{
	struct incident	 in = { .number = 1, .kind = INCIDENT_LINK, .scope = "boffres", .object = "",
			    .ack_by = NAME, .ack_text = "", .ticket = "", .why = no_evidence, .opened = { T0 } };
	size_t		 n_empty, n_again;

	(void)unused;
	incident(&in, EVENT_OPENED, "vigie", "");
	incident(&in, EVENT_ACKNOWLEDGED, NAME, "");
	in.number = 2;
	in.restored.ms = T0 + HOUR_MS;
	incident(&in, EVENT_RESTORED, "vigie", "");
	put((struct fact){ .kind = FACT_NOTICE, .object = "1", .notice = { .number = 1, .kind = NOTICE_DOWN,
	    .to = { .contact = "", .name = NAME, .address = "", .language = "" }, .site = "", .report = "",
	    .format = "" } });		/* still in the outbox */
	clock_ms = T0 + YEAR_MS;
	incident(&in, EVENT_CLOSED, NAME, "");	/* somebody came back to it */
	whole_incident(3, 2, true);
	forget_all(1000, &n_empty, &n_again);
	assert_int_equal(n_empty + n_again, 0);
}

static void
months_are_the_calendars(void **unused)
{
	static const struct { const char *now; uint32_t months; const char *before; } days[] = {
		{ "2026-11-24T02:30:00Z", 12, "2025-11-23T23:00:00Z" },
		{ "2024-02-29T12:00:00Z", 12, "2023-02-27T23:00:00Z" },
		{ "2026-03-31T12:00:00Z", 1, "2026-02-27T23:00:00Z" },
		{ "2026-01-01T00:30:00Z", 1, "2025-11-30T23:00:00Z" },
		{ "2026-08-15T12:00:00Z", 6, "2026-02-14T23:00:00Z" },
	};
	struct zone	*zone = zone_load("Europe/Paris", NULL);
	char		 text[WALL_TEXT_SIZE];

	(void)unused;
	assert_non_null(zone);
	for (size_t i = 0; i < N_ELEMENTS(days); i++) {
		struct wall	 now;

		assert_true(wall_parse(days[i].now, &now));
		assert_string_equal(wall_text(forget_before(zone, now, days[i].months), text), days[i].before);
	}
	zone_free(zone);
}

int
main(void)
{
#define TEST(f)	cmocka_unit_test_setup_teardown(f, begin, finish)
	const struct CMUnitTest	 tests[] = {
		TEST(a_year_old_journal_has_no_names_and_verifies),
		TEST(names_are_gone_from_the_disk_as_well),
		TEST(times_kinds_and_responsibilities_stay),
		TEST(the_sites_own_states_stay_single_pcs_go),
		TEST(an_emptied_journal_is_recalled),
		TEST(what_lasts_or_is_young_is_left_alone),
		cmocka_unit_test(months_are_the_calendars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
