/* frozen.c - see frozen.h */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/inventory.h"
#include "report/frozen.h"

#define CANONICAL	(JSON_COMPACT | JSON_SORT_KEYS)

/* Reading. */

struct reading {
	struct journal		*journal;
	const char		*period, *scope;
	char			**objects;	/* of the latest rows */
	size_t			 n_objects, room_objects;
	struct frozen_list	*out;
	struct err		*err;
	bool			 is_good;
};

static bool
take_object(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;

	if (row->content == NULL)
		return true;
	r->objects = grow(r->objects, r->n_objects, &r->room_objects, sizeof(*r->objects));
	r->objects[r->n_objects++] = xstrdup(row->object);
	return true;
}

/* Scopes have no slash: an object is split at its last. */
static void
split(const char *object, char **period, char **scope)
{
	const char	*slash = strrchr(object, '/');

	*period = slash != NULL ? xstrndup(object, (size_t)(slash - object)) : xstrdup(object);
	*scope = xstrdup(slash != NULL ? slash + 1 : "");
}

static bool
take_version(void *arg, const struct journal_row *row)
{
	struct reading		*r = arg;
	struct frozen_list	*out = r->out;
	struct frozen		*f;
	struct fact		*fact;

	if (row->content == NULL)
		return true;
	if ((fact = recall_fact(row, r->err)) == NULL)
		return r->is_good = false;
	out->list = grow(out->list, out->n, &out->room, sizeof(*out->list));
	f = &out->list[out->n++];
	*f = (struct frozen){ .fact = fact, .is_latest = true };
	split(fact->object, &f->period, &f->scope);
	for (size_t i = 0; i + 1 < out->n; i++)
		if (strcmp(out->list[i].fact->object, fact->object) == 0)
			f->is_latest = false;	/* newest first within an object */
	return true;
}

static int
newest_first(const void *a, const void *b)
{
	const struct fact	*x = ((const struct frozen *)a)->fact, *y = ((const struct frozen *)b)->fact;
	int			 order = (x->known.ms < y->known.ms) - (x->known.ms > y->known.ms);

	return order != 0 ? order : (x->report.version < y->report.version) -
	    (x->report.version > y->report.version);
}

static bool
is_wanted(const struct reading *r, const char *object)
{
	char	*period, *scope;
	bool	 is;

	split(object, &period, &scope);
	is = (r->period == NULL || strcmp(r->period, period) == 0) &&
	    (r->scope == NULL || strcmp(r->scope, scope) == 0);
	free(period);
	free(scope);
	return is;
}

bool
frozen_read(struct journal *j, const char *period, const char *scope, struct frozen_list *out,
    struct err *err)
{
	const char	*kind = fact_kind_word(FACT_REPORT);
	struct reading	 r = { .journal = j, .period = period, .scope = scope, .out = out, .err = err,
			    .is_good = true };

	*out = (struct frozen_list){ 0 };
	r.is_good = journal_read_latest(j, kind, take_object, &r, err);
	for (size_t i = 0; i < r.n_objects; i++) {
		if (r.is_good && is_wanted(&r, r.objects[i]) &&
		    !journal_read_object(j, kind, r.objects[i], take_version, &r, err))
			r.is_good = false;
		free(r.objects[i]);
	}
	free(r.objects);
	if (!r.is_good)
		frozen_list_done(out);
	else if (out->n > 1)
		qsort(out->list, out->n, sizeof(*out->list), newest_first);
	return r.is_good;
}

void
frozen_list_done(struct frozen_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		fact_free(list->list[i].fact);
		free(list->list[i].period);
		free(list->list[i].scope);
	}
	free(list->list);
	*list = (struct frozen_list){ 0 };
}

const struct frozen *
frozen_version(const struct frozen_list *list, uint32_t version)
{
	for (size_t i = 0; i < list->n; i++)
		if (version == 0 ? list->list[i].is_latest : list->list[i].fact->report.version == version)
			return &list->list[i];
	return NULL;
}

const struct frozen *
frozen_hashed(const struct frozen_list *list, const char *hex, size_t i)
{
	size_t	 len = strlen(hex);

	for (; i < list->n; i++)
		if (len > 0 && strncasecmp(list->list[i].fact->report.sha256, hex, len) == 0)
			return &list->list[i];
	return NULL;
}

/* Showing. */

static json_t *
text_of_time(struct wall t)
{
	char	 text[WALL_TEXT_SIZE];

	return json_string(wall_text(t, text));
}

json_t *
frozen_row(const struct frozen *f, bool is_full)
{
	const struct fact_report	*r = &f->fact->report;
	json_t				*out = json_pack("{s:s, s:s, s:i, s:o, s:s, s:s, s:b}",
	    "period", f->period, "scope", f->scope, "version", (int)r->version,
	    "at", text_of_time(f->fact->known), "sha256", r->sha256, "reason", r->reason,
	    "is_latest", f->is_latest);

	if (is_full)
		json_object_set_new(out, "by", json_string(r->by));
	return out;
}

json_t *
frozen_document(const struct frozen *f, const struct frozen *before, bool is_full)
{
	const struct fact_report	*r = &f->fact->report;
	json_t				*doc = json_loads(r->text, 0, NULL), *was = NULL, *frozen;

	if (doc == NULL)
		return NULL;
	if (before != NULL)
		was = json_loads(before->fact->report.text, 0, NULL);
	frozen = json_pack("{s:i, s:s, s:o, s:s, s:s, s:{s:I, s:s}, s:s?, s:o}", "version", (int)r->version,
	    "sha256", r->sha256, "at", text_of_time(f->fact->known), "reason", r->reason,
	    "program", r->program, "journal", "seq", (json_int_t)r->seq, "hash", r->hash,
	    "supersedes", before != NULL ? before->fact->report.sha256 : NULL,
	    "changes", was != NULL ? frozen_changes(was, doc) : json_array());
	if (is_full)
		json_object_set_new(frozen, "by", json_string(r->by));
	json_object_set_new(doc, "frozen", frozen);
	json_decref(was);
	return doc;
}

