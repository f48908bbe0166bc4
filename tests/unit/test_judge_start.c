/* Unit tests of the judge: stops and starts, what they cost and what they must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define ONE	"contact tech\nroute tech\nsite a\n router icmp:20\n"
#define SEES	"canaries 1\n" ONE

static const struct told_story streaks[] = {
	{ "failures before a stop count for nothing after it", ONE,
	  "0 start\n0 a/router/icmp o\n20 a/router/icmp x\n40 a/router/icmp x\n50 stop\n60 start\n"
	  "70 a/router/icmp x\n90 a/router/icmp x\n110 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n50 state a/router unknown 50\n50 state a/link unknown 50\n"
	  "50 state a/convention unknown 50\n"
	  "110 state a/router down 70\n110 state a/link down 70\n"
	  "110 state a/convention non_compliant 70\n" },
	{ "nor do answers, while an incident is open", ONE,
	  "0 start\n0 a/router/icmp x\n20 a/router/icmp x\n40 a/router/icmp x\n60 a/router/icmp o\n70 stop\n"
	  "75 start\n80 a/router/icmp o\n100 a/router/icmp o\n",
	  "40 state a/router down 0\n40 state a/link down 0\n"
	  "40 state a/convention non_compliant 0\n70 state a/router unknown 70\n"
	  "70 state a/link unknown 70\n"
	  "70 state a/convention unknown 70\n100 state a/router up 80\n100 state a/link up 80\n"
	  "100 state a/convention non_compliant 80\n" },
	{ "after a crash all is unknown since the last sign of life", ONE,
	  "0 start\n0-50/20 a/router/icmp o\n50 crash\n200 start\n210 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n200 state a/router unknown 50\n"
	  "200 state a/link unknown 50\n"
	  "200 state a/convention unknown 50\n210 state a/router up 210\n210 state a/link up 210\n"
	  "210 state a/convention non_compliant 210\n" },
	{ "a sign of life from the future is one of now", ONE,
	  "0 start\n0-50/20 a/router/icmp o\n300 crash\n200 start\n210 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "200 state a/router unknown 200\n200 state a/link unknown 200\n200 state a/convention unknown 200\n"
	  "210 state a/router up 210\n210 state a/link up 210\n210 state a/convention non_compliant 210\n" },
	{ "what reports by itself is silent after one holding counted from the start", "site a\n router push:60\n",
	  "0 start\n10 a/router/push o\n20 stop\n1000 start\n1149 tick\n1150 tick\n1209 tick\n1210 tick\n"
	  "1269 tick\n1270 tick\n",
	  "10 state a/router up 10\n10 state a/link up 10\n"
	  "10 state a/convention non_compliant 10\n20 state a/router unknown 20\n"
	  "20 state a/link unknown 20\n"
	  "20 state a/convention unknown 20\n1270 state a/router down 1150\n1270 state a/link down 1150\n"
	  "1270 state a/convention non_compliant 1150\n" },
	{ "after a start a canary is as it was for one holding", "canaries 1\nsite a\n router icmp:20\n",
	  "0 start\n0-30/10 canary/1 o\n25 stop\n40 start\n41 a/router/icmp o\n64 tick\n65 tick\n",
	  "41 state a/router up 41\n41 state a/link up 41\n41 state a/convention non_compliant 41\n"
	  "65 state a/router unknown 65\n65 state a/link unknown 65\n65 state a/convention unknown 65\n" },
};

static const struct told_story stops[] = {
	{ "a stop of two minutes is told, once, by one message", SEES,
	  "0 start\n0-60/10 canary/1 o\n60 stop\n180 start\n180-400/10 canary/1 o\n",
	  "180 incident 1 opened blind vigie 60\n180 incident 1 restored blind vigie 60 restored 180\n"
	  "180 notice 1 blind to tech by mail\n" },
	{ "one of a second less is not", SEES,
	  "0 start\n0-60/10 canary/1 o\n60 stop\n179 start\n180-400/10 canary/1 o\n", "" },
	{ "the first start ever ends no stop", SEES, "1000 start\n1000-1400/10 canary/1 o\n", "" },
	{ "a blindness that began before the stop goes on after it, and its end is told", SEES,
	  "0 start\n0-60/10 canary/1 o\n60-90/10 canary/1 x\n90 stop\n300 start\n301-400/10 canary/1 x\n"
	  "400-500/10 canary/1 o\n",
	  "300 incident 1 opened blind vigie 60\n300 notice 1 blind to tech by mail\n"
	  "400 incident 1 restored blind vigie 60 restored 400\n400 notice 1 restored to tech by mail\n" },
	{ "one that was told before the stop is not told again by it", SEES,
	  "0 start\n0-60/10 canary/1 o\n60-200/10 canary/1 x\n200 stop\n600 start\n601-700/10 canary/1 x\n"
	  "700-800/10 canary/1 o\n",
	  "180 incident 1 opened blind vigie 60\n180 notice 1 blind to tech by mail\n"
	  "700 incident 1 restored blind vigie 60 restored 700\n700 notice 1 restored to tech by mail\n" },
	{ "a second stop is told as the first was", SEES,
	  "0 start\n0-60/10 canary/1 o\n60 stop\n600 start\n600-700/10 canary/1 o\n700 stop\n1000 start\n"
	  "1000-1100/10 canary/1 o\n",
	  "600 incident 1 opened blind vigie 60\n600 incident 1 restored blind vigie 60 restored 600\n"
	  "600 notice 1 blind to tech by mail\n"
	  "1000 incident 2 opened blind vigie 700\n1000 incident 2 restored blind vigie 700 restored 1000\n"
	  "1000 notice 2 blind to tech by mail\n" },
};

static const struct told_story gates[] = {
	{ "after a start nothing is told before a router's first result or the end of its holding",
	  ONE "site b\n router icmp:60\n",
	  "0 start\n0-60/20 a/router/icmp o\n1 b/router/icmp o\n80 stop\n100 start\n101-200/20 a/router/icmp x\n"
	  "200-300/10 a/router/icmp x\n",
	  "141 incident 1 opened link a/link 101\n250 notice 1 down to tech by mail\n" },
	{ "it is the same for each canary, but none waits for a PC",
	  "canaries 3\n" ONE " pc p icmp:600\n",
	  "0 start\n0-200/10 canary/1 o\n1-200/10 canary/2 o\n2 canary/3 o\n2-60/20 a/router/icmp o\n62 stop\n"
	  "70 start\n71-92/6 a/router/icmp x\n94 a/router/icmp x\n95-200/1 a/router/icmp x\n",
	  "83 incident 1 opened link a/link 71\n95 notice 1 down to tech by mail\n" },
	{ "with the last of them the gate is open", ONE "site b\n router icmp:60\n",
	  "0 start\n0-60/20 a/router/icmp x\n60-100/5 a/router/icmp x\n72 b/router/icmp x\n",
	  "40 incident 1 opened link a/link 0\n75 notice 1 down to tech by mail\n" },
	{ "a site without a router is not waited for", ONE "site b\n pc p icmp:600\n",
	  "0 start\n0-100/20 a/router/icmp x\n",
	  "40 incident 1 opened link a/link 0\n40 notice 1 down to tech by mail\n" },
};

static const struct told_story lives[] = {
	{ "a told link is not told twice, one that was only open is told by its failure after the start", ONE,
	  "0 start\n0-100/20 a/router/icmp o\n100-150/20 a/router/icmp x\n150 stop\n200 start\n"
	  "201-400/20 a/router/icmp x\n401-500/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "421 incident 1 restored link a/link 100 restored 401\n421 notice 1 restored to tech by mail\n" },
	{ "what waited for its group's settling waits for a new failure after the stop",
	  "group nra\ncontact tech\nroute tech\nsite a groups nra\n router icmp:20\nsite b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\nsite d groups nra\n router icmp:20\n",
	  "0 start\n0-300/20 b/router/icmp o\n0-300/20 c/router/icmp o\n0-300/20 d/router/icmp o\n"
	  "0-20/20 a/router/icmp o\n20-80/20 a/router/icmp x\n80 stop\n100 start\n"
	  "101-300/20 a/router/icmp x\n",
	  "60 incident 1 opened link a/link 20\n161 notice 1 down to tech by mail\n" },
	{ "a group's settling does not run out while vigie is stopped",
	  "group nra\ncontact tech\nroute tech\nsite a groups nra\n router icmp:20\nsite b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n",
	  "0 start\n0-20/20 a/router/icmp o\n0-20/20 b/router/icmp o\n0-500/20 c/router/icmp o\n"
	  "20-500/20 a/router/icmp x\n20-200/20 b/router/icmp x\n200-250/20 b/router/icmp o\n250 stop\n400 start\n"
	  "401-500/20 b/router/icmp x\n",
	  "60 incident 1 opened link a/link 20\n60 incident 2 opened link b/link 20\n60 incident 3 opened group nra 20\n"
	  "60 incident 1 attached link a/link 20 parent 3 group\n"
	  "60 incident 2 attached link b/link 20 parent 3 group\n160 notice 3 down to tech by mail\n"
	  "220 incident 2 restored link b/link 20 restored 200 parent 3\n"
	  "400 incident 4 opened blind vigie 250\n400 incident 4 restored blind vigie 250 restored 400\n"
	  "400 notice 4 blind to tech by mail\n"
	  "441 incident 5 opened link b/link 401\n441 incident 5 attached link b/link 401 parent 3 group\n" },
};

/* By the clock: in between nobody says anything. */
static const struct told_story clocks[] = {
	{ "what answered before a stop and after it is unknown at the end of its holding", ONE,
	  "0 start\n0 a/router/icmp o\n10 stop\n20 start\n30 a/router/icmp o\n79 tick\n80 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "10 state a/router unknown 10\n10 state a/link unknown 10\n10 state a/convention unknown 10\n"
	  "30 state a/router up 30\n30 state a/link up 30\n30 state a/convention non_compliant 30\n"
	  "80 state a/router unknown 80\n80 state a/link unknown 80\n80 state a/convention unknown 80\n" },
};

