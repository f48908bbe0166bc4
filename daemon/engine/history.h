/*
 * history.h - questions that the journal answers: incidents of any age, and whether it is whole.
 *
 * What is open or was restored lately is in memory and fresher there; the rest is
 * read in the reader's thread, which only collects facts: words and JSON are made
 * here, on the loop, when they have come.
 */
#ifndef VIGIE_HISTORY_H
#define VIGIE_HISTORY_H

#include <stdint.h>

#include "base/clock.h"

struct asker;
struct channel;
struct engine;
struct view_incidents;

/* `wish.site` is borrowed until it returns. */
void	 history_incidents(struct engine *e, const struct asker *asker,
	    const struct view_incidents *wish);
void	 history_incident(struct engine *e, const struct asker *asker, uint32_t number);
/* One told whole (story.h). */
void	 history_story(struct engine *e, const struct asker *asker, uint32_t number);
/* The outages of a site's line within [from, to). */
void	 history_outages(struct engine *e, const struct asker *asker, uint32_t site,
	    struct wall from, struct wall to);
void	 history_verify(struct engine *e, const struct asker *asker);

/* Who asked is gone. */
void	 history_forget(struct engine *e, const struct channel *ch);

#endif
