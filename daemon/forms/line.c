/* line.c - see compose.h: the words for the figures of one line */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "model/field.h"

#define N_RESPONSIBILITIES	6

static const struct word {
	const char	*word, *said;
} responsibilities[N_RESPONSIBILITIES] = {
	{ "operator", N_("Operator") },
	{ "power", N_("Electricity") },
	{ "sivu", N_("Network itself") },
	{ "site", N_("Access point") },
	{ "partner", N_("Partner") },
	{ "unknown", N_("Not established") },
}, blamed[] = {
	{ "operator", N_("the operator") },
	{ "power", N_("electricity") },
	{ "sivu", N_("the network itself") },
	{ "site", N_("the point") },
	{ "partner", N_("a partner") },
	{ "unknown", N_("not established") },
}, kinds[] = {
	{ "link", N_("Internet access down") },
	{ "group", N_("Outage of the area") },
	{ "power", N_("Power cut") },
	{ "desync", N_("Line out of sync") },
	{ "box", N_("Box hung") },
	{ "dns", N_("Names not found") },
	{ "no_pc", N_("No computer connected") },
	{ "pc", N_("Computer absent") },
	{ "backup", N_("On the backup line") },
	{ "device", N_("Device silent") },
	{ "saturated", N_("Line saturated") },
	{ "flapping", N_("Line unstable") },
	{ "imported", N_("Taken over") },
}, notes[] = {
	{ "not_applicable", N_("not applicable") },
	{ "not_measured", N_("not measured") },
	{ "too_short", N_("too short for a rate") },
	{ "insufficient", N_("insufficient measurement") },
}, names[] = {
	{ "link", N_("Internet access") },
	{ "convention", N_("Convention") },
};

static const char *
find(const struct word *words, size_t n, const char *word, const char *other)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].word, word) == 0)
			return _(words[i].said);
	return other;
}

const char *
line_responsibility(const char *word)
{
	return find(responsibilities, N_ELEMENTS(responsibilities), word, word);
}

const char *
line_blamed(const char *word)
{
	return find(blamed, N_ELEMENTS(blamed), word, word);
}

const char *
line_kind(const char *word)
{
	return find(kinds, N_ELEMENTS(kinds), word, word[0] != '\0' ? word : "\xe2\x80\x93");
}

const char *
line_note(const json_t *line)
{
	return find(notes, N_ELEMENTS(notes), field_str(line, "note"), "");
}

const char *
line_name(const char *word)
{
	return find(names, N_ELEMENTS(names), word, word);
}

const char *
line_window(const json_t *window)
{
	const char	*kind = field_str(window, "kind");
	bool		 is_late = field_true(window, "is_late");

	if (strcmp(kind, "maintenance") == 0)
		return is_late ? _("maintenance declared late: counts from then")
		               : _("announced maintenance");
	if (strcmp(kind, "closure") == 0)
		return is_late ? _("closure declared afterwards") : _("declared closure");
	if (strcmp(kind, "opening") == 0)
		return _("exceptional opening");
	return kind;
}

int64_t
line_measured(const json_t *line)
{
	return field_int(line, "required_s") - field_int(line, "unknown_s");
}

const char *
line_rate(struct compose *c, const json_t *line)
{
	const char	*note = line_note(line);

	if (field_has(line, "availability"))
		return figure_percent(&c->f, field_str(line, "availability"));
	return note[0] != '\0' ? note : "\xe2\x80\x93";
}

/* Puts a sentence into a slot of the ring. */
static const char *
slot(struct compose *c, const char *fmt, ...)
{
	char	*out = c->f.ring[c->f.next++ % FIGURE_RING];
	va_list	 ap;

	va_start(ap, fmt);
	vsnprintf(out, FIGURE_SIZE, fmt, ap);
	va_end(ap);
	return out;
}

const char *
line_rate_of(struct compose *c, const json_t *line)
{
	const char	*rate = line_rate(c, line), *note = field_str(line, "note");
	const char	*measured = figure_span(&c->f, line_measured(line));

	if (line == NULL)
		return rate;
	if (strcmp(note, "insufficient") == 0)
		return slot(c, _("%s of %s measured (%s)"), rate, measured, line_note(line));
	if (field_has(line, "availability") || strcmp(note, "too_short") == 0)
		return slot(c, _("%s of %s measured"), rate, measured);
	return slot(
	    c, _("%s (%s required)"), rate, figure_span(&c->f, field_int(line, "required_s")));
}

void
line_rate_cell(struct compose *c, const json_t *line)
{
	int64_t hours =
	    field_has(line, "availability") ? line_measured(line) : field_int(line, "required_s");

	const char *also =
	    strcmp(field_str(line, "note"), "insufficient") == 0 ? line_note(line) : "";
	struct buf	 b = { 0 };

	buf_addf(&b, _("%s\nof %s"), line_rate(c, line), figure_span(&c->f, hours));
	if (also[0] != '\0')
		buf_addf(&b, "\n%s", also);
	grid_take(&c->grid, &b);
}

/* One of the other percentages by its key, of all required hours. */
static void
share_cell(struct compose *c, const json_t *line, const char *key)
{
	if (field_has(line, key))
		grid_addf(&c->grid, _("%s of %s"), figure_percent(&c->f, field_str(line, key)),
		    figure_span(&c->f, field_int(line, "required_s")));
	else
		grid_add(&c->grid, "\xe2\x80\x93");
}

