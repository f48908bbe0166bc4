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

/* FNV-1a, 64 bits: for phases and tables, not for secrets. */
uint64_t	 text_hash(const char *s);

#endif
