/* feed.c - see feed.h */
#include <sys/queue.h>

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "model/zone.h"

#include "feed.h"
#include "snapshot.h"

#define ASKS_MAX	128			/* open at once; more are told to come again */
#define ANSWER_MAX	(32 * 1024 * 1024)	/* the year of 1,200 points, counted: 26 kB each */
#define SNAPSHOT_MAX	(256 * 1024 * 1024)
#define BIG_BYTES	(512 * 1024)		/* of a snapshot: worth giving memory back */
/* A snapshot comes every 5 s, of many points less often: after three times that the engine is away. */
#define SILENCE_US	(16 * SEC_US)
#define SILENCE_POINT_US (3 * MSEC_US)
#define TICK_S		1

struct ask {
	TAILQ_ENTRY(ask)	 link;
	uint32_t		 id;
	struct mono		 ends;		/* the latest time of its answer */
	feed_answer_fn		*fn;
	void			*arg;
	unsigned		 status;	/* of the answer's first part; 0 = none yet */
	char			 type[64];
	uint32_t		 n_parts;
	struct buf		 body;
};

TAILQ_HEAD(ask_list, ask);

struct feed {
	struct event_base	*base;
	struct event		*tick, *refuse;
	struct channel		*ch;		/* NULL = the engine is away */
	struct setup		 setup;
	struct snapshot		*snap;
	struct buf		 coming;	/* parts of the next snapshot */
	uint32_t		 n_coming;
	struct mono		 heard;		/* last snapshot */
	bool			 was_live;	/* as told by changed() */
	struct ask_list		 asks;		/* sent; oldest first */
	struct ask_list		 refused;	/* to be told so on the next turn */
	unsigned		 n_asks;
	uint32_t		 last_id;
	feed_changed_fn		*changed;
	feed_proxies_fn		*proxies;
	void			*arg;
};

/* Questions. */

static void
ask_end(struct feed *f, struct ask *a, unsigned status, const char *type, const void *body,
    size_t len)
{
	a->fn(status, type, body, len, a->arg);
	f->n_asks--;
	buf_done(&a->body);
	free(a);
}

static void
refuse_all(struct feed *f, struct ask_list *list, unsigned status)
{
	struct ask	*a;

	while ((a = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, a, link);
		ask_end(f, a, status, "", NULL, 0);
	}
}

static void
on_refuse(evutil_socket_t fd, short what, void *arg)
{
	struct feed	*f = arg;

	(void)fd;
	(void)what;
	refuse_all(f, &f->refused, 503);
}

void
feed_ask(struct feed *f, const char *what, const char *language, const struct msg_pair *args,
    size_t n_args, int64_t timeout_us, feed_answer_fn *fn, void *arg)
{
	struct ask	*a = xcalloc(1, sizeof(*a));
	struct msg_ask	 ask = { .what = what, .token = "", .language = language,
	    .args = (struct msg_pair *)(uintptr_t)args, .n_args = (uint32_t)n_args };

	a->fn = fn;
	a->arg = arg;
	a->ends.us = mono_now().us + timeout_us;
	f->n_asks++;
	if (f->ch == NULL || f->n_asks > ASKS_MAX) {
		TAILQ_INSERT_TAIL(&f->refused, a, link);
		event_active(f->refuse, EV_TIMEOUT, 0);
		return;
	}
	ask.id = a->id = ++f->last_id;
	TAILQ_INSERT_TAIL(&f->asks, a, link);
	channel_send(f->ch, MSG_ASK, &ask);
}

static void
on_answer(struct feed *f, const struct msg_answer *answer)
{
	struct ask	*a;

	TAILQ_FOREACH(a, &f->asks, link)
		if (a->id == answer->id)
			break;
	if (a == NULL)
		return;		/* came too late */
	if (answer->part == 0) {
		a->status = answer->status;
		strlcpy(a->type, answer->type, sizeof(a->type));
	}
	if (answer->part == a->n_parts && a->body.len + answer->body.len <= ANSWER_MAX) {
		buf_add(&a->body, answer->body.p, answer->body.len);
		a->n_parts++;
		if (!answer->is_last)
			return;
	} else {
		a->status = 500;
		buf_clear(&a->body);
	}
	TAILQ_REMOVE(&f->asks, a, link);
	ask_end(f, a, a->status, a->type, buf_str(&a->body), a->body.len);
}

/* What pages depend on. */

static void
setup_done(struct setup *s)
{
	free(s->network_id);
	free(s->network_name);
	free(s->url);
	free(s->phone);
	free(s->language);
	free(s->version);
	zone_free(s->zone);
}

static void
setup_take(struct setup *s, const struct msg_web_setup *m)
{
	struct err	 err = { "" };

	*s = (struct setup){
		.network_id = xstrdup(m->network_id),
		.network_name = xstrdup(m->network_name),
		.url = xstrdup(m->url),
		.phone = xstrdup(m->phone),
		.language = xstrdup(m->language),
		.version = xstrdup(m->version),
		.is_demo = m->is_demo,
	};
	if (m->timezone[0] == '\0')
		return;
	if ((s->zone = zone_load(m->timezone, &err)) == NULL)
		log_warn("times are shown in UTC: %s", err.text);
}

