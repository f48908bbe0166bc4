/* required.c - see required.h */
#include <stdlib.h>

#include "base/mem.h"
#include "judge/required.h"
#include "judge/turn.h"
#include "model/calendar.h"
#include "model/zone.h"

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct wall
wall_of(int64_t s)
{
	return (struct wall){ s * SEC_MS };
}

static void
add_open(void *arg, struct interval open)
{
	spans_add(arg, wall_sec(open.from), wall_sec(open.to));
}

/* The part of the period in which the site may count; it ends before it begins when there is none. */
static struct span
life(const struct required_wish *wish)
{
	struct span	 s = wish->period;

	if (wish->first_day != INT32_MIN)
		s.from_s = most(s.from_s, wall_sec(zone_day_start(wish->zone, wish->first_day)));
	if (wish->last_day != INT32_MAX)
		s.to_s = least(s.to_s, wall_sec(zone_day_start(wish->zone, wish->last_day + 1)));
	return s;
}

/* The declared hours, each version in its time; *there: when the site was there at all. */
static void
declared(const struct required_wish *wish, const struct span *within, struct spans *hours,
    struct spans *there)
{
	for (size_t i = 0; i < wish->n_versions; i++) {
		const struct hours_version	*v = &wish->versions[i];
		int64_t	 from_s = i == 0 ? within->from_s : most(v->from_s, within->from_s);
		int64_t	 to_s = i + 1 < wish->n_versions ? least(v[1].from_s, within->to_s) : within->to_s;

		if (v->opening == NULL)
			continue;
		spans_add(there, from_s, to_s);
		calendar_each(v->opening, wish->zone, wall_of(from_s), wall_of(to_s), add_open, hours);
	}
	spans_order(hours);
	spans_order(there);
}

/* One turn, cut by its cancellation; kept for now if it has to do with the period. */
static void
add_turn(struct required *out, const struct fact_window *w, struct interval turn)
{
	struct planned	 p = { .kind = w->kind, .from_s = wall_sec(turn.from), .to_s = wall_sec(turn.to),
			    .recorded_s = wall_sec(w->recorded) };

	p.is_late = p.recorded_s > p.from_s;
	if (w->cancelled.ms != 0)
		p.to_s = least(p.to_s, wall_sec(w->cancelled));
	if (most(p.from_s, out->life.from_s) >= least(p.to_s, out->life.to_s))
		return;
	out->planned = grow(out->planned, out->n_planned, &out->room, sizeof(out->planned[0]));
	out->planned[out->n_planned++] = p;
}

static void
add_turns(struct required *out, const struct required_wish *wish, const struct fact_window *w)
{
	struct interval	 turn;
	int32_t		 day, end;

	if (w->weekdays == 0) {
		add_turn(out, w, (struct interval){ w->from, w->to });
		return;
	}
	day = zone_day(wish->zone, wall_of(out->life.from_s)) - 8;
	end = zone_day(wish->zone, wall_of(out->life.to_s));
	for (; day <= end; day++)
		if (turn_of_day(wish->zone, w, day, &turn))
			add_turn(out, w, turn);
}

static struct spans
copy(const struct spans *s)
{
	struct spans	 out = { 0 };

	spans_join(&out, s);
	return out;
}

/* Seconds of [from, to) that are in the set. */
static int64_t
seconds_in(const struct spans *s, int64_t from_s, int64_t to_s)
{
	size_t	 at = 0;

	return spans_within(s, from_s, to_s, &at);
}

static void
gather_kind(const struct required *r, enum window_kind kind, struct spans *out)
{
	for (size_t i = 0; i < r->n_planned; i++) {
		const struct planned	*p = &r->planned[i];

		if (p->kind == kind)
			spans_add(out, kind == WINDOW_MAINTENANCE ? most(p->from_s, p->recorded_s) :
			    p->from_s, p->to_s);
	}
	spans_order(out);
}

/* What each turn did to opening time; those that did nothing are dropped. */
static void
weigh(struct required *r, const struct spans *hours, const struct spans *kept, const struct spans *there)
{
	size_t	 n = 0;

	for (size_t i = 0; i < r->n_planned; i++) {
		struct planned	 p = r->planned[i];

		switch (p.kind) {
		case WINDOW_MAINTENANCE:
			p.seconds = seconds_in(&r->open, most(p.from_s, p.recorded_s), p.to_s);
			break;
		case WINDOW_CLOSURE:
			p.seconds = seconds_in(hours, p.from_s, p.to_s);
			break;
		default:
			p.seconds = seconds_in(there, p.from_s, p.to_s) -
			    seconds_in(kept, p.from_s, p.to_s);
			break;
		}
		if (p.seconds > 0)
			r->planned[n++] = p;
	}
	r->n_planned = n;
}

void
required_make(const struct required_wish *wish, struct required *out)
{
	struct spans	 hours = { 0 }, there = { 0 }, closed = { 0 }, opened = { 0 }, kept;

	*out = (struct required){ .life = life(wish) };
	declared(wish, &out->life, &hours, &there);
	for (size_t i = 0; i < wish->n_windows; i++)
		add_turns(out, wish, wish->windows[i]);
	if (there.n > 0)
		out->life = (struct span){ there.list[0].from_s, there.list[there.n - 1].to_s };
	else
		out->life.to_s = out->life.from_s;
	gather_kind(out, WINDOW_CLOSURE, &closed);
	gather_kind(out, WINDOW_OPENING, &opened);
	gather_kind(out, WINDOW_MAINTENANCE, &out->maintenance);
	kept = copy(&hours);
	spans_take(&kept, &closed);
	spans_meet(&opened, &there);
	out->open = copy(&kept);
	spans_join(&out->open, &opened);
	spans_meet(&out->maintenance, &out->open);
	out->required = copy(&out->open);
	spans_take(&out->required, &out->maintenance);
	weigh(out, &hours, &kept, &there);
	spans_done(&hours);
	spans_done(&there);
	spans_done(&closed);
	spans_done(&opened);
	spans_done(&kept);
}

void
required_done(struct required *r)
{
	spans_done(&r->open);
	spans_done(&r->maintenance);
	spans_done(&r->required);
	free(r->planned);
	*r = (struct required){ 0 };
}
