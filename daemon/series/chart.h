/*
 * chart.h - the picture of one metric over a span of time.
 *
 * Decides what is drawn and where; canvas.h paints it.  A response time is a
 * median line coloured by loss within a band from the quickest answer to the
 * slowest, with a strip of losses below and three lines that teach how to read
 * it; traffic and shares stand on zero; gaps stay gaps; outages are washed in the
 * colour of "down", planned works hatched; the time is local.  Pure.
 */
#ifndef VIGIE_CHART_H
#define VIGIE_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct device_table;
struct msg_span;
struct zone;

#define CHART_POINTS	420	/* along the picture, at most */

struct chart {
	const char		*metric;
	const char		*title;		/* what it is of: "Alboussière"; clean text, "" = none */
	int64_t			 from_s, to_s;
	const struct zone	*zone;
	const struct device_table *table;
	const struct msg_span	*outages, *planned;
	size_t			 n_outages, n_planned;
};

enum chart_form { CHART_SVG, CHART_PNG };

/*
 * Appends the picture, in the language that lang_set() chose.  False when the
 * table has no such metric, or the picture could not be made.
 */
bool	 chart_draw(const struct chart *ch, enum chart_form form, struct buf *out);

#endif
