/* Unit tests of ipc/channel.c over a real socket pair and loop. */
#include <sys/socket.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ipc/channel.h"

struct seen {
	struct buf	 body;
	unsigned	 n_hello, n_last;
	char		 why[80];
	struct event_base *base;
};

static void
on_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct seen	*seen = arg;

	(void)ch;
	if (type == MSG_HELLO)
		seen->n_hello++;
	if (type != MSG_ANSWER)
		return;
	buf_add(&seen->body, msg->answer.body.p, msg->answer.body.len);
	if (msg->answer.is_last && ++seen->n_last == 1)
		event_base_loopbreak(seen->base);
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	struct seen	*seen = arg;

	(void)ch;
	strncpy(seen->why, why, sizeof(seen->why) - 1);
	event_base_loopbreak(seen->base);
}

static void
a_long_answer_arrives_whole(void **unused)
{
	struct event_base	*base = event_base_new();
	struct seen		 left = { .base = base }, right = { .base = base };
	size_t			 len = 3 * MSG_PART + 17;
	char			*body = xmalloc(len);
	struct channel		*a, *b;
	int			 fd[2];

	(void)unused;
	memset(body, 'x', len);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	a = channel_new(base, fd[0], "left", on_msg, on_gone, &left);
	b = channel_new(base, fd[1], "right", on_msg, on_gone, &right);
	channel_answer(a, 9, 200, "text/plain", body, len);
	event_base_dispatch(base);
	assert_int_equal(right.n_hello, 1);
	assert_int_equal(right.body.len, len);
	assert_memory_equal(right.body.s, body, len);
	assert_string_equal(channel_peer(b), "left");
	channel_free(a);
	event_base_dispatch(base);
	assert_string_equal(right.why, "closed by the peer");
	channel_free(b);
	buf_done(&right.body);
	free(body);
	event_base_free(base);
}

static void
the_channel_dies_of(const void *bytes, size_t len, const char *why)
{
	struct event_base	*base = event_base_new();
	struct seen		 seen = { .base = base };
	struct channel		*ch;
	int			 fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	ch = channel_new(base, fd[0], "left", on_msg, on_gone, &seen);
	assert_int_equal(write(fd[1], bytes, len), len);
	event_base_dispatch(base);
	assert_string_equal(seen.why, why);
	channel_free(ch);
	close(fd[1]);
	event_base_free(base);
}

static void
a_hostile_peer_is_dropped_with_a_reason(void **unused)
{
	(void)unused;
	the_channel_dies_of("\xff\xff\xff\xff", 4, "malformed frame");
	the_channel_dies_of("\0\0\0\1\xc0", 5, "malformed message");
	the_channel_dies_of("\0\0\0\6\x92\1\x92\xa1x\2", 10,
	    "the peer speaks another version: restart vigied after an upgrade");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_long_answer_arrives_whole),
		cmocka_unit_test(a_hostile_peer_is_dropped_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
