/* peers.c - see peers.h */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


#include "base/log.h"
#include "base/mem.h"
#include "engine/peers.h"
#include "ipc/channel.h"

struct peer {
	struct peers		*peers;
	enum program_id		 who;
	unsigned		 instance;
	struct channel		*ch;		/* NULL = absent */
	bool			 is_up;
	struct wall		 since;
	unsigned		 n_taken;
	struct peer_figures	 figures;
};

struct peers {
	struct event_base	*base;
	const struct peers_calls *calls;
	void			*arg;
	struct peer		 pollers[PEERS_MAX_POLLERS];
	struct peer		 others[PROGRAM_N];
};

static const bool	 may_send[PROGRAM_N][MSG_N_TYPES] = {
	[PROGRAM_POLLER] = { [MSG_RESULTS] = true, [MSG_STEP] = true, [MSG_POLLER_STATS] = true,
	    [MSG_STATS] = true },
	[PROGRAM_SERIES] = { [MSG_ANSWER] = true, [MSG_STATS] = true },
	[PROGRAM_COURIER] = { [MSG_DELIVERY] = true, [MSG_STATS] = true },
	[PROGRAM_WEB] = { [MSG_ASK] = true, [MSG_STATS] = true },
};

static struct peer *
find(const struct peers *peers, enum program_id who, unsigned instance)
{
	struct peers	*p = (struct peers *)(uintptr_t)peers;

	if (who == PROGRAM_POLLER)
		return instance < PEERS_MAX_POLLERS ? &p->pollers[instance] : NULL;
	if (who >= PROGRAM_N || who == PROGRAM_ENGINE || instance != 0)
		return NULL;
	return &p->others[who];
}

struct peers *
peers_new(struct event_base *base, const struct peers_calls *calls, void *arg)
{
	struct peers	*peers = xcalloc(1, sizeof(*peers));

	peers->base = base;
	peers->calls = calls;
	peers->arg = arg;
	for (unsigned i = 0; i < PEERS_MAX_POLLERS; i++)
		peers->pollers[i] = (struct peer){ .peers = peers, .who = PROGRAM_POLLER,
		    .instance = i };
	for (unsigned i = 0; i < PROGRAM_N; i++)
		peers->others[i] = (struct peer){ .peers = peers, .who = i };
	return peers;
}

void
peers_free(struct peers *peers)
{
	if (peers == NULL)
		return;
	for (unsigned i = 0; i < PEERS_MAX_POLLERS; i++)
		channel_free(peers->pollers[i].ch);
	for (unsigned i = 0; i < PROGRAM_N; i++)
		channel_free(peers->others[i].ch);
	free(peers);
}

/* The one ending of a channel. */
static void
end(struct peer *peer, const char *why)
{
	struct channel	*ch = peer->ch;
	bool		 was_up = peer->is_up;

	if (ch == NULL)
		return;
	if (why != NULL)
		log_warn("%s/%u: the channel has ended: %s", program_name(peer->who),
		    peer->instance, why);
	peer->ch = NULL;
	peer->is_up = false;
	peer->since = wall_now();
	if (was_up)
		peer->peers->calls->down(peer->peers->arg, peer->who, peer->instance, ch);
	channel_free(ch);
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	struct peer	*peer = arg;

	if (channel_is_malformed(ch))
		program_drop_peer(peer->who, peer->instance);
	end(peer, why);
}

static void
keep_stats(struct peer *peer, const struct msg_stats *stats)
{
	struct peer_figures	*f = &peer->figures;

	f->at = wall_now();
	f->pid = stats->pid;
	f->rss_bytes = stats->rss_bytes;
	f->cpu_ms = stats->cpu_ms;
	f->loop_lag_p99_us = stats->loop_lag_p99_us;
	f->n_values = 0;
	for (uint32_t i = 0; i < stats->n_values && i < N_ELEMENTS(f->values); i++) {
		strlcpy(f->values[i].name, stats->values[i].name, sizeof(f->values[i].name));
		f->values[i].value = stats->values[i].value;
		f->n_values++;
	}
}

static void
on_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct peer	*peer = arg;
	struct peers	*peers = peer->peers;

	if (ch != peer->ch)
		return;
	if (type == MSG_HELLO && !peer->is_up) {
		peer->is_up = true;
		peer->since = wall_now();
		peers->calls->up(peers->arg, peer->who, peer->instance, ch);
		return;
	}
	if (!may_send[peer->who][type]) {
		program_drop_peer(peer->who, peer->instance);
		end(peer, "it sent what it has no business to send");
		return;
	}
	if (type == MSG_STATS) {
		keep_stats(peer, &msg->stats);
	} else if (type == MSG_POLLER_STATS) {
		peer->figures.poller_at = wall_now();
		peer->figures.poller = msg->poller_stats;
	} else {
		peers->calls->msg(peers->arg, peer->who, peer->instance, type, msg);
	}
}

void
peers_take(struct peers *peers, enum program_id who, unsigned instance, int fd, struct wall now)
{
	struct peer	*peer = find(peers, who, instance);

	if (peer == NULL) {
		log_warn("a channel for %s/%u, which this engine does not know", program_name(who),
		    instance);
		close(fd);
		return;
	}
	end(peer, NULL);
	peer->since = now;
	peer->n_taken++;
	peer->figures = (struct peer_figures){ 0 };
	peer->ch = channel_new(peers->base, fd, "vigie-engine", on_msg, on_gone, peer);
}

struct channel *
peers_channel(const struct peers *peers, enum program_id who, unsigned instance)
{
	const struct peer	*peer = find(peers, who, instance);

	return peer != NULL && peer->is_up ? peer->ch : NULL;
}

struct wall
peers_since(const struct peers *peers, enum program_id who, unsigned instance)
{
	const struct peer	*peer = find(peers, who, instance);

	return peer != NULL ? peer->since : (struct wall){ 0 };
}

const struct peer_figures *
peers_figures(const struct peers *peers, enum program_id who, unsigned instance)
{
	static const struct peer_figures	 none;
	const struct peer			*peer = find(peers, who, instance);

	return peer != NULL ? &peer->figures : &none;
}

unsigned
peers_replaced(const struct peers *peers, enum program_id who, unsigned instance)
{
	const struct peer	*peer = find(peers, who, instance);

	return peer != NULL && peer->n_taken > 0 ? peer->n_taken - 1 : 0;
}
