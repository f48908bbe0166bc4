/*
 * outbox.h - what is owed to people: notices that are synced and not yet delivered.
 *
 *     NOTICE fact -> waiting -- synced --> due -- courier up --> given -- DELIVERY sent|dead --> gone
 *                                           ^                     |  \-- later: n_tried + 1
 *                                           +----- courier gone --+
 *
 * A notice that is folded is never given: the one that stands for it is, and what
 * becomes of that becomes of it.
 *
 * At least once: a courier that is replaced gets everything again, under the same
 * Message-ID.  Words are made when a notice is given (judge/letter.h).
 */
#ifndef VIGIE_OUTBOX_H
#define VIGIE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "ipc/msg.h"
#include "model/fact.h"

struct engine;
struct outbox;

struct outbox	*outbox_new(struct engine *e);
void		 outbox_free(struct outbox *box);

/* A notice in the journal's row `seq`, which is not yet synced; copied. */
void		 outbox_add(struct outbox *box, const struct fact_notice *notice, struct wall created,
		    uint64_t seq);
/* From the journal at the start: it is synced. */
void		 outbox_recall(struct outbox *box, const struct fact_notice *notice, struct wall created);
/* And one attempt at it failed. */
void		 outbox_recall_tried(struct outbox *box, uint64_t number);
/* All rows up to seq are synced: what they say is given. */
void		 outbox_synced(struct outbox *box, uint64_t seq);
/* Whether the disk is full: then notices do not wait for a sync that cannot come. */
void		 outbox_full(struct outbox *box, bool is_full);

/* The courier is new (all is given again) or gone. */
void		 outbox_courier(struct outbox *box, bool is_up);
/* What became of a notice; journalled here. */
void		 outbox_delivery(struct outbox *box, const struct msg_delivery *delivery);

/* Not yet delivered; the oldest's creation, {0} = none; those that failed at least `n` times. */
uint32_t	 outbox_count(const struct outbox *box);
struct wall	 outbox_oldest(const struct outbox *box);
uint32_t	 outbox_failing(const struct outbox *box, uint32_t n);

#endif
