/* value.c - see judge.h: the values of a result that judgement reads */
#include <string.h>

#include "base/mem.h"
#include "judge/judge.h"

#define VALUE(name)	{ #name, offsetof(struct judged_result, name) }

const struct judged_value	 judged_values[] = {
	VALUE(uptime_s), VALUE(line_uptime_s), VALUE(snr_down_db), VALUE(sync_down_bps),
	VALUE(if_in_bps), VALUE(if_out_bps), VALUE(rtt_med_ms), VALUE(loss_pct),
};
const size_t	 judged_n_values = N_ELEMENTS(judged_values);

double *
judged_value(struct judged_result *result, const char *name)
{
	for (size_t i = 0; i < judged_n_values; i++)
		if (strcmp(judged_values[i].name, name) == 0)
			return (double *)(void *)((char *)result + judged_values[i].offset);
	return NULL;
}
