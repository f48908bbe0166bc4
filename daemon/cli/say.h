/*
 * say.h - what an answer looks like in a terminal.
 *
 * States are a word and a shape, and a colour where the terminal has one; times
 * are said as people say them, in the network's time zone; tables align by what
 * is seen, not by bytes.  Text from the answer is cleaned: nothing a device or a
 * person wrote can move the cursor.
 */
#ifndef VIGIE_SAY_H
#define VIGIE_SAY_H

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cli/command.h"

struct zone;

/* The network's time zone, loaded once; UTC where it is not known. */
const struct zone *say_zone(const struct cli *cli);

/* "■ Down" for the interface's word "down", coloured; another word as it is. */
void		 say_state(struct buf *out, const struct cli *cli, const char *state);
/* 0 for the state that asks for attention first. */
int		 say_rank(const char *state);
/* Bold, dim, or a state's colour around a text that was added meanwhile: say_style(out, "1"), ..., say_plain(out). */
void		 say_style(struct buf *out, const struct cli *cli, const char *code);
void		 say_plain(struct buf *out, const struct cli *cli);
const char	*say_color(const char *state);

/* "since 9:12", "since yesterday at 17:40"; nothing for an unknown time. */
void		 say_since(struct buf *out, const struct cli *cli, struct wall t, struct wall now);
void		 say_time(struct buf *out, const struct cli *cli, struct wall t, struct wall now);
/* Text that came from elsewhere, without control characters. */
void		 say_text(struct buf *out, const char *text);
/* "12.5" or "12,5" */
void		 say_figure(struct buf *out, double value, int decimals);
/* With the decimals that it has, at most two. */
void		 say_number(struct buf *out, double value);
/* "the point", "operator"... : an enumeration's word as people say it. */
const char	*say_responsibility(const char *word);
const char	*say_event(const char *word);

/* A table: cells row by row, then printed with aligned columns. */
struct table {
	unsigned	 n_columns;
	char		**cells;	/* owned */
	size_t		 n_cells, room;
};

/* Adds a cell; takes what is in `cell` and leaves it empty. */
void		 table_add(struct table *t, struct buf *cell);
void		 table_adds(struct table *t, const char *text);
/* Appends all rows to out, `indent` before each, cut to `width` columns (0 = not cut); empties the table. */
void		 table_show(struct table *t, struct buf *out, const char *indent, unsigned width);

/* Columns that a text takes on a terminal; escape sequences take none. */
unsigned	 say_width(const char *text);
/* Appends at most `width` columns of a text. */
void		 say_cut(struct buf *out, const char *text, unsigned width);

#endif
