/* scheduled.c - see scheduled.h */
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
#include "engine/scheduled.h"
#include "judge/judge.h"
#include "model/calendar.h"
#include "model/inventory.h"
#include "model/zone.h"
#include "report/frozen.h"

#define AGAIN_US	(HOUR_MS * MSEC_US)	/* after something failed */

/* The last period that was dealt with, of one of the configuration's reports. */
struct sent { char *name, *period; };	/* "month/network/pdf", "2026-02" */

/* One that is being sent; of the reader's thread between work and done. */
struct sending {
	struct scheduled_sender	*sender;
	struct inventory	*inv;		/* held */
	char			*name;
	struct report_wish	 wish;		/* .scope is the held inventory's */
	bool			 is_frozen;	/* wanted so */
	struct frozen_draft	 draft;
	uint32_t		 version;	/* 0: as it is */
	bool			 is_measured, is_good;
	struct err		 err;
};

struct scheduled_sender {
	struct engine	*engine;
	struct sent	*sent;
	size_t		 n_sent, room_sent;
	bool		 is_working;
	struct mono	 again;		/* not before then */
};

struct scheduled_sender *
scheduled_new(struct engine *e)
{
	struct scheduled_sender	*s = xcalloc(1, sizeof(*s));

	s->engine = e;
	return s;
}

void
scheduled_free(struct scheduled_sender *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_sent; i++) {
		free(s->sent[i].name);
		free(s->sent[i].period);
	}
	free(s->sent);
	free(s);
}

static void
remember(struct scheduled_sender *s, const char *name, const char *period)
{
	size_t	 i = 0;

	while (i < s->n_sent && strcmp(s->sent[i].name, name) != 0)
		i++;
	if (i == s->n_sent) {
		s->sent = grow(s->sent, s->n_sent, &s->room_sent, sizeof(*s->sent));
		s->sent[s->n_sent++] = (struct sent){ xstrdup(name), NULL };
	}
	free(s->sent[i].period);
	s->sent[i].period = xstrdup(period);
}

void
scheduled_recall(struct scheduled_sender *s, const struct fact *fact)
{
	remember(s, fact->object, fact->scheduled.period);
}

static char *
name_of(const struct scheduled *r)
{
	return xasprintf("%s/%s/%s", r->period, r->scope, r->format);
}

/* Was that period of it dealt with, or a later one (the clock went back)? */
static bool
is_sent(const struct scheduled_sender *s, const char *name, const struct period *period)
{
	struct period	 last;
	struct err	 ignored;

	for (size_t i = 0; i < s->n_sent; i++)
		if (strcmp(s->sent[i].name, name) == 0)
			return period_parse(s->sent[i].period, &last, &ignored) &&
			    last.first_day >= period->first_day;
	return false;
}

/* In the reader's thread. */

/* Did anybody measure anything?  Of a document's text. */
static bool
is_measured(const char *text)
{
	static const char *const lines[] = { "link", "convention" };
	json_t	*doc = json_loads(text, 0, NULL), *total = json_object_get(doc, "total");
	bool	 is = false;

	for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
		json_t	*line = json_object_get(total, lines[i]);

		is |= json_integer_value(json_object_get(line, "required_s")) >
		    json_integer_value(json_object_get(line, "unknown_s"));
	}
	json_decref(doc);
	return is;
}

static bool
freeze(struct sending *d)
{
	bool	 is_ready = frozen_prepare(&d->wish, "vigie", "", &d->draft, &d->err) == FROZEN_READY;

	d->version = is_ready ? d->draft.fact.report.version : 0;
	d->is_measured = is_ready && is_measured(d->draft.text);
	return is_ready;
}

static bool
look(struct sending *d, struct journal *j)
{
	struct buf	 text = { 0 };
	bool		 is_good;

	d->wish.journal = j;
	if (d->is_frozen)
		return freeze(d);
	is_good = report_make(&d->wish, &text, &d->err);
	d->is_measured = is_good && is_measured(buf_str(&text));
	buf_done(&text);
	return is_good;
}

static void
work(void *arg, struct journal *j)
{
	struct sending		*d = arg;
	struct frozen_list	 list;
	const struct frozen	*last;

	lang_set(d->inv->language);
	if (!frozen_read(j, d->wish.period.label, d->wish.scope, &list, &d->err))
		return;
	if ((last = frozen_version(&list, 0)) != NULL) {	/* by hand: that is what was published */
		d->version = last->fact->report.version;
		d->is_good = d->is_measured = true;
	} else {
		d->is_good = look(d, j);
	}
	frozen_list_done(&list);
}

