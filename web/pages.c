/* pages.c - handlers of the pages and of the small things beside them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/mem.h"

#include "assets.h"
#include "bars.h"
#include "blob.h"
#include "cache.h"
#include "call.h"
#include "charts.h"
#include "feed.h"

#define FOR_EVER	"public, max-age=31536000, immutable"
#define PAGE_MAX	10000
#define LIST_MAX	"200"	/* incidents on one page */

/* True when there is a snapshot and no cached page; else the call is ended. */
static bool
must_render(struct call *c)
{
	if (call_cached(c))
		return false;
	if (feed_snapshot(c->web->feed) == NULL) {
		call_error(c, 503, "no state has been received yet");
		return false;
	}
	return true;
}

void
get_status_page(struct call *c)
{
	const char	*word = url_value(&c->url, "state"), *number = url_value(&c->url, "page");
	int		 state = STATUS_ALL;
	int64_t		 n = 1;
	struct page	 p;

	if (word != NULL) {
		state = (int)state_read(word);
		if (strcmp(state_name((enum state)state), word) != 0) {
			call_error(c, 422, "state: up, degraded, down, closed, unknown or maintenance");
			return;
		}
	}
	if (number != NULL && (n = call_number(number, PAGE_MAX)) == 0) {
		call_error(c, 422, "page: a number from 1");
		return;
	}
	if (!must_render(c))
		return;
	call_page(c, &p);
	call_html(c, page_status(&p, state, (unsigned)n), true);
}

/* Its bars are there, or do not come in time. */
static void
show_site(void *arg)
{
	struct call		*c = arg;
	const char		*span = url_value(&c->url, "span");
	const struct site	*site = snapshot_site(feed_snapshot(c->web->feed), c->args[0]);
	struct page		 p;

	if (site == NULL) {
		call_error(c, 404, NULL);
		return;
	}
	call_page(c, &p);
	call_html(c, page_site(&p, site, span != NULL ? span : "30h"), true);
}

void
get_site_page(struct call *c)
{
	const char		*span = url_value(&c->url, "span");
	const struct site	*site;

	if (get_site_feed(c))
		return;
	if (span != NULL && span_find(span) == NULL) {
		call_error(c, 422, "span: 3h, 30h, 10d or 1y");
		return;
	}
	if (!must_render(c))
		return;
	if ((site = snapshot_site(feed_snapshot(c->web->feed), c->args[0])) == NULL) {
		call_error(c, 404, NULL);
		return;
	}
	bars_want(c->web->bars, site->id, show_site, c);
}

void
get_data_page(struct call *c)
{
	struct page	 p;

	if (call_cached(c))
		return;
	call_page(c, &p);
	call_html(c, page_data(&p), true);
}

void
get_accessibility_page(struct call *c)
{
	struct page	 p;

	if (call_cached(c))
		return;
	call_page(c, &p);
	call_html(c, page_accessibility(&p), true);
}

/* Incidents. */

static bool
only_open(const struct call *c)
{
	const char	*open = url_value(&c->url, "open");

	return open != NULL && (strcmp(open, "true") == 0 || strcmp(open, "1") == 0);
}

static void
show_incidents(struct call *c, const struct incident *list, size_t n)
{
	struct page	 p;

	call_page(c, &p);
	call_html(c, page_incidents(&p, list, n, only_open(c), url_value(&c->url, "site"),
	    n >= strtoul(LIST_MAX, NULL, 10)), true);
}

static void
on_incidents(struct call *c, const char *type, const void *body, size_t len)
{
	json_t		*json = json_loadb(body, len, 0, NULL);
	struct incident	*list;
	size_t		 n;

	(void)type;
	list = incidents_parse(json_object_get(json, "incidents"), &n);
	show_incidents(c, list, n);
	incidents_free(list, n);
	json_decref(json);
}

/* The engine cannot say: what the snapshot has, of which the banner tells the age. */
static void
show_known_incidents(struct call *c)
{
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	struct incident		*list = xcalloc(snap->n_incidents + 1, sizeof(*list));
	size_t			 n = 0;

	for (size_t i = 0; i < snap->n_incidents; i++)
		if (!only_open(c) || snap->incidents[i].restored.ms == 0)
			list[n++] = snap->incidents[i];
	show_incidents(c, list, n);
	free(list);
}

bool	 incidents_args(struct call *c, struct msg_pair *args, size_t *n);

void
get_incidents_page(struct call *c)
{
	struct msg_pair	 args[8];
	size_t		 n;
	bool		 is_known;	/* from the snapshot alone it could be shown too */

	if (!incidents_args(c, args, &n) || !must_render(c))
		return;
	is_known = n == 0 || (n == 1 && only_open(c));
	if (url_value(&c->url, "limit") == NULL)
		args[n++] = (struct msg_pair){ "limit", LIST_MAX };
	if (is_known && !feed_is_live(c->web->feed))
		show_known_incidents(c);
	else
		call_ask_or(c, "incidents", args, n, on_incidents,
		    is_known ? show_known_incidents : NULL);
}

/* Beside the pages. */

void
get_static(struct call *c)
{
	const char	*type;
	int		 is_hashed;
	struct blob	*blob = asset_find(c->args[0], &type, &is_hashed);

	if (blob == NULL)
		call_error(c, 404, NULL);
	else
		call_blob(c, blob, type, is_hashed ? FOR_EVER : "public, max-age=300");
}

void
get_favicon(struct call *c)
{
	const char	*type;
	int		 is_hashed;
	struct blob	*blob = asset_find("vigie.svg", &type, &is_hashed);

	call_blob(c, blob, type, "public, max-age=86400");
}

static void
plain(struct call *c, const char *type, const char *text)
{
	struct blob	*blob = blob_copy(text, strlen(text));

	call_blob(c, blob, type, "no-cache");
	blob_unref(blob);
}

void
get_robots(struct call *c)
{
	plain(c, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /api/\nDisallow: /graph/\n");
}

/* 200 as long as pages can be served, which is what a proxy in front wants to know. */
void
get_health(struct call *c)
{
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	char			 at[WALL_TEXT_SIZE], text[160];

	c->is_api = true;
	if (snap == NULL) {
		call_error(c, 503, "no state has been received yet");
		return;
	}
	snprintf(text, sizeof(text), "{\"status\":\"%s\",\"at\":\"%s\",\"age_s\":%lld}\n",
	    feed_is_live(c->web->feed) ? "ok" : "frozen", wall_text(snap->at, at),
	    (long long)(wall_sub(wall_now(), snap->at) / SEC_MS));
	plain(c, "application/json", text);
}

static void
on_metrics(struct call *c, const char *type, const void *body, size_t len)
{
	struct blob	*blob = blob_copy(body, len);

	call_blob(c, blob, type[0] != '\0' ? type : "text/plain; version=0.0.4; charset=utf-8",
	    "no-cache");
	blob_unref(blob);
}

void
get_metrics(struct call *c)
{
	c->is_api = true;
	call_ask(c, "metrics", NULL, 0, on_metrics);
}
