/*
 * bench_series - what a sample costs on its way into an RRD file.
 *
 * A sample is one value of one metric.  The floor is one pwrite() in place.
 * Measured: everything vigie-series does for it from the decoded message on (log
 * with its syncs, folding, rows, librrd), 30 minutes of each device at each
 * flush, in processor time.  A device has 8 metrics and one result a minute; what
 * a whole result costs against one pwrite of its 64 bytes is printed too.
 */
#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "series/store.h"

#define DEVICES		40
#define METRICS		8
#define FLUSH_S		1800		/* 30 samples */
#define MINUTES		600
#define TICK_S		6		/* some 7 samples a tick: a small network's real rate is higher */
#define T0		INT64_C(1772524800)
#define GOAL		4.0

static double
cpu_s(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct msg_value	 values[METRICS] = {
	{ "rtt_min_ms", 0 }, { "rtt_med_ms", 0 }, { "rtt_max_ms", 0 }, { "loss_pct", 0 },
	{ "if_in_bps", 0 }, { "if_out_bps", 0 }, { "snr_down_db", 0 }, { "uptime_s", 0 }
};

static void
set_values(int64_t at_s)
{
	for (int i = 0; i < METRICS; i++)
		values[i].value = (double)(at_s % 977) * (i + 1) / 7;
}

/* Seconds of processor time for one sample. */
static double
measure_floor(void)
{
	int	 fds[DEVICES];
	char	 name[32];
	double	 begun, row[METRICS];

	for (int d = 0; d < DEVICES; d++) {
		snprintf(name, sizeof(name), "floor.%d", d);
		fds[d] = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
		if (fds[d] == -1 || posix_fallocate(fds[d], 0, MINUTES * sizeof(row)) != 0)
			exit(1);
	}
	begun = cpu_s();
	for (int64_t m = 0; m < MINUTES; m++)
		for (int d = 0; d < DEVICES; d++) {
			for (int i = 0; i < METRICS; i++)
				row[i] = (double)(m * i);
			if (pwrite(fds[d], row, sizeof(row), m * (off_t)sizeof(row)) == -1)
				exit(1);
		}
	begun = cpu_s() - begun;
	for (int d = 0; d < DEVICES; d++) {
		snprintf(name, sizeof(name), "floor.%d", d);
		close(fds[d]);
		unlink(name);
	}
	return begun / (MINUTES * DEVICES);
}

static double
measure_series(struct store *st, char names[DEVICES][32])
{
	struct msg_sample	 samples[DEVICES];
	double			 begun = 0;

	for (int64_t m = 0; m < MINUTES + FLUSH_S / 60; m++) {
		int64_t	 now_s = T0 + m * 60;

		if (m == FLUSH_S / 60)		/* the files are there: from here it counts */
			begun = cpu_s();
		set_values(now_s);
		for (int d = 0; d < DEVICES; d++)
			samples[d] = (struct msg_sample){ names[d], now_s, values, METRICS };
		store_put(st, &(struct msg_samples){ samples, DEVICES }, now_s);
		for (int64_t s = now_s; s < now_s + 60; s += TICK_S)
			store_tick(st, s, 5000 + s - T0);
	}
	return (cpu_s() - begun) / (MINUTES * DEVICES);
}

static void
clean_up(const char *dir)
{
	pid_t	 pid = fork();

	if (pid == 0) {
		execl("/bin/rm", "rm", "-rf", dir, (char *)NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

int
main(void)
{
	char		 dir[] = "/tmp/bench_series.XXXXXX";
	char		 names[DEVICES][32];
	struct err	 err;
	struct store	*st;
	double		 floor_s, cost_s;

	if (mkdtemp(dir) == NULL || (st = store_open(dir, FLUSH_S, T0, 5000, &err)) == NULL)
		return 1;
	for (int d = 0; d < DEVICES; d++)
		snprintf(names[d], sizeof(names[d]), "site-%d/router", d);
	floor_s = measure_floor();
	cost_s = measure_series(st, names);
	floor_s = (floor_s + measure_floor()) / 2;
	store_close(st, T0 + (MINUTES + FLUSH_S / 60) * 60);
	if (chdir("/") == 0)
		clean_up(dir);
	printf("series ratio=%.2f goal<=%g (%.2f us a value, pwrite %.2f us; a result of %d values "
	    "%.1f times one pwrite of it)\n", cost_s / METRICS / floor_s, GOAL, cost_s / METRICS * 1e6,
	    floor_s * 1e6, METRICS, cost_s / floor_s);
	return 0;
}
