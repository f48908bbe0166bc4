/*
 * truth.h - what really happened, beside what vigie said of it.
 *
 * Faults of the world change the town here, and what that meant for a point is
 * written down as spans.  What vigie could not see (blindness, its own absence,
 * a poller that stood still...) is written down as disturbances: near them less
 * is demanded.  At the end incidents are held against spans: none missed, none
 * invented, dates right to a poll, causes right where there was evidence.
 */
#ifndef VIGIE_SIM_TRUTH_H
#define VIGIE_SIM_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/sim/weather.h"

enum span_kind {
	SPAN_PATH,		/* the router and what is behind it cannot be reached */
	SPAN_LINK,		/* nor anything else: no backup either */
	SPAN_DNS,		/* names do not resolve there */
	SPAN_PCS,		/* every public PC is off, though the line works */
	SPAN_ROUTER,		/* the router alone does not answer pings */
	SPAN_FULL,		/* the line is slow, and full */
	SPAN_DRIFT,		/* the line is worse than it was */
	SPAN_POINT_KINDS,
	/* of a gear */
	SPAN_OFF = SPAN_POINT_KINDS,	/* it is off */
	SPAN_MUTE,		/* its second check alone is not answered */
	SPAN_KINDS
};

struct span {
	enum span_kind	 kind;
	uint32_t	 what;			/* a point or a gear */
	int64_t		 from_us, to_us;	/* INT64_MAX: goes on */
	enum fault_kind	 cause;
	uint32_t	 target;		/* of that fault: the knot */
	bool		 is_mixed;		/* another fault has a part in it */
	int64_t		 skew_ms;		/* judgement's time less the true one, when it began */
	size_t		 next;			/* of this kind there: index + 1, 0 = none */
};

void		 truth_begin(void);
int64_t		 truth_begun_us(void);
/* The machine's clock was never set in this run: the journal's time is the true one. */
bool		 truth_clock_is_steady(void);
void		 truth_end(void);
/* A fault of the world begins or ends. */
void		 truth_fault(const struct fault *f);
/* Vigie saw less from then to then. */
void		 truth_disturbed(int64_t from_us, int64_t to_us);
bool		 truth_is_clean(int64_t from_us, int64_t to_us);
/* A person's or a reload's doing concerns what is told of this point: it is left out of what must be told. */
void		 truth_touched(uint32_t point, int64_t from_us, int64_t to_us);

/* A poll of this point was lost on the way: its dates may be off by that poll. */
void		 truth_glitched(uint32_t point);
bool		 truth_is_glitched(uint32_t point, int64_t from_us, int64_t to_us);
bool		 truth_is_touched(uint32_t point, int64_t from_us, int64_t to_us);
/* It was added, removed or renamed in this run. */
bool		 truth_is_reconfigured(uint32_t point);

/* The first span of this kind of this point (or gear) that overlaps, the one after it; NULL = none. */
const struct span *truth_span(enum span_kind kind, uint32_t what, int64_t from_us, int64_t to_us);
const struct span *truth_next(const struct span *s, int64_t from_us, int64_t to_us);
/* The i-th time in which vigie saw less; false = there are not so many. */
bool		 truth_gap(size_t i, int64_t *from_us, int64_t *to_us);

/* Vigie did not run from then to then. */
void		 truth_away(int64_t from_us, int64_t to_us);
bool		 truth_absence(size_t i, int64_t *from_us, int64_t *to_us);

/* Holds everything against everything; says each difference by fail(). */
void		 truth_check(void);
/* The same of the report on the run's days, once vigie has stopped. */
void		 truth_count(void);
uint64_t	 truth_n_checked(void);

#endif
