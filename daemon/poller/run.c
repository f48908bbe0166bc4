/* run.c - see run.h */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "poller/run.h"

#define OPEN_AGAIN_US	(10 * SEC_US)
#define SPARES		1024		/* kept for each probe */

/* Ends. */

static void
close_ios(struct vg_run *run)
{
	struct run_io	*io;

	while ((io = run->ios) != NULL) {
		run->ios = io->next;
		event_free(io->event);
		close(io->fd);
		free(io);
	}
}

/* From here on nothing can call the probe for this run. */
static void
end(struct host *h, struct vg_run *run)
{
	run->phase = RUN_OVER;
	close_ios(run);
	pending_forget(&h->pending, &run->ids);
	wheel_remove(&run->deadline);
	wheel_remove(&run->timer);
	LIST_REMOVE(run, at);
	LIST_INSERT_HEAD(&h->over, run, at);
	h->n_running--;
	h->n_watched -= run->watcher != 0;
	if (run->check->run == run)
		run->check->run = NULL;
}

void
run_reap(struct host *h)
{
	struct vg_run		*run;
	struct probe_slot	*slot;

	while ((run = LIST_FIRST(&h->over)) != NULL) {
		LIST_REMOVE(run, at);
		if (run->values != run->own_values)
			free(run->values);
		slot = run->setup->slot;
		setup_put(&h->checks, run->setup);
		if (slot == NULL || slot->n_spare == SPARES) {
			free(run);
			continue;
		}
		run->spare = slot->spare;
		slot->spare = run;
		slot->n_spare++;
	}
}

void
run_free_spares(struct probe_slot *slot)
{
	struct vg_run	*run;

	while ((run = slot->spare) != NULL) {
		slot->spare = run->spare;
		free(run);
	}
	slot->n_spare = 0;
}

/* Zeroed memory for a run of this probe. */
static struct vg_run *
make(struct probe_slot *slot)
{
	size_t		 size = sizeof(struct vg_run) + (slot != NULL ? slot->probe->run_size : 0);
	struct vg_run	*run;

	if (slot == NULL || (run = slot->spare) == NULL)
		return xcalloc(1, size);
	slot->spare = run->spare;
	slot->n_spare--;
	memset(run, 0, size);
	return run;
}

void
run_cancel(struct host *h, struct vg_run *run, bool is_again)
{
	struct check	*check = run->check;
	bool		 was_going = run->phase == RUN_GOING, is_scheduled = run->watcher == 0;

	if (was_going && run->setup->slot->probe->cancel != NULL)
		run->setup->slot->probe->cancel(run);
	end(h, run);
	if (is_again && is_scheduled)
		schedule_skip(&h->schedule, &check->sched, &check->setup->rule, h->now);
}

static enum schedule_verdict
verdict_of(enum vg_status status)
{
	return status == VG_FAIL ? SCHEDULE_FAIL : status == VG_ERROR ? SCHEDULE_NEITHER :
	    SCHEDULE_OK;
}

void
vg_run_done(struct vg_run *run, struct vg_outcome outcome)
{
	struct host		*h = the_host;
	struct check		*check = run->check;
	char			 text[TEXT_MAX + 1];
	struct mono		 now = mono_now();
	struct msg_result	 result = {
		.run = run->watcher,
		.started_ms = run->started_wall.ms,
		.took_us = (uint32_t)mono_sub(now, run->started),
		.late_us = run->late_us,
		.status = (uint32_t)outcome.status,
		.text = text,
		.values = run->values,
		.n_values = run->n_values,
	};

	if (run->phase == RUN_OVER)
		return;
	text_clean(text, sizeof(text), outcome.text != NULL ? outcome.text : "",
	    outcome.text != NULL ? strlen(outcome.text) : 0);
	end(h, run);
	outbox_add(&h->outbox, (struct outbox_origin){ check->slot, check->life }, &result, now);
	h->is_dirty = true;
	h->n_done++;
	if (run->watcher == 0)
		schedule_result(&h->schedule, &check->sched, &check->setup->rule,
		    verdict_of(outcome.status), now);
}

static void __attribute__((format(printf, 3, 4)))
done(struct vg_run *run, enum vg_status status, const char *fmt, ...)
{
	char	 text[TEXT_MAX + 1];
	va_list	 ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	vg_run_step(run, "%s", text);
	vg_run_done(run, (struct vg_outcome){ status, text });
}

static void
done_no_name(struct vg_run *run)
{
	const char	*why = name_why(run->check->host);

	done(run, VG_ERROR, "name does not resolve: %s (%s)", name_text(run->check->host),
	    why[0] != '\0' ? why : "the resolver is silent");
}

