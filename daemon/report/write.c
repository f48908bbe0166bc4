/* write.c - see write.h: figures that sites and the whole share */
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "model/civil.h"
#include "report/write.h"

json_t *
write_time(int64_t s)
{
	char	 text[WALL_TEXT_SIZE];

	return s == 0 ? json_null() : json_string(wall_text((struct wall){ s * SEC_MS }, text));
}

static json_t *
write_share(const char *text)
{
	return *text == '\0' ? json_null() : json_string(text);
}

json_t *
write_line(const struct tally *t)
{
	json_t		*l = json_object(), *by = json_object();
	struct shares	 shares;

	tally_shares(t, &shares);
	for (unsigned i = 0; i < RESPONSIBILITY_N; i++)
		if (t->by_s[i] > 0)
			json_object_set_new(by, responsibility_word((enum responsibility)i),
			    json_integer(t->by_s[i]));
	json_object_set_new(l, "open_s", json_integer(t->open_s));
	json_object_set_new(l, "maintenance_s", json_integer(t->maintenance_s));
	json_object_set_new(l, "required_s", json_integer(tally_required(t)));
	json_object_set_new(l, "unknown_s", json_integer(t->unknown_s));
	json_object_set_new(l, "down_s", json_integer(t->down_s));
	json_object_set_new(l, "up_s", json_integer(tally_up(t)));
	json_object_set_new(l, "availability", write_share(shares.availability));
	json_object_set_new(l, "coverage", write_share(shares.coverage));
	json_object_set_new(l, "min", write_share(shares.min));
	json_object_set_new(l, "max", write_share(shares.max));
	json_object_set_new(l, "note", shares.note == NOTE_NONE ? json_null() :
	    json_string(tally_note_word(shares.note)));
	json_object_set_new(l, "outages", json_integer(t->outages));
	json_object_set_new(l, "longest_s", json_integer(t->longest_s));
	json_object_set_new(l, "declared_during_outage_s", json_integer(t->declared_during_outage_s));
	json_object_set_new(l, "by_responsibility", by);
	return l;
}

json_t *
write_lines(const struct tally lines[static COUNT_LINES])
{
	json_t	*both = json_object();

	json_object_set_new(both, "link", write_line(&lines[COUNT_LINK]));
	json_object_set_new(both, "convention", write_line(&lines[COUNT_CONVENTION]));
	return both;
}

static json_t *
write_delay(const struct delay *d)
{
	json_t	*out = json_object();

	json_object_set_new(out, "n", json_integer(d->n));
	json_object_set_new(out, "mean_s", d->n == 0 ? json_null() : json_integer(d->sum_s / d->n));
	json_object_set_new(out, "mean_working_s",
	    d->n == 0 ? json_null() : json_integer(d->sum_working_s / d->n));
	json_object_set_new(out, "longest_working_s",
	    d->n == 0 ? json_null() : json_integer(d->longest_working_s));
	json_object_set_new(out, "late", d->n == 0 ? json_null() : json_integer(d->late));
	return out;
}

json_t *
write_delays(const struct delay *intervene, const struct delay *restore)
{
	json_t	*out = json_object();

	json_object_set_new(out, "intervene", write_delay(intervene));
	json_object_set_new(out, "restore", write_delay(restore));
	return out;
}

json_t *
write_declared(const struct gathered_declared *d)
{
	json_t	*out = json_object();

	json_object_set_new(out, "visio", json_integer(d->visio));
	json_object_set_new(out, "visio_failed", json_integer(d->visio_failed));
	json_object_set_new(out, "trainings", json_integer(d->trainings));
	json_object_set_new(out, "interventions", json_integer(d->interventions));
	return out;
}

json_t *
write_days(const struct day_figures *days, size_t n)
{
	json_t	*list = json_array();

	for (size_t i = 0; days != NULL && i < n; i++) {
		json_t	*day = json_array();

		json_array_append_new(day, json_integer(days[i].open_s));
		json_array_append_new(day, json_integer(days[i].maintenance_s));
		json_array_append_new(day, json_integer(days[i].unknown_s));
		json_array_append_new(day, json_integer(days[i].down_s));
		json_array_append_new(list, day);
	}
	return list;
}

json_t *
write_months(const struct frame *f, struct tally *const months[static COUNT_LINES])
{
	json_t		*list = json_array();
	struct date	 d = civil_date(f->first_day);

	for (size_t i = 0; f->n_months > 1 && i < f->n_months; i++) {
		json_t	*month;
		char	 text[24];

		snprintf(text, sizeof(text), "%04d-%02d", d.year, d.month);
		month = write_lines((struct tally[]){ months[COUNT_LINK][i], months[COUNT_CONVENTION][i] });
		json_object_set_new(month, "month", json_string(text));
		json_array_append_new(list, month);
		if (++d.month == 13)
			d = (struct date){ d.year + 1, 1, 1 };
	}
	return list;
}

json_t *
write_within(int64_t intervene_ms, int64_t restore_ms)
{
	json_t	*out = json_object();

	json_object_set_new(out, "intervene_s", json_integer(intervene_ms / SEC_MS));
	json_object_set_new(out, "restore_s", json_integer(restore_ms / SEC_MS));
	return out;
}

json_t *
write_percent(double pct)
{
	char	 text[32];
	long	 hundredths = lround(pct * 100);

	snprintf(text, sizeof(text), "%ld.%02ld", hundredths / 100, hundredths % 100);
	return json_string(text);
}
