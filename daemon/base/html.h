/*
 * html.h - HTML that cannot forget to escape.
 *
 * Tags and attribute names are ours, literals; everything that is text or an
 * attribute's value goes through the one escaping function here.  Elements nest on
 * a small stack, so what was opened is closed.
 *
 *     h_open(h, "p"); h_attr(h, "class", "muted"); h_text(h, name); h_close(h);
 */
#ifndef VIGIE_HTML_H
#define VIGIE_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define HTML_DEPTH	24

struct html {			/* all zeros is a valid start */
	struct buf	 out;
	const char	*open[HTML_DEPTH];	/* borrowed: literals */
	unsigned	 depth;
	bool		 is_in_tag;	/* "<p" is written, ">" not yet: attributes may follow */
};

void	 h_open(struct html *h, const char *tag);
void	 h_attr(struct html *h, const char *name, const char *value);
void	 h_attrf(struct html *h, const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* An attribute without a value: "open", "hidden". */
void	 h_flag(struct html *h, const char *name);
void	 h_text(struct html *h, const char *text);
void	 h_textf(struct html *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* HTML that was made with these functions before, or by the build of our own files: whole elements. */
void	 h_raw(struct html *h, const char *html, size_t len);
/* Closes what was opened last; of void elements (img, meta...) it only ends the tag. */
void	 h_close(struct html *h);

/* An element with a class (NULL = none) and a text, opened and closed. */
void	 h_el(struct html *h, const char *tag, const char *class, const char *text);
/* <a href=...>text</a> */
void	 h_link(struct html *h, const char *href, const char *text);
/* "<!DOCTYPE html>" */
void	 h_doctype(struct html *h);

/* Hands the text over; everything must be closed. */
struct buf	 h_take(struct html *h);
void		 h_done(struct html *h);

/* The escaping itself, appended to b: for text and for quoted attributes alike. */
void	 html_escape(struct buf *b, const char *text);

#endif
