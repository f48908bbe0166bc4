/*
 * fact.c - facts as JSON and back, by one table for each kind.
 *
 * What is zero, empty or false is not written; what is not written reads as
 * that.  So a fact and its text say exactly the same.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "model/fact.h"
#include "model/inventory.h"

enum field_type { FIELD_END, FIELD_TEXT, FIELD_TIME, FIELD_U32, FIELD_I64, FIELD_BOOL, FIELD_WORD,
	FIELD_NUMBER, FIELD_BY, FIELD_TEXTS, FIELD_I64S, FIELD_INSIDE, FIELD_BEHIND };

struct words { const char *const *word; unsigned n; };

struct field {
	const char		*name;
	enum field_type		 type;
	size_t			 off;
	size_t			 off_n;		/* lists: where their count is */
	const struct words	*words;		/* FIELD_WORD */
	const struct field	*fields;	/* FIELD_INSIDE (a struct), FIELD_BEHIND (a pointer to one) */
	size_t			 size;		/* of what FIELD_BEHIND points to */
};

static const char *const kind_words[] = { "state", "answered", "canary", "blind", "start", "stop",
	"alive", "reload", "incident", "notice", "delivery", "window",
	"declaration", "transition", "report", "scheduled", "batch", "hours",
	"line", "digest" };
static const char *const state_words[] = { "unknown", "up", "degraded", "down", "compliant",
	"non_compliant", "closed", "maintenance" };
static const char *const incident_words[] = { "link", "group", "power", "desync", "box", "dns",
	"no_pc", "pc", "backup", "device", "saturated", "flapping", "drift", "certificate",
	"partner", "visio", "blind", "vigie" };
static const char *const responsibility_words[] = { "unknown", "operator", "power", "sivu", "site",
	"partner" };
static const char *const event_words[] = { "opened", "updated", "restored", "closed",
	"acknowledged", "comment", "told", "attached", "detached", "removed", "held" };
static const char *const notice_words[] = { "down", "restored", "escalation", "reminder", "digest",
	"blind", "removed", "report", "folded" };
static const char *const window_words[] = { "maintenance", "closure", "opening" };
static const char *const declaration_words[] = { "intervention", "visio", "training" };

#define WORDS(a)	{ a, N_ELEMENTS(a) }
static const struct words kinds = WORDS(kind_words), states = WORDS(state_words),
	incidents = WORDS(incident_words), responsibilities = WORDS(responsibility_words),
	events = WORDS(event_words), notices = WORDS(notice_words), windows = WORDS(window_words),
	declarations = WORDS(declaration_words);

static_assert(N_ELEMENTS(kind_words) == FACT_N_KINDS, "a word for each kind of fact");
static_assert(N_ELEMENTS(state_words) == STATE_N, "a word for each state");
static_assert(N_ELEMENTS(incident_words) == INCIDENT_N, "a word for each kind of incident");
static_assert(N_ELEMENTS(responsibility_words) == RESPONSIBILITY_N, "a word for each responsibility");
static_assert(N_ELEMENTS(event_words) == EVENT_N, "a word for each event");
static_assert(N_ELEMENTS(notice_words) == NOTICE_N, "a word for each kind of notice");
static_assert(N_ELEMENTS(window_words) == WINDOW_N, "a word for each kind of window");
static_assert(N_ELEMENTS(declaration_words) == DECLARATION_N, "a word for each kind of declaration");

