/*
 * probe_once - probes by hand, through the real host, without an engine.
 *
 *     probe_once [-P] [-t TIMEOUT_MS] [-n TIMES] PROBE ADDRESS [OPTION=VALUE...]
 *         runs it once, telling each step, its values and its outcome; exit 0 when it is ok
 *     probe_once [-P] -s SECONDS < CHECKS
 *         keeps the schedule of many; a line is NAME PROBE ADDRESS INTERVAL_MS TIMEOUT_MS [OPTION=VALUE...];
 *         each result is a line: NAME STATUS took_us=N late_us=N [METRIC=VALUE...] "TEXT"
 *
 * -P takes ping sockets where raw ones could be had.
 */
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/mem.h"
#include "poller/host.h"

#define OPTIONS_MAX	32

struct driver {
	struct event_base	*base;
	struct host		*host;
	bool			 is_watched;
	unsigned		 n_left;
	uint32_t		 status;		/* of the last result */
	char			**names;		/* by handle */
	size_t			 n_names, room;
};

static const char *const	 words[] = { "ok", "warn", "fail", "error" };

static void
print_result(const struct driver *d, const struct msg_result *r)
{
	if (d->is_watched) {
		for (uint32_t i = 0; i < r->n_values; i++)
			printf("%s = %.10g\n", r->values[i].name, r->values[i].value);
		printf("%s: %s\n", words[r->status], r->text);
		return;
	}
	printf("%s %s took_us=%u late_us=%u", d->names[r->check], words[r->status],
	    r->took_us, r->late_us);
	for (uint32_t i = 0; i < r->n_values; i++)
		printf(" %s=%.10g", r->values[i].name, r->values[i].value);
	printf(" \"%s\"\n", r->text);
}

static void
run_again(struct driver *d)
{
	host_run(d->host, &(struct msg_run){ .id = 1, .check = 0 });
}

static void
on_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	run_again(arg);
}

static void
on_ready(void *arg)
{
	static const struct timeval	 soon = { 0, 100000 };
	struct driver		*d = arg;
	struct msg_result	 results[OUTBOX_RESULTS];
	struct batch		*batch;

	while ((batch = outbox_first(host_outbox(d->host))) != NULL) {
		uint32_t	 n = host_resolve(d->host, batch, results);

		for (uint32_t i = 0; i < n; i++) {
			if (d->is_watched && results[i].run == 0)
				continue;
			print_result(d, &results[i]);
			d->status = results[i].status;
			if (d->is_watched && --d->n_left == 0)
				event_base_loopbreak(d->base);
			else if (d->is_watched)
				event_base_once(d->base, -1, EV_TIMEOUT, on_again, d, &soon);
		}
		outbox_sent(host_outbox(d->host), batch, mono_now());
	}
	fflush(stdout);
}

static void
on_step(void *arg, const struct msg_step *step)
{
	(void)arg;
	printf("%9.3f ms  %s\n", step->at_us / 1000.0, step->text);
}

static void
open_socket(struct host *h, int family, bool is_ping)
{
	int	 protocol = family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	int	 fd = is_ping ? -1 : socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
	int	 size = 8 * 1024 * 1024;

	if (fd == -1 && (fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, protocol)) == -1)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	host_socket(h, family, fd);
}

/* option=value words into pairs, in place. */
static uint32_t
split_options(char **words_in, int n, struct msg_pair *out)
{
	uint32_t	 used = 0;

	for (int i = 0; i < n && used < OPTIONS_MAX; i++) {
		char	*equals = strchr(words_in[i], '=');

		if (equals == NULL)
			errx(2, "not OPTION=VALUE: %s", words_in[i]);
		*equals = '\0';
		out[used++] = (struct msg_pair){ words_in[i], equals + 1 };
	}
	return used;
}

static void
add_check(struct driver *d, const char *name, const char *probe, const char *address,
    const char *interval, const char *timeout, char **options, int n)
{
	struct msg_pair		 pairs[OPTIONS_MAX];
	struct msg_assign	 a = { .check = (uint32_t)d->n_names, .name = name, .probe = probe,
	    .address = address, .fall = 3, .rise = 2, .options = pairs };

	a.interval_ms = (uint32_t)strtonum(interval, 1, UINT32_MAX, NULL);
	a.timeout_ms = (uint32_t)strtonum(timeout, 1, UINT32_MAX, NULL);
	a.n_options = split_options(options, n, pairs);
	d->names = grow(d->names, d->n_names, &d->room, sizeof(char *));
	d->names[d->n_names++] = xstrdup(name);
	host_assign(d->host, &a);
}

static void
read_checks(struct driver *d)
{
	char	*line = NULL, *fields[OPTIONS_MAX + 5], *p, *word;
	size_t	 room = 0;

	while (getline(&line, &room, stdin) != -1) {
		int	 n = 0;

		p = line;
		while (n < OPTIONS_MAX + 5 && (word = strsep(&p, " \n")) != NULL)
			if (word[0] != '\0')
				fields[n++] = word;
		if (n >= 5)
			add_check(d, fields[0], fields[1], fields[2], fields[3], fields[4],
			    fields + 5, n - 5);
	}
	free(line);
}

static void
print_stats(const struct driver *d)
{
	struct host_stats	 s;
	struct rusage		 ru;

	host_stats(d->host, &s, false);
	getrusage(RUSAGE_SELF, &ru);
	printf("# done=%llu stray=%llu malformed=%llu skipped=%llu late_p99_us=%u lag_p99_us=%u "
	    "maxrss_kib=%ld\n", (unsigned long long)s.n_done, (unsigned long long)s.n_stray,
	    (unsigned long long)s.n_malformed, (unsigned long long)s.n_skipped,
	    s.late_p99_us, s.lag_p99_us, ru.ru_maxrss);
}

int
main(int argc, char **argv)
{
	struct driver	 d = { .is_watched = true, .n_left = 1, .status = RESULT_ERROR };
	struct timeval	 span = { 0, 0 };
	const char	*timeout = "2000";
	bool		 is_ping = false;
	int		 c;

	while ((c = getopt(argc, argv, "Pt:s:n:")) != -1)
		switch (c) {
		case 'P':
			is_ping = true;
			break;
		case 't':
			timeout = optarg;
			break;
		case 'n':
			d.n_left = (unsigned)strtonum(optarg, 1, 1000000, NULL);
			break;
		case 's':
			span.tv_sec = (time_t)strtonum(optarg, 1, 100000, NULL);
			d.is_watched = false;
			break;
		default:
			return 2;
		}
	if (d.is_watched && argc - optind < 2)
		errx(2, "probe_once [-P] [-t MS] [-n TIMES] PROBE ADDRESS [OPTION=VALUE...]");
	d.base = event_base_new();
	d.host = host_new(d.base, &(struct host_link){ on_ready, on_step, &d });
	open_socket(d.host, AF_INET, is_ping);
	open_socket(d.host, AF_INET6, is_ping);
	if (d.is_watched) {
		add_check(&d, "once", argv[optind], argv[optind + 1], "1000000000", timeout,
		    argv + optind + 2, argc - optind - 2);
		run_again(&d);
		event_base_dispatch(d.base);
	} else {
		read_checks(&d);
		event_base_loopexit(d.base, &span);
		event_base_dispatch(d.base);
		host_flush(d.host);
		on_ready(&d);
		print_stats(&d);
	}
	host_free(d.host);
	event_base_free(d.base);
	for (size_t i = 0; i < d.n_names; i++)
		free(d.names[i]);
	free(d.names);
	return d.status == RESULT_OK ? 0 : 1;
}
