/* truth_groups.c - see truth.h: what points share */
#include <string.h>

#include "tests/sim/fail.h"
#include "tests/sim/town.h"
#include "tests/sim/truth_inside.h"

#define NEAR_US		(10 * 60 * SEC_US)

static int64_t
poll_us(void)
{
	return (int64_t)town.icmp_s * SEC_US;
}

static uint32_t
knot_of(const char *id)
{
	for (uint32_t k = 0; k < town.n_knots; k++)
		if (strcmp(town.knots[k].id, id) == 0)
			return k;
	return NONE;
}

static bool
counts(uint32_t point)
{
	return town.points[point].is_there && town.points[point].has_router;
}

/* The span of its link that this fault alone made, from its beginning to its end. */
static const struct span *
lost_by(const struct fault *f, uint32_t point)
{
	const struct span	*s;

	if (!counts(point) || !town_is_in(point, f->target))
		return NULL;
	s = truth_span(SPAN_LINK, point, f->from_us, f->from_us + 1);
	return s != NULL && s->from_us == f->from_us && s->to_us <= f->to_us + SEC_US && s->to_us >= f->to_us ? s : NULL;
}

/* Nothing else happened to any link of the town around its time, and nobody was at work. */
static bool
is_alone(const struct fault *f)
{
	for (uint32_t p = 0; p < town.n_points; p++) {
		const struct span	*s;

		if (!town.points[p].has_router)
			continue;
		s = truth_span(SPAN_LINK, p, f->from_us - NEAR_US, f->to_us + NEAR_US);
		if (s != NULL && (s != lost_by(f, p) || truth_has_near(SPAN_LINK, s, NEAR_US)))
			return false;
		if (truth_span(SPAN_ROUTER, p, f->from_us - NEAR_US, f->to_us + NEAR_US) != NULL ||
		    truth_is_reconfigured(p) || truth_is_touched(p, f->from_us - NEAR_US, f->to_us + NEAR_US))
			return false;
	}
	return truth_is_clean(f->from_us - NEAR_US, f->to_us + NEAR_US);
}

static bool
is_below(uint32_t point, uint32_t knot, uint32_t child)
{
	return town.knots[child].parent == (int)knot && town_is_in(point, child);
}

static bool
is_direct(uint32_t point, uint32_t knot)
{
	for (uint32_t i = 0; i < town.points[point].n_knots; i++)
		if (town.points[point].knots[i] == knot)
			return true;
	return false;
}

/* Rule 9: at least two lost, half of its sites, and two of its children where it has child groups. */
static unsigned
n_lost(const struct fault *f, uint32_t knot, bool *qualifies)
{
	unsigned	 n = 0, n_sites = 0, n_touched = 0;
	bool		 has_groups = false;

	for (uint32_t p = 0; p < town.n_points; p++) {
		n_sites += counts(p) && town_is_in(p, knot);
		n += lost_by(f, p) != NULL && town_is_in(p, knot);
		n_touched += lost_by(f, p) != NULL && is_direct(p, knot);
	}
	for (uint32_t k = 0; k < town.n_knots; k++) {
		bool	 is_touched = false;

		has_groups |= town.knots[k].parent == (int)knot;
		for (uint32_t p = 0; p < town.n_points && !is_touched; p++)
			is_touched = lost_by(f, p) != NULL && is_below(p, knot, k);
		n_touched += is_touched;
	}
	*qualifies = n >= 2 && 2 * n >= n_sites && (!has_groups || n_touched >= 2);
	return n;
}

/* The group that has to be told; NONE: none.  False: which one depends on who is polled first. */
static bool
expected(const struct fault *f, uint32_t *top)
{
	bool	 qualifies;

	*top = NONE;
	for (uint32_t k = 0; k < town.n_knots; k++) {
		(void)n_lost(f, k, &qualifies);
		if (qualifies && (*top == NONE || town_knot_is_above(k, *top)))
			*top = k;
	}
	for (uint32_t k = 0; k < town.n_knots && *top != NONE; k++)
		if (k != *top && n_lost(f, k, &qualifies) >= 2 && !town_knot_is_above(k, *top) &&
		    !town_knot_is_above(*top, k))
			return false;
	return true;
}

static const struct book_incident *
by_number(uint32_t number)
{
	return number > 0 && number <= audit_n_incidents() ? audit_incident(number - 1) : NULL;
}

/* Who speaks for it in the end. */
static const struct book_incident *
root_of(const struct book_incident *b)
{
	const struct book_incident	*up;

	for (unsigned n = 0; n < 8; n++) {
		up = by_number(b->parent != 0 ? b->parent : b->first_parent);
		if (up == NULL)
			break;
		b = up;
	}
	return b;
}

