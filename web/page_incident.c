/* page_incident.c - "/incidents" and "/incidents/N": what happened, and when vigie knew. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "feed.h"
#include "kinds.h"
#include "page.h"

#define LIST_SITES_MAX	3

static const char *
what(const struct incident *inc)
{
	return strcmp(inc->kind, "group") == 0 && inc->title[0] != '\0' ? inc->title :
	    kind_said(inc->kind);
}

static enum state
state_of(const struct incident *inc)
{
	return inc->restored.ms != 0 ? STATE_UP : (enum state)kind_state(inc->kind);
}

static const char *
verdict(const struct incident *inc)
{
	return inc->closed.ms != 0 ? _("Closed by a technician") : inc->restored.ms != 0 ?
	    _("Works again") : _("Going on");
}

static void
site_link(struct html *h, struct page *p, const char *id)
{
	const struct site	*site = p->snap != NULL ? snapshot_site(p->snap, id) : NULL;

	if (site == NULL) {
		h_text(h, id);
		return;
	}
	h_open(h, "a");
	page_href(h, p, "/sites/%s", id);
	h_text(h, site->name);
	h_close(h);
}

static void
sites(struct html *h, struct page *p, const struct incident *inc, size_t max)
{
	for (size_t i = 0; i < inc->n_sites && i < max; i++) {
		if (i > 0)
			h_text(h, ", ");
		site_link(h, p, inc->sites[i]);
	}
	if (inc->n_sites > max)
		h_textf(h, ngettext(" and %zu other", " and %zu others", inc->n_sites - max),
		    inc->n_sites - max);
}

/* The list. */

static void
row(struct html *h, struct page *p, const struct incident *inc)
{
	struct wall	 end = inc->restored.ms != 0 ? inc->restored : p->say.now;

	h_open(h, "li");
	h_open(h, "div");
	h_open(h, "span");
	h_attrf(h, "class", "state s-%s", state_name(state_of(inc)));
	page_shape(h, state_of(inc));
	h_text(h, " ");
	h_el(h, "span", NULL, verdict(inc));
	h_close(h);
	h_close(h);
	h_open(h, "div");
	h_attr(h, "class", "who");
	h_open(h, "a");
	page_href(h, p, "/incidents/%lld", (long long)inc->id);
	h_text(h, what(inc));
	h_close(h);
	h_open(h, "span");
	sites(h, p, inc, LIST_SITES_MAX);
	h_close(h);
	h_close(h);
	h_open(h, "div");
	h_attr(h, "class", "since");
	page_time(h, p, inc->opened, say_stamp(&p->say, inc->opened));
	h_close(h);
	h_open(h, "div");
	h_attr(h, "class", "since");
	h_textf(h, inc->restored.ms != 0 ? _("lasted %s") : _("for %s"),
	    say_duration(&p->say, wall_sub(end, inc->opened) / SEC_MS));
	h_close(h);
	h_close(h);
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
list_rows(struct html *h, struct page *p, const struct incident *list, size_t n)
{
	h_open(h, "ul");
	h_attr(h, "class", "points incidents");
	for (size_t i = 0; i < n; i++)
		if (list[i].parent == 0)
			row(h, p, &list[i]);
	h_close(h);
}

static void
older(struct html *h, struct page *p, const struct incident *last, bool only_open, const char *site)
{
	char	 until[WALL_TEXT_SIZE];

	wall_text(last->opened, until);
	h_open(h, "p");
	h_attr(h, "class", "pages");
	h_open(h, "a");
	page_href(h, p, "/incidents?until=%s%s%s%s", until, only_open ? "&open=true" : "",
	    site != NULL ? "&site=" : "", site != NULL ? site : "");
	h_text(h, _("Older incidents"));
	h_close(h);
	h_close(h);
}

struct buf
page_incidents(struct page *p, const struct incident *list, size_t n, bool only_open,
    const char *site, bool has_older)
{
	struct html	 h = { 0 };

	page_begin(&h, p, _("Incidents"));
	h_el(&h, "h1", NULL, only_open ? _("Open incidents") : _("Incidents"));
	if (site != NULL) {
		h_open(&h, "p");
		h_text(&h, _("Point: "));
		site_link(&h, p, site);
		h_close(&h);
	}
	h_open(&h, "p");
	if (only_open || site != NULL)
		page_link(&h, p, "/incidents", _("All incidents"));
	else
		page_link(&h, p, "/incidents?open=true", _("Only those going on"));
	h_close(&h);
	if (n == 0)
		h_el(&h, "p", "muted", _("No incident."));
	else
		list_rows(&h, p, list, n);
	if (n > 0 && has_older)
		older(&h, p, &list[n - 1], only_open, site);
	return page_end(&h, p);
}

/* One incident. */

/* The day is said where it is another than that of the beginning. */
static void
moment(struct html *h, struct page *p, const struct incident *inc, struct wall t)
{
	bool	 is_same_day = zone_day(p->say.zone, t) == zone_day(p->say.zone, inc->opened);

	h_open(h, "td");
	if (t.ms != 0)
		page_time(h, p, t, is_same_day ? say_clock(&p->say, t) : say_stamp(&p->say, t));
	else
		h_text(h, "\xe2\x80\x93");
	h_close(h);
}

static void
step(struct html *h, struct page *p, const struct incident *inc, const char *text,
    struct wall happened, struct wall known)
{
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, text);
	h_close(h);
	moment(h, p, inc, happened);
	moment(h, p, inc, known);
	h_close(h);
}

