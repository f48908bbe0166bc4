/*
 * bench_poller.h - what the poller's benches share: CPU time, medians, and a
 * poller under load whose results leave as frames, as in life, to a process
 * that reads them and whose time does not count.
 */
#ifndef VIGIE_BENCH_POLLER_H
#define VIGIE_BENCH_POLLER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct event_base;
struct host;
struct link;

struct bench {
	struct event_base	*base;
	struct link		*link;
	struct host		*host;
	pid_t			 reader;
	uint64_t		 n_before;
	double			 cpu_before, wall_before;
};

void	 bench_init(struct bench *b);
void	 bench_done(struct bench *b);
/* `n` checks of the probe; options are "name=value" words, NULL-terminated. */
void	 bench_assign(struct bench *b, const char *prefix, unsigned n, const char *probe,
	    const char *(*address)(unsigned i), unsigned interval_ms, unsigned timeout_ms,
	    const char *const *options);
void	 bench_run(struct bench *b, double seconds);
/* Between the two: results, CPU seconds of this process, seconds. */
void	 bench_start(struct bench *b);
uint64_t bench_stop(struct bench *b, double *cpu_s, double *wall_s);

double	 bench_cpu(void);
double	 bench_wall(void);
double	 bench_median(double *v, unsigned n);

#endif
