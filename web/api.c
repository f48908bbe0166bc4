/*
 * api.c - /api/v1: the same JSON as everywhere.
 *
 * What the snapshot holds is answered from it, also while the engine is away; each
 * field that leaves is named here, so that one added to the snapshot for a page
 * does not become public by itself.  The rest the engine answers, as the public may see it.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "model/zone.h"

#include "blob.h"
#include "cache.h"
#include "call.h"
#include "feed.h"

#define LIMIT_MAX	1000
#define NUMBER_MAX	(INT64_C(1) << 53)
#define STEP_MAX_S	(366 * 86400)

/* Copies the named fields that there are; `keys` ends with NULL. */
static void
copy(json_t *to, const json_t *from, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		json_t	*value = json_object_get(from, *keys);

		if (value != NULL)
			json_object_set(to, *keys, value);
	}
}

static json_t *
part(const json_t *from, const char *const *keys)
{
	json_t	*o = json_object();

	copy(o, from, keys);
	return o;
}

static json_t *
public_site(const struct site *from, bool is_detail)
{
	static const char *const	 head[] = { "id", "name", "commune", "state", "since", "open",
	    "next_change", NULL };
	static const char *const	 detail[] = { "kind", "insee", "position", "hours", "series", NULL };
	static const char *const	 link[] = { "state", "since", "on_backup", NULL };
	static const char *const	 link_detail[] = { "state", "since", "on_backup", "kind",
	    "operator", "down_bps", "up_bps", "rtt_ms", "loss_pct", NULL };
	static const char *const	 convention[] = { "state", NULL };
	static const char *const	 convention_detail[] = { "state", "min_online_pcs", NULL };
	static const char *const	 tail[] = { "incidents", "suspected", NULL };
	json_t				*site = json_loads(from->text, 0, NULL);
	json_t				*o = part(site, head);

	if (is_detail)
		copy(o, site, detail);
	json_object_set_new(o, "link",
	    part(json_object_get(site, "link"), is_detail ? link_detail : link));
	json_object_set_new(o, "convention", part(json_object_get(site, "convention"),
	    is_detail ? convention_detail : convention));
	copy(o, site, tail);
	json_decref(site);
	return o;
}

static int
append(const char *text, size_t len, void *b)
{
	buf_add(b, text, len);
	return 0;
}

/* Takes json. */
static void
add_json(struct buf *b, json_t *json)
{
	json_dump_callback(json, append, b, JSON_COMPACT);
	json_decref(json);
}

static const char *const	 no_names[] = { NULL };

static bool
must_build(struct call *c)
{
	if (!call_has_only(c, no_names))
		return false;
	if (call_cached(c))
		return false;
	if (feed_snapshot(c->web->feed) == NULL) {
		call_error(c, 503, "no state has been received yet");
		return false;
	}
	return true;
}

static void
send_sites(struct call *c, bool is_detail)
{
	static const char *const	 status_keys[] = { "at", "blind", "troubles", NULL };
	static const char *const	 sites_keys[] = { "at", NULL };
	const struct snapshot		*snap;
	json_t				*o;
	struct buf			 b = { 0 };

	if (!must_build(c))
		return;
	snap = feed_snapshot(c->web->feed);
	o = part(snap->json, is_detail ? sites_keys : status_keys);
	if (!feed_is_live(c->web->feed) || json_object_size(o) == 0)
		json_object_set_new(o, "frozen", json_boolean(!feed_is_live(c->web->feed)));
	add_json(&b, o);
	b.len--;		/* its brace closes after the points, which are read one by one */
	buf_adds(&b, ",\"sites\":[");
	for (size_t i = 0; i < snap->n_sites; i++) {
		if (i > 0)
			buf_addc(&b, ',');
		add_json(&b, public_site(&snap->sites[i], is_detail));
	}
	buf_adds(&b, "]}\n");
	call_json(c, b, true);
}

void
get_api_status(struct call *c)
{
	send_sites(c, false);
}

void
get_api_sites(struct call *c)
{
	send_sites(c, true);
}

