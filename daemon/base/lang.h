/*
 * lang.h - which language the next sentence is in.
 *
 * Source strings are English; po/fr.po has the French.  One process speaks to
 * several people: lang_set() chooses before each page, mail or answer, at the
 * cost of a few nanoseconds.  Figures and dates are formatted by ours, never by
 * the locale: a stock system has none but C.UTF-8.
 */
#ifndef VIGIE_LANG_H
#define VIGIE_LANG_H

#include <libintl.h>
#include <stdbool.h>

#define _(s)			gettext(s)
#define N_(s)			(s)	/* marks a string that is translated later, by _() */

/*
 * Once, at the start.  `build_dir` is NULL when installed, else the build tree
 * whose catalogue (DIR/po) serves.
 */
void		 lang_init(const char *build_dir);

/* "fr" or "en"; anything else is "en". */
void		 lang_set(const char *language);

/* "fr" or "en". */
const char	*lang_get(void);
static inline bool
lang_is_french(void)
{
	return lang_get()[0] == 'f';
}

#endif
