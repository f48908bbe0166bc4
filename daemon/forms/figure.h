/*
 * figure.h - durations, percentages, dates and counts as people read them.
 *
 * "1 h 30 min", "94,23 %", "3 mars 2026 à 9 h 05" in French; "94.23%", "3 March 2026
 * at 9:05" in English (lang.h), in the network's own time zone, with no-break spaces
 * inside.  Results live in a ring of the struct: a dozen of them may be used at once.
 */
#ifndef VIGIE_FIGURE_H
#define VIGIE_FIGURE_H

#include <stdint.h>

#include "base/clock.h"

struct zone;

#define FIGURE_RING	32
#define FIGURE_SIZE	160

struct figure {
	const struct zone	*zone;		/* borrowed; NULL = UTC */
	unsigned		 next;
	char			 ring[FIGURE_RING][FIGURE_SIZE];
};

/* "27 h", "1 h 30 min", "12 min 05 s", "0 h": exact, whatever the length. */
const char	*figure_span(struct figure *f, int64_t seconds);
/* "94,23 %" of the document's "94.23". */
const char	*figure_percent(struct figure *f, const char *percent);
/* "1 365", "12 300" */
const char	*figure_count(struct figure *f, int64_t n);
/* "3 mars 2026" */
const char	*figure_date(struct figure *f, int32_t day);
/* "mar. 3 mars" */
const char	*figure_day(struct figure *f, int32_t day);
/* "3 mars 2026 à 9 h 05" */
const char	*figure_moment(struct figure *f, struct wall t);
/* "mar. 3 mars" and "9 h 05" on two lines: for cells of tables, whose period says the year. */
const char	*figure_stamp(struct figure *f, struct wall t);
/* "mars 2026" of "2026-03"; another word as it is. */
const char	*figure_month(struct figure *f, const char *month);
/* "janv." */
const char	*figure_month_short(struct figure *f, const char *month);
/* "du 2 au 8 mars 2026", "du 28 février au 3 mars 2026", "le 3 mars 2026" */
const char	*figure_range(struct figure *f, int32_t first, int32_t last);

#endif
