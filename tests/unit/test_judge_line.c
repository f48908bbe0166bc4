/* Unit tests of the judge: a line that grows worse, a link that is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/zone.h"
#include "tests/unit/story.h"

#define DSL \
	"contact tech\n" \
	"site a\n" \
	" router icmp:1800 snmp:1800\n"

/* The local day N of a story begins here; day 1 is the one after the story's zero. */
static int64_t
day_ms(const struct inventory *inv, int n)
{
	int32_t	 zero = zone_day(inv->zone, (struct wall){ STORY_ZERO_MS });

	return zone_day_start(inv->zone, zero + n).ms;
}

/* One result a half hour, the first `n` of them on this day. */
static void
play_day(struct play *p, int day, const char *values, int n)
{
	int64_t	 from_ms = day_ms(p->inv, day), to_ms = day_ms(p->inv, day + 1);

	for (int64_t t = from_ms + 60000; t < to_ms && n-- > 0; t += 1800000) {
		char	*line = xasprintf("a/router/snmp o%s%s", *values == '-' ? "" : " ",
			    *values == '-' ? "" : values);

		play_line(p, t, line);
		free(line);
	}
}

/*
 * Days as "KEY=VALUE*DAYS", "KEY=VALUE/HALFHOURS" or "-*DAYS" (not measured), the
 * first of them day 1; what comes out is dated in local days.
 */
static void
play_days(struct play *p, const char *days, int *day)
{
	char	*copy = xstrdup(days), *rest = copy, *word;

	while ((word = strsep(&rest, " ")) != NULL) {
		char	*times = strchr(word, '*'), *halves = strchr(word, '/');
		int	 n_times = times != NULL ? atoi(times + 1) : 1;
		int	 n_halves = halves != NULL ? atoi(halves + 1) : 50;

		word[strcspn(word, "*/")] = '\0';
		for (int i = 0; i < n_times; i++)
			play_day(p, (*day)++, word, n_halves);
	}
	free(copy);
}

static const char *
day_text(const struct inventory *inv, struct wall t)
{
	static char	 text[2][40];
	static int	 i;
	int32_t		 zero = zone_day(inv->zone, (struct wall){ STORY_ZERO_MS });
	int32_t		 day = zone_day(inv->zone, t);
	bool		 is_start = zone_day_start(inv->zone, day).ms == t.ms;

	i = !i;
	snprintf(text[i], sizeof(text[i]), is_start ? "%d" : "%d+", day - zero);
	return text[i];
}

static void
heard_drift(struct buf *out, const struct play *p)
{
	for (size_t i = 0; i < p->n_facts; i++) {
		const struct fact	*f = p->facts[i];
		const struct incident	*in;

		if (f->kind != FACT_INCIDENT)
			continue;
		in = f->incident.incident;
		if (f->incident.event.type == EVENT_OPENED)
			buf_addf(out, "%s opened %s %s %g limit %g\n", day_text(p->inv, f->known),
			    day_text(p->inv, in->opened), in->why.name, in->why.value, in->why.limit);
		else
			buf_addf(out, "%s %s %s\n", day_text(p->inv, f->known),
			    event_word(f->incident.event.type), day_text(p->inv, in->restored));
	}
}

