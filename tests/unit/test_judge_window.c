/* Unit tests of the judge: hours and windows, and the clocks that run only in them. */
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

#define DAY	86400.0
#define WEEK	(7 * DAY)

/* Is the point open, closed, in works at an instant, and until when is it open or closed? */
static void
see(struct buf *out, const struct play *p, double at_s)
{
	struct wall		 now = { STORY_ZERO_MS + (int64_t)(at_s * 1000) }, next;
	struct judge_site	 site;

	judge_get_site(p->judge, 0, now, &site);
	assert_int_equal(judge_is_open(p->judge, 0, now, &next), site.is_open);
	assert_int_equal(next.ms, site.next_change.ms);
	buf_addf(out, "%.15g %s%s", at_s, site.is_open ? "open" : "closed", site.in_maintenance ? " works" : "");
	if (next.ms != INT64_MAX)
		buf_addf(out, " until %.15g", (double)(next.ms - STORY_ZERO_MS) / 1000);
	buf_addc(out, '\n');
}

#define ALWAYS	"group h\ngroup g\nsite a groups g open 24/7\n router icmp:600\nsite b open 24/7\n router icmp:600\n"
#define TUESDAY	"site a open Tu 09:00-12:00\n router icmp:600\n"
/* 10:00 on a Tuesday is 0: weekdays 1 Monday, 2 Tuesday, 4 Wednesday... */
static const struct seen_story { const char *what, *world, *story; double at[8]; const char *says; } seen[] = {
	{ "a closure lasts from its first second to the one before its last",
	  ALWAYS, "0 closure a 1000 2000\n", { 999.999, 1000, 1999.999, 2000 },
	  "999.999 open until 1000\n"
	  "1000 closed until 2000\n"
	  "1999.999 closed until 2000\n"
	  "2000 open\n" },
	{ "an opening too", TUESDAY, "0 opening a 8000 9000\n", { 7200, 7999.999, 8000, 8999.999, 9000 },
	  "7200 closed until 8000\n"
	  "7999.999 closed until 8000\n"
	  "8000 open until 9000\n"
	  "8999.999 open until 9000\n"
	  "9000 closed until 601200\n" },
	{ "who is closed and opened is open", TUESDAY, "0 opening a 8000 9000\n0 closure a 0 20000\n",
	  { 100, 7500, 8500, 9500 },
	  "100 closed until 7200\n"
	  "7500 closed until 8000\n"
	  "8500 open until 9000\n"
	  "9500 closed until 20000\n" },
	{ "a closure that touches a closing is one", TUESDAY, "0 closure a 1000 7200\n", { 1000, 7199.999 },
	  "1000 closed until 7200\n"
	  "7199.999 closed until 7200\n" },
	{ "what is cancelled is not", ALWAYS, "0 closure a 1000 2000\n1 cancel 1\n", { 500, 1500 },
	  "500 open\n"
	  "1500 open\n" },
	{ "another's window is not its own", ALWAYS, "0 closure b 1000 2000\n0 maintenance h 1000 2000\n", { 500, 1500 },
	  "500 open\n"
	  "1500 open\n" },
	{ "works are of a point, of its groups, or of all", ALWAYS,
	  "0 maintenance a 1000 2000\n0 maintenance g 3000 4000\n0 maintenance all 5000 6000\n",
	  { 999.999, 1000, 1999.999, 2000, 3000, 4000, 5000, 6000 },
	  "999.999 open\n"
	  "1000 open works\n"
	  "1999.999 open works\n"
	  "2000 open\n"
	  "3000 open works\n"
	  "4000 open\n"
	  "5000 open works\n"
	  "6000 open\n" },
	{ "a weekly window begins in its first week and comes back", ALWAYS, "0 closure a 1000 2000 2\n",
	  { 0, 1000 - WEEK, 1500, 2000, 2000 + DAY, WEEK + 999.999, WEEK + 1999.999, 52 * WEEK + 1500 },
	  "0 open until 1000\n"
	  "-603800 open until 1000\n"
	  "1500 closed until 2000\n"
	  "2000 open until 605800\n"
	  "88400 open until 605800\n"
	  "605799.999 open until 605800\n"
	  "606799.999 closed until 606800\n"
	  "31451100 closed until 31451600\n" },
	{ "on each of its days", ALWAYS, "0 closure a 1000 2000 0x15\n",
	  { 0, 1500, DAY + 1500, 2 * DAY + 1500, 3 * DAY + 1500, 5 * DAY + 1500, 6 * DAY + 1500, 8 * DAY + 1500 },
	  "0 open until 87400\n"
	  "1500 open until 87400\n"
	  "87900 closed until 88400\n"
	  "174300 open until 260200\n"
	  "260700 closed until 261200\n"
	  "433500 open until 519400\n"
	  "519900 closed until 520400\n"
	  "692700 closed until 693200\n" },
	{ "it may last over days", ALWAYS, "0 closure a 1000 200000 2\n",
	  { 0, 1000, 199999, 200000, WEEK + 1000, WEEK + 199999.999, WEEK + 200000 },
	  "0 open until 1000\n"
	  "1000 closed until 200000\n"
	  "199999 closed until 200000\n"
	  "200000 open until 605800\n"
	  "605800 closed until 804800\n"
	  "804799.999 closed until 804800\n"
	  "804800 open until 1210600\n" },
	{ "the present turn and the next are seen in a week without one", ALWAYS, "0 closure a 1000 2000 1\n",
	  { 0, 1500, 6 * DAY + 999, 6 * DAY + 1000, 6 * DAY + 2000 },
	  "0 open until 519400\n"
	  "1500 open until 519400\n"
	  "519399 open until 519400\n"
	  "519400 closed until 520400\n"
	  "520400 open until 1124200\n" },
	{ "one that begins in a month is the next to come", ALWAYS, "0 closure a 2593000 2594000 16\n", { 0, 2000000 },
	  "0 open until 2679400\n"
	  "2000000 open until 2679400\n" },
	{ "one that vanishes in the night of March is awaited for a fortnight", ALWAYS,
	  "0 closure a 403800 406200 64\n", { 0, 1616400, 2819399, 2819400 },
	  "0 open until 403800\n"
	  "1616400 open until 2819400\n"
	  "2819399 open until 2819400\n"
	  "2819400 closed until 2821800\n" },
};

