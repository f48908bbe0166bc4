/* weather.c - see weather.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/sim/dice.h"
#include "tests/sim/loop.h"
#include "tests/sim/people.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"
#include "tests/sim/vigie.h"
#include "tests/sim/weather.h"

#define MIN_US		(60 * SEC_US)
#define HOUR_US		(60 * MIN_US)
#define DAY_US		(24 * HOUR_US)
#define CALM_US		(6 * HOUR_US)	/* the end of a run */
#define SETTLE_US	(20 * MIN_US)	/* the beginning */

enum whose { OF_POINT, OF_KNOT, OF_POWER, OF_POLLER, OF_CANARY, OF_ALL };

/* How often: a thousandth of a time a day, for each target; how long: minutes. */
static const struct habit {
	const char	*name;
	enum whose	 of;
	unsigned	 per_mille;
	double		 min, max;
	bool		 is_vigie;	/* weather_begin() hands it to vigie.c or people.c */
} habits[FAULT_KINDS] = {
	[FAULT_POWER] = { "power", OF_POINT, 60, 1, 400, false },
	[FAULT_POWER_GROUP] = { "power-group", OF_POWER, 60, 5, 300, false },
	[FAULT_BOX] = { "box", OF_POINT, 40, 5, 300, false },
	[FAULT_LINE] = { "line", OF_POINT, 60, 1, 600, false },
	[FAULT_DESYNC] = { "desync", OF_POINT, 40, 2, 60, false },
	[FAULT_EXCHANGE] = { "exchange", OF_KNOT, 50, 2, 300, false },
	[FAULT_FLAP] = { "flap", OF_POINT, 15, 30, 200, false },
	[FAULT_DNS] = { "dns", OF_POINT, 30, 5, 200, false },
	[FAULT_BACKUP_DEAD] = { "backup-dead", OF_POINT, 30, 10, 600, false },
	[FAULT_PC] = { "pc-off", OF_POINT, 80, 5, 8000, false },
	[FAULT_ALL_PCS] = { "all-pcs-off", OF_POINT, 50, 20, 900, false },
	[FAULT_DEVICE] = { "device-dead", OF_POINT, 60, 10, 600, false },
	[FAULT_CHECK] = { "check-mute", OF_POINT, 40, 10, 600, false },
	[FAULT_ICMP] = { "icmp-mute", OF_POINT, 20, 10, 300, false },
	[FAULT_GLITCH] = { "glitch", OF_POINT, 800, 0, 0, false },
	[FAULT_CANARY] = { "canary", OF_CANARY, 150, 2, 300, false },
	[FAULT_BLIND] = { "blind", OF_ALL, 350, 0.2, 200, false },
	[FAULT_SATURATED] = { "saturated", OF_POINT, 20, 10, 200, false },
	[FAULT_DRIFT] = { "drift", OF_POINT, 100, 3000, 8000, false },
	[FAULT_CRASH] = { "crash", OF_ALL, 350, 0.05, 90, true },
	[FAULT_CRASH_AT_ROW] = { "crash-at-row", OF_ALL, 350, 0.05, 20, true },
	[FAULT_STOP] = { "stop", OF_ALL, 250, 0.1, 120, true },
	[FAULT_PAUSE] = { "pause", OF_ALL, 250, 0.02, 10, true },
	[FAULT_POLLER_PAUSE] = { "poller-pause", OF_POLLER, 150, 0.1, 40, true },
	[FAULT_POLLER_KILL] = { "poller-kill", OF_POLLER, 150, 0.05, 1, true },
	[FAULT_LOST] = { "batch-lost", OF_POLLER, 300, 0, 0, true },
	[FAULT_REPEATED] = { "batch-repeated", OF_POLLER, 600, 0, 0, true },
	[FAULT_LATE] = { "batch-late", OF_POLLER, 200, 1, 30, true },
	[FAULT_FORGED] = { "batch-forged", OF_POLLER, 500, 0, 0, true },
	[FAULT_REFUSED] = { "courier-refuses", OF_ALL, 350, 5, 300, true },
	[FAULT_COURIER] = { "courier-kill", OF_ALL, 400, 0.05, 2, true },
	[FAULT_DISK] = { "disk-full", OF_ALL, 200, 1, 100, true },
	[FAULT_CLOCK_FORWARD] = { "clock-forward", OF_ALL, 100, 0, 0, true },
	[FAULT_CLOCK_BACK] = { "clock-back", OF_ALL, 100, 5, 100, true },
	[FAULT_RELOAD] = { "reload-same", OF_ALL, 250, 0, 0, true },
	[FAULT_ADD] = { "reload-add", OF_ALL, 120, 0, 0, true },
	[FAULT_REMOVE] = { "reload-remove", OF_ALL, 200, 0, 0, true },
	[FAULT_RENAME] = { "reload-rename", OF_ALL, 100, 0, 0, true },
	[FAULT_ACK] = { "ack", OF_ALL, 3000, 0, 0, true },
	[FAULT_COMMENT] = { "comment", OF_ALL, 1500, 0, 0, true },
	[FAULT_CLOSE] = { "close", OF_ALL, 1500, 0, 0, true },
	[FAULT_MAINTENANCE] = { "maintenance", OF_ALL, 500, 30, 400, true },
	[FAULT_MAINTENANCE_LATE] = { "maintenance-late", OF_ALL, 300, 30, 300, true },
	[FAULT_MAINTENANCE_WEEKLY] = { "maintenance-weekly", OF_ALL, 150, 30, 300, true },
	[FAULT_CLOSURE] = { "closure", OF_ALL, 400, 60, 900, true },
	[FAULT_OPENING] = { "opening", OF_ALL, 400, 60, 300, true },
	[FAULT_CANCEL] = { "cancel", OF_ALL, 400, 0, 0, true },
};

