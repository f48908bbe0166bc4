/*
 * lost.c - rule 9: which sites of a group are lost, and does it qualify?
 *
 * A site is lost while its link incident is open; it counts for a group while that
 * incident speaks for itself, or the group's own incident or one below it speaks for
 * it.  Each group keeps those that count, in order of failure.  A site is entered
 * anew when its incident opens, ends or changes its speaker, and all of them when a
 * window begins or ends: so an event costs what it changes, however many are lost.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

bool
group_is_above(const struct judge *j, uint32_t high, uint32_t low)
{
	for (low = j->inv->groups[low].parent; low != NONE; low = j->inv->groups[low].parent)
		if (low == high)
			return true;
	return false;
}

struct live *
group_speaker(const struct judge *j, const struct live *l)
{
	struct live	*top = NULL, *p;

	for (p = incident_find(j, l->i.parent); p != NULL; p = incident_find(j, p->i.parent))
		if (p->i.kind_first == INCIDENT_GROUP && p->i.restored.ms == 0)
			top = p;
	return top;
}

/* Where in the group's order this one is, or would be. */
static uint32_t
place(const struct group_live *g, const struct lost *x)
{
	uint32_t	 low = 0, high = g->n_lost;

	while (low < high) {
		uint32_t		 middle = (low + high) / 2;
		const struct lost	*y = &g->lost[middle];

		if (y->failed_ms < x->failed_ms || (y->failed_ms == x->failed_ms && y->site < x->site))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
enter(struct judge *j, uint32_t group, const struct lost *x)
{
	struct group_live	*g = &j->groups[group];
	uint32_t		 at = place(g, x);

	if (x->group != NONE && x->group != group && !group_is_above(j, group, x->group))
		return;
	g->lost = grow(g->lost, g->n_lost, &g->room_lost, sizeof(*g->lost));
	memmove(g->lost + at + 1, g->lost + at, (g->n_lost - at) * sizeof(*g->lost));
	g->lost[at] = *x;
	g->n_lost++;
	g->n_alone += x->speaker == NULL;
	if (x->group == group)
		x->speaker->n_lost++;
}

static void
leave(struct judge *j, uint32_t group, const struct lost *x)
{
	struct group_live	*g = &j->groups[group];
	uint32_t		 at = place(g, x);

	if (at == g->n_lost || g->lost[at].site != x->site)
		return;		/* it did not count */
	g->n_alone -= g->lost[at].speaker == NULL;
	if (g->lost[at].group == group)
		g->lost[at].speaker->n_lost--;
	g->n_lost--;
	memmove(g->lost + at, g->lost + at + 1, (g->n_lost - at) * sizeof(*g->lost));
}

void
lost_enter(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];
	struct live		*l = s->is_member && !s->in_works ? incident_on(j, site, INCIDENT_LINK, "") : NULL;
	struct lost		 x = { .failed_ms = s->lost_ms, .site = site, .group = NONE };

	for (uint32_t i = 0; s->lost_ms != 0 && i < s->n_groups; i++)
		leave(j, s->groups[i], &x);
	s->lost_ms = 0;
	if (l == NULL)
		return;
	s->lost_ms = x.failed_ms = l->again_ms != 0 ? l->again_ms : l->i.opened.ms;
	x.live = l;
	x.speaker = group_speaker(j, l);
	if (x.speaker != NULL)
		x.group = x.speaker->group;
	for (uint32_t i = 0; i < s->n_groups; i++)
		enter(j, s->groups[i], &x);
}

void
lost_enter_all(struct judge *j)
{
	struct live	*l;
	int64_t		 until_ms;

	TAILQ_FOREACH(l, &j->lives, entry)
		l->n_lost = 0;
	for (uint32_t i = 0; i < j->inv->n_groups; i++)
		j->groups[i].n_lost = j->groups[i].n_alone = j->groups[i].n_works = 0;
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		struct site_live	*s = &j->sites[i];

		s->in_works = s->is_member && window_maintenance(j, i, j->now_ms, &until_ms);
		for (uint32_t k = 0; k < s->n_groups; k++)
			j->groups[s->groups[k]].n_works += s->in_works;
		s->lost_ms = 0;
		lost_enter(j, i);
	}
}

void
lost_enter_children(struct judge *j, const struct live *group)
{
	for (uint32_t i = 0; i < group->i.n_sites; i++) {
		uint32_t	 site = inventory_site(j->inv, group->i.sites[i]);

		if (site != NONE)
			lost_enter(j, site);
	}
}

/*
 * Two branches right below the group have a lost site: child groups, or sites of its
 * own, each of which is one.
 */
static bool
is_widespread(const struct judge *j, uint32_t group, const struct lost *lost, uint32_t n_lost,
    const struct live *only)
{
	uint32_t	 first = NONE, n = 0;

	for (uint32_t i = 0; i < n_lost; i++) {
		const struct site	*site = &j->inv->sites[lost[i].site];
		const struct site_live	*s = &j->sites[lost[i].site];

		if (only != NULL && lost[i].speaker != only)
			continue;
		for (uint32_t k = 0; k < site->n_groups; k++)
			n += site->groups[k] == group;
		for (uint32_t k = 0; k < s->n_groups; k++) {
			if (j->inv->groups[s->groups[k]].parent != group || s->groups[k] == first)
				continue;
			first = s->groups[k];
			n++;
		}
		if (n >= 2)
			return true;
	}
	return false;
}

static bool
are_enough(const struct judge *j, uint32_t group, uint32_t n_lost)
{
	return n_lost >= 2 && 2 * n_lost >= lost_of(j, group);
}

uint32_t
lost_of(const struct judge *j, uint32_t group)
{
	return j->groups[group].n_sites - j->groups[group].n_works;
}

/* The five minutes that hold most of them, the earliest such. */
static const struct lost *
most_together(const struct group_live *g, uint32_t *n)
{
	uint32_t	 best = 0;

	*n = 0;
	for (uint32_t i = 0, end = 0; end < g->n_lost; i++) {
		while (end < g->n_lost && g->lost[end].failed_ms <= g->lost[i].failed_ms + WITHIN_MS)
			end++;
		if (end - i > *n) {
			best = i;
			*n = end - i;
		}
	}
	return g->lost + best;
}

const struct lost *
lost_together(const struct judge *j, uint32_t group, uint32_t *n)
{
	const struct group_live	*g = &j->groups[group];
	const struct lost	*lost;

	if (!are_enough(j, group, g->n_lost))
		return NULL;
	lost = most_together(g, n);
	return are_enough(j, group, *n) && (g->n_kids == 0 || is_widespread(j, group, lost, *n, NULL)) ?
	    lost : NULL;
}

bool
lost_still(const struct judge *j, const struct live *l)
{
	const struct group_live	*g = &j->groups[l->group];

	return are_enough(j, l->group, l->n_lost) &&
	    (g->n_kids == 0 || is_widespread(j, l->group, g->lost, g->n_lost, l));
}
