/* Unit tests of judge/{spans,turn,required}.c: when a line had to work, and what was announced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "judge/required.h"
#include "judge/turn.h"
#include "model/calendar.h"
#include "paris.h"

#define H	3600

/* "2026-03-03 11:30" in Paris, as seconds. */
static int64_t
at(const char *local)
{
	return wall_sec(in_paris(local));
}

static struct calendar *
hours_of(const char *text)
{
	struct err	 err;
	struct calendar	*cal = calendar_parse(text, "", &err);

	assert_non_null(cal);
	return cal;
}

static void
check_spans(const struct spans *s, const char *wanted)
{
	char	 text[256] = "";

	for (size_t i = 0; i < s->n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d-%d", i > 0 ? " " : "",
		    (int)s->list[i].from_s, (int)s->list[i].to_s);
	assert_string_equal(text, wanted);
}

static void
sets_are_joined_taken_and_met(void **unused)
{
	struct spans	 a = { 0 }, b = { 0 };
	size_t		 place = 0;

	(void)unused;
	spans_add(&a, 50, 60);
	spans_add(&a, 10, 20);
	spans_add(&a, 20, 25);
	spans_add(&a, 30, 30);
	spans_add(&a, 22, 40);
	spans_order(&a);
	check_spans(&a, "10-40 50-60");
	assert_int_equal(spans_seconds(&a), 40);
	assert_int_equal(spans_within(&a, 0, 15, &place), 5);
	assert_int_equal(spans_within(&a, 35, 55, &place), 10);
	assert_int_equal(spans_within(&a, 55, 100, &place), 5);
	spans_add(&b, 5, 12);
	spans_add(&b, 15, 16);
	spans_add(&b, 38, 52);
	spans_add(&b, 60, 70);
	spans_order(&b);
	spans_take(&a, &b);
	check_spans(&a, "12-15 16-38 52-60");
	spans_meet(&b, &a);
	check_spans(&b, "");
	spans_add(&b, 14, 17);
	spans_order(&b);
	spans_join(&a, &b);
	check_spans(&a, "12-38 52-60");
	spans_cut(&a, 20, 55);
	check_spans(&a, "20-38 52-55");
	spans_done(&a);
	spans_done(&b);
}

/* What was cut away is gone, and of what touches nothing is left. */
static void
sets_end_where_they_end(void **unused)
{
	struct spans	 a = { 0 }, b = { 0 };
	size_t		 place = 0;

	(void)unused;
	spans_add(&a, 30, 40);
	spans_add(&a, 0, 5);
	spans_order(&a);
	check_spans(&a, "0-5 30-40");
	spans_add(&a, 10, 20);
	spans_order(&a);
	spans_cut(&a, 5, 30);
	check_spans(&a, "10-20");
	spans_cut(&a, 12, 13);
	check_spans(&a, "12-13");
	spans_cut(&a, 20, 30);
	check_spans(&a, "");
	assert_int_equal(spans_seconds(&a), 0);
	spans_add(&b, 0, 5);
	spans_add(&b, 8, 12);
	spans_add(&a, 0, 20);
	spans_meet(&b, &a);
	check_spans(&b, "0-5 8-12");
	spans_cut(&b, 0, 6);
	assert_int_equal(spans_within(&b, 6, 20, &place), 0);
	assert_int_equal(spans_within(&b, 6, 20, &place), 0);
	spans_meet(&a, &b);
	check_spans(&a, "0-5");
	spans_done(&a);
	spans_done(&b);
}

/* What was announced: local times, or NULL. */
struct announced {
	enum window_kind kind;
	const char	*from, *to, *recorded, *cancelled;
	unsigned	 weekdays;
};

static struct fact_window
window_of(const struct announced *a)
{
	return (struct fact_window){ .kind = a->kind, .from = { at(a->from) * 1000 },
	    .to = { at(a->to) * 1000 }, .recorded = { at(a->recorded) * 1000 }, .weekdays = a->weekdays,
	    .cancelled = { a->cancelled != NULL ? at(a->cancelled) * 1000 : 0 } };
}

/* One set of hours for all time; `announced` ends with one without .from. */
static void
require(const char *text, const char *from, const char *to, const struct announced *announced,
    struct required *out)
{
	struct calendar			*hours = hours_of(text);
	const struct hours_version	 version = { 0, hours };
	struct fact_window		 windows[8];
	const struct fact_window	*list[8];
	struct required_wish		 wish = { .zone = paris, .period = { at(from), at(to) },
					    .versions = &version, .n_versions = 1, .first_day = INT32_MIN,
					    .last_day = INT32_MAX, .windows = list };

