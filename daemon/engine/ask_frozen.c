/* ask_frozen.c - see ask_frozen.h */
#include <sys/queue.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/ask_frozen.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hands.h"
#include "ipc/msg.h"
#include "model/inventory.h"
#include "report/frozen.h"

#define HEX_LEAST	8	/* digits of a hash that are enough to ask about */

enum what { WHAT_FREEZE, WHAT_LIST, WHAT_ONE, WHAT_VERIFY };

/* One question; of the reader's thread between work and done, but for .asker. */
struct errand {
	TAILQ_ENTRY(errand)	 entry;
	struct engine		*engine;
	struct inventory	*inv;		/* held */
	struct asker		 asker;		/* .ch NULL = he is gone */
	enum what		 what;
	struct period		 period;
	bool			 has_period;
	char			 scope[ID_MAX + 1];	/* "" = any */
	char			 reason[HANDS_TEXT_SIZE];
	char			 hex[FROZEN_HASH_SIZE];
	uint32_t		 version;
	struct wall		 now;
	struct frozen_draft	 draft;
	bool			 is_frozen;	/* its row is on its way to the disk */
	json_t			*out;		/* the answer */
	unsigned		 status;	/* of a refusal; 0 = none */
	struct err		 err;
};

static TAILQ_HEAD(, errand)	 errands = TAILQ_HEAD_INITIALIZER(errands);
static bool			 is_freezing;	/* from the question to the disk: versions count on */

bool
ask_frozen_claim(void)
{
	bool	 was = is_freezing;

	is_freezing = true;
	return !was;
}

void
ask_frozen_release(void)
{
	is_freezing = false;
}

static void
errand_free(struct errand *d)
{
	TAILQ_REMOVE(&errands, d, entry);
	if (d->what == WHAT_FREEZE && !d->is_frozen)
		ask_frozen_release();
	frozen_draft_done(&d->draft);
	json_decref(d->out);
	inventory_free(d->inv);
	free(d);
}

static bool
is_full(const struct errand *d)
{
	return d->asker.role >= ROLE_TECHNICIAN;
}

/* In the reader's thread. */

static void
work_freeze(struct errand *d, struct journal *j)
{
	const struct report_wish	 wish = { .inv = d->inv, .journal = j, .scope = d->scope,
					    .period = d->period, .now = d->now, .is_running = true };

	switch (frozen_prepare(&wish, d->asker.name, d->reason, &d->draft, &d->err)) {
	case FROZEN_READY:
		d->status = 0;
		break;
	case FROZEN_BAD:
		d->status = 422;
		break;
	case FROZEN_NOT_NOW:
		d->status = 409;
		break;
	case FROZEN_FAILED:
		d->status = 503;
		break;
	}
}

static json_t *
rows(const struct errand *d, const struct frozen_list *list)
{
	json_t	*out = json_array();

	for (size_t i = 0; i < list->n; i++)
		if (d->what != WHAT_VERIFY || &list->list[i] == frozen_hashed(list, d->hex, i))
			json_array_append_new(out, frozen_row(&list->list[i], is_full(d)));
	return out;
}

static void
work_one(struct errand *d, const struct frozen_list *list)
{
	const struct frozen	*f = frozen_version(list, d->version), *before = NULL;
	json_t			*doc;

	if (f != NULL && f->fact->report.version > 1)
		before = frozen_version(list, f->fact->report.version - 1);
	doc = f != NULL ? frozen_document(f, before, is_full(d)) : NULL;
	if (doc != NULL) {
		d->out = json_pack("{s:o, s:o}", "report", doc, "versions", rows(d, list));
		return;
	}
	d->status = 404;
	if (list->n > 0 && d->version != 0)
		err_set(&d->err, _("the report %s/%s was never frozen as version %u"), d->period.label,
		    d->scope, (unsigned)d->version);
	else
		err_set(&d->err, _("the report %s/%s was never frozen"), d->period.label, d->scope);
}

static void
work(void *arg, struct journal *j)
{
	struct errand		*d = arg;
	struct frozen_list	 list;

	lang_set(d->asker.language);
	if (d->what == WHAT_FREEZE) {
		work_freeze(d, j);
		return;
	}
	if (!frozen_read(j, d->has_period ? d->period.label : NULL, *d->scope != '\0' ? d->scope : NULL,
	    &list, &d->err)) {
		d->status = 503;
		return;
	}
	if (d->what == WHAT_ONE)
		work_one(d, &list);
	else if (d->what == WHAT_LIST)
		d->out = json_pack("{s:o}", "reports", rows(d, &list));
	else
		d->out = json_pack("{s:s, s:o}", "sha256", d->hex, "found", rows(d, &list));
	frozen_list_done(&list);
}

/* On the loop. */

/* The row is what `reports` will say of it. */
static json_t *
draft_row(const struct errand *d)
{
	struct fact	*fact = (struct fact *)(uintptr_t)&d->draft.fact;
	struct frozen	 f = { .fact = fact, .period = (char *)(uintptr_t)d->period.label,
			    .scope = (char *)(uintptr_t)d->scope, .is_latest = true };
	json_t		*row = frozen_row(&f, true);

	json_object_set_new(row, "warning",
	    json_string(d->draft.warning != NULL ? d->draft.warning : ""));
	return row;
}

