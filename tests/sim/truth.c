/* truth.c - see truth.h: faults, spans, disturbances */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/audit.h"
#include "tests/sim/dice.h"
#include "tests/sim/loop.h"
#include "tests/sim/marks.h"
#include "tests/sim/polls.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"

#define BATTERY_US	(INT64_C(2) * 3600 * SEC_US)

struct gap { int64_t from_us, to_us; uint32_t point; };

struct flapper {
	struct flapper	*next;
	struct alarm	 alarm;
	struct dice	 dice;
	uint32_t	 point;
	int64_t		 to_us;
	bool		 is_cut;
};

static struct {
	struct span	*spans;
	size_t		 n, room;
	struct { size_t first, last; bool is_open; } *of[SPAN_KINDS];	/* by point or gear: index + 1 */
	int64_t		*power_us;		/* by point: since when it has no power */
	struct gap	*gaps, *away, *touched, *glitches;
	size_t		 n_gaps, room_gaps, n_away, room_away, n_touched, room_touched, n_glitches, room_glitches;
	struct flapper	*flappers;
	int64_t		 begun_us;
	int64_t		 deaf_us;	/* no majority of canaries answers, since then */
} truth;

void
truth_begin(void)
{
	for (unsigned k = 0; k < SPAN_KINDS; k++)
		truth.of[k] = xcalloc(k < SPAN_POINT_KINDS ? town.n_points : town.n_gears,
		    sizeof(*truth.of[k]));
	truth.begun_us = loop_now_us();
	truth.power_us = xcalloc(town.n_points, sizeof(*truth.power_us));
}

void
truth_end(void)
{
	struct flapper	*f;

	for (unsigned k = 0; k < SPAN_KINDS; k++)
		free(truth.of[k]);
	while ((f = truth.flappers) != NULL) {
		truth.flappers = f->next;
		free(f);
	}
	free(truth.power_us);
	free(truth.spans);
	free(truth.gaps);
	free(truth.away);
	free(truth.touched);
	free(truth.glitches);
}

int64_t
truth_begun_us(void)
{
	return truth.begun_us;
}

bool
truth_clock_is_steady(void)
{
	for (size_t i = 0; i < weather_n(); i++) {
		const struct fault	*f = weather_fault(i);

		if ((f->kind == FAULT_CLOCK_FORWARD || f->kind == FAULT_CLOCK_BACK) && !f->is_left_out)
			return false;
	}
	return true;
}

/* Spans. */

static bool
are_pcs_off(const struct point *p)
{
	unsigned	 n = 0, n_off = 0;

	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++) {
		n += town.gears[i].kind == DEVICE_PC && town.gears[i].is_public;
		n_off += town.gears[i].kind == DEVICE_PC && town.gears[i].is_public && town.gears[i].off > 0;
	}
	return n > 0 && n_off == n;
}

static bool
is_mute(const struct gear *g)
{
	return g->mute[PROBE_SNMP] > 0 || g->mute[PROBE_TCP] > 0;
}

static bool
holds(enum span_kind kind, uint32_t what)
{
	const struct point	*p = &town.points[what];

	switch (kind) {
	case SPAN_PATH:
		return !town_path(p);
	case SPAN_LINK:
		return !town_linked(p);
	case SPAN_ROUTER:
		return p->has_router && town.gears[p->first_gear].mute[PROBE_ICMP] > 0;
	case SPAN_DNS:
		return town_path(p) && p->no_dns > 0;
	case SPAN_PCS:
		return are_pcs_off(p) && town_path(p);
	case SPAN_FULL:
		return p->is_full > 0 && p->is_slow > 0;
	case SPAN_DRIFT:
		return p->drift > 0;
	case SPAN_OFF:
		return town.gears[what].off > 0;
	default:
		return is_mute(&town.gears[what]);
	}
}

