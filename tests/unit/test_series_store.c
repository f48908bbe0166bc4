/* Unit tests of series/store.c, device.c, rrdfile.c, rrdhead.c and wal.c, on real files in a directory of their own. */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "series/answer.h"
#include "series/curve.h"
#include "series/marker.h"
#include "series/store.h"
#include "series/wal.h"

#define T0	INT64_C(1772524800)
#define BOOT	INT64_C(5000)

static char	 home[4096], dir[64];

/* fontconfig keeps what it read of its configuration for ever. */
const char	*__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\n";
}

static int
enter(void **state)
{
	(void)state;
	strlcpy(dir, "/tmp/test_series.XXXXXX", sizeof(dir));
	return mkdtemp(dir) == NULL || chdir(dir) == -1;
}

static int
leave(void **state)
{
	pid_t	 pid;
	int	 status;

	(void)state;
	if (chdir(home) == -1)
		return 1;
	if ((pid = fork()) == 0) {
		execl("/bin/rm", "rm", "-rf", dir, (char *)NULL);
		_exit(1);
	}
	return waitpid(pid, &status, 0) != pid;
}

static struct store *
open_store(int64_t now_s)
{
	struct err	 err;
	struct store	*st = store_open(dir, 60, now_s, BOOT + now_s - T0, &err);

	if (st == NULL)
		print_message("%s\n", err.text);
	assert_non_null(st);
	return st;
}

static void
put(struct store *st, const char *object, int64_t at_s, const char *metric, double value,
    int64_t now_s)
{
	struct msg_value	 v = { metric, value };
	struct msg_sample	 s = { object, at_s, &v, 1 };

	store_put(st, &(struct msg_samples){ &s, 1 }, now_s);
}

static void
pass(struct store *st, int64_t from_s, int64_t to_s)
{
	for (int64_t s = from_s; s <= to_s; s++)
		store_tick(st, s, BOOT + s - T0);
}

/* The mean of a metric in the minute that ends at end_s, as anyone asking gets it. */
static double
told(struct store *st, const char *object, const char *metric, int64_t end_s, int64_t now_s)
{
	struct device		*d = store_find(st, object, now_s);
	struct device_table	 t;
	struct curve		 c;
	double			 v = NAN;

	if (d == NULL || !device_read(d, end_s - 60, end_s, 0, now_s, &t))
		return NAN;
	if (curve_take(&t, metric, 0, 0, &c)) {
		for (size_t i = 0; i < c.n; i++)
			if (c.first_s + (int64_t)i * c.step_s == end_s)
				v = c.mean[i];
		curve_done(&c);
	}
	device_table_done(&t);
	return v;
}

static void
what_is_put_is_told_at_once_and_later(void **unused)
{
	struct store	*st = open_store(T0);
	struct stat	 sb;

	(void)unused;
	put(st, "alb/router", T0 + 10, "rtt_ms", 30, T0 + 10);
	assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 60, T0 + 11), 30);
	assert_int_equal(stat("alb/router.rrd", &sb), -1);
	for (int k = 1; k < 10; k++) {
		put(st, "alb/router", T0 + 10 + 60 * k, "rtt_ms", 30 + k, T0 + 10 + 60 * k);
		pass(st, T0 + 10 + 60 * (k - 1), T0 + 9 + 60 * k);
	}
	assert_int_equal(stat("alb/router.rrd", &sb), 0);
	for (int k = 0; k < 10; k++)
		assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 60 + 60 * k, T0 + 600),
		    30 + k);
	store_close(st, T0 + 600);
}

