/* vigie.c - see vigie.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "tests/sim/audit.h"
#include "tests/sim/courier.h"
#include "tests/sim/dice.h"
#include "tests/sim/disk.h"
#include "tests/sim/fail.h"
#include "tests/sim/loop.h"
#include "tests/sim/marks.h"
#include "tests/sim/people.h"
#include "tests/sim/polls.h"
#include "tests/sim/push.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"
#include "tests/sim/vigie.h"

#define MASTER_US	(2 * SEC_US)	/* the master starts again what died, after so long */
#define SLACK_US	(5 * 60 * SEC_US)	/* what was disturbed is clear again this long afterwards */
#define WEB_US		(11 * SEC_US)
#define WEB_AWAY_US	(INT64_C(3) * 3600 * SEC_US)

static struct {
	char		*dir, *conf_dir, *conf;
	unsigned	 n_absent;	/* faults that keep it from running */
	struct alarm	 start, web;
	int64_t		 gone_us;
	int64_t		 delay_us;	/* of the next start after a death */
	uint64_t	 seed;
	struct dice	 dice;
} vigie;

const char *
vigie_dir(void)
{
	return vigie.dir;
}

void
vigie_write_conf(void)
{
	town_write(vigie.conf_dir, vigie.dir);
}

static void
heard(enum program_id who, unsigned instance, enum msg_type type, const void *msg)
{
	if (who == PROGRAM_POLLER)
		polls_heard(who, instance, type, msg);
	else if (who == PROGRAM_COURIER)
		courier_heard(type, msg);
	else if (who == PROGRAM_WEB)
		people_heard(type, msg);
}

static void
linked(enum program_id who, unsigned instance, bool is_up)
{
	polls_linked(who, instance, is_up);
	if (who == PROGRAM_COURIER) {
		courier_linked(is_up);
		if (!is_up)
			audit_courier_gone();
	}
}

/* vigie-web looks in now and then: the page for all of its time would cost more than all the rest. */
static void
visit(void *arg)
{
	bool	 is_there = shell_is_linked(PROGRAM_WEB, 0);

	(void)arg;
	if (!shell_hears())
		return;
	if (is_there)
		shell_unlink(PROGRAM_WEB, 0);
	else
		shell_link(PROGRAM_WEB, 0);
	alarm_set(&vigie.web, loop_now_us() + (is_there ? WEB_AWAY_US : WEB_US));
}

/* One of the pollers takes its time to begin: the others are ahead of it. */
static int64_t
slow_poller(void)
{
	int64_t	 us = (int64_t)town.icmp_s * SEC_US;

	if (town.n_pollers < 2 || !chance(&vigie.dice, 30))
		return 0;
	mark("own:poller-slow");
	us += (int64_t)roll(&vigie.dice, (uint32_t)town.icmp_s) * SEC_US;
	polls_pause(roll(&vigie.dice, town.n_pollers), loop_now_us() + us);
	return us;
}

static void
start(void *arg)
{
	int64_t	 slow_us;

	(void)arg;
	if (shell_engine() != NULL || vigie.n_absent > 0)
		return;
	audit_before_start();
	if (!shell_start()) {
		fail("I12", "vigie does not start again");
		return;
	}
	for (unsigned i = 0; i < town.n_pollers; i++)
		shell_link(PROGRAM_POLLER, i);
	shell_link(PROGRAM_COURIER, 0);
	shell_link(PROGRAM_SERIES, 0);
	alarm_set(&vigie.web, loop_now_us() + SEC_US);
	push_door(true);
	slow_us = slow_poller();
	truth_disturbed(vigie.gone_us, loop_now_us() + slow_us + SLACK_US);
	truth_away(vigie.gone_us, loop_now_us());
	audit_started();
}

void
vigie_begin(const char *dir, uint64_t seed, bool is_loud)
{
	static const struct shell_calls	 calls = { heard, people_answered, linked };

	vigie.conf_dir = xasprintf("%s/conf", dir);
	vigie.dir = xasprintf("%s/store", dir);
	vigie.conf = xasprintf("%s/vigie.conf", vigie.conf_dir);
	vigie.seed = seed;
	vigie.dice = dice_of(seed, 7);
	vigie_write_conf();
	shell_begin(vigie.conf, &calls, is_loud);
	disk_begin(vigie.dir, seed);
	alarm_init(&vigie.start, start, NULL);
	alarm_init(&vigie.web, visit, NULL);
	vigie.gone_us = loop_now_us();
	start(NULL);
}

