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
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

#define CHANGES		5u
#define STAYS_MS	(10 * MIN_MS)

struct changes {
	uint32_t	 n;
	int64_t		 first_ms, last_ms;
};

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
open_flapping(struct judge *j, uint32_t site, uint32_t group, const struct changes *c)
{
	struct evidence	 why = { .check = "", .name = "changes_per_hour", .value = c->n,
			    .limit = CHANGES, .text = "" };
	struct live	*l = incident_new(j, INCIDENT_FLAPPING, site, group, "", c->first_ms, &why);

	l->i.flaps = c->n;
	l->last_change_ms = c->last_ms;
	return l;
}

static void
say_open(struct judge *j, struct live *l)
{
	incident_event(j, l, EVENT_OPENED, l->i.opened.ms, "vigie", "", &l->i.why);
}

/* Counts changes later than the last that it counted. */
static void
count_more(struct judge *j, struct live *l, const struct changes *c)
{
	l->i.flaps += c->n;
	l->last_change_ms = c->last_ms;
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

	for (size_t i = 0; i < s->n_changes; i++)
		if (s->changes[i] >= from_ms)
			s->n_changes = i;
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
	size_t		 n_old = 0;

	if (!(is_up(s->link.was) && s->link.state == STATE_DOWN) &&
	    !(s->link.was == STATE_DOWN && is_up(s->link.state)))
		return;
	parent = link == NULL ? NULL : incident_find(j, link->i.parent);
	if (parent != NULL && parent->i.kind == INCIDENT_GROUP)
		return;
	while (n_old < s->n_changes && s->changes[n_old] <= at_ms - HOUR_MS)
		n_old++;
	s->n_changes -= n_old;
	s->changes = grow(s->changes, s->n_changes, &s->room_changes, sizeof(*s->changes));
	memmove(s->changes, s->changes + n_old, s->n_changes * sizeof(*s->changes));
	s->changes[s->n_changes++] = at_ms;
}

void
flapping_judge(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];
	struct live		*l, *link;
	size_t			 n = s->n_changes;
	struct changes		 all, latest;

	if (n <= CHANGES && TAILQ_EMPTY(&s->lives))
		return;
	l = incident_on(j, site, INCIDENT_FLAPPING, "");
	link = incident_on(j, site, INCIDENT_LINK, "");
	if (l == NULL && n > CHANGES) {
		all = (struct changes){ (uint32_t)n, s->changes[0], s->changes[n - 1] };
		l = open_flapping(j, site, NONE, &all);
		say_open(j, l);
	} else if (l != NULL && n > 0 && s->changes[n - 1] > l->last_change_ms) {
		latest = (struct changes){ 1, s->changes[n - 1], s->changes[n - 1] };
		count_more(j, l, &latest);
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

/* Its changes after from_ms: of a change that a higher group has absorbed the higher one speaks. */
static struct changes
group_changes(const struct judge *j, uint32_t group, int64_t from_ms)
{
	struct changes	 c = { 0, NEVER_MS, from_ms };

	for (size_t i = 0; i < j->n_remembered; i++) {
		const struct live	*l = j->remembered[i], *p = incident_find(j, l->i.parent);
		int64_t			 times[] = { l->i.opened.ms, l->i.restored.ms };

		if (l->i.kind_first != INCIDENT_GROUP || l->group != group || l->i.is_removed ||
		    (p != NULL && p->i.kind_first == INCIDENT_GROUP))
			continue;
		for (size_t k = 0; k < N_ELEMENTS(times); k++)
			if (times[k] > from_ms) {
				c.n++;
				c.first_ms = sooner(c.first_ms, times[k]);
				c.last_ms = later(c.last_ms, times[k]);
			}
	}
	return c;
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

/* Opens it, if its changes after from_ms are enough; else NULL. */
static struct live *
open_group(struct judge *j, uint32_t group, int64_t from_ms)
{
	struct changes	 c = group_changes(j, group, from_ms);
	struct live	*l;

	c = group_changes(j, group, later(from_ms, c.last_ms - HOUR_MS));
	if (c.n <= CHANGES)
		return NULL;
	l = open_flapping(j, NONE, group, &c);
	take_sites(j, l);
	say_open(j, l);
	return l;
}

static void
count_group(struct judge *j, struct live *l)
{
	struct changes	 c = group_changes(j, l->group, l->last_change_ms);

	if (c.n == 0)
		return;
	take_sites(j, l);
	count_more(j, l, &c);
}

void
flapping_judge_group(struct judge *j, uint32_t group)
{
	struct live	*l, *inner = j->groups[group].live;

	if (j->groups[group].n_incidents <= CHANGES / 2)
		return;		/* each is two changes at most */
	l = flapping_of(j, group);
	if (l == NULL || l->i.restored.ms != 0)
		l = open_group(j, group, l == NULL ? 0 : l->i.restored.ms - HOUR_MS);
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
flapping_start(struct judge *j, struct live *l)
{
	const struct site_live	*s = l->site == NONE ? NULL : &j->sites[l->site];

	if (s == NULL)
		l->last_change_ms = group_changes(j, l->group, l->i.opened.ms).last_ms;
	else
		l->last_change_ms = s->n_changes > 0 ? s->changes[s->n_changes - 1] : l->i.opened.ms;
}
