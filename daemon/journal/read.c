/* read.c - see journal.h: rows, histories, incidents, the outbox. */
#include <string.h>

#include "journal/inside.h"

void
read_row(sqlite3_stmt *s, struct journal_row *row)
{
	row->seq = (uint64_t)sqlite3_column_int64(s, 0);
	row->kind = (const char *)sqlite3_column_text(s, 1);
	row->object = (const char *)sqlite3_column_text(s, 2);
	row->happened.ms = sqlite3_column_int64(s, 3);
	row->known.ms = sqlite3_column_int64(s, 4);
	row->content = (const char *)sqlite3_column_text(s, 5);
	row->content_len = (size_t)sqlite3_column_bytes(s, 5);
	row->before = (uint64_t)sqlite3_column_int64(s, 6);
}

/* Hands all rows of a bound statement out. */
static bool
each_row(struct journal *j, sqlite3_stmt *s, journal_row_fn *fn, void *arg, struct err *err)
{
	struct journal_row	 row;
	bool			 goes_on = true;
	int			 rc = SQLITE_DONE;

	while (goes_on && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		read_row(s, &row);
		goes_on = fn(arg, &row);
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		journal_fail(j, "read the journal", err);
	sqlite3_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

static sqlite3_stmt *
ready(struct journal *j, enum statement which, struct err *err)
{
	sqlite3_stmt	*s = journal_stmt(j, which);

	if (s == NULL)
		journal_fail(j, "read the journal", err);
	return s;
}

/* SQLite's numbers are signed. */
static sqlite3_int64
signed64(uint64_t n)
{
	return n > INT64_MAX ? INT64_MAX : (sqlite3_int64)n;
}

bool
journal_read(struct journal *j, uint64_t from, uint64_t to, const char *kind, journal_row_fn *fn,
    void *arg, struct err *err)
{
	sqlite3_stmt	*s = ready(j, kind != NULL ? STMT_RANGE_KIND : STMT_RANGE, err);

	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, signed64(from));
	sqlite3_bind_int64(s, 2, signed64(to));
	if (kind != NULL)
		sqlite3_bind_text(s, 3, kind, -1, SQLITE_STATIC);
	return each_row(j, s, fn, arg, err);
}

/* Several statements of one reading see one snapshot; a writer's own are in none. */
static bool
snapshot_begin(struct journal *j, struct err *err)
{
	return j->is_writer || journal_step(j, STMT_SNAPSHOT) == SQLITE_OK ||
	    journal_fail(j, "read the journal", err);
}

static void
snapshot_end(struct journal *j)
{
	if (!j->is_writer)
		(void)journal_step(j, STMT_COMMIT);
}

/* A row's `known`; INT64_MAX when it cannot be read. */
static int64_t
known_of(struct journal *j, uint64_t seq)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_KNOWN);
	int64_t		 ms = INT64_MAX;

	if (s == NULL)
		return ms;
	sqlite3_bind_int64(s, 1, (sqlite3_int64)seq);
	if (sqlite3_step(s) == SQLITE_ROW)
		ms = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	return ms;
}

/* Numbers have no gap and `known` never falls: bisection. */
bool
journal_seek(struct journal *j, struct wall t, uint64_t *seq, struct err *err)
{
	sqlite3_stmt	*s;
	uint64_t	 lo = 1, hi, mid;
	bool		 is_good;

	if (!snapshot_begin(j, err))
		return false;
	s = ready(j, STMT_LAST, err);
	is_good = s != NULL;
	hi = is_good && sqlite3_step(s) == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s, 0) + 1 : 1;
	if (is_good)
		sqlite3_reset(s);
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (known_of(j, mid) < t.ms)
			lo = mid + 1;
		else
			hi = mid;
	}
	snapshot_end(j);
	*seq = lo;
	return is_good;
}

