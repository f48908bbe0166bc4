/*
 * feeds.c - what other programs subscribe to: "/feed.atom" and "/sites/ID.atom" (RFC 4287),
 * "/calendar.ics" (RFC 5545), "/badge/ID.svg".
 *
 * Made of the snapshot alone, in the public's words; addresses are whole where the
 * configuration says the network's url, else relative to the server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/html.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "blob.h"
#include "call.h"
#include "feed.h"
#include "kinds.h"
#include "page.h"
#include "page_story.h"

#define TYPE_ATOM	"application/atom+xml; charset=utf-8"
#define TYPE_ICS	"text/calendar; charset=utf-8"
#define TYPE_SVG	"image/svg+xml"
#define CACHE		"public, max-age=60"
#define FOLD		70	/* octets of a calendar's line, a last character more */

static void
send(struct call *c, struct buf *text, const char *type)
{
	struct blob	*blob = blob_take(text);

	call_said(c, blob, type, CACHE);
	blob_unref(blob);
}

static const struct snapshot *
want_snapshot(struct call *c)
{
	const struct snapshot	*snap = feed_snapshot(c->web->feed);

	if (snap == NULL)
		call_error(c, 503, "no state has been received yet");
	return snap;
}

/* "https://vigie.example.org/incidents/12", or the path alone. */
static void
add_url(struct buf *b, const struct page *p, const char *path)
{
	const char	*url = p->setup->url;
	size_t		 len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	buf_add(b, url, len);
	buf_adds(b, path);
}

/* XML. */

/* Escaped, without the characters that XML has no place for. */
static void
xml_text(struct buf *out, const char *text)
{
	char	*clean = xstrdup(text), *to = clean;

	for (const char *from = text; *from != '\0'; from++)
		if ((unsigned char)*from >= ' ' || *from == '\n' || *from == '\t')
			*to++ = *from;
	*to = '\0';
	html_escape(out, clean);
	free(clean);
}

static void
xml_el(struct buf *out, const char *tag, const char *text)
{
	buf_addf(out, "<%s>", tag);
	xml_text(out, text);
	buf_addf(out, "</%s>\n", tag);
}

static void
xml_time(struct buf *out, const char *tag, struct wall t)
{
	char	 text[WALL_TEXT_SIZE];

	xml_el(out, tag, wall_text(t, text));
}

static void
xml_link(struct buf *out, const struct page *p, const char *rel, const char *type, const char *path)
{
	struct buf	 url = { 0 };

	add_url(&url, p, path);
	buf_addf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
	xml_text(out, buf_str(&url));
	buf_adds(out, "\"/>\n");
	buf_done(&url);
}

/* Atom. */

static struct wall
later(struct wall a, struct wall b)
{
	return a.ms > b.ms ? a : b;
}

static struct wall
changed(const struct incident *inc)
{
	struct wall	 t = later(later(inc->opened, inc->confirmed), later(inc->restored, inc->closed));

	return later(t, inc->acknowledged);
}

static bool
touches(const struct incident *inc, const struct site *site)
{
	for (size_t i = 0; site != NULL && i < inc->n_sites; i++)
		if (strcmp(inc->sites[i], site->id) == 0)
			return true;
	return site == NULL && inc->parent == 0;
}

static void
entry_title(struct buf *b, const struct page *p, const struct incident *inc)
{
	const struct site	*site = inc->n_sites == 1 ? snapshot_site(p->snap, inc->sites[0]) : NULL;

	buf_adds(b, inc->restored.ms != 0 ? _("Restored") : inc->closed.ms != 0 ? _("Closed") :
	    _("Going on"));
	buf_addf(b, _(": %s"), inc->restored.ms != 0 ? kind_over(inc->kind) : incident_what(inc));
	if (site != NULL)
		buf_addf(b, " \xe2\x80\x93 %s", site->name);
}

static void
entry_content(struct buf *b, struct page *p, const struct incident *inc)
{
	const char	*who = responsibility_said(inc->responsibility);

	buf_addf(b, _("First failure: %s."), say_exact(&p->say, inc->opened));
	if (inc->restored.ms != 0) {
		buf_addf(b, " %s", kind_over(inc->kind));
		buf_addf(b, _(": %s"), say_exact(&p->say, inc->restored));
		buf_addf(b, " (%s).", say_duration(&p->say, wall_sub(inc->restored, inc->opened) / SEC_MS));
	}
	buf_addf(b, " %s %s", kind_explained(inc->kind), who != NULL ? who :
	    _("The cause is not known yet."));
}

