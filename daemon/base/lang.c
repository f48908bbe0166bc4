/* lang.c - see lang.h */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

#define DOMAIN	"vigie"

/* glibc's own count of changes: raising it makes gettext look at LANGUAGE again (its manual, "gettext grok"). */
extern int	 _nl_msg_cat_cntr;

static const char	*current = "en";

void
lang_init(const char *build_dir)
{
	char	 dir[4096];

	setlocale(LC_ALL, "C.UTF-8");
	snprintf(dir, sizeof(dir), "%s%s", build_dir != NULL ? build_dir : VIGIE_LOCALEDIR,
	    build_dir != NULL ? "/po" : "");
	bindtextdomain(DOMAIN, dir);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	setenv("LANGUAGE", current, 1);
}

void
lang_set(const char *language)
{
	const char	*wanted = strncmp(language, "fr", 2) == 0 ? "fr" : "en";

	if (wanted == current)
		return;
	current = wanted;
	setenv("LANGUAGE", wanted, 1);
	_nl_msg_cat_cntr++;
}

const char *
lang_get(void)
{
	return current;
}
