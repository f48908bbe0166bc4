/*
 * spans.h - sets of seconds: what is open, what is announced, what is required.
 *
 * A span is half-open, [from, to), in seconds since 1970 UTC.  A set in order has
 * its spans by time, apart from each other (what touches is one span) and none
 * empty; every function below but spans_add() wants and leaves such sets.  Pure.
 */
#ifndef VIGIE_SPANS_H
#define VIGIE_SPANS_H

#include <stddef.h>
#include <stdint.h>

struct span {
	int64_t	 from_s, to_s;
};

/* All zeros is the empty set; spans_done() frees it. */
struct spans {
	struct span	*list;		/* owned */
	size_t		 n, room;
};

void	 spans_done(struct spans *s);
/* Adds a span as it comes (an empty one is nothing); spans_order() afterwards. */
void	 spans_add(struct spans *s, int64_t from_s, int64_t to_s);
void	 spans_order(struct spans *s);

/* s becomes: what is in s or in t; what is in s and not in t; what is in both. */
void	 spans_join(struct spans *s, const struct spans *t);
void	 spans_take(struct spans *s, const struct spans *t);
void	 spans_meet(struct spans *s, const struct spans *t);
/* Drops what lies outside [from, to). */
void	 spans_cut(struct spans *s, int64_t from_s, int64_t to_s);

int64_t	 spans_seconds(const struct spans *s);
/* Seconds of the set within [from, to); *at is a place to go on from when asked in order (0 at first). */
int64_t	 spans_within(const struct spans *s, int64_t from_s, int64_t to_s, size_t *at);

#endif
