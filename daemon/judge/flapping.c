/*
 * flapping.c - rule 10: a line that comes and goes is one incident.
 *
 * More than 5 changes between up and down within an hour open it; it ends an hour
 * after the last change.  Downs inside it are counted and say nothing, unless
 * the line stays down for ten minutes.
 *
 * The hour is the one between the changes themselves: the last is less than an hour
 * after the first, however long it took until each was known.  What an incident that
 * has ended counted counts for no other.
 *
 * A group comes and goes in the same way.  Its changes are what its incidents say:
 * the beginnings and ends of those that no higher group has absorbed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

#define CHANGES		5u
#define STAYS_MS	(10 * MIN_MS)

/* Of n changes in order, how many are an hour or more older than at_ms. */
static size_t
n_before(const int64_t *changes, size_t n, int64_t at_ms)
{
	size_t	 old = 0;

	while (old < n && changes[old] <= at_ms - HOUR_MS)
		old++;
	return old;
}

static int64_t
end_ms(const struct live *flapping)
{
	return flapping->last_change_ms + HOUR_MS;
}

/* What it holds back speaks for itself once it has stayed down, or the flapping is over. */
static int64_t
free_ms(const struct live *flapping, const struct live *inner)
{
	return sooner(end_ms(flapping), inner->i.opened.ms + STAYS_MS);
}

static void
judge_inner(struct judge *j, struct live *inner, struct live *l)
{
	bool		 is_free = j->now_ms >= free_ms(l, inner);
	struct evidence	 why = { .check = "", .name = "flapping", .value = l->i.number, .text = "" };

	if (inner->i.parent == 0 && !is_free && inner->i.told_at.ms == 0) {
		inner->i.parent = l->i.number;
		incident_event(j, inner, EVENT_ATTACHED, j->now_ms, "vigie", "flapping", &why);
	} else if (inner->i.parent == l->i.number && is_free) {
		inner->i.parent = 0;
		incident_event(j, inner, EVENT_DETACHED, j->now_ms, "vigie", "stays_down", NULL);
	}
}

static struct live *
open_flapping(struct judge *j, uint32_t site, uint32_t group, const int64_t *changes, size_t n)
{
	struct evidence	 why = { .check = "", .name = "changes_per_hour", .value = (double)n,
			    .limit = CHANGES, .text = "" };
	struct live	*l = incident_new(j, INCIDENT_FLAPPING, site, group, "", changes[0], &why);

	l->i.flaps = (uint32_t)n;
	l->last_change_ms = changes[n - 1];
	return l;
}

static void
say_open(struct judge *j, struct live *l)
{
	incident_event(j, l, EVENT_OPENED, l->i.opened.ms, "vigie", "", &l->i.why);
}

/* Counts n changes later than the last that it counted. */
static void
count_more(struct judge *j, struct live *l, const int64_t *changes, size_t n)
{
	l->i.flaps += (uint32_t)n;
	l->last_change_ms = changes[n - 1];
	incident_event(j, l, EVENT_UPDATED, l->last_change_ms, "vigie", "change", NULL);
}

static int64_t
due(const struct live *l, const struct live *inner)
{
	return inner != NULL && inner->i.parent == l->i.number ? free_ms(l, inner) : end_ms(l);
}

/* Lines. */

void
flapping_forget(struct judge *j, uint32_t site, int64_t from_ms)
{
	struct site_live	*s = &j->sites[site];

	while (s->n_changes > 0 && s->changes[s->n_changes - 1] >= from_ms)
		s->n_changes--;
}

void
flapping_give(struct judge *j, uint32_t site, int64_t from_ms)
{
	const struct site_live	*s = &j->sites[site];
	struct live		*l = incident_on(j, site, INCIDENT_FLAPPING, "");
	size_t			 n = s->n_changes;

	flapping_forget(j, site, from_ms);
	if (l == NULL || s->n_changes == n)
		return;
	l->i.flaps -= (uint32_t)(n - s->n_changes);
	flapping_start(j, l);
	incident_event(j, l, EVENT_UPDATED, j->now_ms, "vigie", "not_its_own", NULL);
}

void
flapping_count(struct judge *j, struct site_live *s)
{
	struct live	*link = incident_on(j, (uint32_t)(s - j->sites), INCIDENT_LINK, ""), *parent;
	int64_t		 at_ms = s->link.exact_ms;
	size_t		 n_old;

	if (!(is_up(s->link.was) && s->link.state == STATE_DOWN) &&
	    !(s->link.was == STATE_DOWN && is_up(s->link.state)))
		return;
	parent = link == NULL ? NULL : incident_find(j, link->i.parent);
	if (parent != NULL && parent->i.kind == INCIDENT_GROUP)
		return;
	n_old = n_before(s->changes, s->n_changes, at_ms);
	s->n_changes -= n_old;
	memmove(s->changes, s->changes + n_old, s->n_changes * sizeof(*s->changes));
	s->changes = grow(s->changes, s->n_changes, &s->room_changes, sizeof(*s->changes));
	s->changes[s->n_changes++] = at_ms;
}

