/* url.c - see url.h.  RFC 3986, and the query as HTML forms write it. */
#include <string.h>

#include "base/text.h"

#include "url.h"

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Decodes [from, from+len) in its place and ends it with NUL.  False when it is not
 * text that people type: broken escapes, control characters, not UTF-8.
 */
static bool
decode(char *from, size_t len, bool is_query)
{
	char	 clean[URL_MAX + 2];
	size_t	 n = 0;

	for (size_t i = 0; i < len; i++) {
		char	 c = from[i];

		if (c == '%') {
			if (i + 2 >= len || hex(from[i + 1]) < 0 || hex(from[i + 2]) < 0)
				return false;
			c = (char)(hex(from[i + 1]) << 4 | hex(from[i + 2]));
			i += 2;
		} else if (c == '+' && is_query) {
			c = ' ';
		}
		from[n++] = c;
	}
	from[n] = '\0';
	/* text_clean() changes exactly what must not be there */
	return text_is_utf8(from, n) && text_clean(clean, sizeof(clean), from, n) == n &&
	    memcmp(clean, from, n) == 0;
}

static unsigned
add_segment(struct url *url, char *from, size_t len)
{
	if (len == 0)
		return 404;
	if (!decode(from, len, false) || strchr(from, '/') != NULL || strchr(from, '\\') != NULL)
		return 400;
	if (strcmp(from, ".") == 0 || strcmp(from, "..") == 0)
		return 400;
	if (url->n_segments == URL_SEGMENTS)
		return 404;
	url->segments[url->n_segments++] = from;
	return 0;
}

static unsigned
parse_path(struct url *url, char *path)
{
	if (*path++ != '/')
		return 400;
	if (*path == '\0')
		return 0;
	for (;;) {
		size_t	 len = strcspn(path, "/");
		bool	 is_last = path[len] == '\0';
		unsigned status = add_segment(url, path, len);

		if (status != 0)
			return status;
		if (is_last)
			return 0;
		path += len + 1;
	}
}

static unsigned
add_value(struct url *url, char *from, size_t len)
{
	char	*equals = memchr(from, '=', len);
	size_t	 n_name = equals != NULL ? (size_t)(equals - from) : len;
	char	*value = from + len;	/* the NUL put after it */

	if (len == 0)
		return 0;
	if (url->n_values == URL_VALUES)
		return 400;
	if (equals != NULL) {
		value = equals + 1;
		if (!decode(value, len - n_name - 1, true))
			return 400;
	}
	if (!decode(from, n_name, true) || url_value(url, from) != NULL)
		return 400;
	url->values[url->n_values].name = from;
	url->values[url->n_values++].value = value;
	return 0;
}

static unsigned
parse_query(struct url *url, char *query)
{
	for (;;) {
		size_t		 len = strcspn(query, "&");
		bool		 is_last = query[len] == '\0';
		unsigned	 status;

		query[len] = '\0';
		if ((status = add_value(url, query, len)) != 0 || is_last)
			return status;
		query += len + 1;
	}
}

unsigned
url_parse(struct url *url, const char *target)
{
	char	*query;

	url->n_segments = url->n_values = 0;
	if (strlcpy(url->text, target, URL_MAX + 1) > URL_MAX)
		return 414;
	query = strchr(url->text, '?');
	if (query != NULL) {
		unsigned	 status;

		*query = '\0';
		if ((status = parse_query(url, query + 1)) != 0)
			return status;
	}
	return parse_path(url, url->text);
}

const char *
url_value(const struct url *url, const char *name)
{
	for (unsigned i = 0; i < url->n_values; i++)
		if (strcmp(url->values[i].name, name) == 0)
			return url->values[i].value;
	return NULL;
}

const char *
url_stray(const struct url *url, const char *const *names)
{
	for (unsigned i = 0; i < url->n_values; i++) {
		const char *const	*name = names;

		while (*name != NULL && strcmp(*name, url->values[i].name) != 0)
			name++;
		if (*name == NULL && strcmp(url->values[i].name, "lang") != 0)
			return url->values[i].name;
	}
	return NULL;
}
