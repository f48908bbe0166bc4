/*
 * adopt.c - another configuration: what keeps its name keeps its state.
 *
 * A check that is gone is as if its holding had ended; an incident whose object
 * is gone ends as removed, told as such to those who heard of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

/* The former generation while the next takes over. */
struct former {
	const struct inventory	*inv;
	struct check_live	*checks;
	struct device_live	*devices;
	struct site_live	*sites;
};

static uint32_t
former_site(const struct former *old, const struct site *site)
{
	uint32_t	 i = inventory_site(old->inv, site->id);

	return i == NONE && *site->was != '\0' ? inventory_site(old->inv, site->was) : i;
}

/* The former name of something of this site: its id may have changed. */
static void
former_name(const struct former *old, const struct site *site, const char *name, char *out, size_t size)
{
	uint32_t	 i = former_site(old, site);
	const char	*rest = strchr(name, '/');

	snprintf(out, size, "%s%s", i == NONE ? site->id : old->inv->sites[i].id, rest == NULL ? "" : rest);
}

/* Which site of the next generation has the history of this one; NONE: it is gone. */
static uint32_t
heir(const struct inventory *now, const struct inventory *before, uint32_t site)
{
	const char	*id = before->sites[site].id;
	uint32_t	 i = inventory_site(now, id);

	for (uint32_t k = 0; i == NONE && k < now->n_sites; k++)
		if (strcmp(now->sites[k].was, id) == 0 && inventory_site(before, now->sites[k].id) == NONE)
			i = k;
	return i;
}

static void
move_check(struct judge *j, struct former *old, uint32_t index)
{
	struct check_live	*c = &j->checks[index], *from;
	char			 name[NAME_ROOM];
	uint32_t		 i;

	if (c->site == NONE)
		strlcpy(name, j->inv->checks[index].name, sizeof(name));
	else
		former_name(old, &j->inv->sites[c->site], j->inv->checks[index].name, name, sizeof(name));
	i = inventory_check(old->inv, name);
	if (i == NONE)
		return;
	from = &old->checks[i];
	c->last_ms = from->last_ms;
	c->valid_ms = from->valid_ms;
	c->answer_ms = from->answer_ms;
	c->fail_ms = from->fail_ms;
	c->ok_ms = from->ok_ms;
	c->text = from->text;
	from->text = NULL;
	c->epoch = from->epoch;
	c->n_fail = from->n_fail;
	c->n_ok = from->n_ok;
	c->state = from->state;
	c->last = from->last;
	c->has_answered = from->has_answered;
	c->is_waited = from->is_waited;
	c->is_silent = from->is_silent;
	j->n_waited += c->is_waited;
}

/* When it wants to be looked at: a new canary has one holding to answer. */
static void
arm_check(struct judge *j, uint32_t index)
{
	struct check_live	*c = &j->checks[index];
	int64_t			 end_ms;

	if (c->site == NONE && c->valid_ms == 0 && !c->is_waited && !c->is_silent)
		c->valid_ms = j->now_ms;
	end_ms = later(c->valid_ms, j->start_ms) + c->hold_ms;
	if (c->is_push)
		end_ms = j->now_ms + 1;		/* it finds its own instants from there */
	if (end_ms > j->now_ms)
		due_check(j, index, end_ms);
}

/* What a former check of a site is now. */
static uint32_t
new_check(const struct judge *j, const struct former *old, uint32_t check)
{
	const struct check	*conf;
	char			 name[NAME_ROOM];
	uint32_t		 to;

	if (check < old->inv->n_canaries || check == NONE)
		return NONE;
	conf = &old->inv->checks[check];
	if ((to = heir(j->inv, old->inv, conf->site)) == NONE)
		return NONE;
	snprintf(name, sizeof(name), "%s%s", j->inv->sites[to].id, strchr(conf->name, '/'));
	return inventory_check(j->inv, name);
}

static void
move_object(const struct judge *j, const struct former *old, struct object *to, const struct object *from)
{
	*to = *from;
	to->check = new_check(j, old, from->check);
}

static void
move_device(struct judge *j, struct former *old, uint32_t index)
{
	const struct device	*conf = &j->inv->devices[index];
	struct device_live	*d = &j->devices[index];
	char			 name[NAME_ROOM];
	uint32_t		 i;

	former_name(old, &j->inv->sites[conf->site], conf->name, name, sizeof(name));
	i = inventory_device(old->inv, name);
	if (i == NONE)
		return;
	*d = old->devices[i];
	move_object(j, old, &d->o, &old->devices[i].o);
	d->boot_check = new_check(j, old, d->boot_check);
	if (d->boot_check == NONE)
		d->boot_seen_ms = 0;
	d->days_due_ms = 0;
	device_choose_primary(j, index);
}

/* What its checks are called now. */
static void
move_line(const struct judge *j, const struct former *old, struct line_live *line)
{
	for (size_t k = 0; k < LINE_N; k++)
		if (line->metrics[k] != NULL)
			line->metrics[k]->check = new_check(j, old, line->metrics[k]->check);
	line->traffic_check = new_check(j, old, line->traffic_check);
	line->full_check = new_check(j, old, line->full_check);
	if (line->traffic_check == NONE)
		line->traffic_ms = line->traffic_check = 0;
	if (line->full_check == NONE)
		line->n_full = 0;
}

