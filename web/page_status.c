/* page_status.c - "/": one sentence, what is wrong now, and the points. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "feed.h"
#include "kinds.h"
#include "page.h"
#include "page_bars.h"
#include "page_planned.h"
#include "page_story.h"

/* The page stays small whatever the number of points: 40 of each state, then a link to the rest. */
#define FEW_POINTS	120	/* up to here all are shown */
#define GROUP_MAX	40
#define LIST_MAX	100	/* on one page of "?state=" */
#define CAUSES_MAX	30
#define CAUSE_SITES_MAX	20

/* Worst first: what people come for. */
static const enum state	 order[STATE_N] = {
	STATE_DOWN, STATE_DEGRADED, STATE_UNKNOWN, STATE_MAINTENANCE, STATE_UP, STATE_CLOSED
};

struct counts {
	unsigned	 of[STATE_N];
};

static struct counts
count(const struct snapshot *snap)
{
	struct counts	 c = { { 0 } };

	for (size_t i = 0; i < snap->n_sites; i++)
		c.of[snap->sites[i].state]++;
	return c;
}

/* "27 points ouverts fonctionnent, 1 est en panne, 3 sont fermés" */

/* A figure and its word stay on one line. */
static void
add_part(struct buf *b, const char *fmt, unsigned n)
{
	char	*text = xasprintf(fmt, n);
	size_t	 digits = strspn(text, "0123456789");

	if (b->len > 0)
		buf_adds(b, ", ");
	if (digits > 0 && text[digits] == ' ') {
		buf_add(b, text, digits);
		buf_adds(b, "\xc2\xa0");
		digits++;
	} else {
		digits = 0;
	}
	buf_adds(b, text + digits);
	free(text);
}

/* The first part names the things counted; the others only say how many. */
static void
add_first(struct buf *b, enum state state, unsigned n)
{
	switch (state) {
	case STATE_UP:
		add_part(b, ngettext("%u open point works", "%u open points work", n), n);
		break;
	case STATE_DEGRADED:
		add_part(b, ngettext("%u point works less well", "%u points work less well", n), n);
		break;
	case STATE_DOWN:
		add_part(b, ngettext("%u point is down", "%u points are down", n), n);
		break;
	case STATE_UNKNOWN:
		add_part(b, ngettext("%u point is not measured", "%u points are not measured", n), n);
		break;
	case STATE_MAINTENANCE:
		add_part(b, ngettext("%u point is in maintenance", "%u points are in maintenance", n), n);
		break;
	default:
		add_part(b, ngettext("%u point is closed", "%u points are closed", n), n);
	}
}

static void
add_next(struct buf *b, enum state state, unsigned n)
{
	switch (state) {
	case STATE_DEGRADED:
		add_part(b, ngettext("%u works less well", "%u work less well", n), n);
		break;
	case STATE_DOWN:
		add_part(b, ngettext("%u is down", "%u are down", n), n);
		break;
	case STATE_UNKNOWN:
		add_part(b, ngettext("%u is not measured", "%u are not measured", n), n);
		break;
	case STATE_MAINTENANCE:
		add_part(b, ngettext("%u is in maintenance", "%u are in maintenance", n), n);
		break;
	default:
		add_part(b, ngettext("%u is closed", "%u are closed", n), n);
	}
}

static void
sentence(struct buf *b, const struct counts *c)
{
	static const enum state	 said[STATE_N] = {
		STATE_UP, STATE_DEGRADED, STATE_DOWN, STATE_UNKNOWN, STATE_MAINTENANCE, STATE_CLOSED
	};

	for (unsigned i = 0; i < STATE_N; i++) {
		unsigned	 n = c->of[said[i]];

		if (n > 0 && b->len == 0)
			add_first(b, said[i], n);
		else if (n > 0)
			add_next(b, said[i], n);
	}
	if (b->len == 0)
		buf_adds(b, _("No point is watched yet"));
}

static void
title(struct buf *b, const struct page *p, const struct counts *c)
{
	if (p->snap->is_blind)
		buf_adds(b, _("vigie is blind"));
	else if (c->of[STATE_DOWN] > 0)
		buf_addf(b, ngettext("%u outage", "%u outages", c->of[STATE_DOWN]), c->of[STATE_DOWN]);
	else if (c->of[STATE_DEGRADED] > 0)
		buf_addf(b, ngettext("%u point works less well", "%u points work less well",
		    c->of[STATE_DEGRADED]), c->of[STATE_DEGRADED]);
	else if (c->of[STATE_UNKNOWN] > 0)
		buf_addf(b, ngettext("%u point is not measured", "%u points are not measured",
		    c->of[STATE_UNKNOWN]), c->of[STATE_UNKNOWN]);
	else if (c->of[STATE_UP] > 0)
		buf_adds(b, _("All open points work"));
	else
		buf_adds(b, _("State of the service"));
}

