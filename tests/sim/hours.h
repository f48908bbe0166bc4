/*
 * hours.h - when a point is open, and when people have declared works there: what the
 * configuration says (town.h) and the windows in the audit's books, put together here
 * without the judge's help.  All times are the journal's.
 */
#ifndef VIGIE_SIM_HOURS_H
#define VIGIE_SIM_HOURS_H

#include <stdbool.h>
#include <stdint.h>

struct zone;

/*
 * How declared windows are taken: as they stand now (what is cancelled was never said),
 * or as a report counts them (works from when they were declared on, and what was
 * cancelled up to then).
 */
enum hours_taken { HOURS_NOW, HOURS_COUNTED };

struct hours_at { bool is_open, in_works; int64_t until_ms; };	/* it stays so until then */

struct hours_at	 hours_at(uint32_t point, int64_t t_ms, enum hours_taken taken);
/* A failure there may be told: open or opening within half an hour, and no works. */
bool		 hours_may_tell(uint32_t point, int64_t t_ms);
/* It may all the time from then to then. */
bool		 hours_may_tell_through(uint32_t point, int64_t from_ms, int64_t to_ms);
/* Milliseconds in which it was open and nobody worked there. */
int64_t		 hours_open_ms(uint32_t point, int64_t from_ms, int64_t to_ms, enum hours_taken taken);
/* A window that speaks of it was declared late, or was cancelled, around then. */
bool		 hours_are_unsure(uint32_t point, int64_t from_ms, int64_t to_ms);
/* Sivu's first working minute of the local day that t is in; false: nobody works on it. */
bool		 hours_morning(int64_t t_ms, int64_t *at_ms);
const struct zone *hours_zone(void);

#endif
