/* figure.c - see figure.h */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "forms/figure.h"
#include "model/zone.h"

#define NBSP	"\xc2\xa0"
#define NNBSP	"\xe2\x80\xaf"	/* narrow, between thousands */

static const char *const	 months[] = {
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
	N_("August"), N_("September"), N_("October"), N_("November"), N_("December")
};
static const char *const	 short_months[] = {
	N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
	N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")
};
static const char *const	 weekdays[] = {
	N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")
};

static char *
slot(struct figure *f)
{
	return f->ring[f->next++ % FIGURE_RING];
}

const char *
figure_count(struct figure *f, int64_t n)
{
	char	*out = slot(f), digits[32];
	size_t	 len, used = 0;

	snprintf(digits, sizeof(digits), "%" PRId64, n);
	len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && len > 4 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			used += (size_t)snprintf(out + used, FIGURE_SIZE - used, "%s",
			    lang_is_french() ? NNBSP : ",");
		out[used++] = digits[i];
	}
	out[used] = '\0';
	return out;
}

const char *
figure_span(struct figure *f, int64_t seconds)
{
	int64_t		 hours = seconds / 3600;
	int		 min = (int)(seconds / 60 % 60), sec = (int)(seconds % 60);
	const char	*said = figure_count(f, hours);
	char		*out = slot(f);
	size_t		 used = 0;

	if (hours != 0 || seconds == 0)
		used += (size_t)snprintf(out, FIGURE_SIZE, "%s" NBSP "h", said);
	if (min != 0 || (hours != 0 && sec != 0))
		used += (size_t)snprintf(out + used, FIGURE_SIZE - used,
		    used > 0 ? NBSP "%02d" NBSP "min" : "%d" NBSP "min", min);
	if (sec != 0)
		snprintf(out + used, FIGURE_SIZE - used,
		    used > 0 ? NBSP "%02d" NBSP "s" : "%d" NBSP "s", sec);
	return out;
}

const char *
figure_percent(struct figure *f, const char *percent)
{
	char	*out = slot(f), *point;

	snprintf(out, FIGURE_SIZE, "%.16s%s", percent, lang_is_french() ? NBSP "%" : "%");
	if (lang_is_french() && (point = strchr(out, '.')) != NULL)
		*point = ',';
	return out;
}

/* "er" of "1er mars". */
static const char *
ordinal(int day)
{
	return lang_is_french() && day == 1 ? "er" : "";
}

const char *
figure_date(struct figure *f, int32_t day)
{
	struct date	 d = civil_date(day);
	char		*out = slot(f);

	snprintf(out, FIGURE_SIZE, "%d%s" NBSP "%s" NBSP "%d", d.day, ordinal(d.day),
	    _(months[d.month - 1]), d.year);
	return out;
}

const char *
figure_day(struct figure *f, int32_t day)
{
	struct date	 d = civil_date(day);
	char		*out = slot(f);

	snprintf(out, FIGURE_SIZE, "%s" NBSP "%d%s" NBSP "%s", _(weekdays[civil_weekday(day)]),
	    d.day, ordinal(d.day), _(months[d.month - 1]));
	return out;
}

static const char *
clock_said(struct figure *f, const struct civil *c)
{
	char	*out = slot(f);

	if (!lang_is_french())
		snprintf(out, FIGURE_SIZE, "%d:%02d", c->hour, c->minute);
	else if (c->minute == 0)
		snprintf(out, FIGURE_SIZE, "%d" NBSP "h", c->hour);
	else
		snprintf(out, FIGURE_SIZE, "%d" NBSP "h" NBSP "%02d", c->hour, c->minute);
	return out;
}

const char *
figure_moment(struct figure *f, struct wall t)
{
	struct civil	 c = zone_civil(f->zone, t);
	const char	*date = figure_date(f, c.day), *clock = clock_said(f, &c);
	char		*out = slot(f);

	snprintf(out, FIGURE_SIZE, _("%s at %s"), date, clock);
	return out;
}

const char *
figure_stamp(struct figure *f, struct wall t)
{
	struct civil	 c = zone_civil(f->zone, t);
	const char	*day = figure_day(f, c.day), *clock = clock_said(f, &c);
	char		*out = slot(f);

	snprintf(out, FIGURE_SIZE, "%.80s\n%s", day, clock);
	return out;
}

const char *
figure_month(struct figure *f, const char *month)
{
	char	 first[16], *out = slot(f);
	int32_t	 day;

	snprintf(first, sizeof(first), "%.10s-01", month);
	if (civil_parse(first, &day))
		snprintf(out, FIGURE_SIZE, "%s" NBSP "%d", _(months[civil_date(day).month - 1]),
		    civil_date(day).year);
	else
		snprintf(out, FIGURE_SIZE, "%.32s", month);
	return out;
}

const char *
figure_month_short(struct figure *f, const char *month)
{
	char	 first[16], *out = slot(f);
	int32_t	 day;

	snprintf(first, sizeof(first), "%.10s-01", month);
	snprintf(out, FIGURE_SIZE, "%.32s", civil_parse(first, &day) ?
	    _(short_months[civil_date(day).month - 1]) : month);
	return out;
}

const char *
figure_range(struct figure *f, int32_t first, int32_t last)
{
	struct date	 a = civil_date(first), b = civil_date(last);
	const char	*to = figure_date(f, last);
	char		 from[64], *out;

	if (first >= last) {
		out = slot(f);
		snprintf(out, FIGURE_SIZE, _("on %s"), to);
		return out;
	}
	snprintf(from, sizeof(from), "%d%s", a.day, ordinal(a.day));
	if (a.year != b.year)
		snprintf(from, sizeof(from), "%s", figure_date(f, first));
	else if (a.month != b.month)
		snprintf(from, sizeof(from), "%d%s" NBSP "%s", a.day, ordinal(a.day),
		    _(months[a.month - 1]));
	out = slot(f);
	snprintf(out, FIGURE_SIZE, _("from %s to %s"), from, to);
	return out;
}
