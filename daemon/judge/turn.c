/* turn.c - see turn.h */
#include "judge/turn.h"
#include "model/fact.h"
#include "model/zone.h"

static int32_t
second_of_day(const struct zone *z, struct wall t)
{
	struct civil	 c = zone_civil(z, t);

	return c.hour * 3600 + c.minute * 60 + c.second;
}

bool
turn_of_day(const struct zone *z, const struct fact_window *w, int32_t day, struct interval *out)
{
	int32_t	 first = zone_day(z, w->from), days = zone_day(z, w->to) - first;

	/* day 0 was a Thursday; bit 0 is Monday */
	if (day < first || (w->weekdays & 1u << (((day + 3) % 7 + 7) % 7)) == 0)
		return false;
	out->from = zone_wall(z, day, second_of_day(z, w->from), ZONE_FIRST);
	out->to = zone_wall(z, day + days, second_of_day(z, w->to), ZONE_LAST);
	return out->from.ms < out->to.ms;
}
