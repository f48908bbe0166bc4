/*
 * convention.c - rule 7 (what was promised to the public), and of rule 8 the two
 * clocks of its PCs, which run only in opening time outside maintenance:
 *
 *    no_pc   for 30 minutes the link was up and every public PC down; at a site
 *            without router and backup: the site was mute
 *    pc      one PC was down through 3 opening days
 *
 * Whatever becomes unknown or well again stops the first; the second is stopped
 * by the PC's return only (a restart of vigie does not hide a PC that is dead).
 */
#include <string.h>

#include "judge/inside.h"

#define NO_PC_MS	(30 * MIN_MS)
#define PC_DAYS		3u

struct census { uint32_t n, n_up, n_unknown; int64_t at_ms; };

static struct census
count_public(const struct judge *j, const struct site *site)
{
	struct census	 c = { 0 };

	for (uint32_t i = site->first_device; i < site->first_device + site->n_devices; i++) {
		const struct device_live	*d = &j->devices[i];

		if (j->inv->devices[i].kind != DEVICE_PC || !j->inv->devices[i].is_public)
			continue;
		c.n++;
		c.n_up += is_up(d->o.state);
		c.n_unknown += d->o.state == STATE_UNKNOWN;
		c.at_ms = later(c.at_ms, d->o.exact_ms);
	}
	return c;
}

/* Down if one of the site's dns checks is; unknown if one is and none is down. */
static enum state_word
dns_state(const struct judge *j, const struct site *site)
{
	const struct device	*link = &j->inv->devices[site->link];
	enum state_word		 state = STATE_UP;

	for (uint32_t i = link->first_check; i < link->first_check + link->n_checks; i++) {
		const struct check_live	*c = &j->checks[i];

		if (strcmp(j->inv->checks[i].probe, "dns") != 0)
			continue;
		if (is_current(j, c) && c->state == STATE_DOWN)
			return STATE_DOWN;
		if (!is_current(j, c) || c->state == STATE_UNKNOWN)
			state = STATE_UNKNOWN;
	}
	return state;
}

/* `at_ms`: of the change that may have changed it. */
void
convention_judge(struct judge *j, uint32_t site, int64_t at_ms)
{
	const struct site	*conf = &j->inv->sites[site];
	struct site_live	*s = &j->sites[site];
	struct census		 pcs = count_public(j, conf);
	struct verdict		 v = { STATE_UNKNOWN, at_ms, NONE, 0 };
	enum state_word		 dns;

	if (s->link.state == STATE_DOWN) {
		v.state = STATE_NON_COMPLIANT;
	} else if (is_up(s->link.state)) {
		dns = dns_state(j, conf);
		if (dns == STATE_DOWN || pcs.n_up + pcs.n_unknown < conf->min_online_pcs)
			v.state = STATE_NON_COMPLIANT;
		else if (dns == STATE_UP && pcs.n_up >= conf->min_online_pcs)
			v.state = STATE_COMPLIANT;
	}
	object_set(j, &s->convention, &v);
}

/* Where the first clock stands: running since, 0 = not. */
static int64_t
none_since(const struct judge *j, uint32_t site)
{
	const struct site	*conf = &j->inv->sites[site];
	const struct site_live	*s = &j->sites[site];
	struct census		 pcs;

	if (conf->router == NONE && conf->backup == NONE && s->link.state == STATE_UNKNOWN)
		return later(s->link.exact_ms, j->void_ms);
	if (!is_up(s->link.state))
		return 0;
	pcs = count_public(j, conf);
	if (pcs.n == 0 || pcs.n_up + pcs.n_unknown > 0)
		return 0;
	return later(s->link.exact_ms, pcs.at_ms);
}

/* The calendar is asked once for each start of a clock, not for each result. */
static int64_t
no_pc_due(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];

	if (s->none_for_ms != s->none_ms) {
		s->none_for_ms = s->none_ms;
		s->none_due_ms = window_after(j, site, s->none_ms, NO_PC_MS);
	}
	return s->none_due_ms;
}

static int64_t
pc_due(struct judge *j, uint32_t site, struct device_live *d)
{
	if (d->days_due_ms == 0)
		d->days_due_ms = window_days(j, site, d->down_from_ms, PC_DAYS);
	return d->days_due_ms;
}

static void
no_pc_judge(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];
	const struct site	*conf = &j->inv->sites[site];
	bool			 is_mute = s->link.state == STATE_UNKNOWN;
	struct evidence		 why = { .check = "", .name = is_mute ? "mute_min" : "no_pc_min",
				    .value = 30, .limit = 30, .text = "" };
	struct live		*l;

	s->none_ms = none_since(j, site);
	l = incident_on(j, site, INCIDENT_NO_PC, "");
	if (l != NULL && is_up(s->link.state)) {
		struct census	 pcs = count_public(j, conf);

		if (*l->i.object != '\0')	/* it was mute */
			incident_restore(j, l, s->link.exact_ms, "");
		else if (pcs.n_up > 0 || pcs.n == 0)
			incident_restore(j, l, pcs.at_ms, "");
		return;
	}
	if (l != NULL || s->none_ms == 0 || j->now_ms < no_pc_due(j, site))
		return;
	incident_open(j, INCIDENT_NO_PC, site, NONE,
	    is_mute ? j->inv->devices[conf->link].name : "", s->none_ms, &why);
}

static void
pc_judge(struct judge *j, uint32_t site, uint32_t device)
{
	const struct device	*conf = &j->inv->devices[device];
	struct device_live	*d = &j->devices[device];
	struct evidence		 why = { .check = "", .name = "down_days", .value = PC_DAYS,
				    .limit = PC_DAYS, .text = "" };
	struct live		*l = NULL;

	if (!TAILQ_EMPTY(&j->sites[site].lives))
		l = incident_on(j, site, INCIDENT_PC, conf->name);
	if (l != NULL && is_up(d->o.state))
		incident_restore(j, l, d->o.exact_ms, "");
	if (l == NULL && d->o.state == STATE_DOWN && conf->is_maintained &&
	    j->now_ms >= pc_due(j, site, d))
		incident_open(j, INCIDENT_PC, site, NONE, conf->name, d->down_from_ms, &why);
}

void
clocks_judge(struct judge *j, uint32_t site)
{
	const struct site	*conf = &j->inv->sites[site];

	no_pc_judge(j, site);
	for (uint32_t i = conf->first_device; i < conf->first_device + conf->n_devices; i++)
		if (j->inv->devices[i].kind == DEVICE_PC)
			pc_judge(j, site, i);
}

/* When a clock runs out next, or a mute site's last answer. */
int64_t
clocks_due(struct judge *j, uint32_t site)
{
	const struct site	*conf = &j->inv->sites[site];
	struct site_live	*s = &j->sites[site];
	int64_t			 due_ms = NEVER_MS, at_ms;

	if (s->none_ms != 0 && (at_ms = no_pc_due(j, site)) > j->now_ms)
		due_ms = at_ms;
	for (uint32_t i = conf->first_device; i < conf->first_device + conf->n_devices; i++) {
		if (j->inv->devices[i].kind != DEVICE_PC || j->devices[i].o.state != STATE_DOWN)
			continue;
		at_ms = pc_due(j, site, &j->devices[i]);
		if (at_ms > j->now_ms)
			due_ms = sooner(due_ms, at_ms);
	}
	return due_ms;
}
