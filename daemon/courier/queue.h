/*
 * queue.h - which notice is tried next, and when again.  Pure: no clock, no I/O.
 *
 *     add --> WAITING --take--> RUNNING --finish--> DONE (sent or dead)
 *                ^                 |
 *                +---- later ------+
 *
 * Notices to one recipient form a line: the oldest goes first and those behind
 * wait for it, so a "down" arrives before its "restored" also when the server
 * was away between them; only one that the server refuses for its content steps
 * aside.  A new notice brings its line's next attempt near: nobody waits half
 * an hour for a server that came back.  A server gets at most a few attempts at
 * a time; one that has been slow no longer counts, up to a second bound, so a
 * recipient who is tarpitted delays nobody else.
 *
 * What is done is remembered: an engine that was replaced and asks again for the
 * same notice hears what became of it, and nobody is told twice.
 */
#ifndef VIGIE_QUEUE_H
#define VIGIE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "courier/notifier.h"

#define QUEUE_PER_SERVER	4	/* attempts at a time with one server that answers */
#define QUEUE_SLOW_US		(10 * SEC_US)	/* from this age on an attempt counts as slow */
#define QUEUE_PER_SERVER_MAX	16	/* slow ones included */
#define QUEUE_MAX		32	/* over all servers */
#define QUEUE_REMEMBERED	10000	/* notices done whose outcome is kept */

enum item_state { ITEM_WAITING, ITEM_RUNNING, ITEM_DONE };

struct item {
	const struct notice	*notice;	/* NULL once DONE */
	const struct notifier	*notifier;
	enum item_state		 state;
	unsigned		 n_tried;	/* attempts that ended, earlier lives of the courier included */
	struct wall		 next;		/* WAITING after an attempt: when it is due, for people; else 0 */
	struct outcome		 last;		/* of the last attempt; text "" before the first */
};

struct queue;

struct queue	*queue_new(void);
void		 queue_free(struct queue *q);

/*
 * Takes `notice`; the item stays the queue's.  When a notice with the same id and
 * Message-ID is there already the new one is freed and *is_new is false.
 */
struct item	*queue_add(struct queue *q, struct notice *notice, const struct notifier *notifier,
		    unsigned n_tried, struct mono now, bool *is_new);

/*
 * The next item to try now, made RUNNING, or NULL: *wake_us is then how long
 * until one may be due, INT64_MAX = only after something else has happened.
 */
struct item	*queue_take(struct queue *q, const struct setup *setup, struct mono now,
		    int64_t *wake_us);

/*
 * An attempt has ended.  The item is DONE, or WAITING with its next time; a
 * notice older than setup->retry_for_ms whose attempt fails is DONE and dead.
 * `chance` is any random number: it moves the next time by up to a fifth.
 */
void		 queue_finish(struct queue *q, struct item *item, const struct outcome *out,
		    const struct setup *setup, struct mono now, struct wall now_wall,
		    uint32_t chance);

/* Wait after the n-th failed attempt (from 1): retry_first_ms, doubled each time, at most 30 minutes, moved by chance. */
int64_t		 queue_backoff_ms(int64_t retry_first_ms, unsigned n, uint32_t chance);

size_t		 queue_n_waiting(const struct queue *q);
size_t		 queue_n_running(const struct queue *q);

#endif
