/* history.c - see history.h */
#include <sys/queue.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/history.h"
#include "engine/jw.h"
#include "engine/story.h"
#include "engine/views.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "judge/judge.h"
#include "model/inventory.h"

#define REMEMBERED_MS	(6 * DAY_MS)	/* a little less than what the judge keeps */

enum what { WHAT_INCIDENTS, WHAT_INCIDENT, WHAT_STORY, WHAT_OUTAGES, WHAT_VERIFY };

/* All facts of one incident, in order; owned. */
struct told_tale {
	struct fact	**facts;
	size_t		 n, room;
};

/* One question under way; of the reader's thread between work and done, but for .asker. */
struct reading {
	TAILQ_ENTRY(reading)	 entry;
	struct engine		*engine;
	struct asker		 asker;		/* .ch NULL = he is gone */
	enum what		 what;
	struct view_incidents	 wish;
	char			 site[ID_MAX + 1];
	uint32_t		 number;
	struct told_tale	*tales;		/* newest first */
	size_t			 n_tales, room;
	struct story		 story;
	struct outages		 outages;
	struct inventory	*inv;		/* held */
	struct story_ask	 ask;
	struct journal_report	 report;
	bool			 is_good;
	struct err		 err;
};

static TAILQ_HEAD(, reading)	 readings = TAILQ_HEAD_INITIALIZER(readings);

static void
reading_free(struct reading *r)
{
	TAILQ_REMOVE(&readings, r, entry);
	for (size_t i = 0; i < r->n_tales; i++) {
		for (size_t k = 0; k < r->tales[i].n; k++)
			fact_free(r->tales[i].facts[k]);
		free(r->tales[i].facts);
	}
	free(r->tales);
	story_done(&r->story);
	outages_done(&r->outages);
	inventory_free(r->inv);
	free(r);
}

/* In the reader's thread. */

static bool
collect(void *arg, const struct journal_row *row)
{
	struct reading		*r = arg;
	struct told_tale	*tale = &r->tales[r->n_tales - 1];
	struct fact		*fact;

	if (row->content == NULL)
		return true;		/* retention has emptied it */
	if ((fact = recall_fact(row, &r->err)) == NULL)
		return false;
	tale->facts = grow(tale->facts, tale->n, &tale->room, sizeof(tale->facts[0]));
	tale->facts[tale->n++] = fact;
	return true;
}

static bool
new_tale(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;

	r->tales = grow(r->tales, r->n_tales, &r->room, sizeof(r->tales[0]));
	r->tales[r->n_tales++] = (struct told_tale){ 0 };
	return collect(r, row);
}

/* The latest row of each; then, of each, all its rows for the events. */
static bool
read_incidents(struct reading *r, struct journal *j)
{
	struct journal_find	 find = {
		.has_open = r->wish.only_open, .is_open = r->wish.only_open,
		.since = r->wish.since, .until = r->wish.until, .site = r->wish.site,
		.limit = r->wish.limit,
	};
	size_t			 n;
	struct told_tale	*latest;
	size_t			 n_latest;

	if (!journal_incidents(j, &find, new_tale, r, &r->err))
		return false;
	latest = r->tales;
	n_latest = r->n_tales;
	r->tales = NULL;
	r->n_tales = r->room = 0;
	for (n = 0; n < n_latest; n++) {
		uint32_t	 number = latest[n].n > 0 ?
				    (uint32_t)strtoul(latest[n].facts[0]->object, NULL, 10) : 0;

		for (size_t k = 0; k < latest[n].n; k++)
			fact_free(latest[n].facts[k]);
		free(latest[n].facts);
		r->tales = grow(r->tales, r->n_tales, &r->room, sizeof(r->tales[0]));
		r->tales[r->n_tales++] = (struct told_tale){ 0 };
		if (number != 0 && r->err.text[0] == '\0')
			journal_incident(j, number, collect, r, &r->err);
	}
	free(latest);
	return r->err.text[0] == '\0';
}

static void
work(void *arg, struct journal *j)
{
	struct reading	*r = arg;

	switch (r->what) {
	case WHAT_INCIDENTS:
		r->is_good = read_incidents(r, j);
		break;
	case WHAT_INCIDENT:
		r->tales = grow(r->tales, 0, &r->room, sizeof(r->tales[0]));
		r->tales[r->n_tales++] = (struct told_tale){ 0 };
		r->is_good = journal_incident(j, r->number, collect, r, &r->err) &&
		    r->err.text[0] == '\0';
		break;
	case WHAT_STORY:
		r->is_good = story_read(&r->story, j, &r->ask, r->number, &r->err);
		break;
	case WHAT_OUTAGES:
		r->is_good = outages_read(&r->outages, j, &r->ask, r->site, r->wish.since,
		    r->wish.until, &r->err);
		break;
	case WHAT_VERIFY:
		r->is_good = journal_verify(j, &r->report, &r->err);
		break;
	}
}

