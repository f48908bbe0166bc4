/* answer.c - see answer.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/clock.h"
#include "base/mem.h"
#include "model/zone.h"
#include "series/answer.h"
#include "series/chart.h"
#include "series/curve.h"
#include "series/metric.h"
#include "series/store.h"

#define JSON_POINTS	50000
#define SPAN_MIN_S	60
#define SPAN_MAX_S	(INT64_C(3700) * 86400)	/* ten years: twice what is kept */
#define TIME_MAX_S	(INT64_C(1) << 33)

static struct zone	*zone;	/* the last one asked for; NULL = UTC */

/* `detail` is ours: nothing in it needs escaping. */
static void
refuse(struct answer *out, unsigned status, const char *detail)
{
	const char	*title = status == 400 ? "Bad Request" : status == 404 ? "Not Found" :
	    status == 422 ? "Unprocessable Content" : "Service Unavailable";

	out->status = status;
	out->type = "application/problem+json";
	buf_clear(&out->body);
	buf_addf(&out->body, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,"
	    "\"detail\":\"%s\"}", title, status, detail);
}

static void
choose_zone(const char *name)
{
	struct err	 err;

	if (name == NULL || name[0] == '\0')
		name = "UTC";
	if (zone != NULL && strcmp(zone_name(zone), name) == 0)
		return;
	zone_free(zone);
	zone = zone_load(name, &err);	/* NULL is UTC: a picture is better than none */
}

void
answer_done(void)
{
	zone_free(zone);
	zone = NULL;
}

static void
add_value(struct buf *out, double v)
{
	if (isnan(v))
		buf_adds(out, "null");
	else
		buf_addf(out, "%.10g", v);
}

static void
add_member(struct buf *out, const char *name, double v)
{
	buf_addf(out, ",\"%s\":", name);
	add_value(out, v);
}

/* A quoted time of the machine's kind: RFC 3339, UTC. */
static void
add_time(struct buf *out, int64_t s)
{
	char	 text[WALL_TEXT_SIZE];

	buf_addf(out, "\"%s\"", wall_text((struct wall){ s * SEC_MS }, text));
}

/* Names are [a-z0-9/_-] and units ours: nothing here needs escaping. */
static void
tell_numbers(const struct msg_series_ask *ask, const struct device_table *t, struct answer *out)
{
	struct curve		 c;
	struct curve_figures	 f;
	struct buf		*b = &out->body;
	bool			 is_first = true;

	if (!curve_take(t, ask->metric, ask->step_s, JSON_POINTS, &c)) {
		refuse(out, 404, _("No such metric"));
		return;
	}
	f = curve_figures(&c);
	buf_addf(b, "{\"object\":\"%s\",\"metric\":\"%s\",\"unit\":\"%s\",\"from\":", ask->object,
	    ask->metric, metric_unit(ask->metric));
	add_time(b, ask->from_s);
	buf_adds(b, ",\"to\":");
	add_time(b, ask->to_s);
	buf_addf(b, ",\"step\":%lld,\"points\":[", (long long)c.step_s);
	for (size_t i = 0; i < c.n; i++) {
		int64_t	 end_s = c.first_s + (int64_t)i * c.step_s;

		if (end_s <= ask->from_s || end_s - c.step_s >= ask->to_s)
			continue;
		buf_adds(b, is_first ? "[" : ",[");
		add_time(b, end_s);
		buf_addc(b, ',');
		add_value(b, c.mean[i]);
		buf_addc(b, ']');
		is_first = false;
	}
	buf_addc(b, ']');
	add_member(b, "min", f.least);
	add_member(b, "avg", f.mean);
	add_member(b, "max", f.most);
	add_member(b, "last", f.last);
	buf_addc(b, '}');
	out->status = 200;
	out->type = "application/json";
	curve_done(&c);
}

static void
tell_picture(const struct msg_series_ask *ask, const struct device_table *t,
    enum chart_form form, struct answer *out)
{
	struct chart	 ch = { .metric = ask->metric, .title = ask->title, .from_s = ask->from_s,
	    .to_s = ask->to_s, .table = t, .outages = ask->outages, .n_outages = ask->n_outages,
	    .planned = ask->planned, .n_planned = ask->n_planned };

	choose_zone(ask->zone);
	ch.zone = zone;
	if (!chart_draw(&ch, form, &out->body)) {
		refuse(out, 404, _("No such metric"));
		return;
	}
	out->status = 200;
	out->type = form == CHART_SVG ? "image/svg+xml" : "image/png";
}

static void
tell_list(const struct msg_series_ask *ask, const struct device *d, struct answer *out)
{
	buf_addf(&out->body, "{\"object\":\"%s\",\"metrics\":[", ask->object);
	for (unsigned i = 0; i < d->shelf.n_metrics; i++)
		buf_addf(&out->body, "%s\"%s\"", i > 0 ? "," : "", d->shelf.metrics[i].name);
	buf_adds(&out->body, "]}");
	out->status = 200;
	out->type = "application/json";
}

static bool
is_span_sane(const struct msg_series_ask *ask)
{
	return ask->from_s >= 0 && ask->to_s <= TIME_MAX_S && ask->to_s - ask->from_s >= SPAN_MIN_S &&
	    ask->to_s - ask->from_s <= SPAN_MAX_S;
}

static void
tell_series(struct store *st, const struct msg_series_ask *ask, struct device *d, int64_t now_s,
    struct answer *out)
{
	struct device_table	 t = { 0 };

	store_freshen(st, d, now_s);
	if (!device_read(d, ask->from_s, ask->to_s, ask->step_s, now_s, &t)) {
		if (d->state == DEVICE_FULL)
			refuse(out, 503, _("No graph (disk full)"));
		else
			refuse(out, 503, _("No graph at the moment"));
		return;
	}
	if (strcmp(ask->what, "json") == 0)
		tell_numbers(ask, &t, out);
	else
		tell_picture(ask, &t, strcmp(ask->what, "svg") == 0 ? CHART_SVG : CHART_PNG, out);
	device_table_done(&t);
}

void
answer_make(struct store *st, const struct msg_series_ask *ask, int64_t now_s,
    struct answer *out)
{
	bool		 is_list = strcmp(ask->what, "list") == 0;
	struct device	*d;

	*out = (struct answer){ 0 };
	lang_set(ask->language);
	if (!is_list && strcmp(ask->what, "json") != 0 && strcmp(ask->what, "svg") != 0 &&
	    strcmp(ask->what, "png") != 0)
		refuse(out, 400, _("Ask for json, svg, png or list"));
	else if ((d = store_find(st, ask->object, now_s)) == NULL)
		refuse(out, 404, _("Nothing was measured there yet"));
	else if (is_list)
		tell_list(ask, d, out);
	else if (!metric_is_name(ask->metric))
		refuse(out, 404, _("No such metric"));
	else if (!is_span_sane(ask))
		refuse(out, 422, _("The time span must be from one minute to ten years"));
	else
		tell_series(st, ask, d, now_s, out);
}
