/* verify.c - see journal.h: is this what was written? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal/inside.h"

/* The snapshot may be older than the mark when a writer goes on: read the mark first. */
static bool
check_mark(struct journal *j, const struct mark *m, struct journal_report *report, struct err *err)
{
	unsigned char	 hash[HASH_SIZE];

	if (m->seq > report->last) {
		report->first_bad = report->last + 1;
		return err_set(err, "journal older than its mark: %s ends at row %llu, %llu were written",
		    j->path, (unsigned long long)report->last, (unsigned long long)m->seq);
	}
	if (m->seq == 0 || (chain_hash_of(j, m->seq, hash) && memcmp(hash, m->hash, HASH_SIZE) == 0))
		return true;
	report->first_bad = m->seq;
	return err_set(err, "%s is not the journal of its mark: row %llu differs", j->path,
	    (unsigned long long)m->seq);
}

/* Number of the last row; 0 when there is none. */
static uint64_t
last_row(struct journal *j)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_LAST);
	uint64_t	 n = 0;

	if (s != NULL && sqlite3_step(s) == SQLITE_ROW)
		n = (uint64_t)sqlite3_column_int64(s, 0);
	if (s != NULL)
		sqlite3_reset(s);
	return n;
}

bool
journal_verify(struct journal *j, struct journal_report *report, struct err *err)
{
	struct mark	 m;
	bool		 is_good;

	memset(report, 0, sizeof(*report));
	if (!mark_read(&m, j->dir, err))
		return false;
	if (!j->is_writer && journal_step(j, STMT_SNAPSHOT) != SQLITE_OK)
		return journal_fail(j, "read the journal", err);
	report->first = 1;
	is_good = chain_walk(j, 1, (struct mono){ 0 }, report->hash, &report->n_rows,
	    &report->first_bad, err);
	report->last = is_good ? report->n_rows : last_row(j);
	is_good = is_good && health_integrity(j, err) &&
	    health_tables(j, true, &report->first_bad, err) && check_mark(j, &m, report, err);
	if (!j->is_writer)
		(void)journal_step(j, STMT_COMMIT);
	return is_good;
}

bool
journal_verify_dir(const char *dir, struct journal_report *report, struct err *err)
{
	struct journal	*j = journal_open_reader(dir, err);
	bool		 is_good;

	memset(report, 0, sizeof(*report));
	if (j == NULL)
		return false;
	is_good = journal_verify(j, report, err);
	journal_close(j);
	return is_good;
}
