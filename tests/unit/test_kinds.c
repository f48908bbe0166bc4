/* Unit tests of the words of incidents: every kind has its own for each event, reader and language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/say.h"
#include "help.h"
#include "kinds.h"
#include "model/fact.h"
#include "model/inventory.h"
#include "model/words.h"
#include "paper/seen.h"

/* What the public has no use for: people's own words, and what was held back. */
static bool
is_for_the_public(enum event_type type)
{
	return type != EVENT_COMMENT && type != EVENT_HELD;
}

static void
assert_said(const char *text, const char *kind, const char *what)
{
	if (text == NULL || text[0] == '\0')
		fail_msg("%s of %s has no words in %s", what, kind, lang_get());
}

static void
each_kind_and_event_has_public_words(void **unused)
{
	static const char *const	 langs[] = { "fr", "en" };

	(void)unused;
	for (size_t l = 0; l < N_ELEMENTS(langs); l++)
		for (enum incident_kind k = 0; k < INCIDENT_N; k++) {
			const char	*kind = incident_kind_word(k);

			lang_set(langs[l]);
			assert_string_not_equal(kind_said(kind), kind_said("no such kind"));
			assert_string_not_equal(kind_over(kind), kind_over("no such kind"));
			assert_said(kind_explained(kind), kind, "the explanation");
			assert_non_null(help_find(kind, langs[l]));
			for (enum event_type e = 0; e < EVENT_N; e++)
				if (is_for_the_public(e))
					assert_said(event_said(kind, event_word(e), ""), kind, event_word(e));
				else
					assert_null(event_said(kind, event_word(e), ""));
		}
}

/* English words shown to a French reader are a msgid that has no translation. */
static void
french_words_are_not_the_english_ones(void **unused)
{
	(void)unused;
	for (enum incident_kind k = 0; k < INCIDENT_N; k++) {
		const char	*kind = incident_kind_word(k), *english[4], *french[4];

		lang_set("en");
		english[0] = kind_said(kind);
		english[1] = kind_over(kind);
		english[2] = kind_explained(kind);
		english[3] = seen_kind(kind);
		lang_set("fr");
		french[0] = kind_said(kind);
		french[1] = kind_over(kind);
		french[2] = kind_explained(kind);
		french[3] = seen_kind(kind);
		for (size_t i = 0; i < N_ELEMENTS(french); i++)
			assert_string_not_equal(english[i], french[i]);
	}
}

#define NBSP	"\xc2\xa0"

static const char	 jargon[][12] = { "uplink", "router", "DNS failure", "SNMP", "ICMP", "ping", "timeout",
	"uptime", "Sivu", "WAN", "latence", "DSLAM" };

static void
public_words_have_no_jargon(void **unused)
{
	static const char *const	 langs[] = { "fr", "en" };

	(void)unused;
	for (size_t l = 0; l < N_ELEMENTS(langs); l++)
		for (enum incident_kind k = 0; k < INCIDENT_N; k++) {
			const char	*kind = incident_kind_word(k);

			lang_set(langs[l]);
			for (size_t i = 0; i < N_ELEMENTS(jargon); i++) {
				assert_null(strstr(kind_said(kind), jargon[i]));
				assert_null(strstr(kind_over(kind), jargon[i]));
				assert_null(strstr(kind_explained(kind), jargon[i]));
			}
		}
}

static void
each_kind_and_event_has_words_for_technicians(void **unused)
{
	static const char *const	 langs[] = { "fr", "en" };
	static const struct inventory	 inv = { .id = "n" };

	(void)unused;
	for (size_t l = 0; l < N_ELEMENTS(langs); l++)
		for (enum incident_kind k = 0; k < INCIDENT_N; k++) {
			struct incident	 in = { .kind = k, .kind_first = k, .scope = "alboussiere",
					    .object = "alboussiere/accueil", .why = { "", "", 0, 0, "" } };
			struct buf	 title = { 0 }, restored = { 0 };
			const char	*kind = incident_kind_word(k);

			lang_set(langs[l]);
			words_title(&title, &inv, &in);
			words_restored(&restored, &inv, &in);
			assert_string_not_equal(buf_str(&title), "alboussiere");
			assert_string_not_equal(buf_str(&restored), buf_str(&title));
			assert_string_not_equal(seen_kind(kind), "");
			for (enum event_type e = 0; e < EVENT_N; e++) {
				json_t		*event = json_pack("{s:s, s:s, s:s, s:s}", "type", event_word(e),
						    "code", "", "kind", kind, "responsibility", "operator");
				struct buf	 said = { 0 };

				seen_event(&said, event);
				assert_said(buf_str(&said), kind, event_word(e));
				assert_said(say_event(event_word(e)), kind, event_word(e));
				buf_done(&said);
				json_decref(event);
			}
			buf_done(&title);
			buf_done(&restored);
		}
}

