/* story_world.c - the world of a story from its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/zone.h"
#include "tests/unit/story.h"

#define MAX	4000	/* of anything in a world */

struct world {
	struct inventory inv;
	char		*keep[MAX];		/* strings */
	size_t		 n_keep;
	void		*blocks[MAX];
	size_t		 n_blocks;
	struct calendar	*calendars[MAX];
	size_t		 n_calendars;
};

static const char *
keep(struct world *w, char *s)
{
	assert_true(w->n_keep < MAX);
	return w->keep[w->n_keep++] = s;
}

static void *
block(struct world *w, size_t size)
{
	assert_true(w->n_blocks < MAX);
	return w->blocks[w->n_blocks++] = xcalloc(1, size);
}

static const struct calendar *
calendar(struct world *w, const char *text)
{
	struct err	 err = { 0 };
	struct calendar	*c = calendar_parse(text, "FR", &err);

	if (c == NULL)
		fail_msg("%s: %s", text, err.text);
	return w->calendars[w->n_calendars++] = c;
}

static uint32_t
find_contact(const struct inventory *inv, const char *id)
{
	for (uint32_t i = 0; i < inv->n_contacts; i++)
		if (strcmp(inv->contacts[i].id, id) == 0)
			return i;
	fail_msg("no contact %s", id);
	return NONE;
}

static uint32_t
add_contact(struct world *w, const char *id, const char *name, uint32_t site)
{
	struct contact	*c = &w->inv.contacts[w->inv.n_contacts];

	*c = (struct contact){ .id = id, .name = name, .mail = keep(w, xasprintf("%s@example.org", name)),
	    .sms = "", .webhook = "", .webhook_key = "", .phone = "", .language = "fr", .site = site };
	return w->inv.n_contacts++;
}

/* "a,b,c" as strings; behind the last is one that nobody may look at. */
static const char **
strings(struct world *w, char *text, uint32_t *n)
{
	const char	**list = block(w, (strlen(text) + 2) * sizeof(*list));
	char		*rest = text, *s;

	for (*n = 0; (s = strsep(&rest, ",")) != NULL; (*n)++)
		list[*n] = keep(w, xstrdup(s));
	list[*n] = (const char *)(uintptr_t)1;
	return list;
}

static uint32_t *
indexes(struct world *w, char *text, uint32_t *n, uint32_t (*find)(const struct inventory *, const char *))
{
	const char	**ids = strings(w, text, n);
	uint32_t	 *list = block(w, (*n + 1) * sizeof(*list));

	for (uint32_t i = 0; i < *n; i++)
		if ((list[i] = find(&w->inv, ids[i])) == NONE)
			fail_msg("there is no %s", ids[i]);
	return list;
}

/* "tech,animators,rota:duty" */
static struct tell *
tell(struct world *w, char *text, uint32_t *n)
{
	const char	**whom = strings(w, text, n);
	struct tell	*list = block(w, (*n + 1) * sizeof(*list));

	for (uint32_t i = 0; i < *n; i++) {
		if (strcmp(whom[i], "animators") == 0) {
			list[i].kind = TELL_ANIMATORS;
		} else if (strncmp(whom[i], "rota:", 5) == 0) {
			list[i].kind = TELL_ROTA;
			while (strcmp(w->inv.rotas[list[i].index].id, whom[i] + 5) != 0)
				list[i].index++;
		} else {
			list[i] = (struct tell){ TELL_CONTACT, find_contact(&w->inv, whom[i]) };
		}
	}
	list[*n] = (struct tell){ TELL_CONTACT, NONE - 1 };
	return list;
}

static int64_t
seconds(const char *s)
{
	return atol(s) * (s[strlen(s) - 1] == 'h' ? 3600 : 1);
}

static void
add_escalation(struct world *w, struct route *r, char **p)
{
	struct escalation	*e;

	if (r->escalate == NULL)
		r->escalate = block(w, 10 * sizeof(*r->escalate));
	e = &r->escalate[r->n_escalate++];
	e->after_ms = seconds(story_word(p)) * 1000;
	e->tell = tell(w, story_word(p), &e->n_tell);
	e[1] = (struct escalation){ .tell = (struct tell *)(uintptr_t)1, .n_tell = 1 };
}

