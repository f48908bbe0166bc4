/* plot.c - see plot.h */
#include <math.h>

#include "base/buf.h"
#include "ipc/msg.h"
#include "series/chart.h"
#include "series/plot.h"

static double
x_of(const struct plot *p, int64_t s)
{
	double	 x = LEFT + (RIGHT - LEFT) * (double)(s - p->ch->from_s) /
	    (double)(p->ch->to_s - p->ch->from_s);

	return x < LEFT ? LEFT : x > RIGHT ? RIGHT : x;
}

static double
y_of(const struct plot *p, double value)
{
	double	 share = (value / p->scale.divisor - p->marks.low) / (p->marks.high - p->marks.low);

	share = share < 0 ? 0 : share > 1 ? 1 : share;
	return BOTTOM - share * (BOTTOM - TOP);
}

static int64_t
end_of(const struct curve *c, size_t i)
{
	return c->first_s + (int64_t)i * c->step_s;
}

/* The value of another curve at the same instant; NaN when it has none there. */
static double
value_at(const struct curve *c, int64_t end_s)
{
	int64_t	 i = c->n > 0 ? (end_s - c->first_s) / c->step_s : -1;

	return c->n == 0 || end_s < c->first_s || i >= (int64_t)c->n ? NAN : c->mean[i];
}

/* The background: washes and hatchings. */

static void
hatch(struct plot *p, double x0, double x1)
{
	struct canvas_point	 ends[2];
	double			 h = BOTTOM - TOP;

	for (double x = x0 - h; x < x1; x += 8) {
		double	 a = x < x0 ? x0 : x, b = x + h > x1 ? x1 : x + h;

		if (b - a < 0.5)
			continue;
		ends[0] = (struct canvas_point){ a, BOTTOM - (a - x) };
		ends[1] = (struct canvas_point){ b, BOTTOM - (b - x) };
		canvas_line(p->canvas, INK_PLANNED, 1, ends, 2);
	}
}

void
plot_spans(struct plot *p)
{
	for (size_t i = 0; i < p->ch->n_planned; i++) {
		const struct msg_span	*s = &p->ch->planned[i];

		if (s->to_s > p->ch->from_s && s->from_s < p->ch->to_s)
			hatch(p, x_of(p, s->from_s), x_of(p, s->to_s));
	}
	for (size_t i = 0; i < p->ch->n_outages; i++) {
		const struct msg_span	*s = &p->ch->outages[i];
		double			 x0 = x_of(p, s->from_s), x1 = x_of(p, s->to_s);

		if (s->to_s <= p->ch->from_s || s->from_s >= p->ch->to_s || s->to_s <= s->from_s)
			continue;
		if (x1 - x0 < 1.5)	/* a short cut of a long year is still seen */
			x1 = x0 + 1.5;
		canvas_rect(p->canvas, INK_OUTAGE, x0, TOP, x1 - x0, BOTTOM - TOP);
	}
}

void
plot_grid(struct plot *p)
{
	struct axis_tick	 ticks[AXIS_TICKS_MAX];
	size_t			 n = axis_ticks(p->ch->zone, p->ch->from_s, p->ch->to_s, ticks);

	for (double v = p->marks.low; v <= p->marks.high + p->marks.step / 2; v += p->marks.step) {
		double	 y = y_of(p, v * p->scale.divisor);

		canvas_line(p->canvas, v == p->marks.low ? INK_MUTED : INK_GRID, 1,
		    (struct canvas_point[]){ { LEFT, y }, { RIGHT, y } }, 2);
	}
	for (size_t i = 0; i < n; i++) {
		double	 x = x_of(p, ticks[i].at_s), y = p->loss.n > 0 ? STRIP_BOTTOM : BOTTOM;

		canvas_line(p->canvas, INK_GRID, 1,
		    (struct canvas_point[]){ { x, TOP }, { x, y } }, 2);
		canvas_text(p->canvas, INK_MUTED, SIZE_NORMAL, x < LEFT + 20 ? ANCHOR_START :
		    x > RIGHT - 20 ? ANCHOR_END : ANCHOR_MIDDLE, i % 2 ? CANVAS_WIDE_ONLY : 0,
		    x, y + 18, ticks[i].text);
	}
}

