/* Unit tests of report/lines.c, transitions.c, events.c, import.c: history as files, in and out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/civil.h"
#include "model/conf.h"
#include "model/inventory.h"
#include "report/events.h"
#include "report/export.h"
#include "report/import.h"
#include "report/report.h"
#include "report/transitions.h"

#define HEADER	TRANSITIONS_HEADER "\n"
#define NOW_MS	INT64_C(1774000000000)	/* 2026-03-20T09:46:40Z */

static const char	 conf[] =
    "network = { id = \"n\"; timezone = \"Europe/Paris\"; }; store = { dir = \"/x\"; };"
    "control = { socket = \"/x/c\"; }; groups = ( { id = \"nra\"; name = \"N\"; kind = \"exchange\"; } );"
    "sites = ( { id = \"alboussiere\"; name = \"A\"; opening = \"24/7\"; link = { kind = \"adsl\"; groups = [ \"nra\" ];"
    " router = { address = \"192.0.2.2\"; }; };"
    " pcs = ( { id = \"accueil\"; address = \"192.0.2.3\"; public = true; } ); },"
    " { id = \"boffres\"; was = \"bofre\"; name = \"B\"; opening = \"24/7\"; link = { kind = \"adsl\";"
    " router = { address = \"192.0.2.4\"; }; }; } );";
static struct inventory	*inv;
static char		 dir[64];

static int
set_up(void **unused)
{
	struct mistakes	 mistakes = { 0 };

	(void)unused;
	inv = conf_load_text("test", conf, sizeof(conf) - 1, CONF_NO_SECRETS, &mistakes);
	mistakes_print(&mistakes, false, stderr);
	mistakes_done(&mistakes);
	return inv == NULL;
}

static int
tear_down(void **unused)
{
	(void)unused;
	inventory_free(inv);
	return 0;
}

/* A journal of its own for each test that wants one. */
static struct journal *
new_journal(void)
{
	struct journal_options	 options = { .dir = dir };
	struct journal_found	 found;
	struct journal		*j;
	struct err		 err = { "" };

	snprintf(dir, sizeof(dir), "/tmp/vigie-import-XXXXXX");
	assert_non_null(mkdtemp(dir));
	if ((j = journal_open(&options, &found, &err)) == NULL)
		fail_msg("%s", err.text);
	return j;
}

static void
end_journal(struct journal *j)
{
	static const char *const names[] = { JOURNAL_FILE, JOURNAL_MARK, JOURNAL_FILE "-wal",
		JOURNAL_FILE "-shm", "." };
	char			 path[128];

	journal_close(j);
	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		remove(i + 1 < N_ELEMENTS(names) ? path : dir);
	}
}

static void
append(struct journal *j, const struct fact *fact)
{
	struct journal_about	 about;
	struct journal_row	 row;
	struct buf		 content = { 0 };
	struct err		 err = { "" };
	uint64_t		 seq;

	recall_row(fact, &content, &row, &about);
	assert_int_equal(journal_append(j, &row, &about, &seq, &err), JOURNAL_OK);
	buf_done(&content);
}

/* What goes out of an import, one fact a line; into the journal too. */
struct taken {
	struct buf	 text;
	struct journal	*journal;
};

static bool
take(void *arg, const struct fact *fact)
{
	struct taken	*t = arg;
	struct buf	 content = { 0 };
	char		 at[WALL_TEXT_SIZE];

	if (fact->kind != FACT_BATCH) {
		fact_encode(&content, fact);
		buf_addf(&t->text, "%s %s %s %s\n", fact_kind_word(fact->kind), fact->object,
		    wall_text(fact->happened, at), buf_str(&content));
		buf_done(&content);
	}
	if (t->journal != NULL)
		append(t->journal, fact);
	return true;
}

