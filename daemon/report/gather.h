/*
 * gather.h - what the journal knows of a scope, as far as a period needs it.
 *
 * Facts come in by the order of the journal and are kept in the form in which
 * they are counted: lines as changes (line.h), hours as versions, windows, and of
 * incidents and declarations the latest word.  gather_journal() reads a journal:
 * of ordinary rows only what lies around the period, without making JSON of them.
 *
 * Sites are those of the configuration that belong to the scope, and in the
 * report on the network those that have left it and were there in the period.
 * A site that was renamed has what was said under its former id.
 */
#ifndef VIGIE_GATHER_H
#define VIGIE_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/required.h"
#include "model/fact.h"
#include "report/line.h"

struct err;
struct inventory;
struct journal;
struct report_wish;
struct site;

/* Of an incident what a report says. */
struct gathered_incident {
	uint32_t	 number, parent;
	uint32_t	 order;		/* in which it came, while gathering */
	enum incident_kind kind, kind_first;
	enum responsibility responsibility;
	bool		 is_persons;	/* a person gave the responsibility */
	int64_t		 opened_s, confirmed_s, told_s, acknowledged_s, restored_s;	/* 0 = not */
	char		*scope, *ticket;	/* owned */
};

struct gathered_hours {
	int64_t		 from_s;	/* the first holds for all time before it */
	bool		 is_first;
	char		*text;		/* owned */
	struct calendar	*opening;	/* owned; NULL: the site was not there */
};

struct gathered_device {
	const char	*name;		/* the configuration's */
	struct line	 line;
};

struct gathered_declared {
	uint32_t	 visio, visio_failed, trainings, interventions;
};

struct gathered_site {
	char		*id, *name, *kind, *commune, *insee;	/* owned */
	const char	*was;		/* its former id; "" = none */
	const struct site *conf;	/* NULL: it has left the configuration */
	uint32_t	*groups;	/* its groups and those above: indexes; owned */
	uint32_t	 n_groups;
	struct gathered_hours *hours;	/* by time, at least one; owned */
	size_t		 n_hours;
	char		*first_day, *last_day;	/* "" = no bound; owned */
	struct line	 link, convention;
	struct gathered_device *devices;	/* in the full form; owned */
	uint32_t	 n_devices;
	uint32_t	*incidents;	/* of this very scope: indexes by opened; owned */
	size_t		 n_incidents, room_incidents;
	struct gathered_declared declared;
};

struct gathered {
	struct span	 period;	/* seconds, UTC */
	int64_t		 until_s;	/* what comes after it is not counted */
	bool		 is_future;	/* it has not begun: all of it is counted, as not measured */
	struct gathered_site *sites;	/* by id */
	size_t		 n_sites;
	struct gathered_incident *incidents;	/* by number */
	size_t		 n_incidents, room_incidents;
	struct fact_window *windows;	/* by number, the latest word of each; .scope is owned, .by and .text are "" */
	size_t		 n_windows, room_windows;
	bool		 has_journal;
	uint64_t	 seq;		/* the last row of the journal */
	unsigned char	 hash[32];
	struct gather_memory *memory;
};

/* The sites of a scope that exists.  The wish and its inventory are borrowed until gathered_free(). */
struct gathered	*gathered_new(const struct report_wish *wish);
void		 gathered_free(struct gathered *g);

/* The next fact, in the order of the journal, but HOURS facts before all others. */
void		 gather_fact(struct gathered *g, const struct fact *fact);
/* The same of a state, without a struct fact. */
void		 gather_state(struct gathered *g, const char *object, int64_t since_s, enum state_word state);
/* All are there; vigie is known to have lived until `alive_s` (INT64_MAX: it runs).  False: something was not understood. */
bool		 gather_end(struct gathered *g, int64_t alive_s, struct err *err);

/* All of it from a journal, gather_end() included. */
bool		 gather_journal(struct gathered *g, struct journal *j, struct err *err);

/* Of a journal what says when sites are open, gather_end() included. */
bool		 gather_hours(struct gathered *g, struct journal *j, struct err *err);

/* Does the window speak of the site? */
bool		 gathered_concerns(const struct gathered *g, const struct gathered_site *site,
		    const struct fact_window *w);
/* The incident of that number; NULL when it is not there. */
const struct gathered_incident *gathered_incident(const struct gathered *g, uint32_t number);

#endif
