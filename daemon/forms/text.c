/* text.c - see form.h: a report on a terminal of 80 columns */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "forms/compose.h"
#include "forms/make.h"
#include "model/field.h"

#define WIDTH		80
#define GAP		2	/* between columns */
#define BAR_WIDTH	30
#define RULE		"\xe2\x94\x80"	/* a light horizontal line */
#define BLOCK		"\xe2\x96\x88"	/* a full block */

struct text_paper {
	struct paper	 paper;
	struct buf	*out;
	enum paper_tone	 tone;		/* of the block before */
	bool		 was_text;	/* the block before was a text */
};

/* The widest piece between spaces and line ends; `hard`: between no-break spaces too. */
static unsigned
longest_word(const char *s, bool hard)
{
	unsigned	 most = 0, used = 0, w;
	size_t		 n;

	for (; *s != '\0'; s += n) {
		n = text_step(s, MB_LEN_MAX, &w);
		used = *s == ' ' || *s == '\n' || (hard && (text_nbsp(s) > 0 || *s == '-'))
		           ? 0
		           : used + w;
		most = used > most ? used : most;
	}
	return most;
}

static unsigned
longest_line(const char *s)
{
	unsigned	 most = 0;

	while (*s != '\0') {
		size_t		 len = strcspn(s, "\n");
		unsigned	 w = text_width(s, len);

		if (w > most)
			most = w;
		s += len + (s[len] != '\0');
	}
	return most;
}

/*
 * The next line of *s that fits `width` columns: its start and bytes; *s moves past it.
 * It ends at a space; where there is none at a no-break space or after a hyphen; else a
 * word is cut.
 */
static size_t
next_line(const char **s, unsigned width, const char **line)
{
	const char	*p = *s;
	size_t		 i = 0, n, space = 0, nbsp = 0;
	unsigned	 used = 0, w;

	*line = p;
	for (; p[i] != '\0' && p[i] != '\n'; i += n) {
		n = text_step(p + i, MB_LEN_MAX, &w);
		used += w;
		if (p[i] == ' ')
			space = i;
		else if (text_nbsp(p + i) > 0 || (i > 0 && p[i - 1] == '-'))
			nbsp = i;
		if (used > width && i > 0) {
			size_t	 len = space > 0 ? space : nbsp > 0 ? nbsp : i;

			*s = p + len + (space > 0 ? 1 : text_nbsp(p + len));
			return len;
		}
	}
	*s = p + i + (p[i] == '\n');
	return i;
}

static struct text_paper *
paper_of(struct paper *paper)
{
	return (struct text_paper *)paper;
}

static void
put_repeated(struct buf *out, const char *what, unsigned n)
{
	while (n-- > 0)
		buf_adds(out, what);
}

/* A paragraph, each line after `indent` spaces. */
static void
put_wrapped(struct buf *out, const char *text, unsigned indent)
{
	char		*clean = field_clean(text, "\n");
	const char	*s = clean, *line;

	do {
		size_t	 len = next_line(&s, WIDTH - indent, &line);

		put_repeated(out, " ", indent);
		buf_add(out, line, len);
		buf_addc(out, '\n');
	} while (*s != '\0');
	free(clean);
}

static void
text_begin(struct paper *paper, const struct paper_title *title)
{
	struct text_paper	*p = paper_of(paper);
	struct buf		 b = { 0 };

	put_wrapped(p->out, title->network, 0);
	buf_addf(&b, "%s, %s", title->title, title->subtitle);
	put_wrapped(p->out, b.s, 0);
	put_repeated(p->out, RULE, WIDTH);
	buf_addc(p->out, '\n');
	buf_done(&b);
}

static void
text_heading(struct paper *paper, int level, const char *text, const char *anchor)
{
	struct text_paper	*p = paper_of(paper);
	char			*clean = field_clean(text, "\n");

	(void)anchor;
	buf_addc(p->out, '\n');
	if (level == 2) {
		put_repeated(p->out, RULE, WIDTH);
		buf_addc(p->out, '\n');
	}
	put_wrapped(p->out, clean, 0);
	p->was_text = false;
	free(clean);
}

