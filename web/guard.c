/* guard.c - see guard.h */
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/tree.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include "gate.h"
#include "guard.h"

#define SWEEP_US	(250 * MSEC_US)
#define LINGER_US	(2 * SEC_US)
#define LINGER_BYTES	(1024 * 1024)
#define INPUT_MAX	(128 * 1024)	/* bytes that evhttp has not taken yet; above head and body */

/* What evhttp reads where a fault was: guard_begin() knows which one it is. */
#define STAND_IN	"GET / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n\r\n"

enum guard_state { GUARD_NEW, GUARD_WAITING, GUARD_REPLYING, GUARD_LINGERING };

struct guard {
	RB_ENTRY(guard)		 by_bev;
	TAILQ_ENTRY(guard)	 link;		/* in guards.waiting while WAITING, else in .others */
	struct guards		*all;
	struct bufferevent	*bev;		/* a reference is ours */
	struct evbuffer		*held;		/* the head that is not complete yet */
	struct gate		 gate;
	enum guard_state	 state;
	struct mono		 since;		/* when .state was entered, or the head began */
	char			 peer[INET6_ADDRSTRLEN];
	uint64_t		 n_passed, n_begun;	/* heads given to evhttp, requests it gave back */
	size_t			 n_lingered;
	bool			 is_trusted;	/* a proxy of ours */
	bool			 is_faulted;	/* the last of n_passed is the stand-in */
	bool			 is_inside;	/* in on_input(): the changes are ours */
	bool			 is_ended;	/* we cut it; evhttp will notice */
};

RB_HEAD(guard_tree, guard);
TAILQ_HEAD(guard_list, guard);

struct guards {
	struct event_base	*base;
	struct event		*sweep, *admit;
	struct http_limits	 limits;
	struct guard_tree	 tree;
	struct guard_list	 waiting;	/* longest first */
	struct guard_list	 others;
	struct evbuffer		*fresh, *front;	/* scratch of on_input() */
	char			**trusted;
	size_t			 n_trusted;
	unsigned		 n;
	bool			 is_sweeping;
	uint64_t		 n_refused, n_evicted, n_late;
};

static int
compare(const struct guard *a, const struct guard *b)
{
	return ((uintptr_t)a->bev > (uintptr_t)b->bev) - ((uintptr_t)a->bev < (uintptr_t)b->bev);
}

RB_PROTOTYPE(guard_tree, guard, by_bev, compare)
RB_GENERATE(guard_tree, guard, by_bev, compare)

static void
set_state(struct guard *g, enum guard_state state)
{
	struct guards	*gs = g->all;

	TAILQ_REMOVE(g->state == GUARD_WAITING ? &gs->waiting : &gs->others, g, link);
	g->state = state;
	g->since = mono_now();
	TAILQ_INSERT_TAIL(state == GUARD_WAITING ? &gs->waiting : &gs->others, g, link);
}

static void
guard_free(struct guard *g)
{
	struct guards	*gs = g->all;

	RB_REMOVE(guard_tree, &gs->tree, g);
	TAILQ_REMOVE(g->state == GUARD_WAITING ? &gs->waiting : &gs->others, g, link);
	gs->n--;
	evbuffer_free(g->held);
	bufferevent_decref(g->bev);
	free(g);
}

/* Ends the connection below evhttp, which then sees its end as if the browser had left. */
static void
cut(struct guard *g)
{
	g->is_ended = true;
	shutdown(bufferevent_getfd(g->bev), SHUT_RDWR);
}

/* The last words to whom evhttp has nothing to say: no request of his is being answered. */
static void
cut_saying(struct guard *g, const char *status)
{
	char	 text[256];
	int	 n = snprintf(text, sizeof(text), "HTTP/1.1 %s\r\nContent-Length: 0\r\n"
	    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
	    "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n", status);

	if (send(bufferevent_getfd(g->bev), text, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL) == -1)
		log_debug("%s: left before being told %s", g->peer, status);
	cut(g);
}