static void
a_killed_life_loses_nothing(void **unused)
{
	struct store	*st = open_store(T0);
	pid_t		 pid;

	(void)unused;
	store_close(st, T0);
	if ((pid = fork()) == 0) {
		st = open_store(T0);
		for (int k = 0; k < 5; k++)
			put(st, "alb/pc", T0 + 60 * k + 5, "cpu_pct", k, T0 + 60 * k + 5);
		_exit(0);	/* nothing flushed, nothing closed */
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	st = open_store(T0 + 250);
	for (int k = 0; k < 5; k++)
		assert_int_equal((int)told(st, "alb/pc", "cpu_pct", T0 + 60 + 60 * k, T0 + 250), k);
	store_close(st, T0 + 250);
}

static void
segments_go_when_all_they_hold_is_in_files(void **unused)
{
	struct store	*st = open_store(T0);
	uint64_t	 most = 0;

	(void)unused;
	for (int64_t s = T0; s < T0 + 1800; s++) {
		if (s % 20 == 0)
			put(st, "alb/router", s, "rtt_ms", 1, s);
		store_tick(st, s, BOOT + s - T0);
		if (store_figures(st).log_bytes > most)
			most = store_figures(st).log_bytes;
	}
	/* some 60 s + 60 s + 90 s + 120 s of results, never the half hour */
	assert_true(store_figures(st).log_bytes > 0);
	assert_true(most < 90 * 80);
	assert_int_equal(store_figures(st).n_late, 0);
	store_close(st, T0 + 1800);
}

static void
a_new_metric_keeps_what_is_there(void **unused)
{
	struct store	*st = open_store(T0);

	(void)unused;
	for (int k = 0; k < 5; k++)
		put(st, "alb/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 60 * k + 5);
	pass(st, T0, T0 + 500);
	for (int k = 5; k < 10; k++) {
		put(st, "alb/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 600);
		put(st, "alb/router", T0 + 60 * k + 5, "snr_down_db", -k, T0 + 600);
	}
	pass(st, T0 + 501, T0 + 900);
	for (int k = 0; k < 10; k++)
		assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 60 + 60 * k, T0 + 900), k);
	assert_int_equal((int)told(st, "alb/router", "snr_down_db", T0 + 600, T0 + 900), -9);
	assert_true(isnan(told(st, "alb/router", "snr_down_db", T0 + 120, T0 + 900)));
	store_close(st, T0 + 900);

	/* and the next life knows the columns */
	st = open_store(T0 + 1000);
	assert_int_equal((int)told(st, "alb/router", "snr_down_db", T0 + 600, T0 + 1000), -9);
	store_close(st, T0 + 1000);
}

static void
a_result_ahead_of_the_clock_is_kept_away(void **unused)
{
	struct store	*st = open_store(T0);

	(void)unused;
	for (int k = 0; k < 5; k++)
		put(st, "alb/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 300);
	put(st, "alb/router", T0 + 30 * 86400, "rtt_ms", 99, T0 + 300);
	assert_int_equal(store_figures(st).n_ahead, 1);
	pass(st, T0, T0 + 600);
	for (int k = 0; k < 5; k++)
		assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 60 + 60 * k, T0 + 600), k);
	store_close(st, T0 + 600);
}

static void
a_clock_that_jumps_and_comes_back_wipes_nothing(void **unused)
{
	struct store	*st = open_store(T0);
	const int64_t	 jump = 30 * 86400;

	(void)unused;
	for (int k = 0; k < 5; k++)
		put(st, "alb/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 60 * k + 5);
	pass(st, T0, T0 + 600);
	/* a minute in the next month: results say so too */
	for (int64_t s = T0 + 601; s < T0 + 661; s++) {
		if (s % 20 == 0)
			put(st, "alb/router", s + jump, "rtt_ms", 50, s + jump);
		store_tick(st, s + jump, BOOT + s - T0);
	}
	assert_true(store_figures(st).is_shut);
	pass(st, T0 + 661, T0 + 664);
	for (int k = 11; k < 15; k++) {
		put(st, "alb/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 60 * k + 5);
		pass(st, T0 + 60 * k + 5, T0 + 60 * k + 64);
	}
	pass(st, T0 + 905, T0 + 1200);
	assert_false(store_figures(st).is_shut);
	for (int k = 0; k < 5; k++)
		assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 60 + 60 * k, T0 + 1200), k);
	for (int k = 11; k < 15; k++)
		assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 60 + 60 * k, T0 + 1200), k);
	store_close(st, T0 + 1200);
}

