/*
 * truth_count.c - see truth.h: the report on the run's days against the world's own count.
 *
 * Of each point with a router, and of each of its days: opening time and works to the
 * second; down at least what was seen from a poll on, at most what was down and a poll
 * for each end; unknown at least what vigie was away, at most what could disturb it.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "model/conf.h"
#include "model/zone.h"
#include "report/report.h"
#include "tests/sim/fail.h"
#include "tests/sim/hours.h"
#include "tests/sim/town.h"
#include "tests/sim/truth_inside.h"
#include "tests/sim/vigie.h"

#define CONF_FILE	"/proc/self/cwd/conf/vigie.conf"	/* as run.c has it */
#define ROUND_S		2

/* Times by their order, none touching the next. */
struct times { struct { int64_t from_us, to_us; } *of; size_t n, room; };

static void
add(struct times *t, int64_t from_us, int64_t to_us)
{
	size_t	 i = t->n, k;

	if (from_us >= to_us)
		return;
	while (i > 0 && t->of[i - 1].to_us >= from_us)
		i--;
	for (k = i; k < t->n && t->of[k].from_us <= to_us; k++) {
		from_us = t->of[k].from_us < from_us ? t->of[k].from_us : from_us;
		to_us = t->of[k].to_us > to_us ? t->of[k].to_us : to_us;
	}
	if (k == i)
		t->of = grow(t->of, t->n, &t->room, sizeof(*t->of));
	memmove(t->of + i + 1, t->of + k, (t->n - k) * sizeof(*t->of));
	t->n = t->n - (k - i) + 1;
	t->of[i].from_us = from_us;
	t->of[i].to_us = to_us;
}

/* What of from..to is in none of `cut`, as far as it is so long; it counts from `late` on. */
static void
add_pieces(struct times *out, int64_t from_us, int64_t to_us, const struct times *cut, int64_t long_us,
    int64_t late_us)
{
	for (size_t i = 0; i <= cut->n; i++) {
		int64_t	 end_us = i < cut->n && cut->of[i].from_us < to_us ? cut->of[i].from_us : to_us;

		if (end_us - from_us >= long_us)
			add(out, from_us + late_us, end_us);
		if (i < cut->n && cut->of[i].to_us > from_us)
			from_us = cut->of[i].to_us;
	}
}

/* Seconds of it between from and to in which the point had to work. */
static int64_t
required_s(uint32_t point, const struct times *t, int64_t from_us, int64_t to_us)
{
	int64_t	 sum_ms = 0;

	for (size_t i = 0; i < t->n; i++) {
		int64_t	 a = t->of[i].from_us > from_us ? t->of[i].from_us : from_us;
		int64_t	 b = t->of[i].to_us < to_us ? t->of[i].to_us : to_us;

		if (a < b)
			sum_ms += hours_open_ms(point, loop_true_at(a).ms, loop_true_at(b).ms, HOURS_COUNTED);
	}
	return sum_ms / 1000;
}

struct count {			/* of a point */
	uint32_t	 point;
	struct times	 away, unseen;		/* of all points: for sure, at most */
	struct times	 silent;		/* its router does not answer: what is behind it is not looked at */
	struct times	 down, down_most;	/* its link: for sure, at most */
	struct times	 bad, bad_most;		/* the same of what was promised */
};

static void
free_times(struct times *t)
{
	free(t->of);
	*t = (struct times){ 0 };
}

static void
look_at_link(struct count *c)
{
	int64_t			 poll_us = (int64_t)town.icmp_s * SEC_US;
	const struct span	*s = truth_span(SPAN_LINK, c->point, INT64_MIN, INT64_MAX), *next;

	for (; s != NULL; s = next) {
		bool	 is_glitched = truth_is_glitched(c->point, s->from_us - 3 * poll_us, s->to_us == INT64_MAX ?
			    INT64_MAX : s->to_us + 3 * poll_us);
		int64_t	 to_us = s->to_us == INT64_MAX ? loop_now_us() :
			    s->to_us + poll_us + ROUND_US + TIMEOUT_US + (is_glitched ? 3 * poll_us : 0);

		next = truth_next(s, INT64_MIN, INT64_MAX);
		/* it has to answer twice before it is up in between */
		if (next != NULL && next->from_us < s->to_us + 5 * poll_us / 2)
			to_us = next->from_us;
		add(&c->down_most, s->from_us - ROUND_US - (is_glitched ? 2 * poll_us : 0), to_us);
		add_pieces(&c->down, s->from_us, s->to_us == INT64_MAX ? loop_now_us() : s->to_us, &c->unseen,
		    truth_fall_us(poll_us), poll_us + ROUND_US + TIMEOUT_US);
	}
}

