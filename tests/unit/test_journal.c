/* Unit tests of journal/journal.c: rows, the chain, what a start refuses, repair and backup. */
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "journal/reader.h"
#include "journal/recall.h"
#include "journal/writer.h"
#include "journals.h"

/* The start must be refused with these words; returns the sentence's struct. */
static void
refused(const char *words)
{
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct err		 err;

	assert_null(journal_open(&options, &found, &err));
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" has not \"%s\"", err.text, words);
}

/* Flips a byte of a file of ours. */
static void
flip(const char *name, off_t at)
{
	char	 path[128], c = 0;
	int	 fd;

	path_of(path, sizeof(path), name);
	fd = open(path, O_RDWR);
	assert_true(fd != -1 && pread(fd, &c, 1, at) == 1);
	c ^= 0x20;
	assert_true(pwrite(fd, &c, 1, at) == 1);
	close(fd);
}

static void
copy_file(const char *from, const char *to)
{
	static char	 data[8 << 20];
	char		 path[128];
	FILE		*f;
	size_t		 n;

	path_of(path, sizeof(path), from);
	assert_non_null(f = fopen(path, "r"));
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	path_of(path, sizeof(path), to);
	(void)umask(077);
	assert_non_null(f = fopen(path, "w"));
	assert_true(fwrite(data, 1, n, f) == n);
	fclose(f);
}

static bool
count(void *arg, const struct journal_row *row)
{
	(void)row;
	++*(int *)arg;
	return true;
}

static void
what_is_committed_is_there_after_a_restart(void **unused)
{
	struct journal_found	 found;
	struct journal_report	 report;
	struct journal		*j;
	struct err		 err;
	int			 n = 0;

	(void)unused;
	j = open_good(&found);
	assert_true(found.is_new && found.last == 0);
	journal_close(j);
	make_journal(95, true);
	j = open_good(&found);
	assert_false(found.is_new);
	assert_int_equal(found.last, 95);
	assert_int_equal(found.lost, 0);
	append(j, "x", "{}", 5000);	/* not committed */
	assert_true(journal_read(j, 1, UINT64_MAX, NULL, count, &n, &err));
	assert_int_equal(n, 96);
	journal_close(j);
	j = open_good(&found);
	assert_int_equal(found.last, 95);
	journal_close(j);
	assert_true(verify(&report, &err));
	assert_int_equal(report.n_rows, 95);
}

struct history { uint64_t seq[64]; int n; };

static bool
remember(void *arg, const struct journal_row *row)
{
	struct history	*h = arg;

	assert_string_equal(row->object, "site-3/link");
	h->seq[h->n++] = row->seq;
	return h->n < 10;
}

static void
the_history_of_an_object_is_read_from_its_end(void **unused)
{
	struct history	 h = { .n = 0 };
	struct journal	*j;
	struct err	 err;
	uint64_t	 seq;

	(void)unused;
	make_journal(100, false);
	j = journal_open_reader(dir, &err);
	assert_non_null(j);
	assert_true(journal_read_object(j, "state", "site-3/link", remember, &h, &err));
	assert_int_equal(h.n, 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(h.seq[i], 95 - 7 * i);
	assert_true(journal_seek(j, (struct wall){ 1005 }, &seq, &err));
	assert_int_equal(seq, 1);
	assert_true(journal_seek(j, (struct wall){ 1055 }, &seq, &err));
	assert_int_equal(seq, 51);
	assert_true(journal_seek(j, (struct wall){ 99999 }, &seq, &err));
	assert_int_equal(seq, 101);
	journal_close(j);
}

static void
a_second_writer_is_refused(void **unused)
{
	struct journal_found	 found;
	struct journal		*j = open_good(&found);

	(void)unused;
	append(j, "x", "{}", 1);
	commit(j);
	refused("another vigie writes to it");
	append(j, "x", "{}", 2);
	commit(j);
	journal_close(j);
	j = open_good(&found);
	assert_int_equal(found.last, 2);
	journal_close(j);
}

static void
files_that_others_could_touch_are_refused_and_left_alone(void **unused)
{
	char		 path[128], other[128];
	struct stat	 st;

	(void)unused;
	make_journal(3, false);
	assert_int_equal(chmod(dir, 0777), 0);
	refused("has mode 0777, 0750 is wanted");
	assert_true(stat(dir, &st) == 0 && (st.st_mode & 0777) == 0777);
	assert_int_equal(chmod(dir, 0750), 0);
	path_of(path, sizeof(path), "journal.db");
	path_of(other, sizeof(other), "x");
	assert_int_equal(chmod(path, 0644), 0);
	refused("has mode 0644, 0600 is wanted");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(link(path, other), 0);
	refused("has 2 hard links, 1 is wanted");
	assert_int_equal(unlink(other), 0);
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(symlink("x", path), 0);
	refused("is a symbolic link");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rename(other, path), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
		refused("belongs to user 12345, 0 is wanted");
		assert_int_equal(chown(path, 0, (gid_t)-1), 0);
	}
	make_journal(1, false);
}

