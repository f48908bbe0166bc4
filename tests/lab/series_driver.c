/*
 * series_driver - plays vigied and the engine for one vigie-series.
 *
 * Commands, one a line, on standard input; each is answered by one line:
 *
 *     start                           run the program (argv[1], build tree argv[2]), give it an engine
 *     setup DIR FLUSH_S
 *     sample OBJECT AT NAME=VALUE...  AT: Unix time, or now, now-60, now+3600
 *     fill OBJECT FROM TO EVERY KIND  many samples of an invented line (KIND: line, pc)
 *     outage FROM TO | planned FROM TO | language fr | zone Europe/Paris | title TEXT
 *     ask WHAT OBJECT METRIC FROM TO STEP FILE    "status type bytes"; the body goes to FILE
 *     engine                          the engine is replaced: a new channel
 *     pid | alive | kill SIGNAL | stop | wait MS
 *
 * For tests/lab/series*.sh and for looking at pictures by hand.
 */
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "ipc/program.h"

#define MAX_SPANS	64
#define BATCH		500

static struct {
	const char		*program, *build;
	struct event_base	*base;
	struct channel		*channel;
	pid_t			 pid;
	int			 master;
	struct msg_span		 outages[MAX_SPANS], planned[MAX_SPANS];
	unsigned		 n_outages, n_planned;
	char			 language[8], zone[64], title[256];
	uint32_t		 id;
	bool			 is_answered;
	unsigned		 status;
	char			 type[64];
	struct buf		 body;
} me;

static void
reply(const char *text)
{
	printf("%s\n", text);
	fflush(stdout);
}

static void
on_message(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	(void)ch;
	(void)arg;
	if (type != MSG_ANSWER || msg->answer.id != me.id)
		return;
	if (msg->answer.part == 0) {
		me.status = msg->answer.status;
		snprintf(me.type, sizeof(me.type), "%s", msg->answer.type);
	}
	buf_add(&me.body, msg->answer.body.p, msg->answer.body.len);
	me.is_answered = msg->answer.is_last;
}

static void
on_gone(struct channel *ch, const char *why, void *arg)
{
	(void)why;
	(void)arg;
	if (ch == me.channel)
		me.channel = NULL;
	channel_free(ch);
}

/* Lets the loop turn until `done` (NULL = never) or `ms` have passed. */
static void
turn(int ms, const bool *done)
{
	struct mono	 end = { mono_now().us + ms * MSEC_US };
	struct timeval	 tick = { 0, 5000 };

	while (mono_now().us < end.us && (done == NULL || !*done)) {
		event_base_loopexit(me.base, &tick);
		event_base_dispatch(me.base);
	}
}

static void
give_engine(void)
{
	struct order	 order = { .kind = ORDER_PEER, .which = PROGRAM_ENGINE };
	union { struct cmsghdr align; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct iovec	 iov = { &order, sizeof(order) };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
	    .msg_controllen = sizeof(control) };
	struct cmsghdr	*c = CMSG_FIRSTHDR(&msg);
	int		 ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		exit(1);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &ends[1], sizeof(int));
	if (sendmsg(me.master, &msg, MSG_NOSIGNAL) == -1)
		perror("sendmsg");
	close(ends[1]);
	channel_free(me.channel);
	me.channel = channel_new(me.base, ends[0], "vigie-engine", on_message, on_gone, NULL);
	turn(50, NULL);
}

