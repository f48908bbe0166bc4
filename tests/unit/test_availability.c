/*
 * Unit tests of judge/availability.c and, with it, of what is required: the worked examples of
 * the method, which others can recompute by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "judge/availability.h"
#include "model/calendar.h"
#include "paris.h"

#define H	3600

/* "2026-03-03 11:30" in Paris, as seconds. */
static int64_t
at(const char *local)
{
	return wall_sec(in_paris(local));
}

/* A maintenance (or another kind) as written: local times. */
struct announced { enum window_kind kind; const char *from, *to, *recorded, *cancelled; };
/* A time in which a line was down, or ('?') not measured; up else. */
struct said { char what; const char *from, *to; };

struct story {
	const char	*what, *hours, *from, *to;
	struct announced windows[3];
	struct said	 says[4];	/* by time */
	int64_t		 open_s, maintenance_s, unknown_s, down_s;
	const char	*availability, *coverage, *min, *max;	/* NULL = null */
	enum tally_note	 note;
	uint32_t	 outages;
	int64_t		 longest_s, declared_s;
};

static const struct story stories[] = {
	{ "V1, an ordinary week", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_MAINTENANCE, "2026-03-06 16:00", "2026-03-06 18:00", "2026-02-27 10:00", NULL } },
	  { { 'd', "2026-03-03 11:30", "2026-03-03 15:00" } },
	  97200, 3600, 0, 5400, "94.23", "100.00", "94.23", "94.23", NOTE_NONE, 1, 5400, 0 },
	{ "V2, a holiday, and vigie stopped", ALB, "2026-05-11", "2026-05-18", { { 0 } },
	  { { '?', "2026-05-13 08:00", "2026-05-13 10:30" }, { 'd', "2026-05-13 10:30", "2026-05-13 11:00" },
	    { 'd', "2026-05-14 08:00", "2026-05-14 18:00" } },
	  82800, 0, 5400, 1800, "97.67", "93.47", "91.30", "97.82", NOTE_NONE, 1, 1800, 0 },
	{ "V2, had the probe told what it saw", ALB, "2026-05-11", "2026-05-18", { { 0 } },
	  { { 'd', "2026-05-13 10:15", "2026-05-13 11:00" }, { 'd', "2026-05-14 08:00", "2026-05-14 18:00" } },
	  82800, 0, 0, 2700, "96.73", "100.00", "96.73", "96.73", NOTE_NONE, 1, 2700, 0 },
	{ "V3, a night of 23 hours", "24/7", "2026-03-29", "2026-03-30", { { 0 } },
	  { { 'd', "2026-03-29 01:30", "2026-03-29 03:30" } },
	  82800, 0, 0, 3600, "95.65", "100.00", "95.65", "95.65", NOTE_NONE, 1, 3600, 0 },
	{ "V4, a night of 25 hours", "24/7", "2026-10-25", "2026-10-26", { { 0 } },
	  { { 'd', "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z" } },
	  90000, 0, 0, 3600, "96.00", "100.00", "96.00", "96.00", NOTE_NONE, 1, 3600, 0 },
	{ "V5, before the clocks change an hour counts for nothing", ALB, "2026-03-24", "2026-03-25", { { 0 } },
	  { { 'd', "2026-03-24T07:00:00Z", "2026-03-24T08:00:00Z" } },
	  25200, 0, 0, 0, NULL, "100.00", "100.00", "100.00", NOTE_TOO_SHORT, 0, 0, 0 },
	{ "V5, and after they have changed it counts", ALB, "2026-03-31", "2026-04-01", { { 0 } },
	  { { 'd', "2026-03-31T07:00:00Z", "2026-03-31T08:00:00Z" } },
	  25200, 0, 0, 3600, NULL, "100.00", "85.71", "85.71", NOTE_TOO_SHORT, 1, 3600, 0 },
	{ "V6, open at night in March", "Su 01:00-05:00", "2026-03-29", "2026-03-30", { { 0 } }, { { 0 } },
	  10800, 0, 0, 0, NULL, "100.00", "100.00", "100.00", NOTE_TOO_SHORT, 0, 0, 0 },
	{ "V6, open at night in October", "Su 01:00-05:00", "2026-10-25", "2026-10-26", { { 0 } }, { { 0 } },
	  18000, 0, 0, 0, NULL, "100.00", "100.00", "100.00", NOTE_TOO_SHORT, 0, 0, 0 },
	{ "V6, open on any other night", "Su 01:00-05:00", "2026-04-12", "2026-04-13", { { 0 } }, { { 0 } },
	  14400, 0, 0, 0, NULL, "100.00", "100.00", "100.00", NOTE_TOO_SHORT, 0, 0, 0 },
	{ "V8, a second is not rounded away", ALB, "2026-03-02", "2026-03-09", { { 0 } },
	  { { 'd', "2026-03-03 11:30:00", "2026-03-03 11:30:01" } },
	  97200, 0, 0, 1, "99.99", "100.00", "99.99", "99.99", NOTE_NONE, 1, 1, 0 },
	{ "V8, what is not measured is not good", ALB, "2026-03-02", "2026-03-09", { { 0 } },
	  { { '?', "2026-03-04 09:00", "2026-03-04 10:30" } },
	  97200, 0, 5400, 0, "100.00", "94.44", "94.44", "100.00", NOTE_NONE, 0, 0, 0 },
	{ "V9, the first of three points", "Mo 09:00-12:00", "2017-11-20", "2017-11-21", { { 0 } },
	  { { 'd', "2017-11-20 07:00", "2017-11-20 11:45" } },
	  10800, 0, 0, 9900, NULL, "100.00", "8.33", "8.33", NOTE_TOO_SHORT, 1, 9900, 0 },
	{ "V9, the second", "Mo 14:00-18:00", "2017-11-20", "2017-11-21", { { 0 } },
	  { { 'd', "2017-11-20 07:00", "2017-11-20 11:45" } },
	  14400, 0, 0, 0, NULL, "100.00", "100.00", "100.00", NOTE_TOO_SHORT, 0, 0, 0 },
	{ "V9, the third", "Tu 09:00-12:00", "2017-11-20", "2017-11-21", { { 0 } },
	  { { 'd', "2017-11-20 07:00", "2017-11-20 11:45" } },
	  0, 0, 0, 0, NULL, NULL, NULL, NULL, NOTE_NOT_APPLICABLE, 0, 0, 0 },
	{ "V11, closed all week", ALB "; 2026 Aug 10-2026 Aug 16 off", "2026-08-10", "2026-08-17", { { 0 } },
	  { { 'd', "2026-08-11 09:00", "2026-08-11 18:00" } },
	  0, 0, 0, 0, NULL, NULL, NULL, NULL, NOTE_NOT_APPLICABLE, 0, 0, 0 },
	{ "V12, recorded when it had begun", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_MAINTENANCE, "2026-03-06 16:00", "2026-03-06 18:00", "2026-03-06 16:20", NULL } },
	  { { 'd', "2026-03-03 11:30", "2026-03-03 15:00" }, { 'd', "2026-03-06 16:00", "2026-03-06 17:00" } },
	  97200, 2400, 0, 6600, "93.03", "100.00", "93.03", "93.03", NOTE_NONE, 2, 5400, 2400 },
	{ "what overruns its end is no maintenance", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_MAINTENANCE, "2026-03-03 09:00", "2026-03-03 10:00", "2026-02-27 10:00", NULL } },
	  { { 'd', "2026-03-03 09:00", "2026-03-03 11:00" } },
	  97200, 3600, 0, 3600, "96.15", "100.00", "96.15", "96.15", NOTE_NONE, 1, 3600, 0 },
	{ "recorded when it was over it takes nothing off", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_MAINTENANCE, "2026-03-03 09:00", "2026-03-03 10:00", "2026-03-03 10:00", NULL } },
	  { { 'd', "2026-03-03 09:00", "2026-03-03 10:00" } },
	  97200, 0, 0, 3600, "96.29", "100.00", "96.29", "96.29", NOTE_NONE, 1, 3600, 0 },
	{ "announced in the outage, before its own start: taken off, and said", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_MAINTENANCE, "2026-03-03 10:00", "2026-03-03 12:00", "2026-03-03 09:30", NULL } },
	  { { 'd', "2026-03-03 09:00", "2026-03-03 15:00" } },
	  97200, 7200, 0, 7200, "92.00", "100.00", "92.00", "92.00", NOTE_NONE, 1, 7200, 7200 },
	{ "a cancelled one counts up to then", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_MAINTENANCE, "2026-03-03 09:00", "2026-03-03 12:00", "2026-02-27 10:00", "2026-03-03 10:00" } },
	  { { 0 } },
	  97200, 3600, 0, 0, "100.00", "100.00", "100.00", "100.00", NOTE_NONE, 0, 0, 0 },
	{ "a closure counts whenever it was recorded", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_CLOSURE, "2026-03-03 00:00", "2026-03-04 00:00", "2026-03-08 10:00", NULL } },
	  { { 'd', "2026-03-03 09:00", "2026-03-03 15:00" } },
	  72000, 0, 0, 0, "100.00", "100.00", "100.00", "100.00", NOTE_NONE, 0, 0, 0 },
	{ "an exceptional opening counts, over a closure too", ALB, "2026-03-02", "2026-03-09",
	  { { WINDOW_CLOSURE, "2026-03-03 00:00", "2026-03-04 00:00", "2026-03-01 10:00", NULL },
	    { WINDOW_OPENING, "2026-03-02 17:00", "2026-03-03 10:00", "2026-03-01 10:00", NULL } },
	  { { 0 } },
	  72000 + 17 * H, 0, 0, 0, "100.00", "100.00", "100.00", "100.00", NOTE_NONE, 0, 0, 0 },
	{ "down, not measured, down is one outage", ALB, "2026-03-02", "2026-03-09", { { 0 } },
	  { { 'd', "2026-03-03 09:00", "2026-03-03 09:30" }, { '?', "2026-03-03 09:30", "2026-03-03 10:00" },
	    { 'd', "2026-03-03 10:00", "2026-03-03 10:10" } },
	  97200, 0, 1800, 2400, "97.48", "98.14", "95.67", "97.53", NOTE_NONE, 1, 2400, 0 },
	{ "half of it not measured: a rate with its bounds, and a note", ALB, "2026-03-02", "2026-03-09", { { 0 } },
	  { { '?', "2026-03-02 00:00", "2026-03-05 00:00" } },
	  97200, 0, 50400, 0, "100.00", "48.14", "48.14", "100.00", NOTE_INSUFFICIENT, 0, 0, 0 },
	{ "nothing measured is neither 0 nor 100 %", ALB, "2026-03-02", "2026-03-09", { { 0 } },
	  { { '?', "2026-03-02 00:00", "2026-03-09 00:00" } },
	  97200, 0, 97200, 0, NULL, "0.00", "0.00", "100.00", NOTE_NOT_MEASURED, 0, 0, 0 },
};