/* What the judge writes about its own events, and what the public reads of it. */
static void
each_code_is_a_sentence(void **unused)
{
	static const struct { const char *type, *code; } codes[] = {
		{ "updated", "uptime" }, { "updated", "first_hop_answers" },
		{ "updated", "first_hop_silent" }, { "updated", "sites" }, { "updated", "risen" },
		{ "updated", "change" }, { "attached", "group" }, { "attached", "flapping" },
		{ "detached", "group_over" }, { "detached", "stays_down" }, { "told", "reminder" },
	};

	(void)unused;
	lang_set("fr");
	for (size_t i = 0; i < N_ELEMENTS(codes); i++) {
		struct incident_event	 event = { .by = "vigie", .text = codes[i].code };

		assert_non_null(event_said("link", codes[i].type, codes[i].code));
		assert_string_not_equal(words_event(&event), codes[i].code);
	}
}

static void
evidence_is_said_with_value_limit_and_answer(void **unused)
{
	static const struct { const char *json, *said; } rows[] = {
		{ "null", "" },
		{ "{\"which\":\"router\",\"name\":\"failures\",\"value\":3,\"limit\":3,\"answer\":\"no reply\"}",
		    "the box failed 3 times in a row (limit 3): no reply" },
		{ "{\"which\":\"first_hop\",\"name\":\"failures\",\"value\":1,\"limit\":3,\"answer\":\"\"}",
		    "the operator's first equipment failed 1 time (limit 3)" },
		{ "{\"which\":\"router\",\"name\":\"uptime_s\",\"value\":120,\"limit\":7200,\"answer\":\"\"}",
		    "the box has been running for 2 min; its last answer before the outage was 2 h earlier: it "
		    "restarted meanwhile" },
		{ "{\"which\":\"router\",\"name\":\"uptime_s\",\"value\":86400,\"limit\":7200,\"answer\":\"\"}",
		    "the box has been running for 1 d; its last answer before the outage was 2 h earlier: it "
		    "stayed on" },
		{ "{\"which\":\"router\",\"name\":\"snr_down_db\",\"value\":3.1,\"limit\":6,\"answer\":\"\"}",
		    "noise margin, download (dB) 3.10 (limit 6)" },
		{ "{\"which\":\"\",\"name\":\"changes_per_hour\",\"value\":7,\"limit\":5,\"answer\":\"\"}",
		    "changes in an hour 7 (limit 5)" },
		{ "{\"which\":\"router\",\"name\":5,\"value\":\"x\",\"limit\":null,\"answer\":[]}", "" },
	};

	(void)unused;
	lang_set("en");
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		json_t		*json = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
		struct buf	 said = { 0 };

		assert_non_null(json);
		seen_evidence(&said, json);
		assert_string_equal(buf_str(&said), rows[i].said);
		buf_done(&said);
		json_decref(json);
	}
}

/* What a device answered leaves for the public without the address or name that was in it. */
static void
a_public_answer_has_no_address(void **unused)
{
	static const struct { const char *text, *plain; } rows[] = {
		{ "no reply", "no reply" }, { "no reply within 2 s", "no reply" },
		{ "host unreachable (192.0.2.1)", "host unreachable" },
		{ "administratively prohibited (10.0.0.1)", "administratively prohibited" },
		{ "name does not resolve: box.example.org", "name does not resolve" },
		{ "Jeanne was here", "" }, { "", "" }, { "interface ppp0 is down", "" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		assert_string_equal(words_answer_plain(rows[i].text), rows[i].plain);
}

static void
each_kind_of_thing_shows_its_unit(void **unused)
{
	static const struct { const char *metric; double value; const char *said; } rows[] = {
		{ "snr_down_db", 5.9, "5,9" NBSP "dB" }, { "sync_down_bps", 8000000, "8,00" NBSP "Mbit/s" },
		{ "sync_up_bps", 800000, "800" NBSP "kbit/s" }, { "rtt_med_ms", 31.54, "31,5" NBSP "ms" },
		{ "loss_pct", 0, "0,0" NBSP "%" }, { "uptime_s", 7800, "2 h 10 min" },
	};

	(void)unused;
	lang_set("fr");
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct buf	 said = { 0 };

		seen_measure(&said, rows[i].metric, rows[i].value);
		assert_string_equal(buf_str(&said), rows[i].said);
		buf_done(&said);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(each_kind_and_event_has_public_words),
		cmocka_unit_test(french_words_are_not_the_english_ones),
		cmocka_unit_test(public_words_have_no_jargon),
		cmocka_unit_test(each_kind_and_event_has_words_for_technicians),
		cmocka_unit_test(each_code_is_a_sentence),
		cmocka_unit_test(evidence_is_said_with_value_limit_and_answer),
		cmocka_unit_test(a_public_answer_has_no_address),
		cmocka_unit_test(each_kind_of_thing_shows_its_unit),
	};

	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
