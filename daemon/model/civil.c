/* civil.c - see civil.h.  Day numbers by Howard Hinnant's "chrono-compatible date algorithms". */
#include <stdio.h>
#include <string.h>

#include "model/civil.h"

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
civil_month_days(int year, int month)
{
	static const int	 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
civil_exists(int year, int month, int day)
{
	return year >= CIVIL_YEAR_MIN && year <= CIVIL_YEAR_MAX && month >= 1 && month <= 12 &&
	    day >= 1 && day <= civil_month_days(year, month);
}

/* Years are counted from March, so that the leap day comes last; an era is 400 years. */
int32_t
civil_day(int year, int month, int day)
{
	int	 y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int	 of_era = y - era * 400;
	int	 of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date
civil_date(int32_t day)
{
	int64_t		 z = (int64_t)day + 719468;
	int64_t		 era = (z >= 0 ? z : z - 146096) / 146097;
	int		 of_era = (int)(z - era * 146097);
	int		 y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int		 of_year = of_era - (365 * y + y / 4 - y / 100);
	int		 m = (5 * of_year + 2) / 153;
	struct date	 d;

	d.day = of_year - (153 * m + 2) / 5 + 1;
	d.month = m < 10 ? m + 3 : m - 9;
	d.year = (int)(y + era * 400) + (d.month <= 2);
	return d;
}

enum weekday
civil_weekday(int32_t day)
{
	int	 r = (int)(((int64_t)day + 3) % 7);	/* day 0 was a Thursday */

	return (enum weekday)(r < 0 ? r + 7 : r);
}

int32_t
civil_monday(int32_t day)
{
	return day - (int32_t)civil_weekday(day);
}

/* A week belongs to the year that has its Thursday. */
int
civil_week(int32_t day, int *year)
{
	int32_t	 thursday = civil_monday(day) + THURSDAY;
	int	 y = civil_date(thursday).year;

	if (year != NULL)
		*year = y;
	return (thursday - civil_day(y, 1, 1)) / 7 + 1;
}

bool
civil_week_start(int year, int week, int32_t *day)
{
	int32_t	 first = civil_monday(civil_day(year, 1, 4));	/* 4 January is always in week 1 */
	int	 of;

	if (week < 1 || week > 53 || year < CIVIL_YEAR_MIN || year > CIVIL_YEAR_MAX)
		return false;
	if (civil_week(first + (week - 1) * 7, &of) != week || of != year)
		return false;
	*day = first + (week - 1) * 7;
	return true;
}

const char *
civil_weekday_code(enum weekday wd)
{
	static const char	 codes[7][3] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };

	return codes[wd];
}

const char *
civil_text(int32_t day, char out[static CIVIL_TEXT_SIZE])
{
	struct date	 d = civil_date(day);

	snprintf(out, CIVIL_TEXT_SIZE, "%04d-%02d-%02d", d.year, d.month, d.day);
	return out;
}

bool
civil_parse(const char *text, int32_t *day)
{
	static const char	 form[] = "dddd-dd-dd";
	int			 n[3] = { 0 }, k = 0;
	size_t			 i;

	for (i = 0; form[i] != '\0'; i++) {
		if (form[i] == '-') {
			if (text[i] != '-')
				return false;
			k++;
		} else {
			if (text[i] < '0' || text[i] > '9')
				return false;
			n[k] = n[k] * 10 + (text[i] - '0');
		}
	}
	if (text[i] != '\0' || !civil_exists(n[0], n[1], n[2]))
		return false;
	*day = civil_day(n[0], n[1], n[2]);
	return true;
}
