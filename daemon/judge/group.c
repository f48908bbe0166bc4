/*
 * group.c - rule 9: what several sites share fails once.
 *
 * A group qualifies with at least two lost sites, half of its sites and, above
 * other groups, two of its branches touched.  Of those that qualify the highest
 * takes one incident; the link incidents it counts become its children and say
 * nothing.  While it settles it may rise and meet another; once told it is
 * absorbed instead.  It ends when its lost children no longer make it qualify.
 *
 * Only groups of which something changed are asked (lost.c counts): a site's link
 * incident that opened, ended, joined or left, and every group when a window begins
 * or ends.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

void
groups_build(struct judge *j)
{
	const struct inventory	*inv = j->inv;

	j->groups = xcalloc(inv->n_groups + 1, sizeof(*j->groups));
	j->n_touched = 0;
	for (uint32_t i = 0; i < inv->n_groups; i++)
		if (inv->groups[i].parent != NONE)
			j->groups[inv->groups[i].parent].n_kids++;
	for (uint32_t i = 0; i < inv->n_sites; i++) {
		struct site_live	*s = &j->sites[i];

		s->is_member = inv->sites[i].router != NONE || inv->sites[i].backup != NONE;
		for (uint32_t k = 0; k < s->n_groups; k++)
			j->groups[s->groups[k]].n_sites += s->is_member;
	}
}

static void
touch(struct judge *j, uint32_t group)
{
	struct group_live	*g = &j->groups[group];

	j->is_groups_due = true;
	if (g->is_touched)
		return;
	g->is_touched = true;
	j->touched = grow(j->touched, j->n_touched, &j->room_touched, sizeof(*j->touched));
	j->touched[j->n_touched++] = group;
}

void
groups_touch(struct judge *j, uint32_t site)
{
	lost_enter(j, site);
	for (uint32_t i = 0; i < j->sites[site].n_groups; i++)
		touch(j, j->sites[site].groups[i]);
}

void
groups_touch_all(struct judge *j)
{
	for (uint32_t i = 0; i < j->inv->n_groups; i++)
		touch(j, i);
}

static int
by_number(const void *a, const void *b)
{
	const struct live	*const *x = a, *const *y = b;

	return (*x)->i.number < (*y)->i.number ? -1 : (*x)->i.number > (*y)->i.number;
}

/* The open incidents of touched groups in order of number; an array that ends with NULL, freed by the caller. */
static struct live **
touched_lives(struct judge *j)
{
	struct live	**lives = xcalloc(j->n_touched + 1, sizeof(struct live *));
	size_t		 n = 0;

	for (size_t i = 0; i < j->n_touched; i++)
		if (j->groups[j->touched[i]].live != NULL)
			lives[n++] = j->groups[j->touched[i]].live;
	qsort(lives, n, sizeof(struct live *), by_number);
	return lives;
}

bool
group_speaks(const struct judge *j, const struct live *l)
{
	const struct live	*p = incident_find(j, l->i.parent);

	return l->i.kind_first == INCIDENT_GROUP && l->i.restored.ms == 0 &&
	    (p == NULL || p->i.kind_first != INCIDENT_GROUP);
}

/* From now on the group's incident speaks for this one. */
static void
attach(struct judge *j, struct live *group, struct live *link)
{
	struct evidence	 why = { .check = "", .name = "group", .value = group->i.number, .text = group->i.scope };

	link->i.parent = group->i.number;
	link->i.was_parent = 0;
	link->again_ms = 0;
	flapping_give(j, link->site, link->i.opened.ms);
	incident_event(j, link, EVENT_ATTACHED, j->now_ms, "vigie", "group", &why);
	groups_touch(j, link->site);
}

/* Adds the sites of another to a group's incident; true if it says something new. */
static bool
include(struct live *group, const struct live *link)
{
	uint32_t	 n = group->i.n_sites;
	bool		 is_earlier = link->i.opened.ms < group->i.opened.ms;

	for (uint32_t i = 0; i < link->i.n_sites; i++)
		incident_add_site(group, link->i.sites[i]);
	if (is_earlier)
		group->i.opened = link->i.opened;
	return is_earlier || group->i.n_sites != n;
}