static enum state
worst(const struct counts *c)
{
	for (unsigned i = 0; i < STATE_N; i++)
		if (c->of[order[i]] > 0)
			return order[i];
	return STATE_UNKNOWN;
}

/* What is wrong now: one line for each cause, its points folded under it. */

static void
site_name(struct html *h, struct page *p, const char *id)
{
	const struct site	*site = snapshot_site(p->snap, id);

	h_open(h, "a");
	page_href(h, p, "/sites/%s", id);
	h_text(h, site != NULL ? site->name : id);
	h_close(h);
}

/* A point that may belong to a cause: it fails, and that is not yet confirmed. */
static void
suspect(struct html *h, struct page *p, const struct site *site)
{
	h_open(h, "li");
	site_name(h, p, site->id);
	h_text(h, _(" \xe2\x80\x93 being checked "));
	page_time(h, p, site->suspected, say_since(&p->say, site->suspected));
	h_close(h);
}

/* Those that may belong to this incident; of 0, to none that is known. */
static unsigned
suspects(struct html *h, struct page *p, int64_t id, unsigned max)
{
	unsigned	 n = 0;

	for (size_t i = 0; i < p->snap->n_sites; i++) {
		const struct site	*site = &p->snap->sites[i];

		if (site->suspected.ms != 0 && site->suspected_by == id && n++ < max)
			suspect(h, p, site);
	}
	return n;
}

static void
cause_points(struct html *h, struct page *p, const struct incident *inc)
{
	h_open(h, "details");
	h_open(h, "summary");
	h_textf(h, ngettext("%zu point", "%zu points", inc->n_sites), inc->n_sites);
	h_close(h);
	h_open(h, "ul");
	h_attr(h, "class", "plain");
	for (size_t i = 0; i < inc->n_sites && i < CAUSE_SITES_MAX; i++) {
		h_open(h, "li");
		site_name(h, p, inc->sites[i]);
		h_close(h);
	}
	if (inc->n_sites > CAUSE_SITES_MAX)
		h_el(h, "li", NULL, _("and others"));
	suspects(h, p, inc->id, CAUSE_SITES_MAX);
	h_close(h);
	h_close(h);
}

/* "depuis 9 h 12, cause pas encore connue, un technicien s'en occupe" */
static void
cause_state(struct html *h, struct page *p, const struct incident *inc)
{
	h_open(h, "p");
	h_attr(h, "class", "muted");
	if (incident_cuts(h, p, inc))
		h_text(h, ", ");
	page_time(h, p, inc->opened, say_since(&p->say, inc->opened));
	if (kind_state(inc->kind) == STATE_DOWN)
		h_textf(h, ", %s", responsibility_short(inc->responsibility));
	if (inc->acknowledged.ms != 0)
		h_textf(h, ", %s", _("a technician is on it"));
	h_close(h);
}

static void
cause(struct html *h, struct page *p, const struct incident *inc)
{
	bool	 is_group = strcmp(inc->kind, "group") == 0;

	h_open(h, "li");
	page_shape(h, (enum state)kind_state(inc->kind));
	h_open(h, "div");
	h_open(h, "p");
	h_open(h, "a");
	h_attr(h, "class", "what");
	page_href(h, p, "/incidents/%lld", (long long)inc->id);
	h_text(h, incident_what(inc));
	h_close(h);
	if (!is_group && inc->n_sites == 1) {
		h_text(h, " \xe2\x80\x93 ");
		site_name(h, p, inc->sites[0]);
	}
	h_close(h);
	cause_state(h, p, inc);
	if (inc->n_sites > 1 || (is_group && inc->n_sites > 0))
		cause_points(h, p, inc);
	h_close(h);
	h_close(h);
}

