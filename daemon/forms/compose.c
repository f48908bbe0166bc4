/* compose.c - see compose.h: the first page and the end */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "model/field.h"
#include "model/zone.h"

#define DASH		" \xe2\x80\x93 "
#define DAYS_SHOWN	100	/* longer periods are shown by month alone */

void
compose_table(struct compose *c)
{
	if (c->grid.n_rows > 0)
		c->paper->kind->table(c->paper, &c->grid);
	grid_done(&c->grid);
}

void
compose_text(struct compose *c, enum paper_tone tone, const char *fmt, ...)
{
	struct buf	 b = { 0 };
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	if (b.len > 0)
		c->paper->kind->text(c->paper, tone, b.s);
	buf_done(&b);
}

/* The period. */

static void
put_label(struct compose *c, struct buf *out)
{
	const char *label = field_str(c->report, "period.label"),
	           *kind = field_str(c->report, "period.kind");
	int		 year = 0, n = 0;

	if (strcmp(kind, "month") == 0)
		buf_adds(out, figure_month(&c->f, label));
	else if (strcmp(kind, "week") == 0 && sscanf(label, "%4d-W%2d", &year, &n) == 2)
		buf_addf(out, _("week %d of %d"), n, year);
	else if (strcmp(kind, "quarter") == 0 && sscanf(label, "%4d-Q%1d", &year, &n) == 2)
		buf_addf(out, _("quarter %d of %d"), n, year);
	else if (strcmp(kind, "year") == 0)
		buf_addf(out, _("year %s"), label);
}

void
compose_period(struct compose *c, struct buf *out)
{
	int32_t	 first, last;

	put_label(c, out);
	if (field_day(c->report, "period.first_day", &first) &&
	    field_day(c->report, "period.last_day", &last))
		buf_addf(out, "%s%s", out->len > 0 ? ", " : "", figure_range(&c->f, first, last));
	else if (out->len == 0)
		buf_adds(out, field_str(c->report, "period.label"));
}

static bool
is_running(const struct compose *c)
{
	struct wall until = field_time(c->report, "period.until"),
	            to = field_time(c->report, "period.to");

	return until.ms != 0 && until.ms < to.ms;
}

static bool
is_future(const struct compose *c)
{
	return is_running(c) && field_time(c->report, "period.until").ms <=
	    field_time(c->report, "period.from").ms;
}

/* Frozen or not, and how to verify it. */

static void
put_frozen(struct compose *c, const json_t *frozen)
{
	const char	*sha256 = field_str(frozen, "sha256"), *url = field_str(c->report, "url"),
			*reason = field_str(frozen, "reason");
	char		*verify;

	if (field_has(frozen, "at"))
		compose_text(c, TONE_STATUS, _("Frozen report, version %d, on %s."),
		    (int)field_int(frozen, "version"),
		    figure_moment(&c->f, field_time(frozen, "at")));
	else
		compose_text(c, TONE_STATUS, _("Frozen report, version %d."),
		    (int)field_int(frozen, "version"));
	if (reason[0] != '\0')
		compose_text(c, TONE_STATUS, _("Why this version: %s"), reason);
	compose_text(c, TONE_MUTED, _("SHA-256 of its figures: %s"), sha256);
	if (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0) {
		verify = xasprintf("%.*s/reports/verify?sha256=%s", (int)strlen(url) -
		    (url[strlen(url) - 1] == '/'), url, sha256);
		c->paper->kind->link(
		    c->paper, _("To verify that it is the one that was published:"), verify);
		free(verify);
	} else
		compose_text(c, TONE_MUTED,
		    _("To verify that it is the one that was published: vigie reports "
		      "verify %s"),
		    sha256);
}

static void
put_status(struct compose *c)
{
	const json_t	*frozen = field_get(c->report, "frozen");

	if (json_is_object(frozen))
		put_frozen(c, frozen);
	else
		compose_text(c, TONE_STATUS, _("Provisional, not frozen: made on %s."),
		    figure_moment(&c->f, field_time(c->report, "generated")));
	if (is_future(c))
		compose_text(c, TONE_STATUS, "%s", _("The period has not begun yet."));
	else if (is_running(c))
		compose_text(c, TONE_STATUS, _("The period is still running: figures as of %s."),
		    figure_moment(&c->f, field_time(c->report, "period.until")));
}

/* Three sentences. */

