/*
 * pdf.h - sheets of A4 for pdf.c, pdf_table.c and pdf_picture.c.
 *
 * The report is composed twice: first to count the pages and to measure, then to draw,
 * so that each page says « page 2 sur 5 ».  What the first pass measured (heights of
 * rows, widths of columns) the second takes back in the same order.  Points (1/72 inch)
 * throughout, y downwards from the top of the sheet.
 */
#ifndef VIGIE_PDF_H
#define VIGIE_PDF_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/buf.h"
#include "forms/paper.h"

#define SHEET_WIDTH	595.276
#define SHEET_HEIGHT	841.89
#define SHEET_LEFT	51.0
#define SHEET_RIGHT	(SHEET_WIDTH - 51.0)
#define SHEET_TOP	70.0
#define SHEET_BOTTOM	(SHEET_HEIGHT - 62.0)
#define SHEET_ROOM	(SHEET_RIGHT - SHEET_LEFT)

enum face {
	FACE_BODY, FACE_MUTED, FACE_LEAD, FACE_STATUS, FACE_TITLE, FACE_PERIOD, FACE_H2, FACE_H3,
	FACE_FIGURE, FACE_LABEL, FACE_CELL, FACE_STRONG, FACE_N
};

struct cached;
struct words;

struct pdf_paper {
	struct paper		 paper;
	bool			 is_counting;	/* the first pass: nothing is drawn */
	cairo_surface_t		*surface;
	cairo_t			*cr;
	PangoContext		*context;
	PangoFontDescription	*faces[FACE_N];
	struct cached		*cache;		/* texts laid out lately */
	struct words		*words;		/* words shaped lately */
	double			 y;		/* where the next block begins */
	unsigned		 page, n_pages;	/* from 1; n_pages 0 while counting */
	char *running, *period, *foot;          /* owned: what each page says at its edges */
	enum paper_tone		 tone;		/* of the text before */
	double			*memo;		/* what was measured, in order */
	size_t			 n_memo, memo_room, next_memo;
};

/* Text. */

/*
 * `text` in a face, cleaned, broken at `width` points (< 0: only at "\n"); borrowed until
 * the next call.
 */
PangoLayout	*pdf_layout(struct pdf_paper *p, enum face face, const char *text, double width);
/* The same, its lines flush right. */
PangoLayout	*pdf_layout_right(struct pdf_paper *p, enum face face, const char *text,
		    double width);
void		 pdf_size(PangoLayout *layout, double *width, double *height);
/* Draws it there in the face's ink (nothing while counting). */
void pdf_show(struct pdf_paper *p, PangoLayout *layout, enum face face, double x, double y);
/* What pdf_show() draws with. */
void		 pdf_face_ink(struct pdf_paper *p, enum face face);

/*
 * The same as pdf_layout(p, face, text, -1) sized or shown, for a fraction of the work where
 * the text is of plain words: each of them is shaped once, and a line is their sum (no font
 * that we know of draws letters closer to a space).
 */
void		 pdf_line_size(struct pdf_paper *p, enum face face, const char *text, double *width,
		    double *height);
void		 pdf_line_show(struct pdf_paper *p, enum face face, bool is_right, const char *text,
		    double x, double y);
double		 pdf_width(struct pdf_paper *p, enum face face, const char *text);
struct words	*pdf_words_new(void);
void		 pdf_words_free(struct words *w);

/* Pages. */

/* Begins a new page unless `height` fits on this one; true when it did. */
bool		 pdf_need(struct pdf_paper *p, double height);
void pdf_rule(struct pdf_paper *p, double y, double x1, double x2, double width, double grey);
/* The same in two: lines first, then all that were since the last text, drawn at once. */
void		 pdf_line(struct pdf_paper *p, double y, double x1, double x2);
void		 pdf_stroke(struct pdf_paper *p, double width, double grey);
/* Structure: "H1", "P", "Table"...; attributes NULL or cairo's own notation. */
void		 pdf_open(struct pdf_paper *p, const char *tag, const char *attributes);
void		 pdf_close(struct pdf_paper *p, const char *tag);
void		 pdf_ink(struct pdf_paper *p, enum paper_ink ink);

/* "dest='r-alboussiere'", "name='...'" of a place that may be one, else NULL; the caller's to free.
 */
char		*pdf_dest(const char *anchor, const char *key);

/* Remembers a measure while counting, gives it back while drawing. */
double		 pdf_memo(struct pdf_paper *p, double measured);
/* While drawing there is nothing to measure. */
static inline bool
pdf_is_measured(const struct pdf_paper *p)
{
	return !p->is_counting;
}

/* The blocks that have files of their own. */
void		 pdf_table(struct paper *paper, const struct grid *grid);
void		 pdf_bars(struct paper *paper, const struct paper_bars *bars);
void		 pdf_days(struct paper *paper, const struct paper_days *days);

/*
 * Says the language and shows the title, which cairo 1.16 cannot: an incremental update
 * after the document (PDF 32000-1 7.5.6).  A document of another shape stays as it is.
 */
void		 pdf_finish(struct buf *out, size_t start, const char *language);

#endif
