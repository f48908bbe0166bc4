/*
 * run.c - the start and the end of vigie-engine, and who hears what of its peers.
 *
 * start: configuration, journal, judge (fed with the journal), control socket.
 * What needs threads or says facts waits for the first turn of the loop, behind
 * the sandbox.  stop: a STOP fact, everything written, exit.
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/ask_frozen.h"
#include "engine/ask_import.h"
#include "engine/ask_report.h"
#include "engine/assign.h"
#include "engine/control.h"
#include "engine/declared.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/forgetting.h"
#include "engine/hands.h"
#include "engine/history.h"
#include "engine/hours.h"
#include "engine/last.h"
#include "engine/outbox.h"
#include "engine/peers.h"
#include "engine/push.h"
#include "engine/recording.h"
#include "engine/relay.h"
#include "engine/reloader.h"
#include "engine/run.h"
#include "engine/samples.h"
#include "engine/scheduled.h"
#include "engine/survey.h"
#include "ipc/channel.h"
#include "judge/judge.h"
#include "model/conf.h"
#include "model/inventory.h"

#define BIG_BYTES	(512 * 1024)	/* documents of that size go back to the system when freed */

/* Peers. */

static void
on_asker_gone(void *arg, struct channel *ch)
{
	struct engine	*e = arg;

	relay_forget(e->relay, ch);
	history_forget(e, ch);
	ask_report_forget(e, ch);
	ask_frozen_forget(ch);
	ask_import_forget(ch);
	survey_forget(e->surveys, ch);
	reloader_forget(e->reloader, ch);
	hands_forget(e->hands, ch);
}

static void
peer_up(void *arg, enum program_id who, unsigned instance, struct channel *ch)
{
	struct engine	*e = arg;

	log_debug("%s/%u is there", program_name(who), instance);
	reload_tell(e, who, instance, ch);
	if (who == PROGRAM_POLLER)
		assign_tell(e->assign, instance);
	else if (who == PROGRAM_COURIER)
		outbox_courier(e->outbox, true);
	else if (who == PROGRAM_WEB)
		push_renew(e->push);
}

static void
peer_down(void *arg, enum program_id who, unsigned instance, struct channel *ch)
{
	struct engine	*e = arg;

	on_asker_gone(e, ch);
	relay_lost(e->relay, who, instance);
	if (who == PROGRAM_COURIER)
		outbox_courier(e->outbox, false);
}

static void
web_asks(struct engine *e, const struct msg_ask *ask)
{
	struct asker	 asker = { .ch = peers_channel(e->peers, PROGRAM_WEB, 0), .id = ask->id,
			    .role = ROLE_PUBLIC };

	snprintf(asker.language, sizeof(asker.language), "%s",
	    strncmp(ask->language, "en", 2) == 0 ? "en" : "fr");
	ask_take(e, &asker, ask);
}

static void
peer_msg(void *arg, enum program_id who, unsigned instance, enum msg_type type,
    const union msg *msg)
{
	struct engine	*e = arg;

	(void)who;
	if (!e->has_begun)
		return;		/* in the very first turn; what is lost there comes again */
	switch (type) {
	case MSG_RESULTS:
		results_take(e, instance, &msg->results);
		break;
	case MSG_STEP:
		relay_step(e->relay, &msg->step);
		break;
	case MSG_ANSWER:
		relay_answer(e->relay, &msg->answer);
		break;
	case MSG_DELIVERY:
		outbox_delivery(e->outbox, &msg->delivery);
		break;
	case MSG_ASK:
		web_asks(e, &msg->ask);
		break;
	default:
		break;
	}
}

static void
on_ask(void *arg, const struct asker *asker, const struct msg_ask *ask)
{
	ask_take(arg, asker, ask);
}

static void
tell_assign(void *arg, unsigned poller, const struct msg_assign *msg)
{
	struct engine	*e = arg;
	struct channel	*ch = peers_channel(e->peers, PROGRAM_POLLER, poller);

	if (ch != NULL)
		channel_send(ch, MSG_ASSIGN, msg);
}

static void
tell_unassign(void *arg, unsigned poller, uint32_t handle)
{
	struct engine	*e = arg;
	struct channel	*ch = peers_channel(e->peers, PROGRAM_POLLER, poller);

	if (ch != NULL)
		channel_send(ch, MSG_UNASSIGN, &(struct msg_unassign){ handle });
}

/* The start. */

static struct inventory *
load(const struct program_run *run)
{
	struct mistakes		 mistakes = { 0 };
	struct mono		 began = mono_now();
	struct inventory	*inv;

	inv = conf_load(run->conf_file, run->allow_empty ? CONF_ALLOW_EMPTY : 0, &mistakes);
	for (size_t i = 0; inv == NULL && i < mistakes.n; i++)
		if (!mistakes.list[i].is_warning) {
			char	*text = mistake_text(&mistakes.list[i]);

			log_warn("%s", text);
			free(text);
		}
	mistakes_done(&mistakes);
	log_debug("configuration read in %" PRId64 " ms", mono_sub(mono_now(), began) / MSEC_US);
	return inv;
}