static void
sentence_access(struct compose *c, const json_t *link)
{
	const char	*note = field_str(link, "note");
	const char	*required = figure_span(&c->f, field_int(link, "required_s"));
	const char	*measured = figure_span(&c->f, line_measured(link));

	if (is_future(c))
		compose_text(c, TONE_LEAD, "%s", _("Nothing could be measured yet: there is no rate."));
	else if (strcmp(note, "not_applicable") == 0)
		compose_text(c, TONE_LEAD, "%s",
		    _("No opening time was required in this period: there is "
		      "nothing to measure, and no rate."));
	else if (strcmp(note, "not_measured") == 0)
		compose_text(c, TONE_LEAD,
		    _("None of the %s of required opening time could be measured: "
		      "there is no rate."),
		    required);
	else if (strcmp(note, "too_short") == 0)
		compose_text(c, TONE_LEAD,
		    _("Only %s of opening time were measured, of %s required: too "
		      "little for a rate, which takes ten hours."),
		    measured, required);
	else if (field_has(link, "availability"))
		compose_text(c, TONE_LEAD,
		    _("Internet access worked for %s of the opening time measured: %s "
		      "of %s."),
		    line_rate(c, link), figure_span(&c->f, field_int(link, "up_s")), measured);
}

/* The responsibility that has most of the time down. */
static const char *
worst(const json_t *line, int64_t *seconds)
{
	const char	*key, *name = NULL;
	json_t		*value;

	*seconds = 0;
	json_object_foreach((json_t *)(uintptr_t)field_get(line, "by_responsibility"), key, value)
		if (json_integer_value(value) > *seconds) {
			*seconds = json_integer_value(value);
			name = key;
		}
	return name;
}

static void
sentence_outages(struct compose *c, const json_t *link)
{
	int64_t		 n = field_int(link, "outages"), most;
	const char *cause = worst(link, &most),
	           *down = figure_span(&c->f, field_int(link, "down_s"));

	if (line_measured(link) <= 0)
		return;
	if (n == 0 || field_int(link, "down_s") == 0)
		compose_text(c, TONE_LEAD, "%s",
		    _("No outage was found during the opening hours measured."));
	else if (n == 1)
		compose_text(c, TONE_LEAD, _("One outage took %s of opening time; cause: %s."),
		    down, cause != NULL ? line_blamed(cause) : "\xe2\x80\x93");
	else
		compose_text(c, TONE_LEAD,
		    _("%s outages took %s of opening time, the longest %s; first "
		      "cause: %s (%s)."),
		    figure_count(&c->f, n), down, figure_span(&c->f, field_int(link, "longest_s")),
		    cause != NULL ? line_blamed(cause) : "\xe2\x80\x93", figure_span(&c->f, most));
}

/* "98,00 %" of the target; with the hours it is a share of. */
static void
put_target(struct compose *c, struct buf *out)
{
	const json_t	*sites = field_get(c->report, "sites"), *one = json_array_get(sites, 0);
	bool		 is_site = strcmp(field_str(c->report, "scope_kind"), "site") == 0;
	const char	*target = figure_percent(&c->f, field_str(is_site && field_has(one, "target_pct") ?
			    one : c->report, "target_pct"));
	int64_t		 under = field_int(c->report, "under_target.sites"),
			 of = field_int(c->report, "under_target.of");

	if (field_str(c->report, "target_pct")[0] == '\0')
		return;
	if (is_site) {
		if (json_is_true(field_get(one, "target_met")))
			buf_addf(out, _("The target, %s of the hours measured, is met"), target);
		else if (json_is_false(field_get(one, "target_met")))
			buf_addf(
			    out, _("The target, %s of the hours measured, is not met"), target);
		else
			buf_addf(out,
			    _("Without a rate the target, %s of the hours measured, cannot be "
			      "judged"),
			    target);
	} else if (of == 0)
		buf_addf(out,
		    _("No point has a rate to hold against the target, %s of the hours measured"),
		    target);
	else if (under == 0)
		buf_addf(out,
		    ngettext("The point that has a rate meets the target, %s of the hours measured",
		        "All %2$s points that have a rate meet the target, %1$s of the hours "
		        "measured",
		        (unsigned long)of),
		    target, figure_count(&c->f, of));
	else
		buf_addf(out,
		    ngettext("%s point of %s is under the target, %s of the hours measured",
		        "%s points of %s are under the target, %s of the hours measured",
		        (unsigned long)under),
		    figure_count(&c->f, under), figure_count(&c->f, of), target);
}