/* On the loop. */

/* What the judge would say of it; false when its rows are gone.  Events are the caller's to free. */
static bool
as_incident(const struct told_tale *tale, struct judge_incident *out)
{
	struct incident_event	*events = xcalloc(tale->n + 1, sizeof(*events));
	uint32_t		 n = 0;

	*out = (struct judge_incident){ 0 };
	for (size_t i = 0; i < tale->n; i++)
		if (tale->facts[i]->kind == FACT_INCIDENT) {
			out->incident = tale->facts[i]->incident.incident;
			events[n++] = tale->facts[i]->incident.event;
		}
	out->events = events;
	out->n_events = n;
	return out->incident != NULL;
}

static void
add_tale(struct jw *j, const struct view *v, const struct reading *r,
    const struct told_tale *tale)
{
	struct judge_incident	 in;

	if (as_incident(tale, &in) && view_incident_wanted(&r->wish, &in) &&
	    view_incident_is_shown(v, &in))
		view_incident(j, NULL, v, &in);
	free((void *)(uintptr_t)in.events);
}

static uint32_t
number_of(const struct told_tale *tale)
{
	for (size_t i = 0; i < tale->n; i++)
		if (tale->facts[i]->kind == FACT_INCIDENT)
			return tale->facts[i]->incident.incident->number;
	return 0;
}

/* Memory first, it is fresher; of the journal what memory no longer has.  Both are newest first. */
static void
answer_incidents(struct reading *r, const struct view *v)
{
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	struct judge_incident	 in;
	uint32_t		 n = 0;
	size_t			 next = 0;

	jw_open(&j, NULL);
	jw_open_list(&j, "incidents");
	for (size_t i = 0; n < r->wish.limit && judge_get_incident(v->judge, i, &in); i++) {
		for (; next < r->n_tales && number_of(&r->tales[next]) > in.incident->number;
		    next++, n++)
			add_tale(&j, v, r, &r->tales[next]);
		if (next < r->n_tales && number_of(&r->tales[next]) == in.incident->number)
			next++;
		if (!view_incident_wanted(&r->wish, &in) || !view_incident_is_shown(v, &in))
			continue;
		view_incident(&j, NULL, v, &in);
		n++;
	}
	for (; n < r->wish.limit && next < r->n_tales; next++, n++)
		add_tale(&j, v, r, &r->tales[next]);
	jw_close_list(&j);
	jw_close(&j);
	ask_answer(&r->asker, buf_str(&out));
	buf_done(&out);
}

static void
answer_incident(struct reading *r, const struct view *v)
{
	struct judge_incident	 in;
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);

	if (as_incident(&r->tales[0], &in) && view_incident_is_shown(v, &in)) {
		view_incident(&j, NULL, v, &in);
		ask_answer(&r->asker, buf_str(&out));
	} else {
		ask_problem(&r->asker, 404, "there is no incident %" PRIu32, r->number);
	}
	free((void *)(uintptr_t)in.events);
	buf_done(&out);
}

static void
answer_story(struct reading *r, const struct view *v)
{
	struct judge_incident	 in = { .incident = story_incident(&r->story) };
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);

	if (in.incident != NULL && view_incident_is_shown(v, &in)) {
		story_write(&j, v, &r->story);
		ask_answer(&r->asker, buf_str(&out));
	} else {
		ask_problem(&r->asker, 404, "there is no incident %" PRIu32, r->number);
	}
	buf_done(&out);
}

static void
answer_outages(struct reading *r, const struct view *v)
{
	uint32_t	 site = inventory_site(v->inv, r->site);
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	if (site == NONE) {		/* a reload took it away meanwhile */
		ask_no_site(r->engine, &r->asker, r->site);
		return;
	}
	outages_write(&j, v, &r->outages, site, r->wish.since, r->wish.until);
	ask_answer(&r->asker, buf_str(&out));
	buf_done(&out);
}

