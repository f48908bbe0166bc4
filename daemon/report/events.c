/* events.c - see events.h */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/near.h"
#include "model/typed.h"
#include "report/events.h"
#include "report/transitions.h"

#define TEXT_BYTES	1000	/* with the NUL: what the interfaces take */

struct events {
	struct lines		 lines;
	events_fn		*fn;
	lines_mistake_fn	*mistake;
	void			*arg;
};

enum key_type { KEY_TEXT, KEY_TIME, KEY_INSTANT, KEY_DAYS, KEY_FLAG };	/* KEY_INSTANT: to the millisecond */

struct key {
	const char	*name;
	enum key_type	 type;
	size_t		 off;
	bool		 is_wanted;
};

#define W(n, m, t, w)	{ n, t, offsetof(struct fact_window, m), w }
#define D(n, m, t, w)	{ n, t, offsetof(struct fact_declaration, m), w }

static const struct key window_keys[] = {
	W("scope", scope, KEY_TEXT, false), W("site", scope, KEY_TEXT, false),
	W("from", from, KEY_TIME, true), W("to", to, KEY_TIME, true),
	W("recorded", recorded, KEY_INSTANT, true), W("weekly", weekdays, KEY_DAYS, false),
	W("cancelled", cancelled, KEY_INSTANT, false), W("by", by, KEY_TEXT, false),
	W("text", text, KEY_TEXT, false), { 0 } };

static const struct key intervention_keys[] = {
	D("site", site, KEY_TEXT, true), D("recorded", recorded, KEY_INSTANT, true),
	D("start", start, KEY_TIME, false), D("end", end, KEY_TIME, false),
	D("text", text, KEY_TEXT, false), D("equipment", equipment, KEY_TEXT, false),
	D("cancelled", cancelled, KEY_INSTANT, false), D("by", by, KEY_TEXT, false), { 0 } };

static const struct key visio_keys[] = {
	D("site", site, KEY_TEXT, true), D("recorded", recorded, KEY_INSTANT, true),
	D("start", start, KEY_TIME, false), D("end", end, KEY_TIME, false),
	D("text", text, KEY_TEXT, false), D("partner", partner, KEY_TEXT, false),
	D("failed", is_failed, KEY_FLAG, false),
	D("cancelled", cancelled, KEY_INSTANT, false), D("by", by, KEY_TEXT, false), { 0 } };

static const struct key training_keys[] = {
	D("site", site, KEY_TEXT, true), D("recorded", recorded, KEY_INSTANT, true),
	D("start", start, KEY_TIME, false), D("end", end, KEY_TIME, false),
	D("text", text, KEY_TEXT, false), D("theme", theme, KEY_TEXT, true),
	D("cancelled", cancelled, KEY_INSTANT, false), D("by", by, KEY_TEXT, false), { 0 } };

static const struct key *
keys_of(const struct fact *fact)
{
	static const struct key *const	 declared[DECLARATION_N] = {
		[DECLARATION_INTERVENTION] = intervention_keys, [DECLARATION_VISIO] = visio_keys,
		[DECLARATION_TRAINING] = training_keys };

	return fact->kind == FACT_WINDOW ? window_keys : declared[fact->declaration.kind];
}

static void *
base_of(const struct fact *fact)
{
	return (void *)(uintptr_t)&fact->window;	/* all payloads share one address */
}

/* Reading. */

static bool
read_text(const char *text, const char **out, struct err *err)
{
	char	 clean[TEXT_BYTES];

	if (strlen(text) >= sizeof(clean))
		return err_set(err, _("a text of %zu bytes is too long: at most %d"), strlen(text),
		    TEXT_BYTES - 1);
	text_clean(clean, sizeof(clean), text, strlen(text));
	if (strcmp(clean, text) != 0)
		return err_set(err, _("a text has control characters"));
	*out = text;
	return true;
}

static bool
read_value(const struct key *k, const json_t *value, void *base, struct err *err)
{
	void		*p = (char *)base + k->off;
	const char	*text = json_string_value(value);

	if (k->type == KEY_FLAG) {
		*(bool *)p = json_is_true(value);
		return json_is_boolean(value) || err_set(err, _("true or false is wanted"));
	}
	if (text == NULL)
		return err_set(err, _("a text in quotes is wanted"));
	switch (k->type) {
	case KEY_TIME:
	case KEY_INSTANT:
		return history_time(text, k->type == KEY_TIME, p, err);
	case KEY_DAYS:
		return typed_weekdays(text, p, err);
	default:
		return read_text(text, p, err);
	}
}

static bool
refuse_key(const struct key *keys, const char *name, struct err *err)
{
	const char	*near = "type";
	unsigned	 best = near_edits(name, near);
	char		 clean[LINES_SHOWN];

	for (; keys->name != NULL; keys++)
		near_keep(name, keys->name, &near, &best);
	if (near_is_close(name, best))
		return err_set(err, _("\"%s\" is not known here, did you mean \"%s\"?"), lines_shown(name, clean), near);
	return err_set(err, _("\"%s\" is not known here"), lines_shown(name, clean));
}

static bool
read_keys(const json_t *json, const struct key *keys, void *base, struct err *err)
{
	const char	*name;
	json_t		*value;

	json_object_foreach((json_t *)(uintptr_t)json, name, value) {
		const struct key	*k = keys;

		if (strcmp(name, "type") == 0)
			continue;
		while (k->name != NULL && strcmp(k->name, name) != 0)
			k++;
		if (k->name == NULL)
			return refuse_key(keys, name, err);
		if (!read_value(k, value, base, err))
			return err_prefix(err, "%s", k->name);
	}
	for (; keys->name != NULL; keys++)
		if (keys->is_wanted && json_object_get(json, keys->name) == NULL)
			return err_set(err, _("\"%s\" is missing"), keys->name);
	return true;
}