/* route WHOM [warn | digest] [sms] [bases | kinds | groups | sites A,B] [after N WHOM]... [when HOURS] */
static void
add_route(struct world *w, char *p)
{
	struct route	*r = &w->inv.routes[w->inv.n_routes++];
	char		*s;

	*r = (struct route){ .severity = SEVERITY_DOWN, .by = BY_MAIL };
	r->tell = tell(w, story_word(&p), &r->n_tell);
	while ((s = story_word(&p)) != NULL) {
		if (strcmp(s, "when") == 0) {
			r->when = calendar(w, p);
			return;
		} else if (strcmp(s, "warn") == 0) {
			r->severity = SEVERITY_WARN;
		} else if (strcmp(s, "digest") == 0) {
			r->severity = SEVERITY_DIGEST;
		} else if (strcmp(s, "sms") == 0) {
			r->by |= BY_SMS;
		} else if (strcmp(s, "webhook") == 0) {
			r->by = BY_WEBHOOK;
		} else if (strcmp(s, "bases") == 0) {
			r->bases = strings(w, story_word(&p), &r->n_bases);
		} else if (strcmp(s, "kinds") == 0) {
			r->kinds = strings(w, story_word(&p), &r->n_kinds);
		} else if (strcmp(s, "groups") == 0) {
			r->groups = indexes(w, story_word(&p), &r->n_groups, inventory_group);
		} else if (strcmp(s, "sites") == 0) {
			r->sites = indexes(w, story_word(&p), &r->n_sites, inventory_site);
		} else if (strcmp(s, "after") == 0) {
			add_escalation(w, r, &p);
		} else {
			fail_msg("route: %s?", s);
		}
	}
}

/* rota NAME [FROM CONTACT]... */
static void
add_rota(struct world *w, char *p)
{
	struct rota	*r = &w->inv.rotas[w->inv.n_rotas++];
	char		*s;

	r->id = keep(w, xstrdup(story_word(&p)));
	r->turns = block(w, 10 * sizeof(*r->turns));
	while ((s = story_word(&p)) != NULL)
		r->turns[r->n_turns++] = (struct rota_turn){ { STORY_ZERO_MS + seconds(s) * 1000 },
		    find_contact(&w->inv, story_word(&p)) };
	r->turns[r->n_turns] = (struct rota_turn){ { 1 }, NONE - 1 };
}

static void
add_site(struct world *w, char *p)
{
	struct site	*s = &w->inv.sites[w->inv.n_sites++];
	char		*k, *g;

	*s = (struct site){ .id = keep(w, xstrdup(story_word(&p))), .was = "", .kind = "ccm", .commune = "",
	    .insee = "", .base = "", .opening_text = "", .min_online_pcs = 1, .operator = "",
	    .first_hop = "", .interface = "", .router = NONE, .backup = NONE,
	    .working_hours = w->inv.working_hours, .first_device = w->inv.n_devices };
	s->name = s->id;
	while ((k = story_word(&p)) != NULL) {
		if (strcmp(k, "open") == 0) {
			s->opening = calendar(w, p);
			return;
		} else if (strcmp(k, "min") == 0) {
			s->min_online_pcs = (uint32_t)atoi(story_word(&p));
		} else if (strcmp(k, "up") == 0) {
			s->up_bps = atol(story_word(&p));
		} else if (strcmp(k, "down") == 0) {
			s->down_bps = atol(story_word(&p));
		} else if (strcmp(k, "base") == 0) {
			s->base = keep(w, xstrdup(story_word(&p)));
		} else if (strcmp(k, "was") == 0) {
			s->was = keep(w, xstrdup(story_word(&p)));
		} else if (strcmp(k, "groups") == 0) {
			s->groups = block(w, 16 * sizeof(*s->groups));
			for (g = strtok(story_word(&p), ","); g != NULL; g = strtok(NULL, ","))
				s->groups[s->n_groups++] = inventory_group(&w->inv, g);
		}
	}
}

static void
add_check(struct world *w, struct device *d, char *text)
{
	struct check	*c = &w->inv.checks[w->inv.n_checks++];
	char		*probe = strtok(text, ":"), *interval = strtok(NULL, ":"), *id = strtok(NULL, ":");

	c->probe = keep(w, xstrdup(probe));
	c->id = id != NULL ? keep(w, xstrdup(id)) : c->probe;
	c->name = keep(w, xasprintf("%s/%s", d->name, c->id));
	c->device = (uint32_t)(d - w->inv.devices);
	c->site = d->site;
	c->address = "";
	c->is_answer_of_site = d->kind != DEVICE_LINK;
	c->interval_ms = atol(interval) * 1000;
	c->timeout_ms = 2000;
	c->fall = 3;
	c->rise = 2;
	d->n_checks++;
}

