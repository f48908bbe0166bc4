/* Unit tests of the judge, rules 1 to 4: results, holding, canaries, confirmation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define ONE	"site a\n router icmp:20\n"
#define SEEN	"canaries 3\nsite a\n router icmp:20\n"
#define WITH_PC	"site a\n router icmp:20\n pc p icmp:20\n"
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
	{ "names that were asked and are not any more leave the promise unknown from then",
	  "site a min 0\n router icmp:20\n device u icmp:20\n link dns:20\n",
	  "0 start\n0-200/20 a/router/icmp o\n1 a/u/icmp o\n21-200/20 a/u/icmp x\n0-100/20 a/link/dns o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention compliant 0\n"
	  "1 state a/u up 1\n61 state a/u down 21\n130 state a/convention unknown 130\n" },
};

/* Rule 4: how many answers bring it up again. */
static const struct told_story returns[] = {
	{ "once its incident is over one answer is enough again", ONE,
	  "0 start\n5 a/router/icmp x\n12 a/router/icmp x\n19 a/router/icmp x\n26 a/router/icmp o\n"
	  "33 a/router/icmp o\n100 a/router/icmp o\n",
	  "19 state a/router down 5\n19 state a/link down 5\n"
	  "19 state a/convention non_compliant 5\n33 state a/router up 26\n"
	  "33 state a/link up 26\n83 state a/router unknown 83\n83 state a/link unknown 83\n"
	  "83 state a/convention unknown 83\n100 state a/router up 100\n100 state a/link up 100\n"
	  "100 state a/convention non_compliant 100\n" },
	{ "while a device's incident is open two are needed, whatever made it unknown",
	  "site a\n router icmp:20\n device u icmp:20\n",
	  "0 start\n0-300/20 a/router/icmp o\n5 a/u/icmp o\n25 a/u/icmp x\n32 a/u/icmp x\n39 a/u/icmp x\n"
	  "100 a/u/icmp o\n120 a/u/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "5 state a/u up 5\n40 state a/u down 25\n89 state a/u unknown 89\n"
	  "120 state a/u up 100\n170 state a/u unknown 170\n" },
	{ "an incident of something else in the site asks no more of a router",
	  "site a\n router icmp:20\n device u icmp:20\n",
	  "0 start\n0-60/20 a/router/icmp o\n5 a/u/icmp o\n25 a/u/icmp x\n32 a/u/icmp x\n39 a/u/icmp x\n"
	  "41 a/router/icmp o\n100 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "5 state a/u up 5\n40 state a/u down 25\n89 state a/u unknown 89\n"
	  "91 state a/router unknown 91\n91 state a/link unknown 91\n"
	  "91 state a/convention unknown 91\n100 state a/router up 100\n100 state a/link up 100\n"
	  "100 state a/convention non_compliant 100\n" },
	{ "a backup that carries its link needs two as the router does",
	  "site a\n router icmp:20\n backup icmp:20\n",
	  "0 start\n0-60/20 a/router/icmp o\n0-120/20 a/backup/icmp o\n60-120/20 a/router/icmp x\n"
	  "200 a/backup/icmp o\n220 a/backup/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "0 state a/backup up 0\n100 state a/router down 60\n100 state a/link up 0 on_backup\n"
	  "150 state a/router unknown 150\n150 state a/backup unknown 150\n"
	  "150 state a/link unknown 150\n150 state a/convention unknown 150\n"
	  "220 state a/backup up 200\n220 state a/link up 200 on_backup\n"
	  "220 state a/convention non_compliant 200\n" },
};

/* The same of a check that does not decide: its incident is what is seen of it. */
static const struct told_story checks[] = {
	{ "the end of its incident needs two answers after a silence, too",
	  "site a\n router icmp:20 snmp:20\n",
	  "0 start\n0-300/20 a/router/icmp o\n5 a/router/snmp o\n25 a/router/snmp x\n32 a/router/snmp x\n"
	  "39 a/router/snmp x\n100 a/router/snmp o\n120 a/router/snmp o\n",
	  "39 incident 1 opened device a/router/snmp 25\n"
	  "120 incident 1 restored device a/router/snmp 25 restored 100\n" },
	{ "it is down only once a majority of canaries has answered since its first failure",
	  "canaries 3\nsite a\n router icmp:20 snmp:20\n",
	  "0 start\n0 canary/1 o\n0 canary/2 o\n0 canary/3 o\n0-40/20 a/router/icmp o\n1 a/router/snmp o\n"
	  "2 a/router/snmp x\n3 a/router/snmp x\n4 a/router/snmp x\n10 canary/1 o\n12 canary/2 o\n",
	  "12 incident 1 opened device a/router/snmp 2\n" },
};