struct event_of {
	struct alarm	 alarm;
	struct fault	*fault;
	bool		 is_end;
};

static struct {
	struct fault	*faults;
	size_t		 n, room;
	struct event_of	*alarms;
	int64_t		 begins_us, ends_us;
} weather;

const char *
weather_name(enum fault_kind kind)
{
	return habits[kind].name;
}

static uint32_t
n_targets(enum whose of)
{
	switch (of) {
	case OF_POINT:
		return town.n_points;
	case OF_KNOT:
	case OF_POWER:
		return town.n_knots;
	case OF_POLLER:
		return town.n_pollers;
	case OF_CANARY:
		return TOWN_CANARIES;
	default:
		return 1;
	}
}

/* What can happen to this target at all. */
static bool
suits(enum fault_kind kind, uint32_t target)
{
	const struct point	*p = &town.points[target];

	switch (kind) {
	case FAULT_POWER_GROUP:
		return town.knots[target].kind == KNOT_POWER;
	case FAULT_EXCHANGE:
		return town.knots[target].kind != KNOT_POWER;
	case FAULT_DNS:
		return p->has_dns;
	case FAULT_BACKUP_DEAD:
		return p->has_backup;
	case FAULT_BOX:
	case FAULT_LINE:
	case FAULT_DESYNC:
	case FAULT_FLAP:
	case FAULT_ICMP:
	case FAULT_SATURATED:
	case FAULT_DRIFT:
		return p->has_router;
	default:
		return true;
	}
}

static void
add(struct dice *d, enum fault_kind kind, uint32_t target)
{
	const struct habit	*h = &habits[kind];
	struct fault		*f;
	int64_t			 shortest = (int64_t)(h->min * MIN_US), longest = (int64_t)(h->max * MIN_US);
	/* most are short: the square of a die */
	double			 x = (double)roll(d, 1000) / 1000;

	weather.faults = grow(weather.faults, weather.n, &weather.room, sizeof(*weather.faults));
	f = &weather.faults[weather.n++];
	*f = (struct fault){ .kind = kind, .target = target, .extra = (uint32_t)dice_next(d) };
	f->from_us = between(d, weather.begins_us, weather.ends_us);
	f->to_us = f->from_us + shortest + (int64_t)((double)(longest - shortest) * x * x);
	if (f->to_us > weather.ends_us + MIN_US)
		f->to_us = weather.ends_us + MIN_US;
}

