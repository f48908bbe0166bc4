/*
 * snmp_ask.c - one question to one agent, without ever waiting.
 *
 *     ask --> [engine unknown: DISCOVERY --report--> learn] --> QUESTION --answer--> fn()
 *                                                               |  ^
 *                                            report: engine, window (once each)
 *
 * One UDP socket for each family serves all agents.  A question carries a random
 * id; an answer counts if its id is open and it comes from the address and port
 * that were asked, and its community is ours.  Version 3 is discovered here, as
 * ordinary questions, because net-snmp's own discovery blocks the process.
 *
 * ICMP errors arrive by the error queue (ip(7) IP_RECVERR) and count only for
 * the question that they quote.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "icmp_packet.h"
#include "snmp.h"

#define AT_ONCE		SNMP_AT_ONCE
#define ROUNDS		4
#define LEAST_WAIT_US	(20 * MSEC_US)

static void	send_question(struct vg_run *run);

static struct snmp_shared *
shared_of(struct vg_run *run)
{
	return (struct snmp_shared *)(void *)vg_run_shared(run);
}

struct snmp_state *
snmp_state(struct vg_run *run)
{
	return vg_run_state(run);
}

void
snmp_oid_at(struct vg_run *run, unsigned k, struct snmp_oid *out)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp->is_walk)
		*out = snmp->walk.last;
	else
		snmp->fetch.oid_of(run, snmp->fetch.asked[k], out);
}

/* The engine of this check, made when version 3 needs it. */
static struct snmp_engine *
engine_of(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_state	*state = snmp_state(run);

	if (conf->version != SNMP_V3)
		return NULL;
	if (state->engine == NULL && (state->engine = calloc(1, sizeof(*state->engine))) == NULL)
		abort();
	return state->engine;
}

/* Out. */

static size_t
build(struct vg_run *run, uint8_t *out)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_oid		 oids[SNMP_ITEMS];
	struct snmp_question	 q = { .command = snmp->ask.command, .oids = oids,
	    .n_oids = snmp->ask.n_oids, .max_repetitions = snmp->ask.max_repetitions,
	    .id = snmp->ask.id };

	if (snmp->ask.is_discovery)
		return snmp_encode_discovery(snmp->ask.id, out);
	for (unsigned i = 0; i < q.n_oids; i++)
		snmp_oid_at(run, i, &oids[i]);
	return snmp_encode(conf, engine_of(run), &q, out);
}

static void
say_no_reply(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);

	if (engine_of(run) != NULL && (snmp->is_stale_engine || snmp->ask.n_answers == 0))
		engine_of(run)->id_len = 0;	/* next time it introduces itself again */
	if (snmp->ask.why != NULL)
		snmp_done(run, VG_FAIL, "%s", snmp->ask.why);
	else if (snmp->ask.n_engine > 0 && snmp->ask.n_answers == 0 && conf->level == SNMP_PRIV)
		snmp_done(run, VG_FAIL, "no reply to encrypted questions: wrong password or kind?");
	else if (snmp->ask.n_answers > 0)
		snmp_done(run, VG_FAIL, "no reply any more after %u answers", snmp->ask.n_answers);
	else
		snmp_done(run, VG_FAIL, "no reply");
}

static void
on_timeout(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);

	if (snmp->ask.n_tries > conf->retries) {
		say_no_reply(run);
		return;
	}
	vg_run_step(run, "no answer yet, asking again");
	send_question(run);
}

/* How long this try may take: its own time, less where the run ends before all tries had theirs. */
static int64_t
wait_us(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	int64_t			 tries_left = (int64_t)conf->retries + 1 - snmp->ask.n_tries;
	int64_t			 share_us = vg_run_left_us(run) / (tries_left > 0 ? tries_left : 1);
	int64_t			 own_us = conf->timeout_ms * MSEC_US;

	if (share_us < own_us)
		own_us = share_us - MSEC_US;	/* before the deadline, which knows less */
	return own_us > LEAST_WAIT_US ? own_us : LEAST_WAIT_US;
}

static bool	take_error(int fd, int family);

