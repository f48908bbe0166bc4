/*
 * csv.c - see form.h: one record for each line of each point, then the sums.
 *
 * The names of the columns are the interface's own, the same in every language.  The
 * records of the sums name no site.  `measured_s` (required less not measured) is the
 * denominator of `availability`, `up_s` its numerator; `required_s` that of the others.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "forms/make.h"
#include "model/field.h"

/* The members of a line that are whole seconds or counts, and those that are percentages. */
static const char *const counts[] = {"open_s", "maintenance_s", "required_s", "unknown_s", "down_s",
    "up_s", "measured_s", "outages", "longest_s", "declared_during_outage_s"};
static const char *const	 percents[] = { "availability", "coverage", "min", "max" };
static const char *const	 lines[] = { "link", "convention" };
static const char *const causes[] = {"operator", "power", "sivu", "site", "partner", "unknown"};
static const char *const delays[] = {"n", "mean_s", "mean_working_s", "longest_working_s", "late"};
static const char *const declared[] = {"visio", "visio_failed", "trainings", "interventions"};

struct record {
	struct buf	*out;
	bool		 is_begun;	/* a field stands in it already */
};

/* A text by RFC 4180 2.5 to 2.7, and no formula for a spreadsheet. */
static void
put_text(struct record *r, const char *text)
{
	char	*clean = field_clean(text, "\t\r\n");
	bool	 is_formula = clean[0] != '\0' && strchr("=+-@\t\r", clean[0]) != NULL;

	if (r->is_begun)
		buf_addc(r->out, ',');
	r->is_begun = true;
	if (!is_formula && strpbrk(clean, ",\"\r\n") == NULL)
		buf_adds(r->out, clean);
	else {
		buf_adds(r->out, is_formula ? "\"'" : "\"");
		for (const char *c = clean; *c != '\0'; c++) {
			if (*c == '"')
				buf_addc(r->out, '"');
			buf_addc(r->out, *c);
		}
		buf_addc(r->out, '"');
	}
	free(clean);
}

static void
put_number(struct record *r, int64_t n)
{
	if (r->is_begun)
		buf_addc(r->out, ',');
	r->is_begun = true;
	buf_addf(r->out, "%" PRId64, n);
}

/* A figure; null is an empty field. */
static void
put_member(struct record *r, const json_t *owner, const char *key)
{
	const json_t	*value = json_object_get(owner, key);

	if (json_is_integer(value))
		put_number(r, json_integer_value(value));
	else
		put_text(r, json_is_string(value) ? json_string_value(value) : "");
}

static void
end_record(struct record *r)
{
	buf_adds(r->out, "\r\n");
	r->is_begun = false;
}

static void
put_names(struct record *r, const char *prefix, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char	*name = xasprintf("%s%s", prefix, names[i]);

		put_text(r, name);
		free(name);
	}
}

static void
put_header(struct record *r)
{
	static const char *const first[] = { "network", "period", "from", "to", "until", "timezone",
		"frozen_version", "site", "name", "commune", "line" };
	static const char *const last[] = {
	    "target_met", "declared_week_s", "min_week_s", "half_days_open", "half_days_lost",
	    "half_days_unknown"};

	put_names(r, "", first, N_ELEMENTS(first));
	put_names(r, "", counts, N_ELEMENTS(counts));
	put_names(r, "", percents, N_ELEMENTS(percents));
	put_text(r, "note");
	put_names(r, "down_s_", causes, N_ELEMENTS(causes));
	put_names(r, "", last, N_ELEMENTS(last));
	put_names(r, "intervene_", delays, N_ELEMENTS(delays));
	put_names(r, "restore_", delays, N_ELEMENTS(delays));
	put_names(r, "", declared, N_ELEMENTS(declared));
	end_record(r);
}

static void
put_line(struct record *r, const json_t *line)
{
	const json_t	*by = field_get(line, "by_responsibility");

	for (size_t i = 0; i < N_ELEMENTS(counts); i++)
		if (strcmp(counts[i], "measured_s") == 0)
			put_number(r, field_int(line, "required_s") - field_int(line, "unknown_s"));
		else
			put_member(r, line, counts[i]);
	for (size_t i = 0; i < N_ELEMENTS(percents); i++)
		put_member(r, line, percents[i]);
	put_text(r, field_str(line, "note"));
	for (size_t i = 0; i < N_ELEMENTS(causes); i++)
		put_number(r, field_int(by, causes[i]));
}

static void
put_whose(struct record *r, const json_t *report, const char *site, const char *name,
    const char *commune, const char *line)
{
	put_text(r, field_str(report, "network"));
	put_text(r, field_str(report, "period.label"));
	put_text(r, field_str(report, "period.from"));
	put_text(r, field_str(report, "period.to"));
	put_text(r, field_str(report, "period.until"));
	put_text(r, field_str(report, "period.timezone"));
	put_member(r, field_get(report, "frozen"), "version");
	put_text(r, site);
	put_text(r, name);
	put_text(r, commune);
	put_text(r, line);
}

/* What is of the point or of the sums as a whole, whatever the line. */
static void
put_rest(struct record *r, const json_t *owner)
{
	const json_t	*met = field_get(owner, "target_met");

	put_text(r, !json_is_boolean(met) ? "" : json_is_true(met) ? "true" : "false");
	put_member(r, field_get(owner, "hours"), "declared_week_s");
	put_member(r, field_get(owner, "hours"), "min_week_s");
	put_member(r, field_get(owner, "half_days"), "open");
	put_member(r, field_get(owner, "half_days"), "lost");
	put_member(r, field_get(owner, "half_days"), "unknown");
	for (size_t i = 0; i < N_ELEMENTS(delays); i++)
		put_member(r, field_get(owner, "delays.intervene"), delays[i]);
	for (size_t i = 0; i < N_ELEMENTS(delays); i++)
		put_member(r, field_get(owner, "delays.restore"), delays[i]);
	for (size_t i = 0; i < N_ELEMENTS(declared); i++)
		put_member(r, field_get(owner, "declared"), declared[i]);
	end_record(r);
}

static void
put_site(struct record *r, const json_t *report, const json_t *site)
{
	const json_t	*device;
	size_t		 i;

	for (size_t k = 0; k < N_ELEMENTS(lines); k++) {
		put_whose(r, report, field_str(site, "id"), field_str(site, "name"),
		    field_str(site, "commune"), lines[k]);
		put_line(r, field_get(field_get(site, "lines"), lines[k]));
		put_rest(r, site);
	}
	json_array_foreach((json_t *)(uintptr_t)field_get(site, "devices"), i, device) {
		put_whose(r, report, field_str(site, "id"), field_str(site, "name"),
		    field_str(site, "commune"), field_str(device, "name"));
		put_line(r, field_get(device, "line"));
		put_rest(r, NULL);
	}
}

bool
csv_make(const json_t *report, struct buf *out, struct err *err)
{
	struct record	 r = { .out = out };
	const json_t	*site;
	size_t		 i;

	(void)err;
	put_header(&r);
	json_array_foreach((json_t *)(uintptr_t)field_get(report, "sites"), i, site)
		put_site(&r, report, site);
	for (size_t k = 0; k < N_ELEMENTS(lines); k++) {
		put_whose(&r, report, "", field_str(report, "scope_name"), "", lines[k]);
		put_line(&r, field_get(field_get(report, "total"), lines[k]));
		put_rest(&r, report);
	}
	return true;
}
