/*
 * reports.h - the desk where reports are asked for, made, and waited for.
 *
 * A wish goes two steps: the engine counts (the report's JSON, its figures), then a
 * child process makes the form of it.  What two people want is made once; what was
 * made is kept for a while, in bounded memory.  Nobody waits longer than he has
 * patience for: he is told that it is being made, it goes on, and is there when
 * he looks again.
 *
 *     wish --known--> told
 *      | not known
 *      +--> figures asked of the engine --> form made --> kept, told
 *               \--patience over: told COMING; goes on--/
 *
 * The engine is asked for few at a time, and few wait: beyond, one is told to come again.
 */
#ifndef VIGIE_REPORTS_H
#define VIGIE_REPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct blob;
struct buf;
struct err;
struct event_base;
struct feed;
struct reports;

#define REPORT_PERIOD_MAX	32	/* bytes of a period's text, the NUL included */

struct form_wish;

/*
 * Makes a form of what the engine answered ("report": the report; "report_frozen":
 * it and its versions), in a child process: the language is set, nothing it changes
 * is seen by anybody.  False with a sentence.
 */
typedef bool	report_form_fn(const json_t *report, const struct form_wish *wish, struct buf *out,
		    struct err *err);

struct form_wish {
	char		 scope[40];	/* "network", a group's or a point's id */
	char		 period[REPORT_PERIOD_MAX];	/* in the engine's own spelling: "2026-03" */
	char		 version[16];	/* "" = the frozen one if there is one, "now" = as counted now, "2" */
	char		 form[16];	/* what `make` makes: "page", "pdf" */
	report_form_fn	*make;
	unsigned	 number;	/* for `make`: which part */
	const char	*language;	/* "fr", "en"; static */
	bool		 keeps_lang;	/* links say ?lang= */
};

enum { REPORT_HERE = 200, REPORT_COMING = 202, REPORT_BUSY = 503 };

/*
 * Once for each wish, perhaps from inside reports_want(): HTTP's status.  `blob` is
 * borrowed, NULL unless HERE; `detail` is the engine's sentence about a refusal (4xx), or NULL.
 */
typedef void	reports_fn(unsigned status, struct blob *blob, const char *detail, void *arg);

struct reports	*reports_new(struct event_base *base, struct feed *feed);
/* Before feed_free(): who waits for a making is told BUSY, nothing new begins. */
void		 reports_stop(struct reports *r);
/* After feed_free(), which ends the questions. */
void		 reports_free(struct reports *r);

#define REPORTS_FOR_EVER	INT64_MAX

/* Copies the wish.  patience_us: 0 = tell me what is there, REPORTS_FOR_EVER: never told COMING. */
void		 reports_want(struct reports *r, const struct form_wish *wish, int64_t patience_us,
		    reports_fn *fn, void *arg);

/* For MSG_STATS. */
struct reports_figures {
	unsigned	 n_waiting, n_under_way;
	uint64_t	 n_made, n_busy, n_failed;	/* since the start */
};
void		 reports_figures(const struct reports *r, struct reports_figures *out);

#endif
