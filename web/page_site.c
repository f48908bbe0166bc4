/* page_site.c - "/sites/ID": how a point is, what to try, when it is open, how its line behaves. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "charts.h"
#include "feed.h"
#include "help.h"
#include "kinds.h"
#include "page.h"
#include "page_bars.h"
#include "page_graph.h"
#include "page_planned.h"
#include "page_story.h"

#define CHARTS_MAX	8

static const struct {
	const char	*code, *said;
} link_kinds[] = {
	{ "adsl", "ADSL" }, { "vdsl", "VDSL" }, { "sdsl", "SDSL" }, { "ftth", N_("optical fibre") },
	{ "ftto", N_("dedicated optical fibre") }, { "cable", N_("cable") }, { "4g", "4G" },
	{ "5g", "5G" }, { "satellite", N_("satellite") }, { "radio", N_("radio") },
}, site_kinds[] = {
	{ "ccm", N_("multimedia centre") }, { "papi", N_("public Internet access point") },
	{ "rsp", N_("public services relay") }, { "fs", N_("France services") },
};

static const char *
site_kind_said(const char *code)
{
	for (size_t i = 0; i < N_ELEMENTS(site_kinds); i++)
		if (strcmp(site_kinds[i].code, code) == 0)
			return _(site_kinds[i].said);
	return NULL;
}

static const char *
link_kind_said(const char *code)
{
	for (size_t i = 0; i < N_ELEMENTS(link_kinds); i++)
		if (strcmp(link_kinds[i].code, code) == 0)
			return _(link_kinds[i].said);
	return NULL;
}

/* The open incidents of a point, parents included: the widest cause is the one to tell. */
static const struct incident *
main_incident(const struct page *p, const struct site *site)
{
	const struct incident	*best = NULL, *wider;

	for (size_t i = 0; i < p->snap->n_incidents; i++) {
		const struct incident	*inc = &p->snap->incidents[i];

		if (inc->restored.ms != 0 || inc->closed.ms != 0)
			continue;
		for (size_t k = 0; k < inc->n_sites; k++)
			if (strcmp(inc->sites[k], site->id) == 0 && (best == NULL ||
			    kind_state(inc->kind) == STATE_DOWN))
				best = inc;
	}
	if (best != NULL && best->parent != 0 &&
	    (wider = snapshot_incident(p->snap, best->parent)) != NULL && wider->restored.ms == 0)
		return wider;
	return best;
}

static bool
is_told(const struct incident *inc)
{
	for (size_t i = 0; i < inc->n_events; i++)
		if (strcmp(inc->events[i].type, "told") == 0)
			return true;
	return false;
}

/* "Internet access is down since 9:12, the technicians have been told." */
static void
down_sentence(struct html *h, struct page *p, const struct incident *inc)
{
	if (strcmp(inc->kind, "group") != 0)
		h_text(h, _("Internet access is down "));
	else if (strcmp(inc->responsibility, "operator") == 0)
		h_text(h, _("There is an outage of the operator in your area "));
	else
		h_text(h, _("There is an outage in your area "));
	page_time(h, p, inc->opened, say_since(&p->say, inc->opened));
	h_text(h, inc->acknowledged.ms != 0 ? _(", a technician is on it.") : is_told(inc) ?
	    _(", the technicians have been told.") : _("; vigie has seen it."));
}

static void
link_sentence(struct html *h, const struct site *site)
{
	switch (site->link) {
	case STATE_UP:
		h_text(h, site->on_backup ? _("Internet access works, on its backup line.") :
		    site->state == STATE_DEGRADED && strcmp(site->convention, "non_compliant") == 0 ?
		    _("Internet access works, but too few computers of the point answer.") :
		    _("Internet access works."));
		break;
	case STATE_DEGRADED:
		h_text(h, _("Internet access works, less well than usual."));
		break;
	case STATE_DOWN:
		h_text(h, _("Internet access does not answer."));
		break;
	default:
		h_text(h, _("vigie cannot say at present whether Internet access works."));
	}
}

/* What an animator reads first: one sentence; and what is suspected, with what may be the cause. */
static void
first_sentence(struct html *h, struct page *p, const struct site *site, const struct incident *inc)
{
	const struct incident	*wider = site->suspected_by != 0 ?
				    snapshot_incident(p->snap, site->suspected_by) : NULL;

	h_open(h, "p");
	h_attr(h, "class", "lead");
	if (inc != NULL && kind_state(inc->kind) == STATE_DOWN) {
		down_sentence(h, p, inc);
	} else if (site->suspected.ms != 0) {
		h_text(h, _("Internet access has given no answer "));
		page_time(h, p, site->suspected, say_since(&p->say, site->suspected));
		h_text(h, _("; vigie is checking."));
	} else {
		link_sentence(h, site);
	}
	h_close(h);
	if (wider == NULL)
		return;
	h_open(h, "p");
	h_el(h, "strong", NULL, _("Perhaps because of: "));
	h_open(h, "a");
	page_href(h, p, "/incidents/%lld", (long long)wider->id);
	h_text(h, incident_what(wider));
	h_close(h);
	h_close(h);
}

