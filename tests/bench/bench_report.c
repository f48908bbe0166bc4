/*
 * bench_report - a network's report over a year: time, memory, and whether the cost is linear.
 *
 * A journal in a new folder (or the one named) holds a year of 400 points and 3.7
 * million transitions, imported or seen by vigie itself; the report is made in a
 * process of its own.  The floor is the same rows read and thrown away.
 */
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/conf.h"
#include "model/inventory.h"
#include "report/report.h"

#define POINTS		400
#define TRANSITIONS	3700000
#define COMMIT		20000
#define YEAR_S		(INT64_C(365) * 86400)
#define YEAR_FROM_S	INT64_C(1735686000)	/* 2025, in Paris */
#define MONTH_POINTS	31
#define HOURS \
	"Tu,We 09:00-12:00,14:00-18:00; Th 14:00-18:00; Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off"

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "bench_report: %s: %s\n", what, why);
	exit(1);
}

static struct inventory *
make_inventory(unsigned n_points)
{
	struct buf		 text = { 0 };
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv;

	buf_adds(&text, "network = { id = \"n\"; timezone = \"Europe/Paris\"; holidays = \"FR\"; };\n"
	    "store = { dir = \"/s\"; }; control = { socket = \"/c\"; }; sites = (\n");
	for (unsigned i = 0; i < n_points; i++)
		buf_addf(&text, "%s{ id = \"p%03u\"; name = \"Point %u\"; opening = \"%s\"; }", i > 0 ? ",\n" : "",
		    i, i, HOURS);
	buf_adds(&text, " );\n");
	inv = conf_load_text("bench", text.s, text.len, 0, &mistakes);
	if (inv == NULL)
		die("configuration", mistakes.list[0].text);
	mistakes_done(&mistakes);
	buf_done(&text);
	return inv;
}

static void
append(struct journal *j, const struct fact *fact, struct buf *content)
{
	struct journal_row	 row;
	struct journal_about	 about;
	struct err		 err;
	uint64_t		 seq;

	recall_row(fact, content, &row, &about);
	if (journal_append(j, &row, &about, &seq, &err) != JOURNAL_OK)
		die("append", err.text);
}

/* The i-th change of n, of one point after the other: down and up again in turn. */
static void
append_change(struct journal *j, unsigned i, unsigned n, unsigned n_points, bool is_own, struct buf *content)
{
	struct wall	 t = { (YEAR_FROM_S + (int64_t)i * YEAR_S / n) * SEC_MS };
	bool		 is_down = i / n_points % 2 == 1;
	char		 object[32];
	struct fact	 fact = { .object = object, .happened = t, .known = t };

	snprintf(object, sizeof(object), "p%03u/link", i % n_points);
	if (is_own) {
		fact.kind = FACT_STATE;
		fact.state = (struct fact_state){ .state = is_down ? STATE_DOWN : STATE_UP,
		    .was = is_down ? STATE_UP : STATE_DOWN, .since = t, .check = "", .text = "no reply" };
	} else {
		fact.kind = FACT_TRANSITION;
		fact.transition = (struct fact_transition){ is_down ? STATE_DOWN : STATE_UP,
		    is_down ? BY_OPERATOR : BY_UNKNOWN };
	}
	append(j, &fact, content);
}

static void
write_journal(const char *dir, unsigned n, unsigned n_points, bool is_own)
{
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct err		 err;
	struct buf		 content = { 0 };
	struct journal		*j = journal_open(&options, &found, &err);
	struct wall		 end = { (YEAR_FROM_S + YEAR_S) * SEC_MS };

	if (j == NULL)
		die(dir, err.text);
	for (unsigned i = 0; i < n; i++) {
		append_change(j, i, n, n_points, is_own, &content);
		if (i % COMMIT == COMMIT - 1 && journal_commit(j, &err) != JOURNAL_OK)
			die("commit", err.text);
	}
	if (!is_own)
		append(j, &(struct fact){ .kind = FACT_BATCH, .object = "transitions", .happened = end,
		    .known = end, .batch = { .by = "bench", .sha256 = "", .n_rows = n } }, &content);
	if (journal_commit(j, &err) != JOURNAL_OK || journal_checkpoint(j, true, &err) != JOURNAL_OK)
		die("commit", err.text);
	journal_close(j);
	buf_done(&content);
}

static bool
throw_away(void *arg, const struct journal_row *row)
{
	*(uint64_t *)arg += row->content_len;
	return true;
}

/* us: of the processor, since the machine may have other things to do. */
struct taken { int64_t us; long rss_kb; size_t bytes; };

static int64_t
cpu_us(void)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * SEC_US + ts.tv_nsec / 1000;
}

