/* engine.c - see engine.h: the time, the ticks, and what is wrong with vigie itself */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/assign.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/forgetting.h"
#include "engine/hours.h"
#include "engine/outbox.h"
#include "engine/peers.h"
#include "engine/push.h"
#include "engine/recording.h"
#include "engine/relay.h"
#include "engine/samples.h"
#include "engine/scheduled.h"
#include "engine/vitals.h"
#include "judge/judge.h"
#include "model/inventory.h"

#define SLEEP_US	(60 * SEC_US)	/* a turn that comes so late: nobody watched meanwhile */
#define CATCH_UP_US	(3 * SEC_US)	/* one that comes so late: results wait in the sockets */
#define CATCHING_US	(2 * SEC_US)	/* so long they have to come in before time goes on */
#define STEP_MS		(10 * SEC_MS)	/* a step of the clock forward that makes unknown time */
#define ALIVE_MS	(55 * SEC_MS)
#define POLLER_GONE_MS	(15 * SEC_MS)
#define TRIM_S		600
#define MAIL_TRIES	3		/* failed attempts before people are told */

struct wall
engine_now(struct engine *e)
{
	struct mono	 mono = mono_now();
	struct wall	 before = e->steady.now;
	int64_t		 slept_us = mono_sub(mono, e->turned);
	int64_t		 step_ms = steady_turn(&e->steady, mono, wall_now());

	e->turned = mono;
	if (!e->has_begun)
		return e->steady.now;
	if (step_ms > 0)
		log_warn("the clock stepped forward by %" PRId64 " s", step_ms / SEC_MS);
	if (slept_us >= SLEEP_US)
		log_warn("vigie slept for %" PRId64 " s: that time is unknown", slept_us / SEC_US);
	else if (slept_us >= CATCH_UP_US)
		e->catching_until.us = mono.us + CATCHING_US;
	if (slept_us >= SLEEP_US || step_ms >= STEP_MS) {
		judge_start(e->judge, before, e->steady.now);
		recording_start(e->recording, before, e->steady.now);
	}
	return e->steady.now;
}

struct wall
engine_result_now(struct engine *e, struct wall now, struct wall ended)
{
	if (mono_sub(e->catching_until, e->turned) <= 0 || ended.ms >= now.ms)
		return now;
	/* It may have waited since before the pause, and facts were said after it. */
	return ended.ms < e->alive.ms ? e->alive : ended;
}

static bool
is_catching_up(const struct engine *e)
{
	return mono_sub(e->catching_until, e->turned) > 0;
}

struct wall
engine_known(const struct engine *e)
{
	return is_catching_up(e) && e->alive.ms != 0 ? e->alive : e->steady.now;
}

/* When the judge wants it, or in a second. */
static void
plan(struct engine *e, struct wall wanted)
{
	int64_t		 ms = wanted.ms == INT64_MAX ? SEC_MS : wall_sub(wanted, e->steady.now);
	struct timeval	 tv = { 0 };

	if (ms < 1)
		ms = 1;
	if (ms > SEC_MS)
		ms = SEC_MS;
	tv.tv_sec = ms / SEC_MS;
	tv.tv_usec = ms % SEC_MS * MSEC_US;
	evtimer_add(e->tick, &tv);
}

void
engine_done(struct engine *e)
{
	if (!e->has_begun)
		return;
	if (mono_sub(e->catching_until, e->turned) <= 0) {
		plan(e, judge_tick(e->judge, e->steady.now));
		recording_ticked(e->recording, e->steady.now);
	}
	facts_commit(e->facts);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct engine	*e = arg;

	(void)fd;
	(void)what;
	engine_now(e);
	engine_done(e);
}

/* What is wrong with vigie itself. */

