/* snapshot.c - see snapshot.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/civil.h"

#include "snapshot.h"

#define ONE_VALUE	(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK)

struct cursor {				/* JSON that is read value by value */
	const char	*p, *end;
};

static const char *const	 state_names[STATE_N] = {
	"unknown", "up", "degraded", "down", "closed", "maintenance"
};

const char *
state_name(enum state state)
{
	return state_names[state];
}

enum state
state_read(const char *word)
{
	for (int i = 0; i < STATE_N; i++)
		if (strcmp(word, state_names[i]) == 0)
			return (enum state)i;
	return STATE_UNKNOWN;
}

/* Fields by name; what is not there is "", 0 or the given other. */

static const char *
text_of(const json_t *o, const char *key)
{
	const char	*s = json_string_value(json_object_get(o, key));

	return s != NULL ? s : "";
}

static char *
own_text_of(const json_t *o, const char *key)
{
	return xstrdup(text_of(o, key));
}

static struct wall
time_of(const json_t *o, const char *key)
{
	struct wall	 t = { 0 };

	wall_parse(text_of(o, key), &t);
	return t;
}

static int64_t
integer_of(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static double
number_of(const json_t *o, const char *key, double other)
{
	const json_t	*v = json_object_get(o, key);

	return json_is_number(v) ? json_number_value(v) : other;
}

static const char **
texts_of(const json_t *array, size_t *n)
{
	size_t		 size = json_array_size(array);
	const char	**list = xcalloc(size > 0 ? size : 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < size; i++) {
		const char	*s = json_string_value(json_array_get(array, i));

		if (s != NULL)
			list[(*n)++] = s;
	}
	return list;
}

/* "09:30" */
static bool
read_minutes(const json_t *text, uint16_t *minutes)
{
	const char	*s = json_string_value(text);
	int		 h, m, end = 0;

	if (s == NULL || sscanf(s, "%2d:%2d%n", &h, &m, &end) != 2 || s[end] != '\0' ||
	    h < 0 || h > 48 || m < 0 || m > 59)
		return false;
	*minutes = (uint16_t)(h * 60 + m);
	return true;
}

static void
parse_openings(const json_t *array, struct day_hours *out)
{
	for (size_t i = 0; i < json_array_size(array) && out->n_openings < DAY_INTERVALS; i++) {
		const json_t	*pair = json_array_get(array, i);
		struct opening	 o;

		if (read_minutes(json_array_get(pair, 0), &o.from_min) &&
		    read_minutes(json_array_get(pair, 1), &o.to_min))
			out->openings[out->n_openings++] = o;
	}
}

static void
parse_today(const json_t *hours, struct site *site)
{
	const json_t	*today = json_object_get(hours, "today");

	site->has_today = json_is_array(today);
	parse_openings(today, &site->today);
}

static void
parse_week(const json_t *week, struct site_detail *d)
{
	for (size_t i = 0; i < json_array_size(week) && d->n_week < WEEK_DAYS; i++) {
		const json_t		*day = json_array_get(week, i);
		struct day_hours	*out = &d->week[d->n_week];

		if (!civil_parse(text_of(day, "date"), &out->day))
			continue;
		parse_openings(json_object_get(day, "intervals"), out);
		d->n_week++;
	}
}

static void
parse_link(const json_t *link, struct site *site)
{
	site->link = state_read(text_of(link, "state"));
	site->link_since = time_of(link, "since");
	site->on_backup = json_is_true(json_object_get(link, "on_backup"));
	site->link_kind = own_text_of(link, "kind");
	site->operator = own_text_of(link, "operator");
	site->down_bps = integer_of(link, "down_bps");
	site->up_bps = integer_of(link, "up_bps");
	site->rtt_ms = number_of(link, "rtt_ms", -1);
	site->loss_pct = number_of(link, "loss_pct", -1);
}

static const char **
parse_troubles(const json_t *array, size_t *n)
{
	size_t		 size = json_array_size(array);
	const char	**list = xcalloc(size + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < size; i++) {
		const char	*text = text_of(json_array_get(array, i), "text");

		if (text[0] != '\0')
			list[(*n)++] = text;
	}
	return list;
}

static void
parse_site(const json_t *json, struct site *site)
{
	site->id = own_text_of(json, "id");
	site->name = own_text_of(json, "name");
	site->commune = own_text_of(json, "commune");
	site->kind = own_text_of(json, "kind");
	site->state = state_read(text_of(json, "state"));
	site->since = time_of(json, "since");
	site->is_open = json_is_true(json_object_get(json, "open"));
	site->next_change = time_of(json, "next_change");
	site->convention = own_text_of(json_object_get(json, "convention"), "state");
	site->suspected = time_of(json_object_get(json, "suspected"), "since");
	site->suspected_by = integer_of(json_object_get(json, "suspected"), "incident");
	parse_today(json_object_get(json, "hours"), site);
	parse_link(json_object_get(json, "link"), site);
}

static void
site_done(struct site *site)
{
	free(site->id);
	free(site->name);
	free(site->commune);
	free(site->kind);
	free(site->link_kind);
	free(site->operator);
	free(site->convention);
	free(site->text);
}

void
site_detail_init(struct site_detail *d, const struct site *site)
{
	*d = (struct site_detail){ .json = json_loads(site->text, 0, NULL) };
	d->series = texts_of(json_object_get(d->json, "series"), &d->n_series);
	parse_week(json_object_get(json_object_get(d->json, "hours"), "week"), d);
}

void
site_detail_done(struct site_detail *d)
{
	free(d->series);
	json_decref(d->json);
	*d = (struct site_detail){ 0 };
}

void
incident_parse(const json_t *json, struct incident *out)
{
	const json_t	*events = json_object_get(json, "events");

	*out = (struct incident){
		.id = integer_of(json, "id"),
		.kind = text_of(json, "kind"),
		.scope = text_of(json, "scope"),
		.title = text_of(json, "title"),
		.responsibility = text_of(json, "responsibility"),
		.opened = time_of(json, "opened"),
		.confirmed = time_of(json, "confirmed"),
		.acknowledged = time_of(json_object_get(json, "acknowledged"), "at"),
		.restored = time_of(json, "restored"),
		.closed = time_of(json, "closed"),
		.parent = integer_of(json, "parent"),
		.flaps = integer_of(json, "flaps"),
	};
	out->sites = texts_of(json_object_get(json, "sites"), &out->n_sites);
	out->n_events = json_array_size(events);
	out->events = xcalloc(out->n_events > 0 ? out->n_events : 1, sizeof(*out->events));
	for (size_t i = 0; i < out->n_events; i++) {
		const json_t	*e = json_array_get(events, i);

		out->events[i] = (struct incident_event){ time_of(e, "at"), time_of(e, "known"),
		    text_of(e, "type"), text_of(e, "code"), text_of(e, "kind") };
	}
}

void
incident_done(struct incident *inc)
{
	free(inc->sites);
	free(inc->events);
}

struct incident *
incidents_parse(const json_t *array, size_t *n)
{
	size_t		 size = json_array_size(array);
	struct incident	*list = xcalloc(size > 0 ? size : 1, sizeof(*list));

	for (size_t i = 0; i < size; i++)
		incident_parse(json_array_get(array, i), &list[i]);
	*n = size;
	return list;
}

void
incidents_free(struct incident *list, size_t n)
{
	for (size_t i = 0; list != NULL && i < n; i++)
		incident_done(&list[i]);
	free(list);
}

static void
parse_planned(const json_t *array, struct snapshot *snap)
{
	snap->planned = xcalloc(json_array_size(array) + 1, sizeof(*snap->planned));
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t	*o = json_array_get(array, i);
		struct planned	*p = &snap->planned[snap->n_planned++];

		p->id = json_integer_value(json_object_get(o, "id"));
		p->scope = text_of(o, "scope");
		p->name = text_of(o, "name");
		p->from = time_of(o, "from");
		p->to = time_of(o, "to");
		p->is_weekly = text_of(o, "weekly")[0] != '\0';
	}
}

