/* Unit tests of model/scan*.c: one mistake is one sentence, and the rest of the file can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libconfig.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/scan.h"

const char *__lsan_default_suppressions(void);

/* libconfig 1.5 loses the string that it was in at a syntax error. */
const char *
__lsan_default_suppressions(void)
{
	return "leak:strbuf_append\n";
}

static bool
is_top(const char *name)
{
	return strcmp(name, "one") == 0 || strcmp(name, "two") == 0 || strcmp(name, "three") == 0;
}

static bool
is_hidden(const char *name)
{
	return strcmp(name, "key") == 0;
}

static void
collect(void *arg, int line, const char *path, const char *text)
{
	buf_addf(arg, "%d %s: %s\n", line, path, text);
}

/* What is told of a text, then what is left of it, blanks squeezed. */
struct scanned {
	struct buf	 told;
	char		*left;
	char		*lost;
};

static struct scanned
scan(const char *text, size_t len)
{
	struct scanned	 out = { 0 };
	char		*copy = xmalloc(len + 2), *to;
	struct scan	 s = { .text = copy, .len = len, .is_top = is_top, .is_hidden = is_hidden,
			    .fn = collect, .arg = &out.told };
	struct buf	 lost = { 0 };
	config_t	 cfg;

	memcpy(copy, text, len);
	scan_text(&s);
	copy[len] = '\n';
	copy[len + 1] = '\0';
	config_init(&cfg);
	if (!config_read_string(&cfg, copy))	/* what is left is always good to libconfig */
		fail_msg("%.*s\nbecame\n%s\n%d: %s", (int)len, text, copy, config_error_line(&cfg),
		    config_error_text(&cfg));
	config_destroy(&cfg);
	for (size_t i = 0; i < s.n_lost; i++)
		buf_addf(&lost, "%s ", s.lost[i]);
	out.lost = lost.s != NULL ? buf_take(&lost) : xstrdup("");
	to = copy;
	for (size_t i = 0; i < len; i++)
		if (copy[i] != ' ' || (to > copy && to[-1] != ' ' && to[-1] != '\n'))
			*to++ = copy[i];
	while (to > copy && to[-1] == ' ')
		to--;
	*to = '\0';
	out.left = copy;
	scan_done(&s);
	return out;
}

static void
scanned_done(struct scanned *s)
{
	buf_done(&s->told);
	free(s->left);
	free(s->lost);
}

