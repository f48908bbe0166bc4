/*
 * run.c - see run.h: one run: a town, its weather, and vigie in the middle.
 */
#include <sys/stat.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "journal/journal.h"
#include "tests/sim/audit.h"
#include "tests/sim/dice.h"
#include "tests/sim/fail.h"
#include "tests/sim/loop.h"
#include "tests/sim/marks.h"
#include "tests/sim/people.h"
#include "tests/sim/polls.h"
#include "tests/sim/push.h"
#include "tests/sim/run.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"
#include "tests/sim/vigie.h"
#include "tests/sim/weather.h"

#define DAY_US	(24 * 3600 * SEC_US)

/* Any day of two years; every fourth run lives through a night in which clocks change. */
static struct wall
start_of(uint64_t seed)
{
	static const int64_t	 nights[] = { 1774746000, 1792890000 };	/* 2026-03-29 and 10-25, 01:00 UTC */
	struct dice		 d = dice_of(seed, 5);
	int64_t			 s = 1767225600 + (int64_t)roll(&d, 700) * 86400 + roll(&d, 86400);

	if (seed % 4 == 0) {
		s = nights[seed / 4 % 2] - 43200 - roll(&d, 43200);
		mark(seed / 4 % 2 == 0 ? "time:spring-night" : "time:autumn-night");
	}
	return (struct wall){ s * SEC_MS };
}

/* The folder of a run: conf, conf/sites.d, store. */
static bool
make_dirs(char *dir)
{
	static const char *const	 names[] = { "conf", "conf/sites.d", "store" };

	if (mkdtemp(dir) == NULL)
		return false;
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		char	*path = xasprintf("%s/%s", dir, names[i]);
		int	 rc = mkdir(path, 0700);

		free(path);
		if (rc == -1)
			return false;
	}
	return true;
}

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	(void)st;
	(void)what;
	(void)ftw;
	return remove(path);
}

static void
go(int64_t until_us)
{
	while (fail_count() == 0) {
		int64_t	 poll_us = polls_next_us(), next_us = loop_next_us();

		if (poll_us < next_us)
			next_us = poll_us;
		if (next_us > until_us)
			break;
		loop_ring(next_us);
		if (poll_us <= loop_now_us())
			polls_run();
		vigie_look();
		audit_step();
	}
}

static void
hash_text(char out[static 65])
{
	struct journal_report	 report;
	struct err		 err = { "" };

	out[0] = '\0';
	if (!journal_verify_dir(vigie_dir(), &report, &err))
		return;
	for (size_t i = 0; i < sizeof(report.hash); i++)
		snprintf(out + 2 * i, 3, "%02x", report.hash[i]);
}

unsigned
run_one(const struct run_options *o, struct run_figures *out)
{
	const char	*tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	char		*dir = xasprintf("%s/vigie-sim-XXXXXX", tmp);
	int64_t		 end_us;

	if (!make_dirs(dir) || chdir(dir) == -1) {
		fprintf(stderr, "sim: %s: %s\n", dir, strerror(errno));
		return 1;
	}
	loop_begin(start_of(o->seed));
	end_us = loop_now_us() + o->days * DAY_US;
	town_make(o->seed, o->points);
	truth_begin();
	polls_begin(o->seed);
	people_begin();
	push_begin();
	weather_plan(o->seed, o->days);
	for (size_t i = 0; i < weather_n(); i++)
		if (o->keep != NULL && !o->keep[i])
			weather_leave_out(i);
	if (o->is_loud)
		weather_print();
	weather_begin();
	vigie_begin("/proc/self/cwd", o->seed, o->is_loud);	/* in no run's bytes is the name of its folder */
	go(o->until_us > 0 && o->until_us < end_us ? o->until_us : end_us);
	if (fail_count() == 0 && o->until_us == 0) {
		audit_final();
		truth_check();
	}
	out->failed_us = loop_now_us();
	out->n_faults = weather_n();
	out->n_polls = polls_count();
	vigie_end();
	if (fail_count() == 0 && o->until_us == 0)
		truth_count();
	hash_text(out->hash);
	out->n_facts = audit_n_facts();
	out->n_incidents = audit_n_incidents();
	out->n_notices = audit_n_notices();
	out->n_lives = shell_n_lives();
	out->n_checked = truth_n_checked();
	out->n_failed = fail_count();
	(void)nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(dir);
	vigie_free();
	return fail_count();
}
