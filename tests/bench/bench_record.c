/*
 * bench_record: what the record of results costs, and how fast it is exported.
 *
 * A network of 100,000 checks, one result of each a minute: written as the engine
 * writes, then exported as `vigie export results` does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/export.h"
#include "record/record.h"

#define CHECKS	100000u
#define ROUNDS	20		/* minutes */
#define T0	INT64_C(1772524800000)

static struct recorder	*recorder;

static double
cpu_s(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
no_head(void *arg)
{
	(void)arg;
}

/* One check in five has values, one result in a thousand is a failure. */
static void
feed(uint32_t round, uint32_t i, char *const *names)
{
	struct record_entry	 e = { .check = names[i], .text = "" };
	uint64_t		 n = (uint64_t)round * CHECKS + i;

	e.known.ms = T0 + (int64_t)(n * 60000 / CHECKS);
	e.started.ms = e.known.ms - 3 - (int64_t)(n % 40);
	if (n % 1000 == 7) {
		e.status = 2;
		e.text = "no reply";
	} else if (i % 5 == 0) {
		e.values[0] = (struct record_value){ 0, "uptime_s", (double)(86400 + n / CHECKS * 60) };
		e.values[1] = (struct record_value){ 1, "if_in_bps", (double)(n % 7919) * 1000.5 };
		e.values[2] = (struct record_value){ 2, "if_out_bps", (double)(n % 104729) * 8 };
		e.n_values = 3;
	}
	recorder_result(recorder, i, &e);
}

static bool
write_conf(const char *dir, char *path, size_t size)
{
	FILE	*f;

	snprintf(path, size, "%s/vigie.conf", dir);
	if ((f = fopen(path, "w")) == NULL)
		return false;
	fprintf(f, "store = { dir = \"%s\"; };\n", dir);
	return fclose(f) == 0;
}

int
main(void)
{
	char			 dir[] = "/tmp/vigie-bench-XXXXXX", path[96];
	struct record_limits	 limits = { .keep_ms = DAY_MS, .max_bytes = INT64_C(4) << 30 };
	struct export		 what = { .until = WALL_NEVER, .site = "", .out = fopen("/dev/null", "w") };
	struct cli		 cli = { .conf_file = path };
	struct record_figures	 figures;
	char			**names = xcalloc(CHECKS, sizeof(*names));
	double			 a, b;

	if (mkdtemp(dir) == NULL || !write_conf(dir, path, sizeof(path)) || what.out == NULL)
		return 1;
	for (uint32_t i = 0; i < CHECKS; i++)
		names[i] = xasprintf("point-%u/router/icmp", (unsigned)i);
	recorder = recorder_new(dir, &limits, no_head, NULL);
	recorder_renumber(recorder, CHECKS);
	a = cpu_s();
	for (uint32_t round = 0; round < ROUNDS; round++)
		for (uint32_t i = 0; i < CHECKS; i++) {
			feed(round, i, names);
			if (i % (CHECKS / 60) == 0)
				recorder_flush(recorder, (struct wall){ T0 });
			if (i % 25000 == 0)
				usleep(20000);	/* the disk's thread keeps up, as it does in a minute */
		}
	recorder_free(recorder);
	b = cpu_s();
	printf("record core=%.3f%% goal<=1%% results_per_min=%u\n", (b - a) / (ROUNDS * 60) * 100, CHECKS);
	recorder = recorder_new(dir, &limits, no_head, NULL);	/* to see how many bytes there are */
	recorder_renumber(recorder, 1);
	feed(ROUNDS, 0, names);
	recorder_flush(recorder, (struct wall){ T0 });
	sleep(1);
	recorder_figures(recorder, &figures);
	recorder_free(recorder);
	printf("record bytes=%.1f/result goal<=12/result\n", (double)figures.bytes / (ROUNDS * CHECKS));
	a = cpu_s();
	if (export_results(&cli, &what) != CLI_DONE)
		return 1;
	b = cpu_s();
	printf("export rate=%.0f/s goal>=500000/s lines=%u\n", ROUNDS * CHECKS / (b - a), ROUNDS * CHECKS);
	fflush(stdout);
	execlp("rm", "rm", "-rf", dir, (char *)NULL);
	return 1;
}
