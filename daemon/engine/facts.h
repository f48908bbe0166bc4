/*
 * facts.h - what the judge says becomes rows of the journal, and then deeds.
 *
 * A fact is encoded and queued the moment it is said; what one turn of the loop
 * brought is committed whole by the writer's thread.  Logs, pages and series may
 * act on a fact at once.  What tells somebody waits until its row is synced:
 * outbox.c hears of it only then.
 *
 * When the journal cannot be synced the engine ends at once and is started again
 * on what is on the disk; when the disk is full, judgement and alerts go on in
 * memory, what waits is written when there is room, and everybody is told
 * (trouble `journal`).
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
struct journal;
struct writer_figures;

/* Opens the journal in store.dir; NULL with a sentence for people. */
struct facts	*facts_open(struct engine *e, struct err *err);
/*
 * Feeds the judge and the outbox what they must remember.  *sign: the latest time
 * that the journal knows, vigie's last sign of life; {0} = it never ran.
 */
bool		 facts_recall(struct facts *f, struct wall *sign, struct err *err);
/* Starts the threads that write and read: after the sandbox, which is each thread's own. */
bool		 facts_begin(struct facts *f, struct err *err);
/* Writes what waits, for at most some seconds, and closes; NULL is fine. */
void		 facts_close(struct facts *f);

/* The judge's callback (`arg` is the struct facts), and the engine's own facts. */
void		 facts_take(void *arg, const struct fact *fact);
/* A fact of before, without its names; a row to empty.  Nothing is logged or told; false: there is no room. */
bool		 facts_say_again(struct facts *f, const struct fact *fact);
bool		 facts_empty(struct facts *f, uint64_t seq);
/*
 * Calls `fn` on the loop when all that was said until now is on the disk; with
 * false when the disk has no room for it, or at the end of the engine.  May call at once.
 */
void		 facts_when_synced(struct facts *f, void (*fn)(void *arg, bool is_synced), void *arg);
/* The disk is full: what is said waits in memory. */
bool		 facts_is_full(const struct facts *f);
/* Ends the group: once in each turn that may have said something. */
void		 facts_commit(struct facts *f);

/* Long reads in the reader's thread: `work` there, then `done` here.  False: too many wait. */
bool		 facts_ask(struct facts *f, void (*work)(void *arg, struct journal *j),
		    void (*done)(void *arg, bool is_done), void *arg);
void		 facts_figures(struct facts *f, struct writer_figures *out);

#endif
