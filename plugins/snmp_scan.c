/* snmp_scan.c - see snmp_scan.h; BER as RFC 3417 section 8 restricts it. */
#include <string.h>

#include "snmp_scan.h"

#define TAG_INTEGER	0x02
#define TAG_STRING	0x04
#define TAG_NULL	0x05
#define TAG_OID		0x06
#define TAG_SEQUENCE	0x30
#define TAG_ADDRESS	0x40
#define TAG_COUNTER	0x41
#define TAG_GAUGE	0x42
#define TAG_TICKS	0x43
#define TAG_OPAQUE	0x44
#define TAG_COUNTER64	0x46
#define TAG_UNSIGNED	0x47
#define TAG_NO_OBJECT	0x80
#define TAG_NO_INSTANCE	0x81
#define TAG_END_OF_VIEW	0x82

struct span {
	const uint8_t	*p, *end;
	bool		 is_cut;	/* lengths may point past the end: a quoted message */
};

/* Takes the next element's tag and content; false when there is none that fits. */
static bool
next(struct span *in, uint8_t *tag, struct span *content)
{
	size_t	 len, n;

	if (in->end - in->p < 2)
		return false;
	*tag = *in->p++;
	if ((*tag & 31) == 31)
		return false;			/* long tags: SNMP has none */
	len = *in->p++;
	if (len & 0x80) {
		n = len & 0x7f;
		len = 0;
		if (n == 0 || n > 4 || (size_t)(in->end - in->p) < n)
			return false;		/* indefinite, or absurd */
		while (n-- > 0)
			len = len << 8 | *in->p++;
	}
	if (len > (size_t)(in->end - in->p)) {
		if (!in->is_cut)
			return false;
		len = (size_t)(in->end - in->p);
	}
	*content = (struct span){ in->p, in->p + len, in->is_cut };
	in->p += len;
	return true;
}

static bool
expect(struct span *in, uint8_t want, struct span *content)
{
	uint8_t	 tag;

	return next(in, &tag, content) && tag == want;
}

static size_t
left(const struct span *s)
{
	return (size_t)(s->end - s->p);
}

/* An INTEGER of 32 bits. */
static bool
integer(struct span *in, int64_t *out)
{
	struct span	 s;
	int64_t		 v;

	if (!expect(in, TAG_INTEGER, &s) || left(&s) < 1 || left(&s) > 5)
		return false;
	v = (int8_t)*s.p++;
	while (s.p < s.end)
		v = v * 256 + *s.p++;
	if (v < INT32_MIN || v > UINT32_MAX)
		return false;
	*out = v;
	return true;
}

static bool
is_number(const struct span *s, size_t max)
{
	/* One byte more than the value has, if that is zero: the sign's place. */
	return left(s) >= 1 && (left(s) <= max || (left(s) == max + 1 && s->p[0] == 0));
}

static bool
is_oid(const struct span *s)
{
	unsigned	 n_parts = 1, n_bytes = 0;
	uint64_t	 part = 0;

	if (left(s) == 0)
		return false;
	for (const uint8_t *p = s->p; p < s->end; p++) {
		part = part << 7 | (*p & 0x7f);
		if (++n_bytes > 5 || part > UINT32_MAX)
			return false;
		if (*p & 0x80)
			continue;
		n_parts++;
		n_bytes = 0;
		part = 0;
	}
	return n_bytes == 0 && n_parts <= 128;
}

static bool
is_value(uint8_t tag, const struct span *s)
{
	switch (tag) {
	case TAG_INTEGER:
		return left(s) >= 1 && left(s) <= 4;
	case TAG_COUNTER:
	case TAG_GAUGE:
	case TAG_TICKS:
	case TAG_UNSIGNED:
		return is_number(s, 4);
	case TAG_COUNTER64:
		return is_number(s, 8);
	case TAG_ADDRESS:
		return left(s) == 4;
	case TAG_OID:
		return is_oid(s);
	case TAG_STRING:
	case TAG_OPAQUE:
		return true;
	case TAG_NULL:
	case TAG_NO_OBJECT:
	case TAG_NO_INSTANCE:
	case TAG_END_OF_VIEW:
		return left(s) == 0;
	default:
		return false;
	}
}

/* 1.3.6.1.6.3.15.1.1.N.0 without its last part */
static enum snmp_report
report_of(const struct span *name)
{
	static const uint8_t	 usm_stats[] = { 0x2b, 6, 1, 6, 3, 15, 1, 1 };

	if (left(name) != sizeof(usm_stats) + 2 ||
	    memcmp(name->p, usm_stats, sizeof(usm_stats)) != 0 ||
	    name->p[sizeof(usm_stats)] < SNMP_REPORT_LEVEL ||
	    name->p[sizeof(usm_stats)] > SNMP_REPORT_DECRYPT)
		return SNMP_REPORT_OTHER;
	return (enum snmp_report)name->p[sizeof(usm_stats)];
}

