/* graph.c - "/graph/SITE/DEVICE/METRIC": the picture, and the same figures as a table. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"

#include "blob.h"
#include "cache.h"
#include "call.h"
#include "charts.h"
#include "feed.h"
#include "page_graph.h"

#define PUBLIC_DEVICE	"router"	/* the others are for people with a session */
#define YOUNG_US	(60 * SEC_US)	/* a picture of hours is drawn once a minute, */
#define OLD_US		(15 * 60 * SEC_US)	/* one of weeks four times an hour */
#define OLD_SPAN_S	(3 * 86400)

enum form { FORM_TABLE, FORM_SVG, FORM_PNG };

struct wish {
	enum form	 form;
	char		 object[80], metric[32];
	char		 from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE], step[16];
	int64_t		 from_s, to_s;
};

/* Cuts ".svg" or ".png" off the last segment; false for a name that no metric has. */
static bool
read_name(const char *name, struct wish *wish)
{
	const char	*dot = strchr(name, '.');
	size_t		 len = dot != NULL ? (size_t)(dot - name) : strlen(name);

	if (len == 0 || len >= sizeof(wish->metric) ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != len)
		return false;
	memcpy(wish->metric, name, len);
	wish->metric[len] = '\0';
	wish->form = dot == NULL ? FORM_TABLE : strcmp(dot, ".svg") == 0 ? FORM_SVG : FORM_PNG;
	return dot == NULL || strcmp(dot, ".svg") == 0 || strcmp(dot, ".png") == 0;
}

/* What may be asked for; false: the call is ended. */
static bool
read_wish(struct call *c, struct wish *wish)
{
	const struct snapshot	*snap = feed_snapshot(c->web->feed);

	if (snap == NULL) {
		call_error(c, 503, NULL);
		return false;
	}
	if (!read_name(c->args[2], wish) || strcmp(c->args[1], PUBLIC_DEVICE) != 0 ||
	    chart_find(wish->metric) == NULL || snapshot_site(snap, c->args[0]) == NULL) {
		call_error(c, 404, NULL);
		return false;
	}
	if (!call_times(c, &wish->from_s, &wish->to_s))
		return false;
	snprintf(wish->object, sizeof(wish->object), "%s/%s", c->args[0], c->args[1]);
	wall_text((struct wall){ wish->from_s * SEC_MS }, wish->from);
	wall_text((struct wall){ wish->to_s * SEC_MS }, wish->to);
	return true;
}

/* The picture. */

static struct mono
expiry(const struct wish *wish)
{
	return (struct mono){ mono_now().us +
	    (wish->to_s - wish->from_s > OLD_SPAN_S ? OLD_US : YOUNG_US) };
}

static void
on_picture(struct call *c, const char *type, const void *body, size_t len)
{
	const struct wish	*wish = c->data;
	const char		*ours = wish->form == FORM_SVG ? "image/svg+xml" : "image/png";
	struct blob		*blob;

	if (strcmp(type, ours) != 0) {
		call_error(c, 500, "the picture is not of the kind asked for");
		return;
	}
	blob = blob_copy(body, len);
	cache_put(c->web->answers, c->key, blob, ours, expiry(wish));
	call_said(c, blob, ours, "public, max-age=60");
	blob_unref(blob);
}

static void
picture(struct call *c, struct wish *wish)
{
	const char		*type;
	struct blob		*blob = cache_get(c->web->answers, c->key, mono_now(), &type);
	struct msg_pair		 args[] = {
		{ "object", wish->object }, { "metric", wish->metric }, { "from", wish->from },
		{ "to", wish->to }, { "format", wish->form == FORM_SVG ? "svg" : "png" },
		{ "lang", c->lang },
	};

	if (blob != NULL)
		call_said(c, blob, type, "public, max-age=60");
	else
		call_ask(c, "picture", args, N_ELEMENTS(args), on_picture);
}

/* The table. */

static void
on_figures(struct call *c, const char *type, const void *body, size_t len)
{
	const struct wish	*wish = c->data;
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	const struct site	*site = snap != NULL ? snapshot_site(snap, c->args[0]) : NULL;
	json_t			*json = json_loadb(body, len, 0, NULL);
	struct page		 p;

	(void)type;
	if (site == NULL) {
		call_error(c, 404, NULL);
	} else {
		call_page(c, &p);
		call_html(c, page_graph(&p, site, chart_find(wish->metric),
		    url_value(&c->url, "span"), json), true);
	}
	json_decref(json);
}

static void
table(struct call *c, struct wish *wish)
{
	const char		*id = url_value(&c->url, "span");
	const struct span	*span = span_find(id != NULL ? id : spans[0].id);
	struct msg_pair		 args[] = {
		{ "object", wish->object }, { "metric", wish->metric }, { "from", wish->from },
		{ "to", wish->to }, { "step", wish->step },
	};

	snprintf(wish->step, sizeof(wish->step), "%u", span->step_s);
	if (!call_cached(c))
		call_ask(c, "series", args, N_ELEMENTS(args), on_figures);
}

void
get_graph(struct call *c)
{
	struct wish	*wish = c->data = xcalloc(1, sizeof(*wish));

	if (!read_wish(c, wish))
		return;
	if (wish->form == FORM_TABLE)
		table(c, wish);
	else
		picture(c, wish);
}
