/* Unit tests of the judge under another configuration: what keeps its name keeps its state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/life.h"

#define PEOPLE	"contact tech\nroute tech\n"

static const struct reload_story	 stories[] = {
	{ "unchanged checks keep their streaks",
	  "site a\n router icmp:20\n", "site a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n", "57 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "57 state a/router down 20\n57 state a/link down 20\n57 incident 1 opened link a/link 20\n" },
	{ "canaries that never answer have one holding from the reload, then vigie is blind",
	  "canaries 1\nsite a\n router icmp:60\n", "canaries 3\nsite a\n router icmp:60\n",
	  "0 canary/1 o\n10 canary/1 o\n20 canary/1 o\n30 canary/1 o\n31 a/router/icmp o\n40 canary/1 o\n"
	  "50 canary/1 o\n",
	  "60 canary/1 o\n70 canary/1 o\n80 canary/1 o\n90 canary/1 o\n100 tick\n",
	  "31 state a/router up 31\n31 state a/link up 31\n31 state a/convention non_compliant 31\n"
	  "80 state a/router unknown 80\n80 state a/link unknown 80\n80 state a/convention unknown 80\n" },
	{ "an incident goes on, and its end is told",
	  PEOPLE "site a\n router icmp:20\n", PEOPLE "site a\n router icmp:20 snmp:60\n pc p public icmp:60\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n",
	  "60 a/router/icmp o\n67 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n67 state a/router up 60\n67 state a/link up 60\n67 state a/convention unknown 60\n"
	  "67 incident 1 restored link a/link 20 restored 60\n67 notice 1 restored to tech by mail\n" },
	{ "a removed site's incident ends as removed, told as such",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\n", PEOPLE "site b\n router icmp:20\n",
	  "0 a/router/icmp o\n1 b/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n",
	  "60 b/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "1 state b/router up 1\n1 state b/link up 1\n1 state b/convention non_compliant 1\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n51 state b/router unknown 51\n51 state b/link unknown 51\n51 state b/convention unknown 51\n"
	  "55 state a/router unknown 55\n55 state a/link unknown 55\n55 state a/convention unknown 55\n"
	  "55 incident 1 removed link a/link 20 restored 55\n55 notice 1 removed to tech by mail\n"
	  "60 state b/router up 60\n60 state b/link up 60\n60 state b/convention non_compliant 60\n" },
	{ "a renamed site keeps its incident",
	  PEOPLE "site a\n router icmp:20\n", PEOPLE "site c was a\n router icmp:20\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n",
	  "60 c/router/icmp o\n67 c/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n55 state c/router down 20\n55 state c/link down 20\n"
	  "55 state c/convention non_compliant 0\n55 incident 1 updated link c/link 20 renamed\n"
	  "67 state c/router up 60\n67 state c/link up 60\n"
	  "67 incident 1 restored link c/link 20 restored 60\n67 notice 1 restored to tech by mail\n" },
	{ "silence of what reports by itself is counted on",
	  "site a\n router icmp:60\n pc p public push push:20\n", "site a\n router icmp:60\n pc p public push push:20\n",
	  "0 a/router/icmp o\n1 a/p/push o\n", "60 a/router/icmp o\n100 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n91 state a/p down 51\n"
	  "91 state a/convention non_compliant 51\n" },
	{ "a gate that waited only for what is gone opens",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:60\n", PEOPLE "site a\n router icmp:20\n",
	  "10 a/router/icmp x\n17 a/router/icmp x\n24 a/router/icmp x\n", "60 a/router/icmp x\n",
	  "24 state a/router down 10\n24 state a/link down 10\n"
	  "24 state a/convention non_compliant 10\n24 incident 1 opened link a/link 10\n"
	  "60 notice 1 down to tech by mail\n" },
	{ "an age goes with the check that told it",
	  "site a\n router icmp:20 snmp:60\n", "site a\n router icmp:20\n",
	  "0 a/router/icmp o\n1 a/router/snmp o uptime=1000\n5 a/router/icmp x\n6 a/router/icmp x\n7 a/router/icmp x\n"
	  "10 a/router/icmp o\n11 a/router/icmp o\n12 a/router/snmp o uptime=1011\n", "60 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "7 state a/router down 5\n7 state a/link down 5\n7 incident 1 opened link a/link 5\n"
	  "11 state a/router up 10\n11 state a/link up 10\n"
	  "11 incident 1 restored link a/link 5 restored 10\n"
	  "12 incident 1 updated link a/link 5 restored 10 uptime\n" },
	{ "a check that is gone is as if its holding had ended",
	  "site a\n router icmp:20 tcp:20\n", "site a\n router tcp:20\n",
	  "0 a/router/icmp o\n1 a/router/tcp o\n20 a/router/icmp o\n", "80 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "55 state a/router unknown 55\n55 state a/link unknown 55\n55 state a/convention unknown 55\n" },
	{ "when a group is gone its points speak for themselves",
	  PEOPLE "group g\nsite a groups g\n router icmp:20\nsite b groups g\n router icmp:20\n",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 a/router/icmp o\n1 b/router/icmp o\n20 a/router/icmp x\n21 b/router/icmp x\n27 a/router/icmp x\n"
	  "28 b/router/icmp x\n34 a/router/icmp x\n35 b/router/icmp x\n",
	  "60 a/router/icmp x\n61 b/router/icmp x\n80 a/router/icmp x\n100 a/router/icmp x\n120 a/router/icmp x\n"
	  "140 a/router/icmp x\n160 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "1 state b/router up 1\n1 state b/link up 1\n1 state b/convention non_compliant 1\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "35 state b/router down 21\n35 state b/link down 21\n35 incident 2 opened link b/link 21\n"
	  "35 incident 3 opened group g 20\n35 incident 1 attached link a/link 20 parent 3 group\n"
	  "35 incident 2 attached link b/link 21 parent 3 group\n55 incident 3 removed group g 20 restored 55\n"
	  "55 incident 1 detached link a/link 20 group_over\n55 incident 2 detached link b/link 21 group_over\n"
	  "111 state b/router unknown 111\n111 state b/link unknown 111\n111 state b/convention unknown 111\n"
	  "160 notice 1 down to tech by mail\n" },
	{ "who has a group no more speaks for itself, who never had one says nothing of it",
	  PEOPLE "group g\nsite a groups g\n router icmp:20\nsite b groups g\n router icmp:20\n"
	  "site c groups g\n router icmp:20\nsite d\n router icmp:20\n",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\nsite c\n router icmp:20\nsite d\n router icmp:20\n",
	  "0 a/router/icmp o\n0 b/router/icmp o\n0 c/router/icmp o\n0 d/router/icmp o\n20-40/7 a/router/icmp x\n"
	  "20-40/7 b/router/icmp x\n20-40/7 c/router/icmp x\n20-40/7 d/router/icmp x\n41-50/7 c/router/icmp o\n",
	  "60 a/router/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state b/router up 0\n"
	  "0 state b/link up 0\n"
	  "0 state b/convention non_compliant 0\n"
	  "0 state c/router up 0\n"
	  "0 state c/link up 0\n"
	  "0 state c/convention non_compliant 0\n"
	  "0 state d/router up 0\n"
	  "0 state d/link up 0\n"
	  "0 state d/convention non_compliant 0\n"
	  "34 state a/router down 20\n"
	  "34 state a/link down 20\n"
	  "34 incident 1 opened link a/link 20\n"
	  "34 state b/router down 20\n"
	  "34 state b/link down 20\n"
	  "34 incident 2 opened link b/link 20\n"
	  "34 incident 3 opened group g 20\n"
	  "34 incident 1 attached link a/link 20 parent 3 group\n"
	  "34 incident 2 attached link b/link 20 parent 3 group\n"
	  "34 state c/router down 20\n"
	  "34 state c/link down 20\n"
	  "34 incident 4 opened link c/link 20\n"
	  "34 incident 4 attached link c/link 20 parent 3 group\n"
	  "34 incident 3 updated group g 20 sites\n"
	  "34 state d/router down 20\n"
	  "34 state d/link down 20\n"
	  "34 incident 5 opened link d/link 20\n"
	  "34 notice 5 down to tech by mail\n"
	  "48 state c/router up 41\n"
	  "48 state c/link up 41\n"
	  "48 incident 4 restored link c/link 20 restored 41 parent 3\n"
	  "55 incident 3 removed group g 20 restored 55\n"
	  "55 incident 1 detached link a/link 20 group_over\n"
	  "55 incident 2 detached link b/link 20 group_over\n" },
	{ "what another group takes from it counts as if it had failed then",
	  "group g\nsite a groups g\n router icmp:20\nsite b groups g\n router icmp:20\nsite c groups g\n router icmp:20\n",
	  "group h\nsite a groups h\n router icmp:20\nsite b groups h\n router icmp:20\nsite c groups h\n router icmp:20\n",
	  "0-500/20 c/router/icmp o\n0 a/router/icmp o\n0 b/router/icmp o\n20-900/20 a/router/icmp x\n20-600/20 b/router/icmp x\n"
	  "500-900/20 c/router/icmp x\n600-900/20 b/router/icmp o\n",
	  "901-1000/20 a/router/icmp x\n901-1000/20 b/router/icmp o\n901-1000/20 c/router/icmp x\n",
	  "0 state c/router up 0\n"
	  "0 state c/link up 0\n"
	  "0 state c/convention non_compliant 0\n"
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state b/router up 0\n"
	  "0 state b/link up 0\n"
	  "0 state b/convention non_compliant 0\n"
	  "60 state a/router down 20\n"
	  "60 state a/link down 20\n"
	  "60 incident 1 opened link a/link 20\n"
	  "60 state b/router down 20\n"
	  "60 state b/link down 20\n"
	  "60 incident 2 opened link b/link 20\n"
	  "60 incident 3 opened group g 20\n"
	  "60 incident 1 attached link a/link 20 parent 3 group\n"
	  "60 incident 2 attached link b/link 20 parent 3 group\n"
	  "540 state c/router down 500\n"
	  "540 state c/link down 500\n"
	  "540 incident 4 opened link c/link 500\n"
	  "540 incident 4 attached link c/link 500 parent 3 group\n"
	  "540 incident 3 updated group g 20 sites\n"
	  "620 state b/router up 600\n"
	  "620 state b/link up 600\n"
	  "620 incident 2 restored link b/link 20 restored 600 parent 3\n"
	  "900 incident 3 removed group g 20 restored 900\n"
	  "900 incident 1 detached link a/link 20 group_over\n"
	  "900 incident 4 detached link c/link 500 group_over\n"
	  "900 incident 5 opened group h 20\n"
	  "900 incident 1 attached link a/link 20 parent 5 group\n"
	  "900 incident 4 attached link c/link 500 parent 5 group\n", .at_s = 900 },
	{ "a child that was told and is gone is told as removed",
	  PEOPLE "group g\nsite a groups g\n router icmp:20\nsite b groups g\n router icmp:20\nsite c groups g\n router icmp:20\n",
	  PEOPLE "group g\nsite b groups g\n router icmp:20\nsite c groups g\n router icmp:20\n",
	  "0 a/router/icmp o\n0-200/20 b/router/icmp o\n0-200/20 c/router/icmp o\n20-300/20 a/router/icmp x\n"
	  "200-300/20 b/router/icmp x\n200-300/20 c/router/icmp x\n",
	  "301 b/router/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state b/router up 0\n"
	  "0 state b/link up 0\n"
	  "0 state b/convention non_compliant 0\n"
	  "0 state c/router up 0\n"
	  "0 state c/link up 0\n"
	  "0 state c/convention non_compliant 0\n"
	  "60 state a/router down 20\n"
	  "60 state a/link down 20\n"
	  "60 incident 1 opened link a/link 20\n"
	  "160 notice 1 down to tech by mail\n"
	  "240 state b/router down 200\n"
	  "240 state b/link down 200\n"
	  "240 incident 2 opened link b/link 200\n"
	  "240 incident 3 opened group g 20\n"
	  "240 incident 1 attached link a/link 20 parent 3 group\n"
	  "240 incident 2 attached link b/link 200 parent 3 group\n"
	  "240 state c/router down 200\n"
	  "240 state c/link down 200\n"
	  "240 incident 4 opened link c/link 200\n"
	  "240 incident 4 attached link c/link 200 parent 3 group\n"
	  "240 incident 3 updated group g 20 sites\n"
	  "300 state a/router unknown 300\n"
	  "300 state a/link unknown 300\n"
	  "300 state a/convention unknown 300\n"
	  "300 incident 1 removed link a/link 20 restored 300\n"
	  "300 notice 1 removed to tech by mail\n", .at_s = 300 },
	{ "who waits for the canaries is asked again, if it is there",
	  "canaries 1\nsite a\n router icmp:20\nsite b\n router icmp:20\nsite c\n router icmp:20\n",
	  "canaries 1\nsite a\n router icmp:20\n",
	  "0 canary/1 o\n20 canary/1 o\n40 canary/1 o\n0 a/router/icmp o\n0 b/router/icmp o\n0 c/router/icmp o\n41-54/6 a/router/icmp x\n"
	  "41-54/6 b/router/icmp x\n41-54/6 c/router/icmp x\n", "56 canary/1 o\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state b/router up 0\n"
	  "0 state b/link up 0\n"
	  "0 state b/convention non_compliant 0\n"
	  "0 state c/router up 0\n"
	  "0 state c/link up 0\n"
	  "0 state c/convention non_compliant 0\n"
	  "55 state b/router unknown 55\n"
	  "55 state b/link unknown 55\n"
	  "55 state b/convention unknown 55\n"
	  "55 state c/router unknown 55\n"
	  "55 state c/link unknown 55\n"
	  "55 state c/convention unknown 55\n"
	  "56 state a/router down 41\n"
	  "56 state a/link down 41\n"
	  "56 incident 1 opened link a/link 41\n" },
	{ "two lost points that come into one group are one outage",
	  PEOPLE "group g\nsite a\n router icmp:20\nsite b\n router icmp:20\n",
	  PEOPLE "group g\nsite a groups g\n router icmp:20\nsite b groups g\n router icmp:20\n",
	  "0 a/router/icmp o\n0 b/router/icmp o\n20-40/7 a/router/icmp x\n20-40/7 b/router/icmp x\n", "60 a/router/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state b/router up 0\n"
	  "0 state b/link up 0\n"
	  "0 state b/convention non_compliant 0\n"
	  "34 state a/router down 20\n"
	  "34 state a/link down 20\n"
	  "34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n"
	  "34 state b/router down 20\n"
	  "34 state b/link down 20\n"
	  "34 incident 2 opened link b/link 20\n"
	  "34 notice 2 down to tech by mail\n"
	  "55 incident 3 opened group g 20\n"
	  "55 incident 1 attached link a/link 20 parent 3 group\n"
	  "55 incident 2 attached link b/link 20 parent 3 group\n" },
	{ "a morning's list that is asked for comes the next morning",
	  "contact tech\nsite a\n router icmp:20\n", "contact tech\nroute tech digest\nsite a\n router icmp:20\n",
	  "0 a/router/icmp o\n20-50/7 a/router/icmp x\n", "80000-90000/2000 a/router/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "34 state a/router down 20\n"
	  "34 state a/link down 20\n"
	  "34 incident 1 opened link a/link 20\n"
	  "98 state a/router unknown 98\n"
	  "98 state a/link unknown 98\n"
	  "98 state a/convention unknown 98\n"
	  "81000 notice 0 digest to tech by mail\n" },
};

static void
what_keeps_its_name_keeps_its_state(void **unused)
{
	(void)unused;
	reload_stories_hold(stories, N_ELEMENTS(stories));
}

/* The configuration was changed while vigie did not run: the start is under the new one. */
static const struct reload_story	 starts[] = {
	{ "what was said of a site under its former id is said of it",
	  PEOPLE "site a\n router icmp:20\n", PEOPLE "site c was a\n router icmp:20\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n40 maintenance a 1000 2000\n50 stop\n",
	  "60 start\n61 c/router/icmp o\n68 c/router/icmp o\n1010 c/router/icmp x\n1017 c/router/icmp x\n1024 c/router/icmp x\n",
	  "68 state c/router up 61\n68 state c/link up 61\n68 state c/convention non_compliant 61\n"
	  "68 incident 1 restored link c/link 20 restored 61\n68 notice 1 restored to tech by mail\n"
	  "118 state c/router unknown 118\n118 state c/link unknown 118\n118 state c/convention unknown 118\n"
	  "1024 state c/router down 1010\n1024 state c/link down 1010\n1024 state c/convention non_compliant 1010\n"
	  "1024 incident 2 opened link c/link 1010\n" },
	{ "a device that left it, too, and its point stays",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n device ups icmp:20\n",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n",
	  "0-60/20 a/router/icmp o\n0 a/ups/icmp o\n10-40/7 a/ups/icmp x\n60 stop\n",
	  "70 start\n71 a/router/icmp o\n80 a/router/icmp x\n87 a/router/icmp x\n94 a/router/icmp x\n",
	  "70 incident 1 removed device a/ups 10 restored 70\n"
	  "70 notice 1 removed to tech by mail\n"
	  "71 state a/router up 71\n"
	  "71 state a/link up 71\n"
	  "71 state a/convention non_compliant 71\n"
	  "94 state a/router down 80\n"
	  "94 state a/link down 80\n"
	  "94 incident 2 opened link a/link 80\n"
	  "94 notice 2 down to tech by mail\n" },
	{ "a site that left the configuration meanwhile ends its incident as removed",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\n", PEOPLE "site b\n router icmp:20\n",
	  "0 a/router/icmp o\n1 b/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n40 stop\n",
	  "60 start\n61 b/router/icmp o\n",
	  "60 incident 1 removed link a/link 20 restored 60\n60 notice 1 removed to tech by mail\n"
	  "61 state b/router up 61\n61 state b/link up 61\n61 state b/convention non_compliant 61\n" },
};

