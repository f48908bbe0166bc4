/* last.c - see last.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/last.h"
#include "ipc/msg.h"
#include "model/inventory.h"

struct last {
	const struct inventory	*inv;		/* borrowed */
	struct last_figures	*figures;	/* by check */
	struct last_series	**series;	/* by site; NULL = nothing seen */
};

static void
make(struct last *last, const struct inventory *inv)
{
	last->inv = inv;
	last->figures = xcalloc(inv->n_checks + 1, sizeof(*last->figures));
	last->series = xcalloc(inv->n_sites + 1, sizeof(*last->series));
	for (uint32_t i = 0; i < inv->n_checks; i++)
		last->figures[i] = (struct last_figures){ .rtt_ms = NAN, .loss_pct = NAN };
}

struct last *
last_new(const struct inventory *inv)
{
	struct last	*last = xcalloc(1, sizeof(*last));

	make(last, inv);
	return last;
}

void
last_free(struct last *last)
{
	if (last == NULL)
		return;
	for (uint32_t i = 0; i < last->inv->n_sites; i++)
		free(last->series[i]);
	free(last->series);
	free(last->figures);
	free(last);
}

void
last_adopt(struct last *last, const struct inventory *inv)
{
	struct last	 old = *last;

	make(last, inv);
	for (uint32_t i = 0; i < old.inv->n_checks; i++) {
		uint32_t	 k = inventory_check(inv, old.inv->checks[i].name);

		if (k != NONE)
			last->figures[k] = old.figures[i];
	}
	for (uint32_t i = 0; i < old.inv->n_sites; i++) {
		uint32_t	 k = inventory_site(inv, old.inv->sites[i].id);

		if (k != NONE)
			last->series[k] = old.series[i];
		else
			free(old.series[i]);
	}
	free(old.figures);
	free(old.series);
}

void
last_result(struct last *last, uint32_t check, struct wall at, const struct msg_result *result)
{
	struct last_figures	*f = &last->figures[check];

	if (result->status == RESULT_ERROR || at.ms < f->at.ms)
		return;
	*f = (struct last_figures){ .at = at, .rtt_ms = NAN, .loss_pct = NAN };
	for (uint32_t i = 0; i < result->n_values; i++) {
		const char	*name = result->values[i].name;
		float		 x = (float)result->values[i].value;

		if (strcmp(name, "rtt_med_ms") == 0 ||
		    (isnan(f->rtt_ms) && strcmp(name, "rtt_ms") == 0))
			f->rtt_ms = x;
		else if (strcmp(name, "loss_pct") == 0)
			f->loss_pct = x;
	}
}

void
last_metric(struct last *last, uint32_t site, const char *name)
{
	struct last_series	*s = last->series[site];

	if (s == NULL)
		s = last->series[site] = xcalloc(1, sizeof(*s));
	for (uint32_t i = 0; i < s->n; i++)
		if (s->names[i] == name)
			return;
	if (s->n < LAST_SERIES && *name != '\0')
		s->names[s->n++] = name;
}

const struct last_figures *
last_of(const struct last *last, uint32_t check)
{
	return &last->figures[check];
}

const struct last_series *
last_series_of(const struct last *last, uint32_t site)
{
	static const struct last_series	 none;

	return last->series[site] != NULL ? last->series[site] : &none;
}
