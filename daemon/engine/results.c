/*
 * results.c - the one door for what was measured.
 *
 * A batch counts once, a result only if its handle is assigned to that poller now.
 * Its time is made the time of judgement.  Then it goes four ways: the latest
 * figures (pages), the judge, the record of what the judge was fed, the series.
 */
#include <math.h>
#include <string.h>

#include "base/log.h"
#include "engine/assign.h"
#include "engine/engine.h"
#include "engine/last.h"
#include "engine/recording.h"
#include "engine/relay.h"
#include "engine/samples.h"
#include "judge/judge.h"
#include "model/inventory.h"

_Static_assert((int)JUDGED_ERROR == (int)RESULT_ERROR, "statuses have the same numbers");

static void
to_judge(struct engine *e, uint32_t check, const struct msg_result *r, struct wall started,
    struct wall now)
{
	struct judged_result	 judged = {
		.check = check,
		.status = (enum judged_status)r->status,
		.started = started,
		.text = r->text,
		JUDGED_NO_VALUES
	};

	for (uint32_t i = 0; i < r->n_values; i++) {
		double	*to = judged_value(&judged, r->values[i].name);

		if (to != NULL)
			*to = r->values[i].value;
	}
	judge_result(e->judge, &judged, now);
	recording_result(e->recording, &judged, now);
}

/* "vigie/canary-192-0-2-1": the last part of a canary's name as a device's. */
static const char *
canary_object(struct engine *e, const struct check *check)
{
	char		 name[96];
	size_t		 n = 0;
	const char	*s = strchr(check->name, '/');

	n = strlcpy(name, "vigie/canary-", sizeof(name));
	for (s = s != NULL ? s + 1 : check->name; *s != '\0' && n < sizeof(name) - 1; s++)
		name[n++] = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') ? *s : '-';
	name[n] = '\0';
	return samples_name(e->samples, name);	/* kept for ever: canaries are few */
}

static void
to_series(struct engine *e, uint32_t index, const struct msg_result *r, struct wall started)
{
	const struct check	*check = &e->inv->checks[index];
	const struct device	*device = check->device != NONE ? &e->inv->devices[check->device] : NULL;
	const char		*prefix = strcmp(check->id, check->probe) != 0 && device != NULL ?
				    check->id : NULL;

	if (r->n_values == 0 || !steady_is_trusted(&e->steady))
		return;
	samples_add(e->samples, device != NULL ? device->name : canary_object(e, check), prefix,
	    started, r->values, r->n_values);
	if (device != NULL && device->kind == DEVICE_ROUTER && prefix == NULL)
		for (uint32_t i = 0; i < r->n_values; i++)
			last_metric(e->last, check->site,
			    samples_name(e->samples, r->values[i].name));
}

static void
take_one(struct engine *e, unsigned poller, const struct msg_result *r, struct wall wall,
    struct wall now)
{
	uint32_t	 check = assign_check(e->assign, poller, r->check);
	struct wall	 started;

	if (r->run != 0) {
		relay_result(e->relay, r);
		return;
	}
	if (check == NONE) {
		e->counts.n_unknown++;	/* of a check that is no more, or was another's */
		return;
	}
	e->counts.n_results++;
	if (r->status == RESULT_ERROR)
		e->counts.n_errors++;
	started = steady_of(&e->steady, wall, (struct wall){ r->started_ms });
	last_result(e->last, check, started, r);
	to_judge(e, check, r, started,
	    engine_result_now(e, now, wall_add(started, r->took_us / MSEC_US)));
	to_series(e, check, r, started);
}

void
results_take(struct engine *e, unsigned poller, const struct msg_results *batch)
{
	struct wall	 now = engine_now(e);
	struct wall	 wall = wall_now();

	if (batch->poller != poller) {
		log_warn("poller %u says that it is poller %u: not believed", poller, batch->poller);
		return;
	}
	switch (assign_batch(e->assign, poller, batch->epoch, batch->seq)) {
	case BATCH_REPEAT:
		e->counts.n_repeats++;
		return;
	case BATCH_GAP:
		e->counts.n_gaps++;
		break;
	case BATCH_NEW:
		break;
	}
	for (uint32_t i = 0; i < batch->n_results; i++)
		take_one(e, poller, &batch->results[i], wall, now);
	engine_done(e);
}