static struct evidence
why_lost(const struct judge *j, uint32_t group, uint32_t n_lost)
{
	return (struct evidence){ .check = "", .name = "lost_sites", .value = n_lost,
	    .limit = later(2, (lost_of(j, group) + 1) / 2), .text = "" };
}

/* `l` now ends with `into`. */
static void
absorb(struct judge *j, struct live *into, struct live *l)
{
	struct evidence	 why = { .check = "", .name = "group", .value = into->i.number, .text = into->i.scope };

	j->groups[l->group].live = NULL;
	l->i.parent = into->i.number;
	incident_event(j, l, EVENT_ATTACHED, j->now_ms, "vigie", "group", &why);
	lost_enter_children(j, l);
}

/* Of the incidents below that would be counted the first untold one rises, the others are absorbed. */
static struct live *
find_riser(struct judge *j, uint32_t group)
{
	struct live	*l;

	TAILQ_FOREACH(l, &j->lives, entry)
		if (l->i.kind_first == INCIDENT_GROUP && l->i.restored.ms == 0 && l->i.parent == 0 &&
		    l->i.told_at.ms == 0 && group_is_above(j, group, l->group))
			break;
	return l;
}

/* An open group's incident below another's that has just taken its place. */
static bool
is_absorbed(const struct judge *j, const struct live *into, const struct live *l)
{
	return l != into && group_speaks(j, l) && group_is_above(j, into->group, l->group);
}

static struct lost *
copy_lost(const struct lost *lost, uint32_t n)
{
	struct lost	*copy = xcalloc(n, sizeof(*copy));

	memcpy(copy, lost, n * sizeof(*copy));
	return copy;
}

static void
take(struct judge *j, uint32_t group)
{
	struct live	*l = find_riser(j, group), *other;
	uint32_t	 n_lost = j->groups[group].n_together;
	struct lost	*lost = copy_lost(j->groups[group].together, n_lost);
	struct evidence	 why = why_lost(j, group, n_lost);
	bool		 is_new = l == NULL;

	if (is_new) {
		l = incident_new(j, INCIDENT_GROUP, NONE, group, "", lost[0].live->i.opened.ms, &why);
		l->i.settle_until.ms = j->now_ms + j->inv->settle_ms;
	} else {
		j->groups[l->group].live = NULL;
		l->group = group;
		l->i.responsibility = group_responsibility(j, group);
		incident_set(&l->i.scope, j->inv->groups[group].id);
		lost_enter_children(j, l);
	}
	j->groups[group].live = l;
	j->groups[group].is_moved = true;
	j->groups[group].n_incidents++;
	for (uint32_t i = 0; i < n_lost; i++)
		include(l, lost[i].live);
	TAILQ_FOREACH(other, &j->lives, entry)
		if (is_absorbed(j, l, other))
			include(l, other);
	incident_event(j, l, is_new ? EVENT_OPENED : EVENT_UPDATED, is_new ? l->i.opened.ms : j->now_ms,
	    "vigie", is_new ? "" : "risen", &why);
	TAILQ_FOREACH(other, &j->lives, entry)
		if (is_absorbed(j, l, other))
			absorb(j, l, other);
	for (uint32_t i = 0; i < n_lost; i++)
		if (group_speaker(j, lost[i].live) != l)
			attach(j, l, lost[i].live);
	free(lost);
}

static bool
is_below_another(const struct judge *j, uint32_t group)
{
	for (group = j->inv->groups[group].parent; group != NONE; group = j->inv->groups[group].parent)
		if (j->groups[group].together != NULL)
			return true;
	return false;
}