/* Names that do not resolve, or no PC. */
static void
look_behind(struct count *c, enum span_kind kind)
{
	int64_t			 poll_us = (int64_t)town.pc_s * SEC_US, late_us = poll_us * 5 / 2 + ROUND_US + TIMEOUT_US;
	const struct span	*s = truth_span(kind, c->point, INT64_MIN, INT64_MAX);

	for (; s != NULL; s = truth_next(s, INT64_MIN, INT64_MAX)) {
		int64_t	 to_us = s->to_us == INT64_MAX ? loop_now_us() : s->to_us;

		add(&c->bad_most, s->from_us - late_us, to_us + late_us);
		add_pieces(&c->bad, s->from_us, to_us, &c->silent, 2 * late_us + (int64_t)town.icmp_s * SEC_US,
		    late_us);
	}
}

/* What a failed poll or two of a PC may add; it says what a fault of PCs may cost. */
static int64_t
slack_s(uint32_t point)
{
	int64_t	 n = 1;

	for (size_t i = 0; i < weather_n(); i++) {
		const struct fault	*f = weather_fault(i);

		n += f->target == point && (f->kind == FAULT_PC || f->kind == FAULT_ALL_PCS || f->kind == FAULT_GLITCH);
	}
	return n * 3 * town.pc_s;
}

static void
look_at_point(struct count *c)
{
	int64_t	 margin_us = (int64_t)(town.pc_s + town.icmp_s) * 5 / 2 * SEC_US;

	look_at_link(c);
	for (size_t i = 0; i < c->unseen.n; i++)
		add(&c->silent, c->unseen.of[i].from_us - margin_us, c->unseen.of[i].to_us + margin_us);
	for (const struct span *s = truth_span(SPAN_PATH, c->point, INT64_MIN, INT64_MAX); s != NULL;
	    s = truth_next(s, INT64_MIN, INT64_MAX))
		add(&c->silent, s->from_us - margin_us, s->to_us == INT64_MAX ? INT64_MAX : s->to_us + margin_us);
	for (size_t i = 0; i < c->down.n; i++)
		add(&c->bad, c->down.of[i].from_us, c->down.of[i].to_us);
	for (size_t i = 0; i < c->down_most.n; i++)
		add(&c->bad_most, c->down_most.of[i].from_us, c->down_most.of[i].to_us);
	look_behind(c, SPAN_DNS);
	look_behind(c, SPAN_PCS);
}

static void
within(const struct count *c, const char *what, int64_t at_us, int64_t is, int64_t least, int64_t most)
{
	truth_checked();
	if (is < least || is > most)
		fail("truth", "%s: the report says %lld s %s from %lld on, and it was %lld to %lld",
		    town.points[c->point].id, (long long)is, what, (long long)loop_true_at(at_us).ms,
		    (long long)least, (long long)most);
}

static int64_t
number(const json_t *of, const char *name)
{
	return json_integer_value(json_object_get(of, name));
}

/* [open, maintenance, unknown, down] of a day. */
static void
check_day(struct count *c, const json_t *day, int64_t from_us, int64_t to_us)
{
	int64_t	 from_ms = loop_true_at(from_us).ms, to_ms = loop_true_at(to_us).ms, open_ms = 0, works_ms = 0;
	int64_t	 of[4];

	for (unsigned i = 0; i < 4; i++)
		of[i] = json_integer_value(json_array_get(day, i));
	for (int64_t t_ms = from_ms; t_ms < to_ms;) {
		struct hours_at	 at = hours_at(c->point, t_ms, HOURS_COUNTED);
		int64_t		 until_ms = at.until_ms < to_ms ? at.until_ms : to_ms;

		open_ms += at.is_open ? until_ms - t_ms : 0;
		works_ms += at.is_open && at.in_works ? until_ms - t_ms : 0;
		t_ms = until_ms;
	}
	within(c, "open", from_us, of[0], open_ms / 1000 - ROUND_S, open_ms / 1000 + ROUND_S);
	within(c, "of works", from_us, of[1], works_ms / 1000 - ROUND_S, works_ms / 1000 + ROUND_S);
	within(c, "unknown", from_us, of[2], required_s(c->point, &c->away, from_us, to_us) - ROUND_S,
	    required_s(c->point, &c->unseen, from_us, to_us) + ROUND_S);
	if (truth_span(SPAN_ROUTER, c->point, from_us - 3600 * SEC_US, to_us) == NULL)
		within(c, "down", from_us, of[3], required_s(c->point, &c->down, from_us, to_us) - ROUND_S,
		    required_s(c->point, &c->down_most, from_us, to_us) + ROUND_S);
}

