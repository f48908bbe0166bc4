/* xlsx_sheets.c - see xlsx.h: what stands on each sheet */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "forms/xlsx.h"
#include "model/field.h"
#include "model/zone.h"

static const char *const	 lines[] = { "link", "convention" };
static const char *const causes[] = {"operator", "power", "sivu", "site", "partner", "unknown"};

/* The columns of one line's figures, and their cells. */
#define LINE_COLUMNS                                                                               \
	{_("Declared opening"), 11}, {_("Announced maintenance, taken away"), 12},                 \
	    {_("Required time"), 11}, {_("Not measured"), 11}, {_("Measured time"), 11},           \
	    {_("Down"), 11}, {_("Working"), 11},                                                   \
	    {_("Availability found, of the time measured"), 12},                                   \
	    {_("Share measured, of the time required"), 12},                                       \
	    {_("Lower bound, of the time required"), 12},                                          \
	    {_("Upper bound, of the time required"), 12}, {_("Note"), 18}, {_("Outages"), 9},      \
	{                                                                                          \
		_("Longest"), 11                                                                   \
	}

static void
line_cells(struct sheet *s, const json_t *line)
{
	cell_span(s, line, "open_s");
	cell_span(s, line, "maintenance_s");
	cell_span(s, line, "required_s");
	cell_span(s, line, "unknown_s");
	cell_seconds(s, line_measured(line));
	cell_span(s, line, "down_s");
	cell_span(s, line, "up_s");
	cell_percent(s, line, "availability");
	cell_percent(s, line, "coverage");
	cell_percent(s, line, "min");
	cell_percent(s, line, "max");
	cell_text(s, line_note(line));
	cell_count(s, line, "outages");
	cell_span(s, line, "longest_s");
}

static void
delay_cells(struct sheet *s, const json_t *d)
{
	cell_count(s, d, "n");
	cell_span(s, d, "mean_s");
	cell_span(s, d, "mean_working_s");
	cell_span(s, d, "longest_working_s");
	cell_count(s, d, "late");
}

/* The report's own words, as on its first page. */

struct summary {
	struct paper	 paper;
	struct sheet	*s;
	bool		 is_method;	/* wanted is what is said at the end, not the first page */
	bool		 is_front, is_end;
};

static void
write_line(struct summary *p, const char *text, lxw_format *format)
{
	char	*clean = field_clean(text, "");

	worksheet_write_string(p->s->worksheet, p->s->row, 0, clean, format);
	sheet_row(p->s);
	free(clean);
}

static void
summary_begin(struct paper *paper, const struct paper_title *t)
{
	struct summary	*p = (struct summary *)paper;

	p->is_front = true;
	if (p->is_method)
		return;
	write_line(p, t->network, NULL);
	write_line(p, t->title, p->s->book->title);
	write_line(p, t->subtitle, NULL);
}

static void
summary_heading(struct paper *paper, int level, const char *text, const char *anchor)
{
	struct summary	*p = (struct summary *)paper;

	(void)level;
	p->is_end = anchor != NULL && strcmp(anchor, "method") == 0;
	if (p->is_method && p->is_end)
		write_line(p, text, p->s->book->title);
}

static void
summary_text(struct paper *paper, enum paper_tone tone, const char *text)
{
	struct summary	*p = (struct summary *)paper;

	(void)tone;
	if (p->is_method ? p->is_end : p->is_front)
		write_line(p, text, p->is_method ? p->s->book->wrap : NULL);
}

static void
summary_link(struct paper *paper, const char *text, const char *url)
{
	summary_text(paper, TONE_MUTED, text);
	summary_text(paper, TONE_MUTED, url);
}

static void
summary_leaf(struct paper *paper)
{
	((struct summary *)paper)->is_front = false;
}

static void
no_figures(struct paper *paper, const struct paper_figure *figures, size_t n)
{
	(void)paper;
	(void)figures;
	(void)n;
}

static void
no_bars(struct paper *paper, const struct paper_bars *bars)
{
	(void)paper;
	(void)bars;
}

static void
no_days(struct paper *paper, const struct paper_days *days)
{
	(void)paper;
	(void)days;
}

static void
no_table(struct paper *paper, const struct grid *grid)
{
	(void)paper;
	(void)grid;
}

static void
no_end(struct paper *paper)
{
	(void)paper;
}

static const struct paper_kind words = {
    .begin = summary_begin,
    .heading = summary_heading,
    .text = summary_text,
    .link = summary_link,
    .figures = no_figures,
    .bars = no_bars,
    .days = no_days,
    .table = no_table,
    .leaf = summary_leaf,
    .end = no_end,
};