static const struct { const char *what, *world, *days, *says; } drifts[] = {
	{ "a day whose margin is three decibels under the median of seven is a drift",
	  DSL, "snr=6*7 snr=3 -",
	  "9 opened 8 snr_down_db 3 limit 3\n" },
	{ "a little less is none",
	  DSL, "snr=6*7 snr=3.1*30 -", "" },
	{ "nor is it after six days",
	  DSL, "snr=6*6 snr=3 -", "" },
	{ "a bad but constant line is none",
	  DSL, "snr=2*40 -", "" },
	{ "it is over after three days in a row less than half as far under it",
	  DSL, "snr=6*14 snr=2.5 snr=4.6*3 -",
	  "16 opened 15 snr_down_db 2.5 limit 3\n19 restored 19\n" },
	{ "half as far is not back",
	  DSL, "snr=6*20 snr=2.5 snr=4.5*6 -",
	  "22 opened 21 snr_down_db 2.5 limit 3\n" },
	{ "a bad day in between begins the three anew",
	  DSL, "snr=6*20 snr=2.5 snr=6*2 snr=2.5 snr=6*2 -",
	  "22 opened 21 snr_down_db 2.5 limit 3\n" },
	{ "and the third of the next three ends it",
	  DSL, "snr=6*20 snr=2.5 snr=6*2 snr=2.5 snr=6*3 -",
	  "22 opened 21 snr_down_db 2.5 limit 3\n28 restored 28\n" },
	{ "a line that stays where it has fallen ends it once that is its median",
	  DSL, "snr=6*7 snr=3*30 -",
	  "9 opened 8 snr_down_db 3 limit 3\n18 restored 18\n" },
	{ "a second drift is another incident",
	  DSL, "snr=6*20 snr=2.5 snr=6*3 snr=2 -",
	  "22 opened 21 snr_down_db 2.5 limit 3\n25 restored 25\n26 opened 25 snr_down_db 2 limit 3\n" },
	{ "a day counts from twelve half hours on, its median being the lower of the middle",
	  DSL, "snr=6*7 snr=3/12 -",
	  "9 opened 8 snr_down_db 3 limit 3\n" },
	{ "not from eleven",
	  DSL, "snr=6*7 snr=3/11 -", "" },
	{ "days without a measure neither count nor end a drift",
	  DSL, "snr=6*7 -*5 snr=3 snr=6*2 -*3 snr=6 -",
	  "14 opened 13 snr_down_db 3 limit 3\n20 restored 20\n" },
	{ "days more than thirty days old are forgotten",
	  DSL, "snr=6*7 -*24 snr=3 -", "" },
	{ "the thirtieth is not",
	  DSL, "snr=6*7 -*23 snr=3 -",
	  "32 opened 31 snr_down_db 3 limit 3\n" },
	{ "a fifth less of the synchronised rate is a drift, too",
	  DSL, "sync=8000000*7 sync=6400000 -",
	  "9 opened 8 sync_down_bps 6.4e+06 limit 6.4e+06\n" },
	{ "a little less than a fifth is none",
	  DSL, "sync=8000000*7 sync=6401000 -", "" },
	{ "a line that is not synchronised has no rate that sinks",
	  DSL, "sync=8000000*7 sync=0*3 -", "" },
	{ "a better line is none",
	  DSL, "snr=6*7 snr=16*3 sync=8000000*7 sync=16000000 -", "" },
	{ "how many days are kept, and how many end it, is configuration",
	  "drift 7 1\n" DSL, "snr=6*7 snr=3*4 snr=6 -",
	  "9 opened 8 snr_down_db 3 limit 3\n13 restored 13\n" },
	{ "the days on which clocks change are days like the others",
	  DSL, "snr=6*24 snr=6 snr=6 snr=3 -",
	  "28 opened 27 snr_down_db 3 limit 3\n" },
};

static void
a_line_that_grows_worse_is_told_by_its_days(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(drifts); i++) {
		struct world	*w = world_new(drifts[i].world);
		struct play	 p = { .keep_facts = true };
		struct buf	 out = { 0 };
		int		 day = 1;

		play_begin(&p, world_inventory(w), "");
		play_line(&p, STORY_ZERO_MS, "start");
		play_days(&p, drifts[i].days, &day);
		heard_drift(&out, &p);
		if (strcmp(buf_str(&out), drifts[i].says) != 0) {
			print_message("# \"%s\" does not hold; it says\n%s# instead of\n%s", drifts[i].what,
			    buf_str(&out), drifts[i].says);
			n_failed++;
		}
		buf_done(&out);
		play_end(&p);
		world_free(w);
	}
	assert_int_equal(n_failed, 0);
}

