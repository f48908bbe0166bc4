/*
 * charts.h - which series of a link the public sees, over which spans, in which words.
 */
#ifndef VIGIE_CHARTS_H
#define VIGIE_CHARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot.h"

struct chart {
	const char	*metric;
	const char	*title;		/* N_(): "Response time of the line" */
	const char	*unit;		/* "ms"; "bit/s" is shown as a rate */
	const char	*legend[3];	/* N_(): how to read it, three lines */
};

struct span {
	const char	*id;		/* "3h" */
	const char	*label;		/* N_(): "3 hours" */
	int64_t		 length_s;
	uint32_t	 step_s;	/* of the rows of its table */
};

#define SPANS_N	4
extern const struct span	 spans[SPANS_N];

/* NULL for a metric that is not for the public, or a span that is none. */
const struct chart	*chart_find(const char *metric);
const struct span	*span_find(const char *id);
/* The charts that a point has, at most `max`, in the order they are shown. */
size_t			 charts_of(const struct site_detail *site, const struct chart **out, size_t max);

#endif
