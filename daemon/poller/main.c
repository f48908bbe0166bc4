/* vigie-poller: schedules and runs probes; the only reader of bytes from the field. */
#include <sys/socket.h>

#include <unistd.h>

#include "ipc/program.h"
#include "poller/host.h"
#include "poller/link.h"

static void *
start(const struct program_run *run)
{
	return link_new(run->base, run->instance);
}

static void
peer(void *arg, enum program_id who, unsigned instance, int fd)
{
	(void)instance;
	if (who == PROGRAM_ENGINE)
		link_engine(arg, fd);
	else
		close(fd);
}

static void
take_socket(void *arg, enum program_socket which, int fd)
{
	if (which == PROGRAM_SOCKET_MARKER)
		host_marker(link_host(arg), fd);
	else if (which == PROGRAM_SOCKET_ICMP4 || which == PROGRAM_SOCKET_ICMP6)
		host_socket(link_host(arg), which == PROGRAM_SOCKET_ICMP4 ? AF_INET : AF_INET6, fd);
	else
		close(fd);
}

static void
stop(void *arg)
{
	link_free(arg);
}

static struct channel *
engine(void *arg)
{
	return link_channel(arg);
}

static void
figures(void *arg, struct program_figures *out)
{
	struct host_stats	 s;

	host_stats(link_host(arg), &s, false);
	program_figure(out, "checks", s.n_checks);
	program_figure(out, "running", s.n_running);
	program_figure(out, "done", (double)s.n_done);
	program_figure(out, "late_p99_us", s.late_p99_us);
	program_figure(out, "skipped", (double)s.n_skipped);
	program_figure(out, "stray", (double)s.n_stray);
	program_figure(out, "malformed", (double)s.n_malformed);
	program_figure(out, "dropped", (double)s.n_dropped);
}

int
main(int argc, char **argv)
{
	static const struct program	 poller = { .name = "vigie-poller", .start = start,
	    .peer = peer, .socket = take_socket, .stop = stop, .engine = engine, .figures = figures };

	return program_main(argc, argv, &poller);
}
