/* Unit tests of the judge under another configuration: what keeps its name keeps its state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define PEOPLE	"contact tech\nroute tech\n"
/* Others that come, so that nothing is where it was. */
#define MORE	"contact other\nsite aa\n pc p icmp:60\n router icmp:20 tcp:20\n"
#define DOWN	"0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n"
#define FULL_POINT	"site a up 1000000\n router icmp:600 snmp:600\n"
#define FULL_RENAMED	"site b was a up 1000000\n router icmp:600 snmp:600\n"
#define FULL	"0-22200/600 a/router/icmp o rtt=20\n"

static const struct reload_story {
	const char	*what, *before, *after, *first, *then, *says;
	int		 at_s;		/* of the reload; 55 when not said */
} stories[] = {
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
	{ "slow answers of a full link add up over a reload",
	  FULL_POINT, MORE FULL_RENAMED, FULL "22200 a/router/snmp o in=0 out=950000\n"
	  "22210 a/router/icmp o rtt=200 loss=10\n22220 a/router/icmp o rtt=200 loss=10\n",
	  "22240 b/router/icmp o rtt=200 loss=10\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "22230 state b/router up 0\n"
	  "22230 state b/link up 0\n"
	  "22230 state b/convention non_compliant 0\n"
	  "22240 incident 1 opened saturated b 22210\n"
	  "22240 state b/link degraded 22240\n", .at_s = 22230 },
	{ "the traffic that they need speaks on",
	  FULL_POINT, MORE FULL_RENAMED, FULL "22200 a/router/snmp o in=0 out=950000\n",
	  "22210 b/router/icmp o rtt=200 loss=10\n22220 b/router/icmp o rtt=200 loss=10\n"
	  "22230 b/router/icmp o rtt=200 loss=10\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "22205 state b/router up 0\n"
	  "22205 state b/link up 0\n"
	  "22205 state b/convention non_compliant 0\n"
	  "22230 incident 1 opened saturated b 22210\n"
	  "22230 state b/link degraded 22230\n", .at_s = 22205 },
	{ "without the check that told it there is none",
	  FULL_POINT, MORE "site b was a up 1000000\n router icmp:600 tcp:600\n", FULL "22200 a/router/snmp o in=0 out=950000\n",
	  "22210 b/router/icmp o rtt=200 loss=10\n22220 b/router/icmp o rtt=200 loss=10\n"
	  "22230 b/router/icmp o rtt=200 loss=10\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "22205 state b/router up 0\n"
	  "22205 state b/link up 0\n"
	  "22205 state b/convention non_compliant 0\n", .at_s = 22205 },
	{ "slow answers of a check that is gone count no more",
	  FULL_POINT, MORE "site b was a up 1000000\n router tcp:600 snmp:600\n", FULL "22200 a/router/snmp o in=0 out=950000\n"
	  "22210 a/router/icmp o rtt=200 loss=10\n22220 a/router/icmp o rtt=200 loss=10\n",
	  "22240 b/router/tcp o rtt=200 loss=10\n22250 b/router/tcp o rtt=200 loss=10\n"
	  "22260 b/router/tcp o rtt=200 loss=10\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "22230 state b/router up 0\n"
	  "22230 state b/link up 0\n"
	  "22230 state b/convention non_compliant 0\n"
	  "22260 incident 1 opened saturated b 22240\n"
	  "22260 state b/link degraded 22260\n", .at_s = 22230 },
	{ "a line that was resynchronised is known after it",
	  "site a\n router icmp:20 snmp:60 http:60\n", MORE "site b was a\n router icmp:20 snmp:60 http:60\n",
	  DOWN "200-240/20 a/router/icmp o\n230 a/router/snmp o line=60\n",
	  "250 b/router/http o uptime=100000\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "140 state a/router down 100\n"
	  "140 state a/link down 100\n"
	  "140 incident 1 opened link a/link 100\n"
	  "220 state a/router up 200\n"
	  "220 state a/link up 200\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "240 state b/router up 200\n"
	  "240 state b/link up 200\n"
	  "240 state b/convention non_compliant 0\n"
	  "240 incident 1 updated link b/link 100 restored 200 renamed\n"
	  "250 incident 1 updated desync b/link 100 restored 200 uptime\n", .at_s = 240 },
	{ "and not without the check that told it",
	  "site a\n router icmp:20 snmp:60 http:60\n", MORE "site b was a\n router icmp:20 http:60\n",
	  DOWN "200-240/20 a/router/icmp o\n230 a/router/snmp o line=60\n",
	  "250 b/router/http o uptime=100000\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "140 state a/router down 100\n"
	  "140 state a/link down 100\n"
	  "140 incident 1 opened link a/link 100\n"
	  "220 state a/router up 200\n"
	  "220 state a/link up 200\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "240 state b/router up 200\n"
	  "240 state b/link up 200\n"
	  "240 state b/convention non_compliant 0\n"
	  "240 incident 1 updated link b/link 100 restored 200 renamed\n"
	  "250 incident 1 updated link b/link 100 restored 200 uptime\n", .at_s = 240 },
	{ "a device that booted is known after it",
	  "site a\n router icmp:20 snmp:60\n device ups icmp:60 snmp:60\n",
	  MORE "site b was a\n router icmp:20 snmp:60\n device ups icmp:60 snmp:60\n",
	  "0 a/ups/icmp o\n" DOWN "200-240/20 a/router/icmp o\n230 a/ups/snmp o uptime=40\n",
	  "250 b/router/snmp o uptime=60\n",
	  "0 state a/link up 0\n"
	  "0 state a/ups up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state a/router up 0\n"
	  "140 state a/router down 100\n"
	  "140 state a/link down 100\n"
	  "140 state a/ups unknown 100\n"
	  "140 incident 1 opened link a/link 100\n"
	  "220 state a/router up 200\n"
	  "220 state a/link up 200\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "240 state b/router up 200\n"
	  "240 state b/ups unknown 100\n"
	  "240 state b/link up 200\n"
	  "240 state b/convention non_compliant 0\n"
	  "240 incident 1 updated link b/link 100 restored 200 renamed\n"
	  "250 incident 1 updated power b/link 100 restored 200 uptime\n", .at_s = 240 },
	{ "and not without the check that told it, either",
	  "site a\n router icmp:20 snmp:60\n device ups icmp:60 snmp:60\n",
	  MORE "site b was a\n router icmp:20 snmp:60\n device ups icmp:60\n",
	  "0 a/ups/icmp o\n" DOWN "200-240/20 a/router/icmp o\n230 a/ups/snmp o uptime=40\n",
	  "250 b/router/snmp o uptime=60\n",
	  "0 state a/link up 0\n"
	  "0 state a/ups up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state a/router up 0\n"
	  "140 state a/router down 100\n"
	  "140 state a/link down 100\n"
	  "140 state a/ups unknown 100\n"
	  "140 incident 1 opened link a/link 100\n"
	  "220 state a/router up 200\n"
	  "220 state a/link up 200\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "240 state b/router up 200\n"
	  "240 state b/ups unknown 100\n"
	  "240 state b/link up 200\n"
	  "240 state b/convention non_compliant 0\n"
	  "240 incident 1 updated link b/link 100 restored 200 renamed\n", .at_s = 240 },
	{ "three opening days are those of the present hours",
	  "site a open 24/7\n router icmp:7200\n pc p icmp:7200\n", "site a open Tu 09:00-12:00\n router icmp:7200\n pc p icmp:7200\n",
	  "0-100000/7200 a/router/icmp o\n0 a/p/icmp o\n7200-100000/7200 a/p/icmp x\n",
	  "100800-2000000/7200 a/router/icmp o\n100801-2000000/7200 a/p/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state a/p up 0\n"
	  "21600 state a/p down 7200\n"
	  "1.8216e+06 incident 1 opened pc a/p 7200\n", .at_s = 100000 },
	{ "what was closed by a person stays closed then, what ended is not removed",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\nsite c\n router icmp:20\n", PEOPLE "site a\n router icmp:20\n",
	  "0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n0-100/20 c/router/icmp o\n"
	  "100-200/20 b/router/icmp x\n100-200/20 c/router/icmp x\n190 close 1\n200-300/20 c/router/icmp o\n",
	  "310 a/router/icmp o\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state b/router up 0\n"
	  "0 state b/link up 0\n"
	  "0 state b/convention non_compliant 0\n"
	  "0 state c/router up 0\n"
	  "0 state c/link up 0\n"
	  "0 state c/convention non_compliant 0\n"
	  "130 state a/router unknown 130\n"
	  "130 state a/link unknown 130\n"
	  "130 state a/convention unknown 130\n"
	  "140 state b/router down 100\n"
	  "140 state b/link down 100\n"
	  "140 incident 1 opened link b/link 100\n"
	  "140 notice 1 down to tech by mail\n"
	  "140 state c/router down 100\n"
	  "140 state c/link down 100\n"
	  "140 incident 2 opened link c/link 100\n"
	  "140 notice 2 down to tech by mail\n"
	  "190 incident 1 closed link b/link 100\n"
	  "220 state c/router up 200\n"
	  "220 state c/link up 200\n"
	  "220 incident 2 restored link c/link 100 restored 200\n"
	  "220 notice 2 restored to tech by mail\n"
	  "230 state b/router unknown 230\n"
	  "230 state b/link unknown 230\n"
	  "230 state b/convention unknown 230\n"
	  "300 state c/router unknown 300\n"
	  "300 state c/link unknown 300\n"
	  "300 state c/convention unknown 300\n"
	  "300 incident 1 removed link b/link 100 restored 300\n"
	  "300 notice 1 removed to tech by mail\n"
	  "310 state a/router up 310\n"
	  "310 state a/link up 310\n"
	  "310 state a/convention non_compliant 310\n", .at_s = 300 },
	{ "works and hours are asked anew",
	  PEOPLE "site a open 24/7\n router icmp:20\n", PEOPLE "site a open We 09:00-12:00\n router icmp:20\n",
	  "0-40/20 a/router/icmp o\n40 a/router/icmp x\n47 a/router/icmp x\n",
	  "57-200/7 a/router/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "57 state a/router down 40\n"
	  "57 state a/link down 40\n"
	  "57 incident 1 opened link a/link 40\n" },
	{ "a route that comes may speak at once",
	  "site a\n router icmp:20\n", PEOPLE "site a\n router icmp:20\n",
	  "0-40/20 a/router/icmp o\n40 a/router/icmp x\n47 a/router/icmp x\n54 a/router/icmp x\n",
	  "61 a/router/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "54 state a/router down 40\n"
	  "54 state a/link down 40\n"
	  "54 incident 1 opened link a/link 40\n"
	  "61 notice 1 down to tech by mail\n" },
	{ "a canary that comes has one holding, those that were there have theirs",
	  "canaries 2\nsite a\n router icmp:60\n", "canaries 3\nsite a\n router icmp:60\n",
	  "0-41/10 canary/1 o\n0-31/10 canary/2 o\n31 a/router/icmp o\n", "200 tick\n",
	  "31 state a/router up 31\n"
	  "31 state a/link up 31\n"
	  "31 state a/convention non_compliant 31\n"
	  "55 state a/router unknown 55\n"
	  "55 state a/link unknown 55\n"
	  "55 state a/convention unknown 55\n"
	  "185 incident 1 opened blind vigie 65\n" },
	{ "vigie that is blind stays so, and sees when the blind ones are gone",
	  "canaries 3\nsite a\n router icmp:20\n", "canaries 1\nsite a\n router icmp:20\n",
	  "0-41/10 canary/1 o\n0 canary/2 o\n0 canary/3 o\n1 a/router/icmp o\n20 canary/2 x\n20 canary/3 x\n", "60 canary/1 o\n61 a/router/icmp o\n",
	  "1 state a/router up 1\n"
	  "1 state a/link up 1\n"
	  "1 state a/convention non_compliant 1\n"
	  "20 state a/router unknown 20\n"
	  "20 state a/link unknown 20\n"
	  "20 state a/convention unknown 20\n"
	  "61 state a/router up 61\n"
	  "61 state a/link up 61\n"
	  "61 state a/convention non_compliant 61\n" },
};

static void
what_keeps_its_name_keeps_its_state(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct world	*before = world_new(stories[i].before), *after = world_new(stories[i].after);
		struct play	 p = { 0 };

		play_begin(&p, world_inventory(before), "state incident notice");
		play_line(&p, STORY_ZERO_MS, "start");
		play_story(&p, stories[i].first);
		judge_adopt(p.judge, world_inventory(after), (struct wall){ STORY_ZERO_MS +
		    (stories[i].at_s != 0 ? stories[i].at_s : 55) * SEC_MS });
		p.inv = world_inventory(after);
		world_free(before);	/* nothing of it may be used any more */
		play_story(&p, stories[i].then);
		if (strcmp(buf_str(&p.out), stories[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s# instead of\n%s", stories[i].what,
			    buf_str(&p.out), stories[i].says);
			n_failed++;
		}
		play_end(&p);
		world_free(after);
	}
	assert_int_equal(n_failed, 0);
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
