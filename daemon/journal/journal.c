/* journal.c - see journal.h: opening, appending, committing. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/mem.h"
#include "journal/inside.h"
#include "journal/latest.h"
#include "journal/schema.h"	/* made from schema.sql */

#define BUSY_MS			200	/* how long a lock of someone else is waited for */
#define CHECKPOINT_FRAMES	1000	/* 4 MiB: moved into the file */
#define RESTART_FRAMES		8000	/* 32 MiB: readers are waited for, so that it starts again */

static const char *const sql[STMT_N] = {
	[STMT_BEGIN] = "BEGIN IMMEDIATE",
	[STMT_COMMIT] = "COMMIT",
	[STMT_ROLLBACK] = "ROLLBACK",
	[STMT_SNAPSHOT] = "BEGIN",
	[STMT_INSERT] = "INSERT INTO fact (seq, kind, object, happened, known, about, before, salt, "
	    "content, digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[STMT_LATEST_GET] = "SELECT seq FROM latest WHERE kind = ? AND object = ?",
	[STMT_LATEST_SET] = "INSERT INTO latest (kind, object, seq) VALUES (?, ?, ?) "
	    "ON CONFLICT (kind, object) DO UPDATE SET seq = excluded.seq",
	[STMT_UPTO_GET] = "SELECT seq FROM latest_upto",
	[STMT_UPTO_SET] = "UPDATE latest_upto SET seq = ?",
	[STMT_NEWER] = "SELECT seq, kind, object FROM fact WHERE seq > ? AND about = 0 ORDER BY seq",
	[STMT_NEWEST] = "SELECT max(seq) FROM fact WHERE seq > (SELECT seq FROM latest_upto) AND "
	    "about = 0 AND kind = ? AND object = ?",
	[STMT_INCIDENT_GET] = "SELECT seq FROM incident WHERE number = ?",
	[STMT_INCIDENT_SET] = "INSERT OR REPLACE INTO incident (number, seq, scope, opened, restored, "
	    "closed) VALUES (?, ?, ?, ?, ?, ?)",
	[STMT_SITE_SET] = "INSERT OR IGNORE INTO incident_site (site, number) VALUES (?, ?)",
	[STMT_ROW_SET] = "INSERT OR IGNORE INTO incident_row (number, seq) VALUES (?, ?)",
	[STMT_NOTICE_GET] = "SELECT seq, incident, delivery FROM notice WHERE number = ?",
	[STMT_NOTICE_SET] = "INSERT OR REPLACE INTO notice (number, seq, incident, delivery, is_done) "
	    "VALUES (?, ?, ?, 0, 0)",
	[STMT_DELIVERY_SET] = "UPDATE notice SET delivery = ?, is_done = ? WHERE number = ?",
	[STMT_WINDOW_GET] = "SELECT seq FROM planned WHERE number = ?",
	[STMT_WINDOW_SET] = "INSERT OR REPLACE INTO planned (number, seq, until) VALUES (?, ?, ?)",
	[STMT_LAST] = "SELECT seq, hash FROM fact ORDER BY seq DESC LIMIT 1",
	[STMT_ROW] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq = ?",
	[STMT_RANGE] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq BETWEEN ? AND ? ORDER BY seq",
	[STMT_RANGE_KIND] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq BETWEEN ? AND ? AND kind = ? "
	    "ORDER BY seq",
	[STMT_KNOWN] = "SELECT known FROM fact WHERE seq = ?",
	[STMT_EMPTY_GET] = "SELECT salt, object, content FROM fact WHERE seq = ? AND content IS NOT NULL",
	[STMT_EMPTY] = "UPDATE fact SET object = '', salt = NULL, content = NULL, digest = ?2 "
	    "WHERE seq = ?1",
	[STMT_NOTICE_PAST] = "SELECT is_done <> 0 AND number < (SELECT max(number) FROM notice) "
	    "FROM notice WHERE number = ?",
	[STMT_RECALL] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq IN ("
	    "SELECT seq FROM latest WHERE kind <> 'report' UNION "
	    "SELECT max(seq) FROM fact WHERE seq > (SELECT seq FROM latest_upto) AND about = 0 "
	    "AND kind <> 'report' GROUP BY kind, object UNION "
	    "SELECT r.seq FROM incident i JOIN incident_row r ON r.number = i.number "
	    "WHERE i.closed = 0 UNION "
	    "SELECT r.seq FROM incident i JOIN incident_row r ON r.number = i.number "
	    "WHERE i.closed > ?1 UNION "
	    "SELECT seq FROM incident WHERE number = (SELECT max(number) FROM incident) UNION "
	    "SELECT seq FROM notice WHERE number = (SELECT max(number) FROM notice) UNION "
	    "SELECT seq FROM planned WHERE until > ?2 OR number = (SELECT max(number) FROM planned)"
	    ") ORDER BY seq",
	[STMT_LATEST_ALL] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq IN ("
	    "SELECT max(seq) FROM (SELECT object, seq FROM latest WHERE kind = ?1 UNION ALL "
	    "SELECT object, seq FROM fact WHERE seq > (SELECT seq FROM latest_upto) AND about = 0 "
	    "AND kind = ?1) GROUP BY object) ORDER BY seq",
	[STMT_WINDOWS] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq IN "
	    "(SELECT seq FROM planned WHERE until > ?) ORDER BY seq",
	[STMT_INCIDENTS] = "SELECT f.seq, f.kind, f.object, f.happened, f.known, f.content, f.before "
	    "FROM incident i JOIN fact f ON f.seq = i.seq WHERE i.number < ?1 AND "
	    "(?2 < 0 OR (restored = 0 AND closed = 0) = ?2) AND "
	    "(?3 = 0 OR (restored = 0 AND closed = 0) OR restored >= ?3 OR closed >= ?3) AND "
	    "(?4 = 0 OR opened <= ?4) AND "
	    "(?5 IS NULL OR i.number IN (SELECT number FROM incident_site WHERE site = ?5)) "
	    "ORDER BY i.number DESC LIMIT ?6",
	[STMT_INCIDENT] = "SELECT " ROW_COLUMNS " FROM fact WHERE seq IN "
	    "(SELECT seq FROM incident_row WHERE number = ?) ORDER BY seq",
	[STMT_OUTBOX] = "SELECT seq, delivery FROM notice WHERE is_done = 0 ORDER BY number",
	[STMT_CHAIN] = "SELECT seq, kind, object, happened, known, content, digest, hash, salt, "
	    "about FROM fact WHERE seq BETWEEN ? AND ? ORDER BY seq",
};

sqlite3_stmt *
journal_stmt(struct journal *j, enum statement which)
{
	sqlite3_stmt	*s = j->stmt[which];

	if (s == NULL) {
		if (sqlite3_prepare_v3(j->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
		    &j->stmt[which], NULL) != SQLITE_OK)
			return NULL;
		return j->stmt[which];
	}
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return s;
}

int
journal_step(struct journal *j, enum statement which)
{
	sqlite3_stmt	*s = journal_stmt(j, which);
	int		 rc;

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	rc = sqlite3_step(s);
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

bool
journal_fail(struct journal *j, const char *doing, struct err *err)
{
	int	 sys = sqlite3_system_errno(j->db), rc = sqlite3_errcode(j->db);

	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
		return err_set(err, "journal damaged; run vigie repair (%s: %s)", j->path,
		    sqlite3_errmsg(j->db));
	return err_set(err, "cannot %s: %s: %s%s%s", doing, j->path, sqlite3_errmsg(j->db),
	    sys != 0 ? ": " : "", sys != 0 ? strerror(sys) : "");
}

/* What an error of SQLite means for the writer; see enum journal_status. */
static enum journal_status
status_of(struct journal *j, int rc)
{
	int	 sys = sqlite3_system_errno(j->db);

	if (sys == 0)		/* COMMIT forgets it */
		sys = errno;
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return JOURNAL_OK;
	case SQLITE_FULL:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_READONLY:
		return JOURNAL_FULL;
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
			return JOURNAL_BROKEN;
		/* FALLTHROUGH */
	case SQLITE_CANTOPEN:
		return sys == ENOSPC || sys == EDQUOT || sys == EFBIG || sys == EROFS ?
		    JOURNAL_FULL : JOURNAL_BROKEN;
	default:
		return JOURNAL_BROKEN;
	}
}

static bool
run(struct journal *j, const char *text, struct err *err)
{
	return sqlite3_exec(j->db, text, NULL, NULL, NULL) == SQLITE_OK ||
	    journal_fail(j, "set up the journal", err);
}

static int
count_frames(void *arg, sqlite3 *db, const char *name, int n_frames)
{
	struct journal	*j = arg;

	(void)db;
	(void)name;
	j->n_frames = n_frames;
	return SQLITE_OK;
}

struct journal *
journal_connect(const char *dir, int flags, struct err *err)
{
	struct journal	*j = xcalloc(1, sizeof(*j));
	char		*uri = NULL;
	int		 rc;

	j->mark.fd = -1;
	if (sodium_init() == -1) {
		err_set(err, "no random numbers on this system");
		goto fail;
	}
	if (!place_resolve(dir, &j->dir, err))
		goto fail;
	j->path = xasprintf("%s/" JOURNAL_FILE, j->dir);
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
	rc = sqlite3_open_v2(j->path, &j->db, flags, NULL);
	if (rc == SQLITE_OK && (flags & SQLITE_OPEN_READONLY) != 0 &&
	    sqlite3_exec(j->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) ==
	    SQLITE_CANTOPEN) {
		/* A folder where we cannot write and no writer: nothing changes there. */
		sqlite3_close(j->db);
		uri = sqlite3_mprintf("file:%s?immutable=1", j->path);
		rc = sqlite3_open_v2(uri, &j->db, flags | SQLITE_OPEN_URI, NULL);
		sqlite3_free(uri);
	}
	if (rc != SQLITE_OK) {
		err_set(err, "cannot open %s: %s", j->path,
		    j->db != NULL ? sqlite3_errmsg(j->db) : "no memory");
		goto fail;
	}
	sqlite3_db_config(j->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(j->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(j->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_busy_timeout(j->db, BUSY_MS);
	return j;
fail:
	journal_close(j);
	return NULL;
}

/* A number that a pragma answers; false when the file is no database. */
static bool
pragma(struct journal *j, const char *name, int64_t *n, struct err *err)
{
	sqlite3_stmt	*s = NULL;
	char		 text[64];
	bool		 is_good;

	snprintf(text, sizeof(text), "PRAGMA %s", name);
	is_good = sqlite3_prepare_v2(j->db, text, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW;
	if (is_good)
		*n = sqlite3_column_int64(s, 0);
	else
		journal_fail(j, "read the journal", err);
	sqlite3_finalize(s);
	return is_good;
}

/* Refuses what is no journal, or a newer one; a file without any table is not yet begun. */
static bool
check_schema(struct journal *j, int64_t *version, struct err *err)
{
	sqlite3_stmt	*s = NULL;
	int64_t		 application;
	bool		 is_empty;

	if (!pragma(j, "user_version", version, err) ||
	    !pragma(j, "application_id", &application, err))
		return false;
	if (sqlite3_prepare_v2(j->db, "SELECT 1 FROM sqlite_schema LIMIT 1", -1, &s, NULL) !=
	    SQLITE_OK)
		return journal_fail(j, "read the journal", err);
	is_empty = sqlite3_step(s) == SQLITE_DONE;
	sqlite3_finalize(s);
	if (application != APPLICATION_ID && !is_empty)
		return err_set(err, "%s is not a journal of vigie", j->path);
	if (*version > (int64_t)N_ELEMENTS(schema))
		return err_set(err, "journal schema %lld, this program knows up to %zu (%s)",
		    (long long)*version, N_ELEMENTS(schema), j->path);
	return true;
}

static bool
migrate(struct journal *j, int64_t version, struct err *err)
{
	char	 text[128];
	size_t	 i;

	for (i = (size_t)version; i < N_ELEMENTS(schema); i++) {
		snprintf(text, sizeof(text), "PRAGMA user_version = %zu; "
		    "PRAGMA application_id = %d; COMMIT", i + 1, APPLICATION_ID);
		if (!run(j, "BEGIN IMMEDIATE", err) || !run(j, schema[i], err) || !run(j, text, err)) {
			(void)sqlite3_exec(j->db, "ROLLBACK", NULL, NULL, NULL);
			return false;
		}
	}
	return true;
}

/* Reads number and hash of the last row. */
static bool
load_last(struct journal *j, struct err *err)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_LAST);
	int		 rc = s != NULL ? sqlite3_step(s) : SQLITE_ERROR;

	if (rc == SQLITE_ROW && sqlite3_column_bytes(s, 1) == HASH_SIZE) {
		j->last = (uint64_t)sqlite3_column_int64(s, 0);
		memcpy(j->hash, sqlite3_column_blob(s, 1), HASH_SIZE);
	} else if (rc != SQLITE_DONE) {
		return journal_fail(j, "read the last row", err);
	}
	j->committed = j->last;
	memcpy(j->committed_hash, j->hash, HASH_SIZE);
	sqlite3_reset(s);
	return true;
}

/* Is this the journal of its mark?  What is missing is lost, if that is accepted. */
static bool
check_mark(struct journal *j, bool accept_loss, struct journal_found *found, struct err *err)
{
	unsigned char	 hash[HASH_SIZE];

	if (j->mark.seq > j->last) {
		found->was_torn = place_wal_is_torn(j->dir);
		if (!accept_loss && !found->was_torn)
			return err_set(err, "journal older than its mark: %s ends at row %llu, %llu were "
			    "written (--accept-loss starts all the same)", j->path,
			    (unsigned long long)j->last, (unsigned long long)j->mark.seq);
		found->lost = j->mark.seq - j->last;
		return true;
	}
	if (j->mark.seq == 0 || accept_loss)
		return true;
	return (chain_hash_of(j, j->mark.seq, hash) && memcmp(hash, j->mark.hash, HASH_SIZE) == 0) ||
	    err_set(err, "%s is not the journal of its mark: row %llu differs (--accept-loss starts "
	    "all the same)", j->path, (unsigned long long)j->mark.seq);
}

/* Makes the file, empty, if there is none; SQLite would choose its mode by the umask. */
static bool
touch(const char *dir, bool *is_new, struct err *err)
{
	char		*path = xasprintf("%s/" JOURNAL_FILE, dir);
	struct stat	 st;
	int		 fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool		 is_good = fd != -1 && fstat(fd, &st) == 0;

	if (is_good)
		*is_new = st.st_size == 0;
	else
		err_set(err, "cannot open %s: %s", path, strerror(errno));
	if (fd != -1)
		close(fd);
	free(path);
	return is_good;
}

/* Everything of an open that may refuse, then the first writes. */
static bool
take(struct journal *j, const struct journal_options *options, struct journal_found *found,
    struct err *err)
{
	int64_t	 version;

	if (!check_schema(j, &version, err))
		return false;
	if (version > 0 && (!load_last(j, err) || !health_check(j, err)))
		return false;
	if (!check_mark(j, options->accept_loss, found, err))
		return false;
	if (!run(j, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
	    "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -2048; PRAGMA temp_store = MEMORY; "
	    "PRAGMA cell_size_check = ON", err) || !migrate(j, version, err))
		return false;
	sqlite3_wal_hook(j->db, count_frames, j);
	j->latest = latest_new();
	if (latest_catch_up(j->latest, j) != SQLITE_OK)
		return journal_fail(j, "read the latest rows", err);
	found->last = j->last;
	mark_set(&j->mark, j->last, j->hash);
	mark_set(&j->mark, j->last, j->hash);	/* both halves: one may know rows now lost */
	place_sync_dir(j->dir);
	return true;
}

struct journal *
journal_open(const struct journal_options *options, struct journal_found *found, struct err *err)
{
	struct journal	*j = NULL;
	struct mark	 mark;
	char		*dir;

	memset(found, 0, sizeof(*found));
	if (!place_resolve(options->dir, &dir, err))
		return NULL;
	if (sodium_init() == -1 || !place_check(dir, err) ||
	    !mark_open(&mark, dir, options->accept_loss, err))
		goto out;
	if (touch(dir, &found->is_new, err))
		j = journal_connect(dir, SQLITE_OPEN_READWRITE, err);
	if (j == NULL) {
		mark_close(&mark);
		goto out;
	}
	j->is_writer = true;
	j->mark = mark;
	if (options->salt_seed != NULL) {
		j->has_salt_seed = true;
		memcpy(j->salt_seed, options->salt_seed, sizeof(j->salt_seed));
	}
	if (!take(j, options, found, err)) {
		j->is_writer = false;	/* close without touching anything */
		journal_close(j);
		j = NULL;
	}
out:
	free(dir);
	return j;
}

struct journal *
journal_open_reader(const char *dir, struct err *err)
{
	struct journal	*j = journal_connect(dir, SQLITE_OPEN_READONLY, err);
	int64_t		 version;

	if (j == NULL)
		return NULL;
	if (!check_schema(j, &version, err) ||
	    (version == 0 && !err_set(err, "%s is empty", j->path))) {
		journal_close(j);
		return NULL;
	}
	return j;
}

/* The last words of a writer: the table of latest rows.  It may fail, nothing rests on it. */
static void
settle(struct journal *j)
{
	if (j->in_transaction && journal_step(j, STMT_ROLLBACK) != SQLITE_OK)
		return;
	if (j->in_transaction) {
		latest_clear(j->latest);
		if (latest_catch_up(j->latest, j) != SQLITE_OK)
			return;
	}
	j->in_transaction = false;
	if (journal_step(j, STMT_BEGIN) != SQLITE_OK)
		return;
	if (latest_write(j->latest, j, j->committed) != SQLITE_OK ||
	    journal_step(j, STMT_COMMIT) != SQLITE_OK)
		(void)journal_step(j, STMT_ROLLBACK);
}

void
journal_close(struct journal *j)
{
	int	 i;

	if (j == NULL)
		return;
	if (j->is_writer && !j->is_broken)
		settle(j);
	for (i = 0; i < STMT_N; i++)
		sqlite3_finalize(j->stmt[i]);
	if (j->is_writer && !j->is_broken) {	/* a good end: the file alone is the journal */
		sqlite3_db_config(j->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
		if (j->mark.fd != -1)
			(void)fdatasync(j->mark.fd);
	}
	sqlite3_close(j->db);
	mark_close(&j->mark);
	latest_free(j->latest);
	free(j->dir);
	free(j->path);
	free(j);
}

uint64_t
journal_last(const struct journal *j)
{
	return j->last;
}

/* The transaction is gone: what it appended never was. */
static enum journal_status
undo(struct journal *j, int rc, const char *doing, struct err *err)
{
	enum journal_status	 status = status_of(j, rc);

	journal_fail(j, doing, err);
	if (status != JOURNAL_BROKEN && sqlite3_get_autocommit(j->db) == 0 &&
	    journal_step(j, STMT_ROLLBACK) != SQLITE_OK)
		status = JOURNAL_BROKEN;
	latest_clear(j->latest);
	if (status != JOURNAL_BROKEN && latest_catch_up(j->latest, j) != SQLITE_OK)
		status = JOURNAL_BROKEN;
	j->is_broken = status == JOURNAL_BROKEN;
	if (j->is_broken)
		return status;	/* nothing more touches the file */
	j->in_transaction = false;
	j->last = j->committed;
	memcpy(j->hash, j->committed_hash, HASH_SIZE);
	return status;
}

static enum journal_status
begin(struct journal *j, struct err *err)
{
	int	 rc;

	if (j->in_transaction)
		return JOURNAL_OK;
	rc = journal_step(j, STMT_BEGIN);
	if (rc != SQLITE_OK)
		return undo(j, rc, "begin a transaction", err);
	j->in_transaction = true;
	return JOURNAL_OK;
}

enum journal_status
journal_empty(struct journal *j, uint64_t seq, struct err *err)
{
	enum journal_status	 status = begin(j, err);
	int			 rc;

	if (status != JOURNAL_OK)
		return status;
	rc = append_empty(j, seq);
	return rc == SQLITE_OK ? JOURNAL_OK : undo(j, rc, "empty a row", err);
}

enum journal_status
journal_append(struct journal *j, const struct journal_row *row, const struct journal_about *about,
    uint64_t *seq, struct err *err)
{
	enum journal_status	 status = begin(j, err);
	uint64_t		 next = j->last + 1;
	int			 rc;

	if (status != JOURNAL_OK)
		return status;
	rc = append_row(j, row, about, next);
	if (rc != SQLITE_OK)
		return undo(j, rc, "write a row", err);
	j->last = next;
	*seq = next;
	return JOURNAL_OK;
}

enum journal_status
journal_commit(struct journal *j, struct err *err)
{
	int	 rc;

	if (!j->in_transaction)
		return JOURNAL_OK;
	if (latest_is_due(j->latest, j->last)) {
		rc = latest_write(j->latest, j, j->last);
		if (rc != SQLITE_OK)
			return undo(j, rc, "write the latest rows down", err);
	}
	errno = 0;
	rc = journal_step(j, STMT_COMMIT);
	if (rc != SQLITE_OK)
		return undo(j, rc, rc == SQLITE_IOERR_FSYNC ? "sync the journal" : "commit", err);
	j->in_transaction = false;
	j->committed = j->last;
	memcpy(j->committed_hash, j->hash, HASH_SIZE);
	mark_set(&j->mark, j->last, j->hash);
	return JOURNAL_OK;
}

enum journal_status
journal_checkpoint(struct journal *j, bool now, struct err *err)
{
	int	 rc;

	if (j->n_frames < CHECKPOINT_FRAMES && !now)
		return JOURNAL_OK;
	rc = sqlite3_wal_checkpoint_v2(j->db, NULL, j->n_frames < RESTART_FRAMES && !now ?
	    SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	if (rc == SQLITE_OK || rc == SQLITE_BUSY) {
		j->n_frames = 0;	/* until the next commit counts them */
		return JOURNAL_OK;
	}
	journal_fail(j, "move the write-ahead log into the journal", err);
	j->is_broken = status_of(j, rc) == JOURNAL_BROKEN;
	return status_of(j, rc);
}
