/*
 * shelf.h - what one device measured and no file holds yet.
 *
 * Results come when they come (icmp every 20 s, counters every 60 s, host values
 * every 5 min); a file wants one row a minute with every metric of the device.
 * The shelf folds results into the minute they belong to, in any order, and
 * hands out finished rows.  A minute without a result of a metric repeats the
 * one before it until three results in a row are missing: then it is unknown.  A
 * result that came without a value it has at other times (all echoes lost: no
 * response time) repeats nothing, nor does a device that fell silent before its
 * next result.
 *
 *     put ... put ... put -> [minute][minute][minute] -> take (oldest first) -> file
 *
 * A minute ends at a multiple of 60 s and holds what was measured in (end-60, end].
 * Pure: no clock, no I/O.
 */
#ifndef VIGIE_SHELF_H
#define VIGIE_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELF_STEP_S	60
#define SHELF_METRICS	64	/* of one device; a row holds at most these */

struct shelf_minute;

struct shelf_metric {
	const char	*name;		/* interned (metric.h) */
	double		 held;		/* last value that was taken; NaN = none */
	uint32_t	 held_s;	/* end of its minute; times are Unix time, good until 2106 */
	uint32_t	 newest_s;	/* of the newest result */
	uint32_t	 cadence_s;	/* time between results, learnt; 0 = not known yet */
	uint8_t		 family;	/* what comes in one result with others: same number; 0 = not known yet */
};

/* One per device, embedded in it; all zeros is an empty shelf. */
struct shelf {
	struct shelf_metric	*metrics;	/* owned; their order is the order of columns */
	struct shelf_minute	*minutes;	/* owned, oldest first */
	struct shelf_minute	*recent;	/* of these: where the last result went; NULL = look from the first */
	int64_t			 taken_s;	/* rows up to here were taken: nothing older enters; 0 = none yet */
	uint16_t		 n_metrics, hint;
	uint8_t			 n_families;	/* at most as many as metrics */
	uint32_t		 n_minutes;
};

void		 shelf_done(struct shelf *sh);

/* The column of a metric, added when it is new; -1 when the name is bad or there is no room. */
int		 shelf_metric(struct shelf *sh, const char *name);
/* The same, -1 when the device has no such metric. */
int		 shelf_find(const struct shelf *sh, const char *name);

/* One value of the result measured at at_s.  False when its minute was taken already, or the name is no metric. */
bool		 shelf_put(struct shelf *sh, const char *name, int64_t at_s, double value);
/* All of one result's values, which are then known to come together; how many went in. */
struct msg_value;
unsigned	 shelf_put_result(struct shelf *sh, int64_t at_s, const struct msg_value *values,
		    unsigned n);

/*
 * Takes the oldest row that ends at or before `until_s` into values[n_metrics]
 * (NaN = unknown).  Its end is returned, 0 when there is none.  *is_after_gap:
 * the minute before it is not known at all, and no row will be given for it.
 */
int64_t		 shelf_take(struct shelf *sh, int64_t until_s, double *values, bool *is_after_gap);

/* Value of a column in the minute that ends at end_s, as it stands; NaN when nothing came. */
double		 shelf_peek(const struct shelf *sh, int column, int64_t end_s);
/* Ends of the oldest and newest minute on the shelf; false when it is empty. */
bool		 shelf_span(const struct shelf *sh, int64_t *first_s, int64_t *last_s);

/*
 * The clock is in doubt: whatever comes is kept, old or new, until shelf_resume()
 * says where the rows go on; what ends at or before taken_s is then forgotten.
 */
void		 shelf_doubt(struct shelf *sh);
void		 shelf_resume(struct shelf *sh, int64_t taken_s);

/* Forgets minutes that end after `after_s` (measured under a wrong clock); how many. */
unsigned	 shelf_forget_after(struct shelf *sh, int64_t after_s);
/* Forgets the oldest minutes until `keep` are left (a disk that takes nothing); how many. */
unsigned	 shelf_trim(struct shelf *sh, unsigned keep);

/* Longest silence that is bridged, in seconds: three of the metric's results. */
int64_t		 shelf_reach_s(const struct shelf_metric *m);

/* The end of the minute that an instant belongs to. */
static inline int64_t
shelf_end(int64_t at_s)
{
	return (at_s + SHELF_STEP_S - 1) / SHELF_STEP_S * SHELF_STEP_S;
}

#endif
