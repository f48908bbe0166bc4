/* chain.c - see journal.h: each row's hash covers all rows before it. */
#include <string.h>

#include <sodium.h>

#include "journal/inside.h"

/* Numbers enter the hash as big-endian, lengths before what they measure. */
static void
put64(unsigned char *out, uint64_t n)
{
	int	 i;

	for (i = 7; i >= 0; i--, n >>= 8)
		out[i] = (unsigned char)n;
}

static void
add_counted(crypto_hash_sha256_state *st, const void *data, size_t len)
{
	unsigned char	 n[8];

	put64(n, len);
	crypto_hash_sha256_update(st, n, sizeof(n));
	crypto_hash_sha256_update(st, data, len);
}

void
chain_digest(struct link *link)
{
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, link->salt, SALT_SIZE);
	add_counted(&st, link->object, link->object_len);
	add_counted(&st, link->content, link->content_len);
	crypto_hash_sha256_final(&st, link->digest);
}

void
chain_next(unsigned char hash[static HASH_SIZE], struct link *link)
{
	crypto_hash_sha256_state st;
	unsigned char		 n[24];

	if (link->salt != NULL)
		chain_digest(link);
	put64(n, link->seq);
	put64(n + 8, (uint64_t)link->happened);
	put64(n + 16, (uint64_t)link->known);
	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, hash, HASH_SIZE);
	crypto_hash_sha256_update(&st, n, sizeof(n));
	add_counted(&st, link->kind, link->kind_len);
	crypto_hash_sha256_update(&st, link->digest, HASH_SIZE);
	crypto_hash_sha256_final(&st, hash);
}

void
chain_salt(struct journal *j, uint64_t seq, unsigned char salt[static SALT_SIZE])
{
	unsigned char	 seed[32], n[8];
	int		 i;

	if (!j->has_salt_seed) {
		if (j->salts_left == 0) {
			randombytes_buf(j->salts, sizeof(j->salts));
			j->salts_left = sizeof(j->salts) / SALT_SIZE;
		}
		memcpy(salt, j->salts + --j->salts_left * SALT_SIZE, SALT_SIZE);
		return;
	}
	memcpy(seed, j->salt_seed, sizeof(seed));
	put64(n, seq);
	for (i = 0; i < 8; i++)
		seed[i] ^= n[i];
	randombytes_buf_deterministic(salt, SALT_SIZE, seed);
}

bool
chain_hash_of(struct journal *j, uint64_t seq, unsigned char hash[static HASH_SIZE])
{
	sqlite3_stmt	*s;
	bool		 is_there = false;

	if (seq == 0) {
		memset(hash, 0, HASH_SIZE);
		return true;
	}
	s = journal_stmt(j, STMT_CHAIN);
	if (s == NULL)
		return false;
	sqlite3_bind_int64(s, 1, (sqlite3_int64)seq);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)seq);
	if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_bytes(s, 7) == HASH_SIZE) {
		memcpy(hash, sqlite3_column_blob(s, 7), HASH_SIZE);
		is_there = true;
	}
	sqlite3_reset(s);
	return is_there;
}

/* Columns: seq, kind, object, happened, known, content, digest, hash, salt. */
static bool
row_fits(sqlite3_stmt *s, uint64_t seq, unsigned char hash[static HASH_SIZE])
{
	unsigned char	 next[HASH_SIZE];
	struct link	 link = { .seq = (uint64_t)sqlite3_column_int64(s, 0) };
	bool		 is_emptied = sqlite3_column_type(s, 5) == SQLITE_NULL;

	if (link.seq != seq || sqlite3_column_bytes(s, 7) != HASH_SIZE ||
	    sqlite3_column_bytes(s, 6) != (is_emptied ? HASH_SIZE : 0) ||
	    sqlite3_column_bytes(s, 8) != (is_emptied ? 0 : SALT_SIZE))
		return false;
	link.kind = (const char *)sqlite3_column_text(s, 1);
	link.kind_len = (size_t)sqlite3_column_bytes(s, 1);
	link.object = (const char *)sqlite3_column_text(s, 2);
	link.object_len = (size_t)sqlite3_column_bytes(s, 2);
	link.happened = sqlite3_column_int64(s, 3);
	link.known = sqlite3_column_int64(s, 4);
	if (is_emptied) {
		memcpy(link.digest, sqlite3_column_blob(s, 6), HASH_SIZE);
		if (link.object_len != 0)
			return false;
	} else {
		link.content = (const char *)sqlite3_column_text(s, 5);
		link.content_len = (size_t)sqlite3_column_bytes(s, 5);
		link.salt = sqlite3_column_blob(s, 8);
	}
	memcpy(next, hash, HASH_SIZE);
	chain_next(next, &link);
	if (memcmp(next, sqlite3_column_blob(s, 7), HASH_SIZE) != 0)
		return false;
	memcpy(hash, next, HASH_SIZE);
	return true;
}

bool
chain_walk(struct journal *j, uint64_t from, struct mono until,
    unsigned char hash[static HASH_SIZE], uint64_t *n, uint64_t *bad, struct err *err)
{
	sqlite3_stmt	*s = journal_stmt(j, STMT_CHAIN);
	uint64_t	 seq = from;
	bool		 is_late = false;
	int		 rc;

	*n = 0;
	*bad = 0;
	if (s == NULL)
		return journal_fail(j, "read the chain", err);
	sqlite3_bind_int64(s, 1, (sqlite3_int64)from);
	sqlite3_bind_int64(s, 2, INT64_MAX);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW && row_fits(s, seq, hash)) {
		++*n;
		seq++;
		is_late = until.us != 0 && *n % 1024 == 0 && mono_sub(mono_now(), until) > 0;
		if (is_late)
			break;
	}
	if (rc == SQLITE_ROW && !is_late) {
		*bad = seq;
		err_set(err, "journal damaged at row %llu: it is not what was written; run vigie "
		    "repair (%s)", (unsigned long long)seq, j->path);
	} else if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		*bad = seq;
		journal_fail(j, "read all rows", err);
	}
	sqlite3_reset(s);
	return *bad == 0;
}
