/*
 * control_fake.c - a control socket that answers from files, to try the command line on.
 *
 *     control_fake SOCKET DIR
 *
 * A question WHAT is answered with DIR/WHAT.json, or refused with DIR/WHAT.problem
 * (its "status" counts).  DIR/WHAT.steps, one a line, are sent as steps first;
 * DIR/WHAT.silent: no answer; DIR/WHAT.hangup: the connection is closed.  Each
 * question is printed: "WHAT name=value...".
 */
#include <sys/socket.h>
#include <sys/un.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/listener.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ipc/channel.h"

static const char		*dir;
static struct event_base	*base;

static bool
slurp(const char *what, const char *ext, struct buf *out)
{
	char	*path = xasprintf("%s/%s.%s", dir, what, ext);
	FILE	*f = fopen(path, "r");
	char	 piece[4096];
	size_t	 n;

	free(path);
	if (f == NULL)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(out, piece, n);
	fclose(f);
	return true;
}

static void
answer(struct channel *ch, const struct msg_ask *ask)
{
	struct buf	 text = { 0 }, steps = { 0 };
	char		*at, *line;
	unsigned	 status = 404;

	if (slurp(ask->what, "steps", &steps))
		for (at = steps.s; (line = strsep(&at, "\n")) != NULL && *line != '\0';)
			channel_send(ch, MSG_STEP, &(struct msg_step){ ask->id, 12345, line });
	if (slurp(ask->what, "silent", &text))
		;
	else if (slurp(ask->what, "hangup", &text))
		channel_free(ch);
	else if (slurp(ask->what, "problem", &text)) {
		sscanf(strstr(text.s, "\"status\":"), "\"status\":%u", &status);
		channel_answer(ch, ask->id, status, "application/problem+json", text.s, text.len);
	} else if (slurp(ask->what, "json", &text))
		channel_answer(ch, ask->id, 200, "application/json", buf_str(&text), text.len);
	else
		channel_answer(ch, ask->id, 404, "application/problem+json", "{}", 2);
	buf_done(&text);
	buf_done(&steps);
}

static void
on_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	(void)arg;
	if (type != MSG_ASK)
		return;
	printf("%s", msg->ask.what);
	for (uint32_t i = 0; i < msg->ask.n_args; i++)
		printf(" %s=%s", msg->ask.args[i].name, msg->ask.args[i].value);
	printf(" language=%s\n", msg->ask.language);
	fflush(stdout);
	answer(ch, &msg->ask);
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	(void)why;
	(void)arg;
	channel_free(ch);
}

static void
on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *arg)
{
	(void)l;
	(void)sa;
	(void)len;
	(void)arg;
	channel_new(base, fd, "fake", on_msg, on_gone, NULL);
}

int
main(int argc, char **argv)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	struct evconnlistener	*l;

	if (argc != 3)
		return 2;
	dir = argv[2];
	strlcpy(sun.sun_path, argv[1], sizeof(sun.sun_path));
	unlink(argv[1]);
	base = event_base_new();
	l = evconnlistener_new_bind(base, on_accept, NULL, LEV_OPT_CLOSE_ON_FREE, 16,
	    (struct sockaddr *)&sun, sizeof(sun));
	if (l == NULL)
		return 1;
	puts("ready");
	fflush(stdout);
	event_base_dispatch(base);
	return 0;
}