/* Failing, not yet confirmed, and of no wider cause that is known: one line for all of them. */
static void
being_checked(struct html *h, struct page *p)
{
	const struct site	*first = NULL;
	unsigned		 n = 0;

	for (size_t i = 0; i < p->snap->n_sites; i++) {
		const struct site	*site = &p->snap->sites[i];

		if (site->suspected.ms == 0 || site->suspected_by != 0)
			continue;
		n++;
		if (first == NULL || site->suspected.ms < first->suspected.ms)
			first = site;
	}
	if (n == 0)
		return;
	h_open(h, "ul");
	h_attr(h, "class", "causes checking");
	h_open(h, "li");
	page_shape(h, STATE_UNKNOWN);
	h_open(h, "div");
	h_open(h, "p");
	h_el(h, "span", "what", _("Being checked "));
	page_time(h, p, first->suspected, say_since(&p->say, first->suspected));
	if (n == 1) {
		h_text(h, " \xe2\x80\x93 ");
		site_name(h, p, first->id);
	}
	h_close(h);
	h_el(h, "p", "muted", _("No answer for the moment; it is not yet sure that it is an outage."));
	if (n > 1) {
		h_open(h, "details");
		h_open(h, "summary");
		h_textf(h, ngettext("%u point", "%u points", n), n);
		h_close(h);
		h_open(h, "ul");
		h_attr(h, "class", "plain");
		if (suspects(h, p, 0, CAUSE_SITES_MAX) > CAUSE_SITES_MAX)
			h_el(h, "li", NULL, _("and others"));
		h_close(h);
		h_close(h);
	}
	h_close(h);
	h_close(h);
	h_close(h);
}

/* The causes that are not part of another; how many there are. */
static unsigned
causes(struct html *h, struct page *p)
{
	const struct snapshot	*snap = p->snap;
	unsigned		 n = 0;

	for (size_t i = 0; i < snap->n_incidents; i++) {
		const struct incident	*inc = &snap->incidents[i];

		if (inc->restored.ms != 0 || inc->closed.ms != 0 || inc->parent != 0)
			continue;
		if (n++ == 0) {
			h_open(h, "ul");
			h_attr(h, "class", "causes");
		}
		if (n <= CAUSES_MAX)
			cause(h, p, inc);
	}
	if (n > 0)
		h_close(h);
	return n;
}

static void
now(struct html *h, struct page *p)
{
	unsigned	 n;

	h_open(h, "section");
	h_attr(h, "aria-labelledby", "now");
	h_open(h, "h2");
	h_attr(h, "id", "now");
	h_text(h, _("At present"));
	h_close(h);
	if ((n = causes(h, p)) == 0)
		h_el(h, "p", "muted", p->snap->is_blind ? _("vigie cannot know at present.") :
		    _("No outage known."));
	if (n > CAUSES_MAX) {
		h_open(h, "p");
		page_link(h, p, "/incidents?open=true", _("All open incidents"));
		h_close(h);
	}
	being_checked(h, p);
	h_close(h);
}

/* The points. */

/* Its hours of today have passed, and it is known when the next begin. */
static bool
is_over_today(struct page *p, const struct site *site)
{
	struct civil	 now = zone_civil(p->setup->zone, p->say.now);
	unsigned	 n = site->today.n_openings;

	return site->state == STATE_CLOSED && site->next_change.ms != 0 && site->has_today && n > 0 &&
	    site->today.day == now.day && site->today.openings[n - 1].to_min <= now.hour * 60 + now.minute;
}

static void
point_hours(struct html *h, struct page *p, const struct site *site)
{
	h_open(h, "p");
	h_attr(h, "class", "hours");
	if (is_over_today(p, site)) {
		h_text(h, _("Closed for today, opens "));
		page_time(h, p, site->next_change, say_when(&p->say, site->next_change));
	} else if (site->has_today && site->today.n_openings > 0) {
		h_text(h, _("Today "));
		page_openings(h, p, &site->today);
	} else if (site->state == STATE_CLOSED && site->next_change.ms != 0) {
		h_text(h, _("Closed today, opens "));
		page_time(h, p, site->next_change, say_when(&p->say, site->next_change));
	} else if (site->has_today) {
		h_text(h, _("Closed today"));
	}
	h_close(h);
}

static void
point(struct html *h, struct page *p, const struct site *site, bool has_bars)
{
	has_bars = has_bars && p->bars != NULL && bars_of(p->bars, site->id) != NULL;
	h_open(h, "li");
	if (has_bars)
		h_attr(h, "class", "has-past");
	h_open(h, "div");
	h_attr(h, "class", "who");
	h_open(h, "a");
	page_href(h, p, "/sites/%s", site->id);
	h_text(h, site->name);
	h_close(h);
	if (site->commune[0] != '\0')
		h_el(h, "span", "muted", site->commune);
	h_close(h);
	h_open(h, "div");
	page_state(h, site->state);
	h_close(h);
	h_open(h, "div");
	h_attr(h, "class", "since");
	if (site->since.ms != 0)
		page_time(h, p, site->since, say_since(&p->say, site->since));
	h_close(h);
	point_hours(h, p, site);
	if (has_bars)
		page_bars_point(h, p, site);
	h_close(h);
}