/* How many half-days the public lost; what was not measured is not said to be good. */
static void
put_halves(struct compose *c, struct buf *out, const json_t *halves)
{
	int64_t		 lost = field_int(halves, "lost"), open = field_int(halves, "open"),
			 unsure = field_int(halves, "unknown");
	const char	*n_open = figure_count(&c->f, open), *n_unsure = figure_count(&c->f, unsure);

	if (lost == 0 && unsure == 0)
		buf_addf(out, _("no half-day of opening was lost, of %s"), n_open);
	else if (unsure == open)
		buf_addf(out, ngettext("the %s half-day of opening was too little measured to say whether it was lost",
		    "the %s half-days of opening were too little measured to say whether any was lost",
		    (unsigned long)open), n_open);
	else if (lost == 0)
		buf_addf(out, ngettext("of %s half-days of opening none was found lost, but %s was too little measured to say",
		    "of %s half-days of opening none was found lost, but %s were too little measured to say",
		    (unsigned long)unsure), n_open, n_unsure);
	else
		buf_addf(out, ngettext("%s half-day of opening was lost, of %s",
		    "%s half-days of opening were lost, of %s", (unsigned long)lost),
		    figure_count(&c->f, lost), n_open);
	if (lost > 0 && unsure > 0)
		buf_addf(out, ngettext(", and %s more was too little measured to say",
		    ", and %s more were too little measured to say", (unsigned long)unsure), n_unsure);
}

static void
sentence_target(struct compose *c)
{
	const json_t	*total = field_get(c->report, "half_days");
	struct buf	 b = { 0 };

	put_target(c, &b);
	if (field_int(total, "open") > 0) {
		if (b.len > 0)
			buf_adds(&b, lang_is_french() ? "\xc2\xa0; " : "; ");
		put_halves(c, &b, total);
	}
	if (b.len > 0) {
		buf_addc(&b, '.');
		compose_text(c, TONE_LEAD, "%s", b.s);
	}
	buf_done(&b);
}

/* Three figures, one picture. */

static char *
beneath(struct compose *c, const json_t *line)
{
	if (field_has(line, "availability"))
		return xasprintf(_("%s working of %s measured%s%s"),
		    figure_span(&c->f, field_int(line, "up_s")),
		    figure_span(&c->f, line_measured(line)), line_note(line)[0] != '\0' ? DASH : "",
		    line_note(line));
	return xasprintf(_("%s measured of %s required"), figure_span(&c->f, line_measured(line)),
	    figure_span(&c->f, field_int(line, "required_s")));
}

static void
put_figures(struct compose *c, const json_t *link, const json_t *convention)
{
	char *under_link = beneath(c, link), *under_convention = beneath(c, convention);
	struct paper_figure	 figures[] = {
		{ _("Internet access available"), line_rate(c, link), under_link },
		{ _("Convention met"), line_rate(c, convention), under_convention },
		{ _("Share measured"), field_has(link, "coverage") ?
		    figure_percent(&c->f, field_str(link, "coverage")) : line_rate(c, link), NULL },
	};
	char *measured =
	    xasprintf(_("%s measured of %s required"), figure_span(&c->f, line_measured(link)),
	        figure_span(&c->f, field_int(link, "required_s")));

	figures[2].beneath = measured;
	c->paper->kind->figures(c->paper, figures, N_ELEMENTS(figures));
	free(under_link);
	free(under_convention);
	free(measured);
}

static void
put_picture(struct compose *c, const json_t *link)
{
	struct paper_bar bars[] = {
	    {_("Working"), NULL, field_int(link, "up_s"), PAPER_UP},
	    {_("Down"), NULL, field_int(link, "down_s"), PAPER_DOWN},
	    {_("Not measured"), NULL, field_int(link, "unknown_s"), PAPER_UNKNOWN},
	    {_("Announced maintenance"), NULL, field_int(link, "maintenance_s"), PAPER_MAINTENANCE},
	};
	struct paper_bars	 picture = { .title = _("How the opening time was spent"),
		.label_head = _("State"), .value_head = _("Opening time"), .bars = bars,
		.n = N_ELEMENTS(bars) };

	if (line_causes_bars(c, link, _("Why Internet access was down, in opening time")))
		return;
	for (size_t i = 0; i < N_ELEMENTS(bars); i++)
		bars[i].said = figure_span(&c->f, bars[i].value);
	if (field_int(link, "open_s") > 0)
		c->paper->kind->bars(c->paper, &picture);
}

