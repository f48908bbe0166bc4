/* call.c - see call.h */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/zone.h"

#include "blob.h"
#include "cache.h"
#include "call.h"
#include "charts.h"
#include "feed.h"

#define TYPE_HTML	"text/html; charset=utf-8"
#define TYPE_JSON	"application/json"
#define TYPE_PROBLEM	"application/problem+json"
#define RETRY_AFTER_S	10
#define KEEP_MAX_US	(60 * SEC_US)
#define SPAN_MAX_S	(INT64_C(20) * 366 * 86400)

static void
call_free(struct call *c)
{
	free(c->key);
	free(c->self);
	if (c->data != NULL && c->data_free != NULL)
		c->data_free(c->data);
	else
		free(c->data);
	free(c);
}

static void
end(struct call *c, const struct http_reply *reply)
{
	http_reply(c->r, reply);
	call_free(c);
}

/* Which language. */

/* The weight that an Accept-Language gives to "fr" or "en", in thousandths; -1 = not named. */
static int
weight(const char *header, const char *lang)
{
	for (const char *s = header; *s != '\0';) {
		size_t		 len = strcspn(s, ",");
		const char	*q = memmem(s, len, "q=", 2);
		int		 w = 1000;

		s += strspn(s, " \t");
		if (strncasecmp(s, lang, 2) == 0 && strchr("-,; \t", s[2]) != NULL) {
			if (q != NULL)
				w = (int)(strtod(q + 2, NULL) * 1000);
			return w < 0 ? 0 : w > 1000 ? 1000 : w;
		}
		s += strcspn(s, ",");
		s += *s == ',';
	}
	return -1;
}

/* False when ?lang= names a language that there is not. */
static bool
choose_language(struct call *c)
{
	const char	*asked = url_value(&c->url, "lang");
	const char	*header = http_header(c->r, "Accept-Language");
	bool		 is_french = feed_setup(c->web->feed)->language[0] != 'e';
	int		 fr, en;

	if (header != NULL) {
		fr = weight(header, "fr");
		en = weight(header, "en");
		if (fr != en)
			is_french = fr > en;
	}
	c->lang = is_french ? "fr" : "en";
	if (asked == NULL)
		return true;
	c->is_lang_asked = true;
	c->lang = strcmp(asked, "en") == 0 ? "en" : "fr";
	return strcmp(asked, "en") == 0 || strcmp(asked, "fr") == 0;
}

/* The page's address without lang, its values sorted as they came; only what routes know stays. */
static char *
address(const struct url *url)
{
	static const char *const	 known[] = { "state", "page", "open", "since", "until", "site",
	    "span", "from", "to", "step", "limit", "period", "scope", "version", "sha256" };
	struct buf			 b = { 0 };
	char				 sep = '?';

	for (unsigned i = 0; i < url->n_segments; i++) {
		buf_addc(&b, '/');
		for (const char *s = url->segments[i]; *s != '\0'; s++)
			buf_addf(&b, strchr("?#%&+\" <>", *s) == NULL && (unsigned char)*s < 0x80 ? "%c" :
			    "%%%02X", (unsigned char)*s);
	}
	if (b.len == 0)
		buf_addc(&b, '/');
	for (size_t k = 0; k < N_ELEMENTS(known); k++) {
		const char	*value = url_value(url, known[k]);

		if (value == NULL)
			continue;
		buf_addf(&b, "%c%s=", sep, known[k]);
		sep = '&';
		for (; *value != '\0'; value++)
			buf_addf(&b, strchr("?#%&+=\" <>", *value) == NULL &&
			    (unsigned char)*value < 0x80 ? "%c" : "%%%02X", (unsigned char)*value);
	}
	return buf_take(&b);
}

/* Pages. */

