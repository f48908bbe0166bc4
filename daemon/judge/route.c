/*
 * route.c - rule 11: who is told, and what is owed afterwards.
 *
 * Every route that matches speaks; each contact is told once for each incident.
 * Outside a route's hours its notices wait.  What was told is a debt: its end
 * is told to exactly those who heard of its beginning.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"
#include "model/calendar.h"
#include "model/zone.h"

#define NO_PC_ROUTES_MS	(15 * MIN_MS)	/* the animators hear first */

static bool
is_about_us(const struct live *l)
{
	return l->i.kind == INCIDENT_BLIND || l->i.kind == INCIDENT_VIGIE;
}

bool
route_is_open(const struct judge *j, uint32_t route, int64_t *until_ms)
{
	const struct calendar	*when = j->inv->routes[route].when;
	struct wall		 now = { j->now_ms };

	*until_ms = NEVER_MS;
	if (when == NULL)
		return true;
	*until_ms = calendar_next_change(when, j->inv->zone, now).ms;
	return calendar_is_open(when, j->inv->zone, now);
}

/* Remembers since when each route may speak, true if one has changed: what waited for it needs a failure begun after that. */
bool
routes_open(struct judge *j)
{
	bool	 is_open, has_changed = false;
	int64_t	 until_ms;

	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		is_open = route_is_open(j, i, &until_ms);
		if (is_open == (j->route_open_ms[i] != 0))
			continue;
		j->route_open_ms[i] = is_open ? j->now_ms : 0;
		has_changed = true;
	}
	return has_changed;
}

int64_t
routes_due(const struct judge *j)
{
	int64_t	 due_ms = NEVER_MS, until_ms;

	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		route_is_open(j, i, &until_ms);
		due_ms = sooner(due_ms, until_ms);
	}
	return due_ms;
}

static bool
names_group(const struct judge *j, const struct route *route, uint32_t site)
{
	const struct site_live	*s = &j->sites[site];

	for (uint32_t g = 0; g < s->n_groups; g++)
		for (uint32_t i = 0; i < route->n_groups; i++)
			if (route->groups[i] == s->groups[g])
				return true;
	return route->n_groups == 0;
}

static bool
names_site(const struct judge *j, const struct route *route, uint32_t site)
{
	bool	 site_matches = route->n_sites == 0, base_matches = route->n_bases == 0;

	for (uint32_t i = 0; i < route->n_sites; i++)
		site_matches |= route->sites[i] == site;
	for (uint32_t i = 0; i < route->n_bases; i++)
		base_matches |= strcmp(route->bases[i], j->inv->sites[site].base) == 0;
	return site_matches && base_matches && names_group(j, route, site);
}

bool
route_matches(const struct judge *j, const struct route *route, const struct live *l)
{
	bool	 kind_matches = route->n_kinds == 0;

	if (is_about_us(l))
		return true;
	if (incident_severity(l->i.kind) < route->severity)
		return false;
	for (uint32_t i = 0; i < route->n_kinds; i++)
		kind_matches |= strcmp(route->kinds[i], incident_kind_word(l->i.kind)) == 0 ||
		    strcmp(route->kinds[i], incident_kind_word(l->i.kind_first)) == 0;
	if (!kind_matches)
		return false;
	for (uint32_t i = 0; i < l->i.n_sites; i++) {
		uint32_t	 site = inventory_site(j->inv, l->i.sites[i]);

		if (site != NONE && names_site(j, route, site))
			return true;
	}
	return false;
}

static bool
is_same(const struct told *told, const struct contact *contact)
{
	return strcmp(told->contact, contact->id) == 0 && (*contact->id != '\0' ||
	    (strcmp(told->name, contact->name) == 0 && strcmp(told->address, contact->mail) == 0));
}

static bool
was_told(const struct live *l, const struct contact *contact)
{
	for (size_t i = 0; i < l->n_told; i++)
		if (is_same(&l->told[i], contact))
			return true;
	return false;
}

/* Rule 12: what would be too much in an hour is said later, in one message. */
static void
say_notice(struct judge *j, const struct live *l, enum notice_kind kind, const struct told *to,
    uint32_t level)
{
	struct fact_notice	 n = { .incident = l->i.number, .kind = kind, .to = *to, .level = level,
				    .site = l->i.scope };

	notice_say(j, &n, !is_about_us(l));
}

static const char *
address_of(const struct contact *contact, unsigned by)
{
	return by == BY_MAIL ? contact->mail : by == BY_SMS ? contact->sms : contact->webhook;
}

