/*
 * view.c - what is known, for those who show it.
 */
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

#define RECENT_MS	(7 * DAY_MS)

bool
judge_is_blind(const struct judge *j)
{
	return j->is_blind;
}

static const char *
failure_text(const struct judge *j, uint32_t check)
{
	return check == NONE || j->checks[check].text == NULL ? "" : j->checks[check].text;
}

static void
get_state(const struct judge *j, const struct object *o, struct judge_state *out)
{
	*out = (struct judge_state){ .state = o->state, .since = { o->since_ms }, .check = o->check,
	    .text = o->state == STATE_DOWN ? failure_text(j, o->check) : "", .count = o->count };
}

static void
get_link(const struct judge *j, uint32_t site, struct judge_state *out)
{
	get_state(j, &j->sites[site].link, out);
	out->on_backup = j->sites[site].on_backup;
	out->seen.ms = link_last_answer(j, site);
}

void
judge_get_device(const struct judge *j, uint32_t device, struct judge_state *out)
{
	const struct device	*conf = &j->inv->devices[device];

	if (conf->kind == DEVICE_LINK) {
		get_link(j, conf->site, out);
		return;
	}
	get_state(j, &j->devices[device].o, out);
	for (uint32_t i = conf->first_check; i < conf->first_check + conf->n_checks; i++)
		if (is_current(j, &j->checks[i]))
			out->seen.ms = later(out->seen.ms, j->checks[i].answer_ms);
}

bool
judge_is_open(const struct judge *j, uint32_t site, struct wall t, struct wall *next_change)
{
	return window_open(j, site, t.ms, &next_change->ms);
}

/* Since when it works less well than it should; NEVER_MS: it does not. */
static int64_t
degraded_since(const struct judge *j, uint32_t site, const struct judge_site *out)
{
	int64_t			 since_ms = NEVER_MS;
	const struct live	*l;

	if (out->link.state == STATE_DEGRADED)
		since_ms = out->link.since.ms;
	if (out->convention.state == STATE_NON_COMPLIANT)
		since_ms = sooner(since_ms, out->convention.since.ms);
	TAILQ_FOREACH(l, &j->sites[site].lives, entry)
		if (l->i.restored.ms == 0 && (l->i.kind_first == INCIDENT_FLAPPING ||
		    l->i.kind_first == INCIDENT_DNS || l->i.kind_first == INCIDENT_BACKUP))
			since_ms = sooner(since_ms, l->i.opened.ms);
	return since_ms == NEVER_MS && out->link.on_backup ? out->link.since.ms : since_ms;
}

/* Its word, and since when: of what is shown whatever is measured, promised_ms. */
static void
set_state(const struct judge *j, uint32_t site, int64_t promised_ms, struct judge_site *out)
{
	int64_t	 degraded_ms = degraded_since(j, site, out);

	out->since.ms = promised_ms;
	if (out->in_maintenance) {
		out->state = STATE_MAINTENANCE;
	} else if (!out->is_open) {
		out->state = STATE_CLOSED;
	} else if (out->link.state == STATE_DOWN || out->link.state == STATE_UNKNOWN) {
		out->state = out->link.state;
		out->since = out->link.since;
	} else {
		out->state = degraded_ms == NEVER_MS ? STATE_UP : STATE_DEGRADED;
		out->since.ms = later(promised_ms, degraded_ms == NEVER_MS ? out->link.since.ms : degraded_ms);
	}
}

/* What is said of a site whatever is measured: works, closed; or else up. */
static enum state_word
promised(const struct judge *j, uint32_t site, int64_t t, bool with_works, int64_t *until_ms)
{
	int64_t	 works_until_ms;
	bool	 is_open = window_open(j, site, t, until_ms);
	bool	 in_works = window_maintenance(j, site, t, &works_until_ms) && with_works;

	*until_ms = sooner(*until_ms, works_until_ms);
	return in_works ? STATE_MAINTENANCE : is_open ? STATE_UP : STATE_CLOSED;
}

/* Since when that is so: walked back from the past day, as far as needed. */
static int64_t
promised_since(const struct judge *j, uint32_t site, int64_t now_ms, bool with_works)
{
	for (int64_t back_ms = DAY_MS; back_ms <= 1024 * DAY_MS; back_ms *= 4) {
		int64_t		 t = now_ms - back_ms, since_ms = 0;
		enum state_word	 last = STATE_UNKNOWN, was;

		while (t <= now_ms) {
			int64_t	 at_ms = t;

			was = last;
			last = promised(j, site, at_ms, with_works, &t);
			if (was != STATE_UNKNOWN && last != was)
				since_ms = at_ms;
		}
		if (since_ms != 0)
			return since_ms;
	}
	return 0;
}

