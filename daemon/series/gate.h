/*
 * gate.h - may what was measured now be written into files?
 *
 * One row 30 days ahead wipes an RRD file's detail and makes it refuse every
 * right row until then.  So files are not written while the wall clock is not
 * believed: it stepped by more than ten minutes against the time since boot, or
 * it started before what was seen in an earlier life.  A step that lasts a
 * quarter of an hour is believed; one that is taken back leaves no trace.
 *
 *            step > 10 min              lasted 15 min (24 h when the
 *     OPEN ----------------> SHUT ----- clock is before its own past) --> OPEN
 *       ^                     |
 *       +-- clock came back --+
 *
 * Pure: both clocks come as arguments.
 */
#ifndef VIGIE_GATE_H
#define VIGIE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#define GATE_STEP_S	600	/* also how far ahead of our clock a result may be */

enum gate_change {
	GATE_SAME,
	GATE_SHUTS,		/* keep what comes, write nothing */
	GATE_RETURNS,		/* the clock is back where it was: forget what is ahead of it */
	GATE_BELIEVES		/* the new time is the time */
};

/* All zeros is a gate that believes the first clock it is told. */
struct gate {
	int64_t	 offset_s;	/* wall minus time since boot, while open */
	int64_t	 shut_offset_s;	/* the same when it shut */
	int64_t	 shut_s;	/* time since boot when it shut */
	int64_t	 patience_s;	/* how long it stays shut */
	int64_t	 high_s;	/* latest wall time believed so far; kept over restarts by the caller */
	bool	 is_known;	/* offset_s means something */
	bool	 is_shut;
};

/* Before the first tick: what an earlier life knew.  `offset_s` counts only when it was the same boot. */
void		 gate_recall(struct gate *g, bool is_same_boot, int64_t offset_s, int64_t high_s);

/* Each second. */
enum gate_change gate_tick(struct gate *g, int64_t wall_s, int64_t boot_s);

#endif
