/* canvas.c - see canvas.h.  First the SVG hand, then cairo's, then the door. */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "series/canvas.h"

#define PNG_SCALE	2

struct canvas {
	struct buf	*out;
	cairo_t		*cairo;		/* NULL: SVG */
	double		 height;
};

static const struct {
	const char	*name, *light, *dark;
	double		 opacity;
} inks[INK_N] = {
	[INK_BACK] = { "bk", "#FFFFFF", "#12161A", 1 },
	[INK_TEXT] = { "tx", "#1A1F24", "#EDF1F5", 1 },
	[INK_MUTED] = { "mu", "#56606B", "#A7B1BC", 1 },
	[INK_GRID] = { "gr", "#DDE2E7", "#2E363E", 1 },
	[INK_DATA] = { "da", "#1F5C99", "#8FC1F2", 1 },
	[INK_OTHER] = { "ot", "#C26A00", "#F2B84B", 1 },
	[INK_BAND] = { "ba", "#1F5C99", "#8FC1F2", 0.22 },
	[INK_GOOD] = { "go", "#176B43", "#6FD3A0", 1 },
	[INK_WARN] = { "wa", "#C26A00", "#F2B84B", 1 },
	[INK_BAD] = { "bd", "#B3261E", "#FF9C92", 1 },
	[INK_OUTAGE] = { "ou", "#B3261E", "#FF9C92", 0.15 },
	[INK_PLANNED] = { "pl", "#1F5C99", "#8FC1F2", 0.5 },
};

static const double	 sizes[] = { [SIZE_NORMAL] = 12, [SIZE_HEADING] = 16, [SIZE_SMALL] = 11 };

/* SVG. */

/* For text and for attributes in double quotes (XML 1.0, 2.4); what XML cannot hold was refused on the way in. */
static void
add_escaped(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		case '\'':
			buf_adds(out, "&#39;");
			break;
		default:
			buf_addc(out, (unsigned char)*s < 0x20 ? ' ' : *s);
		}
}

/*
 * The light colours stand as attributes too: where a policy forbids styles the
 * picture is still right, in its light form.
 */
static void
add_style(struct buf *out)
{
	buf_adds(out, "<style>:root{");
	for (int i = 0; i < INK_N; i++)
		buf_addf(out, "--%s:%s;", inks[i].name, inks[i].light);
	buf_adds(out, "}@media(prefers-color-scheme:dark){:root{");
	for (int i = 0; i < INK_N; i++)
		buf_addf(out, "--%s:%s;", inks[i].name, inks[i].dark);
	buf_adds(out, "}}");
	for (int i = 0; i < INK_N; i++)
		buf_addf(out, ".%s{fill:var(--%s)}.s%s{stroke:var(--%s)}", inks[i].name,
		    inks[i].name, inks[i].name, inks[i].name);
	buf_adds(out, ".ha{stroke:var(--bk)}"
	    "@media(max-width:480px){.z0{font-size:20px}.z1{font-size:24px}.z2{font-size:18px}"
	    ".w{display:none}}</style>");
}

struct canvas *
canvas_svg(struct buf *out, double height, const char *language, const char *title,
    const char *description)
{
	struct canvas	*c = xcalloc(1, sizeof(*c));

	c->out = out;
	c->height = height;
	buf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %g\" lang=\"%s\" "
	    "role=\"img\" aria-labelledby=\"t d\" font-family=\"system-ui,sans-serif\">",
	    CANVAS_WIDTH, height, language);
	buf_adds(out, "<title id=\"t\">");
	add_escaped(out, title);
	buf_adds(out, "</title><desc id=\"d\">");
	add_escaped(out, description);
	buf_adds(out, "</desc>");
	add_style(out);
	return c;
}

/* A tenth of a unit is a quarter of a pixel of the finest screen. */
static void
add_number(struct buf *out, double v)
{
	long	 tenths = lround(v * 10);

	if (tenths % 10 == 0)
		buf_addf(out, "%ld", tenths / 10);
	else
		buf_addf(out, "%s%ld.%ld", tenths < 0 ? "-" : "", labs(tenths) / 10, labs(tenths) % 10);
}

