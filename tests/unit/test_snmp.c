/* Unit tests of plugins/snmp_scan.c, snmp_rate.c and the option `values`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "snmp.h"

/* A v2c response: request-id 0x01020304, sysUpTime.0 = TimeTicks 100. */
static const uint8_t	 good[] = {
	0x30, 0x2c, 0x02, 0x01, 0x01, 0x04, 0x06, 'p', 'u', 'b', 'l', 'i', 'c',
	0xa2, 0x1f, 0x02, 0x04, 1, 2, 3, 4, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00,
	0x30, 0x11, 0x30, 0x0f, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 3, 0, 0x43, 0x03, 0, 0, 100
};

static void
a_response_is_read(void **unused)
{
	struct snmp_head	 head;

	(void)unused;
	assert_true(snmp_scan(good, sizeof(good), &head));
	assert_int_equal(head.version, 1);
	assert_int_equal(head.id, 0x01020304);
	assert_int_equal(head.community_len, 6);
	assert_memory_equal(head.community, "public", 6);
	assert_int_equal(head.n_vars, 1);
}

static void
a_response_cut_at_any_byte_is_malformed_but_may_tell_its_id(void **unused)
{
	struct snmp_head	 head;
	uint32_t		 id;

	(void)unused;
	for (size_t cut = 0; cut < sizeof(good); cut++) {
		uint8_t	*copy = malloc(cut + 1);	/* exact, for the sanitizer */

		memcpy(copy, good, cut);
		assert_false(snmp_scan(copy, cut, &head));
		if (cut >= 21) {
			assert_true(snmp_scan_id(copy, cut, &id));
			assert_int_equal(id, 0x01020304);
		}
		free(copy);
	}
}

/* What is changed in `good`, and where. */
static const struct {
	const char	*what;
	size_t		 at;
	uint8_t		 bytes[2];
	unsigned	 n;
} faults[] = {
	{ "bytes left over",			1,	{ 0x2b },	1 },
	{ "a length past the end",		1,	{ 0x2d },	1 },
	{ "indefinite length",			1,	{ 0x80 },	1 },
	{ "length of lengths absurd",		1,	{ 0x85 },	1 },
	{ "another version",			4,	{ 2 },		1 },
	{ "a request instead of a response",	13,	{ 0xa0 },	1 },
	{ "a trap",				13,	{ 0xa4 },	1 },
	{ "a report in version 2c",		13,	{ 0xa8 },	1 },
	{ "a value of no known type",		41,	{ 0x4a },	1 },
	{ "an integer without bytes",		21,	{ 0x02, 0x00 },	2 },
	{ "a name that ends within a part",	40,	{ 0x80 },	1 },
	{ "a null with content",		41,	{ 0x05 },	1 },
};

static void
each_fault_is_malformed(void **unused)
{
	struct snmp_head	 head;

	(void)unused;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		uint8_t	 copy[sizeof(good)];

		memcpy(copy, good, sizeof(good));
		memcpy(copy + faults[i].at, faults[i].bytes, faults[i].n);
		print_message("# %s\n", faults[i].what);
		assert_false(snmp_scan(copy, sizeof(copy), &head));
	}
}

static void
names_have_at_most_128_parts_and_numbers_fit_their_type(void **unused)
{
	struct snmp_head	 head;
	uint8_t			 p[512];

	(void)unused;
	for (unsigned n = 126; n <= 128; n++) {		/* bytes of the name: n + 1 parts */
		unsigned	 len = 0;
		const uint8_t	 start[] = { 0x02, 0x01, 0x01, 0x04, 0x00, 0xa2, 0x81,
		    (uint8_t)(n + 20), 0x02, 0x01, 0x05, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00,
		    0x30, 0x81, (uint8_t)(n + 8), 0x30, 0x81, (uint8_t)(n + 5), 0x06, 0x81, (uint8_t)n };

		p[len++] = 0x30;
		p[len++] = 0x81;
		p[len++] = (uint8_t)(sizeof(start) + n + 2);
		memcpy(p + len, start, sizeof(start));
		len += sizeof(start);
		memset(p + len, 1, n);
		len += n;
		p[len++] = 0x05;
		p[len++] = 0x00;
		assert_int_equal(snmp_scan(p, len, &head), n + 1 <= 128);
	}
}

