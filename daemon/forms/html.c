/* html.c - see form.h: a report as HTML, as a whole page or as what stands inside <main> */
#include <stdlib.h>
#include <string.h>

#include "base/html.h"
#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "forms/make.h"

#define BAR_WIDTH	200	/* of the longest bar, in the picture's own units */
#define BAR_HEIGHT	16
#define DAY_WIDTH	10
#define DAY_HEIGHT	80
#define DAY_LABELS	16	/* beneath the bars */

/* vigie.css and report.css, made by the build (files.mk). */
extern const unsigned char	 static_style_css[];
extern const unsigned int	 static_style_css_len;

struct html_paper {
	struct paper		 paper;
	struct html		 h;
	const struct form_page	*page;		/* NULL: a whole page of its own */
	bool			 is_in_section;
	bool			 has_patterns;	/* the hatchings stand in an earlier picture */
};

static struct html_paper *
paper_of(struct paper *paper)
{
	return (struct html_paper *)paper;
}

static const char *const	 ink_classes[PAPER_INKS] = {
	[PAPER_UP] = "b-up", [PAPER_DOWN] = "b-down", [PAPER_UNKNOWN] = "b-unknown",
	[PAPER_MAINTENANCE] = "b-maintenance",
};

/* The frame. */

static void
meta(struct html *h, const char *key, const char *name, const char *content)
{
	h_open(h, "meta");
	h_attr(h, key, name);
	h_attr(h, "content", content);
	h_close(h);
}

static void
whole_begin(struct html *h, const struct paper_title *t)
{
	h_doctype(h);
	h_open(h, "html");
	h_attr(h, "lang", t->language);
	h_open(h, "head");
	h_open(h, "meta");
	h_attr(h, "charset", "utf-8");
	h_close(h);
	/* nothing is fetched and nothing runs, whatever a name holds */
	meta(h, "http-equiv", "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'");
	h_open(h, "title");
	h_textf(h, "%s, %s \xe2\x80\x93 %s", t->title, t->subtitle, t->network);
	h_close(h);
	meta(h, "name", "viewport", "width=device-width, initial-scale=1");
	meta(h, "name", "color-scheme", "light dark");
	meta(h, "name", "author", t->network);
	h_open(h, "style");
	h_raw(h, (const char *)static_style_css, static_style_css_len);
	h_close(h);
	h_close(h);
	h_open(h, "body");
	h_open(h, "main");
	h_attr(h, "id", "main");
	h_attr(h, "class", "wide");
}

static void
html_begin(struct paper *paper, const struct paper_title *t)
{
	struct html_paper	*p = paper_of(paper);
	struct html		*h = &p->h;

	if (p->page == NULL)
		whole_begin(h, t);
	h_open(h, "article");
	h_attr(h, "class", "report");
	h_open(h, "header");
	h_el(h, "p", "network muted", t->network);
	h_el(h, "h1", NULL, t->title);
	h_el(h, "p", "period", t->subtitle);
	h_close(h);
}

static void
html_end(struct paper *paper)
{
	struct html_paper	*p = paper_of(paper);

	while (p->h.depth > 0)
		h_close(&p->h);
}

