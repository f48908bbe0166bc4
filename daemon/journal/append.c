/*
 * append.c - one row and its entries in the small tables.
 *
 * All of it within the transaction that journal.c began; the result is a code of
 * SQLite, SQLITE_OK when all went well.
 */
#include <string.h>

#include "journal/inside.h"
#include "journal/latest.h"

/* Steps a statement that returns nothing. */
static int
step(sqlite3_stmt *s)
{
	int	 rc = sqlite3_step(s);

	sqlite3_reset(s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void
bind_text(sqlite3_stmt *s, int i, const char *text)
{
	sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
}

/* The first number that a look-up by one key gives, 0 = none. */
static int
look_up(struct journal *j, enum statement which, uint32_t number, uint64_t *n)
{
	sqlite3_stmt	*s = journal_stmt(j, which);
	int		 rc;

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, number);
	rc = sqlite3_step(s);
	*n = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	sqlite3_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The row before this one, of the same kind and object. */
static int
find_before(struct journal *j, const struct journal_row *row, const struct journal_about *about,
    uint64_t *before)
{
	*before = 0;
	switch (about->what) {
	case ABOUT_OBJECT:
		return latest_get(j->latest, j, row->kind, row->object, before);
	case ABOUT_INCIDENT:
		return look_up(j, STMT_INCIDENT_GET, about->number, before);
	case ABOUT_WINDOW:
		return look_up(j, STMT_WINDOW_GET, about->number, before);
	case ABOUT_NOTICE:
	case ABOUT_DELIVERY:
	case ABOUT_NOTHING:
		break;
	}
	return SQLITE_OK;
}

static int
set_pair(struct journal *j, enum statement which, uint32_t number, uint64_t seq)
{
	sqlite3_stmt	*s = journal_stmt(j, which);

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, number);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)seq);
	return step(s);
}

static int
set_incident(struct journal *j, const struct journal_about *a, uint64_t seq)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_INCIDENT_SET);
	uint32_t	 i;
	int		 rc;

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, a->number);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)seq);
	bind_text(s, 3, a->scope);
	sqlite3_bind_int64(s, 4, a->opened.ms);
	sqlite3_bind_int64(s, 5, a->restored.ms);
	sqlite3_bind_int64(s, 6, a->closed.ms);
	rc = step(s);
	for (i = 0; rc == SQLITE_OK && i <= a->n_sites; i++) {
		s = journal_stmt(j, STMT_SITE_SET);
		if (s == NULL)
			return sqlite3_extended_errcode(j->db);
		bind_text(s, 1, i < a->n_sites ? a->sites[i] : a->scope);
		sqlite3_bind_int64(s, 2, a->number);
		rc = step(s);
	}
	return rc == SQLITE_OK ? set_pair(j, STMT_ROW_SET, a->number, seq) : rc;
}

static int
set_notice(struct journal *j, const struct journal_about *a, uint64_t seq)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_NOTICE_SET);
	int		 rc;

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, a->number);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)seq);
	sqlite3_bind_int64(s, 3, a->incident);
	rc = step(s);
	return rc == SQLITE_OK && a->incident != 0 ?
	    set_pair(j, STMT_ROW_SET, a->incident, seq) : rc;
}

static int
set_delivery(struct journal *j, const struct journal_about *a, uint64_t seq)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_NOTICE_GET);
	uint32_t	 incident = 0;
	int		 rc;

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, a->number);
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		incident = (uint32_t)sqlite3_column_int64(s, 1);
	sqlite3_reset(s);
	if (rc != SQLITE_ROW)
		return rc == SQLITE_DONE ? SQLITE_OK : rc;
	s = journal_stmt(j, STMT_DELIVERY_SET);
	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)seq);
	sqlite3_bind_int(s, 2, a->is_final);
	sqlite3_bind_int64(s, 3, a->number);
	rc = step(s);
	return rc == SQLITE_OK && incident != 0 ? set_pair(j, STMT_ROW_SET, incident, seq) : rc;
}

