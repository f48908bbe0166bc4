/* html.c - see html.h */
#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/html.h"
#include "base/mem.h"

/* U+2028 to U+202E (separators, direction overrides) and U+2066 to U+2069: three bytes each. */
static bool
is_trick(const uint8_t *s)
{
	return s[0] == 0xe2 && ((s[1] == 0x80 && s[2] >= 0xa8 && s[2] <= 0xae) ||
	    (s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9));
}

void
html_escape(struct buf *b, const char *text)
{
	const uint8_t	*s = (const uint8_t *)text;

	while (*s != '\0') {
		const uint8_t	*from = s;

		while (*s != '\0' && strchr("&<>\"'", *s) == NULL && *s != 0x7f &&
		    (*s >= ' ' || *s == '\n' || *s == '\t') && !is_trick(s))
			s++;
		buf_add(b, from, (size_t)(s - from));
		switch (*s) {
		case '\0':
			return;
		case '&':
			buf_adds(b, "&amp;");
			break;
		case '<':
			buf_adds(b, "&lt;");
			break;
		case '>':
			buf_adds(b, "&gt;");
			break;
		case '"':
			buf_adds(b, "&quot;");
			break;
		case '\'':
			buf_adds(b, "&#39;");
			break;
		default:
			buf_adds(b, "\xef\xbf\xbd");	/* U+FFFD: something was here that nobody may read */
			s += *s == 0xe2 ? 2 : 0;
		}
		s++;
	}
}

static bool
is_void(const char *tag)
{
	static const char *const	 tags[] = { "br", "col", "hr", "img", "input", "link", "meta" };

	for (size_t i = 0; i < N_ELEMENTS(tags); i++)
		if (strcmp(tags[i], tag) == 0)
			return true;
	return false;
}

static void
end_tag(struct html *h)
{
	if (h->is_in_tag)
		buf_addc(&h->out, '>');
	h->is_in_tag = false;
}

void
h_open(struct html *h, const char *tag)
{
	end_tag(h);
	assert(h->depth < HTML_DEPTH);
	h->open[h->depth++] = tag;
	buf_addc(&h->out, '<');
	buf_adds(&h->out, tag);
	h->is_in_tag = true;
}

void
h_attr(struct html *h, const char *name, const char *value)
{
	assert(h->is_in_tag);
	buf_addc(&h->out, ' ');
	buf_adds(&h->out, name);
	buf_adds(&h->out, "=\"");
	html_escape(&h->out, value);
	buf_addc(&h->out, '"');
}

void
h_attrf(struct html *h, const char *name, const char *fmt, ...)
{
	struct buf	 b = { 0 };
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	h_attr(h, name, buf_str(&b));
	buf_done(&b);
}

void
h_flag(struct html *h, const char *name)
{
	assert(h->is_in_tag);
	buf_addc(&h->out, ' ');
	buf_adds(&h->out, name);
}

void
h_text(struct html *h, const char *text)
{
	end_tag(h);
	html_escape(&h->out, text);
}

void
h_textf(struct html *h, const char *fmt, ...)
{
	struct buf	 b = { 0 };
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	h_text(h, buf_str(&b));
	buf_done(&b);
}

void
h_raw(struct html *h, const char *html, size_t len)
{
	end_tag(h);
	buf_add(&h->out, html, len);
}

void
h_close(struct html *h)
{
	const char	*tag;

	assert(h->depth > 0);
	tag = h->open[--h->depth];
	end_tag(h);
	if (is_void(tag))
		return;
	buf_adds(&h->out, "</");
	buf_adds(&h->out, tag);
	buf_addc(&h->out, '>');
}

void
h_el(struct html *h, const char *tag, const char *class, const char *text)
{
	h_open(h, tag);
	if (class != NULL)
		h_attr(h, "class", class);
	h_text(h, text);
	h_close(h);
}

void
h_link(struct html *h, const char *href, const char *text)
{
	h_open(h, "a");
	h_attr(h, "href", href);
	h_text(h, text);
	h_close(h);
}

void
h_doctype(struct html *h)
{
	buf_adds(&h->out, "<!DOCTYPE html>\n");
}

struct buf
h_take(struct html *h)
{
	struct buf	 b = h->out;

	assert(h->depth == 0);
	*h = (struct html){ 0 };
	return b;
}

void
h_done(struct html *h)
{
	buf_done(&h->out);
	*h = (struct html){ 0 };
}
