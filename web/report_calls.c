/* report_calls.c - handlers of "/reports...": which report is wished for, in which form, and by what time. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/civil.h"
#include "model/zone.h"
#include "report/period.h"

#include "blob.h"
#include "call.h"
#include "feed.h"
#include "page_reports.h"
#include "report_forms.h"
#include "reports.h"

#define PATIENCE_US	(1000 * MSEC_US)	/* of a person before a page */
#define OTHER_US	(400 * MSEC_US)		/* for whether newer facts change it */
#define RETRY_AFTER_S	2
#define BUSY_AFTER_S	10
#define PAGE_MAX	1000
#define SHA_MIN		8
#define SHA_MAX		64
#define MONTHS		12	/* this one included */
#define NETWORK		"network"

enum way { WAY_PAGE, WAY_FILE, WAY_API };

struct asked {				/* in call->data */
	enum way		 way;
	struct period		 period;
	char			 scope[40], version[16];
	const char		*type;	/* of a file */
	struct form_wish	 wish;
	struct blob		*body;	/* of a page that waits for the other figures: a reference */
	struct report_meta	 meta;
};

/* What is wished for. */

static bool
is_version(const char *text)
{
	return text[0] == '\0' || strcmp(text, "now") == 0 || call_number(text, 100000) > 0;
}

/* Cuts ".pdf" and such off the end of a name; NULL when it has no such end. */
static const char *
cut_form(char *name)
{
	static const char *const	 forms[] = { "pdf", "csv", "xlsx", "json", "text" };
	char				*dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < N_ELEMENTS(forms); i++)
		if (strcmp(dot + 1, forms[i]) == 0) {
			*dot = '\0';
			return forms[i];
		}
	return NULL;
}

static bool
read_period(struct call *c, const char *text, struct period *period)
{
	struct err	 err = { "" };

	lang_set(c->lang);
	if (period_parse(text, period, &err))
		return true;
	call_error(c, c->is_api ? 400 : 404, err.text);
	return false;
}

/* Period, scope and version into asked->wish; false: the call is ended. */
static bool
read_wish(struct call *c, const char *period, const char *scope)
{
	struct asked	*a = c->data;
	const char	*version = url_value(&c->url, "version");

	if (version != NULL && !is_version(version)) {
		call_error(c, c->is_api ? 400 : 422, "version: a number, or \"now\"");
		return false;
	}
	if (!call_is_id(scope)) {
		call_error(c, 404, NULL);
		return false;
	}
	if (!read_period(c, period, &a->period))
		return false;
	strlcpy(a->scope, scope, sizeof(a->scope));
	strlcpy(a->version, version != NULL ? version : "", sizeof(a->version));
	a->wish.language = c->lang;
	a->wish.keeps_lang = c->is_lang_asked;
	strlcpy(a->wish.scope, a->scope, sizeof(a->wish.scope));
	strlcpy(a->wish.period, a->period.label, sizeof(a->wish.period));
	strlcpy(a->wish.version, a->version, sizeof(a->wish.version));
	return true;
}

/* Answers. */

static void
later(struct call *c, bool is_busy)
{
	const struct asked	*a = c->data;
	unsigned		 after = is_busy ? BUSY_AFTER_S : RETRY_AFTER_S;
	struct page		 p;

	if (a->way == WAY_API && is_busy) {
		call_error(c, 503, "many reports are being made at this moment");
	} else if (a->way == WAY_API) {
		call_api_later(c, after);
	} else {
		call_page(c, &p);
		call_html_with(c, is_busy ? 503 : 202, page_report_later(&p, &a->period, a->scope,
		    is_busy), after);
	}
}

static void
send_page(struct call *c, enum other_figures other, uint32_t other_version)
{
	struct asked		*a = c->data;
	struct report_page	 r = { .period = &a->period, .scope = a->scope, .version = a->version,
	    .meta = a->meta, .other = other, .other_version = other_version };
	struct blob		*body = a->body;
	struct page		 p;

	r.body = (struct fragment){ body->data + a->meta.skip, body->len - a->meta.skip };
	call_page(c, &p);
	call_html(c, page_report(&p, &r), false);
	blob_unref(body);
}

static void
on_other(unsigned status, struct blob *blob, const char *detail, void *arg)
{
	struct call		*c = arg;
	const struct asked	*a = c->data;
	struct report_meta	 meta;

	(void)detail;
	if (status != REPORT_HERE || !report_meta_read(blob, &meta))
		send_page(c, OTHER_UNKNOWN, 0);
	else
		send_page(c, strcmp(meta.digest, a->meta.digest) == 0 ? OTHER_SAME : OTHER_DIFFERENT,
		    meta.version);
}

/* A frozen one is compared with what is counted now, a count with the frozen one. */
static void
compare(struct call *c)
{
	struct asked	*a = c->data;

	if (a->meta.version == 0 && strcmp(a->version, "now") != 0) {
		send_page(c, OTHER_UNKNOWN, 0);
		return;
	}
	strlcpy(a->wish.version, a->meta.version != 0 ? "now" : "", sizeof(a->wish.version));
	strlcpy(a->wish.form, "digest", sizeof(a->wish.form));
	a->wish.make = report_make_digest;
	reports_want(c->web->reports, &a->wish, OTHER_US, on_other, c);
}

