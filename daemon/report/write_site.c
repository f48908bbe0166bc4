/* write_site.c - see write.h: one site */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "model/calendar.h"
#include "model/civil.h"
#include "model/inventory.h"
#include "report/report.h"
#include "report/write.h"

#define HALVES_MAX	400	/* lost half-days that are listed */

static json_t *
number_or_null(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

/* What a site has to keep; one that has left the configuration, what the network's first has. */
static double
target_pct(const struct report_wish *wish, const struct site *conf)
{
	if (conf != NULL)
		return conf->target_pct;
	return wish->inv->target_pct;
}

int64_t
write_target(const struct report_wish *wish, const struct gathered_site *site)
{
	return lround(target_pct(wish, site->conf) * 100);
}

/* Hours. */

/* The version in force at an instant. */
static const struct gathered_hours *
hours_at(const struct gathered_site *s, int64_t t_s)
{
	const struct gathered_hours	*h = &s->hours[0];

	for (size_t i = 1; i < s->n_hours && s->hours[i].from_s <= t_s; i++)
		h = &s->hours[i];
	return h;
}

static json_t *
write_versions(const struct gathered_site *s, const struct frame *f)
{
	json_t	*list = json_array();

	for (size_t i = 0; i < s->n_hours; i++) {
		const struct gathered_hours	*h = &s->hours[i];
		json_t				*v;

		if (h->from_s >= f->until_s && i > 0)
			break;
		if (i + 1 < s->n_hours && s->hours[i + 1].from_s <= f->period.from_s)
			continue;
		if (h->opening == NULL)
			continue;
		if (i > 0 && h[-1].opening != NULL && strcmp(h[-1].text, h->text) == 0 &&
		    json_array_size(list) > 0)
			continue;	/* something else of it changed */
		v = json_object();
		json_object_set_new(v, "from", i == 0 ? json_null() : write_time(h->from_s));
		json_object_set_new(v, "text", json_string(h->text));
		json_array_append_new(list, v);
	}
	return list;
}

static json_t *
write_hours(const struct frame *f, const struct counted *c)
{
	const struct gathered_site	*s = c->site;
	const struct gathered_hours	*h = hours_at(s, f->until_s - 1);
	json_t				*out = json_object();
	int64_t				 declared_s = 0, min_s = 0;

	if (h->opening != NULL)
		declared_s = (int64_t)calendar_week_minutes(h->opening, f->first_day) * 60;
	if (s->conf != NULL)
		min_s = llround(s->conf->min_weekly_hours * 3600);
	json_object_set_new(out, "declared_week_s", json_integer(declared_s));
	json_object_set_new(out, "min_week_s", json_integer(min_s));
	json_object_set_new(out, "is_under", json_boolean(declared_s < min_s));
	json_object_set_new(out, "versions", write_versions(s, f));
	return out;
}

static json_t *
write_halves(const struct counted *c)
{
	json_t	*out = json_object(), *list = json_array();
	char	 text[CIVIL_TEXT_SIZE];

	for (size_t i = 0; i < c->n_lost && i < HALVES_MAX; i++) {
		const struct half_day	*h = &c->halves[i];
		json_t			*half = json_object();

		json_object_set_new(half, "date", json_string(civil_text(h->day, text)));
		json_object_set_new(half, "half", json_string(h->is_afternoon ? "pm" : "am"));
		json_object_set_new(half, "open_s", json_integer(h->required_s));
		json_object_set_new(half, "lost_s", json_integer(h->lost_s));
		json_array_append_new(list, half);
	}
	json_object_set_new(out, "open", json_integer((json_int_t)c->n_open));
	json_object_set_new(out, "lost", json_integer((json_int_t)c->n_lost));
	json_object_set_new(out, "unknown", json_integer((json_int_t)c->n_unsure));
	json_object_set_new(out, "list", list);
	return out;
}

/* Outages. */

static const char *
line_word(enum counted_line line)
{
	return line == COUNT_LINK ? "link" : "convention";
}

static void
write_incident(json_t *out, const struct outage *o, bool is_full)
{
	const struct gathered_incident	*in = o->incident, *top = o->speaker;

	json_object_set_new(out, "incident", in == NULL ? json_null() : json_integer(in->number));
	json_object_set_new(out, "kind", in == NULL ? json_null() :
	    json_string(incident_kind_word(top->kind)));
	json_object_set_new(out, "scope", in == NULL ? json_null() : json_string(top->scope));
	json_object_set_new(out, "confirmed", write_time(in == NULL ? 0 : in->confirmed_s));
	json_object_set_new(out, "acknowledged", write_time(in == NULL ? 0 :
	    in->acknowledged_s != 0 ? in->acknowledged_s : top->acknowledged_s));
	json_object_set_new(out, "restored", write_time(in == NULL ? 0 : in->restored_s));
	if (is_full)
		json_object_set_new(out, "ticket", in == NULL ? json_null() :
		    json_string(*in->ticket != '\0' ? in->ticket : top->ticket));
}

static json_t *
write_outages(const struct counted *c, bool is_full)
{
	json_t	*list = json_array();

	for (size_t i = 0; i < c->n_outages; i++) {
		const struct outage	*o = &c->outages[i];
		json_t			*out = json_object();

		json_object_set_new(out, "line", json_string(line_word(o->line)));
		json_object_set_new(out, "from", write_time(o->from_s));
		json_object_set_new(out, "to", write_time(o->to_s));
		json_object_set_new(out, "down_s", json_integer(o->down_s));
		json_object_set_new(out, "responsibility", json_string(responsibility_word(o->by)));
		json_object_set_new(out, "intervene_s", number_or_null(o->intervene_s));
		json_object_set_new(out, "intervene_working_s", number_or_null(o->intervene_working_s));
		json_object_set_new(out, "restore_s", number_or_null(o->restore_s));
		json_object_set_new(out, "restore_working_s", number_or_null(o->restore_working_s));
		write_incident(out, o, is_full);
		json_array_append_new(list, out);
	}
	return list;
}

static json_t *
write_unknown(const struct counted *c)
{
	json_t	*list = json_array();

	for (size_t i = 0; i < c->n_unknown; i++) {
		const struct unknown_span	*u = &c->unknown[i];
		json_t				*out = json_object();

		json_object_set_new(out, "line", json_string(line_word(u->line)));
		json_object_set_new(out, "from", write_time(u->from_s));
		json_object_set_new(out, "to", write_time(u->to_s));
		json_object_set_new(out, "seconds", json_integer(u->seconds));
		json_array_append_new(list, out);
	}
	return list;
}

static json_t *
write_windows(const struct counted *c)
{
	json_t	*list = json_array();

	for (size_t i = 0; i < c->required.n_planned; i++) {
		const struct planned	*p = &c->required.planned[i];
		json_t			*out = json_object();

		json_object_set_new(out, "kind", json_string(window_word(p->kind)));
		json_object_set_new(out, "from", write_time(p->from_s));
		json_object_set_new(out, "to", write_time(p->to_s));
		json_object_set_new(out, "recorded", write_time(p->recorded_s));
		json_object_set_new(out, "is_late", json_boolean(p->is_late));
		json_object_set_new(out, "seconds", json_integer(p->seconds));
		json_array_append_new(list, out);
	}
	return list;
}

static json_t *
write_devices(const struct counted *c)
{
	json_t	*list = json_array();

	for (uint32_t i = 0; i < c->site->n_devices; i++) {
		json_t	*out = json_object();

		json_object_set_new(out, "name", json_string(c->site->devices[i].name));
		json_object_set_new(out, "line", write_line(&c->devices[i]));
		json_array_append_new(list, out);
	}
	return list;
}

static void
write_head(json_t *out, const struct report_wish *wish, const struct frame *f, const struct counted *c)
{
	const struct gathered_site	*s = c->site;
	const struct span		*life = &c->required.life;
	int64_t				 target = write_target(wish, s);

	json_object_set_new(out, "id", json_string(s->id));
	json_object_set_new(out, "name", json_string(s->name));
	json_object_set_new(out, "kind", json_string(s->kind));
	json_object_set_new(out, "commune", json_string(s->commune));
	json_object_set_new(out, "insee", json_string(s->insee));
	json_object_set_new(out, "from", life->from_s <= f->period.from_s ? json_null() :
	    write_time(life->from_s));
	json_object_set_new(out, "to", life->to_s >= f->until_s ? json_null() : write_time(life->to_s));
	json_object_set_new(out, "target_pct", write_percent(target_pct(wish, s->conf)));
	json_object_set_new(out, "target_met", !tally_has_rate(&c->lines[COUNT_LINK]) ? json_null() :
	    json_boolean(tally_meets(&c->lines[COUNT_LINK], target)));
	json_object_set_new(out, "within", s->conf != NULL ?
	    write_within(s->conf->intervene_within_ms, s->conf->restore_within_ms) :
	    write_within(wish->inv->intervene_within_ms, wish->inv->restore_within_ms));
}

json_t *
write_site(const struct report_wish *wish, const struct frame *f, const struct counted *c)
{
	json_t	*out = json_object();

	write_head(out, wish, f, c);
	json_object_set_new(out, "lines", write_lines(c->lines));
	json_object_set_new(out, "hours", write_hours(f, c));
	json_object_set_new(out, "half_days", write_halves(c));
	json_object_set_new(out, "delays", write_delays(&c->intervene, &c->restore));
	json_object_set_new(out, "outages", write_outages(c, wish->is_full));
	json_object_set_new(out, "outages_omitted",
	    json_integer((json_int_t)(c->n_outages_all - c->n_outages)));
	json_object_set_new(out, "unknown", write_unknown(c));
	json_object_set_new(out, "unknown_omitted",
	    json_integer((json_int_t)(c->n_unknown_all - c->n_unknown)));
	json_object_set_new(out, "declared", write_declared(&c->site->declared));
	json_object_set_new(out, "windows", write_windows(c));
	json_object_set_new(out, "days", write_days(c->days, f->n_days));
	json_object_set_new(out, "months", write_months(f, c->months));
	if (wish->is_full)
		json_object_set_new(out, "devices", write_devices(c));
	return out;
}