static const struct { const char *code; bool is_incident; } troubles[TROUBLE_N] = {
	[TROUBLE_JOURNAL] = { "journal", true },
	[TROUBLE_CLOCK] = { "clock", true },
	[TROUBLE_RESOLVER] = { "resolver", true },
	[TROUBLE_POLLER] = { "poller", true },
	[TROUBLE_QUARANTINE] = { "quarantine", true },
	[TROUBLE_MAIL] = { "mail", false },	/* telling it by mail would not help */
	[TROUBLE_RECORD] = { "record", false },	/* a full disk is the journal's to tell */
};

static void
tell_judge(struct engine *e, enum trouble which, bool is_wrong, const char *detail)
{
	judge_vigie(e->judge, troubles[which].code, is_wrong, detail, e->steady.now);
	recording_trouble(e->recording, troubles[which].code, is_wrong, detail, e->steady.now);
}

/* `text` is on public pages, `detail` in the incident, for those who know the network. */
static void
trouble(struct engine *e, enum trouble which, bool is_wrong, const char *text, const char *detail)
{
	if (e->has_trouble[which] == is_wrong)
		return;
	e->has_trouble[which] = is_wrong;
	free(e->trouble_text[which]);
	e->trouble_text[which] = is_wrong ? xstrdup(text) : NULL;
	if (is_wrong)
		log_warn("%s: %s", troubles[which].code, detail);
	else
		log_info("%s: well again", troubles[which].code);
	push_changed(e->push);
	if (troubles[which].is_incident)
		tell_judge(e, which, is_wrong, detail);
}

void
engine_trouble(struct engine *e, enum trouble which, bool is_wrong, const char *text)
{
	trouble(e, which, is_wrong, text, text);
}

/* The incident that an earlier life of the engine left open is over, unless the trouble is here again. */
static void
forget_trouble(struct engine *e, enum trouble which)
{
	if (!e->has_trouble[which])
		tell_judge(e, which, false, "");
}

/* Checks whose answers end the poller: said once every poller has told; a new life of vigied tries them again. */
static void
look_at_quarantine(struct engine *e)
{
	uint32_t	 n = 0, check = NONE;
	char		 text[TEXT_MAX + 1];

	for (unsigned i = 0; i < e->inv->n_pollers && i < PEERS_MAX_POLLERS; i++) {
		const struct peer_figures	*f = peers_figures(e->peers, PROGRAM_POLLER, i);

		if (f->poller_at.ms == 0)
			return;
		n += f->poller.n_aside;
		if (f->poller.n_aside > 0)
			check = assign_check(e->assign, i, f->poller.aside);
	}
	*text = '\0';
	if (n > 0)
		snprintf(text, sizeof(text), "%s%s set aside, the answers ended the poller again and again",
		    check < e->inv->n_checks ? e->inv->checks[check].name : "a check",
		    n > 1 ? " and others are" : " is");
	if (!e->knows_pollers && n == 0)
		forget_trouble(e, TROUBLE_QUARANTINE);
	if (!e->knows_pollers)
		forget_trouble(e, TROUBLE_RESOLVER);
	e->knows_pollers = true;
	trouble(e, TROUBLE_QUARANTINE, n > 0,
	    "answers of a device end the poller again and again: its check is set aside", text);
}

static void
look_at_pollers(struct engine *e, struct wall wall)
{
	bool	 is_gone = false, is_deaf = false;

	for (unsigned i = 0; i < e->inv->n_pollers && i < PEERS_MAX_POLLERS; i++) {
		const struct peer_figures	*f = peers_figures(e->peers, PROGRAM_POLLER, i);
		struct wall			 since = peers_since(e->peers, PROGRAM_POLLER, i);

		if (peers_channel(e->peers, PROGRAM_POLLER, i) == NULL)
			is_gone |= since.ms != 0 && wall_sub(wall, since) > POLLER_GONE_MS;
		else if (f->poller_at.ms != 0)
			is_deaf |= !f->poller.resolver_ok;
	}
	engine_trouble(e, TROUBLE_POLLER, is_gone, "a poller has been away for more than 15 s");
	engine_trouble(e, TROUBLE_RESOLVER, is_deaf, "no name resolves on this server");
	look_at_quarantine(e);
}