static void
tell(void *tally, const struct stretch *s)
{
	tally_stretch(tally, s);
}

/* The line's pieces: up wherever nothing else is said. */
static size_t
pieces_of(const struct story *s, struct piece out[static 16])
{
	int64_t	 t = at(s->from) - 30 * 86400, end = at(s->to) + 30 * 86400;
	size_t	 n = 0;

	for (size_t i = 0; i < 4 && s->says[i].what != 0; i++) {
		int64_t	 from = at(s->says[i].from), to = at(s->says[i].to);

		if (t < from)
			out[n++] = (struct piece){ t, from, false, BY_UNKNOWN, true };
		if (s->says[i].what == 'd')
			out[n++] = (struct piece){ from, to, true, BY_OPERATOR, true };
		t = to;
	}
	out[n++] = (struct piece){ t, end, false, BY_UNKNOWN, true };
	return n;
}

static void
require(const struct story *s, struct calendar *hours, struct required *out)
{
	const struct hours_version	 version = { 0, hours };
	struct fact_window		 windows[3] = { { 0 } };
	const struct fact_window	*list[3];
	struct required_wish		 wish = { .zone = paris, .period = { at(s->from), at(s->to) },
					    .versions = &version, .n_versions = 1, .first_day = INT32_MIN,
					    .last_day = INT32_MAX, .windows = list };

	for (; wish.n_windows < 3 && s->windows[wish.n_windows].from != NULL; wish.n_windows++) {
		const struct announced	*a = &s->windows[wish.n_windows];
		struct fact_window	*w = &windows[wish.n_windows];

		*w = (struct fact_window){ .kind = a->kind, .from = { at(a->from) * 1000 },
		    .to = { at(a->to) * 1000 }, .recorded = { at(a->recorded) * 1000 },
		    .cancelled = { a->cancelled != NULL ? at(a->cancelled) * 1000 : 0 } };
		list[wish.n_windows] = w;
	}
	required_make(&wish, out);
}

