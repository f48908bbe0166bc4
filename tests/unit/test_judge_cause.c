/*
 * Unit tests of the judge, rule 8: what an outage is put down to, from uptimes and
 * from the operator's gateway, and which causes a site has beside its link's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

/* A router that tells its uptime, out from 100 to 200. */
#define HOUSE		"site a\n router icmp:20 snmp:60\n pc p icmp:20 snmp:60\n pc q icmp:20 snmp:60\n"
#define OUTAGE		"0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n200-400/20 a/router/icmp o\n"
#define GATEWAY		"site a\n router icmp:20\n link icmp:20:first_hop dns:20\n"

static const struct told_story uptimes[] = {
	{ "an uptime told before the outage says nothing of it", HOUSE,
	  OUTAGE "0-100/20 a/p/icmp o\n1 a/p/snmp o uptime=9000\n230 a/router/snmp o uptime=50\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "nor does that of a device that was off when it began", HOUSE,
	  OUTAGE "0 a/p/icmp o\n20-100/20 a/p/icmp x\n210 a/router/snmp o uptime=50\n220 a/p/snmp o uptime=40\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "nor of one that had fallen silent before", HOUSE,
	  OUTAGE "0 a/p/icmp o\n210 a/router/snmp o uptime=50\n220 a/p/snmp o uptime=9000\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "nor of one that was never seen", HOUSE,
	  OUTAGE "210 a/router/snmp o uptime=50\n220 a/p/snmp o uptime=40\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "one that fell silent while the outage was not confirmed yet was up when it began", HOUSE,
	  OUTAGE "0-80/20 a/p/icmp o\n210 a/router/snmp o uptime=50\n220 a/p/snmp o uptime=40\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated power a/link 100 restored 200 uptime\n" },
	{ "without the router's own age nothing is told", HOUSE,
	  OUTAGE "0-100/20 a/p/icmp o\n220 a/p/snmp o uptime=40\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "an age that was told with the very first answer counts", HOUSE,
	  OUTAGE "200 a/router/snmp o uptime=500\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated link a/link 100 restored 200 uptime\n" },
	{ "all that are known are younger: power, whoever is not known", HOUSE,
	  OUTAGE "0-100/20 a/p/icmp o\n0-100/20 a/q/icmp o\n210 a/router/snmp o uptime=50\n220 a/q/snmp o uptime=40\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated power a/link 100 restored 200 uptime\n" },
	{ "a line that synchronised before the last answer is no desynchronisation", HOUSE,
	  OUTAGE "210 a/router/snmp o uptime=500 line=131\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated link a/link 100 restored 200 uptime\n" },
	{ "nor one that did at that very instant", HOUSE,
	  OUTAGE "210 a/router/snmp o uptime=500 line=130\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated link a/link 100 restored 200 uptime\n" },
	{ "a second later it is", HOUSE,
	  OUTAGE "210 a/router/snmp o uptime=500 line=129\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated desync a/link 100 restored 200 uptime\n" },
	{ "and it need not be a second old", HOUSE,
	  OUTAGE "230 a/router/snmp o uptime=5000 line=0\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "230 incident 1 updated desync a/link 100 restored 200 uptime\n" },
	{ "nor what has booted", HOUSE,
	  OUTAGE "0-100/20 a/q/icmp o\n200 a/router/snmp o uptime=0\n240 a/q/snmp o uptime=0\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "240 incident 1 updated power a/link 100 restored 200 uptime\n" },
	{ "what the line said while it lasted is not asked", HOUSE,
	  OUTAGE "150 a/router/snmp x uptime=440 line=20\n210 a/router/snmp o uptime=500\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated link a/link 100 restored 200 uptime\n" },
	{ "what it said with the first answer is", HOUSE,
	  OUTAGE "200 a/router/snmp o uptime=500 line=20\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated desync a/link 100 restored 200 uptime\n" },
	{ "a router that boots five seconds after its return is still that outage's", HOUSE,
	  OUTAGE "0-100/20 a/p/icmp o\n210 a/p/snmp o uptime=40\n215 a/router/snmp o uptime=10\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated power a/link 100 restored 200 uptime\n" },
	{ "one that boots a moment later is not", HOUSE,
	  OUTAGE "0-100/20 a/p/icmp o\n210 a/p/snmp o uptime=40\n215 a/router/snmp o uptime=9.9\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "after half an hour nothing is learnt any more, even while its end has still to be told",
	  "contact tech\nroute tech when Tu 10:00-10:03\n" HOUSE,
	  OUTAGE "400-2100/20 a/router/icmp o\n2000 a/router/snmp o uptime=9999\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "what a person has closed is not told otherwise", HOUSE,
	  OUTAGE "225 close 1\n230 a/router/snmp o uptime=500\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "225 incident 1 closed link a/link 100 restored 200\n" },
	{ "a device's own outage is no link's", "site a\n router icmp:20 snmp:60\n device u icmp:20 snmp:60\n",
	  "0 start\n0-400/20 a/router/icmp o\n0 a/router/snmp o uptime=9000\n0-100/20 a/u/icmp o\n100-200/20 a/u/icmp x\n"
	  "200-300/20 a/u/icmp o\n210 a/u/snmp o uptime=10\n220 a/router/snmp o uptime=9220\n",
	  "140 incident 1 opened device a/u 100\n"
	  "220 incident 1 restored device a/u 100 restored 200\n" },
	{ "the link's own outage on the backup is the router's", "site a\n router icmp:20 snmp:60\n backup icmp:20\n",
	  "0-400/20 a/backup/icmp o\n" OUTAGE "210 a/router/snmp o uptime=500\n",
	  "140 incident 1 opened backup a/router 100\n"
	  "220 incident 1 restored backup a/router 100 restored 200\n" },
};

static const struct told_story gateways[] = {
	{ "a gateway that is silent from the start", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 a/link/first_hop o\n100-300/20 a/router/icmp x\n"
	  "100-300/20 a/link/first_hop x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 1 updated link a/link 100 first_hop_silent\n" },
	{ "one that answers again for a minute while the rest stays silent tells line or box", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 a/link/first_hop o\n100-300/20 a/router/icmp x\n"
	  "100-200/20 a/link/first_hop x\n200-300/20 a/link/first_hop o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 1 updated link a/link 100 first_hop_silent\n"
	  "260 incident 1 updated link a/link 100 first_hop_answers\n" },
	{ "for less than that it proves nothing", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 a/link/first_hop o\n100-230/20 a/router/icmp x\n"
	  "100-200/20 a/link/first_hop x\n200-300/20 a/link/first_hop o\n230-330/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 1 updated link a/link 100 first_hop_silent\n"
	  "250 incident 1 restored link a/link 100 restored 230\n" },
	{ "its answers of before the outage prove nothing either", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 a/link/first_hop o\n100-200/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n" },
	{ "nor does an answer at the very instant of the first failure", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n100 a/link/first_hop o\n100-150/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n" },
	{ "nor do names that resolve", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n0-200/20 a/link/dns o\n100-200/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n" },
	{ "once the link is back it tells nothing more", GATEWAY,
	  "0 start\n0-100/20 a/router/icmp o\n0-100/20 a/link/first_hop o\n100-200/20 a/router/icmp x\n"
	  "200-400/20 a/router/icmp o\n220-300/20 a/link/first_hop x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n" },
	{ "silent while its link is up it is no incident", GATEWAY,
	  "0 start\n0-400/20 a/router/icmp o\n0-400/20 a/link/dns o\n0-100/20 a/link/first_hop o\n"
	  "100-400/20 a/link/first_hop x\n",
	  "" },
	{ "what it said before a blindness it does not say again", "canaries 1\n" GATEWAY,
	  "0 start\n0-200/10 canary/1 o\n200-250/10 canary/1 x\n250-400/10 canary/1 o\n0-100/20 a/router/icmp o\n"
	  "0-100/20 a/link/first_hop o\n100-400/20 a/router/icmp x\n150-400/20 a/link/first_hop x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "190 incident 1 updated link a/link 100 first_hop_silent\n" },
};

static const struct told_story others[] = {
	{ "a device that is not maintained makes no incident, nor does a check of it",
	  "site a\n router icmp:20\n device u unmaintained icmp:20 snmp:20\n device v unmaintained icmp:20 snmp:20\n",
	  "0 start\n0-400/20 a/router/icmp o\n0-400/20 a/u/icmp o\n0-60/20 a/u/snmp o\n60-400/20 a/u/snmp x\n"
	  "0-60/20 a/v/icmp o\n60-400/20 a/v/icmp x\n",
	  "" },
	{ "what stands for videoconferences has its own incident",
	  "site a\n router icmp:20\n visio icmp:20\n",
	  "0 start\n0-400/20 a/router/icmp o\n0-60/20 a/visio/icmp o\n60-160/20 a/visio/icmp x\n"
	  "160-240/20 a/visio/icmp o\n",
	  "100 incident 1 opened visio a/visio 60\n"
	  "180 incident 1 restored visio a/visio 60 restored 160\n" },
	{ "a device that another check keeps up has the incident of the one that is down, and then its own",
	  "site a\n router icmp:20\n device u icmp:20 tcp:20\n",
	  "0 start\n0-600/20 a/router/icmp o\n0-60/20 a/u/icmp o\n60-300/20 a/u/icmp x\n0-200/20 a/u/tcp o\n"
	  "200-300/20 a/u/tcp x\n300-600/20 a/u/icmp o\n300-600/20 a/u/tcp o\n",
	  "100 incident 1 opened device a/u/icmp 60\n200 incident 2 opened device a/u 200\n"
	  "320 incident 1 restored device a/u/icmp 60 restored 300\n"
	  "320 incident 2 restored device a/u 200 restored 300\n" },
	{ "a device that is wholly down is one incident, not one for each of its checks",
	  "site a\n router icmp:20\n device u icmp:20 tcp:20\n",
	  "0 start\n0-400/20 a/router/icmp o\n0-60/20 a/u/icmp o\n1-61/20 a/u/tcp o\n60-200/20 a/u/icmp x\n"
	  "61-200/20 a/u/tcp x\n200-300/20 a/u/icmp o\n201-300/20 a/u/tcp o\n",
	  "100 incident 1 opened device a/u 60\n"
	  "220 incident 1 restored device a/u 60 restored 200\n" },
	{ "nor is a check that is down a moment before the one that decides",
	  "site a\n router icmp:20\n device u icmp:20 tcp:20\n",
	  "0 start\n0-200/20 a/router/icmp o\n0-60/20 a/u/icmp o\n1 a/u/tcp o\n41 a/u/tcp x\n60 a/u/icmp x\n61 a/u/tcp x\n"
	  "81 a/u/tcp x\n82 a/u/icmp x\n100 a/u/icmp x\n",
	  "100 incident 1 opened device a/u 60\n" },
	{ "while a third keeps a device up, each check that is down has its own",
	  "site a\n router icmp:20\n device u icmp:20 tcp:20 http:20\n",
	  "0 start\n0-300/20 a/router/icmp o\n0-60/20 a/u/icmp o\n60-300/20 a/u/icmp x\n1-120/20 a/u/tcp o\n"
	  "121-200/20 a/u/tcp x\n2-300/20 a/u/http o\n",
	  "100 incident 1 opened device a/u/icmp 60\n161 incident 2 opened device a/u/tcp 121\n" },
	{ "a check of the line that is not of names is a device's incident, while the link is up",
	  "site a\n router icmp:20\n link http:20 dns:20\n",
	  "0 start\n0-400/20 a/router/icmp o\n0-60/20 a/link/http o\n60-160/20 a/link/http x\n160-240/20 a/link/http o\n"
	  "0-240/20 a/link/dns o\n",
	  "100 incident 1 opened device a/link/http 60\n"
	  "180 incident 1 restored device a/link/http 60 restored 160\n" },
	{ "names that are asked elsewhere than on the line are a device's",
	  "site a\n router icmp:20\n device u icmp:20 dns:20\n",
	  "0 start\n0-400/20 a/router/icmp o\n0-240/20 a/u/icmp o\n0-60/20 a/u/dns o\n60-160/20 a/u/dns x\n"
	  "160-240/20 a/u/dns o\n",
	  "100 incident 1 opened device a/u/dns 60\n"
	  "180 incident 1 restored device a/u/dns 60 restored 160\n" },
	{ "what was down before a blindness and has not been asked since is no news",
	  "canaries 1\nsite a\n router icmp:20\n device u icmp:20 tcp:60\n",
	  "0 start\n0-200/10 canary/1 o\n200-250/10 canary/1 x\n250-400/10 canary/1 o\n0-400/20 a/router/icmp o\n"
	  "0-100/20 a/u/icmp o\n0 a/u/tcp o\n100-160/20 a/u/icmp x\n100-160/20 a/u/tcp x\n260-320/20 a/u/icmp o\n",
	  "140 incident 1 opened device a/u 100\n"
	  "280 incident 1 restored device a/u 100 restored 260\n" },
	{ "each site has its own devices",
	  "site a\n router icmp:20\nsite b\n device u icmp:20\n router icmp:20\n",
	  "0 start\n150-200/20 a/router/icmp o\n0-200/20 b/router/icmp o\n0-60/20 b/u/icmp o\n60-200/20 b/u/icmp x\n",
	  "100 incident 1 opened device b/u 60\n" },
	{ "when a device is back its other checks have to fail anew before they are news",
	  "site a\n router icmp:20\n device u icmp:20 tcp:20\n",
	  "0 start\n0-400/20 a/router/icmp o\n0-60/20 a/u/icmp o\n1-61/20 a/u/tcp o\n60-200/20 a/u/icmp x\n"
	  "61-300/20 a/u/tcp x\n200-300/20 a/u/icmp o\n",
	  "100 incident 1 opened device a/u 60\n"
	  "220 incident 1 restored device a/u 60 restored 200\n"
	  "261 incident 2 opened device a/u/tcp 221\n" },
	{ "one whose failures began before and were no outage yet goes on counting",
	  "site a\n router icmp:20\n device u icmp:20 tcp:20\n",
	  "0 start\n0-300/20 a/router/icmp o\n0-100/20 a/u/icmp o\n59 a/u/tcp o\n99 a/u/tcp o\n100-160/20 a/u/icmp x\n"
	  "145 a/u/tcp x\n165 a/u/tcp x\n180 a/u/icmp o\n185 a/u/icmp o\n190 a/u/tcp x\n",
	  "140 incident 1 opened device a/u 100\n"
	  "185 incident 1 restored device a/u 100 restored 180\n190 incident 2 opened device a/u/tcp 145\n" },
	{ "a router that is down already when the backup falls silent, PCs still answering: the backup's incident stays the one",
	  "site a\n router icmp:20\n backup icmp:20\n pc p icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-400/20 a/p/icmp o\n100-300/20 a/router/icmp x\n0-160/20 a/backup/icmp o\n"
	  "160-240/20 a/backup/icmp x\n300-400/20 a/router/icmp o\n",
	  "140 incident 1 opened backup a/router 100\n"
	  "320 incident 1 restored backup a/router 100 restored 300\n" },
	{ "a backup that falls silent in its turn leaves the link down, a second cause",
	  "site a\n router icmp:20\n backup icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-200/20 a/backup/icmp o\n100-400/20 a/router/icmp x\n"
	  "200-300/20 a/backup/icmp x\n300-500/20 a/backup/icmp o\n400-500/20 a/router/icmp o\n",
	  "140 incident 1 opened backup a/router 100\n240 incident 2 opened link a/link 200\n"
	  "320 incident 2 restored link a/link 200 restored 300\n"
	  "420 incident 1 restored backup a/router 100 restored 400\n" },
};

static void
uptimes_tell_what_happened(void **unused)
{
	(void)unused;
	stories_hold(uptimes, N_ELEMENTS(uptimes), "incident");
}

static void
the_gateway_tells_while_it_lasts(void **unused)
{
	(void)unused;
	stories_hold(gateways, N_ELEMENTS(gateways), "incident");
}

static void
a_site_has_other_causes(void **unused)
{
	(void)unused;
	stories_hold(others, N_ELEMENTS(others), "incident");
}

/* The latest finding of the first incident, if there is one, and whose the outage is. */
static void
what_it_was_put_down_to_shows_its_value_and_limit(void **unused)
{
	static const struct {
		const char	*then[4], *text, *check, *name;
		double		 value, limit;
		enum responsibility who;
	} cases[] = {
		{ { "410 a/router/snmp o uptime=50", "420 a/p/snmp o uptime=60" }, "uptime", "a/router/snmp", "uptime_s",
		  50, 330, BY_POWER },
		{ { "410 a/router/snmp o uptime=50", "420 a/p/snmp o uptime=9000" }, "uptime", "a/router/snmp", "uptime_s",
		  50, 330, BY_SIVU },
		{ { "410 a/router/snmp o uptime=9000" }, "uptime", "a/router/snmp", "uptime_s", 9000, 330, BY_OPERATOR },
		{ { "410 a/router/snmp o uptime=9000", "420 a/router/adsl o line=30" }, "uptime", "a/router/adsl",
		  "line_uptime_s", 30, 340, BY_OPERATOR },
		{ { "410 a/router/snmp o uptime=50" }, "", "", "", 0, 0, BY_UNKNOWN },
		{ { "210 a/link/first_hop o" }, "first_hop_answers", "a/link/first_hop", "", 0, 0, BY_UNKNOWN },
		{ { "210 a/link/first_hop x", "220 a/link/first_hop x", "230 a/link/first_hop x" }, "first_hop_silent",
		  "a/link/first_hop", "failures", 3, 3, BY_OPERATOR },
		{ { "210 a/link/first_hop x", "220 a/link/first_hop x", "230 a/link/first_hop x", "410 a/router/snmp o uptime=50" },
		  "uptime", "a/router/snmp", "uptime_s", 50, 330, BY_UNKNOWN },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct world			*w = world_new("site a\n router icmp:20 snmp:60 snmp:60:adsl\n pc p icmp:60 snmp:60\n"
		    " link icmp:60:first_hop\n");
		struct play			 p = { 0 };
		struct judge_incident		 in;
		const struct incident_event	*last;
		size_t				 n = 0;

		play_begin(&p, world_inventory(w), "");
		play_line(&p, STORY_ZERO_MS, "start");
		play_line(&p, STORY_ZERO_MS + 50000, "a/p/icmp o");
		for (int64_t t = 0; t < 500; t += 10) {
			if (t % 20 == 0)
				play_line(&p, STORY_ZERO_MS + t * 1000, t < 100 || t > 390 ? "a/router/icmp o" : "a/router/icmp x");
			if (n < N_ELEMENTS(cases[i].then) && cases[i].then[n] != NULL && atol(cases[i].then[n]) == t)
				play_line(&p, STORY_ZERO_MS + t * 1000, strchr(cases[i].then[n++], ' '));
		}
		assert_true(judge_find_incident(p.judge, 1, &in));
		assert_int_equal(in.incident->responsibility, cases[i].who);
		for (last = &in.events[in.n_events - 1]; last->type != EVENT_UPDATED && last > in.events; last--)
			;
		if (*cases[i].text == '\0') {
			assert_int_equal(last->type, EVENT_OPENED);
			goto done;
		}
		assert_string_equal(last->text, cases[i].text);
		assert_string_equal(last->why.check, cases[i].check);
		assert_string_equal(last->why.name, cases[i].name);
		assert_true(last->why.value == cases[i].value && last->why.limit == cases[i].limit);
done:
		play_end(&p);
		world_free(w);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(uptimes_tell_what_happened),
		cmocka_unit_test(the_gateway_tells_while_it_lasts),
		cmocka_unit_test(a_site_has_other_causes),
		cmocka_unit_test(what_it_was_put_down_to_shows_its_value_and_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
