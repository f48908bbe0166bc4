/*
 * child.c - one program of the family: its start, its beat, its end, its next start.
 *
 *     WAITING --spawn--> STARTING --READY--> RUNNING --exit, killed--> WAITING
 *
 * Who dies young (within 5 s) again and again waits 1, 2, 4 ... 60 s; who lived
 * longer is replaced at once.  Who does not beat for 20 of our own seconds is
 * killed; our own seconds, because a machine that slept has not beaten either.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "master/master.h"
#include "model/inventory.h"

#define YOUNG_US	(5 * SEC_US)
#define MAX_WAIT_S	60
#define SILENT_S	20	/* without a beat: hung */
#define KILL_AGAIN_S	30	/* a process stuck in the kernel is not killed more often than this */
#define STOP_S		8	/* time for last words */

enum child_state { CHILD_WAITING, CHILD_STARTING, CHILD_RUNNING };

struct child {
	struct family	*family;
	enum program_id	 id;
	unsigned	 instance;
	struct account	 account;
	char		 label[32];	/* "vigie-poller/1" for logs */
	enum child_state state;
	pid_t		 pid;
	int		 fd;		/* our end of its descriptor 3; -1 = none */
	int		 marker;	/* a poller's memory over its lives, never read here; -1 = none */
	struct event	*reports;
	struct mono	 started;
	unsigned	 n_young;	/* deaths in a row within YOUNG_US */
	unsigned	 wait_s;	/* until the next start, counted down by ticks */
	unsigned	 silent_s, kill_in_s;
	bool		 was_ready;	/* once, in any life */
};

struct family {
	struct event_base	*base;
	const struct options	*options;
	struct child		*children;	/* [0] is the engine */
	unsigned		 n;
	int			 http;		/* the listening socket, -1 = none */
	family_fn		*fn;
	void			*arg;
	bool			 is_ready, is_stopping, is_gone;
	unsigned		 stopping_s;
	struct mono		 ticked;
};

/* Sends an order, with a descriptor or -1; the descriptor stays ours. */
static void
order(const struct child *c, enum order_kind kind, unsigned which, unsigned instance, int fd)
{
	struct order	 o = { kind, which, instance };
	union { struct cmsghdr align; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct iovec	 iov = { &o, sizeof(o) };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*cm;

	if (c->fd == -1)
		return;
	if (fd != -1) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		cm = CMSG_FIRSTHDR(&msg);
		cm->cmsg_level = SOL_SOCKET;
		cm->cmsg_type = SCM_RIGHTS;
		cm->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cm), &fd, sizeof(fd));
	}
	if (sendmsg(c->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) == -1 && errno != EPIPE)
		log_warn("cannot give an order to %s: %s", c->label, strerror(errno));
}

/* A fresh pair of channel ends between the engine and one other child. */
static void
connect_to_engine(struct family *f, struct child *c)
{
	struct child	*engine = &f->children[0];
	int		 ends[2];

	if (c == engine || c->state == CHILD_WAITING || engine->state == CHILD_WAITING)
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1) {
		log_warn("cannot connect %s to the engine: %s", c->label, strerror(errno));
		return;
	}
	order(engine, ORDER_PEER, c->id, c->instance, ends[0]);
	order(c, ORDER_PEER, PROGRAM_ENGINE, 0, ends[1]);
	close(ends[0]);
	close(ends[1]);
}

/*
 * Each poller, and each life of one, has ICMP sockets of its own: two that read
 * from one socket would take each other's replies.
 */
static void
hand_icmp(struct child *c, enum program_socket which, int family)
{
	bool	 is_raw;
	int	 fd = socket_icmp(family, &is_raw);

	if (fd == -1)
		return;
	order(c, ORDER_SOCKET, which, 0, fd);
	close(fd);
}

