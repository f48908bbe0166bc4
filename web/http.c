/* http.c - see http.h */
#include <sys/queue.h>
#include <sys/socket.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include "blob.h"
#include "gate.h"
#include "guard.h"
#include "http.h"

#define RETRY_ACCEPT_S	1

/* On every answer.  Pictures and styles are ours alone, nothing runs, nobody frames us. */
static const struct {
	const char	*name, *value;
} fixed_headers[] = {
	{ "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; "
	    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Permissions-Policy", "interest-cohort=()" },
};

struct http_request {
	TAILQ_ENTRY(http_request) link;
	struct http		*http;
	struct evhttp_request	*ev;		/* NULL once the server is gone */
	struct guard		*guard;
	unsigned		 fault;
};

TAILQ_HEAD(request_list, http_request);

struct http {
	struct event_base	*base;
	struct evhttp		*ev;
	struct guards		*guards;
	struct event		*accept_again;
	struct evconnlistener	*listener;	/* borrowed from evhttp */
	struct request_list	 pending;
	http_fn			*fn;
	void			*arg;
	uint64_t		 n_requests;
};

static struct bufferevent *
on_connection(struct event_base *base, void *arg)
{
	(void)base;
	return guards_connection(((struct http *)arg)->guards);
}

static void
on_request(struct evhttp_request *ev, void *arg)
{
	struct http		*h = arg;
	struct bufferevent	*bev =
	    evhttp_connection_get_bufferevent(evhttp_request_get_connection(ev));
	struct http_request	*r = xcalloc(1, sizeof(*r));

	r->http = h;
	r->ev = ev;
	r->guard = guards_find(h->guards, bev);
	r->fault = guard_begin(r->guard);
	TAILQ_INSERT_TAIL(&h->pending, r, link);
	h->n_requests++;
	h->fn(r, h->arg);
}

struct http *
http_new(struct event_base *base, const struct http_limits *limits, http_fn *fn, void *arg)
{
	struct http	*h = xcalloc(1, sizeof(*h));

	h->base = base;
	h->fn = fn;
	h->arg = arg;
	TAILQ_INIT(&h->pending);
	h->guards = guards_new(base, limits);
	if ((h->ev = evhttp_new(base)) == NULL)
		abort();
	/* The gate is stricter in all of these; they are the second wall. */
	evhttp_set_max_headers_size(h->ev, GATE_HEAD_MAX + 1024);
	evhttp_set_max_body_size(h->ev, GATE_BODY_MAX);
	evhttp_set_timeout(h->ev, (int)((limits->reply_us + limits->idle_us) / SEC_US));
	evhttp_set_allowed_methods(h->ev, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST);
	evhttp_set_default_content_type(h->ev, NULL);
	evhttp_set_bevcb(h->ev, on_connection, h);
	evhttp_set_gencb(h->ev, on_request, h);
	return h;
}

void
http_free(struct http *h)
{
	struct http_request	*r;

	if (h == NULL)
		return;
	while ((r = TAILQ_FIRST(&h->pending)) != NULL) {
		TAILQ_REMOVE(&h->pending, r, link);
		free(r);
	}
	evhttp_free(h->ev);
	guards_free(h->guards);
	if (h->accept_again != NULL)
		event_free(h->accept_again);
	free(h);
}

static void
on_accept_again(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	evconnlistener_enable(((struct http *)arg)->listener);
}

/* No descriptor left, mostly: a pause, for the listener stays readable and would spin. */
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
	struct http	*h = arg;

	log_warn("cannot accept a connection: %s",
	    evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
	evconnlistener_disable(listener);
	event_add(h->accept_again, &(struct timeval){ RETRY_ACCEPT_S, 0 });
}

void
http_listen(struct http *h, int fd)
{
	struct evhttp_bound_socket	*bound;

	evutil_make_socket_nonblocking(fd);
	if ((bound = evhttp_accept_socket_with_handle(h->ev, fd)) == NULL) {
		log_warn("cannot listen for browsers");
		evutil_closesocket(fd);
		return;
	}
	h->listener = evhttp_bound_socket_get_listener(bound);
	if (h->accept_again == NULL)
		h->accept_again = evtimer_new(h->base, on_accept_again, h);
	evconnlistener_set_error_cb(h->listener, on_accept_error);
}

void
http_trust(struct http *h, const char *const *addresses, size_t n)
{
	guards_trust(h->guards, addresses, n);
}

void
http_figures(const struct http *h, struct http_figures *out)
{
	guards_figures(h->guards, out);
	out->n_requests = h->n_requests;
}

const char *
http_method(const struct http_request *r)
{
	switch (evhttp_request_get_command(r->ev)) {
	case EVHTTP_REQ_HEAD:
		return "HEAD";
	case EVHTTP_REQ_POST:
		return "POST";
	default:
		return "GET";
	}
}

const char *
http_target(const struct http_request *r)
{
	return evhttp_request_get_uri(r->ev);
}

const char *
http_header(const struct http_request *r, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(r->ev), name);
}

