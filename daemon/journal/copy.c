/* copy.c - see journal.h: backup and repair. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "journal/inside.h"
#include "journal/latest.h"
#include "journal/schema.h"	/* made from schema.sql */

static bool
sync_file(const char *path, struct err *err)
{
	int	 fd = open(path, O_RDONLY | O_CLOEXEC);
	bool	 is_good = fd != -1 && fsync(fd) == 0;

	if (!is_good)
		err_set(err, "cannot sync %s: %s", path, strerror(errno));
	if (fd != -1)
		close(fd);
	return is_good;
}

/* A new, empty file that only we may read. */
static bool
make_file(const char *path, struct err *err)
{
	int	 fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd == -1)
		return err_set(err, "cannot make %s: %s", path, strerror(errno));
	close(fd);
	return true;
}

/* One snapshot into a file; the source's writer goes on meanwhile. */
static bool
copy_pages(struct journal *j, const char *path, struct err *err)
{
	sqlite3		*to = NULL;
	sqlite3_backup	*b = NULL;
	int		 rc;

	rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_EXRESCODE, NULL);
	if (rc == SQLITE_OK)
		b = sqlite3_backup_init(to, "main", j->db, "main");
	if (b != NULL) {
		rc = sqlite3_backup_step(b, -1);
		rc = sqlite3_backup_finish(b) == SQLITE_OK && rc == SQLITE_DONE ? SQLITE_OK : rc;
	} else if (rc == SQLITE_OK) {
		rc = sqlite3_extended_errcode(to);
	}
	if (rc != SQLITE_OK)
		err_set(err, "cannot copy the journal to %s: %s", path,
		    to != NULL && sqlite3_errcode(to) != SQLITE_OK ? sqlite3_errmsg(to) :
		    sqlite3_errstr(rc));
	sqlite3_close(to);
	return rc == SQLITE_OK;
}

/* The copy's own mark, so that it starts like any journal. */
static bool
copy_mark(const char *dir, const struct journal_report *report, struct err *err)
{
	struct mark	 m;

	if (!mark_open(&m, dir, true, err))
		return false;
	mark_set(&m, report->last, report->hash);
	mark_close(&m);
	return true;
}

bool
journal_backup(struct journal *j, const char *dir, struct journal_report *report, struct err *err)
{
	char		 path[PATH_MAX], mark[PATH_MAX];
	struct stat	 st;
	bool		 is_good;

	memset(report, 0, sizeof(*report));
	if (mkdir(dir, 0700) == -1 && errno != EEXIST)
		return err_set(err, "cannot make %s: %s", dir, strerror(errno));
	snprintf(path, sizeof(path), "%s/" JOURNAL_FILE, dir);
	snprintf(mark, sizeof(mark), "%s/" JOURNAL_MARK, dir);
	if (lstat(path, &st) == 0 || lstat(mark, &st) == 0)
		return err_set(err, "%s has a journal already", dir);
	if (!make_file(path, err))
		return false;
	is_good = copy_pages(j, path, err) && journal_verify_dir(dir, report, err) &&
	    copy_mark(dir, report, err) && sync_file(path, err) && sync_file(mark, err);
	if (is_good) {
		place_sync_dir(dir);
	} else {
		(void)unlink(path);
		(void)unlink(mark);
	}
	return is_good;
}

/*
 * Repair reads the damaged file row by row, in order, and stops at the first
 * that does not fit the chain; the hashes are taken over, not computed anew.
 */
struct repair {
	struct journal		*from, *to;
	journal_about_fn	*fn;
	void			*arg;
	struct journal_row	 row;
	int			 rc;
};

static void
repair_about(void *to, const struct journal_about *about)
{
	struct repair	*r = to;

	if (r->rc == SQLITE_OK)
		r->rc = append_about(r->to, &r->row, about, r->row.seq);
}

