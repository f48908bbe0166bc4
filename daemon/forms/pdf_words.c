/* pdf_words.c - see pdf.h: lines of plain words, which are most of a report */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "forms/pdf.h"
#include "model/field.h"

#define WORDS		4096	/* kept; a power of two */
#define WORD_BYTES	32	/* a longer one is no plain word */
#define LINE_GLYPHS	120	/* a longer line is laid out */
#define NOT_PLAIN	UINT8_MAX

/* A word in a face, as Pango shaped it: one glyph for each character, nothing raised or moved. */
struct word {
	uint64_t	 hash;
	uint8_t		 n_glyphs, n_bytes;	/* n_glyphs NOT_PLAIN: to be laid out */
	char		 text[WORD_BYTES];
	uint32_t	 glyphs[WORD_BYTES];
	int32_t		 widths[WORD_BYTES];	/* Pango units */
	uint8_t		 bytes[WORD_BYTES];	/* of each character */
};

/* A line being put together. */
struct line {
	const char		*text;
	int			 n_bytes;
	int			 width;			/* Pango units */
	int			 n;
	cairo_glyph_t		 glyphs[LINE_GLYPHS];
	cairo_text_cluster_t	 clusters[LINE_GLYPHS];
};

struct words {
	struct word		 words[WORDS];
	struct {
		cairo_scaled_font_t	*font;		/* owned; NULL = not yet asked for */
		PangoFont		*pango;		/* owned */
		double			 height, baseline;
	} faces[FACE_N];
};

struct words *
pdf_words_new(void)
{
	return xcalloc(1, sizeof(struct words));
}

void
pdf_words_free(struct words *w)
{
	for (size_t i = 0; i < FACE_N; i++)
		if (w->faces[i].font != NULL) {
			cairo_scaled_font_destroy(w->faces[i].font);
			g_object_unref(w->faces[i].pango);
		}
	free(w);
}

/* The only run of a layout of one line, NULL when it has several or none. */
static const PangoGlyphItem *
only_run(PangoLayout *layout)
{
	PangoLayoutLine	*line = pango_layout_get_line_readonly(layout, 0);

	return pango_layout_get_line_count(layout) == 1 && line->runs != NULL &&
	    line->runs->next == NULL ? line->runs->data : NULL;
}

/* The font that ordinary letters have in a face, and how high a line of it is. */
static void
find_font(struct pdf_paper *p, enum face face)
{
	PangoLayout	*layout = pdf_layout(p, face, "n", -1);
	PangoFont	*font = only_run(layout)->item->analysis.font;
	double		 width;

	p->words->faces[face].pango = g_object_ref(font);
	p->words->faces[face].font =
	    cairo_scaled_font_reference(pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font)));
	p->words->faces[face].baseline = (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
	pdf_size(layout, &width, &p->words->faces[face].height);
}

/* True when `run` is of the face's own font, from left to right, a glyph a character. */
static bool
take_run(struct words *w, enum face face, const PangoGlyphItem *run, struct word *word)
{
	const PangoGlyphString	*s = run->glyphs;

	if (run->item->analysis.font != w->faces[face].pango || run->item->analysis.level != 0 ||
	    s->num_glyphs > WORD_BYTES)
		return false;
	for (int i = 0; i < s->num_glyphs; i++) {
		int	 end = i + 1 < s->num_glyphs ? s->log_clusters[i + 1] : word->n_bytes;
		int	 len = end - s->log_clusters[i];

		if (s->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG ||
		    s->glyphs[i].glyph == PANGO_GLYPH_EMPTY ||
		    s->glyphs[i].geometry.x_offset != 0 ||
		    s->glyphs[i].geometry.y_offset != 0 || len <= 0)
			return false;
		word->glyphs[i] = s->glyphs[i].glyph;
		word->widths[i] = s->glyphs[i].geometry.width;
		word->bytes[i] = (uint8_t)len;
	}
	word->n_glyphs = (uint8_t)s->num_glyphs;
	return true;
}

static const struct word *
find_word(struct pdf_paper *p, enum face face, const char *text, size_t len)
{
	char			 word[WORD_BYTES + 1];
	uint64_t		 hash;
	struct word		*w;
	const PangoGlyphItem	*run;

	memcpy(word, text, len);
	word[len] = '\0';
	hash = text_hash(word) + face;
	w = &p->words->words[hash & (WORDS - 1)];
	if (w->hash == hash && w->n_bytes == len && memcmp(w->text, text, len) == 0)
		return w;
	w->hash = hash;
	w->n_bytes = (uint8_t)len;
	memcpy(w->text, text, len);
	run = only_run(pdf_layout(p, face, word, -1));
	if (run == NULL || !take_run(p->words, face, run, w))
		w->n_glyphs = NOT_PLAIN;
	return w;
}

