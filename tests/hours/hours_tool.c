/*
 * hours_tool - reads lines "TEXT<tab>SECONDS SECONDS ..." and says whether that
 * place is open at each instant, in Paris: "0110", or "! column 3: ...".
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "model/zone.h"

int
main(void)
{
	static char	 line[65536];
	struct zone	*paris;
	struct calendar	*cal;
	struct err	 err;
	char		*p, *end;
	long long	 at;

	paris = zone_load("Europe/Paris", &err);
	if (paris == NULL) {
		fprintf(stderr, "hours_tool: %s\n", err.text);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		p = strchr(line, '\t');
		if (p == NULL)
			return 2;
		*p++ = '\0';
		cal = calendar_parse(line, "FR", &err);
		if (cal == NULL) {
			printf("! %s\n", err.text);
			continue;
		}
		for (;; p = end) {
			at = strtoll(p, &end, 10);
			if (end == p)
				break;
			putchar(calendar_is_open(cal, paris, (struct wall){ at * SEC_MS }) ? '1' : '0');
		}
		putchar('\n');
		calendar_free(cal);
	}
	zone_free(paris);
	return 0;
}