void
call_page(struct call *c, struct page *p)
{
	*p = (struct page){
		.setup = feed_setup(c->web->feed),
		.snap = feed_snapshot(c->web->feed),
		.is_live = feed_is_live(c->web->feed),
		.say = { .zone = feed_setup(c->web->feed)->zone, .now = wall_now() },
		.lang = c->lang,
		.is_lang_asked = c->is_lang_asked,
		.self = c->self,
		.bars = c->web->bars,
	};
	lang_set(c->lang);
}

static bool
has_it(const struct call *c, const char *etag)
{
	const char	*known = http_header(c->r, "If-None-Match");

	return known != NULL && (strcmp(known, "*") == 0 || strstr(known, etag) != NULL);
}

static void
send_blob(struct call *c, struct blob *blob, const char *type, const char *cache, bool is_said)
{
	end(c, &(struct http_reply){
		.status = has_it(c, blob->etag) ? 304 : 200,
		.type = type,
		.body = blob,
		.etag = blob->etag,
		.cache = cache,
		.language = is_said ? c->lang : NULL,
	});
}

void
call_blob(struct call *c, struct blob *blob, const char *type, const char *cache)
{
	send_blob(c, blob, type, cache, strcmp(type, TYPE_HTML) == 0);
}

void
call_said(struct call *c, struct blob *blob, const char *type, const char *cache)
{
	send_blob(c, blob, type, cache, true);
}

static void
keep(struct call *c, struct buf *text, const char *type, bool is_kept)
{
	struct blob	*blob = blob_take(text);

	if (is_kept)
		cache_put(c->web->pages, c->key, blob, type,
		    (struct mono){ mono_now().us + KEEP_MAX_US });
	call_blob(c, blob, type, NULL);
	blob_unref(blob);
}

void
call_html(struct call *c, struct buf html, bool is_kept)
{
	keep(c, &html, TYPE_HTML, is_kept);
}

void
call_json(struct call *c, struct buf json, bool is_kept)
{
	keep(c, &json, TYPE_JSON, is_kept);
}

void
call_html_with(struct call *c, unsigned status, struct buf html, unsigned retry_after_s)
{
	struct blob	*blob = blob_take(&html);

	end(c, &(struct http_reply){
		.status = status,
		.type = TYPE_HTML,
		.body = blob,
		.cache = "no-store",
		.language = c->lang,
		.retry_after_s = retry_after_s,
	});
	blob_unref(blob);
}

void
call_file(struct call *c, struct blob *blob, size_t skip, const char *type, const char *file_name)
{
	end(c, &(struct http_reply){
		.status = has_it(c, blob->etag) ? 304 : 200,
		.type = type,
		.body = blob,
		.skip = skip,
		.etag = blob->etag,
		.file_name = file_name,
		.language = strcmp(type, TYPE_JSON) != 0 ? c->lang : NULL,
	});
}

void
call_api_later(struct call *c, unsigned retry_after_s)
{
	static const char	 text[] = "{\"status\":\"being made\"}\n";
	struct blob		*blob = blob_copy(text, sizeof(text) - 1);

	end(c, &(struct http_reply){
		.status = 202,
		.type = TYPE_JSON,
		.body = blob,
		.cache = "no-store",
		.retry_after_s = retry_after_s,
	});
	blob_unref(blob);
}

void
call_redirect(struct call *c, const char *path)
{
	char	*location = c->is_lang_asked ? xasprintf("%s?lang=%s", path, c->lang) : xstrdup(path);

	end(c, &(struct http_reply){ .status = 303, .location = location, .cache = "no-store" });
	free(location);
}

bool
call_cached(struct call *c)
{
	struct web	*w = c->web;
	int64_t		 minute = wall_now().ms / MIN_MS;
	const char	*type;
	struct blob	*blob;

	if (w->minute != minute) {
		w->minute = minute;
		cache_clear(w->pages);
	}
	if ((blob = cache_get(w->pages, c->key, mono_now(), &type)) == NULL)
		return false;
	call_blob(c, blob, type, NULL);
	return true;
}

