/*
 * fact.h - what the journal keeps: things that happened, and when vigie knew.
 *
 * A fact is made by the judge (states, incidents, notices, windows...) or by the
 * engine (deliveries, what people did); it is never changed afterwards.  Its
 * head (kind, object, happened, known) is the journal's columns, the rest its
 * `content`, a JSON object whose keys are exactly those of the table in fact.c.
 * Reading refuses a key it does not know, so that an older program never
 * misreads a newer one's journal.
 *
 * The judge's state is a function of these facts.  For a quick start it is
 * enough to recall, in order of seq:
 *    the latest STATE, ANSWERED, CANARY, LINE and DIGEST fact of each object,
 *    all INCIDENT and NOTICE facts of incidents that are not closed, and the
 *      latest INCIDENT fact of all (numbers go on from it),
 *    all WINDOW facts whose end is not past, and the latest of all,
 *    the latest of START, STOP, BLIND.
 * (DECLARATION and HOURS facts are the engine's and the reports', not the judge's.)
 * All facts of one call into the judge belong into one transaction.
 *
 * A STATE fact may speak of time that a former one of its object has spoken of (a
 * down is dated from its first failure): from its `since` on the later one holds.
 *
 * Strings are never NULL: "" = not given.  In the judge's callback everything is
 * borrowed until it returns; what fact_decode() returns is owned by the caller.
 */
#ifndef VIGIE_FACT_H
#define VIGIE_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct buf;
struct err;

#define FACT_ID_SIZE	20	/* bytes for a number as text */

enum fact_kind {
	FACT_STATE,		/* object: a device, SITE/link or SITE/convention */
	FACT_ANSWERED,		/* object: a check, which answered for the first time ever */
	FACT_CANARY,		/* object: a canary's check, silent or answering */
	FACT_BLIND,		/* object "vigie": blindness by the canaries begins or ends */
	FACT_START, FACT_STOP,	/* object "vigie" */
	FACT_ALIVE,		/* the engine's, once a minute while it runs; object "vigie" */
	FACT_RELOAD,		/* object "vigie": another configuration */
	FACT_INCIDENT,		/* object: its number */
	FACT_NOTICE,		/* object: its number in the outbox */
	FACT_DELIVERY,		/* the engine's; object: the notice's number */
	FACT_WINDOW,		/* object: its number; maintenance, closure, opening */
	FACT_DECLARATION,	/* the engine's; object: its number; judgement does not read it */
	FACT_TRANSITION,	/* imported; object: a line, happened: its time; judgement does not read it */
	FACT_REPORT,		/* frozen; object: "PERIOD/SCOPE"; judgement does not read it */
	FACT_SCHEDULED,		/* the engine's; object: "month/network", a report sent by the clock */
	FACT_BATCH,		/* what a command wrote: the rows before it; object: "transitions"... */
	FACT_HOURS,		/* the engine's; object: a site; judgement does not read it */
	FACT_LINE,		/* object: SITE/link; what its line was like, day by day */
	FACT_DIGEST,		/* object: a contact's id or address: the morning's list was made for him */
	FACT_N_KINDS
};

/* `closed` and `maintenance` are only computed when asked (of sites), never journalled. */
enum state_word { STATE_UNKNOWN, STATE_UP, STATE_DEGRADED, STATE_DOWN, STATE_COMPLIANT,
	STATE_NON_COMPLIANT, STATE_CLOSED, STATE_MAINTENANCE, STATE_N };

enum incident_kind { INCIDENT_LINK, INCIDENT_GROUP, INCIDENT_POWER, INCIDENT_DESYNC, INCIDENT_BOX,
	INCIDENT_DNS, INCIDENT_NO_PC, INCIDENT_PC, INCIDENT_BACKUP, INCIDENT_DEVICE,
	INCIDENT_SATURATED, INCIDENT_FLAPPING, INCIDENT_DRIFT, INCIDENT_CERTIFICATE,
	INCIDENT_PARTNER, INCIDENT_VISIO, INCIDENT_BLIND, INCIDENT_VIGIE, INCIDENT_N };

