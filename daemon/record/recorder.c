/*
 * recorder.c - writes the record; see record.h.
 *
 * The engine's side makes blocks; a thread writes them, so that no disk ever holds up
 * the loop.  When a block could not be written, what it defined is missing: the file
 * ends there, and the next attempt, some seconds later, begins a new one.
 */
#include <sys/queue.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/files.h"
#include "record/frame.h"

#define WAITING_MAX	(8 * 1024 * 1024)	/* bytes of blocks that wait for the disk */
#define RETRY_MS	(10 * SEC_MS)
#define STOP_WAIT_S	2
#define SPARE_MAX	(256 * 1024 * 1024)
#define NO_NAME		UINT32_MAX
#define FILES_MIN	8	/* one file takes at most such a part of all the bytes */

/* What the thread has to do. */
struct job {
	STAILQ_ENTRY(job)	 entry;
	bool			 begins_file, only_prunes;
	struct wall		 at;
	struct buf		 block;
};

struct recorder {
	/* the engine's */
	recorder_head_fn	*head;
	void			*arg;
	struct record_limits	 limits;
	struct frame		 frame;
	uint32_t		*checks;	/* number of each check's name in this file, NO_NAME */
	uint32_t		 n_checks;
	uint32_t		 values[RECORD_VALUES];
	bool			 has_file, begins_file, is_in_head;
	int64_t			 hour;		/* that the file is of */
	struct wall		 first;		/* of its first entry */
	uint64_t		 file_bytes;
	int64_t			 retry_ms;	/* no attempt before */
	uint64_t		 n_entries, n_dropped, n_gap;	/* n_gap: dropped, and not yet said in a file */
	/* shared, under the lock */
	pthread_mutex_t		 lock;
	pthread_cond_t		 wake;
	STAILQ_HEAD(, job)	 jobs;
	size_t			 waiting_bytes;
	bool			 is_ending;
	bool			 has_failed;	/* the file ends here */
	bool			 is_full;
	struct err		 why;
	uint64_t		 bytes;
	struct record_limits	 prune_by;
	/* the thread's */
	pthread_t		 thread;
	bool			 has_thread;
	char			*dir;
	char			 name[FILE_NAME_SIZE];	/* of the file, "" = none */
	int			 fd;
	off_t			 size;
};

/* The thread. */

static bool
has_room(const struct recorder *r, struct err *why)
{
	struct statvfs	 v;
	uint64_t	 spare;

	if (statvfs(r->dir, &v) == -1)
		return err_set(why, "%s: %s", r->dir, strerror(errno));
	spare = (uint64_t)v.f_blocks * v.f_frsize / 20;
	if (spare > SPARE_MAX)
		spare = SPARE_MAX;
	if ((uint64_t)v.f_bavail * v.f_frsize >= spare)
		return true;
	return err_set(why, "the disk of %s is nearly full", r->dir);
}

static void
close_file(struct recorder *r)
{
	if (r->fd != -1)
		close(r->fd);
	r->fd = -1;
	r->name[0] = '\0';
}

/* The whole of it, or nothing. */
static bool
append(struct recorder *r, const void *data, size_t len, struct err *why)
{
	ssize_t	 n = pwrite(r->fd, data, len, r->size);

	if (n == (ssize_t)len) {
		r->size += n;
		return true;
	}
	err_set(why, "%s/%s: %s", r->dir, r->name, n == -1 ? strerror(errno) : "no room on the disk");
	if (ftruncate(r->fd, r->size) == -1)
		close_file(r);	/* who reads skips the half block */
	return false;
}

static bool
open_file(struct recorder *r, struct wall first, struct err *why)
{
	unsigned	 n = 0;

	close_file(r);
	if (mkdir(r->dir, 0750) == -1 && errno != EEXIST)
		return err_set(why, "%s: %s", r->dir, strerror(errno));
	if (chmod(r->dir, 0750) == -1 || !has_room(r, why))
		return err_set(why, "%s", why->text[0] != '\0' ? why->text : strerror(errno));
	do {
		char	*path;

		files_name(first, ++n, r->name);
		path = xasprintf("%s/%s", r->dir, r->name);
		r->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
		free(path);
	} while (r->fd == -1 && errno == EEXIST && n < 100);
	if (r->fd == -1)
		return err_set(why, "%s/%s: %s", r->dir, r->name, strerror(errno));
	(void)fchmod(r->fd, 0640);	/* the umask took what the group may */
	r->size = 0;
	return append(r, RECORD_MAGIC, RECORD_MAGIC_SIZE, why);
}

