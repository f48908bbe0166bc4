/*
 * reload.c - one generation of the configuration gives way to the next.
 *
 * What was read (reloader.c) is taken here.  A bad one changes nothing.  A good
 * one: the judge adopts it, checks are compared by name and definition (what is
 * unchanged goes on untouched), every peer hears its settings again, and the old
 * generation is freed whole.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/assign.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hours.h"
#include "engine/last.h"
#include "engine/outbox.h"
#include "engine/peers.h"
#include "engine/push.h"
#include "engine/recording.h"
#include "engine/relay.h"
#include "engine/samples.h"
#include "engine/survey.h"
#include "ipc/channel.h"
#include "ipc/program.h"
#include "judge/judge.h"
#include "model/conf.h"
#include "model/inventory.h"

#define FIELD_SIZE	1000	/* bytes of a text in a message: below its bound */

/* Settings. */

static void
tell_series(const struct inventory *inv, struct channel *ch)
{
	char	*dir = xasprintf("%s/rrd", inv->store_dir);

	channel_send(ch, MSG_SERIES_SETUP, &(struct msg_series_setup){
		.dir = dir, .flush_s = (uint32_t)(inv->series_flush_ms / SEC_MS) });
	free(dir);
}

/* Fits a text of the configuration into a message's field. */
static const char *
fit(const char *s, char out[static FIELD_SIZE])
{
	text_clean(out, FIELD_SIZE, s, strlen(s));
	return out;
}

static void
tell_courier(const struct inventory *inv, struct channel *ch)
{
	const char	*at = strrchr(inv->mail_from, '@');
	char		 smtp[FIELD_SIZE], from[FIELD_SIZE], name[FIELD_SIZE], user[FIELD_SIZE];
	char		 password[FIELD_SIZE], hello[FIELD_SIZE];

	channel_send(ch, MSG_COURIER_SETUP, &(struct msg_courier_setup){
		.smtp = fit(inv->smtp, smtp),
		.from = fit(inv->mail_from, from),
		.from_name = fit(inv->name, name),
		.user = fit(inv->mail_user, user),
		.password = fit(inv->mail_password, password),
		.tls = inv->mail_tls,
		.hello = fit(at != NULL ? at + 1 : "localhost", hello),
		.retry_first_s = (uint32_t)(inv->courier_retry_first_ms / SEC_MS),
		.retry_for_s = (uint32_t)(inv->courier_retry_for_ms / SEC_MS) });
	explicit_bzero(password, sizeof(password));
}

static void
tell_web(const struct inventory *inv, struct channel *ch)
{
	struct msg_pair	*proxies = xcalloc(inv->n_web_proxies + 1, sizeof(*proxies));
	char		 name[FIELD_SIZE], url[FIELD_SIZE], phone[FIELD_SIZE];

	for (uint32_t i = 0; i < inv->n_web_proxies; i++)
		proxies[i] = (struct msg_pair){ inv->web_proxies[i], inv->web_proxies[i] };
	channel_send(ch, MSG_WEB_SETUP, &(struct msg_web_setup){
		.network_id = inv->id,
		.network_name = fit(inv->name, name),
		.url = fit(inv->url, url),
		.phone = fit(inv->phone, phone),
		.language = inv->language,
		.timezone = inv->timezone,
		.version = PACKAGE_VERSION,
		.is_demo = inv->is_demo,
		.proxies = proxies, .n_proxies = inv->n_web_proxies });
	free(proxies);
}

void
reload_tell(struct engine *e, unsigned who, unsigned instance, struct channel *ch)
{
	(void)instance;
	if (ch == NULL)
		return;
	switch (who) {
	case PROGRAM_SERIES:
		tell_series(e->inv, ch);
		break;
	case PROGRAM_COURIER:
		tell_courier(e->inv, ch);
		break;
	case PROGRAM_WEB:
		tell_web(e->inv, ch);
		break;
	default:
		break;
	}
}

