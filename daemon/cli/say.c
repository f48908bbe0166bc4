/* say.c - see say.h */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/say.h"
#include "model/conf.h"
#include "model/words.h"
#include "model/zone.h"

/* Words. */

static const struct { const char *state, *word, *shape, *color; int rank; } states[] = {
	{ "down",		N_("Down"),		"■",	"1;31",	0 },
	{ "degraded",		N_("Degraded"),		"▲",	"33",	1 },
	{ "unknown",		N_("Not measured"),	"◌",	"35",	2 },
	{ "maintenance",	N_("Maintenance"),	"◆",	"34",	3 },
	{ "up",			N_("Works"),		"●",	"32",	4 },
	{ "closed",		N_("Closed"),		"○",	"2",	5 },
};

int
say_rank(const char *state)
{
	for (size_t i = 0; i < N_ELEMENTS(states); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].rank;
	return 9;
}

const char *
say_color(const char *state)
{
	for (size_t i = 0; i < N_ELEMENTS(states); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].color;
	return "0";
}

void
say_style(struct buf *out, const struct cli *cli, const char *code)
{
	if (cli->is_color)
		buf_addf(out, "\033[%sm", code);
}

void
say_plain(struct buf *out, const struct cli *cli)
{
	if (cli->is_color)
		buf_adds(out, "\033[0m");
}

void
say_state(struct buf *out, const struct cli *cli, const char *state)
{
	for (size_t i = 0; i < N_ELEMENTS(states); i++)
		if (strcmp(states[i].state, state) == 0) {
			say_style(out, cli, states[i].color);
			buf_addf(out, "%s %s", states[i].shape, _(states[i].word));
			say_plain(out, cli);
			return;
		}
	say_text(out, state);
}

const char *
say_responsibility(const char *word)
{
	static const struct { const char *word, *text; } all[] = {
		{ "operator", N_("the operator") }, { "power", N_("electricity") },
		{ "sivu", N_("ours") }, { "site", N_("the point") }, { "partner", N_("a partner") },
		{ "unknown", N_("not known yet") },
	};

	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		if (strcmp(all[i].word, word) == 0)
			return _(all[i].text);
	return word;
}

const char *
say_event(const char *word)
{
	static const struct { const char *word, *text; } all[] = {
		{ "opened", N_("opened") }, { "updated", N_("updated") },
		{ "restored", N_("restored") }, { "closed", N_("closed") },
		{ "acknowledged", N_("taken in hand") }, { "comment", N_("comment") },
		{ "told", N_("told") }, { "attached", N_("part of a wider incident") },
		{ "detached", N_("no longer part of a wider incident") },
		{ "removed", N_("removed from the configuration") }, { "held", N_("held back") },
	};

	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		if (strcmp(all[i].word, word) == 0)
			return _(all[i].text);
	return word;
}

/* Times and texts. */

const struct zone *
say_zone(const struct cli *cli)
{
	static struct zone	*zone;
	static bool		 is_tried;
	char			 name[ZONE_NAME_MAX + 1];

	if (!is_tried) {
		is_tried = true;
		conf_peek(cli->conf_file, "network.timezone", name, sizeof(name));
		zone = zone_load(name[0] != '\0' ? name : "Europe/Paris", NULL);
	}
	return zone;
}

void
say_time(struct buf *out, const struct cli *cli, struct wall t, struct wall now)
{
	words_time(out, say_zone(cli), t, now);
}

void
say_since(struct buf *out, const struct cli *cli, struct wall t, struct wall now)
{
	const struct zone	*z = say_zone(cli);

	if (t.ms == 0)
		return;
	buf_adds(out, _("since "));
	if (zone_day(z, t) == zone_day(z, now))
		words_clock(out, z, t);
	else
		words_time(out, z, t, now);
}

void
say_text(struct buf *out, const char *text)
{
	size_t	 size = strlen(text) + 1;
	char	*clean = xmalloc(size);

	text_clean(clean, size, text, size - 1);
	buf_adds(out, clean);
	free(clean);
}

void
say_figure(struct buf *out, double value, int decimals)
{
	size_t	 start = out->len;

	buf_addf(out, "%.*f", decimals, value);
	if (lang_is_french())
		for (size_t i = start; i < out->len; i++)
			if (out->s[i] == '.')
				out->s[i] = ',';
}

void
say_number(struct buf *out, double value)
{
	bool	 is_whole = value > -1e15 && value < 1e15 && value == (double)(int64_t)value;

	say_figure(out, value, is_whole ? 0 : 2);
}

/* Widths. */

/* One thing at s: an escape sequence (no columns) or a character; its bytes. */
static size_t
step(const char *s, unsigned *columns)
{
	size_t	 n;

	if (s[0] == '\033' && s[1] == '[') {
		*columns = 0;
		n = 2 + strspn(s + 2, "0123456789;");
		return s[n] != '\0' ? n + 1 : n;
	}
	return text_step(s, MB_LEN_MAX, columns);
}

unsigned
say_width(const char *text)
{
	unsigned	 total = 0, columns;

	while (*text != '\0') {
		text += step(text, &columns);
		total += columns;
	}
	return total;
}

void
say_cut(struct buf *out, const char *text, unsigned width)
{
	unsigned	 columns;
	size_t		 n;

	for (; *text != '\0'; text += n) {
		n = step(text, &columns);
		if (columns > width)
			break;
		width -= columns;
		buf_add(out, text, n);
	}
	for (; *text != '\0'; text += n) {	/* what ends a colour still counts */
		n = step(text, &columns);
		if (text[0] == '\033')
			buf_add(out, text, n);
	}
}

/* Tables. */

void
table_add(struct table *t, struct buf *cell)
{
	t->cells = grow(t->cells, t->n_cells, &t->room, sizeof(*t->cells));
	t->cells[t->n_cells++] = buf_take(cell);
}

void
table_adds(struct table *t, const char *text)
{
	struct buf	 cell = { 0 };

	say_text(&cell, text);
	table_add(t, &cell);
}

void
table_show(struct table *t, struct buf *out, const char *indent, unsigned width)
{
	unsigned	*widths = xcalloc(t->n_columns, sizeof(*widths));
	struct buf	 row = { 0 };

	for (size_t i = 0; i < t->n_cells; i++) {
		unsigned	 w = say_width(t->cells[i]);

		if (w > widths[i % t->n_columns])
			widths[i % t->n_columns] = w;
	}
	for (size_t i = 0; i < t->n_cells; i++) {
		size_t	 k = i % t->n_columns;

		if (k == 0)
			buf_adds(&row, indent);
		buf_adds(&row, t->cells[i]);
		if (k + 1 < t->n_columns && widths[k] > 0)
			for (unsigned w = say_width(t->cells[i]); w < widths[k] + 2; w++)
				buf_addc(&row, ' ');
		if (k + 1 == t->n_columns) {
			while (row.len > 0 && row.s[row.len - 1] == ' ')
				row.s[--row.len] = '\0';
			say_cut(out, buf_str(&row), width > 0 ? width : UINT32_MAX);
			buf_addc(out, '\n');
			buf_clear(&row);
		}
		free(t->cells[i]);
	}
	buf_done(&row);
	free(widths);
	free(t->cells);
	t->cells = NULL;
	t->n_cells = t->room = 0;
}
