/*
 * Unit tests of judge/availability.c: invented lines counted second by second, and the
 * figures where a second more or less makes the difference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "judge/availability.h"
#include "judge/spans.h"

static void
tell(void *tally, const struct stretch *s)
{
	tally_stretch(tally, s);
}

/*
 * Walked second by second: what a line was at each of SECONDS, without a word about spans.
 */
#define SECONDS	60

struct second { char is; enum responsibility by; uint32_t outage; };	/* 'u' up, 'd' down, '?', ' ' not required */

static void
mark(void *seconds, const struct stretch *s)
{
	struct second	*list = seconds;

	assert_true(s->from_s < s->to_s);
	for (int64_t t = s->from_s; t < s->to_s; t++) {
		assert_int_equal(list[t].is, ' ');
		list[t] = (struct second){ s->what == STRETCH_UP ? 'u' : s->what == STRETCH_DOWN ? 'd' : '?',
		    s->by, s->outage };
	}
}

static uint32_t
dice(uint32_t *seed, uint32_t sides)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % sides;
}

/* Invents required time and pieces, writes down what each second must be. */
static size_t
invent(uint32_t *seed, struct spans *required, struct piece pieces[static SECONDS], struct second *wanted)
{
	static const enum responsibility	 by[] = { BY_OPERATOR, BY_POWER };
	uint32_t				 outage = 0;
	size_t					 n = 0;
	bool					 was_down = false;

	for (int64_t t = 0; t < SECONDS; t++)
		wanted[t] = (struct second){ '?', BY_UNKNOWN, 0 };
	for (int64_t t = dice(seed, 10), to; t < SECONDS; t = to + (dice(seed, 2) == 0 ? 0 : dice(seed, 8))) {
		struct piece	*p = &pieces[n++];

		to = t + 1 + dice(seed, 9);
		*p = (struct piece){ t, to, dice(seed, 2) == 0, BY_UNKNOWN, true };
		p->by = p->is_down ? by[dice(seed, 2)] : BY_UNKNOWN;
		outage += p->is_down && !was_down;
		was_down = p->is_down;
		for (int64_t k = t; k < to && k < SECONDS; k++)
			wanted[k] = (struct second){ p->is_down ? 'd' : 'u', p->by, p->is_down ? outage : 0 };
	}
	for (int64_t t = 0, from; t < SECONDS; t = from) {
		from = t + 1 + dice(seed, 9);
		if (dice(seed, 3) != 0)
			spans_add(required, t, from < SECONDS ? from : SECONDS);
		else
			for (; t < from && t < SECONDS; t++)
				wanted[t].is = ' ';
	}
	spans_order(required);
	return n;
}

/* The figures by counting seconds. */
static void
check_figures(const struct second *list, const struct tally *t)
{
	uint32_t	 seen[SECONDS] = { 0 }, outages = 0, longest = 0;
	int64_t		 by[RESPONSIBILITY_N] = { 0 }, unknown = 0, down = 0;

	for (size_t i = 0; i < SECONDS; i++) {
		unknown += list[i].is == '?';
		if (list[i].is != 'd')
			continue;
		down++;
		by[list[i].by]++;
		outages += seen[list[i].outage]++ == 0;
		longest = seen[list[i].outage] > longest ? seen[list[i].outage] : longest;
	}
	assert_int_equal(t->unknown_s, unknown);
	assert_int_equal(t->down_s, down);
	assert_int_equal(t->outages, outages);
	assert_int_equal(t->longest_s, longest);
	for (size_t i = 0; i < RESPONSIBILITY_N; i++)
		assert_int_equal(t->by_s[i], by[i]);
}

static void
each_second_is_what_the_line_was_and_counts_once(void **unused)
{
	uint32_t	 seed = 1;

	(void)unused;
	for (int life = 0; life < 300; life++) {
		struct second	 wanted[SECONDS], is[SECONDS];
		struct piece	 pieces[SECONDS];
		struct spans	 required = { 0 };
		size_t		 n = invent(&seed, &required, pieces, wanted);
		struct walk_line marks = { .required = &required, .fn = mark, .arg = is };
		struct tally	 t = { 0 };
		struct walk_line tells = { .required = &required, .fn = tell, .arg = &t };

		for (size_t i = 0; i < SECONDS; i++)
			is[i] = (struct second){ ' ', BY_UNKNOWN, 0 };
		for (size_t i = 0; i < n; i++) {
			walk_line_piece(&marks, &pieces[i]);
			walk_line_piece(&tells, &pieces[i]);
		}
		walk_line_end(&marks);
		walk_line_end(&tells);
		for (size_t i = 0; i < SECONDS; i++) {
			assert_int_equal(is[i].is, wanted[i].is);
			if (is[i].is == 'd') {
				assert_int_equal(is[i].by, wanted[i].by);
				assert_int_equal(is[i].outage, wanted[i].outage);
			}
		}
		check_figures(wanted, &t);
		spans_done(&required);
	}
}

