/* Unit tests of web/maker.c, reports.c and bars.c: what is made beside the loop, and who waits how long for it. */
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "report/period.h"

#include "bars.h"
#include "blob.h"
#include "feed.h"
#include "maker.h"
#include "page_reports.h"
#include "report_forms.h"
#include "reports.h"

#define LONG_US	(60 * SEC_US)

static struct event_base	*base;

/* Makings. */

static struct {
	unsigned	 n_ended;
	char		 text[64], why[64];
} seen;

static void
on_done(void *arg, const char *why, struct buf *out)
{
	(void)arg;
	seen.n_ended++;
	strlcpy(seen.why, why != NULL ? why : "", sizeof(seen.why));
	strlcpy(seen.text, why != NULL ? "" : buf_str(out), sizeof(seen.text));
	event_base_loopbreak(base);
}

static bool
says(void *arg, struct buf *out, struct err *err)
{
	(void)err;
	buf_adds(out, arg);
	return true;
}

static bool
refuses(void *arg, struct buf *out, struct err *err)
{
	(void)arg;
	buf_adds(out, "half of it");
	return err_set(err, "no paper");
}

static bool
crashes(void *arg, struct buf *out, struct err *err)
{
	(void)arg;
	(void)err;
	buf_adds(out, "half of it");
	raise(SIGKILL);
	return true;
}

static bool
hangs(void *arg, struct buf *out, struct err *err)
{
	(void)arg;
	(void)out;
	(void)err;
	while (pause() == -1)
		;
	return true;
}

static bool
swells(void *arg, struct buf *out, struct err *err)
{
	static const char	 piece[4096];

	(void)arg;
	(void)err;
	for (int i = 0; i < 64; i++)
		buf_add(out, piece, sizeof(piece));
	return true;
}

static const struct {
	const char	*what;
	maker_fn	*fn;
	const char	*text, *why;
} makings[] = {
	{ "what was made comes back", says, "a report", "" },
	{ "what was refused comes with its sentence", refuses, "", "no paper" },
	{ "a crash costs itself alone", crashes, "", "its process ended" },
	{ "what hangs is ended", hangs, "", "it took too long" },
	{ "what is too big is not taken", swells, "", "it became too big" },
	{ "and the next one is made", says, "a report", "" },
};

static void
a_making_ends_one_way_or_another(void **unused)
{
	struct maker	*m = maker_new(base, &(struct maker_limits){ .max_running = 1,
	    .max_waiting = 2, .time_us = SEC_US, .max_bytes = 100 * 1024 });

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(makings); i++) {
		print_message("# %s\n", makings[i].what);
		memset(&seen, 0, sizeof(seen));
		assert_true(maker_make(m, makings[i].fn, on_done, (void *)(uintptr_t)"a report"));
		assert_int_equal(seen.n_ended, 0);
		event_base_dispatch(base);
		assert_int_equal(seen.n_ended, 1);
		assert_string_equal(seen.text, makings[i].text);
		assert_string_equal(seen.why, makings[i].why);
	}
	maker_free(m);
}

static void
few_makings_wait(void **unused)
{
	struct maker	*m = maker_new(base, &(struct maker_limits){ .max_running = 1,
	    .max_waiting = 2, .time_us = LONG_US, .max_bytes = 1024 });

	(void)unused;
	memset(&seen, 0, sizeof(seen));
	assert_true(maker_make(m, hangs, on_done, NULL));
	assert_true(maker_make(m, hangs, on_done, NULL));
	assert_true(maker_make(m, hangs, on_done, NULL));
	assert_false(maker_make(m, hangs, on_done, NULL));
	maker_free(m);			/* kills and forgets them */
	assert_int_equal(seen.n_ended, 0);
}

/* In a process group of its own: what is wrong here would end all of it. */
static void
one_that_cannot_start_ends_nothing_but_itself(void **unused)
{
	pid_t	 pid;
	int	 status;

	(void)unused;
	assert_int_not_equal(pid = fork(), -1);
	if (pid == 0) {
		struct maker	*m = maker_new(base, &(struct maker_limits){ .max_running = 1,
		    .max_waiting = 1, .time_us = LONG_US, .max_bytes = 1024 });

		if (setpgid(0, 0) == -1 || setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, 0 }) == -1 ||
		    !maker_make(m, hangs, on_done, NULL))
			_exit(2);
		maker_free(m);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* The desk, before an engine played here. */

static struct {
	struct channel	*ch;
	unsigned	 n_report, n_frozen;	/* questions */
	bool		 is_mute, has_frozen;
	size_t		 padding;		/* bytes of spaces in what is counted */
	uint32_t	 last_id;
} engine;

