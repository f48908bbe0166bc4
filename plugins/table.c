/* table.c - the probes that are linked in. */
#include <string.h>

#include "vigie-plugin.h"

extern VG_PLUGIN(icmp);
extern VG_PLUGIN(snmp);
extern VG_PLUGIN(tcp);

const struct vg_probe *const vg_probes[] = { &vg_icmp, &vg_snmp, &vg_tcp, NULL };

const struct vg_probe *
vg_probe_find(const char *name)
{
	for (const struct vg_probe *const *p = vg_probes; *p != NULL; p++)
		if (strcmp((*p)->name, name) == 0)
			return *p;
	return NULL;
}
