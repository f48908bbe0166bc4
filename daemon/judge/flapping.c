/*
 * flapping.c - rule 10: a line that comes and goes is one incident.
 *
 * More than 5 changes between up and down within an hour open it; it ends an hour
 * after the last change.  Downs inside it are counted and say nothing, unless
 * the line stays down for ten minutes.
 */
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
	if (link != NULL && link->i.parent == l->i.number)
		link->i.parent = 0;
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
