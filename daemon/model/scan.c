/* scan.c - see scan.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/scanner.h"

/* "name" followed by = or :, in column 0? */
static bool
begins_top(struct scanner *p, const struct token *t)
{
	char	 name[64];

	if (p->s->is_top == NULL || !scanner_is_assigned(p, t) || t->from != p->lex.line_from ||
	    t->to - t->from >= sizeof(name))
		return false;
	memcpy(name, p->s->text + t->from, t->to - t->from);
	name[t->to - t->from] = '\0';
	return p->s->is_top(name);
}

/* Brackets of a line whose strings cannot be told from the rest: +1 for each open one. */
static int
net_brackets(const char *s, size_t from, size_t to, int *n_quotes, bool *has_close)
{
	int	 net = 0;

	for (size_t i = from; i < to; i++) {
		*n_quotes += s[i] == '"';
		if (strchr("{[(", s[i]) != NULL)
			net++;
		else if (strchr("}])", s[i]) != NULL)
			net--, *has_close = true;
	}
	return net;
}

/* Follows the brackets of such a line, so that the rest of the file keeps its depth. */
static void
follow_brackets(struct scanner *p, size_t from, size_t to, int line)
{
	for (size_t i = from; i < to && p->depth > 0; i++) {
		char	 c = p->s->text[i];

		if (strchr("{[(", c) != NULL && p->depth < SCAN_DEPTH)
			scanner_push(p,
			    &(struct token){
			    .type = TOKEN_OPEN, .from = i, .to = i + 1, .line = line, .c = c});
		else if (strchr("}])", c) != NULL && scanner_top(p)->close == c)
			scanner_pop(p, i + 1, line);
	}
}

/* After a line that was blanked: what may come next in the frame that it lay in. */
static void
resume(struct scanner *p, size_t end, int line)
{
	struct frame	*f = scanner_top(p);

	if (f->close == ']' || f->close == ')') {
		f->after_hole = true;
		f->expect = EXPECT_ITEM;
		f->index++;
		return;
	}
	if (f->expect == EXPECT_VALUE || f->expect == EXPECT_ASSIGN) {
		f->cur_bad = true;
		scanner_value_done(p, end, line);
	}
	f->expect = EXPECT_END;
	f->drop_separator = true;
}

/*
 * A line on which a string is never closed.  Nobody can know which one, so the
 * line is given up whole, and as little as possible of what is around it.
 */
static void
bad_line(struct scanner *p, const struct token *t)
{
	const char	*text = p->s->text;
	const char	*nl = memchr(text + t->from, '\n', p->s->len - t->from);
	size_t end = nl != NULL ? (size_t)(nl - text) : p->s->len, from = p->lex.line_from;
	int		 n_quotes = 0, n_rest = 0, net;
	bool		 has_close = false, rest_closes = false;

	tell(p, t->line, "a string opened at line %d is not closed", t->line);
	net_brackets(text, t->from, end, &n_rest, &rest_closes);
	net = net_brackets(text, from, end, &n_quotes, &has_close);
	if (n_rest == 1 && !rest_closes && scanner_top(p)->expect == EXPECT_VALUE) {
		scanner_top(p)->cur_bad = true;
		scanner_value_done(p, end, t->line);
	} else if (net == 0 && p->line_low >= p->line_depth) {
		scanner_lose(p, scanner_path(p, p->line_depth));
		p->depth = p->line_depth;
		if (scanner_top(p)->name_line == t->line)
			scanner_top(p)->expect = EXPECT_END;
		resume(p, end, t->line);
		scanner_blank(p->s, from, end);
	} else {
		scanner_lose(p, scanner_path(p, 0));
		if (p->depth > 0)
			p->frames[1].is_bad = true;
		follow_brackets(p, t->from, end, t->line);
		resume(p, end, t->line);
		scanner_blank(p->s, t->from, end);
	}
	p->lex.pos = end;
}

static void
at_end(struct scanner *p, const struct token *t)
{
	if (scanner_top(p)->expect == EXPECT_ASSIGN || scanner_top(p)->expect == EXPECT_VALUE) {
		tell(p, scanner_top(p)->name_line, "has no value");
		scanner_top(p)->cur_bad = true;
		scanner_value_done(p, t->from, t->line);
	}
	if (p->depth > 0) {
		p->is_unclosed = true;
		scanner_lose(p, xstrdup(""));	/* nobody knows what it has swallowed */
		scanner_close_all(p, t, "the end of the file");
	}
}

/* Before what stands at column 0 and has the name of a top setting: is something still open? */
static bool
ended_by_top(struct scanner *p, const struct token *t)
{
	char	 name[64];

	if (!p->by_columns || p->depth == 0 || !begins_top(p, t))
		return false;
	memcpy(name, p->s->text + t->from, t->to - t->from);
	name[t->to - t->from] = '\0';
	scanner_close_all(p, t, name);
	p->lex.pos = t->from;
	return true;
}