static void
a_start_knows_who_was_called_otherwise(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(starts); i++) {
		struct world	*before = world_new(starts[i].before), *after = world_new(starts[i].after);
		struct play	 p = { .keep_facts = true }, q = { 0 };

		play_begin(&p, world_inventory(before), "");
		play_line(&p, STORY_ZERO_MS, "start");
		play_story(&p, starts[i].first);
		play_begin(&q, world_inventory(after), "state incident notice");
		for (size_t k = 0; k < p.n_facts; k++)
			judge_recall(q.judge, p.facts[k]);
		q.sign_ms = p.sign_ms;
		play_story(&q, starts[i].then);
		if (strcmp(buf_str(&q.out), starts[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s# instead of\n%s", starts[i].what,
			    buf_str(&q.out), starts[i].says);
			n_failed++;
		}
		play_end(&q);
		play_end(&p);
		world_free(before);
		world_free(after);
	}
	assert_int_equal(n_failed, 0);
}

/* Points b and c are gone from here on. */
static void
lose_two(struct play *p, const struct world *after)
{
	p->inv = world_inventory(after);
	judge_adopt(p->judge, p->inv, (struct wall){ STORY_ZERO_MS + 300 * SEC_MS });
}

static const struct incident *
incident(const struct play *p, uint32_t number)
{
	struct judge_incident	 in;

	assert_true(judge_find_incident(p->judge, number, &in));
	return in.incident;
}

