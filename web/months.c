/*
 * months.c - the table of months and the causes, on "/reports": HTML from a report
 * of about a year, made in a child process (report_forms.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/html.h"
#include "base/lang.h"
#include "base/mem.h"
#include "forms/figure.h"
#include "model/field.h"
#include "report/period.h"

#include "report_forms.h"

#define POINTS_MAX	100	/* rows of one page */
#define BAR_UNITS	400	/* width of the longest cause */
#define CAUSES_MAX	8

struct making {
	struct html		 h;
	struct figure		 f;
	const struct form_wish	*wish;
	const json_t		*report;
};

static const json_t *
link_of(const json_t *o)
{
	return json_object_get(o, "link");
}

static void
href(struct making *m, const char *month, const char *scope)
{
	struct html	*h = &m->h;

	h_attrf(h, "href", "/reports/%s%s%s%s%s", month, scope != NULL ? "/" : "",
	    scope != NULL ? scope : "", m->wish->keeps_lang ? "?lang=" : "",
	    m->wish->keeps_lang ? m->wish->language : "");
}

/* "de 115 h": whole hours, cut; minutes below one. */
static const char *
hours(struct making *m, int64_t seconds)
{
	return figure_span(&m->f, seconds >= 36000 ? seconds - seconds % 3600 :
	    seconds - seconds % 60);
}

/* Cells. */

/* Nothing to say of it: why, in a word. */
static const char *
why_not(const json_t *line)
{
	const char	*note = field_str(line, "note");

	if (strcmp(note, "not_applicable") == 0)
		return _("no opening");
	if (strcmp(note, "too_short") == 0)
		return _("too short");
	return _("not measured");
}

static void
rate_cell(struct making *m, const json_t *line, bool is_under)
{
	struct html	*h = &m->h;
	const char	*rate = json_string_value(json_object_get(line, "availability"));
	int64_t		 measured = field_int(line, "required_s") - field_int(line, "unknown_s");

	if (rate == NULL) {
		h_el(h, "span", "no-rate", why_not(line));
		if (measured > 0)
			h_el(h, "small", NULL, hours(m, measured));
		return;
	}
	if (is_under)
		h_el(h, "b", "under", figure_percent(&m->f, rate));
	else
		h_text(h, figure_percent(&m->f, rate));
	h_open(h, "small");
	h_textf(h, _("of %s"), hours(m, measured));
	h_close(h);
	if (strcmp(field_str(line, "note"), "insufficient") == 0)
		h_el(h, "small", NULL, _("little measured"));
	if (is_under)
		h_el(h, "span", "unseen", _(", under the target"));
}

/* The target is compared in integers: hundredths of a percent. */
static bool
is_under(const json_t *line, const char *target_pct)
{
	int64_t	 required = field_int(line, "required_s") - field_int(line, "unknown_s");
	double	 target = strtod(target_pct, NULL);
	int64_t	 hundredths = (int64_t)(target * 100 + 0.5);

	return json_is_string(json_object_get(line, "availability")) &&
	    field_int(line, "up_s") * 10000 < hundredths * required;
}

static void
month_cells(struct making *m, const json_t *months, const char *scope, const char *target_pct)
{
	struct html	*h = &m->h;

	for (size_t i = json_array_size(months); i-- > 0;) {
		const json_t	*month = json_array_get(months, i), *line = link_of(month);

		h_open(h, "td");
		h_attr(h, "class", "num");
		h_open(h, "a");
		href(m, field_str(month, "month"), scope);
		rate_cell(m, line, is_under(line, target_pct));
		h_close(h);
		h_close(h);
	}
}

static void
total_cell(struct making *m, const json_t *line, const char *target_pct)
{
	h_open(&m->h, "td");
	h_attr(&m->h, "class", "num total");
	rate_cell(m, line, is_under(line, target_pct));
	h_close(&m->h);
}

static void
site_row(struct making *m, const json_t *site)
{
	struct html	*h = &m->h;
	const char	*target = field_str(site, "target_pct");

	if (target[0] == '\0')
		target = field_str(m->report, "target_pct");
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_open(h, "a");
	h_attrf(h, "href", "/sites/%s%s%s", field_str(site, "id"), m->wish->keeps_lang ? "?lang=" : "",
	    m->wish->keeps_lang ? m->wish->language : "");
	h_text(h, field_str(site, "name"));
	h_close(h);
	h_close(h);
	total_cell(m, link_of(json_object_get(site, "lines")), target);
	month_cells(m, json_object_get(site, "months"), field_str(site, "id"), target);
	h_close(h);
}

