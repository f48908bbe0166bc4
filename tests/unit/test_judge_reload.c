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

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_judge_whose_configuration_changes_says_what_another_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
