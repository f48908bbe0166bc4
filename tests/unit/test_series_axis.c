/* Unit tests of series/axis.c and curve.c: what a picture's axes say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"
#include "series/axis.h"
#include "series/curve.h"
#include "series/device.h"

static const struct {
	double		 value;
	const char	*french, *english;
} numbers[] = {
	{ 0, "0", "0" },
	{ 31.5, "31,5", "31.5" },
	{ 31.0, "31", "31" },
	{ 0.0462, "0,046", "0.046" },
	{ 0.1, "0,1", "0.1" },
	{ 9.994, "9,99", "9.99" },
	{ 9.996, "10", "10" },
	{ 99.97, "100", "100" },
	{ 1234.4, "1\302\240234", "1,234" },
	{ 1234567, "1\302\240234\302\240567", "1,234,567" },
	{ -3.25, "\342\210\2223,25", "\342\210\2223.25" },
	{ -0.0001, "0", "0" },
	{ NAN, "-", "-" },
};

static void
numbers_are_as_people_write_them(void **unused)
{
	struct buf	 b = { 0 };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(numbers); i++)
		for (int french = 0; french < 2; french++) {
			lang_set(french ? "fr" : "en");
			buf_clear(&b);
			axis_number(&b, numbers[i].value);
			assert_string_equal(b.s, french ? numbers[i].french : numbers[i].english);
		}
	buf_done(&b);
}

static void
one_unit_serves_the_whole_picture(void **unused)
{
	(void)unused;
	assert_string_equal(axis_scale("if_in_bps", 7.2e6).unit, "Mbit/s");
	assert_string_equal(axis_scale("if_in_bps", 999).unit, "bit/s");
	assert_string_equal(axis_scale("rtt_ms", 45).unit, "ms");
	assert_string_equal(axis_scale("rtt_ms", 45000).unit, "s");
	assert_string_equal(axis_scale("uptime_s", 7200).unit, "h");
	assert_string_equal(axis_scale("odd", NAN).unit, "");
}

static void
marks_are_round_and_cover(void **unused)
{
	static const double	 ranges[][2] = { { 0, 46 }, { 0, 7.2 }, { 7.1, 9.9 }, { -70, -55 },
		{ 0, 0 }, { 5, 5 }, { 0, 1e9 }, { 0, 0.003 }, { 99.9, 100 } };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(ranges); i++) {
		struct axis_marks	 m = axis_marks(ranges[i][0], ranges[i][1]);
		double			 n = (m.high - m.low) / m.step;

		assert_true(m.low <= ranges[i][0] + 1e-9);
		assert_true(m.high >= ranges[i][1] - 1e-9);
		assert_true(n > 0.99 && n < 6.01);
	}
}

static int64_t
utc(const char *text)
{
	struct wall	 t;

	assert_true(wall_parse(text, &t));
	return wall_sec(t);
}

static const struct {
	const char	*what, *from, *to, *ticks;
} spans[] = {
	{ "three hours", "2026-03-03T09:50:00Z", "2026-03-03T12:50:00Z",
	    "11 h|11 h 30|12 h|12 h 30|13 h|13 h 30|" },
	{ "a night", "2026-03-03T20:00:00Z", "2026-03-04T05:00:00Z",
	    "22 h|4 mars|2 h|4 h|6 h|" },
	{ "the night that has no half past two", "2026-03-29T00:00:00Z", "2026-03-29T03:30:00Z",
	    "1 h|1 h 30|3 h|3 h 30|4 h|4 h 30|5 h|5 h 30|" },
	{ "ten days", "2026-03-03T09:50:00Z", "2026-03-13T09:50:00Z",
	    "4 mars|6 mars|8 mars|10 mars|12 mars|" },
	{ "a year", "2025-11-24T00:00:00Z", "2026-11-24T00:00:00Z",
	    "2026|mars|mai|juil.|sept.|nov.|" },
	{ "five years", "2021-11-24T00:00:00Z", "2026-11-24T00:00:00Z",
	    "2022|2023|2024|2025|2026|" },
	{ "an hour", "2026-03-03T09:50:00Z", "2026-03-03T10:50:00Z",
	    "10 h 50|11 h|11 h 10|11 h 20|11 h 30|11 h 40|11 h 50|" },
};

static void
times_are_local_and_round(void **unused)
{
	struct zone		*z = zone_load("Europe/Paris", NULL);
	struct axis_tick	 ticks[AXIS_TICKS_MAX];

	(void)unused;
	assert_non_null(z);
	lang_set("fr");
	for (size_t i = 0; i < N_ELEMENTS(spans); i++) {
		struct buf	 b = { 0 };
		size_t		 n = axis_ticks(z, utc(spans[i].from), utc(spans[i].to), ticks);

		print_message("# %s\n", spans[i].what);
		for (size_t k = 0; k < n; k++)
			for (const char *p = ticks[k].text; ; p++) {
				if (strncmp(p, "\302\240", 2) == 0) {
					buf_addc(&b, ' ');
					p++;
				} else if (*p != '\0') {
					buf_addc(&b, *p);
				} else {
					buf_addc(&b, '|');
					break;
				}
			}
		assert_string_equal(buf_str(&b), spans[i].ticks);
		buf_done(&b);
	}
	zone_free(z);
}

static void
every_span_has_some_ticks_and_not_too_many(void **unused)
{
	struct zone		*z = zone_load("Europe/Paris", NULL);
	struct axis_tick	 ticks[AXIS_TICKS_MAX];

	(void)unused;
	for (int64_t span = 600; span < INT64_C(6) * 366 * 86400; span += span / 7) {
		int64_t	 from = INT64_C(1772524800) + span % 86400;
		size_t	 n = axis_ticks(z, from, from + span, ticks);

		assert_true(n >= 2 && n <= 9);
		for (size_t i = 1; i < n; i++)
			assert_true(ticks[i].at_s > ticks[i - 1].at_s);
	}
	zone_free(z);
}

static void
rows_fold_into_points(void **unused)
{
	char			 name[1][METRIC_NAME_SIZE] = { "x" };
	double			 mean[] = { 1, 2, NAN, 4, 5, 6, NAN }, most[] = { 1, 9, NAN, 4, 5, 6, NAN };
	struct device_table	 t = {
		.mean = { 180, 60, 7, 1, name, mean }, .most = { 180, 60, 7, 1, name, most } };
	struct curve		 c;

	(void)unused;
	assert_true(curve_take(&t, "x", 120, 0, &c));
	assert_int_equal(c.step_s, 120);
	assert_int_equal(c.first_s, 240);	/* rows end at 180..540; points at 240, 360, 480, 600 */
	assert_int_equal(c.n, 4);
	assert_true(c.mean[0] == 1.5 && c.mean[1] == 4 && c.mean[2] == 5.5 && isnan(c.mean[3]));
	assert_true(c.most[0] == 9);
	assert_true(curve_figures(&c).last == 5.5 && curve_figures(&c).most == 9);
	curve_done(&c);
	assert_true(curve_take(&t, "x", 0, 3, &c));
	assert_true(c.n <= 4 && c.step_s == 180);
	curve_done(&c);
	assert_false(curve_take(&t, "y", 0, 0, &c));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(numbers_are_as_people_write_them),
		cmocka_unit_test(one_unit_serves_the_whole_picture),
		cmocka_unit_test(marks_are_round_and_cover),
		cmocka_unit_test(times_are_local_and_round),
		cmocka_unit_test(every_span_has_some_ticks_and_not_too_many),
		cmocka_unit_test(rows_fold_into_points),
	};

	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
