/* Unit tests of poller/marker.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "poller/marker.h"

/* A life of the poller that ends while `name` is under way ("" = while nothing is); strikes at the next start. */
static unsigned
die(struct marker *m, const char *name)
{
	char	 who[MARKER_NAME];
	unsigned n;

	marker_set(m, name);
	n = marker_begin(m, who);
	assert_int_equal(strncmp(who, name, MARKER_NAME - 1), 0);
	return n;
}

static void
the_fifth_death_sets_a_check_aside(void **unused)
{
	struct marker	 m = { 0 };

	(void)unused;
	for (unsigned i = 1; i <= MARKER_STRIKES; i++) {
		assert_false(marker_is_aside(&m, "boffres/router/tcp"));
		assert_int_equal(die(&m, "boffres/router/tcp"), i);
	}
	assert_true(marker_is_aside(&m, "boffres/router/tcp"));
	assert_false(marker_is_aside(&m, "boffres/router/tcp2"));
	assert_false(marker_is_aside(&m, "boffres/router"));
	assert_false(marker_is_aside(&m, ""));
	assert_int_equal(die(&m, "boffres/router/tcp"), MARKER_STRIKES);
	marker_forgive(&m, "boffres/router/tcp");
	assert_false(marker_is_aside(&m, "boffres/router/tcp"));
	assert_int_equal(die(&m, "boffres/router/tcp"), 1);
}

static void
a_death_while_nothing_was_under_way_is_nobodys(void **unused)
{
	struct marker	 m = { 0 };
	char		 who[MARKER_NAME];

	(void)unused;
	for (int i = 0; i < 10; i++) {
		marker_set(&m, "boffres/router/icmp");
		marker_clear(&m);
		assert_int_equal(marker_begin(&m, who), 0);
		assert_string_equal(who, "");
	}
	assert_false(marker_is_aside(&m, "boffres/router/icmp"));
}

static void
who_is_set_aside_stays_so_however_many_others_strike(void **unused)
{
	struct marker	 m = { 0 };
	char		 name[32];

	(void)unused;
	for (unsigned i = 0; i < MARKER_STRIKES; i++)
		die(&m, "bad");
	for (int i = 0; i < 10 * MARKER_ROOM; i++) {
		snprintf(name, sizeof(name), "check/%d", i);
		assert_int_equal(die(&m, name), 1);
	}
	assert_true(marker_is_aside(&m, "bad"));
	for (int k = 0; k < MARKER_ROOM; k++)		/* until there is no place left */
		for (unsigned i = 0; i < MARKER_STRIKES; i++) {
			snprintf(name, sizeof(name), "worse/%d", k);
			die(&m, name);
		}
	assert_true(marker_is_aside(&m, "bad"));
	assert_true(marker_is_aside(&m, "worse/0"));
	assert_int_equal(die(&m, "late"), 1);
	assert_int_equal(die(&m, "late"), 1);
	assert_false(marker_is_aside(&m, "late"));
}

static void
long_names_are_cut_and_still_found(void **unused)
{
	struct marker	 m = { 0 };
	char		 name[3 * MARKER_NAME];

	(void)unused;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	for (unsigned i = 1; i <= MARKER_STRIKES; i++)
		assert_int_equal(die(&m, name), i);
	assert_true(marker_is_aside(&m, name));
	marker_forgive(&m, name);
	assert_false(marker_is_aside(&m, name));
}

static void
what_a_dying_process_wrote_is_not_believed(void **unused)
{
	struct marker	 m;
	char		 who[MARKER_NAME];

	(void)unused;
	memset(&m, 'A', sizeof(m));
	assert_int_equal(marker_begin(&m, who), 1);
	assert_int_equal(strlen(who), MARKER_NAME - 1);
	assert_false(marker_is_aside(&m, who));
	memset(&m, 0xff, sizeof(m));
	m.name[0] = '\0';
	assert_int_equal(marker_begin(&m, who), 0);
	for (unsigned i = 0; i < MARKER_ROOM; i++)
		assert_string_equal(m.strikes[i].name, "");
}

int
main(void)
{
	static const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(the_fifth_death_sets_a_check_aside),
		cmocka_unit_test(a_death_while_nothing_was_under_way_is_nobodys),
		cmocka_unit_test(who_is_set_aside_stays_so_however_many_others_strike),
		cmocka_unit_test(long_names_are_cut_and_still_found),
		cmocka_unit_test(what_a_dying_process_wrote_is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
