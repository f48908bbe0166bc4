/* shelf.c - see shelf.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ipc/msg.h"
#include "series/metric.h"
#include "series/shelf.h"

#define CADENCE_MAX_S	900
#define CADENCE_GUESS_S	60

/* One allocation: the head, `room` values, `room` counts. */
struct shelf_minute {
	struct shelf_minute	*next;
	int64_t			 end_s;
	uint16_t		 room;
	double			 value[];
};

static uint8_t *
counts(const struct shelf_minute *m)
{
	return (uint8_t *)(uintptr_t)(m->value + m->room);
}

static struct shelf_minute *
minute_new(int64_t end_s, uint16_t room, struct shelf_minute *next)
{
	struct shelf_minute	*m = xcalloc(1, sizeof(*m) + room * (sizeof(double) + 1));

	m->next = next;
	m->end_s = end_s;
	m->room = room;
	return m;
}

void
shelf_done(struct shelf *sh)
{
	shelf_trim(sh, 0);
	free(sh->metrics);
	*sh = (struct shelf){ 0 };
}

int
shelf_find(const struct shelf *sh, const char *name)
{
	for (unsigned i = 0; i < sh->n_metrics; i++) {
		unsigned	 at = (sh->hint + i) % sh->n_metrics;

		if (strcmp(sh->metrics[at].name, name) == 0)
			return (int)at;
	}
	return -1;
}

int
shelf_metric(struct shelf *sh, const char *name)
{
	int	 at = shelf_find(sh, name);

	if (at == -1) {
		const char	*own = metric_intern(name);

		if (own == NULL || sh->n_metrics == SHELF_METRICS)
			return -1;
		sh->metrics = xreallocarray(sh->metrics, sh->n_metrics + 1u, sizeof(*sh->metrics));
		sh->metrics[sh->n_metrics] = (struct shelf_metric){ .name = own, .held = NAN };
		at = sh->n_metrics++;
	}
	sh->hint = (uint16_t)((at + 1) % sh->n_metrics);	/* a probe tells its values in one order */
	return at;
}

int64_t
shelf_reach_s(const struct shelf_metric *m)
{
	return 3 * (int64_t)(m->cadence_s != 0 ? m->cadence_s : CADENCE_GUESS_S);
}

/* The minute that ends at end_s, with room for `column`; made when it is not there. */
static struct shelf_minute *
minute_at(struct shelf *sh, int64_t end_s, unsigned column)
{
	struct shelf_minute	**at = &sh->minutes, *wide;

	if (sh->recent != NULL && sh->recent->end_s == end_s && column < sh->recent->room)
		return sh->recent;
	if (sh->recent != NULL && sh->recent->end_s < end_s)
		at = &sh->recent->next;
	while (*at != NULL && (*at)->end_s < end_s)
		at = &(*at)->next;
	if (*at == NULL || (*at)->end_s != end_s) {
		*at = minute_new(end_s, sh->n_metrics, *at);
		sh->n_minutes++;
	} else if (column >= (*at)->room) {
		wide = minute_new(end_s, sh->n_metrics, (*at)->next);
		memcpy(wide->value, (*at)->value, (*at)->room * sizeof(double));
		memcpy(counts(wide), counts(*at), (*at)->room);
		free(*at);
		*at = wide;
	}
	return sh->recent = *at;
}

static void
fold(double *into, uint8_t *n, enum metric_fold how, double value)
{
	if (*n == 0 || how == METRIC_LAST)
		*into = value;
	else if (how == METRIC_MEAN)
		*into += (value - *into) / (*n + 1);
	else if ((how == METRIC_LEAST) == (value < *into))
		*into = value;
	if (*n < UINT8_MAX)
		(*n)++;
}

static void
learn(struct shelf_metric *m, int64_t at_s)
{
	int64_t	 d = at_s - m->newest_s;

	if (d < 0)
		return;
	if (m->newest_s != 0 && d > 0) {
		int64_t	 known = m->cadence_s;

		if (d > CADENCE_MAX_S)
			d = CADENCE_MAX_S;
		if (known != 0 && d > 2 * known)	/* an outage is no cadence; believed by and by */
			d = known + known / 4;
		m->cadence_s = (uint32_t)(known == 0 ? d : (3 * known + d + 2) / 4);
	}
	m->newest_s = (uint32_t)at_s;
}

bool
shelf_put(struct shelf *sh, const char *name, int64_t at_s, double value)
{
	int64_t			 end_s = shelf_end(at_s);
	struct shelf_minute	*minute;
	int			 column;

	if (end_s <= sh->taken_s || !isfinite(value) || (column = shelf_metric(sh, name)) == -1)
		return false;
	minute = minute_at(sh, end_s, (unsigned)column);
	fold(&minute->value[column], &counts(minute)[column],
	    metric_fold(sh->metrics[column].name), value);
	learn(&sh->metrics[column], at_s);
	return true;
}

