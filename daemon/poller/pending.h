/*
 * pending.h - whose answer is this?
 *
 * Questions asked on a shared socket carry a random 31-bit id; an answer counts
 * only when its id is here and it comes from the address that was asked.  A run
 * may have several ids; they are chained and forgotten together.  Owns nothing
 * of the runs.  Pure but for the random numbers, which pending_init() may fix.
 */
#ifndef VIGIE_PENDING_H
#define VIGIE_PENDING_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

#include "poller/index.h"

#define PENDING_NONE	UINT32_MAX
#define PENDING_RANDOM	256

/* An address and port, small: what a peer is compared by. */
struct pending_peer {
	uint16_t	 family, port;		/* port in network order */
	uint8_t		 bytes[16];
};

struct pending_entry {
	uint32_t		 id;
	uint32_t		 chain;		/* next of the same run, or of the free ones */
	void			*run;
	struct pending_peer	 peer;
};

struct pending {
	struct pending_entry	*entries;	/* owned */
	size_t			 n_entries, room;
	uint32_t		 free;		/* first of the free ones */
	struct index		 by_id;
	uint32_t		 random[PENDING_RANDOM];
	unsigned		 n_random;	/* unused ones left */
};

void		 pending_init(struct pending *p);
void		 pending_done(struct pending *p);

/* A new id for this run and peer.  *chain is the run's, PENDING_NONE at first. */
uint32_t	 pending_add(struct pending *p, void *run, const struct sockaddr *peer, uint32_t *chain);
/* Whose id this is, if the peer is the one asked (port included); else NULL. */
void		*pending_find(const struct pending *p, uint32_t id, const struct sockaddr *peer);
/* All ids of a chain are unknown from now on; *chain is PENDING_NONE. */
void		 pending_forget(struct pending *p, uint32_t *chain);

#endif