static int64_t
declared(const struct required *r, const struct piece *pieces, size_t n)
{
	int64_t	 sum = 0;

	for (size_t i = 0; i < r->n_planned; i++)
		for (size_t k = 0; k < n; k++)
			if (pieces[k].is_down && r->planned[i].kind == WINDOW_MAINTENANCE &&
			    r->planned[i].recorded_s >= pieces[k].from_s &&
			    r->planned[i].recorded_s < pieces[k].to_s)
				sum += r->planned[i].seconds;
	return sum;
}

static void
check_share(const char *is, const char *wanted)
{
	assert_string_equal(is, wanted != NULL ? wanted : "");
}

static void
the_worked_examples_come_out_to_the_second(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		const struct story	*s = &stories[i];
		struct err		 err;
		struct calendar		*hours = calendar_parse(s->hours, "FR", &err);
		struct required		 r;
		struct tally		 t = { 0 };
		struct walk_line	 walk = { .required = &r.required, .fn = tell, .arg = &t };
		struct piece		 pieces[16];
		size_t			 n = pieces_of(s, pieces);
		struct shares		 shares;

		print_message("%s\n", s->what);
		assert_non_null(hours);
		require(s, hours, &r);
		t.open_s = spans_seconds(&r.open);
		t.maintenance_s = spans_seconds(&r.maintenance);
		for (size_t k = 0; k < n; k++)
			walk_line_piece(&walk, &pieces[k]);
		walk_line_end(&walk);
		tally_shares(&t, &shares);
		assert_int_equal(t.open_s, s->open_s);
		assert_int_equal(t.maintenance_s, s->maintenance_s);
		assert_int_equal(spans_seconds(&r.required), s->open_s - s->maintenance_s);
		assert_int_equal(t.unknown_s, s->unknown_s);
		assert_int_equal(t.down_s, s->down_s);
		assert_int_equal(t.by_s[BY_OPERATOR], s->down_s);
		assert_int_equal(t.outages, s->outages);
		assert_int_equal(t.longest_s, s->longest_s);
		assert_int_equal(declared(&r, pieces, n), s->declared_s);
		check_share(shares.availability, s->availability);
		check_share(shares.coverage, s->coverage);
		check_share(shares.min, s->min);
		check_share(shares.max, s->max);
		assert_int_equal(shares.note, s->note);
		required_done(&r);
		calendar_free(hours);
	}
}

