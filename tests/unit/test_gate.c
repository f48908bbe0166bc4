/* Unit tests of web/gate.c: what has one meaning passes, the rest is refused at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

#include "gate.h"

#define H	"Host: a\r\n"

/* status 0 = passes whole */
static const struct {
	const char	*what, *head;
	unsigned	 status;
} stories[] = {
	{ "a plain request", "GET / HTTP/1.1\r\n" H "\r\n", 0 },
	{ "HEAD", "HEAD /a?b=c HTTP/1.1\r\n" H "\r\n", 0 },
	{ "HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0 },
	{ "fields with spaces around the value", "GET / HTTP/1.1\r\nHost:  a \t\r\nX: b c \r\n\r\n", 0 },
	{ "an empty value", "GET / HTTP/1.1\r\n" H "X:\r\n\r\n", 0 },
	{ "bytes above 127 in a value", "GET / HTTP/1.1\r\n" H "X: \xc3\xa9\r\n\r\n", 0 },
	{ "a body of no length", "GET / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", 0 },
	{ "a form", "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\na=b", 0 },
	{ "an IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 0 },
	{ "two requests, one after the other",
	    "GET / HTTP/1.1\r\n" H "\r\nGET /b HTTP/1.1\r\n" H "\r\n", 0 },

	{ "no Host", "GET / HTTP/1.1\r\n\r\n", 400 },
	{ "two Hosts", "GET / HTTP/1.1\r\n" H "host: b\r\n\r\n", 400 },
	{ "an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400 },
	{ "a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
	{ "a Host of two words", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400 },
	{ "two Content-Lengths",
	    "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400 },
	{ "a signed length", "POST / HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\n", 400 },
	{ "a negative length", "POST / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", 400 },
	{ "a hexadecimal length", "POST / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\n", 400 },
	{ "a list of lengths", "POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\n", 400 },
	{ "an empty length", "POST / HTTP/1.1\r\n" H "Content-Length: \r\n\r\n", 400 },
	{ "a length of twenty digits",
	    "POST / HTTP/1.1\r\n" H "Content-Length: 00000000000000000001\r\n\r\n", 400 },
	{ "a form without a length", "POST / HTTP/1.1\r\n" H "\r\n", 411 },
	{ "a body of a gigabyte", "POST / HTTP/1.1\r\n" H "Content-Length: 1000000000\r\n\r\n", 413 },
	{ "a body that overflows 64 bits",
	    "POST / HTTP/1.1\r\n" H "Content-Length: 9999999999999999999\r\n\r\n", 413 },
	{ "chunks", "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 400 },
	{ "chunks in disguise", "POST / HTTP/1.1\r\n" H "tRANSFER-eNCODING: gzip, chunked\r\n\r\n", 400 },
	{ "a body on GET", "GET / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", 400 },
	{ "a bare LF", "GET / HTTP/1.1\n" H "\r\n", 400 },
	{ "a bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400 },
	{ "a bare CR", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 400 },
	{ "a folded line", "GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400 },
	{ "a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400 },
	{ "an empty name", "GET / HTTP/1.1\r\n" H ": a\r\n\r\n", 400 },
	{ "a line without a colon", "GET / HTTP/1.1\r\n" H "a\r\n\r\n", 400 },
	{ "a control byte in a value", "GET / HTTP/1.1\r\n" H "X: a\x01" "b\r\n\r\n", 400 },
	{ "DEL in a value", "GET / HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n", 400 },
	{ "an absolute address", "GET http://a/ HTTP/1.1\r\n" H "\r\n", 400 },
	{ "an asterisk", "GET * HTTP/1.1\r\n" H "\r\n", 400 },
	{ "a backslash", "GET /a\\b HTTP/1.1\r\n" H "\r\n", 400 },
	{ "a raw byte above 127 in the path", "GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n", 400 },
	{ "a fragment", "GET /#a HTTP/1.1\r\n" H "\r\n", 400 },
	{ "two spaces", "GET  / HTTP/1.1\r\n" H "\r\n", 400 },
	{ "a tab", "GET\t/ HTTP/1.1\r\n" H "\r\n", 400 },
	{ "a space after the version", "GET / HTTP/1.1 \r\n" H "\r\n", 400 },
	{ "HTTP/0.9", "GET /\r\n", 400 },
	{ "HTTP/2.0", "GET / HTTP/2.0\r\n" H "\r\n", 505 },
	{ "a version that is none", "GET / HTTX/1.1\r\n" H "\r\n", 400 },
	{ "an empty line first", "\r\nGET / HTTP/1.1\r\n" H "\r\n", 400 },
	{ "a method that there is not", "BREW / HTTP/1.1\r\n" H "\r\n", 405 },
	{ "PUT with a body", "PUT / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nabcde", 405 },
	{ "a second request that is bad", "GET / HTTP/1.1\r\n" H "\r\nGET / HTTP/1.1\r\n\r\n", 400 },
	{ "TLS where none is", "\x16\x03\x01\x02", 400 },
};

/* Feeds in pieces of `piece` bytes; the status of the fault, 0 = none. */
static unsigned
feed(struct gate *g, const char *bytes, size_t len, size_t piece)
{
	while (len > 0) {
		size_t	 used, n = len < piece ? len : piece;

		if (gate_feed(g, bytes, n, &used) == GATE_FAULT)
			return g->status;
		bytes += used;
		len -= used;
	}
	return 0;
}

static void
a_head_has_one_meaning_or_none(void **unused)
{
	static const size_t	 pieces[] = { 1, 2, 7, 4096 };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++)
		for (size_t k = 0; k < N_ELEMENTS(pieces); k++) {
			struct gate	 g = { 0 };

			print_message("# %s, %zu bytes at a time\n", stories[i].what, pieces[k]);
			assert_int_equal(feed(&g, stories[i].head, strlen(stories[i].head), pieces[k]),
			    stories[i].status);
			if (stories[i].status == 0)
				assert_false(gate_is_busy(&g));
		}
}

static void
a_nul_byte_is_refused_wherever_it_stands(void **unused)
{
	static const char	 head[] = "GET /a HTTP/1.1\r\nHost: a\r\nX: b\r\n\r\n";

	(void)unused;
	for (size_t at = 0; at < sizeof(head) - 1; at++) {
		char		 text[sizeof(head)];
		struct gate	 g = { 0 };

		memcpy(text, head, sizeof(head));
		text[at] = '\0';
		assert_int_not_equal(feed(&g, text, sizeof(head) - 1, 64), 0);
	}
}

/* `prefix`, then `byte` repeated `n` times. */
static unsigned
long_one(const char *prefix, char byte, size_t n)
{
	struct gate	 g = { 0 };
	char		*text = xmalloc(n);
	unsigned	 status;

	memset(text, byte, n);
	assert_int_equal(feed(&g, prefix, strlen(prefix), 64), 0);
	status = feed(&g, text, n, 4096);
	free(text);
	return status;
}

static void
what_does_not_end_is_refused_in_time(void **unused)
{
	(void)unused;
	assert_int_equal(long_one("GET /", 'a', GATE_LINE_MAX), 414);
	assert_int_equal(long_one("GET / HTTP/1.1\r\nX: ", 'a', GATE_HEAD_MAX), 431);
	assert_int_equal(long_one("GET / HTTP/1.1\r\nX", 'a', GATE_HEAD_MAX), 431);
	assert_int_equal(long_one("GET / HTTP/1.1\r\nX: ", ' ', GATE_HEAD_MAX), 431);
	assert_int_equal(long_one("", 'G', GATE_LINE_MAX + 1), 414);
}

static void
too_many_fields_are_refused(void **unused)
{
	struct gate	 g = { 0 };
	unsigned	 status = feed(&g, "GET / HTTP/1.1\r\n", 16, 16);

	(void)unused;
	for (unsigned i = 0; i <= GATE_FIELDS_MAX && status == 0; i++)
		status = feed(&g, "X: y\r\n", 6, 6);
	assert_int_equal(status, 431);
}

static void
a_body_is_counted_and_the_next_head_follows(void **unused)
{
	static const char	 bytes[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcdGET";
	struct gate		 g = { 0 };
	size_t			 used, at = 0;

	(void)unused;
	assert_int_equal(gate_feed(&g, bytes, sizeof(bytes) - 1, &used), GATE_HEAD);
	at += used;
	assert_string_equal(bytes + at, "abcdGET");
	assert_int_equal(g.method, GATE_POST);
	assert_int_equal(g.body_left, 4);
	assert_int_equal(gate_feed(&g, bytes + at, 1, &used), GATE_BODY);
	assert_true(gate_is_busy(&g));
	at += used;
	assert_int_equal(gate_feed(&g, bytes + at, sizeof(bytes) - 1 - at, &used), GATE_BODY);
	assert_int_equal(used, 3);
	assert_false(gate_is_busy(&g));
	assert_int_equal(gate_feed(&g, bytes + at + 3, 3, &used), GATE_MORE);
	assert_true(gate_is_busy(&g));
}

static void
nothing_is_read_after_a_fault(void **unused)
{
	struct gate	 g = { 0 };
	size_t		 used;

	(void)unused;
	assert_int_equal(gate_feed(&g, "\n", 1, &used), GATE_FAULT);
	assert_int_equal(gate_feed(&g, "GET / HTTP/1.0\r\n\r\n", 18, &used), GATE_FAULT);
	assert_int_equal(used, 0);
}

static void
the_api_is_known_from_its_path(void **unused)
{
	static const struct { const char *target; bool is_api; } paths[] = {
		{ "/api/v1/status", true }, { "/apx/v1/status", false }, { "/", false },
		{ "/api", false }, { "/api/", true }, { "/sites/api/", false },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct gate	 g = { 0 };
		char		 text[80];
		int		 n = snprintf(text, sizeof(text), "PUT %s HTTP/1.1\r\nHost: a\r\n\r\n",
				    paths[i].target);

		feed(&g, text, (size_t)n, 3);
		if (g.is_api != paths[i].is_api)
			fail_msg("%s", paths[i].target);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_head_has_one_meaning_or_none),
		cmocka_unit_test(a_nul_byte_is_refused_wherever_it_stands),
		cmocka_unit_test(what_does_not_end_is_refused_in_time),
		cmocka_unit_test(too_many_fields_are_refused),
		cmocka_unit_test(a_body_is_counted_and_the_next_head_follows),
		cmocka_unit_test(nothing_is_read_after_a_fault),
		cmocka_unit_test(the_api_is_known_from_its_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