/* A name for a place that may be one: what our own ids are made of. */
static bool
is_anchor(const char *anchor)
{
	return anchor != NULL && anchor[0] != '\0' &&
	    anchor[strspn(anchor, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static void
html_heading(struct paper *paper, int level, const char *text, const char *anchor)
{
	struct html_paper	*p = paper_of(paper);

	if (level == 2) {
		if (p->is_in_section)
			h_close(&p->h);
		h_open(&p->h, "section");
		p->is_in_section = true;
	}
	h_open(&p->h, level == 2 ? "h2" : "h3");
	if (is_anchor(anchor))
		h_attrf(&p->h, "id", "r-%s", anchor);
	h_text(&p->h, text);
	h_close(&p->h);
}

static void
html_text(struct paper *paper, enum paper_tone tone, const char *text)
{
	static const char *const classes[] = {
	    [TONE_PLAIN] = NULL,
	    [TONE_LEAD] = "lead",
	    [TONE_MUTED] = "muted",
	    [TONE_STATUS] = "status",
	};

	h_el(&paper_of(paper)->h, "p", classes[tone], text);
}

static void
html_link(struct paper *paper, const char *text, const char *url)
{
	struct html	*h = &paper_of(paper)->h;

	h_open(h, "p");
	h_attr(h, "class", "muted");
	h_text(h, text);
	h_text(h, " ");
	h_link(h, url, url);
	h_close(h);
}

static void
html_figures(struct paper *paper, const struct paper_figure *figures, size_t n)
{
	struct html	*h = &paper_of(paper)->h;

	h_open(h, "dl");
	h_attr(h, "class", "keys");
	for (size_t i = 0; i < n; i++) {
		h_open(h, "div");
		h_el(h, "dt", NULL, figures[i].label);
		h_el(h, "dd", "value", figures[i].value);
		h_el(h, "dd", "of", figures[i].beneath);
		h_close(h);
	}
	h_close(h);
}

/* Tables. */

/* A text whose "\n" begin new lines. */
static void
put_lines(struct html *h, const char *text)
{
	for (;;) {
		size_t	 len = strcspn(text, "\n");
		char	*line = xstrndup(text, len);

		h_text(h, line);
		free(line);
		if (text[len] == '\0')
			return;
		h_open(h, "br");
		h_close(h);
		text += len + 1;
	}
}

/* The caption and the head of a table that scrolls where it is too wide. */
static void
table_begin(struct html *h, const char *class, const char *caption)
{
	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "group");
	h_attr(h, "aria-label", caption);
	h_open(h, "table");
	h_attr(h, "class", class);
	h_el(h, "caption", NULL, caption);
}

static void
table_end(struct html *h)
{
	h_close(h);
	h_close(h);
}

static void
column_head(struct html *h, const char *text, bool is_number)
{
	h_open(h, "th");
	h_attr(h, "scope", "col");
	if (is_number)
		h_attr(h, "class", "num");
	h_text(h, text);
	h_close(h);
}

/* The address of a point's own page, of its id as a part of a path. */
static void
put_href(struct html *h, const struct form_page *page, const char *id)
{
	struct buf	 b = { 0 };

	for (const char *c = id; *c != '\0'; c++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
		        *c) != NULL)
			buf_addc(&b, *c);
		else
			buf_addf(&b, "%%%02X", (unsigned char)*c);
	h_attrf(
	    h, "href", "%s/%s%s", page->base, buf_str(&b), page->query != NULL ? page->query : "");
	buf_done(&b);
}

static void
row_head(struct html_paper *p, const struct grid_row *row, const char *text)
{
	struct html	*h = &p->h;
	bool		 is_page = p->page != NULL && p->page->base != NULL;
	bool		 is_link = row->link != NULL && (is_page ? row->link[0] != '\0' :
	    p->paper.with_points && is_anchor(row->link));

	h_open(h, "th");
	h_attr(h, "scope", "row");
	if (is_link) {
		h_open(h, "a");
		if (is_page)
			put_href(h, p->page, row->link);
		else
			h_attrf(h, "href", "#r-%s", row->link);
	}
	put_lines(h, text);
	if (is_link)
		h_close(h);
	h_close(h);
}

static void
html_table(struct paper *paper, const struct grid *g)
{
	struct html_paper	*p = paper_of(paper);
	struct html		*h = &p->h;

	table_begin(h, "list", g->caption);
	h_open(h, "thead");
	h_open(h, "tr");
	for (unsigned k = 0; k < g->n_columns; k++)
		column_head(h, g->columns[k].head, g->columns[k].is_number);
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	for (size_t r = 0; r < g->n_rows; r++) {
		h_open(h, "tr");
		if (g->rows[r].is_total)
			h_attr(h, "class", "total");
		row_head(p, &g->rows[r], grid_cell(g, r, 0));
		for (unsigned k = 1; k < g->n_columns; k++) {
			h_open(h, "td");
			if (g->columns[k].is_number)
				h_attr(h, "class", "num");
			put_lines(h, grid_cell(g, r, k));
			h_close(h);
		}
		h_close(h);
	}
	h_close(h);
	table_end(h);
}

/* Pictures. */

static void
rect(struct html *h, const char *class, double x, double y, double w, double height)
{
	h_open(h, "rect");
	h_attr(h, "class", class);
	h_attrf(h, "x", "%.2f", x);
	h_attrf(h, "y", "%.2f", y);
	h_attrf(h, "width", "%.2f", w);
	h_attrf(h, "height", "%.2f", height);
	h_close(h);
}

static void
svg_begin(struct html *h, const char *class, double width, double height)
{
	h_open(h, "svg");
	h_attr(h, "class", class);
	h_attrf(h, "viewBox", "0 0 %g %g", width, height);
	h_attrf(h, "width", "%g", width);
	h_attrf(h, "height", "%g", height);
	h_attr(h, "focusable", "false");
}

/* The picture is the table: a bar in each row, between its word and its figure. */
static void
html_bars(struct paper *paper, const struct paper_bars *bars)
{
	struct html	*h = &paper_of(paper)->h;
	int64_t		 most = 1;

	for (size_t i = 0; i < bars->n; i++)
		if (bars->bars[i].value > most)
			most = bars->bars[i].value;
	h_open(h, "figure");
	h_attr(h, "class", "picture");
	table_begin(h, "bars", bars->title);
	h_open(h, "thead");
	h_open(h, "tr");
	column_head(h, bars->label_head, false);
	column_head(h, bars->value_head, true);
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	for (size_t i = 0; i < bars->n; i++) {
		const struct paper_bar	*bar = &bars->bars[i];

		h_open(h, "tr");
		h_open(h, "th");
		h_attr(h, "scope", "row");
		h_text(h, bar->label);
		h_close(h);
		h_open(h, "td");
		svg_begin(h, "beam", BAR_WIDTH, BAR_HEIGHT);
		h_attr(h, "preserveAspectRatio", "none");
		h_attr(h, "aria-hidden", "true");
		rect(h, ink_classes[bar->ink], 0, 0, (double)bar->value * BAR_WIDTH / (double)most,
		    BAR_HEIGHT);
		h_close(h);
		h_el(h, "span", "value", bar->said);
		h_close(h);
		h_close(h);
	}
	h_close(h);
	table_end(h);
	h_close(h);
}

/* Hatchings, so that no colour stands alone: once in a page, for all its pictures. */
static void
put_patterns(struct html_paper *p)
{
	static const struct { const char *id, *class, *d; } patterns[] = {
		{ "r-hatch-unknown", "l-unknown", "M0 4 4 0M-1 1 1 -1M3 5 5 3" },
		{ "r-hatch-maintenance", "l-maintenance", "M0 0 4 4M-1 3 1 5M3 -1 5 1" },
	};
	struct html	*h = &p->h;

	if (p->has_patterns)
		return;
	p->has_patterns = true;
	h_open(h, "defs");
	for (size_t i = 0; i < N_ELEMENTS(patterns); i++) {
		h_open(h, "pattern");
		h_attr(h, "id", patterns[i].id);
		h_attr(h, "width", "4");
		h_attr(h, "height", "4");
		h_attr(h, "patternUnits", "userSpaceOnUse");
		h_open(h, "path");
		h_attr(h, "class", patterns[i].class);
		h_attr(h, "d", patterns[i].d);
		h_close(h);
		h_close(h);
	}
	h_close(h);
}

/* Word and swatch of each ink. */
static void
put_legend(struct html *h)
{
	h_open(h, "ul");
	h_attr(h, "class", "inks");
	for (size_t i = 0; i < PAPER_INKS; i++) {
		h_open(h, "li");
		svg_begin(h, "swatch", 12, 12);
		h_attr(h, "aria-hidden", "true");
		rect(h, ink_classes[i], 0, 0, 12, 12);
		h_close(h);
		h_text(h, " ");
		h_text(h, paper_ink_said((enum paper_ink)i));
		h_close(h);
	}
	h_close(h);
}

static void
put_day(struct html *h, const struct paper_day *day, size_t i, int64_t most, bool is_named)
{
	/* what was down stands at the foot, where the eye compares */
	static const enum paper_ink order[] = {
	    PAPER_DOWN, PAPER_UNKNOWN, PAPER_MAINTENANCE, PAPER_UP};
	double				 x = (double)(i * DAY_WIDTH), y = DAY_HEIGHT;
	int64_t				 open = 0;

	for (size_t k = 0; k < N_ELEMENTS(order); k++) {
		double	 height = (double)day->of[order[k]] * DAY_HEIGHT / (double)most;

		open += day->of[order[k]];
		if (day->of[order[k]] <= 0)
			continue;
		if (order[k] == PAPER_DOWN && height < 1.5)
			height = 1.5;		/* whatever was down is seen */
		y -= height;
		rect(h, ink_classes[order[k]], x + 1, y, DAY_WIDTH - 2, height);
	}
	if (open == 0)
		rect(h, "b-closed", x + 1, DAY_HEIGHT - 1, DAY_WIDTH - 2, 1);
	if (is_named) {
		h_open(h, "text");
		h_attrf(h, "x", "%g", x + DAY_WIDTH / 2.0);
		h_attrf(h, "y", "%d", DAY_HEIGHT + 11);
		h_text(h, day->label);
		h_close(h);
	}
}

static void
html_days(struct paper *paper, const struct paper_days *days)
{
	struct html_paper	*p = paper_of(paper);
	struct html		*h = &p->h;
	int64_t			 most = 1;

	for (size_t i = 0; i < days->n; i++) {
		int64_t	 open = 0;

		for (size_t k = 0; k < PAPER_INKS; k++)
			open += days->days[i].of[k];
		most = open > most ? open : most;
	}
	h_open(h, "figure");
	h_attr(h, "class", "picture");
	h_el(h, "figcaption", NULL, days->title);
	svg_begin(h, "days", (double)(days->n * DAY_WIDTH), DAY_HEIGHT + DAY_LABELS);
	h_attr(h, "role", "img");
	h_attrf(h, "aria-label", "%s %s", days->title, days->description);
	put_patterns(p);
	for (size_t i = 0; i < days->n; i++)
		put_day(h, &days->days[i], i, most, days->n <= 14 || i == 0 || (i + 1) % 5 == 0);
	h_close(h);
	put_legend(h);
	h_close(h);
}

static void
html_leaf(struct paper *paper)
{
	h_el(&paper_of(paper)->h, "hr", "leaf", "");
}

static const struct paper_kind	 kind = {
	.begin = html_begin, .heading = html_heading, .text = html_text, .link = html_link,
	.figures = html_figures, .bars = html_bars, .days = html_days, .table = html_table,
	.leaf = html_leaf, .end = html_end,
};

static void
make(const json_t *report, const struct form_page *page, bool with_points, struct buf *out)
{
	struct html_paper p = {.paper = {.kind = &kind, .with_points = with_points}, .page = page};
	struct buf		 made;

	compose(&p.paper, report);
	made = h_take(&p.h);
	buf_add(out, made.s, made.len);
	buf_done(&made);
}

bool
html_make(const json_t *report, struct buf *out, struct err *err)
{
	(void)err;
	make(report, NULL, true, out);
	return true;
}

bool
html_fragment(const json_t *report, const struct form_page *page, struct buf *out)
{
	make(report, page, page->with_points, out);
	return true;
}
