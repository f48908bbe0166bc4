/* annex.c - see compose.h: what there is to say of several points together */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "model/field.h"

#define LONGEST_SHOWN	10	/* outages of the whole network */
#define NO_FIGURE	"\xe2\x80\x93"

static void
heading(struct compose *c, const char *text, const char *anchor)
{
	c->paper->kind->heading(c->paper, 2, text, anchor);
}

/* The name of a point, else its id, which leads to it. */
static void
name_cell(struct compose *c, const json_t *site)
{
	const char	*name = field_str(site, "name");

	grid_add(&c->grid, name[0] != '\0' ? name : field_str(site, "id"));
	grid_row(&c->grid)->link = xstrdup(field_str(site, "id"));
}

/* The same, and since or until when it counts. */
static void
name_and_times_cell(struct compose *c, const json_t *site)
{
	const char	*name = field_str(site, "name");
	struct buf	 b = { 0 };

	buf_adds(&b, name[0] != '\0' ? name : field_str(site, "id"));
	if (field_has(site, "from"))
		buf_addf(&b, _("\nsince %s"), figure_moment(&c->f, field_time(site, "from")));
	if (field_has(site, "to"))
		buf_addf(&b, _("\nuntil %s"), figure_moment(&c->f, field_time(site, "to")));
	grid_take(&c->grid, &b);
	grid_row(&c->grid)->link = xstrdup(field_str(site, "id"));
}

static void
total_row(struct compose *c)
{
	grid_add(&c->grid, _("Together"));
	grid_row(&c->grid)->is_total = true;
}

static void
points_table(struct compose *c, const json_t *sites)
{
	const struct grid_column columns[] = {
		{ _("Point"), false }, { _("Internet access"), true }, { _("Convention"), true },
		{ _("Outages"), true }, { _("Longest"), true }, { _("Target"), false },
	};
	const json_t		*site, *link, *total = field_get(c->report, "total");
	size_t			 i;

	grid_start(
	    &c->grid, _("Points: availability in opening hours"), columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)sites, i, site) {
		const json_t	*met = field_get(site, "target_met");

		link = field_get(site, "lines.link");
		name_and_times_cell(c, site);
		line_rate_cell(c, link);
		line_rate_cell(c, field_get(site, "lines.convention"));
		grid_add(&c->grid, figure_count(&c->f, field_int(link, "outages")));
		grid_add(&c->grid, figure_span(&c->f, field_int(link, "longest_s")));
		grid_add(&c->grid, json_is_true(met)    ? _("met")
		                   : json_is_false(met) ? _("missed")
		                                        : NO_FIGURE);
	}
	if (c->grid.n_rows > 1) {
		link = field_get(total, "link");
		total_row(c);
		line_rate_cell(c, link);
		line_rate_cell(c, field_get(total, "convention"));
		grid_add(&c->grid, figure_count(&c->f, field_int(link, "outages")));
		grid_add(&c->grid, figure_span(&c->f, field_int(link, "longest_s")));
		grid_add(&c->grid, NO_FIGURE);
	}
	compose_table(c);
}

/* An outage and its point, both borrowed. */
struct outage {
	const json_t	*site, *o;
	int64_t		 down_s;
};

static int
longer_first(const void *a, const void *b)
{
	const struct outage	*x = a, *y = b;
	int			 order;

	if (x->down_s != y->down_s)
		return x->down_s > y->down_s ? -1 : 1;
	order = strcmp(field_str(x->o, "from"), field_str(y->o, "from"));
	return order != 0 ? order : strcmp(field_str(x->site, "id"), field_str(y->site, "id"));
}

/* Those of the link, all points together; the array is the caller's to free. */
static struct outage *
all_outages(const json_t *sites, size_t *n)
{
	const json_t	*site, *o;
	struct outage	*all = NULL;
	size_t		 room = 0, i, k;

	*n = 0;
	json_array_foreach((json_t *)(uintptr_t)sites, i, site)
	    json_array_foreach((json_t *)(uintptr_t)field_get(site, "outages"), k,
	        o) if (strcmp(field_str(o, "line"), "link") == 0 && field_int(o, "down_s") > 0)
	{
		all = grow(all, *n, &room, sizeof(*all));
		all[(*n)++] = (struct outage){site, o, field_int(o, "down_s")};
	}
	if (*n > 1)
		qsort(all, *n, sizeof(*all), longer_first);
	return all;
}

static void
longest_table(struct compose *c, const json_t *sites)
{
	const struct grid_column columns[] = {
	    {_("Point"), false},
	    {_("Start"), false},
	    {_("End"), false},
	    {_("Opening time lost"), true},
	    {_("What"), false},
	    {_("Responsibility"), false},
	};
	size_t		 n;
	struct outage	*all = all_outages(sites, &n);

	grid_start(
	    &c->grid, _("The longest outages of Internet access"), columns, N_ELEMENTS(columns));
	for (size_t i = 0; i < n && i < LONGEST_SHOWN; i++) {
		const json_t	*o = all[i].o;

		name_cell(c, all[i].site);
		grid_add(&c->grid, figure_stamp(&c->f, field_time(o, "from")));
		grid_add(&c->grid, field_has(o, "to") ? figure_stamp(&c->f, field_time(o, "to")) :
		    _("still going on"));
		grid_add(&c->grid, figure_span(&c->f, all[i].down_s));
		grid_add(&c->grid, line_kind(field_str(o, "kind")));
		grid_add(&c->grid, line_responsibility(field_str(o, "responsibility")));
	}
	compose_table(c);
	free(all);
}

