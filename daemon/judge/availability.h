/*
 * availability.h - what a line did in the time in which it had to work.
 *
 * Everything is counted in whole seconds; a percentage is made of them once, at
 * the very end, by integers and cut, never rounded: it never flatters.
 *
 *    open - maintenance = required = unknown + down + up
 *
 *    availability  up / (up + down)             what was measured as good
 *    coverage      (up + down) / required       how much was measured
 *    min, max      up / required, (up + unknown) / required
 *
 * What was not measured is neither good nor bad.  Figures of several sites or
 * months are sums of seconds, divided once.
 *
 * A line's life comes in as pieces by time, up or down; between them it is
 * unknown.  Down pieces with no up piece between them are one outage.  Pure.
 */
#ifndef VIGIE_AVAILABILITY_H
#define VIGIE_AVAILABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/required.h"
#include "model/fact.h"

/* A line's time in one state. */
struct piece {
	int64_t		 from_s, to_s;	/* from < to */
	bool		 is_down;
	enum responsibility by;		/* of a down */
	bool		 is_told;	/* .by came with it; false: incidents may tell it */
};

enum stretch_what { STRETCH_UNKNOWN, STRETCH_UP, STRETCH_DOWN };

/* A part of the required time in one state. */
struct stretch {
	int64_t		 from_s, to_s;
	enum stretch_what what;
	enum responsibility by;		/* of a down */
	uint32_t	 outage;	/* of a down: its number, from 1 */
};

/* Walks along one line; zero but for the first three. */
struct walk_line {
	const struct spans	*required;	/* borrowed */
	void			 (*fn)(void *arg, const struct stretch *s);
	void			*arg;
	size_t			 at;		/* the span being looked at */
	int64_t			 done_s;	/* all of it before this was said */
	bool			 is_begun, in_outage;
	uint32_t		 outage;	/* number of the latest */
};

/* The next piece; the required time up to its end is said, in stretches by time. */
void		 walk_line_piece(struct walk_line *w, const struct piece *piece);
/* What is left is unknown. */
void		 walk_line_end(struct walk_line *w);

/* The figures of a line; all zeros is none. */
struct tally {
	int64_t		 open_s, maintenance_s, unknown_s, down_s;
	int64_t		 by_s[RESPONSIBILITY_N];	/* they sum to down_s */
	uint32_t	 outages;	/* with at least a second in down_s */
	int64_t		 longest_s;	/* the most that one of them has there */
	int64_t		 declared_during_outage_s;
	/* while counting */
	uint32_t	 outage;
	int64_t		 outage_s;
};

/* A stretch, or the part of it that belongs here. */
void		 tally_stretch(struct tally *t, const struct stretch *s);
/* Adds another's figures: seconds and outages are summed, the longest is the longest. */
void		 tally_add(struct tally *t, const struct tally *other);

static inline int64_t
tally_required(const struct tally *t)
{
	return t->open_s - t->maintenance_s;
}

static inline int64_t
tally_up(const struct tally *t)
{
	return tally_required(t) - t->unknown_s - t->down_s;
}

/* Why a figure is to be read with care; the first that holds. */
enum tally_note { NOTE_NONE,
	NOTE_NOT_APPLICABLE,	/* nothing was required */
	NOTE_NOT_MEASURED,	/* nothing was measured */
	NOTE_TOO_SHORT,		/* less than TALLY_SHORT_S was measured: no rate */
	NOTE_INSUFFICIENT,	/* less than nine tenths was */
	NOTE_N };

#define TALLY_SHORT_S	(10 * 3600)
#define SHARE_SIZE	12	/* "100.00" */

/* Percentages as text, "" = null. */
struct shares {
	char		 availability[SHARE_SIZE], coverage[SHARE_SIZE], min[SHARE_SIZE], max[SHARE_SIZE];
	enum tally_note	 note;
};

void		 tally_shares(const struct tally *t, struct shares *out);
/* "not_measured"...; NULL of NOTE_NONE. */
const char	*tally_note_word(enum tally_note note);
/* part / whole in percent with two decimals, cut; whole > 0, 0 <= part <= whole. */
const char	*share_text(int64_t part, int64_t whole, char out[static SHARE_SIZE]);
/* Has it a rate at all, and does that reach `target` hundredths of a percent? */
bool		 tally_has_rate(const struct tally *t);
bool		 tally_meets(const struct tally *t, int64_t target);

#endif
