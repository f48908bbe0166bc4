/* audit_tell.c - I3, and rules 9, 11 and 12: who is told, and when */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "tests/sim/fail.h"
#include "tests/sim/hours.h"
#include "tests/sim/inside.h"
#include "tests/sim/marks.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"

#define LATE_MS		MIN_MS	/* the morning's list may take so long */

static bool
is_about_us(const struct book_incident *b)
{
	return b->kind_first == INCIDENT_BLIND || b->kind_first == INCIDENT_VIGIE;
}

/* The other is its parent, or a parent of that. */
static bool
is_below(const struct book_incident *b, uint32_t number)
{
	for (unsigned n = 0; b != NULL && b->parent != 0 && n < 8; n++) {
		if (b->parent == number)
			return true;
		b = books_incident(&audit.books, b->parent);
	}
	return false;
}

/* A group is told as soon as one of those that it has lost may be told. */
static bool
group_may_be_told(const struct book_incident *group, int64_t t_ms)
{
	for (size_t i = audit.books.n_incidents; i-- > 0;) {
		const struct book_incident	*b = audit.books.incidents[i];
		uint32_t			 point;

		if (b == NULL || b->restored_ms != 0 || b->kind_first != INCIDENT_LINK)
			continue;
		point = town_point(b->scope, strlen(b->scope));
		if (point != NONE && is_below(b, group->number) && hours_may_tell(point, t_ms))
			return true;
	}
	return false;
}

/* What holds a notice back now. */
static const char *
holder(const struct book_incident *b, int64_t t_ms)
{
	uint32_t	 point = town_point(b->scope, strlen(b->scope));

	if (b->parent != 0)
		return "parent";
	if (audit.books.is_blind)
		return "blind";
	if (b->kind_first == INCIDENT_GROUP)
		return group_may_be_told(b, t_ms) ? NULL : "closed";
	if (point == NONE || hours_may_tell(point, t_ms))
		return NULL;
	return hours_at(point, t_ms, HOURS_NOW).in_works ? "window" : "closed";
}

/* Messages to this address by this channel that were said in the hour that ends now. */
static uint32_t
n_within_hour(const char *who, int64_t now_ms)
{
	const char	*address = strrchr(who, '|');
	uint32_t	 n = 0;

	for (size_t i = audit.books.n_notices; i-- > 0;) {
		const struct book_notice	*m = audit.books.notices[i];

		if (m != NULL && m->known_ms <= now_ms - HOUR_MS)
			break;
		n += m != NULL && !m->is_folded && strcmp(strrchr(m->who, '|'), address) == 0;
	}
	return n;
}

/* Rule 12's end: in an hour the last of as many as one may get is the list of the rest. */
static void
no_flood(const struct fact *f, const struct book_incident *b)
{
	const struct engine	*e = shell_engine();
	bool			 is_list = f->notice.kind == NOTICE_FOLDED;
	uint32_t		 most;
	char			 who[96];

	if (e == NULL || f->notice.is_folded || (most = e->inv->courier_per_hour) < 2 || (!is_list &&
	    (b == NULL || is_about_us(b))))
		return;
	books_who(&f->notice.to, who);
	if (n_within_hour(who, f->known.ms) >= most - !is_list)
		fail("rule 12", "notice %u is one too many for %s in an hour", f->notice.number, who);
}

static bool
has_group(const struct inventory *inv, const char *scope)
{
	uint32_t	 site = inventory_site(inv, scope);

	return site != NONE && inv->sites[site].n_groups > 0;
}

/* Has any check of this device had a result since the latest start? */
static bool
has_spoken(const struct inventory *inv, uint32_t device)
{
	const struct device	*d = &inv->devices[device];

	for (uint32_t c = d->first_check; c < d->first_check + d->n_checks; c++)
		if (audit.proofs[c].arrived_ms >= audit.books.start_ms)
			return true;
	return false;
}

/* After a start no failure is told before each canary and each router has had a result, or its holding's end. */
static void
gate_is_open(const struct fact *f, const struct book_incident *b)
{
	const struct inventory	*inv = shell_engine()->inv;
	int64_t			 age_ms = f->known.ms - audit.books.start_ms;

	if (audit.is_reloaded || audit.inv != inv)
		return;		/* what was seen is under other numbers */
	for (uint32_t c = 0; c < inv->n_canaries; c++)
		if (audit.proofs[c].arrived_ms < audit.books.start_ms && age_ms < town.canary_s * 2500)
			fail("rule 12", "incident %u is told, and canary %u was not heard since the start",
			    b->number, c + 1);
	for (uint32_t s = 0; s < inv->n_sites; s++)
		if (inv->sites[s].router != NONE && age_ms < town.icmp_s * 2500 &&
		    !has_spoken(inv, inv->sites[s].router))
			fail("rule 12", "incident %u is told, and %s was not heard since the start", b->number,
			    inv->sites[s].id);
}

