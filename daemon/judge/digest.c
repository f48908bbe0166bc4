/*
 * digest.c - the morning's list: what is wrong now, in the order in which it matters.
 *
 * Made for everyone whom a route with severity "digest" tells, once each working day,
 * at its first working minute (08:30 where none is said, or work never ends), or
 * later that day: when vigie runs and sees again, when his route may speak.  Who has
 * never had one is a mark from then on, and gets his first the next working day.
 *
 *    open now     open at this minute, and something is wrong
 *    soon         opens within two hours
 *    rest         all else that is wrong
 *    lines        of severity "digest", not told yet: told by this and nothing else
 *    over         since the list before: what ended, told or not, by its last name
 *
 * Nothing in it is a debt: it is a list, not an alarm.  Without a line there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"
#include "model/calendar.h"
#include "model/zone.h"

#define SOON_MS		(2 * HOUR_MS)
#define NAME_SIZE	400
#define ORDINARY_S	(8 * 3600 + 30 * 60)	/* 08:30 */

/* A route that speaks in the morning. */
static bool
is_daily(const struct route *route)
{
	return route->severity == SEVERITY_DIGEST;
}

/* When the list of the local day is due; NEVER_MS: nobody works on it. */
static int64_t
minute_of(const struct judge *j, int32_t day)
{
	struct wall	 start = zone_day_start(j->inv->zone, day);
	struct wall	 ordinary = zone_wall(j->inv->zone, day, ORDINARY_S, ZONE_FIRST);
	struct interval	 work;

	if (j->inv->working_hours == NULL)
		return ordinary.ms;
	if (!calendar_next(j->inv->working_hours, j->inv->zone, start, &work) ||
	    work.from.ms >= zone_day_start(j->inv->zone, day + 1).ms)
		return NEVER_MS;
	return work.from.ms == start.ms ? ordinary.ms : work.from.ms;
}

/* His id; of an animator his site and address. */
static void
name_of(const struct judge *j, const struct contact *contact, char out[static NAME_SIZE])
{
	if (*contact->id != '\0')
		strlcpy(out, contact->id, NAME_SIZE);
	else
		snprintf(out, NAME_SIZE, "%s/%s", j->inv->sites[contact->site].id, contact->mail);
}

static struct digest_mark *
mark_of(struct judge *j, const char *who)
{
	struct digest_mark	*m;

	for (size_t i = 0; i < j->n_marks; i++)
		if (strcmp(j->marks[i].who, who) == 0)
			return &j->marks[i];
	j->marks = grow(j->marks, j->n_marks, &j->room_marks, sizeof(*j->marks));
	m = &j->marks[j->n_marks++];
	*m = (struct digest_mark){ xstrdup(who), 0 };
	return m;
}

void
digest_recall(struct judge *j, const struct fact *fact)
{
	mark_of(j, fact->object)->at_ms = fact->happened.ms;
}

void
digest_free(struct judge *j)
{
	for (size_t i = 0; i < j->n_marks; i++)
		free(j->marks[i].who);
	free(j->marks);
}

/* The route tells him of this incident. */
static bool
is_his(const struct judge *j, const struct route *route, const struct contact *contact,
    const struct live *l)
{
	if (!is_daily(route) || !route_tells(j, route, contact))
		return false;
	if (contact->site != NONE) {
		bool	 is_there = false;

		for (uint32_t i = 0; i < l->i.n_sites; i++)
			is_there |= strcmp(l->i.sites[i], j->inv->sites[contact->site].id) == 0;
		return is_there && route_matches(j, route, l);
	}
	return route_matches(j, route, l);
}

/* Where the earliest of its sites stands: open, soon, or else. */
static enum digest_part
part_by_hours(const struct judge *j, const struct live *l)
{
	enum digest_part	 part = DIGEST_REST;

	for (uint32_t i = 0; i < l->i.n_sites; i++) {
		uint32_t	 site = inventory_site(j->inv, l->i.sites[i]);
		int64_t		 until_ms, ends_ms;

		if (site == NONE || window_maintenance(j, site, j->now_ms, &ends_ms) ||
		    (l->i.kind_first == INCIDENT_GROUP && incident_on(j, site, INCIDENT_LINK, "") == NULL))
			continue;
		if (window_open(j, site, j->now_ms, &until_ms))
			return DIGEST_OPEN_NOW;
		if (until_ms < j->now_ms + SOON_MS)
			part = DIGEST_SOON;
	}
	return part;
}

/* False: not in a list. */
static bool
part_of(const struct judge *j, const struct live *l, int64_t since_ms, enum digest_part *part)
{
	bool	 is_daily_kind = incident_severity(l->i.kind) == SEVERITY_DIGEST;

	if (l->i.is_removed || l->i.parent != 0)
		return false;
	if (l->i.restored.ms != 0) {
		*part = DIGEST_OVER;
		return l->i.restored.ms > since_ms && (!is_daily_kind || l->i.told_at.ms != 0);
	}
	if (l->i.closed.ms != 0)
		return false;
	*part = is_daily_kind ? DIGEST_LINES : part_by_hours(j, l);
	return !is_daily_kind || l->i.told_at.ms == 0 || l->i.told_at.ms > since_ms;
}

struct entry { enum digest_part part; const struct live *live; };

static int
order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
by_weight(const void *a, const void *b)
{
	const struct entry	*x = a, *y = b;
	int			 n = order(x->part, y->part);

	if (n == 0)
		n = order(incident_severity(y->live->i.kind), incident_severity(x->live->i.kind));
	if (n == 0)
		n = order(x->live->i.opened.ms, y->live->i.opened.ms);
	return n != 0 ? n : order(x->live->i.number, y->live->i.number);
}