static void
on_report(unsigned status, struct blob *blob, const char *detail, void *arg)
{
	struct call	*c = arg;
	struct asked	*a = c->data;

	if (status == REPORT_COMING || status == REPORT_BUSY) {
		later(c, status == REPORT_BUSY);
	} else if (status != REPORT_HERE) {
		call_error(c, status, detail);
	} else if (!report_meta_read(blob, &a->meta)) {
		call_error(c, 500, NULL);
	} else if (a->way == WAY_PAGE) {
		a->body = blob_ref(blob);
		compare(c);
	} else {
		call_file(c, blob, a->meta.skip, a->type, a->way == WAY_FILE ? a->meta.file : NULL);
	}
}

static void
want(struct call *c, enum way way, const char *form)
{
	struct asked	*a = c->data;

	a->way = way;
	a->wish.make = report_make_page;
	strlcpy(a->wish.form, form, sizeof(a->wish.form));
	if (way != WAY_PAGE)
		a->wish.make = report_file_find(form, &a->type);
	reports_want(c->web->reports, &a->wish, PATIENCE_US, on_report, c);
}

void
get_report_page(struct call *c)
{
	bool		 has_scope = c->args[1] != NULL;
	char		*name = xstrdup(c->args[has_scope ? 1 : 0]);
	const char	*form = cut_form(name);

	c->data = xcalloc(1, sizeof(struct asked));
	if (read_wish(c, has_scope ? c->args[0] : name, has_scope ? name : NETWORK))
		want(c, form != NULL ? WAY_FILE : WAY_PAGE, form != NULL ? form : "page");
	free(name);
}

/* The API. */

void
get_api_report(struct call *c)
{
	static const char *const	 names[] = { "version", NULL };

	c->data = xcalloc(1, sizeof(struct asked));
	if (call_has_only(c, names) &&
	    read_wish(c, c->args[0], c->args[1] != NULL ? c->args[1] : NETWORK))
		want(c, WAY_API, "json");
}

void
get_api_availability(struct call *c)
{
	static const char *const	 names[] = { "period", "version", NULL };
	const char			*period = url_value(&c->url, "period");

	c->data = xcalloc(1, sizeof(struct asked));
	if (!call_has_only(c, names))
		return;
	if (period == NULL)
		call_error(c, 400, "period: which? for example 2026-03");
	else if (strcmp(c->args[0], NETWORK) == 0)
		call_error(c, 404, NULL);
	else if (read_wish(c, period, c->args[0]))
		want(c, WAY_API, "json");
}

/* Which there are. */

struct listing {			/* in call->data */
	struct form_wish	 wish;
	json_t			*frozen;	/* rows; owned */
};

static void
send_list(struct call *c, struct blob *months, bool is_away)
{
	struct listing		*l = c->data;
	const char		*scope = url_value(&c->url, "scope");
	struct report_meta	 meta;
	struct reports_page	 r = { .is_away = is_away, .frozen = l->frozen,
	    .scope = scope != NULL ? scope : "" };
	json_t			*frozen = l->frozen;
	struct page		 p;

	if (months != NULL && report_meta_read(months, &meta))
		r.months = (struct fragment){ months->data + meta.skip, months->len - meta.skip };
	call_page(c, &p);
	call_html(c, page_reports(&p, &r), r.months.text != NULL);
	json_decref(frozen);
}

static void
on_months(unsigned status, struct blob *blob, const char *detail, void *arg)
{
	(void)detail;
	send_list(arg, status == REPORT_HERE ? blob : NULL,
	    status != REPORT_HERE && status != REPORT_COMING);
}

/* Eleven months, and what there is of this one. */
static void
want_months(struct call *c)
{
	struct listing	*l = c->data;
	struct period	 last = period_of(PERIOD_MONTH,
	    zone_day(feed_setup(c->web->feed)->zone, wall_now())), first = last;
	char		 from[CIVIL_TEXT_SIZE], to[CIVIL_TEXT_SIZE];

	for (int i = 1; i < MONTHS; i++)
		first = period_before(&first);
	snprintf(l->wish.period, sizeof(l->wish.period), "%s..%s", civil_text(first.first_day, from),
	    civil_text(last.last_day, to));
	strlcpy(l->wish.scope, NETWORK, sizeof(l->wish.scope));
	strlcpy(l->wish.version, "now", sizeof(l->wish.version));
	strlcpy(l->wish.form, "months", sizeof(l->wish.form));
	l->wish.make = report_make_months;
	l->wish.language = c->lang;
	l->wish.keeps_lang = c->is_lang_asked;
	reports_want(c->web->reports, &l->wish, PATIENCE_US, on_months, c);
}

