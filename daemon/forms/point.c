/* point.c - see compose.h: everything about one point */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/compose.h"
#include "model/field.h"

#define NO_FIGURE	"\xe2\x80\x93"

static const char *
stamp_or(struct compose *c, const json_t *o, const char *key, const char *other)
{
	return field_has(o, key) ? figure_stamp(&c->f, field_time(o, key)) : other;
}

static void
delay_cell(struct compose *c, const json_t *o, const char *key, const char *working)
{
	if (!field_has(o, key))
		grid_add(&c->grid, NO_FIGURE);
	else if (field_has(o, working))
		grid_addf(&c->grid, _("%s\n(%s working)"), figure_span(&c->f, field_int(o, key)),
		    figure_span(&c->f, field_int(o, working)));
	else
		grid_add(&c->grid, figure_span(&c->f, field_int(o, key)));
}

static void
what_cell(struct compose *c, const json_t *outage)
{
	struct buf	 b = { 0 };

	buf_adds(&b, line_kind(field_str(outage, "kind")));
	if (field_has(outage, "incident"))
		buf_addf(
		    &b, _("\nincident %s"), figure_count(&c->f, field_int(outage, "incident")));
	if (field_str(outage, "ticket")[0] != '\0')
		buf_addf(&b, _("\nticket %s"), field_str(outage, "ticket"));
	grid_take(&c->grid, &b);
}

static void
outages_table(struct compose *c, const json_t *site, const char *line, const char *caption)
{
	const struct grid_column columns[] = {
	    {_("Start"), false},
	    {_("End"), false},
	    {_("Opening time lost"), true},
	    {_("What"), false},
	    {_("Responsibility"), false},
	    {_("Taken in hand after"), true},
	    {_("Restored after"), true},
	};
	const json_t		*o;
	size_t			 i;

	grid_start(&c->grid, caption, columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "outages"), i, o) {
		if (strcmp(field_str(o, "line"), line) != 0)
			continue;
		grid_add(&c->grid, stamp_or(c, o, "from", NO_FIGURE));
		grid_add(&c->grid, stamp_or(c, o, "to", _("still going on")));
		grid_add(&c->grid, figure_span(&c->f, field_int(o, "down_s")));
		what_cell(c, o);
		grid_add(&c->grid, line_responsibility(field_str(o, "responsibility")));
		delay_cell(c, o, "intervene_s", "intervene_working_s");
		delay_cell(c, o, "restore_s", "restore_working_s");
	}
	compose_table(c);
}

static void
half_days_table(struct compose *c, const json_t *site)
{
	const struct grid_column columns[] = {
		{ _("Half-day"), false }, { _("Open"), true }, { _("Lost"), true },
	};
	const json_t		*half;
	size_t			 i;
	int32_t			 day;

	grid_start(&c->grid, _("Half-days lost to the public"), columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "half_days.list"), i, half) {
		if (!field_day(half, "date", &day))
			continue;
		grid_addf(&c->grid, strcmp(field_str(half, "half"), "am") == 0 ? _("%s, morning") :
		    _("%s, afternoon"), figure_day(&c->f, day));
		grid_add(&c->grid, figure_span(&c->f, field_int(half, "open_s")));
		grid_add(&c->grid, figure_span(&c->f, field_int(half, "lost_s")));
	}
	compose_table(c);
}

/* What the table cannot show, and the rule. */
static void
put_halves(struct compose *c, const json_t *halves)
{
	int64_t	 lost = field_int(halves, "lost"), unsure = field_int(halves, "unknown");

	if (unsure > 0)
		compose_text(c, TONE_PLAIN, _("Half-days of opening: %s; lost: %s; too little measured to say: %s."),
		    figure_count(&c->f, field_int(halves, "open")), figure_count(&c->f, lost),
		    figure_count(&c->f, unsure));
	if (lost > 0 || unsure > 0)
		compose_halves_rule(c);
}

static void
unknown_table(struct compose *c, const json_t *site)
{
	const struct grid_column columns[] = {
	    {_("Start"), false},
	    {_("End"), false},
	    {_("Not measured"), true},
	    {_("Line"), false},
	};
	const json_t		*span;
	size_t			 i;

	grid_start(&c->grid, _("Opening time that was not measured"), columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "unknown"), i, span) {
		grid_add(&c->grid, stamp_or(c, span, "from", NO_FIGURE));
		grid_add(&c->grid, stamp_or(c, span, "to", NO_FIGURE));
		grid_add(&c->grid, figure_span(&c->f, field_int(span, "seconds")));
		grid_add(&c->grid, line_name(field_str(span, "line")));
	}
	compose_table(c);
}

