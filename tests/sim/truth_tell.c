/* truth_tell.c - see truth.h: who ought to have heard of it, and when */
#include <string.h>

#include "model/zone.h"
#include "tests/sim/fail.h"
#include "tests/sim/hours.h"
#include "tests/sim/town.h"
#include "tests/sim/truth_inside.h"

/*
 * Of every outage somebody hears, whichever routes there are (town.c): it is confirmed,
 * has settled, nothing holds it any more, and a poll begun after that fails too.
 */
void
truth_is_told(const struct span *s, const struct book_incident *b)
{
	int64_t	 poll_us = (int64_t)town.icmp_s * SEC_US, first_ms = INT64_MAX;
	int64_t	 again_ms = (poll_us + TIMEOUT_US + 2 * ROUND_US) / 1000;
	int64_t	 t_ms = wall_add(loop_true_at(s->from_us + truth_fall_us(poll_us) +
		    (int64_t)town.settle_s * SEC_US), b->skew_ms).ms;
	int64_t	 to_ms = wall_add(loop_true_at(s->to_us), b->skew_ms).ms;

	if (b->first_parent != 0 || b->closed_ms != 0 || hours_are_unsure(s->what, t_ms - DAY_MS, to_ms))
		return;
	while (t_ms + again_ms < to_ms && !hours_may_tell_through(s->what, t_ms, t_ms + again_ms))
		t_ms += MIN_MS;
	if (t_ms + again_ms >= to_ms)
		return;
	truth_checked();
	for (size_t i = 0; i < b->n_told; i++)
		if (b->told[i].n_down > 0 && b->told[i].down_ms < first_ms)
			first_ms = b->told[i].down_ms;
	if (first_ms > t_ms + again_ms)
		fail("truth", "incident %u: nothing held that %s was down at %lld, and nobody was told by %lld",
		    b->number, b->scope, (long long)t_ms, (long long)(t_ms + again_ms));
}

/*
 * It stands in that minute's list of whoever is told of everything: a link that is down in
 * each, what can wait in the first one after it began.
 */
static bool
belongs_in_list(const struct book_incident *b, int64_t due_ms)
{
	bool	 is_lasting = b->kind_first == INCIDENT_LINK;
	bool	 is_new = (b->kind_first == INCIDENT_DEVICE || b->kind_first == INCIDENT_VISIO ||
		    b->kind_first == INCIDENT_DNS || b->kind_first == INCIDENT_NO_PC) &&
		    b->known_ms > due_ms - 22 * HOUR_MS;

	return (is_lasting || is_new) && b->first_parent == 0 && b->known_ms < due_ms - MIN_MS &&
	    (b->restored_ms == 0 || b->over_known_ms > due_ms + MIN_MS) &&
	    (b->closed_ms == 0 || b->closed_ms > due_ms + MIN_MS) && !b->is_removed;
}

static bool
has_list(const char *contact, int64_t due_ms)
{
	for (size_t i = 0; i < audit_n_notices(); i++) {
		const struct book_notice	*n = audit_notice(i);

		if (n != NULL && n->kind == NOTICE_DIGEST && n->known_ms >= due_ms && n->known_ms <= due_ms + MIN_MS &&
		    strncmp(n->who, contact, strlen(contact)) == 0)
			return true;
	}
	return false;
}

/* Each working morning that vigie saw has its list, where there is something to list. */
void
truth_check_telling(void)
{
	const struct zone	*z = hours_zone();
	int32_t			 last = zone_day(z, loop_true());

	if (town.route_style != 1 || !truth_clock_is_steady())
		return;		/* nobody is told of everything each morning: town.c */
	for (int32_t day = zone_day(z, loop_true_at(truth_begun_us())); day <= last; day++) {
		int64_t	 due_ms, due_us;
		bool	 is_wanted = false;

		if (!hours_morning(zone_day_start(z, day).ms, &due_ms))
			continue;
		due_us = loop_us_of((struct wall){ due_ms });
		if (due_us < truth_begun_us() || due_us + 60 * SEC_US > loop_now_us() ||
		    !truth_is_clean(due_us - 60 * SEC_US, due_us + 60 * SEC_US))
			continue;
		for (size_t i = 0; i < audit_n_incidents() && !is_wanted; i++)
			is_wanted = audit_incident(i) != NULL && belongs_in_list(audit_incident(i), due_ms);
		if (!is_wanted)
			continue;
		truth_checked();
		if (!has_list("duty|", due_ms))
			fail("truth", "there is no list on the morning of %lld", (long long)due_ms);
	}
}
