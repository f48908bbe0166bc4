/*
 * letter.h - the words of a notice: what is said, once, to one person.
 *
 * Subject and body in the person's language, to be read on a phone: what, since
 * when, what still works, the value and the limit it passed, who is on site, the
 * last incidents, the page.  Everything comes from the judge and the inventory
 * at `now`; nothing is remembered.  Sets the language (lang_set()).
 */
#ifndef VIGIE_LETTER_H
#define VIGIE_LETTER_H

#include "base/clock.h"
#include "model/fact.h"

struct buf;
struct inventory;
struct judge;

/*
 * Appends a subject (one line) and a body (LF, no line that is not needed).  An
 * incident that the judge no longer remembers is said by its number alone.
 */
void	 letter_write(const struct judge *j, const struct inventory *inv,
	    const struct fact_notice *notice, struct wall now, struct buf *subject, struct buf *body);

#endif