static void
send_question(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_shared	*shared = shared_of(run);
	socklen_t		 salen;
	const struct sockaddr	*sa = vg_run_addr(run, conf->port, &salen);
	int			 fd = sa->sa_family == AF_INET6 ? shared->fd6 : shared->fd4;
	size_t			 len = build(run, shared->out);
	int64_t			 wait = wait_us(run);

	if (len == 0) {
		snmp_done(run, VG_ERROR, "this question cannot be encoded");
		return;
	}
	snmp->ask.n_tries++;
	snmp->ask.sent = vg_now();
	for (int attempt = 0; sendto(fd, shared->out, len, MSG_DONTWAIT, sa, salen) == -1; attempt++) {
		if (errno == EAGAIN || errno == ENOBUFS)
			break;				/* as if lost: it is repeated */
		if (attempt == 1) {
			snmp_done(run, VG_ERROR, "%s", errno == EPERM ?
			    "sending is refused on this machine (firewall)" :
			    errno == ENETUNREACH || errno == EHOSTUNREACH ?
			    "no route from this machine" : strerror(errno));
			return;
		}
		while (take_error(fd, sa->sa_family))	/* it may be another agent's */
			;
	}
	vg_run_timer(run, wait, on_timeout);
}

/* A new question of this run: a new id, its tries anew. */
static void
begin(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	socklen_t		 len;

	vg_pending_forget(run);
	snmp->ask.id = vg_pending_add(run, vg_run_addr(run, conf->port, &len));
	snmp->ask.n_tries = 0;
	send_question(run);
}

void
snmp_ask(struct vg_run *run, enum snmp_command command, unsigned n_oids, unsigned max_repetitions,
    snmp_answer_fn *fn)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_engine	*engine = engine_of(run);

	snmp->ask.fn = fn;
	snmp->ask.command = command;
	snmp->ask.n_oids = n_oids;
	snmp->ask.max_repetitions = max_repetitions;
	snmp->ask.is_discovery = engine != NULL && engine->id_len == 0;
	if (snmp->ask.is_discovery)
		vg_run_step(run, "asking for the agent's engine id");
	begin(run);
}

void
snmp_ask_deadline(struct vg_run *run)
{
	say_no_reply(run);
}

/* In. */

/* The engine says who it is, and what time it has: its keys are made. */
static bool
learn(struct vg_run *run, const struct snmp_head *head)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_shared	*shared = shared_of(run);
	struct snmp_engine	*engine = engine_of(run);
	const char		*why;
	socklen_t		 len;

	if (head->engine_len < 5 || head->engine_len > 32) {
		snmp_done(run, VG_FAIL, "the agent has no valid engine id");
		return false;
	}
	if ((why = snmp_engine_learn(shared->keys, conf, engine, head)) != NULL) {
		snmp_done(run, VG_ERROR, "%s", why);
		return false;
	}
	snmp_engine_check_twin(shared->keys, engine, vg_run_addr(run, 0, &len));
	vg_run_step(run, "engine known: boots %u, time %u s", head->boots, head->time);
	return true;
}

/* unknownEngineIDs: how a discovery ends, and what an agent says whose id has changed. */
static void
on_unknown_engine(struct vg_run *run, const struct snmp_head *head)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp->ask.n_engine++ == 2) {	/* three packets, and still it asks who it is */
		snmp_done(run, VG_FAIL, "discovery loop: the agent does not know its own engine id");
		return;
	}
	snmp->ask.is_discovery = false;
	if (learn(run, head))
		begin(run);
}

/* Reports about time are signed (RFC 3414 3.2); a replayed one would carry another id. */
static bool
is_signed(struct vg_run *run, const struct snmp_head *head, const uint8_t *data, size_t len)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_answer	*answer = &shared_of(run)->answer;
	enum snmp_verdict	 verdict;

	if (conf->level == SNMP_NOAUTH)
		return true;
	verdict = snmp_decode(conf, engine_of(run), data, len, head, answer);
	snmp_answer_done(answer);
	return verdict == SNMP_GOOD || verdict == SNMP_BACKWARDS;
}

/* notInTimeWindows: the agent restarted, or clocks drifted.  Once. */
static void
on_not_in_window(struct vg_run *run, const struct snmp_head *head, const uint8_t *data, size_t len)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp->ask.is_discovery || !is_signed(run, head, data, len)) {
		snmp->ask.why = "answer refused: not proven to be the agent's";
		vg_count_malformed();
		return;
	}
	if (snmp->ask.n_window++ > 0) {
		snmp_done(run, VG_FAIL, "not in the agent's time window, also after a new look at its clock");
		return;
	}
	vg_run_step(run, "the agent's clock is another one: taking its time");
	if (learn(run, head))
		begin(run);
}