static void
add_path(struct buf *out, const struct canvas_point *points, size_t n)
{
	bool	 is_lifted = true;

	for (size_t i = 0; i < n; i++) {
		if (isnan(points[i].x)) {
			is_lifted = true;
			continue;
		}
		buf_addc(out, is_lifted ? 'M' : 'L');
		add_number(out, points[i].x);
		buf_addc(out, ' ');
		add_number(out, points[i].y);
		is_lifted = false;
	}
}

static void
add_fill(struct buf *out, enum canvas_ink ink)
{
	buf_addf(out, " class=\"%s\" fill=\"%s\"", inks[ink].name, inks[ink].light);
	if (inks[ink].opacity < 1)
		buf_addf(out, " fill-opacity=\"%g\"", inks[ink].opacity);
}

static void
svg_rect(struct canvas *c, enum canvas_ink ink, double x, double y, double w, double h)
{
	buf_adds(c->out, "<rect x=\"");
	add_number(c->out, x);
	buf_adds(c->out, "\" y=\"");
	add_number(c->out, y);
	buf_adds(c->out, "\" width=\"");
	add_number(c->out, w);
	buf_adds(c->out, "\" height=\"");
	add_number(c->out, h);
	buf_addc(c->out, '"');
	add_fill(c->out, ink);
	buf_adds(c->out, "/>");
}

static void
svg_line(struct canvas *c, enum canvas_ink ink, double width, const struct canvas_point *points,
    size_t n)
{
	buf_addf(c->out, "<path class=\"s%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%g\"",
	    inks[ink].name, inks[ink].light, width);
	if (inks[ink].opacity < 1)
		buf_addf(c->out, " stroke-opacity=\"%g\"", inks[ink].opacity);
	buf_adds(c->out, " stroke-linejoin=\"round\" d=\"");
	add_path(c->out, points, n);
	buf_adds(c->out, "\"/>");
}

static void
svg_area(struct canvas *c, enum canvas_ink ink, const struct canvas_point *points, size_t n)
{
	buf_adds(c->out, "<path");
	add_fill(c->out, ink);
	buf_adds(c->out, " d=\"");
	add_path(c->out, points, n);
	buf_adds(c->out, "Z\"/>");
}

static void
svg_text(struct canvas *c, enum canvas_ink ink, enum canvas_size size, enum canvas_anchor anchor,
    unsigned flags, double x, double y, const char *text)
{
	static const char *const	 anchors[] = { "", " text-anchor=\"middle\"",
		" text-anchor=\"end\"" };

	buf_addf(c->out, "<text class=\"%s z%d%s%s\" fill=\"%s\" font-size=\"%g\"%s%s%s x=\"",
	    inks[ink].name, (int)size, flags & CANVAS_WIDE_ONLY ? " w" : "",
	    flags & CANVAS_HALO ? " ha" : "", inks[ink].light, sizes[size],
	    size == SIZE_HEADING ? " font-weight=\"600\"" : "", anchors[anchor],
	    flags & CANVAS_HALO ? " stroke=\"#FFFFFF\" stroke-width=\"3\" paint-order=\"stroke\" "
	    "stroke-linejoin=\"round\"" : "");
	add_number(c->out, x);
	buf_adds(c->out, "\" y=\"");
	add_number(c->out, y);
	buf_adds(c->out, "\">");
	add_escaped(c->out, text);
	buf_adds(c->out, "</text>");
}

/* PNG. */

struct canvas *
canvas_png(struct buf *out, double height)
{
	struct canvas	*c = xcalloc(1, sizeof(*c));
	cairo_surface_t	*s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CANVAS_WIDTH * PNG_SCALE,
	    (int)ceil(height * PNG_SCALE));

	c->out = out;
	c->height = height;
	c->cairo = cairo_create(s);
	cairo_surface_destroy(s);	/* the context holds it */
	cairo_scale(c->cairo, PNG_SCALE, PNG_SCALE);
	cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
	return c;
}

