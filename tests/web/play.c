/*
 * play.c - plays vigied and vigie-engine for one vigie-web, so that pages can be tested alone.
 *
 *     play PROGRAM [PORT]
 *
 * Starts PROGRAM with a listening socket (PORT 0 = any free one) and a channel,
 * prints "port N", then obeys lines on its standard input: a scene ("well", "one",
 * "many", "checking", "blind", "closed", "hostile", "crowd N"), "away" and "back" (the engine
 * goes and comes), "mute" (no answers to questions), "slow N" (reports are answered after so many
 * milliseconds), "frozen on|off|worse" (October 2026 was published; facts came since),
 * "demo on|off", "proxy ADDRESS", "quit".  Each line is acknowledged by "ok" once it was sent.  Everything is made up, and the
 * same each time but for the clock.
 */
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <jansson.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "ipc/program.h"

#include "play_report.h"

static struct {
	struct event_base	*base;
	struct channel		*web;
	int			 orders;	/* our end of the program's descriptor 3 */
	pid_t			 pid;
	char			 scene[32];
	unsigned		 n_crowd;
	bool			 is_mute, is_demo, is_frozen, is_worse;
	unsigned		 slow_ms;
	char			 proxy[64];	/* its address, "" = none */
} me = { .scene = "well", .is_demo = true };

extern char	**environ;

/* The world: ten points as domain's sample has them. */

static const struct {
	const char	*id, *name, *commune, *kind, *link, *hours;
	const char	*down, *state;		/* in the scene "one"; NULL = up */
} points[] = {
	{ "alboussiere", "Centre multimédia d'Alboussière", "Alboussière", "ccm", "adsl",
	    "Tu,We 09:00-12:00,14:00-18:00", "8000000", "down" },
	{ "boffres", "Bibliothèque de Boffres", "Boffres", "papi", "adsl", "We 15:00-17:00", "4000000",
	    "closed" },
	{ "champis", "Mairie de Champis", "Champis", "papi", "adsl", "Tu 09:00-12:00", "4000000",
	    "closed" },
	{ "etables", "Centre multimédia d'Étables", "Étables", "ccm", "adsl", "Mo 14:00-18:00",
	    "4500000", NULL },
	{ "gluiras", "Centre multimédia de Gluiras", "Gluiras", "ccm", "satellite", "Tu,Th 14:00-18:00",
	    "20000000", NULL },
	{ "lamastre", "Centre multimédia de Lamastre", "Lamastre", "ccm", "vdsl", "Mo-Fr 09:00-12:00",
	    "35000000", "degraded" },
	{ "saint-agreve", "Centre multimédia de Saint-Agrève", "Saint-Agrève", "ccm", "ftto",
	    "Tu-Fr 09:00-12:00,14:00-17:30", "20000000", NULL },
	{ "saint-felicien", "Centre multimédia de Saint-Félicien", "Saint-Félicien", "ccm", "adsl",
	    "We,Fr 14:00-18:00", "2100000", NULL },
	{ "saint-sylvestre", "Mairie de Saint-Sylvestre", "Saint-Sylvestre", "papi", "4g",
	    "Mo 14:00-17:00", "30000000", "unknown" },
	{ "vernoux", "Relais de services de Vernoux", "Vernoux-en-Vivarais", "rsp", "ftth",
	    "Mo-Fr 09:00-12:00", "300000000", "maintenance" },
};

static bool
is_scene(const char *name)
{
	return strcmp(me.scene, name) == 0;
}

static json_t *
ago(int64_t minutes)
{
	char	 text[WALL_TEXT_SIZE];

	return json_string(wall_text((struct wall){ wall_now().ms - minutes * MIN_MS }, text));
}

static const char *
state_of(size_t i)
{
	const char	*worse = points[i].state != NULL ? points[i].state : "up";

	if (is_scene("well"))
		return strcmp(worse, "closed") == 0 ? "closed" : "up";
	if (is_scene("blind"))
		return strcmp(worse, "closed") == 0 ? "closed" : "unknown";
	if (is_scene("closed"))
		return "closed";
	if (is_scene("one"))
		return i == 0 || strcmp(worse, "closed") == 0 ? worse : "up";
	return worse;
}

