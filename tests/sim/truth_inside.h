/*
 * truth_inside.h - what the files share that hold vigie's words against the truth.
 */
#ifndef VIGIE_SIM_TRUTH_INSIDE_H
#define VIGIE_SIM_TRUTH_INSIDE_H

#include "tests/sim/audit.h"
#include "tests/sim/loop.h"
#include "tests/sim/truth.h"

#define TIMEOUT_US	(3 * SEC_US)
#define ROUND_US	(2 * SEC_US)	/* whole seconds, and the way of a result */

/* One more word was held against the truth. */
void		 truth_checked(void);
/*
 * Time in which a failure is certain to be confirmed, when it is asked so often: the poll
 * that finds it, two quick ones, a canary.
 */
int64_t		 truth_fall_us(int64_t poll_us);
/* The loop's time of a time in this incident; its point, NONE. */
int64_t		 truth_us_of(const struct book_incident *b, int64_t ms);
uint32_t	 truth_point_of(const struct book_incident *b);
/* Another span of this kind of its point (or gear) touches it. */
bool		 truth_has_near(enum span_kind kind, const struct span *s, int64_t margin_us);

void		 truth_check_gears(void);	/* truth_gears.c */
void		 truth_check_lines(void);	/* truth_lines.c */
void		 truth_check_groups(void);	/* truth_groups.c */
void		 truth_check_telling(void);	/* truth_tell.c */
/* Of this outage and its incident somebody heard in time, unless something held it all the time. */
void		 truth_is_told(const struct span *s, const struct book_incident *b);

#endif
