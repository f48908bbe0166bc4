/*
 * recall.h - facts as rows of the journal, and back.
 *
 * The journal knows rows, the judge facts (model/fact.h); here one becomes the
 * other.
 */
#ifndef VIGIE_RECALL_H
#define VIGIE_RECALL_H

#include "journal/journal.h"
#include "model/fact.h"

struct buf;

/*
 * The row and the table entries of a fact.  The content is written into `content`
 * (emptied first); all else is borrowed from the fact.
 */
void		 recall_row(const struct fact *fact, struct buf *content, struct journal_row *row,
		    struct journal_about *about);
/* The fact of a row, owned by the caller; NULL with a sentence that names the row. */
struct fact	*recall_fact(const struct journal_row *row, struct err *err);

/*
 * A journal_row_fn for the last row; arg: struct wall *.  When vigie last gave a sign of
 * life: what a command wrote while it did not run is none.
 */
bool		 recall_sign(void *arg, const struct journal_row *row);

typedef void	recall_fact_fn(void *arg, const struct fact *fact);
/* journal_recall() as facts. */
bool		 recall(struct journal *j, struct wall closed_since, struct wall now,
		    recall_fact_fn *fn, void *arg, struct err *err);

/* A journal_about_fn for journal_repair(). */
bool		 recall_about(void *arg, const struct journal_row *row,
		    void (*is)(void *to, const struct journal_about *about), void *to);

#endif
