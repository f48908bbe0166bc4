/* web.c - see web.h: who hears of what */
#include <sys/resource.h>

#include <stdlib.h>

#include <event2/event.h>

#include "base/mem.h"

#include "assets.h"
#include "bars.h"
#include "cache.h"
#include "call.h"
#include "feed.h"
#include "reports.h"
#include "web.h"

#define PAGES_MAX	4096
#define PAGES_BYTES	(32 * 1024 * 1024)
#define ANSWERS_MAX	512
#define ANSWERS_BYTES	(16 * 1024 * 1024)

static const struct http_limits	 limits = {
	.max_connections = 1000,
	.max_per_address = 128,
	.head_us = 15 * SEC_US,
	.idle_us = 15 * SEC_US,
	.reply_us = 60 * SEC_US,
};

static void
on_changed(void *arg)
{
	struct web	*w = arg;

	cache_clear(w->pages);
	if (w->bars != NULL)
		bars_look(w->bars);
}

static void
on_bars(void *arg)
{
	cache_clear(((struct web *)arg)->pages);
}

static void
on_proxies(const struct msg_pair *proxies, size_t n, void *arg)
{
	const char	**addresses = xcalloc(n > 0 ? n : 1, sizeof(*addresses));

	for (size_t i = 0; i < n; i++)
		addresses[i] = proxies[i].name;
	http_trust(((struct web *)arg)->http, addresses, n);
	free(addresses);
}

/* As many descriptors as connections may want; the soft limit is 1024 on a stock system. */
static void
raise_descriptors(void)
{
	struct rlimit	 lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur < lim.rlim_max) {
		lim.rlim_cur = lim.rlim_max < 8192 ? lim.rlim_max : 8192;
		setrlimit(RLIMIT_NOFILE, &lim);
	}
}

static void *
web_start(const struct program_run *run)
{
	struct web	*w = xcalloc(1, sizeof(*w));

	raise_descriptors();
	assets_init();
	w->base = run->base;
	w->pages = cache_new(PAGES_MAX, PAGES_BYTES);
	w->answers = cache_new(ANSWERS_MAX, ANSWERS_BYTES);
	w->http = http_new(run->base, &limits, call_take, w);
	w->feed = feed_new(run->base, on_changed, on_proxies, w);
	w->reports = reports_new(run->base, w->feed);
	w->bars = bars_new(run->base, w->feed, w->reports, on_bars, w);
	return w;
}

static void
web_peer(void *arg, enum program_id who, unsigned instance, int fd)
{
	(void)who;
	(void)instance;
	feed_attach(((struct web *)arg)->feed, fd);
}

static void
web_socket(void *arg, enum program_socket which, int fd)
{
	(void)which;
	http_listen(((struct web *)arg)->http, fd);
}

static void
web_stop(void *arg)
{
	struct web	*w = arg;

	reports_stop(w->reports);
	feed_free(w->feed);
	reports_free(w->reports);
	bars_free(w->bars);
	http_free(w->http);
	cache_free(w->pages);
	cache_free(w->answers);
	assets_done();
	free(w);
}

static struct channel *
web_engine(void *arg)
{
	return feed_channel(((struct web *)arg)->feed);
}

static void
web_figures(void *arg, struct program_figures *out)
{
	struct http_figures	 f;
	struct reports_figures	 r;

	http_figures(((struct web *)arg)->http, &f);
	program_figure(out, "connections", f.n_connections);
	program_figure(out, "requests", (double)f.n_requests);
	program_figure(out, "refused", (double)f.n_refused);
	program_figure(out, "evicted", (double)f.n_evicted);
	program_figure(out, "late", (double)f.n_late);
	reports_figures(((struct web *)arg)->reports, &r);
	program_figure(out, "reports_under_way", r.n_under_way);
	program_figure(out, "reports_made", (double)r.n_made);
	program_figure(out, "reports_refused", (double)r.n_busy);
	program_figure(out, "reports_failed", (double)r.n_failed);
}

const struct program	 web_program = {
	.name = "vigie-web",
	.start = web_start,
	.peer = web_peer,
	.socket = web_socket,
	.stop = web_stop,
	.engine = web_engine,
	.figures = web_figures,
};
