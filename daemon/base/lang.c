/* lang.c - see lang.h */
#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

#undef ngettext		/* below it is gettext's own */
#include <libintl.h>

#define DOMAIN	"vigie"

static _Atomic(const char *)		 first = "en";	/* of the thread that called lang_init() */
static _Thread_local const char		*mine;		/* NULL: this thread never chose */
static _Thread_local bool		 is_first;

void
lang_init(const char *build_dir)
{
	char	 dir[4096];

	is_first = true;
	setlocale(LC_ALL, "C.UTF-8");
	snprintf(dir, sizeof(dir), "%s%s", build_dir != NULL ? build_dir : VIGIE_LOCALEDIR,
	    build_dir != NULL ? "/po" : "");
	bindtextdomain(DOMAIN, dir);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	/* The only catalogue: English is asked of nobody, so gettext's own language never changes. */
	setenv("LANGUAGE", "fr", 1);
}

void
lang_set(const char *language)
{
	mine = strncmp(language, "fr", 2) == 0 ? "fr" : "en";
	if (is_first)
		atomic_store_explicit(&first, mine, memory_order_relaxed);
}

const char *
lang_get(void)
{
	return mine != NULL ? mine : atomic_load_explicit(&first, memory_order_relaxed);
}

const char *
lang_text(const char *sentence)
{
	return lang_is_french() ? gettext(sentence) : sentence;
}

const char *
lang_count(const char *one, const char *many, unsigned long n)
{
	if (lang_is_french())
		return ngettext(one, many, n);
	return n == 1 ? one : many;
}
