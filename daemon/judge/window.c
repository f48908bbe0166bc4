/*
 * window.c - opening hours, declared closures and openings, maintenance.
 *
 * Windows are rules: what they mean at an instant is computed when asked,
 * nothing is generated ahead.  A weekly one repeats its local times of day, so
 * it is right across both nights on which clocks change.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/inside.h"
#include "judge/turn.h"
#include "model/calendar.h"
#include "model/zone.h"

#define TELL_BEFORE_MS	(30 * MIN_MS)
#define STEPS_MAX	20000		/* changes looked at before giving up */
#define AHEAD_MS	(732 * DAY_MS)

void
window_free(struct fact_window *w)
{
	free((void *)(uintptr_t)w->scope);
	free((void *)(uintptr_t)w->by);
	free((void *)(uintptr_t)w->text);
}

/* True for a window that speaks of this site. */
static bool
concerns(const struct judge *j, const struct fact_window *w, uint32_t site)
{
	if (strcmp(w->scope, "all") == 0 || strcmp(w->scope, j->inv->sites[site].id) == 0)
		return true;
	for (uint32_t i = 0; i < j->sites[site].n_groups; i++)
		if (strcmp(w->scope, j->inv->groups[j->sites[site].groups[i]].id) == 0)
			return true;
	return false;
}

/* In this window at t; *until_ms comes down to when that changes. */
static bool
is_in(const struct judge *j, const struct fact_window *w, int64_t t_ms, int64_t *until_ms)
{
	const struct zone	*z = j->inv->zone;
	struct interval		 turns;
	int32_t			 day;
	bool			 in = false;

	if (w->cancelled.ms != 0)
		return false;
	if (w->weekdays == 0) {
		if (t_ms < w->from.ms)
			*until_ms = sooner(*until_ms, w->from.ms);
		else if (t_ms < w->to.ms)
			*until_ms = sooner(*until_ms, w->to.ms);
		return w->from.ms <= t_ms && t_ms < w->to.ms;
	}
	day = zone_day(z, (struct wall){ t_ms });
	if (day < zone_day(z, w->from))
		day = zone_day(z, w->from);
	for (int32_t d = day - 7; d <= day + 15; d++) {	/* a turn may vanish in a night of March */
		if (!turn_of_day(z, w, d, &turns) || turns.to.ms <= t_ms)
			continue;
		*until_ms = sooner(*until_ms, turns.from.ms <= t_ms ? turns.to.ms : turns.from.ms);
		in |= turns.from.ms <= t_ms;
	}
	return in;
}

bool
judge_window_next(const struct judge *j, const struct fact_window *w, struct wall t, struct wall *from,
    struct wall *to)
{
	const struct zone	*z = j->inv->zone;
	struct interval		 turns;
	int32_t			 day = zone_day(z, t);

	if (w->cancelled.ms != 0)
		return false;
	if (w->weekdays == 0) {
		*from = w->from;
		*to = w->to;
		return t.ms < w->to.ms;
	}
	if (day < zone_day(z, w->from))
		day = zone_day(z, w->from);
	for (int32_t d = day - 7; d <= day + 15; d++)	/* as above */
		if (turn_of_day(z, w, d, &turns) && turns.to.ms > t.ms) {
			*from = turns.from;
			*to = turns.to;
			return true;
		}
	return false;
}

bool
judge_window_touches(const struct judge *j, const struct fact_window *w, uint32_t site)
{
	return concerns(j, w, site);
}

static bool
in_any(const struct judge *j, enum window_kind kind, uint32_t site, int64_t t_ms, int64_t *until_ms)
{
	bool	 in = false;

	for (size_t i = 0; i < j->n_windows; i++)
		if (j->windows[i].kind == kind && concerns(j, &j->windows[i], site))
			in |= is_in(j, &j->windows[i], t_ms, until_ms);
	return in;
}

