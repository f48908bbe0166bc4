/*
 * Unit tests of the judge, rules 5 and 6 to the instant: since when a device or a
 * link is down that something else kept up for a while.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define TWO_WAYS	"site a\n device u icmp:20 tcp:40\n"
#define HOUSE		"site a\n router icmp:20\n pc p icmp:40\n link dns:20\n"

static const struct told_story devices[] = {
	{ "an answer that begins with the first failure does not come after it", TWO_WAYS,
	  "0 start\n0-100/20 a/u/icmp o\n100-160/20 a/u/icmp x\n100 a/u/tcp o\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "140 state a/u down 100\n" },
	{ "nor does a failure that begins with the answer: the next one dates the end", TWO_WAYS,
	  "0 start\n0-100/20 a/u/icmp o\n100-260/20 a/u/icmp x\n110 a/u/tcp o\n120 a/u/tcp o\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "140 state a/u degraded 140\n220 state a/link unknown 220\n220 state a/u down 140\n"
	  "220 state a/convention unknown 220\n" },
	{ "an answer of the check that decides is not one of another", TWO_WAYS,
	  "0 start\n0-100/20 a/u/icmp o\n100-150/20 a/u/icmp x\n110 a/u/tcp o\n150 a/u/icmp o\n"
	  "160-240/20 a/u/icmp x\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "140 state a/u degraded 140\n210 state a/link unknown 210\n210 state a/u down 120\n"
	  "210 state a/convention unknown 210\n" },
	{ "an answer that arrives after a later failure comes before it all the same", TWO_WAYS,
	  "0 start\n0-100/20 a/u/icmp o\n100-240/20 a/u/icmp x\n110 a/u/tcp o\n121 a/u/tcp o started=115\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "140 state a/u degraded 140\n215 state a/link unknown 215\n215 state a/u down 120\n"
	  "215 state a/convention unknown 215\n" },
	{ "one that fell silent without a failure after its answers leaves it up until the next", "site a\n device u icmp:60 tcp:20\n",
	  "0 start\n0 a/u/icmp o\n60 a/u/icmp x\n105 a/u/tcp o\n110 a/u/icmp x\n120 a/u/icmp x\n125 a/u/tcp o\n"
	  "180 a/u/icmp x\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "120 state a/u degraded 120\n175 state a/link unknown 175\n"
	  "175 state a/convention unknown 175\n180 state a/u down 180\n" },
	{ "the canaries have to answer since that failure, too", "canaries 1\n" TWO_WAYS,
	  "0 start\n0-200/10 canary/1 o\n0-100/20 a/u/icmp o\n100 a/u/icmp x\n110 a/u/icmp x\n105 a/u/tcp o\n120 a/u/icmp x\n"
	  "128 a/u/tcp o\n131 a/u/tcp x\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "120 state a/u degraded 120\n140 state a/u down 131\n170 state a/u unknown 170\n" },
	{ "what has answered decides before what never did", "site a\n device u icmp:20 exec:20\n",
	  "0 start\n0-80/20 a/u/icmp x\n5-80/20 a/u/exec o\n",
	  "5 state a/link up 5\n5 state a/u up 5\n5 state a/convention non_compliant 5\n"
	  "40 state a/u degraded 40\n" },
	{ "of two that ask alike the first decides", "site a\n device u tcp:20:ssh tcp:20:web\n",
	  "0 start\n0-100/20 a/u/ssh o\n0-40/20 a/u/web o\n40-100/20 a/u/web x\n",
	  "0 state a/link up 0\n0 state a/u up 0\n0 state a/convention non_compliant 0\n"
	  "80 state a/u degraded 80\n" },
	{ "a PC that was down when the backup took over is unknown then, one that reports by itself stays down",
	  "site a\n router icmp:20\n backup icmp:20\n pc p icmp:60\n pc q push push:20\n",
	  "0 start\n1-400/20 a/backup/icmp o\n0-200/20 a/router/icmp o\n200-260/20 a/router/icmp x\n0-60/60 a/p/icmp o\n"
	  "60-190/60 a/p/icmp x\n0-60/20 a/q/push o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "0 state a/p up 0\n0 state a/q up 0\n1 state a/backup up 1\n130 state a/q down 90\n"
	  "180 state a/p down 60\n240 state a/router down 200\n240 state a/link up 0 on_backup\n"
	  "240 state a/p unknown 240\n290 state a/router unknown 290\n" },
	{ "one that goes down takes no answer from the next one", "site a\n router icmp:20\n device u icmp:20\n device v icmp:20\n",
	  "0 start\n0-300/20 a/router/icmp o\n1 a/u/icmp o\n2 a/v/icmp o\n21-70/20 a/v/icmp x\n41-90/20 a/u/icmp x\n"
	  "80 a/v/icmp o\n81 a/u/icmp x\n90 a/v/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "1 state a/u up 1\n2 state a/v up 2\n61 state a/v down 21\n81 state a/u down 41\n"
	  "90 state a/v up 80\n131 state a/u unknown 131\n140 state a/v unknown 140\n" },
};

static const struct told_story links[] = {
	{ "an answer that begins with the router's first failure keeps no link up", HOUSE,
	  "0 start\n0-100/20 a/router/icmp o\n100-160/20 a/router/icmp x\n100 a/p/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "100 state a/p up 100\n140 state a/router down 100\n140 state a/link down 100\n"
	  "140 state a/p unknown 100\n" },
	{ "a failure that begins with the last answer does not date its end", HOUSE,
	  "0 start\n0-100/20 a/router/icmp o\n100-260/20 a/router/icmp x\n110 a/p/icmp o\n120 a/p/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "110 state a/p up 110\n140 state a/router down 100\n220 state a/link down 140\n"
	  "220 state a/p unknown 140\n" },
	{ "answers of the router that is down, and those of no address of the site, keep nothing up", HOUSE,
	  "0 start\n0-100/20 a/router/icmp o\n100-150/20 a/router/icmp x\n110 a/p/icmp o\n130 a/link/dns o\n"
	  "150 a/router/icmp o\n160-240/20 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "110 state a/p up 110\n140 state a/router down 100\n210 state a/link down 120\n"
	  "210 state a/p unknown 120\n" },
	{ "nor does a failure that is not of the site's own addresses date its end", HOUSE,
	  "0 start\n0-100/20 a/router/icmp o\n100-240/20 a/router/icmp x\n105 a/p/icmp o\n110 a/link/dns x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "105 state a/p up 105\n140 state a/router down 100\n205 state a/link down 120\n"
	  "205 state a/p unknown 120\n" },
	{ "an answer that arrives after a later failure dates no end anew", HOUSE,
	  "0 start\n0-100/20 a/router/icmp o\n100-240/20 a/router/icmp x\n110 a/p/icmp o\n"
	  "121 a/p/icmp o started=115\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "110 state a/p up 110\n140 state a/router down 100\n215 state a/link down 120\n"
	  "215 state a/p unknown 120\n" },
};

/* Rule 8: what a PC was down for counts from the first failure since it was last up. */
static const struct told_story days[] = {
	{ "a silence in between does not begin three days anew",
	  "site a open Tu-Sa 10:00-12:00\n router icmp:600\n pc p icmp:600\n",
	  "0 start\n0-400000/600 a/router/icmp o\n2-3000/600 a/p/icmp o\n3002-90000/600 a/p/icmp x\n"
	  "100002-350000/600 a/p/icmp x\n",
	  "266400 incident 1 opened pc a/p 3002\n" },
	{ "its return does",
	  "site a open Tu-Sa 10:00-12:00\n router icmp:600\n pc p icmp:600\n",
	  "0 start\n0-400000/600 a/router/icmp o\n2-3000/600 a/p/icmp o\n3002-80000/600 a/p/icmp x\n"
	  "80402-95000/600 a/p/icmp o\n95402-400000/600 a/p/icmp x\n",
	  "352800 incident 1 opened pc a/p 95402\n" },
};

