/* history.c - see evidence.h: the outages of one line over a period */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/field.h"
#include "model/zone.h"
#include "paper/evidence.h"
#include "paper/paper.h"
#include "paper/seen.h"

struct sum { int year, month; unsigned n; double calendar_s, down_s; };

struct telling {
	struct paper		*p;
	const json_t		*all;
	const struct zone	*zone;
	struct sum		 total, *months;	/* months: owned */
	size_t			 n_months, room;
	struct buf		 b;
};

static void
cell(struct telling *t)
{
	paper_cell(t->p, buf_str(&t->b));
	buf_clear(&t->b);
}

static void
cell_seconds(struct telling *t, double seconds)
{
	seen_seconds(&t->b, seconds);
	cell(t);
}

static void
cell_hours(struct telling *t, double seconds)
{
	seen_hours(&t->b, seconds);
	cell(t);
}

static void
fact_time(struct telling *t, const char *name, const char *key)
{
	seen_time(&t->b, t->zone, field_time(t->all, key));
	paper_fact(t->p, name, buf_str(&t->b));
	buf_clear(&t->b);
}

/* Counted in the month in which it began (or the period, for what began before). */
static void
count(struct telling *t, const json_t *outage)
{
	struct wall	 opened = field_time(outage, "opened"), from = field_time(t->all, "from");
	struct civil	 c = zone_civil(t->zone, opened.ms > from.ms ? opened : from);
	struct sum	*m = t->n_months > 0 ? &t->months[t->n_months - 1] : NULL;

	t->total.n++;
	t->total.calendar_s += field_num(outage, "calendar_s");
	t->total.down_s += field_num(outage, "down_s");
	if (m == NULL || m->year != c.date.year || m->month != c.date.month) {
		t->months = grow(t->months, t->n_months, &t->room, sizeof(*t->months));
		m = &t->months[t->n_months++];
		*m = (struct sum){ .year = c.date.year, .month = c.date.month };
	}
	m->n++;
	m->calendar_s += field_num(outage, "calendar_s");
	m->down_s += field_num(outage, "down_s");
}

static void
head(struct telling *t, const char *label)
{
	const json_t	*line = json_object_get(t->all, "line");

	paper_fact(t->p, _("Point"), field_str(line, "name"));
	paper_fact(t->p, _("Commune"), field_str(line, "commune"));
	paper_fact(t->p, _("Operator"), field_str(line, "operator"));
	paper_fact(t->p, _("Address of the box"), field_str(line, "router"));
	paper_fact(t->p, _("Opening hours"), field_str(line, "hours"));
	paper_fact(t->p, _("Period"), label);
	fact_time(t, _("From"), "from");
	fact_time(t, _("To (not included)"), "until");
}

static void
say_outages(struct telling *t, const char *required)
{
	struct buf	 calendar = { 0 }, down = { 0 };

	seen_seconds(&calendar, t->total.calendar_s);
	seen_hours(&down, field_num(t->all, "down_s"));
	if (t->total.n == 0)
		paper_say(t->p, _("No outage of this line is known in the period, which required %s."), required);
	else
		paper_say(t->p, ngettext("%u outage, %s in all; %s of it within the %s required.",
		    "%u outages, %s in all; %s of it within the %s required.", t->total.n), t->total.n,
		    buf_str(&calendar), buf_str(&down), required);
	buf_done(&calendar);
	buf_done(&down);
}

static void
sentence(struct telling *t)
{
	double		 required_s = field_num(t->all, "required_s"), unknown_s = field_num(t->all, "unknown_s");
	struct buf	 required = { 0 }, unknown = { 0 };

	seen_hours(&required, required_s);
	seen_hours(&unknown, unknown_s);
	if (t->total.n > 0 || unknown_s < required_s || required_s == 0)
		say_outages(t, buf_str(&required));
	if (unknown_s > 0)
		paper_say(t->p, _("Not measured: %s of the %s required, neither good nor bad."),
		    buf_str(&unknown), buf_str(&required));
	if (json_is_true(json_object_get(t->all, "cut")))
		paper_say(t->p, "%s", _("There were more: this list is cut. Ask for a shorter period."));
	buf_done(&required);
	buf_done(&unknown);
}

static void
months(struct telling *t)
{
	const char	*columns[] = { _("Month"), _("Outages"), _("Duration"), _("In the time required"), NULL };

	if (t->n_months == 0)
		return;
	paper_heading(t->p, _("By month"));
	paper_table(t->p, _("Each outage stands in the month in which it began"), columns);
	for (size_t i = 0; i <= t->n_months; i++) {
		const struct sum	*s = i < t->n_months ? &t->months[i] : &t->total;

		if (i < t->n_months)
			buf_addf(&t->b, "%04d-%02d", s->year, s->month);
		else
			buf_adds(&t->b, _("In all"));
		cell(t);
		buf_addf(&t->b, "%u", s->n);
		cell(t);
		cell_seconds(t, s->calendar_s);
		cell_hours(t, s->down_s);
	}
}

