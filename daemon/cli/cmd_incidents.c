/* cmd_incidents.c - vigie incidents, vigie incident: what was wrong, and one story whole */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/status.h"
#include "cli/when.h"
#include "model/words.h"

/* How long it lasted, or has lasted so far. */
static void
add_duration(struct buf *out, const json_t *in, struct wall now)
{
	struct wall	 opened = say_wall(in, "opened"), end = say_wall(in, "restored");

	if (end.ms == 0)
		end = say_wall(in, "closed");
	words_duration(out, wall_sub(end.ms != 0 ? end : now, opened));
}

static bool
lasts(const json_t *in)
{
	return say_wall(in, "restored").ms == 0 && say_wall(in, "closed").ms == 0;
}

static void
add_state(struct buf *out, const struct cli *cli, const json_t *in)
{
	bool	 is_on = lasts(in);

	say_style(out, cli, say_color(is_on ? "down" : "up"));
	buf_adds(out, is_on ? "■ " : "● ");
	buf_adds(out, is_on ? _("lasts") : say_wall(in, "restored").ms != 0 ? _("restored") : _("closed"));
	say_plain(out, cli);
}

void
incidents_table(struct table *t, const struct cli *cli, const json_t *list, struct wall now)
{
	const json_t	*in;
	struct buf	 cell = { 0 };
	size_t		 i;

	t->n_columns = 6;
	json_array_foreach(say_get(list, "incidents"), i, in) {
		buf_addf(&cell, "%lld", (long long)say_num(in, "id"));
		table_add(t, &cell);
		add_state(&cell, cli, in);
		table_add(t, &cell);
		table_adds(t, say_str(in, "title"));
		say_time(&cell, cli, say_wall(in, "opened"), now);
		table_add(t, &cell);
		add_duration(&cell, in, now);
		table_add(t, &cell);
		if (say_str(in, "acknowledged.by")[0] != '\0') {
			buf_adds(&cell, _("in hand: "));
			say_text(&cell, say_str(in, "acknowledged.by"));
		}
		table_add(t, &cell);
	}
}

int
cmd_incidents(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 args[4];
	uint32_t	 n = 0;
	char		 since[WALL_TEXT_SIZE];
	struct table	 t = { 0 };
	struct buf	 out = { 0 };
	json_t		*list;
	int		 rc;

	(void)argc;
	(void)argv;
	if (cli_option(cli, "open") != NULL)
		args[n++] = (struct msg_pair){ "open", "1" };
	if (cli_option(cli, "since") != NULL) {
		if (!when_option(cli, "since", since))
			return CLI_REFUSED;
		args[n++] = (struct msg_pair){ "since", since };
	}
	if (cli_option(cli, "site") != NULL)
		args[n++] = (struct msg_pair){ "site", cli_option(cli, "site") };
	if (cli_option(cli, "limit") != NULL)
		args[n++] = (struct msg_pair){ "limit", cli_option(cli, "limit") };
	if ((rc = cli_ask_json(cli, "incidents", args, n, false, &list)) != CLI_DONE || cli->is_json)
		return rc;
	incidents_table(&t, cli, list, wall_now());
	table_show(&t, &out, "", 0);
	if (out.len == 0)
		buf_addf(&out, "%s\n", cli_option(cli, "open") != NULL ? _("No incident lasts.") :
		    _("No incident is known."));
	fputs(buf_str(&out), stdout);
	buf_done(&out);
	json_decref(list);
	return CLI_DONE;
}

/* One. */

static void
add_fact(struct table *t, const char *name, struct buf *value)
{
	if (value->len == 0)
		return;
	table_adds(t, name);
	table_add(t, value);
}

static void
add_moment(struct table *t, const struct cli *cli, const char *name, const json_t *in,
    const char *path, struct wall now)
{
	struct buf	 value = { 0 };

	if (say_wall(in, path).ms != 0)
		say_time(&value, cli, say_wall(in, path), now);
	add_fact(t, name, &value);
}

