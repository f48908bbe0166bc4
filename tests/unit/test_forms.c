/* Unit tests of forms/: every form of reports that tests/report/make.py invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/figure.h"
#include "forms/form.h"
#include "model/zone.h"

#define NBSP	"\xc2\xa0"
#define MANY	400	/* points of a large network */

/* fontconfig keeps what it read until the process ends. */
const char	*__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static const char *const samples[] = { "month", "site", "year", "frozen", "running", "closed",
	"unmeasured", "hostile" };
static const char *const languages[] = { "fr", "en" };

static json_t *
sample(const char *name)
{
	const char	*top = getenv("top_srcdir");
	char *path = xasprintf("%s/tests/report/%s.json", top != NULL ? top : "..", name);
	json_error_t	 error;
	json_t		*report = json_load_file(path, 0, &error);

	if (report == NULL)
		fail_msg("%s: line %d: %s", path, error.line, error.text);
	free(path);
	return report;
}

/* The form's bytes; the caller ends the buffer. */
static struct buf
made(enum form form, const json_t *report, const char *language)
{
	struct buf	 out = { 0 };
	struct err	 err = { "" };

	if (!form_make(form, report, language, &out, &err))
		fail_msg("%s in %s: %s", form_word(form), language, err.text);
	assert_true(out.len > 0);
	return out;
}

static struct buf
made_of(const char *name, enum form form, const char *language)
{
	json_t		*report = sample(name);
	struct buf	 out = made(form, report, language);

	json_decref(report);
	return out;
}

