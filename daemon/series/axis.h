/*
 * axis.h - where the marks of a picture's axes stand and what they say.
 *
 * Values are told as people say them: one prefix for the whole picture
 * (Mbit/s), a decimal comma in French, no more figures than mean something.
 * Times are local, and marks stand on what clocks and calendars call round.
 * Pure: language comes from lang_set(), the zone as an argument.
 */
#ifndef VIGIE_AXIS_H
#define VIGIE_AXIS_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct zone;

/* How the values of a picture are divided and named. */
struct axis_scale {
	double		 divisor;
	const char	*unit;		/* "Mbit/s", "ms", "jours"; "" = none */
};
/* For a metric whose largest value is `most` (NaN = nothing is known). */
struct axis_scale axis_scale(const char *metric, double most);

/* "31,5" with three figures at most; `value` is divided already. */
void		 axis_number(struct buf *out, double value);
/* "31,5 ms": divides, adds the unit behind a space that does not break. */
void		 axis_value(struct buf *out, const struct axis_scale *scale, double value);

/* Marks at round values (divided already). */
struct axis_marks {
	double	 low, high, step;	/* marks at low, low + step ... high */
};
/* Round marks that cover least..most in about three steps. */
struct axis_marks axis_marks(double least, double most);

#define AXIS_TICKS_MAX	24
struct axis_tick {
	int64_t	 at_s;
	char	 text[24];	/* "14 h", "24 nov.", "2026" */
};
/* Round local times in [from_s, to_s], about seven at most; how many. */
size_t		 axis_ticks(const struct zone *zone, int64_t from_s, int64_t to_s,
		    struct axis_tick out[static AXIS_TICKS_MAX]);

/* "23 nov. 11 h 05 – 24 nov. 11 h 05", with years when the span is long. */
void		 axis_span(struct buf *out, const struct zone *zone, int64_t from_s, int64_t to_s);

#endif