static void
on_setup(struct feed *f, const struct msg_web_setup *m)
{
	setup_done(&f->setup);
	setup_take(&f->setup, m);
	f->proxies(m->proxies, m->n_proxies, f->arg);
	f->changed(f->arg);
}

static void
on_snapshot(struct feed *f, const struct msg_snapshot *m)
{
	struct snapshot	*snap;
	struct err	 err = { "" };
	size_t		 n_bytes;

	if (m->part == 0) {
		buf_clear(&f->coming);
		f->n_coming = 0;
	}
	if (m->part != f->n_coming || f->coming.len + m->body.len > SNAPSHOT_MAX)
		return;		/* its beginning was for somebody else */
	buf_add(&f->coming, m->body.p, m->body.len);
	f->n_coming++;
	if (!m->is_last)
		return;
	n_bytes = f->coming.len;
	snap = snapshot_parse(buf_str(&f->coming), n_bytes, &err);
	buf_done(&f->coming);
	f->n_coming = 0;
	if (snap == NULL) {
		log_warn("%s", err.text);
		return;
	}
	snapshot_free(f->snap);
	f->snap = snap;
	if (n_bytes > BIG_BYTES)
		malloc_trim(0);		/* the one before and the text of this one go back to the system */
	f->heard = mono_now();
	f->was_live = true;
	f->changed(f->arg);
}

static void
on_message(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct feed	*f = arg;

	if (ch != f->ch)
		return;
	switch (type) {
	case MSG_WEB_SETUP:
		on_setup(f, &msg->web_setup);
		break;
	case MSG_SNAPSHOT:
		on_snapshot(f, &msg->snapshot);
		break;
	case MSG_ANSWER:
		on_answer(f, &msg->answer);
		break;
	default:
		break;
	}
}

static void
detach(struct feed *f)
{
	channel_free(f->ch);
	f->ch = NULL;
	buf_done(&f->coming);
	f->n_coming = 0;
	refuse_all(f, &f->asks, 503);
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	struct feed	*f = arg;

	if (ch != f->ch)
		return;
	log_info("the engine is away (%s): pages stay as they are", why);
	detach(f);
	f->was_live = false;
	f->changed(f->arg);
}

void
feed_attach(struct feed *f, int fd)
{
	if (f->ch != NULL)
		detach(f);
	f->ch = channel_new(f->base, fd, "vigie-web", on_message, on_gone, f);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct feed	*f = arg;
	struct mono	 now = mono_now();
	struct ask	*a, *next;

	(void)fd;
	(void)what;
	TAILQ_FOREACH_SAFE(a, &f->asks, link, next) {
		if (mono_sub(now, a->ends) <= 0)
			continue;
		TAILQ_REMOVE(&f->asks, a, link);
		ask_end(f, a, 504, "", NULL, 0);
	}
	if (f->was_live != feed_is_live(f)) {
		f->was_live = !f->was_live;
		log_info("the engine %s", f->was_live ? "speaks again" : "is silent: pages say so");
		f->changed(f->arg);
	}
}

bool
feed_is_live(const struct feed *f)
{
	return f->ch != NULL && f->snap != NULL && mono_sub(mono_now(), f->heard) <
	    SILENCE_US + (int64_t)f->snap->n_sites * SILENCE_POINT_US;
}

const struct setup *
feed_setup(const struct feed *f)
{
	return &f->setup;
}

const struct snapshot *
feed_snapshot(const struct feed *f)
{
	return f->snap;
}

struct channel *
feed_channel(const struct feed *f)
{
	return f->ch;
}

struct feed *
feed_new(struct event_base *base, feed_changed_fn *changed, feed_proxies_fn *proxies, void *arg)
{
	struct feed	*f = xcalloc(1, sizeof(*f));

	f->base = base;
	f->changed = changed;
	f->proxies = proxies;
	f->arg = arg;
	TAILQ_INIT(&f->asks);
	TAILQ_INIT(&f->refused);
	setup_take(&f->setup, &(struct msg_web_setup){ "", "", "", "", "fr", "", "", false });
	f->tick = event_new(base, -1, EV_PERSIST, on_tick, f);
	f->refuse = evtimer_new(base, on_refuse, f);
	if (f->tick == NULL || f->refuse == NULL)
		abort();
	event_add(f->tick, &(struct timeval){ TICK_S, 0 });
	return f;
}

void
feed_free(struct feed *f)
{
	if (f == NULL)
		return;
	if (f->ch != NULL)
		detach(f);
	refuse_all(f, &f->refused, 503);
	event_free(f->tick);
	event_free(f->refuse);
	setup_done(&f->setup);
	snapshot_free(f->snap);
	buf_done(&f->coming);
	free(f);
}
