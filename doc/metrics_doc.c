/* metrics_doc.c - prints the lists of vigie-metrics(7), from the probes' own tables and the words of the graphs. */
#include <stdio.h>
#include <string.h>

#include "series/metric.h"
#include "vigie-plugin.h"

static void
print_metric(const char *spec, size_t len)
{
	char	 name[METRIC_NAME_SIZE];
	size_t	 n = strcspn(spec, ":");

	if (n >= sizeof(name) || n >= len)
		return;
	memcpy(name, spec, n);
	name[n] = '\0';
	printf(".It Va %s\n%s", name, metric_words(name));
	if (metric_unit(name)[0] != '\0')
		printf(", in %s", metric_unit(name));
	printf(".\n");
}

int
main(void)
{
	for (size_t i = 0; vg_probes[i] != NULL; i++) {
		const char	*p = vg_probes[i]->metrics;

		if (p == NULL || *p == '\0')
			continue;
		printf(".Ss Probe %s\n%s\n.Bl -tag -width attain_down_bps -compact\n",
		    vg_probes[i]->name, vg_probes[i]->help);
		while (*p != '\0') {
			size_t	 len = strcspn(p, " ");

			print_metric(p, len);
			p += len + strspn(p + len, " ");
		}
		printf(".El\n");
	}
	return 0;
}
