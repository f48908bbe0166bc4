/*
 * mem.h - memory or the end: no caller checks for NULL.
 *
 * When the machine has no memory left the program says so in one line and
 * exits 70; its master starts it again.  Results are owned by the caller: free().
 */
#ifndef VIGIE_MEM_H
#define VIGIE_MEM_H

#include <stddef.h>

void	*xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void	*xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void	*xreallocarray(void *p, size_t n, size_t size) __attribute__((returns_nonnull));
char	*xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char	*xstrndup(const char *s, size_t n) __attribute__((malloc, returns_nonnull));
char	*xasprintf(const char *fmt, ...) __attribute__((malloc, returns_nonnull, format(printf, 1, 2)));

/* Makes room for one more element in a grown array; use as `a = grow(a, n, &room, sizeof(*a))`. */
void	*grow(void *p, size_t n, size_t *room, size_t size) __attribute__((returns_nonnull));

#define N_ELEMENTS(a)	(sizeof(a) / sizeof((a)[0]))

#endif
