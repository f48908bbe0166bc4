/* marker.c - see marker.h */
#include <string.h>

#include "poller/marker.h"

static bool
is_of(const struct marker_strike *s, const char *name)
{
	return s->name[0] != '\0' && strncmp(s->name, name, MARKER_NAME - 1) == 0;
}

static struct marker_strike *
find(struct marker *m, const char *name)
{
	for (unsigned i = 0; i < MARKER_ROOM; i++)
		if (is_of(&m->strikes[i], name))
			return &m->strikes[i];
	return NULL;
}

/* A free place, or that of the check with the fewest strikes; NULL when all are set aside. */
static struct marker_strike *
make_place(struct marker *m)
{
	struct marker_strike	*best = NULL;

	for (unsigned i = 0; i < MARKER_ROOM; i++) {
		struct marker_strike	*s = &m->strikes[i];

		if (s->n < MARKER_STRIKES && (best == NULL || s->n < best->n))
			best = s;
	}
	if (best != NULL)
		*best = (struct marker_strike){ 0 };
	return best;
}

/* Makes whatever was found there a marker. */
static void
mend(struct marker *m)
{
	m->name[MARKER_NAME - 1] = '\0';
	for (unsigned i = 0; i < MARKER_ROOM; i++) {
		struct marker_strike	*s = &m->strikes[i];

		s->name[MARKER_NAME - 1] = '\0';
		if (s->name[0] == '\0' || s->n == 0 || s->n > MARKER_STRIKES)
			*s = (struct marker_strike){ 0 };
	}
}

unsigned
marker_begin(struct marker *m, char out[static MARKER_NAME])
{
	struct marker_strike	*s;

	mend(m);
	strlcpy(out, m->name, MARKER_NAME);
	marker_clear(m);
	if (out[0] == '\0')
		return 0;
	if ((s = find(m, out)) == NULL) {
		if ((s = make_place(m)) == NULL)
			return 1;
		strlcpy(s->name, out, sizeof(s->name));
	}
	if (s->n < MARKER_STRIKES)
		s->n++;
	return s->n;
}

void
marker_set(struct marker *m, const char *name)
{
	strlcpy(m->name, name, sizeof(m->name));
}

void
marker_clear(struct marker *m)
{
	m->name[0] = '\0';
}

bool
marker_is_aside(const struct marker *m, const char *name)
{
	for (unsigned i = 0; i < MARKER_ROOM; i++)
		if (m->strikes[i].n >= MARKER_STRIKES && is_of(&m->strikes[i], name))
			return true;
	return false;
}

void
marker_forgive(struct marker *m, const char *name)
{
	struct marker_strike	*s = find(m, name);

	if (s != NULL)
		*s = (struct marker_strike){ 0 };
}
