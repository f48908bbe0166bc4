/* scan.c - see scan.h */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/scan.h"
#include "model/token.h"

enum expect { EXPECT_NAME, EXPECT_ASSIGN, EXPECT_VALUE, EXPECT_END, EXPECT_ITEM, EXPECT_SEPARATOR };

/* One open bracket; frames[0] is the file. */
struct frame {
	char		 close;		/* '}', ']' or ')'; 0 for the file */
	int		 line;		/* of the bracket */
	enum expect	 expect;
	bool		 is_bad;	/* a list in which something cannot be mended */
	bool		 after_comma, after_hole;
	size_t		 comma;		/* where the last one is */
	enum scalar_type kind;		/* of an array's elements so far */
	bool		 kind_is_string, has_kind;
	uint32_t	 index;		/* of the element that comes or is */
	uint32_t	 uid;
	/* the setting being read in a group */
	size_t		 name, name_len, end;
	int		 name_line;
	bool		 cur_bad, is_again, drop_separator;
};

struct told {
	int	 line;
	char	*path, *text;
};

struct seen {			/* names already set, by group */
	uint64_t	 hash;
	int		 line;
};

struct parser {
	struct scan	*s;
	struct lexer	 lex;
	struct frame	 frames[SCAN_DEPTH + 1];
	int		 depth;
	bool		 by_columns;	/* second pass: a top name in column 0 ends what is open */
	bool		 is_unclosed;	/* something was open at the end */
	int		 line, line_depth;	/* how deep the line began */
	uint32_t	 n_uids;
	struct told	*told;
	size_t		 n_told, told_room;
	struct seen	*seen;
	size_t		 n_seen, seen_size;
};

static struct frame *
top(struct parser *p)
{
	return &p->frames[p->depth];
}

static void
blank(struct scan *s, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < s->len; i++)
		if (s->text[i] != '\n')
			s->text[i] = ' ';
}

/* "site.pcs[2].address" of what is being read, down to `depth`. */
static char *
path_of(struct parser *p, int depth)
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

