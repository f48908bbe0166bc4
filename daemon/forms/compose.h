/*
 * compose.h - the report in words, from its JSON onto any kind of paper.
 *
 *     first page   compose.c   three sentences, three figures, one picture
 *     annex        annex.c     the points, delays, declarations, months, days
 *     each point   point.c     both lines whole, outages, what was not measured
 *     the end      compose.c   how it was counted
 *
 * line.c has the words for one line's figures, which all of them use.  No percentage
 * leaves here without its denominator in hours.
 */
#ifndef VIGIE_COMPOSE_H
#define VIGIE_COMPOSE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "forms/figure.h"
#include "forms/grid.h"
#include "forms/paper.h"

/* Writes the whole report onto the paper, in the thread's language. */
void	 compose(struct paper *paper, const json_t *report);

/* Only where it stands and the three sentences. */
void	 compose_gist(struct paper *paper, const json_t *report);

/* What the parts share while one report is composed. */
struct compose {
	struct paper	*paper;
	const json_t	*report;
	struct figure	 f;
	struct grid	 grid;		/* the table being filled */
};

/* The period in words: "March 2026, from 1 to 31 March 2026" */
void	 compose_period(struct compose *c, struct buf *out);

/* To be taken in hand and to be restored (D of the document); nothing where there was none. */
void	 compose_delays(struct compose *c, const json_t *delays);

/* What this version of a frozen report changed; nothing of a first one. */
void	 changes_put(struct compose *c);
void	 annex_put(struct compose *c);
void	 point_put(struct compose *c, const json_t *site);

/* Shows the grid as a table and empties it; nothing where it has no rows. */
void	 compose_table(struct compose *c);
void	 compose_text(struct compose *c, enum paper_tone tone, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* By month and by day (of at most 100 days), where the document has them: picture and table. */
void	 compose_course(struct compose *c, const json_t *owner);

/* One line's figures (L of the interface). */

/* Required and measured: the denominator of the rate. */
int64_t	 line_measured(const json_t *line);
/* "94,23 %", or the note where there is no rate: "not measured". */
const char *line_rate(struct compose *c, const json_t *line);
/* Adds a cell with the rate and its hours: "94,23 %\nof 26 h". */
void	 line_rate_cell(struct compose *c, const json_t *line);
/* "94,23 % of 26 h measured"; the note with its hours. */
const char *line_rate_of(struct compose *c, const json_t *line);
/* "not_measured" and its kin as words; "" without a note. */
const char *line_note(const json_t *line);
/* Both lines side by side, every figure. */
void	 line_table(struct compose *c, const json_t *lines, const char *caption);
/* By responsibility, both lines; nothing where nothing was down. */
void	 line_causes_table(struct compose *c, const json_t *lines);
/* The same as a picture, of one line; false where nothing was down. */
bool	 line_causes_bars(struct compose *c, const json_t *line, const char *title);
/* What a half-day is, and when it is lost. */
void	 compose_halves_rule(struct compose *c);
/* "Operator" */
const char *line_responsibility(const char *word);
/* "the operator", inside a sentence */
const char *line_blamed(const char *word);
/* "Power cut" */
const char *line_kind(const char *word);
/* "announced maintenance" of a declared window */
const char *line_window(const json_t *window);
/* "Internet access" of "link", "Convention" of "convention". */
const char *line_name(const char *word);

#endif
