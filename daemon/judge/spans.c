/* spans.c - see spans.h */
#include <stdlib.h>

#include "base/mem.h"
#include "judge/spans.h"

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void
spans_done(struct spans *s)
{
	free(s->list);
	*s = (struct spans){ 0 };
}

void
spans_add(struct spans *s, int64_t from_s, int64_t to_s)
{
	if (from_s >= to_s)
		return;
	s->list = grow(s->list, s->n, &s->room, sizeof(s->list[0]));
	s->list[s->n++] = (struct span){ from_s, to_s };
}

static int
by_time(const void *a, const void *b)
{
	const struct span	*x = a, *y = b;

	return x->from_s < y->from_s ? -1 : x->from_s > y->from_s;
}

void
spans_order(struct spans *s)
{
	size_t	 n = 0;

	if (s->n > 1)
		qsort(s->list, s->n, sizeof(s->list[0]), by_time);
	for (size_t i = 0; i < s->n; i++) {
		if (n > 0 && s->list[i].from_s <= s->list[n - 1].to_s)
			s->list[n - 1].to_s = most(s->list[n - 1].to_s, s->list[i].to_s);
		else
			s->list[n++] = s->list[i];
	}
	s->n = n;
}

void
spans_join(struct spans *s, const struct spans *t)
{
	for (size_t i = 0; i < t->n; i++)
		spans_add(s, t->list[i].from_s, t->list[i].to_s);
	spans_order(s);
}

void
spans_take(struct spans *s, const struct spans *t)
{
	struct spans	 out = { 0 };
	size_t		 k = 0;

	for (size_t i = 0; i < s->n; i++) {
		int64_t	 at_s = s->list[i].from_s, end_s = s->list[i].to_s;

		while (k < t->n && t->list[k].to_s <= at_s)
			k++;
		for (size_t m = k; m < t->n && t->list[m].from_s < end_s; m++) {
			spans_add(&out, at_s, least(t->list[m].from_s, end_s));
			at_s = most(at_s, t->list[m].to_s);
		}
		spans_add(&out, at_s, end_s);
	}
	free(s->list);
	*s = out;
}

void
spans_meet(struct spans *s, const struct spans *t)
{
	struct spans	 out = { 0 };

	for (size_t i = 0, k = 0; i < s->n && k < t->n;) {
		spans_add(&out, most(s->list[i].from_s, t->list[k].from_s),
		    least(s->list[i].to_s, t->list[k].to_s));
		if (s->list[i].to_s < t->list[k].to_s)
			i++;
		else
			k++;
	}
	free(s->list);
	*s = out;
}

void
spans_cut(struct spans *s, int64_t from_s, int64_t to_s)
{
	size_t	 n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct span	 one = { most(s->list[i].from_s, from_s), least(s->list[i].to_s, to_s) };

		if (one.from_s < one.to_s)
			s->list[n++] = one;
	}
	s->n = n;
}

int64_t
spans_seconds(const struct spans *s)
{
	int64_t	 sum_s = 0;

	for (size_t i = 0; i < s->n; i++)
		sum_s += s->list[i].to_s - s->list[i].from_s;
	return sum_s;
}

int64_t
spans_within(const struct spans *s, int64_t from_s, int64_t to_s, size_t *at)
{
	int64_t	 sum_s = 0;
	size_t	 i;

	while (*at < s->n && s->list[*at].to_s <= from_s)
		++*at;
	for (i = *at; i < s->n && s->list[i].from_s < to_s; i++)
		sum_s += least(s->list[i].to_s, to_s) - most(s->list[i].from_s, from_s);
	return sum_s;
}
