/* audit_life.c - what must hold after each event, and from one life of the engine to the next */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/outbox.h"
#include "journal/recall.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "tests/sim/disk.h"
#include "tests/sim/fail.h"
#include "tests/sim/inside.h"
#include "tests/sim/loop.h"
#include "tests/sim/marks.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"
#include "tests/sim/vigie.h"

#define LIVES_COMPARED	12
#define LIVES_VERIFIED	4
#define TURNS_MAX	300	/* in a second: more is a circle */

void
audit_end(void)
{
	books_free(&audit.books);
	for (size_t i = 0; i < audit.n_promises; i++) {
		free(audit.promises[i].object);
		free(audit.promises[i].words);
	}
	for (size_t i = 0; i < audit.n_renames; i++) {
		free(audit.renames[i].old);
		free(audit.renames[i].new);
	}
	free(audit.promises);
	free(audit.renames);
	free(audit.proofs);
}

void
audit_renamed(const char *old, const char *new)
{
	audit.renames = grow(audit.renames, audit.n_renames, &audit.room_renames, sizeof(*audit.renames));
	audit.renames[audit.n_renames].old = xstrdup(old);
	audit.renames[audit.n_renames++].new = xstrdup(new);
	books_rename(&audit.books, old, new);
}

/* After each event. */

static struct book_incident *
open_on(enum incident_kind kind, const char *scope)
{
	for (size_t i = audit.books.n_incidents; i-- > 0;) {
		struct book_incident	*b = audit.books.incidents[i];

		if (b != NULL && b->restored_ms == 0 && b->kind_first == kind && strcmp(b->scope, scope) == 0)
			return b;
	}
	return NULL;
}

/* I7: a link's incident is open if and only if the link is down, or unknown since. */
static void
i7_incidents_are_states(void)
{
	char	 name[64];

	for (size_t i = 0; i < audit.books.n_incidents; i++) {
		const struct book_incident	*b = audit.books.incidents[i];
		const struct book_object	*o;

		if (b == NULL || b->restored_ms != 0 || b->kind_first != INCIDENT_LINK)
			continue;
		snprintf(name, sizeof(name), "%s/link", b->scope);
		o = books_object(&audit.books, name, false);
		if (o == NULL || (o->state != STATE_DOWN && o->state != STATE_UNKNOWN))
			fail("I7", "incident %u is open, and %s is %s", b->number, name,
			    o != NULL ? state_word(o->state) : "nothing");
	}
	for (size_t i = 0; i < audit.books.n_objects; i++) {
		const struct book_object	*o = &audit.books.objects[i];
		size_t				 len = strlen(o->name);

		if (o->state != STATE_DOWN || len < 6 || strcmp(o->name + len - 5, "/link") != 0)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(len - 5), o->name);
		if (open_on(INCIDENT_LINK, name) == NULL && town_point(name, strlen(name)) != NONE)
			fail("I7", "%s is down, and no incident is open on it", o->name);
	}
}

/* Who has a parent has one that is open. */
static void
parents_are_open(void)
{
	for (size_t i = 0; i < audit.books.n_incidents; i++) {
		const struct book_incident	*b = audit.books.incidents[i], *p;

		if (b == NULL || b->restored_ms != 0 || b->parent == 0)
			continue;
		p = books_incident(&audit.books, b->parent);
		if (p == NULL || p->restored_ms != 0)
			fail("rule 9", "incident %u waits for %u, which is over", b->number, b->parent);
	}
}

/* I5: while the canaries are silent everything is unknown. */
static void
i5_blind_is_unknown(void)
{
	if (!audit.books.is_blind && !audit.books.is_stopped)
		return;
	for (size_t i = 0; i < audit.books.n_objects; i++)
		if (audit.books.objects[i].state != STATE_UNKNOWN &&
		    inventory_site(audit.inv, audit.books.objects[i].name) != NONE)
			fail("I5", "vigie is blind, and %s is %s", audit.books.objects[i].name,
			    state_word(audit.books.objects[i].state));
}

/* I11: nothing grows without bound. */
static void
i11_bounds(void)
{
	const struct engine	*e = shell_engine();

	if (outbox_count(e->outbox) > 20000)
		fail("I11", "%u notices in the outbox", outbox_count(e->outbox));
	if (loop_n_events() > 12)
		fail("I11", "%u events on the loop", loop_n_events());
	if (shell_n_dropped() > 0)
		fail("I11", "a peer was dropped");
}

void
audit_step(void)
{
	if (disk_is_full())
		audit.was_full = true;
	if (loop_n_turns() > TURNS_MAX)
		fail("I11", "the engine turns %u times in a second", loop_n_turns());
	if (!audit.has_news || shell_engine() == NULL || shell_is_dead())
		return;
	audit.has_news = false;
	audit.n_steps++;
	i7_incidents_are_states();
	parents_are_open();
	i5_blind_is_unknown();
	i11_bounds();
	tell_step();
}

