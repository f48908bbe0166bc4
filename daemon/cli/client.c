/* client.c - see client.h */
#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/say.h"
#include "model/conf.h"

#define HEADER		4
#define PATIENCE_S	30
#define TEXT_LIMIT	1000	/* bytes with the NUL: what the engine takes */

struct client {
	int		 fd;
	struct buf	 in;		/* bytes of frames not yet complete */
	size_t		 used;		/* bytes of .in that were the last frame */
	struct msg_zone	*zone;
	uint32_t	 id;		/* of the last question */
	char		*path;
};

/* Connecting. */

static char *
socket_path(const struct cli *cli)
{
	char	 path[sizeof(((struct sockaddr_un *)0)->sun_path)];

	if (cli->socket != NULL)
		return xstrdup(cli->socket);
	/* The file may be closed to us; the socket's usual place is worth a try then. */
	if (!conf_peek(cli->conf_file, "control.socket", path, sizeof(path)) || path[0] == '\0')
		return xstrdup(VIGIE_RUNDIR "/control");
	return xstrdup(path);
}

static int
connect_to(const char *path)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	int			 fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -errno;
	if (strlcpy(sun.sun_path, path, sizeof(sun.sun_path)) >= sizeof(sun.sun_path))
		errno = ENAMETOOLONG;
	else if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == 0)
		return fd;
	close(fd);
	return -errno;
}

static bool
send_frame(struct client *c, enum msg_type type, const void *msg)
{
	struct buf	 body = { 0 }, frame = { 0 };
	size_t		 sent = 0;
	ssize_t		 n;

	msg_encode(&body, type, msg);
	for (int i = 0; i < HEADER; i++)
		buf_addc(&frame, (char)(body.len >> (24 - 8 * i)));
	buf_add(&frame, body.s, body.len);
	while (sent < frame.len) {
		if ((n = send(c->fd, frame.s + sent, frame.len - sent, MSG_NOSIGNAL)) == -1 && errno != EINTR)
			break;
		sent += n > 0 ? (size_t)n : 0;
	}
	n = sent == frame.len;
	buf_done(&body);
	buf_done(&frame);
	return n != 0;
}

struct client *
client_connect(const struct cli *cli, int *status, struct err *err)
{
	struct client	*c = xcalloc(1, sizeof(*c));
	bool		 is_lost;

	c->path = socket_path(cli);
	c->zone = msg_zone_new();
	if ((c->fd = connect_to(c->path)) >= 0 &&
	    send_frame(c, MSG_HELLO, &(struct msg_hello){ "vigie", MSG_VERSION }))
		return c;
	if (c->fd == -EACCES) {
		*status = CLI_REFUSED;
		err_set(err, _("you may not ask vigied (%s): it answers root and the members of the groups vigie and vigie-read"), c->path);
	} else {
		/* A mistyped -c is the reason then, not the socket's usual place. */
		is_lost = cli->socket == NULL && access(cli->conf_file, F_OK) == -1 && errno == ENOENT;
		*status = CLI_UNREACHABLE;
		err_set(err, _("vigied does not answer (%s: %s); is it running?"),
		    is_lost ? cli->conf_file : c->path,
		    strerror(is_lost ? ENOENT : c->fd < 0 ? -c->fd : EPIPE));
	}
	client_close(c);
	return NULL;
}

void
client_close(struct client *c)
{
	if (c == NULL)
		return;
	if (c->fd >= 0)
		close(c->fd);
	buf_done(&c->in);
	msg_zone_free(c->zone);
	free(c->path);
	free(c);
}

int
client_fd(const struct client *c)
{
	return c->fd;
}

/* Reading. */

/* Length of the frame that .in begins with, header included; 0 = its header is not there, SIZE_MAX = nonsense. */
static size_t
frame_size(const struct client *c)
{
	const unsigned char	*p = (const unsigned char *)c->in.s;
	size_t			 len;

	if (c->in.len < HEADER)
		return 0;
	len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	return len == 0 || len > MSG_MAX ? SIZE_MAX : HEADER + len;
}

/* Some more bytes, or false with err set. */
static bool
read_more(struct client *c, int patience_s, struct err *err)
{
	static char	 piece[64 * 1024];
	struct pollfd	 pfd = { .fd = c->fd, .events = POLLIN };
	ssize_t		 n = poll(&pfd, 1, patience_s * 1000);

	if (n == 0)
		return err_set(err, _("vigied did not answer within %d s"), patience_s);
	if (n == -1 && errno == EINTR)
		return true;
	n = recv(c->fd, piece, sizeof(piece), 0);
	if (n == 0)
		return err_set(err, _("vigied closed the connection"));
	if (n == -1)
		return err_set(err, _("the connection to vigied broke: %s"), strerror(errno));
	buf_add(&c->in, piece, (size_t)n);
	return true;
}

