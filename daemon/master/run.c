/* run.c - vigied from its first to its last second: signals, the family, systemd; see master.h */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>
#include <systemd/sd-daemon.h>

#include "base/log.h"
#include "base/mem.h"
#include "master/master.h"
#include "model/inventory.h"

struct run {
	struct event_base	*base;
	struct family		*family;
	bool			 is_ready, is_stopping;
	int			 status;
};

static void
stop(struct run *run, int status)
{
	if (run->is_stopping)
		return;
	run->is_stopping = true;
	run->status = status;
	sd_notify(0, "STOPPING=1");
	family_stop(run->family);
}

static void
on_family(enum family_event event, const char *text, void *arg)
{
	struct run	*run = arg;

	switch (event) {
	case FAMILY_READY:
		run->is_ready = true;
		log_info("%s", text);
		sd_notify(0, "READY=1");
		break;
	case FAMILY_RELOADED:
		log_info("reloaded");
		sd_notify(0, "READY=1\nSTATUS=configuration reloaded");
		break;
	case FAMILY_REFUSED:
		log_warn("reload refused: the running configuration stays");
		sd_notify(0, "READY=1\nSTATUS=reload refused, the former configuration runs on");
		break;
	case FAMILY_FAILED:
		log_warn("%s: vigied stops", text);
		stop(run, EXIT_FAILURE);
		break;
	case FAMILY_GONE:
		event_base_loopbreak(run->base);
		break;
	}
}

static void
on_end_signal(evutil_socket_t signo, short what, void *arg)
{
	(void)what;
	log_info("%s: stopping", strsignal((int)signo));
	stop(arg, EXIT_SUCCESS);
}

static void
on_hangup(evutil_socket_t signo, short what, void *arg)
{
	struct run	*run = arg;
	char		 text[64];

	(void)signo;
	(void)what;
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)mono_now().us);
	sd_notify(0, text);
	family_reload(run->family);
}

static void
on_child(evutil_socket_t signo, short what, void *arg)
{
	(void)signo;
	(void)what;
	family_reap(((struct run *)arg)->family);
}

static void
on_second(evutil_socket_t fd, short what, void *arg)
{
	struct run	*run = arg;

	(void)fd;
	(void)what;
	if (run->is_ready)
		sd_notify(0, "WATCHDOG=1");
	family_tick(run->family);
}

static void
watch(struct run *run)
{
	static const struct { int signo; event_callback_fn fn; } signals[] = {
		{ SIGTERM, on_end_signal }, { SIGINT, on_end_signal },
		{ SIGHUP, on_hangup }, { SIGCHLD, on_child },
	};
	static const struct timeval	 second = { 1, 0 };

	for (size_t i = 0; i < N_ELEMENTS(signals); i++)
		event_add(evsignal_new(run->base, signals[i].signo, signals[i].fn, run), NULL);
	event_add(event_new(run->base, -1, EV_PERSIST, on_second, run), &second);
}

/* Started by an ordinary user on a first run: the folders are his to make.  Root never makes them. */
static void
make_folders(const struct inventory *inv)
{
	char	*rrd = xasprintf("%s/rrd", inv->store_dir);
	char	*socket_dir = xstrdup(inv->control_socket), *slash = strrchr(socket_dir, '/');

	if (slash != NULL && slash != socket_dir)
		*slash = '\0';
	if (geteuid() != 0 && (mkdir(inv->store_dir, 0750) == 0 || errno == EEXIST)) {
		mkdir(rrd, 0750);
		mkdir(socket_dir, 0750);
	}
	free(rrd);
	free(socket_dir);
}

int
master_run(const struct options *options, struct inventory *inv)
{
	struct run	 run = { 0 };
	struct err	 err = { "" };
	pid_t		 holder;

	make_folders(inv);
	if (lock_store(inv->store_dir, &holder, &err) == -1) {
		fprintf(stderr, "vigied: %s\n", err.text);
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	if ((run.base = event_base_new()) == NULL ||
	    (run.family = family_new(run.base, options, inv, on_family, &run, &err)) == NULL) {
		fprintf(stderr, "vigied: %s\n", err.text);
		return EXIT_FAILURE;
	}
	inventory_free(inv);	/* what the master needs of it is few: 100,000 checks are the engine's to carry */
	malloc_trim(0);
	account_shed_privilege();
	watch(&run);
	family_start(run.family);
	event_base_dispatch(run.base);
	family_free(run.family);
	log_info("stopped");
	return run.status;
}
