/* Unit tests of the judge: what it knows, for those who show it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/story.h"

#define POINT \
	"site a open Tu 09:00-12:00,14:00-18:00; We 09:00-12:00\n" \
	" router icmp:20\n pc p public icmp:60\n pc q public icmp:60\n pc staff icmp:60\n"
#define UNTIL_1000	"0 start\n0-1000/20 a/router/icmp o\n0-1000/60 a/p/icmp o\n"
#define WORKS	"0 start\n0-100000/20 a/router/icmp o\n0-100000/60 a/p/icmp o\n"

static void
add_time(struct buf *out, const char *name, struct wall t)
{
	if (t.ms == 0)
		buf_addf(out, " %s -", name);
	else if (t.ms == INT64_MAX)
		buf_addf(out, " %s never", name);
	else
		buf_addf(out, " %s %g", name, (double)(t.ms - STORY_ZERO_MS) / 1000);
}

static void
add_state(struct buf *out, const char *what, const struct judge_state *s)
{
	buf_addf(out, "\n%s %s", what, state_word(s->state));
	add_time(out, "since", s->since);
	add_time(out, "seen", s->seen);
	buf_addf(out, "%s%s%s", s->on_backup ? " on backup" : "", *s->text != '\0' ? " " : "", s->text);
}

/* What is shown of the first site after a story, at an instant. */
static char *
shown(const char *world, const char *story, double at_s)
{
	struct world		*w = world_new(world);
	struct play		 p = { 0 };
	struct judge_site	 site;
	struct buf		 out = { 0 };
	struct wall		 now = { STORY_ZERO_MS + (int64_t)(at_s * 1000) };

	play_begin(&p, world_inventory(w), "");
	p.until_ms = now.ms;
	play_story(&p, story);
	judge_tick(p.judge, now);
	judge_get_site(p.judge, 0, now, &site);
	buf_addf(&out, "%s", state_word(site.state));
	add_time(&out, "since", site.since);
	buf_addf(&out, "%s%s", site.is_open ? " open" : " closed", site.in_maintenance ? " works" : "");
	add_time(&out, "until", site.next_change);
	add_state(&out, "link", &site.link);
	add_state(&out, "convention", &site.convention);
	buf_addf(&out, "\n%u of %u", site.n_online, site.n_public);
	play_end(&p);
	world_free(w);
	return buf_take(&out);
}

