/* truth_gears.c - see truth.h: names, things and PCs behind a line that works */
#include <string.h>

#include "tests/sim/fail.h"
#include "tests/sim/hours.h"
#include "tests/sim/town.h"
#include "tests/sim/truth_inside.h"

#define NO_PC_MS	(30 * MIN_MS)
#define AMPLE_MS	(2 * MIN_MS)

/* What an incident should be about, and how well that is seen. */
struct about {
	enum incident_kind kind;
	const char	*object;	/* after its point's name; NULL: any */
	bool		 is_begun;	/* .object is only how it begins */
	int64_t		 poll_us;	/* asked so often */
	int64_t		 late_us;	/* its beginning is seen so late at most */
};

static int64_t
icmp_us(void)
{
	return (int64_t)town.icmp_s * SEC_US;
}

static bool
is_about(const struct book_incident *b, uint32_t point, const struct about *a)
{
	const char	*object = strchr(b->object, '/');

	if (b->kind_first != a->kind || truth_point_of(b) != point)
		return false;
	if (a->object == NULL)
		return true;
	return object != NULL && (a->is_begun ? strncmp(object + 1, a->object, strlen(a->object)) == 0 :
	    strcmp(object + 1, a->object) == 0);
}

/* The incidents about it whose time touches the span's. */
static const struct book_incident *
find(uint32_t point, const struct about *a, const struct span *s, unsigned *n)
{
	const struct book_incident	*found = NULL;

	*n = 0;
	for (size_t i = 0; i < audit_n_incidents(); i++) {
		const struct book_incident	*b = audit_incident(i);

		if (b == NULL || !is_about(b, point, a) || truth_us_of(b, b->opened_ms) > s->to_us + ROUND_US ||
		    (b->restored_ms != 0 && truth_us_of(b, b->restored_ms) < s->from_us))
			continue;
		found = b;
		(*n)++;
	}
	return found;
}

/* The way to it worked, and vigie saw it, from well before to well after. */
static bool
is_well_seen(uint32_t point, const struct span *s, int64_t margin_us)
{
	int64_t	 from_us = s->from_us - margin_us, to_us = s->to_us + margin_us;

	return s->to_us != INT64_MAX && town.points[point].is_there && town.points[point].has_router &&
	    truth_span(SPAN_PATH, point, from_us, to_us) == NULL &&
	    truth_span(SPAN_LINK, point, from_us, to_us) == NULL &&
	    truth_span(SPAN_ROUTER, point, from_us, to_us) == NULL &&
	    !truth_has_near(s->kind, s, margin_us) && truth_is_clean(from_us, to_us) &&
	    !truth_is_reconfigured(point) &&
	    !truth_is_glitched(point, from_us, s->from_us + margin_us) &&
	    !truth_is_glitched(point, s->to_us - margin_us, to_us);
}

/* One incident, with its dates. */
static void
is_told_right(uint32_t point, const struct about *a, const struct span *s)
{
	const struct book_incident	*b;
	int64_t				 late_us;
	unsigned			 n;

	truth_checked();
	b = find(point, a, s, &n);
	if (n != 1) {
		fail("truth", "%s: %s from %lld to %lld, and there are %u incidents", town.points[point].id,
		    incident_kind_word(a->kind), (long long)loop_true_at(s->from_us).ms,
		    (long long)loop_true_at(s->to_us).ms, n);
		return;
	}
	late_us = truth_us_of(b, b->opened_ms) - s->from_us;
	if (late_us < -ROUND_US || late_us > a->late_us + ROUND_US)
		fail("truth", "incident %u (%s) is dated %lld s after its beginning", b->number,
		    incident_kind_word(a->kind), (long long)(late_us / SEC_US));
	late_us = truth_us_of(b, b->restored_ms) - s->to_us;
	if (b->restored_ms == 0 || late_us < -ROUND_US || late_us > a->poll_us + ROUND_US)
		fail("truth", "incident %u (%s) ends %lld s after it was well again", b->number,
		    incident_kind_word(a->kind), (long long)(b->restored_ms == 0 ? -1 : late_us / SEC_US));
}

/* What is down behind the line is confirmed once its router has answered, too. */
static bool
is_long(const struct span *s, int64_t poll_us)
{
	return s->to_us - s->from_us >= truth_fall_us(poll_us) + icmp_us();
}

static void
check_names(uint32_t point)
{
	struct about		 a = { .kind = INCIDENT_DNS, .poll_us = (int64_t)town.pc_s * SEC_US };
	const struct span	*s = truth_span(SPAN_DNS, point, INT64_MIN, INT64_MAX);

	a.late_us = a.poll_us;
	for (; s != NULL; s = truth_next(s, INT64_MIN, INT64_MAX))
		if (is_long(s, a.poll_us) && is_well_seen(point, s, 3 * a.poll_us))
			is_told_right(point, &a, s);
}

