/*
 * seen.h - what vigie saw of an incident, in a technician's or an operator's words.
 *
 * Reads the JSON of a story (what the engine answers to "story" and "incident").
 * What is missing is said less, never wrongly.  Translated, by lang.h's language.
 */
#ifndef VIGIE_SEEN_H
#define VIGIE_SEEN_H

#include <jansson.h>

#include "base/clock.h"

struct buf;
struct zone;

/* "line down", "power cut" of a kind's word; the word itself when it is none. */
const char	*seen_kind(const char *kind);
/* "the operator" of "operator"; "not known" of any other. */
const char	*seen_responsibility(const char *word);

/* "the box no longer answers (3 failures in a row, limit 3): no reply"; nothing for null. */
void		 seen_evidence(struct buf *out, const json_t *evidence);
/* An event with what it rests on: "cause told again: power cut (electricity): ..." */
void		 seen_event(struct buf *out, const json_t *event);
/* "noise margin, download (dB) 5,9 (limit 6)" of a value alone. */
void		 seen_value(struct buf *out, const char *metric, double value, double limit);
/* A value with its unit: "5,9 dB", "8,0 Mbit/s", "31,5 ms"; NAN is "not measured". */
void		 seen_measure(struct buf *out, const char *metric, double value);

/* "03/03/2026 11:30:07 (10:30:07 UTC)", "2026-03-03 ..." in English; a dash for 0. */
void		 seen_time(struct buf *out, const struct zone *zone, struct wall t);
/* "2 h 10 min", "5 d 3 h" */
void		 seen_seconds(struct buf *out, double seconds);
/* The same of opening time, which has no days: "361 h", "2 h 10 min". */
void		 seen_hours(struct buf *out, double seconds);

#endif
