/*
 * marker.h - which file librrd is working on, told to the next life.
 *
 * librrd can die of a damaged file (SIGFPE, SIGSEGV, SIGBUS, SIGABRT) or turn
 * for ever.  Around every call the file's name stands in a page that is mapped
 * from `working.on` in the series directory: writing it costs a memcpy and it
 * outlives us.  The next life reads it: a file that killed is moved aside.  A
 * process that was killed from outside in the middle of a call blames nobody,
 * unless it happens three times in a row with the same file.
 *
 * The page also keeps what the clock gate must know over a restart.
 */
#ifndef VIGIE_MARKER_H
#define VIGIE_MARKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What an earlier life left. */
struct marker_past {
	char	 file[80];	/* to be moved aside; "" = nothing */
	int	 signal;	/* what it died of; 0 = killed from outside, thrice */
	bool	 is_same_boot;
	int64_t	 offset_s, high_s;	/* gate.h */
};

/* Opens `working.on` in the current directory and catches the signals librrd dies of.  False: goes on without. */
bool	 marker_open(struct marker_past *past, struct err *err);
void	 marker_close(void);

/* Around each call of librrd; at most ten seconds of processor time lie between. */
void	 marker_enter(const char *file);
void	 marker_leave(void);

void	 marker_clock(int64_t offset_s, int64_t high_s);

#endif