static bool
read_type(const json_t *json, struct fact *fact, struct err *err)
{
	const char	*type = json_string_value(json_object_get(json, "type"));
	char		 clean[LINES_SHOWN];

	*fact = (struct fact){ .object = "" };
	if (type == NULL)
		return err_set(err, _("\"type\" is missing: maintenance, closure, opening, intervention, "
		    "visio or training"));
	if (window_find(type, &fact->window.kind)) {
		fact->kind = FACT_WINDOW;
		fact->window.scope = fact->window.by = fact->window.text = "";
		return true;
	}
	if (!declaration_find(type, &fact->declaration.kind))
		return err_set(err, _("\"%s\" is no type: maintenance, closure, opening, intervention, "
		    "visio or training"), lines_shown(type, clean));
	fact->kind = FACT_DECLARATION;
	fact->declaration.site = fact->declaration.text = fact->declaration.equipment =
	    fact->declaration.partner = fact->declaration.theme = fact->declaration.by = "";
	return true;
}

static bool
check(const json_t *json, const struct fact *fact, struct err *err)
{
	const struct fact_window	*w = &fact->window;
	const struct fact_declaration	*d = &fact->declaration;

	if (fact->kind == FACT_DECLARATION)
		return d->end.ms == 0 || d->start.ms == 0 || d->start.ms <= d->end.ms ||
		    err_set(err, _("it would end before it starts"));
	if (json_object_get(json, "scope") != NULL && json_object_get(json, "site") != NULL)
		return err_set(err, _("\"scope\" and \"site\" are one word: only one of them"));
	if (*w->scope == '\0')
		return err_set(err, _("\"%s\" is missing"), w->kind == WINDOW_MAINTENANCE ? "scope" : "site");
	if (w->from.ms >= w->to.ms)
		return err_set(err, _("it would end before it starts"));
	return w->weekdays == 0 || w->to.ms - w->from.ms <= 7 * DAY_MS ||
	    err_set(err, _("a weekly one lasts at most a week"));
}

static void
on_line(void *arg, uint64_t number, const char *text, size_t len)
{
	struct events	*es = arg;
	struct fact	 fact;
	struct err	 err = { "" };
	json_error_t	 why;
	json_t		*json;

	if (strspn(text, " \t") == len)
		return;
	json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
	if (json == NULL)
		err_set(&err, _("no JSON: %s (column %d)"), why.text, why.column);
	else if (!json_is_object(json))
		err_set(&err, "%s", _("a JSON object is wanted, {...}"));
	else if (read_type(json, &fact, &err) &&
	    read_keys(json, keys_of(&fact), base_of(&fact), &err) && check(json, &fact, &err))
		es->fn(es->arg, number, &fact);
	if (err.text[0] != '\0')
		es->mistake(es->arg, number, err.text);
	json_decref(json);
}

static void
on_mistake(void *arg, uint64_t number, const char *why)
{
	struct events	*es = arg;

	es->mistake(es->arg, number, why);
}

struct events *
events_new(events_fn *fn, lines_mistake_fn *mistake, void *arg)
{
	struct events	*es = xcalloc(1, sizeof(*es));

	*es = (struct events){ .fn = fn, .mistake = mistake, .arg = arg };
	lines_init(&es->lines, on_line, on_mistake, es);
	return es;
}

void
events_feed(struct events *es, const char *data, size_t len)
{
	lines_feed(&es->lines, data, len);
}

uint64_t
events_end(struct events *es)
{
	uint64_t	 n;

	lines_end(&es->lines);
	n = es->lines.number;
	free(es);
	return n;
}

/* Writing. */

static json_t *
value_of(const struct key *k, const void *base)
{
	const void	*p = (const char *)base + k->off;
	const struct wall *t = p;
	struct buf	 days = { 0 };
	char		 text[WALL_TEXT_SIZE];
	json_t		*out = NULL;

	switch (k->type) {
	case KEY_TIME:
	case KEY_INSTANT:
		return t->ms == 0 ? NULL :
		    json_string(t->ms % SEC_MS == 0 ? wall_text(*t, text) : wall_text_ms(*t, text));
	case KEY_DAYS:
		if (*(const unsigned *)p != 0) {
			typed_weekdays_text(&days, *(const unsigned *)p);
			out = json_string(buf_str(&days));
		}
		buf_done(&days);
		return out;
	case KEY_FLAG:
		return *(const bool *)p ? json_true() : NULL;
	case KEY_TEXT:
		return **(const char *const *)p == '\0' ? NULL : json_string(*(const char *const *)p);
	}
	return NULL;
}

/* "scope" and "site" share their place: maintenance has the one, the others have the other. */
static bool
is_written(const struct fact *fact, const struct key *k)
{
	return fact->kind != FACT_WINDOW ||
	    strcmp(k->name, fact->window.kind == WINDOW_MAINTENANCE ? "site" : "scope") != 0;
}

void
events_write(struct buf *out, const struct fact *fact)
{
	json_t	*json = json_object(), *value;
	char	*text;

	json_object_set_new(json, "type", json_string(fact->kind == FACT_WINDOW ?
	    window_word(fact->window.kind) : declaration_word(fact->declaration.kind)));
	for (const struct key *k = keys_of(fact); k->name != NULL; k++)
		if (is_written(fact, k) && (value = value_of(k, base_of(fact))) != NULL)
			json_object_set_new(json, k->name, value);
	text = json_dumps(json, JSON_COMPACT);
	buf_adds(out, text);
	buf_addc(out, '\n');
	free(text);
	json_decref(json);
}
