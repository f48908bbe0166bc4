/*
 * msg.h - what the programs say to one another.
 *
 * One table (msg.c) holds each message's fields with type and bound; it encodes,
 * decodes, prints and feeds the fuzzer.  On the wire a message is a MessagePack
 * array [type, field, field...].  What does not decode exactly is malformed and
 * the peer is dropped: no field is optional, none may follow.
 *
 * To add a message: a struct here, its rows in msg.c, a line in enum msg_type
 * (at the end: the number is the wire), and raise MSG_VERSION.
 */
#ifndef VIGIE_MSG_H
#define VIGIE_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

#define MSG_VERSION	1		/* both ends of a channel must say the same in HELLO */
#define MSG_MAX		(1024 * 1024)	/* bytes of one encoded message */
#define MSG_PART	(256 * 1024)	/* longest body sent in one ANSWER or SNAPSHOT */

enum msg_type {
	MSG_HELLO = 1,		/* first on every channel, both ways */
	/* engine -> poller */
	MSG_ASSIGN,		/* do this check from now on (or: its definition changed) */
	MSG_UNASSIGN,
	MSG_RUN,		/* run it once now, telling each step */
	/* poller -> engine */
	MSG_RESULTS,
	MSG_STEP,		/* of a MSG_RUN; also engine -> command line */
	MSG_POLLER_STATS,
	/* engine -> series */
	MSG_SERIES_SETUP,
	MSG_SAMPLES,
	MSG_SERIES_ASK,		/* numbers or a picture; answered by MSG_ANSWER */
	/* engine -> courier */
	MSG_COURIER_SETUP,
	MSG_ATTACHMENT,		/* before the notice that it goes with, in parts */
	MSG_NOTICE,
	/* courier -> engine */
	MSG_DELIVERY,
	/* engine -> web */
	MSG_WEB_SETUP,
	MSG_SNAPSHOT,
	/* web, command line -> engine */
	MSG_ASK,		/* answered by MSG_ANSWER */
	MSG_ANSWER,
	MSG_STATS,		/* any child -> engine, once a minute: how it is doing */
	MSG_N_TYPES
};

/* Pointers in a decoded message live until the next decode on the same channel. */
struct msg_bytes {
	const void	*p;
	size_t		 len;
};

struct msg_pair {		/* an option, an argument: names are ours, values anybody's */
	const char	*name;
	const char	*value;
};

struct msg_value {		/* a metric's value by name */
	const char	*name;
	double		 value;
};

struct msg_hello {
	const char	*program;	/* "vigie-engine"; instance after a slash: "vigie-poller/1" */
	uint32_t	 version;	/* MSG_VERSION */
};

struct msg_assign {
	uint32_t	 check;		/* the engine's handle, echoed in results */
	const char	*name;		/* "alboussiere/router/icmp": phase is its hash, logs say it */
	const char	*probe;		/* name of a plugin */
	const char	*address;	/* IPv4, IPv6 or a host name */
	uint32_t	 interval_ms;	/* ordinary interval */
	uint32_t	 timeout_ms;	/* a run ends as fail after this long */
	uint32_t	 fall, rise;	/* failures repeat at interval/3 until `fall` in a row, or `rise` successes */
	struct msg_pair	*options;	/* the plugin's, secrets included */
	uint32_t	 n_options;
};

struct msg_unassign {
	uint32_t	 check;
};

struct msg_run {
	uint32_t	 id;		/* echoed in MSG_STEP and in the result's `run` */
	uint32_t	 check;
};

/* Numbers are on the wire. */
enum result_status { RESULT_OK, RESULT_WARN, RESULT_FAIL, RESULT_ERROR };

struct msg_result {
	uint32_t	 check;
	uint32_t	 run;		/* id of the MSG_RUN that asked for it, 0 = scheduled */
	int64_t		 started_ms;	/* wall time of the run's start */
	uint32_t	 took_us;
	uint32_t	 late_us;	/* started this long after it was due */
	uint32_t	 status;	/* enum result_status */
	const char	*text;		/* clean, at most 255 bytes: "no reply", "host unreachable (192.0.2.1)" */
	struct msg_value *values;
	uint32_t	 n_values;
};

struct msg_results {
	uint32_t	 poller;	/* instance, from 0 */
	uint64_t	 epoch;		/* random, one for each life of the poller process */
	uint64_t	 seq;		/* of this batch, +1 each, from 1 in each epoch: a repeat is recognised */
	struct msg_result *results;
	uint32_t	 n_results;
};

struct msg_step {
	uint32_t	 id;
	uint32_t	 at_us;		/* since the run's start */
	const char	*text;
};

struct msg_poller_stats {
	uint32_t	 poller;
	uint32_t	 n_checks, n_running;
	uint64_t	 n_done, n_malformed, n_stray, n_dropped;	/* since the start */
	uint32_t	 late_p99_us, loop_lag_p99_us;			/* of the last minute */
	bool		 resolver_ok;	/* false: names do not resolve at all */
	uint32_t	 n_aside;	/* checks not run any more: their answers ended the poller */
	uint32_t	 aside;		/* the handle of one of them */
};

struct msg_series_setup {
	const char	*dir;		/* where the RRD files go */
	uint32_t	 flush_s;	/* files are brought up to date this often */
};

struct msg_sample {
	const char	*object;	/* "alboussiere/router", "vigie/engine" */
	int64_t		 at_s;		/* Unix time */
	struct msg_value *values;
	uint32_t	 n_values;
};

struct msg_samples {
	struct msg_sample *samples;
	uint32_t	 n_samples;
};

struct msg_span {		/* half open, Unix time */
	int64_t		 from_s, to_s;
};

