/*
 * status.h - parts of what `vigie status` shows, shared with `vigie watch`.
 */
#ifndef VIGIE_STATUS_H
#define VIGIE_STATUS_H

#include "cli/say.h"

/* False when something is down, degraded or not measured, vigie is blind or in trouble, or an incident lasts outside maintenance. */
bool	 status_is_well(const json_t *status);

/* "7 points work, 1 is down, 2 are closed." */
void	 status_sentence(struct buf *out, const json_t *status);
/* Lines about vigie itself: blind, troubles, what waits for a restart. */
void	 status_alarms(struct buf *out, const struct cli *cli, const json_t *status);
/* A row for each point, worst first; sets the columns. */
void	 status_table(struct table *t, const struct cli *cli, const json_t *status);
/* A row for each incident of {"incidents":[...]}. */
void	 incidents_table(struct table *t, const struct cli *cli, const json_t *list, struct wall now);

#endif
