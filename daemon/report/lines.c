/* lines.c - see lines.h */
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "report/lines.h"

#define BOM	"\xef\xbb\xbf"

void
lines_init(struct lines *l, lines_line_fn *line, lines_mistake_fn *mistake, void *arg)
{
	*l = (struct lines){ .line = line, .mistake = mistake, .arg = arg };
}

/* The line under way is whole. */
static void
finish(struct lines *l)
{
	const char	*text = buf_str(&l->part);
	size_t		 len = l->part.len;

	l->number++;
	if (len > 0 && text[len - 1] == '\r')
		l->part.s[--l->part.len] = '\0', len--;
	if (l->is_long)
		l->mistake(l->arg, l->number, _("longer than any line of such a file"));
	else if (l->number == 1 && len >= 2 && ((unsigned char)text[0] ^ (unsigned char)text[1]) == 1 &&
	    ((unsigned char)text[0] == 0xfe || (unsigned char)text[0] == 0xff))
		l->mistake(l->arg, l->number, _("the file is UTF-16: save it as UTF-8"));
	else if (memchr(text, '\0', len) != NULL)
		l->mistake(l->arg, l->number, _("there is a NUL byte"));
	else if (l->number == 1 && strncmp(text, BOM, 3) == 0)
		l->mistake(l->arg, l->number,
		    _("the file begins with a byte order mark (BOM): save it as UTF-8 without one"));
	else if (!text_is_utf8(text, len))
		l->mistake(l->arg, l->number, _("not UTF-8"));
	else if (len > 0)
		l->line(l->arg, l->number, text, len);
	buf_clear(&l->part);
	l->is_long = false;
}

void
lines_feed(struct lines *l, const char *data, size_t len)
{
	while (len > 0) {
		const char	*end = memchr(data, '\n', len);
		size_t		 n = end != NULL ? (size_t)(end - data) : len;

		if (l->part.len + n > LINES_MAX)
			l->is_long = true;
		else if (!l->is_long)
			buf_add(&l->part, data, n);
		if (end == NULL)
			return;
		finish(l);
		data += n + 1;
		len -= n + 1;
	}
}

void
lines_end(struct lines *l)
{
	if (l->part.len > 0 || l->is_long)
		finish(l);
	buf_done(&l->part);
}

const char *
lines_shown(const char *word, char out[static LINES_SHOWN])
{
	text_clean(out, LINES_SHOWN, word, strlen(word));
	return out;
}