static void
prune(struct recorder *r, struct wall now)
{
	struct record_limits	 limits;
	uint64_t		 bytes;

	pthread_mutex_lock(&r->lock);
	limits = r->prune_by;
	pthread_mutex_unlock(&r->lock);
	limits.max_bytes -= limits.max_bytes / FILES_MIN;	/* what the new file may take */
	bytes = files_prune(r->dir, &limits, now, r->name);
	pthread_mutex_lock(&r->lock);
	r->bytes = bytes;
	pthread_mutex_unlock(&r->lock);
}

static void
do_job(struct recorder *r, const struct job *job)
{
	struct err	 why = { "" };
	bool		 is_good = true;

	if (job->only_prunes) {
		prune(r, job->at);
		return;
	}
	if (job->begins_file) {
		is_good = open_file(r, job->at, &why);
		prune(r, job->at);
	} else if (r->fd == -1) {
		return;		/* a former block of this file was lost */
	}
	is_good = is_good && has_room(r, &why) && append(r, job->block.s, job->block.len, &why);
	if (!is_good)
		close_file(r);
	pthread_mutex_lock(&r->lock);
	r->has_failed = r->has_failed || !is_good;
	if (is_good)
		r->bytes += job->block.len;
	r->is_full = !is_good;
	if (!is_good)
		r->why = why;
	pthread_mutex_unlock(&r->lock);
}

static void *
recorder_main(void *arg)
{
	struct recorder	*r = arg;
	struct job	*job;

	pthread_mutex_lock(&r->lock);
	for (;;) {
		while ((job = STAILQ_FIRST(&r->jobs)) == NULL && !r->is_ending)
			pthread_cond_wait(&r->wake, &r->lock);
		if (job == NULL)
			break;
		STAILQ_REMOVE_HEAD(&r->jobs, entry);
		pthread_mutex_unlock(&r->lock);
		do_job(r, job);
		pthread_mutex_lock(&r->lock);
		r->waiting_bytes -= job->block.len;
		buf_done(&job->block);
		free(job);
	}
	pthread_mutex_unlock(&r->lock);
	close_file(r);
	return NULL;
}

static void
start_thread(struct recorder *r)
{
	sigset_t	 all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r->has_thread = pthread_create(&r->thread, NULL, recorder_main, r) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r->has_thread)
		pthread_setname_np(r->thread, "record");
}

/* The engine's side. */

struct recorder *
recorder_new(const char *dir, const struct record_limits *limits, recorder_head_fn *head, void *arg)
{
	struct recorder	*r = xcalloc(1, sizeof(*r));

	r->dir = xasprintf("%s/" RECORD_DIR, dir);
	r->limits = r->prune_by = *limits;
	r->head = head;
	r->arg = arg;
	r->fd = -1;
	STAILQ_INIT(&r->jobs);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->wake, NULL);
	start_thread(r);
	return r;
}

/* False: there is no place for it, it is gone.  Takes the block. */
static bool
give(struct recorder *r, bool begins_file, bool only_prunes, struct wall at)
{
	struct job	*job = xcalloc(1, sizeof(*job));
	bool		 is_taken;

	job->begins_file = begins_file;
	job->only_prunes = only_prunes;
	job->at = at;
	if (!only_prunes) {
		job->block = r->frame.block;
		r->frame.block = (struct buf){ 0 };
	}
	pthread_mutex_lock(&r->lock);
	is_taken = r->has_thread && r->waiting_bytes <= WAITING_MAX;
	if (is_taken) {
		r->waiting_bytes += job->block.len;
		STAILQ_INSERT_TAIL(&r->jobs, job, entry);
		pthread_cond_signal(&r->wake);
	} else {
		r->is_full = true;
		err_set(&r->why, r->has_thread ? "the disk of %s is too slow" :
		    "no thread could be started to write %s", r->dir);
	}
	pthread_mutex_unlock(&r->lock);
	if (!is_taken) {
		buf_done(&job->block);
		free(job);
	}
	return is_taken;
}

static void
end_file(struct recorder *r, bool is_failed)
{
	r->has_file = false;
	if (is_failed)
		r->retry_ms = r->frame.last_ms + RETRY_MS;
}

/* What is in the making goes to the thread. */
static void
hand_over(struct recorder *r)
{
	if (r->frame.block.len == 0)
		return;
	frame_end(&r->frame);
	r->file_bytes += r->frame.block.len;
	if (give(r, r->begins_file, false, r->first))
		r->begins_file = false;
	else
		end_file(r, true);
}

