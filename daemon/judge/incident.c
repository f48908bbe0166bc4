/*
 * incident.c - rule 8: one incident for each cause, and its life.
 *
 *     (nothing) --confirmed--> OPEN --what it is about is up--> RESTORED --a person--> CLOSED
 *                               |                                  ^
 *                               +--- its object was removed -------+
 *
 * An incident stays listed at its site while anything may still have to be said
 * or found out about it; afterwards it is only remembered for a while.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

#define REMEMBER_MS	(30 * DAY_MS)

static char *
drop_const(const char *s)
{
	return (char *)(uintptr_t)s;
}

void
incident_set(const char **field, const char *value)
{
	char	*copy = xstrdup(value);

	free(drop_const(*field));
	*field = copy;
}

static struct evidence
copy_evidence(const struct evidence *why)
{
	return (struct evidence){ xstrdup(why->check), xstrdup(why->name), why->value, why->limit,
	    xstrdup(why->text) };
}

static void
free_evidence(struct evidence *why)
{
	free(drop_const(why->check));
	free(drop_const(why->name));
	free(drop_const(why->text));
}

void
incident_free(struct live *l)
{
	const char	*texts[] = { l->i.scope, l->i.object, l->i.ack_by, l->i.ack_text, l->i.ticket };

	for (size_t i = 0; i < N_ELEMENTS(texts); i++)
		free(drop_const(texts[i]));
	for (uint32_t i = 0; i < l->i.n_sites; i++)
		free(drop_const(l->i.sites[i]));
	for (uint32_t i = 0; i < l->i.n_devices; i++)
		free(drop_const(l->i.devices[i]));
	free(l->i.sites);
	free(l->i.devices);
	free_evidence(&l->i.why);
	for (size_t i = 0; i < l->n_events; i++) {
		free(drop_const(l->events[i].by));
		free(drop_const(l->events[i].text));
		free_evidence(&l->events[i].why);
	}
	for (size_t i = 0; i < l->n_told; i++) {
		free(drop_const(l->told[i].contact));
		free(drop_const(l->told[i].name));
		free(drop_const(l->told[i].address));
		free(drop_const(l->told[i].language));
	}
	free(l->events);
	free(l->told);
	free(l);
}

void
incident_add_site(struct live *l, const char *id)
{
	for (uint32_t i = 0; i < l->i.n_sites; i++)
		if (strcmp(l->i.sites[i], id) == 0)
			return;
	l->i.sites = xreallocarray(l->i.sites, l->i.n_sites + 1, sizeof(*l->i.sites));
	l->i.sites[l->i.n_sites++] = xstrdup(id);
}

/* Lists are in order of number, however an incident came in. */
void
incident_list(struct judge *j, struct live *l)
{
	struct lives	*list = l->site == NONE ? &j->lives : &j->sites[l->site].lives;
	struct live	*before;

	if (l->is_listed)
		return;
	l->is_listed = true;
	TAILQ_FOREACH_REVERSE(before, list, lives, entry)
		if (before->i.number < l->i.number)
			break;
	if (before == NULL)
		TAILQ_INSERT_HEAD(list, l, entry);
	else
		TAILQ_INSERT_AFTER(list, before, l, entry);
}

void
incident_unlist(struct judge *j, struct live *l)
{
	if (!l->is_listed)
		return;
	l->is_listed = false;
	if (l->site == NONE)
		TAILQ_REMOVE(&j->lives, l, entry);
	else
		TAILQ_REMOVE(&j->sites[l->site].lives, l, entry);
}

struct live *
incident_find(const struct judge *j, uint32_t number)
{
	size_t		 n = j->n_remembered, at;
	uint32_t	 back;

	if (n == 0 || number > j->remembered[n - 1]->i.number)
		return NULL;
	/* as far before the last as its number is, or nearer where some are forgotten */
	back = j->remembered[n - 1]->i.number - number;
	at = back < n ? n - 1 - back : 0;
	while (j->remembered[at]->i.number < number)
		at++;
	return j->remembered[at]->i.number == number ? j->remembered[at] : NULL;
}