static void
on_disk(void *arg, bool is_synced)
{
	(void)arg;
	(void)is_synced;
	ask_frozen_release();
}

static void
freeze(struct errand *d)
{
	struct buf	 out = { 0 };
	json_t		*row;
	char		*text;

	d->draft.fact.happened = d->draft.fact.known = engine_now(d->engine);
	row = draft_row(d);
	text = json_dumps(row, JSON_COMPACT);
	buf_adds(&out, text);
	facts_take(d->engine->facts, &d->draft.fact);
	d->is_frozen = true;
	facts_when_synced(d->engine->facts, on_disk, NULL);
	log_info("report %s frozen by %s as version %u, sha256 %s", d->draft.fact.object, d->asker.name,
	    (unsigned)d->draft.fact.report.version, d->draft.sha256);
	hands_answer(d->engine, &d->asker, &out);
	buf_done(&out);
	free(text);
	json_decref(row);
}

static void
answer(struct errand *d)
{
	char	*text = json_dumps(d->out, JSON_COMPACT);

	ask_answer(&d->asker, text);
	free(text);
}

static void
done(void *arg, bool is_done)
{
	struct errand	*d = arg;

	lang_set(d->asker.language);
	if (!is_done || d->asker.ch == NULL) {
		/* nobody waits: nothing is frozen behind a back */
	} else if (d->status != 0) {
		ask_problem(&d->asker, d->status, "%s", d->err.text);
	} else if (d->what == WHAT_FREEZE) {
		freeze(d);
	} else {
		answer(d);
	}
	errand_free(d);
}

static struct errand *
errand_new(struct engine *e, const struct asker *asker, enum what what)
{
	struct errand	*d = xcalloc(1, sizeof(*d));

	d->engine = e;
	d->inv = inventory_hold(e->inv);
	d->asker = *asker;
	d->what = what;
	d->now = engine_now(e);
	TAILQ_INSERT_TAIL(&errands, d, entry);
	return d;
}

static void
errand_send(struct errand *d)
{
	if (facts_ask(d->engine->facts, work, done, d))
		return;
	ask_problem(&d->asker, 503, "%s", _("too many questions wait; try again in a moment"));
	errand_free(d);
}

/* Period and scope; false after having answered and freed. */
static bool
take_names(struct errand *d, const struct msg_ask *ask, bool is_wanted)
{
	const char	*period = msg_arg(ask, "period", ""), *scope = msg_arg(ask, "scope", "");

	if ((is_wanted || *period != '\0') && !period_parse(period, &d->period, &d->err)) {
		ask_problem(&d->asker, 422, "%s", d->err.text);
		errand_free(d);
		return false;
	}
	d->has_period = is_wanted || *period != '\0';
	if (is_wanted && *scope == '\0')
		scope = "network";
	if (strlcpy(d->scope, scope, sizeof(d->scope)) >= sizeof(d->scope)) {
		ask_no_site(d->engine, &d->asker, scope);
		errand_free(d);
		return false;
	}
	return true;
}

void
ask_freeze(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct errand	*d;
	char		 reason[HANDS_TEXT_SIZE];

	if (!hands_may(e, asker) || !hands_text(asker, ask, "reason", false, reason))
		return;
	if (!ask_frozen_claim()) {
		ask_problem(asker, 409, "%s", _("another report is being frozen; try again in a moment"));
		return;
	}
	d = errand_new(e, asker, WHAT_FREEZE);
	strlcpy(d->reason, reason, sizeof(d->reason));
	if (take_names(d, ask, true))
		errand_send(d);
}

void
ask_reports(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct errand	*d = errand_new(e, asker, WHAT_LIST);

	if (take_names(d, ask, false))
		errand_send(d);
}

void
ask_report_frozen(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct errand	*d;
	uint32_t	 version = 0;

	if (!ask_number(asker, ask, "version", INT32_MAX, &version))
		return;
	d = errand_new(e, asker, WHAT_ONE);
	d->version = version;
	if (take_names(d, ask, true))
		errand_send(d);
}

/* As it stands on paper: in groups, in capitals. */
static bool
take_hex(const char *text, char out[static FROZEN_HASH_SIZE])
{
	size_t	 n = 0;

	for (; *text != '\0'; text++) {
		if (isspace((unsigned char)*text))
			continue;
		if (!isxdigit((unsigned char)*text) || n == FROZEN_HASH_SIZE - 1)
			return false;
		out[n++] = (char)tolower((unsigned char)*text);
	}
	out[n] = '\0';
	return n >= HEX_LEAST;
}

void
ask_report_verify(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct errand	*d;
	char		 hex[FROZEN_HASH_SIZE];

	if (!take_hex(msg_arg(ask, "sha256", ""), hex)) {
		ask_problem(asker, 422, _("sha256: the digits 0-9 and a-f that stand on the report, "
		    "%d at least and 64 at most"), HEX_LEAST);
		return;
	}
	d = errand_new(e, asker, WHAT_VERIFY);
	strlcpy(d->hex, hex, sizeof(d->hex));
	errand_send(d);
}

void
ask_frozen_forget(const struct channel *ch)
{
	struct errand	*d;

	TAILQ_FOREACH(d, &errands, entry)
		if (d->asker.ch == ch)
			d->asker.ch = NULL;
}
