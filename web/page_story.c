/* page_story.c - see page_story.h */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/field.h"
#include "model/zone.h"
#include "paper/seen.h"

#include "feed.h"
#include "kinds.h"
#include "page_story.h"

#define DASH	"\xe2\x80\x93"

const char *
incident_what(const struct incident *inc)
{
	return strcmp(inc->kind, "group") == 0 && inc->title[0] != '\0' ? inc->title :
	    kind_said(inc->kind);
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

void
incident_sites(struct html *h, struct page *p, const struct incident *inc, size_t max)
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

bool
incident_cuts(struct html *h, struct page *p, const struct incident *inc)
{
	struct wall	 end = inc->restored.ms != 0 ? inc->restored : p->say.now;
	unsigned	 n = (unsigned)(inc->flaps + 1) / 2;

	if (strcmp(inc->kind, "flapping") != 0 || n == 0)
		return false;
	h_textf(h, ngettext("%u cut in %s", "%u cuts in %s", n), n,
	    say_duration(&p->say, wall_sub(end, inc->opened) / SEC_MS));
	return true;
}

void
story_opening(struct html *h, const json_t *story)
{
	const json_t	*list = json_object_get(json_object_get(story, "durations"), "opening");
	size_t		 n = json_array_size(list);
	struct buf	 hours = { 0 };
	double		 total = 0;

	for (size_t i = 0; i < n; i++)
		total += field_num(json_array_get(list, i), "seconds");
	seen_hours(&hours, total);
	if (n == 1)
		h_textf(h, _(", of which %s in opening hours"), buf_str(&hours));
	else if (n > 1)
		h_textf(h, _(", that is %s of opening lost over %zu points"), buf_str(&hours), n);
	buf_done(&hours);
}

/* The time line. */

struct step {
	char		*text;		/* owned */
	struct wall	 happened, known;
	const json_t	*evidence;	/* NULL = none */
	size_t		 order;
};

struct steps { struct step *list; size_t n, room; };

static void
add(struct steps *s, const char *text, struct wall happened, struct wall known, const json_t *evidence)
{
	s->list = grow(s->list, s->n, &s->room, sizeof(s->list[0]));
	s->list[s->n] = (struct step){ xstrdup(text), happened, known.ms != 0 ? known : happened,
	    json_is_object(evidence) ? evidence : NULL, s->n };
	s->n++;
}

static int
compare(const void *a, const void *b)
{
	const struct step	*x = a, *y = b;

	if (x->known.ms != y->known.ms)
		return x->known.ms < y->known.ms ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* "The cause is told from the equipment...: power cut" */
static void
add_event(struct steps *s, const struct incident *inc, const struct incident_event *e,
    const json_t *json)
{
	const char	*said = event_said(inc->kind, e->type, e->code);
	struct buf	 text = { 0 };

	if (said == NULL || strcmp(e->type, "opened") == 0 || strcmp(e->type, "told") == 0 ||
	    strcmp(e->code, "change") == 0)
		return;
	buf_adds(&text, said);
	if (strcmp(e->code, "uptime") == 0 && e->kind[0] != '\0')
		buf_addf(&text, _(": %s"), kind_said(e->kind));
	add(s, buf_str(&text), e->at, e->known, json_object_get(json, "evidence"));
	buf_done(&text);
}

static void
collect(struct steps *s, const struct incident *inc, const json_t *story)
{
	const json_t	*events = json_object_get(story, "events");
	bool		 is_told = false;

	add(s, _("First failure"), inc->opened, inc->confirmed, json_object_get(story, "evidence"));
	for (size_t i = 0; i < inc->n_events; i++) {
		const struct incident_event	*e = &inc->events[i];

		add_event(s, inc, e, json_array_get(events, i));
		if (strcmp(e->type, "told") == 0 && !is_told) {
			add(s, event_said(inc->kind, "told", ""), e->at, e->at, NULL);
			is_told = true;
		}
	}
	qsort(s->list, s->n, sizeof(s->list[0]), compare);
}

/* The day is said where it is another than that of the beginning. */
static void
moment(struct html *h, struct page *p, const struct incident *inc, struct wall t)
{
	bool	 is_same_day = zone_day(p->say.zone, t) == zone_day(p->say.zone, inc->opened);

	h_open(h, "td");
	if (t.ms != 0)
		page_time(h, p, t, is_same_day ? say_clock(&p->say, t) : say_stamp(&p->say, t));
	else
		h_text(h, DASH);
	h_close(h);
}

static void
step(struct html *h, struct page *p, const struct incident *inc, const struct step *s)
{
	struct buf	 seen = { 0 };

	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, s->text);
	seen_evidence(&seen, s->evidence);
	if (seen.len > 0) {
		h_open(h, "details");
		h_el(h, "summary", NULL, _("What vigie saw"));
		h_el(h, "p", NULL, seen.s);
		h_close(h);
	}
	h_close(h);
	moment(h, p, inc, s->happened);
	moment(h, p, inc, s->known);
	h_close(h);
	buf_done(&seen);
}

static void
column(struct html *h, const char *name)
{
	h_open(h, "th");
	h_attr(h, "scope", "col");
	h_text(h, name);
	h_close(h);
}

void
story_time_line(struct html *h, struct page *p, const struct incident *inc, const json_t *story)
{
	struct steps	 s = { 0 };

	collect(&s, inc, story);
	h_open(h, "h2");
	h_attr(h, "id", "course");
	h_text(h, _("What happened, and when vigie knew"));
	h_close(h);
	h_open(h, "p");
	page_time(h, p, inc->opened, say_day(&p->say, zone_day(p->say.zone, inc->opened)));
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
	column(h, _("Step"));
	column(h, _("Happened"));
	column(h, _("Known"));
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	for (size_t i = 0; i < s.n; i++) {
		step(h, p, inc, &s.list[i]);
		free(s.list[i].text);
	}
	free(s.list);
	h_close(h);
	h_close(h);
	h_close(h);
}

/* Who was told: never by name. */

static const struct {
	const char	*kind, *role, *one, *many;
} tellings[] = {
	{ "", "technician", N_("a technician told"), N_("%u technicians told") },
	{ "", "animator", N_("the point's animator told"), N_("%u animators told") },
	{ "restored", "technician", N_("a technician told that it works again"),
	    N_("%u technicians told that it works again") },
	{ "restored", "animator", N_("the point's animator told that it works again"),
	    N_("%u animators told that it works again") },
	{ "escalation", "technician", N_("another person told, since nobody had taken charge"),
	    N_("%u other persons told, since nobody had taken charge") },
	{ "reminder", "technician", N_("a technician reminded"), N_("%u technicians reminded") },
	{ "reminder", "animator", N_("the point's animator reminded"), N_("%u animators reminded") },
};

static void
add_who(struct html *h, const char *kind, const char *role, unsigned n)
{
	size_t	 chosen = 0;

	for (size_t i = 0; i < N_ELEMENTS(tellings); i++)
		if (strcmp(tellings[i].role, role) == 0 &&
		    (tellings[i].kind[0] == '\0' || strcmp(tellings[i].kind, kind) == 0))
			chosen = i;
	if (n == 1)
		h_text(h, _(tellings[chosen].one));
	else
		h_textf(h, _(tellings[chosen].many), n);
}

static const char *
channel_said(const char *channel)
{
	return strcmp(channel, "sms") == 0 ? _("by text message") :
	    strcmp(channel, "webhook") == 0 ? _("by an automatic message") : _("by mail");
}

static bool
is_alike(const json_t *a, const json_t *b)
{
	static const char *const	 keys[] = { "kind", "role", "channel", "outcome" };

	for (size_t i = 0; i < N_ELEMENTS(keys); i++)
		if (strcmp(field_str(a, keys[i]), field_str(b, keys[i])) != 0)
			return false;
	return field_time(a, "at").ms / MIN_MS == field_time(b, "at").ms / MIN_MS;
}

/* Those that are alike are one line, where the first of them stands; 0 = said before. */
static unsigned
count_alike(const json_t *list, size_t i)
{
	unsigned	 n = 1;

	for (size_t k = 0; k < json_array_size(list); k++)
		if (k != i && is_alike(json_array_get(list, k), json_array_get(list, i))) {
			if (k < i)
				return 0;
			n++;
		}
	return n;
}

static void
telling(struct html *h, struct page *p, const json_t *told, unsigned n)
{
	const char	*outcome = field_str(told, "outcome");
	struct wall	 at = field_time(told, "at");

	h_open(h, "li");
	add_who(h, field_str(told, "kind"), field_str(told, "role"), n);
	h_text(h, " ");
	page_time(h, p, at, say_when(&p->say, at));
	h_textf(h, " %s", channel_said(field_str(told, "channel")));
	if (strcmp(outcome, "waiting") == 0)
		h_text(h, _(", the message is still on its way"));
	else if (strcmp(outcome, "given_up") == 0)
		h_text(h, _(", the message could not be delivered"));
	h_close(h);
}

void
story_told(struct html *h, struct page *p, const json_t *story)
{
	const json_t	*list = json_object_get(story, "told");

	if (story == NULL)
		return;
	h_el(h, "h2", NULL, _("Who was told"));
	if (json_array_size(list) == 0) {
		h_el(h, "p", "muted", _("Nobody was told of it by a message of its own."));
		return;
	}
	h_open(h, "ul");
	h_attr(h, "class", "told");
	for (size_t i = 0; i < json_array_size(list); i++) {
		unsigned	 n = count_alike(list, i);

		if (n > 0)
			telling(h, p, json_array_get(list, i), n);
	}
	h_close(h);
}

/* What belongs together. */

static void
relative_link(struct html *h, struct page *p, const struct incident *inc)
{
	h_open(h, "a");
	page_href(h, p, "/incidents/%lld", (long long)inc->id);
	h_text(h, incident_what(inc));
	h_close(h);
}

/* The points that the same cause touches, but for the incident's own. */
static void
siblings(struct html *h, struct page *p, const struct incident *cause, const struct incident *inc)
{
	unsigned	 n = 0;

	for (size_t i = 0; i < cause->n_sites; i++) {
		if (inc->n_sites > 0 && strcmp(cause->sites[i], inc->sites[0]) == 0)
			continue;
		if (n++ == 0) {
			h_open(h, "p");
			h_text(h, _("It also touches: "));
		} else {
			h_text(h, ", ");
		}
		site_link(h, p, cause->sites[i]);
	}
	if (n > 0) {
		h_text(h, ".");
		h_close(h);
	}
}

static void
cause(struct html *h, struct page *p, const struct incident *of, const struct incident *inc)
{
	h_open(h, "p");
	h_el(h, "strong", NULL, _("Because of: "));
	relative_link(h, p, of);
	h_text(h, ".");
	h_close(h);
	siblings(h, p, of, inc);
}

void
story_cause(struct html *h, struct page *p, const struct incident *inc, const json_t *story)
{
	const struct incident	*known = inc->parent != 0 && p->snap != NULL ?
				    snapshot_incident(p->snap, inc->parent) : NULL;
	const json_t		*json = json_object_get(story, "cause");
	struct incident		 told;

	if (known != NULL) {
		cause(h, p, known, inc);
	} else if (json_is_object(json)) {
		incident_parse(json, &told);
		cause(h, p, &told, inc);
		incident_done(&told);
	} else if (inc->parent != 0) {
		h_open(h, "p");
		h_open(h, "a");
		page_href(h, p, "/incidents/%lld", (long long)inc->parent);
		h_text(h, _("It belongs to a wider outage"));
		h_close(h);
		h_close(h);
	}
}

static void
child(struct html *h, struct page *p, const struct incident *inc)
{
	h_open(h, "li");
	incident_sites(h, p, inc, 3);
	h_text(h, " " DASH " ");
	relative_link(h, p, inc);
	h_text(h, ", ");
	page_time(h, p, inc->opened, say_when(&p->say, inc->opened));
	if (inc->restored.ms != 0) {
		h_textf(h, "; %s ", _("works again"));
		page_time(h, p, inc->restored, say_when(&p->say, inc->restored));
	}
	h_close(h);
}

static void
waiting(struct html *h, struct page *p, const struct site *site)
{
	h_open(h, "li");
	site_link(h, p, site->id);
	h_text(h, " " DASH " ");
	h_text(h, _("being checked "));
	page_time(h, p, site->suspected, say_since(&p->say, site->suspected));
	h_close(h);
}

/* Those of the story where it is at hand, else of the snapshot; then points that are being checked. */
void
story_children(struct html *h, struct page *p, const struct incident *inc, const json_t *story)
{
	size_t		 n = 0;
	struct incident	*list = story != NULL ?
			    incidents_parse(json_object_get(story, "children"), &n) : NULL;
	bool		 has_any = n > 0;

	for (size_t i = 0; p->snap != NULL && i < p->snap->n_incidents; i++)
		has_any |= p->snap->incidents[i].parent == inc->id;
	for (size_t i = 0; p->snap != NULL && i < p->snap->n_sites; i++)
		has_any |= p->snap->sites[i].suspected_by == inc->id;
	if (has_any) {
		h_el(h, "h2", NULL, _("What it touches"));
		h_open(h, "ul");
		h_attr(h, "class", "plain");
		for (size_t i = 0; i < n; i++)
			child(h, p, &list[i]);
		for (size_t i = 0; list == NULL && p->snap != NULL && i < p->snap->n_incidents; i++)
			if (p->snap->incidents[i].parent == inc->id)
				child(h, p, &p->snap->incidents[i]);
		for (size_t i = 0; p->snap != NULL && i < p->snap->n_sites; i++)
			if (p->snap->sites[i].suspected_by == inc->id)
				waiting(h, p, &p->snap->sites[i]);
		h_close(h);
	}
	if (story != NULL)
		incidents_free(list, n);
}

void
story_before(struct html *h, struct page *p, const json_t *story)
{
	size_t		 n;
	struct incident	*list = incidents_parse(json_object_get(story, "before"), &n);

	if (n > 0) {
		h_el(h, "h2", NULL, _("Earlier at the same place"));
		h_open(h, "ul");
		h_attr(h, "class", "plain");
	}
	for (size_t i = 0; i < n; i++) {
		struct wall	 end = list[i].restored.ms != 0 ? list[i].restored : p->say.now;

		h_open(h, "li");
		relative_link(h, p, &list[i]);
		h_text(h, ", ");
		page_time(h, p, list[i].opened, say_stamp(&p->say, list[i].opened));
		h_textf(h, _(", for %s"), say_duration(&p->say, wall_sub(end, list[i].opened) / SEC_MS));
		h_close(h);
	}
	if (n > 0)
		h_close(h);
	incidents_free(list, n);
}
