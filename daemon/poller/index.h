/*
 * index.h - finding by hash in arrays that the caller owns.
 *
 * Maps a 32-bit hash to positions ("slots") in an array; equal hashes are walked
 * one by one, the caller compares.  Twelve bytes a slot, no allocation for each.
 */
#ifndef VIGIE_INDEX_H
#define VIGIE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define INDEX_END	UINT32_MAX

/* All zeros is a valid empty index. */
struct index {
	uint32_t	*heads;		/* owned; n_heads, a power of two */
	uint32_t	*next;		/* owned; one for each slot */
	uint32_t	*hashes;	/* owned */
	size_t		 n_heads, room, n;
};

void		 index_done(struct index *ix);
/* The slot must not be in the index. */
void		 index_add(struct index *ix, uint32_t hash, uint32_t slot);
/* The slot must be in the index. */
void		 index_remove(struct index *ix, uint32_t slot);
/* First slot with this hash, and the one after `slot`; INDEX_END. */
uint32_t	 index_first(const struct index *ix, uint32_t hash);
uint32_t	 index_after(const struct index *ix, uint32_t slot);

/* A well mixed hash of a number. */
static inline uint32_t
index_mix(uint32_t x)
{
	x = (x ^ (x >> 16)) * 0x85ebca6bu;
	x = (x ^ (x >> 13)) * 0xc2b2ae35u;
	return x ^ (x >> 16);
}

#endif
