/* Unit tests of series/shelf.c, gate.c, metric.c: what becomes a row, and when it may be written. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ipc/msg.h"
#include "series/gate.h"
#include "series/metric.h"
#include "series/shelf.h"
#include "vigie-plugin.h"

#define T0	INT64_C(1772524800)	/* a whole minute */

/* Rows as letters: a digit is the value, U unknown, | a gap before. */
static void
take_all(struct shelf *sh, int64_t until_s, char *out, size_t size)
{
	double	 v[SHELF_METRICS];
	bool	 is_after_gap;
	size_t	 n = 0;

	while (shelf_take(sh, until_s, v, &is_after_gap) != 0 && n + 3 < size) {
		if (is_after_gap)
			out[n++] = '|';
		out[n++] = isnan(v[0]) ? 'U' : (char)('0' + (int)lround(v[0]));
	}
	out[n] = '\0';
}

/* Results at seconds after T0; each is `value`; then rows up to `until`. */
static const struct {
	const char	*what;
	struct { int at, value; } results[12];
	int		 until;
	const char	*rows;
} stories[] = {
	{ "three results of a minute are its mean",
	    { { 20, 1 }, { 40, 2 }, { 60, 3 } }, 60, "2" },
	{ "what is measured at the end of a minute belongs to it",
	    { { 60, 4 }, { 61, 6 } }, 120, "46" },
	{ "order does not matter",
	    { { 130, 3 }, { 10, 1 }, { 70, 2 } }, 180, "123" },
	{ "one missed result of a minute's cadence is bridged",
	    { { 30, 1 }, { 90, 2 }, { 210, 4 } }, 240, "1224" },
	{ "three in a row are a gap",
	    { { 30, 1 }, { 90, 2 }, { 150, 3 }, { 390, 5 } }, 420, "12333|5" },
	{ "results every 20 s leave a gap at the first empty minute",
	    { { 20, 1 }, { 40, 1 }, { 60, 1 }, { 140, 2 }, { 160, 2 } }, 180, "1|2" },
	{ "a minute that is not over is not taken",
	    { { 30, 1 }, { 90, 2 } }, 119, "1" },
};

static void
results_become_rows(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct shelf	 sh = { 0 };
		char		 seen[64];

		print_message("# %s\n", stories[i].what);
		for (size_t k = 0; stories[i].results[k].at != 0; k++)
			assert_true(shelf_put(&sh, "x", T0 + stories[i].results[k].at,
			    stories[i].results[k].value));
		take_all(&sh, T0 + stories[i].until, seen, sizeof(seen));
		assert_string_equal(seen, stories[i].rows);
		shelf_done(&sh);
	}
}

static void
a_slow_cadence_is_held_until_three_are_missing(void **unused)
{
	struct shelf	 sh = { 0 };
	char		 seen[64];

	(void)unused;
	shelf_put(&sh, "cpu_pct", T0 + 10, 1);
	shelf_put(&sh, "cpu_pct", T0 + 310, 2);
	assert_int_equal(shelf_reach_s(&sh.metrics[0]), 900);
	take_all(&sh, T0 + 310 + 1800, seen, sizeof(seen));
	assert_string_equal(seen, "11111" "2");	/* silent: not repeated before something follows */
	shelf_put(&sh, "cpu_pct", T0 + 310 + 1500, 3);
	take_all(&sh, T0 + 310 + 1800, seen, sizeof(seen));
	assert_string_equal(seen, "22222222222222" "|3");	/* fourteen more, then a gap */
	shelf_done(&sh);
}

static void
what_was_taken_does_not_come_back(void **unused)
{
	struct shelf	 sh = { 0 };
	char		 seen[8];

	(void)unused;
	shelf_put(&sh, "x", T0 + 30, 1);
	take_all(&sh, T0 + 60, seen, sizeof(seen));
	assert_false(shelf_put(&sh, "x", T0 + 40, 9));
	assert_true(shelf_put(&sh, "x", T0 + 61, 9));
	assert_false(shelf_put(&sh, "Bad name", T0 + 70, 9));
	assert_false(shelf_put(&sh, "x", T0 + 70, NAN));
	assert_false(shelf_put(&sh, "x", T0 + 70, INFINITY));
	shelf_done(&sh);
}

static void
the_same_log_twice_gives_the_same_rows(void **unused)
{
	struct shelf	 sh = { 0 };
	char		 once[16], twice[16];

	(void)unused;
	for (int n = 0; n < 2; n++) {
		for (int k = 0; k < 4; k++)
			shelf_put(&sh, "x", T0 + 30 + 60 * k, k + 1);
		if (n == 0) {
			take_all(&sh, T0 + 120, once, sizeof(once));
			assert_string_equal(once, "12");
		}
	}
	take_all(&sh, T0 + 240, twice, sizeof(twice));
	assert_string_equal(twice, "34");
	shelf_done(&sh);
}

