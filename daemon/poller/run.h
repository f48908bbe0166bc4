/*
 * run.h - one question under way; private to the poller's host.
 *
 *     WAITING (for the name's address) -> GOING -> OVER -> freed at the end of the callback
 *
 * run_start() makes it; it ends once: by vg_run_done(), by its deadline, or by
 * run_cancel().  An ended run has no descriptor, timer or pending id any more;
 * its memory stays until host_settle(), for the probe may still be on the stack.
 */
#ifndef VIGIE_RUN_H
#define VIGIE_RUN_H

#include <sys/queue.h>

#include "poller/check.h"
#include "poller/hist.h"
#include "poller/host.h"
#include "poller/marker.h"
#include "poller/pending.h"
#include "poller/schedule.h"
#include "vigie-plugin.h"

#define RUN_VALUES	64		/* most metrics of one run */
#define RUN_VALUES_IN	6		/* without an allocation */

#define HOST_WORDS	4096		/* most texts of vg_intern() */

enum run_phase { RUN_WAITING, RUN_GOING, RUN_OVER };

struct event;
struct run_io;

struct vg_run {
	LIST_ENTRY(vg_run)	 at;		/* in host.runs or host.over */
	struct wheel_item	 deadline, timer;
	struct check		*check;		/* valid until OVER */
	struct vg_run		*spare;		/* the next one in probe_slot.spare */
	struct setup		*setup;		/* counted */
	vg_timer_fn		*on_timer;
	struct run_io		*ios;
	struct msg_value	*values;	/* own_values, or owned */
	uint32_t		 n_values;
	uint32_t		 watcher;	/* id of the MSG_RUN, 0 = scheduled */
	uint32_t		 ids;		/* chain in host.pending */
	uint32_t		 late_us;
	#define HOST_WORDS	4096		/* most texts of vg_intern() */

enum run_phase		 phase;
	struct mono		 started;
	struct wall		 started_wall;
	union address		 address;
	struct msg_value	 own_values[RUN_VALUES_IN];
	_Alignas(16) unsigned char data[];	/* the probe's run_size bytes */
};
LIST_HEAD(run_list, vg_run);

struct run_io {
	struct run_io	*next;
	struct vg_run	*run;
	struct event	*event;
	vg_io_fn	*fn;
	int		 fd;
};

struct shared_io {
	struct shared_io *next;
	struct probe_slot *slot;
	struct event	*event;
	vg_shared_io_fn	*fn;
	int		 fd;
};

struct host {
	struct event_base	*base;
	struct host_link	 link;
	struct schedule		 schedule;
	struct checks		 checks;
	struct pending		 pending;
	struct outbox		 outbox;
	struct resolver		*resolver;
	struct wheel		 deadlines, timers;
	struct run_list		 runs, over;
	struct event		*tick;
	struct mono		 armed;		/* when the tick is due */
	struct mono		 now;		/* read once a turn */
	struct mono		 ticked;	/* when the last tick began */
	bool			 is_behind;	/* it left something due: the next comes at once */
	bool			 is_dirty;	/* something may be due before `armed` */
	char			**words;	/* vg_intern() */
	size_t			 n_words, words_room;
	struct index		 by_word;
	int			 icmp4, icmp6;	/* -1 = none */
	struct marker		*marker;	/* own_marker, or mapped */
	struct marker		 own_marker;
	uint32_t		 n_running;	/* all of them */
	uint32_t		 n_watched;	/* by someone */
	uint64_t		 n_done, n_malformed, n_stray;
	struct hist		 late, lag;
};

/* The one of this process: what the vg_*() functions speak of. */
extern struct host	*the_host;

/* Begins a run of the check; its deadline is set.  The result may be there on return. */
struct vg_run	*run_start(struct host *h, struct check *check, uint32_t watcher, int64_t late_us);
/* Goes on with a run that waited for its address, if it has one now, or never will. */
void		 run_resolved(struct host *h, struct vg_run *run);
void		 run_deadline(struct host *h, struct vg_run *run);
void		 run_timer(struct host *h, struct vg_run *run);
/* Ends it without a result; the check goes back into the schedule if `is_again`. */
void		 run_cancel(struct host *h, struct vg_run *run, bool is_again);
/* Frees what has ended. */
void		 run_reap(struct host *h);

void		 run_free_spares(struct probe_slot *slot);

/* Ends every callback of the host: frees runs, closes full batches, sets the next tick. */
void		 host_settle(struct host *h);

#endif
