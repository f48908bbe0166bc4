/* ask_report.c - see ask_report.h */
#include "base/err.h"
#include "engine/ask_report.h"
#include "engine/engine.h"
#include "ipc/msg.h"
#include "report/report.h"

void
ask_report(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct period	 period;
	struct err	 err = { "" };

	if (!period_parse(msg_arg(ask, "period", ""), &period, &err))
		ask_problem(asker, 422, "%s", err.text);
	else if (!report_scope(e->inv, msg_arg(ask, "scope", "network"), &err))
		ask_problem(asker, 404, "%s", err.text);
}

void
ask_report_forget(struct engine *e, const struct channel *ch)
{
	(void)e;
	(void)ch;
}
