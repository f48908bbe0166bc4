/*
 * cmd_windows.c - vigie maintenance, closure, opening: what was announced; and
 * intervention, visio, training: what was done.
 *
 * Times go to the engine as they were typed: the network's time zone is its.
 */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/say.h"
#include "model/field.h"
#include "model/typed.h"
#include "model/words.h"
#include "model/zone.h"

#define MAX_ARGS	8

/* A question in the making: "maintenance-add" and its arguments. */
struct question {
	char		*what;			/* owned */
	struct msg_pair	 args[MAX_ARGS];
	uint32_t	 n;
};

static void
add_arg(struct question *q, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		q->args[q->n++] = (struct msg_pair){ name, value };
}

/* The value of an option that may be sent; false (said) when it may not. */
static bool
add_option(struct question *q, const struct cli *cli, const char *option, const char *name)
{
	const char	*value;

	if (!cli_text(cli, option, &value))
		return false;
	add_arg(q, name, value);
	return true;
}

/* What the answer adds about how it was understood. */
static void
add_notes(struct buf *out, const json_t *answer)
{
	const json_t	*note;
	size_t		 i;

	json_array_foreach(field_get(answer, "notes"), i, note) {
		buf_adds(out, "  ");
		say_text(out, json_is_string(note) ? json_string_value(note) : "?");
		buf_addc(out, '\n');
	}
}

/* "Friday 6 March at 16:00 - 18:00" */
static void
add_span(struct buf *out, const struct cli *cli, struct wall from, struct wall to, struct wall now)
{
	const struct zone	*z = say_zone(cli);

	if (from.ms == 0)
		return;
	say_time(out, cli, from, now);
	if (to.ms == 0)
		return;
	buf_adds(out, " \xe2\x80\x93 ");
	if (zone_day(z, from) == zone_day(z, to))
		words_clock(out, z, to);
	else
		say_time(out, cli, to, now);
}

static void
add_scope(struct buf *out, const json_t *w, const char *key)
{
	say_text(out, field_str(w, "name"));
	if (strcmp(field_str(w, "name"), field_str(w, key)) != 0) {
		buf_adds(out, " (");
		say_text(out, field_str(w, key));
		buf_addc(out, ')');
	}
}

static void
add_by(struct buf *out, const json_t *w)
{
	say_text(out, field_str(w, "by"));
	if (field_str(w, "text")[0] != '\0') {
		buf_adds(out, _(": "));
		say_text(out, field_str(w, "text"));
	}
}

/* One line of a list: a window's, a declaration's. */
typedef void	row_fn(struct table *t, const struct cli *cli, const json_t *what, struct wall now);

/* Asks, and shows the answer, one thing or a list of them, a line each; `none` stands for an empty list. */
static int
say_rows(const struct cli *cli, const struct question *q, row_fn *row, const char *none)
{
	struct table	 t = { .n_columns = 5 };
	struct buf	 out = { 0 };
	struct wall	 now = wall_now();
	const json_t	*list, *one;
	json_t		*answer;
	size_t		 i;
	int		 rc = cli_ask_json(cli, q->what, q->args, q->n, false, &answer);

	if (rc != CLI_DONE || cli->is_json)
		return rc;
	list = json_is_object(answer) ? json_object_iter_value(json_object_iter(answer)) : NULL;
	if (json_is_array(list)) {
		json_array_foreach(list, i, one)
			row(&t, cli, one, now);
	} else {
		row(&t, cli, answer, now);
	}
	table_show(&t, &out, "", 0);
	add_notes(&out, answer);
	if (out.len == 0)
		buf_addf(&out, "%s\n", none);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
	json_decref(answer);
	return CLI_DONE;
}

/* Windows. */

static void
window_row(struct table *t, const struct cli *cli, const json_t *w, struct wall now)
{
	struct buf	 cell = { 0 };
	unsigned	 days;

	buf_addf(&cell, "%lld", (long long)field_num(w, "id"));
	table_add(t, &cell);
	buf_adds(&cell, field_time(w, "cancelled").ms != 0 ? _("cancelled") : field_true(w, "now") ? _("now") :
	    json_is_object(field_get(w, "next")) ? _("to come") : _("past"));
	table_add(t, &cell);
	add_scope(&cell, w, "scope");
	table_add(t, &cell);
	if (json_is_object(field_get(w, "next")))
		add_span(&cell, cli, field_time(w, "next.from"), field_time(w, "next.to"), now);
	else
		add_span(&cell, cli, field_time(w, "from"), field_time(w, "to"), now);
	if (typed_weekdays(field_str(w, "weekly"), &days, NULL) && days != 0) {
		buf_adds(&cell, _(", every "));
		words_weekdays(&cell, days);
	}
	table_add(t, &cell);
	add_by(&cell, w);
	table_add(t, &cell);
}

static int
say_windows(const struct cli *cli, const struct question *q)
{
	return say_rows(cli, q, window_row, _("Nothing is announced."));
}

/* True for "16:00" behind "2026-03-06": the time of day of a date that stands alone. */
static bool
is_clock(const char *before, const char *word)
{
	return strlen(before) == 10 && strchr(before, ':') == NULL && strchr(word, ':') != NULL &&
	    strchr(word, '-') == NULL;
}

/* FROM TO: one word each, or a date and a time.  False when they are not two times. */
static bool
take_times(char **argv, int argc, struct buf times[static 2])
{
	int	 n = 0;

	for (int i = 0; i < argc; i++) {
		if (i > 0 && is_clock(argv[i - 1], argv[i]))
			buf_addf(&times[n - 1], " %s", argv[i]);
		else if (n < 2)
			buf_adds(&times[n++], argv[i]);
		else
			return false;
	}
	return n == 2;
}

