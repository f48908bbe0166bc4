/* page.c - see page.h: the frame and the small parts that pages share */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

#include "assets.h"
#include "feed.h"
#include "page.h"

static const char *const	 state_words[STATE_N] = {
	[STATE_UNKNOWN] = N_("Not measured"), [STATE_UP] = N_("Works"),
	[STATE_DEGRADED] = N_("Degraded"), [STATE_DOWN] = N_("Down"),
	[STATE_CLOSED] = N_("Closed"), [STATE_MAINTENANCE] = N_("Maintenance"),
};

const char *
state_said(enum state state)
{
	return _(state_words[state]);
}

void
page_href(struct html *h, const struct page *p, const char *fmt, ...)
{
	struct buf	 b = { 0 };
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	if (p->is_lang_asked)
		buf_addf(&b, "%clang=%s", strchr(b.s, '?') != NULL ? '&' : '?', p->lang);
	h_attr(h, "href", buf_str(&b));
	buf_done(&b);
}

void
page_link(struct html *h, const struct page *p, const char *path, const char *text)
{
	h_open(h, "a");
	page_href(h, p, "%s", path);
	h_text(h, text);
	h_close(h);
}

void
page_time(struct html *h, struct page *p, struct wall t, const char *text)
{
	char	 machine[WALL_TEXT_SIZE];

	h_open(h, "time");
	h_attr(h, "datetime", wall_text(t, machine));
	h_attr(h, "title", say_exact(&p->say, t));
	h_text(h, text);
	h_close(h);
}

/* Shapes, 16 x 16: disc, triangle, square with a cross, ring, dashed ring, diamond. */

static void
shape_path(struct html *h, const char *class, const char *d)
{
	h_open(h, "path");
	if (class != NULL)
		h_attr(h, "class", class);
	h_attr(h, "d", d);
	h_close(h);
}

static void
shape_circle(struct html *h, const char *class, const char *r)
{
	h_open(h, "circle");
	if (class != NULL)
		h_attr(h, "class", class);
	h_attr(h, "cx", "8");
	h_attr(h, "cy", "8");
	h_attr(h, "r", r);
	h_close(h);
}

void
page_shape(struct html *h, enum state state)
{
	h_open(h, "svg");
	h_attrf(h, "class", "shape s-%s", state_name(state));
	h_attr(h, "viewBox", "0 0 16 16");
	h_attr(h, "aria-hidden", "true");
	h_attr(h, "focusable", "false");
	switch (state) {
	case STATE_UP:
		shape_circle(h, NULL, "6.5");
		break;
	case STATE_DEGRADED:
		shape_path(h, NULL, "M8 1.5 15.2 14.5H.8Z");
		break;
	case STATE_DOWN:
		shape_path(h, NULL, "M1.5 1.5h13v13h-13Z");
		shape_path(h, "cross", "M5 5l6 6M11 5l-6 6");
		break;
	case STATE_CLOSED:
		shape_circle(h, "ring", "5.6");
		break;
	case STATE_MAINTENANCE:
		shape_path(h, NULL, "M8 .8 15.2 8 8 15.2.8 8Z");
		break;
	default:
		shape_circle(h, "ring dashed", "5.6");
	}
	h_close(h);
}

void
page_state(struct html *h, enum state state)
{
	h_open(h, "span");
	h_attrf(h, "class", "state s-%s", state_name(state));
	page_shape(h, state);
	h_text(h, " ");
	h_el(h, "span", NULL, state_said(state));
	h_close(h);
}

void
page_openings(struct html *h, struct page *p, const struct day_hours *day)
{
	if (day->n_openings == 0)
		h_text(h, _("closed"));
	for (unsigned i = 0; i < day->n_openings; i++) {
		if (i > 0)
			h_text(h, ", ");
		h_open(h, "span");
		h_attr(h, "class", "nobr");
		h_textf(h, "%s\xe2\x80\x93%s", say_minutes(&p->say, day->openings[i].from_min),
		    say_minutes(&p->say, day->openings[i].to_min));
		h_close(h);
	}
}

/* The frame. */

