/* evidence.c - see evidence.h: one incident */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/field.h"
#include "model/words.h"
#include "model/zone.h"
#include "paper/evidence.h"
#include "paper/paper.h"
#include "paper/seen.h"

#define BEFORE_MS	HOUR_MS		/* of the series, before the outage and after it */
#define SPAN_MAX_MS	(14 * DAY_MS)

const char *const	 evidence_metrics[] = {
	"snr_down_db", "atn_down_db", "sync_down_bps", "sync_up_bps", "rtt_med_ms", "loss_pct", NULL
};

void
evidence_span(const json_t *story, struct wall now, struct wall *from, struct wall *to)
{
	struct wall	 end = field_time(story, "restored");

	*from = wall_add(field_time(story, "opened"), -BEFORE_MS);
	*to = end.ms != 0 ? wall_add(end, BEFORE_MS) : now;
	if (to->ms > now.ms)
		*to = now;
	if (to->ms - from->ms > SPAN_MAX_MS)
		*to = wall_add(*from, SPAN_MAX_MS);
}

struct writing {
	struct paper		*p;
	const json_t		*story;
	const struct zone	*zone;
	struct wall		 now, opened, restored;
	struct buf		 b;		/* of the moment */
};

/* What is in the buffer, which is empty afterwards. */
static void
fact(struct writing *w, const char *name)
{
	paper_fact(w->p, name, buf_str(&w->b));
	buf_clear(&w->b);
}

static void
cell(struct writing *w)
{
	paper_cell(w->p, buf_str(&w->b));
	buf_clear(&w->b);
}

static void
fact_time(struct writing *w, const char *name, struct wall t)
{
	if (t.ms != 0)
		seen_time(&w->b, w->zone, t);
	fact(w, name);
}

/* Which line, which outage. */

static void
add_list(struct buf *out, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char	*s = json_string_value(json_array_get(list, i));

		buf_addf(out, "%s%s", i > 0 ? ", " : "", s != NULL ? s : "");
	}
}

static void
line_facts(struct writing *w, const json_t *line)
{
	const char	*commune = field_str(line, "commune");

	buf_adds(&w->b, field_str(line, "name"));
	if (commune[0] != '\0')
		buf_addf(&w->b, " (%s)", commune);
	fact(w, _("Point"));
	for (const char *s = field_str(line, "kind"); *s != '\0'; s++)
		buf_addc(&w->b, *s >= 'a' && *s <= 'z' ? (char)(*s - 32) : *s);
	if (field_num(line, "down_bps") > 0) {
		buf_adds(&w->b, ", ");
		seen_measure(&w->b, "down_bps", field_num(line, "down_bps"));
		if (field_num(line, "up_bps") > 0) {
			buf_adds(&w->b, " / ");
			seen_measure(&w->b, "up_bps", field_num(line, "up_bps"));
		}
	}
	fact(w, _("Line"));
	paper_fact(w->p, _("Operator"), field_str(line, "operator"));
	add_list(&w->b, json_object_get(line, "groups"));
	fact(w, _("Exchange or backhaul"));
	paper_fact(w->p, _("Address of the box"), field_str(line, "router"));
	paper_fact(w->p, _("Operator's first equipment"), field_str(line, "first_hop"));
}

static double
opening_total(const json_t *story, size_t *n)
{
	const json_t	*list = json_object_get(json_object_get(story, "durations"), "opening");
	double		 total = 0;

	*n = json_array_size(list);
	for (size_t i = 0; i < *n; i++)
		total += field_num(json_array_get(list, i), "seconds");
	return total;
}

static void
incident_facts(struct writing *w)
{
	const json_t	*ack = json_object_get(w->story, "acknowledged");
	size_t		 n;
	double		 opening = opening_total(w->story, &n);

	buf_addf(&w->b, "%.0f", field_num(w->story, "id"));
	fact(w, _("Incident"));
	paper_fact(w->p, _("Ticket"), field_str(ack, "ticket"));
	buf_addf(&w->b, _("%s (responsibility: %s)"), seen_kind(field_str(w->story, "kind")),
	    seen_responsibility(field_str(w->story, "responsibility")));
	fact(w, _("Finding"));
	fact_time(w, _("First failure"), w->opened);
	fact_time(w, _("Confirmed"), field_time(w->story, "confirmed"));
	fact_time(w, _("Taken in charge"), field_time(ack, "at"));
	if (w->restored.ms != 0)
		fact_time(w, _("Service restored"), w->restored);
	else
		paper_fact(w->p, _("Service restored"), _("not yet"));
	seen_seconds(&w->b, field_num(json_object_get(w->story, "durations"), "calendar_s"));
	fact(w, _("Duration"));
	if (n == 0)
		return;
	seen_hours(&w->b, opening);
	if (n > 1)
		buf_addf(&w->b, _(", summed over %zu points"), n);
	fact(w, _("Of which in opening hours"));
}

/* Layers. */

