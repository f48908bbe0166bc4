/* Unit tests of model/calendar.c and model/hours*.c: the hours of the field's worked examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/calendar.h"
#include "paris.h"

static struct wall
at(const char *text)
{
	return in_paris(text);
}

static struct calendar *
parse(const char *text)
{
	struct err	 err;
	struct calendar	*cal = calendar_parse(text, "FR", &err);

	if (cal == NULL)
		fail_msg("%s: %s", text, err.text);
	return cal;
}

/* Seconds open between two local times. */
static int64_t
open_s(const char *text, const char *from, const char *to)
{
	struct calendar	*cal = parse(text);
	int64_t		 ms = calendar_open_ms(cal, paris, at(from), at(to));

	calendar_free(cal);
	assert_int_equal(ms % 1000, 0);
	return ms / 1000;
}

static void
opening_seconds_are_those_of_the_examples(void **unused)
{
	static const struct { const char *what, *text, *from, *to; int64_t seconds; } stories[] = {
		{ "an ordinary week", ALB, "2026-03-02", "2026-03-09", 97200 },
		{ "an ordinary week of twelve hours", FEL, "2026-03-02", "2026-03-09", 43200 },
		{ "the overlap with a maintenance", ALB, "2026-03-06 16:00", "2026-03-06 18:00", 3600 },
		{ "a morning's outage", ALB, "2026-03-03 11:30", "2026-03-03 15:00", 5400 },
		{ "Ascension Day costs its four hours", ALB, "2026-05-11", "2026-05-18", 82800 },
		{ "so it does when said", ALB "; PH off", "2026-05-11", "2026-05-18", 82800 },
		{ "the blind hours", ALB, "2026-05-13 08:00", "2026-05-13 10:30", 5400 },
		{ "a day of 23 hours", "24/7", "2026-03-29", "2026-03-30", 82800 },
		{ "a day of 25 hours", "24/7", "2026-10-25", "2026-10-26", 90000 },
		{ "00:00-24:00 is the same", "00:00-24:00; PH 00:00-24:00", "2026-10-25", "2026-10-26", 90000 },
		{ "07:00Z in winter is before opening", ALB, "2026-03-24T07:00:00Z", "2026-03-24T08:00:00Z", 0 },
		{ "a Tuesday", ALB, "2026-03-24", "2026-03-25", 25200 },
		{ "07:00Z in summer is not", ALB, "2026-03-31T07:00:00Z", "2026-03-31T08:00:00Z", 3600 },
		{ "the week of the spring change", ALB, "2026-03-23", "2026-03-30", 97200 },
		{ "the week of the autumn change", ALB, "2026-10-19", "2026-10-26", 97200 },
		{ "a spring night", "Su 01:00-05:00", "2026-03-29", "2026-03-30", 10800 },
		{ "an autumn night", "Su 01:00-05:00", "2026-10-25", "2026-10-26", 18000 },
		{ "any other night", "Su 01:00-05:00", "2026-03-22", "2026-03-23", 14400 },
		{ "March at Alboussiere", ALB, "2026-03-01", "2026-04-01", 115 * 3600 },
		{ "March at Saint-Felicien", FEL, "2026-03-01", "2026-04-01", 48 * 3600 },
		{ "20 November 2017, morning", "Mo 09:00-12:00", "2017-11-20 07:00", "2017-11-20 11:45", 9900 },
		{ "20 November 2017, afternoon", "Mo 14:00-18:00", "2017-11-20 07:00", "2017-11-20 11:45", 0 },
		{ "working hours over a holiday", SIVU, "2026-05-07 16:30", "2026-05-11 09:15", 6300 },
		{ "a week declared off", ALB "; 2026 Aug 10-2026 Aug 16 off", "2026-08-10", "2026-08-17", 0 },
		{ "the year at Alboussiere", ALB, "2026-01-01", "2027-01-01", 1365 * 3600 },
		{ "the year at Saint-Felicien", FEL, "2026-01-01", "2027-01-01", 604 * 3600 },
		{ "an autumn night closing at two", "Su 01:00-02:00", "2026-10-25", "2026-10-26", 7200 },
		{ "an opening that does not exist", "Su 02:30-04:00", "2026-03-29", "2026-03-30", 3600 },
		{ "a night past midnight", "Fr 22:00-02:00", "2026-03-02", "2026-03-09", 14400 },
		{ "what clocks skip", "Su 02:00-03:00", "2026-03-29", "2026-03-30", 0 },
		{ "24/7 backwards", "24/7", "2026-03-30", "2026-03-29", 0 },
		{ "no time at all", "24/7", "2026-03-30", "2026-03-30", 0 },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++)
		if (open_s(stories[i].text, stories[i].from, stories[i].to) != stories[i].seconds)
			fail_msg("%s: %lld, not %lld s", stories[i].what,
			    (long long)open_s(stories[i].text, stories[i].from, stories[i].to),
			    (long long)stories[i].seconds);
}

