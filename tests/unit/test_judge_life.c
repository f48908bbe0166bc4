/* Unit tests of the judge: what an incident says of itself, and for how long it is remembered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/story.h"

#define DAY_S		INT64_C(86400)

static void
line_at(struct play *p, int64_t s, const char *line)
{
	play_line(p, STORY_ZERO_MS + s * SEC_MS, line);
}

/* From `from` to `to`, in seconds, the routers of these sites answer, those of `lost` do not. */
static void
pass(struct play *p, int64_t from, int64_t to, const char *sites, const char *lost)
{
	char	 line[32];

	for (int64_t t = from; t < to; t += 20)
		for (const char *s = sites; *s != '\0'; s++) {
			snprintf(line, sizeof(line), "%c/router/icmp %c", *s, strchr(lost, *s) != NULL ? 'x' : 'o');
			line_at(p, t, line);
		}
}

static struct play *
begin(struct play *p, const struct world *w)
{
	*p = (struct play){ 0 };
	play_begin(p, world_inventory(w), "incident");
	line_at(p, 0, "start");
	return p;
}

static const struct incident *
number(const struct play *p, uint32_t n)
{
	static struct judge_incident	 in;

	return judge_find_incident(p->judge, n, &in) ? in.incident : NULL;
}

/* Two of two and three of five: the limit is half of the points, and never one. */
static void
a_group_says_how_many_points_are_lost_and_how_many_are_enough(void **unused)
{
	static const struct { const char *sites, *lost; double n, limit; } cases[] = {
		{ "ab", "ab", 2, 2 }, { "abc", "ab", 2, 2 }, { "abcde", "bcd", 3, 3 }, { "abcdef", "abc", 3, 3 },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct buf		 text = { 0 };
		struct world		*w;
		struct play		 p;
		const struct incident	*in;

		buf_addf(&text, "group nra\n");
		for (const char *s = cases[i].sites; *s != '\0'; s++)
			buf_addf(&text, "site %c groups nra\n router icmp:20\n", *s);
		w = world_new(text.s);
		begin(&p, w);
		pass(&p, 1, 100, cases[i].sites, "");
		pass(&p, 101, 200, cases[i].sites, cases[i].lost);
		in = number(&p, (uint32_t)strlen(cases[i].lost) + 1);
		assert_non_null(in);
		assert_int_equal(in->kind, INCIDENT_GROUP);
		assert_string_equal(in->scope, "nra");
		assert_string_equal(in->why.name, "lost_sites");
		assert_true(in->why.value == cases[i].n && in->why.limit == cases[i].limit);
		assert_int_equal(in->n_sites, strlen(cases[i].lost));
		for (uint32_t k = 0; k < in->n_sites; k++)
			assert_int_equal(in->sites[k][0], cases[i].lost[k]);
		play_end(&p);
		world_free(w);
		buf_done(&text);
	}
}

/* x has told of a, b and c when top takes its place: all that were ever lost are its points, since the first was. */
static void
a_higher_group_takes_over_all_points(void **unused)
{
	struct world		*w = world_new("group top\ngroup x parent top\ngroup y parent top\n"
				    "site a groups x\n router icmp:20\nsite b groups x\n router icmp:20\n"
				    "site c groups x\n router icmp:20\nsite d groups y\n router icmp:20\n"
				    "site e groups y\n router icmp:20\n");
	struct play		 p;
	const struct incident	*in;

	(void)unused;
	begin(&p, w);
	pass(&p, 1, 100, "abcde", "");
	pass(&p, 101, 120, "abcde", "a");
	pass(&p, 121, 260, "abcde", "abc");
	pass(&p, 261, 320, "abcde", "bc");
	pass(&p, 321, 420, "abcde", "bcde");
	for (uint32_t n = 1; (in = number(&p, n)) != NULL; n++)
		if (strcmp(in->scope, "top") == 0)
			break;
	assert_non_null(in);
	assert_int_equal(in->opened.ms, STORY_ZERO_MS + 101 * SEC_MS);
	assert_int_equal(in->n_sites, 5);
	assert_int_equal(in->restored.ms, 0);
	play_end(&p);
	world_free(w);
}

