/*
 * cmd_report.c - vigie report: what was there and what was promised, over a period.
 *
 * A running vigie makes it; without one it is made here, from the journal itself.
 */
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "cli/client.h"
#include "cli/form_out.h"
#include "cli/offline.h"
#include "journal/journal.h"
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
	code = ask(cli, argv[0], &period, &text);
	if (code == CLI_DONE)
		code = show(cli, &text);
	buf_done(&text);
	return code;
}
