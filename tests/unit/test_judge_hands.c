/* Unit tests of the judge: what people do to incidents, what a stop ends, what is remembered for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
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
	struct play	 p = { 0 };
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
	struct play	 p = { 0 };
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
	struct play		 p = { 0 };
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

static bool
is_silent_in(const struct judge *j, uint32_t check)
{
	struct judge_check	 out;

	judge_get_check(j, check, &out);
	return out.state == STATE_DOWN;
}

/* Windows of another register: each gets its number, those that are over are said and forgotten. */
static void
windows_that_are_brought_count_in_their_order(void **unused)
{
	struct play		 p = { 0 };
	struct world		*w = down(&p);
	struct wall		 now = { STORY_ZERO_MS + 200000 }, soon = { now.ms + 60000 };
	struct fact_window	 list[] = {
		{ .kind = WINDOW_MAINTENANCE, .scope = "a", .by = "ann", .text = "lasts", .from = now, .to = soon },
		{ .kind = WINDOW_MAINTENANCE, .scope = "a", .by = "ann", .text = "over", .from = { 1000 }, .to = now },
		{ .kind = WINDOW_CLOSURE, .scope = "a", .by = "ann", .text = "off", .from = now, .to = soon,
		    .cancelled = now },
		{ .kind = WINDOW_CLOSURE, .scope = "a", .by = "ann", .text = "weekly", .from = { 1000 },
		    .to = { 2000 }, .weekdays = 1 },
	};
	struct fact_window	 kept;
	struct judge_site	 site;
	struct err		 err = { "" };
	uint32_t		 number = 0;

	(void)unused;
	judge_get_site(p.judge, 0, now, &site);
	assert_int_equal(site.state, STATE_DOWN);
	judge_windows_bring(p.judge, list, N_ELEMENTS(list), now);
	assert_true(judge_get_window(p.judge, 0, &kept));
	assert_string_equal(kept.text, "lasts");
	assert_int_equal(kept.number, 1);
	assert_true(judge_get_window(p.judge, 1, &kept));
	assert_string_equal(kept.text, "weekly");
	assert_int_equal(kept.number, 4);
	assert_false(judge_get_window(p.judge, 2, &kept));
	judge_get_site(p.judge, 0, now, &site);
	assert_int_equal(site.state, STATE_MAINTENANCE);

	assert_true(judge_window(p.judge, &list[0], now, &number, &err));
	assert_int_equal(number, 5);
	assert_true(judge_window_cancel(p.judge, 5, "paul", now, &err));
	assert_false(judge_window_cancel(p.judge, 5, "paul", now, &err));
	assert_false(judge_window_cancel(p.judge, 3, "paul", now, &err));
	assert_false(judge_window_cancel(p.judge, 1, "paul", soon, &err));	/* it ends at that very moment */
	assert_true(judge_window_cancel(p.judge, 4, "paul", soon, &err));
	assert_true(judge_get_window(p.judge, 1, &kept));
	assert_string_equal(kept.by, "paul");
	assert_int_equal(kept.cancelled.ms, soon.ms);
	play_end(&p);
	world_free(w);
}

