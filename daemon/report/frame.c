/* frame.c - the period's days, months and working hours; see count.h */
#include <stdlib.h>

#include "base/mem.h"
#include "model/calendar.h"
#include "model/inventory.h"
#include "model/zone.h"
#include "report/count_inside.h"
#include "report/period.h"

#define NOON_S		(13 * 3600)
#define AROUND_S	(40 * 86400)	/* working time is known that far around the period without asking */

void
frame_init(struct frame *f, const struct inventory *inv, const struct period *period,
    const struct gathered *g)
{
	struct period	 month = period_of(PERIOD_MONTH, period->first_day);

	*f = (struct frame){ .inv = inv, .period = g->period, .until_s = g->until_s,
	    .first_day = period->first_day, .n_days = (size_t)(period->last_day - period->first_day + 1) };
	f->days = xcalloc(f->n_days + 1, sizeof(f->days[0]));
	f->noons = xcalloc(f->n_days + 1, sizeof(f->noons[0]));
	f->months = xcalloc(f->n_days / 28 + 3, sizeof(f->months[0]));
	for (size_t i = 0; i <= f->n_days; i++) {
		int32_t	 day = period->first_day + (int32_t)i;

		f->days[i] = wall_sec(zone_day_start(inv->zone, day));
		f->noons[i] = wall_sec(zone_wall(inv->zone, day, NOON_S, ZONE_FIRST));
	}
	for (f->months[0] = f->days[0]; month.last_day < period->last_day; month = period_after(&month))
		f->months[++f->n_months] = f->days[month.last_day + 1 - period->first_day];
	f->months[++f->n_months] = f->days[f->n_days];
}

void
frame_done(struct frame *f)
{
	free(f->days);
	free(f->noons);
	free(f->months);
	for (size_t i = 0; i < f->n_works; i++) {
		spans_done(&f->works[i].open);
		free(f->works[i].before_s);
	}
	free(f->works);
	*f = (struct frame){ 0 };
}

static void
add_open(void *arg, struct interval open)
{
	spans_add(arg, wall_sec(open.from), wall_sec(open.to));
}

static struct worktime *
work_of(struct frame *f, const struct calendar *hours)
{
	struct worktime	*w;
	int64_t		 sum_s = 0;

	for (size_t i = 0; i < f->n_works; i++)
		if (f->works[i].hours == hours)
			return &f->works[i];
	f->works = grow(f->works, f->n_works, &f->room_works, sizeof(f->works[0]));
	w = &f->works[f->n_works++];
	*w = (struct worktime){ .hours = hours,
	    .known = { f->period.from_s - AROUND_S, f->period.to_s + AROUND_S } };
	calendar_each(hours, f->inv->zone, (struct wall){ w->known.from_s * SEC_MS },
	    (struct wall){ w->known.to_s * SEC_MS }, add_open, &w->open);
	w->before_s = xcalloc(w->open.n + 1, sizeof(w->before_s[0]));
	for (size_t i = 0; i < w->open.n; i++) {
		w->before_s[i] = sum_s;
		sum_s += w->open.list[i].to_s - w->open.list[i].from_s;
	}
	return w;
}

/* Working seconds from the start of what is known to t. */
static int64_t
worked_until(const struct worktime *w, int64_t t_s)
{
	size_t			 lo = 0, hi = w->open.n;
	const struct span	*span;

	while (lo < hi) {
		size_t	 mid = lo + (hi - lo) / 2;

		if (w->open.list[mid].from_s <= t_s)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return 0;
	span = &w->open.list[lo - 1];
	return w->before_s[lo - 1] + (t_s < span->to_s ? t_s : span->to_s) - span->from_s;
}

int64_t
frame_working(struct frame *f, const struct site *conf, int64_t from_s, int64_t to_s)
{
	const struct calendar	*hours = conf != NULL ? conf->working_hours : f->inv->working_hours;
	const struct worktime	*w;

	if (hours == NULL)
		return to_s - from_s;
	w = work_of(f, hours);
	if (from_s >= w->known.from_s && to_s <= w->known.to_s)
		return worked_until(w, to_s) - worked_until(w, from_s);
	return calendar_open_ms(hours, f->inv->zone, (struct wall){ from_s * SEC_MS },
	    (struct wall){ to_s * SEC_MS }) / SEC_MS;
}