/* Reads one row by number; false also when it is not there. */
static bool
one_row(struct journal *j, uint64_t seq, sqlite3_stmt **s, struct journal_row *row)
{
	*s = journal_stmt(j, STMT_ROW);
	if (*s == NULL)
		return false;
	sqlite3_bind_int64(*s, 1, signed64(seq));
	if (sqlite3_step(*s) != SQLITE_ROW) {
		sqlite3_reset(*s);
		return false;
	}
	read_row(*s, row);
	return true;
}

bool
journal_read_one(struct journal *j, uint64_t seq, journal_row_fn *fn, void *arg, struct err *err)
{
	struct journal_row	 row;
	sqlite3_stmt		*s;

	if (!one_row(j, seq, &s, &row))
		return err_set(err, "journal damaged: row %llu is missing; run vigie verify (%s)",
		    (unsigned long long)seq, j->path);
	fn(arg, &row);
	sqlite3_reset(s);
	return true;
}

bool
journal_read_windows(struct journal *j, struct wall t, journal_row_fn *fn, void *arg, struct err *err)
{
	sqlite3_stmt	*s = ready(j, STMT_WINDOWS, err);

	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, t.ms);
	return each_row(j, s, fn, arg, err);
}

bool
journal_end(struct journal *j, uint64_t *seq, unsigned char hash[static HASH_SIZE], struct err *err)
{
	sqlite3_stmt	*s = ready(j, STMT_LAST, err);
	int		 rc;

	if (s == NULL)
		return false;
	*seq = 0;
	memset(hash, 0, HASH_SIZE);
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		*seq = (uint64_t)sqlite3_column_int64(s, 0);
		if (sqlite3_column_bytes(s, 1) == HASH_SIZE)
			memcpy(hash, sqlite3_column_blob(s, 1), HASH_SIZE);
	} else if (rc != SQLITE_DONE) {
		journal_fail(j, "read the journal", err);
	}
	sqlite3_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* What a statement of two texts gives: a number of a row; false when it fails. */
static bool
find_object(struct journal *j, enum statement which, const char *kind, const char *object,
    uint64_t *seq)
{
	sqlite3_stmt	*s = journal_stmt(j, which);
	int		 rc;

	if (s == NULL)
		return false;
	sqlite3_bind_text(s, 1, kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, object, -1, SQLITE_STATIC);
	rc = sqlite3_step(s);
	*seq = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	sqlite3_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

bool
journal_read_object(struct journal *j, const char *kind, const char *object, journal_row_fn *fn,
    void *arg, struct err *err)
{
	struct journal_row	 row;
	sqlite3_stmt		*s;
	uint64_t		 seq = 0;
	bool			 goes_on = true, is_good;

	if (!snapshot_begin(j, err))
		return false;
	is_good = find_object(j, STMT_NEWEST, kind, object, &seq) &&
	    (seq != 0 || find_object(j, STMT_LATEST_GET, kind, object, &seq));
	if (!is_good)
		journal_fail(j, "read the journal", err);
	while (is_good && goes_on && seq != 0) {
		is_good = one_row(j, seq, &s, &row) && row.before < seq;
		if (!is_good) {
			err_set(err, "journal damaged: row %llu is missing; run vigie verify (%s)",
			    (unsigned long long)seq, j->path);
			break;
		}
		seq = row.before;
		goes_on = fn(arg, &row);
		sqlite3_reset(s);
	}
	snapshot_end(j);
	return is_good;
}

bool
journal_read_latest(struct journal *j, const char *kind, journal_row_fn *fn, void *arg,
    struct err *err)
{
	sqlite3_stmt	*s = ready(j, STMT_LATEST_ALL, err);

	if (s == NULL)
		return false;
	sqlite3_bind_text(s, 1, kind, -1, SQLITE_STATIC);
	return each_row(j, s, fn, arg, err);
}

/* The one number that a statement gives of another; 0 when it gives none. */
static bool
number_of(struct journal *j, enum statement which, uint32_t number, uint64_t *out, struct err *err)
{
	sqlite3_stmt	*s = ready(j, which, err);
	int		 rc;

	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, number);
	rc = sqlite3_step(s);
	*out = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		journal_fail(j, "read the journal", err);
	sqlite3_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

bool
journal_window(struct journal *j, uint32_t number, uint64_t *seq, struct err *err)
{
	return number_of(j, STMT_WINDOW_GET, number, seq, err);
}

bool
journal_notice_is_past(struct journal *j, uint32_t number, bool *is_past, struct err *err)
{
	uint64_t	 n;

	if (!number_of(j, STMT_NOTICE_PAST, number, &n, err))
		return false;
	*is_past = n != 0;
	return true;
}

bool
journal_recall(struct journal *j, struct wall closed_since, struct wall now, journal_row_fn *fn,
    void *arg, struct err *err)
{
	sqlite3_stmt	*s = ready(j, STMT_RECALL, err);

	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, closed_since.ms);
	sqlite3_bind_int64(s, 2, now.ms);
	return each_row(j, s, fn, arg, err);
}

