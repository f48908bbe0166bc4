/* Unit tests of the judge: what people do to incidents, what a stop ends, what is remembered for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/story.h"

#define ONE	"contact tech\nroute tech\nsite a\n router icmp:20\n"

static const struct told_story stories[] = {
	{ "after a stop nothing is judged",
	  ONE,
	  "0 start\n0-60/20 a/router/icmp o\n70 stop\n80-400/20 a/router/icmp x\n500 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "70 state a/router unknown 70\n70 state a/link unknown 70\n70 state a/convention unknown 70\n" },
	{ "names that do not resolve are an incident of names on the link alone",
	  "site a\n router icmp:20 dns:60\n link dns:60:names\n",
	  "0 start\n0-900/20 a/router/icmp o\n1-100/60 a/router/dns o\n2-100/60 a/link/names o\n"
	  "121-600/20 a/router/dns x\n122-600/20 a/link/names x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "161 state a/router degraded 161\n161 incident 1 opened device a/router/dns 121\n"
	  "162 incident 2 opened dns a/link/names 122\n731 state a/router up 731\n" },
	{ "a failure that begins with another's answer is not after it",
	  "site a\n router icmp:20\n pc p public icmp:60\n pc q public icmp:60\n",
	  "0 start\n0-80/20 a/router/icmp o\n0 a/p/icmp o\n0 a/q/icmp o\n60 a/p/icmp o\n60 a/q/icmp o\n"
	  "90-400/20 a/router/icmp x\n100 a/p/icmp x\n100 a/q/icmp o\n120-400/20 a/p/icmp x\n121-400/20 a/q/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/p up 0\n0 state a/convention compliant 0\n"
	  "0 state a/q up 0\n130 state a/router down 90\n130 state a/link down 110\n"
	  "130 state a/p unknown 110\n130 state a/q unknown 110\n130 state a/convention non_compliant 110\n"
	  "130 incident 1 opened link a/link 110\n" },
};

static void
judgement_keeps_to_the_law(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "state incident");
}

/* A point that is down, with its incident. */
static struct world *
down(struct play *p)
{
	struct world	*w = world_new(ONE);

	*p = (struct play){ 0 };
	play_begin(p, world_inventory(w), "incident");
	play_line(p, STORY_ZERO_MS, "start");
	for (int64_t t = 0; t < 200; t += 20)
		play_line(p, STORY_ZERO_MS + t * 1000, t < 100 ? "a/router/icmp o" : "a/router/icmp x");
	return w;
}

static const struct incident *
first(const struct play *p)
{
	struct judge_incident	 in;

	assert_true(judge_find_incident(p->judge, 1, &in));
	return in.incident;
}

static void
taking_over_again_keeps_what_was_said(void **unused)
{
	struct play	 p;
	struct world	*w = down(&p);
	struct wall	 now = { STORY_ZERO_MS + 200000 };
	struct err	 err = { "" };

	(void)unused;
	assert_true(judge_ack(p.judge, 1, "jeanne", "box changed", "T-1", now, &err));
	assert_true(judge_ack(p.judge, 1, "paul", "", "", (struct wall){ now.ms + 60000 }, &err));
	assert_string_equal(first(&p)->ack_by, "jeanne");
	assert_string_equal(first(&p)->ack_text, "box changed");
	assert_string_equal(first(&p)->ticket, "T-1");
	assert_int_equal(first(&p)->acknowledged.ms, now.ms);
	assert_true(judge_ack(p.judge, 1, "paul", "", "T-2", (struct wall){ now.ms + 120000 }, &err));
	assert_string_equal(first(&p)->ticket, "T-2");
	assert_false(judge_comment(p.judge, 1, "paul", "", now, &err));
	assert_false(judge_ack(p.judge, 2, "paul", "", "", now, &err));
	play_end(&p);
	world_free(w);
}

static void
closing_ends_nothing_that_is_measured(void **unused)
{
	struct play	 p;
	struct world	*w = down(&p);
	struct wall	 now = { STORY_ZERO_MS + 200500 };
	struct err	 err = { "" };

	(void)unused;
	assert_true(judge_close(p.judge, 1, "jeanne", "seen", RESPONSIBILITY_N, now, &err));
	assert_int_equal(first(&p)->closed.ms, STORY_ZERO_MS + 200000);
	assert_int_equal(first(&p)->responsibility, BY_UNKNOWN);
	assert_int_equal(first(&p)->restored.ms, 0);
	assert_false(judge_close(p.judge, 1, "jeanne", "again", BY_SIVU, now, &err));
	assert_non_null(strstr(err.text, "closed already"));
	play_end(&p);
	world_free(w);
}

/* Days after its end, when another incident opens: is the first one still known? */
static bool
is_remembered(bool is_closed, int64_t days)
{
	struct play		 p;
	struct world		*w = down(&p);
	struct judge_incident	 in;
	struct err		 err = { "" };
	int64_t			 later = STORY_ZERO_MS + days * DAY_MS;
	bool			 is_there;

	for (int64_t t = 200; t < 300; t += 20)
		play_line(&p, STORY_ZERO_MS + t * 1000, "a/router/icmp o");
	if (is_closed)
		assert_true(judge_close(p.judge, 1, "jeanne", "seen", BY_SIVU,
		    (struct wall){ STORY_ZERO_MS + 300000 }, &err));
	for (int64_t t = 0; t < 200; t += 20)
		play_line(&p, later + t * 1000, t < 100 ? "a/router/icmp o" : "a/router/icmp x");
	is_there = judge_find_incident(p.judge, 1, &in);
	assert_true(judge_find_incident(p.judge, 2, &in));
	play_end(&p);
	world_free(w);
	return is_there;
}

static void
what_is_over_is_remembered_for_a_month_what_is_closed_for_a_week(void **unused)
{
	(void)unused;
	assert_true(is_remembered(false, 8));
	assert_true(is_remembered(false, 29));
	assert_false(is_remembered(false, 32));
	assert_true(is_remembered(true, 6));
	assert_false(is_remembered(true, 8));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(judgement_keeps_to_the_law),
		cmocka_unit_test(taking_over_again_keeps_what_was_said),
		cmocka_unit_test(closing_ends_nothing_that_is_measured),
		cmocka_unit_test(what_is_over_is_remembered_for_a_month_what_is_closed_for_a_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
