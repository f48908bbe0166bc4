/*
 * clock.h - two kinds of time that the compiler keeps apart.
 *
 * struct mono waits and measures: CLOCK_BOOTTIME, never steps, means nothing to
 * people.  struct wall is stored and shown: UTC, may step.  Durations are plain
 * int64_t whose name says the unit.  Pure modules never call the *_now()
 * functions: time reaches them as an argument.
 */
#ifndef VIGIE_CLOCK_H
#define VIGIE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define MSEC_US		INT64_C(1000)
#define SEC_US		INT64_C(1000000)
#define SEC_MS		INT64_C(1000)
#define MIN_MS		(60 * SEC_MS)
#define HOUR_MS		(60 * MIN_MS)
#define DAY_MS		(24 * HOUR_MS)	/* a duration; the next day is calendar.h's business */

struct mono { int64_t us; };	/* microseconds since boot, suspended time included */
struct wall { int64_t ms; };	/* milliseconds since 1970-01-01T00:00:00Z; 0 = not known */

#define WALL_NEVER	((struct wall){ INT64_MAX })
#define WALL_TEXT_SIZE	32	/* bytes that wall_text() and wall_text_ms() need */

struct mono	 mono_now(void);
struct wall	 wall_now(void);

static inline int64_t
mono_sub(struct mono a, struct mono b)
{
	return a.us - b.us;
}

static inline int64_t
wall_sub(struct wall a, struct wall b)
{
	return a.ms - b.ms;
}

static inline struct wall
wall_add(struct wall a, int64_t ms)
{
	return (struct wall){ a.ms + ms };
}

/* Seconds since 1970, rounded down; also right before 1970. */
int64_t		 wall_sec(struct wall t);

/* "2026-03-03T10:30:00Z" (RFC 3339, whole seconds, rounded down) into out, which is returned. */
const char	*wall_text(struct wall t, char out[static WALL_TEXT_SIZE]);
/* The same with milliseconds: "2026-03-03T10:30:00.250Z". */
const char	*wall_text_ms(struct wall t, char out[static WALL_TEXT_SIZE]);

/* Reads RFC 3339 with Z or a numeric offset; false (and *t untouched) for anything else. */
bool		 wall_parse(const char *text, struct wall *t);

/*
 * Reads a duration as people write it in a configuration: "20s", "1.5 min",
 * "24h"; units ms s min h d.  0 or more.  False: *why says what is wrong with it
 * and *ms is untouched ("m" is refused: minute or month?).
 */
bool		 duration_parse(const char *text, int64_t *ms, const char **why);

#endif