static void
what_is_removed_is_over_and_closed_unless_somebody_closed_it(void **unused)
{
	struct world	*before = world_new("site a\n router icmp:20\nsite b\n router icmp:20\n"
			    "site c\n router icmp:20\nsite d\n router icmp:20\n");
	struct world	*after = world_new("site a\n router icmp:20\n");
	struct play	 p = { 0 };
	int64_t		 zero_ms = STORY_ZERO_MS;

	(void)unused;
	play_begin(&p, world_inventory(before), "");
	play_story(&p, "0 start\n0-100/20 b/router/icmp o\n0-100/20 c/router/icmp o\n0-100/20 d/router/icmp o\n"
	    "100-290/20 b/router/icmp x\n101-290/20 c/router/icmp x\n102-200/20 d/router/icmp x\n"
	    "200 close 1\n201-290/20 d/router/icmp o\n");
	lose_two(&p, after);
	world_free(before);
	assert_true(incident(&p, 1)->is_removed && incident(&p, 2)->is_removed);
	assert_false(incident(&p, 3)->is_removed);
	assert_int_equal(incident(&p, 1)->closed.ms, zero_ms + 200 * SEC_MS);
	assert_int_equal(incident(&p, 1)->restored.ms, zero_ms + 300 * SEC_MS);
	assert_int_equal(incident(&p, 2)->closed.ms, zero_ms + 300 * SEC_MS);
	assert_int_equal(incident(&p, 3)->restored.ms, zero_ms + 201 * SEC_MS);
	assert_int_equal(incident(&p, 3)->closed.ms, 0);
	play_end(&p);
	world_free(after);
}

