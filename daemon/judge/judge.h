/*
 * judge.h - from results to states, incidents and notices: the law of judgement.
 *
 * Pure: no clock, no I/O, no global, nothing allocated for an ordinary result.
 * Results and time go in; facts come out through one callback, in the order in
 * which they became known, each once.  Whoever owns the judge journals the facts
 * of one call in one transaction and acts on them only afterwards.
 *
 *    judge_new -> judge_recall* -> judge_start -> ( judge_result | judge_tick | ... )* -> judge_stop
 *
 * Time never goes back between calls (an earlier `now` counts as the latest one);
 * after a step of the clock or a long sleep call judge_start() again.  Every
 * call first does what fell due before its `now`, at the instant it was due.
 *
 * One place for each rule:
 *    check.c       1 result, 2 holding, 4 confirmation     incident.c   8 incident
 *    canary.c      3 canaries and blindness                cause.c      8 what happened
 *    device.c      5 device                                group.c      9 group
 *    link.c        6 link                                  flapping.c  10 flapping
 *    convention.c  7 convention, no_pc, pc                 route.c     11 who is told
 *    window.c      windows and hours                       hold.c      12 when it is told
 *    line.c        a line that grows worse                 digest.c    11 the morning's list
 *    saturated.c   a link that is full                     fold.c      12 too much in an hour
 */
#ifndef VIGIE_JUDGE_H
#define VIGIE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/fact.h"
#include "model/inventory.h"

struct buf;
struct err;
struct judge;

typedef void	judge_fact_fn(void *arg, const struct fact *fact);

enum judged_status { JUDGED_OK, JUDGED_WARN, JUDGED_FAIL, JUDGED_ERROR };	/* as ipc's enum result_status */

/* A result as judgement sees it; a value that was not measured is NAN. */
struct judged_result {
	uint32_t	 check;		/* index in the inventory */
	enum judged_status status;
	struct wall	 started;	/* 0 = now (replay) */
	const char	*text;		/* the answer in words; NULL or "" = none; copied when needed */
	double		 uptime_s, line_uptime_s, snr_down_db, sync_down_bps, if_in_bps, if_out_bps;
	double		 rtt_med_ms, loss_pct;
};

/*
 * The values that judgement reads, by name: whoever feeds it (the engine, replay) and
 * whoever records what it was fed goes by this table alone.
 */
struct judged_value {
	const char	*name;
	size_t		 offset;	/* of its double in struct judged_result */
};
extern const struct judged_value judged_values[];
extern const size_t judged_n_values;
/* Where the value of that name belongs; NULL when judgement does not read it. */
double		*judged_value(struct judged_result *result, const char *name);

#define JUDGED_NO_VALUES	.uptime_s = NAN, .line_uptime_s = NAN, .snr_down_db = NAN, \
				.sync_down_bps = NAN, .if_in_bps = NAN, .if_out_bps = NAN, \
				.rtt_med_ms = NAN, .loss_pct = NAN

/* The inventory is borrowed until judge_free() or judge_adopt(). */
struct judge	*judge_new(const struct inventory *inv, judge_fact_fn *fn, void *arg);
void		 judge_free(struct judge *j);

/* Feeds a fact of the journal back, in order of seq, before judge_start(); says nothing. */
void		 judge_recall(struct judge *j, const struct fact *fact);
/*
 * vigie runs (again): the time since `last_sign` (0 = it never ran) is unknown.
 * After a clean stop last_sign is the STOP fact's time, else the latest ALIVE's.
 */
void		 judge_start(struct judge *j, struct wall last_sign, struct wall now);
void		 judge_stop(struct judge *j, struct wall now);
/*
 * Another configuration: states, streaks and incidents of what keeps its name go
 * on (a site renamed with `was` keeps its own); what is gone closes as removed.
 * The old inventory is no longer used when this returns.  Only while it runs.
 */
void		 judge_adopt(struct judge *j, const struct inventory *inv, struct wall now);

/* One result. */
void		 judge_result(struct judge *j, const struct judged_result *result, struct wall now);
/* Does what is due; returns when it wants to be called next (WALL_NEVER: nothing waits). */
struct wall	 judge_tick(struct judge *j, struct wall now);
/* Whether push devices can reach us (vigie-web runs); true at first. */
void		 judge_push_door(struct judge *j, bool is_open, struct wall now);
/* Something is wrong with vigie itself (or well again): one incident `vigie` for each `code`. */
void		 judge_vigie(struct judge *j, const char *code, bool is_wrong, const char *text,
		    struct wall now);

/* People's hands.  false with a sentence when there is no such incident, or not now. */
bool		 judge_ack(struct judge *j, uint32_t number, const char *by, const char *text,
		    const char *ticket, struct wall now, struct err *err);
