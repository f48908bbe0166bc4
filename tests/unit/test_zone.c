/* Unit tests of model/civil.c, model/tzif.c, model/zone.c and model/holidays.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/holidays.h"
#include "paris.h"

static struct wall
at(const char *text)
{
	struct wall	 t = { 0 };

	assert_true(wall_parse(text, &t));
	return t;
}

static void
days_count_without_gap_and_come_back(void **unused)
{
	int32_t		 day;
	struct date	 d;
	struct tm	 tm;
	time_t		 t;

	(void)unused;
	assert_int_equal(civil_day(1970, 1, 1), 0);
	assert_int_equal(civil_day(2000, 3, 1), 11017);
	for (day = civil_day(1900, 1, 1); day <= civil_day(2999, 12, 31); day++) {
		d = civil_date(day);
		t = (time_t)day * 86400;
		gmtime_r(&t, &tm);
		if (d.year != tm.tm_year + 1900 || d.month != tm.tm_mon + 1 || d.day != tm.tm_mday ||
		    civil_day(d.year, d.month, d.day) != day ||
		    (int)civil_weekday(day) != (tm.tm_wday + 6) % 7)
			fail_msg("day %d", (int)day);
	}
}

static void
weeks_are_those_of_iso_8601(void **unused)
{
	static const struct { const char *day; int year, week; } stories[] = {
		{ "2026-01-01", 2026, 1 }, { "2026-03-02", 2026, 10 }, { "2026-12-31", 2026, 53 },
		{ "2027-01-03", 2026, 53 }, { "2027-01-04", 2027, 1 }, { "2024-12-30", 2025, 1 },
		{ "2021-01-03", 2020, 53 },
	};
	int32_t	 day;
	int	 year;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		assert_true(civil_parse(stories[i].day, &day));
		assert_int_equal(civil_week(day, &year), stories[i].week);
		assert_int_equal(year, stories[i].year);
		assert_true(civil_week_start(stories[i].year, stories[i].week, &day));
		assert_int_equal(civil_weekday(day), MONDAY);
	}
	assert_false(civil_week_start(2025, 53, &day));
	assert_false(civil_week_start(2026, 0, &day));
}

static void
dates_that_do_not_exist_are_refused(void **unused)
{
	static const char *const bad[] = { "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
		"26-04-01", "2026-4-1", "2026-04-01 ", "", "2026-04", "x026-04-01", "3000-01-01" };
	int32_t	 day = 7;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(civil_parse(bad[i], &day));
	assert_int_equal(day, 7);
	assert_true(civil_parse("2028-02-29", &day));
}

static void
both_years_of_holidays_are_the_official_ones(void **unused)
{
	static const char *const	 known[2][12] = {
		{ "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25",
		    "2026-07-14", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25" },
		{ "2027-01-01", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17",
		    "2027-07-14", "2027-08-15", "2027-11-01", "2027-11-11", "2027-12-25" } };
	char	 text[CIVIL_TEXT_SIZE];

	(void)unused;
	for (int y = 0; y < 2; y++) {
		const char *const	*next = known[y];

		for (int32_t day = civil_day(2026 + y, 1, 1); day < civil_day(2027 + y, 1, 1); day++)
			if (holidays_fr_name(day) != NULL)
				assert_string_equal(civil_text(day, text), *next++);
		assert_null(*next);
	}
	assert_string_equal(holidays_fr_name(civil_day(2026, 5, 14)), "Ascension Day");
	assert_null(holidays_fr_name(civil_day(2026, 5, 15)));
	assert_string_equal(civil_text(holidays_easter(2285), text), "2285-03-22");
	assert_string_equal(civil_text(holidays_easter(2038), text), "2038-04-25");
}

/* The same by golden numbers and epacts (Knuth, The Art of Computer Programming, 1.3.2, exercise 14). */
static void
easter_is_the_sunday_that_epacts_give(void **unused)
{
	(void)unused;
	for (int y = 1583; y < 10000; y++) {
		int	 golden = y % 19 + 1, century = y / 100 + 1, left_out = 3 * century / 4 - 12;
		int	 epact = (11 * golden + 20 + (8 * century + 5) / 25 - 5 - left_out) % 30, n;

		epact = (epact + 30) % 30;
		if ((epact == 25 && golden > 11) || epact == 24)
			epact++;
		n = 44 - epact + (44 - epact < 21 ? 30 : 0);
		n += 7 - (5 * y / 4 - left_out - 10 + n) % 7;
		assert_int_equal(holidays_easter(y), civil_day(y, 3, 1) + n - 1);
	}
}

