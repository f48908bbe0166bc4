/*
 * wheel.h - what is due, among very many things, for nearly nothing.
 *
 * A ring of slots, each `slot_us` long; an item hangs in the slot of its due
 * time, whatever the turn.  Adding and removing cost a few instructions; finding
 * what is due costs one look at each slot that time has passed.  Pure: no clock.
 */
#ifndef VIGIE_WHEEL_H
#define VIGIE_WHEEL_H

#include <sys/queue.h>

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* Embedded in what is due.  All zeros: in no wheel. */
struct wheel_item {
	LIST_ENTRY(wheel_item)	 at;
	struct mono		 due;		/* stays after wheel_pop() */
};
LIST_HEAD(wheel_list, wheel_item);

struct wheel {
	struct wheel_list	*slots;		/* owned */
	struct wheel_list	 ready;		/* due, not yet popped */
	uint64_t		*marks;		/* owned; one bit a slot that may have items */
	uint32_t		 n_slots;	/* a power of two, at least 64 */
	uint32_t		 slot_us;
	int64_t			 tick;		/* the slot number that time has reached */
};

void			 wheel_init(struct wheel *w, uint32_t n_slots, uint32_t slot_us, struct mono now);
void			 wheel_done(struct wheel *w);	/* items are the caller's */

/* An item that is in the wheel already is moved. */
void			 wheel_add(struct wheel *w, struct wheel_item *item, struct mono due);
void			 wheel_remove(struct wheel_item *item);
bool			 wheel_has(const struct wheel_item *item);

/* Takes one item out that is due at `now`; NULL when none is.  Order is that of slots, none within one. */
struct wheel_item	*wheel_pop(struct wheel *w, struct mono now);

/* No item is due before this; INT64_MAX when the wheel is empty.  May be earlier than the first item. */
struct mono		 wheel_next(const struct wheel *w);

#endif
