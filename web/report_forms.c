/* report_forms.c - see report_forms.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "forms/form.h"
#include "model/civil.h"
#include "model/field.h"

#include "bars.h"
#include "blob.h"
#include "report_forms.h"

/* "report_frozen" wraps the report; "report" is it. */
static const json_t *
report_of(const json_t *answer)
{
	const json_t	*inner = json_object_get(answer, "report");

	return inner != NULL ? inner : answer;
}

static int
append(const char *text, size_t len, void *out)
{
	buf_add(out, text, len);
	return 0;
}

/* The line in front. */

static int
hash(const char *text, size_t len, void *arg)
{
	uint64_t	*h = arg;

	for (size_t i = 0; i < len; i++)
		*h = (*h ^ (uint8_t)text[i]) * UINT64_C(1099511628211);
	return 0;
}

/* FNV-1a of the figures alone: it tells whether they changed, it proves nothing. */
static void
digest(const json_t *report, char out[static 20])
{
	static const char *const	 others[] = { "generated", "journal", "frozen", "url", "phone" };
	json_t				*copy = json_copy((json_t *)(uintptr_t)report);
	uint64_t			 h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < N_ELEMENTS(others); i++)
		json_object_del(copy, others[i]);
	json_dump_callback(copy, hash, &h, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(copy);
	snprintf(out, 20, "%016" PRIx64, h);
}

static void
add_meta(struct buf *out, const json_t *answer, const char *file)
{
	const json_t	*report = report_of(answer), *frozen = json_object_get(report, "frozen");
	const json_t	*period = json_object_get(report, "period");
	const json_t	*newest = json_array_get(json_object_get(answer, "versions"), 0);
	const char	*kind = field_str(report, "scope_kind");
	const char	*until = field_str(period, "until");
	char		 figures[20];
	json_t		*meta;

	digest(report, figures);
	meta = json_pack("{s:s, s:s, s:b, s:b, s:b, s:I, s:I, s:s, s:s, s:s}", "file", file,
	    "scope_name", field_str(report, "scope_name"), "is_network", strcmp(kind, "network") == 0,
	    "is_site", strcmp(kind, "site") == 0, "is_running",
	    until[0] != '\0' && strcmp(until, field_str(period, "to")) < 0,
	    "version", (json_int_t)field_int(frozen, "version"), "latest",
	    (json_int_t)field_int(newest, "version"), "at", field_str(frozen, "at"), "sha256",
	    field_str(frozen, "sha256"), "digest", figures);
	if (meta != NULL)
		json_dump_callback(meta, append, out, JSON_COMPACT);
	buf_addc(out, '\n');
	json_decref(meta);
}

bool
report_meta_read(const struct blob *blob, struct report_meta *out)
{
	const char	*end = memchr(blob->data, '\n', blob->len);
	json_t		*o;

	*out = (struct report_meta){ 0 };
	if (end == NULL ||
	    (o = json_loadb(blob->data, (size_t)(end - blob->data), 0, NULL)) == NULL)
		return false;
	strlcpy(out->file, field_str(o, "file"), sizeof(out->file));
	strlcpy(out->scope_name, field_str(o, "scope_name"), sizeof(out->scope_name));
	out->is_network = json_is_true(json_object_get(o, "is_network"));
	out->is_site = json_is_true(json_object_get(o, "is_site"));
	out->is_running = json_is_true(json_object_get(o, "is_running"));
	out->version = (uint32_t)field_int(o, "version");
	out->latest = (uint32_t)field_int(o, "latest");
	wall_parse(field_str(o, "at"), &out->frozen);
	strlcpy(out->sha256, field_str(o, "sha256"), sizeof(out->sha256));
	strlcpy(out->digest, field_str(o, "digest"), sizeof(out->digest));
	out->skip = (size_t)(end + 1 - blob->data);
	json_decref(o);
	return true;
}

/* The forms. */

bool
report_make_page(const json_t *answer, const struct form_wish *wish, struct buf *out,
    struct err *err)
{
	char			 base[64];
	const struct form_page	 page = {
		.base = base,
		.query = !wish->keeps_lang ? "" : wish->language[0] == 'e' ? "?lang=en" : "?lang=fr",
	};

	snprintf(base, sizeof(base), "/reports/%s", wish->period);
	add_meta(out, answer, "");
	return form_fragment(report_of(answer), wish->language, &page, out, err);
}

bool
report_make_file(const json_t *answer, const struct form_wish *wish, struct buf *out,
    struct err *err)
{
	const json_t	*report = report_of(answer);
	enum form	 form;
	char		 name[FORM_NAME_SIZE], file[REPORT_FILE_MAX];

	if (!form_find(wish->form, &form))
		return err_set(err, "no form \"%s\"", wish->form);
	form_file_name(form, report, name);
	snprintf(file, sizeof(file), "vigie-%s", name);
	add_meta(out, answer, file);
	return form_make(form, report, wish->language, out, err);
}

bool
report_make_digest(const json_t *answer, const struct form_wish *wish, struct buf *out,
    struct err *err)
{
	(void)wish;
	(void)err;
	add_meta(out, answer, "");
	return true;
}

report_form_fn *
report_file_find(const char *word, const char **type)
{
	enum form	 form;

	if (!form_find(word, &form) || form == FORM_HTML)
		return NULL;
	*type = form_type(form);
	return report_make_file;
}

/* Bars: see bars.c for the line. */

static enum bars_note
note_of(const json_t *line)
{
	const char	*note = field_str(line, "note");

	if (strcmp(note, "not_applicable") == 0)
		return BARS_NO_HOURS;
	if (strcmp(note, "not_measured") == 0)
		return BARS_NOT_MEASURED;
	if (strcmp(note, "too_short") == 0)
		return BARS_TOO_SHORT;
	return strcmp(note, "insufficient") == 0 ? BARS_UNSURE : BARS_RATE;
}

static void
add_days(struct buf *out, const json_t *days)
{
	size_t	 n = json_array_size(days);

	for (size_t i = n > BARS_DAYS ? n - BARS_DAYS : 0; i < n; i++) {
		const json_t	*day = json_array_get(days, i);

		buf_addc(out, ' ');
		for (size_t k = 0; k < 4; k++)
			buf_addf(out, "%s%lld", k > 0 ? "," : "",
			    (long long)json_integer_value(json_array_get(day, k)));
	}
}

bool
report_make_bars(const json_t *answer, const struct form_wish *wish, struct buf *out,
    struct err *err)
{
	const json_t	*report = report_of(answer), *sites = json_object_get(report, "sites");
	int32_t		 last;

	(void)wish;
	if (!civil_parse(field_str(json_object_get(report, "period"), "last_day"), &last))
		return err_set(err, "a report without its last day");
	add_meta(out, answer, "");
	for (size_t i = 0; i < json_array_size(sites); i++) {
		const json_t	*site = json_array_get(sites, i);
		const json_t	*line = json_object_get(json_object_get(site, "lines"), "link");
		const char	*rate = field_str(line, "availability");

		buf_addf(out, "%s %d %d %s %lld %lld %lld %lld", field_str(site, "id"), last,
		    (int)note_of(line), rate[0] != '\0' ? rate : "-",
		    (long long)field_int(line, "required_s"), (long long)field_int(line, "unknown_s"),
		    (long long)field_int(line, "longest_s"), (long long)field_int(line, "outages"));
		add_days(out, json_object_get(site, "days"));
		buf_addc(out, '\n');
	}
	return true;
}
