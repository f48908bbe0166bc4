/* polls.c - see polls.h: pollers */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "poller/schedule.h"
#include "tests/sim/dice.h"
#include "tests/sim/loop.h"
#include "tests/sim/polls.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"

#define N_POLLERS	16
#define BATCH_US	(200 * MSEC_US)		/* results are gathered for so long */
#define PATH_US		(300)
#define STATS_US	(60 * SEC_US)
#define N_VALUES	6

struct poll {			/* a check that is assigned */
	struct schedule_item	 item;	/* first */
	struct schedule_rule	 rule;
	struct alarm		 end;	/* of the run under way */
	struct poller		*poller;
	uint32_t		 handle;
	uint32_t		 point, gear;	/* NONE */
	unsigned		 canary;
	enum probe_kind		 probe;
	int64_t			 timeout_us, started_us, wall_ms;
	bool			 is_ok, is_gone;
	unsigned		 n_glitches;
	struct msg_value	 values[N_VALUES];
	uint32_t		 n_values;
};

struct poller {
	unsigned		 instance;
	struct schedule		 schedule;
	struct poll		**polls;	/* by handle */
	uint32_t		 n_polls;
	struct poll		**done;		/* results of the next batch */
	size_t			 n_done, room_done;
	struct alarm		 flush, stats;
	uint64_t		 epoch, seq;
	int64_t			 wakes_us;
	struct mishap		 mishap;
	int64_t			 next_us;	/* of the schedule; 0 = has to be asked again */
	bool			 is_linked;
};

static struct {
	struct poller	 pollers[N_POLLERS];
	struct dice	 dice;
	uint64_t	 n_done;
} polls;

static void	 on_flush(void *arg);
static void	 on_stats(void *arg);

void
polls_begin(uint64_t seed)
{
	polls.dice = dice_of(seed, 2);
	for (unsigned i = 0; i < N_POLLERS; i++) {
		struct poller	*p = &polls.pollers[i];

		p->instance = i;
		schedule_init(&p->schedule, (struct mono){ loop_now_us() });
		alarm_init(&p->flush, on_flush, p);
		alarm_init(&p->stats, on_stats, p);
	}
}

/* Forgets all checks; a new life of the poller. */
static void
forget(struct poller *p)
{
	for (uint32_t i = 0; i < p->n_polls; i++) {
		if (p->polls[i] == NULL)
			continue;
		schedule_remove(&p->polls[i]->item);
		alarm_clear(&p->polls[i]->end);
		free(p->polls[i]);
		p->polls[i] = NULL;
	}
	alarm_clear(&p->flush);
	p->n_done = 0;
}

void
polls_end(void)
{
	for (unsigned i = 0; i < N_POLLERS; i++) {
		struct poller	*p = &polls.pollers[i];

		forget(p);
		schedule_done(&p->schedule);
		free(p->polls);
		free(p->done);
	}
}

uint64_t
polls_count(void)
{
	return polls.n_done;
}

int64_t
polls_next_us(void)
{
	int64_t	 next_us = INT64_MAX;

	for (unsigned i = 0; i < town.n_pollers; i++) {
		struct poller	*p = &polls.pollers[i];
		int64_t		 at_us;

		if (p->next_us == 0)
			p->next_us = schedule_next(&p->schedule).us;
		at_us = p->next_us;
		if (at_us < p->wakes_us)
			at_us = p->wakes_us;
		if (p->is_linked && at_us < next_us)
			next_us = at_us;
	}
	return next_us;
}

/* Runs. */

static void
value(struct poll *c, const char *name, double x)
{
	c->values[c->n_values++] = (struct msg_value){ name, x };
}

