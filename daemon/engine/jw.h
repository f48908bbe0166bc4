/*
 * jw.h - JSON written straight into a buffer.
 *
 * Answers are built thousands of objects at a time, once a second: no tree is
 * made.  The writer places commas; the caller opens and closes in order.  In an
 * object every value has a key, in a list the key is NULL.  Reading JSON is
 * jansson's business, elsewhere.
 */
#ifndef VIGIE_JW_H
#define VIGIE_JW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"

struct jw {
	struct buf	*out;		/* borrowed */
	bool		 needs_comma;	/* a value stands before, at this level */
};

/* Starts a document that is appended to `out`. */
struct jw	 jw_on(struct buf *out);

void		 jw_open(struct jw *j, const char *key);		/* { */
void		 jw_close(struct jw *j);				/* } */
void		 jw_open_list(struct jw *j, const char *key);	/* [ */
void		 jw_close_list(struct jw *j);			/* ] */

/* Valid UTF-8 is written as it is, anything else becomes U+FFFD; NULL is null. */
void		 jw_str(struct jw *j, const char *key, const char *s);
/* A string for each line of a text, into the list that is open. */
void		 jw_lines(struct jw *j, const char *text);
void		 jw_int(struct jw *j, const char *key, int64_t n);
/* At most `decimals` digits after the point, without trailing zeros; NaN and infinities are null. */
void		 jw_num(struct jw *j, const char *key, double x, int decimals);
void		 jw_bool(struct jw *j, const char *key, bool b);
void		 jw_null(struct jw *j, const char *key);
/* RFC 3339; null when not known. */
void		 jw_time(struct jw *j, const char *key, struct wall t);
/* A value that is JSON already, not checked. */
void		 jw_raw(struct jw *j, const char *key, const char *json);

#endif
