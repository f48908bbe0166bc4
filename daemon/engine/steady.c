/* steady.c - see steady.h */
#include "engine/steady.h"

#define NOISE_MS	2000	/* a step below this is not worth a word */

void
steady_init(struct steady *s, struct mono mono, struct wall wall, struct wall last)
{
	s->mono = mono;
	s->now = wall.ms >= last.ms ? wall : wall_add(last, 1);
	s->ahead_ms = wall_sub(s->now, wall);
}

int64_t
steady_turn(struct steady *s, struct mono mono, struct wall wall)
{
	int64_t	 gone_ms = mono_sub(mono, s->mono) / MSEC_US;
	int64_t	 step_ms;

	if (gone_ms <= 0)
		return 0;
	s->mono.us += gone_ms * MSEC_US;	/* what is below a millisecond counts next time */
	if (s->ahead_ms > 0 && s->ahead_ms <= STEADY_SLEW_MS)
		s->now.ms += gone_ms - gone_ms / 10;
	else
		s->now.ms += gone_ms;
	step_ms = wall_sub(wall, s->now);
	s->ahead_ms = step_ms < 0 ? -step_ms : 0;
	if (step_ms <= 0)
		return 0;
	s->now = wall;
	return step_ms >= NOISE_MS ? step_ms : 0;
}

struct wall
steady_of(const struct steady *s, struct wall wall, struct wall stamp)
{
	int64_t	 age_ms = wall_sub(wall, stamp);

	return wall_add(s->now, age_ms > 0 ? -age_ms : 0);
}

bool
steady_is_trusted(const struct steady *s)
{
	return s->ahead_ms <= STEADY_SLEW_MS;
}
