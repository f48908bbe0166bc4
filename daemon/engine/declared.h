/*
 * declared.h - what people say they did: interventions, video meetings, trainings.
 *
 * Facts of the journal that judgement does not read; reports do.  They are few and
 * kept in memory.  Arguments by name: site; text; start, end; equipment; partner;
 * failed; theme; id; all.
 */
#ifndef VIGIE_DECLARED_H
#define VIGIE_DECLARED_H

#include "base/clock.h"

struct asker;
struct declared;
struct engine;
struct fact_declaration;
struct msg_ask;

struct declared	*declared_new(void);
void		 declared_free(struct declared *d);
/* From the journal at the start; copied.  The latest of each number holds. */
void		 declared_recall(struct declared *d, const struct fact_declaration *fact);

/* One that was declared elsewhere: journalled and kept, with the next number. */
void		 declared_bring(struct engine *e, const struct fact_declaration *fact, struct wall now);

/* The rows of ask.c. */
void		 declared_list(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 declared_add(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 declared_cancel(struct engine *e, const struct asker *asker, const struct msg_ask *ask);

#endif
