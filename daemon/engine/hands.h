/*
 * hands.h - what people do to incidents and windows, through the door of ask.c.
 *
 * The judge is told, its facts are journalled, and the answer leaves when they are
 * on the disk: who reads "done" can pull the plug.  Without room on the disk it is
 * refused before anything was done, or (it filled up meanwhile) answered with 503
 * and what that means.
 *
 * Arguments by name, all text: incident = N, a site, a group, "all"; text; ticket;
 * responsibility; scope; from; to; weekly; id.
 */
#ifndef VIGIE_HANDS_H
#define VIGIE_HANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define HANDS_TEXT_SIZE	1000	/* bytes of what a person writes, with the NUL */

struct asker;
struct channel;
struct engine;
struct hands;
struct msg_ask;

struct hands	*hands_new(void);
/* After facts_close(). */
void		 hands_free(struct hands *hands);
/* Who asked is gone. */
void		 hands_forget(struct hands *hands, const struct channel *ch);

/* Whether something can be done now; false after having answered. */
bool		 hands_may(struct engine *e, const struct asker *asker);
/* The argument, one line, without control characters; false (answered) when it is wanted and is empty, or is too long. */
bool		 hands_text(const struct asker *asker, const struct msg_ask *ask, const char *name,
		    bool is_wanted, char out[static HANDS_TEXT_SIZE]);
/* Answers with the JSON (which is taken) once all that was said is on the disk, and ends the turn. */
void		 hands_answer(struct engine *e, const struct asker *asker, struct buf *json);

/* The rows of ask.c. */
void		 hands_ack(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 hands_comment(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 hands_close(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 hands_windows(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 hands_window_add(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 hands_window_cancel(struct engine *e, const struct asker *asker, const struct msg_ask *ask);

#endif
