/* chart.c - see chart.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "ipc/msg.h"
#include "series/chart.h"
#include "series/metric.h"
#include "series/plot.h"

#define LEGEND_STEP	21.0

static enum plot_kind
kind_of(const char *metric)
{
	const char	*unit = metric_unit(metric);

	if (strcmp(metric, "rtt_min_ms") == 0 || strcmp(metric, "rtt_med_ms") == 0 ||
	    strcmp(metric, "rtt_max_ms") == 0)
		return KIND_LATENCY;
	if (strcmp(metric, "loss_pct") == 0)
		return KIND_LOSS;
	if (strcmp(unit, "bit/s") == 0)
		return KIND_TRAFFIC;
	if (strcmp(unit, "%") == 0)
		return KIND_SHARE;
	return strcmp(unit, "s") == 0 ? KIND_TIME : KIND_LEVEL;
}

/* "if_out_bps" for "if_in_bps" and the reverse; NULL when the metric has no direction. */
static const char *
other_direction(const char *metric)
{
	static const char *const	 pairs[][2] = { { "if_in_bps", "if_out_bps" },
		{ "sync_down_bps", "sync_up_bps" }, { "attain_down_bps", "attain_up_bps" } };

	for (size_t i = 0; i < N_ELEMENTS(pairs); i++)
		for (int k = 0; k < 2; k++)
			if (strcmp(metric, pairs[i][k]) == 0)
				return pairs[i][1 - k];
	return NULL;
}

static bool
take(struct plot *p, const char *metric, struct curve *out)
{
	return curve_take(p->ch->table, metric, 0, CHART_POINTS, out);
}

static bool
take_curves(struct plot *p)
{
	const char	*metric = p->ch->metric;

	if (p->kind == KIND_LATENCY) {
		if (!take(p, "rtt_med_ms", &p->line) && !take(p, metric, &p->line))
			return false;
		if (take(p, "rtt_min_ms", &p->low) && !take(p, "rtt_max_ms", &p->high))
			curve_done(&p->low);
		take(p, "loss_pct", &p->loss);
		return true;
	}
	if (!take(p, metric, &p->line))
		return false;
	p->other_name = other_direction(metric);
	if (p->other_name != NULL && !take(p, p->other_name, &p->other))
		p->other_name = NULL;
	return true;
}

static double
larger(double a, double b)
{
	return isnan(a) || b > a ? b : a;
}

/* Where the value axis ends.  One slow answer must not flatten a week: the band may be cut, the line never is. */
static void
choose_marks(struct plot *p)
{
	double	 least = p->figures.least, most = NAN, divisor;

	for (size_t i = 0; i < p->line.n; i++)
		most = larger(most, p->line.mean[i]);
	if (p->kind == KIND_TRAFFIC || p->kind == KIND_LEVEL)
		most = larger(most, curve_share(p->line.most, p->line.n, 0.98));
	if (p->kind == KIND_LATENCY)
		most = larger(most * 1.1, curve_share(p->high.mean, p->high.n, 0.9));
	for (size_t i = 0; i < p->other.n; i++)
		most = larger(most, p->other.mean[i]);
	p->scale = axis_scale(p->ch->metric, most);
	divisor = p->scale.divisor;
	if (p->kind == KIND_SHARE)
		p->marks = (struct axis_marks){ 0, 100, 25 };
	else if (p->kind == KIND_LOSS)
		p->marks = most > 40 ? (struct axis_marks){ 0, 100, 25 } :
		    axis_marks(0, larger(10, most));
	else if (p->kind == KIND_LEVEL && (least < 0 || least > most * 0.8 ||
	    (metric_unit(p->ch->metric)[0] != '\0' && !metric_is_positive(p->ch->metric))))
		p->marks = axis_marks(least / divisor, most / divisor);
	else
		p->marks = axis_marks(0, isnan(most) || most <= 0 ? 1 : most / divisor);
}

/* The words. */

static void
say_heading(const struct plot *p, struct buf *out)
{
	buf_adds(out, metric_words(p->kind == KIND_LATENCY ? "rtt_med_ms" : p->ch->metric));
	if (p->scale.unit[0] != '\0')
		buf_addf(out, " (%s)", p->scale.unit);
}

static void
say_figures(const struct plot *p, struct buf *out)
{
	const struct {
		const char	*words;
		double		 value;
	} all[] = {
		{ _("min"), p->figures.least }, { _("mean"), p->figures.mean },
		{ _("max"), p->figures.most }, { _("last"), p->figures.last },
	};

	if (p->figures.n_known == 0) {
		buf_adds(out, _("Nothing was measured in this time."));
		return;
	}
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		buf_addf(out, "%s%s ", i > 0 ? " \302\267 " : "", all[i].words);
		if (i + 1 < N_ELEMENTS(all))
			axis_number(out, all[i].value / p->scale.divisor);
		else
			axis_value(out, &p->scale, all[i].value);
	}
}

static void
describe(const struct plot *p, struct buf *out)
{
	size_t	 n = 0;

	axis_span(out, p->ch->zone, p->ch->from_s, p->ch->to_s);
	buf_adds(out, ". ");
	say_figures(p, out);
	for (size_t i = 0; i < p->ch->n_outages; i++)
		n += p->ch->outages[i].to_s > p->ch->from_s && p->ch->outages[i].from_s < p->ch->to_s;
	if (n > 0) {
		buf_adds(out, ". ");
		buf_addf(out, ngettext("%zu outage.", "%zu outages.", (unsigned long)n), n);
	}
}

