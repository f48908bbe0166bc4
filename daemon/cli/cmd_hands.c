/* cmd_hands.c - vigie ack, comment, close: what technicians do to incidents */
#include <stdio.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/say.h"
#include "model/field.h"

/* "12  Boffres: Internet access down" for each that was changed, under what was done. */
static int
say_done(const struct cli *cli, const char *what, const struct msg_pair *args, uint32_t n_args,
    const char *done)
{
	struct table	 t = { .n_columns = 2 };
	struct buf	 out = { 0 }, cell = { 0 };
	const json_t	*in;
	json_t		*list;
	size_t		 i;
	int		 rc = cli_ask_json(cli, what, args, n_args, false, &list);

	if (rc != CLI_DONE || cli->is_json)
		return rc;
	buf_addf(&out, "%s\n", done);
	json_array_foreach(field_get(list, "incidents"), i, in) {
		buf_addf(&cell, "%lld", (long long)field_num(in, "id"));
		table_add(&t, &cell);
		say_text(&cell, field_str(in, "title"));
		table_add(&t, &cell);
	}
	table_show(&t, &out, "  ", 0);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
	json_decref(list);
	return CLI_DONE;
}

int
cmd_ack(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 args[3] = { { "incident", argv[0] }, { "text", "" }, { "ticket", "" } };

	(void)argc;
	if (!cli_word(argv[0]) || !cli_text(cli, "message", &args[1].value) ||
	    !cli_text(cli, "ticket", &args[2].value))
		return CLI_REFUSED;
	return say_done(cli, "ack", args, 3, _("Taken in hand:"));
}

int
cmd_comment(struct cli *cli, int argc, char **argv)
{
	const struct msg_pair	 args[2] = { { "incident", argv[0] }, { "text", argv[1] } };

	(void)argc;
	if (!cli_word(argv[0]) || !cli_word(argv[1]))
		return CLI_REFUSED;
	return say_done(cli, "comment", args, 2, _("Written under:"));
}

int
cmd_close(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 args[3] = { { "incident", argv[0] }, { "text", "" },
				{ "responsibility", "" } };

	(void)argc;
	if (cli_option(cli, "message") == NULL)
		return cli_usage(cli, _("-m TEXT is missing: what was it?"));
	if (!cli_word(argv[0]) || !cli_text(cli, "message", &args[1].value) ||
	    !cli_text(cli, "responsibility", &args[2].value))
		return CLI_REFUSED;
	return say_done(cli, "close", args, 3, _("Closed:"));
}
