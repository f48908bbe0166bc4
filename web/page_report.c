/* page_report.c - one report on its page, while it is being made, and whether a paper is one of ours. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/field.h"
#include "model/zone.h"

#include "feed.h"
#include "page_reports.h"

static const struct {
	const char	*form, *said;
} files[] = {
	{ "pdf", N_("PDF, to print") }, { "xlsx", N_("Spreadsheet (XLSX)") }, { "csv", N_("CSV") },
	{ "json", N_("JSON") },
};

static bool
is_network(const char *scope)
{
	return strcmp(scope, "network") == 0;
}

/* href of a report; `form` is ".pdf" or "". */
static void
report_href(struct html *h, struct page *p, const char *period, const char *scope, const char *form,
    const char *version)
{
	page_href(h, p, "/reports/%s%s%s%s%s%s", period, is_network(scope) ? "" : "/",
	    is_network(scope) ? "" : scope, form, version[0] != '\0' ? "?version=" : "", version);
}

static void
report_link(struct html *h, struct page *p, const struct report_page *r, const char *version,
    const char *text)
{
	h_open(h, "a");
	report_href(h, p, r->period->label, r->scope, "", version);
	h_text(h, text);
	h_close(h);
}

static void
crumb(struct html *h, struct page *p)
{
	h_open(h, "p");
	h_attr(h, "class", "crumb");
	page_link(h, p, "/reports", _("\xe2\x86\x90 All reports"));
	h_close(h);
}

/* What it stands on. */

static void
frozen_words(struct html *h, struct page *p, const struct report_page *r)
{
	h_open(h, "strong");
	h_textf(h, _("Published report, version %u"), r->meta.version);
	h_close(h);
	h_text(h, _(", frozen "));
	page_time(h, p, r->meta.frozen, say_when(&p->say, r->meta.frozen));
	h_text(h, ". ");
	if (r->meta.latest > r->meta.version) {
		h_textf(h, _("Version %u has replaced it: "), r->meta.latest);
		report_link(h, p, r, "", _("see the one in force"));
		h_text(h, ". ");
	}
	switch (r->other) {
	case OTHER_SAME:
		h_text(h, _("What is known today gives the same figures."));
		break;
	case OTHER_DIFFERENT:
		h_text(h, _("Facts recorded since then change its figures: "));
		report_link(h, p, r, "now", _("see what is counted today, which is provisional"));
		h_text(h, ".");
		break;
	default:
		report_link(h, p, r, "now", _("Count it again with what is known today"));
	}
	h_text(h, " ");
	h_open(h, "a");
	page_href(h, p, "/reports/verify?sha256=%s", r->meta.sha256);
	h_text(h, _("Verify its imprint"));
	h_close(h);
}

static void
counted_words(struct html *h, struct page *p, const struct report_page *r)
{
	h_el(h, "strong", NULL, _("Provisional count"));
	h_text(h, r->other == OTHER_SAME ? _(": it gives the figures of the published report. ") :
	    _(": it is not the published report, and its figures may change. "));
	report_link(h, p, r, "", _("See the published report"));
	h_text(h, ".");
}

static void
standing(struct html *h, struct page *p, const struct report_page *r)
{
	bool	 is_frozen = r->meta.version != 0;

	if (!is_frozen && r->other_version == 0)
		return;
	h_open(h, "p");
	h_attr(h, "class", is_frozen ? "banner published" : "banner provisional");
	if (is_frozen)
		frozen_words(h, p, r);
	else
		counted_words(h, p, r);
	h_close(h);
}

/* The ways on. */

static void
neighbour(struct html *h, struct page *p, const struct report_page *r, const struct period *to,
    bool is_after)
{
	char	*said = period_said(to);

	h_open(h, "li");
	h_open(h, "a");
	report_href(h, p, to->label, r->scope, "", "");
	h_textf(h, "%s%s%s", is_after ? "" : "\xe2\x86\x90 ", said, is_after ? " \xe2\x86\x92" : "");
	h_close(h);
	h_close(h);
	free(said);
}