	for (; announced[wish.n_windows].from != NULL; wish.n_windows++) {
		windows[wish.n_windows] = window_of(&announced[wish.n_windows]);
		list[wish.n_windows] = &windows[wish.n_windows];
	}
	required_make(&wish, out);
	calendar_free(hours);
}

static void
only_what_touched_opening_time_is_listed_with_its_seconds(void **unused)
{
	static const struct announced	 announced[] = {
		{ .kind = WINDOW_CLOSURE, .from = "2026-03-04 10:00", .to = "2026-03-04 11:00", .recorded = "2026-03-05" },
		{ .kind = WINDOW_CLOSURE, .from = "2026-03-03 11:00", .to = "2026-03-03 15:00", .recorded = "2026-03-03 11:00" },
		{ .kind = WINDOW_CLOSURE, .from = "2026-03-03 10:00", .to = "2026-03-03 11:30", .recorded = "2026-03-01" },
		{ .kind = WINDOW_CLOSURE, .from = "2026-03-07", .to = "2026-03-08", .recorded = "2026-03-01" },
		{ .kind = WINDOW_OPENING, .from = "2026-03-05 11:59:59", .to = "2026-03-05 12:00:01", .recorded = "2026-03-01" },
		{ .kind = WINDOW_MAINTENANCE, .from = "2026-03-05 11:00", .to = "2026-03-05 13:00", .recorded = "2026-03-05 11:30" },
		{ .kind = WINDOW_MAINTENANCE, .from = "2026-03-06 11:00", .to = "2026-03-06 13:00", .recorded = "2026-03-01",
		    .cancelled = "2026-03-06 10:59" },
		{ .from = NULL },
	};
	static const struct { int64_t seconds; bool is_late; } wanted[] = {
		{ 1 * H, true }, { 1 * H, false }, { 3 * H / 2, false }, { 1, false }, { H / 2 + 1, true } };
	struct required	 r;

	(void)unused;
	require("Mo-Fr 09:00-12:00", "2026-03-02", "2026-03-09", announced, &r);
	assert_int_equal(r.n_planned, N_ELEMENTS(wanted));
	for (size_t i = 0; i < N_ELEMENTS(wanted); i++) {
		assert_int_equal(r.planned[i].seconds, wanted[i].seconds);
		assert_int_equal(r.planned[i].is_late, wanted[i].is_late);
	}
	/* Tuesday's closures overlap: two hours; Wednesday's takes one; the opening gives a second */
	assert_int_equal(spans_seconds(&r.open), 5 * 3 * H - 2 * H - 1 * H + 1);
	assert_int_equal(spans_seconds(&r.maintenance), H / 2 + 1);
	assert_int_equal(spans_seconds(&r.required), 5 * 3 * H - 3 * H - H / 2);
	required_done(&r);
}

static void
an_opening_counts_only_while_the_site_is_there(void **unused)
{
	struct calendar			*before = hours_of("Mo-Fr 09:00-12:00"), *after = hours_of("24/7");
	/* gone on the 4th; what follows is not in the list and counts for nothing */
	const struct hours_version	 versions[] = { { 0, before }, { at("2026-03-04"), NULL },
					    { at("2026-03-05"), after } };
	const struct announced		 a = { .kind = WINDOW_OPENING, .from = "2026-03-03 22:00",
					    .to = "2026-03-04 02:00", .recorded = "2026-03-01" };
	const struct fact_window	 window = window_of(&a), *list[] = { &window };
	struct required_wish		 wish = { .zone = paris, .period = { at("2026-03-02"), at("2026-03-09") },
					    .versions = versions, .n_versions = 2, .first_day = INT32_MIN,
					    .last_day = INT32_MAX, .windows = list, .n_windows = 1 };
	struct required			 r;

	(void)unused;
	required_make(&wish, &r);
	assert_int_equal(spans_seconds(&r.open), 2 * 3 * H + 2 * H);
	assert_int_equal(r.planned[0].seconds, 2 * H);
	assert_int_equal(r.life.from_s, at("2026-03-02"));
	assert_int_equal(r.life.to_s, at("2026-03-04"));
	required_done(&r);
	/* the only version of the list lasts, whatever stands behind it */
	wish.n_versions = 1;
	required_make(&wish, &r);
	assert_int_equal(spans_seconds(&r.open), 5 * 3 * H + 4 * H);
	assert_int_equal(r.life.to_s, at("2026-03-09"));
	required_done(&r);
	calendar_free(before);
	calendar_free(after);
}