int
append_about(struct journal *j, const struct journal_row *row, const struct journal_about *a,
    uint64_t seq)
{
	sqlite3_stmt	*s;

	switch (a->what) {
	case ABOUT_OBJECT:
		latest_set(j->latest, row->kind, row->object, seq);
		return SQLITE_OK;
	case ABOUT_INCIDENT:
		return set_incident(j, a, seq);
	case ABOUT_NOTICE:
		return set_notice(j, a, seq);
	case ABOUT_DELIVERY:
		return set_delivery(j, a, seq);
	case ABOUT_WINDOW:
		s = journal_stmt(j, STMT_WINDOW_SET);
		if (s == NULL)
			return sqlite3_extended_errcode(j->db);
		sqlite3_bind_int64(s, 1, a->number);
		sqlite3_bind_int64(s, 2, (sqlite3_int64)seq);
		sqlite3_bind_int64(s, 3, a->until.ms);
		return step(s);
	case ABOUT_NOTHING:
		break;
	}
	return SQLITE_OK;
}

int
append_empty(struct journal *j, uint64_t seq)
{
	sqlite3_stmt	*get = journal_stmt(j, STMT_EMPTY_GET), *set = journal_stmt(j, STMT_EMPTY);
	struct link	 link = { .seq = seq };
	int		 rc;

	if (get == NULL || set == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(get, 1, (sqlite3_int64)seq);
	rc = sqlite3_step(get);
	if (rc == SQLITE_ROW && sqlite3_column_bytes(get, 0) == SALT_SIZE) {
		link.salt = sqlite3_column_blob(get, 0);
		link.object = (const char *)sqlite3_column_text(get, 1);
		link.object_len = (size_t)sqlite3_column_bytes(get, 1);
		link.content = (const char *)sqlite3_column_text(get, 2);
		link.content_len = (size_t)sqlite3_column_bytes(get, 2);
		chain_digest(&link);
		sqlite3_reset(get);
		sqlite3_bind_int64(set, 1, (sqlite3_int64)seq);
		sqlite3_bind_blob(set, 2, link.digest, HASH_SIZE, SQLITE_STATIC);
		return step(set);
	}
	sqlite3_reset(get);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int
insert(struct journal *j, const struct journal_row *row, enum journal_what about, uint64_t before,
    uint64_t seq)
{
	unsigned char	 salt[SALT_SIZE];
	sqlite3_stmt	*s = journal_stmt(j, STMT_INSERT);
	struct link	 link = { .seq = seq, .happened = row->happened.ms, .known = row->known.ms,
		.kind = row->kind, .kind_len = strlen(row->kind), .salt = salt, .object = row->object,
		.object_len = strlen(row->object), .content = row->content,
		.content_len = row->content_len };

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	chain_salt(j, seq, salt);
	chain_next(j->hash, &link);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)seq);
	bind_text(s, 2, row->kind);
	bind_text(s, 3, row->object);
	sqlite3_bind_int64(s, 4, row->happened.ms);
	sqlite3_bind_int64(s, 5, row->known.ms);
	sqlite3_bind_int(s, 6, (int)about);
	sqlite3_bind_int64(s, 7, (sqlite3_int64)before);
	sqlite3_bind_blob(s, 8, salt, SALT_SIZE, SQLITE_STATIC);
	sqlite3_bind_text(s, 9, row->content, (int)row->content_len, SQLITE_STATIC);
	sqlite3_bind_blob(s, 11, j->hash, HASH_SIZE, SQLITE_STATIC);
	return step(s);
}

int
append_row(struct journal *j, const struct journal_row *row, const struct journal_about *about,
    uint64_t seq)
{
	uint64_t	 before;
	int		 rc = find_before(j, row, about, &before);

	if (rc == SQLITE_OK)
		rc = insert(j, row, about->what, before, seq);
	if (rc == SQLITE_OK)
		rc = append_about(j, row, about, seq);
	return rc;
}
