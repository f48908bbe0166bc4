/*
 * outbox.h - results on their way to the engine.
 *
 * Results gather into batches; full or old enough ones are numbered and wait
 * their turn, while the engine is away up to 32 MiB of them: then the oldest go
 * and are counted.  A check is remembered as (slot, life), not by the engine's
 * handle, which may be another one by the time the batch leaves.  What was sent
 * in the last seconds is kept to be sent again to a new engine, which recognises
 * a repeat by (epoch, seq).
 */
#ifndef VIGIE_OUTBOX_H
#define VIGIE_OUTBOX_H

#include <sys/queue.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "ipc/msg.h"

#define OUTBOX_BYTES	(32u * 1024 * 1024)	/* kept while nobody takes them */
#define OUTBOX_RESULTS	256			/* most results of one batch */
#define OUTBOX_ENOUGH	128			/* from so many on a batch leaves at the turn's end */
#define OUTBOX_WAIT_US	(50 * MSEC_US)		/* or when its first result is so old */
#define OUTBOX_KEEP_US	(5 * SEC_US)		/* sent ones, for a new engine */

struct outbox_origin {
	uint32_t	 slot, life;
};

struct batch {
	TAILQ_ENTRY(batch)	 at;
	uint64_t		 seq;
	struct mono		 sent;
	size_t			 size_bytes;
	uint32_t		 n_results;
	struct msg_result	*results;	/* .check is unset; pointers lead into this block */
	struct outbox_origin	*origins;	/* one for each */
};
TAILQ_HEAD(batch_list, batch);

struct outbox {
	uint64_t		 epoch;
	uint64_t		 seq;		/* of the last numbered batch */
	struct batch_list	 waiting, sent;
	size_t			 size_bytes;	/* of both lists */
	uint64_t		 n_dropped;	/* results, for want of room */
	/* What is being gathered: growing arrays, used again. */
	struct msg_result	*results;
	struct outbox_origin	*origins;
	struct msg_value	*values;
	char			*texts;
	size_t			 n, results_room, origins_room;
	size_t			 n_values, values_room;
	size_t			 texts_len, texts_room;
	struct mono		 first;		/* when the oldest result was added */
};

void		 outbox_init(struct outbox *o);
void		 outbox_done(struct outbox *o);

/* Copies all of `result`; names of values must be literals (they are kept by pointer). */
void		 outbox_add(struct outbox *o, struct outbox_origin origin,
		    const struct msg_result *result, struct mono now);
/* Numbers what was gathered, if it is enough or old enough, or `is_forced`. */
void		 outbox_close(struct outbox *o, struct mono now, bool is_forced);
/* When outbox_close() will have something to do: INT64_MAX = nothing gathered. */
struct mono	 outbox_next(const struct outbox *o);

/* The oldest batch to be sent, NULL = none; after sending it, outbox_sent(). */
struct batch	*outbox_first(struct outbox *o);
void		 outbox_sent(struct outbox *o, struct batch *batch, struct mono now);
/* Forgets what was sent long ago. */
void		 outbox_trim(struct outbox *o, struct mono now);
/* There is a new engine: what was sent lately waits again, in order. */
void		 outbox_again(struct outbox *o);

#endif
