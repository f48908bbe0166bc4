/* paper.c - see paper.h: building a document */
#include <stdarg.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "paper/inside.h"

struct paper *
paper_new(const char *title)
{
	struct paper	*p = xcalloc(1, sizeof(*p));

	p->title = xstrdup(title);
	return p;
}

void
paper_free(struct paper *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++) {
		struct block	*b = &p->blocks[i];

		free(b->text);
		free(b->value);
		for (size_t k = 0; k < b->n_columns; k++)
			free(b->columns[k]);
		for (size_t k = 0; k < b->n_cells; k++)
			free(b->cells[k]);
		free(b->cells);
	}
	free(p->blocks);
	free(p->title);
	free(p);
}

const char *
paper_title(const struct paper *p)
{
	return p->title;
}

static struct block *
add(struct paper *p, enum block_kind kind, char *text)
{
	p->blocks = grow(p->blocks, p->n, &p->room, sizeof(p->blocks[0]));
	p->blocks[p->n] = (struct block){ .kind = kind, .text = text };
	return &p->blocks[p->n++];
}

void
paper_heading(struct paper *p, const char *text)
{
	add(p, BLOCK_HEADING, xstrdup(text));
}

static char *
format(const char *fmt, va_list ap)
{
	struct buf	 b = { 0 };

	buf_addv(&b, fmt, ap);
	return buf_take(&b);
}

void
paper_say(struct paper *p, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	add(p, BLOCK_SAY, format(fmt, ap));
	va_end(ap);
}

void
paper_note(struct paper *p, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	add(p, BLOCK_NOTE, format(fmt, ap));
	va_end(ap);
}

void
paper_fact(struct paper *p, const char *name, const char *value)
{
	if (value[0] != '\0')
		add(p, BLOCK_FACT, xstrdup(name))->value = xstrdup(value);
}

void
paper_table(struct paper *p, const char *caption, const char *const *columns)
{
	struct block	*b = add(p, BLOCK_TABLE, xstrdup(caption));

	for (; *columns != NULL && b->n_columns < PAPER_COLUMNS; columns++)
		b->columns[b->n_columns++] = xstrdup(*columns);
}

void
paper_cell(struct paper *p, const char *text)
{
	struct block	*b = &p->blocks[p->n - 1];

	b->cells = grow(b->cells, b->n_cells, &b->room, sizeof(b->cells[0]));
	b->cells[b->n_cells++] = xstrdup(text);
}