void
compose_halves_rule(struct compose *c)
{
	compose_text(c, TONE_MUTED, "%s",
	    _("A half-day is what is open before or after 13:00; it is lost when the convention "
	      "was not met for at least half of its required time, and too little measured when "
	      "it is not lost but would be, had the convention not been met in all the time that "
	      "was not measured."));
}

static void
halves_cell(struct compose *c, const json_t *halves)
{
	int64_t		 unsure = field_int(halves, "unknown");
	struct buf	 b = { 0 };

	buf_addf(&b, _("%s of %s"), figure_count(&c->f, field_int(halves, "lost")),
	    figure_count(&c->f, field_int(halves, "open")));
	if (unsure > 0)
		buf_addf(&b, ngettext("\n%s too little measured", "\n%s too little measured",
		    (unsigned long)unsure), figure_count(&c->f, unsure));
	grid_take(&c->grid, &b);
}

/* Half-days and what was declared, of a point or of all. */
static void
declared_cells(struct compose *c, const json_t *owner)
{
	const json_t	*declared = field_get(owner, "declared");
	int64_t		 failed = field_int(declared, "visio_failed");

	halves_cell(c, field_get(owner, "half_days"));
	if (failed > 0)
		grid_addf(&c->grid, _("%s\n%s failed"),
		    figure_count(&c->f, field_int(declared, "visio")), figure_count(&c->f, failed));
	else
		grid_add(&c->grid, figure_count(&c->f, field_int(declared, "visio")));
	grid_add(&c->grid, figure_count(&c->f, field_int(declared, "trainings")));
	grid_add(&c->grid, figure_count(&c->f, field_int(declared, "interventions")));
}

static void
hours_table(struct compose *c, const json_t *sites)
{
	const struct grid_column columns[] = {
	    {_("Point"), false},
	    {_("Declared each week"), true},
	    {_("Promised each week"), true},
	    {_("Half-days lost"), true},
	    {_("Video sessions"), true},
	    {_("Trainings"), true},
	    {_("Interventions"), true},
	};
	const json_t		*site;
	size_t			 i;

	grid_start(&c->grid, _("Opening hours, half-days and what was declared"), columns,
	    N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)sites, i, site) {
		name_cell(c, site);
		grid_addf(&c->grid, "%s%s",
		    figure_span(&c->f, field_int(site, "hours.declared_week_s")),
		    field_true(site, "hours.is_under") ? _("\nunder the promise") : "");
		grid_add(&c->grid, figure_span(&c->f, field_int(site, "hours.min_week_s")));
		declared_cells(c, site);
	}
	if (c->grid.n_rows > 1) {
		total_row(c);
		grid_add(&c->grid, NO_FIGURE);
		grid_add(&c->grid, NO_FIGURE);
		declared_cells(c, c->report);
	}
	compose_table(c);
}

static void
delay_row(struct compose *c, const json_t *d, const char *name, const char *promise)
{
	static const char *const keys[] = { "mean_s", "mean_working_s", "longest_working_s" };

	grid_addf(&c->grid, "%s%s%s", name, promise[0] != '\0' ? "\n" : "", promise);
	grid_add(&c->grid, figure_count(&c->f, field_int(d, "n")));
	for (size_t i = 0; i < N_ELEMENTS(keys); i++)
		grid_add(&c->grid,
		    field_has(d, keys[i]) ? figure_span(&c->f, field_int(d, keys[i])) : NO_FIGURE);
	grid_add(&c->grid, field_has(d, "late") ? figure_count(&c->f, field_int(d, "late")) : NO_FIGURE);
}

/* "promised: 4 h", in working hours; freed by the caller. */
static char *
promise(struct compose *c, const char *key)
{
	if (!field_has(c->report, key))
		return xstrdup("");
	return xasprintf(
	    _("promised: %s of working hours"), figure_span(&c->f, field_int(c->report, key)));
}

void
compose_delays(struct compose *c, const json_t *delays)
{
	const struct grid_column columns[] = {
		{ _("Delay"), false }, { _("Number"), true }, { _("Mean"), true },
		{ _("Mean, working hours"), true }, { _("Longest, working hours"), true },
		{ _("Later than promised"), true },
	};
	char			*intervene = promise(c, "within.intervene_s"),
				*restore = promise(c, "within.restore_s");

	grid_start(&c->grid, _("Delays"), columns, N_ELEMENTS(columns));
	if (field_int(delays, "intervene.n") > 0 || field_int(delays, "restore.n") > 0) {
		delay_row(
		    c, field_get(delays, "intervene"), _("To be taken in hand (GTI)"), intervene);
		delay_row(c, field_get(delays, "restore"), _("To be restored (GTR)"), restore);
	}
	compose_table(c);
	free(intervene);
	free(restore);
}

void
annex_put(struct compose *c)
{
	const json_t	*sites = field_get(c->report, "sites");

	heading(c, _("The points"), "points");
	points_table(c, sites);
	compose_text(c, TONE_MUTED, "%s",
	    _("Each rate is a share of the hours written beside it. Points "
	      "together: seconds are added, then divided."));
	longest_table(c, sites);
	heading(c, _("All points together"), "together");
	line_table(c, field_get(c->report, "total"), _("Both lines, in opening hours"));
	line_causes_table(c, field_get(c->report, "total"));
	compose_delays(c, field_get(c->report, "delays"));
	compose_course(c, c->report);
	heading(c, _("Opening and declarations"), "declared");
	hours_table(c, sites);
	compose_halves_rule(c);
	compose_text(c, TONE_MUTED, "%s",
	    _("Video sessions, trainings and interventions are what was declared."));
}