static void
ways(struct html *h, struct page *p, const struct report_page *r)
{
	struct period	 before = period_before(r->period), after = period_after(r->period);
	int32_t		 today = zone_day(p->setup->zone, p->say.now);

	h_open(h, "nav");
	h_attr(h, "class", "ways");
	h_attr(h, "aria-label", _("Other reports"));
	h_open(h, "ul");
	h_open(h, "li");
	page_link(h, p, "/reports", _("All reports"));
	h_close(h);
	neighbour(h, p, r, &before, false);
	if (after.first_day <= today)
		neighbour(h, p, r, &after, true);
	if (!is_network(r->scope)) {
		h_open(h, "li");
		h_open(h, "a");
		report_href(h, p, r->period->label, "network", "", "");
		h_text(h, _("The whole network"));
		h_close(h);
		h_close(h);
	}
	if (r->meta.is_site && p->snap != NULL && snapshot_site(p->snap, r->scope) != NULL) {
		h_open(h, "li");
		h_open(h, "a");
		page_href(h, p, "/sites/%s", r->scope);
		h_text(h, _("How the point is now"));
		h_close(h);
		h_close(h);
	}
	h_close(h);
	h_close(h);
}

static void
file_links(struct html *h, struct page *p, const struct report_page *r)
{
	h_open(h, "nav");
	h_attr(h, "class", "ways files");
	h_attr(h, "aria-label", _("The same report as a file"));
	h_open(h, "ul");
	h_el(h, "li", "muted", _("As a file:"));
	for (size_t i = 0; i < N_ELEMENTS(files); i++) {
		char	*suffix = xasprintf(".%s", files[i].form);

		h_open(h, "li");
		h_open(h, "a");
		report_href(h, p, r->period->label, r->scope, suffix, r->version);
		h_text(h, _(files[i].said));
		h_close(h);
		h_close(h);
		free(suffix);
	}
	h_close(h);
	h_close(h);
}

static char *
title_of(const struct page *p, const struct period *period, const char *scope, const char *name)
{
	const struct site	*site = p->snap != NULL ? snapshot_site(p->snap, scope) : NULL;
	char			*said = period_of_said(period), *title;

	if (site != NULL)
		name = site->name;
	if (is_network(scope))
		title = xasprintf(_("Report %s"), said);
	else
		title = xasprintf(_("Report %s, %s"), said, name);
	free(said);
	return title;
}

struct buf
page_report(struct page *p, const struct report_page *r)
{
	struct html	 h = { 0 };
	char		*title = title_of(p, r->period, r->scope, r->meta.scope_name);

	p->style = "report.css";
	page_begin(&h, p, title);
	ways(&h, p, r);
	file_links(&h, p, r);
	standing(&h, p, r);
	h_open(&h, "div");
	h_attr(&h, "class", "report");
	h_raw(&h, r->body.text, r->body.len);
	h_close(&h);
	free(title);
	return page_end(&h, p);
}

struct buf
page_report_later(struct page *p, const struct period *period, const char *scope, bool is_busy)
{
	struct html	 h = { 0 };
	char		*title = title_of(p, period, scope, scope);

	page_begin(&h, p, title);
	crumb(&h, p);
	h_el(&h, "h1", NULL, title);
	if (is_busy) {
		h_el(&h, "p", "lead", _("Many reports are being made at this moment."));
		h_el(&h, "p", NULL, _("This one has not been begun. Please come back in a minute."));
	} else {
		h_el(&h, "p", "lead", _("This report is being made."));
		h_el(&h, "p", NULL, _("A month takes less than a second, a year of a large network some "
		    "ten seconds. It goes on without you: you may come back at any time."));
	}
	h_open(&h, "p");
	h_open(&h, "a");
	h_attr(&h, "class", "button");
	page_href(&h, p, "%s", p->self);
	h_text(&h, _("Look again"));
	h_close(&h);
	h_close(&h);
	free(title);
	return page_end(&h, p);
}

/* Is this paper ours? */

static void
imprint(struct html *h, struct page *p, const char *sha256)
{
	h_open(h, "p");
	h_attr(h, "class", "muted imprint");
	h_text(h, _("Imprint (SHA-256): "));
	h_open(h, "a");
	page_href(h, p, "/reports/verify?sha256=%s", sha256);
	h_open(h, "code");
	h_text(h, sha256);
	h_close(h);
	h_close(h);
	h_close(h);
}

