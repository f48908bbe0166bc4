/*
 * steady.h - the time of judgement: wall time that never goes back.
 *
 * The journal's order, every duration and every rule of judgement need a time
 * that only rises; the machine's clock does not promise that.  Judgement
 * therefore lives by its own time J, which is the wall clock as long as that
 * behaves.  Pure: the caller reads both clocks and brings them.
 *
 *     wall clock steps forward (or we slept)   J follows at once; the caller hears how far
 *     wall clock steps back by up to 2 h       J runs on at 9/10 of the speed until the clock has caught up
 *     wall clock is before the journal's end   J runs on from there at full speed, the clock is
 *     (a dead battery: 1970), or steps back    not trusted: nothing is stored by its date until it
 *     by more than 2 h                         has passed J
 */
#ifndef VIGIE_STEADY_H
#define VIGIE_STEADY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define STEADY_SLEW_MS	(2 * HOUR_MS)	/* further behind than this, the clock is not trusted */

struct steady {
	struct wall	 now;		/* J */
	struct mono	 mono;		/* when J was that */
	int64_t		 ahead_ms;	/* J - wall clock, >= 0 */
};

/* `last` is the latest time that the journal knows, {0} = none. */
void		 steady_init(struct steady *s, struct mono mono, struct wall wall, struct wall last);

/*
 * Moves J on.  Returns by how much J moved more than the time that went by
 * (milliseconds, >= 0; a step of the clock forward), 0 for less than two seconds.
 */
int64_t		 steady_turn(struct steady *s, struct mono mono, struct wall wall);

/*
 * The J of something that a neighbour on this machine stamped with its wall clock
 * `stamp` and that arrives while the clock says `wall`.  A stamp from after
 * `wall` (the clock stepped back in between) is taken as of now.
 */
struct wall	 steady_of(const struct steady *s, struct wall wall, struct wall stamp);

/* False while stored dates would be lies. */
bool		 steady_is_trusted(const struct steady *s);

#endif