/* Rule 5: behind the link a failure is one only while its router answers, and once it has. */
static const struct told_story behind[] = {
	{ "the router's answer at the very instant of a first failure is not one since", WITH_PC,
	  "0 start\n0-140/20 a/router/icmp o\n0-100/20 a/p/icmp o\n100 a/p/icmp x\n107 a/p/icmp x\n"
	  "114 a/p/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "0 state a/p up 0\n120 state a/p down 100\n" },
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

/* Rule 3, canary by canary. */
static const struct told_story majorities[] = {
	{ "half of the canaries are no majority: who hears one of two is blind", "canaries 2\nsite a\n router icmp:20\n",
	  "0 start\n1 canary/1 o\n2 canary/2 x\n5 a/router/icmp o\n",
	  "2 blind 1 2\n" },
	{ "a failing canary has not answered since a first failure", SEEN,
	  "0 start\n1 canary/1 o\n1 canary/2 o\n1 canary/3 o\n4 a/router/icmp o\n5 a/router/icmp x\n"
	  "6 a/router/icmp x\n7 a/router/icmp x\n11 canary/1 o\n12 canary/2 x\n13 canary/3 o\n",
	  "4 state a/router up 4\n4 state a/link up 4\n4 state a/convention non_compliant 4\n"
	  "13 state a/router down 5\n13 state a/link down 5\n" },
	{ "one of two that has answered since is no majority", "canaries 2\nsite a\n router icmp:20\n",
	  "0 start\n1 canary/1 o\n2 canary/2 o\n4 a/router/icmp o\n5 a/router/icmp x\n6 a/router/icmp x\n7 a/router/icmp x\n"
	  "11 canary/1 o\n12 canary/2 o\n",
	  "4 state a/router up 4\n4 state a/link up 4\n4 state a/convention non_compliant 4\n"
	  "12 state a/router down 5\n12 state a/link down 5\n" },
	{ "one that answers at that very instant has not answered since", "canaries 1\nsite a\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n0-50/10 canary/1 o\n10 a/router/icmp x\n13 a/router/icmp x\n16 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "20 state a/router down 10\n20 state a/link down 10\n" },
	{ "nothing else stands for a canary", "canaries 1\nsite a\n router icmp:20\n device u icmp:20\n",
	  "0 start\n0-50/10 canary/1 o\n0-40/5 a/router/icmp o\n1 a/u/icmp o\n11 a/u/icmp x\n13 a/u/icmp x\n16 a/u/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "1 state a/u up 1\n20 state a/u down 11\n" },
	{ "one that answers again and falls silent again is silent again", "canaries 1\nsite a\n router icmp:60\n",
	  "0 start\n1 canary/1 o\n50 canary/1 o\n100 tick\n",
	  "26 blind 1 26\n50 blind 0 50\n75 blind 1 75\n" },
	{ "a result that began in blindness changes nothing when it comes after it", "canaries 1\nsite a\n router icmp:20\n",
	  "0 start\n1 canary/1 x\n11 canary/1 o\n12 a/router/icmp o started=8\n21 canary/1 o\n31 canary/1 o\n",
	  "1 blind 1 1\n11 blind 0 11\n" },
	{ "one that began with its end does", "canaries 1\nsite a\n router icmp:20\n",
	  "0 start\n1 canary/1 x\n11 canary/1 o\n12 a/router/icmp o started=11\n21 canary/1 o\n",
	  "1 blind 1 1\n11 blind 0 11\n12 state a/router up 11\n12 state a/link up 11\n"
	  "12 state a/convention non_compliant 11\n" },
	{ "the backup carries nothing while vigie is blind", "canaries 1\nsite a\n router icmp:60\n backup icmp:60\n",
	  "0 start\n0 canary/1 o\n1 a/backup/icmp o\n11 canary/1 x\n20 canary/1 o\n",
	  "1 state a/backup up 1\n1 state a/link up 1 on_backup\n"
	  "1 state a/convention non_compliant 1\n11 blind 1 11\n11 state a/backup unknown 11\n"
	  "11 state a/link unknown 11\n11 state a/convention unknown 11\n20 blind 0 20\n" },
	{ "silence of a push device counts from the end of a blindness", "canaries 1\nsite a\n pc p push push:20\n",
	  "0 start\n0-30/10 canary/1 o\n1 a/p/push o\n30-60/10 canary/1 x\n60-200/10 canary/1 o\n",
	  "1 state a/link up 1\n1 state a/p up 1\n1 state a/convention non_compliant 1\n"
	  "30 blind 1 30\n30 state a/p unknown 30\n30 state a/link unknown 30\n"
	  "30 state a/convention unknown 30\n60 blind 0 60\n150 state a/p down 110\n" },
};

/* What is said of them, and of blindness itself. */
static const struct told_story sayings[] = {
	{ "that a canary is silent is said once, and that it answers", "canaries 3\nsite a\n router icmp:20\n",
	  "0 start\n0-20/10 canary/1 o\n20-50/10 canary/1 x\n50-70/10 canary/1 o\n0-70/10 canary/2 o\n0-70/10 canary/3 o\n",
	  "20 canary canary/1\n50 canary canary/1\n" },
};

static const struct told_story blindnesses[] = {
	{ "blindness of two minutes is an incident, not of a second less", "canaries 1\nsite a\n router icmp:20\n",
	  "0 start\n0-20/10 canary/1 o\n20-139/10 canary/1 x\n139 canary/1 o\n150-300/10 canary/1 x\n300 canary/1 o\n",
	  "270 incident 1 opened blind vigie 150\n"
	  "300 incident 1 restored blind vigie 150 restored 300\n" },
	{ "after a start a canary that never answers is waited for until its holding ends",
	  "canaries 3\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-100/10 canary/1 o\n0-100/10 canary/2 o\n5 a/router/icmp x\n11 a/router/icmp x\n17 a/router/icmp x\n"
	  "24 a/router/icmp x\n30 a/router/icmp x\n",
	  "17 incident 1 opened link a/link 5\n30 notice 1 down to tech by mail\n" },
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

static void
one_answer_or_two_bring_it_up_again(void **unused)
{
	(void)unused;
	stories_hold(returns, N_ELEMENTS(returns), "state");
	stories_hold(checks, N_ELEMENTS(checks), "incident");
}

static void
behind_the_link_the_router_confirms_a_failure(void **unused)
{
	(void)unused;
	stories_hold(behind, N_ELEMENTS(behind), "state");
}

/* A check is journalled as answering once, ever. */
static void
that_it_has_ever_answered_is_said_once(void **unused)
{
	static const struct told_story once[] = {
		{ "once", ONE, "0 start\n5 a/router/icmp x\n7 a/router/icmp o\n27 a/router/icmp w\n"
		  "47 a/router/icmp o\n67 stop\n70 start\n75 a/router/icmp o\n",
	  "7 answered a/router/icmp\n" },
	};

	(void)unused;
	stories_hold(once, N_ELEMENTS(once), "answered");
}

/* What is shown of a check is the latest failure that had words. */
static void
the_latest_words_of_a_failure_are_shown(void **unused)
{
	static const struct { const char *text, *shown; } failures[] = {
		{ "b", "b" }, { NULL, "b" }, { "", "b" }, { "a", "a" }, { "a", "a" }, { "c", "c" },
	};
	struct world		*w = world_new(ONE);
	struct judged_result	 r = { .status = JUDGED_FAIL, JUDGED_NO_VALUES };
	struct judge_check	 is;
	struct play		 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int i = 0; i < (int)N_ELEMENTS(failures); i++) {
		r.text = failures[i].text;
		judge_result(p.judge, &r, (struct wall){ STORY_ZERO_MS + 5000 + i * 5000 });
		judge_get_check(p.judge, 0, &is);
		assert_string_equal(is.text, failures[i].shown);
	}
	play_end(&p);
	world_free(w);
}

/* An answer from before a blindness is none any more. */
static void
after_a_blindness_nothing_has_answered_yet(void **unused)
{
	struct world		*w = world_new("canaries 1\nsite a\n pc p icmp:20\n");
	struct judge_check	 is;
	struct judge_state	 link;
	struct play		 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	play_line(&p, STORY_ZERO_MS + 1000, "canary/1 o");
	play_line(&p, STORY_ZERO_MS + 2000, "a/p/icmp o");
	play_line(&p, STORY_ZERO_MS + 11000, "canary/1 x");
	play_line(&p, STORY_ZERO_MS + 21000, "canary/1 o");
	play_line(&p, STORY_ZERO_MS + 22000, "a/p/icmp x");
	judge_get_check(p.judge, inventory_check(p.inv, "a/p/icmp"), &is);
	assert_int_equal(is.last_answer.ms, 0);
	judge_get_device(p.judge, p.inv->sites[0].link, &link);
	assert_int_equal(link.seen.ms, 0);
	assert_int_equal(link.state, STATE_UNKNOWN);
	play_end(&p);
	world_free(w);
}

static void
a_majority_of_canaries_hears(void **unused)
{
	(void)unused;
	stories_hold(majorities, N_ELEMENTS(majorities), "state blind");
	stories_hold(sayings, N_ELEMENTS(sayings), "canary");
	stories_hold(blindnesses, N_ELEMENTS(blindnesses), "incident notice");
}

/* The incident says how many answered and how many had to; a canary's latest result is shown. */
static void
a_blindness_shows_how_many_canaries_answered(void **unused)
{
	struct world		*w = world_new("canaries 4\nsite a\n router icmp:60\n");
	struct judge_incident	 in;
	struct judge_check	 is;
	struct play		 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 1; t < 200; t += 10) {
		play_line(&p, STORY_ZERO_MS + t * 1000, "canary/1 o");
		play_line(&p, STORY_ZERO_MS + t * 1000, "canary/2 x");
		play_line(&p, STORY_ZERO_MS + t * 1000, "canary/3 x");
		play_line(&p, STORY_ZERO_MS + t * 1000, "canary/4 x");
	}
	assert_true(judge_find_incident(p.judge, 1, &in));
	assert_int_equal(in.incident->kind, INCIDENT_BLIND);
	assert_string_equal(in.incident->why.name, "canaries");
	assert_true(in.incident->why.value == 1 && in.incident->why.limit == 3);
	judge_get_check(p.judge, 1, &is);
	assert_int_equal(is.last, JUDGED_FAIL);
	judge_get_check(p.judge, 0, &is);
	assert_int_equal(is.last, JUDGED_OK);
	play_end(&p);
	world_free(w);
}

/* A router that reports by itself keeps the gate shut for its first holding, through a reload. */
static void
a_reload_opens_no_gate(void **unused)
{
	static const char	 text[] = "contact tech\nroute tech\nsite a\n router push:60\nsite b\n router icmp:20\n";
	struct world		*w = world_new(text), *again = world_new(text);
	struct play		 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "notice");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 1; t < 200; t += 10) {
		if (t == 51) {
			judge_adopt(p.judge, world_inventory(again), (struct wall){ STORY_ZERO_MS + 50000 });
			p.inv = world_inventory(again);
		}
		play_line(&p, STORY_ZERO_MS + t * 1000, "b/router/icmp x");
	}
	assert_string_equal(buf_str(&p.out), "151 notice 1 down to tech by mail\n");
	play_end(&p);
	world_free(w);
	world_free(again);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(results_become_states),
		cmocka_unit_test(a_result_speaks_for_its_holding),
		cmocka_unit_test(who_hears_no_canary_is_blind),
		cmocka_unit_test(a_majority_of_canaries_hears),
		cmocka_unit_test(a_blindness_shows_how_many_canaries_answered),
		cmocka_unit_test(a_reload_opens_no_gate),
		cmocka_unit_test(one_answer_or_two_bring_it_up_again),
		cmocka_unit_test(behind_the_link_the_router_confirms_a_failure),
		cmocka_unit_test(that_it_has_ever_answered_is_said_once),
		cmocka_unit_test(the_latest_words_of_a_failure_are_shown),
		cmocka_unit_test(after_a_blindness_nothing_has_answered_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
