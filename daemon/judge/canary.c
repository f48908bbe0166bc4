/*
 * canary.c - rule 3: is it they who are silent, or we who are blind?
 *
 * A canary is silent from its first failure in a row, or from the end of its
 * holding, until it answers.  Blind is who hears no majority of them.  While
 * blind everything is unknown; after two minutes of it there is an incident.
 */
#include "judge/inside.h"

#define BLIND_TOLD_MS	(2 * MIN_MS)

bool
canary_majority_since(const struct judge *j, int64_t ms)
{
	uint32_t	 n = 0;

	if (j->inv->n_canaries == 0)
		return true;
	for (uint32_t i = 0; i < j->inv->n_canaries; i++)
		n += j->checks[i].answer_ms > ms;
	return 2 * n > j->inv->n_canaries;
}

static void
set_silent(struct judge *j, uint32_t check, bool is_silent, int64_t at_ms)
{
	struct fact	 fact = { .kind = FACT_CANARY, .object = j->inv->checks[check].name,
			    .happened = { floor_second(at_ms) }, .canary = { .is_silent = is_silent } };

	if (j->checks[check].is_silent == is_silent)
		return;
	j->checks[check].is_silent = is_silent;
	emit(j, &fact);
}

void
all_unknown(struct judge *j, int64_t at_ms)
{
	struct verdict	 unknown = { STATE_UNKNOWN, at_ms, NONE, 0 };

	j->epoch++;
	for (uint32_t i = 0; i < j->inv->n_devices; i++)
		object_set(j, &j->devices[i].o, &unknown);
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		struct site_live	*s = &j->sites[i];

		s->on_backup = false;
		object_set(j, &s->link, &unknown);
		object_set(j, &s->convention, &unknown);
	}
}

static void
say_blind(struct judge *j, int64_t at_ms)
{
	struct fact	 fact = { .kind = FACT_BLIND, .object = "vigie",
			    .happened = { at_ms }, .blind = { .is_blind = j->is_blind } };

	emit(j, &fact);
}

void
canary_judge(struct judge *j, int64_t at_ms)
{
	uint32_t	 n = 0;
	bool		 is_blind;

	for (uint32_t i = 0; i < j->inv->n_canaries; i++)
		n += !j->checks[i].is_silent;
	is_blind = j->inv->n_canaries > 0 && 2 * n <= j->inv->n_canaries;
	if (is_blind == j->is_blind)
		return;
	j->is_blind = is_blind;
	say_blind(j, at_ms);
	groups_pause(j, is_blind);
	if (is_blind) {
		j->blind_ms = at_ms;
		all_unknown(j, at_ms);
		lives_wake(j);
		due_all(j, at_ms + BLIND_TOLD_MS);
	} else {
		j->void_ms = later(j->void_ms, at_ms);
		j->push_ms = later(j->push_ms, at_ms);
		blind_over(j, at_ms);
		sites_due_now(j);
	}
}

/* Those whose down only waited for a proof that we hear. */
static void
ask_pending(struct judge *j, int64_t at_ms)
{
	size_t	 n = j->n_pending;

	j->n_pending = 0;
	for (size_t i = 0; i < n; i++) {	/* who still waits takes a place that was read */
		uint32_t	 site = j->pending[i];

		j->sites[site].is_pending = false;
		site_judge(j, site, at_ms);
	}
}

void
canary_feed(struct judge *j, uint32_t check, enum judged_status status, int64_t started_ms)
{
	struct check_live	*c = &j->checks[check];

	c->valid_ms = started_ms;
	c->last = (uint8_t)status;
	if (status != JUDGED_FAIL)
		c->answer_ms = started_ms;
	set_silent(j, check, status == JUDGED_FAIL, started_ms);
	due_check(j, check, started_ms + c->hold_ms);
	canary_judge(j, started_ms);
	ask_pending(j, started_ms);
}

void
canary_due(struct judge *j, uint32_t check)
{
	struct check_live	*c = &j->checks[check];
	int64_t			 end_ms = later(c->valid_ms, j->start_ms) + c->hold_ms;

	if (j->now_ms < end_ms) {
		due_check(j, check, end_ms);
		return;
	}
	gate_pass(j, c);
	set_silent(j, check, true, end_ms);
	canary_judge(j, end_ms);
}

/* Blindness that lasts becomes an incident. */
void
blind_due(struct judge *j)
{
	struct evidence	 why = { .check = "", .name = "canaries", .text = "" };

	if (!j->is_blind || j->now_ms < j->blind_ms + BLIND_TOLD_MS ||
	    incident_on(j, NONE, INCIDENT_BLIND, "") != NULL)
		return;
	for (uint32_t i = 0; i < j->inv->n_canaries; i++)
		why.value += !j->checks[i].is_silent;
	why.limit = j->inv->n_canaries / 2 + 1;
	hold_judge(j, incident_open(j, INCIDENT_BLIND, NONE, NONE, "", j->blind_ms, &why));
}

void
blind_over(struct judge *j, int64_t at_ms)
{
	struct live	*l = incident_on(j, NONE, INCIDENT_BLIND, "");

	if (l != NULL)
		incident_restore(j, l, at_ms, "");
}
