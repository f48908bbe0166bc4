/*
 * start.c - rule 3's other half: the time in which vigie did not run, and rule
 * 12's gate: after a start no failure is told before each canary and each router
 * has had a result or the end of its holding.
 */
#include "judge/inside.h"

#define BLIND_TOLD_MS	(2 * MIN_MS)

static void
wait_for(struct judge *j, uint32_t check)
{
	struct check_live	*c = &j->checks[check];

	c->is_waited = true;
	j->n_waited++;
	due_check(j, check, j->start_ms + c->hold_ms);
}

static void
reset_checks(struct judge *j)
{
	for (uint32_t i = 0; i < j->inv->n_checks; i++) {
		struct check_live	*c = &j->checks[i];

		check_restart(c);
		c->last_ms = c->valid_ms = c->answer_ms = 0;
		c->last = JUDGED_ERROR;
		c->is_waited = false;
		if (c->is_push)
			due_check(j, i, j->start_ms + c->hold_ms);
	}
	for (uint32_t i = 0; i < j->inv->n_devices; i++)
		j->devices[i].boot_seen_ms = 0;
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		j->sites[i].line_seen_ms = 0;
		line_restart(j, i);
	}
}

static void
close_gate(struct judge *j)
{
	j->n_waited = 0;
	for (uint32_t i = 0; i < j->inv->n_canaries; i++)
		wait_for(j, i);
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		uint32_t	 router = j->inv->sites[i].router;

		if (router != NONE && j->devices[router].primary != NONE)
			wait_for(j, j->devices[router].primary);
	}
	j->is_gate_open = j->n_waited == 0;
}

/* A stop that was long is told once it is over; a blindness that goes on goes on. */
static void
own_stop(struct judge *j, int64_t last_ms)
{
	static const struct evidence	 why = { .check = "", .name = "stopped", .text = "" };
	struct live			*l = incident_on(j, NONE, INCIDENT_BLIND, "");

	if (l == NULL && last_ms > 0 && j->now_ms - last_ms >= BLIND_TOLD_MS)
		l = incident_open(j, INCIDENT_BLIND, NONE, NONE, "",
		    j->is_blind ? j->blind_ms : last_ms, &why);
	if (l == NULL)
		return;
	if (!j->is_blind)
		incident_restore(j, l, j->now_ms, "");
	if (l->i.told_at.ms == 0) {
		route_tell(j, l);
		for (size_t i = 0; i < l->n_told; i++)
			l->told[i].is_settled = !j->is_blind;	/* one message says all of it */
	}
	hold_judge(j, l);
}

/* What left the configuration while vigie did not run ends now. */
static void
remove_lives(struct judge *j)
{
	for (size_t i = 0; i < j->n_remembered; i++)
		if (j->remembered[i]->i.restored.ms == 0 && !live_has_place(j->remembered[i]))
			live_remove(j, j->remembered[i]);
}

/* What was counting when vigie stopped counts anew. */
static void
reset_lives(struct judge *j)
{
	for (size_t i = 0; i < j->n_remembered; i++) {
		struct live	*l = j->remembered[i];

		l->moved_ms = 0;
		l->free_ms = l->fail_ms = 0;
		l->is_held = false;
		l->confirmed_ms = l->i.confirmed.ms;
		if (l->i.kind_first == INCIDENT_FLAPPING)
			flapping_start(j, l);
	}
}

void
judge_start(struct judge *j, struct wall last_sign, struct wall now)
{
	struct fact	 fact = { .kind = FACT_START, .object = "vigie", .happened = now,
			    .start = { last_sign } };
	int64_t		 last_ms = last_sign.ms == 0 ? now.ms : sooner(last_sign.ms, now.ms);

	due_forget(j);
	j->now_ms = j->start_ms = j->void_ms = j->push_ms = now.ms;
	j->is_running = true;
	emit(j, &fact);
	all_unknown(j, last_ms);
	reset_checks(j);
	reset_lives(j);
	remove_lives(j);
	close_gate(j);
	fold_start(j);
	j->windows_ms = j->flaps_ms = j->digest_ms = 0;
	groups_touch_all(j);
	for (uint32_t i = 0; i < j->inv->n_routes; i++)
		j->route_open_ms[i] = 0;
	routes_open(j);
	canary_judge(j, last_ms);
	own_stop(j, last_sign.ms == 0 ? 0 : last_ms);
	sites_due_now(j);
	due_run(j, j->now_ms);
}

void
judge_stop(struct judge *j, struct wall now)
{
	struct fact	 fact = { .kind = FACT_STOP, .object = "vigie", .happened = now };

	judge_pass(j, now);
	all_unknown(j, j->now_ms);
	emit(j, &fact);
	j->is_running = false;
}
