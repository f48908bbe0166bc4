/* cmd_status.c - vigie status: how the points are now, what is wrong first */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/status.h"
#include "model/field.h"
#include "model/words.h"

bool
status_is_well(const json_t *status)
{
	const json_t	*site;
	size_t		 i;

	if (field_true(status, "blind") || json_array_size(field_get(status, "troubles")) > 0)
		return false;
	json_array_foreach(field_get(status, "sites"), i, site) {
		const char	*state = field_str(site, "state");

		if (say_rank(state) < say_rank("maintenance") || (strcmp(state, "maintenance") != 0 &&
		    json_array_size(field_get(site, "incidents")) > 0))
			return false;
	}
	return true;
}

static int
compare_sites(const void *a, const void *b)
{
	const json_t	*x = *(const json_t *const *)a, *y = *(const json_t *const *)b;
	int		 rx = say_rank(field_str(x, "state")), ry = say_rank(field_str(y, "state"));

	return rx != ry ? rx - ry : strcoll(field_str(x, "name"), field_str(y, "name"));
}

/* "7 points work, 1 is down, 2 are closed." */
void
status_sentence(struct buf *out, const json_t *status)
{
	static const struct { const char *state, *one, *many; } parts[] = {
		{ "up", N_("%u point works"), N_("%u points work") },
		{ "down", N_("%u is down"), N_("%u are down") },
		{ "degraded", N_("%u is degraded"), N_("%u are degraded") },
		{ "unknown", N_("%u is not measured"), N_("%u are not measured") },
		{ "maintenance", N_("%u is in maintenance"), N_("%u are in maintenance") },
		{ "closed", N_("%u is closed"), N_("%u are closed") },
	};
	const json_t	*site;
	size_t		 k;

	for (size_t i = 0; i < N_ELEMENTS(parts); i++) {
		unsigned	 n = 0;

		json_array_foreach(field_get(status, "sites"), k, site)
			n += strcmp(field_str(site, "state"), parts[i].state) == 0;
		if (n == 0 && i > 0)
			continue;
		if (i > 0)
			buf_adds(out, ", ");
		buf_addf(out, ngettext(parts[i].one, parts[i].many, n), n);
	}
	buf_addc(out, '.');
}

static void
add_notes(struct buf *out, const json_t *site)
{
	const json_t	*incident;
	double		 public = field_num(site, "pcs.public"), online = field_num(site, "pcs.online");
	size_t		 i;

	if (strcmp(field_str(site, "state"), "closed") == 0 &&
	    strcmp(field_str(site, "link.state"), "down") == 0)
		buf_adds(out, _("line down, "));
	if (field_true(site, "link.on_backup"))
		buf_adds(out, _("on its backup line, "));
	if (field_true(site, "open") && strcmp(field_str(site, "convention.state"), "non_compliant") == 0)
		buf_adds(out, _("below the convention, "));
	if (field_true(site, "open") && online < public &&
	    strcmp(field_str(site, "state"), "unknown") != 0)
		buf_addf(out, ngettext("%d of %d PCs, ", "%d of %d PCs, ", (unsigned long)online),
		    (int)online, (int)public);
	json_array_foreach(field_get(site, "incidents"), i, incident)
		buf_addf(out, _("incident %lld, "), (long long)json_integer_value(incident));
	if (out->len > 1) {
		out->len -= 2;
		out->s[out->len] = '\0';
	}
}

void
status_table(struct table *t, const struct cli *cli, const json_t *status)
{
	const json_t	*sites = field_get(status, "sites");
	size_t		 n = json_array_size(sites);
	const json_t	**sorted = xcalloc(n + 1, sizeof(*sorted));
	struct wall	 now = field_time(status, "at");
	struct buf	 cell = { 0 };

	for (size_t i = 0; i < n; i++)
		sorted[i] = json_array_get(sites, i);
	qsort(sorted, n, sizeof(*sorted), compare_sites);
	t->n_columns = 5;
	for (size_t i = 0; i < n; i++) {
		say_state(&cell, cli, field_str(sorted[i], "state"));
		table_add(t, &cell);
		table_adds(t, field_str(sorted[i], "id"));
		table_adds(t, field_str(sorted[i], "name"));
		say_since(&cell, cli, field_time(sorted[i], "since"), now);
		table_add(t, &cell);
		add_notes(&cell, sorted[i]);
		table_add(t, &cell);
	}
	free(sorted);
}

void
status_alarms(struct buf *out, const struct cli *cli, const json_t *status)
{
	const json_t	*one;
	size_t		 i;

	if (field_true(status, "blind")) {
		say_style(out, cli, say_color("unknown"));
		buf_adds(out, _("vigie is blind: it reaches none of its canaries, so nothing is judged."));
		say_plain(out, cli);
		buf_addc(out, '\n');
	}
	json_array_foreach(field_get(status, "troubles"), i, one) {
		say_style(out, cli, say_color("down"));
		say_text(out, field_str(one, "text"));
		say_plain(out, cli);
		buf_addc(out, '\n');
	}
	json_array_foreach(field_get(status, "restart_needed"), i, one) {
		buf_adds(out, _("waits for a restart: "));
		say_text(out, json_is_string(one) ? json_string_value(one) : "");
		buf_addc(out, '\n');
	}
}

