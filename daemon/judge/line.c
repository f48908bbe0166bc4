/*
 * line.c - what a link's line is usually like, and a line that grows worse.
 *
 * Of each value that the router tells of its line (noise margin, synchronised rate,
 * response time) the first of every half hour is kept while the local day lasts.
 * At its end the median of these is the day's; a day with fewer than 12 half hours
 * measured (since midnight or vigie's latest start) has none.  What is usual is the
 * median of the last `days` [30] days' medians.  Of an even number of them the
 * lower of the two in the middle is the median.
 *
 * Drift, judged at each midnight:
 *
 *    (nothing) -- the day is snr_db [3] or sync_pct [20] under what was usual --> DRIFT
 *        ^        (at least 7 days measured before it)                            |
 *        +------ back_days [3] measured days in a row less than half of it -------+
 *
 * What is usual moves on: a line that stays bad is not told for ever, since after
 * some weeks that is what it is like.  The days are a fact of the journal each
 * midnight, and a start takes them from there; a half hour is not, and is lost.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"
#include "model/zone.h"

#define HALF_HOUR_MS	(30 * MIN_MS)
#define SLOTS_MIN	12u	/* half hours measured, for a day to count */
#define DAYS_MIN	7u	/* days measured, for a day to be a drift */
#define RTT_SLOTS_MIN	12u	/* before the first day is over: half hours of today */

static struct line_live *
new_line(const struct judge *j)
{
	struct line_live	*line = xcalloc(1, sizeof(*line));

	line->n_days = j->inv->drift_days;
	return line;
}

static struct line_metric_live *
metric(struct line_live *line, enum line_metric which)
{
	struct line_metric_live	*m = line->metrics[which];

	if (m != NULL)
		return m;
	m = line->metrics[which] = xcalloc(1, sizeof(*m) + line->n_days * sizeof(m->days[0]));
	for (size_t i = 0; i < LINE_SLOTS; i++)
		m->slots[i] = FACT_LINE_NONE;
	for (uint32_t i = 0; i < line->n_days; i++)
		m->days[i] = FACT_LINE_NONE;
	m->check = NONE;
	return m;
}

void
line_free(struct line_live *line)
{
	if (line == NULL)
		return;
	for (size_t i = 0; i < LINE_N; i++)
		free(line->metrics[i]);
	free(line);
}

static void
forget_today(struct line_live *line)
{
	for (size_t k = 0; k < LINE_N; k++)
		for (size_t i = 0; line->metrics[k] != NULL && i < LINE_SLOTS; i++)
			line->metrics[k]->slots[i] = FACT_LINE_NONE;
}

static void
begin_day(const struct judge *j, struct line_live *line)
{
	forget_today(line);
	line->day = zone_day(j->inv->zone, (struct wall){ j->now_ms });
	line->from_ms = zone_day_start(j->inv->zone, line->day).ms;
	line->to_ms = zone_day_start(j->inv->zone, line->day + 1).ms;
}

struct line_live *
line_of(struct judge *j, uint32_t site)
{
	struct site_live	*s = &j->sites[site];

	if (s->line == NULL)
		s->line = new_line(j);
	if (s->line->to_ms == 0) {
		begin_day(j, s->line);
		due_site(j, site, s->line->to_ms);
	}
	return s->line;
}

void
line_keep(struct judge *j, uint32_t site, enum line_metric which, uint32_t check, double value,
    int64_t started_ms)
{
	struct line_live	*line;
	struct line_metric_live	*m;
	size_t			 slot;

	if (!(fabs(value) < INT32_MAX) || j->inv->drift_days == 0)
		return;
	line = line_of(j, site);
	if (started_ms < line->from_ms || started_ms >= line->to_ms)
		return;		/* of a day that is over */
	m = metric(line, which);
	m->check = check;
	slot = (size_t)((started_ms - line->from_ms) / HALF_HOUR_MS);
	if (slot < LINE_SLOTS && m->slots[slot] == FACT_LINE_NONE)
		m->slots[slot] = (int32_t)(value < 0 ? value - 0.5 : value + 0.5);
}