static void
minima_and_maxima_keep_their_meaning(void **unused)
{
	struct shelf	 sh = { 0 };
	double		 v[SHELF_METRICS];
	bool		 is_after_gap;

	(void)unused;
	for (int k = 0; k < 3; k++) {
		shelf_put(&sh, "rtt_min_ms", T0 + 10 * k + 1, 5 - k);
		shelf_put(&sh, "rtt_max_ms", T0 + 10 * k + 1, 5 + k);
		shelf_put(&sh, "uptime_s", T0 + 10 * k + 1, 100 * k);
	}
	shelf_take(&sh, T0 + 60, v, &is_after_gap);
	assert_int_equal((int)v[0], 3);
	assert_int_equal((int)v[1], 7);
	assert_int_equal((int)v[2], 200);
	shelf_done(&sh);
}

static void
a_result_without_a_value_repeats_nothing(void **unused)
{
	struct shelf		 sh = { 0 };
	struct msg_value	 whole[] = { { "rtt_ms", 5 }, { "loss_pct", 0 } };
	struct msg_value	 lost[] = { { "loss_pct", 100 } };
	char			 seen[8];

	(void)unused;
	assert_int_equal(shelf_put_result(&sh, T0 + 1, whole, 2), 2);
	assert_int_equal(shelf_put_result(&sh, T0 + 61, lost, 1), 1);
	assert_int_equal(shelf_put_result(&sh, T0 + 181, whole, 2), 2);
	take_all(&sh, T0 + 240, seen, sizeof(seen));
	assert_string_equal(seen, "5UU5");
	shelf_done(&sh);
}

static void
memory_is_bounded_when_nothing_takes(void **unused)
{
	struct shelf	 sh = { 0 };
	int64_t		 first, last;

	(void)unused;
	for (int k = 0; k < 500; k++)
		shelf_put(&sh, "x", T0 + 60 * k + 1, k);
	assert_int_equal(shelf_trim(&sh, 120), 380);
	assert_true(shelf_span(&sh, &first, &last));
	assert_int_equal(first, T0 + 60 * 381);
	assert_int_equal(last, T0 + 60 * 500);
	assert_int_equal(shelf_forget_after(&sh, last - 600), 10);
	assert_int_equal(sh.n_minutes, 110);
	shelf_done(&sh);
}

static void
a_metric_that_comes_later_has_a_column(void **unused)
{
	struct shelf	 sh = { 0 };
	double		 v[SHELF_METRICS];
	bool		 is_after_gap;

	(void)unused;
	shelf_put(&sh, "a", T0 + 1, 1);
	shelf_put(&sh, "b", T0 + 2, 2);
	shelf_put(&sh, "a", T0 + 3, 3);
	assert_int_equal(shelf_take(&sh, T0 + 60, v, &is_after_gap), T0 + 60);
	assert_int_equal((int)v[0], 2);
	assert_int_equal((int)v[1], 2);
	for (int i = 0; i < 100; i++) {
		char	 name[] = { 'm', (char)('a' + i / 26), (char)('a' + i % 26), '\0' };

		shelf_put(&sh, name, T0 + 70, 1);
	}
	assert_int_equal(sh.n_metrics, SHELF_METRICS);
	shelf_done(&sh);
}

/* The clock gate.  Each step: seconds that pass, and where the wall clock is ahead of the truth. */
static void
a_short_wrong_date_writes_nothing(void **unused)
{
	struct gate	 g = { 0 };
	int64_t		 boot = 1000, month = 30 * 86400;

	(void)unused;
	assert_int_equal(gate_tick(&g, T0, boot), GATE_SAME);
	assert_int_equal(gate_tick(&g, T0 + 1, boot + 1), GATE_SAME);
	assert_int_equal(gate_tick(&g, T0 + month, boot + 2), GATE_SHUTS);
	for (int i = 3; i < 600; i++) {
		assert_int_equal(gate_tick(&g, T0 + month + i, boot + i), GATE_SAME);
		assert_true(g.is_shut);
	}
	assert_int_equal(gate_tick(&g, T0 + 600, boot + 600), GATE_RETURNS);
	assert_false(g.is_shut);
	assert_int_equal(g.high_s, T0 + 600);
}

