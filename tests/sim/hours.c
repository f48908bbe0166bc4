/* hours.c - see hours.h */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/zone.h"
#include "tests/sim/audit.h"
#include "tests/sim/hours.h"
#include "tests/sim/town.h"

#define SOON_MS		(30 * MIN_MS)
#define TEXTS_MAX	16
#define WORK		"Mo-Fr 08:30-12:00,13:30-17:30; PH off"	/* town.c */

static struct {
	struct zone	*zone;
	struct { const char *text; struct calendar *calendar; } known[TEXTS_MAX];
} hours;

const struct zone *
hours_zone(void)
{
	struct err	 err = { "" };

	if (hours.zone == NULL && (hours.zone = zone_load("Europe/Paris", &err)) == NULL)
		abort();
	return hours.zone;
}

/* Parsed once for each text. */
static const struct calendar *
calendar_of(const char *text)
{
	struct err	 err = { "" };
	size_t		 i = 0;

	while (hours.known[i].text != NULL && hours.known[i].text != text)
		i++;
	if (i + 1 >= TEXTS_MAX)
		abort();
	if (hours.known[i].text == NULL) {
		hours.known[i].text = text;
		hours.known[i].calendar = calendar_parse(text, "FR", &err);
	}
	return hours.known[i].calendar;
}

static bool
speaks_of(const struct fact_window *w, uint32_t point)
{
	if (strcmp(w->scope, "all") == 0 || strcmp(w->scope, town.points[point].id) == 0)
		return true;
	for (uint32_t k = 0; k < town.n_knots; k++)
		if (strcmp(w->scope, town.knots[k].id) == 0)
			return town_is_in(point, k);
	return false;
}

static int32_t
second_of(struct wall t)
{
	struct civil	 c = zone_civil(hours_zone(), t);

	return c.hour * 3600 + c.minute * 60 + c.second;
}

/* Its turn that begins on this local day; a weekly one keeps its local times. */
static bool
turn_of(const struct fact_window *w, int32_t day, int64_t *from_ms, int64_t *to_ms)
{
	const struct zone	*z = hours_zone();
	int32_t			 first = zone_day(z, w->from);
	unsigned		 weekday = (unsigned)(day + 3) % 7;	/* day 0 was a Thursday */

	if (day < first || (w->weekdays >> weekday & 1) == 0)
		return false;
	*from_ms = zone_wall(z, day, second_of(w->from), ZONE_FIRST).ms;
	*to_ms = zone_wall(z, day + zone_day(z, w->to) - first, second_of(w->to), ZONE_LAST).ms;
	return *from_ms < *to_ms;
}

static void
sooner(int64_t *until_ms, int64_t at_ms, int64_t t_ms)
{
	if (at_ms > t_ms && at_ms < *until_ms)
		*until_ms = at_ms;
}

static bool
turn_holds(const struct fact_window *w, int64_t from_ms, int64_t to_ms, enum hours_taken taken, int64_t t_ms,
    int64_t *until_ms)
{
	if (taken == HOURS_COUNTED && w->kind == WINDOW_MAINTENANCE && w->recorded.ms > from_ms)
		from_ms = w->recorded.ms;
	if (taken == HOURS_COUNTED && w->cancelled.ms != 0 && w->cancelled.ms < to_ms)
		to_ms = w->cancelled.ms;
	if (from_ms >= to_ms)
		return false;
	sooner(until_ms, from_ms, t_ms);
	sooner(until_ms, to_ms, t_ms);
	return from_ms <= t_ms && t_ms < to_ms;
}

static bool
window_holds(const struct fact_window *w, enum hours_taken taken, int64_t t_ms, int64_t *until_ms)
{
	int32_t	 day = zone_day(hours_zone(), (struct wall){ t_ms });
	int64_t	 from_ms, to_ms;
	bool	 holds = false;

	if (taken == HOURS_NOW && w->cancelled.ms != 0)
		return false;
	if (w->weekdays == 0)
		return turn_holds(w, w->from.ms, w->to.ms, taken, t_ms, until_ms);
	sooner(until_ms, zone_day_start(hours_zone(), day + 1).ms, t_ms);	/* then the days are others */
	for (int32_t d = day - 2; d <= day + 1; d++)
		if (turn_of(w, d, &from_ms, &to_ms))
			holds |= turn_holds(w, from_ms, to_ms, taken, t_ms, until_ms);
	return holds;
}

struct hours_at
hours_at(uint32_t point, int64_t t_ms, enum hours_taken taken)
{
	const struct calendar	*c = calendar_of(town.points[point].hours);
	struct wall		 t = { t_ms };
	struct hours_at		 at = { .is_open = calendar_is_open(c, hours_zone(), t),
				    .until_ms = calendar_next_change(c, hours_zone(), t).ms };
	bool			 is_closed = false, is_opened = false;

	for (size_t i = 0; i < audit_n_windows(); i++) {
		const struct fact_window	*w = audit_window(i);

		if (!speaks_of(w, point) || !window_holds(w, taken, t_ms, &at.until_ms))
			continue;
		at.in_works |= w->kind == WINDOW_MAINTENANCE;
		is_closed |= w->kind == WINDOW_CLOSURE;
		is_opened |= w->kind == WINDOW_OPENING;
	}
	at.is_open = is_opened || (at.is_open && !is_closed);
	return at;
}

bool
hours_may_tell(uint32_t point, int64_t t_ms)
{
	struct hours_at	 at = hours_at(point, t_ms, HOURS_NOW);

	if (at.in_works)
		return false;
	while (!at.is_open && at.until_ms <= t_ms + SOON_MS)
		at = hours_at(point, at.until_ms, HOURS_NOW);
	return at.is_open;
}

bool
hours_may_tell_through(uint32_t point, int64_t from_ms, int64_t to_ms)
{
	for (int64_t t_ms = from_ms; t_ms < to_ms; t_ms = hours_at(point, t_ms, HOURS_NOW).until_ms)
		if (!hours_may_tell(point, t_ms))
			return false;
	return hours_may_tell(point, to_ms);
}

int64_t
hours_open_ms(uint32_t point, int64_t from_ms, int64_t to_ms, enum hours_taken taken)
{
	int64_t	 sum_ms = 0;

	while (from_ms < to_ms) {
		struct hours_at	 at = hours_at(point, from_ms, taken);
		int64_t		 until_ms = at.until_ms < to_ms ? at.until_ms : to_ms;

		if (at.is_open && !at.in_works)
			sum_ms += until_ms - from_ms;
		from_ms = until_ms;
	}
	return sum_ms;
}

bool
hours_are_unsure(uint32_t point, int64_t from_ms, int64_t to_ms)
{
	for (size_t i = 0; i < audit_n_windows(); i++) {
		const struct fact_window	*w = audit_window(i);
		bool				 is_late = w->recorded.ms > w->from.ms;

		if ((is_late || w->cancelled.ms != 0) && speaks_of(w, point) && w->from.ms < to_ms &&
		    (w->weekdays != 0 || w->to.ms > from_ms))
			return true;
	}
	return false;
}

bool
hours_morning(int64_t t_ms, int64_t *at_ms)
{
	const struct zone	*z = hours_zone();
	int32_t			 day = zone_day(z, (struct wall){ t_ms });
	struct interval		 work;

	if (!calendar_next(calendar_of(WORK), z, zone_day_start(z, day), &work) ||
	    work.from.ms >= zone_day_start(z, day + 1).ms)
		return false;
	*at_ms = work.from.ms;
	return true;
}
