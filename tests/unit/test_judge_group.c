/* Unit tests of the judge, rule 9: groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/story.h"

#define NRA \
	"contact tech\n" \
	"route tech\n" \
	"group nra\n" \
	"site a groups nra\n" \
	" router icmp:20\n" \
	"site b groups nra\n" \
	" router icmp:20\n" \
	"site c groups nra\n" \
	" router icmp:20\n"
#define TREE \
	"contact tech\n" \
	"route tech\n" \
	"group top\n" \
	"group x parent top\n" \
	"group y parent top\n" \
	"site a groups x\n" \
	" router icmp:20\n" \
	"site b groups x\n" \
	" router icmp:20\n" \
	"site c groups y\n" \
	" router icmp:20\n" \
	"site d groups y\n" \
	" router icmp:20\n"
#define UP3 \
	"0 start\n" \
	"0-100/20 a/router/icmp o\n" \
	"1-100/20 b/router/icmp o\n" \
	"2-100/20 c/router/icmp o\n"
#define UP4 \
	UP3 \
	"3-100/20 d/router/icmp o\n"

static const struct told_story stories[] = {
	{ "a lone site of a group waits to settle before it is told",
	  NRA,
	  UP3 "100-400/20 a/router/icmp x\n400-500/20 a/router/icmp o\n"
	  "101-500/20 b/router/icmp o\n102-500/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n240 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n" },
	{ "two of three within five minutes are one incident of their group, told once",
	  NRA,
	  UP3 "100-500/20 a/router/icmp x\n141-501/20 b/router/icmp x\n"
	  "101-141/20 b/router/icmp o\n102-600/20 c/router/icmp o\n"
	  "500-700/20 a/router/icmp o\n501-700/20 b/router/icmp o\n"
	  "602-700/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n181 incident 2 opened link b/link 141\n"
	  "181 incident 3 opened group nra 100\n"
	  "181 incident 1 attached link a/link 100 parent 3 group\n"
	  "181 incident 2 attached link b/link 141 parent 3 group\n"
	  "280 notice 3 down to tech by mail\n"
	  "520 incident 1 restored link a/link 100 restored 500 parent 3\n"
	  "521 incident 2 restored link b/link 141 restored 501 parent 3\n"
	  "521 incident 3 restored group nra 100 restored 501\n"
	  "521 notice 3 restored to tech by mail\n" },
	{ "failures far apart are no group's",
	  NRA,
	  UP3 "100-700/20 a/router/icmp x\n101-441/20 b/router/icmp o\n"
	  "441-700/20 b/router/icmp x\n102-700/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n240 notice 1 down to tech by mail\n"
	  "481 incident 2 opened link b/link 441\n581 notice 2 down to tech by mail\n" },
	{ "a later one of its sites joins, the group's opening moves back to the earliest failure",
	  NRA,
	  UP3 "100-600/20 a/router/icmp x\n101-600/20 b/router/icmp x\n"
	  "102-162/20 c/router/icmp o\n162-600/20 c/router/icmp x\n"
	  "600-700/20 a/router/icmp o\n601-700/20 b/router/icmp o\n"
	  "602-700/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "202 incident 4 opened link c/link 162\n"
	  "202 incident 4 attached link c/link 162 parent 3 group\n"
	  "202 incident 3 updated group nra 100 sites\n240 notice 3 down to tech by mail\n"
	  "620 incident 1 restored link a/link 100 restored 600 parent 3\n"
	  "621 incident 2 restored link b/link 101 restored 601 parent 3\n"
	  "622 incident 4 restored link c/link 162 restored 602 parent 3\n"
	  "622 incident 3 restored group nra 100 restored 602\n"
	  "622 notice 3 restored to tech by mail\n" },
	{ "when a group ends what is still lost speaks for itself after its own settling",
	  NRA,
	  UP3 "100-400/20 a/router/icmp x\n101-900/20 b/router/icmp x\n"
	  "102-900/20 c/router/icmp o\n400-900/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400 parent 3\n"
	  "510 incident 2 detached link b/link 101 group_over\n"
	  "510 incident 3 restored group nra 100 restored 400\n"
	  "510 notice 3 restored to tech by mail\n601 notice 2 down to tech by mail\n" },
	{ "one that comes back and fails again within its settling changes nothing",
	  NRA,
	  UP3 "100-400/20 a/router/icmp x\n101-900/20 b/router/icmp x\n"
	  "102-900/20 c/router/icmp o\n400-441/20 a/router/icmp o\n"
	  "441-900/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400 parent 3\n"
	  "481 incident 4 opened link a/link 441\n"
	  "481 incident 4 attached link a/link 441 parent 3 group\n" },
	{ "while it waits a group rises, and two that meet become one",
	  TREE,
	  UP4 "100-600/20 a/router/icmp x\n101-600/20 b/router/icmp x\n"
	  "102-122/20 c/router/icmp o\n103-123/20 d/router/icmp o\n"
	  "122-600/20 c/router/icmp x\n123-600/20 d/router/icmp x\n"
	  "600-700/20 a/router/icmp o\n601-700/20 b/router/icmp o\n"
	  "602-700/20 c/router/icmp o\n603-700/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "162 incident 4 opened link c/link 122\n162 incident 3 updated group top 100 risen\n"
	  "162 incident 4 attached link c/link 122 parent 3 group\n"
	  "163 incident 5 opened link d/link 123\n"
	  "163 incident 5 attached link d/link 123 parent 3 group\n"
	  "163 incident 3 updated group top 100 sites\n240 notice 3 down to tech by mail\n"
	  "620 incident 1 restored link a/link 100 restored 600 parent 3\n"
	  "621 incident 2 restored link b/link 101 restored 601 parent 3\n"
	  "622 incident 4 restored link c/link 122 restored 602 parent 3\n"
	  "623 incident 5 restored link d/link 123 restored 603 parent 3\n"
	  "623 incident 3 restored group top 100 restored 603\n"
	  "623 notice 3 restored to tech by mail\n" },
	{ "one already told does not rise: the higher group absorbs it and is told",
	  TREE,
	  UP4 "100-900/20 a/router/icmp x\n101-900/20 b/router/icmp x\n"
	  "102-302/20 c/router/icmp o\n103-900/20 d/router/icmp o\n"
	  "302-900/20 c/router/icmp x\n900-1000/20 a/router/icmp o\n"
	  "901-1000/20 b/router/icmp o\n902-1000/20 c/router/icmp o\n"
	  "903-1000/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n342 incident 4 opened link c/link 302\n"
	  "342 incident 5 opened group top 100\n"
	  "342 incident 3 attached group x 100 parent 5 group\n"
	  "342 incident 4 attached link c/link 302 parent 5 group\n"
	  "440 notice 5 down to tech by mail\n"
	  "920 incident 1 restored link a/link 100 restored 900 parent 3\n"
	  "921 incident 2 restored link b/link 101 restored 901 parent 3\n"
	  "922 incident 4 restored link c/link 302 restored 902 parent 5\n"
	  "922 incident 5 restored group top 100 restored 902\n"
	  "922 incident 3 restored group x 100 restored 902 parent 5\n"
	  "922 notice 3 restored to tech by mail\n922 notice 5 restored to tech by mail\n" },
	{ "a site in maintenance is no part of its group",
	  NRA,
	  UP3 "50 maintenance b 60 2000\n100-500/20 a/router/icmp x\n"
	  "101-500/20 b/router/icmp x\n102-500/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "240 notice 1 down to tech by mail\n" },
	{ "one told before its group keeps its own end",
	  NRA,
	  UP3 "100-700/20 a/router/icmp x\n101-301/20 b/router/icmp o\n"
	  "102-900/20 c/router/icmp o\n301-700/20 b/router/icmp x\n"
	  "700-900/20 a/router/icmp o\n701-900/20 b/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n240 notice 1 down to tech by mail\n"
	  "341 incident 2 opened link b/link 301\n341 incident 3 opened group nra 100\n"
	  "341 incident 1 attached link a/link 100 parent 3 group\n"
	  "341 incident 2 attached link b/link 301 parent 3 group\n"
	  "440 notice 3 down to tech by mail\n"
	  "720 incident 1 restored link a/link 100 restored 700 parent 3\n"
	  "720 notice 1 restored to tech by mail\n"
	  "721 incident 2 restored link b/link 301 restored 701 parent 3\n"
	  "721 incident 3 restored group nra 100 restored 701\n"
	  "721 notice 3 restored to tech by mail\n" },
	{ "two that wait meet above: the first rises, the other ends with it",
	  "contact tech\nroute tech\ngroup top\ngroup x parent top\ngroup y parent top\n"
	  "group z parent top\nsite a groups x\n router icmp:20\nsite b groups x\n"
	  " router icmp:20\nsite c groups y\n router icmp:20\nsite d groups y\n"
	  " router icmp:20\nsite e groups z\n router icmp:20\nsite f groups z\n"
	  " router icmp:20\nsite g groups z\n router icmp:20\nsite h groups z\n"
	  " router icmp:20\nsite i groups z\n router icmp:20\nsite j groups z\n"
	  " router icmp:20\n",
	  "0 start\n0-1000/20 f/router/icmp o\n0-1000/20 g/router/icmp o\n"
	  "0-1000/20 h/router/icmp o\n0-1000/20 i/router/icmp o\n0-1000/20 j/router/icmp o\n"
	  "0-100/20 a/router/icmp o\n0-101/20 b/router/icmp o\n0-102/20 c/router/icmp o\n"
	  "0-103/20 d/router/icmp o\n0-125/20 e/router/icmp o\n100-600/20 a/router/icmp x\n"
	  "101-600/20 b/router/icmp x\n102-700/20 c/router/icmp x\n103-700/20 d/router/icmp x\n"
	  "125-500/20 e/router/icmp x\n500-1000/20 e/router/icmp o\n"
	  "600-1000/20 a/router/icmp o\n601-1000/20 b/router/icmp o\n"
	  "702-1000/20 c/router/icmp o\n703-1000/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "142 incident 4 opened link c/link 102\n143 incident 5 opened link d/link 103\n"
	  "143 incident 6 opened group y 102\n"
	  "143 incident 4 attached link c/link 102 parent 6 group\n"
	  "143 incident 5 attached link d/link 103 parent 6 group\n"
	  "165 incident 7 opened link e/link 125\n165 incident 3 updated group top 100 risen\n"
	  "165 incident 6 attached group y 102 parent 3 group\n"
	  "165 incident 7 attached link e/link 125 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "520 incident 7 restored link e/link 125 restored 500 parent 3\n"
	  "610 incident 1 detached link a/link 100 group_over\n"
	  "610 incident 2 detached link b/link 101 group_over\n"
	  "610 incident 4 detached link c/link 102 group_over\n"
	  "610 incident 5 detached link d/link 103 group_over\n"
	  "610 incident 3 restored group top 100 restored 500\n"
	  "610 incident 6 restored group y 102 restored 500 parent 3\n"
	  "610 incident 8 opened group x 100\n"
	  "610 incident 1 attached link a/link 100 parent 8 group\n"
	  "610 incident 2 attached link b/link 101 parent 8 group\n"
	  "610 incident 9 opened group y 102\n"
	  "610 incident 4 attached link c/link 102 parent 9 group\n"
	  "610 incident 5 attached link d/link 103 parent 9 group\n"
	  "610 notice 3 restored to tech by mail\n"
	  "620 incident 1 restored link a/link 100 restored 600 parent 8\n"
	  "621 incident 2 restored link b/link 101 restored 601 parent 8\n"
	  "621 incident 8 restored group x 100 restored 601\n"
	  "722 incident 4 restored link c/link 102 restored 702 parent 9\n"
	  "723 incident 5 restored link d/link 103 restored 703 parent 9\n"
	  "723 incident 9 restored group y 102 restored 703\n" },
	{ "a group's end is the last return, also among what it has absorbed",
	  "contact tech\nroute tech\ngroup top\ngroup x parent top\ngroup y parent top\n"
	  "group z parent top\nsite a groups x\n router icmp:20\nsite b groups x\n"
	  " router icmp:20\nsite c groups y\n router icmp:20\nsite d groups y\n"
	  " router icmp:20\nsite e groups z\n router icmp:20\nsite f groups z\n"
	  " router icmp:20\nsite g groups z\n router icmp:20\nsite h groups z\n"
	  " router icmp:20\nsite i groups z\n router icmp:20\nsite j groups z\n"
	  " router icmp:20\n",
	  "0 start\n0-1000/20 f/router/icmp o\n0-1000/20 g/router/icmp o\n"
	  "0-1000/20 h/router/icmp o\n0-1000/20 i/router/icmp o\n0-1000/20 j/router/icmp o\n"
	  "0-100/20 a/router/icmp o\n0-101/20 b/router/icmp o\n0-102/20 c/router/icmp o\n"
	  "0-103/20 d/router/icmp o\n0-125/20 e/router/icmp o\n100-540/20 a/router/icmp x\n"
	  "101-541/20 b/router/icmp x\n102-582/20 c/router/icmp x\n103-563/20 d/router/icmp x\n"
	  "125-500/20 e/router/icmp x\n500-1000/20 e/router/icmp o\n"
	  "540-1000/20 a/router/icmp o\n541-1000/20 b/router/icmp o\n"
	  "582-1000/20 c/router/icmp o\n563-1000/20 d/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group x 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "142 incident 4 opened link c/link 102\n143 incident 5 opened link d/link 103\n"
	  "143 incident 6 opened group y 102\n"
	  "143 incident 4 attached link c/link 102 parent 6 group\n"
	  "143 incident 5 attached link d/link 103 parent 6 group\n"
	  "165 incident 7 opened link e/link 125\n165 incident 3 updated group top 100 risen\n"
	  "165 incident 6 attached group y 102 parent 3 group\n"
	  "165 incident 7 attached link e/link 125 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n"
	  "520 incident 7 restored link e/link 125 restored 500 parent 3\n"
	  "560 incident 1 restored link a/link 100 restored 540 parent 3\n"
	  "561 incident 2 restored link b/link 101 restored 541 parent 3\n"
	  "583 incident 5 restored link d/link 103 restored 563 parent 6\n"
	  "602 incident 4 restored link c/link 102 restored 582 parent 6\n"
	  "602 incident 3 restored group top 100 restored 582\n"
	  "602 incident 6 restored group y 102 restored 582 parent 3\n"
	  "602 notice 3 restored to tech by mail\n" },
	{ "a child of one group counts for no other",
	  "contact tech\nroute tech\ngroup p\ngroup q\nsite a groups p\n router icmp:20\n"
	  "site b groups p,q\n router icmp:20\nsite c groups q\n router icmp:20\n"
	  "site d groups q\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-101/20 b/router/icmp o\n"
	  "0-202/20 c/router/icmp o\n0-900/20 d/router/icmp o\n100-500/20 a/router/icmp x\n"
	  "101-500/20 b/router/icmp x\n202-500/20 c/router/icmp x\n500-900/20 a/router/icmp o\n"
	  "501-900/20 b/router/icmp o\n502-900/20 c/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group p 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n242 incident 4 opened link c/link 202\n"
	  "342 notice 4 down to tech by mail\n"
	  "520 incident 1 restored link a/link 100 restored 500 parent 3\n"
	  "521 incident 2 restored link b/link 101 restored 501 parent 3\n"
	  "521 incident 3 restored group p 100 restored 501\n"
	  "521 notice 3 restored to tech by mail\n"
	  "522 incident 4 restored link c/link 202 restored 502\n"
	  "522 notice 4 restored to tech by mail\n" },
	{ "of two that qualify the one with more lost sites speaks; works leave theirs out",
	  "contact tech\nroute tech\ngroup p\ngroup q\nsite a groups p,q\n router icmp:20\n"
	  "site b groups p,q\n router icmp:20\nsite c groups q\n router icmp:20\n"
	  "site d groups p\n router icmp:20\nsite e groups p\n router icmp:20\n"
	  "site f groups p\n router icmp:20\nsite g groups q\n router icmp:20\n"
	  "site h groups q\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-140/20 b/router/icmp o\n"
	  "0-102/20 c/router/icmp o\n0-900/20 d/router/icmp o\n0-900/20 e/router/icmp o\n"
	  "0-900/20 f/router/icmp o\n0-900/20 g/router/icmp o\n0-900/20 h/router/icmp o\n"
	  "50 maintenance e 60 1000\n100-300/20 a/router/icmp x\n102-300/20 c/router/icmp x\n"
	  "140-300/20 b/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n142 incident 2 opened link c/link 102\n"
	  "180 incident 3 opened link b/link 140\n180 incident 4 opened group q 100\n"
	  "180 incident 1 attached link a/link 100 parent 4 group\n"
	  "180 incident 2 attached link c/link 102 parent 4 group\n"
	  "180 incident 3 attached link b/link 140 parent 4 group\n"
	  "280 notice 4 down to tech by mail\n" },
	{ "the five minutes that hold most open it, the others join while each moves its opening back",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:20\n"
	  "site d groups nra\n router icmp:20\nsite e groups nra\n router icmp:20\n"
	  "site f groups nra\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-390/20 b/router/icmp o\n"
	  "0-600/20 c/router/icmp o\n0-605/20 d/router/icmp o\n0-609/20 e/router/icmp o\n"
	  "0-1500/20 f/router/icmp o\n100-1200/20 a/router/icmp x\n"
	  "390-1200/20 b/router/icmp x\n600-1200/20 c/router/icmp x\n"
	  "605-1200/20 d/router/icmp x\n609-1200/20 e/router/icmp x\n"
	  "1200-1500/20 a/router/icmp o\n1201-1500/20 b/router/icmp o\n"
	  "1202-1500/20 c/router/icmp o\n1203-1500/20 d/router/icmp o\n"
	  "1204-1500/20 e/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n240 notice 1 down to tech by mail\n"
	  "430 incident 2 opened link b/link 390\n530 notice 2 down to tech by mail\n"
	  "640 incident 3 opened link c/link 600\n645 incident 4 opened link d/link 605\n"
	  "645 incident 5 opened group nra 390\n"
	  "645 incident 2 attached link b/link 390 parent 5 group\n"
	  "645 incident 3 attached link c/link 600 parent 5 group\n"
	  "645 incident 4 attached link d/link 605 parent 5 group\n"
	  "645 incident 1 attached link a/link 100 parent 5 group\n"
	  "645 incident 5 updated group nra 100 sites\n649 incident 6 opened link e/link 609\n"
	  "649 incident 6 attached link e/link 609 parent 5 group\n"
	  "649 incident 5 updated group nra 100 sites\n740 notice 5 down to tech by mail\n"
	  "1220 incident 1 restored link a/link 100 restored 1200 parent 5\n"
	  "1220 notice 1 restored to tech by mail\n"
	  "1221 incident 2 restored link b/link 390 restored 1201 parent 5\n"
	  "1221 notice 2 restored to tech by mail\n"
	  "1222 incident 3 restored link c/link 600 restored 1202 parent 5\n"
	  "1223 incident 4 restored link d/link 605 restored 1203 parent 5\n"
	  "1224 incident 6 restored link e/link 609 restored 1204 parent 5\n"
	  "1224 incident 5 restored group nra 100 restored 1204\n"
	  "1224 notice 5 restored to tech by mail\n" },
	{ "a later child that failed earlier moves its opening back",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n router icmp:200\n"
	  "site d groups nra\n router icmp:20\n",
	  "0 start\n0-300/20 a/router/icmp o\n1-301/20 b/router/icmp o\n2 c/router/icmp o\n"
	  "0-900/20 d/router/icmp o\n300-700/20 a/router/icmp x\n301-701/20 b/router/icmp x\n"
	  "202-700/200 c/router/icmp x\n700-900/20 a/router/icmp o\n"
	  "701-900/20 b/router/icmp o\n702-1200/200 c/router/icmp o\n",
	  "340 incident 1 opened link a/link 300\n341 incident 2 opened link b/link 301\n"
	  "341 incident 3 opened group nra 300\n"
	  "341 incident 1 attached link a/link 300 parent 3 group\n"
	  "341 incident 2 attached link b/link 301 parent 3 group\n"
	  "440 notice 3 down to tech by mail\n602 incident 4 opened link c/link 202\n"
	  "602 incident 4 attached link c/link 202 parent 3 group\n"
	  "602 incident 3 updated group nra 202 sites\n"
	  "720 incident 1 restored link a/link 300 restored 700 parent 3\n"
	  "721 incident 2 restored link b/link 301 restored 701 parent 3\n"
	  "811 incident 4 detached link c/link 202 group_over\n"
	  "811 incident 3 restored group nra 202 restored 701\n"
	  "811 notice 3 restored to tech by mail\n"
	  "902 incident 4 restored link c/link 202 restored 702\n" },
	{ "a point with neither router nor backup is none of its group's sites",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n device x icmp:20\n"
	  "site d groups nra\n device x icmp:20\nsite e groups nra\n device x icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n1-100/20 b/router/icmp o\n0-400/20 c/x/icmp o\n"
	  "0-400/20 d/x/icmp o\n0-400/20 e/x/icmp o\n100-400/20 a/router/icmp x\n"
	  "101-400/20 b/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "141 incident 3 opened group nra 100\n"
	  "141 incident 1 attached link a/link 100 parent 3 group\n"
	  "141 incident 2 attached link b/link 101 parent 3 group\n"
	  "240 notice 3 down to tech by mail\n" },
	{ "a point with only a backup is one, so that two of five are too few",
	  "contact tech\nroute tech\ngroup nra\nsite a groups nra\n router icmp:20\n"
	  "site b groups nra\n router icmp:20\nsite c groups nra\n backup icmp:20\n"
	  "site d groups nra\n backup icmp:20\nsite e groups nra\n backup icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n1-100/20 b/router/icmp o\n"
	  "0-400/20 c/backup/icmp o\n0-400/20 d/backup/icmp o\n0-400/20 e/backup/icmp o\n"
	  "100-400/20 a/router/icmp x\n101-400/20 b/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n141 incident 2 opened link b/link 101\n"
	  "240 notice 1 down to tech by mail\n241 notice 2 down to tech by mail\n" },
	{ "of those that qualify at once only one below no other is chosen",
	  "contact tech\nroute tech\ngroup h order 3\ngroup t order 2\n"
	  "group v parent h order 1\nsite a groups h,v\n router icmp:20\nsite b groups v\n"
	  " router icmp:20\nsite e groups t\n router icmp:20\nsite f groups t\n"
	  " router icmp:20\n",
	  "0 start\n5 maintenance all 10 300\n0-100/20 a/router/icmp o\n"
	  "0-100/20 b/router/icmp o\n0-100/20 e/router/icmp o\n0-100/20 f/router/icmp o\n"
	  "100-800/20 a/router/icmp x\n100-800/20 b/router/icmp x\n"
	  "100-800/20 e/router/icmp x\n100-800/20 f/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n140 incident 2 opened link b/link 100\n"
	  "140 incident 3 opened link e/link 100\n140 incident 4 opened link f/link 100\n"
	  "300 incident 5 opened group t 100\n"
	  "300 incident 3 attached link e/link 100 parent 5 group\n"
	  "300 incident 4 attached link f/link 100 parent 5 group\n"
	  "300 incident 6 opened group h 100\n"
	  "300 incident 1 attached link a/link 100 parent 6 group\n"
	  "300 incident 2 attached link b/link 100 parent 6 group\n"
	  "400 notice 6 down to tech by mail\n400 notice 5 down to tech by mail\n" },
	{ "a point of two open groups joins the one that opened first",
	  "contact tech\nroute tech\ngroup p\ngroup q\nsite a groups q\n router icmp:20\n"
	  "site b groups q\n router icmp:20\nsite c groups p\n router icmp:20\n"
	  "site d groups p\n router icmp:20\nsite e groups p,q\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 b/router/icmp o\n"
	  "0-120/20 c/router/icmp o\n0-120/20 d/router/icmp o\n0-200/20 e/router/icmp o\n"
	  "100-400/20 a/router/icmp x\n100-400/20 b/router/icmp x\n"
	  "120-400/20 c/router/icmp x\n120-400/20 d/router/icmp x\n"
	  "200-400/20 e/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n140 incident 2 opened link b/link 100\n"
	  "140 incident 3 opened group q 100\n"
	  "140 incident 1 attached link a/link 100 parent 3 group\n"
	  "140 incident 2 attached link b/link 100 parent 3 group\n"
	  "160 incident 4 opened link c/link 120\n160 incident 5 opened link d/link 120\n"
	  "160 incident 6 opened group p 120\n"
	  "160 incident 4 attached link c/link 120 parent 6 group\n"
	  "160 incident 5 attached link d/link 120 parent 6 group\n"
	  "240 notice 3 down to tech by mail\n240 incident 7 opened link e/link 200\n"
	  "240 incident 7 attached link e/link 200 parent 3 group\n"
	  "240 incident 3 updated group q 100 sites\n260 notice 6 down to tech by mail\n" },
};

static void
what_sites_share_fails_once(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

/* The responsibility of incident `number` after both sites of x, or all of top, have been cut. */
static enum responsibility
after_cut(const char *groups, bool is_all, bool is_given, uint32_t number)
{
	struct buf		 text = { 0 };
	struct world		*w;
	struct play		 p = { 0 };
	struct judge_incident	 in;
	struct err		 err = { "" };
	enum responsibility	 who;
	char			 line[64];

	buf_addf(&text, "%s", groups);
	for (const char *s = "abcd"; *s != '\0'; s++)
		buf_addf(&text, "site %c groups %s\n router icmp:20\n", *s, *s < 'c' ? "x" : "y");
	w = world_new(text.s);
	play_begin(&p, world_inventory(w), "incident");
	snprintf(line, sizeof(line), "start");
	play_line(&p, STORY_ZERO_MS, line);
	for (int t = 1; t < 400; t += 20)
		for (int i = 0; i < 4; i++) {
			bool	 is_cut = t > 100 && (i < 2 || (is_all && t > 120));

			snprintf(line, sizeof(line), "%c/router/icmp %c", 'a' + i, is_cut ? 'x' : 'o');
			play_line(&p, STORY_ZERO_MS + t * SEC_MS + i, line);
		}
	if (is_given)
		assert_true(judge_close(p.judge, number, "jeanne", "digger", BY_SIVU,
		    (struct wall){ STORY_ZERO_MS + 400 * SEC_MS }, &err));
	assert_true(judge_find_incident(p.judge, number, &in));
	assert_int_equal(in.incident->kind, INCIDENT_GROUP);
	who = in.incident->responsibility;
	play_end(&p);
	world_free(w);
	buf_done(&text);
	return who;
}

