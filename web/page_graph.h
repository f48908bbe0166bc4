/*
 * page_graph.h - the figures of one series as a table, under its four pictures.
 */
#ifndef VIGIE_PAGE_GRAPH_H
#define VIGIE_PAGE_GRAPH_H

#include <jansson.h>

#include "page.h"

struct chart;
struct span;

/* `span` may be NULL; `figures` is what the engine answered to "series". */
struct buf	 page_graph(struct page *p, const struct site *site, const struct chart *chart,
		    const char *span, const json_t *figures);

/* The picture of one chart over one span. */
void		 page_picture(struct html *h, struct page *p, const struct site *site,
		    const struct chart *chart, const struct span *span);

#endif
