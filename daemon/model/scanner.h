/*
 * scanner.h - the state of one walk over a configuration's tokens.  Inside scan only.
 *
 * A pushdown automaton: each open bracket is a frame, which knows what may come
 * next.  scanner.c keeps the frames and the list of what is told, scan_value.c
 * judges values, scan_setting.c says what each token means where it stands, and
 * scan.c leads.
 *
 *     group   NAME -> ASSIGN -> VALUE -> END (; or , or the next NAME) -> NAME ...
 *     list    ITEM -> SEPARATOR (,) -> ITEM ...
 */
#ifndef VIGIE_SCANNER_H
#define VIGIE_SCANNER_H

#include <stdint.h>

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

struct scanner {
	struct scan	*s;
	struct lexer	 lex;
	struct frame	 frames[SCAN_DEPTH + 1];
	int		 depth;
	bool		 by_columns;	/* second pass: a top name in column 0 ends what is open */
	bool		 is_unclosed;	/* something was open at the end */
	int		 line, line_depth;	/* how deep the line began */
	int		 line_low;	/* and how far out it has come since */
	int quiet; /* nothing is told of what is this deep or deeper; 0 = all is */
	int		 hurt_line;	/* the last on which brackets or names went wrong */
	uint32_t	 n_uids;
	struct told	*told;
	size_t		 n_told, told_room;
	struct seen	*seen;
	size_t		 n_seen, seen_size;
};

struct frame	*scanner_top(struct scanner *p);
/* Spaces for everything but line ends. */
void		 scanner_blank(struct scan *s, size_t from, size_t to);
/* "site.pcs[2].address" of what is being read, down to `depth`; owned by the caller. */
char		*scanner_path(struct scanner *p, int depth);
/* Tells a mistake of what is being read in the frame `depth`. */
void		 scanner_tell(struct scanner *p, int depth, int line, const char *fmt, ...)
		    __attribute__((format(printf, 4, 5)));
#define tell(p, line, ...)	scanner_tell(p, (p)->depth, line, __VA_ARGS__)
/* `path` (taken) was given up. */
void		 scanner_lose(struct scanner *p, char *path);
/*
 * After one mistake of structure on a line, the next on it most likely follows
 * from the first: true if this one is to be told.
 */
bool		 scanner_hurts(struct scanner *p, int line);
/* A word as the person wrote it, for messages; not of a secret. */
const char	*scanner_shown(struct scanner *p, size_t from, size_t to, char out[static 64]);
/* Line of an equal name in the same group, 0 if this is the first. */
int		 scanner_seen(struct scanner *p, const struct frame *f);
/* The value of the setting, or the element, that was being read ends at `end`. */
void		 scanner_value_done(struct scanner *p, size_t end, int line);
void		 scanner_push(struct scanner *p, const struct token *t);
/* Takes the innermost bracket off, as if it had been closed at `end`. */
void		 scanner_pop(struct scanner *p, size_t end, int line);
void		 scanner_close(struct scanner *p, const struct token *t);
/* Closes all that is open, because a new top setting begins (or the file ends) at `t`. */
void		 scanner_close_all(struct scanner *p, const struct token *t, const char *before);
char		 scanner_open_of(char close);
/* Marks what is being read as beyond mending. */
void		 scanner_spoil(struct scanner *p);
/* The next token, which is read again. */
struct token	 scanner_peek(const struct scanner *p);
/* Does "=" (or ":") come after this word? */
bool		 scanner_is_assigned(const struct scanner *p, const struct token *t);
/* An unquoted word, to the end of what the person meant by it. */
size_t		 scanner_junk_end(struct scanner *p, size_t to);

/* scan_value.c: the token is, or opens, a value. */
void		 scanner_take_value(struct scanner *p, const struct token *t);

/* scan_setting.c: one for each enum expect. */
void		 scanner_at_name(struct scanner *p, const struct token *t);
void		 scanner_at_assign(struct scanner *p, const struct token *t);
void		 scanner_at_value(struct scanner *p, const struct token *t);
void		 scanner_at_item(struct scanner *p, const struct token *t);
void		 scanner_at_separator(struct scanner *p, const struct token *t);

#endif
