/*
 * schedule.h - which check is due, and when next.
 *
 * A check has a place on the grid of its interval that is the hash of its name:
 * so restarts do not bunch and a reload moves nothing.  After a failure it comes
 * back every third of the interval until it is settled:
 *
 *     NEW --ok--> UP <----- ok, `rise` in a row ------+
 *      |         |  ^                                 |
 *      |       fail | ok, `rise` in a row             |
 *      |         v  |                                 |
 *      +-fail-> (quick) -- fail, `fall` in a row --> DOWN --ok--> (quick)
 *
 * What is more than two seconds late (a stopped process, a suspended machine) is
 * not run in a burst: it waits for its next place on the grid.  Pure: time comes
 * in, due checks come out.  What is running is not in the schedule.
 */
#ifndef VIGIE_SCHEDULE_H
#define VIGIE_SCHEDULE_H

#include "poller/wheel.h"

#define SCHEDULE_LATE_US	(2 * SEC_US)	/* later than this: skipped */
#define SCHEDULE_FIRST_US	(60 * SEC_US)	/* a new check waits at most this for its first run */

/* From the check's definition; the same at each call for one check, until schedule_move(). */
struct schedule_rule {
	int64_t		 interval_us;		/* > 0 */
	unsigned	 fall, rise;		/* >= 1 */
};

enum schedule_verdict { SCHEDULE_OK, SCHEDULE_FAIL, SCHEDULE_NEITHER };

/* Embedded in a check.  All zeros, but for the hash, is a new one. */
struct schedule_item {
	struct wheel_item	 at;
	uint32_t		 hash;		/* of the name */
	uint16_t		 n_good, n_bad;	/* results in a row, stop at 65535 */
	uint8_t			 settled;	/* 0 = not yet, else SETTLED_UP, SETTLED_DOWN */
	bool			 is_quick;
};

struct schedule {
	struct wheel	 wheel;
	uint64_t	 n_skipped;		/* places on the grid that were given up */
};

void	 schedule_init(struct schedule *s, struct mono now);
void	 schedule_done(struct schedule *s);

/* A new check: its first run is at its place on the grid, within a minute. */
void	 schedule_add(struct schedule *s, struct schedule_item *item,
	    const struct schedule_rule *rule, struct mono now);
/* Its rule has changed: counters stay; the place moves if the interval did. */
void	 schedule_move(struct schedule *s, struct schedule_item *item,
	    const struct schedule_rule *was, const struct schedule_rule *rule, struct mono now);
void	 schedule_remove(struct schedule_item *item);

/*
 * Takes the next due check out, NULL when none is.  The caller either runs it and
 * then calls schedule_result(), or, when schedule_is_late() says so, schedule_skip().
 */
struct schedule_item	*schedule_pop(struct schedule *s, struct mono now);
bool	 schedule_is_late(const struct schedule_item *item, struct mono now);
void	 schedule_skip(struct schedule *s, struct schedule_item *item,
	    const struct schedule_rule *rule, struct mono now);

/* The run that was due at item->at.due has ended. */
void	 schedule_result(struct schedule *s, struct schedule_item *item,
	    const struct schedule_rule *rule, enum schedule_verdict verdict, struct mono now);

/* Nothing is due before this. */
struct mono	 schedule_next(const struct schedule *s);

#endif