/* Admission. */

static void
read_peer(struct guard *g)
{
	struct sockaddr_storage	 ss;
	socklen_t		 len = sizeof(ss);
	const void		*addr = &((struct sockaddr_in *)&ss)->sin_addr;

	if (getpeername(bufferevent_getfd(g->bev), (struct sockaddr *)&ss, &len) == -1)
		return;
	if (ss.ss_family == AF_INET6) {
		const struct in6_addr	*a6 = &((struct sockaddr_in6 *)&ss)->sin6_addr;

		addr = a6;
		if (IN6_IS_ADDR_V4MAPPED(a6)) {
			ss.ss_family = AF_INET;
			addr = &a6->s6_addr[12];
		}
	}
	inet_ntop(ss.ss_family, addr, g->peer, sizeof(g->peer));
	for (size_t i = 0; i < g->all->n_trusted; i++)
		if (strcmp(g->all->trusted[i], g->peer) == 0)
			g->is_trusted = true;
}

/* Ends the longest waiting connection, of this peer or (NULL) of all; false when none waits. */
static bool
evict(struct guards *gs, const char *peer)
{
	struct guard	*g;

	TAILQ_FOREACH(g, &gs->waiting, link)
		if (!g->is_ended && (peer == NULL || strcmp(g->peer, peer) == 0)) {
			gs->n_evicted++;
			cut(g);
			return true;
		}
	return false;
}

/* Connections that are alive, of this peer (NULL: of all). */
static unsigned
count(const struct guards *gs, const char *peer)
{
	const struct guard	*g;
	unsigned		 n = 0;

	TAILQ_FOREACH(g, &gs->waiting, link)
		n += !g->is_ended && (peer == NULL || strcmp(g->peer, peer) == 0);
	TAILQ_FOREACH(g, &gs->others, link)
		n += !g->is_ended && g->state == GUARD_REPLYING &&
		    (peer == NULL || strcmp(g->peer, peer) == 0);
	return n;
}

static void
admit(struct guard *g)
{
	struct guards	*gs = g->all;
	bool		 has_room = true;

	if (g->state != GUARD_NEW)
		return;
	read_peer(g);
	if (gs->n > gs->limits.max_per_address && !g->is_trusted &&
	    count(gs, g->peer) >= gs->limits.max_per_address)
		has_room = evict(gs, g->peer);
	if (has_room && gs->n > gs->limits.max_connections &&
	    count(gs, NULL) >= gs->limits.max_connections)
		has_room = evict(gs, NULL);
	set_state(g, GUARD_WAITING);
	if (!has_room) {
		gs->n_refused++;
		cut_saying(g, "503 Service Unavailable");
	}
}

static bool	 is_let_go(const struct guard *g);

/* Frees those that evhttp has let go, so that they are not counted as somebody. */
static void
reap(struct guards *gs)
{
	struct guard	*g, *next;

	TAILQ_FOREACH_SAFE(g, &gs->waiting, link, next)
		if (!g->is_faulted && is_let_go(g))
			guard_free(g);
}

/* New ones get their socket after guards_connection() has returned: look in the same turn. */
static void
on_admit(evutil_socket_t fd, short what, void *arg)
{
	struct guards	*gs = arg;
	struct guard	*g, *next;

	(void)fd;
	(void)what;
	if (gs->n > gs->limits.max_per_address)
		reap(gs);
	TAILQ_FOREACH_SAFE(g, &gs->others, link, next)
		admit(g);
}

/* Input. */

static void
put_stand_in(struct guard *g, struct evbuffer *input)
{
	g->is_faulted = true;
	g->n_passed++;
	evbuffer_drain(g->held, evbuffer_get_length(g->held));
	evbuffer_add(input, STAND_IN, strlen(STAND_IN));
	log_debug("%s: refused: %s", g->peer, g->gate.why);
}