/* A quiet line, with its noise: now and then a value says nothing. */
static void
measure_line(struct poll *c, const struct point *p)
{
	struct dice	 d = dice_of((uint64_t)c->started_us, c->point);
	double		 noise = chance(&d, 8) ? -8 : (double)between(&d, -10, 10) / 10;
	bool		 is_bad = p->drift > 0, is_slower = c->point % 2 == 1;

	value(c, "snr_down_db", 11 + noise - (is_bad && !is_slower ? 4 : 0));
	value(c, "sync_down_bps", (8 + noise / 10) * (is_bad && is_slower ? 0.7e6 : 1e6));
	value(c, "if_in_bps", 1e6);
	value(c, "if_out_bps", p->is_full > 0 ? 990e3 : 1e5);
}

static void
measure(struct poll *c)
{
	const struct gear	*g = c->gear != NONE ? &town.gears[c->gear] : NULL;
	const struct point	*p = c->point != NONE ? &town.points[c->point] : NULL;

	c->n_values = 0;
	if (c->probe != PROBE_SNMP) {
		value(c, "rtt_med_ms", 30 + (double)(c->handle % 5) + (p != NULL && p->is_slow > 0 ? 300 : 0));
		value(c, "loss_pct", p != NULL && p->is_slow > 0 ? 12 : 0);
		return;
	}
	value(c, "uptime_s", (double)(c->started_us - g->boot_us) / SEC_US);
	if (g->kind != DEVICE_ROUTER)
		return;
	value(c, "line_uptime_s", (double)(c->started_us - p->line_us) / SEC_US);
	measure_line(c, p);
}

static void
run(struct poll *c)
{
	int64_t	 took_us = 20 * MSEC_US + (int64_t)(c->handle * 7919 % 30000);

	c->started_us = loop_now_us();
	c->wall_ms = loop_true().ms + loop_clock_error_ms();
	c->is_ok = c->point == NONE ? town_canary_answers(c->canary) :
	    town_answers(c->point, c->gear, c->probe);
	if (c->is_ok && c->n_glitches > 0) {
		c->n_glitches--;
		truth_glitched(c->point);
		c->is_ok = false;
	}
	if (c->is_ok)
		measure(c);
	else
		took_us = c->timeout_us;
	alarm_set(&c->end, loop_now_us() + took_us);
}

void
polls_run(void)
{
	struct mono	 now = { loop_now_us() };

	for (unsigned i = 0; i < town.n_pollers; i++) {
		struct poller		*p = &polls.pollers[i];
		struct schedule_item	*item;

		if (!p->is_linked || p->wakes_us > now.us || p->next_us > now.us)
			continue;
		p->next_us = 0;
		while ((item = schedule_pop(&p->schedule, now)) != NULL) {
			struct poll	*c = (struct poll *)item;

			if (schedule_is_late(item, now))
				schedule_skip(&p->schedule, item, &c->rule, now);
			else
				run(c);
		}
	}
}

static void
on_end(void *arg)
{
	struct poll	*c = arg;
	struct poller	*p = c->poller;

	if (p->wakes_us > loop_now_us()) {
		alarm_set(&c->end, p->wakes_us);
		return;
	}
	polls.n_done++;
	if (c->is_gone) {
		p->polls[c->handle] = NULL;
		free(c);
		return;
	}
	p->done = grow(p->done, p->n_done, &p->room_done, sizeof(*p->done));
	p->done[p->n_done++] = c;
	if (!alarm_is_set(&p->flush))
		alarm_set(&p->flush, loop_now_us() + BATCH_US);
}

/* Batches. */

struct batch { struct msg_result result; struct msg_value values[N_VALUES]; };

static void
fill(struct batch *b, const struct poll *c)
{
	memcpy(b->values, c->values, sizeof(b->values));
	b->result = (struct msg_result){
		.check = c->handle,
		.started_ms = c->wall_ms,
		.took_us = (uint32_t)(loop_now_us() - c->started_us),
		.status = c->is_ok ? RESULT_OK : RESULT_FAIL,
		.text = c->is_ok ? "" : "no reply",
		.values = b->values, .n_values = c->is_ok ? c->n_values : 0 };
}

