/* Unit tests of the judge, rules 11 and 12: who is told, and when. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/unit/story.h"

#define OPEN \
	"contact tech\n" \
	"contact boss\n" \
	"route tech\n" \
	"site a\n" \
	" router icmp:20\n"
#define HOURS \
	"contact tech\n" \
	"route tech\n" \
	"site a open Tu 10:00-12:00,14:00-18:00\n" \
	" router icmp:20\n"
#define CUT \
	"0 start\n" \
	"0-100/20 a/router/icmp o\n" \
	"100-400/20 a/router/icmp x no_reply\n" \
	"400-500/20 a/router/icmp o\n"

static const struct told_story stories[] = {
	{ "one notice for an outage, and one when it is over",
	  OPEN,
	  CUT,
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n" },
	{ "a point that is closed is told about when it opens within 30 minutes, and still fails",
	  HOURS,
	  "0 start\n0-8000/20 a/router/icmp o\n8000-13000/20 a/router/icmp x\n"
	  "13000-13100/20 a/router/icmp o\n",
	  "8040 incident 1 opened link a/link 8000\n12600 notice 1 down to tech by mail\n"
	  "13020 incident 1 restored link a/link 8000 restored 13000\n"
	  "13020 notice 1 restored to tech by mail\n" },
	{ "and not at all when it is well again by then",
	  HOURS,
	  "0 start\n0-8000/20 a/router/icmp o\n8000-9000/20 a/router/icmp x\n"
	  "9000-13100/20 a/router/icmp o\n",
	  "8040 incident 1 opened link a/link 8000\n"
	  "9020 incident 1 restored link a/link 8000 restored 9000\n" },
	{ "restored before its notice left says nothing to anybody",
	  HOURS,
	  "0 start\n0-7300/20 a/router/icmp o\n7300-7400/20 a/router/icmp x\n"
	  "7400-13000/20 a/router/icmp o\n",
	  "7340 incident 1 opened link a/link 7300\n"
	  "7420 incident 1 restored link a/link 7300 restored 7400\n" },
	{ "what begins in a maintenance window waits for its end, and for a failure begun after it",
	  OPEN,
	  "0 start\n50 maintenance a 90 305\n0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n400-500/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n320 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n" },
	{ "restored inside a window is told to those who were told",
	  OPEN,
	  "0 start\n200 maintenance a 250 500\n0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n400-500/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n" },
	{ "a second route by another channel tells only who has not heard",
	  "contact tech sms\ncontact boss\nroute tech\nroute tech sms\nroute boss warn\n"
	  "site a\n router icmp:20\n",
	  CUT,
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "140 notice 1 down to boss by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n420 notice 1 restored to boss by mail\n" },
	{ "a route speaks of its bases, kinds and severities",
	  "contact tech\ncontact boss\nroute tech bases privas\nroute boss kinds backup warn\n"
	  "site a base annonay\n router icmp:20\nsite b base privas\n router icmp:20\n"
	  " backup icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n"
	  "0-100/20 b/router/icmp o\n0-400/20 b/backup/icmp o\n101-200/20 b/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened backup b/router 101\n"
	  "141 notice 2 down to boss by mail\n" },
	{ "outside its hours a route's notice waits, and goes with the first failure after they begin",
	  "contact tech\nroute tech when Mo-Fr 11:00-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-3700/20 a/router/icmp x\n"
	  "3700-3800/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n3600 notice 1 down to tech by mail\n"
	  "3720 incident 1 restored link a/link 100 restored 3700\n"
	  "3720 notice 1 restored to tech by mail\n" },
	{ "who has not acknowledged in time makes another hear of it, once",
	  "contact tech\ncontact boss\nroute tech after 600 boss\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-2000/20 a/router/icmp x\n"
	  "2000-2100/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "740 notice 1 escalation to boss by mail\n"
	  "2020 incident 1 restored link a/link 100 restored 2000\n"
	  "2020 notice 1 restored to tech by mail\n2020 notice 1 restored to boss by mail\n" },
	{ "an acknowledged incident escalates no more",
	  "contact tech\ncontact boss\nroute tech after 600 boss\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-2000/20 a/router/icmp x\n300 ack 1\n"
	  "2000-2100/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "300 incident 1 acknowledged link a/link 100\n"
	  "2020 incident 1 restored link a/link 100 restored 2000\n"
	  "2020 notice 1 restored to tech by mail\n" },
	{ "delays of a route with hours are working time",
	  "contact tech\ncontact boss\n"
	  "route tech after 600 boss when Tu 10:00-10:10,10:30-18:00\nsite a\n"
	  " router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-2500/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "1940 notice 1 escalation to boss by mail\n" },
	{ "a reminder goes out at the first working minute of each later working day",
	  OPEN,
	  "0 start\n0-100/20 a/router/icmp o\n100-260000/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "81000 notice 1 reminder to tech by mail\n167400 notice 1 reminder to tech by mail\n"
	  "253800 notice 1 reminder to tech by mail\n" },
	{ "blindness is told after two minutes to every contact at any hour, and its end",
	  "canaries 3\ncontact tech\ncontact boss\nroute tech when Mo 03:00-04:00\n"
	  "route boss bases nowhere\nsite a\n router icmp:20\n",
	  "0 start\n0-1000/10 canary/1 o\n0-100/10 canary/2 o\n0-100/10 canary/3 o\n"
	  "100-400/10 canary/2 x\n100-400/10 canary/3 x\n400-1000/10 canary/2 o\n"
	  "400-1000/10 canary/3 o\n",
	  "220 incident 1 opened blind vigie 100\n220 notice 1 blind to tech by mail\n"
	  "220 notice 1 blind to boss by mail\n"
	  "400 incident 1 restored blind vigie 100 restored 400\n"
	  "400 notice 1 restored to tech by mail\n400 notice 1 restored to boss by mail\n" },
	{ "a shorter one leaves unknown time only",
	  "canaries 3\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-1000/10 canary/1 o\n0-100/10 canary/2 o\n0-100/10 canary/3 o\n"
	  "100-200/10 canary/2 x\n100-200/10 canary/3 x\n200-1000/10 canary/2 o\n"
	  "200-1000/10 canary/3 o\n",
	  "" },
	{ "our own long stop is told once, with its end",
	  "canaries 1\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-100/10 canary/1 o\n100 crash\n1000 start\n1000-1100/10 canary/1 o\n",
	  "1000 incident 1 opened blind vigie 100\n"
	  "1000 incident 1 restored blind vigie 100 restored 1000\n"
	  "1000 notice 1 blind to tech by mail\n" },
	{ "nobody is told twice because of a restart, and the debt is paid after it",
	  OPEN,
	  "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n200 stop\n"
	  "260 start\n261-400/20 a/router/icmp x\n401-500/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "421 incident 1 restored link a/link 100 restored 401\n"
	  "421 notice 1 restored to tech by mail\n" },
	{ "what ended while vigie was away is told as over by its first answers",
	  OPEN,
	  "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n200 stop\n"
	  "260 start\n261-500/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "281 incident 1 restored link a/link 100 restored 261\n"
	  "281 notice 1 restored to tech by mail\n" },
	{ "after a start no failure is told before each router has spoken",
	  "canaries 1\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n"
	  " router icmp:60\n",
	  "0 start\n0-1000/10 canary/1 o\n1-1000/20 a/router/icmp x\n",
	  "41 incident 1 opened link a/link 1\n161 notice 1 down to tech by mail\n" },
	{ "a blindness in between asks for the failure anew",
	  "canaries 1\ncontact tech\nroute tech\nsite a open Tu 10:00-10:01; Tu 10:40-12:00\n"
	  " router icmp:20\n",
	  "0 start\n0-200/10 canary/1 o\n0-60/20 a/router/icmp o\n60-200/20 a/router/icmp x\n"
	  "200-260/10 canary/1 x\n260-900/10 canary/1 o\n261-900/20 a/router/icmp x\n",
	  "100 incident 1 opened link a/link 60\n601 notice 1 down to tech by mail\n" },
	{ "an end too waits for the hours of the route that told, whatever others say of him",
	  "contact tech\nroute tech bases nowhere\nroute animators\n"
	  "route tech when Tu 10:00-10:10,11:00-12:00\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-1000/20 a/router/icmp x\n"
	  "1000-4000/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "1020 incident 1 restored link a/link 100 restored 1000\n"
	  "3600 notice 1 restored to tech by mail\n" },
	{ "an escalation is due by the clock, between two results",
	  "contact tech\ncontact boss\nroute tech after 600 boss\nroute boss bases nowhere\n"
	  "site a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-900/35 a/router/icmp x\n",
	  "170 incident 1 opened link a/link 100\n170 notice 1 down to tech by mail\n"
	  "770 notice 1 escalation to boss by mail\n" },
	{ "its first name still names it when its end is told",
	  "contact tech\nroute tech kinds link when Tu 10:00-10:10,11:00-12:00\nsite a\n"
	  " router icmp:20 snmp:60\n pc p snmp:60\n",
	  "0 start\n0-100/20 a/router/icmp o\n0 a/p/snmp o\n100-1000/20 a/router/icmp x\n"
	  "1000-4000/20 a/router/icmp o\n1030 a/router/snmp o uptime=50\n"
	  "1031 a/p/snmp o uptime=40\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n"
	  "1020 incident 1 restored link a/link 100 restored 1000\n"
	  "1031 incident 1 updated power a/link 100 restored 1000 uptime\n"
	  "3600 notice 1 restored to tech by mail\n" },
	{ "what waited for a route's hours goes with a failure begun in them",
	  "contact tech\nroute tech when Mo-Fr 11:00-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n105-3700/35 a/router/icmp x\n",
	  "175 incident 1 opened link a/link 105\n3605 notice 1 down to tech by mail\n" },
};

/* Two points of an exchange; each closed now, its hours begin at 14:00 or 15:00: told from 13:30 or 14:30. */
#define EXCHANGE(a, b) \
	"contact tech\nroute tech\ngroup nra\nsite a groups nra" a "\n router icmp:20\n" \
	"site b groups nra" b "\n router icmp:20\n"
