/*
 * typed.h - times and windows as people type them, made into what is kept.
 *
 * One place for the command line, `vigie replay` and the interface: a time is
 * local to the network's zone or RFC 3339.  What a time was taken for, when it
 * could be taken in more than one way or in none (the two nights on which clocks
 * change, a date alone), is said in sentences, one a line.
 */
#ifndef VIGIE_TYPED_H
#define VIGIE_TYPED_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "model/fact.h"
#include "model/zone.h"

struct buf;

/* NULL or "" = not given. */
struct typed_window {
	enum window_kind kind;
	const char	*scope, *from, *to;
	const char	*weekly;	/* "Tu", "Mo,Th" */
	const char	*text, *by;
};

/* zone_read(), and sentences in `taken` (NULL is fine) when it was not plain. */
bool	 typed_time(const struct zone *z, const char *text, enum zone_pick pick, struct wall *t,
	    struct buf *taken, struct err *err);
/* "Tu" or "Mo,Th" as bits, bit 0 = Monday; "" is none. */
bool	 typed_weekdays(const char *list, unsigned *days, struct err *err);
/* The reverse. */
void	 typed_weekdays_text(struct buf *out, unsigned days);
/*
 * A window whose strings are borrowed from `in`; number and recorded stay 0.
 * Refused here: times and days that are none, an end that is not after the start.
 * What needs the network (the scope) or the time of day is the judge's to refuse.
 */
bool	 typed_window(const struct zone *z, const struct typed_window *in, struct fact_window *out,
	    struct buf *taken, struct err *err);

#endif