static void
a_missing_log_is_seen_by_the_mark(void **unused)
{
	struct journal_options	 options = { .dir = dir, .accept_loss = true };
	struct journal_found	 found;
	struct journal		*j;
	struct err		 err;
	char			 path[128];

	(void)unused;
	make_journal(20, false);
	make_journal(20, true);
	path_of(path, sizeof(path), "journal.db-wal");
	assert_int_equal(unlink(path), 0);
	refused("journal older than its mark");
	j = journal_open(&options, &found, &err);
	assert_non_null(j);
	assert_int_equal(found.last, 20);
	assert_int_equal(found.lost, 20);
	journal_close(j);
	j = open_good(&found);	/* from now on without a word */
	assert_int_equal(found.lost, 0);
	journal_close(j);
}

static void
a_missing_log_of_a_new_journal_is_seen_too(void **unused)
{
	struct journal_options	 options = { .dir = dir, .accept_loss = true };
	struct journal_found	 found;
	struct journal		*j;
	struct err		 err;
	char			 path[128];

	(void)unused;
	make_journal(20, true);		/* not a page of it has left the log yet */
	path_of(path, sizeof(path), "journal.db-wal");
	assert_int_equal(unlink(path), 0);
	refused("journal older than its mark");
	j = journal_open(&options, &found, &err);
	assert_non_null(j);
	assert_int_equal(found.lost, 20);
	journal_close(j);
}

static void
a_missing_index_of_the_log_is_made_anew(void **unused)
{
	struct journal_found	 found;
	char			 path[128];

	(void)unused;
	make_journal(40, true);
	path_of(path, sizeof(path), "journal.db-shm");
	assert_int_equal(unlink(path), 0);
	journal_close(open_good(&found));
	assert_int_equal(found.last, 40);
}

static void
yesterdays_journal_is_refused(void **unused)
{
	struct journal_found	 found;
	struct journal		*j;
	char			 path[128];

	(void)unused;
	make_journal(20, false);
	copy_file("journal.db", "journal.db.save");
	make_journal(200, true);
	copy_file("journal.db.save", "journal.db");	/* beside today's log */
	j = NULL;
	{
		struct journal_options	 options = { .dir = dir };
		struct err		 err;

		j = journal_open(&options, &found, &err);
	}
	/* Today's log may hold every page that changed: then nothing is lost. */
	if (j != NULL) {
		assert_int_equal(found.last, 220);
		journal_close(j);
	}
	path_of(path, sizeof(path), "journal.db-wal");
	(void)unlink(path);
	copy_file("journal.db.save", "journal.db");	/* alone */
	refused("journal older than its mark");
	path_of(path, sizeof(path), "journal.db");
	assert_int_equal(unlink(path), 0);
	refused("journal older than its mark");
}

static void
another_journal_under_the_same_mark_is_refused(void **unused)
{
	(void)unused;
	make_journal(30, false);
	copy_file("journal.mark", "x");
	remove("nothing");
	{
		char	 path[128];

		path_of(path, sizeof(path), "journal.db");
		assert_int_equal(unlink(path), 0);
		path_of(path, sizeof(path), "journal.mark");
		assert_int_equal(unlink(path), 0);
	}
	make_journal(50, false);
	copy_file("x", "journal.mark");
	refused("is not the journal of its mark: row 30 differs");
}

static void
a_torn_mark_is_read_from_its_other_half(void **unused)
{
	struct journal_found	 found;

	(void)unused;
	make_journal(30, true);
	flip("journal.mark", 130);
	journal_close(open_good(&found));
	assert_int_equal(found.last, 30);
	flip("journal.mark", 20);
	flip("journal.mark", 140);
	refused("journal.mark is damaged");
}

