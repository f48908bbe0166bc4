/*
 * ask_import.h - the question `import`: a file of history, in pieces.
 *
 *   import   kind ("transitions", "events"), text (any number of them, in order),
 *            part (0, 1...), last (1 with the last), check (1: only look)
 *      -> {"received":bytes} for each piece but the last, then
 *         {"imported":bool,"lines":N,"new":N,"known":N}
 *      422 with problem+json that has besides "n_mistakes":N,
 *          "mistakes":[{"line","text"}...], the first IMPORT_MISTAKES_MAX of them;
 *      422 a file longer than a running engine takes at once (report/import.h).
 *
 * For managers.  The pieces are kept for the connection that sends them; the file
 * is checked in the reader's thread, becomes one group of the journal, and the
 * answer leaves when that is on the disk.  Windows that are not over hold from
 * then on.
 */
#ifndef VIGIE_ASK_IMPORT_H
#define VIGIE_ASK_IMPORT_H

struct asker;
struct channel;
struct engine;
struct msg_ask;

void		 ask_import(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
/* Who asked is gone: what he has not sent whole is forgotten, what is being checked is not imported. */
void		 ask_import_forget(const struct channel *ch);

#endif