static const char *
network_name(const struct page *p)
{
	if (p->setup->network_name[0] != '\0')
		return p->setup->network_name;
	return p->snap != NULL && p->snap->network_name[0] != '\0' ? p->snap->network_name : "vigie";
}

static void
meta(struct html *h, const char *name, const char *content)
{
	h_open(h, "meta");
	h_attr(h, "name", name);
	h_attr(h, "content", content);
	h_close(h);
}

static void
head_link(struct html *h, const char *rel, const char *type, const char *href)
{
	h_open(h, "link");
	h_attr(h, "rel", rel);
	h_attr(h, "type", type);
	h_attr(h, "href", href);
	h_close(h);
}

static void
page_head(struct html *h, struct page *p, const char *title)
{
	h_open(h, "head");
	h_open(h, "meta");
	h_attr(h, "charset", "utf-8");
	h_close(h);
	h_open(h, "title");
	h_textf(h, "%s \xe2\x80\x93 %s", title, network_name(p));
	h_close(h);
	meta(h, "viewport", "width=device-width, initial-scale=1");
	meta(h, "color-scheme", "light dark");
	head_link(h, "stylesheet", "text/css", asset_path("vigie.css"));
	if (p->style != NULL)
		head_link(h, "stylesheet", "text/css", asset_path(p->style));
	head_link(h, "icon", "image/svg+xml", asset_path("vigie.svg"));
	head_link(h, "alternate", "application/atom+xml", "/feed.atom");
	h_close(h);
}

static void
nav_item(struct html *h, const struct page *p, const char *path, const char *text)
{
	size_t	 len = strcspn(p->self, "?");

	h_open(h, "li");
	h_open(h, "a");
	page_href(h, p, "%s", path);
	if (strlen(path) == len && strncmp(p->self, path, len) == 0)
		h_attr(h, "aria-current", "page");
	h_text(h, text);
	h_close(h);
	h_close(h);
}

static void
page_header(struct html *h, struct page *p)
{
	h_open(h, "a");
	h_attr(h, "class", "skip");
	h_attr(h, "href", "#main");
	h_text(h, _("Skip to content"));
	h_close(h);
	h_open(h, "header");
	h_attr(h, "class", "top");
	h_open(h, "div");
	h_attr(h, "class", "wide bar");
	h_open(h, "a");
	h_attr(h, "class", "brand");
	page_href(h, p, "/");
	h_open(h, "img");
	h_attr(h, "src", asset_path("vigie.svg"));
	h_attr(h, "alt", "");
	h_attr(h, "width", "28");
	h_attr(h, "height", "28");
	h_close(h);
	h_open(h, "span");
	h_el(h, "strong", NULL, network_name(p));
	h_text(h, " ");
	h_el(h, "span", NULL, _("State of the service"));
	h_close(h);
	h_close(h);
	h_open(h, "nav");
	h_attr(h, "aria-label", _("Main menu"));
	h_open(h, "ul");
	nav_item(h, p, "/", _("Points"));
	nav_item(h, p, "/incidents", _("Incidents"));
	nav_item(h, p, "/reports", _("Reports"));
	h_close(h);
	h_close(h);
	h_close(h);
	h_close(h);
}

/* What one must know before believing the rest. */
static void
page_banners(struct html *h, struct page *p)
{
	if (p->setup->is_demo) {
		h_open(h, "p");
		h_attr(h, "class", "banner demo");
		h_el(h, "strong", NULL, _("Demonstration"));
		h_text(h, _(": these points and their past are invented; they really are measured since the first start."));
		h_close(h);
	}
	if (p->snap != NULL && !p->is_live) {
		h_open(h, "p");
		h_attr(h, "class", "banner frozen");
		h_attr(h, "role", "status");
		h_open(h, "strong");
		h_text(h, _("Data frozen "));
		page_time(h, p, p->snap->at, say_since(&p->say, p->snap->at));
		h_close(h);
		h_text(h, _(": vigie receives no measurements at present. What follows was true then."));
		h_close(h);
	}
	if (p->snap != NULL && p->is_live && p->snap->is_blind) {
		h_open(h, "p");
		h_attr(h, "class", "banner blind");
		h_attr(h, "role", "status");
		h_el(h, "strong", NULL, _("vigie cannot see the network at present"));
		h_text(h, _(": its own line is cut, most likely. That does not mean that the points are down."));
		h_close(h);
	}
}