/* 10:00 on a Tuesday is 0. */
static const struct { const char *what, *world, *story; double at_s; const char *says; } points[] = {
	{ "nothing is known before the first answer", POINT, "0 start\n", 10,
	  "unknown since - open until 7200\n"
	  "link unknown since - seen -\n"
	  "convention unknown since - seen -\n"
	  "0 of 2" },
	{ "what works is up since it answered first", POINT, WORKS, 7100,
	  "up since 0 open until 7200\n"
	  "link up since 0 seen 7100\n"
	  "convention compliant since 0 seen -\n"
	  "1 of 2" },
	{ "and when the point opens again, since then", POINT, WORKS, 14500,
	  "up since 14400 open until 28800\n"
	  "link up since 0 seen 14500\n"
	  "convention compliant since 0 seen -\n"
	  "1 of 2" },
	{ "it closes to the second", POINT, WORKS, 7200,
	  "closed since 7200 closed until 14400\n"
	  "link up since 0 seen 7200\n"
	  "convention closed since 7200 seen -\n"
	  "1 of 2" },
	{ "closed is closed since it closed, whatever its line does", POINT,
	  UNTIL_1000 "8000-8100/20 a/router/icmp x\n", 8101,
	  "closed since 7200 closed until 14400\n"
	  "link down since 8000 seen 980\n"
	  "convention closed since 7200 seen -\n"
	  "0 of 2" },
	{ "and over the days that it does not open", POINT, WORKS, 6 * 86400,
	  "closed since 93600 closed until 601200\n"
	  "link unknown since 100110 seen 99980\n"
	  "convention closed since 93600 seen -\n"
	  "0 of 2" },
	{ "works are shown before anything else, since they began", POINT,
	  WORKS "1000 maintenance a 2000 20000\n", 8000,
	  "maintenance since 2000 closed works until 14400\n"
	  "link up since 0 seen 8000\n"
	  "convention closed since 7200 seen -\n"
	  "1 of 2" },
	{ "and nothing of them once they are over", POINT,
	  WORKS "1000 maintenance a 2000 3000\n", 3000,
	  "up since 3000 open until 7200\n"
	  "link up since 0 seen 3000\n"
	  "convention compliant since 0 seen -\n"
	  "1 of 2" },
	{ "a closure of many weeks is shown since its first day", "site a open 24/7\n router icmp:20\n",
	  "0 start\n0 closure a -80000000 100000\n", 10,
	  "closed since -8e+07 closed until 100000\n"
	  "link unknown since - seen -\n"
	  "convention closed since -8e+07 seen -\n"
	  "0 of 0" },
	{ "a point that never opens is closed since ever", "site a open Su 09:00-10:00; Su off\n router icmp:20\n",
	  "0 start\n", 10,
	  "closed since - closed until never\n"
	  "link unknown since - seen -\n"
	  "convention closed since - seen -\n"
	  "0 of 0" },
	{ "a line that is down is down", POINT, UNTIL_1000 "1000-1200/7 a/router/icmp x silence\n", 1100,
	  "down since 1000 open until 7200\n"
	  "link down since 1000 seen 980 silence\n"
	  "convention non_compliant since 1000 seen -\n"
	  "0 of 2" },
	{ "on the backup it is degraded, and works", POINT " backup icmp:20\n",
	  UNTIL_1000 "0-1200/20 a/backup/icmp o\n1000-1200/7 a/router/icmp x silence\n", 1100,
	  "degraded since 1000 open until 7200\n"
	  "link up since 0 seen 1100 on backup\n"
	  "convention compliant since 0 seen -\n"
	  "1 of 2" },
	{ "a line that is up again says nothing of what it was", POINT,
	  UNTIL_1000 "1000-1080/20 a/router/icmp x silence\n1080-2000/20 a/router/icmp o\n", 1200,
	  "up since 1080 open until 7200\n"
	  "link up since 1080 seen 1200\n"
	  "convention unknown since 1080 seen -\n"
	  "0 of 2" },
	{ "no PC for the public is degraded since the last one went", POINT,
	  UNTIL_1000 "0-1200/20 a/q/icmp x\n1000-1200/20 a/router/icmp o\n1001-1200/20 a/p/icmp x\n", 1100,
	  "degraded since 1001 open until 7200\n"
	  "link up since 0 seen 1100\n"
	  "convention non_compliant since 1001 seen -\n"
	  "0 of 2" },
	{ "one that is off is not online", POINT,
	  WORKS "0-1200/60 a/q/icmp o\n1000-1200/20 a/q/icmp x\n", 1100,
	  "up since 0 open until 7200\n"
	  "link up since 0 seen 1100\n"
	  "convention compliant since 0 seen -\n"
	  "2 of 2" },
	{ "names that fail are degraded", "site a\n router icmp:20\n pc p public icmp:60\n link dns:60:names\n",
	  WORKS "0-900/60 a/link/names o\n1000-1200/20 a/link/names x\n", 1100,
	  "degraded since 1000 open until never\n"
	  "link up since 0 seen 1100\n"
	  "convention non_compliant since 1000 seen -\n"
	  "1 of 1" },
	{ "and no more once they resolve", "site a\n router icmp:20\n pc p public icmp:60\n link dns:60:names\n",
	  WORKS "0-900/60 a/link/names o\n1000-1200/20 a/link/names x\n1200-1400/20 a/link/names o\n", 1300,
	  "up since 0 open until never\n"
	  "link up since 0 seen 1300\n"
	  "convention compliant since 1200 seen -\n"
	  "1 of 1" },
	{ "a line that comes and goes is degraded while it is up",
	  "site a\n router icmp:20\n pc p public icmp:60\n",
	  "0 start\n0-8000/60 a/p/icmp o\n0-100/20 a/router/icmp o\n100-103/1 a/router/icmp x\n"
	  "103-105/1 a/router/icmp o\n105-108/1 a/router/icmp x\n108-110/1 a/router/icmp o\n"
	  "110-113/1 a/router/icmp x\n113-2000/20 a/router/icmp o\n", 200,
	  "degraded since 100 open until never\n"
	  "link up since 113 seen 193\n"
	  "convention compliant since 120 seen -\n"
	  "1 of 1" },
	{ "and no more an hour later", 
	  "site a\n router icmp:20\n pc p public icmp:60\n",
	  "0 start\n0-8000/60 a/p/icmp o\n0-100/20 a/router/icmp o\n100-103/1 a/router/icmp x\n"
	  "103-105/1 a/router/icmp o\n105-108/1 a/router/icmp x\n108-110/1 a/router/icmp o\n"
	  "110-113/1 a/router/icmp x\n113-5000/20 a/router/icmp o\n", 4000,
	  "up since 113 open until never\n"
	  "link up since 113 seen 3993\n"
	  "convention compliant since 120 seen -\n"
	  "1 of 1" },
	{ "a link that is full is degraded since that is known", "site a up 1000000\n router icmp:600 snmp:600\n pc p public icmp:600\n",
	  "0 start\n0-22000/600 a/router/icmp o rtt=20\n0-22000/600 a/p/icmp o\n22000 a/router/snmp o in=0 out=950000\n"
	  "22010-22031/10 a/router/icmp o rtt=200 loss=10\n", 22100,
	  "degraded since 22030 open until never\n"
	  "link degraded since 22030 seen 22030\n"
	  "convention compliant since 0 seen -\n"
	  "1 of 1" },
	{ "a device that is down, or another's PC, is not the point's", "site a\n router icmp:20\n pc p public icmp:60\n"
	  " device ups icmp:20\nsite b\n pc p public icmp:60\n router icmp:20\n",
	  WORKS "0-100/20 a/ups/icmp o\n100-1200/20 a/ups/icmp x\n0-1200/60 b/p/icmp o\n", 1100,
	  "up since 0 open until never\n"
	  "link up since 0 seen 1100\n"
	  "convention compliant since 0 seen -\n"
	  "1 of 1" },
	{ "a point without a line is unknown while nothing answers", "site a\n pc p public icmp:60\n",
	  "0 start\n0-300/60 a/p/icmp o\n", 2000,
	  "unknown since 390 open until never\n"
	  "link unknown since 390 seen 240\n"
	  "convention unknown since 390 seen -\n"
	  "0 of 1" },
};

