/*
 * evidence.h - the document that goes with a ticket to the operator.
 *
 * One incident: since when in local time and UTC, what was seen layer by layer
 * from the power to the Internet, values before, during and after, the chronology,
 * what it cost in opening hours, and what happened on the same line before.  What
 * was not measured is said so.  Names, addresses and the ticket stand in it when
 * the story has them, which the public's has not.
 */
#ifndef VIGIE_EVIDENCE_H
#define VIGIE_EVIDENCE_H

#include <jansson.h>

#include "base/clock.h"

struct paper;
struct zone;

/* The metrics of the line's router that belong in it; ends with NULL. */
extern const char *const	 evidence_metrics[];
#define EVIDENCE_METRICS	6

/* From when to when their series are wanted. */
void		 evidence_span(const json_t *story, struct wall now, struct wall *from,
		    struct wall *to);
/*
 * The document, owned by the caller.  series[i]: the answer to "series" for metric i,
 * NULL where there is none.  `network` names who speaks.
 */
struct paper	*evidence_paper(const json_t *story, const json_t *const series[EVIDENCE_METRICS],
		    const char *network, const struct zone *zone, struct wall now);

/*
 * The outages of one line over a period, from the answer to "outages": each with
 * its times, cause and value, then sums by month and in all.
 */
struct paper	*evidence_history(const json_t *outages, const char *network,
		    const struct zone *zone, struct wall now);

#endif
