/* scan_value.c - is this a value that libconfig takes for what the person meant?  See scanner.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/scanner.h"

/* A word where a value belongs: what should be written instead. */
static void
tell_word(struct scanner *p, size_t from, size_t to, int line)
{
	char		 word[64];
	const char	*w = scanner_shown(p, from, to, word);
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
number_is_right(struct scanner *p, const struct token *t, enum scalar_type type)
{
	char		 word[80], quoted[64];
	const char	*digits = word;
	long long	 value;

	if (type == SCALAR_BOOL)
		return true;
	scanner_shown(p, t->from, t->to, quoted);
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
string_is_right(struct scanner *p, const struct token *t)
{
	const char	*s = p->s->text;

	if (t->to - t->from > SCAN_WORD_MAX) {
		tell(p, t->line, "is a string of %zu bytes, more than %d", t->to - t->from,
		    SCAN_WORD_MAX);
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
		    !strchr("0123456789abcdefABCDEF", s[i + 2]) ||
		    (s[i + 1] == '0' && s[i + 2] == '0'))) {
			tell(p, t->line, "\"\\x\" needs two hexadecimal digits, not both 0");
			return false;
		}
	}
	return true;
}

/* In [ ], libconfig wants elements of one kind. */
static void
check_kind(struct scanner *p, const struct token *t, enum scalar_type type)
{
	struct frame	*f = scanner_top(p);
	bool		 is_string = t->type == TOKEN_STRING;

	if (f->close != ']')
		return;
	if (f->has_kind && (f->kind != type || f->kind_is_string != is_string) && !f->is_bad) {
		tell(p, t->line,
		    "all elements of [ ] must be of one kind: strings, whole numbers or "
		    "numbers with a point");
		f->is_bad = true;
	}
	f->has_kind = true;
	f->kind = type;
	f->kind_is_string = is_string;
}

/* "8 Mbit/s": a number, and on its line a word that begins no setting. */
static bool
goes_on(struct scanner *p, const struct token *t)
{
	const struct token	 next = scanner_peek(p);
	size_t			 i = next.to;

	while (i < p->s->len && (p->s->text[i] == ' ' || p->s->text[i] == '\t'))
		i++;
	return next.type == TOKEN_WORD && next.line == t->line &&
	    (i >= p->s->len || strchr("=:{([", p->s->text[i]) == NULL);
}

static void
take_scalar(struct scanner *p, const struct token *t)
{
	enum scalar_type	 type = SCALAR_NONE;
	size_t			 end = t->to;

	if (t->type == TOKEN_STRING) {
		if (!string_is_right(p, t))
			scanner_spoil(p);
	} else if ((type = scalar_type(p->s->text + t->from, t->to - t->from)) == SCALAR_NONE ||
	    goes_on(p, t)) {
		type = SCALAR_NONE;
		end = scanner_junk_end(p, t->to);
		tell_word(p, t->from, end, t->line);
		p->lex.pos = end;
		scanner_spoil(p);
	} else if (!number_is_right(p, t, type))
		scanner_spoil(p);
	if (t->type == TOKEN_STRING || type != SCALAR_NONE)
		check_kind(p, t, type);
	scanner_value_done(p, end, t->line);
}

void
scanner_take_value(struct scanner *p, const struct token *t)
{
	if (t->type != TOKEN_OPEN)
		take_scalar(p, t);
	else {
		if (scanner_top(p)->close == ']') {
			tell(p, t->line,
			    "[ ] holds plain values only: write ( ) around groups and lists");
			scanner_top(p)->is_bad = true;
		}
		scanner_push(p, t);
	}
}
