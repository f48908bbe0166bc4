/* latest.c - see latest.h: a hash table with open addressing. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "journal/inside.h"
#include "journal/latest.h"

struct entry {
	char		*kind;		/* owned; NULL = free; the object follows its NUL */
	const char	*object;
	uint64_t	 hash, seq;
	bool		 is_changed;	/* since the table was written */
};

struct latest {
	struct entry	*entries;
	size_t		 n, room;	/* room is a power of two, or 0 */
	uint64_t	 written;	/* the table is right up to here */
};

struct latest *
latest_new(void)
{
	return xcalloc(1, sizeof(struct latest));
}

void
latest_clear(struct latest *l)
{
	size_t	 i;

	for (i = 0; i < l->room; i++)
		free(l->entries[i].kind);
	free(l->entries);
	*l = (struct latest){ .written = l->written };
}

void
latest_free(struct latest *l)
{
	if (l == NULL)
		return;
	latest_clear(l);
	free(l);
}

static uint64_t
hash_of(const char *kind, const char *object)
{
	return text_hash(kind) * 31 + text_hash(object);
}

/* Its place, or the free one where it would go; there is always one. */
static struct entry *
place_of(const struct latest *l, uint64_t hash, const char *kind, const char *object)
{
	struct entry	*e;
	size_t		 i;

	for (i = hash & (l->room - 1);; i = (i + 1) & (l->room - 1)) {
		e = &l->entries[i];
		if (e->kind == NULL || (e->hash == hash && strcmp(e->object, object) == 0 &&
		    strcmp(e->kind, kind) == 0))
			return e;
	}
}

/* At most three quarters are used. */
static void
make_room(struct latest *l)
{
	struct entry	*old = l->entries;
	size_t		 room = l->room, i;

	if (l->n * 4 < l->room * 3)
		return;
	l->room = room == 0 ? 256 : room * 2;
	l->entries = xcalloc(l->room, sizeof(*l->entries));
	for (i = 0; i < room; i++)
		if (old[i].kind != NULL)
			*place_of(l, old[i].hash, old[i].kind, old[i].object) = old[i];
	free(old);
}

static struct entry *
entry_of(struct latest *l, const char *kind, const char *object, bool *is_new)
{
	uint64_t	 hash = hash_of(kind, object);
	struct entry	*e;
	size_t		 n = strlen(kind) + 1, m = strlen(object) + 1;

	make_room(l);
	e = place_of(l, hash, kind, object);
	*is_new = e->kind == NULL;
	if (*is_new) {
		e->kind = xmalloc(n + m);
		memcpy(e->kind, kind, n);
		memcpy(e->kind + n, object, m);
		e->object = e->kind + n;
		e->hash = hash;
		l->n++;
	}
	return e;
}

int
latest_get(struct latest *l, struct journal *j, const char *kind, const char *object, uint64_t *seq)
{
	struct entry	*e;
	sqlite3_stmt	*s;
	bool		 is_new;
	int		 rc;

	e = entry_of(l, kind, object, &is_new);
	if (is_new) {
		s = journal_stmt(j, STMT_LATEST_GET);
		if (s == NULL)
			return sqlite3_extended_errcode(j->db);
		sqlite3_bind_text(s, 1, kind, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, object, -1, SQLITE_STATIC);
		rc = sqlite3_step(s);
		if (rc == SQLITE_ROW)
			e->seq = (uint64_t)sqlite3_column_int64(s, 0);
		sqlite3_reset(s);
		if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
			latest_clear(l);
			return rc;
		}
	}
	*seq = e->seq;
	return SQLITE_OK;
}

void
latest_set(struct latest *l, const char *kind, const char *object, uint64_t seq)
{
	bool		 is_new;
	struct entry	*e = entry_of(l, kind, object, &is_new);

	e->seq = seq;
	e->is_changed = true;
}

int
latest_catch_up(struct latest *l, struct journal *j)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_UPTO_GET);
	int		 rc;

	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	rc = sqlite3_step(s);
	l->written = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	sqlite3_reset(s);
	s = journal_stmt(j, STMT_NEWER);
	if (s == NULL)
		return sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)l->written);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		latest_set(l, (const char *)sqlite3_column_text(s, 1),
		    (const char *)sqlite3_column_text(s, 2), (uint64_t)sqlite3_column_int64(s, 0));
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

bool
latest_is_due(const struct latest *l, uint64_t last)
{
	return last - l->written >= LATEST_LAG;
}

int
latest_write(struct latest *l, struct journal *j, uint64_t last)
{
	sqlite3_stmt	*s;
	struct entry	*e;
	size_t		 i;
	int		 rc = SQLITE_OK;

	for (i = 0; i < l->room && rc == SQLITE_OK; i++) {
		e = &l->entries[i];
		if (e->kind == NULL || !e->is_changed)
			continue;
		s = journal_stmt(j, STMT_LATEST_SET);
		if (s == NULL)
			return sqlite3_extended_errcode(j->db);
		sqlite3_bind_text(s, 1, e->kind, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, e->object, -1, SQLITE_STATIC);
		sqlite3_bind_int64(s, 3, (sqlite3_int64)e->seq);
		rc = sqlite3_step(s);
		sqlite3_reset(s);
		rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
		e->is_changed = rc != SQLITE_OK;
	}
	s = rc == SQLITE_OK ? journal_stmt(j, STMT_UPTO_SET) : NULL;
	if (s == NULL)
		return rc != SQLITE_OK ? rc : sqlite3_extended_errcode(j->db);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)last);
	rc = sqlite3_step(s);
	sqlite3_reset(s);
	if (rc != SQLITE_DONE)
		return rc;
	l->written = last;
	latest_clear(l);	/* all of it is in the table now */
	return SQLITE_OK;
}
