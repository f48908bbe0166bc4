/* pdf.c - see form.h: a report on A4 */
#include "base/lang.h"
#include "forms/make.h"

bool
pdf_make(const json_t *report, struct buf *out, struct err *err)
{
	(void)report;
	(void)out;
	return err_set(err, "%s", _("this form cannot be made yet"));
}