static void tell_at(struct parser *p, int depth, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static void
tell_at(struct parser *p, int depth, int line, const char *fmt, ...)
{
	va_list	 ap;
	char	*text, *path;

	if (p->n_told > SCAN_MAX)
		return;
	va_start(ap, fmt);
	if (p->n_told == SCAN_MAX)
		text = xstrdup("too many mistakes in this file, the rest is not listed");
	else if (vasprintf(&text, fmt, ap) == -1)
		text = xstrdup("");
	va_end(ap);
	p->told = grow(p->told, p->n_told, &p->told_room, sizeof(*p->told));
	path = path_of(p, depth);
	if (*path != '\0' && path[strlen(path) - 1] == ']')	/* an element has no name: its list is the setting */
		*strrchr(path, '[') = '\0';
	p->told[p->n_told++] = (struct told){ line, path, text };
}

#define tell(p, line, ...)	tell_at(p, (p)->depth, line, __VA_ARGS__)

static void
lose(struct parser *p, char *path)
{
	struct scan	*s = p->s;

	s->lost = grow(s->lost, s->n_lost, &s->lost_room, sizeof(*s->lost));
	s->lost[s->n_lost++] = path;
}

/* A word as the person wrote it, for messages; not of a secret. */
static const char *
shown(struct parser *p, size_t from, size_t to, char out[static 64])
{
	const struct frame	*f = top(p);
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

/* Line of an equal name in the same group, 0 if this is the first. */
static int
seen_before(struct parser *p, const struct frame *f)
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

/* The value of the setting, or the element, that was being read ends at `end`. */
static void
value_done(struct parser *p, size_t end, int line)
{
	struct frame	*f = top(p);
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
			lose(p, path_of(p, p->depth));
		blank(s, f->name, end);
		f->name_len = 0;	/* it is gone: no path may show it */
		f->drop_separator = true;
	} else if (p->depth == 0) {
		s->tops = grow(s->tops, s->n_tops, &s->tops_room, sizeof(*s->tops));
		s->tops[s->n_tops++] = (struct scan_top){ f->name, end, f->name_line, line, f->name_len };
	}
	f->cur_bad = f->is_again = false;
}

/* Takes the innermost bracket off, as if it had been closed at `end`. */
static void
pop(struct parser *p, size_t end, int line)
{
	bool	 is_bad = top(p)->is_bad;

	p->depth--;
	if (is_bad && top(p)->expect == EXPECT_ITEM)
		top(p)->is_bad = true;
	else if (is_bad)
		top(p)->cur_bad = true;
	value_done(p, end, line);
}

static void
push(struct parser *p, const struct token *t)
{
	static const char	 closes[] = { ['{'] = '}', ['['] = ']', ['('] = ')' };
	struct frame		*f;

	if (p->depth == SCAN_DEPTH) {
		tell(p, t->line, "has more than %d brackets within one another", SCAN_DEPTH);
		p->lex.pos = p->lex.len;
		p->frames[1].is_bad = true;
		lose(p, xstrdup(""));	/* whatever comes after */
		return;
	}
	f = &p->frames[++p->depth];
	*f = (struct frame){ .close = closes[(int)t->c], .line = t->line, .uid = ++p->n_uids };
	f->expect = f->close == '}' ? EXPECT_NAME : EXPECT_ITEM;
}

static char
open_of(char close)
{
	return close == '}' ? '{' : close == ']' ? '[' : '(';
}

static void
close_bracket(struct parser *p, const struct token *t)
{
	int	 d = p->depth;

	while (d > 0 && p->frames[d].close != t->c)
		d--;
	if (d == 0) {
		tell_at(p, p->depth - 1, t->line, "\"%c\" closes nothing", t->c);
		blank(p->s, t->from, t->to);
		return;
	}
	while (p->depth > d) {
		tell_at(p, p->depth - 1, p->frames[p->depth - 1].name_line ? p->frames[p->depth - 1].name_line :
		    top(p)->line, "\"%c\" opened at line %d is not closed before the \"%c\" at line %d",
		    open_of(top(p)->close), top(p)->line, t->c, t->line);
		top(p)->is_bad = true;
		pop(p, t->from, t->line);
	}
	if (top(p)->close != '}' && top(p)->after_comma) {
		if (!top(p)->after_hole)
			tell_at(p, p->depth - 1, t->line, "a comma before \"%c\": take it away", t->c);
		blank(p->s, top(p)->comma, top(p)->comma + 1);
	}
	pop(p, t->to, t->line);
}

/* Closes all that is open, because a new top setting begins (or the file ends) at `t`. */
static void
close_all(struct parser *p, const struct token *t, const char *before)
{
	struct frame	*f = top(p);
	int		 line = p->frames[p->depth - 1].name_line;

	tell_at(p, p->depth - 1, line ? line : f->line, "\"%c\" opened at line %d is not closed%s%s",
	    open_of(f->close), f->line, *before ? " before " : "", before);
	p->frames[1].is_bad = true;
	while (p->depth > 0)
		pop(p, t->from, t->line);
}

/* A word where a value belongs: what should be written instead. */
static void
tell_word(struct parser *p, size_t from, size_t to, int line)
{
	char		 word[64];
	const char	*w = shown(p, from, to, word);
	size_t		 len = strlen(w);

	if (len > 1 && w[0] == '\'') {
		word[len - (w[len - 1] == '\'')] = '\0';
		tell(p, line, "'...' is no string: write \"%s\"", word + 1);
	} else if (strcasecmp(w, "yes") == 0 || strcasecmp(w, "on") == 0)
		tell(p, line, "%s is no value: write true, or \"%s\" with quotes", w, w);
	else if (strcasecmp(w, "no") == 0 || strcasecmp(w, "off") == 0)
		tell(p, line, "%s is no value: write false, or \"%s\" with quotes", w, w);
	else if (w[0] == '(')
		tell(p, line, "a text needs quotes around it");
	else
		tell(p, line, "%s is no value: write \"%s\" with quotes", w, w);
}

/* Numbers that libconfig would silently take for others. */
static bool
number_is_right(struct parser *p, const struct token *t, enum scalar_type type)
{
	char		 word[80], quoted[64];
	const char	*digits = word;
	long long	 value;

	if (type == SCALAR_BOOL)
		return true;
	shown(p, t->from, t->to, quoted);
	if (t->to - t->from >= sizeof(word)) {
		tell(p, t->line, "%s is too long for a number", quoted);
		return false;
	}
	memcpy(word, p->s->text + t->from, t->to - t->from);
	word[t->to - t->from] = '\0';
	errno = 0;
	if (type == SCALAR_FLOAT) {
		if (isfinite(strtod(word, NULL)))
			return true;
		tell(p, t->line, "%s is too big for a number", quoted);
		return false;
	}
	digits += *word == '-' || *word == '+';
	if (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') {
		tell(p, t->line, "%s begins with 0: write the number without it", quoted);
		return false;
	}
	value = strtoll(word, NULL, digits[0] == '0' ? 16 : 10);
	if (errno == 0 && (type == SCALAR_INT64 || (value >= INT32_MIN && value <= INT32_MAX)))
		return true;
	tell(p, t->line, "%s is beyond what a whole number can hold (%d bits)", quoted,
	    type == SCALAR_INT ? 32 : 64);
	return false;
}

static bool
string_is_right(struct parser *p, const struct token *t)
{
	const char	*s = p->s->text;

	if (t->to - t->from > SCAN_WORD_MAX) {
		tell(p, t->line, "is a string of %zu bytes, more than %d", t->to - t->from, SCAN_WORD_MAX);
		return false;
	}
	for (size_t i = t->from + 1; i + 1 < t->to; i++) {
		if (s[i] != '\\')
			continue;
		if (strchr("nrtf\\\"x", s[++i]) == NULL) {
			tell(p, t->line, "\"\\%c\" means nothing: write \"\\\\%c\"", s[i], s[i]);
			return false;
		}
		if (s[i] == 'x' && (i + 2 >= t->to || !strchr("0123456789abcdefABCDEF", s[i + 1]) ||
		    !strchr("0123456789abcdefABCDEF", s[i + 2]) || (s[i + 1] == '0' && s[i + 2] == '0'))) {
			tell(p, t->line, "\"\\x\" needs two hexadecimal digits, not both 0");
			return false;
		}
	}
	return true;
}

/* Marks what is being read as beyond mending. */
static void
spoil(struct parser *p)
{
	if (top(p)->close == ']' || top(p)->close == ')')
		top(p)->is_bad = true;
	else
		top(p)->cur_bad = true;
}

/* In [ ], libconfig wants elements of one kind. */
static void
check_kind(struct parser *p, const struct token *t, enum scalar_type type)
{
	struct frame	*f = top(p);
	bool		 is_string = t->type == TOKEN_STRING;

	if (f->close != ']')
		return;
	if (f->has_kind && (f->kind != type || f->kind_is_string != is_string) && !f->is_bad) {
		tell(p, t->line, "all elements of [ ] must be of one kind: strings, whole numbers or "
		    "numbers with a point");
		f->is_bad = true;
	}
	f->has_kind = true;
	f->kind = type;
	f->kind_is_string = is_string;
}

/* An unquoted word, to the end of what the person meant by it. */
static size_t
junk_end(struct parser *p, size_t to)
{
	while (to < p->s->len && strchr("{}[]();,\"#\n", p->s->text[to]) == NULL)
		to++;
	while (to > 0 && strchr(" \t\r", p->s->text[to - 1]) != NULL)
		to--;
	return to;
}

/* The next token, which is read again. */
static struct token
peek(const struct parser *p)
{
	struct lexer	 lex = p->lex;

	return lexer_next(&lex, false);
}

/* "8 Mbit/s": a number, and on its line a word that begins no setting. */
static bool
goes_on(struct parser *p, const struct token *t)
{
	const struct token	 next = peek(p);
	size_t			 i = next.to;

	while (i < p->s->len && (p->s->text[i] == ' ' || p->s->text[i] == '\t'))
		i++;
	return next.type == TOKEN_WORD && next.line == t->line &&
	    (i >= p->s->len || strchr("=:{([", p->s->text[i]) == NULL);
}

static void
take_scalar(struct parser *p, const struct token *t)
{
	enum scalar_type	 type = SCALAR_NONE;
	size_t			 end = t->to;

	if (t->type == TOKEN_STRING) {
		if (!string_is_right(p, t))
			spoil(p);
	} else if ((type = scalar_type(p->s->text + t->from, t->to - t->from)) == SCALAR_NONE || goes_on(p, t)) {
		type = SCALAR_NONE;
		end = junk_end(p, t->to);
		tell_word(p, t->from, end, t->line);
		p->lex.pos = end;
		spoil(p);
	} else if (!number_is_right(p, t, type))
		spoil(p);
	if (t->type == TOKEN_STRING || type != SCALAR_NONE)
		check_kind(p, t, type);
	value_done(p, end, t->line);
}

/* Puts a byte into the blank before `at`, if there is one. */
static bool
mend(struct parser *p, size_t at, char c)
{
	if (at == 0 || strchr(" \t\r", p->s->text[at - 1]) == NULL) {
		spoil(p);
		return false;
	}
	p->s->text[at - 1] = c;
	return true;
}

static bool
is_value(const struct token *t)
{
	return t->type == TOKEN_STRING || t->type == TOKEN_WORD || t->type == TOKEN_OPEN;
}

static void
take_value(struct parser *p, const struct token *t)
{
	if (t->type != TOKEN_OPEN)
		take_scalar(p, t);
	else {
		if (top(p)->close == ']') {
			tell(p, t->line, "[ ] holds plain values only: write ( ) around groups and lists");
			top(p)->is_bad = true;
		}
		push(p, t);
	}
}

/* "name" followed by = or :, in column 0? */
static bool
begins_top(struct parser *p, const struct token *t)
{
	char	 name[64];
	size_t	 i = t->to;

	if (p->s->is_top == NULL || t->type != TOKEN_WORD || t->from != p->lex.line_from ||
	    t->to - t->from >= sizeof(name))
		return false;
	while (i < p->s->len && (p->s->text[i] == ' ' || p->s->text[i] == '\t'))
		i++;
	if (i >= p->s->len || (p->s->text[i] != '=' && p->s->text[i] != ':'))
		return false;
	memcpy(name, p->s->text + t->from, t->to - t->from);
	name[t->to - t->from] = '\0';
	return p->s->is_top(name);
}

static void
begin_setting(struct parser *p, const struct token *t)
{
	struct frame	*f = top(p);
	char		 c = p->s->text[t->from];
	int		 line;

	f->name = t->from;
	f->name_len = t->to - t->from;
	f->name_line = t->line;
	f->cur_bad = f->is_again = f->drop_separator = false;
	f->expect = EXPECT_ASSIGN;
	if ((c >= '0' && c <= '9') || c == '_' || c == '-') {
		tell(p, t->line, "a name begins with a letter");
		f->cur_bad = true;
	} else if ((line = seen_before(p, f)) != 0) {
		tell(p, t->line, "is already set at line %d", line);
		f->cur_bad = f->is_again = true;
	}
}

/* Skips what cannot begin a setting, to the end of the line or the next separator. */
static void
skip_junk(struct parser *p, const struct token *t)
{
	size_t	 end = t->type == TOKEN_STRING ? t->to : junk_end(p, t->to);

	blank(p->s, t->from, end);
	p->lex.pos = end;
	top(p)->drop_separator = true;
	top(p)->expect = EXPECT_END;
}

static void
skip_line(struct parser *p, const struct token *t)
{
	lexer_skip_line(&p->lex);
	blank(p->s, t->from, p->lex.pos);
}

static void
tell_no_name(struct parser *p, const struct token *t)
{
	char	 word[64];
	bool	 is_after = top(p)->expect == EXPECT_END && !top(p)->drop_separator;

	if (t->c == '@')
		tell_at(p, p->depth - 1, t->line, "@include is not used: every file of sites.d is read by itself");
	else if (is_after && t->type == TOKEN_STRING)
		tell(p, t->line, "is followed by a second string: a separator or a list ( , ) is missing");
	else
		tell_at(p, p->depth - 1, t->line, "a setting (name = value) is expected here, not %s",
		    t->type == TOKEN_STRING ? "a string" : shown(p, t->from, t->to, word));
}

/* "{" where a setting should begin, in a group that is an element of a list: it was not closed. */
static bool
is_next_element(struct parser *p, const struct token *t)
{
	return t->type == TOKEN_OPEN && t->c == '{' && p->depth > 1 && top(p)->close == '}' &&
	    p->frames[p->depth - 1].close == ')';
}

static void
element_not_closed(struct parser *p, const struct token *t)
{
	const struct frame	*f = top(p);

	tell_at(p, p->depth - 1, f->line, "\"{\" opened at line %d is not closed before the \"{\" at line %d",
	    f->line, t->line);
	p->frames[p->depth].is_bad = true;
	pop(p, t->from, t->line);
	top(p)->expect = EXPECT_ITEM;
	top(p)->index++;
	p->lex.pos = t->from;
}

/* In a group, where a setting may begin. */
static void
at_name(struct parser *p, const struct token *t)
{
	struct frame	*f = top(p);
	struct token	 next;

	switch (t->type) {
	case TOKEN_WORD:
		begin_setting(p, t);
		return;
	case TOKEN_CLOSE:
		close_bracket(p, t);
		return;
	case TOKEN_SEMICOLON:
	case TOKEN_COMMA:
		next = peek(p);
		if (f->expect == EXPECT_NAME && !f->drop_separator && !is_next_element(p, &next))
			tell_at(p, p->depth - 1, t->line, "\"%c\" ends nothing: take it away", t->c);
		if (f->expect == EXPECT_NAME || f->drop_separator)
			blank(p->s, t->from, t->to);
		f->drop_separator = false;
		f->expect = EXPECT_NAME;
		return;
	case TOKEN_OPEN:
		if (is_next_element(p, t)) {
			element_not_closed(p, t);
			return;
		}
		tell_no_name(p, t);
		f->name = t->from;
		f->name_len = 0;
		f->name_line = t->line;
		f->cur_bad = f->is_again = true;
		f->expect = EXPECT_VALUE;
		push(p, t);
		return;
	default:
		tell_no_name(p, t);
		if (t->c == '@')
			skip_line(p, t);
		else
			skip_junk(p, t);
	}
}

static void
at_assign(struct parser *p, const struct token *t)
{
	struct frame	*f = top(p);

	if (t->type == TOKEN_ASSIGN) {
		f->expect = EXPECT_VALUE;
		return;
	}
	tell(p, t->line, "\"=\" is missing after it");
	f->expect = EXPECT_VALUE;
	if (is_value(t) && (t->type != TOKEN_WORD || t->line == f->name_line)) {
		mend(p, t->from, '=');
		take_value(p, t);
		return;
	}
	f->cur_bad = true;
	value_done(p, f->name + f->name_len, f->name_line);
	p->lex.pos = t->from;	/* read again, as what comes next */
}

static void
at_value(struct parser *p, const struct token *t)
{
	if (is_value(t)) {
		take_value(p, t);
		return;
	}
	tell(p, t->line, "has no value");
	top(p)->cur_bad = true;
	value_done(p, t->type == TOKEN_ASSIGN || t->type == TOKEN_OTHER ? t->to : t->from, t->line);
	if (t->type != TOKEN_ASSIGN && t->type != TOKEN_OTHER)
		p->lex.pos = t->from;
}

/* "name =" inside a list: the list was never closed. */
static bool
is_setting(struct parser *p, const struct token *t)
{
	size_t	 i = t->to;

	while (i < p->s->len && (p->s->text[i] == ' ' || p->s->text[i] == '\t'))
		i++;
	return t->type == TOKEN_WORD && i < p->s->len && p->s->text[i] == '=' &&
	    top(p)->close == ')' && p->depth > 0 && (p->frames[p->depth - 1].close == '}' || p->depth == 1) &&
	    scalar_type(p->s->text + t->from, t->to - t->from) == SCALAR_NONE;
}

static void
list_not_closed(struct parser *p, const struct token *t)
{
	const struct frame	*f = top(p);

	tell_at(p, p->depth - 1, p->frames[p->depth - 1].name_line ? p->frames[p->depth - 1].name_line : f->line,
	    "\"%c\" opened at line %d is not closed before line %d", open_of(f->close), f->line, t->line);
	top(p)->is_bad = true;
	pop(p, t->from, t->line);
	p->lex.pos = t->from;
}

/* ( name = value ): braces are missing; nothing in it is looked at. */
static void
bare_settings(struct parser *p, const struct token *t)
{
	struct token	 next = *t;
	int		 open = 0;

	tell_at(p, p->depth - 1, t->line, "settings in a list need { } around each group of them");
	while (next.type != TOKEN_END && next.type != TOKEN_OPEN_STRING && next.type != TOKEN_OPEN_COMMENT &&
	    (next.type != TOKEN_CLOSE || open > 0)) {
		open += next.type == TOKEN_OPEN;
		open -= next.type == TOKEN_CLOSE;
		next = lexer_next(&p->lex, true);
	}
	top(p)->is_bad = true;
	top(p)->after_hole = true;
	p->lex.pos = next.from;
}

/* In a list, where an element or its end may come. */
static void
at_item(struct parser *p, const struct token *t)
{
	struct frame	*f = top(p);

	if (is_setting(p, t) && f->index == 0 && !f->after_comma && !f->after_hole)
		bare_settings(p, t);
	else if (is_setting(p, t))
		list_not_closed(p, t);
	else if (is_value(t))
		take_value(p, t);
	else if (t->type == TOKEN_CLOSE)
		close_bracket(p, t);
	else {
		tell(p, t->line, "an element is missing before \"%c\"", t->c);
		blank(p->s, t->from, t->to);
		f->after_hole = true;
	}
}

static void
at_separator(struct parser *p, const struct token *t)
{
	struct frame	*f = top(p);

	if (t->type == TOKEN_CLOSE) {
		close_bracket(p, t);
		return;
	}
	if (t->type == TOKEN_SEMICOLON) {
		struct token	 next = peek(p);

		if (is_setting(p, &next) || (next.type == TOKEN_END && p->depth == 1)) {
			list_not_closed(p, &next);
			blank(p->s, t->from, t->to);
			return;
		}
	}
	if (is_setting(p, t)) {
		list_not_closed(p, t);
		return;
	}
	if (is_value(t)) {
		tell(p, t->line, "two elements stand here with no comma between them");
		mend(p, t->from, ',');
	} else if (t->type != TOKEN_COMMA) {
		tell(p, t->line, "elements are separated by \",\", not by \"%c\"", t->c);
		p->s->text[t->from] = ',';
	}
	f->index++;
	f->comma = t->from;
	f->after_comma = !is_value(t);
	f->after_hole = false;
	f->expect = EXPECT_ITEM;
	if (is_value(t))
		take_value(p, t);
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
follow_brackets(struct parser *p, size_t from, size_t to, int line)
{
	for (size_t i = from; i < to && p->depth > 0; i++) {
		char	 c = p->s->text[i];

		if (strchr("{[(", c) != NULL && p->depth < SCAN_DEPTH)
			push(p, &(struct token){ .type = TOKEN_OPEN, .from = i, .to = i + 1, .line = line, .c = c });
		else if (strchr("}])", c) != NULL && top(p)->close == c)
			pop(p, i + 1, line);
	}
}

/* After a line that was blanked: what may come next in the frame that it lay in. */
static void
resume(struct parser *p, size_t end, int line)
{
	struct frame	*f = top(p);

	if (f->close == ']' || f->close == ')') {
		f->after_hole = true;
		f->expect = EXPECT_ITEM;
		f->index++;
		return;
	}
	if (f->expect == EXPECT_VALUE || f->expect == EXPECT_ASSIGN) {
		f->cur_bad = true;
		value_done(p, end, line);
	}
	f->expect = EXPECT_END;
	f->drop_separator = true;
}

/*
 * A line on which a string is never closed.  Nobody can know which one, so the
 * line is given up whole, and as little as possible of what is around it.
 */
static void
bad_line(struct parser *p, const struct token *t)
{
	const char	*text = p->s->text;
	const char	*nl = memchr(text + t->from, '\n', p->s->len - t->from);
	size_t		 end = nl != NULL ? (size_t)(nl - text) : p->s->len, from = p->lex.line_from;
	int		 n_quotes = 0, n_rest = 0, net;
	bool		 has_close = false, rest_closes = false;

	tell(p, t->line, "a string opened at line %d is not closed", t->line);
	net_brackets(text, t->from, end, &n_rest, &rest_closes);
	net = net_brackets(text, from, end, &n_quotes, &has_close);
	if (n_rest == 1 && !rest_closes && top(p)->expect == EXPECT_VALUE) {
		top(p)->cur_bad = true;
		value_done(p, end, t->line);
	} else if (net == 0) {
		lose(p, path_of(p, p->line_depth));
		p->depth = p->line_depth;
		if (top(p)->name_line == t->line)
			top(p)->expect = EXPECT_END;
		resume(p, end, t->line);
		blank(p->s, from, end);
	} else {
		lose(p, path_of(p, 0));
		follow_brackets(p, t->from, end, t->line);
		if (p->depth > 0)
			p->frames[1].is_bad = true;
		resume(p, end, t->line);
	}
	p->lex.pos = end;
}

static void
at_end(struct parser *p, const struct token *t)
{
	if (top(p)->expect == EXPECT_ASSIGN || top(p)->expect == EXPECT_VALUE) {
		tell(p, top(p)->name_line, "has no value");
		top(p)->cur_bad = true;
		value_done(p, t->from, t->line);
	}
	if (p->depth > 0) {
		p->is_unclosed = true;
		lose(p, xstrdup(""));	/* nobody knows what it has swallowed */
		close_all(p, t, "the end of the file");
	}
}

/* Before what stands at column 0 and has the name of a top setting: is something still open? */
static bool
ended_by_top(struct parser *p, const struct token *t)
{
	char	 name[64];

	if (!p->by_columns || p->depth == 0 || !begins_top(p, t))
		return false;
	memcpy(name, p->s->text + t->from, t->to - t->from);
	name[t->to - t->from] = '\0';
	close_all(p, t, name);
	p->lex.pos = t->from;
	return true;
}

static void
walk(struct parser *p)
{
	static void	 (*const at[])(struct parser *, const struct token *) = {
		[EXPECT_NAME] = at_name, [EXPECT_ASSIGN] = at_assign, [EXPECT_VALUE] = at_value,
		[EXPECT_END] = at_name, [EXPECT_ITEM] = at_item, [EXPECT_SEPARATOR] = at_separator,
	};
	struct token	 t;

	for (;;) {
		enum expect	 e = top(p)->expect;

		t = lexer_next(&p->lex, e == EXPECT_VALUE || e == EXPECT_ITEM || e == EXPECT_SEPARATOR);
		if (t.line != p->line) {
			p->line = t.line;
			p->line_depth = p->depth;
		}
		if (t.type == TOKEN_END || t.type == TOKEN_OPEN_COMMENT)
			break;
		if (t.type == TOKEN_OPEN_STRING)
			bad_line(p, &t);
		else if (!ended_by_top(p, &t))
			at[e](p, &t);
	}
	if (t.type == TOKEN_OPEN_COMMENT) {
		tell_at(p, p->depth - 1, t.line, "the comment opened at line %d is not closed", t.line);
		blank(p->s, t.from, p->s->len);
		lose(p, xstrdup(""));	/* whatever it was */
	}
	at_end(p, &t);
}

/* Bytes that belong in no text file; lines keep their number. */
static void
check_bytes(struct parser *p)
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
			if (((unsigned char)s[i] < ' ' && strchr("\t\r\f", s[i]) == NULL) || s[i] == '\0' || s[i] == 0x7f) {
				what = what != NULL ? what : s[i] == '\0' ? "a NUL byte is in this line" :
				    "a control character is in this line";
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
forget(struct parser *p)
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
	struct parser	*p = xcalloc(1, sizeof(*p));
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
		blank(s, found->from, found->to);
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
	blank(s, from, to);
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
