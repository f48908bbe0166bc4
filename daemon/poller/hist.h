/*
 * hist.h - a quantile of many small durations in 2 KiB: eight steps for each power of two (error <= 12 %).
 */
#ifndef VIGIE_HIST_H
#define VIGIE_HIST_H

#include <stdint.h>

#define HIST_STEPS	264		/* up to 2^32 us and some */

struct hist {
	uint32_t	 n[HIST_STEPS];
	uint64_t	 total;
};

void		 hist_add(struct hist *h, int64_t us);
/* The upper edge of the step that holds the quantile; 0 when empty. */
uint32_t	 hist_quantile(const struct hist *h, unsigned percent);

#endif
