/*
 * text.h - text that came from elsewhere, made safe where it enters.
 */
#ifndef VIGIE_TEXT_H
#define VIGIE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest text from the network that is kept, in bytes without the NUL. */
#define TEXT_MAX	255

/*
 * Copies at most `size`-1 bytes of valid UTF-8 into out, NUL-terminated: bytes
 * that are not UTF-8, control characters (C0, C1, DEL), line and paragraph
 * separators and bidirectional overrides become "?".  A character is never cut.  Returns the length.
 */
size_t		 text_clean(char *out, size_t size, const void *in, size_t len);

/* True for valid UTF-8 (RFC 3629: no surrogate, no overlong form) without NUL. */
bool		 text_is_utf8(const void *in, size_t len);

/*
 * The character at s, which is no NUL: returns its bytes, at most `len` (MB_LEN_MAX where a NUL
 * ends the text); *columns (0 to 2) is what it takes on a terminal.  A byte that begins none is a
 * column of its own.
 */
size_t		 text_step(const char *s, size_t len, unsigned *columns);
/* Columns of all of them. */
unsigned	 text_width(const char *s, size_t len);
/* Bytes of the no-break space at s (U+00A0, U+202F), 0 where there is none. */
size_t		 text_nbsp(const char *s);

/* FNV-1a, 64 bits: for phases and tables, not for secrets. */
uint64_t	 text_hash(const char *s);

#endif
