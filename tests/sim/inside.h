/*
 * inside.h - what the files of the audit share.
 */
#ifndef VIGIE_SIM_INSIDE_H
#define VIGIE_SIM_INSIDE_H

#include "tests/sim/books.h"

struct inventory;

#define PROOFS	32u		/* results of a check that are kept */

struct proof {
	int64_t		 last_ms;	/* start of the latest */
	int64_t		 skew_ms;
	int64_t		 arrived_ms;	/* the latest */
	int64_t		 ok_ms;		/* the latest answer began then */
	unsigned	 n;
	uint32_t	 failures;	/* bits: which of them failed */
	int64_t		 started_ms[PROOFS];
};

/* What a person was told is done. */
struct promise {
	enum fact_kind	 kind;
	char		*object, *words;
	bool		 is_found;
};

struct audit {
	struct books	 books;
	const struct inventory *inv;	/* that the proofs belong to */
	struct proof	*proofs;	/* by check */
	int64_t		 proofs_ms;	/* since when */
	int64_t		 skew_ms;
	bool		 has_news;	/* facts since the last step */
	bool		 was_full;	/* the disk, in this life */
	bool		 is_reloaded;	/* since the latest start */
	const char	*hand;
	struct promise	*promises;
	size_t		 n_promises, room_promises;
	struct { char *old, *new; } *renames;
	size_t		 n_renames, room_renames;
	uint64_t	 n_results, n_steps;
	unsigned	 n_lives_compared;
};

extern struct audit	 audit;

/* audit_tell.c: I3 and rules 11 and 12 */
void		 i3_told_in_order(const struct fact *f);
void		 telling_is_due(const struct fact *f);
void		 tell_step(void);

#endif
