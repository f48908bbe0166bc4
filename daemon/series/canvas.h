/*
 * canvas.h - what a picture is painted on: SVG or PNG, with the same strokes.
 *
 * Coordinates are those of the picture (CANVAS_WIDTH wide), y downwards.  Inks
 * are meanings, not colours: SVG shows each in the colour of the reader's theme,
 * PNG in the light one.  Text is escaped here and nowhere else.
 *
 * A narrow screen shows the SVG at half its size: then texts are drawn larger
 * and those marked CANVAS_WIDE_ONLY are left out (a media query in the picture).
 */
#ifndef VIGIE_CANVAS_H
#define VIGIE_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct canvas;

#define CANVAS_WIDTH	640

enum canvas_ink {
	INK_BACK, INK_TEXT, INK_MUTED, INK_GRID,
	INK_DATA, INK_OTHER,		/* one line, a second one */
	INK_BAND,			/* spread around a line */
	INK_GOOD, INK_WARN, INK_BAD,
	INK_OUTAGE,			/* a wash of the down colour */
	INK_PLANNED,			/* hatching */
	INK_N
};

enum canvas_size { SIZE_NORMAL, SIZE_HEADING, SIZE_SMALL };
enum canvas_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
#define CANVAS_WIDE_ONLY	1u
#define CANVAS_HALO		2u	/* stands over the drawing: outlined with the background */

struct canvas_point {
	double	 x, y;		/* x is NaN: the line is lifted */
};

/* SVG text is appended to `out`; title and description are for those who do not see it. */
struct canvas	*canvas_svg(struct buf *out, double height, const char *language,
		    const char *title, const char *description);
/* PNG at twice the size. */
struct canvas	*canvas_png(struct buf *out, double height);

void		 canvas_rect(struct canvas *c, enum canvas_ink ink, double x, double y, double w,
		    double h);
void		 canvas_line(struct canvas *c, enum canvas_ink ink, double width,
		    const struct canvas_point *points, size_t n);
/* A closed shape. */
void		 canvas_area(struct canvas *c, enum canvas_ink ink,
		    const struct canvas_point *points, size_t n);
void		 canvas_text(struct canvas *c, enum canvas_ink ink, enum canvas_size size,
		    enum canvas_anchor anchor, unsigned flags, double x, double y,
		    const char *text);

/* Ends the picture and frees the canvas.  False when it could not be made; `out` is then of no use. */
bool		 canvas_end(struct canvas *c);

#endif
