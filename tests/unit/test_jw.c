/* Unit tests of engine/jw.c: what is written is what jansson reads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/mem.h"
#include "engine/jw.h"

static void
commas_stand_between_values_only(void **unused)
{
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	(void)unused;
	jw_open(&j, NULL);
	jw_int(&j, "a", -1);
	jw_open_list(&j, "b");
	jw_close_list(&j);
	jw_open_list(&j, "c");
	jw_int(&j, NULL, 1);
	jw_open(&j, NULL);
	jw_bool(&j, "d", true);
	jw_null(&j, "e");
	jw_close(&j);
	jw_int(&j, NULL, 2);
	jw_close_list(&j);
	jw_raw(&j, "f", "[]");
	jw_close(&j);
	assert_string_equal(out.s, "{\"a\":-1,\"b\":[],\"c\":[1,{\"d\":true,\"e\":null},2],\"f\":[]}");
	buf_done(&out);
}

static void
any_text_survives_and_bytes_that_are_none_do_no_harm(void **unused)
{
	static const struct { const char *in, *out; } stories[] = {
		{ "Étables", "Étables" },
		{ "a\"b\\c/d", "a\"b\\c/d" },
		{ "\x01\x1f\n\t", "\x01\x1f\n\t" },
		{ "</script><!-- \xe2\x80\xa8", "</script><!-- \xe2\x80\xa8" },
		{ "\xff\xfe", "\xef\xbf\xbd" },
		{ "", "" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct buf	 out = { 0 };
		struct jw	 j = jw_on(&out);
		json_t		*root;

		jw_open(&j, NULL);
		jw_str(&j, "s", stories[i].in);
		jw_close(&j);
		root = json_loads(out.s, 0, NULL);
		assert_non_null(root);
		assert_string_equal(json_string_value(json_object_get(root, "s")), stories[i].out);
		json_decref(root);
		buf_done(&out);
	}
}

static void
numbers_are_short_and_never_nan(void **unused)
{
	static const struct { double x; int decimals; const char *out; } stories[] = {
		{ 31.5, 2, "31.5" }, { 31.0, 2, "31" }, { 0.0, 3, "0" }, { -0.0001, 2, "0" },
		{ 100.0, 1, "100" }, { 100.0, 0, "100" }, { 8e6, 3, "8000000" },
		{ (double)NAN, 2, "null" }, { (double)INFINITY, 2, "null" }, { 1e300, 2, "null" },
		{ -3.126, 2, "-3.13" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct buf	 out = { 0 };
		struct jw	 j = jw_on(&out);

		jw_num(&j, NULL, stories[i].x, stories[i].decimals);
		assert_string_equal(out.s, stories[i].out);
		buf_done(&out);
	}
}

static void
a_time_that_is_not_known_is_null(void **unused)
{
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	(void)unused;
	jw_open_list(&j, NULL);
	jw_time(&j, NULL, (struct wall){ 0 });
	jw_time(&j, NULL, WALL_NEVER);
	jw_time(&j, NULL, (struct wall){ INT64_C(1772524800200) });
	jw_close_list(&j);
	assert_string_equal(out.s, "[null,null,\"2026-03-03T08:00:00Z\"]");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(commas_stand_between_values_only),
		cmocka_unit_test(any_text_survives_and_bytes_that_are_none_do_no_harm),
		cmocka_unit_test(numbers_are_short_and_never_nan),
		cmocka_unit_test(a_time_that_is_not_known_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