/* What a day looks like: "09:00-12:00 14:00-18:00". */
static const char *
day_text(const char *text, const char *date)
{
	static char	 out[512];
	struct hours	 h[CALENDAR_DAY_MAX];
	struct calendar	*cal = parse(text);
	int32_t		 day;
	size_t		 n, len = 0;

	assert_true(civil_parse(date, &day));
	n = calendar_day(cal, day, h);
	out[0] = '\0';
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, sizeof(out) - len, "%s%02d:%02d-%02d:%02d", i ? " " : "",
		    h[i].from / 60, h[i].from % 60, h[i].to / 60, h[i].to % 60);
	calendar_free(cal);
	return out;
}

static void
each_form_means_what_it_says(void **unused)
{
	static const struct { const char *text, *date, *hours; } stories[] = {
		{ ALB, "2026-03-03", "09:00-12:00 14:00-18:00" },
		{ ALB, "2026-03-02", "" },
		{ "Mo-Fr 09:00-12:00; We 10:00-11:00", "2026-03-04", "10:00-11:00" },
		{ "Mo-Fr 09:00-12:00, We 14:00-16:00", "2026-03-04", "09:00-12:00 14:00-16:00" },
		{ "Mo-Fr 09:00-18:00; We 12:00-14:00 off", "2026-03-04", "09:00-12:00 14:00-18:00" },
		{ "Sa-Mo 09:00-12:00", "2026-03-01", "09:00-12:00" },
		{ "Sa-Mo 09:00-12:00", "2026-03-03", "" },
		{ "Mo[1] 09:00-12:00", "2026-03-02", "09:00-12:00" },
		{ "Mo[1] 09:00-12:00", "2026-03-09", "" },
		{ "Tu[-1] 09:00-12:00", "2026-03-31", "09:00-12:00" },
		{ "Tu[1,3-4] 09:00-12:00", "2026-03-24", "09:00-12:00" },
		{ "Tu[1,3-4] 09:00-12:00", "2026-03-10", "" },
		{ "Sa[1] 09:00-12:00", "2026-03-07", "09:00-12:00" },
		{ "Su[2] 09:00-12:00", "2026-03-08", "09:00-12:00" },
		{ "Su[3] 09:00-12:00", "2026-03-15", "09:00-12:00" },
		{ "Tu[-2] 09:00-12:00", "2026-03-24", "09:00-12:00" },
		{ "We[-1] 09:00-12:00", "2026-03-25", "09:00-12:00" },
		{ "Mo-Su 09:00-12:00; Dec 24-Jan 2 off", "2026-12-24", "" },
		{ "Mo-Su 09:00-12:00; Dec 24-Jan 2 off", "2026-12-23", "09:00-12:00" },
		{ "Jul 1 09:00-10:00, Aug 1 14:00-15:00", "2026-08-01", "14:00-15:00" },
		{ "Jul 14 09:00-10:00; Mo 09:00-12:00", "2026-07-14", "09:00-10:00" },
		{ "Mo-Fr 09:00-12:00; Jul 14 11:00-12:00 off", "2026-07-14", "" },
		{ "Mo-Fr 09:00-12:00; Dec 24 off; Jul 13,14 10:00-11:00", "2026-07-14", "10:00-11:00" },
		{ "09:00-12:00; 14:00-18:00", "2026-03-02", "14:00-18:00" },
		{ "Fr 09:00-10:00; Mo 22:00-02:00", "2026-03-07", "" },
		{ "Mo-Fr 09:00-12:00; 14:00-18:00", "2026-03-02", "09:00-12:00 14:00-18:00" },
		{ "Mo-Fr 09:00-12:00; 10:00-11:00; 14:00-18:00", "2026-03-02", "14:00-18:00" },
		{ "Fr 22:00-02:00; Sa 00:30-01:00 off", "2026-03-06", "22:00-24:30" },
		{ "Fr 22:00-02:00; Sa 00:30-01:00 off", "2026-03-07", "01:00-02:00" },
		{ "Fr-Sa 20:00-03:00; Fr 23:00-01:00 off", "2026-03-06", "20:00-23:00" },
		{ "Fr-Sa 20:00-03:00; Fr 23:00-01:00 off", "2026-03-07", "01:00-03:00 20:00-27:00" },
		{ "Jul-Aug Mo-Fr 10:00-18:00; Sep-Jun Mo-Fr 09:00-12:00", "2026-07-15", "10:00-18:00" },
		{ "Jul-Aug Mo-Fr 10:00-18:00; Sep-Jun Mo-Fr 09:00-12:00", "2026-01-05", "09:00-12:00" },
		{ "Mo-Su 09:00-12:00; Dec 24-Jan 2 off", "2027-01-02", "" },
		{ "Mo-Su 09:00-12:00; Dec 24-Jan 2 off", "2027-01-03", "09:00-12:00" },
		{ "Mo-Su 09:00-12:00; 2026 Dec 24-Jan 2 off", "2027-01-02", "" },
		{ "Mo-Su 09:00-12:00; 2026 Dec 24-Jan 2 off", "2028-01-02", "09:00-12:00" },
		{ "Mo-Su 09:00-12:00; 2026 Aug 10-21 off", "2026-08-21", "" },
		{ "Mo-Su 09:00-12:00; 2026 Aug 10-21 off", "2026-08-22", "09:00-12:00" },
		{ "Mo-Su 09:00-12:00; Aug 3,5,8-9 off", "2026-08-05", "" },
		{ "Mo-Su 09:00-12:00; Aug 3,5,8-9 off", "2026-08-04", "09:00-12:00" },
		{ "PH 10:00-11:00; Sa 09:00-12:00", "2026-07-14", "10:00-11:00" },
		{ "Mo-Fr 09:00-12:00", "2026-07-14", "" },
		{ "Mo-Fr 09:00-12:00; Jul 14 09:00-10:00", "2026-07-14", "09:00-10:00" },
		{ "Mo-Fr 09:00-12:00; 2026 May 25 14:00-16:00", "2026-05-25", "14:00-16:00" },
		{ "Mo-Fr 09:00-12:00; 2026 May 25 14:00-16:00", "2027-05-17", "" },
		{ "Jul-Aug Mo-Fr 10:00-18:00", "2026-07-14", "" },
		{ "24/7", "2026-07-14", "00:00-24:00" },
		{ "24/7; PH off", "2026-07-14", "" },
		{ "Fr 22:00-02:00", "2026-03-06", "22:00-26:00" },
		{ "Fr 22:00-02:00", "2026-03-07", "" },
		{ "Fr 22:00-02:00; Sa 10:00-12:00", "2026-03-07", "10:00-12:00" },
		{ "Fr 22:00-02:00, Sa 10:00-12:00,20:00-23:00", "2026-03-07", "10:00-12:00 20:00-23:00" },
		{ "Fr,Sa 22:00-02:00", "2026-03-07", "22:00-26:00" },
		{ "Fr 00:01-24:00, Sa 00:00-02:00", "2026-03-06", "00:01-26:00" },
		{ "Fr 00:01-24:00, Sa 00:00-02:00", "2026-03-07", "" },
		{ "Fr 00:00-24:00, Sa 00:00-02:00", "2026-03-06", "00:00-24:00" },
		{ "Fr 00:00-24:00, Sa 00:00-02:00", "2026-03-07", "00:00-02:00" },
		{ "Fr 22:00-24:00, Sa 00:00-24:00", "2026-03-06", "22:00-24:00" },
		{ "Fr 22:00-24:00, Sa 00:00-24:00", "2026-03-07", "00:00-24:00" },
		{ "Fr 22:00-24:00, Sa 00:01-03:00", "2026-03-06", "22:00-24:00" },
		{ "Fr 22:00-24:00, Sa 00:01-03:00", "2026-03-07", "00:01-03:00" },
		{ "Fr 22:00-23:59, Sa 00:00-03:00", "2026-03-06", "22:00-23:59" },
		{ "Fr 22:00-23:59, Sa 00:00-03:00", "2026-03-07", "00:00-03:00" },
		{ "Fr 08:00-09:00,22:00-24:00, Sa 00:00-03:00", "2026-03-06", "08:00-09:00 22:00-27:00" },
		{ "Mo 00:00-02:00; Tu 00:00-03:00,22:00-24:00", "2026-03-03", "00:00-03:00 22:00-24:00" },
		{ "off", "2026-03-07", "" },
		{ "09:00-10:00,09:30-11:00,11:00-12:00", "2026-03-07", "09:00-12:00" },
		{ " Mo - Fr  09:00 - 12:00 , 14:00-15:00 ; ", "2026-03-02", "09:00-12:00 14:00-15:00" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++)
		if (strcmp(day_text(stories[i].text, stories[i].date), stories[i].hours) != 0)
			fail_msg("%s on %s: \"%s\", not \"%s\"", stories[i].text, stories[i].date,
			    day_text(stories[i].text, stories[i].date), stories[i].hours);
}

static void
what_is_not_understood_is_refused_at_its_column(void **unused)
{
	static const struct { const char *text, *start; } stories[] = {
		{ "", "column 1: hours are expected" },
		{ "   ", "column 4: hours are expected" },
		{ "Lu-Ve 09:00-12:00", "column 1: \"Lu\" is written Mo" },
		{ "Mo-Ve 09:00-12:00", "column 4: \"Ve\" is written Fr" },
		{ "mo 09:00-12:00", "column 1: \"mo\" is written Mo" },
		{ "Monday 09:00-12:00", "column 1: \"Monday\" is written Mo" },
		{ "Mo sunrise-12:00", "column 4: \"sunrise\" is not understood" },
		{ "Mo 9-12", "column 4: hours are written 09:00" },
		{ "Mo 09:00", "column 9: - and a closing" },
		{ "Mo 09:00+", "column 9: open ends" },
		{ "Mo 09:00-25:00", "column 10: there is no 25:00" },
		{ "Mo 24:00-25:00", "column 4: there is no 24:00" },
		{ "Mo 09:60-12:00", "column 4: there is no 09:60" },
		{ "Mo 09:00-09:00", "column 4: opens and closes" },
		{ "Mo 09:0-12:00", "column 4: minutes have two" },
		{ "Mo", "column 3: hours are expected" },
		{ "Mo; Tu 09:00-12:00", "column 3: hours are expected" },
		{ "Mo 09:00-12:00 Tu", "column 16: \"Tu\" is not understood" },
		{ "Mo 09:00-12:00,", "column 16: hours are expected" },
		{ "Mo[6] 09:00-12:00", "column 4: a month has" },
		{ "Mo[0] 09:00-12:00", "column 4: a month has" },
		{ "Mo[-6] 09:00-12:00", "column 4: a month has" },
		{ "Mo[1 09:00-12:00", "column 6: ] is expected" },
		{ "Mo-Fr[1] 09:00-12:00", "column 6: [ ] stands" },
		{ "Feb 30 off", "column 1: Feb has no day 30" },
		{ "2027 Feb 29 off", "column 1: Feb has no day 29" },
		{ "Aug 0 off", "column 1: Aug has no day 0" },
		{ "Aug 3-32 off", "column 7: Aug has no day 32" },
		{ "2026 off", "column 6: a month" },
		{ "12026 Aug off", "column 1: a year is" },
		{ "2026 Aug 21-2026 Aug 10 off", "column 13: this date is before" },
		{ "Aug 21-2026 Aug 30 off", "column 1: the first date needs" },
		{ "Aug 21-Sep off", "column 8: give both dates" },
		{ "Mo Aug 09:00-12:00", "column 4: months and dates stand" },
		{ "Dec 25,PH off", "column 7: dates and days" },
		{ "SH off", "column 1: \"SH\" is not understood" },
		{ "week 1-10 Mo 09:00-12:00", "column 1: \"week\" is not understood" },
		{ "Mo 09:00-12:00 \"sur rendez-vous\"", "column 16: \"\"\" is not understood" },
		{ "Mo 09:00-12:00 || off", "column 16: \"|\" is not understood" },
		{ "ferm\xc3\xa9; x", "column 1: \"ferm\xc3\xa9\" is not understood" },
		{ "Mo 09:00-12:00; \xc3\xa9\xc3\xa9 x", "column 17: " },
		{ "24/7 off", "column 6: \"off\" is not understood" },
		{ "Mo 24/7", "column 4: hours are written" },
		{ ";", "column 1: hours are expected" },
	};
	struct err	 err;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		if (calendar_parse(stories[i].text, "FR", &err) != NULL)
			fail_msg("\"%s\" was accepted", stories[i].text);
		if (strncmp(err.text, stories[i].start, strlen(stories[i].start)) != 0)
			fail_msg("\"%s\": %s", stories[i].text, err.text);
	}
}

