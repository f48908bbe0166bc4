/*
 * ask.c - the one door for questions, from vigie-web and from the control socket.
 *
 * One table: what may be asked, who may, who answers.  Everything is checked
 * here; what needs a child goes on to relay.c.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/ask_frozen.h"
#include "engine/ask_import.h"
#include "engine/ask_report.h"
#include "engine/ask_series.h"
#include "engine/declared.h"
#include "engine/engine.h"
#include "engine/hands.h"
#include "engine/history.h"
#include "engine/jw.h"
#include "engine/relay.h"
#include "engine/reloader.h"
#include "engine/survey.h"
#include "engine/views.h"
#include "engine/vitals.h"
#include "ipc/channel.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/near.h"

#define MAX_LIMIT	1000
#define OUTAGES_MAX_MS	(5 * 366 * DAY_MS)

/* Answers. */

void
ask_answer(const struct asker *asker, const char *json)
{
	channel_answer(asker->ch, asker->id, 200, "application/json", json, strlen(json));
}

static const char *
status_title(unsigned status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 409:
		return "Conflict";
	case 422:
		return "Unprocessable Content";
	case 503:
		return "Service Unavailable";
	default:
		return "Error";
	}
}

void
ask_problem(const struct asker *asker, unsigned status, const char *fmt, ...)
{
	struct buf	 detail = { 0 }, out = { 0 };
	struct jw	 j = jw_on(&out);
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&detail, fmt, ap);
	va_end(ap);
	jw_open(&j, NULL);
	jw_str(&j, "type", "about:blank");
	jw_str(&j, "title", status_title(status));
	jw_int(&j, "status", status);
	jw_str(&j, "detail", buf_str(&detail));
	jw_close(&j);
	channel_answer(asker->ch, asker->id, status, "application/problem+json", out.s, out.len);
	buf_done(&detail);
	buf_done(&out);
}

/* Sends what a view has made. */
static void
answer_buf(const struct asker *asker, struct buf *out)
{
	ask_answer(asker, buf_str(out));
	buf_done(out);
}

/* Arguments. */

void
ask_no_site(struct engine *e, const struct asker *asker, const char *id)
{
	const char	*near = near_site(e->inv, id);

	if (near != NULL)
		ask_problem(asker, 404, _("there is no site \"%.*s\", did you mean \"%s\"?"), ID_MAX, id,
		    near);
	else
		ask_problem(asker, 404, _("there is no site \"%.*s\""), ID_MAX, id);
}

bool
ask_for_site_of(struct engine *e, const struct asker *asker, const char *object)
{
	char		 id[ID_MAX + 1];
	uint32_t	 site;

	if (strlcpy(id, object, sizeof(id)) >= sizeof(id) && strcspn(object, "/") > ID_MAX) {
		ask_no_site(e, asker, object);
		return false;
	}
	id[strcspn(id, "/")] = '\0';
	return ask_for_site(e, asker, id, &site);
}

/* The site of argument `site` (or `id`); false after having answered. */
bool
ask_for_site(struct engine *e, const struct asker *asker, const char *id, uint32_t *site)
{
	if ((*site = inventory_site(e->inv, id)) != NONE)
		return true;
	ask_no_site(e, asker, id);
	return false;
}

bool
ask_time(const struct asker *asker, const struct msg_ask *ask, const char *name, struct wall *out)
{
	const char	*text = msg_arg(ask, name, "");
	const char	*why = NULL;
	int64_t		 s;

	if (*text == '\0' || wall_parse(text, out))
		return true;
	s = strtonum(text, 0, INT64_C(253402300799), &why);
	if (why == NULL) {
		out->ms = s * SEC_MS;
		return true;
	}
	ask_problem(asker, 422, _("%s: neither RFC 3339 (2026-03-03T10:30:00Z) nor Unix seconds"),
	    name);
	return false;
}

bool
ask_number(const struct asker *asker, const struct msg_ask *ask, const char *name, uint32_t max,
    uint32_t *out)
{
	const char	*text = msg_arg(ask, name, "");
	const char	*why = NULL;
	long long	 n;

	if (*text == '\0')
		return true;
	n = strtonum(text, 1, max, &why);
	if (why != NULL) {
		ask_problem(asker, 422, _("%s: must be a number from 1 to %u"), name, max);
		return false;
	}
	*out = (uint32_t)n;
	return true;
}

static bool
is_yes(const char *text)
{
	return strcmp(text, "1") == 0 || strcmp(text, "true") == 0 || strcmp(text, "yes") == 0;
}