/* The wall clock goes back an hour for good: what follows is drawn, the hour that never was is taken back. */
static void
an_hour_back_leaves_no_gap_of_an_hour(void **unused)
{
	struct store	*st = open_store(T0);
	int64_t		 boot = BOOT, wall = T0;
	int		 n_known = 0;

	(void)unused;
	for (int i = 0; i < 3 * 3600; i++, boot++, wall++) {
		if (i == 7200)
			wall -= 3600;
		if (wall % 20 == 0)
			put(st, "alb/router", wall, "rtt_ms", i < 7200 ? 1 : 2, wall);
		store_tick(st, wall, boot);
	}
	for (int64_t end_s = T0 + 60; end_s < T0 + 3600; end_s += 60)
		assert_int_equal((int)told(st, "alb/router", "rtt_ms", end_s, wall), 1);
	for (int64_t end_s = T0 + 3600 + 120; end_s <= T0 + 7200 - 60; end_s += 60)
		n_known += told(st, "alb/router", "rtt_ms", end_s, wall) == 2;
	assert_int_equal(n_known, 58);
	assert_int_equal(store_figures(st).n_dropped, 0);
	store_close(st, wall);
}

static void
nothing_but_names_reaches_a_path(void **unused)
{
	static const char *const	 bad[] = { "", "a", "/", "a/", "/b", "../b", "a/..", "a/b/c",
		"A/b", "a/b.rrd", "a b/c", "a/b\n", "corrupt.d/x", "./b",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b" };
	struct store	*st = open_store(T0);

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		assert_false(device_is_name(bad[i]));
		put(st, bad[i], T0 + 5, "rtt_ms", 1, T0 + 5);
		assert_null(store_find(st, bad[i], T0));
	}
	assert_int_equal(store_figures(st).n_devices, 0);
	store_close(st, T0);
}

static unsigned
n_corrupt(void)
{
	DIR		*d = opendir("corrupt");
	struct dirent	*e;
	unsigned	 n = 0;

	while (d != NULL && (e = readdir(d)) != NULL)
		n += e->d_name[0] != '.';
	if (d != NULL)
		closedir(d);
	return n;
}

static void
damage(const char *file, off_t at, const void *bytes, size_t len)
{
	int	 fd = open(file, O_WRONLY);

	assert_int_not_equal(fd, -1);
	assert_int_equal(pwrite(fd, bytes, len, at), (ssize_t)len);
	close(fd);
}

static void
a_damaged_file_costs_itself_only(void **unused)
{
	struct store	*st = open_store(T0);

	(void)unused;
	for (int k = 0; k < 5; k++) {
		put(st, "alb/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 300);
		put(st, "boffres/router", T0 + 60 * k + 5, "rtt_ms", k, T0 + 300);
	}
	pass(st, T0, T0 + 600);
	damage("alb/router.rrd", 40, "\0\0\0\0\0\0\0\0", 8);	/* pdp_step 0: librrd divides by it */
	put(st, "alb/router", T0 + 605, "rtt_ms", 7, T0 + 605);
	pass(st, T0 + 601, T0 + 900);
	assert_int_equal(n_corrupt(), 1);
	assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 660, T0 + 900), 7);
	assert_int_equal((int)told(st, "boffres/router", "rtt_ms", T0 + 240, T0 + 900), 3);
	store_close(st, T0 + 900);
}

static void
a_file_cut_to_nothing_begins_anew(void **unused)
{
	struct store	*st = open_store(T0);

	(void)unused;
	put(st, "alb/router", T0 + 5, "rtt_ms", 1, T0 + 5);
	pass(st, T0, T0 + 300);
	assert_int_equal(truncate("alb/router.rrd", 4096), 0);
	assert_true(isnan(told(st, "alb/router", "rtt_ms", T0 + 60, T0 + 300)));
	assert_int_equal(n_corrupt(), 1);
	put(st, "alb/router", T0 + 305, "rtt_ms", 2, T0 + 305);
	pass(st, T0 + 301, T0 + 700);
	assert_int_equal((int)told(st, "alb/router", "rtt_ms", T0 + 360, T0 + 700), 2);
	store_close(st, T0 + 700);
}

static void
count(const struct msg_samples *samples, void *arg)
{
	*(unsigned *)arg += samples->n_samples;
}

