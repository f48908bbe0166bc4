/*
 * audit.h - hears every fact that the engine says and every message that leaves it,
 * and holds them to what must always be true: the invariants.
 *
 * It has no part in judgement: it keeps its own books of objects, incidents,
 * notices and blind time, made from the facts alone.  What was said but not on
 * the disk when the engine died is struck out again: the books are then read
 * from the journal anew.
 *
 *    audit_fact()  a fact was said               audit_given()  a message went to the courier
 *    audit_step()  an event of the loop is over  audit_result() a result reached the judge
 */
#ifndef VIGIE_SIM_AUDIT_H
#define VIGIE_SIM_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fact.h"

struct msg_notice;

struct book_object {
	char		*name;
	enum state_word	 state;
};

struct book_told {		/* one person on one channel */
	char		 who[96];
	unsigned	 n_down, n_over;
	int64_t		 down_ms;
};

struct book_incident {
	uint32_t	 number;
	enum incident_kind kind, kind_first;
	char		 scope[40], object[96];
	int64_t		 opened_ms, confirmed_ms, restored_ms, closed_ms, acknowledged_ms;
	int64_t		 known_ms, over_known_ms;	/* when it was said: opened, over */
	int64_t		 skew_ms;	/* judgement's time was so much ahead of the true one */
	uint32_t	 parent, first_parent;
	bool		 is_removed;
	enum responsibility responsibility;
	uint64_t	 seq;		/* its first row */
	struct book_told *told;
	size_t		 n_told, room_told;
};

struct book_notice {
	uint32_t	 number, incident;
	enum notice_kind kind;
	char		 who[96];
	int64_t		 known_ms;
	uint64_t	 seq;
	unsigned	 n_given, n_delivered;
	char		 message_id[128];
	bool		 is_ambiguous;	/* given, and then somebody died */
	bool		 is_final;
	bool		 is_folded;	/* another one says it */
	uint32_t	*stands_for;	/* of a folded one: those; owned */
	uint32_t	 n_stands_for;
};

void		 audit_end(void);
void		 audit_step(void);

/* Lives of the engine. */
void		 audit_before_start(void);
void		 audit_started(void);
void		 audit_before_stop(void);
void		 audit_stopped(void);
void		 audit_died(void);

/* A point goes on under another name. */
void		 audit_renamed(const char *old, const char *new);

/* Messages. */
void		 audit_given(const struct msg_notice *notice);
void		 audit_delivered(uint64_t id);
void		 audit_courier_gone(void);

/* A person's command is being carried out (NULL: no more): acts of people are allowed now, by this name. */
void		 audit_hand(const char *name);
/* It was answered "done": its fact (of this kind, object and words) must never be lost. */
void		 audit_promised(enum fact_kind kind, const char *object, const char *words);

/* The books. */
size_t		 audit_n_incidents(void);
const struct book_incident *audit_incident(size_t i);
const struct book_notice *audit_notice(size_t i);
size_t		 audit_n_windows(void);
const struct fact_window *audit_window(size_t i);
uint64_t	 audit_n_facts(void);
uint64_t	 audit_n_notices(void);
/* Judgement's time less the true one, now. */
int64_t		 audit_skew_ms(void);
/* The last checks: everything calm. */
void		 audit_final(void);

#endif
