/* icmp_packet.c - see icmp_packet.h */
#include <netinet/icmp6.h>
#include <linux/icmp.h>

#include <string.h>

#include "icmp_packet.h"

static const uint8_t	 mark[4] = { 'v', 'i', 'g', 'i' };

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* RFC 1071, over an even number of bytes or an odd one. */
static uint16_t
checksum(const uint8_t *p, size_t len)
{
	uint64_t	 sum = 0;
	uint32_t	 word = 0;

	for (; len >= 4; p += 4, len -= 4) {
		memcpy(&word, p, 4);
		sum += word;
	}
	word = 0;
	memcpy(&word, p, len);
	sum += word;
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

size_t
icmp_build(int family, uint32_t id, size_t size, uint8_t out[static ICMP_PACKET_MAX])
{
	uint16_t	 sum;

	memset(out, 0, ICMP_HEAD);
	out[0] = family == AF_INET6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
	put32(out + 4, id);
	put32(out + ICMP_HEAD, id);
	memcpy(out + ICMP_HEAD + 4, mark, sizeof(mark));
	for (size_t i = 8; i < size; i++)
		out[ICMP_HEAD + i] = (uint8_t)i;
	if (family == AF_INET) {	/* version 6: the kernel's, it covers the addresses */
		sum = checksum(out, ICMP_HEAD + size);
		memcpy(out + 2, &sum, sizeof(sum));
	}
	return ICMP_HEAD + size;
}

/* The id and our mark of an echo, whichever way it goes. */
static void
read_echo(const uint8_t *p, size_t len, struct icmp_note *note)
{
	note->id = get32(p + 4);
	note->is_ours = len >= ICMP_HEAD + 8 && memcmp(p + ICMP_HEAD + 4, mark, sizeof(mark)) == 0;
	note->inner_id = note->is_ours ? get32(p + ICMP_HEAD) : 0;
}

/* The header's length when p starts a whole IPv4 header of an ICMP packet that is no later fragment; else 0. */
static size_t
ip4_head(const uint8_t *p, size_t len)
{
	size_t	 head;

	if (len < 20 || p[0] >> 4 != 4)
		return 0;
	head = (size_t)(p[0] & 15) * 4;
	if (head < 20 || len < head || p[9] != IPPROTO_ICMP || (((p[6] & 31) << 8) | p[7]) != 0)
		return 0;
	return head;
}

static bool
is_refusal4(uint8_t type)
{
	return type == ICMP_DEST_UNREACH || type == ICMP_TIME_EXCEEDED || type == ICMP_PARAMETERPROB;
}

bool
icmp_read4(const uint8_t *p, size_t len, bool has_ip, struct icmp_note *note)
{
	size_t	 head = 0;

	*note = (struct icmp_note){ .kind = ICMP_OTHER };
	if (has_ip && (head = ip4_head(p, len)) == 0)
		return false;
	p += head;
	len -= head;
	if (len < ICMP_HEAD)
		return false;
	if (p[0] == ICMP_ECHOREPLY && p[1] == 0) {
		note->kind = ICMP_ANSWER;
		read_echo(p, len, note);
		return true;
	}
	if (!is_refusal4(p[0]))
		return true;
	note->type = p[0];
	note->code = p[1];
	p += ICMP_HEAD;
	len -= ICMP_HEAD;
	head = ip4_head(p, len);
	if (head == 0 || len < head + ICMP_HEAD || p[head] != ICMP_ECHO)
		return true;			/* about something else */
	memcpy(&note->target.in, p + 16, sizeof(note->target.in));
	note->kind = ICMP_REFUSAL;
	read_echo(p + head, len - head, note);
	return true;
}

bool
icmp_read6(const uint8_t *p, size_t len, struct icmp_note *note)
{
	*note = (struct icmp_note){ .kind = ICMP_OTHER };
	if (len < ICMP_HEAD)
		return false;
	if (p[0] == ICMP6_ECHO_REPLY && p[1] == 0) {
		note->kind = ICMP_ANSWER;
		read_echo(p, len, note);
		return true;
	}
	if (p[0] == 0 || p[0] > ICMP6_PARAM_PROB)
		return true;
	note->type = p[0];
	note->code = p[1];
	p += ICMP_HEAD;
	len -= ICMP_HEAD;
	if (len < 40 + ICMP_HEAD || p[0] >> 4 != 6 || p[6] != IPPROTO_ICMPV6 ||
	    p[40] != ICMP6_ECHO_REQUEST)
		return true;
	memcpy(&note->target.in6, p + 24, sizeof(note->target.in6));
	note->kind = ICMP_REFUSAL;
	read_echo(p + 40, len - 40, note);
	return true;
}

bool
icmp_read_quoted(int family, const uint8_t *p, size_t len, struct icmp_note *note)
{
	*note = (struct icmp_note){ .kind = ICMP_OTHER };
	if (len < ICMP_HEAD || p[0] != (family == AF_INET6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO))
		return false;
	note->kind = ICMP_REFUSAL;
	read_echo(p, len, note);
	return true;
}

static const char *
unreachable4(uint8_t code)
{
	static const char *const	 texts[] = {
		"network unreachable", "host unreachable", "protocol unreachable",
		"port unreachable", "packet too big", "source route failed",
		"network unknown", "host unknown", "source host isolated",
		"administratively prohibited", "administratively prohibited",
		"network unreachable for this type of service",
		"host unreachable for this type of service",
		"administratively prohibited",
	};

	return code < sizeof(texts) / sizeof(texts[0]) ? texts[code] : "unreachable";
}

static const char *
unreachable6(uint8_t code)
{
	static const char *const	 texts[] = {
		"network unreachable", "administratively prohibited", "beyond the scope of the address",
		"host unreachable", "port unreachable", "source address refused", "route refused",
	};

	return code < sizeof(texts) / sizeof(texts[0]) ? texts[code] : "unreachable";
}

const char *
icmp_text(int family, uint8_t type, uint8_t code)
{
	if (family == AF_INET) {
		if (type == ICMP_DEST_UNREACH)
			return unreachable4(code);
		return type == ICMP_TIME_EXCEEDED ? code == 0 ? "routing loop or too far" :
		    "lost in pieces" : "parameter problem";
	}
	switch (type) {
	case ICMP6_DST_UNREACH:
		return unreachable6(code);
	case ICMP6_PACKET_TOO_BIG:
		return "packet too big";
	case ICMP6_TIME_EXCEEDED:
		return code == 0 ? "routing loop or too far" : "lost in pieces";
	default:
		return "parameter problem";
	}
}
