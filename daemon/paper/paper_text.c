/* paper_text.c - see paper.h: a document as text */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "paper/inside.h"

#define WIDTH		78	/* of paragraphs */
#define TABLE_WIDTH	100	/* wider tables become records */
#define GAP		2

static void
spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

/* Words from column `at` on, later lines beginning at `indent`. */
static void
wrap(struct buf *out, const char *text, size_t at, size_t indent)
{
	bool	 is_first = true;

	while (*text != '\0') {
		size_t	 len = strcspn(text, " "), w = text_width(text, len);

		if (!is_first && at + 1 + w > WIDTH) {
			buf_addc(out, '\n');
			spaces(out, indent);
			at = indent;
		} else if (!is_first) {
			buf_addc(out, ' ');
			at++;
		}
		buf_add(out, text, len);
		at += w;
		text += len;
		text += strspn(text, " ");
		is_first = false;
	}
	buf_addc(out, '\n');
}

static void
underlined(struct buf *out, const char *text, char with)
{
	size_t	 n = text_width(text, strlen(text));

	buf_addf(out, "%s\n", text);
	while (n-- > 0)
		buf_addc(out, with);
	buf_addc(out, '\n');
}

/* The facts from block i on, their values under each other; returns the last one's place. */
static size_t
facts(const struct paper *p, size_t i, struct buf *out)
{
	size_t	 last = i, widest = 0;

	for (; last < p->n && p->blocks[last].kind == BLOCK_FACT; last++) {
		size_t	 w = text_width(p->blocks[last].text, strlen(p->blocks[last].text));

		widest = w > widest ? w : widest;
	}
	for (; i < last; i++) {
		const struct block	*b = &p->blocks[i];

		buf_adds(out, b->text);
		spaces(out, widest + GAP - text_width(b->text, strlen(b->text)));
		wrap(out, b->value, widest + GAP, widest + GAP);
	}
	return last - 1;
}

static void
records(const struct block *b, struct buf *out)
{
	for (size_t i = 0; i < b->n_cells; i++) {
		const char	*name = b->columns[i % b->n_columns];
		size_t		 at = text_width(name, strlen(name)) + 2 + GAP;

		if (i % b->n_columns == 0 && i > 0)
			buf_addc(out, '\n');
		if (b->cells[i][0] == '\0')
			continue;
		spaces(out, i % b->n_columns == 0 ? 0 : GAP);
		buf_addf(out, lang_is_french() ? "%s : " : "%s: ", name);
		wrap(out, b->cells[i], at, GAP + 2);
	}
}

static void
row(const struct block *b, char *const *cells, const size_t *widths, struct buf *out)
{
	for (size_t k = 0; k < b->n_columns; k++) {
		buf_adds(out, cells[k]);
		if (k + 1 < b->n_columns)
			spaces(out, widths[k] + GAP - text_width(cells[k], strlen(cells[k])));
	}
	while (out->len > 0 && out->s[out->len - 1] == ' ')
		out->s[--out->len] = '\0';
	buf_addc(out, '\n');
}

static void
table(const struct block *b, struct buf *out)
{
	size_t	 widths[PAPER_COLUMNS] = { 0 }, total = 0;

	for (size_t k = 0; k < b->n_columns; k++)
		widths[k] = text_width(b->columns[k], strlen(b->columns[k]));
	for (size_t i = 0; i < b->n_cells; i++) {
		size_t	 w = text_width(b->cells[i], strlen(b->cells[i]));

		if (w > widths[i % b->n_columns])
			widths[i % b->n_columns] = w;
	}
	for (size_t k = 0; k < b->n_columns; k++)
		total += widths[k] + GAP;
	if (b->text[0] != '\0')
		buf_addf(out, "%s\n\n", b->text);
	if (total > TABLE_WIDTH) {
		records(b, out);
		return;
	}
	row(b, b->columns, widths, out);
	for (size_t i = 0; i + b->n_columns <= b->n_cells; i += b->n_columns)
		row(b, b->cells + i, widths, out);
}

void
paper_text(const struct paper *p, struct buf *out)
{
	underlined(out, p->title, '=');
	for (size_t i = 0; i < p->n; i++) {
		const struct block	*b = &p->blocks[i];

		buf_addc(out, '\n');
		switch (b->kind) {
		case BLOCK_HEADING:
			buf_addc(out, '\n');
			underlined(out, b->text, '-');
			break;
		case BLOCK_FACT:
			i = facts(p, i, out);
			break;
		case BLOCK_TABLE:
			table(b, out);
			break;
		default:
			wrap(out, b->text, 0, 0);
		}
	}
}
