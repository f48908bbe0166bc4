/* link.c - see link.h */
#include <stdlib.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "poller/host.h"
#include "poller/link.h"

#define BACKLOG		(256u * 1024)	/* bytes given to the socket ahead of it */
#define LAST_WORDS_MS	1000

static const struct timeval	 quiet_time = { 2, 0 }, pump_time = { 0, 20000 },
    first_stats = { 5, 0 }, stats_time = { 60, 0 };

struct link {
	struct event_base	*base;
	struct host		*host;
	struct channel		*channel;	/* NULL: the engine is away */
	struct event		*quiet, *pump, *stats;
	unsigned		 instance;
	bool			 is_holding;	/* the engine has yet to assign its checks */
	uint64_t		 n_dropped;	/* said already */
};

static void
pump(struct link *l)
{
	struct outbox		*outbox = host_outbox(l->host);
	struct msg_result	 results[OUTBOX_RESULTS];
	struct batch		*batch;

	if (l->channel == NULL || l->is_holding)
		return;
	while ((batch = outbox_first(outbox)) != NULL) {
		struct msg_results	 msg = { .poller = l->instance, .epoch = outbox->epoch,
		    .seq = batch->seq, .results = results };

		if (channel_backlog(l->channel) > BACKLOG) {
			event_add(l->pump, &pump_time);
			return;
		}
		msg.n_results = host_resolve(l->host, batch, results);
		if (msg.n_results > 0)
			channel_send(l->channel, MSG_RESULTS, &msg);
		outbox_sent(outbox, batch, mono_now());
	}
}

static void
on_pump(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	pump(arg);
}

static void
on_ready(void *arg)
{
	pump(arg);
}

static void
on_step(void *arg, const struct msg_step *step)
{
	struct link	*l = arg;

	if (l->channel != NULL)
		channel_send(l->channel, MSG_STEP, step);
}

/* The engine has said what it wants. */
static void
on_quiet(evutil_socket_t fd, short what, void *arg)
{
	struct link	*l = arg;

	(void)fd;
	(void)what;
	l->is_holding = false;
	host_remove_stale(l->host);
	pump(l);
}

static void
on_stats(evutil_socket_t fd, short what, void *arg)
{
	struct link		*l = arg;
	struct host_stats	 s;
	struct msg_poller_stats	 msg;

	(void)fd;
	(void)what;
	event_add(l->stats, &stats_time);
	host_stats(l->host, &s, true);
	outbox_trim(host_outbox(l->host), mono_now());
	if (s.n_dropped > l->n_dropped)
		log_warn("%llu results dropped: the engine takes none",
		    (unsigned long long)(s.n_dropped - l->n_dropped));
	l->n_dropped = s.n_dropped;
	if (l->channel == NULL)
		return;
	msg = (struct msg_poller_stats){
		.poller = l->instance,
		.n_checks = s.n_checks, .n_running = s.n_running,
		.n_done = s.n_done, .n_malformed = s.n_malformed,
		.n_stray = s.n_stray, .n_dropped = s.n_dropped,
		.late_p99_us = s.late_p99_us, .loop_lag_p99_us = s.lag_p99_us,
		.resolver_ok = s.resolver_ok,
		.n_aside = s.n_aside, .aside = s.aside,
	};
	channel_send(l->channel, MSG_POLLER_STATS, &msg);
}

static void
on_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct link	*l = arg;

	(void)ch;
	if (l->is_holding && (type == MSG_HELLO || type == MSG_ASSIGN))
		event_add(l->quiet, &quiet_time);
	switch (type) {
	case MSG_HELLO:
		pump(l);
		break;
	case MSG_ASSIGN:
		host_assign(l->host, &msg->assign);
		break;
	case MSG_UNASSIGN:
		host_unassign(l->host, msg->unassign.check);
		break;
	case MSG_RUN:
		if (!host_run(l->host, &msg->run))
			log_warn("asked to run check %u, which was not assigned", msg->run.check);
		break;
	default:
		log_warn("a message of type %d is not for a poller", type);
	}
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	struct link	*l = arg;

	log_info("the engine is away (%s): results are kept", why);
	l->channel = NULL;
	channel_free(ch);
}

struct link *
link_new(struct event_base *base, unsigned instance)
{
	struct link	*l = xcalloc(1, sizeof(*l));

	l->base = base;
	l->instance = instance;
	l->host = host_new(base, &(struct host_link){ on_ready, on_step, l });
	l->quiet = evtimer_new(base, on_quiet, l);
	l->pump = evtimer_new(base, on_pump, l);
	l->stats = evtimer_new(base, on_stats, l);
	if (l->quiet == NULL || l->pump == NULL || l->stats == NULL)
		abort();
	event_add(l->stats, &first_stats);
	return l;
}

void
link_free(struct link *l)
{
	if (l == NULL)
		return;
	host_flush(l->host);
	pump(l);
	if (l->channel != NULL) {
		channel_flush(l->channel, LAST_WORDS_MS);
		channel_free(l->channel);
		l->channel = NULL;
	}
	host_free(l->host);
	event_free(l->quiet);
	event_free(l->pump);
	event_free(l->stats);
	free(l);
}

void
link_engine(struct link *l, int fd)
{
	char	 self[32];

	snprintf(self, sizeof(self), "vigie-poller/%u", l->instance);
	channel_free(l->channel);
	outbox_again(host_outbox(l->host));
	host_mark_stale(l->host);
	l->is_holding = host_has_stale(l->host);
	l->channel = channel_new(l->base, fd, self, on_msg, on_gone, l);
}

struct channel *
link_channel(const struct link *l)
{
	return l->channel;
}

struct host *
link_host(struct link *l)
{
	return l->host;
}
