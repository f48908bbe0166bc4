/* reloader.c - see reloader.h */
#include <sys/eventfd.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/jw.h"
#include "engine/reloader.h"
#include "ipc/program.h"
#include "model/conf.h"
#include "model/inventory.h"

struct waiter {
	struct asker	 asker;		/* .ch NULL = he is gone */
	bool		 is_master;
};

struct reloader {
	struct engine		*engine;
	int			 fd;		/* eventfd: the thread has read */
	struct event		*read;
	pthread_t		 thread;
	bool			 is_running;
	struct inventory	*inv;		/* the thread's, until it said so */
	struct mistakes		 mistakes;
	struct waiter		 now[RELOADER_MAX], next[RELOADER_MAX];
	unsigned		 n_now, n_next;
};

static void *
run(void *arg)
{
	const struct program_run	*run;
	struct reloader			*r = arg;
	uint64_t			 one = 1;

	run = r->engine->run;
	r->inv = conf_load(run->conf_file, run->allow_empty ? CONF_ALLOW_EMPTY : 0, &r->mistakes);
	if (write(r->fd, &one, sizeof(one)) != (ssize_t)sizeof(one))
		abort();
	return NULL;
}

static void
start(struct reloader *r)
{
	int	 rc;

	memcpy(r->now, r->next, sizeof(r->now));
	r->n_now = r->n_next;
	r->n_next = 0;
	r->inv = NULL;
	r->mistakes = (struct mistakes){ 0 };
	if ((rc = pthread_create(&r->thread, NULL, run, r)) == 0) {
		r->is_running = true;
		return;
	}
	log_warn("reload: no thread can be made: %s", strerror(rc));
	for (unsigned i = 0; i < r->n_now; i++)
		if (r->now[i].is_master)
			program_reloaded(false);
		else if (r->now[i].asker.ch != NULL)
			ask_problem(&r->now[i].asker, 503, "no thread can be made: %s", strerror(rc));
	r->n_now = 0;
}

static void
answer(struct engine *e, const struct waiter *w, bool is_good, const char *said)
{
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	if (w->is_master) {
		program_reloaded(is_good);
		return;
	}
	if (w->asker.ch == NULL)
		return;
	if (!is_good) {
		ask_problem(&w->asker, 422, "%s", said);
		return;
	}
	jw_open(&j, NULL);
	jw_bool(&j, "reloaded", true);
	jw_str(&j, "sha256", e->inv->sha256);
	jw_str(&j, "text", said);
	jw_open_list(&j, "restart_needed");
	for (uint32_t i = 0; i < e->n_restart; i++)
		jw_str(&j, NULL, e->restart[i]);
	jw_close_list(&j);
	jw_close(&j);
	ask_answer(&w->asker, buf_str(&out));
	buf_done(&out);
}

static void
on_read(evutil_socket_t fd, short what, void *arg)
{
	struct reloader	*r = arg;
	const char	*by = "SIGHUP";
	char		*said;
	uint64_t	 n;
	bool		 is_good;

	(void)what;
	if (read(fd, &n, sizeof(n)) != (ssize_t)sizeof(n) || !r->is_running)
		return;
	pthread_join(r->thread, NULL);
	r->is_running = false;
	if (r->n_now > 0 && !r->now[0].is_master)
		by = r->now[0].asker.name;
	is_good = reload_take(r->engine, by, r->inv, &r->mistakes, &said);
	r->inv = NULL;
	mistakes_done(&r->mistakes);
	for (unsigned i = 0; i < r->n_now; i++)
		answer(r->engine, &r->now[i], is_good, said);
	r->n_now = 0;
	free(said);
	if (r->n_next > 0)
		start(r);
}

struct reloader *
reloader_new(struct engine *e)
{
	struct reloader	*r = xcalloc(1, sizeof(*r));

	r->engine = e;
	if ((r->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) == -1 ||
	    (r->read = event_new(e->base, r->fd, EV_READ | EV_PERSIST, on_read, r)) == NULL)
		abort();
	event_add(r->read, NULL);
	return r;
}

void
reloader_free(struct reloader *r)
{
	if (r == NULL)
		return;
	if (r->is_running) {
		pthread_join(r->thread, NULL);
		inventory_free(r->inv);
		mistakes_done(&r->mistakes);
	}
	event_free(r->read);
	close(r->fd);
	free(r);
}

void
reloader_ask(struct reloader *r, const struct asker *asker)
{
	struct waiter	*w;

	if (r->n_next >= RELOADER_MAX) {
		if (asker == NULL)
			program_reloaded(false);
		else
			ask_problem(asker, 503, "too many reloads wait; try again in a moment");
		return;
	}
	w = &r->next[r->n_next++];
	*w = (struct waiter){ .is_master = asker == NULL };
	if (asker != NULL)
		w->asker = *asker;
	if (!r->is_running)
		start(r);
}

void
reloader_forget(struct reloader *r, const struct channel *ch)
{
	for (unsigned i = 0; i < r->n_now; i++)
		if (r->now[i].asker.ch == ch)
			r->now[i].asker.ch = NULL;
	for (unsigned i = 0; i < r->n_next; i++)
		if (r->next[i].asker.ch == ch)
			r->next[i].asker.ch = NULL;
}