static void
answer_verify(struct reading *r)
{
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);
	char		 hash[2 * sizeof(r->report.hash) + 1];

	for (size_t i = 0; i < sizeof(r->report.hash); i++)
		snprintf(hash + 2 * i, 3, "%02x", r->report.hash[i]);
	jw_open(&j, NULL);
	jw_bool(&j, "good", r->is_good);
	jw_int(&j, "rows", (int64_t)r->report.n_rows);
	jw_int(&j, "first", (int64_t)r->report.first);
	jw_int(&j, "last", (int64_t)r->report.last);
	if (r->report.first_bad != 0)
		jw_int(&j, "first_bad", (int64_t)r->report.first_bad);
	else
		jw_null(&j, "first_bad");
	jw_str(&j, "hash", hash);
	jw_str(&j, "text", r->is_good ? "" : r->err.text);
	jw_close(&j);
	ask_answer(&r->asker, buf_str(&out));
	buf_done(&out);
}

static void
done(void *arg, bool is_done)
{
	struct reading		*r = arg;
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v;

	if (r->asker.ch == NULL || !is_done) {
		reading_free(r);
		return;
	}
	v = engine_view(r->engine, r->asker.role, troubles);
	v.now = r->ask.now;	/* what lasts, lasts until it was asked */
	lang_set(r->asker.language);
	if (r->what == WHAT_VERIFY)
		answer_verify(r);
	else if (!r->is_good)
		ask_problem(&r->asker, 503, "the journal cannot be read: %s", r->err.text);
	else if (r->what == WHAT_INCIDENTS)
		answer_incidents(r, &v);
	else if (r->what == WHAT_STORY)
		answer_story(r, &v);
	else if (r->what == WHAT_OUTAGES)
		answer_outages(r, &v);
	else
		answer_incident(r, &v);
	reading_free(r);
}

static struct reading *
reading_new(struct engine *e, const struct asker *asker, enum what what)
{
	struct reading	*r = xcalloc(1, sizeof(*r));

	r->engine = e;
	r->asker = *asker;
	r->what = what;
	r->inv = inventory_hold(e->inv);
	r->ask = (struct story_ask){ r->inv, engine_now(e) };
	TAILQ_INSERT_TAIL(&readings, r, entry);
	return r;
}

static void
start(struct reading *r)
{
	if (facts_ask(r->engine->facts, work, done, r))
		return;
	ask_problem(&r->asker, 503, "too many questions wait; try again in a moment");
	reading_free(r);
}

void
history_incidents(struct engine *e, const struct asker *asker, const struct view_incidents *wish)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct reading		*r;

	if (wish->only_open || wish->since.ms > v.now.ms - REMEMBERED_MS) {
		struct buf	 out = { 0 };
		struct jw	 j = jw_on(&out);

		view_incidents(&j, &v, wish);
		ask_answer(asker, buf_str(&out));
		buf_done(&out);
		return;
	}
	r = reading_new(e, asker, WHAT_INCIDENTS);
	r->wish = *wish;
	if (wish->site != NULL) {
		strlcpy(r->site, wish->site, sizeof(r->site));
		r->wish.site = r->site;
	}
	start(r);
}

void
history_incident(struct engine *e, const struct asker *asker, uint32_t number)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct judge_incident	 in;
	struct reading		*r;

	if (judge_find_incident(e->judge, number, &in) && view_incident_is_shown(&v, &in)) {
		struct buf	 out = { 0 };
		struct jw	 j = jw_on(&out);

		view_incident(&j, NULL, &v, &in);
		ask_answer(asker, buf_str(&out));
		buf_done(&out);
		return;
	}
	r = reading_new(e, asker, WHAT_INCIDENT);
	r->number = number;
	start(r);
}

void
history_story(struct engine *e, const struct asker *asker, uint32_t number)
{
	struct reading	*r = reading_new(e, asker, WHAT_STORY);

	r->number = number;
	start(r);
}

void
history_outages(struct engine *e, const struct asker *asker, uint32_t site, struct wall from,
    struct wall to)
{
	struct reading	*r = reading_new(e, asker, WHAT_OUTAGES);

	strlcpy(r->site, e->inv->sites[site].id, sizeof(r->site));
	r->wish = (struct view_incidents){ .since = from, .until = to };
	start(r);
}

void
history_verify(struct engine *e, const struct asker *asker)
{
	start(reading_new(e, asker, WHAT_VERIFY));
}

void
history_forget(struct engine *e, const struct channel *ch)
{
	struct reading	*r;

	(void)e;
	TAILQ_FOREACH(r, &readings, entry)
		if (r->asker.ch == ch)
			r->asker.ch = NULL;
}