unsigned
shelf_put_result(struct shelf *sh, int64_t at_s, const struct msg_value *values, unsigned n)
{
	unsigned	 n_in = 0;
	uint8_t		 family = 0;

	for (unsigned i = 0; i < n; i++)
		n_in += shelf_put(sh, values[i].name, at_s, values[i].value);
	if (n_in == 0)
		return 0;
	for (unsigned i = 0; i < n && family == 0; i++) {
		int	 at = shelf_find(sh, values[i].name);

		family = at != -1 ? sh->metrics[at].family : 0;
	}
	if (family == 0)
		family = ++sh->n_families;
	for (unsigned i = 0; i < n; i++) {
		int	 at = shelf_find(sh, values[i].name);

		if (at != -1)
			sh->metrics[at].family = family;
	}
	return n_in;
}

/* Families of which a result came in this minute, as bits. */
static uint64_t
families_in(const struct shelf *sh, const struct shelf_minute *m)
{
	uint64_t	 bits = 0;

	for (unsigned i = 0; m != NULL && i < sh->n_metrics && i < m->room; i++)
		if (counts(m)[i] > 0 && sh->metrics[i].family != 0)
			bits |= UINT64_C(1) << (sh->metrics[i].family - 1);
	return bits;
}

/* The row of the minute that ends at end_s: what came (m, NULL = nothing) or else what is held. True when any is known. */
static bool
make_row(struct shelf *sh, const struct shelf_minute *m, int64_t end_s, double *values)
{
	uint64_t	 came = families_in(sh, m);
	bool		 is_any = false;

	for (unsigned i = 0; i < sh->n_metrics; i++) {
		struct shelf_metric	*k = &sh->metrics[i];
		bool			 is_left_out = k->family != 0 &&
		    (came >> (k->family - 1) & 1);

		if (m != NULL && i < m->room && counts(m)[i] > 0) {
			k->held = m->value[i];
			k->held_s = (uint32_t)end_s;
		} else if (is_left_out || end_s - k->held_s > shelf_reach_s(k) - SHELF_STEP_S) {
			k->held = NAN;
		}
		values[i] = k->held;
		is_any |= !isnan(k->held);
	}
	return is_any;
}

int64_t
shelf_take(struct shelf *sh, int64_t until_s, double *values, bool *is_after_gap)
{
	struct shelf_minute	*first = sh->minutes;
	int64_t			 next_s;
	bool			 is_gap = false;

	if (first == NULL)
		return 0;	/* silent: nothing is repeated before something follows; late results may still come */
	if (sh->taken_s == 0)
		sh->taken_s = first->end_s - SHELF_STEP_S;
	next_s = sh->taken_s + SHELF_STEP_S;
	if (next_s > until_s)
		return 0;
	if (first->end_s != next_s) {
		if (make_row(sh, NULL, next_s, values)) {
			sh->taken_s = next_s;
			*is_after_gap = false;
			return next_s;
		}
		if (first->end_s > until_s)
			return 0;
		next_s = first->end_s;
		is_gap = true;
	}
	make_row(sh, first, next_s, values);
	shelf_trim(sh, sh->n_minutes - 1);
	sh->taken_s = next_s;
	*is_after_gap = is_gap;
	return next_s;
}

double
shelf_peek(const struct shelf *sh, int column, int64_t end_s)
{
	for (const struct shelf_minute *m = sh->minutes; m != NULL; m = m->next)
		if (m->end_s == end_s && column < m->room && counts(m)[column] > 0)
			return m->value[column];
	return NAN;
}

bool
shelf_span(const struct shelf *sh, int64_t *first_s, int64_t *last_s)
{
	if (sh->minutes == NULL)
		return false;
	*first_s = sh->minutes->end_s;
	for (const struct shelf_minute *m = sh->minutes; m != NULL; m = m->next)
		*last_s = m->end_s;
	return true;
}

void
shelf_doubt(struct shelf *sh)
{
	sh->taken_s = 0;
	for (unsigned i = 0; i < sh->n_metrics; i++) {
		sh->metrics[i].held = NAN;
		sh->metrics[i].newest_s = 0;
	}
}

void
shelf_resume(struct shelf *sh, int64_t taken_s)
{
	while (sh->minutes != NULL && sh->minutes->end_s <= taken_s)
		shelf_trim(sh, sh->n_minutes - 1);
	sh->taken_s = taken_s;
}

unsigned
shelf_forget_after(struct shelf *sh, int64_t after_s)
{
	struct shelf_minute	**at = &sh->minutes, *gone;
	unsigned		 n = 0;

	sh->recent = NULL;
	while (*at != NULL && (*at)->end_s <= after_s)
		at = &(*at)->next;
	while ((gone = *at) != NULL) {
		*at = gone->next;
		free(gone);
		sh->n_minutes--;
		n++;
	}
	for (unsigned i = 0; i < sh->n_metrics; i++)
		if (sh->metrics[i].newest_s > after_s)
			sh->metrics[i].newest_s = 0;
	return n;
}

unsigned
shelf_trim(struct shelf *sh, unsigned keep)
{
	struct shelf_minute	*gone;
	unsigned		 n = 0;

	while (sh->n_minutes > keep && (gone = sh->minutes) != NULL) {
		sh->minutes = gone->next;
		if (sh->recent == gone)
			sh->recent = NULL;
		free(gone);
		sh->n_minutes--;
		n++;
	}
	return n;
}
