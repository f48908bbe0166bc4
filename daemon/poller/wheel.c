/* wheel.c - see wheel.h */
#include <stdlib.h>

#include "base/mem.h"
#include "poller/wheel.h"

void
wheel_init(struct wheel *w, uint32_t n_slots, uint32_t slot_us, struct mono now)
{
	*w = (struct wheel){ .n_slots = n_slots, .slot_us = slot_us, .tick = now.us / slot_us };
	w->slots = xcalloc(n_slots, sizeof(*w->slots));
	w->marks = xcalloc(n_slots / 64, sizeof(*w->marks));
	LIST_INIT(&w->ready);
}

void
wheel_done(struct wheel *w)
{
	free(w->slots);
	free(w->marks);
	*w = (struct wheel){ 0 };
}

bool
wheel_has(const struct wheel_item *item)
{
	return item->at.le_prev != NULL;
}

void
wheel_remove(struct wheel_item *item)
{
	if (item->at.le_prev == NULL)
		return;
	LIST_REMOVE(item, at);
	item->at.le_prev = NULL;
}

void
wheel_add(struct wheel *w, struct wheel_item *item, struct mono due)
{
	int64_t		 tick = due.us / w->slot_us;
	uint32_t	 i;

	wheel_remove(item);
	if (tick < w->tick)
		tick = w->tick;
	i = (uint32_t)tick & (w->n_slots - 1);
	item->due = due;
	LIST_INSERT_HEAD(&w->slots[i], item, at);
	w->marks[i / 64] |= UINT64_C(1) << (i % 64);
}

/* Moves what is due in one slot to the ready list. */
static void
collect_slot(struct wheel *w, uint32_t i, struct mono now)
{
	struct wheel_item	*item, *next;

	LIST_FOREACH_SAFE(item, &w->slots[i], at, next) {
		if (item->due.us > now.us)
			continue;
		LIST_REMOVE(item, at);
		LIST_INSERT_HEAD(&w->ready, item, at);
	}
	if (LIST_EMPTY(&w->slots[i]))
		w->marks[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

/* The first marked slot at or after `tick`, at most `n` further on; -1 = none. */
static int64_t
next_marked(const struct wheel *w, int64_t tick, int64_t n)
{
	int64_t	 end = tick + n;

	while (tick < end) {
		uint32_t	 i = (uint32_t)tick & (w->n_slots - 1);
		uint64_t	 bits = w->marks[i / 64] >> (i % 64);

		if (bits != 0) {
			tick += __builtin_ctzll(bits);
			return tick < end ? tick : -1;
		}
		tick += 64 - i % 64;
	}
	return -1;
}

struct wheel_item *
wheel_pop(struct wheel *w, struct mono now)
{
	struct wheel_item	*item;
	int64_t			 end = now.us / w->slot_us, tick = w->tick;

	if (LIST_EMPTY(&w->ready) && end >= tick) {
		if (end - tick >= w->n_slots)
			tick = end - w->n_slots + 1;
		while ((tick = next_marked(w, tick, end - tick + 1)) != -1)
			collect_slot(w, (uint32_t)tick++ & (w->n_slots - 1), now);
		w->tick = end;
	}
	if ((item = LIST_FIRST(&w->ready)) != NULL)
		wheel_remove(item);
	return item;
}

struct mono
wheel_next(const struct wheel *w)
{
	const struct wheel_item	*item;
	int64_t			 tick, least = INT64_MAX;

	if (!LIST_EMPTY(&w->ready))
		return LIST_FIRST(&w->ready)->due;
	if ((tick = next_marked(w, w->tick, w->n_slots)) == -1)
		return (struct mono){ INT64_MAX };
	LIST_FOREACH(item, &w->slots[(uint32_t)tick & (w->n_slots - 1)], at)
		if (item->due.us < least)
			least = item->due.us;
	/* Its items may all be of later turns: then come back when the slot has passed. */
	return (struct mono){ least < (tick + 1) * w->slot_us ? least : (tick + 1) * w->slot_us };
}
