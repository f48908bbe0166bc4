/*
 * bench_icmp - echoes by the whole poller (schedule, requests, answers, frames)
 * against the least that could do them (raw sendmmsg and recvmmsg of 64) and
 * against fping; the error of its round trips; what a check weighs.
 *
 * All on loopback, in turn, medians of five rounds, CPU seconds for 100,000.
 */
#include <arpa/inet.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/mem.h"
#include "icmp_packet.h"
#include "ipc/msg.h"
#include "poller/host.h"
#include "bench_poller.h"

#define ROUNDS		5
#define ECHOES		100000
#define BATCH		64
#define TARGETS		10000
#define INTERVAL	50		/* ms: more than it can carry */
#define CHECKS		100000
#define FPING_TARGETS	3000		/* it runs out of sequence numbers with more */
#define FPING_EACH	"10"

static int
open_raw(void)
{
	struct icmp_filter	 pass = { ~(1u << ICMP_ECHOREPLY) };
	int			 size = 8 * 1024 * 1024;
	int			 fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_RAW, ICMP_FILTER, &pass, sizeof(pass));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return fd;
}

static const char *
many_addresses(unsigned i)
{
	static char	 text[32];

	snprintf(text, sizeof(text), "127.0.%u.%u", i / 250 % 250, i % 250 + 1);
	return text;
}

/* 100,000 echoes, 64 a call; CPU seconds. */
static double
floor_round(int fd)
{
	static uint8_t		 out[BATCH][ICMP_PACKET_MAX], in[BATCH][256];
	static struct mmsghdr	 send[BATCH], receive[BATCH];
	static struct iovec	 siov[BATCH], riov[BATCH];
	static struct sockaddr_in to[TARGETS];
	double			 before;

	for (unsigned i = 0; i < TARGETS; i++) {
		to[i].sin_family = AF_INET;
		inet_pton(AF_INET, many_addresses(i), &to[i].sin_addr);
	}
	before = bench_cpu();
	for (unsigned done = 0, answered = 0; done < ECHOES;) {
		for (unsigned i = 0; i < BATCH; i++) {
			siov[i] = (struct iovec){ out[i], icmp_build(AF_INET, done + i + 1, 56, out[i]) };
			send[i].msg_hdr = (struct msghdr){ .msg_name = &to[(done + i) % TARGETS],
			    .msg_namelen = sizeof(to[0]), .msg_iov = &siov[i], .msg_iovlen = 1 };
			riov[i] = (struct iovec){ in[i], sizeof(in[i]) };
			receive[i].msg_hdr = (struct msghdr){ .msg_iov = &riov[i], .msg_iovlen = 1 };
		}
		done += (unsigned)sendmmsg(fd, send, BATCH, 0);
		while (answered < done) {
			int	 n = recvmmsg(fd, receive, BATCH, 0, NULL);

			if (n <= 0)
				break;
			answered += (unsigned)n;
		}
	}
	return bench_cpu() - before;
}

static int	 loopback_fd;

/* The poller under a load it can just carry; CPU seconds for 100,000 results. */
static double
poller_round(unsigned n_checks, unsigned interval_ms)
{
	static const char *const	 options[] = { "echoes=1", NULL };
	struct bench			 b;
	double				 cpu, wall;
	uint64_t			 n;

	bench_init(&b);
	host_socket(b.host, AF_INET, dup(loopback_fd));
	bench_assign(&b, "site", n_checks, "icmp", many_addresses, interval_ms, 1000, options);
	bench_run(&b, 0.5);
	bench_start(&b);
	bench_run(&b, 2);
	n = bench_stop(&b, &cpu, &wall);
	bench_done(&b);
	return cpu / (double)n * 100000;
}