void
plot_values(struct plot *p)
{
	struct buf	 text = { 0 };
	int		 n = 0;

	if (p->figures.n_known == 0)
		return;
	for (double v = p->marks.low; v <= p->marks.high + p->marks.step / 2;
	    v += p->marks.step, n++) {
		if (n == 0 && p->marks.low == 0)
			continue;
		buf_clear(&text);
		axis_number(&text, v);
		canvas_text(p->canvas, INK_MUTED, SIZE_NORMAL, ANCHOR_START, CANVAS_HALO, LEFT + 2,
		    y_of(p, v * p->scale.divisor) + (v >= p->marks.high - p->marks.step / 2 ? 12 : -3),
		    text.s);
	}
	buf_done(&text);
}

/* The curves. */

static size_t
run_length(const struct curve *c, const double *values, size_t i)
{
	size_t	 n = 0;

	while (i + n < c->n && !isnan(values[i + n]))
		n++;
	return n;
}

static double
middle_of(const struct plot *p, const struct curve *c, size_t i)
{
	return (x_of(p, end_of(c, i) - c->step_s) + x_of(p, end_of(c, i))) / 2;
}

/* One run as it is drawn: from the beginning of its first step to the end of its last. */
static size_t
add_run(const struct plot *p, const struct curve *c, const double *values, size_t i, size_t n,
    struct canvas_point *out)
{
	size_t	 k = 0;

	out[k++] = (struct canvas_point){ x_of(p, end_of(c, i) - c->step_s), y_of(p, values[i]) };
	for (size_t j = i; j < i + n; j++)
		out[k++] = (struct canvas_point){ middle_of(p, c, j), y_of(p, values[j]) };
	out[k++] = (struct canvas_point){ x_of(p, end_of(c, i + n - 1)), y_of(p, values[i + n - 1]) };
	return k;
}

static void
draw_line(struct plot *p, const struct curve *c, enum canvas_ink ink, double width)
{
	size_t	 k = 0;

	for (size_t i = 0, n; i < c->n; i += n > 0 ? n : 1)
		if ((n = run_length(c, c->mean, i)) > 0) {
			k += add_run(p, c, c->mean, i, n, p->points + k);
			p->points[k++] = (struct canvas_point){ NAN, 0 };
		}
	canvas_line(p->canvas, ink, width, p->points, k);
}

/* Between two lines of one step; where either is unknown there is no band. */
static void
draw_between(struct plot *p, const struct curve *c, const double *low, const double *high,
    enum canvas_ink ink)
{
	for (size_t i = 0, n; i < c->n; i += n > 0 ? n : 1) {
		size_t	 k;

		n = run_length(c, high, i);
		if (low != NULL) {
			size_t	 m = run_length(c, low, i);

			n = m < n ? m : n;
		}
		if (n == 0)
			continue;
		k = add_run(p, c, high, i, n, p->points);
		if (low != NULL) {
			size_t	 m = add_run(p, c, low, i, n, p->points + k);

			for (size_t a = k, b = k + m - 1; a < b; a++, b--) {
				struct canvas_point	 swap = p->points[a];

				p->points[a] = p->points[b];
				p->points[b] = swap;
			}
			k += m;
		} else {
			p->points[k] = (struct canvas_point){ p->points[k - 1].x, BOTTOM };
			p->points[k + 1] = (struct canvas_point){ p->points[0].x, BOTTOM };
			k += 2;
		}
		canvas_area(p->canvas, ink, p->points, k);
	}
}

static enum canvas_ink
loss_ink(double loss)
{
	return isnan(loss) || loss < 1 ? INK_GOOD : loss <= 10 ? INK_WARN : INK_BAD;
}

