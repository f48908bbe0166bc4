/* figures.c - see figures.h */
#include <stdlib.h>

#include "base/mem.h"
#include "model/inventory.h"
#include "model/zone.h"
#include "report/count.h"
#include "report/figures.h"
#include "report/gather_inside.h"
#include "report/report.h"

#define OUTAGES_MAX	2000

/* The days that the span touches. */
static struct period
days_of(const struct zone *zone, struct interval span)
{
	struct period	 p = period_of(PERIOD_DAYS, zone_day(zone, span.from));

	p.last_day = zone_day(zone, wall_add(span.to, -1));
	return p;
}

static void
take_outages(struct figures *f, const struct counted *c)
{
	f->outages = xcalloc(c->n_outages + 1, sizeof(f->outages[0]));
	for (size_t i = 0; i < c->n_outages; i++) {
		const struct outage	*o = &c->outages[i];

		if (o->line == COUNT_LINK)
			f->outages[f->n_outages++] = (struct figure_outage){ o->from_s, o->to_s,
			    o->down_s, o->by, o->incident != NULL ? o->incident->number : 0 };
	}
}

bool
figures_read(struct figures *f, const struct inventory *inv, struct journal *j, const char *site,
    struct interval span, struct wall now, struct err *err)
{
	struct report_wish	 wish = { .inv = inv, .journal = j, .scope = site,
				    .period = days_of(inv->zone, span), .now = now, .is_running = true };
	struct gathered		*g = gathered_new(&wish);
	uint32_t		 i = gather_site(g, site);
	struct frame		 frame;
	struct counted		 c;
	bool			 is_good;

	g->period = (struct span){ wall_sec(span.from), wall_sec(span.to) };
	if (g->until_s > g->period.to_s)
		g->until_s = g->period.to_s;
	is_good = gather_journal(g, j, err);
	if (is_good && i != NONE) {
		frame_init(&frame, inv, &wish.period, g);
		count_site(&frame, g, &g->sites[i], OUTAGES_MAX, 0, false, &c);
		f->link = c.lines[COUNT_LINK];
		take_outages(f, &c);
		counted_done(&c);
		frame_done(&frame);
	}
	gathered_free(g);
	return is_good;
}

void
figures_done(struct figures *f)
{
	free(f->outages);
	*f = (struct figures){ 0 };
}