/* What is wrong with vigie itself has no place in a configuration, and loses none. */
static void
what_is_wrong_with_vigie_goes_on(void **unused)
{
	struct world	*before = world_new("contact tech\nroute tech\nsite a\n router icmp:20\nsite b\n router icmp:20\n");
	struct world	*after = world_new("contact tech\nroute tech\nsite a\n router icmp:20\n");
	struct play	 p = { .keep_facts = true }, q = { 0 };
	struct wall	 now = { STORY_ZERO_MS + 300 * SEC_MS };

	(void)unused;
	play_begin(&p, world_inventory(before), "");
	play_story(&p, "0 start\n0-100/20 a/router/icmp o\n");
	judge_vigie(p.judge, "disk", true, "full", (struct wall){ STORY_ZERO_MS + 100 * SEC_MS });
	lose_two(&p, after);
	world_free(before);
	assert_int_equal(incident(&p, 1)->restored.ms, 0);
	judge_vigie(p.judge, "disk", true, "full", now);	/* it is the same one */
	judge_vigie(p.judge, "disk", false, "", now);
	assert_int_equal(incident(&p, 1)->restored.ms, now.ms);
	assert_false(incident(&p, 1)->is_removed);
	judge_vigie(p.judge, "disk", true, "full", now);
	assert_int_equal(incident(&p, 2)->restored.ms, 0);

	/* nor over a start */
	play_begin(&q, world_inventory(after), "");
	for (size_t i = 0; i < p.n_facts; i++)
		judge_recall(q.judge, p.facts[i]);
	judge_start(q.judge, now, (struct wall){ now.ms + SEC_MS });
	assert_int_equal(incident(&q, 2)->restored.ms, 0);
	judge_vigie(q.judge, "disk", false, "", (struct wall){ now.ms + 2 * SEC_MS });
	assert_int_equal(incident(&q, 2)->restored.ms, now.ms + 2 * SEC_MS);
	play_end(&q);
	play_end(&p);
	world_free(after);
}

