/*
 * ask_frozen.h - questions about frozen reports.
 *
 * A report is frozen once: its public form, as canonical JSON, goes into the
 * journal with its hash, and these bytes are shown ever after.  A later
 * correction makes the next version, with a reason.
 *
 *   freeze          scope, period, reason (wanted from version 2 on)
 *      -> a row of `reports`, with "changes" and "warning": "" or a sentence.
 *      422 an unknown scope or period, a reason that is missing; 409 a period
 *      that still runs, figures that are those of the last version.
 *      For managers; the answer leaves when the row is on the disk.
 *
 *   reports         [period, scope: only those]
 *      -> {"reports":[{"period":"2026-03","scope":"network","version":1,"at":T,
 *          "sha256":hex,"reason":"","is_latest":true,"by"}]}
 *      newest first; `by` (here and below) for technicians and above.
 *
 *   report_frozen   period, scope [version: the latest]
 *      -> {"report":R,"versions":[rows of `reports`, newest first]}
 *      R: the frozen report with its "frozen" filled in:
 *      {"version":2,"sha256","by","at","reason","program",
 *       "journal":{"seq":N,"hash":hex},       what it rests on
 *       "supersedes":sha256 of version 1|null,
 *       "changes":[C]}                        against the version before
 *      C: {"site":id|null (the network, or the scope itself),"name","line":"link"|"convention"|null,
 *          "what":key of the report's JSON,"was":V,"is":V}, V a number, a text or null.
 *      All else in R is what was hashed: dumped compact with sorted keys, and
 *      "frozen":null in its place, it has that sha256.
 *      404 none was frozen.
 *
 *   report_verify   sha256 (hex, at least 8 digits of it, spaces do not count)
 *      -> {"sha256":as asked,"found":[rows of `reports`]}
 *      none: no report with that hash was ever published here.  A row that is
 *      not is_latest was published, and corrected since.
 */
#ifndef VIGIE_ASK_FROZEN_H
#define VIGIE_ASK_FROZEN_H

#include <stdbool.h>

struct asker;
struct channel;
struct engine;
struct msg_ask;

/* The rows of ask.c.  All of them answer later, from the reader's thread. */
void		 ask_freeze(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 ask_reports(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 ask_report_frozen(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void		 ask_report_verify(struct engine *e, const struct asker *asker, const struct msg_ask *ask);

/*
 * One report is frozen at a time, from the look into the journal to the disk, so
 * that versions count on: false, somebody else is at it.
 */
bool		 ask_frozen_claim(void);
void		 ask_frozen_release(void);

/* Who asked is gone: what he wanted frozen is not. */
void		 ask_frozen_forget(const struct channel *ch);

#endif