/* Errors. */

static const char *
problem_title(unsigned status)
{
	switch (status) {
	case 404:
		return "Not found";
	case 405:
		return "Method not allowed";
	case 413:
		return "Body too large";
	case 414:
		return "Address too long";
	case 422:
		return "Unprocessable value";
	case 431:
		return "Header too large";
	case 503:
		return "Not available at present";
	case 504:
		return "The engine did not answer in time";
	default:
		return status >= 500 ? "Internal error" : "Bad request";
	}
}

/* RFC 9457 */
static struct buf
problem(unsigned status, const char *detail)
{
	json_t		*o = json_pack("{s:s, s:s, s:i}", "type", "about:blank", "title",
	    problem_title(status), "status", (int)status);
	char		*text;
	struct buf	 b = { 0 };

	if (detail != NULL)
		json_object_set_new(o, "detail", json_string(detail));
	text = json_dumps(o, 0);
	buf_adds(&b, text != NULL ? text : "{}");
	buf_addc(&b, '\n');
	free(text);
	json_decref(o);
	return b;
}

static struct buf
error_page(struct call *c, unsigned status)
{
	struct page	 p;

	if (c->self == NULL)
		c->self = xstrdup("/");
	call_page(c, &p);
	return page_error(&p, status);
}

static void
error_with(struct call *c, unsigned status, const char *detail, const char *allow, bool closes)
{
	struct buf	 text = c->is_api ? problem(status, detail) : error_page(c, status);
	struct blob	*blob = blob_take(&text);

	end(c, &(struct http_reply){
		.status = status,
		.type = c->is_api ? TYPE_PROBLEM : TYPE_HTML,
		.body = blob,
		.cache = "no-store",
		.allow = allow,
		.language = c->is_api ? NULL : c->lang,
		.retry_after_s = status == 503 || status == 504 ? RETRY_AFTER_S : 0,
		.closes = closes,
	});
	blob_unref(blob);
}

void
call_error(struct call *c, unsigned status, const char *detail)
{
	error_with(c, status, detail, NULL, false);
}

/* Questions to the engine. */

struct asking {
	struct call	*call;
	call_answer_fn	*fn;
	void		(*otherwise)(struct call *c);	/* NULL = an error page */
	bool		 takes_any;	/* fn hears of errors too */
};

/* The engine's problem has a sentence for people in "detail". */
static void
engine_refused(struct call *c, unsigned status, const void *body, size_t len)
{
	json_t	*o = json_loadb(body != NULL ? body : "", len, 0, NULL);

	call_error(c, status, json_string_value(json_object_get(o, "detail")));
	json_decref(o);
}

static void
on_answer(unsigned status, const char *type, const void *body, size_t len, void *arg)
{
	struct asking	 asking = *(struct asking *)arg;

	free(arg);
	if (status == 200)
		asking.fn(asking.call, type, body, len);
	else if (asking.takes_any)
		asking.fn(asking.call, type, NULL, 0);
	else if (status >= 500 && asking.otherwise != NULL)
		asking.otherwise(asking.call);
	else
		engine_refused(asking.call, status >= 400 && status < 600 ? status : 500, body, len);
}

void
call_ask(struct call *c, const char *what, const struct msg_pair *args, size_t n_args,
    call_answer_fn *fn)
{
	call_ask_or(c, what, args, n_args, fn, NULL);
}

void
call_ask_or(struct call *c, const char *what, const struct msg_pair *args, size_t n_args,
    call_answer_fn *fn, void (*otherwise)(struct call *c))
{
	struct asking	*asking = xmalloc(sizeof(*asking));

	*asking = (struct asking){ c, fn, otherwise, false };
	feed_ask(c->web->feed, what, c->lang, args, n_args, FEED_TIMEOUT_US, on_answer, asking);
}

