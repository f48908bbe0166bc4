/* hours.c - see hours.h: from rules to the hours of a day. */
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

/* The minutes of a day as bits. */
#define WORDS	((DAY_MINUTES + 63) / 64)

struct minutes {
	uint64_t	 w[WORDS];
};

static void
minutes_set(struct minutes *m, int from, int to, bool is_open)
{
	uint64_t	 mask;
	int		 i, a, b;

	for (i = from / 64; i < WORDS && i * 64 < to; i++) {
		a = from > i * 64 ? from - i * 64 : 0;
		b = to < i * 64 + 64 ? to - i * 64 : 64;
		mask = (b == 64 ? ~UINT64_C(0) : (UINT64_C(1) << b) - 1) & ~UINT64_C(0) << a;
		m->w[i] = is_open ? m->w[i] | mask : m->w[i] & ~mask;
	}
}

/* The first minute from `from` on that is open, or closed; DAY_MINUTES when there is none. */
static int
minutes_find(const struct minutes *m, int from, bool is_open)
{
	uint64_t	 word;
	int		 i;

	for (i = from / 64; i < WORDS; i++) {
		word = is_open ? m->w[i] : ~m->w[i];
		if (i == from / 64)
			word &= ~UINT64_C(0) << from % 64;
		if (word != 0)
			return i * 64 + __builtin_ctzll(word);
	}
	return DAY_MINUTES;
}

static size_t
minutes_list(const struct minutes *m, struct hours *out)
{
	size_t	 n = 0;
	int	 from, to;

	for (from = 0; n < CALENDAR_DAY_MAX; from = to) {
		from = minutes_find(m, from, true);
		if (from >= DAY_MINUTES)
			break;
		to = minutes_find(m, from, false);
		if (to > DAY_MINUTES)
			to = DAY_MINUTES;
		out[n++] = (struct hours){ (uint16_t)from, (uint16_t)to };
		if (to == DAY_MINUTES)
			break;
	}
	return n;
}

/* Lays what a rule says of its day, or of the night before (`shift` 1440), over the day. */
static void
lay(const struct calendar *cal, const struct hours_rule *r, int shift, struct minutes *m)
{
	int	 i, from, to;

	if (r->n_hours == 0 && shift == 0)
		minutes_set(m, 0, DAY_MINUTES, !r->is_off);
	for (i = 0; i < r->n_hours; i++) {
		from = cal->hours[r->first_hours + i].from - shift;
		to = cal->hours[r->first_hours + i].to - shift;
		if (to > 0)
			minutes_set(m, from < 0 ? 0 : from, to > DAY_MINUTES ? DAY_MINUTES : to,
			    !r->is_off);
	}
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
	struct minutes	 m = { { 0 } };
	size_t		 i;

	if (cal->is_ph_implied && today.is_holiday && !is_named(cal, &today))
		return 0;
	for (i = 0; i < cal->n_rules; i++) {
		if (rule_matches(cal, &cal->rules[i], &today)) {
			if (replaces(cal, i))
				m = (struct minutes){ { 0 } };
			lay(cal, &cal->rules[i], 0, &m);
		}
		if (cal->has_nights && rule_matches(cal, &cal->rules[i], &yesterday))
			lay(cal, &cal->rules[i], DAY_MINUTES, &m);
	}
	return minutes_list(&m, out);
}
