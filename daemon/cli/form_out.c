/* form_out.c - see form_out.h */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/lang.h"
#include "cli/form_out.h"
#include "forms/form.h"

static bool
wanted_form(const struct cli *cli, enum form *form)
{
	const char	*word = cli_option(cli, "format");

	*form = cli->is_json ? FORM_JSON : FORM_TEXT;
	return word == NULL || form_find(word, form);
}

bool
form_out_check(const struct cli *cli, int *code)
{
	const char	*path = cli_option(cli, "output"), *lang = cli_option(cli, "lang");
	bool		 is_file = path != NULL && strcmp(path, "-") != 0;
	enum form	 form;

	*code = CLI_DONE;
	if (lang != NULL && strcmp(lang, "fr") != 0 && strcmp(lang, "en") != 0)
		*code = cli_usage(cli, _("--lang: fr or en"));
	else if (!wanted_form(cli, &form))
		*code = cli_usage(cli, _("--format: text, html, pdf, csv, xlsx or json"));
	else if ((form == FORM_PDF || form == FORM_XLSX) && !is_file && isatty(STDOUT_FILENO))
		*code = cli_usage(cli, _("%s does not go to a terminal: -o FILE"), form_word(form));
	return *code == CLI_DONE;
}

static bool
write_file(const char *path, const struct buf *bytes)
{
	FILE	*f = fopen(path, "we");
	bool	 is_good;

	if (f == NULL)
		return false;
	is_good = fwrite(bytes->s, 1, bytes->len, f) == bytes->len;
	return fclose(f) == 0 && is_good;
}

int
form_out_bytes(const struct cli *cli, const struct buf *bytes)
{
	const char	*path = cli_option(cli, "output");

	if (path != NULL && strcmp(path, "-") != 0)
		return write_file(path, bytes) ? CLI_DONE : cli_refuse("%s: %s", path, strerror(errno));
	return fwrite(bytes->s, 1, bytes->len, stdout) == bytes->len ? CLI_DONE :
	    cli_refuse(_("cannot write the answer: %m"));
}

/* A reader's own, or the network's: a report looks the same from cron and from a terminal. */
static const char *
language(const struct cli *cli, const json_t *document)
{
	const char	*lang = cli_option(cli, "lang");

	if (lang == NULL)
		lang = cli_language();
	if (lang == NULL)
		lang = json_string_value(json_object_get(document, "language"));
	return lang != NULL ? lang : lang_get();
}

int
form_out(const struct cli *cli, const json_t *document)
{
	struct buf	 out = { 0 };
	struct err	 err = { "" };
	enum form	 form;
	int		 code;

	if (!form_out_check(cli, &code))
		return code;
	(void)wanted_form(cli, &form);
	if (form_make(form, document, language(cli, document), &out, &err))
		code = form_out_bytes(cli, &out);
	else
		code = cli_refuse("%s", err.text);
	buf_done(&out);
	return code;
}
