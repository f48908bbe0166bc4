/* courier.c - see courier.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/audit.h"
#include "tests/sim/courier.h"
#include "tests/sim/loop.h"
#include "tests/sim/shell.h"

#define ATTEMPT_US	(300 * MSEC_US)
#define RETRY_US	(30 * SEC_US)

struct job {
	struct job	*next;
	struct alarm	 alarm;
	uint64_t	 id;
	uint32_t	 n_tried;
};

static struct {
	struct job	*jobs;
	int64_t		 refuses_us;
	uint64_t	 n_sent;
} courier;

static void
job_free(struct job *job)
{
	struct job	**p = &courier.jobs;

	while (*p != job)
		p = &(*p)->next;
	*p = job->next;
	alarm_clear(&job->alarm);
	free(job);
}

static void
on_attempt(void *arg)
{
	struct job	*job = arg;
	union msg	 msg = { .delivery = { .id = job->id, .outcome = DELIVERY_SENT, .text = "250 ok" } };

	if (loop_now_us() < courier.refuses_us) {
		msg.delivery.outcome = DELIVERY_LATER;
		msg.delivery.text = "451 try again";
		msg.delivery.next_ms = loop_true().ms + (RETRY_US << (job->n_tried > 5 ? 5 : job->n_tried)) / MSEC_US;
		shell_post(PROGRAM_COURIER, 0, MSG_DELIVERY, &msg, NULL, loop_now_us());
		alarm_set(&job->alarm, loop_now_us() + (RETRY_US << (job->n_tried > 5 ? 5 : job->n_tried)));
		job->n_tried++;
		return;
	}
	courier.n_sent++;
	audit_delivered(job->id);
	shell_post(PROGRAM_COURIER, 0, MSG_DELIVERY, &msg, NULL, loop_now_us());
	job_free(job);
}

void
courier_heard(enum msg_type type, const void *msg)
{
	const struct msg_notice	*n = msg;
	struct job		*job;

	if (type != MSG_NOTICE)
		return;
	audit_given(n);
	for (job = courier.jobs; job != NULL; job = job->next)
		if (job->id == n->id)
			return;		/* it has that already */
	job = xcalloc(1, sizeof(*job));
	job->id = n->id;
	job->n_tried = n->n_tried;
	alarm_init(&job->alarm, on_attempt, job);
	job->next = courier.jobs;
	courier.jobs = job;
	alarm_set(&job->alarm, loop_now_us() + ATTEMPT_US);
}

void
courier_linked(bool is_up)
{
	if (!is_up)
		while (courier.jobs != NULL)
			job_free(courier.jobs);
}

void
courier_refuse(int64_t until_us)
{
	if (until_us > courier.refuses_us)
		courier.refuses_us = until_us;
}

uint64_t
courier_sent(void)
{
	return courier.n_sent;
}
