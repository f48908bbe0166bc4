/* Unit tests of engine/steady.c: the time of judgement never goes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "engine/steady.h"

#define T0	INT64_C(1772524800000)

static struct mono
at_mono(int64_t s)
{
	return (struct mono){ 1000 * SEC_US + s * SEC_US };
}

static struct wall
at_wall(int64_t s)
{
	return (struct wall){ T0 + s * SEC_MS };
}

static void
a_clock_that_behaves_is_followed(void **unused)
{
	struct steady	 s;

	(void)unused;
	steady_init(&s, at_mono(0), at_wall(0), (struct wall){ 0 });
	for (int64_t t = 1; t < 100; t++) {
		assert_int_equal(steady_turn(&s, at_mono(t), at_wall(t)), 0);
		assert_int_equal(s.now.ms, at_wall(t).ms);
	}
	assert_true(steady_is_trusted(&s));
}

static void
a_step_forward_is_followed_at_once_and_said(void **unused)
{
	struct steady	 s;

	(void)unused;
	steady_init(&s, at_mono(0), at_wall(0), (struct wall){ 0 });
	assert_int_equal(steady_turn(&s, at_mono(1), at_wall(3601)), 3600 * SEC_MS);
	assert_int_equal(s.now.ms, at_wall(3601).ms);
	assert_int_equal(steady_turn(&s, at_mono(2), at_wall(3603)), 0);	/* a second is noise */
}

static void
a_step_back_slows_time_until_the_clock_has_caught_up(void **unused)
{
	struct steady	 s;
	struct wall	 before;

	(void)unused;
	steady_init(&s, at_mono(0), at_wall(0), (struct wall){ 0 });
	before = s.now;
	for (int64_t t = 1; t <= 36010; t++) {
		assert_int_equal(steady_turn(&s, at_mono(t), at_wall(t - 3600)), 0);
		assert_true(s.now.ms > before.ms);
		assert_true(s.now.ms - before.ms <= SEC_MS);
		assert_true(steady_is_trusted(&s));
		before = s.now;
	}
	assert_int_equal(s.now.ms, at_wall(36010 - 3600).ms);
	assert_int_equal(s.ahead_ms, 0);
}

static void
a_dead_battery_is_not_trusted_until_the_clock_is_right(void **unused)
{
	struct steady	 s;

	(void)unused;
	steady_init(&s, at_mono(0), (struct wall){ 5000 }, at_wall(0));
	assert_int_equal(s.now.ms, T0 + 1);
	assert_false(steady_is_trusted(&s));
	steady_turn(&s, at_mono(60), (struct wall){ 65000 });
	assert_int_equal(s.now.ms, T0 + 1 + 60 * SEC_MS);
	assert_false(steady_is_trusted(&s));
	assert_true(steady_turn(&s, at_mono(61), at_wall(7200)) > 0);
	assert_true(steady_is_trusted(&s));
	assert_int_equal(s.now.ms, at_wall(7200).ms);
}

static void
a_stamp_keeps_its_age(void **unused)
{
	struct steady	 s;

	(void)unused;
	steady_init(&s, at_mono(0), at_wall(0), (struct wall){ 0 });
	steady_turn(&s, at_mono(10), at_wall(10 - 3600));	/* the clock stepped back */
	assert_int_equal(steady_of(&s, at_wall(10 - 3600), at_wall(8 - 3600)).ms,
	    s.now.ms - 2 * SEC_MS);
	/* stamped before the step: as of now, never in the future */
	assert_int_equal(steady_of(&s, at_wall(10 - 3600), at_wall(9)).ms, s.now.ms);
}

static void
small_turns_lose_no_time(void **unused)
{
	struct steady	 s;

	(void)unused;
	steady_init(&s, (struct mono){ 0 }, at_wall(0), at_wall(100 * 3600));
	for (int64_t us = 300; us <= 3 * SEC_US; us += 300)
		steady_turn(&s, (struct mono){ us }, at_wall(0));
	assert_true(s.now.ms >= at_wall(100 * 3600).ms + 2999);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_clock_that_behaves_is_followed),
		cmocka_unit_test(a_step_forward_is_followed_at_once_and_said),
		cmocka_unit_test(a_step_back_slows_time_until_the_clock_has_caught_up),
		cmocka_unit_test(a_dead_battery_is_not_trusted_until_the_clock_is_right),
		cmocka_unit_test(a_stamp_keeps_its_age),
		cmocka_unit_test(small_turns_lose_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
