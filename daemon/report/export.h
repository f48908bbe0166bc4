/*
 * export.h - history out of a journal, in the forms in which it is imported.
 *
 * What goes out imports elsewhere to the same figures: of each line the states that
 * reports count, vigie's own with the responsibility that its incidents have, each
 * line's rows together and in the order of time; and what people declared, the
 * last word on each.  Incidents themselves stay: who was told, and when it was
 * taken in hand, no file carries.
 */
#ifndef VIGIE_EXPORT_HISTORY_H
#define VIGIE_EXPORT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct err;
struct inventory;
struct journal;

struct export_wish {
	const struct inventory	*inv;
	struct journal		*journal;	/* NULL = there is none yet */
	const char		*scope;		/* "network", a group, a site */
	struct wall		 since, until;	/* 0 and WALL_NEVER = all; what lasts at `since` is said then */
	struct wall		 now;
	bool			 is_running;	/* vigie runs: what it said last still holds */
};

/* Whole lines; false: no more of them. */
typedef bool	export_text_fn(void *arg, const char *text, size_t len);

/* False with a sentence when the journal cannot be read; what `fn` refuses is no fault. */
bool	 export_transitions(const struct export_wish *wish, export_text_fn *fn, void *arg, struct err *err);
bool	 export_events(const struct export_wish *wish, export_text_fn *fn, void *arg, struct err *err);

#endif