static void
answer_counted(struct channel *ch, uint32_t id)
{
	struct buf	 b = { 0 };

	buf_addf(&b, "{\"frozen\":null,%*s\"n\":1}", (int)engine.padding, "");
	channel_answer(ch, id, 200, "application/json", b.s, b.len);
	buf_done(&b);
}

static void
on_question(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	static const char	 frozen[] = "{\"report\":{\"frozen\":{\"version\":2},\"n\":2},\"versions\":[{\"version\":2}]}",
	    none[] = "{\"detail\":\"nothing was frozen\"}", bad[] = "{\"detail\":\"no such point\"}";
	const struct msg_ask	*ask = &msg->ask;
	bool			 is_frozen;

	(void)arg;
	if (type != MSG_ASK)
		return;
	is_frozen = strcmp(ask->what, "report_frozen") == 0;
	engine.n_frozen += is_frozen;
	engine.n_report += !is_frozen;
	engine.last_id = ask->id;
	if (engine.is_mute)
		event_base_loopbreak(base);
	else if (is_frozen && engine.has_frozen)
		channel_answer(ch, ask->id, 200, "application/json", frozen, strlen(frozen));
	else if (is_frozen)
		channel_answer(ch, ask->id, 404, "application/problem+json", none, strlen(none));
	else if (strcmp(msg_arg(ask, "scope", ""), "nobody") == 0)
		channel_answer(ch, ask->id, 404, "application/problem+json", bad, strlen(bad));
	else
		answer_counted(ch, ask->id);
}

static void
on_engine_gone(struct channel *ch, const char *why, void *arg)
{
	(void)ch;
	(void)why;
	(void)arg;
}

static void
nothing(void *arg)
{
	(void)arg;
}

static void
no_proxies(const struct msg_pair *proxies, size_t n, void *arg)
{
	(void)proxies;
	(void)n;
	(void)arg;
}

static struct feed *
start_feed(void)
{
	struct feed	*f = feed_new(base, nothing, no_proxies, NULL);
	int		 pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	memset(&engine, 0, sizeof(engine));
	feed_attach(f, pair[0]);
	engine.ch = channel_new(base, pair[1], "vigie-engine", on_question, on_engine_gone, NULL);
	return f;
}

/* Some seconds' work is a number here. */
static bool
makes_n(const json_t *answer, const struct form_wish *wish, struct buf *out, struct err *err)
{
	const json_t	*report = json_object_get(answer, "report");

	(void)err;
	buf_addf(out, "%s %s %lld", wish->scope, wish->language, (long long)json_integer_value(
	    json_object_get(report != NULL ? report : answer, "n")));
	return true;
}

static struct {
	unsigned	 n, status, n_wanted;
	char		 text[64], detail[64];
} told;

static void
on_told(unsigned status, struct blob *blob, const char *detail, void *arg)
{
	(void)arg;
	told.n++;
	told.status = status;
	strlcpy(told.text, blob != NULL ? blob->data : "", sizeof(told.text));
	strlcpy(told.detail, detail != NULL ? detail : "", sizeof(told.detail));
	if (told.n == told.n_wanted)
		event_base_loopbreak(base);
}

static struct form_wish
wish_for(const char *scope, const char *version)
{
	struct form_wish	 w = { .period = "2026-03", .form = "n", .make = makes_n,
	    .language = "fr" };

	strlcpy(w.scope, scope, sizeof(w.scope));
	strlcpy(w.version, version, sizeof(w.version));
	return w;
}

static void
wait_for(unsigned n)
{
	told.n_wanted = n;
	while (told.n < n)
		event_base_dispatch(base);
}

static void
end_all(struct feed *f, struct reports *r)
{
	reports_stop(r);
	feed_free(f);
	reports_free(r);
	channel_free(engine.ch);
	event_base_loop(base, EVLOOP_NONBLOCK);
}

static void
what_two_want_is_asked_and_made_once(void **unused)
{
	struct feed		*f = start_feed();
	struct reports		*r = reports_new(base, f);
	struct form_wish	 w = wish_for("network", "");
	struct reports_figures	 figures;

	(void)unused;
	memset(&told, 0, sizeof(told));
	reports_want(r, &w, LONG_US, on_told, NULL);
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(2);
	assert_int_equal(told.status, 200);
	assert_string_equal(told.text, "network fr 1");
	assert_int_equal(engine.n_frozen, 1);
	assert_int_equal(engine.n_report, 1);
	reports_figures(r, &figures);
	assert_int_equal(figures.n_made, 1);
	reports_want(r, &w, 0, on_told, NULL);	/* and is there at once afterwards */
	assert_int_equal(told.n, 3);
	w.language = "en";			/* another language: made, not counted, again */
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(4);
	assert_string_equal(told.text, "network en 1");
	assert_int_equal(engine.n_report, 1);
	end_all(f, r);
}