#define BOTH(step, what) \
	step " a/router/icmp " what "\n" step " b/router/icmp " what "\n"

/* Rule 12: a failure that began after the holder's return, however long it took to be known. */
static const struct told_story held[] = {
	{ "a window's end lets go at its instant",
	  OPEN,
	  "0 start\n50 maintenance a 90 305\n0-100/20 a/router/icmp o\n"
	  "100-300/20 a/router/icmp x\n320 a/router/icmp x started=305\n",
	  "140 incident 1 opened link a/link 100\n320 notice 1 down to tech by mail\n" },
	{ "a failure begun before it proves nothing",
	  OPEN,
	  "0 start\n50 maintenance a 90 305\n0-100/20 a/router/icmp o\n"
	  "100-300/20 a/router/icmp x\n320 a/router/icmp x started=304\n",
	  "140 incident 1 opened link a/link 100\n" },
	{ "so do the thirty minutes before the hours",
	  HOURS,
	  "0 start\n0-8000/20 a/router/icmp o\n8000-12600/20 a/router/icmp x\n"
	  "12620 a/router/icmp x started=12601\n",
	  "8040 incident 1 opened link a/link 8000\n12620 notice 1 down to tech by mail\n" },
	{ "and a route's hours",
	  "contact tech\ncontact boss\nroute tech after 600 boss when Mo-Fr 11:00-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-3600/20 a/router/icmp x\n"
	  "3620 a/router/icmp x started=3601\n3640-5000/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n3620 notice 1 down to tech by mail\n"
	  "4220 notice 1 escalation to boss by mail\n" },
	{ "a failure begun before a route's hours proves nothing, one confirmed in them was never held",
	  "contact tech\ncontact boss\nroute tech when Mo-Fr 11:00-18:00\nroute boss when Mo-Fr 11:01-18:00\n"
	  "site a\n router icmp:60\nsite b\n router icmp:20\nsite c\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-3600/20 a/router/icmp x\n0-3540/20 b/router/icmp o\n"
	  "0-3540/20 c/router/icmp o\n3540-3580/20 b/router/icmp x\n3540-3580/20 c/router/icmp x\n"
	  "3600 c/router/icmp x started=3580\n3602 a/router/icmp x started=3590\n"
	  "3604 b/router/icmp x started=3581\n3670 a/router/icmp x started=3650\n",
	  "140 incident 1 opened link a/link 100\n3600 incident 2 opened link c/link 3540\n"
	  "3600 notice 2 down to tech by mail\n3604 incident 3 opened link b/link 3540\n"
	  "3604 notice 3 down to tech by mail\n3670 notice 1 down to tech by mail\n" },
	{ "a line that comes and goes fails nothing: it is told when the hours begin",
	  "contact tech\nroute tech kinds flapping when Mo-Fr 11:00-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-3000/20 a/router/icmp o\n3000-3100/20 a/router/icmp x\n3100-3200/20 a/router/icmp o\n"
	  "3200-3300/20 a/router/icmp x\n3300-3400/20 a/router/icmp o\n3400-3500/20 a/router/icmp x\n"
	  "3500-3590/20 a/router/icmp o\n3610 a/router/icmp o\n",
	  "3040 incident 1 opened link a/link 3000\n"
	  "3120 incident 1 restored link a/link 3000 restored 3100\n"
	  "3240 incident 2 opened link a/link 3200\n"
	  "3320 incident 2 restored link a/link 3200 restored 3300\n"
	  "3440 incident 3 opened link a/link 3400\n"
	  "3520 incident 3 restored link a/link 3400 restored 3500\n"
	  "3520 incident 4 opened flapping a 3000 flaps 6\n"
	  "3600 notice 4 down to tech by mail\n" },
	{ "and of a point without a router nothing fails",
	  "contact tech\nroute tech kinds no_pc when Mo-Fr 11:30-18:00\nsite a open Tu 10:00-18:00\n pc p icmp:20\n",
	  "0 start\n0-100/20 a/p/icmp o\n100-200/20 a/p/icmp x\n6000 tick\n",
	  "1930 incident 1 opened no_pc a/link 130\n5400 notice 1 down to tech by mail\n" },
	{ "where there is one, a public PC does",
	  "contact tech\nroute tech kinds no_pc when Mo-Fr 11:30-18:00\nsite a open Tu 10:00-18:00\n router icmp:20\n"
	  " pc p public icmp:20\n",
	  "0 start\n0-6000/20 a/router/icmp o\n0-100/20 a/p/icmp o\n100-5400/20 a/p/icmp x\n"
	  "5423 a/p/icmp x started=5403\n",
	  "1900 incident 1 opened no_pc a 100\n5423 notice 1 down to tech by mail\n" },
	{ "and the settling of what has a group",
	  EXCHANGE("", ""),
	  "0 start\n0-200/20 a/router/icmp o\n0-500/20 b/router/icmp o\n200-330/20 a/router/icmp x\n"
	  "345 a/router/icmp x started=331\n",
	  "240 incident 1 opened link a/link 200\n345 notice 1 down to tech by mail\n" },
	{ "and of the group itself",
	  EXCHANGE("", ""),
	  "0 start\n" BOTH("0-200/20", "o") BOTH("200-330/20", "x") "345 b/router/icmp x started=331\n",
	  "240 incident 1 opened link a/link 200\n240 incident 2 opened link b/link 200\n"
	  "240 incident 3 opened group nra 200\n"
	  "240 incident 1 attached link a/link 200 parent 3 group\n"
	  "240 incident 2 attached link b/link 200 parent 3 group\n"
	  "345 notice 3 down to tech by mail\n" },
	{ "a group whose points are closed waits for the first of them to open",
	  EXCHANGE(" open Tu 14:00-18:00", " open Tu 15:00-18:00"),
	  "0 start\n" BOTH("0-200/20", "o") BOTH("200-12600/20", "x")
	  "12615 b/router/icmp x started=12601\n" BOTH("12620-12700/20", "x"),
	  "240 incident 1 opened link a/link 200\n240 incident 2 opened link b/link 200\n"
	  "240 incident 3 opened group nra 200\n"
	  "240 incident 1 attached link a/link 200 parent 3 group\n"
	  "240 incident 2 attached link b/link 200 parent 3 group\n"
	  "12615 notice 3 down to tech by mail\n" },
	{ "whichever it is",
	  EXCHANGE(" open Tu 15:00-18:00", " open Tu 14:00-18:00"),
	  "0 start\n" BOTH("0-200/20", "o") BOTH("200-12600/20", "x")
	  "12615 a/router/icmp x started=12601\n" BOTH("12620-12700/20", "x"),
	  "240 incident 1 opened link a/link 200\n240 incident 2 opened link b/link 200\n"
	  "240 incident 3 opened group nra 200\n"
	  "240 incident 1 attached link a/link 200 parent 3 group\n"
	  "240 incident 2 attached link b/link 200 parent 3 group\n"
	  "12615 notice 3 down to tech by mail\n" },
	{ "a point that is back says nothing for its group",
	  EXCHANGE(" open Tu 14:00-18:00", " open Tu 14:00-18:00") "site c groups nra\n router icmp:20\n",
	  "0 start\n" BOTH("0-200/20", "o") BOTH("200-12700/20", "x") "0-200/20 c/router/icmp o\n"
	  "200-260/20 c/router/icmp x\n260-12700/20 c/router/icmp o\n",
	  "240 incident 1 opened link a/link 200\n240 incident 2 opened link b/link 200\n"
	  "240 incident 3 opened group nra 200\n"
	  "240 incident 1 attached link a/link 200 parent 3 group\n"
	  "240 incident 2 attached link b/link 200 parent 3 group\n"
	  "240 incident 4 opened link c/link 200\n"
	  "240 incident 4 attached link c/link 200 parent 3 group\n"
	  "240 incident 3 updated group nra 200 sites\n"
	  "280 incident 4 restored link c/link 200 restored 260 parent 3\n"
	  "12600 notice 3 down to tech by mail\n" },
};

