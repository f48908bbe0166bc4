/*
 * engine.h - the engine's own struct: what its files share.  No other room sees it.
 *
 * The path of one result:
 *    peers.c  a batch arrives                 -> results.c  is it new, which check, when (steady.c)
 *    results.c -> judge_result()              -> facts.c    the judge's facts, into one transaction
 *    facts.c  -> journal writer (its thread)  -> facts.c    synced: outbox.c may tell it
 *    outbox.c -> vigie-courier, samples.c -> vigie-series, push.c -> vigie-web
 *    recording.c keeps all that the judge was fed, for `vigie replay`
 *
 * engine.c wires, keeps the time and starts and stops all of it; reloader.c
 * and reload.c swap generations; ask.c is the door for questions; relay.c
 * carries those that a child answers; hands.c does what people do, declared.c
 * keeps what they declare.
 */
#ifndef VIGIE_ENGINE_H
#define VIGIE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "engine/asker.h"
#include "engine/steady.h"
#include "engine/views.h"
#include "ipc/msg.h"

struct assign;
struct channel;
struct control;
struct declared;
struct event;
struct event_base;
struct facts;
struct forgetting;
struct hands;
struct hours_said;
struct inventory;
struct judge;
struct last;
struct outbox;
struct peers;
struct program_run;
struct push;
struct recording;
struct relay;
struct reloader;
struct samples;
struct scheduled_sender;
struct surveys;

/* vigie's own troubles: shown everywhere, and but for the mail's and the record's an incident `vigie` too. */
enum trouble { TROUBLE_JOURNAL, TROUBLE_CLOCK, TROUBLE_RESOLVER, TROUBLE_POLLER,
	TROUBLE_QUARANTINE, TROUBLE_MAIL, TROUBLE_RECORD, TROUBLE_N };

struct engine {
	const struct program_run *run;
	struct event_base	*base;
	struct inventory	*inv;		/* owned; the generation that rules */
	struct judge		*judge;		/* owned, as all below */
	struct facts		*facts;
	struct outbox		*outbox;
	struct assign		*assign;
	struct peers		*peers;
	struct samples		*samples;
	struct last		*last;
	struct push		*push;
	struct forgetting	*forgetting;
	struct scheduled_sender	*scheduled;
	struct recording	*recording;	/* NULL before the first turn */
	struct relay		*relay;
	struct surveys		*surveys;
	struct reloader		*reloader;
	struct declared		*declared;
	struct hours_said	*hours;
	struct hands		*hands;
	struct control		*control;
	struct event		*begin, *tick, *second;

	bool			 has_begun;	/* the judge was started: facts may be said */
	struct steady		 steady;
	struct wall		 sign;		/* last sign of life before this start, {0} = never ran */
	struct wall		 started;
	struct mono		 born;
	struct wall		 alive;		/* latest time of any fact */
	struct mono		 turned;	/* when engine_now() was last called */
	struct mono		 catching_until; /* late results come in before time goes on */
	unsigned		 n_seconds;

	/* What a reload cannot change: it stays as at the start. */
	struct { char *store_dir, *control_socket, *web_listen; uint32_t n_pollers; } fixed;

	bool			 has_trouble[TROUBLE_N];
	bool			 knows_pollers;	/* every poller has told how it is */
	char			*trouble_text[TROUBLE_N];
	char			**restart;	/* what waits for a restart: sentences */
	uint32_t		 n_restart;

	struct engine_counts {			/* since the start */
		uint64_t	 n_results, n_repeats, n_gaps, n_unknown, n_errors;
		uint64_t	 n_asks, n_refused, n_reloads, n_bad_reloads;
	} counts;
	uint64_t		 results_before;	/* n_results at the last full second */
	double			 results_per_s;
};

/*
 * The time of judgement, read afresh; at the start of each callback.  After a long
 * sleep or a step of the clock the judge is started anew here: what was not
 * watched is unknown.
 */
struct wall	 engine_now(struct engine *e);
/*
 * The time at which to judge a result that ended at `ended`: now, but right after
 * a pause of ours its own end, so that results that waited in the socket are not
 * too late for their holding.
 */
struct wall	 engine_result_now(struct engine *e, struct wall now, struct wall ended);
/*
 * The time at which the engine knows a fact of its own: now, but right after a pause of
 * ours the latest that was said, since the judge still hears of earlier times and what
 * the journal knows must come in order.
 */
struct wall	 engine_known(const struct engine *e);
/* The judge starts, facts are said, ticks run; facts_begin() was called. */
void		 engine_begin(struct engine *e);
/* Ends each callback that called the judge: what became known is one transaction; plans the next tick. */
void		 engine_done(struct engine *e);
/* Says whether something is wrong with vigie itself. */
void		 engine_trouble(struct engine *e, enum trouble which, bool is_wrong, const char *text);
/* What a view reads, for this asker. */
struct view	 engine_view(struct engine *e, enum role role, struct view_trouble troubles[static TROUBLE_N]);

/* results.c: a batch of a poller. */
void		 results_take(struct engine *e, unsigned poller, const struct msg_results *batch);

/*
 * reload.c: takes what was read, `inv` (taken) or NULL with its mistakes; false when
 * there are any.  All mistakes, or warnings, as text (owned by the caller) in *said.
 */
struct mistakes;
bool		 reload_take(struct engine *e, const char *by, struct inventory *inv,
		    const struct mistakes *mistakes, char **said);
/* Tells a peer that is new all it must know. */
void		 reload_tell(struct engine *e, unsigned who, unsigned instance, struct channel *ch);

/* False after having answered that it is no time, or no number from 1 to max; an argument that is not given leaves *out. */
bool		 ask_time(const struct asker *asker, const struct msg_ask *ask, const char *name,
		    struct wall *out);
bool		 ask_number(const struct asker *asker, const struct msg_ask *ask, const char *name,
		    uint32_t max, uint32_t *out);
/* The site of that id; false after having answered that there is none. */
bool		 ask_for_site(struct engine *e, const struct asker *asker, const char *id, uint32_t *site);
/* The same for the site that SITE/DEVICE[/CHECK] begins with. */
bool		 ask_for_site_of(struct engine *e, const struct asker *asker, const char *object);
/* Answers that there is none of that id, naming the one that was probably meant. */
void		 ask_no_site(struct engine *e, const struct asker *asker, const char *id);

/* ask.c: a question from vigie-web or the control socket. */
void		 ask_take(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 ask_answer(const struct asker *asker, const char *json);
/* RFC 9457; `detail` is a sentence for people. */
void		 ask_problem(const struct asker *asker, unsigned status, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));

#endif
