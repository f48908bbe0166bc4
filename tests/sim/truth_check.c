/* truth_check.c - see truth.h: what vigie said against what was */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/zone.h"
#include "tests/sim/audit.h"
#include "tests/sim/fail.h"
#include "tests/sim/loop.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"

#define FALL	3
#define RISE	2
#define TIMEOUT_US	(3 * SEC_US)
#define EVIDENCE_US	(40 * 60 * SEC_US)
#define ROUND_US	(2 * SEC_US)	/* whole seconds, and the way of a result */

static uint64_t	 n_checked;

uint64_t
truth_n_checked(void)
{
	return n_checked;
}

static int64_t
poll_us(void)
{
	return (int64_t)town.icmp_s * SEC_US;
}

/* Time in which a failure is certain to be confirmed: the poll that finds it, two quick ones, a canary. */
static int64_t
fall_us(void)
{
	return poll_us() + 2 * (poll_us() / 3 + TIMEOUT_US) + TIMEOUT_US + (int64_t)town.canary_s * SEC_US * 2 +
	    2 * ROUND_US;
}

static int64_t
us_of(const struct book_incident *b, int64_t ms)
{
	return loop_us_of((struct wall){ ms - b->skew_ms });
}

static uint32_t
point_of(const struct book_incident *b)
{
	return town_point(b->scope, strlen(b->scope));
}

/* A link's incident whose time touches the span's. */
static const struct book_incident *
find(uint32_t point, int64_t from_us, int64_t to_us, unsigned *n)
{
	const struct book_incident	*found = NULL;

	*n = 0;
	for (size_t i = 0; i < audit_n_incidents(); i++) {
		const struct book_incident	*b = audit_incident(i);

		if (b == NULL || b->kind_first != INCIDENT_LINK || point_of(b) != point ||
		    us_of(b, b->opened_ms) > to_us ||
		    (b->restored_ms != 0 && us_of(b, b->restored_ms) < from_us))
			continue;
		found = b;
		(*n)++;
	}
	return found;
}

/* No incident without an outage: it opened while one lasted, and ended when one had. */
static void
none_invented(const struct book_incident *b)
{
	uint32_t		 point = point_of(b);
	int64_t			 opened_us = us_of(b, b->opened_ms);
	const struct span	*s;
	size_t			 i = 0;

	if (b->kind_first != INCIDENT_LINK || point == NONE || town.points[point].n_gears == 0)
		return;
	n_checked++;
	/* lost polls just before it may be counted in */
	s = truth_span(SPAN_LINK, point, opened_us - ROUND_US, opened_us + poll_us() + TIMEOUT_US, &i);
	/* by the law (rule 6) a router that falls silent takes its link with it until something else is polled */
	i = 0;
	if (s == NULL)
		s = truth_span(SPAN_ROUTER, point, opened_us - ROUND_US, opened_us + ROUND_US, &i);
	if (s == NULL && truth_is_clean(opened_us - 60 * SEC_US, opened_us + 60 * SEC_US))
		fail("truth", "incident %u: %s was not down at %lld", b->number, b->scope,
		    (long long)b->opened_ms);
}

static enum incident_kind
kind_of(const struct span *s)
{
	const struct point	*p = &town.points[s->point];
	bool			 has_other = false, has_battery = false;

	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++) {
		const struct gear	*g = &town.gears[i];

		if (g->kind != DEVICE_ROUTER && (g->has_snmp || g->is_push))
			has_other = true;
		has_battery |= g->has_battery;
	}
	if (!town.gears[p->first_gear].has_snmp || has_battery || !has_other)
		return INCIDENT_N;	/* no evidence, or none that decides */
	switch (s->cause) {
	case FAULT_POWER:
	case FAULT_POWER_GROUP:
		return INCIDENT_POWER;
	case FAULT_BOX:
		return INCIDENT_BOX;
	case FAULT_DESYNC:
		return INCIDENT_DESYNC;
	case FAULT_LINE:
	case FAULT_EXCHANGE:
		return INCIDENT_LINK;
	default:
		return INCIDENT_N;
	}
}

static bool
others_near(const struct span *s, int64_t margin_us)
{
	size_t			 i = 0;
	const struct span	*o;

	while ((o = truth_span(SPAN_PATH, s->point, s->from_us - margin_us, s->to_us + margin_us, &i)) != NULL)
		if (o->from_us != s->from_us)
			return true;
	i = 0;
	if (truth_span(SPAN_ROUTER, s->point, s->from_us - margin_us, s->to_us + margin_us, &i) != NULL)
		return true;
	i = 0;
	while ((o = truth_span(SPAN_LINK, s->point, s->from_us - margin_us, s->to_us + margin_us, &i)) != NULL)
		if (o->from_us != s->from_us)
			return true;
	return false;
}

