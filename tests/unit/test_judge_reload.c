/*
 * Unit tests of the judge under configurations that change while it lives: a site is
 * called otherwise and back, others come and go, and nothing is said or forgotten
 * that another judge, whose configuration stays, would not say or forget.  And after
 * a renaming the journal alone makes the same judge, without `was`.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/life.h"

#define N_SEEDS	3	/* or as many as SEEDS says */

static const struct inventory	*unchanged;

/* The configuration of the twin. */
struct present {
	struct world	*world;
	bool		 is_other, has_was, has_more;
	bool		 needs_was;	/* its journal knows some of it only under the former id */
};

static const char *
id_of(const struct present *p, bool is_former)
{
	return p->is_other != is_former ? LIFE_OTHER : "b";
}

static struct world *
build(const struct present *p)
{
	const char	*at = strstr(life_world, "site b "), *more = strstr(life_world, " pc p ");
	struct buf	 text = { 0 };
	struct world	*w;

	assert_true(at != NULL && more != NULL && more < at);
	buf_add(&text, life_world, (size_t)(more - life_world));
	if (p->has_more)
		buf_adds(&text, " device aux icmp:60\n");
	buf_add(&text, more, (size_t)(at - more));
	if (p->has_more)
		buf_adds(&text, "site aa\n router icmp:20\n pc p icmp:60\n");
	buf_addf(&text, "site %s ", id_of(p, false));
	if (p->has_was)
		buf_addf(&text, "was %s ", id_of(p, true));
	buf_adds(&text, at + strlen("site b "));
	w = world_new(buf_str(&text));
	buf_done(&text);
	return w;
}

static void
adopt(struct life *life, const struct present *next)
{
	struct present	*now = life->arg;
	struct world	*former = now->world;
	bool		 was_other = now->is_other;

	*now = *next;
	now->needs_was &= now->is_other == was_other;
	now->world = build(now);
	life->is_other = now->is_other;
	life->twin.inv = world_inventory(now->world);
	judge_adopt(life->twin.judge, life->twin.inv, (struct wall){ life->now_ms });
	world_free(former);	/* nothing of it may be used any more */
}

static void
reload(struct life *life)
{
	struct present	 next = *(struct present *)life->arg;

	life_both(life, "tick");
	life_compare(life, "before a reload");
	switch (life_dice(4)) {
	case 0:
		next.is_other ^= true;
		next.has_was = true;
		break;
	case 1:
		next.has_was = next.needs_was;
		break;
	default:
		next.has_more ^= true;
	}
	adopt(life, &next);
	buf_clear(&life->twin.out);	/* what it says again under another name */
	life_compare(life, "after a reload");
}

/* From its own journal, under another configuration. */
static void
make_twin_anew(struct life *life, const struct present *next)
{
	struct present	*now = life->arg;
	struct fact	**facts = life->twin.facts;
	size_t		 n = life->twin.n_facts, room = life->twin.room_facts;
	int64_t		 sign_ms = life->twin.sign_ms;

	life->twin.facts = NULL;
	life->twin.n_facts = life->twin.room_facts = 0;
	play_end(&life->twin);
	world_free(now->world);
	now->needs_was |= next->is_other != now->is_other;
	now->is_other = next->is_other;
	now->has_was = next->has_was;
	now->has_more = next->has_more;
	now->world = build(now);
	life->is_other = now->is_other;
	play_begin(&life->twin, world_inventory(now->world), life->lived.kinds);
	for (size_t i = 0; i < n; i++)
		judge_recall(life->twin.judge, facts[i]);
	life->twin.facts = facts;
	life->twin.n_facts = n;
	life->twin.room_facts = room;
	life->twin.sign_ms = sign_ms;
}

/*
 * Called otherwise since it stopped; or what was said of it until then is enough, and
 * `was` needed no more.  A start waits for every router: they are the same ones then.
 */
static void
start(struct life *life)
{
	struct present	 next = *(struct present *)life->arg;
	bool		 is_other = next.is_other;

	next.has_more = false;
	if (life_dice(2))
		next.is_other ^= true;
	next.has_was = next.needs_was || next.is_other != is_other;
	make_twin_anew(life, &next);
	buf_clear(&life->lived.out);
	buf_clear(&life->twin.out);
}

