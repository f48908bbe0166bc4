/*
 * town.h - a generated département: its points, what they have, and how it is all really doing.
 *
 * This is the world, not what vigie thinks of it.  A fault (weather.h) counts up
 * what it breaks and down again at its end, so faults may overlap.  What a poll
 * would find is asked of town_answers().
 */
#ifndef VIGIE_SIM_TOWN_H
#define VIGIE_SIM_TOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/inventory.h"

enum knot_kind { KNOT_EXCHANGE, KNOT_BACKHAUL, KNOT_OPERATOR, KNOT_POWER };

struct knot {			/* what points share: a group of the configuration */
	char		 id[ID_MAX + 1];
	enum knot_kind	 kind;
	int		 parent;	/* -1 = top */
	int		 cut;		/* faults on it now */
};

enum probe_kind { PROBE_ICMP, PROBE_SNMP, PROBE_TCP, PROBE_DNS, PROBE_PUSH, PROBE_HOP, PROBE_KINDS };

struct gear {			/* a device */
	char		 id[ID_MAX + 1];
	uint32_t	 point;
	enum device_kind kind;
	bool		 is_public, is_push, has_snmp, has_tcp;
	bool		 has_battery;	/* a power cut does not restart it */
	int		 off;		/* switched off or broken */
	int		 mute[PROBE_KINDS];	/* does not answer this probe */
	int64_t		 boot_us;
};

#define POINT_KNOTS	3

struct point {
	char		 id[ID_MAX + 1], was[ID_MAX + 1];
	bool		 is_there;	/* in the configuration */
	bool		 has_router, has_backup, has_hop, has_dns;
	uint32_t	 knots[POINT_KNOTS], n_knots;
	const char	*hours;		/* NULL = not given */
	unsigned	 base;
	uint32_t	 n_animators, min_pcs;
	uint32_t	 first_gear, n_gears;	/* router, backup first where there are */
	int		 no_power, no_line, is_hung, no_backup, no_dns, no_hop, is_full, is_slow, drift;
	int64_t		 line_us;	/* the line synchronised then */
};

#define TOWN_BASES	3
#define TOWN_LONG_LIFE	3	/* a town of so few points lives for weeks: it is polled slowly */
#define TOWN_CANARIES	3

struct town {
	struct knot	*knots;
	uint32_t	 n_knots;
	struct point	*points;
	uint32_t	 n_points;
	struct gear	*gears;
	uint32_t	 n_gears;
	unsigned	 icmp_s, pc_s, snmp_s, host_s, canary_s, settle_s;
	unsigned	 n_pollers;
	unsigned	 route_style;
	unsigned	 per_hour;	/* messages to one, before they are folded */
	int		 no_uplink;	/* ours: nobody is reached */
	int		 no_canary[TOWN_CANARIES];
};

extern struct town	 town;

/* Makes it up from the seed: `n_points` of them, and two more that a reload may add. */
void		 town_make(uint64_t seed, uint32_t n_points);
void		 town_free(void);
/* The configuration that describes it now: DIR/vigie.conf, DIR/sites.d. */
void		 town_write(const char *dir, const char *store_dir);

/* The point of this id, NONE. */
uint32_t	 town_point(const char *id, size_t len);
uint32_t	 town_gear(uint32_t point, const char *id, size_t len);
bool		 town_knot_is_above(uint32_t high, uint32_t low);
/* Is this point in the knot, or below it? */
bool		 town_is_in(uint32_t point, uint32_t knot);

/* The way to the router and what is behind it. */
bool		 town_path(const struct point *p);
/* Something takes packets from and to it: the line or the backup. */
bool		 town_linked(const struct point *p);
/* Would a poll that begins now be answered? */
bool		 town_answers(uint32_t point, uint32_t gear, enum probe_kind probe);
bool		 town_canary_answers(unsigned canary);

#endif
