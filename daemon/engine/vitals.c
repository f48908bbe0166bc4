/* vitals.c - see vitals.h */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/jw.h"
#include "engine/last.h"
#include "engine/outbox.h"
#include "engine/peers.h"
#include "engine/recording.h"
#include "engine/samples.h"
#include "engine/vitals.h"
#include "ipc/program.h"
#include "journal/writer.h"
#include "judge/judge.h"
#include "model/inventory.h"

/* "vigie-poller/0", "vigie-web" */
static const char *
child_name(enum program_id who, unsigned instance, char out[static 32])
{
	if (who == PROGRAM_POLLER)
		snprintf(out, 32, "%s/%u", program_name(who), instance);
	else
		snprintf(out, 32, "%s", program_name(who));
	return out;
}

typedef void	program_fn(struct engine *e, enum program_id who, unsigned instance, void *arg);

static void
each_child(struct engine *e, program_fn *fn, void *arg)
{
	for (unsigned i = 0; i < e->inv->n_pollers && i < PEERS_MAX_POLLERS; i++)
		fn(e, PROGRAM_POLLER, i, arg);
	fn(e, PROGRAM_SERIES, 0, arg);
	fn(e, PROGRAM_COURIER, 0, arg);
	fn(e, PROGRAM_WEB, 0, arg);
}

/* `vigie top`. */

static void
top_figures(struct jw *j, uint32_t pid, uint64_t rss, uint64_t cpu_ms, uint32_t lag_us)
{
	jw_int(j, "pid", pid);
	jw_int(j, "rss_bytes", (int64_t)rss);
	jw_int(j, "cpu_ms", (int64_t)cpu_ms);
	jw_int(j, "loop_lag_p99_us", lag_us);
}

static void
top_poller(struct jw *j, const struct msg_poller_stats *p)
{
	jw_open(j, "poller");
	jw_int(j, "checks", p->n_checks);
	jw_int(j, "running", p->n_running);
	jw_int(j, "done", (int64_t)p->n_done);
	jw_int(j, "malformed", (int64_t)p->n_malformed);
	jw_int(j, "stray", (int64_t)p->n_stray);
	jw_int(j, "dropped", (int64_t)p->n_dropped);
	jw_num(j, "late_p99_ms", p->late_p99_us / 1000.0, 3);
	jw_bool(j, "resolver_ok", p->resolver_ok);
	jw_int(j, "aside", p->n_aside);
	jw_close(j);
}

static void
top_child(struct engine *e, enum program_id who, unsigned instance, void *arg)
{
	struct jw			*j = arg;
	const struct peer_figures	*f = peers_figures(e->peers, who, instance);
	char				 name[32];

	jw_open(j, NULL);
	jw_str(j, "program", child_name(who, instance, name));
	jw_bool(j, "up", peers_channel(e->peers, who, instance) != NULL);
	jw_time(j, "since", peers_since(e->peers, who, instance));
	jw_int(j, "replaced", peers_replaced(e->peers, who, instance));
	if (f->at.ms != 0) {
		jw_time(j, "at", f->at);
		top_figures(j, f->pid, f->rss_bytes, f->cpu_ms, f->loop_lag_p99_us);
		jw_open(j, "values");
		for (uint32_t i = 0; i < f->n_values; i++)
			jw_num(j, f->values[i].name, f->values[i].value, 3);
		jw_close(j);
	}
	if (f->poller_at.ms != 0)
		top_poller(j, &f->poller);
	jw_close(j);
}

static void
top_engine(struct engine *e, struct jw *j)
{
	const struct engine_counts	*c = &e->counts;
	struct record_figures		 record;

	recording_figures(e->recording, &record);
	jw_open(j, "engine");
	jw_int(j, "checks", e->inv->n_checks);
	jw_num(j, "results_per_s", e->results_per_s, 1);
	jw_int(j, "results", (int64_t)c->n_results);
	jw_int(j, "repeats", (int64_t)c->n_repeats);
	jw_int(j, "gaps", (int64_t)c->n_gaps);
	jw_int(j, "unknown", (int64_t)c->n_unknown);
	jw_int(j, "errors", (int64_t)c->n_errors);
	jw_int(j, "asks", (int64_t)c->n_asks);
	jw_int(j, "refused", (int64_t)c->n_refused);
	jw_int(j, "connections", control_count(e->control));
	jw_int(j, "samples_sent", (int64_t)samples_sent(e->samples));
	jw_int(j, "samples_dropped", (int64_t)samples_dropped(e->samples));
	jw_int(j, "recorded", (int64_t)record.n_entries);
	jw_int(j, "record_dropped", (int64_t)record.n_dropped);
	jw_int(j, "record_bytes", (int64_t)record.bytes);
	jw_num(j, "clock_ahead_s", (double)e->steady.ahead_ms / (double)SEC_MS, 3);
	jw_close(j);
}

