/* many.c - see many.h */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/sim/dice.h"
#include "tests/sim/many.h"
#include "tests/sim/marks.h"
#include "tests/sim/run.h"
#include "tests/sim/town.h"

#define FAULTS_MAX	200000
#define TRIES_MAX	60		/* runs spent on making a failure smaller */

/* What a child leaves behind, in memory shared with us. */
struct result {
	struct run_figures	 figures;
	struct marks		 marks;
	bool			 is_done;
};

static void
choose(const struct many *m, uint64_t seed, struct run_options *o)
{
	struct dice	 d = dice_of(seed, 6);

	*o = (struct run_options){ .seed = seed, .days = 2 + roll(&d, 4), .points = 4 + roll(&d, 12),
	    .is_loud = m->is_loud };
	if (roll(&d, 10) == 0)
		o->points += 30;
	if (roll(&d, 16) == 0) {	/* few points, but days enough for what only days show */
		o->days = 12 + roll(&d, 4);
		o->points = TOWN_LONG_LIFE;
	}
	if (m->days > 0)
		o->days = m->days;
	if (m->points > 0)
		o->points = m->points;
	if (m->until_s > 0)
		o->until_us = 3600 * SEC_US + m->until_s * SEC_US;
}

/* "3,17,20-40" -> which faults stay. */
static bool *
read_without(const char *text)
{
	bool	*keep = xmalloc(FAULTS_MAX * sizeof(*keep));
	char	*end;

	for (size_t i = 0; i < FAULTS_MAX; i++)
		keep[i] = true;
	while (text != NULL && *text != '\0') {
		unsigned long	 a = strtoul(text, &end, 10), b = *end == '-' ? strtoul(end + 1, &end, 10) : a;

		for (; a <= b && a < FAULTS_MAX; a++)
			keep[a] = false;
		text = *end == ',' ? end + 1 : end;
		if (*end != ',' && *end != '\0')
			break;
	}
	return keep;
}

static void
print_figures(const struct run_options *o, const struct run_figures *f, double seconds)
{
	printf("seed %" PRIu64 ": %u points, %u days, %" PRIu64 " polls, %" PRIu64 " facts, %" PRIu64
	    " incidents, %" PRIu64 " notices, %" PRIu64 " lives, %" PRIu64 " faults, %" PRIu64
	    " truths, %.1f s, journal %.16s: %s\n", o->seed, o->points, o->days, f->n_polls, f->n_facts,
	    f->n_incidents, f->n_notices, f->n_lives, f->n_faults, f->n_checked, seconds, f->hash,
	    f->n_failed == 0 ? "ok" : "FAILED");
}

static double
cpu_s(void)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int
many_one(const struct many *m)
{
	struct run_options	 o;
	struct run_figures	 f = { 0 };
	bool			*keep = read_without(m->without);

	choose(m, m->first, &o);
	o.keep = keep;
	run_one(&o, &f);
	print_figures(&o, &f, cpu_s());
	if (m->wants_marks)
		marks_print(marks_get(), stdout);
	free(keep);
	return f.n_failed == 0 ? 0 : 1;
}

/* A run in a child; its words go to /dev/null when `is_silent`. */
static pid_t
start(const struct run_options *o, struct result *r, bool is_silent)
{
	pid_t	 pid;

	memset(r, 0, sizeof(*r));
	fflush(stdout);
	if ((pid = fork()) != 0)
		return pid;
	if (is_silent && freopen("/dev/null", "w", stdout) == NULL)
		_exit(2);
	run_one(o, &r->figures);
	fflush(stdout);
	r->marks = *marks_get();
	r->is_done = true;
	_exit(0);
}

static bool
has_failed(const struct result *r)
{
	return !r->is_done || r->figures.n_failed > 0;
}

/* Does it still fail like this? */
static bool
try(const struct run_options *o, struct result *r)
{
	pid_t	 pid = start(o, r, true);
	int	 status;

	return pid > 0 && waitpid(pid, &status, 0) == pid && has_failed(r);
}

static void
print_kept(const struct run_options *o, size_t n)
{
	const char	*comma = " --without ";

	for (size_t i = 0; i < n; i++) {
		size_t	 end = i;

		if (o->keep[i])
			continue;
		while (end + 1 < n && !o->keep[end + 1])
			end++;
		if (end > i)
			printf("%s%zu-%zu", comma, i, end);
		else
			printf("%s%zu", comma, i);
		comma = ",";
		i = end;
	}
}

/* Leaves out as many faults as it can while it still fails: halves, quarters, ... */
static size_t
shrink_faults(struct run_options *o, bool *keep, size_t n, struct result *r, unsigned *n_tries)
{
	bool	*was = xmalloc(FAULTS_MAX * sizeof(*was));
	size_t	 n_kept = 0;

	for (size_t step = (n + 1) / 2; step > 0 && *n_tries < TRIES_MAX; step /= 2) {
		for (size_t at = 0; at < n && *n_tries < TRIES_MAX; at += step) {
			bool	 any = false;

			memcpy(was, keep, FAULTS_MAX * sizeof(*was));
			for (size_t i = at; i < at + step && i < n; i++) {
				any |= keep[i];
				keep[i] = false;
			}
			if (!any)
				continue;
			(*n_tries)++;
			if (!try(o, r))
				memcpy(keep, was, FAULTS_MAX * sizeof(*was));
		}
	}
	for (size_t i = 0; i < n; i++)
		n_kept += keep[i];
	free(was);
	return n_kept;
}

