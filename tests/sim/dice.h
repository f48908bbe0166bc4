/*
 * dice.h - chance that can be repeated: one stream of numbers for each purpose, so that
 * leaving something out of a run changes nothing of the rest.  (SplitMix64.)
 */
#ifndef VIGIE_SIM_DICE_H
#define VIGIE_SIM_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice { uint64_t state; };

static inline uint64_t
dice_next(struct dice *d)
{
	uint64_t	 z = d->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline struct dice
dice_of(uint64_t seed, uint64_t purpose)
{
	struct dice	 d = { seed * UINT64_C(0xd1342543de82ef95) + purpose };

	dice_next(&d);
	return d;
}

/* 0 to sides - 1. */
static inline uint32_t
roll(struct dice *d, uint32_t sides)
{
	return (uint32_t)((dice_next(d) >> 32) * sides >> 32);
}

/* low to high, both included. */
static inline int64_t
between(struct dice *d, int64_t low, int64_t high)
{
	return low + (int64_t)(dice_next(d) % (uint64_t)(high - low + 1));
}

static inline bool
chance(struct dice *d, uint32_t percent)
{
	return roll(d, 100) < percent;
}

#endif
