/* recall.c - see recall.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "journal/recall.h"

/* fact_delivery.outcome, as ipc/msg.h numbers it: sent, later, dead. */
#define OUTCOME_LATER	1

static void
about_incident(const struct incident *i, struct journal_about *about)
{
	about->what = ABOUT_INCIDENT;
	about->number = i->number;
	about->scope = i->scope;
	about->sites = (const char *const *)i->sites;
	about->n_sites = i->n_sites;
	about->opened = i->opened;
	about->restored = i->restored;
	about->closed = i->closed;
}

static void
about_window(const struct fact_window *w, struct journal_about *about)
{
	about->what = ABOUT_WINDOW;
	about->number = w->number;
	about->until = w->to;
	if (w->cancelled.ms != 0)
		about->until = w->cancelled;
	else if (w->weekdays != 0)
		about->until = WALL_NEVER;
}

static void
about_fact(const struct fact *fact, struct journal_about *about)
{
	*about = (struct journal_about){ .what = ABOUT_OBJECT };
	switch (fact->kind) {
	case FACT_INCIDENT:
		about_incident(fact->incident.incident, about);
		break;
	case FACT_NOTICE:
		about->what = ABOUT_NOTICE;
		about->number = fact->notice.number;
		about->incident = fact->notice.incident;
		break;
	case FACT_DELIVERY:
		about->what = ABOUT_DELIVERY;
		about->number = (uint32_t)strtoul(fact->object, NULL, 10);
		about->is_final = fact->delivery.outcome != OUTCOME_LATER;
		break;
	case FACT_WINDOW:
		about_window(&fact->window, about);
		break;
	case FACT_TRANSITION:
		about->what = ABOUT_NOTHING;
		break;
	default:
		break;
	}
}

void
recall_row(const struct fact *fact, struct buf *content, struct journal_row *row,
    struct journal_about *about)
{
	buf_clear(content);
	fact_encode(content, fact);
	*row = (struct journal_row){ .kind = fact_kind_word(fact->kind), .object = fact->object,
		.happened = fact->happened, .known = fact->known, .content = buf_str(content),
		.content_len = content->len };
	about_fact(fact, about);
}

struct fact *
recall_fact(const struct journal_row *row, struct err *err)
{
	enum fact_kind	 kind;
	struct fact	*fact;

	if (!fact_kind_find(row->kind, &kind)) {
		err_set(err, "journal row %llu: kind \"%.32s\" is unknown to this program",
		    (unsigned long long)row->seq, row->kind);
		return NULL;
	}
	if (row->content == NULL) {
		err_set(err, "journal row %llu was emptied", (unsigned long long)row->seq);
		return NULL;
	}
	fact = fact_decode(kind, row->object, row->happened, row->known, row->content,
	    row->content_len, err);
	if (fact == NULL)
		err_prefix(err, "journal row %llu (%s)", (unsigned long long)row->seq, row->kind);
	return fact;
}

bool
recall_sign(void *arg, const struct journal_row *row)
{
	struct wall	*sign = arg;
	struct fact	*fact = NULL;
	struct err	 ignored;

	*sign = row->known;
	if (strcmp(row->kind, fact_kind_word(FACT_BATCH)) == 0 && row->content != NULL)
		fact = recall_fact(row, &ignored);
	if (fact != NULL && fact->batch.is_offline)
		*sign = fact->batch.last_sign;
	fact_free(fact);
	return true;
}

struct recalling {
	recall_fact_fn	*fn;
	void		*arg;
	struct err	*err;
	bool		 is_good;
};

static bool
recall_one(void *arg, const struct journal_row *row)
{
	struct recalling	*r = arg;
	struct fact		*fact;

	if (row->content == NULL)
		return true;	/* emptied by retention: nothing to recall */
	fact = recall_fact(row, r->err);
	r->is_good = fact != NULL;
	if (fact != NULL)
		r->fn(r->arg, fact);
	fact_free(fact);
	return r->is_good;
}

bool
recall(struct journal *j, struct wall closed_since, struct wall now, recall_fact_fn *fn, void *arg,
    struct err *err)
{
	struct recalling	 r = { .fn = fn, .arg = arg, .err = err, .is_good = true };

	return journal_recall(j, closed_since, now, recall_one, &r, err) && r.is_good;
}

bool
recall_about(void *arg, const struct journal_row *row,
    void (*is)(void *to, const struct journal_about *about), void *to)
{
	struct journal_about	 about;
	struct err		 err;
	struct fact		*fact = recall_fact(row, &err);

	(void)arg;
	if (fact == NULL)
		return false;
	about_fact(fact, &about);
	is(to, &about);
	fact_free(fact);
	return true;
}
