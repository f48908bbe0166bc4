/*
 * latest.h - the latest row of each kind and object, as the writer knows it.
 *
 * Written into its table with every row it would cost more than the row itself:
 * its entries lie scattered.  So the writer keeps them in memory and writes down
 * those that changed every LATEST_LAG rows and at its end, and forgets them then;
 * the number up to which the table is right is in it too.  After a crash the rows behind that number are
 * read once more; readers do the same for the one object they look at.
 */
#ifndef VIGIE_JOURNAL_LATEST_H
#define VIGIE_JOURNAL_LATEST_H

#include <stdbool.h>
#include <stdint.h>

#define LATEST_LAG	20000

struct journal;
struct latest;

struct latest	*latest_new(void);
void		 latest_free(struct latest *l);
/* Forgets everything; the table is asked again. */
void		 latest_clear(struct latest *l);

/* The object's latest row, 0 = none: looks in memory, then in the table.  An SQLite code. */
int		 latest_get(struct latest *l, struct journal *j, const char *kind,
		    const char *object, uint64_t *seq);
void		 latest_set(struct latest *l, const char *kind, const char *object, uint64_t seq);

/* Reads the rows that the table does not know yet.  An SQLite code. */
int		 latest_catch_up(struct latest *l, struct journal *j);
/* True when so many rows have come since that it should be written down. */
bool		 latest_is_due(const struct latest *l, uint64_t last);
/*
 * Writes down what changed, in a transaction: the table is right up to `last`, and
 * the memory empty.  An SQLite code.
 */
int		 latest_write(struct latest *l, struct journal *j, uint64_t last);

#endif