static void
look_at(enum span_kind kind, uint32_t what, const struct fault *f)
{
	bool		 is_so = holds(kind, what);
	size_t		*last = &truth.of[kind][what].last;
	struct span	*s = *last == 0 ? NULL : &truth.spans[*last - 1];

	if (is_so && !truth.of[kind][what].is_open) {
		truth.spans = grow(truth.spans, truth.n, &truth.room, sizeof(*truth.spans));
		truth.spans[truth.n++] = (struct span){ .kind = kind, .what = what, .from_us = loop_now_us(),
		    .to_us = INT64_MAX, .cause = f->kind, .target = f->target, .skew_ms = audit_skew_ms() };
		if (*last == 0)
			truth.of[kind][what].first = truth.n;
		else
			truth.spans[*last - 1].next = truth.n;
		*last = truth.n;
	} else if (!is_so && truth.of[kind][what].is_open) {
		s->to_us = loop_now_us();
	} else if (is_so) {
		s->is_mixed = true;
	}
	truth.of[kind][what].is_open = is_so;
}

static void
look(uint32_t point, const struct fault *f)
{
	const struct point	*p = &town.points[point];

	for (unsigned k = 0; k < SPAN_POINT_KINDS; k++)
		look_at((enum span_kind)k, point, f);
	if (f->kind != FAULT_PC && f->kind != FAULT_ALL_PCS && f->kind != FAULT_DEVICE && f->kind != FAULT_CHECK)
		return;
	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++)
		for (unsigned k = SPAN_POINT_KINDS; k < SPAN_KINDS; k++)
			look_at((enum span_kind)k, i, f);
}

static const struct span *
overlapping(size_t i, int64_t from_us, int64_t to_us)
{
	for (; i != 0; i = truth.spans[i - 1].next) {
		const struct span	*s = &truth.spans[i - 1];

		if (s->from_us >= to_us)
			return NULL;
		if (s->to_us > from_us)
			return s;
	}
	return NULL;
}

const struct span *
truth_span(enum span_kind kind, uint32_t what, int64_t from_us, int64_t to_us)
{
	return overlapping(truth.of[kind][what].first, from_us, to_us);
}

const struct span *
truth_next(const struct span *s, int64_t from_us, int64_t to_us)
{
	return overlapping(s->next, from_us, to_us);
}

bool
truth_gap(size_t i, int64_t *from_us, int64_t *to_us)
{
	if (i >= truth.n_gaps)
		return false;
	*from_us = truth.gaps[i].from_us;
	*to_us = truth.gaps[i].to_us;
	return true;
}

void
truth_disturbed(int64_t from_us, int64_t to_us)
{
	truth.gaps = grow(truth.gaps, truth.n_gaps, &truth.room_gaps, sizeof(*truth.gaps));
	truth.gaps[truth.n_gaps++] = (struct gap){ from_us, to_us, NONE };
}

void
truth_away(int64_t from_us, int64_t to_us)
{
	truth.away = grow(truth.away, truth.n_away, &truth.room_away, sizeof(*truth.away));
	truth.away[truth.n_away++] = (struct gap){ from_us, to_us, NONE };
}

bool
truth_absence(size_t i, int64_t *from_us, int64_t *to_us)
{
	if (i >= truth.n_away)
		return false;
	*from_us = truth.away[i].from_us;
	*to_us = truth.away[i].to_us;
	return true;
}

bool
truth_is_clean(int64_t from_us, int64_t to_us)
{
	for (size_t i = 0; i < truth.n_gaps; i++)
		if (truth.gaps[i].from_us < to_us && truth.gaps[i].to_us > from_us)
			return false;
	return true;
}

void
truth_touched(uint32_t point, int64_t from_us, int64_t to_us)
{
	truth.touched = grow(truth.touched, truth.n_touched, &truth.room_touched, sizeof(*truth.touched));
	truth.touched[truth.n_touched++] = (struct gap){ from_us, to_us, point };
}

bool
truth_is_touched(uint32_t point, int64_t from_us, int64_t to_us)
{
	for (size_t i = 0; i < truth.n_touched; i++)
		if ((truth.touched[i].point == point || truth.touched[i].point == NONE) &&
		    truth.touched[i].from_us < to_us && truth.touched[i].to_us > from_us)
			return true;
	return false;
}

void
truth_glitched(uint32_t point)
{
	truth.glitches = grow(truth.glitches, truth.n_glitches, &truth.room_glitches, sizeof(*truth.glitches));
	truth.glitches[truth.n_glitches++] = (struct gap){ loop_now_us(), loop_now_us(), point };
}

