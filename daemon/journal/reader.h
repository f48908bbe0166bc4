/*
 * reader.h - the thread that answers long reads.
 *
 * Lists, histories, reports and verification read the journal from a snapshot in
 * a thread of their own: neither the engine's loop nor the writer waits for them.
 * Work is done in the order asked; its end is told through a descriptor, on the
 * thread that asked.
 */
#ifndef VIGIE_READER_H
#define VIGIE_READER_H

#include "journal/journal.h"

#define READER_WAITING_MAX	256	/* questions that wait at most */

struct reader;

/* Runs in the thread, with its connection; `arg` is its own until `done`. */
typedef void	reader_work_fn(void *arg, struct journal *j);
/* Runs in reader_dispatch(), or in reader_stop() for what was never begun (is_done false). */
typedef void	reader_done_fn(void *arg, bool is_done);

struct reader	*reader_start(const char *dir, struct err *err);
/* Ends after the work under way. */
void		 reader_stop(struct reader *r);

/* False: too much waits already; nothing is called then. */
bool		 reader_ask(struct reader *r, reader_work_fn *work, reader_done_fn *done,
		    void *arg);

int		 reader_fd(const struct reader *r);
void		 reader_dispatch(struct reader *r);

#endif
