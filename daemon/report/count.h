/*
 * count.h - the figures of one site over a period.
 *
 * What was gathered of it is laid against the time in which it had to work
 * (judge/required.h), line by line (judge/availability.h), and shared out over
 * months, days and half-days on the way.
 *
 * Who answers for a down: an imported one says it itself.  Of vigie's own the
 * incident does: the last word on it, a person's before a group's, a group's
 * before the point's own.  What the public missed while the line was up is the
 * dns incident's, or that of missing computers, or else the site's.
 *
 * The day before 13:00 and the day from 13:00 on are half-days.  One is lost when the public
 * did not get what was promised for at least half of the time that was required in it.
 */
#ifndef VIGIE_COUNT_H
#define VIGIE_COUNT_H

#include "judge/availability.h"
#include "judge/required.h"
#include "report/gather.h"

struct calendar;
struct inventory;
struct period;

enum counted_line { COUNT_LINK, COUNT_CONVENTION, COUNT_LINES };

/* Days, half-days and months of a period, as seconds, and working hours: made once. */
struct frame {
	const struct inventory	*inv;
	struct span	 period;
	int64_t		 until_s;
	int32_t		 first_day;
	size_t		 n_days;
	int64_t		*days;		/* n_days + 1 midnights; owned */
	int64_t		*noons;		/* n_days instants at 13:00; owned */
	size_t		 n_months;
	int64_t		*months;	/* n_months + 1 firsts of months, cut to the period; owned */
	struct worktime	*works;		/* by calendar; owned */
	size_t		 n_works, room_works;
};

void	 frame_init(struct frame *f, const struct inventory *inv, const struct period *period,
	    const struct gathered *g);
void	 frame_done(struct frame *f);

struct outage {
	enum counted_line line;
	int64_t		 from_s, to_s;	/* to: 0 = it goes on, or nobody knows */
	int64_t		 down_s;	/* within the required time; > 0 */
	int64_t		 by_s[RESPONSIBILITY_N];
	enum responsibility by;		/* of most of it */
	const struct gathered_incident *incident;	/* its own, NULL = none is known */
	const struct gathered_incident *speaker;	/* the one that spoke for it: its group's, or its own */
	int64_t		 intervene_s, intervene_working_s, restore_s, restore_working_s;	/* -1 = null */
};

struct unknown_span {
	enum counted_line line;
	int64_t		 from_s, to_s, seconds;
};

struct half_day {
	int32_t		 day;
	bool		 is_afternoon;
	int64_t		 required_s, lost_s;
};

struct delay {
	uint32_t	 n, late;
	int64_t		 sum_s, sum_working_s, longest_working_s;
};

struct day_figures { int64_t open_s, maintenance_s, unknown_s, down_s; };

struct counted {
	const struct gathered_site *site;
	struct required	 required;
	struct tally	 lines[COUNT_LINES];
	struct tally	*months[COUNT_LINES];	/* n_months of the frame; owned */
	struct day_figures *days;	/* of the link, n_days of the frame; owned; NULL when not wanted */
	struct half_day	*halves;	/* the lost ones; owned */
	size_t		 n_lost, n_open, room_halves;
	size_t		 n_unsure;	/* not lost, but would be if what was not measured had been down */
	struct outage	*outages;	/* by time; owned */
	size_t		 n_outages, room_outages, n_outages_all;
	struct unknown_span *unknown;	/* by time; owned */
	size_t		 n_unknown, room_unknown, n_unknown_all;
	struct delay	 intervene, restore;
	struct tally	*devices;	/* as the site's; owned */
};

/*
 * Counts one site.  At most so many outages and unknown spans are kept, the
 * longest; days only where they are wanted.  counted_done() frees.
 */
void	 count_site(struct frame *f, const struct gathered *g, const struct gathered_site *site,
	    size_t max_outages, size_t max_unknown, bool with_days, struct counted *out);
void	 counted_done(struct counted *c);

/* When the site had to work, in what was gathered; required_done() frees. */
void	 count_require(const struct gathered *g, const struct gathered_site *site, struct required *out);

void	 delay_add(struct delay *d, const struct delay *other);

#endif