static void
shrink(const struct many *m, uint64_t seed, struct result *r)
{
	struct run_options	 o;
	bool			*keep = read_without(m->without);
	size_t			 n = r->figures.n_faults, n_kept;
	unsigned		 n_tries = 0;
	int64_t			 failed_us;
	pid_t			 pid;
	int			 status;

	choose(m, seed, &o);
	o.is_loud = false;
	o.keep = keep;
	if (n == 0 || n > FAULTS_MAX)
		n = 4000;
	n_kept = shrink_faults(&o, keep, n, r, &n_tries);
	if (!try(&o, r)) {
		printf("seed %" PRIu64 " does not fail twice\n", seed);
		free(keep);
		return;
	}
	failed_us = r->figures.failed_us;
	printf("the smallest found that fails: %zu faults, %" PRId64 " s of it\n  sim --seed %" PRIu64
	    " --days %u --points %u", n_kept, (failed_us - 3600 * SEC_US) / SEC_US, seed, o.days, o.points);
	print_kept(&o, n);
	printf("\n");
	if ((pid = start(&o, r, false)) > 0)
		waitpid(pid, &status, 0);
	free(keep);
}

/* One of the children has ended. */
static unsigned
reap(pid_t *pids, unsigned n)
{
	int	 status;
	pid_t	 pid = wait(&status);

	for (unsigned i = 0; i < n; i++)
		if (pids[i] == pid)
			return i;
	return n;
}

struct total { uint64_t n_runs, n_failed, n_polls, n_facts, n_incidents, n_notices, n_lives, n_checked; };

static void
add(struct total *t, const struct result *r)
{
	t->n_runs++;
	t->n_failed += has_failed(r);
	t->n_polls += r->figures.n_polls;
	t->n_facts += r->figures.n_facts;
	t->n_incidents += r->figures.n_incidents;
	t->n_notices += r->figures.n_notices;
	t->n_lives += r->figures.n_lives;
	t->n_checked += r->figures.n_checked;
}

/* What the children that have ended used. */
static double
children_cpu_s(void)
{
	struct rusage	 u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void
say(const struct many *m, const struct total *t, uint64_t n, double seconds)
{
	printf("%s%" PRIu64 " of %" PRIu64 " seeds, %" PRIu64 " failed: %" PRIu64 " polls, %" PRIu64
	    " facts, %" PRIu64 " incidents, %" PRIu64 " notices, %" PRIu64 " lives, %" PRIu64
	    " truths, %.0f s, %.0f s of CPU\n", m->is_tap ? "# " : "", t->n_runs, n, t->n_failed,
	    t->n_polls, t->n_facts, t->n_incidents, t->n_notices, t->n_lives, t->n_checked, seconds, children_cpu_s());
	fflush(stdout);
}

static double
clock_s(void)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int
many_run(const struct many *m)
{
	struct result	*results = mmap(NULL, m->jobs * sizeof(*results), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t		*pids = xcalloc(m->jobs, sizeof(*pids));
	uint64_t	*seeds = xcalloc(m->jobs, sizeof(*seeds)), next = m->first, n = m->last - m->first + 1;
	struct total	 t = { 0 };
	struct marks	*marks = xcalloc(1, sizeof(*marks));
	double		 began = clock_s(), said = began;
	unsigned	 n_shrunk = 0, n_missing;

	if (results == MAP_FAILED)
		abort();
	for (unsigned i = 0, running = 0; next <= m->last || running > 0;) {
		struct run_options	 o;

		if (next <= m->last && running < m->jobs) {
			for (i = 0; pids[i] != 0; i++)
				;
			choose(m, next, &o);
			seeds[i] = next++;
			pids[i] = start(&o, &results[i], true);
			running++;
			continue;
		}
		if ((i = reap(pids, m->jobs)) == m->jobs)
			continue;
		pids[i] = 0;
		running--;
		add(&t, &results[i]);
		marks_add(marks, &results[i].marks);
		if (has_failed(&results[i])) {
			printf("%sseed %" PRIu64 " fails\n", m->is_tap ? "# " : "", seeds[i]);
			if (!m->is_plain && n_shrunk++ < 3)
				shrink(m, seeds[i], &results[i]);
		}
		if (clock_s() - said > 20) {
			said = clock_s();
			say(m, &t, n, said - began);
		}
	}
	say(m, &t, n, clock_s() - began);
	if (m->is_tap)
		printf("# ");
	n_missing = n >= 100 ? marks_missing(marks, stdout) : 0;
	if (m->is_tap && n_missing == 0)
		printf("every mark was reached, where enough seeds ran\n");
	if (m->wants_marks)
		marks_print(marks, stdout);
	if (m->is_tap)
		printf("%sok 1 - nothing that must hold is broken by any of %" PRIu64 " seeds\n"
		    "%sok 2 - every kind of trouble and every word of the judge was reached\n%s",
		    t.n_failed > 0 ? "not " : "", n, n_missing > 0 ? "not " : "", m->has_more ? "" : "1..2\n");
	free(marks);
	free(pids);
	free(seeds);
	return t.n_failed > 0 || n_missing > 0;
}
