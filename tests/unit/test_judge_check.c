/* Unit tests of the judge, rules 1 to 4: results, holding, canaries, confirmation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define ONE	"site a\n router icmp:20\n"
#define SEEN	"canaries 3\nsite a\n router icmp:20\n"
#define AWAKE	"0-400/10 canary/1 o\n0-400/10 canary/2 o\n0-400/10 canary/3 o\n"

static const struct told_story results[] = {
	{ "a first answer settles it", ONE, "0 start\n5 a/router/icmp o\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "an error of ours is no result", ONE,
	  "0 start\n5 a/router/icmp o\n10 a/router/icmp e\n15 a/router/icmp e\n20 a/router/icmp e\n54 tick\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "one lost packet is no outage", ONE,
	  "0 start\n5 a/router/icmp o\n25 a/router/icmp x\n32 a/router/icmp o\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "the third failure in a row is one, dated from the first", ONE,
	  "0 start\n5 a/router/icmp o\n25.7 a/router/icmp x\n32 a/router/icmp x\n39.5 a/router/icmp x\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "39.5 state a/router down 25\n39.5 state a/link down 25\n" },
	{ "a success in between starts the count again", ONE,
	  "0 start\n5 a/router/icmp o\n25 a/router/icmp x\n32 a/router/icmp x\n39 a/router/icmp o\n"
	  "46 a/router/icmp x\n53 a/router/icmp x\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "never seen up can still be down, after three failures", ONE,
	  "0 start\n5 a/router/icmp x\n12 a/router/icmp x\n19 a/router/icmp x\n",
	  "19 state a/router down 5\n19 state a/link down 5\n19 state a/convention non_compliant 5\n" },
	{ "one success is not a recovery, two in a row are, dated from the first", ONE,
	  "0 start\n5 a/router/icmp x\n12 a/router/icmp x\n19 a/router/icmp x\n26 a/router/icmp o\n"
	  "33 a/router/icmp x\n40 a/router/icmp o\n47 a/router/icmp o\n",
	  "19 state a/router down 5\n19 state a/link down 5\n19 state a/convention non_compliant 5\n"
	  "47 state a/router up 40\n47 state a/link up 40\n" },
	{ "a warning counts as a success and makes the device degraded", ONE,
	  "0 start\n5 a/router/icmp w\n25 a/router/icmp o\n",
	  "5 state a/router degraded 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "25 state a/router up 25\n" },
	{ "a result older than one already judged changes nothing", ONE,
	  "0 start\n5 a/router/icmp o\n25 a/router/icmp o\n26 a/router/icmp x started=11\n"
	  "27 a/router/icmp x started=12\n28 a/router/icmp x started=13\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "a result that comes after its own holding is evidence only", ONE,
	  "0 start\n70 a/router/icmp o started=10\n", "" },
};

static const struct told_story holdings[] = {
	{ "after 2.5 intervals without result it is unknown, from that instant", ONE,
	  "0 start\n5 a/router/icmp o\n500 tick\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "55 state a/router unknown 55\n55 state a/link unknown 55\n55 state a/convention unknown 55\n" },
	{ "streaks start again after a holding", ONE,
	  "0 start\n5 a/router/icmp x\n12 a/router/icmp x\n70 a/router/icmp x\n77 a/router/icmp x\n", "" },
	{ "from unknown one success is up at once", ONE,
	  "0 start\n5 a/router/icmp o\n100 a/router/icmp o\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "55 state a/router unknown 55\n55 state a/link unknown 55\n55 state a/convention unknown 55\n"
	  "100 state a/router up 100\n100 state a/link up 100\n100 state a/convention non_compliant 100\n" },
	{ "but while its incident is open it needs two", ONE,
	  "0 start\n5 a/router/icmp x\n12 a/router/icmp x\n19 a/router/icmp x\n"
	  "100 a/router/icmp o\n120 a/router/icmp o\n",
	  "19 state a/router down 5\n19 state a/link down 5\n19 state a/convention non_compliant 5\n"
	  "69 state a/router unknown 69\n69 state a/link unknown 69\n69 state a/convention unknown 69\n"
	  "120 state a/router up 100\n120 state a/link up 100\n120 state a/convention non_compliant 100\n" },
	{ "the silence of a push device is a failure: down after 4 min 30",
	  "site a\n router icmp:20\n pc p public push push:60\n",
	  "0 start\n0-400/20 a/router/icmp o\n10 a/p/push o\n399 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n10 state a/p up 10\n"
	  "10 state a/convention compliant 10\n280 state a/p down 160\n280 state a/convention non_compliant 160\n" },
	{ "it is counted from the start when nothing came at all",
	  "site a\n router icmp:20\n pc p public push push:60\n",
	  "0 start\n0-400/20 a/router/icmp o\n399 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n"
	  "270 state a/p down 150\n270 state a/convention non_compliant 150\n" },
	{ "and not while our own door is shut",
	  "site a\n router icmp:20\n pc p public push push:60\n",
	  "0 start\n0-600/20 a/router/icmp o\n10 a/p/push o\n20 door shut\n300 door open\n599 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n10 state a/p up 10\n"
	  "10 state a/convention compliant 10\n160 state a/p unknown 160\n160 state a/convention unknown 160\n"
	  "570 state a/p down 450\n570 state a/convention non_compliant 450\n" },
};

static const struct told_story canaries[] = {
	{ "without canaries vigie is never blind", ONE, "0 start\n5 a/router/icmp o\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "one silent canary of three is not blindness", SEEN,
	  "0 start\n1 canary/1 o\n1 canary/2 o\n1 canary/3 x\n5 a/router/icmp o\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n" },
	{ "two silent of three are: everything is unknown from then", SEEN,
	  "0 start\n1 canary/1 o\n1 canary/2 o\n1 canary/3 o\n5 a/router/icmp o\n11 canary/1 x\n12 canary/2 x\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "12 blind 1 12\n12 state a/router unknown 12\n12 state a/link unknown 12\n12 state a/convention unknown 12\n" },
	{ "the end of its holding silences a canary too", SEEN,
	  "0 start\n1 canary/1 o\n2 canary/2 o\n3 canary/3 o\n5 a/router/icmp o\n100 tick\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "27 blind 1 27\n27 state a/router unknown 27\n27 state a/link unknown 27\n27 state a/convention unknown 27\n" },
	{ "while blind no result changes a state, and afterwards an object waits for its next", SEEN,
	  "0 start\n1 canary/1 x\n1 canary/2 x\n1 canary/3 o\n5 a/router/icmp o\n10 a/router/icmp x\n"
	  "11 canary/1 o\n12 a/router/icmp o started=4\n20 a/router/icmp o\n",
	  "1 blind 1 1\n11 blind 0 11\n"
	  "20 state a/router up 20\n20 state a/link up 20\n20 state a/convention non_compliant 20\n" },
	{ "at the first start a canary is not silent until its holding has passed", SEEN,
	  "0 start\n5 a/router/icmp o\n26 tick\n",
	  "5 state a/router up 5\n5 state a/link up 5\n5 state a/convention non_compliant 5\n"
	  "25 blind 1 25\n25 state a/router unknown 25\n25 state a/link unknown 25\n25 state a/convention unknown 25\n" },
	{ "down waits for a majority of canaries since the first failure", SEEN,
	  "0 start\n1 canary/1 o\n1 canary/2 o\n1 canary/3 o\n4 a/router/icmp o\n5 a/router/icmp x\n"
	  "6 a/router/icmp x\n7 a/router/icmp x\n11 canary/1 o\n12 canary/2 o\n13 canary/3 o\n",
	  "4 state a/router up 4\n4 state a/link up 4\n4 state a/convention non_compliant 4\n"
	  "12 state a/router down 5\n12 state a/link down 5\n" },
	{ "blindness throws the streak away", SEEN,
	  "0 start\n1 canary/1 o\n1 canary/2 o\n1 canary/3 o\n4 a/router/icmp o\n5 a/router/icmp x\n"
	  "6 a/router/icmp x\n7 a/router/icmp x\n11 canary/1 x\n12 canary/2 x\n13 canary/3 x\n"
	  "21 canary/1 o\n22 canary/2 o\n23 canary/3 o\n24 a/router/icmp x\n",
	  "4 state a/router up 4\n4 state a/link up 4\n4 state a/convention non_compliant 4\n"
	  "12 blind 1 12\n12 state a/router unknown 12\n12 state a/link unknown 12\n12 state a/convention unknown 12\n"
	  "22 blind 0 22\n" },
	{ "what vigie did not see is unknown: a stop during an outage", SEEN,
	  AWAKE "0 start\n4 a/router/icmp o\n30 stop\n300 start\n303 a/router/icmp o\n",
	  "4 state a/router up 4\n4 state a/link up 4\n4 state a/convention non_compliant 4\n"
	  "30 state a/router unknown 30\n30 state a/link unknown 30\n30 state a/convention unknown 30\n"
	  "303 state a/router up 303\n303 state a/link up 303\n303 state a/convention non_compliant 303\n"
	  "353 state a/router unknown 353\n353 state a/link unknown 353\n353 state a/convention unknown 353\n" },
};

static void
results_become_states(void **unused)
{
	(void)unused;
	stories_hold(results, N_ELEMENTS(results), "state");
}

static void
a_result_speaks_for_its_holding(void **unused)
{
	(void)unused;
	stories_hold(holdings, N_ELEMENTS(holdings), "state");
}

static void
who_hears_no_canary_is_blind(void **unused)
{
	(void)unused;
	stories_hold(canaries, N_ELEMENTS(canaries), "state blind");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(results_become_states),
		cmocka_unit_test(a_result_speaks_for_its_holding),
		cmocka_unit_test(who_hears_no_canary_is_blind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
