/* push.c - see push.h */
#include <stdlib.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "engine/peers.h"
#include "engine/push.h"
#include "engine/survey.h"
#include "ipc/channel.h"
#include "model/inventory.h"

#define BACKLOG		(32 * 1024 * 1024)	/* vigie-web is slower than this: wait */
#define EARLY_US	(100 * MSEC_US)		/* ticks are not exact */

struct push {
	struct engine	*engine;
	bool		 is_changed;
	bool		 is_under_way;
	struct mono	 sent;		/* start of the latest */
};

struct push *
push_new(struct engine *e)
{
	struct push	*push = xcalloc(1, sizeof(*push));

	push->engine = e;
	push->is_changed = true;
	return push;
}

void
push_free(struct push *push)
{
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

static void
send(void *arg, const char *body, size_t len)
{
	struct push	*push = arg;
	struct channel	*ch = peers_channel(push->engine->peers, PROGRAM_WEB, 0);

	push->is_under_way = false;
	if (ch != NULL && body != NULL)
		channel_snapshot(ch, body, len);
}

void
push_tick(struct push *push)
{
	struct engine	*e = push->engine;
	struct channel	*ch = peers_channel(e->peers, PROGRAM_WEB, 0);
	int64_t		 wait_us = SEC_US;
	struct mono	 now = mono_now();

	if (!e->has_begun || push->is_under_way || ch == NULL || channel_backlog(ch) > BACKLOG)
		return;
	if (e->inv->n_sites > PUSH_MANY)
		wait_us = e->inv->n_sites * SEC_US / PUSH_MANY;
	if (!push->is_changed && wait_us < PUSH_REST_S * SEC_US)
		wait_us = PUSH_REST_S * SEC_US;
	if (mono_sub(now, push->sent) < wait_us - EARLY_US)
		return;
	push->sent = now;
	push->is_under_way = true;
	push->is_changed = false;
	if (!survey_begin(e->surveys, SURVEY_SNAPSHOT, ROLE_PUBLIC, e->inv->language, send, push)) {
		push->is_under_way = false;
		push->is_changed = true;
	}
}
