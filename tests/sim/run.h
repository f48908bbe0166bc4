/*
 * run.h - one simulated life, in this process; a process lives one.
 */
#ifndef VIGIE_SIM_RUN_H
#define VIGIE_SIM_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct run_options {
	uint64_t	 seed;
	unsigned	 days;
	uint32_t	 points;
	bool		 is_loud;	/* the engine's log, the faults */
	int64_t		 until_us;	/* stop there and judge nothing of the end; 0 = the end */
	const bool	*keep;		/* by fault; NULL = all of them */
};

struct run_figures {
	uint64_t	 n_polls, n_facts, n_incidents, n_notices, n_lives, n_checked, n_faults;
	unsigned	 n_failed;
	int64_t		 failed_us;	/* when the first thing did not hold, or the end */
	char		 hash[65];	/* of the journal's last row */
};

/* How many things did not hold; each was printed. */
unsigned	 run_one(const struct run_options *options, struct run_figures *out);

#endif
