/*
 * frozen.h - reports as they were published.
 *
 * What is frozen is the public form as report.h writes it: canonical JSON, with
 * "frozen":null in it.  Its SHA-256 is what is printed; text, hash, author, reason
 * and the row of the journal that it rests on are one fact (FACT_REPORT, object
 * "PERIOD/SCOPE").  The text is never made again: whatever the program's version,
 * the same bytes are shown.  Versions count from 1; each later one has a reason,
 * and what changed is computed from the two texts.
 */
#ifndef VIGIE_FROZEN_H
#define VIGIE_FROZEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/clock.h"
#include "model/fact.h"
#include "report/report.h"

struct buf;
struct err;
struct journal;

#define FROZEN_HASH_SIZE	65	/* SHA-256 in hex, with the NUL */
#define FROZEN_EVIDENCE_MS	(7 * DAY_MS)	/* so long what agents kept may still come in */
#define FROZEN_OBJECT_SIZE	64	/* "2026-03-02..2026-03-08/" and an id */

struct frozen {
	struct fact	*fact;		/* owned; a FACT_REPORT */
	char		*period, *scope;	/* owned; of its object */
	bool		 is_latest;
};

/* All zeros is empty. */
struct frozen_list {
	struct frozen	*list;		/* newest first */
	size_t		 n, room;
};

/* All versions of all reports, or (period, scope: NULL = any) of some; false when the journal cannot be read. */
bool		 frozen_read(struct journal *j, const char *period, const char *scope,
		    struct frozen_list *out, struct err *err);
void		 frozen_list_done(struct frozen_list *list);
/* Those of that version (0 = the latest), or whose hash begins with these hex digits; NULL = none. */
const struct frozen *frozen_version(const struct frozen_list *list, uint32_t version);
const struct frozen *frozen_hashed(const struct frozen_list *list, const char *hex, size_t i);

/* A row of the list, for people: see engine/ask_frozen.h. */
json_t		*frozen_row(const struct frozen *f, bool is_full);
/* The document with its "frozen" filled in; `before` is the version before it, NULL of the first. */
json_t		*frozen_document(const struct frozen *f, const struct frozen *before, bool is_full);
/* What differs between two documents of one period and scope: a list, see engine/ask_frozen.h. */
json_t		*frozen_changes(const json_t *was, const json_t *is);

/* SHA-256 of a text, in hex. */
void		 frozen_hash(const char *text, size_t len, char out[static FROZEN_HASH_SIZE]);
/*
 * The hash that a document had when it was frozen, whatever its "frozen" says now
 * and however it is laid out.
 */
void		 frozen_hash_document(const json_t *document, char out[static FROZEN_HASH_SIZE]);

enum frozen_status { FROZEN_READY, FROZEN_BAD, FROZEN_NOT_NOW, FROZEN_FAILED };

/* Frees what frozen_prepare() made. */
struct frozen_draft {
	struct fact	 fact;		/* known and happened: wish.now */
	char		*object, *text, *reason, *by;	/* owned */
	char		 sha256[FROZEN_HASH_SIZE], hash[FROZEN_HASH_SIZE];
	char		*warning;	/* owned; NULL = none */
};

/*
 * Makes the report and the fact that freezes it, ready to be journalled: BAD, with
 * a sentence, when a reason is missing or there is no such scope; NOT_NOW when the period
 * still runs or nothing changed since the last version; FAILED when the journal
 * cannot be read.  wish->is_full does not count.  frozen_draft_done() in any case.
 */
enum frozen_status frozen_prepare(const struct report_wish *wish, const char *by, const char *reason,
		    struct frozen_draft *out, struct err *err);
void		 frozen_draft_done(struct frozen_draft *draft);

#endif
