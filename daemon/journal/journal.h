/*
 * journal.h - the one truth: what happened, and when vigie knew.
 *
 * Rows are only ever appended.  Each has a running number (+1, without a gap), a
 * kind, an object, the time it happened, the time it was known, and a content
 * which is JSON and none of the journal's business.  A chain makes any later
 * change visible:
 *
 *    digest = SHA-256(salt, object, content)      salt: 16 random bytes
 *    hash   = SHA-256(hash of row n-1, seq, happened, known, kind, digest)
 *
 * Retention may empty object, content and salt; digest and hash stay, the chain
 * still holds and what is gone cannot be guessed.
 *
 * On disk, in store.dir (SQLite is known to daemon/journal alone):
 *
 *    journal.db     the rows, and beside them small tables written in the same
 *                   transaction, so that a start need not read all rows: the
 *                   latest row of each object, incidents, notices, windows
 *    journal.mark   the high-water mark: number and hash of the last row whose
 *                   commit was synced.  A journal that ends before its mark is
 *                   not the journal that was written: the start is refused.
 *                   It is also the lock: one writer at a time
 *
 * A damaged journal is never changed and never deleted: the start stops with a
 * sentence, journal_repair() writes a new file beside it.
 *
 * One connection belongs to one thread at a time.  writer.h has the thread that
 * writes, reader.h the one that answers long reads; this is what they stand on,
 * and what tools use directly.
 */
#ifndef VIGIE_JOURNAL_H
#define VIGIE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

#define JOURNAL_FILE	"journal.db"
#define JOURNAL_MARK	"journal.mark"

struct journal;			/* a connection: the writer's, or a reader's */

struct journal_row {
	uint64_t	 seq;		/* from 1; not read when appending */
	const char	*kind;		/* "state": a word of model/fact.h */
	const char	*object;	/* "alboussiere/link", a number...; "" when emptied */
	struct wall	 happened, known;
	const char	*content;	/* JSON, of content_len bytes; NULL = emptied */
	size_t		 content_len;
	uint64_t	 before;	/* reading: the object's row of this kind before it, 0 = none */
};

/* What the small tables keep of a row. */
enum journal_what {
	ABOUT_OBJECT,		/* the latest of its kind and object */
	ABOUT_INCIDENT,		/* a change of an incident */
	ABOUT_NOTICE,		/* something to tell: stays in the outbox until a final delivery */
	ABOUT_DELIVERY,		/* what became of a notice */
	ABOUT_WINDOW,		/* a maintenance, closure, opening */
	ABOUT_NOTHING		/* found by number only */
};

struct journal_about {
	enum journal_what what;
	uint32_t	 number;	/* of the incident, notice or window; a delivery's notice */
	/* ABOUT_INCIDENT: its state after the row */
	const char	*scope;		/* a site, a group, "vigie" */
	const char	*const *sites;
	uint32_t	 n_sites;
	struct wall	 opened, restored, closed;	/* 0 = not */
	/* ABOUT_NOTICE */
	uint32_t	 incident;	/* 0 = none */
	/* ABOUT_DELIVERY */
	bool		 is_final;	/* delivered, or given up: it leaves the outbox */
	/* ABOUT_WINDOW */
	struct wall	 until;		/* recalled until then; WALL_NEVER for weekly ones */
};

struct journal_options {
	const char	*dir;
	bool		 accept_loss;	/* go on although the journal ends before its mark */
	const unsigned char *salt_seed;	/* 32 bytes to compute salts from; NULL = random */
};

/* What journal_open() found. */
struct journal_found {
	bool		 is_new;	/* there was none */
	uint64_t	 last;		/* its last row */
	uint64_t	 lost;		/* rows that the mark knew, and that are gone */
	bool		 was_torn;	/* a damaged write-ahead log is how they were lost */
};

enum journal_status {
	JOURNAL_OK,
	JOURNAL_FULL,		/* no room (or read-only): nothing was written, try again later */
	JOURNAL_BROKEN		/* a sync or read failed: nothing is certain, the program ends */
};

/*
 * Opens for writing, creating what is not there.  Refused, with a sentence that
 * names the path: a folder or file that others may write to, that is not ours, a
 * link, a second writer, a schema newer than this program, a journal that is
 * damaged or ends before its mark.  Nothing is changed then.
 */
struct journal	*journal_open(const struct journal_options *options, struct journal_found *found,
		    struct err *err);
/* Opens for reading: snapshots, which never hold up the writer. */
struct journal	*journal_open_reader(const char *dir, struct err *err);
void		 journal_close(struct journal *j);

/*
 * The writer: append, append, commit.  JOURNAL_FULL means that the whole
 * transaction is gone: append it again.  After JOURNAL_BROKEN only _exit() is
 * left, since a second sync may claim what the first one lost.
 */
enum journal_status journal_append(struct journal *j, const struct journal_row *row,
		    const struct journal_about *about, uint64_t *seq, struct err *err);
/*
 * Retention: object, content and salt of a row go, digest and hash stay; the chain still
 * holds.  One that is emptied already, or not there, is left as it is.
 */