bool
snapshot_touches(const struct planned *planned, const struct site_detail *site)
{
	const json_t	*ids = json_object_get(site->json, "maintenance");

	for (size_t i = 0; i < json_array_size(ids); i++)
		if (json_integer_value(json_array_get(ids, i)) == planned->id)
			return true;
	return false;
}

/* Reading value by value. */

static void
skip_space(struct cursor *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\r' || *c->p == '\n'))
		c->p++;
}

/* Takes this character, behind any white space. */
static bool
take(struct cursor *c, char wanted)
{
	skip_space(c);
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

/* The value that begins here; NULL when there is none. */
static json_t *
next_value(struct cursor *c)
{
	json_error_t	 where;
	json_t		*value = json_loadb(c->p, (size_t)(c->end - c->p), ONE_VALUE, &where);

	if (value != NULL)
		c->p += where.position;
	return value;
}

/* The list of points, behind its bracket. */
static bool
read_sites(struct cursor *c, struct snapshot *snap)
{
	size_t	 room = 0;

	if (take(c, ']'))
		return true;
	do {
		const char	*text;
		json_t		*json;

		skip_space(c);
		text = c->p;
		if ((json = next_value(c)) == NULL)
			return false;
		snap->sites = grow(snap->sites, snap->n_sites, &room, sizeof(snap->sites[0]));
		snap->sites[snap->n_sites] = (struct site){
			.text = xstrndup(text, (size_t)(c->p - text)) };
		parse_site(json, &snap->sites[snap->n_sites++]);
		json_decref(json);
	} while (take(c, ','));
	return take(c, ']');
}

/* One member of the snapshot's object: the points one by one, all else into snap->json. */
static bool
read_member(struct cursor *c, struct snapshot *snap)
{
	json_t	*key = next_value(c), *value;
	bool	 is_good = false;

	if (!json_is_string(key) || !take(c, ':')) {
		/* no object */
	} else if (strcmp(json_string_value(key), "sites") == 0 && snap->sites == NULL &&
	    take(c, '[')) {
		is_good = read_sites(c, snap);
	} else if ((value = next_value(c)) != NULL) {
		is_good = json_object_set_new(snap->json, json_string_value(key), value) == 0;
	}
	json_decref(key);
	return is_good;
}

static bool
read_object(struct cursor *c, struct snapshot *snap)
{
	if (!take(c, '{'))
		return false;
	if (take(c, '}'))
		return true;
	do {
		if (!read_member(c, snap))
			return false;
	} while (take(c, ','));
	return take(c, '}');
}

/* What is not a list of points. */
static void
parse_rest(struct snapshot *snap)
{
	const json_t	*json = snap->json, *network = json_object_get(json, "network");

	snap->at = time_of(json, "at");
	snap->is_blind = json_is_true(json_object_get(json, "blind"));
	snap->started = time_of(json, "started");
	snap->network_id = text_of(network, "id");
	snap->network_name = text_of(network, "name");
	snap->phone = text_of(network, "phone");
	snap->url = text_of(network, "url");
	snap->troubles = parse_troubles(json_object_get(json, "troubles"), &snap->n_troubles);
	parse_planned(json_object_get(json, "maintenance"), snap);
	snap->incidents = incidents_parse(json_object_get(json, "incidents"), &snap->n_incidents);
}

struct snapshot *
snapshot_parse(const char *body, size_t len, struct err *err)
{
	struct cursor	 c = { body, body + len };
	struct snapshot	*snap = xcalloc(1, sizeof(*snap));

	snap->json = json_object();
	if (!read_object(&c, snap)) {
		err_set(err, "the engine's snapshot is no JSON object, from byte %zu on",
		    (size_t)(c.p - body));
		snapshot_free(snap);
		return NULL;
	}
	if (snap->n_sites > 0)
		snap->sites = xreallocarray(snap->sites, snap->n_sites, sizeof(snap->sites[0]));
	parse_rest(snap);
	return snap;
}

void
snapshot_free(struct snapshot *snap)
{
	if (snap == NULL)
		return;
	for (size_t i = 0; i < snap->n_sites; i++)
		site_done(&snap->sites[i]);
	free(snap->sites);
	free(snap->troubles);
	free(snap->planned);
	incidents_free(snap->incidents, snap->n_incidents);
	json_decref(snap->json);
	free(snap);
}

const struct site *
snapshot_site(const struct snapshot *snap, const char *id)
{
	for (size_t i = 0; i < snap->n_sites; i++)
		if (strcmp(snap->sites[i].id, id) == 0)
			return &snap->sites[i];
	return NULL;
}

const struct incident *
snapshot_incident(const struct snapshot *snap, int64_t id)
{
	for (size_t i = 0; i < snap->n_incidents; i++)
		if (snap->incidents[i].id == id)
			return &snap->incidents[i];
	return NULL;
}
