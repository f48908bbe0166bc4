/* ask_series.c - see ask_series.h */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/ask_series.h"
#include "engine/asker.h"
#include "engine/engine.h"
#include "engine/relay.h"
#include "judge/judge.h"
#include "model/inventory.h"

#define TITLE_SIZE	512
#define MAX_SPANS	1000
#define MAX_STEP_S	(366 * 86400)

/* Without a session only what is of the link may be seen. */
static bool
may_see(const struct engine *e, const struct asker *asker, uint32_t device)
{
	if (asker->role > ROLE_PUBLIC)
		return true;
	return device != NONE && (e->inv->devices[device].kind == DEVICE_ROUTER ||
	    e->inv->devices[device].kind == DEVICE_LINK);
}

/* The object of the question; false after having answered. */
static bool
want_object(struct engine *e, const struct asker *asker, const char *object, uint32_t *device)
{
	*device = inventory_device(e->inv, object);
	if (*device == NONE && (strncmp(object, "vigie/", 6) != 0 || strlen(object) > 100)) {
		if (ask_for_site_of(e, asker, object))
			ask_problem(asker, 404, _("there is no device \"%.100s\""), object);
		return false;
	}
	if (!may_see(e, asker, *device)) {
		ask_problem(asker, 403, "permission denied: series of \"%.100s\" are not public",
		    object);
		return false;
	}
	return true;
}

static bool
want_metric(const struct asker *asker, const char *metric)
{
	size_t	 len = strlen(metric);

	if (len <= 19 && strspn(metric, "abcdefghijklmnopqrstuvwxyz0123456789_") == len)
		return true;
	ask_problem(asker, 422, "metric: 1 to 19 of a-z, 0-9 and _");
	return false;
}

static bool
want_span(struct engine *e, const struct asker *asker, const struct msg_ask *ask,
    struct msg_series_ask *out)
{
	struct wall	 to = e->steady.now, from = { 0 };
	const char	*step = msg_arg(ask, "step", "0");
	const char	*why = NULL;

	if (!ask_time(asker, ask, "to", &to))
		return false;
	from = wall_add(to, -DAY_MS);
	if (!ask_time(asker, ask, "from", &from))
		return false;
	if (from.ms >= to.ms) {
		ask_problem(asker, 422, "from: must be before to");
		return false;
	}
	out->step_s = (uint32_t)strtonum(step, 0, MAX_STEP_S, &why);
	if (why != NULL) {
		ask_problem(asker, 422, "step: seconds, from 0 (as fine as is kept) to %d",
		    MAX_STEP_S);
		return false;
	}
	out->from_s = wall_sec(from);
	out->to_s = wall_sec(to);
	return true;
}

/* What shades the picture. */

static void
add_span(struct msg_span **spans, uint32_t *n, size_t *room, const struct msg_series_ask *ask,
    struct wall from, struct wall to)
{
	int64_t	 a = wall_sec(from), b = to.ms == 0 ? ask->to_s : wall_sec(to);

	if (*n >= MAX_SPANS || b <= ask->from_s || a >= ask->to_s)
		return;
	*spans = grow(*spans, *n, room, sizeof(**spans));
	(*spans)[(*n)++] = (struct msg_span){ a < ask->from_s ? ask->from_s : a,
	    b > ask->to_s ? ask->to_s : b };
}

static void
add_outages(const struct engine *e, uint32_t device, struct msg_series_ask *ask)
{
	const struct device	*d = &e->inv->devices[device];
	const char		*link = e->inv->devices[e->inv->sites[d->site].link].name;
	struct judge_incident	 in;
	size_t			 room = 0;

	for (size_t i = 0; judge_get_incident(e->judge, i, &in); i++)
		if (strcmp(in.incident->object, d->name) == 0 ||
		    strcmp(in.incident->object, link) == 0)
			add_span(&ask->outages, &ask->n_outages, &room, ask, in.incident->opened,
			    in.incident->restored);
}

static void
add_planned(const struct engine *e, uint32_t device, struct msg_series_ask *ask)
{
	uint32_t		 site = e->inv->devices[device].site;
	struct fact_window	 w;
	size_t			 room = 0;

	for (size_t i = 0; judge_get_window(e->judge, i, &w); i++)
		if (w.kind == WINDOW_MAINTENANCE && w.cancelled.ms == 0 && w.weekdays == 0 &&
		    judge_window_touches(e->judge, &w, site))
			add_span(&ask->planned, &ask->n_planned, &room, ask, w.from, w.to);
}

void
ask_series(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct msg_series_ask	 out = {
		.object = msg_arg(ask, "object", ""), .metric = msg_arg(ask, "metric", ""),
		.title = "", .language = asker->language, .zone = "",
	};
	uint32_t		 device;

	out.what = out.metric[0] != '\0' ? "json" : "list";
	if (want_object(e, asker, out.object, &device) && want_metric(asker, out.metric) &&
	    want_span(e, asker, ask, &out))
		relay_series(e->relay, asker, &out);
}

void
ask_picture(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct msg_series_ask	 out = {
		.what = msg_arg(ask, "format", "svg"),
		.object = msg_arg(ask, "object", ""), .metric = msg_arg(ask, "metric", ""),
		.language = msg_arg(ask, "lang", asker->language), .zone = e->inv->timezone,
	};
	struct buf		 title = { 0 };
	char			 clean[TITLE_SIZE];
	uint32_t		 device;

	if (strcmp(out.what, "svg") != 0 && strcmp(out.what, "png") != 0) {
		ask_problem(asker, 422, "format: svg or png");
		return;
	}
	if (out.metric[0] == '\0') {
		ask_problem(asker, 400, "metric: of which one?");
		return;
	}
	if (!want_object(e, asker, out.object, &device) || !want_metric(asker, out.metric) ||
	    !want_span(e, asker, ask, &out))
		return;
	if (device != NONE) {
		const struct device	*d = &e->inv->devices[device];

		/* the picture says itself what is measured */
		buf_adds(&title, e->inv->sites[d->site].name);
		if (d->kind != DEVICE_ROUTER)
			buf_addf(&title, " – %s", d->id);
		add_outages(e, device, &out);
		add_planned(e, device, &out);
	} else {
		buf_adds(&title, out.object);
	}
	text_clean(clean, sizeof(clean), buf_str(&title), title.len);
	out.title = clean;
	relay_series(e->relay, asker, &out);
	free(out.outages);
	free(out.planned);
	buf_done(&title);
}