static void
tell_contact(struct judge *j, struct live *l, uint32_t index, unsigned by, enum notice_kind kind,
    uint32_t level)
{
	const struct contact	*contact = &j->inv->contacts[index];

	if (was_told(l, contact))
		return;
	for (unsigned bit = BY_MAIL; bit <= BY_WEBHOOK; bit <<= 1) {
		struct told	*told;

		if ((by & bit) == 0 || *address_of(contact, bit) == '\0')
			continue;
		l->told = grow(l->told, l->n_told, &l->room_told, sizeof(*l->told));
		told = &l->told[l->n_told++];
		*told = (struct told){ xstrdup(contact->id), xstrdup(contact->name),
		    xstrdup(address_of(contact, bit)), xstrdup(contact->language), bit,
		    { j->now_ms }, false };
		if (l->i.told_at.ms == 0)
			l->i.told_at.ms = j->now_ms;
		l->i.n_escalated = (uint32_t)later(l->i.n_escalated, level);
		say_notice(j, l, kind, told, level);
		incident_event(j, l, EVENT_TOLD, j->now_ms,
		    *contact->id != '\0' ? contact->id : contact->name, by_word(bit), NULL);
	}
}

void
route_tell_digest(struct judge *j, const struct contact *contact, unsigned by, int64_t since_ms)
{
	for (unsigned bit = BY_MAIL; bit <= BY_WEBHOOK; bit <<= 1) {
		struct fact_notice	 n = { .kind = NOTICE_DIGEST, .since = { since_ms },
					    .site = contact->site == NONE ? "" : j->inv->sites[contact->site].id,
					    .to = { contact->id, contact->name, address_of(contact, bit),
					    contact->language, bit, { j->now_ms }, false } };

		if ((by & bit) != 0 && *n.to.address != '\0')
			notice_say(j, &n, false);
	}
}

void
judge_send_report(struct judge *j, uint32_t contact, const char *report, uint32_t version,
    const char *format, struct wall now)
{
	const struct contact	*c = &j->inv->contacts[contact];
	struct fact_notice	 n = { .kind = NOTICE_REPORT, .site = "", .report = report, .version = version,
				    .format = format };

	judge_pass(j, now);
	n.to = (struct told){ c->id, c->name, c->mail, c->language, BY_MAIL, { j->now_ms }, false };
	notice_say(j, &n, false);
}

static uint32_t
on_duty(const struct judge *j, uint32_t rota)
{
	const struct rota	*r = &j->inv->rotas[rota];
	uint32_t		 who = NONE;

	for (uint32_t i = 0; i < r->n_turns && r->turns[i].from.ms <= j->now_ms; i++)
		who = r->turns[i].contact;
	return who;
}

static void
tell_animators(struct judge *j, struct live *l, unsigned by, enum notice_kind kind, uint32_t level)
{
	for (uint32_t i = 0; i < l->i.n_sites; i++) {
		uint32_t	 site = inventory_site(j->inv, l->i.sites[i]);

		for (uint32_t k = 0; site != NONE && k < j->inv->sites[site].n_animators; k++)
			tell_contact(j, l, j->inv->sites[site].animators[k], by, kind, level);
	}
}

static void
tell_list(struct judge *j, struct live *l, const struct tell *tell, uint32_t n, unsigned by,
    enum notice_kind kind, uint32_t level)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t	 who = tell[i].index;

		if (tell[i].kind == TELL_ANIMATORS) {
			tell_animators(j, l, by, kind, level);
			continue;
		}
		if (tell[i].kind == TELL_ROTA && (who = on_duty(j, who)) == NONE)
			continue;
		tell_contact(j, l, who, by, kind, level);
	}
}

bool
route_tells(const struct judge *j, const struct route *route, const struct contact *contact)
{
	uint32_t	 index = (uint32_t)(contact - j->inv->contacts), who;

	for (uint32_t i = 0; i < route->n_tell; i++) {
		who = route->tell[i].index;
		if (route->tell[i].kind == TELL_ROTA)
			who = on_duty(j, who);
		if (route->tell[i].kind == TELL_ANIMATORS ? contact->site != NONE : who == index)
			return true;
	}
	return false;
}

/* Is there such a thing as a failed result of it? */
static bool
needs_failure(const struct live *l)
{
	switch (l->i.kind_first) {
	case INCIDENT_FLAPPING:
	case INCIDENT_BLIND:
	case INCIDENT_VIGIE:
		return false;
	case INCIDENT_NO_PC:
		return *l->i.object == '\0';	/* a mute site says nothing at all */
	default:
		return true;
	}
}

/* Rule 12: since the last holder let go, a failure has begun; what was never held goes at once. */
static bool
is_proven(const struct judge *j, struct live *l, int64_t open_ms)
{
	int64_t	 from_ms = l->free_ms;
	bool	 is_good;

	if (l->confirmed_ms < open_ms)
		from_ms = later(from_ms, open_ms);
	is_good = incident_is_down(j, l) && (!needs_failure(l) || l->fail_ms >= from_ms);
	l->is_wanting |= !is_good;
	return is_good;
}

void
route_tell(struct judge *j, struct live *l)
{
	enum notice_kind	 kind = l->i.kind == INCIDENT_BLIND ? NOTICE_BLIND : NOTICE_DOWN;
	bool			 is_no_pc = l->i.kind == INCIDENT_NO_PC;
	int64_t			 until_ms;

	if (is_no_pc && is_proven(j, l, 0))
		tell_animators(j, l, BY_MAIL, kind, 0);
	if (is_no_pc && j->now_ms < l->confirmed_ms + NO_PC_ROUTES_MS)
		return;
	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		const struct route	*route = &j->inv->routes[i];

		if (!route_matches(j, route, l))
			continue;
		if (is_about_us(l) || (route_is_open(j, i, &until_ms) &&
		    is_proven(j, l, j->route_open_ms[i])))
			tell_list(j, l, route->tell, route->n_tell, route->by, kind, 0);
	}
}

