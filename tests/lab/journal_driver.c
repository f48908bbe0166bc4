/*
 * journal_driver - for powercut.sh.  "write DIR" writes rows for ever and prints
 * the number of each that was told as synced; "check DIR" starts on a journal as
 * the engine does, verifies it and prints how many rows it has.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/writer.h"

static void
on_synced(void *arg, uint64_t seq)
{
	(void)arg;
	printf("%" PRIu64 "\n", seq);
	fflush(stdout);
}

static void
on_full(void *arg, bool is_full, const char *why)
{
	(void)arg;
	if (is_full)
		fprintf(stderr, "full: %s\n", why);
}

static void
on_broken(void *arg, const char *why)
{
	(void)arg;
	fprintf(stderr, "broken: %s\n", why);
	_Exit(1);
}

static void
write_for_ever(struct journal *j)
{
	static const struct writer_calls calls = { on_synced, on_full, on_broken };
	struct journal_about	 about = { .what = ABOUT_OBJECT };
	struct journal_row	 row = { .kind = "state", .happened = { 1 }, .known = { 2 },
		.content = "{\"state\":\"up\",\"text\":\"no reply since the last time it was asked\"}" };
	struct err		 err;
	struct writer		*w = writer_start(j, &calls, NULL, &err);
	struct pollfd		 p;
	char			 object[32];
	unsigned		 n = 0;

	row.object = object;
	row.content_len = strlen(row.content);
	p = (struct pollfd){ .fd = writer_fd(w), .events = POLLIN };
	for (;;) {
		for (int i = 0; i < 20; i++) {
			snprintf(object, sizeof(object), "site-%u/link", n++ % 1021);
			(void)writer_put(w, &row, &about);
		}
		writer_end(w, n % 60 == 0);
		(void)poll(&p, 1, 3);
		writer_dispatch(w);
	}
}

int
main(int argc, char **argv)
{
	struct journal_options	 options = { .dir = argc == 3 ? argv[2] : "" };
	struct journal_found	 found;
	struct journal_report	 report;
	struct err		 err;
	struct journal		*j = journal_open(&options, &found, &err);
	bool			 is_good;

	if (j != NULL && strcmp(argv[1], "write") == 0)
		write_for_ever(j);
	is_good = j != NULL;
	journal_close(j);
	is_good = is_good && journal_verify_dir(options.dir, &report, &err);
	if (is_good)
		printf("%" PRIu64 "\n", report.n_rows);
	else
		fprintf(stderr, "%s\n", err.text);
	return is_good ? 0 : 1;
}