static void
a_day_has_a_holidays_name_when_it_is_one_of_its_years(void **unused)
{
	static const int	 fixed[] = { 101, 501, 508, 714, 815, 1101, 1111, 1225 };

	(void)unused;
	for (int year = CIVIL_YEAR_MIN; year < 2300; year++) {
		int32_t	 easter = holidays_easter(year);

		for (int32_t day = civil_day(year, 1, 1); day < civil_day(year + 1, 1, 1); day++) {
			struct date	 d = civil_date(day);
			bool		 is_one = day == easter + 1 || day == easter + 39 || day == easter + 50;

			for (size_t i = 0; i < N_ELEMENTS(fixed); i++)
				is_one |= d.month * 100 + d.day == fixed[i];
			assert_int_equal(holidays_fr_name(day) != NULL, is_one);
		}
	}
}

static void
clocks_agree_with_the_c_library_for_a_century(void **unused)
{
	static const char *const names[] = { "Europe/Paris", "Europe/Dublin", "America/New_York",
		"Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "Africa/Casablanca",
		"Pacific/Apia", "America/Sao_Paulo", "UTC" };
	struct zone	*z;
	struct civil	 c;
	struct tm	 tm;
	time_t		 t;
	struct err	 err;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		z = zone_load(names[i], &err);
		assert_non_null(z);
		setenv("TZ", names[i], 1);
		tzset();
		for (t = -1500000000; t < 4000000000; t += 100003) {
			localtime_r(&t, &tm);
			c = zone_civil(z, (struct wall){ t * 1000 + 7 });
			if (c.offset_s != tm.tm_gmtoff || c.date.year != tm.tm_year + 1900 ||
			    c.date.month != tm.tm_mon + 1 || c.date.day != tm.tm_mday || c.ms != 7 ||
			    c.hour != tm.tm_hour || c.minute != tm.tm_min || c.second != tm.tm_sec ||
			    strcmp(zone_abbreviation(z, (struct wall){ t * 1000 }), tm.tm_zone) != 0)
				fail_msg("%s at %lld", names[i], (long long)t);
		}
		zone_free(z);
	}
}

static void
every_local_time_comes_back_as_its_instant(void **unused)
{
	struct civil	 c;
	struct wall	 t, first, last;
	int		 n, second;

	(void)unused;
	for (t = at("2026-01-01T00:00:00Z"); t.ms < at("2028-01-01T00:00:00Z").ms; t.ms += 7 * MIN_MS) {
		c = zone_civil(paris, t);
		second = c.hour * 3600 + c.minute * 60 + c.second;
		n = zone_occurs(paris, c.day, second);
		first = zone_wall(paris, c.day, second, ZONE_FIRST);
		last = zone_wall(paris, c.day, second, ZONE_LAST);
		assert_true(first.ms == t.ms || last.ms == t.ms);
		assert_int_equal(n, first.ms == last.ms ? 1 : 2);
	}
}

static void
the_two_nights_are_taken_as_the_field_wants(void **unused)
{
	int32_t	 spring = civil_day(2026, 3, 29), autumn = civil_day(2026, 10, 25);
	int	 half_past_two = 2 * 3600 + 1800;

	(void)unused;
	assert_int_equal(zone_occurs(paris, spring, half_past_two), 0);
	assert_true(zone_wall(paris, spring, half_past_two, ZONE_FIRST).ms == at("2026-03-29T01:00:00Z").ms);
	assert_true(zone_wall(paris, spring, half_past_two, ZONE_LAST).ms == at("2026-03-29T01:00:00Z").ms);
	assert_int_equal(zone_occurs(paris, autumn, half_past_two), 2);
	assert_true(zone_wall(paris, autumn, half_past_two, ZONE_FIRST).ms == at("2026-10-25T00:30:00Z").ms);
	assert_true(zone_wall(paris, autumn, half_past_two, ZONE_LAST).ms == at("2026-10-25T01:30:00Z").ms);
	assert_true(zone_wall(paris, autumn, 7200, ZONE_LAST).ms == at("2026-10-25T01:00:00Z").ms);
	assert_true(zone_wall(paris, autumn, 10800, ZONE_LAST).ms == at("2026-10-25T02:00:00Z").ms);
}