struct live *
incident_on(const struct judge *j, uint32_t site, enum incident_kind kind, const char *object)
{
	struct live	*l;

	TAILQ_FOREACH(l, site == NONE ? &j->lives : &j->sites[site].lives, entry)
		if (l->i.restored.ms == 0 && l->i.kind_first == kind &&
		    (*object == '\0' || strcmp(l->i.object, object) == 0))
			return l;
	return NULL;
}

/* Restored a month ago, or closed and restored a week ago: the journal has it. */
void
incidents_forget_old(struct judge *j)
{
	size_t	 n = 0;

	if (j->now_ms < j->forgot_ms + HOUR_MS)
		return;
	j->forgot_ms = j->now_ms;
	for (size_t i = 0; i < j->n_remembered; i++) {
		struct live	*l = j->remembered[i];

		if (!l->is_listed && j->now_ms > l->i.restored.ms +
		    (l->i.closed.ms != 0 ? 7 * DAY_MS : REMEMBER_MS))
			incident_free(l);
		else
			j->remembered[n++] = l;
	}
	j->n_remembered = n;
}

void
incident_event(struct judge *j, struct live *l, enum event_type type, int64_t at_ms, const char *by,
    const char *text, const struct evidence *why)
{
	static const struct evidence	 none = { .check = "", .name = "", .text = "" };
	struct incident_event		*event;
	char				 number[FACT_ID_SIZE];
	struct fact			 fact = { .kind = FACT_INCIDENT, .object = number };

	l->events = grow(l->events, l->n_events, &l->room_events, sizeof(*l->events));
	event = &l->events[l->n_events++];
	*event = (struct incident_event){ type, { floor_second(at_ms) }, xstrdup(by), xstrdup(text),
	    copy_evidence(why == NULL ? &none : why) };
	l->wake_ms = 0;
	snprintf(number, sizeof(number), "%u", l->i.number);
	fact.happened = event->at;
	fact.incident.incident = &l->i;
	fact.incident.event = *event;
	emit(j, &fact);
}

/* What a group shares says whose its outage is, until a person knows better. */
enum responsibility
group_responsibility(const struct judge *j, uint32_t group)
{
	return j->inv->groups[group].kind == GROUP_POWER ? BY_POWER : BY_OPERATOR;
}

static enum responsibility
first_responsibility(const struct judge *j, enum incident_kind kind, uint32_t group)
{
	switch (kind) {
	case INCIDENT_GROUP:
		return group_responsibility(j, group);
	case INCIDENT_NO_PC:
	case INCIDENT_PC:
	case INCIDENT_VISIO:
		return BY_SITE;
	case INCIDENT_DNS:
		return BY_OPERATOR;
	case INCIDENT_BLIND:
	case INCIDENT_VIGIE:
		return BY_SIVU;
	case INCIDENT_PARTNER:
		return BY_PARTNER;
	default:
		return BY_UNKNOWN;
	}
}

static void
begin_held(struct judge *j, struct live *l)
{
	const struct site	*conf = &j->inv->sites[l->site];
	int64_t			 end_ms;

	if (window_maintenance(j, l->site, l->i.opened.ms, &end_ms)) {
		l->i.began_in_window = true;
		l->free_ms = end_ms;
	}
	if (l->i.kind == INCIDENT_LINK && conf->n_groups > 0)
		l->i.settle_until.ms = j->now_ms + j->inv->settle_ms;
}

/* Its object's place in this inventory. */
void
incident_find_object(const struct judge *j, struct live *l)
{
	bool	 has = *l->i.object != '\0';

	l->device = has ? inventory_device(j->inv, l->i.object) : NONE;
	l->check = has ? inventory_check(j->inv, l->i.object) : NONE;
}

