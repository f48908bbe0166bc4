/*
 * replay_report.c - the report over what a replay has judged.
 *
 * The judge's facts are kept as they are said, and counted as a journal's would be
 * when time has ended: only then is it known how far the figures go.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/replay.h"
#include "model/inventory.h"
#include "report/gather.h"
#include "report/report.h"

void
replay_keep(struct replay_kept *kept, const struct fact *fact)
{
	struct buf	 content = { 0 };
	struct err	 ignored;
	struct fact	*copy;

	if (fact->kind == FACT_NOTICE || fact->kind == FACT_ANSWERED || fact->kind == FACT_CANARY)
		return;		/* reports do not read them */
	fact_encode(&content, fact);
	copy = fact_decode(fact->kind, fact->object, fact->happened, fact->known, content.s, content.len,
	    &ignored);
	buf_done(&content);
	if (copy == NULL)
		return;
	kept->facts = grow(kept->facts, kept->n, &kept->room, sizeof(*kept->facts));
	kept->facts[kept->n++] = copy;
}

void
replay_kept_done(struct replay_kept *kept)
{
	for (size_t i = 0; i < kept->n; i++)
		fact_free(kept->facts[i]);
	free(kept->facts);
	*kept = (struct replay_kept){ 0 };
}

bool
replay_report(const struct replay_kept *kept, const struct inventory *inv, const struct period *period,
    struct wall end, struct buf *out, struct err *err)
{
	const struct report_wish wish = { .inv = inv, .scope = "network", .period = *period, .now = end,
				    .is_full = true, .is_running = true };
	struct gathered		*g = gathered_new(&wish);
	struct buf		 text = { 0 };
	bool			 is_good;

	for (size_t i = 0; i < kept->n; i++)
		gather_fact(g, kept->facts[i]);
	is_good = gather_end(g, INT64_MAX, err);	/* where vigie stopped a fact says so */
	if (is_good)
		report_write(&wish, g, &text);
	gathered_free(g);
	if (is_good)
		buf_addf(out, "{\"type\":\"report\",%s\n", buf_str(&text) + 1);
	buf_done(&text);
	return is_good;
}