/* Nothing else was wrong there before it, or when uptimes were asked after it. */
static bool
all_were_well(const struct span *s)
{
	for (size_t i = 0; i < weather_n(); i++) {
		const struct fault	*f = weather_fault(i);

		if ((f->kind == FAULT_PC || f->kind == FAULT_ALL_PCS || f->kind == FAULT_DEVICE ||
		    f->kind == FAULT_CHECK) && f->target == s->point && !f->is_left_out &&
		    f->from_us < s->to_us + EVIDENCE_US && f->to_us > s->from_us - EVIDENCE_US)
			return false;
	}
	return true;
}

/* Open all the time from then to then. */
static bool
is_open(const struct point *p, struct wall from, struct wall to)
{
	struct err	 err = { "" };
	struct zone	*zone = zone_load("Europe/Paris", &err);
	struct calendar	*hours = calendar_parse(p->hours, "FR", &err);
	bool		 open = calendar_is_open(hours, zone, from) &&
			    calendar_next_change(hours, zone, from).ms > to.ms;

	calendar_free(hours);
	zone_free(zone);
	return open;
}

/*
 * Of every outage that nothing holds back somebody hears, whichever routes there are
 * (town.c): it is confirmed, has settled, and a poll begun after that fails too.
 */
static void
none_untold(const struct span *s, const struct book_incident *b)
{
	int64_t		 told_us = s->from_us + fall_us() + (int64_t)town.settle_s * SEC_US + poll_us() +
			    TIMEOUT_US + ROUND_US, first_ms = INT64_MAX;
	struct wall	 from = wall_add(loop_true_at(s->from_us), b->skew_ms);
	struct wall	 to = wall_add(loop_true_at(told_us), b->skew_ms);

	if (s->to_us <= told_us || b->first_parent != 0 || b->closed_ms != 0 ||
	    truth_is_touched(s->point, s->from_us, told_us) || !is_open(&town.points[s->point], from, to))
		return;
	n_checked++;
	for (size_t i = 0; i < b->n_told; i++)
		if (b->told[i].n_down > 0 && b->told[i].down_ms < first_ms)
			first_ms = b->told[i].down_ms;
	if (first_ms > to.ms)
		fail("truth", "incident %u: %s was down and open from %lld on, and nobody was told by %lld",
		    b->number, b->scope, (long long)from.ms, (long long)to.ms);
}

/* An outage that was seen from one end to the other: one incident, its dates, its cause, and it was told. */
static void
none_missed(const struct span *s)
{
	int64_t				 slow_us = poll_us() + (int64_t)town.host_s * SEC_US;
	const struct point		*p = &town.points[s->point];
	const struct book_incident	*b;
	enum incident_kind		 kind = kind_of(s);
	int64_t				 opened_us, restored_us;
	unsigned			 n;

	if (!p->is_there || !p->has_router || s->to_us == INT64_MAX || s->to_us - s->from_us < fall_us() ||
	    s->cause == FAULT_FLAP || others_near(s, slow_us) ||
	    !truth_is_clean(s->from_us - slow_us, s->to_us + slow_us) ||
	    truth_is_glitched(s->point, s->from_us - slow_us, s->from_us + slow_us) ||
	    truth_is_glitched(s->point, s->to_us - slow_us, s->to_us + slow_us) ||
	    truth_is_reconfigured(s->point))
		return;
	n_checked++;
	b = find(s->point, s->from_us, s->to_us + ROUND_US, &n);
	if (n != 1) {
		fail("truth", "%s was down (%s) from %lld to %lld, and there are %u incidents", p->id,
		    weather_name(s->cause), (long long)loop_true_at(s->from_us).ms,
		    (long long)loop_true_at(s->to_us).ms, n);
		return;
	}
	opened_us = us_of(b, b->opened_ms);
	if (opened_us > s->from_us + poll_us() + ROUND_US)
		fail("truth", "incident %u is dated %lld s after %s went down", b->number,
		    (long long)((opened_us - s->from_us) / SEC_US), p->id);
	restored_us = us_of(b, b->restored_ms);
	if (b->restored_ms == 0)
		fail("truth", "incident %u goes on, and %s has been well since %lld", b->number, p->id,
		    (long long)loop_true_at(s->to_us).ms);
	else if (restored_us < s->to_us - ROUND_US || restored_us > s->to_us + poll_us() + ROUND_US)
		fail("truth", "incident %u ends %lld s after %s was well again", b->number,
		    (long long)((restored_us - s->to_us) / SEC_US), p->id);
	if (kind != INCIDENT_N && !s->is_mixed && all_were_well(s) && b->closed_ms == 0 && b->kind != kind)
		fail("truth", "incident %u is said to be %s, and it was %s", b->number,
		    incident_kind_word(b->kind), incident_kind_word(kind));
	none_untold(s, b);
}

void
truth_check(void)
{
	const struct span	*s;
	size_t			 i;

	for (i = 0; i < audit_n_incidents(); i++)
		if (audit_incident(i) != NULL)
			none_invented(audit_incident(i));
	for (uint32_t p = 0; p < town.n_points; p++)
		for (i = 0; (s = truth_span(SPAN_LINK, p, INT64_MIN, INT64_MAX, &i)) != NULL;)
			none_missed(s);
}
