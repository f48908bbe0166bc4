/* metric.c - see metric.h */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "series/metric.h"

#define N_INTERNED	1024	/* a power of two; three quarters are used at most */

static const struct {
	const char	*end, *unit;
	bool		 is_positive;
} units[] = {
	{ "_pct", "%", true },
	{ "_bps", "bit/s", true },
	{ "_per_s", "/s", true },
	{ "_bytes", "B", true },
	{ "_dbm", "dBm", false },
	{ "_db", "dB", false },
	{ "_us", "\302\265s", true },
	{ "_ms", "ms", true },
	{ "_s", "s", true },
	{ "_c", "\302\260C", false },
	{ "_v", "V", false },
};

static const struct {
	const char	*name, *words;
} words[] = {
	{ "rtt_ms", N_("Response time") },
	{ "rtt_min_ms", N_("Quickest answer") },
	{ "rtt_med_ms", N_("Response time") },
	{ "rtt_max_ms", N_("Slowest answer") },
	{ "connect_ms", N_("Connection time") },
	{ "snmp_ms", N_("SNMP answer time") },
	{ "loss_pct", N_("Packets lost") },
	{ "if_in_bps", N_("Traffic received") },
	{ "if_out_bps", N_("Traffic sent") },
	{ "if_speed_bps", N_("Speed of the interface") },
	{ "uptime_s", N_("Time since the last restart") },
	{ "line_uptime_s", N_("Time since the line came up") },
	{ "snr_down_db", N_("Noise margin, downstream") },
	{ "snr_up_db", N_("Noise margin, upstream") },
	{ "atn_down_db", N_("Attenuation, downstream") },
	{ "atn_up_db", N_("Attenuation, upstream") },
	{ "sync_down_bps", N_("Line rate, downstream") },
	{ "sync_up_bps", N_("Line rate, upstream") },
	{ "attain_down_bps", N_("Attainable rate, downstream") },
	{ "attain_up_bps", N_("Attainable rate, upstream") },
	{ "cpu_pct", N_("Processor load") },
	{ "mem_pct", N_("Memory in use") },
	{ "swap_pct", N_("Swap in use") },
	{ "disk_pct", N_("Fullest disk") },
	{ "processes", N_("Processes") },
	{ "users", N_("People signed in") },
	{ "rss_bytes", N_("Memory of the program") },
	{ "loop_lag_ms", N_("Delay of the program's loop") },
	{ "late_ms", N_("Checks started late by") },
	{ "results_per_s", N_("Results taken") },
	{ "commit_ms", N_("Time to write the journal") },
	{ "outbox", N_("Messages waiting") },
};

static bool
ends_with(const char *s, const char *end)
{
	size_t	 n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

bool
metric_is_name(const char *name)
{
	size_t	 n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n > 0 && n < METRIC_NAME_SIZE && name[n] == '\0';
}

const char *
metric_intern(const char *name)
{
	static char	*table[N_INTERNED];
	static unsigned	 n_used;
	size_t		 at = (size_t)text_hash(name) % N_INTERNED;

	while (table[at] != NULL) {
		if (strcmp(table[at], name) == 0)
			return table[at];
		at = (at + 1) % N_INTERNED;
	}
	if (!metric_is_name(name) || n_used >= N_INTERNED / 4 * 3)
		return NULL;
	n_used++;
	return table[at] = xstrdup(name);
}

enum metric_fold
metric_fold(const char *name)
{
	if (strstr(name, "_min_") != NULL)
		return METRIC_LEAST;
	if (strstr(name, "_max_") != NULL)
		return METRIC_MOST;
	return ends_with(name, "uptime_s") ? METRIC_LAST : METRIC_MEAN;
}

const char *
metric_unit(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(units); i++)
		if (ends_with(name, units[i].end))
			return units[i].unit;
	return "";
}

bool
metric_is_positive(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(units); i++)
		if (ends_with(name, units[i].end))
			return units[i].is_positive;
	return false;
}

const char *
metric_words(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(words); i++)
		if (strcmp(name, words[i].name) == 0)
			return _(words[i].words);
	return name;
}