static void
figure_row(struct sheet *s, const char *head, const char *key,
    void (*cell)(struct sheet *, const json_t *, const char *))
{
	const json_t	*total = field_get(s->book->report, "total");

	cell_text(s, head);
	cell(s, field_get(total, "link"), key);
	cell(s, field_get(total, "convention"), key);
	sheet_row(s);
}

static void
cause_rows(struct sheet *s)
{
	const json_t	*total = field_get(s->book->report, "total");

	for (size_t i = 0; i < N_ELEMENTS(causes); i++) {
		char	*head = xasprintf(_("Down: %s"), line_responsibility(causes[i]));

		cell_text(s, head);
		for (size_t k = 0; k < N_ELEMENTS(lines); k++)
			cell_seconds(
			    s, field_int(field_get(field_get(total, lines[k]), "by_responsibility"),
			           causes[i]));
		sheet_row(s);
		free(head);
	}
}

void
sheet_summary(struct book *b)
{
	const struct sheet_column columns[] = {
		{ _("Figure"), 48 }, { _("Internet access"), 18 }, { _("Convention"), 18 },
	};
	struct sheet		 s = sheet_bare(b, _("Summary"), columns, N_ELEMENTS(columns));
	struct summary		 p = { .paper = { .kind = &words }, .s = &s };

	compose(&p.paper, b->report);
	sheet_row(&s);
	sheet_heads(&s, columns, N_ELEMENTS(columns));
	figure_row(&s, _("Availability found, of the time measured"), "availability", cell_percent);
	figure_row(&s, _("Share measured, of the time required"), "coverage", cell_percent);
	figure_row(&s, _("Lower bound, of the time required"), "min", cell_percent);
	figure_row(&s, _("Upper bound, of the time required"), "max", cell_percent);
	figure_row(&s, _("Declared opening"), "open_s", cell_span);
	figure_row(&s, _("Announced maintenance, taken away"), "maintenance_s", cell_span);
	figure_row(&s, _("Required time"), "required_s", cell_span);
	figure_row(&s, _("Not measured"), "unknown_s", cell_span);
	cell_text(&s, _("Measured time"));
	cell_seconds(&s, line_measured(field_get(b->report, "total.link")));
	cell_seconds(&s, line_measured(field_get(b->report, "total.convention")));
	sheet_row(&s);
	figure_row(&s, _("Down"), "down_s", cell_span);
	figure_row(&s, _("Working"), "up_s", cell_span);
	figure_row(&s, _("Outages"), "outages", cell_count);
	figure_row(&s, _("Longest"), "longest_s", cell_span);
	cause_rows(&s);
}

void
sheet_points(struct book *b)
{
	const struct sheet_column columns[] = {
	    {_("Point"), 36},
	    {"id", 16},
	    {_("Commune"), 20},
	    {_("Line"), 16},
	    LINE_COLUMNS,
	    {_("Operator"), 11},
	    {_("Electricity"), 11},
	    {_("Network itself"), 11},
	    {_("Access point"), 11},
	    {_("Partner"), 11},
	    {_("Not established"), 11},
	    {_("Target"), 10},
	    {_("Declared each week"), 11},
	    {_("Promised each week"), 11},
	    {_("Half-days open"), 10},
	    {_("Half-days lost"), 10},
	    {_("Half-days too little measured"), 12},
	    {_("GTI: number"), 9},
	    {_("GTI: mean"), 11},
	    {_("GTI: mean, working hours"), 11},
	    {_("GTI: longest, working hours"), 11},
	    {_("GTI: later than promised"), 10},
	    {_("GTR: number"), 9},
	    {_("GTR: mean"), 11},
	    {_("GTR: mean, working hours"), 11},
	    {_("GTR: longest, working hours"), 11},
	    {_("GTR: later than promised"), 10},
	    {_("Video sessions"), 10},
	    {_("of them failed"), 10},
	    {_("Trainings"), 10},
	    {_("Interventions"), 12},
	};
	static const char *const declared[] = {
	    "visio", "visio_failed", "trainings", "interventions"};
	struct sheet		 s = sheet_new(b, _("Points"), columns, N_ELEMENTS(columns));
	const json_t		*site, *device;
	size_t			 i, j;

	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site) {
		const json_t	*met = field_get(site, "target_met");

		for (size_t k = 0; k < N_ELEMENTS(lines); k++) {
			const json_t	*line = field_get(field_get(site, "lines"), lines[k]);

			cell_text(&s, field_str(site, "name"));
			cell_text(&s, field_str(site, "id"));
			cell_text(&s, field_str(site, "commune"));
			cell_text(&s, line_name(lines[k]));
			line_cells(&s, line);
			for (size_t c = 0; c < N_ELEMENTS(causes); c++)
				cell_seconds(
				    &s, field_int(field_get(line, "by_responsibility"), causes[c]));
			cell_text(&s, k > 0 || !json_is_boolean(met) ? ""
			              : json_is_true(met)            ? _("met")
			                                             : _("missed"));
			cell_span(&s, field_get(site, "hours"), "declared_week_s");
			cell_span(&s, field_get(site, "hours"), "min_week_s");
			cell_count(&s, field_get(site, "half_days"), "open");
			cell_count(&s, field_get(site, "half_days"), "lost");
			cell_count(&s, field_get(site, "half_days"), "unknown");
			delay_cells(&s, field_get(site, "delays.intervene"));
			delay_cells(&s, field_get(site, "delays.restore"));
			for (size_t d = 0; d < N_ELEMENTS(declared); d++)
				cell_count(&s, field_get(site, "declared"), declared[d]);
			sheet_row(&s);
		}
		json_array_foreach((json_t *)(uintptr_t)field_get(site, "devices"), j, device) {
			cell_text(&s, field_str(site, "name"));
			cell_text(&s, field_str(site, "id"));
			cell_text(&s, field_str(site, "commune"));
			cell_text(&s, field_str(device, "name"));
			line_cells(&s, field_get(device, "line"));
			sheet_row(&s);
		}
	}
}

