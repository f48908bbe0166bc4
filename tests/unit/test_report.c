/* Unit tests of report/period.c and report/line.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/civil.h"
#include "model/zone.h"
#include "report/line.h"
#include "report/period.h"

/* NULL first: refused, with these words. */
static const struct {
	const char	*text, *first, *last, *label, *before, *after;
} periods[] = {
	{ "2026-03", "2026-03-01", "2026-03-31", "2026-03", "2026-02", "2026-04" },
	{ "2024-02", "2024-02-01", "2024-02-29", "2024-02", "2024-01", "2024-03" },
	{ "2026-W10", "2026-03-02", "2026-03-08", "2026-W10", "2026-W09", "2026-W11" },
	{ "2026-w53", "2026-12-28", "2027-01-03", "2026-W53", "2026-W52", "2027-W01" },
	{ "2026-Q1", "2026-01-01", "2026-03-31", "2026-Q1", "2025-Q4", "2026-Q2" },
	{ "2026-q4", "2026-10-01", "2026-12-31", "2026-Q4", "2026-Q3", "2027-Q1" },
	{ "2026", "2026-01-01", "2026-12-31", "2026", "2025", "2027" },
	{ "2026-03-02..2026-03-08", "2026-03-02", "2026-03-08", "2026-03-02..2026-03-08",
	  "2026-02-23..2026-03-01", "2026-03-09..2026-03-15" },
	{ "2026-03-29..2026-03-29", "2026-03-29", "2026-03-29", "2026-03-29..2026-03-29",
	  "2026-03-28..2026-03-28", "2026-03-30..2026-03-30" },
	{ "", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "march", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "26-03", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "2026-3", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "2026-03-", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "2026-03 ", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "2026-13", NULL, "no month 13", NULL, NULL, NULL },
	{ "2026-00", NULL, "no month 0", NULL, NULL, NULL },
	{ "2025-W53", NULL, "no week 53", NULL, NULL, NULL },
	{ "2026-Q5", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "2026-Q", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "1850", NULL, "out of reach", NULL, NULL, NULL },
	{ "2026-03-02..2026-03-01", NULL, "before it begins", NULL, NULL, NULL },
	{ "2026-02-29..2026-03-01", NULL, "does not exist", NULL, NULL, NULL },
	{ "2026-03-02..", NULL, "2026-W10 (a week)", NULL, NULL, NULL },
	{ "2000-01-01..2026-01-01", NULL, "too long", NULL, NULL, NULL },
};

static void
a_period_is_written_in_five_shapes(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(periods); i++) {
		struct period	 p, other;
		struct err	 err = { "" };
		char		 text[CIVIL_TEXT_SIZE];
		bool		 is_good = period_parse(periods[i].text, &p, &err);

		print_message("%s\n", periods[i].text);
		assert_int_equal(is_good, periods[i].first != NULL);
		if (!is_good) {
			assert_non_null(strstr(err.text, periods[i].last));
			continue;
		}
		assert_string_equal(civil_text(p.first_day, text), periods[i].first);
		assert_string_equal(civil_text(p.last_day, text), periods[i].last);
		assert_string_equal(p.label, periods[i].label);
		other = period_before(&p);
		assert_string_equal(other.label, periods[i].before);
		other = period_after(&p);
		assert_string_equal(other.label, periods[i].after);
	}
}

static void
march_in_paris_is_743_hours_long(void **unused)
{
	struct err	 err;
	struct zone	*paris = zone_load("Europe/Paris", &err);
	struct period	 p;
	struct interval	 bounds;

	(void)unused;
	assert_non_null(paris);
	assert_true(period_parse("2026-03", &p, &err));
	bounds = period_bounds(&p, paris);
	assert_int_equal(wall_sub(bounds.to, bounds.from), 743 * HOUR_MS);
	assert_true(period_parse("2026-10", &p, &err));
	bounds = period_bounds(&p, paris);
	assert_int_equal(wall_sub(bounds.to, bounds.from), 745 * HOUR_MS);
	zone_free(paris);
}