/* The month, and beneath it the year. */
static void
add_month(struct making *m, const char *month)
{
	const char	*said = figure_month(&m->f, month), *year = strstr(said, " 2");

	if (year == NULL)
		year = strstr(said, "\xc2\xa0" "2");
	if (year == NULL) {
		h_text(&m->h, said);
		return;
	}
	h_textf(&m->h, "%.*s", (int)(year - said), said);
	h_el(&m->h, "small", NULL, year + (*year == ' ' ? 1 : 2));
}

static void
head(struct making *m, const json_t *months)
{
	struct html	*h = &m->h;
	size_t		 n = json_array_size(months);

	h_open(h, "thead");
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "col");
	h_text(h, _("Point"));
	h_close(h);
	h_open(h, "th");
	h_attr(h, "scope", "col");
	h_attr(h, "class", "num");
	h_text(h, _("All months"));
	h_close(h);
	for (size_t i = n; i-- > 0;) {
		const char	*month = field_str(json_array_get(months, i), "month");

		h_open(h, "th");
		h_attr(h, "scope", "col");
		h_attr(h, "class", "num");
		h_open(h, "a");
		href(m, month, NULL);
		add_month(m, month);
		h_close(h);
		if (i == n - 1)
			h_el(h, "small", NULL, _("under way"));
		h_close(h);
	}
	h_close(h);
	h_close(h);
}

static void
foot(struct making *m)
{
	struct html	*h = &m->h;
	const char	*target = field_str(m->report, "target_pct");

	h_open(h, "tfoot");
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, _("The whole network"));
	h_close(h);
	total_cell(m, link_of(json_object_get(m->report, "total")), target);
	month_cells(m, json_object_get(m->report, "months"), NULL, target);
	h_close(h);
	h_close(h);
}

/* Where there are more points than one page takes. */
static void
turn(struct making *m, size_t n)
{
	struct html	*h = &m->h;
	size_t		 last = (n + POINTS_MAX - 1) / POINTS_MAX;

	if (last <= 1)
		return;
	h_open(h, "p");
	h_attr(h, "class", "pages");
	for (size_t i = 1; i <= last; i++) {
		if (i == m->wish->number) {
			h_textf(h, _("Page %zu of %zu"), i, last);
			h_text(h, " ");
			continue;
		}
		if (i + 1 != m->wish->number && i != m->wish->number + 1)
			continue;
		h_open(h, "a");
		h_attrf(h, "href", "/reports?page=%zu%s%s", i, m->wish->keeps_lang ? "&lang=" : "",
		    m->wish->keeps_lang ? m->wish->language : "");
		h_text(h, i < m->wish->number ? _("Previous page") : _("Next page"));
		h_close(h);
		h_text(h, " ");
	}
	h_close(h);
}

static void
table(struct making *m)
{
	struct html	*h = &m->h;
	const json_t	*sites = json_object_get(m->report, "sites");
	size_t		 n = json_array_size(sites), from = (m->wish->number - 1) * POINTS_MAX;

	h_open(h, "section");
	h_attr(h, "aria-labelledby", "months");
	h_open(h, "h2");
	h_attr(h, "id", "months");
	h_text(h, _("Month by month"));
	h_close(h);
	h_open(h, "p");
	h_textf(h, _("Availability of Internet access while the points were open, and the hours that it "
	    "is a share of. The target is %s; what is under it is marked \xe2\x96\xbc."),
	    figure_percent(&m->f, field_str(m->report, "target_pct")));
	h_close(h);
	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "region");
	h_attr(h, "aria-label", _("Month by month, as a table"));
	h_open(h, "table");
	h_attr(h, "class", "list months");
	head(m, json_object_get(m->report, "months"));
	h_open(h, "tbody");
	for (size_t i = from; i < n && i < from + POINTS_MAX; i++)
		site_row(m, json_array_get(sites, i));
	h_close(h);
	foot(m);
	h_close(h);
	h_close(h);
	turn(m, n);
	h_close(h);
}