static void
page_troubles(struct html *h, const struct page *p)
{
	for (size_t i = 0; p->snap != NULL && i < p->snap->n_troubles; i++) {
		h_open(h, "p");
		h_attr(h, "class", "banner trouble");
		h_el(h, "strong", NULL, _("vigie itself has a problem"));
		h_textf(h, lang_is_french() ? "\xc2\xa0: %s" : ": %s", p->snap->troubles[i]);
		h_close(h);
	}
}

void
page_begin(struct html *h, struct page *p, const char *title)
{
	h_doctype(h);
	h_open(h, "html");
	h_attr(h, "lang", p->lang);
	page_head(h, p, title);
	h_open(h, "body");
	page_header(h, p);
	h_open(h, "main");
	h_attr(h, "id", "main");
	h_attr(h, "class", "wide");
	h_attr(h, "tabindex", "-1");
	page_banners(h, p);
	page_troubles(h, p);
}

void
page_phone(struct html *h, const struct page *p, const char *class)
{
	struct buf	 href = { 0 };

	buf_adds(&href, "tel:");
	for (const char *c = p->setup->phone; *c != '\0'; c++)
		if (strchr("+0123456789", *c) != NULL)
			buf_addc(&href, *c);
	h_open(h, "a");
	if (class != NULL)
		h_attr(h, "class", class);
	h_attr(h, "href", buf_str(&href));
	h_text(h, p->setup->phone);
	h_close(h);
	buf_done(&href);
}

static void
other_language(struct html *h, const struct page *p)
{
	bool	 is_french = lang_is_french();

	h_open(h, "li");
	h_open(h, "a");
	h_attrf(h, "href", "%s%clang=%s", p->self, strchr(p->self, '?') != NULL ? '&' : '?',
	    is_french ? "en" : "fr");
	h_attr(h, "lang", is_french ? "en" : "fr");
	h_attr(h, "hreflang", is_french ? "en" : "fr");
	h_text(h, is_french ? "English" : "Fran\xc3\xa7""ais");
	h_close(h);
	h_close(h);
}

static void
footer_item(struct html *h, const struct page *p, const char *path, const char *text)
{
	h_open(h, "li");
	page_link(h, p, path, text);
	h_close(h);
}

static void
footer_who(struct html *h, struct page *p)
{
	h_open(h, "p");
	if (p->snap != NULL) {
		/* to the minute: a page in which nothing else changed keeps its ETag */
		struct wall	 at = { p->snap->at.ms - p->snap->at.ms % MIN_MS };

		h_text(h, _("Last measurements "));
		page_time(h, p, at, say_when(&p->say, at));
		h_text(h, ". ");
	}
	h_text(h, _("Times are those of the network."));
	h_close(h);
	if (p->setup->phone[0] != '\0') {
		h_open(h, "p");
		h_text(h, _("A question, a problem? "));
		page_phone(h, p, NULL);
		h_close(h);
	}
}

struct buf
page_end(struct html *h, struct page *p)
{
	h_close(h);	/* main */
	h_open(h, "footer");
	h_attr(h, "class", "bottom");
	h_open(h, "div");
	h_attr(h, "class", "wide");
	footer_who(h, p);
	h_open(h, "ul");
	footer_item(h, p, "/reports", _("Availability reports"));
	footer_item(h, p, "/help", _("What to do?"));
	footer_item(h, p, "/feed.atom", _("News feed (Atom)"));
	footer_item(h, p, "/calendar.ics", _("Calendar of works (ICS)"));
	footer_item(h, p, "/data", _("Data collected"));
	footer_item(h, p, "/accessibility", _("Accessibility"));
	other_language(h, p);
	h_close(h);
	h_close(h);
	h_close(h);
	h_close(h);	/* body */
	h_close(h);	/* html */
	return h_take(h);
}
