/* Unit tests of model/fact.c: what the journal keeps reads back exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "model/fact.h"
#include "model/inventory.h"

static const char	*sites[] = { "alboussiere", "boffres" }, *devices[] = { "alboussiere/accueil" };
static int64_t		 changes[] = { 1772530200123, 1772530260000 };
static int64_t		 margins[] = { 62, FACT_LINE_NONE, 59 }, rates[] = { 8000, 8001 }, numbers[] = { 4, 7 };

static const struct incident incident = { .number = 12, .kind = INCIDENT_POWER,
	.kind_first = INCIDENT_LINK, .scope = "alboussiere", .object = "alboussiere/link",
	.sites = sites, .n_sites = 2, .devices = devices, .n_devices = 1,
	.responsibility = BY_POWER, .opened = { 1772530200000 }, .confirmed = { 1772530240000 },
	.restored = { 1772533800000 }, .acknowledged = { 1772531000000 }, .ack_by = "tech1",
	.ack_text = "« j'y vais »", .ticket = "OP-1", .flaps = 3, .parent = 11,
	.began_in_window = true, .why = { .check = "alboussiere/router/icmp", .name = "failures",
	.value = 3, .limit = 3, .text = "no reply" }, .told_at = { 1772530241000 },
	.settle_until = { 1772530330000 }, .held_until = { 1772530330001 },
	.last_answer = { 1772530180500 }, .n_escalated = 1, .closed = { 0 }, .was_parent = 9 };

static const struct fact facts[] = {
	{ .kind = FACT_STATE, .object = "alboussiere/link", .state = { .state = STATE_DOWN,
	    .was = STATE_UP, .since = { 1772530200000 }, .check = "alboussiere/router/icmp",
	    .text = "no reply", .count = 3, .changes = changes, .n_changes = 2,
	    .down_from = { 1772530200250 } } },
	{ .kind = FACT_STATE, .object = "x/convention", .state = { .state = STATE_UNKNOWN, .check = "", .text = "" } },
	{ .kind = FACT_ANSWERED, .object = "alboussiere/router/icmp" },
	{ .kind = FACT_CANARY, .object = "canary/192.0.2.1", .canary = { .is_silent = true } },
	{ .kind = FACT_BLIND, .object = "vigie", .blind = { .is_blind = true } },
	{ .kind = FACT_START, .object = "vigie", .start = { .last_sign = { 1772530200000 } } },
	{ .kind = FACT_STOP, .object = "vigie" },
	{ .kind = FACT_DIGEST, .object = "tech" },
	{ .kind = FACT_LINE, .object = "alboussiere/link", .line = { .day = 20516, .snr = margins,
	    .n_snr = 3, .sync = rates, .n_sync = 2, .rtt = rates, .n_rtt = 1, .n_back = 2 } },
	{ .kind = FACT_NOTICE, .object = "9", .notice = { .number = 9, .incident = 12,
	    .kind = NOTICE_FOLDED, .to = { .contact = "tech", .name = "", .address = "t@example.org",
	    .language = "fr", .by = BY_MAIL }, .site = "", .report = "", .format = "", .is_folded = true,
	    .notices = numbers, .n_notices = 2, .incidents = changes, .n_incidents = 1,
	    .since = { 1772530200000 } } },
	{ .kind = FACT_ALIVE, .object = "vigie", .alive = { .uptime_s = 86400 } },
	{ .kind = FACT_RELOAD, .object = "vigie", .reload = { .sha256 = "00ff", .by = "root" } },
	{ .kind = FACT_INCIDENT, .object = "12", .incident = { .incident = &incident,
	    .event = { .type = EVENT_UPDATED, .at = { 1772533801000 }, .by = "vigie", .text = "power",
	    .why = { .check = "alboussiere/router/snmp", .name = "uptime_s", .value = 0.1,
	    .limit = 3600.25, .text = "" } } } },
	{ .kind = FACT_NOTICE, .object = "7", .notice = { .number = 7, .incident = 12,
	    .kind = NOTICE_RESTORED, .level = 1, .site = "alboussiere", .to = { .contact = "astreinte",
	    .name = "Astreinte \"technique\"", .address = "a@example.org", .language = "fr",
	    .by = BY_SMS, .at = { 1 }, .is_settled = true } } },
	{ .kind = FACT_NOTICE, .object = "8", .notice = { .number = 8, .kind = NOTICE_REPORT,
	    .report = "2026-02/network", .version = 1, .format = "pdf", .to = { .contact = "manager",
	    .by = BY_MAIL } } },
	{ .kind = FACT_DELIVERY, .object = "7", .delivery = { .outcome = 1, .text = "450 later", .next = { 1772530200000 } } },
	{ .kind = FACT_WINDOW, .object = "1", .window = { .number = 1, .kind = WINDOW_CLOSURE,
	    .scope = "all", .from = { 1772530200000 }, .to = { 1772533800000 }, .weekdays = 2,
	    .recorded = { 1772530000001 }, .cancelled = { 1772530100000 }, .by = "tech1", .text = "é" } },
	{ .kind = FACT_DECLARATION, .object = "4", .declaration = { .number = 4,
	    .kind = DECLARATION_VISIO, .site = "alboussiere", .start = { 1772530200000 },
	    .end = { 1772533800000 }, .text = "« pas de son »", .equipment = "box", .partner = "caf",
	    .theme = "t", .is_failed = true, .recorded = { 1772530000001 },
	    .cancelled = { 1772530100000 }, .by = "tech1" } },
	{ .kind = FACT_TRANSITION, .object = "alboussiere/link", .transition = { .state = STATE_DOWN,
	    .responsibility = BY_OPERATOR } },
	{ .kind = FACT_REPORT, .object = "2026-03/network", .report = { .version = 2, .sha256 = "00ff",
	    .by = "root", .reason = "« maintenance oubliée »", .seq = 1234567890123, .hash = "ff00",
	    .program = "0.1", .text = "{\"a\":\"é\"}" } },
	{ .kind = FACT_SCHEDULED, .object = "month/network", .scheduled = { .period = "2026-02" } },
	{ .kind = FACT_BATCH, .object = "transitions", .batch = { .by = "root", .sha256 = "00",
	    .n_rows = 3700000, .is_offline = true, .last_sign = { 1772530100000 } } },
};

static void
every_kind_of_fact_reads_back_exactly(void **unused)
{
	struct buf	 once = { 0 }, twice = { 0 };
	struct err	 err = { 0 };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(facts); i++) {
		struct fact	*back;

		buf_clear(&once);
		buf_clear(&twice);
		fact_encode(&once, &facts[i]);
		back = fact_decode(facts[i].kind, facts[i].object, facts[i].happened,
		    facts[i].known, once.s, once.len, &err);
		assert_non_null(back);
		fact_encode(&twice, back);
		assert_string_equal(buf_str(&twice), buf_str(&once));
		assert_string_equal(back->object, facts[i].object);
		fact_free(back);
	}
	buf_done(&once);
	buf_done(&twice);
}

static void
what_was_not_written_is_empty_and_not_null(void **unused)
{
	struct err	 err = { 0 };
	struct fact	*fact;

	(void)unused;
	fact = fact_decode(FACT_INCIDENT, "1", (struct wall){ 1 }, (struct wall){ 2 }, "{}", 2, &err);
	assert_non_null(fact);
	assert_string_equal(fact->incident.incident->why.check, "");
	assert_string_equal(fact->incident.event.by, "");
	assert_int_equal(fact->incident.incident->n_sites, 0);
	fact_free(fact);
}

static const struct { const char *what, *content, *says; } bad[] = {
	{ "a newer version's key", "{\"state\":\"up\",\"mood\":\"good\"}", "\"mood\" is not known" },
	{ "a word that is none", "{\"state\":\"sleepy\"}", "\"state\" has a value" },
	{ "a time that is none", "{\"since\":\"yesterday\"}", "\"since\" has a value" },
	{ "a negative count", "{\"count\":-1}", "\"count\" has a value" },
	{ "half a line", "{\"state\":\"up\"", "not JSON" },
	{ "a list", "[1]", "not a JSON object" },
	{ "a key twice", "{\"state\":\"up\",\"state\":\"down\"}", "not JSON" },
	{ "a number as text", "{\"text\":1}", "\"text\" has a value" },
	{ "a list of words as instants", "{\"changes\":[\"a\"]}", "\"changes\" has a value" },
};

static void
what_is_not_exactly_a_fact_is_refused_with_a_sentence(void **unused)
{
	struct err	 err;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		err = (struct err){ 0 };
		assert_null(fact_decode(FACT_STATE, "x", (struct wall){ 1 }, (struct wall){ 1 },
		    bad[i].content, strlen(bad[i].content), &err));
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s: \"%s\"", bad[i].what, err.text);
	}
}

static void
words_are_found_again(void **unused)
{
	enum incident_kind	 kind;
	enum fact_kind		 fact;

	(void)unused;
	for (unsigned i = 0; i < INCIDENT_N; i++) {
		assert_true(incident_kind_find(incident_kind_word(i), &kind));
		assert_int_equal(kind, i);
	}
	for (unsigned i = 0; i < FACT_N_KINDS; i++) {
		assert_true(fact_kind_find(fact_kind_word(i), &fact));
		assert_int_equal(fact, i);
	}
	assert_false(incident_kind_find("storm", &kind));
	assert_int_equal(incident_severity(INCIDENT_NO_PC), SEVERITY_DOWN);
	assert_int_equal(incident_severity(INCIDENT_BACKUP), SEVERITY_WARN);
	assert_int_equal(incident_severity(INCIDENT_DRIFT), SEVERITY_DIGEST);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(every_kind_of_fact_reads_back_exactly),
		cmocka_unit_test(what_was_not_written_is_empty_and_not_null),
		cmocka_unit_test(what_is_not_exactly_a_fact_is_refused_with_a_sentence),
		cmocka_unit_test(words_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
