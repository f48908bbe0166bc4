/*
 * snmp_fetch.c - many numbers in as few questions as the agent bears; walks.
 *
 * Agents differ: version 1 refuses a whole question for one object it has not
 * (that one is left out and the rest asked again), small ones say tooBig (half
 * as many then, and remembered).  A walk ends at the column's end, or by its
 * budget: rows, and the run's deadline; names must grow.
 */
#include <string.h>

#include "snmp.h"

#define ITEMS_AT_ONCE	24
#define ROWS_AT_ONCE	25

enum { ERROR_NONE, ERROR_TOO_BIG, ERROR_NO_SUCH_NAME, ERROR_GEN = 5, ERROR_NO_ACCESS = 6,
	ERROR_AUTHORIZATION = 16 };

static void	ask_next(struct vg_run *run);

bool
snmp_has(const struct snmp_run *snmp, unsigned item)
{
	return snmp->fetch.got & (1u << item);
}

bool
snmp_var_under(const struct snmp_var *var, const struct snmp_oid *base)
{
	if (var->n_oid < base->n)
		return false;
	for (unsigned i = 0; i < base->n; i++)
		if (var->oid[i] != base->part[i])
			return false;
	return true;
}

bool
snmp_var_is(const struct snmp_var *var, const struct snmp_oid *oid)
{
	return var->n_oid == oid->n && snmp_var_under(var, oid);
}

static const char *
error_text(int error)
{
	switch (error) {
	case ERROR_TOO_BIG:
		return "even one value is too big for the agent";
	case ERROR_NO_SUCH_NAME:
		return "the agent has no such object";
	case ERROR_NO_ACCESS:
	case ERROR_AUTHORIZATION:
		return "access refused by the agent";
	default:
		return "the agent reports a general error";
	}
}

/* The agent refused the question for one of its objects, or for its size. */
static void
on_error(struct vg_run *run, const struct snmp_answer *answer)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_fetch	*f = &snmp->fetch;
	struct snmp_state	*state = snmp_state(run);

	if (answer->error == ERROR_TOO_BIG && f->n_asked > 1) {
		state->max_items = (uint8_t)((f->n_asked + 1) / 2);
		vg_run_step(run, "too big: %u values at a time", state->max_items);
		ask_next(run);
		return;
	}
	if ((answer->error == ERROR_NO_SUCH_NAME || answer->error == ERROR_GEN) &&
	    answer->error_index >= 1 && answer->error_index <= f->n_asked) {
		unsigned	 item = f->asked[answer->error_index - 1];

		f->wanted &= ~(1u << item);
		f->gone |= 1u << item;
		ask_next(run);
		return;
	}
	snmp_done(run, VG_FAIL, "%s", error_text(answer->error));
}

static void
take_var(struct vg_run *run, unsigned item, const struct snmp_var *var)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_fetch	*f = &snmp->fetch;

	f->wanted &= ~(1u << item);
	if (var->type == SNMP_NOTHING) {
		f->gone |= 1u << item;
		return;
	}
	f->got |= 1u << item;
	f->number[item] = var->number;
	if (f->on_var != NULL)
		f->on_var(run, item, var);
}

static void
on_fetched(struct vg_run *run, const struct snmp_answer *answer)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_fetch	*f = &snmp->fetch;
	struct snmp_oid		 asked;

	if (answer->error != ERROR_NONE) {
		on_error(run, answer);
		return;
	}
	if (answer->n_vars != f->n_asked) {
		snmp_done(run, VG_FAIL, "malformed answer: %u values for %u questions",
		    answer->n_vars, f->n_asked);
		return;
	}
	for (unsigned i = 0; i < f->n_asked; i++) {
		f->oid_of(run, f->asked[i], &asked);
		if (f->command == SNMP_GET && !snmp_var_is(&answer->vars[i], &asked)) {
			snmp_done(run, VG_FAIL, "malformed answer: to another question");
			return;
		}
		take_var(run, f->asked[i], &answer->vars[i]);
	}
	ask_next(run);
}

