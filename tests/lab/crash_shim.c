/*
 * crash_shim.c - whoever takes the answer to a connection to port 6666 dies of it (tests/lab/quarantine.py).
 *
 * Stands for a fault in a probe that one device's answer wakes.  Loaded through /etc/ld.so.preload
 * of a private view of /etc.
 */
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <signal.h>
#include <unistd.h>

static int	 deadly = -1;

int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	const struct sockaddr_in	*in = (const void *)to;

	if (in->sin_family == AF_INET && in->sin_port == htons(6666))
		deadly = fd;
	else if (fd == deadly)
		deadly = -1;
	return (int)syscall(SYS_connect, fd, to, len);
}

int
getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict len)
{
	if (fd == deadly && level == SOL_SOCKET && name == SO_ERROR)
		raise(SIGSEGV);
	return (int)syscall(SYS_getsockopt, fd, level, name, value, len);
}
