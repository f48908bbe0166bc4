/* relay.c - see relay.h */
#include <sys/queue.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/assign.h"
#include "engine/engine.h"
#include "engine/jw.h"
#include "engine/peers.h"
#include "engine/relay.h"
#include "ipc/channel.h"
#include "model/inventory.h"

#define SERIES_WAIT_US	(10 * SEC_US)
#define STEP_TEXT	896	/* with the name in front it stays below the 1024 of a message */
#define RUN_EXTRA_US	(3 * SEC_US)	/* beyond the check's own time-out */

/* A question of someone; its runs point to it. */
struct errand {
	TAILQ_ENTRY(errand)	 entry;
	struct asker		 asker;		/* .ch NULL = he is gone */
	struct mono		 end;
	bool			 is_series;
	uint32_t		 id;		/* of a series question: ours */
	uint32_t		 n_left;	/* runs without a result */
	uint32_t		 n_done;
	struct buf		 list;		/* JSON of the results so far */
};

struct run {
	TAILQ_ENTRY(run)	 entry;
	struct errand		*errand;
	uint32_t		 id;		/* ours, unique among runs */
	unsigned		 poller;
	char			*name;		/* the check's */
};

struct relay {
	struct engine		*engine;
	uint32_t		 next_id;
	unsigned		 n_errands;
	TAILQ_HEAD(, errand)	 errands;
	TAILQ_HEAD(, run)	 runs;
};

struct relay *
relay_new(struct engine *e)
{
	struct relay	*relay = xcalloc(1, sizeof(*relay));

	relay->engine = e;
	TAILQ_INIT(&relay->errands);
	TAILQ_INIT(&relay->runs);
	return relay;
}

static void
run_free(struct relay *relay, struct run *run)
{
	TAILQ_REMOVE(&relay->runs, run, entry);
	free(run->name);
	free(run);
}

static void
errand_free(struct relay *relay, struct errand *errand)
{
	struct run	*run, *next;

	TAILQ_FOREACH_SAFE(run, &relay->runs, entry, next)
		if (run->errand == errand)
			run_free(relay, run);
	TAILQ_REMOVE(&relay->errands, errand, entry);
	relay->n_errands--;
	buf_done(&errand->list);
	free(errand);
}

void
relay_free(struct relay *relay)
{
	struct errand	*errand;

	if (relay == NULL)
		return;
	while ((errand = TAILQ_FIRST(&relay->errands)) != NULL)
		errand_free(relay, errand);
	free(relay);
}

static struct errand *
errand_new(struct relay *relay, const struct asker *asker, int64_t wait_us)
{
	struct errand	*errand;

	if (relay->n_errands >= RELAY_MAX) {
		ask_problem(asker, 503, "too many questions are under way; try again in a moment");
		return NULL;
	}
	errand = xcalloc(1, sizeof(*errand));
	errand->asker = *asker;
	errand->end.us = mono_now().us + wait_us;
	TAILQ_INSERT_TAIL(&relay->errands, errand, entry);
	relay->n_errands++;
	return errand;
}

static uint32_t
new_id(struct relay *relay)
{
	if (++relay->next_id == 0)
		relay->next_id = 1;	/* 0 means scheduled */
	return relay->next_id;
}

/* Series. */

void
relay_series(struct relay *relay, const struct asker *asker, struct msg_series_ask *ask)
{
	struct channel	*ch = peers_channel(relay->engine->peers, PROGRAM_SERIES, 0);
	struct errand	*errand;

	if (ch == NULL) {
		ask_problem(asker, 503, "vigie-series is away; it will be back in a moment");
		return;
	}
	if ((errand = errand_new(relay, asker, SERIES_WAIT_US)) == NULL)
		return;
	errand->is_series = true;
	errand->id = ask->id = new_id(relay);
	channel_send(ch, MSG_SERIES_ASK, ask);
}

void
relay_answer(struct relay *relay, const struct msg_answer *answer)
{
	struct errand		*errand;
	struct msg_answer	 copy = *answer;

	TAILQ_FOREACH(errand, &relay->errands, entry)
		if (errand->is_series && errand->id == answer->id)
			break;
	if (errand == NULL)
		return;
	if (errand->asker.ch != NULL) {
		copy.id = errand->asker.id;
		channel_send(errand->asker.ch, MSG_ANSWER, &copy);
	}
	if (answer->is_last)
		errand_free(relay, errand);
}

/* Checks by hand. */

static void
errand_finish(struct relay *relay, struct errand *errand)
{
	struct buf	 out = { 0 };

	buf_addf(&out, "{\"checks\":[%s]}", buf_str(&errand->list));
	if (errand->asker.ch != NULL)
		ask_answer(&errand->asker, buf_str(&out));
	buf_done(&out);
	errand_free(relay, errand);
}

/* The end of one run; the errand may be freed. */
static void
run_finish(struct relay *relay, struct run *run, const struct msg_result *result, const char *why)
{
	static const char *const words[] = { "ok", "warn", "fail", "error" };
	struct errand	*errand = run->errand;
	struct jw	 j = { .out = &errand->list, .needs_comma = errand->n_done++ > 0 };

	jw_open(&j, NULL);
	jw_str(&j, "name", run->name);
	jw_str(&j, "status", result != NULL ? words[result->status] : "error");
	jw_str(&j, "text", result != NULL ? result->text : why);
	if (result != NULL) {
		jw_num(&j, "took_ms", result->took_us / 1000.0, 3);
		jw_open(&j, "values");
		for (uint32_t i = 0; i < result->n_values; i++)
			jw_num(&j, result->values[i].name, result->values[i].value, 3);
		jw_close(&j);
	}
	jw_close(&j);
	run_free(relay, run);
	if (--errand->n_left == 0)
		errand_finish(relay, errand);
}

