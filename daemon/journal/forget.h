/*
 * forget.h - what the journal must not remember for longer than some months.
 *
 * French data protection gives the states of single PCs and what technicians did
 * twelve months at most.  Of rows that are older than that:
 *
 *    states of PCs and other devices (not of a link, a convention, a    emptied
 *      router, a backup, a video set: these are the site's); notices
 *      and their deliveries; who reloaded the configuration
 *    incidents that are over, windows, declarations: when someone's     said again without names
 *      name is in one of their rows                                     (and without what he wrote),
 *                                                                       then emptied
 *
 * What is said again is the same fact with the same times, at the journal's end; so
 * reports, which read times, kinds and responsibilities, count the same.  An incident is
 * taken as a whole, when its last row is old enough.  Frozen reports and imports keep
 * the name of who signed them.
 *
 * Found in a reader's thread, piece by piece, and applied by who owns the writer: the rows
 * of one piece belong into one transaction.
 */
#ifndef VIGIE_FORGET_H
#define VIGIE_FORGET_H

#include "journal/journal.h"
#include "model/fact.h"

struct forget {
	uint64_t	 next;		/* the row to look at next; 1 at first */
	bool		 is_over;	/* what follows is young enough */
	/* This piece: */
	uint64_t	*empty;		/* rows to empty, after what is said again was put */
	size_t		 n_empty, room_empty;
	struct fact	**again;	/* owned; .known is the old one's */
	size_t		 n_again, room_again;
};

/* Looks at the next `max_rows` rows of those that were known before `before`. */
bool		 forget_find(struct journal *j, struct wall before, size_t max_rows, struct forget *f,
		    struct err *err);
/* Forgets the piece, not the place. */
void		 forget_clear(struct forget *f);

/* Its `known` is when it was said again, not when it was first known: that is gone. */
bool		 forget_is_again(const struct fact *fact);

/* The start of the day `months` calendar months ago. */
struct zone;
struct wall	 forget_before(const struct zone *zone, struct wall now, uint32_t months);

#endif
