/* page_planned.c - see page_planned.h */
#include <string.h>

#include "base/lang.h"
#include "model/zone.h"

#include "page_planned.h"

#define PLANNED_MAX	20		/* on one page */
#define SOON_MS		(30 * DAY_MS)

/* "vendredi à 16 h – 18 h", "en cours, fin prévue à 18 h" */
static void
when(struct html *h, struct page *p, const struct planned *w)
{
	bool	 is_one_day = zone_day(p->say.zone, w->from) == zone_day(p->say.zone, w->to);

	if (w->from.ms <= p->say.now.ms) {
		h_text(h, _("under way, planned to end "));
		page_time(h, p, w->to, say_when(&p->say, w->to));
	} else {
		page_time(h, p, w->from, say_when(&p->say, w->from));
		h_text(h, " \xe2\x80\x93 ");
		page_time(h, p, w->to, is_one_day ? say_clock(&p->say, w->to) : say_when(&p->say, w->to));
	}
	if (w->is_weekly)
		h_text(h, _(", then every week"));
}

static bool
is_shown(const struct page *p, const struct planned *w)
{
	return w->to.ms > p->say.now.ms && w->from.ms < p->say.now.ms + SOON_MS;
}

static void
one(struct html *h, struct page *p, const struct planned *w)
{
	h_open(h, "li");
	page_shape(h, STATE_MAINTENANCE);
	h_open(h, "div");
	h_open(h, "p");
	if (snapshot_site(p->snap, w->scope) != NULL) {
		h_open(h, "a");
		h_attr(h, "class", "what");
		page_href(h, p, "/sites/%s", w->scope);
		h_text(h, w->name);
		h_close(h);
	} else {
		h_el(h, "span", "what", w->name);
	}
	h_close(h);
	h_open(h, "p");
	h_attr(h, "class", "muted");
	when(h, p, w);
	h_close(h);
	h_close(h);
	h_close(h);
}

void
page_planned(struct html *h, struct page *p)
{
	unsigned	 n = 0;

	for (size_t i = 0; i < p->snap->n_planned && n < PLANNED_MAX; i++) {
		if (!is_shown(p, &p->snap->planned[i]))
			continue;
		if (n++ == 0) {
			h_open(h, "section");
			h_attr(h, "aria-labelledby", "planned");
			h_open(h, "h2");
			h_attr(h, "id", "planned");
			h_text(h, _("Planned works"));
			h_close(h);
			h_open(h, "ul");
			h_attr(h, "class", "causes");
		}
		one(h, p, &p->snap->planned[i]);
	}
	if (n > 0) {
		h_close(h);
		h_close(h);
	}
}

void
page_planned_site(struct html *h, struct page *p, const struct site_detail *site)
{
	unsigned	 n = 0;

	for (size_t i = 0; i < p->snap->n_planned && n < PLANNED_MAX; i++) {
		const struct planned	*w = &p->snap->planned[i];

		if (!is_shown(p, w) || !snapshot_touches(w, site))
			continue;
		n++;
		h_open(h, "p");
		h_attr(h, "class", "muted");
		h_textf(h, "%s ", _("Planned works:"));
		when(h, p, w);
		h_text(h, ".");
		h_close(h);
	}
}
