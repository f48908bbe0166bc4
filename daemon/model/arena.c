/* arena.c - see arena.h */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/arena.h"

#define CHUNK_SIZE	(size_t)(64 * 1024)
#define ALIGN		_Alignof(max_align_t)

struct chunk {
	struct chunk	*next;
	size_t		 used, size;
	_Alignas(max_align_t) char data[];
};

static struct chunk *
chunk_new(size_t size)
{
	struct chunk	*c = xcalloc(1, sizeof(*c) + size);

	c->size = size;
	return c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct chunk	*c = a->chunks;
	void		*p;

	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	a->bytes += size;
	if (size > CHUNK_SIZE / 4) {		/* a chunk of its own, behind the one with room */
		c = chunk_new(size);
		c->used = size;
		if (a->chunks != NULL) {
			c->next = a->chunks->next;
			a->chunks->next = c;
		} else
			a->chunks = c;
		return c->data;
	}
	if (c != NULL)
		c->used =
		    c->size - c->used < ALIGN ? c->size : (c->used + ALIGN - 1) / ALIGN * ALIGN;
	if (c == NULL || c->size - c->used < size) {
		c = chunk_new(CHUNK_SIZE);
		c->next = a->chunks;
		a->chunks = c;
	}
	p = c->data + c->used;
	c->used += size;
	return p;
}

/* Strings need no alignment: they are packed. */
char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	struct chunk	*c = a->chunks;
	char		*p;

	if (c != NULL && c->size - c->used > len) {
		p = c->data + c->used;
		c->used += len + 1;
		a->bytes += len + 1;
	} else
		p = arena_alloc(a, len + 1);
	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list	 ap;
	char	 text[1024], *s;
	int	 n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(text))
		return arena_strndup(a, text, (size_t)n);
	s = arena_alloc(a, n < 0 ? 1 : (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, n < 0 ? 1 : (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void *
arena_copy(struct arena *a, const void *data, size_t n, size_t size)
{
	void	*p = arena_alloc(a, n * size);

	if (n > 0)
		memcpy(p, data, n * size);
	return p;
}

void
arena_done(struct arena *a)
{
	struct chunk	*c = a->chunks, *next;

	for (; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	*a = (struct arena){ 0 };
}
