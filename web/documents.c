/*
 * documents.c - incidents whole, and the documents made of them: "/incidents/N",
 * "/incidents/N/evidence", "/sites/ID/history", "/help/CODE".
 *
 * The engine is asked for the story, then for the series that belong in the
 * document, one after the other; what cannot be had is left out, and said so there.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"
#include "paper/evidence.h"
#include "paper/paper.h"
#include "report/period.h"

#include "call.h"
#include "feed.h"
#include "help.h"

#define NUMBER_MAX	(INT64_C(1) << 53)
#define STEP		"60"

/* A document under way. */
struct document {
	json_t		*story;
	json_t		*series[EVIDENCE_METRICS];
	unsigned	 next;		/* metric */
	char		 object[64];	/* "alboussiere/router", "" = no series */
	char		 from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE];
};

static void
document_free(void *data)
{
	struct document	*d = data;

	json_decref(d->story);
	for (size_t i = 0; i < EVIDENCE_METRICS; i++)
		json_decref(d->series[i]);
	free(d);
}

static struct document *
document_new(struct call *c)
{
	struct document	*d = xcalloc(1, sizeof(*d));

	c->data = d;
	c->data_free = document_free;
	return d;
}

static const char *
network(const struct call *c)
{
	return feed_setup(c->web->feed)->network_name;
}

/* "/incidents/N" */

static void
show_known(struct call *c)
{
	const struct incident	*inc = snapshot_incident(feed_snapshot(c->web->feed),
				    call_number(c->args[0], NUMBER_MAX));
	struct page		 p;

	if (inc == NULL) {
		call_error(c, 503, NULL);
		return;
	}
	call_page(c, &p);
	call_html(c, page_incident(&p, inc, NULL), true);
}

static void
on_story(struct call *c, const char *type, const void *body, size_t len)
{
	json_t		*json = json_loadb(body, len, 0, NULL);
	struct incident	 inc;
	struct page	 p;

	(void)type;
	incident_parse(json, &inc);
	if (inc.id == 0) {
		call_error(c, 404, NULL);
	} else {
		call_page(c, &p);
		call_html(c, page_incident(&p, &inc, json), true);
	}
	incident_done(&inc);
	json_decref(json);
}

static bool
must_ask(struct call *c)
{
	if (call_number(c->args[0], NUMBER_MAX) == 0) {
		call_error(c, 404, NULL);
		return false;
	}
	if (call_cached(c))
		return false;
	if (feed_snapshot(c->web->feed) == NULL) {
		call_error(c, 503, "no state has been received yet");
		return false;
	}
	return true;
}

void
get_incident_page(struct call *c)
{
	if (!must_ask(c))
		return;
	if (!feed_is_live(c->web->feed))
		show_known(c);
	else
		call_ask_or(c, "story", &(struct msg_pair){ "id", c->args[0] }, 1, on_story, show_known);
}

/* "/incidents/N/evidence" */

static void
show_evidence(struct call *c)
{
	const struct document	*d = c->data;
	struct paper		*paper;
	struct page		 p;
	char			*back = xasprintf("/incidents/%s", c->args[0]);

	call_page(c, &p);
	paper = evidence_paper(d->story, (const json_t *const *)d->series, network(c), p.say.zone,
	    p.say.now);
	call_html(c, page_paper(&p, paper, back), true);
	paper_free(paper);
	free(back);
}

static void	 next_series(struct call *c);

/* The body is NULL when there is none. */
static void
on_series(struct call *c, const char *type, const void *body, size_t len)
{
	struct document	*d = c->data;

	(void)type;
	if (body != NULL)
		d->series[d->next] = json_loadb(body, len, 0, NULL);
	d->next++;
	next_series(c);
}

static bool
has_series(const struct site_detail *site, const char *metric)
{
	for (size_t i = 0; i < site->n_series; i++)
		if (strcmp(site->series[i], metric) == 0)
			return true;
	return false;
}