static void
pass(struct guard *g, struct evbuffer *fresh, struct evbuffer *input)
{
	size_t	 len, used;

	while (!g->is_faulted && (len = evbuffer_get_length(fresh)) > 0) {
		bool	 was_busy = gate_is_busy(&g->gate);

		switch (gate_feed(&g->gate, evbuffer_pullup(fresh, -1), len, &used)) {
		case GATE_MORE:
			evbuffer_remove_buffer(fresh, g->held, used);
			if (!was_busy && g->state == GUARD_WAITING && g->n_passed > 0)
				set_state(g, GUARD_WAITING);	/* the head's time begins */
			break;
		case GATE_HEAD:
			evbuffer_remove_buffer(fresh, g->held, used);
			evbuffer_add_buffer(input, g->held);
			g->n_passed++;
			break;
		case GATE_BODY:
			evbuffer_remove_buffer(fresh, input, used);
			break;
		case GATE_FAULT:
			put_stand_in(g, input);
			break;
		}
	}
}

/* Bytes have just been read into evhttp's input: takes them out again and lets pass what may. */
static void
on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *arg)
{
	struct guard	*g = arg;
	struct evbuffer	*fresh = g->all->fresh, *front = g->all->front;

	if (g->is_inside || info->n_added == 0)
		return;
	g->is_inside = true;
	admit(g);
	if (info->orig_size > 0)
		evbuffer_remove_buffer(input, front, info->orig_size);
	evbuffer_add_buffer(fresh, input);
	evbuffer_add_buffer(input, front);
	if (g->state == GUARD_LINGERING)
		g->n_lingered += evbuffer_get_length(fresh);
	else if (!g->is_faulted && !g->is_ended)
		pass(g, fresh, input);
	evbuffer_drain(fresh, evbuffer_get_length(fresh));	/* what comes after a fault */
	g->is_inside = false;
}

struct bufferevent *
guards_connection(struct guards *gs)
{
	struct guard	*g = xcalloc(1, sizeof(*g));

	g->all = gs;
	g->bev = bufferevent_socket_new(gs->base, -1, BEV_OPT_CLOSE_ON_FREE);
	g->held = evbuffer_new();
	if (g->bev == NULL || g->held == NULL)
		abort();
	bufferevent_incref(g->bev);
	bufferevent_setwatermark(g->bev, EV_READ, 0, INPUT_MAX);
	evbuffer_add_cb(bufferevent_get_input(g->bev), on_input, g);
	g->since = mono_now();
	TAILQ_INSERT_TAIL(&gs->others, g, link);
	RB_INSERT(guard_tree, &gs->tree, g);
	gs->n++;
	event_active(gs->admit, EV_TIMEOUT, 0);
	if (!gs->is_sweeping) {
		event_add(gs->sweep, &(struct timeval){ 0, SWEEP_US });
		gs->is_sweeping = true;
	}
	return g->bev;
}

struct guard *
guards_find(struct guards *gs, struct bufferevent *bev)
{
	return RB_FIND(guard_tree, &gs->tree, &(struct guard){ .bev = bev });
}

unsigned
guard_begin(struct guard *g)
{
	if (g->state != GUARD_REPLYING)
		set_state(g, GUARD_REPLYING);
	g->since = mono_now();
	return ++g->n_begun == g->n_passed && g->is_faulted ? g->gate.status : 0;
}

bool
guard_is_api(const struct guard *g)
{
	return g->gate.is_api;
}

void
guard_end(struct guard *g)
{
	if (g->n_begun == g->n_passed)
		set_state(g, GUARD_WAITING);
}

const char *
guard_peer(const struct guard *g)
{
	return g->peer;
}

/* The sweep: who is late, and whom has evhttp let go. */

static bool
is_let_go(const struct guard *g)
{
	bufferevent_data_cb	 r, w;
	bufferevent_event_cb	 e;
	void			*arg;

	bufferevent_getcb(g->bev, &r, &w, &e, &arg);
	return r == NULL && w == NULL && e == NULL;
}