/* Rule 11: whom a route names. */
static const struct told_story named[] = {
	{ "by kinds, bases, points and groups: any of each, and one of every",
	  "contact kinds\ncontact bases\ncontact sites\ncontact groups\ncontact both\ncontact none\n"
	  "group top\ngroup x parent top\ngroup y\n"
	  "site a base privas groups x\n router icmp:20\n"
	  "site b base annonay groups y\n router icmp:20\n"
	  "site c base tournon\n router icmp:20\n"
	  "route kinds kinds backup,link\nroute bases bases annonay,privas\nroute sites sites a,b\n"
	  "route groups groups y,top\nroute both bases privas,tournon sites b,c\n"
	  "route none kinds backup,no_pc\nroute none bases lamastre\nroute none sites a,b groups y bases privas\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-500/20 b/router/icmp o\n0-800/20 c/router/icmp o\n"
	  "100-300/20 a/router/icmp x\n300-800/20 a/router/icmp o\n500-700/20 b/router/icmp x\n"
	  "700-800/20 b/router/icmp o\n800-900/20 c/router/icmp x\n",
	  "240 notice 1 down to kinds by mail\n240 notice 1 down to bases by mail\n"
	  "240 notice 1 down to sites by mail\n240 notice 1 down to groups by mail\n"
	  "320 notice 1 restored to kinds by mail\n320 notice 1 restored to bases by mail\n"
	  "320 notice 1 restored to sites by mail\n320 notice 1 restored to groups by mail\n"
	  "640 notice 2 down to kinds by mail\n640 notice 2 down to bases by mail\n"
	  "640 notice 2 down to sites by mail\n640 notice 2 down to groups by mail\n"
	  "720 notice 2 restored to kinds by mail\n720 notice 2 restored to bases by mail\n"
	  "720 notice 2 restored to sites by mail\n720 notice 2 restored to groups by mail\n"
	  "840 notice 3 down to kinds by mail\n840 notice 3 down to both by mail\n" },
	{ "by turns: who is on duty when it is told",
	  "contact tech\ncontact boss\nrota duty 100 tech 1040 boss 3000 tech\nroute rota:duty\nsite a\n router icmp:20\n",
	  "0 start\n0-20/20 a/router/icmp o\n20-100/20 a/router/icmp x\n100-300/20 a/router/icmp o\n"
	  "300-400/20 a/router/icmp x\n400-1000/20 a/router/icmp o\n1000-1100/20 a/router/icmp x\n",
	  "100 notice 1 down to tech by mail\n120 notice 1 restored to tech by mail\n"
	  "340 notice 2 down to tech by mail\n420 notice 2 restored to tech by mail\n"
	  "1040 notice 3 down to boss by mail\n" },
	{ "several at once, in its order, and those of the point",
	  "contact tech\ncontact boss\nroute boss,animators,tech\nsite a\n router icmp:20\n animator ann\n",
	  CUT,
	  "140 notice 1 down to boss by mail\n140 notice 1 down to ann by mail\n"
	  "140 notice 1 down to tech by mail\n420 notice 1 restored to boss by mail\n"
	  "420 notice 1 restored to ann by mail\n420 notice 1 restored to tech by mail\n" },
	{ "an animator is told of his points, and who has two of them once",
	  "contact tech\nroute animators,tech\ngroup nra\n"
	  "site a groups nra\n router icmp:20\n animator ann\nsite b groups nra\n router icmp:20\n animator ann\n"
	  "site c groups nra\n router icmp:20\n animator eve\nsite d groups nra\n router icmp:20\n animator joe\n",
	  "0 start\n0-100/20 c/router/icmp o\n" BOTH("0-100/20", "o") BOTH("100-400/20", "x")
	  "100-400/20 c/router/icmp x\n0-500/20 d/router/icmp o\n" BOTH("400-500/20", "o"),
	  "240 notice 3 down to ann by mail\n240 notice 3 down to eve by mail\n"
	  "240 notice 3 down to tech by mail\n" },
	{ "in steps, each once, each with its own number",
	  "contact tech\ncontact boss\ncontact chief\nroute tech after 600 boss after 1200 boss,chief\n"
	  "site a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-2000/20 a/router/icmp x\n",
	  "140 notice 1 down to tech by mail\n"
	  "740 notice 1 escalation to boss by mail\n"
	  "1340 notice 1 escalation to chief by mail level 2\n" },
	{ "only those of a route that names what is wrong",
	  "contact tech\ncontact boss\ncontact chief\nroute tech\nroute boss bases nowhere after 600 chief\n"
	  "site a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-2000/20 a/router/icmp x\n",
	  "140 notice 1 down to tech by mail\n" },
	{ "of his duty's end too, in the route's hours, whoever is on duty then",
	  "contact boss\ncontact tech\nrota duty 0 tech\nroute rota:duty when Tu 10:00-10:10,11:00-12:00\n"
	  "site a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-1000/20 a/router/icmp x\n1000-3590/35 a/router/icmp o\n"
	  "3610 a/router/icmp o\n",
	  "140 notice 1 down to tech by mail\n3600 notice 1 restored to tech by mail\n" },
	{ "by his hook, of a list too",
	  "contact tech webhook sms\nroute tech webhook digest\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/40 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 notice 1 down to tech by webhook\n81000 notice 0 digest to tech by webhook\n" },
	{ "a list goes by the channels of its route",
	  "contact tech webhook sms\nroute tech digest\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/40 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 notice 1 down to tech by mail\n81000 notice 0 digest to tech by mail\n" },
	{ "a list goes to who is on duty",
	  "contact boss\ncontact tech\nrota duty 0 tech\nroute rota:duty digest\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/40 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 notice 1 down to tech by mail\n81000 notice 0 digest to tech by mail\n" },
	{ "the animators, then after a quarter of an hour by the clock the routes",
	  "contact tech\nroute tech\nsite a open Tu 10:00-18:00\n router icmp:20\n pc p public icmp:600\n animator ann\n",
	  "0 start\n0-2750/20 a/router/icmp o\n0 a/p/icmp o\n100 a/p/icmp x\n120 a/p/icmp x\n140 a/p/icmp x\n"
	  "700-2700/600 a/p/icmp x\n2790 a/router/icmp o\n2810 a/router/icmp o\n",
	  "1900 notice 1 down to ann by mail\n2800 notice 1 down to tech by mail\n" },
	{ "again each working day of the point",
	  "contact tech\nroute tech\nsite a\n router icmp:20\n works Mo-Fr 09:00-17:00\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-90000/20 a/router/icmp x\n",
	  "140 notice 1 down to tech by mail\n82800 notice 1 reminder to tech by mail\n" },
	{ "or never, where nobody said when work begins",
	  "work\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-90000/20 a/router/icmp x\n",
	  "140 notice 1 down to tech by mail\n" },
	{ "by each channel that he has",
	  "contact tech sms\ncontact boss\nroute tech,boss sms\nsite a\n router icmp:20\n",
	  CUT,
	  "140 notice 1 down to tech by mail\n140 notice 1 down to tech by sms\n"
	  "140 notice 1 down to boss by mail\n420 notice 1 restored to tech by mail\n"
	  "420 notice 1 restored to tech by sms\n420 notice 1 restored to boss by mail\n" },
};

