/*
 * calendar.h - when is this place open?
 *
 * Opening hours are written as in OpenStreetMap's opening_hours, of which this
 * much is understood:
 *
 *   rule ; rule ; ...     the last rule that has something to say about a day
 *                         decides it; `off` with hours only takes these away
 *   rule , rule           the second adds to the first instead
 *
 *   a rule   [dates] [days] hours        dates  Jul-Aug   Dec 25   2026 Aug 10-21
 *                                               2026 Aug 10-2026 Aug 21   Dec 24-Jan 2
 *            or 24/7                     days   Mo  Mo-Fr  Sa,Su  PH  Mo[1]  Fr[-1]  Th[1,3]
 *                                        hours  09:00-12:00,14:00-18:00   22:00-02:00   off
 *
 * PH are public holidays.  On one of them a place whose text does not mention PH
 * is closed, unless it says 24/7 or a rule names that very date.  What runs past
 * midnight stays open until a later rule, for the next day, replaces it.  All
 * else means what the opening_hours.js library takes it for.
 *
 * Everything else of opening_hours (weeks, school holidays, sunrise, comments,
 * open ends) is refused with its column and with what would be understood.
 *
 * Pure: the zone comes as an argument.  A calendar never changes once parsed, so
 * threads may share it.  Intervals are half-open, [from, to).
 */
#ifndef VIGIE_CALENDAR_H
#define VIGIE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "model/civil.h"

struct zone;
struct calendar;		/* opaque, immutable */

#define CALENDAR_TEXT_MAX	2048	/* bytes of an expression */
#define CALENDAR_DAY_MAX	129	/* intervals that a day can have */
#define CALENDAR_AHEAD_DAYS	732	/* how far next changes are looked for */

struct interval {
	struct wall	 from, to;	/* from < to */
};

/* Opening hours of one day as clocks show them: minutes after its midnight. */
struct hours {
	uint16_t	 from, to;	/* from < 1440; to may be past midnight, up to 2880 */
};

/*
 * Parses an expression; `holidays` is "FR", or "" where there are none.  Owned by
 * the caller.  NULL with "column 12: ..." in err for what is not understood.
 */
struct calendar	*calendar_parse(const char *text, const char *holidays, struct err *err);
void		 calendar_free(struct calendar *cal);
/* The text it was made from. */
const char	*calendar_text(const struct calendar *cal);

bool		 calendar_is_open(const struct calendar *cal, const struct zone *z, struct wall t);
/* The first instant after t at which that changes; WALL_NEVER: none within two years. */
struct wall	 calendar_next_change(const struct calendar *cal, const struct zone *z, struct wall t);
/*
 * The first open interval that ends after t, cut so that from >= t; to walk on,
 * ask again with its `to`.  Touching intervals are one.  `to` is WALL_NEVER when
 * no end is near.  False when there is none within two years.
 */
bool		 calendar_next(const struct calendar *cal, const struct zone *z, struct wall t,
		    struct interval *out);
/* All open intervals within [a, b), cut to it, in order, those that touch made one; b may be any time. */
void		 calendar_each(const struct calendar *cal, const struct zone *z, struct wall a,
		    struct wall b, void (*fn)(void *arg, struct interval open), void *arg);
/* Milliseconds of opening within [a, b); 0 when b <= a. */
int64_t		 calendar_open_ms(const struct calendar *cal, const struct zone *z, struct wall a,
		    struct wall b);
/*
 * The instant at which `ms` milliseconds of opening have passed since `from`
 * ("2 working hours later"); WALL_NEVER when that takes more than two years.
 */
struct wall	 calendar_add(const struct calendar *cal, const struct zone *z, struct wall from,
		    int64_t ms);

/* The hours that begin on a local day, in order, merged; returns how many. */
size_t		 calendar_day(const struct calendar *cal, int32_t day,
		    struct hours out[static CALENDAR_DAY_MAX]);
/* Minutes of opening in an ordinary week: the median of the 52 weeks from that of `day` on. */
int		 calendar_week_minutes(const struct calendar *cal, int32_t day);

#endif