/* On the loop. */

static void
send(struct sending *d, const struct scheduled *r, struct wall now)
{
	struct engine	*e = d->sender->engine;
	char		*object = xasprintf("%s/%s", d->wish.period.label, d->wish.scope);

	if (d->is_measured && d->draft.object != NULL) {
		d->draft.fact.happened = d->draft.fact.known = now;
		facts_take(e->facts, &d->draft.fact);
	}
	facts_take(e->facts, &(struct fact){ .kind = FACT_SCHEDULED, .object = d->name, .happened = now,
		.known = now, .scheduled = { .period = d->wish.period.label } });
	for (uint32_t i = 0; d->is_measured && i < r->n_to; i++)
		judge_send_report(e->judge, r->to[i], object, d->version, r->format, now);
	remember(d->sender, d->name, d->wish.period.label);
	if (d->is_measured)
		log_info("report %s: sent to %u contacts%s", object, (unsigned)r->n_to,
		    d->version != 0 ? ", frozen" : "");
	else
		log_info("report %s: nothing was measured, nothing is sent", object);
	free(object);
}

static const struct scheduled *
find(const struct inventory *inv, const char *name)
{
	for (uint32_t i = 0; i < inv->n_reports; i++) {
		char	*other = name_of(&inv->reports[i]);
		bool	 is = strcmp(other, name) == 0;

		free(other);
		if (is)
			return &inv->reports[i];
	}
	return NULL;
}

static void
on_disk(void *arg, bool is_synced)
{
	(void)arg;
	(void)is_synced;
	ask_frozen_release();
}

static void
done(void *arg, bool is_done)
{
	struct sending		*d = arg;
	struct engine		*e = d->sender->engine;
	const struct scheduled	*r;

	if (is_done) {
		struct wall	 now = engine_now(e);

		d->sender->is_working = false;
		r = find(e->inv, d->name);	/* a reload may have taken it away */
		if (!d->is_good) {
			log_warn("report %s of %s cannot be sent: %s", d->name, d->wish.period.label, d->err.text);
			d->sender->again = (struct mono){ mono_now().us + AGAIN_US };
		} else if (r != NULL && !facts_is_full(e->facts)) {
			send(d, r, now);
		}
		facts_when_synced(e->facts, on_disk, NULL);
		engine_done(e);
	}
	frozen_draft_done(&d->draft);
	inventory_free(d->inv);
	free(d->name);
	free(d);
}

static void
begin(struct scheduled_sender *s, const struct scheduled *r, const struct period *period)
{
	struct engine	*e = s->engine;
	struct sending	*d = xcalloc(1, sizeof(*d));

	d->sender = s;
	d->inv = inventory_hold(e->inv);
	d->name = name_of(r);
	d->is_frozen = r->is_frozen;
	d->wish = (struct report_wish){ .inv = d->inv, .scope = r->scope, .period = *period,
	    .now = e->steady.now, .is_running = true };
	s->is_working = facts_ask(e->facts, work, done, d);
	if (s->is_working)
		return;
	ask_frozen_release();
	inventory_free(d->inv);
	free(d->name);
	free(d);
}

/* The last period of it that is over and was not dealt with. */
static bool
is_due(const struct scheduled_sender *s, const struct scheduled *r, struct wall now, struct period *period)
{
	enum period_kind	 kind = PERIOD_MONTH;
	struct period		 running;
	char			*name = name_of(r);
	bool			 is;

	(void)period_kind_find(r->period, &kind);
	running = period_of(kind, zone_day(s->engine->inv->zone, now));
	*period = period_before(&running);
	is = !is_sent(s, name, period);
	free(name);
	return is;
}

void
scheduled_tick(struct scheduled_sender *s)
{
	struct engine	*e = s->engine;
	struct wall	 now = e->steady.now;
	struct period	 period;

	if (e->inv->n_reports == 0 || s->is_working || !e->has_begun || facts_is_full(e->facts) ||
	    !steady_is_trusted(&e->steady) || mono_sub(mono_now(), s->again) < 0 ||
	    !calendar_is_open(e->inv->working_hours, e->inv->zone, now))
		return;
	for (uint32_t i = 0; i < e->inv->n_reports; i++)
		if (is_due(s, &e->inv->reports[i], now, &period)) {
			if (ask_frozen_claim())
				begin(s, &e->inv->reports[i], &period);
			return;		/* the next one in the next second */
		}
}
