/* resolver.c - see resolver.h */
#include <sys/eventfd.h>
#include <sys/queue.h>

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "poller/index.h"
#include "poller/resolver.h"

#define N_THREADS	4
#define AGAIN_US	(60 * SEC_US)
#define N_DEAD		3		/* failures in a row without an answer of any server */

/* A question on its way to a thread and back; belongs to one side at a time. */
struct job {
	TAILQ_ENTRY(job)	 at;
	struct name		*name;
	char			*text;		/* owned */
	int			 rc;		/* of getaddrinfo() */
	union address		 address;
};
TAILQ_HEAD(job_list, job);

struct name {
	char		*text;		/* owned */
	uint32_t	 slot;
	unsigned	 n_refs;	/* the checks and the job */
	bool		 is_asked, has_address, has_answer;
	int		 rc;
	struct mono	 asked;
	union address	 address;
};

/* What the threads see: outlives the resolver when one of them is stuck in getaddrinfo(). */
struct crew {
	pthread_mutex_t	 lock;
	pthread_cond_t	 wake;
	struct job_list	 asked, answered;
	bool		 is_over;
	unsigned	 n_refs;
	int		 fd;			/* eventfd: something is in `answered` */
};

struct resolver {
	struct crew	*crew;
	struct event	*event;
	resolver_fn	*fn;
	void		*arg;
	struct name	**names;
	size_t		 n_names, room;
	struct index	 by_text;
	unsigned	 n_dead;		/* in a row */
	bool		 was_ok;
};

static void
job_free(struct job *job)
{
	free(job->text);
	free(job);
}

static void
crew_put(struct crew *crew)
{
	struct job	*job, *next;
	unsigned	 n;

	pthread_mutex_lock(&crew->lock);
	n = --crew->n_refs;
	pthread_mutex_unlock(&crew->lock);
	if (n > 0)
		return;
	TAILQ_FOREACH_SAFE(job, &crew->asked, at, next)
		job_free(job);
	TAILQ_FOREACH_SAFE(job, &crew->answered, at, next)
		job_free(job);
	close(crew->fd);
	pthread_cond_destroy(&crew->wake);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
}

static void
answer(struct job *job)
{
	struct addrinfo		 hints = { .ai_socktype = SOCK_DGRAM };
	struct addrinfo		*found = NULL;

	job->rc = getaddrinfo(job->text, NULL, &hints, &found);
	if (job->rc == 0 && found->ai_addrlen <= sizeof(job->address))
		memcpy(&job->address, found->ai_addr, found->ai_addrlen);
	else if (job->rc == 0)
		job->rc = EAI_FAMILY;
	if (found != NULL)
		freeaddrinfo(found);
}

static void *
work(void *arg)
{
	struct crew	*crew = arg;
	struct job	*job;
	uint64_t	 one = 1;

	pthread_mutex_lock(&crew->lock);
	while (!crew->is_over) {
		if ((job = TAILQ_FIRST(&crew->asked)) == NULL) {
			pthread_cond_wait(&crew->wake, &crew->lock);
			continue;
		}
		TAILQ_REMOVE(&crew->asked, job, at);
		pthread_mutex_unlock(&crew->lock);
		answer(job);
		pthread_mutex_lock(&crew->lock);
		TAILQ_INSERT_TAIL(&crew->answered, job, at);
		if (write(crew->fd, &one, sizeof(one)) == -1)
			continue;	/* full: the loop is awake already */
	}
	pthread_mutex_unlock(&crew->lock);
	crew_put(crew);
	return NULL;
}

/* One answer back on the loop. */
static void
take(struct resolver *r, struct job *job)
{
	struct name	*name = job->name;

	name->is_asked = false;
	name->has_answer = true;
	name->rc = job->rc;
	if (job->rc == 0) {
		name->address = job->address;
		name->has_address = true;
	}
	r->n_dead = job->rc == EAI_AGAIN || job->rc == EAI_SYSTEM ? r->n_dead + 1 : 0;
	name_put(r, name);
	job_free(job);
}

static void
on_answers(evutil_socket_t fd, short what, void *arg)
{
	struct resolver	*r = arg;
	struct job_list	 done = TAILQ_HEAD_INITIALIZER(done);
	struct job	*job, *next;
	uint64_t	 n;

	(void)what;
	if (read(fd, &n, sizeof(n)) == -1)
		return;
	pthread_mutex_lock(&r->crew->lock);
	TAILQ_CONCAT(&done, &r->crew->answered, at);
	pthread_mutex_unlock(&r->crew->lock);
	TAILQ_FOREACH_SAFE(job, &done, at, next)
		take(r, job);
	if (resolver_is_ok(r) != r->was_ok) {
		r->was_ok = !r->was_ok;
		log_warn("names %s", r->was_ok ? "resolve again" :
		    "do not resolve: no name server answers; the last good addresses are used");
	}
	r->fn(r->arg);
}