static void
send(struct poller *p, const struct poll *const *list, size_t n, unsigned n_forged)
{
	size_t			 n_all = n + n_forged;
	struct batch		*b = xcalloc(n_all, sizeof(*b) + sizeof(struct msg_result));
	struct msg_result	*r = (struct msg_result *)(b + n_all);
	union msg		 msg = { .results = { p->instance, p->epoch, p->seq, r, (uint32_t)n_all } };
	int64_t			 at_us = loop_now_us() + PATH_US + p->mishap.late_us;

	for (size_t i = 0; i < n; i++) {
		fill(&b[i], list[i]);
		r[i] = b[i].result;
	}
	for (size_t i = n; i < n_all; i++)
		r[i] = (struct msg_result){ .check = UINT32_C(900000) + (uint32_t)i, .text = "forged",
		    .status = RESULT_FAIL, .started_ms = loop_true().ms };
	if (p->mishap.lost > 0) {
		p->mishap.lost--;
		free(b);
		return;
	}
	shell_post(PROGRAM_POLLER, p->instance, MSG_RESULTS, &msg, b, at_us);
}

static void
on_flush(void *arg)
{
	struct poller	*p = arg;
	size_t		 n = p->n_done;

	if (p->wakes_us > loop_now_us()) {
		alarm_set(&p->flush, p->wakes_us);
		return;
	}
	p->seq++;
	if (p->mishap.repeated > 0 && p->mishap.lost == 0) {
		p->mishap.repeated--;
		send(p, (const struct poll *const *)p->done, n, 0);
	}
	send(p, (const struct poll *const *)p->done, n, p->mishap.forged);
	p->mishap.forged = 0;
	for (size_t i = 0; i < n; i++) {
		struct poll	*c = p->done[i];

		if (c->is_gone) {
			p->polls[c->handle] = NULL;
			free(c);
			continue;
		}
		schedule_result(&p->schedule, &c->item, &c->rule, c->is_ok ? SCHEDULE_OK : SCHEDULE_FAIL,
		    (struct mono){ loop_now_us() });
		if (c->item.at.due.us < p->next_us)
			p->next_us = c->item.at.due.us;
	}
	p->n_done = 0;
}

static void
on_stats(void *arg)
{
	struct poller	*p = arg;
	union msg	 msg = { .poller_stats = { .poller = p->instance, .resolver_ok = true } };

	if (!p->is_linked)
		return;
	shell_post(PROGRAM_POLLER, p->instance, MSG_POLLER_STATS, &msg, NULL, loop_now_us() + PATH_US);
	alarm_set(&p->stats, loop_now_us() + STATS_US);
}

/* What the engine says to a poller. */

static bool
find(struct poll *c, const char *name)
{
	static const struct { const char *id; enum probe_kind probe; } ids[] = {
		{ "icmp", PROBE_ICMP }, { "snmp", PROBE_SNMP }, { "tcp", PROBE_TCP }, { "dns", PROBE_DNS },
		{ "first_hop", PROBE_HOP },
	};
	const char	*slash = strchr(name, '/'), *last = strrchr(name, '/');

	if (strncmp(name, "canary/", 7) == 0) {
		c->canary = (unsigned)atoi(strrchr(name, '.') + 1) - 1;
		return true;
	}
	if ((c->point = town_point(name, (size_t)(slash - name))) == NONE)
		return false;
	for (size_t i = 0; i < N_ELEMENTS(ids); i++)
		if (strncmp(last + 1, ids[i].id, strlen(ids[i].id)) == 0)
			c->probe = ids[i].probe;
	if (strncmp(slash + 1, "link/", 5) == 0)
		return true;
	c->gear = town_gear(c->point, slash + 1, (size_t)(last - slash - 1));
	return c->gear != NONE;
}