static void
a_point_is_shown_as_it_is(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(points); i++) {
		char	*says = shown(points[i].world, points[i].story, points[i].at_s);

		if (strcmp(says, points[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s\n# instead of\n%s\n", points[i].what, says,
			    points[i].says);
			n_failed++;
		}
		free(says);
	}
	assert_int_equal(n_failed, 0);
}

/* What is shown of a check after a story. */
static char *
check_shown(const char *story, const char *name, double at_s)
{
	static const char *const	 words[] = { [JUDGED_OK] = "ok", [JUDGED_WARN] = "warn",
		[JUDGED_FAIL] = "fail", [JUDGED_ERROR] = "none" };
	struct world		*w = world_new("canaries 1\nsite a\n router icmp:20 tcp:60\n");
	struct play		 p = { 0 };
	struct judge_check	 c;
	struct buf		 out = { 0 };

	play_begin(&p, world_inventory(w), "");
	p.until_ms = STORY_ZERO_MS + (int64_t)(at_s * 1000);
	play_story(&p, story);
	judge_tick(p.judge, (struct wall){ p.until_ms });
	judge_get_check(p.judge, inventory_check(p.inv, name), &c);
	buf_addf(&out, "%s%s %s fail %u ok %u", state_word(c.state), c.has_result ? "" : " (silent)",
	    words[c.last], c.n_fail, c.n_ok);
	add_time(&out, "at", c.last_at);
	add_time(&out, "answer", c.last_answer);
	add_time(&out, "failing since", c.first_fail);
	buf_addf(&out, "%s%s%s%s", c.ever_answered ? " known" : "", c.decides ? " decides" : "",
	    *c.text != '\0' ? " " : "", c.text);
	play_end(&p);
	world_free(w);
	return buf_take(&out);
}