/* Days and months. */

static void
put_days(struct compose *c, const json_t *days)
{
	size_t			 n = json_array_size(days), i;
	struct paper_day	*list = xcalloc(n, sizeof(*list));
	char			(*labels)[16] = xcalloc(n, sizeof(*labels));
	struct paper_days picture = {.title = _("Day by day: Internet access in opening time"),
	    .description = _("One bar for each day; its height is the opening time."),
	    .days = list,
	    .n = n};
	const struct grid_column columns[] = {
		{ _("Day"), false }, { _("Open"), true }, { _("Announced maintenance"), true },
		{ _("Not measured"), true }, { _("Down"), true },
	};
	int32_t			 first = 0;
	const json_t		*day;

	field_day(c->report, "period.first_day", &first);
	grid_start(&c->grid, _("Days on which something was down, not measured or in maintenance"),
	    columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)days, i, day) {
		int64_t	 of[4];

		for (size_t k = 0; k < 4; k++)
			of[k] = json_integer_value(json_array_get(day, k));
		snprintf(labels[i], sizeof(*labels), "%d", civil_date(first + (int32_t)i).day);
		list[i] = (struct paper_day){labels[i], {[PAPER_UP] = of[0] - of[1] - of[2] - of[3],
		                                            [PAPER_MAINTENANCE] = of[1],
		                                            [PAPER_UNKNOWN] = of[2],
		                                            [PAPER_DOWN] = of[3]}};
		if (of[1] + of[2] + of[3] == 0)
			continue;
		grid_add(&c->grid, figure_day(&c->f, first + (int32_t)i));
		for (size_t k = 0; k < 4; k++)
			grid_add(&c->grid, figure_span(&c->f, of[k]));
	}
	c->paper->kind->days(c->paper, &picture);
	compose_table(c);
	free(labels);
	free(list);
}

static void
months_picture(struct compose *c, const json_t *months)
{
	size_t			 n = json_array_size(months), i;
	struct paper_day	*list = xcalloc(n, sizeof(*list));
	char			(*labels)[FIGURE_SIZE] = xcalloc(n, sizeof(*labels));
	struct paper_days picture = {.title = _("Month by month: Internet access in opening time"),
	    .description = _("One bar for each month; its height is the opening time."),
	    .days = list,
	    .n = n};
	const json_t		*month;

	json_array_foreach((json_t *)(uintptr_t)months, i, month) {
		const json_t	*link = field_get(month, "link");

		strlcpy(labels[i], figure_month_short(&c->f, field_str(month, "month")),
		    sizeof(*labels));
		list[i] = (struct paper_day){
		    labels[i], {[PAPER_UP] = field_int(link, "up_s"),
		                   [PAPER_DOWN] = field_int(link, "down_s"),
		                   [PAPER_UNKNOWN] = field_int(link, "unknown_s"),
		                   [PAPER_MAINTENANCE] = field_int(link, "maintenance_s")}};
	}
	c->paper->kind->days(c->paper, &picture);
	free(labels);
	free(list);
}

static void
put_months(struct compose *c, const json_t *months)
{
	size_t			 i;
	const json_t		*month;
	const struct grid_column columns[] = {
		{ _("Month"), false }, { _("Internet access"), true }, { _("Convention"), true },
		{ _("Outages"), true }, { _("Time down"), true },
	};

	months_picture(c, months);
	grid_start(&c->grid, _("Month by month"), columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)months, i, month) {
		const json_t	*link = field_get(month, "link");

		grid_add(&c->grid, figure_month(&c->f, field_str(month, "month")));
		line_rate_cell(c, link);
		line_rate_cell(c, field_get(month, "convention"));
		grid_add(&c->grid, figure_count(&c->f, field_int(link, "outages")));
		grid_add(&c->grid, figure_span(&c->f, field_int(link, "down_s")));
	}
	compose_table(c);
}

void
compose_course(struct compose *c, const json_t *owner)
{
	const json_t	*days = field_get(owner, "days"), *months = field_get(owner, "months");

	if (json_array_size(months) > 0)
		put_months(c, months);
	if (json_array_size(days) > 1 && json_array_size(days) <= DAYS_SHOWN)
		put_days(c, days);
}

/* The whole. */

