/* declared.c - see declared.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/declared.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hands.h"
#include "engine/jw.h"
#include "engine/views_hands.h"
#include "model/inventory.h"
#include "model/typed.h"

#define LIST_MAX	1000

struct declared {
	struct fact_declaration	*list;		/* in order of number; strings are owned */
	size_t			 n, room;
};

struct declared *
declared_new(void)
{
	return xcalloc(1, sizeof(struct declared));
}

static void
drop(struct fact_declaration *f)
{
	free((void *)(uintptr_t)f->site);
	free((void *)(uintptr_t)f->text);
	free((void *)(uintptr_t)f->equipment);
	free((void *)(uintptr_t)f->partner);
	free((void *)(uintptr_t)f->theme);
	free((void *)(uintptr_t)f->by);
}

void
declared_free(struct declared *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->n; i++)
		drop(&d->list[i]);
	free(d->list);
	free(d);
}

static struct fact_declaration *
find(struct declared *d, uint32_t number)
{
	for (size_t i = d->n; i > 0; i--)
		if (d->list[i - 1].number == number)
			return &d->list[i - 1];
	return NULL;
}

void
declared_recall(struct declared *d, const struct fact_declaration *fact)
{
	struct fact_declaration	*f = find(d, fact->number);

	if (f != NULL) {
		f->cancelled = fact->cancelled;
		return;
	}
	d->list = grow(d->list, d->n, &d->room, sizeof(*d->list));
	for (f = &d->list[d->n++]; f > d->list && f[-1].number > fact->number; f--)
		*f = f[-1];	/* recalled in the order of their latest rows */
	*f = *fact;
	f->site = xstrdup(fact->site);
	f->text = xstrdup(fact->text);
	f->equipment = xstrdup(fact->equipment);
	f->partner = xstrdup(fact->partner);
	f->theme = xstrdup(fact->theme);
	f->by = xstrdup(fact->by);
}

static enum declaration_kind
kind_of(const struct msg_ask *ask)
{
	char			 word[32];
	enum declaration_kind	 kind = DECLARATION_INTERVENTION;

	strlcpy(word, ask->what, sizeof(word));
	word[strcspn(word, "-")] = '\0';
	declaration_find(word, &kind);
	return kind;
}

void
declared_list(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	static const char *const keys[DECLARATION_N] = { "interventions", "visio", "trainings" };
	enum declaration_kind	 kind = kind_of(ask);
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	const char		*site = msg_arg(ask, "site", "");
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	uint32_t		 index;

	if (*site != '\0' && !ask_for_site(e, asker, site, &index))
		return;
	jw_open(&j, NULL);
	jw_open_list(&j, keys[kind]);
	for (size_t i = e->declared->n, n = 0; i > 0 && n < LIST_MAX; i--) {
		const struct fact_declaration	*d = &e->declared->list[i - 1];

		if (d->kind != kind || d->cancelled.ms != 0 ||
		    (*site != '\0' && strcmp(d->site, site) != 0))
			continue;
		jw_open(&j, NULL);
		view_declaration(&j, &v, d);
		jw_close(&j);
		n++;
	}
	jw_close_list(&j);
	jw_close(&j);
	ask_answer(asker, buf_str(&out));
	buf_done(&out);
}

static uint32_t
next_number(const struct declared *d)
{
	return d->n > 0 ? d->list[d->n - 1].number + 1 : 1;
}

/* Journals it and keeps it. */
static void
take(struct engine *e, const struct fact_declaration *d, struct wall now)
{
	char	 object[FACT_ID_SIZE];

	snprintf(object, sizeof(object), "%u", (unsigned)d->number);
	facts_take(e->facts, &(struct fact){ .kind = FACT_DECLARATION, .object = object,
		.happened = d->cancelled.ms != 0 ? d->cancelled :
		    d->start.ms != 0 ? d->start : d->recorded, .known = now, .declaration = *d });
	declared_recall(e->declared, d);
}

