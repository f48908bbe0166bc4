/* ask_import.c - see ask_import.h */
#include <sys/queue.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/ask_import.h"
#include "engine/declared.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hands.h"
#include "engine/jw.h"
#include "ipc/channel.h"
#include "ipc/msg.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "report/import.h"

#define FILES_MAX	4	/* under way at once */

/* One file; of the reader's thread between work and done, but for .asker. */
struct bringing {
	TAILQ_ENTRY(bringing)	 entry;
	struct engine		*engine;
	struct inventory	*inv;		/* held */
	struct asker		 asker;		/* .ch NULL = he is gone */
	enum import_kind	 kind;
	bool			 is_check, is_working;
	uint32_t		 n_parts;
	struct buf		 text;
	struct wall		 now;
	struct fact		**facts;	/* what it says; owned */
	size_t			 n_facts, room;
	struct import		*import;
	bool			 is_good;
	struct err		 err;		/* the journal's */
};

static TAILQ_HEAD(, bringing)	 files = TAILQ_HEAD_INITIALIZER(files);

static void
bringing_free(struct bringing *b)
{
	TAILQ_REMOVE(&files, b, entry);
	for (size_t i = 0; i < b->n_facts; i++)
		fact_free(b->facts[i]);
	free(b->facts);
	import_free(b->import);
	inventory_free(b->inv);
	buf_done(&b->text);
	free(b);
}

/* In the reader's thread. */

/* A copy that lives until the loop takes it. */
static bool
take_fact(void *arg, const struct fact *fact)
{
	struct bringing	*b = arg;
	struct buf	 content = { 0 };
	struct fact	*copy;

	if (b->is_check)
		return true;
	fact_encode(&content, fact);
	copy = fact_decode(fact->kind, fact->object, fact->happened, fact->known, content.s,
	    content.len, &b->err);
	buf_done(&content);
	if (copy == NULL)
		return false;
	b->facts = grow(b->facts, b->n_facts, &b->room, sizeof(*b->facts));
	b->facts[b->n_facts++] = copy;
	return true;
}

static void
work(void *arg, struct journal *j)
{
	struct bringing		*b = arg;
	const struct import_wish wish = { .kind = b->kind, .inv = b->inv, .journal = j, .now = b->now,
				    .by = b->asker.name };

	lang_set(b->asker.language);
	if ((b->import = import_new(&wish, take_fact, b, &b->err)) == NULL)
		return;
	import_feed(b->import, buf_str(&b->text), b->text.len);
	b->is_good = import_end(b->import);
}

/* On the loop. */

static void
answer_mistakes(const struct bringing *b)
{
	const struct import_mistake	*m;
	struct buf			 out = { 0 };
	struct jw			 j = jw_on(&out);
	size_t				 n;

	m = import_mistakes(b->import, &n);
	jw_open(&j, NULL);
	jw_str(&j, "type", "about:blank");
	jw_str(&j, "title", "Unprocessable Content");
	jw_int(&j, "status", 422);
	jw_str(&j, "detail", _("the file has mistakes, nothing was imported"));
	jw_int(&j, "n_mistakes", (int64_t)import_n_mistakes(b->import));
	jw_open_list(&j, "mistakes");
	for (size_t i = 0; i < n; i++) {
		jw_open(&j, NULL);
		jw_int(&j, "line", (int64_t)m[i].line);
		jw_str(&j, "text", m[i].text);
		jw_close(&j);
	}
	jw_close_list(&j);
	jw_close(&j);
	channel_answer(b->asker.ch, b->asker.id, 422, "application/problem+json", out.s, out.len);
	buf_done(&out);
}

/* All of it in one group; numbers are given by who counts them on. */
static void
take_all(struct bringing *b)
{
	struct engine		*e = b->engine;
	struct wall		 now = engine_now(e);
	struct fact_window	*windows = xcalloc(b->n_facts + 1, sizeof(*windows));
	size_t			 n_windows = 0;

	for (size_t i = 0; i < b->n_facts; i++)
		if (b->facts[i]->kind == FACT_WINDOW)
			windows[n_windows++] = b->facts[i]->window;
	if (n_windows > 0)
		judge_windows_bring(e->judge, windows, n_windows, now);
	free(windows);
	for (size_t i = 0; i < b->n_facts; i++) {
		struct fact	*f = b->facts[i];

		f->known = now;
		if (f->kind == FACT_DECLARATION)
			declared_bring(e, &f->declaration, now);
		else if (f->kind != FACT_WINDOW)
			facts_take(e->facts, f);
	}
	log_info("import by %s: %llu lines, %llu new", b->asker.name,
	    (unsigned long long)import_lines(b->import), (unsigned long long)import_n_new(b->import));
}