enum journal_status journal_empty(struct journal *j, uint64_t seq, struct err *err);
/* One sync, then the mark. */
enum journal_status journal_commit(struct journal *j, struct err *err);
/* Number of the last row, committed or not. */
uint64_t	 journal_last(const struct journal *j);
/*
 * Moves the write-ahead log into the file when it has grown, or (`now`) in any
 * case; takes 10 to 50 ms.
 */
enum journal_status journal_checkpoint(struct journal *j, bool now, struct err *err);

/*
 * Reading.  The callback's row is borrowed until it returns; false from it ends
 * the reading, which counts as success.  Each call reads one snapshot.
 */
typedef bool	journal_row_fn(void *arg, const struct journal_row *row);

/* Rows from `from` to `to` (both included; UINT64_MAX = the end) in order; kind NULL = all. */
bool		 journal_read(struct journal *j, uint64_t from, uint64_t to, const char *kind,
		    journal_row_fn *fn, void *arg, struct err *err);
/* The number of the first row that was known at t or later; last + 1 when there is none. */
bool		 journal_seek(struct journal *j, struct wall t, uint64_t *seq, struct err *err);
/* The latest row of a kind and object (ABOUT_OBJECT), then those before it, newest first. */
bool		 journal_read_object(struct journal *j, const char *kind, const char *object,
		    journal_row_fn *fn, void *arg, struct err *err);
/* The latest row of each object of a kind (ABOUT_OBJECT), in the order of their numbers. */
bool		 journal_read_latest(struct journal *j, const char *kind, journal_row_fn *fn, void *arg,
		    struct err *err);
/* One row by its number; false when it is not there, or cannot be read. */
bool		 journal_read_one(struct journal *j, uint64_t seq, journal_row_fn *fn, void *arg,
		    struct err *err);
/* The latest row of each window that was not over (or cancelled) at t, in the order of their numbers. */
bool		 journal_read_windows(struct journal *j, struct wall t, journal_row_fn *fn, void *arg,
		    struct err *err);
/* The number of the last row and its hash; 0 and zeros while there is none. */
bool		 journal_end(struct journal *j, uint64_t *seq, unsigned char hash[static 32],
		    struct err *err);
/*
 * For a start, in order: the latest row of each kind (but frozen reports) and object; all rows of
 * incidents that are not closed or were closed after `closed_since`, and the latest row of the
 * last incident; windows that end after `now`; the notices and deliveries of these incidents.
 */
bool		 journal_recall(struct journal *j, struct wall closed_since, struct wall now,
		    journal_row_fn *fn, void *arg, struct err *err);

struct journal_find {
	bool		 has_open, is_open;	/* has_open: only those (not) restored */
	struct wall	 since, until;	/* not over before, not begun after; 0 = any */
	const char	*site;		/* NULL = any */
	uint32_t	 below;		/* numbers below this one, to page on; 0 = any */
	uint32_t	 limit;		/* 0 = all */
};

/* The latest row of each incident that is looked for, newest first. */
bool		 journal_incidents(struct journal *j, const struct journal_find *find,
		    journal_row_fn *fn, void *arg, struct err *err);
/* All rows of one incident, in order: its own, its notices, their deliveries. */
bool		 journal_incident(struct journal *j, uint32_t number, journal_row_fn *fn, void *arg,
		    struct err *err);

/* A notice that was not finally delivered, with its last delivery (NULL: none yet). */
typedef bool	journal_outbox_fn(void *arg, const struct journal_row *notice,
		    const struct journal_row *delivery);
bool		 journal_outbox(struct journal *j, journal_outbox_fn *fn, void *arg,
		    struct err *err);

/* The latest row of a window; 0 = there is none. */
bool		 journal_window(struct journal *j, uint32_t number, uint64_t *seq, struct err *err);
/* A notice that has left the outbox, and is not the last one, whose number the next goes on from. */
bool		 journal_notice_is_past(struct journal *j, uint32_t number, bool *is_past, struct err *err);

/*
 * Verification and copies.
 */
struct journal_report {
	uint64_t	 n_rows, first, last;
	uint64_t	 first_bad;	/* 0 = none */
	unsigned char	 hash[32];	/* of the last good row */
};

/* The chain, the file's own consistency, the small tables, the mark; false with the first fault. */
bool		 journal_verify(struct journal *j, struct journal_report *report, struct err *err);
/* The same for a folder whose vigie may run or not. */
bool		 journal_verify_dir(const char *dir, struct journal_report *report,
		    struct err *err);
/* Copies a snapshot into a folder (made if need be) that has no journal, and verifies the copy. */
bool		 journal_backup(struct journal *j, const char *dir, struct journal_report *report,
		    struct err *err);

/* Says again what the small tables must keep of a row; false = nothing. */
typedef bool	journal_about_fn(void *arg, const struct journal_row *row,
		    void (*is)(void *to, const struct journal_about *about), void *to);
/*
 * Writes journal.db.repaired beside a damaged journal: all rows up to the first
 * that cannot be read or does not fit the chain.  The damaged file stays as it is.
 */
bool		 journal_repair(const char *dir, journal_about_fn *fn, void *arg,
		    struct journal_report *report, struct err *err);

#endif