static void
show_all(const struct cli *cli, const json_t *status)
{
	struct buf	 out = { 0 };
	struct table	 t = { 0 };

	say_style(&out, cli, "1");
	status_sentence(&out, status);
	say_plain(&out, cli);
	buf_addc(&out, '\n');
	status_alarms(&out, cli, status);
	buf_addc(&out, '\n');
	status_table(&t, cli, status);
	table_show(&t, &out, "", 0);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
}

/* One point. */

static void
add_check(struct table *t, const struct cli *cli, const json_t *check, struct wall now)
{
	struct buf	 cell = { 0 };
	const char	*name = strrchr(field_str(check, "name"), '/');

	buf_adds(&cell, "  ");
	say_text(&cell, name != NULL ? name + 1 : field_str(check, "name"));
	table_add(t, &cell);
	say_state(&cell, cli, field_str(check, "state"));
	table_add(t, &cell);
	if (field_time(check, "at").ms != 0) {
		buf_adds(&cell, _("asked "));
		say_time(&cell, cli, field_time(check, "at"), now);
	}
	table_add(t, &cell);
	table_adds(t, words_answer(field_str(check, "text")));
}

static void
add_device(struct table *t, const struct cli *cli, const json_t *device, struct wall now)
{
	struct buf	 cell = { 0 };
	const json_t	*check;
	size_t		 i;

	say_text(&cell, field_str(device, "name"));
	table_add(t, &cell);
	say_state(&cell, cli, field_str(device, "state"));
	table_add(t, &cell);
	say_since(&cell, cli, field_time(device, "since"), now);
	table_add(t, &cell);
	table_adds(t, field_str(device, "address"));
	json_array_foreach(field_get(device, "checks"), i, check)
		add_check(t, cli, check, now);
}

static void
add_line(struct buf *out, const struct cli *cli, const char *what, const json_t *part,
    struct wall now)
{
	buf_addf(out, "%s  ", what);
	say_state(out, cli, field_str(part, "state"));
	if (field_time(part, "since").ms != 0) {
		buf_adds(out, ", ");
		say_since(out, cli, field_time(part, "since"), now);
	}
	if (field_true(part, "on_backup"))
		buf_adds(out, _(", on its backup line"));
	if (json_is_number(field_get(part, "rtt_ms"))) {
		buf_adds(out, ", ");
		say_figure(out, field_num(part, "rtt_ms"), 1);
		buf_adds(out, " ms");
	}
	if (field_num(part, "loss_pct") > 0) {
		buf_adds(out, ", ");
		say_figure(out, field_num(part, "loss_pct"), 0);
		buf_adds(out, _(" % lost"));
	}
	buf_addc(out, '\n');
}

static void
show_site(const struct cli *cli, const json_t *site, struct wall now)
{
	struct buf	 out = { 0 };
	struct table	 t = { .n_columns = 4 };
	const json_t	*one;
	size_t		 i;

	say_style(&out, cli, "1");
	say_text(&out, field_str(site, "name"));
	say_plain(&out, cli);
	buf_adds(&out, "  ");
	say_state(&out, cli, field_str(site, "state"));
	buf_adds(&out, "  ");
	say_since(&out, cli, field_time(site, "since"), now);
	buf_adds(&out, field_true(site, "open") ? _("\nOpen now") : _("\nNot open now"));
	if (field_time(site, "next_change").ms != 0) {
		buf_adds(&out, field_true(site, "open") ? _(", until ") : _(", opens "));
		say_time(&out, cli, field_time(site, "next_change"), now);
	}
	buf_addc(&out, '\n');
	add_line(&out, cli, _("Internet access"), field_get(site, "link"), now);
	json_array_foreach(field_get(site, "incidents"), i, one)
		buf_addf(&out, _("Incident %lld (vigie incident %lld)\n"),
		    (long long)json_integer_value(one), (long long)json_integer_value(one));
	buf_addc(&out, '\n');
	json_array_foreach(field_get(site, "devices"), i, one)
		add_device(&t, cli, one, now);
	table_show(&t, &out, "", 0);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
}

int
cmd_status(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 site = { "site", argc > 0 ? argv[0] : "" }, id = { "id", site.value };
	json_t		*status, *detail = NULL;
	int		 rc = cli_ask_json(cli, "status", &site, argc > 0 ? 1 : 0, true, &status);

	if (rc == CLI_DONE && !cli->is_json && argc > 0)
		rc = cli_ask_json(cli, "site", &id, 1, true, &detail);
	if (rc == CLI_DONE && !cli->is_json) {
		if (detail != NULL)
			show_site(cli, detail, field_time(status, "at"));
		else
			show_all(cli, status);
	}
	if (rc == CLI_DONE && !status_is_well(status))
		rc = CLI_NOT_WELL;
	json_decref(status);
	json_decref(detail);
	return rc;
}
