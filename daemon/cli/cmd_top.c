/* cmd_top.c - vigie top: how vigie's own programs are */
#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "cli/client.h"
#include "cli/say.h"
#include "model/field.h"
#include "model/words.h"

static void
add_values(struct buf *out, const json_t *values)
{
	const char	*name;
	const json_t	*value;

	json_object_foreach((json_t *)values, name, value) {
		if (!json_is_number(value))
			continue;
		if (out->len > 0)
			buf_adds(out, "  ");
		say_text(out, name);
		buf_addc(out, ' ');
		say_number(out, json_number_value(value));
	}
}

static void
add_program(struct table *t, const struct cli *cli, const json_t *p, struct wall now)
{
	struct buf	 cell = { 0 };
	bool		 is_up = field_true(p, "up");

	table_adds(t, field_str(p, "program"));
	if (!is_up) {
		say_style(&cell, cli, say_color("down"));
		buf_adds(&cell, _("away"));
		say_plain(&cell, cli);
	} else
		words_duration(&cell, wall_sub(now, field_time(p, "since")));
	table_add(t, &cell);
	buf_addf(&cell, "%lld", (long long)field_num(p, "pid"));
	table_add(t, &cell);
	say_figure(&cell, field_num(p, "rss_bytes") / (1024 * 1024), 1);
	buf_adds(&cell, _(" MiB"));
	table_add(t, &cell);
	say_figure(&cell, field_num(p, "cpu_ms") / 1000, 1);
	buf_adds(&cell, " s");
	table_add(t, &cell);
	say_figure(&cell, field_num(p, "loop_lag_p99_ms"), 1);
	buf_adds(&cell, " ms");
	table_add(t, &cell);
	buf_addf(&cell, "%lld", (long long)field_num(p, "replaced"));
	table_add(t, &cell);
	add_values(&cell, field_get(p, "values"));
	table_add(t, &cell);
}

/* What the engine says of its own parts, a line each. */
static void
add_part(struct buf *out, const char *name, const json_t *values)
{
	struct buf	 line = { 0 };

	add_values(&line, values);
	if (line.len > 0)
		buf_addf(out, "%s%s%s\n", name, _(": "), buf_str(&line));
	buf_done(&line);
}

int
cmd_top(struct cli *cli, int argc, char **argv)
{
	struct table	 t = { .n_columns = 8 };
	struct buf	 out = { 0 };
	json_t		*json, *one;
	size_t		 i;
	int		 rc = cli_ask_json(cli, "top", NULL, 0, false, &json);
	const char	*heads[] = { _("program"), _("for"), "pid", _("memory"), _("CPU"), _("lag"),
	    _("replaced"), "" };

	(void)argc;
	(void)argv;
	if (rc != CLI_DONE || cli->is_json)
		return rc;
	for (i = 0; i < t.n_columns; i++)
		table_adds(&t, heads[i]);
	json_array_foreach(json_object_get(json, "programs"), i, one)
		add_program(&t, cli, one, field_time(json, "at"));
	table_show(&t, &out, "", 0);
	add_part(&out, _("\nengine"), field_get(json, "engine"));
	add_part(&out, _("journal"), field_get(json, "journal"));
	add_part(&out, _("outbox"), field_get(json, "outbox"));
	fputs(buf_str(&out), stdout);
	buf_done(&out);
	json_decref(json);
	return CLI_DONE;
}
