/*
 * lang.h - which language the next sentence is in.
 *
 * Source strings are English; po/fr.po has the French.  One process speaks to
 * several people: lang_set() chooses before each page, mail or answer, at the
 * cost of a few nanoseconds.  Each thread has its own choice, so that a report
 * may be written in French while a page is made in English; a thread that never
 * chose speaks as the first one does.  Figures and dates are formatted by ours,
 * never by the locale: a stock system has none but C.UTF-8.
 */
#ifndef VIGIE_LANG_H
#define VIGIE_LANG_H

#include <stdbool.h>

#define _(s)			lang_text(s)
#define N_(s)			(s)	/* marks a string that is translated later, by _() */
#define ngettext(one, many, n)	lang_count(one, many, n)

/*
 * Once, at the start, by the first thread.  `build_dir` is NULL when installed (or, not
 * installed at all, run from where it was built: then the catalogue beside it serves),
 * else the build tree whose catalogue (DIR/po) serves.
 */
void		 lang_init(const char *build_dir);

/* "fr" or "en"; anything else is "en".  For the calling thread. */
void		 lang_set(const char *language);

/* "fr" or "en". */
const char	*lang_get(void);
static inline bool
lang_is_french(void)
{
	return lang_get()[0] == 'f';
}

/* The sentence in the thread's language, itself where it has no translation; borrowed for ever. */
const char	*lang_text(const char *sentence) __attribute__((format_arg(1)));
/* The same of one or of many. */
const char	*lang_count(const char *one, const char *many, unsigned long n)
		    __attribute__((format_arg(1), format_arg(2)));

#endif
