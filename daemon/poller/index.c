/* index.c - see index.h */
#include <stdlib.h>

#include "base/mem.h"
#include "poller/index.h"

void
index_done(struct index *ix)
{
	free(ix->heads);
	free(ix->next);
	free(ix->hashes);
	*ix = (struct index){ 0 };
}

static void
hang(struct index *ix, uint32_t slot)
{
	uint32_t	*head = &ix->heads[ix->hashes[slot] & (ix->n_heads - 1)];

	ix->next[slot] = *head;
	*head = slot;
}

/* Doubles the heads and hangs everything anew. */
static void
spread(struct index *ix)
{
	size_t		 n = ix->n_heads, wider = n == 0 ? 64 : n * 2;
	uint32_t	*old = ix->heads;

	ix->heads = xreallocarray(NULL, wider, sizeof(*ix->heads));
	ix->n_heads = wider;
	for (size_t i = 0; i < wider; i++)
		ix->heads[i] = INDEX_END;
	for (size_t i = 0; i < n; i++)
		for (uint32_t slot = old[i], next; slot != INDEX_END; slot = next) {
			next = ix->next[slot];
			hang(ix, slot);
		}
	free(old);
}

void
index_add(struct index *ix, uint32_t hash, uint32_t slot)
{
	if (slot >= ix->room) {
		size_t	 room = ix->room == 0 ? 64 : ix->room;

		while (slot >= room)
			room += room / 2;
		ix->next = xreallocarray(ix->next, room, sizeof(*ix->next));
		ix->hashes = xreallocarray(ix->hashes, room, sizeof(*ix->hashes));
		ix->room = room;
	}
	if (ix->n >= ix->n_heads)
		spread(ix);
	ix->hashes[slot] = hash;
	hang(ix, slot);
	ix->n++;
}

void
index_remove(struct index *ix, uint32_t slot)
{
	uint32_t	*p = &ix->heads[ix->hashes[slot] & (ix->n_heads - 1)];

	while (*p != slot)
		p = &ix->next[*p];
	*p = ix->next[slot];
	ix->n--;
}

static uint32_t
matching(const struct index *ix, uint32_t hash, uint32_t slot)
{
	while (slot != INDEX_END && ix->hashes[slot] != hash)
		slot = ix->next[slot];
	return slot;
}

uint32_t
index_first(const struct index *ix, uint32_t hash)
{
	if (ix->n_heads == 0)
		return INDEX_END;
	return matching(ix, hash, ix->heads[hash & (ix->n_heads - 1)]);
}

uint32_t
index_after(const struct index *ix, uint32_t slot)
{
	return matching(ix, ix->hashes[slot], ix->next[slot]);
}