static json_t *
intervals(size_t day)
{
	if (day % 7 >= 5)
		return json_array();
	return day % 2 ? json_pack("[[s,s]]", "09:00", "12:00") :
	    json_pack("[[s,s],[s,s]]", "09:00", "12:00", "14:00", "18:00");
}

static json_t *
week(void)
{
	json_t	*list = json_array();
	char	 text[WALL_TEXT_SIZE];

	for (size_t d = 0; d < 7; d++) {
		wall_text((struct wall){ wall_now().ms + (int64_t)d * DAY_MS }, text);
		text[10] = '\0';
		json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "date", text, "day", "Mo",
		    "intervals", intervals(d)));
	}
	return list;
}

/* In the scene "checking" the second and third fail because of the group, two others for themselves. */
static json_t *
suspected(size_t i)
{
	if (!is_scene("checking") || (i != 1 && i != 2 && i != 3 && i != 4))
		return json_null();
	return json_pack("{s:o, s:o}", "since", ago(1), "incident", i <= 2 ? json_integer(11) :
	    json_null());
}

static json_t *
point(size_t i, const char *id, const char *name)
{
	const char	*state = state_of(i);
	bool		 is_closed = strcmp(state, "closed") == 0;
	const char	*link = is_closed ? "up" : strcmp(state, "maintenance") == 0 ? "up" : state;

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:[f,f], s:s, s:o, s:b, s:o,"
	    " s:{s:s, s:o, s:o}, s:{s:s, s:o, s:b, s:s, s:s, s:I, s:I, s:f, s:f},"
	    " s:{s:s, s:i}, s:[s,s,s,s,s,s], s:[], s:o, s:[i,i]}",
	    "id", id, "name", name, "commune", points[i].commune, "kind", points[i].kind, "insee", "07007",
	    "position", 44.94, 4.735, "state", state, "since", ago(i == 0 ? 47 : 60 * 30 * (int64_t)i),
	    "open", !is_closed, "next_change", ago(is_closed ? -60 * 17 : -95),
	    "hours", "text", points[i].hours, "today", is_closed ? json_array() : intervals(0), "week",
	    week(),
	    "link", "state", link, "since", ago(47), "on_backup", i == 5 && is_scene("many"), "kind",
	    points[i].link, "operator", "op1", "down_bps", (json_int_t)strtoll(points[i].down, NULL, 10),
	    "up_bps", (json_int_t)800000, "rtt_ms", 31.52, "loss_pct", 0.0,
	    "convention", "state", "compliant", "min_online_pcs", 1,
	    "series", "rtt_min_ms", "rtt_med_ms", "loss_pct", "if_in_bps", "if_out_bps", "snr_down_db",
	    "incidents", "suspected", suspected(i), "maintenance", 3, 4);
}

static json_t *
incident(json_int_t id, const char *kind, const char *scope, json_t *sites, const char *title,
    int64_t began, int64_t ended, json_int_t parent)
{
	json_t	*events = json_pack("[{s:o, s:s}, {s:o, s:s}]", "at", ago(began - 1), "type", "opened",
	    "at", ago(began - 2), "type", "told");

	if (ended > 0)
		json_array_append_new(events, json_pack("{s:o, s:s}", "at", ago(ended - 1), "type",
		    "restored"));
	return json_pack("{s:I, s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:n, s:o, s:n, s:i, s:o, s:o}",
	    "id", id, "kind", kind, "scope", scope, "sites", sites, "responsibility",
	    ended > 0 ? "operator" : "unknown", "title", title, "opened", ago(began), "confirmed",
	    ago(began - 1), "acknowledged", "restored", ended > 0 ? ago(ended) : json_null(), "closed",
	    "flaps", 0, "parent", parent ? json_integer(parent) : json_null(), "events", events);
}

