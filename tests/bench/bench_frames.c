/*
 * bench_frames - what a result costs as a frame between two programs.
 *
 * Batches of 64 results with three values each, as the poller sends them; the floor
 * is memcpy() of the same bytes.  Nanoseconds of processor time a result, the median
 * of nine rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "ipc/msg.h"

#define N_RESULTS	64u
#define N_BATCHES	3000
#define ROUNDS		9

static double
cpu_ns(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
compare(const void *a, const void *b)
{
	double	 x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *list)
{
	qsort(list, ROUNDS, sizeof(list[0]), compare);
	return list[ROUNDS / 2];
}

static void
fill(struct msg_result *results)
{
	static struct msg_value	 values[] = { { "rtt_med_ms", 31.25 }, { "rtt_max_ms", 40.5 },
		{ "loss_pct", 0 } };

	for (uint32_t i = 0; i < N_RESULTS; i++)
		results[i] = (struct msg_result){ .check = i, .started_ms = INT64_C(1772528400000) + i,
			.took_us = 31250, .text = "", .values = values, .n_values = 3 };
}

int
main(void)
{
	struct msg_result	 results[N_RESULTS];
	struct msg_results	 batch = { .poller = 0, .epoch = 7, .seq = 1, .results = results,
				    .n_results = N_RESULTS };
	struct msg_zone		*zone = msg_zone_new();
	struct buf		 out = { 0 };
	double			 encode[ROUNDS], decode[ROUNDS], copy[ROUNDS], t;
	enum msg_type		 type;
	union msg		 msg;
	char			*to;
	size_t			 n = 0;

	fill(results);
	msg_encode(&out, MSG_RESULTS, &batch);
	to = malloc(out.len);
	for (int r = 0; r < ROUNDS; r++) {
		t = cpu_ns();
		for (int i = 0; i < N_BATCHES; i++) {
			buf_clear(&out);
			msg_encode(&out, MSG_RESULTS, &batch);
		}
		encode[r] = cpu_ns() - t;
		t = cpu_ns();
		for (int i = 0; i < N_BATCHES; i++)
			if (msg_decode(zone, out.s, out.len, &type, &msg) == 0)
				n += msg.results.n_results;
		decode[r] = cpu_ns() - t;
		t = cpu_ns();
		for (int i = 0; to != NULL && i < N_BATCHES; i++) {
			memcpy(to, out.s, out.len);
			__asm__ volatile("" : : "r"(to) : "memory");	/* it is wanted */
		}
		copy[r] = cpu_ns() - t;
	}
	if (n != (size_t)N_BATCHES * ROUNDS * N_RESULTS)
		return EXIT_FAILURE;
	n = (size_t)N_BATCHES * N_RESULTS;
	printf("frames encode=%.0f ns decode=%.0f ns (a result of 3 values, %zu bytes; "
	    "memcpy %.1f ns)\n", median(encode) / (double)n, median(decode) / (double)n,
	    out.len / N_RESULTS, median(copy) / (double)n);
	free(to);
	buf_done(&out);
	msg_zone_free(zone);
	return EXIT_SUCCESS;
}