static void
a_discovery_is_a_message_that_we_would_refuse_as_an_answer(void **unused)
{
	uint8_t			 p[SNMP_OUT_MAX];
	size_t			 len = snmp_encode_discovery(0x0a0b0c0d, p);
	struct snmp_head	 head;
	uint32_t		 id;

	(void)unused;
	assert_true(snmp_scan_id(p, len, &id));
	assert_int_equal(id, 0x0a0b0c0d);
	assert_false(snmp_scan(p, len, &head));
	for (size_t i = 0; i < len; i++)		/* as a report: read */
		if (p[i] == 0xa0 && p[i + 1] == 0x0e)
			p[i] = SNMP_TAG_REPORT;
	assert_true(snmp_scan(p, len, &head));
	assert_int_equal(head.version, 3);
	assert_int_equal(head.id, 0x0a0b0c0d);
	assert_int_equal(head.request, 0x0a0b0c0d);
}

static void
questions_are_read_back(void **unused)
{
	struct snmp_conf	 conf = { .version = SNMP_V2C, .community = "public" };
	struct snmp_oid		 oid = SNMP_OID(1, 3, 6, 1, 2, 1, 1, 3, 0);
	struct snmp_question	 q = { .oids = &oid, .n_oids = 1, .id = 0x7fffffff };
	struct snmp_answer	 answer = { 0 };
	struct snmp_head	 head;
	uint8_t			 p[SNMP_OUT_MAX];
	size_t			 len;

	(void)unused;
	snmp_codec_init();
	len = snmp_encode(&conf, NULL, &q, p);
	assert_in_range(len, 40, 60);
	assert_true(snmp_scan(good, sizeof(good), &head));
	assert_int_equal(snmp_decode(&conf, NULL, good, sizeof(good), &head, &answer), SNMP_GOOD);
	assert_int_equal(answer.n_vars, 1);
	assert_int_equal(answer.vars[0].type, SNMP_NUMBER);
	assert_int_equal(answer.vars[0].number, 100);
	assert_true(snmp_var_is(&answer.vars[0], &oid));
	snmp_answer_done(&answer);
}

/* Rates. */

#define T(s)	{ (s) * SEC_US }
#define MEGA	1000000ull

static const struct {
	const char		*what;
	struct rate_sample	 was, now;
	enum rate_verdict	 verdict;
	double			 in_bps;
} rates[] = {
	{ "sixty megabytes in a minute",
	    { T(100), 0, 0, 0, 10000, 0, 3, true }, { T(160), 60 * MEGA, 0, 0, 16000, 0, 3, true },
	    RATE_GOOD, 8e6 },
	{ "the first sample makes no rate",
	    { T(0), 0, 0, 0, 0, 0, 0, false }, { T(160), 5, 5, 0, 16000, 0, 3, true }, RATE_FIRST, 0 },
	{ "a 32-bit counter wraps",
	    { T(100), 4294967000, 0, 100 * MEGA, 10000, 0, 3, false },
	    { T(160), 704, 0, 100 * MEGA, 16000, 0, 3, false }, RATE_GOOD, 1000 * 8 / 60.0 },
	{ "an interface so fast that it may have wrapped twice tells nothing",
	    { T(100), 0, 0, 1000 * MEGA, 10000, 0, 3, false },
	    { T(160), 5000, 0, 1000 * MEGA, 16000, 0, 3, false }, RATE_RESET, 0 },
	{ "a 64-bit counter that falls was reset",
	    { T(100), 1000, 0, 0, 10000, 0, 3, true }, { T(160), 10, 0, 0, 16000, 0, 3, true },
	    RATE_RESET, 0 },
	{ "a restart of the agent is a reset, whatever the counters say",
	    { T(100), 1000, 0, 0, 10000, 0, 3, true }, { T(160), 5000, 0, 0, 300, 0, 3, true },
	    RATE_RESET, 0 },
	{ "497 days of uptime are no restart",
	    { T(100), 0, 0, 0, 4294966000u, 0, 3, true },
	    { T(160), 60 * MEGA, 0, 0, 4704, 0, 3, true }, RATE_GOOD, 8e6 },
	{ "a discontinuity is a reset",
	    { T(100), 0, 0, 0, 10000, 1, 3, true }, { T(160), 10, 0, 0, 16000, 2, 3, true },
	    RATE_RESET, 0 },
	{ "another interface is another counter",
	    { T(100), 0, 0, 0, 10000, 0, 3, true }, { T(160), 10, 0, 0, 16000, 0, 4, true },
	    RATE_RESET, 0 },
	{ "faster than the interface is impossible",
	    { T(100), 0, 0, 8 * MEGA, 10000, 0, 3, true },
	    { T(160), 600 * MEGA, 0, 8 * MEGA, 16000, 0, 3, true }, RATE_IMPOSSIBLE, 0 },
	{ "a little faster is our clock, and shown as the line's speed",
	    { T(100), 0, 0, 8 * MEGA, 10000, 0, 3, true },
	    { T(160), 66 * MEGA, 0, 8 * MEGA, 16000, 0, 3, true }, RATE_GOOD, 8e6 },
	{ "an interface without a speed is believed",
	    { T(100), 0, 0, 0, 10000, 0, 3, true },
	    { T(160), 600 * MEGA, 0, 0, 16000, 0, 3, true }, RATE_GOOD, 8e7 },
};

