/*
 * books.h - what the facts of the journal add up to, kept without the judge's help.
 */
#ifndef VIGIE_SIM_BOOKS_H
#define VIGIE_SIM_BOOKS_H

#include "tests/sim/audit.h"

struct books {
	struct book_object	*objects;	/* in order of name */
	size_t			 n_objects, room_objects;
	struct book_incident	**incidents;	/* by number - 1; NULL = not seen */
	size_t			 n_incidents, room_incidents;
	struct book_notice	**notices;	/* by number - 1 */
	size_t			 n_notices, room_notices;
	struct fact_window	*windows;	/* scope alone is owned */
	size_t			 n_windows, room_windows;
	struct { int64_t from_ms, to_ms; } *blind;	/* what vigie could not see */
	size_t			 n_blind, room_blind;
	bool			 is_blind;	/* by its canaries */
	bool			 is_stopped;
	int64_t			 known_ms, start_ms, blind_over_ms;
	uint64_t		 n_facts;
};

void		 books_free(struct books *b);
/* The fact of row `seq`; `skew_ms` is noted with incidents. */
void		 books_take(struct books *b, const struct fact *fact, uint64_t seq, int64_t skew_ms);
struct book_object *books_object(struct books *b, const char *name, bool is_made);
struct book_incident *books_incident(const struct books *b, uint32_t number);
struct book_notice *books_notice(const struct books *b, uint32_t number);
/* "contact|name|address by mail". */
void		 books_who(const struct told *to, char out[static 96]);
struct book_told *books_told(struct book_incident *i, const char *who);
/* An object that was called otherwise before a renaming goes on under its new name. */
void		 books_rename(struct books *b, const char *old, const char *new);
bool		 books_is_blind_at(const struct books *b, int64_t from_ms, int64_t to_ms);

#endif