static void
make_parts(struct engine *e)
{
	static const struct peers_calls	 peers_calls = { peer_up, peer_down, peer_msg };
	static const struct assign_calls assign_calls = { tell_assign, tell_unassign };

	e->outbox = outbox_new(e);
	e->samples = samples_new();
	e->last = last_new(e->inv);
	e->push = push_new(e);
	e->relay = relay_new(e);
	e->declared = declared_new();
	e->hours = hours_said_new();
	e->hands = hands_new();
	e->forgetting = forgetting_new(e);
	e->scheduled = scheduled_new(e);
	e->surveys = surveys_new(e);
	e->reloader = reloader_new(e);
	e->peers = peers_new(e->base, &peers_calls, e);
	e->assign = assign_new(e->inv->n_pollers, &assign_calls, e);
	assign_load(e->assign, e->inv);
}

/* The first turn of the loop. */
static void
begin(evutil_socket_t fd, short what, void *arg)
{
	struct engine	*e = arg;
	struct err	 err = { "" };

	(void)fd;
	(void)what;
	if (!facts_begin(e->facts, &err)) {
		log_warn("%s", err.text);
		program_exit(EXIT_FAILURE);
		return;
	}
	malloc_trim(0);		/* what reading the configuration and the journal took */
	engine_begin(e);
	log_info("watching %u sites by %u checks, %" PRId64 " ms after the start",
	    (unsigned)e->inv->n_sites, (unsigned)e->inv->n_checks,
	    mono_sub(mono_now(), e->born) / MSEC_US);
}

static bool
open_up(struct engine *e, struct err *err)
{
	if ((e->facts = facts_open(e, err)) == NULL)
		return false;
	e->judge = judge_new(e->inv, facts_take, e->facts);
	if (!facts_recall(e->facts, &e->sign, err))
		return false;
	e->control = control_new(e->base, e->inv->control_socket, on_ask, on_asker_gone, e, err);
	return e->control != NULL;
}

static void
engine_free(struct engine *e)
{
	if (e->begin != NULL)
		event_free(e->begin);
	if (e->tick != NULL)
		event_free(e->tick);
	if (e->second != NULL)
		event_free(e->second);
	control_free(e->control);
	facts_close(e->facts);
	reloader_free(e->reloader);
	hands_free(e->hands);
	forgetting_free(e->forgetting);
	scheduled_free(e->scheduled);
	declared_free(e->declared);
	hours_said_free(e->hours);
	surveys_free(e->surveys);
	recording_free(e->recording);
	push_free(e->push);
	relay_free(e->relay);
	peers_free(e->peers);
	outbox_free(e->outbox);
	assign_free(e->assign);
	samples_free(e->samples);
	last_free(e->last);
	judge_free(e->judge);
	inventory_free(e->inv);
	for (unsigned i = 0; i < TROUBLE_N; i++)
		free(e->trouble_text[i]);
	for (uint32_t i = 0; i < e->n_restart; i++)
		free(e->restart[i]);
	free(e->restart);
	free(e->fixed.store_dir);
	free(e->fixed.control_socket);
	free(e->fixed.web_listen);
	free(e);
}

void *
run_start(const struct program_run *run)
{
	static const struct timeval	 at_once = { 0, 0 };
	struct engine			*e = xcalloc(1, sizeof(*e));
	struct err			 err = { "" };

	mallopt(M_MMAP_THRESHOLD, BIG_BYTES);
	mallopt(M_ARENA_MAX, 2);
	e->run = run;
	e->base = run->base;
	e->born = mono_now();
	if ((e->inv = load(run)) == NULL) {
		free(e);
		return NULL;
	}
	make_parts(e);
	if (!open_up(e, &err)) {
		log_warn("%s", err.text);
		engine_free(e);
		return NULL;
	}
	steady_init(&e->steady, mono_now(), wall_now(), e->sign);
	e->turned = mono_now();
	e->begin = evtimer_new(e->base, begin, e);
	if (e->begin == NULL)
		abort();
	evtimer_add(e->begin, &at_once);
	return e;
}

void
run_peer(void *arg, enum program_id who, unsigned instance, int fd)
{
	struct engine	*e = arg;

	peers_take(e->peers, who, instance, fd, wall_now());
}

void
run_reload(void *arg)
{
	struct engine	*e = arg;

	reloader_ask(e->reloader, NULL);
}

void
run_stop(void *arg)
{
	struct engine	*e = arg;

	if (e->has_begun) {
		judge_stop(e->judge, engine_now(e));
		recording_stop(e->recording, e->steady.now);
		facts_commit(e->facts);
	}
	engine_free(e);
}
