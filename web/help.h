/*
 * help.h - "What to do?": one sheet for each kind of incident, in each language.
 *
 * The sheets are web/help/LANGUAGE/CODE.md; the build (help_make.c) makes HTML of
 * them and refuses one without a title, with more steps than HELP_STEPS_MAX, or
 * with HTML or pictures of its own.  Nothing of a visitor's ever comes near them.
 */
#ifndef VIGIE_HELP_H
#define VIGIE_HELP_H

#include <stddef.h>

#define HELP_STEPS_MAX	5

struct help_sheet {
	const char	*code, *lang;	/* "link", "fr" */
	const char	*title;		/* text */
	const char	*lead;		/* HTML before the steps, "" = none */
	const char	*steps;		/* HTML: an ordered list */
	const char	*rest;		/* HTML after them, "" = none */
};

/* Made by the build; ends with a code that is NULL. */
extern const struct help_sheet	 help_sheets[];

/* The code of the sheet of a kind of incident, which several kinds may share; NULL for an unknown kind. */
const char		*help_code(const char *kind);
/* The sheet of a kind; NULL when there is none. */
const struct help_sheet	*help_find(const char *kind, const char *lang);

#endif
