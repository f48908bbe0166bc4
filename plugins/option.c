/*
 * option.c - the text of an option becomes the field of a probe's conf struct.
 *
 * The poller fills what a probe will read; conf checks the same text by the same
 * rows long before, so that a mistake is shown by `vigied -t` and never met by a
 * probe.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vigie-plugin.h"

static bool
parse_bool(const char *text, bool *out)
{
	bool	 is_true = strcmp(text, "true") == 0;

	if (!is_true && strcmp(text, "false") != 0)
		return false;
	*out = is_true;
	return true;
}

/* Where 0 and 0 stand for bounds, there are none but the type's. */
static bool
parse_int(const struct vg_option *o, const char *text, int64_t *out, const char **why)
{
	static _Thread_local char	 text_why[96];
	int64_t				 max = o->type == VG_OPT_U16 ? UINT16_MAX : UINT32_MAX;
	const char			*range;

	if (o->min != 0 || o->max != 0)
		max = o->max < max ? o->max : max;
	*out = strtonum(text, o->min, max, &range);
	if (range == NULL)
		return true;
	snprintf(text_why, sizeof(text_why), "must be a whole number, %lld to %lld",
	    (long long)o->min, (long long)max);
	*why = text_why;
	return false;
}

static bool
parse_number(const struct vg_option *o, const char *text, double *out, const char **why)
{
	char	*end;
	double	 value;

	errno = 0;
	value = strtod(text, &end);
	if (end == text || *end != '\0' || errno != 0 || !isfinite(value)) {
		*why = "must be a number";
		return false;
	}
	if ((o->min != 0 || o->max != 0) && (value < (double)o->min || value > (double)o->max)) {
		*why = value < (double)o->min ? "is too small" : "is too big";
		return false;
	}
	*out = value;
	return true;
}

/* The position of `text` among words separated by spaces; -1 = none. */
static int
parse_word(const char *words, const char *text)
{
	size_t	 len = strlen(text);

	for (int i = 0; words != NULL && *words != '\0'; i++) {
		size_t	 n = strcspn(words, " ");

		if (n == len && memcmp(words, text, n) == 0)
			return i;
		words += n + strspn(words + n, " ");
	}
	return -1;
}

static const char *
word_why(const struct vg_option *o)
{
	static _Thread_local char	 text[256];

	snprintf(text, sizeof(text), "must be one of: %s", o->words != NULL ? o->words : "");
	return text;
}

static bool
parse_duration(const struct vg_option *o, const char *text, int64_t *out, const char **why)
{
	static _Thread_local char	 text_why[96];
	int64_t				 ms;

	if (!duration_parse(text, &ms, why))
		return false;
	if ((o->min != 0 || o->max != 0) && (ms < o->min || ms > o->max)) {
		snprintf(text_why, sizeof(text_why), "must be %lld ms to %lld ms",
		    (long long)o->min, (long long)o->max);
		*why = text_why;
		return false;
	}
	*out = ms;
	return true;
}

/* Bounds of a string are bytes. */
static bool
check_string(const struct vg_option *o, const char *text, const char **why)
{
	size_t	 len = strlen(text);

	*why = len == 0 && o->is_required ? "must not be empty" :
	    o->max > 0 && len > (size_t)o->max ? "is too long" :
	    len < (size_t)o->min ? "is too short" : NULL;
	return *why == NULL;
}

bool
vg_option_parse(const struct vg_option *option, const char *text, void *conf, const char **why)
{
	void	*field = (char *)conf + option->off;
	int64_t	 n;
	int	 word;

	switch (option->type) {
	case VG_OPT_BOOL:
		*why = "must be true or false";
		return parse_bool(text, field);
	case VG_OPT_U16:
		return parse_int(option, text, &n, why) && (*(uint16_t *)field = (uint16_t)n, true);
	case VG_OPT_U32:
		return parse_int(option, text, &n, why) && (*(uint32_t *)field = (uint32_t)n, true);
	case VG_OPT_DURATION:
		return parse_duration(option, text, field, why);
	case VG_OPT_NUMBER:
		return parse_number(option, text, field, why);
	case VG_OPT_STRING:
		return check_string(option, text, why) && (*(const char **)field = text, true);
	case VG_OPT_ENUM:
		if ((word = parse_word(option->words, text)) == -1) {
			*why = word_why(option);
			return false;
		}
		*(int *)field = word;
		return true;
	case VG_OPT_END:
		break;
	}
	*why = "is of a type that this program does not know";
	return false;
}