static void
a_very_long_text_is_refused(void **unused)
{
	char		 text[CALENDAR_TEXT_MAX + 600];
	struct err	 err;
	size_t		 n;

	(void)unused;
	memset(text, ' ', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_null(calendar_parse(text, "FR", &err));
	for (n = 0; n + 20 < CALENDAR_TEXT_MAX; n += 15)
		memcpy(text + n, "Mo 09:00-10:00;", 16);
	assert_null(calendar_parse(text, "FR", &err));
	assert_non_null(strstr(err.text, "more than"));
}

static void
changes_follow_one_another(void **unused)
{
	struct calendar	*cal = parse(ALB);
	struct wall	 t = at("2026-03-02"), next, none = WALL_NEVER;
	int		 n = 0;

	(void)unused;
	assert_true(calendar_next_change(cal, paris, t).ms == at("2026-03-03 09:00").ms);
	assert_true(calendar_next_change(cal, paris, at("2026-03-03 09:00")).ms == at("2026-03-03 12:00").ms);
	for (; t.ms < at("2026-03-09").ms; t = next, n++) {
		next = calendar_next_change(cal, paris, t);
		assert_true(next.ms > t.ms);
		assert_true(calendar_is_open(cal, paris, next) ==
		    !calendar_is_open(cal, paris, (struct wall){ next.ms - 1 }));
	}
	assert_int_equal(n, 17);
	calendar_free(cal);
	cal = parse("off");
	assert_true(calendar_next_change(cal, paris, t).ms == none.ms);
	assert_true(calendar_add(cal, paris, t, 1).ms == none.ms);
	calendar_free(cal);
	cal = parse("24/7");
	assert_true(calendar_next_change(cal, paris, t).ms == none.ms);
	assert_true(calendar_is_open(cal, paris, t));
	calendar_free(cal);
	cal = parse("00:00-24:00; PH 00:00-24:00");
	assert_true(calendar_next_change(cal, paris, t).ms == none.ms);
	assert_true(calendar_is_open(cal, paris, t));
	calendar_free(cal);
	cal = parse("2020 Jan 1 09:00-10:00");
	assert_true(calendar_next_change(cal, paris, t).ms == none.ms);
	assert_false(calendar_is_open(cal, paris, t));
	calendar_free(cal);
}

/* All open intervals, as UTC: "03-03T08:00:00Z+180 ..." (minutes). */
static void
list_one(void *arg, struct interval open)
{
	char	 time[WALL_TEXT_SIZE], *out = arg;
	size_t	 len = strlen(out);

	snprintf(out + len, 512 - len, "%s%s+%d", len > 0 ? " " : "", wall_text(open.from, time) + 5,
	    (int)(wall_sub(open.to, open.from) / MIN_MS));
}

static const char *
list(const char *text, const char *from, const char *to)
{
	static char	 out[512];
	struct calendar	*cal = parse(text);

	out[0] = '\0';
	calendar_each(cal, paris, at(from), at(to), list_one, out);
	calendar_free(cal);
	return out;
}

static void
open_intervals_are_listed_and_cut(void **unused)
{
	static const struct { const char *text, *from, *to, *list; } stories[] = {
		{ ALB, "2026-03-03", "2026-03-04", "03-03T08:00:00Z+180 03-03T13:00:00Z+240" },
		{ ALB, "2026-03-03 09:00", "2026-03-03 18:00", "03-03T08:00:00Z+180 03-03T13:00:00Z+240" },
		{ ALB, "2026-03-03 11:00", "2026-03-03 15:00", "03-03T10:00:00Z+60 03-03T13:00:00Z+60" },
		{ ALB, "2026-03-03 12:00", "2026-03-03 14:00", "" },
		{ ALB, "2026-03-03 10:00", "2026-03-03 10:00", "" },
		{ ALB, "2026-03-03 11:00", "2026-03-03 10:00", "" },
		{ "Fr 22:00-02:00", "2026-03-06", "2026-03-08", "03-06T21:00:00Z+240" },
		{ "Fr 22:00-02:00", "2026-03-07", "2026-03-08", "03-06T23:00:00Z+120" },
		{ "24/7; PH off", "2026-03-06", "2026-03-08", "03-05T23:00:00Z+2880" },
		{ "24/7", "2026-03-06", "2026-03-08", "03-05T23:00:00Z+2880" },
		{ "24/7", "2026-03-06", "2026-03-06", "" },
		{ "24/7", "2026-03-06", "2026-03-05", "" },
		{ "Sa 12:00-13:00; Su 02:00-03:00,04:00-05:00", "2026-03-28", "2026-03-30",
		    "03-28T11:00:00Z+60 03-29T02:00:00Z+60" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++)
		if (strcmp(list(stories[i].text, stories[i].from, stories[i].to), stories[i].list) != 0)
			fail_msg("%s from %s to %s: %s", stories[i].text, stories[i].from, stories[i].to,
			    list(stories[i].text, stories[i].from, stories[i].to));
}

static void
the_next_interval_is_cut_to_what_is_left_of_it(void **unused)
{
	struct calendar	*cal = parse(ALB);
	struct interval	 iv;

	(void)unused;
	assert_true(calendar_next(cal, paris, at("2026-03-03 10:00"), &iv));
	assert_true(iv.from.ms == at("2026-03-03 10:00").ms && iv.to.ms == at("2026-03-03 12:00").ms);
	assert_true(calendar_next(cal, paris, at("2026-03-03 12:00"), &iv));
	assert_true(iv.from.ms == at("2026-03-03 14:00").ms && iv.to.ms == at("2026-03-03 18:00").ms);
	calendar_free(cal);
	cal = parse("24/7");
	assert_true(calendar_next(cal, paris, at("2026-03-03"), &iv));
	assert_true(iv.from.ms == at("2026-03-03").ms && iv.to.ms == WALL_NEVER.ms);
	calendar_free(cal);
}

/* What opens once is seen as far ahead as is looked, with its end, and no further. */
static void
two_years_ahead_are_looked_at(void **unused)
{
	struct calendar	*cal = parse("2028 Mar 4 09:00-10:00");
	struct interval	 iv;
	int32_t		 far = civil_day(2028, 3, 4) - CALENDAR_AHEAD_DAYS;

	(void)unused;
	assert_true(calendar_next(cal, paris, zone_day_start(paris, far), &iv));
	assert_true(iv.from.ms == at("2028-03-04 09:00").ms && iv.to.ms == at("2028-03-04 10:00").ms);
	assert_false(calendar_next(cal, paris, zone_day_start(paris, far - 1), &iv));
	assert_true(calendar_add(cal, paris, zone_day_start(paris, far), 3600 * SEC_MS).ms == WALL_NEVER.ms);
	assert_true(calendar_add(cal, paris, at("2026-03-05"), 3600 * SEC_MS).ms == at("2028-03-04 10:00").ms);
	assert_true(calendar_add(cal, paris, at("2026-03-05"), 3600 * SEC_MS + 1).ms == WALL_NEVER.ms);
	calendar_free(cal);
	cal = parse("24/7");
	assert_true(calendar_add(cal, paris, at("2026-03-05"), CALENDAR_AHEAD_DAYS * DAY_MS).ms ==
	    at("2026-03-05").ms + CALENDAR_AHEAD_DAYS * DAY_MS);
	assert_true(calendar_add(cal, paris, at("2026-03-05"), CALENDAR_AHEAD_DAYS * DAY_MS + 1).ms ==
	    WALL_NEVER.ms);
	calendar_free(cal);
}

/* On the Azores clocks go back from one to midnight on 25 October: midnight comes twice. */
static void
what_closes_at_a_midnight_that_comes_twice_closes_at_the_second(void **unused)
{
	struct err	 err;
	struct zone	*azores = zone_load("Atlantic/Azores", &err);
	struct calendar	*cal = parse("Sa 20:00-24:00");
	struct wall	 between = at("2026-10-25T00:30:00Z");
	struct interval	 iv;
	char		 out[512] = "";

	(void)unused;
	assert_non_null(azores);
	assert_true(calendar_is_open(cal, azores, between));
	assert_false(calendar_is_open(cal, azores, at("2026-10-25T01:00:00Z")));
	assert_true(calendar_next(cal, azores, between, &iv));
	assert_true(iv.from.ms == between.ms && iv.to.ms == at("2026-10-25T01:00:00Z").ms);
	calendar_each(cal, azores, between, at("2026-10-26T00:00:00Z"), list_one, out);
	assert_string_equal(out, "10-25T00:30:00Z+30");
	calendar_free(cal);
	zone_free(azores);
}

static void
working_time_is_added_over_nights_and_holidays(void **unused)
{
	struct calendar	*cal = parse(SIVU);

	(void)unused;
	assert_true(calendar_add(cal, paris, at("2026-05-07 16:30"), 6300 * SEC_MS).ms == at("2026-05-11 09:15").ms);
	assert_true(calendar_add(cal, paris, at("2026-05-07 16:30"), 3600 * SEC_MS).ms == at("2026-05-07 17:30").ms);
	assert_true(calendar_add(cal, paris, at("2026-05-09 16:30"), 1).ms == at("2026-05-11 08:30").ms + 1);
	assert_true(calendar_add(cal, paris, at("2026-05-09 16:30"), 0).ms == at("2026-05-09 16:30").ms);
	assert_true(calendar_add(cal, paris, at("2026-05-09 16:30"), -1).ms == at("2026-05-09 16:30").ms);
	calendar_free(cal);
}

static void
an_ordinary_week_ignores_its_exceptions(void **unused)
{
	static const struct { const char *text; int minutes; } stories[] = {
		{ ALB, 27 * 60 }, { FEL, 12 * 60 }, { "24/7", 7 * 1440 }, { "off", 0 },
		{ ALB "; PH off; 2026 Aug off", 27 * 60 },
		{ "Jul-Aug Mo-Fr 10:00-12:00; Sep-Jun Mo-Fr 09:00-12:00", 15 * 60 },
	};
	struct calendar	*cal;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		cal = parse(stories[i].text);
		assert_int_equal(calendar_week_minutes(cal, civil_day(2026, 4, 8)), stories[i].minutes);
		calendar_free(cal);
	}
}

/* Half of the 52 weeks from that of the day on have hours, the first of them from its Monday. */
static void
the_first_week_counts_from_its_monday(void **unused)
{
	struct err	 err;
	struct calendar	*cal = calendar_parse("2026 Apr 6-2026 Oct 4 Mo 09:00-12:00", "", &err);

	(void)unused;
	assert_non_null(cal);
	assert_int_equal(calendar_week_minutes(cal, civil_day(2026, 4, 8)), 180);
	assert_int_equal(calendar_week_minutes(cal, civil_day(2026, 4, 12)), 180);
	assert_int_equal(calendar_week_minutes(cal, civil_day(2026, 4, 13)), 0);
	calendar_free(cal);
	cal = calendar_parse("2026 Oct 5-2027 Apr 4 Mo 09:00-12:00", "", &err);
	assert_non_null(cal);
	assert_int_equal(calendar_week_minutes(cal, civil_day(2026, 4, 8)), 180);	/* to the last week */
	calendar_free(cal);
	calendar_free(NULL);
}

static void
without_a_country_no_day_is_a_holiday(void **unused)
{
	struct err	 err;
	struct calendar	*cal = calendar_parse("Mo-Fr 09:00-12:00", "", &err);

	(void)unused;
	assert_non_null(cal);
	assert_true(calendar_is_open(cal, paris, at("2026-07-14 10:00")));
	calendar_free(cal);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(opening_seconds_are_those_of_the_examples),
		cmocka_unit_test(each_form_means_what_it_says),
		cmocka_unit_test(what_is_not_understood_is_refused_at_its_column),
		cmocka_unit_test(a_very_long_text_is_refused),
		cmocka_unit_test(changes_follow_one_another),
		cmocka_unit_test(open_intervals_are_listed_and_cut),
		cmocka_unit_test(the_next_interval_is_cut_to_what_is_left_of_it),
		cmocka_unit_test(two_years_ahead_are_looked_at),
		cmocka_unit_test(what_closes_at_a_midnight_that_comes_twice_closes_at_the_second),
		cmocka_unit_test(working_time_is_added_over_nights_and_holidays),
		cmocka_unit_test(an_ordinary_week_ignores_its_exceptions),
		cmocka_unit_test(the_first_week_counts_from_its_monday),
		cmocka_unit_test(without_a_country_no_day_is_a_holiday),
	};

	return cmocka_run_group_tests(tests, load_paris, drop_paris);
}
