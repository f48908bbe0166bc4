/*
 * paper.h - what a report is printed on: a terminal, a page of HTML, sheets of A4.
 *
 * compose.c writes the report once, block by block; each kind of paper shows a block in
 * its own way.  Texts are as the document has them: the paper cleans or escapes them.
 */
#ifndef VIGIE_PAPER_H
#define VIGIE_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct grid;
struct paper;

enum paper_tone {
	TONE_PLAIN,
	TONE_LEAD,	/* the sentences that everybody reads */
	TONE_MUTED,	/* how it was counted, where it comes from */
	TONE_STATUS,	/* frozen or not, still running or not */
};

/* What a colour means; a word always stands beside it. */
enum paper_ink { PAPER_UP, PAPER_DOWN, PAPER_UNKNOWN, PAPER_MAINTENANCE, PAPER_INKS };

/* About the whole. */
struct paper_title {
	const char *network, *title, *subtitle; /* "SIVU", "Availability report", "March 2026" */
	const char	*language;		/* "fr", "en" */
	struct wall	 made;			/* the report's own time */
};

/* One of the three on the first page. */
struct paper_figure {
	const char	*label, *value, *beneath;	/* "97,64 %", "of 1 264 h measured" */
};

/* A picture of horizontal bars, drawn to one scale; its table says the same. */
struct paper_bar {
	const char	*label, *said;		/* "Operator", "18 h" */
	int64_t		 value;			/* >= 0 */
	enum paper_ink	 ink;
};
struct paper_bars {
	const char	*title;
	const char	*label_head, *value_head;	/* of its table */
	const struct paper_bar *bars;
	size_t		 n;
};

/* A picture of upright bars, one for each day or month: how its opening time was. */
struct paper_day {
	const char	*label;			/* "3", "mars"; "" = not said under the bar */
	int64_t		 of[PAPER_INKS];	/* seconds, stacked */
};
struct paper_days {
	const char	*title, *description;
	const struct paper_day *days;
	size_t		 n;
};

struct paper_kind {
	void	(*begin)(struct paper *paper, const struct paper_title *title);
	/* level 2 or 3; `anchor` names the place for links, NULL = none. */
	void	(*heading)(struct paper *paper, int level, const char *text, const char *anchor);
	void	(*text)(struct paper *paper, enum paper_tone tone, const char *text);
	/* A sentence and an address after it, http or https. */
	void	(*link)(struct paper *paper, const char *text, const char *url);
	void	(*figures)(struct paper *paper, const struct paper_figure *figures, size_t n);
	void	(*bars)(struct paper *paper, const struct paper_bars *bars);
	void	(*days)(struct paper *paper, const struct paper_days *days);
	void	(*table)(struct paper *paper, const struct grid *grid);
	/* What follows begins a new page. */
	void	(*leaf)(struct paper *paper);
	void	(*end)(struct paper *paper);
};

/* The head of each kind's own struct. */
struct paper {
	const struct paper_kind	*kind;
	bool			 with_points;	/* wants the section of each point */
};

/* "Working", "Down", "Not measured", "Announced maintenance", translated. */
const char	*paper_ink_said(enum paper_ink ink);

#endif