/* The journal as it is on the disk. */

struct reading {
	struct books	*books;		/* NULL = not wanted */
	struct judge	*judge;
	uint64_t	 upto;
};

static void
keep_promise(const struct fact *f)
{
	const char	*words = f->kind == FACT_WINDOW ? f->window.text :
			    f->kind == FACT_INCIDENT ? f->incident.event.text : "";

	for (size_t i = 0; *words != '\0' && i < audit.n_promises; i++)
		if (audit.promises[i].kind == f->kind && (*audit.promises[i].object == '\0' ||
		    strcmp(audit.promises[i].object, f->object) == 0) &&
		    strcmp(audit.promises[i].words, words) == 0)
			audit.promises[i].is_found = true;
}

/* What was said of a point under a former name is its own. */
static void
take_renamed(struct books *b, struct fact *f, uint64_t seq)
{
	struct fact	 renamed = *f;
	char		*name = xstrdup(f->object);

	for (size_t i = 0; f->kind == FACT_STATE && i < audit.n_renames; i++) {
		size_t	 len = strlen(audit.renames[i].old);
		char	*new;

		if (strncmp(name, audit.renames[i].old, len) != 0 || name[len] != '/')
			continue;
		new = xasprintf("%s%s", audit.renames[i].new, name + len);
		free(name);
		name = new;
	}
	renamed.object = name;
	books_take(b, &renamed, seq, 0);
	free(name);
}

static bool
read_row(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;
	struct err	 err = { "" };
	struct fact	*f;

	if (row->content == NULL)
		return true;	/* emptied: what it said has been said again since */
	if ((f = recall_fact(row, &err)) == NULL) {
		fail("I6", "row %llu does not read: %s", (unsigned long long)row->seq, err.text);
		return false;
	}
	if (r->books != NULL) {
		take_renamed(r->books, f, row->seq);
		keep_promise(f);
	}
	if (r->judge != NULL && f->kind != FACT_ALIVE && f->kind != FACT_RELOAD && f->kind != FACT_DELIVERY &&
	    f->kind != FACT_DECLARATION)
		judge_recall(r->judge, f);
	fact_free(f);
	return true;
}

static void
read_journal(struct reading *r)
{
	struct err	 err = { "" };
	struct journal	*j = journal_open_reader(vigie_dir(), &err);

	if (j == NULL || !journal_read(j, 1, r->upto, NULL, read_row, r, &err))
		fail("I8", "the journal cannot be read: %s", err.text);
	journal_close(j);
}

/* I8: the chain holds, whatever happened. */
static void
i8_journal_holds(void)
{
	struct journal_report	 report;
	struct err		 err = { "" };

	if (!journal_verify_dir(vigie_dir(), &report, &err))
		fail("I8", "the journal does not verify: %s", err.text);
}

/* What was seen of messages stays true. */
static void
carry_over(const struct books *old)
{
	for (size_t i = 0; i < old->n_notices && i < audit.books.n_notices; i++) {
		const struct book_notice	*a = old->notices[i];
		struct book_notice		*b = audit.books.notices[i];

		if (a == NULL || b == NULL || a->known_ms != b->known_ms)
			continue;
		b->n_given = a->n_given;
		b->n_delivered = a->n_delivered;
		memcpy(b->message_id, a->message_id, sizeof(b->message_id));
		b->is_ambiguous = a->is_ambiguous || !b->is_final;
	}
	for (size_t i = 0; i < old->n_incidents && i < audit.books.n_incidents; i++)
		if (old->incidents[i] != NULL && audit.books.incidents[i] != NULL)
			audit.books.incidents[i]->skew_ms = old->incidents[i]->skew_ms;
}

static void
reread(void)
{
	struct books	 old = audit.books;
	struct reading	 r = { .books = &audit.books, .upto = UINT64_MAX };

	audit.books = (struct books){ 0 };
	for (size_t i = 0; i < audit.n_promises; i++)
		audit.promises[i].is_found = *audit.promises[i].words == '\0';
	read_journal(&r);
	for (size_t i = 0; i < audit.n_renames; i++)
		books_rename(&audit.books, audit.renames[i].old, audit.renames[i].new);
	for (size_t i = 0; i < audit.n_promises; i++)
		if (!audit.promises[i].is_found)
			fail("I8", "what a person was told is done is lost: %s %s \"%s\"",
			    fact_kind_word(audit.promises[i].kind), audit.promises[i].object,
			    audit.promises[i].words);
	carry_over(&old);
	books_free(&old);
	audit.has_news = false;
}