static void
a_long_report_is_counted_once_and_one_without_end_is_refused(void **unused)
{
	struct feed		*f = start_feed();
	struct reports		*r = reports_new(base, f);
	struct form_wish	 w = wish_for("network", "now");

	(void)unused;
	memset(&told, 0, sizeof(told));
	engine.padding = 31 * 1024 * 1024;
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(1);
	assert_string_equal(told.text, "network fr 1");
	reports_want(r, &w, 0, on_told, NULL);
	assert_int_equal(told.n, 2);
	assert_int_equal(told.status, 200);
	assert_int_equal(engine.n_report, 1);
	strlcpy(w.scope, "alboussiere", sizeof(w.scope));
	engine.padding = 33 * 1024 * 1024;
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(3);
	assert_int_equal(told.status, 500);
	end_all(f, r);
}

static void
the_frozen_one_goes_first(void **unused)
{
	struct feed		*f = start_feed();
	struct reports		*r = reports_new(base, f);
	struct form_wish	 w = wish_for("network", "");

	(void)unused;
	engine.has_frozen = true;
	memset(&told, 0, sizeof(told));
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(1);
	assert_string_equal(told.text, "network fr 2");
	assert_int_equal(engine.n_report, 0);
	w = wish_for("network", "now");
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(2);
	assert_string_equal(told.text, "network fr 1");
	end_all(f, r);
}

static void
what_the_engine_refuses_is_told_with_its_sentence(void **unused)
{
	struct feed		*f = start_feed();
	struct reports		*r = reports_new(base, f);
	struct form_wish	 w = wish_for("nobody", "");

	(void)unused;
	memset(&told, 0, sizeof(told));
	reports_want(r, &w, LONG_US, on_told, NULL);
	wait_for(1);
	assert_int_equal(told.status, 404);
	assert_string_equal(told.detail, "no such point");
	end_all(f, r);
}

static void
who_has_no_patience_is_told_and_finds_it_later(void **unused)
{
	static const char	 counted[] = "{\"frozen\":null,\"n\":7}";
	struct feed		*f = start_feed();
	struct reports		*r = reports_new(base, f);
	struct form_wish	 w = wish_for("network", "now");
	struct reports_figures	 figures;

	(void)unused;
	engine.is_mute = true;
	memset(&told, 0, sizeof(told));
	reports_want(r, &w, 1, on_told, NULL);
	wait_for(1);
	assert_int_equal(told.status, REPORT_COMING);
	if (engine.n_report == 0)
		event_base_dispatch(base);	/* the question arrives */
	assert_int_equal(engine.n_report, 1);
	channel_answer(engine.ch, engine.last_id, 200, "application/json", counted, strlen(counted));
	do {
		event_base_loop(base, EVLOOP_ONCE);
		reports_figures(r, &figures);
	} while (figures.n_made == 0);
	assert_int_equal(told.n, 1);
	reports_want(r, &w, 0, on_told, NULL);
	assert_int_equal(told.n, 2);
	assert_string_equal(told.text, "network fr 7");
	end_all(f, r);
}

static void
few_reports_are_under_way(void **unused)
{
	struct feed		*f = start_feed();
	struct reports		*r = reports_new(base, f);
	struct reports_figures	 figures;
	unsigned		 n_busy = 0;

	(void)unused;
	engine.is_mute = true;
	memset(&told, 0, sizeof(told));
	for (int i = 0; i < 1000; i++) {
		struct form_wish	 w = wish_for("network", "now");

		snprintf(w.period, sizeof(w.period), "%04d", 1000 + i);
		reports_want(r, &w, LONG_US, on_told, NULL);
		n_busy = told.n;
	}
	reports_figures(r, &figures);
	assert_int_equal(told.status, REPORT_BUSY);
	assert_true(figures.n_under_way < 32);
	assert_int_equal(n_busy + figures.n_waiting, 1000);
	event_base_dispatch(base);
	assert_true(engine.n_report <= 2);	/* others may want the engine too */
	end_all(f, r);				/* whoever waits is told */
	assert_int_equal(told.n, 1000);
}

/* Bars. */

