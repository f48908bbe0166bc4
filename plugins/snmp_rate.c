/* snmp_rate.c - see snmp_rate.h */
#include "snmp_rate.h"

#define TICK_US		10000
#define SLACK_TICKS	6000		/* a minute: clocks of agents drift and answers wait */
#define SPEED_TRUSTED	1000000u	/* below a megabit what agents say of ppp interfaces is fiction */
#define SPEED_MOST	1e12

bool
rate_uptime_went_on(uint32_t was_ticks, uint32_t now_ticks, int64_t elapsed_us)
{
	uint32_t	 expected;
	int32_t		 off;

	if (now_ticks >= was_ticks)
		return true;
	expected = was_ticks + (uint32_t)(elapsed_us / TICK_US);	/* wraps as the agent's do */
	off = (int32_t)(now_ticks - expected);
	return expected < was_ticks && off > -SLACK_TICKS && off < SLACK_TICKS;
}

/* Bytes between two counters; false when there is no telling. */
static bool
difference(const struct rate_sample *was, const struct rate_sample *now, uint64_t a, uint64_t b,
    double dt_s, uint64_t *out)
{
	if (now->is_64) {
		*out = b - a;
		return b >= a;
	}
	/* Fast enough to wrap more than once: any figure would be a guess. */
	if (was->speed_bps >= SPEED_TRUSTED && (double)was->speed_bps / 8 * dt_s >= 4294967296.0)
		return false;
	*out = (uint32_t)(b - a);
	return true;
}

enum rate_verdict
rate_between(const struct rate_sample *was, const struct rate_sample *now, double *in_bps,
    double *out_bps)
{
	int64_t		 elapsed_us = mono_sub(now->at, was->at);
	double		 dt_s = (double)elapsed_us / SEC_US, in, out;
	double		 most = now->speed_bps >= SPEED_TRUSTED ? (double)now->speed_bps * 1.25 :
	    SPEED_MOST;
	uint64_t	 bytes_in, bytes_out;

	if (was->at.us == 0 || elapsed_us < 50 * MSEC_US)
		return RATE_FIRST;
	if (was->if_index != now->if_index || was->is_64 != now->is_64 ||
	    was->discontinuity != now->discontinuity ||
	    !rate_uptime_went_on(was->uptime_ticks, now->uptime_ticks, elapsed_us) ||
	    !difference(was, now, was->in, now->in, dt_s, &bytes_in) ||
	    !difference(was, now, was->out, now->out, dt_s, &bytes_out))
		return RATE_RESET;
	in = (double)bytes_in * 8 / dt_s;
	out = (double)bytes_out * 8 / dt_s;
	if (in > most || out > most)
		return RATE_IMPOSSIBLE;
	/* A little over is our clock against the agent's, not the line. */
	if (now->speed_bps >= SPEED_TRUSTED) {
		in = in < (double)now->speed_bps ? in : (double)now->speed_bps;
		out = out < (double)now->speed_bps ? out : (double)now->speed_bps;
	}
	*in_bps = in;
	*out_bps = out;
	return RATE_GOOD;
}

double
uptime_seconds(struct uptime_track *t, uint32_t ticks, int64_t engine_s, struct mono now)
{
	if (t->at.us == 0)
		t->wraps = 0;
	else if (ticks < t->ticks)
		t->wraps = rate_uptime_went_on(t->ticks, ticks, mono_sub(now, t->at)) ?
		    t->wraps + 1 : 0;
	if (engine_s >= (int64_t)(ticks / 100)) {
		/* How many wraps bring us nearest to what the engine counts. */
		int64_t		 off = engine_s * 100 - (int64_t)ticks;
		int64_t		 wraps = (off + INT64_C(0x80000000)) >> 32;
		int64_t		 rest = off - (wraps << 32);

		if (rest > -SLACK_TICKS && rest < SLACK_TICKS)
			t->wraps = (uint32_t)wraps;
	}
	t->at = now;
	t->ticks = ticks;
	return ((double)t->wraps * 4294967296.0 + ticks) / 100;
}