static size_t
space_len(const char *s)
{
	return *s == ' ' ? 1 : (signed char)*s < 0 ? text_nbsp(s) : 0;
}

/* Bytes of the word that begins there: a space, or what is between spaces. */
static size_t
word_len(const char *s)
{
	size_t	 len = space_len(s);

	if (len == 0)
		while (s[len] != '\0' && s[len] != '\n' && space_len(s + len) == 0)
			len++;
	return len;
}

/* Puts the line that begins there together; false when it is not of plain words alone. */
static bool
put_words(struct pdf_paper *p, enum face face, const char *text, struct line *l)
{
	size_t	 len;

	*l = (struct line){ .text = text };
	for (; *text != '\0' && *text != '\n'; text += len) {
		const struct word	*w;

		len = word_len(text);
		if (len > WORD_BYTES || (w = find_word(p, face, text, len))->n_glyphs == NOT_PLAIN ||
		    l->n + w->n_glyphs > LINE_GLYPHS)
			return false;
		for (int i = 0; i < w->n_glyphs; i++, l->n++) {
			l->glyphs[l->n] =
			    (cairo_glyph_t){ w->glyphs[i], (double)l->width / PANGO_SCALE, 0 };
			l->clusters[l->n] = (cairo_text_cluster_t){ w->bytes[i], 1 };
			l->width += w->widths[i];
		}
	}
	l->n_bytes = (int)(text - l->text);
	return l->n > 0;
}

/* All lines of a clean text. */
static bool
plain_size(struct pdf_paper *p, enum face face, const char *clean, double *width, double *height)
{
	struct line	 l;
	int		 most = 0, n = 0;

	if (p->words->faces[face].font == NULL)
		find_font(p, face);
	for (const char *s = clean;; s += l.n_bytes + 1) {
		if (!put_words(p, face, s, &l))
			return false;
		most = l.width > most ? l.width : most;
		n++;
		if (s[l.n_bytes] == '\0')
			break;
	}
	*width = (double)most / PANGO_SCALE;
	*height = p->words->faces[face].height * n;
	return true;
}

static void
show_line(struct pdf_paper *p, enum face face, struct line *l, double x, double y)
{
	for (int i = 0; i < l->n; i++) {
		l->glyphs[i].x += x;
		l->glyphs[i].y = y + p->words->faces[face].baseline;
	}
	cairo_show_text_glyphs(p->cr, l->text, l->n_bytes, l->glyphs, l->n, l->clusters, l->n, 0);
}

void
pdf_line_size(struct pdf_paper *p, enum face face, const char *text, double *width, double *height)
{
	char	*clean = field_clean(text, "\n");

	if (!plain_size(p, face, clean, width, height))
		pdf_size(pdf_layout(p, face, text, -1), width, height);
	free(clean);
}

void
pdf_line_show(struct pdf_paper *p, enum face face, bool is_right, const char *text, double x,
    double y)
{
	char		*clean = field_clean(text, "\n");
	double		 width, height;
	struct line	 l;

	if (p->is_counting) {
		/* nothing */
	} else if (!plain_size(p, face, clean, &width, &height)) {
		pdf_show(p, (is_right ? pdf_layout_right : pdf_layout)(p, face, text, -1), face,
		    x, y);
	} else {
		pdf_face_ink(p, face);
		cairo_set_scaled_font(p->cr, p->words->faces[face].font);
		cairo_move_to(p->cr, x, y);
		cairo_get_current_point(p->cr, &x, &y);	/* in cairo's steps, as for pdf_show() */
		for (const char *s = clean; put_words(p, face, s, &l); s += l.n_bytes + 1) {
			double	 room = is_right ? width - (double)l.width / PANGO_SCALE : 0;

			show_line(p, face, &l, x + room, y);
			y += p->words->faces[face].height;
			if (s[l.n_bytes] == '\0')
				break;
		}
	}
	free(clean);
}

double
pdf_width(struct pdf_paper *p, enum face face, const char *text)
{
	double	 width, height;

	pdf_line_size(p, face, text, &width, &height);
	return width;
}
