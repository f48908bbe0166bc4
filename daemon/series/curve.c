/* curve.c - see curve.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "series/curve.h"
#include "series/device.h"

static int
column_of(const struct rrdfile_table *t, const char *metric)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (strcmp(t->names[i], metric) == 0)
			return (int)i;
	return -1;
}

/* Adds one row of the table to point i. */
static void
add_row(struct curve *c, unsigned *counts, size_t i, double mean, double most)
{
	if (!isnan(mean)) {
		c->mean[i] = counts[i] == 0 ? mean : c->mean[i] + mean;
		counts[i]++;
	}
	if (!isnan(most) && (isnan(c->most[i]) || most > c->most[i]))
		c->most[i] = most;
}

bool
curve_take(const struct device_table *t, const char *metric, int64_t step_s, size_t max_points,
    struct curve *out)
{
	const struct rrdfile_table	*m = &t->mean;
	int				 at = column_of(m, metric);
	int64_t				 rows = 1;
	unsigned			*counts;

	if (at == -1)
		return false;
	if (step_s > m->step_s)
		rows = (step_s + m->step_s - 1) / m->step_s;
	if (max_points > 0 && m->n_rows > max_points * (size_t)rows)
		rows = (int64_t)((m->n_rows + max_points - 1) / max_points);
	*out = (struct curve){ .step_s = m->step_s * rows };
	/* points end at multiples of the step, so that the same instant is in the same point whatever the span */
	out->first_s = (m->first_s + out->step_s - 1) / out->step_s * out->step_s;
	if (m->n_rows > 0)
		out->n = (size_t)((m->first_s + (int64_t)(m->n_rows - 1) * m->step_s +
		    out->step_s - 1) / out->step_s - out->first_s / out->step_s) + 1;
	out->mean = xreallocarray(NULL, out->n, sizeof(double));
	out->most = xreallocarray(NULL, out->n, sizeof(double));
	counts = xcalloc(out->n, sizeof(*counts));
	for (size_t i = 0; i < out->n; i++)
		out->mean[i] = out->most[i] = NAN;
	for (size_t r = 0; r < m->n_rows; r++) {
		int64_t	 end_s = m->first_s + (int64_t)r * m->step_s;
		size_t	 i = (size_t)((end_s - out->first_s + out->step_s - 1) / out->step_s);

		add_row(out, counts, i, m->values[r * m->n_columns + (size_t)at],
		    t->most.values[r * m->n_columns + (size_t)at]);
	}
	for (size_t i = 0; i < out->n; i++)
		if (counts[i] > 1)
			out->mean[i] /= counts[i];
	free(counts);
	return true;
}

void
curve_done(struct curve *c)
{
	free(c->mean);
	free(c->most);
	*c = (struct curve){ 0 };
}

struct curve_figures
curve_figures(const struct curve *c)
{
	struct curve_figures	 f = { NAN, NAN, NAN, NAN, 0 };
	double			 sum = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (isnan(c->mean[i]))
			continue;
		sum += c->mean[i];
		f.n_known++;
		f.last = c->mean[i];
		f.least = isnan(f.least) || c->mean[i] < f.least ? c->mean[i] : f.least;
		f.most = isnan(f.most) || c->most[i] > f.most ? c->most[i] : f.most;
	}
	if (f.n_known > 0)
		f.mean = sum / (double)f.n_known;
	return f;
}

static int
by_value(const void *a, const void *b)
{
	double	 x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
curve_share(const double *values, size_t n, double share)
{
	double	*known = xreallocarray(NULL, n, sizeof(*known)), at;
	size_t	 m = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i]))
			known[m++] = values[i];
	if (m > 0)
		qsort(known, m, sizeof(*known), by_value);
	at = m > 0 ? known[(size_t)(share * (double)(m - 1) + 0.5)] : NAN;
	free(known);
	return at;
}
