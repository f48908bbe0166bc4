/* play_report.c - see play_report.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/civil.h"
#include "model/zone.h"
#include "report/period.h"

#include "play_report.h"

struct day {
	int64_t	 open, maintenance, unknown, down;
};

struct line {				/* sums of days */
	struct day	 sum;
	int64_t		 outages, longest, operator, power, other;
};

static struct zone	*paris;

static struct wall
start_of(int32_t day)
{
	return zone_day_start(paris, day);
}

static json_t *
time_json(struct wall t)
{
	char	 text[WALL_TEXT_SIZE];

	return json_string(wall_text((struct wall){ t.ms - t.ms % SEC_MS }, text));
}

/* A point's day: what is open depends on the weekday, what happens on the number of the day. */
static struct day
day_of(size_t point, int32_t number, int32_t today, bool worse)
{
	static const int64_t	 open[7] = { 4, 7, 7, 4, 6, 3, 0 };
	struct day		 d = { .open = open[civil_weekday(number)] * 3600 };
	uint32_t		 dice = ((uint32_t)number * 2654435761U) ^ ((uint32_t)point * 40503U);

	dice = (dice >> 7) % 97;
	if (number > today || number < civil_day(2026, 1, 1) || (number % 90 == 40 && d.open > 0)) {
		d.unknown = number > today ? 0 : d.open;
		d.open = number > today ? 0 : d.open;
		return d;
	}
	if (d.open > 0 && dice == 11)
		d.maintenance = 3600;
	else if (d.open > 0 && dice < 3 + point % 3)
		d.down = 600 + dice * 2400 + (int64_t)point * 120;
	if (worse && number == civil_day(2026, 10, 6))
		d.down = 7200;
	return d;
}

static void
add(struct line *line, const struct day *d, int32_t number)
{
	line->sum.open += d->open;
	line->sum.maintenance += d->maintenance;
	line->sum.unknown += d->unknown;
	line->sum.down += d->down;
	line->outages += d->down > 0;
	if (d->down > line->longest)
		line->longest = d->down;
	*(number % 3 == 0 ? &line->power : number % 7 == 0 ? &line->other : &line->operator) += d->down;
}

static void
add_line(struct line *to, const struct line *l)
{
	to->sum.open += l->sum.open;
	to->sum.maintenance += l->sum.maintenance;
	to->sum.unknown += l->sum.unknown;
	to->sum.down += l->sum.down;
	to->outages += l->outages;
	to->longest = l->longest > to->longest ? l->longest : to->longest;
	to->operator += l->operator;
	to->power += l->power;
	to->other += l->other;
}

static json_t *
percent(int64_t part, int64_t whole)
{
	char	 text[32];

	if (whole <= 0)
		return json_null();
	snprintf(text, sizeof(text), "%lld.%02lld", (long long)(part * 100 / whole),
	    (long long)(part * 10000 / whole % 100));
	return json_string(text);
}

static json_t *
line_json(const struct line *l)
{
	int64_t	 required = l->sum.open - l->sum.maintenance, measured = required - l->sum.unknown;
	int64_t	 up = measured - l->sum.down;
	bool	 has_rate = measured >= 36000;
	json_t	*by = json_object();

	if (l->operator > 0)
		json_object_set_new(by, "operator", json_integer(l->operator));
	if (l->power > 0)
		json_object_set_new(by, "power", json_integer(l->power));
	if (l->other > 0)
		json_object_set_new(by, "unknown", json_integer(l->other));
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:i, s:o}",
	    "open_s", (json_int_t)l->sum.open, "maintenance_s", (json_int_t)l->sum.maintenance,
	    "required_s", (json_int_t)required, "unknown_s", (json_int_t)l->sum.unknown, "down_s",
	    (json_int_t)l->sum.down, "up_s", (json_int_t)up,
	    "availability", has_rate ? percent(up, measured) : json_null(),
	    "coverage", percent(measured, required), "min", percent(up, required),
	    "max", percent(up + l->sum.unknown, required),
	    "note", required == 0 ? json_string("not_applicable") : measured == 0 ?
	    json_string("not_measured") : !has_rate ? json_string("too_short") :
	    measured * 10 < required * 9 ? json_string("insufficient") : json_null(),
	    "outages", (json_int_t)l->outages, "longest_s", (json_int_t)l->longest,
	    "declared_during_outage_s", 0, "by_responsibility", by);
}

