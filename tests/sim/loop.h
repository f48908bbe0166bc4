/*
 * loop.h - time in a simulation, and what is due.
 *
 * There is one clock for everything: the engine's (mono_now() and wall_now() are
 * ours at link time), the world's and the pollers'.  It stands still while code
 * runs and jumps to the next alarm afterwards.  The engine's events (libevent's
 * names, of which it needs seven) are alarms too.
 *
 *    now  microseconds of the machine's monotonic clock
 *    wall its idea of UTC: now + an offset, which steps when somebody sets the clock
 *    true time is the wall clock as if nobody ever set it
 */
#ifndef VIGIE_SIM_LOOP_H
#define VIGIE_SIM_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

/* Embedded in whoever wants to be called; all zeros is one that waits for nothing. */
struct alarm {
	int64_t		 at_us;
	size_t		 place;		/* in the heap, from 1; 0 = not set */
	void		 (*fn)(void *arg);
	void		*arg;
};

void		 loop_begin(struct wall start);
int64_t		 loop_now_us(void);
/* The world's time, whatever the machine's clock says. */
struct wall	 loop_true(void);
struct wall	 loop_true_at(int64_t us);
int64_t		 loop_us_of(struct wall t);
/* Sets the machine's clock `ms` forward (or back, < 0) of what it says. */
void		 loop_step_clock(int64_t ms);
int64_t		 loop_clock_error_ms(void);

void		 alarm_init(struct alarm *a, void (*fn)(void *arg), void *arg);
/* Alarms of one instant ring in the order they were set. */
void		 alarm_set(struct alarm *a, int64_t at_us);
void		 alarm_clear(struct alarm *a);
bool		 alarm_is_set(const struct alarm *a);

/* When the first alarm rings; INT64_MAX = never. */
int64_t		 loop_next_us(void);
/* Moves time to `us` (not before now) and rings what is due there, one alarm; false: none was. */
bool		 loop_ring(int64_t us);

/* The engine is stopped by a signal until then: its events wait. */
void		 loop_pause_engine(int64_t until_us);
int64_t		 loop_engine_wakes_us(void);
/* Descriptors: fd becomes readable; whoever has an event on it is called (see writer_fd()). */
void		 loop_readable(int fd);
/* How often the engine was called in the second that lasts. */
unsigned	 loop_n_turns(void);
/* All of the engine's events are gone (it has died). */
unsigned	 loop_n_events(void);

#endif