static void
next_series(struct call *c)
{
	struct document		*d = c->data;
	const char		*id = json_string_value(json_object_get(json_object_get(d->story,
				    "line"), "site"));
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	const struct site	*site = snap != NULL && id != NULL ? snapshot_site(snap, id) : NULL;
	struct site_detail	 detail;

	if (site == NULL) {
		show_evidence(c);
		return;
	}
	site_detail_init(&detail, site);
	while (d->next < EVIDENCE_METRICS && !has_series(&detail, evidence_metrics[d->next]))
		d->next++;
	site_detail_done(&detail);
	if (d->next == EVIDENCE_METRICS) {
		show_evidence(c);
		return;
	}
	snprintf(d->object, sizeof(d->object), "%s/router", id);
	call_ask_any(c, "series", (const struct msg_pair[]){
	    { "object", d->object }, { "metric", evidence_metrics[d->next] }, { "from", d->from },
	    { "to", d->to }, { "step", STEP } }, 5, on_series);
}

static void
on_evidence(struct call *c, const char *type, const void *body, size_t len)
{
	struct document	*d = document_new(c);
	struct wall	 from, to;

	(void)type;
	d->story = json_loadb(body, len, 0, NULL);
	if (json_integer_value(json_object_get(d->story, "id")) == 0) {
		call_error(c, 404, NULL);
		return;
	}
	evidence_span(d->story, wall_now(), &from, &to);
	wall_text(from, d->from);
	wall_text(to, d->to);
	next_series(c);
}

void
get_evidence_page(struct call *c)
{
	if (must_ask(c))
		call_ask(c, "story", &(struct msg_pair){ "id", c->args[0] }, 1, on_evidence);
}

/* "/sites/ID/history" */

static void
on_outages(struct call *c, const char *type, const void *body, size_t len)
{
	struct document	*d = c->data;
	struct paper	*paper;
	struct page	 p;
	char		*back = xasprintf("/sites/%s", c->args[0]);

	(void)type;
	d->story = json_loadb(body, len, 0, NULL);
	call_page(c, &p);
	paper = evidence_history(d->story, network(c), p.say.zone, p.say.now);
	call_html(c, page_paper(&p, paper, back), true);
	paper_free(paper);
	free(back);
}

/* The bounds of "?period=", else the last twelve months; false: the call is ended. */
static bool
want_period(struct call *c, struct document *d)
{
	const struct zone	*zone = feed_setup(c->web->feed)->zone;
	const char		*text = url_value(&c->url, "period");
	int32_t			 today = zone_day(zone, wall_now());
	struct period		 period;
	struct interval		 bounds;
	struct err		 err = { "" };
	char			 first[CIVIL_TEXT_SIZE], last[CIVIL_TEXT_SIZE], days[48];

	lang_set(c->lang);
	if (text == NULL) {
		snprintf(days, sizeof(days), "%s..%s", civil_text(today - 364, first),
		    civil_text(today, last));
		text = days;
	}
	if (!period_parse(text, &period, &err)) {
		call_error(c, 422, err.text);
		return false;
	}
	bounds = period_bounds(&period, zone);
	wall_text(bounds.from, d->from);
	wall_text(bounds.to, d->to);
	return true;
}

void
get_history_page(struct call *c)
{
	struct document	*d = document_new(c);

	if (!want_period(c, d) || call_cached(c))
		return;
	if (feed_snapshot(c->web->feed) == NULL)
		call_error(c, 503, "no state has been received yet");
	else if (snapshot_site(feed_snapshot(c->web->feed), c->args[0]) == NULL)
		call_error(c, 404, NULL);
	else
		call_ask(c, "outages", (const struct msg_pair[]){ { "site", c->args[0] },
		    { "from", d->from }, { "to", d->to } }, 3, on_outages);
}

/* "/help", "/help/CODE" */

void
get_help_page(struct call *c)
{
	const struct help_sheet	*sheet = NULL;
	struct page		 p;

	if (c->args[0] != NULL && (sheet = help_find(c->args[0], c->lang)) == NULL) {
		call_error(c, 404, NULL);
		return;
	}
	if (call_cached(c))
		return;
	call_page(c, &p);
	call_html(c, page_help(&p, sheet), true);
}