static void
answer(struct bringing *b)
{
	bool		 is_any = !b->is_check && import_n_new(b->import) > 0;
	struct buf	 out = { 0 };
	struct jw	 j = jw_on(&out);

	if (is_any && !hands_may(b->engine, &b->asker))
		return;
	if (is_any)
		take_all(b);
	jw_open(&j, NULL);
	jw_bool(&j, "imported", is_any);
	jw_int(&j, "lines", (int64_t)import_lines(b->import));
	jw_int(&j, "new", (int64_t)import_n_new(b->import));
	jw_int(&j, "known", (int64_t)import_n_known(b->import));
	jw_close(&j);
	if (is_any)
		hands_answer(b->engine, &b->asker, &out);
	else
		ask_answer(&b->asker, buf_str(&out));
	buf_done(&out);
}

static void
done(void *arg, bool is_done)
{
	struct bringing	*b = arg;

	lang_set(b->asker.language);
	if (!is_done || b->asker.ch == NULL) {
		/* nobody waits: nothing is imported behind a back */
	} else if (b->import == NULL || (!b->is_good && import_n_mistakes(b->import) == 0)) {
		ask_problem(&b->asker, 503, _("the journal cannot be read: %s"), b->err.text);
	} else if (!b->is_good) {
		answer_mistakes(b);
	} else {
		answer(b);
	}
	bringing_free(b);
}

/* The file that this connection is sending, or a new one; NULL after having answered. */
static struct bringing *
find(struct engine *e, const struct asker *asker, uint32_t part)
{
	struct bringing	*b;
	unsigned	 n = 0;

	TAILQ_FOREACH(b, &files, entry) {
		n++;
		if (b->asker.ch == asker->ch && !b->is_working)
			break;
	}
	if (b != NULL && part == 0) {	/* it begins anew */
		bringing_free(b);
		b = NULL;
	}
	if (b == NULL && (part != 0 || n >= FILES_MAX)) {
		ask_problem(asker, part != 0 ? 422 : 503, "%s", part != 0 ?
		    _("a file is sent from its beginning") :
		    _("too many questions wait; try again in a moment"));
		return NULL;
	}
	if (b == NULL) {
		b = xcalloc(1, sizeof(*b));
		b->engine = e;
		b->inv = inventory_hold(e->inv);
		TAILQ_INSERT_TAIL(&files, b, entry);
	}
	b->asker = *asker;
	return b;
}

static size_t
count_lines(const struct buf *text)
{
	size_t	 n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->s[i] == '\n';
	return n;
}

static void
take_text(struct bringing *b, const struct msg_ask *ask)
{
	for (uint32_t i = 0; i < ask->n_args; i++)
		if (strcmp(ask->args[i].name, "text") == 0)
			buf_adds(&b->text, ask->args[i].value);
}

static bool
is_yes(const struct msg_ask *ask, const char *name)
{
	return strcmp(msg_arg(ask, name, ""), "1") == 0;
}

static void
begin_work(struct bringing *b)
{
	b->now = engine_now(b->engine);
	b->is_working = true;
	if (facts_ask(b->engine->facts, work, done, b))
		return;
	ask_problem(&b->asker, 503, "%s", _("too many questions wait; try again in a moment"));
	bringing_free(b);
}

void
ask_import(struct engine *e, const struct asker *asker, const struct msg_ask *ask)
{
	const char	*kind = msg_arg(ask, "kind", "");
	uint32_t	 part = (uint32_t)strtoul(msg_arg(ask, "part", "0"), NULL, 10);
	struct buf	 out = { 0 };
	struct bringing	*b;

	if (!hands_may(e, asker))
		return;
	if (strcmp(kind, "transitions") != 0 && strcmp(kind, "events") != 0) {
		ask_problem(asker, 422, _("\"%.40s\" cannot be imported: transitions or events"), kind);
		return;
	}
	if ((b = find(e, asker, part)) == NULL)
		return;
	b->kind = strcmp(kind, "events") == 0 ? IMPORT_EVENTS : IMPORT_TRANSITIONS;
	b->is_check = is_yes(ask, "check");
	take_text(b, ask);
	if (b->text.len > IMPORT_ENGINE_BYTES || count_lines(&b->text) > IMPORT_ENGINE_LINES) {
		ask_problem(asker, 422, _("while vigie runs a file has at most %d lines and %d MiB: stop "
		    "vigied, import, start it again"), IMPORT_ENGINE_LINES, IMPORT_ENGINE_BYTES >> 20);
		bringing_free(b);
		return;
	}
	if (part != b->n_parts++) {
		ask_problem(asker, 422, "%s", _("a file is sent from its beginning"));
		bringing_free(b);
	} else if (is_yes(ask, "last")) {
		begin_work(b);
	} else {
		buf_addf(&out, "{\"received\":%zu}", b->text.len);
		ask_answer(asker, buf_str(&out));
	}
	buf_done(&out);
}

void
ask_import_forget(const struct channel *ch)
{
	struct bringing	*b, *next;

	TAILQ_FOREACH_SAFE(b, &files, entry, next) {
		if (b->asker.ch != ch)
			continue;
		b->asker.ch = NULL;
		if (!b->is_working)
			bringing_free(b);
	}
}