void
get_api_site(struct call *c)
{
	const struct site	*site;
	struct buf		 b = { 0 };

	if (!must_build(c))
		return;
	site = snapshot_site(feed_snapshot(c->web->feed), c->args[0]);
	if (site == NULL) {
		call_error(c, 404, "no such point");
		return;
	}
	add_json(&b, public_site(site, true));
	buf_addc(&b, '\n');
	call_json(c, b, true);
}

/* Incidents. */

static bool
is_truth(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 || strcmp(text, "1") == 0 ||
	    strcmp(text, "0") == 0;
}

static bool
is_time(struct call *c, const char *text)
{
	struct wall	 t;
	struct err	 err;

	return zone_read(feed_setup(c->web->feed)->zone, text, ZONE_FIRST, &t, NULL, &err);
}

bool	 incidents_args(struct call *c, struct msg_pair *args, size_t *n);

/* The filters of a list of incidents, checked; false: the call is ended. */
bool
incidents_args(struct call *c, struct msg_pair *args, size_t *n)
{
	static const char *const	 names[] = { "open", "since", "until", "site", "limit", NULL };

	*n = 0;
	if (c->is_api && !call_has_only(c, names))
		return false;
	for (size_t i = 0; names[i] != NULL; i++) {
		const char	*name = names[i], *value = url_value(&c->url, name);
		bool		 is_good = false;

		if (value == NULL)
			continue;
		if (i == 0)
			is_good = is_truth(value);
		else if (i <= 2)
			is_good = is_time(c, value);
		else if (i == 3)
			is_good = call_is_id(value);
		else
			is_good = call_number(value, LIMIT_MAX) > 0;
		if (!is_good) {
			call_error(c, 422, name);
			return false;
		}
		args[(*n)++] = (struct msg_pair){ name, value };
	}
	return true;
}

/* The engine has left out what the public may not see: its own rules, in one place. */
static void
pass_on(struct call *c, const char *type, const void *body, size_t len)
{
	struct blob	*blob = blob_copy(body, len);

	(void)type;
	call_blob(c, blob, "application/json", NULL);
	blob_unref(blob);
}

void
get_api_incidents(struct call *c)
{
	struct msg_pair	 args[8];
	size_t		 n;

	if (incidents_args(c, args, &n))
		call_ask(c, "incidents", args, n, pass_on);
}

void
get_api_incident(struct call *c)
{
	if (call_number(c->args[0], NUMBER_MAX) == 0)
		call_error(c, 404, "no such incident");
	else if (call_has_only(c, no_names))
		call_ask(c, "incident", &(struct msg_pair){ "id", c->args[0] }, 1, pass_on);
}

/* Series: of the link's router alone. */
void
get_api_series(struct call *c)
{
	static const char *const	 names[] = { "from", "to", "step", NULL };
	const struct snapshot	*snap = feed_snapshot(c->web->feed);
	const char		*step = url_value(&c->url, "step");
	char			 object[80], from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE];
	int64_t			 from_s, to_s;
	size_t			 len = strspn(c->args[2], "abcdefghijklmnopqrstuvwxyz0123456789_");

	if (!call_has_only(c, names))
		return;
	if (snap == NULL) {
		call_error(c, 503, NULL);
	} else if (strcmp(c->args[1], "router") != 0 || snapshot_site(snap, c->args[0]) == NULL ||
	    len == 0 || len > 19 || c->args[2][len] != '\0') {
		call_error(c, 404, "no such series for the public");
	} else if (step != NULL && call_number(step, STEP_MAX_S) == 0) {
		call_error(c, 422, "step: seconds, from 1");
	} else if (call_times(c, &from_s, &to_s)) {
		snprintf(object, sizeof(object), "%s/%s", c->args[0], c->args[1]);
		call_ask(c, "series", (const struct msg_pair[]){
		    { "object", object }, { "metric", c->args[2] },
		    { "from", wall_text((struct wall){ from_s * SEC_MS }, from) },
		    { "to", wall_text((struct wall){ to_s * SEC_MS }, to) },
		    { "step", step != NULL ? step : "0" } }, 5, pass_on);
	}
}
