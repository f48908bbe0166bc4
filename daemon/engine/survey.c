/* survey.c - see survey.h */
#include <sys/queue.h>

#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/jw.h"
#include "engine/survey.h"
#include "engine/vitals.h"
#include "ipc/channel.h"
#include "model/inventory.h"

struct survey {
	TAILQ_ENTRY(survey)	 entry;
	enum survey_kind	 kind;
	enum role		 role;
	char			 language[8];
	survey_done_fn		*done;
	void			*arg;
	struct asker		 asker;		/* of survey_answer(); .ch NULL = he is gone */
	bool			 has_begun;
	uint32_t		 next;		/* site */
	struct wall		 now;
	struct view_open	 open;
	struct buf		 out;
	struct jw		 json;
	struct vitals_sites	 sites;		/* SURVEY_METRICS */
};

struct surveys {
	struct engine		*engine;
	struct event		*step;
	unsigned		 n;
	TAILQ_HEAD(, survey)	 list;
};

static void
clear(struct survey *s)
{
	view_open_done(&s->open);
	vitals_sites_done(&s->sites);
	buf_clear(&s->out);
	s->has_begun = false;
	s->next = 0;
}

static void
survey_free(struct surveys *all, struct survey *s)
{
	TAILQ_REMOVE(&all->list, s, entry);
	all->n--;
	clear(s);
	buf_done(&s->out);
	free(s);
}

/* The document's parts. */

static void
make_head(struct survey *s, struct engine *e, const struct view *v)
{
	s->has_begun = true;
	s->now = v->now;
	view_open_init(&s->open, v);
	s->json = jw_on(&s->out);
	switch (s->kind) {
	case SURVEY_STATUS:
		view_status_head(&s->json, v);
		break;
	case SURVEY_SITES:
		view_sites_head(&s->json, v);
		break;
	case SURVEY_SNAPSHOT:
		view_snapshot_head(&s->json, v);
		break;
	case SURVEY_METRICS:
		vitals_metrics(e, &s->out);
		break;
	}
}

static void
make_slice(struct survey *s, struct engine *e, const struct view *v, uint32_t to)
{
	for (; s->next < to; s->next++)
		if (s->kind == SURVEY_METRICS)
			vitals_site(e, s->next, &s->sites);
		else if (s->kind == SURVEY_STATUS)
			view_status_entry(&s->json, v, &s->open, s->next);
		else
			view_site(&s->json, NULL, v, &s->open, s->next);
}

static void
make_tail(struct survey *s, const struct view *v)
{
	switch (s->kind) {
	case SURVEY_STATUS:
	case SURVEY_SITES:
		view_list_tail(&s->json);
		break;
	case SURVEY_SNAPSHOT:
		view_snapshot_tail(&s->json, v);
		break;
	case SURVEY_METRICS:
		vitals_sites_write(&s->sites, &s->out);
		break;
	}
}

/* One slice; true when the document is whole. */
static bool
step(struct survey *s, struct engine *e)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, s->role, troubles);
	uint32_t		 to = s->next + SURVEY_SLICE;

	lang_set(s->language);
	if (!s->has_begun)
		make_head(s, e, &v);
	v.now = s->now;
	if (to > e->inv->n_sites)
		to = e->inv->n_sites;
	make_slice(s, e, &v, to);
	if (to < e->inv->n_sites)
		return false;
	make_tail(s, &v);
	return true;
}

static void
hand_over(struct surveys *all, struct survey *s)
{
	if (s->done != NULL)
		s->done(s->arg, s->out.s, s->out.len);
	else if (s->asker.ch != NULL)
		channel_answer(s->asker.ch, s->asker.id, 200, s->kind == SURVEY_METRICS ?
		    "text/plain; version=0.0.4; charset=utf-8" : "application/json",
		    buf_str(&s->out), s->out.len);
	survey_free(all, s);
}

/* The first one's next slice, then it stands behind the others. */
static void
on_step(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval	 at_once = { 0, 0 };
	struct surveys			*all = arg;
	struct survey			*s = TAILQ_FIRST(&all->list);

	(void)fd;
	(void)what;
	if (s == NULL)
		return;
	if (step(s, all->engine)) {
		hand_over(all, s);
	} else {
		TAILQ_REMOVE(&all->list, s, entry);
		TAILQ_INSERT_TAIL(&all->list, s, entry);
	}
	if (!TAILQ_EMPTY(&all->list))
		evtimer_add(all->step, &at_once);
}

struct surveys *
surveys_new(struct engine *e)
{
	struct surveys	*all = xcalloc(1, sizeof(*all));

	all->engine = e;
	TAILQ_INIT(&all->list);
	if ((all->step = evtimer_new(e->base, on_step, all)) == NULL)
		abort();
	return all;
}

void
surveys_free(struct surveys *all)
{
	struct survey	*s;

	if (all == NULL)
		return;
	while ((s = TAILQ_FIRST(&all->list)) != NULL) {
		if (s->done != NULL)
			s->done(s->arg, NULL, 0);
		survey_free(all, s);
	}
	event_free(all->step);
	free(all);
}

static struct survey *
survey_new(struct surveys *all, enum survey_kind kind, enum role role, const char *language)
{
	struct survey	*s;

	if (all->n >= SURVEY_MAX)
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->kind = kind;
	s->role = role;
	strlcpy(s->language, language, sizeof(s->language));
	TAILQ_INSERT_TAIL(&all->list, s, entry);
	all->n++;
	return s;
}

static void
go(struct surveys *all, struct survey *s)
{
	static const struct timeval	 at_once = { 0, 0 };

	if (step(s, all->engine))
		hand_over(all, s);
	else
		evtimer_add(all->step, &at_once);
}

bool
survey_begin(struct surveys *all, enum survey_kind kind, enum role role, const char *language,
    survey_done_fn *done, void *arg)
{
	struct survey	*s = survey_new(all, kind, role, language);

	if (s == NULL)
		return false;
	s->done = done;
	s->arg = arg;
	go(all, s);
	return true;
}

void
survey_answer(struct surveys *all, enum survey_kind kind, const struct asker *asker)
{
	struct survey	*s = survey_new(all, kind, asker->role, asker->language);

	if (s == NULL) {
		ask_problem(asker, 503, "too many questions are under way; try again in a moment");
		return;
	}
	s->asker = *asker;
	go(all, s);
}

void
survey_forget(struct surveys *all, const struct channel *ch)
{
	struct survey	*s, *next;

	TAILQ_FOREACH_SAFE(s, &all->list, entry, next)
		if (s->done == NULL && s->asker.ch == ch)
			survey_free(all, s);
}

void
survey_reloaded(struct surveys *all)
{
	struct survey	*s;

	TAILQ_FOREACH(s, &all->list, entry)
		clear(s);
}
