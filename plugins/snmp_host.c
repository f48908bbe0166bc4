/*
 * snmp_host.c - processor, memory and disks of a computer (HOST-RESOURCES-MIB, RFC 2790).
 *
 *     fetch uptimes -> walk processors -> walk the storage table by columns -> say
 *
 * Memory in use is what programs hold: where the agent lists caches and buffers
 * as storage of their own (Linux), they are taken off.  The disk told of is the
 * fullest fixed one.
 */
#include <stdlib.h>
#include <string.h>

#include "snmp.h"

#define ROWS_MAX	64		/* storages looked at */
#define CPUS_MAX	1024

enum { ITEM_UPTIME, ITEM_HR_UPTIME, ITEM_ENGINE_TIME, ITEM_USERS, ITEM_PROCESSES,
	ITEM_IDLE /* ssCpuIdle of UCD-SNMP-MIB, where no processor is listed */, ITEM_N };
enum { STORAGE_OTHER, STORAGE_RAM, STORAGE_VIRTUAL, STORAGE_FIXED };

/* Columns of hrStorageTable, in the order they are walked. */
static const uint32_t	 columns[] = { 2 /* type */, 3 /* description */, 4 /* unit */, 5 /* size */,
	6 /* used */ };

static void	walk_column(struct vg_run *run);

static void
item_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	static const struct snmp_oid	 oids[ITEM_N] = {
		[ITEM_UPTIME] = { 9, { 1, 3, 6, 1, 2, 1, 1, 3, 0 } },
		[ITEM_HR_UPTIME] = { 10, { 1, 3, 6, 1, 2, 1, 25, 1, 1, 0 } },
		[ITEM_ENGINE_TIME] = { 11, { 1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0 } },
		[ITEM_USERS] = { 10, { 1, 3, 6, 1, 2, 1, 25, 1, 5, 0 } },
		[ITEM_PROCESSES] = { 10, { 1, 3, 6, 1, 2, 1, 25, 1, 6, 0 } },
		[ITEM_IDLE] = { 10, { 1, 3, 6, 1, 4, 1, 2021, 11, 11, 0 } },
	};

	(void)run;
	*out = oids[item];
}

/* The end. */

static double
percent(uint64_t part, uint64_t whole)
{
	return 100.0 * (double)(part < whole ? part : whole) / (double)whole;
}

static void
say_storage(struct vg_run *run)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct host_run		*host = &snmp->host;
	uint64_t		 cache = 0, ram = 0, ram_used = 0;
	double			 disk = -1, swap = -1;

	for (unsigned i = 0; i < host->n_rows; i++) {
		const struct host_row	*row = &host->rows[i];

		if (row->size == 0)
			continue;
		if (row->type == STORAGE_RAM) {
			ram = row->size * row->units;
			ram_used = row->used * row->units;
		} else if (row->type == STORAGE_FIXED) {
			double	 p = percent(row->used, row->size);

			disk = p > disk ? p : disk;
		} else if (row->type == STORAGE_VIRTUAL && !row->is_cache) {
			swap = percent(row->used, row->size);
		} else if (row->is_cache) {
			cache += row->used * row->units;
		}
	}
	if (ram > 0)
		vg_run_value(run, "mem_pct", percent(ram_used > cache ? ram_used - cache : ram_used,
		    ram));
	if (swap >= 0)
		vg_run_value(run, "swap_pct", swap);
	if (disk >= 0)
		vg_run_value(run, "disk_pct", disk);
}

static void
say(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp->host.n_cpus > 0)
		vg_run_value(run, "cpu_pct", (double)snmp->host.cpu_sum / snmp->host.n_cpus);
	else if (snmp_has(snmp, ITEM_IDLE) && snmp->fetch.number[ITEM_IDLE] <= 100)
		vg_run_value(run, "cpu_pct", 100.0 - (double)snmp->fetch.number[ITEM_IDLE]);
	say_storage(run);
	snmp_good(run);
}

/* The storage table. */

static struct host_row *
row_of(struct host_run *host, uint32_t index)
{
	for (unsigned i = 0; i < host->n_rows; i++)
		if (host->rows[i].index == index)
			return &host->rows[i];
	return NULL;
}

/* hrStorageTypes: 1.3.6.1.2.1.25.2.1.N */
static uint8_t
type_of(const struct snmp_var *var)
{
	if (var->type != SNMP_NAME || var->n_name != 10)
		return STORAGE_OTHER;
	return var->name[9] == 2 ? STORAGE_RAM : var->name[9] == 3 ? STORAGE_VIRTUAL :
	    var->name[9] == 4 ? STORAGE_FIXED : STORAGE_OTHER;
}

