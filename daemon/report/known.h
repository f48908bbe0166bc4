/*
 * known.h - what the journal knows already of what an import brings.
 *
 * Of each line: what was imported of it, and since when vigie watches it itself;
 * the windows and declarations that there are, and the numbers they have reached.
 * Read once, at the start of an import.
 */
#ifndef VIGIE_KNOWN_H
#define VIGIE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/fact.h"

struct err;
struct inventory;
struct journal;
struct known;

/*
 * With lines, or with windows and declarations; a journal of NULL knows nothing.
 * NULL with a sentence when it cannot be read.
 */
struct known	*known_read(const struct inventory *inv, struct journal *journal, bool is_lines,
		    struct err *err);
void		 known_free(struct known *k);

/* Lines are numbered: devices as the inventory's, then each site's convention.  NONE = there is none. */
uint32_t	 known_n_lines(const struct inventory *inv);
uint32_t	 known_line(const struct inventory *inv, const char *name);

/* When vigie's own first record of a line happened; INT64_MAX = there is none. */
int64_t		 known_own_ms(const struct known *k, uint32_t line);
/* Was something imported of this line for this very second, and what?  `is` may be NULL. */
bool		 known_transition(const struct known *k, uint32_t line, struct wall at,
		    struct fact_transition *is);

/* False when such a window or declaration is there already; now it is. */
bool		 known_add_event(struct known *k, const struct fact *fact);
/* The next number, each time one more. */
uint32_t	 known_next_window(struct known *k);
uint32_t	 known_next_declaration(struct known *k);

/* When the journal's last row was known; 0 = there is none. */
struct wall	 known_last(const struct known *k);

#endif
