/* opening.c - see opening.h */
#include <stdlib.h>

#include "base/mem.h"
#include "model/inventory.h"
#include "report/count.h"
#include "report/gather_inside.h"
#include "report/opening.h"
#include "report/report.h"

struct opening {
	struct gathered	*g;
	uint32_t	 site;		/* whose hours are in `hours`; NONE */
	struct required	 hours;
};

struct opening *
opening_read(const struct inventory *inv, struct journal *j, const char *scope, struct wall from,
    struct wall to, struct err *err)
{
	struct report_wish	 wish = { .inv = inv, .journal = j, .scope = scope,
				    .period = period_of(PERIOD_DAYS, 0), .now = to };
	struct opening		*o = xcalloc(1, sizeof(*o));

	o->site = NONE;
	o->g = gathered_new(&wish);
	o->g->period = (struct span){ wall_sec(from), wall_sec(to.ms > from.ms ? to : from) };
	o->g->until_s = o->g->period.to_s;
	if (gather_hours(o->g, j, err))
		return o;
	opening_free(o);
	return NULL;
}

void
opening_free(struct opening *o)
{
	if (o == NULL)
		return;
	required_done(&o->hours);
	gathered_free(o->g);
	free(o);
}

int64_t
opening_seconds(struct opening *o, const char *site, struct wall from, struct wall to)
{
	uint32_t	 i = gather_site(o->g, site);
	size_t		 at = 0;

	if (i == NONE)
		return -1;
	if (i != o->site) {
		required_done(&o->hours);
		count_require(o->g, &o->g->sites[i], &o->hours);
		o->site = i;
	}
	return to.ms <= from.ms ? 0 : spans_within(&o->hours.open, wall_sec(from), wall_sec(to), &at);
}