static void
a_device_is_down_from_the_first_failure_after_the_last_answer(void **unused)
{
	(void)unused;
	stories_hold(devices, N_ELEMENTS(devices), "state");
}

static void
the_days_of_a_pc_that_is_off(void **unused)
{
	(void)unused;
	stories_hold(days, N_ELEMENTS(days), "incident");
}

/* Which check decided, with how many answers in a row; what has answered since a device's end is up. */
static void
who_decided_is_shown(void **unused)
{
	struct world		*w = world_new(TWO_WAYS);
	struct judge_state	 is;
	struct judge_check	 tcp;
	struct play		 p = { 0 };
	uint32_t		 u = 0, check = 0;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	play_line(&p, STORY_ZERO_MS + 1000, "a/u/icmp o");
	judge_get_device(p.judge, u = inventory_device(p.inv, "a/u"), &is);
	assert_int_equal(is.check, inventory_check(p.inv, "a/u/icmp"));
	assert_int_equal(is.count, 1);
	play_line(&p, STORY_ZERO_MS + 2000, "a/u/tcp o");
	for (int64_t t = 10; t < 40; t += 10) {
		play_line(&p, STORY_ZERO_MS + t * 1000, "a/u/icmp x");
		play_line(&p, STORY_ZERO_MS + t * 1000, "a/u/tcp x");
	}
	play_line(&p, STORY_ZERO_MS + 40000, "a/u/tcp o");
	play_line(&p, STORY_ZERO_MS + 41000, "a/u/icmp o");
	play_line(&p, STORY_ZERO_MS + 42000, "a/u/icmp o");
	judge_get_device(p.judge, u, &is);
	assert_int_equal(is.state, STATE_UP);
	check = inventory_check(p.inv, "a/u/tcp");
	judge_get_check(p.judge, check, &tcp);
	assert_int_equal(tcp.state, STATE_UP);
	play_end(&p);
	world_free(w);
	w = world_new("site a\n device u tcp:20:ssh tcp:20:web\n");
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	play_line(&p, STORY_ZERO_MS + 1000, "a/u/ssh o");
	play_line(&p, STORY_ZERO_MS + 2000, "a/u/web o");
	judge_get_check(p.judge, inventory_check(p.inv, "a/u/ssh"), &tcp);
	assert_true(tcp.decides);
	judge_get_check(p.judge, inventory_check(p.inv, "a/u/web"), &tcp);
	assert_false(tcp.decides);
	play_end(&p);
	world_free(w);
}

