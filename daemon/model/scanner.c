/* scanner.c - see scanner.h */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/scanner.h"

struct frame *
scanner_top(struct scanner *p)
{
	return &p->frames[p->depth];
}

void
scanner_blank(struct scan *s, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < s->len; i++)
		if (s->text[i] != '\n')
			s->text[i] = ' ';
}

char *
scanner_path(struct scanner *p, int depth)
{
	struct buf	 b = { 0 };

	for (int i = 0; i <= depth; i++) {
		const struct frame	*f = &p->frames[i];

		if (f->close == ']' || f->close == ')')
			buf_addf(&b, "[%u]", f->index);
		else if (f->name_len > 0) {
			if (b.len > 0)
				buf_addc(&b, '.');
			buf_add(&b, p->s->text + f->name, f->name_len);
		}
	}
	return b.s != NULL ? buf_take(&b) : xstrdup("");
}

void
scanner_tell(struct scanner *p, int depth, int line, const char *fmt, ...)
{
	va_list	 ap;
	char	*text, *path;

	if (p->n_told > SCAN_MAX || (p->quiet != 0 && p->depth >= p->quiet))
		return;
	va_start(ap, fmt);
	if (p->n_told == SCAN_MAX)
		text = xstrdup("too many mistakes in this file, the rest is not listed");
	else if (vasprintf(&text, fmt, ap) == -1)
		text = xstrdup("");
	va_end(ap);
	p->told = grow(p->told, p->n_told, &p->told_room, sizeof(*p->told));
	path = scanner_path(p, depth);
	if (*path != '\0' &&
	    path[strlen(path) - 1] == ']') /* an element has no name: its list is the setting */
		*strrchr(path, '[') = '\0';
	p->told[p->n_told++] = (struct told){ line, path, text };
}

void
scanner_lose(struct scanner *p, char *path)
{
	struct scan	*s = p->s;

	s->lost = grow(s->lost, s->n_lost, &s->lost_room, sizeof(*s->lost));
	s->lost[s->n_lost++] = path;
}

bool
scanner_hurts(struct scanner *p, int line)
{
	if (p->hurt_line == line)
		return false;
	p->hurt_line = line;
	return true;
}

const char *
scanner_shown(struct scanner *p, size_t from, size_t to, char out[static 64])
{
	const struct frame	*f = scanner_top(p);
	char			 name[64] = "";

	if (f->name_len > 0 && f->name_len < sizeof(name))
		memcpy(name, p->s->text + f->name, f->name_len);
	if (p->s->is_secret || (p->s->is_hidden != NULL && p->s->is_hidden(name)))
		return strlcpy(out, "(not shown)", 64), out;
	if (to - from > 40)
		to = from + 40;
	text_clean(out, 64, p->s->text + from, to - from);
	return out;
}

int
scanner_seen(struct scanner *p, const struct frame *f)
{
	struct seen	*old = p->seen;
	size_t		 old_size = p->seen_size, i;
	uint64_t	 hash = f->uid * UINT64_C(0x9e3779b97f4a7c15) + 1;

	if (p->n_seen * 2 >= p->seen_size) {
		p->seen_size = old_size == 0 ? 256 : old_size * 4;
		p->seen = xcalloc(p->seen_size, sizeof(*p->seen));
		for (size_t k = 0; k < old_size; k++) {
			if (old[k].line == 0)
				continue;
			for (i = old[k].hash % p->seen_size; p->seen[i].line != 0; )
				i = (i + 1) % p->seen_size;
			p->seen[i] = old[k];
		}
		free(old);
	}
	for (size_t k = 0; k < f->name_len; k++)
		hash = (hash ^ (unsigned char)p->s->text[f->name + k]) * UINT64_C(0x100000001b3);
	for (i = hash % p->seen_size; p->seen[i].line != 0; i = (i + 1) % p->seen_size)
		if (p->seen[i].hash == hash)
			return p->seen[i].line;
	p->seen[i] = (struct seen){ hash, f->name_line };
	p->n_seen++;
	return 0;
}

void
scanner_value_done(struct scanner *p, size_t end, int line)
{
	struct frame	*f = scanner_top(p);
	struct scan	*s = p->s;

	if (f->expect == EXPECT_ITEM || f->expect == EXPECT_SEPARATOR) {
		f->expect = EXPECT_SEPARATOR;
		f->after_comma = f->after_hole = false;
		return;
	}
	f->expect = EXPECT_END;
	f->end = end;
	if (f->cur_bad) {
		if (!f->is_again)
			scanner_lose(p, scanner_path(p, p->depth));
		scanner_blank(s, f->name, end);
		f->name_len = 0;	/* it is gone: no path may show it */
		f->drop_separator = true;
	} else if (p->depth == 0) {
		s->tops = grow(s->tops, s->n_tops, &s->tops_room, sizeof(*s->tops));
		s->tops[s->n_tops++] =
		    (struct scan_top){f->name, end, f->name_line, line, f->name_len};
	}
	f->cur_bad = f->is_again = false;
}

