/*
 * required.h - when did the line of a site have to work?
 *
 *    open        the declared hours (versions in time; public holidays are in them),
 *                minus declared closures, plus exceptional openings
 *    maintenance what was announced before its start; of what was recorded later only
 *                the part after the recording; what overruns its announced end is none
 *    required    open and not maintenance: what every rate is a part of
 *
 * Closures and openings count whenever they were recorded, and say so (`is_late`).
 * What is cancelled counts up to the cancellation.  Seconds, UTC, half-open.  Pure.
 */
#ifndef VIGIE_REQUIRED_H
#define VIGIE_REQUIRED_H

#include <stdbool.h>

#include "judge/spans.h"
#include "model/fact.h"

struct calendar;
struct zone;

/* Hours as they were declared from an instant on. */
struct hours_version {
	int64_t			 from_s;	/* the first holds for all time before it, too */
	const struct calendar	*opening;	/* NULL: the site was not there */
};

struct required_wish {
	const struct zone		*zone;
	struct span			 period;
	const struct hours_version	*versions;	/* by time, at least one */
	size_t				 n_versions;
	int32_t				 first_day, last_day;	/* local days it counts on; INT32_MIN, INT32_MAX = no bound */
	const struct fact_window *const	*windows;	/* those that speak of the site */
	size_t				 n_windows;
};

/* One turn of a window that has to do with opening time. */
struct planned {
	enum window_kind kind;
	int64_t		 from_s, to_s;	/* as announced; the end as cancelled */
	int64_t		 recorded_s;
	bool		 is_late;	/* recorded after its start */
	int64_t		 seconds;	/* maintenance: of open time, from the recording on; closure: of
					 * declared hours; opening: added to what was open.  In the period */
};

/* All zeros is empty; required_done() frees it. */
struct required {
	struct spans	 open, maintenance, required;	/* maintenance: within open */
	struct planned	*planned;	/* by kind as recorded, then time; .seconds > 0 */
	size_t		 n_planned, room;
	struct span	 life;		/* the part of the period in which the site counts */
};

void	 required_make(const struct required_wish *wish, struct required *out);
void	 required_done(struct required *r);

#endif