enum responsibility { BY_UNKNOWN, BY_OPERATOR, BY_POWER, BY_SIVU, BY_SITE, BY_PARTNER,
	RESPONSIBILITY_N };

enum event_type { EVENT_OPENED, EVENT_UPDATED, EVENT_RESTORED, EVENT_CLOSED, EVENT_ACKNOWLEDGED,
	EVENT_COMMENT, EVENT_TOLD, EVENT_ATTACHED, EVENT_DETACHED, EVENT_REMOVED, EVENT_HELD,
	EVENT_N };

enum notice_kind { NOTICE_DOWN, NOTICE_RESTORED, NOTICE_ESCALATION, NOTICE_REMINDER, NOTICE_DIGEST,
	NOTICE_BLIND, NOTICE_REMOVED, NOTICE_REPORT, NOTICE_FOLDED, NOTICE_N };

enum window_kind { WINDOW_MAINTENANCE, WINDOW_CLOSURE, WINDOW_OPENING, WINDOW_N };

enum declaration_kind { DECLARATION_INTERVENTION, DECLARATION_VISIO, DECLARATION_TRAINING,
	DECLARATION_N };

struct fact_state {
	enum state_word	 state, was;	/* now; before (equal when only the rest changed) */
	struct wall	 since;		/* whole seconds; of the state, not of the rest */
	bool		 on_backup;	/* of a link */
	const char	*check;		/* the check that decided, "" = none (blind, stop, reload...) */
	const char	*text;		/* its answer: "no reply" */
	uint32_t	 count;		/* failures or successes in a row that made it */
	struct wall	 down_from;	/* PCs: first failure since it was last known up; 0 = none */
	int64_t		*changes;	/* links: instants (ms) of changes up/down in the last hour */
	uint32_t	 n_changes;
};

struct fact_canary { bool is_silent; };
struct fact_blind { bool is_blind; };
struct fact_start { struct wall last_sign; };	/* vigie's last sign of life before this start; 0 = never ran */
struct fact_alive { int64_t uptime_s; };
struct fact_reload { const char *sha256, *by; };

/* Why: which check, which value, which limit.  name "" = no value. */
struct evidence {
	const char	*check, *name;
	double		 value, limit;
	const char	*text;		/* the check's answer as the field gave it */
};

struct incident_event {
	enum event_type	 type;
	struct wall	 at;		/* when it happened; facts also carry when it was known */
	const char	*by;		/* "vigie", a person, a contact (EVENT_TOLD) */
	const char	*text;		/* what a person wrote; of vigie's own events the code of its sentence */
	struct evidence	 why;
};

/* Someone who was told of an incident's failure, on one channel. */
struct told {
	const char	*contact;	/* id, "" for an animator */
	const char	*name, *address, *language;
	unsigned	 by;		/* one BY_* bit of inventory.h */
	struct wall	 at;
	bool		 is_settled;	/* `restored` (or `removed`) was told too */
};

/*
 * An incident: the live record's fields, all of them in each fact.  Times are
 * whole seconds; 0 = not (yet).
 */
struct incident {
	uint32_t	 number;	/* from 1, +1 each */
	enum incident_kind kind;
	enum incident_kind kind_first;	/* as it was opened: power, box, desync were a link's */
	const char	*scope;		/* id of the site or group; "vigie" */
	const char	*object;	/* device, SITE/link or check it is about; "" = the scope itself */
	const char	**sites;	/* ids */
	uint32_t	 n_sites;
	const char	**devices;	/* names of those that were up when a link's incident began */
	uint32_t	 n_devices;
	enum responsibility responsibility;
	struct wall	 opened, confirmed, restored, closed;
	struct wall	 acknowledged;
	const char	*ack_by, *ack_text, *ticket;
	uint32_t	 flaps, parent;	/* parent: an incident's number, 0 = none */
	bool		 is_removed;	/* its object left the configuration */
	bool		 began_in_window;
	struct evidence	 why;		/* what confirmed it */
	/* the judge's memory */
	struct wall	 told_at;	/* first telling; 0 = not told */
	struct wall	 settle_until;
	struct wall	 held_until;	/* a failure started after this releases it; 0 = nothing held it */
	struct wall	 last_answer;	/* of the site before it began: "younger" is measured from it */
	struct wall	 reminded;	/* last reminder */
	uint32_t	 n_escalated;	/* levels told */
	uint32_t	 was_parent;	/* group that ended while this went on */
};