/* Where in journal.db a text stands; -1 when nowhere. */
static off_t
find_in_journal(const char *text)
{
	static char	 data[8 << 20];
	char		 path[128], *p;
	FILE		*f;
	size_t		 n;

	path_of(path, sizeof(path), "journal.db");
	assert_non_null(f = fopen(path, "r"));
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	p = memmem(data, n, text, strlen(text));
	return p != NULL ? p - data : -1;
}

static void
a_changed_byte_of_a_row_is_found_and_named(void **unused)
{
	struct journal_found	 found;
	struct journal_report	 report;
	struct journal		*j = open_good(&found);
	struct err		 err;

	(void)unused;
	for (int i = 0; i < 30; i++)
		append(j, "x", i == 16 ? "{\"state\":\"marked\"}" : "{}", i);
	commit(j);
	journal_close(j);
	flip("journal.db", find_in_journal("marked"));
	refused("journal damaged at row 17");
	assert_false(verify(&report, &err));
	assert_int_equal(report.first_bad, 17);
	assert_non_null(strstr(err.text, "journal damaged at row 17"));
}

static void
every_byte_of_the_file_is_guarded_or_without_weight(void **unused)
{
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct journal_report	 report;
	struct err		 err;
	struct journal		*j;
	struct stat		 st, after;
	char			 path[128];
	int			 n_refused = 0, n_accepted = 0;

	(void)unused;
	make_journal(60, false);
	copy_file("journal.db", "journal.db.save");
	path_of(path, sizeof(path), "journal.db");
	assert_int_equal(stat(path, &st), 0);
	for (off_t at = 0; at < st.st_size; at += 37) {
		copy_file("journal.db.save", "journal.db");
		flip("journal.db", at);
		j = journal_open(&options, &found, &err);
		if (j == NULL) {
			n_refused++;
			assert_int_equal(stat(path, &after), 0);
			continue;
		}
		/* Accepted: then it reads as it was. */
		assert_int_equal(found.last, 60);
		journal_close(j);
		if (!verify(&report, &err))
			fail_msg("byte %lld: %s", (long long)at, err.text);
		n_accepted++;
	}
	print_message("# %d flipped bytes refused, %d without effect\n", n_refused, n_accepted);
	assert_true(n_refused > 50);
}

static void
a_refused_start_changes_nothing(void **unused)
{
	char	 path[128];
	struct stat	 st, after;

	(void)unused;
	make_journal(60, true);
	path_of(path, sizeof(path), "journal.db");
	flip("journal.db", 100);	/* page 1, behind the header */
	assert_int_equal(stat(path, &st), 0);
	copy_file("journal.db", "x");
	{
		struct journal_options	 options = { .dir = dir };
		struct journal_found	 found;
		struct err		 err;
		struct journal		*j = journal_open(&options, &found, &err);

		if (j != NULL) {	/* the page stands in the log too: nothing is lost */
			journal_close(j);
			return;
		}
	}
	assert_int_equal(stat(path, &after), 0);
	assert_true(st.st_mtim.tv_nsec == after.st_mtim.tv_nsec && st.st_mtim.tv_sec == after.st_mtim.tv_sec);
}

static void
a_damaged_frame_of_the_log_costs_what_follows_it_and_says_so(void **unused)
{
	struct journal_found	 found;
	struct journal		*j;
	struct stat		 st;
	char			 path[128];

	(void)unused;
	make_journal(10, false);
	make_journal(100, true);
	path_of(path, sizeof(path), "journal.db-wal");
	assert_int_equal(stat(path, &st), 0);
	flip("journal.db-wal", st.st_size / 2);
	j = open_good(&found);
	assert_true(found.was_torn);
	assert_true(found.last >= 10 && found.last < 110);
	assert_int_equal(found.lost, 110 - found.last);
	journal_close(j);
}

static void
a_log_that_was_cut_short_is_seen_by_the_mark(void **unused)
{
	struct stat	 st;
	char		 path[128];

	(void)unused;
	make_journal(100, true);
	path_of(path, sizeof(path), "journal.db-wal");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 3 * 4120), 0);
	refused("journal older than its mark");
}

