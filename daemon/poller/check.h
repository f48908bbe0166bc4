/*
 * check.h - what the poller was told to do.
 *
 * A check is small (there may be 100,000): its place in the schedule, its name,
 * its address and a pointer to its setup.  A setup is all that equal checks have
 * in common - probe, times, thresholds, options - parsed once and counted.
 *
 * A check's identity is its name; the engine's handle may change with each
 * generation of the configuration or each life of the engine.
 */
#ifndef VIGIE_CHECK_H
#define VIGIE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "ipc/msg.h"
#include "poller/index.h"
#include "poller/resolver.h"
#include "poller/schedule.h"
#include "vigie-plugin.h"

#define HANDLE_NONE	UINT32_MAX

/* A probe in this poller: opened when the first check of it runs. */
struct probe_slot {
	const struct vg_probe	*probe;
	struct vg_shared	*shared;	/* owned; shared_size bytes, NULL when that is 0 */
	bool			 is_open;
	int			 err;		/* of open(), 0 or negative; tried again after `retry` */
	struct mono		 retry;
	struct shared_io	*ios;		/* what open() watches; the host's */
	struct vg_run		*spare;		/* memory of ended runs, to be used again; the host's */
	unsigned		 n_spare;
};

struct setup {
	struct probe_slot	*slot;		/* NULL: no such probe */
	struct schedule_rule	 rule;
	int64_t			 timeout_us;
	void			*conf;		/* owned; the probe's conf_size bytes */
	char			*why;		/* owned; the options are wrong: each run is an error, NULL = fine */
	struct buf		 key;		/* what makes it equal to another; option texts live in it */
	unsigned		 n_refs;
	uint32_t		 place;		/* in checks.setups */
};

struct check {
	struct schedule_item	 sched;		/* first: the schedule hands it back */
	char			*name;		/* owned */
	struct setup		*setup;		/* counted */
	struct name		*host;		/* counted; NULL: the address is literal */
	struct vg_run		*run;		/* the scheduled one under way, or NULL */
	void			*state;		/* owned; the probe's state_size bytes, NULL until asked for */
	uint8_t			 address[16];	/* of `family`, when host is NULL */
	uint32_t		 scope;		/* of a link-local IPv6 address */
	uint16_t		 family;
	bool			 is_stale;	/* an earlier engine's, not confirmed by this one */
	uint32_t		 handle;	/* HANDLE_NONE = displaced */
	uint32_t		 slot;		/* in checks.all */
	uint32_t		 life;		/* tells it from an earlier one in the same slot */
};

struct checks {
	struct check	**all;		/* by slot; NULL = free */
	size_t		 n_slots, room;
	uint32_t	*free;		/* slots to use again */
	size_t		 n_free, free_room;
	struct index	 by_name, by_handle;
	struct setup	**setups;
	size_t		 n_setups, setups_room;
	struct index	 by_key;
	struct probe_slot *probes;	/* in order of vg_probes[] */
	size_t		 n_probes;
	size_t		 n;		/* checks */
	uint32_t	 lives;
	struct resolver	*resolver;	/* borrowed */
};

void		 checks_init(struct checks *c, struct resolver *resolver);
void		 checks_done(struct checks *c);	/* no run may be left */

struct check	*checks_by_name(const struct checks *c, const char *name);
struct check	*checks_by_handle(const struct checks *c, uint32_t handle);

/* A new check of that name; not in the schedule yet. */
struct check	*checks_add(struct checks *c, const struct msg_assign *a);
void		 checks_remove(struct checks *c, struct check *check);
/* Whether `a` says nothing new but the handle. */
bool		 checks_is_same(struct checks *c, const struct check *check, const struct msg_assign *a);
/* Gives it the definition of `a`, and forgets what the probe remembered; no run may be under way. */
void		 checks_change(struct checks *c, struct check *check, const struct msg_assign *a);
void		*check_state(struct check *check);
/* Who had that handle loses it. */
void		 checks_rehandle(struct checks *c, struct check *check, uint32_t handle);

struct setup	*setup_ref(struct setup *setup);
void		 setup_put(struct checks *c, struct setup *setup);

#endif
