/*
 * link.c - rule 6: has this site a connection?
 *
 * Up with its router; else with its backup (`on_backup`); else while anything
 * else in the site answers.  Down only when its router is, from that router's
 * first failure, or from the first failure after the last answer of anything.
 * A site without router and backup is never down: up or unknown.
 */
#include <string.h>

#include "judge/inside.h"

struct sight {			/* a site seen from its checks */
	uint32_t	 keeper;	/* a check that still answers, NONE */
	int64_t		 answer_ms;	/* latest answer after `after_ms` of anything but the router */
};

static uint32_t
first_check(const struct judge *j, const struct site *site)
{
	return j->inv->devices[site->first_device].first_check;
}

static uint32_t
end_check(const struct judge *j, const struct site *site)
{
	const struct device	*last = &j->inv->devices[site->first_device + site->n_devices - 1];

	return last->first_check + last->n_checks;
}

int64_t
router_answer(const struct judge *j, const struct site *site)
{
	const struct device	*router = &j->inv->devices[site->router];
	int64_t			 latest = 0;

	for (uint32_t i = router->first_check; i < router->first_check + router->n_checks; i++)
		if (is_current(j, &j->checks[i]))
			latest = later(latest, j->checks[i].answer_ms);
	return latest;
}

int64_t
link_last_answer(const struct judge *j, uint32_t site)
{
	const struct site	*conf = &j->inv->sites[site];
	int64_t			 latest = 0;

	for (uint32_t i = first_check(j, conf); i < end_check(j, conf); i++)
		if (j->checks[i].is_counted && is_current(j, &j->checks[i]))
			latest = later(latest, j->checks[i].answer_ms);
	return latest;
}

/* `must_rise`: an answer is one that came `rise` times in a row. */
static struct sight
look_behind(const struct judge *j, const struct site *site, int64_t after_ms, bool must_rise)
{
	struct sight	 sight = { NONE, 0 };

	for (uint32_t i = first_check(j, site); i < end_check(j, site); i++) {
		const struct check_live	*c = &j->checks[i];
		bool			 is_backup = j->inv->checks[i].device == site->backup;

		if (!c->is_counted || c->is_router || !is_current(j, c) || c->answer_ms <= after_ms)
			continue;
		sight.answer_ms = later(sight.answer_ms, c->answer_ms);
		if (sight.keeper == NONE && !is_backup && check_keeps(j, c, after_ms) &&
		    (!must_rise || c->n_ok >= j->inv->checks[i].rise))
			sight.keeper = i;
	}
	return sight;
}

int64_t
link_other_answer(const struct judge *j, uint32_t site)
{
	return look_behind(j, &j->inv->sites[site], 0, false).answer_ms;
}

/* An incident on the link is open: then one answer alone does not bring it up. */
static bool
must_rise(const struct judge *j, uint32_t site)
{
	const struct site_live	*s = &j->sites[site];

	if (s->link.state == STATE_DOWN)
		return true;
	return s->link.state == STATE_UNKNOWN && (incident_on(j, site, INCIDENT_LINK, "") != NULL ||
	    incident_on(j, site, INCIDENT_NO_PC, j->inv->devices[j->inv->sites[site].link].name) != NULL);
}

static struct verdict
kept(const struct judge *j, const struct site_live *s, uint32_t check, int64_t at_ms, bool has_risen)
{
	const struct check_live	*c = &j->checks[check];

	return (struct verdict){ STATE_UP, is_up(s->link.state) ? at_ms :
	    has_risen ? c->ok_ms : c->answer_ms, check, c->n_ok };
}

/* Neither router nor backup: up while anything has answered within its holding, whatever failed since. */
static struct verdict
look_at_all(const struct judge *j, uint32_t site, int64_t at_ms)
{
	const struct site	*conf = &j->inv->sites[site];
	bool			 rise = must_rise(j, site);

	for (uint32_t i = first_check(j, conf); i < end_check(j, conf); i++) {
		const struct check_live	*c = &j->checks[i];

		if (c->is_counted && is_current(j, c) && c->answer_ms > 0 &&
		    c->answer_ms + c->hold_ms > j->now_ms &&
		    (!rise || c->n_ok >= j->inv->checks[i].rise))
			return kept(j, &j->sites[site], i, at_ms, rise);
	}
	return (struct verdict){ STATE_UNKNOWN, at_ms, NONE, 0 };
}

