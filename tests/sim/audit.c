/* audit.c - see audit.h: facts and messages as they pass */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "journal/recall.h"
#include "judge/judge.h"
#include "model/calendar.h"
#include "model/inventory.h"
#include "tests/sim/books.h"
#include "tests/sim/dice.h"
#include "tests/sim/disk.h"
#include "tests/sim/fail.h"
#include "tests/sim/inside.h"
#include "tests/sim/loop.h"
#include "tests/sim/marks.h"
#include "tests/sim/shell.h"
#include "tests/sim/vigie.h"

struct audit	 audit;

void		 __real_recall_row(const struct fact *fact, struct buf *content, struct journal_row *row,
		    struct journal_about *about);
void		 __wrap_recall_row(const struct fact *fact, struct buf *content, struct journal_row *row,
		    struct journal_about *about);
void		 __real_judge_result(struct judge *j, const struct judged_result *result, struct wall now);
void		 __wrap_judge_result(struct judge *j, const struct judged_result *result, struct wall now);

/* Failing. */

static unsigned	 n_failed;

void
fail(const char *rule, const char *fmt, ...)
{
	char	 stamp[WALL_TEXT_SIZE];
	va_list	 ap;

	if (n_failed++ >= 12)
		return;
	printf("%s does not hold at %s: ", rule, wall_text_ms(loop_true(), stamp));
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

unsigned
fail_count(void)
{
	return n_failed;
}

int64_t
audit_skew_ms(void)
{
	const struct engine	*e = shell_engine();

	if (e != NULL)
		audit.skew_ms = e->steady.now.ms - loop_true().ms;
	return audit.skew_ms;
}

/* I9: what reaches the judge answers a question that was asked, once; and is kept as evidence. */
void
__wrap_judge_result(struct judge *j, const struct judged_result *r, struct wall now)
{
	const struct engine	*e = shell_engine();
	struct proof		*p;
	unsigned		 i;
	int64_t			 started_ms = r->started.ms != 0 && r->started.ms < now.ms ? r->started.ms : now.ms;

	if (e == NULL || j != e->judge || shell_is_dead()) {
		__real_judge_result(j, r, now);
		return;
	}
	audit.n_results++;
	if (audit.inv != e->inv) {
		free(audit.proofs);
		audit.inv = e->inv;
		audit.proofs = xcalloc(e->inv->n_checks + 1, sizeof(*audit.proofs));
		audit.proofs_ms = now.ms;
	}
	if (r->check >= e->inv->n_checks) {
		fail("I9", "a result of check %u, and there are %u", r->check, e->inv->n_checks);
		return;
	}
	if (r->text != NULL && strcmp(r->text, "forged") == 0)
		fail("I9", "a forged result of %s reached the judge", e->inv->checks[r->check].name);
	p = &audit.proofs[r->check];
	if (p->n > 0 && p->last_ms == started_ms && r->started.ms != 0 && audit_skew_ms() == p->skew_ms)
		fail("I9", "the result of %s begun at %lld counted twice", e->inv->checks[r->check].name,
		    (long long)started_ms);
	p->skew_ms = audit.skew_ms;
	i = p->n++ % PROOFS;
	p->last_ms = p->started_ms[i] = started_ms;
	p->failures = (p->failures & ~(UINT32_C(1) << i)) | (uint32_t)(r->status == JUDGED_FAIL) << i;
	p->arrived_ms = now.ms;
	if (r->status != JUDGED_FAIL && started_ms > p->ok_ms)
		p->ok_ms = started_ms;
	__real_judge_result(j, r, now);
}

/* I4: an object's facts follow one another: each begins where the former left it. */
static void
i4_states_follow(const struct fact *f)
{
	const struct book_object	*o = books_object(&audit.books, f->object, false);
	enum state_word			 was = o != NULL ? o->state : STATE_UNKNOWN;

	if (f->state.state == f->state.was ? was != f->state.state : was != f->state.was)
		fail("I4", "%s: %s -> %s, but it was %s", f->object, state_word(f->state.was),
		    state_word(f->state.state), state_word(was));
	if (f->state.since.ms > f->known.ms)
		fail("I4", "%s is %s since a time to come", f->object, state_word(f->state.state));
	if (f->state.since.ms % SEC_MS != 0)
		fail("I4", "%s is %s since a part of a second", f->object, state_word(f->state.state));
}

/* I5: nothing is down in a second in which vigie saw nothing. */
static void
i5_no_down_while_blind(const struct fact *f)
{
	if (f->state.state == STATE_UNKNOWN)
		return;
	if (audit.books.is_blind)
		fail("I5", "%s is %s while vigie is blind", f->object, state_word(f->state.state));
	if (books_is_blind_at(&audit.books, f->state.since.ms + SEC_MS, f->known.ms))
		fail("I5", "%s is %s since %lld, across time in which vigie saw nothing", f->object,
		    state_word(f->state.state), (long long)f->state.since.ms);
}

/* The site of "SITE/..."; NONE when there is none. */
static uint32_t
site_of(const struct inventory *inv, const char *object)
{
	char	 id[ID_MAX + 1];

	strlcpy(id, object, sizeof(id));
	id[strcspn(id, "/")] = '\0';
	return inventory_site(inv, id);
}

static bool
has_push(const struct inventory *inv, uint32_t site)
{
	const struct site	*s = &inv->sites[site];

	for (uint32_t i = s->first_device; i < s->first_device + s->n_devices; i++)
		if (inv->devices[i].is_push)
			return true;
	return false;
}

static bool
is_proven(const struct inventory *inv, uint32_t site, int64_t since_ms, bool is_failure)
{
	for (uint32_t i = inv->n_canaries; i < inv->n_checks; i++) {
		const struct proof	*p = &audit.proofs[i];

		for (unsigned k = 0; inv->checks[i].site == site && k < PROOFS && k < p->n; k++)
			if ((p->failures >> k & 1) == is_failure &&
			    p->started_ms[k] - p->started_ms[k] % SEC_MS == since_ms)
				return true;
	}
	return false;
}

/* I5: a down begins at a result that failed, and ends at one that did not. */
static void
i5_down_has_proof(const struct fact *f)
{
	const struct inventory	*inv = audit.inv;
	bool			 is_down = f->state.state == STATE_DOWN;
	uint32_t		 site;

	if (inv == NULL || shell_engine() == NULL || inv != shell_engine()->inv ||
	    f->state.since.ms <= audit.proofs_ms || f->state.state == f->state.was)
		return;
	if (!is_down && !(f->state.was == STATE_DOWN && (f->state.state == STATE_UP ||
	    f->state.state == STATE_DEGRADED)))
		return;
	site = site_of(inv, f->object);
	if (site == NONE || has_push(inv, site) || is_proven(inv, site, f->state.since.ms, is_down))
		return;
	fail("I5", "%s is %s since %lld, and no result says so", f->object, state_word(f->state.state),
	    (long long)f->state.since.ms);
}

/* Rule 4: nothing is down before most canaries have answered since its first failure. */
static void
down_is_seen(const struct fact *f)
{
	const struct inventory	*inv = audit.inv;
	uint32_t		 n = 0;

	if (inv == NULL || shell_engine() == NULL || inv != shell_engine()->inv ||
	    f->state.since.ms <= audit.proofs_ms || f->state.state != STATE_DOWN || f->state.was == STATE_DOWN)
		return;
	for (uint32_t c = 0; c < inv->n_canaries; c++)
		n += audit.proofs[c].ok_ms >= f->state.since.ms;
	if (2 * n <= inv->n_canaries)
		fail("rule 4", "%s is down since %lld, and %u canaries have answered since", f->object,
		    (long long)f->state.since.ms, n);
}

/* I7: at most one open incident a cause. */
static void
i7_one_incident_a_cause(const struct fact *f)
{
	const struct incident	*i = f->incident.incident;

	if (f->incident.event.type != EVENT_OPENED)
		return;
	if (i->number != audit.books.n_incidents + 1)
		fail("I7", "incident %u follows %zu", i->number, audit.books.n_incidents);
	for (size_t k = 0; k < audit.books.n_incidents; k++) {
		const struct book_incident	*b = audit.books.incidents[k];

		if (b != NULL && b->number != i->number && b->restored_ms == 0 &&
		    b->kind_first == i->kind_first && strcmp(b->scope, i->scope) == 0 &&
		    strcmp(b->object, i->object) == 0 && (i->kind_first != INCIDENT_GROUP || b->parent == 0) &&
		    (i->kind_first != INCIDENT_VIGIE || b->seq == 0))
			fail("I7", "incidents %u and %u are open for one cause: %s %s", b->number, i->number,
			    incident_kind_word(i->kind_first), i->scope);
	}
}

static void
incident_makes_sense(const struct fact *f)
{
	const struct incident		*i = f->incident.incident;
	const struct book_incident	*b = books_incident(&audit.books, i->number);

	if (i->opened.ms > i->confirmed.ms || i->confirmed.ms > f->known.ms)
		fail("I7", "incident %u: opened, confirmed and known out of order", i->number);
	if (i->restored.ms != 0 && i->restored.ms < i->opened.ms)
		fail("I7", "incident %u ends before it begins", i->number);
	if (i->restored.ms > f->known.ms)
		fail("I7", "incident %u ends in a time to come", i->number);
	if (b != NULL && b->restored_ms != 0 && i->restored.ms != b->restored_ms)
		fail("I7", "incident %u ends twice", i->number);
	if (b != NULL && b->closed_ms != 0 && i->closed.ms != b->closed_ms)
		fail("I7", "incident %u is closed twice", i->number);
	if (b == NULL && f->incident.event.type != EVENT_OPENED)
		fail("I7", "incident %u begins with %s", i->number, event_word(f->incident.event.type));
}

/* I8: what is known comes in order. */
static void
i8_time_never_falls(const struct fact *f)
{
	if (f->known.ms < audit.books.known_ms && f->kind != FACT_STATE)
		fail("I8", "%s %s is known at %lld, after something known at %lld", fact_kind_word(f->kind),
		    f->object, (long long)f->known.ms, (long long)audit.books.known_ms);
	if (f->happened.ms > f->known.ms && f->kind != FACT_DECLARATION)
		fail("I8", "%s %s happened after it was known", fact_kind_word(f->kind), f->object);
}

/* I10: only people do what people do. */
static void
i10_hands_have_names(const struct fact *f)
{
	const char	*by = NULL;

	if (f->kind == FACT_WINDOW && (f->window.number > audit.books.n_windows || f->window.cancelled.ms == f->known.ms))
		by = f->window.by;	/* else said again: its point has another name */
	else if (f->kind == FACT_INCIDENT && (f->incident.event.type == EVENT_ACKNOWLEDGED ||
	    f->incident.event.type == EVENT_COMMENT || f->incident.event.type == EVENT_CLOSED))
		by = f->incident.event.by;
	if (by != NULL && (audit.hand == NULL || strcmp(audit.hand, by) != 0))
		fail("I10", "%s %s by \"%s\", and it was %s", fact_kind_word(f->kind), f->object, by,
		    audit.hand != NULL ? audit.hand : "nobody");
}

void
__wrap_recall_row(const struct fact *f, struct buf *content, struct journal_row *row,
    struct journal_about *about)
{
	__real_recall_row(f, content, row, about);
	if (shell_is_dead())
		return;
	mark_fact(f);
	audit_skew_ms();
	audit.has_news = true;
	i8_time_never_falls(f);
	i10_hands_have_names(f);
	if (f->kind == FACT_STATE) {
		i4_states_follow(f);
		i5_no_down_while_blind(f);
		i5_down_has_proof(f);
		down_is_seen(f);
	} else if (f->kind == FACT_INCIDENT) {
		i7_one_incident_a_cause(f);
		incident_makes_sense(f);
	} else if (f->kind == FACT_NOTICE) {
		telling_is_due(f);
	}
	if (f->kind == FACT_START || f->kind == FACT_RELOAD)
		audit.is_reloaded = f->kind == FACT_RELOAD;
	books_take(&audit.books, f, disk_next(), audit.skew_ms);
	if (f->kind == FACT_NOTICE)
		i3_told_in_order(f);
}

/* Messages. */

/* I1: nothing leaves before its incident and its notice are on the disk (or the disk is full). */
void
audit_given(const struct msg_notice *m)
{
	struct book_notice		*n = books_notice(&audit.books, (uint32_t)m->id);
	const struct book_incident	*i = n != NULL ? books_incident(&audit.books, n->incident) : NULL;

	if (n == NULL || (i == NULL && n->incident != 0)) {
		fail("I1", "message %llu is of no notice or no incident", (unsigned long long)m->id);
		return;
	}
	if (n->is_folded)
		fail("I3", "notice %u left, although another one says it", n->number);
	if ((n->seq > disk_synced() || (i != NULL && i->seq > disk_synced())) && !disk_is_full() && !audit.was_full)
		fail("I1", "notice %u (row %llu) left before it was on the disk (%llu)", n->number,
		    (unsigned long long)n->seq, (unsigned long long)disk_synced());
	if (n->n_given > 0 && strcmp(n->message_id, m->message_id) != 0)
		fail("I3", "notice %u left as %s and as %s", n->number, n->message_id, m->message_id);
	strlcpy(n->message_id, m->message_id, sizeof(n->message_id));
	if (*m->subject == '\0' || *m->body == '\0' || strchr(m->subject, '\n') != NULL || *m->to == '\0')
		fail("I2", "notice %u says nothing, or to nobody", n->number);
	n->n_given++;
}

/* I3: twice only when the first outcome was in doubt. */
void
audit_delivered(uint64_t id)
{
	struct book_notice	*n = books_notice(&audit.books, (uint32_t)id);

	if (n == NULL)
		return;
	if (n->n_delivered > 0 && !n->is_ambiguous)
		fail("I3", "notice %u was delivered twice", n->number);
	n->n_delivered++;
	n->is_ambiguous = false;
}

void
audit_courier_gone(void)
{
	for (size_t i = 0; i < audit.books.n_notices; i++)
		if (audit.books.notices[i] != NULL && !audit.books.notices[i]->is_final)
			audit.books.notices[i]->is_ambiguous = true;
}

void
audit_hand(const char *name)
{
	audit.hand = name;
}

void
audit_promised(enum fact_kind kind, const char *object, const char *words)
{
	audit.promises = grow(audit.promises, audit.n_promises, &audit.room_promises, sizeof(*audit.promises));
	audit.promises[audit.n_promises++] = (struct promise){ kind, xstrdup(object), xstrdup(words), false };
}

/* The books, for others. */

size_t
audit_n_incidents(void)
{
	return audit.books.n_incidents;
}

const struct book_incident *
audit_incident(size_t i)
{
	return audit.books.incidents[i];
}

const struct book_notice *
audit_notice(size_t i)
{
	return audit.books.notices[i];
}

size_t
audit_n_windows(void)
{
	return audit.books.n_windows;
}

const struct fact_window *
audit_window(size_t i)
{
	return &audit.books.windows[i];
}

uint64_t
audit_n_facts(void)
{
	return audit.books.n_facts;
}

uint64_t
audit_n_notices(void)
{
	return audit.books.n_notices;
}
