/* queue.c - see queue.h */
#include <sys/queue.h>
#include <sys/tree.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "courier/queue.h"

#define BACKOFF_MAX_MS	(30 * MIN_MS)

/* The notices of one recipient by one channel. */
struct line {
	RB_ENTRY(line)		 entry;
	char			*key;
	unsigned		 n_items;
	uint64_t		 held_by;	/* the scan that found an older item in the way */
};

/* What the queue keeps beside the public part, which comes first. */
struct entry {
	struct item		 item;
	RB_ENTRY(entry)		 by_id;
	TAILQ_ENTRY(entry)	 in_list;	/* of running, or of done */
	uint64_t		 id;
	char			*message_id;
	struct notice		*notice;	/* owned */
	struct line		*line;
	struct mono		 due;		/* WAITING */
	struct mono		 started;	/* RUNNING */
	char			*server;	/* RUNNING */
};

RB_HEAD(entries, entry);
RB_HEAD(lines, line);
TAILQ_HEAD(entry_list, entry);

struct queue {
	struct entries		 live;		/* WAITING and RUNNING, in order of id */
	struct entries		 done;
	struct entry_list	 running;
	struct entry_list	 done_order;	/* oldest first */
	struct lines		 lines;
	size_t			 n_live, n_running, n_done;
	uint64_t		 scan;
};

static int
compare_ids(const struct entry *a, const struct entry *b)
{
	return (a->id > b->id) - (a->id < b->id);
}

static int
compare_lines(const struct line *a, const struct line *b)
{
	return strcmp(a->key, b->key);
}

RB_PROTOTYPE(entries, entry, by_id, compare_ids)
RB_GENERATE(entries, entry, by_id, compare_ids)
RB_PROTOTYPE(lines, line, entry, compare_lines)
RB_GENERATE(lines, line, entry, compare_lines)

struct queue *
queue_new(void)
{
	struct queue	*q = xcalloc(1, sizeof(*q));

	RB_INIT(&q->live);
	RB_INIT(&q->done);
	RB_INIT(&q->lines);
	TAILQ_INIT(&q->running);
	TAILQ_INIT(&q->done_order);
	return q;
}

static void
leave_line(struct queue *q, struct entry *e)
{
	struct line	*line = e->line;

	e->line = NULL;
	if (line == NULL || --line->n_items > 0)
		return;
	RB_REMOVE(lines, &q->lines, line);
	free(line->key);
	free(line);
}

static void
entry_free(struct queue *q, struct entry *e)
{
	leave_line(q, e);
	notice_free(e->notice);
	free(e->message_id);
	free(e->server);
	free(e);
}

void
queue_free(struct queue *q)
{
	struct entry	*e, *next;

	if (q == NULL)
		return;
	RB_FOREACH_SAFE(e, entries, &q->live, next) {
		RB_REMOVE(entries, &q->live, e);
		entry_free(q, e);
	}
	RB_FOREACH_SAFE(e, entries, &q->done, next) {
		RB_REMOVE(entries, &q->done, e);
		entry_free(q, e);
	}
	free(q);
}

static struct line *
join_line(struct queue *q, const struct notice *n)
{
	struct line	*line, key = { .key = xasprintf("%s:%s", n->channel, n->to) };

	if ((line = RB_FIND(lines, &q->lines, &key)) != NULL)
		free(key.key);
	else {
		line = xcalloc(1, sizeof(*line));
		line->key = key.key;
		RB_INSERT(lines, &q->lines, line);
	}
	line->n_items++;
	return line;
}

static void
forget(struct queue *q, struct entry *e)
{
	RB_REMOVE(entries, &q->done, e);
	TAILQ_REMOVE(&q->done_order, e, in_list);
	q->n_done--;
	entry_free(q, e);
}

/* The entry of this very notice; one done long ago under a number that was given again is forgotten. */
static struct entry *
find(struct queue *q, const struct notice *n)
{
	struct entry	 key = { .id = n->id };
	struct entry	*e = RB_FIND(entries, &q->live, &key);

	if (e != NULL)
		return e;
	if ((e = RB_FIND(entries, &q->done, &key)) == NULL || strcmp(e->message_id, n->message_id) == 0)
		return e;
	forget(q, e);
	return NULL;
}

/* All that wait in this line may go now: see the essay. */
static void
hurry(struct queue *q, const struct line *line, struct mono now)
{
	struct entry	*e;

	RB_FOREACH(e, entries, &q->live)
		if (e->line == line && e->item.state == ITEM_WAITING && e->due.us > now.us)
			e->due = now;
}

struct item *
queue_add(struct queue *q, struct notice *n, const struct notifier *notifier, unsigned n_tried,
    struct mono now, bool *is_new)
{
	struct entry	*e = find(q, n);

	*is_new = e == NULL;
	if (e != NULL) {
		notice_free(n);
		return &e->item;
	}
	e = xcalloc(1, sizeof(*e));
	e->item = (struct item){ .notice = n, .notifier = notifier, .n_tried = n_tried };
	e->id = n->id;
	e->message_id = xstrdup(n->message_id);
	e->notice = n;
	e->line = join_line(q, n);
	e->due = now;
	if (e->line->n_items > 1)
		hurry(q, e->line, now);
	RB_INSERT(entries, &q->live, e);
	q->n_live++;
	return &e->item;
}

