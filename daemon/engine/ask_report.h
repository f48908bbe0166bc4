/*
 * ask_report.h - the question `report`: availability over a period.
 *
 * Arguments: scope ("network", a group, a site; "network" when it is not given),
 * period (one of the five shapes of report/period.h).  Answered with the document
 * of report/report.h, in the public form or, for technicians and above, the full
 * one; 404 for a scope that is not there, 422 for what is no period.  It is made
 * in the reader's thread.
 */
#ifndef VIGIE_ASK_REPORT_H
#define VIGIE_ASK_REPORT_H

struct asker;
struct channel;
struct engine;
struct msg_ask;

void	 ask_report(struct engine *e, const struct asker *asker, const struct msg_ask *ask);

/* Who asked is gone. */
void	 ask_report_forget(struct engine *e, const struct channel *ch);

#endif
