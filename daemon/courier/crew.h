/*
 * crew.h - attempts in threads, their outcomes on the loop.
 *
 * Each attempt has a thread of its own, which shares nothing with the rest but
 * the notice (borrowed, unchanged until its end is said) and a flag that asks it
 * to stop; its end comes back through a pipe.  The number of threads is bounded by the queue.
 */
#ifndef VIGIE_CREW_H
#define VIGIE_CREW_H

#include <stdbool.h>

#include "courier/notifier.h"

struct crew;
struct event_base;

/* An attempt has ended; called on the loop, once for each crew_start(). */
typedef void	 crew_done_fn(void *arg, void *tag, const struct outcome *out);

struct crew	*crew_new(struct event_base *base, const struct notifier_limits *limits,
		    crew_done_fn *on_done, void *arg);

/* Starts one; `setup` is copied, `notice` is borrowed until on_done. */
void		 crew_start(struct crew *crew, const struct notifier *notifier,
		    const struct setup *setup, const struct notice *notice, void *tag);

/*
 * Lets the attempts that run end within `grace_ms`, then asks them to stop and
 * waits as long again; on_done is called for each that ends.  False when some still run: their memory must stay.
 */
bool		 crew_stop(struct crew *crew, int grace_ms);

/* After crew_stop() returned true. */
void		 crew_free(struct crew *crew);

#endif