static bool
has_room(const struct queue *q, const char *server, struct mono now)
{
	const struct entry	*e;
	unsigned		 n = 0, n_quick = 0;

	if (q->n_running >= QUEUE_MAX)
		return false;
	TAILQ_FOREACH(e, &q->running, in_list) {
		if (strcmp(e->server, server) != 0)
			continue;
		n++;
		if (mono_sub(now, e->started) < QUEUE_SLOW_US)
			n_quick++;
	}
	return n < QUEUE_PER_SERVER_MAX && n_quick < QUEUE_PER_SERVER;
}

/* How long until one of the attempts with a server counts as slow. */
static int64_t
until_slow(const struct queue *q, struct mono now)
{
	const struct entry	*e;
	int64_t			 wait = INT64_MAX, left;

	TAILQ_FOREACH(e, &q->running, in_list) {
		left = QUEUE_SLOW_US - mono_sub(now, e->started);
		if (left > 0 && left < wait)
			wait = left;
	}
	return wait;
}

static void
run(struct queue *q, struct entry *e, const char *server, struct mono now)
{
	e->item.state = ITEM_RUNNING;
	e->item.next = (struct wall){ 0 };
	e->started = now;
	e->server = xstrdup(server);
	TAILQ_INSERT_TAIL(&q->running, e, in_list);
	q->n_running++;
}

struct item *
queue_take(struct queue *q, const struct setup *setup, struct mono now, int64_t *wake_us)
{
	struct buf	 server = { 0 };
	struct entry	*e, *found = NULL;

	*wake_us = INT64_MAX;
	q->scan++;
	RB_FOREACH(e, entries, &q->live) {
		bool	 is_behind = e->line->held_by == q->scan;

		if (e->item.state == ITEM_RUNNING || !e->item.last.is_about_message)
			e->line->held_by = q->scan;
		if (e->item.state == ITEM_RUNNING || is_behind)
			continue;
		if (e->due.us > now.us) {
			if (mono_sub(e->due, now) < *wake_us)
				*wake_us = mono_sub(e->due, now);
			continue;
		}
		buf_clear(&server);
		e->item.notifier->server(&server, setup, e->notice);
		if (has_room(q, buf_str(&server), now)) {
			found = e;
			break;
		}
		if (until_slow(q, now) < *wake_us)
			*wake_us = until_slow(q, now);
	}
	if (found != NULL)
		run(q, found, buf_str(&server), now);
	buf_done(&server);
	return found != NULL ? &found->item : NULL;
}

int64_t
queue_backoff_ms(int64_t retry_first_ms, unsigned n, uint32_t chance)
{
	int64_t	 wait = retry_first_ms > SEC_MS ? retry_first_ms : SEC_MS;

	while (n-- > 1 && wait < BACKOFF_MAX_MS)
		wait *= 2;
	if (wait > BACKOFF_MAX_MS)
		wait = BACKOFF_MAX_MS;
	/* From 4/5 of it to 6/5, never beyond the bound. */
	wait = wait * 4 / 5 + wait * 2 / 5 * (chance % 1001) / 1000;
	return wait < BACKOFF_MAX_MS ? wait : BACKOFF_MAX_MS;
}

static void
done(struct queue *q, struct entry *e)
{
	e->item.state = ITEM_DONE;
	e->item.notice = NULL;
	RB_REMOVE(entries, &q->live, e);
	q->n_live--;
	leave_line(q, e);
	notice_free(e->notice);
	e->notice = NULL;
	RB_INSERT(entries, &q->done, e);
	TAILQ_INSERT_TAIL(&q->done_order, e, in_list);
	if (++q->n_done > QUEUE_REMEMBERED)
		forget(q, TAILQ_FIRST(&q->done_order));
}

void
queue_finish(struct queue *q, struct item *item, const struct outcome *out,
    const struct setup *setup, struct mono now, struct wall now_wall, uint32_t chance)
{
	struct entry	*e = (struct entry *)item;
	int64_t		 wait_ms, left_ms;

	assert(item->state == ITEM_RUNNING);
	TAILQ_REMOVE(&q->running, e, in_list);
	q->n_running--;
	free(e->server);
	e->server = NULL;
	item->n_tried++;
	item->last = *out;
	left_ms = e->notice->created.ms + setup->retry_for_ms - now_wall.ms;
	if (out->how == DELIVERY_LATER && left_ms <= 0)
		item->last.how = DELIVERY_DEAD;
	if (item->last.how != DELIVERY_LATER) {
		done(q, e);
		return;
	}
	wait_ms = queue_backoff_ms(setup->retry_first_ms, item->n_tried, chance);
	if (wait_ms > left_ms)	/* one last attempt at the very end */
		wait_ms = left_ms;
	item->state = ITEM_WAITING;
	item->next = wall_add(now_wall, wait_ms);
	e->due.us = now.us + wait_ms * MSEC_US;
}

size_t
queue_n_waiting(const struct queue *q)
{
	return q->n_live - q->n_running;
}

size_t
queue_n_running(const struct queue *q)
{
	return q->n_running;
}
