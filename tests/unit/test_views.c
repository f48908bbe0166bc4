/* Unit tests of engine/views.c: the exact shapes, and what the public never sees. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/jw.h"
#include "engine/last.h"
#include "engine/views.h"
#include "engine/views_hands.h"
#include "ipc/msg.h"
#include "tests/unit/story.h"

static const char	 text[] =
	"canaries 3\n"
	"contact tech\n"
	"route tech warn\n"
	"site alboussiere base privas open Tu,We 09:00-12:00,14:00-18:00; Sa 22:00-02:00; PH off\n"
	"router icmp:20 snmp:60\n"
	"pc accueil public icmp:60\n"
	"animator ann\n"
	"site boffres open 24/7\n"
	"router icmp:20\n";

static struct {
	struct world		*world;
	struct play		 play;
	struct last		*last;
	struct view		 view;
	struct view_trouble	 trouble;
} t;

static int
set_up(void **state)
{
	struct inventory	*inv;

	(void)state;
	t.world = world_new(text);
	inv = (struct inventory *)(uintptr_t)world_inventory(t.world);
	inv->sites[0].name = "Centre d'Alboussière";
	inv->sites[0].commune = "Alboussière";
	inv->sites[0].has_position = true;
	inv->sites[0].lat = 44.940;
	inv->sites[0].lon = 4.735;
	inv->sites[0].down_bps = 8000000;
	inv->sites[0].opening_text = "Tu,We 09:00-12:00,14:00-18:00; Sa 22:00-02:00; PH off";
	for (uint32_t i = 0; i < inv->n_devices; i++)
		inv->devices[i].address = "192.0.2.77";
	play_begin(&t.play, inv, "");
	play_line(&t.play, STORY_ZERO_MS, "start");
	t.last = last_new(inv);
	t.view = (struct view){ .inv = inv, .judge = t.play.judge, .last = t.last,
	    .now = { STORY_ZERO_MS }, .started = { STORY_ZERO_MS - HOUR_MS }, .role = ROLE_PUBLIC };
	lang_set("fr");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	last_free(t.last);
	play_end(&t.play);
	world_free(t.world);
	return 0;
}

/* Plays "T CHECK o" lines until the router of boffres is down and its PC's site works. */
static void
play_an_outage(void)
{
	static const char *const	 lines[] = {
		"canary/1 o", "canary/2 o", "canary/3 o", "alboussiere/router/icmp o",
		"alboussiere/accueil/icmp o", "boffres/router/icmp o"
	};

	for (int s = 1; s <= 120; s += 10)
		for (size_t i = 0; i < N_ELEMENTS(lines); i++)
			play_line(&t.play, STORY_ZERO_MS + s * SEC_MS + (int64_t)i,
			    i == 5 && s > 60 ? "boffres/router/icmp x silence" : lines[i]);
	t.view.now = wall_add((struct wall){ STORY_ZERO_MS }, 125 * SEC_MS);
	play_line(&t.play, STORY_ZERO_MS + 125 * SEC_MS, "tick");
}