/* V7 */
static void
several_points_are_summed_before_they_are_divided(void **unused)
{
	struct tally	 alb = { .open_s = 115 * H, .down_s = 2 * H, .outages = 1, .longest_s = 2 * H };
	struct tally	 fel = { .open_s = 48 * H, .down_s = 6 * H, .outages = 2, .longest_s = 4 * H };
	struct tally	 sum = { 0 };
	struct shares	 shares;

	(void)unused;
	tally_shares(&alb, &shares);
	assert_string_equal(shares.availability, "98.26");
	tally_shares(&fel, &shares);
	assert_string_equal(shares.availability, "87.50");
	tally_add(&sum, &alb);
	tally_add(&sum, &fel);
	tally_shares(&sum, &shares);
	assert_string_equal(shares.availability, "95.09");
	assert_int_equal(sum.outages, 3);
	assert_int_equal(sum.longest_s, 4 * H);
}

static void
every_figure_of_a_sum_is_summed_but_the_longest(void **unused)
{
	struct tally	 one = { .open_s = 100, .maintenance_s = 20, .unknown_s = 10, .down_s = 30,
			    .by_s = { 1, 2, 3, 4, 5, 15 }, .outages = 2, .longest_s = 25,
			    .declared_during_outage_s = 7 };
	struct tally	 other = { .open_s = 50, .maintenance_s = 5, .unknown_s = 4, .down_s = 6,
			    .by_s = { 6 }, .outages = 1, .longest_s = 6, .declared_during_outage_s = 2 };

	(void)unused;
	assert_int_equal(RESPONSIBILITY_N, 6);
	tally_add(&one, &other);
	assert_int_equal(one.open_s, 150);
	assert_int_equal(one.maintenance_s, 25);
	assert_int_equal(one.unknown_s, 14);
	assert_int_equal(one.down_s, 36);
	assert_int_equal(one.by_s[0], 7);
	assert_int_equal(one.by_s[5], 15);
	assert_int_equal(one.outages, 3);
	assert_int_equal(one.longest_s, 25);
	assert_int_equal(one.declared_during_outage_s, 9);
}