static void
a_reset_is_told_from_a_wrap(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		double	 in = 0, out = 0;

		print_message("# %s\n", rates[i].what);
		assert_int_equal(rate_between(&rates[i].was, &rates[i].now, &in, &out),
		    rates[i].verdict);
		assert_true(in > rates[i].in_bps - 0.5 && in < rates[i].in_bps + 0.5);
	}
}

static void
uptime_goes_on_through_its_wrap_and_restarts_with_the_device(void **unused)
{
	struct uptime_track	 t = { 0 }, fresh = { 0 };

	(void)unused;
	assert_true(uptime_seconds(&t, 4294960000u, -1, (struct mono)T(1000)) == 42949600.0);
	assert_true(uptime_seconds(&t, 2704, -1, (struct mono)T(1100)) == 42949700.0);
	assert_true(uptime_seconds(&t, 12704, -1, (struct mono)T(1200)) == 42949800.0);
	assert_true(uptime_seconds(&t, 500, -1, (struct mono)T(1300)) == 5.0);
	/* Seen for the first time after its wrap: the engine's own count tells. */
	assert_true(uptime_seconds(&fresh, 2704, 42949700, (struct mono)T(1100)) == 42949700.0);
	/* An agent restarted alone: its engine is younger than the device, which changes nothing. */
	assert_true(uptime_seconds(&fresh, 12704, 3, (struct mono)T(1200)) == 42949800.0);
}

static void
values_are_named_object_identifiers(void **unused)
{
	const char	*text = " temp_c=1.3.6.1.4.1.9999.1.0  b=.1.3.6 broken=1..2 none", *name;
	struct snmp_oid	 oid;
	size_t		 len;

	(void)unused;
	assert_true(snmp_value_at(text, 0, &name, &len, &oid));
	assert_int_equal(len, 6);
	assert_memory_equal(name, "temp_c", 6);
	assert_int_equal(oid.n, 9);
	assert_int_equal(oid.part[6], 9999);
	assert_true(snmp_value_at(text, 1, &name, &len, &oid));
	assert_int_equal(oid.n, 3);
	assert_true(snmp_value_at(text, 2, &name, &len, &oid));
	assert_int_equal(oid.n, 0);
	assert_true(snmp_value_at(text, 3, &name, &len, &oid));
	assert_int_equal(oid.n, 0);
	assert_false(snmp_value_at(text, 4, &name, &len, &oid));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_response_is_read),
		cmocka_unit_test(a_response_cut_at_any_byte_is_malformed_but_may_tell_its_id),
		cmocka_unit_test(each_fault_is_malformed),
		cmocka_unit_test(names_have_at_most_128_parts_and_numbers_fit_their_type),
		cmocka_unit_test(a_discovery_is_a_message_that_we_would_refuse_as_an_answer),
		cmocka_unit_test(questions_are_read_back),
		cmocka_unit_test(a_reset_is_told_from_a_wrap),
		cmocka_unit_test(uptime_goes_on_through_its_wrap_and_restarts_with_the_device),
		cmocka_unit_test(values_are_named_object_identifiers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