/* The median, in the colour of what was lost: each point owns the line half way to its neighbours. */
static void
draw_median(struct plot *p, enum canvas_ink ink)
{
	const struct curve	*c = &p->line;
	size_t			 k = 0;

	for (size_t i = 0; i < c->n; i++) {
		bool	 has_left = i > 0 && !isnan(c->mean[i - 1]);
		bool	 has_right = i + 1 < c->n && !isnan(c->mean[i + 1]);
		double	 x = middle_of(p, c, i), y;

		if (isnan(c->mean[i]) || loss_ink(value_at(&p->loss, end_of(c, i))) != ink) {
			if (k > 0 && !isnan(p->points[k - 1].x))
				p->points[k++] = (struct canvas_point){ NAN, 0 };
			continue;
		}
		y = y_of(p, c->mean[i]);
		if (k == 0 || isnan(p->points[k - 1].x))
			p->points[k++] = has_left ?
			    (struct canvas_point){ (x + middle_of(p, c, i - 1)) / 2,
			    (y + y_of(p, c->mean[i - 1])) / 2 } :
			    (struct canvas_point){ x_of(p, end_of(c, i) - c->step_s), y };
		p->points[k++] = (struct canvas_point){ x, y };
		p->points[k++] = has_right ?
		    (struct canvas_point){ (x + middle_of(p, c, i + 1)) / 2,
		    (y + y_of(p, c->mean[i + 1])) / 2 } :
		    (struct canvas_point){ x_of(p, end_of(c, i)), y };
		if (!has_right)
			p->points[k++] = (struct canvas_point){ NAN, 0 };
	}
	canvas_line(p->canvas, ink, 2, p->points, k);
}

static bool
is_in_outage(const struct plot *p, int64_t s)
{
	for (size_t i = 0; i < p->ch->n_outages; i++)
		if (s >= p->ch->outages[i].from_s && s < p->ch->outages[i].to_s)
			return true;
	return false;
}

/* Losses under the plot: height says how much, for those who do not tell the colours apart. */
static void
draw_losses(struct plot *p)
{
	const struct curve	*c = &p->loss;

	for (size_t i = 0; i < c->n; i++) {
		double	 x0 = x_of(p, end_of(c, i) - c->step_s), x1 = x_of(p, end_of(c, i));
		double	 share = c->mean[i] > 100 ? 1 : c->mean[i] / 100;
		double	 h = (STRIP_BOTTOM - STRIP_TOP) * (0.2 + 0.8 * share);

		if (isnan(c->mean[i]) || x1 <= x0)
			continue;
		/* nothing came back: a cut, not a gap */
		if (c->mean[i] >= 99.5 && !is_in_outage(p, end_of(c, i) - c->step_s / 2))
			canvas_rect(p->canvas, INK_OUTAGE, x0, TOP, x1 - x0, BOTTOM - TOP);
		if (c->mean[i] > 0)
			canvas_rect(p->canvas, loss_ink(c->mean[i]), x0, STRIP_BOTTOM - h,
			    x1 - x0 < 1 ? 1 : x1 - x0, h);
	}
	canvas_line(p->canvas, INK_GRID, 1,
	    (struct canvas_point[]){ { LEFT, STRIP_BOTTOM }, { RIGHT, STRIP_BOTTOM } }, 2);
}

void
plot_curves(struct plot *p)
{
	switch (p->kind) {
	case KIND_LATENCY:
		if (p->loss.n > 0)
			draw_losses(p);
		if (p->high.n == p->low.n && p->low.n > 0)
			draw_between(p, &p->high, p->low.mean, p->high.mean, INK_BAND);
		draw_median(p, INK_GOOD);
		draw_median(p, INK_WARN);
		draw_median(p, INK_BAD);
		break;
	case KIND_LOSS:
		draw_between(p, &p->line, NULL, p->line.mean, INK_OUTAGE);
		draw_line(p, &p->line, INK_BAD, 1.5);
		break;
	case KIND_TRAFFIC:
	case KIND_SHARE:
		draw_between(p, &p->line, NULL, p->line.mean, INK_BAND);
		draw_between(p, &p->line, p->line.mean, p->line.most, INK_BAND);
		draw_line(p, &p->line, INK_DATA, 1.5);
		if (p->other.n > 0)
			draw_line(p, &p->other, INK_OTHER, 1.5);
		break;
	case KIND_LEVEL:
		draw_between(p, &p->line, p->line.mean, p->line.most, INK_BAND);
		draw_line(p, &p->line, INK_DATA, 1.5);
		break;
	case KIND_TIME:
		draw_line(p, &p->line, INK_DATA, 1.5);
		break;
	}
}
