/*
 * metric.h - what a metric's name says: its unit, its words, how it is averaged.
 *
 * A metric is [a-z0-9_]{1,19}; the end of its name is its unit (if_in_bps,
 * rtt_med_ms, loss_pct).  Whatever a probe invents has a sensible picture without
 * this file knowing of it.
 */
#ifndef VIGIE_METRIC_H
#define VIGIE_METRIC_H

#include <stdbool.h>

#define METRIC_NAME_SIZE	20	/* bytes with the NUL; also what an RRD file holds */

/* Results that fall into one minute become one value by this. */
enum metric_fold { METRIC_MEAN, METRIC_LEAST, METRIC_MOST, METRIC_LAST };

bool		 metric_is_name(const char *name);

/* The one copy of a name that lives as long as the process; NULL for a bad name or when there are too many. */
const char	*metric_intern(const char *name);

enum metric_fold metric_fold(const char *name);

/* "ms", "bit/s", "%", "" when the name says none; not translated. */
const char	*metric_unit(const char *name);

/* "Response time", in the language now set; the name itself for a metric that has no words. */
const char	*metric_words(const char *name);

/* True when no value below zero can be right (rates, shares, durations). */
bool		 metric_is_positive(const char *name);

#endif