/* The same with runs of white space, line ends and the rules of tables made one space. */
static char *
flat(const struct buf *b)
{
	char	*out = xmalloc(b->len + 1);
	size_t	 n = 0;

	for (size_t i = 0; i < b->len; i++)
		if (b->s[i] != ' ' && b->s[i] != '\n')
			out[n++] = b->s[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	out[n] = '\0';
	return out;
}

static size_t
count(const char *text, const char *what)
{
	size_t	 n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static void
a_form_has_a_word_a_type_and_a_name(void **unused)
{
	json_t		*report = sample("frozen"), *odd = json_pack("{s:s,s:s,s:{s:s}}", "network",
			    "../../etc", "scope", "network", "period", "label", "2026-03/\"\n");
	char		 name[FORM_NAME_SIZE];
	enum form	 form;

	(void)unused;
	for (enum form f = 0; f < FORM_N; f++) {
		assert_true(form_find(form_word(f), &form));
		assert_int_equal(form, f);
		assert_non_null(strchr(form_type(f), '/'));
	}
	form = FORM_CSV;
	assert_false(form_find("PDF", &form));
	assert_false(form_find("", &form));
	assert_int_equal(form, FORM_CSV);
	form_file_name(FORM_PDF, report, name);
	assert_string_equal(name, "sivu-2026-03-v2.pdf");
	form_file_name(FORM_TEXT, odd, name);
	assert_string_equal(name, "------etc-2026-03---.txt");
	form_file_name(FORM_JSON, NULL, name);
	assert_string_equal(name, "vigie-.json");
	json_decref(report);
	json_decref(odd);
}

static const struct {
	int64_t		 seconds;
	const char	*french;
} spans[] = {
	{ 0, "0" NBSP "h" },
	{ 5, "5" NBSP "s" },
	{ 720, "12" NBSP "min" },
	{ 725, "12" NBSP "min" NBSP "05" NBSP "s" },
	{ 5400, "1" NBSP "h" NBSP "30" NBSP "min" },
	{ 97200, "27" NBSP "h" },
	{ 3605, "1" NBSP "h" NBSP "00" NBSP "min" NBSP "05" NBSP "s" },
	{ 4914000, "1365" NBSP "h" },
	{ 44280000, "12\xe2\x80\xaf" "300" NBSP "h" },
};

static void
figures_are_said_as_people_say_them(void **unused)
{
	struct figure	 f = { .zone = zone_load("Europe/Paris", NULL) };
	struct wall	 t = { INT64_C(1772532300000) };	/* 2026-03-03T10:05:00Z */
	int32_t		 day = civil_day(2026, 3, 1);

	(void)unused;
	lang_set("fr");
	for (size_t i = 0; i < N_ELEMENTS(spans); i++)
		assert_string_equal(figure_span(&f, spans[i].seconds), spans[i].french);
	assert_string_equal(figure_percent(&f, "94.23"), "94,23" NBSP "%");
	assert_string_equal(
	    figure_moment(&f, t), "3" NBSP "mars" NBSP "2026 à 11" NBSP "h" NBSP "05");
	assert_string_equal(
	    figure_stamp(&f, t), "mar." NBSP "3" NBSP "mars\n11" NBSP "h" NBSP "05");
	assert_string_equal(figure_month(&f, "2026-08"), "août" NBSP "2026");
	assert_string_equal(figure_month(&f, "soon"), "soon");
	assert_string_equal(figure_range(&f, day, day + 6), "du 1er au 7" NBSP "mars" NBSP "2026");
	assert_string_equal(figure_range(&f, day - 1, day),
	    "du 28" NBSP "février au 1er" NBSP "mars" NBSP "2026");
	assert_string_equal(figure_range(&f, day, day), "le 1er" NBSP "mars" NBSP "2026");
	lang_set("en");
	assert_string_equal(figure_percent(&f, "94.23"), "94.23%");
	assert_string_equal(figure_moment(&f, t), "3" NBSP "March" NBSP "2026 at 11:05");
	assert_string_equal(figure_range(&f, day, day + 6), "from 1 to 7" NBSP "March" NBSP "2026");
	zone_free((struct zone *)(uintptr_t)f.zone);
}

/* Each sentence that says what a report is, and the sample that says it. */
static const struct {
	const char	*sample, *language, *said;
} sentences[] = {
    {"month", "fr",
        "Provisoire, non arrêté" NBSP ": établi le 24" NBSP "novembre" NBSP "2026 à 14"},
    {"month", "fr",
        "Bilan de disponibilité, Mars" NBSP "2026, du 1er au 31" NBSP "mars" NBSP "2026"},
    {"month", "fr",
        "Taux calculé sur les seules heures d'ouverture déclarées du point d'accès "
        "(jours fériés et fermetures déclarées exclus)."},
    {"month", "fr", "Aucune donnée individuelle sur les agents ou les usagers n'est collectée."},
    {"month", "en", "No individual data on staff or users is collected."},
    {"month", "en", "Provisional, not frozen: made on 24" NBSP "November" NBSP "2026 at 14:15."},
    {"frozen", "fr",
        "Bilan arrêté, version 2, le 2" NBSP "avril" NBSP "2026 à 8" NBSP "h" NBSP "30."},
    {"frozen", "fr", "Motif de cette version" NBSP ": coupure du 12 mars requalifiée"},
    {"frozen", "fr", "https://vigie.example.org/reports/verify?sha256=3b3b"},
    {"running", "fr", "Période en cours" NBSP ": chiffres au 24" NBSP "novembre" NBSP "2026 à 14"},
    {"running", "en", "The period is still running: figures as of 24" NBSP "November" NBSP "2026"},
    {"closed", "fr", "Aucune heure d'ouverture n'était requise sur la période"},
    {"closed", "fr", "sans objet"},
    {"unmeasured", "fr", "Aucune des 81" NBSP "h d'ouverture requises n'a pu être mesurée"},
    {"unmeasured", "fr", "non mesuré"},
    {"site", "fr", "Bilan de disponibilité – Centre multimédia de Saint-Félicien"},
    {"site", "fr", "L'objectif, 98,00" NBSP "% des heures mesurées, est tenu"},
};

static void
a_report_says_what_it_is(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(sentences); i++) {
		struct buf out = made_of(sentences[i].sample, FORM_TEXT, sentences[i].language);
		char		*text = flat(&out);

		if (strstr(text, sentences[i].said) == NULL)
			fail_msg("%s does not say: %s\n%.900s", sentences[i].sample,
			    sentences[i].said, text);
		free(text);
		buf_done(&out);
	}
}

static void
the_first_page_has_three_sentences_three_figures_and_a_picture(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(samples); i++) {
		struct buf	 out = made_of(samples[i], FORM_HTML, "fr");
		char *page = strstr(out.s, "<article"), *end = strstr(page, "<hr class=\"leaf\"");
		bool		 is_measured = strcmp(samples[i], "closed") != 0 &&
		    strcmp(samples[i], "unmeasured") != 0;

		assert_non_null(end);
		*end = '\0';
		assert_int_equal(count(page, "<p class=\"lead\">"), is_measured ? 3 : 2);
		assert_int_equal(count(page, "<dd class=\"value\">"), 3);
		assert_int_equal(count(page, "<figure"), strcmp(samples[i], "closed") != 0);
		assert_int_equal(count(page, "<h1>"), 1);
		buf_done(&out);
	}
}