static void
ask_next(struct vg_run *run)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_fetch	*f = &snmp->fetch;
	unsigned		 most = snmp_state(run)->max_items;

	if (most == 0 || most > ITEMS_AT_ONCE)
		most = ITEMS_AT_ONCE;
	f->n_asked = 0;
	for (uint8_t item = 0; item < SNMP_ITEMS && f->n_asked < most; item++)
		if (f->wanted & (1u << item))
			f->asked[f->n_asked++] = item;
	if (f->n_asked == 0) {
		f->next(run);
		return;
	}
	snmp->is_walk = false;
	snmp_ask(run, f->command, f->n_asked, 0, on_fetched);
}

void
snmp_fetch(struct vg_run *run, enum snmp_command command, uint32_t wanted, snmp_oid_fn *oid_of,
    snmp_var_fn *on_var, snmp_next_fn *next)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_fetch	*f = &snmp->fetch;

	f->next = next;
	f->oid_of = oid_of;
	f->on_var = on_var;
	f->command = command;
	f->wanted = wanted;
	f->got &= ~wanted;
	f->gone &= ~wanted;
	ask_next(run);
}

/* Walks. */

static void	walk_on(struct vg_run *run);

/* Object identifiers in their order; > 0: a is after b. */
static int
compare(const unsigned long *a, size_t n_a, const struct snmp_oid *b)
{
	for (size_t i = 0; i < n_a && i < b->n; i++)
		if (a[i] != b->part[i])
			return a[i] > b->part[i] ? 1 : -1;
	return (n_a > b->n) - (n_a < b->n);
}

/* One row; false when the walk has ended, by itself or with the run. */
static bool
take_row(struct vg_run *run, const struct snmp_var *var)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_walk	*w = &snmp->walk;
	struct snmp_oid		 base = w->last;

	base.n = w->n_base;
	if (var->type == SNMP_NOTHING || !snmp_var_under(var, &base)) {
		w->is_ended = true;
		return false;
	}
	if (compare(var->oid, var->n_oid, &w->last) <= 0) {
		snmp_done(run, VG_FAIL, "the agent's table does not increase: it would never end");
		return false;
	}
	if (++w->n_rows > SNMP_ROWS || var->n_oid > SNMP_OID_MAX) {
		snmp_done(run, VG_FAIL, "the agent's table is too long: given up after %u rows",
		    w->n_rows - 1);
		return false;
	}
	w->last.n = (unsigned)var->n_oid;
	for (unsigned i = 0; i < w->last.n; i++)
		w->last.part[i] = (uint32_t)var->oid[i];
	if (!w->on_row(run, var->oid + w->n_base, var->n_oid - w->n_base, var)) {
		w->is_ended = true;
		return false;
	}
	return true;
}

static void
on_rows(struct vg_run *run, const struct snmp_answer *answer)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_walk	*w = &snmp->walk;
	unsigned		 i = 0;

	w->is_ended = answer->error == ERROR_NO_SUCH_NAME || (answer->error == 0 && answer->n_vars == 0);
	if (answer->error != ERROR_NONE && !w->is_ended) {
		snmp_done(run, VG_FAIL, "%s", error_text(answer->error));
		return;
	}
	while (!w->is_ended && i < answer->n_vars && take_row(run, &answer->vars[i]))
		i++;
	if (w->is_ended)
		w->next(run);
	else if (i == answer->n_vars)
		walk_on(run);
}

static void
walk_on(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);

	snmp->is_walk = true;
	if (conf->version == SNMP_V1)
		snmp_ask(run, SNMP_GETNEXT, 1, 0, on_rows);
	else
		snmp_ask(run, SNMP_GETBULK, 1, ROWS_AT_ONCE, on_rows);
}

void
snmp_walk(struct vg_run *run, const struct snmp_oid *column, snmp_row_fn *on_row,
    snmp_next_fn *next)
{
	struct snmp_run		*snmp = vg_run_data(run);

	snmp->walk = (struct snmp_walk){ .next = next, .on_row = on_row, .last = *column,
	    .n_base = column->n };
	walk_on(run);
}
