/* assign.c - see assign.h */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/assign.h"
#include "engine/peers.h"
#include "ipc/msg.h"
#include "model/inventory.h"

struct slot {				/* of a check, by its index */
	uint32_t	 handle;
	uint32_t	 poller;
	uint64_t	 definition;	/* a hash of all that the poller is told */
};

struct assign {
	unsigned		 n_pollers;
	const struct assign_calls *calls;
	void			*arg;
	const struct inventory	*inv;		/* borrowed; NULL before the first */
	struct slot		*slots;		/* inv->n_checks */
	uint32_t		*checks;	/* by handle: index, NONE = free */
	uint32_t		 n_handles;
	size_t			 room;
	uint32_t		*spare;		/* freed two generations ago: may be used again */
	uint32_t		 n_spare, next_spare;
	uint32_t		*freed;		/* in the last load */
	uint32_t		 n_freed;
	struct { uint64_t epoch, seq; } batches[PEERS_MAX_POLLERS];
};

struct assign *
assign_new(unsigned n_pollers, const struct assign_calls *calls, void *arg)
{
	struct assign	*a = xcalloc(1, sizeof(*a));

	a->n_pollers = n_pollers < 1 ? 1 : n_pollers;
	assert(a->n_pollers <= PEERS_MAX_POLLERS);
	a->calls = calls;
	a->arg = arg;
	return a;
}

void
assign_free(struct assign *a)
{
	if (a == NULL)
		return;
	free(a->slots);
	free(a->checks);
	free(a->spare);
	free(a->freed);
	free(a);
}

/* The definition. */

static uint64_t
mix(uint64_t h, uint64_t x)
{
	h ^= x + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
	return h * UINT64_C(0xff51afd7ed558ccd);
}

static uint64_t
definition_of(const struct check *c, unsigned poller)
{
	uint64_t	 h = text_hash(c->probe);

	h = mix(h, text_hash(c->address));
	h = mix(h, (uint64_t)c->interval_ms);
	h = mix(h, (uint64_t)c->timeout_ms);
	h = mix(h, (uint64_t)c->fall << 32 | c->rise);
	h = mix(h, poller);
	for (uint32_t i = 0; i < c->n_options; i++) {
		h = mix(h, text_hash(c->options[i].name));
		h = mix(h, text_hash(c->options[i].value));
	}
	return h;
}

static unsigned
poller_of(const struct assign *a, const struct inventory *inv, uint32_t check)
{
	const struct check	*c = &inv->checks[check];

	if (c->device == NONE)
		return check % a->n_pollers;
	return (unsigned)(text_hash(inv->devices[c->device].name) % a->n_pollers);
}

/* Results of "push" checks come from the web; nobody polls them. */
static bool
is_polled(const struct check *c)
{
	return strcmp(c->probe, "push") != 0;
}

/* Telling. */

static uint32_t
clamp_ms(int64_t ms)
{
	return ms < 1 ? 1 : ms > UINT32_MAX ? UINT32_MAX : (uint32_t)ms;
}

static void
tell(const struct assign *a, uint32_t index)
{
	const struct check	*c = &a->inv->checks[index];
	struct msg_pair		*options;

	if (!is_polled(c))
		return;
	options = xcalloc(c->n_options + 1, sizeof(*options));
	for (uint32_t i = 0; i < c->n_options; i++)
		options[i] = (struct msg_pair){ c->options[i].name, c->options[i].value };
	a->calls->assign(a->arg, a->slots[index].poller, &(struct msg_assign){
		.check = a->slots[index].handle,
		.name = c->name, .probe = c->probe, .address = c->address,
		.interval_ms = clamp_ms(c->interval_ms), .timeout_ms = clamp_ms(c->timeout_ms),
		.fall = c->fall, .rise = c->rise,
		.options = options, .n_options = c->n_options });
	free(options);
}

void
assign_tell(const struct assign *a, unsigned poller)
{
	for (uint32_t i = 0; a->inv != NULL && i < a->inv->n_checks; i++)
		if (a->slots[i].poller == poller)
			tell(a, i);
}