static void
entry(struct buf *out, struct page *p, const struct incident *inc)
{
	struct buf	 b = { 0 };
	char		 path[64];

	snprintf(path, sizeof(path), "/incidents/%lld", (long long)inc->id);
	buf_adds(out, "<entry>\n");
	buf_addf(&b, "urn:vigie:%s:incident:%lld", p->setup->network_id, (long long)inc->id);
	xml_el(out, "id", buf_str(&b));
	buf_clear(&b);
	entry_title(&b, p, inc);
	xml_el(out, "title", buf_str(&b));
	buf_clear(&b);
	xml_time(out, "published", inc->confirmed.ms != 0 ? inc->confirmed : inc->opened);
	xml_time(out, "updated", changed(inc));
	xml_link(out, p, "alternate", "text/html", path);
	entry_content(&b, p, inc);
	xml_el(out, "summary", buf_str(&b));
	buf_adds(out, "</entry>\n");
	buf_done(&b);
}

static void
feed_head(struct buf *out, struct page *p, const struct site *site, struct wall updated)
{
	struct buf	 b = { 0 };

	buf_addf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n", p->lang);
	buf_addf(&b, "urn:vigie:%s:%s", p->setup->network_id, site != NULL ? site->id : "incidents");
	xml_el(out, "id", buf_str(&b));
	buf_clear(&b);
	buf_addf(&b, "%s \xe2\x80\x93 %s", site != NULL ? site->name : p->setup->network_name,
	    _("Incidents"));
	xml_el(out, "title", buf_str(&b));
	buf_done(&b);
	xml_time(out, "updated", updated);
	buf_adds(out, "<author>");
	xml_el(out, "name", p->setup->network_name[0] != '\0' ? p->setup->network_name : "vigie");
	buf_adds(out, "</author>\n");
	xml_link(out, p, "self", "application/atom+xml", p->self);
	xml_link(out, p, "alternate", "text/html", "/incidents");
}

static void
send_feed(struct call *c, const struct site *site)
{
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	struct wall		 updated = snap->started;
	struct page		 p;
	struct buf		 out = { 0 };

	call_page(c, &p);
	for (size_t i = 0; i < snap->n_incidents; i++)
		if (touches(&snap->incidents[i], site))
			updated = later(updated, changed(&snap->incidents[i]));
	feed_head(&out, &p, site, updated);
	for (size_t i = 0; i < snap->n_incidents; i++)
		if (touches(&snap->incidents[i], site))
			entry(&out, &p, &snap->incidents[i]);
	buf_adds(&out, "</feed>\n");
	send(c, &out, TYPE_ATOM);
}

void
get_feed(struct call *c)
{
	if (want_snapshot(c) != NULL)
		send_feed(c, NULL);
}

/* The point that a last segment like "alboussiere.atom" names; NULL: it has no such end, or no point. */
static const struct site *
named(const struct snapshot *snap, const char *segment, const char *end)
{
	size_t			 n = strlen(segment), k = strlen(end);
	char			*id;
	const struct site	*site;

	if (n <= k || strcmp(segment + n - k, end) != 0)
		return NULL;
	id = xstrndup(segment, n - k);
	site = snapshot_site(snap, id);
	free(id);
	return site;
}

bool
get_site_feed(struct call *c)
{
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	const struct site	*site = snap != NULL ? named(snap, c->args[0], ".atom") : NULL;

	if (site != NULL)
		send_feed(c, site);
	return site != NULL;
}

/* The calendar of planned works. */

/* A content line, folded between characters, its value escaped. */
static void
ics_line(struct buf *out, const char *name, const char *value)
{
	struct buf	 b = { 0 };
	size_t		 n = 0;

	buf_addf(&b, "%s:", name);
	for (; *value != '\0'; value++) {
		if (strchr("\\;,", *value) != NULL)
			buf_addc(&b, '\\');
		if ((unsigned char)*value >= ' ')
			buf_addc(&b, *value);
	}
	for (const char *s = buf_str(&b); *s != '\0'; s++, n++) {
		if (n >= FOLD && ((unsigned char)*s & 0xc0) != 0x80) {
			buf_adds(out, "\r\n ");
			n = 1;
		}
		buf_addc(out, *s);
	}
	buf_adds(out, "\r\n");
	buf_done(&b);
}