static void
how_it_is(struct html *h, struct page *p, const struct site *site, const struct incident *inc)
{
	const char	*kind = site_kind_said(site->kind);

	h_el(h, "h1", NULL, site->name);
	h_open(h, "p");
	h_attr(h, "class", "muted");
	h_text(h, site->commune);
	if (kind != NULL)
		h_textf(h, "%s%s", site->commune[0] != '\0' ? " \xc2\xb7 " : "", kind);
	h_close(h);
	h_open(h, "p");
	h_attr(h, "class", "verdict");
	page_state(h, site->state);
	if (site->since.ms != 0) {
		h_text(h, " ");
		page_time(h, p, site->since, say_since(&p->say, site->since));
	}
	h_close(h);
	first_sentence(h, p, site, inc);
}

static void
sheet(struct html *h, struct page *p, const struct incident *inc)
{
	const struct help_sheet	*sheet = help_find(inc->kind, p->lang);

	if (sheet != NULL)
		h_raw(h, sheet->steps, strlen(sheet->steps));
	if (p->setup->phone[0] != '\0') {
		h_open(h, "p");
		h_text(h, _("The network's telephone: "));
		page_phone(h, p, "call");
		h_close(h);
	}
	if (sheet == NULL)
		return;
	h_open(h, "p");
	h_open(h, "a");
	page_href(h, p, "/help/%s", sheet->code);
	h_text(h, _("The whole sheet, to print"));
	h_close(h);
	h_close(h);
}

static void
what_to_do(struct html *h, struct page *p, const struct incident *inc)
{
	h_open(h, "section");
	h_attr(h, "class", "advice");
	h_attr(h, "aria-labelledby", "what");
	h_open(h, "h2");
	h_attr(h, "id", "what");
	h_text(h, _("What to do?"));
	h_close(h);
	h_open(h, "p");
	h_open(h, "strong");
	h_text(h, incident_what(inc));
	h_close(h);
	h_text(h, ", ");
	page_time(h, p, inc->opened, say_since(&p->say, inc->opened));
	h_text(h, ". ");
	h_open(h, "a");
	page_href(h, p, "/incidents/%lld", (long long)inc->id);
	h_text(h, _("What vigie knows of it"));
	h_close(h);
	h_close(h);
	sheet(h, p, inc);
	h_close(h);
}

/* Hours. */

static void
hours_row(struct html *h, struct page *p, const struct day_hours *day, bool is_today)
{
	h_open(h, "tr");
	if (is_today)
		h_attr(h, "class", "today");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, say_day(&p->say, day->day));
	if (is_today)
		h_textf(h, " (%s)", _("today"));
	h_close(h);
	h_open(h, "td");
	page_openings(h, p, day);
	h_close(h);
	h_close(h);
}

static void
open_or_not(struct html *h, struct page *p, const struct site *site)
{
	h_open(h, "p");
	h_text(h, site->is_open ? _("Open now") : _("Closed now"));
	if (site->next_change.ms != 0) {
		h_text(h, site->is_open ? _(", closes ") : _(", opens "));
		page_time(h, p, site->next_change, say_when(&p->say, site->next_change));
	}
	h_text(h, ".");
	h_close(h);
}

static void
hours(struct html *h, struct page *p, const struct site *site, const struct site_detail *d)
{
	h_open(h, "section");
	h_attr(h, "aria-labelledby", "hours");
	h_open(h, "h2");
	h_attr(h, "id", "hours");
	h_text(h, _("Opening hours"));
	h_close(h);
	open_or_not(h, p, site);
	h_open(h, "table");
	h_attr(h, "class", "hours");
	h_open(h, "caption");
	h_attr(h, "class", "unseen");
	h_text(h, _("Opening hours of the next seven days"));
	h_close(h);
	h_open(h, "tbody");
	for (unsigned i = 0; i < d->n_week; i++)
		hours_row(h, p, &d->week[i], i == 0);
	h_close(h);
	h_close(h);
	h_close(h);
}

/* The line. */

static void
fact(struct html *h, const char *name, const char *value)
{
	h_open(h, "div");
	h_el(h, "dt", NULL, name);
	h_el(h, "dd", NULL, value);
	h_close(h);
}

static void
line_facts(struct html *h, struct page *p, const struct site *site)
{
	const char	*kind = link_kind_said(site->link_kind);

	h_open(h, "dl");
	h_attr(h, "class", "facts");
	h_open(h, "div");
	h_el(h, "dt", NULL, _("State of the line"));
	h_open(h, "dd");
	page_state(h, site->link);
	h_close(h);
	h_close(h);
	if (kind != NULL)
		fact(h, _("Kind of line"), kind);
	if (site->down_bps > 0)
		fact(h, _("Rate, down"), say_rate(&p->say, (double)site->down_bps));
	if (site->up_bps > 0)
		fact(h, _("Rate, up"), say_rate(&p->say, (double)site->up_bps));
	if (site->rtt_ms >= 0)
		fact(h, _("Response time"), say_ms(&p->say, site->rtt_ms));
	h_close(h);
}

