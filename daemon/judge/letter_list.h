/*
 * letter_list.h - the words of messages about many things: the morning's list, and
 * the one message that stands for those that would have been too many.
 *
 * Part of letter.h, in the language that is set.
 */
#ifndef VIGIE_LETTER_LIST_H
#define VIGIE_LETTER_LIST_H

#include "base/clock.h"
#include "model/fact.h"

struct buf;
struct inventory;
struct judge;

/* Subject and body of a NOTICE_DIGEST. */
void	 letter_digest(const struct judge *j, const struct inventory *inv,
	    const struct fact_notice *notice, struct wall now, struct buf *subject, struct buf *body);
/* Of a NOTICE_FOLDED. */
void	 letter_folded(const struct judge *j, const struct inventory *inv,
	    const struct fact_notice *notice, struct wall now, struct buf *subject, struct buf *body);
/* "2 of 5 points of the group work": appends a line; nothing for what is no group. */
void	 letter_group_rest(const struct judge *j, const struct inventory *inv, const char *group,
	    struct wall now, struct buf *body);

#endif