static json_t *
incidents(void)
{
	json_t	*list = json_array();

	if (is_scene("one") || is_scene("many") || is_scene("checking"))
		json_array_append_new(list, incident(12, "link", "alboussiere",
		    json_pack("[s]", "alboussiere"), "Alboussière", 47, 0, is_scene("one") ? 0 : 11));
	if (is_scene("many") || is_scene("checking")) {
		json_array_append_new(list, incident(11, "group", "nra-alb",
		    json_pack("[s,s,s]", "alboussiere", is_scene("many") ? "boffres" : "vernoux",
		    is_scene("many") ? "champis" : "lamastre"), "NRA Alboussière : 3 points", 44, 0, 0));
		json_array_append_new(list, incident(10, "backup", "lamastre",
		    json_pack("[s]", "lamastre"), "Lamastre", 200, 0, 0));
	}
	json_array_append_new(list, incident(9, "link", "saint-felicien",
	    json_pack("[s]", "saint-felicien"), "Saint-Félicien", 3000, 2870, 0));
	json_array_append_new(list, incident(7, "power", "gluiras", json_pack("[s]", "gluiras"),
	    "Gluiras", 5800, 5761, 0));
	return list;
}

/* Two technicians and an animator told when it began, one of them when it ended. */
static json_t *
tellings(const json_t *incident)
{
	json_t	*list = json_pack("[{s:O, s:s, s:s, s:s, s:s}, {s:O, s:s, s:s, s:s, s:s},"
	    " {s:O, s:s, s:s, s:s, s:s}]",
	    "at", json_object_get(incident, "confirmed"), "kind", "down", "channel", "mail", "role",
	    "technician", "outcome", "delivered",
	    "at", json_object_get(incident, "confirmed"), "kind", "down", "channel", "mail", "role",
	    "technician", "outcome", "delivered",
	    "at", json_object_get(incident, "confirmed"), "kind", "down", "channel", "sms", "role",
	    "animator", "outcome", "waiting");

	if (!json_is_null(json_object_get(incident, "restored")))
		json_array_append_new(list, json_pack("{s:O, s:s, s:s, s:s, s:s}", "at",
		    json_object_get(incident, "restored"), "kind", "restored", "channel", "mail", "role",
		    "technician", "outcome", "delivered"));
	return list;
}

static json_t *
relative(const json_t *incident)
{
	static const char *const	 keys[] = { "id", "kind", "scope", "title", "sites",
	    "responsibility", "opened", "restored", "closed" };
	json_t				*o = json_object();

	for (size_t i = 0; i < N_ELEMENTS(keys); i++)
		json_object_set(o, keys[i], json_object_get(incident, keys[i]));
	json_object_set(o, "name", json_object_get(incident, "title"));
	return o;
}

/* What the engine says of a line. */
static json_t *
line(void)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s], s:i, s:i, s:b, s:b, s:b, s:i, s:s}", "site",
	    "alboussiere", "name", is_scene("hostile") ? "<script>alert(1)</script>" : points[0].name,
	    "commune", points[0].commune, "kind", "adsl", "operator", "op1", "groups",
	    "NRA Alboussière", "down_bps", 8000000, "up_bps", 800000, "has_first_hop", 1, "has_backup", 0,
	    "has_dns", 0, "canaries", 3, "hours", points[0].hours);
}

/* Of power cuts: told from uptimes after the return. */
static void
requalify(json_t *incident)
{
	json_array_append_new(json_object_get(incident, "events"), json_pack(
	    "{s:O, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:i, s:i, s:s}}", "at",
	    json_object_get(incident, "restored"), "type", "updated", "code", "uptime", "kind", "power",
	    "responsibility", "power", "evidence", "which", "router", "name", "uptime_s", "value", 120,
	    "limit", 2400, "answer", ""));
}