bool
truth_is_glitched(uint32_t point, int64_t from_us, int64_t to_us)
{
	for (size_t i = 0; i < truth.n_glitches; i++)
		if (truth.glitches[i].point == point && truth.glitches[i].from_us < to_us &&
		    truth.glitches[i].to_us > from_us)
			return true;
	return false;
}

bool
truth_is_reconfigured(uint32_t point)
{
	for (size_t i = 0; i < truth.n_touched; i++)
		if (truth.touched[i].point == point && truth.touched[i].from_us == 0)
			return true;
	return false;
}

/* What faults do. */

/* Everything at the point starts again but what has a battery, if that lasted. */
static void
boot(uint32_t point, bool all)
{
	struct point	*p = &town.points[point];
	bool		 is_long = loop_now_us() - truth.power_us[point] > BATTERY_US;

	p->line_us = loop_now_us();
	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++)
		if (all ? !town.gears[i].has_battery || is_long : town.gears[i].kind == DEVICE_ROUTER)
			town.gears[i].boot_us = loop_now_us();
}

static void
cut_power(uint32_t point, bool is_on)
{
	struct point	*p = &town.points[point];

	if (is_on && p->no_power++ == 0)
		truth.power_us[point] = loop_now_us();
	else if (!is_on && --p->no_power == 0)
		boot(point, true);
}

static void
cut_knot(const struct fault *f)
{
	const struct knot	*k = &town.knots[f->target];
	int			 by = f->is_on ? 1 : -1;

	mark(k->kind == KNOT_POWER ? "world:power-group" : k->kind == KNOT_EXCHANGE ? "world:exchange" :
	    k->kind == KNOT_BACKHAUL ? "world:backhaul" : "world:operator");
	for (uint32_t i = 0; i < town.n_points; i++) {
		if (!town_is_in(i, f->target))
			continue;
		if (k->kind == KNOT_POWER) {
			cut_power(i, f->is_on);
		} else {
			town.points[i].no_line += by;
			town.points[i].no_hop += k->kind != KNOT_EXCHANGE ? by : 0;
		}
		look(i, f);
	}
}

static void
on_flap(void *arg)
{
	static const struct fault	 flap = { .kind = FAULT_FLAP };
	struct flapper			*f = arg;
	struct point			*p = &town.points[f->point];
	int64_t				 turn_us = (int64_t)town.icmp_s * SEC_US;

	if (!f->is_cut && loop_now_us() >= f->to_us)
		return;
	f->is_cut = !f->is_cut;
	p->no_line += f->is_cut ? 1 : -1;
	if (!f->is_cut)
		p->line_us = loop_now_us();
	look(f->point, &flap);
	alarm_set(&f->alarm, loop_now_us() + turn_us * (f->is_cut ? 2 : 1) +
	    between(&f->dice, turn_us, 3 * turn_us));
}

static void
start_flapping(const struct fault *f)
{
	struct flapper	*new = xcalloc(1, sizeof(*new));

	new->dice = dice_of(f->extra, 4);
	new->point = f->target;
	new->to_us = f->to_us;
	alarm_init(&new->alarm, on_flap, new);
	new->next = truth.flappers;
	truth.flappers = new;
	on_flap(new);
}

/* Some gear of this point that fits, chosen by chance; NULL = it has none. */
static struct gear *
pick(const struct fault *f, bool (*fits)(const struct gear *g))
{
	const struct point	*p = &town.points[f->target];

	for (uint32_t i = 0; i < p->n_gears; i++) {
		struct gear	*g = &town.gears[p->first_gear + (f->extra + i) % p->n_gears];

		if (fits(g))
			return g;
	}
	return NULL;
}

static bool
is_pc(const struct gear *g)
{
	return g->kind == DEVICE_PC;
}

static bool
is_thing(const struct gear *g)
{
	return g->kind == DEVICE_OTHER || g->kind == DEVICE_VISIO;
}

static bool
has_second_check(const struct gear *g)
{
	return g->has_snmp || g->has_tcp;
}