static void
move_site(struct judge *j, struct former *old, uint32_t index)
{
	uint32_t		 i = former_site(old, &j->inv->sites[index]);
	struct site_live	*s = &j->sites[index], *from;

	if (i == NONE)
		return;
	from = &old->sites[i];
	move_object(j, old, &s->link, &from->link);
	move_object(j, old, &s->convention, &from->convention);
	s->fail_after_ms = from->fail_after_ms;
	s->changes = from->changes;
	s->n_changes = from->n_changes;
	s->room_changes = from->room_changes;
	from->changes = NULL;
	s->on_backup = from->on_backup;
	if (from->line != NULL)
		move_line(j, old, from->line);
	line_adopt(j, index, from->line);
	from->line = NULL;
	s->line_check = new_check(j, old, from->line_check);
	s->line_ms = from->line_ms;
	s->line_seen_ms = s->line_check == NONE ? 0 : from->line_seen_ms;
}

bool
live_has_place(const struct live *l)
{
	if (l->i.kind_first == INCIDENT_BLIND || l->i.kind_first == INCIDENT_VIGIE)
		return true;
	if (l->i.kind_first == INCIDENT_GROUP || (l->i.kind_first == INCIDENT_FLAPPING && l->site == NONE))
		return l->group != NONE;
	return l->site != NONE && (*l->i.object == '\0' || l->device != NONE || l->check != NONE);
}

/* Nobody speaks for its children any more. */
static void
orphan(struct judge *j, const struct live *gone)
{
	for (size_t i = 0; i < j->n_remembered; i++) {
		struct live	*l = j->remembered[i];

		if (l->i.parent != gone->i.number || l->i.restored.ms != 0)
			continue;
		l->i.parent = 0;
		l->i.was_parent = gone->i.number;
		l->i.settle_until.ms = j->now_ms + j->inv->settle_ms;
		l->again_ms = j->now_ms;
		incident_event(j, l, EVENT_DETACHED, j->now_ms, "vigie", "group_over", NULL);
	}
}

void
live_remove(struct judge *j, struct live *l)
{
	incident_unlist(j, l);
	l->site = l->device = l->check = l->group = NONE;
	if (l->i.restored.ms != 0)
		return;
	l->i.is_removed = true;
	l->i.restored.ms = later(floor_second(j->now_ms), l->i.opened.ms);
	if (l->i.closed.ms == 0)
		l->i.closed = l->i.restored;
	l->i.parent = 0;
	incident_list(j, l);
	incident_event(j, l, EVENT_REMOVED, j->now_ms, "vigie", "", NULL);
	orphan(j, l);
}

/* The id that a site had until now; NULL: it is new, or has it still. */
static const char *
former_id(const struct judge *j, const struct former *old, uint32_t site)
{
	uint32_t	 i = former_site(old, &j->inv->sites[site]);

	return i == NONE || strcmp(old->inv->sites[i].id, j->inv->sites[site].id) == 0 ? NULL :
	    old->inv->sites[i].id;
}

static void
rename_lives(struct judge *j, const struct former *old)
{
	const char	*id;

	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		if ((id = former_id(j, old, i)) != NULL)
			for (size_t k = 0; k < j->n_remembered; k++)
				rename_live(j->remembered[k], id, j->inv->sites[i].id);
}

/* Finds it again under the present names. */
static void
move_live(struct judge *j, struct live *l)
{
	bool	 was_listed = l->is_listed;

	l->is_listed = false;
	recall_place(j, l);
	if (!live_has_place(l))
		live_remove(j, l);
	else if (was_listed)
		incident_list(j, l);
}

/*
 * What is gone is watched no more: its time is unknown from here on, in the journal
 * too, or it would stay for ever what it was, and come back with a good past.
 */
static void
lose_gone(struct judge *j, const struct inventory *next)
{
	struct verdict	 unknown = { STATE_UNKNOWN, j->now_ms, NONE, 0 };
	char		 name[NAME_ROOM];

	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		const struct site	*site = &j->inv->sites[i];
		uint32_t		 to = heir(next, j->inv, i);

		for (uint32_t d = site->first_device; d < site->first_device + site->n_devices; d++) {
			const struct device	*device = &j->inv->devices[d];

			if (to != NONE)
				snprintf(name, sizeof(name), "%s/%s", next->sites[to].id, device->id);
			if (device->kind != DEVICE_LINK && (to == NONE || inventory_device(next, name) == NONE))
				object_set(j, &j->devices[d].o, &unknown);
		}
		if (to != NONE)
			continue;
		object_set(j, &j->sites[i].link, &unknown);
		object_set(j, &j->sites[i].convention, &unknown);
		line_forget(j, i);
	}
}

static void
say_renamed(struct judge *j, const struct former *old)
{
	const char	*id;

	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		if ((id = former_id(j, old, i)) != NULL)
			rename_say(j, i, id);
}

void
judge_adopt(struct judge *j, const struct inventory *inv, struct wall now)
{
	struct former	 old;
	struct judge	 shell;

	judge_pass(j, now);
	lose_gone(j, inv);
	old = (struct former){ j->inv, j->checks, j->devices, j->sites };
	shell = *j;
	j->n_heap = 0;
	j->n_pending = 0;
	j->n_waited = 0;
	TAILQ_INIT(&j->lives);
	judge_build(j, inv);
	for (uint32_t i = 0; i < inv->n_checks; i++) {
		move_check(j, &old, i);
		arm_check(j, i);
	}
	for (uint32_t i = 0; i < inv->n_devices; i++)
		move_device(j, &old, i);
	for (uint32_t i = 0; i < inv->n_sites; i++)
		move_site(j, &old, i);
	rename_lives(j, &old);
	for (size_t i = 0; i < j->n_remembered; i++)
		move_live(j, j->remembered[i]);
	if (j->n_waited == 0)
		j->is_gate_open = true;
	say_renamed(j, &old);
	judge_demolish(&shell);
	routes_open(j);
	canary_judge(j, j->now_ms);
	j->windows_ms = j->flaps_ms = j->digest_ms = 0;
	groups_touch_all(j);
	sites_due_now(j);
	judge_finish(j);
}
