/* line.c - see line.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/line.h"

#define CHUNK_SIZE	204	/* changes; a chunk is a little over a kilobyte */

struct chunk {
	struct chunk	*before;
	uint32_t	 n;
	uint32_t	 at[CHUNK_SIZE];	/* seconds after the period's start */
	uint8_t		 what[CHUNK_SIZE];
};

struct change {
	int64_t		 at_s;
	uint8_t		 what;
};

static uint8_t
pack(enum line_state state, enum responsibility by)
{
	return (uint8_t)((unsigned)state | (state == LINE_DOWN ? (unsigned)by << 2 : 0));
}

void
line_init(struct line *line, struct span period)
{
	*line = (struct line){ .imported = { .period = period }, .own = { .period = period } };
}

static void
pop(struct track *t)
{
	struct chunk	*c = t->last;

	t->n--;
	if (--c->n == 0) {
		t->last = c->before;
		free(c);
	}
}

void
line_done(struct line *line)
{
	while (line->imported.n > 0)
		pop(&line->imported);
	while (line->own.n > 0)
		pop(&line->own);
}

static int64_t
last_s(const struct track *t)
{
	return t->period.from_s + t->last->at[t->last->n - 1];
}

static void
push(struct track *t, int64_t at_s, uint8_t what)
{
	struct chunk	*c = t->last;

	if (at_s > t->period.from_s + UINT32_MAX)
		return;
	if (c == NULL || c->n == CHUNK_SIZE) {
		c = xmalloc(sizeof(*c));
		c->before = t->last;
		c->n = 0;
		t->last = c;
	}
	c->at[c->n] = (uint32_t)(at_s - t->period.from_s);
	c->what[c->n++] = what;
	t->n++;
}

/* What says the same again began before. */
static void
set_first(struct track *t, int64_t at_s, uint8_t what)
{
	if (!t->has_first || t->first != what || at_s < t->first_s)
		t->first_s = at_s;
	t->has_first = true;
	t->first = what;
}

void
line_import(struct line *line, int64_t at_s, enum line_state state, enum responsibility by)
{
	struct track	*t = &line->imported;

	if (at_s <= t->period.from_s) {
		if (t->has_first && at_s < t->first_s)
			return;
		set_first(t, at_s, pack(state, by));
		return;
	}
	if (t->n > 0 && at_s <= last_s(t))
		t->is_mixed = true;
	else if (t->n > 0 && last_s(t) >= t->period.to_s)
		return;
	push(t, at_s, pack(state, by));
}

/* The state that holds at the end of what is known. */
static uint8_t
latest(const struct track *t)
{
	return t->n > 0 ? t->last->what[t->last->n - 1] : t->has_first ? t->first : pack(LINE_UNKNOWN, BY_UNKNOWN);
}

void
line_own(struct line *line, int64_t since_s, enum line_state state)
{
	struct track	*t = &line->own;
	uint8_t		 what = pack(state, BY_UNKNOWN);

	if (!line->has_own || since_s < line->own_from_s)
		line->own_from_s = since_s;
	line->has_own = true;
	while (t->n > 0 && last_s(t) >= since_s)
		pop(t);
	if (since_s <= t->period.from_s) {
		set_first(t, since_s, what);
	} else if (latest(t) != what && (t->n == 0 || last_s(t) < t->period.to_s)) {
		push(t, since_s, what);
	}
}

void
line_lost(struct line *line, int64_t at_s)
{
	if (line->has_own && at_s > line->own_from_s)
		line_own(line, at_s, LINE_UNKNOWN);
}

/* All changes as an array, oldest first; owned by the caller. */
static struct change *
flatten(const struct track *t, size_t *n)
{
	struct change	*list = xcalloc(t->n + 1, sizeof(*list));
	size_t		 i = t->n + t->has_first;

	*n = i;
	for (const struct chunk *c = t->last; c != NULL; c = c->before)
		for (uint32_t k = c->n; k > 0; k--)
			list[--i] = (struct change){ t->period.from_s + c->at[k - 1], c->what[k - 1] };
	if (t->has_first)
		list[0] = (struct change){ t->first_s, t->first };
	return list;
}

static int
by_time(const void *a, const void *b)
{
	const struct change	*x = a, *y = b;

	return x->at_s < y->at_s ? -1 : x->at_s > y->at_s;
}

/* By time; of the same instant what came last. */
static size_t
order(struct change *list, size_t n)
{
	size_t	 kept = 0;

	if (mergesort(list, n, sizeof(*list), by_time) == -1)	/* stable, which qsort() may not be */
		abort();
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || list[i].at_s != list[i + 1].at_s)
			list[kept++] = list[i];
	return kept;
}

static void
say_pieces(const struct change *list, size_t n, int64_t end_s, bool is_imported,
    void (*fn)(void *, const struct piece *), void *arg)
{
	for (size_t i = 0; i < n && list[i].at_s < end_s; i++) {
		int64_t		 to_s = i + 1 < n && list[i + 1].at_s < end_s ? list[i + 1].at_s : end_s;
		struct piece	 p = { list[i].at_s, to_s, (list[i].what & 3) == LINE_DOWN,
				    (enum responsibility)(list[i].what >> 2), is_imported };

		if ((list[i].what & 3) != LINE_UNKNOWN)
			fn(arg, &p);
	}
}

void
line_pieces(const struct line *line, void (*fn)(void *arg, const struct piece *piece), void *arg)
{
	struct change	*list;
	size_t		 n;

	list = flatten(&line->imported, &n);
	if (line->imported.is_mixed)
		n = order(list, n);
	say_pieces(list, n, line->has_own ? line->own_from_s : INT64_MAX, true, fn, arg);
	free(list);
	list = flatten(&line->own, &n);
	say_pieces(list, n, INT64_MAX, false, fn, arg);
	free(list);
}