static void
windows_table(struct compose *c, const json_t *site)
{
	const struct grid_column columns[] = {
	    {_("Start"), false},
	    {_("End"), false},
	    {_("What"), false},
	    {_("Declared on"), false},
	    {_("Opening time concerned"), true},
	};
	const json_t		*w;
	size_t			 i;

	grid_start(&c->grid, _("Maintenance, closures and exceptional openings"), columns,
	    N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "windows"), i, w) {
		grid_add(&c->grid, stamp_or(c, w, "from", NO_FIGURE));
		grid_add(&c->grid, stamp_or(c, w, "to", NO_FIGURE));
		grid_add(&c->grid, line_window(w));
		grid_add(&c->grid, stamp_or(c, w, "recorded", NO_FIGURE));
		grid_add(&c->grid, figure_span(&c->f, field_int(w, "seconds")));
	}
	compose_table(c);
}

static void
devices_table(struct compose *c, const json_t *site)
{
	const struct grid_column columns[] = {
	    {_("Device"), false},
	    {_("Availability"), true},
	    {_("Down"), true},
	    {_("Not measured"), true},
	    {_("Outages"), true},
	};
	const json_t		*device, *line;
	size_t			 i;

	grid_start(&c->grid, _("Devices, for technicians"), columns, N_ELEMENTS(columns));
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "devices"), i, device) {
		line = field_get(device, "line");
		grid_add(&c->grid, field_str(device, "name"));
		line_rate_cell(c, line);
		grid_add(&c->grid, figure_span(&c->f, field_int(line, "down_s")));
		grid_add(&c->grid, figure_span(&c->f, field_int(line, "unknown_s")));
		grid_add(&c->grid, figure_count(&c->f, field_int(line, "outages")));
	}
	compose_table(c);
}

/* What was declared: hours against the promise, sessions, trainings, interventions. */
static void
put_declared(struct compose *c, const json_t *site)
{
	const json_t	*declared = field_get(site, "declared"), *version;
	int64_t visio = field_int(declared, "visio"), failed = field_int(declared, "visio_failed");
	size_t		 i;

	if (field_has(site, "hours.declared_week_s"))
		compose_text(c, TONE_PLAIN, field_true(site, "hours.is_under") ?
		    _("Declared opening: %s each week, under the %s promised.") :
		    _("Declared opening: %s each week; promised: at least %s."),
		    figure_span(&c->f, field_int(site, "hours.declared_week_s")),
		    figure_span(&c->f, field_int(site, "hours.min_week_s")));
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "hours.versions"), i, version) {
		if (field_has(version, "from"))
			compose_text(c, TONE_MUTED, _("Hours since %s: %s"),
			    figure_moment(&c->f, field_time(version, "from")),
			    field_str(version, "text"));
		else
			compose_text(c, TONE_MUTED, _("Hours: %s"), field_str(version, "text"));
	}
	if (json_is_object(declared))
		compose_text(c, TONE_PLAIN,
		    _("Declared: video sessions %s (failed: %s), trainings %s, "
		      "interventions %s."),
		    figure_count(&c->f, visio), figure_count(&c->f, failed),
		    figure_count(&c->f, field_int(declared, "trainings")),
		    figure_count(&c->f, field_int(declared, "interventions")));
}

static void
put_head(struct compose *c, const json_t *site)
{
	const char	*name = field_str(site, "name"), *id = field_str(site, "id"),
			*commune = field_str(site, "commune");
	const json_t	*link = field_get(site, "lines.link"), *met = field_get(site, "target_met");

	c->paper->kind->heading(c->paper, 2, name[0] != '\0' ? name : id, id);
	if (commune[0] != '\0' && strstr(name, commune) == NULL)
		compose_text(c, TONE_MUTED, "%s", commune);
	if (field_has(site, "from"))
		compose_text(c, TONE_PLAIN, _("Counts from %s."),
		    figure_moment(&c->f, field_time(site, "from")));
	if (field_has(site, "to"))
		compose_text(c, TONE_PLAIN, _("Counts until %s."),
		    figure_moment(&c->f, field_time(site, "to")));
	compose_text(c, TONE_PLAIN, _("Internet access: %s. Convention: %s."),
	    line_rate_of(c, link), line_rate_of(c, field_get(site, "lines.convention")));
	if (json_is_boolean(met))
		compose_text(c, TONE_PLAIN,
		    json_is_true(met) ? _("The target, %s of the hours measured, is met.")
		                      : _("The target, %s of the hours measured, is not met."),
		    figure_percent(&c->f, field_str(field_has(site, "target_pct") ? site : c->report,
		        "target_pct")));
}

void
point_put(struct compose *c, const json_t *site)
{
	put_head(c, site);
	line_table(c, field_get(site, "lines"), _("Both lines, in opening hours"));
	line_causes_table(c, field_get(site, "lines"));
	outages_table(c, site, "link", _("Outages of Internet access"));
	outages_table(c, site, "convention", _("When the convention was not met"));
	compose_delays(c, field_get(site, "delays"));
	half_days_table(c, site);
	put_halves(c, field_get(site, "half_days"));
	unknown_table(c, site);
	windows_table(c, site);
	compose_course(c, site);
	put_declared(c, site);
	devices_table(c, site);
}
