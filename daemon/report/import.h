/*
 * import.h - history from elsewhere, made into facts of the journal.
 *
 * A file comes in pieces and goes out as facts, each as soon as its line is
 * read; one mistake and nothing more goes out, but the rest is read for its own
 * mistakes, so that people see all of them at once.  Whoever takes the facts
 * commits them whole, after import_end(), or not at all.
 *
 * Refused, by line: what is no such line (transitions.h, events.h); a line, site or group that
 * the configuration does not have; a line's time that does not go forward, lies
 * in the future, or not before vigie's own first record of it; an instant that
 * was imported as something else.  What was imported before, or stands twice in
 * the file, is counted and not said again: the same file twice changes nothing.
 *
 * Memory: 8 bytes for each transition that the journal has of these lines,
 * whatever the length of the file.
 */
#ifndef VIGIE_IMPORT_H
#define VIGIE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/fact.h"

#define IMPORT_MISTAKES_MAX	100	/* kept; the others are counted */
#define IMPORT_ENGINE_LINES	20000	/* that a running engine takes at once... */
#define IMPORT_ENGINE_BYTES	(4 * 1024 * 1024)	/* ...and bytes */

struct err;
struct inventory;
struct journal;

enum import_kind { IMPORT_TRANSITIONS, IMPORT_EVENTS };

struct import_wish {
	enum import_kind kind;
	const struct inventory *inv;	/* borrowed to the end */
	struct journal	*journal;	/* what is known already is read from it at once; NULL = nothing is */
	struct wall	 now;
	const char	*by;		/* Unix name; borrowed to the end */
};

/*
 * FACT_TRANSITION, FACT_WINDOW and FACT_DECLARATION, known = now, windows and
 * declarations numbered on from the journal's; at the end one FACT_BATCH if there
 * was any.  Borrowed.  False: no more is to come.
 */
typedef bool	import_fact_fn(void *arg, const struct fact *fact);

struct import_mistake { uint64_t line; char *text; };

struct import;

/* NULL with a sentence when the journal cannot be read. */
struct import	*import_new(const struct import_wish *wish, import_fact_fn *fn, void *arg, struct err *err);
void		 import_feed(struct import *im, const char *data, size_t len);
/* The end of the file; false when there were mistakes, or the facts were not taken. */
bool		 import_end(struct import *im);
void		 import_free(struct import *im);

/* What has been read so far. */
uint64_t	 import_lines(const struct import *im);
uint64_t	 import_n_new(const struct import *im);
uint64_t	 import_n_known(const struct import *im);	/* already there */
uint64_t	 import_n_mistakes(const struct import *im);
/* The first of them, in the order of lines. */
const struct import_mistake *import_mistakes(const struct import *im, size_t *n);

#endif