static void
days_of_change_have_23_and_25_hours(void **unused)
{
	int32_t	 spring = civil_day(2026, 3, 29), autumn = civil_day(2026, 10, 25);

	(void)unused;
	assert_true(zone_day_start(paris, spring).ms == INT64_C(1774738800000));
	assert_true(zone_day_start(paris, spring + 1).ms == INT64_C(1774821600000));
	assert_true(zone_day_start(paris, autumn).ms == INT64_C(1792879200000));
	assert_true(zone_day_start(paris, autumn + 1).ms == INT64_C(1792969200000));
	/* Also far beyond any table. */
	assert_true(wall_sub(zone_day_start(paris, civil_day(2500, 3, 29)),
	    zone_day_start(paris, civil_day(2500, 3, 28))) == 23 * HOUR_MS);
}

static void
people_may_type_times_in_three_ways(void **unused)
{
	struct wall	 t;
	struct err	 err;
	int		 n;

	(void)unused;
	assert_true(zone_read(paris, "2026-03-02 09:30", ZONE_FIRST, &t, &n, &err));
	assert_true(t.ms == at("2026-03-02T08:30:00Z").ms && n == 1);
	assert_true(zone_read(paris, "2026-07-02T09:30:15", ZONE_FIRST, &t, &n, &err));
	assert_true(t.ms == at("2026-07-02T07:30:15Z").ms);
	assert_true(zone_read(paris, "2026-03-02T08:30:00Z", ZONE_FIRST, &t, &n, &err));
	assert_true(t.ms == at("2026-03-02T08:30:00Z").ms);
	assert_true(zone_read(paris, "2026-03-02", ZONE_FIRST, &t, NULL, &err));
	assert_true(t.ms == at("2026-03-01T23:00:00Z").ms);
	assert_true(zone_read(paris, "2026-03-29 02:30", ZONE_FIRST, &t, &n, &err) && n == 0);
	assert_false(zone_read(paris, "2026-02-30 09:30", ZONE_FIRST, &t, &n, &err));
	assert_false(zone_read(paris, "2026-02-20 25:30", ZONE_FIRST, &t, &n, &err));
	assert_false(zone_read(paris, "2026-02-20 9:30", ZONE_FIRST, &t, &n, &err));
	assert_false(zone_read(paris, "tomorrow", ZONE_FIRST, &t, &n, &err));
	assert_non_null(strstr(err.text, "tomorrow"));
}

static void
a_zone_that_is_not_there_is_named(void **unused)
{
	static const char *const bad[] = { "Europe/Pariss", "../../etc/passwd", "/etc/passwd", "", "Europe",
		"Europe/Paris/x", "a b", "zone.tab", "tzdata.zi", "-", "Europe//Paris" };
	struct err	 err;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		err.text[0] = '\0';
		assert_null(zone_load(bad[i], &err));
		assert_true(err.text[0] != '\0');
	}
}

/* A version 2 file with one type and the given footer. */
static size_t
make_file(unsigned char *out, const char *footer)
{
	static const unsigned char	 types[] = { 0, 0, 0, 0, 0, 0, 'U', 'T', 'C', 0 };
	size_t				 n = 0;

	for (int i = 0; i < 2; i++) {
		memset(out + n, 0, 44);
		memcpy(out + n, "TZif2", 5);
		out[n + 39] = 1;
		out[n + 43] = 4;
		memcpy(out + n + 44, types, sizeof(types));
		n += 44 + sizeof(types);
	}
	n += (size_t)snprintf((char *)out + n, 200, "\n%s\n", footer);
	return n;
}

