/*
 * grid.h - a table of a report: caption, columns, rows of texts.
 *
 * Filled cell by cell, from left to right; shown by each kind of paper in its way.
 * The first column names the row.  Cells are plain text, not yet cleaned or escaped;
 * a "\n" in one begins a new line.
 */
#ifndef VIGIE_GRID_H
#define VIGIE_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define GRID_COLUMNS	10

struct grid_column {
	const char	*head;
	bool		 is_number;	/* set flush right, not broken */
};

struct grid_row {
	char *link; /* owned; a point's id whose page the first cell may lead to; NULL = none */
	bool		 is_total;	/* sums the rows above it */
};

struct grid {
	const char		*caption;		/* borrowed */
	const struct grid_column *columns;		/* borrowed */
	unsigned		 n_columns;
	char			**cells;		/* owned, row by row */
	size_t			 n_cells, cell_room;
	struct grid_row		*rows;			/* owned */
	size_t			 n_rows, row_room;
};

/* Starts an empty one; whatever it held is gone. */
void		 grid_start(struct grid *g, const char *caption, const struct grid_column *columns,
		    unsigned n_columns);
void		 grid_add(struct grid *g, const char *text);
void grid_addf(struct grid *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Takes what is in `b` and leaves it empty. */
void		 grid_take(struct grid *g, struct buf *b);
/* The row of the cell added last. */
struct grid_row	*grid_row(struct grid *g);
const char	*grid_cell(const struct grid *g, size_t row, unsigned column);
void		 grid_done(struct grid *g);

#endif
