/*
 * push.h - what vigie-web shows: the public snapshot, pushed when something changed.
 *
 * At most once a second, with many points less often (they make it large: one
 * second for each thousand), and at least every PUSH_REST_S so that figures and
 * the page's age are fresh.
 */
#ifndef VIGIE_PUSH_H
#define VIGIE_PUSH_H

struct engine;
struct push;

#define PUSH_MANY	1000
#define PUSH_REST_S	5	/* vigie-web takes three of these without a word for our absence */

struct push	*push_new(struct engine *e);
void		 push_free(struct push *push);

/* Something that pages show has changed. */
void		 push_changed(struct push *push);
/* vigie-web is new: send as soon as may be. */
void		 push_renew(struct push *push);
/* Once a second. */
void		 push_tick(struct push *push);

#endif
