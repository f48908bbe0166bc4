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

#include "tests/unit/life.h"

#define N_SEEDS	10	/* or as many as SEEDS says */

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
make_twin(struct life *life)
{
	bool	 all = life_dice(2) == 0;

	if (life->has_twin)
		play_end(&life->twin);
	life->twin = (struct play){ 0 };
	play_begin(&life->twin, life->inv, life->lived.kinds);
	life->twin.sign_ms = life->lived.sign_ms;
	for (size_t i = 0; i < life->lived.n_facts; i++)
		if (all || !is_outdated(life, i))
			judge_recall(life->twin.judge, life->lived.facts[i]);
	life->has_twin = true;
	buf_clear(&life->lived.out);
}

/* A reload of the same configuration changes nothing: only one of them has it. */
static void
reload(struct life *life)
{
	if (life->has_twin)
		judge_adopt(life->twin.judge, life->inv, (struct wall){ life->now_ms });
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

static const struct inventory	*inventory;

static void
live(uint64_t which)
{
	struct life	 life = { .inv = inventory, .start = make_twin, .reload = reload };

	life.lived.keep_facts = true;
	play_begin(&life.lived, inventory, "state incident notice blind canary window answered");
	life_live(&life, which);
	check_life(&life);
	play_end(&life.lived);
	if (life.has_twin)
		play_end(&life.twin);
}

static void
a_judge_made_from_the_journal_says_what_the_one_that_lived_says(void **unused)
{
	struct world	*w = world_new(life_world);

	(void)unused;
	inventory = world_inventory(w);
	lives_live(N_SEEDS, live);
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