#define SEES	"0 start\n0-2000/10 canary/1 o\n"
static const struct { const char *what, *story, *check; double at_s; const char *says; } checks[] = {
	{ "nothing is known before the first result", "0 start\n", "a/router/icmp", 1,
	  "unknown (silent) none fail 0 ok 0 at - answer - failing since - decides" },
	{ "nor of a canary", "0 start\n", "canary/1", 1,
	  "unknown (silent) none fail 0 ok 0 at - answer - failing since -" },
	{ "an answer is an answer", SEES "100 a/router/icmp o\n120 a/router/icmp o\n", "a/router/icmp", 125,
	  "up ok fail 0 ok 1 at 120 answer 120 failing since - known decides" },
	{ "one that does not decide", SEES "100 a/router/icmp o\n120 a/router/tcp o\n", "a/router/tcp", 125,
	  "up ok fail 0 ok 1 at 120 answer 120 failing since - known" },
	{ "a warning is degraded", SEES "100 a/router/icmp w\n", "a/router/icmp", 110,
	  "degraded warn fail 0 ok 1 at 100 answer 100 failing since - known decides" },
	{ "a warning while it is down changes nothing yet",
	  SEES "100-160/20 a/router/icmp x silence\n160 a/router/icmp w\n", "a/router/icmp", 165,
	  "down warn fail 0 ok 1 at 160 answer 160 failing since 100 known decides silence" },
	{ "two failures are a streak", SEES "100 a/router/icmp o\n120-150/20 a/router/icmp x silence\n",
	  "a/router/icmp", 145,
	  "up fail fail 2 ok 0 at 140 answer 100 failing since 120 known decides silence" },
	{ "three are down", SEES "100 a/router/icmp o\n120-170/20 a/router/icmp x silence\n",
	  "a/router/icmp", 165,
	  "down fail fail 3 ok 0 at 160 answer 100 failing since 120 known decides silence" },
	{ "and it failed first then, until it is up",
	  SEES "100 a/router/icmp o\n120-170/20 a/router/icmp x silence\n170 a/router/icmp o\n",
	  "a/router/icmp", 175,
	  "down ok fail 0 ok 1 at 170 answer 170 failing since 120 known decides silence" },
	{ "a result speaks for its holding", SEES "100 a/router/icmp o\n", "a/router/icmp", 149.999,
	  "up ok fail 0 ok 1 at 100 answer 100 failing since - known decides" },
	{ "and not a moment longer", SEES "100 a/router/icmp o\n", "a/router/icmp", 150,
	  "unknown (silent) ok fail 0 ok 0 at 100 answer 100 failing since - known decides" },
	{ "a canary that answers is up", "0 start\n10 canary/1 o\n", "canary/1", 34.999,
	  "up ok fail 0 ok 0 at 10 answer 10 failing since -" },
	{ "and down at the end of its holding", "0 start\n10 canary/1 o\n", "canary/1", 35,
	  "down (silent) ok fail 0 ok 0 at 10 answer 10 failing since -" },
	{ "or at its first failure", "0 start\n10 canary/1 o\n20 canary/1 x\n", "canary/1", 21,
	  "down fail fail 0 ok 0 at 20 answer 10 failing since -" },
	{ "what blindness has voided is not said", "0 start\n0-120/10 canary/1 o\n100 a/router/icmp o\n120 a/router/icmp x silence\n130 canary/1 x\n",
	  "a/router/icmp", 131,
	  "unknown (silent) fail fail 0 ok 0 at 120 answer 100 failing since - known decides silence" },
};

static void
a_check_is_shown_as_it_is(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(checks); i++) {
		char	*says = check_shown(checks[i].story, checks[i].check, checks[i].at_s);

		if (strcmp(says, checks[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s\n# instead of\n%s\n", checks[i].what, says,
			    checks[i].says);
			n_failed++;
		}
		free(says);
	}
	assert_int_equal(n_failed, 0);
}

