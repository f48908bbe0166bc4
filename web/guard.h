/*
 * guard.h - one guard stands at each connection from a browser.
 *
 * It takes every byte that arrives, shows it to the gate and hands on to evhttp
 * only whole good heads and their bodies; at the first fault it puts one small
 * request of its own in their place, so that the fault is answered as a page.
 * It also counts connections, ends those that dawdle, and closes gently.
 *
 *     NEW --admitted--> WAITING --guard_begin()--> REPLYING --guard_end()--> WAITING
 *      |                   | too late, or the place is needed    | too late
 *      +----refused--------+-------------------------------------+--> evhttp lets go
 *                                                       --> LINGERING (after a fault) --> gone
 *
 * The guard holds a reference to the bufferevent, so evhttp may free its own at any time.
 */
#ifndef VIGIE_GUARD_H
#define VIGIE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "http.h"

struct bufferevent;
struct event_base;
struct guard;
struct guards;

struct guards		*guards_new(struct event_base *base, const struct http_limits *limits);
/* After evhttp was freed. */
void			 guards_free(struct guards *gs);
void			 guards_trust(struct guards *gs, const char *const *addresses, size_t n);
/* Adds what it knows: all but n_requests. */
void			 guards_figures(const struct guards *gs, struct http_figures *out);

/* A bufferevent without a socket yet, guarded, for evhttp to take. */
struct bufferevent	*guards_connection(struct guards *gs);
struct guard		*guards_find(struct guards *gs, struct bufferevent *bev);

/* A request has come out of evhttp: 0, or the status of the fault that it stands for. */
unsigned		 guard_begin(struct guard *g);
/* Whether the fault's request was for the API. */
bool			 guard_is_api(const struct guard *g);
/* Its reply is written. */
void			 guard_end(struct guard *g);
/* The peer's address, "" when there is none. */
const char		*guard_peer(const struct guard *g);

#endif
