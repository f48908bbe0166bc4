/*
 * words.h - what vigie's own words are when people read them.
 *
 * Titles of incidents, sentences of events, times and durations as they are said,
 * in the language that lang_set() chose last.  Pure but for that choice.  Pages,
 * mails, the command line and replay all say the same because they ask here.
 */
#ifndef VIGIE_WORDS_H
#define VIGIE_WORDS_H

#include <stdint.h>

#include "base/clock.h"

struct buf;
struct incident;
struct incident_event;
struct inventory;
struct zone;

/* "Centre multimédia d'Alboussière : accès Internet en panne"; of a scope that is gone, its id. */
void		 words_title(struct buf *out, const struct inventory *inv, const struct incident *in);
/* "Centre multimédia d'Alboussière : rétabli (accès Internet)" */
void		 words_restored(struct buf *out, const struct inventory *inv, const struct incident *in);
/* The name of a site or group by its id, else the id; borrowed. */
const char	*words_scope(const struct inventory *inv, const char *id);
/* What an event says: a person's text, or the sentence for the code that vigie wrote; borrowed. */
const char	*words_event(const struct incident_event *event);

/* A probe's answer in the person's language where it is a common one; borrowed. */
const char	*words_answer(const char *text);
/*
 * The common one among a probe's answers, as the probe says it, without the name or
 * address in it: "host unreachable" of "host unreachable (192.0.2.1)"; "" of any other.
 */
const char	*words_answer_plain(const char *text);
/* "temps de réponse" of "rtt_med_ms"; a name that is not known stays; borrowed. */
const char	*words_metric(const char *name);

/* "3.1", « 3,1 »: four figures that count. */
void		 words_number(struct buf *out, double x);

/* "mardi 3 mars 2026 à 10 h 30"; the year only when it is not that of `now`; "aujourd'hui à 10 h 30", "hier". */
void		 words_time(struct buf *out, const struct zone *z, struct wall t, struct wall now);
/* "10 h 30", "9 h" */
void		 words_clock(struct buf *out, const struct zone *z, struct wall t);
/* "mardi, jeudi" of bits, bit 0 = Monday. */
void		 words_weekdays(struct buf *out, unsigned days);
/* "3 min", "2 h 10 min", "5 j 3 h": two units at most, rounded down. */
void		 words_duration(struct buf *out, int64_t ms);

#endif