/* A judge that has recalled what another one said goes on where it stopped. */
static void
what_a_line_is_like_survives_a_restart(void **unused)
{
	struct world		*w = world_new(DSL);
	struct play		 before = { .keep_facts = true }, after = { .keep_facts = true };
	struct buf		 out = { 0 }, dumps[2] = { { 0 }, { 0 } };
	int			 day = 1;

	(void)unused;
	play_begin(&before, world_inventory(w), "");
	play_line(&before, STORY_ZERO_MS, "start");
	play_days(&before, "snr=6*7 -*2 snr=2.5 snr=6*2", &day);
	play_line(&before, day_ms(before.inv, day), "stop");
	play_begin(&after, world_inventory(w), "");
	for (size_t i = 0; i < before.n_facts; i++)
		judge_recall(after.judge, before.facts[i]);
	judge_dump(before.judge, &dumps[0]);
	judge_dump(after.judge, &dumps[1]);
	assert_string_equal(buf_str(&dumps[0]), buf_str(&dumps[1]));
	assert_non_null(strstr(buf_str(&dumps[0]), "line 0 day"));
	after.sign_ms = day_ms(before.inv, day);
	play_line(&after, after.sign_ms, "start");
	play_days(&after, "snr=6 -", &day);
	heard_drift(&out, &after);
	assert_string_equal(buf_str(&out), "14 restored 14\n");
	for (size_t i = 0; i < 2; i++)
		buf_done(&dumps[i]);
	buf_done(&out);
	play_end(&after);
	play_end(&before);
	world_free(w);
}

/* A half hour keeps its first value, a day that vigie did not see from its start only what it saw. */
static const struct told_story facts[] = {
	{ "the first value of a half hour counts, tenths are rounded",
	  "site a up 800000\n router icmp:600\n",
	  "0 start\n50400-93600/1800 a/router/icmp o rtt=30.06\n"
	  "50500-93600/600 a/router/icmp o rtt=90\n136801 tick\n",
	  "136800 line a/link day 20516 rtt 301\n" },
	{ "a time too short to be measured is one, too",
	  "site a up 800000\n router icmp:600\n",
	  "0 start\n50400-93600/1800 a/router/icmp o rtt=0\n136801 tick\n",
	  "136800 line a/link day 20516 rtt 0\n" },
	{ "a start begins the day anew",
	  "site a up 800000\n router icmp:600\n",
	  "0 start\n50400-70000/1800 a/router/icmp o rtt=30\n80000 stop\n80100 start\n"
	  "81000-98000/1800 a/router/icmp o rtt=50\n136801 tick\n",
	  "" },
	{ "without a rate of its link nothing is remembered of response times",
	  "site a\n router icmp:600\n",
	  "0 start\n50400-93600/1800 a/router/icmp o rtt=30\n136801 tick\n", "" },
	{ "nor of a PC's",
	  "site a up 800000\n router icmp:600\n pc p icmp:600\n",
	  "0 start\n50400-93600/1800 a/p/icmp o rtt=30 snr=6\n136801 tick\n", "" },
	{ "the very first second of a day is the day's",
	  "site a up 800000\n router icmp:600\n",
	  "0 start\n50400-72000/1800 a/router/icmp o rtt=30\n136801 tick\n",
	  "136800 line a/link day 20516 rtt 300\n" },
	{ "a day ends by the clock, although its first value came when all was settled",
	  "site a up 800000\n router icmp:1800 snmp:1800\n",
	  "0 start\n900-136000/1800 a/router/icmp o\n910-52500/1800 a/router/snmp o\n"
	  "52510-136000/1800 a/router/snmp o snr=6\n137700 a/router/snmp o snr=6\n137900 tick\n",
	  "136800 line a/link day 20516 snr 60\n" },
	{ "no number, and one that no line has, are not remembered",
	  "site a up 800000\n router icmp:600\n",
	  "0 start\n50400-93600/1800 a/router/icmp o rtt=nan snr=1e300\n136801 tick\n", "" },
	{ "where no days are kept nothing is",
	  "drift 0 1\nsite a up 800000\n router icmp:600\n",
	  "0 start\n50400-93600/1800 a/router/icmp o rtt=30 snr=6\n136801 tick\n", "" },
	{ "each of them has its days",
	  "site a up 800000\n router icmp:600 snmp:600\n",
	  "0 start\n50400-93600/1800 a/router/icmp o rtt=30\n136800-180000/1800 a/router/icmp o rtt=40\n"
	  "136810-180000/1800 a/router/snmp o snr=6.2 sync=8000499\n223201 tick\n",
	  "136800 line a/link day 20516 rtt 300\n"
	  "223200 line a/link day 20517 snr 62 sync 8000 rtt 300,400\n" },
};