/* Each lost link has the group for its cause; NULL where there is none. */
static void
check_children(const struct fault *f, const struct book_incident *group)
{
	for (size_t i = 0; i < audit_n_incidents(); i++) {
		const struct book_incident	*b = audit_incident(i);
		uint32_t			 p;

		if (b == NULL || b->kind_first != INCIDENT_LINK || (p = truth_point_of(b)) == NONE ||
		    lost_by(f, p) == NULL || truth_us_of(b, b->opened_ms) < f->from_us - NEAR_US ||
		    truth_us_of(b, b->opened_ms) > f->to_us)
			continue;
		if (group == NULL ? b->first_parent != 0 : town_is_in(p, knot_of(group->scope)) && root_of(b) != group)
			fail("truth", "incident %u of %s has not the cause that it had: %s", b->number, b->scope,
			    group != NULL ? group->scope : "none");
	}
}

static void
check_dates(const struct fault *f, const struct book_incident *b)
{
	int64_t	 late_us = truth_us_of(b, b->opened_ms) - f->from_us;

	/* a poll or two that were lost just before may be counted in */
	if (late_us < -2 * poll_us() || late_us > poll_us() + ROUND_US)
		fail("truth", "group incident %u is dated %lld s after its beginning", b->number,
		    (long long)(late_us / SEC_US));
	late_us = truth_us_of(b, b->restored_ms) - f->to_us;
	if (b->restored_ms == 0 || late_us < -ROUND_US || late_us > 3 * poll_us() + ROUND_US)
		fail("truth", "group incident %u ends %lld s after its last return", b->number,
		    (long long)(b->restored_ms == 0 ? -1 : late_us / SEC_US));
}

static void
check_group(const struct fault *f)
{
	const struct book_incident	*found = NULL;
	uint32_t			 top;
	unsigned			 n = 0;
	enum responsibility		 whose;

	if (f->to_us - f->from_us < truth_fall_us(poll_us()) || f->to_us + 2 * NEAR_US > loop_now_us() ||
	    !is_alone(f) || !expected(f, &top))
		return;
	truth_checked();
	for (size_t i = 0; i < audit_n_incidents(); i++) {
		const struct book_incident	*b = audit_incident(i);

		if (b == NULL || b->kind_first != INCIDENT_GROUP || b->parent != 0 ||
		    truth_us_of(b, b->opened_ms) < f->from_us - NEAR_US || truth_us_of(b, b->opened_ms) > f->to_us)
			continue;
		found = b;
		n++;
	}
	if (n != (top != NONE) || (found != NULL && knot_of(found->scope) != top)) {
		fail("truth", "%s failed at %lld: there are %u group incidents, the last of %s, and it was %s",
		    town.knots[f->target].id, (long long)loop_true_at(f->from_us).ms, n,
		    found != NULL ? found->scope : "none", top != NONE ? town.knots[top].id : "none");
		return;
	}
	check_children(f, found);
	if (found == NULL)
		return;
	check_dates(f, found);
	whose = town.knots[top].kind == KNOT_POWER ? BY_POWER : BY_OPERATOR;
	if (found->closed_ms == 0 && found->responsibility != whose)
		fail("truth", "group incident %u of %s is said to be due to %s", found->number, found->scope,
		    responsibility_word(found->responsibility));
}

/* No group without two of its sites, and half of them. */
static void
none_invented(const struct book_incident *b)
{
	uint32_t	 knot = knot_of(b->scope);
	int64_t		 from_us = truth_us_of(b, b->opened_ms), to_us = truth_us_of(b, b->confirmed_ms) + ROUND_US;
	unsigned	 n = 0, n_sites = 0;
	bool		 is_touched = false;

	if (knot == NONE || !truth_is_clean(from_us - 6 * NEAR_US, to_us))
		return;
	for (uint32_t p = 0; p < town.n_points; p++) {
		if (!town_is_in(p, knot))
			continue;
		is_touched |= truth_is_touched(p, from_us - NEAR_US, to_us) || truth_is_reconfigured(p);
		n_sites += counts(p);
		n += truth_span(SPAN_LINK, p, from_us - NEAR_US, to_us) != NULL ||
		    truth_span(SPAN_ROUTER, p, from_us - NEAR_US, to_us) != NULL;
	}
	if (is_touched)
		return;
	truth_checked();
	if (n < 2 || 2 * n < n_sites)
		fail("truth", "group incident %u: %u of the %u sites of %s were down", b->number, n, n_sites, b->scope);
}

void
truth_check_groups(void)
{
	for (size_t i = 0; i < audit_n_incidents(); i++)
		if (audit_incident(i) != NULL && audit_incident(i)->kind_first == INCIDENT_GROUP)
			none_invented(audit_incident(i));
	for (size_t i = 0; i < weather_n(); i++) {
		const struct fault	*f = weather_fault(i);

		if (!f->is_left_out && (f->kind == FAULT_EXCHANGE || f->kind == FAULT_POWER_GROUP))
			check_group(f);
	}
}
