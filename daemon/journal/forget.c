/* forget.c - see forget.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "journal/forget.h"
#include "journal/recall.h"
#include "model/civil.h"
#include "model/zone.h"

struct wall
forget_before(const struct zone *zone, struct wall now, uint32_t months)
{
	struct date	 d = civil_date(zone_day(zone, now));
	int		 n = d.year * 12 + d.month - 1 - (int)months, last;

	d.year = n / 12;
	d.month = n % 12 + 1;
	last = civil_month_days(d.year, d.month);
	return zone_day_start(zone, civil_day(d.year, d.month, d.day < last ? d.day : last));
}

bool
forget_is_again(const struct fact *fact)
{
	struct wall	 at = fact->kind == FACT_INCIDENT ? fact->incident.event.at : fact->happened;

	return wall_sub(fact->known, at) >= 28 * DAY_MS;	/* nothing new is known so late of an event */
}

void
forget_clear(struct forget *f)
{
	for (size_t i = 0; i < f->n_again; i++)
		fact_free(f->again[i]);
	free(f->again);
	free(f->empty);
	*f = (struct forget){ .next = f->next, .is_over = f->is_over };
}

static void
empty(struct forget *f, uint64_t seq)
{
	f->empty = grow(f->empty, f->n_empty, &f->room_empty, sizeof(*f->empty));
	f->empty[f->n_empty++] = seq;
}

/* Takes the fact. */
static void
say_again(struct forget *f, struct fact *fact)
{
	f->again = grow(f->again, f->n_again, &f->room_again, sizeof(*f->again));
	f->again[f->n_again++] = fact;
}

/* "alboussiere/accueil"; what is the site's own is no PC. */
static bool
is_of_pc(const char *object)
{
	static const char *const	 sites[] = { "link", "convention", "router", "backup", "visio" };
	const char			*slash = strchr(object, '/');

	for (size_t i = 0; slash != NULL && i < N_ELEMENTS(sites); i++)
		if (strcmp(slash + 1, sites[i]) == 0)
			return false;
	return slash != NULL;
}

/* Names. */

/* Who acts without being anyone. */
static bool
is_somebody(const char *by)
{
	return *by != '\0' && strcmp(by, "vigie") != 0;
}

static bool
names_someone(const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_INCIDENT:
		return is_somebody(fact->incident.event.by) || is_somebody(fact->incident.incident->ack_by);
	case FACT_WINDOW:
		return is_somebody(fact->window.by);
	case FACT_DECLARATION:
		return is_somebody(fact->declaration.by);
	default:
		return false;
	}
}

/* Of a fact that was decoded: its texts are its own. */
static void
blank(const char **text)
{
	free((void *)(uintptr_t)*text);
	*text = xstrdup("");
}

static void
take_names_out(struct fact *fact)
{
	struct incident	*in;

	switch (fact->kind) {
	case FACT_INCIDENT:
		in = (struct incident *)(uintptr_t)fact->incident.incident;
		if (is_somebody(fact->incident.event.by)) {
			blank(&fact->incident.event.by);
			if (fact->incident.event.type != EVENT_TOLD)	/* its text is the channel */
				blank(&fact->incident.event.text);
		}
		if (is_somebody(in->ack_by)) {
			blank(&in->ack_by);
			blank(&in->ack_text);
		}
		break;
	case FACT_WINDOW:
		blank(&fact->window.by);
		break;
	case FACT_DECLARATION:
		blank(&fact->declaration.by);
		break;
	default:
		break;
	}
}

/* An incident, all its rows together. */

struct rows {
	struct fact	**facts;
	uint64_t	*seqs;
	size_t		 n, room_facts, room_seqs;
	struct err	*err;
	bool		 is_good;
};

static bool
collect(void *arg, const struct journal_row *row)
{
	struct rows	*r = arg;
	struct fact	*fact;

	if (row->content == NULL || strcmp(row->kind, fact_kind_word(FACT_INCIDENT)) != 0)
		return true;
	if ((fact = recall_fact(row, r->err)) == NULL)
		return r->is_good = false;
	r->facts = grow(r->facts, r->n, &r->room_facts, sizeof(*r->facts));
	r->seqs = grow(r->seqs, r->n, &r->room_seqs, sizeof(*r->seqs));
	r->seqs[r->n] = row->seq;
	r->facts[r->n++] = fact;
	return true;
}

/* Its rows from the first name on, when `seq` is its last one. */
static bool
forget_incident(struct journal *j, const struct fact *fact, uint64_t seq, struct forget *f,
    struct err *err)
{
	const struct incident	*in = fact->incident.incident;
	struct rows		 r = { .err = err, .is_good = true };
	size_t			 first = 0;

