/* courier.c - see courier.h */
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "courier/courier.h"
#include "courier/crew.h"
#include "courier/queue.h"
#include "ipc/channel.h"

#define STOP_MS		1500	/* twice: see crew_stop() */
#define WAKE_MAX_US	(60 * SEC_US)

struct courier {
	struct event_base	*base;
	struct channel		*engine;	/* NULL while there is none */
	struct setup		*setup;		/* NULL before the first COURIER_SETUP */
	struct queue		*queue;
	struct crew		*crew;
	struct event		*wake;
	struct buf		 document;	/* of the notice that comes next */
	uint64_t		 document_id;
	bool			 is_stopping;
	uint64_t		 n_sent, n_dead, n_later;
};

static void
tell_engine(struct courier *c, uint64_t id, const struct item *item)
{
	if (c->engine == NULL)
		return;
	channel_send(c->engine, MSG_DELIVERY, &(struct msg_delivery){
		.id = id, .outcome = item->last.how, .text = item->last.text,
		.next_ms = item->next.ms });
}

/* Starts all that may start now and sets the alarm for the rest. */
static void
run_queue(struct courier *c)
{
	int64_t		 wake_us = INT64_MAX;
	struct item	*item;
	struct timeval	 tv;

	if (c->setup == NULL || c->is_stopping)
		return;
	while ((item = queue_take(c->queue, c->setup, mono_now(), &wake_us)) != NULL)
		crew_start(c->crew, item->notifier, c->setup, item->notice, item);
	if (wake_us > WAKE_MAX_US)
		wake_us = WAKE_MAX_US;
	tv = (struct timeval){ wake_us / SEC_US, wake_us % SEC_US };
	evtimer_add(c->wake, &tv);
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	run_queue(arg);
}

static void
on_done(void *arg, void *tag, const struct outcome *out)
{
	struct courier	*c = arg;
	struct item	*item = tag;
	uint64_t	 id = item->notice->id;
	char		*who = xasprintf("notice %llu by %s to %s", (unsigned long long)id,
	    item->notice->channel, item->notice->to);
	char		 next[WALL_TEXT_SIZE];

	queue_finish(c->queue, item, out, c->setup, mono_now(), wall_now(), arc4random());
	switch (item->last.how) {
	case DELIVERY_SENT:
		c->n_sent++;
		log_info("%s: sent at attempt %u (%s)", who, item->n_tried, item->last.text);
		break;
	case DELIVERY_DEAD:
		c->n_dead++;
		log_warn("%s: given up after attempt %u (%s)", who, item->n_tried, item->last.text);
		break;
	case DELIVERY_LATER:
		c->n_later++;
		log_info("%s: attempt %u failed (%s), again at %s", who, item->n_tried,
		    item->last.text, wall_text(item->next, next));
		break;
	}
	free(who);
	tell_engine(c, id, item);
	run_queue(c);
}

/* What cannot be tried at all is said at once. */
static void
refuse(struct courier *c, const struct msg_notice *msg, const char *why)
{
	struct item	 item = { .last = { .how = DELIVERY_DEAD } };

	strlcpy(item.last.text, why, sizeof(item.last.text));
	c->n_dead++;
	log_warn("notice %llu: given up (%s)", (unsigned long long)msg->id, why);
	tell_engine(c, msg->id, &item);
}

static void
on_notice(struct courier *c, const struct msg_notice *msg)
{
	const struct notifier	*notifier = notifier_find(msg->channel);
	const struct timeval	 soon = { 0, 0 };
	struct notice		*n;
	struct item		*item;
	bool			 is_new;

	if (notifier == NULL) {
		refuse(c, msg, "this courier knows no such channel");
		return;
	}
	n = notice_new(msg);
	if (n->form[0] != '\0' && c->document_id == n->id) {
		n->document = c->document;
		c->document = (struct buf){ 0 };
	}
	item = queue_add(c->queue, n, notifier, msg->n_tried, mono_now(), &is_new);
	if (!is_new && item->state != ITEM_RUNNING && item->last.text[0] != '\0')
		tell_engine(c, msg->id, item);	/* an engine that was replaced asks again */
	if (is_new)		/* after all that came with it */
		evtimer_add(c->wake, &soon);
}

static void
on_attachment(struct courier *c, const struct msg_attachment *msg)
{
	if (msg->part == 0)
		buf_clear(&c->document);
	c->document_id = msg->id;
	buf_add(&c->document, msg->body.p, msg->body.len);
}

static void
on_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct courier	*c = arg;

	(void)ch;
	switch (type) {
	case MSG_COURIER_SETUP:
		setup_free(c->setup);
		c->setup = setup_new(&msg->courier_setup);
		run_queue(c);
		break;
	case MSG_ATTACHMENT:
		on_attachment(c, &msg->attachment);
		break;
	case MSG_NOTICE:
		on_notice(c, &msg->notice);
		break;
	default:
		break;
	}
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	struct courier	*c = arg;

	log_info("the engine is away (%s): %zu notices wait, %zu are being sent", why,
	    queue_n_waiting(c->queue), queue_n_running(c->queue));
	channel_free(ch);
	c->engine = NULL;
}

void *
courier_new(struct event_base *base, const struct notifier_limits *limits)
{
	struct courier	*c = xcalloc(1, sizeof(*c));

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		log_warn("libcurl cannot start");
		free(c);
		return NULL;
	}
	c->base = base;
	c->queue = queue_new();
	c->crew = crew_new(base, limits, on_done, c);
	if ((c->wake = evtimer_new(base, on_wake, c)) == NULL)
		abort();
	return c;
}

void
courier_peer(void *arg, enum program_id who, unsigned instance, int fd)
{
	struct courier	*c = arg;

	(void)who;		/* the engine is the only peer */
	(void)instance;
	channel_free(c->engine);
	c->engine = channel_new(c->base, fd, "vigie-courier", on_msg, on_gone, c);
}

struct channel *
courier_engine(void *arg)
{
	struct courier	*c = arg;

	return c->engine;
}

void
courier_figures(void *arg, struct program_figures *out)
{
	struct courier	*c = arg;

	program_figure(out, "waiting", (double)queue_n_waiting(c->queue));
	program_figure(out, "running", (double)queue_n_running(c->queue));
	program_figure(out, "sent", (double)c->n_sent);
	program_figure(out, "later", (double)c->n_later);
	program_figure(out, "dead", (double)c->n_dead);
}

void
courier_stop(void *arg)
{
	struct courier	*c = arg;
	bool		 is_idle;

	c->is_stopping = true;
	is_idle = crew_stop(c->crew, STOP_MS);
	if (c->engine != NULL)
		channel_flush(c->engine, 500);
	channel_free(c->engine);
	event_free(c->wake);
	if (!is_idle) {		/* threads still look at the rest: the process ends now anyway */
		log_warn("%zu attempts did not stop in time", queue_n_running(c->queue));
		return;
	}
	queue_free(c->queue);
	crew_free(c->crew);
	setup_free(c->setup);
	free(c);
	curl_global_cleanup();
}
