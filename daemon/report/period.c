/* period.c - see period.h */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/civil.h"
#include "model/zone.h"
#include "report/period.h"

static const char *const words[PERIOD_N_KINDS] = { "month", "week", "quarter", "year", "days" };

const char *
period_kind_word(enum period_kind kind)
{
	return words[kind];
}

bool
period_kind_find(const char *word, enum period_kind *out)
{
	for (unsigned i = 0; i < PERIOD_N_KINDS; i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (enum period_kind)i;
			return true;
		}
	}
	return false;
}

static struct period
days(int32_t first, int32_t last)
{
	struct period	 p = { .kind = PERIOD_DAYS, .first_day = first, .last_day = last };
	char		 a[CIVIL_TEXT_SIZE], b[CIVIL_TEXT_SIZE];

	snprintf(p.label, sizeof(p.label), "%.10s..%.10s", civil_text(first, a), civil_text(last, b));
	return p;
}

/* `months` of them from the first of `month` on. */
static struct period
months(enum period_kind kind, int year, int month, int n)
{
	int		 last = month + n - 1;
	struct period	 p = { .kind = kind, .first_day = civil_day(year, month, 1),
			    .last_day = civil_day(year, last, civil_month_days(year, last)) };

	if (kind == PERIOD_MONTH)
		snprintf(p.label, sizeof(p.label), "%04d-%02d", year, month);
	else if (kind == PERIOD_QUARTER)
		snprintf(p.label, sizeof(p.label), "%04d-Q%d", year, (month + 2) / 3);
	else
		snprintf(p.label, sizeof(p.label), "%04d", year);
	return p;
}

struct period
period_of(enum period_kind kind, int32_t day)
{
	struct date	 d = civil_date(day);
	struct period	 p;
	int		 year, week;

	switch (kind) {
	case PERIOD_MONTH:
		return months(kind, d.year, d.month, 1);
	case PERIOD_QUARTER:
		return months(kind, d.year, (d.month - 1) / 3 * 3 + 1, 3);
	case PERIOD_YEAR:
		return months(kind, d.year, 1, 12);
	case PERIOD_WEEK:
		week = civil_week(day, &year);
		p = (struct period){ .kind = kind, .first_day = civil_monday(day) };
		p.last_day = p.first_day + 6;
		snprintf(p.label, sizeof(p.label), "%04d-W%02d", year, week);
		return p;
	default:
		return days(day, day);
	}
}

struct period
period_before(const struct period *p)
{
	if (p->kind == PERIOD_DAYS)
		return days(p->first_day - (p->last_day - p->first_day + 1), p->first_day - 1);
	return period_of(p->kind, p->first_day - 1);
}

struct period
period_after(const struct period *p)
{
	if (p->kind == PERIOD_DAYS)
		return days(p->last_day + 1, p->last_day + (p->last_day - p->first_day + 1));
	return period_of(p->kind, p->last_day + 1);
}

struct interval
period_bounds(const struct period *p, const struct zone *z)
{
	return (struct interval){ zone_day_start(z, p->first_day), zone_day_start(z, p->last_day + 1) };
}

/* Reading. */

/* Exactly `n` digits at *s, which moves behind them; -1 = there are fewer. */
static int
digits(const char **s, int n)
{
	int	 value = 0;

	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

static bool
refuse(const char *text, struct err *err)
{
	return err_set(err, _("\"%.40s\" is no period; write 2026-03 (a month), 2026-W10 (a week), "
	    "2026-Q1 (a quarter), 2026 (a year) or 2026-03-02..2026-03-08 (days, both included)"), text);
}

static bool
parse_days(const char *text, struct period *out, struct err *err)
{
	char	 first[CIVIL_TEXT_SIZE];
	int32_t	 a, b;

	snprintf(first, sizeof(first), "%.10s", text);
	if (strlen(text) != 22 || strncmp(text + 10, "..", 2) != 0)
		return refuse(text, err);
	if (!civil_parse(first, &a) || !civil_parse(text + 12, &b))
		return err_set(err, _("\"%.40s\": one of these days does not exist"), text);
	if (b < a)
		return err_set(err, _("\"%.40s\" ends before it begins"), text);
	if (b - a >= PERIOD_DAYS_MAX)
		return err_set(err, _("\"%.40s\" is too long: a report spans ten years at most"), text);
	*out = days(a, b);
	return true;
}

static bool
parse_week(const char *text, int year, const char *s, struct period *out, struct err *err)
{
	int	 week = digits(&s, 2);
	int32_t	 day;

	if (week < 0 || *s != '\0')
		return refuse(text, err);
	if (!civil_week_start(year, week, &day))
		return err_set(err, _("%d has no week %d"), year, week);
	*out = period_of(PERIOD_WEEK, day);
	return true;
}

bool
period_parse(const char *text, struct period *out, struct err *err)
{
	const char	*s = text;
	int		 year = digits(&s, 4), n;

	if (year < 0)
		return refuse(text, err);
	if (year < CIVIL_YEAR_MIN || year > CIVIL_YEAR_MAX)
		return err_set(err, _("the year %d is out of reach"), year);
	if (*s == '\0') {
		*out = months(PERIOD_YEAR, year, 1, 12);
		return true;
	}
	if (*s++ != '-')
		return refuse(text, err);
	if (strstr(s, "..") != NULL)
		return parse_days(text, out, err);
	if (*s == 'W' || *s == 'w')
		return parse_week(text, year, s + 1, out, err);
	if (*s == 'Q' || *s == 'q') {
		s++;
		n = digits(&s, 1);
		if (n < 1 || n > 4 || *s != '\0')
			return refuse(text, err);
		*out = months(PERIOD_QUARTER, year, 3 * n - 2, 3);
		return true;
	}
	n = digits(&s, 2);
	if (n < 0 || *s != '\0')
		return refuse(text, err);
	if (n < 1 || n > 12)
		return err_set(err, _("\"%.40s\": there is no month %d"), text, n);
	*out = months(PERIOD_MONTH, year, n, 1);
	return true;
}
