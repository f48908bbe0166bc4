/* bench_poller.c - see bench_poller.h */
#include <sys/socket.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/mem.h"
#include "ipc/channel.h"
#include "poller/host.h"
#include "poller/link.h"
#include "bench_poller.h"

static double
seconds(clockid_t id)
{
	struct timespec	 ts;

	clock_gettime(id, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double
bench_cpu(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double
bench_wall(void)
{
	return seconds(CLOCK_MONOTONIC);
}

static int
compare(const void *a, const void *b)
{
	double	 x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
bench_median(double *v, unsigned n)
{
	qsort(v, n, sizeof(v[0]), compare);
	return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void
read_all(int fd)
{
	static char	 room[1 << 20];

	while (read(fd, room, sizeof(room)) > 0)
		;
	_exit(0);
}

void
bench_init(struct bench *b)
{
	int	 fds[2];

	memset(b, 0, sizeof(*b));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == -1)
		abort();
	if ((b->reader = fork()) == 0) {
		close(fds[0]);
		read_all(fds[1]);
	}
	close(fds[1]);
	b->base = event_base_new();
	b->link = link_new(b->base, 0);
	b->host = link_host(b->link);
	link_engine(b->link, fds[0]);
}

void
bench_done(struct bench *b)
{
	link_free(b->link);
	event_base_free(b->base);
	waitpid(b->reader, NULL, 0);
}

void
bench_assign(struct bench *b, const char *prefix, unsigned n, const char *probe,
    const char *(*address)(unsigned i), unsigned interval_ms, unsigned timeout_ms,
    const char *const *options)
{
	static uint32_t	 handle;
	struct msg_pair	 pairs[16];
	char		 names[16][32], name[64];
	uint32_t	 n_pairs = 0;

	for (; options != NULL && options[n_pairs] != NULL; n_pairs++) {
		const char	*equals = strchr(options[n_pairs], '=');

		strlcpy(names[n_pairs], options[n_pairs], (size_t)(equals - options[n_pairs]) + 1);
		pairs[n_pairs] = (struct msg_pair){ names[n_pairs], equals + 1 };
	}
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s-%05u/router/%s", prefix, i, probe);
		host_assign(b->host, &(struct msg_assign){ .check = ++handle, .name = name,
		    .probe = probe, .address = address(i), .interval_ms = interval_ms,
		    .timeout_ms = timeout_ms, .fall = 3, .rise = 2, .options = pairs,
		    .n_options = n_pairs });
	}
}

void
bench_run(struct bench *b, double seconds_long)
{
	struct timeval	 tv = { (time_t)seconds_long,
	    (suseconds_t)((seconds_long - (double)(time_t)seconds_long) * 1e6) };

	event_base_loopexit(b->base, &tv);
	event_base_dispatch(b->base);
}

void
bench_start(struct bench *b)
{
	struct host_stats	 s;

	host_stats(b->host, &s, true);
	b->n_before = s.n_done;
	b->cpu_before = bench_cpu();
	b->wall_before = bench_wall();
}

uint64_t
bench_stop(struct bench *b, double *cpu_s, double *wall_s)
{
	struct host_stats	 s;

	*cpu_s = bench_cpu() - b->cpu_before;
	*wall_s = bench_wall() - b->wall_before;
	host_stats(b->host, &s, false);
	return s.n_done - b->n_before;
}