/* The next to take an incident: below no other that qualifies; more lost sites first, then the configuration's order. */
static uint32_t
choose(struct judge *j)
{
	uint32_t	 chosen = NONE;

	for (size_t k = 0; k < j->n_touched; k++) {
		struct group_live	*g = &j->groups[j->touched[k]];

		g->together = g->live != NULL ? NULL : lost_together(j, j->touched[k], &g->n_together);
	}
	for (size_t k = 0; k < j->n_touched; k++) {
		uint32_t	 i = j->touched[k], n = j->groups[i].n_together;

		if (j->groups[i].together == NULL || is_below_another(j, i))
			continue;
		if (chosen == NONE || n > j->groups[chosen].n_together ||
		    (n == j->groups[chosen].n_together &&
		    j->inv->groups[i].order < j->inv->groups[chosen].order))
			chosen = i;
	}
	return chosen;
}

/* Those of an open group that nothing speaks for; an array that the caller frees. */
static struct lost *
alone(const struct group_live *g)
{
	struct lost	*lost = xcalloc(g->n_alone, sizeof(*lost));
	uint32_t	 n = 0;

	for (uint32_t i = 0; n < g->n_alone; i++)
		if (g->lost[i].speaker == NULL)
			lost[n++] = g->lost[i];
	return lost;
}

/* Each later one of its sites joins an open group, if it did not fail long before it; true: it says more now. */
static bool
join(struct judge *j, struct live *l)
{
	struct lost	*lost = alone(&j->groups[l->group]);
	uint32_t	 n_lost = j->groups[l->group].n_alone;
	bool		 is_news = false;

	for (uint32_t i = 0; i < n_lost; i++) {
		int64_t	 opened_ms = l->i.opened.ms;

		if (lost[i].failed_ms < opened_ms - WITHIN_MS || group_speaker(j, lost[i].live) != NULL)
			continue;
		is_news |= include(l, lost[i].live);
		attach(j, l, lost[i].live);
		if (l->i.opened.ms < opened_ms)
			i = UINT32_MAX;		/* earlier ones may belong to it now */
	}
	free(lost);
	return is_news;
}

static void
join_open(struct judge *j)
{
	struct live	**lives = touched_lives(j);

	for (size_t k = 0; lives[k] != NULL; k++)
		if (j->groups[lives[k]->group].n_alone > 0 && join(j, lives[k]))
			incident_event(j, lives[k], EVENT_UPDATED, j->now_ms, "vigie", "sites", NULL);
	free(lives);
}

/* A child of the group's incident, or of one that it has absorbed. */
static bool
is_under(const struct judge *j, const struct live *l, const struct live *group)
{
	do
		l = incident_find(j, l->i.parent);
	while (l != NULL && l != group);
	return l != NULL;
}

/* The latest return among its children; where none returned, now. */
static int64_t
last_return(const struct judge *j, const struct live *group)
{
	int64_t	 last_ms = 0;

	for (size_t i = 0; i < j->n_remembered; i++)
		if (is_under(j, j->remembered[i], group))
			last_ms = later(last_ms, j->remembered[i]->i.restored.ms);
	return last_ms == 0 ? j->now_ms : last_ms;
}

/* What is still lost speaks for itself again, as if it had been confirmed now. */
static void
let_go(struct judge *j, struct live *group, struct live *link)
{
	link->i.was_parent = group->i.number;
	link->i.parent = 0;
	link->again_ms = j->now_ms;
	link->i.settle_until.ms = j->now_ms + j->inv->settle_ms;
	link->is_held = true;
	incident_event(j, link, EVENT_DETACHED, j->now_ms, "vigie", "group_over", NULL);
	groups_touch(j, link->site);
	due_site(j, link->site, j->now_ms);
}

/* What it has absorbed ends with it. */
static void
end(struct judge *j, struct live *group)
{
	int64_t	 at_ms = last_return(j, group);

	for (size_t i = 0; i < j->n_remembered; i++) {
		struct live	*l = j->remembered[i];

		if (l->i.kind_first == INCIDENT_LINK && l->i.restored.ms == 0 && is_under(j, l, group))
			let_go(j, group, l);
	}
	j->groups[group->group].live = NULL;
	j->groups[group->group].is_moved = true;
	incident_restore(j, group, at_ms, "");
	for (size_t i = 0; i < j->n_remembered; i++)
		if (is_under(j, j->remembered[i], group))
			incident_restore(j, j->remembered[i], at_ms, "");
}

