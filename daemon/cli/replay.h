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

/* Reads to the end of `in` or to `until` (WALL_NEVER: the last line); false with "LINE: sentence" in err. */
bool	 replay_run(const struct inventory *inv, FILE *in, struct wall until, struct buf *out,
	    struct err *err);

/* A recorded result, read. */
struct replay_line {
	double			 t;
	char			*check, *status, *text;
	struct judged_result	 result;	/* its values */
};
/* replay_scan.c: true if the line is a result of the ordinary shape.  Cuts the text into pieces either way. */
bool	 replay_scan(char *text, struct replay_line *line);
/* Takes one value by name; what judgement does not read is passed over.  False if it was given twice. */
bool	 replay_value(struct replay_line *line, const char *name, double value);

/* replay_say.c: facts become lines, those of one instant in their order. */
struct replay_say {
	const struct judge	*judge;
	const struct inventory	*inv;
	struct buf		*out;
	int64_t			 at_ms;		/* of the lines that wait */
	struct said		*lines;
	size_t			 n_lines, room;
};
void	 replay_fact(void *say, const struct fact *fact);
void	 replay_flush(struct replay_say *say);

/* replay_do.c: one command of people, as they would type it. */
bool	 replay_do(struct judge *judge, const struct inventory *inv, const char *const *argv, size_t argc,
	    struct wall now, struct err *err);

#endif