static bool
is_cache(const struct snmp_var *var)
{
	static const char *const	 names[] = { "Cached memory", "Memory buffers" };

	for (size_t i = 0; var->type == SNMP_TEXT && i < sizeof(names) / sizeof(names[0]); i++)
		if (var->n_bytes == strlen(names[i]) &&
		    memcmp(var->bytes, names[i], var->n_bytes) == 0)
			return true;
	return false;
}

/* "Virtual memory" of Linux is RAM and swap together; "Swap space" is what counts as swap. */
static bool
is_sum(const struct snmp_var *var)
{
	return var->type == SNMP_TEXT && var->n_bytes == 14 &&
	    memcmp(var->bytes, "Virtual memory", 14) == 0;
}

static bool
on_storage(struct vg_run *run, const unsigned long *index, size_t n_index, const struct snmp_var *var)
{
	struct snmp_run	*snmp = vg_run_data(run);
	struct host_run	*host = &snmp->host;
	struct host_row	*row;

	if (n_index != 1)
		return true;
	if (host->column == 0) {
		if (host->n_rows == ROWS_MAX)
			return false;
		row = &host->rows[host->n_rows++];
		*row = (struct host_row){ .index = (uint32_t)index[0], .type = type_of(var) };
		return true;
	}
	if ((row = row_of(host, (uint32_t)index[0])) == NULL)
		return true;
	switch (columns[host->column]) {
	case 3:
		row->is_cache = is_cache(var);
		if (is_sum(var))
			row->type = STORAGE_OTHER;
		break;
	case 4:
		row->units = (uint32_t)var->number;
		break;
	case 5:			/* Integer32: agents of big disks let it run into the sign */
		row->size = (uint32_t)var->number;
		break;
	case 6:
		row->used = (uint32_t)var->number;
	}
	return true;
}

static void
on_column_end(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (++snmp->host.column == sizeof(columns) / sizeof(columns[0]) || snmp->host.n_rows == 0)
		say(run);
	else
		walk_column(run);
}

static void
walk_column(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);
	struct snmp_oid	 column = SNMP_OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 0);

	column.part[10] = columns[snmp->host.column];
	snmp_walk(run, &column, on_storage, on_column_end);
}

/* Processors and the rest. */

static bool
on_processor(struct vg_run *run, const unsigned long *index, size_t n_index,
    const struct snmp_var *var)
{
	struct snmp_run	*snmp = vg_run_data(run);

	(void)index;
	(void)n_index;
	if (var->type == SNMP_NUMBER && var->number <= 100) {
		snmp->host.n_cpus++;
		snmp->host.cpu_sum += (uint32_t)var->number;
	}
	return snmp->host.n_cpus < CPUS_MAX;
}

static void
on_processors(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if ((snmp->host.rows = calloc(ROWS_MAX, sizeof(struct host_row))) == NULL)
		abort();
	walk_column(run);
}

static void
on_fetched(struct vg_run *run)
{
	static const struct snmp_oid	 load = { 11, { 1, 3, 6, 1, 2, 1, 25, 3, 3, 1, 2 } };
	struct snmp_run			*snmp = vg_run_data(run);
	struct snmp_state		*state = snmp_state(run);
	const uint64_t			*n = snmp->fetch.number;
	unsigned			 item = snmp_has(snmp, ITEM_HR_UPTIME) ? ITEM_HR_UPTIME :
	    ITEM_UPTIME;

	if (snmp_has(snmp, item))
		vg_run_value(run, "uptime_s", uptime_seconds(&state->uptime, (uint32_t)n[item],
		    snmp_has(snmp, ITEM_ENGINE_TIME) ? (int64_t)n[ITEM_ENGINE_TIME] : -1, vg_now()));
	if (snmp_has(snmp, ITEM_USERS))
		vg_run_value(run, "users", (double)n[ITEM_USERS]);
	if (snmp_has(snmp, ITEM_PROCESSES))
		vg_run_value(run, "processes", (double)n[ITEM_PROCESSES]);
	snmp_walk(run, &load, on_processor, on_processors);
}

void
snmp_host_start(struct vg_run *run)
{
	snmp_fetch(run, SNMP_GET, (1u << ITEM_N) - 1, item_oid, NULL, on_fetched);
}
