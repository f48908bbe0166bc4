/* channel.c - see channel.h */
#include <sys/socket.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/util.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "ipc/channel.h"

#define HEADER	4

struct channel {
	struct bufferevent	*bev;
	struct event_base	*base;
	struct msg_zone		*zone;
	struct buf		 out;		/* scratch of channel_send() */
	channel_msg_fn		*on_msg;
	channel_gone_fn		*on_gone;
	void			*arg;
	char			 peer[64];
	bool			 has_hello;
	bool			 is_gone;	/* on_gone was called; nothing more is delivered */
	bool			 is_freed;	/* waits for the end of the turn */
	bool			 is_busy;	/* inside read_frames() */
	bool			 is_malformed;	/* how it ended */
};

static void
die(struct channel *ch, const char *why)
{
	if (ch->is_gone || ch->is_freed)
		return;
	ch->is_gone = true;
	bufferevent_disable(ch->bev, EV_READ | EV_WRITE);
	ch->on_gone(ch, why, ch->arg);
}

static void
die_malformed(struct channel *ch, const char *why)
{
	ch->is_malformed = true;
	die(ch, why);
}

static void
handle(struct channel *ch, const void *data, size_t len)
{
	enum msg_type	 type;
	union msg	 msg;

	if (msg_decode(ch->zone, data, len, &type, &msg) != 0) {
		die_malformed(ch, "malformed message");
		return;
	}
	if (!ch->has_hello) {
		if (type != MSG_HELLO || msg.hello.version != MSG_VERSION) {
			die_malformed(ch, "the peer speaks another version: restart vigied after an upgrade");
			return;
		}
		ch->has_hello = true;
		text_clean(ch->peer, sizeof(ch->peer), msg.hello.program, strlen(msg.hello.program));
	}
	ch->on_msg(ch, type, &msg, ch->arg);
}

static void
read_frames(struct bufferevent *bev, void *arg)
{
	struct channel	*ch = arg;
	struct evbuffer	*in = bufferevent_get_input(bev);
	uint8_t		 head[HEADER];

	ch->is_busy = true;
	while (!ch->is_gone && !ch->is_freed && evbuffer_copyout(in, head, HEADER) == HEADER) {
		size_t	 len = (size_t)head[0] << 24 | (size_t)head[1] << 16 |
		    (size_t)head[2] << 8 | head[3];

		if (len == 0 || len > MSG_MAX) {
			die_malformed(ch, "malformed frame");
			break;
		}
		if (evbuffer_get_length(in) < HEADER + len)
			break;
		handle(ch, evbuffer_pullup(in, (ev_ssize_t)(HEADER + len)) + HEADER, len);
		if (!ch->is_freed)
			evbuffer_drain(in, HEADER + len);
	}
	ch->is_busy = false;
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	struct channel	*ch = arg;

	(void)bev;
	if (what & BEV_EVENT_EOF)
		die(ch, "closed by the peer");
	else if (what & BEV_EVENT_ERROR)
		die(ch, "socket error");
}

struct channel *
channel_new(struct event_base *base, int fd, const char *self, channel_msg_fn *on_msg,
    channel_gone_fn *on_gone, void *arg)
{
	struct channel	*ch = xcalloc(1, sizeof(*ch));

	evutil_make_socket_nonblocking(fd);
	ch->base = base;
	ch->zone = msg_zone_new();
	ch->on_msg = on_msg;
	ch->on_gone = on_gone;
	ch->arg = arg;
	if ((ch->bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE)) == NULL)
		abort();
	bufferevent_set_max_single_read(ch->bev, 256 * 1024);
	bufferevent_set_max_single_write(ch->bev, 256 * 1024);
	bufferevent_setwatermark(ch->bev, EV_READ, 0, HEADER + MSG_MAX);
	bufferevent_setcb(ch->bev, read_frames, NULL, on_event, ch);
	bufferevent_enable(ch->bev, EV_READ | EV_WRITE);
	channel_send(ch, MSG_HELLO, &(struct msg_hello){ self, MSG_VERSION });
	return ch;
}

