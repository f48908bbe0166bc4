/*
 * last.h - the latest figures of each check, for pages; judgement has its own memory.
 */
#ifndef VIGIE_LAST_H
#define VIGIE_LAST_H

#include <stdint.h>

#include "base/clock.h"

struct inventory;
struct last;
struct msg_result;

#define LAST_SERIES	32	/* metrics' names remembered for each link's router */

struct last_figures {
	struct wall	 at;		/* start of the latest result that was not an error; 0 = none */
	float		 rtt_ms, loss_pct;	/* NAN = not measured */
};

struct last_series {			/* metrics of a router: names of samples_name() */
	const char	*names[LAST_SERIES];
	uint32_t	 n;
};

struct last	*last_new(const struct inventory *inv);
void		 last_free(struct last *last);
/* The next generation: what keeps its name keeps its figures. */
void		 last_adopt(struct last *last, const struct inventory *inv);

void		 last_result(struct last *last, uint32_t check, struct wall at,
		    const struct msg_result *result);
/* This metric of the site's router has been seen. */
void		 last_metric(struct last *last, uint32_t site, const char *name);

const struct last_figures *last_of(const struct last *last, uint32_t check);
const struct last_series *last_series_of(const struct last *last, uint32_t site);

#endif
