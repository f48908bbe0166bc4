/*
 * rrdfile.h - one device's RRD file: the only door to librrd.
 *
 * A file holds every metric of a device (GAUGE), a row a minute:
 *
 *     1 min x 10 days    average
 *     5 min x 90 days    average and maximum
 *     1 h   x  5 years   average and maximum
 *
 * Names are relative to the current directory ("site/device.rrd").  No return
 * code of librrd is believed for what it created: the result is looked at.  Each
 * call stands under the marker (marker.h), for librrd may not return.
 */
#ifndef VIGIE_RRDFILE_H
#define VIGIE_RRDFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "series/metric.h"
#include "series/rrdhead.h"

/* Libraries' settings, once. */
void	 rrdfile_init(void);

enum rrdfile_look { RRDFILE_GOOD, RRDFILE_NONE, RRDFILE_DAMAGED, RRDFILE_DENIED };
/* Reads and checks the header of a file; err says what is wrong with it. */
enum rrdfile_look rrdfile_look(const char *file, struct rrdhead *out, struct err *err);

struct rrdfile_column {
	const char	*name;
	uint32_t	 heartbeat_s;
};
/* A new file that takes rows after `last_s`.  0, -ENOSPC, or another -errno with a sentence in err. */
int	 rrdfile_create(const char *file, int64_t last_s, const struct rrdfile_column *columns,
	    unsigned n, struct err *err);
/* Adds columns to a file and keeps what it holds; the same answers. */
int	 rrdfile_extend(const char *file, const struct rrdfile_column *columns, unsigned n,
	    struct err *err);
/* Bytes that a file of n columns takes on the disk. */
uint64_t rrdfile_size(unsigned n);

/* Takes back what a wrong clock wrote after last_s (rrdhead_rewind()). 0 or -errno. */
int	 rrdfile_rewind(const char *file, const struct rrdhead *head, int64_t last_s);

/* Rows as librrd wants them ("1772524860:31.5:U"), for the columns named in `names` ("rtt_ms:loss_pct"). */
bool	 rrdfile_update(const char *file, const char *names, const char **rows, unsigned n,
	    struct err *err);

/* Numbers of all columns; row r ends at first_s + r * step_s. */
struct rrdfile_table {
	int64_t		 first_s, step_s;
	size_t		 n_rows, n_columns;
	char		 (*names)[METRIC_NAME_SIZE];	/* owned */
	double		*values;			/* owned; [row * n_columns + column], NaN = unknown */
};
/* Fetches (from_s, to_s] at the resolution nearest to step_s that reaches back to from_s. */
bool	 rrdfile_fetch(const char *file, bool is_max, int64_t from_s, int64_t to_s, int64_t step_s,
	    struct rrdfile_table *out, struct err *err);
void	 rrdfile_table_done(struct rrdfile_table *t);

#endif
