/*
 * writer.h - the thread that writes the journal.
 *
 * The engine puts rows, in groups that are committed whole or not at all, and
 * goes on; the thread commits what one second (or 500 rows, or an urgent group)
 * brings, in one transaction with one sync, and moves the write-ahead log into
 * the file now and then.  What was synced is told through a descriptor that
 * becomes readable: writer_dispatch() then makes the calls on the engine's
 * thread, so that nobody is told of anything that is not on the disk.
 *
 *    put, put, end ──► queue ──► commit ──► synced(up to seq)
 *                        │          │
 *                        │          ├─ no room: full(true); tried again each second;
 *                        │          │           the queue waits in memory, up to WRITER_WAITING_MAX
 *                        │          └─ sync failed: broken(); no second try, the program ends
 *                        └─ more than that: the next groups are refused whole (writer_put gives 0)
 */
#ifndef VIGIE_WRITER_H
#define VIGIE_WRITER_H

#include "journal/journal.h"

#define WRITER_WAITING_MAX	(32 * 1024 * 1024)	/* bytes of rows that wait at most */
#define WRITER_ROWS		500			/* rows that make a transaction at once */
#define WRITER_PERIOD_MS	1000

struct writer;

/* Called by writer_dispatch() and writer_stop() alone. */
struct writer_calls {
	/* All rows up to seq are on the disk. */
	void	 (*synced)(void *arg, uint64_t seq);
	/* The disk has no room (why: a sentence), or has again; once for each change. */
	void	 (*full)(void *arg, bool is_full, const char *why);
	/* A sync failed: log it and _exit() now; do not call writer_stop(). */
	void	 (*broken)(void *arg, const char *why);
};

struct writer_figures {
	uint64_t	 put, synced;		/* last row put, last row on the disk */
	size_t		 waiting_bytes;
	uint64_t	 n_commits, n_rows, n_refused;
	int64_t		 commit_us;		/* the last commit took */
	int64_t		 commit_max_us;
	bool		 is_full;
};

/* Takes the journal: it belongs to the thread until writer_stop(). */
struct writer	*writer_start(struct journal *j, const struct writer_calls *calls, void *arg,
		    struct err *err);
/*
 * Commits what waits (within `wait_ms`, on a full disk), ends the thread, closes
 * the journal; true: all is on the disk.
 */
bool		 writer_stop(struct writer *w, int64_t wait_ms);

/* Puts a row, which is copied, into the open group; its number, or 0: the group is refused. */
uint64_t	 writer_put(struct writer *w, const struct journal_row *row,
		    const struct journal_about *about);
/* Empties a row (journal_empty()) together with the open group; false: the group is refused. */
bool		 writer_empty(struct writer *w, uint64_t seq);
/* Ends the group (none open: fine).  is_urgent: commit now, someone waits to be told. */
void		 writer_end(struct writer *w, bool is_urgent);

/* Readable when writer_dispatch() has something to say. */
int		 writer_fd(const struct writer *w);
void		 writer_dispatch(struct writer *w);

/* Last row known to be on the disk, as of the last dispatch. */
uint64_t	 writer_synced(const struct writer *w);
void		 writer_figures(struct writer *w, struct writer_figures *out);

#endif
