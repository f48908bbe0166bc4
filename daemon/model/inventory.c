/* inventory.c - see inventory.h */
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "model/conf_memory.h"
#include "model/inventory.h"
#include "model/zone.h"

/* Compares the first `len` bytes of `text` with an id, as strcmp would. */
static int
compare(const char *id, const char *text, size_t len)
{
	int	 d = strncmp(id, text, len);

	return d != 0 ? d : id[len] != '\0';
}

static uint32_t
site_of(const struct inventory *inv, const char *text, size_t len)
{
	uint32_t	 low = 0, high = inv->n_sites;

	while (low < high) {
		uint32_t	 middle = low + (high - low) / 2;
		int		 d = compare(inv->sites[middle].id, text, len);

		if (d == 0)
			return middle;
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NONE;
}

uint32_t
inventory_site(const struct inventory *inv, const char *id)
{
	return site_of(inv, id, strlen(id));
}

/* "SITE/DEVICE" within the first `len` bytes of `name`. */
static uint32_t
device_of(const struct inventory *inv, const char *name, size_t len)
{
	size_t		 slash = strcspn(name, "/");
	uint32_t	 i = slash < len ? site_of(inv, name, slash) : NONE;

	if (i == NONE)
		return NONE;
	for (uint32_t d = inv->sites[i].first_device, n = 0; n < inv->sites[i].n_devices; d++, n++)
		if (compare(inv->devices[d].id, name + slash + 1, len - slash - 1) == 0)
			return d;
	return NONE;
}

uint32_t
inventory_device(const struct inventory *inv, const char *name)
{
	return device_of(inv, name, strlen(name));
}

uint32_t
inventory_check(const struct inventory *inv, const char *name)
{
	const char	*last = strrchr(name, '/');
	uint32_t	 d;

	if (strncmp(name, "canary/", 7) == 0) {
		for (uint32_t i = 0; i < inv->n_canaries; i++)
			if (strcmp(inv->checks[i].name, name) == 0)
				return i;
		return NONE;
	}
	if (last == NULL || (d = device_of(inv, name, (size_t)(last - name))) == NONE)
		return NONE;
	for (uint32_t i = 0; i < inv->devices[d].n_checks; i++)
		if (strcmp(inv->checks[inv->devices[d].first_check + i].id, last + 1) == 0)
			return inv->devices[d].first_check + i;
	return NONE;
}

uint32_t
inventory_group(const struct inventory *inv, const char *id)
{
	const uint32_t	*order = inv->memory != NULL ? inv->memory->groups_by_id : NULL;
	uint32_t	 low = 0, high = inv->n_groups;

	for (uint32_t i = 0; order == NULL && i < inv->n_groups; i++)
		if (strcmp(inv->groups[i].id, id) == 0)
			return i;
	while (order != NULL && low < high) {
		uint32_t	 middle = low + (high - low) / 2;
		int		 d = strcmp(inv->groups[order[middle]].id, id);

		if (d == 0)
			return order[middle];
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NONE;
}

bool
inventory_is_below(const struct inventory *inv, const struct site *site, uint32_t group)
{
	for (uint32_t i = 0; group != NONE && i < site->n_groups; i++)
		for (uint32_t g = site->groups[i]; g != NONE; g = inv->groups[g].parent)
			if (g == group)
				return true;
	return false;
}

struct inventory *
inventory_hold(struct inventory *inv)
{
	atomic_fetch_add(&inv->n_held, 1);
	return inv;
}

void
inventory_free(struct inventory *inv)
{
	struct conf_memory	*m = inv != NULL ? inv->memory : NULL;

	if (inv == NULL || atomic_fetch_sub(&inv->n_held, 1) != 0)
		return;
	if (m == NULL)
		return;		/* made by hand, owns nothing */
	for (size_t i = 0; i < m->n_calendars; i++)
		calendar_free(m->calendars[i]);
	free(m->calendars);
	zone_free(m->zone);
	if (m->kept != NULL)
		m->free_kept(m->kept);
	arena_done(&m->arena);	/* the inventory is in it */
	free(m);
}
