/* program.c - see program.h */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "ipc/channel.h"
#include "ipc/program.h"

#define BEAT_US		SEC_US
#define LAG_TICK_US	(100 * MSEC_US)
#define N_LAGS		600		/* one minute of ticks */
#define N_FIGURES	16

struct program_figures {
	struct msg_value	 values[N_FIGURES];
	uint32_t		 n;
};

static struct {
	const struct program	*program;
	struct program_run	 run;
	void			*arg;
	struct event		*orders, *beat, *lag;
	int			 status;
	struct mono		 lag_due;
	uint32_t		 lags_us[N_LAGS];
	unsigned		 n_lags;
	unsigned		 n_beats;
	struct program_figures	 figures;
} me;

const char *
program_name(enum program_id id)
{
	static const char *const	 names[PROGRAM_N] = {
		"vigie-engine", "vigie-poller", "vigie-series", "vigie-courier", "vigie-web"
	};

	return id < PROGRAM_N ? names[id] : "vigie-unknown";
}

void
program_figure(struct program_figures *out, const char *name, double value)
{
	if (out->n < N_FIGURES)
		out->values[out->n++] = (struct msg_value){ name, value };
}

/* Stats: what the kernel and the loop know of this process. */

static uint64_t
rss_bytes(void)
{
	char		 line[128];
	unsigned long	 size = 0, resident = 0;
	int		 fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t		 n;

	if (fd == -1)
		return 0;
	n = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	line[n] = '\0';
	if (sscanf(line, "%lu %lu", &size, &resident) != 2)
		return 0;
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int
compare_u32(const void *a, const void *b)
{
	uint32_t	 x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint32_t
lag_p99_us(void)
{
	static uint32_t	 sorted[N_LAGS];
	unsigned	 n = me.n_lags < N_LAGS ? me.n_lags : N_LAGS;

	if (n == 0)
		return 0;
	memcpy(sorted, me.lags_us, n * sizeof(sorted[0]));
	qsort(sorted, n, sizeof(sorted[0]), compare_u32);
	return sorted[(n * 99) / 100];
}

void
program_stats(struct msg_stats *out)
{
	struct rusage	 ru;

	getrusage(RUSAGE_SELF, &ru);
	me.figures.n = 0;
	if (me.program->figures != NULL)
		me.program->figures(me.arg, &me.figures);
	*out = (struct msg_stats){
		.program = me.program->name,
		.pid = (uint32_t)getpid(),
		.rss_bytes = rss_bytes(),
		.cpu_ms = (uint64_t)(ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) * 1000 +
		    (uint64_t)(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) / 1000,
		.loop_lag_p99_us = lag_p99_us(),
		.values = me.figures.values,
		.n_values = me.figures.n,
	};
}

static void
measure_lag(evutil_socket_t fd, short what, void *arg)
{
	struct mono		 now = mono_now();
	int64_t			 lag = mono_sub(now, me.lag_due);
	struct timeval		 tick = { 0, LAG_TICK_US };

	(void)fd;
	(void)what;
	(void)arg;
	me.lags_us[me.n_lags++ % N_LAGS] = lag > 0 ? (uint32_t)lag : 0;
	me.lag_due.us = now.us + LAG_TICK_US;
	evtimer_add(me.lag, &tick);
}

/* The master. */

static void
report_about(enum report_kind kind, uint32_t which, uint32_t instance)
{
	struct report	 r = { kind, which, instance };

	if (send(PROGRAM_FD, &r, sizeof(r), MSG_NOSIGNAL | MSG_DONTWAIT) == -1 && errno == EPIPE)
		program_exit(EXIT_FAILURE);
}

static void
report(enum report_kind kind)
{
	report_about(kind, 0, 0);
}

void
program_drop_peer(enum program_id who, unsigned instance)
{
	report_about(REPORT_DROPPED, (uint32_t)who, instance);
}

void
program_reloaded(bool is_good)
{
	report(is_good ? REPORT_RELOADED : REPORT_REFUSED);
}

static void
beat(evutil_socket_t fd, short what, void *arg)
{
	struct channel	*engine;
	struct msg_stats stats;

	(void)fd;
	(void)what;
	(void)arg;
	report(REPORT_BEAT);
	engine = me.program->engine != NULL ? me.program->engine(me.arg) : NULL;
	if (me.n_beats++ % 60 == 1 && engine != NULL) {
		program_stats(&stats);
		channel_send(engine, MSG_STATS, &stats);
	}
}

/* One packet from the master and the descriptor that came with it (-1 = none); false at the end. */
static bool
receive(struct order *order, int *fd)
{
	union { struct cmsghdr align; char room[CMSG_SPACE(sizeof(int))]; } control;
	struct iovec	 iov = { order, sizeof(*order) };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	struct cmsghdr	*c;
	ssize_t		 n = recvmsg(PROGRAM_FD, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	*fd = -1;
	if (n == -1 && (errno == EAGAIN || errno == EINTR)) {
		order->kind = UINT32_MAX;
		return true;
	}
	if (n != (ssize_t)sizeof(*order))
		return false;
	if ((c = CMSG_FIRSTHDR(&msg)) != NULL && c->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	return true;
}

static void
on_order(evutil_socket_t unused_fd, short what, void *arg)
{
	const struct program	*p = me.program;
	struct order		 order;
	int			 fd;

	(void)unused_fd;
	(void)what;
	(void)arg;
	if (!receive(&order, &fd)) {
		program_exit(EXIT_FAILURE);	/* the master is gone */
		return;
	}
	if (order.kind == ORDER_PEER && fd != -1) {
		p->peer(me.arg, (enum program_id)order.which, order.instance, fd);
		return;
	}
	if (order.kind == ORDER_SOCKET && fd != -1 && p->socket != NULL) {
		p->socket(me.arg, (enum program_socket)order.which, fd);
		return;
	}
	if (fd != -1)
		close(fd);
	if (order.kind == ORDER_RELOAD && p->reload != NULL)
		p->reload(me.arg);
	else if (order.kind == ORDER_STOP)
		program_exit(EXIT_SUCCESS);
}

void
program_exit(int status)
{
	me.status = status;
	event_base_loopbreak(me.run.base);
}

/* The start. */

void
program_sandbox(void)
{
	static const struct rlimit	 no_core = { 0, 0 };

	umask(077);
	setrlimit(RLIMIT_CORE, &no_core);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	capng_clear(CAPNG_SELECT_BOTH);
	capng_apply(CAPNG_SELECT_BOTH);
}

static void
libevent_says(int severity, const char *text)
{
	log_at(severity >= EVENT_LOG_WARN ? LOG_LEVEL_WARN : LOG_LEVEL_DEBUG, "libevent: %s", text);
}

static void
parse_arguments(int argc, char **argv)
{
	int	 c;
	bool	 is_foreground = false;

	while ((c = getopt(argc, argv, "b:c:i:fdEL")) != -1)
		switch (c) {
		case 'b':
			me.run.build_dir = optarg;
			break;
		case 'c':
			me.run.conf_file = optarg;
			break;
		case 'i':
			me.run.instance = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'f':
			is_foreground = true;
			break;
		case 'd':
			me.run.is_debug = true;
			break;
		case 'E':
			me.run.allow_empty = true;
			break;
		case 'L':
			me.run.accept_loss = true;
			break;
		default:
			exit(2);
		}
	log_init(me.program->name, !is_foreground, me.run.is_debug);
}

static struct event *
watch(int fd, short what, event_callback_fn fn, int64_t after_us)
{
	struct timeval	 tv = { after_us / SEC_US, after_us % SEC_US };
	struct event	*ev = event_new(me.run.base, fd, what, fn, NULL);

	if (ev == NULL || event_add(ev, after_us > 0 ? &tv : NULL) == -1)
		abort();
	return ev;
}

int
program_main(int argc, char **argv, const struct program *program)
{
	struct order	 probe;

	me.program = program;
	parse_arguments(argc, argv);
	if (recv(PROGRAM_FD, &probe, 0, MSG_PEEK | MSG_DONTWAIT) == -1 && errno != EAGAIN) {
		fprintf(stderr, "%s is started by vigied, not by hand.\n", program->name);
		return 2;
	}
	fcntl(PROGRAM_FD, F_SETFD, FD_CLOEXEC);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	lang_init(me.run.build_dir);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);	/* a file limit is a full disk, not an end */
	signal(SIGHUP, SIG_IGN);	/* the terminal's; ORDER_RELOAD is ours */
	signal(SIGINT, SIG_IGN);	/* Ctrl-C reaches the whole group: the master ends us in order */
	signal(SIGTERM, SIG_IGN);
	event_set_log_callback(libevent_says);
	if ((me.run.base = event_base_new()) == NULL)
		abort();
	if ((me.arg = program->start(&me.run)) == NULL)
		return EXIT_FAILURE;
	program_sandbox();
	me.orders = watch(PROGRAM_FD, EV_READ | EV_PERSIST, on_order, 0);
	me.beat = watch(-1, EV_PERSIST, beat, BEAT_US);
	me.lag_due.us = mono_now().us + LAG_TICK_US;
	me.lag = watch(-1, 0, measure_lag, LAG_TICK_US);
	report(REPORT_READY);
	event_base_dispatch(me.run.base);
	program->stop(me.arg);
	event_free(me.orders);
	event_free(me.beat);
	event_free(me.lag);
	event_base_free(me.run.base);
	return me.status;
}
