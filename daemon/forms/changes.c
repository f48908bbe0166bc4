/*
 * changes.c - what a frozen report's version changed against the one before; see compose.h.
 *
 * Durations and counts only: a rate is a share of hours, and those that moved it are here.
 */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "model/field.h"

static const struct { const char *key, *label; bool is_span; } figures[] = {
	{ "open_s", N_("Declared opening"), true },
	{ "maintenance_s", N_("Announced maintenance, taken away"), true },
	{ "required_s", N_("Required time"), true },
	{ "unknown_s", N_("Not measured"), true },
	{ "down_s", N_("Down"), true },
	{ "up_s", N_("Working"), true },
	{ "outages", N_("Outages"), false },
	{ "longest_s", N_("Longest outage"), true },
	{ "half_days.lost", N_("Half-days lost"), false },
	{ "delays.intervene.n", N_("Taken in hand"), false },
	{ "delays.restore.n", N_("Restored"), false },
	{ "windows", N_("Maintenance, closures, openings"), false },
	{ "declared.visio", N_("Video meetings"), false },
	{ "declared.trainings", N_("Trainings"), false },
	{ "declared.interventions", N_("Interventions"), false },
};

static void
add_value(struct compose *c, const json_t *value, bool is_span)
{
	if (!json_is_integer(value))
		grid_add(&c->grid, "\xe2\x80\x93");
	else if (is_span)
		grid_add(&c->grid, figure_span(&c->f, json_integer_value(value)));
	else
		grid_add(&c->grid, figure_count(&c->f, json_integer_value(value)));
}

static void
add_change(struct compose *c, const json_t *change)
{
	const char	*what = field_str(change, "what"), *line = field_str(change, "line");
	bool		 is_counted = strcmp(what, "counted") == 0;
	size_t		 i = 0;

	while (i < N_ELEMENTS(figures) && strcmp(figures[i].key, what) != 0)
		i++;
	if (i == N_ELEMENTS(figures) && !is_counted)
		return;
	grid_add(&c->grid, field_has(change, "name") ? field_str(change, "name") : _("Together"));
	grid_add(&c->grid, *line != '\0' ? line_name(line) : "");
	grid_add(&c->grid, is_counted ? _("Counted") : _(figures[i].label));
	if (is_counted) {
		grid_add(&c->grid, field_true(change, "was") ? _("yes") : _("no"));
		grid_add(&c->grid, field_true(change, "is") ? _("yes") : _("no"));
		return;
	}
	add_value(c, field_get(change, "was"), figures[i].is_span);
	add_value(c, field_get(change, "is"), figures[i].is_span);
}

void
changes_put(struct compose *c)
{
	const json_t	*changes = field_get(c->report, "frozen.changes"), *change;
	const struct grid_column columns[] = {
		{ _("Point"), false }, { _("Line"), false }, { _("Figure"), false }, { _("Before"), true },
		{ _("Now"), true },
	};
	char		*title = xasprintf(_("What version %d changed"), (int)field_int(c->report, "frozen.version"));
	size_t		 i;

	grid_start(&c->grid, _("Figures that are no longer those of the version before"), columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)changes, i, change)
		add_change(c, change);
	if (c->grid.n_rows > 0)
		c->paper->kind->heading(c->paper, 2, title, "changes");
	compose_table(c);
	free(title);
}
