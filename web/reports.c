/* reports.c - see reports.h */
#include <sys/queue.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"

#include "blob.h"
#include "cache.h"
#include "feed.h"
#include "maker.h"
#include "reports.h"

#define KEY_SIZE	160
#define ASKED_MAX	2		/* questions at the engine at once: others may want it too */
#define TASKS_MAX	24		/* under way and waiting for their turn */
#define WAITERS_MAX	512
#define ASK_TIMEOUT_US	(120 * SEC_US)
/* What took long to count is kept long; a version asked for by its number never changes. */
#define KEEP_US		(30 * SEC_US)
#define KEEP_TIMES	30			/* ...plus so many times what counting took */
#define KEEP_MAX_US	(15 * 60 * SEC_US)
#define VERSION_KEEP_US	(24 * 3600 * SEC_US)
#define FORM_KEEP_US	(3600 * SEC_US)		/* its key names the figures that it was made of */
#define FIGURES_MAX	256
#define FIGURES_BYTES	(64 * 1024 * 1024)	/* room for the longest answer: else its page never came */
#define FORMS_MAX	512
#define FORMS_BYTES	(96 * 1024 * 1024)
#define BIG_BYTES	(512 * 1024)		/* worth giving memory back */

static const struct maker_limits	 maker_limits = {
	.max_running = 1,		/* one, so that a small machine still serves pages */
	.max_waiting = TASKS_MAX,
	.time_us = 60 * SEC_US,
	.max_bytes = 48 * 1024 * 1024,	/* the year of 400 points in a PDF of 2,054 pages: 40 */
};

struct waiter {
	TAILQ_ENTRY(waiter)	 link;
	struct reports		*reports;
	struct form_wish	 wish;
	reports_fn		*fn;		/* NULL = was told that it is coming, or has gone */
	void			*arg;
	struct event		*patience;	/* NULL = has none */
};

TAILQ_HEAD(waiter_list, waiter);

enum task_kind { TASK_FIGURES, TASK_FORM };

struct task {				/* a question to the engine, or a making */
	TAILQ_ENTRY(task)	 link;
	struct reports		*reports;
	enum task_kind		 kind;
	char			 key[KEY_SIZE];
	bool			 is_begun;
	bool			 is_counted;	/* asked to count, not for what was frozen */
	struct mono		 begun;
	struct form_wish	 wish;		/* of the first who wanted it */
	struct blob		*figures;	/* of a form: a reference */
	struct waiter_list	 waiters;
};

TAILQ_HEAD(task_list, task);

struct reports {
	struct event_base	*base;
	struct feed		*feed;
	struct maker		*maker;
	struct cache		*figures, *forms;
	struct task_list	 tasks;
	unsigned		 n_tasks, n_asked, n_waiters;
	bool			 is_stopping;
	struct reports_figures	 counts;
};

static void	 serve(struct reports *r, struct waiter *w, struct blob *figures);
static void	 ask_next(struct reports *r);

/* Who waits. */

static void
waiter_free(struct waiter *w)
{
	if (w->patience != NULL)
		event_free(w->patience);
	w->reports->n_waiters--;
	free(w);
}

static void
tell(struct waiter *w, unsigned status, struct blob *blob, const char *detail)
{
	reports_fn	*fn = w->fn;

	w->fn = NULL;
	if (fn != NULL)
		fn(status, blob, detail, w->arg);
}

/* Told, and done with. */
static void
dismiss(struct waiter *w, unsigned status, struct blob *blob, const char *detail)
{
	if (status == REPORT_BUSY)
		w->reports->counts.n_busy++;
	tell(w, status, blob, detail);
	waiter_free(w);
}

/* Stays in its list, so that what it wanted is made all the same. */
static void
on_patience(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	tell(arg, REPORT_COMING, NULL, NULL);
}

/* Tasks. */

static void
key_of(char key[static KEY_SIZE], const struct form_wish *wish)
{
	snprintf(key, KEY_SIZE, "%s %s %s", wish->scope, wish->period, wish->version);
}

static void
form_key_of(char key[static KEY_SIZE], const struct form_wish *wish, const struct blob *figures)
{
	snprintf(key, KEY_SIZE, "%s %s %s %s %u %s%s %s", wish->scope, wish->period, wish->version,
	    wish->form, wish->number, wish->language, wish->keeps_lang ? "!" : "", figures->etag);
}

static struct task *
task_find(struct reports *r, enum task_kind kind, const char *key)
{
	struct task	*t;

	TAILQ_FOREACH(t, &r->tasks, link)
		if (t->kind == kind && strcmp(t->key, key) == 0)
			return t;
	return NULL;
}