static const struct {
	const char	*what, *text, *told, *left, *lost;	/* NULL = not looked at */
} stories[] = {
	{ "a good file stays as it is", "one = { a = 1; b = [ 1, 2 ]; c = ( { d = \"x\"; } ); };", "",
	  "one = { a = 1; b = [ 1, 2 ]; c = ( { d = \"x\"; } ); };", "" },
	{ "separators may be missing, = may be :", "one : { a = 1 b = 2, c = true }", "", NULL, "" },
	{ "comments are skipped, a quote in them, too", "# don't \"\none = 1; // \"\n/* \" */ two = 2;", "", NULL, "" },
	{ "a comma is put where one is missing", "one = [ \"a\" \"b\" ];",
	  "1 one: two elements stand here with no comma between them\n", "one = [ \"a\",\"b\" ];", "" },
	{ "a comma too many is taken away", "one = [ 1, 2, ];", "1 one: a comma before \"]\": take it away\n",
	  "one = [ 1, 2 ];", "" },
	{ "an equals sign is put", "one { a = 1; };", "1 one: \"=\" is missing after it\n", "one={ a = 1; };", "" },
	{ "a bad value takes its setting with it, not its neighbours", "one = { a = 1; b = 30s; c = 3; };",
	  "1 one.b: 30s is no value: write \"30s\" with quotes\n", "one = { a = 1; c = 3; };", "one.b " },
	{ "a bad element takes its list", "one = { a = [ 1, x ]; c = 3; };",
	  "1 one.a: x is no value: write \"x\" with quotes\n", "one = { c = 3; };", "one.a " },
	{ "a value that is a secret is not shown", "one = { key = topsecret; };",
	  "1 one.key: a text needs quotes around it\n", NULL, NULL },
	{ "a string that is not closed takes its line", "one = {\n a = \"x;\n b = 2;\n};",
	  "2 one.a: a string opened at line 2 is not closed\n", "one = {\n\nb = 2;\n};", "one.a " },
	{ "and in a list, its element", "one = (\n { a = \"x; b = \"y\"; },\n { a = \"z\"; } );",
	  "2 one[0].a: a string opened at line 2 is not closed\n", "one = (\n\n{ a = \"z\"; } );", "one[0] " },
	{ "a brace that is missing ends before the next top setting", "one = {\n a = 1;\ntwo = 2;\nthree = 3;",
	  "1 one: \"{\" opened at line 1 is not closed before two\n", "\n\ntwo = 2;\nthree = 3;", NULL },
	{ "a bracket that is missing", "one = {\n a = ( { b = 1; };\n};\ntwo = 2;",
	  "2 one.a: \"(\" opened at line 2 is not closed before line 3\n", NULL, "one.a " },
	{ "what closes nothing", "one = 1; } two = 2;", "1 : \"}\" closes nothing\n", "one = 1; two = 2;", "" },
	{ "a name twice", "one = 1;\none = 2;", "2 one: is already set at line 1\n", "one = 1;\n", "" },
	{ "the same name in two groups is two", "one = { a = 1; b = { a = 2; }; }; two = { a = 3; };", "", NULL, "" },
	{ "whole numbers have 32 bits", "one = 2147483647; two = 2147483648; three = -2147483649;",
	  "1 two: 2147483648 is beyond what a whole number can hold (32 bits)\n"
	  "1 three: -2147483649 is beyond what a whole number can hold (32 bits)\n", NULL, "two three " },
	{ "L gives them 64", "one = 2147483648L; two = 99999999999999999999L;",
	  "1 two: 99999999999999999999L is beyond what a whole number can hold (64 bits)\n", NULL, NULL },
	{ "an address without quotes", "one = 192.0.2.1;", "1 one: 192.0.2.1 is no value: write \"192.0.2.1\" with quotes\n",
	  NULL, NULL },
	{ "a URL without quotes is no comment", "one = http://x/y;", "1 one: http://x/y is no value: write \"http://x/y\" with quotes\n",
	  NULL, NULL },
	{ "no", "one = no;", "1 one: no is no value: write false, or \"no\" with quotes\n", NULL, NULL },
	{ "an escape that means nothing", "one = \"a\\db\";", "1 one: \"\\d\" means nothing: write \"\\\\d\"\n", NULL, NULL },
	{ "an escaped quote does not end it", "one = \"a\\\"b\"; two = \"\\\\\";", "", NULL, "" },
	{ "a NUL by escape", "one = \"a\\x00b\";", "1 one: \"\\x\" needs two hexadecimal digits, not both 0\n", NULL, NULL },
	{ "mixed elements", "one = [ 1, \"a\" ];", "1 one: all elements of [ ] must be of one kind: strings, whole numbers "
	  "or numbers with a point\n", "", NULL },
	{ "a comment that does not end", "one = 1;\n/* two = 2;\n", "2 : the comment opened at line 2 is not closed\n", NULL, NULL },
	{ "an include", "@include \"/etc/passwd\"\none = 1;", "1 : @include is not used: every file of sites.d is read by itself\n",
	  "\none = 1;", "" },
	{ "nothing at all", "", "", "", "" },
};

static void
one_mistake_is_one_sentence(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct scanned	 s = scan(stories[i].text, strlen(stories[i].text));

		if (strcmp(buf_str(&s.told), stories[i].told) != 0 ||
		    (stories[i].left != NULL && strcmp(s.left, stories[i].left) != 0) ||
		    (stories[i].lost != NULL && strcmp(s.lost, stories[i].lost) != 0))
			fail_msg("%s:\ntold %s\nleft \"%s\"\nlost \"%s\"", stories[i].what, buf_str(&s.told), s.left, s.lost);
		scanned_done(&s);
	}
}

static void
bytes_that_are_no_text_are_told(void **unused)
{
	static const char	 text[] = "\xef\xbb\xbf" "one = \"a\0b\";\r\ntwo = \"\xff\";\r\nthree = \"\x1b[1m\";\r\n";
	struct scanned		 s = scan(text, sizeof(text) - 1);

	(void)unused;
	assert_string_equal(buf_str(&s.told), "1 : a NUL byte is in this line\n2 : is not UTF-8 text\n"
	    "3 : a control character is in this line\n");
	scanned_done(&s);
}

