/*
 * hours.h - opening hours as rules (used by calendar.c alone).
 *
 * hours_parse() reads the text of calendar.h into rules; hours_of_day() says what
 * they make of one day.  Its meaning is that of the opening_hours.js library,
 * with which the tests compare it, except for the public holidays of a text that
 * does not mention them (calendar.h).
 */
#ifndef VIGIE_HOURS_H
#define VIGIE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/calendar.h"

#define HOURS_RULES_MAX		64	/* rules in a text */
#define HOURS_PIECES_MAX	64	/* dates, and ranges of hours, in a text */

/* From one day of the year to another, both included; md is month * 32 + day, 31 ends any month. */
struct hours_dates {
	int16_t		 year_from, year_to;	/* 0 = every year; then from > to goes over New Year */
	int16_t		 md_from, md_to;
};

/* The first .. fifth, and the last .. fifth last weekday of a month, as bits. */
#define NTH_FIRST	1u
#define NTH_LAST	32u
#define NTH_ANY		1023u

struct hours_rule {
	bool		 is_off, is_additional, is_always;
	bool		 has_dates, has_days;
	bool		 is_holiday;	/* PH is among its days */
	uint16_t	 nth[7];	/* for each weekday, NTH_* bits; 0 = not this one */
	uint8_t		 first_dates, n_dates;
	uint8_t		 first_hours, n_hours;	/* none: the whole day */
};

struct calendar {
	char			*text;
	bool			 has_holidays;	/* "FR" */
	bool			 is_ph_implied;	/* closed on holidays although not said */
	bool			 is_always;	/* nothing but 24/7 */
	bool			 has_nights;	/* some hours go past midnight */
	size_t			 n_rules, n_dates, n_hours;
	struct hours_rule	 rules[HOURS_RULES_MAX];
	struct hours_dates	 dates[HOURS_PIECES_MAX];
	struct hours		 hours[HOURS_PIECES_MAX];
};

/* Fills an all-zero calendar from its text; false with a sentence. */
bool		 hours_parse(struct calendar *cal, struct err *err);

/* What is open on a day, 0 <= from < to <= 1440, in order and apart; returns how many. */
size_t		 hours_of_day(const struct calendar *cal, int32_t day,
		    struct hours out[static CALENDAR_DAY_MAX]);

#endif
