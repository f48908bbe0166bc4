/*
 * page.h - what every page has: frame, banners, states as word + shape + colour.
 *
 * A page is a pure function of a struct page (set-up, snapshot, time, language) and
 * what it shows; it returns the whole HTML.  Pages never see a request.
 */
#ifndef VIGIE_PAGE_H
#define VIGIE_PAGE_H

#include <stdbool.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/html.h"

#include "say.h"
#include "snapshot.h"

struct bars;
struct help_sheet;
struct paper;
struct setup;

struct page {
	const struct setup	*setup;
	const struct snapshot	*snap;		/* NULL before the first */
	bool			 is_live;	/* false: the engine is away, what is shown is old */
	struct say		 say;		/* .zone, .now */
	const char		*lang;		/* "fr", "en"; lang_set() has been called */
	bool			 is_lang_asked;	/* by ?lang=: links keep it */
	const char		*self;		/* path and query of the page without lang */
	const struct bars	*bars;		/* NULL = none are shown */
	const char		*style;		/* a second style sheet; NULL = none */
};

/* From the doctype to <main>; `title` is the <title> before the network's name. */
void	 page_begin(struct html *h, struct page *p, const char *title);
/* Footer and end; hands over the text. */
struct buf page_end(struct html *h, struct page *p);

/* href of one of our own paths, keeping ?lang= if it was asked for. */
void	 page_href(struct html *h, const struct page *p, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* <a href>text</a> of one of our own paths. */
void	 page_link(struct html *h, const struct page *p, const char *path, const char *text);
/* <time datetime title>text</time> */
void	 page_time(struct html *h, struct page *p, struct wall t, const char *text);

/* The network's telephone as a link that dials; class may be NULL. */
void	 page_phone(struct html *h, const struct page *p, const char *class);

/* The shape alone, for the eyes; the word must stand beside it. */
void	 page_shape(struct html *h, enum state state);
/* Shape and word, in the state's colour. */
void	 page_state(struct html *h, enum state state);
/* "Fonctionne" */
const char *state_said(enum state state);

/* "9 h–12 h, 14 h–18 h" or "closed today"; added as text. */
void	 page_openings(struct html *h, struct page *p, const struct day_hours *day);

/* The pages. */
#define STATUS_ALL	(-1)	/* no state chosen */
struct buf page_status(struct page *p, int only_state, unsigned number);
struct buf page_site(struct page *p, const struct site *site, const char *span);
/* `site`: only of this one, NULL = of all; `has_older`: the list was cut. */
struct buf page_incidents(struct page *p, const struct incident *list, size_t n, bool only_open,
	    const char *site, bool has_older);
/* `story`: the engine's answer to "story", NULL while it is away. */
struct buf page_incident(struct page *p, const struct incident *inc, const json_t *story);
/* "/help" and "/help/CODE"; sheet NULL = the list of them all. */
struct buf page_help(struct page *p, const struct help_sheet *sheet);
/* A document of paper.h as a page; `back` is the path that it belongs to. */
struct buf page_paper(struct page *p, const struct paper *paper, const char *back);
struct buf page_data(struct page *p);
struct buf page_accessibility(struct page *p);
/* 404, 405, 500, 503...: what happened and a way on. */
struct buf page_error(struct page *p, unsigned status);

#endif
