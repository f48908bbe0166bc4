/* Unit tests of engine/control.c with real sockets: who may come in, and that nobody holds up another. */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "engine/control.h"
#include "ipc/channel.h"

static struct {
	struct event_base	*base;
	struct control		*control;
	char			 dir[64], path[96];
	unsigned		 n_asked, n_gone, n_answered;
	struct asker		 asker;
} t;

static void
on_ask(void *arg, const struct asker *asker, const struct msg_ask *ask)
{
	(void)arg;
	assert_string_equal(ask->what, "status");
	t.n_asked++;
	t.asker = *asker;
	channel_answer(asker->ch, asker->id, 200, "application/json", "{}", 2);
}

static void
on_gone(void *arg, struct channel *ch)
{
	(void)arg;
	(void)ch;
	t.n_gone++;
}

static int
set_up(void **state)
{
	struct err	 err;

	(void)state;
	memset(&t, 0, sizeof(t));
	strlcpy(t.dir, "/tmp/vigie-control-XXXXXX", sizeof(t.dir));
	assert_non_null(mkdtemp(t.dir));
	snprintf(t.path, sizeof(t.path), "%s/control.socket", t.dir);
	t.base = event_base_new();
	t.control = control_new(t.base, t.path, on_ask, on_gone, NULL, &err);
	assert_non_null(t.control);
	return 0;
}

static int
tear_down(void **state)
{
	struct stat	 st;

	(void)state;
	control_free(t.control);
	event_base_free(t.base);
	assert_int_equal(stat(t.path, &st), -1);
	assert_int_equal(rmdir(t.dir), 0);
	return 0;
}

static int
dial(void)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	strlcpy(sun.sun_path, t.path, sizeof(sun.sun_path));
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
turn(int64_t ms)
{
	struct mono	 end = { mono_now().us + ms * MSEC_US };

	while (mono_now().us < end.us) {
		event_base_loop(t.base, EVLOOP_NONBLOCK);
		usleep(500);
	}
}

static void
hear(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	(void)ch;
	(void)arg;
	if (type == MSG_ANSWER && msg->answer.is_last)
		t.n_answered++;
}

static void
hear_end(struct channel *ch, const char *why, void *arg)
{
	(void)ch;
	(void)why;
	*(bool *)arg = true;
}

static void
who_asks_is_answered_and_known(void **unused)
{
	bool		 is_over = false;
	struct channel	*ch = channel_new(t.base, dial(), "vigie", hear, hear_end, &is_over);
	struct stat	 st;

	(void)unused;
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	channel_send(ch, MSG_ASK, &(struct msg_ask){ .id = 7, .what = "status", .language = "en" });
	turn(50);
	assert_int_equal(t.n_asked, 1);
	assert_int_equal(t.n_answered, 1);
	assert_int_equal(t.asker.id, 7);
	assert_int_equal(t.asker.role, ROLE_ADMIN);	/* the account that runs the test is ours */
	assert_string_equal(t.asker.language, "en");
	assert_true(t.asker.name[0] != '\0');
	channel_free(ch);
	turn(20);
	assert_int_equal(t.n_gone, 1);
	assert_false(is_over);
}

static void
a_thousand_idle_connections_keep_nobody_out(void **unused)
{
	int		 fds[1000];
	bool		 is_over = false;
	struct channel	*ch;

	(void)unused;
	for (int i = 0; i < 1000; i++) {
		fds[i] = dial();
		if (i % 50 == 0)
			turn(2);
	}
	turn(20);
	assert_true(control_count(t.control) <= CONTROL_MAX);
	ch = channel_new(t.base, dial(), "vigie", hear, hear_end, &is_over);
	channel_send(ch, MSG_ASK, &(struct msg_ask){ .id = 1, .what = "status" });
	turn(100);
	assert_int_equal(t.n_answered, 1);
	channel_free(ch);
	for (int i = 0; i < 1000; i++)
		if (fds[i] != -1)
			close(fds[i]);
	turn(50);
}

static bool
is_closed(int fd)
{
	char	 room[4096];
	ssize_t	 n;

	while ((n = recv(fd, room, sizeof(room), MSG_DONTWAIT)) > 0)
		;
	return n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

static void
bytes_that_are_no_message_end_their_connection_only(void **unused)
{
	static char	 junk[1024 * 1024];
	int		 bad = dial(), half = dial();
	bool		 is_over = false;
	struct channel	*ch = channel_new(t.base, dial(), "vigie", hear, hear_end, &is_over);

	(void)unused;
	memset(junk, 'A', sizeof(junk));
	assert_true(send(bad, junk, sizeof(junk), MSG_NOSIGNAL) > 0);
	assert_int_equal(send(half, "\0\0\0\x20half", 8, MSG_NOSIGNAL), 8);
	turn(30);
	assert_true(is_closed(bad));
	assert_false(is_closed(half));
	channel_send(ch, MSG_ASK, &(struct msg_ask){ .id = 1, .what = "status" });
	turn(30);
	assert_int_equal(t.n_answered, 1);
	turn((CONTROL_FIRST_S + 2) * SEC_MS);
	assert_true(is_closed(half));
	assert_false(is_over);
	channel_free(ch);
	close(bad);
	close(half);
	turn(20);
}

static void
the_socket_of_a_dead_engine_is_replaced_and_a_file_is_not(void **unused)
{
	struct err	 err;
	struct control	*second;
	char		 path[128];
	FILE		*f;

	(void)unused;
	control_free(t.control);
	t.control = NULL;
	close(socket(AF_UNIX, SOCK_STREAM, 0));
	{
		struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
		int			 fd = socket(AF_UNIX, SOCK_STREAM, 0);

		strlcpy(sun.sun_path, t.path, sizeof(sun.sun_path));
		assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
		close(fd);
	}
	t.control = control_new(t.base, t.path, on_ask, on_gone, NULL, &err);
	assert_non_null(t.control);
	snprintf(path, sizeof(path), "%s/file", t.dir);
	f = fopen(path, "w");
	fclose(f);
	second = control_new(t.base, path, on_ask, on_gone, NULL, &err);
	assert_null(second);
	assert_non_null(strstr(err.text, "not a socket"));
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test_setup_teardown(who_asks_is_answered_and_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_thousand_idle_connections_keep_nobody_out,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(bytes_that_are_no_message_end_their_connection_only,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_socket_of_a_dead_engine_is_replaced_and_a_file_is_not, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
