/* socket.c - what is opened with privilege; see master.h */
#include <sys/socket.h>

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/icmp.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "master/master.h"

#define RECEIVE_BUFFER	(8 * 1024 * 1024)	/* keeps some 10,000 echo replies; the default keeps 256 */
#define BACKLOG		1024

/* "127.0.0.1:8080", "[::1]:8080", ":8080" -> host and port; false when it is none of these. */
static bool
split(const char *where, char host[static 256], char port[static 8])
{
	const char	*colon = strrchr(where, ':');
	size_t		 n;

	if (colon == NULL || strlen(colon + 1) == 0 || strlen(colon + 1) > 5)
		return false;
	strlcpy(port, colon + 1, 8);
	n = (size_t)(colon - where);
	if (n >= 2 && where[0] == '[' && where[n - 1] == ']') {
		where++;
		n -= 2;
	}
	if (n >= 256)
		return false;
	memcpy(host, where, n);
	host[n] = '\0';
	return true;
}

int
socket_listen(const char *where, struct err *err)
{
	static const int	 on = 1;
	struct addrinfo		 hints = { .ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE }, *ai;
	char			 host[256], port[8];
	int			 fd, e;

	if (!split(where, host, port) ||
	    getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &ai) != 0) {
		err_set(err, "web.listen: %s is not ADDRESS:PORT", where);
		return -1;
	}
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd != -1)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd == -1 || bind(fd, ai->ai_addr, ai->ai_addrlen) == -1 || listen(fd, BACKLOG) == -1) {
		e = errno;
		if (fd != -1)
			close(fd);
		freeaddrinfo(ai);
		err_set(err, "web.listen: cannot listen on %s: %s%s", where, strerror(e),
		    e == EADDRINUSE ? " (another program has this port; `ss -ltnp` names it)" : "");
		return -1;
	}
	freeaddrinfo(ai);
	return fd;
}

int
socket_inherited(void)
{
	int	 n = sd_listen_fds(0);

	for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + n; fd++)
		if (sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0) {
			int	 copy = fcntl(fd, F_DUPFD_CLOEXEC, PROGRAM_FD + 1);

			close(fd);	/* PROGRAM_FD is the children's */
			if (copy != -1)
				fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) | O_NONBLOCK);
			return copy;
		}
	return -1;
}

/* Only what can be an answer to an echo of ours comes through (icmp(7), RFC 3542 3.2). */
static void
filter(int fd, int family)
{
	struct icmp_filter	 four = { .data = ~(1u << ICMP_ECHOREPLY | 1u << ICMP_DEST_UNREACH |
	    1u << ICMP_TIME_EXCEEDED | 1u << ICMP_PARAMETERPROB) };
	struct icmp6_filter	 six;

	if (family == AF_INET) {
		setsockopt(fd, SOL_RAW, ICMP_FILTER, &four, sizeof(four));
		return;
	}
	ICMP6_FILTER_SETBLOCKALL(&six);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &six);
	ICMP6_FILTER_SETPASS(ICMP6_DST_UNREACH, &six);
	ICMP6_FILTER_SETPASS(ICMP6_TIME_EXCEEDED, &six);
	ICMP6_FILTER_SETPASS(ICMP6_PARAM_PROB, &six);
	ICMP6_FILTER_SETPASS(ICMP6_PACKET_TOO_BIG, &six);
	setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &six, sizeof(six));
}

int
socket_icmp(int family, bool *is_raw)
{
	static const int	 size = RECEIVE_BUFFER, on = 1;
	int			 protocol = family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	int			 fd;

	fd = socket(family, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	*is_raw = fd != -1;
	if (fd == -1)
		fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	if (fd == -1)
		return -1;
	if (*is_raw)
		filter(fd, family);
	else if (family == AF_INET)
		setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof(on));
	else
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) == -1)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return fd;
}