/* Columns of STMT_CHAIN: seq, kind, object, happened, known, content, digest, hash, salt, about. */
static int
repair_insert(struct journal *to, sqlite3_stmt *row, uint64_t before)
{
	static const int	 from[] = { 0, 1, 2, 3, 4, 9, -1, 8, 5, 6, 7 };
	sqlite3_stmt		*s = journal_stmt(to, STMT_INSERT);
	int			 i, rc;

	if (s == NULL)
		return SQLITE_ERROR;
	for (i = 0; i < 11; i++) {
		if (from[i] == -1)
			sqlite3_bind_int64(s, i + 1, (sqlite3_int64)before);
		else
			sqlite3_bind_value(s, i + 1, sqlite3_column_value(row, from[i]));
	}
	rc = sqlite3_step(s);
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Copies the first `n` rows, which are known to be good. */
static bool
repair_rows(struct repair *r, uint64_t n, struct err *err)
{
	sqlite3_stmt	*s = journal_stmt(r->from, STMT_CHAIN);
	sqlite3_stmt	*all = journal_stmt(r->from, STMT_RANGE);
	int		 rc = SQLITE_ROW;

	if (s == NULL || all == NULL || journal_step(r->to, STMT_BEGIN) != SQLITE_OK)
		return journal_fail(r->to, "repair", err);
	sqlite3_bind_int64(s, 1, 1);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)n);
	sqlite3_bind_int64(all, 1, 1);
	sqlite3_bind_int64(all, 2, (sqlite3_int64)n);
	r->rc = SQLITE_OK;
	while (r->rc == SQLITE_OK && n-- > 0 && (rc = sqlite3_step(s)) == SQLITE_ROW &&
	    (rc = sqlite3_step(all)) == SQLITE_ROW) {
		read_row(all, &r->row);
		r->rc = repair_insert(r->to, s, r->row.before < r->row.seq ? r->row.before : 0);
		if (r->rc == SQLITE_OK && r->row.content != NULL)
			(void)r->fn(r->arg, &r->row, repair_about, r);
	}
	sqlite3_reset(s);
	sqlite3_reset(all);
	if (r->rc == SQLITE_OK)
		r->rc = latest_write(r->to->latest, r->to, r->row.seq);
	if (r->rc == SQLITE_OK && rc == SQLITE_ROW && journal_step(r->to, STMT_COMMIT) == SQLITE_OK)
		return true;
	return journal_fail(r->to, "write the repaired journal", err);
}

/* A new journal under another name in the same folder. */
static struct journal *
repair_make(const char *path, const char *like, struct err *err)
{
	struct journal	*j;
	char		 text[96];
	struct stat	 st;
	size_t		 i;

	if (!make_file(path, err))
		return NULL;
	if (geteuid() == 0 && stat(like, &st) == 0 && chown(path, st.st_uid, st.st_gid) == -1) {
		err_set(err, "cannot give %s its owner: %s", path, strerror(errno));
		return NULL;
	}
	j = xcalloc(1, sizeof(*j));
	j->mark.fd = -1;
	j->latest = latest_new();
	j->path = xstrdup(path);
	snprintf(text, sizeof(text), "PRAGMA user_version = %zu; PRAGMA application_id = %d",
	    N_ELEMENTS(schema), APPLICATION_ID);
	if (sqlite3_open_v2(path, &j->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK || sqlite3_exec(j->db, text, NULL, NULL, NULL) != SQLITE_OK)
		goto fail;
	for (i = 0; i < N_ELEMENTS(schema); i++)
		if (sqlite3_exec(j->db, schema[i], NULL, NULL, NULL) != SQLITE_OK)
			goto fail;
	return j;
fail:
	journal_fail(j, "make the repaired journal", err);
	journal_close(j);
	return NULL;
}

bool
journal_repair(const char *dir, journal_about_fn *fn, void *arg, struct journal_report *report,
    struct err *err)
{
	struct repair	 r = { .fn = fn, .arg = arg };
	struct err	 why = { "" };
	char		*path = NULL;
	bool		 is_good = false;

	memset(report, 0, sizeof(*report));
	r.from = journal_connect(dir, SQLITE_OPEN_READONLY, err);
	if (r.from == NULL)
		return false;
	report->first = 1;
	(void)chain_walk(r.from, 1, (struct mono){ 0 }, report->hash, &report->n_rows,
	    &report->first_bad, &why);
	report->last = report->n_rows;
	if (report->n_rows == 0) {
		err_set(err, "no row of %s can be read: %s", r.from->path, why.text);
		goto out;
	}
	path = xasprintf("%s.repaired", r.from->path);
	r.to = repair_make(path, r.from->path, err);
	is_good = r.to != NULL && repair_rows(&r, report->n_rows, err);
	journal_close(r.to);
	is_good = is_good && sync_file(path, err);
	if (!is_good && r.to != NULL)
		(void)unlink(path);
out:
	free(path);
	journal_close(r.from);
	return is_good;
}
