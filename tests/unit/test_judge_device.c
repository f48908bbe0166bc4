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
	{ "an answer that arrives after a later failure dates no end anew", HOUSE,
	  "0 start\n0-100/20 a/router/icmp o\n100-240/20 a/router/icmp x\n110 a/p/icmp o\n"
	  "121 a/p/icmp o started=115\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "110 state a/p up 110\n140 state a/router down 100\n215 state a/link down 120\n"
	  "215 state a/p unknown 120\n" },
};

static void
a_device_is_down_from_the_first_failure_after_the_last_answer(void **unused)
{
	(void)unused;
	stories_hold(devices, N_ELEMENTS(devices), "state");
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
