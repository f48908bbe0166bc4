/*
 * judge.c - the door: results and time come in, facts go out.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

#define BLIND_TOLD_MS	(2 * MIN_MS)

void
emit(struct judge *j, struct fact *fact)
{
	fact->known.ms = j->now_ms;
	j->fn(j->arg, fact);
}

const char *
object_name(const struct judge *j, const struct object *o)
{
	const char	*p = (const char *)o;
	size_t		 site;

	if (o->what == OBJECT_DEVICE)
		return j->inv->devices[(size_t)(p - (const char *)j->devices) / sizeof(*j->devices)].name;
	site = (size_t)(p - (const char *)j->sites) / sizeof(*j->sites);
	return o->what == OBJECT_CONVENTION ? j->sites[site].convention_name :
	    j->inv->devices[j->inv->sites[site].link].name;
}

void
emit_state(struct judge *j, const struct object *o)
{
	const struct check_live	*c = o->check == NONE ? NULL : &j->checks[o->check];
	struct fact		 fact = { .kind = FACT_STATE, .object = object_name(j, o),
				    .happened = { o->since_ms }, .state = { .state = o->state,
				    .was = o->was, .since = { o->since_ms }, .check = "", .text = "",
				    .count = o->count } };
	const struct site_live	*s;

	if (c != NULL) {
		fact.state.check = j->inv->checks[o->check].name;
		if (o->state == STATE_DOWN && c->text != NULL)
			fact.state.text = c->text;
	}
	if (o->what == OBJECT_DEVICE) {
		fact.state.down_from.ms = ((const struct device_live *)(const void *)o)->down_from_ms;
	} else if (o->what == OBJECT_LINK) {
		s = (const struct site_live *)(const void *)o;
		fact.state.on_backup = s->on_backup;
		fact.state.changes = s->changes;
		fact.state.n_changes = (uint32_t)s->n_changes;
	}
	emit(j, &fact);
}

static_assert(offsetof(struct device_live, o) == 0, "an object is the head of its device");
static_assert(offsetof(struct site_live, link) == 0, "a link is the head of its site");

bool
object_set(struct judge *j, struct object *o, const struct verdict *v)
{
	o->check = v->check;
	o->count = v->count;
	if (o->state == v->state)
		return false;
	o->was = o->state;
	o->state = (uint8_t)v->state;
	o->exact_ms = v->at_ms;
	j->moved_ms = later(j->moved_ms, v->at_ms);
	o->since_ms = floor_second(v->at_ms);
	if (o->what == OBJECT_LINK)
		flapping_count(j, (struct site_live *)(void *)o);
	emit_state(j, o);
	return true;
}

/* Groups of a site: its own, then those above, nearest first, each once. */
static void
collect_groups(const struct inventory *inv, const struct site *site, struct site_live *s)
{
	s->groups = xcalloc(inv->n_groups + 1, sizeof(*s->groups));
	for (uint32_t i = 0; i < site->n_groups; i++)
		s->groups[s->n_groups++] = site->groups[i];
	for (uint32_t i = 0; i < s->n_groups; i++) {
		uint32_t	 parent = inv->groups[s->groups[i]].parent;
		bool		 is_new = parent != NONE;

		for (uint32_t k = 0; k < s->n_groups && is_new; k++)
			is_new = s->groups[k] != parent;
		if (is_new && s->n_groups < inv->n_groups)
			s->groups[s->n_groups++] = parent;
	}
}

static void
new_site(struct judge *j, uint32_t index)
{
	struct site_live	*s = &j->sites[index];

	s->link = (struct object){ .check = NONE, .what = OBJECT_LINK };
	s->convention = (struct object){ .check = NONE, .what = OBJECT_CONVENTION };
	s->convention_name = xasprintf("%s/convention", j->inv->sites[index].id);
	s->due_ms = NEVER_MS;
	TAILQ_INIT(&s->lives);
	collect_groups(j->inv, &j->inv->sites[index], s);
}

static void
new_check(struct judge *j, uint32_t index)
{
	const struct check	*conf = &j->inv->checks[index];
	struct check_live	*c = &j->checks[index];
	const struct device	*device;

	c->site = conf->site;
	c->device = conf->device;
	c->hold_ms = (uint32_t)(conf->interval_ms * 5 / 2);
	c->due_ms = NEVER_MS;
	c->last = JUDGED_ERROR;
	if (conf->device == NONE)
		return;
	device = &j->inv->devices[conf->device];
	c->is_router = device->kind == DEVICE_ROUTER;
	c->is_counted = conf->is_answer_of_site;
	c->is_push = strcmp(conf->probe, "push") == 0;
	c->is_behind = device->kind != DEVICE_ROUTER && device->kind != DEVICE_BACKUP &&
	    !(device->kind == DEVICE_LINK && strcmp(conf->id, "first_hop") == 0);
}

