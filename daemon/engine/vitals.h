/*
 * vitals.h - how vigie itself is: `vigie top`, /metrics, and its own series.
 */
#ifndef VIGIE_VITALS_H
#define VIGIE_VITALS_H

#include <stdint.h>

#include "base/buf.h"

struct engine;
struct jw;

/* {"at","programs":[...],"engine":{...},"journal":{...},"outbox":{...}} */
void	 vitals_top(struct engine *e, struct jw *j);

/* Prometheus text of vigie itself. */
void	 vitals_metrics(struct engine *e, struct buf *out);
/* The points' families of it, filled point by point; no address, nothing of single PCs. */
struct vitals_sites { struct buf state, link, rtt, loss; };
void	 vitals_site(struct engine *e, uint32_t site, struct vitals_sites *to);
void	 vitals_sites_write(const struct vitals_sites *sites, struct buf *out);
void	 vitals_sites_done(struct vitals_sites *sites);

/* Once a minute: series "vigie/engine", "vigie/poller-0"... */
void	 vitals_sample(struct engine *e);

#endif