void
run_deadline(struct host *h, struct vg_run *run)
{
	const struct vg_probe	*probe;

	if (run->phase == RUN_WAITING) {
		done_no_name(run);
		return;
	}
	probe = run->setup->slot->probe;
	marker_set(h->marker, run->check->name);
	if (probe->deadline != NULL)
		probe->deadline(run);
	if (run->phase != RUN_OVER && probe->cancel != NULL)
		probe->cancel(run);
	marker_clear(h->marker);
	if (run->phase != RUN_OVER)
		done(run, VG_FAIL, "no reply within %g s", (double)run->setup->timeout_us / SEC_US);
}

void
run_timer(struct host *h, struct vg_run *run)
{
	marker_set(h->marker, run->check->name);
	run->on_timer(run);
	marker_clear(h->marker);
}

/* Begins. */

/* Opens what the probe's runs share, once; false when it cannot be. */
static bool
open_probe(struct host *h, struct probe_slot *slot)
{
	if (slot->is_open)
		return true;
	if (slot->err != 0 && h->now.us < slot->retry.us)
		return false;
	slot->err = slot->probe->open != NULL ? slot->probe->open(slot->shared) : 0;
	slot->is_open = slot->err == 0;
	slot->retry.us = h->now.us + OPEN_AGAIN_US;
	if (!slot->is_open)
		log_warn("probe %s cannot start: %s", slot->probe->name, strerror(-slot->err));
	return slot->is_open;
}

static void
go(struct host *h, struct vg_run *run)
{
	struct probe_slot	*slot = run->setup->slot;
	int			 err;

	run->phase = RUN_GOING;
	if (!open_probe(h, slot)) {
		done(run, VG_ERROR, "the probe cannot work here: %s", strerror(-slot->err));
		return;
	}
	marker_set(h->marker, run->check->name);
	err = slot->probe->start(run);
	marker_clear(h->marker);
	if (err != 0 && run->phase != RUN_OVER)
		done(run, VG_ERROR, "the probe cannot start: %s", strerror(-err));
}

static void
set_literal(const struct check *check, union address *out)
{
	memset(out, 0, sizeof(*out));
	out->sa.sa_family = check->family;
	if (check->family == AF_INET) {
		memcpy(&out->in.sin_addr, check->address, sizeof(out->in.sin_addr));
	} else {
		memcpy(&out->in6.sin6_addr, check->address, sizeof(out->in6.sin6_addr));
		out->in6.sin6_scope_id = check->scope;
	}
}

void
run_resolved(struct host *h, struct vg_run *run)
{
	struct name	*host = run->check->host;

	if (run->phase != RUN_WAITING || name_is_waiting(host))
		return;
	if (name_address(host, &run->address))
		go(h, run);
	else
		done_no_name(run);
}

static void
find_address(struct host *h, struct vg_run *run)
{
	const struct check	*check = run->check;

	if (check->host != NULL) {
		name_refresh(h->resolver, check->host, h->now);
		if (name_is_waiting(check->host))
			vg_run_step(run, "asking for the address of %s", name_text(check->host));
		run_resolved(h, run);
	} else if (check->family != 0) {
		set_literal(check, &run->address);
		go(h, run);
	} else if (run->setup->slot->probe->flags & VG_WANTS_ADDRESS) {
		done(run, VG_ERROR, "there is no address to ask");
	} else {
		go(h, run);
	}
}

struct vg_run *
run_start(struct host *h, struct check *check, uint32_t watcher, int64_t late_us)
{
	struct setup	*setup = setup_ref(check->setup);
	struct vg_run	*run = make(setup->slot);

	run->check = check;
	run->setup = setup;
	run->watcher = watcher;
	run->ids = PENDING_NONE;
	run->values = run->own_values;
	run->late_us = late_us > UINT32_MAX ? UINT32_MAX : late_us > 0 ? (uint32_t)late_us : 0;
	run->started = mono_now();
	run->started_wall = wall_now();
	LIST_INSERT_HEAD(&h->runs, run, at);
	h->n_running++;
	h->n_watched += watcher != 0;
	if (watcher == 0)
		check->run = run;
	wheel_add(&h->deadlines, &run->deadline,
	    (struct mono){ run->started.us + setup->timeout_us });
	h->is_dirty = true;
	vg_run_step(run, "%s of %s, at most %g s",
	    setup->slot != NULL ? setup->slot->probe->name : "unknown probe", check->name,
	    (double)setup->timeout_us / SEC_US);
	if (setup->why != NULL)
		done(run, VG_ERROR, "%s", setup->why);
	else if (marker_is_aside(h->marker, check->name))
		done(run, VG_ERROR, "set aside: its answers ended the poller %u times",
		    MARKER_STRIKES);
	else
		find_address(h, run);
	return run;
}

/* What a probe may ask of its run. */

const void *
vg_run_conf(const struct vg_run *run)
{
	return run->setup->conf;
}

