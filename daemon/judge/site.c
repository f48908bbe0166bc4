/*
 * site.c - one site, judged anew: every rule in its order.
 *
 * Called for each result that changes something or may, and when something of
 * the site falls due.  It may always be called once more: nothing is said twice.
 */
#include "base/mem.h"
#include "judge/inside.h"

void
site_wait_for_canaries(struct judge *j, uint32_t site)
{
	if (j->sites[site].is_pending)
		return;
	j->sites[site].is_pending = true;
	j->pending = grow(j->pending, j->n_pending, &j->room_pending, sizeof(*j->pending));
	j->pending[j->n_pending++] = site;
}

/* Everything says what it said before, and nothing waits: ordinary results need not be judged. */
static bool
is_calm(const struct judge *j, uint32_t site)
{
	const struct site		*conf = &j->inv->sites[site];
	const struct site_live		*s = &j->sites[site];
	const struct device_live	*router;

	if (!TAILQ_EMPTY(&s->lives) || !is_up(s->link.state) || s->on_backup || s->is_pending || s->is_waiting)
		return false;
	if (conf->router == NONE)
		return true;
	router = &j->devices[conf->router];
	return is_up(router->o.state) && router->primary != NONE &&
	    j->checks[router->primary].last != JUDGED_FAIL;
}

/* Without router and backup a link ends with the holding of the last answer, whatever failed since. */
static int64_t
answers_end(const struct judge *j, const struct site *site)
{
	int64_t	 end_ms = 0;

	if (site->router != NONE || site->backup != NONE)
		return NEVER_MS;
	for (uint32_t d = site->first_device; d < site->first_device + site->n_devices; d++) {
		const struct device	*device = &j->inv->devices[d];

		for (uint32_t i = device->first_check; i < device->first_check + device->n_checks; i++)
			if (j->checks[i].is_counted && is_current(j, &j->checks[i]) &&
			    j->checks[i].answer_ms > 0)
				end_ms = later(end_ms, j->checks[i].answer_ms + j->checks[i].hold_ms);
	}
	return end_ms > j->now_ms ? end_ms : NEVER_MS;
}

static void
arm(struct judge *j, uint32_t site)
{
	int64_t		 due_ms = NEVER_MS;
	struct live	*l;

	if (!j->is_blind) {	/* what is not judged while blind is asked for when that is over */
		due_ms = sooner(clocks_due(j, site), answers_end(j, &j->inv->sites[site]));
		due_ms = sooner(due_ms, sooner(flapping_due(j, site), line_due(j, site)));
	}
	TAILQ_FOREACH(l, &j->sites[site].lives, entry)
		due_ms = sooner(due_ms, hold_due(j, l));
	if (due_ms != NEVER_MS)
		due_site(j, site, later(due_ms, j->now_ms + 1));
}

static void
settle(struct judge *j, uint32_t device)
{
	const struct device	*conf = &j->inv->devices[device];

	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++)
		check_settle(j, i);
}

static void
judge_states(struct judge *j, uint32_t site, int64_t at_ms)
{
	const struct site	*conf = &j->inv->sites[site];
	uint32_t		 end = conf->first_device + conf->n_devices;

	j->moved_ms = 0;
	j->sites[site].is_waiting = false;
	for (uint32_t i = conf->first_device; i < end; i++)
		settle(j, i);
	if (conf->router != NONE)
		device_judge(j, conf->router, at_ms);
	if (conf->backup != NONE)
		device_judge(j, conf->backup, at_ms);
	link_judge(j, site, at_ms);
	for (uint32_t i = conf->first_device; i < end; i++)
		if (i != conf->router && i != conf->backup && j->inv->devices[i].kind != DEVICE_LINK)
			device_judge(j, i, at_ms);
	convention_judge(j, site, j->moved_ms != 0 ? j->moved_ms : at_ms);
}

void
site_judge(struct judge *j, uint32_t site, int64_t at_ms)
{
	struct site_live	*s = &j->sites[site];
	struct live		*l, *next;
	uint64_t		 n_restored;

	if (!j->is_running)
		return;
	while (!j->is_blind) {
		n_restored = j->n_restored;
		line_judge(j, site);
		saturated_judge(j, site);
		judge_states(j, site, at_ms);
		clocks_judge(j, site);
		incidents_judge(j, site, at_ms);
		flapping_judge(j, site);
		saturated_take(j, site);
		if (j->n_restored == n_restored)
			break;		/* else what an incident held back may be up now */
	}
	if (j->is_groups_due) {
		groups_judge(j);
		due_all(j, j->now_ms);
	}
	TAILQ_FOREACH_SAFE(l, &s->lives, entry, next)
		hold_judge(j, l);
	s->is_calm = !j->is_blind && is_calm(j, site);
	arm(j, site);
}