/* The incident with what the engine adds in a story; takes it. */
static json_t *
story(json_t *incident)
{
	const char	*kind = json_string_value(json_object_get(incident, "kind"));
	json_t		*list = incidents(), *before = json_array(), *children = json_array(), *one;
	json_t		*cause = json_null();
	size_t		 i;

	if (strcmp(kind, "power") == 0)
		requalify(incident);
	json_array_foreach(list, i, one) {
		json_int_t	 id = json_integer_value(json_object_get(one, "id"));

		if (json_integer_value(json_object_get(one, "parent")) ==
		    json_integer_value(json_object_get(incident, "id")))
			json_array_append_new(children, relative(one));
		if (id == json_integer_value(json_object_get(incident, "parent")))
			cause = relative(one);
		if (id == 9)
			json_array_append_new(before, relative(one));
	}
	json_object_update_new(incident, json_pack("{s:{s:s, s:s, s:i, s:i, s:s}, s:o,"
	    " s:{s:i, s:[{s:s, s:i}]}, s:o, s:s, s:o, s:o, s:o}",
	    "evidence", "which", "router", "name", "failures", "value", 3, "limit", 3, "answer", "no reply",
	    "told", tellings(incident), "durations", "calendar_s", 7800, "opening", "site",
	    "alboussiere", "seconds", 4200, "line", strcmp(kind, "group") == 0 ? json_null() : line(),
	    "scope_name", points[0].name, "cause", cause, "children", children, "before", before));
	json_decref(list);
	return incident;
}

static json_t *
outages(const struct msg_ask *ask)
{
	json_t	*over = incident(9, "link", "alboussiere", json_pack("[s]", "alboussiere"), "", 3000, 2870, 0);
	json_t	*list = json_array();

	json_object_update_new(over, json_pack("{s:i, s:i, s:{s:s, s:s, s:i, s:i, s:s}, s:n}",
	    "calendar_s", 7800, "down_s", 5400, "evidence", "which", "router", "name", "failures",
	    "value", 3, "limit", 3, "answer", "no reply", "cause"));
	json_array_append_new(list, over);
	return json_pack("{s:o, s:s, s:s, s:o, s:i, s:i, s:i, s:b, s:o}", "line", line(), "from",
	    msg_arg(ask, "from", ""), "to", msg_arg(ask, "to", ""), "until", ago(0), "required_s", 1300000,
	    "unknown_s", 36000, "down_s", 5400, "cut", 0, "outages", list);
}

/* One by its number; NULL = there is none. */
static json_t *
incident_of(json_int_t number)
{
	json_t	*list = incidents(), *one, *found = NULL;
	size_t	 i;

	json_array_foreach(list, i, one)
		if (json_integer_value(json_object_get(one, "id")) == number)
			found = json_deep_copy(one);
	json_decref(list);
	if (number == 3)
		found = incident(3, "box", "etables", json_pack("[s]", "etables"), "Étables",
		    60 * 24 * 20, 60 * 24 * 20 - 90, 0);
	return found;
}

/* Names that want to be more than names. */
#define HOSTILE	"<script>alert(1)</script>\" onmouseover=\"x</title>\xe2\x80\xa8\xe2\x80\xae&amp;'"

/* Works under way at one point, and some everywhere each week. */
static json_t *
planned(void)
{
	const char	*name = is_scene("hostile") ? HOSTILE : points[1].name;

	return json_pack("[{s:i, s:s, s:s, s:o, s:o, s:n}, {s:i, s:s, s:s, s:o, s:o, s:s}]",
	    "id", 3, "scope", points[1].id, "name", name, "from", ago(30), "to", ago(-90), "weekly",
	    "id", 4, "scope", "all", "name", "SIVU des Inforoutes", "from", ago(-3000), "to",
	    ago(-3020), "weekly", "Tu");
}

static json_t *
snapshot(void)
{
	json_t	*sites = json_array();
	char	 id[48], name[96];

	for (size_t i = 0; i < N_ELEMENTS(points); i++)
		json_array_append_new(sites, point(i, points[i].id,
		    is_scene("hostile") ? HOSTILE : points[i].name));
	for (unsigned i = 0; is_scene("crowd") && i < me.n_crowd; i++) {
		size_t	 k = i % N_ELEMENTS(points);

		snprintf(id, sizeof(id), "point-%u", i);
		snprintf(name, sizeof(name), "%s %u", points[k].name, i);
		json_array_append_new(sites, point(k, id, name));
	}
	return json_pack("{s:o, s:b, s:o, s:{s:s, s:s, s:s, s:s}, s:o, s:o, s:o}", "at", ago(0),
	    "blind", is_scene("blind"), "started", ago(6000), "network", "id", "sivu", "name",
	    "SIVU des Inforoutes", "phone", "04 75 00 00 00", "url", "", "sites", sites, "incidents",
	    incidents(), "maintenance", planned());
}