/* Imports a text in pieces of `step` bytes; mistakes one a line as "N: why". */
static bool
run(enum import_kind kind, struct journal *j, const char *text, size_t len, size_t step, struct taken *taken,
    struct buf *mistakes, uint64_t *n_known)
{
	const struct import_wish	 wish = { .kind = kind, .inv = inv, .journal = j, .now = { NOW_MS },
					    .by = "root" };
	const struct import_mistake	*m;
	struct err			 err = { "" };
	struct import			*im = import_new(&wish, take, taken, &err);
	size_t				 n;
	bool				 is_good;

	assert_non_null(im);
	for (size_t i = 0; i < len; i += step)
		import_feed(im, text + i, len - i < step ? len - i : step);
	is_good = import_end(im);
	m = import_mistakes(im, &n);
	for (size_t i = 0; i < n; i++)
		buf_addf(mistakes, "%llu: %s\n", (unsigned long long)m[i].line, m[i].text);
	assert_int_equal(is_good, n == 0);
	if (n_known != NULL)
		*n_known = import_n_known(im);
	import_free(im);
	if (j != NULL) {
		assert_int_equal(journal_commit(j, &err), JOURNAL_OK);
	}
	return is_good;
}

static const struct story {
	const char	*what;
	enum import_kind kind;
	const char	*text;
	size_t		 len;		/* 0 = strlen() */
	const char	*facts, *mistakes;	/* of these: each line's begin */
} stories[] = {
	{ "one row of a line", IMPORT_TRANSITIONS, HEADER "2026-03-03T10:30:00Z,alboussiere/link,down,operator\n", 0,
	    "transition alboussiere/link 2026-03-03T10:30:00Z {\"state\":\"down\",\"responsibility\":\"operator\"}\n", "" },
	{ "CR LF, quotes, another offset, no end", IMPORT_TRANSITIONS, TRANSITIONS_HEADER
	    "\r\n\"2026-03-03T11:30:00+01:00\",\"alboussiere/convention\",up,\r\n\r\n"
	    "2026-03-03T11:30:00Z,alboussiere/accueil,unknown,", 0,
	    "transition alboussiere/convention 2026-03-03T10:30:00Z {\"state\":\"up\"}\n"
	    "transition alboussiere/accueil 2026-03-03T11:30:00Z {}\n", "" },
	{ "lines one after the other, each forward", IMPORT_TRANSITIONS, HEADER
	    "2026-03-03T10:30:00Z,alboussiere/link,up,\n2026-03-02T10:30:00Z,boffres/link,up,power\n", 0,
	    "transition alboussiere/link 2026-03-03T10:30:00Z {\"state\":\"up\"}\n"
	    "transition boffres/link 2026-03-02T10:30:00Z {\"state\":\"up\"}\n", "" },
	{ "nothing but the header", IMPORT_TRANSITIONS, HEADER, 0, "", "" },
	{ "nothing at all", IMPORT_TRANSITIONS, "", 0, "", "1: the file is empty\n" },
	{ "a byte order mark", IMPORT_TRANSITIONS, "\xef\xbb\xbf" HEADER "x\n", 0, "", "1: the file begins with a byte order mark\n" },
	{ "UTF-16", IMPORT_TRANSITIONS, "\xff\xfet\0i\0\n\0", 9, "", "1: the file is UTF-16\n" },
	{ "semicolons", IMPORT_TRANSITIONS, "time;object;state;responsibility\n2026;a;b;c\n", 0, "",
	    "1: its fields are separated by semicolons\n" },
	{ "another header", IMPORT_TRANSITIONS, "date,object,state,responsibility\nx\n", 0, "", "1: the header must be\n" },
	{ "no header", IMPORT_TRANSITIONS, "2026-03-03T10:30:00Z,alboussiere/link,up,\n", 0, "", "1: the header must be\n" },
	{ "half a line", IMPORT_TRANSITIONS, HEADER "2026-03-03T10:30:00Z,alboussi", 0, "", "2: half a line: 2 fields\n" },
	{ "a word cut", IMPORT_TRANSITIONS, HEADER "2026-03-03T10:30:00Z,boffres/link,down,opera", 0, "",
	    "2: \"opera\" is no responsibility\n" },
	{ "too many fields", IMPORT_TRANSITIONS, HEADER "a,b,c,d,e\n", 0, "", "2: 5 fields\n" },
	{ "an open quote is one line's mistake", IMPORT_TRANSITIONS, HEADER
	    "\"2026-03-03T10:30:00Z,boffres/link,up,\n2026-03-03T10:30:00Z,boffres/link,open,\n", 0, "",
	    "2: a quote is not closed\n3: \"open\" is no state\n" },
	{ "a NUL byte", IMPORT_TRANSITIONS, HEADER "2026-03-03T10:30:00Z,boffres/link,up\0,\n", sizeof(HEADER) + 38, "",
	    "2: there is a NUL byte\n" },
	{ "no UTF-8", IMPORT_TRANSITIONS, HEADER "2026-03-03T10:30:00Z,boffr\xe8s/link,up,\n", 0, "", "2: not UTF-8\n" },
	{ "an object that is none, and one nearly", IMPORT_TRANSITIONS, HEADER
	    "2026-03-03T10:30:00Z,albousiere/link,up,\n2026-03-03T10:30:00Z,nowhere,up,\n", 0, "",
	    "2: this configuration has no line \"albousiere/link\", did you mean \"alboussiere/link\"?\n"
	    "3: this configuration has no line \"nowhere\" (SITE/link\n" },
	{ "time that goes back, or stands", IMPORT_TRANSITIONS, HEADER
	    "2026-03-03T10:30:00Z,boffres/link,up,\n2026-03-03T10:30:00Z,boffres/link,down,\n"
	    "2026-03-03T10:29:59Z,boffres/link,up,\n", 0,
	    "transition boffres/link 2026-03-03T10:30:00Z {\"state\":\"up\"}\n",
	    "3: the same line at the same time\n4: time goes back\n" },
	{ "times that no clock says", IMPORT_TRANSITIONS, HEADER "1970-01-01T00:00:00Z,boffres/link,up,\n"
	    "2100-01-01T00:00:00Z,boffres/link,up,\n2026-03-22T00:00:00Z,boffres/link,up,\nNaN,boffres/link,up,\n"
	    "2026-03-03T10:30:00.5Z,boffres/link,up,\n2026-02-29T10:30:00Z,boffres/link,up,\n", 0, "",
	    "2: \"1970-01-01T00:00:00Z\": no clock\n3: \"2100-01-01T00:00:00Z\": no clock\n"
	    "4: 2026-03-22T00:00:00Z lies in the future\n5: \"NaN\" is no time\n6: \"2026-03-03T10:30:00.5Z\": whole\n"
	    "7: \"2026-02-29T10:30:00Z\" is no time\n" },
	{ "after a mistake nothing goes out", IMPORT_TRANSITIONS, HEADER "2026-03-03T10:30:00Z,boffres/link,open,\n"
	    "2026-03-03T10:30:00Z,boffres/link,up,\n", 0, "", "2: \"open\" is no state\n" },
	{ "a maintenance and a closure", IMPORT_EVENTS,
	    "{\"type\":\"maintenance\",\"scope\":\"nra\",\"from\":\"2026-03-06T15:00:00Z\",\"to\":\"2026-03-06T17:00:00Z\","
	    "\"recorded\":\"2026-02-27T09:00:00.250Z\",\"text\":\"box\",\"weekly\":\"Tu,Th\"}\n"
	    "{\"type\":\"closure\",\"site\":\"boffres\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\","
	    "\"recorded\":\"2026-03-12T09:00:00Z\",\"by\":\"anne\"}\n", 0,
	    "window 1 2026-02-27T09:00:00Z {\"number\":1,\"scope\":\"nra\",\"from\":\"2026-03-06T15:00:00Z\","
	    "\"to\":\"2026-03-06T17:00:00Z\",\"weekdays\":10,\"recorded\":\"2026-02-27T09:00:00.250Z\",\"by\":\"root\",\"text\":\"box\"}\n"
	    "window 2 2026-03-12T09:00:00Z {\"number\":2,\"kind\":\"closure\",\"scope\":\"boffres\",\"from\":\"2026-03-11T13:00:00Z\","
	    "\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\",\"by\":\"anne\"}\n", "" },
	{ "what people did", IMPORT_EVENTS, "{\"type\":\"visio\",\"site\":\"boffres\",\"recorded\":\"2026-03-12T09:00:00Z\","
	    "\"partner\":\"caf\",\"failed\":true}\n{\"type\":\"training\",\"site\":\"boffres\",\"theme\":\"visio\","
	    "\"recorded\":\"2026-03-12T09:00:00Z\",\"start\":\"2026-03-11T09:00:00Z\"}\n", 0,
	    "declaration 1 2026-03-12T09:00:00Z {\"number\":1,\"kind\":\"visio\",\"site\":\"boffres\",\"partner\":\"caf\","
	    "\"is_failed\":true,\"recorded\":\"2026-03-12T09:00:00Z\",\"by\":\"root\"}\n"
	    "declaration 2 2026-03-11T09:00:00Z {\"number\":2,\"kind\":\"training\",\"site\":\"boffres\","
	    "\"start\":\"2026-03-11T09:00:00Z\",\"theme\":\"visio\",\"recorded\":\"2026-03-12T09:00:00Z\",\"by\":\"root\"}\n", "" },
	{ "no JSON, no object, half a line", IMPORT_EVENTS, "time,object\n[1]\n{\"type\":\"visio\"", 0, "",
	    "1: no JSON\n2: a JSON object is wanted\n3: no JSON\n" },
	{ "keys that are none, missing, or nearly", IMPORT_EVENTS, "{}\n{\"type\":\"party\"}\n"
	    "{\"type\":\"visio\",\"site\":\"boffres\"}\n"
	    "{\"type\":\"visio\",\"site\":\"boffres\",\"recorded\":\"2026-03-12T09:00:00Z\",\"parner\":\"caf\"}\n"
	    "{\"type\":\"closure\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n", 0,
	    "", "1: \"type\" is missing\n2: \"party\" is no type\n3: \"recorded\" is missing\n"
	    "4: \"parner\" is not known here, did you mean \"partner\"?\n5: \"site\" is missing\n" },
	{ "ends before it starts, a scope that is none, the future", IMPORT_EVENTS,
	    "{\"type\":\"closure\",\"site\":\"boffres\",\"from\":\"2026-03-11T17:00:00Z\",\"to\":\"2026-03-11T13:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n"
	    "{\"type\":\"closure\",\"site\":\"nra\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n"
	    "{\"type\":\"closure\",\"site\":\"bofres\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n"
	    "{\"type\":\"closure\",\"site\":\"boffres\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-04-12T09:00:00Z\"}\n", 0,
	    "", "1: it would end before it starts\n2: there is no site \"nra\"\n"
	    "3: there is no site \"bofres\", did you mean \"boffres\"?\n4: recorded: 2026-04-12T09:00:00Z lies in the future\n" },
	{ "a text with an escape sequence", IMPORT_EVENTS, "{\"type\":\"visio\",\"site\":\"boffres\",\"text\":\"\\u001b[2J\"}\n", 0, "",
	    "1: text: a text has control characters\n" },
};