static struct entry *
list(const struct judge *j, const struct contact *contact, int64_t since_ms, size_t *n)
{
	struct entry	*entries = xcalloc(j->n_remembered + 1, sizeof(*entries));

	*n = 0;
	for (size_t i = 0; i < j->n_remembered; i++) {
		const struct live	*l = j->remembered[i];
		struct entry		 e = { DIGEST_REST, l };
		bool			 is_mine = false;

		if (!part_of(j, l, since_ms, &e.part))
			continue;
		for (uint32_t r = 0; r < j->inv->n_routes && !is_mine; r++)
			is_mine = is_his(j, &j->inv->routes[r], contact, l);
		if (is_mine)
			entries[(*n)++] = e;
	}
	qsort(entries, *n, sizeof(*entries), by_weight);
	return entries;
}

static const struct contact *
contact_of(const struct judge *j, const struct fact_notice *notice)
{
	const struct told	*to = &notice->to;
	uint32_t		 site = *notice->site == '\0' ? NONE : inventory_site(j->inv, notice->site);

	for (uint32_t i = 0; i < j->inv->n_contacts; i++) {
		const struct contact	*c = &j->inv->contacts[i];

		if (*to->contact != '\0' ? strcmp(c->id, to->contact) == 0 :
		    *c->id == '\0' && c->site == site && strcmp(c->name, to->name) == 0)
			return c;
	}
	return NULL;
}

struct judge_digest_item *
judge_digest(const struct judge *j, const struct fact_notice *notice, size_t *n)
{
	const struct contact		*contact = contact_of(j, notice);
	struct judge_digest_item	*items;
	struct entry			*entries;

	*n = 0;
	if (contact == NULL)
		return xcalloc(1, sizeof(*items));
	entries = list(j, contact, notice->since.ms, n);
	items = xcalloc(*n + 1, sizeof(*items));
	for (size_t i = 0; i < *n; i++) {
		items[i].part = entries[i].part;
		judge_find_incident(j, entries[i].live->i.number, &items[i].in);
	}
	free(entries);
	return items;
}

/* What only the list tells is told now. */
static void
tell_lines(struct judge *j, const char *who, const struct entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct live	*l = incident_find(j, entries[i].live->i.number);

		if (entries[i].part != DIGEST_LINES || l->i.told_at.ms != 0)
			continue;
		l->i.told_at.ms = j->now_ms;
		incident_event(j, l, EVENT_TOLD, j->now_ms, who, "digest", NULL);
	}
}

static void
make(struct judge *j, const struct contact *contact, unsigned by, struct digest_mark *mark)
{
	struct fact	 fact = { .kind = FACT_DIGEST, .object = mark->who, .happened = { j->now_ms } };
	struct entry	*entries;
	size_t		 n;

	entries = list(j, contact, mark->at_ms, &n);
	if (n > 0)
		route_tell_digest(j, contact, by, mark->at_ms);
	mark->at_ms = j->now_ms;
	tell_lines(j, mark->who, entries, n);
	emit(j, &fact);
	free(entries);
}

/* By which channels his open routes tell him in the morning; 0 = none does. */
static unsigned
channels(const struct judge *j, const struct contact *contact, bool *is_named)
{
	unsigned	 by = 0;
	int64_t		 until_ms;

	*is_named = false;
	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		const struct route	*route = &j->inv->routes[i];

		if (!is_daily(route) || !route_tells(j, route, contact))
			continue;
		*is_named = true;
		if (route_is_open(j, i, &until_ms))
			by |= route->by;
	}
	return by;
}

static bool
any_daily(const struct judge *j)
{
	bool	 any = false;

	for (uint32_t i = 0; i < j->inv->n_routes; i++)
		any |= is_daily(&j->inv->routes[i]);
	return any;
}

/* The next working day's minute; what only waits for a route or for sight is called by those. */
int64_t
digest_due(const struct judge *j)
{
	int32_t	 day = zone_day(j->inv->zone, (struct wall){ j->now_ms });
	int64_t	 at_ms;

	if (!any_daily(j))
		return NEVER_MS;
	for (int32_t d = day; d < day + 15; d++) {
		at_ms = minute_of(j, d);
		if (at_ms != NEVER_MS && at_ms > j->now_ms)
			return at_ms;
	}
	return NEVER_MS;
}

void
digest_judge(struct judge *j)
{
	int64_t	 due_ms;

	if (j->now_ms < j->digest_ms)
		return;
	j->digest_ms = any_daily(j) ? sooner(digest_due(j), routes_due(j)) : NEVER_MS;
	if (j->digest_ms == NEVER_MS)
		return;
	if (j->is_blind || !j->is_gate_open)
		j->digest_ms = 0;
	due_ms = minute_of(j, zone_day(j->inv->zone, (struct wall){ j->now_ms }));
	for (uint32_t i = 0; i < j->inv->n_contacts; i++) {
		const struct contact	*contact = &j->inv->contacts[i];
		struct digest_mark	*mark;
		char			 name[NAME_SIZE];
		unsigned		 by;
		bool			 is_named;

		by = channels(j, contact, &is_named);
		if (!is_named)
			continue;
		name_of(j, contact, name);
		mark = mark_of(j, name);
		if (mark->at_ms == 0)
			mark->at_ms = j->now_ms;
		if (by != 0 && !j->is_blind && j->is_gate_open && due_ms <= j->now_ms &&
		    mark->at_ms < due_ms)
			make(j, contact, by, mark);
	}
}
