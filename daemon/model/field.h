/*
 * field.h - members of JSON that the engine wrote, without fear: what is not there is "", 0 or NULL.
 *
 * `path` may go down: "period.timezone".  Results are borrowed from the document.
 */
#ifndef VIGIE_FIELD_H
#define VIGIE_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

const json_t	*field_get(const json_t *object, const char *path);
const char	*field_str(const json_t *object, const char *path);
int64_t		 field_int(const json_t *object, const char *path);
double		 field_num(const json_t *object, const char *path);
/* There, and not null. */
bool		 field_has(const json_t *object, const char *path);
bool		 field_true(const json_t *object, const char *path);
/* A time, RFC 3339; 0 where there is none. */
struct wall	 field_time(const json_t *object, const char *path);
/* A day, "2026-03-02"; false where there is none. */
bool		 field_day(const json_t *object, const char *path, int32_t *day);

/*
 * A text made safe to show: text_clean() of each run between the characters of `keep`
 * ("\n"), which stay.  Owned by the caller.
 */
char		*field_clean(const char *text, const char *keep);

#endif
