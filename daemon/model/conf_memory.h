/* conf_memory.h - what an inventory owns.  Inside model only. */
#ifndef VIGIE_CONF_MEMORY_H
#define VIGIE_CONF_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"

struct calendar;
struct conf;
struct inventory;
struct zone;

/* Where a setting stands that waits for a restart when it changes. */
struct conf_place {
	const char	*file;
	int		 line;
};

enum restart { RESTART_STORE, RESTART_CONTROL, RESTART_WEB, RESTART_POLLERS, N_RESTARTS };

struct conf_memory {
	struct arena	 arena;		/* the inventory itself, its arrays and strings */
	struct calendar	**calendars;	/* owned, each text once */
	size_t		 n_calendars, calendars_room;
	struct zone	*zone;		/* owned */
	uint32_t	*groups_by_id;	/* indexes of groups in order of id */
	struct conf_place restarts[N_RESTARTS];
	struct conf	*kept;		/* the tree, with CONF_KEEP */
	void (*free_kept)(struct conf *c); /* conf_free(), which who only looks up need not link */
};

#endif
