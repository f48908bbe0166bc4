/*
 * polls.h - the pollers and the push agents of a simulation.
 *
 * A poller's schedule is the real one (daemon/poller/schedule.h); what its polls
 * find is the town's.  A check's answer takes some milliseconds, its silence the
 * check's timeout; results leave in numbered batches.
 */
#ifndef VIGIE_SIM_POLLS_H
#define VIGIE_SIM_POLLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/msg.h"
#include "ipc/program.h"

/* What the next batches suffer. */
struct mishap {
	unsigned	 lost;		/* so many never arrive */
	unsigned	 repeated;	/* arrive twice */
	int64_t		 late_us;	/* arrive so much later */
	unsigned	 forged;	/* of handles that are nobody's */
};

void		 polls_begin(uint64_t seed);
void		 polls_end(void);
/* The next poll; INT64_MAX = none. */
int64_t		 polls_next_us(void);
/* Runs what is due now. */
void		 polls_run(void);
uint64_t	 polls_count(void);

void		 polls_heard(enum program_id who, unsigned instance, enum msg_type type, const void *msg);
void		 polls_linked(enum program_id who, unsigned instance, bool is_up);

/* The poller process stops until then; or is killed and replaced. */
void		 polls_pause(unsigned poller, int64_t until_us);
void		 polls_kill(unsigned poller);
void		 polls_mishap(unsigned poller, const struct mishap *t);
/* The next `n` polls (1 or 2) of one check of this point are lost on the way: chosen by `which`. */
bool		 polls_glitch(uint32_t point, uint32_t which, unsigned n);
#endif
