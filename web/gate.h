/*
 * gate.h - is this the head of one plain HTTP request, and of nothing else?
 *
 * Reads each byte that a browser sent exactly once, before evhttp sees any of
 * them.  evhttp takes the first of two Content-Lengths, bare line feeds, folded
 * lines, NUL, chunk sizes like 0x3... and buffers headers without end; what the
 * gate lets through has one meaning, for evhttp and for any proxy in front.
 *
 *     HEAD --empty line, no body--> HEAD (next request of the connection)
 *      |  \---empty line, body----> BODY --all of it came--> HEAD
 *      +-----first fault----------> FAULT (for ever)
 *
 * Pure: no I/O, no allocation.  Whoever feeds it keeps the bytes.
 */
#ifndef VIGIE_GATE_H
#define VIGIE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATE_HEAD_MAX		(16 * 1024)	/* bytes of request line and fields together */
#define GATE_LINE_MAX		(8 * 1024)	/* bytes of the request line */
#define GATE_FIELDS_MAX		100
#define GATE_BODY_MAX		(64 * 1024)	/* bytes; the largest thing a form can say */

enum gate_verdict {
	GATE_MORE,		/* all was taken, the head is not complete yet */
	GATE_HEAD,		/* a good head ends at *used: gate->method, ->body_left tell of it */
	GATE_BODY,		/* *used bytes belong to the body of the last head */
	GATE_FAULT		/* gate->status and ->why say what; nothing after it is read */
};

enum gate_method { GATE_GET, GATE_HEAD_METHOD, GATE_POST, GATE_UNKNOWN };

struct gate {			/* all zeros is a valid start */
	/* of the last complete head */
	enum gate_method	 method;
	uint64_t		 body_left;	/* bytes of its body that have not come yet */
	bool			 is_api;	/* its path begins with /api/; right after a fault too */
	/* of the fault */
	unsigned		 status;	/* 400, 405, 411, 413, 414, 431, 505; 0 = none */
	const char		*why;		/* a few words in English, for the log; static */
	/* inside */
	unsigned		 state;
	unsigned		 n_head, n_line, n_fields, n_hosts, n_lengths;
	unsigned		 n_token;	/* bytes in token[]; past its end they are only counted */
	unsigned		 n_api;		/* bytes of the path that are those of /api/ so far */
	unsigned		 n_value;	/* bytes of the value, spaces before it not counted */
	unsigned		 field;
	unsigned		 version_minor;
	uint64_t		 length;
	bool			 is_trailing;	/* only spaces since the value's last byte */
	char			 token[20];	/* method, version, or a field's name in lower case */
};

/*
 * Reads up to `len` bytes and stops after a head, at the end of a body or at a fault.
 * *used is how many were taken.
 */
enum gate_verdict	 gate_feed(struct gate *g, const void *bytes, size_t len, size_t *used);

/* True while a request has begun and its head or body is not complete. */
bool			 gate_is_busy(const struct gate *g);

#endif
