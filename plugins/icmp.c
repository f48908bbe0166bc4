/*
 * icmp - a target is up when it answers an echo request.
 *
 * One result is a short train of echoes: good if one of them is answered, with
 * the loss and the spread of all.  It ends as soon as each is answered or
 * refused, else at the deadline.  One socket for each family serves all targets
 * (raw with a filter, or a ping socket), opened by the master.
 *
 * Round trips are measured by the kernel: SO_TIMESTAMPNS on arrival, which is
 * CLOCK_REALTIME, hence the only use of that clock here, just before each send.
 * A result that is negative or longer than the monotonic interval saw a step of
 * the clock and is not used.
 *
 * An ICMP error counts only when the packet that it quotes is a request of ours
 * that is still open.  On a ping socket errors come by the error queue (ip(7)
 * IP_RECVERR), and sendto() may return one that belongs to another target: then
 * the queue is read and the packet sent once more.
 */
#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "icmp_packet.h"
#include "vigie-plugin.h"

#define ECHOES_MAX	20
#define AT_ONCE		64		/* packets of one recvmmsg() */
#define ROUNDS		4		/* of it in one turn: a flood does not stop the loop */
#define BUSY_US		(5 * MSEC_US)	/* the socket was full: try again */

struct icmp_conf {
	uint32_t	 echoes;
	int64_t		 gap_ms;
	uint32_t	 size_bytes;
};

enum echo_state { ECHO_UNSENT, ECHO_SENT, ECHO_ANSWERED, ECHO_REFUSED };

struct icmp_echo {
	uint32_t	 id;
	uint32_t	 sent_us;	/* since .began */
	int64_t		 sent_ns;	/* wall clock */
	float		 rtt_ms;	/* < 0: answered, time not known */
	uint8_t		 state;		/* enum echo_state */
};

struct icmp_run {
	struct mono	 began;
	uint32_t	 n_sent, n_answered, n_refused;
	char		 why[96];	/* of the last refusal */
	struct icmp_echo echoes[ECHOES_MAX];
};

struct icmp_line {			/* one family */
	int		 fd;		/* the host's; -1 = none */
	bool		 is_raw;
	uint32_t	*by_seq;	/* ping socket: the id that last used a sequence number */
};

struct icmp_shared {			/* is the struct vg_shared */
	struct icmp_line four, six;
	struct mmsghdr	 heads[AT_ONCE];
	struct iovec	 iovs[AT_ONCE];
	struct sockaddr_in6 from[AT_ONCE];
	char		 control[AT_ONCE][128];
	uint8_t		 data[AT_ONCE][ICMP_PACKET_MAX];
	uint8_t		 out[ICMP_PACKET_MAX];
};

static const struct vg_option icmp_options[] = {
	{ .name = "echoes", .type = VG_OPT_U32, .min = 1, .max = ECHOES_MAX, .preset = "3",
	  .off = offsetof(struct icmp_conf, echoes),
	  .help = "Echo requests of one result, which is good when one of them is answered." },
	{ .name = "gap", .type = VG_OPT_DURATION, .min = 10, .max = 10 * SEC_MS, .preset = "200ms",
	  .off = offsetof(struct icmp_conf, gap_ms), .help = "Time between two of them." },
	{ .name = "size", .type = VG_OPT_U32, .min = 16, .max = 1472, .preset = "56",
	  .off = offsetof(struct icmp_conf, size_bytes), .help = "Bytes of payload." },
	{ .type = VG_OPT_END }
};

/* Ends. */