static int
window_add(const struct cli *cli, struct question *q, int argc, char **argv)
{
	struct buf	 times[2] = { { 0 }, { 0 } };
	int		 rc = CLI_REFUSED;

	if (strcmp(cli->command->name, "maintenance") == 0 && cli_option(cli, "message") == NULL)
		return cli_usage(cli, _("-m TEXT is missing: what is planned?"));
	if (argc < 4 || !take_times(argv + 2, argc - 2, times)) {
		buf_done(&times[0]);
		buf_done(&times[1]);
		return cli_usage(cli, _("it is \"add %s FROM TO\""),
		    strcmp(cli->command->name, "maintenance") == 0 ? "SITE|GROUP|all" : "SITE");
	}
	add_arg(q, "scope", argv[1]);
	add_arg(q, "from", buf_str(&times[0]));
	add_arg(q, "to", buf_str(&times[1]));
	if (cli_word(argv[1]) && cli_word(buf_str(&times[0])) && cli_word(buf_str(&times[1])) &&
	    add_option(q, cli, "message", "text") && add_option(q, cli, "weekly", "weekly"))
		rc = say_windows(cli, q);
	buf_done(&times[0]);
	buf_done(&times[1]);
	return rc;
}

/* add, list, cancel: the first argument; the question's name in *q. */
static bool
is_verb(struct question *q, const struct cli *cli, const char *word, const char *verb)
{
	if (strcmp(word, verb) != 0)
		return false;
	q->what = strcmp(verb, "list") == 0 ? xstrdup(cli->command->name) :
	    xasprintf("%s-%s", cli->command->name, verb);
	return true;
}

int
cmd_windows(struct cli *cli, int argc, char **argv)
{
	struct question	 q = { 0 };
	int		 rc;

	if (is_verb(&q, cli, argv[0], "add")) {
		rc = window_add(cli, &q, argc, argv);
	} else if (is_verb(&q, cli, argv[0], "list") && argc == 1) {
		rc = say_windows(cli, &q);
	} else if (is_verb(&q, cli, argv[0], "cancel") && argc == 2) {
		add_arg(&q, "id", argv[1]);
		rc = cli_word(argv[1]) ? say_windows(cli, &q) : CLI_REFUSED;
	} else {
		rc = cli_usage(cli, _("it is \"%s\""), cli->command->args);
	}
	free(q.what);
	return rc;
}

/* Declarations. */

static void
declaration_row(struct table *t, const struct cli *cli, const json_t *d, struct wall now)
{
	static const char *const	 more[] = { "equipment", "partner", "theme" };
	struct buf			 cell = { 0 };

	buf_addf(&cell, "%lld", (long long)field_num(d, "id"));
	table_add(t, &cell);
	add_scope(&cell, d, "site");
	table_add(t, &cell);
	if (field_time(d, "start").ms != 0)
		add_span(&cell, cli, field_time(d, "start"), field_time(d, "end"), now);
	else
		say_time(&cell, cli, field_time(d, "recorded"), now);
	table_add(t, &cell);
	for (size_t i = 0; i < N_ELEMENTS(more); i++)
		say_text(&cell, field_str(d, more[i]));
	if (field_true(d, "failed"))
		buf_addf(&cell, "%s%s", cell.len > 0 ? ", " : "", _("did not take place"));
	if (field_time(d, "cancelled").ms != 0)
		buf_addf(&cell, "%s%s", cell.len > 0 ? ", " : "", _("cancelled"));
	table_add(t, &cell);
	add_by(&cell, d);
	table_add(t, &cell);
}

static int
say_declarations(const struct cli *cli, const struct question *q)
{
	return say_rows(cli, q, declaration_row, _("Nothing is declared."));
}

static int
declare(const struct cli *cli, struct question *q, int argc, char **argv)
{
	static const char *const	 options[] = { "start", "end", "equipment", "partner" };
	bool				 is_training = strcmp(cli->command->name, "training") == 0;

	if (argc != (is_training ? 3 : 2))
		return cli_usage(cli, _("it is \"%s\""), cli->command->args);
	if (strcmp(cli->command->name, "intervention") == 0 && cli_option(cli, "message") == NULL)
		return cli_usage(cli, _("-m TEXT is missing: what was done?"));
	add_arg(q, "site", argv[1]);
	if (is_training)
		add_arg(q, "theme", argv[2]);
	if (!cli_word(argv[1]) || (is_training && !cli_word(argv[2])) ||
	    !add_option(q, cli, "message", "text"))
		return CLI_REFUSED;
	for (size_t i = 0; i < N_ELEMENTS(options); i++)
		if (!add_option(q, cli, options[i], options[i]))
			return CLI_REFUSED;
	if (cli_option(cli, "failed") != NULL)
		add_arg(q, "failed", "1");
	return say_declarations(cli, q);
}

int
cmd_declare(struct cli *cli, int argc, char **argv)
{
	struct question	 q = { 0 };
	int		 rc;

	if (argc > 1 && !cli_word(argv[1])) {
		rc = CLI_REFUSED;
	} else if (is_verb(&q, cli, argv[0], "add")) {
		rc = declare(cli, &q, argc, argv);
	} else if (is_verb(&q, cli, argv[0], "list") && argc <= 2) {
		add_arg(&q, "site", argc > 1 ? argv[1] : NULL);
		rc = say_declarations(cli, &q);
	} else if (is_verb(&q, cli, argv[0], "cancel") && argc == 2) {
		add_arg(&q, "id", argv[1]);
		rc = say_declarations(cli, &q);
	} else {
		rc = cli_usage(cli, _("it is \"%s\""), cli->command->args);
	}
	free(q.what);
	return rc;
}
