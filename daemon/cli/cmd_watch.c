/*
 * cmd_watch.c - vigie watch: the network live on the whole screen.
 *
 * Asks every two seconds and draws when what is to be seen has changed; the
 * terminal is put back whatever ends it.  q or Ctrl-C ends, the arrows and space scroll.
 */
#include <sys/ioctl.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/status.h"
#include "model/field.h"

#define ASK_MS		2000
#define PATIENCE_S	10

#define SCREEN_ON	"\033[?1049h\033[?25l"	/* the other screen, no cursor (xterm's private modes) */
#define SCREEN_OFF	"\033[?25h\033[?1049l"

static struct termios	 before;
static volatile sig_atomic_t is_ending, is_resized;

static void
on_signal(int sig)
{
	if (sig == SIGWINCH)
		is_resized = 1;
	else
		is_ending = 1;
}

static void
screen_off(void)
{
	fputs(SCREEN_OFF, stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static bool
screen_on(void)
{
	struct sigaction	 sa = { .sa_handler = on_signal };
	struct termios		 raw;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before) == -1)
		return false;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	sigaction(SIGWINCH, &sa, NULL);
	fputs(SCREEN_ON, stdout);
	return true;
}

static struct winsize
screen_size(void)
{
	struct winsize	 ws = { .ws_row = 24, .ws_col = 80 }, real;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &real) == 0 && real.ws_row > 0 && real.ws_col > 0)
		ws = real;
	return ws;
}

struct watch {
	struct cli	*cli;
	struct client	*client;	/* NULL while the daemon is away */
	struct buf	 page;		/* what is known, line by line */
	struct buf	 drawn;		/* what the screen shows */
	size_t		 top;		/* first line shown */
	struct wall	 at;		/* when the page was made */
	char		 trouble[512];	/* why nothing newer is known; "" = it is fresh */
};

/* One question on the open connection; NULL when it broke. */
static json_t *
ask(struct watch *w, const char *what, const struct msg_pair *args, uint32_t n)
{
	struct answer	 a = { 0 };
	struct err	 err = { "" };
	json_t		*json = NULL;

	if (w->client == NULL)
		return NULL;
	if (!client_ask(w->client, what, args, n, PATIENCE_S, NULL, NULL, &a, &err)) {
		strlcpy(w->trouble, err.text, sizeof(w->trouble));
		client_close(w->client);
		w->client = NULL;
		return NULL;
	}
	json = json_loadb(buf_str(&a.body), a.body.len, 0, NULL);
	if (a.status >= 400) {
		strlcpy(w->trouble, field_str(json, "detail"), sizeof(w->trouble));
		json_decref(json);
		json = NULL;
	}
	answer_done(&a);
	return json;
}

static void
make_page(struct watch *w, const json_t *status, const json_t *incidents)
{
	struct table	 t = { 0 };
	unsigned	 width = screen_size().ws_col;

	w->at = field_time(status, "at");
	buf_clear(&w->page);
	say_style(&w->page, w->cli, "1");
	status_sentence(&w->page, status);
	say_plain(&w->page, w->cli);
	buf_addc(&w->page, '\n');
	status_alarms(&w->page, w->cli, status);
	buf_addc(&w->page, '\n');
	if (json_array_size(field_get(incidents, "incidents")) > 0) {
		incidents_table(&t, w->cli, incidents, w->at);
		table_show(&t, &w->page, "", width);
		buf_addc(&w->page, '\n');
	}
	status_table(&t, w->cli, status);
	table_show(&t, &w->page, "", width);
}

static void
refresh(struct watch *w)
{
	struct msg_pair	 open = { "open", "1" };
	struct err	 err = { "" };
	int		 unused;
	json_t		*status, *incidents;

	if (w->client == NULL && (w->client = client_connect(w->cli, &unused, &err)) == NULL)
		strlcpy(w->trouble, err.text, sizeof(w->trouble));
	status = ask(w, "status", NULL, 0);
	incidents = ask(w, "incidents", &open, 1);
	if (status != NULL && incidents != NULL) {
		make_page(w, status, incidents);
		w->trouble[0] = '\0';
	}
	json_decref(status);
	json_decref(incidents);
}

