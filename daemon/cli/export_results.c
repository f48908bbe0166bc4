/*
 * export_results.c - vigie export results: the record as lines of `vigie replay`.
 *
 * Reads the files of store.dir directly, so that millions of lines take seconds and
 * no daemon is troubled.
 */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/export.h"
#include "model/conf.h"
#include "model/inventory.h"
#include "record/record.h"

#define PART	(256 * 1024)	/* bytes written at once */

struct exporting {
	const struct export	*what;
	struct inventory	*inv;	/* for the groups of --site; NULL = not known */
	uint32_t		 site;
	struct buf		 out;
	uint64_t		 n;
};

/* 1772524800.2: no more decimals than there are. */
static void
add_seconds(struct buf *out, int64_t ms)
{
	char	 text[32], *end = text + sizeof(text), *p = end;
	int64_t	 s = ms / SEC_MS;
	int	 part = (int)(ms % SEC_MS);

	for (int i = 0; i < 3; i++, part /= 10)
		*--p = (char)('0' + part % 10);
	*--p = '.';
	do
		*--p = (char)('0' + s % 10);
	while ((s /= 10) > 0);
	while (end[-1] == '0')
		end--;
	if (end[-1] == '.')
		end--;
	buf_add(out, p, (size_t)(end - p));
}

static void
add_quoted(struct buf *out, const char *s)
{
	const char	*from = s;

	buf_addc(out, '"');
	for (; *s != '\0'; s++) {
		unsigned char	 c = (unsigned char)*s;

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		buf_add(out, from, (size_t)(s - from));
		from = s + 1;
		if (c < ' ')
			buf_addf(out, "\\u%04x", c);
		else
			buf_add(out, (char[]){ '\\', (char)c }, 2);
	}
	buf_add(out, from, (size_t)(s - from));
	buf_addc(out, '"');
}

/* As short as reads back to the same. */
static void
add_number(struct buf *out, double v)
{
	char	 text[40];

	for (int digits = 15; digits <= 17; digits += 2) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_adds(out, isfinite(v) ? text : "null");
}

static void
add_result(struct buf *out, const struct record_entry *e)
{
	static const char *const	 words[] = { "ok", "warn", "fail", "error" };
	const char			*comma = "";

	if (e->started.ms != e->known.ms) {
		buf_adds(out, ",\"started\":");
		add_seconds(out, e->started.ms);
	}
	buf_adds(out, ",\"check\":");
	add_quoted(out, e->check);
	buf_adds(out, ",\"status\":\"");
	buf_adds(out, words[e->status & 3]);
	buf_addc(out, '"');
	if (*e->text != '\0') {
		buf_adds(out, ",\"text\":");
		add_quoted(out, e->text);
	}
	if (e->n_values == 0)
		return;
	buf_adds(out, ",\"values\":{");
	for (uint32_t i = 0; i < e->n_values; i++) {
		buf_adds(out, comma);
		add_quoted(out, e->values[i].name);
		buf_addc(out, ':');
		add_number(out, e->values[i].value);
		comma = ",";
	}
	buf_addc(out, '}');
}

/* A group that the site is in, or that is above one of these. */
static bool
is_group_of(const struct exporting *x, const char *scope)
{
	return x->inv != NULL && x->site != NONE &&
	    inventory_is_below(x->inv, &x->inv->sites[x->site], inventory_group(x->inv, scope));
}

/* Of --site is also what every site stands on: canaries, vigie itself, its groups. */
static bool
is_wanted(const struct exporting *x, const struct record_entry *e)
{
	size_t	 len = strlen(x->what->site);

	if (len == 0)
		return true;
	if (e->kind != RECORD_RESULT)
		return *e->scope == '\0' || strcmp(e->scope, "all") == 0 || strcmp(e->scope, "vigie") == 0 ||
		    strcmp(e->scope, x->what->site) == 0 || is_group_of(x, e->scope);
	return strncmp(e->check, "canary/", 7) == 0 ||
	    (strncmp(e->check, x->what->site, len) == 0 && e->check[len] == '/');
}

static bool
put(struct exporting *x)
{
	bool	 is_good = x->out.len == 0 ||
		    fwrite(x->out.s, 1, x->out.len, x->what->out) == x->out.len;

	buf_clear(&x->out);
	return is_good;
}

/* False when what takes it does not. */
static bool
take(struct exporting *x, const struct record_entry *e)
{
	if (!is_wanted(x, e))
		return true;
	x->n++;
	buf_adds(&x->out, "{\"t\":");
	add_seconds(&x->out, e->known.ms);
	if (e->kind == RECORD_RESULT) {
		add_result(&x->out, e);
	} else {
		buf_addc(&x->out, ',');
		buf_adds(&x->out, e->json);
	}
	buf_add(&x->out, "}\n", 2);
	return x->out.len < PART || put(x);
}

static void
say_damage(const struct shelf *s)
{
	struct shelf_damage	 d;

	shelf_damage(s, &d);
	if (d.n_bytes > 0)
		fprintf(stderr, _("vigie: %llu bytes of the record are damaged and were passed over, the first in %s\n"),
		    (unsigned long long)d.n_bytes, d.file);
	if (d.n_entries > 0)
		fprintf(stderr, _("vigie: %llu results could not be read for it\n"),
		    (unsigned long long)d.n_entries);
}

/* The configuration tells which groups a site is in; without a good one there are none. */
static void
find_site(struct cli *cli, struct exporting *x)
{
	struct mistakes	 mistakes = { 0 };

	x->site = NONE;
	if (*x->what->site == '\0')
		return;
	if ((x->inv = conf_load(cli->conf_file, CONF_NO_SECRETS, &mistakes)) != NULL)
		x->site = inventory_site(x->inv, x->what->site);
	mistakes_done(&mistakes);
	if (x->inv != NULL && x->site == NONE)
		fprintf(stderr, _("vigie: this configuration has no site \"%s\"\n"), x->what->site);
}

int
export_results(struct cli *cli, const struct export *what)
{
	struct exporting	 x = { .what = what };
	struct record_entry	 e;
	struct shelf		*s;
	struct err		 err = { "" };
	char			 dir[PATH_MAX];
	bool			 is_good = true;
	int			 code = CLI_DONE;

	if (!conf_peek(cli->conf_file, "store.dir", dir, sizeof(dir)) || dir[0] == '\0')
		return cli_refuse(_("%s does not say where results are kept (store.dir)"), cli->conf_file);
	if ((s = shelf_open(dir, what->since, what->until, &err)) == NULL)
		return cli_refuse("%s", err.text);
	find_site(cli, &x);
	while (is_good && shelf_next(s, &e, &err))
		is_good = take(&x, &e);
	is_good = put(&x) && is_good;
	if (!is_good)
		code = cli_refuse(_("the output cannot be written: %s"), strerror(errno));
	else if (err.text[0] != '\0')
		code = cli_refuse("%s", err.text);
	say_damage(s);
	if (code == CLI_DONE && x.n == 0)
		fprintf(stderr, _("vigie: nothing is recorded of that time in %s/%s\n"), dir, RECORD_DIR);
	shelf_close(s);
	inventory_free(x.inv);
	buf_done(&x.out);
	return code;
}
