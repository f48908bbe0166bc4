/*
 * call.h - one request on its way to its reply, and the handlers that take it there.
 *
 * A handler ends every call once, by one of the call_*() functions below, at once
 * or when the engine has answered.
 */
#ifndef VIGIE_CALL_H
#define VIGIE_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "ipc/msg.h"

#include "http.h"
#include "page.h"
#include "routes.h"
#include "url.h"

struct blob;
struct cache;
struct feed;
struct http;
struct reports;
struct bars;

struct web {			/* the program's one state */
	struct event_base	*base;
	struct http		*http;
	struct feed		*feed;
	struct cache		*pages;		/* of this snapshot, this minute */
	struct cache		*answers;	/* pictures and figures, by their own age */
	int64_t			 minute;	/* of .pages */
	struct reports		*reports;
	struct bars		*bars;
};

struct call {
	struct web		*web;
	struct http_request	*r;
	struct url		 url;
	const char		*args[ROUTE_ARGS];
	const char		*lang;		/* "fr", "en"; static */
	bool			 is_lang_asked;
	bool			 is_api;	/* errors are problem+json */
	char			*key;		/* for caches: method left out, language in; owned */
	char			*self;		/* path and query without lang; owned */
	void			*data;		/* a handler's own between question and answer; freed with the call */
	void			(*data_free)(void *data);	/* by this; NULL = free() */
};

/* The door of http.h: finds the route and calls its handler. */
void	 call_take(struct http_request *r, void *web);

/* Fills a page's common part and sets the language. */
void	 call_page(struct call *c, struct page *p);
/* Sends HTML with status 200; kept for the minute when `is_kept`. */
void	 call_html(struct call *c, struct buf html, bool is_kept);
/* Sends a body with its ETag, or 304. */
void	 call_blob(struct call *c, struct blob *blob, const char *type, const char *cache);
/* The same of a body in the visitor's language, which caches in between must know. */
void	 call_said(struct call *c, struct blob *blob, const char *type, const char *cache);
void	 call_json(struct call *c, struct buf json, bool is_kept);
/* Sends HTML with another status, kept by nobody; retry_after_s: 0 = not said. */
void	 call_html_with(struct call *c, unsigned status, struct buf html, unsigned retry_after_s);
/* Sends a file but for its first `skip` bytes, with its ETag, or 304; file_name NULL: shown in place. */
void	 call_file(struct call *c, struct blob *blob, size_t skip, const char *type,
	    const char *file_name);
/* 202 and a line of JSON: ask again. */
void	 call_api_later(struct call *c, unsigned retry_after_s);
/* 303 to one of our own paths, which is copied; ?lang= is kept. */
void	 call_redirect(struct call *c, const char *path);
/* A page that says so, or a problem+json. `detail` may be NULL. */
void	 call_error(struct call *c, unsigned status, const char *detail);
/* Sends what the cache of pages has for this call; false when it has nothing. */
bool	 call_cached(struct call *c);

/* Asks the engine; `fn` gets the answer and ends the call.  Errors of the engine end it here. */
typedef void call_answer_fn(struct call *c, const char *type, const void *body, size_t len);
void	 call_ask(struct call *c, const char *what, const struct msg_pair *args, size_t n_args,
	    call_answer_fn *fn);
/* The same, but when the engine cannot answer (5xx) `otherwise` ends the call. */
void	 call_ask_or(struct call *c, const char *what, const struct msg_pair *args, size_t n_args,
	    call_answer_fn *fn, void (*otherwise)(struct call *c));

/* The same, but `fn` gets an answer of any status: its body is NULL when it is no good one. */
void	 call_ask_any(struct call *c, const char *what, const struct msg_pair *args, size_t n_args,
	    call_answer_fn *fn);

/* True for a well-formed id of a site or device; a value of a number in [1, max], else 0. */
bool	 call_is_id(const char *text);
int64_t	 call_number(const char *text, int64_t max);
/*
 * False, and the call is ended with 400, when the query has a name that is none of these
 * (which end with NULL): a parameter that nobody reads is better said than passed over.
 */
bool	 call_has_only(struct call *c, const char *const *names);
/* from and to of a question about series, whole minutes; false: the call is ended with 422. */
bool	 call_times(struct call *c, int64_t *from_s, int64_t *to_s);

/* pages.c */
void	 get_status_page(struct call *c);
void	 get_site_page(struct call *c);
void	 get_incidents_page(struct call *c);
void	 get_data_page(struct call *c);
void	 get_accessibility_page(struct call *c);
void	 get_static(struct call *c);
void	 get_favicon(struct call *c);
void	 get_robots(struct call *c);
void	 get_health(struct call *c);
void	 get_metrics(struct call *c);
/* documents.c */
void	 get_incident_page(struct call *c);
void	 get_evidence_page(struct call *c);
void	 get_history_page(struct call *c);
void	 get_help_page(struct call *c);
/* feeds.c */
void	 get_feed(struct call *c);
/* "/sites/ID.atom"; false: it is no such path, and the call goes on. */
bool	 get_site_feed(struct call *c);
void	 get_calendar(struct call *c);
void	 get_badge(struct call *c);
/* graph.c */
void	 get_graph(struct call *c);
/* report_calls.c */
void	 get_reports_page(struct call *c);
void	 get_report_page(struct call *c);
void	 get_verify_page(struct call *c);
void	 get_api_report(struct call *c);
void	 get_api_availability(struct call *c);
/* api.c */
void	 get_api_status(struct call *c);
void	 get_api_sites(struct call *c);
void	 get_api_site(struct call *c);
void	 get_api_incidents(struct call *c);
void	 get_api_incident(struct call *c);
void	 get_api_series(struct call *c);

#endif