/* Points of one state from the `from`th on, at most `max`. */
static void
points(struct html *h, struct page *p, enum state state, unsigned from, unsigned max)
{
	unsigned	 n = 0, shown = 0;

	for (size_t i = 0; i < p->snap->n_sites; i++) {
		if (p->snap->sites[i].state != state)
			continue;
		if (n++ < from)
			continue;
		if (shown == max)
			break;
		point(h, p, &p->snap->sites[i], p->snap->n_sites <= BARS_POINTS);
		shown++;
	}
}

/* Few points: one list, worst first.  Many: some of each state, under its name. */
static void
point_groups(struct html *h, struct page *p, const struct counts *c)
{
	for (unsigned i = 0; i < STATE_N; i++) {
		unsigned	 n = c->of[order[i]];

		if (n == 0)
			continue;
		h_open(h, "h3");
		h_attr(h, "class", "group");
		page_state(h, order[i]);
		h_textf(h, " \xc2\xb7 %u", n);
		h_close(h);
		h_open(h, "ul");
		h_attr(h, "class", "points");
		points(h, p, order[i], 0, GROUP_MAX);
		h_close(h);
		if (n <= GROUP_MAX)
			continue;
		h_open(h, "p");
		h_open(h, "a");
		page_href(h, p, "/?state=%s", state_name(order[i]));
		h_textf(h, _("All %u points of this state"), n);
		h_close(h);
		h_close(h);
	}
}

static bool
has_bars(const struct page *p)
{
	return p->bars != NULL && p->snap->n_sites > 0 && bars_of(p->bars, p->snap->sites[0].id) != NULL;
}

static void
all_points(struct html *h, struct page *p, const struct counts *c)
{
	h_open(h, "section");
	h_attr(h, "aria-labelledby", "points");
	h_open(h, "h2");
	h_attr(h, "id", "points");
	h_text(h, _("The points"));
	h_close(h);
	if (p->snap->n_sites <= BARS_POINTS && has_bars(p))
		page_bars_legend(h);
	if (p->snap->n_sites > FEW_POINTS) {
		point_groups(h, p, c);
	} else {
		h_open(h, "ul");
		h_attr(h, "class", "points");
		for (unsigned i = 0; i < STATE_N; i++)
			points(h, p, order[i], 0, FEW_POINTS);
		h_close(h);
	}
	h_close(h);
}

/* "?state=": one state, a hundred at a time. */
static void
one_state(struct html *h, struct page *p, enum state state, unsigned number, unsigned n)
{
	h_open(h, "section");
	h_open(h, "h2");
	page_state(h, state);
	h_textf(h, " \xc2\xb7 %u", n);
	h_close(h);
	h_open(h, "ul");
	h_attr(h, "class", "points");
	points(h, p, state, (number - 1) * LIST_MAX, LIST_MAX);
	h_close(h);
	h_open(h, "p");
	h_attr(h, "class", "pages");
	if (number > 1) {
		h_open(h, "a");
		page_href(h, p, "/?state=%s&page=%u", state_name(state), number - 1);
		h_text(h, _("Previous page"));
		h_close(h);
		h_text(h, " ");
	}
	if (number * LIST_MAX < n) {
		h_open(h, "a");
		page_href(h, p, "/?state=%s&page=%u", state_name(state), number + 1);
		h_text(h, _("Next page"));
		h_close(h);
		h_text(h, " ");
	}
	page_link(h, p, "/", _("All points"));
	h_close(h);
	h_close(h);
}

struct buf
page_status(struct page *p, int only_state, unsigned number)
{
	struct html	 h = { 0 };
	struct counts	 c = count(p->snap);
	struct buf	 b = { 0 };

	title(&b, p, &c);
	page_begin(&h, p, buf_str(&b));
	buf_clear(&b);
	sentence(&b, &c);
	h_open(&h, "div");
	h_attr(&h, "class", "headline");
	page_shape(&h, worst(&c));
	h_el(&h, "h1", NULL, buf_str(&b));
	h_close(&h);
	if (only_state == STATUS_ALL) {
		now(&h, p);
		page_planned(&h, p);
		all_points(&h, p, &c);
	} else {
		one_state(&h, p, (enum state)only_state, number, c.of[only_state]);
	}
	buf_done(&b);
	return page_end(&h, p);
}
