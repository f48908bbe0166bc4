/* schedule.c - see schedule.h */
#include "poller/schedule.h"

#define SLOT_US		4000
#define N_SLOTS		16384		/* 65 s a turn */

enum { SETTLED_UP = 1, SETTLED_DOWN };

void
schedule_init(struct schedule *s, struct mono now)
{
	wheel_init(&s->wheel, N_SLOTS, SLOT_US, now);
	s->n_skipped = 0;
}

void
schedule_done(struct schedule *s)
{
	wheel_done(&s->wheel);
}

/* The item's first place after `after` on a grid of this interval. */
static struct mono
place(const struct schedule_item *item, int64_t interval_us, struct mono after)
{
	int64_t	 phase = (int64_t)(((uint64_t)item->hash * (uint64_t)interval_us) >> 32);
	int64_t	 turn = after.us - phase;

	/* Rounded down, also before the first place. */
	turn = turn >= 0 ? turn / interval_us : -1;
	return (struct mono){ (turn + 1) * interval_us + phase };
}

/* The same for one who has waited long enough, or has never run. */
static struct mono
first_place(const struct schedule_item *item, int64_t interval_us, struct mono after)
{
	return place(item, interval_us < SCHEDULE_FIRST_US ? interval_us : SCHEDULE_FIRST_US, after);
}

void
schedule_add(struct schedule *s, struct schedule_item *item, const struct schedule_rule *rule,
    struct mono now)
{
	wheel_add(&s->wheel, &item->at, first_place(item, rule->interval_us, now));
}

void
schedule_move(struct schedule *s, struct schedule_item *item, const struct schedule_rule *was,
    const struct schedule_rule *rule, struct mono now)
{
	if (was->interval_us == rule->interval_us || !wheel_has(&item->at))
		return;
	wheel_add(&s->wheel, &item->at, first_place(item, rule->interval_us, now));
}

void
schedule_remove(struct schedule_item *item)
{
	wheel_remove(&item->at);
}

struct schedule_item *
schedule_pop(struct schedule *s, struct mono now)
{
	return (struct schedule_item *)wheel_pop(&s->wheel, now);
}

bool
schedule_is_late(const struct schedule_item *item, struct mono now)
{
	return mono_sub(now, item->at.due) > SCHEDULE_LATE_US;
}

void
schedule_skip(struct schedule *s, struct schedule_item *item, const struct schedule_rule *rule,
    struct mono now)
{
	int64_t	 interval_us = item->is_quick ? rule->interval_us / 3 : rule->interval_us;

	s->n_skipped++;
	wheel_add(&s->wheel, &item->at, first_place(item, interval_us > 0 ? interval_us : 1, now));
}

static uint16_t
count(uint16_t n)
{
	return n < UINT16_MAX ? (uint16_t)(n + 1) : n;
}

/* Counts the verdict and decides whether the check comes back quickly. */
static void
settle(struct schedule_item *item, const struct schedule_rule *rule, enum schedule_verdict verdict)
{
	if (verdict == SCHEDULE_NEITHER)
		return;
	item->n_good = verdict == SCHEDULE_OK ? count(item->n_good) : 0;
	item->n_bad = verdict == SCHEDULE_FAIL ? count(item->n_bad) : 0;
	if (verdict == SCHEDULE_FAIL) {
		item->is_quick = item->n_bad < rule->fall;
		if (!item->is_quick)
			item->settled = SETTLED_DOWN;
	} else if (item->n_good >= rule->rise || (item->settled == 0 && !item->is_quick)) {
		item->is_quick = false;
		item->settled = SETTLED_UP;
	} else if (item->settled == SETTLED_DOWN) {
		item->is_quick = true;
	}
}

void
schedule_result(struct schedule *s, struct schedule_item *item, const struct schedule_rule *rule,
    enum schedule_verdict verdict, struct mono now)
{
	int64_t		 interval_us = rule->interval_us;
	struct mono	 due = item->at.due;

	settle(item, rule, verdict);
	if (item->is_quick) {
		due.us += interval_us / 3;
	} else {
		/* A run that took its whole interval does not lose its next place. */
		if (now.us - interval_us / 2 > due.us)
			due.us = now.us - interval_us / 2;
		due = place(item, interval_us, due);
	}
	if (due.us < now.us)
		due = now;
	wheel_add(&s->wheel, &item->at, due);
}

struct mono
schedule_next(const struct schedule *s)
{
	return wheel_next(&s->wheel);
}