static json_t *
read_back(struct buf *out)
{
	json_error_t	 error;
	json_t		*root = json_loadb(out->s, out->len, JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		fail_msg("%s in %s", error.text, out->s);
	buf_done(out);
	return root;
}

/* "id name state..." of an object, in order. */
static void
assert_keys(const json_t *object, const char *wanted)
{
	struct buf	 keys = { 0 };
	const char	*key;
	json_t		*value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
		buf_addf(&keys, "%s%s", keys.len > 0 ? " " : "", key);
	assert_string_equal(buf_str(&keys), wanted);
	buf_done(&keys);
}

static json_t *
status(enum role role)
{
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	struct view_open	 open;

	t.view.role = role;
	view_open_init(&open, &t.view);
	view_status_head(&j, &t.view);
	for (uint32_t i = 0; i < t.view.inv->n_sites; i++)
		view_status_entry(&j, &t.view, &open, i);
	view_list_tail(&j);
	view_open_done(&open);
	return read_back(&out);
}

static json_t *
detail(enum role role, uint32_t site)
{
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	struct view_open	 open;

	t.view.role = role;
	view_open_init(&open, &t.view);
	view_site(&j, NULL, &t.view, &open, site);
	view_open_done(&open);
	return read_back(&out);
}

static const char *
string_at(const json_t *object, const char *key)
{
	const char	*s = json_string_value(json_object_get(object, key));

	return s != NULL ? s : "(none)";
}

static void
a_status_has_the_promised_shape(void **unused)
{
	json_t	*root, *site;

	(void)unused;
	play_an_outage();
	root = status(ROLE_TECHNICIAN);
	assert_keys(root, "at blind troubles configuration restart_needed sites");
	assert_false(json_is_true(json_object_get(root, "blind")));
	site = json_array_get(json_object_get(root, "sites"), 0);
	assert_keys(site, "id name commune state since open next_change link convention pcs incidents suspected");
	assert_string_equal(string_at(site, "state"), "up");
	assert_keys(json_object_get(site, "link"), "state since on_backup");
	assert_keys(json_object_get(site, "convention"), "state since");
	assert_keys(json_object_get(site, "pcs"), "public online");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(site, "pcs"), "online")), 1);
	site = json_array_get(json_object_get(root, "sites"), 1);
	assert_string_equal(string_at(site, "state"), "down");
	assert_string_equal(string_at(site, "since"), "2026-03-03T09:01:01Z");
	assert_int_equal(json_array_size(json_object_get(site, "incidents")), 1);
	json_decref(root);
}

static void
the_public_status_leaves_out_what_is_not_public(void **unused)
{
	json_t	*root, *site;

	(void)unused;
	play_an_outage();
	root = status(ROLE_PUBLIC);
	assert_keys(root, "at blind troubles sites");
	site = json_array_get(json_object_get(root, "sites"), 0);
	assert_keys(site, "id name commune state since open next_change link convention incidents suspected");
	assert_keys(json_object_get(site, "convention"), "state");
	json_decref(root);
}

static void
a_detail_has_hours_figures_and_series(void **unused)
{
	struct msg_value	 values[] = { { "rtt_med_ms", 31.504 }, { "loss_pct", 33.3333 } };
	uint32_t		 check = inventory_check(t.view.inv, "alboussiere/router/icmp");
	json_t			*site, *hours, *link, *saturday;

	(void)unused;
	play_an_outage();
	last_result(t.last, check, t.view.now, &(struct msg_result){ .values = values, .n_values = 2 });
	last_metric(t.last, 0, "rtt_med_ms");
	last_metric(t.last, 0, "rtt_med_ms");
	site = detail(ROLE_PUBLIC, 0);
	assert_keys(site, "id name commune state since open next_change kind insee position hours link "
	    "convention series incidents suspected maintenance");
	hours = json_object_get(site, "hours");
	assert_keys(hours, "text today week");
	assert_int_equal(json_array_size(json_object_get(hours, "today")), 2);
	assert_int_equal(json_array_size(json_object_get(hours, "week")), 7);
	saturday = json_array_get(json_object_get(hours, "week"), 4);
	assert_keys(saturday, "date day intervals");
	assert_string_equal(string_at(saturday, "day"), "Sa");
	assert_string_equal(json_string_value(json_array_get(json_array_get(
	    json_object_get(saturday, "intervals"), 0), 1)), "02:00");
	link = json_object_get(site, "link");
	assert_keys(link, "state since on_backup kind operator down_bps up_bps rtt_ms loss_pct");
	assert_true(fabs(json_number_value(json_object_get(link, "rtt_ms")) - 31.5) < 0.01);
	assert_true(json_is_null(json_object_get(link, "up_bps")));
	assert_int_equal(json_array_size(json_object_get(site, "series")), 1);
	assert_int_equal(json_array_size(json_object_get(site, "position")), 2);
	json_decref(site);
}

