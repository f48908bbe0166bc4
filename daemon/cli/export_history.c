/* export_history.c - vigie export transitions, events: what `vigie import` reads.  See export.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "cli/client.h"
#include "cli/export.h"
#include "cli/offline.h"
#include "journal/journal.h"
#include "model/inventory.h"
#include "report/export.h"

static bool
write_text(void *arg, const char *text, size_t len)
{
	return fwrite(text, 1, len, arg) == len;
}

/* A daemon that answers still holds to what it said last. */
static bool
is_running(const struct cli *cli)
{
	struct err	 ignored;
	int		 status;
	struct client	*client = client_connect(cli, &status, &ignored);

	client_close(client);
	return client != NULL;
}

static int
write_history(struct cli *cli, const struct export *what, bool (*make)(const struct export_wish *,
    export_text_fn *, void *, struct err *))
{
	struct inventory	*inv = offline_inventory(cli);
	struct export_wish	 wish = { .inv = inv, .scope = *what->site != '\0' ? what->site : "network",
				    .since = what->since, .until = what->until, .now = wall_now() };
	struct err		 err = { "" };
	int			 code = CLI_DONE;

	if (inv == NULL)
		return CLI_REFUSED;
	wish.is_running = is_running(cli);
	if (((wish.journal = offline_reader(inv, &err)) == NULL && err.text[0] != '\0') ||
	    !make(&wish, write_text, what->out, &err))
		code = cli_refuse("%s", err.text);
	else if (ferror(what->out))
		code = cli_refuse(_("the output cannot be written: %s"), strerror(errno));
	journal_close(wish.journal);
	inventory_free(inv);
	return code;
}

int
export_history_transitions(struct cli *cli, const struct export *what)
{
	return write_history(cli, what, export_transitions);
}

int
export_history_events(struct cli *cli, const struct export *what)
{
	return write_history(cli, what, export_events);
}
