/* pdf_table.c - see pdf.h: tables that break over pages and say their heads again */
#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "forms/grid.h"
#include "forms/pdf.h"

#define GAP	10.0	/* between columns */
#define PAD	3.2	/* above and beneath a row's text */
#define LONGEST_WORD	110.0	/* a longer one may be cut */
#define TOGETHER	(SHEET_HEIGHT * 0.42)	/* a table lower than this is not broken */

struct columns {
	double	 x[GRID_COLUMNS], width[GRID_COLUMNS];
};

static enum face
cell_face(const struct grid *g, size_t row, unsigned column)
{
	return column == 0 || g->rows[row].is_total ? FACE_STRONG : FACE_CELL;
}

/* The widest word of a head, or half of it: heads are broken between words, over two lines gladly.
 */
static double
head_width(struct pdf_paper *p, const char *head)
{
	double	 most = pdf_width(p, FACE_LABEL, head) / 2;

	while (*head != '\0') {
		size_t	 len = strcspn(head, " ");
		char	*word = xstrndup(head, len);
		double	 w = pdf_width(p, FACE_LABEL, word);

		free(word);
		most = w > most ? w : most;
		head += len + (head[len] != '\0');
	}
	return most;
}

/* What each column would like: all of its lines unbroken. */
static void
natural(struct pdf_paper *p, const struct grid *g, double *widths)
{
	for (unsigned k = 0; k < g->n_columns; k++) {
		widths[k] = head_width(p, g->columns[k].head);
		for (size_t r = 0; r < g->n_rows; r++) {
			double	 w = pdf_width(p, cell_face(g, r, k), grid_cell(g, r, k));

			widths[k] = w > widths[k] ? w : widths[k];
		}
	}
}

/* The widest word of a column: what it cannot be narrower than without cutting one. */
static double
word_width(struct pdf_paper *p, const struct grid *g, unsigned k)
{
	double	 most = head_width(p, g->columns[k].head);

	for (size_t r = 0; r < g->n_rows; r++)
		for (const char *s = grid_cell(g, r, k); *s != '\0';) {
			size_t	 len = strcspn(s, " \n");
			char	*word = xstrndup(s, len);
			double	 w = pdf_width(p, cell_face(g, r, k), word);

			free(word);
			most = w > most ? w : most;
			s += len + (s[len] != '\0');
		}
	return most;
}

/* Too wide: the columns of texts give first, then all of them; too narrow: each gets its share. */
static void
fit(struct pdf_paper *p, const struct grid *g, double *widths)
{
	double room = SHEET_ROOM - GAP * (g->n_columns - 1), total = 0, soft = 0,
	       least[GRID_COLUMNS], take;

	for (unsigned k = 0; k < g->n_columns; k++)
		total += widths[k];
	for (unsigned k = 0; total > room && k < g->n_columns; k++) {
		least[k] = g->columns[k].is_number ? widths[k] : word_width(p, g, k);
		if (least[k] > LONGEST_WORD)
			least[k] = LONGEST_WORD;
		soft += widths[k] > least[k] ? widths[k] - least[k] : 0;
	}
	take = total - room < soft ? total - room : soft;
	for (unsigned k = 0; take > 0 && k < g->n_columns; k++)
		if (widths[k] > least[k]) {
			double	 give = take * (widths[k] - least[k]) / soft;

			widths[k] -= give;
			total -= give;
		}
	for (unsigned k = 0; k < g->n_columns; k++)
		widths[k] *= room / total;
}

static void
place(struct pdf_paper *p, const struct grid *g, struct columns *c)
{
	double	 x = SHEET_LEFT;

	if (!pdf_is_measured(p)) {
		natural(p, g, c->width);
		fit(p, g, c->width);
	}
	for (unsigned k = 0; k < g->n_columns; k++) {
		/* a hair more than was measured: what fits exactly must not be broken by a rounding
		 */
		c->width[k] = pdf_memo(p, c->width[k] + 0.01);
		c->x[k] = x;
		x += c->width[k] + GAP;
	}
}

static double
text_height(struct pdf_paper *p, enum face face, const char *text, double width)
{
	double	 w, h;

	pdf_line_size(p, face, text, &w, &h);
	if (w > width)
		pdf_size(pdf_layout(p, face, text, width), &w, &h);
	return h;
}

static void
put_cell(struct pdf_paper *p, const struct columns *c, unsigned k, enum face face, bool is_number,
    const char *text, double y)
{
	double	 w, h, x = c->x[k];

	pdf_line_size(p, face, text, &w, &h);
	if (w > c->width[k])
		pdf_show(p, (is_number ? pdf_layout_right : pdf_layout)(p, face, text, c->width[k]),
		    face, x, y);
	else
		pdf_line_show(p, face, is_number, text, is_number ? x + c->width[k] - w : x, y);
}

static double
head_height(struct pdf_paper *p, const struct grid *g, const struct columns *c)
{
	double	 most = 0;

	for (unsigned k = 0; !pdf_is_measured(p) && k < g->n_columns; k++) {
		double	 h = text_height(p, FACE_LABEL, g->columns[k].head, c->width[k]);

		most = h > most ? h : most;
	}
	return pdf_memo(p, most);
}

