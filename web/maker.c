/* maker.c - see maker.h */
#include <sys/prctl.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"

#include "maker.h"

#define READ_SIZE	65536
#define MEMORY_MAX	(UINT64_C(1) << 30)	/* bytes of data, the program's own included */
#define MADE		'+'			/* first byte of the pipe: what follows is what was made */
#define FAILED		'-'			/* ...is a sentence */

struct making {
	TAILQ_ENTRY(making)	 link;
	struct maker		*maker;
	maker_fn		*fn;
	maker_done_fn		*done;
	void			*arg;
	pid_t			 pid;		/* 0 = waits */
	int			 fd;
	struct event		*readable, *late;
	struct buf		 got;
	const char		*why;		/* why it was killed; NULL = it was not */
};

TAILQ_HEAD(making_list, making);

struct maker {
	struct event_base	*base;
	struct maker_limits	 limits;
	struct making_list	 running, waiting;
	unsigned		 n_running, n_waiting;
};

static void	 begin_next(struct maker *m);

/* The child. */

/* Nothing of the program's stays open: no browser, no engine, no order of the master. */
static void
let_go(int keep)
{
	if (keep > 3)
		close_range(3, (unsigned)keep - 1, 0);
	close_range((unsigned)keep + 1, ~0U, 0);
}

static void
limit(const struct maker *m)
{
	struct rlimit	 lim;

	lim.rlim_cur = lim.rlim_max = (rlim_t)(m->limits.time_us / SEC_US) + 1;
	setrlimit(RLIMIT_CPU, &lim);
#ifndef __SANITIZE_ADDRESS__
	lim.rlim_cur = lim.rlim_max = MEMORY_MAX;
	setrlimit(RLIMIT_DATA, &lim);
#endif
	if (nice(5) == -1)
		errno = 0;		/* a filter of the system may refuse it; it only makes us politer */
}

static void
write_all(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t	 n = write(fd, p, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		p += n;
		len -= (size_t)n;
	}
}

static void
child(const struct making *k, pid_t parent, int fd)
{
	struct buf	 out = { 0 };
	struct err	 err = { "" };
	bool		 is_made;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	let_go(fd);
	limit(k->maker);
	is_made = k->fn(k->arg, &out, &err);
	write_all(fd, is_made ? (const char[]){ MADE } : (const char[]){ FAILED }, 1);
	if (is_made)
		write_all(fd, buf_str(&out), out.len);
	else
		write_all(fd, err.text, strlen(err.text));
	_exit(0);
}

/* The loop. */

static void
making_free(struct making *k)
{
	if (k->readable != NULL)
		event_free(k->readable);
	if (k->late != NULL)
		event_free(k->late);
	if (k->pid != 0) {
		close(k->fd);
		while (waitpid(k->pid, NULL, 0) == -1 && errno == EINTR)
			;
	}
	buf_done(&k->got);
	free(k);
}

static void
end(struct making *k, const char *why)
{
	struct maker	*m = k->maker;

	TAILQ_REMOVE(&m->running, k, link);
	m->n_running--;
	if (why != NULL)
		log_warn("a report was not made: %s", why[0] != '\0' ? why : "no reason was given");
	k->done(k->arg, why, &k->got);
	making_free(k);
	begin_next(m);
}

/* Its pipe is at its end: the child is gone or about to go. */
static void
ended(struct making *k)
{
	char	 kind = k->got.len > 0 ? k->got.s[0] : '\0';

	if (k->why == NULL && kind == MADE) {
		k->got.len--;
		memmove(k->got.s, k->got.s + 1, k->got.len + 1);
		end(k, NULL);
	} else if (k->why == NULL && kind == FAILED) {
		end(k, k->got.s + 1);
	} else {
		end(k, k->why != NULL ? k->why : "its process ended");
	}
}

static void
kill_it(struct making *k, const char *why)
{
	if (k->why != NULL)
		return;
	k->why = why;
	kill(k->pid, SIGKILL);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct making	*k = arg;
	char		 piece[READ_SIZE];
	ssize_t		 n = read(fd, piece, sizeof(piece));

	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		ended(k);
		return;
	}
	if (k->got.len + (size_t)n > k->maker->limits.max_bytes)
		kill_it(k, "it became too big");
	else if (k->why == NULL)
		buf_add(&k->got, piece, (size_t)n);
}

static void
on_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	kill_it(arg, "it took too long");
}

static void
on_not_started(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	ended(arg);
}

static bool
start_child(struct making *k)
{
	pid_t	 parent = getpid();
	int	 pipes[2];

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return false;
	if ((k->pid = fork()) == 0)
		child(k, parent, pipes[1]);
	close(pipes[1]);
	if (k->pid == -1) {
		k->pid = 0;
		close(pipes[0]);
		return false;
	}
	k->fd = pipes[0];
	evutil_make_socket_nonblocking(k->fd);
	return true;
}

/* Where no process can be had, the end comes on the next turn: never from inside maker_make(). */
static void
start(struct making *k)
{
	struct maker	*m = k->maker;
	bool		 is_started = start_child(k);

	if (!is_started)
		k->why = "no process can be started";
	k->late = evtimer_new(m->base, is_started ? on_late : on_not_started, k);
	if (k->late == NULL)
		abort();
	event_add(k->late, &(struct timeval){ is_started ? m->limits.time_us / SEC_US : 0, 0 });
	if (!is_started)
		return;
	k->readable = event_new(m->base, k->fd, EV_READ | EV_PERSIST, on_readable, k);
	if (k->readable == NULL)
		abort();
	event_add(k->readable, NULL);
}

static void
begin_next(struct maker *m)
{
	struct making	*k;

	while (m->n_running < m->limits.max_running && (k = TAILQ_FIRST(&m->waiting)) != NULL) {
		TAILQ_REMOVE(&m->waiting, k, link);
		m->n_waiting--;
		TAILQ_INSERT_TAIL(&m->running, k, link);
		m->n_running++;
		start(k);
	}
}

bool
maker_make(struct maker *m, maker_fn *fn, maker_done_fn *done, void *arg)
{
	struct making	*k;

	if (m->n_running >= m->limits.max_running && m->n_waiting >= m->limits.max_waiting)
		return false;
	k = xcalloc(1, sizeof(*k));
	k->maker = m;
	k->fn = fn;
	k->done = done;
	k->arg = arg;
	TAILQ_INSERT_TAIL(&m->waiting, k, link);
	m->n_waiting++;
	begin_next(m);
	return true;
}

struct maker *
maker_new(struct event_base *base, const struct maker_limits *limits)
{
	struct maker	*m = xcalloc(1, sizeof(*m));

	m->base = base;
	m->limits = *limits;
	TAILQ_INIT(&m->running);
	TAILQ_INIT(&m->waiting);
	return m;
}

void
maker_free(struct maker *m)
{
	struct making	*k;

	if (m == NULL)
		return;
	while ((k = TAILQ_FIRST(&m->waiting)) != NULL) {
		TAILQ_REMOVE(&m->waiting, k, link);
		making_free(k);
	}
	while ((k = TAILQ_FIRST(&m->running)) != NULL) {
		TAILQ_REMOVE(&m->running, k, link);
		if (k->pid != 0)	/* 0, never started, would be our whole group */
			kill(k->pid, SIGKILL);
		making_free(k);
	}
	free(m);
}
