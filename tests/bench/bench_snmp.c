/*
 * bench_snmp - SNMP GETs by the whole poller against bare UDP of the same bytes;
 * the rate with 20,000 silent agents; version 3 against 2c; 10,000 engines
 * against one.
 *
 * The agent is a small process of this program's own that answers as fast as it
 * can; its time does not count.  CPU seconds for 100,000 answers, medians.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipc/msg.h"
#include "poller/host.h"
#include "snmp.h"
#include "bench_poller.h"

#define ROUNDS		5
#define QUESTIONS	50000
#define WINDOW		64
#define ENGINES		10000
#define CHECKS		2000
#define SILENT		20000

struct agent {
	pid_t		 pid;
	uint16_t	 port;
};

/* The agent: versions 1 and 2c by patching, version 3 by net-snmp. */

/* Appends to a buffer that is filled from its end. */
static uint8_t *
put(uint8_t *p, const void *bytes, size_t len)
{
	p -= len;
	memcpy(p, bytes, len);
	return p;
}

/* Tag and length of what lies between p and `end`. */
static uint8_t *
head(uint8_t *p, const uint8_t *end, uint8_t tag)
{
	size_t	 len = (size_t)(end - p);

	if (len >= 256) {
		*--p = (uint8_t)len;
		*--p = (uint8_t)(len >> 8);
		*--p = 0x82;
	} else if (len >= 128) {
		*--p = (uint8_t)len;
		*--p = 0x81;
	} else {
		*--p = (uint8_t)len;
	}
	*--p = tag;
	return p;
}

/* n values for the request `id`: what an agent would say to the question of check_options(). */
static size_t
answer_v2c(uint32_t id, unsigned n, uint8_t *out, size_t size)
{
	static const uint8_t	 name[] = { 0x06, 0x0a, 0x2b, 6, 1, 2, 1, 2, 2, 1, 10 },
	    value[] = { 0x41, 0x04, 1, 2, 3, 4 }, zeros[] = { 0x02, 1, 0, 0x02, 1, 0 },
	    start[] = { 0x02, 1, 1, 0x04, 6, 'p', 'u', 'b', 'l', 'i', 'c' };
	uint8_t			*end = out + size, *p = end, *var;
	uint8_t			 number[5] = { 0, (uint8_t)(id >> 24), (uint8_t)(id >> 16),
	    (uint8_t)(id >> 8), (uint8_t)id };

	for (unsigned i = n; i > 0; i--) {
		var = p;
		p = put(p, value, sizeof(value));
		*--p = (uint8_t)i;
		p = put(p, name, sizeof(name));
		p = head(p, var, 0x30);
	}
	p = head(p, end, 0x30);
	p = put(p, zeros, sizeof(zeros));
	p = put(p, number, sizeof(number));
	*--p = sizeof(number);
	*--p = 0x02;
	p = head(p, end, 0xa2);
	p = put(p, start, sizeof(start));
	p = head(p, end, 0x30);
	memmove(out, p, (size_t)(end - p));
	return (size_t)(end - p);
}

static const struct snmp_conf	 v3 = { .version = SNMP_V3, .user = "vigie", .level = SNMP_PRIV,
	.auth = 3, .auth_key = "authpassword", .priv = 1, .priv_key = "privpassword" };

/* The number of an engine stands in its id. */
static void
make_engine(struct snmp_keys *keys, struct snmp_engine *engine, uint32_t number)
{
	uint8_t			 id[12] = { 0x80, 0, 0x1f, 0x88, 4, 'b', 'e', 'n' };
	struct snmp_head	 h = { .engine = id, .engine_len = sizeof(id), .boots = 1, .time = 1000 };

	memcpy(id + 8, &number, sizeof(number));
	if (snmp_engine_learn(keys, &v3, engine, &h) != NULL)
		abort();
}

static uint32_t	 get_be(const uint8_t *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }

/* RFC 3414: who asks without an engine id is told ours. */
static size_t
answer_discovery(uint32_t id, const struct snmp_engine *engine, uint8_t *out)
{
	uint8_t		*end = out + 512, *p = end, *start;
	const uint8_t	 var[] = { 0x30, 0x0f, 0x06, 0x0a, 0x2b, 6, 1, 6, 3, 15, 1, 1, 4, 0, 0x41, 1, 1 },
	    zeros[] = { 0x02, 1, 0, 0x02, 1, 0 }, none[] = { 0x04, 0, 0x04, 0, 0x04, 0 },
	    times[] = { 0x02, 1, 1, 0x02, 2, 0x03, 0xe8 },
	    global[] = { 0x02, 3, 0, 0x40, 0, 0x04, 1, 0, 0x02, 1, 3 };
	uint8_t		 number[6] = { 0x02, 4, (uint8_t)(id >> 24), (uint8_t)(id >> 16),
	    (uint8_t)(id >> 8), (uint8_t)id };

	p = put(p, var, sizeof(var));
	p = head(p, end, 0x30);
	p = put(p, zeros, sizeof(zeros));
	p = put(p, number, sizeof(number));
	p = head(p, end, 0xa8);
	*--p = 0;
	*--p = 4;
	start = p;
	p = put(p, engine->id, engine->id_len);
	p = head(p, start, 0x04);
	p = head(p, end, 0x30);
	start = p;
	p = put(p, none, sizeof(none));
	p = put(p, times, sizeof(times));
	{
		uint8_t	*at = p;

		p = put(p, engine->id, engine->id_len);
		p = head(p, at, 0x04);
	}
	p = head(p, start, 0x30);
	p = head(p, start, 0x04);
	start = p;
	p = put(p, global, sizeof(global));
	p = put(p, number, sizeof(number));
	p = head(p, start, 0x30);
	p = put(p, (const uint8_t[]){ 0x02, 1, 3 }, 3);
	p = head(p, end, 0x30);
	memmove(out, p, (size_t)(end - p));
	return (size_t)(end - p);
}

static size_t
answer_v3(uint32_t id, struct snmp_engine *engine, unsigned n, uint8_t *out)
{
	netsnmp_session	 s = { .version = SNMP_VERSION_3, .securityModel = SNMP_SEC_MODEL_USM,
	    .securityLevel = SNMP_SEC_LEVEL_AUTHPRIV, .rcvMsgMaxSize = 16384, .sndMsgMaxSize = 16384,
	    .contextName = (char *)(uintptr_t)"" };
	netsnmp_pdu	*pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);
	u_char		*room = malloc(1472);
	size_t		 size = 1472, used = 0;
	oid		 name[] = { 1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 0 };
	u_long		 value = 0x01020304;

	s.securityName = (char *)(uintptr_t)v3.user;
	s.securityNameLen = strlen(v3.user);
	s.securityEngineID = engine->id;
	s.securityEngineIDLen = engine->id_len;
	pdu->version = SNMP_VERSION_3;
	pdu->reqid = pdu->msgid = id;
	pdu->securityModel = SNMP_SEC_MODEL_USM;
	pdu->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
	pdu->securityName = strdup(v3.user);
	pdu->securityNameLen = strlen(v3.user);
	for (unsigned i = 1; i <= n; i++) {
		name[10] = i;
		snmp_pdu_add_variable(pdu, name, 11, ASN_COUNTER, &value, sizeof(value));
	}
	snmp_engine_enter(&v3, engine);
	if (snmp_build(&room, &size, &used, &s, pdu) != 0)
		abort();
	snmp_engine_leave();
	snmp_free_pdu(pdu);
	memcpy(out, room + size - used, used);
	free(room);
	return used;
}

/* The engine that a question of version 3 names; -1 = none named: a discovery. */
static int64_t
engine_in(const uint8_t *p, size_t len)
{
	static const uint8_t	 mine[] = { 0x80, 0, 0x1f, 0x88, 4, 'b', 'e', 'n' };
	const uint8_t		*at = memmem(p, len, mine, sizeof(mine));
	uint32_t		 number;

	if (at == NULL || at + 12 > p + len)
		return -1;
	memcpy(&number, at + 8, sizeof(number));
	return number;
}