/* One that begins in works says so; one after them does not.  Nothing of it is left unsaid, and each fact is its own. */
static void
an_incident_says_when_it_began_and_what_nobody_did_yet(void **unused)
{
	struct world	*w = world_new("site a\n router icmp:20\n");
	struct play	 p = { .keep_facts = true };
	char		 object[16];

	(void)unused;
	play_begin(&p, world_inventory(w), "incident");
	line_at(&p, 0, "start");
	line_at(&p, 1, "maintenance a 50 300");
	pass(&p, 2, 100, "a", "");
	pass(&p, 102, 400, "a", "a");
	pass(&p, 402, 500, "a", "");
	pass(&p, 502, 600, "a", "a");
	assert_true(number(&p, 1)->began_in_window);
	assert_false(number(&p, 2)->began_in_window);
	assert_string_equal(number(&p, 2)->ack_by, "");
	assert_string_equal(number(&p, 2)->ack_text, "");
	assert_string_equal(number(&p, 2)->ticket, "");
	for (size_t i = 0; i < p.n_facts; i++) {
		const struct fact	*fact = p.facts[i];

		if (fact->kind != FACT_INCIDENT)
			continue;
		snprintf(object, sizeof(object), "%u", fact->incident.incident->number);
		assert_string_equal(fact->object, object);
		assert_int_equal(fact->happened.ms, fact->incident.event.at.ms);
	}
	play_end(&p);
	world_free(w);
}

/* Whose an incident is, before anything else is known of it. */
static void
a_cause_says_whose_it_is(void **unused)
{
	static const struct { const char *world, *story; enum incident_kind kind; enum responsibility by; } cases[] = {
		{ "site a\n router icmp:20\n", "a/router/icmp x", INCIDENT_LINK, BY_UNKNOWN },
		{ "site a\n router icmp:20\n device ups icmp:20\n", "a/ups/icmp x", INCIDENT_DEVICE, BY_UNKNOWN },
		{ "site a\n router icmp:20\n visio icmp:20\n", "a/visio/icmp x", INCIDENT_VISIO, BY_SITE },
		{ "site a\n router icmp:20\n link dns:20\n", "a/link/dns x", INCIDENT_DNS, BY_OPERATOR },
		{ "site a\n router icmp:20\n pc p public icmp:20\n", "a/p/icmp x", INCIDENT_NO_PC, BY_SITE },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct world		*w = world_new(cases[i].world);
		struct play		 p;
		char			 good[64];

		begin(&p, w);
		snprintf(good, sizeof(good), "%.*s o", (int)strcspn(cases[i].story, " "), cases[i].story);
		for (int64_t t = 1; t < 2400; t += 20) {
			if (i > 0)
				line_at(&p, t, "a/router/icmp o");
			line_at(&p, t + 1, t < 100 ? good : cases[i].story);
		}
		assert_non_null(number(&p, 1));
		assert_int_equal(number(&p, 1)->kind, cases[i].kind);
		assert_int_equal(number(&p, 1)->responsibility, cases[i].by);
		play_end(&p);
		world_free(w);
	}
}

static void
what_has_no_place_is_ours(void **unused)
{
	struct world	*w = world_new("canaries 3\nsite a\n router icmp:20\n");
	struct play	 p;

	(void)unused;
	begin(&p, w);
	judge_vigie(p.judge, "disk_full", true, "95 %", (struct wall){ STORY_ZERO_MS + SEC_MS });
	for (int64_t t = 1; t < 400; t += 10)
		for (int i = 1; i <= 3; i++) {
			char	 line[32];

			snprintf(line, sizeof(line), "canary/%d %c", i, t < 100 ? 'o' : 'x');
			line_at(&p, t, line);
		}
	assert_int_equal(number(&p, 1)->kind, INCIDENT_VIGIE);
	assert_int_equal(number(&p, 1)->responsibility, BY_SIVU);
	assert_int_equal(number(&p, 2)->kind, INCIDENT_BLIND);
	assert_int_equal(number(&p, 2)->responsibility, BY_SIVU);
	assert_string_equal(number(&p, 2)->scope, "vigie");
	play_end(&p);
	world_free(w);
}

/* An outage of site s that begins at `from` and is over, and has been looked at for the last time, half an hour later. */
static void
outage(struct play *p, int64_t from, const char *s)
{
	pass(p, from, from + 40, "abc", "");
	pass(p, from + 40, from + 120, "abc", s);
	pass(p, from + 120, from + 2000, "abc", "");
}

