/*
 * cmd_reports.c - vigie reports: what was frozen, and whether a paper is one of ours.
 *
 * Asks the daemon; without one reads the journal.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/form_out.h"
#include "cli/published.h"
#include "cli/say.h"
#include "model/field.h"
#include "report/frozen.h"

#define FILE_MAX	(64 * 1024 * 1024)

/* Saying. */

static void
print_json(const json_t *json)
{
	char	*text = json_dumps(json, JSON_COMPACT);

	puts(text);
	free(text);
}

static void
add_rows(const struct cli *cli, struct table *t, const json_t *rows)
{
	const json_t	*row;
	size_t		 i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row) {
		struct buf	 cell = { 0 };

		table_adds(t, field_str(row, "period"));
		table_adds(t, field_str(row, "scope"));
		buf_addf(&cell, _("version %d"), (int)field_num(row, "version"));
		table_add(t, &cell);
		say_time(&cell, cli, field_time(row, "at"), wall_now());
		table_add(t, &cell);
		say_text(&cell, field_str(row, "by"));
		table_add(t, &cell);
		buf_addf(&cell, "%.16s…", field_str(row, "sha256"));
		table_add(t, &cell);
		say_text(&cell, field_str(row, "reason"));
		table_add(t, &cell);
		buf_done(&cell);
	}
}

static int
list(struct cli *cli)
{
	struct table	 t = { .n_columns = 7 };
	struct buf	 out = { 0 };
	json_t		*answer;
	int		 code = published_ask(cli, "reports", NULL, 0, &answer);

	if (code == CLI_DONE && cli->is_json) {
		print_json(answer);
	} else if (code == CLI_DONE && json_array_size(json_object_get(answer, "reports")) == 0) {
		puts(_("No report was frozen yet."));
	} else if (code == CLI_DONE) {
		add_rows(cli, &t, json_object_get(answer, "reports"));
		table_show(&t, &out, "", 0);
		fputs(buf_str(&out), stdout);
	}
	free(t.cells);
	buf_done(&out);
	json_decref(answer);
	return code;
}

/* The bytes that were hashed. */
static int
show_canonical(const struct cli *cli, const json_t *document)
{
	json_t		*copy = json_copy((json_t *)(uintptr_t)document);
	struct buf	 bytes = { 0 };
	char		*text;
	int		 code;

	json_object_set_new(copy, "frozen", json_null());
	text = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
	buf_adds(&bytes, text);
	code = form_out_bytes(cli, &bytes);
	buf_done(&bytes);
	free(text);
	json_decref(copy);
	return code;
}

static int
show(struct cli *cli, int argc, char **argv)
{
	const char	*version = cli_option(cli, "version");
	struct period	 period;
	struct err	 err = { "" };
	json_t		*answer = NULL;
	int		 code;

	if (argc < 2)
		return cli_usage(cli, _("%s is missing"), "PERIOD");
	if (!period_parse(argv[1], &period, &err))
		return cli_refuse("%s", err.text);
	if (!form_out_check(cli, &code))
		return code;
	code = published_ask(cli, "report_frozen", (struct msg_pair[]){ { "period", period.label },
	    { "scope", argc > 2 ? argv[2] : "network" }, { "version", version != NULL ? version : "" } }, 3,
	    &answer);
	if (code == CLI_DONE)
		code = cli_option(cli, "canonical") != NULL ?
		    show_canonical(cli, json_object_get(answer, "report")) :
		    form_out(cli, json_object_get(answer, "report"));
	json_decref(answer);
	return code;
}

/* Verifying. */

static bool
read_file(const char *path, struct buf *out)
{
	FILE	*f = fopen(path, "re");
	char	 piece[16384];
	size_t	 n;
	bool	 is_good;

	if (f == NULL)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0 && out->len <= FILE_MAX)
		buf_add(out, piece, n);
	is_good = ferror(f) == 0 && out->len <= FILE_MAX;
	fclose(f);
	if (out->len > FILE_MAX)
		errno = EFBIG;
	return is_good;
}

