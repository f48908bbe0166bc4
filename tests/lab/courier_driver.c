/*
 * courier_driver.c - plays the master and the engine for a real vigie-courier.
 *
 *     courier_driver PATH-OF-VIGIE-COURIER
 *
 * Reads commands, one a line, fields separated by tabs (\n \r \t \\ are escapes
 * in values), and prints what the courier says:
 *
 *     setup   smtp=... from=... tls=... retry_first_s=1 ...     COURIER_SETUP
 *     notice  id=1 to=... subject=... body=... message_id=...   NOTICE
 *     engine  the engine is replaced: a new channel             "ENGINE"
 *     kill    the courier is killed and started again           "KILLED", "STARTED"
 *     restart the courier is asked to end and started again     "EXIT status", "STARTED"
 *     stop    the courier is asked to end                       "EXIT status"
 *
 *     DELIVERY<tab>id<tab>sent|later|dead<tab>next_ms<tab>text
 */
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/mem.h"
#include "ipc/channel.h"
#include "ipc/program.h"

static struct {
	struct event_base	*base;
	struct channel		*ch;
	const char		*path;
	pid_t			 pid;
	int			 master;
	bool			 is_over;
} me;

static void
on_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	static const char *const	 names[] = { "sent", "later", "dead" };

	(void)ch;
	(void)arg;
	if (type == MSG_DELIVERY)
		printf("DELIVERY\t%llu\t%s\t%lld\t%s\n", (unsigned long long)msg->delivery.id,
		    names[msg->delivery.outcome], (long long)msg->delivery.next_ms,
		    msg->delivery.text);
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	(void)arg;
	printf("GONE\t%s\n", why);
	channel_free(ch);
	me.ch = NULL;
}

static void
send_order(enum order_kind kind, int fd)
{
	union { struct cmsghdr align; char room[CMSG_SPACE(sizeof(int))]; } control = { .room = "" };
	struct order	 order = { kind, PROGRAM_ENGINE, 0 };
	struct iovec	 iov = { &order, sizeof(order) };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*c;

	if (fd != -1) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	if (sendmsg(me.master, &msg, 0) == -1)
		fprintf(stderr, "sendmsg: %s\n", strerror(errno));
}

static void
new_engine(void)
{
	int	 pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		abort();
	send_order(ORDER_PEER, pair[1]);
	close(pair[1]);
	channel_free(me.ch);
	me.ch = channel_new(me.base, pair[0], "vigie-engine", on_msg, on_gone, NULL);
}

static void
start_courier(void)
{
	int	 pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		abort();
	if ((me.pid = fork()) == 0) {
		dup2(pair[1], PROGRAM_FD);
		execl(me.path, me.path, "-f", (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	me.master = pair[0];
	new_engine();
	printf("STARTED\t%d\n", (int)me.pid);
}

static void
end_courier(bool is_kill)
{
	int	 status = 0;

	if (is_kill)
		kill(me.pid, SIGKILL);
	else
		send_order(ORDER_STOP, -1);
	waitpid(me.pid, &status, 0);
	event_base_loop(me.base, EVLOOP_NONBLOCK);	/* its last words */
	printf(is_kill ? "KILLED\n" : "EXIT\t%d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	channel_free(me.ch);
	me.ch = NULL;
	close(me.master);
}

static void
unescape(char *s)
{
	char	*out = s;

	for (; *s != '\0'; s++) {
		if (s[0] == '\\' && s[1] != '\0') {
			s++;
			*out++ = *s == 'n' ? '\n' : *s == 'r' ? '\r' : *s == 't' ? '\t' : *s;
		} else
			*out++ = *s;
	}
	*out = '\0';
}

static const char *
field(char **fields, size_t n, const char *name, const char *other)
{
	size_t	 len = strlen(name);

	for (size_t i = 0; i < n; i++)
		if (strncmp(fields[i], name, len) == 0 && fields[i][len] == '=')
			return fields[i] + len + 1;
	return other;
}

static int64_t
number(char **fields, size_t n, const char *name, const char *other)
{
	return strtonum(field(fields, n, name, other), 0, INT64_MAX, NULL);
}

static void
send_setup(char **f, size_t n)
{
	channel_send(me.ch, MSG_COURIER_SETUP, &(struct msg_courier_setup){
		.smtp = field(f, n, "smtp", ""), .from = field(f, n, "from", "vigie@example.org"),
		.from_name = field(f, n, "from_name", ""), .user = field(f, n, "user", ""),
		.password = field(f, n, "password", ""), .tls = field(f, n, "tls", "opportunistic"),
		.hello = field(f, n, "hello", "vigie.example.org"),
		.retry_first_s = (uint32_t)number(f, n, "retry_first_s", "1"),
		.retry_for_s = (uint32_t)number(f, n, "retry_for_s", "86400") });
}

static void
send_notice(char **f, size_t n)
{
	channel_send(me.ch, MSG_NOTICE, &(struct msg_notice){
		.id = (uint64_t)number(f, n, "id", "1"), .channel = field(f, n, "channel", "mail"),
		.to = field(f, n, "to", ""), .to_name = field(f, n, "to_name", ""),
		.subject = field(f, n, "subject", "test"), .body = field(f, n, "body", "text\n"),
		.message_id = field(f, n, "message_id", "1@vigie.example.org"),
		.created_ms = number(f, n, "created_ms", "0"),
		.n_tried = (uint32_t)number(f, n, "n_tried", "0") });
}

static void
obey(char *line)
{
	char	*fields[32], *at = line, *word;
	size_t	 n = 0;

	while (n < N_ELEMENTS(fields) && (word = strsep(&at, "\t\n")) != NULL)
		if (*word != '\0') {
			unescape(word);
			fields[n++] = word;
		}
	if (n == 0)
		return;
	if (strcmp(fields[0], "setup") == 0 && me.ch != NULL)
		send_setup(fields, n);
	else if (strcmp(fields[0], "notice") == 0 && me.ch != NULL)
		send_notice(fields, n);
	else if (strcmp(fields[0], "engine") == 0) {
		new_engine();
		printf("ENGINE\n");
	} else if (strcmp(fields[0], "kill") == 0) {
		end_courier(true);
		start_courier();
	} else if (strcmp(fields[0], "restart") == 0) {
		end_courier(false);
		start_courier();
	} else if (strcmp(fields[0], "stop") == 0) {
		end_courier(false);
		me.is_over = true;
	}
}

/* False at the end of the input. */
static bool
read_commands(void)
{
	static char	 text[256 * 1024];
	static size_t	 len;
	ssize_t		 n = read(STDIN_FILENO, text + len, sizeof(text) - len - 1);
	char		*end;

	if (n <= 0)
		return false;
	len += (size_t)n;
	text[len] = '\0';
	while (!me.is_over && (end = strchr(text, '\n')) != NULL) {
		*end = '\0';
		obey(text);
		len -= (size_t)(end + 1 - text);
		memmove(text, end + 1, len + 1);
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct pollfd	 in = { .fd = STDIN_FILENO, .events = POLLIN };

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	me.path = argv[1];
	if ((me.base = event_base_new()) == NULL)
		abort();
	start_courier();
	while (!me.is_over) {		/* not an event: a command runs the loop itself */
		event_base_loop(me.base, EVLOOP_NONBLOCK);
		if (poll(&in, 1, 10) > 0 && !read_commands()) {
			end_courier(true);
			me.is_over = true;
		}
	}
	event_base_free(me.base);
	return 0;
}
