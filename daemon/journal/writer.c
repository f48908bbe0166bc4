/*
 * writer.c - see writer.h.
 *
 * A queue between two threads: the engine's appends whole groups, the writer's
 * takes all there is.  What a commit brought is left under the same lock, and
 * the descriptor says so.
 */
#include <sys/eventfd.h>
#include <sys/queue.h>

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "journal/inside.h"
#include "journal/writer.h"

#define FULL_RETRY_MS	1000

/* A row that waits, with all that it points to in one block. */
struct item {
	STAILQ_ENTRY(item)	 next;
	size_t			 size;
	uint64_t		 empties;	/* no row: that one is emptied; 0 = a row */
	struct journal_row	 row;
	struct journal_about	 about;
};
STAILQ_HEAD(items, item);

struct writer {
	const struct writer_calls *calls;
	void			*arg;
	pthread_t		 thread;
	int			 fd;		/* eventfd */

	/* the engine's */
	struct items		 group;		/* open */
	size_t			 group_bytes;
	bool			 is_refused;	/* the open group */
	uint64_t		 next_seq;
	uint64_t		 told_synced;
	bool			 told_full, told_broken;

	/* the thread's */
	struct journal		*j;
	struct items		 batch;
	bool			 has_reserve;

	/* shared, under the lock */
	pthread_mutex_t		 lock;
	pthread_cond_t		 wake;
	struct items		 queue;
	size_t			 n_queued;
	struct mono		 first;		/* when the oldest of the queue came */
	bool			 is_urgent, is_ending;
	struct mono		 end;		/* of is_ending: no further try after it */
	bool			 is_full, is_broken;
	struct err		 why;
	struct writer_figures	 figures;
};

static void
signal_engine(struct writer *w)
{
	uint64_t	 one = 1;
	ssize_t		 n = write(w->fd, &one, sizeof(one));

	(void)n;	/* EAGAIN: it is readable already */
}

static void
items_free(struct items *items)
{
	struct item	*it;

	while ((it = STAILQ_FIRST(items)) != NULL) {
		STAILQ_REMOVE_HEAD(items, next);
		free(it);
	}
}

/* Waits at most `ms` for something to change; with the lock held. */
static void
wait_ms(struct writer *w, int64_t ms)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += (time_t)(ms / 1000);
	ts.tv_nsec += (long)(ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_sec++;
		ts.tv_nsec -= 1000000000;
	}
	(void)pthread_cond_timedwait(&w->wake, &w->lock, &ts);
}

/* Takes the queue as the next batch when it is time; false: the end.  With the lock held. */
static bool
next_batch(struct writer *w)
{
	int64_t	 age_ms;

	for (;;) {
		if (STAILQ_EMPTY(&w->queue)) {
			if (w->is_ending)
				return false;
			if (w->is_full)
				return true;	/* nothing to write, but see whether there is room */
			pthread_cond_wait(&w->wake, &w->lock);
			continue;
		}
		age_ms = mono_sub(mono_now(), w->first) / MSEC_US;
		if (w->is_ending || w->is_urgent || w->n_queued >= WRITER_ROWS ||
		    age_ms >= WRITER_PERIOD_MS)
			break;
		wait_ms(w, WRITER_PERIOD_MS - age_ms);
	}
	STAILQ_CONCAT(&w->batch, &w->queue);
	w->n_queued = 0;
	w->is_urgent = false;
	return true;
}

/* One transaction. */
static enum journal_status
write_batch(struct writer *w, struct err *why)
{
	enum journal_status	 status;
	struct item		*it;
	uint64_t		 seq;

	STAILQ_FOREACH(it, &w->batch, next) {
		if (it->empties != 0) {
			if ((status = journal_empty(w->j, it->empties, why)) != JOURNAL_OK)
				return status;
			continue;
		}
		status = journal_append(w->j, &it->row, &it->about, &seq, why);
		if (status != JOURNAL_OK)
			return status;
		assert(seq == it->row.seq);
	}
	return journal_commit(w->j, why);
}

/* The reserve is given up for what waits: on a full disk the next rows still get through. */
static bool
use_reserve(struct writer *w)
{
	if (!w->has_reserve)
		return false;
	place_reserve_free(w->j->dir);
	w->has_reserve = false;
	return true;
}

static void
note_full(struct writer *w, bool is_full, const struct err *why)
{
	if (w->is_full != is_full) {
		w->is_full = is_full;
		w->why = *why;
		signal_engine(w);
	}
}

