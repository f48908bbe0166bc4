/*
 * cmd_report.c - vigie report: what was there and what was promised, over a period.
 *
 * A running vigie makes it; without one it is made here, from the journal itself.
 * What was frozen is shown as it was published, unless --live asks for what the
 * journal says today.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/form_out.h"
#include "cli/offline.h"
#include "cli/published.h"
#include "cli/say.h"
#include "journal/journal.h"
#include "model/field.h"
#include "model/inventory.h"
#include "report/report.h"

#define PATIENCE_S	300	/* a year of a large network, behind what waits already */

/* Takes the text. */
static int
show(const struct cli *cli, struct buf *text)
{
	const char	*format = cli_option(cli, "format");
	json_error_t	 error;
	json_t		*document;
	int		 code;

	if (cli->is_json || (format != NULL && strcmp(format, "json") == 0)) {
		buf_addc(text, '\n');
		return form_out_bytes(cli, text);
	}
	document = json_loadb(buf_str(text), text->len, 0, &error);
	if (document == NULL)
		return cli_refuse(_("the answer is no JSON: %s"), error.text);
	buf_done(text);		/* twice would be much, of a large network */
	code = form_out(cli, document);
	json_decref(document);
	return code;
}

static int
make_here(const struct cli *cli, const char *scope, const struct period *period, struct buf *text)
{
	struct inventory	*inv = offline_inventory(cli);
	struct report_wish	 wish = { .inv = inv, .scope = scope, .period = *period, .now = wall_now(),
				    .is_full = true };
	struct err		 err = { "" };
	int			 code = CLI_DONE;

	if (inv == NULL)
		return CLI_REFUSED;
	if (!report_scope(inv, scope, &err) ||
	    ((wish.journal = offline_reader(inv, &err)) == NULL && err.text[0] != '\0') ||
	    !report_make(&wish, text, &err))
		code = cli_refuse("%s", err.text);
	journal_close(wish.journal);
	inventory_free(inv);
	return code;
}

static int
ask(const struct cli *cli, const char *scope, const struct period *period, struct buf *text)
{
	const struct msg_pair	 args[] = { { "scope", scope }, { "period", period->label } };
	struct err		 err = { "" };
	struct answer		 a = { 0 };
	struct client		*client;
	int			 code = CLI_UNREACHABLE;

	if ((client = client_connect(cli, &code, &err)) == NULL)
		return code == CLI_UNREACHABLE ? make_here(cli, scope, period, text) :
		    cli_refuse("%s", err.text);
	if (!client_ask(client, "report", args, 2, PATIENCE_S, NULL, NULL, &a, &err)) {
		cli_refuse("%s", err.text);
		code = CLI_UNREACHABLE;
	} else if (a.status >= 400) {
		code = cli_problem(cli, &a);
	} else {
		*text = a.body;
		a.body = (struct buf){ 0 };
		code = CLI_DONE;
	}
	answer_done(&a);
	client_close(client);
	return code;
}

/* Frozen ones. */

static int
show_version(const struct cli *cli, const char *scope, const struct period *period, const json_t *row)
{
	char	*version = xasprintf("%d", (int)field_num(row, "version"));
	json_t	*answer;
	int	 code = published_ask(cli, "report_frozen", (struct msg_pair[]){ { "period", period->label },
	    { "scope", scope }, { "version", version } }, 3, &answer);

	if (code == CLI_DONE)
		code = form_out(cli, json_object_get(answer, "report"));
	json_decref(answer);
	free(version);
	return code;
}

static int
freeze(const struct cli *cli, const char *scope, const struct period *period)
{
	const char	*reason;
	json_t		*row = NULL;
	int		 code;

	if (!cli_text(cli, "message", &reason))
		return CLI_REFUSED;
	if ((code = published_freeze(cli, scope, period, reason, &row)) == CLI_DONE) {
		fprintf(stderr, _("Frozen: %s, %s, version %d, SHA-256 %s\n"), period->label, scope,
		    (int)field_num(row, "version"), field_str(row, "sha256"));
		if (*field_str(row, "warning") != '\0')
			fprintf(stderr, "%s\n", field_str(row, "warning"));
		code = show_version(cli, scope, period, row);
	}
	json_decref(row);
	return code;
}

/* What was published is shown as it was published. */
static bool
show_frozen(const struct cli *cli, const char *scope, const struct period *period, int *code)
{
	json_t	*answer = NULL, *row;
	bool	 is_shown = true;

	*code = published_ask(cli, "reports", (struct msg_pair[]){ { "period", period->label },
	    { "scope", scope } }, 2, &answer);
	if (*code == CLI_DONE) {
		row = json_array_get(json_object_get(answer, "reports"), 0);
		is_shown = row != NULL;
		if (is_shown)
			*code = show_version(cli, scope, period, row);
	}
	json_decref(answer);
	return is_shown;
}

int
cmd_report(struct cli *cli, int argc, char **argv)
{
	const char	*period_text = cli_option(cli, "period");
	struct period	 period;
	struct err	 err = { "" };
	struct buf	 text = { 0 };
	int		 code;

	(void)argc;
	if (period_text == NULL)
		return cli_usage(cli, _("%s is missing"), "--period P");
	if (!period_parse(period_text, &period, &err))
		return cli_refuse("%s", err.text);
	if (!form_out_check(cli, &code))
		return code;
	if (cli_option(cli, "freeze") != NULL)
		return freeze(cli, argv[0], &period);
	if (cli_option(cli, "live") == NULL && show_frozen(cli, argv[0], &period, &code))
		return code;
	code = ask(cli, argv[0], &period, &text);
	if (code == CLI_DONE)
		code = show(cli, &text);
	buf_done(&text);
	return code;
}
