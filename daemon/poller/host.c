/* host.c - see host.h */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/mem.h"
#include "ipc/program.h"
#include "poller/host.h"
#include "poller/run.h"

#define BURST		64		/* starts in one turn: then answers are read first */
#define IDLE_US		SEC_US		/* the tick comes at least so often */
#define QUIET_US	(8 * MSEC_US)	/* and, if it did all there was, not sooner than this after the last */
#define STOPPED_US	(2 * SEC_US)	/* a tick so late: we were stopped */

struct host	*the_host;

/* The tick. */

static void
earlier(struct mono *a, struct mono b)
{
	if (b.us < a->us)
		*a = b;
}

static void
arm(struct host *h)
{
	struct mono	 next = { h->now.us + IDLE_US };
	struct timeval	 tv = { 0, 0 };
	int64_t		 wait_us, soonest_us = h->ticked.us + QUIET_US;

	earlier(&next, schedule_next(&h->schedule));
	earlier(&next, wheel_next(&h->deadlines));
	earlier(&next, wheel_next(&h->timers));
	earlier(&next, outbox_next(&h->outbox));
	h->is_dirty = false;
	/* Many checks due within a few milliseconds share one turn of the loop. */
	if (!h->is_behind && next.us < soonest_us)
		next.us = soonest_us;
	wait_us = mono_sub(next, h->now);
	if (wait_us > 0) {
		tv.tv_sec = wait_us / SEC_US;
		tv.tv_usec = wait_us % SEC_US;
	} else {
		next = h->now;
	}
	h->armed = next;
	event_add(h->tick, &tv);
}

void
host_settle(struct host *h)
{
	run_reap(h);
	outbox_close(&h->outbox, h->now, false);
	if (outbox_first(&h->outbox) != NULL)
		h->link.ready(h->link.arg);
	if (h->is_dirty)
		arm(h);
}

/* We were stopped, or the machine slept: nothing was measured meanwhile. */
static void
give_up_runs(struct host *h, int64_t late_us)
{
	struct vg_run	*run, *next;
	unsigned	 n = 0;

	LIST_FOREACH_SAFE(run, &h->runs, at, next) {
		if (run->watcher != 0)
			vg_run_done(run, (struct vg_outcome){ VG_ERROR,
			    "vigie-poller was stopped meanwhile" });
		else
			run_cancel(h, run, true);
		n++;
	}
	log_warn("stopped for %g s: %u runs given up, that time is not measured",
	    (double)late_us / SEC_US, n);
}

static bool
start_due(struct host *h)
{
	struct schedule_item	*item;

	for (unsigned n = 0; n < BURST; n++) {
		struct check	*check;

		if ((item = schedule_pop(&h->schedule, h->now)) == NULL)
			return false;
		check = (struct check *)item;
		if (schedule_is_late(item, h->now)) {
			schedule_skip(&h->schedule, item, &check->setup->rule, h->now);
			continue;
		}
		hist_add(&h->late, mono_sub(h->now, item->at.due));
		run_start(h, check, 0, mono_sub(h->now, item->at.due));
	}
	return true;
}

static struct vg_run *
of_deadline(struct wheel_item *item)
{
	return (struct vg_run *)(void *)((char *)item - offsetof(struct vg_run, deadline));
}

static struct vg_run *
of_timer(struct wheel_item *item)
{
	return (struct vg_run *)(void *)((char *)item - offsetof(struct vg_run, timer));
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct host		*h = arg;
	struct wheel_item	*item;
	int64_t			 late_us;
	unsigned		 n = 0;

	(void)fd;
	(void)what;
	h->now = mono_now();
	late_us = mono_sub(h->now, h->armed);
	hist_add(&h->lag, late_us);
	if (late_us > STOPPED_US)
		give_up_runs(h, late_us);
	h->ticked = h->now;
	h->is_behind = start_due(h);
	h->now = mono_now();
	for (; n < BURST && (item = wheel_pop(&h->timers, h->now)) != NULL; n++)
		run_timer(h, of_timer(item));
	h->is_behind |= n == BURST;
	while ((item = wheel_pop(&h->deadlines, h->now)) != NULL)
		run_deadline(h, of_deadline(item));
	h->is_dirty = true;
	host_settle(h);
}

/* Life. */

static void
on_names(void *arg)
{
	struct host	*h = arg;
	struct vg_run	*run, *next;

	h->now = mono_now();
	LIST_FOREACH_SAFE(run, &h->runs, at, next)
		if (run->phase == RUN_WAITING)
			run_resolved(h, run);
	host_settle(h);
}