/* The morning's list: on a working day, at its first minute, or when vigie runs and sees again. */
static void
list_is_due(const struct fact *f)
{
	int64_t	 hold_ms = (town.canary_s > town.icmp_s ? town.canary_s : town.icmp_s) * INT64_C(2500);
	int64_t	 due_ms, last_ms;
	char	 who[96];

	if (!hours_morning(f->known.ms, &due_ms) || f->known.ms < due_ms) {
		fail("rule 11", "the list of notice %u comes before the morning, or when nobody works",
		    f->notice.number);
		return;
	}
	last_ms = due_ms;
	if (audit.books.start_ms + hold_ms > last_ms)
		last_ms = audit.books.start_ms + hold_ms;
	if (audit.books.blind_over_ms > last_ms)
		last_ms = audit.books.blind_over_ms;
	if (audit.books.is_blind || f->known.ms > last_ms + LATE_MS)
		fail("rule 11", "the list of notice %u comes at %lld, and was due at %lld", f->notice.number,
		    (long long)f->known.ms, (long long)due_ms);
	books_who(&f->notice.to, who);
	for (size_t i = audit.books.n_notices; i-- > 0;) {
		const struct book_notice	*n = audit.books.notices[i];

		if (n != NULL && n->known_ms < due_ms)
			break;
		if (n != NULL && n->kind == NOTICE_DIGEST && strcmp(n->who, who) == 0)
			fail("rule 11", "two lists on one day for %s", who);
	}
}

/* Rules 9, 11 and 12: a failure is told only while nothing holds it. */
void
telling_is_due(const struct fact *f)
{
	const struct engine		*e = shell_engine();
	const struct book_incident	*b = books_incident(&audit.books, f->notice.incident);
	const char			*why;

	if (f->notice.number != audit.books.n_notices + 1)
		fail("I8", "notice %u follows %zu", f->notice.number, audit.books.n_notices);
	no_flood(f, b);
	if (f->notice.kind == NOTICE_DIGEST)
		list_is_due(f);
	if (f->notice.kind == NOTICE_DIGEST || f->notice.kind == NOTICE_FOLDED || f->notice.kind == NOTICE_REPORT)
		return;
	if (b == NULL) {
		fail("I1", "notice %u is of incident %u, which there is not", f->notice.number, f->notice.incident);
		return;
	}
	if (f->notice.kind == NOTICE_RESTORED || f->notice.kind == NOTICE_REMOVED) {
		if (b->restored_ms == 0)
			fail("rule 11", "the end of incident %u is told while it goes on", b->number);
		return;
	}
	if (is_about_us(b) || e == NULL)
		return;
	if (b->restored_ms != 0)
		fail("rule 11", "incident %u is told (%s) after its end", b->number, notice_word(f->notice.kind));
	if (b->acknowledged_ms != 0 && (f->notice.kind == NOTICE_REMINDER || f->notice.kind == NOTICE_ESCALATION))
		fail("rule 11", "incident %u is acknowledged and %s", b->number, notice_word(f->notice.kind));
	if (b->kind_first == INCIDENT_LINK && has_group(e->inv, b->scope) &&
	    f->known.ms < b->known_ms + e->inv->settle_ms)
		fail("rule 9", "incident %u is told before it has settled", b->number);
	gate_is_open(f, b);
	why = holder(b, f->known.ms);
	if (why != NULL)
		fail("rule 12", "incident %u (%s %s) is told (%s) although it is held: %s", b->number,
		    incident_kind_word(b->kind), b->scope, notice_word(f->notice.kind), why);
}

/* I3: down before up, each once. */
void
i3_told_in_order(const struct fact *f)
{
	struct book_incident	*b = books_incident(&audit.books, f->notice.incident);
	const struct book_told	*t;
	char			 who[96];

	if (b == NULL || f->notice.kind == NOTICE_FOLDED)
		return;		/* a list of what was said one by one */
	books_who(&f->notice.to, who);
	t = books_told(b, who);
	if (t->n_down > 1)
		fail("I3", "incident %u was told twice to %s", b->number, who);
	if (t->n_over > 1)
		fail("I3", "the end of incident %u was told twice to %s", b->number, who);
	if (t->n_over > 0 && t->n_down == 0)
		fail("I3", "the end of incident %u was told to %s, who had not heard of it", b->number, who);
	if (t->n_over > 0 && f->notice.kind != NOTICE_RESTORED && f->notice.kind != NOTICE_REMOVED)
		fail("I3", "incident %u: %s to %s after its end", b->number, notice_word(f->notice.kind), who);
}

/* Marks: what waits, and why. */
void
tell_step(void)
{
	const struct engine	*e = shell_engine();
	const char		*why;
	char			 name[32] = "hold:";

	if (e == NULL || !e->has_begun || audit.n_steps % 16 != 0)
		return;		/* a calendar is not cheap */
	for (size_t i = audit.books.n_incidents > 50 ? audit.books.n_incidents - 50 : 0;
	    i < audit.books.n_incidents; i++) {
		const struct book_incident	*b = audit.books.incidents[i];

		if (b == NULL || is_about_us(b) || b->restored_ms != 0 || b->n_told > 0)
			continue;
		if ((why = holder(b, audit.books.known_ms)) != NULL) {
			strlcpy(name + 5, why, sizeof(name) - 5);
			mark(name);
		} else if (audit.books.known_ms - b->confirmed_ms < e->inv->settle_ms) {
			mark("hold:settle");
		} else if (audit.books.known_ms - audit.books.start_ms < 2 * MIN_MS) {
			mark("hold:start");
		} else if (e->inv->routes[0].when != NULL) {
			mark("hold:route");
		}
	}
}
