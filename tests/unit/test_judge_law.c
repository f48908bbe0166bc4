/*
 * Unit tests of the judge: the law clause by clause, where a second or one more
 * makes the difference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define ONE		"contact tech\nroute tech\nsite a\n router icmp:20\n"
#define ONE_SNMP	"contact tech\nroute tech\nsite a\n router icmp:20 snmp:60\n"

static const struct told_story groups_incident[] = {
	{ "two of five are no group",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n"
	  "site d groups nra\n router icmp:20\n"
	  "site e groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n"
	  "0-110/20 b/router/icmp o\n"
	  "110-400/20 b/router/icmp x\n"
	  "0-400/20 c/router/icmp o\n"
	  "0-400/20 d/router/icmp o\n"
	  "0-400/20 e/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "150 incident 2 opened link b/link 110\n" },
	{ "two of four are",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n"
	  "0-110/20 b/router/icmp o\n"
	  "110-400/20 b/router/icmp x\n"
	  "0-400/20 c/router/icmp o\n"
	  "0-400/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "150 incident 2 opened link b/link 110\n"
	  "150 incident 3 opened group nra 100\n"
	  "150 incident 1 attached link a/link 100 parent 3 group\n"
	  "150 incident 2 attached link b/link 110 parent 3 group\n" },
	{ "first failures five minutes apart are together",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-700/20 a/router/icmp x\n"
	  "0-400/20 b/router/icmp o\n"
	  "400-700/20 b/router/icmp x\n"
	  "0-700/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "440 incident 2 opened link b/link 400\n"
	  "440 incident 3 opened group nra 100\n"
	  "440 incident 1 attached link a/link 100 parent 3 group\n"
	  "440 incident 2 attached link b/link 400 parent 3 group\n" },
	{ "a second more and they are not",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-700/20 a/router/icmp x\n"
	  "0-401/20 b/router/icmp o\n"
	  "401-700/20 b/router/icmp x\n"
	  "0-700/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "441 incident 2 opened link b/link 401\n" },
	{ "of many the five minutes that hold most count, the others join if they failed no earlier",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-1400/20 a/router/icmp x\n"
	  "0-900/20 b/router/icmp o\n"
	  "900-1400/20 b/router/icmp x\n"
	  "0-905/20 c/router/icmp o\n"
	  "905-1400/20 c/router/icmp x\n"
	  "0-1400/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "940 incident 2 opened link b/link 900\n"
	  "945 incident 3 opened link c/link 905\n"
	  "945 incident 4 opened group nra 900\n"
	  "945 incident 2 attached link b/link 900 parent 4 group\n"
	  "945 incident 3 attached link c/link 905 parent 4 group\n" },
	{ "one site is none",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n" },
	{ "a group above others needs two of its branches",
	  "contact tech\nroute tech\n"
	  "group top\n"
	  "group x parent top\n"
	  "group y parent top\n"
	  "site a groups x\n router icmp:20\n"
	  "site b groups x\n router icmp:20\n"
	  "site c groups y\n router icmp:20\n"
	  "site d groups y\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n"
	  "0-101/20 b/router/icmp o\n"
	  "101-400/20 b/router/icmp x\n"
	  "0-400/20 c/router/icmp o\n"
	  "0-400/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n" },
	{ "its own sites are branches like its groups",
	  "contact tech\nroute tech\n"
	  "group top\n"
	  "group x parent top\n"
	  "site a groups x\n router icmp:20\n"
	  "site b groups top\n router icmp:20\n"
	  "site c groups top\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n"
	  "0-101/20 b/router/icmp o\n"
	  "101-400/20 b/router/icmp x\n"
	  "0-400/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group top 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n" },
	{ "of unrelated groups that qualify together the first of the configuration speaks",
	  "contact tech\nroute tech\n"
	  "group p\n"
	  "group q\n"
	  "site a groups p,q\n router icmp:20\n"
	  "site b groups p,q\n router icmp:20\n"
	  "site c groups q\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n"
	  "0-100/20 b/router/icmp o\n"
	  "100-400/20 b/router/icmp x\n"
	  "0-400/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n"
	  "140 incident 3 opened group p 100\n"
	  "140 incident 1 attached link a/link 100 parent 3 group\n"
	  "140 incident 2 attached link b/link 100 parent 3 group\n" },
	{ "settling does not run out while vigie is blind",
	  "canaries 1\n"
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n",
	  "0 start\n"
	  "0-310/10 canary/1 o\n"
	  "310-600/10 canary/1 x\n"
	  "600-1200/10 canary/1 o\n"
	  "0-100/20 a/router/icmp o\n"
	  "0-100/20 b/router/icmp o\n"
	  "100-280/20 a/router/icmp x\n"
	  "100-310/20 b/router/icmp x\n"
	  "280-310/20 a/router/icmp o\n"
	  "601-1200/20 b/router/icmp x\n"
	  "601-1200/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 2 opened link b/link 100\n"
	  "140 incident 3 opened group nra 100\n"
	  "140 incident 1 attached link a/link 100 parent 3 group\n"
	  "140 incident 2 attached link b/link 100 parent 3 group\n"
	  "300 incident 1 restored link a/link 100 restored 280 parent 3\n"
	  "430 incident 4 opened blind vigie 310\n"
	  "600 incident 4 restored blind vigie 310 restored 600\n"
	  "680 incident 2 detached link b/link 100 group_over\n"
	  "680 incident 3 restored group nra 100 restored 280\n" },
};

static const struct told_story groups_incident_notice[] = {
	{ "a window that begins takes its site out of the group, which ends at that moment",
	  "contact tech\nroute tech\n"
	  "group nra\n"
	  "site a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\n"
	  "site c groups nra\n router icmp:20\n",
	  "0 start\n"
	  "50 maintenance a 1000 3000\n"
	  "50 maintenance b 1000 3000\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-1500/20 a/router/icmp x\n"
	  "0-110/20 b/router/icmp o\n"
	  "110-1500/20 b/router/icmp x\n"
	  "0-1500/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "150 incident 2 opened link b/link 110\n"
	  "150 incident 3 opened group nra 100\n"
	  "150 incident 1 attached link a/link 100 parent 3 group\n"
	  "150 incident 2 attached link b/link 110 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "1000 incident 1 detached link a/link 100 group_over\n"
	  "1000 incident 2 detached link b/link 110 group_over\n"
	  "1000 incident 3 restored group nra 100 restored 1000\n"
	  "1000 notice 3 restored to tech by mail\n" },
	{ "what a higher group has absorbed ends with it",
	  "contact tech\nroute tech\n"
	  "group top\n"
	  "group x parent top\n"
	  "group y parent top\n"
	  "site a groups x\n router icmp:20\n"
	  "site b groups x\n router icmp:20\n"
	  "site c groups y\n router icmp:20\n"
	  "site d groups y\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-700/20 a/router/icmp x\n"
	  "700-900/20 a/router/icmp o\n"
	  "0-101/20 b/router/icmp o\n"
	  "101-700/20 b/router/icmp x\n"
	  "700-900/20 b/router/icmp o\n"
	  "0-300/20 c/router/icmp o\n"
	  "300-700/20 c/router/icmp x\n"
	  "700-900/20 c/router/icmp o\n"
	  "0-900/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "340 incident 4 opened link c/link 300\n"
	  "340 incident 5 opened group top 100\n"
	  "340 incident 3 attached group x 100 parent 5 group\n"
	  "340 incident 4 attached link c/link 300 parent 5 group\n"
	  "440 notice 5 down to tech by mail\n"
	  "720 incident 1 restored link a/link 100 restored 700 parent 3\n"
	  "720 incident 2 restored link b/link 101 restored 700 parent 3\n"
	  "720 incident 4 restored link c/link 300 restored 700 parent 5\n"
	  "720 incident 5 restored group top 100 restored 700\n"
	  "720 incident 3 restored group x 100 restored 700 parent 5\n"
	  "720 notice 3 restored to tech by mail\n"
	  "720 notice 5 restored to tech by mail\n" },
};

static const struct told_story devices[] = {
	{ "a device is decided by icmp before push, tcp, http, snmp, dns and exec",
	  "contact tech\nroute tech\n"
	  "site a\n"
	  " device u exec:20 dns:20 snmp:20 http:20 tcp:20 icmp:20\n",
	  "0 start\n"
	  "1 a/u/exec o\n"
	  "2 a/u/dns o\n"
	  "3 a/u/snmp o\n"
	  "4 a/u/http o\n"
	  "5 a/u/tcp o\n"
	  "6 a/u/icmp o\n"
	  "7-50/10 a/u/exec x\n"
	  "8-50/10 a/u/dns x\n"
	  "9-50/10 a/u/snmp x\n"
	  "10-50/10 a/u/http x\n"
	  "11-50/10 a/u/tcp x\n"
	  "12-50/10 a/u/icmp x\n",
	  "1 state a/link up 1\n"
	  "1 state a/u up 1\n"
	  "1 state a/convention non_compliant 1\n"
	  "27 state a/u degraded 27\n"
	  "32 state a/u down 12\n" },
	{ "of two that never answered the first in that order decides",
	  "contact tech\nroute tech\n"
	  "site a\n"
	  " device u exec:20 tcp:20\n",
	  "0 start\n"
	  "1-60/20 a/u/exec x\n"
	  "2-70/20 a/u/tcp x\n",
	  "42 state a/u down 2\n" },
};

static const struct told_story conventions[] = {
	{ "as many public PCs as are wanted make it compliant, one fewer does not",
	  "contact tech\nroute tech\n"
	  "site a min 2\n router icmp:20\n"
	  " pc p public icmp:20\n"
	  " pc q public icmp:20\n"
	  " pc r icmp:20\n",
	  "0 start\n"
	  "0-300/20 a/router/icmp o\n"
	  "1-300/20 a/p/icmp o\n"
	  "2-100/20 a/q/icmp o\n"
	  "102-200/20 a/q/icmp x\n"
	  "3-300/20 a/r/icmp o\n"
	  "202-300/20 a/q/icmp o\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "1 state a/p up 1\n"
	  "2 state a/q up 2\n"
	  "2 state a/convention compliant 2\n"
	  "3 state a/r up 3\n"
	  "142 state a/q down 102\n"
	  "142 state a/convention non_compliant 102\n"
	  "222 state a/q up 202\n"
	  "222 state a/convention compliant 202\n" },
	{ "a link that is down is non compliant whatever the PCs, an unknown one unknown",
	  "contact tech\nroute tech\n"
	  "site a min 0\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-200/20 a/router/icmp x\n"
	  "400 tick\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention compliant 0\n"
	  "140 state a/router down 100\n"
	  "140 state a/link down 100\n"
	  "140 state a/convention non_compliant 100\n"
	  "230 state a/router unknown 230\n"
	  "230 state a/link unknown 230\n"
	  "230 state a/convention unknown 230\n" },
	{ "names that were not asked yet leave it unknown",
	  "contact tech\nroute tech\n"
	  "site a min 0\n router icmp:20\n"
	  " link dns:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "50-100/20 a/link/dns o\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "50 state a/convention compliant 50\n" },
};

static const struct told_story causes[] = {
	{ "no PC is told after thirty minutes, not a second before",
	  "contact tech\nroute tech\n"
	  "site a\n router icmp:20\n"
	  " pc p public icmp:20\n",
	  "0 start\n"
	  "0-1799/20 a/router/icmp o\n"
	  "0 a/p/icmp o\n"
	  "10-1799/20 a/p/icmp x\n"
	  "1809 tick\n"
	  "1810 tick\n",
	  "1810 incident 1 opened no_pc a 10\n" },
	{ "what is learnt a moment before thirty minutes have passed is told",
	  ONE_SNMP,
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-200/20 a/router/icmp x\n"
	  "200-2100/20 a/router/icmp o\n"
	  "1999.9 a/router/snmp o uptime=9999\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "1999.9 incident 1 updated link a/link 100 restored 200 uptime\n" },
	{ "and at thirty minutes nothing any more",
	  ONE_SNMP,
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-200/20 a/router/icmp x\n"
	  "200-2100/20 a/router/icmp o\n"
	  "2000 a/router/snmp o uptime=9999\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "booted at the very instant of the last answer is not younger",
	  ONE_SNMP,
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-200/20 a/router/icmp x\n"
	  "200-300/20 a/router/icmp o\n"
	  "230 a/router/snmp o uptime=150\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "230 incident 1 updated link a/link 100 restored 200 uptime\n" },
	{ "a second later it is",
	  ONE_SNMP,
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-200/20 a/router/icmp x\n"
	  "200-300/20 a/router/icmp o\n"
	  "230 a/router/snmp o uptime=149\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "one younger among several older is the box",
	  "contact tech\nroute tech\n"
	  "site a\n router icmp:20 snmp:60\n"
	  " pc p snmp:60\n"
	  " pc q snmp:60\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "0 a/p/snmp o\n"
	  "0 a/q/snmp o\n"
	  "100-200/20 a/router/icmp x\n"
	  "200-300/20 a/router/icmp o\n"
	  "230 a/router/snmp o uptime=50\n"
	  "231 a/p/snmp o uptime=40\n"
	  "232 a/q/snmp o uptime=9999\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "231 incident 1 updated power a/link 100 restored 200 uptime\n"
	  "232 incident 1 updated box a/link 100 restored 200 uptime\n" },
};

static const struct told_story tellings_incident_notice[] = {
	{ "told at the very minute that is thirty before its opening",
	  "contact tech\nroute tech\n"
	  "site a open Tu 11:00-12:00\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-1900/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "1800 notice 1 down to tech by mail\n" },
	{ "a route with kinds hears of those alone, by their first name too",
	  "contact tech\n"
	  "route tech kinds link\n"
	  "site a\n router icmp:20 snmp:60\n"
	  " pc p snmp:60\n"
	  " device u icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "0 a/p/snmp o\n"
	  "0-40/20 a/u/icmp o\n"
	  "40-100/20 a/u/icmp x\n"
	  "100-200/20 a/router/icmp x\n"
	  "200-300/20 a/router/icmp o\n"
	  "210 a/router/snmp o uptime=50\n"
	  "211 a/p/snmp o uptime=50\n",
	  "80 incident 1 opened device a/u 40\n"
	  "140 incident 2 opened link a/link 100\n"
	  "140 notice 2 down to tech by mail\n"
	  "220 incident 2 restored link a/link 100 restored 200\n"
	  "220 incident 2 updated power a/link 100 restored 200 uptime\n"
	  "220 notice 2 restored to tech by mail\n" },
	{ "what is closed by a person is told no further",
	  "contact tech\nroute tech\n"
	  "site a open Tu 10:00-10:01; Tu 11:00-12:00\n router icmp:20\n",
	  "0 start\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-4000/20 a/router/icmp x\n"
	  "200 close 1\n",
	  "140 incident 1 opened link a/link 100\n"
	  "200 incident 1 closed link a/link 100\n" },
};

static const struct told_story tellings_notice[] = {
	{ "what fails while a window lasts, and after the hours, waits for both",
	  "contact tech\nroute tech\n"
	  "site a open Tu 10:00-10:02; Tu 10:40-12:00\n router icmp:20\n",
	  "0 start\n"
	  "30 maintenance a 60 300\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-900/20 a/router/icmp x\n",
	  "600 notice 1 down to tech by mail\n" },
	{ "an escalation waits for what held the first telling",
	  "contact tech\n"
	  "contact boss\n"
	  "route tech after 600 boss\n"
	  "site a\n router icmp:20\n",
	  "0 start\n"
	  "30 maintenance a 60 1000\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-2000/20 a/router/icmp x\n",
	  "1000 notice 1 down to tech by mail\n"
	  "1600 notice 1 escalation to boss by mail\n" },
	{ "a window that is cancelled holds nothing",
	  ONE,
	  "0 start\n"
	  "30 maintenance a 60 1000\n"
	  "200 cancel 1\n"
	  "0-100/20 a/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n",
	  "200 notice 1 down to tech by mail\n" },
};

static void
what_sites_share_to_the_second(void **unused)
{
	(void)unused;
	stories_hold(groups_incident, N_ELEMENTS(groups_incident), "incident");
	stories_hold(groups_incident_notice, N_ELEMENTS(groups_incident_notice), "incident notice");
}

static void
which_check_decides(void **unused)
{
	(void)unused;
	stories_hold(devices, N_ELEMENTS(devices), "state");
}

static void
what_the_public_has(void **unused)
{
	(void)unused;
	stories_hold(conventions, N_ELEMENTS(conventions), "state");
}

static void
causes_to_the_second(void **unused)
{
	(void)unused;
	stories_hold(causes, N_ELEMENTS(causes), "incident");
}

static void
tellings_to_the_minute(void **unused)
{
	(void)unused;
	stories_hold(tellings_incident_notice, N_ELEMENTS(tellings_incident_notice), "incident notice");
	stories_hold(tellings_notice, N_ELEMENTS(tellings_notice), "notice");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_sites_share_to_the_second),
		cmocka_unit_test(which_check_decides),
		cmocka_unit_test(what_the_public_has),
		cmocka_unit_test(causes_to_the_second),
		cmocka_unit_test(tellings_to_the_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
