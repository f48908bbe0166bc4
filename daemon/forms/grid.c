/* grid.c - see grid.h */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "forms/grid.h"

void
grid_start(struct grid *g, const char *caption, const struct grid_column *columns,
    unsigned n_columns)
{
	grid_done(g);
	*g = (struct grid){ .caption = caption, .columns = columns, .n_columns = n_columns };
}

/* Takes `text`. */
static void
add(struct grid *g, char *text)
{
	if (g->n_cells % g->n_columns == 0) {
		g->rows = grow(g->rows, g->n_rows, &g->row_room, sizeof(*g->rows));
		g->rows[g->n_rows++] = (struct grid_row){ 0 };
	}
	g->cells = grow(g->cells, g->n_cells, &g->cell_room, sizeof(*g->cells));
	g->cells[g->n_cells++] = text;
}

void
grid_add(struct grid *g, const char *text)
{
	add(g, xstrdup(text));
}

void
grid_addf(struct grid *g, const char *fmt, ...)
{
	struct buf	 b = { 0 };
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	grid_take(g, &b);
}

void
grid_take(struct grid *g, struct buf *b)
{
	add(g, b->s != NULL ? buf_take(b) : xstrdup(""));
}

struct grid_row *
grid_row(struct grid *g)
{
	return &g->rows[g->n_rows - 1];
}

const char *
grid_cell(const struct grid *g, size_t row, unsigned column)
{
	size_t	 i = row * g->n_columns + column;

	return i < g->n_cells ? g->cells[i] : "";
}

void
grid_done(struct grid *g)
{
	for (size_t i = 0; i < g->n_cells; i++)
		free(g->cells[i]);
	for (size_t i = 0; i < g->n_rows; i++)
		free(g->rows[i].link);
	free(g->cells);
	free(g->rows);
	*g = (struct grid){ 0 };
}