static void
look_at_self(struct engine *e)
{
	struct record_figures	 record;

	engine_trouble(e, TROUBLE_CLOCK, !steady_is_trusted(&e->steady),
	    "the clock is before the latest time in the journal: dates cannot be trusted");
	engine_trouble(e, TROUBLE_MAIL, outbox_failing(e->outbox, MAIL_TRIES) > 0,
	    "messages could not be delivered after several attempts");
	recording_figures(e->recording, &record);
	trouble(e, TROUBLE_RECORD, record.is_full, "results are not kept for now: there is no room for them",
	    record.why.text);
}

static void
sign_of_life(struct engine *e)
{
	struct wall	 now = e->steady.now;

	if (wall_sub(now, e->alive) < ALIVE_MS || is_catching_up(e))
		return;
	judge_tick(e->judge, now);	/* what fell due while time stood still was known before */
	facts_take(e->facts, &(struct fact){
		.kind = FACT_ALIVE, .object = "vigie", .happened = now, .known = now,
		.alive = { .uptime_s = wall_sub(now, e->started) / SEC_MS } });
}

static void
on_second(evutil_socket_t fd, short what, void *arg)
{
	struct engine	*e = arg;

	(void)fd;
	(void)what;
	engine_now(e);
	look_at_pollers(e, wall_now());
	look_at_self(e);
	sign_of_life(e);
	engine_done(e);
	recording_flush(e->recording, e->steady.now);
	forgetting_tick(e->forgetting);
	scheduled_tick(e->scheduled);
	relay_tick(e->relay, e->turned);
	e->results_per_s = (double)(e->counts.n_results - e->results_before);
	e->results_before = e->counts.n_results;
	if (++e->n_seconds % 60 == 0)
		vitals_sample(e);
	if (e->n_seconds % TRIM_S == TRIM_S / 4)
		malloc_trim(0);		/* what bursts needed goes back to the system: some milliseconds */
	samples_send(e->samples, peers_channel(e->peers, PROGRAM_SERIES, 0));
	push_tick(e->push);
}

void
engine_begin(struct engine *e)
{
	static const struct timeval	 second = { 1, 0 };

	e->tick = evtimer_new(e->base, on_tick, e);
	e->second = event_new(e->base, -1, EV_PERSIST, on_second, e);
	if (e->tick == NULL || e->second == NULL)
		abort();
	engine_now(e);
	e->has_begun = true;
	e->started = e->steady.now;
	e->recording = recording_new(e);
	judge_start(e->judge, e->sign, e->steady.now);
	recording_start(e->recording, e->sign, e->steady.now);
	forget_trouble(e, TROUBLE_JOURNAL);
	forget_trouble(e, TROUBLE_POLLER);
	if (steady_is_trusted(&e->steady))
		forget_trouble(e, TROUBLE_CLOCK);
	hours_said_compare(e);
	judge_push_door(e->judge, false, e->steady.now);	/* no device can call yet: unknown, never down */
	recording_door(e->recording, false, e->steady.now);
	engine_done(e);
	event_add(e->second, &second);
}

struct view
engine_view(struct engine *e, enum role role, struct view_trouble out[static TROUBLE_N])
{
	struct view	 v = {
		.inv = e->inv, .judge = e->judge, .last = e->last,
		.now = e->steady.now, .started = e->started, .role = role,
		.troubles = out,
		.restart = (const char *const *)e->restart, .n_restart = e->n_restart,
	};

	for (unsigned i = 0; i < TROUBLE_N; i++)
		if (e->has_trouble[i])
			out[v.n_troubles++] = (struct view_trouble){ troubles[i].code,
			    role > ROLE_PUBLIC ? e->trouble_text[i] : "" };
	return v;
}
