/*
 * hours.h - what is declared of each site, as versions in the journal.
 *
 * At a start and at each reload every site of the configuration is compared with
 * what the journal said of it last; what differs is said anew (FACT_HOURS), and
 * so is a site that has left.  So reports know what was declared when, whatever
 * the configuration says today.
 */
#ifndef VIGIE_HOURS_H
#define VIGIE_HOURS_H

struct engine;
struct fact;
struct hours_said;

struct hours_said *hours_said_new(void);
void		 hours_said_free(struct hours_said *h);

/* From the journal at the start: the latest of each site. */
void		 hours_said_recall(struct hours_said *h, const struct fact *fact);
/* Says what differs, as of now. */
void		 hours_said_compare(struct engine *e);

#endif
