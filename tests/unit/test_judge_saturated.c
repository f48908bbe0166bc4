/* Unit tests of the judge: a link that is slow because it is full, and what it says of that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/unit/story.h"

#define WORLD(site) \
	"contact tech\nroute tech warn\nsite a " site "\n router icmp:20 snmp:60\n"
#define RATES	"up 800000 down 8000000"
/* Six hours of an ordinary line, then from 22000 on what the story says. */
#define FULL(story) \
	"0 start\n0-22000/20 a/router/icmp o rtt=30 loss=0\n1-22000/60 a/router/snmp o in=1000 out=1000\n" story
#define BUSY	"22000-23500/60 a/router/snmp o in=1000 out=720000\n"
#define SLOW	"22001-22100/20 a/router/icmp o rtt=150 loss=33\n"

static const struct told_story stories[] = {
	{ "the smallest loss is one",
	  WORLD(RATES), FULL(BUSY "22001-22100/20 a/router/icmp o rtt=150 loss=0.5\n"),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "traffic speaks until its holding ends, not at that instant",
	  WORLD(RATES), FULL("22000 a/router/snmp o in=1000 out=800000\n22110-22160/20 a/router/icmp o rtt=150 loss=33\n"), "" },
	{ "a link of which only the uplink's rate is known is full by that",
	  WORLD("up 800000"), FULL(BUSY SLOW),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "and not by what comes in",
	  WORLD("up 800000"), FULL("22000-22500/60 a/router/snmp o in=9000000 out=1000\n" SLOW), "" },
	{ "nor is one of which only the downlink's is by what goes out",
	  WORLD("down 8000000"), FULL(BUSY SLOW), "" },
	{ "but by what comes in",
	  WORLD("down 8000000"), FULL("22000-22500/60 a/router/snmp o in=7200000 out=1000\n" SLOW),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "traffic that has gone away is told too, of one direction or the other",
	  WORLD(RATES), FULL("22000 a/router/snmp o out=800000\n22000.5 a/router/snmp o in=0\n" SLOW), "" },
	{ "going out as well",
	  WORLD(RATES), FULL("22000 a/router/snmp o in=8000000\n22000.5 a/router/snmp o out=0\n" SLOW), "" },
	{ "an answer in no time at all is one that is not slow",
	  WORLD(RATES), FULL(BUSY "22001-22040/20 a/router/icmp o rtt=150 loss=33\n22041 a/router/icmp o rtt=0 loss=0\n"
	  "22061-22100/20 a/router/icmp o rtt=150 loss=33\n"), "" },
	{ "after a blindness they are counted anew, from the first",
	  "canaries 1\n" WORLD(RATES),
	  FULL("22000-22500/60 a/router/snmp o out=720000\n0-22030/10 canary/1 o\n22030 canary/1 x\n"
	  "22045-22500/10 canary/1 o\n22001-22030/20 a/router/icmp o rtt=150 loss=33\n"
	  "22061 a/router/snmp o out=720000\n22062-22110/20 a/router/icmp o rtt=150 loss=33\n"),
	  "22102 incident 1 opened saturated a 22062\n22102 notice 1 down to tech by mail\n" },
	{ "what was closed is told of it by a slow answer since it may be",
	  WORLD(RATES " open Tu 16:40-18:00"),
	  FULL("22000-24500/60 a/router/snmp o out=720000\n22001-22500/20 a/router/icmp o rtt=150 loss=33\n"),
	  "22041 incident 1 opened saturated a 22001\n22201 notice 1 down to tech by mail\n" },
	{ "one day that is kept is enough to know what is usual",
	  "drift 1 1\n" WORLD(RATES), FULL(BUSY SLOW),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "where no days are kept nothing is usual",
	  "drift 0 1\n" WORLD(RATES), FULL(BUSY SLOW), "" },
};

static void
slow_with_losses_and_traffic(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

/* Which answer, how long, the limit, the direction; and of what it makes unwell, its number. */
static void
it_says_what_it_saw(void **unused)
{
	struct world		*w = world_new(WORLD(RATES) " device ups icmp:20\n");
	struct play		 p = { 0 };
	struct judge_incident	 in;
	const struct evidence	*why;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_story(&p, FULL("21999 a/ups/icmp o\n22000 a/router/snmp o in=1000 out=720000\n"
	    "22001-22060/20 a/router/icmp o rtt=160 loss=33\n22062 a/router/snmp o in=1000 out=720000\n"
	    "22070 a/ups/icmp x\n22080 a/router/icmp o rtt=160 loss=33\n"
	    "22090-22120/20 a/ups/icmp x\n"));
	assert_true(judge_find_incident(p.judge, 1, &in));
	why = &in.incident->why;
	assert_string_equal(why->check, "a/router/icmp");
	assert_string_equal(why->name, "rtt_med_ms");
	assert_float_equal(why->value, 160, 0.001);
	assert_float_equal(why->limit, 150, 0.001);
	assert_string_equal(why->text, "uplink full");
	assert_true(judge_find_incident(p.judge, 2, &in));
	assert_int_equal(in.events[1].type, EVENT_ATTACHED);
	assert_float_equal(in.events[1].why.value, 1, 0.001);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(slow_with_losses_and_traffic),
		cmocka_unit_test(it_says_what_it_saw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