/* From each percentage on, before its cell, sentence or figure ends, hours are named. */
static void
no_percentage_stands_without_its_hours(void **unused)
{
	static const char *const ends[] = { "</td>", "</p>", "</div>", "</th>", "</title>" };
	static const char *const hours[] = { NBSP "h", NBSP "min", "heures", "hours" };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(samples) * 2; i++) {
		struct buf	 out = made_of(samples[i / 2], FORM_HTML, languages[i % 2]);
		const char	*at = strstr(out.s, "<article");

		while ((at = strchr(at + 1, '%')) != NULL) {
			size_t	 len = strlen(at);
			char	*piece;
			bool is_named = strchr("snp", at[1]) != NULL; /* "%s%n%p", a hostile name */

			for (size_t k = 0; k < N_ELEMENTS(ends); k++) {
				const char	*end = strstr(at, ends[k]);

				len = end != NULL && (size_t)(end - at) < len ? (size_t)(end - at)
				                                              : len;
			}
			piece = xstrndup(at, len);
			for (size_t k = 0; k < N_ELEMENTS(hours); k++)
				is_named = is_named || strstr(piece, hours[k]) != NULL;
			if (!is_named)
				fail_msg("%s: %.60s", samples[i / 2], at - 20);
			free(piece);
		}
		buf_done(&out);
	}
}

static unsigned
columns(const char *line, size_t len)
{
	mbstate_t	 state = { 0 };
	unsigned	 total = 0;
	wchar_t		 wc;

	for (size_t i = 0; i < len;) {
		size_t	 n = mbrtowc(&wc, line + i, len - i, &state);

		assert_true(n != (size_t)-1 && n != (size_t)-2 && n != 0);
		total += wcwidth(wc) > 0 ? (unsigned)wcwidth(wc) : 0;
		i += n;
	}
	return total;
}

static void
a_terminal_of_eighty_columns_is_enough(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(samples) * 2; i++) {
		struct buf	 out = made_of(samples[i / 2], FORM_TEXT, languages[i % 2]);

		for (const char *line = out.s; *line != '\0';) {
			size_t	 len = strcspn(line, "\n");

			if (columns(line, len) > 80)
				fail_msg("%s: %.*s", samples[i / 2], (int)len, line);
			line += len + 1;
		}
		buf_done(&out);
	}
}

