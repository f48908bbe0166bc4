/*
 * period.h - the span of days that a report is about.
 *
 * People write five shapes, all of them local days, first and last included:
 *
 *    2026-03   2026-W10   2026-Q1   2026   2026-03-02..2026-03-08
 *
 * A day is a number of civil.h; what that is in UTC only the network's zone can
 * say: March 2026 in Paris is 743 hours long.
 */
#ifndef VIGIE_PERIOD_H
#define VIGIE_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/calendar.h"

struct err;
struct zone;

#define PERIOD_LABEL_SIZE	24	/* "2026-03-02..2026-03-08" */
#define PERIOD_DAYS_MAX		3700	/* ten years: what one report spans at most */

enum period_kind { PERIOD_MONTH, PERIOD_WEEK, PERIOD_QUARTER, PERIOD_YEAR, PERIOD_DAYS,
	PERIOD_N_KINDS };

struct period {
	enum period_kind kind;
	int32_t		 first_day, last_day;	/* both included */
	char		 label[PERIOD_LABEL_SIZE];	/* as written above, in capitals and with all zeros */
};

/* Reads one of the five shapes; false with a sentence, in the language of lang_set(), that names all five. */
bool		 period_parse(const char *text, struct period *out, struct err *err);
/* The period of that kind that a local day lies in; of PERIOD_DAYS the day itself. */
struct period	 period_of(enum period_kind kind, int32_t day);
/* The one before: the month before a month; before days as many days. */
struct period	 period_before(const struct period *p);
struct period	 period_after(const struct period *p);
/* From its first local midnight to the one after its last day. */
struct interval	 period_bounds(const struct period *p, const struct zone *z);

/* "month", "week", "quarter", "year", "days"; the reverse is false for what is none of them. */
const char	*period_kind_word(enum period_kind kind);
bool		 period_kind_find(const char *word, enum period_kind *out);

#endif