/* The engine. */

static void
send_setup(void)
{
	struct msg_pair	 proxy = { me.proxy, "" };

	channel_send(me.web, MSG_WEB_SETUP, &(struct msg_web_setup){
		.network_id = "sivu",
		.network_name = is_scene("hostile") ? HOSTILE : "SIVU des Inforoutes",
		.url = "", .phone = "04 75 00 00 00", .language = "fr", .timezone = "Europe/Paris",
		.version = "0", .is_demo = me.is_demo, .proxies = &proxy,
		.n_proxies = me.proxy[0] != '\0' });
}

static void
send_snapshot(void)
{
	json_t	*json = snapshot();
	char	*text = json_dumps(json, JSON_COMPACT);

	channel_snapshot(me.web, text, strlen(text));
	free(text);
	json_decref(json);
}

static void
answer_json(const struct msg_ask *ask, unsigned status, json_t *json)
{
	char	*text = json_dumps(json, JSON_COMPACT);

	channel_answer(me.web, ask->id, status,
	    status == 200 ? "application/json" : "application/problem+json", text, strlen(text));
	free(text);
	json_decref(json);
}

static json_t *
series(const struct msg_ask *ask)
{
	json_t		*list = json_array();
	const char	*step_text = msg_arg(ask, "step", "60");
	int64_t		 step = strtoll(step_text, NULL, 10), from_s = 0;
	struct wall	 from = { 0 }, to = { 0 };

	wall_parse(msg_arg(ask, "from", ""), &from);
	wall_parse(msg_arg(ask, "to", ""), &to);
	step = step > 0 ? step : 60;
	for (from_s = from.ms / 1000; from_s < to.ms / 1000 && json_array_size(list) < 500;
	    from_s += step) {
		double	 v = 30 + (double)(from_s / step % 7);
		char	 end[WALL_TEXT_SIZE];

		wall_text((struct wall){ (from_s + step) * SEC_MS }, end);
		json_array_append_new(list, json_array_size(list) == 3 ?
		    json_pack("[s,n]", end) : json_pack("[s,f]", end, v));
	}
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:o, s:f, s:f, s:f, s:f}", "object",
	    msg_arg(ask, "object", ""), "metric", msg_arg(ask, "metric", ""), "from",
	    msg_arg(ask, "from", ""), "to", msg_arg(ask, "to", ""), "step", (int)step, "points",
	    list, "min", 28.0, "avg", 32.9, "max", 47.0, "last", 34.0);
}

/* Reports. */

#define IMPRINT_1	"5f2b1c9e00112233445566778899aabbccddeeff00112233445566778899aabb"
#define IMPRINT_2	"9e8d7c6b00112233445566778899aabbccddeeff00112233445566778899aabb"
#define IMPRINT_3	"00fe00fe00112233445566778899aabbccddeeff00112233445566778899aabb"
#define FROZEN_MONTH	"2026-10"	/* twice */
#define SAME_MONTH	"2026-09"	/* once; no fact came since */

struct slow_answer {
	TAILQ_ENTRY(slow_answer) link;
	uint32_t	 id;
	json_t		*json;		/* NULL = 404 */
	struct event	*timer;
};

static TAILQ_HEAD(, slow_answer)	 slow_answers = TAILQ_HEAD_INITIALIZER(slow_answers);

static void
slow_free(struct slow_answer *s)
{
	TAILQ_REMOVE(&slow_answers, s, link);
	event_free(s->timer);
	free(s);
}

static json_t *
problem_404(const char *detail)
{
	return json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title", "Not found", "status",
	    404, "detail", detail);
}

