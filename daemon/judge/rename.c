/*
 * rename.c - a site under another id (`was` in the configuration) is the same site.
 *
 * The journal has what was said of it under its former id.  A start reads that as
 * said of the present one; a reload says again, under the present id, all that a
 * start would need, so that `was` may leave the configuration afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

/* "old" or "old/..." -> the same with the new id. */
static bool
is_of(const char *name, const char *id)
{
	size_t	 len = strlen(id);

	return strncmp(name, id, len) == 0 && (name[len] == '\0' || name[len] == '/');
}

static void
change(const char **field, const char *old, const char *new)
{
	char	*name;

	if (!is_of(*field, old))
		return;
	name = xasprintf("%s%s", new, *field + strlen(old));
	free((void *)(uintptr_t)*field);
	*field = name;
}

void
rename_live(struct live *l, const char *old, const char *new)
{
	if (l->i.kind_first != INCIDENT_GROUP)
		change(&l->i.scope, old, new);
	change(&l->i.object, old, new);
	change(&l->i.why.check, old, new);
	for (uint32_t i = 0; i < l->i.n_sites; i++)
		change(&l->i.sites[i], old, new);
	for (uint32_t i = 0; i < l->i.n_devices; i++)
		change(&l->i.devices[i], old, new);
}

/* The site that had this id; NONE: none had, or there is one that has it now. */
static uint32_t
find(const struct judge *j, const char *name)
{
	char	 id[ID_MAX + 1];

	strlcpy(id, name, sizeof(id));
	id[strcspn(id, "/")] = '\0';
	if (*id == '\0' || inventory_site(j->inv, id) != NONE)
		return NONE;
	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		if (strcmp(j->inv->sites[i].was, id) == 0)
			return i;
	return NONE;
}

const char *
rename_present(const struct judge *j, const char *name, char *out, size_t size)
{
	uint32_t	 site = find(j, name);

	if (site == NONE)
		return name;
	snprintf(out, size, "%s%s", j->inv->sites[site].id, name + strcspn(name, "/"));
	return out;
}

void
rename_recalled(const struct judge *j, struct live *l)
{
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		const struct site	*site = &j->inv->sites[i];

		if (*site->was != '\0' && inventory_site(j->inv, site->was) == NONE)
			rename_live(l, site->was, site->id);
	}
}

static void
say_windows(struct judge *j, const char *old, const char *new)
{
	for (size_t i = 0; i < j->n_windows; i++) {
		struct fact_window	*w = &j->windows[i];

		if (strcmp(w->scope, old) != 0)
			continue;
		incident_set(&w->scope, new);
		window_say(j, w);
	}
}

/* Said as what has not changed just now. */
static void
say_object(struct judge *j, struct object *o)
{
	uint8_t	 was = o->was;

	if (o->since_ms == 0)
		return;
	o->was = o->state;
	emit_state(j, o);
	o->was = was;
}

static void
say_device(struct judge *j, uint32_t index)
{
	const struct device	*device = &j->inv->devices[index];

	for (uint32_t i = device->first_check; i < device->first_check + device->n_checks; i++) {
		struct fact	 fact = { .kind = FACT_ANSWERED, .object = j->inv->checks[i].name,
				    .happened = { j->now_ms } };

		if (j->checks[i].has_answered)
			emit(j, &fact);
	}
	if (device->kind != DEVICE_LINK)
		say_object(j, &j->devices[index].o);
}

/* Its incidents, and those of a group that were its too. */
static bool
is_among(const struct live *l, const char *site)
{
	for (uint32_t i = 0; i < l->i.n_sites; i++)
		if (strcmp(l->i.sites[i], site) == 0)
			return true;
	return false;
}

void
rename_say(struct judge *j, uint32_t site, const char *old)
{
	const struct site	*conf = &j->inv->sites[site];

	for (uint32_t i = conf->first_device; i < conf->first_device + conf->n_devices; i++)
		say_device(j, i);
	say_object(j, &j->sites[site].link);
	say_object(j, &j->sites[site].convention);
	if (j->sites[site].line != NULL && j->sites[site].line->last_day != 0)
		line_say(j, site);
	say_windows(j, old, conf->id);
	for (size_t i = 0; i < j->n_remembered; i++) {
		struct live	*l = j->remembered[i];

		if (is_among(l, conf->id))
			incident_event(j, l, EVENT_UPDATED, j->now_ms, "vigie", "renamed", NULL);
	}
}
