/*
 * play_report.h - reports made up for page tests: the same points, hours and outages each time.
 */
#ifndef PLAY_REPORT_H
#define PLAY_REPORT_H

#include <jansson.h>
#include <stdbool.h>

struct play_point {
	const char	*id, *name, *commune, *kind;
};

/*
 * The report of `scope` over `period` (one of period.h's), NULL for an unknown scope or
 * period.  From 2026 on something was measured, until now.  `worse`: facts learnt since
 * a freezing, an outage more.
 */
json_t	*play_report(const struct play_point *points, size_t n, const char *scope,
	    const char *period, bool worse);

#endif
