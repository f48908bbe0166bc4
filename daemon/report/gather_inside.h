/*
 * gather_inside.h - what the files of gather share; see gather.h.
 *
 * gather.c takes facts, gather_end.c keeps the last word of each, gather_journal.c
 * reads them.
 */
#ifndef VIGIE_GATHER_INSIDE_H
#define VIGIE_GATHER_INSIDE_H

#include "base/err.h"
#include "report/gather.h"
#include "report/lookup.h"

/* What a declaration says, until all are there. */
struct declared {
	uint32_t		 number, order;
	enum declaration_kind	 kind;
	uint32_t		 site;		/* NONE: not ours */
	int64_t			 at_s;
	bool			 is_failed, is_cancelled;
};

struct gather_memory {
	const struct inventory	*inv;
	bool			 is_network, is_full, is_running;
	bool			 is_sealed;	/* the sites are known, their lines named */
	struct lookup		 names;
	struct declared		*declared;
	size_t			 n_declared, room_declared, room_sites;
	struct err		 err;		/* of what was not understood first */
};

/* From now on the sites are these and their lines have names: no HOURS fact may follow.  Twice is fine. */
void		 gather_seal(struct gathered *g);
/* The site of that id, or that had it before it was renamed; NONE. */
uint32_t	 gather_site(const struct gathered *g, const char *id);
/* The line of an object, NULL: not ours, or the period is to come.  Seals. */
struct line	*gather_line(struct gathered *g, const char *object);
/* What a state's word means for a line. */
enum line_state	 gather_line_state(enum state_word state);
void		 gather_transition(struct gathered *g, const char *object, int64_t at_s,
		    enum state_word state, enum responsibility by);
/* What vigie said of all lines ends there. */
void		 gather_lose(struct gathered *g, int64_t at_s);

#endif
