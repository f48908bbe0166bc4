/* hands.c - see hands.h */
#include <sys/queue.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hands.h"
#include "engine/jw.h"
#include "engine/recording.h"
#include "engine/views_hands.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/typed.h"

#define TURNS_COMPARED	60	/* of a weekly window, for overlaps */

/* An answer that waits for the disk. */
struct waiting {
	TAILQ_ENTRY(waiting)	 entry;
	struct hands		*hands;
	struct asker		 asker;		/* .ch NULL = he is gone */
	char			*json;
};

struct hands {
	TAILQ_HEAD(, waiting)	 waiting;
};

struct hands *
hands_new(void)
{
	struct hands	*hands = xcalloc(1, sizeof(*hands));

	TAILQ_INIT(&hands->waiting);
	return hands;
}

void
hands_free(struct hands *hands)
{
	struct waiting	*w;

	if (hands == NULL)
		return;
	while ((w = TAILQ_FIRST(&hands->waiting)) != NULL) {
		TAILQ_REMOVE(&hands->waiting, w, entry);
		free(w->json);
		free(w);
	}
	free(hands);
}

void
hands_forget(struct hands *hands, const struct channel *ch)
{
	struct waiting	*w;

	TAILQ_FOREACH(w, &hands->waiting, entry)
		if (w->asker.ch == ch)
			w->asker.ch = NULL;
}

/* Answering. */

bool
hands_may(struct engine *e, const struct asker *asker)
{
	if (!e->has_begun)
		ask_problem(asker, 503, "%s", _("vigie has not quite started; try again in a moment"));
	else if (facts_is_full(e->facts))
		ask_problem(asker, 503, "%s", _("the disk is full: nothing can be written down, so nothing was done"));
	else
		return true;
	return false;
}

bool
hands_text(const struct asker *asker, const struct msg_ask *ask, const char *name, bool is_wanted,
    char out[static HANDS_TEXT_SIZE])
{
	const char	*text = msg_arg(ask, name, "");
	size_t		 len = strlen(text);
	char		*line;

	*out = '\0';
	if (len >= HANDS_TEXT_SIZE) {
		ask_problem(asker, 422, _("%s: at most %d bytes"), name, HANDS_TEXT_SIZE - 1);
		return false;
	}
	line = xstrdup(text);
	for (size_t i = 0; i < len; i++)
		if (strchr("\t\r\n", line[i]) != NULL)
			line[i] = ' ';
	text_clean(out, HANDS_TEXT_SIZE, line, len);
	free(line);
	if (is_wanted && strspn(out, " ") == strlen(out)) {
		ask_problem(asker, 422, _("%s: some words are wanted"), name);
		return false;
	}
	return true;
}

static void
on_synced(void *arg, bool is_synced)
{
	struct waiting	*w = arg;

	TAILQ_REMOVE(&w->hands->waiting, w, entry);
	if (w->asker.ch != NULL) {
		lang_set(w->asker.language);
		if (is_synced)
			ask_answer(&w->asker, w->json);
		else
			ask_problem(&w->asker, 503, "%s", _("it is done, but not on the disk, which is full: "
			    "it is written when there is room, and lost if vigie stops before"));
	}
	free(w->json);
	free(w);
}

void
hands_answer(struct engine *e, const struct asker *asker, struct buf *json)
{
	struct waiting	*w = xcalloc(1, sizeof(*w));

	w->hands = e->hands;
	w->asker = *asker;
	w->json = buf_take(json);
	TAILQ_INSERT_TAIL(&e->hands->waiting, w, entry);
	facts_when_synced(e->facts, on_synced, w);
	engine_done(e);
}

/* Incidents. */

/* The incidents of argument `incident`; NULL after having answered. */
static uint32_t *
named(struct engine *e, const struct asker *asker, const struct msg_ask *ask, bool is_one, size_t *n)
{
	const char	*word = msg_arg(ask, "incident", "");
	uint32_t	*numbers;

	if (is_one || (*word != '\0' && strspn(word, "0123456789") == strlen(word))) {
		numbers = xcalloc(1, sizeof(*numbers));
		*n = 1;
		if (ask_number(asker, ask, "incident", INT32_MAX, &numbers[0]) && numbers[0] != 0)
			return numbers;
		if (*word == '\0')
			ask_problem(asker, 400, "%s", _("incident: which one?"));
		free(numbers);
		return NULL;
	}
	numbers = judge_named(e->judge, word, n);
	if (*n > 0)
		return numbers;
	free(numbers);
	if (strcmp(word, "all") != 0 && inventory_site(e->inv, word) == NONE &&
	    inventory_group(e->inv, word) == NONE)
		ask_problem(asker, 404, _("\"%.64s\" is neither an incident's number, nor a site, nor a group, nor \"all\""),
		    word);
	else
		ask_problem(asker, 409, _("nothing is open for \"%.64s\""), word);
	return NULL;
}

