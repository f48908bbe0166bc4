/*
 * lines.h - a stream of bytes, cut into numbered lines.
 *
 * For files that people bring: they come in pieces of any size, a line is never
 * kept longer than LINES_MAX, and what is wrong with a line as such (too long, a
 * NUL byte, a byte order mark, no UTF-8) is said with its number.  A final line
 * without its newline is a line; empty lines are counted and not handed out.
 */
#ifndef VIGIE_LINES_H
#define VIGIE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define LINES_MAX	16384	/* bytes of a line */
#define LINES_SHOWN	64	/* bytes of a bad word that are shown, with the NUL */

/* A line without its end (LF or CR LF), NUL-terminated, borrowed. */
typedef void	lines_line_fn(void *arg, uint64_t number, const char *text, size_t len);
/* A sentence, in the language of lang_set(), about a line that is not handed out. */
typedef void	lines_mistake_fn(void *arg, uint64_t number, const char *why);

struct lines {
	struct buf		 part;		/* of the line under way */
	uint64_t		 number;	/* lines begun */
	bool			 is_long;	/* the line under way is over the limit: skipped */
	lines_line_fn		*line;
	lines_mistake_fn	*mistake;
	void			*arg;
};

void		 lines_init(struct lines *l, lines_line_fn *line, lines_mistake_fn *mistake, void *arg);
void		 lines_feed(struct lines *l, const char *data, size_t len);
/* The last line, if it had no end; then frees. */
void		 lines_end(struct lines *l);

/* A word of the file as a sentence may show it; returns out. */
const char	*lines_shown(const char *word, char out[static LINES_SHOWN]);

#endif