static bool
is_router(const struct gear *g)
{
	return g->kind == DEVICE_ROUTER;
}

static void
switch_gear(struct gear *g, bool is_on)
{
	if (g == NULL)
		return;
	g->off += is_on ? 1 : -1;
	if (g->off == 0)
		g->boot_us = loop_now_us();
}

static void
mute(struct gear *g, bool is_on, bool icmp)
{
	enum probe_kind	 which;

	if (g == NULL)
		return;
	which = icmp ? PROBE_ICMP : g->has_snmp ? PROBE_SNMP : PROBE_TCP;
	g->mute[which] += is_on ? 1 : -1;
}

static void
switch_all(const struct fault *f)
{
	const struct point	*p = &town.points[f->target];

	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++)
		if (town.gears[i].kind == DEVICE_PC)
			switch_gear(&town.gears[i], f->is_on);
}

static void
on_ours(const struct fault *f)
{
	int		 by = f->is_on ? 1 : -1;
	unsigned	 n_silent = 0;

	if (f->kind == FAULT_BLIND)
		town.no_uplink += by;
	else
		town.no_canary[f->target] += by;
	for (unsigned i = 0; i < TOWN_CANARIES; i++)
		n_silent += town.no_canary[i] > 0;
	if (f->is_on && f->kind == FAULT_BLIND)
		truth_disturbed(f->from_us, f->to_us);
	if (n_silent >= 2 && truth.deaf_us == 0)
		truth.deaf_us = loop_now_us();
	else if (n_silent < 2 && truth.deaf_us != 0) {
		truth_disturbed(truth.deaf_us, loop_now_us() + 60 * SEC_US);
		truth.deaf_us = 0;
	}
}

static void
on_line(const struct fault *f)
{
	struct point	*p = &town.points[f->target];
	int		 by = f->is_on ? 1 : -1;

	if (f->kind == FAULT_BOX)
		p->is_hung += by;
	else
		p->no_line += by;
	if (!f->is_on && f->kind == FAULT_BOX)
		boot(f->target, false);
	if (!f->is_on && f->kind == FAULT_DESYNC)
		p->line_us = loop_now_us();
}

static void
on_site(const struct fault *f)
{
	struct point	*p = &town.points[f->target];
	int		 by = f->is_on ? 1 : -1;

	switch (f->kind) {
	case FAULT_POWER:
		cut_power(f->target, f->is_on);
		break;
	case FAULT_DNS:
		p->no_dns += by;
		break;
	case FAULT_BACKUP_DEAD:
		p->no_backup += by;
		break;
	case FAULT_SATURATED:	/* now and then one half of it, which is none */
		p->is_full += f->extra % 4 != 0 ? by : 0;
		p->is_slow += f->extra % 4 != 1 ? by : 0;
		break;
	case FAULT_DRIFT:
		p->drift += by;
		break;
	case FAULT_PC:
		switch_gear(pick(f, is_pc), f->is_on);
		break;
	case FAULT_ALL_PCS:
		switch_all(f);
		break;
	case FAULT_DEVICE:
		switch_gear(pick(f, is_thing), f->is_on);
		break;
	case FAULT_CHECK:
		mute(pick(f, has_second_check), f->is_on, false);
		break;
	case FAULT_ICMP:
		mute(pick(f, is_router), f->is_on, true);
		break;
	default:
		on_line(f);
		break;
	}
	look(f->target, f);
}

void
truth_fault(const struct fault *f)
{
	char	 name[64];

	if (f->kind == FAULT_EXCHANGE || f->kind == FAULT_POWER_GROUP) {
		cut_knot(f);
		return;
	}
	snprintf(name, sizeof(name), "world:%s", weather_name(f->kind));
	mark(name);
	if (f->kind == FAULT_BLIND || f->kind == FAULT_CANARY)
		on_ours(f);
	else if (f->kind == FAULT_GLITCH && f->is_on)
		polls_glitch(f->target, f->extra, 1 + f->extra % 2);
	else if (f->kind == FAULT_FLAP && f->is_on)
		start_flapping(f);
	else if (f->kind != FAULT_GLITCH && f->kind != FAULT_FLAP)
		on_site(f);
}