static void
free_now(evutil_socket_t fd, short what, void *arg)
{
	struct channel	*ch = arg;

	(void)fd;
	(void)what;
	bufferevent_free(ch->bev);
	msg_zone_free(ch->zone);
	buf_done(&ch->out);
	free(ch);
}

void
channel_free(struct channel *ch)
{
	static const struct timeval	 now = { 0, 0 };

	if (ch == NULL || ch->is_freed)
		return;
	ch->is_freed = true;
	bufferevent_disable(ch->bev, EV_READ | EV_WRITE);
	bufferevent_setcb(ch->bev, NULL, NULL, NULL, NULL);
	if (!ch->is_busy)
		free_now(-1, 0, ch);
	else
		event_base_once(ch->base, -1, EV_TIMEOUT, free_now, ch, &now);
}

void
channel_send(struct channel *ch, enum msg_type type, const void *msg)
{
	uint8_t	 head[HEADER];

	if (ch->is_gone || ch->is_freed)
		return;
	buf_clear(&ch->out);
	msg_encode(&ch->out, type, msg);
	for (int i = 0; i < HEADER; i++)
		head[i] = (uint8_t)(ch->out.len >> (24 - 8 * i));
	bufferevent_write(ch->bev, head, HEADER);
	bufferevent_write(ch->bev, ch->out.s, ch->out.len);
}

/* Calls `send` for each part of the body, at least once. */
static void
in_parts(const char *body, size_t len, void (*send)(struct channel *, uint32_t, bool,
    struct msg_bytes, void *), struct channel *ch, void *arg)
{
	uint32_t	 part = 0;

	do {
		size_t	 n = len < MSG_PART ? len : MSG_PART;

		send(ch, part++, n == len, (struct msg_bytes){ body, n }, arg);
		body += n;
		len -= n;
	} while (len > 0);
}

static void
send_answer_part(struct channel *ch, uint32_t part, bool is_last, struct msg_bytes body, void *arg)
{
	struct msg_answer	*answer = arg;

	answer->part = part;
	answer->is_last = is_last;
	answer->body = body;
	channel_send(ch, MSG_ANSWER, answer);
}

void
channel_answer(struct channel *ch, uint32_t id, unsigned status, const char *type,
    const void *body, size_t len)
{
	in_parts(body, len, send_answer_part, ch,
	    &(struct msg_answer){ .id = id, .status = status, .type = type });
}

static void
send_snapshot_part(struct channel *ch, uint32_t part, bool is_last, struct msg_bytes body, void *arg)
{
	(void)arg;
	channel_send(ch, MSG_SNAPSHOT, &(struct msg_snapshot){ part, is_last, body });
}

void
channel_snapshot(struct channel *ch, const void *body, size_t len)
{
	in_parts(body, len, send_snapshot_part, ch, NULL);
}

static void
send_attachment_part(struct channel *ch, uint32_t part, bool is_last, struct msg_bytes body, void *arg)
{
	channel_send(ch, MSG_ATTACHMENT, &(struct msg_attachment){ *(uint64_t *)arg, part, is_last, body });
}

void
channel_attachment(struct channel *ch, uint64_t id, const void *body, size_t len)
{
	in_parts(body, len, send_attachment_part, ch, &id);
}

size_t
channel_backlog(const struct channel *ch)
{
	return evbuffer_get_length(bufferevent_get_output(ch->bev));
}

void
channel_flush(struct channel *ch, int ms)
{
	struct evbuffer	*out = bufferevent_get_output(ch->bev);
	struct mono	 end = { mono_now().us + ms * MSEC_US };
	int		 fd = channel_fd(ch);

	evbuffer_unfreeze(out, 1);
	while (evbuffer_get_length(out) > 0 && mono_now().us < end.us) {
		struct pollfd	 pfd = { .fd = fd, .events = POLLOUT };

		if (evbuffer_write(out, fd) < 0 && poll(&pfd, 1, 50) < 0)
			break;
	}
	evbuffer_freeze(out, 1);
}

const char *
channel_peer(const struct channel *ch)
{
	return ch->peer;
}

int
channel_fd(const struct channel *ch)
{
	return bufferevent_getfd(ch->bev);
}

bool
channel_is_malformed(const struct channel *ch)
{
	return ch->is_malformed;
}
