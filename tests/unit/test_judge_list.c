/* Unit tests of the judge: what stands in the morning's list, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

/* The list of Wednesday 08:30 is at 81000; a router that answers until F, then fails until 81050. */
#define DAILY		"contact tech\nroute tech digest\n"
#define FAILS(site, f) \
	"0-" #f "/20 " site "/router/icmp o\n" #f "-81050/20 " site "/router/icmp x\n"
/* A noise margin of 6 dB for a week, of 3 dB on Wednesday, then of N until Saturday. */
#define DRIFTS(n) \
	"0 start\n50400-655200/1800 a/router/snmp o snr=6\n655200-741600/1800 a/router/snmp o snr=3\n" \
	"741600-950000/1800 a/router/snmp o snr=" #n "\n"

static const struct told_story lists[] = {
	{ "what is worse comes first, then what began earlier, then what was known earlier",
	  DAILY "site a\n router icmp:20\nsite b\n router icmp:600\nsite c\n router icmp:20\nsite d\n router icmp:20\n"
	  "site e\n router icmp:20\n device ups icmp:20\n",
	  "0 start\n" FAILS("a", 80000) "0-79000/600 b/router/icmp o\n79000-81050/600 b/router/icmp x\n"
	  FAILS("d", 80500) FAILS("c", 80500) "0-81050/20 e/router/icmp o\n0-78000/20 e/ups/icmp o\n"
	  "78000-81050/20 e/ups/icmp x\n",
	  "list of tech, open link b, open link a, open link d, open link c, open device e\n"
	  "81000 digest tech\n" },
	{ "what is closed, by hand or in its group's name, is not in it",
	  DAILY "group g\nsite a\n router icmp:20\nsite b groups g\n router icmp:20\nsite c groups g\n router icmp:20\n",
	  "0 start\n" FAILS("a", 80000) FAILS("b", 80100) FAILS("c", 80100) "80200 close 1\n",
	  "list of tech, open group g\n81000 digest tech\n" },
	{ "a point in maintenance is neither open nor opening",
	  DAILY "site a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 start\n" FAILS("a", 80000) FAILS("b", 80100) "80500 maintenance a 80900 90000\n",
	  "list of tech, open link b, rest link a\n81000 digest tech\n" },
	{ "a group stands where those of its points do that are down",
	  DAILY "group g\nsite a groups g\n router icmp:20\nsite b groups g open We 14:00-18:00\n router icmp:20\n"
	  "site c groups g open We 10:30-18:00\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-80100/20 a/router/icmp x\n80100-81050/20 a/router/icmp o\n"
	  FAILS("b", 80000) FAILS("c", 80000),
	  "list of tech, rest group g\n81000 digest tech\n" },
	{ "and is open with any of them",
	  DAILY "group g\nsite a groups g\n router icmp:20\nsite b groups g open We 14:00-18:00\n router icmp:20\n",
	  "0 start\n" FAILS("a", 80000) FAILS("b", 80000),
	  "list of tech, open group g\n81000 digest tech\n" },
	{ "soon is before two hours have passed",
	  DAILY "site a open We 10:30-12:00\n router icmp:20\nsite b open We 10:29-12:00\n router icmp:20\n",
	  "0 start\n" FAILS("a", 80000) FAILS("b", 80000),
	  "list of tech, soon link b, rest link a\n81000 digest tech\n" },
	{ "two animators of one name have each their own point's",
	  "route animators digest\nsite a\n router icmp:20\nanimator ann\nsite b\n router icmp:20\nanimator ann\n"
	  "site c\n router icmp:20\nanimator eve\n",
	  "0 start\n" FAILS("a", 80000) "0-81050/20 b/router/icmp o\n" FAILS("c", 80000),
	  "list of a ann, open link a\n81000 digest a/ann@example.org\n"
	  "81000 digest b/ann@example.org\nlist of c eve, open link c\n"
	  "81000 digest c/eve@example.org\n" },
	{ "who is told by other routes only has none",
	  DAILY "contact boss\nroute boss\nsite a\n router icmp:20\n",
	  "0 start\n" FAILS("a", 80000),
	  "list of tech, open link a\n81000 digest tech\n" },
	{ "where nobody ever works there is none",
	  DAILY "work 2020 Jan 01 10:00-11:00\nsite a\n router icmp:20\n",
	  "0 start\n" FAILS("a", 80000) "90000 tick\n",
	  "" },
	{ "a drift is told by one list, and its end by another",
	  "drift 30 1\n" DAILY "site a\n router snmp:1800\n",
	  DRIFTS(6),
	  "81000 digest tech\n167400 digest tech\n253800 digest tech\n513000 digest tech\n"
	  "599400 digest tech\n685800 digest tech\nlist of tech, lines drift a\n"
	  "772200 digest tech\nlist of tech, over drift a\n858600 digest tech\n" },
	{ "one that was over before any list is in none",
	  "work Tu 09:00-12:00\ndrift 30 1\n" DAILY "site a\n router snmp:1800\n",
	  DRIFTS(6) "950000-1300000/1800 a/router/snmp o snr=6\n",
	  "601200 digest tech\n1.206e+06 digest tech\n" },
	{ "one that was told is not told again after a restart",
	  DAILY "site a\n router snmp:1800\n",
	  DRIFTS(3) "772300 stop\n772400 start\n",
	  "81000 digest tech\n167400 digest tech\n253800 digest tech\n513000 digest tech\n"
	  "599400 digest tech\n685800 digest tech\nlist of tech, lines drift a\n"
	  "772200 digest tech\n858600 digest tech\n" },
};

static void
what_stands_in_it_and_where(void **unused)
{
	(void)unused;
	stories_hold(lists, N_ELEMENTS(lists), "list digest");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_stands_in_it_and_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