static void
on_report(struct vg_run *run, const struct snmp_head *head, const uint8_t *data, size_t len)
{
	switch (head->report) {
	case SNMP_REPORT_ENGINE:
		on_unknown_engine(run, head);
		break;
	case SNMP_REPORT_WINDOW:
		on_not_in_window(run, head, data, len);
		break;
	case SNMP_REPORT_DIGEST:
		snmp_done(run, VG_FAIL, "authentication refused: wrong password or kind");
		break;
	case SNMP_REPORT_USER:
		snmp_done(run, VG_FAIL, "authentication refused: unknown user");
		break;
	case SNMP_REPORT_LEVEL:
		snmp_done(run, VG_FAIL, "security level refused");
		break;
	case SNMP_REPORT_DECRYPT:
		snmp_done(run, VG_FAIL, "encryption refused: wrong password or kind");
		break;
	default:
		snmp_done(run, VG_FAIL, "the agent reports an error that is not known");
	}
}

static void
take_answer(struct vg_run *run, const struct snmp_head *head, const uint8_t *data, size_t len)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_answer	*answer = &shared_of(run)->answer;
	double			 ms = (double)mono_sub(vg_now(), snmp->ask.sent) / 1000;

	switch (snmp_decode(conf, engine_of(run), data, len, head, answer)) {
	case SNMP_GOOD:
		break;
	case SNMP_BACKWARDS:
		snmp->ask.why = "answer refused: the engine's boots or time went back";
		snmp->is_stale_engine = true;
		return;
	case SNMP_FORGED:
		snmp->ask.why = "answer refused: not proven to be the agent's";
		vg_count_malformed();
		return;
	case SNMP_SECRET:
		snmp->ask.why = "answer cannot be decrypted";
		vg_count_malformed();
		return;
	default:
		snmp->ask.why = "malformed answer";
		vg_count_malformed();
		return;
	}
	if (snmp->ask.n_answers < UINT8_MAX)
		snmp->ask.n_answers++;
	if (snmp->ask.n_answers == 1 && snmp->ask.n_tries == 1)
		vg_run_value(run, "snmp_ms", ms);
	vg_run_step(run, "answer in %.3f ms: %u values", ms, answer->n_vars);
	vg_run_timer(run, -1, NULL);
	vg_pending_forget(run);
	snmp->ask.fn(run, answer);
	snmp_answer_done(answer);
}

/* Of what does not pass snmp_scan(): if it belongs to a question, that one may say why it has no answer. */
static void
blame(const uint8_t *data, size_t len, const struct sockaddr *from, const char *why)
{
	struct vg_run	*run;
	uint32_t	 id;

	vg_count_malformed();
	if (snmp_scan_id(data, len, &id) && (run = vg_pending_find(id, from)) != NULL)
		((struct snmp_run *)vg_run_data(run))->ask.why = why;
}

static void
take_datagram(const uint8_t *data, size_t len, const struct sockaddr *from)
{
	const struct snmp_conf	*conf;
	struct snmp_run		*snmp;
	struct snmp_head	 head;
	struct vg_run		*run;

	if (!snmp_scan(data, len, &head)) {
		blame(data, len, from, "malformed answer");
		return;
	}
	if ((run = vg_pending_find(head.id, from)) == NULL) {
		vg_count_stray();
		return;
	}
	conf = vg_run_conf(run);
	snmp = vg_run_data(run);
	if (head.version != (conf->version == SNMP_V3 ? 3 : conf->version)) {
		vg_count_malformed();
		snmp->ask.why = "malformed answer: another version";
	} else if (conf->version != SNMP_V3 && (head.community_len != strlen(conf->community) ||
	    memcmp(head.community, conf->community, head.community_len) != 0)) {
		vg_count_malformed();
		snmp->ask.why = "malformed answer: another community";
	} else if (conf->version == SNMP_V3 && (head.pdu == SNMP_TAG_REPORT ||
	    snmp->ask.is_discovery)) {
		if (head.pdu == SNMP_TAG_REPORT)
			on_report(run, &head, data, len);
		else
			vg_count_malformed();
	} else {
		take_answer(run, &head, data, len);
	}
}

