/* page_reports.c - "/reports": which reports can be read, the last months, what was frozen. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/figure.h"
#include "model/civil.h"
#include "model/field.h"
#include "model/zone.h"

#include "feed.h"
#include "page_reports.h"

#define CHOICE_POINTS	400	/* a list of more helps nobody */
#define FROZEN_MAX	60
#define MONTHS		12
#define WEEKS		6
#define QUARTERS	6
#define YEARS		4

char *
period_said(const struct period *p)
{
	struct figure	 f = { 0 };
	struct date	 first = civil_date(p->first_day);
	char		 month[CIVIL_TEXT_SIZE];

	switch (p->kind) {
	case PERIOD_MONTH:
		civil_text(p->first_day, month);
		month[7] = '\0';
		return xstrdup(figure_month(&f, month));
	case PERIOD_WEEK:
		return xasprintf(_("week %d, %s"), civil_week(p->first_day, NULL),
		    figure_range(&f, p->first_day, p->last_day));
	case PERIOD_QUARTER:
		switch ((first.month - 1) / 3) {
		case 0:
			return xasprintf(_("first quarter of %d"), first.year);
		case 1:
			return xasprintf(_("second quarter of %d"), first.year);
		case 2:
			return xasprintf(_("third quarter of %d"), first.year);
		default:
			return xasprintf(_("fourth quarter of %d"), first.year);
		}
	case PERIOD_YEAR:
		return xasprintf(_("year %d"), first.year);
	default:
		return xstrdup(figure_range(&f, p->first_day, p->last_day));
	}
}

char *
period_of_said(const struct period *p)
{
	static const char *const	 quarters[] = { N_("of the first quarter of %d"),
	    N_("of the second quarter of %d"), N_("of the third quarter of %d"),
	    N_("of the fourth quarter of %d") };
	struct figure			 f = { 0 };
	struct date			 first = civil_date(p->first_day);
	char				*said = period_said(p), *out;
	bool				 is_vowel = lang_is_french() && strchr("ao", said[0]) != NULL;

	if (p->kind == PERIOD_MONTH)
		out = xasprintf(is_vowel ? "d\xe2\x80\x99%s" : _("of %s"), said);
	else if (p->kind == PERIOD_WEEK)
		out = xasprintf(_("of week %d, %s"), civil_week(p->first_day, NULL),
		    figure_range(&f, p->first_day, p->last_day));
	else if (p->kind == PERIOD_QUARTER)
		out = xasprintf(_(quarters[(first.month - 1) / 3]), first.year);
	else if (p->kind == PERIOD_YEAR)
		out = xasprintf(_("of the year %d"), first.year);
	else if (p->first_day == p->last_day)
		out = xasprintf(_("of the day of %s"), figure_date(&f, p->first_day));
	else
		out = xstrdup(said);
	free(said);
	return out;
}

/* Choosing. */

static void
option(struct html *h, const char *value, const char *text, bool is_chosen)
{
	h_open(h, "option");
	h_attr(h, "value", value);
	if (is_chosen)
		h_flag(h, "selected");
	h_text(h, text);
	h_close(h);
}

/* The latest published version for the whole network; 0 = none. */
static long long
published(const json_t *rows, const char *period)
{
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t	*row = json_array_get(rows, i);

		if (strcmp(field_str(row, "period"), period) == 0 &&
		    strcmp(field_str(row, "scope"), "network") == 0 &&
		    json_is_true(json_object_get(row, "is_latest")))
			return json_integer_value(json_object_get(row, "version"));
	}
	return 0;
}

static void
option_group(struct html *h, struct page *p, const struct reports_page *r, const char *label,
    enum period_kind kind, unsigned n, unsigned chosen)
{
	struct period	 period = period_of(kind, zone_day(p->setup->zone, p->say.now));

	h_open(h, "optgroup");
	h_attr(h, "label", label);
	for (unsigned i = 0; i < n; i++, period = period_before(&period)) {
		char		*said = period_said(&period), *text;
		long long	 version = published(r->frozen, period.label);

		text = version == 0 ? xstrdup(said) :
		    xasprintf(_("%s (published, version %lld)"), said, version);
		option(h, period.label, text, i == chosen);
		free(text);
		free(said);
	}
	h_close(h);
}

static void
label(struct html *h, const char *id, const char *text)
{
	h_open(h, "label");
	h_attr(h, "for", id);
	h_text(h, text);
	h_close(h);
}

