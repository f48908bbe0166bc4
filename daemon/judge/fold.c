/*
 * fold.c - rule 12's end: nobody gets more messages in an hour than he can read, and
 * nothing is dropped.
 *
 * Counted for each recipient (an address by a channel), in any 60 minutes:
 *
 *    up to per_hour - 1   each notice is a message of its own
 *    all that follows     waits, and goes out in one message that stands for all of it:
 *                         5 minutes after the first of them began to wait, and when
 *                         the hour has room for one more
 *
 * So a flood is per_hour messages an hour, the last of them the list of the rest
 * (« et 12 autres »): groups first, then points that are open, then the others.
 * vigie's own troubles and the morning's list are never folded, but count.
 *
 * A notice that waits is a fact like any other (is_folded), the message too: after
 * a restart what waited still does, until it is delivered with the message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "judge/inside.h"

#define GATHER_MS	(5 * MIN_MS)
#define LOST_MS		(6 * DAY_MS)	/* its message is no longer among what a start recalls */

struct waiting { uint32_t number, incident; };

struct recipient {
	struct told	 to;		/* strings owned; as he was last told */
	int64_t		*sent;		/* messages of the last hour, oldest first */
	size_t		 n_sent, room_sent;
	struct waiting	*waiting;
	size_t		 n_waiting, room_waiting;
	int64_t		 first_ms;	/* when the first of those began to wait */
};

static void
free_text(const char *s)
{
	free((char *)(uintptr_t)s);
}

static void
drop_to(struct told *to)
{
	free_text(to->contact);
	free_text(to->name);
	free_text(to->address);
	free_text(to->language);
}

void
fold_free(struct judge *j)
{
	for (size_t i = 0; i < j->n_recipients; i++) {
		drop_to(&j->recipients[i].to);
		free(j->recipients[i].sent);
		free(j->recipients[i].waiting);
	}
	free(j->recipients);
}

static struct recipient *
recipient_of(struct judge *j, const struct told *to)
{
	struct recipient	*r = NULL;

	for (size_t i = 0; i < j->n_recipients && r == NULL; i++)
		if (j->recipients[i].to.by == to->by && strcmp(j->recipients[i].to.address, to->address) == 0)
			r = &j->recipients[i];
	if (r == NULL) {
		j->recipients = grow(j->recipients, j->n_recipients, &j->room_recipients,
		    sizeof(*j->recipients));
		r = &j->recipients[j->n_recipients++];
		memset(r, 0, sizeof(*r));
	} else {
		drop_to(&r->to);
	}
	r->to = (struct told){ xstrdup(to->contact), xstrdup(to->name), xstrdup(to->address),
	    xstrdup(to->language), to->by, to->at, false };
	return r;
}

static void
count_sent(struct recipient *r, int64_t at_ms)
{
	size_t	 old = 0;

	while (old < r->n_sent && r->sent[old] <= at_ms - HOUR_MS)
		old++;
	if (old > 0)
		memmove(r->sent, r->sent + old, (r->n_sent - old) * sizeof(*r->sent));
	r->n_sent -= old;
	r->sent = grow(r->sent, r->n_sent, &r->room_sent, sizeof(*r->sent));
	r->sent[r->n_sent++] = at_ms;
}

static size_t
sent_within_hour(const struct recipient *r, int64_t now_ms)
{
	size_t	 n = 0;

	for (size_t i = 0; i < r->n_sent; i++)
		n += r->sent[i] > now_ms - HOUR_MS;
	return n;
}

/* When what waits may go as one message. */
static int64_t
ready_ms(const struct judge *j, const struct recipient *r)
{
	int64_t	 at_ms = r->first_ms + GATHER_MS;
	size_t	 most = j->inv->courier_per_hour;

	if (most > 0 && r->n_sent >= most)
		at_ms = later(at_ms, r->sent[r->n_sent - most] + HOUR_MS);
	return at_ms;
}

static void
wait_for_it(struct recipient *r, uint32_t number, uint32_t incident, int64_t at_ms)
{
	if (r->n_waiting == 0)
		r->first_ms = at_ms;
	r->waiting = grow(r->waiting, r->n_waiting, &r->room_waiting, sizeof(*r->waiting));
	r->waiting[r->n_waiting++] = (struct waiting){ number, incident };
}

/* He has had as many as may be single; a limit of one leaves the first single. */
static bool
is_too_much(const struct judge *j, const struct recipient *r)
{
	size_t	 most = j->inv->courier_per_hour, n = sent_within_hour(r, j->now_ms);

	return most > 0 && (r->n_waiting > 0 || n >= (most == 1 ? 1 : most - 1));
}

static void
say(struct judge *j, struct fact_notice *n)
{
	char		 number[FACT_ID_SIZE];
	struct fact	 fact = { .kind = FACT_NOTICE, .object = number, .happened = { j->now_ms } };

	n->number = j->next_notice++;
	if (n->kind != NOTICE_REPORT)
		n->report = n->format = "";
	fact.notice = *n;
	snprintf(number, sizeof(number), "%u", n->number);
	emit(j, &fact);
}

