/* truth_check.c - see truth.h: what vigie said against what was */
#include <stdio.h>
#include <string.h>

#include "tests/sim/audit.h"
#include "tests/sim/fail.h"
#include "tests/sim/loop.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"
#include "tests/sim/truth_inside.h"

#define EVIDENCE_US	(40 * 60 * SEC_US)

static uint64_t	 n_checked;

void
truth_checked(void)
{
	n_checked++;
}

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

int64_t
truth_fall_us(int64_t poll_us)
{
	return poll_us + 2 * (poll_us / 3 + TIMEOUT_US) + TIMEOUT_US + (int64_t)town.canary_s * SEC_US * 2 +
	    2 * ROUND_US;
}

static int64_t
fall_us(void)
{
	return truth_fall_us(poll_us());
}

int64_t
truth_us_of(const struct book_incident *b, int64_t ms)
{
	return loop_us_of((struct wall){ ms - b->skew_ms });
}

uint32_t
truth_point_of(const struct book_incident *b)
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

		if (b == NULL || b->kind_first != INCIDENT_LINK || truth_point_of(b) != point ||
		    truth_us_of(b, b->opened_ms) > to_us ||
		    (b->restored_ms != 0 && truth_us_of(b, b->restored_ms) < from_us))
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
	uint32_t		 point = truth_point_of(b);
	int64_t			 opened_us = truth_us_of(b, b->opened_ms);
	const struct span	*s;

	if (b->kind_first != INCIDENT_LINK || point == NONE || town.points[point].n_gears == 0)
		return;
	truth_checked();
	/* lost polls just before it may be counted in */
	s = truth_span(SPAN_LINK, point, opened_us - ROUND_US, opened_us + poll_us() + TIMEOUT_US);
	/* by the law (rule 6) a router that falls silent takes its link with it until something else is polled */
	if (s == NULL)
		s = truth_span(SPAN_ROUTER, point, opened_us - ROUND_US, opened_us + ROUND_US);
	if (s == NULL && truth_is_clean(opened_us - 60 * SEC_US, opened_us + 60 * SEC_US))
		fail("truth", "incident %u: %s was not down at %lld", b->number, b->scope,
		    (long long)b->opened_ms);
}

static enum incident_kind
kind_of(const struct span *s)
{
	const struct point	*p = &town.points[s->what];
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

/* Another span of this kind of its point touches it. */
bool
truth_has_near(enum span_kind kind, const struct span *s, int64_t margin_us)
{
	const struct span	*o = truth_span(kind, s->what, s->from_us - margin_us, s->to_us + margin_us);

	if (o != NULL && o->from_us == s->from_us)
		o = truth_next(o, s->from_us - margin_us, s->to_us + margin_us);
	return o != NULL;
}

static bool
others_near(const struct span *s, int64_t margin_us)
{
	return truth_has_near(SPAN_PATH, s, margin_us) || truth_has_near(SPAN_LINK, s, margin_us) ||
	    truth_span(SPAN_ROUTER, s->what, s->from_us - margin_us, s->to_us + margin_us) != NULL;
}

/* Nothing else was wrong there before it, or when uptimes were asked after it. */
static bool
all_were_well(const struct span *s)
{
	for (size_t i = 0; i < weather_n(); i++) {
		const struct fault	*f = weather_fault(i);

		if ((f->kind == FAULT_PC || f->kind == FAULT_ALL_PCS || f->kind == FAULT_DEVICE ||
		    f->kind == FAULT_CHECK) && f->target == s->what && !f->is_left_out &&
		    f->from_us < s->to_us + EVIDENCE_US && f->to_us > s->from_us - EVIDENCE_US)
			return false;
	}
	return true;
}

/* An outage that was seen from one end to the other: one incident, its dates, its cause, and it was told. */
static void
none_missed(const struct span *s)
{
	int64_t				 slow_us = poll_us() + (int64_t)town.host_s * SEC_US;
	const struct point		*p = &town.points[s->what];
	const struct book_incident	*b;
	enum incident_kind		 kind = kind_of(s);
	int64_t				 opened_us, restored_us;
	unsigned			 n;

	if (!p->is_there || !p->has_router || s->to_us == INT64_MAX || s->to_us - s->from_us < fall_us() ||
	    s->cause == FAULT_FLAP || others_near(s, slow_us) ||
	    !truth_is_clean(s->from_us - slow_us, s->to_us + slow_us) ||
	    truth_is_glitched(s->what, s->from_us - slow_us, s->from_us + slow_us) ||
	    truth_is_glitched(s->what, s->to_us - slow_us, s->to_us + slow_us) ||
	    truth_is_reconfigured(s->what))
		return;
	truth_checked();
	b = find(s->what, s->from_us, s->to_us + ROUND_US, &n);
	if (n != 1) {
		fail("truth", "%s was down (%s) from %lld to %lld, and there are %u incidents", p->id,
		    weather_name(s->cause), (long long)loop_true_at(s->from_us).ms,
		    (long long)loop_true_at(s->to_us).ms, n);
		return;
	}
	opened_us = truth_us_of(b, b->opened_ms);
	if (opened_us > s->from_us + poll_us() + ROUND_US)
		fail("truth", "incident %u is dated %lld s after %s went down", b->number,
		    (long long)((opened_us - s->from_us) / SEC_US), p->id);
	restored_us = truth_us_of(b, b->restored_ms);
	if (b->restored_ms == 0)
		fail("truth", "incident %u goes on, and %s has been well since %lld", b->number, p->id,
		    (long long)loop_true_at(s->to_us).ms);
	else if (restored_us < s->to_us - ROUND_US || restored_us > s->to_us + poll_us() + ROUND_US)
		fail("truth", "incident %u ends %lld s after %s was well again", b->number,
		    (long long)((restored_us - s->to_us) / SEC_US), p->id);
	if (kind != INCIDENT_N && !s->is_mixed && all_were_well(s) && b->closed_ms == 0 && b->kind != kind)
		fail("truth", "incident %u is said to be %s, and it was %s", b->number,
		    incident_kind_word(b->kind), incident_kind_word(kind));
	truth_is_told(s, b);
}

void
truth_check(void)
{
	const struct span	*s;

	for (size_t i = 0; i < audit_n_incidents(); i++)
		if (audit_incident(i) != NULL)
			none_invented(audit_incident(i));
	for (uint32_t p = 0; p < town.n_points; p++)
		for (s = truth_span(SPAN_LINK, p, INT64_MIN, INT64_MAX); s != NULL;
		    s = truth_next(s, INT64_MIN, INT64_MAX))
			none_missed(s);
	truth_check_gears();
	truth_check_lines();
	truth_check_groups();
	truth_check_telling();
}
