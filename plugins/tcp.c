/*
 * tcp - a target is up when it accepts a TCP connection.
 *
 * The host owns the run, its deadline and its descriptor: it closes the socket
 * after vg_run_done() or when time is up, so nothing here needs cancelling.
 * Nothing is read: a banner of any size, or a byte every five seconds, costs nothing.
 */
#include <sys/socket.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vigie-plugin.h"

struct tcp_conf {		/* filled by the host from tcp_options[] */
	uint16_t	 port;
};

struct tcp_run {		/* zeroed by the host before each tcp_start() */
	struct mono	 sent;
};

static const struct vg_option tcp_options[] = {
	{ .name = "port", .type = VG_OPT_U16, .min = 1, .max = 65535, .is_required = true,
	  .off = offsetof(struct tcp_conf, port), .help = "Port to connect to." },
	{ .type = VG_OPT_END }
};

/* What connect(2) says, in the words of a technician. */
static struct vg_outcome
tcp_outcome(int err)
{
	switch (err) {
	case 0:
		return (struct vg_outcome){ VG_OK, "connected" };
	case ECONNREFUSED:
		return (struct vg_outcome){ VG_FAIL, "connection refused" };
	case ECONNRESET:
		return (struct vg_outcome){ VG_FAIL, "connection reset" };
	case EHOSTUNREACH:
		return (struct vg_outcome){ VG_FAIL, "host unreachable" };
	case ETIMEDOUT:
		return (struct vg_outcome){ VG_FAIL, "no reply" };
	case EACCES:
	case EPERM:
		return (struct vg_outcome){ VG_ERROR, "sending is refused on this machine (firewall)" };
	case ENETUNREACH:
		return (struct vg_outcome){ VG_ERROR, "no route from this machine" };
	default:
		return (struct vg_outcome){ VG_FAIL, strerror(err) };
	}
}

static void
tcp_connected(struct vg_run *run, int fd)
{
	struct tcp_run	*tcp = vg_run_data(run);
	int64_t		 took_us = mono_sub(vg_now(), tcp->sent);
	int		 err = 0;
	socklen_t	 len = sizeof(err);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) == -1)
		err = errno;
	if (err == 0)
		vg_run_value(run, "connect_ms", (double)took_us / 1000);
	vg_run_step(run, "%s", tcp_outcome(err).text);
	vg_run_done(run, tcp_outcome(err));
}

/* Returns 0, or a negative errno when the fault is ours and not the target's. */
static int
tcp_start(struct vg_run *run)
{
	const struct tcp_conf	*conf = vg_run_conf(run);
	struct tcp_run		*tcp = vg_run_data(run);
	const struct sockaddr	*sa;
	socklen_t		 len;
	int			 fd;

	sa = vg_run_addr(run, conf->port, &len);
	fd = socket(sa->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -errno;
	vg_io_watch(run, fd, VG_WRITE, tcp_connected);	/* takes fd */
	vg_run_step(run, "connecting to port %u", conf->port);
	tcp->sent = vg_now();
	if (connect(fd, sa, len) == -1 && errno != EINPROGRESS)
		vg_run_done(run, tcp_outcome(errno));
	return 0;
}

VG_PLUGIN(tcp) = {
	.abi = VG_ABI,
	.name = "tcp",
	.help = "Open a TCP connection and close it.",
	.options = tcp_options,
	.metrics = "connect_ms:ms",
	.conf_size = sizeof(struct tcp_conf),
	.run_size = sizeof(struct tcp_run),
	.flags = VG_WANTS_ADDRESS,
	.start = tcp_start,
};
