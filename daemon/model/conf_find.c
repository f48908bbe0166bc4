/* conf_find.c - which key is meant by this word?  See conf_keys.h. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/lang.h"
#include "model/calendar.h"
#include "model/conf.h"
#include "model/conf_keys.h"
#include "model/near.h"

const struct key *
key_find(const struct key *keys, const char *name)
{
	for (; keys != NULL && keys->name != NULL; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

bool
key_is_top(const char *name)
{
	return key_find(conf_keys, name) != NULL;
}

static bool
is_secret_in(const struct key *keys, const char *name)
{
	for (; keys != NULL && keys->name != NULL; keys++)
		if (((keys->flags & KEY_SECRET) != 0 && strcasecmp(keys->name, name) == 0) ||
		    is_secret_in(keys->keys, name))
			return true;
	return false;
}

bool
key_is_secret(const char *name)
{
	return is_secret_in(conf_keys, name);
}

const char *
key_nearest(const struct key *keys, const char *word)
{
	const char	*near = NULL;
	unsigned	 best = UINT_MAX;

	for (; keys != NULL && keys->name != NULL; keys++)
		near_keep(word, keys->name, &near, &best);
	return near;
}

static bool
elsewhere(const struct key *keys, const char *name, const char *path, char *out, size_t size)
{
	char	 below[256];

	for (; keys != NULL && keys->name != NULL; keys++) {
		if (*path != '\0' && strcmp(keys->name, name) == 0) {
			strlcpy(out, path, size);
			return true;
		}
		if (keys->keys == NULL)
			continue;
		snprintf(below, sizeof(below), "%s%s%s%s", path, *path != '\0' ? "." : "",
		    keys->name, keys->type == KEY_GROUPS ? "[]" : "");
		if (elsewhere(keys->keys, name, below, out, size))
			return true;
	}
	return false;
}

bool
key_elsewhere(const char *name, char *out, size_t size)
{
	if (key_is_top(name)) {
		strlcpy(out, "the file itself, outside all groups", size);
		return true;
	}
	return elsewhere(conf_keys, name, "", out, size);
}

static void
nearest_in(const struct key *keys, const char *word, const char *path, const char **near,
    unsigned *best, char where[static 256])
{
	char	 below[256];

	for (; keys != NULL && keys->name != NULL; keys++) {
		unsigned	 before = *best;

		near_keep(word, keys->name, near, best);
		if (*best < before)
			strlcpy(where, *path != '\0' ? path : "the file itself", 256);
		snprintf(below, sizeof(below), "%s%s%s%s", path, *path != '\0' ? "." : "",
		    keys->name, keys->type == KEY_GROUPS ? "[]" : "");
		nearest_in(keys->keys, word, below, near, best, where);
	}
}

const char *
key_nearest_elsewhere(const char *word, unsigned *best, char where[static 256])
{
	const char	*near = NULL;

	nearest_in(conf_keys, word, "", &near, best, where);
	return near;
}

int
word_find(const char *words, const char *word)
{
	size_t	 len = strlen(word);

	for (int i = 0; words != NULL && *words != '\0'; i++) {
		size_t	 n = strcspn(words, " ");

		if (n == len && memcmp(words, word, n) == 0)
			return i;
		words += n + strspn(words + n, " ");
	}
	return -1;
}

const char *
word_at(const char *words, int position, char *out, size_t size)
{
	for (; position > 0 && *words != '\0'; position--) {
		words += strcspn(words, " ");
		words += strspn(words, " ");
	}
	snprintf(out, size, "%.*s", (int)strcspn(words, " "), words);
	return out;
}

bool
conf_try(const char *path, const char *text, struct err *err)
{
	const struct key	*key = NULL, *keys = conf_keys;
	struct calendar		*cal;
	union value		 value;
	const char		*why = NULL;
	char			 copy[128], *p = copy, *name;

	strlcpy(copy, path, sizeof(copy));
	while ((name = strsep(&p, ".")) != NULL) {
		key = key_find(keys, name);
		keys = key != NULL ? key->keys : NULL;
	}
	if (key == NULL)
		return err_set(err, "%s", path);
	if (!value_parse(key, key->type, text, &value, &why))
		return err_set(err, "%s", why != NULL ? _(why) : key_type_name(key->type));
	if (key->type != KEY_HOURS)
		return true;
	if ((cal = calendar_parse(text, "FR", err)) == NULL)
		return false;
	calendar_free(cal);
	return true;
}
