/*
 * opening.h - when sites were open by their own word, for who does not count.
 *
 * The same hours, closures and exceptional openings that availability counts with:
 * versions in time and what was declared, read from the journal.  Maintenance is
 * not taken away.  For a reader's thread.
 */
#ifndef VIGIE_OPENING_H
#define VIGIE_OPENING_H

#include <stdint.h>

#include "base/clock.h"

struct err;
struct inventory;
struct journal;
struct opening;

/* Of a site's id, a group's or "network" over [from, to); NULL with a sentence.  opening_free() it. */
struct opening	*opening_read(const struct inventory *inv, struct journal *j, const char *scope,
		    struct wall from, struct wall to, struct err *err);
void		 opening_free(struct opening *o);

/* Seconds open within [from, to); -1: no such site then.  Cheap for the same site again. */
int64_t		 opening_seconds(struct opening *o, const char *site, struct wall from, struct wall to);

#endif
