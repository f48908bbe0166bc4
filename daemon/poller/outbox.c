/* outbox.c - see outbox.h */
#include <sys/random.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "poller/outbox.h"

#define VALUES_BATCH	8192		/* closed early: bytes of a message are bounded */

void
outbox_init(struct outbox *o)
{
	*o = (struct outbox){ 0 };
	TAILQ_INIT(&o->waiting);
	TAILQ_INIT(&o->sent);
	while (o->epoch == 0 && getrandom(&o->epoch, sizeof(o->epoch), 0) == -1)
		;
}

static void
drop(struct outbox *o, struct batch_list *list, struct batch *batch)
{
	TAILQ_REMOVE(list, batch, at);
	o->size_bytes -= batch->size_bytes;
	free(batch);
}

static void
drop_all(struct outbox *o, struct batch_list *list)
{
	struct batch	*batch;

	while ((batch = TAILQ_FIRST(list)) != NULL)
		drop(o, list, batch);
}

void
outbox_done(struct outbox *o)
{
	drop_all(o, &o->waiting);
	drop_all(o, &o->sent);
	free(o->results);
	free(o->origins);
	free(o->values);
	free(o->texts);
}

static void *
room_for(void *p, size_t n, size_t more, size_t *room, size_t size)
{
	if (n + more <= *room)
		return p;
	while (n + more > *room)
		*room = *room == 0 ? 64 : *room * 2;
	return xreallocarray(p, *room, size);
}

void
outbox_add(struct outbox *o, struct outbox_origin origin, const struct msg_result *result,
    struct mono now)
{
	size_t	 len = result->text != NULL ? strlen(result->text) : 0;

	if (o->n == OUTBOX_RESULTS || o->n_values + result->n_values > VALUES_BATCH)
		outbox_close(o, now, true);
	if (o->n == 0)
		o->first = now;
	o->results = room_for(o->results, o->n, 1, &o->results_room, sizeof(*o->results));
	o->origins = room_for(o->origins, o->n, 1, &o->origins_room, sizeof(*o->origins));
	o->values = room_for(o->values, o->n_values, result->n_values + 1, &o->values_room,
	    sizeof(*o->values));
	o->texts = room_for(o->texts, o->texts_len, len + 1, &o->texts_room, 1);
	o->origins[o->n] = origin;
	o->results[o->n++] = *result;		/* text and values are found again in order */
	if (result->n_values > 0)
		memcpy(&o->values[o->n_values], result->values,
		    result->n_values * sizeof(*o->values));
	o->n_values += result->n_values;
	if (len > 0)
		memcpy(&o->texts[o->texts_len], result->text, len);
	o->texts[o->texts_len + len] = '\0';
	o->texts_len += len + 1;
}

static void
bound(struct outbox *o)
{
	struct batch	*batch;

	while (o->size_bytes > OUTBOX_BYTES && (batch = TAILQ_FIRST(&o->sent)) != NULL)
		drop(o, &o->sent, batch);
	while (o->size_bytes > OUTBOX_BYTES && (batch = TAILQ_FIRST(&o->waiting)) != NULL) {
		o->n_dropped += batch->n_results;
		drop(o, &o->waiting, batch);
	}
}

/* One block: head, results, origins, values, texts. */
static struct batch *
pack(const struct outbox *o)
{
	size_t		 results = o->n * sizeof(*o->results), origins = o->n * sizeof(*o->origins);
	size_t		 values = o->n_values * sizeof(*o->values);
	size_t		 size = sizeof(struct batch) + results + origins + values + o->texts_len;
	struct batch	*b = xmalloc(size);
	struct msg_value *value;
	char		*text;

	*b = (struct batch){ .size_bytes = size, .n_results = (uint32_t)o->n };
	b->results = (struct msg_result *)(b + 1);
	value = (struct msg_value *)((char *)b->results + results);
	b->origins = (struct outbox_origin *)((char *)value + values);
	text = (char *)b->origins + origins;
	memcpy(b->results, o->results, results);
	if (values > 0)
		memcpy(value, o->values, values);
	memcpy(b->origins, o->origins, origins);
	memcpy(text, o->texts, o->texts_len);
	for (uint32_t i = 0; i < b->n_results; i++) {
		b->results[i].values = value;
		b->results[i].text = text;
		value += b->results[i].n_values;
		text += strlen(text) + 1;
	}
	return b;
}

void
outbox_close(struct outbox *o, struct mono now, bool is_forced)
{
	struct batch	*batch;

	if (o->n == 0 || (!is_forced && o->n < OUTBOX_ENOUGH &&
	    mono_sub(now, o->first) < OUTBOX_WAIT_US))
		return;
	batch = pack(o);
	batch->seq = ++o->seq;
	TAILQ_INSERT_TAIL(&o->waiting, batch, at);
	o->size_bytes += batch->size_bytes;
	o->n = o->n_values = o->texts_len = 0;
	bound(o);
}

struct mono
outbox_next(const struct outbox *o)
{
	return (struct mono){ o->n == 0 ? INT64_MAX : o->first.us + OUTBOX_WAIT_US };
}

struct batch *
outbox_first(struct outbox *o)
{
	return TAILQ_FIRST(&o->waiting);
}

void
outbox_sent(struct outbox *o, struct batch *batch, struct mono now)
{
	TAILQ_REMOVE(&o->waiting, batch, at);
	TAILQ_INSERT_TAIL(&o->sent, batch, at);
	batch->sent = now;
	outbox_trim(o, now);
}

void
outbox_trim(struct outbox *o, struct mono now)
{
	struct batch	*batch;

	while ((batch = TAILQ_FIRST(&o->sent)) != NULL &&
	    mono_sub(now, batch->sent) > OUTBOX_KEEP_US)
		drop(o, &o->sent, batch);
}

void
outbox_again(struct outbox *o)
{
	struct batch	*batch;

	while ((batch = TAILQ_LAST(&o->sent, batch_list)) != NULL) {
		TAILQ_REMOVE(&o->sent, batch, at);
		TAILQ_INSERT_HEAD(&o->waiting, batch, at);
	}
}