struct fact_incident {
	const struct incident *incident;
	struct incident_event event;	/* the one that made this fact */
};

struct fact_notice {
	uint32_t	 number;	/* in the outbox, from 1, +1 each */
	uint32_t	 incident;
	enum notice_kind kind;
	struct told	 to;
	uint32_t	 level;		/* of an escalation, from 1 */
	const char	*site;		/* whose words it takes: a site's id, or "" */
	bool		 is_folded;	/* not given by itself: a NOTICE_FOLDED says it */
	int64_t		*notices;	/* NOTICE_FOLDED: those it stands for; when it is delivered they are */
	uint32_t	 n_notices;
	int64_t		*incidents;	/* and what they were about, each once, what matters most first */
	uint32_t	 n_incidents;
	struct wall	 since;		/* NOTICE_DIGEST (no incident, no site): the time of the one before */
	/* NOTICE_REPORT: what is sent with it; no incident, no site */
	const char	*report;	/* "2026-02/network" */
	uint32_t	 version;	/* of the frozen one; 0 = not frozen */
	const char	*format;	/* "pdf" */
};

struct fact_delivery {
	uint32_t	 outcome;	/* enum delivery of ipc/msg.h */
	const char	*text;		/* the server's answer */
	struct wall	 next;		/* of the next attempt, 0 = none */
};

/* A maintenance, closure or exceptional opening; weekly ones repeat their local times on these weekdays. */
struct fact_window {
	uint32_t	 number;	/* from 1, +1 each */
	enum window_kind kind;
	const char	*scope;		/* a site, a group, "all" */
	struct wall	 from, to;
	unsigned	 weekdays;	/* bit 0 = Monday; 0 = once */
	struct wall	 recorded, cancelled;	/* cancelled: 0 = not */
	const char	*by, *text;
};

/* What people say they did: on-site work, a video meeting with a partner, a training session. */
struct fact_declaration {
	uint32_t	 number;	/* from 1, +1 each */
	enum declaration_kind kind;
	const char	*site;
	struct wall	 start, end;	/* 0 = not said */
	const char	*text, *equipment, *partner, *theme;
	bool		 is_failed;	/* a video meeting that did not take place */
	struct wall	 recorded, cancelled;	/* cancelled: 0 = not */
	const char	*by;
};

/*
 * History from before vigie: from `happened` on the line is in this state, until
 * the line's next transition, or vigie's own first FACT_STATE of it, before which
 * all of them lie.  Before its first the line is unknown.  One import brings a line's
 * transitions in the order of time, at most one at each instant; a later import
 * may bring earlier ones: who reads them orders them by `happened`.  Imported
 * windows and declarations are facts as all others.
 */
struct fact_transition {
	enum state_word	 state;		/* unknown, up (of a convention: compliant) or down */
	enum responsibility responsibility;	/* of a down */
};

/* A report as it was frozen: these bytes are shown ever after, whatever the program's version. */
struct fact_report {
	uint32_t	 version;	/* from 1, +1 for each object; 2 and above have a reason */
	const char	*sha256;	/* of `text`, in hex: what is printed on it */
	const char	*by, *reason;
	int64_t		 seq;		/* the last row of the journal that it rests on... */
	const char	*hash;		/* ...and that row's hash, in hex */
	const char	*program;	/* version of vigie that made it */
	const char	*text;		/* canonical JSON, see report/frozen.h */
};

/* Sent once: a period that is not after this one is not sent again, whatever restarts. */
struct fact_scheduled { const char *period; };

/* The rows before it, n_rows of them, were written together by a command. */
struct fact_batch {
	const char	*by, *sha256;	/* who; of the file, "" = none */
	int64_t		 n_rows;
	bool		 is_offline;	/* no engine ran: this is no sign of its life... */
	struct wall	 last_sign;	/* ...which was this one; 0 = it never ran */
};

