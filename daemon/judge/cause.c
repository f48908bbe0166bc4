/*
 * cause.c - rule 8: which causes a site has now, and, when a link is back, what
 * happened to it, told from uptimes.
 *
 * "Younger" is what booted after the last answer before the outage:
 *
 *    router younger, all others known younger (at least one)   power   power
 *    router younger, another older                             box     sivu
 *    router younger, nothing else known                        link    unknown
 *    router older, line resynchronised meanwhile               desync  operator
 *    router older                                              link    operator
 */
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

#define REQUALIFY_MS	(30 * MIN_MS)
#define LATER_MS	(5 * SEC_MS)	/* uptimes and answers are not exact */

static struct evidence
evidence_of_check(const struct judge *j, uint32_t check, unsigned count)
{
	const struct check_live	*c = check == NONE ? NULL : &j->checks[check];

	if (c == NULL)
		return (struct evidence){ .check = "", .name = "", .text = "" };
	return (struct evidence){ .check = j->inv->checks[check].name, .name = "failures",
	    .value = count, .limit = j->inv->checks[check].fall, .text = c->text != NULL ? c->text : "" };
}

/* Who was up when it began; behind the link they have become unknown since. */
void
cause_begin(struct judge *j, struct live *l)
{
	const struct site	*conf = &j->inv->sites[l->site];
	const struct site_live	*s = &j->sites[l->site];

	l->i.last_answer.ms = link_last_answer(j, l->site);
	for (uint32_t i = conf->first_device; i < conf->first_device + conf->n_devices; i++) {
		const struct object	*o = &j->devices[i].o;

		if (!is_up(o->state) && !(is_up(o->was) && (o->state == STATE_DOWN ||
		    o->exact_ms >= s->link.exact_ms)))
			continue;
		l->i.devices = xreallocarray(l->i.devices, l->i.n_devices + 1, sizeof(*l->i.devices));
		l->i.devices[l->i.n_devices++] = xstrdup(j->inv->devices[i].name);
	}
}

struct ages { uint32_t router; bool router_known, router_younger; unsigned n_younger, n_older; };

static struct ages
ages_of(const struct judge *j, const struct live *l)
{
	struct ages	 a = { .router = j->inv->sites[l->site].router };

	for (uint32_t i = 0; i < l->i.n_devices; i++) {
		uint32_t			 device = inventory_device(j->inv, l->i.devices[i]);
		const struct device_live	*d;
		bool				 is_younger;

		if (device == NONE || j->devices[device].boot_seen_ms < l->i.restored.ms)
			continue;
		d = &j->devices[device];
		is_younger = d->boot_ms > l->i.last_answer.ms;
		if (device == a.router) {
			a.router_known = true;
			a.router_younger = is_younger;
		} else {
			a.n_younger += is_younger;
			a.n_older += !is_younger;
		}
	}
	return a;
}

static void
requalify(struct judge *j, struct live *l, enum incident_kind kind, enum responsibility who,
    const struct evidence *why)
{
	if (l->i.kind == kind && l->i.responsibility == who)
		return;
	l->i.kind = kind;
	l->i.responsibility = who;
	incident_event(j, l, EVENT_UPDATED, j->now_ms, "vigie", "uptime", why);
}

