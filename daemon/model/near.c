/* near.c - see near.h */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "model/inventory.h"
#include "model/near.h"

#define MAX_COMPARED	5000	/* sites: a mistyped word must stay cheap */

unsigned
near_edits(const char *a, const char *b)
{
	unsigned	 rows[3][64] = { { 0 } }, *before = rows[0], *last = rows[1], *now = rows[2];
	unsigned	*spare;
	size_t		 n = strnlen(a, 63), m = strnlen(b, 63);

	for (size_t j = 0; j <= m; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			int		 x = tolower((unsigned char)a[i - 1]);
			int		 y = tolower((unsigned char)b[j - 1]);
			unsigned	 best = last[j - 1] + (x != y);

			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
			    tolower((unsigned char)a[i - 2]) == y && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

void
near_keep(const char *word, const char *candidate, const char **near, unsigned *best)
{
	unsigned	 d = near_edits(word, candidate);

	if (*near == NULL || d < *best) {
		*near = candidate;
		*best = d;
	}
}

bool
near_is_close(const char *word, unsigned edits)
{
	return edits <= 1 + strlen(word) / 4;
}

const char *
near_site(const struct inventory *inv, const char *word)
{
	const char	*near = NULL;
	unsigned	 best = UINT_MAX, edits;

	for (uint32_t i = 0; i < inv->n_sites && i < MAX_COMPARED; i++) {
		near_keep(word, inv->sites[i].id, &near, &best);
		if ((edits = near_edits(word, inv->sites[i].name)) < best) {
			best = edits;
			near = inv->sites[i].id;
		}
	}
	return near != NULL && near_is_close(word, best) ? near : NULL;
}