static void
a_step_that_lasts_is_believed(void **unused)
{
	struct gate		 g = { 0 };
	enum gate_change	 c = GATE_SAME;
	int			 i;

	(void)unused;
	gate_tick(&g, T0, 1000);
	assert_int_equal(gate_tick(&g, T0 - 3600, 1001), GATE_SHUTS);
	for (i = 1; i < 2000 && c == GATE_SAME; i++)
		c = gate_tick(&g, T0 - 3600 + i, 1001 + i);
	assert_int_equal(c, GATE_BELIEVES);
	assert_int_equal(i, 901);
	assert_int_equal(gate_tick(&g, T0, 1001 + 3600), GATE_SAME);
}

static void
a_clock_that_is_set_in_small_steps_is_followed(void **unused)
{
	struct gate	 g = { 0 };

	(void)unused;
	for (int i = 0; i < 100; i++)
		assert_int_equal(gate_tick(&g, T0 + i * 301, 1000 + i), GATE_SAME);
}

static void
a_dead_clock_at_the_start_is_not_believed(void **unused)
{
	struct gate	 g;

	(void)unused;
	gate_recall(&g, false, 0, T0);
	assert_int_equal(gate_tick(&g, 100, 50), GATE_SHUTS);
	for (int i = 0; i < 7200; i++)
		assert_int_equal(gate_tick(&g, 101 + i, 51 + i), GATE_SAME);
	assert_int_equal(gate_tick(&g, T0 + 7300, 7300), GATE_RETURNS);

	/* never seen anything: 1970 is still not believed */
	gate_recall(&g, false, 0, 0);
	assert_int_equal(gate_tick(&g, 100, 50), GATE_SHUTS);
}

static void
a_restart_in_the_middle_of_a_jump_remembers_the_clock(void **unused)
{
	struct gate	 g;

	(void)unused;
	gate_recall(&g, true, T0 - 1000, T0);
	assert_int_equal(gate_tick(&g, T0 + 86400, 1010), GATE_SHUTS);
	gate_recall(&g, true, 0, T0);	/* nothing was known of this boot */
	assert_int_equal(gate_tick(&g, T0 + 86400, 1010), GATE_SAME);
}

static void
names_say_units(void **unused)
{
	(void)unused;
	assert_string_equal(metric_unit("rtt_med_ms"), "ms");
	assert_string_equal(metric_unit("if_in_bps"), "bit/s");
	assert_string_equal(metric_unit("uptime_s"), "s");
	assert_string_equal(metric_unit("odd"), "");
	assert_true(metric_is_name("a"));
	assert_true(metric_is_name("abcdefghijklmnopqrs"));
	assert_false(metric_is_name("abcdefghijklmnopqrst"));
	assert_false(metric_is_name(""));
	assert_false(metric_is_name("a:b"));
	assert_false(metric_is_name("../x"));
	assert_ptr_equal(metric_intern("loss_pct"), metric_intern("loss_pct"));
	assert_null(metric_intern("A"));
}

/* What the probes say of their metrics and what the graphs say of them. */
static void
every_metric_of_a_probe_has_words_and_its_unit(void **unused)
{
	(void)unused;
	for (size_t i = 0; vg_probes[i] != NULL; i++)
		for (const char *p = vg_probes[i]->metrics; p != NULL && *p != '\0';) {
			char	 name[32], unit[16];
			int	 used = 0;

			assert_int_equal(sscanf(p, "%31[^:]:%15s%n", name, unit, &used), 2);
			print_message("# %s\n", name);
			assert_true(metric_is_name(name));
			assert_string_not_equal(metric_words(name), name);
			assert_string_equal(metric_unit(name), strcmp(unit, "1") == 0 ? "" : unit);
			p += used + (int)strspn(p + used, " ");
		}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(results_become_rows),
		cmocka_unit_test(a_slow_cadence_is_held_until_three_are_missing),
		cmocka_unit_test(what_was_taken_does_not_come_back),
		cmocka_unit_test(the_same_log_twice_gives_the_same_rows),
		cmocka_unit_test(minima_and_maxima_keep_their_meaning),
		cmocka_unit_test(a_result_without_a_value_repeats_nothing),
		cmocka_unit_test(memory_is_bounded_when_nothing_takes),
		cmocka_unit_test(a_metric_that_comes_later_has_a_column),
		cmocka_unit_test(a_short_wrong_date_writes_nothing),
		cmocka_unit_test(a_step_that_lasts_is_believed),
		cmocka_unit_test(a_clock_that_is_set_in_small_steps_is_followed),
		cmocka_unit_test(a_dead_clock_at_the_start_is_not_believed),
		cmocka_unit_test(a_restart_in_the_middle_of_a_jump_remembers_the_clock),
		cmocka_unit_test(names_say_units),
		cmocka_unit_test(every_metric_of_a_probe_has_words_and_its_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