static void
a_torn_log_gives_what_is_whole(void **unused)
{
	struct msg_value	 v = { "rtt_ms", 1 };
	struct msg_sample	 s[2] = { { "a/b", T0, &v, 1 }, { "a/c", T0 + 9, &v, 1 } };
	struct msg_samples	 two = { s, 2 };
	struct err		 err;
	struct wal		*w;
	struct stat		 sb;
	unsigned		 n = 0;

	(void)unused;
	assert_non_null(w = wal_open(count, &n, &err));
	for (int i = 0; i < 3; i++)
		assert_int_equal(wal_append(w, &two), 0);
	assert_int_equal(wal_sync(w), 0);
	wal_rotate(w);
	assert_int_equal(wal_append(w, &two), 0);
	wal_close(w);
	assert_int_equal(stat("pending.1", &sb), 0);
	for (off_t cut = sb.st_size; cut >= 0; cut--) {
		assert_int_equal(truncate("pending.1", cut), 0);
		n = 0;
		assert_non_null(w = wal_open(count, &n, &err));
		assert_int_equal(n, 2 + 2 * (cut / (sb.st_size / 3)));
		assert_false(wal_has_done(w, T0 + 8, T0 + 100) && cut > 2 * sb.st_size / 3);
		wal_close(w);
	}
	assert_non_null(w = wal_open(count, &n, &err));
	wal_forget(w, T0 + 9, T0 + 100);
	assert_int_equal(wal_bytes(w), 0);
	wal_close(w);
}

static void
answers_are_json_or_a_reason(void **unused)
{
	struct store	*st = open_store(T0);
	struct answer	 a;
	struct msg_series_ask	 ask = { .what = "json", .object = "alb/router",
	    .metric = "rtt_ms", .from_s = T0, .to_s = T0 + 180, .language = "en", .title = "",
	    .zone = "Europe/Paris" };

	(void)unused;
	put(st, "alb/router", T0 + 5, "rtt_ms", 1.5, T0 + 5);
	put(st, "alb/router", T0 + 125, "rtt_ms", 2.5, T0 + 125);
	answer_make(st, &ask, T0 + 200, &a);
	assert_int_equal(a.status, 200);
	assert_string_equal(buf_str(&a.body), "{\"object\":\"alb/router\",\"metric\":\"rtt_ms\","
	    "\"unit\":\"ms\",\"from\":\"2026-03-03T08:00:00Z\",\"to\":\"2026-03-03T08:03:00Z\",\"step\":60,"
	    "\"points\":[[\"2026-03-03T08:01:00Z\",1.5],[\"2026-03-03T08:02:00Z\",null],"
	    "[\"2026-03-03T08:03:00Z\",2.5]],"
	    "\"min\":1.5,\"avg\":2,\"max\":2.5,\"last\":2.5}");
	buf_done(&a.body);
	ask.what = "list";
	answer_make(st, &ask, T0 + 200, &a);
	assert_string_equal(buf_str(&a.body), "{\"object\":\"alb/router\",\"metrics\":[\"rtt_ms\"]}");
	buf_done(&a.body);
	ask.what = "svg";
	ask.to_s = ask.from_s;
	answer_make(st, &ask, T0 + 200, &a);
	assert_int_equal(a.status, 422);
	buf_done(&a.body);
	ask.to_s = T0 + 3600;
	ask.title = "<script>alert(1)</script> & \"'";
	answer_make(st, &ask, T0 + 200, &a);
	assert_int_equal(a.status, 200);
	assert_null(strstr(a.body.s, "<script"));
	assert_non_null(strstr(a.body.s, "&lt;script&gt;"));
	buf_done(&a.body);
	ask.what = "png";
	answer_make(st, &ask, T0 + 200, &a);
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.s, "\211PNG\r\n\032\n", 8);
	buf_done(&a.body);
	ask.metric = "other_ms";
	answer_make(st, &ask, T0 + 200, &a);
	assert_int_equal(a.status, 404);
	buf_done(&a.body);
	answer_done();
	store_close(st, T0 + 200);
}

/* What a process that dies in the middle of librrd leaves to the next. */
static void
die_in(const char *file, int sig)
{
	struct marker_past	 past;
	struct err		 err;
	pid_t			 pid = fork();
	int			 status;

	if (pid == 0) {
		if (!marker_open(&past, &err))
			_exit(9);
		if (file != NULL)
			marker_enter(file);
		raise(sig);
		_exit(8);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == sig);
}

static void
blamed(const char *file, int sig)
{
	struct marker_past	 past;
	struct err		 err;

	assert_true(marker_open(&past, &err));
	marker_close();
	assert_string_equal(past.file, file);
	assert_int_equal(past.signal, sig);
}

