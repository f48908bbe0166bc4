/* axis.c - see axis.h */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"
#include "series/axis.h"
#include "series/metric.h"

#define NBSP	"\302\240"
#define TICKS	7	/* wished for, at most */

static const char *const months[] = {
	N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
	N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")
};

/* Values. */

static struct axis_scale
time_scale(double most_s)
{
	if (most_s >= 2 * 86400)
		return (struct axis_scale){ 86400, _("days") };
	if (most_s >= 2 * 3600)
		return (struct axis_scale){ 3600, "h" };
	return most_s >= 120 ? (struct axis_scale){ 60, "min" } : (struct axis_scale){ 1, "s" };
}

struct axis_scale
axis_scale(const char *metric, double most)
{
	const char	*unit = metric_unit(metric);

	if (isnan(most))
		most = 0;
	if (strcmp(unit, "s") == 0)
		return time_scale(most);
	if (strcmp(unit, "bit/s") == 0)
		return most >= 1e9 ? (struct axis_scale){ 1e9, "Gbit/s" } :
		    most >= 1e6 ? (struct axis_scale){ 1e6, "Mbit/s" } :
		    most >= 1e3 ? (struct axis_scale){ 1e3, "kbit/s" } :
		    (struct axis_scale){ 1, "bit/s" };
	if (strcmp(unit, "B") == 0)
		return most >= 1e9 ? (struct axis_scale){ 1e9, _("GB") } :
		    most >= 1e6 ? (struct axis_scale){ 1e6, _("MB") } :
		    most >= 1e3 ? (struct axis_scale){ 1e3, _("kB") } :
		    (struct axis_scale){ 1, _("bytes") };
	if (strcmp(unit, "ms") == 0 && most >= 10000)
		return (struct axis_scale){ 1000, "s" };
	return (struct axis_scale){ 1, unit };
}

void
axis_number(struct buf *out, double value)
{
	double	 size = fabs(value);
	int	 decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3;
	char	 text[64];
	size_t	 len;

	if (isnan(value)) {
		buf_adds(out, "-");
		return;
	}
	snprintf(text, sizeof(text), "%.*f", decimals, size);
	len = strlen(text);
	if (strchr(text, '.') != NULL) {
		while (text[len - 1] == '0')
			text[--len] = '\0';
		if (text[len - 1] == '.')
			text[--len] = '\0';
	}
	if (value < 0 && strcmp(text, "0") != 0)
		buf_adds(out, "\342\210\222");	/* a minus sign */
	for (size_t i = 0; i < len; i++) {
		size_t	 left = strcspn(text, ".") - i;

		if (text[i] == '.')
			buf_adds(out, lang_is_french() ? "," : ".");
		else
			buf_addc(out, text[i]);
		if (decimals == 0 && left > 1 && (left - 1) % 3 == 0)
			buf_adds(out, lang_is_french() ? NBSP : ",");
	}
}

void
axis_value(struct buf *out, const struct axis_scale *scale, double value)
{
	axis_number(out, value / scale->divisor);
	if (scale->unit[0] != '\0' && !(strcmp(scale->unit, "%") == 0 && !lang_is_french()))
		buf_adds(out, NBSP);
	buf_adds(out, scale->unit);
}

struct axis_marks
axis_marks(double least, double most)
{
	static const double	 round[] = { 1, 2, 2.5, 5, 10 };
	double			 rough, size;
	struct axis_marks	 m = { 0, 1, 0.5 };

	if (isnan(least) || isnan(most))
		return m;
	if (most - least < 1e-9 * (1 + fabs(most)))
		most = least + (least == 0 ? 1 : fabs(least) * 0.1);
	rough = (most - least) / 3;
	size = pow(10, floor(log10(rough)));
	m.step = 10 * size;
	for (size_t i = 0; i < N_ELEMENTS(round); i++)
		if (round[i] * size >= rough * 0.999) {
			m.step = round[i] * size;
			break;
		}
	m.low = floor(least / m.step + 1e-9) * m.step;
	m.high = ceil(most / m.step - 1e-9) * m.step;
	return m;
}

/* Times. */

static struct wall
at(int64_t s)
{
	return (struct wall){ s * SEC_MS };
}

static void
say_clock(char *out, size_t size, int hour, int minute)
{
	if (!lang_is_french())
		snprintf(out, size, "%02d:%02d", hour, minute);
	else if (minute == 0)
		snprintf(out, size, "%d" NBSP "h", hour);
	else
		snprintf(out, size, "%d" NBSP "h" NBSP "%02d", hour, minute);
}

static void
say_day(char *out, size_t size, struct date d)
{
	snprintf(out, size, "%d" NBSP "%s", d.day, _(months[d.month - 1]));
}

