/* Unit tests of engine/recording.c: what the judge was fed, as lines for replay. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "engine/recording.h"
#include "tests/unit/story.h"

#define WINDOW	"maintenance all 0 90000"

static void
remove_store(const char *store)
{
	char	 dir[96];

	snprintf(dir, sizeof(dir), "%s/" RECORD_DIR, store);
	for (DIR *d = opendir(dir); d != NULL; closedir(d), d = NULL) {
		struct dirent	*e;

		while ((e = readdir(d)) != NULL)
			unlinkat(dirfd(d), e->d_name, 0);
	}
	rmdir(dir);
	rmdir(store);
}

/* The lines of each file, standing ones too; freed by the caller. */
static char *
read_lines(const char *store)
{
	struct err		 err = { "" };
	struct record_entry	 e;
	struct buf		 out = { 0 };
	struct shelf		*s = shelf_open(store, (struct wall){ 0 }, WALL_NEVER, &err);

	assert_non_null(s);
	while (shelf_next(s, &e, &err))
		buf_addf(&out, "%s%.19s\n", e.kind == RECORD_LINE_STANDING ? "standing " : "", e.json);
	assert_string_equal(err.text, "");
	shelf_close(s);
	return buf_take(&out);
}

/* At the head of each file stands what holds, which takes nothing from the line that began it. */
static void
a_file_that_begins_with_a_line_has_it_whole(void **unused)
{
	struct world		*w = world_new("site a\n router icmp:20\n");
	struct inventory	 inv = *world_inventory(w);
	struct play		 p = { 0 };
	struct engine		 e = { .inv = &inv };
	char			 store[] = "/tmp/vigie-recording-XXXXXX", *lines;

	(void)unused;
	assert_non_null(mkdtemp(store));
	inv.store_dir = store;
	inv.results_keep_ms = DAY_MS;
	inv.results_max_bytes = 1 << 30;
	play_begin(&p, &inv, "");
	play_line(&p, STORY_ZERO_MS, WINDOW);
	e.judge = p.judge;
	e.recording = recording_new(&e);
	recording_start(e.recording, (struct wall){ 0 }, (struct wall){ STORY_ZERO_MS });
	recording_stop(e.recording, (struct wall){ STORY_ZERO_MS + HOUR_MS });
	recording_free(e.recording);
	lines = read_lines(store);
	assert_string_equal(lines, "\"vigie\":\"start\"\nstanding \"do\":[\"maintenance\"\n"
	    "\"vigie\":\"stop\"\n");
	free(lines);
	remove_store(store);
	play_end(&p);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_file_that_begins_with_a_line_has_it_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
