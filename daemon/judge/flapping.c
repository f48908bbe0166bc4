/*
 * flapping.c - rule 10: a line that comes and goes is one incident.
 *
 * More than 5 changes between up and down within an hour open it; it ends an hour
 * after the last change.  Downs inside it are counted and say nothing, unless
 * the line stays down for ten minutes.
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

void
flapping_forget(struct judge *j, uint32_t site, int64_t from_ms)
{
	struct site_live	*s = &j->sites[site];

	while (s->n_changes > 0 && s->changes[s->n_changes - 1] >= from_ms)
		s->n_changes--;
}

static void
forget_old(struct site_live *s, int64_t now_ms)
{
	size_t	 old = 0;

	while (old < s->n_changes && s->changes[old] <= now_ms - HOUR_MS)
		old++;
	if (old == 0)
		return;
	s->n_changes -= old;
	memmove(s->changes, s->changes + old, s->n_changes * sizeof(*s->changes));
}

void
flapping_count(struct judge *j, struct site_live *s)
{
	uint32_t	 site = (uint32_t)(s - j->sites);
	struct live	*link = incident_on(j, site, INCIDENT_LINK, ""), *parent;

	forget_old(s, j->now_ms);
	if (!(is_up(s->link.was) && s->link.state == STATE_DOWN) &&
	    !(s->link.was == STATE_DOWN && is_up(s->link.state)))
		return;
	parent = link == NULL ? NULL : incident_find(j, link->i.parent);
	if (parent != NULL && parent->i.kind == INCIDENT_GROUP)
		return;
	s->changes = grow(s->changes, s->n_changes, &s->room_changes, sizeof(*s->changes));
	s->changes[s->n_changes++] = s->link.exact_ms;
}

static void
attach(struct judge *j, struct live *link, struct live *flapping)
{
	struct evidence	 why = { .check = "", .name = "flapping", .value = flapping->i.number, .text = "" };

	link->i.parent = flapping->i.number;
	incident_event(j, link, EVENT_ATTACHED, j->now_ms, "vigie", "flapping", &why);
}

/* The link's incident speaks for itself once the line has stayed down. */
static void
judge_link(struct judge *j, struct live *link, struct live *flapping)
{
	bool	 stays = j->now_ms >= link->i.opened.ms + STAYS_MS;

	if (link->i.parent == 0 && !stays && link->i.told_at.ms == 0) {
		attach(j, link, flapping);
	} else if (link->i.parent == flapping->i.number && stays) {
		link->i.parent = 0;
		link->free_ms = link->i.opened.ms + STAYS_MS;
		incident_event(j, link, EVENT_DETACHED, j->now_ms, "vigie", "stays_down", NULL);
	}
}

static void
end(struct judge *j, uint32_t site, struct live *l)
{
	const struct site_live	*s = &j->sites[site];
	struct live		*link = incident_on(j, site, INCIDENT_LINK, "");

	incident_restore(j, l, s->n_changes > 0 ? s->changes[s->n_changes - 1] + HOUR_MS : j->now_ms,
	    s->link.state == STATE_DOWN ? "down" : is_up(s->link.state) ? "up" : "unknown");
	if (link != NULL && link->i.parent == l->i.number) {
		link->i.parent = 0;
		incident_event(j, link, EVENT_DETACHED, j->now_ms, "vigie", "stays_down", NULL);
	}
}

void
flapping_judge(struct judge *j, uint32_t site, int64_t at_ms)
{
	struct site_live	*s = &j->sites[site];
	struct live		*l, *link;
	struct evidence		 why = { .check = "", .name = "changes_per_hour",
				    .value = (double)s->n_changes, .limit = CHANGES, .text = "" };

	(void)at_ms;
	if (s->n_changes == 0 && TAILQ_EMPTY(&s->lives))
		return;
	l = incident_on(j, site, INCIDENT_FLAPPING, "");
	if (l != NULL && (s->n_changes == 0 || j->now_ms >= s->changes[s->n_changes - 1] + HOUR_MS)) {
		end(j, site, l);
		return;
	}
	if (l == NULL)
		forget_old(s, j->now_ms);
	if (l == NULL && s->n_changes > CHANGES) {
		l = incident_new(j, INCIDENT_FLAPPING, site, NONE, "", s->changes[0], &why);
		l->i.flaps = (uint32_t)s->n_changes;
		l->last_change_ms = s->changes[s->n_changes - 1];
		incident_event(j, l, EVENT_OPENED, l->i.opened.ms, "vigie", "", &why);
	} else if (l != NULL && s->changes[s->n_changes - 1] > l->last_change_ms) {
		l->i.flaps++;
		l->last_change_ms = s->changes[s->n_changes - 1];
		incident_event(j, l, EVENT_UPDATED, l->last_change_ms, "vigie", "change", NULL);
	}
	link = incident_on(j, site, INCIDENT_LINK, "");
	if (l != NULL && link != NULL)
		judge_link(j, link, l);
}

