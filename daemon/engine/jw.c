/* jw.c - see jw.h */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/jw.h"

struct jw
jw_on(struct buf *out)
{
	return (struct jw){ .out = out };
}

static void
add_quoted(struct buf *out, const char *s)
{
	static const char	 hex[] = "0123456789abcdef";
	const char		*from = s;

	buf_addc(out, '"');
	for (; *s != '\0'; s++) {
		unsigned char	 c = (unsigned char)*s;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, from, (size_t)(s - from));
		from = s + 1;
		if (c >= 0x20)
			buf_add(out, (char[]){ '\\', (char)c }, 2);
		else
			buf_add(out, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
	}
	buf_add(out, from, (size_t)(s - from));
	buf_addc(out, '"');
}

static void
begin(struct jw *j, const char *key)
{
	if (j->needs_comma)
		buf_addc(j->out, ',');
	j->needs_comma = true;
	if (key != NULL) {
		buf_addc(j->out, '"');
		buf_adds(j->out, key);
		buf_add(j->out, "\":", 2);
	}
}

static void
open_with(struct jw *j, const char *key, char c)
{
	begin(j, key);
	buf_addc(j->out, c);
	j->needs_comma = false;
}

static void
close_with(struct jw *j, char c)
{
	buf_addc(j->out, c);
	j->needs_comma = true;
}

void
jw_open(struct jw *j, const char *key)
{
	open_with(j, key, '{');
}

void
jw_close(struct jw *j)
{
	close_with(j, '}');
}

void
jw_open_list(struct jw *j, const char *key)
{
	open_with(j, key, '[');
}

void
jw_close_list(struct jw *j)
{
	close_with(j, ']');
}

void
jw_str(struct jw *j, const char *key, const char *s)
{
	begin(j, key);
	if (s == NULL)
		buf_adds(j->out, "null");
	else if (text_is_utf8(s, strlen(s)))
		add_quoted(j->out, s);
	else
		buf_adds(j->out, "\"\\ufffd\"");
}

void
jw_lines(struct jw *j, const char *text)
{
	for (size_t len; *text != '\0'; text += len + (text[len] != '\0')) {
		char	*line;

		len = strcspn(text, "\n");
		line = xstrndup(text, len);
		jw_str(j, NULL, line);
		free(line);
	}
}

void
jw_int(struct jw *j, const char *key, int64_t n)
{
	char	 text[24];

	begin(j, key);
	buf_add(j->out, text, (size_t)snprintf(text, sizeof(text), "%" PRId64, n));
}

void
jw_num(struct jw *j, const char *key, double x, int decimals)
{
	char	 text[64];
	int	 n;

	begin(j, key);
	if (!isfinite(x) || fabs(x) > 1e18) {
		buf_adds(j->out, "null");
		return;
	}
	n = snprintf(text, sizeof(text), "%.*f", decimals, x);
	if (decimals > 0) {
		while (n > 1 && text[n - 1] == '0')
			n--;
		if (text[n - 1] == '.')
			n--;
	}
	if (n == 2 && text[0] == '-' && text[1] == '0') {
		buf_addc(j->out, '0');
		return;
	}
	buf_add(j->out, text, (size_t)n);
}

void
jw_bool(struct jw *j, const char *key, bool b)
{
	begin(j, key);
	buf_adds(j->out, b ? "true" : "false");
}

void
jw_null(struct jw *j, const char *key)
{
	begin(j, key);
	buf_adds(j->out, "null");
}

void
jw_time(struct jw *j, const char *key, struct wall t)
{
	char	 text[WALL_TEXT_SIZE];

	begin(j, key);
	if (t.ms == 0 || t.ms == INT64_MAX) {
		buf_adds(j->out, "null");
		return;
	}
	buf_addc(j->out, '"');
	buf_adds(j->out, wall_text(t, text));
	buf_addc(j->out, '"');
}

void
jw_raw(struct jw *j, const char *key, const char *json)
{
	begin(j, key);
	buf_adds(j->out, json);
}
