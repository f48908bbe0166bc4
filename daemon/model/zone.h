/*
 * zone.h - what clocks on the wall show in a place.
 *
 * Reads a time zone of the system (TZif, RFC 8536, versions 2 to 4, with the
 * POSIX TZ rule at its end for times past the table) once; afterwards everything
 * is computed from it: no localtime(), no mktime(), no TZ, no global.  A zone is
 * never changed once loaded, so threads may share it.
 *
 * The two nights of the year, as the field wants them (here Europe/Paris 2026):
 *
 *   29 March    01:59:59 CET -> 03:00:00 CEST: 02:30 does not exist; it is taken
 *               for the instant of the change, 01:00Z
 *   25 October  02:59:59 CEST -> 02:00:00 CET: 02:30 happens twice; what opens
 *               means the first, what closes the second (so does 02:00 itself)
 */
#ifndef VIGIE_ZONE_H
#define VIGIE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "model/civil.h"

#define ZONE_NAME_MAX	64	/* bytes of a name, without the NUL */

struct zone;			/* opaque, immutable */

/* What a clock on the wall shows. */
struct civil {
	struct date	 date;
	int		 hour, minute, second, ms;
	int32_t		 day;		/* the date as a number, civil.h */
	enum weekday	 weekday;
	int32_t		 offset_s;	/* local time minus UTC: 3600 in French winter */
};

/* Which of two instants is meant when clocks show the same time twice. */
enum zone_pick { ZONE_FIRST, ZONE_LAST };

/*
 * Loads "Europe/Paris" from the system's zoneinfo; owned by the caller, NULL with
 * a sentence in err (which does not repeat the name's place in a file) when there
 * is no such zone or its file is damaged.  "UTC" always works.
 */
struct zone	*zone_load(const char *name, struct err *err);
/* The same from a file's bytes, for tests. */
struct zone	*zone_parse(const char *name, const void *data, size_t len, struct err *err);
void		 zone_free(struct zone *z);

const char	*zone_name(const struct zone *z);

/* Local time minus UTC at t, in seconds; NULL as zone is UTC here and below. */
int32_t		 zone_offset_s(const struct zone *z, struct wall t);
/* "CET", "CEST"; "UTC"; borrowed from the zone. */
const char	*zone_abbreviation(const struct zone *z, struct wall t);

struct civil	 zone_civil(const struct zone *z, struct wall t);

/*
 * The instant at which clocks show `second` seconds after midnight of `day` (0 ..
 * 2 * 86400; 86400 is the next midnight).  A time that does not exist is the
 * instant of the change; of one that happens twice, `pick` chooses.
 */
struct wall	 zone_wall(const struct zone *z, int32_t day, int32_t second, enum zone_pick pick);
/* How often clocks show that time: 0, 1 or 2; to say to a person what was understood. */
int		 zone_occurs(const struct zone *z, int32_t day, int32_t second);

/* The local day of an instant, and the instant at which a local day begins. */
int32_t		 zone_day(const struct zone *z, struct wall t);
struct wall	 zone_day_start(const struct zone *z, int32_t day);

/*
 * Reads a time typed by a person: RFC 3339, or local "2026-03-29 02:30" (seconds
 * and a "T" allowed), or "2026-03-29" alone for its start.  *occurs (NULL is
 * fine) is zone_occurs() of a local time, else 1.  False with a sentence.
 */
bool		 zone_read(const struct zone *z, const char *text, enum zone_pick pick,
		    struct wall *t, int *occurs, struct err *err);

#endif
