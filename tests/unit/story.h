/*
 * story.h - small worlds and what happens in them, for tests of the judge.
 *
 * A world, one thing a line:
 *    canaries 3
 *    group nra [parent top] [power] [order N]    in order of id; an exchange when not said
 *    contact tech [sms] [webhook]        a mail address; `sms`: a number too
 *    rota duty 0 tech 3600 boss          who is on duty from when
 *    route tech,animators,rota:duty [bases B,C] [groups G] [kinds K] [sites S] [warn|digest] [sms|webhook]
 *          [after 2h boss]... [when HOURS]
 *    per_hour N                          messages to one; 30 when not said
 *    work [HOURS]                        working hours; before any site
 *    drift DAYS BACK                     30 3 when not said
 *    site a [groups nra,other] [min N] [base B] [up BPS] [down BPS] [open HOURS]
 *    router icmp:20 snmp:60              devices of the last site; probe:seconds[:id]
 *    backup icmp:20
 *    pc p1 [public] [push] icmp:60       a push PC has push:60
 *    device ups [unmaintained] icmp:60 | visio icmp:60 | link dns:60
 *    animator ann | works HOURS          of the last site
 *
 * A story, in any order; T is seconds since the story's zero:
 *    T CHECK o|w|x|e [KEY=VALUE | text]  a result (uptime, line, snr, sync, in, out, rtt, loss)
 *    FROM-TO/STEP CHECK o...             the same, repeated, TO excluded
 *    T start | stop | crash | tick       crash: not a word, then `start` knows the last sign of life
 *    T ack N | close N | cancel N
 *    T maintenance|closure|opening SCOPE FROM TO [WEEKDAYS]
 *
 * What came out, one line for each fact:
 *    T state OBJECT STATE SINCE
 *    T incident N opened|restored|... KIND SCOPE OPENED [restored T] [WORDS]
 *    T notice N KIND to CONTACT by CHANNEL [waits] [of N,N]
 *    list of SITE-or-NAME, PART KIND SCOPE...   where each incident of a list stands
 *    T line SITE/link day N [snr ...] [sync ...] [rtt ...]
 */
#ifndef VIGIE_STORY_H
#define VIGIE_STORY_H

#include "base/buf.h"
#include "judge/judge.h"

struct world;

/* The story's zero: Tuesday 3 March 2026, 10:00 in Paris. */
#define STORY_ZERO_MS	INT64_C(1772528400000)

struct world	*world_new(const char *text);
const struct inventory *world_inventory(const struct world *w);
void		 world_free(struct world *w);

/* Plays it and returns what was said; `kinds` says of what: "state incident notice ...". Freed by the caller. */
char		*story_play(const struct world *w, const char *story, const char *kinds);
/* One fact as a line, as above. */
void		 story_line(struct buf *out, const struct fact *fact);

struct told_story { const char *what, *world, *story, *says; };

/* Plays each and compares; fails naming the story and both texts. */
void		 stories_hold(const struct told_story *stories, size_t n, const char *kinds);

/* Lower level, for tests of their own. */
struct play {
	struct judge	*judge;
	const struct inventory *inv;
	struct buf	 out;
	const char	*kinds;
	int64_t		 sign_ms;	/* last sign of life */
	int64_t		 until_ms;	/* a story stops there; 0 = nowhere */
	struct fact	**facts;	/* all of them, decoded copies; kept when keep_facts */
	size_t		 n_facts, room_facts;
	bool		 keep_facts;
};

/* The next word of a line, cut off in place; NULL = none. */
char		*story_word(char **p);

void		 play_begin(struct play *p, const struct inventory *inv, const char *kinds);
void		 play_line(struct play *p, int64_t ms, const char *line);
/* A story, as above, or more of one. */
void		 play_story(struct play *p, const char *story);
void		 play_end(struct play *p);

#endif