int64_t
window_change(const struct judge *j, int64_t t_ms)
{
	int64_t	 until_ms = NEVER_MS;

	for (size_t i = 0; i < j->n_windows; i++)
		is_in(j, &j->windows[i], t_ms, &until_ms);
	return until_ms;
}

bool
window_maintenance(const struct judge *j, uint32_t site, int64_t t_ms, int64_t *until_ms)
{
	*until_ms = NEVER_MS;
	return in_any(j, WINDOW_MAINTENANCE, site, t_ms, until_ms);
}

bool
window_open(const struct judge *j, uint32_t site, int64_t t_ms, int64_t *until_ms)
{
	const struct calendar	*hours = j->inv->sites[site].opening;
	struct wall		 t = { t_ms };
	bool			 is_open = true, is_closed, is_opened;

	*until_ms = NEVER_MS;
	if (hours != NULL) {
		is_open = calendar_is_open(hours, j->inv->zone, t);
		*until_ms = calendar_next_change(hours, j->inv->zone, t).ms;
	}
	if (j->n_windows == 0)
		return is_open;
	is_closed = in_any(j, WINDOW_CLOSURE, site, t_ms, until_ms);
	is_opened = in_any(j, WINDOW_OPENING, site, t_ms, until_ms);
	return (is_open && !is_closed) || is_opened;
}

bool
window_may_tell(const struct judge *j, uint32_t site, int64_t t_ms, int64_t *until_ms)
{
	int64_t	 t = t_ms, change_ms;

	*until_ms = NEVER_MS;
	for (int i = 0; i < STEPS_MAX && t < t_ms + AHEAD_MS; i++) {
		bool	 is_open = window_open(j, site, t, &change_ms);

		if (is_open && t <= t_ms + TELL_BEFORE_MS) {
			*until_ms = t == t_ms ? change_ms : NEVER_MS;
			return true;
		}
		if (is_open) {
			*until_ms = t - TELL_BEFORE_MS;
			return false;
		}
		t = change_ms;
	}
	return false;
}

int64_t
window_after(const struct judge *j, uint32_t site, int64_t from_ms, int64_t ms)
{
	int64_t	 t = from_ms, open_until_ms, until_ms;

	for (int i = 0; i < STEPS_MAX && t < from_ms + AHEAD_MS; i++) {
		bool	 runs = window_open(j, site, t, &open_until_ms);

		runs = !window_maintenance(j, site, t, &until_ms) && runs;
		until_ms = sooner(until_ms, open_until_ms);
		if (runs && (until_ms == NEVER_MS || ms <= until_ms - t))
			return t + ms;
		if (runs)
			ms -= until_ms - t;
		t = until_ms;
	}
	return NEVER_MS;
}

/* The day's first opening and last closing outside maintenance; false: a day without. */
static bool
opening_day(const struct judge *j, uint32_t site, int32_t day, int64_t *first_ms, int64_t *last_ms)
{
	int64_t	 t = zone_day_start(j->inv->zone, day).ms, end_ms, a_ms, b_ms;
	bool	 any = false;

	end_ms = zone_day_start(j->inv->zone, day + 1).ms;
	while (t < end_ms) {
		bool	 runs = window_open(j, site, t, &a_ms);

		runs = !window_maintenance(j, site, t, &b_ms) && runs;
		a_ms = sooner(sooner(a_ms, b_ms), end_ms);
		if (runs) {
			*first_ms = any ? *first_ms : t;
			*last_ms = a_ms;
			any = true;
		}
		t = a_ms;
	}
	return any;
}

int64_t
window_days(const struct judge *j, uint32_t site, int64_t from_ms, unsigned n)
{
	int32_t	 day = zone_day(j->inv->zone, (struct wall){ from_ms });
	int64_t	 first_ms = 0, last_ms = NEVER_MS;

	for (int32_t d = day; d < day + 400 && n > 0; d++)
		if (opening_day(j, site, d, &first_ms, &last_ms) && first_ms >= from_ms)
			n--;
	return n == 0 ? last_ms : NEVER_MS;
}