/*
 * What is declared of a site, from `happened` on: a version.  Written at a start and
 * a reload where it differs from the latest one; the first version known holds for
 * all time before it.  So what was open in March stays what it was, whatever the
 * configuration says in May, and a site that has left the configuration keeps its
 * place in the reports on the time in which it was there.
 */
struct fact_hours {
	const char	*opening;	/* opening_hours, as in the configuration */
	const char	*holidays;	/* "FR"; "" = none */
	const char	*first_day, *last_day;	/* local days, "2026-03-02", both counted; "" = no bound */
	const char	*name, *kind, *commune, *insee;	/* the last two may be "" */
	bool		 is_removed;	/* it left the configuration; the texts are those of before */
};

#define FACT_LINE_NONE	INT16_MIN	/* a day on which it was not measured */

/*
 * What a link's line was like: the median of each day, the oldest first, the last
 * one of `day`.  Made at the end of each local day in which something was measured
 * for long enough; at most inventory.drift_days of them.  No day at all: its site
 * has left the configuration, and what comes back under its name is a new one.
 */
struct fact_line {
	int64_t		 day;		/* civil day number (model/civil.h) */
	int64_t		*snr;		/* noise margin towards the site, tenths of a dB */
	uint32_t	 n_snr;
	int64_t		*sync;		/* synchronised rate towards the site, kbit/s */
	uint32_t	 n_sync;
	int64_t		*rtt;		/* response time of the router, tenths of a millisecond */
	uint32_t	 n_rtt;
	uint32_t	 n_back;	/* a drift lasts: days in a row that it was back */
};

struct fact {
	enum fact_kind	 kind;
	const char	*object;
	struct wall	 happened, known;
	union {
		struct fact_state	 state;
		struct fact_canary	 canary;
		struct fact_blind	 blind;
		struct fact_start	 start;
		struct fact_alive	 alive;
		struct fact_reload	 reload;
		struct fact_incident	 incident;
		struct fact_notice	 notice;
		struct fact_delivery	 delivery;
		struct fact_window	 window;
		struct fact_declaration	 declaration;
		struct fact_transition	 transition;
		struct fact_report	 report;
		struct fact_line	 line;
		struct fact_scheduled	 scheduled;
		struct fact_batch	 batch;
		struct fact_hours	 hours;
	};
};

/* Words as in files and JSON: "link", "down"...; static storage. */
const char	*fact_kind_word(enum fact_kind kind);
const char	*state_word(enum state_word state);
const char	*incident_kind_word(enum incident_kind kind);
const char	*responsibility_word(enum responsibility responsibility);
const char	*event_word(enum event_type type);
const char	*notice_word(enum notice_kind kind);
const char	*window_word(enum window_kind kind);
const char	*declaration_word(enum declaration_kind kind);
const char	*by_word(unsigned by);		/* "mail", "sms", "webhook" */
/* The reverse; false (and *out untouched) for what is none of these words. */
bool		 fact_kind_find(const char *word, enum fact_kind *out);
bool		 incident_kind_find(const char *word, enum incident_kind *out);
bool		 responsibility_find(const char *word, enum responsibility *out);
bool		 state_find(const char *word, enum state_word *out);
bool		 window_find(const char *word, enum window_kind *out);
bool		 declaration_find(const char *word, enum declaration_kind *out);

/* "down" for what cuts people off, "warn", "digest": an enum severity of inventory.h. */
unsigned	 incident_severity(enum incident_kind kind);

/* Appends the content as one line of JSON; times are RFC 3339 (milliseconds where they are not whole). */
void		 fact_encode(struct buf *out, const struct fact *fact);
/*
 * Reads a row back; owned by the caller.  NULL with a sentence when the content
 * is not exactly what fact_encode() writes for this kind.
 */
struct fact	*fact_decode(enum fact_kind kind, const char *object, struct wall happened,
		    struct wall known, const char *content, size_t len, struct err *err);
void		 fact_free(struct fact *fact);

#endif