/* The first 64 digits in a row: what is printed in a page, a CSV, a text. */
static bool
find_hash(const struct buf *text, char out[static FROZEN_HASH_SIZE])
{
	size_t	 n = 0;

	for (size_t i = 0; i <= text->len; i++) {
		unsigned char	 c = i < text->len ? (unsigned char)text->s[i] : 0;

		if (isxdigit(c)) {
			n++;
			continue;
		}
		if (n == FROZEN_HASH_SIZE - 1) {
			memcpy(out, text->s + i - n, n);
			out[n] = '\0';
			return true;
		}
		n = 0;
	}
	return false;
}

/* The hash to ask about, from a hash or a file; *is_whole: it was computed from all that the file says. */
static bool
hash_of(const char *word, char out[static FROZEN_HASH_SIZE], bool *is_whole)
{
	struct buf	 text = { 0 };
	json_t		*doc = NULL;
	bool		 is_good = true;

	*is_whole = false;
	if (strspn(word, "0123456789abcdefABCDEF ") == strlen(word) && strlen(word) < 2 * FROZEN_HASH_SIZE &&
	    access(word, F_OK) == -1) {
		size_t	 n = 0;

		for (; *word != '\0' && n < FROZEN_HASH_SIZE - 1; word++)
			if (*word != ' ')
				out[n++] = (char)tolower((unsigned char)*word);
		out[n] = '\0';
		return n >= 8 || !cli_refuse(_("a hash has 64 digits; at least 8 of them are wanted"));
	}
	if (!read_file(word, &text)) {
		cli_refuse("%s: %s", word, strerror(errno));
		is_good = false;
	} else if ((doc = json_loadb(buf_str(&text), text.len, 0, NULL)) != NULL && json_is_object(doc)) {
		frozen_hash_document(doc, out);
		*is_whole = true;
	} else if (!find_hash(&text, out)) {
		cli_refuse(_("%s: no report as JSON, and no hash is printed in it"), word);
		is_good = false;
	}
	json_decref(doc);
	buf_done(&text);
	return is_good;
}

static void
say_found(const struct cli *cli, const json_t *row, bool is_whole)
{
	struct buf	 out = { 0 };

	buf_addf(&out, _("Published: %s, %s, version %d, frozen "), field_str(row, "period"),
	    field_str(row, "scope"), (int)field_num(row, "version"));
	say_time(&out, cli, field_time(row, "at"), wall_now());
	if (*field_str(row, "by") != '\0') {
		buf_adds(&out, _(" by "));
		say_text(&out, field_str(row, "by"));
	}
	buf_adds(&out, ".\n");
	if (is_whole)
		buf_adds(&out, _("All that the file says is what was published.\n"));
	else
		buf_addf(&out, _("Its figures are those of: vigie reports show %s %s --version %d\n"),
		    field_str(row, "period"), field_str(row, "scope"), (int)field_num(row, "version"));
	if (!field_true(row, "is_latest"))
		buf_adds(&out, _("It has been corrected since: a later version was published.\n"));
	fputs(buf_str(&out), stdout);
	buf_done(&out);
}

static int
verify(struct cli *cli, int argc, char **argv)
{
	char		 hash[FROZEN_HASH_SIZE];
	json_t		*answer = NULL, *found, *row;
	bool		 is_whole;
	size_t		 i;
	int		 code;

	if (argc < 2)
		return cli_usage(cli, _("%s is missing"), "SHA256|FILE");
	if (!hash_of(argv[1], hash, &is_whole))
		return CLI_REFUSED;
	code = published_ask(cli, "report_verify", &(struct msg_pair){ "sha256", hash }, 1, &answer);
	found = json_object_get(answer, "found");
	if (code == CLI_DONE && cli->is_json)
		print_json(answer);
	else if (code == CLI_DONE)
		json_array_foreach(found, i, row)
			say_found(cli, row, is_whole);
	if (code == CLI_DONE && json_array_size(found) == 0) {
		cli_refuse(_("no report with the hash %.16s… was published here"), hash);
		code = CLI_NOT_WELL;
	}
	json_decref(answer);
	return code;
}

int
cmd_reports(struct cli *cli, int argc, char **argv)
{
	if (argc == 0 || strcmp(argv[0], "list") == 0)
		return list(cli);
	if (strcmp(argv[0], "show") == 0)
		return show(cli, argc, argv);
	if (strcmp(argv[0], "verify") == 0)
		return verify(cli, argc, argv);
	return cli_usage(cli, _("\"%s\": list, show or verify"), argv[0]);
}
