/*
 * hold.c - rule 12: when may it be told?
 *
 * Held while it settles, while a parent speaks for it, in a maintenance window,
 * while the site is closed, while vigie is blind or has just started.  What was
 * held goes out only when nothing holds it and a failure that began after the
 * last holder let go proves that it is still so.
 */
#include "judge/inside.h"

#define REQUALIFY_MS	(30 * MIN_MS)

/* About vigie itself: told at any hour, by what still works. */
static bool
is_about_us(const struct live *l)
{
	return l->i.kind == INCIDENT_BLIND || l->i.kind == INCIDENT_VIGIE;
}

/* What holds is asked once until it may change: a group asks all its sites at each event. */
static bool
site_holds(const struct judge *j, uint32_t site, int64_t *until_ms)
{
	struct site_live	*s = &j->sites[site];
	int64_t			 window_ms, hours_ms;
	bool			 in_window, may_tell;

	*until_ms = s->held_until_ms;
	if (j->now_ms < s->held_until_ms)
		return true;
	in_window = window_maintenance(j, site, j->now_ms, &window_ms);
	may_tell = window_may_tell(j, site, j->now_ms, &hours_ms);
	*until_ms = sooner(window_ms, hours_ms);
	if (!in_window && may_tell)
		return false;
	s->held_until_ms = *until_ms;
	return true;
}

/* A group is told as soon as one of its sites may be: while that one may, the others need not be asked. */
static bool
all_sites_hold(const struct judge *j, const struct live *l, int64_t *until_ms)
{
	int64_t	 at_ms;

	*until_ms = NEVER_MS;
	for (uint32_t i = 0; i < l->i.n_sites; i++) {
		uint32_t	 site = inventory_site(j->inv, l->i.sites[i]);

		if (site == NONE || (l->i.kind_first == INCIDENT_GROUP &&
		    incident_on(j, site, INCIDENT_LINK, "") == NULL))
			continue;
		if (!site_holds(j, site, &at_ms)) {
			*until_ms = at_ms;
			return false;
		}
		*until_ms = sooner(*until_ms, at_ms);
	}
	return true;
}

bool
hold_now(struct judge *j, const struct live *l, int64_t *until_ms)
{
	*until_ms = NEVER_MS;
	if (is_about_us(l))
		return false;
	if (j->is_blind || !j->is_gate_open || l->i.parent != 0 || l->moved_ms != 0)
		return true;
	if (l->i.settle_until.ms > j->now_ms) {
		*until_ms = l->i.settle_until.ms;
		return true;
	}
	return l->site == NONE ? all_sites_hold(j, l, until_ms) : site_holds(j, l->site, until_ms);
}

void
hold_judge(struct judge *j, struct live *l)
{
	int64_t	 until_ms;

	l->is_wanting = false;
	if (l->i.restored.ms != 0) {
		if (route_settle(j, l, l->i.is_removed ? NOTICE_REMOVED : NOTICE_RESTORED) &&
		    (l->i.kind_first != INCIDENT_LINK || j->now_ms >= l->i.restored.ms + REQUALIFY_MS))
			incident_unlist(j, l);
		return;
	}
	if (hold_now(j, l, &until_ms)) {
		l->is_held = true;
		return;
	}
	if (l->is_held) {
		l->is_held = false;
		l->free_ms = j->now_ms;
		due_all(j, j->now_ms);		/* a window's end may concern its group */
	}
	if (l->i.closed.ms != 0 || incident_severity(l->i.kind) == SEVERITY_DIGEST)
		return;		/* the morning's list tells those */
	route_tell(j, l);
	if (l->i.told_at.ms == 0 || l->i.acknowledged.ms != 0)
		return;
	route_escalate(j, l);
	route_remind(j, l);
}

int64_t
hold_due(struct judge *j, struct live *l)
{
	int64_t	 until_ms;

	if (l->i.restored.ms != 0)
		return l->i.kind_first == INCIDENT_LINK && j->now_ms < l->i.restored.ms + REQUALIFY_MS ?
		    l->i.restored.ms + REQUALIFY_MS : NEVER_MS;
	hold_now(j, l, &until_ms);
	return sooner(until_ms, route_due(j, l));
}