static double
row_height(struct pdf_paper *p, const struct grid *g, const struct columns *c, size_t row)
{
	double	 most = 0;

	for (unsigned k = 0; !pdf_is_measured(p) && k < g->n_columns; k++) {
		double h = text_height(p, cell_face(g, row, k), grid_cell(g, row, k), c->width[k]);

		most = h > most ? h : most;
	}
	return pdf_memo(p, most) + 2 * PAD;
}

/* The heads stand on their lowest line. */
static void
put_head(struct pdf_paper *p, const struct grid *g, const struct columns *c, double height)
{
	pdf_open(p, "TR", NULL);
	for (unsigned k = 0; !p->is_counting && k < g->n_columns; k++) {
		double	 h = text_height(p, FACE_LABEL, g->columns[k].head, c->width[k]);

		pdf_open(p, "TH", NULL);
		put_cell(p, c, k, FACE_LABEL, g->columns[k].is_number, g->columns[k].head,
		    p->y + height - h);
		pdf_close(p, "TH");
	}
	pdf_close(p, "TR");
	p->y += height + 2.5;
	pdf_rule(p, p->y, SHEET_LEFT, SHEET_RIGHT, 0.8, 0.1);
}

static void
put_row(
    struct pdf_paper *p, const struct grid *g, const struct columns *c, size_t row, double height)
{
	if (g->rows[row].is_total)
		pdf_rule(p, p->y, SHEET_LEFT, SHEET_RIGHT, 0.8, 0.1);
	pdf_open(p, "TR", NULL);
	for (unsigned k = 0; !p->is_counting && k < g->n_columns; k++) {
		char	*dest = k == 0 ? pdf_dest(g->rows[row].link, "dest") : NULL;

		pdf_open(p, k == 0 ? "TH" : "TD", NULL);
		if (dest != NULL)
			pdf_open(p, CAIRO_TAG_LINK, dest);
		put_cell(p, c, k, cell_face(g, row, k), g->columns[k].is_number,
		    grid_cell(g, row, k), p->y + PAD);
		if (dest != NULL)
			pdf_close(p, CAIRO_TAG_LINK);
		free(dest);
		pdf_close(p, k == 0 ? "TH" : "TD");
	}
	pdf_close(p, "TR");
	p->y += height;
}

/* The rules beneath rows [from, to) of a page at once: cairo takes no longer than for one. */
static void
put_rules(struct pdf_paper *p, const struct grid *g, const double *heights, size_t from, size_t to)
{
	double	 y = p->y;

	for (size_t r = to; r > from; y -= heights[--r])
		if (r == g->n_rows || !g->rows[r].is_total)	/* above a total stands its own */
			pdf_line(p, y, SHEET_LEFT, SHEET_RIGHT);
	pdf_stroke(p, 0.4, 0.8);
}

/* Caption, heads and rows, from page to page. */
static void
put_table(struct pdf_paper *p, const struct grid *g, const struct columns *c, double head,
    const double *heights)
{
	PangoLayout	*layout = pdf_layout(p, FACE_H3, g->caption, SHEET_ROOM);
	double		 width, height, whole;
	size_t		 first = 0;

	pdf_size(layout, &width, &height);
	whole = height + head + 12;
	for (size_t r = 0; r < g->n_rows && (r < 2 || whole < TOGETHER); r++)
		whole += heights[r];
	if (whole >= TOGETHER)
		whole = height + head + 12 + heights[0] + (g->n_rows > 1 ? heights[1] : 0);
	pdf_need(p, whole);
	pdf_open(p, "P", NULL);
	pdf_show(p, layout, FACE_H3, SHEET_LEFT, p->y);
	pdf_close(p, "P");
	p->y += height + 4;
	pdf_open(p, "Table", NULL);
	put_head(p, g, c, head);
	for (size_t r = 0; r < g->n_rows; r++) {
		if (p->y + heights[r] > SHEET_BOTTOM && p->y > SHEET_TOP + head + 10) {
			/* a structure ends with its page: cairo keeps marks within one */
			put_rules(p, g, heights, first, r);
			first = r;
			pdf_close(p, "Table");
			pdf_need(p, SHEET_HEIGHT);
			pdf_open(p, "Table", NULL);
			put_head(p, g, c, head);
		}
		put_row(p, g, c, r, heights[r]);
	}
	put_rules(p, g, heights, first, g->n_rows);
	pdf_close(p, "Table");
	p->y += 6;
}

void
pdf_table(struct paper *paper, const struct grid *g)
{
	struct pdf_paper	*p = (struct pdf_paper *)paper;
	struct columns		 c;
	double			 head, *heights = xcalloc(g->n_rows, sizeof(*heights));

	p->y += 10;
	place(p, g, &c);
	head = head_height(p, g, &c);
	for (size_t r = 0; r < g->n_rows; r++)
		heights[r] = row_height(p, g, &c, r);
	put_table(p, g, &c, head, heights);
	free(heights);
}
