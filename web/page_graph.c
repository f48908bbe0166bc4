/* page_graph.c - see page_graph.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

#include "charts.h"
#include "feed.h"
#include "page_graph.h"

#define ROWS_MAX	400

struct row {
	struct wall	 from;
	double		 value;		/* NAN = not measured */
};

static double
number(const json_t *v)
{
	return json_is_number(v) ? json_number_value(v) : NAN;
}

/* "points": [[end of a step (RFC 3339), value or null], ...] */
static size_t
read_rows(const json_t *figures, struct row *rows)
{
	const json_t	*points = json_object_get(figures, "points");
	json_int_t	 step = json_integer_value(json_object_get(figures, "step"));
	size_t		 n = 0;

	for (size_t i = 0; i < json_array_size(points) && n < ROWS_MAX; i++) {
		const json_t	*point = json_array_get(points, i);
		const char	*end = json_string_value(json_array_get(point, 0));
		struct wall	 t;

		if (end == NULL || !wall_parse(end, &t))
			continue;
		rows[n++] = (struct row){
			.from = wall_add(t, -step * SEC_MS),
			.value = number(json_array_get(point, 1)),
		};
	}
	return n;
}

static const char *
value_said(struct page *p, const struct chart *chart, double value)
{
	if (isnan(value))
		return "\xe2\x80\x93";
	if (strcmp(chart->unit, "bit/s") == 0)
		return say_rate(&p->say, value);
	return say_number(&p->say, value, fabs(value) < 100 ? 1 : 0);
}

static void
column(struct html *h, const char *name, const char *class)
{
	h_open(h, "th");
	h_attr(h, "scope", "col");
	if (class != NULL)
		h_attr(h, "class", class);
	h_text(h, name);
	h_close(h);
}

static void
summary(struct html *h, struct page *p, const struct chart *chart, const json_t *figures)
{
	h_open(h, "p");
	h_textf(h, _("Least %s, average %s, most %s, last %s."),
	    value_said(p, chart, number(json_object_get(figures, "min"))),
	    value_said(p, chart, number(json_object_get(figures, "avg"))),
	    value_said(p, chart, number(json_object_get(figures, "max"))),
	    value_said(p, chart, number(json_object_get(figures, "last"))));
	h_close(h);
}

static void
figures_table(struct html *h, struct page *p, const struct chart *chart, const struct row *rows,
    size_t n)
{
	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "region");
	h_attr(h, "aria-labelledby", "figures");
	h_open(h, "table");
	h_attr(h, "class", "list figures");
	h_open(h, "thead");
	h_open(h, "tr");
	column(h, _("From"), NULL);
	column(h, _("Average"), "num");
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	for (size_t i = n; i-- > 0;) {
		h_open(h, "tr");
		h_open(h, "th");
		h_attr(h, "scope", "row");
		page_time(h, p, rows[i].from, say_stamp(&p->say, rows[i].from));
		h_close(h);
		h_el(h, "td", "num", value_said(p, chart, rows[i].value));
		h_close(h);
	}
	h_close(h);
	h_close(h);
	h_close(h);
}

/* On a small screen the picture is moved rather than made too small to read. */
void
page_picture(struct html *h, struct page *p, const struct site *site, const struct chart *chart,
    const struct span *span)
{
	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "group");
	h_attrf(h, "aria-label", _("%s over %s."), _(chart->title), _(span->label));
	h_open(h, "img");
	h_attrf(h, "src", "/graph/%s/router/%s.svg?span=%s&lang=%s", site->id, chart->metric, span->id,
	    p->lang);
	h_attrf(h, "alt", _("%s over %s; its figures are in the table behind the link."), _(chart->title),
	    _(span->label));
	h_attr(h, "width", "640");
	h_attr(h, "height", "300");
	h_attr(h, "loading", "lazy");
	h_close(h);
	h_close(h);
}

static void
pictures(struct html *h, struct page *p, const struct site *site, const struct chart *chart)
{
	h_open(h, "div");
	h_attr(h, "class", "charts");
	for (unsigned i = 0; i < SPANS_N; i++) {
		h_open(h, "figure");
		h_open(h, "figcaption");
		h_open(h, "a");
		page_href(h, p, "/graph/%s/router/%s?span=%s", site->id, chart->metric, spans[i].id);
		h_text(h, _(spans[i].label));
		h_close(h);
		h_close(h);
		page_picture(h, p, site, chart, &spans[i]);
		h_close(h);
	}
	h_close(h);
}

struct buf
page_graph(struct page *p, const struct site *site, const struct chart *chart, const char *span_id,
    const json_t *figures)
{
	const struct span	*span = span_find(span_id != NULL ? span_id : spans[0].id);
	struct html		 h = { 0 };
	struct buf		 title = { 0 };
	struct row		*rows = xcalloc(ROWS_MAX, sizeof(*rows));
	size_t			 n = read_rows(figures, rows);

	buf_addf(&title, "%s\xc2\xa0: %s", site->name, _(chart->title));
	page_begin(&h, p, buf_str(&title));
	buf_done(&title);
	h_open(&h, "p");
	h_attr(&h, "class", "crumb");
	h_open(&h, "a");
	page_href(&h, p, "/sites/%s", site->id);
	h_text(&h, site->name);
	h_close(&h);
	h_close(&h);
	h_open(&h, "h1");
	h_textf(&h, "%s (%s)", _(chart->title), chart->unit);
	h_close(&h);
	h_open(&h, "ul");
	h_attr(&h, "class", "legend");
	for (size_t i = 0; i < N_ELEMENTS(chart->legend); i++)
		h_el(&h, "li", NULL, _(chart->legend[i]));
	h_close(&h);
	pictures(&h, p, site, chart);
	h_open(&h, "h2");
	h_attr(&h, "id", "figures");
	h_textf(&h, _("The figures of the last %s"), _(span->label));
	h_close(&h);
	summary(&h, p, chart, figures);
	if (n > 0)
		figures_table(&h, p, chart, rows, n);
	free(rows);
	return page_end(&h, p);
}