static int
compare_float(const void *a, const void *b)
{
	float	 x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void
add_times(struct vg_run *run, const struct icmp_run *icmp)
{
	float		 rtt[ECHOES_MAX];
	unsigned	 n = 0;

	for (uint32_t i = 0; i < icmp->n_sent; i++)
		if (icmp->echoes[i].state == ECHO_ANSWERED && icmp->echoes[i].rtt_ms >= 0)
			rtt[n++] = icmp->echoes[i].rtt_ms;
	if (n == 0)
		return;
	qsort(rtt, n, sizeof(rtt[0]), compare_float);
	vg_run_value(run, "rtt_min_ms", (double)rtt[0]);
	vg_run_value(run, "rtt_med_ms", ((double)rtt[(n - 1) / 2] + (double)rtt[n / 2]) / 2);
	vg_run_value(run, "rtt_max_ms", (double)rtt[n - 1]);
}

static void
finish(struct vg_run *run)
{
	struct icmp_run	*icmp = vg_run_data(run);
	uint32_t	 lost = icmp->n_sent - icmp->n_answered;
	char		 text[64] = "";

	add_times(run, icmp);
	if (icmp->n_sent > 0)
		vg_run_value(run, "loss_pct", 100.0 * lost / icmp->n_sent);
	if (icmp->n_answered > 0) {
		if (lost > 0)
			snprintf(text, sizeof(text), "%u of %u echoes lost", lost, icmp->n_sent);
		vg_run_done(run, (struct vg_outcome){ VG_OK, text });
	} else {
		vg_run_done(run, (struct vg_outcome){ VG_FAIL,
		    icmp->why[0] != '\0' ? icmp->why : "no reply" });
	}
}

static void
finish_if_settled(struct vg_run *run)
{
	const struct icmp_conf	*conf = vg_run_conf(run);
	const struct icmp_run	*icmp = vg_run_data(run);

	if (icmp->n_answered + icmp->n_refused == conf->echoes)
		finish(run);
}

static struct icmp_echo *
find_echo(struct icmp_run *icmp, uint32_t id)
{
	for (uint32_t i = 0; i < icmp->n_sent; i++)
		if (icmp->echoes[i].id == id)
			return &icmp->echoes[i];
	return NULL;
}

/* In. */

static void
answered(struct vg_run *run, uint32_t id, int64_t stamp_ns)
{
	struct icmp_run		*icmp = vg_run_data(run);
	struct icmp_echo	*echo = find_echo(icmp, id);
	double			 mono_ms, rtt_ms;

	if (echo == NULL || echo->state != ECHO_SENT)
		return;				/* a repeat */
	rtt_ms = (double)(stamp_ns - echo->sent_ns) / 1e6;
	mono_ms = (double)(mono_sub(vg_now(), icmp->began) - echo->sent_us) / 1000;
	echo->state = ECHO_ANSWERED;
	echo->rtt_ms = stamp_ns != 0 && rtt_ms >= 0 && rtt_ms <= mono_ms + 0.01 ? (float)rtt_ms : -1;
	icmp->n_answered++;
	if (echo->rtt_ms >= 0)
		vg_run_step(run, "echo %u answered in %.3f ms", (unsigned)(echo - icmp->echoes) + 1,
		    (double)echo->rtt_ms);
	else
		vg_run_step(run, "echo %u answered; the clock was set meanwhile",
		    (unsigned)(echo - icmp->echoes) + 1);
	finish_if_settled(run);
}

static void
refused(struct vg_run *run, uint32_t id, int family, const struct icmp_note *note, const void *who)
{
	struct icmp_run		*icmp = vg_run_data(run);
	struct icmp_echo	*echo = find_echo(icmp, id);
	char			 text[INET6_ADDRSTRLEN] = "?";

	if (echo == NULL || echo->state != ECHO_SENT)
		return;
	inet_ntop(family, who, text, sizeof(text));
	echo->state = ECHO_REFUSED;
	icmp->n_refused++;
	snprintf(icmp->why, sizeof(icmp->why), "%s (%s)",
	    icmp_text(family, note->type, note->code), text);
	vg_run_step(run, "echo %u: %s", (unsigned)(echo - icmp->echoes) + 1, icmp->why);
	finish_if_settled(run);
}

/* The target of a quoted request as a peer to look up. */
static const struct sockaddr *
quoted_peer(int family, const struct icmp_note *note, struct sockaddr_in6 *room)
{
	struct sockaddr_in	*in = (struct sockaddr_in *)(void *)room;

	memset(room, 0, sizeof(*room));
	if (family == AF_INET6) {
		room->sin6_family = AF_INET6;
		room->sin6_addr = note->target.in6;
	} else {
		in->sin_family = AF_INET;
		in->sin_addr = note->target.in;
	}
	return (const struct sockaddr *)room;
}

static const void *
bytes_of(const struct sockaddr *sa)
{
	return sa->sa_family == AF_INET6 ?
	    (const void *)&((const struct sockaddr_in6 *)sa)->sin6_addr :
	    (const void *)&((const struct sockaddr_in *)sa)->sin_addr;
}

static int64_t
stamp_of(struct msghdr *head)
{
	struct timespec	 ts;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(head); c != NULL; c = CMSG_NXTHDR(head, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&ts, CMSG_DATA(c), sizeof(ts));
			return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
		}
	return 0;
}

