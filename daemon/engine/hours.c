/* hours.c - see hours.h */
#include <sys/tree.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hours.h"
#include "model/fact.h"
#include "model/inventory.h"

/* The latest version of one site. */
struct version {
	RB_ENTRY(version)	 entry;
	char			*id;
	struct fact_hours	 hours;		/* strings owned */
	bool			 is_here;	/* in the configuration that is being compared */
};

static int
compare(const struct version *a, const struct version *b)
{
	return strcmp(a->id, b->id);
}

RB_HEAD(versions, version);
RB_PROTOTYPE(versions, version, entry, compare)
RB_GENERATE(versions, version, entry, compare)

struct hours_said {
	struct versions	 all;
};

#define TEXTS(h) { &(h)->opening, &(h)->holidays, &(h)->first_day, &(h)->last_day, &(h)->name, \
		    &(h)->kind, &(h)->commune, &(h)->insee }
#define N_TEXTS	 8

struct hours_said *
hours_said_new(void)
{
	struct hours_said	*h = xcalloc(1, sizeof(*h));

	RB_INIT(&h->all);
	return h;
}

static void
drop_texts(struct fact_hours *hours)
{
	const char	**texts[N_TEXTS] = TEXTS(hours);

	for (size_t i = 0; i < N_TEXTS; i++)
		free((void *)(uintptr_t)*texts[i]);
}

void
hours_said_free(struct hours_said *h)
{
	struct version	*v, *next;

	if (h == NULL)
		return;
	RB_FOREACH_SAFE(v, versions, &h->all, next) {
		RB_REMOVE(versions, &h->all, v);
		drop_texts(&v->hours);
		free(v->id);
		free(v);
	}
	free(h);
}

/* Remembers a version; of a site that left only that it did. */
static struct version *
keep(struct hours_said *h, const char *id, const struct fact_hours *hours)
{
	struct version	*v = RB_FIND(versions, &h->all, &(struct version){ .id = (char *)(uintptr_t)id });
	const char	**texts[N_TEXTS];

	if (v == NULL) {
		v = xcalloc(1, sizeof(*v));
		v->id = xstrdup(id);
		RB_INSERT(versions, &h->all, v);
	} else {
		drop_texts(&v->hours);
	}
	v->hours = *hours;
	memcpy(texts, (const char **[N_TEXTS])TEXTS(&v->hours), sizeof(texts));
	for (size_t i = 0; i < N_TEXTS; i++)
		*texts[i] = xstrdup(*texts[i]);
	return v;
}

void
hours_said_recall(struct hours_said *h, const struct fact *fact)
{
	keep(h, fact->object, &fact->hours);
}

static bool
is_same(const struct fact_hours *a, const struct fact_hours *b)
{
	struct fact_hours	 x = *a, y = *b;
	const char		**one[N_TEXTS] = TEXTS(&x), **other[N_TEXTS] = TEXTS(&y);

	for (size_t i = 0; i < N_TEXTS; i++)
		if (strcmp(*one[i], *other[i]) != 0)
			return false;
	return a->is_removed == b->is_removed;
}

static void
say(struct engine *e, const char *id, const struct fact_hours *hours)
{
	struct wall	 now = e->steady.now;

	facts_take(e->facts, &(struct fact){ .kind = FACT_HOURS, .object = id, .happened = now,
	    .known = now, .hours = *hours });
}

/* Renamed: another site has its history now. */
static bool
is_former(const struct engine *e, const char *id)
{
	for (uint32_t i = 0; i < e->inv->n_sites; i++)
		if (strcmp(e->inv->sites[i].was, id) == 0)
			return true;
	return false;
}

static void
compare_site(struct engine *e, const struct site *s)
{
	struct hours_said	*h = e->hours;
	struct version		*v = RB_FIND(versions, &h->all, &(struct version){ .id = (char *)(uintptr_t)s->id });
	struct fact_hours	 now = { .opening = s->opening_text, .holidays = e->inv->holidays,
				    .first_day = s->first_day, .last_day = s->last_day, .name = s->name,
				    .kind = s->kind, .commune = s->commune, .insee = s->insee };

	if (v == NULL || !is_same(&v->hours, &now)) {
		say(e, s->id, &now);
		v = keep(h, s->id, &now);
	}
	v->is_here = true;
}

void
hours_said_compare(struct engine *e)
{
	struct version	*v;

	RB_FOREACH(v, versions, &e->hours->all)
		v->is_here = false;
	for (uint32_t i = 0; i < e->inv->n_sites; i++)
		compare_site(e, &e->inv->sites[i]);
	RB_FOREACH(v, versions, &e->hours->all) {
		if (v->is_here || v->hours.is_removed || is_former(e, v->id))
			continue;
		v->hours.is_removed = true;
		say(e, v->id, &v->hours);
	}
}