static void
what_was_held_goes_with_a_failure_begun_since(void **unused)
{
	(void)unused;
	stories_hold(held, N_ELEMENTS(held), "incident notice");
}

static void
whom_a_route_names(void **unused)
{
	(void)unused;
	stories_hold(named, N_ELEMENTS(named), "notice");
}

static void
who_is_told_when(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

/* What an incident's own record says: who was told, by what, and when people were reminded. */
static void
what_was_told_is_in_its_record(void **unused)
{
	static const char	*const wanted[] = { "opened vigie ", "told tech mail", "told ann mail",
				    "told vigie reminder", "told vigie reminder" };
	struct world		*w = world_new("contact tech\nroute tech,animators\nsite a\n router icmp:20\n"
				    " animator ann\n");
	struct play		 p = { 0 };
	struct judge_incident	 in;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 0; t < 200000; t += 20)
		play_line(&p, STORY_ZERO_MS + t * SEC_MS, "a/router/icmp x");
	assert_true(judge_find_incident(p.judge, 1, &in));
	assert_int_equal(in.n_events, N_ELEMENTS(wanted));
	for (uint32_t i = 0; i < in.n_events; i++) {
		char	 line[64];

		snprintf(line, sizeof(line), "%s %s %s", event_word(in.events[i].type), in.events[i].by,
		    in.events[i].text);
		assert_string_equal(line, wanted[i]);
	}
	assert_int_equal(in.incident->told_at.ms, STORY_ZERO_MS + 40 * SEC_MS);
	play_end(&p);
	world_free(w);
}