static void
hours_and_windows_make_what_is_open(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(seen); i++) {
		struct world	*w = world_new(seen[i].world);
		struct play	 p = { 0 };
		struct buf	 says = { 0 };

		play_begin(&p, world_inventory(w), "");
		play_story(&p, "0 start\n");
		play_story(&p, seen[i].story);
		for (size_t k = 0; k < N_ELEMENTS(seen[i].at) && (k == 0 || seen[i].at[k] != 0); k++)
			see(&says, &p, seen[i].at[k]);
		if (strcmp(buf_str(&says), seen[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s# instead of\n%s", seen[i].what,
			    buf_str(&says), seen[i].says);
			n_failed++;
		}
		buf_done(&says);
		play_end(&p);
		world_free(w);
	}
	assert_int_equal(n_failed, 0);
}

/* 09:00 is -3600, 12:00 is 7200, 14:00 is 14400, 18:00 is 28800. */
#define POINT	"contact tech\nroute tech\nsite a open Tu 09:00-12:00,14:00-18:00; We 09:00-12:00\n router icmp:100\n"
#define FALLS(at)	"0 start\n0-" #at "/100 a/router/icmp o\n" #at "-100000/30 a/router/icmp x\n"
#define FALLS_SLOWLY	"0 start\n0 a/router/icmp o\n1000-40000/3000 a/router/icmp x\n"
#define PCS	"site a open Tu 09:00-12:00,14:00-18:00; We 09:00-12:00\n router icmp:300\n pc p public icmp:300\n"
/* Its only PC goes, the line stays. */
#define GONE(at)	"0 start\n0-90000/300 a/router/icmp o\n0-" #at "/300 a/p/icmp o\n" #at "-90000/300 a/p/icmp x\n"

