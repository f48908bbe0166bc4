/*
 * bench_journal - rows a second into the journal, 100 a transaction, against the
 * least that could keep them: append the same bytes to a file and fdatasync.
 *
 * Both in turn, in the same folder (the first argument, or a new one here), so
 * that a noisy machine disturbs both alike.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "journal/journal.h"

#define ROUNDS		20
#define COMMITS		50	/* of each kind in a round */
#define ROWS		100	/* a transaction */
#define OBJECTS		2000

static void
die(const char *what)
{
	fprintf(stderr, "bench_journal: %s\n", what);
	exit(1);
}

static void
make_row(unsigned n, char object[static 32], char content[static 256])
{
	snprintf(object, 32, "site-%03u/pc-%u", n * 7919 % OBJECTS / 5, n % 5);
	snprintf(content, 256, "{\"state\":\"%s\",\"was\":\"%s\",\"since\":\"2026-03-02T08:%02u:%02uZ\","
	    "\"check\":\"site-%03u/pc-%u/icmp\",\"text\":\"no reply\",\"count\":3}", n % 2 ? "down" : "up",
	    n % 2 ? "up" : "down", n / 60 % 60, n % 60, n % 400, n % 5);
}

static int64_t
bare(int fd, unsigned *n)
{
	struct buf	 b = { 0 };
	struct mono	 before = mono_now();
	char		 object[32], content[256];

	for (int i = 0; i < COMMITS; i++) {
		buf_clear(&b);
		for (int k = 0; k < ROWS; k++) {
			make_row(++*n, object, content);
			buf_addf(&b, "%u state %s %" PRId64 " %s\n", *n, object, before.us, content);
		}
		if (write(fd, b.s, b.len) != (ssize_t)b.len || fdatasync(fd) != 0)
			die("cannot write the floor");
	}
	buf_done(&b);
	return mono_sub(mono_now(), before);
}

static int64_t
journal(struct journal *j, unsigned *n, int64_t *checkpoint_max)
{
	struct journal_about	 about = { .what = ABOUT_OBJECT };
	struct journal_row	 row = { .kind = "state" };
	struct mono		 before = mono_now(), c;
	struct err		 err;
	char			 object[32], content[256];
	uint64_t		 seq;

	for (int i = 0; i < COMMITS; i++) {
		for (int k = 0; k < ROWS; k++) {
			make_row(++*n, object, content);
			row.object = object;
			row.happened = row.known = (struct wall){ before.us / 1000 };
			row.content = content;
			row.content_len = strlen(content);
			if (journal_append(j, &row, &about, &seq, &err) != JOURNAL_OK)
				die(err.text);
		}
		if (journal_commit(j, &err) != JOURNAL_OK)
			die(err.text);
		c = mono_now();
		if (journal_checkpoint(j, false, &err) != JOURNAL_OK)
			die(err.text);
		if (mono_sub(mono_now(), c) > *checkpoint_max)
			*checkpoint_max = mono_sub(mono_now(), c);
	}
	return mono_sub(mono_now(), before);
}

int
main(int argc, char **argv)
{
	char			 dir[256], path[300];
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct journal		*j;
	struct err		 err;
	int64_t			 floor_us = 0, journal_us = 0, checkpoint_us = 0;
	unsigned		 n = 0, m = 0;
	int			 fd;

	snprintf(dir, sizeof(dir), "%s/bench-journal-XXXXXX", argc > 1 ? argv[1] : ".");
	if (mkdtemp(dir) == NULL)
		die("cannot make a folder");
	snprintf(path, sizeof(path), "%s/floor", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	j = journal_open(&options, &found, &err);
	if (fd == -1 || j == NULL)
		die(err.text);
	for (int r = 0; r < ROUNDS; r++) {
		floor_us += bare(fd, &n);
		journal_us += journal(j, &m, &checkpoint_us);
	}
	journal_close(j);
	printf("journal ratio=%.2f goal>=0.7 rows_per_s=%.0f floor_rows_per_s=%.0f rows_per_commit=%d "
	    "longest_checkpoint_ms=%.1f\n", (double)floor_us / (double)journal_us,
	    m * 1e6 / (double)journal_us, n * 1e6 / (double)floor_us, ROWS, (double)checkpoint_us / 1000);
	(void)unlink(path);
	snprintf(path, sizeof(path), "%s/journal.db", dir);
	(void)unlink(path);
	snprintf(path, sizeof(path), "%s/journal.mark", dir);
	(void)unlink(path);
	(void)rmdir(dir);
	return 0;
}
