/* scan_setting.c - what a token means where it stands.  See scanner.h. */
#include <string.h>

#include "model/scanner.h"

/* Puts a byte into the blank before `at`, if there is one. */
static bool
mend(struct scanner *p, size_t at, char c)
{
	if (at == 0 || strchr(" \t\r", p->s->text[at - 1]) == NULL) {
		scanner_spoil(p);
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
begin_setting(struct scanner *p, const struct token *t)
{
	struct frame	*f = scanner_top(p);
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
	} else if ((line = scanner_seen(p, f)) != 0) {
		if (p->hurt_line != t->line)
			tell(p, t->line, "is already set at line %d", line);
		f->cur_bad = f->is_again = true;
	}
}

/* Skips what cannot begin a setting, to the end of the line or the next separator. */
static void
skip_junk(struct scanner *p, const struct token *t)
{
	size_t	 end = t->type == TOKEN_STRING ? t->to : scanner_junk_end(p, t->to);

	scanner_blank(p->s, t->from, end);
	p->lex.pos = end;
	scanner_top(p)->drop_separator = true;
	scanner_top(p)->expect = EXPECT_END;
}

static void
skip_line(struct scanner *p, const struct token *t)
{
	lexer_skip_line(&p->lex);
	scanner_blank(p->s, t->from, p->lex.pos);
}

static void
tell_no_name(struct scanner *p, const struct token *t)
{
	char	 word[64];
	bool	 is_after = scanner_top(p)->expect == EXPECT_END && !scanner_top(p)->drop_separator;

	if (!scanner_hurts(p, t->line))
		return;
	if (t->c == '@')
		scanner_tell(p, p->depth - 1, t->line,
		    "@include is not used: every file of sites.d is read by itself");
	else if (is_after && t->type == TOKEN_STRING)
		tell(p, t->line,
		    "is followed by a second string: a separator or a list ( , ) is missing");
	else
		scanner_tell(p, p->depth - 1, t->line,
		    "a setting (name = value) is expected here, not %s",
		    t->type == TOKEN_STRING ? "a string" : scanner_shown(p, t->from, t->to, word));
}

/* "{" where a setting should begin, in a group that is an element of a list: it was not closed. */
static bool
is_next_element(struct scanner *p, const struct token *t)
{
	return t->type == TOKEN_OPEN && t->c == '{' && p->depth > 1 &&
	    scanner_top(p)->close == '}' && p->frames[p->depth - 1].close == ')';
}

static void
element_not_closed(struct scanner *p, const struct token *t)
{
	const struct frame	*f = scanner_top(p);

	scanner_tell(p, p->depth - 1, f->line,
	    "\"{\" opened at line %d is not closed before the \"{\" at line %d", f->line, t->line);
	p->frames[p->depth].is_bad = true;
	scanner_pop(p, t->from, t->line);
	scanner_top(p)->expect = EXPECT_ITEM;
	scanner_top(p)->index++;
	p->lex.pos = t->from;
}

void
scanner_at_name(struct scanner *p, const struct token *t)
{
	struct frame	*f = scanner_top(p);
	struct token	 next;

	switch (t->type) {
	case TOKEN_WORD:
		begin_setting(p, t);
		return;
	case TOKEN_CLOSE:
		scanner_close(p, t);
		return;
	case TOKEN_SEMICOLON:
	case TOKEN_COMMA:
		next = scanner_peek(p);
		if (f->expect == EXPECT_NAME && !f->drop_separator && !is_next_element(p, &next) &&
		    scanner_hurts(p, t->line))
			scanner_tell(
			    p, p->depth - 1, t->line, "\"%c\" ends nothing: take it away", t->c);
		if (f->expect == EXPECT_NAME || f->drop_separator)
			scanner_blank(p->s, t->from, t->to);
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
		scanner_push(p, t);
		if (p->quiet == 0)
			p->quiet = p->depth;
		return;
	default:
		tell_no_name(p, t);
		if (t->c == '@')
			skip_line(p, t);
		else
			skip_junk(p, t);
	}
}

void
scanner_at_assign(struct scanner *p, const struct token *t)
{
	struct frame	*f = scanner_top(p);

	if (t->type == TOKEN_ASSIGN) {
		f->expect = EXPECT_VALUE;
		return;
	}
	if (scanner_hurts(p, t->line))
		tell(p, t->line, "\"=\" is missing after it");
	f->expect = EXPECT_VALUE;
	if (is_value(t) &&
	    (t->type != TOKEN_WORD || (t->line == f->name_line && !scanner_is_assigned(p, t)))) {
		mend(p, t->from, '=');
		scanner_take_value(p, t);
		return;
	}
	f->cur_bad = true;
	scanner_value_done(p, f->name + f->name_len, f->name_line);
	p->lex.pos = t->from;	/* read again, as what comes next */
}

void
scanner_at_value(struct scanner *p, const struct token *t)
{
	if (is_value(t)) {
		scanner_take_value(p, t);
		return;
	}
	if (scanner_hurts(p, t->line))
		tell(p, t->line, "has no value");
	scanner_top(p)->cur_bad = true;
	scanner_value_done(
	    p, t->type == TOKEN_ASSIGN || t->type == TOKEN_OTHER ? t->to : t->from, t->line);
	if (t->type != TOKEN_ASSIGN && t->type != TOKEN_OTHER)
		p->lex.pos = t->from;
}

/* "name =" inside a list: the list was never closed. */
static bool
is_setting(struct scanner *p, const struct token *t)
{
	return scanner_is_assigned(p, t) && scanner_top(p)->close == ')' && p->depth > 0 &&
	    (p->frames[p->depth - 1].close == '}' || p->depth == 1) &&
	    scalar_type(p->s->text + t->from, t->to - t->from) == SCALAR_NONE;
}

static void
list_not_closed(struct scanner *p, const struct token *t, int line)
{
	const struct frame	*f = scanner_top(p), *holder = &p->frames[p->depth - 1];

	if (scanner_hurts(p, line))
		scanner_tell(p, p->depth - 1, holder->name_line != 0 ? holder->name_line : f->line,
		    "\"%c\" opened at line %d is not closed before line %d",
		    scanner_open_of(f->close), f->line, line);
	scanner_top(p)->is_bad = true;
	scanner_pop(p, t->from, t->line);
	p->lex.pos = t->from;
}

/* ( name = value ): braces are missing; nothing in it is looked at. */
static void
bare_settings(struct scanner *p, const struct token *t)
{
	struct token	 next = *t;
	int		 open = 0;

	scanner_tell(
	    p, p->depth - 1, t->line, "settings in a list need { } around each group of them");
	while (next.type != TOKEN_END && next.type != TOKEN_OPEN_STRING &&
	    next.type != TOKEN_OPEN_COMMENT && (next.type != TOKEN_CLOSE || open > 0)) {
		open += next.type == TOKEN_OPEN;
		open -= next.type == TOKEN_CLOSE;
		next = lexer_next(&p->lex, true);
	}
	scanner_top(p)->is_bad = true;
	scanner_top(p)->after_hole = true;
	p->lex.pos = p->lex.checked = next.from;
}

void
scanner_at_item(struct scanner *p, const struct token *t)
{
	struct frame	*f = scanner_top(p);

	if (is_setting(p, t) && f->index == 0 && !f->after_comma && !f->after_hole)
		bare_settings(p, t);
	else if (is_setting(p, t))
		list_not_closed(p, t, t->line);
	else if (is_value(t))
		scanner_take_value(p, t);
	else if (t->type == TOKEN_CLOSE)
		scanner_close(p, t);
	else {
		tell(p, t->line, "an element is missing before \"%c\"", t->c);
		scanner_blank(p->s, t->from, t->to);
		f->after_hole = true;
	}
}

void
scanner_at_separator(struct scanner *p, const struct token *t)
{
	struct frame	*f = scanner_top(p);

	if (t->type == TOKEN_CLOSE) {
		scanner_close(p, t);
		return;
	}
	if (t->type == TOKEN_SEMICOLON) {
		const struct token	 next = scanner_peek(p);

		if (is_setting(p, &next) || (next.type == TOKEN_END && p->depth == 1) ||
		    (next.type == TOKEN_CLOSE && next.c != f->close)) {
			list_not_closed(p, t, next.line);
			return;
		}
	}
	if (is_setting(p, t)) {
		list_not_closed(p, t, t->line);
		return;
	}
	if (is_value(t)) {
		if (p->hurt_line != t->line)
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
		scanner_take_value(p, t);
}
