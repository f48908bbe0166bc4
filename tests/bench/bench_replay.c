/*
 * bench_replay - how many recorded lines a second `vigie replay` judges.
 *
 * Three hours of the sample network (conf/, ten points) at ordinary intervals, from
 * memory.  Prints one line: replay rate=... goal>=500000/s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/replay.h"
#include "model/conf.h"
#include "model/inventory.h"

#define START_S	INT64_C(1772524800)
#define LENGTH_S 10800

static void
record(const struct inventory *inv, struct buf *out)
{
	for (int64_t t = 0; t < LENGTH_S; t++) {
		for (uint32_t i = 0; i < inv->n_checks; i++) {
			const struct check	*c = &inv->checks[i];

			if ((t + i * 7) % (c->interval_ms / 1000) == 0)
				buf_addf(out, "{\"t\":%lld.%u,\"check\":\"%s\",\"status\":\"ok\",\"rtt_ms\":31.5}\n",
				    (long long)(START_S + t), (unsigned)(i * 10 / inv->n_checks), c->name);
		}
	}
}

int
main(void)
{
	const char		*top = getenv("top_srcdir");
	char			*file = xasprintf("%s/conf/vigie.conf", top != NULL ? top :
				    access("conf/vigie.conf", R_OK) == 0 ? "." : "..");
	const struct replay_wish wish = { .until = { INT64_MAX } };
	struct replay_notes	 notes;
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv = conf_load(file, CONF_NO_SECRETS, &mistakes);
	struct buf		 lines = { 0 }, out = { 0 };
	struct err		 err = { "" };
	struct timespec		 a, b;
	size_t			 n = 0;
	FILE			*in;

	if (inv == NULL) {
		mistakes_print(&mistakes, false, stderr);
		return 1;
	}
	record(inv, &lines);
	for (size_t i = 0; i < lines.len; i++)
		n += lines.s[i] == '\n';
	in = fmemopen(lines.s, lines.len, "r");
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	if (!replay_run(inv, in, &wish, &out, &notes, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	printf("replay rate=%.0f/s goal>=500000/s lines=%zu\n",
	    (double)n / ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9), n);
	fclose(in);
	buf_done(&lines);
	buf_done(&out);
	inventory_free(inv);
	mistakes_done(&mistakes);
	free(file);
	return 0;
}
