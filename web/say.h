/*
 * say.h - times, durations and figures as people say them, in the language of lang.h.
 *
 * "9 h 05", "hier à 17 h 40", "depuis le 3 mars à 9 h 05", "2 h 10", "31,5": in the
 * network's own time zone, with no-break spaces where a line must not end.  The
 * results live in a ring of the struct: a handful of them may be used at once.
 */
#ifndef VIGIE_SAY_H
#define VIGIE_SAY_H

#include <stdint.h>

#include "base/clock.h"

struct zone;

#define SAY_RING	16
#define SAY_SIZE	128

struct say {
	const struct zone	*zone;		/* borrowed; NULL = UTC */
	struct wall		 now;
	unsigned		 next;
	char			 ring[SAY_RING][SAY_SIZE];
};

/* "9 h 05", "17 h" on the hour; English "9:05". */
const char	*say_clock(struct say *s, struct wall t);
/* The same of minutes after midnight: 540 is "9 h". */
const char	*say_minutes(struct say *s, int minutes);
/*
 * "à 9 h 05", "hier à 17 h 40", "demain à 9 h", "lundi à 9 h", "le 3 mars à 9 h 05",
 * with the year when it is another.
 */
const char	*say_when(struct say *s, struct wall t);
/* "depuis 9 h 05", "depuis hier à 17 h 40", ... */
const char	*say_since(struct say *s, struct wall t);
/* "mardi 3 mars 2026, 9 h 05 min 07 s" */
const char	*say_exact(struct say *s, struct wall t);
/* "3 mars à 9 h 05", "3 mars 2025 à 9 h 05": for tables, whatever the day is. */
const char	*say_stamp(struct say *s, struct wall t);
/* "mardi 3 mars" of a civil day. */
const char	*say_day(struct say *s, int32_t day);
/* "45 s", "12 min", "2 h 10", "3 j 4 h" */
const char	*say_duration(struct say *s, int64_t seconds);
/* With a decimal comma and thin groups of thousands in French: "31,5", "12 300". */
const char	*say_number(struct say *s, double x, int decimals);
/* "31,5 ms" */
const char	*say_ms(struct say *s, double ms);
/* "8 Mbit/s", "800 kbit/s" */
const char	*say_rate(struct say *s, double bps);

#endif
