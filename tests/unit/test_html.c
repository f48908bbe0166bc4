/* Unit tests of base/html.c and web/say.c: text stays text, times are said as people do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/html.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "say.h"

static const struct {
	const char	*text, *escaped;
} texts[] = {
	{ "", "" },
	{ "Étables & Boffres", "Étables &amp; Boffres" },
	{ "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;" },
	{ "\" onmouseover='x'", "&quot; onmouseover=&#39;x&#39;" },
	{ "</title>", "&lt;/title&gt;" },
	{ "a\xe2\x80\xa8" "b", "a\xef\xbf\xbd" "b" },		/* U+2028 */
	{ "\xe2\x80\xae" "cod", "\xef\xbf\xbd" "cod" },		/* U+202E */
	{ "\xe2\x81\xa6x", "\xef\xbf\xbdx" },			/* U+2066 */
	{ "a\xe2\x80\x93" "b", "a\xe2\x80\x93" "b" },		/* an en dash is only a dash */
	{ "a\x01" "b\x7f", "a\xef\xbf\xbd" "b\xef\xbf\xbd" },
	{ "a\nb\tc", "a\nb\tc" },
	{ "\xe2", "\xe2" },				/* cut: no byte after it is read */
};

static void
what_is_text_never_becomes_a_tag(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		struct buf	 b = { 0 };
		char		*exact = strdup(texts[i].text);

		html_escape(&b, exact);
		assert_string_equal(buf_str(&b), texts[i].escaped);
		buf_done(&b);
		free(exact);
	}
}

static void
what_is_opened_is_closed(void **unused)
{
	struct html	 h = { 0 };
	struct buf	 b;

	(void)unused;
	h_open(&h, "p");
	h_attr(&h, "title", "a\"b");
	h_text(&h, "x");
	h_open(&h, "img");
	h_attrf(&h, "src", "/%s?a&b", "i");
	h_close(&h);
	h_el(&h, "b", NULL, "<");
	h_open(&h, "details");
	h_flag(&h, "open");
	h_close(&h);
	h_close(&h);
	b = h_take(&h);
	assert_string_equal(buf_str(&b), "<p title=\"a&quot;b\">x<img src=\"/i?a&amp;b\">"
	    "<b>&lt;</b><details open></details></p>");
	buf_done(&b);
}

/* Said on Tuesday 3 March 2026 at 10:00 in Paris. */
static const struct {
	const char	*t, *when, *since;
} french[] = {
	{ "2026-03-03T08:05:00Z", "à 9 h 05", "depuis 9 h 05" },
	{ "2026-03-03T08:00:00Z", "à 9 h", "depuis 9 h" },
	{ "2026-03-02T23:00:00Z", "à 0 h", "depuis 0 h" },
	{ "2026-03-02T16:40:00Z", "hier à 17 h 40", "depuis hier à 17 h 40" },
	{ "2026-03-04T08:00:00Z", "demain à 9 h", "depuis 9 h" },
	{ "2026-02-27T08:00:00Z", "vendredi à 9 h", "depuis vendredi à 9 h" },
	{ "2026-02-01T08:00:00Z", "le 1er février à 9 h", "depuis le 1er février à 9 h" },
	{ "2025-03-03T08:05:00Z", "le 3 mars 2025 à 9 h 05", "depuis le 3 mars 2025 à 9 h 05" },
	/* summer time: two hours from UTC */
	{ "2026-07-14T08:05:00Z", "le 14 juillet à 10 h 05", "depuis le 14 juillet à 10 h 05" },
};

/* No-break spaces as ordinary ones, to compare by eye. */
static const char *
plain(const char *text)
{
	static char	 out[256];
	size_t		 n = 0;

	for (const char *s = text; *s != '\0' && n < sizeof(out) - 1; s++) {
		if (s[0] == '\xc2' && s[1] == '\xa0')
			s++;
		else if (strncmp(s, "\xe2\x80\xaf", 3) == 0)
			s += 2;
		else {
			out[n++] = *s;
			continue;
		}
		out[n++] = ' ';
	}
	out[n] = '\0';
	return out;
}

static struct say	 say;

static int
set_up(void **unused)
{
	struct err	 err;

	(void)unused;
	lang_init(getenv("top_builddir"));
	say.zone = zone_load("Europe/Paris", &err);
	wall_parse("2026-03-03T09:00:00Z", &say.now);
	return say.zone == NULL;
}

static int
tear_down(void **unused)
{
	(void)unused;
	zone_free((struct zone *)(uintptr_t)say.zone);
	return 0;
}

static void
times_are_said_as_people_say_them(void **unused)
{
	(void)unused;
	lang_set("fr");
	for (size_t i = 0; i < N_ELEMENTS(french); i++) {
		struct wall	 t;

		assert_true(wall_parse(french[i].t, &t));
		assert_string_equal(plain(say_when(&say, t)), french[i].when);
		assert_string_equal(plain(say_since(&say, t)), french[i].since);
	}
	lang_set("en");
	assert_string_equal(say_since(&say, say.now), "since 10:00");
}

static void
durations_and_figures_too(void **unused)
{
	(void)unused;
	lang_set("fr");
	assert_string_equal(plain(say_duration(&say, 45)), "45 s");
	assert_string_equal(plain(say_duration(&say, 47 * 60)), "47 min");
	assert_string_equal(plain(say_duration(&say, 7800)), "2 h 10");
	assert_string_equal(plain(say_duration(&say, 7200)), "2 h");
	assert_string_equal(plain(say_duration(&say, 86400 + 4 * 3600)), "1 j 4 h");
	assert_string_equal(plain(say_duration(&say, -5)), "0 s");
	assert_string_equal(plain(say_number(&say, 31.52, 1)), "31,5");
	assert_string_equal(plain(say_number(&say, 1234567, 0)), "1 234 567");
	assert_string_equal(plain(say_rate(&say, 8e6)), "8 Mbit/s");
	assert_string_equal(plain(say_rate(&say, 4.5e6)), "4,5 Mbit/s");
	assert_string_equal(plain(say_rate(&say, 800e3)), "800 kbit/s");
	assert_string_equal(plain(say_ms(&say, 31.52)), "31,5 ms");
	lang_set("en");
	assert_string_equal(plain(say_number(&say, 1234567.5, 1)), "1,234,567.5");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_is_text_never_becomes_a_tag),
		cmocka_unit_test(what_is_opened_is_closed),
		cmocka_unit_test(times_are_said_as_people_say_them),
		cmocka_unit_test(durations_and_figures_too),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
