/*
 * forgetting.h - once a night the journal forgets what it must not know for longer: journal/forget.h.
 *
 * Between three and four in the morning, local time, some thousand rows a second: found
 * in the reader's thread, written by the writer's, each piece in one transaction.
 */
#ifndef VIGIE_FORGETTING_H
#define VIGIE_FORGETTING_H

struct engine;
struct forgetting;

struct forgetting *forgetting_new(struct engine *e);
/* After the facts are closed; NULL is fine. */
void		 forgetting_free(struct forgetting *f);
/* Once a second. */
void		 forgetting_tick(struct forgetting *f);

#endif