static void
serve(int fd, unsigned n_values, unsigned n_engines, bool is_echo)
{
	static struct snmp_engine	 engines[ENGINES];
	struct snmp_keys		*keys;
	uint32_t			 next = 0, id;

	snmp_codec_init();
	keys = snmp_keys_new();
	for (uint32_t i = 0; i < n_engines; i++)
		make_engine(keys, &engines[i], i);
	for (;;) {
		uint8_t			 in[2048], out[2048];
		struct sockaddr_in	 from;
		socklen_t		 len = sizeof(from);
		ssize_t			 n = recvfrom(fd, in, sizeof(in), 0, (struct sockaddr *)&from, &len);
		size_t			 size;
		int64_t			 engine;

		if (n <= 0)
			_exit(0);
		if (is_echo)
			size = answer_v2c(get_be(in), n_values, out, sizeof(out));
		else if (!snmp_scan_id(in, (size_t)n, &id))
			continue;
		else if (n_engines == 0)
			size = answer_v2c(id, n_values, out, sizeof(out));
		else if ((engine = engine_in(in, (size_t)n)) == -1)
			size = answer_discovery(id, &engines[next++ % n_engines], out);
		else
			size = answer_v3(id, &engines[engine], n_values, out);
		sendto(fd, out, size, 0, (struct sockaddr *)&from, len);
	}
}

static struct agent
agent_start(unsigned n_values, unsigned n_engines, bool is_echo, bool is_silent)
{
	struct sockaddr_in	 in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t		 len = sizeof(in);
	int			 fd = socket(AF_INET, SOCK_DGRAM, 0), size = 8 * 1024 * 1024;
	struct agent		 a = { .pid = -1 };

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&in, sizeof(in)) == -1)
		abort();
	getsockname(fd, (struct sockaddr *)&in, &len);
	a.port = ntohs(in.sin_port);
	if ((a.pid = fork()) == 0) {
		if (is_silent)
			for (;;)
				pause();
		serve(fd, n_values, n_engines, is_echo);
	}
	close(fd);
	return a;
}

static void
agent_stop(struct agent a)
{
	kill(a.pid, SIGKILL);
	waitpid(a.pid, NULL, 0);
}