static void
begin_file(struct recorder *r, struct wall now)
{
	char	 gap[64];

	r->has_file = r->begins_file = true;
	r->hour = now.ms / FILE_SPAN_MS;
	r->file_bytes = 0;
	r->frame.n_names = 0;
	for (uint32_t i = 0; i < r->n_checks; i++)
		r->checks[i] = NO_NAME;
	for (size_t i = 0; i < RECORD_VALUES; i++)
		r->values[i] = NO_NAME;
	frame_begin(&r->frame, now);
	r->first.ms = r->frame.last_ms;
	r->is_in_head = true;
	r->head(r->arg);
	r->is_in_head = false;
	if (r->n_gap == 0)
		return;
	snprintf(gap, sizeof(gap), "\"vigie\":\"gap\",\"lines\":%llu", (unsigned long long)r->n_gap);
	frame_line(&r->frame, RECORD_LINE_NEWS, now, "", gap);
	r->n_gap = 0;
}

/* Room for one more entry; false: it is dropped. */
static bool
ready(struct recorder *r, struct wall now)
{
	if (r->limits.keep_ms == 0)
		return false;
	if (r->is_in_head)
		return true;
	if (r->has_file && (now.ms / FILE_SPAN_MS > r->hour || r->frame.n_names > NAMES_MAX / 2 ||
	    r->file_bytes > (uint64_t)r->limits.max_bytes / FILES_MIN)) {
		hand_over(r);
		end_file(r, false);
	} else if (r->frame.block.len > BLOCK_FULL) {
		hand_over(r);
	}
	if (!r->has_file) {
		if (now.ms < r->retry_ms) {
			r->n_dropped++;
			r->n_gap++;
			return false;
		}
		begin_file(r, now);
	} else if (r->frame.block.len == 0) {
		frame_begin(&r->frame, now);
	}
	r->n_entries++;
	return true;
}

void
recorder_result(struct recorder *r, uint32_t check, const struct record_entry *e)
{
	uint32_t	 names[RECORD_VALUES];

	if (check >= r->n_checks || !ready(r, e->known))
		return;
	if (r->checks[check] == NO_NAME)
		r->checks[check] = frame_name(&r->frame, e->check);
	for (uint32_t i = 0; i < e->n_values; i++) {
		uint32_t	*name = &r->values[e->values[i].which];

		if (*name == NO_NAME)
			*name = frame_name(&r->frame, e->values[i].name);
		names[i] = *name;
	}
	frame_result(&r->frame, e, r->checks[check], names);
}

void
recorder_line(struct recorder *r, enum record_kind kind, struct wall known, const char *scope,
    const char *json)
{
	if (strlen(json) <= RECORD_LINE && ready(r, known))
		frame_line(&r->frame, kind, known, scope, json);
}

void
recorder_renumber(struct recorder *r, uint32_t n_checks)
{
	r->checks = xreallocarray(r->checks, (size_t)n_checks + 1, sizeof(*r->checks));
	r->n_checks = n_checks;
	for (uint32_t i = 0; i < n_checks; i++)
		r->checks[i] = NO_NAME;
}

void
recorder_limit(struct recorder *r, const struct record_limits *limits)
{
	r->limits = *limits;
	pthread_mutex_lock(&r->lock);
	r->prune_by = *limits;
	pthread_mutex_unlock(&r->lock);
	if (limits->keep_ms == 0 && r->has_file) {
		hand_over(r);
		end_file(r, false);
	}
}

void
recorder_flush(struct recorder *r, struct wall now)
{
	bool	 has_failed;

	if (r->has_file)
		hand_over(r);
	pthread_mutex_lock(&r->lock);
	has_failed = r->has_failed;
	r->has_failed = false;
	pthread_mutex_unlock(&r->lock);
	if (has_failed && r->has_file)
		end_file(r, true);
	if (now.ms / FILE_SPAN_MS > r->hour && !r->has_file) {
		r->hour = now.ms / FILE_SPAN_MS;	/* nothing is recorded: what is old goes all the same */
		give(r, false, true, now);
	}
}

void
recorder_figures(struct recorder *r, struct record_figures *out)
{
	*out = (struct record_figures){ .n_entries = r->n_entries, .n_dropped = r->n_dropped };
	pthread_mutex_lock(&r->lock);
	out->bytes = r->bytes;
	out->is_full = r->is_full && r->limits.keep_ms > 0;
	out->why = r->why;
	pthread_mutex_unlock(&r->lock);
}

void
recorder_free(struct recorder *r)
{
	struct timespec	 end;

	if (r == NULL)
		return;
	if (r->has_file)
		hand_over(r);
	pthread_mutex_lock(&r->lock);
	r->is_ending = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += STOP_WAIT_S;
	if (r->has_thread && pthread_timedjoin_np(r->thread, NULL, &end) != 0) {
		pthread_detach(r->thread);	/* a disk that hangs: the thread keeps its memory, the program ends */
		return;
	}
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->wake);
	buf_done(&r->frame.block);
	free(r->checks);
	free(r->dir);
	free(r);
}