static void
a_window_has_limits(void **unused)
{
	static const struct {
		enum window_kind kind;
		const char *scope;
		int64_t from_ms, to_ms;
		unsigned weekdays;
		bool is_taken;
	} cases[] = {
		{ WINDOW_MAINTENANCE, "all", 0, 1, 0, true },
		{ WINDOW_MAINTENANCE, "a", 0, 0, 0, false },
		{ WINDOW_MAINTENANCE, "a", 1000, 1000, 0, false },
		{ WINDOW_MAINTENANCE, "nowhere", 0, 1, 0, false },
		{ WINDOW_MAINTENANCE, "a", -1, 0, 0, false },
		{ WINDOW_CLOSURE, "all", 0, 1, 0, false },
		{ WINDOW_CLOSURE, "a", -8 * DAY_MS, -7 * DAY_MS + 1, 0, true },
		{ WINDOW_CLOSURE, "a", -8 * DAY_MS, -7 * DAY_MS, 0, false },
		{ WINDOW_CLOSURE, "a", 0, 7 * DAY_MS, 1, true },
		{ WINDOW_CLOSURE, "a", 0, 7 * DAY_MS + 1, 1, false },
		{ WINDOW_MAINTENANCE, "a", -30 * DAY_MS, -29 * DAY_MS, 1, true },
	};
	struct play	 p = { 0 };
	struct world	*w = down(&p);
	int64_t		 now_ms = STORY_ZERO_MS + 200000;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct fact_window	 window = { .kind = cases[i].kind, .scope = cases[i].scope, .by = "ann",
			.text = "", .from = { now_ms + cases[i].from_ms }, .to = { now_ms + cases[i].to_ms },
			.weekdays = cases[i].weekdays };
		struct err		 err = { "" };

		if (judge_window(p.judge, &window, (struct wall){ now_ms }, NULL, &err) != cases[i].is_taken)
			fail_msg("case %zu: %s", i, err.text);
	}
	play_end(&p);
	world_free(w);
}

static void
who_names_incidents_means_those_that_are_open(void **unused)
{
	struct play	 p = { 0 };
	struct world	*w = down(&p);
	struct err	 err = { "" };
	uint32_t	*numbers;
	size_t		 n;

	(void)unused;
	numbers = judge_named(p.judge, "a", &n);
	assert_int_equal(n, 1);
	assert_int_equal(numbers[0], 1);
	free(numbers);
	free(judge_named(p.judge, "all", &n));
	assert_int_equal(n, 1);
	free(judge_named(p.judge, "b", &n));
	assert_int_equal(n, 0);
	assert_true(judge_close(p.judge, 1, "ann", "seen", BY_SIVU, (struct wall){ STORY_ZERO_MS + 200000 }, &err));
	free(judge_named(p.judge, "a", &n));
	assert_int_equal(n, 0);
	play_end(&p);
	world_free(w);
}

/* What the pages show: since when, why, and when something that counts for it answered last. */
static void
what_is_known_is_shown(void **unused)
{
	struct world		*w = world_new("canaries 1\nsite a\n router icmp:20\n pc p public icmp:60\n");
	struct play		 p = { .keep_facts = true }, q = { 0 };
	struct judge_state	 state;
	struct judge_site	 site;
	struct judge_check	 check;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	play_line(&p, STORY_ZERO_MS + 500, "canary/1 o");
	play_line(&p, STORY_ZERO_MS + 1000, "a/router/icmp o");
	play_line(&p, STORY_ZERO_MS + 2000, "a/p/icmp o");
	judge_get_device(p.judge, inventory_device(p.inv, "a/router"), &state);
	assert_int_equal(state.seen.ms, STORY_ZERO_MS + 1000);
	judge_get_device(p.judge, inventory_device(p.inv, "a/link"), &state);
	assert_int_equal(state.seen.ms, STORY_ZERO_MS + 2000);
	judge_get_site(p.judge, 0, (struct wall){ STORY_ZERO_MS + 3000 }, &site);
	assert_int_equal(site.state, STATE_UP);
	assert_int_equal(site.n_public, 1);
	assert_int_equal(site.n_online, 1);
	assert_int_equal(site.link.seen.ms, STORY_ZERO_MS + 2000);
	judge_get_check(p.judge, inventory_check(p.inv, "a/router/icmp"), &check);
	assert_true(check.has_result && check.decides && check.ever_answered);
	assert_int_equal(check.last, JUDGED_OK);
	assert_int_equal(check.n_ok, 1);
	for (int64_t t = 3; t < 15; t += 5) {
		play_line(&p, STORY_ZERO_MS + t * 1000, "a/p/icmp x");
		play_line(&p, STORY_ZERO_MS + t * 1000 + 1, "a/router/icmp o");
		play_line(&p, STORY_ZERO_MS + t * 1000 + 2, "canary/1 o");
	}
	judge_get_site(p.judge, 0, (struct wall){ STORY_ZERO_MS + 20000 }, &site);
	assert_int_equal(site.link.state, STATE_UP);
	assert_int_equal(site.state, STATE_DEGRADED);
	assert_int_equal(site.convention.state, STATE_NON_COMPLIANT);
	assert_int_equal(site.n_online, 0);
	play_line(&p, STORY_ZERO_MS + 21000, "a/router/icmp x silence");
	judge_get_check(p.judge, inventory_check(p.inv, "a/router/icmp"), &check);
	assert_int_equal(check.first_fail.ms, STORY_ZERO_MS + 21000);
	assert_int_equal(check.last_answer.ms, STORY_ZERO_MS + 13001);
	assert_int_equal(check.n_fail, 1);
	assert_string_equal(check.text, "silence");
	assert_false(is_silent_in(p.judge, 0));
	play_line(&p, STORY_ZERO_MS + 22000, "canary/1 x");
	assert_true(judge_is_blind(p.judge));
	judge_get_device(p.judge, inventory_device(p.inv, "a/router"), &state);
	assert_int_equal(state.state, STATE_UNKNOWN);
	assert_int_equal(state.seen.ms, 0);
	play_line(&p, STORY_ZERO_MS + 23000, "stop");

	/* who starts knows which canary was silent, and takes no time from before what it has read */
	play_begin(&q, p.inv, "");
	for (size_t i = 0; i < p.n_facts; i++)
		judge_recall(q.judge, p.facts[i]);
	assert_true(judge_is_blind(q.judge));
	q.sign_ms = p.sign_ms;
	play_line(&q, STORY_ZERO_MS + 30000, "start");
	assert_true(judge_is_blind(q.judge));
	play_line(&q, STORY_ZERO_MS + 31000, "canary/1 o");
	assert_false(judge_is_blind(q.judge));
	play_end(&q);
	play_end(&p);
	world_free(w);
}

