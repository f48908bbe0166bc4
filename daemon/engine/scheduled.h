/*
 * scheduled.h - reports that are sent by the clock.
 *
 * Each of the configuration's reports is due once for every period that is over: in
 * the first working hours after it, or the first in which vigie runs again.
 *
 *    period over, working hours -> read (reader's thread): frozen already? freeze? anything known?
 *       -> one group: [REPORT,] SCHEDULED, a NOTICE for each contact -> outbox, as all notices
 *
 * SCHEDULED and the notices are on the disk together or not at all, so a restart
 * sends nothing twice and forgets nothing.  Of a period in which nothing was
 * measured nothing is sent; that, too, is written down.
 */
#ifndef VIGIE_SCHEDULED_H
#define VIGIE_SCHEDULED_H

struct engine;
struct fact;
struct scheduled_sender;

struct scheduled_sender *scheduled_new(struct engine *e);
/* After facts_close(). */
void		 scheduled_free(struct scheduled_sender *s);
/* From the journal at the start. */
void		 scheduled_recall(struct scheduled_sender *s, const struct fact *fact);
/* Once a second. */
void		 scheduled_tick(struct scheduled_sender *s);

#endif
