/* Opening hours as people type them: never a crash, always a sentence, and sums that agree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct wall	 from = { INT64_C(1772409600000) }, t;
	struct err	 err = { "" };
	struct calendar	*cal;
	struct interval	 iv;
	int64_t		 sum = 0, ms = 21 * DAY_MS;
	char		*text = malloc(len + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	cal = calendar_parse(text, "FR", &err);
	if (cal == NULL && strncmp(err.text, "column ", 7) != 0)
		abort();
	free(text);
	if (cal == NULL)
		return 0;
	for (t = from; calendar_next(cal, NULL, t, &iv) && iv.from.ms < from.ms + ms; t = iv.to) {
		if (iv.to.ms <= iv.from.ms || iv.from.ms < t.ms || !calendar_is_open(cal, NULL, iv.from))
			abort();
		sum += (iv.to.ms < from.ms + ms ? iv.to.ms : from.ms + ms) - iv.from.ms;
		if (iv.to.ms == WALL_NEVER.ms)
			break;
	}
	if (sum != calendar_open_ms(cal, NULL, from, wall_add(from, ms)))
		abort();
	calendar_free(cal);
	return 0;
}