static const struct told_story windows[] = {
	{ "a window that is over is refused for works, and a closure of more than a week ago",
	  ONE,
	  "0 start\n"
	  "1000 maintenance a 100 1000\n"
	  "1000 closure a 100 200\n"
	  "700000 closure a 100 95200\n"
	  "700000 closure a 100 95201\n"
	  "700000 opening a 100 200\n"
	  "700000 maintenance a 800000 700500\n"
	  "700000 maintenance a 700100 1400000 1\n"
	  "700000 closure nra 800000 900000\n",
	  "1000 refused: it is over already: it would silence nothing\n"
	  "1000 window 1\n"
	  "700000 refused: it ended more than a week ago: too late to declare it\n"
	  "700000 window 2\n"
	  "700000 refused: it ended more than a week ago: too late to declare it\n"
	  "700000 refused: it would end before it starts\n"
	  "700000 refused: a weekly one lasts at most a week\n"
	  "700000 refused: \"nra\" is neither a site, nor a group, nor \"all\"\n" },
};

static void
windows_that_make_no_sense_are_refused(void **unused)
{
	(void)unused;
	stories_hold(windows, N_ELEMENTS(windows), "window");
}

static void
a_cancelled_window_has_no_next_turn(void **unused)
{
	struct world		*w = world_new("site a\n router icmp:20\n");
	struct play		 p = { 0 };
	struct fact_window	 window;
	struct wall		 from, to, now = { STORY_ZERO_MS };

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	play_line(&p, STORY_ZERO_MS, "maintenance a 1000 2000");
	assert_true(judge_get_window(p.judge, 0, &window));
	assert_true(judge_window_next(p.judge, &window, now, &from, &to));
	assert_int_equal(from.ms, STORY_ZERO_MS + 1000000);
	assert_int_equal(to.ms, STORY_ZERO_MS + 2000000);
	assert_true(judge_window_next(p.judge, &window, (struct wall){ to.ms - 1 }, &from, &to));
	assert_false(judge_window_next(p.judge, &window, to, &from, &to));
	window.cancelled = now;
	assert_false(judge_window_next(p.judge, &window, now, &from, &to));
	window.weekdays = 1;
	assert_false(judge_window_next(p.judge, &window, now, &from, &to));
	play_end(&p);
	world_free(w);
}

