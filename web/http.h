/*
 * http.h - requests come in, replies go out; the only file that knows evhttp.
 *
 * Owns the connections: how many there may be (in all and from one address), how
 * long a head, an idle connection and a reply may take.  Every byte passes gate.h
 * before evhttp sees it; what the gate refuses arrives here as a request whose
 * http_fault() is not 0, so that a refusal is a page like any other.
 *
 * Each request is answered exactly once, now or later, by http_reply().
 */
#ifndef VIGIE_HTTP_H
#define VIGIE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob;
struct event_base;
struct http;
struct http_request;

struct http_limits {
	unsigned	 max_connections;	/* in all; the longest idle one makes room */
	unsigned	 max_per_address;
	int64_t		 head_us;		/* from the first byte of a head to its last */
	int64_t		 idle_us;		/* between requests */
	int64_t		 reply_us;		/* from the request to the last byte of its reply taken */
};

struct http_figures {
	unsigned	 n_connections;
	uint64_t	 n_requests, n_refused, n_evicted, n_late;	/* since the start */
};

/* All but status and body may be NULL. */
struct http_reply {
	unsigned	 status;
	const char	*type;		/* Content-Type */
	struct blob	*body;		/* borrowed (a reference is taken); NULL = empty */
	size_t		 skip;		/* bytes of its beginning that are not sent */
	const char	*etag;		/* with its quotes */
	const char	*cache;		/* Cache-Control; NULL = "no-cache" */
	const char	*allow;		/* Allow, with 405 */
	const char	*language;	/* Content-Language; says too that Accept-Language chose it */
	const char	*location;	/* ours, never a visitor's text */
	const char	*file_name;	/* Content-Disposition: attachment; [a-z0-9.-], NULL = shown in place */
	unsigned	 retry_after_s;	/* 0 = not said */
	bool		 closes;	/* the connection ends after it */
};

typedef void	http_fn(struct http_request *r, void *arg);

struct http	*http_new(struct event_base *base, const struct http_limits *limits,
		    http_fn *fn, void *arg);
/* Requests not answered yet are forgotten: nobody may answer them afterwards. */
void		 http_free(struct http *h);
/* Takes a listening socket. */
void		 http_listen(struct http *h, int fd);
/* Addresses whose connections speak for many people: the limit per address is not for them. */
void		 http_trust(struct http *h, const char *const *addresses, size_t n);
void		 http_figures(const struct http *h, struct http_figures *out);

/* "GET", "HEAD" or "POST"; static. */
const char	*http_method(const struct http_request *r);
/* Path and query as they came: printable ASCII, begins with "/". */
const char	*http_target(const struct http_request *r);
/* A field's value, NULL when absent. */
const char	*http_header(const struct http_request *r, const char *name);
/* 0, or the status that the gate's refusal deserves. */
unsigned	 http_fault(const struct http_request *r);
/* Whether what was refused was meant for the API. */
bool		 http_fault_is_api(const struct http_request *r);
/* The peer's address as text. */
const char	*http_peer(const struct http_request *r);

/* Answers and frees r. */
void		 http_reply(struct http_request *r, const struct http_reply *reply);

#endif