struct msg_series_ask {
	uint32_t	 id;		/* echoed in MSG_ANSWER */
	const char	*what;		/* "json", "svg", "png", "list" (metrics of the object) */
	const char	*object, *metric;
	int64_t		 from_s, to_s;
	uint32_t	 step_s;	/* 0 = as fine as is kept */
	const char	*title;		/* over the picture, for people */
	const char	*language;	/* "fr", "en" */
	const char	*zone;		/* "Europe/Paris": the time axis is local; "" = UTC */
	struct msg_span	*outages;	/* shaded */
	uint32_t	 n_outages;
	struct msg_span	*planned;	/* hatched: maintenance */
	uint32_t	 n_planned;
};

struct msg_courier_setup {
	const char	*smtp;		/* "smtp://127.0.0.1:25" */
	const char	*from, *from_name, *user, *password, *tls;
	const char	*hello;		/* name said in EHLO and used in Message-ID */
	uint32_t	 retry_first_s, retry_for_s;
};

struct msg_attachment {		/* a report's JSON; the courier makes the form of it */
	uint64_t	 id;		/* the notice's */
	uint32_t	 part;		/* from 0 */
	bool		 is_last;
	struct msg_bytes body;
};

struct msg_notice {
	uint64_t	 id;		/* the outbox's number */
	const char	*channel;	/* "mail" */
	const char	*to;		/* an address */
	const char	*to_name;
	const char	*subject, *body;	/* UTF-8, LF; headers are the courier's business */
	const char	*message_id;	/* without <>; the same in every attempt */
	int64_t		 created_ms;	/* retrying ends retry_for_s after this */
	int64_t		 offset_s;	/* of the network's local time to UTC, then */
	uint32_t	 n_tried;	/* attempts before this life of the courier */
	/* Of a notice with an attachment: subject and body are "" and come from the report too. */
	const char	*form;		/* "pdf"; "" = no attachment */
	const char	*language;
};

enum delivery { DELIVERY_SENT, DELIVERY_LATER, DELIVERY_DEAD };

struct msg_delivery {
	uint64_t	 id;
	uint32_t	 outcome;	/* enum delivery */
	const char	*text;		/* the server's answer or what failed */
	int64_t		 next_ms;	/* DELIVERY_LATER: when it will be tried again */
};

struct msg_web_setup {
	const char	*network_id, *network_name, *url, *phone, *language, *timezone;
	const char	*version;
	bool		 is_demo;
	struct msg_pair	*proxies;	/* name = address */
	uint32_t	 n_proxies;
};

struct msg_snapshot {		/* the public state of all sites, JSON, in parts */
	uint32_t	 part;		/* from 0 */
	bool		 is_last;
	struct msg_bytes body;
};

struct msg_ask {
	uint32_t	 id;		/* echoed in MSG_ANSWER and MSG_STEP */
	const char	*what;		/* "status", "incident", "check"...: engine/views.c has the table */
	const char	*token;		/* a person's session; "" = public.  Ignored on the control socket */
	const char	*language;
	struct msg_pair	*args;
	uint32_t	 n_args;
};

struct msg_answer {
	uint32_t	 id;
	uint32_t	 status;	/* as HTTP says it: 200, 400, 403, 404, 409, 422, 503 */
	const char	*type;		/* "application/json", "application/problem+json", "image/svg+xml" */
	uint32_t	 part;		/* from 0; status and type count in the first */
	bool		 is_last;
	struct msg_bytes body;
};

struct msg_stats {		/* what `vigie top` shows */
	const char	*program;
	uint32_t	 pid;
	uint64_t	 rss_bytes;
	uint64_t	 cpu_ms;
	uint32_t	 loop_lag_p99_us;
	struct msg_value *values;	/* the program's own */
	uint32_t	 n_values;
};

union msg {
	struct msg_hello	 hello;
	struct msg_assign	 assign;
	struct msg_unassign	 unassign;
	struct msg_run		 run;
	struct msg_results	 results;
	struct msg_step		 step;
	struct msg_poller_stats	 poller_stats;
	struct msg_series_setup	 series_setup;
	struct msg_samples	 samples;
	struct msg_series_ask	 series_ask;
	struct msg_courier_setup courier_setup;
	struct msg_attachment	 attachment;
	struct msg_notice	 notice;
	struct msg_delivery	 delivery;
	struct msg_web_setup	 web_setup;
	struct msg_snapshot	 snapshot;
	struct msg_ask		 ask;
	struct msg_answer	 answer;
	struct msg_stats	 stats;
};

/* Memory of decoded messages; one for each channel, reused. */
struct msg_zone;
struct msg_zone	*msg_zone_new(void);
void		 msg_zone_free(struct msg_zone *zone);

/* Appends the encoded message to `out`.  Fields beyond their bound are a broken invariant. NULL strings are sent as "". */
void		 msg_encode(struct buf *out, enum msg_type type, const void *msg);

/*
 * Decodes exactly `len` bytes.  0, or -EBADMSG with *msg untouched when anything is
 * malformed: unknown type, wrong number or type of fields, a bound passed,
 * strings with NUL or that are not UTF-8, bytes left over.  Memory used stays
 * proportional to `len`.  Strings and lists are owned by the zone until the next decode.
 */
int		 msg_decode(struct msg_zone *zone, const void *data, size_t len,
		    enum msg_type *type, union msg *msg);

/* "ASSIGN check=3 name=..." for debug logs; secrets are masked. */
void		 msg_print(struct buf *out, enum msg_type type, const union msg *msg);

/* The value of argument `name`, or `other` when it is absent. */
const char	*msg_arg(const struct msg_ask *ask, const char *name, const char *other);

#endif