static double
fping_round(const char *file)
{
	struct rusage	 ru;
	int		 status;
	pid_t		 pid = fork();

	if (pid == 0) {
		int	 in = open(file, O_RDONLY), out = open("/dev/null", O_WRONLY);

		dup2(in, 0);
		dup2(out, 1);
		dup2(out, 2);
		execlp("fping", "fping", "-q", "-c", FPING_EACH, "-p", "1000", "-i", "0.001", "-b", "56", (char *)NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &ru) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		return -1;
	return ((double)(ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) +
	    (double)(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) / 1e6) * ECHOES /
	    (FPING_TARGETS * strtod(FPING_EACH, NULL));
}

static void
against_floor_and_fping(void)
{
	double	 floor_s[ROUNDS], ours[ROUNDS], fping[ROUNDS], f, o, p;
	char	 name[] = "/tmp/bench_icmp.XXXXXX";
	int	 fd = mkstemp(name);

	for (unsigned i = 0; i < FPING_TARGETS; i++)
		dprintf(fd, "%s\n", many_addresses(i));
	close(fd);
	for (int i = 0; i < ROUNDS; i++) {
		floor_s[i] = floor_round(loopback_fd);
		ours[i] = poller_round(TARGETS, INTERVAL);
		fping[i] = fping_round(name);
	}
	unlink(name);
	f = bench_median(floor_s, ROUNDS);
	o = bench_median(ours, ROUNDS);
	p = bench_median(fping, ROUNDS);
	printf("icmp ratio=%.2f goal<=1.4 (poller %.3f s, raw mmsg %.3f s for 100,000 echoes)\n",
	    o / f, o, f);
	if (p > 0)
		printf("icmp_fping ratio=%.2f goal<=0.5 (poller %.3f s, fping %.3f s)\n", o / p, o, p);
}

/* Round trips on loopback are a few microseconds: what we say above that is our error. */

static double	 rtts_us[200000];
static unsigned	 n_rtts;
static struct host *rtt_host;

static void
on_ready(void *arg)
{
	struct outbox	*o = host_outbox(rtt_host);
	struct batch	*batch;

	(void)arg;
	while ((batch = outbox_first(o)) != NULL) {
		for (uint32_t i = 0; i < batch->n_results; i++)
			for (uint32_t k = 0; k < batch->results[i].n_values; k++)
				if (strcmp(batch->results[i].values[k].name, "rtt_min_ms") == 0 &&
				    n_rtts < N_ELEMENTS(rtts_us))
					rtts_us[n_rtts++] = batch->results[i].values[k].value * 1000;
		outbox_sent(o, batch, mono_now());
	}
}

static void
error_of_round_trips(void)
{
	static const char *const	 options[] = { "echoes=1", NULL };
	struct bench			 b = { .base = event_base_new() };

	rtt_host = b.host = host_new(b.base, &(struct host_link){ on_ready, NULL, NULL });
	host_socket(b.host, AF_INET, dup(loopback_fd));
	bench_assign(&b, "site", 10000, "icmp", many_addresses, 1000, 900, options);
	bench_run(&b, 4);
	host_free(b.host);
	event_base_free(b.base);
	bench_median(rtts_us, n_rtts);		/* sorts */
	printf("icmp_rtt_error p50=%.1f us goal<=50 p99=%.1f us (%u echoes, 10,000 a second, loopback)\n",
	    rtts_us[n_rtts / 2], rtts_us[n_rtts * 99 / 100], n_rtts);
}

static long
rss_bytes(void)
{
	long	 size, resident = 0;
	FILE	*f = fopen("/proc/self/statm", "r");

	malloc_trim(0);
	if (f == NULL || fscanf(f, "%ld %ld", &size, &resident) != 2)
		resident = 0;
	if (f != NULL)
		fclose(f);
	return resident * sysconf(_SC_PAGESIZE);
}

static const char *
varied_addresses(unsigned i)
{
	static char	 text[32];

	snprintf(text, sizeof(text), "127.%u.%u.%u", i / 62500 % 250, i / 250 % 250, i % 250 + 1);
	return text;
}

/* 100,000 checks a minute, three echoes each, after twenty seconds of it. */
static void
weight_of_a_check(void)
{
	struct bench		 b;
	struct host_stats	 s;
	double			 cpu, wall;
	uint64_t		 n;
	long			 empty, full;

	bench_init(&b);
	host_socket(b.host, AF_INET, dup(loopback_fd));
	empty = rss_bytes();
	bench_assign(&b, "site", CHECKS, "icmp", varied_addresses, 60000, 2000, NULL);
	bench_run(&b, 5);
	bench_start(&b);
	bench_run(&b, 15);
	n = bench_stop(&b, &cpu, &wall);
	full = rss_bytes();
	host_stats(b.host, &s, false);
	printf("poller_memory bytes=%.0f goal<=250 (a check at 100,000; the process without them %.1f MiB)\n",
	    (double)(full - empty) / CHECKS, (double)empty / 1048576);
	printf("poller_cpu core=%.2f%% (%.0f results of 3 echoes a second) late_p99=%u us lag_p99=%u us\n",
	    100 * cpu / wall, (double)n / wall, s.late_p99_us, s.lag_p99_us);
	bench_done(&b);
}

int
main(int argc, char **argv)
{
	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if ((loopback_fd = open_raw()) == -1) {
		printf("icmp skipped: this user may open no raw socket\n");
		return 0;
	}
	if (argc > 1) {			/* for a profiler */
		printf("poller %.3f s\n", poller_round(TARGETS, INTERVAL));
		return 0;
	}
	error_of_round_trips();
	against_floor_and_fping();
	weight_of_a_check();
	return 0;
}
