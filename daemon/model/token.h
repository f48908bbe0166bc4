/*
 * token.h - the words of a configuration file, one after the other.
 *
 * Reads what libconfig 1.5 would read, but knows more of what can go wrong: a
 * string ends at the end of its line at the latest, and what stands where a value
 * should is taken as one word ("30s", "192.0.2.1", "smtp://host") so that it can
 * be shown to who wrote it.  Never changes the text.
 */
#ifndef VIGIE_TOKEN_H
#define VIGIE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum token_type {
	TOKEN_END,
	TOKEN_WORD,		/* a name; where a value is wanted, anything without quotes */
	TOKEN_STRING,		/* with its quotes */
	TOKEN_ASSIGN,		/* = or : */
	TOKEN_OPEN,		/* { [ ( */
	TOKEN_CLOSE,		/* } ] ) */
	TOKEN_SEMICOLON,
	TOKEN_COMMA,
	TOKEN_OTHER,		/* one byte that belongs nowhere */
	TOKEN_OPEN_STRING,	/* the first string of a line on which one is never closed */
	TOKEN_OPEN_COMMENT	/* a comment that is never closed; the end follows */
};

struct token {
	enum token_type	 type;
	size_t		 from, to;	/* bytes [from, to) of the text */
	int		 line;		/* of its first byte, from 1 */
	char		 c;		/* its first byte */
};

struct lexer {
	const char	*text;
	size_t		 len;
	size_t		 pos;
	int		 line;		/* starts at 1 */
	size_t		 line_from;	/* where the line of pos begins */
	size_t		 checked;	/* quotes were counted up to here */
};

void		 lexer_init(struct lexer *lex, const char *text, size_t len);
struct token	 lexer_next(struct lexer *lex, bool want_value);
/* Goes on at the next line's start (or at the end). */
void		 lexer_skip_line(struct lexer *lex);

enum scalar_type { SCALAR_NONE, SCALAR_BOOL, SCALAR_INT, SCALAR_INT64, SCALAR_FLOAT };

/* What libconfig makes of an unquoted word; SCALAR_NONE: nothing. */
enum scalar_type scalar_type(const char *word, size_t len);

#endif