/* The questions. */

static void
ask_status(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	const char		*id = msg_arg(ask, "site", "");
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	uint32_t		 site;

	if (*id == '\0') {
		survey_answer(e->surveys, SURVEY_STATUS, asker);
		return;
	}
	if (!ask_for_site(e, asker, id, &site))
		return;
	view_status(&j, &v, site);
	answer_buf(asker, &out);
}

static void
ask_site(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct view_trouble	 troubles[TROUBLE_N];
	struct view		 v = engine_view(e, asker->role, troubles);
	struct view_open	 open;
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	uint32_t		 site;

	if (!ask_for_site(e, asker, msg_arg(ask, "id", ""), &site))
		return;
	view_open_init(&open, &v);
	view_site(&j, NULL, &v, &open, site);
	view_open_done(&open);
	answer_buf(asker, &out);
}

static void
ask_sites(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	(void)ask;
	survey_answer(e->surveys, SURVEY_SITES, asker);
}

static void
ask_incidents(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	const char		*id = msg_arg(ask, "site", "");
	struct view_incidents	 wish = { .only_open = is_yes(msg_arg(ask, "open", "")),
				    .limit = MAX_LIMIT };
	uint32_t		 site;

	if (*id != '\0' && !ask_for_site(e, asker, id, &site))
		return;
	wish.site = *id != '\0' ? id : NULL;
	if (!ask_time(asker, ask, "since", &wish.since) ||
	    !ask_time(asker, ask, "until", &wish.until) ||
	    !ask_number(asker, ask, "limit", MAX_LIMIT, &wish.limit))
		return;
	history_incidents(e, asker, &wish);
}

static void
ask_incident(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	uint32_t	 number = 0;

	if (!ask_number(asker, ask, "id", INT32_MAX, &number))
		return;
	if (number == 0)
		ask_problem(asker, 400, "id: which incident?");
	else if (asker->role > ROLE_PUBLIC)
		history_story(e, asker, number);
	else
		history_incident(e, asker, number);
}

/* The same with all that belongs to it, for the public too. */
static void
ask_story(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	uint32_t	 number = 0;

	if (!ask_number(asker, ask, "id", INT32_MAX, &number))
		return;
	if (number == 0)
		ask_problem(asker, 400, "id: which incident?");
	else
		history_story(e, asker, number);
}

static void
ask_outages(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct wall	 from = { 0 }, to = e->steady.now;
	uint32_t	 site;

	if (!ask_for_site(e, asker, msg_arg(ask, "site", ""), &site) ||
	    !ask_time(asker, ask, "from", &from) || !ask_time(asker, ask, "to", &to))
		return;
	if (from.ms == 0 || from.ms >= to.ms || to.ms - from.ms > OUTAGES_MAX_MS)
		ask_problem(asker, 422, _("from, to: a period of at most five years"));
	else
		history_outages(e, asker, site, from, to);
}

static void
ask_metrics(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	(void)ask;
	survey_answer(e->surveys, SURVEY_METRICS, asker);
}

static void
ask_top(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	(void)ask;
	vitals_top(e, &j);
	answer_buf(asker, &out);
}

static void
ask_config(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	(void)ask;
	jw_open(&j, NULL);
	jw_str(&j, "file", e->run->conf_file);
	jw_str(&j, "sha256", e->inv->sha256);
	jw_int(&j, "sites", e->inv->n_sites);
	jw_int(&j, "devices", e->inv->n_devices);
	jw_int(&j, "checks", e->inv->n_checks);
	jw_open_list(&j, "restart_needed");
	for (uint32_t i = 0; i < e->n_restart; i++)
		jw_str(&j, NULL, e->restart[i]);
	jw_close_list(&j);
	jw_close(&j);
	answer_buf(asker, &out);
}

static void
ask_verify(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	(void)ask;
	history_verify(e, asker);
}

static void
ask_reload(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	(void)ask;
	reloader_ask(e->reloader, asker);
}

/* "SITE", "SITE/DEVICE", "SITE/DEVICE/CHECK", "canary/ADDRESS". */
static bool
is_of(const char *name, const char *wanted, size_t len)
{
	return strncmp(name, wanted, len) == 0 && (name[len] == '\0' || name[len] == '/');
}