static void
put_method(struct compose *c)
{
	const char	*hash = field_str(c->report, "journal.hash");

	c->paper->kind->heading(c->paper, 2, _("How it was counted"), "method");
	compose_text(c, TONE_PLAIN, "%s",
	    _("The rate is computed over the declared opening hours of the "
	      "access point alone (public holidays and declared closures left out). Maintenance "
	      "announced "
	      "before its start is taken away from the required time. Power cuts and outages of "
	      "the operator "
	      "count as unavailability and are shown apart. Time that was not measured counts "
	      "neither as "
	      "available nor as unavailable; the lower and upper bounds show its effect. "
	      "Resolution of "
	      "measurement: 1 minute; a shorter cut may escape it. Rates are truncated to two "
	      "decimals. "
	      "Groupings add durations, never percentages. No individual data on staff or users is "
	      "collected."));
	compose_text(c, TONE_MUTED, "%s",
	    _("Rates are shares of the hours measured (required less not "
	      "measured); the share measured and both bounds are shares of the hours required."));
	compose_text(
	    c, TONE_MUTED, _("Times are those of %s."), field_str(c->report, "period.timezone"));
	if (hash[0] != '\0')
		compose_text(c, TONE_MUTED,
		    _("Made from the journal up to record %s, fingerprint %s."),
		    figure_count(&c->f, field_int(c->report, "journal.seq")), hash);
}

/* Whom to ask. */
static void
put_contact(struct compose *c)
{
	const char	*phone = field_str(c->report, "phone"), *url = field_str(c->report, "url");

	if (phone[0] != '\0' && url[0] != '\0')
		compose_text(c, TONE_MUTED, _("A question about this report: %s, %s"), phone, url);
	else if (phone[0] != '\0')
		compose_text(c, TONE_MUTED, _("A question about this report: %s"), phone);
	compose_text(c, TONE_MUTED, "%s",
	    _("How these figures are counted is said at the end; everything "
	      "they rest on follows."));
}

static void
put_title(struct compose *c)
{
	const char *network = field_str(c->report, "network_name"),
	           *scope = field_str(c->report, "scope_name");
	struct buf		 period = { 0 }, title = { 0 };
	struct paper_title t = {.language = lang_get(), .made = field_time(c->report, "generated")};

	if (network[0] == '\0')
		network = field_str(c->report, "network");
	compose_period(c, &period);
	buf_adds(&title, _("Availability report"));
	if (scope[0] != '\0' && strcmp(field_str(c->report, "scope_kind"), "network") != 0)
		buf_addf(&title, "%s%s", DASH, scope);
	t.network = network;
	t.title = title.s;
	t.subtitle = buf_str(&period);
	if (period.len > 0 && period.s[0] >= 'a' && period.s[0] <= 'z')
		period.s[0] = (char)(period.s[0] - 'a' + 'A');
	c->paper->kind->begin(c->paper, &t);
	buf_done(&title);
	buf_done(&period);
}

static void
put_front(struct compose *c)
{
	const json_t	*link = field_get(c->report, "total.link"),
			*convention = field_get(c->report, "total.convention");

	put_title(c);
	put_status(c);
	sentence_access(c, link);
	sentence_outages(c, link);
	sentence_target(c);
	put_figures(c, link, convention);
	put_picture(c, link);
	put_contact(c);
}

void
compose(struct paper *paper, const json_t *report)
{
	struct compose	 c = { .paper = paper, .report = report };
	struct zone	*zone = zone_load(field_str(report, "period.timezone"), NULL);
	const json_t	*sites = field_get(report, "sites"), *site;
	bool		 is_site = strcmp(field_str(report, "scope_kind"), "site") == 0;
	size_t		 i;

	c.f.zone = zone;
	put_front(&c);
	paper->kind->leaf(paper);
	changes_put(&c);
	if (!is_site)
		annex_put(&c);
	if (is_site || paper->with_points)
		json_array_foreach((json_t *)(uintptr_t)sites, i, site)
			point_put(&c, site);
	put_method(&c);
	paper->kind->end(paper);
	zone_free(zone);
}

void
compose_gist(struct paper *paper, const json_t *report)
{
	struct compose	 c = { .paper = paper, .report = report };
	struct zone	*zone = zone_load(field_str(report, "period.timezone"), NULL);
	const json_t	*link = field_get(report, "total.link");

	c.f.zone = zone;
	put_title(&c);
	sentence_access(&c, link);
	sentence_outages(&c, link);
	sentence_target(&c);
	put_status(&c);
	zone_free(zone);
}
