/* Unit tests of model/words.c: what probes say, in French. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/mem.h"
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

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(answers_are_translated_around_their_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
