/* gather.c - see gather.h */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/inventory.h"
#include "report/gather_inside.h"
#include "report/report.h"

/* Sites. */

static uint32_t
find_site(const struct gathered *g, const char *id)
{
	size_t	 lo = 0, hi = g->n_sites;

	while (lo < hi) {
		size_t	 mid = lo + (hi - lo) / 2;
		int	 d = strcmp(g->sites[mid].id, id);

		if (d == 0)
			return (uint32_t)mid;
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NONE;
}

uint32_t
gather_site(const struct gathered *g, const char *id)
{
	uint32_t	 site = find_site(g, id);

	for (uint32_t i = 0; site == NONE && i < g->n_sites; i++)
		if (strcmp(g->sites[i].was, id) == 0)
			site = i;
	return site;
}

/* Its groups and those above them, each once. */
static void
collect_groups(const struct inventory *inv, struct gathered_site *s)
{
	s->groups = xcalloc(inv->n_groups + 1, sizeof(*s->groups));
	for (uint32_t i = 0; i < s->conf->n_groups; i++)
		s->groups[s->n_groups++] = s->conf->groups[i];
	for (uint32_t i = 0; i < s->n_groups; i++) {
		uint32_t	 parent = inv->groups[s->groups[i]].parent;
		bool		 is_new = parent != NONE;

		for (uint32_t k = 0; k < s->n_groups && is_new; k++)
			is_new = s->groups[k] != parent;
		if (is_new && s->n_groups < inv->n_groups)
			s->groups[s->n_groups++] = parent;
	}
}

static bool
is_in_group(const struct gathered_site *s, uint32_t group)
{
	for (uint32_t i = 0; i < s->n_groups; i++)
		if (s->groups[i] == group)
			return true;
	return false;
}

static void
site_done(struct gathered_site *s)
{
	line_done(&s->link);
	line_done(&s->convention);
	for (uint32_t i = 0; i < s->n_devices; i++)
		line_done(&s->devices[i].line);
	for (size_t i = 0; i < s->n_hours; i++) {
		free(s->hours[i].text);
		calendar_free(s->hours[i].opening);
	}
	free(s->devices);
	free(s->hours);
	free(s->groups);
	free(s->incidents);
	free(s->id);
	free(s->name);
	free(s->kind);
	free(s->commune);
	free(s->insee);
	free(s->first_day);
	free(s->last_day);
}

static struct gathered_site *
add_site(struct gathered *g, const char *id)
{
	struct gathered_site	*s;

	g->sites = grow(g->sites, g->n_sites, &g->memory->room_sites, sizeof(g->sites[0]));
	s = &g->sites[g->n_sites++];
	*s = (struct gathered_site){ .id = xstrdup(id), .was = "" };
	line_init(&s->link, g->period);
	line_init(&s->convention, g->period);
	return s;
}

static void
add_devices(struct gathered *g, struct gathered_site *s)
{
	const struct inventory	*inv = g->memory->inv;

	s->devices = xcalloc(s->conf->n_devices + 1, sizeof(*s->devices));
	for (uint32_t i = 0; i < s->conf->n_devices; i++) {
		const struct device	*d = &inv->devices[s->conf->first_device + i];

		if (d->kind == DEVICE_LINK)
			continue;
		s->devices[s->n_devices].name = d->name;
		line_init(&s->devices[s->n_devices++].line, g->period);
	}
}

/* A site of the configuration, if it belongs to the scope. */
static void
take_site(struct gathered *g, const struct site *conf, uint32_t group, const char *scope)
{
	struct gathered_site	*s = add_site(g, conf->id);

	s->conf = conf;
	s->was = conf->was;
	collect_groups(g->memory->inv, s);
	if (!g->memory->is_network && (group != NONE ? !is_in_group(s, group) : strcmp(conf->id, scope) != 0)) {
		site_done(s);
		g->n_sites--;
		return;
	}
	s->name = xstrdup(conf->name);
	s->kind = xstrdup(conf->kind);
	s->commune = xstrdup(conf->commune);
	s->insee = xstrdup(conf->insee);
	s->first_day = xstrdup(conf->first_day);
	s->last_day = xstrdup(conf->last_day);
	if (g->memory->is_full)
		add_devices(g, s);
}

struct gathered *
gathered_new(const struct report_wish *wish)
{
	struct gathered	*g = xcalloc(1, sizeof(*g));
	struct interval	 bounds = period_bounds(&wish->period, wish->inv->zone);
	uint32_t	 group = inventory_group(wish->inv, wish->scope);

	g->memory = xcalloc(1, sizeof(*g->memory));
	g->memory->inv = wish->inv;
	g->memory->is_network = strcmp(wish->scope, "network") == 0;
	g->memory->is_full = wish->is_full;
	g->memory->is_running = wish->is_running;
	g->period = (struct span){ wall_sec(bounds.from), wall_sec(bounds.to) };
	g->until_s = wall_sec(wish->now) < g->period.to_s ? wall_sec(wish->now) : g->period.to_s;
	if (wall_sec(wish->now) <= g->period.from_s) {	/* it is to come: all of it is not measured */
		g->until_s = g->period.to_s;
		g->is_future = true;
	}
	for (uint32_t i = 0; i < wish->inv->n_sites; i++)
		take_site(g, &wish->inv->sites[i], group, wish->scope);
	return g;
}

void
gathered_free(struct gathered *g)
{
	if (g == NULL)
		return;
	for (size_t i = 0; i < g->n_sites; i++)
		site_done(&g->sites[i]);
	for (size_t i = 0; i < g->n_incidents; i++) {
		free(g->incidents[i].scope);
		free(g->incidents[i].ticket);
	}
	for (size_t i = 0; i < g->n_windows; i++)
		free((void *)(uintptr_t)g->windows[i].scope);
	free(g->sites);
	free(g->incidents);
	free(g->windows);
	free(g->memory->declared);
	lookup_done(&g->memory->names);
	free(g->memory);
	free(g);
}

/* Hours. */

static void
add_hours(struct gathered *g, struct gathered_site *s, int64_t from_s, const char *text,
    const char *holidays, bool is_removed)
{
	struct gathered_hours	*h;
	struct err		 err;

	s->hours = xreallocarray(s->hours, s->n_hours + 1, sizeof(*s->hours));
	h = &s->hours[s->n_hours];
	*h = (struct gathered_hours){ .from_s = from_s, .is_first = s->n_hours == 0, .text = xstrdup(text) };
	s->n_hours++;
	if (is_removed)
		return;
	h->opening = calendar_parse(text, holidays, &err);
	if (h->opening == NULL && g->memory->err.text[0] == '\0')
		err_set(&g->memory->err, "opening hours of %s: %s", s->id, err.text);
}

static void
set_text(char **field, const char *text)
{
	char	*copy = xstrdup(text);

	free(*field);
	*field = copy;
}

static void
take_hours(struct gathered *g, const struct fact *fact)
{
	const struct fact_hours	*f = &fact->hours;
	uint32_t		 i = NONE;
	struct gathered_site	*s;

	for (uint32_t k = 0; k < g->n_sites; k++)
		if (strcmp(g->sites[k].id, fact->object) == 0 || strcmp(g->sites[k].was, fact->object) == 0)
			i = k;
	if (i == NONE && (!g->memory->is_network || inventory_site(g->memory->inv, fact->object) != NONE))
		return;
	s = i != NONE ? &g->sites[i] : add_site(g, fact->object);
	if (s->conf != NULL && f->is_removed && strcmp(s->id, fact->object) != 0)
		return;		/* its former name went, not the site */
	add_hours(g, s, wall_sec(fact->happened), f->opening, f->holidays, f->is_removed);
	set_text(&s->first_day, f->first_day);
	set_text(&s->last_day, f->last_day);
	if (s->conf != NULL)
		return;
	set_text(&s->name, f->name);
	set_text(&s->kind, f->kind);
	set_text(&s->commune, f->commune);
	set_text(&s->insee, f->insee);
}

/* It was there at some time of the period. */
static bool
was_there(const struct gathered *g, const struct gathered_site *s)
{
	for (size_t i = 0; i < s->n_hours; i++) {
		int64_t	 from_s = i == 0 ? INT64_MIN : s->hours[i].from_s;
		int64_t	 to_s = i + 1 < s->n_hours ? s->hours[i + 1].from_s : INT64_MAX;

		if (s->hours[i].opening != NULL && from_s < g->until_s && to_s > g->period.from_s)
			return true;
	}
	return false;
}

static int
by_id(const void *a, const void *b)
{
	const struct gathered_site	*x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
by_from(const void *a, const void *b)
{
	const struct gathered_hours	*x = a, *y = b;

	return x->from_s < y->from_s ? -1 : x->from_s > y->from_s;
}

static void
add_name(struct gathered *g, const char *id, const char *rest, struct line *line)
{
	char	*name = xasprintf("%s/%s", id, rest);

	lookup_add(&g->memory->names, name, line);
	free(name);
}

static void
name_lines(struct gathered *g, struct gathered_site *s, const char *id)
{
	add_name(g, id, "link", &s->link);
	add_name(g, id, "convention", &s->convention);
	for (uint32_t i = 0; i < s->n_devices; i++)
		add_name(g, id, strchr(s->devices[i].name, '/') + 1, &s->devices[i].line);
}

void
gather_seal(struct gathered *g)
{
	size_t	 n = 0;

	if (g->memory->is_sealed)
		return;
	g->memory->is_sealed = true;
	for (size_t i = 0; i < g->n_sites; i++) {
		struct gathered_site	*s = &g->sites[i];

		if (s->n_hours == 0)
			add_hours(g, s, 0, s->conf->opening_text, g->memory->inv->holidays, false);
		qsort(s->hours, s->n_hours, sizeof(s->hours[0]), by_from);
		for (size_t k = 0; k < s->n_hours; k++)
			s->hours[k].is_first = k == 0;
		if (s->conf == NULL && !was_there(g, s))
			site_done(s);
		else
			g->sites[n++] = *s;
	}
	g->n_sites = n;
	if (n > 1)
		qsort(g->sites, n, sizeof(g->sites[0]), by_id);
	for (size_t i = 0; i < n; i++)
		name_lines(g, &g->sites[i], g->sites[i].id);
	for (size_t i = 0; i < n; i++)
		if (*g->sites[i].was != '\0')
			name_lines(g, &g->sites[i], g->sites[i].was);
}

/* Lines. */

enum line_state
gather_line_state(enum state_word state)
{
	switch (state) {
	case STATE_UP:
	case STATE_DEGRADED:
	case STATE_COMPLIANT:
		return LINE_UP;
	case STATE_DOWN:
	case STATE_NON_COMPLIANT:
		return LINE_DOWN;
	default:
		return LINE_UNKNOWN;
	}
}

struct line *
gather_line(struct gathered *g, const char *object)
{
	gather_seal(g);
	return g->is_future ? NULL : lookup_find(&g->memory->names, object);
}

void
gather_state(struct gathered *g, const char *object, int64_t since_s, enum state_word state)
{
	struct line	*line = gather_line(g, object);

	if (line != NULL)
		line_own(line, since_s, gather_line_state(state));
}

void
gather_transition(struct gathered *g, const char *object, int64_t at_s, enum state_word state,
    enum responsibility by)
{
	struct line	*line = gather_line(g, object);

	if (line != NULL)
		line_import(line, at_s, gather_line_state(state), by);
}

void
gather_lose(struct gathered *g, int64_t at_s)
{
	gather_seal(g);
	for (size_t i = 0; i < g->n_sites; i++) {
		line_lost(&g->sites[i].link, at_s);
		line_lost(&g->sites[i].convention, at_s);
		for (uint32_t k = 0; k < g->sites[i].n_devices; k++)
			line_lost(&g->sites[i].devices[k].line, at_s);
	}
}

/* What people say, and incidents. */

static void
take_incident(struct gathered *g, const struct fact_incident *f)
{
	const struct incident		*i = f->incident;
	struct gathered_incident	*to;
	bool				 by_hand = f->event.type == EVENT_CLOSED &&
					    strcmp(f->event.by, "vigie") != 0;

	g->incidents = grow(g->incidents, g->n_incidents, &g->room_incidents, sizeof(g->incidents[0]));
	to = &g->incidents[g->n_incidents++];
	*to = (struct gathered_incident){ .number = i->number, .parent = i->parent, .kind = i->kind,
	    .kind_first = i->kind_first, .order = (uint32_t)g->n_incidents,
	    .responsibility = i->responsibility, .is_persons = by_hand,
	    .opened_s = wall_sec(i->opened), .confirmed_s = wall_sec(i->confirmed),
	    .told_s = wall_sec(i->told_at), .acknowledged_s = wall_sec(i->acknowledged),
	    .restored_s = wall_sec(i->restored), .scope = xstrdup(i->scope), .ticket = xstrdup(i->ticket) };
}

static void
take_window(struct gathered *g, const struct fact_window *w)
{
	struct fact_window	*to;

	g->windows = grow(g->windows, g->n_windows, &g->room_windows, sizeof(g->windows[0]));
	to = &g->windows[g->n_windows++];
	*to = *w;
	to->scope = xstrdup(w->scope);
	to->by = to->text = "";		/* nothing of it is said */
}

static void
take_declaration(struct gathered *g, const struct fact_declaration *d)
{
	struct gather_memory	*m = g->memory;

	gather_seal(g);
	m->declared = grow(m->declared, m->n_declared, &m->room_declared, sizeof(m->declared[0]));
	m->declared[m->n_declared] = (struct declared){ d->number, (uint32_t)m->n_declared, d->kind,
	    gather_site(g, d->site), wall_sec(d->start.ms != 0 ? d->start : d->recorded), d->is_failed,
	    d->cancelled.ms != 0 };
	m->n_declared++;
}

void
gather_fact(struct gathered *g, const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_HOURS:
		take_hours(g, fact);
		break;
	case FACT_STATE:
		gather_state(g, fact->object, wall_sec(fact->state.since), fact->state.state);
		break;
	case FACT_TRANSITION:
		gather_transition(g, fact->object, wall_sec(fact->happened), fact->transition.state,
		    fact->transition.responsibility);
		break;
	case FACT_START:
		gather_lose(g, wall_sec(fact->start.last_sign.ms != 0 ? fact->start.last_sign : fact->happened));
		break;
	case FACT_STOP:
		gather_lose(g, wall_sec(fact->happened));
		break;
	case FACT_BLIND:
		if (fact->blind.is_blind)
			gather_lose(g, wall_sec(fact->happened));
		break;
	case FACT_INCIDENT:
		take_incident(g, &fact->incident);
		break;
	case FACT_WINDOW:
		take_window(g, &fact->window);
		break;
	case FACT_DECLARATION:
		take_declaration(g, &fact->declaration);
		break;
	default:
		break;
	}
}