/* One packet of the socket. */
static void
take_packet(const struct icmp_line *line, int family, struct msghdr *head, size_t len)
{
	struct sockaddr		*from = head->msg_name;
	const uint8_t		*p = head->msg_iov->iov_base;
	struct sockaddr_in6	 room;
	struct icmp_note	 note;
	struct vg_run		*run;
	uint32_t		 id;

	if (family == AF_INET ? !icmp_read4(p, len, line->is_raw, &note) :
	    !icmp_read6(p, len, &note)) {
		vg_count_malformed();
		return;
	}
	if (note.kind == ICMP_OTHER)
		return;
	id = line->is_raw ? note.id : note.inner_id;
	run = vg_pending_find(id, note.kind == ICMP_ANSWER ? from :
	    quoted_peer(family, &note, &room));
	if (run == NULL || (note.is_ours && note.inner_id != id)) {
		if (note.is_ours)
			vg_count_stray();	/* others ping too: theirs are no news */
	} else if (note.kind == ICMP_ANSWER) {
		answered(run, id, stamp_of(head));
	} else {
		refused(run, id, family, &note, bytes_of(from));
	}
}

/* One entry of a ping socket's error queue; false when it is empty. */
static bool
take_error(const struct icmp_line *line, int family)
{
	uint8_t				 data[ICMP_PACKET_MAX];
	union { struct cmsghdr align; char room[512]; } control;
	struct sockaddr_in6		 target = { 0 };
	struct iovec			 iov = { data, sizeof(data) };
	struct msghdr			 head = { .msg_name = &target, .msg_namelen = sizeof(target),
	    .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	const struct sock_extended_err	*e = NULL;
	struct icmp_note		 note;
	struct vg_run			*run;
	uint32_t			 id;
	ssize_t				 n = recvmsg(line->fd, &head, MSG_ERRQUEUE | MSG_DONTWAIT);

	if (n == -1)
		return false;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&head); c != NULL; c = CMSG_NXTHDR(&head, c))
		if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
		    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR))
			e = (const struct sock_extended_err *)(const void *)CMSG_DATA(c);
	if (e == NULL || (e->ee_origin != SO_EE_ORIGIN_ICMP && e->ee_origin != SO_EE_ORIGIN_ICMP6) ||
	    !icmp_read_quoted(family, data, (size_t)n, &note))
		return true;
	id = note.is_ours ? note.inner_id : line->by_seq[note.id & 0xffff];
	note.type = e->ee_type;
	note.code = e->ee_code;
	if (family == AF_INET6)
		target.sin6_port = 0;
	else
		((struct sockaddr_in *)(void *)&target)->sin_port = 0;
	if ((run = vg_pending_find(id, (const struct sockaddr *)&target)) != NULL)
		refused(run, id, family, &note, bytes_of(SO_EE_OFFENDER(e)));
	else
		vg_count_stray();
	return true;
}