static const struct incident_event *
last_event(const struct play *p)
{
	struct judge_incident	 in;

	assert_true(judge_find_incident(p->judge, 1, &in));
	return &in.events[in.n_events - 1];
}

static void
what_a_person_says_is_kept_with_the_name_and_the_second(void **unused)
{
	struct play	 p = { 0 };
	struct world	*w = down(&p);
	struct wall	 now = { STORY_ZERO_MS + 300000 };
	struct err	 err = { "" };

	(void)unused;
	assert_true(judge_comment(p.judge, 1, "jeanne", "box seen", now, &err));
	assert_int_equal(last_event(&p)->type, EVENT_COMMENT);
	assert_int_equal(last_event(&p)->at.ms, now.ms);
	assert_string_equal(last_event(&p)->by, "jeanne");
	assert_string_equal(last_event(&p)->text, "box seen");
	assert_false(judge_comment(p.judge, 1, "jeanne", "", now, &err));
	assert_string_equal(err.text, "a comment needs words");
	assert_true(judge_ack(p.judge, 1, "jeanne", "mine", "", (struct wall){ now.ms + 1000 }, &err));
	assert_int_equal(last_event(&p)->type, EVENT_ACKNOWLEDGED);
	assert_int_equal(last_event(&p)->at.ms, now.ms + 1000);
	assert_string_equal(last_event(&p)->text, "mine");
	assert_true(judge_close(p.judge, 1, "paul", "done", BY_POWER, (struct wall){ now.ms + 2000 }, &err));
	assert_int_equal(last_event(&p)->type, EVENT_CLOSED);
	assert_int_equal(last_event(&p)->at.ms, now.ms + 2000);
	assert_string_equal(last_event(&p)->by, "paul");
	assert_string_equal(last_event(&p)->text, "done");
	assert_int_equal(first(&p)->responsibility, BY_POWER);
	play_end(&p);
	world_free(w);
}

static void
what_is_not_there_or_over_is_refused_in_words(void **unused)
{
	struct play	 p = { 0 };
	struct world	*w = down(&p);
	struct wall	 now = { STORY_ZERO_MS + 200000 };
	struct err	 err = { "" };

	(void)unused;
	assert_false(judge_ack(p.judge, 7, "ann", "", "", now, &err));
	assert_string_equal(err.text, "there is no incident 7, or it is too old to be changed");
	assert_false(judge_comment(p.judge, 8, "ann", "words", now, &err));
	assert_string_equal(err.text, "there is no incident 8, or it is too old to be changed");
	assert_false(judge_close(p.judge, 9, "ann", "", BY_SIVU, now, &err));
	assert_string_equal(err.text, "there is no incident 9, or it is too old to be changed");
	assert_false(judge_window_cancel(p.judge, 5, "ann", now, &err));
	assert_string_equal(err.text, "there is no window 5");
	play_story(&p, "200-260/20 a/router/icmp o\n");
	assert_false(judge_ack(p.judge, 1, "ann", "", "", (struct wall){ now.ms + 60000 }, &err));
	assert_string_equal(err.text, "incident 1 is over: nothing is left to take over");
	play_story(&p, "270 maintenance a 300 400\n500 cancel 1\n280 maintenance a 700 800\n");
	assert_false(judge_window_cancel(p.judge, 1, "ann", (struct wall){ now.ms + 300000 }, &err));
	assert_string_equal(err.text, "it is over already");
	assert_true(judge_window_cancel(p.judge, 2, "ann", (struct wall){ now.ms + 300000 }, &err));
	assert_false(judge_window_cancel(p.judge, 2, "ann", (struct wall){ now.ms + 300000 }, &err));
	assert_string_equal(err.text, "it is cancelled already");
	play_end(&p);
	world_free(w);
}