static void
span_choice(struct html *h, struct page *p, const struct site *site, const struct span *chosen)
{
	h_open(h, "nav");
	h_attr(h, "class", "spans");
	h_attr(h, "aria-label", _("Span of the graphs"));
	h_open(h, "ul");
	for (unsigned i = 0; i < SPANS_N; i++) {
		h_open(h, "li");
		h_open(h, "a");
		page_href(h, p, "/sites/%s?span=%s", site->id, spans[i].id);
		if (&spans[i] == chosen)
			h_attr(h, "aria-current", "true");
		h_text(h, _(spans[i].label));
		h_close(h);
		h_close(h);
	}
	h_close(h);
	h_close(h);
}

static void
chart(struct html *h, struct page *p, const struct site *site, const struct chart *c,
    const struct span *span)
{
	h_open(h, "figure");
	h_open(h, "figcaption");
	h_el(h, "h3", NULL, _(c->title));
	h_close(h);
	page_picture(h, p, site, c, span);
	h_open(h, "p");
	h_open(h, "a");
	page_href(h, p, "/graph/%s/router/%s?span=%s", site->id, c->metric, span->id);
	h_textf(h, _("Figures as a table: %s"), _(c->title));
	h_close(h);
	h_close(h);
	h_open(h, "details");
	h_open(h, "summary");
	h_text(h, _("How to read it"));
	h_close(h);
	h_open(h, "ul");
	for (size_t i = 0; i < N_ELEMENTS(c->legend); i++)
		h_el(h, "li", NULL, _(c->legend[i]));
	h_close(h);
	h_close(h);
	h_close(h);
}

static void
graphs(struct html *h, struct page *p, const struct site *site, const struct site_detail *d,
    const struct span *span)
{
	const struct chart	*list[CHARTS_MAX];
	size_t			 n = charts_of(d, list, CHARTS_MAX);

	h_open(h, "section");
	h_attr(h, "aria-labelledby", "graphs");
	h_open(h, "h2");
	h_attr(h, "id", "graphs");
	h_text(h, _("How the line behaves"));
	h_close(h);
	if (n == 0)
		h_el(h, "p", "muted", _("No figures of the line have been kept yet."));
	else
		span_choice(h, p, site, span);
	h_open(h, "div");
	h_attr(h, "class", "charts");
	for (size_t i = 0; i < n; i++)
		chart(h, p, site, list[i], span);
	h_close(h);
	h_close(h);
}

/* `fmt` takes the point's id. */
static void
way_on(struct html *h, struct page *p, const char *fmt, const struct site *site, const char *text)
{
	h_open(h, "p");
	h_open(h, "a");
	page_href(h, p, fmt, site->id);
	h_text(h, text);
	h_close(h);
	h_close(h);
}

/* The line's facts, and whom to call. */
static void
beside_hours(struct html *h, struct page *p, const struct site *site)
{
	h_open(h, "section");
	h_attr(h, "aria-labelledby", "line");
	h_open(h, "h2");
	h_attr(h, "id", "line");
	h_text(h, _("The line"));
	h_close(h);
	line_facts(h, p, site);
	way_on(h, p, "/incidents?site=%s", site, _("Incidents of this point"));
	way_on(h, p, "/reports?scope=%s", site, _("Reports of this point"));
	way_on(h, p, "/sites/%s/history", site, _("Outages of the line over twelve months, to print"));
	if (p->setup->phone[0] != '\0') {
		h_el(h, "h2", NULL, _("Contact"));
		h_open(h, "p");
		h_text(h, _("The network's telephone: "));
		page_phone(h, p, "call");
		h_close(h);
	}
	h_close(h);
}

struct buf
page_site(struct page *p, const struct site *site, const char *span_id)
{
	const struct incident	*inc = main_incident(p, site);
	const struct span	*span = span_find(span_id);
	struct html		 h = { 0 };
	struct buf		 title = { 0 };
	struct site_detail	 detail;

	site_detail_init(&detail, site);
	buf_adds(&title, site->name);
	buf_addf(&title, _(": %s"), state_said(site->state));
	page_begin(&h, p, buf_str(&title));
	buf_done(&title);
	how_it_is(&h, p, site, inc);
	page_planned_site(&h, p, &detail);
	if (inc != NULL && site->state != STATE_MAINTENANCE)
		what_to_do(&h, p, inc);
	h_open(&h, "div");
	h_attr(&h, "class", "columns");
	hours(&h, p, site, &detail);
	beside_hours(&h, p, site);
	h_close(&h);
	page_bars_site(&h, p, site);
	graphs(&h, p, site, &detail, span != NULL ? span : &spans[1]);
	site_detail_done(&detail);
	return page_end(&h, p);
}