void
cause_judge(struct judge *j, struct live *l)
{
	struct ages			 a;
	const struct device_live	*router;
	const struct site_live		*s = &j->sites[l->site];
	struct evidence			 why = { .check = "", .name = "uptime_s", .text = "" };
	int64_t				 last_ms = l->i.last_answer.ms;

	if (l->i.closed.ms != 0 || j->now_ms >= l->i.restored.ms + REQUALIFY_MS)
		return;		/* or it lasts: never restored is more than that ago */
	a = ages_of(j, l);
	if (!a.router_known)
		return;		/* or it is no link's: those alone know who was up */
	router = &j->devices[a.router];
	if (router->boot_ms > l->i.restored.ms + LATER_MS)
		return;		/* it started again after its return: that is another story */
	why.check = j->inv->checks[router->boot_check].name;
	why.value = (double)(router->boot_seen_ms - router->boot_ms) / 1000;
	why.limit = (double)(router->boot_seen_ms - last_ms) / 1000;
	if (a.router_younger && a.n_older > 0) {
		requalify(j, l, INCIDENT_BOX, BY_SIVU, &why);
	} else if (a.router_younger && a.n_younger > 0) {
		requalify(j, l, INCIDENT_POWER, BY_POWER, &why);
	} else if (a.router_younger) {
		requalify(j, l, INCIDENT_LINK, BY_UNKNOWN, &why);
	} else if (s->line_seen_ms >= l->i.restored.ms && s->line_ms > last_ms) {
		why.check = j->inv->checks[s->line_check].name;
		why.name = "line_uptime_s";
		why.value = (double)(s->line_seen_ms - s->line_ms) / 1000;
		why.limit = (double)(s->line_seen_ms - last_ms) / 1000;
		requalify(j, l, INCIDENT_DESYNC, BY_OPERATOR, &why);
	} else {
		requalify(j, l, INCIDENT_LINK, BY_OPERATOR, &why);
	}
}

/* While it lasts: the operator's gateway answers (line or box), or not (backhaul). */
void
cause_first_hop(struct judge *j, struct live *l)
{
	const struct device	*link = &j->inv->devices[j->inv->sites[l->site].link];

	for (uint32_t i = link->first_check; i < link->first_check + link->n_checks; i++) {
		const struct check_live	*c = &j->checks[i];
		struct evidence		 why = evidence_of_check(j, i, c->n_fail);
		uint8_t			 hop = 0;

		if (c->is_behind || !is_current(j, c))
			continue;
		/* what answers again as the outage ends proves nothing: it has to do so for a while */
		if (check_keeps(j, c, l->i.opened.ms) &&
		    (l->hop != 2 || (c->state == STATE_UP && c->ok_ms + MIN_MS <= j->now_ms)))
			hop = 1;
		else if (c->state == STATE_DOWN)
			hop = 2;
		if (hop == 0 || hop == l->hop)
			continue;
		l->hop = hop;
		if (hop == 1)
			why = (struct evidence){ .check = why.check, .name = "", .text = "" };
		l->i.responsibility = hop == 2 ? BY_OPERATOR : BY_UNKNOWN;
		incident_event(j, l, EVENT_UPDATED, j->now_ms, "vigie",
		    hop == 1 ? "first_hop_answers" : "first_hop_silent", &why);
	}
}

static void
judge_link(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];
	struct live		*l = incident_on(j, site, INCIDENT_LINK, "");
	struct evidence		 why;

	if (s->link.state == STATE_DOWN && l == NULL) {
		why = evidence_of_check(j, s->link.check, s->link.count);
		l = incident_open(j, INCIDENT_LINK, site, NONE,
		    j->inv->devices[j->inv->sites[site].link].name, s->link.since_ms, &why);
		groups_touch(j, site);
	} else if (is_up(s->link.state) && l != NULL) {
		incident_restore(j, l, s->link.since_ms, "");
	}
	if (l != NULL && l->i.restored.ms == 0)
		cause_first_hop(j, l);
}

/* Its latest result is a failure: not one that is on its way back after an outage, its PCs ahead of it. */
static bool
router_still_fails(const struct judge *j, uint32_t router)
{
	uint32_t	 primary = j->devices[router].primary;

	return primary == NONE || j->checks[primary].last == JUDGED_FAIL;
}

