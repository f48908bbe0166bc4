/*
 * recording.h - what the judge is fed, as lines of the record (record/record.h).
 *
 * Called beside each call into the judge, with the same time.  Results go as they are;
 * all else becomes the members of a line of `vigie replay`:
 *
 *    "do":["ack","12","-m","...","--as","tech1"],"of":{"incident":12,"kind":"link","scope":"boffres",...}
 *    "do":["maintenance","add",...],"of":{"window":3}
 *    "vigie":"start","last_sign":1772524800.2      "vigie":"stop"      "vigie":"reload"
 *    "vigie":"door-open"  "vigie":"door-closed"    whether devices can call
 *    "vigie":"trouble","code":"resolver","text":"..."    "vigie":"well","code":"resolver"
 *
 * `of` says what a number meant here: a replay under other rules counts otherwise.
 */
#ifndef VIGIE_RECORDING_H
#define VIGIE_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/fact.h"
#include "record/record.h"

struct engine;
struct inventory;
struct judged_result;
struct recording;

struct recording *recording_new(struct engine *e);
void		 recording_free(struct recording *r);
/* Another generation rules. */
void		 recording_adopt(struct recording *r, const struct inventory *inv, struct wall now);
/*
 * What came so far goes to the disk: once a second, and with each commit of facts, so that
 * a crash does not take from the record what the journal knows.
 */
void		 recording_flush(struct recording *r, struct wall now);
/* The judge did what was due until then: a result that comes with an earlier time was judged at this one. */
void		 recording_ticked(struct recording *r, struct wall now);
void		 recording_figures(struct recording *r, struct record_figures *out);

void		 recording_result(struct recording *r, const struct judged_result *result, struct wall now);
void		 recording_start(struct recording *r, struct wall last_sign, struct wall now);
void		 recording_stop(struct recording *r, struct wall now);
void		 recording_door(struct recording *r, bool is_open, struct wall now);
void		 recording_trouble(struct recording *r, const char *code, bool is_wrong, const char *text,
		    struct wall now);
/* "ack" (with a ticket), "comment", "close" (with a responsibility); extra: "" = none. */
void		 recording_incident(struct recording *r, const char *verb, uint32_t number, const char *by,
		    const char *text, const char *extra, struct wall now);
void		 recording_window(struct recording *r, const struct fact_window *w, struct wall now);
void		 recording_cancel(struct recording *r, const struct fact_window *w, const char *by,
		    struct wall now);

#endif