/* A state is journalled with the check that decided, its words while it is down, and how often in a row. */
static void
a_state_is_journalled_with_what_decided_it(void **unused)
{
	static const struct { const char *object, *check, *text; enum state_word state; uint32_t count; } said[] = {
		{ "a/router", "a/router/icmp", "", STATE_UP, 1 },
		{ "a/link", "a/router/icmp", "", STATE_UP, 1 },
		{ "a/convention", "", "", STATE_NON_COMPLIANT, 0 },
		{ "a/router", "a/router/icmp", "no_reply", STATE_DOWN, 3 },
		{ "a/link", "a/router/icmp", "no_reply", STATE_DOWN, 3 },
		{ "a/router", "a/router/icmp", "", STATE_UP, 2 },
		{ "a/link", "a/router/icmp", "", STATE_UP, 2 },
		{ "a/router", "", "", STATE_UNKNOWN, 0 },
		{ "a/link", "", "", STATE_UNKNOWN, 0 },
		{ "a/convention", "", "", STATE_UNKNOWN, 0 },
	};
	struct world	*w = world_new("site a\n router icmp:20\n");
	struct play	 p = { .keep_facts = true };
	size_t		 n = 0;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 1; t < 100; t += 10)
		play_line(&p, STORY_ZERO_MS + t * 1000, t < 20 || t > 60 ? "a/router/icmp o" : "a/router/icmp x no_reply");
	play_line(&p, STORY_ZERO_MS + 300000, "tick");
	for (size_t i = 0; i < p.n_facts; i++) {
		const struct fact	*f = p.facts[i];

		if (f->kind != FACT_STATE)
			continue;
		assert_true(n < N_ELEMENTS(said));
		assert_string_equal(f->object, said[n].object);
		assert_int_equal(f->state.state, said[n].state);
		assert_string_equal(f->state.check, said[n].check);
		assert_string_equal(f->state.text, said[n].text);
		assert_int_equal(f->state.count, said[n].count);
		n++;
	}
	assert_int_equal(n, N_ELEMENTS(said));
	play_end(&p);
	world_free(w);
}

static void
so_is_a_link(void **unused)
{
	(void)unused;
	stories_hold(links, N_ELEMENTS(links), "state");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_device_is_down_from_the_first_failure_after_the_last_answer),
		cmocka_unit_test(so_is_a_link),
		cmocka_unit_test(the_days_of_a_pc_that_is_off),
		cmocka_unit_test(who_decided_is_shown),
		cmocka_unit_test(a_state_is_journalled_with_what_decided_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
