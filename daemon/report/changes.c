/* changes.c - what differs between two versions of a report; see frozen.h */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/frozen.h"

/* What figures are of. */
struct of {
	json_t		*out;
	const char	*site, *name;	/* NULL: the whole scope */
	const char	*line;		/* "link", "convention"; NULL: neither */
};

static void
add(const struct of *of, const char *what, json_t *was, json_t *is)
{
	json_array_append_new(of->out, json_pack("{s:s?, s:s?, s:s?, s:s, s:O, s:O}", "site", of->site,
	    "name", of->name, "line", of->line, "what", what, "was", was, "is", is));
}

/* Lists are compared by their length where their members are not. */
static json_t *
leaf(const json_t *value)
{
	if (json_is_array(value))
		return json_integer((json_int_t)json_array_size(value));
	return value != NULL ? json_incref((json_t *)(uintptr_t)value) : json_null();
}

static void
compare(const struct of *of, const char *what, const json_t *was, const json_t *is);

static void
compare_objects(const struct of *of, const char *what, const json_t *was, const json_t *is)
{
	json_t		*names = json_object(), *value;
	const char	*name;
	char		*path;

	if (was != NULL)
		json_object_update_missing(names, (json_t *)(uintptr_t)was);
	if (is != NULL)
		json_object_update_missing(names, (json_t *)(uintptr_t)is);
	json_object_foreach(names, name, value) {
		path = *what != '\0' ? xasprintf("%s.%s", what, name) : xstrdup(name);
		compare(of, path, json_object_get(was, name), json_object_get(is, name));
		free(path);
	}
	json_decref(names);
}

/* Texts of lists (outages, windows) differ often by one member: how many there are is said, and that they differ. */
static void
compare(const struct of *of, const char *what, const json_t *was, const json_t *is)
{
	json_t	*a, *b;

	if (json_equal(was, is) == 1 || (was == NULL && is == NULL))
		return;
	if (json_is_object(was) || json_is_object(is)) {
		compare_objects(of, what, json_is_object(was) ? was : NULL, json_is_object(is) ? is : NULL);
		return;
	}
	a = leaf(was);
	b = leaf(is);
	add(of, what, a, b);
	json_decref(a);
	json_decref(b);
}

static void
compare_keys(const struct of *of, const char *const *keys, const json_t *was, const json_t *is)
{
	for (; *keys != NULL; keys++)
		compare(of, *keys, json_object_get(was, *keys), json_object_get(is, *keys));
}

static void
compare_lines(struct of of, const json_t *was, const json_t *is)
{
	static const char *const	 lines[] = { "link", "convention" };

	for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
		of.line = lines[i];
		compare(&of, "", json_object_get(was, lines[i]), json_object_get(is, lines[i]));
	}
}

static const json_t *
find(const json_t *sites, const char *id)
{
	const json_t	*site;
	size_t		 i;

	json_array_foreach((json_t *)(uintptr_t)sites, i, site) {
		const char	*own = json_string_value(json_object_get(site, "id"));

		if (own != NULL && strcmp(own, id) == 0)
			return site;
	}
	return NULL;
}

static void
compare_site(json_t *out, const json_t *was, const json_t *is)
{
	static const char *const keys[] = { "from", "to", "target_pct", "target_met", "hours",
		"half_days", "delays", "outages", "unknown", "windows", "declared", NULL };
	const json_t	*one = is != NULL ? is : was;
	struct of	 of = { .out = out, .site = json_string_value(json_object_get(one, "id")),
			    .name = json_string_value(json_object_get(one, "name")) };
	json_t		*no = json_false(), *yes = json_true();

	if (was == NULL || is == NULL) {
		add(&of, "counted", was != NULL ? yes : no, is != NULL ? yes : no);
		return;
	}
	compare_lines(of, json_object_get(was, "lines"), json_object_get(is, "lines"));
	compare_keys(&of, keys, was, is);
}

json_t *
frozen_changes(const json_t *was, const json_t *is)
{
	static const char *const keys[] = { "target_pct", "delays", "half_days", "declared",
		"under_target", NULL };
	json_t		*out = json_array(), *site;
	const json_t	*before = json_object_get(was, "sites"), *after = json_object_get(is, "sites");
	const char	*kind = json_string_value(json_object_get(is, "scope_kind"));
	size_t		 i;

	if (kind == NULL || strcmp(kind, "site") != 0) {	/* one site's total is the site's */
		compare_lines((struct of){ .out = out }, json_object_get(was, "total"),
		    json_object_get(is, "total"));
		compare_keys(&(struct of){ .out = out }, keys, was, is);
	}
	json_array_foreach((json_t *)(uintptr_t)after, i, site) {
		const char	*id = json_string_value(json_object_get(site, "id"));

		if (id != NULL && json_equal(find(before, id), site) != 1)
			compare_site(out, find(before, id), site);
	}
	json_array_foreach((json_t *)(uintptr_t)before, i, site) {
		const char	*id = json_string_value(json_object_get(site, "id"));

		if (id != NULL && find(after, id) == NULL)
			compare_site(out, site, NULL);
	}
	return out;
}
