/* Unit tests of courier/message.c: what a mail looks like, and what may not become one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "courier/message.h"

static struct setup	 setup = { .smtp = "smtp://127.0.0.1", .from = "vigie@example.org",
	.from_name = "", .user = "", .password = "", .tls = "none", .hello = "" };

static struct notice
ordinary(void)
{
	return (struct notice){ .id = 7, .channel = "mail", .to = "a@example.org", .to_name = "",
	    .subject = "test", .body = "text\n", .message_id = "7.1@vigie.example.org",
	    .created = { INT64_C(1772533800000) } };
}

static char *
compose(const struct notice *n)
{
	struct buf	 out = { 0 };
	struct err	 err = { "" };

	assert_true(message_compose(&out, &setup, n, NULL, &err));
	return buf_take(&out);
}

static void
addresses_are_judged(void **unused)
{
	static const struct { const char *text; bool is_good; } all[] = {
		{ "a@b.fr", true }, { "prenom.nom+vigie@example.org", true },
		{ "o'brien@example.org", true }, { "a@[192.0.2.1]", true }, { "a@localhost", true },
		{ "", false }, { "a", false }, { "@b.fr", false }, { "a@", false },
		{ "a b@c.fr", false }, { "a@b .fr", false }, { "<a@b.fr>", false },
		{ "a@b.fr>\r\nRCPT TO:<evil@x.org", false }, { "a@b.fr\n", false },
		{ "a@b.fr,c@d.fr", false }, { "a@b.fr;c", false }, { "\"a b\"@c.fr", false },
		{ ".a@b.fr", false }, { "a..b@c.fr", false }, { "a@b..fr", false },
		{ "a@-b.fr", false }, { "é@b.fr", false }, { "a@é.fr", false }, { "a@[192.0.2.1", false },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.fr", false },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		if (message_is_address(all[i].text) != all[i].is_good)
			print_message("%s\n", all[i].text);
		assert_int_equal(message_is_address(all[i].text), all[i].is_good);
	}
}

static void
the_date_is_local_time_with_its_offset(void **unused)
{
	static const struct { int64_t ms; int32_t offset_s; const char *date; } all[] = {
		{ INT64_C(1772533800000), 3600, "Date: Tue, 03 Mar 2026 11:30:00 +0100\r\n" },
		{ INT64_C(1783116000999), 7200, "Date: Sat, 04 Jul 2026 00:00:00 +0200\r\n" },
		{ INT64_C(1772533800000), -12600, "Date: Tue, 03 Mar 2026 07:00:00 -0330\r\n" },
		{ INT64_C(1767222000000), 3600, "Date: Thu, 01 Jan 2026 00:00:00 +0100\r\n" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		struct notice	 n = ordinary();
		char		*s;

		n.created.ms = all[i].ms;
		n.offset_s = all[i].offset_s;
		s = compose(&n);
		assert_memory_equal(s, all[i].date, strlen(all[i].date));
		free(s);
	}
}

static void
a_plain_notice_reads_as_it_is(void **unused)
{
	struct notice	 n = ordinary();
	char		*s = compose(&n);

	(void)unused;
	assert_string_equal(s,
	    "Date: Tue, 03 Mar 2026 10:30:00 +0000\r\n"
	    "From: <vigie@example.org>\r\n"
	    "To: <a@example.org>\r\n"
	    "Subject: test\r\n"
	    "Message-ID: <7.1@vigie.example.org>\r\n"
	    "X-Vigie-Notice: 7\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "X-Auto-Response-Suppress: All\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "text\r\n");
	free(s);
}

/* 60 bytes: a full line of base64 and what is left. */
static void
a_file_goes_with_the_text_and_stays_the_same_bytes(void **unused)
{
	static const char	 file[] = "012345678901234567890123456789012345678901234567890123456789";
	static const struct attachment	 a = { "sivu-2026-02-v1.pdf", "application/pdf", file, 60 };
	static const struct attachment	 evil = { "a\"\r\nBcc: b@example.org", "application/pdf", file, 60 };
	struct notice		 n = ordinary();
	struct buf		 out = { 0 };
	struct err		 err = { "" };

	(void)unused;
	assert_true(message_compose(&out, &setup, &n, &a, &err));
	assert_non_null(strstr(buf_str(&out), "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=\"=_vigie\"\r\n\r\n"
	    "--=_vigie\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\ntext\r\n"
	    "\r\n--=_vigie\r\nContent-Type: application/pdf;\r\n name=\"sivu-2026-02-v1.pdf\"\r\n"
	    "Content-Disposition: attachment;\r\n filename=\"sivu-2026-02-v1.pdf\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n"
	    "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2\r\nNzg5\r\n"
	    "--=_vigie--\r\n"));
	buf_clear(&out);
	assert_false(message_compose(&out, &setup, &n, &evil, &err));
	assert_int_equal(out.len, 0);
	buf_done(&out);
}

