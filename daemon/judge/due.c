/*
 * due.c - who wants to be called when: a heap of instants.
 *
 * Lazy: an owner is called at the instant it is armed for, looks whether its
 * time has really come (a result may have moved it) and arms itself again.  So an
 * ordinary result costs nothing here.  An owner armed twice is called once for
 * each; the earlier one counts, the other is recognised as stale.
 */
#include "base/mem.h"
#include "judge/inside.h"

static bool
is_before(const struct due *a, const struct due *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->owner < b->owner;
}

static void
push(struct judge *j, int64_t at_ms, uint32_t owner)
{
	struct due	 new = { at_ms, owner };
	size_t		 i = j->n_heap++;

	j->heap = grow(j->heap, i, &j->room_heap, sizeof(*j->heap));
	for (; i > 0 && is_before(&new, &j->heap[(i - 1) / 2]); i = (i - 1) / 2)
		j->heap[i] = j->heap[(i - 1) / 2];
	j->heap[i] = new;
}

static struct due
pop(struct judge *j)
{
	struct due	 top = j->heap[0], last = j->heap[--j->n_heap];
	size_t		 i = 0, kid;

	while ((kid = 2 * i + 1) < j->n_heap) {
		if (kid + 1 < j->n_heap && is_before(&j->heap[kid + 1], &j->heap[kid]))
			kid++;
		if (!is_before(&j->heap[kid], &last))
			break;
		j->heap[i] = j->heap[kid];
		i = kid;
	}
	j->heap[i] = last;
	return top;
}

static void
arm(struct judge *j, int64_t *armed_ms, int64_t at_ms, uint32_t owner)
{
	if (at_ms >= *armed_ms)
		return;
	*armed_ms = at_ms;
	push(j, at_ms, owner);
}

void
due_check(struct judge *j, uint32_t check, int64_t at_ms)
{
	arm(j, &j->checks[check].due_ms, at_ms, check);
}

void
due_site(struct judge *j, uint32_t site, int64_t at_ms)
{
	arm(j, &j->sites[site].due_ms, at_ms, j->inv->n_checks + site);
}

void
due_all(struct judge *j, int64_t at_ms)
{
	arm(j, &j->all_due_ms, at_ms, NONE);
}

/* True, and disarmed, when this entry is the one that counts. */
static bool
take(int64_t *armed_ms, int64_t at_ms)
{
	if (*armed_ms != at_ms)
		return false;
	*armed_ms = NEVER_MS;
	return true;
}

void
due_run(struct judge *j, int64_t now_ms)
{
	while (j->n_heap > 0 && j->heap[0].at_ms <= now_ms) {
		struct due	 due = pop(j);
		uint32_t	 site = due.owner - j->inv->n_checks;

		j->now_ms = later(j->now_ms, due.at_ms);
		if (due.owner == NONE) {
			if (take(&j->all_due_ms, due.at_ms))
				all_due(j);
		} else if (due.owner >= j->inv->n_checks) {
			if (take(&j->sites[site].due_ms, due.at_ms))
				site_judge(j, site, j->now_ms);
		} else if (take(&j->checks[due.owner].due_ms, due.at_ms)) {
			check_due(j, due.owner);
		}
	}
}

int64_t
due_next(const struct judge *j)
{
	return j->n_heap > 0 ? j->heap[0].at_ms : NEVER_MS;
}

void
due_forget(struct judge *j)
{
	j->n_heap = 0;
	j->all_due_ms = NEVER_MS;
	for (uint32_t i = 0; i < j->inv->n_checks; i++)
		j->checks[i].due_ms = NEVER_MS;
	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		j->sites[i].due_ms = NEVER_MS;
}