static void
live(uint64_t which)
{
	struct present	 present = { 0 };
	struct life	 life = { .inv = unchanged, .start = start, .reload = reload, .arg = &present,
			    .has_twin = true, .twin.keep_facts = true };

	present.world = build(&present);
	play_begin(&life.lived, unchanged, "state incident notice blind canary window answered");
	play_begin(&life.twin, world_inventory(present.world), life.lived.kinds);
	life_live(&life, which);
	play_end(&life.lived);
	play_end(&life.twin);
	world_free(present.world);
}

static void
a_judge_whose_configuration_changes_says_what_another_says(void **unused)
{
	struct world	*w = world_new(life_world);

	(void)unused;
	unchanged = world_inventory(w);
	lives_live(N_SEEDS, live);
	world_free(w);
}

#define PEOPLE	"contact tech\nroute tech\n"
/* Others that come, so that nothing is where it was. */
#define MORE	"contact other\nsite aa\n pc p icmp:60\n router icmp:20 tcp:20\n"
#define DOWN	"0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x\n"
#define FULL_POINT	"site a up 1000000\n router icmp:600 snmp:600\n"
#define FULL_RENAMED	"site b was a up 1000000\n router icmp:600 snmp:600\n"
#define FULL	"0-22200/600 a/router/icmp o rtt=20\n"

static const struct reload_story	 stories[] = {
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
	{ "a gate stays closed for those that it waits for still",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:60\n", MORE PEOPLE "site a\n router icmp:20\nsite b\n router icmp:60\n",
	  "10 a/router/icmp x\n17 a/router/icmp x\n24 a/router/icmp x\n",
	  "60-200/20 a/router/icmp x\n",
	  "24 state a/router down 10\n"
	  "24 state a/link down 10\n"
	  "24 state a/convention non_compliant 10\n"
	  "24 incident 1 opened link a/link 10\n"
	  "160 notice 1 down to tech by mail\n" },
	{ "a point on its backup says nothing more",
	  "site a\n router icmp:20\n backup icmp:20\n", MORE "site a\n router icmp:20\n backup icmp:20\n",
	  "0 a/router/icmp o\n0-60/20 a/backup/icmp o\n20-60/7 a/router/icmp x\n", "60 a/backup/icmp o\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state a/backup up 0\n"
	  "34 state a/router down 20\n"
	  "34 state a/link up 0 on_backup\n"
	  "34 incident 1 opened backup a/router 20\n" },
	{ "what is about a device that is gone ends as removed, its point stays",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n visio icmp:20\n device ups icmp:20\n",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n visio icmp:20\n",
	  "0-60/20 a/router/icmp o\n0 a/ups/icmp o\n1 a/visio/icmp o\n10-40/7 a/ups/icmp x\n10-40/7 a/visio/icmp x\n",
	  "60 a/router/icmp o\n61-70/7 a/visio/icmp o\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "0 state a/ups up 0\n"
	  "1 state a/visio up 1\n"
	  "24 state a/ups down 10\n"
	  "24 incident 1 opened device a/ups 10\n"
	  "24 notice 1 down to tech by mail\n"
	  "24 state a/visio down 10\n"
	  "24 incident 2 opened visio a/visio 10\n"
	  "24 notice 2 down to tech by mail\n"
	  "55 state a/ups unknown 55\n"
	  "55 incident 1 removed device a/ups 10 restored 55\n"
	  "55 notice 1 removed to tech by mail\n"
	  "68 state a/visio up 61\n"
	  "68 incident 2 restored visio a/visio 10 restored 61\n"
	  "68 notice 2 restored to tech by mail\n" },
	{ "a line is down since the first failure after the last answer of anything",
	  "site a\n router icmp:20\n pc p icmp:20\n", MORE "site a\n router icmp:20\n pc p icmp:20\n",
	  "0 a/router/icmp o\n1 a/p/icmp o\n20 a/router/icmp x\n25 a/p/icmp o\n27 a/router/icmp x\n30 a/p/icmp x\n",
	  "56 a/p/icmp x\n57 a/router/icmp x\n58 a/p/icmp x\n",
	  "0 state a/router up 0\n"
	  "0 state a/link up 0\n"
	  "0 state a/convention non_compliant 0\n"
	  "1 state a/p up 1\n"
	  "57 state a/router down 20\n"
	  "57 state a/link down 27\n"
	  "57 state a/p unknown 27\n"
	  "57 incident 1 opened link a/link 27\n" },
};

static void
what_was_seen_before_a_reload_counts_after_it(void **unused)
{
	(void)unused;
	reload_stories_hold(stories, N_ELEMENTS(stories));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_was_seen_before_a_reload_counts_after_it),
		cmocka_unit_test(a_judge_whose_configuration_changes_says_what_another_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
