/* gather_end.c - the last word on everything, once all facts are there; see gather.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/inventory.h"
#include "report/gather_inside.h"

static int
compare(uint32_t a, uint32_t b, uint32_t order_a, uint32_t order_b)
{
	if (a != b)
		return a < b ? -1 : 1;
	return order_a < order_b ? -1 : order_a > order_b;
}

static int
compare_incidents(const void *a, const void *b)
{
	const struct gathered_incident	*x = a, *y = b;

	return compare(x->number, y->number, x->order, y->order);
}

static int
compare_declared(const void *a, const void *b)
{
	const struct declared	*x = a, *y = b;

	return compare(x->number, y->number, x->order, y->order);
}

/* The latest row of each; whether a person gave the responsibility that it has. */
static void
settle_incidents(struct gathered *g)
{
	size_t	 n = 0;

	if (g->n_incidents > 1)
		qsort(g->incidents, g->n_incidents, sizeof(g->incidents[0]), compare_incidents);
	for (size_t i = 0; i < g->n_incidents; i++) {
		struct gathered_incident	*in = &g->incidents[i], *former;

		if (n == 0 || g->incidents[n - 1].number != in->number) {
			in->is_persons = false;	/* it had that before */
			g->incidents[n++] = *in;
			continue;
		}
		former = &g->incidents[n - 1];
		if (former->responsibility == in->responsibility)
			in->is_persons = former->is_persons;
		free(former->scope);
		free(former->ticket);
		*former = *in;
	}
	g->n_incidents = n;
}

static int
compare_opened(const void *a, const void *b, void *arg)
{
	const struct gathered	*g = arg;
	uint32_t		 x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (g->incidents[x].opened_s != g->incidents[y].opened_s)
		return g->incidents[x].opened_s < g->incidents[y].opened_s ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Each site knows its own. */
static void
share_incidents(struct gathered *g)
{
	for (uint32_t i = 0; i < g->n_incidents; i++) {
		const struct gathered_incident	*in = &g->incidents[i];
		uint32_t			 site;
		struct gathered_site		*s;

		if (in->kind_first == INCIDENT_GROUP || (site = gather_site(g, in->scope)) == NONE)
			continue;
		s = &g->sites[site];
		s->incidents = grow(s->incidents, s->n_incidents, &s->room_incidents, sizeof(s->incidents[0]));
		s->incidents[s->n_incidents++] = i;
	}
	for (size_t i = 0; i < g->n_sites; i++)
		if (g->sites[i].n_incidents > 1)
			qsort_r(g->sites[i].incidents, g->sites[i].n_incidents, sizeof(uint32_t),
			    compare_opened, g);
}

/* Windows by number, the latest word of each. */
static void
settle_windows(struct gathered *g)
{
	size_t	 n = 0;

	for (size_t i = 0; i < g->n_windows; i++) {
		bool	 is_over = false;

		for (size_t k = i + 1; k < g->n_windows && !is_over; k++)
			is_over = g->windows[k].number == g->windows[i].number;
		if (is_over)
			free((void *)(uintptr_t)g->windows[i].scope);
		else
			g->windows[n++] = g->windows[i];
	}
	g->n_windows = n;
}

static void
count_declared(struct gathered *g)
{
	struct gather_memory	*m = g->memory;

	if (m->n_declared > 1)
		qsort(m->declared, m->n_declared, sizeof(m->declared[0]), compare_declared);
	for (size_t i = 0; i < m->n_declared; i++) {
		const struct declared		*d = &m->declared[i];
		struct gathered_declared	*to;

		if (i + 1 < m->n_declared && m->declared[i + 1].number == d->number)
			continue;
		if (d->is_cancelled || d->site == NONE || d->at_s < g->period.from_s || d->at_s >= g->until_s)
			continue;
		to = &g->sites[d->site].declared;
		if (d->kind == DECLARATION_VISIO)
			*(d->is_failed ? &to->visio_failed : &to->visio) += 1;
		else if (d->kind == DECLARATION_TRAINING)
			to->trainings++;
		else
			to->interventions++;
	}
}

bool
gather_end(struct gathered *g, int64_t alive_s, struct err *err)
{
	gather_seal(g);
	if (alive_s != INT64_MAX)
		gather_lose(g, alive_s);
	settle_incidents(g);
	share_incidents(g);
	settle_windows(g);
	count_declared(g);
	return g->memory->err.text[0] == '\0' || err_set(err, "%s", g->memory->err.text);
}

bool
gathered_concerns(const struct gathered *g, const struct gathered_site *site, const struct fact_window *w)
{
	if (strcmp(w->scope, "all") == 0 || strcmp(w->scope, site->id) == 0 ||
	    (*site->was != '\0' && strcmp(w->scope, site->was) == 0))
		return true;
	for (uint32_t i = 0; i < site->n_groups; i++)
		if (strcmp(w->scope, g->memory->inv->groups[site->groups[i]].id) == 0)
			return true;
	return false;
}

const struct gathered_incident *
gathered_incident(const struct gathered *g, uint32_t number)
{
	size_t	 lo = 0, hi = g->n_incidents;

	while (lo < hi) {
		size_t	 mid = lo + (hi - lo) / 2;

		if (g->incidents[mid].number == number)
			return &g->incidents[mid];
		if (g->incidents[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