/* When vigie knew of something that the incident says happened at another time. */
static struct wall
known(const struct incident *inc, const char *type, struct wall other)
{
	for (size_t i = inc->n_events; i-- > 0;)
		if (strcmp(inc->events[i].type, type) == 0)
			return inc->events[i].at;
	return other;
}

static void
time_line(struct html *h, struct page *p, const struct incident *inc)
{
	h_open(h, "h2");
	h_attr(h, "id", "course");
	h_text(h, _("What happened, and when vigie knew"));
	h_close(h);
	h_open(h, "p");
	page_time(h, p, inc->opened,
	    say_day(&p->say, zone_day(p->say.zone, inc->opened)));
	h_close(h);
	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "region");
	h_attr(h, "aria-labelledby", "course");
	h_open(h, "table");
	h_attr(h, "class", "list course");
	h_open(h, "thead");
	h_open(h, "tr");
	column(h, _("Step"), NULL);
	column(h, _("Happened"), NULL);
	column(h, _("Known"), NULL);
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	step(h, p, inc, _("First failure"), inc->opened, inc->confirmed);
	for (size_t i = 0; i < inc->n_events; i++) {
		const struct incident_event	*e = &inc->events[i];
		const char			*said = event_said(e->type);

		if (said == NULL || strcmp(e->type, "opened") == 0 || strcmp(e->type, "restored") == 0)
			continue;
		step(h, p, inc, said, e->at, e->at);
	}
	if (inc->restored.ms != 0)
		step(h, p, inc, _("It works again"), inc->restored,
		    known(inc, "restored", inc->restored));
	h_close(h);
	h_close(h);
	h_close(h);
}

static void
children(struct html *h, struct page *p, const struct incident *inc)
{
	unsigned	 n = 0;

	for (size_t i = 0; p->snap != NULL && i < p->snap->n_incidents; i++) {
		const struct incident	*child = &p->snap->incidents[i];

		if (child->parent != inc->id)
			continue;
		if (n++ == 0) {
			h_el(h, "h2", NULL, _("Outages that belong to it"));
			h_open(h, "ul");
			h_attr(h, "class", "plain");
		}
		h_open(h, "li");
		h_open(h, "a");
		page_href(h, p, "/incidents/%lld", (long long)child->id);
		h_text(h, kind_said(child->kind));
		h_close(h);
		h_text(h, " \xe2\x80\x93 ");
		sites(h, p, child, LIST_SITES_MAX);
		h_close(h);
	}
	if (n > 0)
		h_close(h);
}

static void
summary(struct html *h, struct page *p, const struct incident *inc)
{
	const char	*who = responsibility_said(inc->responsibility);
	struct wall	 end = inc->restored.ms != 0 ? inc->restored : p->say.now;

	h_open(h, "p");
	h_attr(h, "class", "lead");
	if (inc->restored.ms != 0) {
		h_textf(h, _("It lasted %s: it began "),
		    say_duration(&p->say, wall_sub(end, inc->opened) / SEC_MS));
		page_time(h, p, inc->opened, say_when(&p->say, inc->opened));
		h_text(h, _(" and ended "));
		page_time(h, p, inc->restored, say_when(&p->say, inc->restored));
		h_text(h, ".");
	} else {
		h_text(h, _("It has been going on "));
		page_time(h, p, inc->opened, say_since(&p->say, inc->opened));
		h_textf(h, " (%s).", say_duration(&p->say, wall_sub(end, inc->opened) / SEC_MS));
	}
	h_close(h);
	if (who != NULL)
		h_el(h, "p", NULL, who);
	if (inc->restored.ms != 0 && inc->closed.ms == 0)
		h_el(h, "p", "muted",
		    _("It works again; a technician has not yet said that it is mended."));
}

struct buf
page_incident(struct page *p, const struct incident *inc)
{
	struct html	 h = { 0 };
	struct buf	 title = { 0 };

	buf_addf(&title, _("Incident %lld: %s"), (long long)inc->id, what(inc));
	page_begin(&h, p, buf_str(&title));
	buf_done(&title);
	h_open(&h, "div");
	h_attr(&h, "class", "headline");
	page_shape(&h, state_of(inc));
	h_open(&h, "div");
	h_el(&h, "h1", NULL, what(inc));
	h_open(&h, "p");
	h_attr(&h, "class", "muted");
	h_textf(&h, _("Incident %lld"), (long long)inc->id);
	h_textf(&h, " \xc2\xb7 %s", verdict(inc));
	h_close(&h);
	h_close(&h);
	h_close(&h);
	summary(&h, p, inc);
	if (inc->n_sites > 0) {
		h_open(&h, "p");
		h_text(&h, ngettext("Point: ", "Points: ", inc->n_sites));
		sites(&h, p, inc, 100);
		h_close(&h);
	}
	if (inc->parent != 0) {
		h_open(&h, "p");
		h_open(&h, "a");
		page_href(&h, p, "/incidents/%lld", (long long)inc->parent);
		h_text(&h, _("It belongs to a wider outage"));
		h_close(&h);
		h_close(&h);
	}
	time_line(&h, p, inc);
	children(&h, p, inc);
	return page_end(&h, p);
}