static const struct told_story delays[] = {
	{ "an escalation is due by the clock, a stop in between or not",
	  "contact tech\ncontact boss\nroute tech after 600 boss\nroute boss bases nowhere\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-300/20 a/router/icmp x\n300 stop\n310 start\n"
	  "311-700/20 a/router/icmp x\n739 tick\n740 tick\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "740 notice 1 escalation to boss by mail\n" },
	{ "one that falls due while vigie is away loses none of those after it",
	  "contact tech\ncontact boss\ncontact head\nroute tech after 600 boss after 2000 head\n"
	  "route boss bases nowhere\nroute head bases nowhere\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n700 crash\n790 start\n"
	  "791-2130/20 a/router/icmp x\n2139 tick\n2140 tick\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "831 notice 1 escalation to boss by mail\n2140 notice 1 escalation to head by mail level 2\n" },
	{ "it is of each point, the first or not",
	  "contact tech\ncontact boss\nroute tech after 600 boss\nroute boss bases nowhere\nsite a\n router icmp:3600\n"
	  "site b\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n0-100/20 b/router/icmp o\n100-720/20 b/router/icmp x\n"
	  "739 tick\n740 tick\n",
	  "140 incident 1 opened link b/link 100\n140 notice 1 down to tech by mail\n"
	  "740 notice 1 escalation to boss by mail\n" },
};

static void
a_stop_loses_streaks_and_states(void **unused)
{
	(void)unused;
	stories_hold(streaks, N_ELEMENTS(streaks), "state");
}

static void
our_own_long_stop_is_told(void **unused)
{
	(void)unused;
	stories_hold(stops, N_ELEMENTS(stops), "incident notice");
}

static void
after_a_start_a_failure_waits_for_everyone_s_first_word(void **unused)
{
	(void)unused;
	stories_hold(gates, N_ELEMENTS(gates), "incident notice");
}

static void
open_incidents_live_on(void **unused)
{
	(void)unused;
	stories_hold(lives, N_ELEMENTS(lives), "incident notice");
}

static void
clocks_survive_a_stop(void **unused)
{
	(void)unused;
	stories_hold(clocks, N_ELEMENTS(clocks), "state");
	stories_hold(delays, N_ELEMENTS(delays), "incident notice");
}

/* The daemon sleeps until then: one thing to wait for is enough to be called for. */
static void
it_says_when_it_wants_to_be_asked_and_never_once_stopped(void **unused)
{
	struct world	*w = world_new("site a\n router push:60\n");
	struct play	 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	assert_int_equal(judge_tick(p.judge, (struct wall){ STORY_ZERO_MS + 1000 }).ms, STORY_ZERO_MS + 150 * SEC_MS);
	judge_stop(p.judge, (struct wall){ STORY_ZERO_MS + 2000 });
	assert_int_equal(judge_tick(p.judge, (struct wall){ STORY_ZERO_MS + 3000 }).ms, INT64_MAX);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_stop_loses_streaks_and_states),
		cmocka_unit_test(our_own_long_stop_is_told),
		cmocka_unit_test(after_a_start_a_failure_waits_for_everyone_s_first_word),
		cmocka_unit_test(open_incidents_live_on),
		cmocka_unit_test(clocks_survive_a_stop),
		cmocka_unit_test(it_says_when_it_wants_to_be_asked_and_never_once_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