static void
a_site_that_was_not_there_has_no_life_and_nothing_open(void **unused)
{
	struct calendar			*hours = hours_of("24/7");
	const struct hours_version	 versions[] = { { 0, hours }, { at("2026-03-01"), NULL } };
	struct required_wish		 wish = { .zone = paris, .period = { at("2026-03-02"), at("2026-03-09") },
					    .versions = versions, .n_versions = 2, .first_day = INT32_MIN,
					    .last_day = INT32_MAX };
	struct required			 r;

	(void)unused;
	required_make(&wish, &r);
	assert_int_equal(spans_seconds(&r.open), 0);
	assert_int_equal(r.life.from_s, r.life.to_s);
	required_done(&r);
	/* begun after the period */
	wish.n_versions = 1;
	wish.first_day = civil_day(2026, 3, 20);
	required_make(&wish, &r);
	assert_int_equal(spans_seconds(&r.open), 0);
	assert_int_equal(r.life.from_s, r.life.to_s);
	required_done(&r);
	calendar_free(hours);
}

static void
a_weekly_turn_counts_that_began_before_the_period_or_ends_after_it(void **unused)
{
	static const struct announced	 announced[] = {
		{ .kind = WINDOW_MAINTENANCE, .from = "2026-02-24 20:00", .to = "2026-03-03 01:00",
		    .recorded = "2026-01-01", .weekdays = 1u << 1 },	/* Tuesday evening to the next Tuesday */
		{ .from = NULL },
	};
	struct required	 r;

	(void)unused;
	require("24/7", "2026-03-02", "2026-03-03 21:00", announced, &r);
	assert_int_equal(r.n_planned, 2);
	assert_int_equal(r.planned[0].seconds, 25 * H);
	assert_int_equal(r.planned[1].seconds, 1 * H);
	assert_int_equal(spans_seconds(&r.required), 45 * H - 26 * H);
	required_done(&r);
}

static void
a_weekly_window_has_its_first_turn_when_it_begins(void **unused)
{
	/* Saturdays, at seconds that matter, over midnight */
	const struct announced	 night = { .kind = WINDOW_CLOSURE, .from = "2026-03-14 22:20:15",
				    .to = "2026-03-15 02:10:30", .recorded = "2026-03-01", .weekdays = 1u << 5 };
	/* Sundays from two to three: on 29 March there is no such hour */
	const struct announced	 skipped = { .kind = WINDOW_CLOSURE, .from = "2026-03-15 02:00",
				    .to = "2026-03-15 03:00", .recorded = "2026-03-01", .weekdays = 1u << 6 };
	struct fact_window	 w = window_of(&night);
	struct interval		 turn;

	(void)unused;
	assert_false(turn_of_day(paris, &w, civil_day(2026, 3, 7), &turn));
	assert_false(turn_of_day(paris, &w, civil_day(2026, 3, 15), &turn));
	assert_true(turn_of_day(paris, &w, civil_day(2026, 3, 14), &turn));
	assert_int_equal(wall_sec(turn.from), at("2026-03-14 22:20:15"));
	assert_int_equal(wall_sec(turn.to), at("2026-03-15 02:10:30"));
	assert_true(turn_of_day(paris, &w, civil_day(2026, 3, 28), &turn));
	assert_int_equal(wall_sec(turn.from), at("2026-03-28 22:20:15"));
	assert_int_equal(wall_sec(turn.to), at("2026-03-29T01:00:00Z"));
	w = window_of(&skipped);
	assert_true(turn_of_day(paris, &w, civil_day(2026, 3, 22), &turn));
	assert_false(turn_of_day(paris, &w, civil_day(2026, 3, 29), &turn));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(sets_are_joined_taken_and_met),
		cmocka_unit_test(sets_end_where_they_end),
		cmocka_unit_test(only_what_touched_opening_time_is_listed_with_its_seconds),
		cmocka_unit_test(an_opening_counts_only_while_the_site_is_there),
		cmocka_unit_test(a_site_that_was_not_there_has_no_life_and_nothing_open),
		cmocka_unit_test(a_weekly_turn_counts_that_began_before_the_period_or_ends_after_it),
		cmocka_unit_test(a_weekly_window_has_its_first_turn_when_it_begins),
	};

	return cmocka_run_group_tests(tests, load_paris, drop_paris);
}