	if (in->restored.ms == 0 && in->closed.ms == 0)
		return true;
	if (!journal_incident(j, in->number, collect, &r, err))
		r.is_good = false;
	if (r.is_good && r.n > 0 && r.seqs[r.n - 1] == seq) {
		while (first < r.n && !names_someone(r.facts[first]))
			first++;
		for (size_t i = first; i < r.n; i++) {
			take_names_out(r.facts[i]);
			say_again(f, r.facts[i]);
			empty(f, r.seqs[i]);
			r.facts[i] = NULL;
		}
	}
	for (size_t i = 0; i < r.n; i++)
		fact_free(r.facts[i]);
	free(r.facts);
	free(r.seqs);
	return r.is_good;
}

/* The latest row of its kind and object. */

static bool
take_seq(void *arg, const struct journal_row *row)
{
	*(uint64_t *)arg = row->seq;
	return false;
}

/* A window or declaration: only its latest row says all of it. */
static bool
forget_latest(struct journal *j, struct fact *fact, uint64_t seq, struct forget *f, struct err *err)
{
	uint64_t	 latest = 0;

	if (!names_someone(fact))
		return true;
	if (!(fact->kind == FACT_WINDOW ? journal_window(j, fact->window.number, &latest, err) :
	    journal_read_object(j, fact_kind_word(fact->kind), fact->object, take_seq, &latest, err)))
		return false;
	empty(f, seq);
	if (latest != seq)
		return true;
	take_names_out(fact);
	say_again(f, fact);
	return true;
}

static bool
forget_named(struct journal *j, const struct journal_row *row, struct forget *f, struct err *err)
{
	size_t		 n = f->n_again;
	struct fact	*fact = recall_fact(row, err);
	bool		 is_good;

	if (fact == NULL)
		return false;
	is_good = fact->kind == FACT_INCIDENT ? forget_incident(j, fact, row->seq, f, err) :
	    forget_latest(j, fact, row->seq, f, err);
	if (fact->kind == FACT_INCIDENT || f->n_again == n)
		fact_free(fact);	/* else it is to be said again */
	return is_good;
}

static bool
forget_notice(struct journal *j, const struct journal_row *row, struct forget *f, struct err *err)
{
	bool	 is_past;

	if (!journal_notice_is_past(j, (uint32_t)strtoul(row->object, NULL, 10), &is_past, err))
		return false;
	if (is_past)
		empty(f, row->seq);
	return true;
}

static bool
forget_row(struct journal *j, const struct journal_row *row, struct forget *f, struct err *err)
{
	enum fact_kind	 kind;

	if (row->content == NULL || !fact_kind_find(row->kind, &kind))
		return true;
	switch (kind) {
	case FACT_STATE:
	case FACT_TRANSITION:
		if (is_of_pc(row->object))
			empty(f, row->seq);
		return true;
	case FACT_RELOAD:
		empty(f, row->seq);
		return true;
	case FACT_NOTICE:
	case FACT_DELIVERY:
		return forget_notice(j, row, f, err);
	case FACT_INCIDENT:
	case FACT_WINDOW:
	case FACT_DECLARATION:
		return forget_named(j, row, f, err);
	default:
		return true;
	}
}

/* A piece is read first, since its rows ask for other rows. */

struct piece {
	struct journal_row	*rows;	/* kind, object and content owned */
	size_t			 n, room, max;
	struct wall		 before;
	bool			 is_over;
};

static bool
keep_row(void *arg, const struct journal_row *row)
{
	struct piece	*p = arg;

	if (row->known.ms >= p->before.ms) {
		p->is_over = true;
		return false;
	}
	p->rows = grow(p->rows, p->n, &p->room, sizeof(*p->rows));
	p->rows[p->n] = *row;
	p->rows[p->n].kind = xstrdup(row->kind);
	p->rows[p->n].object = xstrdup(row->object);
	p->rows[p->n++].content = row->content == NULL ? NULL : xstrndup(row->content, row->content_len);
	return p->n < p->max;
}

bool
forget_find(struct journal *j, struct wall before, size_t max_rows, struct forget *f, struct err *err)
{
	struct piece	 p = { .max = max_rows, .before = before };
	bool		 is_good;

	forget_clear(f);
	if (f->next == 0)
		f->next = 1;
	is_good = journal_read(j, f->next, UINT64_MAX, NULL, keep_row, &p, err);
	for (size_t i = 0; i < p.n; i++) {
		is_good = is_good && forget_row(j, &p.rows[i], f, err);
		free((void *)(uintptr_t)p.rows[i].kind);
		free((void *)(uintptr_t)p.rows[i].object);
		free((void *)(uintptr_t)p.rows[i].content);
	}
	free(p.rows);
	f->next += p.n;
	f->is_over = p.is_over || p.n < max_rows;
	return is_good;
}
