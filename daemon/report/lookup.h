/*
 * lookup.h - lines by the names of their objects, found quickly.
 */
#ifndef VIGIE_LOOKUP_H
#define VIGIE_LOOKUP_H

#include <stddef.h>

struct line;

struct lookup_place { char *name; struct line *line; };	/* name NULL: a free place */

/* All zeros is empty. */
struct lookup {
	struct lookup_place	*list;		/* owned, as are the names */
	size_t		 n, size;	/* size: a power of two, 0 while empty */
};

/* Adds a name (copied); of two that are equal the first stays. */
void		 lookup_add(struct lookup *names, const char *name, struct line *line);
struct line	*lookup_find(const struct lookup *names, const char *name);	/* NULL: none */
void		 lookup_done(struct lookup *names);

#endif