void
notice_say(struct judge *j, struct fact_notice *n, bool may_wait)
{
	struct recipient	*r = recipient_of(j, &n->to);

	n->is_folded = may_wait && is_too_much(j, r);
	if (n->is_folded) {
		wait_for_it(r, j->next_notice, n->incident, j->now_ms);
		due_all(j, later(ready_ms(j, r), j->now_ms));
	} else {
		count_sent(r, j->now_ms);
	}
	say(j, n);
}

/* Groups, then what has an open point, then the rest. */
static unsigned
weight(const struct judge *j, uint32_t incident)
{
	const struct live	*l = incident_find(j, incident);
	int64_t			 until_ms;

	if (l == NULL)
		return 2;
	if (l->i.kind_first == INCIDENT_GROUP)
		return 0;
	for (uint32_t i = 0; i < l->i.n_sites; i++) {
		uint32_t	 site = inventory_site(j->inv, l->i.sites[i]);

		if (site != NONE && window_open(j, site, j->now_ms, &until_ms))
			return 1;
	}
	return 2;
}

static bool
is_among(const int64_t *list, uint32_t n, uint32_t number)
{
	for (uint32_t i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

/* What it is about: each incident once, what matters most first, older first. */
static uint32_t
collect(const struct judge *j, const struct recipient *r, int64_t *out)
{
	uint32_t	 n = 0;

	for (unsigned w = 0; w <= 2; w++) {
		uint32_t	 from = n;

		for (size_t i = 0; i < r->n_waiting; i++) {
			uint32_t	 number = r->waiting[i].incident, at;

			if (weight(j, number) != w || is_among(out, n, number))
				continue;
			for (at = n++; at > from && out[at - 1] > number; at--)
				out[at] = out[at - 1];
			out[at] = number;
		}
	}
	return n;
}

static void
fold(struct judge *j, struct recipient *r)
{
	struct fact_notice	 n = { .kind = NOTICE_FOLDED, .to = r->to, .site = "" };

	n.to.at.ms = j->now_ms;
	n.notices = xcalloc(r->n_waiting, sizeof(*n.notices));
	n.incidents = xcalloc(r->n_waiting, sizeof(*n.incidents));
	for (size_t i = 0; i < r->n_waiting; i++)
		n.notices[n.n_notices++] = r->waiting[i].number;
	n.n_incidents = collect(j, r, n.incidents);
	n.incident = (uint32_t)n.incidents[0];
	r->n_waiting = 0;
	count_sent(r, j->now_ms);
	say(j, &n);
	free(n.notices);
	free(n.incidents);
}

void
fold_judge(struct judge *j)
{
	for (size_t i = 0; i < j->n_recipients; i++)
		if (j->recipients[i].n_waiting > 0 && ready_ms(j, &j->recipients[i]) <= j->now_ms)
			fold(j, &j->recipients[i]);
}

int64_t
fold_due(const struct judge *j)
{
	int64_t	 due_ms = NEVER_MS;

	for (size_t i = 0; i < j->n_recipients; i++)
		if (j->recipients[i].n_waiting > 0)
			due_ms = sooner(due_ms, ready_ms(j, &j->recipients[i]));
	return due_ms;
}

void
fold_recall(struct judge *j, const struct fact *fact)
{
	const struct fact_notice	*n = &fact->notice;
	struct recipient		*r = recipient_of(j, &n->to);
	size_t				 kept = 0;

	if (n->is_folded) {
		wait_for_it(r, n->number, n->incident, fact->known.ms);
		return;
	}
	count_sent(r, fact->known.ms);
	if (n->kind != NOTICE_FOLDED)
		return;
	for (size_t i = 0; i < r->n_waiting; i++)
		if (!is_among(n->notices, n->n_notices, r->waiting[i].number))
			r->waiting[kept++] = r->waiting[i];
	r->n_waiting = kept;
}

/*
 * A message's fact comes back with the incident that it names first.  Where that is
 * long forgotten, what it stood for would seem to wait for ever: it has gone.
 */
void
fold_start(struct judge *j)
{
	for (size_t i = 0; i < j->n_recipients; i++)
		if (j->recipients[i].n_waiting > 0 && j->recipients[i].first_ms < j->now_ms - LOST_MS)
			j->recipients[i].n_waiting = 0;
}

void
fold_dump(const struct judge *j, struct buf *out)
{
	for (size_t i = 0; i < j->n_recipients; i++)
		for (size_t k = 0; k < j->recipients[i].n_waiting; k++)
			buf_addf(out, "folded %s notice %u of %u\n", j->recipients[i].to.address,
			    j->recipients[i].waiting[k].number, j->recipients[i].waiting[k].incident);
}
