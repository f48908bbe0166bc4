/*
 * json.h - JSON written straight into a buffer.
 *
 * Answers are built thousands of objects at a time, once a second: no tree is
 * made.  The writer places commas; the caller opens and closes in order.  In an
 * object every value has a key, in a list the key is NULL.  Reading JSON is
 * jansson's business, elsewhere.
 */
#ifndef VIGIE_JSON_H
#define VIGIE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"

struct json {
	struct buf	*out;		/* borrowed */
	bool		 needs_comma;	/* a value stands before, at this level */
};

/* Starts a document that is appended to `out`. */
struct json	 json_on(struct buf *out);

void		 json_open(struct json *j, const char *key);		/* { */
void		 json_close(struct json *j);				/* } */
void		 json_open_list(struct json *j, const char *key);	/* [ */
void		 json_close_list(struct json *j);			/* ] */

/* Valid UTF-8 is written as it is, anything else becomes U+FFFD; NULL is null. */
void		 json_str(struct json *j, const char *key, const char *s);
void		 json_int(struct json *j, const char *key, int64_t n);
/* At most `decimals` digits after the point, without trailing zeros; NaN and infinities are null. */
void		 json_num(struct json *j, const char *key, double x, int decimals);
void		 json_bool(struct json *j, const char *key, bool b);
void		 json_null(struct json *j, const char *key);
/* RFC 3339; null when not known. */
void		 json_time(struct json *j, const char *key, struct wall t);
/* A value that is JSON already, not checked. */
void		 json_raw(struct json *j, const char *key, const char *json);

#endif