static void
run_start(struct relay *relay, struct errand *errand, uint32_t check)
{
	struct engine	*e = relay->engine;
	unsigned	 poller = assign_poller(e->assign, check);
	struct channel	*ch = peers_channel(e->peers, PROGRAM_POLLER, poller);
	struct run	*run = xcalloc(1, sizeof(*run));

	run->errand = errand;
	run->id = new_id(relay);
	run->poller = poller;
	run->name = xstrdup(e->inv->checks[check].name);
	TAILQ_INSERT_TAIL(&relay->runs, run, entry);
	errand->n_left++;
	if (ch != NULL)
		channel_send(ch, MSG_RUN, &(struct msg_run){ run->id,
		    assign_handle(e->assign, check) });
}

void
relay_checks(struct relay *relay, const struct asker *asker, const uint32_t *checks,
    uint32_t n_checks)
{
	struct engine	*e = relay->engine;
	struct errand	*errand;
	struct run	*run, *next;
	int64_t		 wait_ms = 0;

	if (n_checks > RELAY_CHECKS) {
		ask_problem(asker, 422, "%u checks at once are too many, at most %u", n_checks,
		    RELAY_CHECKS);
		return;
	}
	for (uint32_t i = 0; i < n_checks; i++)
		if (e->inv->checks[checks[i]].timeout_ms > wait_ms)
			wait_ms = e->inv->checks[checks[i]].timeout_ms;
	if ((errand = errand_new(relay, asker, wait_ms * MSEC_US + RUN_EXTRA_US)) == NULL)
		return;
	errand->n_left = 1;	/* ours, until all are started */
	for (uint32_t i = 0; i < n_checks; i++)
		run_start(relay, errand, checks[i]);
	TAILQ_FOREACH_SAFE(run, &relay->runs, entry, next)
		if (run->errand == errand &&
		    peers_channel(e->peers, PROGRAM_POLLER, run->poller) == NULL)
			run_finish(relay, run, NULL, "the poller is away");
	if (--errand->n_left == 0)
		errand_finish(relay, errand);
}

static struct run *
find_run(struct relay *relay, uint32_t id)
{
	struct run	*run;

	TAILQ_FOREACH(run, &relay->runs, entry)
		if (run->id == id)
			return run;
	return NULL;
}

void
relay_step(struct relay *relay, const struct msg_step *step)
{
	struct run	*run = find_run(relay, step->id);
	struct buf	 text = { 0 };
	char		 words[STEP_TEXT];

	if (run == NULL || run->errand->asker.ch == NULL)
		return;
	text_clean(words, sizeof(words), step->text, strlen(step->text));
	buf_addf(&text, "%s: %s", run->name, words);
	channel_send(run->errand->asker.ch, MSG_STEP, &(struct msg_step){
		.id = run->errand->asker.id, .at_us = step->at_us, .text = buf_str(&text) });
	buf_done(&text);
}

void
relay_result(struct relay *relay, const struct msg_result *result)
{
	struct run	*run = find_run(relay, result->run);

	if (run != NULL)
		run_finish(relay, run, result, NULL);
}

/* Ends. */

static void
errand_abandon(struct relay *relay, struct errand *errand, const char *why)
{
	struct run	*run, *next;
	bool		 is_series = errand->is_series;

	if (is_series) {
		if (errand->asker.ch != NULL)
			ask_problem(&errand->asker, 503, "%s", why);
		errand_free(relay, errand);
		return;
	}
	errand->n_left++;
	TAILQ_FOREACH_SAFE(run, &relay->runs, entry, next)
		if (run->errand == errand)
			run_finish(relay, run, NULL, why);
	if (--errand->n_left == 0)
		errand_finish(relay, errand);
}

void
relay_forget(struct relay *relay, const struct channel *ch)
{
	struct errand	*errand;

	TAILQ_FOREACH(errand, &relay->errands, entry)
		if (errand->asker.ch == ch)
			errand->asker.ch = NULL;
}

void
relay_lost(struct relay *relay, enum program_id who, unsigned instance)
{
	struct errand	*errand, *next;
	struct run	*run, *next_run;

	if (who == PROGRAM_SERIES)
		TAILQ_FOREACH_SAFE(errand, &relay->errands, entry, next)
			if (errand->is_series)
				errand_abandon(relay, errand, "vigie-series has ended meanwhile");
	if (who == PROGRAM_POLLER)
		TAILQ_FOREACH_SAFE(run, &relay->runs, entry, next_run)
			if (run->poller == instance)
				run_finish(relay, run, NULL, "the poller has ended meanwhile");
}

void
relay_tick(struct relay *relay, struct mono now)
{
	struct errand	*errand, *next;

	TAILQ_FOREACH_SAFE(errand, &relay->errands, entry, next)
		if (mono_sub(now, errand->end) > 0)
			errand_abandon(relay, errand, errand->is_series ?
			    "vigie-series did not answer in time" :
			    "the poller did not answer in time");
}