static void
png_ink(struct canvas *c, enum canvas_ink ink)
{
	unsigned long	 rgb = strtoul(inks[ink].light + 1, NULL, 16);

	cairo_set_source_rgba(c->cairo, (double)(rgb >> 16) / 255, (double)(rgb >> 8 & 255) / 255,
	    (double)(rgb & 255) / 255, inks[ink].opacity);
}

static void
png_path(struct canvas *c, const struct canvas_point *points, size_t n)
{
	bool	 is_lifted = true;

	for (size_t i = 0; i < n; i++) {
		if (isnan(points[i].x))
			is_lifted = true;
		else if (is_lifted) {
			cairo_move_to(c->cairo, points[i].x, points[i].y);
			is_lifted = false;
		} else
			cairo_line_to(c->cairo, points[i].x, points[i].y);
	}
}

static void
png_text(struct canvas *c, enum canvas_ink ink, enum canvas_size size, enum canvas_anchor anchor,
    unsigned flags, double x, double y, const char *text)
{
	cairo_text_extents_t	 e;

	cairo_select_font_face(c->cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
	    size == SIZE_HEADING ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(c->cairo, sizes[size] * 0.94);	/* DejaVu is wide */
	cairo_text_extents(c->cairo, text, &e);
	x -= anchor == ANCHOR_END ? e.x_advance : anchor == ANCHOR_MIDDLE ? e.x_advance / 2 : 0;
	cairo_move_to(c->cairo, x, y);
	if (flags & CANVAS_HALO) {
		cairo_text_path(c->cairo, text);
		png_ink(c, INK_BACK);
		cairo_set_line_width(c->cairo, 3);
		cairo_stroke(c->cairo);
		cairo_move_to(c->cairo, x, y);
	}
	png_ink(c, ink);
	cairo_show_text(c->cairo, text);
}

static cairo_status_t
png_write(void *arg, const unsigned char *data, unsigned len)
{
	buf_add(arg, data, len);
	return CAIRO_STATUS_SUCCESS;
}

/* The door. */

void
canvas_rect(struct canvas *c, enum canvas_ink ink, double x, double y, double w, double h)
{
	if (c->cairo == NULL) {
		svg_rect(c, ink, x, y, w, h);
		return;
	}
	png_ink(c, ink);
	cairo_rectangle(c->cairo, x, y, w, h);
	cairo_fill(c->cairo);
}

void
canvas_line(struct canvas *c, enum canvas_ink ink, double width,
    const struct canvas_point *points, size_t n)
{
	if (n == 0)
		return;
	if (c->cairo == NULL) {
		svg_line(c, ink, width, points, n);
		return;
	}
	png_ink(c, ink);
	cairo_set_line_width(c->cairo, width);
	png_path(c, points, n);
	cairo_stroke(c->cairo);
}

void
canvas_area(struct canvas *c, enum canvas_ink ink, const struct canvas_point *points, size_t n)
{
	if (n == 0)
		return;
	if (c->cairo == NULL) {
		svg_area(c, ink, points, n);
		return;
	}
	png_ink(c, ink);
	png_path(c, points, n);
	cairo_close_path(c->cairo);
	cairo_fill(c->cairo);
}

void
canvas_text(struct canvas *c, enum canvas_ink ink, enum canvas_size size,
    enum canvas_anchor anchor, unsigned flags, double x, double y, const char *text)
{
	(c->cairo == NULL ? svg_text : png_text)(c, ink, size, anchor, flags, x, y, text);
}

bool
canvas_end(struct canvas *c)
{
	bool	 is_good = true;

	if (c->cairo == NULL) {
		buf_adds(c->out, "</svg>\n");
	} else {
		is_good = cairo_surface_write_to_png_stream(cairo_get_target(c->cairo), png_write,
		    c->out) == CAIRO_STATUS_SUCCESS;
		cairo_destroy(c->cairo);
	}
	free(c);
	return is_good;
}
