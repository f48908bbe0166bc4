/* form_tool FORM LANGUAGE [REPORT.json]: the form of a report on stdout; "fragment" is what a page
 * holds. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "forms/form.h"

/* fontconfig keeps what it read until the process ends. */
const char	*__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

int
main(int argc, char **argv)
{
	const struct form_page	 page = { "/reports/2026-03", "", false };
	struct buf		 out = { 0 };
	struct err		 why = { "" };
	enum form		 form = FORM_TEXT;
	json_error_t		 wrong;
	json_t			*report;
	bool			 is_made;

	if (argc < 3 || (!form_find(argv[1], &form) && strcmp(argv[1], "fragment") != 0))
		errx(2, "form_tool text|html|pdf|csv|xlsx|json|fragment fr|en [REPORT.json]");
	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	report = argc > 3 ? json_load_file(argv[3], 0, &wrong) : json_loadf(stdin, 0, &wrong);
	if (report == NULL)
		errx(1, "line %d: %s", wrong.line, wrong.text);
	if (strcmp(argv[1], "fragment") == 0)
		is_made = form_fragment(report, argv[2], &page, &out, &why);
	else
		is_made = form_make(form, report, argv[2], &out, &why);
	if (!is_made)
		errx(1, "%s", why.text);
	fwrite(out.s, 1, out.len, stdout);
	buf_done(&out);
	json_decref(report);
	return 0;
}