static void
walk(struct scanner *p)
{
	static void (*const at[])(struct scanner *, const struct token *) = {
	    [EXPECT_NAME] = scanner_at_name,
	    [EXPECT_ASSIGN] = scanner_at_assign,
	    [EXPECT_VALUE] = scanner_at_value,
	    [EXPECT_END] = scanner_at_name,
	    [EXPECT_ITEM] = scanner_at_item,
	    [EXPECT_SEPARATOR] = scanner_at_separator,
	};
	struct token	 t;

	for (;;) {
		enum expect	 e = scanner_top(p)->expect;

		t = lexer_next(
		    &p->lex, e == EXPECT_VALUE || e == EXPECT_ITEM || e == EXPECT_SEPARATOR);
		if (t.line != p->line) {
			p->line = t.line;
			p->line_depth = p->line_low = p->depth;
		}
		if (t.type == TOKEN_END || t.type == TOKEN_OPEN_COMMENT)
			break;
		if (t.type == TOKEN_OPEN_STRING)
			bad_line(p, &t);
		else if (!ended_by_top(p, &t))
			at[e](p, &t);
	}
	if (t.type == TOKEN_OPEN_COMMENT) {
		scanner_tell(
		    p, p->depth - 1, t.line, "the comment opened at line %d is not closed", t.line);
		scanner_blank(p->s, t.from, p->s->len);
		scanner_lose(p, xstrdup(""));	/* whatever it was */
	}
	at_end(p, &t);
}

/* Bytes that belong in no text file; lines keep their number. */
static void
check_bytes(struct scanner *p)
{
	char	*s = p->s->text;
	size_t	 len = p->s->len, from, to;
	int	 line = 1;

	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		memset(s, ' ', 3);
	for (from = 0; from < len; from = to + 1, line++) {
		const char	*nl = memchr(s + from, '\n', len - from);
		const char	*what = NULL;

		to = nl != NULL ? (size_t)(nl - s) : len;
		for (size_t i = from; i < to; i++)
			if (((unsigned char)s[i] < ' ' && strchr("\t\r\f", s[i]) == NULL) ||
			    s[i] == '\0' || s[i] == 0x7f) {
				what = what != NULL ? what
				    : s[i] == '\0' ? "a NUL byte is in this line"
				    : "a control character is in this line";
				memmove(s + i, s + i + 1, to - i - 1);
				s[to - 1] = ' ';
				i--;
			}
		if (what != NULL)
			tell(p, line, "%s", what);
		if (text_is_utf8(s + from, to - from))
			continue;
		tell(p, line, "is not UTF-8 text");
		for (size_t i = from; i < to; i++)
			s[i] = (unsigned char)s[i] >= 0x80 ? '?' : s[i];
	}
}

static void
forget(struct scanner *p)
{
	for (size_t i = 0; i < p->n_told; i++) {
		free(p->told[i].path);
		free(p->told[i].text);
	}
	free(p->told);
	free(p->seen);
}

/* One pass; true when something was still open at the end. */
static bool
pass(struct scan *s, bool by_columns, bool may_repeat)
{
	struct scanner	*p = xcalloc(1, sizeof(*p));
	bool		 is_unclosed;

	p->s = s;
	p->by_columns = by_columns;
	lexer_init(&p->lex, s->text, s->len);
	check_bytes(p);
	walk(p);
	is_unclosed = p->is_unclosed;
	if (!is_unclosed || !may_repeat)
		for (size_t i = 0; i < p->n_told; i++)
			s->fn(s->arg, p->told[i].line, p->told[i].path, p->told[i].text);
	forget(p);
	free(p);
	return is_unclosed;
}

void
scan_text(struct scan *s)
{
	char	*copy = xmalloc(s->len);

	memcpy(copy, s->text, s->len);
	if (pass(s, false, s->is_top != NULL) && s->is_top != NULL) {
		memcpy(s->text, copy, s->len);
		scan_done(s);
		pass(s, true, false);
	}
	free(copy);
}

bool
scan_blank(struct scan *s, int line, char *name, size_t size)
{
	struct scan_top	*found = NULL;
	size_t		 from = 0, to;

	for (size_t i = 0; i < s->n_tops && s->tops[i].line <= line; i++)
		if (s->tops[i].name_len > 0)
			found = &s->tops[i];
	strlcpy(name, "", size);
	if (found != NULL) {
		size_t	 n = found->name_len < size ? found->name_len + 1 : size;

		strlcpy(name, s->text + found->from, n);
		scanner_blank(s, found->from, found->to);
		/* its separator, too */
		for (to = found->to; to < s->len && strchr(" \t\r\n", s->text[to]) != NULL; )
			to++;
		if (to < s->len && (s->text[to] == ';' || s->text[to] == ','))
			s->text[to] = ' ';
		found->name_len = 0;
		s->lost = grow(s->lost, s->n_lost, &s->lost_room, sizeof(*s->lost));
		s->lost[s->n_lost++] = xstrdup(name);
		return true;
	}
	for (int i = 1; i < line && from < s->len; from++)
		i += s->text[from] == '\n';
	for (to = from; to < s->len && s->text[to] != '\n'; )
		to++;
	while (from < to && strchr(" \t\r", s->text[from]) != NULL)
		from++;
	scanner_blank(s, from, to);
	return from < to;
}

bool
scan_overlap(const char *a, const char *b)
{
	size_t	 n = strlen(a), m = strlen(b), less = n < m ? n : m;
	char	 next = n < m ? b[less] : a[less];

	return strncmp(a, b, less) == 0 && (n == m || less == 0 || next == '.' || next == '[');
}

void
scan_done(struct scan *s)
{
	for (size_t i = 0; i < s->n_lost; i++)
		free(s->lost[i]);
	free(s->lost);
	free(s->tops);
	s->lost = NULL;
	s->tops = NULL;
	s->n_lost = s->lost_room = s->n_tops = s->tops_room = 0;
}