static void
no_view_of_the_public_says_an_address_a_name_or_a_pc(void **unused)
{
	static const char *const	 never[] = { "192.0.2.77", "\"ann\"", "accueil", "\"by\"",
	    "\"text\":\"silence\"", "tech", "router/icmp", "\"online\"" };
	struct buf			 out = { 0 };
	struct jw			 j;
	struct view_open		 open;

	(void)unused;
	play_an_outage();
	t.view.role = ROLE_PUBLIC;
	j = jw_on(&out);
	view_open_init(&open, &t.view);
	view_snapshot_head(&j, &t.view);
	for (uint32_t i = 0; i < t.view.inv->n_sites; i++)
		view_site(&j, NULL, &t.view, &open, i);
	view_snapshot_tail(&j, &t.view);
	view_open_done(&open);
	for (size_t i = 0; i < N_ELEMENTS(never); i++)
		if (strstr(out.s, never[i]) != NULL)
			fail_msg("%s is in %s", never[i], out.s);
	json_decref(read_back(&out));
}

static void
an_incident_has_the_promised_shape(void **unused)
{
	struct judge_incident	 in;
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	json_t			*root, *event;

	(void)unused;
	play_an_outage();
	assert_true(judge_get_incident(t.play.judge, 0, &in));
	t.view.role = ROLE_READER;
	view_incident(&j, NULL, &t.view, &in);
	root = read_back(&out);
	assert_keys(root, "id kind scope sites responsibility title opened confirmed acknowledged "
	    "restored closed flaps parent object why events");
	assert_string_equal(string_at(root, "kind"), "link");
	assert_string_equal(string_at(root, "scope"), "boffres");
	assert_true(json_is_null(json_object_get(root, "acknowledged")));
	assert_true(json_is_null(json_object_get(root, "parent")));
	assert_keys(json_object_get(root, "why"), "check name value limit text");
	event = json_array_get(json_object_get(root, "events"), 0);
	assert_string_equal(string_at(event, "type"), "opened");
	assert_string_equal(string_at(event, "by"), "vigie");
	json_decref(root);
	t.view.role = ROLE_PUBLIC;
	j = jw_on(&out);
	view_incident(&j, NULL, &t.view, &in);
	root = read_back(&out);
	assert_keys(root, "id kind scope sites responsibility title opened confirmed acknowledged "
	    "restored closed flaps parent events");
	assert_keys(json_array_get(json_object_get(root, "events"), 0), "at type");
	json_decref(root);
}

static void
incidents_are_chosen_by_what_is_asked(void **unused)
{
	static const struct { struct view_incidents wish; size_t n; } stories[] = {
		{ { 0 }, 1 },
		{ { .only_open = true }, 1 },
		{ { .site = "boffres" }, 1 },
		{ { .site = "alboussiere" }, 0 },
		{ { .since = { STORY_ZERO_MS + DAY_MS } }, 1 },		/* it is still open */
		{ { .until = { STORY_ZERO_MS } }, 0 },			/* it began later */
		{ { .until = { STORY_ZERO_MS + 62000 } }, 1 },
	};

	(void)unused;
	play_an_outage();
	t.view.role = ROLE_PUBLIC;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct buf	 out = { 0 };
		struct jw	 j = jw_on(&out);
		json_t		*root;

		view_incidents(&j, &t.view, &stories[i].wish);
		root = read_back(&out);
		assert_int_equal(json_array_size(json_object_get(root, "incidents")), stories[i].n);
		json_decref(root);
	}
}

static void
a_session_sees_devices_and_their_checks(void **unused)
{
	json_t	*site, *device, *check;

	(void)unused;
	play_an_outage();
	site = detail(ROLE_READER, 1);
	device = json_array_get(json_object_get(site, "devices"), 0);
	assert_string_equal(string_at(device, "name"), "boffres/router");
	assert_string_equal(string_at(device, "state"), "down");
	assert_string_equal(string_at(device, "address"), "192.0.2.77");
	check = json_array_get(json_object_get(device, "checks"), 0);
	assert_string_equal(string_at(check, "status"), "fail");
	assert_string_equal(string_at(check, "text"), "silence");
	json_decref(site);
}