/* Handles. */

static uint32_t
new_handle(struct assign *a)
{
	if (a->next_spare < a->n_spare)
		return a->spare[a->next_spare++];
	a->checks = grow(a->checks, a->n_handles, &a->room, sizeof(a->checks[0]));
	return a->n_handles++;
}

/* What was freed in the load before may be used again from this one on. */
static void
turn_spares(struct assign *a, uint32_t n_old)
{
	uint32_t	 n_left = a->n_spare - a->next_spare;
	uint32_t	*spare = xcalloc(n_left + a->n_freed + 1, sizeof(*spare));

	if (n_left > 0)
		memcpy(spare, a->spare + a->next_spare, n_left * sizeof(*spare));
	if (a->n_freed > 0)
		memcpy(spare + n_left, a->freed, a->n_freed * sizeof(*spare));
	free(a->spare);
	free(a->freed);
	a->spare = spare;
	a->n_spare = n_left + a->n_freed;
	a->next_spare = 0;
	a->freed = xcalloc(n_old + 1, sizeof(*a->freed));
	a->n_freed = 0;
}

static void
release(struct assign *a, uint32_t old)
{
	uint32_t	 handle = a->slots[old].handle;

	a->checks[handle] = NONE;
	a->freed[a->n_freed++] = handle;
	if (is_polled(&a->inv->checks[old]))
		a->calls->unassign(a->arg, a->slots[old].poller, handle);
}

void
assign_load(struct assign *a, const struct inventory *inv)
{
	uint32_t	 n_old = a->inv != NULL ? a->inv->n_checks : 0;
	struct slot	*slots = xcalloc(inv->n_checks + 1, sizeof(*slots));
	bool		*is_new = xcalloc(inv->n_checks + 1, sizeof(*is_new));

	turn_spares(a, n_old);
	for (uint32_t i = 0; i < inv->n_checks; i++) {
		slots[i].poller = poller_of(a, inv, i);
		slots[i].definition = definition_of(&inv->checks[i], slots[i].poller);
		slots[i].handle = NONE;
	}
	for (uint32_t old = 0; old < n_old; old++) {
		uint32_t	 i = inventory_check(inv, a->inv->checks[old].name);

		if (i != NONE && slots[i].definition == a->slots[old].definition)
			slots[i].handle = a->slots[old].handle;
		else
			release(a, old);
	}
	for (uint32_t i = 0; i < inv->n_checks; i++) {
		if ((is_new[i] = slots[i].handle == NONE))
			slots[i].handle = new_handle(a);
		a->checks[slots[i].handle] = i;
	}
	free(a->slots);
	a->slots = slots;
	a->inv = inv;
	for (uint32_t i = 0; i < inv->n_checks; i++)
		if (is_new[i])
			tell(a, i);
	free(is_new);
}

uint32_t
assign_check(const struct assign *a, unsigned poller, uint32_t handle)
{
	uint32_t	 check;

	if (handle >= a->n_handles || (check = a->checks[handle]) == NONE)
		return NONE;
	return a->slots[check].poller == poller ? check : NONE;
}

uint32_t
assign_handle(const struct assign *a, uint32_t check)
{
	return a->slots[check].handle;
}

unsigned
assign_poller(const struct assign *a, uint32_t check)
{
	return a->slots[check].poller;
}

enum batch
assign_batch(struct assign *a, unsigned poller, uint64_t epoch, uint64_t seq)
{
	uint64_t	 last;

	assert(poller < PEERS_MAX_POLLERS);
	last = a->batches[poller].seq;
	if (a->batches[poller].epoch == epoch && seq <= last)
		return BATCH_REPEAT;
	if (a->batches[poller].epoch != epoch)
		last = 0;	/* of an engine that was replaced, or of a new poller: nothing is known before */
	a->batches[poller].epoch = epoch;
	a->batches[poller].seq = seq;
	return last != 0 && seq != last + 1 ? BATCH_GAP : BATCH_NEW;
}