/* Hashes. */

void
frozen_hash(const char *text, size_t len, char out[static FROZEN_HASH_SIZE])
{
	unsigned char	 hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text, len);
	sodium_bin2hex(out, FROZEN_HASH_SIZE, hash, sizeof(hash));
}

void
frozen_hash_document(const json_t *document, char out[static FROZEN_HASH_SIZE])
{
	json_t	*copy = json_copy((json_t *)(uintptr_t)document);
	char	*text;

	json_object_set_new(copy, "frozen", json_null());
	text = json_dumps(copy, CANONICAL);
	frozen_hash(text, strlen(text), out);
	free(text);
	json_decref(copy);
}

/* Freezing. */

static const char *
text_at(const json_t *json, const char *a, const char *b)
{
	const char	*text = json_string_value(json_object_get(json_object_get(json, a), b));

	return text != NULL ? text : "";
}

/* The same figures?  When a report was made and how far the journal was are none. */
static bool
is_same(const json_t *a, const char *text)
{
	static const char *const	 changing[] = { "generated", "journal", "frozen" };
	json_t				*x = json_copy((json_t *)(uintptr_t)a), *y = json_loads(text, 0, NULL);
	bool				 is;

	for (size_t i = 0; i < N_ELEMENTS(changing); i++) {
		json_object_del(x, changing[i]);
		json_object_del(y, changing[i]);
	}
	is = json_equal(x, y) == 1;
	json_decref(x);
	json_decref(y);
	return is;
}

/* May it be frozen now, as which version? */
static enum frozen_status
check(const struct report_wish *wish, const json_t *doc, const char *reason, uint32_t *version,
    struct err *err)
{
	struct frozen_list	 list = { 0 };
	const struct frozen	*last;
	enum frozen_status	 status = FROZEN_READY;

	if (strcmp(text_at(doc, "period", "until"), text_at(doc, "period", "to")) != 0) {
		err_set(err, _("%s still runs: a report is frozen when its period is over"),
		    wish->period.label);
		return FROZEN_NOT_NOW;
	}
	if (wish->journal != NULL &&
	    !frozen_read(wish->journal, wish->period.label, wish->scope, &list, err))
		return FROZEN_FAILED;
	last = frozen_version(&list, 0);
	*version = last != NULL ? last->fact->report.version + 1 : 1;
	if (last != NULL && is_same(doc, last->fact->report.text)) {
		err_set(err, _("nothing has changed since version %u was frozen"), *version - 1);
		status = FROZEN_NOT_NOW;
	} else if (last != NULL && *reason == '\0') {
		err_set(err, _("version %u is frozen: a correction wants its reason"), *version - 1);
		status = FROZEN_BAD;
	}
	frozen_list_done(&list);
	return status;
}

static char *
warning(const struct report_wish *wish)
{
	struct wall	 to = period_bounds(&wish->period, wish->inv->zone).to;

	return wall_sub(wish->now, to) >= FROZEN_EVIDENCE_MS ? NULL :
	    xstrdup(_("the period ended less than seven days ago: what points kept for themselves "
	    "may still come in and change the figures"));
}

static void
fill(struct frozen_draft *out, const struct report_wish *wish, const json_t *doc, uint32_t version)
{
	out->object = xasprintf("%s/%s", wish->period.label, wish->scope);
	strlcpy(out->hash, text_at(doc, "journal", "hash"), sizeof(out->hash));
	frozen_hash(out->text, strlen(out->text), out->sha256);
	out->warning = warning(wish);
	out->fact = (struct fact){ .kind = FACT_REPORT, .object = out->object, .happened = wish->now,
	    .known = wish->now, .report = { .version = version, .sha256 = out->sha256, .by = out->by,
	    .reason = out->reason, .hash = out->hash, .program = PACKAGE_VERSION, .text = out->text,
	    .seq = json_integer_value(json_object_get(json_object_get(doc, "journal"), "seq")) } };
}

enum frozen_status
frozen_prepare(const struct report_wish *wish, const char *by, const char *reason,
    struct frozen_draft *out, struct err *err)
{
	struct report_wish	 public = *wish;
	struct buf		 text = { 0 };
	enum frozen_status	 status = FROZEN_FAILED;
	uint32_t		 version = 0;
	json_t			*doc = NULL;

	*out = (struct frozen_draft){ .by = xstrdup(by), .reason = xstrdup(reason) };
	public.is_full = false;
	if (!report_scope(wish->inv, wish->scope, err))
		return FROZEN_BAD;
	if (report_make(&public, &text, err)) {
		while (text.len > 0 && text.s[text.len - 1] == '\n')
			text.s[--text.len] = '\0';
		if ((doc = json_loadb(text.s, text.len, 0, NULL)) != NULL)
			status = check(wish, doc, reason, &version, err);
		else
			err_set(err, "a report that is no JSON");
	}
	out->text = buf_take(&text);
	if (status == FROZEN_READY)
		fill(out, wish, doc, version);
	json_decref(doc);
	return status;
}

void
frozen_draft_done(struct frozen_draft *draft)
{
	free(draft->object);
	free(draft->text);
	free(draft->reason);
	free(draft->by);
	free(draft->warning);
	*draft = (struct frozen_draft){ 0 };
}
