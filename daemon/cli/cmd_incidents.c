/* cmd_incidents.c - vigie incidents, vigie incident: what was wrong, and one story whole */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/evidence.h"
#include "cli/status.h"
#include "cli/when.h"
#include "model/field.h"
#include "model/words.h"
#include "paper/seen.h"

/* How long it lasted, or has lasted so far. */
static void
add_duration(struct buf *out, const json_t *in, struct wall now)
{
	struct wall	 opened = field_time(in, "opened"), end = field_time(in, "restored");

	if (end.ms == 0)
		end = field_time(in, "closed");
	words_duration(out, wall_sub(end.ms != 0 ? end : now, opened));
}

static bool
lasts(const json_t *in)
{
	return field_time(in, "restored").ms == 0 && field_time(in, "closed").ms == 0;
}

static void
add_state(struct buf *out, const struct cli *cli, const json_t *in)
{
	bool	 is_on = lasts(in);

	say_style(out, cli, say_color(is_on ? "down" : "up"));
	buf_adds(out, is_on ? "■ " : "● ");
	buf_adds(out, is_on ? _("lasts") : field_time(in, "restored").ms != 0 ? _("restored") : _("closed"));
	say_plain(out, cli);
}

void
incidents_table(struct table *t, const struct cli *cli, const json_t *list, struct wall now)
{
	const json_t	*in;
	struct buf	 cell = { 0 };
	size_t		 i;

	t->n_columns = 6;
	json_array_foreach(field_get(list, "incidents"), i, in) {
		buf_addf(&cell, "%lld", (long long)field_num(in, "id"));
		table_add(t, &cell);
		add_state(&cell, cli, in);
		table_add(t, &cell);
		table_adds(t, field_str(in, "title"));
		say_time(&cell, cli, field_time(in, "opened"), now);
		table_add(t, &cell);
		add_duration(&cell, in, now);
		table_add(t, &cell);
		if (field_num(in, "parent") > 0)
			buf_addf(&cell, _("because of %lld "), (long long)field_num(in, "parent"));
		if (field_str(in, "acknowledged.by")[0] != '\0') {
			buf_adds(&cell, _("in hand: "));
			say_text(&cell, field_str(in, "acknowledged.by"));
		}
		table_add(t, &cell);
	}
}