static void
deep_and_long_things_are_refused(void **unused)
{
	struct buf	 b = { 0 };
	struct scanned	 s;

	(void)unused;
	buf_adds(&b, "one = ");
	for (int i = 0; i < 20000; i++)
		buf_addc(&b, '(');
	s = scan(b.s, b.len);
	assert_string_equal(buf_str(&s.told), "1 one: has more than 24 brackets within one another\n");
	scanned_done(&s);
	buf_clear(&b);
	buf_adds(&b, "one = \"");
	for (int i = 0; i < SCAN_WORD_MAX; i++)
		buf_addc(&b, 'x');
	buf_adds(&b, "\"; two = 2;");
	s = scan(b.s, b.len);
	assert_string_equal(buf_str(&s.told), "1 one: is a string of 4098 bytes, more than 4096\n");
	assert_string_equal(s.left, "two = 2;");
	scanned_done(&s);
	buf_done(&b);
}

static void
a_file_of_mistakes_is_told_in_part(void **unused)
{
	struct buf	 b = { 0 };
	struct scanned	 s;
	int		 n = 0;

	(void)unused;
	for (int i = 0; i < 2 * SCAN_MAX; i++)
		buf_addf(&b, "a%d = x;\n", i);
	s = scan(b.s, b.len);
	for (const char *p = buf_str(&s.told); *p != '\0'; p++)
		n += *p == '\n';
	assert_int_equal(n, SCAN_MAX + 1);
	assert_non_null(strstr(s.told.s, "too many mistakes in this file"));
	scanned_done(&s);
	buf_done(&b);
}

/* Whatever a slip of the finger makes of a file: what is left is read, and if libconfig minds it, something was told. */
static void
any_slip_is_told_and_the_rest_is_read(void **unused)
{
	static const char	 text[] = "# a site\none = {\n  id = \"a\"; name = \"b // c\";\n  list = [ \"x\", \"y\" ];\n"
				    "  pcs = ( { id = \"p\"; n = 12; ok = true; },\n    { id = \"q\"; f = 1.5; } );\n};\ntwo = 0x1F;\n";
	static const char	 slips[] = "{}[]();,=\"\\#:/*'a1 \n-+.L";
	uint32_t		 seed = 1;

	(void)unused;
	for (int i = 0; i < 20000; i++) {
		char		 copy[sizeof(text) + 4];
		size_t		 len = sizeof(text) - 1;
		struct scanned	 s;
		config_t	 cfg;

		memcpy(copy, text, sizeof(text));
		for (int edits = 1 + i % 3; edits > 0; edits--) {
			size_t	 at = (seed = seed * 1664525 + 1013904223) / 7 % len;
			char	 c = slips[(seed >> 8) % (sizeof(slips) - 1)];

			if (seed >> 30 == 0)
				memmove(copy + at, copy + at + 1, len-- - at);
			else if (seed >> 30 == 1) {
				memmove(copy + at + 1, copy + at, ++len - at);
				copy[at] = c;
			} else
				copy[at] = c;
		}
		copy[len] = '\0';
		s = scan(copy, len);	/* fails by itself when the rest is not read */
		copy[len] = '\n';
		copy[len + 1] = '\0';
		config_init(&cfg);
		if (!config_read_string(&cfg, copy) && s.told.len == 0)
			fail_msg("nothing is told of\n%s", copy);
		config_destroy(&cfg);
		scanned_done(&s);
	}
}

static void
paths_overlap_when_one_holds_the_other(void **unused)
{
	(void)unused;
	assert_true(scan_overlap("site.pcs", "site.pcs[2].id"));
	assert_true(scan_overlap("site.pcs[2].id", "site"));
	assert_true(scan_overlap("", "anything"));
	assert_true(scan_overlap("a", "a"));
	assert_false(scan_overlap("site.pc", "site.pcs"));
	assert_false(scan_overlap("site.pcs[1]", "site.pcs[12]"));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(one_mistake_is_one_sentence),
		cmocka_unit_test(bytes_that_are_no_text_are_told),
		cmocka_unit_test(deep_and_long_things_are_refused),
		cmocka_unit_test(a_file_of_mistakes_is_told_in_part),
		cmocka_unit_test(any_slip_is_told_and_the_rest_is_read),
		cmocka_unit_test(paths_overlap_when_one_holds_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