void
declared_bring(struct engine *e, const struct fact_declaration *fact, struct wall now)
{
	struct fact_declaration	 d = *fact;

	d.number = next_number(e->declared);
	take(e, &d, now);
}

/* Journals it, keeps it, answers with it. */
static void
declare(struct engine *e, const struct asker *asker, const struct fact_declaration *d,
    const char *taken)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);

	take(e, d, e->steady.now);
	jw_open(&j, NULL);
	view_declaration(&j, &v, d);
	jw_open_list(&j, "notes");
	jw_lines(&j, taken);
	jw_close_list(&j);
	jw_close(&j);
	hands_answer(e, asker, &out);
}

/* Start and end, if they are given; false after having answered. */
static bool
take_times(struct engine *e, const struct asker *asker, const struct msg_ask *ask,
    struct fact_declaration *d, struct buf *taken)
{
	const char	*start = msg_arg(ask, "start", ""), *end = msg_arg(ask, "end", "");
	struct err	 err = { "" };
	bool		 is_good;

	is_good = (*start == '\0' || typed_time(e->inv->zone, start, ZONE_FIRST, &d->start, taken, &err)) &&
	    (*end == '\0' || typed_time(e->inv->zone, end, ZONE_LAST, &d->end, taken, &err));
	if (is_good && d->end.ms != 0 && d->start.ms == 0)
		is_good = err_set(&err, _("an end needs a start"));
	if (is_good && d->end.ms != 0 && d->end.ms < d->start.ms)
		is_good = err_set(&err, _("it would end before it starts"));
	if (!is_good)
		ask_problem(asker, 422, "%s", err.text);
	return is_good;
}

static bool
is_partner(struct engine *e, const struct asker *asker, const char *id)
{
	if (*id == '\0' || e->inv->n_partners == 0)
		return true;
	for (uint32_t i = 0; i < e->inv->n_partners; i++)
		if (strcmp(e->inv->partners[i].id, id) == 0)
			return true;
	ask_problem(asker, 422, _("there is no partner \"%.64s\" in the configuration"), id);
	return false;
}

void
declared_add(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	char			 text[HANDS_TEXT_SIZE], equipment[HANDS_TEXT_SIZE];
	char			 partner[HANDS_TEXT_SIZE], theme[HANDS_TEXT_SIZE];
	struct fact_declaration	 d = { .kind = kind_of(ask), .site = msg_arg(ask, "site", ""),
				    .text = text, .equipment = equipment, .partner = partner,
				    .theme = theme, .by = asker->name,
				    .is_failed = msg_arg(ask, "failed", "")[0] == '1' };
	struct buf		 taken = { 0 };
	uint32_t		 site;

	if (!hands_may(e, asker) || !ask_for_site(e, asker, d.site, &site) ||
	    !hands_text(asker, ask, "text", d.kind == DECLARATION_INTERVENTION, text) ||
	    !hands_text(asker, ask, "equipment", false, equipment) ||
	    !hands_text(asker, ask, "partner", false, partner) || !is_partner(e, asker, partner) ||
	    !hands_text(asker, ask, "theme", d.kind == DECLARATION_TRAINING, theme))
		return;
	d.recorded = engine_now(e);
	d.number = next_number(e->declared);
	if (take_times(e, asker, ask, &d, &taken))
		declare(e, asker, &d, buf_str(&taken));
	else
		engine_done(e);
	buf_done(&taken);
}

void
declared_cancel(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct fact_declaration	*found, d;
	uint32_t		 number = 0;

	if (!hands_may(e, asker) || !ask_number(asker, ask, "id", INT32_MAX, &number))
		return;
	found = find(e->declared, number);
	if (found == NULL || found->kind != kind_of(ask)) {
		ask_problem(asker, 404, _("there is no %s %u"), declaration_word(kind_of(ask)), (unsigned)number);
		return;
	}
	if (found->cancelled.ms != 0) {
		ask_problem(asker, 409, "%s", _("it is cancelled already"));
		return;
	}
	d = *found;
	d.cancelled = engine_now(e);
	d.by = asker->name;
	declare(e, asker, &d, "");
}
