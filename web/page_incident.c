/* page_incident.c - "/incidents" and "/incidents/N": what happened, and when vigie knew. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "feed.h"
#include "help.h"
#include "kinds.h"
#include "page.h"
#include "page_story.h"

#define LIST_SITES_MAX	3

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
	h_text(h, incident_what(inc));
	h_close(h);
	h_open(h, "span");
	incident_sites(h, p, inc, LIST_SITES_MAX);
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
		incident_sites(&h, p, &(struct incident){ .sites = &site, .n_sites = 1 }, 1);
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

static void
how_long(struct html *h, struct page *p, const struct incident *inc, const json_t *story)
{
	struct wall	 end = inc->restored.ms != 0 ? inc->restored : p->say.now;
	const char	*lasted = say_duration(&p->say, wall_sub(end, inc->opened) / SEC_MS);

	h_open(h, "p");
	h_attr(h, "class", "lead");
	if (inc->restored.ms != 0) {
		h_textf(h, _("It lasted %s"), lasted);
		story_opening(h, story);
		h_text(h, _(": it began "));
		page_time(h, p, inc->opened, say_when(&p->say, inc->opened));
		h_text(h, _(" and ended "));
		page_time(h, p, inc->restored, say_when(&p->say, inc->restored));
	} else {
		h_text(h, _("It has been going on "));
		page_time(h, p, inc->opened, say_since(&p->say, inc->opened));
		h_textf(h, " (%s", lasted);
		story_opening(h, story);
		h_text(h, ")");
	}
	h_text(h, ".");
	h_close(h);
}

static void
summary(struct html *h, struct page *p, const struct incident *inc)
{
	const char	*who = responsibility_said(inc->responsibility);

	h_open(h, "p");
	h_text(h, kind_explained(inc->kind));
	h_textf(h, " %s", who != NULL ? who : _("The cause is not known yet."));
	h_close(h);
	if (strcmp(inc->kind, "flapping") == 0) {
		h_open(h, "p");
		incident_cuts(h, p, inc);
		h_text(h, ".");
		h_close(h);
	}
	if (inc->acknowledged.ms != 0 && inc->restored.ms == 0)
		h_el(h, "p", NULL, _("A technician is on it."));
	if (inc->restored.ms != 0 && inc->closed.ms == 0)
		h_el(h, "p", "muted",
		    _("It works again; a technician has not yet said that it is mended."));
}

static void
headline(struct html *h, const struct incident *inc)
{
	h_open(h, "div");
	h_attr(h, "class", "headline");
	page_shape(h, state_of(inc));
	h_open(h, "div");
	h_el(h, "h1", NULL, incident_what(inc));
	h_open(h, "p");
	h_attr(h, "class", "muted");
	h_textf(h, _("Incident %lld"), (long long)inc->id);
	h_textf(h, " \xc2\xb7 %s", verdict(inc));
	h_close(h);
	h_close(h);
	h_close(h);
}

/* The sheet, and the document for the operator. */
static void
ways_on(struct html *h, struct page *p, const struct incident *inc)
{
	const char	*code = help_code(inc->kind);

	h_open(h, "ul");
	h_attr(h, "class", "onward");
	if (code != NULL) {
		h_open(h, "li");
		h_open(h, "a");
		page_href(h, p, "/help/%s", code);
		h_text(h, _("What to do?"));
		h_close(h);
		h_close(h);
	}
	h_open(h, "li");
	h_open(h, "a");
	page_href(h, p, "/incidents/%lld/evidence", (long long)inc->id);
	h_text(h, _("Document for the operator, to print"));
	h_close(h);
	h_close(h);
	h_close(h);
}

struct buf
page_incident(struct page *p, const struct incident *inc, const json_t *story)
{
	struct html	 h = { 0 };
	struct buf	 title = { 0 };

	buf_addf(&title, _("Incident %lld: %s"), (long long)inc->id, incident_what(inc));
	page_begin(&h, p, buf_str(&title));
	buf_done(&title);
	headline(&h, inc);
	how_long(&h, p, inc, story);
	summary(&h, p, inc);
	if (inc->n_sites > 0) {
		h_open(&h, "p");
		h_text(&h, ngettext("Point: ", "Points: ", inc->n_sites));
		incident_sites(&h, p, inc, 100);
		h_close(&h);
	}
	story_cause(&h, p, inc, story);
	ways_on(&h, p, inc);
	story_time_line(&h, p, inc, story);
	story_children(&h, p, inc, story);
	story_told(&h, p, story);
	story_before(&h, p, story);
	return page_end(&h, p);
}
