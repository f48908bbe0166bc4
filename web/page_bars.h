/*
 * page_bars.h - ninety days as ninety bars, their sentence and their table.
 *
 * The height of a bar is the day's opening time; from the bottom it is filled by
 * what was down, not measured, maintenance, and up: each its colour and its own
 * hatching.  A day without opening time is a small empty square.
 */
#ifndef VIGIE_PAGE_BARS_H
#define VIGIE_PAGE_BARS_H

#include "bars.h"
#include "page.h"

/* The picture; the sentence is its text alternative. */
void	 page_bars_picture(struct html *h, struct page *p, const struct site_bars *bars, int height);
/* "90 days: 99.12% of 1,038 h of opening, 3 outages, the longest 2 h 10". */
char	*bars_sentence(struct page *p, const struct site_bars *bars);	/* owned by the caller */
/* What the colours mean, as a list. */
void	 page_bars_legend(struct html *h);
/* On "/": small, with its short sentence. */
void	 page_bars_point(struct html *h, struct page *p, const struct site *site);
/* On a point's page: a section with picture, legend, table; nothing when nothing is known. */
void	 page_bars_site(struct html *h, struct page *p, const struct site *site);

#endif