void
vigie_look(void)
{
	if (!shell_is_dead() || shell_engine() == NULL)
		return;
	shell_bury();
	audit_died();
	people_alone();
	vigie.gone_us = loop_now_us();
	alarm_set(&vigie.start, loop_now_us() + vigie.delay_us);
	vigie.delay_us = MASTER_US;
}

static void
stop(void)
{
	if (shell_engine() == NULL || shell_is_dead() || !shell_engine()->has_begun)
		return;
	audit_before_stop();
	shell_stop();
	audit_stopped();
	people_alone();
	vigie.gone_us = loop_now_us();
}

void
vigie_end(void)
{
	stop();
	alarm_clear(&vigie.start);
	alarm_clear(&vigie.web);
}

void
vigie_free(void)
{
	free(vigie.dir);
	free(vigie.conf_dir);
	free(vigie.conf);
}

/* Crash and stop: away from the beginning to the end of the fault. */
static void
absent(const struct fault *f)
{
	if (!f->is_on) {
		if (--vigie.n_absent == 0)
			start(NULL);
		return;
	}
	vigie.n_absent++;
	if (f->kind == FAULT_STOP && shell_hears())
		stop();
	else
		shell_die();
	mark(f->kind == FAULT_STOP ? "own:stop" : "own:crash");
}

static void
stand_still(const struct fault *f)
{
	bool	 is_sleep = f->extra % 3 == 0;

	if (!f->is_on)
		return;
	mark(is_sleep ? "own:sleep" : "own:pause");
	loop_pause_engine(f->to_us);
	for (unsigned i = 0; is_sleep && i < town.n_pollers; i++)
		polls_pause(i, f->to_us);
	truth_disturbed(f->from_us, f->to_us + SLACK_US);
}

static void
hurt_poller(const struct fault *f)
{
	if (f->kind == FAULT_POLLER_PAUSE && f->is_on) {
		mark("own:poller-pause");
		polls_pause(f->target, f->to_us);
	} else if (f->kind == FAULT_POLLER_KILL && f->is_on) {
		mark("own:poller-kill");
		shell_unlink(PROGRAM_POLLER, f->target);
		polls_kill(f->target);
	} else if (f->kind == FAULT_POLLER_KILL) {
		shell_link(PROGRAM_POLLER, f->target);
	}
	if (f->is_on)
		truth_disturbed(f->from_us, f->to_us + SLACK_US);
}

static void
hurt_batches(const struct fault *f)
{
	struct mishap	 t = { 0 };

	if (f->is_on) {
		t.lost = f->kind == FAULT_LOST ? 1 + f->extra % 3 : 0;
		t.repeated = f->kind == FAULT_REPEATED ? 1 + f->extra % 3 : 0;
		t.forged = f->kind == FAULT_FORGED ? 1 + f->extra % 5 : 0;
		t.late_us = f->kind == FAULT_LATE ? (int64_t)(f->extra % 240) * SEC_US : 0;
		mark(f->kind == FAULT_LOST ? "own:batch-lost" : f->kind == FAULT_REPEATED ? "own:batch-repeated" :
		    f->kind == FAULT_FORGED ? "own:batch-forged" : "own:batch-late");
		if (f->kind == FAULT_LOST || f->kind == FAULT_LATE)
			truth_disturbed(f->from_us, f->to_us + SLACK_US);
	}
	polls_mishap(f->target, &t);
}

static void
hurt_courier(const struct fault *f)
{
	if (f->kind == FAULT_REFUSED && f->is_on) {
		mark("own:courier-refuses");
		courier_refuse(f->to_us);
	} else if (f->kind == FAULT_COURIER && f->is_on) {
		mark("own:courier-kill");
		shell_unlink(PROGRAM_COURIER, 0);
	} else if (f->kind == FAULT_COURIER) {
		shell_link(PROGRAM_COURIER, 0);
	}
}