/* Memory in which a poller's next life finds what the last one was at. */
static void
hand_marker(struct child *c)
{
	if (c->marker == -1) {
		c->marker = memfd_create("vigie-marker", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		if (c->marker == -1 || ftruncate(c->marker, PROGRAM_MARKER_SIZE) == -1 ||
		    fcntl(c->marker, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == -1)
			log_warn("cannot make the memory of %s: %s", c->label, strerror(errno));
	}
	if (c->marker != -1)
		order(c, ORDER_SOCKET, PROGRAM_SOCKET_MARKER, 0, c->marker);
}

/* What each program is handed besides its channel. */
static void
hand_over(struct family *f, struct child *c)
{
	if (c->id == PROGRAM_WEB)
		order(c, ORDER_SOCKET, PROGRAM_SOCKET_HTTP, 0, f->http);
	if (c->id == PROGRAM_POLLER) {
		hand_marker(c);
		hand_icmp(c, PROGRAM_SOCKET_ICMP4, AF_INET);
		hand_icmp(c, PROGRAM_SOCKET_ICMP6, AF_INET6);
	}
	if (c->id != PROGRAM_ENGINE) {
		connect_to_engine(f, c);
		return;
	}
	for (unsigned i = 1; i < f->n; i++)
		connect_to_engine(f, &f->children[i]);
}

static void
tell(struct family *f, enum family_event event, const char *text)
{
	f->fn(event, text, f->arg);
}

/* The engine says that a child spoke nonsense: kill it, it is started again as any that died. */
static void
drop(struct family *f, const struct report *r)
{
	for (unsigned i = 1; i < f->n; i++) {
		struct child	*c = &f->children[i];

		if (c->id != r->which || c->instance != r->instance || c->state == CHILD_WAITING)
			continue;
		log_warn("%s (pid %d) spoke nonsense to the engine: killed", c->label, (int)c->pid);
		kill(c->pid, SIGKILL);
	}
}

static void
on_report(evutil_socket_t fd, short what, void *arg)
{
	struct child	*c = arg;
	struct family	*f = c->family;
	struct report	 r;
	bool		 is_all = true;

	(void)what;
	if (recv(fd, &r, sizeof(r), MSG_DONTWAIT) != (ssize_t)sizeof(r)) {
		event_del(c->reports);		/* SIGCHLD tells the rest */
		return;
	}
	c->silent_s = 0;
	if (r.kind == REPORT_RELOADED || r.kind == REPORT_REFUSED)
		tell(f, r.kind == REPORT_RELOADED ? FAMILY_RELOADED : FAMILY_REFUSED, c->label);
	if (r.kind == REPORT_DROPPED && c->id == PROGRAM_ENGINE)
		drop(f, &r);
	if (r.kind != REPORT_READY)
		return;
	c->state = CHILD_RUNNING;
	c->was_ready = true;
	for (unsigned i = 0; i < f->n; i++)
		is_all = is_all && f->children[i].state == CHILD_RUNNING;
	if (is_all && !f->is_ready) {
		f->is_ready = true;
		tell(f, FAMILY_READY, "all programs run");
	}
}

/* In the new process: becomes the program, or says why not and ends. */
static _Noreturn void
become(struct family *f, struct child *c, int fd)
{
	const struct options	*o = f->options;
	static char		*no_environment[] = { NULL };
	static char		*journald_environment[] = { NULL, NULL };
	char			 path[4096], instance[16];
	const char		*argv[16];
	int			 n = 0;
	sigset_t		 none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	snprintf(path, sizeof(path), "%s/%s", o->build_dir != NULL ? o->build_dir : VIGIE_LIBEXECDIR,
	    program_name(c->id));
	snprintf(instance, sizeof(instance), "%u", c->instance);
	argv[n++] = path;
	argv[n++] = "-i";
	argv[n++] = instance;
	if (c->id == PROGRAM_ENGINE) {
		argv[n++] = "-c";
		argv[n++] = o->conf_file;
	}
	if (o->build_dir != NULL) {
		argv[n++] = "-b";
		argv[n++] = o->build_dir;
	}
	if (o->is_foreground)
		argv[n++] = "-f";
	if (o->is_debug)
		argv[n++] = "-d";
	if (o->allow_empty)
		argv[n++] = "-E";
	if (o->accept_loss && !c->was_ready)
		argv[n++] = "-L";	/* once: a later loss is a new one */
	argv[n] = NULL;
	if (getenv("JOURNAL_STREAM") != NULL)
		journald_environment[0] = xasprintf("JOURNAL_STREAM=%s", getenv("JOURNAL_STREAM"));
	if (chdir("/") == -1 || dup2(fd, PROGRAM_FD) == -1 ||
	    fcntl(PROGRAM_FD, F_SETFD, 0) == -1 || !account_become(&c->account)) {
		log_warn("%s: cannot become its account: %s", c->label, strerror(errno));
		_exit(126);
	}
	execve(path, (char *const *)(const void *)argv,
	    journald_environment[0] != NULL ? journald_environment : no_environment);
	log_warn("cannot run %s: %s", path, strerror(errno));
	_exit(127);
}

static void
spawn(struct family *f, struct child *c)
{
	int	 ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1 ||
	    (c->pid = fork()) == -1) {
		log_warn("cannot start %s: %s", c->label, strerror(errno));
		c->pid = 0;
		c->wait_s = MAX_WAIT_S;
		return;
	}
	if (c->pid == 0)
		become(f, c, ends[1]);
	close(ends[1]);
	c->fd = ends[0];
	c->state = CHILD_STARTING;
	c->started = mono_now();
	c->silent_s = c->kill_in_s = 0;
	c->reports = event_new(f->base, c->fd, EV_READ | EV_PERSIST, on_report, c);
	event_add(c->reports, NULL);
	hand_over(f, c);
}

static void
describe_end(const struct child *c, int status, char *out, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(out, size, "%s (pid %d) was ended by signal %d (%s)", c->label, (int)c->pid,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(out, size, "%s (pid %d) ended with status %d", c->label, (int)c->pid,
		    WEXITSTATUS(status));
}

static void
buried(struct family *f, struct child *c, int status)
{
	bool	 is_young = mono_sub(mono_now(), c->started) < YOUNG_US;
	char	 text[200];

	describe_end(c, status, text, sizeof(text));
	event_free(c->reports);
	close(c->fd);
	c->fd = -1;
	c->pid = 0;
	c->state = CHILD_WAITING;
	if (f->is_stopping)
		return;
	if (!c->was_ready && !f->is_ready) {
		tell(f, FAMILY_FAILED, text);
		return;
	}
	c->n_young = is_young ? c->n_young + 1 : 0;
	c->wait_s = c->n_young < 3 ? 0 : c->n_young < 9 ? 1u << (c->n_young - 3) : MAX_WAIT_S;
	if (c->wait_s == 0) {
		log_warn("%s: started again", text);
		spawn(f, c);
	} else
		log_warn("%s: started again in %u s", text, c->wait_s);
}

void
family_reap(struct family *f)
{
	int	 status;
	pid_t	 pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (unsigned i = 0; i < f->n; i++)
			if (f->children[i].pid == pid)
				buried(f, &f->children[i], status);
}

static void
watch_beat(struct child *c)
{
	if (c->kill_in_s > 0)
		c->kill_in_s--;
	if (++c->silent_s < SILENT_S || c->kill_in_s > 0)
		return;
	log_warn("%s (pid %d) has not answered for %u s: killed", c->label, (int)c->pid, c->silent_s);
	kill(c->pid, SIGKILL);
	c->kill_in_s = KILL_AGAIN_S;
}

static void
tick_stopping(struct family *f)
{
	unsigned	 n_left = 0;

	for (unsigned i = 0; i < f->n; i++) {
		struct child	*c = &f->children[i];

		if (c->pid == 0)
			continue;
		n_left++;
		if (f->stopping_s >= STOP_S)
			kill(c->pid, SIGKILL);
	}
	f->stopping_s++;
	if (n_left == 0 && !f->is_gone) {
		f->is_gone = true;
		tell(f, FAMILY_GONE, "all programs have ended");
	}
}

void
family_tick(struct family *f)
{
	struct mono	 now = mono_now();
	bool		 was_asleep = mono_sub(now, f->ticked) > 5 * SEC_US;

	f->ticked = now;
	if (f->is_stopping) {
		tick_stopping(f);
		return;
	}
	for (unsigned i = 0; i < f->n; i++) {
		struct child	*c = &f->children[i];

		if (was_asleep)
			c->silent_s = 0;
		if (c->pid != 0)
			watch_beat(c);
		else if (f->is_ready && (c->wait_s == 0 || --c->wait_s == 0))
			spawn(f, c);
	}
}

static void
add_child(struct family *f, enum program_id id, unsigned instance)
{
	struct child	*c = &f->children[f->n++];

	*c = (struct child){ .family = f, .id = id, .instance = instance, .fd = -1,
	    .marker = -1 };
	if (id == PROGRAM_POLLER && instance > 0)
		snprintf(c->label, sizeof(c->label), "%s/%u", program_name(id), instance);
	else
		snprintf(c->label, sizeof(c->label), "%s", program_name(id));
}

struct family *
family_new(struct event_base *base, const struct options *options, const struct inventory *inv,
    family_fn *fn, void *arg, struct err *err)
{
	struct family	*f = xcalloc(1, sizeof(*f));
	bool		 is_raw = true, is_good;
	int		 probe;

	f->base = base;
	f->options = options;
	f->fn = fn;
	f->arg = arg;
	f->children = xcalloc(PROGRAM_N + inv->n_pollers, sizeof(*f->children));
	f->ticked = mono_now();
	add_child(f, PROGRAM_ENGINE, 0);
	for (unsigned i = 0; i < inv->n_pollers; i++)
		add_child(f, PROGRAM_POLLER, i);
	add_child(f, PROGRAM_SERIES, 0);
	add_child(f, PROGRAM_COURIER, 0);
	add_child(f, PROGRAM_WEB, 0);
	f->http = socket_inherited();
	if (f->http == -1)
		f->http = socket_listen(inv->web_listen, err);
	is_good = f->http != -1;
	if ((probe = socket_icmp(AF_INET, &is_raw)) != -1)
		close(probe);
	else
		log_warn("no ICMP: this user may open neither raw nor ping sockets; "
		    "type: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"");
	for (unsigned i = 0; i < f->n && is_good; i++)
		is_good = account_of(f->children[i].id, options->user, &f->children[i].account, err);
	if (is_good)
		return f;
	family_free(f);
	return NULL;
}

void
family_start(struct family *f)
{
	for (unsigned i = 0; i < f->n; i++)
		spawn(f, &f->children[i]);
}

void
family_reload(struct family *f)
{
	order(&f->children[0], ORDER_RELOAD, 0, 0, -1);
}

void
family_stop(struct family *f)
{
	if (f->is_stopping)
		return;
	f->is_stopping = true;
	for (unsigned i = 0; i < f->n; i++)
		order(&f->children[i], ORDER_STOP, 0, 0, -1);
}

void
family_free(struct family *f)
{
	if (f == NULL)
		return;
	if (f->http != -1)
		close(f->http);
	for (unsigned i = 0; i < f->n; i++)
		if (f->children[i].marker != -1)
			close(f->children[i].marker);
	free(f->children);
	free(f);
}