void
sheet_outages(struct book *b)
{
	const struct sheet_column columns[] = {
	    {_("Point"), 36},
	    {_("Line"), 16},
	    {_("Incident"), 9},
	    {_("Start"), 19},
	    {_("End"), 19},
	    {_("Opening time lost"), 12},
	    {_("What"), 24},
	    {_("Responsibility"), 18},
	    {_("Ticket"), 16},
	    {_("Confirmed"), 19},
	    {_("Taken in hand"), 19},
	    {_("Restored"), 19},
	    {_("Taken in hand after"), 12},
	    {_("the same, working hours"), 12},
	    {_("Restored after"), 12},
	    {_("the same, working hours"), 12},
	};
	struct sheet		 s = sheet_new(b, _("Outages"), columns, N_ELEMENTS(columns));
	const json_t		*site, *o;
	size_t			 i, k;

	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site)
		json_array_foreach((json_t *)(uintptr_t)field_get(site, "outages"), k, o) {
			cell_text(&s, field_str(site, "name"));
			cell_text(&s, line_name(field_str(o, "line")));
			cell_count(&s, o, "incident");
			cell_time(&s, o, "from");
			cell_time(&s, o, "to");
			cell_span(&s, o, "down_s");
			cell_text(&s, line_kind(field_str(o, "kind")));
			cell_text(&s, line_responsibility(field_str(o, "responsibility")));
			cell_text(&s, field_str(o, "ticket"));
			cell_time(&s, o, "confirmed");
			cell_time(&s, o, "acknowledged");
			cell_time(&s, o, "restored");
			cell_span(&s, o, "intervene_s");
			cell_span(&s, o, "intervene_working_s");
			cell_span(&s, o, "restore_s");
			cell_span(&s, o, "restore_working_s");
			sheet_row(&s);
		}
}

void
sheet_half_days(struct book *b)
{
	const struct sheet_column columns[] = {
	    {_("Point"), 36},
	    {_("Day"), 12},
	    {_("Half-day"), 14},
	    {_("Open"), 11},
	    {_("Lost"), 11},
	};
	struct sheet s = sheet_new(b, _("Half-days lost"), columns, N_ELEMENTS(columns));
	const json_t		*site, *half;
	size_t			 i, k;
	int32_t			 day;

	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site)
	    json_array_foreach((json_t *)(uintptr_t)field_get(site, "half_days.list"), k, half)
	{
		if (!field_day(half, "date", &day))
			continue;
		cell_text(&s, field_str(site, "name"));
		cell_day(&s, day);
		cell_text(
		    &s, strcmp(field_str(half, "half"), "am") == 0 ? _("morning") : _("afternoon"));
		cell_span(&s, half, "open_s");
		cell_span(&s, half, "lost_s");
		sheet_row(&s);
	}
}

