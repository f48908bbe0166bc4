/* lang.c - see lang.h */
#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"

#undef ngettext		/* below it is gettext's own */
#include <libintl.h>

#define DOMAIN	"vigie"

static _Atomic(const char *)		 first = "en";	/* of the thread that called lang_init() */
static _Thread_local const char		*mine;		/* NULL: this thread never chose */
static _Thread_local bool		 is_first;

#define CATALOGUE	"/fr/LC_MESSAGES/" DOMAIN ".mo"

/* Run from where it was built, and not installed: the catalogue lies beside the program. */
static bool
is_beside(char *dir, size_t size)
{
	char	 file[4096 + sizeof(CATALOGUE)];
	ssize_t	 len;

	if (access(VIGIE_LOCALEDIR CATALOGUE, R_OK) == 0)
		return false;
	len = readlink("/proc/self/exe", dir, size - sizeof("/po"));
	while (len > 0 && dir[len - 1] != '/')
		len--;
	if (len <= 0)
		return false;
	strlcpy(dir + len, "po", size - (size_t)len);
	snprintf(file, sizeof(file), "%s" CATALOGUE, dir);
	return access(file, R_OK) == 0;
}

void
lang_init(const char *build_dir)
{
	char	 dir[4096];

	is_first = true;
	setlocale(LC_ALL, "C.UTF-8");
	if (build_dir != NULL)
		snprintf(dir, sizeof(dir), "%s/po", build_dir);
	else if (!is_beside(dir, sizeof(dir)))
		strlcpy(dir, VIGIE_LOCALEDIR, sizeof(dir));
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