/* Each line of `wanted` begins the same line of `said`. */
static bool
begins(const char *said, const char *wanted)
{
	while (*said != '\0' && *wanted != '\0') {
		size_t	 n = strcspn(wanted, "\n"), m = strcspn(said, "\n");

		if (n > m || strncmp(said, wanted, n) != 0)
			return false;
		said += m + (said[m] == '\n');
		wanted += n + (wanted[n] == '\n');
	}
	return *said == *wanted;
}

static void
files_become_facts_or_mistakes_by_line_however_they_are_cut(void **unused)
{
	static const size_t	 steps[] = { 1000000, 1, 7 };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories) * N_ELEMENTS(steps); i++) {
		const struct story	*s = &stories[i / N_ELEMENTS(steps)];
		struct taken		 taken = { 0 };
		struct buf		 mistakes = { 0 };

		run(s->kind, NULL, s->text, s->len != 0 ? s->len : strlen(s->text),
		    steps[i % N_ELEMENTS(steps)], &taken, &mistakes, NULL);
		if (!begins(buf_str(&mistakes), s->mistakes) || strcmp(buf_str(&taken.text), s->facts) != 0)
			fail_msg("%s:\n%s%s", s->what, buf_str(&mistakes), buf_str(&taken.text));
		buf_done(&taken.text);
		buf_done(&mistakes);
	}
}

