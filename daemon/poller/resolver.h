/*
 * resolver.h - addresses of names, off the loop.
 *
 * getaddrinfo(3) may wait for half a minute, so helper threads call it.  A name
 * is asked about at most once a minute, the last good address is kept; a name
 * that never resolved has none, and says why.  Answers come back on the loop.
 */
#ifndef VIGIE_RESOLVER_H
#define VIGIE_RESOLVER_H

#include <netinet/in.h>

#include <stdbool.h>

#include "base/clock.h"

struct event_base;
struct resolver;
struct name;

union address {
	struct sockaddr		 sa;
	struct sockaddr_in	 in;
	struct sockaddr_in6	 in6;
};

/* Some names have an address, or failed: look again at what waits for one. */
typedef void	resolver_fn(void *arg);

struct resolver	*resolver_new(struct event_base *base, resolver_fn *fn, void *arg);
void		 resolver_free(struct resolver *r);

/* Interned and counted: one struct for each text. */
struct name	*name_get(struct resolver *r, const char *text);
void		 name_put(struct resolver *r, struct name *name);

/* Asks again when the last answer is older than a minute; never waits. */
void		 name_refresh(struct resolver *r, struct name *name, struct mono now);
/* The last good address; false when there never was one. */
bool		 name_address(const struct name *name, union address *out);
/* Being asked about for the first time. */
bool		 name_is_waiting(const struct name *name);
/* Why there is no address: "Name or service not known"; "" = not asked yet. */
const char	*name_why(const struct name *name);
const char	*name_text(const struct name *name);

/* False: the last answers were all "no server answers". */
bool		 resolver_is_ok(const struct resolver *r);

#endif