static void
a_line_of_which_nothing_is_known_is_not_measured(void **unused)
{
	struct spans		 required = { 0 };
	struct tally		 t = { .open_s = 30 };
	struct walk_line	 walk = { .required = &required, .fn = tell, .arg = &t };

	(void)unused;
	spans_add(&required, -50, -40);		/* before 1970 too */
	spans_add(&required, 10, 30);
	spans_order(&required);
	walk_line_end(&walk);
	assert_int_equal(t.unknown_s, 30);
	assert_int_equal(t.down_s, 0);
	spans_done(&required);
}

static const struct {
	const char	*what;
	int64_t		 open_s, maintenance_s, unknown_s, down_s;
	const char	*availability, *coverage, *min, *max, *note;
} notes[] = {
	{ "nothing required is no figure at all", 7200, 7200, 0, 0, "", "", "", "", "not_applicable" },
	{ "one second required and not measured", 1, 0, 1, 0, "", "0.00", "0.00", "100.00", "not_measured" },
	{ "one second measured is too short", 72000, 0, 71999, 0, "", "0.00", "0.00", "100.00", "too_short" },
	{ "and down", 72000, 0, 71999, 1, "", "0.00", "0.00", "99.99", "too_short" },
	{ "a second under ten hours is", 35999, 0, 0, 0, "", "100.00", "100.00", "100.00", "too_short" },
	{ "ten hours are a rate", 36000, 0, 0, 9000, "75.00", "100.00", "75.00", "75.00", NULL },
	{ "nine tenths measured are enough", 100000, 0, 10000, 0, "100.00", "90.00", "90.00", "100.00", NULL },
	{ "a second less is not", 100000, 0, 10001, 0, "100.00", "89.99", "89.99", "100.00", "insufficient" },
	{ "maintenance leaves the denominator", 100000, 20000, 10000, 7000,
	  "90.00", "87.50", "78.75", "91.25", "insufficient" },
	{ "a second down in a year does not round up", 10000000, 0, 0, 1, "99.99", "100.00", "99.99", "99.99", NULL },
	{ "always down is nought", 36000, 0, 0, 36000, "0.00", "100.00", "0.00", "0.00", NULL },
};

static void
percentages_come_with_what_to_think_of_them(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(notes); i++) {
		struct tally	 t = { .open_s = notes[i].open_s, .maintenance_s = notes[i].maintenance_s,
				    .unknown_s = notes[i].unknown_s, .down_s = notes[i].down_s };
		struct shares	 s;
		const char	*note;

		print_message("%s\n", notes[i].what);
		tally_shares(&t, &s);
		note = tally_note_word(s.note);
		assert_string_equal(note != NULL ? note : "", notes[i].note != NULL ? notes[i].note : "");
		assert_string_equal(s.availability, notes[i].availability);
		assert_string_equal(s.coverage, notes[i].coverage);
		assert_string_equal(s.min, notes[i].min);
		assert_string_equal(s.max, notes[i].max);
	}
}

static void
every_figure_is_summed_but_the_longest(void **unused)
{
	struct tally	 a = { 1000, 100, 10, 6, { 1, 2, 3 }, 2, 5, 40, 0, 0 };
	struct tally	 b = { 2000, 300, 20, 9, { 4, 0, 5 }, 3, 7, 50, 0, 0 };

	(void)unused;
	tally_add(&a, &b);
	assert_int_equal(a.open_s, 3000);
	assert_int_equal(a.maintenance_s, 400);
	assert_int_equal(a.unknown_s, 30);
	assert_int_equal(a.down_s, 15);
	assert_int_equal(a.by_s[0], 5);
	assert_int_equal(a.by_s[1], 2);
	assert_int_equal(a.by_s[2], 8);
	assert_int_equal(a.by_s[RESPONSIBILITY_N - 1], 0);
	assert_int_equal(a.outages, 5);
	assert_int_equal(a.longest_s, 7);
	assert_int_equal(a.declared_during_outage_s, 90);
	tally_add(&b, &(struct tally){ .longest_s = 6, .by_s = { [RESPONSIBILITY_N - 1] = 1 } });
	assert_int_equal(b.longest_s, 7);
	assert_int_equal(b.by_s[RESPONSIBILITY_N - 1], 1);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(each_second_is_what_the_line_was_and_counts_once),
		cmocka_unit_test(a_line_of_which_nothing_is_known_is_not_measured),
		cmocka_unit_test(percentages_come_with_what_to_think_of_them),
		cmocka_unit_test(every_figure_is_summed_but_the_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