int64_t
flapping_due(struct judge *j, uint32_t site)
{
	const struct site_live	*s = &j->sites[site];
	struct live		*l = incident_on(j, site, INCIDENT_FLAPPING, ""), *link;
	int64_t			 due_ms;

	if (l == NULL)
		return NEVER_MS;
	due_ms = s->n_changes == 0 ? j->now_ms : s->changes[s->n_changes - 1] + HOUR_MS;
	link = incident_on(j, site, INCIDENT_LINK, "");
	if (link != NULL && link->i.parent == l->i.number)
		due_ms = sooner(due_ms, link->i.opened.ms + STAYS_MS);
	return due_ms;
}

/* Groups. */

static int
by_time(const void *a, const void *b)
{
	const int64_t	*x = a, *y = b;

	return (*x > *y) - (*x < *y);
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
		const struct live	*p = l->i.parent == 0 ? NULL : incident_find(j, l->i.parent);
		int64_t			 times[2] = { l->i.opened.ms, l->i.restored.ms };

		if (l->i.kind_first != INCIDENT_GROUP || l->group != group || l->i.is_removed ||
		    (p != NULL && p->i.kind_first == INCIDENT_GROUP))
			continue;
		for (size_t k = 0; k < 2; k++)
			if (times[k] > from_ms) {
				changes = grow(changes, *n, &room, sizeof(*changes));
				changes[(*n)++] = times[k];
			}
	}
	if (*n > 0)
		qsort(changes, *n, sizeof(*changes), by_time);
	return changes;
}

static struct live *
flapping_of(const struct judge *j, uint32_t group)
{
	struct live	*l;

	TAILQ_FOREACH(l, &j->lives, entry)
		if (l->i.kind_first == INCIDENT_FLAPPING && l->i.restored.ms == 0 && l->group == group)
			return l;
	return NULL;
}

static struct live *
open_group(struct judge *j, uint32_t group, const int64_t *changes, size_t n)
{
	struct evidence	 why = { .check = "", .name = "changes_per_hour", .value = (double)n,
			    .limit = CHANGES, .text = "" };
	struct live	*l = incident_new(j, INCIDENT_FLAPPING, NONE, group, "", changes[0], &why);

	for (size_t i = 0; i < j->n_remembered; i++) {
		const struct live	*g = j->remembered[i];

		if (g->i.kind_first != INCIDENT_GROUP || g->group != group ||
		    (g->i.restored.ms != 0 && g->i.restored.ms < changes[0]))
			continue;
		for (uint32_t k = 0; k < g->i.n_sites; k++)
			incident_add_site(l, g->i.sites[k]);
	}
	l->i.flaps = (uint32_t)n;
	l->last_change_ms = changes[n - 1];
	incident_event(j, l, EVENT_OPENED, l->i.opened.ms, "vigie", "", &why);
	return l;
}

static void
end_group(struct judge *j, struct live *l)
{
	struct live	*group = j->groups[l->group].live;

	incident_restore(j, l, l->last_change_ms + HOUR_MS, group != NULL ? "down" : "up");
	if (group != NULL && group->i.parent == l->i.number)
		group->i.parent = 0;
}

/* Counts what has changed since it was last told. */
static void
count_group(struct judge *j, struct live *l)
{
	size_t	 n;
	int64_t	*changes = group_changes(j, l->group, l->last_change_ms, &n);

	if (n > 0) {
		l->i.flaps += (uint32_t)n;
		l->last_change_ms = changes[n - 1];
		incident_event(j, l, EVENT_UPDATED, l->last_change_ms, "vigie", "change", NULL);
	}
	free(changes);
}

void
flapping_judge_group(struct judge *j, uint32_t group)
{
	struct live	*l = flapping_of(j, group);
	int64_t		*changes;
	size_t		 n;

	if (l == NULL) {
		if (j->groups[group].n_incidents <= CHANGES / 2)
			return;		/* each is two changes at most */
		changes = group_changes(j, group, j->now_ms - HOUR_MS, &n);
		if (n > CHANGES)
			l = open_group(j, group, changes, n);
		free(changes);
	} else {
		count_group(j, l);
		if (j->now_ms >= l->last_change_ms + HOUR_MS) {
			end_group(j, l);
			return;
		}
	}
	if (l != NULL && j->groups[group].live != NULL)
		judge_link(j, j->groups[group].live, l);
}

int64_t
flapping_due_group(const struct judge *j, const struct live *flapping)
{
	const struct live	*group = j->groups[flapping->group].live;
	int64_t			 due_ms = flapping->last_change_ms + HOUR_MS;

	if (group != NULL && group->i.parent == flapping->i.number)
		due_ms = sooner(due_ms, group->i.opened.ms + STAYS_MS);
	return due_ms;
}

/* What it last counted, after a restart. */
void
flapping_start(struct judge *j, struct live *flapping)
{
	const struct site_live	*s;
	int64_t			*changes;
	size_t			 n;

	if (flapping->site != NONE) {
		s = &j->sites[flapping->site];
		if (s->n_changes > 0)
			flapping->last_change_ms = s->changes[s->n_changes - 1];
	} else if (flapping->group != NONE) {
		changes = group_changes(j, flapping->group, 0, &n);
		if (n > 0)
			flapping->last_change_ms = changes[n - 1];
		free(changes);
	}
}