static void
ics_time(struct buf *out, const char *name, struct wall t)
{
	struct civil	 c = zone_civil(NULL, t);

	buf_addf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, c.date.year, c.date.month, c.date.day,
	    c.hour, c.minute, c.second);
}

static void
ics_event(struct buf *out, const struct page *p, const struct planned *w)
{
	struct buf	 b = { 0 };

	buf_adds(out, "BEGIN:VEVENT\r\n");
	/* each turn of weekly works is an event of its own: the clocks may change between them */
	buf_addf(&b, "works-%lld-%lld@%s.vigie", (long long)w->id,
	    (long long)(w->is_weekly ? w->from.ms / DAY_MS : 0), p->setup->network_id);
	ics_line(out, "UID", buf_str(&b));
	buf_clear(&b);
	ics_time(out, "DTSTAMP", p->snap->at);
	ics_time(out, "DTSTART", w->from);
	ics_time(out, "DTEND", w->to);
	buf_addf(&b, _("Planned works: %s"), w->name);
	ics_line(out, "SUMMARY", buf_str(&b));
	if (w->is_weekly)
		ics_line(out, "DESCRIPTION", _("Every week."));
	buf_adds(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
	buf_done(&b);
}

void
get_calendar(struct call *c)
{
	const struct snapshot	*snap = want_snapshot(c);
	struct page		 p;
	struct buf		 out = { 0 }, name = { 0 };

	if (snap == NULL)
		return;
	call_page(c, &p);
	buf_adds(&out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//vigie//planned works//FR\r\n"
	    "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
	buf_addf(&name, "%s \xe2\x80\x93 %s", p.setup->network_name, _("Planned works"));
	ics_line(&out, "X-WR-CALNAME", buf_str(&name));
	buf_done(&name);
	/* a calendar has at least one component, also when nothing is planned */
	buf_adds(&out, "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
	    "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
	for (size_t i = 0; i < snap->n_planned; i++)
		ics_event(&out, &p, &snap->planned[i]);
	buf_adds(&out, "END:VCALENDAR\r\n");
	send(c, &out, TYPE_ICS);
}

/* The badge: "Internet | ● Fonctionne", for other people's pages. */

static unsigned
text_width(const char *text)
{
	unsigned	 n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n * 7;
}

void
get_badge(struct call *c)
{
	static const char *const	 colors[STATE_N] = {
		[STATE_UP] = "#176b43", [STATE_DEGRADED] = "#8a5200", [STATE_DOWN] = "#b3261e",
		[STATE_CLOSED] = "#56606b", [STATE_UNKNOWN] = "#5e4b8b", [STATE_MAINTENANCE] = "#1f5c99",
	};
	const struct snapshot		*snap = want_snapshot(c);
	const struct site		*site;
	const char			*word, *label = "Internet";
	unsigned			 left, right;
	struct buf			 out = { 0 }, title = { 0 };

	if (snap == NULL)
		return;
	if ((site = named(snap, c->args[0], ".svg")) == NULL) {
		call_error(c, 404, NULL);
		return;
	}
	lang_set(c->lang);
	word = state_said(feed_is_live(c->web->feed) ? site->state : STATE_UNKNOWN);
	left = text_width(label) + 16;
	right = text_width(word) + 20;
	buf_adds(&title, site->name);
	buf_addf(&title, _(": %s"), word);
	buf_addf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"24\" role=\"img\" "
	    "aria-label=\"", left + right);
	xml_text(&out, buf_str(&title));
	buf_adds(&out, "\">");
	xml_el(&out, "title", buf_str(&title));
	buf_addf(&out, "<rect width=\"%u\" height=\"24\" rx=\"4\" fill=\"#1c2228\"/>"
	    "<path d=\"M%u 0h%ua4 4 0 0 1 4 4v16a4 4 0 0 1-4 4h-%uz\" fill=\"%s\"/>"
	    "<g fill=\"#fff\" font-family=\"system-ui,Verdana,sans-serif\" font-size=\"12\">"
	    "<text x=\"8\" y=\"16\">", left + right, left, right - 4, right - 4,
	    colors[feed_is_live(c->web->feed) ? site->state : STATE_UNKNOWN]);
	xml_text(&out, label);
	buf_addf(&out, "</text><text x=\"%u\" y=\"16\">", left + 10);
	xml_text(&out, word);
	buf_adds(&out, "</text></g></svg>\n");
	buf_done(&title);
	send(c, &out, TYPE_SVG);
}