static void
on_rows(struct call *c, const char *type, const void *body, size_t len)
{
	struct listing	*l = c->data;
	json_t		*json = json_loadb(body, len, 0, NULL);

	(void)type;
	l->frozen = json_incref(json_object_get(json, "reports"));
	json_decref(json);
	want_months(c);
}

static void
no_rows(struct call *c)
{
	if (feed_is_live(c->web->feed))
		want_months(c);
	else
		send_list(c, NULL, true);
}

/* The choice made by the form: a period, or two dates; false: it has none. */
static bool
read_choice(struct call *c, struct period *period, char **problem)
{
	const char	*word = url_value(&c->url, "period");
	const char	*from = url_value(&c->url, "from"), *to = url_value(&c->url, "to");
	struct err	 err = { "" };
	char		*text;
	int32_t		 first, last;

	*problem = NULL;
	if (word == NULL && from == NULL && to == NULL)
		return false;
	if (word == NULL && (from == NULL || to == NULL || !civil_parse(from, &first) ||
	    !civil_parse(to, &last))) {
		*problem = xstrdup(_("Both dates are needed: the first and the last day."));
		return true;
	}
	if (word == NULL && first > last) {
		*problem = xstrdup(_("The first day must not be after the last."));
		return true;
	}
	text = word != NULL ? xstrdup(word) : xasprintf("%s..%s", from, to);
	if (!period_parse(text, period, &err))
		*problem = xstrdup(err.text);
	free(text);
	return true;
}

/* 422, and the form again. */
static void
say_problem(struct call *c, const char *problem, const char *scope)
{
	struct reports_page	 r = { .scope = scope, .problem = problem };
	struct page		 p;

	call_page(c, &p);
	call_html_with(c, 422, page_reports(&p, &r), 0);
}

void
get_reports_page(struct call *c)
{
	const char	*scope = url_value(&c->url, "scope"), *number = url_value(&c->url, "page");
	struct listing	*l = c->data = xcalloc(1, sizeof(*l));
	struct period	 period;
	char		*problem, *path;

	scope = scope != NULL ? scope : "";
	l->wish.number = 1;
	if (scope[0] != '\0' && !call_is_id(scope)) {
		call_error(c, 422, "scope: the network, a group or a point");
	} else if (number != NULL && (l->wish.number = (unsigned)call_number(number, PAGE_MAX)) == 0) {
		call_error(c, 422, "page: a number from 1");
	} else if ((lang_set(c->lang), read_choice(c, &period, &problem))) {
		path = xasprintf("/reports/%s%s%s", problem == NULL ? period.label : "",
		    scope[0] != '\0' && strcmp(scope, NETWORK) != 0 ? "/" : "",
		    strcmp(scope, NETWORK) != 0 ? scope : "");
		if (problem != NULL)
			say_problem(c, problem, scope);
		else
			call_redirect(c, path);
		free(problem);
		free(path);
	} else if (!call_cached(c)) {
		call_ask_or(c, "reports", NULL, 0, on_rows, no_rows);
	}
}

/* Is this paper ours? */

static void
send_verdict(struct call *c, unsigned status, const char *asked, const json_t *found,
    const char *problem)
{
	struct page	 p;
	struct buf	 html;

	call_page(c, &p);
	html = page_verify(&p, asked, found, problem);
	if (status == 200)
		call_html(c, html, false);
	else
		call_html_with(c, status, html, 0);
}

static void
on_verified(struct call *c, const char *type, const void *body, size_t len)
{
	json_t	*found = json_loadb(body, len, 0, NULL);

	(void)type;
	send_verdict(c, 200, url_value(&c->url, "sha256"), found, NULL);
	json_decref(found);
}

static void
not_verified(struct call *c)
{
	send_verdict(c, 503, url_value(&c->url, "sha256"), NULL,
	    _("vigie cannot answer at present. Please come back in a moment."));
}

/* Hex digits alone, small; false for anything else among them but spaces. */
static bool
read_imprint(const char *text, char out[static SHA_MAX + 1])
{
	size_t	 n = 0;

	for (; *text != '\0'; text++) {
		if (strchr(" \t:", *text) != NULL)
			continue;
		if (strchr("0123456789abcdefABCDEF", *text) == NULL || n == SHA_MAX)
			return false;
		out[n++] = *text >= 'A' && *text <= 'F' ? (char)(*text - 'A' + 'a') : *text;
	}
	out[n] = '\0';
	return n >= SHA_MIN;
}

void
get_verify_page(struct call *c)
{
	const char	*asked = url_value(&c->url, "sha256");
	char		*imprint = c->data = xcalloc(1, SHA_MAX + 1);

	lang_set(c->lang);
	if (asked == NULL || asked[0] == '\0')
		send_verdict(c, 200, "", NULL, NULL);
	else if (!read_imprint(asked, imprint))
		send_verdict(c, 422, asked, NULL, _("This is no imprint: at least 8 and at most 64 signs, "
		    "from 0 to 9 and a to f."));
	else
		call_ask_or(c, "report_verify", &(struct msg_pair){ "sha256", imprint }, 1, on_verified,
		    not_verified);
}