/* The batch is on the disk.  With the lock held. */
static void
note_synced(struct writer *w, int64_t us)
{
	struct item	*it;

	STAILQ_FOREACH(it, &w->batch, next) {
		w->figures.waiting_bytes -= it->size;
		w->figures.n_rows++;
	}
	w->figures.n_commits++;
	w->figures.synced = journal_last(w->j);
	w->figures.commit_us = us;
	if (us > w->figures.commit_max_us)
		w->figures.commit_max_us = us;
	items_free(&w->batch);
	signal_engine(w);
}

/* Writes the batch, with all that may help where there is no room. */
static enum journal_status
try_batch(struct writer *w, struct err *why)
{
	enum journal_status	 status;
	struct mono		 before = mono_now();

	if (STAILQ_EMPTY(&w->batch))
		return JOURNAL_OK;
	status = write_batch(w, why);
	if (status == JOURNAL_FULL && use_reserve(w))
		status = write_batch(w, why);
	if (status == JOURNAL_OK) {
		pthread_mutex_lock(&w->lock);
		note_synced(w, mono_sub(mono_now(), before));
		pthread_mutex_unlock(&w->lock);
	}
	return status;
}

/* After a batch: the log into the file, the reserve back in its place. */
static enum journal_status
tidy(struct writer *w, bool is_full, struct err *why)
{
	enum journal_status	 status = journal_checkpoint(w->j, is_full, why);

	if (status == JOURNAL_OK && !w->has_reserve) {
		w->has_reserve = place_reserve(w->j->dir);
		if (!w->has_reserve) {
			err_set(why, "no room on the disk of %s", w->j->dir);
			status = JOURNAL_FULL;
		}
	}
	return status;
}

/* Commits the batch, or tries; false: nothing more to do, or broken. */
static bool
commit_batch(struct writer *w)
{
	struct err		 why = { "" }, other = { "" };
	enum journal_status	 status = try_batch(w, &why), tidied = JOURNAL_OK;
	bool			 is_late;

	if (status != JOURNAL_BROKEN)
		tidied = tidy(w, status == JOURNAL_FULL, &other);
	if (status == JOURNAL_OK || tidied == JOURNAL_BROKEN)
		why = other;
	pthread_mutex_lock(&w->lock);
	if (status == JOURNAL_BROKEN || tidied == JOURNAL_BROKEN) {
		w->is_broken = true;
		w->why = why;
		signal_engine(w);
	} else {
		note_full(w, status == JOURNAL_FULL || tidied == JOURNAL_FULL, &why);
		is_late = w->is_ending && mono_sub(w->end, mono_now()) <= 0;
		if (w->is_full && !is_late && !(w->is_ending && STAILQ_EMPTY(&w->batch)))
			wait_ms(w, FULL_RETRY_MS);
	}
	is_late = w->is_broken || (w->is_ending && mono_sub(w->end, mono_now()) <= 0);
	pthread_mutex_unlock(&w->lock);
	return !is_late;
}

static void *
writer_main(void *arg)
{
	struct writer	*w = arg;
	bool		 goes_on;

	do {
		pthread_mutex_lock(&w->lock);
		goes_on = !STAILQ_EMPTY(&w->batch) || next_batch(w);
		pthread_mutex_unlock(&w->lock);
	} while (goes_on && commit_batch(w));
	return NULL;
}

static bool
start_thread(struct writer *w, struct err *err)
{
	pthread_condattr_t	 attr;
	sigset_t		 all, before;
	int			 rc;

	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&w->thread, NULL, writer_main, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc != 0)
		return err_set(err, "cannot start the journal's thread: %s", strerror(rc));
	pthread_setname_np(w->thread, "journal");
	return true;
}

struct writer *
writer_start(struct journal *j, const struct writer_calls *calls, void *arg, struct err *err)
{
	struct writer	*w = xcalloc(1, sizeof(*w));

	w->calls = calls;
	w->arg = arg;
	w->j = j;
	STAILQ_INIT(&w->group);
	STAILQ_INIT(&w->batch);
	STAILQ_INIT(&w->queue);
	w->next_seq = journal_last(j) + 1;
	w->told_synced = w->figures.put = w->figures.synced = journal_last(j);
	w->has_reserve = place_reserve(j->dir);
	w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->fd == -1) {
		err_set(err, "eventfd: %s", strerror(errno));
		free(w);
		return NULL;
	}
	if (!start_thread(w, err)) {
		close(w->fd);
		free(w);
		return NULL;
	}
	return w;
}

bool
writer_stop(struct writer *w, int64_t wait)
{
	bool	 is_good;

	writer_end(w, true);
	pthread_mutex_lock(&w->lock);
	w->is_ending = true;
	w->end.us = mono_now().us + wait * MSEC_US;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	is_good = !w->is_broken && STAILQ_EMPTY(&w->batch) && STAILQ_EMPTY(&w->queue);
	writer_dispatch(w);
	journal_close(w->j);	/* after a failed sync it syncs nothing */
	items_free(&w->batch);
	items_free(&w->queue);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	close(w->fd);
	free(w);
	return is_good;
}