static int
by_value(const void *a, const void *b)
{
	const int32_t	*x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of those that were measured; false when they are fewer than `min`. */
static bool
median(const int32_t *values, size_t n, size_t min, int32_t *out)
{
	int32_t	 sorted[LINE_DAYS_MAX];
	size_t	 n_known = 0;

	for (size_t i = 0; i < n; i++)
		if (values[i] != FACT_LINE_NONE)
			sorted[n_known++] = values[i];
	if (n_known < min)
		return false;
	qsort(sorted, n_known, sizeof(sorted[0]), by_value);
	*out = sorted[(n_known - 1) / 2];
	return true;
}

/* Of the days that lie at most n_days before the one that lasts. */
static bool
usual_of(const struct line_live *line, const struct line_metric_live *m, size_t min, int32_t *out)
{
	int64_t	 gone = (int64_t)line->day - line->last_day - 1;

	if (gone < 0)
		gone = 0;
	return gone < line->n_days && median(m->days + gone, line->n_days - (size_t)gone, min, out);
}

bool
line_usual_rtt(const struct judge *j, uint32_t site, int32_t *tenths_ms)
{
	const struct line_live		*line = j->sites[site].line;
	const struct line_metric_live	*m = line == NULL ? NULL : line->metrics[LINE_RTT];

	return m != NULL && (usual_of(line, m, 1, tenths_ms) ||
	    median(m->slots, LINE_SLOTS, RTT_SLOTS_MIN, tenths_ms));
}

/* How far under what is usual a day may be; 0 = as far as it likes. */
static double
allowance(const struct judge *j, enum line_metric which, int32_t usual)
{
	return which == LINE_SNR ? j->inv->drift_snr_db * 10 : j->inv->drift_sync_pct * usual / 100;
}

struct day {			/* a day that is over, against those before it */
	bool	 is_measured[LINE_N], is_judged[LINE_N];
	int32_t	 value[LINE_N], usual[LINE_N];
};

static bool
is_under(const struct judge *j, const struct day *day, enum line_metric which, double share)
{
	double	 allowed = allowance(j, which, day->usual[which]);

	return allowed > 0 && day->is_judged[which] &&
	    day->usual[which] - day->value[which] >= allowed * share;
}

static struct day
look_back(const struct line_live *line)
{
	struct day	 day = { 0 };

	for (size_t k = 0; k < LINE_N; k++) {
		const struct line_metric_live	*m = line->metrics[k];

		if (m == NULL)
			continue;
		day.is_measured[k] = median(m->slots, LINE_SLOTS, SLOTS_MIN, &day.value[k]);
		day.is_judged[k] = day.is_measured[k] &&
		    usual_of(line, m, DAYS_MIN, &day.usual[k]);
	}
	return day;
}

static void
open_drift(struct judge *j, uint32_t site, const struct day *day, enum line_metric which)
{
	const struct line_live		*line = j->sites[site].line;
	const struct line_metric_live	*m = line->metrics[which];
	double				 per = which == LINE_SNR ? 10 : 0.001;	/* tenths of a dB, kbit/s */
	struct evidence			 why = { .check = m->check == NONE ? "" : j->inv->checks[m->check].name,
					    .name = which == LINE_SNR ? "snr_down_db" : "sync_down_bps",
					    .value = day->value[which] / per, .text = "" };

	why.limit = (day->usual[which] - allowance(j, which, day->usual[which])) / per;
	incident_open(j, INCIDENT_DRIFT, site, NONE, "", line->from_ms, &why);
}

static void
drift_judge(struct judge *j, uint32_t site, const struct day *day)
{
	struct line_live	*line = j->sites[site].line;
	struct live		*l = incident_on(j, site, INCIDENT_DRIFT, "");
	bool			 is_judged = false, is_back = true;

	for (unsigned k = LINE_SNR; k <= LINE_SYNC; k++) {
		if (l == NULL && is_under(j, day, k, 1)) {
			line->n_back = 0;
			open_drift(j, site, day, k);
			return;
		}
		is_judged |= day->is_judged[k];
		is_back &= !is_under(j, day, k, 0.5);
	}
	if (l == NULL || !is_judged)
		return;
	line->n_back = is_back ? line->n_back + 1 : 0;
	if (line->n_back >= j->inv->drift_back_days)
		incident_restore(j, l, line->to_ms, "");
}

/* The day's medians become the latest; false if there are none. */
static bool
push(struct line_live *line, const struct day *day)
{
	int64_t	 gone = line->day - line->last_day;	/* days since the latest one kept */

	if (!day->is_measured[LINE_SNR] && !day->is_measured[LINE_SYNC] && !day->is_measured[LINE_RTT])
		return false;
	for (size_t k = 0; k < LINE_N; k++) {
		struct line_metric_live	*m = line->metrics[k];

		for (int64_t i = 0; m != NULL && i < gone && i < line->n_days; i++) {
			memmove(m->days, m->days + 1, (line->n_days - 1) * sizeof(m->days[0]));
			m->days[line->n_days - 1] = FACT_LINE_NONE;
		}
		if (day->is_measured[k])
			m->days[line->n_days - 1] = day->value[k];
	}
	line->last_day = line->day;
	return true;
}

/* A metric's days as the journal has them: none before the first that was measured. */
static uint32_t
list_days(const struct line_live *line, enum line_metric which, int64_t out[static LINE_DAYS_MAX])
{
	const struct line_metric_live	*m = line->metrics[which];
	uint32_t			 n = 0;

	for (uint32_t i = 0; m != NULL && i < line->n_days; i++)
		if (n > 0 || m->days[i] != FACT_LINE_NONE)
			out[n++] = m->days[i];
	return n;
}

void
line_say(struct judge *j, uint32_t site)
{
	const struct line_live	*line = j->sites[site].line;
	int64_t			 days[LINE_N][LINE_DAYS_MAX];
	struct fact		 fact = { .kind = FACT_LINE,
				    .object = j->inv->devices[j->inv->sites[site].link].name,
				    .happened = { sooner(line->to_ms, j->now_ms) }, .line = { .day = line->last_day,
				    .snr = days[LINE_SNR], .sync = days[LINE_SYNC], .rtt = days[LINE_RTT],
				    .n_back = line->n_back } };

	fact.line.n_snr = list_days(line, LINE_SNR, days[LINE_SNR]);
	fact.line.n_sync = list_days(line, LINE_SYNC, days[LINE_SYNC]);
	fact.line.n_rtt = list_days(line, LINE_RTT, days[LINE_RTT]);
	emit(j, &fact);
}

void
line_judge(struct judge *j, uint32_t site)
{
	struct line_live	*line = j->sites[site].line;
	struct day		 day;

	if (line == NULL || j->now_ms < line->to_ms)
		return;
	day = look_back(line);
	drift_judge(j, site, &day);
	if (push(line, &day))
		line_say(j, site);
	begin_day(j, line);
}

int64_t
line_due(const struct judge *j, uint32_t site)
{
	const struct line_live	*line = j->sites[site].line;

	return line == NULL ? NEVER_MS : line->to_ms;
}

/* vigie did not run: what it measured of the day is not what the day was. */
void
line_restart(struct judge *j, uint32_t site)
{
	struct line_live	*line = j->sites[site].line;

	if (line != NULL)
		begin_day(j, line);
}

static void
recall_metric(struct line_live *line, enum line_metric which, const int64_t *days, uint32_t n)
{
	struct line_metric_live	*m;

	if (n == 0)
		return;
	m = metric(line, which);
	for (uint32_t i = 0; i < n && i < line->n_days; i++)
		m->days[line->n_days - 1 - i] = days[n - 1 - i] > INT32_MAX || days[n - 1 - i] < INT16_MIN ?
		    FACT_LINE_NONE : (int32_t)days[n - 1 - i];
}

void
line_recall(struct judge *j, const struct fact *fact)
{
	char			 room[NAME_ROOM];
	uint32_t		 site, device = inventory_device(j->inv,
				    rename_present(j, fact->object, room, sizeof(room)));
	struct line_live	*line;

	if (device == NONE || j->inv->devices[device].kind != DEVICE_LINK || j->inv->drift_days == 0)
		return;
	site = j->inv->devices[device].site;
	line_free(j->sites[site].line);
	j->sites[site].line = NULL;
	if (fact->line.n_snr + fact->line.n_sync + fact->line.n_rtt == 0)
		return;		/* its site was gone (line_forget) */
	line = j->sites[site].line = new_line(j);
	line->last_day = (int32_t)fact->line.day;
	line->n_back = fact->line.n_back;
	recall_metric(line, LINE_SNR, fact->line.snr, fact->line.n_snr);
	recall_metric(line, LINE_SYNC, fact->line.sync, fact->line.n_sync);
	recall_metric(line, LINE_RTT, fact->line.rtt, fact->line.n_rtt);
}

void
line_forget(struct judge *j, uint32_t site)
{
	struct line_live	*line = j->sites[site].line;

	if (line == NULL || line->last_day == 0)
		return;
	for (size_t k = 0; k < LINE_N; k++) {
		free(line->metrics[k]);
		line->metrics[k] = NULL;
	}
	line->n_back = 0;
	line_say(j, site);
}

/* Takes over a line of another configuration, which may keep more days or fewer. */
void
line_adopt(struct judge *j, uint32_t site, struct line_live *from)
{
	struct line_live	*line;
	uint32_t		 n_days;

	if (from == NULL || j->inv->drift_days == 0) {
		line_free(from);
		return;
	}
	line = j->sites[site].line = new_line(j);
	n_days = line->n_days;
	*line = *from;
	line->n_days = n_days;
	for (unsigned k = 0; k < LINE_N; k++) {
		const struct line_metric_live	*old = from->metrics[k];
		struct line_metric_live		*m;

		line->metrics[k] = NULL;
		if (old == NULL)
			continue;
		m = metric(line, k);
		memcpy(m->slots, old->slots, sizeof(m->slots));
		for (uint32_t i = 0; i < line->n_days && i < from->n_days; i++)
			m->days[line->n_days - 1 - i] = old->days[from->n_days - 1 - i];
	}
	line_free(from);
}