static void
a_file_that_kills_is_named_to_the_next_life(void **unused)
{
	(void)unused;
	blamed("", 0);
	die_in("alb/router.rrd", SIGFPE);
	blamed("alb/router.rrd", SIGFPE);
	blamed("", 0);
	die_in(NULL, SIGSEGV);		/* not librrd's fault */
	blamed("", 0);
	die_in("alb/pc.rrd", SIGKILL);	/* killed from outside: innocent, but not for ever */
	die_in("alb/pc.rrd", SIGKILL);
	die_in("alb/other.rrd", SIGKILL);
	die_in("alb/pc.rrd", SIGKILL);
	die_in("alb/pc.rrd", SIGKILL);
	blamed("", 0);
}

static void
killed_three_times_with_one_file_it_goes_aside(void **unused)
{
	(void)unused;
	die_in("alb/pc.rrd", SIGKILL);
	die_in("alb/pc.rrd", SIGKILL);
	die_in("alb/pc.rrd", SIGKILL);
	blamed("alb/pc.rrd", 0);
	blamed("", 0);
}

static void
the_next_life_moves_the_killer_aside(void **unused)
{
	struct store	*st = open_store(T0);

	(void)unused;
	put(st, "alb/router", T0 + 5, "rtt_ms", 1, T0 + 5);
	pass(st, T0, T0 + 300);
	store_close(st, T0 + 300);
	die_in("alb/router.rrd", SIGBUS);
	st = open_store(T0 + 310);
	assert_int_equal(n_corrupt(), 1);
	store_close(st, T0 + 310);
}

/* Long steps and the row that is not finished yet. */
static void
an_unfinished_hour_is_told_from_its_minutes(void **unused)
{
	struct store		*st = open_store(T0);
	struct device_table	 t;
	int64_t			 now = T0 + 5400 + 60;

	(void)unused;
	for (int64_t s = T0 + 30; s < now; s += 60) {
		put(st, "alb/router", s, "rtt_ms", s < T0 + 3600 ? 10 : 20, s);
		pass(st, s - 30, s + 29);
	}
	assert_true(device_read(store_find(st, "alb/router", now), T0, now, 3600, now, &t));
	assert_int_equal(t.mean.step_s, 3600);
	assert_int_equal(t.mean.first_s, T0 + 3600);
	assert_int_equal(t.mean.n_rows, 2);
	assert_true(fabs(t.mean.values[0] - 10) < 1e-6);
	assert_true(fabs(t.mean.values[1] - 20) < 1e-6);
	assert_true(fabs(t.most.values[1] - 20) < 1e-6);
	device_table_done(&t);
	store_close(st, now);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test_setup_teardown(what_is_put_is_told_at_once_and_later, enter, leave),
		cmocka_unit_test_setup_teardown(a_killed_life_loses_nothing, enter, leave),
		cmocka_unit_test_setup_teardown(segments_go_when_all_they_hold_is_in_files, enter, leave),
		cmocka_unit_test_setup_teardown(a_new_metric_keeps_what_is_there, enter, leave),
		cmocka_unit_test_setup_teardown(a_result_ahead_of_the_clock_is_kept_away, enter, leave),
		cmocka_unit_test_setup_teardown(a_clock_that_jumps_and_comes_back_wipes_nothing, enter,
		    leave),
		cmocka_unit_test_setup_teardown(an_hour_back_leaves_no_gap_of_an_hour, enter, leave),
		cmocka_unit_test_setup_teardown(nothing_but_names_reaches_a_path, enter, leave),
		cmocka_unit_test_setup_teardown(a_damaged_file_costs_itself_only, enter, leave),
		cmocka_unit_test_setup_teardown(a_file_cut_to_nothing_begins_anew, enter, leave),
		cmocka_unit_test_setup_teardown(a_torn_log_gives_what_is_whole, enter, leave),
		cmocka_unit_test_setup_teardown(answers_are_json_or_a_reason, enter, leave),
		cmocka_unit_test_setup_teardown(a_file_that_kills_is_named_to_the_next_life, enter, leave),
		cmocka_unit_test_setup_teardown(killed_three_times_with_one_file_it_goes_aside, enter,
		    leave),
		cmocka_unit_test_setup_teardown(the_next_life_moves_the_killer_aside, enter, leave),
		cmocka_unit_test_setup_teardown(an_unfinished_hour_is_told_from_its_minutes, enter, leave),
	};

	if (getcwd(home, sizeof(home)) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
