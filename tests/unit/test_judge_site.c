/* Unit tests of the judge, rules 5 to 7: devices, links, the convention. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define TWO \
	"site a\n" \
	" router icmp:20 tcp:60\n" \
	" pc p public icmp:60 tcp:60\n"
#define PCS \
	"site a min 2\n" \
	" router icmp:20\n" \
	" pc p public icmp:60\n" \
	" pc q public icmp:60\n"
#define MUTE \
	"site a\n" \
	" pc p public push push:60\n" \
	" pc q public icmp:60\n"
#define BACKUP \
	"site a\n" \
	" router icmp:20\n" \
	" backup icmp:20\n" \
	" pc p public icmp:60\n" \
	" pc q public push push:60\n"

static const struct told_story stories[] = {
	{ "answers from before a link was judged down do not help to bring it up",
	  "site a\n router icmp:20\n pc p public icmp:60\n",
	  "0 start\n0-80/20 a/router/icmp o\n20 a/p/icmp o\n80 a/p/icmp o\n90-260/20 a/router/icmp x\n"
	  "140 a/p/icmp o\n200 a/p/icmp o\n", "0 state a/router up 0\n0 state a/link up 0\n20 state a/p up 20\n"
	  "20 state a/convention compliant 20\n130 state a/router down 90\n"
	  "130 state a/link down 90\n130 state a/p unknown 90\n"
	  "130 state a/convention non_compliant 90\n200 state a/link up 140\n200 state a/p up 140\n"
	  "200 state a/convention compliant 140\n" },
	{ "what kept a link up and fell silent leaves it up until the next failure",
	  "site a\n router icmp:60\n pc p public icmp:10\n",
	  "0 start\n0 a/router/icmp o\n60-250/60 a/router/icmp x\n1-190/10 a/p/icmp o\n", "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n180 state a/router down 60\n"
	  "206 state a/p unknown 206\n206 state a/convention unknown 206\n"
	  "240 state a/link down 240\n240 state a/convention non_compliant 240\n" },
	{ "what starts again in blindness has no failure of before",
	  "canaries 1\nsite a\n router icmp:20\n pc p public icmp:20 tcp:20\n",
	  "0 start\n0-400/10 canary/1 o\n0-400/20 a/router/icmp o\n1-60/20 a/p/icmp o\n2-60/20 a/p/tcp o\n"
	  "61 a/p/icmp x\n65 canary/1 x\n81-200/20 a/p/icmp x\n82 a/p/tcp o\n102-200/20 a/p/tcp x\n", "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n65 state a/router unknown 65\n"
	  "65 state a/p unknown 65\n65 state a/link unknown 65\n65 state a/convention unknown 65\n"
	  "80 state a/router up 80\n80 state a/link up 80\n121 state a/p down 101\n"
	  "121 state a/convention non_compliant 101\n231 state a/p unknown 231\n"
	  "231 state a/convention unknown 231\n" },
	{ "what failed while the backup carried the site is no failure of a PC",
	  "site a\n router icmp:20\n backup icmp:20\n pc p public icmp:20\n",
	  "0 start\n1-600/20 a/backup/icmp o\n0-100/20 a/router/icmp o\n100-400/20 a/router/icmp x\n"
	  "400-600/20 a/router/icmp o\n5 a/p/icmp o\n25-600/20 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/backup up 1\n5 state a/p up 5\n"
	  "5 state a/convention compliant 5\n65 state a/p down 25\n65 state a/convention non_compliant 25\n"
	  "135 state a/p unknown 135\n135 state a/convention unknown 135\n140 state a/router down 100\n"
	  "140 state a/link up 0 on_backup\n420 state a/router up 400\n420 state a/link up 0\n"
	  "465 state a/p down 425\n465 state a/convention non_compliant 425\n" },
	{ "another check that still answers keeps a device up and degraded",
	  TWO,
	  "0 start\n0-400/20 a/router/icmp o\n1-100/60 a/p/icmp o\n2-400/60 a/p/tcp o\n"
	  "110-400/20 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n150 state a/p degraded 150\n" },
	{ "with none left it is down from the first failure after the last answer",
	  TWO,
	  "0 start\n0-600/20 a/router/icmp o\n1-100/60 a/p/icmp o\n2-200/60 a/p/tcp o\n"
	  "110-600/20 a/p/icmp x\n242-600/20 a/p/tcp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n150 state a/p degraded 150\n"
	  "242 state a/p down 190\n242 state a/convention non_compliant 190\n" },
	{ "an answer from before the primary's first failure keeps nothing up",
	  TWO,
	  "0 start\n0-300/20 a/router/icmp o\n1-100/60 a/p/icmp o\n2-100/60 a/p/tcp o\n"
	  "110-160/20 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n150 state a/p down 110\n"
	  "150 state a/convention non_compliant 110\n" },
	{ "it is up again with its primary or after two answers of another",
	  TWO,
	  "0 start\n0-600/20 a/router/icmp o\n1-100/60 a/p/icmp o\n2-100/60 a/p/tcp o\n"
	  "110-600/20 a/p/icmp x\n110-300/20 a/p/tcp x\n300-600/60 a/p/tcp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n150 state a/p down 110\n"
	  "150 state a/convention non_compliant 110\n360 state a/p degraded 300\n"
	  "360 state a/convention compliant 300\n" },
	{ "a primary is the first that has ever answered",
	  "site a\n router icmp:20\n pc p public icmp:60 tcp:60\n",
	  "0 start\n0-300/20 a/router/icmp o\n5-300/20 a/p/icmp x\n10-300/60 a/p/tcp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n10 state a/p up 10\n"
	  "10 state a/convention compliant 10\n45 state a/p degraded 45\n" },
	{ "behind a router that fails no failure counts",
	  PCS,
	  "0 start\n0-100/20 a/router/icmp o\n1-100/60 a/p/icmp o\n1-100/60 a/q/icmp o\n"
	  "100-108/7 a/router/icmp x\n101-114/3 a/p/icmp x\n115-200/20 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n1 state a/q up 1\n"
	  "1 state a/convention compliant 1\n" },
	{ "a failure behind the link is confirmed by the router's answer after it",
	  PCS,
	  "0 start\n0-100/20 a/router/icmp o\n1-100/60 a/p/icmp o\n1-100/60 a/q/icmp o\n"
	  "101-110/3 a/p/icmp x\n115-200/20 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n1 state a/q up 1\n"
	  "1 state a/convention compliant 1\n115 state a/p down 101\n"
	  "115 state a/convention non_compliant 101\n" },
	{ "while the link is down what is behind it is unknown, and starts again afterwards",
	  PCS,
	  "0 start\n0-100/20 a/router/icmp o\n1-100/60 a/p/icmp o\n1-100/60 a/q/icmp o\n"
	  "100-200/7 a/router/icmp x\n101-220/20 a/p/icmp x\n200-500/20 a/router/icmp o\n"
	  "241-400/20 a/p/icmp x\n250-400/60 a/q/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n1 state a/q up 1\n"
	  "1 state a/convention compliant 1\n114 state a/router down 100\n"
	  "114 state a/link down 100\n114 state a/p unknown 100\n114 state a/q unknown 100\n"
	  "114 state a/convention non_compliant 100\n220 state a/router up 200\n"
	  "220 state a/link up 200\n220 state a/convention unknown 200\n250 state a/q up 250\n"
	  "281 state a/p down 241\n281 state a/convention non_compliant 241\n" },
	{ "a link stays up while anything else answers: its router alone is down",
	  PCS,
	  "0 start\n0-100/20 a/router/icmp o\n1-300/20 a/p/icmp o\n1-300/60 a/q/icmp o\n"
	  "100-300/20 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n1 state a/q up 1\n"
	  "1 state a/convention compliant 1\n140 state a/router down 100\n" },
	{ "and is down from the first failure after the last answer, whoever failed",
	  PCS,
	  "0 start\n0-100/20 a/router/icmp o\n1-150/20 a/p/icmp o\n1-100/60 a/q/icmp o\n"
	  "100-300/20 a/router/icmp x\n161-300/20 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n1 state a/q up 1\n"
	  "1 state a/convention compliant 1\n140 state a/router down 100\n"
	  "161 state a/link down 160\n161 state a/p unknown 160\n161 state a/q unknown 160\n"
	  "161 state a/convention non_compliant 160\n" },
	{ "on the backup it is up, and PCs reached by pull are unknown, not down",
	  BACKUP,
	  "0 start\n0-100/20 a/router/icmp o\n0-400/20 a/backup/icmp o\n1-100/60 a/p/icmp o\n"
	  "2-400/60 a/q/push o\n100-400/20 a/router/icmp x\n101-400/20 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/backup up 0\n"
	  "1 state a/p up 1\n1 state a/convention compliant 1\n2 state a/q up 2\n"
	  "140 state a/router down 100\n140 state a/link up 0 on_backup\n"
	  "211 state a/p unknown 211\n" },
	{ "two answers in a row of something else bring a link up again",
	  PCS,
	  "0 start\n0-100/20 a/router/icmp o\n1-100/60 a/p/icmp o\n"
	  "100-400/20 a/router/icmp x\n121-200/20 a/p/icmp x\n210-350/60 a/p/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "140 state a/router down 100\n140 state a/link down 100\n140 state a/p unknown 100\n"
	  "140 state a/convention non_compliant 100\n270 state a/link up 210\n"
	  "270 state a/p up 210\n270 state a/convention unknown 210\n" },
	{ "a site without router and backup is up or unknown, never down",
	  MUTE,
	  "0 start\n10-200/60 a/p/push o\n11-100/60 a/q/icmp o\n120-400/20 a/q/icmp x\n"
	  "600 tick\n",
	  "10 state a/link up 10\n10 state a/p up 10\n10 state a/convention compliant 10\n"
	  "11 state a/q up 11\n160 state a/q down 120\n340 state a/link unknown 340\n"
	  "340 state a/convention unknown 340\n460 state a/p down 340\n"
	  "530 state a/q unknown 530\n" },
	{ "whatever answers keeps a link up, and brings it up again",
	  "site a\n router icmp:20\n pc p public icmp:60\n device ups icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n1-100/60 a/p/icmp o\n1-200/20 a/ups/icmp o\n"
	  "100-500/20 a/router/icmp x\n201-300/20 a/ups/icmp x\n301-500/20 a/ups/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n1 state a/ups up 1\n"
	  "140 state a/router down 100\n201 state a/link down 200\n"
	  "201 state a/p unknown 200\n201 state a/ups unknown 200\n"
	  "201 state a/convention non_compliant 200\n321 state a/link up 301\n"
	  "321 state a/ups up 301\n321 state a/convention unknown 301\n" },
	{ "a failure behind the link waits for its router's own answer",
	  "site a\n router icmp:60\n device ups icmp:20\n pc p public icmp:20\n",
	  "0 start\n0-400/60 a/router/icmp o\n2-400/20 a/ups/icmp o\n1-120/20 a/p/icmp o\n"
	  "121-300/20 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n2 state a/ups up 2\n180 state a/p down 121\n"
	  "180 state a/convention non_compliant 121\n331 state a/p unknown 331\n"
	  "331 state a/convention unknown 331\n" },
	{ "what answers in another site keeps none up",
	  "site a\n device x icmp:20\nsite b\n device y icmp:20\n router icmp:20\n",
	  "0 start\n0-100/20 a/x/icmp o\n0-400/20 b/y/icmp o\n0-400/20 b/router/icmp o\n"
	  "100-400/20 a/x/icmp x\n",
	  "0 state a/link up 0\n0 state a/x up 0\n0 state a/convention non_compliant 0\n"
	  "0 state b/link up 0\n0 state b/y up 0\n0 state b/convention non_compliant 0\n"
	  "0 state b/router up 0\n130 state a/link unknown 130\n"
	  "130 state a/convention unknown 130\n140 state a/x down 100\n" },
	{ "a link that was kept up goes down once a canary has answered since its last sign",
	  "canaries 1\nsite a\n router icmp:20\n device ups icmp:20\n",
	  "0 start\n8-400/10 canary/1 o\n8-100/20 a/router/icmp o\n9-200/20 a/ups/icmp o\n"
	  "108-400/20 a/router/icmp x\n201-400/20 a/ups/icmp x\n199 a/router/icmp x\n",
	  "8 state a/router up 8\n8 state a/link up 8\n"
	  "8 state a/convention non_compliant 8\n9 state a/ups up 9\n"
	  "148 state a/router down 108\n208 state a/link down 199\n"
	  "208 state a/ups unknown 199\n" },
	{ "too few PCs up but some unknown is unknown",
	  PCS,
	  "0 start\n0-700/20 a/router/icmp o\n1-700/60 a/p/icmp o\n1-100/60 a/q/icmp o\n"
	  "300-700/20 a/q/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n1 state a/q up 1\n"
	  "1 state a/convention compliant 1\n211 state a/q unknown 211\n"
	  "211 state a/convention unknown 211\n340 state a/q down 300\n"
	  "340 state a/convention non_compliant 300\n" },
	{ "names that do not resolve are not compliant, whatever the PCs",
	  "site a\n router icmp:20\n pc p public icmp:60\n link dns:60\n",
	  "0 start\n0-400/20 a/router/icmp o\n1-400/60 a/p/icmp o\n2-100/60 a/link/dns o\n"
	  "122-200/20 a/link/dns x\n242-400/60 a/link/dns o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "2 state a/convention compliant 2\n162 state a/convention non_compliant 122\n"
	  "302 state a/convention compliant 242\n" },
	{ "a link is degraded while a check of the line itself warns or is down, not while a name fails",
	  "site a\n router icmp:20\n link tcp:60 dns:60\n",
	  "0 start\n0-900/20 a/router/icmp o\n2-100/60 a/link/tcp o\n3-900/60 a/link/dns x\n"
	  "122-200/60 a/link/tcp w\n242-300/60 a/link/tcp o\n362-500/60 a/link/tcp x\n542-900/60 a/link/tcp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "122 state a/link degraded 122\n242 state a/link up 242\n482 state a/link degraded 482\n"
	  "602 state a/link up 602\n" },
	{ "a hung router that comes back does not make its other checks news",
	  TWO,
	  "0 start\n0-100/20 a/router/icmp o\n2-100/60 a/router/tcp o\n"
	  "100-300/20 a/router/icmp x\n110-300/20 a/router/tcp x\n300-500/20 a/router/icmp o\n"
	  "350-500/60 a/router/tcp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n140 state a/router down 100\n"
	  "140 state a/link down 100\n140 state a/convention non_compliant 100\n"
	  "320 state a/router up 300\n320 state a/link up 300\n"
	  "320 state a/convention unknown 300\n" },
};

static void
objects_follow_their_checks(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "state");
}

static void
a_point_closed_for_months_knows_since_when(void **unused)
{
	static const struct { const char *world, *since; } all[] = {
		{ "site a open 2025 Oct 06-2025 Oct 10 09:00-12:00\n router icmp:20\n", "2025-10-10T10:00:00Z" },
		{ "site a open Mo 09:00-12:00\n router icmp:20\n", "2026-03-02T11:00:00Z" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		struct world		*w = world_new(all[i].world);
		struct play		 p = { 0 };
		struct judge_site	 site;
		char			 text[WALL_TEXT_SIZE];

		play_begin(&p, world_inventory(w), "state");
		play_line(&p, STORY_ZERO_MS, "start");
		judge_get_site(p.judge, 0, (struct wall){ STORY_ZERO_MS }, &site);
		assert_int_equal(site.state, STATE_CLOSED);
		assert_string_equal(wall_text(site.since, text), all[i].since);
		play_end(&p);
		world_free(w);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(objects_follow_their_checks),
		cmocka_unit_test(a_point_closed_for_months_knows_since_when),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
