/* Unit tests of web/url.c and web/routes.c: an address means one thing, or it is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

#include "call.h"
#include "routes.h"
#include "url.h"

static const struct {
	const char	*target;
	unsigned	 status;
	const char	*path;		/* segments joined by "|" */
} targets[] = {
	{ "/", 0, "" },
	{ "/sites/a", 0, "sites|a" },
	{ "/sites/a?", 0, "sites|a" },
	{ "/%73ites/a", 0, "sites|a" },
	{ "/\303\251", 0, "\303\251" },
	{ "/%C3%A9", 0, "\303\251" },
	{ "/a/b/c/d/e/f/g/h", 0, "a|b|c|d|e|f|g|h" },
	{ "", 400, NULL },
	{ "a", 400, NULL },
	{ "//", 404, NULL },
	{ "/a//b", 404, NULL },
	{ "/a/", 404, NULL },
	{ "/../etc/passwd", 400, NULL },
	{ "/%2e%2e/etc/passwd", 400, NULL },
	{ "/%2e%2e%2fetc", 400, NULL },
	{ "/a/.", 400, NULL },
	{ "/a%2fb", 400, NULL },
	{ "/a%5cb", 400, NULL },
	{ "/a%00.css", 400, NULL },
	{ "/a%0d%0aSet-Cookie:x", 400, NULL },
	{ "/%c0%af", 400, NULL },		/* overlong */
	{ "/%ed%a0%80", 400, NULL },		/* half a surrogate */
	{ "/%e2%80%ae", 400, NULL },		/* direction override */
	{ "/%", 400, NULL },
	{ "/%4", 400, NULL },
	{ "/%zz", 400, NULL },
	{ "/a?b=%", 400, NULL },
	{ "/a?b=1&b=2", 400, NULL },
	{ "/a?b=%00", 400, NULL },
	{ "/a/b/c/d/e/f/g/h/i", 404, NULL },
};

static void
an_address_means_one_thing(void **unused)
{
	static struct url	 url;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(targets); i++) {
		struct buf	 b = { 0 };

		print_message("# %s\n", targets[i].target);
		assert_int_equal(url_parse(&url, targets[i].target), targets[i].status);
		if (targets[i].status != 0)
			continue;
		for (unsigned k = 0; k < url.n_segments; k++)
			buf_addf(&b, "%s%s", k > 0 ? "|" : "", url.segments[k]);
		assert_string_equal(buf_str(&b), targets[i].path);
		buf_done(&b);
	}
}

static void
values_are_decoded_once(void **unused)
{
	static struct url	 url;

	(void)unused;
	assert_int_equal(url_parse(&url, "/?a=b+c&d=%2541&e&f=&=g&&h=i=j"), 0);
	assert_string_equal(url_value(&url, "a"), "b c");
	assert_string_equal(url_value(&url, "d"), "%41");
	assert_string_equal(url_value(&url, "e"), "");
	assert_string_equal(url_value(&url, "f"), "");
	assert_string_equal(url_value(&url, "h"), "i=j");
	assert_null(url_value(&url, "z"));
}

static void
a_long_address_is_refused(void **unused)
{
	static struct url	 url;
	char			*target = xmalloc(URL_MAX + 2);

	(void)unused;
	memset(target, 'a', URL_MAX + 1);
	target[0] = '/';
	target[URL_MAX + 1] = '\0';
	assert_int_equal(url_parse(&url, target), 414);
	target[URL_MAX] = '\0';
	assert_int_equal(url_parse(&url, target), 0);
	free(target);
}

static void
more_values_than_a_form_has_are_refused(void **unused)
{
	static struct url	 url;
	struct buf		 b = { 0 };

	(void)unused;
	buf_adds(&b, "/?");
	for (unsigned i = 0; i <= URL_VALUES; i++)
		buf_addf(&b, "v%u=1&", i);
	assert_int_equal(url_parse(&url, buf_str(&b)), 400);
	buf_done(&b);
}

static const struct {
	const char	*method, *target, *path, *arg, *allow;
} calls[] = {
	{ "GET", "/", "/", NULL, NULL },
	{ "HEAD", "/sites/boffres", "/sites/:id", "boffres", NULL },
	{ "GET", "/api/v1/series/a/router/rtt_ms", "/api/v1/series/:site/:device/:metric", "a", NULL },
	{ "GET", "/reports", "/reports", NULL, NULL },
	{ "GET", "/reports/2026-03", "/reports/:period", "2026-03", NULL },
	{ "GET", "/reports/2026-03-02..2026-03-08.pdf", "/reports/:period", "2026-03-02..2026-03-08.pdf",
	    NULL },
	{ "GET", "/reports/2026-W10/boffres.csv", "/reports/:period/:scope", "2026-W10", NULL },
	{ "GET", "/reports/verify", "/reports/verify", NULL, NULL },
	{ "GET", "/api/v1/reports/2026/boffres", "/api/v1/reports/:period/:scope", "2026", NULL },
	{ "GET", "/api/v1/sites/boffres/availability", "/api/v1/sites/:id/availability", "boffres", NULL },
	{ "POST", "/reports/2026-03", NULL, NULL, "GET, HEAD" },
	{ "GET", "/reports/2026-03/boffres/x", NULL, NULL, NULL },
	{ "POST", "/", NULL, NULL, "GET, HEAD" },
	{ "GET", "/sites", NULL, NULL, NULL },
	{ "GET", "/sites/a/b", NULL, NULL, NULL },
	{ "GET", "/nothing", NULL, NULL, NULL },
};

static void
the_table_knows_each_path_or_none(void **unused)
{
	static struct url	 url;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(calls); i++) {
		const char		*args[ROUTE_ARGS] = { NULL }, *allow;
		const struct route	*route;

		assert_int_equal(url_parse(&url, calls[i].target), 0);
		route = routes_find(&url, calls[i].method, args, &allow);
		if (calls[i].path == NULL) {
			assert_null(route);
		} else {
			assert_non_null(route);
			assert_string_equal(route->path, calls[i].path);
		}
		if (calls[i].arg != NULL)
			assert_string_equal(args[0], calls[i].arg);
		if (calls[i].allow != NULL)
			assert_string_equal(allow, calls[i].allow);
		else
			assert_null(allow);
	}
}

static void
ids_and_numbers_have_one_form(void **unused)
{
	(void)unused;
	assert_true(call_is_id("saint-agreve"));
	assert_false(call_is_id(""));
	assert_false(call_is_id("Saint"));
	assert_false(call_is_id("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	assert_int_equal(call_number("12", 100), 12);
	assert_int_equal(call_number("0", 100), 0);
	assert_int_equal(call_number("101", 100), 0);
	assert_int_equal(call_number("+1", 100), 0);
	assert_int_equal(call_number(" 1", 100), 0);
	assert_int_equal(call_number("1x", 100), 0);
	assert_int_equal(call_number("9223372036854775808", INT64_MAX), 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(an_address_means_one_thing),
		cmocka_unit_test(values_are_decoded_once),
		cmocka_unit_test(a_long_address_is_refused),
		cmocka_unit_test(more_values_than_a_form_has_are_refused),
		cmocka_unit_test(the_table_knows_each_path_or_none),
		cmocka_unit_test(ids_and_numbers_have_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