static void
the_same_file_twice_changes_nothing_and_an_older_one_fits_in(void **unused)
{
	static const char	 march[] = HEADER "2026-03-03T10:30:00Z,boffres/link,down,operator\n"
				    "2026-03-03T11:30:00Z,boffres/link,up,\n";
	static const char	 older[] = HEADER "2026-01-03T10:30:00Z,boffres/link,up,\n"
				    "2026-03-03T11:00:00Z,boffres/link,unknown,\n";
	static const char	 other[] = HEADER "2026-03-03T10:30:00Z,boffres/link,down,power\n";
	static const struct { const char *text; uint64_t rows, known; const char *mistake; } runs[] = {
		{ march, 3, 0, "" }, { march, 0, 2, "" }, { older, 3, 0, "" }, { older, 0, 2, "" },
		{ march, 0, 2, "" }, { other, 0, 0, "2: this instant was imported before, as down,operator\n" } };
	struct taken	 taken = { .journal = new_journal() };
	struct buf	 mistakes = { 0 };
	uint64_t	 before, known;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(runs); i++) {
		before = journal_last(taken.journal);
		buf_clear(&mistakes);
		run(IMPORT_TRANSITIONS, taken.journal, runs[i].text, strlen(runs[i].text), 1000, &taken,
		    &mistakes, &known);
		assert_string_equal(buf_str(&mistakes), runs[i].mistake);
		assert_int_equal(journal_last(taken.journal) - before, runs[i].rows);
		assert_int_equal(known, runs[i].known);
	}
	buf_done(&mistakes);
	buf_done(&taken.text);
	end_journal(taken.journal);
}