struct heard { struct stretch list[8]; size_t n; };

static void
hear(void *arg, const struct stretch *s)
{
	struct heard	*h = arg;

	assert_true(h->n < N_ELEMENTS(h->list));
	h->list[h->n++] = *s;
}

static void
check_stretch(const struct stretch *s, int64_t from_s, int64_t to_s, enum stretch_what what)
{
	assert_int_equal(s->from_s, from_s);
	assert_int_equal(s->to_s, to_s);
	assert_int_equal(s->what, what);
}

/* Two spans of required time; what nobody speaks of is unknown, what two speak of counts once. */
static void
each_second_is_said_once_and_silence_is_unknown(void **unused)
{
	struct span		 list[] = { { 100, 200 }, { 300, 400 } };
	struct spans		 required = { list, 2, 2 };
	struct heard		 h = { .n = 0 };
	struct walk_line	 w = { .required = &required, .fn = hear, .arg = &h };
	const struct piece	 pieces[] = { { 120, 180, false, BY_UNKNOWN, true },
				    { 150, 160, true, BY_OPERATOR, true }, { 170, 310, true, BY_OPERATOR, true } };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(pieces); i++)
		walk_line_piece(&w, &pieces[i]);
	walk_line_end(&w);
	assert_int_equal(h.n, 5);
	check_stretch(&h.list[0], 100, 120, STRETCH_UNKNOWN);
	check_stretch(&h.list[1], 120, 180, STRETCH_UP);
	check_stretch(&h.list[2], 180, 200, STRETCH_DOWN);
	check_stretch(&h.list[3], 300, 310, STRETCH_DOWN);
	check_stretch(&h.list[4], 310, 400, STRETCH_UNKNOWN);
}

static void
a_line_of_which_nothing_is_known_is_unknown(void **unused)
{
	struct span		 list[] = { { 100, 200 } };
	struct spans		 required = { list, 1, 1 };
	struct heard		 h = { .n = 0 };
	struct walk_line	 w = { .required = &required, .fn = hear, .arg = &h };

	(void)unused;
	walk_line_end(&w);
	assert_int_equal(h.n, 1);
	check_stretch(&h.list[0], 100, 200, STRETCH_UNKNOWN);
}