static void
days_are_facts(void **unused)
{
	(void)unused;
	stories_hold(facts, N_ELEMENTS(facts), "line");
}

/* Ten days before and after: fewer are kept or more, what is usual goes on. */
static void
another_configuration_keeps_what_it_has_room_for(void **unused)
{
	static const struct { const char *world, *says; } other[] = {
		{ "drift 8 1\n" DSL, "13 line a/link day 20527 snr 50,60,70,80,90,100,110,120\n" },
		{ "drift 12 1\n" DSL, "13 line a/link day 20527 snr 10,20,30,40,50,60,70,80,90,100,110,120\n" },
		{ "drift 0 1\n" DSL, "" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(other); i++) {
		struct world	*old = world_new("drift 20 1\n" DSL), *new = world_new(other[i].world);
		struct play	 p = { 0 };
		char		*says;
		int		 day = 1;

		play_begin(&p, world_inventory(old), "line");
		play_line(&p, STORY_ZERO_MS, "start");
		play_days(&p, "snr=1 snr=2 snr=3 snr=4 snr=5 snr=6 snr=7 snr=8 snr=9 snr=10 snr=11", &day);
		play_days(&p, "snr=12/30", &day);
		day--;
		judge_adopt(p.judge, world_inventory(new), (struct wall){ day_ms(p.inv, day) + 16 * HOUR_MS });
		p.inv = world_inventory(new);
		buf_clear(&p.out);
		judge_tick(p.judge, (struct wall){ day_ms(p.inv, day + 1) + 1000 });
		says = xasprintf("%s%s", *other[i].says == '\0' ? "" : "13", strchr(buf_str(&p.out), ' ') != NULL ?
		    strchr(buf_str(&p.out), ' ') : "");
		assert_string_equal(says, other[i].says);
		free(says);
		play_end(&p);
		world_free(old);
		world_free(new);
	}
}

/* A site that was gone is a new one: neither who saw it go nor who reads of it has its days. */
static void
a_site_that_comes_back_has_no_days(void **unused)
{
	struct world	*with = world_new(DSL), *without = world_new("site b\n router icmp:1800\n");
	struct play	 lived = { .keep_facts = true }, after = { 0 };
	struct buf	 dump = { 0 };
	int		 day = 1;

	(void)unused;
	play_begin(&lived, world_inventory(with), "line");
	play_begin(&after, world_inventory(with), "");
	play_line(&lived, STORY_ZERO_MS, "start");
	play_days(&lived, "snr=6*3", &day);
	assert_non_null(strstr(buf_str(&lived.out), "snr 60,60"));
	judge_adopt(lived.judge, world_inventory(without), (struct wall){ day_ms(lived.inv, day) + 1000 });
	judge_adopt(lived.judge, world_inventory(with), (struct wall){ day_ms(lived.inv, day) + 2000 });
	for (size_t i = 0; i < lived.n_facts; i++)
		judge_recall(after.judge, lived.facts[i]);
	judge_dump(lived.judge, &dump);
	judge_dump(after.judge, &dump);
	assert_null(strstr(buf_str(&dump), "line 0 day"));
	buf_done(&dump);
	play_end(&after);
	play_end(&lived);
	world_free(with);
	world_free(without);
}

#define FULL_WORLD(hours) \
	"contact tech\n" \
	"route tech warn\n" \
	"site a up 800000 down 8000000" hours "\n" \
	" router icmp:20 snmp:60\n"
/* Six hours of an ordinary line, then from 22000 on what the story says. */
#define FULL(story) \
	"0 start\n0-22000/20 a/router/icmp o rtt=30 loss=0\n1-22000/60 a/router/snmp o in=1000 out=1000\n" story
#define BUSY "22000-23500/60 a/router/snmp o in=1000 out=720000\n"

#define ANSWERS	"0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"

static const struct told_story full_states[] = {
	{ "slow, with losses, under full traffic: saturated, the link degraded, never down",
	  FULL_WORLD(""),
	  FULL(BUSY "22001-22200/20 a/router/icmp o rtt=150 loss=33.3\n"
	  "22201-23500/20 a/router/icmp o rtt=30 loss=0\n"),
	  ANSWERS "22041 incident 1 opened saturated a 22001\n22041 state a/link degraded 22041\n"
	  "22041 notice 1 down to tech by mail\n"
	  "22801 incident 1 restored saturated a 22001 restored 22201\n22801 state a/link up 22801\n"
	  "22801 notice 1 restored to tech by mail\n" },
	{ "answers that are lost altogether make the router degraded, not down, while it tells its traffic",
	  FULL_WORLD(""),
	  FULL(BUSY "22001-22050/20 a/router/icmp o rtt=150 loss=33.3\n22050-22100/7 a/router/icmp x\n"),
	  ANSWERS "22041 incident 1 opened saturated a 22001\n22041 state a/link degraded 22041\n"
	  "22041 notice 1 down to tech by mail\n22064 state a/router degraded 22064\n"
	  "22064 incident 2 opened device a/router/icmp 22050\n"
	  "22064 incident 2 attached device a/router/icmp 22050 parent 1 saturated\n"
	  "22149 state a/router unknown 22149\n22149 state a/link unknown 22149\n"
	  "22149 state a/convention unknown 22149\n" },
};

static const struct told_story fulls[] = {
	{ "and so it is when what comes in fills it",
	  FULL_WORLD(""),
	  FULL("22000-23500/60 a/router/snmp o in=7200000 out=1000\n"
	  "22001-22100/20 a/router/icmp o rtt=150 loss=33.3\n"),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "slow without traffic is no incident",
	  FULL_WORLD(""),
	  FULL("22000-23500/60 a/router/snmp o in=7199999 out=719999\n"
	  "22001-22200/20 a/router/icmp o rtt=1500 loss=66\n22201-22300/20 a/router/icmp o rtt=30 loss=0\n"),
	  "" },
	{ "nor is it when its traffic was told too long ago",
	  FULL_WORLD(""),
	  FULL("22000 a/router/snmp o in=1000 out=800000\n22151-22300/20 a/router/icmp o rtt=150 loss=33\n"),
	  "" },
	{ "it still speaks a moment before the end of its holding",
	  FULL_WORLD(""),
	  FULL("22000 a/router/snmp o in=1000 out=800000\n22109-22150/20 a/router/icmp o rtt=150 loss=33\n"),
	  "22149 incident 1 opened saturated a 22109\n22149 notice 1 down to tech by mail\n" },
	{ "not quite five times as slow is not saturated",
	  FULL_WORLD(""),
	  FULL(BUSY "22001-22200/20 a/router/icmp o rtt=149.9 loss=33.3\n"), "" },
	{ "nor slow without a loss",
	  FULL_WORLD(""),
	  FULL(BUSY "22001-22200/20 a/router/icmp o rtt=300 loss=0\n"), "" },
	{ "nor two slow answers, one that is not, and two more",
	  FULL_WORLD(""),
	  FULL(BUSY "22001-22040/20 a/router/icmp o rtt=300 loss=33\n22041 a/router/icmp o rtt=30 loss=0\n"
	  "22061-22100/20 a/router/icmp o rtt=300 loss=33\n"), "" },
	{ "a result without an answer in between says nothing",
	  FULL_WORLD(""),
	  FULL(BUSY "22001-22040/20 a/router/icmp o rtt=300 loss=33\n22041 a/router/icmp x\n"
	  "22061 a/router/icmp o rtt=300 loss=33\n"),
	  "22061 incident 1 opened saturated a 22001\n22061 notice 1 down to tech by mail\n" },
	{ "what is usual is known after twelve half hours",
	  FULL_WORLD(""),
	  "0 start\n0-20000/20 a/router/icmp o rtt=30 loss=0\n1-22000/60 a/router/snmp o out=1000\n"
	  BUSY "22001-22100/20 a/router/icmp o rtt=150 loss=33\n",
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "not before",
	  FULL_WORLD(""),
	  "0 start\n0-18000/20 a/router/icmp o rtt=30 loss=0\n1-22000/60 a/router/snmp o out=1000\n"
	  BUSY "22001-22100/20 a/router/icmp o rtt=150 loss=33\n", "" },
	{ "yesterday is what is usual, not what today is like",
	  FULL_WORLD(""),
	  "0 start\n0-22000/20 a/router/icmp o rtt=30 loss=0\n50400-60000/20 a/router/icmp o rtt=100 loss=0\n"
	  "60000-60300/60 a/router/snmp o out=800000\n60001-60100/20 a/router/icmp o rtt=150 loss=33\n",
	  "60041 incident 1 opened saturated a 60001\n60041 notice 1 down to tech by mail\n" },
	{ "without the link's rates nothing is saturated",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20 snmp:60\n",
	  FULL(BUSY "22001-22200/20 a/router/icmp o rtt=150 loss=33\n"), "" },
	{ "one such answer within the ten minutes makes them start again",
	  FULL_WORLD(""),
	  FULL("22000-24500/60 a/router/snmp o out=720000\n22001-22100/20 a/router/icmp o rtt=150 loss=33\n"
	  "22101-22690/20 a/router/icmp o rtt=30 loss=0\n22695 a/router/icmp o rtt=150 loss=33\n"
	  "22701-23500/20 a/router/icmp o rtt=30 loss=0\n"),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n"
	  "23301 incident 1 restored saturated a 22001 restored 22701\n"
	  "23301 notice 1 restored to tech by mail\n" },
	{ "a restart makes them start again, too, and opens nothing twice",
	  FULL_WORLD(""),
	  FULL("22000-24500/60 a/router/snmp o out=720000\n22001-22100/20 a/router/icmp o rtt=150 loss=33\n"
	  "22101-22600/20 a/router/icmp o rtt=30 loss=0\n22605 stop\n22610 start\n"
	  "22621-23500/20 a/router/icmp o rtt=30 loss=0\n"),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n"
	  "23221 incident 1 restored saturated a 22001 restored 22621\n"
	  "23221 notice 1 restored to tech by mail\n" },
	{ "blindness in between throws away what was counted",
	  "canaries 1\n" FULL_WORLD(""),
	  FULL("22000-22500/60 a/router/snmp o out=720000\n0-22030/10 canary/1 o\n22030 canary/1 x\n"
	  "22045-22500/10 canary/1 o\n22001-22030/20 a/router/icmp o rtt=150 loss=33\n"
	  "22061 a/router/snmp o out=720000\n22062-22090/20 a/router/icmp o rtt=150 loss=33\n"
	  "22101-22200/20 a/router/icmp o rtt=30 loss=0\n"), "" },
	{ "a closed point is told about when it opens, if it still is so",
	  FULL_WORLD(" open Tu 16:37-18:00"),
	  FULL("22000-24500/60 a/router/snmp o out=720000\n22001-22500/20 a/router/icmp o rtt=150 loss=33\n"),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n" },
	{ "what it makes unwell is put down to it, and speaks for itself when it is over",
	  FULL_WORLD("") " device ups icmp:20\n",
	  FULL("22000-24500/60 a/router/snmp o out=720000\n0-21980/20 a/ups/icmp o\n"
	  "22001-22300/20 a/router/icmp o rtt=150 loss=33\n21990-23500/20 a/ups/icmp x\n"
	  "22301-23500/20 a/router/icmp o rtt=30 loss=0\n"),
	  "22030 incident 1 opened device a/ups 21990\n22030 notice 1 down to tech by mail\n"
	  "22041 incident 2 opened saturated a 22001\n22041 notice 2 down to tech by mail\n"
	  "22901 incident 2 restored saturated a 22001 restored 22301\n"
	  "22901 notice 2 restored to tech by mail\n" },
	{ "what was told before stays as it was told",
	  FULL_WORLD("") " device ups icmp:20\n",
	  FULL("22000-24500/60 a/router/snmp o out=720000\n0-22020/20 a/ups/icmp o\n"
	  "22001-22300/20 a/router/icmp o rtt=150 loss=33\n22030-23500/20 a/ups/icmp x\n"
	  "22301-23500/20 a/router/icmp o rtt=30 loss=0\n"),
	  "22041 incident 1 opened saturated a 22001\n22041 notice 1 down to tech by mail\n"
	  "22070 incident 2 opened device a/ups 22030\n"
	  "22070 incident 2 attached device a/ups 22030 parent 1 saturated\n"
	  "22901 incident 1 restored saturated a 22001 restored 22301\n"
	  "22901 incident 2 detached device a/ups 22030 saturated_over\n"
	  "22901 notice 1 restored to tech by mail\n22910 notice 2 down to tech by mail\n" },
};

static void
play_every(struct play *p, int from_s, int to_s, int step_s, const char *line)
{
	for (int t = from_s; t < to_s; t += step_s)
		play_line(p, STORY_ZERO_MS + (int64_t)t * 1000, line);
}

/* Nothing of the former world may be used any more. */
static void
reload(struct play *p, struct world **w, const char *dsl, int at_s)
{
	struct world	*new = world_new(dsl);

	judge_adopt(p->judge, world_inventory(new), (struct wall){ STORY_ZERO_MS + (int64_t)at_s * 1000 });
	p->inv = world_inventory(new);
	world_free(*w);
	*w = new;
}

/* Slow answers in a row go on over a reload, and so does the calm that ends it. */
static void
what_is_full_stays_so_over_a_reload(void **unused)
{
	struct world	*w = world_new(FULL_WORLD(""));
	struct play	 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "incident");
	play_line(&p, STORY_ZERO_MS, "start");
	play_every(&p, 0, 22000, 20, "a/router/icmp o rtt=30 loss=0");
	play_every(&p, 22000, 22001, 60, "a/router/snmp o in=1000 out=720000");
	play_every(&p, 22001, 22041, 20, "a/router/icmp o rtt=150 loss=33.3");
	reload(&p, &w, "site b\n router tcp:20 icmp:20\n" FULL_WORLD(""), 22030);
	play_every(&p, 22041, 22042, 20, "a/router/icmp o rtt=150 loss=33.3");
	play_every(&p, 22061, 22081, 20, "a/router/icmp o rtt=30 loss=0");
	reload(&p, &w, FULL_WORLD(""), 22070);
	play_every(&p, 22081, 22700, 20, "a/router/icmp o rtt=30 loss=0");
	assert_string_equal(buf_str(&p.out), "22041 incident 1 opened saturated a 22001\n"
	    "22661 incident 1 restored saturated a 22001 restored 22061\n");
	play_end(&p);
	world_free(w);
}

static void
a_link_that_is_full_is_degraded_and_never_down(void **unused)
{
	(void)unused;
	stories_hold(full_states, N_ELEMENTS(full_states), "state incident notice");
	stories_hold(fulls, N_ELEMENTS(fulls), "incident notice");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_line_that_grows_worse_is_told_by_its_days),
		cmocka_unit_test(what_a_line_is_like_survives_a_restart),
		cmocka_unit_test(days_are_facts),
		cmocka_unit_test(another_configuration_keeps_what_it_has_room_for),
		cmocka_unit_test(a_site_that_comes_back_has_no_days),
		cmocka_unit_test(what_is_full_stays_so_over_a_reload),
		cmocka_unit_test(a_link_that_is_full_is_degraded_and_never_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
