/* token.c - see token.h */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "model/token.h"

void
lexer_init(struct lexer *lex, const char *text, size_t len)
{
	*lex = (struct lexer){ .text = text, .len = len, .line = 1 };
}

static int
at(const struct lexer *lex, size_t pos)
{
	return pos < lex->len ? (unsigned char)lex->text[pos] : -1;
}

static void
advance(struct lexer *lex)
{
	if (lex->text[lex->pos++] == '\n') {
		lex->line++;
		lex->line_from = lex->pos;
	}
}

static size_t
line_end(const struct lexer *lex, size_t pos)
{
	const char	*nl = memchr(lex->text + pos, '\n', lex->len - pos);

	return nl != NULL ? (size_t)(nl - lex->text) : lex->len;
}

void
lexer_skip_line(struct lexer *lex)
{
	lex->pos = line_end(lex, lex->pos);
	if (lex->pos < lex->len)
		advance(lex);
}

/* Past a comment, if one begins here: 1; 0 = none; -1 = it never ends. */
static int
skip_comment(struct lexer *lex)
{
	if (at(lex, lex->pos) == '#' ||
	    (at(lex, lex->pos) == '/' && at(lex, lex->pos + 1) == '/')) {
		lex->pos = line_end(lex, lex->pos);
		return 1;
	}
	if (at(lex, lex->pos) != '/' || at(lex, lex->pos + 1) != '*')
		return 0;
	for (lex->pos += 2; lex->pos < lex->len; advance(lex))
		if (at(lex, lex->pos) == '*' && at(lex, lex->pos + 1) == '/') {
			lex->pos += 2;
			return 1;
		}
	return -1;
}

/* The byte after the closing quote, or the line's end when there is none. */
static size_t
string_end(const struct lexer *lex, size_t pos, bool *is_closed)
{
	size_t	 end = line_end(lex, pos);

	for (pos++; pos < end; pos++) {
		if (lex->text[pos] == '"') {
			*is_closed = true;
			return pos + 1;
		}
		if (lex->text[pos] == '\\' && pos + 1 < end)
			pos++;
	}
	*is_closed = false;
	return end;
}

/* From a quote on: is every string of this line closed on it? */
static bool
line_is_closed(const struct lexer *lex, size_t pos)
{
	size_t	 end = line_end(lex, pos);
	bool	 is_closed = true;

	while (pos < end && is_closed) {
		if (lex->text[pos] == '"')
			pos = string_end(lex, pos, &is_closed);
		else if (lex->text[pos] == '#' ||
		    (lex->text[pos] == '/' && at(lex, pos + 1) == '/'))
			break;
		else
			pos++;
	}
	return is_closed;
}

static bool
is_name_byte(int c)
{
	return isalnum(c) || c == '_' || c == '-' || c == '*';
}

static size_t
word_end(const struct lexer *lex, size_t pos, bool want_value)
{
	if (!want_value) {
		while (is_name_byte(at(lex, pos)))
			pos++;
		return pos;
	}
	while (at(lex, pos) > ' ' && strchr("{}[]();,=\"#", at(lex, pos)) == NULL)
		pos++;
	return pos;
}

/* "5//five": a number may be followed by a comment at once. */
static size_t
cut_comment(const char *text, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to; i++)
		if (text[i] == '/' && (text[i + 1] == '/' || text[i + 1] == '*'))
			return scalar_type(text + from, i - from) != SCALAR_NONE ? i : to;
	return to;
}

static enum token_type
punctuation(int c)
{
	switch (c) {
	case '{': case '[': case '(':
		return TOKEN_OPEN;
	case '}': case ']': case ')':
		return TOKEN_CLOSE;
	case ';':
		return TOKEN_SEMICOLON;
	case ',':
		return TOKEN_COMMA;
	case '=': case ':':
		return TOKEN_ASSIGN;
	default:
		return TOKEN_OTHER;
	}
}

struct token
lexer_next(struct lexer *lex, bool want_value)
{
	struct token	 t = { 0 };
	bool		 is_closed = true, line_ok;
	int		 comment = 0;

	while (lex->pos < lex->len) {
		t.from = t.to = lex->pos;
		t.line = lex->line;
		if (isspace(at(lex, lex->pos)))
			advance(lex);
		else if ((comment = skip_comment(lex)) != 1)
			break;
	}
	if (comment != -1) {
		t.from = t.to = lex->pos;
		t.line = lex->line;
	}
	t.type = comment == -1 ? TOKEN_OPEN_COMMENT : TOKEN_END;
	if (lex->pos >= lex->len)
		return t;
	t.c = lex->text[lex->pos];
	if (t.c == '"') {
		if (lex->pos >= lex->checked) {
			lex->checked = line_end(lex, lex->pos);
			is_closed = line_is_closed(lex, lex->pos);
		}
		line_ok = is_closed;
		t.to = string_end(lex, lex->pos, &is_closed);
		t.type = line_ok && is_closed ? TOKEN_STRING : TOKEN_OPEN_STRING;
	} else if ((t.type = punctuation(t.c)) == TOKEN_OTHER &&
	    (t.to = word_end(lex, lex->pos, want_value)) > t.from) {
		t.type = TOKEN_WORD;
		t.to = want_value ? cut_comment(lex->text, t.from, t.to) : t.to;
	} else
		t.to = t.from + 1;
	lex->pos = t.to;
	return t;
}

static size_t
digits_at(const char *w, size_t len, size_t i, bool is_hex)
{
	size_t	 n = i;

	while (n < len && (is_hex ? isxdigit((unsigned char)w[n]) : isdigit((unsigned char)w[n])))
		n++;
	return n - i;
}

/* The rest of an integer: nothing, L or LL. */
static enum scalar_type
int_suffix(const char *w, size_t len, size_t i)
{
	if (i == len)
		return SCALAR_INT;
	return (len - i == 1 && w[i] == 'L') || (len - i == 2 && w[i] == 'L' && w[i + 1] == 'L') ?
	    SCALAR_INT64 : SCALAR_NONE;
}

enum scalar_type
scalar_type(const char *w, size_t len)
{
	size_t	 i = 0, whole, part = 0;

	if ((len == 4 && strncasecmp(w, "true", 4) == 0) ||
	    (len == 5 && strncasecmp(w, "false", 5) == 0))
		return SCALAR_BOOL;
	if (len > 2 && w[0] == '0' && (w[1] == 'x' || w[1] == 'X'))
		return (whole = digits_at(w, len, 2, true)) > 0 ? int_suffix(w, len, 2 + whole)
		    : SCALAR_NONE;
	if (len > 0 && (w[0] == '-' || w[0] == '+'))
		i++;
	whole = digits_at(w, len, i, false);
	i += whole;
	if (whole > 0 && int_suffix(w, len, i) != SCALAR_NONE)
		return int_suffix(w, len, i);
	if (i < len && w[i] == '.') {
		part = digits_at(w, len, i + 1, false);
		i += 1 + part;
	}
	if (whole + part == 0)
		return SCALAR_NONE;
	if (i < len && (w[i] == 'e' || w[i] == 'E')) {
		i++;
		if (i < len && (w[i] == '-' || w[i] == '+'))
			i++;
		if ((whole = digits_at(w, len, i, false)) == 0)
			return SCALAR_NONE;
		i += whole;
	}
	return i == len ? SCALAR_FLOAT : SCALAR_NONE;
}
