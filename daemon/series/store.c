/* store.c - see store.h */
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "series/gate.h"
#include "series/marker.h"
#include "series/store.h"
#include "series/wal.h"

#define FLUSH_MIN_S	10
#define FLUSH_MAX_S	3600
#define MAKES_PER_TURN	2	/* files made each second: some ten milliseconds each */
#define YOUNG_S		20	/* a new device's file waits for its other probes' metrics */
#define SYNC_EVERY_S	2
#define SPACE_EVERY_S	10
#define FULL_S		60	/* a disk that refused is not believed for as long */
#define SEGMENT_BYTES	(16 * 1024 * 1024)
#define SPACE_LOW	(8u * 1024 * 1024)	/* the log leaves this to the journal; a fiftieth of a small disk */

RB_HEAD(devices, device);
LIST_HEAD(bucket, device);
TAILQ_HEAD(young, device);

struct store {
	struct devices		 devices;
	struct bucket		 buckets[FLUSH_MAX_S];	/* by the second of their turn; flush_s are used */
	struct young		 young;			/* wait for their file, by due_s */
	unsigned		 flush_s;
	struct wal		*wal;
	struct gate		 gate;
	int			 dir_fd;
	int64_t			 turn_s;	/* last second whose devices had their turn */
	int64_t			 segment_s, sync_s, space_s, said_s;
	int64_t			 trusted_s;	/* since when the gate is open, by the wall */
	int64_t			 full_s;	/* when an append failed: not tried again for a minute */
	bool			 is_full;
	uint64_t		 n_ahead_said;
	struct store_figures	 figures;
};

static int
compare_devices(const struct device *a, const struct device *b)
{
	return strcmp(a->name, b->name);
}

RB_PROTOTYPE(devices, device, by_name, compare_devices)
RB_GENERATE(devices, device, by_name, compare_devices)

static struct device *
known(struct store *st, const char *name)
{
	struct device	 key = { .name = (char *)(uintptr_t)name };

	return RB_FIND(devices, &st->devices, &key);
}

static void
enter_bucket(struct store *st, struct device *d)
{
	LIST_INSERT_HEAD(&st->buckets[text_hash(d->name) % st->flush_s], d, in_bucket);
}

static struct device *
add_device(struct store *st, const char *name, int64_t now_s)
{
	struct device	*d = device_new(name, now_s);

	if (st->gate.is_shut)
		shelf_doubt(&d->shelf);
	RB_INSERT(devices, &st->devices, d);
	enter_bucket(st, d);
	st->figures.n_devices++;
	if (d->state != DEVICE_GOOD) {
		d->is_young = true;
		d->due_s = now_s + YOUNG_S + (int64_t)(text_hash(name) % 20);
		TAILQ_INSERT_TAIL(&st->young, d, in_young);
	}
	return d;
}

/* One result into its device's shelf; true when any of it was new. */
static bool
shelve(struct store *st, const struct msg_sample *s, int64_t now_s)
{
	struct device	*d;
	unsigned	 n;

	if (s->at_s > now_s + GATE_STEP_S) {
		st->figures.n_ahead++;
		return false;
	}
	if ((d = known(st, s->object)) == NULL) {
		if (!device_is_name(s->object))
			return false;
		d = add_device(st, s->object, now_s);
	}
	n = shelf_put_result(&d->shelf, s->at_s, s->values, s->n_values);
	if (n == 0 && s->n_values > 0)
		st->figures.n_late++;
	st->figures.n_samples += n > 0;
	return n > 0;
}

struct replay {
	struct store	*st;
	int64_t		 now_s;
};

static void
replay(const struct msg_samples *samples, void *arg)
{
	struct replay	*r = arg;

	for (uint32_t i = 0; i < samples->n_samples; i++)
		shelve(r->st, &samples->samples[i], r->now_s);
}

