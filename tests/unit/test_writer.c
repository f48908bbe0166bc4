/*
 * Unit tests of journal/writer.c and journal/reader.c: what is told is on the
 * disk, whatever happens to the disk or to us.
 *
 * fsync() and fdatasync() are replaced here, for SQLite too, so that they can be
 * counted and fail.
 */
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "journal/reader.h"
#include "journal/writer.h"
#include "journals.h"

static atomic_int	 n_syncs, fail_sync_at;	/* fails from this call on; 0 = never */

static int
sync_call(long call, int fd)
{
	int	 n = atomic_fetch_add(&n_syncs, 1) + 1;

	if (fail_sync_at != 0 && n >= fail_sync_at) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(call, fd);
}

int
fsync(int fd)
{
	return sync_call(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return sync_call(SYS_fdatasync, fd);
}

static int
begin(void **state)
{
	n_syncs = fail_sync_at = 0;
	return make_dir(state);
}

/* What the writer told. */
struct told {
	uint64_t	 synced;
	int		 n_full, n_room, n_broken, syncs_then;
	char		 why[512];
	int		 pipe;		/* -1, or where each synced number is written */
};

static void
on_synced(void *arg, uint64_t seq)
{
	struct told	*t = arg;

	t->synced = seq;
	t->syncs_then = n_syncs;
	if (t->pipe != -1)
		assert_true(write(t->pipe, &seq, sizeof(seq)) == sizeof(seq));
}

static void
on_full(void *arg, bool is_full, const char *why)
{
	struct told	*t = arg;

	if (is_full)
		t->n_full++;
	else
		t->n_room++;
	snprintf(t->why, sizeof(t->why), "%s", why);
}

static void
on_broken(void *arg, const char *why)
{
	struct told	*t = arg;

	t->n_broken++;
	snprintf(t->why, sizeof(t->why), "%s", why);
}

static const struct writer_calls	 calls = { on_synced, on_full, on_broken };

static struct writer *
start(struct told *told)
{
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct journal		*j;
	struct writer		*w;
	struct err		 err;

	*told = (struct told){ .pipe = -1 };
	j = journal_open(&options, &found, &err);
	if (j == NULL)
		fail_msg("%s", err.text);
	w = writer_start(j, &calls, told, &err);
	assert_non_null(w);
	return w;
}

static uint64_t
put(struct writer *w, const char *object, size_t size)
{
	static char		 content[70000];
	struct journal_row	 row = { .kind = "state", .object = object, .happened = { 1000 },
		.known = { 2000 }, .content = content, .content_len = size };
	struct journal_about	 about = { .what = ABOUT_OBJECT };

	memset(content, 'x', size);
	return writer_put(w, &row, &about);
}

/* Dispatches until `seq` is synced, or something else was told, or 10 s passed. */
static void
wait_for(struct writer *w, struct told *told, uint64_t seq)
{
	struct pollfd	 p = { .fd = writer_fd(w), .events = POLLIN };
	int		 changes = told->n_full + told->n_room + told->n_broken;

	while (told->synced < seq && told->n_full + told->n_room + told->n_broken == changes &&
	    poll(&p, 1, 10000) == 1)
		writer_dispatch(w);
}

static bool
count(void *arg, const struct journal_row *row)
{
	(void)row;
	++*(uint64_t *)arg;
	return true;
}

static uint64_t
rows_on_disk(void)
{
	struct journal_report	 report;
	struct err		 err;

	if (!journal_verify_dir(dir, &report, &err))
		fail_msg("%s", err.text);
	return report.n_rows;
}

static void
rows_are_told_after_their_sync(void **unused)
{
	struct told	 told;
	struct writer	*w = start(&told);
	int		 before = n_syncs;

	(void)unused;
	for (int i = 0; i < 10; i++)
		assert_int_equal(put(w, "a", 10), i + 1);
	writer_end(w, true);
	assert_int_equal(told.synced, 0);	/* nothing is told but by dispatch */
	wait_for(w, &told, 10);
	assert_int_equal(told.synced, 10);
	assert_int_equal(writer_synced(w), 10);
	assert_true(told.syncs_then > before);
	assert_true(writer_stop(w, 1000));
	assert_int_equal(rows_on_disk(), 10);
}

static void
what_a_second_brings_is_one_transaction(void **unused)
{
	struct told		 told;
	struct writer		*w = start(&told);
	struct writer_figures	 figures;
	struct mono		 before = mono_now();

	(void)unused;
	for (int i = 0; i < 100; i++) {
		put(w, "a", 10);
		writer_end(w, false);
	}
	wait_for(w, &told, 100);
	writer_figures(w, &figures);
	assert_int_equal(figures.synced, 100);
	assert_int_equal(figures.n_commits, 1);
	assert_true(mono_sub(mono_now(), before) >= 900 * MSEC_US);
	for (int i = 0; i < WRITER_ROWS; i++)
		put(w, "b", 10);
	writer_end(w, false);
	before = mono_now();
	wait_for(w, &told, 600);
	assert_int_equal(told.synced, 600);
	assert_true(writer_stop(w, 1000));
}

static void
an_open_group_is_committed_at_the_end_or_not_at_all(void **unused)
{
	struct told	 told;
	struct writer	*w = start(&told);

	(void)unused;
	put(w, "a", 10);
	put(w, "a", 10);
	assert_true(writer_stop(w, 1000));	/* ends the group */
	assert_int_equal(rows_on_disk(), 2);
}

/* Groups of 1 to 7 rows for ever; each synced number goes into the pipe. */
static void
write_for_ever(int fd)
{
	struct told	 told;
	struct writer	*w = start(&told);
	char		 object[32];
	unsigned	 n = 0;

	told.pipe = fd;
	for (;;) {
		for (unsigned i = 0; i <= n % 7; i++) {
			snprintf(object, sizeof(object), "group-%u-of-%u", i, n % 7 + 1);
			put(w, object, 10 + n % 400);
		}
		writer_end(w, ++n % 3 == 0);
		writer_dispatch(w);
		usleep(300);
	}
}

struct groups { unsigned next, of; uint64_t n; };

static bool
follow_groups(void *arg, const struct journal_row *row)
{
	struct groups	*g = arg;
	unsigned	 i, of;

	assert_int_equal(sscanf(row->object, "group-%u-of-%u", &i, &of), 2);
	if (i != g->next || (i > 0 && of != g->of))
		fail_msg("row %llu: %s", (unsigned long long)row->seq, row->object);
	g->of = of;
	g->next = i + 1 == of ? 0 : i + 1;
	g->n++;
	return true;
}

static void
a_killed_program_loses_nothing_that_was_told(void **unused)
{
	struct journal	*j;
	struct groups	 g;
	uint64_t	 told = 0, seq;
	struct err	 err;
	int		 fds[2], status;
	pid_t		 pid;

	(void)unused;
	for (int round = 0; round < 25; round++) {
		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (pid == 0) {
			close(fds[0]);
			write_for_ever(fds[1]);
		}
		close(fds[1]);
		for (int i = 0; i < 1 + round % 4; i++)
			if (read(fds[0], &seq, sizeof(seq)) == sizeof(seq))
				told = seq;
		usleep((useconds_t)(random() % 20000));
		kill(pid, SIGKILL);
		assert_true(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
		while (read(fds[0], &seq, sizeof(seq)) == sizeof(seq))
			told = seq;
		close(fds[0]);
		assert_true(rows_on_disk() >= told);
	}
	j = journal_open_reader(dir, &err);
	assert_non_null(j);
	g = (struct groups){ 0 };
	assert_true(journal_read(j, 1, UINT64_MAX, NULL, follow_groups, &g, &err));
	assert_int_equal(g.next, 0);
	journal_close(j);
	print_message("# %llu rows after 25 kills, %llu told\n", (unsigned long long)g.n,
	    (unsigned long long)told);
}

static void
a_failed_sync_is_the_end_and_is_not_tried_again(void **unused)
{
	struct told	 told;
	struct writer	*w = start(&told);
	int		 syncs;

	(void)unused;
	put(w, "a", 10);
	writer_end(w, true);
	wait_for(w, &told, 1);
	assert_int_equal(told.synced, 1);
	fail_sync_at = n_syncs + 1;
	put(w, "a", 10);
	writer_end(w, true);
	wait_for(w, &told, 2);
	assert_int_equal(told.n_broken, 1);
	assert_non_null(strstr(told.why, "sync the journal"));
	assert_int_equal(told.synced, 1);
	syncs = n_syncs;
	put(w, "a", 10);
	writer_end(w, true);
	usleep(50000);
	assert_int_equal(n_syncs, syncs);
	assert_false(writer_stop(w, 100));
	assert_int_equal(n_syncs, syncs);
	fail_sync_at = 0;
	assert_true(rows_on_disk() >= 1);
}

/* In a mount namespace of its own; the child's exit code is its result. */
static void
fill_a_small_disk(void)
{
	struct told		 told;
	struct writer		*w;
	struct writer_figures	 figures;
	char			 ballast[128];
	uint64_t		 last = 0;
	int			 fd, i;

	if (unshare(CLONE_NEWNS) == -1 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mount("tmpfs", dir, "tmpfs", 0, "size=8m,mode=0700") == -1)
		_exit(77);
	w = start(&told);
	snprintf(ballast, sizeof(ballast), "%s/ballast", dir);
	fd = open(ballast, O_WRONLY | O_CREAT, 0600);
	(void)!posix_fallocate(fd, 0, 4 << 20);
	close(fd);
	for (i = 0; i < 400 && told.n_full == 0; i++) {
		last = put(w, "a", 20000);
		writer_end(w, true);
		wait_for(w, &told, last);
	}
	if (told.n_full != 1)
		_exit(1);
	for (i = 0; i < 600; i++) {	/* goes on in memory; more than the disk and its reserve hold */
		last = put(w, "b", 20000);
		writer_end(w, true);
	}
	sleep(2);
	writer_dispatch(w);
	writer_figures(w, &figures);
	if (last == 0 || told.n_full != 1 || told.n_broken != 0 || !figures.is_full ||
	    figures.synced == last)
		_exit(2);
	for (i = 0; i < 4000 && put(w, "c", 60000) != 0; i++)	/* but not for ever */
		writer_end(w, false);
	writer_end(w, false);
	writer_figures(w, &figures);
	if (i == 4000 || figures.n_refused == 0 || figures.waiting_bytes > WRITER_WAITING_MAX + 70000)
		_exit(3);
	(void)unlink(ballast);
	if (mount("tmpfs", dir, "tmpfs", MS_REMOUNT, "size=256m,mode=0700") == -1)
		_exit(77);
	for (i = 0; i < 20 && told.n_room == 0; i++)
		wait_for(w, &told, UINT64_MAX);
	if (told.n_room != 1)
		_exit(4);
	if (!writer_stop(w, 5000) || rows_on_disk() != figures.put)
		_exit(5);
	_exit(0);
}

static void
a_full_disk_loses_nothing_and_is_told_once(void **unused)
{
	int	 status;
	pid_t	 pid = fork();

	(void)unused;
	if (pid == 0)
		fill_a_small_disk();
	assert_true(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();		/* needs root: mounts a small file system */
	assert_int_equal(WEXITSTATUS(status), 0);
}

struct work { uint64_t n; int n_done, n_undone; };

static void
do_work(void *arg, struct journal *j)
{
	struct work	*work = arg;
	struct err	 err;

	work->n = 0;
	(void)journal_read(j, 1, UINT64_MAX, NULL, count, &work->n, &err);
}

static void
work_done(void *arg, bool is_done)
{
	struct work	*work = arg;

	if (is_done)
		work->n_done++;
	else
		work->n_undone++;
}

static void
long_reads_see_what_is_committed_and_hold_up_nobody(void **unused)
{
	struct told	 told;
	struct writer	*w = start(&told);
	struct reader	*r;
	struct work	 work = { 0 };
	struct err	 err;
	struct pollfd	 p;
	unsigned	 n_asked = 0;

	(void)unused;
	r = reader_start(dir, &err);
	assert_non_null(r);
	put(w, "a", 10);
	writer_end(w, true);
	wait_for(w, &told, 1);
	assert_true(reader_ask(r, do_work, work_done, &work));
	p = (struct pollfd){ .fd = reader_fd(r), .events = POLLIN };
	assert_int_equal(poll(&p, 1, 10000), 1);
	reader_dispatch(r);
	assert_int_equal(work.n_done, 1);
	assert_int_equal(work.n, 1);
	while (n_asked < 100000 && reader_ask(r, do_work, work_done, &work))
		n_asked++;
	reader_stop(r);
	assert_int_equal(work.n_done + work.n_undone, 1 + (int)n_asked);
	assert_true(writer_stop(w, 1000));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, begin, remove_dir)
		T(rows_are_told_after_their_sync),
		T(what_a_second_brings_is_one_transaction),
		T(an_open_group_is_committed_at_the_end_or_not_at_all),
		T(a_killed_program_loses_nothing_that_was_told),
		T(a_failed_sync_is_the_end_and_is_not_tried_again),
		T(a_full_disk_loses_nothing_and_is_told_once),
		T(long_reads_see_what_is_committed_and_hold_up_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
