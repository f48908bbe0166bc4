/*
 * saturated.c - a link that is slow because it is full.
 *
 * Degraded, and told as what it is: the router's answer came, with packets lost,
 * and took `times` [5] its usual time (line.c), while the latest traffic of its
 * interface, which still speaks (rule 2), was traffic_pct [90] of the link's `up`
 * (going out) or `down` (coming in).
 *
 *    (nothing) -- `fall` such answers of the check in a row --> SATURATED
 *        ^        dated from the first of them                      |
 *        +---- `quiet` [10 min] without one: dated from the first --+
 *              answer after the last such
 *
 * Slow without traffic is not saturated; a result without an answer says nothing
 * here (what is lost altogether is rule 5's and 6's business, and the traffic that
 * the router still tells keeps it up).  While it lasts the link is degraded, and what else is not well on site
 * (but for the link and its PCs) and was not told yet is put down to it.
 */
#include <math.h>
#include <string.h>

#include "judge/inside.h"

/* Blindness or a stop in between: what was seen before counts for nothing. */
static void
wake(const struct judge *j, struct line_live *line)
{
	if (line->epoch == j->epoch)
		return;
	line->epoch = j->epoch;
	line->n_full = 0;
	line->traffic_ms = line->calm_ms = line->over_ms = 0;
}

static void
keep_traffic(struct line_live *line, const struct judged_result *r, int64_t started_ms)
{
	line->in_bps = r->if_in_bps;
	line->out_bps = r->if_out_bps;
	line->traffic_ms = started_ms;
	line->traffic_check = r->check;
}

static bool
fills(double bps, int64_t rate_bps, double pct)
{
	return rate_bps > 0 && bps * 100 >= pct * (double)rate_bps;
}

/* Which direction is full, as words_answer() knows it; "" = none. */
static const char *
full_direction(const struct judge *j, const struct line_live *line, uint32_t site)
{
	const struct site	*conf = &j->inv->sites[site];
	double			 pct = j->inv->saturated_traffic_pct;

	if (line->traffic_ms + j->checks[line->traffic_check].hold_ms <= j->now_ms)
		return "";	/* none was told, or it speaks no more */
	if (fills(line->out_bps, conf->up_bps, pct))
		return "uplink full";
	return fills(line->in_bps, conf->down_bps, pct) ? "downlink full" : "";
}

static bool
is_full(struct judge *j, struct line_live *line, uint32_t site, const struct judged_result *r)
{
	const char	*direction;
	int32_t		 usual;

	if (!(r->loss_pct > 0) || !line_usual_rtt(j, site, &usual) ||
	    r->rtt_med_ms * 10 < j->inv->saturated_times * usual)
		return false;
	direction = full_direction(j, line, site);
	if (*direction == '\0')
		return false;
	line->full_check = r->check;
	line->why = (struct evidence){ .check = "", .name = "rtt_med_ms", .value = r->rtt_med_ms,
	    .limit = j->inv->saturated_times * usual / 10, .text = direction };
	return true;
}

static void
count_full(struct judge *j, struct line_live *line, uint32_t site, int64_t started_ms)
{
	struct live	*l = incident_on(j, site, INCIDENT_SATURATED, "");

	if (line->n_full == 0)
		line->full_ms = started_ms;
	line->n_full++;
	line->calm_ms = line->over_ms = 0;
	if (l != NULL)
		l->fail_ms = later(l->fail_ms, started_ms);
}

bool
saturated_keep(struct judge *j, const struct judged_result *r, int64_t started_ms)
{
	uint32_t		 site = j->checks[r->check].site;
	const struct site	*conf = &j->inv->sites[site];
	bool			 has_traffic = r->if_in_bps >= 0 || r->if_out_bps >= 0;
	bool			 has_answer = r->rtt_med_ms >= 0 && r->status != JUDGED_FAIL;
	struct line_live	*line;

	if ((conf->up_bps == 0 && conf->down_bps == 0) || (!has_traffic && !has_answer) ||
	    j->inv->drift_days == 0)
		return false;
	line = line_of(j, site);
	wake(j, line);
	if (has_traffic)
		keep_traffic(line, r, started_ms);
	if (!has_answer)
		return false;
	if (is_full(j, line, site, r)) {
		count_full(j, line, site, started_ms);
		return line->n_full >= j->inv->checks[r->check].fall;
	}
	line->n_full = 0;
	if (line->calm_ms == 0)
		line->calm_ms = started_ms;
	if (started_ms >= line->calm_ms + j->inv->saturated_quiet_ms)
		line->over_ms = line->calm_ms;
	return false;
}

void
saturated_take(struct judge *j, uint32_t site)
{
	struct live	*l, *full = incident_on(j, site, INCIDENT_SATURATED, "");
	struct evidence	 why = { .check = "", .name = "saturated", .text = "" };

	if (full == NULL)
		return;
	why.value = full->i.number;
	TAILQ_FOREACH(l, &j->sites[site].lives, entry) {
		if ((l->i.kind_first != INCIDENT_DEVICE && l->i.kind_first != INCIDENT_VISIO) ||
		    l->i.restored.ms != 0 || l->i.told_at.ms != 0 || l->i.parent != 0)
			continue;
		l->i.parent = full->i.number;
		incident_event(j, l, EVENT_ATTACHED, j->now_ms, "vigie", "saturated", &why);
	}
}

/* They speak for themselves again. */
static void
let_others_go(struct judge *j, uint32_t site, const struct live *full)
{
	struct live	*l;

	TAILQ_FOREACH(l, &j->sites[site].lives, entry) {
		if (l->i.parent != full->i.number || l->i.restored.ms != 0)
			continue;
		l->i.parent = 0;
		incident_event(j, l, EVENT_DETACHED, j->now_ms, "vigie", "saturated_over", NULL);
	}
}

void
saturated_judge(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];
	struct line_live	*line = s->line;
	uint32_t		 router = j->inv->sites[site].router;
	uint32_t		 primary = router == NONE ? NONE : j->devices[router].primary;
	struct evidence		 why;
	struct live		*l;

	if (line == NULL || primary == NONE)
		return;
	l = incident_on(j, site, INCIDENT_SATURATED, "");
	if (l == NULL && line->n_full >= j->inv->checks[primary].fall && is_up(s->link.state)) {
		why = line->why;
		why.check = j->inv->checks[line->full_check].name;
		l = incident_open(j, INCIDENT_SATURATED, site, NONE, "", line->full_ms, &why);
	}
	if (l == NULL || line->over_ms == 0)
		return;
	incident_restore(j, l, line->over_ms, "");
	let_others_go(j, site, l);
}