static void
cause(struct telling *t, const json_t *outage)
{
	const json_t	*wider = json_object_get(outage, "cause");

	buf_addf(&t->b, "%s (%s)", json_is_string(json_object_get(outage, "kind")) ?
	    seen_kind(field_str(outage, "kind")) : _("no incident of vigie's, as what another tool saw"),
	    seen_responsibility(field_str(outage, "responsibility")));
	if (json_is_object(wider))
		buf_addf(&t->b, _("; because of: %s"), field_str(wider, "title"));
	cell(t);
}

static void
outages(struct telling *t, const json_t *list)
{
	const char	*columns[] = { _("Incident"), _("From"), _("To"), _("Duration"),
			    _("In the time required"), _("Cause"), _("Seen"), NULL, NULL };
	bool		 has_ticket = false;

	for (size_t i = 0; i < json_array_size(list); i++)
		has_ticket |= field_str(json_array_get(list, i), "ticket")[0] != '\0';
	if (has_ticket)
		columns[7] = _("Ticket");
	paper_heading(t->p, _("Each outage"));
	paper_table(t->p, _("Local time, and UTC in parentheses"), columns);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t	*o = json_array_get(list, i);

		if (json_is_integer(json_object_get(o, "id")))
			buf_addf(&t->b, "%.0f", field_num(o, "id"));
		else
			buf_adds(&t->b, "–");
		cell(t);
		seen_time(&t->b, t->zone, field_time(o, "opened"));
		cell(t);
		if (field_time(o, "restored").ms != 0 || field_time(o, "closed").ms != 0)
			seen_time(&t->b, t->zone, field_time(o, field_time(o, "restored").ms != 0 ?
			    "restored" : "closed"));
		else
			buf_adds(&t->b, _("goes on"));
		cell(t);
		cell_seconds(t, field_num(o, "calendar_s"));
		cell_hours(t, field_num(o, "down_s"));
		cause(t, o);
		seen_evidence(&t->b, json_object_get(o, "evidence"));
		cell(t);
		if (has_ticket)
			paper_cell(t->p, field_str(o, "ticket"));
	}
}

/* "from 25/11/2025 to 24/11/2026": the days, both included. */
static void
add_period(struct buf *out, const json_t *all, const struct zone *zone)
{
	struct civil	 a = zone_civil(zone, field_time(all, "from"));
	struct civil	 b = zone_civil(zone, wall_add(field_time(all, "to"), -SEC_MS));
	struct date	 from = a.date, to = b.date;

	if (lang_is_french())
		buf_addf(out, "du %02d/%02d/%04d au %02d/%02d/%04d", from.day, from.month, from.year, to.day,
		    to.month, to.year);
	else
		buf_addf(out, "%04d-%02d-%02d to %04d-%02d-%02d", from.year, from.month, from.day, to.year,
		    to.month, to.day);
}

struct paper *
evidence_history(const json_t *all, const char *network, const struct zone *zone, struct wall now)
{
	const json_t	*list = json_object_get(all, "outages");
	struct telling	 t = { .all = all, .zone = zone };
	struct buf	 period = { 0 };

	add_period(&period, all, zone);
	buf_addf(&t.b, _("Outages of the line: %s, %s"),
	    field_str(json_object_get(all, "line"), "name"), buf_str(&period));
	t.p = paper_new(buf_str(&t.b));
	buf_clear(&t.b);
	for (size_t i = 0; i < json_array_size(list); i++)
		count(&t, json_array_get(list, i));
	head(&t, buf_str(&period));
	buf_done(&period);
	sentence(&t);
	months(&t);
	if (t.total.n > 0)
		outages(&t, list);
	paper_heading(t.p, _("How it was counted"));
	paper_note(t.p, "%s", _("An outage is dated from its first failure to its first answer. The time required "
	    "and what is counted in it are those of the availability report of the same point over the same "
	    "time: declared opening hours without public holidays and declared closures, with exceptional "
	    "openings, without announced maintenance. Outages brought in from another tool are listed where "
	    "they took some of it. Time that was not measured is neither good nor bad."));
	seen_time(&t.b, zone, now);
	paper_note(t.p, _("Made by vigie for %s on %s."), network, buf_str(&t.b));
	buf_done(&t.b);
	free(t.months);
	return t.p;
}
