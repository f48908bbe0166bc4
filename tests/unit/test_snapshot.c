/* test_snapshot.c - what the engine pushed becomes what pages read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "snapshot.h"

#define POINT(id) "{\"id\":\"" id "\",\"name\":\"N\",\"state\":\"down\",\"series\":[\"rtt_ms\"]," \
	"\"hours\":{\"today\":[[\"09:00\",\"12:30\"]],\"week\":[{\"date\":\"2026-03-02\"," \
	"\"intervals\":[[\"09:00\",\"12:00\"]]}]},\"link\":{\"state\":\"up\",\"rtt_ms\":3.5}}"

static struct snapshot *
parse(const char *text)
{
	struct err	 err = { "" };

	return snapshot_parse(text, strlen(text), &err);
}

static void
points_and_the_rest_are_read_in_any_order(void **unused)
{
	static const char *const	 texts[] = {
		"{\"at\":\"2026-03-02T10:00:00Z\",\"blind\":true,\"sites\":[" POINT("a") "," POINT("b") "],"
		    "\"incidents\":[{\"id\":7,\"sites\":[\"a\"]}]}",
		" { \"incidents\" : [{\"id\":7,\"sites\":[\"a\"]}] ,\n\"sites\" : [ " POINT("a") " ,\n"
		    POINT("b") " ] , \"blind\" : true } ",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct snapshot		*snap = parse(texts[i]);
		const struct site	*b;

		assert_non_null(snap);
		assert_int_equal(snap->n_sites, 2);
		assert_true(snap->is_blind);
		assert_int_equal(snapshot_incident(snap, 7)->n_sites, 1);
		assert_non_null(b = snapshot_site(snap, "b"));
		assert_int_equal(b->state, STATE_DOWN);
		assert_int_equal(b->link, STATE_UP);
		assert_int_equal(b->today.openings[0].to_min, 12 * 60 + 30);
		assert_string_equal(b->text, POINT("b"));
		snapshot_free(snap);
	}
}

static void
the_detail_of_a_point_is_read_when_asked(void **unused)
{
	struct snapshot		*snap = parse("{\"sites\":[" POINT("a") "]}");
	struct site_detail	 d;

	(void)unused;
	assert_non_null(snap);
	site_detail_init(&d, &snap->sites[0]);
	assert_int_equal(d.n_week, 1);
	assert_int_equal(d.week[0].openings[0].to_min, 12 * 60);
	assert_int_equal(d.n_series, 1);
	assert_string_equal(d.series[0], "rtt_ms");
	site_detail_done(&d);
	snapshot_free(snap);
}

static void
odd_fields_are_zero_and_odd_text_is_refused(void **unused)
{
	static const char *const	 good[] = { "{}", "{\"sites\":[]}", "{\"sites\":{}}",
		"{\"sites\":[1,null,\"x\",[]]}", "{\"sites\":[{\"id\":3,\"hours\":[]}]}",
		"{\"sites\":[{}],\"sites\":[{}]}" };
	static const char *const	 bad[] = { "", "[]", "{", "{\"sites\":[", "{\"sites\":[{}",
		"{\"sites\":[{},]}", "{\"sites\":[{}]", "{\"at\"}", "{\"at\":}", "{1:2}", "{,}", "nonsense" };

	(void)unused;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct snapshot	*snap = parse(good[i]);

		assert_non_null(snap);
		for (size_t k = 0; k < snap->n_sites; k++) {
			struct site_detail	 d;

			assert_string_equal(snap->sites[k].id, "");
			site_detail_init(&d, &snap->sites[k]);
			assert_int_equal(d.n_week, 0);
			site_detail_done(&d);
		}
		snapshot_free(snap);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(parse(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(points_and_the_rest_are_read_in_any_order),
		cmocka_unit_test(the_detail_of_a_point_is_read_when_asked),
		cmocka_unit_test(odd_fields_are_zero_and_odd_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