static const struct {
	const char	*line;
	bool		 is_good;
} lines[] = {
	{ "etables 20781 0 99.12 36000 60 120 3 25200,0,0,120 0,0,0,0", true },
	{ "etables 20781 4 - 0 0 0 0 0,0,0,0", true },
	{ "etables 20781 0 99.12 36000 60 120 3 25200,0,0,120 0,0,0", false },
	{ "etables 20781 9 - 0 0 0 0 0,0,0,0", false },
	{ "etables 20781 0 99.12 -1 0 0 0 0,0,0,0", false },
	{ "etables 20781 0 99.12 1 0 0 0 999999999,0,0,0", false },
	{ "etables", false },
	{ "", false },
	{ "an-id-of-more-than-forty-letters-is-none-of-ours 1 0 - 0 0 0 0 0,0,0,0", false },
};

static void
a_line_of_bars_is_read_or_refused(void **unused)
{
	struct site_bars	 bars;
	char			 id[40];

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
		print_message("# %s\n", lines[i].line);
		assert_int_equal(bars_parse(lines[i].line, strlen(lines[i].line), id, &bars),
		    lines[i].is_good);
	}
	assert_true(bars_parse(lines[0].line, strlen(lines[0].line), id, &bars));
	assert_string_equal(id, "etables");
	assert_string_equal(bars.rate, "99.12");
	assert_int_equal(bars.last_day, 20781);
	assert_int_equal(bars.n, 2);
	assert_int_equal(bars.days[0].down, 120);
	assert_int_equal(bars.outages, 3);
}

/* Words. */

static const struct {
	const char	*period, *french, *english;
} periods[] = {
	{ "2026-03", "de mars 2026", "of March 2026" },
	{ "2026-04", "d\xe2\x80\x99" "avril 2026", "of April 2026" },
	{ "2026-10", "d\xe2\x80\x99octobre 2026", "of October 2026" },
	{ "2026-Q1", "du premier trimestre 2026", "of the first quarter of 2026" },
	{ "2026", "de l'année 2026", "of the year 2026" },
	{ "2026-W10", "de la semaine 10, du 2 au 8 mars 2026", "of week 10, from 2 to 8 March 2026" },
	{ "2026-03-02..2026-03-09", "du 2 au 9 mars 2026", "from 2 to 9 March 2026" },
	{ "2026-03-02..2026-03-02", "du 2 mars 2026", "of the day of 2 March 2026" },
};

/* No-break spaces as plain ones. */
static char *
plain(const char *text)
{
	struct buf	 b = { 0 };

	for (; *text != '\0'; text++)
		if (text[0] == '\xc2' && text[1] == '\xa0')
			buf_addc(&b, *++text == '\xa0' ? ' ' : '?');
		else
			buf_addc(&b, *text);
	return buf_take(&b);
}

static void
a_period_is_named_after_the_word_report(void **unused)
{
	struct period	 period;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(periods); i++)
		for (int is_french = 0; is_french < 2; is_french++) {
			char	*said, *text;

			lang_set(is_french ? "fr" : "en");
			assert_true(period_parse(periods[i].period, &period, NULL));
			said = period_of_said(&period);
			text = plain(said);
			assert_string_equal(text, is_french ? periods[i].french : periods[i].english);
			free(said);
			free(text);
		}
	lang_set("en");
}

static void
a_form_begins_with_a_line_about_it(void **unused)
{
	static const char	 made[] = "{\"version\":2,\"digest\":\"ab\"}\n<h1>";
	struct report_meta	 meta;
	struct blob		*blob;

	(void)unused;
	blob = blob_copy(made, sizeof(made) - 1);
	assert_true(report_meta_read(blob, &meta));
	assert_int_equal(meta.version, 2);
	assert_string_equal(meta.digest, "ab");
	assert_string_equal(blob->data + meta.skip, "<h1>");
	blob_unref(blob);
	blob = blob_copy("<h1>", 4);
	assert_false(report_meta_read(blob, &meta));
	blob_unref(blob);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_making_ends_one_way_or_another),
		cmocka_unit_test(few_makings_wait),
		cmocka_unit_test(one_that_cannot_start_ends_nothing_but_itself),
		cmocka_unit_test(what_two_want_is_asked_and_made_once),
		cmocka_unit_test(a_long_report_is_counted_once_and_one_without_end_is_refused),
		cmocka_unit_test(the_frozen_one_goes_first),
		cmocka_unit_test(what_the_engine_refuses_is_told_with_its_sentence),
		cmocka_unit_test(who_has_no_patience_is_told_and_finds_it_later),
		cmocka_unit_test(few_reports_are_under_way),
		cmocka_unit_test(a_line_of_bars_is_read_or_refused),
		cmocka_unit_test(a_period_is_named_after_the_word_report),
		cmocka_unit_test(a_form_begins_with_a_line_about_it),
	};
	int	 status;

	lang_init(getenv("top_builddir"));
	lang_set("en");
	base = event_base_new();
	status = cmocka_run_group_tests(tests, NULL, NULL);
	event_base_free(base);
	return status;
}
