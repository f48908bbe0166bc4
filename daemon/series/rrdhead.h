/*
 * rrdhead.h - is this an RRD file that librrd survives?
 *
 * librrd trusts what a file says of itself: of 500 files with damaged headers
 * five killed it.  So the header is read and checked here, byte for byte, before
 * librrd sees the file: every count, size, name and position must fit the file's
 * length and the few kinds that vigie writes.  Pure; fuzzed.
 */
#ifndef VIGIE_RRDHEAD_H
#define VIGIE_RRDHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "series/metric.h"

#define RRDHEAD_SOURCES	64	/* SHELF_METRICS */
#define RRDHEAD_ARCHIVES 16
/* No header that passes is longer. */
#define RRDHEAD_BYTES_MAX (128 + RRDHEAD_SOURCES * (120 + 112) + RRDHEAD_ARCHIVES * (120 + 8) + 16 + \
			  RRDHEAD_SOURCES * RRDHEAD_ARCHIVES * 80)

struct rrdhead_source {
	char		 name[METRIC_NAME_SIZE];
	uint32_t	 heartbeat_s;
	double		 last;		/* NaN = unknown */
};

struct rrdhead {
	uint64_t		 step_s;
	int64_t			 last_s;	/* last update */
	unsigned		 n_sources, n_archives;
	struct rrdhead_source	 sources[RRDHEAD_SOURCES];
};

/* How long the header is that begins with these bytes (at least RRDHEAD_STATIC); at most RRDHEAD_BYTES_MAX. */
size_t	 rrdhead_length(const void *bytes);
#define RRDHEAD_STATIC	128

/* Checks the first `len` bytes of a file of `file_size` bytes.  False with the first fault as a sentence. */
bool	 rrdhead_read(const void *bytes, size_t len, uint64_t file_size, struct rrdhead *out,
	    struct err *err);

/*
 * Takes back what was written after last_s, a multiple of the step, in the bytes
 * of a whole file that rrdhead_read() has passed: rows after it become unknown and
 * the next update may follow it.  For files that a wrong clock led into the future.
 */
void	 rrdhead_rewind(void *file, const struct rrdhead *head, int64_t last_s);

/* Bytes of a file with these archives (rows of each) and n sources; what a creation needs on the disk. */
uint64_t rrdhead_size(unsigned n_sources, const unsigned *rows, unsigned n_archives);

#endif