/* One entry of the error queue; false when it is empty. */
static bool
take_error(int fd, int family)
{
	uint8_t				 data[1500];
	union { struct cmsghdr align; char room[512]; } control;
	struct sockaddr_in6		 target = { 0 };
	struct iovec			 iov = { data, sizeof(data) };
	struct msghdr			 head = { .msg_name = &target, .msg_namelen = sizeof(target),
	    .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	const struct sock_extended_err	*e = NULL;
	char				 who[INET6_ADDRSTRLEN] = "?";
	struct vg_run			*run;
	uint32_t			 id;
	ssize_t				 n = recvmsg(fd, &head, MSG_ERRQUEUE | MSG_DONTWAIT);

	if (n == -1)
		return false;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&head); c != NULL; c = CMSG_NXTHDR(&head, c))
		if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
		    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR))
			e = (const struct sock_extended_err *)(const void *)CMSG_DATA(c);
	if (e == NULL || (e->ee_origin != SO_EE_ORIGIN_ICMP && e->ee_origin != SO_EE_ORIGIN_ICMP6) ||
	    !snmp_scan_id(data, (size_t)n, &id) ||
	    (run = vg_pending_find(id, (const struct sockaddr *)&target)) == NULL)
		return true;
	if (family == AF_INET6)
		inet_ntop(family, &((const struct sockaddr_in6 *)SO_EE_OFFENDER(e))->sin6_addr, who,
		    sizeof(who));
	else
		inet_ntop(family, &((const struct sockaddr_in *)SO_EE_OFFENDER(e))->sin_addr, who,
		    sizeof(who));
	snmp_done(run, VG_FAIL, "%s (%s)", icmp_text(family, e->ee_type, e->ee_code), who);
	return true;
}

static void
on_datagrams(struct vg_shared *vg, int fd)
{
	struct snmp_shared	*shared = (struct snmp_shared *)(void *)vg;
	int			 family = fd == shared->fd6 ? AF_INET6 : AF_INET, n = AT_ONCE;

	for (int round = 0; n == AT_ONCE && round < ROUNDS; round++) {
		for (int i = 0; i < AT_ONCE; i++)
			shared->heads[i].msg_hdr.msg_namelen = sizeof(shared->from[i]);
		n = recvmmsg(fd, shared->heads, AT_ONCE, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++) {
			const struct sockaddr	*from = shared->heads[i].msg_hdr.msg_name;

			if (shared->heads[i].msg_hdr.msg_flags & MSG_TRUNC)
				blame(shared->data[i], SNMP_IN_MAX, from, "answer too long");
			else
				take_datagram(shared->data[i], shared->heads[i].msg_len, from);
		}
		if (n == -1 && round == 0)
			for (int k = 0; k < AT_ONCE && take_error(fd, family); k++)
				;
	}
}

static int
open_socket(struct vg_shared *shared, int family)
{
	int	 fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int	 one = 1, size = 4 * 1024 * 1024;

	if (fd == -1)
		return -1;
	setsockopt(fd, family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
	    family == AF_INET6 ? IPV6_RECVERR : IP_RECVERR, &one, sizeof(one));
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) == -1)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	vg_shared_watch(shared, fd, on_datagrams);
	return fd;
}

int
snmp_ask_open(struct vg_shared *vg)
{
	struct snmp_shared	*shared = (struct snmp_shared *)(void *)vg;

	snmp_codec_init();
	shared->keys = snmp_keys_new();
	for (int i = 0; i < AT_ONCE; i++) {
		shared->iovs[i] = (struct iovec){ shared->data[i], sizeof(shared->data[i]) };
		shared->heads[i].msg_hdr = (struct msghdr){ .msg_name = &shared->from[i],
		    .msg_iov = &shared->iovs[i], .msg_iovlen = 1 };
	}
	shared->fd4 = open_socket(vg, AF_INET);
	shared->fd6 = open_socket(vg, AF_INET6);
	return shared->fd4 == -1 && shared->fd6 == -1 ? -errno : 0;
}

void
snmp_ask_close(struct vg_shared *vg)
{
	struct snmp_shared	*shared = (struct snmp_shared *)(void *)vg;

	if (shared->fd4 != -1)
		close(shared->fd4);
	if (shared->fd6 != -1)
		close(shared->fd6);
	snmp_keys_free(shared->keys);
}