static void
what_is_shared_says_whose_an_outage_is(void **unused)
{
	const char	*nra = "group x\ngroup y\n", *pole = "group x power\ngroup y power\n";
	const char	*mixed = "group top power\ngroup x parent top\ngroup y parent top\n";

	(void)unused;
	assert_int_equal(after_cut(nra, false, false, 3), BY_OPERATOR);
	assert_int_equal(after_cut(pole, false, false, 3), BY_POWER);
	assert_int_equal(after_cut(mixed, false, false, 3), BY_OPERATOR);
	assert_int_equal(after_cut(mixed, true, false, 3), BY_POWER);	/* it has risen */
	assert_int_equal(after_cut(nra, false, true, 3), BY_SIVU);
}

static unsigned
n_attached(const struct judge_incident *in)
{
	unsigned	 n = 0;

	for (uint32_t i = 0; i < in->n_events; i++)
		n += in->events[i].type == EVENT_ATTACHED;
	return n;
}

/* nra-2 into back, back into op: all three end with op, and each was absorbed once. */
static void
what_was_absorbed_twice_ends_too(void **unused)
{
	struct world		*w = world_new("group op\ngroup back parent op\ngroup far parent op\n"
				    "group nra-1 parent back\ngroup nra-2 parent back\ngroup nra-3 parent back\n"
				    "site a groups nra-1\n router icmp:20\nsite b groups nra-1\n router icmp:20\n"
				    "site c groups nra-2\n router icmp:20\nsite d groups nra-2\n router icmp:20\n"
				    "site e groups far\n router icmp:20\nsite f groups far\n router icmp:20\n"
				    "site p groups nra-3\n router icmp:20\nsite q groups nra-3\n router icmp:20\n"
				    "site r groups nra-3\n router icmp:20\nsite s groups nra-3\n router icmp:20\n"
				    "site t groups nra-3\n router icmp:20\nsite w groups op\n router icmp:20\n"
				    "site x groups op\n router icmp:20\nsite y groups op\n router icmp:20\n"
				    "site z groups op\n router icmp:20\n");
	static const char	 order[] = "efabcdpq";	/* in which they are lost, five seconds apart */
	struct play		 p = { 0 };
	struct judge_incident	 in;
	char			 line[64];
	unsigned		 n_groups = 0;

	(void)unused;
	play_begin(&p, world_inventory(w), "incident");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 1; t < 400; t++)
		for (const char *s = "abcdefpqrstwxyz"; *s != '\0'; s++) {
			const char	*lost = strchr(order, *s);
			int64_t		 from = lost == NULL ? 1000 : 100 + 5 * (lost - order);

			if (t % 20 != (*s - 'a') % 20 && !(t >= from && t < from + 15 && t % 5 == 0))
				continue;
			snprintf(line, sizeof(line), "%c/router/icmp %c", *s, t >= from && t < 300 ? 'x' : 'o');
			play_line(&p, STORY_ZERO_MS + t * SEC_MS, line);
		}
	for (size_t i = 0; judge_get_incident(p.judge, i, &in); i++) {
		assert_int_not_equal(in.incident->restored.ms, 0);
		if (in.incident->kind != INCIDENT_GROUP)
			continue;
		n_groups++;
		assert_int_equal(n_attached(&in), in.incident->parent != 0);
	}
	assert_true(n_groups >= 3);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_was_absorbed_twice_ends_too),
		cmocka_unit_test(what_sites_share_fails_once),
		cmocka_unit_test(what_is_shared_says_whose_an_outage_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
