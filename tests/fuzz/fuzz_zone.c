/* Bytes as a time zone file. */
#include <stdint.h>
#include <stdlib.h>

#include "model/zone.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct err	 err;
	struct zone	*z = zone_parse("fuzz", data, len, &err);
	struct wall	 t;
	int32_t		 day;

	if (z == NULL)
		return 0;
	for (t.ms = -3000 * DAY_MS; t.ms < 99000 * DAY_MS; t.ms += 97 * DAY_MS) {
		day = zone_day(z, t);
		if (zone_day_start(z, day).ms > zone_day_start(z, day + 3).ms)
			abort();
		(void)zone_civil(z, t);
		(void)zone_occurs(z, day, 7200);
	}
	zone_free(z);
	return 0;
}