/* Everything that mirrors the inventory; all unknown. */
void
judge_build(struct judge *j, const struct inventory *inv)
{
	j->inv = inv;
	j->checks = xcalloc(inv->n_checks + 1, sizeof(*j->checks));
	j->devices = xcalloc(inv->n_devices + 1, sizeof(*j->devices));
	j->sites = xcalloc(inv->n_sites + 1, sizeof(*j->sites));
	j->route_open_ms = xcalloc(inv->n_routes + 1, sizeof(*j->route_open_ms));
	j->room_heap = (size_t)inv->n_checks + inv->n_sites + 16;
	j->heap = xreallocarray(j->heap, j->room_heap, sizeof(*j->heap));
	for (uint32_t i = 0; i < inv->n_checks; i++)
		new_check(j, i);
	for (uint32_t i = 0; i < inv->n_devices; i++) {
		j->devices[i].o = (struct object){ .check = NONE, .what = OBJECT_DEVICE };
		device_choose_primary(j, i);
	}
	for (uint32_t i = 0; i < inv->n_sites; i++)
		new_site(j, i);
	groups_build(j);
}

struct judge *
judge_new(const struct inventory *inv, judge_fact_fn *fn, void *arg)
{
	struct judge	*j = xcalloc(1, sizeof(*j));

	j->fn = fn;
	j->arg = arg;
	j->next_incident = j->next_notice = j->next_window = 1;
	j->is_door_open = true;
	TAILQ_INIT(&j->lives);
	judge_build(j, inv);
	return j;
}

void
judge_demolish(struct judge *j)
{
	for (uint32_t i = 0; i < j->inv->n_checks; i++)
		free(j->checks[i].text);
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		free(j->sites[i].convention_name);
		free(j->sites[i].groups);
		free(j->sites[i].changes);
		line_free(j->sites[i].line);
	}
	for (uint32_t i = 0; i < j->inv->n_groups; i++)
		free(j->groups[i].lost);
	free(j->groups);
	free(j->checks);
	free(j->devices);
	free(j->sites);
	free(j->route_open_ms);
}

void
judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	judge_demolish(j);
	for (size_t i = 0; i < j->n_remembered; i++)
		incident_free(j->remembered[i]);
	for (size_t i = 0; i < j->n_windows; i++)
		window_free(&j->windows[i]);
	digest_free(j);
	fold_free(j);
	free(j->remembered);
	free(j->windows);
	free(j->pending);
	free(j->touched);
	free(j->heap);
	free(j);
}

/* Does what fell due before now, each at its instant. */
void
judge_pass(struct judge *j, struct wall now)
{
	if (j->is_running)
		due_run(j, now.ms);
	j->now_ms = later(j->now_ms, now.ms);
}

/* What the call itself made due at this very instant. */
struct wall
judge_finish(struct judge *j)
{
	if (j->is_running)
		due_run(j, j->now_ms);
	return (struct wall){ j->is_running ? due_next(j) : NEVER_MS };
}

struct wall
judge_tick(struct judge *j, struct wall now)
{
	judge_pass(j, now);
	return judge_finish(j);
}

void
gate_pass(struct judge *j, struct check_live *c)
{
	if (!c->is_waited)
		return;
	c->is_waited = false;
	if (--j->n_waited > 0)
		return;
	j->is_gate_open = true;
	sites_due_now(j);
}

void
lives_wake(struct judge *j)
{
	struct live	*l;

	TAILQ_FOREACH(l, &j->lives, entry)
		l->wake_ms = 0;
}

void
sites_due_now(struct judge *j)
{
	lives_wake(j);
	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		due_site(j, i, j->now_ms);
	due_all(j, j->now_ms);
}

static void
sites_with_lives_due_now(struct judge *j)
{
	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		if (!TAILQ_EMPTY(&j->sites[i].lives))
			due_site(j, i, j->now_ms);
}

