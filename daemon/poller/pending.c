/* pending.c - see pending.h */
#include <netinet/in.h>
#include <sys/random.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "poller/pending.h"

void
pending_init(struct pending *p)
{
	*p = (struct pending){ .free = PENDING_NONE };
}

void
pending_done(struct pending *p)
{
	free(p->entries);
	index_done(&p->by_id);
	pending_init(p);
}

/* 256 at a time: one call of the kernel for each would cost more than the packet. */
static uint32_t
random_u32(struct pending *p)
{
	if (p->n_random == 0) {
		size_t	 got = 0;

		while (got < sizeof(p->random)) {
			ssize_t	 n = getrandom((char *)p->random + got, sizeof(p->random) - got, 0);

			if (n > 0)
				got += (size_t)n;
		}
		p->n_random = PENDING_RANDOM;
	}
	return p->random[--p->n_random] & 0x7fffffff;	/* SNMP's ids are not negative */
}

static struct pending_peer
peer_of(const struct sockaddr *sa)
{
	struct pending_peer	 peer = { .family = sa->sa_family };

	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in	*in = (const struct sockaddr_in *)sa;

		peer.port = in->sin_port;
		memcpy(peer.bytes, &in->sin_addr, sizeof(in->sin_addr));
	} else if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6	*in6 = (const struct sockaddr_in6 *)sa;

		peer.port = in6->sin6_port;
		memcpy(peer.bytes, &in6->sin6_addr, sizeof(in6->sin6_addr));
	}
	return peer;
}

static uint32_t
slot_of(const struct pending *p, uint32_t id)
{
	return index_first(&p->by_id, id);
}

uint32_t
pending_add(struct pending *p, void *run, const struct sockaddr *peer, uint32_t *chain)
{
	uint32_t	 slot = p->free, id;

	if (slot == PENDING_NONE) {
		p->entries = grow(p->entries, p->n_entries, &p->room, sizeof(*p->entries));
		slot = (uint32_t)p->n_entries++;
	} else {
		p->free = p->entries[slot].chain;
	}
	do
		id = random_u32(p);
	while (id == 0 || slot_of(p, id) != INDEX_END);
	p->entries[slot] = (struct pending_entry){ id, *chain, run, peer_of(peer) };
	*chain = slot;
	index_add(&p->by_id, id, slot);
	return id;
}

void *
pending_find(const struct pending *p, uint32_t id, const struct sockaddr *peer)
{
	uint32_t		 slot = slot_of(p, id);
	struct pending_peer	 from;

	if (slot == INDEX_END)
		return NULL;
	from = peer_of(peer);
	if (memcmp(&from, &p->entries[slot].peer, sizeof(from)) != 0)
		return NULL;
	return p->entries[slot].run;
}

void
pending_forget(struct pending *p, uint32_t *chain)
{
	uint32_t	 slot = *chain;

	while (slot != PENDING_NONE) {
		uint32_t	 next = p->entries[slot].chain;

		index_remove(&p->by_id, slot);
		p->entries[slot].chain = p->free;
		p->free = slot;
		slot = next;
	}
	*chain = PENDING_NONE;
}