void
scanner_pop(struct scanner *p, size_t end, int line)
{
	bool	 is_bad = scanner_top(p)->is_bad;

	p->depth--;
	if (p->depth < p->line_low)
		p->line_low = p->depth;
	if (p->depth < p->quiet)
		p->quiet = 0;
	if (is_bad && scanner_top(p)->expect == EXPECT_ITEM)
		scanner_top(p)->is_bad = true;
	else if (is_bad)
		scanner_top(p)->cur_bad = true;
	scanner_value_done(p, end, line);
}

void
scanner_push(struct scanner *p, const struct token *t)
{
	static const char	 closes[] = { ['{'] = '}', ['['] = ']', ['('] = ')' };
	struct frame		*f;

	if (p->depth == SCAN_DEPTH) {
		scanner_tell(p, 0, t->line, "has more than %d brackets within one another", SCAN_DEPTH);
		p->lex.pos = p->lex.len;
		p->quiet = 1;
		p->frames[1].is_bad = true;
		scanner_lose(p, xstrdup(""));	/* whatever comes after */
		return;
	}
	f = &p->frames[++p->depth];
	*f = (struct frame){ .close = closes[(int)t->c], .line = t->line, .uid = ++p->n_uids };
	f->expect = f->close == '}' ? EXPECT_NAME : EXPECT_ITEM;
}

char
scanner_open_of(char close)
{
	return close == '}' ? '{' : close == ']' ? '[' : '(';
}

void
scanner_close(struct scanner *p, const struct token *t)
{
	int	 d = p->depth;

	while (d > 0 && p->frames[d].close != t->c)
		d--;
	if (d == 0) {
		if (scanner_hurts(p, t->line))
			scanner_tell(p, p->depth - 1, t->line, "\"%c\" closes nothing", t->c);
		scanner_blank(p->s, t->from, t->to);
		return;
	}
	while (p->depth > d) {
		if (scanner_hurts(p, t->line))
			scanner_tell(p, p->depth - 1,
			    p->frames[p->depth - 1].name_line ? p->frames[p->depth - 1].name_line
			    : scanner_top(p)->line,
			    "\"%c\" opened at line %d is not closed before the \"%c\" at line %d",
			    scanner_open_of(scanner_top(p)->close), scanner_top(p)->line, t->c,
			    t->line);
		scanner_top(p)->is_bad = true;
		scanner_pop(p, t->from, t->line);
	}
	if (scanner_top(p)->close != '}' && scanner_top(p)->after_comma) {
		if (!scanner_top(p)->after_hole)
			scanner_tell(
			    p, p->depth - 1, t->line, "a comma before \"%c\": take it away", t->c);
		scanner_blank(p->s, scanner_top(p)->comma, scanner_top(p)->comma + 1);
	}
	scanner_pop(p, t->to, t->line);
}

void
scanner_close_all(struct scanner *p, const struct token *t, const char *before)
{
	struct frame	*f = scanner_top(p);
	int		 line = p->frames[p->depth - 1].name_line;

	scanner_tell(p, p->depth - 1, line ? line : f->line,
	    "\"%c\" opened at line %d is not closed%s%s", scanner_open_of(f->close), f->line,
	    *before ? " before " : "", before);
	p->frames[1].is_bad = true;
	while (p->depth > 0)
		scanner_pop(p, t->from, t->line);
}

void
scanner_spoil(struct scanner *p)
{
	if (scanner_top(p)->close == ']' || scanner_top(p)->close == ')')
		scanner_top(p)->is_bad = true;
	else
		scanner_top(p)->cur_bad = true;
}

struct token
scanner_peek(const struct scanner *p)
{
	struct lexer	 lex = p->lex;

	return lexer_next(&lex, false);
}

bool
scanner_is_assigned(const struct scanner *p, const struct token *t)
{
	size_t	 i = t->to;

	while (i < p->s->len && (p->s->text[i] == ' ' || p->s->text[i] == '\t'))
		i++;
	return t->type == TOKEN_WORD && i < p->s->len &&
	    (p->s->text[i] == '=' || p->s->text[i] == ':');
}

size_t
scanner_junk_end(struct scanner *p, size_t to)
{
	while (to < p->s->len && strchr("{}[]();,\"#\n", p->s->text[to]) == NULL)
		to++;
	while (to > 0 && strchr(" \t\r", p->s->text[to - 1]) != NULL)
		to--;
	return to;
}
