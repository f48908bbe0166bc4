/*
 * marker.h - whose answer ended the last poller?
 *
 * Before a probe sees anything of a run, the check's name is written into memory
 * that outlives this process (the master keeps it, PROGRAM_SOCKET_MARKER); after,
 * it is wiped.  A name found there at the start is a strike:
 *
 *     set(name) -> the probe's code -> clear()         nothing happened
 *     set(name) -> the probe's code -> death -> begin()  one strike for `name`
 *
 * After MARKER_STRIKES the check is set aside: it is not run while vigied lives,
 * unless its definition changes.  The memory was written by a process that was
 * dying, so begin() believes nothing of it.  Pure.
 */
#ifndef VIGIE_MARKER_H
#define VIGIE_MARKER_H

#include <stdbool.h>

#define MARKER_NAME	128	/* longer names are one when these bytes of them are */
#define MARKER_ROOM	32	/* checks with strikes */
#define MARKER_STRIKES	5

struct marker_strike {
	char		 name[MARKER_NAME];	/* "" = free */
	unsigned	 n;
};

/* Shared between the lives of a poller; all zeros = new. */
struct marker {
	char			 name[MARKER_NAME];	/* under way; "" = none */
	struct marker_strike	 strikes[MARKER_ROOM];
};

/* At the start: who was under way gets a strike.  How many it has now, its name in *out; 0 = nobody was. */
unsigned	 marker_begin(struct marker *m, char out[static MARKER_NAME]);

void		 marker_set(struct marker *m, const char *name);
void		 marker_clear(struct marker *m);

bool		 marker_is_aside(const struct marker *m, const char *name);
/* It is another check now, or gone. */
void		 marker_forgive(struct marker *m, const char *name);

#endif