static void
add_evidence(struct buf *out, const json_t *why)
{
	if (say_str(why, "check")[0] == '\0')
		return;
	say_text(out, say_str(why, "check"));
	if (say_str(why, "text")[0] != '\0') {
		buf_adds(out, _(": "));
		say_text(out, words_answer(say_str(why, "text")));
	}
	if (say_str(why, "name")[0] != '\0') {
		buf_adds(out, " (");
		say_text(out, words_metric(say_str(why, "name")));
		buf_addc(out, ' ');
		say_number(out, say_num(why, "value"));
		buf_adds(out, _(", limit "));
		say_number(out, say_num(why, "limit"));
		buf_addc(out, ')');
	}
}

static void
add_facts(struct table *t, const struct cli *cli, const json_t *in, struct wall now)
{
	const json_t	*site;
	struct buf	 value = { 0 };
	size_t		 i;

	add_state(&value, cli, in);
	buf_adds(&value, ", ");
	add_duration(&value, in, now);
	add_fact(t, _("State"), &value);
	json_array_foreach(say_get(in, "sites"), i, site) {
		if (i > 0)
			buf_adds(&value, ", ");
		say_text(&value, json_is_string(site) ? json_string_value(site) : "?");
	}
	add_fact(t, _("Points"), &value);
	add_moment(t, cli, _("First failure"), in, "opened", now);
	add_moment(t, cli, _("Confirmed"), in, "confirmed", now);
	add_moment(t, cli, _("Restored"), in, "restored", now);
	add_moment(t, cli, _("Ended"), in, "closed", now);
	buf_adds(&value, say_responsibility(say_str(in, "responsibility")));
	add_fact(t, _("Cause lies with"), &value);
	add_evidence(&value, say_get(in, "why"));
	add_fact(t, _("Seen by"), &value);
	if (json_is_object(say_get(in, "acknowledged"))) {
		say_text(&value, say_str(in, "acknowledged.by"));
		buf_addc(&value, ' ');
		say_time(&value, cli, say_wall(in, "acknowledged.at"), now);
		buf_addc(&value, ' ');
		say_text(&value, say_str(in, "acknowledged.text"));
		if (say_str(in, "acknowledged.ticket")[0] != '\0') {
			buf_adds(&value, " (");
			say_text(&value, say_str(in, "acknowledged.ticket"));
			buf_addc(&value, ')');
		}
	}
	add_fact(t, _("In hand"), &value);
	if (say_num(in, "parent") > 0)
		buf_addf(&value, "%lld", (long long)say_num(in, "parent"));
	add_fact(t, _("Part of incident"), &value);
}

static void
add_events(struct table *t, const struct cli *cli, const json_t *in, struct wall now)
{
	const json_t	*e;
	struct buf	 cell = { 0 };
	size_t		 i;

	t->n_columns = 3;
	json_array_foreach(say_get(in, "events"), i, e) {
		say_time(&cell, cli, say_wall(e, "at"), now);
		table_add(t, &cell);
		table_adds(t, say_event(say_str(e, "type")));
		if (say_str(e, "by")[0] != '\0' && strcmp(say_str(e, "by"), "vigie") != 0) {
			say_text(&cell, say_str(e, "by"));
			buf_adds(&cell, _(": "));
		}
		say_text(&cell, say_str(e, "text"));
		if (json_is_object(say_get(e, "why"))) {
			if (cell.len > 0)
				buf_addc(&cell, ' ');
			add_evidence(&cell, say_get(e, "why"));
		}
		table_add(t, &cell);
	}
}

int
cmd_incident(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 id = { "id", argv[0] };
	struct table	 facts = { .n_columns = 2 }, events = { 0 };
	struct buf	 out = { 0 };
	struct wall	 now = wall_now();
	json_t		*in;
	int		 rc = cli_ask_json(cli, "incident", &id, 1, false, &in);

	(void)argc;
	if (rc != CLI_DONE || cli->is_json)
		return rc;
	say_style(&out, cli, "1");
	buf_addf(&out, _("Incident %lld  "), (long long)say_num(in, "id"));
	say_text(&out, say_str(in, "title"));
	say_plain(&out, cli);
	buf_adds(&out, "\n\n");
	add_facts(&facts, cli, in, now);
	table_show(&facts, &out, "", 0);
	buf_addc(&out, '\n');
	add_events(&events, cli, in, now);
	table_show(&events, &out, "", 0);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
	json_decref(in);
	return CLI_DONE;
}
