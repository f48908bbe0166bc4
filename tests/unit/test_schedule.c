/* Unit tests of poller/schedule.c and poller/wheel.c: when a check runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "poller/index.h"
#include "poller/schedule.h"

#define MINUTE_US	(60 * SEC_US)

static const struct schedule_rule	 rule = { .interval_us = MINUTE_US, .fall = 3, .rise = 2 };

/* o = success, x = failure, e = an error of ours; q = comes back after a third, . = at its next place. */
static const struct {
	const char	*what, *results, *returns;
} stories[] = {
	{ "a first answer settles it",			"oo",		".."		},
	{ "a failure is repeated until it is confirmed", "oxxxx",	".qq.."		},
	{ "or well again, by two answers in a row",	"oxoo",		".qq."		},
	{ "one answer is not well again",		"oxoxoo",	".qqqq."	},
	{ "what is down and answers comes back quickly", "xxxoo",	"qq.q."		},
	{ "and is confirmed down anew",			"xxxoxxx",	"qq.qqq."	},
	{ "an error of ours is neither",		"oexexx",	"..qqq."	},
};

static void
failures_are_repeated_at_a_third_until_settled(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct schedule		 s;
		struct schedule_item	 item = { .hash = 0x80000000 };
		struct mono		 now = { 1000 * MINUTE_US };
		char			 seen[16] = "";

		schedule_init(&s, now);
		schedule_add(&s, &item, &rule, now);
		for (size_t k = 0; stories[i].results[k] != '\0'; k++) {
			char		 c = stories[i].results[k];
			int64_t		 due_us;

			now = schedule_next(&s);
			while (schedule_pop(&s, now) == NULL)
				now.us = schedule_next(&s).us;
			due_us = item.at.due.us;
			now.us += 1000;
			schedule_result(&s, &item, &rule, c == 'o' ? SCHEDULE_OK :
			    c == 'x' ? SCHEDULE_FAIL : SCHEDULE_NEITHER, now);
			seen[k] = item.is_quick ? 'q' : '.';
			if (item.is_quick)
				assert_int_equal(item.at.due.us - due_us, MINUTE_US / 3);
			else		/* the grid of half a minute past */
				assert_int_equal(item.at.due.us % MINUTE_US, MINUTE_US / 2);
		}
		print_message("# %s\n", stories[i].what);
		assert_string_equal(seen, stories[i].returns);
		schedule_done(&s);
	}
}

static uint32_t
hash_of(unsigned i)
{
	return index_mix(i);
}

/* How many of 6,000 checks each second of a minute has. */
static void
fill(struct schedule *s, struct schedule_item *items, unsigned n, struct mono now)
{
	schedule_init(s, now);
	for (unsigned i = 0; i < n; i++) {
		items[i] = (struct schedule_item){ .hash = hash_of(i) };
		schedule_add(s, &items[i], &rule, now);
	}
}

static void
phases_spread_checks_evenly(void **unused)
{
	static struct schedule_item	 items[6000];
	struct schedule			 s;
	struct mono			 now = { 12345 * SEC_US };
	unsigned			 most = 0, total = 0;

	(void)unused;
	fill(&s, items, 6000, now);
	for (int second = 0; second < 60; second++) {
		unsigned	 n = 0;

		now.us += SEC_US;
		while (schedule_pop(&s, now) != NULL)
			n++;
		most = n > most ? n : most;
		total += n;
	}
	assert_int_equal(total, 6000);
	assert_in_range(most, 100, 160);
	schedule_done(&s);
}

static void
a_restart_finds_the_same_places(void **unused)
{
	struct schedule		 a, b;
	struct schedule_item	 x = { .hash = 0x12345678 }, y = { .hash = 0x12345678 };

	(void)unused;
	schedule_init(&a, (struct mono){ 100 * SEC_US });
	schedule_add(&a, &x, &rule, (struct mono){ 100 * SEC_US });
	schedule_init(&b, (struct mono){ 517 * SEC_US });
	schedule_add(&b, &y, &rule, (struct mono){ 517 * SEC_US });
	assert_int_equal(x.at.due.us % MINUTE_US, y.at.due.us % MINUTE_US);
	schedule_done(&a);
	schedule_done(&b);
}