static struct device *
new_device(struct world *w, enum device_kind kind, const char *id)
{
	struct site	*s = &w->inv.sites[w->inv.n_sites - 1];
	struct device	*d = &w->inv.devices[w->inv.n_devices++];

	*d = (struct device){ .id = keep(w, xstrdup(id)), .kind = kind, .type = "", .address = "",
	    .mac = "", .site = w->inv.n_sites - 1, .is_maintained = true, .first_check = w->inv.n_checks };
	d->name = keep(w, xasprintf("%s/%s", s->id, id));
	s->n_devices++;
	return d;
}

static void
add_device(struct world *w, const char *kind, char *p)
{
	struct site	*s = &w->inv.sites[w->inv.n_sites - 1];
	struct device	*d;
	char		*k;

	if (strcmp(kind, "router") == 0) {
		s->router = w->inv.n_devices;
		d = new_device(w, DEVICE_ROUTER, "router");
	} else if (strcmp(kind, "backup") == 0) {
		s->backup = w->inv.n_devices;
		d = new_device(w, DEVICE_BACKUP, "backup");
	} else if (strcmp(kind, "visio") == 0) {
		d = new_device(w, DEVICE_VISIO, "visio");
	} else if (strcmp(kind, "link") == 0) {
		d = new_device(w, DEVICE_LINK, "link");
		s->link = (uint32_t)(d - w->inv.devices);
	} else {
		d = new_device(w, strcmp(kind, "pc") == 0 ? DEVICE_PC : DEVICE_OTHER, story_word(&p));
	}
	while ((k = story_word(&p)) != NULL) {
		if (strcmp(k, "public") == 0)
			d->is_public = true;
		else if (strcmp(k, "push") == 0)
			d->is_push = true;
		else if (strcmp(k, "unmaintained") == 0)
			d->is_maintained = false;
		else
			add_check(w, d, k);
	}
}

/* Each site's pseudo device comes last. */
static void
finish_site(struct world *w)
{
	struct site	*s;
	char		 none[] = "";

	if (w->inv.n_sites == 0)
		return;
	s = &w->inv.sites[w->inv.n_sites - 1];
	if (s->n_devices == 0 || w->inv.devices[w->inv.n_devices - 1].kind != DEVICE_LINK)
		add_device(w, "link", none);
}

static void
add_canaries(struct world *w, int n)
{
	for (int i = 1; i <= n; i++) {
		struct check	*c = &w->inv.checks[w->inv.n_checks++];

		*c = (struct check){ .name = keep(w, xasprintf("canary/%d", i)), .id = "icmp", .probe = "icmp",
		    .device = NONE, .site = NONE, .address = "", .interval_ms = 10000, .fall = 3, .rise = 2 };
		w->inv.n_canaries++;
	}
}

static void
add_group(struct world *w, char *p)
{
	struct group	*g = &w->inv.groups[w->inv.n_groups];
	char		*k;

	*g = (struct group){ .id = keep(w, xstrdup(story_word(&p))), .parent = NONE, .order = w->inv.n_groups };
	g->name = g->id;
	w->inv.n_groups++;
	while ((k = story_word(&p)) != NULL)
		if (strcmp(k, "parent") == 0)
			g->parent = inventory_group(&w->inv, story_word(&p));
		else if (strcmp(k, "order") == 0)
			g->order = (uint32_t)atoi(story_word(&p));
		else if (strcmp(k, "power") == 0)
			g->kind = GROUP_POWER;
}

