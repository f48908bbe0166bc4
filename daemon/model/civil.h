/*
 * civil.h - days of the calendar as numbers.
 *
 * A day is a number: 0 is 1970-01-01 in whatever place is meant, 1 the day after
 * it.  So "tomorrow" is day + 1, and the 23 and 25 hours of the nights when
 * clocks change are the business of zone.h alone.  Proleptic Gregorian calendar.
 */
#ifndef VIGIE_CIVIL_H
#define VIGIE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_MINUTES	1440
#define DAY_SECONDS	86400	/* of a day without clock change */

/* Bounds within which days and times are computed; conf and commands refuse what is beyond. */
#define CIVIL_YEAR_MIN	1900
#define CIVIL_YEAR_MAX	2999

enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct date {
	int	 year, month, day;	/* month 1..12, day 1..31 */
};

/* The day's number; month and day must exist (civil_exists()). */
int32_t		 civil_day(int year, int month, int day);
struct date	 civil_date(int32_t day);
/* True for a date within CIVIL_YEAR_MIN..MAX that the calendar has: not 30 February. */
bool		 civil_exists(int year, int month, int day);
/* 28..31 */
int		 civil_month_days(int year, int month);

enum weekday	 civil_weekday(int32_t day);
/* The Monday of the day's week (ISO 8601). */
int32_t		 civil_monday(int32_t day);
/* ISO 8601 week 1..53; *year (NULL is fine) is the year that the week belongs to. */
int		 civil_week(int32_t day, int *year);
/* Monday of an ISO week; false when the year has no such week. */
bool		 civil_week_start(int year, int week, int32_t *day);

/* "Mo".."Su", as in opening hours. */
const char	*civil_weekday_code(enum weekday wd);

#define CIVIL_TEXT_SIZE	16

/* "2026-03-02" into out, which is returned. */
const char	*civil_text(int32_t day, char out[static CIVIL_TEXT_SIZE]);
/* Reads "2026-03-02" (nothing after it); false and *day untouched for anything else. */
bool		 civil_parse(const char *text, int32_t *day);

#endif