static void
nobody_is_waited_for_who_is_gone(void **unused)
{
	struct world	*before = world_new("site a\n router icmp:600\nsite b\n router icmp:600 tcp:20\n");
	struct world	*after = world_new("site a\n router icmp:600\n");
	struct play	 p = { 0 };
	struct wall	 now = { STORY_ZERO_MS + 301 * SEC_MS };

	(void)unused;
	play_begin(&p, world_inventory(before), "");
	play_story(&p, "0 start\n1 a/router/icmp o\n290 b/router/tcp o\n");
	assert_int_equal(judge_tick(p.judge, (struct wall){ STORY_ZERO_MS + 299 * SEC_MS }).ms, STORY_ZERO_MS + 340 * SEC_MS);
	lose_two(&p, after);
	world_free(before);
	assert_int_equal(judge_tick(p.judge, now).ms, STORY_ZERO_MS + 1501 * SEC_MS);
	play_end(&p);
	world_free(after);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_start_knows_who_was_called_otherwise),
		cmocka_unit_test(what_keeps_its_name_keeps_its_state),
		cmocka_unit_test(what_is_removed_is_over_and_closed_unless_somebody_closed_it),
		cmocka_unit_test(what_is_wrong_with_vigie_goes_on),
		cmocka_unit_test(nobody_is_waited_for_who_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
