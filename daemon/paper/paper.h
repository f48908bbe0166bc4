/*
 * paper.h - a document of a few pages: headings, sentences, facts, tables.
 *
 * Whoever writes it says what stands there, not how it looks; one and the same
 * document becomes text for a terminal or a mail, or HTML for a page or a file.
 * Texts are copied.  Nothing of it is markup: every form escapes what it must.
 */
#ifndef VIGIE_PAPER_H
#define VIGIE_PAPER_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct html;
struct paper;

#define PAPER_COLUMNS	8

/* The caller's; the title stands above all and is <title> and <h1> of a whole page. */
struct paper	*paper_new(const char *title);
void		 paper_free(struct paper *p);
const char	*paper_title(const struct paper *p);

void		 paper_heading(struct paper *p, const char *text);
/* A paragraph; notes are small print. */
void		 paper_say(struct paper *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void		 paper_note(struct paper *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "name: value"; those that follow each other are one list.  An empty value is left out. */
void		 paper_fact(struct paper *p, const char *name, const char *value);
/* A table; the columns' names end with NULL.  Its cells come row by row. */
void		 paper_table(struct paper *p, const char *caption, const char *const *columns);
void		 paper_cell(struct paper *p, const char *text);

/* Text of UTF-8, lines of at most some 100 columns; tables that are wider become records. */
void		 paper_text(const struct paper *p, struct buf *out);
/* What stands between the title and the end, from <h2> down; classes facts, list, scroll, muted. */
void		 paper_html_part(const struct paper *p, struct html *h);
/* A whole page that needs nothing beside it and prints well. */
void		 paper_html(const struct paper *p, const char *lang, struct buf *out);

#endif
