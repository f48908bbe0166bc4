/*
 * assign.h - which poller does which check.
 *
 * Each check of the inventory has a *handle*, by which the engine and a poller
 * name it, and a poller: the one that the hash of its device's name picks, so that
 * all checks of a device share one poller's sockets and discoveries; canaries are
 * dealt out in turn, so that the loss of one poller does not blind the others.  A handle means one definition: a check whose
 * definition changes in a reload gets another, so that an answer to the old
 * question is never taken for one to the new.  What is unchanged keeps its
 * handle, and the poller hears nothing of it.
 *
 * Results come in numbered batches: a batch seen before is recognised by
 * (poller, epoch, sequence) and counts for nothing.
 */
#ifndef VIGIE_ASSIGN_H
#define VIGIE_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assign;
struct inventory;
struct msg_assign;

/* What a poller must be told; borrowed until it returns. */
struct assign_calls {
	void	 (*assign)(void *arg, unsigned poller, const struct msg_assign *msg);
	void	 (*unassign)(void *arg, unsigned poller, uint32_t handle);
};

struct assign	*assign_new(unsigned n_pollers, const struct assign_calls *calls, void *arg);
void		 assign_free(struct assign *a);

/*
 * Takes a generation (borrowed until the next one is taken): what was and is no more
 * is unassigned, what is new is assigned, the rest is left alone.
 */
void		 assign_load(struct assign *a, const struct inventory *inv);

/* Tells all checks of this poller: it is new and knows none. */
void		 assign_tell(const struct assign *a, unsigned poller);

/* The check's index in the inventory, NONE for a handle that is not assigned to this poller (any more). */
uint32_t	 assign_check(const struct assign *a, unsigned poller, uint32_t handle);
/* The handle and the poller of a check. */
uint32_t	 assign_handle(const struct assign *a, uint32_t check);
unsigned	 assign_poller(const struct assign *a, uint32_t check);

enum batch { BATCH_NEW, BATCH_GAP, BATCH_REPEAT };
/* Is this batch of results new?  BATCH_GAP: it is, and some before it never came. */
enum batch	 assign_batch(struct assign *a, unsigned poller, uint64_t epoch, uint64_t seq);

#endif