/* The last event of vigie's with this code; NULL = none. */
static const json_t *
event_of(const json_t *story, const char *code)
{
	const json_t	*events = json_object_get(story, "events");

	for (size_t i = json_array_size(events); i-- > 0;)
		if (strcmp(field_str(json_array_get(events, i), "code"), code) == 0)
			return json_array_get(events, i);
	return NULL;
}

static void
layer(struct writing *w, const char *name, const char *finding)
{
	paper_cell(w->p, name);
	paper_cell(w->p, finding != NULL ? finding : _("not measured"));
	cell(w);
}

/* What uptimes told after the return. */
struct told { const json_t *why; bool is_known, is_younger, is_line; };

static struct told
told_by_uptime(const json_t *story)
{
	const json_t	*event = event_of(story, "uptime");
	struct told	 t = { .why = json_object_get(event, "evidence") };

	t.is_known = json_is_object(t.why);
	t.is_line = strcmp(field_str(t.why, "name"), "line_uptime_s") == 0;
	t.is_younger = !t.is_line && field_num(t.why, "value") < field_num(t.why, "limit");
	return t;
}

static void
power_layer(struct writing *w, const struct told *t)
{
	const char	*kind = field_str(w->story, "kind"), *finding = NULL;

	if (strcmp(kind, "power") == 0)
		finding = _("cut: the box and other devices restarted together");
	else if (strcmp(kind, "box") == 0)
		finding = _("present: another device on site stayed on");
	else if (t->is_known && !t->is_younger)
		finding = _("present: the box stayed on");
	if (finding != NULL)
		seen_evidence(&w->b, t->why);
	layer(w, _("Power on site"), finding);
}

static void
box_layer(struct writing *w, const struct told *t)
{
	const json_t	*why = json_object_get(w->story, "evidence");
	const char	*finding = NULL;

	if (t->is_known) {
		seen_evidence(&w->b, t->why);
		finding = t->is_younger ? _("restarted during the outage") : _("stayed on");
	} else if (strcmp(field_str(why, "which"), "router") == 0) {
		seen_evidence(&w->b, why);
		finding = w->restored.ms != 0 ? _("did not answer, then answered again") :
		    _("does not answer");
	}
	layer(w, _("Box"), finding);
}

static void
line_layer(struct writing *w, const struct told *t)
{
	if (t->is_line)
		seen_evidence(&w->b, t->why);
	layer(w, _("Line, synchronisation"),
	    t->is_line ? _("broke off and synchronised again during the outage") : NULL);
}

static void
hop_layer(struct writing *w, const json_t *line)
{
	const json_t	*yes = event_of(w->story, "first_hop_answers");
	const json_t	*no = event_of(w->story, "first_hop_silent");
	const char	*finding = NULL;

	if (no != NULL && (yes == NULL || field_time(no, "at").ms > field_time(yes, "at").ms)) {
		finding = _("does not answer: the failure is beyond the line");
		seen_evidence(&w->b, json_object_get(no, "evidence"));
	} else if (yes != NULL) {
		finding = _("answers: the failure is between it and the point");
	} else if (!json_is_true(json_object_get(line, "has_first_hop"))) {
		buf_adds(&w->b, _("its address is not in the configuration"));
	}
	layer(w, _("Operator's first equipment"), finding);
}

static void
internet_layer(struct writing *w, const json_t *line)
{
	unsigned	 n = (unsigned)field_num(line, "canaries");

	if (n > 0)
		buf_addf(&w->b, ngettext("reference address outside: %u",
		    "reference addresses outside: %u, a majority answered", n), n);
	layer(w, _("Internet, seen from vigie"), n > 0 ? _("reached during the outage") : NULL);
}

static void
dns_layer(struct writing *w, const json_t *line)
{
	bool	 is_down = strcmp(field_str(w->story, "kind"), "dns") == 0;

	if (is_down)
		seen_evidence(&w->b, json_object_get(w->story, "evidence"));
	layer(w, _("Names (DNS)"), is_down ? _("not resolved") :
	    json_is_true(json_object_get(line, "has_dns")) ? _("nothing unusual of its own") : NULL);
}

static void
layers(struct writing *w, const json_t *line)
{
	const char	*columns[] = { _("Layer"), _("Finding"), _("What it rests on"), NULL };
	struct told	 t = told_by_uptime(w->story);

	paper_heading(w->p, _("Layer by layer"));
	paper_table(w->p, _("From the power on site to the Internet"), columns);
	power_layer(w, &t);
	box_layer(w, &t);
	line_layer(w, &t);
	hop_layer(w, line);
	internet_layer(w, line);
	dns_layer(w, line);
}

/* Values. */

struct values { double before, low, high, after; };

