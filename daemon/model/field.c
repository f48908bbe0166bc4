/* field.c - see field.h */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/field.h"
#include "model/civil.h"

#define FIELD_MAX	64	/* bytes of one step of a path */

const json_t *
field_get(const json_t *object, const char *path)
{
	const char	*dot;

	while ((dot = strchr(path, '.')) != NULL) {
		char	 name[FIELD_MAX];
		size_t	 len = (size_t)(dot - path);

		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		object = json_object_get(object, name);
		path = dot + 1;
	}
	return json_object_get(object, path);
}

const char *
field_str(const json_t *object, const char *path)
{
	const char	*s = json_string_value(field_get(object, path));

	return s != NULL ? s : "";
}

int64_t
field_int(const json_t *object, const char *path)
{
	return json_integer_value(field_get(object, path));
}

double
field_num(const json_t *object, const char *path)
{
	return json_number_value(field_get(object, path));
}

bool
field_has(const json_t *object, const char *path)
{
	const json_t	*value = field_get(object, path);

	return value != NULL && !json_is_null(value);
}

bool
field_true(const json_t *object, const char *path)
{
	return json_is_true(field_get(object, path));
}

struct wall
field_time(const json_t *object, const char *path)
{
	struct wall	 t = { 0 };

	wall_parse(field_str(object, path), &t);
	return t;
}

bool
field_day(const json_t *object, const char *path, int32_t *day)
{
	return civil_parse(field_str(object, path), day);
}

char *
field_clean(const char *text, const char *keep)
{
	char	*clean = xmalloc(strlen(text) + 1);
	size_t	 used = 0;

	for (;;) {
		size_t	 len = strcspn(text, keep);

		/* what is cleaned is never longer than it was */
		used += text_clean(clean + used, len + 1, text, len);
		clean[used++] = text[len];
		if (text[len] == '\0')
			return clean;
		text += len + 1;
	}
}
