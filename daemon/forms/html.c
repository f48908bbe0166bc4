/* html.c - see form.h: a report as HTML */
#include "base/lang.h"
#include "forms/make.h"

bool
html_make(const json_t *report, struct buf *out, struct err *err)
{
	(void)report;
	(void)out;
	return err_set(err, "%s", _("this form cannot be made yet"));
}

bool
html_fragment(const json_t *report, const struct form_page *page, struct buf *out)
{
	(void)report;
	(void)page;
	(void)out;
	return false;
}
