/* routes.c - see routes.h */
#include <string.h>

#include "base/mem.h"

#include "call.h"
#include "routes.h"

#define READ	"GET, HEAD"

static const struct route	 routes[] = {
	{ READ, "/",				ROLE_ANYBODY, get_status_page },
	{ READ, "/sites/:id",			ROLE_ANYBODY, get_site_page },
	{ READ, "/sites/:id/history",		ROLE_ANYBODY, get_history_page },
	{ READ, "/incidents",			ROLE_ANYBODY, get_incidents_page },
	{ READ, "/incidents/:number",		ROLE_ANYBODY, get_incident_page },
	{ READ, "/incidents/:number/evidence",	ROLE_ANYBODY, get_evidence_page },
	{ READ, "/feed.atom",			ROLE_ANYBODY, get_feed },
	{ READ, "/calendar.ics",		ROLE_ANYBODY, get_calendar },
	{ READ, "/badge/:file",			ROLE_ANYBODY, get_badge },
	{ READ, "/help",			ROLE_ANYBODY, get_help_page },
	{ READ, "/help/:code",			ROLE_ANYBODY, get_help_page },
	{ READ, "/reports",			ROLE_ANYBODY, get_reports_page },
	{ READ, "/reports/verify",		ROLE_ANYBODY, get_verify_page },
	{ READ, "/reports/:period",		ROLE_ANYBODY, get_report_page },
	{ READ, "/reports/:period/:scope",	ROLE_ANYBODY, get_report_page },
	{ READ, "/data",			ROLE_ANYBODY, get_data_page },
	{ READ, "/accessibility",		ROLE_ANYBODY, get_accessibility_page },
	{ READ, "/graph/:site/:device/:metric",	ROLE_ANYBODY, get_graph },
	{ READ, "/static/:file",		ROLE_ANYBODY, get_static },
	{ READ, "/favicon.ico",			ROLE_ANYBODY, get_favicon },
	{ READ, "/robots.txt",			ROLE_ANYBODY, get_robots },
	{ READ, "/healthz",			ROLE_ANYBODY, get_health },
	{ READ, "/metrics",			ROLE_ANYBODY, get_metrics },
	{ READ, "/api/v1/status",		ROLE_ANYBODY, get_api_status },
	{ READ, "/api/v1/sites",		ROLE_ANYBODY, get_api_sites },
	{ READ, "/api/v1/sites/:id",		ROLE_ANYBODY, get_api_site },
	{ READ, "/api/v1/sites/:id/availability", ROLE_ANYBODY, get_api_availability },
	{ READ, "/api/v1/reports/:period",	ROLE_ANYBODY, get_api_report },
	{ READ, "/api/v1/reports/:period/:scope", ROLE_ANYBODY, get_api_report },
	{ READ, "/api/v1/incidents",		ROLE_ANYBODY, get_api_incidents },
	{ READ, "/api/v1/incidents/:number",	ROLE_ANYBODY, get_api_incident },
	{ READ, "/api/v1/series/:site/:device/:metric", ROLE_ANYBODY, get_api_series },
	{ NULL, NULL, ROLE_ANYBODY, NULL }
};

const struct route *
routes_all(void)
{
	return routes;
}

bool
routes_is_api(const struct url *url)
{
	return url->n_segments > 0 && strcmp(url->segments[0], "api") == 0;
}

static bool
matches(const char *path, const struct url *url, const char *args[static ROUTE_ARGS])
{
	unsigned	 n_args = 0, i = 0;

	for (path++; *path != '\0'; i++) {
		size_t	 len = strcspn(path, "/");

		if (i == url->n_segments)
			return false;
		if (*path == ':' && n_args < ROUTE_ARGS)
			args[n_args++] = url->segments[i];
		else if (strlen(url->segments[i]) != len || strncmp(url->segments[i], path, len) != 0)
			return false;
		path += path[len] == '/' ? len + 1 : len;
	}
	return i == url->n_segments;
}

/* Whether a list like "GET, HEAD" has the method. */
static bool
takes(const char *methods, const char *method)
{
	size_t	 len = strlen(method);

	for (const char *m = methods; (m = strstr(m, method)) != NULL; m += len)
		if ((m == methods || m[-1] == ' ') && (m[len] == '\0' || m[len] == ','))
			return true;
	return false;
}

const struct route *
routes_find(const struct url *url, const char *method, const char *args[static ROUTE_ARGS],
    const char **allow)
{
	*allow = NULL;
	for (const struct route *r = routes; r->path != NULL; r++) {
		if (!matches(r->path, url, args))
			continue;
		if (takes(r->methods, method))
			return r;
		*allow = r->methods;
	}
	return NULL;
}