struct host *
host_new(struct event_base *base, const struct host_link *link)
{
	struct host	*h = xcalloc(1, sizeof(*h));

	h->base = base;
	h->link = *link;
	h->now = mono_now();
	h->icmp4 = h->icmp6 = -1;
	h->marker = &h->own_marker;
	LIST_INIT(&h->runs);
	LIST_INIT(&h->over);
	schedule_init(&h->schedule, h->now);
	wheel_init(&h->deadlines, 4096, 4000, h->now);
	wheel_init(&h->timers, 8192, 1000, h->now);
	pending_init(&h->pending);
	outbox_init(&h->outbox);
	h->resolver = resolver_new(base, on_names, h);
	checks_init(&h->checks, h->resolver);
	if ((h->tick = evtimer_new(base, on_tick, h)) == NULL)
		abort();
	the_host = h;
	arm(h);
	return h;
}

static void
close_probe(struct probe_slot *slot)
{
	struct shared_io	*io;

	while ((io = slot->ios) != NULL) {
		slot->ios = io->next;
		event_free(io->event);
		free(io);
	}
	if (slot->is_open && slot->probe->close != NULL)
		slot->probe->close(slot->shared);
	slot->is_open = false;
}

void
host_free(struct host *h)
{
	struct vg_run	*run;

	if (h == NULL)
		return;
	while ((run = LIST_FIRST(&h->runs)) != NULL)
		run_cancel(h, run, false);
	run_reap(h);
	for (size_t i = 0; i < h->checks.n_probes; i++) {
		close_probe(&h->checks.probes[i]);
		run_free_spares(&h->checks.probes[i]);
	}
	checks_done(&h->checks);
	resolver_free(h->resolver);
	outbox_done(&h->outbox);
	pending_done(&h->pending);
	wheel_done(&h->timers);
	wheel_done(&h->deadlines);
	schedule_done(&h->schedule);
	event_free(h->tick);
	for (size_t i = 0; i < h->n_words; i++)
		free(h->words[i]);
	free(h->words);
	index_done(&h->by_word);
	if (h->marker != &h->own_marker)
		munmap(h->marker, sizeof(*h->marker));
	if (h->icmp4 != -1)
		close(h->icmp4);
	if (h->icmp6 != -1)
		close(h->icmp6);
	the_host = NULL;
	free(h);
}

void
host_socket(struct host *h, int family, int fd)
{
	int	*kept = family == AF_INET6 ? &h->icmp6 : &h->icmp4;

	if (*kept != -1) {
		close(fd);
		return;
	}
	evutil_make_socket_nonblocking(fd);
	*kept = fd;
}

_Static_assert(sizeof(struct marker) <= PROGRAM_MARKER_SIZE, "the marker fits into its memory");

void
host_marker(struct host *h, int fd)
{
	struct stat	 st;
	char		 name[MARKER_NAME];
	unsigned	 n;
	void		*p = MAP_FAILED;

	if (h->marker == &h->own_marker && fstat(fd, &st) == 0 && st.st_size >= PROGRAM_MARKER_SIZE)
		p = mmap(NULL, sizeof(*h->marker), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED) {
		log_warn("cannot use the memory of earlier lives: %s", strerror(errno));
		return;
	}
	h->marker = p;
	n = marker_begin(h->marker, name);
	if (n >= MARKER_STRIKES)
		log_warn("%s is set aside: its answers ended the poller %u times", name, n);
	else if (n > 0)
		log_warn("%s was being looked at when the last poller ended: %u of %u", name, n,
		    MARKER_STRIKES);
}

/* Assignments. */

/* What was asked is no longer the question. */
static void
end_runs(struct host *h, struct check *check, bool is_again)
{
	struct vg_run	*run, *next;

	if (check->run != NULL)
		run_cancel(h, check->run, is_again);
	if (h->n_watched == 0)
		return;
	LIST_FOREACH_SAFE(run, &h->runs, at, next)
		if (run->check == check)
			run_cancel(h, run, false);
}

void
host_assign(struct host *h, const struct msg_assign *a)
{
	struct check	*check = checks_by_name(&h->checks, a->name);

	h->now = mono_now();
	if (check == NULL) {
		check = checks_add(&h->checks, a);
		schedule_add(&h->schedule, &check->sched, &check->setup->rule, h->now);
		if (check->host != NULL)
			name_refresh(h->resolver, check->host, h->now);
	} else {
		struct schedule_rule	 was = check->setup->rule;

		checks_rehandle(&h->checks, check, a->check);
		if (!checks_is_same(&h->checks, check, a)) {
			end_runs(h, check, true);
			checks_change(&h->checks, check, a);
			marker_forgive(h->marker, check->name);
		}
		schedule_move(&h->schedule, &check->sched, &was, &check->setup->rule, h->now);
	}
	check->is_stale = false;
	h->is_dirty = true;
	host_settle(h);
}