/* Stands in the directory from now on. */
static int
enter_directory(const char *dir, struct err *err)
{
	int	 fd;

	if (mkdir(dir, 0750) == -1 && errno != EEXIST) {
		err_set(err, "%s: %s", dir, strerror(errno));
		return -1;
	}
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || fchdir(fd) == -1) {
		err_set(err, "%s: %s", dir, strerror(errno));
		if (fd != -1)
			close(fd);
		return -1;
	}
	return fd;
}

static void
learn_from_past(struct store *st)
{
	struct marker_past	 past;
	struct err		 err;

	if (!marker_open(&past, &err))
		log_warn("a file that kills us will not be recognised: %s", err.text);
	if (past.file[0] != '\0' && past.signal != 0)
		device_move_aside(past.file, strsignal(past.signal));
	else if (past.file[0] != '\0')
		device_move_aside(past.file, "killed three times while it was read");
	gate_recall(&st->gate, past.is_same_boot, past.offset_s, past.high_s);
}

static void
doubt_all(struct store *st)
{
	struct device	*d;

	RB_FOREACH(d, devices, &st->devices)
		shelf_doubt(&d->shelf);
}

static void
forget_wrong_future(struct store *st, int64_t now_s)
{
	struct device	*d;
	unsigned	 n = 0;

	RB_FOREACH(d, devices, &st->devices)
		n += shelf_forget_after(&d->shelf, now_s + SHELF_STEP_S);
	if (n > 0)
		log_info("%u minutes measured under the wrong clock are forgotten", n);
}

static void
watch_clock(struct store *st, int64_t now_s, int64_t boot_s)
{
	switch (gate_tick(&st->gate, now_s, boot_s)) {
	case GATE_SAME:
		break;
	case GATE_SHUTS:
		log_warn("the clock jumped or is wrong: no graph is written until it is believed");
		doubt_all(st);
		break;
	case GATE_RETURNS:
		log_info("the clock is back: graphs are written again");
		forget_wrong_future(st, now_s);
		st->trusted_s = now_s;
		break;
	case GATE_BELIEVES:
		log_warn("the clock stays where it jumped to: graphs are written again");
		forget_wrong_future(st, now_s);
		st->trusted_s = now_s;
		break;
	}
	if (!st->gate.is_shut)
		marker_clock(st->gate.offset_s, st->gate.high_s);
	st->figures.is_shut = st->gate.is_shut;
}

struct store *
store_open(const char *dir, unsigned flush_s, int64_t now_s, int64_t boot_s, struct err *err)
{
	struct store	*st;
	int		 fd = enter_directory(dir, err);

	if (fd == -1)
		return NULL;
	st = xcalloc(1, sizeof(*st));
	st->dir_fd = fd;
	RB_INIT(&st->devices);
	TAILQ_INIT(&st->young);
	store_set_flush(st, flush_s);
	rrdfile_init();
	learn_from_past(st);
	st->turn_s = st->segment_s = st->trusted_s = now_s;
	watch_clock(st, now_s, boot_s);
	st->wal = wal_open(replay, &(struct replay){ st, now_s }, err);
	if (st->wal == NULL) {
		store_close(st, now_s);
		return NULL;
	}
	if (st->figures.n_samples > 0)
		log_info("%llu results of an earlier life read back",
		    (unsigned long long)st->figures.n_samples);
	return st;
}

void
store_set_flush(struct store *st, unsigned flush_s)
{
	struct device	*d;

	flush_s = flush_s < FLUSH_MIN_S ? FLUSH_MIN_S : flush_s > FLUSH_MAX_S ? FLUSH_MAX_S : flush_s;
	if (flush_s == st->flush_s)
		return;
	st->flush_s = flush_s;
	for (unsigned i = 0; i < FLUSH_MAX_S; i++)
		LIST_INIT(&st->buckets[i]);
	RB_FOREACH(d, devices, &st->devices)
		enter_bucket(st, d);
}