/* The network or one of its points. */
static void
scope_field(struct html *h, struct page *p, const char *id, const char *chosen)
{
	h_open(h, "div");
	label(h, id, _("For"));
	h_open(h, "select");
	h_attr(h, "id", id);
	h_attr(h, "name", "scope");
	option(h, "", _("The whole network"), chosen[0] == '\0');
	for (size_t i = 0; p->snap != NULL && i < p->snap->n_sites; i++) {
		const struct site	*site = &p->snap->sites[i];
		bool			 is_chosen = strcmp(site->id, chosen) == 0;

		if (p->snap->n_sites <= CHOICE_POINTS || is_chosen)
			option(h, site->id, site->name, is_chosen);
	}
	h_close(h);
	h_close(h);
}

void
report_form_begin(struct html *h, const struct page *p, const char *action)
{
	h_open(h, "form");
	h_attr(h, "class", "choice");
	h_attr(h, "method", "get");
	h_attr(h, "action", action);
	if (p->is_lang_asked) {
		h_open(h, "input");
		h_attr(h, "type", "hidden");
		h_attr(h, "name", "lang");
		h_attr(h, "value", p->lang);
		h_close(h);
	}
}

static void
form_end(struct html *h)
{
	h_open(h, "button");
	h_attr(h, "type", "submit");
	h_text(h, _("See the report"));
	h_close(h);
	h_close(h);
}

static void
day_field(struct html *h, const char *id, const char *name, const char *text, int32_t day,
    int32_t today)
{
	char	 value[CIVIL_TEXT_SIZE], max[CIVIL_TEXT_SIZE];

	h_open(h, "div");
	label(h, id, text);
	h_open(h, "input");
	h_attr(h, "type", "date");
	h_attr(h, "id", id);
	h_attr(h, "name", name);
	h_attr(h, "value", civil_text(day, value));
	h_attr(h, "max", civil_text(today, max));
	h_flag(h, "required");
	h_close(h);
	h_close(h);
}

static void
choice(struct html *h, struct page *p, const struct reports_page *r)
{
	int32_t	 today = zone_day(p->setup->zone, p->say.now);

	h_open(h, "section");
	h_attr(h, "aria-labelledby", "choose");
	h_open(h, "h2");
	h_attr(h, "id", "choose");
	h_text(h, _("Choose a report"));
	h_close(h);
	if (r->problem != NULL) {
		h_open(h, "p");
		h_attr(h, "class", "banner trouble");
		h_attr(h, "role", "alert");
		h_text(h, r->problem);
		h_close(h);
	}
	report_form_begin(h, p, "/reports");
	h_open(h, "div");
	label(h, "period", _("Period"));
	h_open(h, "select");
	h_attr(h, "id", "period");
	h_attr(h, "name", "period");
	option_group(h, p, r, _("Months"), PERIOD_MONTH, MONTHS + 1, 1);
	option_group(h, p, r, _("Quarters"), PERIOD_QUARTER, QUARTERS, QUARTERS);
	option_group(h, p, r, _("Years"), PERIOD_YEAR, YEARS, YEARS);
	option_group(h, p, r, _("Weeks"), PERIOD_WEEK, WEEKS, WEEKS);
	h_close(h);
	h_close(h);
	scope_field(h, p, "scope-1", r->scope);
	form_end(h);
	h_el(h, "p", "muted", _("Or between two dates, both included:"));
	report_form_begin(h, p, "/reports");
	day_field(h, "from", "from", _("From the"), today - 29, today);
	day_field(h, "to", "to", _("To the"), today, today);
	scope_field(h, p, "scope-2", r->scope);
	form_end(h);
	h_close(h);
}

/* What was frozen. */

static const char *
scope_said(const struct page *p, const char *scope)
{
	const struct site	*site = p->snap != NULL ? snapshot_site(p->snap, scope) : NULL;

	if (strcmp(scope, "network") == 0)
		return _("The whole network");
	return site != NULL ? site->name : scope;
}

