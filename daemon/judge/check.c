/*
 * check.c - rules 1, 2 and 4: what one check's results say.
 *
 *     UNKNOWN --ok--> UP <------- ok, `rise` in a row -------+
 *        ^            |                                      |
 *        |            +-- fail, `fall` in a row, proven --> DOWN
 *        +---- the end of its holding, blindness, a stop ----+
 *
 * "Proven": a majority of canaries has answered since the first failure; behind
 * a link (rule 5), its router has too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

/* Its streaks start again. */
void
check_restart(struct check_live *c)
{
	c->state = STATE_UNKNOWN;
	c->n_fail = c->n_ok = 0;
}

/* Blindness or a stop since its last word: nothing it said before counts. */
static void
wake(struct judge *j, struct check_live *c)
{
	if (is_current(j, c))
		return;
	check_restart(c);
	c->valid_ms = c->answer_ms = 0;
	c->epoch = j->epoch;
}

bool
check_keeps(const struct judge *j, const struct check_live *c, int64_t after_ms)
{
	return is_current(j, c) && c->last != JUDGED_FAIL && c->answer_ms > after_ms &&
	    c->answer_ms + c->hold_ms > j->now_ms;
}

/* The latest result of the primary of the router before it is a failure. */
static bool
router_fails(const struct judge *j, const struct check_live *c)
{
	uint32_t		 router = j->inv->sites[c->site].router, primary;

	if (!c->is_behind || router == NONE)
		return false;
	primary = j->devices[router].primary;
	return primary != NONE && is_current(j, &j->checks[primary]) &&
	    j->checks[primary].last == JUDGED_FAIL;
}

static void
keep_text(struct check_live *c, const char *text)
{
	if (text == NULL || *text == '\0' || (c->text != NULL && strcmp(c->text, text) == 0))
		return;
	free(c->text);
	c->text = xstrdup(text);
}

/* The first failure after the last answer of others stays that until they answer again. */
static void
mark_first(int64_t *first_ms, int64_t answer_ms, int64_t started_ms)
{
	if (*first_ms <= answer_ms)
		*first_ms = started_ms;
}

/* Rules 5 and 6 date a down from there. */
static void
mark_failure(struct judge *j, uint32_t check, int64_t started_ms)
{
	const struct check_live	*c = &j->checks[check];

	mark_first(&j->devices[c->device].fail_after_ms, device_other_answer(j, c->device, 0), started_ms);
	if (c->is_counted)
		mark_first(&j->sites[c->site].fail_after_ms, link_other_answer(j, c->site), started_ms);
	incident_saw_failure(j, check, started_ms);
}

static void
feed_failure(struct judge *j, uint32_t check, int64_t started_ms, const char *text)
{
	struct check_live	*c = &j->checks[check];

	c->n_ok = 0;
	keep_text(c, text);
	mark_failure(j, check, started_ms);
	if (router_fails(j, c))
		return;
	c->valid_ms = started_ms;
	if (c->n_fail == 0 && c->state != STATE_DOWN)
		c->fail_ms = started_ms;
	c->n_fail++;
}

static void
feed_answer(struct judge *j, uint32_t check, int64_t started_ms)
{
	struct check_live	*c = &j->checks[check];
	struct fact		 fact = { .kind = FACT_ANSWERED, .object = j->inv->checks[check].name,
				    .happened = { started_ms } };

	c->valid_ms = c->answer_ms = started_ms;
	c->n_fail = 0;
	if (c->n_ok == 0)
		c->ok_ms = started_ms;
	c->n_ok++;
	if (c->has_answered)
		return;
	c->has_answered = true;
	device_choose_primary(j, j->inv->checks[check].device);
	emit(j, &fact);
}

void
check_feed(struct judge *j, uint32_t check, enum judged_status status, int64_t started_ms,
    const char *text)
{
	struct check_live	*c = &j->checks[check];

	wake(j, c);
	c->last = (uint8_t)status;
	if (status == JUDGED_FAIL)
		feed_failure(j, check, started_ms, text);
	else
		feed_answer(j, check, started_ms);
	if (!c->is_push)
		due_check(j, check, c->valid_ms + c->hold_ms);
}