static bool
scan_variables(struct span list, struct snmp_head *head)
{
	struct span	 pair, name, value;
	uint8_t		 tag;

	while (left(&list) > 0) {
		if (!expect(&list, TAG_SEQUENCE, &pair) || !expect(&pair, TAG_OID, &name) ||
		    !is_oid(&name) || !next(&pair, &tag, &value) || !is_value(tag, &value) ||
		    left(&pair) != 0 || ++head->n_vars > SNMP_VARS_MAX)
			return false;
		if (head->pdu == SNMP_TAG_REPORT && head->n_vars == 1)
			head->report = report_of(&name);
	}
	return true;
}

static bool
scan_pdu(struct span *in, struct snmp_head *head, uint32_t *request)
{
	struct span	 pdu, list;
	int64_t		 id, status, index;

	if (!next(in, &head->pdu, &pdu) || left(in) != 0 ||
	    (head->pdu != SNMP_TAG_RESPONSE && head->pdu != SNMP_TAG_REPORT) ||
	    !integer(&pdu, &id) || !integer(&pdu, &status) || !integer(&pdu, &index) ||
	    !expect(&pdu, TAG_SEQUENCE, &list) || left(&pdu) != 0)
		return false;
	*request = (uint32_t)id;
	return scan_variables(list, head);
}

/* RFC 3414 2.4 */
static bool
scan_security(struct span s, struct snmp_head *head)
{
	struct span	 params, engine, user, digest, salt;
	int64_t		 boots, time;

	if (!expect(&s, TAG_SEQUENCE, &params) || left(&s) != 0 ||
	    !expect(&params, TAG_STRING, &engine) || left(&engine) > 32 ||
	    !integer(&params, &boots) || boots < 0 || boots > INT32_MAX ||
	    !integer(&params, &time) || time < 0 || time > INT32_MAX ||
	    !expect(&params, TAG_STRING, &user) || left(&user) > 32 ||
	    !expect(&params, TAG_STRING, &digest) || left(&digest) > 64 ||
	    !expect(&params, TAG_STRING, &salt) || left(&salt) > 16 || left(&params) != 0)
		return false;
	head->engine = engine.p;
	head->engine_len = left(&engine);
	head->boots = (uint32_t)boots;
	head->time = (uint32_t)time;
	/* A digest of another length than its kind has is checked by net-snmp; an empty one never passes. */
	return !(head->flags & SNMP_FLAG_AUTH) || left(&digest) >= 12;
}

/* RFC 3412 section 6, after the version */
static bool
scan_v3(struct span *msg, struct snmp_head *head)
{
	struct span	 global, flags, security, scoped, ids;
	int64_t		 id, size, model;

	if (!expect(msg, TAG_SEQUENCE, &global) || !integer(&global, &id) || id < 0 ||
	    id > INT32_MAX || !integer(&global, &size) || size < 484 || size > INT32_MAX ||
	    !expect(&global, TAG_STRING, &flags) || left(&flags) != 1 ||
	    !integer(&global, &model) || model != 3 || left(&global) != 0 ||
	    !expect(msg, TAG_STRING, &security))
		return false;
	head->id = (uint32_t)id;
	head->flags = flags.p[0] & 3;
	if (head->flags == SNMP_FLAG_PRIV || !scan_security(security, head))
		return false;
	if (head->flags & SNMP_FLAG_PRIV)
		return expect(msg, TAG_STRING, &scoped) && left(msg) == 0;
	return expect(msg, TAG_SEQUENCE, &scoped) && left(msg) == 0 &&
	    expect(&scoped, TAG_STRING, &ids) && left(&ids) <= 32 &&
	    expect(&scoped, TAG_STRING, &ids) && scan_pdu(&scoped, head, &head->request);
}

bool
snmp_scan(const uint8_t *data, size_t len, struct snmp_head *head)
{
	struct span	 in = { data, data + len, false }, msg, community;
	int64_t		 version;

	*head = (struct snmp_head){ 0 };
	if (!expect(&in, TAG_SEQUENCE, &msg) || left(&in) != 0 || !integer(&msg, &version))
		return false;
	head->version = (int)version;
	if (version == 3)
		return scan_v3(&msg, head);
	if ((version != 0 && version != 1) || !expect(&msg, TAG_STRING, &community))
		return false;
	head->community = community.p;
	head->community_len = left(&community);
	return scan_pdu(&msg, head, &head->id) && head->pdu == SNMP_TAG_RESPONSE;
}

bool
snmp_scan_id(const uint8_t *data, size_t len, uint32_t *id)
{
	struct span	 in = { data, data + len, true }, msg, inner;
	int64_t		 version, n;
	uint8_t		 tag;

	if (!expect(&in, TAG_SEQUENCE, &msg) || !integer(&msg, &version))
		return false;
	if (version == 3) {
		if (!expect(&msg, TAG_SEQUENCE, &inner) || !integer(&inner, &n))
			return false;
	} else if (!expect(&msg, TAG_STRING, &inner) || !next(&msg, &tag, &inner) ||
	    (tag & 0xe0) != 0xa0 || !integer(&inner, &n)) {
		return false;
	}
	*id = (uint32_t)n;
	return true;
}