static struct task *
task_new(struct reports *r, enum task_kind kind, const char *key, const struct form_wish *wish)
{
	struct task	*t = xcalloc(1, sizeof(*t));

	t->reports = r;
	t->kind = kind;
	strlcpy(t->key, key, sizeof(t->key));
	t->wish = *wish;
	t->is_counted = strcmp(wish->version, "now") == 0;
	TAILQ_INIT(&t->waiters);
	TAILQ_INSERT_TAIL(&r->tasks, t, link);
	r->n_tasks++;
	return t;
}

static void
task_free(struct task *t)
{
	TAILQ_REMOVE(&t->reports->tasks, t, link);
	t->reports->n_tasks--;
	blob_unref(t->figures);
	free(t);
}

/* All who waited for it: told, or taken to the next step; `blob` is what it brought, NULL = it failed. */
static void
task_end(struct task *t, struct blob *blob, unsigned status, const char *detail)
{
	struct reports		*r = t->reports;
	enum task_kind		 kind = t->kind;
	struct waiter_list	 list = TAILQ_HEAD_INITIALIZER(list);
	struct waiter		*w;

	TAILQ_CONCAT(&list, &t->waiters, link);
	task_free(t);
	while ((w = TAILQ_FIRST(&list)) != NULL) {
		TAILQ_REMOVE(&list, w, link);
		if (blob != NULL && kind == TASK_FIGURES)
			serve(r, w, blob);
		else
			dismiss(w, status, blob, detail);
	}
}

/* Figures. */

static struct mono
expiry(const struct task *t)
{
	struct mono	 now = mono_now();
	int64_t		 keep = KEEP_US + KEEP_TIMES * mono_sub(now, t->begun);

	if (t->wish.version[0] >= '0' && t->wish.version[0] <= '9')
		keep = VERSION_KEEP_US;
	else if (keep > KEEP_MAX_US)
		keep = KEEP_MAX_US;
	return (struct mono){ now.us + keep };
}

/* The engine's problem has a sentence for people in "detail". */
static void
refused(struct task *t, unsigned status, const void *body, size_t len)
{
	json_t	*o = json_loadb(body != NULL ? body : "", len, 0, NULL);

	t->reports->counts.n_failed += status >= 500;
	task_end(t, NULL, status >= 400 && status < 600 ? status : 500,
	    json_string_value(json_object_get(o, "detail")));
	json_decref(o);
}

static void
on_figures(unsigned status, const char *type, const void *body, size_t len, void *arg)
{
	struct task	*t = arg;
	struct reports	*r = t->reports;
	struct blob	*blob;

	(void)type;
	r->n_asked--;
	if (status == 404 && !t->is_counted && t->wish.version[0] == '\0') {
		t->is_counted = true;	/* nothing was frozen */
		t->is_begun = false;
	} else if (status == 200) {
		blob = blob_copy(body, len);
		cache_put(r->figures, t->key, blob, "application/json", expiry(t));
		task_end(t, blob, REPORT_HERE, NULL);
		blob_unref(blob);
	} else {
		refused(t, status, body, len);
	}
	if (len > BIG_BYTES)
		malloc_trim(0);
	ask_next(r);
}

static void
ask_next(struct reports *r)
{
	struct task	*t;

	TAILQ_FOREACH(t, &r->tasks, link) {
		if (r->n_asked >= ASKED_MAX || r->is_stopping)
			return;
		if (t->kind != TASK_FIGURES || t->is_begun)
			continue;
		t->is_begun = true;
		t->begun = mono_now();
		r->n_asked++;
		feed_ask(r->feed, t->is_counted ? "report" : "report_frozen", t->wish.language,
		    (const struct msg_pair[]){ { "scope", t->wish.scope },
		    { "period", t->wish.period }, { "version", t->wish.version } },
		    t->is_counted || t->wish.version[0] == '\0' ? 2 : 3, ASK_TIMEOUT_US, on_figures, t);
	}
}

/* Forms. */

/* In the child. */
static bool
make(void *arg, struct buf *out, struct err *err)
{
	struct task	*t = arg;
	json_error_t	 why;
	json_t		*report = json_loadb(t->figures->data, t->figures->len, 0, &why);

	if (report == NULL)
		return err_set(err, "the engine's report is no JSON: %s", why.text);
	lang_set(t->wish.language);
	return t->wish.make(report, &t->wish, out, err);
}

