/*
 * arena.h - memory that is given piece by piece and freed at once.
 *
 * All zeros is valid and empty.
 */
#ifndef VIGIE_ARENA_H
#define VIGIE_ARENA_H

#include <stddef.h>

struct chunk;

struct arena {
	struct chunk	*chunks;	/* owned; the first has room */
	size_t		 bytes;		/* given so far, for `vigie top` and tests */
};

/* `size` bytes of zeros, aligned for anything; never NULL. */
void	*arena_alloc(struct arena *a, size_t size);
char	*arena_strndup(struct arena *a, const char *s, size_t len);
char	*arena_strdup(struct arena *a, const char *s);
char	*arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A copy of `n` elements of `size` bytes. */
void	*arena_copy(struct arena *a, const void *data, size_t n, size_t size);
void	 arena_done(struct arena *a);

#endif
