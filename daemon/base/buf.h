/*
 * buf.h - a string that grows.
 *
 * All zeros is a valid empty buffer.  `.s` is always NUL-terminated once
 * something was added, NULL before; buf_str() never returns NULL.
 */
#ifndef VIGIE_BUF_H
#define VIGIE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char	*s;		/* owned; NULL while empty and new */
	size_t	 len;		/* bytes, the final NUL not counted */
	size_t	 room;		/* bytes allocated */
};

void		 buf_add(struct buf *b, const void *data, size_t len);
void		 buf_adds(struct buf *b, const char *s);
void		 buf_addc(struct buf *b, char c);
void		 buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void		 buf_addv(struct buf *b, const char *fmt, va_list ap);
/* Empties it and keeps the memory. */
void		 buf_clear(struct buf *b);
/* Frees the memory; the buffer is empty and usable. */
void		 buf_done(struct buf *b);
/* The text, "" when empty; borrowed until the next change. */
const char	*buf_str(const struct buf *b);
/* Hands the text to the caller, who frees it; the buffer is empty afterwards. */
char		*buf_take(struct buf *b);

#endif
