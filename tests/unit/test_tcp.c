/* Unit tests of plugins/tcp.c, run by the real host on loopback; and of the host's own promises. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/buf.h"
#include "base/mem.h"
#include "poller/host.h"

/* A host and what came out of it: "check:status:text" lines. */
struct bench {
	struct event_base	*base;
	struct host		*host;
	struct buf		 said, steps;
	unsigned		 n;
};

static void
on_ready(void *arg)
{
	struct bench		*b = arg;
	struct msg_result	 results[OUTBOX_RESULTS];
	struct batch		*batch;

	while ((batch = outbox_first(host_outbox(b->host))) != NULL) {
		uint32_t	 n = host_resolve(b->host, batch, results);

		for (uint32_t i = 0; i < n; i++) {
			if (results[i].run == 0)
				continue;	/* its place in the schedule came: not what is tried here */
			buf_addf(&b->said, "%u:%u:%s\n", results[i].check, results[i].status,
			    results[i].text);
			b->n++;
		}
		outbox_sent(host_outbox(b->host), batch, mono_now());
	}
}

static void
on_step(void *arg, const struct msg_step *step)
{
	struct bench	*b = arg;

	buf_addf(&b->steps, "%u %s\n", step->id, step->text);
}

static void
setup(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->base = event_base_new();
	b->host = host_new(b->base, &(struct host_link){ on_ready, on_step, b });
}

static void
teardown(struct bench *b)
{
	host_free(b->host);
	event_base_free(b->base);
	buf_done(&b->said);
	buf_done(&b->steps);
}

/* Until `n` results or ten seconds. */
static void
wait_for(struct bench *b, unsigned n)
{
	struct mono	 end = { mono_now().us + 10 * SEC_US };

	while (b->n < n && mono_now().us < end.us) {
		event_base_loop(b->base, EVLOOP_ONCE);
		host_flush(b->host);
		on_ready(b);
	}
	assert_in_range(b->n, n, n + 100);
}

static int
listener(uint16_t *port)
{
	struct sockaddr_in	 in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t		 len = sizeof(in);
	int			 fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(listen(fd, 5), 0);
	getsockname(fd, (struct sockaddr *)&in, &len);
	*port = ntohs(in.sin_port);
	return fd;
}

static void
assign(struct bench *b, uint32_t handle, const char *name, const char *probe, const char *port)
{
	struct msg_pair	 pair = { "port", port };

	host_assign(b->host, &(struct msg_assign){ .check = handle, .name = name, .probe = probe,
	    .address = "127.0.0.1", .interval_ms = 1000000, .timeout_ms = 2000, .fall = 3, .rise = 2,
	    .options = &pair, .n_options = port != NULL });
}

static void
run(struct bench *b, uint32_t id, uint32_t handle)
{
	assert_true(host_run(b->host, &(struct msg_run){ id, handle }));
}

static void
a_listening_port_is_up_and_a_closed_one_refuses(void **unused)
{
	struct bench	 b;
	uint16_t	 port;
	int		 fd = listener(&port);
	char		 text[8];

	(void)unused;
	setup(&b);
	snprintf(text, sizeof(text), "%u", port);
	assign(&b, 1, "a/b/tcp", "tcp", text);
	run(&b, 9, 1);
	wait_for(&b, 1);
	assert_string_equal(buf_str(&b.said), "1:0:connected\n");
	assert_non_null(strstr(buf_str(&b.steps), "9 connecting to port"));
	close(fd);
	run(&b, 10, 1);
	wait_for(&b, 2);
	assert_string_equal(buf_str(&b.said), "1:0:connected\n1:2:connection refused\n");
	teardown(&b);
}

