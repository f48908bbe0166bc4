/* Unit tests of the judge, rule 9: who is lost together, and until when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

static const struct told_story stories[] = {
	{ "what fell under half and came back has its whole time to return again",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:20\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-800/20 a/router/icmp x\n"
	  "800-900/20 a/router/icmp o\n1-101/20 b/router/icmp o\n101-301/20 b/router/icmp x\n"
	  "301-341/20 b/router/icmp o\n341-421/20 b/router/icmp x\n"
	  "421-900/20 b/router/icmp o\n2-102/20 c/router/icmp o\n102-302/20 c/router/icmp x\n"
	  "302-900/20 c/router/icmp o\n3-900/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "142 incident 4 opened link c/link 102\n"
	  "142 incident 4 attached link c/link 102 parent 3 group\n"
	  "142 incident 3 updated group nra 100 sites\n240 notice 3 down to tech by mail\n"
	  "321 incident 2 restored link b/link 101 restored 301 parent 3\n"
	  "322 incident 4 restored link c/link 102 restored 302 parent 3\n"
	  "381 incident 5 opened link b/link 341\n"
	  "381 incident 5 attached link b/link 341 parent 3 group\n"
	  "441 incident 5 restored link b/link 341 restored 421 parent 3\n"
	  "531 incident 1 detached link a/link 100 group_over\n"
	  "531 incident 3 restored group nra 100 restored 421\n"
	  "531 notice 3 restored to tech by mail\n640 notice 1 down to tech by mail\n"
	  "820 incident 1 restored link a/link 100 restored 800\n"
	  "820 notice 1 restored to tech by mail\n" },
	{ "while vigie is blind the time to return stands still",
	  "canaries 3\ncontact tech\nroute tech\ngroup nra\nsite a groups nra\n"
	  " router icmp:20\nsite b groups nra\n router icmp:20\nsite c groups nra\n"
	  " router icmp:20\nsite d groups nra\n router icmp:20\n",
	  "0 start\n0-540/10 canary/1 o\n540-640/10 canary/1 x\n640-1000/10 canary/1 o\n"
	  "0-540/10 canary/2 o\n540-640/10 canary/2 x\n640-1000/10 canary/2 o\n"
	  "0-540/10 canary/3 o\n540-640/10 canary/3 x\n640-1000/10 canary/3 o\n"
	  "0-100/20 a/router/icmp o\n100-900/20 a/router/icmp x\n1-101/20 b/router/icmp o\n"
	  "101-501/20 b/router/icmp x\n501-900/20 b/router/icmp o\n2-102/20 c/router/icmp o\n"
	  "102-502/20 c/router/icmp x\n502-900/20 c/router/icmp o\n3-900/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "142 incident 4 opened link c/link 102\n"
	  "142 incident 4 attached link c/link 102 parent 3 group\n"
	  "142 incident 3 updated group nra 100 sites\n240 notice 3 down to tech by mail\n"
	  "521 incident 2 restored link b/link 101 restored 501 parent 3\n"
	  "522 incident 4 restored link c/link 102 restored 502 parent 3\n"
	  "712 incident 1 detached link a/link 100 group_over\n"
	  "712 incident 3 restored group nra 100 restored 502\n"
	  "712 notice 3 restored to tech by mail\n820 notice 1 down to tech by mail\n" },
	{ "what ended untold does not rise: a higher group opens its own",
	  "contact tech\nroute tech\ngroup top\ngroup x parent top\ngroup y parent top\n"
	  "site a groups x open Tu 03:00-04:00\n router icmp:20\n"
	  "site b groups x open Tu 03:00-04:00\n router icmp:20\n"
	  "site c groups x open Tu 03:00-04:00\n router icmp:20\n"
	  "site d groups y open Tu 03:00-04:00\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-700/20 a/router/icmp x\n"
	  "700-800/20 a/router/icmp o\n1-101/20 b/router/icmp o\n101-501/20 b/router/icmp x\n"
	  "501-800/20 b/router/icmp o\n2-102/20 c/router/icmp o\n102-502/20 c/router/icmp x\n"
	  "502-800/20 c/router/icmp o\n3-463/20 d/router/icmp o\n463-703/20 d/router/icmp x\n"
	  "703-800/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "142 incident 4 opened link c/link 102\n"
	  "142 incident 4 attached link c/link 102 parent 3 group\n"
	  "142 incident 3 updated group x 100 sites\n503 incident 5 opened link d/link 463\n"
	  "521 incident 2 restored link b/link 101 restored 501 parent 3\n"
	  "522 incident 4 restored link c/link 102 restored 502 parent 3\n"
	  "612 incident 1 detached link a/link 100 group_over\n"
	  "612 incident 3 restored group x 100 restored 502\n"
	  "612 incident 6 opened group top 100\n"
	  "612 incident 5 attached link d/link 463 parent 6 group\n"
	  "612 incident 1 attached link a/link 100 parent 6 group\n"
	  "720 incident 1 restored link a/link 100 restored 700 parent 6\n"
	  "723 incident 5 restored link d/link 463 restored 703 parent 6\n"
	  "723 incident 6 restored group top 100 restored 703\n" },
	{ "two that failed five minutes apart are one",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-700/20 a/router/icmp x\n"
	  "700-800/20 a/router/icmp o\n0-400/20 b/router/icmp o\n400-700/20 b/router/icmp x\n"
	  "700-800/20 b/router/icmp o\n2-800/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n240 notice 1 down to tech by mail\n"
	  "440 incident 2 opened link b/link 400\n440 incident 3 opened group nra 100\n"
	  "440 incident 1 attached link a/link 100 parent 3 group\n"
	  "440 incident 2 attached link b/link 400 parent 3 group\n"
	  "540 notice 3 down to tech by mail\n"
	  "720 incident 1 restored link a/link 100 restored 700 parent 3\n"
	  "720 notice 1 restored to tech by mail\n"
	  "720 incident 2 restored link b/link 400 restored 700 parent 3\n"
	  "720 incident 3 restored group nra 100 restored 700\n"
	  "720 notice 3 restored to tech by mail\n" },
	{ "a second more, and they are two",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-700/20 a/router/icmp x\n"
	  "700-800/20 a/router/icmp o\n1-401/20 b/router/icmp o\n401-701/20 b/router/icmp x\n"
	  "701-800/20 b/router/icmp o\n2-800/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n240 notice 1 down to tech by mail\n"
	  "441 incident 2 opened link b/link 401\n541 notice 2 down to tech by mail\n"
	  "720 incident 1 restored link a/link 100 restored 700\n"
	  "720 notice 1 restored to tech by mail\n"
	  "721 incident 2 restored link b/link 401 restored 701\n"
	  "721 notice 2 restored to tech by mail\n" },
	{ "a later child joins that failed five minutes before its group",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:200\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n0 c/router/icmp o\n100-700/200 c/router/icmp x\n"
	  "0-700/20 d/router/icmp o\n0-400/20 a/router/icmp o\n0-400/20 b/router/icmp o\n"
	  "400-700/20 a/router/icmp x\n400-700/20 b/router/icmp x\n",
	  "440 incident 1 opened link a/link 400\n440 incident 2 opened link b/link 400\n"
	  "440 incident 3 opened group nra 400\n"
	  "440 incident 1 attached link a/link 400 parent 3 group\n"
	  "440 incident 2 attached link b/link 400 parent 3 group\n"
	  "500 incident 4 opened link c/link 100\n"
	  "500 incident 4 attached link c/link 100 parent 3 group\n"
	  "500 incident 3 updated group nra 100 sites\n540 notice 3 down to tech by mail\n" },
	{ "one that failed a second before that speaks for itself",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:200\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n-1 c/router/icmp o\n99-700/200 c/router/icmp x\n"
	  "0-700/20 d/router/icmp o\n0-400/20 a/router/icmp o\n0-400/20 b/router/icmp o\n"
	  "400-700/20 a/router/icmp x\n400-700/20 b/router/icmp x\n",
	  "440 incident 1 opened link a/link 400\n440 incident 2 opened link b/link 400\n"
	  "440 incident 3 opened group nra 400\n"
	  "440 incident 1 attached link a/link 400 parent 3 group\n"
	  "440 incident 2 attached link b/link 400 parent 3 group\n"
	  "499 incident 4 opened link c/link 99\n540 notice 3 down to tech by mail\n"
	  "699 notice 4 down to tech by mail\n" },
	{ "two that qualify at once open in the order of the configuration",
	  "contact tech\nroute tech\ngroup p\ngroup q\nsite a groups p\n router icmp:20\n"
	  "site b groups p\n router icmp:20\nsite e groups q\n router icmp:20\n"
	  "site f groups q\n router icmp:20\n",
	  "0 start\n5 maintenance all 10 300\n0-100/20 a/router/icmp o\n"
	  "100-500/20 a/router/icmp x\n0-100/20 b/router/icmp o\n100-500/20 b/router/icmp x\n"
	  "0-100/20 e/router/icmp o\n100-500/20 e/router/icmp x\n0-100/20 f/router/icmp o\n"
	  "100-500/20 f/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n140 incident 2 opened link b/link 100\n"
	  "140 incident 3 opened link e/link 100\n140 incident 4 opened link f/link 100\n"
	  "300 incident 5 opened group p 100\n"
	  "300 incident 1 attached link a/link 100 parent 5 group\n"
	  "300 incident 2 attached link b/link 100 parent 5 group\n"
	  "300 incident 6 opened group q 100\n"
	  "300 incident 3 attached link e/link 100 parent 6 group\n"
	  "300 incident 4 attached link f/link 100 parent 6 group\n"
	  "400 notice 5 down to tech by mail\n400 notice 6 down to tech by mail\n" },
	{ "a line that flaps is lost for its group too, and the group speaks for it",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-160/20 a/router/icmp x\n"
	  "160-220/20 a/router/icmp o\n220-280/20 a/router/icmp x\n"
	  "280-340/20 a/router/icmp o\n340-400/20 a/router/icmp x\n"
	  "400-460/20 a/router/icmp o\n460-800/20 a/router/icmp x\n"
	  "800-900/20 a/router/icmp o\n0-520/20 b/router/icmp o\n520-800/20 b/router/icmp x\n"
	  "800-900/20 b/router/icmp o\n0-900/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "180 incident 1 restored link a/link 100 restored 160\n"
	  "260 incident 2 opened link a/link 220\n"
	  "300 incident 2 restored link a/link 220 restored 280\n"
	  "380 incident 3 opened link a/link 340\n"
	  "420 incident 3 restored link a/link 340 restored 400\n"
	  "420 incident 4 opened flapping a 100 flaps 6\n420 notice 4 down to tech by mail\n"
	  "500 incident 5 opened link a/link 460\n"
	  "500 incident 4 updated flapping a 100 flaps 7 change\n"
	  "500 incident 5 attached link a/link 460 parent 4 flapping\n"
	  "560 incident 6 opened link b/link 520\n560 incident 7 opened group nra 460\n"
	  "560 incident 4 updated flapping a 100 flaps 6 not_its_own\n"
	  "560 incident 5 attached link a/link 460 parent 7 group\n"
	  "560 incident 6 attached link b/link 520 parent 7 group\n"
	  "660 notice 7 down to tech by mail\n"
	  "820 incident 5 restored link a/link 460 restored 800 parent 7\n"
	  "820 incident 6 restored link b/link 520 restored 800 parent 7\n"
	  "820 incident 7 restored group nra 460 restored 800\n"
	  "820 notice 7 restored to tech by mail\n" },
	{ "after a start a group waits until each router has spoken or its holding is over",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite z\n router icmp:300\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n0-200/100 z/router/icmp o\n"
	  "100-1200/20 a/router/icmp x\n101-1200/20 b/router/icmp x\n200 stop\n250 start\n",
	  "140 incident 1 opened link a/link 100\n"
	  "141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "1000 notice 3 down to tech by mail\n" },
	{ "its end waits for the hours of the route that told",
	  "contact tech\nroute tech when Tu 10:00-10:10,11:00-12:00\ngroup nra\n"
	  "site a groups nra\n router icmp:20\nsite b groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n"
	  "100-1000/20 a/router/icmp x\n100-1000/20 b/router/icmp x\n"
	  "1000-4000/20 a/router/icmp o\n1000-4000/20 b/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n"
	  "140 incident 3 opened group nra 100\n"
	  "140 incident 1 attached link a/link 100 parent 3 group\n"
	  "140 incident 2 attached link b/link 100 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "1020 incident 1 restored link a/link 100 restored 1000 parent 3\n"
	  "1020 incident 2 restored link b/link 100 restored 1000 parent 3\n"
	  "1020 incident 3 restored group nra 100 restored 1000\n"
	  "3600 notice 3 restored to tech by mail\n" },
	{ "a point without group is none of a group's",
	  "group top\ngroup nra parent top\nsite a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n"
	  "100-300/20 a/router/icmp x\n100-300/20 b/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n" },
	{ "one that is in a group and in the one above counts once for it",
	  "group top\ngroup x parent top\ngroup y parent top\ngroup z\n"
	  "site a groups top,x\n router icmp:20\n"
	  "site b groups top,y\n router icmp:20\nsite c groups top\n router icmp:20\n"
	  "site d groups top\n router icmp:20\nsite e groups top\n router icmp:20\n",
	  "0 start\n0-300/20 c/router/icmp o\n0-300/20 d/router/icmp o\n0-300/20 e/router/icmp o\n"
	  "0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n"
	  "100-300/20 a/router/icmp x\n100-300/20 b/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n" },
	{ "while vigie does not run nothing is opened, whatever people declare",
	  "canaries 1\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-50/10 canary/1 o\n0-50/20 a/router/icmp o\n50 canary/1 x\n100 stop\n"
	  "400 maintenance a 500 600\n700 maintenance a 800 900\n710 tick\n",
	  "" },
	{ "a line that flaps joins the group that has opened",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:20\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-160/20 a/router/icmp x\n"
	  "160-220/20 a/router/icmp o\n220-280/20 a/router/icmp x\n"
	  "280-340/20 a/router/icmp o\n340-400/20 a/router/icmp x\n"
	  "400-460/20 a/router/icmp o\n460-800/20 a/router/icmp x\n"
	  "800-900/20 a/router/icmp o\n0-440/20 b/router/icmp o\n440-800/20 b/router/icmp x\n"
	  "800-900/20 b/router/icmp o\n0-441/20 c/router/icmp o\n441-800/20 c/router/icmp x\n"
	  "801-900/20 c/router/icmp o\n0-900/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "180 incident 1 restored link a/link 100 restored 160\n"
	  "260 incident 2 opened link a/link 220\n"
	  "300 incident 2 restored link a/link 220 restored 280\n"
	  "380 incident 3 opened link a/link 340\n"
	  "420 incident 3 restored link a/link 340 restored 400\n"
	  "420 incident 4 opened flapping a 100 flaps 6\n"
	  "420 notice 4 down to tech by mail\n480 incident 5 opened link b/link 440\n"
	  "481 incident 6 opened link c/link 441\n481 incident 7 opened group nra 440\n"
	  "481 incident 5 attached link b/link 440 parent 7 group\n"
	  "481 incident 6 attached link c/link 441 parent 7 group\n"
	  "500 incident 8 opened link a/link 460\n"
	  "500 incident 4 updated flapping a 100 flaps 7 change\n"
	  "500 incident 8 attached link a/link 460 parent 4 flapping\n"
	  "500 incident 4 updated flapping a 100 flaps 6 not_its_own\n"
	  "500 incident 8 attached link a/link 460 parent 7 group\n"
	  "500 incident 7 updated group nra 440 sites\n580 notice 7 down to tech by mail\n"
	  "820 incident 8 restored link a/link 460 restored 800 parent 7\n"
	  "820 incident 5 restored link b/link 440 restored 800 parent 7\n"
	  "821 incident 6 restored link c/link 441 restored 801 parent 7\n"
	  "821 incident 7 restored group nra 440 restored 801\n"
	  "821 notice 7 restored to tech by mail\n" },
};

static void
five_minutes_make_a_group_and_ninety_seconds_end_it(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(five_minutes_make_a_group_and_ninety_seconds_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