static void
repair_saves_all_rows_before_the_damage(void **unused)
{
	struct journal_found	 found;
	struct journal_report	 report;
	struct journal		*j;
	struct err		 err;
	char			 path[128], to[128];

	(void)unused;
	j = open_good(&found);
	for (int i = 0; i < 300; i++)
		append(j, i % 2 ? "a/link" : "b/link", i == 216 ? "{\"state\":\"up\",\"text\":\"marked\"}" :
		    "{\"state\":\"up\"}", i);
	commit(j);
	journal_close(j);
	flip("journal.db", find_in_journal("marked"));
	copy_file("journal.db", "x");
	assert_true(journal_repair(dir, recall_about, NULL, &report, &err));
	assert_int_equal(report.n_rows, 216);
	assert_int_equal(report.first_bad, 217);
	/* Put in its place, it starts once the loss is accepted. */
	path_of(path, sizeof(path), "journal.db.repaired");
	path_of(to, sizeof(to), "journal.db");
	assert_int_equal(rename(path, to), 0);
	refused("journal older than its mark");
	{
		struct journal_options	 options = { .dir = dir, .accept_loss = true };

		j = journal_open(&options, &found, &err);
		if (j == NULL)
			fail_msg("%s", err.text);
	}
	assert_int_equal(found.last, 216);
	assert_int_equal(found.lost, 84);
	journal_close(j);
	assert_true(verify(&report, &err));
}

static void
a_newer_journal_and_a_foreign_file_are_refused(void **unused)
{
	char	 path[128];
	FILE	*f;

	(void)unused;
	make_journal(3, false);
	path_of(path, sizeof(path), "journal.db");
	f = fopen(path, "r+");
	assert_non_null(f);
	fseek(f, 60, SEEK_SET);		/* user_version */
	fwrite("\0\0\0\7", 1, 4, f);
	fclose(f);
	refused("journal schema 7, this program knows up to 1");
	f = fopen(path, "r+");
	assert_non_null(f);
	fseek(f, 68, SEEK_SET);		/* application_id */
	fwrite("\0\0\0\7", 1, 4, f);
	fclose(f);
	refused("is not a journal of vigie");
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("Dear diary, this is not a database at all, and long enough to be seen as none.", f);
	for (int i = 0; i < 100; i++)
		fputs("more of it ", f);
	fclose(f);
	refused("journal damaged");
}

static void
a_backup_is_whole_and_starts_like_any_journal(void **unused)
{
	struct journal_options	 options;
	struct journal_found	 found;
	struct journal_report	 report;
	struct journal		*j, *reader;
	struct err		 err;
	char			 copy[128];

	(void)unused;
	path_of(copy, sizeof(copy), "copy");
	j = open_good(&found);
	for (int i = 0; i < 500; i++)
		append(j, "x", "{}", i);
	commit(j);
	append(j, "x", "{}", 501);	/* under way: not in the copy */
	reader = journal_open_reader(dir, &err);
	assert_non_null(reader);
	if (!journal_backup(reader, copy, &report, &err))
		fail_msg("%s", err.text);
	assert_int_equal(report.n_rows, 500);
	assert_false(journal_backup(reader, copy, &report, &err));
	assert_non_null(strstr(err.text, "has a journal already"));
	journal_close(reader);
	commit(j);
	journal_close(j);
	options = (struct journal_options){ .dir = copy };
	j = journal_open(&options, &found, &err);
	if (j == NULL)
		fail_msg("%s", err.text);
	assert_int_equal(found.last, 500);
	journal_close(j);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
#define T(f)	cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
		T(what_is_committed_is_there_after_a_restart),
		T(the_history_of_an_object_is_read_from_its_end),
		T(a_second_writer_is_refused),
		T(files_that_others_could_touch_are_refused_and_left_alone),
		T(a_missing_log_is_seen_by_the_mark),
		T(a_missing_log_of_a_new_journal_is_seen_too),
		T(a_missing_index_of_the_log_is_made_anew),
		T(yesterdays_journal_is_refused),
		T(another_journal_under_the_same_mark_is_refused),
		T(a_torn_mark_is_read_from_its_other_half),
		T(a_changed_byte_of_a_row_is_found_and_named),
		T(every_byte_of_the_file_is_guarded_or_without_weight),
		T(a_refused_start_changes_nothing),
		T(a_damaged_frame_of_the_log_costs_what_follows_it_and_says_so),
		T(a_log_that_was_cut_short_is_seen_by_the_mark),
		T(repair_saves_all_rows_before_the_damage),
		T(a_newer_journal_and_a_foreign_file_are_refused),
		T(a_backup_is_whole_and_starts_like_any_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
