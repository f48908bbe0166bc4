/* truth_lines.c - see truth.h: a line that is full, a line that grows worse */
#include <string.h>

#include "model/zone.h"
#include "tests/sim/fail.h"
#include "tests/sim/hours.h"
#include "tests/sim/town.h"
#include "tests/sim/truth_inside.h"

#define HOUR_US		(INT64_C(3600) * SEC_US)
#define QUIET_US	(10 * 60 * SEC_US)
#define KNOWN_US	(8 * HOUR_US)	/* measured for so long on one day a line is known */
#define DAYS_MAX	64
#define DAYS_KNOWN	7
#define DAYS_BACK	3

static bool
has_values(uint32_t point)
{
	const struct point	*p = &town.points[point];

	return p->is_there && p->has_router && town.gears[p->first_gear].has_snmp &&
	    !truth_is_reconfigured(point);
}

/* All that the router tells was heard. */
static bool
is_heard(uint32_t point, int64_t from_us, int64_t to_us)
{
	return from_us > truth_begun_us() && truth_is_clean(from_us, to_us) &&
	    truth_span(SPAN_PATH, point, from_us, to_us) == NULL &&
	    truth_span(SPAN_ROUTER, point, from_us, to_us) == NULL &&
	    truth_span(SPAN_MUTE, town.points[point].first_gear, from_us, to_us) == NULL;
}

/* Full lines. */

/* What it is usually like: from today, or from the end of yesterday. */
static bool
is_known(uint32_t point, int64_t at_us, int64_t skew_ms)
{
	struct wall	 t = wall_add(loop_true_at(at_us), skew_ms);
	int64_t		 day_us = loop_us_of(wall_add(zone_day_start(hours_zone(), zone_day(hours_zone(), t)), -skew_ms));

	return (day_us <= at_us - KNOWN_US && is_heard(point, at_us - KNOWN_US, at_us)) ||
	    is_heard(point, day_us - KNOWN_US, day_us + 60 * SEC_US);
}

/* Another fault of this kind, or half of one. */
static bool
is_alone(const struct span *s, int64_t margin_us)
{
	unsigned	 n = 0;

	for (size_t i = 0; i < weather_n(); i++) {
		const struct fault	*f = weather_fault(i);

		n += f->kind == FAULT_SATURATED && f->target == s->what && !f->is_left_out &&
		    f->from_us < s->to_us + margin_us && f->to_us > s->from_us - margin_us;
	}
	return n == 1;
}

static const struct book_incident *
find(enum incident_kind kind, uint32_t point, int64_t from_us, int64_t to_us, unsigned *n)
{
	const struct book_incident	*found = NULL;

	*n = 0;
	for (size_t i = 0; i < audit_n_incidents(); i++) {
		const struct book_incident	*b = audit_incident(i);

		if (b == NULL || b->kind_first != kind || truth_point_of(b) != point ||
		    truth_us_of(b, b->opened_ms) > to_us ||
		    (b->restored_ms != 0 && truth_us_of(b, b->restored_ms) < from_us))
			continue;
		found = b;
		(*n)++;
	}
	return found;
}

static void
check_full(const struct span *s)
{
	int64_t				 icmp_us = (int64_t)town.icmp_s * SEC_US;
	int64_t				 late_us = (int64_t)town.snmp_s * SEC_US + icmp_us, margin_us;
	const struct book_incident	*b;
	int64_t				 opened_us, restored_us;
	unsigned			 n;

	margin_us = QUIET_US + 3 * late_us;
	if (s->to_us == INT64_MAX || s->to_us - s->from_us < late_us + 3 * (icmp_us + ROUND_US) ||
	    !is_heard(s->what, s->from_us - margin_us, s->to_us + margin_us) || !is_alone(s, margin_us) ||
	    truth_is_glitched(s->what, s->from_us - margin_us, s->to_us + margin_us) ||
	    !is_known(s->what, s->from_us, s->skew_ms))
		return;
	truth_checked();
	b = find(INCIDENT_SATURATED, s->what, s->from_us, s->to_us + ROUND_US, &n);
	if (n != 1) {
		fail("truth", "%s was saturated from %lld to %lld, and there are %u incidents",
		    town.points[s->what].id, (long long)loop_true_at(s->from_us).ms,
		    (long long)loop_true_at(s->to_us).ms, n);
		return;
	}
	opened_us = truth_us_of(b, b->opened_ms);
	restored_us = truth_us_of(b, b->restored_ms);
	if (opened_us > s->from_us + late_us + ROUND_US)
		fail("truth", "incident %u is dated %lld s after the line was full", b->number,
		    (long long)((opened_us - s->from_us) / SEC_US));
	if (b->restored_ms == 0 || restored_us < s->to_us - ROUND_US || restored_us > s->to_us + icmp_us + ROUND_US)
		fail("truth", "incident %u does not end when the line was calm again, at %lld", b->number,
		    (long long)loop_true_at(s->to_us).ms);
}

static void
full_is_no_guess(const struct book_incident *b)
{
	int64_t		 at_us = truth_us_of(b, b->opened_ms), old_us = (int64_t)town.snmp_s * SEC_US * 5 / 2;
	uint32_t	 point = truth_point_of(b);

	if (point == NONE)
		return;
	truth_checked();
	/* what the router told of its traffic holds on for a while */
	if (truth_span(SPAN_FULL, point, at_us - old_us, at_us + ROUND_US) == NULL)
		fail("truth", "incident %u: %s was not saturated at %lld", b->number, b->scope,
		    (long long)b->opened_ms);
}