struct live *
incident_new(struct judge *j, enum incident_kind kind, uint32_t site, uint32_t group,
    const char *object, int64_t opened_ms, const struct evidence *why)
{
	struct live	*l = xcalloc(1, sizeof(*l));

	incidents_forget_old(j);
	l->i.number = j->next_incident++;
	l->i.kind = l->i.kind_first = kind;
	l->i.scope = xstrdup(site != NONE ? j->inv->sites[site].id :
	    group != NONE ? j->inv->groups[group].id : "vigie");
	l->i.object = xstrdup(object);
	l->i.ack_by = xstrdup("");
	l->i.ack_text = xstrdup("");
	l->i.ticket = xstrdup("");
	l->i.why = copy_evidence(why);
	l->i.responsibility = first_responsibility(j, kind, group);
	l->i.opened.ms = floor_second(opened_ms);
	l->i.confirmed.ms = floor_second(j->now_ms);
	l->confirmed_ms = l->fail_ms = j->now_ms;
	l->site = site;
	l->group = group;
	incident_find_object(j, l);
	if (site != NONE) {
		incident_add_site(l, j->inv->sites[site].id);
		begin_held(j, l);
	}
	if (kind == INCIDENT_LINK)
		cause_begin(j, l);
	j->remembered = grow(j->remembered, j->n_remembered, &j->room_remembered, sizeof(*j->remembered));
	j->remembered[j->n_remembered++] = l;
	incident_list(j, l);
	return l;
}

struct live *
incident_open(struct judge *j, enum incident_kind kind, uint32_t site, uint32_t group,
    const char *object, int64_t opened_ms, const struct evidence *why)
{
	struct live	*l = incident_new(j, kind, site, group, object, opened_ms, why);

	incident_event(j, l, EVENT_OPENED, l->i.opened.ms, "vigie", "", why);
	return l;
}

void
incident_restore(struct judge *j, struct live *l, int64_t at_ms, const char *text)
{
	if (l->i.restored.ms != 0)
		return;
	l->i.restored.ms = later(floor_second(at_ms), l->i.opened.ms);
	j->n_restored++;
	incident_event(j, l, EVENT_RESTORED, l->i.restored.ms, "vigie", text, NULL);
	if (l->i.kind_first == INCIDENT_LINK)
		groups_touch(j, l->site);
}

bool
incident_is_down(const struct judge *j, const struct live *l)
{
	const struct site_live	*s = l->site == NONE ? NULL : &j->sites[l->site];

	switch (l->i.kind_first) {
	case INCIDENT_LINK:
		return s->link.state == STATE_DOWN;
	case INCIDENT_BACKUP:
		return s->on_backup;
	case INCIDENT_NO_PC:
		return s->none_ms != 0;
	default:
		if (l->check != NONE)
			return is_current(j, &j->checks[l->check]) && j->checks[l->check].state == STATE_DOWN;
		return l->device == NONE || j->devices[l->device].o.state == STATE_DOWN;
	}
}

/* A failure of this check speaks for what the incident is about. */
static bool
speaks_for(const struct judge *j, const struct live *l, uint32_t check)
{
	const struct device	*device = &j->inv->devices[j->inv->checks[check].device];

	switch (l->i.kind_first) {
	case INCIDENT_LINK:
		return j->checks[check].is_counted;
	case INCIDENT_BACKUP:
		return device->kind == DEVICE_ROUTER;
	case INCIDENT_NO_PC:
		return device->kind == DEVICE_PC && device->is_public;
	default:
		return l->check == check || (l->device != NONE && l->device == j->inv->checks[check].device);
	}
}

void
incident_saw_failure(struct judge *j, uint32_t check, int64_t started_ms)
{
	struct live	*l, *parent;

	TAILQ_FOREACH(l, &j->sites[j->checks[check].site].lives, entry) {
		if (l->i.restored.ms != 0 || !speaks_for(j, l, check))
			continue;
		l->fail_ms = later(l->fail_ms, started_ms);
		for (parent = l; (parent = incident_find(j, parent->i.parent)) != NULL;) {
			parent->fail_ms = later(parent->fail_ms, started_ms);
			if (!parent->is_wanting)
				continue;
			parent->wake_ms = 0;
			due_all(j, j->now_ms);
		}
	}
}