static void
the_same_events_twice_change_nothing_and_numbers_go_on(void **unused)
{
	static const char	 text[] =
	    "{\"type\":\"closure\",\"site\":\"boffres\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n"
	    "{\"type\":\"closure\",\"site\":\"boffres\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n";
	struct taken	 taken = { .journal = new_journal() };
	struct buf	 mistakes = { 0 };
	uint64_t	 known;

	(void)unused;
	append(taken.journal, &(struct fact){ .kind = FACT_WINDOW, .object = "41", .happened = { NOW_MS - 1 },
	    .known = { NOW_MS - 1 }, .window = { .number = 41, .scope = "all", .by = "", .text = "" } });
	assert_true(run(IMPORT_EVENTS, taken.journal, text, strlen(text), 1000, &taken, &mistakes, &known));
	assert_int_equal(known, 1);
	assert_non_null(strstr(buf_str(&taken.text), "window 42 "));
	assert_int_equal(journal_last(taken.journal), 3);
	assert_true(run(IMPORT_EVENTS, taken.journal, text, strlen(text), 1000, &taken, &mistakes, &known));
	assert_int_equal(known, 2);
	assert_int_equal(journal_last(taken.journal), 3);
	buf_done(&mistakes);
	buf_done(&taken.text);
	end_journal(taken.journal);
}