static const struct told_story effects[] = {
	{ "a closure that is declared stops the clock of a point without PCs",
	  "site a open 24/7\n router icmp:300\n pc p public icmp:300\n",
	  "0 start\n0-9000/300 a/router/icmp o\n0-900/300 a/p/icmp o\n900-9000/300 a/p/icmp x\n2000 closure a 2100 3000\n",
	
	  "3600 incident 1 opened no_pc a 900\n" },
	{ "and one that is cancelled lets it run",
	  "site a open 24/7\n router icmp:300\n pc p public icmp:300\n",
	  "0 start\n0-9000/300 a/router/icmp o\n0-900/300 a/p/icmp o\n900-9000/300 a/p/icmp x\n10 closure a 2100 3000\n"
	  "2000 cancel 1\n",
	
	  "2700 incident 1 opened no_pc a 900\n" },
	{ "a day that is declared closed is no day without a PC",
	  "site a open Mo-Fr 11:00-12:00\n pc p icmp:3600\n router icmp:3600\n",
	  "0 start\n0-400000/3600 a/router/icmp o\n0 a/p/icmp o\n3600-400000/3600 a/p/icmp x\n20000 closure a 30000 100000\n",
	
	  "266400 incident 1 opened pc a/p 3600\n" },
	{ "works of a point make another outage one of its group, at once",
	  "group g\nsite a groups g\n router icmp:600\nsite b groups g\n router icmp:600\nsite c groups g\n router icmp:600\n"
	  "site d groups g\n router icmp:600\nsite e groups g\n router icmp:600\n",
	  "0 start\n0 a/router/icmp o\n0 b/router/icmp o\n0 c/router/icmp o\n0 d/router/icmp o\n0 e/router/icmp o\n"
	  "100-140/20 a/router/icmp x\n100-140/20 b/router/icmp x\n100-160/20 a/router/icmp x\n100-160/20 b/router/icmp x\n"
	  "200 maintenance e 150 2000\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n"
	  "200 incident 3 opened group g 100\n"
	  "200 incident 1 attached link a/link 100 parent 3 group\n"
	  "200 incident 2 attached link b/link 100 parent 3 group\n" },
	{ "or as they begin",
	  "group g\nsite a groups g\n router icmp:600\nsite b groups g\n router icmp:600\nsite c groups g\n router icmp:600\n"
	  "site d groups g\n router icmp:600\nsite e groups g\n router icmp:600\n",
	  "0 start\n0 a/router/icmp o\n0 b/router/icmp o\n0 c/router/icmp o\n0 d/router/icmp o\n0 e/router/icmp o\n"
	  "100-160/20 a/router/icmp x\n100-160/20 b/router/icmp x\n"
	  "200 maintenance e 250 2000\n300 tick\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n"
	  "250 incident 3 opened group g 100\n"
	  "250 incident 1 attached link a/link 100 parent 3 group\n"
	  "250 incident 2 attached link b/link 100 parent 3 group\n" },
	{ "who is told of what was held by works that are cancelled",
	  ONE, "0 start\n0-100/20 a/router/icmp o\n50 maintenance a 60 5000\n100-400/20 a/router/icmp x\n310 cancel 1\n",
	  "140 incident 1 opened link a/link 100\n"
	  "320 notice 1 down to tech by mail\n" },
};

static void
hands_have_their_effect_at_once(void **unused)
{
	(void)unused;
	stories_hold(effects, N_ELEMENTS(effects), "incident notice");
}

/* Told at once, its end too, whoever is open or closed. */
static void
what_is_wrong_with_vigie_is_told_to_all(void **unused)
{
	struct world	*w = world_new("contact tech\nroute tech\nsite a\n router icmp:20\n");
	struct play	 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "incident notice");
	play_story(&p, "0 start\n0-60/20 a/router/icmp o\n");
	judge_vigie(p.judge, "disk", false, "", (struct wall){ STORY_ZERO_MS + 50000 });
	judge_vigie(p.judge, "disk", true, "full", (struct wall){ STORY_ZERO_MS + 60000 });
	judge_vigie(p.judge, "disk", true, "full", (struct wall){ STORY_ZERO_MS + 70000 });
	judge_vigie(p.judge, "clock", true, "wrong", (struct wall){ STORY_ZERO_MS + 80000 });
	judge_vigie(p.judge, "disk", false, "free again", (struct wall){ STORY_ZERO_MS + 90000 });
	assert_string_equal(buf_str(&p.out), "60 incident 1 opened vigie disk 60\n60 notice 1 down to tech by mail\n"
	    "80 incident 2 opened vigie clock 80\n80 notice 2 down to tech by mail\n"
	    "90 incident 1 restored vigie disk 60 restored 90 free again\n90 notice 1 restored to tech by mail\n");
	play_end(&p);
	world_free(w);
}

