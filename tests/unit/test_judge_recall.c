/*
 * Unit tests of the judge's memory: it is a function of the journal.  Random
 * lives with outages, blindness, stops, crashes and people; after each start a
 * second judge that was made from the facts alone must say the same as the one
 * that lived through it.  And what must hold in every life: no down inside a
 * blind second, one open incident a cause, no end told to who was told nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define N_SEEDS	20	/* or as many as SEEDS says */
#define N_STEPS	6000

static const char	 world_text[] =
    "per_hour 5\ncanaries 3\ncontact tech\ncontact boss sms\n"
    "group top\ngroup x parent top\ngroup y parent top\n"
    "route tech after 900 boss\nroute boss sms when Mo-Fr 08:30-12:00,13:30-17:30\nroute tech warn\n"
    "site a groups x open Mo-Sa 09:00-12:00,14:00-18:00\n router icmp:20 snmp:60\n pc p public icmp:60\n animator ann\n"
    "site b groups x\n router icmp:20\n backup icmp:20\n pc p public icmp:60 tcp:60\n pc q public push push:60\n"
    "site c groups y\n router icmp:20 tcp:60\n pc p public icmp:60\n link dns:60 icmp:20:first_hop\n"
    "site d groups y\n router icmp:20\n device ups icmp:60\n visio icmp:60\n"
    "site e\n pc p public push push:60\n";

static uint64_t	 seed;

static uint32_t
dice(uint32_t sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % sides;
}

struct life {
	const struct inventory	*inv;
	struct play		 lived, recalled;
	bool			 has_twin, is_running;
	int64_t			 now_ms, next_ms[64];
	bool			 site_down[8], thing_down[64], is_blind;
};

static void
both(struct life *life, const char *line)
{
	play_line(&life->lived, life->now_ms, line);
	if (life->has_twin)
		play_line(&life->recalled, life->now_ms, line);
}

/* Fails with the first lines that differ. */
static void
same(const char *when, const char *lived, const char *recalled)
{
	size_t	 a, b;

	while (*lived != '\0' && (a = strcspn(lived, "\n")) == (b = strcspn(recalled, "\n")) &&
	    strncmp(lived, recalled, a) == 0) {
		lived += a + 1;
		recalled += b + 1;
	}
	if (strcmp(lived, recalled) != 0)
		fail_msg("%s: who lived says\n%.*s\nwho recalls\n%.*s", when, (int)strcspn(lived, "\n"), lived,
		    (int)strcspn(recalled, "\n"), recalled);
}

static void
compare(struct life *life, const char *when)
{
	struct buf	 a = { 0 }, b = { 0 };

	if (!life->has_twin)
		return;
	same(when, buf_str(&life->lived.out), buf_str(&life->recalled.out));
	judge_dump(life->lived.judge, &a);
	judge_dump(life->recalled.judge, &b);
	same(when, buf_str(&a), buf_str(&b));
	buf_done(&a);
	buf_done(&b);
}

/* A later fact says all that this one says. */
static bool
is_outdated(const struct life *life, size_t i)
{
	const struct fact	*f = life->lived.facts[i], *g;

	if (f->kind != FACT_STATE && f->kind != FACT_CANARY && f->kind != FACT_BLIND)
		return false;
	for (size_t k = i + 1; k < life->lived.n_facts; k++) {
		g = life->lived.facts[k];
		if (g->kind == f->kind && strcmp(g->object, f->object) == 0)
			return true;
	}
	return false;
}

/* A second judge from the facts alone: from all, or from those that the start needs. */
static void
recall(struct life *life)
{
	bool	 all = dice(2) == 0;

	if (life->has_twin)
		play_end(&life->recalled);
	life->recalled = (struct play){ 0 };
	play_begin(&life->recalled, life->inv, life->lived.kinds);
	life->recalled.sign_ms = life->lived.sign_ms;
	for (size_t i = 0; i < life->lived.n_facts; i++)
		if (all || !is_outdated(life, i))
			judge_recall(life->recalled.judge, life->lived.facts[i]);
	life->has_twin = true;
	buf_clear(&life->lived.out);
}

static void
stop_and_start(struct life *life)
{
	both(life, dice(2) ? "stop" : "crash");
	life->now_ms += 1000 + dice(400) * 1000;
	recall(life);
	both(life, "start");
	compare(life, "after a start");
}

static void
poll(struct life *life, uint32_t check)
{
	const struct check	*c = &life->inv->checks[check];
	bool			 fails;
	char			 line[96];

	if (c->site == NONE)
		fails = life->is_blind && check > 0;
	else
		fails = life->is_blind || life->thing_down[check] ||
		    (life->site_down[c->site] && strcmp(c->id, "first_hop") != 0);
	life->next_ms[check] = life->now_ms + c->interval_ms / (fails ? 3 : 1);
	if (fails && strcmp(c->probe, "push") == 0)
		return;
	snprintf(line, sizeof(line), "%s %s%s", c->name, fails ? "x no_reply" : dice(50) == 0 ? "w" : "o",
	    !fails && strcmp(c->probe, "snmp") == 0 ? " uptime=120" : "");
	both(life, line);
}

