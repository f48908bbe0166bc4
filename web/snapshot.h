/*
 * snapshot.h - the public state of all points as the engine last pushed it.
 *
 * Its JSON is read once, one point after the other, into plain structures with what
 * lists show.  Of each point only the text of its JSON is kept beside that (a tree
 * of thousands of points would weigh twenty times as much): what the page of one
 * point shows in addition is read from it when that page is made.  What is missing
 * or of another type becomes its zero: a page then says less, it never fails.
 */
#ifndef VIGIE_SNAPSHOT_H
#define VIGIE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/err.h"

enum state { STATE_UNKNOWN, STATE_UP, STATE_DEGRADED, STATE_DOWN, STATE_CLOSED, STATE_MAINTENANCE,
	STATE_N };

#define DAY_INTERVALS	8
#define WEEK_DAYS	7

struct opening {			/* minutes after midnight, half open */
	uint16_t	 from_min, to_min;
};

struct day_hours {
	int32_t		 day;		/* civil.h */
	struct opening	 openings[DAY_INTERVALS];
	unsigned	 n_openings;
};

struct site {				/* what lists show */
	char		*id, *name, *commune, *kind;
	enum state	 state;
	struct wall	 since;		/* 0 = not known */
	bool		 is_open;
	struct wall	 next_change;	/* of opening; 0 = none known */
	bool		 has_today;
	struct day_hours today;
	enum state	 link;
	struct wall	 link_since;
	bool		 on_backup;
	char		*link_kind, *operator;
	int64_t		 down_bps, up_bps;	/* 0 = not given */
	double		 rtt_ms, loss_pct;	/* < 0 = not measured */
	char		*convention;	/* "compliant", ... or "" */
	struct wall	 suspected;	/* it fails since, not yet confirmed; 0 = no */
	int64_t		 suspected_by;	/* the group's incident that this may be; 0 = none known */
	char		*text;		/* its JSON, compact */
};

struct site_detail {			/* what its own page shows too */
	json_t		*json;		/* owned; strings are borrowed from it */
	struct day_hours week[WEEK_DAYS];	/* from today */
	unsigned	 n_week;
	const char	**series;	/* metrics of the link's router */
	size_t		 n_series;
};

struct incident_event {
	struct wall	 at, known;	/* known: 0 = not told */
	const char	*type;
	const char	*code;		/* of vigie's own, "" = none */
	const char	*kind;		/* of the incident afterwards, "" = not told */
};

struct incident {
	int64_t		 id;
	const char	*kind, *scope, *title, *responsibility;	/* "" where not given */
	const char	**sites;	/* ids */
	size_t		 n_sites;
	struct wall	 opened, confirmed, acknowledged, restored, closed;	/* 0 = not (yet) */
	int64_t		 parent;	/* 0 = none */
	int64_t		 flaps;
	struct incident_event *events;
	size_t		 n_events;
};

/* Planned works: the turn that lasts or comes next. */
struct planned {
	int64_t		 id;
	const char	*scope, *name;
	struct wall	 from, to;
	bool		 is_weekly;
};

struct snapshot {
	json_t		*json;		/* owned: all but "sites" */
	struct wall	 at;
	bool		 is_blind;
	struct wall	 started;	/* the engine's start */
	const char	*network_id, *network_name, *phone, *url;
	struct site	*sites;		/* as the engine orders them */
	size_t		 n_sites;
	const char	**troubles;	/* sentences: what is wrong with vigie itself */
	size_t		 n_troubles;
	struct incident	*incidents;	/* newest first */
	size_t		 n_incidents;
	struct planned	*planned;	/* the next first */
	size_t		 n_planned;
};

/* NULL with a sentence when the bytes are no JSON object. */
struct snapshot	*snapshot_parse(const char *body, size_t len, struct err *err);
void		 snapshot_free(struct snapshot *snap);

/* Reads a point's JSON again. */
void		 site_detail_init(struct site_detail *d, const struct site *site);
void		 site_detail_done(struct site_detail *d);

const struct site	*snapshot_site(const struct snapshot *snap, const char *id);
const struct incident	*snapshot_incident(const struct snapshot *snap, int64_t id);

/* True for planned works that speak of this point. */
bool		 snapshot_touches(const struct planned *planned, const struct site_detail *site);

/* One incident or a list of them from an answer; the strings live as long as `json`. */
void		 incident_parse(const json_t *json, struct incident *out);
void		 incident_done(struct incident *inc);
struct incident	*incidents_parse(const json_t *array, size_t *n);
void		 incidents_free(struct incident *list, size_t n);

/* STATE_UNKNOWN for a word that is none. */
enum state	 state_read(const char *word);
/* "up": the word of interfaces and of class names; static. */
const char	*state_name(enum state state);

#endif
