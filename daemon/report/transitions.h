/*
 * transitions.h - the history of lines as a CSV file, read and written.
 *
 *    time,object,state,responsibility
 *    2026-03-03T10:30:00Z,alboussiere/link,down,operator
 *
 * RFC 4180 by libcsv (this is the only file that knows it).  Times are RFC 3339
 * in whole seconds; states up, down, unknown; a responsibility belongs to a down,
 * and empty is `unknown`.  Here is checked what one line can say of itself; what
 * needs other lines, the configuration or the journal is import.h's.
 */
#ifndef VIGIE_TRANSITIONS_H
#define VIGIE_TRANSITIONS_H

#include <stdbool.h>

#include "base/clock.h"
#include "model/fact.h"
#include "report/lines.h"

#define TRANSITIONS_HEADER	"time,object,state,responsibility"

struct transition {
	struct wall	 at;		/* whole seconds */
	const char	*object;	/* borrowed */
	struct fact_transition is;
};

typedef void	transition_fn(void *arg, uint64_t line, const struct transition *t);

struct transitions;

/* `mistake` as in lines.h. */
struct transitions *transitions_new(transition_fn *fn, lines_mistake_fn *mistake, void *arg);
void		 transitions_feed(struct transitions *ts, const char *data, size_t len);
/* The end of the file; frees.  Returns the number of lines. */
uint64_t	 transitions_end(struct transitions *ts);

/* Appends the line, with its newline. */
void		 transitions_write(struct buf *out, const struct transition *t);

/* A time that history can have: years 1990 to 2099, whole seconds if so wished; false with a sentence. */
bool		 history_time(const char *text, bool is_whole, struct wall *t, struct err *err);

#endif
