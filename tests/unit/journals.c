/* journals.c - see journals.h */
#include <sys/wait.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "journals.h"

char	 dir[64];

int
make_dir(void **unused)
{
	(void)unused;
	snprintf(dir, sizeof(dir), "/tmp/vigie-journal-XXXXXX");
	return mkdtemp(dir) == NULL;
}

int
remove_dir(void **unused)
{
	static const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm", "journal.mark",
		"journal.reserve", "journal.db.repaired", "journal.db.save", "copy/journal.db",
		"copy/journal.db-wal", "copy/journal.db-shm", "copy/journal.mark", "copy/journal.reserve", "x" };
	char	 path[128];

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		path_of(path, sizeof(path), names[i]);
		(void)unlink(path);
	}
	path_of(path, sizeof(path), "copy");
	(void)rmdir(path);
	return rmdir(dir);
}

void
path_of(char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s/%s", dir, name);
}

struct journal *
open_good(struct journal_found *found)
{
	struct journal_options	 options = { .dir = dir };
	struct err		 err;
	struct journal		*j = journal_open(&options, found, &err);

	if (j == NULL)
		fail_msg("%s", err.text);
	return j;
}

void
commit(struct journal *j)
{
	struct err	 err;

	if (journal_commit(j, &err) != JOURNAL_OK)
		fail_msg("%s", err.text);
}

void
append(struct journal *j, const char *object, const char *content, int64_t at)
{
	struct journal_row	 row = { .kind = "state", .object = object, .happened = { at },
		.known = { at + 5 }, .content = content, .content_len = strlen(content) };
	struct journal_about	 about = { .what = ABOUT_OBJECT };
	struct err		 err;
	uint64_t		 seq, before = journal_last(j);

	if (journal_append(j, &row, &about, &seq, &err) != JOURNAL_OK)
		fail_msg("%s", err.text);
	assert_true(seq == before + 1);
}

/* A journal of n rows, ended well or (is_cut) as if the program had died. */
void
make_journal(int n, bool is_cut)
{
	struct journal_found	 found;
	struct journal		*j;
	char			 object[32];
	pid_t			 pid;
	int			 status;

	pid = is_cut ? fork() : 0;
	if (pid == 0) {
		j = open_good(&found);
		for (int i = 0; i < n; i++) {
			snprintf(object, sizeof(object), "site-%d/link", i % 7);
			append(j, object, "{\"state\":\"up\",\"since\":\"2026-03-02T08:00:00Z\"}", 1000 + i);
			if (i % 10 == 9)
				commit(j);
		}
		commit(j);
		if (is_cut)
			_exit(0);
		journal_close(j);
		return;
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

bool
verify(struct journal_report *report, struct err *err)
{
	err->text[0] = '\0';
	return journal_verify_dir(dir, report, err);
}
