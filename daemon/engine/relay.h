/*
 * relay.h - questions that a child answers, carried there and back.
 *
 * Series and pictures come from vigie-series, checks by hand from the pollers.
 * Each question that is under way has a number of ours, its asker and an end:
 * when nothing has come by then, or the child is gone, the asker hears 503.
 *
 * A run by hand tells its steps to who asked.  It is not judged: three hands on
 * one button must not make an outage of three lost packets.
 */
#ifndef VIGIE_RELAY_H
#define VIGIE_RELAY_H

#include <stdint.h>

#include "base/clock.h"
#include "engine/asker.h"
#include "ipc/msg.h"
#include "ipc/program.h"

struct channel;
struct engine;
struct relay;

#define RELAY_MAX	256	/* under way at once */
#define RELAY_CHECKS	64	/* of one `check` question */

struct relay	*relay_new(struct engine *e);
void		 relay_free(struct relay *relay);

/* Asks vigie-series; the answer goes to the asker as it comes. */
void		 relay_series(struct relay *relay, const struct asker *asker, struct msg_series_ask *ask);
/* An answer of vigie-series. */
void		 relay_answer(struct relay *relay, const struct msg_answer *answer);

/* Runs these checks (indexes) once now; answered by their steps and one JSON document. */
void		 relay_checks(struct relay *relay, const struct asker *asker, const uint32_t *checks,
		    uint32_t n_checks);
void		 relay_step(struct relay *relay, const struct msg_step *step);
/* A result with .run set. */
void		 relay_result(struct relay *relay, const struct msg_result *result);

/* Who asked is gone; a child is gone; time goes by. */
void		 relay_forget(struct relay *relay, const struct channel *ch);
void		 relay_lost(struct relay *relay, enum program_id who, unsigned instance);
void		 relay_tick(struct relay *relay, struct mono now);

#endif