static void
check_lines(struct count *c, const json_t *site, int64_t from_us, int64_t to_us)
{
	static const char *const	 names[] = { "open_s", "maintenance_s", "unknown_s", "down_s" };
	const json_t			*lines = json_object_get(site, "lines"), *day;
	const json_t			*link = json_object_get(lines, "link");
	size_t				 i;

	for (unsigned k = 0; k < 4; k++) {
		int64_t	 sum = 0;

		json_array_foreach(json_object_get(site, "days"), i, day)
			sum += json_integer_value(json_array_get(day, k));
		within(c, names[k], from_us, number(link, names[k]), sum, sum);
	}
	if (truth_span(SPAN_ROUTER, c->point, from_us - 3600 * SEC_US, to_us) == NULL)
		within(c, "not as promised", from_us, number(json_object_get(lines, "convention"), "down_s"),
		    required_s(c->point, &c->bad, from_us, to_us) - ROUND_S,
		    required_s(c->point, &c->bad_most, from_us, to_us) + slack_s(c->point));
}

static void
check_site(struct count *c, const json_t *site, const struct period *p, int64_t until_us)
{
	const json_t	*day;
	size_t		 i;
	int64_t		 first_us = loop_us_of(zone_day_start(hours_zone(), p->first_day));

	look_at_point(c);
	json_array_foreach(json_object_get(site, "days"), i, day) {
		int64_t	 from_us = loop_us_of(zone_day_start(hours_zone(), p->first_day + (int32_t)i));
		int64_t	 to_us = loop_us_of(zone_day_start(hours_zone(), p->first_day + (int32_t)i + 1));

		if (from_us < until_us)
			check_day(c, day, from_us, to_us < until_us ? to_us : until_us);
	}
	check_lines(c, site, first_us, until_us);
}

/* When vigie was away, and when it may have seen less; before it ran it saw nothing. */
static void
look_at_vigie(struct count *c)
{
	int64_t	 from_us, to_us, begun_us = truth_begun_us();
	int64_t	 pad_us = (int64_t)(town.icmp_s * 5 / 2 + town.canary_s * 3) * SEC_US;

	add(&c->away, begun_us - 86400 * SEC_US, begun_us);
	add(&c->unseen, begun_us - 86400 * SEC_US, begun_us + 600 * SEC_US);
	for (size_t i = 0; truth_gap(i, &from_us, &to_us); i++)
		add(&c->unseen, from_us - pad_us, to_us + pad_us);
	for (size_t i = 0; truth_absence(i, &from_us, &to_us); i++)
		add(&c->away, from_us, to_us);
}

static void
check_report(const json_t *report, const struct period *p, int64_t until_us)
{
	const json_t	*site;
	size_t		 i;

	json_array_foreach(json_object_get(report, "sites"), i, site) {
		const char	*id = json_string_value(json_object_get(site, "id"));
		struct count	 c = { .point = id == NULL ? NONE : town_point(id, strlen(id)) };
		struct times	*all[] = { &c.away, &c.unseen, &c.silent, &c.down, &c.down_most, &c.bad, &c.bad_most };

		if (c.point == NONE || !town.points[c.point].has_router || truth_is_reconfigured(c.point))
			continue;
		look_at_vigie(&c);
		check_site(&c, site, p, until_us);
		for (size_t k = 0; k < N_ELEMENTS(all); k++)
			free_times(all[k]);
	}
}

static struct period
days_of_run(void)
{
	struct period	 p = { .kind = PERIOD_DAYS,
			    .first_day = zone_day(hours_zone(), loop_true_at(truth_begun_us())),
			    .last_day = zone_day(hours_zone(), loop_true()) };

	return p;
}

void
truth_count(void)
{
	struct mistakes		 mistakes = { 0 };
	struct err		 err = { "" };
	struct buf		 text = { 0 };
	struct inventory	*inv = conf_load(CONF_FILE, 0, &mistakes);
	struct journal		*journal = journal_open_reader(vigie_dir(), &err);
	struct report_wish	 wish = { .inv = inv, .journal = journal, .scope = "network",
				    .period = days_of_run(), .now = loop_true() };
	json_t			*report = NULL;

	if (!truth_clock_is_steady() || inv == NULL || journal == NULL || !report_make(&wish, &text, &err) ||
	    (report = json_loads(buf_str(&text), 0, NULL)) == NULL) {
		if (truth_clock_is_steady())
			fail("truth", "there is no report: %s", err.text);
	} else {
		check_report(report, &wish.period, loop_now_us());
	}
	json_decref(report);
	buf_done(&text);
	mistakes_done(&mistakes);
	inventory_free(inv);
	journal_close(journal);
}
