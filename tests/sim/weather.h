/*
 * weather.h - what goes wrong, and when: the faults of a run, all decided beforehand.
 *
 * A run can be made smaller by leaving faults out: the others stay where they are.
 */
#ifndef VIGIE_SIM_WEATHER_H
#define VIGIE_SIM_WEATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_kind {
	/* the world */
	FAULT_POWER, FAULT_POWER_GROUP, FAULT_BOX, FAULT_LINE, FAULT_DESYNC, FAULT_EXCHANGE, FAULT_FLAP,
	FAULT_DNS, FAULT_BACKUP_DEAD, FAULT_PC, FAULT_ALL_PCS, FAULT_DEVICE, FAULT_CHECK, FAULT_ICMP,
	FAULT_GLITCH, FAULT_CANARY, FAULT_BLIND, FAULT_SATURATED, FAULT_DRIFT,
	/* vigie's own */
	FAULT_CRASH, FAULT_CRASH_AT_ROW, FAULT_STOP, FAULT_PAUSE, FAULT_POLLER_PAUSE, FAULT_POLLER_KILL,
	FAULT_LOST, FAULT_REPEATED, FAULT_LATE, FAULT_FORGED, FAULT_REFUSED, FAULT_COURIER, FAULT_DISK,
	FAULT_CLOCK_FORWARD, FAULT_CLOCK_BACK, FAULT_RELOAD, FAULT_ADD, FAULT_REMOVE, FAULT_RENAME,
	/* people */
	FAULT_ACK, FAULT_COMMENT, FAULT_CLOSE, FAULT_MAINTENANCE, FAULT_MAINTENANCE_LATE,
	FAULT_MAINTENANCE_WEEKLY, FAULT_CLOSURE, FAULT_OPENING, FAULT_CANCEL,
	FAULT_KINDS
};

struct fault {
	enum fault_kind	 kind;
	uint32_t	 target;	/* a point, a knot, a poller, a canary... */
	uint32_t	 extra;
	int64_t		 from_us, to_us;
	bool		 is_left_out, is_on;
};

/* Plans a run of `days` that begins now; the last hours are calm. */
void		 weather_plan(uint64_t seed, unsigned days);
void		 weather_begin(void);
void		 weather_end(void);
size_t		 weather_n(void);
const struct fault *weather_fault(size_t i);
void		 weather_leave_out(size_t i);
const char	*weather_name(enum fault_kind kind);
/* One line for each fault that is not left out. */
void		 weather_print(void);
/* When all has ended that can still disturb. */
int64_t		 weather_calm_us(void);

#endif
