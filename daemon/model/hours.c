/* hours.c - see hours.h: from rules to the hours of a day. */
#include <assert.h>
#include <string.h>

#include "model/holidays.h"
#include "model/hours.h"

/* A day with what rules ask about it. */
struct day {
	struct date	 date;
	enum weekday	 weekday;
	uint16_t	 nth;		/* NTH_* bits that hold for it */
	bool		 is_holiday;
};

static struct day
look_at(const struct calendar *cal, int32_t day)
{
	struct day	 d;

	d.date = civil_date(day);
	d.weekday = civil_weekday(day);
	d.nth = (uint16_t)(NTH_FIRST << (d.date.day - 1) / 7 |
	    NTH_LAST << (civil_month_days(d.date.year, d.date.month) - d.date.day) / 7);
	d.is_holiday = cal->has_holidays && holidays_fr_name(day) != NULL;
	return d;
}

static bool
dates_match(const struct hours_dates *h, const struct date *d)
{
	int	 md = d->month * 32 + d->day;

	if (h->year_from != 0)
		return d->year * 512 + md >= h->year_from * 512 + h->md_from &&
		    d->year * 512 + md <= h->year_to * 512 + h->md_to;
	if (h->md_from <= h->md_to)
		return md >= h->md_from && md <= h->md_to;
	return md >= h->md_from || md <= h->md_to;
}

static bool
any_dates_match(const struct calendar *cal, const struct hours_rule *r, const struct date *d)
{
	int	 i;

	for (i = 0; i < r->n_dates; i++)
		if (dates_match(&cal->dates[r->first_dates + i], d))
			return true;
	return false;
}

static bool
rule_matches(const struct calendar *cal, const struct hours_rule *r, const struct day *d)
{
	if (r->has_dates && !any_dates_match(cal, r, &d->date))
		return false;
	if (!r->has_days)
		return true;
	return (r->nth[d->weekday] & d->nth) != 0 || (r->is_holiday && d->is_holiday);
}

/* A rule for one date: it says that it knows what day that is. */
static bool
is_named(const struct calendar *cal, const struct day *d)
{
	const struct hours_rule	*r;
	const struct hours_dates *h;
	size_t			 i;
	int			 k;

	for (i = 0; i < cal->n_rules; i++) {
		r = &cal->rules[i];
		for (k = 0; !r->is_off && k < r->n_dates; k++) {
			h = &cal->dates[r->first_dates + k];
			if (h->md_from == h->md_to && h->year_from == h->year_to &&
			    dates_match(h, &d->date) && rule_matches(cal, r, d))
				return true;
		}
	}
	return false;
}

/* The minutes of a day, and one more that is never open. */
struct minutes {
	bool		 is_open[DAY_MINUTES + 1];
};

static size_t
minutes_list(const struct minutes *m, struct hours *out)
{
	const bool	*at = m->is_open, *end = at + DAY_MINUTES, *to;
	size_t		 n = 0;

	while ((at = memchr(at, true, (size_t)(end - at))) != NULL) {
		assert(n < CALENDAR_DAY_MAX);	/* a range of hours, today's or last night's, adds one at most */
		to = memchr(at, false, (size_t)(end + 1 - at));
		out[n++] = (struct hours){ (uint16_t)(at - m->is_open), (uint16_t)(to - m->is_open) };
		at = to;
	}
	return n;
}

/* Lays what a rule says of its day over the day. */
static void
lay_day(const struct calendar *cal, const struct hours_rule *r, struct minutes *m)
{
	const struct hours	*h = &cal->hours[r->first_hours];

	if (r->n_hours == 0)
		memset(m->is_open, !r->is_off, DAY_MINUTES);
	for (int i = 0; i < r->n_hours; i++)
		memset(m->is_open + h[i].from, !r->is_off,
		    (h[i].to < DAY_MINUTES ? h[i].to : DAY_MINUTES) - (size_t)h[i].from);
}

/* And of the night that follows, over the day after. */
static void
lay_night(const struct calendar *cal, const struct hours_rule *r, struct minutes *m)
{
	const struct hours	*h = &cal->hours[r->first_hours];

	for (int i = 0; i < r->n_hours; i++)
		if (h[i].to > DAY_MINUTES)
			memset(m->is_open, !r->is_off, h[i].to - (size_t)DAY_MINUTES);
}

/* True when the rule, for a day it matches, replaces what earlier rules said. */
static bool
replaces(const struct calendar *cal, size_t i)
{
	const struct hours_rule	*r = &cal->rules[i], *before = i > 0 ? r - 1 : NULL;

	if (r->is_off || r->is_additional)
		return false;
	return r->has_dates || r->has_days ||
	    (before != NULL && !before->has_dates && !before->has_days);
}

size_t
hours_of_day(const struct calendar *cal, int32_t day, struct hours out[static CALENDAR_DAY_MAX])
{
	struct day	 today = look_at(cal, day), yesterday = cal->has_nights ? look_at(cal, day - 1) : today;
	struct minutes	 m = { { false } };
	size_t		 i;

	if (cal->is_ph_implied && today.is_holiday && !is_named(cal, &today))
		return 0;
	for (i = 0; i < cal->n_rules; i++) {
		if (rule_matches(cal, &cal->rules[i], &today)) {
			if (replaces(cal, i))
				m = (struct minutes){ { false } };
			lay_day(cal, &cal->rules[i], &m);
		}
		if (rule_matches(cal, &cal->rules[i], &yesterday))
			lay_night(cal, &cal->rules[i], &m);
	}
	return minutes_list(&m, out);
}
