/* Unit tests of model/words.c: what probes say, in French. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/fact.h"
#include "model/inventory.h"
#include "model/near.h"
#include "model/words.h"

static const char *const	 stories[][2] = {
	{ "no reply", "pas de réponse" },
	{ "host unreachable (192.0.2.1)", "hôte injoignable (192.0.2.1)" },
	{ "administratively prohibited (2001:db8::1)", "interdit par un filtre (2001:db8::1)" },
	{ "sending is refused on this machine (firewall)", "envoi refusé sur ce serveur (pare-feu)" },
	{ "interface ppp0 is down", "l'interface ppp0 est coupée" },
	{ "no reply within 2 s", "pas de réponse en 2 s" },
	{ "malformed answer: another version", "réponse illisible : another version" },
	{ "what no probe says", "what no probe says" },
	{ "", "" },
	{ "interface  is down", "l'interface  est coupée" },
	{ "interface is down", "interface is down" },
};

static void
answers_are_translated_around_their_figures(void **unused)
{
	(void)unused;
	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		lang_set("fr");
		assert_string_equal(words_answer(stories[i][0]), stories[i][1]);
		lang_set("en");
		assert_string_equal(words_answer(stories[i][0]), stories[i][0]);
	}
}

/* Whatever kind may come: people are told what it is, and what it was, in their language. */
static void
every_kind_of_incident_has_its_words(void **unused)
{
	struct site		 sites[] = { { .id = "a", .name = "Alboussière" } };
	struct group		 groups[] = { { .id = "nra", .name = "NRA" } };
	struct inventory	 inv = { .sites = sites, .n_sites = 1, .groups = groups, .n_groups = 1 };

	(void)unused;
	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	for (unsigned kind = 0; kind < INCIDENT_N; kind++) {
		struct incident	 in = { .kind = kind, .kind_first = kind, .scope = "a", .object = "a/pc1/icmp",
				    .n_sites = 2, .why = { .check = "", .name = "", .text = "" } };
		struct buf	 said[2][2] = { { { 0 }, { 0 } }, { { 0 }, { 0 } } };

		for (size_t k = 0; k < 2; k++) {
			lang_set(k == 0 ? "en" : "fr");
			words_title(&said[k][0], &inv, &in);
			words_restored(&said[k][1], &inv, &in);
			assert_true(said[k][0].len > strlen("Alboussière: "));
			assert_true(said[k][1].len > strlen("Alboussière: "));
			assert_string_not_equal(buf_str(&said[k][0]), buf_str(&said[k][1]));
		}
		for (size_t k = 0; k < 2; k++) {
			assert_string_not_equal(buf_str(&said[0][k]), buf_str(&said[1][k]));
			buf_done(&said[0][k]);
			buf_done(&said[1][k]);
		}
	}
}

/* Public PCs that are back say so: the site's line answered all the while. */
static void
what_is_said_at_the_end_is_what_was_missing(void **unused)
{
	struct site		 sites[] = { { .id = "a", .name = "A" } };
	struct inventory	 inv = { .sites = sites, .n_sites = 1 };
	struct incident		 in = { .kind = INCIDENT_NO_PC, .kind_first = INCIDENT_NO_PC, .scope = "a",
				    .object = "", .why = { .check = "", .name = "no_pc_min", .text = "" } };
	struct buf		 said = { 0 };

	(void)unused;
	lang_set("en");
	words_restored(&said, &inv, &in);
	assert_string_equal(buf_str(&said), "A: restored (a public PC is online)");
	buf_clear(&said);
	in.why.name = "mute_min";
	words_restored(&said, &inv, &in);
	assert_string_equal(buf_str(&said), "A: restored (it answers on site)");
	buf_done(&said);
}

static void
a_mistyped_site_is_known_by_its_id_or_its_name(void **unused)
{
	struct site		 sites[] = { { .id = "alboussiere", .name = "Alboussière" },
				    { .id = "st-agreve", .name = "Saint-Agrève" },
				    { .id = "boffres", .name = "Centre de Boffres" } };
	struct inventory	 inv = { .sites = sites, .n_sites = N_ELEMENTS(sites) };

	(void)unused;
	assert_string_equal(near_site(&inv, "albousiere"), "alboussiere");
	assert_string_equal(near_site(&inv, "Alboussière"), "alboussiere");
	assert_string_equal(near_site(&inv, "saint-agreve"), "st-agreve");
	assert_string_equal(near_site(&inv, "bofrfes"), "boffres");
	assert_null(near_site(&inv, "lyon"));
	assert_null(near_site(&inv, ""));
	inv.n_sites = 0;
	assert_null(near_site(&inv, "boffres"));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(every_kind_of_incident_has_its_words),
		cmocka_unit_test(answers_are_translated_around_their_figures),
		cmocka_unit_test(what_is_said_at_the_end_is_what_was_missing),
		cmocka_unit_test(a_mistyped_site_is_known_by_its_id_or_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
