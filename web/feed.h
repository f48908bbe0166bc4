/*
 * feed.h - what the engine says to the web: its set-up, its snapshots, its answers.
 *
 * Outlives the engine: while it is away the last snapshot stays, and questions are
 * answered at once with 503.  A new channel replaces the old one.
 */
#ifndef VIGIE_FEED_H
#define VIGIE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "ipc/msg.h"

struct channel;
struct event_base;
struct feed;
struct snapshot;
struct zone;

struct setup {			/* of the network; strings owned, "" before the engine's first word */
	char		*network_id, *network_name, *url, *phone, *language, *version;
	struct zone	*zone;	/* NULL = UTC */
	bool		 is_demo;
};

/* Something pages depend on has changed: set-up, snapshot, or whether the engine is there. */
typedef void	feed_changed_fn(void *arg);
/* The trusted proxies of a new set-up. */
typedef void	feed_proxies_fn(const struct msg_pair *proxies, size_t n, void *arg);

/* An answer, whole; called once for each feed_ask(), never from inside it. */
typedef void	feed_answer_fn(unsigned status, const char *type, const void *body, size_t len,
		    void *arg);

struct feed	*feed_new(struct event_base *base, feed_changed_fn *changed,
		    feed_proxies_fn *proxies, void *arg);
/* Questions still open are answered with 503 first. */
void		 feed_free(struct feed *f);
/* Takes the descriptor of a channel to the engine. */
void		 feed_attach(struct feed *f, int fd);

const struct setup	*feed_setup(const struct feed *f);
/* The last snapshot, NULL before the first. */
const struct snapshot	*feed_snapshot(const struct feed *f);
/* True while the engine is connected and speaks often enough. */
bool		 feed_is_live(const struct feed *f);
/* For MSG_STATS; NULL while there is none. */
struct channel	*feed_channel(const struct feed *f);

#define FEED_TIMEOUT_US	(5 * SEC_US)	/* of an ordinary question: 504 afterwards */

/* Asks as the public (no session); `args` are copied. */
void		 feed_ask(struct feed *f, const char *what, const char *language,
		    const struct msg_pair *args, size_t n_args, int64_t timeout_us,
		    feed_answer_fn *fn, void *arg);

#endif
