/*
 * near.h - the word that was probably meant; for "did you mean".
 *
 * Words of up to 63 bytes are compared.  Pure.
 */
#ifndef VIGIE_NEAR_H
#define VIGIE_NEAR_H

#include <stdbool.h>

struct inventory;

/* Edits between two words, a swap of neighbours being one, capitals being none. */
unsigned	 near_edits(const char *a, const char *b);
/* Keeps the candidate if it is nearer to `word` than the best so far. */
void		 near_keep(const char *word, const char *candidate, const char **near, unsigned *best);
/* Is a word that many edits away probably the same, mistyped? */
bool		 near_is_close(const char *word, unsigned edits);
/* The id of the site whose id or name was probably meant; NULL = none is near. */
const char	*near_site(const struct inventory *inv, const char *word);

#endif