static void
on_packets(struct vg_shared *shared, int fd)
{
	struct icmp_shared	*icmp = (struct icmp_shared *)(void *)shared;
	int			 family = fd == icmp->six.fd ? AF_INET6 : AF_INET;
	const struct icmp_line	*line = family == AF_INET6 ? &icmp->six : &icmp->four;
	int			 n = AT_ONCE;

	for (int round = 0; !line->is_raw && round < AT_ONCE && take_error(line, family); round++)
		;
	for (int round = 0; n == AT_ONCE && round < ROUNDS; round++) {
		for (int i = 0; i < AT_ONCE; i++) {
			icmp->heads[i].msg_hdr.msg_namelen = sizeof(icmp->from[i]);
			icmp->heads[i].msg_hdr.msg_controllen = sizeof(icmp->control[i]);
		}
		n = recvmmsg(fd, icmp->heads, AT_ONCE, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++)
			take_packet(line, family, &icmp->heads[i].msg_hdr, icmp->heads[i].msg_len);
	}
}

/* Out. */

static int64_t
wall_ns(void)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* 0 or an errno; EAGAIN when the socket is full. */
static int
send_echo(struct vg_run *run, struct icmp_line *line, struct icmp_echo *echo)
{
	const struct icmp_conf	*conf = vg_run_conf(run);
	struct icmp_run		*icmp = vg_run_data(run);
	struct icmp_shared	*shared = (struct icmp_shared *)(void *)vg_run_shared(run);
	socklen_t		 salen;
	const struct sockaddr	*sa = vg_run_addr(run, 0, &salen);
	size_t			 len = icmp_build(sa->sa_family, echo->id, conf->size_bytes, shared->out);

	for (int attempt = 0;; attempt++) {
		echo->sent_us = (uint32_t)mono_sub(vg_now(), icmp->began);
		echo->sent_ns = wall_ns();
		if (sendto(line->fd, shared->out, len, MSG_DONTWAIT, sa, salen) != -1)
			return 0;
		if (errno == ENOBUFS || errno == EINTR)
			errno = EAGAIN;
		if (errno == EAGAIN || line->is_raw || attempt == 1)
			return errno;
		while (take_error(line, sa->sa_family))	/* it may be another target's */
			;
	}
}

static const char *
local_text(int err)
{
	switch (err) {
	case EPERM:
		return "sending is refused on this machine (firewall)";
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EADDRNOTAVAIL:
		return "no route from this machine";
	default:
		return strerror(err);
	}
}

static struct icmp_line *
line_of(struct vg_run *run)
{
	struct icmp_shared	*shared = (struct icmp_shared *)(void *)vg_run_shared(run);
	socklen_t		 len;

	return vg_run_addr(run, 0, &len)->sa_family == AF_INET6 ? &shared->six : &shared->four;
}

static void
next_echo(struct vg_run *run)
{
	const struct icmp_conf	*conf = vg_run_conf(run);
	struct icmp_run		*icmp = vg_run_data(run);
	struct icmp_line	*line = line_of(run);
	struct icmp_echo	*echo = &icmp->echoes[icmp->n_sent];
	socklen_t		 len;
	int			 err;

	if (echo->id == 0) {
		echo->id = vg_pending_add(run, vg_run_addr(run, 0, &len));
		if (line->by_seq != NULL)
			line->by_seq[echo->id & 0xffff] = echo->id;
	}
	if ((err = send_echo(run, line, echo)) == EAGAIN) {
		vg_run_timer(run, BUSY_US, next_echo);
		return;
	}
	if (err != 0) {
		vg_run_step(run, "echo %u not sent: %s", icmp->n_sent + 1, local_text(err));
		if (icmp->n_sent == 0)
			vg_run_done(run, (struct vg_outcome){ VG_ERROR, local_text(err) });
		return;			/* what is under way may still be answered */
	}
	echo->state = ECHO_SENT;
	icmp->n_sent++;
	vg_run_step(run, "echo %u sent", icmp->n_sent);
	if (icmp->n_sent < conf->echoes)
		vg_run_timer(run, conf->gap_ms * MSEC_US, next_echo);
}