/* A line told row by row: i = imported, o = vigie's own, x = all that vigie said ends; u, d, ? = up, down, unknown. */
static const struct {
	const char	*what, *rows, *pieces;
} lives[] = {
	{ "nothing said is nothing known", "", "" },
	{ "what was imported holds on", "i10u", "u10-" },
	{ "until the next", "i10u i20d i30u", "u10-20 d20-30 u30-" },
	{ "unknown is a gap", "i10u i20? i30d", "u10-20 d30-" },
	{ "and until vigie's own first word", "i10u i20d o40u", "u10-20 d20-40 u40-" },
	{ "also where that speaks of an earlier time", "i10u i20d o40u o35d", "u10-20 d20-35 d35-" },
	{ "the last before the period is enough", "i-50d i-20u i10d", "u-20-10 d10-" },
	{ "a later import may bring earlier rows", "i10u i50d i20d i30u", "u10-20 d20-30 u30-50 d50-" },
	{ "of the same instant the last holds", "i10u i20u i20d", "u10-20 d20-" },
	{ "a later word holds from its time on", "o10u o40? o30d", "u10-30 d30-" },
	{ "over the start of the period, too", "o-10u o20? o-5d", "d-5-" },
	{ "the same again changes nothing", "o10u o20u o30d", "u10-30 d30-" },
	{ "a stop ends what vigie said", "o10u x30 o50u", "u10-30 u50-" },
	{ "but not what was imported", "i10u x30", "u10-" },
	{ "a sign of life from before its first word ends nothing", "o10u x5", "u10-" },
	{ "after the period one change is kept", "o10u o150d o170u o190d", "u10-150 d150-" },
	{ "which a later word may still move into it", "o10u o150d o170u o90d", "u10-90 d90-" },
};

static void
say_piece(void *arg, const struct piece *p)
{
	char	*out = arg, piece[64];
	char	 end[24] = "";

	if (p->to_s != INT64_MAX)
		snprintf(end, sizeof(end), "%d", (int)p->to_s - 1000);
	snprintf(piece, sizeof(piece), "%s%c%d-%s", *out != '\0' ? " " : "", p->is_down ? 'd' : 'u',
	    (int)p->from_s - 1000, end);
	strlcat(out, piece, 512);
}

static void
a_line_is_told_by_two_hands(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(lives); i++) {
		struct line	 line;
		char		 rows[128], said[512] = "", *at = rows, *row;

		print_message("%s\n", lives[i].what);
		line_init(&line, (struct span){ 1000, 1100 });
		strlcpy(rows, lives[i].rows, sizeof(rows));
		while ((row = strsep(&at, " ")) != NULL && *row != '\0') {
			char		 last = row[strlen(row) - 1];
			enum line_state	 state = last == 'u' ? LINE_UP : last == 'd' ? LINE_DOWN : LINE_UNKNOWN;
			int		 t = 0;

			assert_int_equal(sscanf(row + 1, "%d", &t), 1);
			if (row[0] == 'i')
				line_import(&line, 1000 + t, state, BY_OPERATOR);
			else if (row[0] == 'o')
				line_own(&line, 1000 + t, state);
			else
				line_lost(&line, 1000 + t);
		}
		line_pieces(&line, say_piece, said);
		assert_string_equal(said, lives[i].pieces);
		line_done(&line);
	}
}

static void
many_changes_come_back_as_they_went_in(void **unused)
{
	struct line	 line;
	char		 said[512] = "";

	(void)unused;
	line_init(&line, (struct span){ 1000, 2000000 });
	for (int i = 0; i < 100000; i++)
		line_own(&line, 1010 + i, i % 2 == 0 ? LINE_UP : LINE_DOWN);
	line_own(&line, 1012, LINE_DOWN);	/* takes all but the first two back */
	line_pieces(&line, say_piece, said);
	assert_string_equal(said, "u10-11 d11-");
	line_done(&line);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_period_is_written_in_five_shapes),
		cmocka_unit_test(march_in_paris_is_743_hours_long),
		cmocka_unit_test(a_line_is_told_by_two_hands),
		cmocka_unit_test(many_changes_come_back_as_they_went_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