static void
a_hostile_name_stays_a_name(void **unused)
{
	static const char *const never_text[] = {"\033", "\007", "\xe2\x80\xae", "\t", "\r"};
	static const char *const never_page[] = {
	    "<script", "\033", "\007", "\xe2\x80\xae", "style=", "onerror", "<b>"};
	struct buf			 text = made_of("hostile", FORM_TEXT, "fr"),
					 page = made_of("hostile", FORM_HTML, "fr");

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(never_text); i++)
		assert_null(strstr(text.s, never_text[i]));
	for (size_t i = 0; i < N_ELEMENTS(never_page); i++)
		assert_null(strstr(strstr(page.s, "<article"), never_page[i]));
	assert_non_null(strstr(page.s, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	buf_done(&text);
	buf_done(&page);
}

/* Reads one field of CSV at *s by RFC 4180; false at the record's end. */
static bool
csv_field(const char **s, char *out, size_t size)
{
	const char	*p = *s;
	size_t		 n = 0;
	bool		 is_quoted = *p == '"';

	for (p += is_quoted; is_quoted || (*p != ',' && *p != '\r'); p++) {
		if (is_quoted && *p == '"' && *++p != '"')
			break;
		assert_true(*p != '\0' && n + 1 < size);
		if (!is_quoted)
			assert_true(*p != '\n' && *p != '"');
		out[n++] = *p;
	}
	out[n] = '\0';
	*s = p + (*p == ',');
	assert_true(*p == ',' || strncmp(p, "\r\n", 2) == 0);
	return *p == ',';
}

static void
csv_is_rfc_4180_and_holds_no_formula(void **unused)
{
	struct buf	 out = made_of("hostile", FORM_CSV, "fr");
	size_t		 n_fields = 0, n_records = 0, n_neutral = 0;
	char		 field[2048];

	(void)unused;
	for (const char *s = out.s; *s != '\0'; s += 2, n_records++) {
		size_t	 n = 0;
		bool	 more = true;

		for (; more; n++) {
			more = csv_field(&s, field, sizeof(field));
			assert_null(field[0] != '\0' ? strchr("=+-@\t\r", field[0]) : NULL);
			n_neutral += field[0] == '\'';
		}
		if (n_records == 0)
			n_fields = n;
		assert_int_equal(n, n_fields);
	}
	assert_int_equal(n_records, 1 + 2 * 18 + 2);
	assert_int_equal(n_neutral, 2 * 2 * 6); /* name and commune, both lines, six tricks */
	assert_memory_equal(out.s, "network,", 8);	/* no mark before it */
	buf_done(&out);
}

static void
figures_of_csv_stand_beside_what_they_are_shares_of(void **unused)
{
	struct buf	 out = made_of("month", FORM_CSV, "fr");
	const char	*row = strstr(out.s, "saint-agreve,");

	(void)unused;
	assert_non_null(strstr(out.s, ",required_s,unknown_s,down_s,up_s,measured_s,"));
	assert_non_null(row);
	/* open, maintenance, required, unknown, down, up, measured ... availability, coverage,
	 * bounds */
	assert_non_null(strstr(row, ",link,452400,3600,448800,2760,15804,430236,446040,"));
	assert_non_null(strstr(row, ",96.45,99.38,95.86,96.47,"));
	buf_done(&out);
}

static void
json_is_canonical(void **unused)
{
	json_t		*report = json_pack("{s:i,s:n,s:[i]}", "b", 1, "a", "c", 2);
	struct buf	 out = made(FORM_JSON, report, "fr");

	(void)unused;
	assert_string_equal(out.s, "{\"a\":null,\"b\":1,\"c\":[2]}");
	buf_done(&out);
	json_decref(report);
}

static void
the_same_report_is_the_same_bytes(void **unused)
{
	(void)unused;
	for (enum form f = 0; f < FORM_N; f++) {
		struct buf	 a = made_of("frozen", f, "fr"), b = made_of("frozen", f, "fr");

		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.s, b.s, a.len);
		buf_done(&a);
		buf_done(&b);
	}
}

static void
a_fragment_leads_to_the_pages_of_points(void **unused)
{
	const struct form_page	 page = { "/reports/2026-03", "?lang=en", false };
	json_t			*report = sample("month");
	struct buf		 out = { 0 };
	struct err		 err = { "" };

	(void)unused;
	assert_true(form_fragment(report, "en", &page, &out, &err));
	assert_non_null(strstr(out.s, "<a href=\"/reports/2026-03/alboussiere?lang=en\">"));
	assert_memory_equal(out.s, "<article ", 9);
	assert_null(strstr(out.s, "<style"));
	assert_null(strstr(out.s, " style="));
	assert_null(strstr(out.s, "<html"));
	assert_int_equal(count(out.s, "<table"), count(out.s, "<caption>"));
	assert_null(strstr(out.s, "<h2 id=\"r-alboussiere\">"));
	buf_done(&out);
	json_decref(report);
}

static void
what_failed_leaves_nothing_behind(void **unused)
{
	struct buf	 out = { 0 };
	struct err	 err = { "" };
	json_t		*list = json_array();

	(void)unused;
	buf_adds(&out, "before");
	lang_set("en");
	for (enum form f = 0; f < FORM_N; f++) {
		assert_false(form_make(f, list, "fr", &out, &err));
		assert_false(form_make(f, NULL, "fr", &out, &err));
	}
	assert_string_equal(out.s, "before");
	assert_string_equal(err.text, "this is no report");
	assert_string_equal(lang_get(), "en");
	json_decref(list);
	buf_done(&out);
}

/* The n-th member below `value`, counted in the order of a walk, made something else; false past
 * the last. */
static bool
spoil(json_t *value, size_t *n, int how)
{
	const char	*key;
	json_t		*member, *other = how == 0 ? NULL : how == 1 ? json_null() : how == 2 ?
	    json_string("-1") : json_integer(-7);
	void		*next;
	size_t		 i;

	json_object_foreach_safe(value, next, key, member) {
		if ((*n)-- == 0) {
			if (other == NULL)
				json_object_del(value, key);
			else
				json_object_set_new(value, key, other);
			return true;
		}
		if (spoil(member, n, how)) {
			json_decref(other);
			return true;
		}
	}
	json_array_foreach(value, i, member)
		if (i < 2 && spoil(member, n, how)) {
			json_decref(other);
			return true;
		}
	json_decref(other);
	return false;
}

