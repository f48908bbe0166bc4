/* ask_report.c - see ask_report.h */
#include <sys/queue.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/ask_report.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "ipc/msg.h"
#include "model/inventory.h"
#include "report/report.h"

/* One that is being made; of the reader's thread between work and done, but for .asker. */
struct making {
	TAILQ_ENTRY(making)	 entry;
	struct asker		 asker;		/* .ch NULL = he is gone */
	struct inventory	*inv;		/* held */
	char			*scope;
	struct report_wish	 wish;
	struct buf		 out;
	struct err		 err;
	bool			 is_good;
};

static TAILQ_HEAD(, making)	 makings = TAILQ_HEAD_INITIALIZER(makings);

static void
making_free(struct making *m)
{
	TAILQ_REMOVE(&makings, m, entry);
	inventory_free(m->inv);
	free(m->scope);
	buf_done(&m->out);
	free(m);
}

/* In the reader's thread. */
static void
work(void *arg, struct journal *j)
{
	struct making	*m = arg;

	lang_set(m->asker.language);
	m->wish.journal = j;
	m->is_good = report_make(&m->wish, &m->out, &m->err);
}

static void
done(void *arg, bool is_done)
{
	struct making	*m = arg;

	lang_set(m->asker.language);
	if (!is_done || m->asker.ch == NULL)
		;		/* nobody waits any more */
	else if (!m->is_good)
		ask_problem(&m->asker, 503, "%s", m->err.text);
	else
		ask_answer(&m->asker, buf_str(&m->out));
	making_free(m);
}

void
ask_report(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	const char	*scope = msg_arg(ask, "scope", "");
	struct period	 period;
	struct making	*m;
	struct err	 err = { "" };

	if (*scope == '\0')
		scope = "network";
	if (!period_parse(msg_arg(ask, "period", ""), &period, &err)) {
		ask_problem(asker, 422, "%s", err.text);
		return;
	}
	if (!report_scope(e->inv, scope, &err)) {
		ask_problem(asker, 404, "%s", err.text);
		return;
	}
	m = xcalloc(1, sizeof(*m));
	m->asker = *asker;
	m->inv = inventory_hold(e->inv);
	m->scope = xstrdup(scope);
	m->wish = (struct report_wish){ .inv = m->inv, .scope = m->scope, .period = period,
	    .now = engine_now(e), .is_full = asker->role >= ROLE_TECHNICIAN, .is_running = true };
	TAILQ_INSERT_TAIL(&makings, m, entry);
	if (facts_ask(e->facts, work, done, m))
		return;
	ask_problem(asker, 503, "%s", _("too many questions wait; try again in a moment"));
	making_free(m);
}

void
ask_report_forget(struct engine *e, const struct channel *ch)
{
	struct making	*m;

	(void)e;
	TAILQ_FOREACH(m, &makings, entry)
		if (m->asker.ch == ch)
			m->asker.ch = NULL;
}