void
judge_get_site(const struct judge *j, uint32_t site, struct wall now, struct judge_site *out)
{
	const struct site	*conf = &j->inv->sites[site];
	int64_t			 until_ms;

	memset(out, 0, sizeof(*out));
	out->is_open = judge_is_open(j, site, now, &out->next_change);
	out->in_maintenance = window_maintenance(j, site, now.ms, &until_ms);
	get_link(j, site, &out->link);
	get_state(j, &j->sites[site].convention, &out->convention);
	for (uint32_t i = conf->first_device; i < conf->first_device + conf->n_devices; i++) {
		if (j->inv->devices[i].kind != DEVICE_PC || !j->inv->devices[i].is_public)
			continue;
		out->n_public++;
		out->n_online += is_up(j->devices[i].o.state);
	}
	set_state(j, site, promised_since(j, site, now.ms, true), out);
	if (!out->is_open) {		/* nothing is promised then; the journal keeps what was measured */
		out->convention.state = STATE_CLOSED;
		out->convention.since.ms = promised_since(j, site, now.ms, false);
	}
}

void
judge_get_check(const struct judge *j, uint32_t check, struct judge_check *out)
{
	const struct check_live	*c = &j->checks[check];
	bool			 is_canary = c->site == NONE;

	memset(out, 0, sizeof(*out));
	out->text = failure_text(j, check);
	out->ever_answered = c->has_answered;
	out->decides = !is_canary && j->devices[c->device].primary == check;
	out->last_at.ms = c->last_ms;
	if (is_canary) {
		out->state = c->is_silent ? STATE_DOWN : c->last == JUDGED_ERROR ? STATE_UNKNOWN : STATE_UP;
		out->has_result = c->last != JUDGED_ERROR && c->valid_ms + c->hold_ms > j->now_ms;
	} else if (is_current(j, c)) {
		out->has_result = c->last != JUDGED_ERROR && c->valid_ms + c->hold_ms > j->now_ms;
		out->state = c->state == STATE_UP && c->last == JUDGED_WARN ? STATE_DEGRADED : c->state;
		out->n_fail = c->n_fail;
		out->n_ok = c->n_ok;
		out->first_fail.ms = c->n_fail > 0 || c->state == STATE_DOWN ? c->fail_ms : 0;
	}
	out->last = c->last;
	out->last_answer.ms = c->answer_ms;
}

static void
get_incident(const struct live *l, struct judge_incident *out)
{
	*out = (struct judge_incident){ &l->i, l->events, (uint32_t)l->n_events, l->told,
	    (uint32_t)l->n_told };
}

bool
judge_get_incident(const struct judge *j, size_t i, struct judge_incident *out)
{
	for (size_t k = j->n_remembered; k > 0; k--) {
		const struct live	*l = j->remembered[k - 1];

		if (l->i.restored.ms != 0 && l->i.restored.ms + RECENT_MS < j->now_ms)
			continue;
		if (i-- == 0) {
			get_incident(l, out);
			return true;
		}
	}
	return false;
}

bool
judge_find_incident(const struct judge *j, uint32_t number, struct judge_incident *out)
{
	const struct live	*l = incident_find(j, number);

	if (l == NULL)
		return false;
	get_incident(l, out);
	return true;
}

uint32_t *
judge_named(const struct judge *j, const char *word, size_t *n)
{
	uint32_t	*numbers = xcalloc(j->n_remembered + 1, sizeof(*numbers));

	*n = 0;
	for (size_t i = 0; i < j->n_remembered; i++) {
		const struct incident	*in = &j->remembered[i]->i;

		if (in->restored.ms == 0 && in->closed.ms == 0 &&
		    (strcmp(word, "all") == 0 || strcmp(word, in->scope) == 0))
			numbers[(*n)++] = in->number;
	}
	return numbers;
}

bool
judge_get_window(const struct judge *j, size_t i, struct fact_window *out)
{
	if (i >= j->n_windows)
		return false;
	*out = j->windows[i];
	return true;
}
