/*
 * routes.h - one table: method, path, role, handler.
 *
 * What is not in the table does not exist.  A path's segments are literal or
 * ":name", which matches any one segment and becomes an argument.
 */
#ifndef VIGIE_ROUTES_H
#define VIGIE_ROUTES_H

#include <stdbool.h>

#include "url.h"

#define ROUTE_ARGS	4

struct call;

enum role { ROLE_ANYBODY };	/* who may: sessions come with log-in */

struct route {
	const char	*methods;	/* as Allow says it: "GET, HEAD" */
	const char	*path;		/* "/sites/:id" */
	enum role	 role;
	void		(*handle)(struct call *call);
};

/*
 * The route of a path, with its arguments in args; NULL when there is none (404)
 * or when it does not take the method (405: *allow is then not NULL).
 */
const struct route	*routes_find(const struct url *url, const char *method,
			    const char *args[static ROUTE_ARGS], const char **allow);

/* The whole table; ends with a path that is NULL. */
const struct route	*routes_all(void);

/* True for paths under /api: errors are problem+json there. */
bool			 routes_is_api(const struct url *url);

#endif