void *
vg_run_data(struct vg_run *run)
{
	return run->data;
}

void *
vg_run_state(struct vg_run *run)
{
	return check_state(run->check);
}

struct vg_shared *
vg_run_shared(struct vg_run *run)
{
	return run->setup->slot->shared;
}

const struct sockaddr *
vg_run_addr(const struct vg_run *run, uint16_t port, socklen_t *len)
{
	union address	*a = (union address *)(uintptr_t)&run->address;

	if (a->sa.sa_family == AF_INET6) {
		a->in6.sin6_port = htons(port);
		*len = sizeof(a->in6);
	} else {
		a->in.sin_port = htons(port);
		*len = sizeof(a->in);
	}
	return &a->sa;
}

int64_t
vg_run_left_us(const struct vg_run *run)
{
	int64_t	 left = mono_sub(run->deadline.due, mono_now());

	return left > 0 ? left : 0;
}

void
vg_run_value(struct vg_run *run, const char *name, double value)
{
	if (value != value || value - value != 0 || run->n_values == RUN_VALUES)
		return;
	if (run->n_values == RUN_VALUES_IN && run->values == run->own_values) {
		run->values = xreallocarray(NULL, RUN_VALUES, sizeof(*run->values));
		memcpy(run->values, run->own_values, sizeof(run->own_values));
	}
	run->values[run->n_values++] = (struct msg_value){ name, value };
}

const char *
vg_intern(const char *text, size_t len)
{
	struct host	*h = the_host;
	char		*copy = xstrndup(text, len);
	uint32_t	 hash = index_mix((uint32_t)text_hash(copy)), i;

	for (i = index_first(&h->by_word, hash); i != INDEX_END; i = index_after(&h->by_word, i))
		if (strcmp(h->words[i], copy) == 0) {
			free(copy);
			return h->words[i];
		}
	if (h->n_words == HOST_WORDS) {
		free(copy);
		return NULL;
	}
	h->words = grow(h->words, h->n_words, &h->words_room, sizeof(char *));
	index_add(&h->by_word, hash, (uint32_t)h->n_words);
	return h->words[h->n_words++] = copy;
}

void
vg_run_step(struct vg_run *run, const char *fmt, ...)
{
	struct host	*h = the_host;
	char		 raw[512], text[TEXT_MAX + 1];
	struct msg_step	 step = { .id = run->watcher, .text = text };
	va_list		 ap;

	if (run->watcher == 0)
		return;
	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	text_clean(text, sizeof(text), raw, strlen(raw));
	step.at_us = (uint32_t)mono_sub(mono_now(), run->started);
	h->link.step(h->link.arg, &step);
}

void
vg_run_timer(struct vg_run *run, int64_t after_us, vg_timer_fn *fn)
{
	struct host	*h = the_host;

	if (run->phase == RUN_OVER)
		return;
	if (after_us < 0) {
		wheel_remove(&run->timer);
		return;
	}
	run->on_timer = fn;
	wheel_add(&h->timers, &run->timer, (struct mono){ mono_now().us + after_us });
	h->is_dirty = true;
}

static void
on_io(evutil_socket_t fd, short what, void *arg)
{
	struct run_io	*io = arg;

	(void)what;
	the_host->now = mono_now();
	marker_set(the_host->marker, io->run->check->name);
	io->fn(io->run, fd);
	marker_clear(the_host->marker);
	host_settle(the_host);
}

void
vg_io_watch(struct vg_run *run, int fd, unsigned what, vg_io_fn *fn)
{
	struct host	*h = the_host;
	struct run_io	*io = run->ios;
	short		 events = (short)((what & VG_READ ? EV_READ : 0) |
	    (what & VG_WRITE ? EV_WRITE : 0) | EV_PERSIST);

	while (io != NULL && io->fd != fd)
		io = io->next;
	if (io == NULL) {
		io = xcalloc(1, sizeof(*io));
		io->fd = fd;
		io->run = run;
		io->next = run->ios;
		run->ios = io;
	} else {
		event_free(io->event);
	}
	io->fn = fn;
	io->event = event_new(h->base, fd, events, on_io, io);
	if (io->event == NULL || event_add(io->event, NULL) == -1)
		log_warn("%s: cannot watch descriptor %d", run->check->name, fd);
}

uint32_t
vg_pending_add(struct vg_run *run, const struct sockaddr *peer)
{
	return pending_add(&the_host->pending, run, peer, &run->ids);
}

struct vg_run *
vg_pending_find(uint32_t id, const struct sockaddr *peer)
{
	struct vg_run	*run = pending_find(&the_host->pending, id, peer);

	if (run != NULL)
		marker_set(the_host->marker, run->check->name);
	return run;
}

void
vg_pending_forget(struct vg_run *run)
{
	pending_forget(&the_host->pending, &run->ids);
}
