/*
 * vitals.h - how vigie itself is: `vigie top`, /metrics, and its own series.
 */
#ifndef VIGIE_VITALS_H
#define VIGIE_VITALS_H

struct buf;
struct engine;
struct jw;

/* {"at","programs":[...],"engine":{...},"journal":{...},"outbox":{...}} */
void	 vitals_top(struct engine *e, struct jw *j);
/* Prometheus text: vigie itself, then the points; no address, nothing of single PCs. */
void	 vitals_metrics(struct engine *e, struct buf *out);
/* Once a minute: series "vigie/engine", "vigie/poller-0"... */
void	 vitals_sample(struct engine *e);

#endif