/* Said, numbered, and at once in force: each as it was brought, or dated now. */
static void
windows_are_said_and_in_force_at_once(void **unused)
{
	struct world		*w = world_new("site alboussiere open 24/7\n router icmp:300\n pc p public icmp:300\n");
	struct play		 p = { 0 };
	struct wall		 now = { STORY_ZERO_MS + 2000000 }, at = { now.ms + 100000 }, to = { now.ms + 1000000 };
	struct fact_window	 list[] = {
		{ .kind = WINDOW_CLOSURE, .scope = "alboussiere", .by = "ann", .text = "", .from = at, .to = to,
		    .recorded = { 5000 } },
		{ .kind = WINDOW_CLOSURE, .scope = "alboussiere", .by = "ann", .text = "", .from = { 1000 },
		    .to = { 2000 }, .recorded = { 500 } },
	};
	struct fact_window	 kept;
	struct err		 err = { "" };

	(void)unused;
	play_begin(&p, world_inventory(w), "incident window");
	play_story(&p, "0 start\n0-2000/300 alboussiere/router/icmp o\n0-900/300 alboussiere/p/icmp o\n"
	    "900-2000/300 alboussiere/p/icmp x\n");
	judge_windows_bring(p.judge, list, N_ELEMENTS(list), now);
	assert_true(judge_get_window(p.judge, 0, &kept));
	assert_int_equal(kept.recorded.ms, 5000);
	play_story(&p, "2100-4000/300 alboussiere/router/icmp o\n2100-4000/300 alboussiere/p/icmp x\n");
	list[0].cancelled = now;
	list[0].to.ms += 10000000;
	now.ms += 2000000;
	assert_true(judge_window(p.judge, &list[0], now, NULL, &err));
	assert_true(judge_get_window(p.judge, 1, &kept));
	assert_int_equal(kept.recorded.ms, now.ms);
	assert_int_equal(kept.cancelled.ms, 0);
	assert_true(judge_window_cancel(p.judge, 3, "ann", now, &err));
	assert_string_equal(buf_str(&p.out), "2000 window 1\n2000 window 2\n"
	    "3600 incident 1 opened no_pc alboussiere 900\n4000 window 3\n4000 window 3\n");
	list[0].scope = "alboussire";
	assert_false(judge_window(p.judge, &list[0], now, NULL, &err));
	assert_string_equal(err.text, "\"alboussire\" is neither a site, nor a group, nor \"all\"; "
	    "did you mean \"alboussiere\"?");
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(judgement_keeps_to_the_law),
		cmocka_unit_test(taking_over_again_keeps_what_was_said),
		cmocka_unit_test(what_a_person_says_is_kept_with_the_name_and_the_second),
		cmocka_unit_test(what_is_not_there_or_over_is_refused_in_words),
		cmocka_unit_test(hands_have_their_effect_at_once),
		cmocka_unit_test(windows_are_said_and_in_force_at_once),
		cmocka_unit_test(what_is_wrong_with_vigie_is_told_to_all),
		cmocka_unit_test(closing_ends_nothing_that_is_measured),
		cmocka_unit_test(windows_that_are_brought_count_in_their_order),
		cmocka_unit_test(a_window_has_limits),
		cmocka_unit_test(who_names_incidents_means_those_that_are_open),
		cmocka_unit_test(what_is_known_is_shown),
		cmocka_unit_test(what_is_over_is_remembered_for_a_month_what_is_closed_for_a_week),
		cmocka_unit_test(windows_that_make_no_sense_are_refused),
		cmocka_unit_test(a_cancelled_window_has_no_next_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
