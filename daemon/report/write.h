/*
 * write.h - figures as JSON; the shapes are in report.h.
 */
#ifndef VIGIE_WRITE_H
#define VIGIE_WRITE_H

#include <jansson.h>

#include "report/count.h"

struct report_wish;

json_t	*write_time(int64_t s);			/* null for 0 */
json_t	*write_line(const struct tally *t);	/* L */
json_t	*write_lines(const struct tally lines[static COUNT_LINES]);
json_t	*write_delays(const struct delay *intervene, const struct delay *restore);	/* D */
json_t	*write_declared(const struct gathered_declared *d);
json_t	*write_days(const struct day_figures *days, size_t n);	/* NULL: an empty list */
/* M for each month; an empty list when there is but one. */
json_t	*write_months(const struct frame *f, struct tally *const months[static COUNT_LINES]);
json_t	*write_within(int64_t intervene_ms, int64_t restore_ms);
json_t	*write_percent(double pct);		/* "98.00" */

/* SITE */
json_t	*write_site(const struct report_wish *wish, const struct frame *f, const struct counted *c);

/* Hundredths of a percent that a site has to reach. */
int64_t	 write_target(const struct report_wish *wish, const struct gathered_site *site);

#endif
