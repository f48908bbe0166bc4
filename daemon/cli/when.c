/* when.c - see when.h */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/say.h"
#include "cli/when.h"
#include "model/zone.h"

/* "2h" and the like; false when it is something else. */
static bool
read_ago(const char *text, int64_t *ms)
{
	static const struct { const char *unit; int64_t ms; } units[] = {
		{ "min", MIN_MS }, { "h", HOUR_MS }, { "d", DAY_MS }, { "j", DAY_MS }, { "w", 7 * DAY_MS },
	};
	char		*end;
	long		 n = strtol(text, &end, 10);

	if (end == text || n <= 0 || n > 100000)
		return false;
	for (size_t i = 0; i < N_ELEMENTS(units); i++)
		if (strcmp(end, units[i].unit) == 0) {
			*ms = n * units[i].ms;
			return true;
		}
	return false;
}

bool
when_option(const struct cli *cli, const char *option, char out[static WALL_TEXT_SIZE])
{
	const char	*text = cli_option(cli, option);
	struct err	 err = { "" };
	struct wall	 t;
	int64_t		 ago_ms;
	int		 occurs = 1;

	if (read_ago(text, &ago_ms))
		t = wall_add(wall_now(), -ago_ms);
	else if (!zone_read(say_zone(cli), text, ZONE_FIRST, &t, &occurs, &err)) {
		cli_refuse(_("--%s: \"%.40s\" is no time: write 2026-03-02, \"2026-03-02 09:30\", or 2h, 3d for "
		    "that long ago"), option, text);
		return false;
	}
	wall_text(t, out);
	return true;
}