/* Rule 4: an incident on it, or on the link it decides, is open. */
static bool
is_guarded(const struct judge *j, uint32_t check)
{
	const struct check	*conf = &j->inv->checks[check];
	const struct device	*device = &j->inv->devices[conf->device];
	const struct live	*l;

	TAILQ_FOREACH(l, &j->sites[conf->site].lives, entry) {
		if (l->i.restored.ms != 0)
			continue;
		if ((l->i.kind_first == INCIDENT_LINK || l->i.kind_first == INCIDENT_BACKUP) &&
		    (device->kind == DEVICE_ROUTER || device->kind == DEVICE_BACKUP))
			return true;
		if (strcmp(l->i.object, device->name) == 0 || strcmp(l->i.object, conf->name) == 0)
			return true;
	}
	return false;
}

static void
settle_down(struct judge *j, uint32_t check)
{
	struct check_live	*c = &j->checks[check];
	const struct site	*site = &j->inv->sites[c->site];

	if (c->is_behind && site->router != NONE && router_answer(j, site) <= c->fail_ms) {
		j->sites[c->site].is_waiting = true;
		return;
	}
	if (canary_majority_since(j, c->fail_ms)) {
		c->state = STATE_DOWN;
		j->moved_ms = later(j->moved_ms, c->fail_ms);
	} else {
		site_wait_for_canaries(j, c->site);
	}
}

void
check_settle(struct judge *j, uint32_t check)
{
	const struct check	*conf = &j->inv->checks[check];
	struct check_live	*c = &j->checks[check];
	unsigned		 need = conf->rise;

	if (!is_current(j, c))
		return;
	if (c->state != STATE_DOWN && c->n_fail >= conf->fall) {
		settle_down(j, check);
	} else if (c->state != STATE_UP && c->n_ok > 0) {
		if (c->state == STATE_UNKNOWN && !is_guarded(j, check))
			need = 1;
		if (c->n_ok < need)
			return;
		c->state = STATE_UP;
		j->moved_ms = later(j->moved_ms, c->ok_ms);
	}
}

/* Rule 2: silence of a push device is a failure at the end of its holding and at each interval after it. */
static void
push_due(struct judge *j, uint32_t check)
{
	struct check_live	*c = &j->checks[check];
	int64_t			 interval_ms = j->inv->checks[check].interval_ms;
	int64_t			 end_ms = later(c->answer_ms, j->push_ms) + c->hold_ms, now_ms = j->now_ms;

	if (now_ms < end_ms) {
		due_check(j, check, end_ms);
		return;
	}
	due_check(j, check, end_ms + ((now_ms - end_ms) / interval_ms + 1) * interval_ms);
	if (!j->is_door_open)
		check_restart(c);
	else if ((now_ms - end_ms) % interval_ms == 0)	/* else it was only woken */
		check_feed(j, check, JUDGED_FAIL, now_ms, NULL);
	site_judge(j, c->site, now_ms);
}

void
check_due(struct judge *j, uint32_t check)
{
	struct check_live	*c = &j->checks[check];
	int64_t			 end_ms;

	if (c->site == NONE) {
		canary_due(j, check);
		return;
	}
	if (j->now_ms >= j->start_ms + c->hold_ms)
		gate_pass(j, c);
	if (c->is_push) {
		if (j->is_blind)
			due_check(j, check, j->now_ms + j->inv->checks[check].interval_ms);
		else
			push_due(j, check);
		return;
	}
	if (!is_current(j, c) || c->valid_ms == 0)
		return;
	end_ms = c->valid_ms + c->hold_ms;
	if (j->now_ms < end_ms) {
		due_check(j, check, end_ms);
		return;
	}
	check_restart(c);
	site_judge(j, c->site, end_ms);
}