static bool
add_tick(struct axis_tick out[static AXIS_TICKS_MAX], size_t *n, int64_t from_s, int64_t to_s,
    struct wall t)
{
	int64_t	 s = wall_sec(t);

	if (s < from_s || s > to_s || *n == AXIS_TICKS_MAX || (*n > 0 && out[*n - 1].at_s >= s))
		return false;
	out[*n].at_s = s;
	(*n)++;
	return true;
}

static size_t
clock_ticks(const struct zone *z, int64_t from_s, int64_t to_s, int32_t step_s,
    struct axis_tick out[static AXIS_TICKS_MAX])
{
	size_t	 n = 0;

	for (int32_t day = zone_day(z, at(from_s)); day <= zone_day(z, at(to_s)); day++)
		for (int32_t s = 0; s < DAY_SECONDS; s += step_s) {
			if (zone_occurs(z, day, s) == 0 ||
			    !add_tick(out, &n, from_s, to_s, zone_wall(z, day, s, ZONE_FIRST)))
				continue;
			if (s == 0)
				say_day(out[n - 1].text, sizeof(out->text), civil_date(day));
			else
				say_clock(out[n - 1].text, sizeof(out->text), s / 3600, s / 60 % 60);
		}
	return n;
}

static size_t
day_ticks(const struct zone *z, int64_t from_s, int64_t to_s, int32_t step,
    struct axis_tick out[static AXIS_TICKS_MAX])
{
	size_t	 n = 0;

	for (int32_t day = zone_day(z, at(from_s)); day <= zone_day(z, at(to_s)); day++)
		if ((step % 7 == 0 ? civil_weekday(day) == MONDAY && civil_monday(day) / 7 % (step / 7) == 0 :
		    day % step == 0) && add_tick(out, &n, from_s, to_s, zone_day_start(z, day)))
			say_day(out[n - 1].text, sizeof(out->text), civil_date(day));
	return n;
}

static size_t
month_ticks(const struct zone *z, int64_t from_s, int64_t to_s, int step,
    struct axis_tick out[static AXIS_TICKS_MAX])
{
	struct date	 d = civil_date(zone_day(z, at(from_s)));
	size_t		 n = 0;

	for (int m = d.year * 12 + d.month - 1;; m++) {
		struct wall	 t = zone_day_start(z, civil_day(m / 12, m % 12 + 1, 1));

		if (wall_sec(t) > to_s)
			return n;
		if (m % step != 0 || !add_tick(out, &n, from_s, to_s, t))
			continue;
		if (m % 12 == 0)
			snprintf(out[n - 1].text, sizeof(out->text), "%d", m / 12);
		else
			snprintf(out[n - 1].text, sizeof(out->text), "%s", _(months[m % 12]));
	}
}

size_t
axis_ticks(const struct zone *zone, int64_t from_s, int64_t to_s,
    struct axis_tick out[static AXIS_TICKS_MAX])
{
	static const int32_t	 clock_steps[] = { 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800,
	    21600, 43200 };
	static const int32_t	 day_steps[] = { 1, 2, 3, 7, 14 };
	static const int	 month_steps[] = { 1, 2, 3, 6, 12, 24 };
	int64_t			 span_s = to_s - from_s;

	for (size_t i = 0; i < N_ELEMENTS(clock_steps); i++)
		if (span_s <= (int64_t)clock_steps[i] * TICKS)
			return clock_ticks(zone, from_s, to_s, clock_steps[i], out);
	for (size_t i = 0; i < N_ELEMENTS(day_steps); i++)
		if (span_s <= (int64_t)day_steps[i] * TICKS * DAY_SECONDS)
			return day_ticks(zone, from_s, to_s, day_steps[i], out);
	for (size_t i = 0; i < N_ELEMENTS(month_steps); i++)
		if (span_s <= (int64_t)month_steps[i] * TICKS * 31 * DAY_SECONDS ||
		    i + 1 == N_ELEMENTS(month_steps))
			return month_ticks(zone, from_s, to_s, month_steps[i], out);
	return 0;
}

static void
say_end(struct buf *out, const struct zone *z, int64_t s, bool with_clock)
{
	struct civil	 c = zone_civil(z, at(s));
	char		 text[32];

	say_day(text, sizeof(text), c.date);
	buf_adds(out, text);
	if (with_clock) {
		say_clock(text, sizeof(text), c.hour, c.minute);
		buf_addf(out, " %s", text);
	} else {
		buf_addf(out, " %d", c.date.year);
	}
}

void
axis_span(struct buf *out, const struct zone *zone, int64_t from_s, int64_t to_s)
{
	bool	 with_clock = to_s - from_s <= 10 * DAY_SECONDS;

	say_end(out, zone, from_s, with_clock);
	buf_adds(out, " \342\200\223 ");
	say_end(out, zone, to_s, with_clock);
}