static void
on_slow(evutil_socket_t fd, short what, void *arg)
{
	struct slow_answer	*s = arg;
	struct msg_ask		 ask = { .id = s->id };

	(void)fd;
	(void)what;
	if (me.web != NULL)
		answer_json(&ask, s->json != NULL ? 200 : 404,
		    s->json != NULL ? s->json : problem_404("no such report"));
	else
		json_decref(s->json);
	slow_free(s);
}

static void
answer_slowly(const struct msg_ask *ask, json_t *json)
{
	struct slow_answer	*s = xcalloc(1, sizeof(*s));

	s->id = ask->id;
	s->json = json;
	TAILQ_INSERT_TAIL(&slow_answers, s, link);
	s->timer = evtimer_new(me.base, on_slow, s);
	event_add(s->timer, &(struct timeval){ me.slow_ms / 1000, (me.slow_ms % 1000) * 1000 });
}

static json_t *
report(const struct msg_ask *ask, bool worse)
{
	struct play_point	 list[N_ELEMENTS(points)];

	for (size_t i = 0; i < N_ELEMENTS(points); i++)
		list[i] = (struct play_point){ points[i].id,
		    is_scene("hostile") ? HOSTILE : points[i].name, points[i].commune, points[i].kind };
	return play_report(list, N_ELEMENTS(points), msg_arg(ask, "scope", ""),
	    msg_arg(ask, "period", ""), worse);
}

static json_t *
frozen_row(int version)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:b}", "period", FROZEN_MONTH, "scope",
	    "network", "version", version, "at",
	    version == 1 ? "2026-11-03T07:12:00Z" : "2026-11-12T15:40:00Z", "sha256",
	    version == 1 ? IMPRINT_1 : IMPRINT_2, "reason",
	    version == 1 ? "" : "closure of 6 October declared late", "is_latest", version == 2);
}

static json_t *
same_row(void)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:b}", "period", SAME_MONTH, "scope", "network",
	    "version", 1, "at", "2026-10-05T06:30:00Z", "sha256", IMPRINT_3, "reason", "", "is_latest", 1);
}

static json_t *
frozen_rows(void)
{
	return me.is_frozen ? json_pack("[o,o,o]", frozen_row(2), frozen_row(1), same_row()) :
	    json_array();
}

static json_t *
report_frozen(const struct msg_ask *ask)
{
	int	 version = (int)strtol(msg_arg(ask, "version", "2"), NULL, 10);
	bool	 is_same = strcmp(msg_arg(ask, "period", ""), SAME_MONTH) == 0;
	json_t	*r, *frozen;

	if (!me.is_frozen || (strcmp(msg_arg(ask, "period", ""), FROZEN_MONTH) != 0 && !is_same) ||
	    strcmp(msg_arg(ask, "scope", ""), "network") != 0 || version < 1 || version > 2)
		return NULL;
	r = report(ask, false);
	frozen = is_same ? same_row() : frozen_row(version);
	json_object_del(frozen, "period");
	json_object_del(frozen, "scope");
	json_object_del(frozen, "is_latest");
	json_object_set_new(r, "frozen", frozen);
	return json_pack("{s:o, s:o}", "report", r, "versions", frozen_rows());
}

static json_t *
verified(const struct msg_ask *ask)
{
	const char	*sha = msg_arg(ask, "sha256", "");
	json_t		*found = json_array();

	for (int v = 1; v <= 2 && me.is_frozen; v++)
		if (strncmp(sha, v == 1 ? IMPRINT_1 : IMPRINT_2, strlen(sha)) == 0)
			json_array_append_new(found, frozen_row(v));
	return json_pack("{s:s, s:o}", "sha256", sha, "found", found);
}

/* False when it is no question about reports. */
static bool
on_report_ask(const struct msg_ask *ask)
{
	if (strcmp(ask->what, "report") == 0)
		answer_slowly(ask, report(ask, me.is_worse));
	else if (strcmp(ask->what, "report_frozen") == 0)
		answer_slowly(ask, report_frozen(ask));
	else if (strcmp(ask->what, "reports") == 0)
		answer_json(ask, 200, json_pack("{s:o}", "reports", frozen_rows()));
	else if (strcmp(ask->what, "report_verify") == 0)
		answer_json(ask, 200, verified(ask));
	else
		return false;
	return true;
}

