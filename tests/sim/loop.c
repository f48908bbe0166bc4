/* loop.c - see loop.h */
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/mem.h"
#include "tests/sim/loop.h"

/* What the engine takes for libevent's. */
struct event {
	struct alarm	 alarm;
	int		 fd;		/* -1 = a timer */
	short		 what;
	int64_t		 every_us;	/* EV_PERSIST timers */
	event_callback_fn fn;
	void		*arg;
	struct event	*next;
};

/* An alarm's place in the heap, with what it is ordered by: its alarm need not be looked at. */
struct slot {
	int64_t		 at_us;
	uint64_t	 order;
	struct alarm	*alarm;
};

static struct {
	int64_t		 now_us;
	int64_t		 true_ms;	/* true time at now_us 0 */
	int64_t		 wrong_ms;	/* the machine's clock is so much ahead */
	uint64_t	 order;
	struct slot	*heap;		/* from 1 */
	size_t		 n, room;
	int64_t		 wakes_us;	/* the engine */
	struct event	*events;
	unsigned	 n_events;
	int64_t		 second;
	unsigned	 n_turns;	/* of the engine, in that second */
} loop;

struct mono	 __wrap_mono_now(void);
struct wall	 __wrap_wall_now(void);

struct mono
__wrap_mono_now(void)
{
	return (struct mono){ loop.now_us };
}

struct wall
__wrap_wall_now(void)
{
	return (struct wall){ loop_true().ms + loop.wrong_ms };
}

void
loop_begin(struct wall start)
{
	loop.true_ms = start.ms - 3600 * SEC_MS;
	loop.now_us = 3600 * SEC_US;	/* the machine has been up for an hour */
	loop.order = 0;
}

int64_t
loop_now_us(void)
{
	return loop.now_us;
}

struct wall
loop_true_at(int64_t us)
{
	return (struct wall){ loop.true_ms + us / MSEC_US };
}

struct wall
loop_true(void)
{
	return loop_true_at(loop.now_us);
}

int64_t
loop_us_of(struct wall t)
{
	return (t.ms - loop.true_ms) * MSEC_US;
}

void
loop_step_clock(int64_t ms)
{
	loop.wrong_ms += ms;
}

int64_t
loop_clock_error_ms(void)
{
	return loop.wrong_ms;
}

/* Alarms: a heap, each knows its place. */

static bool
is_before(const struct slot *a, const struct slot *b)
{
	return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void
put(const struct slot *s, size_t at)
{
	loop.heap[at] = *s;
	s->alarm->place = at;
}

static void
rise(struct slot s, size_t at)
{
	for (; at > 1 && is_before(&s, &loop.heap[at / 2]); at /= 2)
		put(&loop.heap[at / 2], at);
	put(&s, at);
}

static void
sink(struct slot s, size_t at)
{
	size_t	 kid;

	while ((kid = 2 * at) <= loop.n) {
		if (kid < loop.n && is_before(&loop.heap[kid + 1], &loop.heap[kid]))
			kid++;
		if (!is_before(&loop.heap[kid], &s))
			break;
		put(&loop.heap[kid], at);
		at = kid;
	}
	put(&s, at);
}

void
alarm_init(struct alarm *a, void (*fn)(void *arg), void *arg)
{
	*a = (struct alarm){ .fn = fn, .arg = arg };
}

void
alarm_clear(struct alarm *a)
{
	struct slot	 last;
	size_t		 at = a->place;

	if (at == 0)
		return;
	a->place = 0;
	last = loop.heap[loop.n--];
	if (last.alarm == a)
		return;
	if (at > 1 && is_before(&last, &loop.heap[at / 2]))
		rise(last, at);
	else
		sink(last, at);
}

void
alarm_set(struct alarm *a, int64_t at_us)
{
	struct slot	 s = { at_us < loop.now_us ? loop.now_us : at_us, loop.order++, a };
	size_t		 at = a->place;

	a->at_us = s.at_us;
	if (at != 0) {
		if (at > 1 && is_before(&s, &loop.heap[at / 2]))
			rise(s, at);
		else
			sink(s, at);
		return;
	}
	if (loop.n + 2 > loop.room) {
		loop.room = loop.room * 2 + 1024;
		loop.heap = xreallocarray(loop.heap, loop.room, sizeof(*loop.heap));
	}
	rise(s, ++loop.n);
}

bool
alarm_is_set(const struct alarm *a)
{
	return a->place != 0;
}

int64_t
loop_next_us(void)
{
	return loop.n == 0 ? INT64_MAX : loop.heap[1].at_us;
}

bool
loop_ring(int64_t us)
{
	struct alarm	*a;

	if (us > loop.now_us)
		loop.now_us = us;
	if (loop.n == 0 || loop.heap[1].at_us > loop.now_us)
		return false;
	a = loop.heap[1].alarm;
	alarm_clear(a);
	a->fn(a->arg);
	return true;
}

/* The engine's events. */

void
loop_pause_engine(int64_t until_us)
{
	if (until_us > loop.wakes_us)
		loop.wakes_us = until_us;
}

int64_t
loop_engine_wakes_us(void)
{
	return loop.wakes_us > loop.now_us ? loop.wakes_us : loop.now_us;
}

unsigned
loop_n_events(void)
{
	return loop.n_events;
}

unsigned
loop_n_turns(void)
{
	return loop.n_turns;
}

static void
on_event(void *arg)
{
	struct event	*ev = arg;

	if (loop.wakes_us > loop.now_us) {
		alarm_set(&ev->alarm, loop.wakes_us);
		return;
	}
	if (ev->every_us > 0)
		alarm_set(&ev->alarm, loop.now_us + ev->every_us);
	if (loop.second != loop.now_us / SEC_US) {
		loop.second = loop.now_us / SEC_US;
		loop.n_turns = 0;
	}
	loop.n_turns++;
	ev->fn(ev->fd, ev->fd == -1 ? EV_TIMEOUT : EV_READ, ev->arg);
}

struct event *
event_new(struct event_base *base, evutil_socket_t fd, short what, event_callback_fn fn, void *arg)
{
	struct event	*ev = xcalloc(1, sizeof(*ev));

	(void)base;
	ev->fd = fd;
	ev->what = what;
	ev->fn = fn;
	ev->arg = arg;
	alarm_init(&ev->alarm, on_event, ev);
	ev->next = loop.events;
	loop.events = ev;
	loop.n_events++;
	return ev;
}

int
event_add(struct event *ev, const struct timeval *tv)
{
	int64_t	 us;

	if (tv == NULL)
		return 0;	/* readable when loop_readable() says so */
	us = tv->tv_sec * SEC_US + tv->tv_usec;
	ev->every_us = (ev->what & EV_PERSIST) != 0 ? us : 0;
	alarm_set(&ev->alarm, loop.now_us + us);
	return 0;
}

int
event_del(struct event *ev)
{
	alarm_clear(&ev->alarm);
	return 0;
}

void
event_free(struct event *ev)
{
	struct event	**p = &loop.events;

	while (*p != ev)
		p = &(*p)->next;
	*p = ev->next;
	loop.n_events--;
	alarm_clear(&ev->alarm);
	free(ev);
}

void
loop_readable(int fd)
{
	for (struct event *ev = loop.events; ev != NULL; ev = ev->next)
		if (ev->fd == fd && !alarm_is_set(&ev->alarm))
			alarm_set(&ev->alarm, loop.now_us);
}
