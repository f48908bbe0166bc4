/*
 * peers.h - the engine's end of the channel to each child.
 *
 * One place for each child that the configuration wants: a poller has as many as
 * pollers.local, the others one.  The master hands over a new descriptor whenever
 * one side was replaced; the old channel ends at once.  A peer is *up* from its
 * HELLO until its channel ends.  A message that this kind of child has no
 * business to send ends its channel, as a malformed one does; the master then
 * replaces the child.
 *
 *     absent -- peers_take --> greeting -- HELLO --> up -- gone | peers_take --> absent
 */
#ifndef VIGIE_PEERS_H
#define VIGIE_PEERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "ipc/msg.h"
#include "ipc/program.h"

struct channel;
struct event_base;
struct peers;

#define PEERS_MAX_POLLERS	16	/* bound of pollers.local */

/* What MSG_STATS and MSG_POLLER_STATS last said; strings are not kept. */
struct peer_figures {
	struct wall	 at;		/* when it was said; 0 = never */
	uint32_t	 pid;
	uint64_t	 rss_bytes, cpu_ms;
	uint32_t	 loop_lag_p99_us;
	uint32_t	 n_values;
	struct { char name[32]; double value; } values[16];
	struct wall	 poller_at;	/* the same for `poller`; 0 = never */
	struct msg_poller_stats poller;
};

struct peers_calls {
	/* The peer has said HELLO: all that it must know is sent now. */
	void	 (*up)(void *arg, enum program_id who, unsigned instance, struct channel *ch);
	/* It is gone: what was asked of it is answered by nobody, nothing more goes to `ch`. */
	void	 (*down)(void *arg, enum program_id who, unsigned instance, struct channel *ch);
	/* Any message but HELLO, STATS and POLLER_STATS; borrowed until it returns. */
	void	 (*msg)(void *arg, enum program_id who, unsigned instance, enum msg_type type,
		     const union msg *msg);
};

struct peers	*peers_new(struct event_base *base, const struct peers_calls *calls, void *arg);
void		 peers_free(struct peers *peers);	/* ends all channels, calls nobody */

/* Takes fd: a new channel to this child in the place of the one before. */
void		 peers_take(struct peers *peers, enum program_id who, unsigned instance, int fd,
		    struct wall now);

/* The channel of a peer that is up, else NULL. */
struct channel	*peers_channel(const struct peers *peers, enum program_id who, unsigned instance);
/* Since when the peer is up or absent; 0 = never seen. */
struct wall	 peers_since(const struct peers *peers, enum program_id who, unsigned instance);
/* Its last figures; never NULL. */
const struct peer_figures *peers_figures(const struct peers *peers, enum program_id who,
		    unsigned instance);
/* How often it was replaced since the engine's start. */
unsigned	 peers_replaced(const struct peers *peers, enum program_id who, unsigned instance);

#endif