/* The swap. */

static void
keep_restart(struct engine *e, const struct mistakes *m)
{
	for (uint32_t i = 0; i < e->n_restart; i++)
		free(e->restart[i]);
	free(e->restart);
	e->restart = xcalloc(m->n + 1, sizeof(*e->restart));
	e->n_restart = 0;
	for (size_t i = 0; i < m->n; i++)
		e->restart[e->n_restart++] = mistake_text(&m->list[i]);
}

/* What cannot change while vigie runs stays as at the start: the rest of the new generation applies. */
static void
fix(struct engine *e, struct inventory *inv)
{
	if (e->fixed.store_dir == NULL) {
		e->fixed.store_dir = xstrdup(inv->store_dir);
		e->fixed.control_socket = xstrdup(inv->control_socket);
		e->fixed.web_listen = xstrdup(inv->web_listen);
		e->fixed.n_pollers = inv->n_pollers;
	}
	inv->store_dir = e->fixed.store_dir;
	inv->control_socket = e->fixed.control_socket;
	inv->web_listen = e->fixed.web_listen;
	inv->n_pollers = e->fixed.n_pollers;
}

static void
adopt(struct engine *e, struct inventory *new)
{
	struct inventory	*old = e->inv;

	samples_send(e->samples, peers_channel(e->peers, PROGRAM_SERIES, 0));
	samples_forget(e->samples);	/* they borrow names of the old one */
	judge_adopt(e->judge, new, engine_now(e));
	recording_adopt(e->recording, new, e->steady.now);
	last_adopt(e->last, new);
	e->inv = new;
	assign_load(e->assign, new);
	survey_reloaded(e->surveys);
	push_changed(e->push);
	inventory_free(old);
	reload_tell(e, PROGRAM_SERIES, 0, peers_channel(e->peers, PROGRAM_SERIES, 0));
	reload_tell(e, PROGRAM_COURIER, 0, peers_channel(e->peers, PROGRAM_COURIER, 0));
	reload_tell(e, PROGRAM_WEB, 0, peers_channel(e->peers, PROGRAM_WEB, 0));
}

static void
write_fact(struct engine *e, const char *by)
{
	struct wall	 now = e->steady.now;

	facts_take(e->facts, &(struct fact){
		.kind = FACT_RELOAD, .object = "vigie", .happened = now, .known = now,
		.reload = { .sha256 = e->inv->sha256, .by = by } });
	hours_said_compare(e);
	engine_done(e);
}

/* All of them, one a line; errors are logged too. */
static char *
say_mistakes(const struct mistakes *m, bool is_good)
{
	struct buf	 out = { 0 };

	for (size_t i = 0; i < m->n; i++) {
		char	*text;

		if (!is_good && m->list[i].is_warning)
			continue;
		text = mistake_text(&m->list[i]);
		if (!is_good)
			log_warn("reload: %s", text);
		buf_addf(&out, "%s%s", out.len > 0 ? "\n" : "", text);
		free(text);
	}
	return out.len > 0 ? buf_take(&out) : xstrdup("");
}

bool
reload_take(struct engine *e, const char *by, struct inventory *new, const struct mistakes *m,
    char **said)
{
	struct mistakes	 restart = { 0 };

	*said = say_mistakes(m, new != NULL);
	if (new == NULL) {
		e->counts.n_bad_reloads++;
		log_warn("reload asked by %s: the configuration has mistakes, the old one goes on", by);
		return false;
	}
	fix(e, e->inv);
	conf_restart_needed(e->inv, new, &restart);
	keep_restart(e, &restart);
	mistakes_done(&restart);
	fix(e, new);
	adopt(e, new);
	e->counts.n_reloads++;
	write_fact(e, by);
	log_info("reloaded by %s: %u sites, %u checks", by, (unsigned)new->n_sites,
	    (unsigned)new->n_checks);
	return true;
}