static struct verdict
router_down(struct judge *j, uint32_t site, int64_t at_ms)
{
	const struct site		*conf = &j->inv->sites[site];
	const struct site_live		*s = &j->sites[site];
	const struct device_live	*router = &j->devices[conf->router];
	struct verdict			 same = { s->link.state, at_ms, s->link.check, s->link.count };
	struct verdict			 down = { STATE_DOWN, router->o.exact_ms, router->o.check,
					    router->o.count };
	bool				 rise = must_rise(j, site);
	struct sight			 sight = look_behind(j, conf, router->o.exact_ms, rise);

	if (sight.keeper != NONE)
		return kept(j, s, sight.keeper, at_ms, rise);
	if (s->link.state == STATE_DOWN)
		return same;
	if (sight.answer_ms > 0) {
		if (s->fail_after_ms <= sight.answer_ms)
			return same;	/* the first failure after that answer has still to come */
		down.at_ms = s->fail_after_ms;
	}
	if (canary_majority_since(j, down.at_ms))
		return down;
	site_wait_for_canaries(j, site);
	return same;
}

/* It is full; or a check of the line itself (not dns, which is its own cause) is down or warns. */
static bool
is_impaired(const struct judge *j, const struct site *site)
{
	const struct device	*link = &j->inv->devices[site->link];

	if (incident_on(j, link->site, INCIDENT_SATURATED, "") != NULL)
		return true;

	for (uint32_t i = link->first_check; i < link->first_check + link->n_checks; i++) {
		const struct check_live	*c = &j->checks[i];

		if (!c->is_behind || !is_current(j, c) || strcmp(j->inv->checks[i].probe, "dns") == 0)
			continue;
		if (c->state == STATE_DOWN || (c->state == STATE_UP && c->last == JUDGED_WARN))
			return true;
	}
	return false;
}

static struct verdict
look(struct judge *j, uint32_t site, int64_t at_ms, bool *on_backup)
{
	const struct site	*conf = &j->inv->sites[site];
	const struct site_live	*s = &j->sites[site];
	const struct object	*router = conf->router == NONE ? NULL : &j->devices[conf->router].o;
	const struct object	*backup = conf->backup == NONE ? NULL : &j->devices[conf->backup].o;
	struct verdict		 v = { STATE_UNKNOWN, at_ms, NONE, 0 };
	struct sight		 sight;
	bool			 rise;

	if (router == NULL && backup == NULL)
		return look_at_all(j, site, at_ms);
	if (router != NULL && is_up(router->state)) {
		v = (struct verdict){ is_impaired(j, conf) ? STATE_DEGRADED : STATE_UP,
		    is_up(s->link.state) ? at_ms : router->exact_ms, router->check, router->count };
	} else if (backup != NULL && is_up(backup->state)) {
		*on_backup = true;
		v = (struct verdict){ STATE_UP, is_up(s->link.state) ? at_ms : backup->exact_ms,
		    backup->check, backup->count };
	} else if (router != NULL && router->state == STATE_DOWN) {
		v = router_down(j, site, at_ms);
	} else {
		rise = must_rise(j, site);
		sight = look_behind(j, conf, 0, rise);
		if (sight.keeper != NONE)
			v = kept(j, s, sight.keeper, at_ms, rise);
	}
	return v;
}

/* Rule 6: what brings it up again counts from here; rule 5: what is behind it starts again. */
static void
went_down(struct judge *j, const struct site *site)
{
	for (uint32_t i = first_check(j, site); i < end_check(j, site); i++) {
		struct check_live	*c = &j->checks[i];

		if (c->is_behind)
			check_restart(c);
		else if (!c->is_router && j->inv->checks[i].device != site->backup)
			c->n_ok = 0;
	}
}

/* What answered since it came back goes on, the rest behind it starts again. */
static void
came_back(struct judge *j, const struct site *site, int64_t at_ms)
{
	for (uint32_t i = first_check(j, site); i < end_check(j, site); i++) {
		struct check_live	*c = &j->checks[i];

		if (c->is_behind && (c->last == JUDGED_FAIL || c->answer_ms < at_ms))
			check_restart(c);
	}
}

/* While the backup carried the site, who is reached by pull could not answer: what failed then counts for nothing. */
static void
left_backup(struct judge *j, const struct site *site)
{
	for (uint32_t i = first_check(j, site); i < end_check(j, site); i++) {
		struct check_live	*c = &j->checks[i];

		if (c->is_behind && !c->is_push && c->last == JUDGED_FAIL)
			check_restart(c);
	}
}

void
link_judge(struct judge *j, uint32_t site, int64_t at_ms)
{
	const struct site	*conf = &j->inv->sites[site];
	struct site_live	*s = &j->sites[site];
	bool			 on_backup = false, was_on_backup = s->on_backup;
	unsigned		 was = s->link.state;
	struct verdict		 v = look(j, site, at_ms, &on_backup);

	s->on_backup = on_backup;
	if (was_on_backup && !on_backup && is_up(v.state))
		left_backup(j, conf);
	if (!object_set(j, &s->link, &v)) {
		if (on_backup != was_on_backup) {
			s->link.was = s->link.state;	/* only the rest has changed */
			emit_state(j, &s->link);
		}
		return;
	}
	if (s->link.state == STATE_DOWN)
		went_down(j, conf);
	else if (was == STATE_DOWN && is_up(s->link.state))
		came_back(j, conf, s->link.exact_ms);
}