static const char	 picture[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 240\">"
	"<style>path{fill:none;stroke:#1f5c99;stroke-width:2}</style>"
	"<path d=\"M0 150 60 140 120 148 180 120 240 139 300 150 360 90 420 130 480 141 540 139 "
	"600 150 660 120 720 144\"/></svg>";

static void
on_ask(const struct msg_ask *ask)
{
	const char	*id = msg_arg(ask, "id", "");
	json_t		*json;

	if (me.is_mute || on_report_ask(ask))
		return;
	if (strcmp(ask->what, "incidents") == 0)
		answer_json(ask, 200, json_pack("{s:o}", "incidents", incidents()));
	else if (strcmp(ask->what, "incident") == 0 && (json = incident_of(atoll(id))) != NULL)
		answer_json(ask, 200, json);
	else if (strcmp(ask->what, "story") == 0 && (json = incident_of(atoll(id))) != NULL)
		answer_json(ask, 200, story(json));
	else if (strcmp(ask->what, "outages") == 0)
		answer_json(ask, 200, outages(ask));
	else if (strcmp(ask->what, "series") == 0)
		answer_json(ask, 200, series(ask));
	else if (strcmp(ask->what, "picture") == 0)
		channel_answer(me.web, ask->id, 200, "image/svg+xml", picture, strlen(picture));
	else if (strcmp(ask->what, "metrics") == 0)
		channel_answer(me.web, ask->id, 200, "text/plain; version=0.0.4", "vigie_up 1\n", 11);
	else
		answer_json(ask, 404, json_pack("{s:s, s:s, s:i, s:s}", "type", "about:blank", "title",
		    "Not found", "status", 404, "detail", "no such thing"));
}

/* An engine that lives says so now and then. */
static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	if (me.web != NULL && !me.is_mute && !is_scene("none"))
		send_snapshot();
}

static void
on_message(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	(void)ch;
	(void)arg;
	if (type == MSG_ASK)
		on_ask(&msg->ask);
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	(void)arg;
	(void)why;
	channel_free(ch);
	me.web = NULL;
}

/* The master. */

static void
order(enum order_kind kind, unsigned which, int fd)
{
	struct order		 o = { kind, which, 0 };
	union { struct cmsghdr align; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct iovec		 iov = { &o, sizeof(o) };
	struct msghdr		 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr		*c;

	if (fd != -1) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	if (sendmsg(me.orders, &msg, MSG_NOSIGNAL) == -1)
		perror("sendmsg");
	if (fd != -1)
		close(fd);
}

static void
engine_comes(void)
{
	int	 pair[2];

	if (me.web != NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return;
	order(ORDER_PEER, PROGRAM_ENGINE, pair[1]);
	me.web = channel_new(me.base, pair[0], "vigie-engine", on_message, on_gone, NULL);
	send_setup();
	if (!is_scene("none"))
		send_snapshot();
}

static unsigned
listen_on(const char *address, unsigned port, int *fd)
{
	struct sockaddr_in	 sin = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	socklen_t		 len = sizeof(sin);
	int			 on = 1;

	*fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	inet_pton(AF_INET, address, &sin.sin_addr);
	setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(*fd, (struct sockaddr *)&sin, sizeof(sin)) == -1 || listen(*fd, 1024) == -1 ||
	    getsockname(*fd, (struct sockaddr *)&sin, &len) == -1) {
		perror("listen");
		exit(1);
	}
	return ntohs(sin.sin_port);
}

static void
start(char *program)
{
	posix_spawn_file_actions_t	 actions;
	char				*argv[] = { program, (char *)(uintptr_t)"-f",
	    (char *)(uintptr_t)"-b", getenv("top_builddir"), NULL };
	int				 pair[2];

	if (argv[3] == NULL)
		argv[2] = NULL;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		exit(1);
	me.orders = pair[0];
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pair[1], PROGRAM_FD);
	if (posix_spawn(&me.pid, program, &actions, NULL, argv, environ) != 0) {
		perror(program);
		exit(1);
	}
	posix_spawn_file_actions_destroy(&actions);
	close(pair[1]);
}

