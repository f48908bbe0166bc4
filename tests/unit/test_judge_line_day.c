/* Unit tests of the judge: a day of a line, what is kept of it, and what comes back from the journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/unit/story.h"

/* The local days begin at 50400 and every 86400 after it. */
#define LINE	"site a up 800000\n router icmp:1800 snmp:1800\n"
#define SNR(from, to, db)	#from "-" #to "/1800 a/router/snmp o snr=" #db "\n"

static const struct told_story days[] = {
	{ "a margin under nought is rounded to the nearest tenth too",
	  LINE, "0 start\n" SNR(50400, 93600, -3.27) "136801 tick\n",
	  "136800 line a/link day 20516 snr -33\n" },
	{ "and one of next to nothing",
	  LINE, "0 start\n" SNR(50400, 93600, 0.06) "136801 tick\n",
	  "136800 line a/link day 20516 snr 1\n" },
	{ "of an even number of half hours the lower in the middle counts",
	  LINE, "0 start\n50400 a/router/snmp o snr=1\n52200 a/router/snmp o snr=2\n54000 a/router/snmp o snr=3\n"
	  "55800 a/router/snmp o snr=4\n57600 a/router/snmp o snr=5\n59400 a/router/snmp o snr=6\n"
	  "61200 a/router/snmp o snr=7\n63000 a/router/snmp o snr=8\n64800 a/router/snmp o snr=9\n"
	  "66600 a/router/snmp o snr=10\n68400 a/router/snmp o snr=11\n70200 a/router/snmp o snr=12\n136801 tick\n",
	  "136800 line a/link day 20516 snr 60\n" },
	{ "what was asked before midnight is none of the day's",
	  LINE, "0 start\n50401 a/router/snmp o snr=6 started=50399\n" SNR(50410, 61200, 3) SNR(61200, 72000, 6)
	  "136801 tick\n",
	  "136800 line a/link day 20516 snr 30\n" },
	{ "a day that was not measured keeps its place",
	  LINE, "0 start\n" SNR(50400, 93600, 6) "136801 tick\n" SNR(223200, 266400, 5) "309601 tick\n",
	  "136800 line a/link day 20516 snr 60\n309600 line a/link day 20518 snr 60,-,50\n" },
	{ "no half hour counts for two days",
	  LINE, "0 start\n" SNR(50400, 72000, 6) "136801 tick\n" SNR(138600, 158400, 6) "223201 tick\n",
	  "136800 line a/link day 20516 snr 60\n" },
};

static const struct told_story drifts[] = {
	{ "a second drift is as long in ending as the first",
	  LINE, "0 start\n" SNR(50400, 655200, 6) SNR(655200, 741600, 3) SNR(741600, 1000800, 6)
	  SNR(1000800, 1087200, 3) SNR(1087200, 1436800, 6),
	  "741600 incident 1 opened drift a 655200\n"
	  "1.0008e+06 incident 1 restored drift a 655200 restored 1.0008e+06\n"
	  "1.0872e+06 incident 2 opened drift a 1.0008e+06\n"
	  "1.3464e+06 incident 2 restored drift a 1.0008e+06 restored 1.3464e+06\n" },
};

static void
a_day_is_what_its_half_hours_were(void **unused)
{
	(void)unused;
	stories_hold(days, N_ELEMENTS(days), "line");
	stories_hold(drifts, N_ELEMENTS(drifts), "incident");
}

/* Each value alone and all together, of one day and of several, with as many days kept. */
static const struct { const char *keep, *story; } lives[] = {
	{ "", "50400-93600/1800 a/router/snmp o snr=6\n" },
	{ "", "50400-93600/1800 a/router/snmp o sync=8000000\n" },
	{ "", "50400-93600/1800 a/router/icmp o rtt=30\n" },
	{ "", "50400-93600/1800 a/router/snmp o snr=6 sync=8000000\n" },
	{ "", "50400-93600/1800 a/router/snmp o sync=8000000\n50401-93600/1800 a/router/icmp o rtt=30\n" },
	{ "drift 1 1\n", "50400-93600/1800 a/router/snmp o snr=6 sync=8000000\n" },
	{ "", "50400-93600/1800 a/router/snmp o snr=6 sync=8000000\n50401-93600/1800 a/router/icmp o rtt=30\n"
	  "136801-180000/1800 a/router/snmp o snr=5 sync=7000000\n223201 tick\n" },
};

static bool
has_days(const char *dump)
{
	return strstr(dump, "line 0 day") != NULL || strstr(dump, "line 1 day") != NULL ||
	    strstr(dump, "line 2 day") != NULL;
}

static void
days_come_back_from_the_journal(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(lives); i++) {
		char		*text = xasprintf("%s" LINE, lives[i].keep);
		struct world	*w = world_new(text), *other = world_new("site b\n router icmp:20\n");
		struct play	 lived = { .keep_facts = true }, recalled = { 0 }, elsewhere = { 0 };
		struct buf	 a = { 0 }, b = { 0 }, c = { 0 };

		play_begin(&lived, world_inventory(w), "line");
		play_begin(&recalled, world_inventory(w), "");
		play_begin(&elsewhere, world_inventory(other), "");
		play_story(&lived, "0 start\n");
		play_story(&lived, lives[i].story);
		play_story(&lived, "136801 tick\n300000 stop\n");
		for (size_t k = 0; k < lived.n_facts; k++) {
			judge_recall(recalled.judge, lived.facts[k]);
			judge_recall(elsewhere.judge, lived.facts[k]);
		}
		judge_dump(lived.judge, &a);
		judge_dump(recalled.judge, &b);
		judge_dump(elsewhere.judge, &c);
		assert_non_null(strstr(buf_str(&lived.out), "line a/link day"));
		assert_string_equal(buf_str(&a), buf_str(&b));
		assert_true(has_days(buf_str(&b)));
		assert_false(has_days(buf_str(&c)));
		buf_done(&a);
		buf_done(&b);
		buf_done(&c);
		play_end(&lived);
		play_end(&recalled);
		play_end(&elsewhere);
		world_free(w);
		world_free(other);
		free(text);
	}
}

/* Which check told it, what it was, and how low it might have been. */
static void
a_drift_says_what_it_saw(void **unused)
{
	struct world		*w = world_new(LINE);
	struct play		 p = { 0 };
	struct judge_incident	 in;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_story(&p, "0 start\n" SNR(50400, 655200, 6) SNR(655200, 743400, 2.5));
	assert_true(judge_find_incident(p.judge, 1, &in));
	assert_string_equal(in.incident->why.check, "a/router/snmp");
	assert_string_equal(in.incident->why.name, "snr_down_db");
	assert_float_equal(in.incident->why.value, 2.5, 0.001);
	assert_float_equal(in.incident->why.limit, 3, 0.001);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_day_is_what_its_half_hours_were),
		cmocka_unit_test(days_come_back_from_the_journal),
		cmocka_unit_test(a_drift_says_what_it_saw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
