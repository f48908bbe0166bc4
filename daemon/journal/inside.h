/*
 * inside.h - what the files of the journal share; no other room sees it.
 *
 * journal.c opens, appends and commits; place.c knows the files around the
 * database; chain.c the hashes; health.c what a start checks; read.c, verify.c
 * and copy.c read.
 */
#ifndef VIGIE_JOURNAL_INSIDE_H
#define VIGIE_JOURNAL_INSIDE_H

#include <sqlite3.h>

#include "journal/journal.h"

#define HASH_SIZE	32
#define SALT_SIZE	16

#define APPLICATION_ID	0x76676a31	/* "vgj1" */

enum statement {
	STMT_BEGIN, STMT_COMMIT, STMT_ROLLBACK, STMT_SNAPSHOT, STMT_INSERT,
	STMT_LATEST_GET, STMT_LATEST_SET, STMT_UPTO_GET, STMT_UPTO_SET, STMT_NEWER, STMT_NEWEST,
	STMT_INCIDENT_GET, STMT_INCIDENT_SET, STMT_SITE_SET,
	STMT_ROW_SET, STMT_NOTICE_GET, STMT_NOTICE_SET, STMT_DELIVERY_SET, STMT_WINDOW_GET,
	STMT_WINDOW_SET, STMT_LAST, STMT_ROW, STMT_RANGE, STMT_RANGE_KIND, STMT_KNOWN,
	STMT_EMPTY_GET, STMT_EMPTY, STMT_NOTICE_PAST, STMT_RECALL, STMT_LATEST_ALL, STMT_WINDOWS,
	STMT_INCIDENTS, STMT_INCIDENT, STMT_OUTBOX, STMT_CHAIN,
	STMT_N
};

/* The two slots of journal.mark: a torn write spoils one of them. */
struct mark {
	int		 fd;		/* also holds the lock; -1 = none */
	unsigned	 slot;		/* to write next */
	uint64_t	 seq;		/* 0 = no mark */
	unsigned char	 hash[HASH_SIZE];
};

struct journal {
	sqlite3		*db;
	sqlite3_stmt	*stmt[STMT_N];
	char		*dir, *path;	/* resolved */
	bool		 is_writer, in_transaction, is_broken;
	struct latest	*latest;	/* the writer's */
	int		 n_frames;	/* in the write-ahead log, as of the last commit */
	uint64_t	 last, committed;	/* last row: of all, of those committed */
	unsigned char	 hash[HASH_SIZE], committed_hash[HASH_SIZE];
	struct mark	 mark;
	bool		 has_salt_seed;
	unsigned char	 salt_seed[32];
	unsigned char	 salts[64 * SALT_SIZE];	/* random, used from the end */
	size_t		 salts_left;
};

/* A row as the chain sees it. */
struct link {
	uint64_t	 seq;
	int64_t		 happened, known;
	const char	*kind;
	size_t		 kind_len;
	const void	*salt;		/* SALT_SIZE bytes; NULL = emptied: .digest is given */
	const char	*object;
	size_t		 object_len;
	const char	*content;
	size_t		 content_len;
	unsigned char	 digest[HASH_SIZE];
};

/* journal.c: a statement ready to be bound; NULL when it cannot be prepared. */
sqlite3_stmt	*journal_stmt(struct journal *j, enum statement which);
/* Says what SQLite says, with the path; returns false. */
bool		 journal_fail(struct journal *j, const char *doing, struct err *err);
struct journal	*journal_connect(const char *dir, int flags, struct err *err);

/* Steps a statement without parameters and results; SQLITE_OK or what went wrong. */
int		 journal_step(struct journal *j, enum statement which);

/* append.c: a row with its entries, or these alone; SQLITE_OK or what went wrong. */
int		 append_row(struct journal *j, const struct journal_row *row,
		    const struct journal_about *about, uint64_t seq);
/* Takes object, content and salt out of a row. */
int		 append_empty(struct journal *j, uint64_t seq);
int		 append_about(struct journal *j, const struct journal_row *row,
		    const struct journal_about *about, uint64_t seq);

/* chain.c: link->digest from salt, object and content. */
void		 chain_digest(struct link *link);
/* Computes the digest (unless emptied) and the next hash, in place. */
void		 chain_next(unsigned char hash[static HASH_SIZE], struct link *link);
void		 chain_salt(struct journal *j, uint64_t seq, unsigned char salt[static SALT_SIZE]);
/*
 * Reads rows from `from` on and compares each with the chain, of which `hash` is
 * what stands before `from`.  False with the number of the first that does not
 * fit (or cannot be read) in *bad; hash, *n: of the good ones.  `until` bounds the
 * time spent, {0}: not.
 */
bool		 chain_walk(struct journal *j, uint64_t from, struct mono until,
		    unsigned char hash[static HASH_SIZE], uint64_t *n, uint64_t *bad,
		    struct err *err);
/* Stored hash of a row; false when there is none. */
bool		 chain_hash_of(struct journal *j, uint64_t seq,
		    unsigned char hash[static HASH_SIZE]);

/* place.c */
bool		 place_resolve(const char *dir, char **resolved, struct err *err);
/* Folder and files are ours alone; the sentence names path, found and wanted. */
bool		 place_check(const char *dir, struct err *err);
/* Opens, locks and reads the mark; false: locked, or unreadable (then accept_loss helps). */
bool		 mark_open(struct mark *m, const char *dir, bool accept_loss, struct err *err);
/* Reads it without the lock; seq 0 when there is none. */
bool		 mark_read(struct mark *m, const char *dir, struct err *err);
/* Writes it, not synced: a mark that is behind is no harm. */
void		 mark_set(struct mark *m, uint64_t seq, const unsigned char hash[static HASH_SIZE]);
void		 mark_close(struct mark *m);
/* True when the write-ahead log has a frame of its present generation that is damaged. */
bool		 place_wal_is_torn(const char *dir);
/* Takes room for bad days (2 MiB); false when there is none.  Gives it back. */
bool		 place_reserve(const char *dir);
void		 place_reserve_free(const char *dir);
void		 place_sync_dir(const char *dir);

/* health.c: what a start checks, before anything is written. */
bool		 health_check(struct journal *j, struct err *err);
/* PRAGMA integrity_check; false with "journal damaged at page N". */
bool		 health_integrity(struct journal *j, struct err *err);
/* Do the small tables (all, or the first) agree with their rows?  False with a row in *bad. */
bool		 health_tables(struct journal *j, bool all, uint64_t *bad, struct err *err);

/* read.c: fills a row from the columns that ROW_COLUMNS names. */
#define ROW_COLUMNS	"seq, kind, object, happened, known, content, before"
void		 read_row(sqlite3_stmt *stmt, struct journal_row *row);

#endif