void
weather_plan(uint64_t seed, unsigned days)
{
	struct dice	 d = dice_of(seed, 3);
	/* percent of the usual; a long life is a quieter one */
	unsigned	 wild = days > 7 && town.n_points < 10 ? 15 + roll(&d, 60) : 20 + roll(&d, 200);
	bool		 is_on[FAULT_KINDS];

	weather.begins_us = loop_now_us() + SETTLE_US;
	weather.ends_us = loop_now_us() + days * DAY_US - CALM_US;
	for (unsigned k = 0; k < FAULT_KINDS; k++)	/* each run has a part of the kinds */
		is_on[k] = chance(&d, k < FAULT_CRASH ? 75 : 55);
	for (unsigned k = 0; k < FAULT_KINDS; k++)
		for (uint32_t t = 0; t < n_targets(habits[k].of); t++) {
			struct dice	 mine = dice_of(seed, 1000 + k * 10000 + t);
			uint32_t	 times = habits[k].per_mille * days * wild / 100;

			if (!is_on[k] || !suits((enum fault_kind)k, t))
				continue;
			times = times / 1000 + (roll(&mine, 1000) < times % 1000);
			while (times-- > 0)
				add(&mine, (enum fault_kind)k, t);
		}
}

static void
on_alarm(void *arg)
{
	struct event_of	*e = arg;
	struct fault	*f = e->fault;

	f->is_on = !e->is_end;
	if (f->kind >= FAULT_ACK)
		people_fault(f);
	else if (habits[f->kind].is_vigie)
		vigie_fault(f);
	else
		truth_fault(f);
}

void
weather_begin(void)
{
	weather.alarms = xcalloc(weather.n * 2 + 1, sizeof(*weather.alarms));
	for (size_t i = 0; i < weather.n; i++) {
		struct fault	*f = &weather.faults[i];

		if (f->is_left_out)
			continue;
		for (unsigned k = 0; k < 2; k++) {
			struct event_of	*e = &weather.alarms[2 * i + k];

			e->fault = f;
			e->is_end = k == 1;
			alarm_init(&e->alarm, on_alarm, e);
			alarm_set(&e->alarm, k == 0 ? f->from_us : f->to_us + 1);
		}
	}
}

void
weather_end(void)
{
	free(weather.faults);
	free(weather.alarms);
}

size_t
weather_n(void)
{
	return weather.n;
}

const struct fault *
weather_fault(size_t i)
{
	return &weather.faults[i];
}

void
weather_leave_out(size_t i)
{
	if (i < weather.n)
		weather.faults[i].is_left_out = true;
}

int64_t
weather_calm_us(void)
{
	return weather.ends_us + 2 * MIN_US;
}

static int
by_time(const void *a, const void *b)
{
	const struct fault	*x = *(const struct fault *const *)a, *y = *(const struct fault *const *)b;

	return x->from_us < y->from_us ? -1 : x->from_us > y->from_us;
}

void
weather_print(void)
{
	const struct fault	**list = xcalloc(weather.n + 1, sizeof(*list));
	char			 a[WALL_TEXT_SIZE], b[WALL_TEXT_SIZE];

	for (size_t i = 0; i < weather.n; i++)
		list[i] = &weather.faults[i];
	qsort(list, weather.n, sizeof(*list), by_time);
	for (size_t i = 0; i < weather.n; i++) {
		const struct fault	*f = list[i];
		const char		*of = "-";

		if (f->is_left_out)
			continue;
		if (habits[f->kind].of == OF_POINT)
			of = town.points[f->target].id;
		else if (habits[f->kind].of == OF_KNOT || habits[f->kind].of == OF_POWER)
			of = town.knots[f->target].id;
		printf("fault %zu %s %s %s %s\n", (size_t)(f - weather.faults),
		    wall_text(loop_true_at(f->from_us), a), wall_text(loop_true_at(f->to_us), b),
		    habits[f->kind].name, of);
	}
	free(list);
}