static void
top_journal(struct engine *e, struct jw *j)
{
	struct writer_figures	 w;

	facts_figures(e->facts, &w);
	jw_open(j, "journal");
	jw_int(j, "put", (int64_t)w.put);
	jw_int(j, "synced", (int64_t)w.synced);
	jw_int(j, "waiting_bytes", (int64_t)w.waiting_bytes);
	jw_int(j, "commits", (int64_t)w.n_commits);
	jw_num(j, "commit_ms", (double)w.commit_us / 1000.0, 3);
	jw_num(j, "commit_max_ms", (double)w.commit_max_us / 1000.0, 3);
	jw_bool(j, "full", w.is_full);
	jw_close(j);
	jw_open(j, "outbox");
	jw_int(j, "waiting", outbox_count(e->outbox));
	jw_int(j, "failing", outbox_failing(e->outbox, 1));
	jw_time(j, "oldest", outbox_oldest(e->outbox));
	jw_close(j);
}

void
vitals_top(struct engine *e, struct jw *j)
{
	struct msg_stats	 s;

	program_stats(&s);
	jw_open(j, NULL);
	jw_time(j, "at", e->steady.now);
	jw_time(j, "started", e->started);
	jw_open_list(j, "programs");
	jw_open(j, NULL);
	jw_str(j, "program", program_name(PROGRAM_ENGINE));
	jw_bool(j, "up", true);
	jw_time(j, "since", e->started);
	top_figures(j, s.pid, s.rss_bytes, s.cpu_ms, s.loop_lag_p99_us);
	jw_close(j);
	each_child(e, top_child, j);
	jw_close_list(j);
	top_engine(e, j);
	top_journal(e, j);
	jw_close(j);
}

/* /metrics. */

static void
head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
one(struct buf *out, const char *name, const char *type, const char *help, double x)
{
	head(out, name, type, help);
	buf_addf(out, "%s %.17g\n", name, x);
}

static void
metrics_engine(struct engine *e, struct buf *out)
{
	struct msg_stats	 s;
	struct writer_figures	 w;

	program_stats(&s);
	facts_figures(e->facts, &w);
	one(out, "vigie_up_since_seconds", "gauge", "Start of vigie-engine, Unix time.",
	    (double)wall_sec(e->started));
	one(out, "vigie_blind", "gauge", "1 while no majority of canaries answers.",
	    judge_is_blind(e->judge));
	one(out, "vigie_checks", "gauge", "Checks of the configuration.", e->inv->n_checks);
	one(out, "vigie_results_total", "counter", "Results judged.", (double)e->counts.n_results);
	one(out, "vigie_results_per_second", "gauge", "Results of the last second.",
	    e->results_per_s);
	one(out, "vigie_results_repeated_total", "counter", "Batches that came twice.",
	    (double)e->counts.n_repeats);
	one(out, "vigie_loop_lag_p99_seconds", "gauge", "Of the engine, in the last minute.",
	    s.loop_lag_p99_us / 1e6);
	one(out, "vigie_journal_rows", "gauge", "Number of the journal's last row on the disk.",
	    (double)w.synced);
	one(out, "vigie_journal_waiting_bytes", "gauge", "Rows not yet on the disk.",
	    (double)w.waiting_bytes);
	one(out, "vigie_journal_full", "gauge", "1 while the disk is full.", w.is_full);
	one(out, "vigie_outbox_notices", "gauge", "Notices not yet delivered.",
	    outbox_count(e->outbox));
	one(out, "vigie_samples_dropped_total", "counter", "Values that never reached a graph.",
	    (double)samples_dropped(e->samples));
	head(out, "vigie_rss_bytes", "gauge", "Memory of each program.");
	buf_addf(out, "vigie_rss_bytes{program=\"%s\"} %" PRIu64 "\n",
	    program_name(PROGRAM_ENGINE), s.rss_bytes);
}

static void
metrics_rss(struct engine *e, enum program_id who, unsigned instance, void *arg)
{
	const struct peer_figures	*f = peers_figures(e->peers, who, instance);
	char				 name[32];

	if (f->at.ms != 0)
		buf_addf(arg, "vigie_rss_bytes{program=\"%s\"} %" PRIu64 "\n",
		    child_name(who, instance, name), f->rss_bytes);
}

static void
metrics_up(struct engine *e, enum program_id who, unsigned instance, void *arg)
{
	char	 name[32];

	buf_addf(arg, "vigie_program_up{program=\"%s\"} %d\n", child_name(who, instance, name),
	    peers_channel(e->peers, who, instance) != NULL);
}

static void
metrics_late(struct engine *e, enum program_id who, unsigned instance, void *arg)
{
	const struct peer_figures	*f = peers_figures(e->peers, who, instance);

	if (who == PROGRAM_POLLER && f->poller_at.ms != 0)
		buf_addf(arg, "vigie_poller_late_p99_seconds{poller=\"%u\"} %.6f\n", instance,
		    f->poller.late_p99_us / 1e6);
}