void
all_due(struct judge *j)
{
	struct live	*l, *next;
	int64_t		 due_ms;

	blind_due(j);
	if (routes_open(j)) {
		sites_with_lives_due_now(j);
		lives_wake(j);
	}
	groups_judge(j);
	TAILQ_FOREACH_SAFE(l, &j->lives, entry, next) {
		if (l->wake_ms > j->now_ms)
			continue;
		l->wake_ms = NEVER_MS;
		hold_judge(j, l);
		l->wake_ms = sooner(l->wake_ms, hold_due(j, l));
	}
	digest_judge(j);
	fold_judge(j);
	due_ms = sooner(sooner(routes_due(j), groups_due(j)), sooner(digest_due(j), fold_due(j)));
	if (j->is_blind && incident_on(j, NONE, INCIDENT_BLIND, "") == NULL)
		due_ms = sooner(due_ms, j->blind_ms + BLIND_TOLD_MS);
	TAILQ_FOREACH(l, &j->lives, entry)
		due_ms = sooner(due_ms, l->wake_ms);
	due_all(j, later(due_ms, j->now_ms + 1));
}

/* What a router tells of its line; true when the site has to be judged because of it. */
static bool
keep_line(struct judge *j, const struct judged_result *r, int64_t started_ms)
{
	uint32_t		 site = j->checks[r->check].site;
	const struct site	*conf = &j->inv->sites[site];

	line_keep(j, site, LINE_SNR, r->check, r->snr_down_db * 10, started_ms);
	if (r->sync_down_bps > 0)
		line_keep(j, site, LINE_SYNC, r->check, r->sync_down_bps / 1000, started_ms);
	if (r->rtt_med_ms >= 0 && (conf->up_bps > 0 || conf->down_bps > 0))
		line_keep(j, site, LINE_RTT, r->check, r->rtt_med_ms * 10, started_ms);
	return saturated_keep(j, r, started_ms);
}

static void
keep_values(struct judge *j, const struct judged_result *r, int64_t started_ms)
{
	struct device_live	*d = &j->devices[j->checks[r->check].device];
	struct site_live	*s = &j->sites[j->checks[r->check].site];

	if (r->uptime_s >= 0) {
		d->boot_ms = started_ms - (int64_t)(r->uptime_s * 1000);
		d->boot_seen_ms = started_ms;
		d->boot_check = r->check;
	}
	if (r->line_uptime_s >= 0) {
		s->line_ms = started_ms - (int64_t)(r->line_uptime_s * 1000);
		s->line_seen_ms = started_ms;
		s->line_check = r->check;
	}
}

/* It says again what its check and its site say already. */
static bool
is_no_news(const struct judge *j, const struct check_live *c, enum judged_status status)
{
	const struct device_live	*d = &j->devices[c->device];

	if (!j->sites[c->site].is_calm || !is_current(j, c) || c->last != status)
		return false;
	if (status == JUDGED_OK)
		return c->state == STATE_UP && d->o.state == STATE_UP;
	return status == JUDGED_FAIL && c->state == STATE_DOWN && d->o.state == STATE_DOWN;
}

void
judge_result(struct judge *j, const struct judged_result *r, struct wall now)
{
	struct check_live	*c = &j->checks[r->check];
	int64_t			 started_ms;
	bool			 is_full;

	assert(r->check < j->inv->n_checks);
	judge_pass(j, now);
	started_ms = r->started.ms == 0 ? j->now_ms : sooner(r->started.ms, j->now_ms);
	if (r->status == JUDGED_ERROR || !j->is_running || started_ms <= c->last_ms ||
	    started_ms + c->hold_ms <= j->now_ms)
		return;
	c->last_ms = started_ms;
	gate_pass(j, c);
	if (c->site == NONE) {
		canary_feed(j, r->check, r->status, started_ms);
	} else if (!j->is_blind && started_ms >= j->void_ms) {
		keep_values(j, r, started_ms);
		is_full = c->is_router && keep_line(j, r, started_ms);
		if (!is_full && is_no_news(j, c, r->status)) {
			c->valid_ms = started_ms;
			if (r->status == JUDGED_OK)
				c->answer_ms = started_ms;
			return;
		}
		check_feed(j, r->check, r->status, started_ms, r->text);
		site_judge(j, c->site, started_ms);
	}
	judge_finish(j);
}

void
judge_push_door(struct judge *j, bool is_open, struct wall now)
{
	judge_pass(j, now);
	if (is_open && !j->is_door_open)
		j->push_ms = later(j->push_ms, j->now_ms);
	j->is_door_open = is_open;
	judge_finish(j);
}