/* The disk's state as far as the log goes, said when it changes. */
static void
set_full(struct store *st, bool is_full)
{
	if (is_full == st->is_full)
		return;
	st->is_full = is_full;
	if (is_full)
		log_warn("disk full: new results are kept in memory only");
	else
		log_info("room on the disk again: %llu results were in memory only",
		    (unsigned long long)st->figures.n_unlogged);
}

static void
log_samples(struct store *st, const struct msg_samples *fresh, int64_t now_s)
{
	int	 rc;

	if (fresh->n_samples == 0)
		return;
	if (!st->is_full && (rc = wal_append(st->wal, fresh)) != 0) {
		if (rc != -ENOSPC && rc != -EDQUOT && rc != -EFBIG)
			log_warn("results cannot be logged: %s", strerror(-rc));
		st->full_s = now_s;
		set_full(st, true);
	}
	if (st->is_full)
		st->figures.n_unlogged += fresh->n_samples;
}

void
store_put(struct store *st, const struct msg_samples *samples, int64_t now_s)
{
	struct msg_samples	 fresh = { xreallocarray(NULL, samples->n_samples,
	    sizeof(struct msg_sample)), 0 };

	for (uint32_t i = 0; i < samples->n_samples; i++)
		if (shelve(st, &samples->samples[i], now_s))
			fresh.samples[fresh.n_samples++] = samples->samples[i];
	log_samples(st, &fresh, now_s);
	free(fresh.samples);
}

static void
flush_bucket(struct bucket *b, int64_t now_s, unsigned *n_makes)
{
	struct device	*d;

	LIST_FOREACH(d, b, in_bucket)
		if (!d->is_young && device_flush(d, now_s - DEVICE_LATE_S, now_s,
		    *n_makes > 0) == DEVICE_MADE)
			(*n_makes)--;
}

/* While nothing is written memory stays bounded. */
static void
trim_all(struct store *st)
{
	struct device	*d;

	RB_FOREACH(d, devices, &st->devices)
		d->n_dropped += shelf_trim(&d->shelf, DEVICE_KEEP_MINUTES);
}

/* Files for those who wait for one, a few at a time. */
static void
make_files(struct store *st, int64_t now_s, unsigned *n_makes)
{
	struct device	*d, *next;

	TAILQ_FOREACH_SAFE(d, &st->young, in_young, next) {
		if (*n_makes == 0)
			break;
		if (d->due_s > now_s)
			continue;
		if (device_flush(d, now_s - DEVICE_LATE_S, now_s, true) == DEVICE_STUCK) {
			d->due_s = now_s + 5;	/* the device itself waits longer */
			continue;
		}
		(*n_makes)--;
		d->is_young = false;
		TAILQ_REMOVE(&st->young, d, in_young);
	}
}

static void
watch_space(struct store *st, int64_t now_s)
{
	struct statvfs	 v;
	uint64_t	 room, low;

	if (fstatvfs(st->dir_fd, &v) == -1)
		return;
	room = (uint64_t)v.f_bavail * v.f_frsize;
	low = (uint64_t)v.f_blocks * v.f_frsize / 50;
	if (low > SPACE_LOW)
		low = SPACE_LOW;
	if (room < low)
		set_full(st, true);
	else if (room > low + low / 2 && (now_s - st->full_s >= FULL_S || now_s < st->full_s))
		set_full(st, false);
}

/* Segments whose every result has had its turn go, after the files are on the disk. */
static void
tend_log(struct store *st, int64_t now_s)
{
	int64_t	 done_s = now_s - st->flush_s - DEVICE_LATE_S - 2 * SHELF_STEP_S;
	int64_t	 wrong_s = now_s + 2 * GATE_STEP_S;

	if (now_s - st->sync_s >= SYNC_EVERY_S || now_s < st->sync_s) {
		st->sync_s = now_s;
		if (wal_sync(st->wal) != 0) {
			log_warn("the log of results does not sync");
			wal_rotate(st->wal);	/* never trust a descriptor whose sync failed */
		}
	}
	if (st->gate.is_shut)
		return;
	if (now_s - st->segment_s < st->flush_s && now_s >= st->segment_s &&
	    wal_newest_bytes(st->wal) < SEGMENT_BYTES)
		return;
	st->segment_s = now_s;
	wal_rotate(st->wal);
	if (done_s < st->trusted_s || !wal_has_done(st->wal, done_s, wrong_s))
		return;
	if (syncfs(st->dir_fd) == -1)
		log_warn("the files of graphs do not sync: %s", strerror(errno));
	else
		wal_forget(st->wal, done_s, wrong_s);
}

