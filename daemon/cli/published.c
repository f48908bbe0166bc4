/* published.c - see published.h */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "cli/client.h"
#include "cli/offline.h"
#include "cli/published.h"
#include "journal/journal.h"
#include "model/inventory.h"
#include "report/frozen.h"

#define PATIENCE_S	300	/* a year of a large network, behind what waits already */

static json_t *
rows_of(const struct frozen_list *list, const char *hex)
{
	json_t	*out = json_array();

	for (size_t i = 0; i < list->n; i++)
		if (hex == NULL || frozen_hashed(list, hex, i) == &list->list[i])
			json_array_append_new(out, frozen_row(&list->list[i], true));
	return out;
}

static const char *
argument(const struct msg_pair *args, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(args[i].name, name) == 0 && args[i].value[0] != '\0')
			return args[i].value;
	return NULL;
}

/* The same answer as engine/ask_frozen.h's. */
static int
answer_from(const struct frozen_list *list, const char *what, const struct msg_pair *args, uint32_t n,
    json_t **out)
{
	const char		*hex = argument(args, n, "sha256"), *number = argument(args, n, "version");
	const struct frozen	*f, *before = NULL;

	if (strcmp(what, "report_frozen") != 0) {
		*out = json_pack("{s:o}", hex != NULL ? "found" : "reports", rows_of(list, hex));
		return CLI_DONE;
	}
	f = frozen_version(list, number != NULL ? (uint32_t)strtoul(number, NULL, 10) : 0);
	if (f == NULL)
		return cli_refuse(_("the report %s/%s was never frozen"), argument(args, n, "period"),
		    argument(args, n, "scope"));
	if (f->fact->report.version > 1)
		before = frozen_version(list, f->fact->report.version - 1);
	*out = json_pack("{s:o, s:o}", "report", frozen_document(f, before, true), "versions",
	    rows_of(list, NULL));
	return CLI_DONE;
}

static int
ask_journal(const struct cli *cli, const char *what, const struct msg_pair *args, uint32_t n,
    json_t **out)
{
	struct inventory	*inv = offline_inventory(cli);
	struct frozen_list	 list = { 0 };
	struct err		 err = { "" };
	struct journal		*j;
	int			 code = CLI_REFUSED;

	if (inv == NULL)
		return CLI_REFUSED;
	if ((j = offline_reader(inv, &err)) == NULL && err.text[0] != '\0')
		cli_refuse("%s", err.text);
	else if (j != NULL && !frozen_read(j, argument(args, n, "period"), argument(args, n, "scope"), &list,
	    &err))
		cli_refuse("%s", err.text);
	else
		code = answer_from(&list, what, args, n, out);
	frozen_list_done(&list);
	journal_close(j);
	inventory_free(inv);
	return code;
}

static int
ask_daemon(const struct cli *cli, struct client *client, const char *what, const struct msg_pair *args,
    uint32_t n, json_t **out)
{
	struct err	 err = { "" };
	struct answer	 a = { 0 };
	int		 code = CLI_DONE;

	if (!client_ask(client, what, args, n, PATIENCE_S, NULL, NULL, &a, &err)) {
		cli_refuse("%s", err.text);
		code = CLI_UNREACHABLE;
	} else if (a.status >= 400) {
		code = cli_problem(cli, &a);
	} else if ((*out = json_loadb(buf_str(&a.body), a.body.len, 0, NULL)) == NULL) {
		code = cli_refuse(_("the answer is no JSON: %s"), "");
	}
	answer_done(&a);
	return code;
}

int
published_ask(const struct cli *cli, const char *what, const struct msg_pair *args, uint32_t n,
    json_t **out)
{
	struct err	 err = { "" };
	struct client	*client;
	int		 code = CLI_UNREACHABLE;

	*out = NULL;
	if ((client = client_connect(cli, &code, &err)) != NULL)
		code = ask_daemon(cli, client, what, args, n, out);
	else
		code = code == CLI_UNREACHABLE ? ask_journal(cli, what, args, n, out) :
		    cli_refuse("%s", err.text);
	client_close(client);
	return code;
}

/* Freezing. */

static bool
write_down(struct offline *o, const struct frozen_draft *draft, struct wall now, struct err *err)
{
	const struct fact	 batch = { .kind = FACT_BATCH, .object = "report", .happened = now,
				    .known = now, .batch = { .by = draft->by, .sha256 = "", .n_rows = 1 } };

	return offline_add(o, &draft->fact, err) && offline_add(o, &batch, err) && offline_commit(o, err);
}

static json_t *
row_of(struct frozen_draft *draft, const struct period *period, const char *scope)
{
	const struct frozen	 f = { .fact = &draft->fact, .period = (char *)(uintptr_t)period->label,
				    .scope = (char *)(uintptr_t)scope, .is_latest = true };
	json_t			*row = frozen_row(&f, true);

	json_object_set_new(row, "warning", json_string(draft->warning != NULL ? draft->warning : ""));
	return row;
}

static int
freeze_here(const struct cli *cli, const char *scope, const struct period *period, const char *reason,
    json_t **out)
{
	struct inventory	*inv = offline_inventory(cli);
	struct report_wish	 wish = { .inv = inv, .scope = scope, .period = *period, .now = wall_now() };
	struct frozen_draft	 draft = { 0 };
	struct offline		*o = NULL;
	struct err		 err = { "" };
	bool			 is_done = false;

	if (inv == NULL)
		return CLI_REFUSED;
	if (report_scope(inv, scope, &err) && (o = offline_open(inv, &err)) != NULL) {
		wish.journal = offline_journal(o);
		is_done = frozen_prepare(&wish, offline_user(), reason, &draft, &err) == FROZEN_READY &&
		    write_down(o, &draft, wish.now, &err);
	}
	if (is_done)
		*out = row_of(&draft, period, scope);
	else
		cli_refuse("%s", err.text);
	frozen_draft_done(&draft);
	offline_close(o);
	inventory_free(inv);
	return is_done ? CLI_DONE : CLI_REFUSED;
}

int
published_freeze(const struct cli *cli, const char *scope, const struct period *period,
    const char *reason, json_t **out)
{
	const struct msg_pair	 args[] = { { "scope", scope }, { "period", period->label },
				    { "reason", reason } };
	struct err		 err = { "" };
	struct client		*client;
	int			 code = CLI_UNREACHABLE;

	*out = NULL;
	if ((client = client_connect(cli, &code, &err)) != NULL)
		code = ask_daemon(cli, client, "freeze", args, 3, out);
	else
		code = code == CLI_UNREACHABLE ? freeze_here(cli, scope, period, reason, out) :
		    cli_refuse("%s", err.text);
	client_close(client);
	return code;
}
