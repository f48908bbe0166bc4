/* lookup.c - see lookup.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/lookup.h"

/* Where it is, or where it would be. */
static struct lookup_place *
place(const struct lookup *names, const char *name)
{
	size_t	 i = (size_t)text_hash(name) & (names->size - 1);

	while (names->list[i].name != NULL && strcmp(names->list[i].name, name) != 0)
		i = (i + 1) & (names->size - 1);
	return &names->list[i];
}

static void
widen(struct lookup *names)
{
	struct lookup	 wide = { .size = names->size == 0 ? 64 : names->size * 2 };

	wide.list = xcalloc(wide.size, sizeof(*wide.list));
	for (size_t i = 0; i < names->size; i++)
		if (names->list[i].name != NULL)
			*place(&wide, names->list[i].name) = names->list[i];
	wide.n = names->n;
	free(names->list);
	*names = wide;
}

void
lookup_add(struct lookup *names, const char *name, struct line *line)
{
	struct lookup_place	*at;

	if (names->n * 2 >= names->size)
		widen(names);
	at = place(names, name);
	if (at->name != NULL)
		return;
	*at = (struct lookup_place){ xstrdup(name), line };
	names->n++;
}

struct line *
lookup_find(const struct lookup *names, const char *name)
{
	return names->size == 0 ? NULL : place(names, name)->line;
}

void
lookup_done(struct lookup *names)
{
	for (size_t i = 0; i < names->size; i++)
		free(names->list[i].name);
	free(names->list);
	*names = (struct lookup){ 0 };
}