static void
rules_of_every_form_are_understood(void **unused)
{
	static const struct { const char *rule, *at; int offset; } stories[] = {
		{ "CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01T00:00:00Z", 7200 },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", "2026-12-01T00:00:00Z", 3600 },
		{ "<+0330>-3:30", "2026-12-01T00:00:00Z", 12600 },
		{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0 },
		{ "NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-12-01T00:00:00Z", 46800 },
		{ "XXX3EDT4,0/0,J365/23", "2026-05-01T00:00:00Z", -14400 },
		{ "EST5EDT,J60,J300", "2026-03-01T06:59:59Z", -18000 },
		{ "EST5EDT,J60,J300", "2028-03-01T07:00:00Z", -14400 },
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200 },
		{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600 },
		{ "", "2026-03-29T01:00:00Z", 0 },
	};
	static const char *const bad[] = { "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-25", "C-1",
		"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
		"CET-1CEST,J0,J3", "CET-1CEST,366,J3", "CET-1CEST,M3.5.0,M10.5.0/3x", "<+03-3" };
	unsigned char	 data[400];
	struct zone	*z;
	struct err	 err;
	size_t		 n;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		n = make_file(data, stories[i].rule);
		z = zone_parse("X", data, n, &err);
		if (z == NULL)
			fail_msg("%s: %s", stories[i].rule, err.text);
		if (zone_offset_s(z, at(stories[i].at)) != stories[i].offset)
			fail_msg("%s at %s: %d", stories[i].rule, stories[i].at,
			    (int)zone_offset_s(z, at(stories[i].at)));
		zone_free(z);
	}
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		n = make_file(data, bad[i]);
		if (zone_parse("X", data, n, &err) != NULL)
			fail_msg("%s was accepted", bad[i]);
	}
}

static void
a_damaged_file_is_a_sentence_and_never_a_crash(void **unused)
{
	static unsigned char	 good[65536], data[65536];
	struct zone		*z;
	struct err		 err;
	FILE			*f = fopen("/usr/share/zoneinfo/Europe/Paris", "re");
	size_t			 len, i, refused = 0;
	unsigned char		*exact;

	(void)unused;
	assert_non_null(f);
	len = fread(good, 1, sizeof(good), f);
	fclose(f);
	for (i = 0; i < len; i++) {	/* cut at each byte; in a block of just that size, for ASan */
		exact = xmalloc(i + 1);
		memcpy(exact, good, i);
		assert_null(zone_parse("X", exact, i, &err));
		assert_non_null(strstr(err.text, "damaged"));
		free(exact);
	}
	for (i = 0; i < len * 4; i++) {	/* each byte changed */
		memcpy(data, good, len);
		data[i / 4] ^= (unsigned char)(0x81 >> (i % 4));
		z = zone_parse("X", data, len, &err);
		refused += z == NULL;
		if (z != NULL)
			(void)zone_civil(z, at("2026-03-29T01:00:00Z"));
		zone_free(z);
	}
	assert_true(refused > 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(days_count_without_gap_and_come_back),
		cmocka_unit_test(weeks_are_those_of_iso_8601),
		cmocka_unit_test(dates_that_do_not_exist_are_refused),
		cmocka_unit_test(both_years_of_holidays_are_the_official_ones),
		cmocka_unit_test(a_day_has_a_holidays_name_when_it_is_one_of_its_years),
		cmocka_unit_test(easter_is_the_sunday_that_epacts_give),
		cmocka_unit_test(clocks_agree_with_the_c_library_for_a_century),
		cmocka_unit_test(every_local_time_comes_back_as_its_instant),
		cmocka_unit_test(the_two_nights_are_taken_as_the_field_wants),
		cmocka_unit_test(days_of_change_have_23_and_25_hours),
		cmocka_unit_test(people_may_type_times_in_three_ways),
		cmocka_unit_test(a_zone_that_is_not_there_is_named),
		cmocka_unit_test(rules_of_every_form_are_understood),
		cmocka_unit_test(a_damaged_file_is_a_sentence_and_never_a_crash),
	};

	return cmocka_run_group_tests(tests, load_paris, drop_paris);
}