static void
a_figure_says_why_it_is_to_be_read_with_care(void **unused)
{
	static const struct { int64_t open_s, unknown_s; enum tally_note note; } figures[] = {
		{ 0, 0, NOTE_NOT_APPLICABLE }, { 100000, 100000, NOTE_NOT_MEASURED },
		{ 100000, 99999, NOTE_TOO_SHORT }, { 36000, 0, NOTE_NONE }, { 35999, 0, NOTE_TOO_SHORT },
		{ 100000, 10000, NOTE_NONE }, { 100000, 10001, NOTE_INSUFFICIENT },
		{ 100000, 64000, NOTE_INSUFFICIENT },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(figures); i++) {
		struct tally	 t = { .open_s = figures[i].open_s, .unknown_s = figures[i].unknown_s };
		struct shares	 shares;

		tally_shares(&t, &shares);
		assert_int_equal(shares.note, figures[i].note);
	}
}

/* V10 */
static void
a_restoration_is_timed_in_working_hours_too(void **unused)
{
	struct err	 err;
	struct calendar	*sivu = calendar_parse("Mo-Fr 08:30-12:00,13:30-17:30; PH off", "FR", &err);
	int64_t		 down = at("2026-05-07 16:30"), up = at("2026-05-11 09:15");

	(void)unused;
	assert_non_null(sivu);
	assert_int_equal(up - down, 319500);
	assert_int_equal(calendar_open_ms(sivu, paris, (struct wall){ down * 1000 },
	    (struct wall){ up * 1000 }), 6300 * 1000);
	calendar_free(sivu);
}

static int64_t
year_of(const char *text)
{
	struct story	 s = { .from = "2026-01-01", .to = "2027-01-01" };
	struct err	 err;
	struct calendar	*hours = calendar_parse(text, "FR", &err);
	struct required	 r;
	int64_t		 open;

	assert_non_null(hours);
	require(&s, hours, &r);
	open = spans_seconds(&r.open);
	required_done(&r);
	calendar_free(hours);
	return open;
}

static void
a_year_with_its_holidays_is_what_it_always_was(void **unused)
{
	struct tally	 t = { .down_s = 4 * H };
	struct shares	 shares;

	(void)unused;
	t.open_s = year_of(ALB);
	assert_int_equal(t.open_s, 1365 * H);
	tally_shares(&t, &shares);
	assert_string_equal(shares.availability, "99.70");
	t.open_s = year_of(FEL);
	assert_int_equal(t.open_s, 604 * H);
	tally_shares(&t, &shares);
	assert_string_equal(shares.availability, "99.33");
}

static void
both_weeks_of_the_clocks_have_their_27_hours(void **unused)
{
	static const char *const	 weeks[][2] = { { "2026-03-23", "2026-03-30" }, { "2026-10-19", "2026-10-26" } };
	struct err			 err;
	struct calendar			*hours = calendar_parse(ALB, "FR", &err);

	(void)unused;
	for (size_t i = 0; i < 2; i++) {
		struct story	 s = { .from = weeks[i][0], .to = weeks[i][1] };
		struct required	 r;

		require(&s, hours, &r);
		assert_int_equal(spans_seconds(&r.open), 97200);
		required_done(&r);
	}
	calendar_free(hours);
}

static void
a_change_of_hours_leaves_the_past_alone(void **unused)
{
	struct err		 err;
	struct calendar		*before = calendar_parse("Mo-Fr 09:00-12:00", "", &err);
	struct calendar		*after = calendar_parse("Mo-Fr 09:00-10:00", "", &err);
	struct hours_version	 versions[] = { { at("2026-03-04 00:00"), before },
				    { at("2026-03-12 00:00"), after }, { at("2026-03-18 00:00"), NULL } };
	struct required_wish	 wish = { .zone = paris, .period = { at("2026-03-02"), at("2026-03-30") },
				    .versions = versions, .n_versions = 3, .first_day = INT32_MIN,
				    .last_day = INT32_MAX };
	struct required		 r;

	(void)unused;
	required_make(&wish, &r);
	/* 2 to 11 March as before (the first version holds before it too), 12 to 17 as after, then gone */
	assert_int_equal(spans_seconds(&r.open), 8 * 3 * H + 4 * 1 * H);
	assert_int_equal(r.life.to_s, at("2026-03-18 00:00"));
	required_done(&r);
	wish.first_day = civil_day(2026, 3, 10);
	wish.last_day = civil_day(2026, 3, 12);
	required_make(&wish, &r);
	assert_int_equal(spans_seconds(&r.open), 2 * 3 * H + 1 * H);
	assert_int_equal(r.life.from_s, at("2026-03-10"));
	assert_int_equal(r.life.to_s, at("2026-03-13"));
	required_done(&r);
	calendar_free(before);
	calendar_free(after);
}