static void
assign(struct poller *p, const struct msg_assign *m)
{
	struct poll	*c = xcalloc(1, sizeof(*c));

	c->poller = p;
	c->handle = m->check;
	c->point = c->gear = NONE;
	c->rule = (struct schedule_rule){ m->interval_ms * MSEC_US, m->fall, m->rise };
	c->timeout_us = m->timeout_ms * MSEC_US;
	c->item.hash = (uint32_t)(text_hash(m->name) * UINT64_C(0x9e3779b97f4a7c15) >> 32);
	alarm_init(&c->end, on_end, c);
	if (!find(c, m->name))
		abort();
	if (m->check >= p->n_polls) {
		p->polls = xreallocarray(p->polls, m->check + 1, sizeof(*p->polls));
		while (p->n_polls <= m->check)
			p->polls[p->n_polls++] = NULL;
	}
	if (p->polls[m->check] != NULL)
		abort();	/* a handle means one definition until it was taken back */
	p->polls[m->check] = c;
	schedule_add(&p->schedule, &c->item, &c->rule, (struct mono){ loop_now_us() });
	p->next_us = 0;
}

static void
unassign(struct poller *p, uint32_t handle)
{
	struct poll	*c = handle < p->n_polls ? p->polls[handle] : NULL;

	if (c == NULL)
		return;
	p->polls[handle] = NULL;
	if (wheel_has(&c->item.at)) {
		schedule_remove(&c->item);
		free(c);
		return;
	}
	/* its answer is still to come: to a question that nobody asks any more */
	for (size_t i = 0; i < p->n_done; i++)
		if (p->done[i] == c)
			p->done[i--] = p->done[--p->n_done];
	alarm_clear(&c->end);
	free(c);
}

void
polls_heard(enum program_id who, unsigned instance, enum msg_type type, const void *msg)
{
	struct poller	*p = &polls.pollers[instance];

	if (who != PROGRAM_POLLER)
		return;
	if (type == MSG_ASSIGN)
		assign(p, msg);
	else if (type == MSG_UNASSIGN)
		unassign(p, ((const struct msg_unassign *)msg)->check);
}

/* A new channel is a new life for the checks; the process may be the same. */
void
polls_linked(enum program_id who, unsigned instance, bool is_up)
{
	struct poller	*p = &polls.pollers[instance];

	if (who != PROGRAM_POLLER)
		return;
	if (!is_up) {
		forget(p);
		p->is_linked = false;
		alarm_clear(&p->stats);
		return;
	}
	p->is_linked = true;
	if (p->epoch == 0)
		p->epoch = dice_next(&polls.dice) | 1;
	alarm_set(&p->stats, loop_now_us() + SEC_US);
}

/* Misfortunes. */

void
polls_pause(unsigned poller, int64_t until_us)
{
	struct poller	*p = &polls.pollers[poller];

	if (until_us > p->wakes_us)
		p->wakes_us = until_us;
}

void
polls_kill(unsigned poller)
{
	struct poller	*p = &polls.pollers[poller];

	p->epoch = p->seq = 0;
	p->wakes_us = 0;
	p->mishap = (struct mishap){ 0 };
}

void
polls_mishap(unsigned poller, const struct mishap *t)
{
	struct poller	*p = &polls.pollers[poller];

	p->mishap.lost += t->lost;
	p->mishap.repeated += t->repeated;
	p->mishap.late_us = t->late_us;
	p->mishap.forged += t->forged;
}

bool
polls_glitch(uint32_t point, uint32_t which, unsigned n)
{
	struct poll	*found = NULL;
	uint32_t	 n_found = 0;

	for (unsigned i = 0; i < town.n_pollers; i++)
		for (uint32_t k = 0; k < polls.pollers[i].n_polls; k++)
			if (polls.pollers[i].polls[k] != NULL && polls.pollers[i].polls[k]->point == point &&
			    (n_found == 0 || which % (n_found + 1) == 0)) {
				found = polls.pollers[i].polls[k];
				n_found++;
			}
	if (found == NULL || found->n_glitches > 0 || found->rule.fall <= n)
		return false;
	found->n_glitches = n;
	return true;
}