/* The rate in one line, its note beneath. */
static void
rate_cell(struct compose *c, const json_t *line)
{
	const char	*note = line_note(line);

	if (field_has(line, "availability"))
		grid_addf(&c->grid, _("%s of %s%s%s"), line_rate(c, line),
		    figure_span(&c->f, line_measured(line)), note[0] != '\0' ? "\n" : "", note);
	else
		grid_add(&c->grid, line_rate(c, line));
}

/* A row of the table of both lines: a figure in hours of each. */
static void
span_row(struct compose *c, const char *head, const json_t *lines, const char *key)
{
	grid_add(&c->grid, head);
	grid_add(&c->grid, figure_span(&c->f, field_int(field_get(lines, "link"), key)));
	grid_add(&c->grid, figure_span(&c->f, field_int(field_get(lines, "convention"), key)));
}

static void
share_row(struct compose *c, const char *head, const json_t *lines, const char *key)
{
	grid_add(&c->grid, head);
	share_cell(c, field_get(lines, "link"), key);
	share_cell(c, field_get(lines, "convention"), key);
}

static void
outages_cell(struct compose *c, const json_t *line)
{
	int64_t	 n = field_int(line, "outages");

	if (n == 0)
		grid_add(&c->grid, "0");
	else
		grid_addf(&c->grid, ngettext("%s, of %s", "%s, the longest %s", (unsigned long)n),
		    figure_count(&c->f, n), figure_span(&c->f, field_int(line, "longest_s")));
}

void
line_table(struct compose *c, const json_t *lines, const char *caption)
{
	const json_t *link = field_get(lines, "link"), *conv = field_get(lines, "convention");
	const struct grid_column	 columns[] = {
		{ _("Figure"), false }, { _("Internet access"), true }, { _("Convention"), true },
	};

	grid_start(&c->grid, caption, columns, N_ELEMENTS(columns));
	span_row(c, _("Declared opening"), lines, "open_s");
	span_row(c, _("Announced maintenance, taken away"), lines, "maintenance_s");
	span_row(c, _("Required time"), lines, "required_s");
	span_row(c, _("Not measured"), lines, "unknown_s");
	span_row(c, _("Down"), lines, "down_s");
	span_row(c, _("Working"), lines, "up_s");
	grid_add(&c->grid, _("Availability found, of the time measured"));
	rate_cell(c, link);
	rate_cell(c, conv);
	share_row(c, _("Share measured, of the time required"), lines, "coverage");
	share_row(c, _("Lower bound, of the time required"), lines, "min");
	share_row(c, _("Upper bound, of the time required"), lines, "max");
	grid_add(&c->grid, _("Outages"));
	outages_cell(c, link);
	outages_cell(c, conv);
	if (field_int(link, "declared_during_outage_s") +
	        field_int(conv, "declared_during_outage_s") >
	    0)
		span_row(c, _("Maintenance declared during an outage"), lines,
		    "declared_during_outage_s");
	compose_table(c);
}

/* Of one line and responsibility; words that this list does not know are counted with "unknown". */
static int64_t
caused(const json_t *line, size_t i)
{
	const json_t	*all = field_get(line, "by_responsibility");
	int64_t		 s = field_int(all, responsibilities[i].word);
	const char	*key;
	json_t		*value;

	if (strcmp(responsibilities[i].word, "unknown") != 0)
		return s;
	json_object_foreach((json_t *)(uintptr_t)all, key, value)
		if (find(responsibilities, N_RESPONSIBILITIES, key, NULL) == NULL)
			s += json_integer_value(value);
	return s;
}

void
line_causes_table(struct compose *c, const json_t *lines)
{
	const json_t *link = field_get(lines, "link"), *conv = field_get(lines, "convention");
	const struct grid_column columns[] = {
	    {_("Responsibility"), false},
	    {_("Internet access"), true},
	    {_("Convention"), true},
	};

	grid_start(&c->grid, _("Time down by responsibility"), columns, N_ELEMENTS(columns));
	for (size_t i = 0; i < N_RESPONSIBILITIES; i++) {
		if (caused(link, i) == 0 && caused(conv, i) == 0)
			continue;
		grid_add(&c->grid, _(responsibilities[i].said));
		grid_add(&c->grid, figure_span(&c->f, caused(link, i)));
		grid_add(&c->grid, figure_span(&c->f, caused(conv, i)));
	}
	if (c->grid.n_rows > 1) {
		span_row(c, _("Total"), lines, "down_s");
		grid_row(&c->grid)->is_total = true;
	}
	compose_table(c);
}

bool
line_causes_bars(struct compose *c, const json_t *line, const char *title)
{
	struct paper_bar	 bars[N_RESPONSIBILITIES];
	struct paper_bars	 picture = { .title = title, .label_head = _("Responsibility"),
		.value_head = _("Time down"), .bars = bars };

	for (size_t i = 0; i < N_RESPONSIBILITIES; i++) {
		int64_t	 s = caused(line, i);

		if (s > 0)
			bars[picture.n++] = (struct paper_bar){ _(responsibilities[i].said),
				figure_span(&c->f, s), s, PAPER_DOWN };
	}
	for (size_t i = 1; i < picture.n; i++)	/* the worst first */
		for (size_t k = i; k > 0 && bars[k].value > bars[k - 1].value; k--) {
			struct paper_bar	 swap = bars[k];

			bars[k] = bars[k - 1];
			bars[k - 1] = swap;
		}
	if (picture.n > 0)
		c->paper->kind->bars(c->paper, &picture);
	return picture.n > 0;
}
