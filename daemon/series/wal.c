/* wal.c - see wal.h */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/crc32.h"
#include "base/mem.h"
#include "series/wal.h"

#define PREFIX		"pending."
#define NAME_SIZE	32
#define HEAD		8	/* length, CRC */

struct segment {
	uint64_t	 number;
	uint64_t	 bytes;
	int64_t		 newest_s;	/* of its results */
};

struct wal {
	struct segment	*segments;	/* by number; the last is written when fd != -1 */
	size_t		 n, room;
	int		 fd;
	bool		 is_dirty;
	struct buf	 record;
};

static const char *
segment_name(uint64_t number, char out[static NAME_SIZE])
{
	snprintf(out, NAME_SIZE, PREFIX "%llu", (unsigned long long)number);
	return out;
}

static int64_t
newest(const struct msg_samples *samples, int64_t than)
{
	for (uint32_t i = 0; i < samples->n_samples; i++)
		if (samples->samples[i].at_s > than)
			than = samples->samples[i].at_s;
	return than;
}

static struct segment *
add_segment(struct wal *w, uint64_t number)
{
	w->segments = grow(w->segments, w->n, &w->room, sizeof(*w->segments));
	w->segments[w->n] = (struct segment){ .number = number };
	return &w->segments[w->n++];
}

static void
replay_bytes(struct segment *s, const uint8_t *p, size_t left, wal_replay_fn *fn, void *arg)
{
	struct msg_zone	*zone = msg_zone_new();
	enum msg_type	 type;
	union msg	 msg;

	while (left > HEAD) {
		size_t	 len = get_u32(p);

		if (len == 0 || len > MSG_MAX || len > left - HEAD ||
		    crc32_of(p + HEAD, len) != get_u32(p + 4) ||
		    msg_decode(zone, p + HEAD, len, &type, &msg) != 0 || type != MSG_SAMPLES)
			break;
		s->newest_s = newest(&msg.samples, s->newest_s);
		fn(&msg.samples, arg);
		p += HEAD + len;
		left -= HEAD + len;
	}
	msg_zone_free(zone);
}

/* The whole file in memory: a segment is a few minutes of results. */
static void
replay_segment(struct segment *s, wal_replay_fn *fn, void *arg)
{
	char		 name[NAME_SIZE];
	struct buf	 all = { 0 };
	char		 part[65536];
	ssize_t		 n;
	int		 fd = open(segment_name(s->number, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd == -1)
		return;
	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_add(&all, part, (size_t)n);
	close(fd);
	s->bytes = all.len;
	replay_bytes(s, (const uint8_t *)all.s, all.len, fn, arg);
	buf_done(&all);
}

static int
by_number(const void *a, const void *b)
{
	uint64_t	 x = ((const struct segment *)a)->number;
	uint64_t	 y = ((const struct segment *)b)->number;

	return (x > y) - (x < y);
}

struct wal *
wal_open(wal_replay_fn *fn, void *arg, struct err *err)
{
	struct wal	*w = xcalloc(1, sizeof(*w));
	DIR		*dir = opendir(".");
	struct dirent	*entry;
	const char	*why;

	w->fd = -1;
	if (dir == NULL) {
		err_set(err, "cannot read the directory: %s", strerror(errno));
		free(w);
		return NULL;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0) {
			long long	 number = strtonum(entry->d_name + strlen(PREFIX), 1,
			    INT64_MAX - 1, &why);

			if (why == NULL)
				add_segment(w, (uint64_t)number);
		}
	closedir(dir);
	if (w->n > 0)
		qsort(w->segments, w->n, sizeof(*w->segments), by_number);
	for (size_t i = 0; i < w->n; i++)
		replay_segment(&w->segments[i], fn, arg);
	return w;
}

void
wal_close(struct wal *w)
{
	if (w == NULL)
		return;
	if (w->fd != -1)
		close(w->fd);
	buf_done(&w->record);
	free(w->segments);
	free(w);
}

static int
start_segment(struct wal *w)
{
	char		 name[NAME_SIZE];
	uint64_t	 number = w->n > 0 ? w->segments[w->n - 1].number + 1 : 1;
	int		 fd = open(segment_name(number, name),
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd == -1)
		return -errno;
	w->fd = fd;
	add_segment(w, number);
	return 0;
}

int
wal_append(struct wal *w, const struct msg_samples *samples)
{
	static const uint8_t	 no_head[HEAD];
	struct segment		*s;
	ssize_t			 n;
	int			 rc;

	if (w->fd == -1 && (rc = start_segment(w)) != 0)
		return rc;
	s = &w->segments[w->n - 1];
	buf_clear(&w->record);
	buf_add(&w->record, no_head, HEAD);
	msg_encode(&w->record, MSG_SAMPLES, samples);
	put_u32((uint8_t *)w->record.s, (uint32_t)(w->record.len - HEAD));
	put_u32((uint8_t *)w->record.s + 4, crc32_of(w->record.s + HEAD, w->record.len - HEAD));
	n = pwrite(w->fd, w->record.s, w->record.len, (off_t)s->bytes);
	if (n != (ssize_t)w->record.len) {
		rc = n == -1 ? -errno : -ENOSPC;
		if (ftruncate(w->fd, (off_t)s->bytes) == -1)
			wal_rotate(w);	/* a half record ends its segment */
		return rc;
	}
	s->bytes += w->record.len;
	s->newest_s = newest(samples, s->newest_s);
	w->is_dirty = true;
	return 0;
}

int
wal_sync(struct wal *w)
{
	if (!w->is_dirty || w->fd == -1)
		return 0;
	w->is_dirty = false;
	return fdatasync(w->fd) == -1 ? -errno : 0;
}

void
wal_rotate(struct wal *w)
{
	if (w->fd == -1)
		return;
	wal_sync(w);
	close(w->fd);
	w->fd = -1;
}

/* Segments that are complete: all but the one being written. */
static size_t
n_complete(const struct wal *w)
{
	return w->fd != -1 ? w->n - 1 : w->n;
}

static bool
is_done(const struct segment *s, int64_t done_s, int64_t wrong_s)
{
	return s->newest_s <= done_s || s->newest_s > wrong_s;
}

bool
wal_has_done(const struct wal *w, int64_t done_s, int64_t wrong_s)
{
	for (size_t i = 0; i < n_complete(w); i++)
		if (is_done(&w->segments[i], done_s, wrong_s))
			return true;
	return false;
}

void
wal_forget(struct wal *w, int64_t done_s, int64_t wrong_s)
{
	char	 name[NAME_SIZE];
	size_t	 n_kept = 0, n_full = n_complete(w);

	for (size_t i = 0; i < w->n; i++) {
		struct segment	 s = w->segments[i];

		if (i < n_full && is_done(&s, done_s, wrong_s) &&
		    (unlink(segment_name(s.number, name)) == 0 || errno == ENOENT))
			continue;
		w->segments[n_kept++] = s;
	}
	w->n = n_kept;
}

uint64_t
wal_newest_bytes(const struct wal *w)
{
	return w->fd != -1 ? w->segments[w->n - 1].bytes : 0;
}

uint64_t
wal_bytes(const struct wal *w)
{
	uint64_t	 sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += w->segments[i].bytes;
	return sum;
}
