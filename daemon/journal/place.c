/* place.c - see inside.h: the folder, the mark, and the write-ahead log as a file. */
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/text.h"
#include "journal/inside.h"

#define SLOT_SIZE	128	/* bytes of a slot of the mark */

bool
place_resolve(const char *dir, char **resolved, struct err *err)
{
	*resolved = realpath(dir, NULL);
	return *resolved != NULL || err_set(err, "%s: %s", dir, strerror(errno));
}

/* One file of ours, which need not be there. */
static bool
check_file(const char *dir, const char *name, struct err *err)
{
	char		 path[PATH_MAX];
	struct stat	 st;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (lstat(path, &st) == -1)
		return errno == ENOENT || err_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s is %s, a plain file is wanted", path,
		    S_ISLNK(st.st_mode) ? "a symbolic link" : "no plain file");
	if (st.st_nlink != 1)
		return err_set(err, "%s has %ju hard links, 1 is wanted", path, (uintmax_t)st.st_nlink);
	if (st.st_uid != geteuid())
		return err_set(err, "%s belongs to user %u, %u is wanted", path, st.st_uid, geteuid());
	if ((st.st_mode & 027) != 0)
		return err_set(err, "%s has mode %04o, 0600 is wanted", path, st.st_mode & 07777);
	return true;
}

bool
place_check(const char *dir, struct err *err)
{
	static const char *const names[] = { JOURNAL_FILE, JOURNAL_FILE "-wal", JOURNAL_FILE "-shm",
		JOURNAL_MARK };
	struct stat		 st;
	size_t			 i;

	if (stat(dir, &st) == -1)
		return err_set(err, "%s: %s", dir, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "%s is no folder", dir);
	if (st.st_uid != geteuid())
		return err_set(err, "%s belongs to user %u, %u is wanted", dir, st.st_uid, geteuid());
	if ((st.st_mode & 022) != 0)
		return err_set(err, "%s has mode %04o, 0750 is wanted: others must not write there", dir,
		    st.st_mode & 07777);
	for (i = 0; i < N_ELEMENTS(names); i++)
		if (!check_file(dir, names[i], err))
			return false;
	return true;
}

void
place_sync_dir(const char *dir)
{
	int	 fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return;
	(void)fsync(fd);
	close(fd);
}

/* "seq N hash H sum S" and spaces up to a newline. */
static void
slot_write(char slot[static SLOT_SIZE + 1], uint64_t seq, const unsigned char *hash)
{
	char	 hex[HASH_SIZE * 2 + 1], text[SLOT_SIZE + 1];
	int	 len;

	sodium_bin2hex(hex, sizeof(hex), hash, HASH_SIZE);
	len = snprintf(text, sizeof(text), "seq %020" PRIu64 " hash %s", seq, hex);
	snprintf(text + len, sizeof(text) - (size_t)len, " sum %016" PRIx64, text_hash(text));
	memset(slot, ' ', SLOT_SIZE);
	memcpy(slot, text, strlen(text));
	slot[SLOT_SIZE - 1] = '\n';
	slot[SLOT_SIZE] = '\0';
}

static bool
slot_read(const char *slot, uint64_t *seq, unsigned char *hash)
{
	char	 again[SLOT_SIZE + 1], hex[HASH_SIZE * 2 + 1];

	if (sscanf(slot, "seq %20" SCNu64 " hash %64s", seq, hex) != 2 ||
	    sodium_hex2bin(hash, HASH_SIZE, hex, strlen(hex), NULL, NULL, NULL) != 0)
		return false;
	slot_write(again, *seq, hash);
	return memcmp(slot, again, SLOT_SIZE) == 0;
}

/* Takes the later of the slots that are whole; false when something is there and neither is. */
static bool
mark_load(struct mark *m)
{
	char		 text[2 * SLOT_SIZE + 1] = "", slot[SLOT_SIZE + 1];
	unsigned char	 hash[HASH_SIZE];
	uint64_t	 seq;
	ssize_t		 n = pread(m->fd, text, 2 * SLOT_SIZE, 0);
	bool		 is_any = n == 0;
	unsigned	 i;

	for (i = 0; i < 2 && n >= (ssize_t)((i + 1) * SLOT_SIZE); i++) {
		memcpy(slot, text + i * SLOT_SIZE, SLOT_SIZE);
		slot[SLOT_SIZE] = '\0';
		if (!slot_read(slot, &seq, hash))
			continue;
		if (!is_any || seq >= m->seq) {
			m->seq = seq;
			memcpy(m->hash, hash, HASH_SIZE);
			m->slot = 1 - i;
		}
		is_any = true;
	}
	return is_any;
}

bool
mark_read(struct mark *m, const char *dir, struct err *err)
{
	char	 path[PATH_MAX];
	bool	 is_good;

	snprintf(path, sizeof(path), "%s/" JOURNAL_MARK, dir);
	*m = (struct mark){ .fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) };
	if (m->fd == -1)
		return errno == ENOENT || err_set(err, "%s: %s", path, strerror(errno));
	is_good = mark_load(m) || err_set(err, "%s is damaged", path);
	mark_close(m);
	return is_good;
}