void
call_ask_any(struct call *c, const char *what, const struct msg_pair *args, size_t n_args,
    call_answer_fn *fn)
{
	struct asking	*asking = xmalloc(sizeof(*asking));

	*asking = (struct asking){ c, fn, NULL, true };
	feed_ask(c->web->feed, what, c->lang, args, n_args, FEED_TIMEOUT_US, on_answer, asking);
}

/* Values. */

bool
call_is_id(const char *text)
{
	size_t	 n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n > 0 && n <= 32 && text[n] == '\0';
}

int64_t
call_number(const char *text, int64_t max)
{
	const char	*error;
	int64_t		 n;

	if (text[0] < '1' || text[0] > '9')
		return 0;
	n = strtonum(text, 1, max, &error);
	return error == NULL ? n : 0;
}

bool
call_has_only(struct call *c, const char *const *names)
{
	const char	*stray = url_stray(&c->url, names);
	char		*text;

	if (stray == NULL)
		return true;
	text = xasprintf("%.64s: no such parameter here", stray);
	call_error(c, 400, text);
	free(text);
	return false;
}

static bool
read_time(struct call *c, const char *text, int64_t *t)
{
	struct wall	 wall;
	struct err	 err;
	const char	*error;
	int64_t		 n = strtonum(text, 0, INT64_C(32503680000), &error);

	if (error == NULL) {
		*t = n;
		return true;
	}
	if (!zone_read(feed_setup(c->web->feed)->zone, text, ZONE_FIRST, &wall, NULL, &err))
		return false;
	*t = wall_sec(wall);
	return true;
}

bool
call_times(struct call *c, int64_t *from_s, int64_t *to_s)
{
	const char		*from = url_value(&c->url, "from"), *to = url_value(&c->url, "to");
	const char		*span_id = url_value(&c->url, "span");
	const struct span	*span = span_find(span_id != NULL ? span_id : spans[0].id);
	int64_t			 now = wall_sec(wall_now());

	*to_s = now - now % 60;
	if (span == NULL || (to != NULL && !read_time(c, to, to_s))) {
		call_error(c, 422, span == NULL ? "span: 3h, 30h, 10d or 1y" : "to: not a time");
		return false;
	}
	*from_s = *to_s - span->length_s;
	if (from != NULL && !read_time(c, from, from_s)) {
		call_error(c, 422, "from: not a time");
		return false;
	}
	if (*from_s >= *to_s || *to_s - *from_s > SPAN_MAX_S) {
		call_error(c, 422, "from must be before to, by 20 years at most");
		return false;
	}
	return true;
}

/* The door. */

static void
dispatch(struct call *c, unsigned bad)
{
	const struct route	*route;
	const char		*allow = NULL;

	if (bad == 0 && !choose_language(c))
		bad = 422;
	if (bad != 0) {
		call_error(c, bad, NULL);
		return;
	}
	c->self = address(&c->url);
	c->key = xasprintf("%s %s%s", c->self, c->lang, c->is_lang_asked ? "!" : "");
	route = routes_find(&c->url, http_method(c->r), c->args, &allow);
	if (route != NULL)
		route->handle(c);
	else
		error_with(c, allow != NULL ? 405 : 404, NULL, allow, false);
}

void
call_take(struct http_request *r, void *web)
{
	struct call	*c = xcalloc(1, sizeof(*c));
	unsigned	 fault = http_fault(r), bad;

	c->web = web;
	c->r = r;
	c->lang = feed_setup(c->web->feed)->language[0] == 'e' ? "en" : "fr";
	if (fault != 0) {
		c->is_api = http_fault_is_api(r);
		error_with(c, fault, NULL, fault == 405 ? "GET, HEAD" : NULL, true);
		return;
	}
	bad = url_parse(&c->url, http_target(r));
	c->is_api = strncmp(http_target(r), "/api", 4) == 0 && strchr("/?", http_target(r)[4]) != NULL;
	dispatch(c, bad);
}
