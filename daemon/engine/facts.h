/*
 * facts.h - what the judge says becomes rows of the journal, and then deeds.
 *
 * A fact is encoded and queued the moment it is said; what one turn of the loop
 * brought is one transaction of the writer's thread.  Logs, pages and series may
 * act on a fact at once.  What tells somebody waits until its transaction is
 * synced: outbox.c hears of a notice only then.
 *
 * When the journal cannot be synced the engine ends and is started again on what
 * is on the disk; when the disk is full, judgement goes on in memory, what waits
 * is written when there is room, and everybody is told (trouble `journal`).
 */
#ifndef VIGIE_FACTS_H
#define VIGIE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/fact.h"

struct engine;
struct err;
struct facts;

/* Opens the journal in store.dir; NULL with a sentence for people. */
struct facts	*facts_open(struct engine *e, struct err *err);
/*
 * Feeds the judge and the outbox what they must remember.  *sign: vigie's last sign
 * of life, {0} = it never ran.  *latest: the latest time that any row has.
 */
bool		 facts_recall(struct facts *f, struct wall *sign, struct wall *latest, struct err *err);
/* Writes what waits, for at most 4 s, and closes. */
void		 facts_close(struct facts *f);

/* The judge's callback (`arg` is the struct facts), and the engine's own facts. */
void		 facts_take(void *arg, const struct fact *fact);
/* Ends the transaction: once in each turn that may have said something. */
void		 facts_commit(struct facts *f);

#endif