void
sheet_unknown(struct book *b)
{
	const struct sheet_column columns[] = {
		{ _("Point"), 36 }, { _("Line"), 16 }, { _("Start"), 19 }, { _("End"), 19 },
		{ _("Not measured"), 12 },
	};
	struct sheet		 s = sheet_new(b, _("Not measured"), columns, N_ELEMENTS(columns));
	const json_t		*site, *span;
	size_t			 i, k;

	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site)
		json_array_foreach((json_t *)(uintptr_t)field_get(site, "unknown"), k, span) {
			cell_text(&s, field_str(site, "name"));
			cell_text(&s, line_name(field_str(span, "line")));
			cell_time(&s, span, "from");
			cell_time(&s, span, "to");
			cell_span(&s, span, "seconds");
			sheet_row(&s);
		}
}

void
sheet_declared(struct book *b)
{
	const struct sheet_column columns[] = {
		{ _("Point"), 36 }, { _("What"), 40 }, { _("Start"), 19 }, { _("End"), 19 },
		{ _("Declared on"), 19 }, { _("Opening time concerned"), 12 }, { _("Hours"), 50 },
	};
	struct sheet		 s = sheet_new(b, _("Declarations"), columns, N_ELEMENTS(columns));
	const json_t		*site, *w;
	size_t			 i, k;

	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site) {
		json_array_foreach((json_t *)(uintptr_t)field_get(site, "windows"), k, w) {
			cell_text(&s, field_str(site, "name"));
			cell_text(&s, line_window(w));
			cell_time(&s, w, "from");
			cell_time(&s, w, "to");
			cell_time(&s, w, "recorded");
			cell_span(&s, w, "seconds");
			sheet_row(&s);
		}
		json_array_foreach((json_t *)(uintptr_t)field_get(site, "hours.versions"), k, w) {
			cell_text(&s, field_str(site, "name"));
			cell_text(&s, _("opening hours"));
			cell_time(&s, w, "from");
			s.column = 6;
			cell_text(&s, field_str(w, "text"));
			sheet_row(&s);
		}
	}
}

/* The rows of one owner's months: a point's, or those of all. */
static void
month_rows(struct sheet *s, const char *name, const json_t *months)
{
	const json_t	*month;
	size_t		 i;
	int32_t		 day;

	json_array_foreach((json_t *)(uintptr_t)months, i, month)
		for (size_t k = 0; k < N_ELEMENTS(lines); k++) {
			char	*first = xasprintf("%.7s-01", field_str(month, "month"));

			cell_text(s, name);
			if (civil_parse(first, &day))
				cell_day(s, day);
			else
				cell_text(s, field_str(month, "month"));
			cell_text(s, line_name(lines[k]));
			line_cells(s, field_get(month, lines[k]));
			sheet_row(s);
			free(first);
		}
}

void
sheet_months(struct book *b)
{
	const struct sheet_column columns[] = {
		{ _("Point"), 36 }, { _("Month"), 12 }, { _("Line"), 16 }, LINE_COLUMNS,
	};
	const json_t		*site;
	struct sheet		 s;
	size_t			 i;

	if (json_array_size(field_get(b->report, "months")) == 0)
		return;
	s = sheet_new(b, _("Months"), columns, N_ELEMENTS(columns));
	month_rows(&s, _("Together"), field_get(b->report, "months"));
	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site)
		month_rows(&s, field_str(site, "name"), field_get(site, "months"));
}

void
sheet_days(struct book *b)
{
	const struct sheet_column columns[] = {
	    {_("Point"), 36},
	    {_("Day"), 12},
	    {_("Open"), 11},
	    {_("Announced maintenance"), 12},
	    {_("Not measured"), 11},
	    {_("Down"), 11},
	};
	struct sheet		 s = sheet_new(b, _("Days"), columns, N_ELEMENTS(columns));
	const json_t		*site, *day;
	size_t			 i, k;
	int32_t			 first;

	if (!field_day(b->report, "period.first_day", &first))
		return;
	json_array_foreach((json_t *)(uintptr_t)field_get(b->report, "sites"), i, site)
		json_array_foreach((json_t *)(uintptr_t)field_get(site, "days"), k, day) {
			if (json_integer_value(json_array_get(day, 0)) == 0)
				continue;	/* closed */
			cell_text(&s, field_str(site, "name"));
			cell_day(&s, first + (int32_t)k);
			for (size_t n = 0; n < 4; n++)
				cell_seconds(&s, json_integer_value(json_array_get(day, n)));
			sheet_row(&s);
		}
}

void
sheet_method(struct book *b)
{
	const struct sheet_column columns[] = { { _("Method"), 110 } };
	struct sheet		 s = sheet_new(b, _("Method"), columns, 1);
	struct summary		 p = { .paper = { .kind = &words }, .s = &s, .is_method = true };

	compose(&p.paper, b->report);
}
