/*
 * host.h - runs the probes: when, with what deadline, and where the answer goes.
 *
 *     assign -> schedule -> run (start ... done | deadline) -> outbox -> ready()
 *
 * The host owns the checks, the runs under way, what the probes share, and the
 * clock of all this.  It knows nothing of the engine's channel: link.h does, a
 * test or `probe_once` may stand in its place.  One host in a process, because
 * plugins call the vg_*() functions without naming it.
 *
 * A process that was stopped, or a machine that slept, for two seconds or more
 * gives up the runs under way without a result: that time was not measured.
 */
#ifndef VIGIE_HOST_H
#define VIGIE_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc/msg.h"
#include "poller/outbox.h"

struct event_base;
struct host;

struct host_link {
	void	(*ready)(void *arg);					/* a batch waits in the outbox */
	void	(*step)(void *arg, const struct msg_step *step);	/* of a run that someone watches */
	void	*arg;
};

struct host_stats {
	uint32_t	 n_checks, n_running;
	uint64_t	 n_done, n_malformed, n_stray, n_dropped, n_skipped;
	uint32_t	 late_p99_us, lag_p99_us;
	bool		 resolver_ok;
	uint32_t	 n_aside;	/* checks that are set aside: marker.h */
	uint32_t	 aside;		/* the handle of one of them */
};

struct host	*host_new(struct event_base *base, const struct host_link *link);
/* Cancels what runs; batches not sent are lost. */
void		 host_free(struct host *h);

/* A raw or ping socket (AF_INET, AF_INET6); takes fd. */
void		 host_socket(struct host *h, int family, int fd);

/*
 * The memory that outlives this process: sets aside the check whose answers ended
 * it too often.  Before the first assignment; takes fd.
 */
void		 host_marker(struct host *h, int fd);

/* A check with the same name keeps its place, counters and run under way. */
void		 host_assign(struct host *h, const struct msg_assign *a);
void		 host_unassign(struct host *h, uint32_t handle);
/* Once, now, telling each step; false when there is no such check. */
bool		 host_run(struct host *h, const struct msg_run *run);

/* A new engine: what it does not assign again is stale, and removed when it is told to be. */
void		 host_mark_stale(struct host *h);
bool		 host_has_stale(const struct host *h);
void		 host_remove_stale(struct host *h);

struct outbox	*host_outbox(struct host *h);
/* Sets each result's .check; results of checks that are gone or stale are left out.  Returns how many are left. */
uint32_t	 host_resolve(const struct host *h, struct batch *batch, struct msg_result *out);
/* Numbers what was gathered, however little. */
void		 host_flush(struct host *h);

/* Durations are of the time since the last call with `is_new_minute`. */
void		 host_stats(struct host *h, struct host_stats *out, bool is_new_minute);

#endif