/* Does it still qualify?  True if it has ended. */
static bool
judge_open(struct judge *j, struct live *l)
{
	l->wake_ms = 0;
	if (lost_still(j, l)) {
		l->moved_ms = 0;
		return false;
	}
	if (l->moved_ms == 0)
		l->moved_ms = j->now_ms;
	if (l->n_lost > 0 && j->now_ms < l->moved_ms + j->inv->settle_ms)
		return false;
	end(j, l);
	return true;
}

/* A window that begins or ends changes which sites count. */
static void
touch_by_windows(struct judge *j)
{
	if (j->now_ms < j->windows_ms)
		return;
	j->windows_ms = window_change(j, j->now_ms);
	lost_enter_all(j);
	groups_touch_all(j);
}

static bool
judge_all_open(struct judge *j)
{
	struct live	**lives = touched_lives(j);
	bool		 has_ended = false;

	for (size_t i = 0; lives[i] != NULL; i++)
		if (lives[i]->i.restored.ms == 0)
			has_ended |= judge_open(j, lives[i]);
	free(lives);
	return has_ended;
}

/* Rule 10, of groups: those whose incident opened or ended, and those that flap already. */
static void
judge_flapping(struct judge *j)
{
	struct live	*l, *next;
	bool		 is_due = j->now_ms >= j->flaps_ms;

	for (size_t i = 0; i < j->n_touched; i++)
		if (j->groups[j->touched[i]].is_moved) {
			flapping_judge_group(j, j->touched[i]);
			is_due = true;
		}
	if (!is_due)
		return;
	j->flaps_ms = NEVER_MS;
	TAILQ_FOREACH_SAFE(l, &j->lives, entry, next) {
		if (l->i.kind_first != INCIDENT_FLAPPING || l->i.restored.ms != 0 || l->group == NONE)
			continue;
		flapping_judge_group(j, l->group);
		if (l->i.restored.ms == 0)
			j->flaps_ms = sooner(j->flaps_ms, flapping_due_group(j, l));
	}
}

/* What settles stays touched: the clock may end it. */
static void
untouch(struct judge *j)
{
	size_t	 n = 0;

	for (size_t i = 0; i < j->n_touched; i++) {
		struct group_live	*g = &j->groups[j->touched[i]];

		g->is_moved = false;
		g->together = NULL;
		g->is_touched = g->live != NULL && g->live->moved_ms != 0;
		if (g->is_touched)
			j->touched[n++] = j->touched[i];
	}
	j->n_touched = n;
	j->is_groups_due = false;
}

void
groups_judge(struct judge *j)
{
	uint32_t	 group;
	bool		 again = true;

	if (j->inv->n_groups == 0 || j->is_blind || !j->is_running)
		return;
	touch_by_windows(j);
	while (again) {
		j->is_groups_due = false;
		join_open(j);
		while ((group = choose(j)) != NONE) {
			take(j, group);
			join_open(j);
		}
		again = judge_all_open(j);
	}
	judge_flapping(j);
	untouch(j);
}

/* Settling does not run out while vigie is blind. */
void
groups_pause(struct judge *j, bool is_blind)
{
	struct live	*l;

	TAILQ_FOREACH(l, &j->lives, entry)
		if (l->moved_ms != 0)
			l->moved_ms = is_blind ? l->moved_ms - j->now_ms - 1 : j->now_ms + l->moved_ms + 1;
}

int64_t
groups_due(struct judge *j)
{
	int64_t	 due_ms = sooner(j->windows_ms, j->flaps_ms);

	if (j->inv->n_groups == 0 || j->is_blind)
		return NEVER_MS;		/* sight wakes them */
	for (size_t i = 0; i < j->n_touched; i++) {
		const struct live	*l = j->groups[j->touched[i]].live;

		if (l != NULL && l->moved_ms > 0)
			due_ms = sooner(due_ms, l->moved_ms + j->inv->settle_ms);
	}
	return due_ms;
}