void
vitals_metrics(struct engine *e, struct buf *out)
{
	metrics_engine(e, out);
	each_child(e, metrics_rss, out);
	head(out, "vigie_program_up", "gauge", "1 while the program's channel to the engine stands.");
	each_child(e, metrics_up, out);
	head(out, "vigie_poller_late_p99_seconds", "gauge",
	    "Checks started this long after they were due, in the last minute.");
	each_child(e, metrics_late, out);
}

/* The router's latest figures. */
static void
site_figures(struct engine *e, const struct site *site, struct vitals_sites *to)
{
	const struct device	*d;

	if (site->router == NONE)
		return;
	d = &e->inv->devices[site->router];
	for (uint32_t k = 0; k < d->n_checks; k++) {
		const struct last_figures *f = last_of(e->last, d->first_check + k);

		if (f->at.ms == 0 || (isnan(f->rtt_ms) && isnan(f->loss_pct)))
			continue;
		if (!isnan(f->rtt_ms))
			buf_addf(&to->rtt, "vigie_site_rtt_seconds{site=\"%s\"} %.6g\n", site->id,
			    (double)f->rtt_ms / 1000);
		if (!isnan(f->loss_pct))
			buf_addf(&to->loss, "vigie_site_loss_ratio{site=\"%s\"} %.6g\n", site->id,
			    (double)f->loss_pct / 100);
		return;
	}
}

void
vitals_site(struct engine *e, uint32_t index, struct vitals_sites *to)
{
	const struct site	*site = &e->inv->sites[index];
	struct judge_site	 s;

	judge_get_site(e->judge, index, e->steady.now, &s);
	buf_addf(&to->state, "vigie_site_state{site=\"%s\",state=\"%s\"} 1\n", site->id,
	    state_word(s.state));
	if (s.link.state != STATE_UNKNOWN)
		buf_addf(&to->link, "vigie_site_link_up{site=\"%s\"} %d\n", site->id,
		    s.link.state != STATE_DOWN);
	site_figures(e, site, to);
}

void
vitals_sites_write(const struct vitals_sites *sites, struct buf *out)
{
	head(out, "vigie_site_state", "gauge", "1 for the state that the point is in.");
	buf_adds(out, buf_str(&sites->state));
	head(out, "vigie_site_link_up", "gauge",
	    "1 while the point's Internet access works, 0 while it is down; absent when unknown.");
	buf_adds(out, buf_str(&sites->link));
	head(out, "vigie_site_rtt_seconds", "gauge", "Latest round trip to the point's router.");
	buf_adds(out, buf_str(&sites->rtt));
	head(out, "vigie_site_loss_ratio", "gauge",
	    "Share of packets lost in the latest measurement.");
	buf_adds(out, buf_str(&sites->loss));
}

void
vitals_sites_done(struct vitals_sites *sites)
{
	buf_done(&sites->state);
	buf_done(&sites->link);
	buf_done(&sites->rtt);
	buf_done(&sites->loss);
}

/* Series of vigie itself. */

static void
sample_child(struct engine *e, enum program_id who, unsigned instance, void *arg)
{
	const struct peer_figures	*f = peers_figures(e->peers, who, instance);
	struct msg_value		 values[4];
	uint32_t			 n = 0;
	struct buf			 name = { 0 };

	(void)arg;
	if (f->at.ms == 0 || peers_channel(e->peers, who, instance) == NULL)
		return;
	buf_addf(&name, "vigie/%s", program_name(who) + strlen("vigie-"));
	if (who == PROGRAM_POLLER)
		buf_addf(&name, "-%u", instance);
	values[n++] = (struct msg_value){ "rss_bytes", (double)f->rss_bytes };
	values[n++] = (struct msg_value){ "loop_lag_ms", f->loop_lag_p99_us / 1000.0 };
	if (f->poller_at.ms != 0)
		values[n++] = (struct msg_value){ "late_ms", f->poller.late_p99_us / 1000.0 };
	samples_add(e->samples, samples_name(e->samples, buf_str(&name)), NULL, e->steady.now,
	    values, n);
	buf_done(&name);
}

void
vitals_sample(struct engine *e)
{
	struct msg_stats	 s;
	struct writer_figures	 w;
	struct msg_value	 values[5];

	if (!steady_is_trusted(&e->steady))
		return;
	program_stats(&s);
	facts_figures(e->facts, &w);
	values[0] = (struct msg_value){ "rss_bytes", (double)s.rss_bytes };
	values[1] = (struct msg_value){ "loop_lag_ms", s.loop_lag_p99_us / 1000.0 };
	values[2] = (struct msg_value){ "results_per_s", e->results_per_s };
	values[3] = (struct msg_value){ "commit_ms", (double)w.commit_us / 1000.0 };
	values[4] = (struct msg_value){ "outbox", outbox_count(e->outbox) };
	samples_add(e->samples, "vigie/engine", NULL, e->steady.now, values, N_ELEMENTS(values));
	each_child(e, sample_child, NULL);
}