static const struct told_story	 told[] = {
	{ "what falls while it is open is told", POINT, FALLS(1000),
	  "1060 incident 1 opened link a/link 1000\n"
	  "1060 notice 1 down to tech by mail\n"
	  "81010 notice 1 reminder to tech by mail\n" },
	{ "what falls while it is closed is told half an hour before it opens", POINT, FALLS(8000),
	  "8060 incident 1 opened link a/link 8000\n"
	  "12620 notice 1 down to tech by mail\n"
	  "81020 notice 1 reminder to tech by mail\n" },
	{ "half an hour before is soon enough already", POINT, FALLS(12600),
	  "12660 incident 1 opened link a/link 12600\n"
	  "12660 notice 1 down to tech by mail\n"
	  "81000 notice 1 reminder to tech by mail\n" },
	{ "a closure of the afternoon moves it to the next day", POINT,
	  "10 closure a 14400 28800\n" FALLS(8000),
	  "8060 incident 1 opened link a/link 8000\n"
	  "81020 notice 1 down to tech by mail\n" },
	{ "a closure that is declared over an opening that is near counts at once", POINT,
	  "13000 closure a 14400 28800\n" FALLS(12980),
	  "13040 incident 1 opened link a/link 12980\n"
	  "81020 notice 1 down to tech by mail\n" },
	{ "an opening that is declared is an opening", POINT,
	  "10 opening a 10000 12000\n" FALLS(8000),
	  "8060 incident 1 opened link a/link 8000\n"
	  "8210 notice 1 down to tech by mail\n"
	  "81020 notice 1 reminder to tech by mail\n" },
	{ "what was told before the lunch break goes up after it only once it fails again",
	  "contact tech\ncontact boss\nroute tech after 5800 boss\n"
	  "site a open Tu 09:00-12:00,14:00-18:00\n router icmp:3000\n",
	  "0 start\n0 a/router/icmp o\n1000-16000/3000 a/router/icmp x\n",
	  "7000 incident 1 opened link a/link 1000\n"
	  "7000 notice 1 down to tech by mail\n"
	  "13000 notice 1 escalation to boss by mail\n" },
	{ "a point that never opens is never told about", "contact tech\nroute tech\n"
	  "site a open Su 09:00-10:00; Su off\n router icmp:10000\n", FALLS_SLOWLY,
	  "7000 incident 1 opened link a/link 1000\n" },
	{ "unless it opens after all", "contact tech\nroute tech\n"
	  "site a open Su 09:00-10:00; Su off\n router icmp:10000\n", FALLS_SLOWLY "20000 opening a 35000 36000\n",
	  "7000 incident 1 opened link a/link 1000\n"
	  "34000 notice 1 down to tech by mail\n" },
	{ "half an hour without a PC is an incident", PCS, GONE(900),
	  "2700 incident 1 opened no_pc a 900\n" },
	{ "up to the very closing", PCS, GONE(5400),
	  "7200 incident 1 opened no_pc a 5400\n" },
	{ "the lunch break does not count", PCS, GONE(6000),
	  "15000 incident 1 opened no_pc a 6000\n" },
	{ "nor does the night, nor are there two days", PCS, GONE(27600),
	  "83400 incident 1 opened no_pc a 27600\n" },
	{ "nor do works", PCS, "10 maintenance a 1000 2800\n" GONE(900),
	  "4500 incident 1 opened no_pc a 900\n" },
	{ "nor works in which it began", PCS, "10 maintenance a 600 2800\n" GONE(900),
	  "4600 incident 1 opened no_pc a 900\n" },
	{ "nor works in the lunch break, twice", PCS, "10 maintenance a 6500 10000\n10 maintenance a 9000 15000\n" GONE(6000),
	  "16300 incident 1 opened no_pc a 6000\n" },
	{ "a point that never opens misses none", "site a open Su 09:00-10:00; Su off\n router icmp:10000\n pc p public icmp:10000\n",
	  "0 start\n0-100000/5000 a/router/icmp o\n0 a/p/icmp o\n5000-100000/5000 a/p/icmp x\n", "" },
	{ "three opening days without a PC end as the third closes",
	  "site a open Tu,We,Th 09:00-12:00,14:00-18:00\n router icmp:7200\n pc p icmp:7200\n",
	  "0 start\n0-1000000/7200 a/router/icmp o\n1 a/p/icmp o\n7201-1000000/7200 a/p/icmp x\n",
	  "633600 incident 1 opened pc a/p 7201\n" },
	{ "a day counts when it opens after the PC went",
	  "site a open Mo-Fr 11:00-12:00\n router icmp:3600\n pc p icmp:3600\n",
	  "0 start\n0-1000000/3600 a/router/icmp o\n0 a/p/icmp o\n3600-1000000/3600 a/p/icmp x\n",
	  "180000 incident 1 opened pc a/p 3600\n" },
	{ "and not when it was open before",
	  "site a open Mo-Fr 11:00-12:00\n router icmp:3600\n pc p icmp:3600\n",
	  "0 start\n0-1000000/3600 a/router/icmp o\n0.001 a/p/icmp o\n3600.001-1000000/3600 a/p/icmp x\n",
	  "266400 incident 1 opened pc a/p 3600\n" },
	{ "a day of works is none, a morning of works leaves the afternoon",
	  "site a open Tu,We,Th 09:00-12:00,14:00-18:00\n router icmp:7200\n pc p icmp:7200\n",
	  "0 start\n0 maintenance a 30000 120000\n0 closure a 160000 180000\n"
	  "0-1500000/7200 a/router/icmp o\n1 a/p/icmp o\n7201-1500000/7200 a/p/icmp x\n",
	  "720000 incident 1 opened pc a/p 7201\n" },
	{ "works of an afternoon end the day at noon",
	  "site a open Tu,We,Th 09:00-12:00,14:00-18:00\n router icmp:7200\n pc p icmp:7200\n",
	  "0 start\n0 maintenance a 619200 640000\n"
	  "0-1500000/7200 a/router/icmp o\n1 a/p/icmp o\n7201-1500000/7200 a/p/icmp x\n",
	  "612000 incident 1 opened pc a/p 7201\n" },
	{ "a PC of which nothing is known may be up, and one is", PCS " pc q public icmp:300\n",
	  "0 start\n0-90000/300 a/router/icmp o\n0-90000/300 a/p/icmp o\n", "" },
	{ "where no PC is public none is missed", "site a\n router icmp:300\n pc p icmp:300\n", GONE(900), "" },
	{ "nor where nothing is known of the line", PCS,
	  "0 start\n0-1900/300 a/router/icmp o\n0-900/300 a/p/icmp o\n900-90000/300 a/p/icmp x\n", "" },
	{ "when that is known again the half hour begins", PCS,
	  "0 start\n0-1000/300 a/router/icmp o\n3000-20000/300 a/router/icmp o\n0-900/300 a/p/icmp o\n"
	  "900-20000/300 a/p/icmp x\n",
	  "4800 incident 1 opened no_pc a 3000\n" },
	{ "a PC that nobody maintains is not missed",
	  "site a open Tu,We,Th 09:00-12:00,14:00-18:00\n router icmp:7200\n pc p unmaintained icmp:7200\n",
	  "0 start\n0-1000000/7200 a/router/icmp o\n1 a/p/icmp o\n7201-1000000/7200 a/p/icmp x\n", "" },
	{ "the days are those of its own point, and so is the incident",
	  "site a\n router icmp:7200\nsite b open Tu,We,Th 09:00-12:00,14:00-18:00\n pc p icmp:7200\n router icmp:7200\n",
	  "0 start\n0-1000000/7200 a/router/icmp o\n0-1000000/7200 b/router/icmp o\n1 b/p/icmp o\n"
	  "7201-1000000/7200 b/p/icmp x\n",
	  "633600 incident 1 opened pc b/p 7201\n" },
};