static void
a_weekly_maintenance_is_one_a_week_and_never_before_it_was_recorded(void **unused)
{
	struct err			 err;
	struct calendar			*hours = calendar_parse("24/7", "", &err);
	const struct hours_version	 version = { 0, hours };
	/* Sundays at 02:30 for an hour: on 29 March half past two does not exist */
	struct fact_window		 w = { .kind = WINDOW_MAINTENANCE, .from = { at("2026-03-15 02:30") * 1000 },
					    .to = { at("2026-03-15 03:30") * 1000 }, .weekdays = 1u << 6,
					    .recorded = { at("2026-03-20 10:00") * 1000 } };
	const struct fact_window	*list[] = { &w };
	struct required_wish		 wish = { .zone = paris, .period = { at("2026-03-01"), at("2026-04-06") },
					    .versions = &version, .n_versions = 1, .first_day = INT32_MIN,
					    .last_day = INT32_MAX, .windows = list, .n_windows = 1 };
	struct required			 r;

	(void)unused;
	required_make(&wish, &r);
	assert_int_equal(r.n_planned, 3);
	assert_int_equal(r.planned[0].from_s, at("2026-03-22 02:30"));
	assert_int_equal(r.planned[0].seconds, H);
	assert_int_equal(r.planned[1].from_s, at("2026-03-29T01:00:00Z"));
	assert_int_equal(r.planned[1].seconds, H / 2);
	assert_int_equal(r.planned[2].seconds, H);
	required_done(&r);
	calendar_free(hours);
}

static void
a_target_is_reached_by_integers(void **unused)
{
	struct tally	 t = { .open_s = 100000 };

	(void)unused;
	t.down_s = 2000;
	assert_true(tally_meets(&t, 9800));
	t.down_s = 2001;
	assert_false(tally_meets(&t, 9800));
	t = (struct tally){ .open_s = 100000, .unknown_s = 50000, .down_s = 1000 };
	assert_true(tally_meets(&t, 9800));	/* of what was measured */
	t.down_s = 1001;
	assert_false(tally_meets(&t, 9800));
	t.unknown_s = 64001;
	assert_false(tally_has_rate(&t));	/* a second less than ten hours was measured */
	t.unknown_s = 64000;
	assert_true(tally_has_rate(&t));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(the_worked_examples_come_out_to_the_second),
		cmocka_unit_test(several_points_are_summed_before_they_are_divided),
		cmocka_unit_test(every_figure_of_a_sum_is_summed_but_the_longest),
		cmocka_unit_test(each_second_is_said_once_and_silence_is_unknown),
		cmocka_unit_test(a_line_of_which_nothing_is_known_is_unknown),
		cmocka_unit_test(a_figure_says_why_it_is_to_be_read_with_care),
		cmocka_unit_test(a_restoration_is_timed_in_working_hours_too),
		cmocka_unit_test(a_year_with_its_holidays_is_what_it_always_was),
		cmocka_unit_test(both_weeks_of_the_clocks_have_their_27_hours),
		cmocka_unit_test(a_change_of_hours_leaves_the_past_alone),
		cmocka_unit_test(a_weekly_maintenance_is_one_a_week_and_never_before_it_was_recorded),
		cmocka_unit_test(a_target_is_reached_by_integers),
	};

	return cmocka_run_group_tests(tests, load_paris, drop_paris);
}
