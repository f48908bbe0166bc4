/*
 * device.h - one device's measurements: what is in its file and what is not yet.
 *
 * Owns the device's shelf and is the only writer of its file, site/device.rrd
 * below the current directory.  A file that is damaged is moved to corrupt/ and
 * a new one begun; a disk that is full is waited for, with the newest two hours
 * in memory.  Says in the log what happened to a file, once.
 *
 *               created                      damaged: moved aside
 *     ABSENT ------------> GOOD ----------------------------------> ABSENT (waits)
 *        |   no room          ^
 *        +-----------> FULL --+ room again
 */
#ifndef VIGIE_DEVICE_H
#define VIGIE_DEVICE_H

#include <sys/queue.h>
#include <sys/tree.h>

#include <stdbool.h>
#include <stdint.h>

#include "series/rrdfile.h"
#include "series/shelf.h"

#define DEVICE_NAME_MAX	65		/* site (32), slash, device (32) */
#define DEVICE_LATE_S	90		/* a minute is written this long after its end: results may come late */
#define DEVICE_KEEP_MINUTES	120	/* in memory while the disk takes nothing */

enum device_state { DEVICE_ABSENT, DEVICE_GOOD, DEVICE_FULL, DEVICE_DENIED };

struct device {
	RB_ENTRY(device)	 by_name;	/* the store's */
	LIST_ENTRY(device)	 in_bucket;
	TAILQ_ENTRY(device)	 in_young;
	bool			 is_young;
	int64_t			 due_s;		/* of a young one: when its file may be made */

	char			*name;		/* "site/device", owned */
	struct shelf		 shelf;
	enum device_state	 state;
	unsigned		 n_faults;	/* damaged files in a row */
	int64_t			 retry_s;	/* the disk is not tried before */
	uint64_t		 n_dropped;	/* rows that reached no file */
};

/* Site and device of [a-z0-9-]{1,32}: nothing else ever becomes a path. */
bool		 device_is_name(const char *name);

/* Looks at the file and takes over what it knows. */
struct device	*device_new(const char *name, int64_t now_s);
void		 device_free(struct device *d);

/* Rows that came from an earlier name's file, "site/device.rrd"; borrowed until the next call. */
const char	*device_file(const struct device *d);

enum device_done {
	DEVICE_WRITTEN,		/* or nothing was to be written */
	DEVICE_MADE,		/* written, and a file was created or made wider: costs milliseconds */
	DEVICE_POSTPONED,	/* a file is to be made and may_make said no */
	DEVICE_STUCK		/* the disk takes nothing: device_state says why */
};
/* Writes the rows that end at or before until_s. */
enum device_done device_flush(struct device *d, int64_t until_s, int64_t now_s, bool may_make);

/*
 * Numbers of every column in (from_s, to_s], at the finest step that reaches back
 * to from_s and is not below step_s; what is not in the file yet is added.
 * `most` is the maximum of each row, a copy of `mean` where the file keeps none.
 * False when there is nothing to read.
 */
struct device_table {
	struct rrdfile_table	 mean, most;
};
bool		 device_read(struct device *d, int64_t from_s, int64_t to_s, int64_t step_s,
		    int64_t now_s, struct device_table *out);
void		 device_table_done(struct device_table *t);

/* Moves a file to corrupt/ and says why; for the file that killed an earlier life too. */
bool		 device_move_aside(const char *file, const char *why);

#endif
