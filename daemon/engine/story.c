/* story.c - see story.h: what is read of the journal; story_write.c makes JSON of it */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "engine/story.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/inventory.h"
#include "report/opening.h"

#define CHILDREN_MAX	500
#define LOOK_BACK	40	/* incidents of a place among which those before are looked for */
#define EARLIER_MS	(5 * MIN_MS)	/* a child failed at most so long before its group */

static void
list_done(struct fact_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		fact_free(list->facts[i]);
	free(list->facts);
	*list = (struct fact_list){ 0 };
}

static void
list_add(struct fact_list *list, struct fact *fact)
{
	list->facts = grow(list->facts, list->n, &list->room, sizeof(list->facts[0]));
	list->facts[list->n++] = fact;
}

void
story_done(struct story *s)
{
	list_done(&s->own);
	list_done(&s->children);
	list_done(&s->before);
	fact_free(s->parent);
	free(s->open_s);
	s->parent = NULL;
	s->open_s = NULL;
}

void
outages_done(struct outages *o)
{
	list_done(&o->list);
	list_done(&o->parents);
	figures_done(&o->figures);
}

static const struct incident *
last_incident(const struct fact_list *list)
{
	for (size_t i = list->n; i-- > 0;)
		if (list->facts[i]->kind == FACT_INCIDENT)
			return list->facts[i]->incident.incident;
	return NULL;
}

const struct incident *
story_incident(const struct story *s)
{
	return last_incident(&s->own);
}

/* One reading: rows become facts; `takes` says which are kept. */
struct reading {
	struct fact_list	*to;
	const struct incident	*of;		/* whose relatives are looked for */
	size_t			 max;
	bool			 (*takes)(const struct reading *r, const struct incident *in);
	struct err		*err;
	bool			 is_bad;
};

static bool
take_row(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;
	struct fact	*fact;

	if (row->content == NULL)
		return true;		/* retention has emptied it */
	if ((fact = recall_fact(row, r->err)) == NULL) {
		r->is_bad = true;
		return false;
	}
	if (r->takes != NULL && (fact->kind != FACT_INCIDENT ||
	    !r->takes(r, fact->incident.incident)))
		fact_free(fact);
	else
		list_add(r->to, fact);
	return r->max == 0 || r->to->n < r->max;
}

static bool
is_child(const struct reading *r, const struct incident *in)
{
	return in->parent == r->of->number ||
	    (in->was_parent == r->of->number && in->number != r->of->number);
}

static bool
is_before(const struct reading *r, const struct incident *in)
{
	return in->number != r->of->number && strcmp(in->scope, r->of->scope) == 0 &&
	    in->opened.ms < r->of->opened.ms && in->kind_first == r->of->kind_first;
}

static bool
is_of_a_line(const struct reading *r, const struct incident *in)
{
	(void)r;
	return in->kind_first == INCIDENT_LINK;
}

static bool
read_own(struct fact_list *to, struct journal *j, uint32_t number, struct err *err)
{
	struct reading	 r = { .to = to, .err = err };

	return journal_incident(j, number, take_row, &r, err) && !r.is_bad;
}

/* The latest fact of another incident, NULL when it is gone. */
static bool
read_latest(struct fact **out, struct journal *j, uint32_t number, struct err *err)
{
	struct fact_list	 list = { 0 };

	*out = NULL;
	if (!read_own(&list, j, number, err)) {
		list_done(&list);
		return false;
	}
	for (size_t i = list.n; i-- > 0 && *out == NULL;)
		if (list.facts[i]->kind == FACT_INCIDENT) {
			*out = list.facts[i];
			list.facts[i] = NULL;
		}
	list_done(&list);
	return true;
}

static bool
read_children(struct story *s, struct journal *j, const struct incident *in, struct err *err)
{
	struct reading		 r = { .to = &s->children, .of = in, .max = CHILDREN_MAX,
				    .takes = is_child, .err = err };
	struct journal_find	 find = { .since = wall_add(in->opened, -EARLIER_MS),
				    .until = in->restored.ms != 0 ? in->restored : in->closed };

	if (in->kind_first != INCIDENT_GROUP && in->kind_first != INCIDENT_FLAPPING)
		return true;
	return journal_incidents(j, &find, take_row, &r, err) && !r.is_bad;
}

static bool
read_before(struct story *s, struct journal *j, const struct incident *in, struct err *err)
{
	struct reading		 r = { .to = &s->before, .of = in, .max = STORY_BEFORE,
				    .takes = is_before, .err = err };
	struct journal_find	 find = { .until = in->opened, .limit = LOOK_BACK,
				    .site = in->n_sites > 0 ? in->sites[0] : NULL };

	return journal_incidents(j, &find, take_row, &r, err) && !r.is_bad;
}

/* Its end, or now. */
static struct wall
end_of(const struct incident *in, const struct story_ask *ask)
{
	return in->restored.ms != 0 ? in->restored : in->closed.ms != 0 ? in->closed : ask->now;
}

static bool
read_open(struct story *s, struct journal *j, const struct story_ask *ask, const struct incident *in,
    struct err *err)
{
	struct wall	 end = end_of(in, ask);
	struct opening	*o;

	s->open_s = xcalloc(in->n_sites + 1, sizeof(*s->open_s));
	if (in->n_sites == 0)
		return true;
	o = opening_read(ask->inv, j, in->n_sites == 1 && inventory_site(ask->inv, in->sites[0]) != NONE ?
	    in->sites[0] : "network", in->opened, end, err);
	for (uint32_t i = 0; o != NULL && i < in->n_sites; i++)
		s->open_s[i] = opening_seconds(o, in->sites[i], in->opened, end);
	opening_free(o);
	return o != NULL;
}

bool
story_read(struct story *s, struct journal *j, const struct story_ask *ask, uint32_t number,
    struct err *err)
{
	const struct incident	*in;
	uint32_t		 parent;

	if (!read_own(&s->own, j, number, err))
		return false;
	if ((in = story_incident(s)) == NULL)
		return true;
	parent = in->parent != 0 ? in->parent : in->was_parent;
	return (parent == 0 || read_latest(&s->parent, j, parent, err)) &&
	    read_children(s, j, in, err) && read_before(s, j, in, err) && read_open(s, j, ask, in, err);
}

static bool
has_number(const struct fact_list *list, uint32_t number)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->facts[i]->incident.incident->number == number)
			return true;
	return false;
}

bool
outages_read(struct outages *o, struct journal *j, const struct story_ask *ask, const char *site,
    struct wall from, struct wall to, struct err *err)
{
	struct reading		 r = { .to = &o->list, .max = STORY_OUTAGES, .takes = is_of_a_line,
				    .err = err };
	struct journal_find	 find = { .since = from, .until = to, .site = site };

	if (!journal_incidents(j, &find, take_row, &r, err) || r.is_bad)
		return false;
	o->is_cut = o->list.n == STORY_OUTAGES;
	for (size_t i = 0; i < o->list.n; i++) {
		const struct incident	*in = o->list.facts[i]->incident.incident;
		uint32_t		 parent = in->parent != 0 ? in->parent : in->was_parent;
		struct fact		*fact;

		if (parent == 0 || has_number(&o->parents, parent))
			continue;
		if (!read_latest(&fact, j, parent, err))
			return false;
		if (fact != NULL)
			list_add(&o->parents, fact);
	}
	return figures_read(&o->figures, ask->inv, j, site, (struct interval){ from, to }, ask->now, err);
}
