/*
 * cache.h - what was rendered or answered once, for a while.
 *
 * Bounded in entries and bytes; the oldest leaves first.
 */
#ifndef VIGIE_CACHE_H
#define VIGIE_CACHE_H

#include <stddef.h>

#include "base/clock.h"

struct blob;
struct cache;

struct cache	*cache_new(size_t max_entries, size_t max_bytes);
void		 cache_free(struct cache *c);
void		 cache_clear(struct cache *c);

/* Borrowed; NULL when not there or too old.  *type (NULL is fine) lives as long as the entry. */
struct blob	*cache_get(struct cache *c, const char *key, struct mono now, const char **type);
/* Takes a reference to blob; replaces what had the key. */
void		 cache_put(struct cache *c, const char *key, struct blob *blob, const char *type,
		    struct mono expires);

#endif
