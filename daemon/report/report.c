/* report.c - see report.h */
#include "base/buf.h"
#include "base/err.h"
#include "model/inventory.h"
#include "report/report.h"

bool
report_scope(const struct inventory *inv, const char *scope, struct err *err)
{
	(void)inv;
	(void)scope;
	return err_set(err, "reports are not made yet");
}

bool
report_make(const struct report_wish *wish, struct buf *out, struct err *err)
{
	(void)out;
	return report_scope(wish->inv, wish->scope, err);
}