static void
after_minutes_of_sleep_nothing_bursts(void **unused)
{
	static struct schedule_item	 items[6000];
	struct schedule			 s;
	struct schedule_item		*item;
	struct mono			 now = { 12345 * SEC_US };
	unsigned			 at_once = 0, most = 0;

	(void)unused;
	fill(&s, items, 6000, now);
	now.us += 7 * MINUTE_US;
	while ((item = schedule_pop(&s, now)) != NULL) {
		if (schedule_is_late(item, now))
			schedule_skip(&s, item, &rule, now);
		else
			at_once++;
	}
	assert_in_range(at_once, 0, 300);
	for (int second = 0; second < 60; second++) {
		unsigned	 n = 0;

		now.us += SEC_US;
		while ((item = schedule_pop(&s, now)) != NULL)
			n++;
		most = n > most ? n : most;
	}
	assert_in_range(most, 90, 160);
	assert_in_range(s.n_skipped, 5700, 6000);
	schedule_done(&s);
}

static void
a_run_as_long_as_its_interval_does_not_lose_the_next_place(void **unused)
{
	struct schedule			 s;
	struct schedule_item		 item = { .hash = 0 };
	const struct schedule_rule	 quick = { .interval_us = 10 * SEC_US, .fall = 1, .rise = 1 };
	struct mono			 now = { 100 * SEC_US + 1 };
	int64_t				 due_us;

	(void)unused;
	schedule_init(&s, now);
	schedule_add(&s, &item, &quick, now);
	now.us = 110 * SEC_US;
	assert_ptr_equal(schedule_pop(&s, now), &item);
	due_us = item.at.due.us;
	now.us += 10 * SEC_US + 3000;
	schedule_result(&s, &item, &quick, SCHEDULE_FAIL, now);
	assert_in_range(item.at.due.us - due_us, 10 * SEC_US, 10 * SEC_US + 3000);
	schedule_done(&s);
}

static void
a_reload_moves_only_what_has_another_interval(void **unused)
{
	struct schedule			 s;
	struct schedule_item		 item = { .hash = 0x40000000, .n_bad = 2, .is_quick = true };
	const struct schedule_rule	 other = { .interval_us = 20 * SEC_US, .fall = 3, .rise = 2 };
	struct mono			 now = { 1000 * SEC_US }, due;

	(void)unused;
	schedule_init(&s, now);
	schedule_add(&s, &item, &rule, now);
	due = item.at.due;
	schedule_move(&s, &item, &rule, &rule, now);
	assert_int_equal(item.at.due.us, due.us);
	schedule_move(&s, &item, &rule, &other, now);
	assert_int_equal(item.at.due.us % (20 * SEC_US), 5 * SEC_US);
	assert_int_equal(item.n_bad, 2);
	schedule_done(&s);
}

/* Against the obvious way: a scan of all. */
static void
a_wheel_gives_what_is_due_and_nothing_else(void **unused)
{
	static struct wheel_item	 items[500];
	static bool			 is_in[500];
	struct wheel			 w;
	struct mono			 now = { 5000000 };
	struct wheel_item		*item;

	(void)unused;
	srandom(1);
	wheel_init(&w, 64, 1000, now);
	memset(items, 0, sizeof(items));
	for (int step = 0; step < 20000; step++) {
		unsigned	 i = (unsigned)random() % 500;

		if (random() % 3 == 0) {
			wheel_remove(&items[i]);
			is_in[i] = false;
		} else {
			wheel_add(&w, &items[i], (struct mono){ now.us + random() % 300000 - 1000 });
			is_in[i] = true;
		}
		now.us += random() % (step % 1000 == 0 ? 400000 : 500);
		while ((item = wheel_pop(&w, now)) != NULL) {
			assert_true(is_in[item - items]);
			assert_true(item->due.us <= now.us);
			is_in[item - items] = false;
		}
		for (i = 0; i < 500; i++) {
			assert_int_equal(is_in[i], wheel_has(&items[i]));
			if (is_in[i]) {
				assert_true(items[i].due.us > now.us);
				assert_true(wheel_next(&w).us <= items[i].due.us);
			}
		}
	}
	wheel_done(&w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(failures_are_repeated_at_a_third_until_settled),
		cmocka_unit_test(phases_spread_checks_evenly),
		cmocka_unit_test(a_restart_finds_the_same_places),
		cmocka_unit_test(after_minutes_of_sleep_nothing_bursts),
		cmocka_unit_test(a_run_as_long_as_its_interval_does_not_lose_the_next_place),
		cmocka_unit_test(a_reload_moves_only_what_has_another_interval),
		cmocka_unit_test(a_wheel_gives_what_is_due_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
