/* pdf.c - see form.h and pdf.h: a report on A4 */
#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "forms/compose.h"
#include "forms/make.h"
#include "forms/pdf.h"
#include "model/field.h"

#define CACHE_SIZE	8192	/* texts; a power of two */

static const struct {
	double	 size;
	bool	 is_bold;
	double	 grey;		/* of its ink: 0 black */
	double	 after;		/* space beneath */
} faces[FACE_N] = {
	[FACE_BODY] = { 9, false, 0.1, 4 }, [FACE_MUTED] = { 7.5, false, 0.35, 3 },
	[FACE_LEAD] = { 12.5, false, 0.1, 10 }, [FACE_STATUS] = { 9, true, 0.1, 4 },
	[FACE_TITLE] = { 22, true, 0.1, 3 }, [FACE_PERIOD] = { 13, false, 0.35, 10 },
	[FACE_H2] = { 14, true, 0.1, 6 }, [FACE_H3] = { 9, true, 0.1, 3 },
	[FACE_FIGURE] = { 26, true, 0.1, 0 }, [FACE_LABEL] = { 7.5, false, 0.35, 0 },
	[FACE_CELL] = { 8, false, 0.1, 0 }, [FACE_STRONG] = { 8, true, 0.1, 0 },
};

/* A text laid out; kept while it is asked for again and again. */
struct cached {
	uint64_t	 hash;
	PangoLayout	*layout;	/* owned */
};

static struct pdf_paper *
paper_of(struct paper *paper)
{
	return (struct pdf_paper *)paper;
}

/* Text. */

