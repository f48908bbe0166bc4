/* Unit tests of the judge, rule 8: incidents and their causes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define HOUSE \
	"canaries 3\n" \
	"contact tech\n" \
	"route tech\n" \
	"site a\n" \
	" router icmp:20 snmp:60\n" \
	" pc p public icmp:60 snmp:300\n" \
	" pc q icmp:60 snmp:300\n"
#define SEEN \
	"0-2000/10 canary/1 o\n" \
	"0-2000/10 canary/2 o\n" \
	"0-2000/10 canary/3 o\n"
#define OUTAGE \
	"0 start\n" \
	"0-100/20 a/router/icmp o\n" \
	"1-100/60 a/router/snmp o uptime=5000 line=5000\n" \
	"2-100/60 a/p/icmp o\n" \
	"3-100/60 a/p/snmp o uptime=5000\n" \
	"4-100/60 a/q/icmp o\n" \
	"100-400/7 a/router/icmp x no_reply\n" \
	"101-400/30 a/router/snmp x no_reply\n" \
	"102-400/20 a/p/icmp x\n" \
	"400-2000/20 a/router/icmp o\n"
#define SHOP \
	"contact tech\n" \
	"route tech\n" \
	"site a open Tu-Sa 10:00-12:00,14:00-18:00\n" \
	" router icmp:20\n" \
	" pc p public icmp:60\n" \
	" pc q public icmp:60\n" \
	" animator ann\n"

static const struct told_story stories[] = {
	{ "a router that starts again after its return says nothing of the outage before",
	  "site a\n router icmp:20 snmp:60\n pc p public icmp:60 snmp:60\n",
	  "0 start\n0-100/20 a/router/icmp o\n1-100/60 a/router/snmp o uptime=100000\n2-100/60 a/p/snmp o uptime=100000\n"
	  "3-100/60 a/p/icmp o\n100-200/20 a/router/icmp x\n200-300/20 a/router/icmp o\n"
	  "205 a/router/snmp o uptime=100205\n206 a/p/snmp o uptime=100205\n203-300/60 a/p/icmp o\n"
	  "300-400/20 a/router/icmp x\n400-600/20 a/router/icmp o\n405 a/router/snmp o uptime=15\n406 a/p/snmp o uptime=15\n"
	  "425 a/router/snmp o uptime=35\n426 a/p/snmp o uptime=35\n",
	  "140 incident 1 opened link a/link 100\n220 incident 1 restored link a/link 100 restored 200\n"
	  "220 incident 1 updated link a/link 100 restored 200 uptime\n340 incident 2 opened link a/link 300\n"
	  "420 incident 2 restored link a/link 300 restored 400\n"
	  "420 incident 2 updated power a/link 300 restored 400 uptime\n" },
	{ "all younger than the outage: the power was cut",
	  HOUSE,
	  SEEN OUTAGE "461 a/router/snmp o uptime=70 line=20\n480 a/p/snmp o uptime=60\n",
	  "114 incident 1 opened link a/link 100\n114 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n"
	  "480 incident 1 updated power a/link 100 restored 400 uptime\n" },
	{ "the router alone is younger: the box was restarted",
	  HOUSE,
	  SEEN OUTAGE "461 a/router/snmp o uptime=70 line=20\n480 a/p/snmp o uptime=50060\n",
	  "114 incident 1 opened link a/link 100\n114 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n"
	  "480 incident 1 updated box a/link 100 restored 400 uptime\n" },
	{ "the router is younger and nothing else is known: a link's outage, unknown",
	  HOUSE,
	  SEEN OUTAGE "461 a/router/snmp o uptime=70 line=20\n",
	  "114 incident 1 opened link a/link 100\n114 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n" },
	{ "the router is older than the outage: the operator's",
	  HOUSE,
	  SEEN OUTAGE "461 a/router/snmp o uptime=5461 line=9000\n",
	  "114 incident 1 opened link a/link 100\n114 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n"
	  "461 incident 1 updated link a/link 100 restored 400 uptime\n" },
	{ "and its line has synchronised anew: desynchronised",
	  HOUSE,
	  SEEN OUTAGE "461 a/router/snmp o uptime=5461 line=20\n",
	  "114 incident 1 opened link a/link 100\n114 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n"
	  "461 incident 1 updated desync a/link 100 restored 400 uptime\n" },
	{ "what is learnt after 30 minutes changes nothing",
	  HOUSE,
	  SEEN OUTAGE "2000-2300/20 a/router/icmp o\n"
	  "2201 a/router/snmp o uptime=1801 line=20\n",
	  "114 incident 1 opened link a/link 100\n114 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 100 restored 400\n"
	  "420 notice 1 restored to tech by mail\n2135 incident 2 opened blind vigie 2015\n"
	  "2135 notice 2 blind to tech by mail\n" },
	{ "a failure of something else does not confirm what a window held",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n device ups icmp:60\n device nas icmp:60\n",
	  "0 start\n0-400/20 a/router/icmp o\n1 a/ups/icmp o\n2 a/nas/icmp o\n50 maintenance a 50 300\n"
	  "61-300/60 a/ups/icmp x\n62-300/60 a/nas/icmp o\n310 a/nas/icmp x\n330 a/ups/icmp x\n",
	  "181 incident 1 opened device a/ups 61\n330 notice 1 down to tech by mail\n" },
	{ "an address that is not of the site keeps no link up",
	  "site a\n router icmp:20\n link dns:20 icmp:20:first_hop\n",
	  "0 start\n0-60/20 a/router/icmp o\n60-200/20 a/router/icmp x\n1-200/20 a/link/dns o\n"
	  "2-200/20 a/link/first_hop o\n", "100 incident 1 opened link a/link 60\n"
	  "100 incident 1 updated link a/link 60 first_hop_answers\n" },
	{ "a stop of two minutes is told, a second less is not",
	  "site a\n router icmp:20\n",
	  "0 start\n10 stop\n130 start\n140 stop\n259 start\n",
	  "130 incident 1 opened blind vigie 10\n130 incident 1 restored blind vigie 10 restored 130\n" },
	{ "a failure after a return is a new incident",
	  "site a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n"
	  "200-300/20 a/router/icmp o\n300-400/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "220 incident 1 restored link a/link 100 restored 200\n"
	  "340 incident 2 opened link a/link 300\n" },
	{ "a router that comes back after its PCs is no incident of its own",
	  "site a\n router icmp:20\n pc p public icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n5-105/20 a/p/icmp o\n"
	  "100-320/20 a/router/icmp x\n105-305/20 a/p/icmp x\n"
	  "305-600/20 a/p/icmp o\n320-600/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "325 incident 1 restored link a/link 100 restored 305\n" },
	{ "an incident stays open while its link is unknown",
	  "site a\n router icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n"
	  "500-600/20 a/router/icmp x\n600-700/20 a/router/icmp o\n",
	  "140 incident 1 opened link a/link 100\n"
	  "620 incident 1 restored link a/link 100 restored 600\n" },
	{ "the operator's gateway tells line or box from backhaul",
	  "site a\n router icmp:20\n link icmp:20:first_hop\n",
	  "0 start\n0-100/20 a/router/icmp o\n5-205/20 a/link/first_hop o\n"
	  "100-300/20 a/router/icmp x\n205-300/20 a/link/first_hop x\n",
	  "140 incident 1 opened link a/link 100\n"
	  "140 incident 1 updated link a/link 100 first_hop_answers\n"
	  "245 incident 1 updated link a/link 100 first_hop_silent\n" },
	{ "on the backup there is one incident, and not a page",
	  "contact tech\nroute tech\nsite a\n router icmp:20\n backup icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-400/20 a/backup/icmp o\n"
	  "100-300/20 a/router/icmp x\n300-400/20 a/router/icmp o\n",
	  "140 incident 1 opened backup a/router 100\n"
	  "320 incident 1 restored backup a/router 100 restored 300\n" },
	{ "a router that is down while its link is up is a device's incident",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n pc p public icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n0-400/20 a/p/icmp o\n"
	  "100-300/20 a/router/icmp x\n300-400/20 a/router/icmp o\n",
	  "140 incident 1 opened device a/router 100\n140 notice 1 down to tech by mail\n"
	  "320 incident 1 restored device a/router 100 restored 300\n"
	  "320 notice 1 restored to tech by mail\n" },
	{ "a check that is down without deciding is a device's incident",
	  "site a\n router icmp:20 snmp:60\n",
	  "0 start\n0-500/20 a/router/icmp o\n0-100/60 a/router/snmp o\n"
	  "120-200/20 a/router/snmp x\n200-400/60 a/router/snmp o\n",
	  "160 incident 1 opened device a/router/snmp 120\n"
	  "260 incident 1 restored device a/router/snmp 120 restored 200\n" },
	{ "names that do not resolve are an incident of their own",
	  "site a\n router icmp:20\n link dns:60\n",
	  "0 start\n0-500/20 a/router/icmp o\n0-100/60 a/link/dns o\n120-200/20 a/link/dns x\n"
	  "200-400/60 a/link/dns o\n",
	  "160 incident 1 opened dns a/link/dns 120\n"
	  "260 incident 1 restored dns a/link/dns 120 restored 200\n" },
	{ "a PC that is off makes no incident by itself",
	  "site a\n router icmp:20\n pc p public icmp:60\n pc q public icmp:60\n",
	  "0 start\n0-6000/20 a/router/icmp o\n0-6000/60 a/p/icmp o\n0-100/60 a/q/icmp o\n"
	  "120-6000/60 a/q/icmp x\n",
	  "" },
	{ "no PC for 30 minutes of opening: told to the animator, and to the routes 15 minutes later",
	  SHOP,
	  "0 start\n0-6000/20 a/router/icmp o\n0-100/60 a/p/icmp o\n1-100/60 a/q/icmp o\n"
	  "120-4000/20 a/p/icmp x\n131-6000/20 a/q/icmp x\n4000-6000/60 a/p/icmp o\n",
	  "1931 incident 1 opened no_pc a 131\n1931 notice 1 down to ann by mail\n"
	  "2831 notice 1 down to tech by mail\n"
	  "4060 incident 1 restored no_pc a 131 restored 4000\n"
	  "4060 notice 1 restored to ann by mail\n4060 notice 1 restored to tech by mail\n" },
	{ "its clock runs only while the point is open",
	  SHOP,
	  "0 start\n0-18000/20 a/router/icmp o\n0-6600/60 a/p/icmp o\n1-6600/60 a/q/icmp o\n"
	  "6600-18000/60 a/p/icmp x\n6601-18000/60 a/q/icmp x\n",
	  "15601 incident 1 opened no_pc a 6601\n15601 notice 1 down to ann by mail\n"
	  "16501 notice 1 down to tech by mail\n" },
	{ "and outside maintenance",
	  SHOP,
	  "0 start\n10 maintenance a 600 1200\n0-4000/20 a/router/icmp o\n"
	  "0-100/60 a/p/icmp o\n1-100/60 a/q/icmp o\n120-4000/20 a/p/icmp x\n"
	  "131-4000/20 a/q/icmp x\n",
	  "2531 incident 1 opened no_pc a 131\n2531 notice 1 down to ann by mail\n"
	  "3431 notice 1 down to tech by mail\n" },
	{ "a mute point without router: line, power or PCs off",
	  "contact tech\nroute tech\nsite a open Tu-Sa 10:00-12:00,14:00-18:00\n"
	  " pc p public push push:60\n animator ann\n",
	  "0 start\n0-100/60 a/p/push o\n3000-3200/60 a/p/push o\n4000 tick\n",
	  "2010 incident 1 opened no_pc a/link 210\n2010 notice 1 down to ann by mail\n"
	  "2910 notice 1 down to tech by mail\n"
	  "3060 incident 1 restored no_pc a/link 210 restored 3000\n"
	  "3060 notice 1 restored to ann by mail\n3060 notice 1 restored to tech by mail\n" },
	{ "a PC that was down through three opening days is an incident",
	  "contact tech\nroute tech warn\nsite a open Tu-Sa 10:00-12:00\n router icmp:600\n"
	  " pc p public icmp:600\n pc q public icmp:600\n",
	  "0 start\n0-360000/600 a/router/icmp o\n1-360000/600 a/p/icmp o\n"
	  "2-3000/600 a/q/icmp o\n3002-345000/600 a/q/icmp x\n345002-360000/600 a/q/icmp o\n",
	  "266400 incident 1 opened pc a/q 3002\n343802 notice 1 down to tech by mail\n"
	  "345602 incident 1 restored pc a/q 3002 restored 345002\n"
	  "345602 notice 1 restored to tech by mail\n" },
	{ "names that fail while the point is closed are told before it opens",
	  "contact tech\nroute tech\nsite a open Tu 11:00-12:00\n router icmp:20\n"
	  " link dns:60\n",
	  "0 start\n0-2200/20 a/router/icmp o\n0-100/60 a/link/dns o\n"
	  "100-2200/60 a/link/dns x\n",
	  "220 incident 1 opened dns a/link/dns 100\n1840 notice 1 down to tech by mail\n" },
	{ "and after blindness only once they are judged to fail again",
	  "canaries 3\ncontact tech\nroute tech\nsite a open Tu 11:00-12:00\n"
	  " router icmp:20\n link dns:60\n",
	  "0 start\n0-1700/10 canary/1 o\n0-1700/10 canary/2 o\n0-1700/10 canary/3 o\n"
	  "1700-1790/10 canary/1 x\n1700-1790/10 canary/2 x\n1790-2200/10 canary/1 o\n"
	  "1790-2200/10 canary/2 o\n1700-2200/10 canary/3 o\n0-2200/20 a/router/icmp o\n"
	  "0-100/60 a/link/dns o\n100-2200/60 a/link/dns x\n",
	  "220 incident 1 opened dns a/link/dns 100\n1960 notice 1 down to tech by mail\n" },
	{ "a backup that carries a closed point is told before it opens",
	  "contact tech\nroute tech warn\nsite a open Tu 11:00-12:00\n router icmp:20\n"
	  " backup icmp:20\n",
	  "0 start\n0-100/20 a/router/icmp o\n100-2200/20 a/router/icmp x\n"
	  "0-2200/20 a/backup/icmp o\n",
	  "140 incident 1 opened backup a/router 100\n1800 notice 1 down to tech by mail\n" },
	{ "no PC: the routes hear of it after blindness, once the PC is judged down again",
	  "canaries 3\ncontact tech\nroute tech\nsite a\n router icmp:20\n"
	  " pc p public icmp:60\n pc q icmp:60\n animator ann\n",
	  "0 start\n0-1900/10 canary/1 o\n0-1900/10 canary/2 o\n0-3600/10 canary/3 o\n"
	  "1900-3000/10 canary/1 x\n1900-3000/10 canary/2 x\n3000-3600/10 canary/1 o\n"
	  "3000-3600/10 canary/2 o\n0-3600/20 a/router/icmp o\n0-60/60 a/p/icmp o\n"
	  "60-3600/60 a/p/icmp x\n30-3000/60 a/q/icmp o\n3000-3600/20 a/q/icmp x\n",
	  "1860 incident 1 opened no_pc a 60\n1860 notice 1 down to ann by mail\n"
	  "2020 incident 2 opened blind vigie 1900\n2020 notice 2 blind to tech by mail\n"
	  "3000 incident 2 restored blind vigie 1900 restored 3000\n"
	  "3000 notice 2 restored to tech by mail\n3120 notice 1 down to tech by mail\n" },
};

static void
every_cause_makes_one_incident(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

/* Every cause shows the value and the limit it passed. */
static void
an_uptime_is_shown_with_what_it_is_compared_with(void **unused)
{
	static const struct { const char *line, *check, *name; double value, limit; } cases[] = {
		{ "a/router/snmp o uptime=70 line=20", "a/router/snmp", "uptime_s", 70, 369 },
		{ "a/router/snmp o uptime=50461 line=20", "a/router/snmp", "line_uptime_s", 20, 369 },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct world		*w = world_new("site a\n router icmp:20 snmp:60\n");
		struct play		 p = { 0 };
		struct judge_incident	 in;
		const struct evidence	*why;

		play_begin(&p, world_inventory(w), "");
		play_line(&p, STORY_ZERO_MS, "start");
		play_line(&p, STORY_ZERO_MS + 1000, "a/router/snmp o uptime=50001 line=50001");
		for (int64_t t = 12; t < 460; t += 20)
			play_line(&p, STORY_ZERO_MS + t * 1000, t < 100 || t > 400 ? "a/router/icmp o" : "a/router/icmp x none");
		play_line(&p, STORY_ZERO_MS + 461000, cases[i].line);
		assert_true(judge_find_incident(p.judge, 1, &in));
		assert_int_equal(in.incident->opened.ms, STORY_ZERO_MS + 112000);
		assert_int_equal(in.incident->confirmed.ms, STORY_ZERO_MS + 152000);
		assert_int_equal(in.incident->last_answer.ms, STORY_ZERO_MS + 92000);
		assert_string_equal(in.incident->why.text, "none");
		assert_true(in.incident->why.value == 3 && in.incident->why.limit == 3);
		if (i == 1) {
			why = &in.events[in.n_events - 1].why;
			assert_string_equal(why->check, cases[i].check);
			assert_string_equal(why->name, cases[i].name);
			assert_true(why->value == cases[i].value && why->limit == cases[i].limit);
		}
		play_end(&p);
		world_free(w);
	}
}

/* A point that fails twice in a group's outage is one of its points, once. */
static void
a_group_counts_a_point_once(void **unused)
{
	struct world		*w = world_new("group g\nsite a groups g\n router icmp:20\n"
	    "site b groups g\n router icmp:20\n");
	struct play		 p = { 0 };
	struct judge_incident	 in;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_line(&p, STORY_ZERO_MS, "start");
	for (int64_t t = 0; t < 400; t += 20) {
		play_line(&p, STORY_ZERO_MS + t * 1000, t < 60 ? "a/router/icmp o" : "a/router/icmp x");
		play_line(&p, STORY_ZERO_MS + t * 1000, t < 60 || (t >= 160 && t < 220) ? "b/router/icmp o" : "b/router/icmp x");
	}
	assert_true(judge_find_incident(p.judge, 3, &in));
	assert_int_equal(in.incident->kind, INCIDENT_GROUP);
	assert_int_equal(in.incident->n_sites, 2);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(every_cause_makes_one_incident),
		cmocka_unit_test(an_uptime_is_shown_with_what_it_is_compared_with),
		cmocka_unit_test(a_group_counts_a_point_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