bool
mark_open(struct mark *m, const char *dir, bool accept_loss, struct err *err)
{
	char	 path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" JOURNAL_MARK, dir);
	*m = (struct mark){ .fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) };
	if (m->fd == -1)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (flock(m->fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno == EWOULDBLOCK)
			err_set(err, "%s/" JOURNAL_FILE " is in use: another vigie writes to it", dir);
		else
			err_set(err, "cannot lock %s: %s", path, strerror(errno));
		mark_close(m);
		return false;
	}
	if (!mark_load(m) && !accept_loss) {
		mark_close(m);
		return err_set(err, "%s is damaged: whether the journal is complete cannot be known "
		    "(--accept-loss starts all the same)", path);
	}
	return true;
}

void
mark_set(struct mark *m, uint64_t seq, const unsigned char hash[static HASH_SIZE])
{
	char	 slot[SLOT_SIZE + 1];
	ssize_t	 n;

	m->seq = seq;
	memcpy(m->hash, hash, HASH_SIZE);
	if (m->fd == -1)
		return;
	slot_write(slot, seq, hash);
	n = pwrite(m->fd, slot, SLOT_SIZE, m->slot * SLOT_SIZE);
	(void)n;	/* a full disk: the mark stays behind, which is no harm */
	m->slot = 1 - m->slot;
}

void
mark_close(struct mark *m)
{
	if (m->fd != -1)
		close(m->fd);
	m->fd = -1;
}

/* A file that only takes room: what it gives back lets the last words through on a full disk. */
#define RESERVE_FILE	"journal.reserve"
#define RESERVE_SIZE	(2 * 1024 * 1024)

bool
place_reserve(const char *dir)
{
	char	 path[PATH_MAX];
	int	 fd;
	bool	 is_there;

	snprintf(path, sizeof(path), "%s/" RESERVE_FILE, dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return false;
	is_there = posix_fallocate(fd, 0, RESERVE_SIZE) == 0;
	close(fd);
	if (!is_there)
		(void)unlink(path);
	return is_there;
}

void
place_reserve_free(const char *dir)
{
	char	 path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" RESERVE_FILE, dir);
	(void)unlink(path);
}

/*
 * The write-ahead log, as "WAL Format" of SQLite's file format documents it:
 * frames of the present generation carry the salts of its header and a running
 * checksum.  Older frames may follow; they are no fault.
 */
struct wal {
	FILE		*f;
	bool		 is_big;	/* checksums read words as big-endian */
	uint32_t	 page_size, salt[2], sum[2];
};

static uint32_t
word(const unsigned char *p, bool is_big)
{
	if (is_big)
		return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void
wal_sum(struct wal *w, const unsigned char *data, size_t len)
{
	size_t	 i;

	for (i = 0; i + 8 <= len; i += 8) {
		w->sum[0] += word(data + i, w->is_big) + w->sum[1];
		w->sum[1] += word(data + i + 4, w->is_big) + w->sum[0];
	}
}

static bool
wal_header(struct wal *w)
{
	unsigned char	 h[32];

	if (fread(h, 1, sizeof(h), w->f) != sizeof(h) || (word(h, true) & ~1u) != 0x377f0682)
		return false;
	w->is_big = (h[3] & 1) != 0;
	w->page_size = word(h + 8, true);
	w->salt[0] = word(h + 16, true);
	w->salt[1] = word(h + 20, true);
	wal_sum(w, h, 24);
	return w->sum[0] == word(h + 24, true) && w->sum[1] == word(h + 28, true) &&
	    w->page_size >= 512 && w->page_size <= 65536;
}

/* Looks for the first frame that does not fit; damaged is one that carries our salts. */
static bool
wal_scan(struct wal *w)
{
	unsigned char	*page = xmalloc(w->page_size), h[24];
	bool		 is_torn = false;

	while (fread(h, 1, sizeof(h), w->f) == sizeof(h) &&
	    fread(page, 1, w->page_size, w->f) == w->page_size) {
		if (word(h + 8, true) != w->salt[0] || word(h + 12, true) != w->salt[1])
			break;
		wal_sum(w, h, 8);
		wal_sum(w, page, w->page_size);
		if (w->sum[0] != word(h + 16, true) || w->sum[1] != word(h + 20, true)) {
			is_torn = true;
			break;
		}
	}
	free(page);
	return is_torn;
}

bool
place_wal_is_torn(const char *dir)
{
	char		 path[PATH_MAX];
	struct wal	 w = { 0 };
	struct stat	 st;
	bool		 is_torn = false;

	snprintf(path, sizeof(path), "%s/" JOURNAL_FILE "-wal", dir);
	w.f = fopen(path, "re");
	if (w.f == NULL)
		return false;
	if (fstat(fileno(w.f), &st) == 0 && st.st_size > 0)
		is_torn = !wal_header(&w) || wal_scan(&w);
	fclose(w.f);
	return is_torn;
}