/* The next message; it stays valid until the next call. */
static bool
next_message(struct client *c, int patience_s, enum msg_type *type, union msg *msg, struct err *err)
{
	size_t	 size;

	if (c->used > 0) {
		memmove(c->in.s, c->in.s + c->used, c->in.len - c->used);
		c->in.len -= c->used;
		c->used = 0;
	}
	while ((size = frame_size(c)) == 0 || (size != SIZE_MAX && size > c->in.len))
		if (!read_more(c, patience_s, err))
			return false;
	if (size == SIZE_MAX || msg_decode(c->zone, c->in.s + HEADER, size - HEADER, type, msg) != 0)
		return err_set(err, _("what answers at %s is not vigied"), c->path);
	c->used = size;
	if (*type == MSG_HELLO && msg->hello.version != MSG_VERSION)
		return err_set(err, _("vigied is of another version than this command; restart it after an upgrade"));
	return true;
}

bool
client_ask(struct client *c, const char *what, const struct msg_pair *args, uint32_t n_args,
    int patience_s, client_step_fn *on_step, void *arg, struct answer *out, struct err *err)
{
	enum msg_type	 type;
	union msg	 msg;
	struct msg_pair	*copy = xreallocarray(NULL, n_args + 1, sizeof(*copy));
	struct msg_ask	 ask = { .id = ++c->id, .what = what, .language = lang_get(), .args = copy,
	    .n_args = n_args };
	bool		 is_sent;

	if (n_args > 0)
		memcpy(copy, args, n_args * sizeof(*copy));
	is_sent = send_frame(c, MSG_ASK, &ask);
	free(copy);
	if (!is_sent)
		return err_set(err, _("vigied closed the connection"));
	*out = (struct answer){ 0 };
	while (next_message(c, patience_s, &type, &msg, err)) {
		if (type == MSG_STEP && msg.step.id == c->id && on_step != NULL)
			on_step(arg, msg.step.at_us, msg.step.text);
		if (type != MSG_ANSWER || msg.answer.id != c->id)
			continue;
		if (out->type == NULL) {
			out->status = msg.answer.status;
			out->type = xstrdup(msg.answer.type);
		}
		buf_add(&out->body, msg.answer.body.p, msg.answer.body.len);
		if (msg.answer.is_last)
			return true;
	}
	answer_done(out);
	return false;
}

void
answer_done(struct answer *a)
{
	free(a->type);
	a->type = NULL;
	buf_done(&a->body);
}

/* For commands. */

int
cli_problem(const struct cli *cli, const struct answer *a)
{
	json_t		*problem = json_loadb(buf_str(&a->body), a->body.len, 0, NULL);
	const char	*detail = json_string_value(json_object_get(problem, "detail"));
	const char	*title = json_string_value(json_object_get(problem, "title"));
	struct buf	 clean = { 0 };

	if (detail == NULL || detail[0] == '\0')
		detail = title != NULL ? title : _("refused without a reason");
	fflush(stdout);
	if (cli->is_verbatim)
		fprintf(stderr, "%s\n", detail);
	else {
		say_text(&clean, detail);
		cli_refuse("%s", buf_str(&clean));
	}
	buf_done(&clean);
	json_decref(problem);
	return CLI_REFUSED;
}

int
cli_ask(const struct cli *cli, const char *what, const struct msg_pair *args, uint32_t n_args,
    client_step_fn *on_step, void *arg, struct answer *out)
{
	struct err	 err = { "" };
	int		 status = CLI_UNREACHABLE;
	struct client	*c = client_connect(cli, &status, &err);

	*out = (struct answer){ 0 };
	if (c != NULL && client_ask(c, what, args, n_args, PATIENCE_S, on_step, arg, out, &err))
		status = CLI_DONE;
	client_close(c);
	if (status != CLI_DONE) {
		cli_refuse("%s", err.text);
		return status;
	}
	if (out->status < 400)
		return CLI_DONE;
	status = cli_problem(cli, out);
	answer_done(out);
	return status;
}

int
cli_ask_json(const struct cli *cli, const char *what, const struct msg_pair *args, uint32_t n_args,
    bool always, json_t **out)
{
	struct answer	 a;
	json_error_t	 error;
	int		 status = cli_ask(cli, what, args, n_args, NULL, NULL, &a);

	*out = NULL;
	if (status != CLI_DONE)
		return status;
	if (cli->is_json)
		printf("%s\n", buf_str(&a.body));
	if ((!cli->is_json || always) &&
	    (*out = json_loadb(buf_str(&a.body), a.body.len, 0, &error)) == NULL)
		status = cli_refuse(_("the answer is no JSON: %s"), error.text);
	answer_done(&a);
	return status;
}

bool
cli_word(const char *text)
{
	size_t	 len = strlen(text);

	if (len >= TEXT_LIMIT)
		cli_refuse(_("a text of %zu bytes is too long: at most %d"), len, TEXT_LIMIT - 1);
	else if (!text_is_utf8(text, len))
		cli_refuse("%s", _("a text is not UTF-8; is the terminal set to another encoding?"));
	else
		return true;
	return false;
}

bool
cli_text(const struct cli *cli, const char *option, const char **out)
{
	*out = cli_option(cli, option);
	if (*out == NULL)
		*out = "";
	return cli_word(*out);
}
