/* mem.c - see mem.h */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define EXIT_NO_MEMORY	70

static _Noreturn void
no_memory(void)
{
	static const char	 text[] = "vigie: no memory left, stopping\n";
	ssize_t			 unused = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)unused;
	_exit(EXIT_NO_MEMORY);
}

static void *
must(void *p)
{
	if (p == NULL)
		no_memory();
	return p;
}

void *
xmalloc(size_t size)
{
	return must(malloc(size ? size : 1));
}

void *
xcalloc(size_t n, size_t size)
{
	return must(calloc(n ? n : 1, size ? size : 1));
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	return must(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *
xstrdup(const char *s)
{
	return must(strdup(s));
}

char *
xstrndup(const char *s, size_t n)
{
	return must(strndup(s, n));
}

char *
xasprintf(const char *fmt, ...)
{
	va_list	 ap;
	char	*s;
	int	 n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return must(n == -1 ? NULL : s);
}

void *
grow(void *p, size_t n, size_t *room, size_t size)
{
	if (p != NULL && n < *room)
		return p;
	*room = n < 4 ? 8 : n * 2;
	return xreallocarray(p, *room, size);
}
