/*
 * line.h - the life of one line around a period, kept small.
 *
 * A line is told by two hands: history that was imported, and vigie itself.  What
 * was imported holds until vigie's own first record of the line; vigie's records
 * come in the order in which they were known, and each holds from its time on,
 * over whatever was said of that time before.
 *
 * Millions of changes fit in memory: five bytes each.  Of the time before the
 * period only the last change is kept, of the time after it the first.
 */
#ifndef VIGIE_LINE_H
#define VIGIE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/availability.h"

enum line_state { LINE_UNKNOWN, LINE_UP, LINE_DOWN };

struct chunk;

/* Changes by one hand. */
struct track {
	struct span	 period;
	/* the change at or before the period's start */
	bool		 has_first;
	int64_t		 first_s;
	uint8_t		 first;		/* state and responsibility, packed */
	bool		 is_mixed;	/* imported: not by time, as several imports brought it */
	struct chunk	*last;		/* owned; each knows the one before it */
	size_t		 n;
};

struct line {
	struct track	 imported, own;
	bool		 has_own;	/* vigie itself has ever said something */
	int64_t		 own_from_s;	/* the earliest time it spoke of */
	bool		 is_touched;	/* for who reads a journal */
};

void	 line_init(struct line *line, struct span period);
void	 line_done(struct line *line);

/* An imported change, in the order in which it was imported. */
void	 line_import(struct line *line, int64_t at_s, enum line_state state, enum responsibility by);
/* vigie's own, in the order in which it was known. */
void	 line_own(struct line *line, int64_t since_s, enum line_state state);
/* vigie stopped, went blind or is known to have lived no longer: what it said ends here. */
void	 line_lost(struct line *line, int64_t at_s);

/*
 * All pieces, by time: the first may begin before the period, the last may end
 * after it (INT64_MAX: no end is known).
 */
void	 line_pieces(const struct line *line, void (*fn)(void *arg, const struct piece *piece),
	    void *arg);

#endif