static void
a_key_that_is_missing_or_odd_is_only_a_line_less(void **unused)
{
	json_t	*whole = sample("site");
	size_t	 total = 0;

	(void)unused;
	for (int how = 0; how < 4; how++)
		for (size_t n = 0;; n++) {
			json_t	*report = json_deep_copy(whole);
			size_t	 left = n;

			if (!spoil(report, &left, how)) {
				json_decref(report);
				break;
			}
			for (enum form f = 0; f < FORM_N; f++) {
				struct buf	 out;

				/* those that start a library: each one once in a while */
				if ((f == FORM_PDF || f == FORM_XLSX) && (n + (size_t)how) % 4 != 0)
					continue;
				out = made(f, report, "fr");
				buf_done(&out);
			}
			json_decref(report);
			total++;
		}
	assert_true(total > 400);
	json_decref(whole);
}

/* A network of MANY points, each a copy of one of the sample's. */
static json_t *
many(void)
{
	json_t	*report = sample("month"), *sites = json_object_get(report, "sites");
	size_t	 n = json_array_size(sites);

	for (size_t i = n; i < MANY; i++) {
		json_t	*site = json_deep_copy(json_array_get(sites, i % n));
		char *id = xasprintf("%s-%zu", json_string_value(json_object_get(site, "id")), i);

		json_object_set_new(site, "id", json_string(id));
		json_object_set_new(site, "days", json_array());
		json_array_append_new(sites, site);
		free(id);
	}
	return report;
}

static void
a_large_network_has_every_form(void **unused)
{
	json_t	*report = many();

	(void)unused;
	for (enum form f = 0; f < FORM_N; f++) {
		struct buf	 out = made(f, report, "fr");

		assert_true(out.len > 100000);
		buf_done(&out);
	}
	json_decref(report);
}

struct job {
	const char	*language, *said;
	const json_t	*report;
	int		 n_right;
};

static void *
work(void *arg)
{
	struct job	*job = arg;

	for (int i = 0; i < 20; i++) {
		enum form	 f = i % 4 == 3 ? FORM_PDF : FORM_TEXT;
		struct buf	 out = { 0 };
		struct err	 err;

		if (form_make(f, job->report, job->language, &out, &err) &&
		    (f == FORM_PDF || strstr(out.s, job->said) != NULL))
			job->n_right++;
		buf_done(&out);
	}
	return NULL;
}

static void
threads_write_in_their_own_languages(void **unused)
{
	json_t		*report = sample("site");
	struct job jobs[] = {
	    {"fr", "Bilan de disponibilité", report, 0},
	    {"en", "Availability report", report, 0},
	    {"fr", "heures mesurées", report, 0},
	};
	pthread_t	 threads[N_ELEMENTS(jobs)];

	(void)unused;
	lang_set("en");
	for (size_t i = 0; i < N_ELEMENTS(jobs); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
	for (size_t i = 0; i < N_ELEMENTS(jobs); i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(jobs[i].n_right, 20);
	}
	assert_string_equal(lang_get(), "en");
	json_decref(report);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_form_has_a_word_a_type_and_a_name),
		cmocka_unit_test(figures_are_said_as_people_say_them),
		cmocka_unit_test(a_report_says_what_it_is),
		cmocka_unit_test(the_first_page_has_three_sentences_three_figures_and_a_picture),
		cmocka_unit_test(no_percentage_stands_without_its_hours),
		cmocka_unit_test(a_terminal_of_eighty_columns_is_enough),
		cmocka_unit_test(a_hostile_name_stays_a_name),
		cmocka_unit_test(csv_is_rfc_4180_and_holds_no_formula),
		cmocka_unit_test(figures_of_csv_stand_beside_what_they_are_shares_of),
		cmocka_unit_test(json_is_canonical),
		cmocka_unit_test(the_same_report_is_the_same_bytes),
		cmocka_unit_test(a_fragment_leads_to_the_pages_of_points),
		cmocka_unit_test(what_failed_leaves_nothing_behind),
		cmocka_unit_test(a_key_that_is_missing_or_odd_is_only_a_line_less),
		cmocka_unit_test(a_large_network_has_every_form),
		cmocka_unit_test(threads_write_in_their_own_languages),
	};

	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
