/* hist.c - see hist.h */
#include "poller/hist.h"

void
hist_add(struct hist *h, int64_t us)
{
	uint32_t	 v = us < 0 ? 0 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
	unsigned	 step = v;

	if (v >= 8) {
		unsigned	 top = 31u - (unsigned)__builtin_clz(v);

		step = (top - 2) * 8 + ((v >> (top - 3)) & 7);
	}
	h->n[step < HIST_STEPS ? step : HIST_STEPS - 1]++;
	h->total++;
}

static uint32_t
upper_edge(unsigned step)
{
	unsigned	 top = step / 8 + 2;
	uint64_t	 edge;

	if (step < 8)
		return step;
	edge = ((UINT64_C(8) + step % 8 + 1) << (top - 3)) - 1;
	return edge > UINT32_MAX ? UINT32_MAX : (uint32_t)edge;
}

uint32_t
hist_quantile(const struct hist *h, unsigned percent)
{
	uint64_t	 want = (h->total * percent + 99) / 100, seen = 0;

	if (h->total == 0)
		return 0;
	for (unsigned i = 0; i < HIST_STEPS; i++)
		if ((seen += h->n[i]) >= want)
			return upper_edge(i);
	return UINT32_MAX;
}