#define F(s, m, t)	{ .name = #m, .type = t, .off = offsetof(struct s, m) }
#define FW(s, m, w)	{ .name = #m, .type = FIELD_WORD, .off = offsetof(struct s, m), .words = &(w) }
#define FL(s, m, t)	{ .name = #m, .type = t, .off = offsetof(struct s, m), \
			  .off_n = offsetof(struct s, n_##m) }
#define FS(s, m, f)	{ .name = #m, .type = FIELD_INSIDE, .off = offsetof(struct s, m), .fields = f }
#define END		{ .type = FIELD_END }

static const struct field evidence_fields[] = {
	F(evidence, check, FIELD_TEXT), F(evidence, name, FIELD_TEXT),
	F(evidence, value, FIELD_NUMBER), F(evidence, limit, FIELD_NUMBER),
	F(evidence, text, FIELD_TEXT), END };

static const struct field event_fields[] = {
	FW(incident_event, type, events), F(incident_event, at, FIELD_TIME),
	F(incident_event, by, FIELD_TEXT), F(incident_event, text, FIELD_TEXT),
	FS(incident_event, why, evidence_fields), END };

static const struct field told_fields[] = {
	F(told, contact, FIELD_TEXT), F(told, name, FIELD_TEXT), F(told, address, FIELD_TEXT),
	F(told, language, FIELD_TEXT), F(told, by, FIELD_BY), F(told, at, FIELD_TIME),
	F(told, is_settled, FIELD_BOOL), END };

static const struct field incident_fields[] = {
	F(incident, number, FIELD_U32), FW(incident, kind, incidents),
	FW(incident, kind_first, incidents), F(incident, scope, FIELD_TEXT),
	F(incident, object, FIELD_TEXT), FL(incident, sites, FIELD_TEXTS),
	FL(incident, devices, FIELD_TEXTS), FW(incident, responsibility, responsibilities),
	F(incident, opened, FIELD_TIME), F(incident, confirmed, FIELD_TIME),
	F(incident, restored, FIELD_TIME), F(incident, closed, FIELD_TIME),
	F(incident, acknowledged, FIELD_TIME), F(incident, ack_by, FIELD_TEXT),
	F(incident, ack_text, FIELD_TEXT), F(incident, ticket, FIELD_TEXT),
	F(incident, flaps, FIELD_U32), F(incident, parent, FIELD_U32),
	F(incident, is_removed, FIELD_BOOL), F(incident, began_in_window, FIELD_BOOL),
	FS(incident, why, evidence_fields), F(incident, told_at, FIELD_TIME),
	F(incident, settle_until, FIELD_TIME), F(incident, held_until, FIELD_TIME),
	F(incident, last_answer, FIELD_TIME), F(incident, reminded, FIELD_TIME),
	F(incident, n_escalated, FIELD_U32), F(incident, was_parent, FIELD_U32), END };

static const struct field state_fields[] = {
	FW(fact_state, state, states), FW(fact_state, was, states), F(fact_state, since, FIELD_TIME),
	F(fact_state, on_backup, FIELD_BOOL), F(fact_state, check, FIELD_TEXT),
	F(fact_state, text, FIELD_TEXT), F(fact_state, count, FIELD_U32),
	F(fact_state, down_from, FIELD_TIME), FL(fact_state, changes, FIELD_I64S), END };

static const struct field canary_fields[] = { F(fact_canary, is_silent, FIELD_BOOL), END };
static const struct field blind_fields[] = { F(fact_blind, is_blind, FIELD_BOOL), END };
static const struct field start_fields[] = { F(fact_start, last_sign, FIELD_TIME), END };
static const struct field alive_fields[] = { F(fact_alive, uptime_s, FIELD_I64), END };
static const struct field reload_fields[] = {
	F(fact_reload, sha256, FIELD_TEXT), F(fact_reload, by, FIELD_TEXT), END };
static const struct field incident_fact_fields[] = {
	{ .name = "incident", .type = FIELD_BEHIND, .off = offsetof(struct fact_incident, incident),
	  .fields = incident_fields, .size = sizeof(struct incident) },
	FS(fact_incident, event, event_fields), END };
static const struct field notice_fields[] = {
	F(fact_notice, number, FIELD_U32), F(fact_notice, incident, FIELD_U32),
	FW(fact_notice, kind, notices), FS(fact_notice, to, told_fields),
	F(fact_notice, level, FIELD_U32), F(fact_notice, site, FIELD_TEXT),
	F(fact_notice, is_folded, FIELD_BOOL), FL(fact_notice, notices, FIELD_I64S),
	FL(fact_notice, incidents, FIELD_I64S), F(fact_notice, since, FIELD_TIME),
	F(fact_notice, report, FIELD_TEXT), F(fact_notice, version, FIELD_U32),
	F(fact_notice, format, FIELD_TEXT), END };
static const struct field delivery_fields[] = {
	F(fact_delivery, outcome, FIELD_U32), F(fact_delivery, text, FIELD_TEXT),
	F(fact_delivery, next, FIELD_TIME), END };
static const struct field window_fields[] = {
	F(fact_window, number, FIELD_U32), FW(fact_window, kind, windows),
	F(fact_window, scope, FIELD_TEXT), F(fact_window, from, FIELD_TIME),
	F(fact_window, to, FIELD_TIME), F(fact_window, weekdays, FIELD_U32),
	F(fact_window, recorded, FIELD_TIME), F(fact_window, cancelled, FIELD_TIME),
	F(fact_window, by, FIELD_TEXT), F(fact_window, text, FIELD_TEXT), END };
static const struct field declaration_fields[] = {
	F(fact_declaration, number, FIELD_U32), FW(fact_declaration, kind, declarations),
	F(fact_declaration, site, FIELD_TEXT), F(fact_declaration, start, FIELD_TIME),
	F(fact_declaration, end, FIELD_TIME), F(fact_declaration, text, FIELD_TEXT),
	F(fact_declaration, equipment, FIELD_TEXT), F(fact_declaration, partner, FIELD_TEXT),
	F(fact_declaration, theme, FIELD_TEXT), F(fact_declaration, is_failed, FIELD_BOOL),
	F(fact_declaration, recorded, FIELD_TIME), F(fact_declaration, cancelled, FIELD_TIME),
	F(fact_declaration, by, FIELD_TEXT), END };
static const struct field transition_fields[] = {
	FW(fact_transition, state, states),
	FW(fact_transition, responsibility, responsibilities), END };
static const struct field report_fields[] = {
	F(fact_report, version, FIELD_U32), F(fact_report, sha256, FIELD_TEXT),
	F(fact_report, by, FIELD_TEXT), F(fact_report, reason, FIELD_TEXT),
	F(fact_report, seq, FIELD_I64), F(fact_report, hash, FIELD_TEXT),
	F(fact_report, program, FIELD_TEXT), F(fact_report, text, FIELD_TEXT), END };
static const struct field scheduled_fields[] = { F(fact_scheduled, period, FIELD_TEXT), END };
static const struct field batch_fields[] = {
	F(fact_batch, by, FIELD_TEXT), F(fact_batch, sha256, FIELD_TEXT),
	F(fact_batch, n_rows, FIELD_I64), F(fact_batch, is_offline, FIELD_BOOL),
	F(fact_batch, last_sign, FIELD_TIME), END };
static const struct field hours_fields[] = {
	F(fact_hours, opening, FIELD_TEXT), F(fact_hours, holidays, FIELD_TEXT),
	F(fact_hours, first_day, FIELD_TEXT), F(fact_hours, last_day, FIELD_TEXT),
	F(fact_hours, name, FIELD_TEXT), F(fact_hours, kind, FIELD_TEXT),
	F(fact_hours, commune, FIELD_TEXT), F(fact_hours, insee, FIELD_TEXT),
	F(fact_hours, is_removed, FIELD_BOOL), END };
static const struct field line_fields[] = {
	F(fact_line, day, FIELD_I64), FL(fact_line, snr, FIELD_I64S), FL(fact_line, sync, FIELD_I64S),
	FL(fact_line, rtt, FIELD_I64S), F(fact_line, n_back, FIELD_U32), END };
static const struct field no_fields[] = { END };

static const struct field *const tables[FACT_N_KINDS] = {
	[FACT_STATE] = state_fields, [FACT_ANSWERED] = no_fields, [FACT_CANARY] = canary_fields,
	[FACT_BLIND] = blind_fields, [FACT_START] = start_fields, [FACT_STOP] = no_fields,
	[FACT_ALIVE] = alive_fields, [FACT_RELOAD] = reload_fields,
	[FACT_INCIDENT] = incident_fact_fields, [FACT_NOTICE] = notice_fields,
	[FACT_DELIVERY] = delivery_fields, [FACT_WINDOW] = window_fields,
	[FACT_DECLARATION] = declaration_fields, [FACT_TRANSITION] = transition_fields,
	[FACT_REPORT] = report_fields, [FACT_SCHEDULED] = scheduled_fields,
	[FACT_BATCH] = batch_fields, [FACT_HOURS] = hours_fields,
	[FACT_LINE] = line_fields, [FACT_DIGEST] = no_fields,
};

/* All payloads share this address within struct fact. */
static void *
payload(const struct fact *fact)
{
	return (void *)(uintptr_t)&fact->state;
}

static json_t *write_fields(const struct field *fields, const void *base);

static json_t *
write_time(struct wall t)
{
	char	 text[WALL_TEXT_SIZE];

	if (t.ms == 0)
		return NULL;
	return json_string(t.ms % SEC_MS == 0 ? wall_text(t, text) : wall_text_ms(t, text));
}

static json_t *
write_list(const struct field *f, const void *base)
{
	uint32_t		 n = *(const uint32_t *)((const char *)base + f->off_n);
	const void		*list = *(void *const *)((const char *)base + f->off);
	json_t			*out;

	if (n == 0)
		return NULL;
	out = json_array();
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(out, f->type == FIELD_TEXTS ?
		    json_string(((const char *const *)list)[i]) :
		    json_integer(((const int64_t *)list)[i]));
	return out;
}

/* NULL for what says nothing. */
static json_t *
write_field(const struct field *f, const void *base)
{
	const void	*p = (const char *)base + f->off;
	const char	*s;
	json_t		*inside;

	switch (f->type) {
	case FIELD_TEXT:
		s = *(const char *const *)p;
		return s == NULL || *s == '\0' ? NULL : json_string(s);
	case FIELD_TIME:
		return write_time(*(const struct wall *)p);
	case FIELD_U32:
		return *(const uint32_t *)p == 0 ? NULL : json_integer(*(const uint32_t *)p);
	case FIELD_I64:
		return *(const int64_t *)p == 0 ? NULL : json_integer(*(const int64_t *)p);
	case FIELD_BOOL:
		return *(const bool *)p ? json_true() : NULL;
	case FIELD_WORD:
		assert(*(const unsigned *)p < f->words->n);
		return *(const unsigned *)p == 0 ? NULL :
		    json_string(f->words->word[*(const unsigned *)p]);
	case FIELD_NUMBER:
		return *(const double *)p == 0 || !isfinite(*(const double *)p) ? NULL :
		    json_real(*(const double *)p);
	case FIELD_BY:
		return *(const unsigned *)p == 0 ? NULL : json_string(by_word(*(const unsigned *)p));
	case FIELD_TEXTS:
	case FIELD_I64S:
		return write_list(f, base);
	case FIELD_BEHIND:
		p = *(const void *const *)p;
		/* FALLTHROUGH */
	case FIELD_INSIDE:
		inside = write_fields(f->fields, p);
		if (json_object_size(inside) > 0)
			return inside;
		json_decref(inside);
		return NULL;
	case FIELD_END:
		break;
	}
	assert(!"a field type without a writer");
	return NULL;
}

static json_t *
write_fields(const struct field *fields, const void *base)
{
	json_t	*out = json_object(), *value;

	for (; fields->type != FIELD_END; fields++)
		if ((value = write_field(fields, base)) != NULL)
			json_object_set_new(out, fields->name, value);
	return out;
}

static int
write_bytes(const char *data, size_t len, void *out)
{
	buf_add(out, data, len);
	return 0;
}

void
fact_encode(struct buf *out, const struct fact *fact)
{
	json_t	*json;

	assert(fact->kind < FACT_N_KINDS);
	json = write_fields(tables[fact->kind], payload(fact));
	if (json_dump_callback(json, write_bytes, out, JSON_COMPACT | JSON_REAL_PRECISION(17)) == -1)
		assert(!"text that is not UTF-8 reached the journal");
	json_decref(json);
}

static bool read_fields(const struct field *fields, json_t *json, void *base, struct err *err);

/* What was not written is empty, not NULL. */
static void
start_fields_empty(const struct field *fields, void *base)
{
	for (; fields->type != FIELD_END; fields++) {
		void	*p = (char *)base + fields->off;

		if (fields->type == FIELD_TEXT) {
			*(char **)p = xstrdup("");
		} else if (fields->type == FIELD_INSIDE) {
			start_fields_empty(fields->fields, p);
		} else if (fields->type == FIELD_BEHIND) {
			*(void **)p = xcalloc(1, fields->size);
			start_fields_empty(fields->fields, *(void **)p);
		}
	}
}

static void
free_fields(const struct field *fields, void *base)
{
	for (; fields->type != FIELD_END; fields++) {
		void	*p = (char *)base + fields->off;

		if (fields->type == FIELD_TEXT || fields->type == FIELD_I64S) {
			free(*(void **)p);
		} else if (fields->type == FIELD_TEXTS) {
			for (uint32_t i = 0; i < *(uint32_t *)((char *)base + fields->off_n); i++)
				free((*(char ***)p)[i]);
			free(*(void **)p);
		} else if (fields->type == FIELD_INSIDE) {
			free_fields(fields->fields, p);
		} else if (fields->type == FIELD_BEHIND) {
			free_fields(fields->fields, *(void **)p);
			free(*(void **)p);
		}
	}
}

static bool
find_word(const struct words *words, const char *word, unsigned *out)
{
	for (unsigned i = 0; i < words->n; i++) {
		if (strcmp(words->word[i], word) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool
read_by(json_t *json, unsigned *out)
{
	for (unsigned bit = BY_MAIL; bit <= BY_WEBHOOK; bit <<= 1) {
		if (json_is_string(json) && strcmp(json_string_value(json), by_word(bit)) == 0) {
			*out = bit;
			return true;
		}
	}
	return false;
}

static bool
read_list(const struct field *f, json_t *json, void *base)
{
	size_t	 n = json_array_size(json);
	void	**list = (void **)((char *)base + f->off);

	if (!json_is_array(json) || n > UINT32_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		json_t	*item = json_array_get(json, i);

		if (f->type == FIELD_TEXTS ? !json_is_string(item) : !json_is_integer(item))
			return false;
	}
	*list = xcalloc(n + 1, f->type == FIELD_TEXTS ? sizeof(char *) : sizeof(int64_t));
	for (size_t i = 0; i < n; i++) {
		if (f->type == FIELD_TEXTS)
			((char **)*list)[i] = xstrdup(json_string_value(json_array_get(json, i)));
		else
			((int64_t *)*list)[i] = json_integer_value(json_array_get(json, i));
	}
	*(uint32_t *)((char *)base + f->off_n) = (uint32_t)n;
	return true;
}

static bool
read_scalar(const struct field *f, json_t *json, void *p)
{
	json_int_t	 n = json_integer_value(json);

	switch (f->type) {
	case FIELD_TEXT:
		if (!json_is_string(json))
			return false;
		free(*(char **)p);
		*(char **)p = xstrdup(json_string_value(json));
		return true;
	case FIELD_TIME:
		return json_is_string(json) && wall_parse(json_string_value(json), p) &&
		    ((const struct wall *)p)->ms > 0;
	case FIELD_U32:
		if (!json_is_integer(json) || n < 0 || n > UINT32_MAX)
			return false;
		*(uint32_t *)p = (uint32_t)n;
		return true;
	case FIELD_I64:
		*(int64_t *)p = n;
		return json_is_integer(json);
	case FIELD_BOOL:
		*(bool *)p = json_is_true(json);
		return json_is_boolean(json);
	case FIELD_WORD:
		return json_is_string(json) && find_word(f->words, json_string_value(json), p);
	case FIELD_NUMBER:
		*(double *)p = json_number_value(json);
		return json_is_number(json);
	case FIELD_BY:
		return read_by(json, p);
	default:
		return false;
	}
}

static bool
read_field(const struct field *f, json_t *json, void *base, struct err *err)
{
	void	*p = (char *)base + f->off;
	bool	 good;

	if (f->type == FIELD_INSIDE || f->type == FIELD_BEHIND) {
		if (json_is_object(json))
			return read_fields(f->fields, json, f->type == FIELD_INSIDE ? p : *(void **)p, err);
		good = false;
	} else if (f->type == FIELD_TEXTS || f->type == FIELD_I64S) {
		good = read_list(f, json, base);
	} else {
		good = read_scalar(f, json, p);
	}
	return good || err_set(err, "\"%s\" has a value that this version does not understand", f->name);
}

static bool
read_fields(const struct field *fields, json_t *json, void *base, struct err *err)
{
	const char	*name;
	json_t		*value;

	json_object_foreach(json, name, value) {
		const struct field	*f = fields;

		while (f->type != FIELD_END && strcmp(f->name, name) != 0)
			f++;
		if (f->type == FIELD_END)
			return err_set(err, "\"%.40s\" is not known to this version: "
			    "was the journal written by a newer one?", name);
		if (!read_field(f, value, base, err))
			return false;
	}
	return true;
}

struct fact *
fact_decode(enum fact_kind kind, const char *object, struct wall happened, struct wall known,
    const char *content, size_t len, struct err *err)
{
	struct fact	*fact = xcalloc(1, sizeof(*fact));
	json_error_t	 why;
	json_t		*json;
	bool		 good = false;

	assert(kind < FACT_N_KINDS);
	fact->kind = kind;
	fact->object = xstrdup(object);
	fact->happened = happened;
	fact->known = known;
	start_fields_empty(tables[kind], payload(fact));
	json = json_loadb(content, len, JSON_REJECT_DUPLICATES, &why);
	if (json == NULL)
		err_set(err, "not JSON at byte %d: %s", why.position, why.text);
	else if (!json_is_object(json))
		err_set(err, "not a JSON object");
	else
		good = read_fields(tables[kind], json, payload(fact), err);
	json_decref(json);
	if (good)
		return fact;
	fact_free(fact);
	return NULL;
}

void
fact_free(struct fact *fact)
{
	if (fact == NULL)
		return;
	free_fields(tables[fact->kind], payload(fact));
	free((void *)(uintptr_t)fact->object);
	free(fact);
}

const char *
fact_kind_word(enum fact_kind kind)
{
	return kind < FACT_N_KINDS ? kind_words[kind] : "?";
}

const char *
state_word(enum state_word state)
{
	return state < STATE_N ? state_words[state] : "?";
}

const char *
incident_kind_word(enum incident_kind kind)
{
	return kind < INCIDENT_N ? incident_words[kind] : "?";
}

const char *
responsibility_word(enum responsibility responsibility)
{
	return responsibility < RESPONSIBILITY_N ? responsibility_words[responsibility] : "?";
}

const char *
event_word(enum event_type type)
{
	return type < EVENT_N ? event_words[type] : "?";
}

const char *
notice_word(enum notice_kind kind)
{
	return kind < NOTICE_N ? notice_words[kind] : "?";
}

const char *
window_word(enum window_kind kind)
{
	return kind < WINDOW_N ? window_words[kind] : "?";
}

const char *
declaration_word(enum declaration_kind kind)
{
	return kind < DECLARATION_N ? declaration_words[kind] : "?";
}

const char *
by_word(unsigned by)
{
	return by == BY_MAIL ? "mail" : by == BY_SMS ? "sms" : by == BY_WEBHOOK ? "webhook" : "?";
}

bool
fact_kind_find(const char *word, enum fact_kind *out)
{
	return find_word(&kinds, word, (unsigned *)out);
}

bool
incident_kind_find(const char *word, enum incident_kind *out)
{
	return find_word(&incidents, word, (unsigned *)out);
}

bool
responsibility_find(const char *word, enum responsibility *out)
{
	return find_word(&responsibilities, word, (unsigned *)out);
}

bool
state_find(const char *word, enum state_word *out)
{
	return find_word(&states, word, (unsigned *)out);
}

bool
window_find(const char *word, enum window_kind *out)
{
	return find_word(&windows, word, (unsigned *)out);
}

bool
declaration_find(const char *word, enum declaration_kind *out)
{
	return find_word(&declarations, word, (unsigned *)out);
}

unsigned
incident_severity(enum incident_kind kind)
{
	switch (kind) {
	case INCIDENT_PC:
	case INCIDENT_BACKUP:
	case INCIDENT_DEVICE:
	case INCIDENT_SATURATED:
	case INCIDENT_VISIO:
	case INCIDENT_PARTNER:
		return SEVERITY_WARN;
	case INCIDENT_DRIFT:
	case INCIDENT_CERTIFICATE:
		return SEVERITY_DIGEST;
	default:
		return SEVERITY_DOWN;
	}
}