/* A report is sent at once, after what was due before, however much was said in the hour. */
static void
a_report_is_sent_to_whom_it_is_for(void **unused)
{
	struct world		*w = world_new("per_hour 2\ncontact tech\ncontact boss\nroute tech\nsite a\n router icmp:20\n");
	struct play		 p = { .keep_facts = true };
	const struct fact	*f;

	(void)unused;
	play_begin(&p, world_inventory(w), "notice state");
	play_line(&p, STORY_ZERO_MS, "start");
	play_line(&p, STORY_ZERO_MS, "a/router/icmp o");
	for (int i = 0; i < 3; i++)
		judge_send_report(p.judge, 1, "2026-02/network", 2, "pdf", (struct wall){ STORY_ZERO_MS + 100 * SEC_MS });
	f = p.facts[p.n_facts - 1];
	assert_int_equal(f->kind, FACT_NOTICE);
	assert_int_equal(f->notice.kind, NOTICE_REPORT);
	assert_false(f->notice.is_folded);
	assert_string_equal(f->notice.report, "2026-02/network");
	assert_int_equal(f->notice.version, 2);
	assert_string_equal(f->notice.format, "pdf");
	assert_string_equal(f->notice.to.contact, "boss");
	assert_string_equal(f->notice.to.address, "boss@example.org");
	assert_string_equal(buf_str(&p.out), "0 state a/router up 0\n0 state a/link up 0\n"
	    "0 state a/convention non_compliant 0\n50 state a/router unknown 50\n"
	    "50 state a/link unknown 50\n50 state a/convention unknown 50\n"
	    "100 notice 0 report to boss by mail\n100 notice 0 report to boss by mail\n"
	    "100 notice 0 report to boss by mail\n");
	play_end(&p);
	world_free(w);
}

