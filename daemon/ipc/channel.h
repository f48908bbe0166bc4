/*
 * channel.h - typed messages over a stream socket, on the loop.
 *
 * A frame is a length (4 bytes, big endian, at most MSG_MAX) and one message.
 * Both ends say HELLO first; another version, a malformed frame or a closed
 * socket ends the channel with a reason.  The owner frees it from `gone` or any
 * time else; inside a callback use channel_free() too: it waits for the turn's end.
 */
#ifndef VIGIE_CHANNEL_H
#define VIGIE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "ipc/msg.h"

struct event_base;
struct channel;

/* A message arrived (HELLO is handled inside and reported too); `msg` is borrowed until the callback returns. */
typedef void	channel_msg_fn(struct channel *ch, enum msg_type type, const union msg *msg, void *arg);
/* The channel is dead: `why` is a sentence.  Called at most once; then channel_free() it. */
typedef void	channel_gone_fn(struct channel *ch, const char *why, void *arg);

/*
 * Takes `fd` (non-blocking is set here).  `self` is what HELLO says ("vigie-poller/0");
 * it is sent at once.  Before the peer's HELLO has come, nothing is delivered.
 */
struct channel	*channel_new(struct event_base *base, int fd, const char *self,
		    channel_msg_fn *on_msg, channel_gone_fn *on_gone, void *arg);
void		 channel_free(struct channel *ch);

/* Queues one message; written when the socket takes it. */
void		 channel_send(struct channel *ch, enum msg_type type, const void *msg);
/* Queues an ANSWER (or SNAPSHOT) of any length in parts of MSG_PART. */
void		 channel_answer(struct channel *ch, uint32_t id, unsigned status, const char *type,
		    const void *body, size_t len);
void		 channel_snapshot(struct channel *ch, const void *body, size_t len);
/* What goes with the notice of that number, which follows. */
void		 channel_attachment(struct channel *ch, uint64_t id, const void *body, size_t len);

/* Bytes queued and not yet taken by the socket: senders of streams look before they add. */
size_t		 channel_backlog(const struct channel *ch);
/* Writes what is queued, waiting at most `ms`; for the last words of a program that stops or a client. */
void		 channel_flush(struct channel *ch, int ms);
/* What the peer's HELLO said, "" before; clean text. */
const char	*channel_peer(const struct channel *ch);
/* True when the channel ended because the peer spoke nonsense or another version. */
bool		 channel_is_malformed(const struct channel *ch);
/* The socket, for SO_PEERCRED; still owned by the channel. */
int		 channel_fd(const struct channel *ch);

#endif