/* The part of the page that fits, and a last line. */
static void
compose(struct watch *w, struct buf *out)
{
	struct winsize	 ws = screen_size();
	const char	*line = buf_str(&w->page);
	struct buf	 foot = { 0 };
	size_t		 n = 0, len;

	for (; *line != '\0' && n < w->top + ws.ws_row - 1u; line += len + (line[len] == '\n'), n++) {
		len = strcspn(line, "\n");
		if (n >= w->top) {
			buf_add(out, line, len);
			buf_adds(out, "\033[K\r\n");
		}
	}
	buf_addf(out, "\033[J\033[%u;1H", ws.ws_row);
	say_style(&foot, w->cli, w->trouble[0] != '\0' ? say_color("down") : "2");
	if (w->trouble[0] != '\0') {
		say_text(&foot, w->trouble);
		if (w->at.ms != 0)
			buf_adds(&foot, _(" — known until "));
	}
	if (w->at.ms != 0)
		say_time(&foot, w->cli, w->at, wall_now());
	if (w->trouble[0] == '\0')
		buf_adds(&foot, _(" — q ends"));
	say_plain(&foot, w->cli);
	say_cut(out, buf_str(&foot), ws.ws_col - 1u);
	buf_adds(out, "\033[K");
	buf_done(&foot);
}

static void
draw(struct watch *w)
{
	struct buf	 out = { 0 };

	compose(w, &out);
	if (is_resized || strcmp(buf_str(&out), buf_str(&w->drawn)) != 0) {
		fputs(is_resized ? "\033[2J\033[H" : "\033[H", stdout);
		fwrite(out.s, 1, out.len, stdout);
		fflush(stdout);
	}
	is_resized = 0;
	buf_done(&w->drawn);
	w->drawn = out;
}

static void
scroll(struct watch *w, int by)
{
	size_t	 n = 0;

	for (const char *p = buf_str(&w->page); *p != '\0'; p++)
		n += *p == '\n';
	if (by < 0)
		w->top = w->top > (size_t)-by ? w->top - (size_t)-by : 0;
	else if (w->top + (size_t)by < n)
		w->top += (size_t)by;
}

/* Waits for a key at most `ms`; false = it was one that ends. */
static bool
keys(struct watch *w, int ms)
{
	struct pollfd	 pfd = { .fd = STDIN_FILENO, .events = POLLIN };
	char		 text[8];
	ssize_t		 n;

	if (poll(&pfd, 1, ms) <= 0)
		return true;
	if ((n = read(STDIN_FILENO, text, sizeof(text))) <= 0)
		return false;
	if (n >= 3 && text[0] == '\033' && text[1] == '[')
		scroll(w, text[2] == 'A' ? -1 : text[2] == 'B' ? 1 : text[2] == '5' ? -10 :
		    text[2] == '6' ? 10 : 0);
	else if (text[0] == ' ')
		scroll(w, screen_size().ws_row - 2);
	return text[0] != 'q' && text[0] != 'Q' && text[0] != 4;
}

int
cmd_watch(struct cli *cli, int argc, char **argv)
{
	struct watch	 w = { .cli = cli };
	struct err	 err = { "" };
	int64_t		 due_us = 0, now_us;
	int		 status = CLI_DONE;

	(void)argc;
	(void)argv;
	if ((w.client = client_connect(cli, &status, &err)) == NULL) {
		cli_refuse("%s", err.text);
		return status;
	}
	if (!screen_on()) {
		client_close(w.client);
		return cli_refuse(_("watch needs a terminal; \"vigie status\" does not"));
	}
	do {
		now_us = mono_now().us;
		if (now_us >= due_us) {
			refresh(&w);
			due_us = now_us + ASK_MS * MSEC_US;
		}
		draw(&w);
	} while (keys(&w, (int)((due_us - now_us) / MSEC_US) + 1) && !is_ending);
	screen_off();
	client_close(w.client);
	buf_done(&w.page);
	buf_done(&w.drawn);
	return CLI_DONE;
}
