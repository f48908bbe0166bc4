/*
 * gather_journal.c - the rows of a journal that a period needs; see gather.h.
 *
 * Vigie's own rows are read from the period's start to a while after its end:
 * a down is dated from its first failure, so what is known a little later may
 * speak of the period.  What held at the start is the row that each object's
 * first row of the period names as the one before it, or the object's latest.
 * Imported rows lie together wherever an import put them; the row that ends each
 * import says where.
 *
 * Ordinary rows, of which there may be millions, are read by their first bytes:
 * the journal's text begins with what is asked (fact.c writes it so).  Whatever
 * looks otherwise is decoded as a whole.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/inventory.h"
#include "report/gather_inside.h"

#define LATE_S		(2 * 86400)	/* rows known so long after the period may speak of it */
#define FEW_LINES	8		/* so many are looked up one by one */

struct reading {
	struct gathered	*g;
	struct journal	*j;
	struct err	*err;
	bool		 is_good;
	uint64_t	 from, last;	/* rows: the first of the period, the last of all */
	bool		 is_over;	/* a sign of life came after the period and a while */
};

/* A word in quotes after `key` at *p, which moves behind it; false: it is not there. */
static bool
skim_word(const char **p, const char *key, char *word, size_t size)
{
	size_t	 len = strlen(key), n;

	if (strncmp(*p, key, len) != 0)
		return false;
	n = strcspn(*p + len, "\"");
	if (n >= size || (*p)[len + n] != '"')
		return false;
	memcpy(word, *p + len, n);
	word[n] = '\0';
	*p += len + n + 1;
	if (**p == ',')
		++*p;
	return true;
}

static void
fail(struct reading *r)
{
	r->is_good = false;
}

/* Any row, decoded as a whole. */
static bool
take_fact(struct reading *r, const struct journal_row *row)
{
	struct fact	*fact;

	if (row->content == NULL)
		return true;		/* retention has emptied it */
	if ((fact = recall_fact(row, r->err)) == NULL) {
		fail(r);
		return false;
	}
	gather_fact(r->g, fact);
	fact_free(fact);
	return true;
}

static bool
take_row(void *arg, const struct journal_row *row)
{
	return take_fact(arg, row);
}

/* {"state":"up","was":"unknown","since":"2026-03-03T10:30:00Z"...; what is `unknown` is left out. */
static bool
take_state(struct reading *r, struct line *line, const struct journal_row *row)
{
	const char	*p = row->content;
	char		 word[32], since[32];
	enum state_word	 state = STATE_UNKNOWN;
	struct wall	 t;

	if (p == NULL)
		return true;
	if (*p++ != '{' || (skim_word(&p, "\"state\":\"", word, sizeof(word)) && !state_find(word, &state)))
		return take_fact(r, row);
	skim_word(&p, "\"was\":\"", word, sizeof(word));
	if (!skim_word(&p, "\"since\":\"", since, sizeof(since)) || !wall_parse(since, &t))
		return take_fact(r, row);
	line_own(line, wall_sec(t), gather_line_state(state));
	return true;
}

/* Hours: every version, oldest first. */

struct chain { uint64_t *seq; size_t n, room; };

static bool
keep_seq(void *arg, const struct journal_row *row)
{
	struct chain	*c = arg;

	c->seq = grow(c->seq, c->n, &c->room, sizeof(c->seq[0]));
	c->seq[c->n++] = row->seq;
	return true;
}

static bool
before_of(void *arg, const struct journal_row *row)
{
	*(uint64_t *)arg = row->before;
	return true;
}

static void
read_hours(struct reading *r)
{
	struct chain	 heads = { 0 }, all = { 0 };

	r->is_good = journal_read_latest(r->j, "hours", keep_seq, &heads, r->err);
	for (size_t i = 0; i < heads.n && r->is_good; i++) {
		all.n = 0;
		for (uint64_t seq = heads.seq[i]; seq != 0 && r->is_good;) {
			keep_seq(&all, &(struct journal_row){ .seq = seq });
			r->is_good = journal_read_one(r->j, seq, before_of, &seq, r->err);
		}
		while (all.n > 0 && r->is_good)
			r->is_good = journal_read_one(r->j, all.seq[--all.n], take_row, r, r->err) && r->is_good;
	}
	free(heads.seq);
	free(all.seq);
}

/* What was imported. */

