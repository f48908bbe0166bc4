/*
 * story.h - one incident told whole, and the outages of one line.
 *
 * What happened and when vigie knew, what it saw, whom it told, what else belongs
 * to it.  The journal has it all: the facts are read in the reader's thread, where
 * opening time is counted as reports count it, and made into JSON on the loop.
 *
 * The public form has no address, no name, no ticket, and no word that a person or
 * a device wrote: an answer is given only where it is one of the common ones.
 */
#ifndef VIGIE_STORY_H
#define VIGIE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/fact.h"
#include "report/figures.h"

struct err;
struct inventory;
struct journal;
struct jw;
struct view;

#define STORY_BEFORE	3	/* earlier incidents of the same place */
#define STORY_OUTAGES	2000	/* of one line in one answer */

struct fact_list {
	struct fact	**facts;	/* owned */
	size_t		 n, room;
};

struct story {				/* all zeros is empty; story_done() */
	struct fact_list own;		/* its incident, notice and delivery facts, in order */
	struct fact_list children;	/* the latest fact of each incident that belongs to it */
	struct fact_list before;	/* of those before it at the same place, newest first */
	struct fact	*parent;	/* NULL = none */
	int64_t		*open_s;	/* opening time that it took of each of its sites, -1 = none is known; owned */
};

/* What is asked with: for the reader's thread. */
struct story_ask {
	const struct inventory	*inv;	/* held by who asks */
	struct wall	 now;		/* what lasts, lasts until then */
};

/* In the reader's thread; true without facts when the journal does not know the number. */
bool	 story_read(struct story *s, struct journal *j, const struct story_ask *ask, uint32_t number,
	    struct err *err);
void	 story_done(struct story *s);
/* What the judge would say of it; NULL when there are no facts. */
const struct incident *story_incident(const struct story *s);
/*
 * The incident's members, then "known" and what follows from it for each event, "told",
 * "evidence", "durations", "line", "children", "cause", "before".
 */
void	 story_write(struct jw *j, const struct view *v, const struct story *s);

/* Outages of a line that touch [from, to). */
struct outages {			/* all zeros is empty; outages_done() */
	struct fact_list list;		/* the latest fact of each, newest first */
	struct fact_list parents;	/* of those that they belong to */
	bool		 is_cut;	/* there are more */
	struct figures	 figures;	/* of [from, to), as a report counts them */
};
bool	 outages_read(struct outages *o, struct journal *j, const struct story_ask *ask,
	    const char *site, struct wall from, struct wall to, struct err *err);
void	 outages_done(struct outages *o);
void	 outages_write(struct jw *j, const struct view *v, const struct outages *o, uint32_t site,
	    struct wall from, struct wall to);

#endif
