/* Unit tests of base: times, text from the network, buffers, errors. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

static const struct {
	const char	*text;
	int64_t		 ms;
} times[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2026-03-03T10:30:00Z", INT64_C(1772533800000) },
	{ "2026-03-03T11:30:00+01:00", INT64_C(1772533800000) },
	{ "2026-03-03T10:30:00.250Z", INT64_C(1772533800250) },
	{ "2038-01-19T03:14:08Z", INT64_C(2147483648000) },
	{ "2028-02-29T00:00:00Z", INT64_C(1835395200000) },
};

static void
times_are_read_to_the_millisecond(void **unused)
{
	struct wall	 t;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(times); i++) {
		assert_true(wall_parse(times[i].text, &t));
		assert_int_equal(t.ms, times[i].ms);
	}
}

static void
times_that_do_not_exist_are_refused(void **unused)
{
	static const char *const	 bad[] = { "", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
	    "2026-03-03T24:00:00Z", "2026-03-03T10:30:00", "2026-03-03T10:30:00Zx",
	    "2026-3-03T10:30:00Z", "2026-03-03T10:30:00.Z", "2026-03-03T10:30:00+1:00" };
	struct wall			 t = { 42 };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(wall_parse(bad[i], &t));
	assert_int_equal(t.ms, 42);
}

static void
a_written_time_reads_back(void **unused)
{
	char		 text[WALL_TEXT_SIZE];
	struct wall	 t;

	(void)unused;
	assert_string_equal(wall_text((struct wall){ -1 }, text), "1969-12-31T23:59:59Z");
	for (int64_t ms = -5000000000; ms < INT64_C(4000000000000); ms += INT64_C(123456789123)) {
		assert_true(wall_parse(wall_text_ms((struct wall){ ms }, text), &t));
		assert_int_equal(t.ms, ms);
	}
}

static const struct {
	const char	*in, *out;
} texts[] = {
	{ "Alboussière", "Alboussière" },
	{ "a\nb\033[31m", "a?b?[31m" },
	{ "\xc0\xaf", "??" },			/* overlong slash */
	{ "\xed\xa0\x80", "???" },		/* a surrogate */
	{ "x\xe2\x80\xaey", "x?y" },		/* right-to-left override */
	{ "\xe2\x80\xa8", "?" },		/* line separator */
	{ "end\xc3", "end?" },
};

static void
text_from_the_network_is_made_harmless(void **unused)
{
	char	 out[64];

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		text_clean(out, sizeof(out), texts[i].in, strlen(texts[i].in));
		assert_string_equal(out, texts[i].out);
		assert_true(text_is_utf8(out, strlen(out)));
	}
}

static void
a_text_takes_the_columns_that_are_seen(void **unused)
{
	static const struct { const char *text; unsigned columns; } seen[] = {
		{ "", 0 }, { "abc", 3 }, { "\xc3\xa9t\xc3\xa9", 3 }, { "e\xcc\x81", 1 },
		{ "\xe4\xb8\xad\xe6\x96\x87", 4 }, { "\xff" "a", 2 }, { "\xe4\xb8", 2 },
	};

	(void)unused;
	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < N_ELEMENTS(seen); i++)
		assert_int_equal(text_width(seen[i].text, strlen(seen[i].text)), seen[i].columns);
	assert_int_equal(text_nbsp("\xe2\x80\xaf!"), 3);
	assert_int_equal(text_nbsp("\xc2\xa0"), 2);
	assert_int_equal(text_nbsp("\xc2\xa1"), 0);
}

static void
a_character_is_never_cut(void **unused)
{
	char	 out[4];

	(void)unused;
	assert_int_equal(text_clean(out, sizeof(out), "abé", 4), 2);
	assert_string_equal(out, "ab");
}

static void
buffers_grow_and_are_handed_over(void **unused)
{
	struct buf	 b = { 0 };
	char		*s;

	(void)unused;
	assert_string_equal(buf_str(&b), "");
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i % 10);
	assert_int_equal(b.len, 2000);
	s = buf_take(&b);
	assert_int_equal(strlen(s), 2000);
	assert_int_equal(b.len, 0);
	free(s);
	buf_done(&b);
}

static void
an_error_gets_its_context_in_front(void **unused)
{
	struct err	 err = { "" };

	(void)unused;
	assert_false(err_set(&err, "no such %s", "file"));
	assert_false(err_prefix(&err, "%s:%d", "vigie.conf", 3));
	assert_string_equal(err.text, "vigie.conf:3: no such file");
	assert_false(err_set(NULL, "nobody listens"));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(times_are_read_to_the_millisecond),
		cmocka_unit_test(times_that_do_not_exist_are_refused),
		cmocka_unit_test(a_written_time_reads_back),
		cmocka_unit_test(text_from_the_network_is_made_harmless),
		cmocka_unit_test(a_text_takes_the_columns_that_are_seen),
		cmocka_unit_test(a_character_is_never_cut),
		cmocka_unit_test(buffers_grow_and_are_handed_over),
		cmocka_unit_test(an_error_gets_its_context_in_front),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