/* {"incidents":[...]} of what was changed. */
static void
answer_incidents(struct engine *e, const struct asker *asker, const uint32_t *numbers, size_t n)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct judge_incident	 in;
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);

	jw_open(&j, NULL);
	jw_open_list(&j, "incidents");
	for (size_t i = 0; i < n; i++)
		if (judge_find_incident(e->judge, numbers[i], &in))
			view_incident(&j, NULL, &v, &in);
	jw_close_list(&j);
	jw_close(&j);
	hands_answer(e, asker, &out);
}

/* The judge did not do it. */
static void
refuse_incident(struct engine *e, const struct asker *asker, uint32_t number, const struct err *err)
{
	struct judge_incident	 in;

	ask_problem(asker, judge_find_incident(e->judge, number, &in) ? 409 : 404, "%s", err->text);
	engine_done(e);
}

void
hands_ack(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	char		 text[HANDS_TEXT_SIZE], ticket[HANDS_TEXT_SIZE];
	struct err	 err = { "" };
	struct wall	 now;
	uint32_t	*numbers;
	size_t		 n, i;

	if (!hands_may(e, asker) || !hands_text(asker, ask, "text", false, text) ||
	    !hands_text(asker, ask, "ticket", false, ticket))
		return;
	now = engine_now(e);
	if ((numbers = named(e, asker, ask, false, &n)) == NULL) {
		engine_done(e);
		return;
	}
	for (i = 0; i < n; i++)
		if (judge_ack(e->judge, numbers[i], asker->name, text, ticket, now, &err))
			recording_incident(e->recording, "ack", numbers[i], asker->name, text, ticket, now);
		else if (n == 1)
			break;		/* of many, one may just have ended */
	if (i < n)
		refuse_incident(e, asker, numbers[i], &err);
	else
		answer_incidents(e, asker, numbers, n);
	free(numbers);
}

void
hands_comment(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	char		 text[HANDS_TEXT_SIZE];
	struct err	 err = { "" };
	struct wall	 now;
	uint32_t	*number;
	size_t		 n;

	if (!hands_may(e, asker) || !hands_text(asker, ask, "text", true, text) ||
	    (number = named(e, asker, ask, true, &n)) == NULL)
		return;
	now = engine_now(e);
	if (judge_comment(e->judge, *number, asker->name, text, now, &err)) {
		recording_incident(e->recording, "comment", *number, asker->name, text, "", now);
		answer_incidents(e, asker, number, 1);
	} else {
		refuse_incident(e, asker, *number, &err);
	}
	free(number);
}

void
hands_close(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	const char		*word = msg_arg(ask, "responsibility", "");
	enum responsibility	 responsibility = RESPONSIBILITY_N;
	char			 text[HANDS_TEXT_SIZE];
	struct err		 err = { "" };
	struct wall		 now;
	uint32_t		*number;
	size_t			 n;

	if (*word != '\0' && !responsibility_find(word, &responsibility)) {
		ask_problem(asker, 422, _("\"%.64s\" is no responsibility: operator power sivu site partner unknown"),
		    word);
		return;
	}
	if (!hands_may(e, asker) || !hands_text(asker, ask, "text", true, text) ||
	    (number = named(e, asker, ask, true, &n)) == NULL)
		return;
	now = engine_now(e);
	if (judge_close(e->judge, *number, asker->name, text, responsibility, now, &err)) {
		recording_incident(e->recording, "close", *number, asker->name, text, word, now);
		answer_incidents(e, asker, number, 1);
	} else {
		refuse_incident(e, asker, *number, &err);
	}
	free(number);
}

/* Windows. */

/* "maintenance-add" is about maintenance. */
static enum window_kind
kind_of(const struct msg_ask *ask)
{
	char			 word[32];
	enum window_kind	 kind = WINDOW_MAINTENANCE;

	strlcpy(word, ask->what, sizeof(word));
	word[strcspn(word, "-")] = '\0';
	window_find(word, &kind);
	return kind;
}

void
hands_windows(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);

	view_windows(&j, &v, kind_of(ask));
	ask_answer(asker, buf_str(&out));
	buf_done(&out);
}

static bool
find_window(const struct engine *e, uint32_t number, struct fact_window *out)
{
	for (size_t i = 0; judge_get_window(e->judge, i, out); i++)
		if (out->number == number)
			return true;
	return false;
}

static bool
is_same(const struct fact_window *a, const struct fact_window *b)
{
	return a->kind == b->kind && a->cancelled.ms == 0 && b->cancelled.ms == 0 &&
	    a->from.ms == b->from.ms && a->to.ms == b->to.ms && a->weekdays == b->weekdays &&
	    strcmp(a->scope, b->scope) == 0;
}

