/* push.c - see push.h */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "judge/judge.h"
#include "tests/sim/loop.h"
#include "tests/sim/push.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"

#define DOOR_US		(500 * MSEC_US)

struct agent {
	struct alarm	 alarm;
	uint32_t	 gear;
};

static struct {
	struct agent	*agents;
	uint32_t	 n;
	struct alarm	 door;
	bool		 is_open;
} push;

static void
on_call(void *arg)
{
	struct agent		*a = arg;
	const struct gear	*g = &town.gears[a->gear];
	struct engine		*e = shell_engine();
	struct judged_result	 r = { JUDGED_NO_VALUES, .status = JUDGED_OK, .text = "" };
	struct wall		 now;
	char			*name;

	alarm_set(&a->alarm, loop_now_us() + (int64_t)town.pc_s * SEC_US);
	if (!shell_hears() || !push.is_open || !town.points[g->point].is_there ||
	    !town_answers(g->point, a->gear, PROBE_PUSH))
		return;
	name = xasprintf("%s/%s/push", town.points[g->point].id, g->id);
	r.check = inventory_check(e->inv, name);
	free(name);
	if (r.check == NONE)
		return;
	r.uptime_s = (double)(loop_now_us() - g->boot_us) / SEC_US;
	now = engine_now(e);
	r.started = now;
	judge_result(e->judge, &r, now);
	engine_done(e);
}

/* The door opens a moment after the engine's start. */
static void
on_door(void *arg)
{
	(void)arg;
	if (!shell_hears())
		return;
	push.is_open = true;
	judge_push_door(shell_engine()->judge, true, engine_now(shell_engine()));
	engine_done(shell_engine());
}

void
push_begin(void)
{
	push.agents = xcalloc(town.n_gears + 1, sizeof(*push.agents));
	alarm_init(&push.door, on_door, NULL);
	for (uint32_t i = 0; i < town.n_gears; i++) {
		struct agent	*a;

		if (!town.gears[i].is_push)
			continue;
		a = &push.agents[push.n++];
		a->gear = i;
		alarm_init(&a->alarm, on_call, a);
		alarm_set(&a->alarm, loop_now_us() + (int64_t)(i * 977 % (town.pc_s * 1000)) * MSEC_US);
	}
}

void
push_end(void)
{
	free(push.agents);
}

void
push_door(bool is_open)
{
	alarm_clear(&push.door);
	if (is_open) {
		alarm_set(&push.door, loop_now_us() + DOOR_US);
		return;
	}
	push.is_open = false;
	if (shell_hears()) {
		judge_push_door(shell_engine()->judge, false, engine_now(shell_engine()));
		engine_done(shell_engine());
	}
}