void
audit_before_start(void)
{
	audit.was_full = disk_is_full();
}

void
audit_died(void)
{
	audit.inv = NULL;
	if (shell_n_lives() <= LIVES_VERIFIED)
		i8_journal_holds();
	reread();
}

void
audit_stopped(void)
{
	audit_died();
}

/* I6: who recalls what a start needs knows what he knows who has read it all. */

static void
say_nothing(void *arg, const struct fact *fact)
{
	(void)arg;
	(void)fact;
}

/* It ended, and its point has left the configuration since: under which name, who cares. */
static bool
is_of_nobody(const char *line)
{
	const char	*scope = strstr(line, "\"scope\":\"p");

	if (scope == NULL || strstr(line, "\"restored\":\"") == NULL)
		return false;
	scope += strlen("\"scope\":\"");
	for (uint32_t i = 0; i < town.n_points; i++)
		if (town.points[i].is_there && strncmp(town.points[i].id, scope, strlen(town.points[i].id)) == 0 &&
		    scope[strlen(town.points[i].id)] == '"')
			return false;
	return true;
}

/*
 * Without what one need not remember: closed incidents, past windows, the last
 * hour's changes, which check says again what was known.
 */
static void
strip(struct buf *dump)
{
	struct buf	 out = { 0 };
	bool		 is_left_out = false;

	for (char *line = dump->s, *end; line != NULL && *line != '\0'; line = end + 1) {
		char	*listed, *by;

		end = strchr(line, '\n');
		*end = '\0';
		if (strncmp(line, "state ", 6) == 0 && (by = strstr(line, " by ")) != NULL)
			*by = '\0';
		if (strncmp(line, "incident ", 9) == 0) {
			is_left_out = strstr(line, "\"closed\":\"") != NULL || is_of_nobody(line);
			if ((listed = strstr(line, " listed ")) != NULL)
				listed[8] = '-';
		} else if (*line != ' ') {
			is_left_out = strncmp(line, "window ", 7) == 0;
		}
		if (!is_left_out && strncmp(line, "  change ", 9) != 0)
			buf_addf(&out, "%s\n", line);
	}
	buf_done(dump);
	*dump = out;
}

static void
compare(const char *what, struct buf *a, struct buf *b)
{
	const char	*x, *y;
	size_t		 n, m;

	strip(a);
	strip(b);
	x = buf_str(a);
	y = buf_str(b);
	while (*x != '\0' && (n = strcspn(x, "\n")) == (m = strcspn(y, "\n")) && strncmp(x, y, n) == 0) {
		x += n + 1;
		y += n + 1;
	}
	if (strcmp(x, y) != 0)
		fail("I6", "%s:\n   %.*s\n   %.*s", what, (int)strcspn(x, "\n"), x, (int)strcspn(y, "\n"), y);
	buf_done(a);
	buf_done(b);
}

static void
read_all(const struct inventory *inv, uint64_t upto, struct buf *out)
{
	struct reading	 r = { .judge = judge_new(inv, say_nothing, NULL), .upto = upto };

	read_journal(&r);
	judge_dump(r.judge, out);
	judge_free(r.judge);
}

void
audit_started(void)
{
	const struct engine	*e = shell_engine();
	struct buf		 quick = { 0 }, whole = { 0 };

	audit.inv = NULL;
	if (audit.n_lives_compared++ >= LIVES_COMPARED || disk_synced() == 0)
		return;
	judge_dump(e->judge, &quick);
	read_all(e->inv, UINT64_MAX, &whole);
	compare("a start recalls (1) what the whole journal says (2) otherwise", &quick, &whole);
}

/* The same for who has lived through it; what it said last must be on the disk first. */
void
audit_before_stop(void)
{
	struct engine	*e = shell_engine();
	struct buf	 lived = { 0 }, whole = { 0 };

	engine_now(e);
	engine_done(e);
	if (!disk_sync() || audit.n_lives_compared > LIVES_COMPARED)
		return;
	judge_dump(e->judge, &lived);
	read_all(e->inv, UINT64_MAX, &whole);
	compare("who lived knows (1) what the whole journal says (2) otherwise", &lived, &whole);
}

/* The end. */

/* I2, I11, I12: all has been told, all is seen again, nobody had to do anything. */
void
audit_final(void)
{
	for (size_t i = 0; i < audit.books.n_notices; i++) {
		const struct book_notice	*n = audit.books.notices[i];

		if (n != NULL && !n->is_final)
			fail("I2", "notice %u (%s of incident %u) was never delivered", n->number,
			    notice_word(n->kind), n->incident);
	}
	i8_journal_holds();
}