static void
what_vigie_has_seen_itself_is_not_imported(void **unused)
{
	static const char	 text[] = HEADER "2026-03-03T10:30:00Z,boffres/link,up,\n"
				    "2026-03-03T11:00:00Z,boffres/link,down,\n2026-03-03T11:00:00Z,alboussiere/link,up,\n";
	struct taken	 taken = { .journal = new_journal() };
	struct buf	 mistakes = { 0 };

	(void)unused;
	append(taken.journal, &(struct fact){ .kind = FACT_STATE, .object = "boffres/link",
	    .happened = { INT64_C(1772535600000) }, .known = { INT64_C(1772535660000) },
	    .state = { .state = STATE_UP, .check = "", .text = "" } });
	assert_false(run(IMPORT_TRANSITIONS, taken.journal, text, strlen(text), 1000, &taken, &mistakes, NULL));
	assert_string_equal(buf_str(&mistakes), "3: vigie watches this line itself since 2026-03-03T11:00:00Z: "
	    "only what lies before can be imported\n");
	buf_done(&mistakes);
	buf_done(&taken.text);
	end_journal(taken.journal);
}

static void
say_state(struct journal *j, const char *object, enum state_word state, int64_t at_s)
{
	append(j, &(struct fact){ .kind = FACT_STATE, .object = object, .happened = { at_s * SEC_MS },
	    .known = { at_s * SEC_MS }, .state = { .state = state, .since = { at_s * SEC_MS }, .check = "", .text = "" } });
}

/* Reports over a journal in which one line has been up since 3 March, and nothing was said since. */
static const struct { const char *what, *scope, *period, *has; bool with_import; } quiet[] = {
	{ "what held before a quiet period holds in it", "boffres", "2026-03-18", "\"availability\":\"100.00\"", false },
	{ "of all points as of one", "network", "2026-03-18", "\"availability\":\"100.00\"", false },
	{ "a period to come is not measured", "boffres", "2031-03-01", "\"note\":\"not_measured\"", false },
	{ "of one point, whatever was imported", "boffres", "2031-03-01", "\"note\":\"not_measured\"", true },
	{ "and of all", "network", "2031-03-01", "\"note\":\"not_measured\"", true },
};

static void
what_holds_is_not_said_every_day(void **unused)
{
	static const char	 text[] = HEADER "2026-03-01T10:30:00Z,boffres/link,down,\n";

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(quiet); i++) {
		struct taken		 taken = { .journal = new_journal() };
		struct report_wish	 wish = { .inv = inv, .journal = taken.journal, .scope = quiet[i].scope,
					    .now = { NOW_MS }, .is_running = true };
		struct buf		 out = { 0 };
		struct err		 err = { "" };
		int32_t			 day;

		print_message("%s\n", quiet[i].what);
		if (quiet[i].with_import)
			assert_true(run(IMPORT_TRANSITIONS, taken.journal, text, strlen(text), 1000, &taken, NULL, NULL));
		say_state(taken.journal, "boffres/link", STATE_UP, INT64_C(1772535600));
		assert_int_equal(journal_commit(taken.journal, &err), JOURNAL_OK);
		assert_true(civil_parse(quiet[i].period, &day));
		wish.period = period_of(PERIOD_DAYS, day);
		assert_true(report_make(&wish, &out, &err));
		assert_non_null(strstr(buf_str(&out), quiet[i].has));
		buf_done(&out);
		buf_done(&taken.text);
		end_journal(taken.journal);
	}
}

/* 18 March, all of it open: renamed at 11:00 by a start whose last sign was a minute before, and up since; or the day before. */
static const struct { const char *what; int64_t renamed_s; const char *has; } renamed[] = {
	{ "what held before the name changed holds until then", INT64_C(1773828000), "\"unknown_s\":60," },
	{ "what was said under the new name before the period goes before", INT64_C(1773741600), "\"unknown_s\":0," },
};

