/* gate.c - see gate.h */
#include <stdlib.h>

#include "series/gate.h"

#define PATIENCE_S		900
#define PATIENCE_PAST_S		86400
#define WOBBLE_S		60	/* steps of a clock that is being set */
#define EARLIEST_S		INT64_C(1577836800)	/* 2020: a dead clock starts long before */

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static enum gate_change
believe(struct gate *g, int64_t wall_s, int64_t offset_s, enum gate_change change)
{
	g->offset_s = offset_s;
	g->is_known = true;
	g->is_shut = false;
	if (wall_s > g->high_s || change == GATE_BELIEVES)
		g->high_s = wall_s;
	return change;
}

static enum gate_change
shut(struct gate *g, int64_t boot_s, int64_t offset_s, int64_t patience_s)
{
	bool	 is_new = !g->is_shut;

	g->is_shut = true;
	g->shut_s = boot_s;
	g->shut_offset_s = offset_s;
	g->patience_s = patience_s;
	return is_new ? GATE_SHUTS : GATE_SAME;
}

void
gate_recall(struct gate *g, bool is_same_boot, int64_t offset_s, int64_t high_s)
{
	*g = (struct gate){ .is_known = is_same_boot && offset_s != 0, .offset_s = offset_s, .high_s = high_s };
}

enum gate_change
gate_tick(struct gate *g, int64_t wall_s, int64_t boot_s)
{
	int64_t	 offset_s = wall_s - boot_s;
	bool	 is_past = wall_s < EARLIEST_S || wall_s < g->high_s - GATE_STEP_S;
	bool	 is_step = g->is_known ? distance(offset_s, g->offset_s) > GATE_STEP_S : is_past;

	if (!g->is_shut)
		return is_step ? shut(g, boot_s, offset_s,
		    g->is_known ? PATIENCE_S : PATIENCE_PAST_S) :
		    believe(g, wall_s, offset_s, GATE_SAME);
	if (!is_step)
		return believe(g, wall_s, offset_s, GATE_RETURNS);
	if (distance(offset_s, g->shut_offset_s) > WOBBLE_S)
		return shut(g, boot_s, offset_s, g->patience_s);
	if (boot_s - g->shut_s >= g->patience_s && wall_s >= EARLIEST_S)
		return believe(g, wall_s, offset_s, GATE_BELIEVES);
	return GATE_SAME;
}