static void
options_that_are_wrong_are_an_error_with_their_reason(void **unused)
{
	struct bench	 b;

	(void)unused;
	setup(&b);
	assign(&b, 1, "a", "tcp", "70000");
	assign(&b, 2, "b", "tcp", NULL);
	assign(&b, 3, "c", "teleport", NULL);
	assign(&b, 4, "d", "icmp", "7");
	for (uint32_t i = 1; i <= 4; i++)
		run(&b, i, i);
	wait_for(&b, 4);
	assert_non_null(strstr(buf_str(&b.said), "1:3:port: must be"));
	assert_non_null(strstr(buf_str(&b.said), "2:3:port is missing"));
	assert_non_null(strstr(buf_str(&b.said), "3:3:there is no probe \"teleport\""));
	assert_non_null(strstr(buf_str(&b.said), "4:3:icmp has no option \"port\""));
	teardown(&b);
}

static void
a_check_keeps_its_identity_when_its_handle_changes(void **unused)
{
	struct bench		 b;
	struct host_stats	 s;

	(void)unused;
	setup(&b);
	assign(&b, 1, "a", "tcp", "1");
	assign(&b, 2, "b", "tcp", "2");
	assign(&b, 2, "a", "tcp", "1");		/* b is displaced */
	host_stats(b.host, &s, false);
	assert_int_equal(s.n_checks, 2);
	assert_true(host_has_stale(b.host));
	assign(&b, 1, "b", "tcp", "2");
	assert_false(host_has_stale(b.host));
	run(&b, 1, 2);
	wait_for(&b, 1);
	assert_string_equal(buf_str(&b.said), "2:2:connection refused\n");
	host_mark_stale(b.host);
	assign(&b, 7, "a", "tcp", "1");
	host_remove_stale(b.host);
	host_stats(b.host, &s, false);
	assert_int_equal(s.n_checks, 1);
	assert_false(host_run(b.host, &(struct msg_run){ 5, 2 }));
	teardown(&b);
}

static void
a_removed_check_says_nothing_more(void **unused)
{
	struct bench		 b;
	struct host_stats	 s;

	(void)unused;
	setup(&b);
	assign(&b, 1, "a", "tcp", "1");
	assign(&b, 2, "b", "tcp", "1");
	run(&b, 1, 1);				/* its result waits in the outbox */
	host_unassign(b.host, 1);
	run(&b, 2, 2);
	wait_for(&b, 1);
	assert_string_equal(buf_str(&b.said), "2:2:connection refused\n");
	host_stats(b.host, &s, false);
	assert_int_equal(s.n_checks, 1);
	assert_int_equal(s.n_running, 0);
	teardown(&b);
}

static void
a_silent_target_ends_at_its_deadline_and_delays_nobody(void **unused)
{
	struct bench		 b;
	struct sockaddr_in	 in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t		 len = sizeof(in);
	int			 fd = socket(AF_INET, SOCK_DGRAM, 0);	/* bound, and never read */
	struct mono		 start;
	char			 text[8];

	(void)unused;
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	getsockname(fd, (struct sockaddr *)&in, &len);
	snprintf(text, sizeof(text), "%u", ntohs(in.sin_port));
	setup(&b);
	assign(&b, 1, "silent", "snmp", text);
	assign(&b, 2, "living", "tcp", "1");
	start = mono_now();
	run(&b, 1, 1);
	run(&b, 2, 2);
	wait_for(&b, 1);
	assert_string_equal(buf_str(&b.said), "2:2:connection refused\n");
	wait_for(&b, 2);
	assert_non_null(strstr(buf_str(&b.said), "1:2:no reply\n"));
	assert_in_range(mono_sub(mono_now(), start), 1900000, 9 * SEC_US);
	teardown(&b);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_listening_port_is_up_and_a_closed_one_refuses),
		cmocka_unit_test(options_that_are_wrong_are_an_error_with_their_reason),
		cmocka_unit_test(a_check_keeps_its_identity_when_its_handle_changes),
		cmocka_unit_test(a_removed_check_says_nothing_more),
		cmocka_unit_test(a_silent_target_ends_at_its_deadline_and_delays_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