/* Declares one and gives its answer; the time of the view is `now`. */
static json_t *
declared(const char *now, const char *scope, const char *from, const char *to, unsigned weekdays)
{
	struct fact_window	 w = { .kind = WINDOW_MAINTENANCE, .scope = scope, .by = "tech1",
				    .text = "une box", .weekdays = weekdays };
	struct buf		 out = { 0 };
	struct jw		 j = jw_on(&out);
	struct err		 err = { "" };
	uint32_t		 number;
	json_t			*answer;

	assert_true(wall_parse(from, &w.from) && wall_parse(to, &w.to));
	if (!judge_window(t.play.judge, &w, t.view.now, &number, &err))
		fail_msg("%s", err.text);
	w.number = number;
	assert_true(wall_parse(now, &t.view.now));
	jw_open(&j, NULL);
	view_window(&j, &t.view, &w);
	view_planned(&j, &t.view);
	view_site_planned(&j, &t.view, 1);
	jw_close(&j);
	answer = json_loadb(out.s, out.len, 0, NULL);	/* "maintenance" is there twice: the site's stays */
	buf_done(&out);
	return answer;
}

static void
windows_say_when_they_last_next_whatever_the_clocks_do(void **unused)
{
	/* 2026: clocks go forward on 29 March at 01:00Z, back on 25 October at 01:00Z. */
	static const struct { const char *now, *scope, *from, *to; unsigned days; const char *next_from, *next_to; } all[] = {
		{ "2027-03-01T00:00:00Z", "boffres", "2027-03-06T15:00:00Z", "2027-03-06T17:00:00Z", 0,
		    "2027-03-06T15:00:00Z", "2027-03-06T17:00:00Z" },
		{ "2027-03-06T17:00:00Z", "boffres", "2027-03-06T15:00:00Z", "2027-03-06T17:00:00Z", 0,
		    "(none)", "(none)" },
		/* Sundays 03:10 to 03:20 */
		{ "2026-03-27T00:00:00Z", "all", "2026-03-08T02:10:00Z", "2026-03-08T02:20:00Z", 64,
		    "2026-03-29T01:10:00Z", "2026-03-29T01:20:00Z" },
		/* Sundays 02:10 to 02:50: not on 29 March */
		{ "2026-03-27T00:00:00Z", "all", "2026-03-08T01:10:00Z", "2026-03-08T01:50:00Z", 64,
		    "2026-04-05T00:10:00Z", "2026-04-05T00:50:00Z" },
		/* on 25 October from the first 02:10 to the second 02:50 */
		{ "2026-10-24T00:00:00Z", "all", "2026-03-08T01:10:00Z", "2026-03-08T01:50:00Z", 64,
		    "2026-10-25T00:10:00Z", "2026-10-25T01:50:00Z" },
		/* within a turn, it is that one */
		{ "2026-10-25T01:30:00Z", "all", "2026-03-08T01:10:00Z", "2026-03-08T01:50:00Z", 64,
		    "2026-10-25T00:10:00Z", "2026-10-25T01:50:00Z" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		json_t		*answer, *next;

		t.view.now.ms = STORY_ZERO_MS;
		t.view.role = ROLE_PUBLIC;
		answer = declared(all[i].now, all[i].scope, all[i].from, all[i].to, all[i].days);
		next = json_object_get(answer, "next");
		assert_string_equal(string_at(next, "from"), all[i].next_from);
		assert_string_equal(string_at(next, "to"), all[i].next_to);
		assert_null(json_object_get(answer, "text"));
		assert_null(json_object_get(answer, "by"));
		assert_true((json_array_size(json_object_get(answer, "maintenance")) > 0) == (i != 1));
		json_decref(answer);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test_setup_teardown(a_status_has_the_promised_shape, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_public_status_leaves_out_what_is_not_public,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_detail_has_hours_figures_and_series, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_view_of_the_public_says_an_address_a_name_or_a_pc,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_incident_has_the_promised_shape, set_up, tear_down),
		cmocka_unit_test_setup_teardown(incidents_are_chosen_by_what_is_asked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_session_sees_devices_and_their_checks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(windows_say_when_they_last_next_whatever_the_clocks_do,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