/* Worse lines, day by day. */

enum line_day { DAY_WELL, DAY_MIXED, DAY_BAD };

struct line_days {
	int32_t		 first;
	size_t		 n;
	struct { enum line_day what; bool is_sure; } of[DAYS_MAX];
};

static int64_t
day_us(int32_t day)
{
	return loop_us_of(zone_day_start(hours_zone(), day));
}

static void
look_at_days(uint32_t point, struct line_days *days)
{
	days->first = zone_day(hours_zone(), loop_true_at(truth_begun_us()));
	for (days->n = 0; days->n < DAYS_MAX && day_us(days->first + (int32_t)days->n + 1) < loop_now_us(); days->n++) {
		int64_t			 from_us = day_us(days->first + (int32_t)days->n);
		int64_t			 to_us = day_us(days->first + (int32_t)days->n + 1);
		const struct span	*s = truth_span(SPAN_DRIFT, point, from_us, to_us);

		days->of[days->n].what = s == NULL ? DAY_WELL :
		    s->from_us <= from_us && s->to_us >= to_us ? DAY_BAD : DAY_MIXED;
		days->of[days->n].is_sure = from_us >= truth_begun_us() &&
		    is_heard(point, to_us - KNOWN_US - HOUR_US, to_us + QUIET_US);
	}
}

/* It is told at the day's end, and dated from its beginning. */
static void
is_told_of(uint32_t point, const struct line_days *days, size_t i)
{
	int64_t				 day_ms = zone_day_start(hours_zone(), days->first + (int32_t)i).ms;
	const struct book_incident	*b;
	bool				 is_told = false;

	truth_checked();
	for (size_t k = 0; k < audit_n_incidents(); k++)
		if ((b = audit_incident(k)) != NULL && b->kind_first == INCIDENT_DRIFT &&
		    truth_point_of(b) == point && b->opened_ms <= day_ms &&
		    (b->restored_ms == 0 || b->restored_ms > day_ms))
			is_told = true;
	if (!is_told)
		fail("truth", "%s drifted all day from %lld on, and there is no incident", town.points[point].id,
		    (long long)day_ms);
}

/* Three good days in a row have ended it. */
static void
is_over_by(uint32_t point, const struct line_days *days, size_t i)
{
	int64_t				 end_ms = zone_day_start(hours_zone(), days->first + (int32_t)i + 1).ms;
	int64_t				 from_ms = zone_day_start(hours_zone(), days->first + (int32_t)i - 2).ms;
	const struct book_incident	*b;

	truth_checked();
	for (size_t k = 0; k < audit_n_incidents(); k++)
		if ((b = audit_incident(k)) != NULL && b->kind_first == INCIDENT_DRIFT &&
		    truth_point_of(b) == point && b->opened_ms < from_ms &&
		    (b->restored_ms == 0 || b->restored_ms > end_ms))
			fail("truth", "incident %u goes on, and the line of %s was well for days before %lld",
			    b->number, b->scope, (long long)end_ms);
}

static void
check_drift(uint32_t point)
{
	struct line_days	 days;
	size_t			 n_well = 0, n_bad = 0, n_row = 0;

	look_at_days(point, &days);
	for (size_t i = 0; i < days.n; i++) {
		bool	 is_sure = days.of[i].is_sure;

		if (days.of[i].what == DAY_BAD && is_sure && n_well >= DAYS_KNOWN && n_bad <= 2)
			is_told_of(point, &days, i);
		n_row = days.of[i].what == DAY_WELL && is_sure ? n_row + 1 : 0;
		if (n_row >= DAYS_BACK && n_well > n_bad)
			is_over_by(point, &days, i);
		n_well += days.of[i].what == DAY_WELL && is_sure;
		n_bad += days.of[i].what != DAY_WELL;
	}
}

static void
drift_is_no_noise(const struct book_incident *b)
{
	const struct zone	*z = hours_zone();
	int32_t			 day = zone_day(z, (struct wall){ b->opened_ms });
	uint32_t		 point = truth_point_of(b);

	if (point == NONE)
		return;
	truth_checked();
	if (b->opened_ms != zone_day_start(z, day).ms)
		fail("truth", "incident %u (drift) is not dated from a midnight", b->number);
	if (truth_span(SPAN_DRIFT, point, day_us(day), day_us(day + 1)) == NULL)
		fail("truth", "incident %u: the line of %s was well on the day from %lld on", b->number,
		    b->scope, (long long)b->opened_ms);
}

void
truth_check_lines(void)
{
	const struct span	*s;
	bool			 has_steady_clock = truth_clock_is_steady();

	for (size_t i = 0; i < audit_n_incidents(); i++) {
		const struct book_incident	*b = audit_incident(i);

		if (b != NULL && b->kind_first == INCIDENT_SATURATED)
			full_is_no_guess(b);
		if (b != NULL && b->kind_first == INCIDENT_DRIFT && has_steady_clock)
			drift_is_no_noise(b);
	}
	for (uint32_t p = 0; p < town.n_points; p++) {
		if (!has_values(p))
			continue;
		for (s = truth_span(SPAN_FULL, p, INT64_MIN, INT64_MAX); s != NULL;
		    s = truth_next(s, INT64_MIN, INT64_MAX))
			check_full(s);
		if (has_steady_clock)
			check_drift(p);
	}
}