bool		 judge_comment(struct judge *j, uint32_t number, const char *by, const char *text,
		    struct wall now, struct err *err);
/* responsibility: RESPONSIBILITY_N = as it is. */
bool		 judge_close(struct judge *j, uint32_t number, const char *by, const char *text,
		    enum responsibility responsibility, struct wall now, struct err *err);
/* Adds a window (number and recorded are given here; *number may be NULL) or cancels one. */
bool		 judge_window(struct judge *j, const struct fact_window *window, struct wall now,
		    uint32_t *number, struct err *err);
bool		 judge_window_cancel(struct judge *j, uint32_t number, const char *by,
		    struct wall now, struct err *err);

/*
 * Windows that were declared elsewhere: numbers are given here, `recorded` and
 * `cancelled` are kept.  Those that are over are journalled and forgotten.
 */
void		 judge_windows_bring(struct judge *j, const struct fact_window *list, size_t n,
		    struct wall now);

/* A report is sent by mail to a contact of the inventory: "2026-02/network", frozen as `version` or 0. */
void		 judge_send_report(struct judge *j, uint32_t contact, const char *report, uint32_t version,
		    const char *format, struct wall now);

/*
 * What is known.  Borrowed until the next call into the judge.
 */
struct judge_state {
	enum state_word	 state;
	struct wall	 since;		/* 0 = since ever */
	bool		 on_backup;	/* links */
	/* Why: the check that decided (NONE: none did), its answer, its streak. */
	uint32_t	 check;
	const char	*text;
	uint32_t	 count;
	struct wall	 seen;		/* latest answer of anything that counts for it; 0 = never */
};

struct judge_site {
	enum state_word	 state;		/* interfaces' six words */
	struct wall	 since;
	bool		 is_open, in_maintenance;
	struct wall	 next_change;	/* of open; WALL_NEVER = none known */
	struct judge_state link, convention;	/* convention: closed while it is not open */
	uint32_t	 n_public, n_online;	/* public PCs; those up */
};

struct judge_check {
	enum state_word	 state;		/* unknown, up, degraded (warn), down */
	bool		 has_result;	/* and it still speaks */
	enum judged_status last;
	struct wall	 last_at, last_answer, first_fail;	/* 0 = none */
	uint32_t	 n_fail, n_ok;	/* in a row */
	const char	*text;		/* of the last failure, "" */
	bool		 ever_answered, decides;	/* decides: is its device's primary */
};

struct judge_incident {
	const struct incident *incident;
	const struct incident_event *events;
	uint32_t	 n_events;
	const struct told *told;
	uint32_t	 n_told;
};

/* Where something stands in the morning's list (digest.c). */
enum digest_part { DIGEST_OPEN_NOW, DIGEST_SOON, DIGEST_REST, DIGEST_LINES, DIGEST_OVER, DIGEST_N };
struct judge_digest_item {
	enum digest_part part;
	struct judge_incident in;
};
/* What a NOTICE_DIGEST says now, in its order; an array that the caller frees. */
struct judge_digest_item *judge_digest(const struct judge *j, const struct fact_notice *notice, size_t *n);

bool		 judge_is_blind(const struct judge *j);
void		 judge_get_site(const struct judge *j, uint32_t site, struct wall now, struct judge_site *out);
/* A device's (also SITE/link's) own state. */
void		 judge_get_device(const struct judge *j, uint32_t device, struct judge_state *out);
void		 judge_get_check(const struct judge *j, uint32_t check, struct judge_check *out);
/* Open incidents and those restored in the last 7 days that are remembered, newest first: i from 0, false past the last. */
bool		 judge_get_incident(const struct judge *j, size_t i, struct judge_incident *out);
bool		 judge_find_incident(const struct judge *j, uint32_t number, struct judge_incident *out);
/*
 * The open incidents that a person names by a site, a group (their scope) or "all",
 * oldest first; owned by the caller, who frees it.
 */
uint32_t	*judge_named(const struct judge *j, const char *word, size_t *n);
/* Windows that are remembered, in order of number. */
bool		 judge_get_window(const struct judge *j, size_t i, struct fact_window *out);
/* The turn of a window that lasts at t or comes next; false when none does (past, cancelled). */
bool		 judge_window_next(const struct judge *j, const struct fact_window *w, struct wall t,
		    struct wall *from, struct wall *to);
/* True for a window that speaks of this site. */
bool		 judge_window_touches(const struct judge *j, const struct fact_window *w, uint32_t site);
/* Is the site open at t: hours, minus closures, plus openings; when that changes. */
bool		 judge_is_open(const struct judge *j, uint32_t site, struct wall t, struct wall *next_change);

/* Everything the judge knows, as text, for comparing two of them. */
void		 judge_dump(const struct judge *j, struct buf *out);

#endif
