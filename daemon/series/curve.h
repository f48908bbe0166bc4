/*
 * curve.h - one metric over a span of time, ready to be told or drawn.
 *
 * Taken from a device's table, folded to fewer points when wished.  Pure.
 */
#ifndef VIGIE_CURVE_H
#define VIGIE_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device_table;

/* Point i speaks of (first_s + (i-1) * step_s, first_s + i * step_s]. */
struct curve {
	int64_t		 first_s, step_s;
	size_t		 n;
	double		*mean, *most;	/* owned; NaN = unknown */
};

/*
 * Takes a metric's column; several rows become one until the step is at least
 * step_s and there are at most max_points.  False when the table has no such metric.
 */
bool		 curve_take(const struct device_table *t, const char *metric, int64_t step_s,
		    size_t max_points, struct curve *out);
void		 curve_done(struct curve *c);

struct curve_figures {
	double	 least, mean, most, last;	/* NaN when nothing is known */
	size_t	 n_known;
};
struct curve_figures curve_figures(const struct curve *c);

/* The value below which a share (0..1) of the known points lie; NaN when none is known. */
double		 curve_share(const double *values, size_t n, double share);

#endif
