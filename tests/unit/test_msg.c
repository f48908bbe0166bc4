/* Unit tests of ipc/msg.c: what is encoded decodes to the same, what is hostile is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ipc/msg.h"

static struct msg_value		 values[] = { { "rtt_ms", 31.5 }, { "loss_pct", 0 } };
static struct msg_result	 result = { .check = 7, .started_ms = 1772533800000, .took_us = 900,
    .status = RESULT_FAIL, .text = "no reply", .values = values, .n_values = 2 };
static const struct msg_results	 batch = { .poller = 1, .epoch = UINT64_MAX, .seq = 3,
    .results = &result, .n_results = 1 };

static void
a_batch_of_results_comes_back_the_same(void **unused)
{
	struct msg_zone	*zone = msg_zone_new();
	struct buf	 out = { 0 };
	enum msg_type	 type;
	union msg	 msg;

	(void)unused;
	msg_encode(&out, MSG_RESULTS, &batch);
	assert_int_equal(msg_decode(zone, out.s, out.len, &type, &msg), 0);
	assert_int_equal(type, MSG_RESULTS);
	assert_true(msg.results.epoch == UINT64_MAX);
	assert_int_equal(msg.results.n_results, 1);
	assert_int_equal(msg.results.results[0].started_ms, 1772533800000);
	assert_string_equal(msg.results.results[0].text, "no reply");
	assert_string_equal(msg.results.results[0].values[0].name, "rtt_ms");
	assert_true(msg.results.results[0].values[0].value == 31.5);
	buf_done(&out);
	msg_zone_free(zone);
}

static void
cut_at_any_byte_it_is_refused(void **unused)
{
	struct msg_zone	*zone = msg_zone_new();
	struct buf	 out = { 0 };
	enum msg_type	 type;
	union msg	 msg;

	(void)unused;
	msg_encode(&out, MSG_RESULTS, &batch);
	for (size_t n = 0; n < out.len; n++)
		assert_int_equal(msg_decode(zone, out.s, n, &type, &msg), -EBADMSG);
	buf_addc(&out, 0);
	assert_int_equal(msg_decode(zone, out.s, out.len, &type, &msg), -EBADMSG);
	buf_done(&out);
	msg_zone_free(zone);
}

/* Each is an array [type, fields] that must not be believed. */
static const struct {
	const char	*what, *bytes;
	size_t		 len;
} hostile[] = {
	{ "an array of four billion", "\xdd\xff\xff\xff\xff", 5 },
	{ "a type that does not exist", "\x92\x63\x90", 3 },
	{ "too few fields", "\x92\x01\x91\xa1x", 5 },
	{ "a string that is not UTF-8", "\x92\x01\x92\xa1\xff\x01", 6 },
	{ "a number where a string belongs", "\x92\x01\x92\x01\x01", 5 },
	{ "a NUL inside a string", "\x92\x01\x92\xa2x\0\x01", 7 },
	{ "a map", "\x81\x01\x01", 3 },
	{ "arrays in arrays without end", "\x91\x91\x91\x91\x91\x91\x91\x91", 8 },
	{ "a string longer than the message", "\x92\x01\x92\xdb\xff\xff\xff\xffx\x01", 10 },
};

static void
hostile_bytes_are_refused(void **unused)
{
	struct msg_zone	*zone = msg_zone_new();
	enum msg_type	 type;
	union msg	 msg;

	(void)unused;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		print_message("# %s\n", hostile[i].what);
		assert_int_equal(msg_decode(zone, hostile[i].bytes, hostile[i].len, &type, &msg),
		    -EBADMSG);
	}
	msg_zone_free(zone);
}

static void
secrets_are_not_printed(void **unused)
{
	struct msg_pair		 option = { "community", "s3cret" };
	union msg		 msg = { .assign = { .name = "a/router/snmp", .probe = "snmp",
	    .address = "192.0.2.1", .options = &option, .n_options = 1 } };
	struct buf		 out = { 0 };

	(void)unused;
	msg_print(&out, MSG_ASSIGN, &msg);
	assert_non_null(strstr(out.s, "a/router/snmp"));
	assert_null(strstr(out.s, "s3cret"));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_batch_of_results_comes_back_the_same),
		cmocka_unit_test(cut_at_any_byte_it_is_refused),
		cmocka_unit_test(hostile_bytes_are_refused),
		cmocka_unit_test(secrets_are_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