static int64_t
escalation_due(const struct judge *j, const struct live *l, const struct route *route, uint32_t level)
{
	int64_t	 after_ms = route->escalate[level].after_ms;

	if (route->when == NULL)
		return l->i.told_at.ms + after_ms;
	return calendar_add(route->when, j->inv->zone, l->i.told_at, after_ms).ms;
}

void
route_escalate(struct judge *j, struct live *l)
{
	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		const struct route	*route = &j->inv->routes[i];

		if (route->n_escalate == 0 || !route_matches(j, route, l))
			continue;
		for (uint32_t k = 0; k < route->n_escalate; k++) {
			if (j->now_ms < escalation_due(j, l, route, k) ||
			    !is_proven(j, l, j->route_open_ms[i]))
				continue;
			tell_list(j, l, route->escalate[k].tell, route->escalate[k].n_tell, route->by,
			    NOTICE_ESCALATION, k + 1);
		}
	}
}

/* The first working minute of the next working day after it was last said; it was told. */
static int64_t
reminder_due(const struct judge *j, const struct live *l)
{
	struct wall		 last = { later(l->i.told_at.ms, l->i.reminded.ms) };
	struct interval		 work;
	const struct calendar	*hours = l->site != NONE && j->inv->sites[l->site].working_hours != NULL ?
				    j->inv->sites[l->site].working_hours : j->inv->working_hours;

	if (hours == NULL)
		return NEVER_MS;
	last = zone_day_start(j->inv->zone, zone_day(j->inv->zone, last) + 1);
	return calendar_next(hours, j->inv->zone, last, &work) ? work.from.ms : NEVER_MS;
}

void
route_remind(struct judge *j, struct live *l)
{
	size_t	 n = l->n_told;

	if (is_about_us(l) || j->now_ms < reminder_due(j, l) || !is_proven(j, l, 0))
		return;
	l->i.reminded.ms = j->now_ms;
	for (size_t i = 0; i < n; i++)
		say_notice(j, l, NOTICE_REMINDER, &l->told[i], 0);
	incident_event(j, l, EVENT_TOLD, j->now_ms, "vigie", "reminder", NULL);
}

/* May this contact hear now?  A route that still names him may be outside its hours. */
static bool
may_hear(const struct judge *j, const struct live *l, const struct told *told)
{
	bool	 is_named = false;
	int64_t	 until_ms;

	if (is_about_us(l))
		return true;
	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		const struct route	*route = &j->inv->routes[i];
		bool			 names_him = false;

		if (!route_matches(j, route, l))
			continue;
		for (uint32_t k = 0; k < route->n_tell; k++) {
			uint32_t	 who = route->tell[k].index;

			if (route->tell[k].kind == TELL_ROTA)
				who = on_duty(j, who);
			if (route->tell[k].kind != TELL_ANIMATORS && who != NONE)
				names_him |= is_same(told, &j->inv->contacts[who]);
		}
		if (names_him && route_is_open(j, i, &until_ms))
			return true;
		is_named |= names_him;
	}
	return !is_named;
}

bool
route_settle(struct judge *j, struct live *l, enum notice_kind kind)
{
	bool	 all = true;

	for (size_t i = 0; i < l->n_told; i++) {
		struct told	*told = &l->told[i];

		if (told->is_settled)
			continue;
		if (!may_hear(j, l, told)) {
			all = false;
			continue;
		}
		told->is_settled = true;
		say_notice(j, l, kind, told, 0);
	}
	return all;
}

/* Until when nothing changes for it by the clock. */
int64_t
route_due(struct judge *j, const struct live *l)
{
	int64_t	 due_ms = NEVER_MS, remind_ms;

	if (l->i.kind == INCIDENT_NO_PC && j->now_ms < l->confirmed_ms + NO_PC_ROUTES_MS)
		due_ms = l->confirmed_ms + NO_PC_ROUTES_MS;
	if (l->i.told_at.ms == 0 || l->i.acknowledged.ms != 0 || l->i.closed.ms != 0 ||
	    incident_severity(l->i.kind) == SEVERITY_DIGEST)
		return due_ms;
	for (uint32_t i = 0; i < j->inv->n_routes; i++) {
		const struct route	*route = &j->inv->routes[i];

		for (uint32_t k = 0; k < route->n_escalate; k++) {
			int64_t	 at_ms = escalation_due(j, l, route, k);

			if (at_ms > j->now_ms && route_matches(j, route, l))
				due_ms = sooner(due_ms, at_ms);
		}
	}
	/* one that is due and was not said waits for a failure, not for the clock */
	remind_ms = is_about_us(l) ? NEVER_MS : reminder_due(j, l);
	return remind_ms > j->now_ms ? sooner(due_ms, remind_ms) : due_ms;
}
