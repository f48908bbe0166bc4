/* series.c - see series.h */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "ipc/program.h"
#include "series/answer.h"
#include "series/series.h"
#include "series/store.h"

#define RETRY_OPEN_S	10

struct series {
	const struct program_run *run;
	struct channel		*engine;	/* NULL while there is none */
	struct store		*store;		/* NULL before the first SETUP */
	char			*dir;		/* of the SETUP, owned */
	unsigned		 flush_s;
	int64_t			 opened_s;	/* when opening the store was last tried */
	struct event		*tick;
	uint64_t		 n_answers;
};

static int64_t
now_s(void)
{
	return wall_sec(wall_now());
}

static int64_t
boot_s(void)
{
	return mono_now().us / SEC_US;
}

/* The directory may come later than we do: tried again from the tick. */
static void
open_store(struct series *s)
{
	struct err	 err;

	s->opened_s = boot_s();
	s->store = store_open(s->dir, s->flush_s, now_s(), boot_s(), &err);
	if (s->store == NULL)
		log_warn("no graphs: %s", err.text);
	else
		log_info("graphs are in %s, written every %u s", s->dir, s->flush_s);
}

static void
on_setup(struct series *s, const struct msg_series_setup *setup)
{
	s->flush_s = setup->flush_s;
	if (s->dir != NULL && strcmp(s->dir, setup->dir) == 0) {
		if (s->store != NULL)
			store_set_flush(s->store, s->flush_s);
		return;
	}
	if (s->store != NULL)
		store_close(s->store, now_s());
	free(s->dir);
	s->dir = xstrdup(setup->dir);
	open_store(s);
}

static void
on_ask(struct series *s, const struct msg_series_ask *ask)
{
	static const char	 none[] = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
	    "\"status\":503,\"detail\":\"No graph at the moment\"}";
	struct answer		 a;

	if (s->store == NULL) {
		channel_answer(s->engine, ask->id, 503, "application/problem+json", none,
		    sizeof(none) - 1);
		return;
	}
	answer_make(s->store, ask, now_s(), &a);
	channel_answer(s->engine, ask->id, a.status, a.type, a.body.s, a.body.len);
	buf_done(&a.body);
	s->n_answers++;
}

static void
on_message(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct series	*s = arg;

	(void)ch;
	switch (type) {
	case MSG_HELLO:
		break;
	case MSG_SERIES_SETUP:
		on_setup(s, &msg->series_setup);
		break;
	case MSG_SAMPLES:
		if (s->store != NULL)
			store_put(s->store, &msg->samples, now_s());
		break;
	case MSG_SERIES_ASK:
		on_ask(s, &msg->series_ask);
		break;
	default:
		log_debug("the engine sent what is not for us (%d)", (int)type);
		break;
	}
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	struct series	*s = arg;

	log_debug("the engine's channel ended: %s", why);
	if (s->engine == ch)
		s->engine = NULL;
	channel_free(ch);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct series	*s = arg;

	(void)fd;
	(void)what;
	if (s->store != NULL)
		store_tick(s->store, now_s(), boot_s());
	else if (s->dir != NULL && boot_s() - s->opened_s >= RETRY_OPEN_S)
		open_store(s);
}

static void *
start(const struct program_run *run)
{
	static const struct timeval	 second = { 1, 0 };
	struct series			*s = xcalloc(1, sizeof(*s));

	s->run = run;
	s->tick = event_new(run->base, -1, EV_PERSIST, on_tick, s);
	if (s->tick == NULL || event_add(s->tick, &second) == -1)
		abort();
	return s;
}

static void
peer(void *arg, enum program_id who, unsigned instance, int fd)
{
	struct series	*s = arg;

	(void)instance;
	if (who != PROGRAM_ENGINE) {
		close(fd);
		return;
	}
	channel_free(s->engine);
	s->engine = channel_new(s->run->base, fd, "vigie-series", on_message, on_gone, s);
}

static void
stop(void *arg)
{
	struct series	*s = arg;

	if (s->store != NULL)
		store_close(s->store, now_s());
	channel_free(s->engine);
	event_free(s->tick);
	answer_done();
	free(s->dir);
	free(s);
}

static struct channel *
engine(void *arg)
{
	return ((struct series *)arg)->engine;
}

static void
figures(void *arg, struct program_figures *out)
{
	struct series		*s = arg;
	struct store_figures	 f;

	program_figure(out, "answers", (double)s->n_answers);
	if (s->store == NULL)
		return;
	f = store_figures(s->store);
	program_figure(out, "devices", f.n_devices);
	program_figure(out, "devices_stuck", f.n_stuck);
	program_figure(out, "samples", (double)f.n_samples);
	program_figure(out, "samples_ahead", (double)f.n_ahead);
	program_figure(out, "samples_late", (double)f.n_late);
	program_figure(out, "minutes_dropped", (double)f.n_dropped);
	program_figure(out, "samples_unlogged", (double)f.n_unlogged);
	program_figure(out, "log_bytes", (double)f.log_bytes);
	program_figure(out, "turn_max_us", f.turn_us);
	program_figure(out, "clock_wrong", f.is_shut);
}

const struct program	 series_program = {
	.name = "vigie-series",
	.start = start,
	.peer = peer,
	.stop = stop,
	.engine = engine,
	.figures = figures,
};