static void
start(void)
{
	int	 ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1)
		exit(1);
	if ((me.pid = fork()) == 0) {
		if (dup2(ends[1], PROGRAM_FD) == -1)
			_exit(1);
		fcntl(PROGRAM_FD, F_SETFD, 0);
		execl(me.program, "vigie-series", "-f", "-b", me.build, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	if (me.master > 0)
		close(me.master);
	me.master = ends[0];
	give_engine();
	reply("ok");
}

static int64_t
parse_time(const char *s)
{
	int64_t	 now = wall_sec(wall_now());

	if (strncmp(s, "now", 3) == 0)
		return now + (s[3] != '\0' ? strtoll(s + 3, NULL, 10) : 0);
	return strtoll(s, NULL, 10);
}

static void
send_setup(char **words)
{
	if (me.channel != NULL)
		channel_send(me.channel, MSG_SERIES_SETUP,
		    &(struct msg_series_setup){ words[1], (uint32_t)strtoul(words[2], NULL, 10) });
	turn(30, NULL);
	reply("ok");
}

static void
send_sample(char **words, int n)
{
	struct msg_value	 values[32];
	struct msg_sample	 s = { words[1], parse_time(words[2]), values, 0 };
	struct msg_samples	 all = { &s, 1 };

	for (int i = 3; i < n && s.n_values < 32; i++) {
		char	*eq = strchr(words[i], '=');

		if (eq == NULL)
			continue;
		*eq = '\0';
		values[s.n_values++] = (struct msg_value){ words[i], strtod(eq + 1, NULL) };
	}
	if (me.channel != NULL)
		channel_send(me.channel, MSG_SAMPLES, &all);
	turn(5, NULL);
	reply("ok");
}

static double
noise(void)
{
	static uint64_t	 x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (double)(x >> 11) / (double)(UINT64_C(1) << 53);
}

/* A day's shape: little at night, most in the afternoon. */
static double
busy(int64_t at_s)
{
	double	 hour = (double)(at_s % 86400) / 3600;

	return exp(-(hour - 14) * (hour - 14) / 18) + 0.6 * exp(-(hour - 9.5) * (hour - 9.5) / 3);
}

/* One result of an invented line; in an outage all is lost. */
static unsigned
invent(const char *kind, int64_t at_s, struct msg_value *v)
{
	double		 load = busy(at_s), med = 28 + 14 * load + 5 * noise(), loss = 0;
	unsigned	 n = 0;

	for (unsigned i = 0; i < me.n_outages; i++)
		if (at_s >= me.outages[i].from_s && at_s < me.outages[i].to_s)
			loss = 100;
	if (loss == 0 && noise() < 0.004 + 0.03 * load * load)
		loss = 100.0 / 3;
	v[n++] = (struct msg_value){ "loss_pct", loss };
	if (loss < 100) {
		v[n++] = (struct msg_value){ "rtt_min_ms", med - 3 - 2 * noise() };
		v[n++] = (struct msg_value){ "rtt_med_ms", med };
		v[n++] = (struct msg_value){ "rtt_max_ms", med + 6 + 40 * load * noise() +
		    (noise() < 0.002 ? 900 : 0) };
	}
	if (strcmp(kind, "line") != 0 || loss == 100 || at_s % 60 >= 20)
		return n;
	v[n++] = (struct msg_value){ "if_in_bps", 7.2e6 * load * (0.5 + 0.5 * noise()) + 2e4 };
	v[n++] = (struct msg_value){ "if_out_bps", 6e5 * load * (0.5 + 0.5 * noise()) + 1e4 };
	v[n++] = (struct msg_value){ "snr_down_db", 9.5 - 2.5 * load + 0.4 * noise() };
	v[n++] = (struct msg_value){ "uptime_s", (double)(at_s % 1300000) };
	return n;
}

static void
fill(char **words)
{
	static struct msg_value	 values[BATCH][12];
	static struct msg_sample samples[BATCH];
	struct msg_samples	 all = { samples, 0 };
	int64_t			 every = strtoll(words[4], NULL, 10), to_s = parse_time(words[3]);

	for (int64_t at_s = parse_time(words[2]); at_s <= to_s && me.channel != NULL; at_s += every) {
		struct msg_sample	*s = &samples[all.n_samples];

		*s = (struct msg_sample){ words[1], at_s, values[all.n_samples], 0 };
		s->n_values = invent(words[5], at_s, s->values);
		if (++all.n_samples == BATCH) {
			channel_send(me.channel, MSG_SAMPLES, &all);
			channel_flush(me.channel, 5000);
			all.n_samples = 0;
			turn(1, NULL);
		}
	}
	if (me.channel != NULL && all.n_samples > 0)
		channel_send(me.channel, MSG_SAMPLES, &all);
	turn(100, NULL);
	reply("ok");
}

static void
ask(char **words)
{
	struct msg_series_ask	 a = { .id = ++me.id, .what = words[1], .object = words[2],
	    .metric = words[3], .from_s = parse_time(words[4]), .to_s = parse_time(words[5]),
	    .step_s = (uint32_t)strtoul(words[6], NULL, 10), .title = me.title,
	    .language = me.language, .zone = me.zone, .outages = me.outages,
	    .n_outages = me.n_outages, .planned = me.planned, .n_planned = me.n_planned };
	FILE			*f;

	me.is_answered = false;
	buf_clear(&me.body);
	if (me.channel != NULL)
		channel_send(me.channel, MSG_SERIES_ASK, &a);
	turn(10000, &me.is_answered);
	if (!me.is_answered) {
		reply("no answer");
		return;
	}
	if ((f = fopen(words[7], "wb")) != NULL) {
		fwrite(me.body.s, 1, me.body.len, f);
		fclose(f);
	}
	printf("%u %s %zu\n", me.status, me.type, me.body.len);
	fflush(stdout);
}

static void
say_how_it_ended(bool may_wait)
{
	int	 status;
	pid_t	 got = me.pid;

	for (int i = 0; (got = waitpid(me.pid, &status, WNOHANG)) == 0 && may_wait && i < 500; i++)
		turn(10, NULL);
	if (got == 0)
		reply("alive");
	else if (got == -1)
		reply("gone");
	else if (WIFSIGNALED(status))
		printf("signal %d\n", WTERMSIG(status));
	else
		printf("exit %d\n", WEXITSTATUS(status));
	fflush(stdout);
}

static void
add_span(struct msg_span *spans, unsigned *n, char **words)
{
	if (*n < MAX_SPANS)
		spans[(*n)++] = (struct msg_span){ parse_time(words[1]), parse_time(words[2]) };
	reply("ok");
}

static void
keep(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
	reply("ok");
}

static bool
do_words(char **w, int n, const char *rest)
{
	struct order	 stop = { .kind = ORDER_STOP };

	if (strcmp(w[0], "start") == 0)
		start();
	else if (strcmp(w[0], "setup") == 0 && n == 3)
		send_setup(w);
	else if (strcmp(w[0], "sample") == 0 && n >= 3)
		send_sample(w, n);
	else if (strcmp(w[0], "fill") == 0 && n == 6)
		fill(w);
	else if (strcmp(w[0], "ask") == 0 && n == 8)
		ask(w);
	else if (strcmp(w[0], "outage") == 0 && n == 3)
		add_span(me.outages, &me.n_outages, w);
	else if (strcmp(w[0], "planned") == 0 && n == 3)
		add_span(me.planned, &me.n_planned, w);
	else if (strcmp(w[0], "language") == 0 && n == 2)
		keep(me.language, sizeof(me.language), w[1]);
	else if (strcmp(w[0], "zone") == 0)
		keep(me.zone, sizeof(me.zone), n > 1 ? w[1] : "");
	else if (strcmp(w[0], "title") == 0)
		keep(me.title, sizeof(me.title), rest);
	else if (strcmp(w[0], "engine") == 0) {
		give_engine();
		reply("ok");
	} else if (strcmp(w[0], "pid") == 0)
		printf("%d\n", (int)me.pid);
	else if (strcmp(w[0], "alive") == 0)
		say_how_it_ended(false);
	else if (strcmp(w[0], "kill") == 0 && n == 2) {
		kill(me.pid, (int)strtol(w[1], NULL, 10));
		say_how_it_ended(true);
	} else if (strcmp(w[0], "stop") == 0) {
		send(me.master, &stop, sizeof(stop), MSG_NOSIGNAL);
		say_how_it_ended(true);
	} else if (strcmp(w[0], "wait") == 0 && n == 2) {
		turn((int)strtol(w[1], NULL, 10), NULL);
		reply("ok");
	} else
		return false;
	fflush(stdout);
	return true;
}

int
main(int argc, char **argv)
{
	char	 line[4096], copy[4096];

	if (argc != 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	me.program = argv[1];
	me.build = argv[2];
	me.base = event_base_new();
	snprintf(me.language, sizeof(me.language), "fr");
	while (fgets(line, sizeof(line), stdin) != NULL) {
		char	*words[40], *save = NULL;
		int	 n = 0;

		line[strcspn(line, "\n")] = '\0';
		snprintf(copy, sizeof(copy), "%s", line);
		for (char *w = strtok_r(line, " ", &save); w != NULL && n < 40;
		    w = strtok_r(NULL, " ", &save))
			words[n++] = w;
		if (n > 0 && !do_words(words, n, strchr(copy, ' ') ? strchr(copy, ' ') + 1 : ""))
			reply("what?");
	}
	if (me.pid > 0)
		kill(me.pid, SIGTERM);
	return 0;
}
