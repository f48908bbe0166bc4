/*
 * plot.h - a picture under way: what chart.c decided and plot.c draws.
 */
#ifndef VIGIE_PLOT_H
#define VIGIE_PLOT_H

#include "series/axis.h"
#include "series/canvas.h"
#include "series/curve.h"

struct chart;

/* The plot, in the canvas's units. */
#define LEFT		8.0
#define RIGHT		632.0
#define TOP		56.0
#define BOTTOM		206.0
#define STRIP_TOP	210.0	/* of losses, under a response time */
#define STRIP_BOTTOM	222.0

/* What a metric is decides how it is drawn. */
enum plot_kind { KIND_LATENCY, KIND_LOSS, KIND_TRAFFIC, KIND_SHARE, KIND_LEVEL, KIND_TIME };

struct plot {
	const struct chart	*ch;
	struct canvas		*canvas;
	enum plot_kind		 kind;
	struct curve		 line;		/* what was asked; the median of a response time */
	struct curve		 low, high;	/* of the band; n = 0: none */
	struct curve		 loss;
	struct curve		 other;		/* the other direction of traffic */
	const char		*other_name;
	struct axis_scale	 scale;
	struct axis_marks	 marks;		/* in the scale's unit */
	struct curve_figures	 figures;
	struct canvas_point	*points;	/* scratch: room for every stroke of one curve */
};

/* Outages and planned works, behind everything. */
void	 plot_spans(struct plot *p);
/* Lines for round values and times, with the times' words. */
void	 plot_grid(struct plot *p);
void	 plot_curves(struct plot *p);
/* The values' words, over the curves: a phone needs no margin for them. */
void	 plot_values(struct plot *p);

#endif
