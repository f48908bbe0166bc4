/*
 * maker.h - long work for a page, done beside the loop.
 *
 * The report of a year for hundreds of points takes long to read and longer to be
 * set as a PDF.  Each making runs in a child process of its own (fork, no exec), so
 * the loop goes on; what libraries keep for ever (fonts, caches) goes with it; and a
 * making that crashes, hangs or wants too much memory costs itself alone.  A thread
 * would give neither.
 */
#ifndef VIGIE_MAKER_H
#define VIGIE_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct event_base;
struct maker;

struct maker_limits {
	unsigned	 max_running, max_waiting;	/* makings */
	int64_t		 time_us;	/* one may take; then it is killed */
	size_t		 max_bytes;	/* one may make */
};

/* Runs in the child, with the state of the program as it was; false with a sentence. */
typedef bool	maker_fn(void *arg, struct buf *out, struct err *err);
/* Once for each making, in the loop; `out` may be taken.  `why` is NULL when it was made. */
typedef void	maker_done_fn(void *arg, const char *why, struct buf *out);

struct maker	*maker_new(struct event_base *base, const struct maker_limits *limits);
/* Kills what runs; nobody is told any more. */
void		 maker_free(struct maker *m);

/* False: too much waits already; nothing is called then.  `arg` stays valid until `done`. */
bool		 maker_make(struct maker *m, maker_fn *fn, maker_done_fn *done, void *arg);

#endif