static bool
take_transition(void *arg, const struct journal_row *row)
{
	struct reading		*r = arg;
	const char		*p = row->content;
	enum state_word		 state = STATE_UNKNOWN;
	enum responsibility	 by = BY_UNKNOWN;
	int64_t			 at_s = wall_sec(row->happened);
	char			 word[32];

	if (p == NULL)
		return true;
	if (*p++ != '{' || (skim_word(&p, "\"state\":\"", word, sizeof(word)) && !state_find(word, &state)) ||
	    (skim_word(&p, "\"responsibility\":\"", word, sizeof(word)) && !responsibility_find(word, &by)) ||
	    *p != '}')
		return take_fact(r, row);
	gather_transition(r->g, row->object, at_s, state, by);
	return true;
}

struct batch { uint64_t first, last; };
struct batches { struct reading *r; struct batch *list; size_t n, room; };

static bool
keep_batch(void *arg, const struct journal_row *row)
{
	struct batches	*b = arg;
	struct fact	*fact = row->content != NULL ? recall_fact(row, b->r->err) : NULL;

	if (fact == NULL) {
		fail(b->r);
		return false;
	}
	b->list = grow(b->list, b->n, &b->room, sizeof(b->list[0]));
	b->list[b->n++] = (struct batch){ row->seq - (uint64_t)fact->batch.n_rows, row->seq - 1 };
	fact_free(fact);
	return true;
}

static void
read_imports(struct reading *r)
{
	struct batches	 b = { .r = r };

	r->is_good = journal_read_object(r->j, "batch", "transitions", keep_batch, &b, r->err) && r->is_good;
	while (b.n > 0 && r->is_good) {
		b.n--;
		r->is_good = journal_read(r->j, b.list[b.n].first, b.list[b.n].last, "transition",
		    take_transition, r, r->err) && r->is_good;
	}
	free(b.list);
}

/* Vigie's own. */

static bool
take_before(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;

	return take_state(r, gather_line(r->g, row->object), row);
}

/* A row of the period or later. */
static bool
take_own_state(struct reading *r, const struct journal_row *row)
{
	struct line	*line = gather_line(r->g, row->object);

	if (line == NULL)
		return true;
	if (!line->is_touched) {
		line->is_touched = true;
		if (row->before != 0 && row->before < r->from &&
		    !(journal_read_one(r->j, row->before, take_before, r, r->err) && r->is_good))
			return false;
	}
	return take_state(r, line, row);
}

static bool
take_own(void *arg, const struct journal_row *row)
{
	static const char *const	 signs[] = { "state", "alive", "start", "stop", "blind", "canary" };
	struct reading			*r = arg;
	bool				 is_sign = false, is_good = true;

	for (size_t i = 0; i < N_ELEMENTS(signs) && !is_sign; i++)
		is_sign = strcmp(row->kind, signs[i]) == 0;
	if (!is_sign)
		return true;
	if (row->kind[0] == 's' && row->kind[1] == 't' && row->kind[2] == 'a' && row->kind[3] == 't')
		is_good = take_own_state(r, row);
	else if (row->kind[0] == 's' || row->kind[0] == 'b')
		is_good = take_fact(r, row);
	r->is_good &= is_good;
	r->is_over = wall_sec(row->known) >= r->g->period.to_s + LATE_S;
	return is_good && !r->is_over;
}

/* The latest row of an object that had none in what was read: back to one from before it. */
struct latest { struct reading *r; uint64_t seq; };

static bool
take_latest(void *arg, const struct journal_row *row)
{
	struct latest	*l = arg;

	l->seq = 0;
	if (row->seq < l->r->from)
		l->r->is_good &= take_before(l->r, row);
	else
		l->seq = row->before;
	return true;
}

/* An object of a site before it was renamed. */
static bool
is_former(const struct gathered *g, const char *object)
{
	size_t	 len = strcspn(object, "/");

	for (size_t i = 0; i < g->n_sites; i++)
		if (strncmp(g->sites[i].was, object, len) == 0 && g->sites[i].was[len] == '\0')
			return true;
	return false;
}

static bool
take_untouched(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;
	struct line	*line = gather_line(r->g, row->object);
	struct latest	 l = { .r = r };

	if (line == NULL || line->is_touched || is_former(r->g, row->object))
		return true;
	line->is_touched = true;
	take_latest(&l, row);
	while (l.seq != 0 && r->is_good)
		r->is_good = journal_read_one(r->j, l.seq, take_latest, &l, r->err) && r->is_good;
	return r->is_good;
}

/* The same, row by row. */
static bool
take_first(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;

	if (row->seq >= r->from)
		return true;
	r->is_good &= take_before(r, row);
	return false;
}

