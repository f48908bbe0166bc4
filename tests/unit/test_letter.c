/* Unit tests of judge/letter.c: what a technician reads on a phone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/mem.h"
#include "judge/letter.h"
#include "tests/unit/story.h"

static const char	 text[] =
	"canaries 3\n"
	"contact tech\n"
	"route tech warn\n"
	"site alboussiere base privas open Tu,We 09:00-12:00,14:00-18:00; PH off\n"
	"router icmp:20 snmp:60\n"
	"pc accueil public icmp:60\n"
	"animator ann\n"
	"link icmp:20:first_hop\n";

static struct world	*world;
static struct play	 play;
static struct buf	 subject, body;

static int
set_up(void **state)
{
	struct inventory	*inv;

	(void)state;
	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	world = world_new(text);
	inv = (struct inventory *)(uintptr_t)world_inventory(world);
	inv->sites[0].name = "Centre d'Alboussière";
	play_begin(&play, inv, "");
	play_line(&play, STORY_ZERO_MS, "start");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	play_end(&play);
	world_free(world);
	buf_done(&subject);
	buf_done(&body);
	return 0;
}

/* Every 10 s from `from` to `to` seconds: the canaries answer, the site as `answer` says. */
static void
live(int from, int to, char answer)
{
	static const char *const	 checks[] = { "canary/1", "canary/2", "canary/3",
	    "alboussiere/router/icmp", "alboussiere/accueil/icmp" };

	for (int s = from; s < to; s += 10)
		for (size_t i = 0; i < N_ELEMENTS(checks); i++) {
			char	*line = xasprintf("%s %s", checks[i], i < 3 || answer == 'o' ? "o" :
				    "x");

			play_line(&play, STORY_ZERO_MS + s * SEC_MS + (int64_t)i, line);
			free(line);
		}
}

/* What the operator's gateway does, from `from` to `to` seconds. */
static void
hop(int from, int to, char answer)
{
	for (int s = from; s < to; s += 20) {
		char	*line = xasprintf("alboussiere/link/first_hop %c", answer);

		play_line(&play, STORY_ZERO_MS + s * SEC_MS, line);
		free(line);
	}
}

static void
write_letter(enum notice_kind kind, const char *language, int64_t at_s)
{
	struct fact_notice	 notice = { .number = 1, .incident = 1, .kind = kind, .site = "alboussiere",
				    .to = { .contact = "tech", .name = "Tech", .address = "t@example.org",
				    .language = language } };

	buf_clear(&subject);
	buf_clear(&body);
	letter_write(play.judge, play.inv, &notice, (struct wall){ STORY_ZERO_MS + at_s * SEC_MS },
	    &subject, &body);
}

static void
assert_says(const char *words)
{
	if (strstr(body.s, words) == NULL)
		fail_msg("\"%s\" is not in:\n%s", words, body.s);
}

static void
a_failure_says_what_since_when_and_what_still_works(void **unused)
{
	(void)unused;
	live(1, 60, 'o');
	live(61, 200, 'x');
	write_letter(NOTICE_DOWN, "en", 240);
	assert_string_equal(subject.s, "Centre d'Alboussière: Internet access down");
	assert_says("Since: today at 10:01 (2 min ago)\n");
	assert_says("Seen: the box no longer answers (3 failures in a row, limit 3) "
	    "(alboussiere/router/icmp)\n");
	assert_null(strstr(body.s, "Probable cause"));
	assert_says("Still works: nothing that vigie can see on site\n");
	assert_says("The point is open, it closes today at 12:00.\n");
	assert_says("Technicians' base: privas\n");
	assert_says("On site: ann");
	assert_says("\nhttps://vigie.example.org/incidents/1\n");
}

static void
french_has_its_own_words_and_figures(void **unused)
{
	(void)unused;
	if (strcmp(getenv("top_builddir") != NULL ? getenv("top_builddir") : "", "") == 0)
		skip();
	live(1, 60, 'o');
	live(61, 200, 'x');
	write_letter(NOTICE_DOWN, "fr", 240);
	assert_string_equal(subject.s, "Centre d'Alboussière : accès Internet en panne");
	assert_says("Depuis : aujourd'hui à 10 h 01");
	assert_says("Constat : la box ne répond plus (3 échecs de suite, limite 3) "
	    "(alboussiere/router/icmp)\n");
	assert_says("Le point est ouvert, il ferme aujourd'hui à 12 h.\n");
}

static void
a_return_says_how_long_it_took(void **unused)
{
	(void)unused;
	live(1, 60, 'o');
	live(61, 200, 'x');
	live(201, 300, 'o');
	write_letter(NOTICE_RESTORED, "en", 300);
	assert_string_equal(subject.s, "Centre d'Alboussière: restored (Internet access)");
	assert_says("Duration: 2 min\n");
	assert_says("During opening hours: 2 min\n");
	assert_null(strstr(body.s, "Still works"));
}

static void
the_gateway_tells_the_probable_cause(void **unused)
{
	(void)unused;
	for (int s = 1; s < 60; s += 20) {
		live(s, s + 20, 'o');
		hop(s, s + 20, 'o');
	}
	for (int s = 61; s < 200; s += 20) {
		live(s, s + 20, 'x');
		hop(s, s + 20, 'o');
	}
	write_letter(NOTICE_DOWN, "en", 240);
	assert_says("Probable cause: the line or the box\n");
	for (int s = 201; s < 400; s += 20) {
		live(s, s + 20, 'x');
		hop(s, s + 20, 'x');
	}
	write_letter(NOTICE_DOWN, "en", 400);
	assert_says("Probable cause: the operator's network (responsibility: the operator)\n");
	live(401, 480, 'o');
	write_letter(NOTICE_RESTORED, "en", 480);
	assert_says("Probable cause: the operator's network (responsibility: the operator)\n");
}

static void
a_return_says_the_cause_that_the_box_told(void **unused)
{
	char	 before[] = "alboussiere/router/snmp o uptime=5000 line=5000";
	char	 after[] = "alboussiere/router/snmp o uptime=5300 line=20";

	(void)unused;
	live(1, 60, 'o');
	play_line(&play, STORY_ZERO_MS + 55 * SEC_MS, before);
	live(61, 200, 'x');
	live(201, 300, 'o');
	play_line(&play, STORY_ZERO_MS + 301 * SEC_MS, after);
	write_letter(NOTICE_RESTORED, "en", 310);
	assert_says("Probable cause: the line, which lost its synchronisation "
	    "(responsibility: the operator)\n");
}

static void
an_incident_that_is_forgotten_is_said_by_its_number(void **unused)
{
	(void)unused;
	write_letter(NOTICE_RESTORED, "en", 300);
	assert_string_equal(subject.s, "Incident 1: restored");
	assert_says("https://vigie.example.org/incidents/1");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test_setup_teardown(a_failure_says_what_since_when_and_what_still_works,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(french_has_its_own_words_and_figures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_return_says_how_long_it_took, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_gateway_tells_the_probable_cause, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_return_says_the_cause_that_the_box_told, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(an_incident_that_is_forgotten_is_said_by_its_number,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
