/*
 * reloader.h - reading the configuration again, beside the loop.
 *
 * A large configuration takes a second to read and check: a thread does it while
 * the engine judges on.  What it read is taken at once, on the loop (reload.c).
 * Who asks while one is being read is answered by the next, so that what he
 * wrote just now counts.
 */
#ifndef VIGIE_RELOADER_H
#define VIGIE_RELOADER_H

struct asker;
struct channel;
struct engine;
struct reloader;

#define RELOADER_MAX	32	/* who waits at once */

struct reloader	*reloader_new(struct engine *e);
void		 reloader_free(struct reloader *r);	/* waits for the thread; NULL is fine */

/* Reads and takes; asker NULL: the master asks, and hears program_reloaded(). */
void		 reloader_ask(struct reloader *r, const struct asker *asker);
/* Who asked is gone. */
void		 reloader_forget(struct reloader *r, const struct channel *ch);

#endif