/* Rule 7: of the checks of a point's address only the names count. */
#define NAMES	"site a\n router icmp:300\n pc p public icmp:300\n link dns:300 http:300\n"
#define WELL	"0 start\n0-6000/300 a/router/icmp o\n0-6000/300 a/p/icmp o\n"
static const struct told_story	 promised[] = {
	{ "what else is asked of a point's address is not what was promised", NAMES,
	  WELL "0-6000/300 a/link/dns o\n0-900/300 a/link/http o\n900-6000/300 a/link/http x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/p up 0\n0 state a/convention compliant 0\n"
	  "1500 state a/link degraded 1500\n" },
	{ "names that fail are", NAMES,
	  WELL "0-6000/300 a/link/http o\n0-900/300 a/link/dns o\n900-3000/300 a/link/dns x\n3000-6000/300 a/link/dns o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/p up 0\n0 state a/convention compliant 0\n"
	  "1500 state a/convention non_compliant 900\n3300 state a/convention compliant 3000\n" },
};

static void
what_was_promised_is_a_line_names_and_a_pc(void **unused)
{
	(void)unused;
	stories_hold(promised, N_ELEMENTS(promised), "state");
}

/* The limit that was reached is said with what reached it. */
static void
the_half_hour_is_said(void **unused)
{
	struct world		*w = world_new(PCS);
	struct play		 p = { 0 };
	struct judge_incident	 in;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_story(&p, GONE(900));
	assert_true(judge_find_incident(p.judge, 1, &in));
	assert_string_equal(in.incident->why.name, "no_pc_min");
	assert_int_equal(in.incident->why.value, 30);
	assert_int_equal(in.incident->why.limit, 30);
	play_end(&p);
	world_free(w);
}

