/*
 * health.c - what a start checks before anything is written.
 *
 * A start must be quick with millions of rows: all of a small file is checked,
 * of a large one the last HEALTH_ROWS rows, for at most HEALTH_US.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "journal/inside.h"

#define HEALTH_ROWS	200000
#define HEALTH_US	(600 * MSEC_US)
#define SMALL_PAGES	16384		/* 64 MiB: integrity_check takes well under a second */

static int64_t
pragma(struct journal *j, const char *sql)
{
	sqlite3_stmt	*s = NULL;
	int64_t		 n = -1;

	if (sqlite3_prepare_v2(j->db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

/* SQLite names the page in words: "... page 12 ...". */
static bool
damaged(struct journal *j, const char *what, struct err *err)
{
	const char	*at = strstr(what, "page ");
	unsigned	 page;

	if (at != NULL && sscanf(at, "page %u", &page) == 1)
		return err_set(err, "journal damaged at page %u; run vigie repair (%s: %s)", page,
		    j->path, what);
	return err_set(err, "journal damaged; run vigie repair (%s: %s)", j->path, what);
}

bool
health_integrity(struct journal *j, struct err *err)
{
	sqlite3_stmt	*s = NULL;
	const char	*text;
	bool		 is_good = false;

	if (sqlite3_prepare_v2(j->db, "PRAGMA integrity_check(1)", -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW) {
		damaged(j, sqlite3_errmsg(j->db), err);
	} else {
		text = (const char *)sqlite3_column_text(s, 0);
		is_good = strcmp(text, "ok") == 0;
		if (!is_good)
			damaged(j, text, err);
	}
	sqlite3_finalize(s);
	return is_good;
}

/* Each of these finds an entry of a small table that its row contradicts. */
static const struct { const char *table, *sql; } rules[] = {
	{ "latest", "SELECT l.seq FROM latest l LEFT JOIN fact f ON f.seq = l.seq WHERE "
	    "f.seq IS NULL OR f.kind <> l.kind OR "
	    "(f.object <> l.object AND f.content IS NOT NULL) LIMIT 1" },
	{ "incident", "SELECT i.seq FROM incident i LEFT JOIN fact f ON f.seq = i.seq WHERE "
	    "f.seq IS NULL OR NOT EXISTS (SELECT 1 FROM incident_row r WHERE r.number = i.number "
	    "AND r.seq = i.seq) LIMIT 1" },
	{ "incident_row", "SELECT r.seq FROM incident_row r LEFT JOIN fact f ON f.seq = r.seq WHERE "
	    "f.seq IS NULL LIMIT 1" },
	{ "notice", "SELECT n.seq FROM notice n LEFT JOIN fact f ON f.seq = n.seq WHERE "
	    "f.seq IS NULL OR (n.delivery <> 0 AND n.delivery <= n.seq) LIMIT 1" },
	{ "planned", "SELECT p.seq FROM planned p LEFT JOIN fact f ON f.seq = p.seq WHERE "
	    "f.seq IS NULL LIMIT 1" },
	{ "fact", "SELECT seq FROM fact WHERE before >= seq OR before < 0 LIMIT 1" },
};

bool
health_tables(struct journal *j, bool all, uint64_t *bad, struct err *err)
{
	sqlite3_stmt	*s = NULL;
	size_t		 i;
	int		 rc = SQLITE_DONE;

	for (i = 0; rc == SQLITE_DONE && i < (all ? N_ELEMENTS(rules) : 1); i++) {
		rc = sqlite3_prepare_v2(j->db, rules[i].sql, -1, &s, NULL);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(s);
		if (rc == SQLITE_ROW) {
			*bad = (uint64_t)sqlite3_column_int64(s, 0);
			err_set(err, "journal damaged at row %llu: table %s contradicts it; run vigie "
			    "repair (%s)", (unsigned long long)*bad, rules[i].table, j->path);
		} else if (rc != SQLITE_DONE) {
			journal_fail(j, "check the tables", err);
		}
		sqlite3_finalize(s);
	}
	return rc == SQLITE_DONE;
}

bool
health_check(struct journal *j, struct err *err)
{
	unsigned char	 hash[HASH_SIZE];
	uint64_t	 from = j->last > HEALTH_ROWS ? j->last - HEALTH_ROWS + 1 : 1, n, bad;
	struct mono	 until = { mono_now().us + HEALTH_US };
	bool		 is_small = pragma(j, "PRAGMA page_count") <= SMALL_PAGES;

	if ((is_small && !health_integrity(j, err)) || !health_tables(j, is_small, &bad, err))
		return false;
	if (!chain_hash_of(j, from - 1, hash))
		return err_set(err, "journal damaged: row %llu is missing; run vigie repair (%s)",
		    (unsigned long long)(from - 1), j->path);
	return chain_walk(j, from, until, hash, &n, &bad, err);
}
