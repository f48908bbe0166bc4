/* reader.c - see reader.h. */
#include <sys/eventfd.h>
#include <sys/queue.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "journal/reader.h"

struct ask {
	STAILQ_ENTRY(ask)	 next;
	reader_work_fn		*work;
	reader_done_fn		*done;
	void			*arg;
};
STAILQ_HEAD(asks, ask);

struct reader {
	struct journal		*j;		/* the thread's */
	pthread_t		 thread;
	int			 fd;		/* eventfd */
	/* under the lock */
	pthread_mutex_t		 lock;
	pthread_cond_t		 wake;
	struct asks		 waiting, answered;
	unsigned		 n_waiting;
	bool			 is_ending;
};

static void
answer(struct reader *r, struct ask *a)
{
	uint64_t	 one = 1;
	ssize_t		 n;

	STAILQ_INSERT_TAIL(&r->answered, a, next);
	n = write(r->fd, &one, sizeof(one));
	(void)n;	/* EAGAIN: it is readable already */
}

static void *
reader_main(void *arg)
{
	struct reader	*r = arg;
	struct ask	*a;

	pthread_mutex_lock(&r->lock);
	while (!r->is_ending) {
		a = STAILQ_FIRST(&r->waiting);
		if (a == NULL) {
			pthread_cond_wait(&r->wake, &r->lock);
			continue;
		}
		STAILQ_REMOVE_HEAD(&r->waiting, next);
		r->n_waiting--;
		pthread_mutex_unlock(&r->lock);
		a->work(a->arg, r->j);
		pthread_mutex_lock(&r->lock);
		answer(r, a);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

struct reader *
reader_start(const char *dir, struct err *err)
{
	struct reader	*r = xcalloc(1, sizeof(*r));
	sigset_t	 all, before;
	int		 rc;

	STAILQ_INIT(&r->waiting);
	STAILQ_INIT(&r->answered);
	r->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r->fd == -1) {
		err_set(err, "eventfd: %s", strerror(errno));
		goto fail;
	}
	r->j = journal_open_reader(dir, err);
	if (r->j == NULL)
		goto fail;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->wake, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&r->thread, NULL, reader_main, r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0) {
		pthread_setname_np(r->thread, "journal-read");
		return r;
	}
	err_set(err, "cannot start the journal's reading thread: %s", strerror(rc));
fail:
	journal_close(r->j);
	if (r->fd != -1)
		close(r->fd);
	free(r);
	return NULL;
}

static void
tell(struct asks *asks, bool is_done)
{
	struct ask	*a;

	while ((a = STAILQ_FIRST(asks)) != NULL) {
		STAILQ_REMOVE_HEAD(asks, next);
		a->done(a->arg, is_done);
		free(a);
	}
}

void
reader_stop(struct reader *r)
{
	if (r == NULL)
		return;
	pthread_mutex_lock(&r->lock);
	r->is_ending = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	tell(&r->answered, true);
	tell(&r->waiting, false);
	journal_close(r->j);
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
	close(r->fd);
	free(r);
}

bool
reader_ask(struct reader *r, reader_work_fn *work, reader_done_fn *done, void *arg)
{
	struct ask	*a;

	pthread_mutex_lock(&r->lock);
	if (r->n_waiting >= READER_WAITING_MAX) {
		pthread_mutex_unlock(&r->lock);
		return false;
	}
	a = xmalloc(sizeof(*a));
	*a = (struct ask){ .work = work, .done = done, .arg = arg };
	STAILQ_INSERT_TAIL(&r->waiting, a, next);
	r->n_waiting++;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	return true;
}

int
reader_fd(const struct reader *r)
{
	return r->fd;
}

void
reader_dispatch(struct reader *r)
{
	struct asks	 answered = STAILQ_HEAD_INITIALIZER(answered);
	uint64_t	 n;
	ssize_t		 got = read(r->fd, &n, sizeof(n));

	(void)got;
	pthread_mutex_lock(&r->lock);
	STAILQ_CONCAT(&answered, &r->answered);
	pthread_mutex_unlock(&r->lock);
	tell(&answered, true);
}