static void
set_scene(const char *line)
{
	unsigned	 n;

	strlcpy(me.scene, line, sizeof(me.scene));
	if (sscanf(line, "crowd %u", &n) == 1) {
		strlcpy(me.scene, "crowd", sizeof(me.scene));
		me.n_crowd = n;
	}
	if (me.web != NULL) {
		send_setup();
		send_snapshot();
	}
}

static void
obey(const char *line)
{
	if (strcmp(line, "quit") == 0)
		event_base_loopbreak(me.base);
	else if (strcmp(line, "away") == 0)
		on_gone(me.web, "", NULL);
	else if (strcmp(line, "back") == 0)
		engine_comes();
	else if (strcmp(line, "mute") == 0 || strcmp(line, "unmute") == 0)
		me.is_mute = line[0] == 'm';
	else if (strncmp(line, "slow ", 5) == 0)
		me.slow_ms = (unsigned)strtoul(line + 5, NULL, 10);
	else if (strncmp(line, "frozen ", 7) == 0) {
		me.is_frozen = strcmp(line + 7, "off") != 0;
		me.is_worse = strcmp(line + 7, "worse") == 0;
	} else if (strncmp(line, "proxy ", 6) == 0) {
		strlcpy(me.proxy, line + 6, sizeof(me.proxy));
		send_setup();
	} else if (strncmp(line, "demo ", 5) == 0) {
		me.is_demo = strcmp(line + 5, "on") == 0;
		send_setup();
	} else
		set_scene(line);
	printf("ok\n");
	fflush(stdout);
}

static void
on_line(evutil_socket_t fd, short what, void *arg)
{
	static char	 text[1024];
	static size_t	 len;
	ssize_t		 n = read(fd, text + len, sizeof(text) - 1 - len);
	char		*end;

	(void)what;
	(void)arg;
	if (n <= 0) {
		event_base_loopbreak(me.base);
		return;
	}
	len += (size_t)n;
	text[len] = '\0';
	while ((end = strchr(text, '\n')) != NULL) {
		*end = '\0';
		obey(text);
		len -= (size_t)(end + 1 - text);
		memmove(text, end + 1, len + 1);
	}
}

/* The program's beats are read so that they do not fill its socket. */
static void
on_report(evutil_socket_t fd, short what, void *arg)
{
	struct report	 r;

	(void)what;
	(void)arg;
	if (recv(fd, &r, sizeof(r), MSG_DONTWAIT) == 0)
		event_base_loopbreak(me.base);
}

int
main(int argc, char **argv)
{
	struct event	*lines, *reports, *tick;
	unsigned	 port;
	int		 fd, status = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: play PROGRAM [PORT [ADDRESS [SCENE]]]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	me.base = event_base_new();
	if (argc > 4)
		strlcpy(me.scene, argv[4], sizeof(me.scene));
	port = listen_on(argc > 3 ? argv[3] : "127.0.0.1",
	    argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0, &fd);
	start(argv[1]);
	order(ORDER_SOCKET, PROGRAM_SOCKET_HTTP, fd);
	engine_comes();
	lines = event_new(me.base, 0, EV_READ | EV_PERSIST, on_line, NULL);
	reports = event_new(me.base, me.orders, EV_READ | EV_PERSIST, on_report, NULL);
	tick = event_new(me.base, -1, EV_PERSIST, on_tick, NULL);
	event_add(tick, &(struct timeval){ 5, 0 });
	event_add(lines, NULL);
	event_add(reports, NULL);
	printf("port %u pid %d\n", port, (int)me.pid);
	fflush(stdout);
	event_base_dispatch(me.base);
	order(ORDER_STOP, 0, -1);
	waitpid(me.pid, &status, 0);
	channel_free(me.web);
	while (!TAILQ_EMPTY(&slow_answers)) {
		json_decref(TAILQ_FIRST(&slow_answers)->json);
		slow_free(TAILQ_FIRST(&slow_answers));
	}
	event_free(lines);
	event_free(tick);
	event_free(reports);
	event_base_free(me.base);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
