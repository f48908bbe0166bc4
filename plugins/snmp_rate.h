/*
 * snmp_rate.h - rates from counters and seconds from ticks; pure.
 *
 * Two samples make a rate only if nothing was reset in between: the agent's
 * uptime went on, the discontinuity time is the same, a 64-bit counter did not
 * fall, a 32-bit one wrapped at most once, and the result is possible on the
 * interface.  Else there is no point at all: a gap is true, a spike is not.
 */
#ifndef VIGIE_SNMP_RATE_H
#define VIGIE_SNMP_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct rate_sample {
	struct mono	 at;		/* 0 = no sample */
	uint64_t	 in, out;	/* bytes */
	uint64_t	 speed_bps;	/* of the interface, 0 = not said */
	uint32_t	 uptime_ticks;	/* sysUpTime, hundredths of a second */
	uint32_t	 discontinuity;	/* ifCounterDiscontinuityTime */
	uint32_t	 if_index;
	bool		 is_64;
};

enum rate_verdict { RATE_GOOD, RATE_FIRST, RATE_RESET, RATE_IMPOSSIBLE };

enum rate_verdict rate_between(const struct rate_sample *was, const struct rate_sample *now,
		    double *in_bps, double *out_bps);

/* True when the agent did not restart in between; a wrap of its ticks (497 days) is no restart. */
bool		 rate_uptime_went_on(uint32_t was_ticks, uint32_t now_ticks, int64_t elapsed_us);

/* Ticks wrap after 497 days; this remembers how often. All zeros is new. */
struct uptime_track {
	struct mono	 at;		/* 0 = nothing yet */
	uint32_t	 ticks;
	uint32_t	 wraps;
};

/*
 * Seconds since the boot.  `engine_s` is the engine's own count (snmpEngineTime,
 * does not wrap for 68 years), -1 when the agent has none: it settles the wraps.
 */
double		 uptime_seconds(struct uptime_track *t, uint32_t ticks, int64_t engine_s, struct mono now);

#endif