/* What was restored is known for a month, what is closed too for a week, what is open for ever. */
static void
an_incident_is_remembered_for_a_month(void **unused)
{
	struct world	*w = world_new("site a\n router icmp:20\nsite b\n router icmp:20\nsite c\n router icmp:20\n"
			    " device ups icmp:60\n");
	struct play	 p;
	struct err	 err = { "" };

	(void)unused;
	begin(&p, w);
	for (int64_t t = 1; t < 200; t += 20) {
		line_at(&p, t, "c/router/icmp o");
		line_at(&p, t + 1, "c/ups/icmp x");
	}
	outage(&p, 1000, "a");
	outage(&p, 4000, "b");
	assert_true(judge_close(p.judge, 3, "jeanne", "digger", BY_OPERATOR,
	    (struct wall){ STORY_ZERO_MS + 7000 * SEC_MS }, &err));
	outage(&p, 7 * DAY_S, "a");
	assert_non_null(number(&p, 3));
	outage(&p, 7 * DAY_S + 7200, "b");
	assert_null(number(&p, 3));
	assert_non_null(number(&p, 2));
	outage(&p, 30 * DAY_S, "a");
	assert_non_null(number(&p, 2));
	outage(&p, 30 * DAY_S + 7200, "b");
	assert_null(number(&p, 2));
	assert_non_null(number(&p, 1));		/* open */
	for (uint32_t n = 4; n <= 7; n++) {
		assert_non_null(number(&p, n));
		assert_int_equal(number(&p, n)->number, n);
	}
	assert_null(number(&p, 0));
	assert_null(number(&p, 8));
	outage(&p, 60 * DAY_S, "a");
	assert_non_null(number(&p, 1));
	assert_null(number(&p, 5));
	assert_non_null(number(&p, 8));
	play_end(&p);
	world_free(w);
}

/* While it is down; what is up again says nothing of what it was. */
static void
a_state_says_which_check_decided_and_what_it_answered(void **unused)
{
	static const struct { enum state_word state; const char *text; } says[] = {
		{ STATE_UP, "" }, { STATE_DOWN, "silence" }, { STATE_UP, "" },
	};
	struct world	*w = world_new("site a\n router icmp:20\n");
	struct play	 p = { .keep_facts = true };
	size_t		 n = 0;

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_story(&p, "0 start\n0-100/20 a/router/icmp o\n100-200/20 a/router/icmp x silence\n"
	    "200-300/20 a/router/icmp o\n");
	for (size_t i = 0; i < p.n_facts; i++) {
		const struct fact	*f = p.facts[i];

		if (f->kind != FACT_STATE || strcmp(f->object, "a/router") != 0)
			continue;
		assert_true(n < N_ELEMENTS(says));
		assert_int_equal(f->state.state, says[n].state);
		assert_string_equal(f->state.check, "a/router/icmp");
		assert_string_equal(f->state.text, says[n++].text);
	}
	assert_int_equal(n, N_ELEMENTS(says));
	play_end(&p);
	world_free(w);
}

static void
a_blindness_is_waited_for_not_asked_about(void **unused)
{
	struct world	*w = world_new("canaries 1\nsite a\n router icmp:20\n");
	struct play	 p = { 0 };

	(void)unused;
	play_begin(&p, world_inventory(w), "");
	play_story(&p, "0 start\n0-50/10 canary/1 o\n0-50/20 a/router/icmp o\n50 canary/1 x\n"
	    "80 maintenance a 500 600\n");
	assert_int_equal(judge_tick(p.judge, (struct wall){ STORY_ZERO_MS + 90000 }).ms, STORY_ZERO_MS + 170000);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_group_says_how_many_points_are_lost_and_how_many_are_enough),
		cmocka_unit_test(a_higher_group_takes_over_all_points),
		cmocka_unit_test(an_incident_says_when_it_began_and_what_nobody_did_yet),
		cmocka_unit_test(a_cause_says_whose_it_is),
		cmocka_unit_test(what_has_no_place_is_ours),
		cmocka_unit_test(an_incident_is_remembered_for_a_month),
		cmocka_unit_test(a_state_says_which_check_decided_and_what_it_answered),
		cmocka_unit_test(a_blindness_is_waited_for_not_asked_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
