/*
 * control.h - the door for people on this machine: the control socket.
 *
 * A unix stream socket that speaks the same frames as the programs among
 * themselves: HELLO, then ASK and ANSWER.  Who connects is known from the kernel
 * (SO_PEERCRED, SO_PEERGROUPS): root and the engine's own account are admin,
 * group `vigie` technician, group `vigie-read` reader; anyone else is told so at
 * his first question and shut out.  One connection never holds up another: at
 * most CONTROL_MAX at once (the one that has been quiet the longest makes room),
 * a question must have come within CONTROL_FIRST_S, silence lasts at most
 * CONTROL_IDLE_S, and answers that are not read end the connection.
 */
#ifndef VIGIE_CONTROL_H
#define VIGIE_CONTROL_H

#include "engine/asker.h"

struct channel;
struct control;
struct err;
struct event_base;
struct msg_ask;

#define CONTROL_MAX		64
#define CONTROL_FIRST_S		5
#define CONTROL_IDLE_S		120
#define CONTROL_BACKLOG		(16 * 1024 * 1024)	/* bytes of answers not read */

/* A question; `ask` is borrowed until it returns, `asker` is copied by whoever answers later. */
typedef void	control_ask_fn(void *arg, const struct asker *asker, const struct msg_ask *ask);
/* The channel is about to end: later answers to it must be forgotten. */
typedef void	control_gone_fn(void *arg, struct channel *ch);

/*
 * Opens the socket at `path` (what is left there by an engine that died is
 * replaced), mode 0660, readable for the two groups where they exist.
 */
struct control	*control_new(struct event_base *base, const char *path, control_ask_fn *on_ask,
		    control_gone_fn *on_gone, void *arg, struct err *err);
/* Ends all connections after their last words, removes the socket. */
void		 control_free(struct control *control);

unsigned	 control_count(const struct control *control);

#endif
