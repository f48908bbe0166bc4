/* clock.c - see clock.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

static int64_t
read_clock_us(clockid_t id)
{
	struct timespec	 ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * SEC_US + ts.tv_nsec / 1000;
}

struct mono
mono_now(void)
{
	return (struct mono){ read_clock_us(CLOCK_BOOTTIME) };
}

struct wall
wall_now(void)
{
	return (struct wall){ read_clock_us(CLOCK_REALTIME) / 1000 };
}

int64_t
wall_sec(struct wall t)
{
	return t.ms >= 0 ? t.ms / SEC_MS : -((-t.ms + SEC_MS - 1) / SEC_MS);
}

static const char *
format(struct wall t, bool with_ms, char out[static WALL_TEXT_SIZE])
{
	time_t		 sec = (time_t)wall_sec(t);
	struct tm	 tm;
	size_t		 n;

	if (gmtime_r(&sec, &tm) == NULL || tm.tm_year > 9999 - 1900 || tm.tm_year < -1900) {
		snprintf(out, WALL_TEXT_SIZE, "9999-12-31T23:59:59Z");
		return out;
	}
	n = strftime(out, WALL_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	if (with_ms)
		snprintf(out + n, WALL_TEXT_SIZE - n, ".%03dZ", (int)(t.ms - (int64_t)sec * SEC_MS));
	else
		snprintf(out + n, WALL_TEXT_SIZE - n, "Z");
	return out;
}

const char *
wall_text(struct wall t, char out[static WALL_TEXT_SIZE])
{
	return format(t, false, out);
}

const char *
wall_text_ms(struct wall t, char out[static WALL_TEXT_SIZE])
{
	return format(t, true, out);
}

/* Reads exactly n digits; -1 when there are not as many. */
static int
digits(const char **p, int n)
{
	int	 value = 0;

	while (n-- > 0) {
		if (**p < '0' || **p > '9')
			return -1;
		value = value * 10 + (*(*p)++ - '0');
	}
	return value;
}

static bool
literal(const char **p, const char *set)
{
	return **p != '\0' && strchr(set, **p) != NULL ? ((*p)++, true) : false;
}

static int
days_in_month(int year, int month)
{
	static const int	 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool			 is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

/* ".5" or ".250" as milliseconds; digits past the third are read and dropped. */
static bool
fraction(const char **p, int *ms)
{
	int	 scale = 100, n = 0;

	*ms = 0;
	if (**p != '.')
		return true;
	for ((*p)++; **p >= '0' && **p <= '9'; (*p)++, n++, scale /= 10)
		*ms += (**p - '0') * scale;
	return n > 0;
}

static bool
offset(const char **p, int *seconds)
{
	int	 sign = **p == '-' ? -1 : 1, h, m;

	*seconds = 0;
	if (literal(p, "Zz"))
		return true;
	if (!literal(p, "+-") || (h = digits(p, 2)) < 0 || h > 23 || !literal(p, ":") ||
	    (m = digits(p, 2)) < 0 || m > 59)
		return false;
	*seconds = sign * (h * 3600 + m * 60);
	return true;
}

bool
wall_parse(const char *text, struct wall *t)
{
	const char	*p = text;
	struct tm	 tm = { 0 };
	int		 year, month, day, hour, minute, second, ms, off;

	if ((year = digits(&p, 4)) < 0 || !literal(&p, "-") ||
	    (month = digits(&p, 2)) < 1 || month > 12 || !literal(&p, "-") ||
	    (day = digits(&p, 2)) < 1 || day > days_in_month(year, month) || !literal(&p, "Tt ") ||
	    (hour = digits(&p, 2)) < 0 || hour > 23 || !literal(&p, ":") ||
	    (minute = digits(&p, 2)) < 0 || minute > 59 || !literal(&p, ":") ||
	    (second = digits(&p, 2)) < 0 || second > 60 ||
	    !fraction(&p, &ms) || !offset(&p, &off) || *p != '\0')
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = second;
	t->ms = ((int64_t)timegm(&tm) - off) * SEC_MS + ms;
	return true;
}

/* "20" or "1.5" as thousandths; -1 when it is no number or far too big. */
static int64_t
thousandths(const char **p)
{
	int64_t	 value = 0, scale = 1000;
	int	 n = 0;

	for (; **p >= '0' && **p <= '9' && value < INT64_C(1000000000000); (*p)++, n++)
		value = value * 10 + (**p - '0');
	value *= 1000;
	if (**p == '.' && (*p)[1] >= '0' && (*p)[1] <= '9')
		for ((*p)++; **p >= '0' && **p <= '9'; (*p)++) {
			scale /= 10;
			value += (**p - '0') * scale;
		}
	return n > 0 && !(**p >= '0' && **p <= '9') ? value : -1;
}

bool
duration_parse(const char *text, int64_t *ms, const char **why)
{
	static const struct { const char *unit; int64_t ms; } units[] = {
		{ "ms", 1 }, { "s", SEC_MS }, { "min", MIN_MS }, { "h", HOUR_MS }, { "d", DAY_MS },
	};
	const char	*p = text;
	int64_t		 value;

	if ((value = thousandths(&p)) == -1) {
		*why = *text == '-' ? "must not be negative" :
		    "must be a duration like \"30s\", \"5min\" or \"2h\"";
		return false;
	}
	while (*p == ' ')
		p++;
	*why = *p == '\0' ? "has no unit: write ms, s, min, h or d after the number" :
	    strcmp(p, "m") == 0 ? "has the unit m, which may be minute or month: write min" :
	    "has an unknown unit: write ms, s, min, h or d after the number";
	for (size_t i = 0; i < N_ELEMENTS(units); i++) {
		if (strcmp(p, units[i].unit) != 0)
			continue;
		if (value / 1000 > 36525 * DAY_MS / units[i].ms) {
			*why = "is longer than a century";
			return false;
		}
		*ms = value * units[i].ms / 1000;
		return true;
	}
	return false;
}