static void
ask_check(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	const char	*name = msg_arg(ask, "name", "");
	size_t		 len = strlen(name);
	uint32_t	*checks = xcalloc(e->inv->n_checks + 1, sizeof(*checks));
	uint32_t	 n = 0;

	for (uint32_t i = 0; i < e->inv->n_checks && len > 0; i++)
		if (is_of(e->inv->checks[i].name, name, len) &&
		    strcmp(e->inv->checks[i].probe, "push") != 0)
			checks[n++] = i;
	if (n == 0 && ask_for_site_of(e, asker, name))
		ask_problem(asker, 404, _("there is no check \"%.200s\"; SITE, SITE/DEVICE or "
		    "SITE/DEVICE/CHECK"), name);
	else if (n > 0)
		relay_checks(e->relay, asker, checks, n);
	free(checks);
}

static const struct row {
	const char	*what;
	enum role	 least;
	void		 (*fn)(struct engine *, const struct asker *, const struct msg_ask *);
} rows[] = {
	{ "status",	ROLE_PUBLIC,		ask_status },
	{ "site",	ROLE_PUBLIC,		ask_site },
	{ "sites",	ROLE_PUBLIC,		ask_sites },
	{ "incidents",	ROLE_PUBLIC,		ask_incidents },
	{ "incident",	ROLE_PUBLIC,		ask_incident },
	{ "story",	ROLE_PUBLIC,		ask_story },
	{ "outages",	ROLE_PUBLIC,		ask_outages },
	{ "report",	ROLE_PUBLIC,		ask_report },
	{ "reports",	ROLE_PUBLIC,		ask_reports },
	{ "report_frozen", ROLE_PUBLIC,		ask_report_frozen },
	{ "report_verify", ROLE_PUBLIC,		ask_report_verify },
	{ "freeze",	ROLE_MANAGER,		ask_freeze },
	{ "import",	ROLE_MANAGER,		ask_import },
	{ "series",	ROLE_PUBLIC,		ask_series },
	{ "picture",	ROLE_PUBLIC,		ask_picture },
	{ "metrics",	ROLE_PUBLIC,		ask_metrics },
	{ "top",	ROLE_READER,		ask_top },
	{ "config",	ROLE_READER,		ask_config },
	{ "verify",	ROLE_READER,		ask_verify },
	{ "check",	ROLE_TECHNICIAN,	ask_check },
	{ "ack",	ROLE_TECHNICIAN,	hands_ack },
	{ "comment",	ROLE_TECHNICIAN,	hands_comment },
	{ "close",	ROLE_TECHNICIAN,	hands_close },
	{ "maintenance", ROLE_READER,		hands_windows },
	{ "closure",	ROLE_READER,		hands_windows },
	{ "opening",	ROLE_READER,		hands_windows },
	{ "maintenance-add", ROLE_TECHNICIAN,	hands_window_add },
	{ "closure-add", ROLE_TECHNICIAN,	hands_window_add },
	{ "opening-add", ROLE_TECHNICIAN,	hands_window_add },
	{ "maintenance-cancel", ROLE_TECHNICIAN, hands_window_cancel },
	{ "closure-cancel", ROLE_TECHNICIAN,	hands_window_cancel },
	{ "opening-cancel", ROLE_TECHNICIAN,	hands_window_cancel },
	{ "intervention", ROLE_READER,		declared_list },
	{ "visio",	ROLE_READER,		declared_list },
	{ "training",	ROLE_READER,		declared_list },
	{ "intervention-add", ROLE_TECHNICIAN,	declared_add },
	{ "visio-add",	ROLE_TECHNICIAN,	declared_add },
	{ "training-add", ROLE_TECHNICIAN,	declared_add },
	{ "intervention-cancel", ROLE_TECHNICIAN, declared_cancel },
	{ "visio-cancel", ROLE_TECHNICIAN,	declared_cancel },
	{ "training-cancel", ROLE_TECHNICIAN,	declared_cancel },
	{ "reload",	ROLE_ADMIN,		ask_reload },
};

void
ask_take(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	e->counts.n_asks++;
	lang_set(asker->language);
	if (asker->role == ROLE_NONE) {
		e->counts.n_refused++;
		ask_problem(asker, 403, _("permission denied: %s is neither root nor in the group vigie "
		    "or vigie-read"), asker->name);
		return;
	}
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		if (strcmp(rows[i].what, ask->what) != 0)
			continue;
		if (asker->role >= rows[i].least) {
			rows[i].fn(e, asker, ask);
			return;
		}
		e->counts.n_refused++;
		ask_problem(asker, 403, _("permission denied: \"%s\" needs more rights than %s has"),
		    ask->what, asker->name[0] != '\0' ? asker->name : _("the public"));
		return;
	}
	ask_problem(asker, 404, _("\"%.64s\" cannot be asked"), ask->what);
}