static void
fate(struct life *life)
{
	char	 line[64];

	switch (dice(60)) {
	case 0: case 1: case 2: case 3: case 4: case 5:
		life->site_down[dice(5)] ^= true;
		break;
	case 6: case 7:
		life->thing_down[dice(life->inv->n_checks)] ^= true;
		break;
	case 8:
		life->is_blind ^= true;
		break;
	case 9:
		stop_and_start(life);
		break;
	case 10:
		snprintf(line, sizeof(line), "ack %u", 1 + dice(20));
		both(life, line);
		break;
	case 11:
		snprintf(line, sizeof(line), "maintenance %s %g %g", dice(2) ? "a" : "x",
		    (double)(life->now_ms - STORY_ZERO_MS) / 1000, (double)(life->now_ms - STORY_ZERO_MS) / 1000 + 600);
		both(life, line);
		break;
	case 13: case 14:
		/* a reload of the same configuration changes nothing: only one of them has it */
		if (life->has_twin)
			judge_adopt(life->recalled.judge, life->inv, (struct wall){ life->now_ms });
		break;
	case 12:
		for (int i = 0; i < 8; i++)
			life->site_down[i] = false;
		for (int i = 0; i < 64; i++)
			life->thing_down[i] = false;
		life->is_blind = false;
		break;
	default:
		break;
	}
}

/* What must hold of everything that was said in a life. */
static void
check_life(const struct life *life)
{
	struct buf	 open = { 0 };

	for (size_t i = 0; i < life->lived.n_facts; i++) {
		const struct fact	*f = life->lived.facts[i];
		char			 key[160];

		if (f->kind == FACT_INCIDENT && f->incident.event.type == EVENT_OPENED) {
			for (size_t k = i + 1; k < life->lived.n_facts; k++) {
				const struct fact	*g = life->lived.facts[k];

				if (g->kind != FACT_INCIDENT)
					continue;
				if (g->incident.incident->number == f->incident.incident->number &&
				    g->incident.event.type == EVENT_RESTORED)
					break;
				if (g->incident.event.type == EVENT_OPENED &&
				    g->incident.incident->kind_first == f->incident.incident->kind_first &&
				    strcmp(g->incident.incident->scope, f->incident.incident->scope) == 0 &&
				    strcmp(g->incident.incident->object, f->incident.incident->object) == 0)
					fail_msg("incident %u is open twice: %u", f->incident.incident->number,
					    g->incident.incident->number);
			}
		}
		if (f->kind != FACT_NOTICE)
			continue;
		snprintf(key, sizeof(key), "[%u %s %s]", f->notice.incident, f->notice.to.address,
		    by_word(f->notice.to.by));
		if (f->notice.kind == NOTICE_RESTORED && strstr(buf_str(&open), key) == NULL)
			fail_msg("an end is told to who was told nothing: %s", key);
		if (f->notice.kind == NOTICE_DOWN && strstr(buf_str(&open), key) != NULL)
			fail_msg("told twice: %s", key);
		if (f->notice.kind != NOTICE_RESTORED)
			buf_adds(&open, key);
	}
	buf_done(&open);
}

static void
live(const struct inventory *inv, uint64_t which)
{
	struct life	 life = { .inv = inv, .now_ms = STORY_ZERO_MS };
	char		 when[64];

	seed = 88172645463325252u + which * 2654435761u;
	life.lived.keep_facts = true;
	play_begin(&life.lived, inv, "state incident notice blind canary window answered");
	both(&life, "start");
	for (int step = 0; step < N_STEPS; step++) {
		uint32_t	 next = 0;

		for (uint32_t i = 1; i < inv->n_checks; i++)
			if (life.next_ms[i] < life.next_ms[next])
				next = i;
		if (life.next_ms[next] > life.now_ms)
			life.now_ms = life.next_ms[next];
		poll(&life, next);
		if (dice(20) == 0)
			fate(&life);
		snprintf(when, sizeof(when), "seed %u step %d", (unsigned)which, step);
		if (step % 50 == 0)
			compare(&life, when);
	}
	compare(&life, when);
	check_life(&life);
	play_end(&life.lived);
	if (life.has_twin)
		play_end(&life.recalled);
}

static void
a_judge_made_from_the_journal_says_what_the_one_that_lived_says(void **unused)
{
	struct world	*w = world_new(world_text);
	const char	*only = getenv("SEED"), *many = getenv("SEEDS");
	unsigned	 n = many != NULL ? (unsigned)atoi(many) : N_SEEDS;

	(void)unused;
	if (only != NULL)
		live(world_inventory(w), (uint64_t)atol(only));
	for (unsigned i = 0; only == NULL && i < n; i++)
		live(world_inventory(w), i);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_judge_made_from_the_journal_says_what_the_one_that_lived_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