unsigned
http_fault(const struct http_request *r)
{
	return r->fault;
}

bool
http_fault_is_api(const struct http_request *r)
{
	return guard_is_api(r->guard);
}

const char *
http_peer(const struct http_request *r)
{
	return guard_peer(r->guard);
}

static const char *
reason(unsigned status)
{
	static const struct {
		unsigned	 status;
		const char	*text;
	} reasons[] = {
		{ 200, "OK" }, { 202, "Accepted" }, { 303, "See Other" }, { 304, "Not Modified" },
		{ 308, "Permanent Redirect" }, { 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 408, "Request Timeout" }, { 409, "Conflict" }, { 411, "Length Required" },
		{ 413, "Content Too Large" }, { 414, "URI Too Long" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < N_ELEMENTS(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Status";
}

static void
add(struct evkeyvalq *headers, const char *name, const char *value)
{
	if (value != NULL)
		evhttp_add_header(headers, name, value);	/* refuses CR and LF */
}

static void
add_number(struct evkeyvalq *headers, const char *name, size_t value)
{
	char	 text[24];

	snprintf(text, sizeof(text), "%zu", value);
	evhttp_add_header(headers, name, text);
}

static void
add_file_name(struct evkeyvalq *headers, const char *name)
{
	char	 text[256];

	snprintf(text, sizeof(text), "attachment; filename=\"%s\"", name);
	evhttp_add_header(headers, "Content-Disposition", text);
}

static void
add_headers(struct evkeyvalq *out, const struct http_reply *reply)
{
	for (size_t i = 0; i < N_ELEMENTS(fixed_headers); i++)
		add(out, fixed_headers[i].name, fixed_headers[i].value);
	add(out, "Content-Type", reply->type);
	add(out, "Cache-Control", reply->cache != NULL ? reply->cache : "no-cache");
	add(out, "ETag", reply->etag);
	add(out, "Allow", reply->allow);
	add(out, "Location", reply->location);
	if (reply->file_name != NULL)
		add_file_name(out, reply->file_name);
	add(out, "Content-Language", reply->language);
	if (reply->language != NULL)
		add(out, "Vary", "Accept-Language");
	if (reply->retry_after_s > 0)
		add_number(out, "Retry-After", reply->retry_after_s);
	if (reply->status != 304)
		add_number(out, "Content-Length", reply->body != NULL ? reply->body->len - reply->skip : 0);
	if (reply->closes)
		add(out, "Connection", "close");
}

static void
on_sent_body(const void *data, size_t len, void *arg)
{
	(void)data;
	(void)len;
	blob_unref(arg);
}

static void
on_complete(struct evhttp_request *ev, void *arg)
{
	(void)ev;
	guard_end(arg);
}

void
http_reply(struct http_request *r, const struct http_reply *reply)
{
	struct evbuffer	*out = evhttp_request_get_output_buffer(r->ev);
	struct blob	*body = reply->body;
	struct bufferevent *bev =
	    evhttp_connection_get_bufferevent(evhttp_request_get_connection(r->ev));

	add_headers(evhttp_request_get_output_headers(r->ev), reply);
	if (body != NULL && body->len > reply->skip && reply->status != 304 &&
	    evhttp_request_get_command(r->ev) != EVHTTP_REQ_HEAD)
		evbuffer_add_reference(out, body->data + reply->skip, body->len - reply->skip,
		    on_sent_body, blob_ref(body));
	evhttp_request_set_on_complete_cb(r->ev, on_complete, r->guard);
	TAILQ_REMOVE(&r->http->pending, r, link);
	evhttp_send_reply(r->ev, (int)reply->status, reason(reply->status), NULL);
	/* Who has closed his side would end a reply that takes several writes; evhttp reads on after it. */
	bufferevent_disable(bev, EV_READ);
	free(r);
}