static void
frozen_row(struct html *h, struct page *p, const json_t *row)
{
	const char	*scope = field_str(row, "scope"), *sha = field_str(row, "sha256");
	bool		 is_network = strcmp(scope, "network") == 0;
	struct period	 period;
	struct wall	 at;
	char		*said;

	if (!period_parse(field_str(row, "period"), &period, NULL))
		return;
	said = period_said(&period);
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_open(h, "a");
	page_href(h, p, "/reports/%s%s%s", period.label, is_network ? "" : "/",
	    is_network ? "" : scope);
	h_text(h, said);
	h_close(h);
	h_close(h);
	h_el(h, "td", NULL, scope_said(p, scope));
	h_open(h, "td");
	h_textf(h, _("version %lld"),
	    (long long)json_integer_value(json_object_get(row, "version")));
	h_close(h);
	h_open(h, "td");
	if (wall_parse(field_str(row, "at"), &at))
		page_time(h, p, at, say_stamp(&p->say, at));
	h_close(h);
	h_open(h, "td");
	h_open(h, "a");
	page_href(h, p, "/reports/verify?sha256=%s", sha);
	h_open(h, "code");
	h_textf(h, "%.12s\xe2\x80\xa6", sha);
	h_close(h);
	h_close(h);
	h_close(h);
	h_close(h);
	free(said);
}

static void
column(struct html *h, const char *name)
{
	h_open(h, "th");
	h_attr(h, "scope", "col");
	h_text(h, name);
	h_close(h);
}

static size_t
n_latest(const json_t *rows)
{
	size_t	 n = 0;

	for (size_t i = 0; i < json_array_size(rows); i++)
		n += json_is_true(json_object_get(json_array_get(rows, i), "is_latest"));
	return n;
}

static void
frozen_table(struct html *h, struct page *p, const json_t *rows)
{
	size_t	 shown = 0;

	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "region");
	h_attr(h, "aria-label", _("Published reports, as a table"));
	h_open(h, "table");
	h_attr(h, "class", "list");
	h_open(h, "thead");
	h_open(h, "tr");
	column(h, _("Period"));
	column(h, _("For"));
	column(h, _("Version"));
	column(h, _("Frozen on"));
	column(h, _("Imprint"));
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	for (size_t i = 0; i < json_array_size(rows) && shown < FROZEN_MAX; i++) {
		const json_t	*row = json_array_get(rows, i);

		if (!json_is_true(json_object_get(row, "is_latest")))
			continue;
		frozen_row(h, p, row);
		shown++;
	}
	h_close(h);
	h_close(h);
	h_close(h);
}

static void
frozen(struct html *h, struct page *p, const struct reports_page *r)
{
	h_open(h, "section");
	h_attr(h, "aria-labelledby", "frozen");
	h_open(h, "h2");
	h_attr(h, "id", "frozen");
	h_text(h, _("Published reports"));
	h_close(h);
	h_el(h, "p", NULL, _("A published report is frozen: its figures never change. If facts that "
	    "were learnt later correct it, a new version says why."));
	if (r->frozen == NULL)
		h_el(h, "p", "muted", _("vigie cannot say at present which have been published."));
	else if (n_latest(r->frozen) == 0)
		h_el(h, "p", "muted", _("None has been published yet."));
	else
		frozen_table(h, p, r->frozen);
	h_open(h, "p");
	page_link(h, p, "/reports/verify", _("Verify a report on paper"));
	h_close(h);
	h_close(h);
}

static void
months(struct html *h, struct page *p, const struct reports_page *r)
{
	if (r->months.text != NULL) {
		h_raw(h, r->months.text, r->months.len);
		return;
	}
	h_open(h, "section");
	h_attr(h, "aria-labelledby", "months");
	h_open(h, "h2");
	h_attr(h, "id", "months");
	h_text(h, _("Month by month"));
	h_close(h);
	if (r->is_away) {
		h_el(h, "p", "muted", _("vigie cannot count at present. Please come back in a moment."));
	} else {
		h_open(h, "p");
		h_text(h, _("The last twelve months are being counted; that takes some seconds. "));
		page_link(h, p, p->self, _("Look again"));
		h_close(h);
	}
	h_close(h);
}

struct buf
page_reports(struct page *p, const struct reports_page *r)
{
	struct html	 h = { 0 };

	page_begin(&h, p, _("Reports"));
	h_el(&h, "h1", NULL, _("Reports"));
	h_el(&h, "p", "lead", _("How much of their opening time the points had Internet access, and "
	    "why not when they had none."));
	if (r->problem != NULL || r->scope[0] != '\0') {
		choice(&h, p, r);
		months(&h, p, r);
	} else {
		months(&h, p, r);
		choice(&h, p, r);
	}
	frozen(&h, p, r);
	return page_end(&h, p);
}