/* Some turn of a lasts together with one of b, on a site of both. */
static bool
overlap(const struct engine *e, const struct fact_window *a, const struct fact_window *b)
{
	struct wall	 t = e->steady.now, from, to, other_from, other_to;
	bool		 is_near = false;

	for (uint32_t i = 0; !is_near && i < e->inv->n_sites; i++)
		is_near = judge_window_touches(e->judge, a, i) && judge_window_touches(e->judge, b, i);
	for (int i = 0; is_near && i < TURNS_COMPARED && judge_window_next(e->judge, a, t, &from, &to); i++) {
		if (judge_window_next(e->judge, b, from, &other_from, &other_to) &&
		    other_from.ms < to.ms)
			return true;
		t = to;
	}
	return false;
}

/* What a person should know of the window that he has just made. */
static void
add_notes(struct jw *j, const struct engine *e, const struct fact_window *w, const char *taken)
{
	struct fact_window	 other;
	struct civil		 first = zone_civil(e->inv->zone, w->from);

	jw_open_list(j, "notes");
	jw_lines(j, taken);
	if (w->weekdays == 0 && w->to.ms <= e->steady.now.ms)
		jw_str(j, NULL, _("it lies in the past: it is recorded, and what was judged stays as it was"));
	else if (w->kind == WINDOW_MAINTENANCE && w->weekdays == 0 && w->from.ms < e->steady.now.ms)
		jw_str(j, NULL, _("it has begun before it was recorded: only what follows is silenced"));
	if (w->weekdays != 0 && (w->weekdays & 1u << first.weekday) == 0)
		jw_str(j, NULL, _("the day of its start is not one of its days of the week: it begins with the next of them"));
	for (size_t i = 0; judge_get_window(e->judge, i, &other); i++)
		if (other.number != w->number && other.kind == w->kind && overlap(e, w, &other)) {
			char	*line = xasprintf(_("it overlaps number %u: both hold"), (unsigned)other.number);

			jw_str(j, NULL, line);
			free(line);
		}
	jw_close_list(j);
}

static void
answer_window(struct engine *e, const struct asker *asker, uint32_t number, const char *taken)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct fact_window	 w;
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);

	if (!find_window(e, number, &w))
		abort();
	if (w.cancelled.ms == 0)
		recording_window(e->recording, &w, e->steady.now);
	jw_open(&j, NULL);
	view_window(&j, &v, &w);
	if (w.cancelled.ms == 0)
		add_notes(&j, e, &w, taken);
	jw_close(&j);
	hands_answer(e, asker, &out);
}

/* The number of a window that is exactly this one; 0 = there is none. */
static uint32_t
twin(const struct engine *e, const struct fact_window *w)
{
	struct fact_window	 other;

	for (size_t i = 0; judge_get_window(e->judge, i, &other); i++)
		if (is_same(w, &other))
			return other.number;
	return 0;
}

void
hands_window_add(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	enum window_kind	 kind = kind_of(ask);
	char			 text[HANDS_TEXT_SIZE];
	struct typed_window	 in = { .kind = kind, .scope = msg_arg(ask, "scope", ""),
				    .from = msg_arg(ask, "from", ""), .to = msg_arg(ask, "to", ""),
				    .weekly = msg_arg(ask, "weekly", ""), .text = text,
				    .by = asker->name };
	struct fact_window	 w;
	struct buf		 taken = { 0 };
	struct err		 err = { "" };
	struct wall		 now;
	uint32_t		 number = 0, same;

	if (!hands_may(e, asker) ||
	    !hands_text(asker, ask, "text", kind == WINDOW_MAINTENANCE, text))
		return;
	now = engine_now(e);
	if (!typed_window(e->inv->zone, &in, &w, &taken, &err)) {
		if (taken.len > 0)
			err_prefix(&err, "%.*s", (int)strcspn(taken.s, "\n"), taken.s);
		ask_problem(asker, 422, "%s", err.text);
		engine_done(e);
	} else if ((same = twin(e, &w)) != 0) {
		ask_problem(asker, 409, _("that is there already: number %u"), (unsigned)same);
		engine_done(e);
	} else if (!judge_window(e->judge, &w, now, &number, &err)) {
		ask_problem(asker, 422, "%s", err.text);
		engine_done(e);
	} else {
		answer_window(e, asker, number, buf_str(&taken));
	}
	buf_done(&taken);
}

void
hands_window_cancel(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct fact_window	 w;
	struct err		 err = { "" };
	struct wall		 now;
	uint32_t		 number = 0;

	if (!hands_may(e, asker) || !ask_number(asker, ask, "id", INT32_MAX, &number))
		return;
	now = engine_now(e);
	if (number == 0 || !find_window(e, number, &w) || w.kind != kind_of(ask)) {
		ask_problem(asker, 404, _("there is no %s %u, or it is long past"), window_word(kind_of(ask)),
		    (unsigned)number);
		engine_done(e);
	} else if (!judge_window_cancel(e->judge, number, asker->name, now, &err)) {
		ask_problem(asker, 409, "%s", err.text);
		engine_done(e);
	} else {
		recording_cancel(e->recording, &w, asker->name, now);
		answer_window(e, asker, number, "");
	}
}