/* Fridays from 3 April on, 11:06:40 to 11:23:20 (summer time), declared a month before. */
static void
a_weekly_window_has_a_next_turn_at_all_times(void **unused)
{
	static const struct { double at, from; } turns[] = {
		{ 0, 2679400 }, { 2679400, 2679400 }, { 2680399.999, 2679400 }, { 2680400, 2679400 + WEEK },
		{ 2679400 + 51 * WEEK + 1000, 2683000 + 51 * WEEK },	/* the hour of winter */
	};
	struct world		*w = world_new(ALWAYS);
	struct play		 p = { 0 };
	struct fact_window	 window;
	struct wall		 from, to;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_story(&p, "0 start\n0 maintenance a 2593000 2594000 16\n");
	assert_true(judge_get_window(p.judge, 0, &window));
	for (size_t i = 0; i < N_ELEMENTS(turns); i++) {
		struct wall	 at = { STORY_ZERO_MS + (int64_t)(turns[i].at * 1000) };

		assert_true(judge_window_next(p.judge, &window, at, &from, &to));
		assert_int_equal(from.ms, STORY_ZERO_MS + (int64_t)(turns[i].from * 1000));
		assert_int_equal(to.ms, from.ms + 1000000);
	}
	play_end(&p);
	world_free(w);
}

static void
clocks_run_while_it_is_open(void **unused)
{
	(void)unused;
	stories_hold(told, N_ELEMENTS(told), "incident notice");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(hours_and_windows_make_what_is_open),
		cmocka_unit_test(clocks_run_while_it_is_open),
		cmocka_unit_test(what_was_promised_is_a_line_names_and_a_pc),
		cmocka_unit_test(the_half_hour_is_said),
		cmocka_unit_test(a_weekly_window_has_a_next_turn_at_all_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