int
cmd_incidents(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 args[5];
	uint32_t	 n = 0;
	char		 since[WALL_TEXT_SIZE], until[WALL_TEXT_SIZE];
	struct table	 t = { 0 };
	struct buf	 out = { 0 };
	json_t		*list;
	int		 rc;

	(void)argc;
	(void)argv;
	if (cli_option(cli, "document") != NULL)
		return evidence_outages(cli);
	if (cli_option(cli, "open") != NULL)
		args[n++] = (struct msg_pair){ "open", "1" };
	if (cli_option(cli, "since") != NULL) {
		if (!when_option(cli, "since", since))
			return CLI_REFUSED;
		args[n++] = (struct msg_pair){ "since", since };
	}
	if (cli_option(cli, "until") != NULL) {
		if (!when_option(cli, "until", until))
			return CLI_REFUSED;
		args[n++] = (struct msg_pair){ "until", until };
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

	if (field_time(in, path).ms != 0)
		say_time(&value, cli, field_time(in, path), now);
	add_fact(t, name, &value);
}

static void
add_relative(struct buf *out, const struct cli *cli, const json_t *in, struct wall now)
{
	buf_addf(out, "%s%lld ", out->len > 0 ? "; " : "", (long long)field_num(in, "id"));
	say_text(out, field_str(in, "title"));
	buf_adds(out, " (");
	say_time(out, cli, field_time(in, "opened"), now);
	buf_adds(out, ", ");
	add_duration(out, in, now);
	buf_addc(out, ')');
}

static void
add_relatives(struct table *t, const struct cli *cli, const char *name, const json_t *list,
    struct wall now)
{
	struct buf	 value = { 0 };

	for (size_t i = 0; i < json_array_size(list); i++) {
		add_relative(&value, cli, json_array_get(list, i), now);
		add_fact(t, i == 0 ? name : "", &value);
	}
}

/* "2 h 10 min in opening hours", summed over its points. */
static void
add_opening(struct buf *out, const json_t *in)
{
	const json_t	*list = field_get(in, "durations.opening");
	double		 total = 0;

	for (size_t i = 0; i < json_array_size(list); i++)
		total += field_num(json_array_get(list, i), "seconds");
	if (json_array_size(list) == 0)
		return;
	buf_adds(out, _(", of which in opening hours "));
	seen_hours(out, total);
	if (json_array_size(list) > 1)
		buf_addf(out, _(", summed over %zu points"), json_array_size(list));
}

static void
add_handling(struct table *t, const struct cli *cli, const json_t *in, struct wall now)
{
	struct buf	 value = { 0 };

	if (!json_is_object(field_get(in, "acknowledged")))
		return;
	say_text(&value, field_str(in, "acknowledged.by"));
	buf_addc(&value, ' ');
	say_time(&value, cli, field_time(in, "acknowledged.at"), now);
	buf_addc(&value, ' ');
	say_text(&value, field_str(in, "acknowledged.text"));
	if (field_str(in, "acknowledged.ticket")[0] != '\0') {
		buf_adds(&value, " (");
		say_text(&value, field_str(in, "acknowledged.ticket"));
		buf_addc(&value, ')');
	}
	add_fact(t, _("In hand"), &value);
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
	add_opening(&value, in);
	add_fact(t, _("State"), &value);
	json_array_foreach(field_get(in, "sites"), i, site) {
		if (i > 0)
			buf_adds(&value, ", ");
		say_text(&value, json_is_string(site) ? json_string_value(site) : "?");
	}
	add_fact(t, _("Points"), &value);
	add_moment(t, cli, _("First failure"), in, "opened", now);
	add_moment(t, cli, _("Confirmed"), in, "confirmed", now);
	add_moment(t, cli, _("Restored"), in, "restored", now);
	add_moment(t, cli, _("Ended"), in, "closed", now);
	buf_adds(&value, say_responsibility(field_str(in, "responsibility")));
	add_fact(t, _("Cause lies with"), &value);
	seen_evidence(&value, field_get(in, "evidence"));
	add_fact(t, _("Seen by"), &value);
	add_handling(t, cli, in, now);
	if (json_is_object(field_get(in, "cause")))
		add_relative(&value, cli, field_get(in, "cause"), now);
	else if (field_num(in, "parent") > 0)
		buf_addf(&value, "%lld", (long long)field_num(in, "parent"));
	add_fact(t, _("Because of"), &value);
	add_relatives(t, cli, _("Touches too"), field_get(in, "children"), now);
	add_relatives(t, cli, _("Earlier"), field_get(in, "before"), now);
}

/* What an event says, and what a person wrote. */
static void
add_event(struct buf *cell, const json_t *e)
{
	const char	*by = field_str(e, "by");

	if (strcmp(by, "vigie") != 0 && by[0] != '\0') {
		buf_addf(cell, "%s, ", say_event(field_str(e, "type")));
		say_text(cell, by);
		buf_adds(cell, _(": "));
		say_text(cell, field_str(e, "text"));
	} else {
		seen_event(cell, e);
	}
}

/* Two columns of time: when it happened, and, where that is another moment, when vigie knew. */
static void
add_events(struct table *t, const struct cli *cli, const json_t *in, struct wall now)
{
	const json_t	*e;
	struct buf	 cell = { 0 };
	size_t		 i;

	t->n_columns = 3;
	table_adds(t, _("Happened"));
	table_adds(t, _("Known"));
	table_adds(t, "");
	json_array_foreach(field_get(in, "events"), i, e) {
		struct wall	 at = field_time(e, "at"), known = field_time(e, "known");

		if (strcmp(field_str(e, "type"), "told") == 0 && strcmp(field_str(e, "by"), "vigie") != 0)
			continue;		/* they have a table of their own */
		say_time(&cell, cli, at, now);
		table_add(t, &cell);
		if (known.ms / MIN_MS != at.ms / MIN_MS && known.ms != 0)
			words_clock(&cell, say_zone(cli), known);
		table_add(t, &cell);
		add_event(&cell, e);
		table_add(t, &cell);
	}
}

static const char *
outcome_said(const char *word)
{
	return strcmp(word, "delivered") == 0 ? _("delivered") :
	    strcmp(word, "given_up") == 0 ? _("not delivered, given up") : _("on its way");
}

static const char *
notice_said(const char *kind)
{
	static const struct { const char *kind, *said; } all[] = {
		{ "down", N_("failure") }, { "restored", N_("return") },
		{ "escalation", N_("escalation") }, { "reminder", N_("reminder") },
		{ "digest", N_("in the morning's list") }, { "blind", N_("vigie blind") },
		{ "removed", N_("no longer watched") },
	};

	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		if (strcmp(all[i].kind, kind) == 0)
			return _(all[i].said);
	return kind;
}

static void
add_tellings(struct table *t, const struct cli *cli, const json_t *in, struct wall now)
{
	const json_t	*told;
	struct buf	 cell = { 0 };
	size_t		 i;

	t->n_columns = 4;
	json_array_foreach(field_get(in, "told"), i, told) {
		say_time(&cell, cli, field_time(told, "at"), now);
		table_add(t, &cell);
		table_adds(t, notice_said(field_str(told, "kind")));
		say_text(&cell, field_str(told, "name"));
		buf_adds(&cell, " <");
		say_text(&cell, field_str(told, "address"));
		buf_adds(&cell, ">");
		table_add(t, &cell);
		buf_adds(&cell, outcome_said(field_str(told, "outcome")));
		if (field_str(told, "answer")[0] != '\0') {
			buf_adds(&cell, _(": "));
			say_text(&cell, field_str(told, "answer"));
		}
		table_add(t, &cell);
	}
}

static void
show_incident(const struct cli *cli, const json_t *in)
{
	struct table	 facts = { .n_columns = 2 }, events = { 0 }, told = { 0 };
	struct buf	 out = { 0 };
	struct wall	 now = wall_now();

	say_style(&out, cli, "1");
	buf_addf(&out, _("Incident %lld  "), (long long)field_num(in, "id"));
	say_text(&out, field_str(in, "title"));
	say_plain(&out, cli);
	buf_adds(&out, "\n\n");
	add_facts(&facts, cli, in, now);
	table_show(&facts, &out, "", 0);
	buf_addc(&out, '\n');
	add_events(&events, cli, in, now);
	table_show(&events, &out, "", 0);
	add_tellings(&told, cli, in, now);
	if (told.n_cells > 0)
		buf_addf(&out, "\n%s\n", _("Who was told"));
	table_show(&told, &out, "", 0);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
}

int
cmd_incident(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 id = { "id", argv[0] };
	json_t		*in;
	int		 rc;

	(void)argc;
	if (cli_option(cli, "output") != NULL && cli_option(cli, "evidence") == NULL)
		return cli_usage(cli, _("-o goes with --evidence"));
	if ((rc = cli_ask_json(cli, "incident", &id, 1, false, &in)) != CLI_DONE || cli->is_json)
		return rc;
	if (cli_option(cli, "evidence") != NULL)
		rc = evidence_show(cli, in);
	else
		show_incident(cli, in);
	json_decref(in);
	return rc;
}