static void
say_refused(struct store *st, int64_t now_s)
{
	uint64_t	 n = st->figures.n_ahead - st->n_ahead_said;

	if (n == 0 || (now_s - st->said_s < 60 && now_s >= st->said_s))
		return;
	log_warn("%llu results were ahead of the clock and are not in the graphs",
	    (unsigned long long)n);
	st->n_ahead_said += n;
	st->said_s = now_s;
}

void
store_tick(struct store *st, int64_t now_s, int64_t boot_s)
{
	struct mono	 begun = mono_now();
	unsigned	 n_makes = MAKES_PER_TURN;
	int64_t		 us;

	watch_clock(st, now_s, boot_s);
	if (now_s - st->space_s >= SPACE_EVERY_S || now_s < st->space_s) {
		st->space_s = now_s;
		watch_space(st, now_s);
	}
	if (st->gate.is_shut || now_s < st->turn_s || now_s - st->turn_s > st->flush_s)
		st->turn_s = now_s - 1;
	if (st->gate.is_shut && now_s % 60 == 0)
		trim_all(st);
	if (!st->gate.is_shut) {
		make_files(st, now_s, &n_makes);
		for (int64_t s = st->turn_s + 1; s <= now_s; s++)
			flush_bucket(&st->buckets[s % st->flush_s], now_s, &n_makes);
		st->turn_s = now_s;
	}
	tend_log(st, now_s);
	say_refused(st, now_s);
	us = mono_sub(mono_now(), begun);
	if (us > st->figures.turn_us)
		st->figures.turn_us = (uint32_t)us;
}

struct device *
store_find(struct store *st, const char *name, int64_t now_s)
{
	struct device	*d = known(st, name);
	struct stat	 sb;
	char		 file[DEVICE_NAME_MAX + 5];

	if (d != NULL || !device_is_name(name))
		return d;
	strlcpy(file, name, sizeof(file));
	strlcat(file, ".rrd", sizeof(file));
	if (lstat(file, &sb) == -1 || !S_ISREG(sb.st_mode))
		return NULL;
	return add_device(st, name, now_s);
}

void
store_freshen(struct store *st, struct device *d, int64_t now_s)
{
	if (!st->gate.is_shut)
		device_flush(d, now_s - DEVICE_LATE_S, now_s, true);
}

struct store_figures
store_figures(struct store *st)
{
	struct device	*d;

	st->figures.n_stuck = 0;
	st->figures.n_dropped = 0;
	RB_FOREACH(d, devices, &st->devices) {
		st->figures.n_stuck += d->state == DEVICE_FULL || d->state == DEVICE_DENIED;
		st->figures.n_dropped += d->n_dropped;
	}
	st->figures.log_bytes = wal_bytes(st->wal);
	return st->figures;
}

void
store_close(struct store *st, int64_t now_s)
{
	struct device	*d, *next;
	struct mono	 begun = mono_now();

	if (st->wal != NULL)
		wal_sync(st->wal);
	RB_FOREACH_SAFE(d, devices, &st->devices, next) {
		if (!st->gate.is_shut && mono_sub(mono_now(), begun) < 2 * SEC_US)
			device_flush(d, now_s - DEVICE_LATE_S, now_s, true);
		RB_REMOVE(devices, &st->devices, d);
		device_free(d);
	}
	wal_close(st->wal);
	marker_close();
	close(st->dir_fd);
	free(st);
}