static void
remove_check(struct host *h, struct check *check)
{
	end_runs(h, check, false);
	marker_forgive(h->marker, check->name);
	checks_remove(&h->checks, check);
}

void
host_unassign(struct host *h, uint32_t handle)
{
	struct check	*check = checks_by_handle(&h->checks, handle);

	h->now = mono_now();
	if (check != NULL)
		remove_check(h, check);
	host_settle(h);
}

bool
host_run(struct host *h, const struct msg_run *run)
{
	struct check	*check = checks_by_handle(&h->checks, run->check);

	h->now = mono_now();
	if (check != NULL && run->id != 0)
		run_start(h, check, run->id, 0);
	host_settle(h);
	return check != NULL && run->id != 0;
}

void
host_mark_stale(struct host *h)
{
	for (size_t i = 0; i < h->checks.n_slots; i++)
		if (h->checks.all[i] != NULL)
			h->checks.all[i]->is_stale = true;
}

static bool
is_stale(const struct check *check)
{
	return check != NULL && (check->is_stale || check->handle == HANDLE_NONE);
}

bool
host_has_stale(const struct host *h)
{
	for (size_t i = 0; i < h->checks.n_slots; i++)
		if (is_stale(h->checks.all[i]))
			return true;
	return false;
}

void
host_remove_stale(struct host *h)
{
	for (size_t i = 0; i < h->checks.n_slots; i++)
		if (is_stale(h->checks.all[i]))
			remove_check(h, h->checks.all[i]);
	host_settle(h);
}

/* Results. */

struct outbox *
host_outbox(struct host *h)
{
	return &h->outbox;
}

uint32_t
host_resolve(const struct host *h, struct batch *batch, struct msg_result *out)
{
	uint32_t	 n = 0;

	for (uint32_t i = 0; i < batch->n_results; i++) {
		struct outbox_origin	 from = batch->origins[i];
		const struct check	*check = h->checks.all[from.slot];

		if (check == NULL || check->life != from.life || is_stale(check))
			continue;
		out[n] = batch->results[i];
		out[n++].check = check->handle;
	}
	return n;
}

void
host_flush(struct host *h)
{
	outbox_close(&h->outbox, mono_now(), true);
}

void
host_stats(struct host *h, struct host_stats *out, bool is_new_minute)
{
	*out = (struct host_stats){
		.n_checks = (uint32_t)h->checks.n,
		.n_running = h->n_running,
		.n_done = h->n_done,
		.n_malformed = h->n_malformed,
		.n_stray = h->n_stray,
		.n_dropped = h->outbox.n_dropped,
		.n_skipped = h->schedule.n_skipped,
		.late_p99_us = hist_quantile(&h->late, 99),
		.lag_p99_us = hist_quantile(&h->lag, 99),
		.resolver_ok = resolver_is_ok(h->resolver),
	};
	for (unsigned i = 0; i < MARKER_ROOM; i++) {
		const char		*name = h->marker->strikes[i].name;
		const struct check	*check = checks_by_name(&h->checks, name);

		if (check == NULL || !marker_is_aside(h->marker, name))
			continue;
		out->n_aside++;
		out->aside = check->handle;
	}
	if (is_new_minute)
		h->late = h->lag = (struct hist){ 0 };
}

/* What probes share. */

struct mono
vg_now(void)
{
	return mono_now();
}

void
vg_count_stray(void)
{
	the_host->n_stray++;
}

void
vg_count_malformed(void)
{
	the_host->n_malformed++;
}

int
vg_shared_icmp_socket(int family)
{
	return family == AF_INET6 ? the_host->icmp6 : the_host->icmp4;
}

static void
on_shared(evutil_socket_t fd, short what, void *arg)
{
	struct shared_io	*io = arg;

	(void)what;
	the_host->now = mono_now();
	io->fn(io->slot->shared, fd);	/* vg_pending_find() marks whose answer it is */
	marker_clear(the_host->marker);
	host_settle(the_host);
}

void
vg_shared_watch(struct vg_shared *shared, int fd, vg_shared_io_fn *fn)
{
	struct host		*h = the_host;
	struct shared_io	*io = xcalloc(1, sizeof(*io));

	for (size_t i = 0; i < h->checks.n_probes; i++)
		if (h->checks.probes[i].shared == shared)
			io->slot = &h->checks.probes[i];
	io->fd = fd;
	io->fn = fn;
	io->event = event_new(h->base, fd, EV_READ | EV_PERSIST, on_shared, io);
	if (io->slot == NULL || io->event == NULL || event_add(io->event, NULL) == -1)
		abort();
	io->next = io->slot->ios;
	io->slot->ios = io;
}