static void
on_made(void *arg, const char *why, struct buf *out)
{
	struct task	*t = arg;
	struct reports	*r = t->reports;
	struct blob	*blob;

	if (why != NULL) {
		r->counts.n_failed++;
		task_end(t, NULL, 500, NULL);
		return;
	}
	r->counts.n_made++;
	blob = blob_take(out);
	cache_put(r->forms, t->key, blob, "", (struct mono){ mono_now().us + FORM_KEEP_US });
	task_end(t, blob, REPORT_HERE, NULL);
	blob_unref(blob);
}

/* Serving. */

static bool
has_room(const struct reports *r)
{
	return r->n_tasks < TASKS_MAX && !r->is_stopping;
}

static void
want_form(struct reports *r, struct waiter *w, struct blob *figures)
{
	char		 key[KEY_SIZE];
	struct blob	*blob;
	struct task	*t;

	form_key_of(key, &w->wish, figures);
	if ((blob = cache_get(r->forms, key, mono_now(), NULL)) != NULL) {
		dismiss(w, REPORT_HERE, blob, NULL);
		return;
	}
	if (r->is_stopping) {
		dismiss(w, REPORT_BUSY, NULL, NULL);
		return;
	}
	if ((t = task_find(r, TASK_FORM, key)) == NULL) {
		t = task_new(r, TASK_FORM, key, &w->wish);
		t->figures = blob_ref(figures);
		if (!maker_make(r->maker, make, on_made, t)) {
			task_free(t);
			dismiss(w, REPORT_BUSY, NULL, NULL);
			return;
		}
	}
	TAILQ_INSERT_TAIL(&t->waiters, w, link);
}

static void
want_figures(struct reports *r, struct waiter *w, const char *key)
{
	struct task	*t = task_find(r, TASK_FIGURES, key);

	if (t == NULL && !has_room(r)) {
		dismiss(w, REPORT_BUSY, NULL, NULL);
		return;
	}
	if (t == NULL)
		t = task_new(r, TASK_FIGURES, key, &w->wish);
	TAILQ_INSERT_TAIL(&t->waiters, w, link);
	ask_next(r);
}

/* From these figures, or (NULL) from those that there are, or by asking for them. */
static void
serve(struct reports *r, struct waiter *w, struct blob *figures)
{
	char	 key[KEY_SIZE];

	key_of(key, &w->wish);
	if (figures == NULL)
		figures = cache_get(r->figures, key, mono_now(), NULL);
	if (figures == NULL)
		want_figures(r, w, key);
	else
		want_form(r, w, figures);
}

void
reports_want(struct reports *r, const struct form_wish *wish, int64_t patience_us, reports_fn *fn,
    void *arg)
{
	struct waiter	*w = xcalloc(1, sizeof(*w));

	w->reports = r;
	w->wish = *wish;
	w->fn = fn;
	w->arg = arg;
	if (++r->n_waiters > WAITERS_MAX) {
		dismiss(w, REPORT_BUSY, NULL, NULL);
		return;
	}
	if (patience_us != REPORTS_FOR_EVER) {
		if ((w->patience = evtimer_new(r->base, on_patience, w)) == NULL)
			abort();
		event_add(w->patience,
		    &(struct timeval){ patience_us / SEC_US, patience_us % SEC_US });
	}
	serve(r, w, NULL);
}

struct reports *
reports_new(struct event_base *base, struct feed *feed)
{
	struct reports	*r = xcalloc(1, sizeof(*r));

	r->base = base;
	r->feed = feed;
	r->maker = maker_new(base, &maker_limits);
	r->figures = cache_new(FIGURES_MAX, FIGURES_BYTES);
	r->forms = cache_new(FORMS_MAX, FORMS_BYTES);
	TAILQ_INIT(&r->tasks);
	return r;
}

void
reports_stop(struct reports *r)
{
	struct task	*t, *next;

	r->is_stopping = true;
	maker_free(r->maker);
	r->maker = NULL;
	TAILQ_FOREACH_SAFE(t, &r->tasks, link, next)
		if (t->kind == TASK_FORM || !t->is_begun)
			task_end(t, NULL, REPORT_BUSY, NULL);
}

void
reports_free(struct reports *r)
{
	if (r == NULL)
		return;
	cache_free(r->figures);
	cache_free(r->forms);
	free(r);
}

void
reports_figures(const struct reports *r, struct reports_figures *out)
{
	*out = r->counts;
	out->n_waiting = r->n_waiters;
	out->n_under_way = r->n_tasks;
}