static json_t *
day_json(const struct day *d)
{
	return json_pack("[I,I,I,I]", (json_int_t)d->open, (json_int_t)d->maintenance,
	    (json_int_t)d->unknown, (json_int_t)d->down);
}

static json_t *
delays_json(void)
{
	return json_pack("{s:{s:i, s:i, s:i, s:i, s:i}, s:{s:i, s:i, s:i, s:i, s:i}}",
	    "intervene", "n", 3, "mean_s", 1800, "mean_working_s", 1200, "longest_working_s", 2400,
	    "late", 0, "restore", "n", 3, "mean_s", 9000, "mean_working_s", 6300,
	    "longest_working_s", 9000, "late", 1);
}

static json_t *
outage_json(int32_t day, const struct day *d)
{
	struct wall	 from = { start_of(day).ms + 10 * HOUR_MS };

	return json_pack("{s:s, s:i, s:o, s:o, s:I, s:s, s:s, s:s, s:o, s:n, s:o, s:n, s:n, s:I, s:I}",
	    "line", "link", "incident", 9, "from", time_json(from), "to",
	    time_json((struct wall){ from.ms + d->down * SEC_MS }), "down_s", (json_int_t)d->down,
	    "kind", "link", "responsibility", "operator", "scope", "etables", "confirmed",
	    time_json((struct wall){ from.ms + MIN_MS }), "acknowledged", "restored",
	    time_json((struct wall){ from.ms + d->down * SEC_MS }), "intervene_s",
	    "intervene_working_s", "restore_s", (json_int_t)d->down, "restore_working_s",
	    (json_int_t)d->down);
}

struct sums {
	struct line	 total;
	json_t		*days, *months;		/* owned until put into the report */
	struct line	 of_month[140];
	char		 month[140][8];
	unsigned	 n_months;
};

/* One point over the period, added to the sums too. */
static json_t *
site_json(const struct play_point *p, size_t k, const struct period *period, int32_t today,
    bool worse, struct sums *sums)
{
	struct line	 whole = { 0 }, month = { 0 };
	json_t		*days = json_array(), *months = json_array(), *outages = json_array();
	unsigned	 n = 0;
	char		 text[CIVIL_TEXT_SIZE];
	json_t		*link;

	for (int32_t day = period->first_day; day <= period->last_day; day++) {
		struct day	 d = day_of(k, day, today, worse);

		add(&whole, &d, day);
		add(&month, &d, day);
		json_array_append_new(days, day_json(&d));
		if (d.down > 0 && json_array_size(outages) < 100)
			json_array_append_new(outages, outage_json(day, &d));
		if (day != period->last_day && civil_date(day + 1).day != 1)
			continue;
		civil_text(day, text);
		text[7] = '\0';
		json_array_append_new(months, json_pack("{s:s, s:o, s:o}", "month", text, "link",
		    line_json(&month), "convention", line_json(&month)));
		if (n < N_ELEMENTS(sums->of_month)) {
			add_line(&sums->of_month[n], &month);
			strlcpy(sums->month[n++], text, sizeof(sums->month[0]));
		}
		month = (struct line){ 0 };
	}
	sums->n_months = n;
	add_line(&sums->total, &whole);
	if (n == 1)
		json_array_clear(months);
	link = line_json(&whole);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:n, s:n, s:{s:o, s:o}, s:s, s:o, s:{s:i, s:i},"
	    " s:{s:i, s:i, s:b, s:[{s:n, s:s}]}, s:{s:i, s:i, s:[]}, s:o, s:o, s:i, s:[], s:i,"
	    " s:{s:i, s:i, s:i, s:i}, s:[], s:o, s:o}",
	    "id", p->id, "name", p->name, "commune", p->commune, "kind", p->kind, "insee", "07007",
	    "from", "to", "lines", "link", link, "convention", json_deep_copy(link), "target_pct",
	    "98.00", "target_met", json_is_null(json_object_get(link, "availability")) ? json_null() :
	    json_boolean(whole.sum.down * 50 <= whole.sum.open), "within", "intervene_s", 14400,
	    "restore_s", 28800, "hours", "declared_week_s", 111600, "min_week_s", 43200, "is_under", 0,
	    "versions", "from", "text", "Mo 14:00-18:00; Tu,We 09:00-12:00,14:00-18:00; PH off",
	    "half_days", "open", 40, "lost", 0, "list", "delays", delays_json(), "outages", outages,
	    "outages_omitted", 0, "unknown", "unknown_omitted", 0, "declared", "visio", 2,
	    "visio_failed", 0, "trainings", 1, "interventions", 1, "windows", "days", days, "months",
	    months);
}