/* Forward for good; back, and right again at the fault's end. */
static void
set_clock(const struct fault *f)
{
	int64_t	 ms = ((int64_t)(f->extra % 3000) + 5) * SEC_MS;

	if (f->extra % 5 == 0)
		ms += 3 * HOUR_MS;
	if (f->kind == FAULT_CLOCK_FORWARD && f->is_on) {
		mark("own:clock-forward");
		loop_step_clock(ms);
		truth_disturbed(f->from_us, f->from_us + SLACK_US);
	} else if (f->kind == FAULT_CLOCK_BACK) {
		mark("own:clock-back");
		loop_step_clock(f->is_on ? -ms : ms);
		/* judgement's time runs slower until the clock has caught up */
		truth_disturbed(f->from_us, f->to_us + 11 * ms * MSEC_US);
	}
}

/* The last point that is there, or the first that is not. */
static uint32_t
a_point(const struct fault *f, bool is_there)
{
	for (uint32_t i = 0; i < town.n_points; i++) {
		uint32_t	 k = (f->extra + i) % town.n_points;

		if (town.points[k].is_there == is_there)
			return k;
	}
	return NONE;
}

/* Better one that has something open: how that ends is the question. */
static uint32_t
one_to_remove(uint32_t i)
{
	for (size_t k = 0; k < audit_n_incidents(); k++) {
		const struct book_incident	*b = audit_incident(k);
		uint32_t			 p = b == NULL ? NONE : town_point(b->scope, strlen(b->scope));

		if (b != NULL && b->restored_ms == 0 && p != NONE && p >= TOWN_BASES && town.points[p].is_there)
			return p;
	}
	return i;
}

static void
rename_point(struct point *p)
{
	memcpy(p->was, p->id, sizeof(p->was));
	snprintf(p->id, sizeof(p->id), "%.4s%c", p->was, p->was[4] == '\0' ? 'b' : p->was[4] + 1);
	audit_renamed(p->was, p->id);
}

static void
reload(const struct fault *f)
{
	uint32_t	 i = a_point(f, f->kind != FAULT_ADD);	/* the first ones stay: routes name their bases */

	if (!f->is_on || (shell_engine() != NULL && !shell_hears()))
		return;
	if (f->kind == FAULT_REMOVE)
		i = one_to_remove(i);
	if (f->kind != FAULT_RELOAD && (i == NONE || (f->kind == FAULT_REMOVE && i < TOWN_BASES)))
		return;
	if (f->kind != FAULT_RELOAD)
		truth_touched(i, 0, INT64_MAX);
	if (f->kind == FAULT_RENAME)
		rename_point(&town.points[i]);
	else if (f->kind != FAULT_RELOAD)
		town.points[i].is_there = f->kind == FAULT_ADD;
	vigie_write_conf();
	if (shell_engine() != NULL && !shell_reload())
		fail("R1", "a good configuration was refused");
	mark(f->kind == FAULT_RELOAD ? "own:reload-same" : f->kind == FAULT_ADD ? "own:reload-add" :
	    f->kind == FAULT_REMOVE ? "own:reload-remove" : "own:reload-rename");
}

void
vigie_fault(const struct fault *f)
{
	switch (f->kind) {
	case FAULT_CRASH:
	case FAULT_STOP:
		absent(f);
		break;
	case FAULT_CRASH_AT_ROW:
		if (f->is_on && shell_engine() != NULL) {
			mark("own:crash-at-row");
			vigie.delay_us = f->to_us - f->from_us;
			disk_kill_after(1 + f->extra % 25);
		}
		break;
	case FAULT_PAUSE:
		stand_still(f);
		break;
	case FAULT_POLLER_PAUSE:
	case FAULT_POLLER_KILL:
		hurt_poller(f);
		break;
	case FAULT_LOST:
	case FAULT_REPEATED:
	case FAULT_LATE:
	case FAULT_FORGED:
		hurt_batches(f);
		break;
	case FAULT_REFUSED:
	case FAULT_COURIER:
		hurt_courier(f);
		break;
	case FAULT_DISK:
		mark("own:disk-full");
		disk_fill(f->is_on);
		break;
	case FAULT_CLOCK_FORWARD:
	case FAULT_CLOCK_BACK:
		set_clock(f);
		break;
	default:
		reload(f);
		break;
	}
}
