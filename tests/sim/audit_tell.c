/* audit_tell.c - I3, and rules 9, 11 and 12: who is told, and when */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "judge/judge.h"
#include "model/calendar.h"
#include "model/inventory.h"
#include "tests/sim/fail.h"
#include "tests/sim/inside.h"
#include "tests/sim/marks.h"
#include "tests/sim/shell.h"

#define SOON_MS		(30 * MIN_MS)
#define LOOK_MS		(30 * SEC_MS)

static bool
is_about_us(const struct book_incident *b)
{
	return b->kind_first == INCIDENT_BLIND || b->kind_first == INCIDENT_VIGIE;
}

static bool
speaks_of(const struct inventory *inv, const struct fact_window *w, uint32_t site)
{
	const struct site	*s = &inv->sites[site];

	if (strcmp(w->scope, "all") == 0 || strcmp(w->scope, s->id) == 0)
		return true;
	for (uint32_t i = 0; i < s->n_groups; i++)
		for (uint32_t g = s->groups[i], n = 0; g != NONE && n < 20; g = inv->groups[g].parent, n++)
			if (strcmp(w->scope, inv->groups[g].id) == 0)
				return true;
	return false;
}

/* In a window of this kind; *unsure: a weekly one may hold. */
static bool
in_window(const struct inventory *inv, enum window_kind kind, uint32_t site, int64_t t_ms, bool *unsure)
{
	for (size_t i = 0; i < audit.books.n_windows; i++) {
		const struct fact_window	*w = &audit.books.windows[i];

		if (w->kind != kind || w->cancelled.ms != 0 || !speaks_of(inv, w, site))
			continue;
		if (w->weekdays != 0)
			*unsure = true;
		else if (w->from.ms <= t_ms && t_ms < w->to.ms)
			return true;
	}
	return false;
}

static bool
is_open_at(const struct inventory *inv, uint32_t site, int64_t t_ms, bool *unsure)
{
	const struct calendar	*hours = inv->sites[site].opening;
	bool			 open = hours == NULL ||
				    calendar_is_open(hours, inv->zone, (struct wall){ t_ms });

	if (in_window(inv, WINDOW_OPENING, site, t_ms, unsure))
		return true;
	return open && !in_window(inv, WINDOW_CLOSURE, site, t_ms, unsure);
}

/* Open, or opening within half an hour. */
static bool
may_be_told(const struct inventory *inv, uint32_t site, int64_t t_ms)
{
	bool	 unsure = false;

	for (int64_t t = t_ms; t <= t_ms + SOON_MS; t += LOOK_MS)
		if (is_open_at(inv, site, t, &unsure))
			return true;
	return unsure || is_open_at(inv, site, t_ms + SOON_MS, &unsure);
}

/* What holds a notice back now, as far as the clock and the windows say. */
static const char *
holder(const struct inventory *inv, const struct book_incident *b, int64_t t_ms)
{
	uint32_t	 site = inventory_site(inv, b->scope);
	bool		 unsure = false;

	if (b->parent != 0)
		return "parent";
	if (audit.books.is_blind)
		return "blind";
	if (site == NONE || b->kind_first == INCIDENT_GROUP)
		return NULL;
	if (in_window(inv, WINDOW_MAINTENANCE, site, t_ms, &unsure))
		return "window";
	return may_be_told(inv, site, t_ms) ? NULL : "closed";
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
	why = holder(e->inv, b, f->known.ms);
	if (why != NULL && (f->notice.kind == NOTICE_DOWN || strcmp(why, "blind") == 0 || strcmp(why, "parent") == 0))
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
		if ((why = holder(e->inv, b, audit.books.known_ms)) != NULL) {
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