static json_t *
months_json(const struct sums *sums)
{
	json_t	*list = json_array();

	for (unsigned i = 0; i < sums->n_months && sums->n_months > 1; i++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "month", sums->month[i], "link",
		    line_json(&sums->of_month[i]), "convention", line_json(&sums->of_month[i])));
	return list;
}

static json_t *
period_json(const struct period *period)
{
	char		 first[CIVIL_TEXT_SIZE], last[CIVIL_TEXT_SIZE];
	struct wall	 to = start_of(period->last_day + 1), now = wall_now();

	return json_pack("{s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:o}", "from",
	    time_json(start_of(period->first_day)), "to", time_json(to), "timezone", "Europe/Paris",
	    "label", period->label, "kind", period_kind_word(period->kind), "first_day",
	    civil_text(period->first_day, first), "last_day", civil_text(period->last_day, last),
	    "until", time_json(to.ms < now.ms ? to : now));
}

static json_t *
summed_days(const json_t *sites)
{
	json_t	*list = json_array();
	size_t	 n = json_array_size(json_object_get(json_array_get(sites, 0), "days"));

	for (size_t i = 0; i < n; i++) {
		json_int_t	 v[4] = { 0 };

		for (size_t k = 0; k < json_array_size(sites); k++)
			for (size_t j = 0; j < 4; j++)
				v[j] += json_integer_value(json_array_get(json_array_get(json_object_get(
				    json_array_get(sites, k), "days"), i), j));
		json_array_append_new(list, json_pack("[I,I,I,I]", v[0], v[1], v[2], v[3]));
	}
	return list;
}

json_t *
play_report(const struct play_point *points, size_t n, const char *scope, const char *text,
    bool worse)
{
	struct period	 period;
	struct sums	*sums;
	json_t		*sites, *report;
	bool		 is_network = strcmp(scope, "network") == 0;
	const char	*name = "SIVU des Inforoutes";
	int32_t		 today;

	if (paris == NULL)
		paris = zone_load("Europe/Paris", NULL);
	if (!period_parse(text, &period, NULL))
		return NULL;
	today = zone_day(paris, wall_now());
	sums = xcalloc(1, sizeof(*sums));
	sites = json_array();
	for (size_t i = 0; i < n; i++)
		if (is_network || strcmp(points[i].id, scope) == 0) {
			name = is_network ? name : points[i].name;
			json_array_append_new(sites, site_json(&points[i], i, &period, today, worse,
			    sums));
		}
	report = json_array_size(sites) == 0 ? NULL :
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:{s:i, s:s}, s:n, s:s,"
	    " s:{s:i, s:i}, s:o, s:{s:o, s:o}, s:o, s:{s:i, s:i}, s:{s:i, s:i, s:i, s:i}, s:{s:i, s:i},"
	    " s:o, s:o}",
	    "network", "sivu", "network_name", "SIVU des Inforoutes", "phone", "04 75 00 00 00", "url", "",
	    "scope", scope, "scope_name", name, "scope_kind", is_network ? "network" : "site", "period",
	    period_json(&period), "generated", time_json(wall_now()), "journal", "seq", 1234, "hash",
	    "00", "frozen", "target_pct", "98.00", "within", "intervene_s", 14400, "restore_s", 28800,
	    "sites", json_incref(sites), "total", "link", line_json(&sums->total), "convention",
	    line_json(&sums->total), "delays", delays_json(), "half_days", "open", 400, "lost", 3,
	    "declared", "visio", 9, "visio_failed", 1, "trainings", 2, "interventions", 5, "under_target",
	    "sites", 2, "of", 10, "days", summed_days(sites), "months", months_json(sums));
	json_decref(sites);
	free(sums);
	return report;
}