struct resolver *
resolver_new(struct event_base *base, resolver_fn *fn, void *arg)
{
	struct resolver	*r = xcalloc(1, sizeof(*r));
	struct crew	*crew = xcalloc(1, sizeof(*crew));

	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->wake, NULL);
	TAILQ_INIT(&crew->asked);
	TAILQ_INIT(&crew->answered);
	crew->n_refs = 1;
	if ((crew->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) == -1)
		abort();
	r->crew = crew;
	r->fn = fn;
	r->arg = arg;
	r->was_ok = true;
	r->event = event_new(base, crew->fd, EV_READ | EV_PERSIST, on_answers, r);
	event_add(r->event, NULL);
	return r;
}

/* Threads are started with the first question: who uses no names has none. */
static void
start_threads(struct crew *crew)
{
	sigset_t	 all, was;
	pthread_t	 thread;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	for (int i = 0; i < N_THREADS; i++)
		if (pthread_create(&thread, NULL, work, crew) == 0) {
			pthread_detach(thread);
			crew->n_refs++;
		}
	pthread_sigmask(SIG_SETMASK, &was, NULL);
}

void
resolver_free(struct resolver *r)
{
	if (r == NULL)
		return;
	event_free(r->event);
	pthread_mutex_lock(&r->crew->lock);
	r->crew->is_over = true;
	pthread_cond_broadcast(&r->crew->wake);
	pthread_mutex_unlock(&r->crew->lock);
	crew_put(r->crew);
	for (size_t i = 0; i < r->n_names; i++)
		if (r->names[i] != NULL) {
			free(r->names[i]->text);
			free(r->names[i]);
		}
	free(r->names);
	index_done(&r->by_text);
	free(r);
}

static uint32_t
hash_of(const char *text)
{
	uint64_t	 h = text_hash(text);

	return index_mix((uint32_t)(h ^ (h >> 32)));
}

struct name *
name_get(struct resolver *r, const char *text)
{
	uint32_t	 hash = hash_of(text), slot = index_first(&r->by_text, hash);
	struct name	*name;

	for (; slot != INDEX_END; slot = index_after(&r->by_text, slot))
		if (strcmp(r->names[slot]->text, text) == 0) {
			r->names[slot]->n_refs++;
			return r->names[slot];
		}
	slot = r->by_text.n < r->n_names ? 0 : (uint32_t)r->n_names;
	while (slot < r->n_names && r->names[slot] != NULL)
		slot++;
	if (slot == r->n_names) {
		r->names = grow(r->names, r->n_names, &r->room, sizeof(*r->names));
		r->n_names++;
	}
	name = r->names[slot] = xcalloc(1, sizeof(*name));
	name->text = xstrdup(text);
	name->slot = slot;
	name->n_refs = 1;
	index_add(&r->by_text, hash, slot);
	return name;
}

void
name_put(struct resolver *r, struct name *name)
{
	if (name == NULL || --name->n_refs > 0)
		return;
	index_remove(&r->by_text, name->slot);
	r->names[name->slot] = NULL;
	free(name->text);
	free(name);
}

void
name_refresh(struct resolver *r, struct name *name, struct mono now)
{
	struct job	*job;

	if (name->is_asked || (name->has_answer && mono_sub(now, name->asked) < AGAIN_US))
		return;
	name->is_asked = true;
	name->asked = now;
	name->n_refs++;
	job = xcalloc(1, sizeof(*job));
	job->name = name;
	job->text = xstrdup(name->text);
	pthread_mutex_lock(&r->crew->lock);
	if (r->crew->n_refs == 1)
		start_threads(r->crew);
	TAILQ_INSERT_TAIL(&r->crew->asked, job, at);
	pthread_cond_signal(&r->crew->wake);
	pthread_mutex_unlock(&r->crew->lock);
}

bool
name_address(const struct name *name, union address *out)
{
	if (name->has_address)
		*out = name->address;
	return name->has_address;
}

bool
name_is_waiting(const struct name *name)
{
	return name->is_asked && !name->has_answer;
}

const char *
name_why(const struct name *name)
{
	if (!name->has_answer || name->rc == 0)
		return "";
	return name->rc == EAI_AGAIN || name->rc == EAI_SYSTEM ? "no name server answers" :
	    name->rc == EAI_NONAME || name->rc == EAI_NODATA ? "there is no such name" :
	    gai_strerror(name->rc);
}

const char *
name_text(const struct name *name)
{
	return name->text;
}

bool
resolver_is_ok(const struct resolver *r)
{
	return r->n_dead == 0 || (r->n_dead < N_DEAD && r->n_dead < r->by_text.n);
}
