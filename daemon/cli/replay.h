/*
 * replay.h - the judge over recorded results, in virtual time.
 *
 * What vigie would have judged and told with this configuration: JSON lines in,
 * JSON lines out (vigie(1) has the form).  The same code as the engine's; same
 * input, same output, byte for byte.  Nothing is written before all was read: a
 * line that is refused leaves no half answer.
 */
#ifndef VIGIE_REPLAY_H
#define VIGIE_REPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "judge/judge.h"

struct period;

struct replay_wish {
	const struct period *report;	/* of what a report ends the output; NULL = none */
	struct wall	 until;		/* WALL_NEVER: to the last line */
	bool		 skips_unknown;	/* results of checks that the configuration has not are passed over */
	bool		 no_canaries;	/* those of canaries too, and vigie is never blind by the network */
};

/* What a recording had that could not be replayed as it was. */
struct replay_notes {
	uint64_t	 n_unknown;	/* results of checks that are not there */
	char		 unknown[64];	/* the first of these */
	uint64_t	 n_deeds;	/* done to an incident or window that this replay has not */
	uint64_t	 n_reloads;	/* the configuration changed there */
	uint64_t	 n_gaps;	/* results are missing there: the disk was full */
	bool		 has_canary;	/* a result of one was judged */
};

/* Reads to the end of `in` or to wish->until; false with "LINE: sentence" in err. */
bool	 replay_run(const struct inventory *inv, FILE *in, const struct replay_wish *wish, struct buf *out,
	    struct replay_notes *notes, struct err *err);

/* A recorded result, read. */
struct replay_line {
	double			 t;
	char			*check, *status, *text;
	double			 started;	/* NAN = with t */
	struct judged_result	 result;	/* its values */
};
/* replay_scan.c: true if the line is a result of the ordinary shape.  Cuts the text into pieces either way. */
bool	 replay_scan(char *text, struct replay_line *line);
/* Takes one value by name; what judgement does not read is passed over.  False if it was given twice. */
bool	 replay_value(struct replay_line *line, const char *name, double value);

/* replay_report.c: facts that wait for a report; all zeros is none. */
struct replay_kept {
	struct fact	**facts;	/* owned */
	size_t		 n, room;
};
void	 replay_keep(struct replay_kept *kept, const struct fact *fact);
void	 replay_kept_done(struct replay_kept *kept);
/* Appends the last line, {"type":"report",...}: report.h's document, up to the end of time. */
bool	 replay_report(const struct replay_kept *kept, const struct inventory *inv,
	    const struct period *period, struct wall end, struct buf *out, struct err *err);

/* replay_say.c: facts become lines, those of one instant in their order. */
struct replay_say {
	const struct judge	*judge;
	const struct inventory	*inv;
	struct buf		*out;
	struct replay_kept	*kept;		/* for a report; NULL = none is wanted */
	int64_t			 at_ms;		/* of the lines that wait */
	struct said		*lines;
	size_t			 n_lines, room;
};
void	 replay_fact(void *say, const struct fact *fact);
void	 replay_flush(struct replay_say *say);

/* replay_do.c: one command of people, as they would type it; *window: the number of one that was added. */
bool	 replay_do(struct judge *judge, const struct inventory *inv, const char *const *argv, size_t argc,
	    struct wall now, uint32_t *window, struct err *err);

#endif
