/* msg.c - see msg.h.  The table comes first, then its three readers. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <msgpack.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "ipc/msg.h"

enum kind { U32, U64, I64, F64, BOOL, STR, SECRET, BYTES, LIST };

struct field {
	const char		*name;
	enum kind		 kind;
	size_t			 off;
	uint64_t		 max;		/* U32: largest value; STR, BYTES: longest; LIST: most elements */
	size_t			 off_n;		/* LIST: where the count is */
	const struct shape	*item;		/* LIST */
};

struct shape {
	const char		*name;
	size_t			 size;
	const struct field	*fields;
	size_t			 n_fields;
};

#define SHAPE(id, label, ...)							\
	static const struct field id##_fields[] = { __VA_ARGS__ };		\
	static const struct shape id##_shape = { label, sizeof(struct msg_##id),	\
	    id##_fields, N_ELEMENTS(id##_fields) }
#define F(id, k, field, bound)	{ #field, k, offsetof(struct msg_##id, field), bound, 0, NULL }
#define N(id, field)		F(id, U32, field, UINT32_MAX)
#define S(id, field)		F(id, STR, field, 1024)
#define L(id, field, of)	{ #field, LIST, offsetof(struct msg_##id, field), 65536, \
				  offsetof(struct msg_##id, n_##field), &of##_shape }

SHAPE(pair, "pair", S(pair, name), F(pair, SECRET, value, 65536));
SHAPE(value, "value", F(value, STR, name, 64), F(value, F64, value, 0));
SHAPE(hello, "HELLO", S(hello, program), N(hello, version));
SHAPE(assign, "ASSIGN", N(assign, check), S(assign, name), F(assign, STR, probe, 32),
    S(assign, address), N(assign, interval_ms), N(assign, timeout_ms), N(assign, fall),
    N(assign, rise), L(assign, options, pair));
SHAPE(unassign, "UNASSIGN", N(unassign, check));
SHAPE(run, "RUN", N(run, id), N(run, check));
SHAPE(result, "result", N(result, check), N(result, run), F(result, I64, started_ms, 0),
    N(result, took_us), N(result, late_us), F(result, U32, status, RESULT_ERROR),
    F(result, STR, text, TEXT_MAX), L(result, values, value));
SHAPE(results, "RESULTS", N(results, poller), F(results, U64, epoch, 0),
    F(results, U64, seq, 0), L(results, results, result));
SHAPE(step, "STEP", N(step, id), N(step, at_us), S(step, text));
SHAPE(poller_stats, "POLLER_STATS", N(poller_stats, poller), N(poller_stats, n_checks),
    N(poller_stats, n_running), F(poller_stats, U64, n_done, 0),
    F(poller_stats, U64, n_malformed, 0), F(poller_stats, U64, n_stray, 0),
    F(poller_stats, U64, n_dropped, 0), N(poller_stats, late_p99_us),
    N(poller_stats, loop_lag_p99_us), F(poller_stats, BOOL, resolver_ok, 0),
    N(poller_stats, n_aside), N(poller_stats, aside));
SHAPE(series_setup, "SERIES_SETUP", F(series_setup, STR, dir, 4096), N(series_setup, flush_s));
SHAPE(sample, "sample", S(sample, object), F(sample, I64, at_s, 0), L(sample, values, value));
SHAPE(samples, "SAMPLES", L(samples, samples, sample));
SHAPE(span, "span", F(span, I64, from_s, 0), F(span, I64, to_s, 0));
SHAPE(series_ask, "SERIES_ASK", N(series_ask, id), S(series_ask, what), S(series_ask, object),
    S(series_ask, metric), F(series_ask, I64, from_s, 0), F(series_ask, I64, to_s, 0),
    N(series_ask, step_s), S(series_ask, title), S(series_ask, language),
    F(series_ask, STR, zone, 64), L(series_ask, outages, span), L(series_ask, planned, span));
SHAPE(courier_setup, "COURIER_SETUP", S(courier_setup, smtp), S(courier_setup, from),
    S(courier_setup, from_name), S(courier_setup, user), F(courier_setup, SECRET, password, 1024),
    S(courier_setup, tls), S(courier_setup, hello), N(courier_setup, retry_first_s),
    N(courier_setup, retry_for_s));
SHAPE(attachment, "ATTACHMENT", F(attachment, U64, id, 0), N(attachment, part),
    F(attachment, BOOL, is_last, 0), F(attachment, BYTES, body, MSG_PART));
SHAPE(notice, "NOTICE", F(notice, U64, id, 0), S(notice, channel), S(notice, to),
    S(notice, to_name), S(notice, subject), F(notice, STR, body, 65536), S(notice, message_id),
    F(notice, I64, created_ms, 0), F(notice, I64, offset_s, 0), N(notice, n_tried),
    F(notice, STR, form, 16), F(notice, STR, language, 16));
SHAPE(delivery, "DELIVERY", F(delivery, U64, id, 0), F(delivery, U32, outcome, DELIVERY_DEAD),
    S(delivery, text), F(delivery, I64, next_ms, 0));
SHAPE(web_setup, "WEB_SETUP", S(web_setup, network_id), S(web_setup, network_name),
    S(web_setup, url), S(web_setup, phone), S(web_setup, language), S(web_setup, timezone),
    S(web_setup, version), F(web_setup, BOOL, is_demo, 0), L(web_setup, proxies, pair));
SHAPE(snapshot, "SNAPSHOT", N(snapshot, part), F(snapshot, BOOL, is_last, 0),
    F(snapshot, BYTES, body, MSG_PART));
SHAPE(ask, "ASK", N(ask, id), F(ask, STR, what, 64), F(ask, SECRET, token, 256),
    F(ask, STR, language, 16), L(ask, args, pair));
SHAPE(answer, "ANSWER", N(answer, id), F(answer, U32, status, 599), F(answer, STR, type, 128),
    N(answer, part), F(answer, BOOL, is_last, 0), F(answer, BYTES, body, MSG_PART));
SHAPE(stats, "STATS", S(stats, program), N(stats, pid), F(stats, U64, rss_bytes, 0),
    F(stats, U64, cpu_ms, 0), N(stats, loop_lag_p99_us), L(stats, values, value));

static const struct shape *const shapes[MSG_N_TYPES] = {
	[MSG_HELLO] = &hello_shape,
	[MSG_ASSIGN] = &assign_shape,
	[MSG_UNASSIGN] = &unassign_shape,
	[MSG_RUN] = &run_shape,
	[MSG_RESULTS] = &results_shape,
	[MSG_STEP] = &step_shape,
	[MSG_POLLER_STATS] = &poller_stats_shape,
	[MSG_SERIES_SETUP] = &series_setup_shape,
	[MSG_SAMPLES] = &samples_shape,
	[MSG_SERIES_ASK] = &series_ask_shape,
	[MSG_COURIER_SETUP] = &courier_setup_shape,
	[MSG_ATTACHMENT] = &attachment_shape,
	[MSG_NOTICE] = &notice_shape,
	[MSG_DELIVERY] = &delivery_shape,
	[MSG_WEB_SETUP] = &web_setup_shape,
	[MSG_SNAPSHOT] = &snapshot_shape,
	[MSG_ASK] = &ask_shape,
	[MSG_ANSWER] = &answer_shape,
	[MSG_STATS] = &stats_shape,
};

/* Encoding. */

static int
write_to_buf(void *arg, const char *data, size_t len)
{
	buf_add(arg, data, len);
	return 0;
}

static void encode_fields(msgpack_packer *pk, const struct shape *shape, const char *base);

static void
encode_field(msgpack_packer *pk, const struct field *f, const char *base)
{
	const void		*at = base + f->off;
	const struct msg_bytes	*bytes = at;
	const char		*s;
	uint32_t		 n;

	switch (f->kind) {
	case U32:
		assert(*(const uint32_t *)at <= f->max);
		msgpack_pack_uint32(pk, *(const uint32_t *)at);
		break;
	case U64:
		msgpack_pack_uint64(pk, *(const uint64_t *)at);
		break;
	case I64:
		msgpack_pack_int64(pk, *(const int64_t *)at);
		break;
	case F64:
		msgpack_pack_double(pk, *(const double *)at);
		break;
	case BOOL:
		*(const bool *)at ? msgpack_pack_true(pk) : msgpack_pack_false(pk);
		break;
	case STR:
	case SECRET:
		s = *(const char *const *)at != NULL ? *(const char *const *)at : "";
		assert(strlen(s) <= f->max);
		msgpack_pack_str_with_body(pk, s, strlen(s));
		break;
	case BYTES:
		assert(bytes->len <= f->max);
		msgpack_pack_bin_with_body(pk, bytes->p, bytes->len);
		break;
	case LIST:
		n = *(const uint32_t *)(const void *)(base + f->off_n);
		assert(n <= f->max);
		msgpack_pack_array(pk, n);
		for (uint32_t i = 0; i < n; i++)
			encode_fields(pk, f->item, *(char *const *)at + i * f->item->size);
		break;
	}
}

static void
encode_fields(msgpack_packer *pk, const struct shape *shape, const char *base)
{
	msgpack_pack_array(pk, shape->n_fields);
	for (size_t i = 0; i < shape->n_fields; i++)
		encode_field(pk, &shape->fields[i], base);
}

void
msg_encode(struct buf *out, enum msg_type type, const void *msg)
{
	msgpack_packer	 pk;

	msgpack_packer_init(&pk, out, write_to_buf);
	msgpack_pack_array(&pk, 2);
	msgpack_pack_uint32(&pk, type);
	encode_fields(&pk, shapes[type], msg);
}

/* Decoding. */

struct msg_zone {
	msgpack_zone	*zone;
};

struct msg_zone *
msg_zone_new(void)
{
	struct msg_zone	*z = xcalloc(1, sizeof(*z));

	if ((z->zone = msgpack_zone_new(16 * 1024)) == NULL)
		abort();
	return z;
}

void
msg_zone_free(struct msg_zone *z)
{
	if (z == NULL)
		return;
	msgpack_zone_free(z->zone);
	free(z);
}

/*
 * msgpack-c reserves memory for all the elements that an array header announces
 * before one has arrived.  An element takes at least one byte: an array that
 * announces more elements than bytes follow is refused here, before msgpack-c
 * sees it.  Maps and extensions are not in our language.
 */
static bool
is_bounded(const uint8_t *p, size_t len)
{
	size_t	 wanted = 1;	/* elements still announced */
	size_t	 at = 0;

	while (wanted > 0) {
		uint64_t	 n = 0, skip = 0;
		unsigned	 head = 0;
		uint8_t		 b;

		if (at >= len)
			return false;
		b = p[at++];
		wanted--;
		if (b <= 0x7f || b >= 0xe0 || b == 0xc2 || b == 0xc3)
			continue;
		if (b >= 0x90 && b <= 0x9f)
			n = b & 0x0f;
		else if (b >= 0xa0 && b <= 0xbf)
			skip = b & 0x1f;
		else if (b == 0xdc || b == 0xda || b == 0xc5)
			head = 2;
		else if (b == 0xdd || b == 0xdb || b == 0xc6)
			head = 4;
		else if (b == 0xd9 || b == 0xc4)
			head = 1;
		else if (b >= 0xcc && b <= 0xd3)	/* uint and int of 1, 2, 4, 8 bytes */
			skip = 1u << ((b - 0xcc) & 3);
		else if (b == 0xcb)
			skip = 8;
		else
			return false;
		if (head > len - at)
			return false;
		for (unsigned i = 0; i < head; i++)
			skip = skip << 8 | p[at++];
		if (b == 0xdc || b == 0xdd) {
			n = skip;
			skip = 0;
		}
		if (skip > len - at || n > len - at)
			return false;
		at += skip;
		wanted += n;
		if (wanted > len - at)
			return false;
	}
	return at == len;
}

static int decode_fields(msgpack_zone *zone, const struct shape *shape, const msgpack_object *o,
    char *base);

static int
decode_string(msgpack_zone *zone, const struct field *f, const msgpack_object *o, const char **out)
{
	char	*s;

	if (o->type != MSGPACK_OBJECT_STR || o->via.str.size > f->max ||
	    !text_is_utf8(o->via.str.ptr, o->via.str.size) ||
	    (s = msgpack_zone_malloc(zone, o->via.str.size + 1)) == NULL)
		return -EBADMSG;
	if (o->via.str.size > 0)
		memcpy(s, o->via.str.ptr, o->via.str.size);
	s[o->via.str.size] = '\0';
	*out = s;
	return 0;
}

static int
decode_list(msgpack_zone *zone, const struct field *f, const msgpack_object *o, char *base)
{
	size_t	 size = f->item->size;
	char	*items;

	if (o->type != MSGPACK_OBJECT_ARRAY || o->via.array.size > f->max ||
	    (items = msgpack_zone_malloc(zone, o->via.array.size * size + 1)) == NULL)
		return -EBADMSG;
	for (uint32_t i = 0; i < o->via.array.size; i++)
		if (decode_fields(zone, f->item, &o->via.array.ptr[i], items + i * size) != 0)
			return -EBADMSG;
	*(char **)(void *)(base + f->off) = items;
	*(uint32_t *)(void *)(base + f->off_n) = o->via.array.size;
	return 0;
}

static int
decode_field(msgpack_zone *zone, const struct field *f, const msgpack_object *o, char *base)
{
	void		*at = base + f->off;
	bool		 is_uint = o->type == MSGPACK_OBJECT_POSITIVE_INTEGER;
	struct msg_bytes *bytes = at;

	switch (f->kind) {
	case U32:
		if (!is_uint || o->via.u64 > f->max)
			return -EBADMSG;
		*(uint32_t *)at = (uint32_t)o->via.u64;
		return 0;
	case U64:
		if (!is_uint)
			return -EBADMSG;
		*(uint64_t *)at = o->via.u64;
		return 0;
	case I64:
		if ((!is_uint && o->type != MSGPACK_OBJECT_NEGATIVE_INTEGER) ||
		    (is_uint && o->via.u64 > INT64_MAX))
			return -EBADMSG;
		*(int64_t *)at = o->via.i64;
		return 0;
	case F64:
		if (o->type != MSGPACK_OBJECT_FLOAT64)
			return -EBADMSG;
		*(double *)at = o->via.f64;
		return 0;
	case BOOL:
		if (o->type != MSGPACK_OBJECT_BOOLEAN)
			return -EBADMSG;
		*(bool *)at = o->via.boolean;
		return 0;
	case STR:
	case SECRET:
		return decode_string(zone, f, o, at);
	case BYTES:
		if (o->type != MSGPACK_OBJECT_BIN || o->via.bin.size > f->max)
			return -EBADMSG;
		*bytes = (struct msg_bytes){ o->via.bin.ptr, o->via.bin.size };
		return 0;
	case LIST:
		return decode_list(zone, f, o, base);
	}
	return -EBADMSG;
}

static int
decode_fields(msgpack_zone *zone, const struct shape *shape, const msgpack_object *o, char *base)
{
	if (o->type != MSGPACK_OBJECT_ARRAY || o->via.array.size != shape->n_fields)
		return -EBADMSG;
	for (size_t i = 0; i < shape->n_fields; i++)
		if (decode_field(zone, &shape->fields[i], &o->via.array.ptr[i], base) != 0)
			return -EBADMSG;
	return 0;
}

int
msg_decode(struct msg_zone *z, const void *data, size_t len, enum msg_type *type, union msg *msg)
{
	union msg	 decoded;
	msgpack_object	 o;
	uint64_t	 t;

	msgpack_zone_clear(z->zone);
	if (len > MSG_MAX || !is_bounded(data, len) ||
	    msgpack_unpack(data, len, NULL, z->zone, &o) != MSGPACK_UNPACK_SUCCESS ||
	    o.type != MSGPACK_OBJECT_ARRAY || o.via.array.size != 2 ||
	    o.via.array.ptr[0].type != MSGPACK_OBJECT_POSITIVE_INTEGER)
		return -EBADMSG;
	t = o.via.array.ptr[0].via.u64;
	if (t >= MSG_N_TYPES || shapes[t] == NULL ||
	    decode_fields(z->zone, shapes[t], &o.via.array.ptr[1], (char *)&decoded) != 0)
		return -EBADMSG;
	memcpy(msg, &decoded, shapes[t]->size);
	*type = (enum msg_type)t;
	return 0;
}

/* Printing. */

static void print_fields(struct buf *out, const struct shape *shape, const char *base);

static void
print_field(struct buf *out, const struct field *f, const char *base)
{
	const void	*at = base + f->off;
	uint32_t	 n = f->kind == LIST ?
	    *(const uint32_t *)(const void *)(base + f->off_n) : 0;

	buf_addf(out, " %s=", f->name);
	switch (f->kind) {
	case U32:
		buf_addf(out, "%u", *(const uint32_t *)at);
		break;
	case U64:
		buf_addf(out, "%llu", (unsigned long long)*(const uint64_t *)at);
		break;
	case I64:
		buf_addf(out, "%lld", (long long)*(const int64_t *)at);
		break;
	case F64:
		buf_addf(out, "%g", *(const double *)at);
		break;
	case BOOL:
		buf_adds(out, *(const bool *)at ? "true" : "false");
		break;
	case STR:
		buf_addf(out, "\"%s\"", *(const char *const *)at);
		break;
	case SECRET:
		buf_adds(out, "***");
		break;
	case BYTES:
		buf_addf(out, "(%zu bytes)", ((const struct msg_bytes *)at)->len);
		break;
	case LIST:
		buf_addc(out, '[');
		for (uint32_t i = 0; i < n; i++)
			print_fields(out, f->item, *(char *const *)at + i * f->item->size);
		buf_addc(out, ']');
		break;
	}
}

static void
print_fields(struct buf *out, const struct shape *shape, const char *base)
{
	buf_adds(out, shape->name);
	for (size_t i = 0; i < shape->n_fields; i++)
		print_field(out, &shape->fields[i], base);
}

void
msg_print(struct buf *out, enum msg_type type, const union msg *msg)
{
	print_fields(out, shapes[type], (const char *)msg);
}

const char *
msg_arg(const struct msg_ask *ask, const char *name, const char *other)
{
	for (uint32_t i = 0; i < ask->n_args; i++)
		if (strcmp(ask->args[i].name, name) == 0)
			return ask->args[i].value;
	return other;
}