void
flapping_judge(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];
	struct live		*l, *link;
	size_t			 n = s->n_changes;

	if (n <= CHANGES && TAILQ_EMPTY(&s->lives))
		return;
	l = incident_on(j, site, INCIDENT_FLAPPING, "");
	link = incident_on(j, site, INCIDENT_LINK, "");
	if (l == NULL && n > CHANGES) {
		l = open_flapping(j, site, NONE, s->changes, n);
		say_open(j, l);
	} else if (l != NULL && n > 0 && s->changes[n - 1] > l->last_change_ms) {
		count_more(j, l, s->changes + n - 1, 1);
	}
	if (l != NULL && link != NULL)
		judge_inner(j, link, l);
	if (l == NULL || j->now_ms < end_ms(l))
		return;
	s->n_changes = 0;
	incident_restore(j, l, end_ms(l), s->link.state == STATE_DOWN ? "down" : is_up(s->link.state) ? "up" : "unknown");
}

int64_t
flapping_due(struct judge *j, uint32_t site)
{
	struct live	*l = incident_on(j, site, INCIDENT_FLAPPING, "");

	return l == NULL ? NEVER_MS : due(l, incident_on(j, site, INCIDENT_LINK, ""));
}

/* Groups. */

static int
by_time(const void *a, const void *b)
{
	const int64_t	*x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A change is said once. */
static bool
is_change(const struct judge *j, uint32_t group, const struct live *l)
{
	const struct live	*p = l->i.parent == 0 ? NULL : incident_find(j, l->i.parent);

	return l->i.kind_first == INCIDENT_GROUP && l->group == group && !l->i.is_removed &&
	    (p == NULL || p->i.kind_first != INCIDENT_GROUP);
}

/* Its changes after from_ms, in order; freed by the caller. */
static int64_t *
group_changes(const struct judge *j, uint32_t group, int64_t from_ms, size_t *n)
{
	int64_t	*changes = NULL;
	size_t	 room = 0;

	*n = 0;
	for (size_t i = 0; i < j->n_remembered; i++) {
		const struct live	*l = j->remembered[i];
		int64_t			 times[2] = { l->i.opened.ms, l->i.restored.ms };

		for (size_t k = 0; k < 2 && is_change(j, group, l); k++)
			if (times[k] > from_ms) {
				changes = grow(changes, *n, &room, sizeof(*changes));
				changes[(*n)++] = times[k];
			}
	}
	if (*n > 0)
		qsort(changes, *n, sizeof(*changes), by_time);
	return changes;
}

/* Its latest, over or not; NULL = it never flapped. */
static struct live *
flapping_of(const struct judge *j, uint32_t group)
{
	for (size_t i = j->n_remembered; i-- > 0;)
		if (j->remembered[i]->i.kind_first == INCIDENT_FLAPPING && j->remembered[i]->group == group)
			return j->remembered[i];
	return NULL;
}

/* The sites of its outages since it began to flap are its own. */
static void
take_sites(struct judge *j, struct live *l)
{
	for (size_t i = 0; i < j->n_remembered; i++) {
		const struct live	*g = j->remembered[i];

		if (g->i.kind_first != INCIDENT_GROUP || g->group != l->group ||
		    (g->i.restored.ms != 0 && g->i.restored.ms < l->i.opened.ms))
			continue;
		for (uint32_t k = 0; k < g->i.n_sites; k++)
			incident_add_site(l, g->i.sites[k]);
	}
}

/* Opens it, if what has changed since its last one, over at ended_ms, is enough; else NULL. */
static struct live *
open_group(struct judge *j, uint32_t group, int64_t ended_ms)
{
	size_t		 n, n_old;
	int64_t		*changes = group_changes(j, group, later(ended_ms - HOUR_MS, 0), &n);
	struct live	*l = NULL;

	n_old = n == 0 ? 0 : n_before(changes, n, changes[n - 1]);
	if (n - n_old > CHANGES) {
		l = open_flapping(j, NONE, group, changes + n_old, n - n_old);
		take_sites(j, l);
		say_open(j, l);
	}
	free(changes);
	return l;
}

static void
count_group(struct judge *j, struct live *l)
{
	size_t	 n;
	int64_t	*changes = group_changes(j, l->group, l->last_change_ms, &n);

	if (n > 0) {
		take_sites(j, l);
		count_more(j, l, changes, n);
	}
	free(changes);
}

void
flapping_judge_group(struct judge *j, uint32_t group)
{
	struct live	*l, *inner = j->groups[group].live;

	if (j->groups[group].n_incidents <= CHANGES / 2)
		return;		/* each is two changes at most */
	l = flapping_of(j, group);
	if (l == NULL || l->i.restored.ms != 0)
		l = open_group(j, group, l == NULL ? 0 : l->i.restored.ms);
	else
		count_group(j, l);
	if (l != NULL && inner != NULL)
		judge_inner(j, inner, l);
	if (l != NULL && j->now_ms >= end_ms(l))
		incident_restore(j, l, end_ms(l), inner != NULL ? "down" : "up");
}

int64_t
flapping_due_group(const struct judge *j, const struct live *flapping)
{
	return due(flapping, j->groups[flapping->group].live);
}

/* What it last counted: after a restart, or when a group has taken a change of its line over. */
void
flapping_start(struct judge *j, struct live *flapping)
{
	const struct site_live	*s = flapping->site == NONE ? NULL : &j->sites[flapping->site];
	int64_t			*changes;
	size_t			 n;

	flapping->last_change_ms = flapping->i.opened.ms;
	if (s != NULL && s->n_changes > 0) {
		flapping->last_change_ms = s->changes[s->n_changes - 1];
	} else if (flapping->group != NONE) {
		changes = group_changes(j, flapping->group, flapping->i.opened.ms, &n);
		if (n > 0)
			flapping->last_change_ms = changes[n - 1];
		free(changes);
	}
}
