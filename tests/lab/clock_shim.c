/*
 * clock_shim.c - steps CLOCK_REALTIME for the programs that load it (tests/lab/faults.py).
 *
 * Loaded through /etc/ld.so.preload of a private view of /etc, because vigied gives its programs
 * no environment.  The file SHIM_FILE holds the step, nanoseconds as an int64, and is mapped, so
 * that writing it steps the clock of programs that run.  CLOCK_MONOTONIC is never touched; the
 * kernel's receive stamps (SO_TIMESTAMPNS) are moved too, as a real step would move them.
 */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t	*shim_step(void);

__attribute__((constructor)) int64_t *
shim_step(void)
{
	static int64_t	 none, *step;
	void		*p;
	int		 fd;

	if (step != NULL)
		return step;
	step = &none;
	if ((fd = open(SHIM_FILE, O_RDONLY | O_CLOEXEC)) == -1)
		return step;
	p = mmap(NULL, sizeof(*step), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		step = p;
	return step;
}

static void
move(struct timespec *ts)
{
	int64_t	 ns = (int64_t)ts->tv_sec * 1000000000 + ts->tv_nsec + *shim_step();

	ts->tv_sec = ns / 1000000000;
	ts->tv_nsec = ns % 1000000000;
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	int	 rc = (int)syscall(SYS_clock_gettime, id, ts);

	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		move(ts);
	return rc;
}

int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec	 ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (out != NULL)
		*out = ts.tv_sec;
	return ts.tv_sec;
}

static void
move_stamps(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			struct timespec	 ts;

			memcpy(&ts, CMSG_DATA(c), sizeof(ts));
			move(&ts);
			memcpy(CMSG_DATA(c), &ts, sizeof(ts));
		}
}

ssize_t
recvmsg(int fd, struct msghdr *msg, int flags)
{
	ssize_t	 n = syscall(SYS_recvmsg, fd, msg, flags);

	if (n >= 0)
		move_stamps(msg);
	return n;
}

int
recvmmsg(int fd, struct mmsghdr *msgs, unsigned int n_msgs, int flags, struct timespec *timeout)
{
	int	 n = (int)syscall(SYS_recvmmsg, fd, msgs, n_msgs, flags, timeout);

	for (int i = 0; i < n; i++)
		move_stamps(&msgs[i].msg_hdr);
	return n;
}