/* Neither before the start nor after a reload that brought it, though a canary has a holding to answer in. */
static void
what_is_new_has_said_nothing_yet(void **unused)
{
	static const char *const	 names[] = { "canary/2", "a/router/icmp", "a/router/tcp" };
	struct world		*before = world_new("canaries 1\nsite b\n router icmp:20\n");
	struct world		*after = world_new("canaries 2\nsite a\n router icmp:20 tcp:60\nsite b\n router icmp:20\n");
	struct play		 p = { 0 };
	struct judge_check	 c;
	struct judge_state	 s;

	(void)unused;
	play_begin(&p, world_inventory(before), "");
	judge_get_device(p.judge, 0, &s);
	assert_int_equal(s.check, NONE);
	play_story(&p, "0 start\n0-100/10 canary/1 o\n0-100/20 b/router/icmp o\n");
	p.inv = world_inventory(after);
	judge_adopt(p.judge, p.inv, (struct wall){ STORY_ZERO_MS + 100000 });
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		judge_get_check(p.judge, inventory_check(p.inv, names[i]), &c);
		assert_int_equal(c.state, STATE_UNKNOWN);
		assert_false(c.has_result);
		assert_int_equal(c.last, JUDGED_ERROR);
	}
	play_end(&p);
	world_free(before);
	world_free(after);
}

static void
incidents_are_listed_newest_first_for_a_week(void **unused)
{
	static const struct { double at_s; unsigned first, n; } cases[] = {
		{ 400, 2, 2 }, { 400 + 7 * 86400, 2, 2 }, { 600 + 7 * 86400, 2, 2 }, { 600.001 + 7 * 86400, 2, 1 },
	};
	struct world		*w = world_new("site a\n router icmp:20\nsite b\n router icmp:20\n");
	struct judge_incident	 in;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct play	 p = { 0 };
		unsigned	 n = 0;

		play_begin(&p, world_inventory(w), "");
		play_story(&p, "0 start\n0-100/20 a/router/icmp o\n0-200/20 b/router/icmp o\n"
		    "100-600/20 a/router/icmp x\n200-400/20 b/router/icmp x\n600-700/20 a/router/icmp o\n");
		judge_tick(p.judge, (struct wall){ STORY_ZERO_MS + (int64_t)(cases[i].at_s * 1000) });
		for (; judge_get_incident(p.judge, n, &in); n++)
			assert_int_equal(in.incident->number, cases[i].first - n);
		assert_int_equal(n, cases[i].n);
		play_end(&p);
	}
	world_free(w);
}

static void
nobody_is_named_who_is_over_or_closed(void **unused)
{
	static const struct { const char *word; uint32_t numbers[4]; size_t n; } cases[] = {
		{ "all", { 1, 2, 3 }, 3 }, { "a", { 1 }, 1 }, { "b", { 2 }, 1 }, { "g", { 3 }, 1 },
		{ "c", { 0 }, 0 }, { "d", { 0 }, 0 }, { "nowhere", { 0 }, 0 },
	};
	struct world	*w = world_new("group g\nsite a groups g\n router icmp:20\nsite b groups g\n"
			    " router icmp:20\nsite c\n router icmp:20\nsite d\n router icmp:20\n");
	struct play	 p = { 0 };
	size_t		 n;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	free(judge_named(p.judge, "all", &n));
	assert_int_equal(n, 0);
	play_story(&p, "0 start\n0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n0-100/20 c/router/icmp o\n"
	    "0-100/20 d/router/icmp o\n100-900/20 a/router/icmp x\n100-900/20 b/router/icmp x\n"
	    "120-200/20 c/router/icmp x\n130-200/20 d/router/icmp x\n200-300/20 c/router/icmp o\n"
	    "400 close 5\n");
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		uint32_t	*numbers = judge_named(p.judge, cases[i].word, &n);

		assert_int_equal(n, cases[i].n);
		assert_memory_equal(numbers, cases[i].numbers, n * sizeof(*numbers));
		free(numbers);
	}
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_point_is_shown_as_it_is),
		cmocka_unit_test(a_check_is_shown_as_it_is),
		cmocka_unit_test(what_is_new_has_said_nothing_yet),
		cmocka_unit_test(incidents_are_listed_newest_first_for_a_week),
		cmocka_unit_test(nobody_is_named_who_is_over_or_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