static void
text_text(struct paper *paper, enum paper_tone tone, const char *text)
{
	struct text_paper	*p = paper_of(paper);

	if (!p->was_text || tone != p->tone || tone == TONE_LEAD)
		buf_addc(p->out, '\n');
	put_wrapped(p->out, text, 0);
	p->tone = tone;
	p->was_text = true;
}

static void
text_link(struct paper *paper, const char *text, const char *url)
{
	struct buf	 b = { 0 };

	buf_addf(&b, "%s\n%s", text, url);
	text_text(paper, TONE_MUTED, b.s);
	buf_done(&b);
}

static void
text_figures(struct paper *paper, const struct paper_figure *figures, size_t n)
{
	struct text_paper	*p = paper_of(paper);
	unsigned		 widest = 0;

	for (size_t i = 0; i < n; i++)
		if (longest_line(figures[i].value) > widest)
			widest = longest_line(figures[i].value);
	buf_addc(p->out, '\n');
	for (size_t i = 0; i < n; i++) {
		buf_adds(p->out, "  ");
		put_repeated(p->out, " ", widest - longest_line(figures[i].value));
		buf_addf(p->out, "%s  %s\n", figures[i].value, figures[i].label);
		put_repeated(p->out, " ", widest + 4);
		buf_addf(p->out, "%s\n", figures[i].beneath);
	}
	p->was_text = false;
}

static void
text_bars(struct paper *paper, const struct paper_bars *bars)
{
	struct text_paper	*p = paper_of(paper);
	unsigned		 label = 0;
	int64_t			 most = 1;

	for (size_t i = 0; i < bars->n; i++) {
		if (longest_line(bars->bars[i].label) > label)
			label = longest_line(bars->bars[i].label);
		if (bars->bars[i].value > most)
			most = bars->bars[i].value;
	}
	buf_addf(p->out, "\n%s\n", bars->title);
	for (size_t i = 0; i < bars->n; i++) {
		const struct paper_bar	*bar = &bars->bars[i];
		unsigned len = (unsigned)((double)bar->value * BAR_WIDTH / (double)most + 0.5);

		buf_addf(p->out, "  %s", bar->label);
		put_repeated(p->out, " ", label + GAP - longest_line(bar->label));
		put_repeated(p->out, BLOCK, len == 0 && bar->value > 0 ? 1 : len);
		buf_addf(p->out, "%s%s\n", bar->value > 0 ? "  " : "", bar->said);
	}
	p->was_text = false;
}

/* The table beside it says it all: a terminal has no picture of days. */
static void
text_days(struct paper *paper, const struct paper_days *days)
{
	(void)paper;
	(void)days;
}

/* Takes columns from the widest that is above its floor until all fit; the total that is left. */
static unsigned
shrink(unsigned *widths, const unsigned *floors, unsigned n, unsigned total)
{
	while (total > WIDTH) {
		unsigned	 give = n;

		for (unsigned k = 0; k < n; k++)
			if (widths[k] > floors[k] && (give == n || widths[k] > widths[give]))
				give = k;
		if (give == n)
			break;
		widths[give]--;
		total--;
	}
	return total;
}

/*
 * Widths that fit the terminal.  Lines are broken at spaces first; then texts at their
 * no-break spaces, then figures at theirs; words are cut last.
 */
static void
fit_columns(const struct grid *g, char *const *cells, unsigned *widths)
{
	unsigned words[GRID_COLUMNS] = {0}, pieces[GRID_COLUMNS] = {0}, floors[GRID_COLUMNS] = {0};
	unsigned	 total = (g->n_columns - 1) * GAP;

	for (unsigned k = 0; k < g->n_columns; k++) {
		widths[k] = words[k] = longest_word(g->columns[k].head, false);
		pieces[k] = longest_word(g->columns[k].head, true);
		for (size_t r = 0; r < g->n_rows; r++) {
			const char	*cell = cells[r * g->n_columns + k];
			unsigned line = longest_line(cell), word = longest_word(cell, false),
			         piece = longest_word(cell, true);

			widths[k] = line > widths[k] ? line : widths[k];
			words[k] = word > words[k] ? word : words[k];
			pieces[k] = piece > pieces[k] ? piece : pieces[k];
		}
		total += widths[k];
	}
	total = shrink(widths, words, g->n_columns, total);
	for (unsigned k = 0; k < g->n_columns; k++)
		floors[k] = g->columns[k].is_number ? words[k] : pieces[k];
	total = shrink(widths, floors, g->n_columns, total);
	total = shrink(widths, pieces, g->n_columns, total);
	for (unsigned k = 0; k < g->n_columns; k++)
		floors[k] = 1;
	shrink(widths, floors, g->n_columns, total);
}

