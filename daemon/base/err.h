/*
 * err.h - what went wrong, in words for a person.
 *
 * Functions that a human will hear of return bool and fill a struct err; code
 * that only code will hear of returns 0 or -errno.
 */
#ifndef VIGIE_ERR_H
#define VIGIE_ERR_H

#include <stdbool.h>

struct err {
	char	 text[512];	/* one sentence, no newline; "" = nothing yet */
};

/* Sets the sentence (cut at 511 bytes) and returns false, so that callers can `return err_set(...)`. NULL is fine. */
bool	 err_set(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the sentence that is there; returns false. */
bool	 err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