/* At most `most` characters, with an ellipsis. */
static void
add_cut(struct buf *out, const char *s, size_t most)
{
	size_t	 n = 0, i = 0;

	for (; s[i] != '\0'; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80 && n++ == most) {
			buf_adds(out, "\342\200\246");
			return;
		} else {
			buf_addc(out, s[i]);
		}
}

static void
draw_words(struct plot *p)
{
	struct buf	 text = { 0 };

	say_heading(p, &text);
	canvas_text(p->canvas, INK_TEXT, SIZE_HEADING, ANCHOR_START, 0, LEFT, 22, text.s);
	buf_clear(&text);
	add_cut(&text, p->ch->title, 48);
	if (text.len > 0)
		canvas_text(p->canvas, INK_MUTED, SIZE_NORMAL, ANCHOR_START, 0, LEFT, 44, text.s);
	buf_clear(&text);
	axis_span(&text, p->ch->zone, p->ch->from_s, p->ch->to_s);
	canvas_text(p->canvas, INK_MUTED, SIZE_NORMAL, ANCHOR_END, CANVAS_WIDE_ONLY, RIGHT, 22, text.s);
	buf_clear(&text);
	say_figures(p, &text);
	if (p->figures.n_known == 0)
		canvas_text(p->canvas, INK_MUTED, SIZE_NORMAL, ANCHOR_MIDDLE, 0,
		    (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, text.s);
	else
		canvas_text(p->canvas, INK_TEXT, SIZE_NORMAL, ANCHOR_START, 0, LEFT,
		    (p->loss.n > 0 ? STRIP_BOTTOM : BOTTOM) + 42, text.s);
	buf_done(&text);
}

static void
legend_line(struct plot *p, double y, enum canvas_ink ink, const char *text)
{
	if (ink == INK_BAND)
		canvas_rect(p->canvas, ink, LEFT, y - 10, 26, 10);
	else
		canvas_line(p->canvas, ink, 3,
		    (struct canvas_point[]){ { LEFT, y - 4 }, { LEFT + 26, y - 4 } }, 2);
	canvas_text(p->canvas, INK_MUTED, SIZE_SMALL, ANCHOR_START, 0, LEFT + 34, y, text);
}

/* Three swatches for what the colours say. */
static void
legend_colours(struct plot *p, double y)
{
	for (int i = 0; i < 3; i++)
		canvas_rect(p->canvas, (enum canvas_ink)(INK_GOOD + i), LEFT + 9 * i, y - 10, 8, 10);
	canvas_text(p->canvas, INK_MUTED, SIZE_SMALL, ANCHOR_START, 0, LEFT + 34, y,
	    _("Lost: green under 1 %, orange up to 10 %, red more or cut off."));
}

static int
legend_lines(const struct plot *p)
{
	return p->figures.n_known == 0 ? 0 : p->kind == KIND_LATENCY ? 3 : p->other_name != NULL ? 2 : 0;
}

static double
legend_top(const struct plot *p)
{
	return (p->loss.n > 0 ? STRIP_BOTTOM : BOTTOM) + 42;
}

static void
draw_legend(struct plot *p)
{
	double	 y = legend_top(p) + LEGEND_STEP + 3;

	if (legend_lines(p) == 3) {
		legend_line(p, y, INK_GOOD, _("Line: the usual response time; lower is better."));
		legend_line(p, y + LEGEND_STEP, INK_BAND,
		    _("Band: from quickest to slowest; wide means uneven."));
		legend_colours(p, y + 2 * LEGEND_STEP);
	} else if (legend_lines(p) == 2) {
		legend_line(p, y, INK_DATA, metric_words(p->ch->metric));
		legend_line(p, y + LEGEND_STEP, INK_OTHER, metric_words(p->other_name));
	}
}

static void
draw(struct plot *p)
{
	double	 height = legend_top(p) + 14 + legend_lines(p) * LEGEND_STEP;

	canvas_rect(p->canvas, INK_BACK, 0, 0, CANVAS_WIDTH, height);
	plot_spans(p);
	plot_grid(p);
	plot_curves(p);
	plot_values(p);
	draw_words(p);
	draw_legend(p);
}

bool
chart_draw(const struct chart *ch, enum chart_form form, struct buf *out)
{
	struct plot	 p = { .ch = ch, .kind = kind_of(ch->metric) };
	struct buf	 title = { 0 }, description = { 0 };
	double		 height;
	bool		 is_good;

	if (!take_curves(&p))
		return false;
	p.figures = curve_figures(&p.line);
	choose_marks(&p);
	/* the widest stroke: each point alone, five marks a point; a band has two lines */
	p.points = xreallocarray(NULL, 5 * (p.line.n + p.other.n + p.high.n) + 16, sizeof(*p.points));
	say_heading(&p, &title);
	if (ch->title[0] != '\0')
		buf_addf(&title, ", %s", ch->title);
	describe(&p, &description);
	height = legend_top(&p) + 14 + legend_lines(&p) * LEGEND_STEP;
	p.canvas = form == CHART_SVG ?
	    canvas_svg(out, height, lang_get(), title.s, description.s) : canvas_png(out, height);
	draw(&p);
	is_good = canvas_end(p.canvas);
	buf_done(&title);
	buf_done(&description);
	free(p.points);
	curve_done(&p.line);
	curve_done(&p.low);
	curve_done(&p.high);
	curve_done(&p.loss);
	curve_done(&p.other);
	return is_good;
}