/* Each body and its lines on the wire. */
static void
bodies_are_encoded(void **unused)
{
	static const struct { const char *body, *wire; } all[] = {
		{ "", "" },
		{ "a\nb", "a\r\nb\r\n" },
		{ "a\r\nb\rc\n", "a\r\nb\r\nc\r\n" },
		{ "\n\n", "\r\n\r\n" },
		{ ".\n..\n.a\n", "=2E\r\n=2E.\r\n=2Ea\r\n" },
		{ "From here\nFin\n", "=46rom here\r\n=46in\r\n" },
		{ "a=b\n", "a=3Db\r\n" },
		{ "end \nend\t\n", "end=20\r\nend=09\r\n" },
		{ "é…\n", "=C3=A9=E2=80=A6\r\n" },
		{ "a\x01" "b\n", "a=01b\r\n" },
	};

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(all); i++) {
		struct notice	 n = ordinary();
		char		*s;

		n.body = (char *)all[i].body;
		s = compose(&n);
		assert_string_equal(strstr(s, "\r\n\r\n") + 4, all[i].wire);
		free(s);
	}
}

static void
no_line_is_long_and_no_character_is_cut(void **unused)
{
	struct notice	 n = ordinary();
	char		 body[2000] = "", subject[900] = "";
	char		*s, *line, *at;

	(void)unused;
	while (strlen(body) < sizeof(body) - 10)
		strlcat(body, "é.…F", sizeof(body));
	while (strlen(subject) < sizeof(subject) - 10)
		strlcat(subject, "œ€ a", sizeof(subject));
	n.body = body;
	n.subject = subject;
	n.to_name = "Prénom Nom de la personne d'astreinte au syndicat intercommunal";
	s = at = compose(&n);
	while ((line = strsep(&at, "\n")) != NULL) {
		assert_true(strlen(line) <= 78);	/* the CR included */
		assert_true(line[0] != '.' && strncmp(line, "From ", 5) != 0);
		/* A line ends inside no character: what follows its last = is no continuation byte. */
		if (strncmp(line, "=A9", 3) == 0 || strncmp(line, "=80", 3) == 0 ||
		    strncmp(line, "=A6", 3) == 0 || strncmp(line, " =?UTF-8?Q?=93", 14) == 0)
			fail();
	}
	free(s);
}

static void
what_could_break_out_is_refused(void **unused)
{
	struct notice	 bad[8];
	struct err	 err = { "" };
	struct buf	 out = { 0 };
	struct setup	 other = setup;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(bad); i++)
		bad[i] = ordinary();
	bad[0].to = "c@d.fr>\r\nRCPT TO:<evil@x.org";
	bad[1].subject = "a\r\nBcc: evil@x.org";
	bad[2].subject = "a\nb";
	bad[3].to_name = "a\rb";
	bad[4].message_id = "a@b>\r\nBcc: <evil@x.org";
	bad[5].message_id = "";
	bad[6].body = "\xff\xfe";
	bad[7].subject = "tab\there";
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		err.text[0] = '\0';
		assert_false(message_compose(&out, &setup, &bad[i], NULL, &err));
		assert_true(err.text[0] != '\0');
		assert_int_equal(out.len, 0);
	}
	other.from = "v@example.org>\r\nX: y";
	bad[0] = ordinary();
	assert_false(message_compose(&out, &other, &bad[0], NULL, &err));
	other = setup;
	other.from_name = "a\nb";
	assert_false(message_compose(&out, &other, &bad[0], NULL, &err));
}

static void
words_that_look_encoded_are_encoded(void **unused)
{
	struct notice	 n = ordinary();
	char		*s;

	(void)unused;
	n.subject = "=?UTF-8?Q?x?=";
	s = compose(&n);
	assert_non_null(strstr(s, "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=\r\n"));
	free(s);
	n.to_name = "Nom, <evil@x.org>";
	s = compose(&n);
	assert_non_null(strstr(s, "To: =?UTF-8?Q?Nom=2C_=3Cevil=40x=2Eorg=3E?= <a@example.org>\r\n"));
	free(s);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(addresses_are_judged),
		cmocka_unit_test(the_date_is_local_time_with_its_offset),
		cmocka_unit_test(a_plain_notice_reads_as_it_is),
		cmocka_unit_test(a_file_goes_with_the_text_and_stays_the_same_bytes),
		cmocka_unit_test(bodies_are_encoded),
		cmocka_unit_test(no_line_is_long_and_no_character_is_cut),
		cmocka_unit_test(what_could_break_out_is_refused),
		cmocka_unit_test(words_that_look_encoded_are_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
