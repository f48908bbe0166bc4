/* crew.c - see crew.h */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/mem.h"
#include "courier/crew.h"

#define STACK_BYTES	(2 * 1024 * 1024)	/* a report's form is made in it */

struct crew {
	struct notifier_limits	 limits;
	crew_done_fn		*on_done;
	void			*arg;
	struct event		*ended;
	int			 pipe[2];	/* pointers to jobs that ended */
	unsigned		 n_running;
	atomic_bool		 is_stopping;
	pthread_attr_t		 attr;
};

struct job {
	struct crew		*crew;
	const struct notifier	*notifier;
	struct setup		*setup;		/* owned */
	const struct notice	*notice;
	void			*tag;
	struct outcome		 out;
};

/* A pointer is less than PIPE_BUF: written whole or not at all, and the pipe holds far more than all jobs. */
static void
post(struct job *job)
{
	if (write(job->crew->pipe[1], &job, sizeof(job)) != (ssize_t)sizeof(job))
		abort();
}

static void *
work(void *arg)
{
	struct job	*job = arg;

	job->notifier->attempt(job->setup, job->notice, &job->crew->limits,
	    &job->crew->is_stopping, &job->out);
	post(job);
	return NULL;
}

/* Takes one ended job from the pipe; false when there is none now. */
static bool
collect(struct crew *crew)
{
	struct job	*job;

	if (read(crew->pipe[0], &job, sizeof(job)) != (ssize_t)sizeof(job))
		return false;
	crew->n_running--;
	crew->on_done(crew->arg, job->tag, &job->out);
	setup_free(job->setup);
	free(job);
	return true;
}

static void
on_ended(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	while (collect(arg))
		continue;
}

struct crew *
crew_new(struct event_base *base, const struct notifier_limits *limits, crew_done_fn *on_done,
    void *arg)
{
	struct crew	*crew = xcalloc(1, sizeof(*crew));

	crew->limits = *limits;
	crew->on_done = on_done;
	crew->arg = arg;
	if (pipe2(crew->pipe, O_CLOEXEC) == -1 || fcntl(crew->pipe[0], F_SETFL, O_NONBLOCK) == -1 ||
	    pthread_attr_init(&crew->attr) != 0 ||
	    (crew->ended = event_new(base, crew->pipe[0], EV_READ | EV_PERSIST, on_ended, crew)) == NULL ||
	    event_add(crew->ended, NULL) == -1)
		abort();
	pthread_attr_setdetachstate(&crew->attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&crew->attr, STACK_BYTES);
	return crew;
}

void
crew_start(struct crew *crew, const struct notifier *notifier, const struct setup *setup,
    const struct notice *notice, void *tag)
{
	struct job	*job = xcalloc(1, sizeof(*job));
	sigset_t	 all, before;
	pthread_t	 thread;
	int		 error;

	*job = (struct job){ .crew = crew, .notifier = notifier, .setup = setup_copy(setup),
	    .notice = notice, .tag = tag };
	crew->n_running++;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);	/* signals are the first thread's */
	error = pthread_create(&thread, &crew->attr, work, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error != 0) {
		job->out.how = DELIVERY_LATER;
		snprintf(job->out.text, sizeof(job->out.text), "cannot start a thread: %s",
		    strerror(error));
		post(job);
	}
}

static void
wait_for_all(struct crew *crew, int ms)
{
	struct mono	 end = { mono_now().us + ms * MSEC_US };
	struct pollfd	 pfd = { .fd = crew->pipe[0], .events = POLLIN };

	while (crew->n_running > 0 && mono_now().us < end.us)
		if (!collect(crew))
			poll(&pfd, 1, 50);
}

bool
crew_stop(struct crew *crew, int grace_ms)
{
	wait_for_all(crew, grace_ms);
	atomic_store(&crew->is_stopping, true);
	wait_for_all(crew, grace_ms);
	return crew->n_running == 0;
}

void
crew_free(struct crew *crew)
{
	if (crew == NULL)
		return;
	event_free(crew->ended);
	close(crew->pipe[0]);
	close(crew->pipe[1]);
	pthread_attr_destroy(&crew->attr);
	free(crew);
}