static void
on_linger_end(struct bufferevent *bev, short what, void *arg)
{
	(void)bev;
	(void)what;
	((struct guard *)arg)->n_lingered = LINGER_BYTES;
}

/* Closing at once with bytes unread would reset the connection and eat the refusal on its way. */
static void
linger(struct guard *g)
{
	set_state(g, GUARD_LINGERING);
	bufferevent_setcb(g->bev, NULL, NULL, on_linger_end, g);
	bufferevent_enable(g->bev, EV_READ);
}

static void
look_at(struct guard *g, struct mono now)
{
	const struct http_limits	*lim = &g->all->limits;
	int64_t				 age = mono_sub(now, g->since);
	bool				 is_busy = gate_is_busy(&g->gate);

	if (g->state == GUARD_LINGERING) {
		if (age > LINGER_US || g->n_lingered >= LINGER_BYTES)
			guard_free(g);
		return;
	}
	if (is_let_go(g)) {
		if (g->is_faulted && !g->is_ended)
			linger(g);
		else
			guard_free(g);
		return;
	}
	if (g->is_ended || age <= (g->state == GUARD_REPLYING ? lim->reply_us :
	    is_busy ? lim->head_us : lim->idle_us))
		return;
	g->all->n_late++;
	if (g->state == GUARD_WAITING && is_busy)
		cut_saying(g, "408 Request Timeout");
	else
		cut(g);
}

static void
on_sweep(evutil_socket_t fd, short what, void *arg)
{
	struct guards	*gs = arg;
	struct guard	*g, *next;
	struct mono	 now = mono_now();

	(void)fd;
	(void)what;
	TAILQ_FOREACH_SAFE(g, &gs->waiting, link, next)
		look_at(g, now);
	TAILQ_FOREACH_SAFE(g, &gs->others, link, next)
		look_at(g, now);
	gs->is_sweeping = gs->n > 0;
	if (gs->is_sweeping)
		event_add(gs->sweep, &(struct timeval){ 0, SWEEP_US });
}

struct guards *
guards_new(struct event_base *base, const struct http_limits *limits)
{
	struct guards	*gs = xcalloc(1, sizeof(*gs));

	gs->base = base;
	gs->limits = *limits;
	RB_INIT(&gs->tree);
	TAILQ_INIT(&gs->waiting);
	TAILQ_INIT(&gs->others);
	gs->sweep = evtimer_new(base, on_sweep, gs);
	gs->admit = evtimer_new(base, on_admit, gs);
	gs->fresh = evbuffer_new();
	gs->front = evbuffer_new();
	if (gs->sweep == NULL || gs->admit == NULL || gs->fresh == NULL || gs->front == NULL)
		abort();
	return gs;
}

static void
forget_trusted(struct guards *gs)
{
	for (size_t i = 0; i < gs->n_trusted; i++)
		free(gs->trusted[i]);
	free(gs->trusted);
	gs->trusted = NULL;
	gs->n_trusted = 0;
}

void
guards_free(struct guards *gs)
{
	struct guard	*g;

	if (gs == NULL)
		return;
	while ((g = RB_MIN(guard_tree, &gs->tree)) != NULL)
		guard_free(g);
	event_free(gs->sweep);
	event_free(gs->admit);
	evbuffer_free(gs->fresh);
	evbuffer_free(gs->front);
	forget_trusted(gs);
	free(gs);
}

void
guards_trust(struct guards *gs, const char *const *addresses, size_t n)
{
	forget_trusted(gs);
	gs->trusted = xcalloc(n > 0 ? n : 1, sizeof(*gs->trusted));
	for (size_t i = 0; i < n; i++)
		gs->trusted[gs->n_trusted++] = xstrdup(addresses[i]);
}

void
guards_figures(const struct guards *gs, struct http_figures *out)
{
	out->n_connections = gs->n;
	out->n_refused = gs->n_refused;
	out->n_evicted = gs->n_evicted;
	out->n_late = gs->n_late;
}