/* What held of sites that were renamed under their former names: what the new ones say comes after it. */
static void
read_former(struct reading *r)
{
	const struct lookup	*names = &r->g->memory->names;

	for (size_t i = 0; i < names->size && r->is_good; i++)
		if (names->list[i].name != NULL && is_former(r->g, names->list[i].name))
			r->is_good = journal_read_object(r->j, "state", names->list[i].name, take_first, r,
			    r->err) && r->is_good;
}

/* What held at the start of the period and all through it. */
static void
read_untouched(struct reading *r)
{
	const struct lookup	*names = &r->g->memory->names;

	if (names->n > FEW_LINES) {
		r->is_good = journal_read_latest(r->j, "state", take_untouched, r, r->err) && r->is_good;
		return;
	}
	for (size_t i = 0; i < names->size && r->is_good; i++)
		if (names->list[i].name != NULL && !names->list[i].line->is_touched &&
		    !is_former(r->g, names->list[i].name))
			r->is_good = journal_read_object(r->j, "state", names->list[i].name, take_first,
			    r, r->err) && r->is_good;
}

static void
read_own(struct reading *r)
{
	r->is_good = journal_seek(r->j, (struct wall){ r->g->period.from_s * SEC_MS }, &r->from, r->err);
	gather_seal(r->g);	/* nothing may have named a line yet */
	if (r->is_good)
		read_former(r);
	if (r->is_good && r->from <= r->last)
		r->is_good = journal_read(r->j, r->from, r->last, NULL, take_own, r, r->err) && r->is_good;
	if (r->is_good)
		read_untouched(r);
}

/* Incidents and what people said. */

static bool
take_incident(void *arg, const struct journal_row *row)
{
	struct reading	*r = arg;
	struct fact	*fact;
	bool		 is_childs;

	if (row->content == NULL)
		return true;
	if ((fact = recall_fact(row, r->err)) == NULL) {
		fail(r);
		return false;
	}
	/* whose word its responsibility is, only its history tells; it matters for a group's child */
	is_childs = fact->incident.incident->parent != 0 && fact->incident.incident->closed.ms != 0;
	if (!is_childs)
		gather_fact(r->g, fact);
	else
		r->is_good = journal_incident(r->j, fact->incident.incident->number, take_row, r, r->err) &&
		    r->is_good;
	fact_free(fact);
	return r->is_good;
}

static void
read_incidents(struct reading *r)
{
	struct journal_find	 find = { .since = { r->g->period.from_s * SEC_MS },
				    .until = { r->g->until_s * SEC_MS } };
	const struct gathered	*g = r->g;

	if (g->memory->is_network || g->n_sites > FEW_LINES) {
		r->is_good = journal_incidents(r->j, &find, take_incident, r, r->err) && r->is_good;
		return;
	}
	for (size_t i = 0; i < g->n_sites && r->is_good; i++) {
		find.site = g->sites[i].id;
		r->is_good = journal_incidents(r->j, &find, take_incident, r, r->err) && r->is_good;
		find.site = g->sites[i].was;
		if (r->is_good && *find.site != '\0')
			r->is_good = journal_incidents(r->j, &find, take_incident, r, r->err) && r->is_good;
	}
}

bool
gather_journal(struct gathered *g, struct journal *j, struct err *err)
{
	struct reading	 r = { .g = g, .j = j, .err = err, .is_good = true };
	struct wall	 sign = { 0 };

	if (!journal_end(j, &g->seq, g->hash, err))
		return false;
	g->has_journal = g->seq > 0;
	if (g->seq == 0)
		return gather_end(g, INT64_MAX, err);
	r.last = g->seq;
	if (!journal_read_one(j, r.last, recall_sign, &sign, err))
		return false;
	read_hours(&r);
	if (r.is_good)
		read_imports(&r);
	if (r.is_good && !g->is_future)
		read_own(&r);
	if (r.is_good)
		read_incidents(&r);
	if (r.is_good)
		r.is_good = journal_read_windows(j, (struct wall){ g->period.from_s * SEC_MS }, take_row, &r, err) &&
		    r.is_good;
	if (r.is_good)
		r.is_good = journal_read_latest(j, "declaration", take_row, &r, err) && r.is_good;
	return r.is_good && gather_end(g, g->memory->is_running || r.is_over ? INT64_MAX : wall_sec(sign), err);
}

bool
gather_hours(struct gathered *g, struct journal *j, struct err *err)
{
	struct reading	 r = { .g = g, .j = j, .err = err, .is_good = true };

	read_hours(&r);
	if (r.is_good)
		r.is_good = journal_read_windows(j, (struct wall){ g->period.from_s * SEC_MS }, take_row, &r, err) &&
		    r.is_good;
	return r.is_good && gather_end(g, INT64_MAX, err);
}
