/*
 * many.h - many runs, each in a process of its own, and the smallest of those that fail.
 */
#ifndef VIGIE_SIM_MANY_H
#define VIGIE_SIM_MANY_H

#include <stdbool.h>
#include <stdint.h>

struct many {
	uint64_t	 first, last;
	unsigned	 jobs, days;	/* days 0, points 0: the seed chooses */
	uint32_t	 points;
	bool		 is_one, is_loud, is_tap, wants_marks, is_plain;	/* is_plain: failures stay as large as they are */
	bool		 has_more;	/* of TAP: a script adds tests of its own, and the plan */
	int64_t		 until_s;	/* of the run; 0 = to its end */
	const char	*without;	/* faults to leave out: "3,17,20-40"; NULL */
};

/* One run, here; the exit status. */
int		 many_one(const struct many *m);
/* All of them; the exit status. */
int		 many_run(const struct many *m);

#endif