/* Takes the host's socket of one family into use, once it is there. */
static void
open_line(struct icmp_shared *shared, struct icmp_line *line, int family)
{
	struct icmp_filter	 pass4 = { ~(1u << ICMP_ECHOREPLY | 1u << ICMP_DEST_UNREACH |
	    1u << ICMP_TIME_EXCEEDED | 1u << ICMP_PARAMETERPROB) };
	struct icmp6_filter	 pass6;
	int			 type = SOCK_RAW, one = 1;
	socklen_t		 len = sizeof(type);

	if (line->fd != -1 || (line->fd = vg_shared_icmp_socket(family)) == -1)
		return;
	getsockopt(line->fd, SOL_SOCKET, SO_TYPE, &type, &len);
	line->is_raw = type == SOCK_RAW;
	setsockopt(line->fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	ICMP6_FILTER_SETBLOCKALL(&pass6);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &pass6);
	for (int i = ICMP6_DST_UNREACH; i <= ICMP6_PARAM_PROB; i++)
		ICMP6_FILTER_SETPASS(i, &pass6);
	if (line->is_raw && family == AF_INET) {
		setsockopt(line->fd, SOL_RAW, ICMP_FILTER, &pass4, sizeof(pass4));
	} else if (line->is_raw) {
		setsockopt(line->fd, IPPROTO_ICMPV6, ICMP6_FILTER, &pass6, sizeof(pass6));
	} else {
		line->by_seq = calloc(65536, sizeof(*line->by_seq));
		setsockopt(line->fd, family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6,
		    family == AF_INET ? IP_RECVERR : IPV6_RECVERR, &one, sizeof(one));
		if (line->by_seq == NULL)
			abort();
	}
	vg_shared_watch((struct vg_shared *)(void *)shared, line->fd, on_packets);
}

static int
icmp_open(struct vg_shared *shared)
{
	struct icmp_shared	*icmp = (struct icmp_shared *)(void *)shared;

	icmp->four.fd = icmp->six.fd = -1;
	for (int i = 0; i < AT_ONCE; i++) {
		icmp->iovs[i] = (struct iovec){ icmp->data[i], sizeof(icmp->data[i]) };
		icmp->heads[i].msg_hdr = (struct msghdr){ .msg_name = &icmp->from[i],
		    .msg_iov = &icmp->iovs[i], .msg_iovlen = 1, .msg_control = icmp->control[i] };
	}
	return 0;
}

static void
icmp_close(struct vg_shared *shared)
{
	struct icmp_shared	*icmp = (struct icmp_shared *)(void *)shared;

	free(icmp->four.by_seq);
	free(icmp->six.by_seq);
}

static int
icmp_start(struct vg_run *run)
{
	struct icmp_run		*icmp = vg_run_data(run);
	struct icmp_shared	*shared = (struct icmp_shared *)(void *)vg_run_shared(run);
	struct icmp_line	*line = line_of(run);
	int			 family = line == &shared->six ? AF_INET6 : AF_INET;

	open_line(shared, line, family);
	if (line->fd == -1) {
		vg_run_done(run, (struct vg_outcome){ VG_ERROR, family == AF_INET6 ?
		    "this machine lets vigie open no ICMPv6 socket" :
		    "this machine lets vigie open no ICMP socket (net.ipv4.ping_group_range)" });
		return 0;
	}
	icmp->began = vg_now();
	next_echo(run);
	return 0;
}

VG_PLUGIN(icmp) = {
	.abi = VG_ABI,
	.name = "icmp",
	.help = "Send ICMP echo requests (ping), IPv4 or IPv6.",
	.options = icmp_options,
	.metrics = "rtt_min_ms:ms rtt_med_ms:ms rtt_max_ms:ms loss_pct:%",
	.conf_size = sizeof(struct icmp_conf),
	.run_size = sizeof(struct icmp_run),
	.shared_size = sizeof(struct icmp_shared),
	.flags = VG_WANTS_ADDRESS | VG_WANTS_ICMP4,
	.open = icmp_open,
	.close = icmp_close,
	.start = icmp_start,
	.deadline = finish,
};
