/*
 * page_planned.h - planned works, on "/" and on a point's page.
 */
#ifndef VIGIE_PAGE_PLANNED_H
#define VIGIE_PAGE_PLANNED_H

#include "page.h"

/* The section « Travaux prévus » of "/"; nothing when none are. */
void	 page_planned(struct html *h, struct page *p);
/* A line for each that lasts or comes soon at this point. */
void	 page_planned_site(struct html *h, struct page *p, const struct site_detail *site);

#endif