static void
a_renamed_point_has_what_was_said_under_its_former_name(void **unused)
{
	static const char *const scopes[] = { "boffres", "network" };

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(renamed) * N_ELEMENTS(scopes); i++) {
		struct journal		*j = new_journal();
		struct report_wish	 wish = { .inv = inv, .journal = j, .scope = scopes[i % 2], .now = { NOW_MS },
					    .is_running = true };
		int64_t			 at_s = renamed[i / 2].renamed_s;
		struct buf		 out = { 0 };
		struct err		 err = { "" };
		const char		*site, *line;
		int32_t			 day;

		print_message("%s\n", renamed[i / 2].what);
		say_state(j, "bofre/link", STATE_UP, INT64_C(1772535600));
		say_state(j, "boffres/link", STATE_UNKNOWN, at_s - 60);
		say_state(j, "boffres/link", STATE_UP, at_s);
		assert_int_equal(journal_commit(j, &err), JOURNAL_OK);
		assert_true(civil_parse("2026-03-18", &day));
		wish.period = period_of(PERIOD_DAYS, day);
		assert_true(report_make(&wish, &out, &err));
		assert_non_null(site = strstr(buf_str(&out), "\"id\":\"boffres\""));
		assert_non_null(line = strstr(site, "\"link\":{"));
		assert_non_null(line = strstr(line, "\"unknown_s\":"));
		assert_int_equal(strncmp(line, renamed[i / 2].has, strlen(renamed[i / 2].has)), 0);
		buf_done(&out);
		end_journal(j);
	}
}

struct back { struct buf text; unsigned n; };

static void
write_back(void *arg, uint64_t line, const struct fact *fact)
{
	struct back	*b = arg;

	(void)line;
	b->n++;
	events_write(&b->text, fact);
}

static void
no_mistake(void *arg, uint64_t line, const char *why)
{
	(void)arg;
	fail_msg("%llu: %s", (unsigned long long)line, why);
}

static void
add_scope(void *arg, uint64_t line, const struct fact *fact)
{
	(void)line;
	buf_addf(arg, "%s ", fact->window.scope);
}

static bool
keep_text(void *arg, const char *text, size_t len)
{
	buf_add(arg, text, len);
	return true;
}

/* Which of five windows, the scopes of which these are, go out. */
static const struct { const char *what, *scope, *said; } exports[] = {
	{ "of the network all of them", "network", "nra alboussiere boffres boffres all " },
	{ "of a group its own, its points' and those of all", "nra", "nra alboussiere all " },
	{ "of a point its groups' too", "alboussiere", "nra alboussiere all " },
	{ "of a renamed one what was said before, under its name of now", "boffres", "boffres boffres all " },
};

static void
events_go_out_by_scope(void **unused)
{
	static const char *const	 scopes[] = { "nra", "alboussiere", "bofre", "boffres", "all" };
	struct journal			*j = new_journal();
	struct err			 err = { "" };

	(void)unused;
	for (uint32_t i = 0; i < N_ELEMENTS(scopes); i++)
		append(j, &(struct fact){ .kind = FACT_WINDOW, .object = "1", .happened = { NOW_MS }, .known = { NOW_MS },
		    .window = { .number = i + 1, .scope = scopes[i], .from = { NOW_MS }, .to = { NOW_MS + SEC_MS },
		    .recorded = { NOW_MS }, .by = "", .text = "" } });
	assert_int_equal(journal_commit(j, &err), JOURNAL_OK);
	for (size_t i = 0; i < N_ELEMENTS(exports); i++) {
		const struct export_wish wish = { .inv = inv, .journal = j, .scope = exports[i].scope,
					    .until = WALL_NEVER, .now = { NOW_MS } };
		struct buf		 text = { 0 }, said = { 0 };
		struct events		*es = events_new(add_scope, no_mistake, &said);

		print_message("%s\n", exports[i].what);
		assert_true(export_events(&wish, keep_text, &text, &err));
		events_feed(es, buf_str(&text), text.len);
		events_end(es);
		assert_string_equal(buf_str(&said), exports[i].said);
		buf_done(&said);
		buf_done(&text);
	}
	end_journal(j);
}