/* One row over as many lines as its fullest cell needs; `parts` are n_columns texts. */
static void
put_row(struct buf *out, const struct grid *g, const char **parts, const unsigned *widths)
{
	for (bool is_first = true, more = true; more; is_first = false) {
		struct buf	 row = { 0 };

		more = false;
		for (unsigned k = 0; k < g->n_columns; k++) {
			const char	*line = "";
			size_t len = *parts[k] != '\0' ? next_line(&parts[k], widths[k], &line) : 0;
			unsigned	 pad = widths[k] - text_width(line, len);

			if (g->columns[k].is_number)
				put_repeated(&row, " ", pad);
			buf_add(&row, line, len);
			if (!g->columns[k].is_number)
				put_repeated(&row, " ", pad);
			if (k + 1 < g->n_columns)
				put_repeated(&row, " ", GAP);
			more = more || *parts[k] != '\0';
		}
		while (row.len > 0 && row.s[row.len - 1] == ' ')
			row.len--;
		if (row.len > 0 || is_first)
			buf_add(out, buf_str(&row), row.len);
		buf_addc(out, '\n');
		buf_done(&row);
	}
}

static void
put_rule(struct buf *out, const struct grid *g, const unsigned *widths)
{
	unsigned	 total = (g->n_columns - 1) * GAP;

	for (unsigned k = 0; k < g->n_columns; k++)
		total += widths[k];
	put_repeated(out, RULE, total);
	buf_addc(out, '\n');
}

static void
text_table(struct paper *paper, const struct grid *g)
{
	struct text_paper	*p = paper_of(paper);
	char			**cells = xcalloc(g->n_rows * g->n_columns, sizeof(*cells));
	unsigned		 widths[GRID_COLUMNS];
	const char		*parts[GRID_COLUMNS];

	for (size_t r = 0; r < g->n_rows; r++)
		for (unsigned k = 0; k < g->n_columns; k++)
			cells[r * g->n_columns + k] = field_clean(grid_cell(g, r, k), "\n");
	fit_columns(g, cells, widths);
	buf_addc(p->out, '\n');
	put_wrapped(p->out, g->caption, 0);
	put_rule(p->out, g, widths);
	for (unsigned k = 0; k < g->n_columns; k++)
		parts[k] = g->columns[k].head;
	put_row(p->out, g, parts, widths);
	put_rule(p->out, g, widths);
	for (size_t r = 0; r < g->n_rows; r++) {
		if (g->rows[r].is_total)
			put_rule(p->out, g, widths);
		for (unsigned k = 0; k < g->n_columns; k++)
			parts[k] = cells[r * g->n_columns + k];
		put_row(p->out, g, parts, widths);
	}
	for (size_t i = 0; i < g->n_rows * g->n_columns; i++)
		free(cells[i]);
	free(cells);
	p->was_text = false;
}

static void
text_nothing(struct paper *paper)
{
	(void)paper;
}

static const struct paper_kind	 kind = {
	.begin = text_begin, .heading = text_heading, .text = text_text, .link = text_link,
	.figures = text_figures,
	.bars = text_bars, .days = text_days, .table = text_table, .leaf = text_nothing,
	.end = text_nothing,
};

bool
text_make(const json_t *report, struct buf *out, struct err *err)
{
	struct text_paper p = {.paper = {.kind = &kind, .with_points = true}, .out = out};

	(void)err;
	compose(&p.paper, report);
	return true;
}
