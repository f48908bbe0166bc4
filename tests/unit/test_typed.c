/* Unit tests of model/typed.c: what a person types about a window, both nights of the clocks included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/typed.h"

static struct zone	*paris;

static const struct { const char *what, *from, *to, *weekly, *is_from, *is_to, *says; } good[] = {
	{ "local times", "2026-03-06 16:00", "2026-03-06 18:00", "", "2026-03-06T15:00:00Z",
	    "2026-03-06T17:00:00Z", "" },
	{ "the same hours in summer", "2026-07-06 16:00", "2026-07-06 18:00", NULL, "2026-07-06T14:00:00Z",
	    "2026-07-06T16:00:00Z", "" },
	{ "RFC 3339", "2026-03-06T15:00:00Z", "2026-03-06T18:00:00+01:00", "", "2026-03-06T15:00:00Z",
	    "2026-03-06T17:00:00Z", "" },
	{ "a start that does not exist", "2026-03-29 02:30", "2026-03-29 05:00", "",
	    "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z",
	    "2026-03-29 02:30 does not exist, clocks go forward then: taken for 2026-03-29 03:00\n" },
	{ "an end that does not exist", "2026-03-29 01:00", "2026-03-29 02:30", "",
	    "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z",
	    "2026-03-29 02:30 does not exist, clocks go forward then: taken for 2026-03-29 03:00\n" },
	{ "a time that comes twice", "2026-10-25 02:30", "2026-10-25 02:45", "",
	    "2026-10-25T00:30:00Z", "2026-10-25T01:45:00Z",
	    "2026-10-25 02:30 comes twice, clocks go back then: taken for the first, CEST\n"
	    "2026-10-25 02:45 comes twice, clocks go back then: taken for the second, CET\n" },
	{ "a whole night of October", "2026-10-25 00:00", "2026-10-26 00:00", "", "2026-10-24T22:00:00Z",
	    "2026-10-25T23:00:00Z", "" },
	{ "dates alone", "2026-08-10", "2026-08-17", "", "2026-08-09T22:00:00Z", "2026-08-16T22:00:00Z",
	    "2026-08-10 without a time: taken for its start, 2026-08-10 00:00\n"
	    "2026-08-17 without a time: taken for its start, 2026-08-17 00:00\n" },
	{ "every Tuesday and Friday", "2026-03-03 07:00", "2026-03-03 08:00", "Fr,Tu",
	    "2026-03-03T06:00:00Z", "2026-03-03T07:00:00Z", "" },
};

static const struct { const char *what, *from, *to, *weekly, *says; } bad[] = {
	{ "an end before the start", "2026-03-06 18:00", "2026-03-06 16:00", "",
	    "it would end (2026-03-06 16:00) before it starts (2026-03-06 18:00)" },
	{ "an end at the start", "2026-03-06 18:00", "2026-03-06 18:00", "",
	    "it would end when it starts, 2026-03-06 18:00" },
	{ "nothing but a time that does not exist", "2026-03-29 02:00", "2026-03-29 03:00", "",
	    "it would end when it starts, 2026-03-29 03:00" },
	{ "a day that does not exist", "2026-02-30 08:00", "2026-03-01 08:00", "", "is no time" },
	{ "a word", "tomorrow", "2026-03-01 08:00", "", "\"tomorrow\" is no time" },
	{ "no end", "2026-03-01 08:00", "", "", "\"\" is no time" },
	{ "25 o'clock", "2026-03-01 25:00", "2026-03-02 08:00", "", "is no time" },
	{ "a day of another language", "2026-03-03 07:00", "2026-03-03 08:00", "Ma", "\"Ma\" is no day" },
	{ "days without a comma", "2026-03-03 07:00", "2026-03-03 08:00", "MoTu", "\"MoTu\" is no day" },
	{ "a fortnight every week", "2026-03-03 07:00", "2026-03-17 07:00", "Tu", "at most a week" },
};

static void
windows_are_what_was_typed_and_say_how_it_was_taken(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(good); i++) {
		struct typed_window	 in = { .kind = WINDOW_CLOSURE, .scope = "x", .from = good[i].from,
					    .to = good[i].to, .weekly = good[i].weekly };
		struct fact_window	 w;
		struct buf		 taken = { 0 };
		struct err		 err = { "" };
		char			 from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE];

		if (!typed_window(paris, &in, &w, &taken, &err))
			fail_msg("%s: %s", good[i].what, err.text);
		assert_string_equal(wall_text(w.from, from), good[i].is_from);
		assert_string_equal(wall_text(w.to, to), good[i].is_to);
		assert_string_equal(buf_str(&taken), good[i].says);
		assert_string_equal(w.text, "");
		buf_done(&taken);
	}
}

static void
what_cannot_be_a_window_is_refused_with_a_sentence(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct typed_window	 in = { .scope = "x", .from = bad[i].from, .to = bad[i].to,
					    .weekly = bad[i].weekly };
		struct fact_window	 w;
		struct err		 err = { "" };

		if (typed_window(paris, &in, &w, NULL, &err) || strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s: \"%s\"", bad[i].what, err.text);
	}
}

static void
weekdays_read_back(void **unused)
{
	struct buf	 out = { 0 };
	unsigned	 days;

	(void)unused;
	assert_true(typed_weekdays("Su,Mo,Th", &days, NULL));
	assert_int_equal(days, 1 | 8 | 64);
	typed_weekdays_text(&out, days);
	assert_string_equal(buf_str(&out), "Mo,Th,Su");
	buf_done(&out);
}

static int
load(void **unused)
{
	(void)unused;
	return (paris = zone_load("Europe/Paris", NULL)) == NULL;
}

static int
unload(void **unused)
{
	(void)unused;
	zone_free(paris);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(windows_are_what_was_typed_and_say_how_it_was_taken),
		cmocka_unit_test(what_cannot_be_a_window_is_refused_with_a_sentence),
		cmocka_unit_test(weekdays_read_back),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