static void
add_line(struct world *w, char *line)
{
	char	*p = line, *s = story_word(&p);

	if (s == NULL)
		return;
	if (strcmp(s, "per_hour") == 0) {
		w->inv.courier_per_hour = (uint32_t)atoi(p);
	} else if (strcmp(s, "work") == 0) {
		w->inv.working_hours = *p == '\0' ? NULL : calendar(w, p);
	} else if (strcmp(s, "drift") == 0) {
		w->inv.drift_days = (uint32_t)atoi(story_word(&p));
		w->inv.drift_back_days = (uint32_t)atoi(story_word(&p));
	} else if (strcmp(s, "canaries") == 0) {
		add_canaries(w, atoi(p));
	} else if (strcmp(s, "group") == 0) {
		add_group(w, p);
	} else if (strcmp(s, "contact") == 0) {
		const char	*id = keep(w, xstrdup(story_word(&p)));
		uint32_t	 i = add_contact(w, id, id, NONE);

		while ((s = story_word(&p)) != NULL)
			if (strcmp(s, "sms") == 0)
				w->inv.contacts[i].sms = "+33600000000";
			else
				w->inv.contacts[i].webhook = "https://example.org/hook";
	} else if (strcmp(s, "works") == 0) {
		w->inv.sites[w->inv.n_sites - 1].working_hours = calendar(w, p);
	} else if (strcmp(s, "rota") == 0) {
		add_rota(w, p);
	} else if (strcmp(s, "route") == 0) {
		add_route(w, p);
	} else if (strcmp(s, "site") == 0) {
		finish_site(w);
		add_site(w, p);
	} else if (strcmp(s, "animator") == 0) {
		struct site	*site = &w->inv.sites[w->inv.n_sites - 1];

		site->animators = block(w, sizeof(uint32_t));
		site->animators[0] = add_contact(w, "", keep(w, xstrdup(story_word(&p))), w->inv.n_sites - 1);
		site->n_animators = 1;
	} else {
		add_device(w, s, p);
	}
}

/* Whoever looks at one more of anything than there are falls over it. */
static void
fence(struct world *w)
{
	static const char	*const nowhere = (const char *)(uintptr_t)1;

	w->inv.contacts[w->inv.n_contacts] = (struct contact){ .id = nowhere, .name = nowhere };
	w->inv.routes[w->inv.n_routes] = (struct route){ .severity = SEVERITY_DIGEST, .n_tell = 1,
	    .tell = (struct tell *)(uintptr_t)1, .n_escalate = 1, .escalate = (struct escalation *)(uintptr_t)1,
	    .when = (struct calendar *)(uintptr_t)1 };
	w->inv.groups[w->inv.n_groups] = (struct group){ .id = nowhere, .parent = NONE - 1 };
	w->inv.sites[w->inv.n_sites] = (struct site){ .id = nowhere, .router = NONE - 1, .backup = NONE - 1,
	    .link = NONE - 1 };
	w->inv.devices[w->inv.n_devices] = (struct device){ .id = nowhere, .name = nowhere, .site = NONE - 1 };
	w->inv.checks[w->inv.n_checks] = (struct check){ .id = nowhere, .name = nowhere, .device = NONE - 1,
	    .site = NONE - 1 };
}

struct world *
world_new(const char *text)
{
	struct world	*w = xcalloc(1, sizeof(*w));
	struct err	 err = { 0 };
	char		*copy = xstrdup(text), *line, *rest = copy;

	w->inv.id = "sivu";
	w->inv.name = "Sivu";
	w->inv.language = "fr";
	w->inv.url = "https://vigie.example.org";
	w->inv.phone = "04 75 00 00 00";
	w->inv.zone = zone_load("Europe/Paris", &err);
	w->inv.settle_ms = 90000;
	w->inv.drift_snr_db = 3;
	w->inv.drift_sync_pct = 20;
	w->inv.drift_days = 30;
	w->inv.drift_back_days = 3;
	w->inv.saturated_traffic_pct = 90;
	w->inv.saturated_times = 5;
	w->inv.saturated_quiet_ms = 600000;
	w->inv.courier_per_hour = 30;
	w->inv.working_hours = calendar(w, "Mo-Fr 08:30-12:00,13:30-17:30; PH off");
	w->inv.groups = block(w, MAX * sizeof(struct group));
	w->inv.contacts = block(w, MAX * sizeof(struct contact));
	w->inv.rotas = block(w, 10 * sizeof(struct rota));
	w->inv.routes = block(w, 100 * sizeof(struct route));
	w->inv.sites = block(w, MAX * sizeof(struct site));
	w->inv.devices = block(w, MAX * sizeof(struct device));
	w->inv.checks = block(w, MAX * sizeof(struct check));
	while ((line = strsep(&rest, "\n")) != NULL)
		add_line(w, line);
	finish_site(w);
	fence(w);
	free(copy);
	return w;
}

const struct inventory *
world_inventory(const struct world *w)
{
	return &w->inv;
}

void
world_free(struct world *w)
{
	for (size_t i = 0; i < w->n_keep; i++)
		free(w->keep[i]);
	for (size_t i = 0; i < w->n_blocks; i++)
		free(w->blocks[i]);
	for (size_t i = 0; i < w->n_calendars; i++)
		calendar_free(w->calendars[i]);
	zone_free((struct zone *)(uintptr_t)w->inv.zone);
	free(w);
}