/* Copies a text into the block at *p and moves on. */
static const char *
put_text(char **p, const char *s)
{
	size_t	 size = s != NULL ? strlen(s) + 1 : 0;
	char	*at = *p;

	if (s == NULL)
		return NULL;
	memcpy(at, s, size);
	*p += size;
	return at;
}

static size_t
text_size(const char *s)
{
	return s != NULL ? strlen(s) + 1 : 0;
}

static struct item *
item_new(const struct journal_row *row, const struct journal_about *about)
{
	size_t		 size = sizeof(struct item) + about->n_sites * sizeof(char *) +
	    text_size(row->kind) + text_size(row->object) + row->content_len + text_size(about->scope);
	const char	**sites;
	struct item	*it;
	uint32_t	 i;
	char		*p;

	for (i = 0; i < about->n_sites; i++)
		size += text_size(about->sites[i]);
	it = xmalloc(size);
	it->size = size;
	it->empties = 0;
	it->row = *row;
	it->about = *about;
	sites = (const char **)(it + 1);
	p = (char *)(sites + about->n_sites);
	for (i = 0; i < about->n_sites; i++)
		sites[i] = put_text(&p, about->sites[i]);
	it->about.sites = sites;
	it->about.scope = put_text(&p, about->scope);
	it->row.kind = put_text(&p, row->kind);
	it->row.object = put_text(&p, row->object);
	memcpy(p, row->content, row->content_len);
	it->row.content = p;
	return it;
}

/* Is there room for one more in the open group?  A refused group stays refused. */
static bool
has_room(struct writer *w)
{
	if (!STAILQ_EMPTY(&w->group))
		return true;
	pthread_mutex_lock(&w->lock);
	w->is_refused = w->is_refused || w->figures.waiting_bytes > WRITER_WAITING_MAX;
	w->figures.n_refused += w->is_refused;
	pthread_mutex_unlock(&w->lock);
	return !w->is_refused;
}

bool
writer_empty(struct writer *w, uint64_t seq)
{
	struct item	*it;

	if (!has_room(w))
		return false;
	it = xcalloc(1, sizeof(*it));
	it->size = sizeof(*it);
	it->empties = seq;
	w->group_bytes += it->size;
	STAILQ_INSERT_TAIL(&w->group, it, next);
	return true;
}

uint64_t
writer_put(struct writer *w, const struct journal_row *row, const struct journal_about *about)
{
	struct item	*it;

	if (!has_room(w))
		return 0;
	it = item_new(row, about);
	it->row.seq = w->next_seq++;
	w->group_bytes += it->size;
	STAILQ_INSERT_TAIL(&w->group, it, next);
	return it->row.seq;
}

void
writer_end(struct writer *w, bool is_urgent)
{
	struct item	*it;

	w->is_refused = false;
	if (STAILQ_EMPTY(&w->group))
		return;
	pthread_mutex_lock(&w->lock);
	if (STAILQ_EMPTY(&w->queue))
		w->first = mono_now();
	STAILQ_FOREACH(it, &w->group, next)
		w->n_queued++;
	STAILQ_CONCAT(&w->queue, &w->group);
	w->figures.waiting_bytes += w->group_bytes;
	w->figures.put = w->next_seq - 1;
	w->is_urgent = w->is_urgent || is_urgent;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	w->group_bytes = 0;
}

int
writer_fd(const struct writer *w)
{
	return w->fd;
}

void
writer_dispatch(struct writer *w)
{
	struct err	 why;
	uint64_t	 n, synced;
	bool		 is_full, is_broken;
	ssize_t		 got = read(w->fd, &n, sizeof(n));

	(void)got;
	pthread_mutex_lock(&w->lock);
	synced = w->figures.synced;
	is_full = w->is_full;
	is_broken = w->is_broken;
	why = w->why;
	pthread_mutex_unlock(&w->lock);
	if (synced != w->told_synced) {
		w->told_synced = synced;
		w->calls->synced(w->arg, synced);
	}
	if (is_broken && !w->told_broken) {
		w->told_broken = true;
		w->calls->broken(w->arg, why.text);
	} else if (is_full != w->told_full && !is_broken) {
		w->told_full = is_full;
		w->calls->full(w->arg, is_full, why.text);
	}
}

uint64_t
writer_synced(const struct writer *w)
{
	return w->told_synced;
}

void
writer_figures(struct writer *w, struct writer_figures *out)
{
	pthread_mutex_lock(&w->lock);
	*out = w->figures;
	out->is_full = w->is_full;
	pthread_mutex_unlock(&w->lock);
}