static void
events_are_written_as_they_are_read(void **unused)
{
	static const char	 text[] =
	    "{\"type\":\"maintenance\",\"scope\":\"nra\",\"from\":\"2026-03-06T15:00:00Z\",\"to\":\"2026-03-06T17:00:00Z\","
	    "\"recorded\":\"2026-02-27T09:00:00.250Z\",\"weekly\":\"Tu,Th\",\"cancelled\":\"2026-03-01T00:00:00Z\",\"by\":\"anne\",\"text\":\"« box »\"}\n"
	    "{\"type\":\"opening\",\"site\":\"boffres\",\"from\":\"2026-03-11T13:00:00Z\",\"to\":\"2026-03-11T17:00:00Z\",\"recorded\":\"2026-03-12T09:00:00Z\"}\n"
	    "{\"type\":\"intervention\",\"site\":\"boffres\",\"recorded\":\"2026-03-12T09:00:00Z\",\"start\":\"2026-03-11T13:00:00Z\","
	    "\"end\":\"2026-03-11T17:00:00Z\",\"text\":\"t\",\"equipment\":\"e\"}\n"
	    "{\"type\":\"visio\",\"site\":\"boffres\",\"recorded\":\"2026-03-12T09:00:00Z\",\"partner\":\"caf\",\"failed\":true}\n"
	    "{\"type\":\"training\",\"site\":\"boffres\",\"recorded\":\"2026-03-12T09:00:00Z\",\"theme\":\"th\"}\n";
	struct back		 b = { 0 };
	struct events		*es = events_new(write_back, no_mistake, &b);

	(void)unused;
	events_feed(es, text, strlen(text));
	assert_int_equal(events_end(es), 5);
	assert_int_equal(b.n, 5);
	assert_string_equal(buf_str(&b.text), text);
	buf_done(&b.text);
}

static void
only_the_first_mistakes_are_kept_and_all_are_counted(void **unused)
{
	const struct import_wish wish = { .kind = IMPORT_TRANSITIONS, .inv = inv, .now = { NOW_MS }, .by = "root" };
	struct taken		 taken = { 0 };
	struct err		 err = { "" };
	struct import		*im = import_new(&wish, take, &taken, &err);
	size_t			 n;

	(void)unused;
	import_feed(im, HEADER, strlen(HEADER));
	for (int i = 0; i < 1000; i++)
		import_feed(im, "x,y,z,t\n", 8);
	assert_false(import_end(im));
	assert_int_equal(import_mistakes(im, &n)[IMPORT_MISTAKES_MAX - 1].line, IMPORT_MISTAKES_MAX + 1);
	assert_int_equal(n, IMPORT_MISTAKES_MAX);
	assert_int_equal(import_n_mistakes(im), 1000);
	assert_int_equal(import_lines(im), 1001);
	import_free(im);
}

static void
a_line_without_end_takes_no_memory(void **unused)
{
	struct taken	 taken = { 0 };
	struct buf	 mistakes = { 0 }, text = { 0 };

	(void)unused;
	buf_adds(&text, HEADER "\"");
	for (int i = 0; i < 1000000; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "\n2026-03-03T10:30:00Z,boffres/link,open,\n");
	run(IMPORT_TRANSITIONS, NULL, text.s, text.len, 4096, &taken, &mistakes, NULL);
	assert_true(begins(buf_str(&mistakes), "2: longer than any line\n3: \"open\" is no state\n"));
	buf_done(&mistakes);
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(files_become_facts_or_mistakes_by_line_however_they_are_cut),
		cmocka_unit_test(the_same_file_twice_changes_nothing_and_an_older_one_fits_in),
		cmocka_unit_test(the_same_events_twice_change_nothing_and_numbers_go_on),
		cmocka_unit_test(what_vigie_has_seen_itself_is_not_imported),
		cmocka_unit_test(what_holds_is_not_said_every_day),
		cmocka_unit_test(a_renamed_point_has_what_was_said_under_its_former_name),
		cmocka_unit_test(events_go_out_by_scope),
		cmocka_unit_test(events_are_written_as_they_are_read),
		cmocka_unit_test(only_the_first_mistakes_are_kept_and_all_are_counted),
		cmocka_unit_test(a_line_without_end_takes_no_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