/* A reminder that is due and cannot be said waits for a result: the clock would be asked without end. */
static void
what_cannot_be_said_does_not_ask_the_clock(void **unused)
{
	struct world	*w = world_new("contact tech\nroute tech\nsite a\n router icmp:20\n");
	struct play	 p = { 0 };
	struct wall	 morning = { STORY_ZERO_MS + 22 * HOUR_MS + 30 * MIN_MS + SEC_MS }, next;

	(void)unused;
	play_begin(&p, world_inventory(w), "notice");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 0; t < 100; t += 20)
		play_line(&p, STORY_ZERO_MS + t * SEC_MS, "a/router/icmp x");
	judge_vigie(p.judge, "clock", true, "wrong", (struct wall){ STORY_ZERO_MS + 100 * SEC_MS });
	next = judge_tick(p.judge, morning);
	assert_true(next.ms == WALL_NEVER.ms || next.ms > morning.ms + MIN_MS);
	play_end(&p);
	world_free(w);
}

/* A line's day ends while vigie is blind: it is looked back on when that is over. */
static void
what_is_not_judged_while_blind_does_not_ask_the_clock(void **unused)
{
	struct world	*w = world_new("canaries 1\nsite a\n router icmp:20 snmp:60\n");
	struct play	 p = { 0 };
	struct wall	 midnight = { STORY_ZERO_MS + 14 * HOUR_MS + SEC_MS }, next;
	struct judged_result r = { JUDGED_NO_VALUES, .status = JUDGED_OK };

	(void)unused;
	play_begin(&p, world_inventory(w), "notice");
	play_line(&p, STORY_ZERO_MS, "start");
	r.check = inventory_check(world_inventory(w), "a/router/snmp");
	r.snr_down_db = 9;
	judge_result(p.judge, &r, (struct wall){ STORY_ZERO_MS + SEC_MS });
	for (int64_t t = STORY_ZERO_MS; t < midnight.ms; t += 10 * SEC_MS)
		play_line(&p, t, "canary/1 x");
	next = judge_tick(p.judge, midnight);
	assert_true(judge_is_blind(p.judge));
	assert_true(next.ms > midnight.ms + 2 * SEC_MS);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_is_not_judged_while_blind_does_not_ask_the_clock),
		cmocka_unit_test(what_cannot_be_said_does_not_ask_the_clock),
		cmocka_unit_test(who_is_told_when),
		cmocka_unit_test(what_was_told_is_in_its_record),
		cmocka_unit_test(a_report_is_sent_to_whom_it_is_for),
		cmocka_unit_test(what_was_held_goes_with_a_failure_begun_since),
		cmocka_unit_test(whom_a_route_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