bool
journal_incidents(struct journal *j, const struct journal_find *find, journal_row_fn *fn, void *arg,
    struct err *err)
{
	sqlite3_stmt	*s = ready(j, STMT_INCIDENTS, err);

	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, find->below != 0 ? find->below : INT64_MAX);
	sqlite3_bind_int(s, 2, find->has_open ? find->is_open : -1);
	sqlite3_bind_int64(s, 3, find->since.ms);
	sqlite3_bind_int64(s, 4, find->until.ms);
	if (find->site != NULL)
		sqlite3_bind_text(s, 5, find->site, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 6, find->limit != 0 ? (sqlite3_int64)find->limit : -1);
	return each_row(j, s, fn, arg, err);
}

bool
journal_incident(struct journal *j, uint32_t number, journal_row_fn *fn, void *arg, struct err *err)
{
	sqlite3_stmt	*s = ready(j, STMT_INCIDENT, err);

	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, number);
	return each_row(j, s, fn, arg, err);
}

/* One notice and its last delivery, each with a statement of its own. */
static bool
outbox_entry(struct journal *j, uint64_t notice, uint64_t delivery, journal_outbox_fn *fn,
    void *arg, bool *goes_on)
{
	struct journal_row	 row, last;
	sqlite3_stmt		*s, *d = journal_stmt(j, STMT_RANGE);
	bool			 has_delivery = false;

	if (d == NULL || !one_row(j, notice, &s, &row))
		return false;
	if (delivery != 0) {
		sqlite3_bind_int64(d, 1, signed64(delivery));
		sqlite3_bind_int64(d, 2, signed64(delivery));
		has_delivery = sqlite3_step(d) == SQLITE_ROW;
		if (has_delivery)
			read_row(d, &last);
	}
	*goes_on = fn(arg, &row, has_delivery ? &last : NULL);
	sqlite3_reset(d);
	sqlite3_reset(s);
	return true;
}

bool
journal_outbox(struct journal *j, journal_outbox_fn *fn, void *arg, struct err *err)
{
	sqlite3_stmt	*s;
	bool		 goes_on = true, is_good = true;
	int		 rc = SQLITE_DONE;

	if (!snapshot_begin(j, err))
		return false;
	s = ready(j, STMT_OUTBOX, err);
	while (s != NULL && is_good && goes_on && (rc = sqlite3_step(s)) == SQLITE_ROW)
		is_good = outbox_entry(j, (uint64_t)sqlite3_column_int64(s, 0),
		    (uint64_t)sqlite3_column_int64(s, 1), fn, arg, &goes_on);
	is_good = is_good && s != NULL && (rc == SQLITE_ROW || rc == SQLITE_DONE);
	if (!is_good && s != NULL)
		journal_fail(j, "read the outbox", err);
	if (s != NULL)
		sqlite3_reset(s);
	snapshot_end(j);
	return is_good;
}