/* On the backup; or the router is down although something behind it answers. */
static void
judge_router(struct judge *j, uint32_t site)
{
	const struct site	*conf = &j->inv->sites[site];
	struct site_live	*s = &j->sites[site];
	const struct object	*o = &j->devices[conf->router].o;
	const char		*name = j->inv->devices[conf->router].name;
	struct live		*backup = incident_on(j, site, INCIDENT_BACKUP, "");
	struct live		*device = incident_on(j, site, INCIDENT_DEVICE, name);
	struct evidence		 why = evidence_of_check(j, o->check, o->count);

	if (is_up(o->state)) {
		if (backup != NULL)
			incident_restore(j, backup, o->since_ms, "");
		if (device != NULL)
			incident_restore(j, device, o->since_ms, "");
	} else if (o->state == STATE_DOWN && s->on_backup && backup == NULL) {
		incident_open(j, INCIDENT_BACKUP, site, NONE, name, o->since_ms, &why);
	} else if (o->state == STATE_DOWN && is_up(s->link.state) && !s->on_backup && device == NULL &&
	    backup == NULL && router_still_fails(j, conf->router)) {
		incident_open(j, INCIDENT_DEVICE, site, NONE, name, o->since_ms, &why);
	}
}

/* Down without deciding; and its primary does not seem to be following it. */
static bool
is_odd(const struct judge *j, uint32_t check)
{
	const struct device_live	*d = &j->devices[j->checks[check].device];
	const struct check_live		*p = &j->checks[d->primary];

	if (j->checks[check].state != STATE_DOWN)
		return false;
	if (j->inv->devices[j->checks[check].device].kind == DEVICE_LINK)
		return is_up(j->sites[j->checks[check].site].link.state) && j->checks[check].is_behind;
	return is_up(d->o.state) && (check == d->primary || p->last != JUDGED_FAIL ||
	    p->state == STATE_DOWN);
}

static void
judge_check(struct judge *j, uint32_t check)
{
	const struct check	*conf = &j->inv->checks[check];
	const struct check_live	*c = &j->checks[check];
	bool			 is_dns = j->inv->devices[c->device].kind == DEVICE_LINK &&
				    strcmp(conf->probe, "dns") == 0;
	enum incident_kind	 kind = is_dns ? INCIDENT_DNS : INCIDENT_DEVICE;
	struct evidence		 why;
	struct live		*l;

	if (!is_current(j, c))
		return;
	if (c->state == STATE_UP && !TAILQ_EMPTY(&j->sites[c->site].lives) &&
	    (l = incident_on(j, c->site, kind, conf->name)) != NULL)
		incident_restore(j, l, c->ok_ms, "");
	if (!is_odd(j, check) || !j->inv->devices[c->device].is_maintained ||
	    incident_on(j, c->site, kind, conf->name) != NULL)
		return;
	why = evidence_of_check(j, check, c->n_fail);
	incident_open(j, kind, c->site, NONE, conf->name, c->fail_ms, &why);
}

/* A device other than a PC, wholly down. */
static void
judge_device(struct judge *j, uint32_t site, uint32_t device)
{
	const struct device	*conf = &j->inv->devices[device];
	const struct object	*o = &j->devices[device].o;
	enum incident_kind	 kind = conf->kind == DEVICE_VISIO ? INCIDENT_VISIO : INCIDENT_DEVICE;
	struct live		*l = incident_on(j, site, kind, conf->name);
	struct evidence		 why = evidence_of_check(j, o->check, o->count);

	if (l != NULL && is_up(o->state))
		incident_restore(j, l, o->since_ms, "");
	if (l == NULL && o->state == STATE_DOWN && conf->is_maintained)
		incident_open(j, kind, site, NONE, conf->name, o->since_ms, &why);
}

void
incidents_judge(struct judge *j, uint32_t site, int64_t at_ms)
{
	const struct site	*conf = &j->inv->sites[site];
	struct live		*l;

	(void)at_ms;
	judge_link(j, site);
	if (conf->router != NONE)
		judge_router(j, site);
	for (uint32_t i = conf->first_device; i < conf->first_device + conf->n_devices; i++) {
		const struct device	*device = &j->inv->devices[i];

		for (uint32_t c = device->first_check; c < device->first_check + device->n_checks; c++)
			judge_check(j, c);
		if (device->kind == DEVICE_OTHER || device->kind == DEVICE_VISIO)
			judge_device(j, site, i);
	}
	TAILQ_FOREACH(l, &j->sites[site].lives, entry)
		cause_judge(j, l);
}
