/* charts.c - see charts.h */
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

#include "charts.h"

#define HOUR_S	3600
#define DAY_S	86400

const struct span	 spans[SPANS_N] = {
	{ "3h", N_("3 hours"), 3 * HOUR_S, 5 * 60 },
	{ "30h", N_("30 hours"), 30 * HOUR_S, HOUR_S },
	{ "10d", N_("10 days"), 10 * DAY_S, 6 * HOUR_S },
	{ "1y", N_("1 year"), 365 * DAY_S, 7 * DAY_S },
};

#define TIME_LEGEND	{ \
	N_("The line is the usual response time; the band around it goes from the quickest " \
	    "answer to the slowest."), \
	N_("Low and thin: the line is quick and steady. High or wide: pages are slow, calls are " \
	    "choppy."), \
	N_("A gap is a time without measurement; a shaded time is an outage.") }
#define TRAFFIC_LEGEND	{ \
	N_("How much passes through the line; it says nothing of who or what."), \
	N_("Flat at the top for long: the line is full, everything waits."), \
	N_("A gap is a time without measurement; a shaded time is an outage.") }

static const struct chart	 charts[] = {
	{ "rtt_med_ms", N_("Response time of the line"), "ms", TIME_LEGEND },
	{ "rtt_ms", N_("Response time of the line"), "ms", TIME_LEGEND },
	{ "loss_pct", N_("Packets lost"), "%", {
	    N_("Of the small questions that vigie asks the line, how many had no answer."),
	    N_("Zero is normal. From 2 % on, calls suffer; at 100 % the line is cut."),
	    N_("A gap is a time without measurement; a shaded time is an outage.") } },
	{ "if_in_bps", N_("Traffic received"), "bit/s", TRAFFIC_LEGEND },
	{ "if_out_bps", N_("Traffic sent"), "bit/s", TRAFFIC_LEGEND },
	{ "snr_down_db", N_("Noise margin of the line"), "dB", {
	    N_("How far the line is from losing its synchronisation."),
	    N_("Above 6 dB it is steady; below 3 dB it will be cut."),
	    N_("A gap is a time without measurement; a shaded time is an outage.") } },
};

const struct chart *
chart_find(const char *metric)
{
	for (size_t i = 0; i < N_ELEMENTS(charts); i++)
		if (strcmp(charts[i].metric, metric) == 0)
			return &charts[i];
	return NULL;
}

const struct span *
span_find(const char *id)
{
	for (size_t i = 0; i < SPANS_N; i++)
		if (strcmp(spans[i].id, id) == 0)
			return &spans[i];
	return NULL;
}

static bool
has_series(const struct site_detail *site, const char *metric)
{
	for (size_t i = 0; i < site->n_series; i++)
		if (strcmp(site->series[i], metric) == 0)
			return true;
	return false;
}

size_t
charts_of(const struct site_detail *site, const struct chart **out, size_t max)
{
	size_t	 n = 0;

	for (size_t i = 0; i < N_ELEMENTS(charts) && n < max; i++) {
		/* the median stands for the mean where both are kept */
		if (strcmp(charts[i].metric, "rtt_ms") == 0 && has_series(site, "rtt_med_ms"))
			continue;
		if (has_series(site, charts[i].metric))
			out[n++] = &charts[i];
	}
	return n;
}
