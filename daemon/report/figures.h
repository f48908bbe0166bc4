/*
 * figures.h - one line's figures over any time, by the count of the reports.
 *
 * For documents that list outages: what they say of the whole is what a report on
 * that site over that time says.  For a reader's thread.
 */
#ifndef VIGIE_FIGURES_H
#define VIGIE_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "judge/availability.h"
#include "model/calendar.h"

struct err;
struct inventory;
struct journal;

/* An outage that took required time. */
struct figure_outage {
	int64_t		 from_s, to_s;	/* to: 0 = it goes on, or nobody knows */
	int64_t		 down_s;	/* within the required time; > 0 */
	enum responsibility by;
	uint32_t	 incident;	/* 0: none is known, as of what another tool saw */
};

struct figures {			/* all zeros is empty; figures_done() */
	struct tally	 link;
	struct figure_outage *outages;	/* by time, the longest if there are very many; owned */
	size_t		 n_outages;
};

/* Of a site of the inventory over [from, to), up to `now`; false with a sentence. */
bool	 figures_read(struct figures *f, const struct inventory *inv, struct journal *j,
	    const char *site, struct interval span, struct wall now, struct err *err);
void	 figures_done(struct figures *f);

#endif