static struct values
values_of(const struct writing *w, const json_t *series)
{
	const json_t	*points = json_object_get(series, "points");
	struct values	 v = { NAN, NAN, NAN, NAN };

	for (size_t i = 0; i < json_array_size(points); i++) {
		const json_t	*point = json_array_get(points, i), *value = json_array_get(point, 1);
		const char	*text = json_string_value(json_array_get(point, 0));
		struct wall	 t;
		double		 x = json_number_value(value);

		if (text == NULL || !json_is_number(value) || !wall_parse(text, &t))
			continue;
		if (t.ms <= w->opened.ms) {
			v.before = x;
		} else if (w->restored.ms == 0 || t.ms <= w->restored.ms) {
			v.low = isnan(v.low) || x < v.low ? x : v.low;
			v.high = isnan(v.high) || x > v.high ? x : v.high;
		} else if (isnan(v.after)) {
			v.after = x;
		}
	}
	return v;
}

static void
measures(struct writing *w, const json_t *const series[EVIDENCE_METRICS])
{
	const char	*columns[] = { _("Value"), _("Last one before"), _("During"),
			    _("First one after"), NULL };

	paper_heading(w->p, _("Values of the line"));
	paper_table(w->p, _("As the box gives them; while it is cut off they are not measured"), columns);
	for (size_t i = 0; i < EVIDENCE_METRICS; i++) {
		const char	*metric = evidence_metrics[i];
		struct values	 v = values_of(w, series[i]);

		paper_cell(w->p, words_metric(metric));
		seen_measure(&w->b, metric, v.before);
		cell(w);
		seen_measure(&w->b, metric, v.low);
		if (isfinite(v.low) && v.high > v.low) {
			buf_adds(&w->b, " \xe2\x80\x93 ");
			seen_measure(&w->b, metric, v.high);
		}
		cell(w);
		seen_measure(&w->b, metric, v.after);
		cell(w);
	}
}

/* Chronology. */

static void
chronology(struct writing *w)
{
	const char	*columns[] = { _("Happened"), _("Known to vigie"), _("What"), NULL };
	const json_t	*events = json_object_get(w->story, "events");

	paper_heading(w->p, _("Chronology"));
	paper_table(w->p, _("Local time, and UTC in parentheses"), columns);
	for (size_t i = 0; i < json_array_size(events); i++) {
		const json_t	*e = json_array_get(events, i);
		const char	*type = field_str(e, "type");

		if (strcmp(type, "told") == 0 || strcmp(type, "comment") == 0 ||
		    strcmp(field_str(e, "code"), "change") == 0)
			continue;
		seen_time(&w->b, w->zone, field_time(e, "at"));
		cell(w);
		seen_time(&w->b, w->zone, field_time(e, "known"));
		cell(w);
		seen_event(&w->b, e);
		cell(w);
	}
}

/* Other outages: those that belong to it, or those before it. */

static void
others(struct writing *w, const char *heading, const char *caption, const json_t *list)
{
	const char	*columns[] = { _("Incident"), _("Place"), _("From"), _("To"), _("Cause"), NULL };

	if (json_array_size(list) == 0)
		return;
	paper_heading(w->p, heading);
	paper_table(w->p, caption, columns);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t	*in = json_array_get(list, i);

		buf_addf(&w->b, "%.0f", field_num(in, "id"));
		cell(w);
		paper_cell(w->p, field_str(in, "name"));
		seen_time(&w->b, w->zone, field_time(in, "opened"));
		cell(w);
		seen_time(&w->b, w->zone, field_time(in, "restored"));
		cell(w);
		buf_addf(&w->b, "%s (%s)", seen_kind(field_str(in, "kind")),
		    seen_responsibility(field_str(in, "responsibility")));
		cell(w);
	}
}

static void
method(struct writing *w, const char *network)
{
	paper_heading(w->p, _("How it was measured"));
	paper_note(w->p, "%s", _("The point is asked from outside, several times a minute. An outage is "
	    "confirmed by several failures in a row while reference addresses on the Internet answer; it "
	    "is dated from the first failure, its end from the first answer. Times come from the clock "
	    "of the server, which counts in UTC. What was not measured is said so, never guessed."));
	seen_time(&w->b, w->zone, w->now);
	paper_note(w->p, _("Made by vigie for %s on %s."), network, buf_str(&w->b));
	buf_clear(&w->b);
}

struct paper *
evidence_paper(const json_t *story, const json_t *const series[EVIDENCE_METRICS],
    const char *network, const struct zone *zone, struct wall now)
{
	const json_t	*line = json_object_get(story, "line");
	struct writing	 w = { .story = story, .zone = zone, .now = now,
			    .opened = field_time(story, "opened"),
			    .restored = field_time(story, "restored") };

	buf_addf(&w.b, _("Evidence for incident %.0f: %s"), field_num(story, "id"),
	    field_str(story, "title"));
	w.p = paper_new(buf_str(&w.b));
	buf_clear(&w.b);
	if (json_is_object(line))
		line_facts(&w, line);
	incident_facts(&w);
	if (json_is_object(line)) {
		layers(&w, line);
		measures(&w, series);
	}
	chronology(&w);
	others(&w, _("Lines that were cut"), _("Outages that belong to this one"),
	    json_object_get(story, "children"));
	others(&w, _("Earlier on the same line"), _("The last incidents of the same kind"),
	    json_object_get(story, "before"));
	method(&w, network);
	buf_done(&w.b);
	return w.p;
}
