/* Unit tests of daemon/cli: what a terminal shows, and what a mistyped word means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/status.h"
#include "model/field.h"

static void
widths_are_what_is_seen(void **unused)
{
	static const struct { const char *text; unsigned width; } all[] = {
		{ "", 0 }, { "abc", 3 }, { "é", 1 }, { "■ En panne", 10 }, { "\033[1;31mx\033[0m", 1 },
		{ "e\xcc\x81", 1 }, { "日本", 4 }, { "\xff", 1 }, { "\033[", 0 },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		assert_int_equal(say_width(all[i].text), all[i].width);
}

static void
a_cut_keeps_whole_characters_and_ends_colours(void **unused)
{
	static const struct { const char *text; unsigned width; const char *cut; } all[] = {
		{ "abcdef", 3, "abc" }, { "éèà", 2, "éè" }, { "日本", 3, "日" }, { "ab", 9, "ab" },
		{ "\033[31mabc\033[0m", 2, "\033[31mab\033[0m" },
	};
	struct buf	 out = { 0 };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		buf_clear(&out);
		say_cut(&out, all[i].text, all[i].width);
		assert_string_equal(buf_str(&out), all[i].cut);
	}
	buf_done(&out);
}

static void
columns_align_by_what_is_seen(void **unused)
{
	struct table	 t = { .n_columns = 3 };
	struct buf	 out = { 0 };

	(void)unused;
	table_adds(&t, "é");
	table_adds(&t, "");
	table_adds(&t, "one");
	table_adds(&t, "abc");
	table_adds(&t, "");
	table_adds(&t, "");
	table_show(&t, &out, "> ", 0);
	assert_string_equal(buf_str(&out), "> é    one\n> abc\n");
	assert_int_equal(t.n_cells, 0);
	buf_done(&out);
}

static void
text_from_elsewhere_moves_no_cursor(void **unused)
{
	struct buf	 out = { 0 };

	(void)unused;
	say_text(&out, "a\033[2Jb\nc\xe2\x80\xae");
	assert_string_equal(buf_str(&out), "a?[2Jb?c?");
	buf_done(&out);
}

static void
the_nearest_command_is_named(void **unused)
{
	static const struct command	 table[] = { { .name = "status" }, { .name = "incidents" },
	    { .name = "incident" }, { .name = "top" } };
	static const struct { const char *word; size_t at; } all[] = {
		{ "stauts", 0 }, { "stat", 0 }, { "incidnet", 2 }, { "incidentss", 1 }, { "tpo", 3 },
		{ "xyzzy", 4 }, { "t", 3 },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		assert_int_equal(command_nearest(table, N_ELEMENTS(table), all[i].word), all[i].at);
}

static void
members_that_are_not_there_are_empty(void **unused)
{
	json_t	*json = json_pack("{s:{s:s}, s:i, s:b}", "link", "state", "down", "n", 7, "yes", 1);

	(void)unused;
	assert_string_equal(field_str(json, "link.state"), "down");
	assert_string_equal(field_str(json, "link.none"), "");
	assert_string_equal(field_str(json, "none.none.none"), "");
	assert_string_equal(field_str(json, "n"), "");
	assert_string_equal(field_str(NULL, "x.y"), "");
	assert_int_equal(field_num(json, "n"), 7);
	assert_true(field_true(json, "yes"));
	assert_int_equal(field_time(json, "n").ms, 0);
	json_decref(json);
}

static void
figures_are_written_as_the_language_wants(void **unused)
{
	struct buf	 out = { 0 };

	(void)unused;
	lang_set("fr");
	say_figure(&out, 31.52, 1);
	buf_addc(&out, ' ');
	lang_set("en");
	say_figure(&out, 31.52, 1);
	assert_string_equal(buf_str(&out), "31,5 31.5");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(widths_are_what_is_seen),
		cmocka_unit_test(a_cut_keeps_whole_characters_and_ends_colours),
		cmocka_unit_test(columns_align_by_what_is_seen),
		cmocka_unit_test(text_from_elsewhere_moves_no_cursor),
		cmocka_unit_test(the_nearest_command_is_named),
		cmocka_unit_test(members_that_are_not_there_are_empty),
		cmocka_unit_test(figures_are_written_as_the_language_wants),
	};

	lang_init(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