static void
found_one(struct html *h, struct page *p, const json_t *row)
{
	const char		*scope = field_str(row, "scope");
	long long		 version = json_integer_value(json_object_get(row, "version"));
	const struct site	*site = p->snap != NULL ? snapshot_site(p->snap, scope) : NULL;
	struct period		 period;
	struct wall		 at = { 0 };
	char			*of, *number;

	if (!period_parse(field_str(row, "period"), &period, NULL))
		return;
	wall_parse(field_str(row, "at"), &at);
	of = period_of_said(&period);
	number = xasprintf("%lld", version);
	h_open(h, "p");
	h_attr(h, "class", "lead found");
	page_shape(h, STATE_UP);
	h_textf(h, " %s", _("This document is "));
	h_open(h, "a");
	report_href(h, p, period.label, scope, "", number);
	h_textf(h, _("version %lld of the report %s"), version, of);
	if (!is_network(scope))
		h_textf(h, ", %s", site != NULL ? site->name : scope);
	h_close(h);
	h_text(h, _(", frozen "));
	page_time(h, p, at, say_when(&p->say, at));
	h_text(h, ".");
	h_close(h);
	free(of);
	free(number);
	if (!json_is_true(json_object_get(row, "is_latest"))) {
		h_open(h, "p");
		h_text(h, _("It was corrected since: a later version is in force. "));
		h_open(h, "a");
		report_href(h, p, period.label, scope, "", "");
		h_text(h, _("See the one in force"));
		h_close(h);
		h_close(h);
	}
	imprint(h, p, field_str(row, "sha256"));
}

static void
verdict(struct html *h, struct page *p, const json_t *found)
{
	const json_t	*rows = json_object_get(found, "found");

	h_open(h, "section");
	h_attr(h, "aria-label", _("Answer"));
	if (json_array_size(rows) == 0) {
		h_open(h, "p");
		h_attr(h, "class", "lead found");
		page_shape(h, STATE_DOWN);
		h_textf(h, " %s", _("No published report bears this imprint."));
		h_close(h);
		h_el(h, "p", NULL, _("A letter may have been misread; else the document is not as it was "
		    "published, or was never published here."));
	}
	for (size_t i = 0; i < json_array_size(rows); i++)
		found_one(h, p, json_array_get(rows, i));
	h_close(h);
}

static void
verify_form(struct html *h, struct page *p, const char *asked, const char *problem)
{
	report_form_begin(h, p, "/reports/verify");
	h_open(h, "div");
	h_attr(h, "class", "long");
	h_open(h, "label");
	h_attr(h, "for", "sha256");
	h_text(h, _("Imprint printed on the document"));
	h_close(h);
	h_open(h, "input");
	h_attr(h, "type", "text");
	h_attr(h, "id", "sha256");
	h_attr(h, "name", "sha256");
	h_attr(h, "value", asked);
	h_attr(h, "maxlength", "200");
	h_attr(h, "autocomplete", "off");
	h_attr(h, "spellcheck", "false");
	h_attr(h, "aria-describedby", "sha256-help");
	if (problem != NULL)
		h_attr(h, "aria-invalid", "true");
	h_close(h);
	h_close(h);
	h_open(h, "button");
	h_attr(h, "type", "submit");
	h_text(h, _("Verify"));
	h_close(h);
	h_close(h);
	h_open(h, "p");
	h_attr(h, "id", "sha256-help");
	h_attr(h, "class", "muted");
	h_text(h, _("64 signs, from 0 to 9 and a to f; the first eight or more are enough, spaces do not "
	    "count."));
	h_close(h);
}

struct buf
page_verify(struct page *p, const char *asked, const json_t *found, const char *problem)
{
	struct html	 h = { 0 };

	page_begin(&h, p, _("Verify a report"));
	crumb(&h, p);
	h_el(&h, "h1", NULL, _("Verify a report"));
	h_el(&h, "p", NULL, _("Each published report bears an imprint of its figures. It tells whether a "
	    "document in your hands is the one that was published."));
	if (problem != NULL) {
		h_open(&h, "p");
		h_attr(&h, "class", "banner trouble");
		h_attr(&h, "role", "alert");
		h_text(&h, problem);
		h_close(&h);
	}
	if (found != NULL)
		verdict(&h, p, found);
	verify_form(&h, p, asked, problem);
	return page_end(&h, p);
}
