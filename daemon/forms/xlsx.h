/*
 * xlsx.h - a workbook being written, for xlsx.c and xlsx_sheets.c.
 *
 * Cells are written from left to right and rows downwards, so that libxlsxwriter may
 * forget a row once the next has begun (constant memory, for large reports).  Durations,
 * dates and percentages are numbers with a format; texts are texts and never formulas.
 */
#ifndef VIGIE_XLSX_H
#define VIGIE_XLSX_H

#include <jansson.h>
#include <xlsxwriter.h>

#include "base/clock.h"

struct zone;

struct book {
	lxw_workbook		*workbook;
	lxw_format		*head, *title, *wrap, *span, *stamp, *date, *percent, *count;
	const struct zone	*zone;
	const json_t		*report;
};

struct sheet {
	struct book	*book;
	lxw_worksheet	*worksheet;
	lxw_row_t	 row;
	lxw_col_t	 column;
};

struct sheet_column {
	const char	*head;		/* translated by the caller */
	double		 width;		/* characters */
};

/* A sheet with columns of those widths and nothing on it yet. */
struct sheet sheet_bare(
    struct book *b, const char *name, const struct sheet_column *columns, size_t n);
/* Writes the heads as the next row. */
void		 sheet_heads(struct sheet *s, const struct sheet_column *columns, size_t n);
/* A sheet with a row of heads that stays in sight; `n` columns. */
struct sheet sheet_new(
    struct book *b, const char *name, const struct sheet_column *columns, size_t n);

void		 cell_text(struct sheet *s, const char *text);
void		 cell_blank(struct sheet *s);
/* A member: of seconds as a duration, of a count, of "94.23" as a percentage, of a time in the
 * network's own zone; an empty cell where it is null. */
void		 cell_span(struct sheet *s, const json_t *owner, const char *key);
void		 cell_seconds(struct sheet *s, int64_t seconds);
void		 cell_count(struct sheet *s, const json_t *owner, const char *key);
void		 cell_percent(struct sheet *s, const json_t *owner, const char *key);
void		 cell_time(struct sheet *s, const json_t *owner, const char *key);
void		 cell_day(struct sheet *s, int32_t day);
void		 sheet_row(struct sheet *s);

/* The sheets. */
void		 sheet_summary(struct book *b);
void		 sheet_points(struct book *b);
void		 sheet_outages(struct book *b);
void		 sheet_half_days(struct book *b);
void		 sheet_unknown(struct book *b);
void		 sheet_declared(struct book *b);
void		 sheet_months(struct book *b);
void		 sheet_days(struct book *b);
void		 sheet_method(struct book *b);

#endif