/* In a process of its own, so that its memory is its own too. */
static void
child(const char *dir, unsigned n_points, const char *period, bool is_floor, int to)
{
	struct inventory	*inv = make_inventory(n_points);
	struct report_wish	 wish = { .inv = inv, .scope = "network", .now = wall_now(), .is_full = true };
	struct err		 err;
	struct buf		 out = { 0 };
	struct taken		 taken = { 0 };
	int64_t			 began_us;
	struct rusage		 usage;
	uint64_t		 sum = 0;

	if ((wish.journal = journal_open_reader(dir, &err)) == NULL || !period_parse(period, &wish.period, &err))
		die(dir, err.text);
	began_us = cpu_us();
	if (!(is_floor ? journal_read(wish.journal, 1, UINT64_MAX, NULL, throw_away, &sum, &err) :
	    report_make(&wish, &out, &err)))
		die(dir, err.text);
	taken.us = cpu_us() - began_us;
	getrusage(RUSAGE_SELF, &usage);
	taken.rss_kb = usage.ru_maxrss;
	taken.bytes = out.len;
	if (write(to, &taken, sizeof(taken)) != (ssize_t)sizeof(taken))
		die("pipe", "cannot be written");
	_exit(0);
}

/* The best of `rounds`. */
static struct taken
measure(const char *dir, unsigned n_points, const char *period, bool is_floor, int rounds)
{
	struct taken	 best = { .us = INT64_MAX }, one;
	int		 pipes[2], status;
	pid_t		 pid;

	for (int i = 0; i < rounds; i++) {
		if (pipe(pipes) == -1 || (pid = fork()) == -1)
			die("fork", "no process");
		if (pid == 0)
			child(dir, n_points, period, is_floor, pipes[1]);
		close(pipes[1]);
		if (read(pipes[0], &one, sizeof(one)) != (ssize_t)sizeof(one) ||
		    waitpid(pid, &status, 0) == -1 || status != 0)
			die("child", "failed");
		close(pipes[0]);
		if (one.us < best.us)
			best = one;
	}
	return best;
}

static char *
make_folder(const char *base, const char *name)
{
	char	*dir = xasprintf("%s/%s", base, name);

	if (mkdir(dir, 0700) == -1)
		die(dir, "cannot be made");
	return dir;
}

static void
remove_folder(char *dir)
{
	static const char *const	 files[] = { JOURNAL_FILE, JOURNAL_FILE "-wal", JOURNAL_FILE "-shm", JOURNAL_MARK };

	for (size_t i = 0; i < N_ELEMENTS(files); i++) {
		char	*path = xasprintf("%s/%s", dir, files[i]);

		unlink(path);
		free(path);
	}
	rmdir(dir);
	free(dir);
}

/* One way in which history came: whole and half, against the bare reading of the same rows. */
static void
year(const char *base, const char *name, bool is_own)
{
	char		*whole = make_folder(base, "whole"), *half = make_folder(base, "half");
	struct taken	 report, floor, small;

	write_journal(whole, TRANSITIONS, POINTS, is_own);
	write_journal(half, TRANSITIONS / 2, POINTS, is_own);
	floor = measure(whole, POINTS, "2025", true, 2);
	report = measure(whole, POINTS, "2025", false, 2);
	small = measure(half, POINTS, "2025", false, 2);
	printf("%s s=%.2f goal<=5.00 rss_mib=%.1f goal<=64.0 ratio=%.2f goal<=4.00 linear=%.2f goal<=2.30 "
	    "(%d transitions, %.1f MB of JSON, bare reading %.2f s)\n", name, (double)report.us / 1e6,
	    (double)report.rss_kb / 1024, (double)report.us / (double)floor.us,
	    (double)report.us / (double)small.us, TRANSITIONS, (double)report.bytes / 1e6,
	    (double)floor.us / 1e6);
	fflush(stdout);
	remove_folder(whole);
	remove_folder(half);
}

static void
month(const char *base)
{
	char		*dir = make_folder(base, "month");
	struct taken	 report;

	write_journal(dir, MONTH_POINTS * 20 * 365, MONTH_POINTS, true);
	report = measure(dir, MONTH_POINTS, "2025-03", false, 5);
	printf("report_month ms=%.1f goal<=200.0 (31 points, 20 changes a day each, out of a year)\n",
	    (double)report.us / 1e3);
	remove_folder(dir);
}

int
main(int argc, char **argv)
{
	char	 temp[] = "/tmp/vigie-bench.XXXXXX";
	char	*base = argc > 1 ? argv[1] : mkdtemp(temp);

	if (base == NULL)
		die(temp, "cannot be made");
	month(base);
	year(base, "report_year", false);
	year(base, "report_year_own", true);
	if (argc <= 1)
		rmdir(base);
	return 0;
}
