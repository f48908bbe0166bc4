/*
 * url.h - what a request's target means: segments of a path and named values.
 *
 * Percent signs are decoded once; what could mean two things (an encoded slash,
 * "..", an empty segment, bytes that are no UTF-8, a name given twice) is refused.
 */
#ifndef VIGIE_URL_H
#define VIGIE_URL_H

#include <stdbool.h>
#include <stddef.h>

#define URL_MAX		8192	/* bytes of a target */
#define URL_SEGMENTS	8
#define URL_VALUES	32

struct url {
	const char	*segments[URL_SEGMENTS];	/* "/" has none */
	unsigned	 n_segments;
	struct {
		const char	*name, *value;
	}		 values[URL_VALUES];
	unsigned	 n_values;
	char		 text[URL_MAX + 2];		/* where they live */
};

/* 0, or the status that says why not: 400, 404 (no such path can exist) or 414. */
unsigned	 url_parse(struct url *url, const char *target);

/* The value named so, NULL when there is none. */
const char	*url_value(const struct url *url, const char *name);
/* The first name that is not one of these (which end with NULL), nor "lang"; NULL when there is none. */
const char	*url_stray(const struct url *url, const char *const *names);

#endif
