/* Unit tests of plugins/icmp_packet.c: what a packet says, and what it cannot make us believe. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "icmp_packet.h"

/* An IPv4 header of an ICMP packet around `payload`; returns the whole length. */
static size_t
wrap(uint8_t *out, const char *dst, const uint8_t *payload, size_t len)
{
	memset(out, 0, 20);
	out[0] = 0x45;
	out[8] = 64;
	out[9] = IPPROTO_ICMP;
	inet_pton(AF_INET, "198.51.100.1", out + 12);
	inet_pton(AF_INET, dst, out + 16);
	memcpy(out + 20, payload, len);
	return 20 + len;
}

/* A refusal of type and code that quotes our request to `dst`, cut after `quoted` bytes of it. */
static size_t
refuse(uint8_t *out, uint8_t type, uint8_t code, const char *dst, uint32_t id, size_t quoted)
{
	uint8_t	 request[ICMP_PACKET_MAX], inner[ICMP_PACKET_MAX], icmp[ICMP_PACKET_MAX] = { type, code };
	size_t	 len = icmp_build(AF_INET, id, 56, request);

	len = wrap(inner, dst, request, quoted < len ? quoted : len);
	memcpy(icmp + 8, inner, len);
	return wrap(out, "198.51.100.1", icmp, 8 + len);
}

static void
a_request_has_a_right_checksum_at_any_size(void **unused)
{
	uint8_t	 p[ICMP_PACKET_MAX];

	(void)unused;
	for (size_t size = 16; size < 200; size++) {
		size_t		 len = icmp_build(AF_INET, 0x12345678 + (uint32_t)size * 77777, size, p);
		uint32_t	 sum = 0;

		assert_int_equal(len, size + 8);
		for (size_t i = 0; i < len; i += 2)
			sum += (uint32_t)p[i] << 8 | (i + 1 < len ? p[i + 1] : 0);
		sum = (sum >> 16) + (sum & 0xffff);
		sum += sum >> 16;
		assert_int_equal(sum & 0xffff, 0xffff);
	}
}

static void
an_answer_gives_its_id_back(void **unused)
{
	uint8_t			 p[ICMP_PACKET_MAX], whole[ICMP_PACKET_MAX];
	size_t			 len = icmp_build(AF_INET, 0x7abcdef1, 56, p);
	struct icmp_note	 note;

	(void)unused;
	p[0] = 0;		/* echo reply */
	len = wrap(whole, "198.51.100.1", p, len);
	assert_true(icmp_read4(whole, len, true, &note));
	assert_int_equal(note.kind, ICMP_ANSWER);
	assert_int_equal(note.id, 0x7abcdef1);
	assert_true(note.is_ours);
	assert_int_equal(note.inner_id, 0x7abcdef1);
	len = icmp_build(AF_INET6, 5, 56, p);
	p[0] = 129;
	assert_true(icmp_read6(p, len, &note));
	assert_int_equal(note.kind, ICMP_ANSWER);
	assert_int_equal(note.id, 5);
}

static void
a_refusal_counts_by_what_it_quotes(void **unused)
{
	uint8_t			 p[ICMP_PACKET_MAX];
	size_t			 len = refuse(p, 3, 1, "192.0.2.9", 0x11223344, 64);
	struct icmp_note	 note;
	char			 text[INET_ADDRSTRLEN];

	(void)unused;
	assert_true(icmp_read4(p, len, true, &note));
	assert_int_equal(note.kind, ICMP_REFUSAL);
	assert_int_equal(note.id, 0x11223344);
	assert_true(note.is_ours);
	assert_string_equal(inet_ntop(AF_INET, &note.target.in, text, sizeof(text)), "192.0.2.9");
	assert_string_equal(icmp_text(AF_INET, note.type, note.code), "host unreachable");
	len = refuse(p, 3, 13, "192.0.2.9", 0x11223344, 8);	/* routers may quote eight bytes */
	assert_true(icmp_read4(p, len, true, &note));
	assert_int_equal(note.kind, ICMP_REFUSAL);
	assert_int_equal(note.id, 0x11223344);
	assert_false(note.is_ours);
	p[20 + 8 + 9] = IPPROTO_UDP;				/* somebody else's datagram */
	assert_true(icmp_read4(p, len, true, &note));
	assert_int_equal(note.kind, ICMP_OTHER);
	len = refuse(p, 3, 1, "192.0.2.9", 7, 64);
	p[20 + 8 + 20] = 0;					/* an answer of ours, not a question */
	assert_true(icmp_read4(p, len, true, &note));
	assert_int_equal(note.kind, ICMP_OTHER);
}

static void
a_cut_packet_is_malformed_or_about_nothing(void **unused)
{
	uint8_t			 p[ICMP_PACKET_MAX];
	size_t			 len = refuse(p, 3, 1, "192.0.2.9", 1, 64);
	struct icmp_note	 note;

	(void)unused;
	for (size_t cut = 0; cut < 20 + 8 + 20 + 8; cut++)
		assert_true(!icmp_read4(p, cut, true, &note) || note.kind == ICMP_OTHER);
	assert_true(icmp_read4(p, len, true, &note));
	p[0] = 0x4f;			/* a header longer than what is there */
	assert_false(icmp_read4(p, 40, true, &note));
}

static const struct {
	int		 family;
	uint8_t		 type, code;
	const char	*text;
} texts[] = {
	{ AF_INET, 3, 0, "network unreachable" },
	{ AF_INET, 3, 3, "port unreachable" },
	{ AF_INET, 3, 9, "administratively prohibited" },
	{ AF_INET, 3, 13, "administratively prohibited" },
	{ AF_INET, 3, 200, "unreachable" },
	{ AF_INET, 11, 0, "routing loop or too far" },
	{ AF_INET6, 1, 0, "network unreachable" },
	{ AF_INET6, 1, 1, "administratively prohibited" },
	{ AF_INET6, 1, 3, "host unreachable" },
	{ AF_INET6, 1, 4, "port unreachable" },
	{ AF_INET6, 3, 0, "routing loop or too far" },
};

static void
each_refusal_has_its_words(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(icmp_text(texts[i].family, texts[i].type, texts[i].code),
		    texts[i].text);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_request_has_a_right_checksum_at_any_size),
		cmocka_unit_test(an_answer_gives_its_id_back),
		cmocka_unit_test(a_refusal_counts_by_what_it_quotes),
		cmocka_unit_test(a_cut_packet_is_malformed_or_about_nothing),
		cmocka_unit_test(each_refusal_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