/* A thing, or a check, is not looked at while the other is wrong, too. */
static void
check_gear(uint32_t gear, enum span_kind kind)
{
	const struct gear	*g = &town.gears[gear];
	bool			 is_off = kind == SPAN_OFF;
	const struct span	*s = truth_span(kind, gear, INT64_MIN, INT64_MAX);
	unsigned		 poll_s = is_off || !g->has_snmp ? town.pc_s :
				    g->kind == DEVICE_PC ? town.host_s : town.snmp_s;
	int64_t			 margin_us = (int64_t)(poll_s > town.pc_s ? poll_s : town.pc_s) * 3 * SEC_US;
	char			 object[ID_MAX + 2];
	struct about		 a = { .kind = is_off && g->kind == DEVICE_VISIO ? INCIDENT_VISIO :
				    INCIDENT_DEVICE, .object = object, .is_begun = !is_off,
				    .poll_us = (int64_t)poll_s * SEC_US };

	if (is_off && g->kind != DEVICE_OTHER && g->kind != DEVICE_VISIO)
		return;
	a.late_us = a.poll_us;
	strlcpy(object, g->id, sizeof(object));
	if (!is_off)
		strlcat(object, "/", sizeof(object));
	for (; s != NULL; s = truth_next(s, INT64_MIN, INT64_MAX))
		if (is_long(s, a.poll_us) && is_well_seen(g->point, s, margin_us) && truth_span(is_off ?
		    SPAN_MUTE : SPAN_OFF, gear, s->from_us - margin_us, s->to_us + margin_us) == NULL)
			is_told_right(g->point, &a, s);
}

static bool
has_push(const struct point *p)
{
	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++)
		if (town.gears[i].is_push)
			return true;
	return false;
}

/* Half an hour of opening time in which every public PC was off: neither sooner nor not at all. */
static void
check_pcs(uint32_t point)
{
	int64_t			 poll_us = (int64_t)town.pc_s * SEC_US;
	struct about		 a = { .kind = INCIDENT_NO_PC, .poll_us = poll_us };
	const struct span	*s = truth_span(SPAN_PCS, point, INT64_MIN, INT64_MAX);
	unsigned		 n;

	a.late_us = has_push(&town.points[point]) ? poll_us * 5 / 2 : poll_us;
	for (; s != NULL; s = truth_next(s, INT64_MIN, INT64_MAX)) {
		int64_t	 from_ms, to_ms, late_ms = (a.late_us + ROUND_US) / 1000;

		if (!is_well_seen(point, s, 3 * poll_us))
			continue;
		from_ms = wall_add(loop_true_at(s->from_us), s->skew_ms).ms;
		to_ms = wall_add(loop_true_at(s->to_us), s->skew_ms).ms;
		if (hours_are_unsure(point, from_ms, to_ms + late_ms))
			continue;
		if (hours_open_ms(point, from_ms + late_ms, to_ms, HOURS_NOW) > NO_PC_MS + AMPLE_MS) {
			is_told_right(point, &a, s);
		} else if (hours_open_ms(point, from_ms, to_ms + late_ms, HOURS_NOW) < NO_PC_MS) {
			truth_checked();
			if (find(point, &a, s, &n) != NULL)
				fail("truth", "%s: no PC for less than half an hour of its opening time, "
				    "and an incident at %lld", town.points[point].id, (long long)from_ms);
		}
	}
}

/* Something of this kind was there around then. */
static bool
was_there(enum span_kind kind, uint32_t what, int64_t at_us, int64_t before_us)
{
	return truth_span(kind, what, at_us - before_us, at_us + ROUND_US + TIMEOUT_US) != NULL;
}

/* No incident without what it speaks of; a line that comes and goes may look like anything. */
static void
none_invented(const struct book_incident *b)
{
	uint32_t	 point = truth_point_of(b), gear;
	int64_t		 at_us = truth_us_of(b, b->opened_ms), near_us = 10 * 60 * SEC_US;
	const char	*thing = strchr(b->object, '/');
	bool		 was = false;

	if (point == NONE || !town.points[point].has_router || !truth_is_clean(at_us - near_us, at_us + near_us) ||
	    truth_is_glitched(point, at_us - near_us, at_us + near_us) || truth_is_reconfigured(point) ||
	    was_there(SPAN_PATH, point, at_us, near_us) || was_there(SPAN_ROUTER, point, at_us, near_us))
		return;
	if (b->kind_first == INCIDENT_DNS) {
		was = was_there(SPAN_DNS, point, at_us, ROUND_US);
	} else if (b->kind_first == INCIDENT_NO_PC) {
		was = was_there(SPAN_PCS, point, at_us, near_us);
	} else if ((b->kind_first == INCIDENT_DEVICE || b->kind_first == INCIDENT_VISIO) && thing != NULL) {
		gear = town_gear(point, thing + 1, strcspn(thing + 1, "/"));
		was = gear != NONE && (was_there(SPAN_OFF, gear, at_us, ROUND_US) ||
		    was_there(SPAN_MUTE, gear, at_us, ROUND_US));
	} else {
		return;
	}
	truth_checked();
	if (!was)
		fail("truth", "incident %u (%s): nothing was wrong at %lld", b->number,
		    incident_kind_word(b->kind_first), (long long)b->opened_ms);
}

void
truth_check_gears(void)
{
	for (size_t i = 0; i < audit_n_incidents(); i++)
		if (audit_incident(i) != NULL)
			none_invented(audit_incident(i));
	for (uint32_t p = 0; p < town.n_points; p++) {
		check_names(p);
		check_pcs(p);
	}
	for (uint32_t g = 0; g < town.n_gears; g++) {
		check_gear(g, SPAN_OFF);
		check_gear(g, SPAN_MUTE);
	}
}