/* `is_right` is in the hash: a layout whose alignment changes is laid out again. */
static PangoLayout *
lay_out(struct pdf_paper *p, enum face face, const char *text, double width, bool is_right)
{
	int		 units = width < 0 ? -1 : (int)(width * PANGO_SCALE);
	uint64_t	 which = ((uint64_t)face + 1) * 2 + is_right;
	uint64_t	 hash = text_hash(text) ^ (which * UINT64_C(0x9e3779b97f4a7c15)) ^
			    ((uint64_t)(unsigned)units << 20);
	struct cached	*c = &p->cache[hash & (CACHE_SIZE - 1)];
	char		*clean;

	if (c->layout == NULL)
		c->layout = pango_layout_new(p->context);
	if (c->hash == hash && pango_layout_get_width(c->layout) == units)
		return c->layout;
	clean = field_clean(text, "\n");
	c->hash = hash;
	pango_layout_set_font_description(c->layout, p->faces[face]);
	pango_layout_set_auto_dir(c->layout, FALSE);
	pango_layout_set_alignment(c->layout, is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_wrap(c->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_ellipsize(
	    c->layout, width < 0 ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
	pango_layout_set_height(c->layout, -20); /* lines of a paragraph: no cell fills a page */
	pango_layout_set_width(c->layout, units);
	pango_layout_set_text(c->layout, clean, -1);
	free(clean);
	return c->layout;
}

PangoLayout *
pdf_layout(struct pdf_paper *p, enum face face, const char *text, double width)
{
	return lay_out(p, face, text, width, false);
}

PangoLayout *
pdf_layout_right(struct pdf_paper *p, enum face face, const char *text, double width)
{
	return lay_out(p, face, text, width, true);
}

void
pdf_size(PangoLayout *layout, double *width, double *height)
{
	int	 w, h;

	pango_layout_get_size(layout, &w, &h);
	*width = (double)w / PANGO_SCALE;
	*height = (double)h / PANGO_SCALE;
}

void
pdf_face_ink(struct pdf_paper *p, enum face face)
{
	double	 grey = faces[face].grey;

	cairo_set_source_rgb(p->cr, grey, grey, grey);
}

void
pdf_show(struct pdf_paper *p, PangoLayout *layout, enum face face, double x, double y)
{
	if (p->is_counting)
		return;
	pdf_face_ink(p, face);
	cairo_move_to(p->cr, x, y);
	pango_cairo_show_layout(p->cr, layout);
}

void
pdf_ink(struct pdf_paper *p, enum paper_ink ink)
{
	static const double	 rgb[PAPER_INKS][3] = {	/* the site's own, light theme */
		[PAPER_UP] = { 0x17 / 255.0, 0x6b / 255.0, 0x43 / 255.0 },
		[PAPER_DOWN] = { 0xb3 / 255.0, 0x26 / 255.0, 0x1e / 255.0 },
		[PAPER_UNKNOWN] = { 0x5e / 255.0, 0x4b / 255.0, 0x8b / 255.0 },
		[PAPER_MAINTENANCE] = { 0x1f / 255.0, 0x5c / 255.0, 0x99 / 255.0 },
	};

	cairo_set_source_rgb(p->cr, rgb[ink][0], rgb[ink][1], rgb[ink][2]);
}

double
pdf_memo(struct pdf_paper *p, double measured)
{
	if (!p->is_counting)
		return p->next_memo < p->n_memo ? p->memo[p->next_memo++] : measured;
	p->memo = grow(p->memo, p->n_memo, &p->memo_room, sizeof(*p->memo));
	p->memo[p->n_memo++] = measured;
	return measured;
}

/* Structure. */

void
pdf_open(struct pdf_paper *p, const char *tag, const char *attributes)
{
	if (!p->is_counting)
		cairo_tag_begin(p->cr, tag, attributes);
}

void
pdf_close(struct pdf_paper *p, const char *tag)
{
	if (!p->is_counting)
		cairo_tag_end(p->cr, tag);
}

char *
pdf_dest(const char *anchor, const char *key)
{
	if (anchor == NULL || anchor[0] == '\0' ||
	    anchor[strspn(anchor, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0')
		return NULL;
	return xasprintf("%s='r-%s'", key, anchor);
}

/* Pages. */

void
pdf_line(struct pdf_paper *p, double y, double x1, double x2)
{
	if (p->is_counting)
		return;
	cairo_move_to(p->cr, x1, y);
	cairo_line_to(p->cr, x2, y);
}

void
pdf_stroke(struct pdf_paper *p, double width, double grey)
{
	if (p->is_counting)
		return;
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_set_line_width(p->cr, width);
	cairo_stroke(p->cr);
}

void
pdf_rule(struct pdf_paper *p, double y, double x1, double x2, double width, double grey)
{
	pdf_line(p, y, x1, x2);
	pdf_stroke(p, width, grey);
}

/* One line, cut where it does not fit. */
static void
edge_text(struct pdf_paper *p, const char *text, double x, double y, double width, bool is_right)
{
	PangoLayout	*layout;
	double		 w, h;

	pdf_line_size(p, FACE_LABEL, text, &w, &h);
	if (w <= width) {
		pdf_line_show(p, FACE_LABEL, false, text, is_right ? x + width - w : x, y);
		return;
	}
	layout = pdf_layout(p, FACE_LABEL, text, width);
	pango_layout_set_height(layout, 0);	/* one line, ellipsized */
	pdf_size(layout, &w, &h);
	pdf_show(p, layout, FACE_LABEL, is_right ? x + width - w : x, y);
}

/* What stands at the edges: outside the structure, which is the report's own. */
static void
put_edges(struct pdf_paper *p)
{
	char	*number;

	if (p->is_counting)
		return;
	if (p->page > 1) {
		edge_text(p, p->running, SHEET_LEFT, 38, SHEET_ROOM * 0.6, false);
		edge_text(
		    p, p->period, SHEET_LEFT + SHEET_ROOM * 0.62, 38, SHEET_ROOM * 0.38, true);
		pdf_rule(p, 52, SHEET_LEFT, SHEET_RIGHT, 0.5, 0.75);
	}
	number = xasprintf(_("page %u of %u"), p->page, p->n_pages);
	edge_text(p, p->foot, SHEET_LEFT, SHEET_HEIGHT - 44, SHEET_ROOM * 0.75, false);
	edge_text(
	    p, number, SHEET_LEFT + SHEET_ROOM * 0.75, SHEET_HEIGHT - 44, SHEET_ROOM * 0.25, true);
	free(number);
}

static void
next_page(struct pdf_paper *p)
{
	if (p->page > 0) {
		put_edges(p);
		if (!p->is_counting)
			cairo_show_page(p->cr);
	}
	p->page++;
	p->y = p->page == 1 ? 46 : SHEET_TOP;
}

bool
pdf_need(struct pdf_paper *p, double height)
{
	if (p->y + height <= SHEET_BOTTOM || p->y <= SHEET_TOP)
		return false;
	next_page(p);
	return true;
}

/* A paragraph of its own, over the full width. */
static void
put_block(struct pdf_paper *p, enum face face, const char *tag, const char *text, double indent)
{
	PangoLayout	*layout = pdf_layout(p, face, text, SHEET_ROOM - indent);
	double		 width, height;

	pdf_size(layout, &width, &height);
	pdf_need(p, height);
	pdf_open(p, tag, NULL);
	pdf_show(p, layout, face, SHEET_LEFT + indent, p->y);
	pdf_close(p, tag);
	p->y += height + faces[face].after;
}

/* The blocks. */

static void
put_metadata(struct pdf_paper *p, const struct paper_title *t)
{
	char	 made[WALL_TEXT_SIZE], *title = xasprintf("%s, %s", t->title, t->subtitle);
	char	*clean = field_clean(title, ""), *author = field_clean(t->network, "");

	wall_text(t->made, made);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, clean);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, author);
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_CREATOR, "vigie " PACKAGE_VERSION);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, made);
	free(title);
	free(clean);
	free(author);
}

static void
pdf_begin(struct paper *paper, const struct paper_title *t)
{
	struct pdf_paper	*p = paper_of(paper);

	if (p->is_counting) {
		p->running = xasprintf("%s \xe2\x80\x93 %s", t->network, t->title);
		p->period = xstrdup(t->subtitle);
		p->foot = xstrdup("");
	} else
		put_metadata(p, t);
	next_page(p);
	put_block(p, FACE_STATUS, "P", t->network, 0);
	put_block(p, FACE_TITLE, "H1", t->title, 0);
	put_block(p, FACE_PERIOD, "P", t->subtitle, 0);
}

static void
pdf_heading(struct paper *paper, int level, const char *text, const char *anchor)
{
	struct pdf_paper	*p = paper_of(paper);
	enum face		 face = level == 2 ? FACE_H2 : FACE_H3;
	char			*dest, *clean;

	p->y += level == 2 ? 16 : 8;
	pdf_need(p, level == 2 ? 300 : 120);
	if (p->y <= SHEET_TOP + 16 && p->page > 1)
		p->y = SHEET_TOP;
	else if (level == 2) {
		pdf_rule(p, p->y, SHEET_LEFT, SHEET_RIGHT, 1.2, 0.1);
		p->y += 8;
	}
	if (!p->is_counting && level == 2) {
		clean = field_clean(text, "");
		dest = xasprintf("page=%u pos=[%d %d]", p->page, (int)SHEET_LEFT, (int)p->y - 10);
		cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT, clean, dest, 0);
		free(dest);
		free(clean);
	}
	if ((dest = pdf_dest(anchor, "name")) != NULL) {
		pdf_open(p, CAIRO_TAG_DEST, dest);
		pdf_close(p, CAIRO_TAG_DEST);
		free(dest);
	}
	put_block(p, face, level == 2 ? "H2" : "H3", text, 0);
}

static void
pdf_text(struct paper *paper, enum paper_tone tone, const char *text)
{
	static const enum face	 of[] = {
		[TONE_PLAIN] = FACE_BODY, [TONE_LEAD] = FACE_LEAD, [TONE_MUTED] = FACE_MUTED,
		[TONE_STATUS] = FACE_STATUS,
	};
	struct pdf_paper	*p = paper_of(paper);

	if (tone == TONE_STATUS && p->foot[0] == '\0') {
		free(p->foot);
		p->foot = xstrdup(text);
	}
	if (tone == TONE_LEAD && p->tone != TONE_LEAD)
		p->y += 14;
	p->tone = tone;
	put_block(p, of[tone], "P", text, 0);
}

static void
pdf_link(struct paper *paper, const char *text, const char *url)
{
	struct pdf_paper	*p = paper_of(paper);
	PangoLayout		*layout;
	double			 width, height;
	char			*attributes;

	put_block(p, FACE_MUTED, "P", text, 0);
	layout = pdf_layout(p, FACE_MUTED, url, SHEET_ROOM);
	pdf_size(layout, &width, &height);
	pdf_need(p, height);
	/* what would end cairo's own notation is in no address that conf lets pass */
	attributes = strpbrk(url, "'\\") == NULL ? xasprintf("uri='%s'", url) : NULL;
	if (attributes != NULL)
		pdf_open(p, CAIRO_TAG_LINK, attributes);
	pdf_show(p, layout, FACE_MUTED, SHEET_LEFT, p->y);
	if (attributes != NULL)
		pdf_close(p, CAIRO_TAG_LINK);
	free(attributes);
	p->y += height + 6;
}

/* Three columns: a rule, a label, the figure, what it is a share of. */
static void
pdf_figures(struct paper *paper, const struct paper_figure *figures, size_t n)
{
	struct pdf_paper	*p = paper_of(paper);
	double gap = 18, width = (SHEET_ROOM - gap * (double)(n - 1)) / (double)n, most = 0;

	p->y += 18;
	pdf_need(p, 90);
	for (size_t i = 0; i < n; i++) {
		double		 x = SHEET_LEFT + (double)i * (width + gap), y = p->y + 6, w, h;
		PangoLayout	*layout;
		struct { enum face face; const char *text; } parts[] = {
			{ FACE_STRONG, figures[i].label }, { FACE_FIGURE, figures[i].value },
			{ FACE_LABEL, figures[i].beneath },
		};

		if (pdf_width(p, FACE_FIGURE, figures[i].value) > width)
			parts[1].face = FACE_H2;	/* a word where there is no rate */
		pdf_rule(p, p->y, x, x + width, 1.2, 0.1);
		pdf_open(p, "P", NULL);
		for (size_t k = 0; k < N_ELEMENTS(parts); k++) {
			layout = pdf_layout(p, parts[k].face, parts[k].text, width);
			pdf_size(layout, &w, &h);
			pdf_show(p, layout, parts[k].face, x, y);
			y += h + 1;
		}
		pdf_close(p, "P");
		most = y > most ? y : most;
	}
	p->y = most + 18;
}

static void
pdf_leaf(struct paper *paper)
{
	next_page(paper_of(paper));
}

static void
pdf_end(struct paper *paper)
{
	struct pdf_paper	*p = paper_of(paper);

	put_edges(p);
	if (!p->is_counting)
		cairo_show_page(p->cr);
}

static const struct paper_kind	 kind = {
	.begin = pdf_begin, .heading = pdf_heading, .text = pdf_text, .link = pdf_link,
	.figures = pdf_figures, .bars = pdf_bars, .days = pdf_days, .table = pdf_table,
	.leaf = pdf_leaf, .end = pdf_end,
};

/* The whole. */

static cairo_status_t
put_bytes(void *arg, const unsigned char *data, unsigned len)
{
	buf_add(arg, data, len);
	return CAIRO_STATUS_SUCCESS;
}

static void
open_fonts(struct pdf_paper *p, PangoFontMap *map)
{
	cairo_font_options_t	*options = cairo_font_options_create();

	/* the same on every machine, whatever screens it has */
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
	p->context = pango_font_map_create_context(map);
	pango_cairo_context_set_font_options(p->context, options);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	pango_context_set_language(p->context, pango_language_from_string(lang_get()));
	cairo_font_options_destroy(options);
	for (size_t i = 0; i < FACE_N; i++) {
		p->faces[i] = pango_font_description_new();
		pango_font_description_set_family_static(p->faces[i], "DejaVu Sans, sans-serif");
		pango_font_description_set_size(p->faces[i], (int)(faces[i].size * PANGO_SCALE));
		pango_font_description_set_weight(p->faces[i],
		    faces[i].is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	}
	p->cache = xcalloc(CACHE_SIZE, sizeof(*p->cache));
	p->words = pdf_words_new();
}

static void
close_fonts(struct pdf_paper *p)
{
	for (size_t i = 0; i < CACHE_SIZE; i++)
		if (p->cache[i].layout != NULL)
			g_object_unref(p->cache[i].layout);
	free(p->cache);
	pdf_words_free(p->words);
	for (size_t i = 0; i < FACE_N; i++)
		pango_font_description_free(p->faces[i]);
	g_object_unref(p->context);
}

/* The second pass: false when cairo could not. */
static bool
draw(struct pdf_paper *p, const json_t *report, struct buf *out)
{
	cairo_status_t	 status;

	p->is_counting = false;
	p->n_pages = p->page;
	p->page = 0;
	p->surface = cairo_pdf_surface_create_for_stream(put_bytes, out, SHEET_WIDTH, SHEET_HEIGHT);
	cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_5);
	p->cr = cairo_create(p->surface);
	compose(&p->paper, report);
	status = cairo_status(p->cr);
	cairo_destroy(p->cr);
	cairo_surface_finish(p->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p->surface);
	cairo_surface_destroy(p->surface);
	return status == CAIRO_STATUS_SUCCESS;
}

bool
pdf_make(const json_t *report, struct buf *out, struct err *err)
{
	struct pdf_paper p = {.paper = {.kind = &kind, .with_points = true}, .is_counting = true};
	PangoFontMap		*map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	size_t			 start = out->len;
	bool			 is_drawn;

	if (map == NULL)
		return err_set(err, "%s", _("there is no FreeType to make a PDF with"));
	open_fonts(&p, map);
	compose(&p.paper, report);
	is_drawn = draw(&p, report, out);
	close_fonts(&p);
	g_object_unref(map);
	free(p.running);
	free(p.period);
	free(p.foot);
	free(p.memo);
	if (!is_drawn)
		return err_set(err, "%s", _("cairo could not make the PDF"));
	pdf_finish(out, start, lang_get());
	return true;
}
