/* push.c - see push.h */
#include <stdlib.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/jw.h"
#include "engine/peers.h"
#include "engine/push.h"
#include "ipc/channel.h"
#include "judge/judge.h"
#include "model/inventory.h"

#define BACKLOG		(32 * 1024 * 1024)	/* vigie-web is slower than this: wait */

struct push {
	struct engine		*engine;
	struct event		*step;
	bool			 is_changed;
	struct mono		 sent;		/* start of the latest */
	bool			 is_building;
	uint32_t		 next;		/* site */
	struct wall		 now;		/* of the one being built */
	struct view_open	 open;
	struct jw		 json;
	struct buf		 out;
};

static void
stop(struct push *push)
{
	push->is_building = false;
	view_open_done(&push->open);
	buf_clear(&push->out);
}

static void
finish(struct push *push, const struct view *v)
{
	struct channel	*ch = peers_channel(push->engine->peers, PROGRAM_WEB, 0);

	view_snapshot_tail(&push->json, v);
	if (ch != NULL)
		channel_snapshot(ch, push->out.s, push->out.len);
	stop(push);
}

/* The next points; again at the next turn until all are there. */
static void
on_step(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval	 at_once = { 0, 0 };
	struct push			*push = arg;
	struct engine			*e = push->engine;
	struct view_trouble		 troubles[TROUBLE_N];
	struct view			 v = engine_view(e, ROLE_PUBLIC, troubles);
	uint32_t			 to = push->next + PUSH_STEP;

	(void)fd;
	(void)what;
	if (!push->is_building)
		return;
	lang_set(e->inv->language);
	if (to > e->inv->n_sites)
		to = e->inv->n_sites;
	view_snapshot_sites(&push->json, &v, &push->open, push->next, to);
	push->next = to;
	if (to == e->inv->n_sites)
		finish(push, &v);
	else
		evtimer_add(push->step, &at_once);
}

struct push *
push_new(struct engine *e)
{
	struct push	*push = xcalloc(1, sizeof(*push));

	push->engine = e;
	if ((push->step = evtimer_new(e->base, on_step, push)) == NULL)
		abort();
	push->is_changed = true;
	return push;
}

void
push_free(struct push *push)
{
	if (push == NULL)
		return;
	stop(push);
	buf_done(&push->out);
	event_free(push->step);
	free(push);
}

void
push_changed(struct push *push)
{
	push->is_changed = true;
}

void
push_renew(struct push *push)
{
	push->is_changed = true;
	push->sent = (struct mono){ 0 };
	push_tick(push);
}

void
push_reloaded(struct push *push)
{
	stop(push);
	push->is_changed = true;
}

void
push_tick(struct push *push)
{
	struct engine		*e = push->engine;
	struct channel		*ch = peers_channel(e->peers, PROGRAM_WEB, 0);
	int64_t			 wait_us = (e->inv->n_sites > PUSH_MANY ? 2 : 1) * SEC_US;
	struct mono		 now = mono_now();
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v;

	if (push->is_building || ch == NULL || channel_backlog(ch) > BACKLOG)
		return;
	if (mono_sub(now, push->sent) < (push->is_changed ? wait_us - 100 * MSEC_US :
	    PUSH_REST_S * SEC_US))
		return;
	v = engine_view(e, ROLE_PUBLIC, troubles);
	push->is_changed = false;
	push->is_building = true;
	push->sent = now;
	push->next = 0;
	view_open_init(&push->open, &v);
	push->json = jw_on(&push->out);
	lang_set(e->inv->language);
	view_snapshot_head(&push->json, &v);
	on_step(-1, 0, push);
}