/* The floor: the same bytes both ways on one socket, a window of 64, nothing encoded or read. */
static double
floor_round(unsigned n_values)
{
	struct agent		 a = agent_start(n_values, 0, true, false);
	struct sockaddr_in	 to = { .sin_family = AF_INET, .sin_port = htons(a.port),
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int			 fd = socket(AF_INET, SOCK_DGRAM, 0);
	static uint8_t		 out[2048], in[WINDOW][2048];
	struct mmsghdr		 heads[WINDOW];
	struct iovec		 iovs[WINDOW];
	struct timeval		 tv = { 1, 0 };
	size_t			 size = 42 + (n_values - 1) * 15;	/* what snmp_encode() makes */
	double			 before = bench_cpu();

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	for (unsigned sent = 0, done = 0; done < QUESTIONS;) {
		for (; sent < QUESTIONS && sent < done + WINDOW; sent++)
			sendto(fd, out, size, 0, (struct sockaddr *)&to, sizeof(to));
		for (unsigned i = 0; i < WINDOW; i++) {
			iovs[i] = (struct iovec){ in[i], sizeof(in[i]) };
			heads[i].msg_hdr = (struct msghdr){ .msg_iov = &iovs[i], .msg_iovlen = 1 };
		}
		int	 n = recvmmsg(fd, heads, WINDOW, MSG_WAITFORONE, NULL);

		if (n <= 0)
			break;
		done += (unsigned)n;
	}
	close(fd);
	agent_stop(a);
	return (bench_cpu() - before) / QUESTIONS * 100000;
}

static const char *
loopback(unsigned i)
{
	(void)i;
	return "127.0.0.1";
}

/* The poller asking for n values, as fast as it can; CPU seconds for 100,000, and the rate. */
static double
poller_round(unsigned n_values, unsigned n_engines, unsigned n_checks, bool has_silent, double *rate)
{
	char		 port[16], silent_port[16], values[1024] = "values=";
	const char	*options[] = { port, values, n_engines > 0 ? "version=3" : "version=2c",
	    "retries=0", "user=vigie", "auth_key=authpassword", "priv_key=privpassword", NULL };
	const char	*silent_options[] = { silent_port, "retries=0", "timeout=20s", NULL };
	struct agent	 a = agent_start(n_values, n_engines, false, false), mute = { .pid = -1 };
	struct bench	 b;
	double		 cpu, wall;
	uint64_t	 n;

	snprintf(port, sizeof(port), "port=%u", a.port);
	for (unsigned i = 1; i <= n_values; i++)
		snprintf(values + strlen(values), sizeof(values) - strlen(values),
		    "v%u=1.3.6.1.2.1.2.2.1.10.%u ", i, i);
	bench_init(&b);
	if (has_silent) {
		mute = agent_start(1, 0, false, true);
		snprintf(silent_port, sizeof(silent_port), "port=%u", mute.port);
		bench_assign(&b, "silent", SILENT, "snmp", loopback, 20000, 20000, silent_options);
		bench_run(&b, 21);			/* until all of them wait */
	}
	bench_assign(&b, "site", n_checks, "snmp", loopback, n_checks / 100, 1000, options);
	bench_run(&b, n_engines > 1 ? 8 : 1);
	bench_start(&b);
	bench_run(&b, 2);
	n = bench_stop(&b, &cpu, &wall);
	agent_stop(a);
	if (has_silent)
		agent_stop(mute);		/* it holds the reader's socket too */
	bench_done(&b);
	if (rate != NULL)
		*rate = (double)n / wall;
	return cpu / (double)n * 100000;
}

static void
against_bare_udp(unsigned n_values, double goal)
{
	double	 bare[ROUNDS], ours[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		bare[i] = floor_round(n_values);
		ours[i] = poller_round(n_values, 0, CHECKS, false, NULL);
	}
	printf("snmp_get_%u ratio=%.2f goal<=%g (poller %.3f s, bare UDP %.3f s for 100,000)\n", n_values,
	    bench_median(ours, ROUNDS) / bench_median(bare, ROUNDS), goal,
	    bench_median(ours, ROUNDS), bench_median(bare, ROUNDS));
}

static void
among_silent_agents(void)
{
	double	 healthy[3], silent[3];

	for (int i = 0; i < 3; i++) {
		poller_round(1, 0, CHECKS, false, &healthy[i]);
		poller_round(1, 0, CHECKS, true, &silent[i]);
	}
	printf("snmp_silent ratio=%.2f goal>=0.9 (%.0f a second with %d silent agents, %.0f without)\n",
	    bench_median(silent, 3) / bench_median(healthy, 3), bench_median(silent, 3), SILENT,
	    bench_median(healthy, 3));
}

static void
version_3(void)
{
	double	 v2c[ROUNDS], one[ROUNDS], many[3];

	for (int i = 0; i < ROUNDS; i++) {
		v2c[i] = poller_round(10, 0, CHECKS, false, NULL);
		one[i] = poller_round(10, 1, CHECKS, false, NULL);
	}
	for (int i = 0; i < 3; i++)
		many[i] = poller_round(10, ENGINES, ENGINES, false, NULL);
	printf("snmp_v3 ratio=%.2f goal<=3 (SHA-256 and AES %.3f s, version 2c %.3f s for 100,000 of 10)\n",
	    bench_median(one, ROUNDS) / bench_median(v2c, ROUNDS), bench_median(one, ROUNDS),
	    bench_median(v2c, ROUNDS));
	printf("snmp_engines ratio=%.2f goal<=1.3 (%d engines %.3f s, one %.3f s)\n",
	    bench_median(many, 3) / bench_median(one, ROUNDS), ENGINES, bench_median(many, 3),
	    bench_median(one, ROUNDS));
}

int
main(int argc, char **argv)
{
	double	 rate;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2) {
		among_silent_agents();
		return 0;
	}
	if (argc > 2) {			/* for a profiler: VALUES ENGINES */
		unsigned	 n_engines = (unsigned)strtoul(argv[2], NULL, 10);
		double		 s = poller_round((unsigned)strtoul(argv[1], NULL, 10), n_engines,
		    n_engines > CHECKS ? n_engines : CHECKS, false, &rate);

		printf("%.3f s, %.0f a second\n", s, rate);
		return 0;
	}
	against_bare_udp(1, 2.5);
	against_bare_udp(10, 4);
	version_3();
	among_silent_agents();
	return 0;
}