/* Causes. */

static const struct {
	const char	*code, *said;
} causes[] = {
	{ "operator", N_("The operator") }, { "power", N_("Electricity") },
	{ "sivu", N_("The network's own equipment") }, { "site", N_("The point itself") },
	{ "partner", N_("A partner") }, { "unknown", N_("Cause not known") },
};

static void
cause_row(struct making *m, const char *said, int64_t seconds, int64_t most)
{
	struct html	*h = &m->h;

	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, said);
	h_close(h);
	h_el(h, "td", "num", figure_span(&m->f, seconds - seconds % 60));
	h_open(h, "td");
	h_attr(h, "class", "drawn");
	h_open(h, "svg");
	h_attr(h, "class", "cause");
	h_attrf(h, "viewBox", "0 0 %d 16", BAR_UNITS);
	h_attr(h, "preserveAspectRatio", "none");
	h_attr(h, "aria-hidden", "true");
	h_attr(h, "focusable", "false");
	h_open(h, "path");
	h_attrf(h, "d", "M0 0h%.4gv16H0z", (double)BAR_UNITS * (double)seconds / (double)most);
	h_close(h);
	h_close(h);
	h_close(h);
	h_close(h);
}

static void
cause_rows(struct making *m, const json_t *by)
{
	int64_t	 most = 1;
	bool	 is_shown[CAUSES_MAX] = { false };

	for (size_t i = 0; i < N_ELEMENTS(causes); i++)
		if (field_int(by, causes[i].code) > most)
			most = field_int(by, causes[i].code);
	for (size_t turn_ = 0; turn_ < N_ELEMENTS(causes); turn_++) {
		size_t	 best = N_ELEMENTS(causes);

		for (size_t i = 0; i < N_ELEMENTS(causes); i++)
			if (!is_shown[i] && field_int(by, causes[i].code) > 0 &&
			    (best == N_ELEMENTS(causes) ||
			    field_int(by, causes[i].code) > field_int(by, causes[best].code)))
				best = i;
		if (best == N_ELEMENTS(causes))
			return;
		is_shown[best] = true;
		cause_row(m, _(causes[best].said), field_int(by, causes[best].code), most);
	}
}

static void
cause_head(struct html *h, const char *text, const char *class)
{
	h_open(h, "th");
	h_attr(h, "scope", "col");
	if (class != NULL)
		h_attr(h, "class", class);
	h_text(h, text);
	h_close(h);
}

static void
cause_table(struct making *m)
{
	struct html	*h = &m->h;
	const json_t	*line = link_of(json_object_get(m->report, "total"));
	int64_t		 down = field_int(line, "down_s");

	h_open(h, "section");
	h_attr(h, "aria-labelledby", "causes");
	h_open(h, "h2");
	h_attr(h, "id", "causes");
	h_text(h, _("What caused the outages"));
	h_close(h);
	h_open(h, "p");
	if (down == 0)
		h_text(h, _("No outage in opening time was measured in these months."));
	else
		h_textf(h, _("Outages took %s of opening time in these months."),
		    figure_span(&m->f, down - down % 60));
	h_close(h);
	if (down > 0) {
		h_open(h, "table");
		h_attr(h, "class", "list causes-table");
		h_open(h, "thead");
		h_open(h, "tr");
		cause_head(h, _("Cause"), NULL);
		cause_head(h, _("Opening time lost"), "num");
		cause_head(h, _("To scale"), "drawn");
		h_close(h);
		h_close(h);
		h_open(h, "tbody");
		cause_rows(m, json_object_get(line, "by_responsibility"));
		h_close(h);
		h_close(h);
	}
	h_close(h);
}

bool
report_make_months(const json_t *answer, const struct form_wish *wish, struct buf *out,
    struct err *err)
{
	struct making	 m = { .wish = wish, .report = answer };
	struct buf	 html;

	(void)err;
	buf_adds(out, "{}\n");
	if (json_array_size(json_object_get(answer, "sites")) == 0) {
		h_el(&m.h, "p", "muted", _("No point is watched yet"));
	} else {
		table(&m);
		cause_table(&m);
	}
	html = h_take(&m.h);
	buf_add(out, buf_str(&html), html.len);
	buf_done(&html);
	return true;
}
