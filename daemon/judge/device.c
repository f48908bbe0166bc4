/*
 * device.c - rule 5: is this device up?
 *
 * Its primary check decides.  While that is down, another check that answers
 * keeps it up and degraded.  Behind the link nothing is said of a device that
 * cannot be reached: it is unknown while the link is down.
 */
#include <string.h>

#include "judge/inside.h"

/* The first of these that has ever answered; none has: the first there is. */
static const char *const	 order[] = { "icmp", "push", "tcp", "http", "snmp", "dns", "exec" };
#define N_ORDER	(sizeof(order) / sizeof(order[0]))

static size_t
rank(const struct judge *j, uint32_t check)
{
	size_t	 i = 0;

	while (i < N_ORDER && strcmp(order[i], j->inv->checks[check].probe) != 0)
		i++;
	return j->checks[check].has_answered ? i : i + N_ORDER + 1;
}

void
device_choose_primary(struct judge *j, uint32_t device)
{
	const struct device	*conf = &j->inv->devices[device];
	uint32_t		 best = NONE;

	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++)
		if (best == NONE || rank(j, i) < rank(j, best))
			best = i;
	j->devices[device].primary = best;
}

/* The latest answer after `after_ms` of another check than its primary. */
int64_t
device_other_answer(const struct judge *j, uint32_t device, int64_t after_ms)
{
	const struct device	*conf = &j->inv->devices[device];
	int64_t			 latest = 0;

	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++)
		if (i != j->devices[device].primary && is_current(j, &j->checks[i]) &&
		    j->checks[i].answer_ms > after_ms)
			latest = later(latest, j->checks[i].answer_ms);
	return latest;
}

/* One that has answered since `after_ms`, and still does; `rise` times in a row when it must prove it. */
static uint32_t
keeper(const struct judge *j, uint32_t device, int64_t after_ms, bool must_rise)
{
	const struct device	*conf = &j->inv->devices[device];

	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++)
		if (i != j->devices[device].primary && check_keeps(j, &j->checks[i], after_ms) &&
		    (!must_rise || j->checks[i].n_ok >= j->inv->checks[i].rise))
			return i;
	return NONE;
}

/* A check that is down, or warns, without deciding. */
static bool
is_impaired(const struct judge *j, uint32_t device)
{
	const struct device	*conf = &j->inv->devices[device];

	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++) {
		const struct check_live	*c = &j->checks[i];

		if (is_current(j, c) && (c->state == STATE_DOWN ||
		    (c->last == JUDGED_WARN && c->state == STATE_UP)))
			return true;
	}
	return false;
}

static struct verdict
primary_down(struct judge *j, uint32_t device, int64_t at_ms)
{
	const struct device_live	*d = &j->devices[device];
	const struct check_live		*p = &j->checks[d->primary];
	struct verdict			 same = { d->o.state, d->o.exact_ms, d->o.check, d->o.count };
	struct verdict			 down = { STATE_DOWN, p->fail_ms, d->primary, p->n_fail };
	uint32_t			 other;
	int64_t				 answer_ms;

	if (d->o.state == STATE_DOWN) {
		other = keeper(j, device, p->fail_ms, true);
		return other == NONE ? same : (struct verdict){ STATE_DEGRADED,
		    j->checks[other].ok_ms, other, j->checks[other].n_ok };
	}
	other = keeper(j, device, p->fail_ms, false);
	if (other != NONE)
		return (struct verdict){ STATE_DEGRADED,
		    is_up(d->o.state) ? at_ms : j->checks[other].answer_ms, other,
		    j->checks[other].n_ok };
	answer_ms = device_other_answer(j, device, p->fail_ms);
	if (answer_ms > 0) {
		if (d->fail_after_ms <= answer_ms)
			return same;	/* the first failure after that answer has still to come */
		down.at_ms = d->fail_after_ms;
	}
	if (canary_majority_since(j, down.at_ms))
		return down;
	site_wait_for_canaries(j, j->inv->devices[device].site);
	return same;
}

static struct verdict
look(struct judge *j, uint32_t device, int64_t at_ms)
{
	const struct device_live	*d = &j->devices[device];
	const struct check_live		*p;
	struct verdict			 v = { STATE_UNKNOWN, at_ms, NONE, 0 };

	if (d->primary == NONE || !is_current(j, &j->checks[d->primary]))
		return v;
	p = &j->checks[d->primary];
	if (p->state == STATE_DOWN)
		return primary_down(j, device, at_ms);
	if (p->state == STATE_UP) {
		v.state = is_impaired(j, device) ? STATE_DEGRADED : STATE_UP;
		v.check = d->primary;
		v.count = p->n_ok;
		if (!is_up(d->o.state))
			v.at_ms = p->ok_ms;
	}
	return v;
}

/* Its other checks were down with it: they have to say so again before that is news. */
static void
restart_others(struct judge *j, uint32_t device)
{
	const struct device	*conf = &j->inv->devices[device];

	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++) {
		struct check_live	*c = &j->checks[i];

		if (c->state == STATE_UP)
			continue;
		if (c->last == JUDGED_FAIL)
			check_restart(c);
		else if (c->state == STATE_DOWN)
			c->state = c->n_ok > 0 ? STATE_UP : STATE_UNKNOWN;
	}
}

void
device_judge(struct judge *j, uint32_t device, int64_t at_ms)
{
	const struct device		*conf = &j->inv->devices[device];
	const struct site_live		*s = &j->sites[conf->site];
	struct device_live		*d = &j->devices[device];
	bool				 is_behind = conf->kind != DEVICE_ROUTER && conf->kind != DEVICE_BACKUP;
	struct verdict			 v;

	if (d->o.state == STATE_DOWN && d->primary != NONE && j->checks[d->primary].state == STATE_UP)
		restart_others(j, device);
	v = look(j, device, at_ms);
	if (is_behind && s->link.state == STATE_DOWN)
		v = (struct verdict){ STATE_UNKNOWN, s->link.exact_ms, NONE, 0 };
	else if (is_behind && s->on_backup && !conf->is_push && v.state == STATE_DOWN)
		v = (struct verdict){ STATE_UNKNOWN, at_ms, NONE, 0 };
	if (v.state == STATE_DOWN && d->o.state != STATE_DOWN) {
		if (d->down_from_ms == 0) {
			d->down_from_ms = v.at_ms;
			d->days_due_ms = 0;
		}
		for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++)
			j->checks[i].n_ok = 0;
	} else if (is_up(v.state)) {
		d->down_from_ms = 0;
	}
	object_set(j, &d->o, &v);
}
