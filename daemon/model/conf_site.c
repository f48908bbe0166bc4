/* conf_site.c - access points, their links and devices.  See conf_build.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf_build.h"
#include "model/near.h"

/* What is being made of one site's node. */
struct making {
	struct build	*b;
	struct node	*node;
	struct site	*site;
	uint32_t	 index;
	struct names	 devices;	/* by id, with the reserved ones */
	struct node	*checks;
	const char	*router_address;
	bool		 has_router;
};

static const char *const	 reserved[] = {
	"all", "network", "link", "convention", "router", "backup", "visio", "canary"
};

static void
build_convention(struct making *m)
{
	struct build		*b = m->b;
	struct site		*s = m->site;
	const struct key	*keys = keys_of("site.convention"), *all = keys_of("convention");
	struct node		*own = good(m->node, "convention");
	const struct node	*net = b->convention;
	struct node		*hours = good(own, "working_hours");

#define EITHER(get, name) \
	(good(own, name) != NULL ? get(own, keys, name) : get(net, all, name))
	s->min_online_pcs = (uint32_t)EITHER(n_of, "min_online_pcs");
	s->min_weekly_hours = EITHER(number_of, "min_weekly_hours");
	s->target_pct = EITHER(number_of, "target_pct");
	s->intervene_within_ms = EITHER(n_of, "intervene_within");
	s->restore_within_ms = EITHER(n_of, "restore_within");
#undef EITHER
	s->working_hours_text = hours != NULL ? intern(b, hours->text) : b->inv->working_hours_text;
	s->working_hours =
	    hours != NULL ? hours_of(b, hours, hours->text, NULL) : b->inv->working_hours;
}

static void
build_opening(struct making *m)
{
	struct node	*n = good(m->node, "opening");
	struct site	*s = m->site;
	int		 minutes = -1;

	s->opening_text = text_of(m->b, m->node, keys_of("site"), "opening");
	if (n == NULL)
		return;
	s->opening = hours_of(m->b, n, n->text, &minutes);
	if (s->opening != NULL && minutes >= 0 && (double)minutes < s->min_weekly_hours * 60)
		conf_warn(m->b->c, n, "is %d h %02d in a week, fewer than min_weekly_hours (%g)",
		    minutes / 60, minutes % 60, s->min_weekly_hours);
}

/* From which day to which reports count it. */
static void
build_life(struct making *m)
{
	struct site	*s = m->site;
	struct node	*until = good(m->node, "until");

	s->first_day = text_of(m->b, m->node, keys_of("site"), "from");
	s->last_day = text_of(m->b, m->node, keys_of("site"), "until");
	if (*s->first_day != '\0' && *s->last_day != '\0' && strcmp(s->first_day, s->last_day) > 0)
		conf_error(m->b->c, until, "is before from (%s)", s->first_day);
}

static void
build_position(struct making *m)
{
	struct node	*n = good(m->node, "position");
	double		 lat, lon;

	if (n == NULL || n->n_children != 2 || n->child->is_bad || n->last->is_bad)
		return;
	lat = n->child->number;
	lon = n->last->number;
	if (lat < -90 || lat > 90 || lon < -180 || lon > 180) {
		conf_error(m->b->c, n, "must be latitude (-90 to 90) and longitude (-180 to 180)");
		return;
	}
	m->site->has_position = true;
	m->site->lat = lat;
	m->site->lon = lon;
}

static void
build_people(struct making *m)
{
	struct build		*b = m->b;
	struct site		*s = m->site;
	struct node		*list = good(m->node, "animators");
	const struct key	*keys = keys_of("site.referents");

	if (list != NULL)
		s->animators = arena_alloc(&b->m->arena, list->n_children * sizeof(*s->animators));
	for (struct node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next)
		if (!n->is_bad)
			s->animators[s->n_animators++] = build_animator(b, n, m->index);
	list = good(m->node, "referents");
	if (list != NULL)
		s->referents = arena_alloc(&b->m->arena, list->n_children * sizeof(*s->referents));
	for (struct node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next) {
		struct referent	*r = &s->referents[s->n_referents];

		if (n->is_bad)
			continue;
		r->partner = text_of(b, n, keys, "partner");
		if (good(n, "partner") != NULL)
			names_ref(b, &b->partners, good(n, "partner"), good(n, "partner")->text);
		r->name = text_of(b, n, keys, "name");
		r->phone = text_of(b, n, keys, "phone");
		r->mail = text_of(b, n, keys, "mail");
		r->checked = text_of(b, n, keys, "checked");
		s->n_referents++;
	}
}

/* Keeps an address for the warning about two objects that have the same. */
static void
note_address(struct build *b, const struct device *d, struct node *n)
{
	if (n == NULL || *d->address == '\0')
		return;
	b->addresses =
	    grow(b->addresses, b->n_addresses, &b->addresses_room, sizeof(*b->addresses));
	b->addresses[b->n_addresses++] = (struct addressed){ d->address, d->name, n };
}

static uint32_t
add_device(struct making *m, const char *id, enum device_kind kind, const struct node *n,
    const struct key *keys)
{
	struct build	*b = m->b;
	struct device	*d;
	struct spot spot = {.site = m->site,
	    .site_index = m->index,
	    .node = n,
	    .snmp = "",
	    .interface = "",
	    .router_address = m->router_address,
	    .has_router = m->has_router,
	    .checks = m->checks};

	b->devices = grow(b->devices, b->n_devices, &b->devices_room, sizeof(*b->devices));
	d = &b->devices[b->n_devices];
	*d = (struct device){.id = intern(b, id),
	    .kind = kind,
	    .site = m->index,
	    .type = "",
	    .mac = "",
	    .address = "",
	    .is_maintained = true,
	    .first_check = (uint32_t)b->n_checks};
	d->name = arena_printf(&b->m->arena, "%s/%s", m->site->id, d->id);
	if (n != NULL)
		d->address = text_of(b, n, keys, "address");
	if (kind == DEVICE_PC || kind == DEVICE_OTHER) {
		d->is_push = word_of(n, keys, "reach") == 1;
		d->is_maintained = n_of(n, keys, "maintained");
		d->mac = text_of(b, n, keys, "mac");
		d->type = kind == DEVICE_OTHER ? text_of(b, n, keys, "kind") : "";
		d->is_public = kind == DEVICE_PC && n_of(n, keys, "public");
		if (*d->address == '\0' && !d->is_push && node_child(n, "address") == NULL &&
		    !conf_is_lost_anywhere(b->c, "site") && !conf_is_lost_anywhere(b->c, "sites"))
			conf_error_at(
			    b->c, n, "address", "is missing: give it, or reach = \"push\"");
	}
	note_address(b, d, good(n, "address"));
	if (n != NULL && key_find(keys, "snmp") != NULL)
		spot.snmp = text_of(b, n, keys, "snmp");
	if (kind == DEVICE_ROUTER)
		spot.interface = m->site->interface;
	spot.device = d;
	spot.device_index = (uint32_t)b->n_devices;
	build_checks(b, &spot);
	d->n_checks = (uint32_t)b->n_checks - d->first_check;
	m->site->n_devices++;
	return (uint32_t)b->n_devices++;
}

/* PCs or devices: each has an id of its own, and none that means something else. */
static void
build_list(struct making *m, const char *name, enum device_kind kind, const struct key *keys)
{
	const struct node	*list = good(m->node, name);
	struct conf		*c = m->b->c;

	for (struct node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next) {
		struct node	*id = good(n, "id");
		char		 place[PATH_SIZE];
		bool		 is_twice = false;

		if (n->is_bad || id == NULL)
			continue;
		for (size_t i = 0; i < N_ELEMENTS(reserved); i++)
			if (strcmp(id->text, reserved[i]) == 0) {
				conf_error(c, id, "\"%s\" is a word of vigie's own", id->text);
				is_twice = true;
			}
		for (size_t i = 0; i < m->devices.n && !is_twice; i++)
			if (strcmp(m->devices.list[i].id, id->text) == 0) {
				conf_error(c, id,
				    "\"%s\" is already the id of a device of this site at %s",
				    id->text,
				    conf_place(
				    c, node_child(m->devices.list[i].node, "id"), place));
				is_twice = true;
			}
		if (is_twice)
			continue;
		names_add(m->b, &m->devices, n, id->text);
		add_device(m, id->text, kind, n, keys);
	}
}

/* Who runs a line: a name in the configuration's own words, or a group's id, whose name it is. */
static const char *
operator_of(struct build *b, const struct node *link, const struct key *keys)
{
	const char		*text = text_of(b, link, keys, "operator");
	const struct named	*group = names_find(&b->groups, text);

	return group != NULL ? b->inv->groups[group->index].name : text;
}

static void
build_link(struct making *m, const struct node *link)
{
	struct build		*b = m->b;
	struct site		*s = m->site;
	const struct key	*keys = keys_of("site.link");

	s->link_kind = (enum link_kind)word_of(link, keys, "kind");
	s->operator = operator_of(b, link, keys);
	s->groups = names_refs(b, &b->groups, link, "groups", &s->n_groups);
	s->down_bps = n_of(link, keys, "down");
	s->up_bps = n_of(link, keys, "up");
	s->first_hop = text_of(b, link, keys, "first_hop");
	s->backup_kind =
	    (enum link_kind)word_of(good(link, "backup"), keys_of("site.link.backup"), "kind");
	s->interface = text_of(b, good(link, "router"), keys_of("site.link.router"), "interface");
	m->has_router = link != NULL &&
	    (node_child(link, "router") != NULL || conf_is_lost_anywhere(b->c, "site"));
	m->router_address =
	    text_of(b, good(link, "router"), keys_of("site.link.router"), "address");
}

/* In the order that inventory.h promises: router, backup, PCs, devices, visio, link. */
static void
build_devices(struct making *m)
{
	struct site		*s = m->site;
	const struct node	*link = good(m->node, "link"), *visio = good(m->node, "visio");
	const struct key	*keys = keys_of("site.visio");

	build_link(m, link);
	s->first_device = (uint32_t)m->b->n_devices;
	s->router = s->backup = NONE;
	if (good(link, "router") != NULL)
		s->router = add_device(
		    m, "router", DEVICE_ROUTER, good(link, "router"), keys_of("site.link.router"));
	if (good(link, "backup") != NULL)
		s->backup = add_device(
		    m, "backup", DEVICE_BACKUP, good(link, "backup"), keys_of("site.link.backup"));
	build_list(m, "pcs", DEVICE_PC, keys_of("site.pcs"));
	build_list(m, "devices", DEVICE_OTHER, keys_of("site.devices"));
	s->visio_max_latency_ms = (double)n_of(visio, keys, "max_latency");
	s->visio_max_jitter_ms = (double)n_of(visio, keys, "max_jitter");
	if (visio != NULL)
		add_device(m, "visio", DEVICE_VISIO, visio, keys);
	s->link = add_device(m, "link", DEVICE_LINK, NULL, NULL);
}

static bool
has_device(const struct making *m, const char *id)
{
	const struct device	*d = &m->b->devices[m->site->first_device];

	for (uint32_t i = 0; i < m->site->n_devices; i++)
		if (strcmp(d[i].id, id) == 0)
			return true;
	return false;
}

/* An entry of checks that no device has taken: its options are looked at all the same. */
static void
tell_on(struct making *m, struct node *entry, struct node *on)
{
	struct build		*b = m->b;
	const struct vg_probe	*probe;
	struct probe_options	 unused = { .n = 0 };
	const char		*near = NULL;
	unsigned		 best = UINT32_MAX;
	char			 path[PATH_SIZE];

	if ((probe = probe_of(b, entry)) != NULL)
		probe_options(b, probe, entry, &unused);
	if (on == NULL || conf_is_lost(b->c, m->node->file, node_path(m->node, path)))
		return;
	for (uint32_t i = 0; i < m->site->n_devices; i++)
		near_keep(on->text, b->devices[m->site->first_device + i].id, &near, &best);
	if (near != NULL && near_is_close(on->text, best))
		conf_error(
		    b->c, on, "this site has no \"%s\", did you mean \"%s\"?", on->text, near);
	else
		conf_error(b->c, on, "this site has no \"%s\"", on->text);
}

/* Each entry of checks names a device that is there. */
static void
check_on(struct making *m)
{
	for (struct node *n = m->checks != NULL ? m->checks->child : NULL; n != NULL; n = n->next) {
		struct node	*on = n->is_bad ? NULL : good(n, "on");

		if (!n->is_bad && n->type == NODE_GROUP && (on == NULL || !has_device(m, on->text)))
			tell_on(m, n, on);
	}
}

static void
check_pcs(struct making *m)
{
	uint32_t	 n = 0;

	for (uint32_t i = 0; i < m->site->n_devices; i++) {
		const struct device	*d = &m->b->devices[m->site->first_device + i];

		n += d->is_public && d->is_maintained;
	}
	if (n < m->site->min_online_pcs)
		conf_warn(m->b->c, m->node, "has %u public PCs, fewer than min_online_pcs (%u)", n,
		    m->site->min_online_pcs);
	if (m->site->n_devices == 1)
		conf_warn(m->b->c, m->node, "has nothing to watch: no router, no PC, no device");
}

static void
build_site(struct build *b, struct named *named)
{
	const struct key	*keys = keys_of("site");
	struct making m = {.b = b,
	    .node = named->node,
	    .site = &b->site_list[b->n_sites],
	    .index = (uint32_t)b->n_sites,
	    .checks = good(named->node, "checks"),
	    .router_address = ""};
	struct site		*s = m.site;

	b->n_sites++;
	s->id = intern(b, named->id);
	s->was = text_of(b, m.node, keys, "was");
	s->name = text_of(b, m.node, keys, "name");
	s->kind = text_of(b, m.node, keys, "kind");
	s->labels = texts_of(b, m.node, "labels", &s->n_labels);
	s->commune = text_of(b, m.node, keys, "commune");
	s->insee = text_of(b, m.node, keys, "insee");
	s->base = text_of(b, m.node, keys, "base");
	s->serves = texts_of(b, m.node, "serves", &s->n_serves);
	s->file = intern(b, b->c->files[m.node->file]);
	s->line = (int)m.node->line;
	if (*s->was != '\0' && names_find(&b->sites, s->was) != NULL)
		conf_error(
		    b->c, good(m.node, "was"), "\"%s\" is the id of a site that is there", s->was);
	build_position(&m);
	build_convention(&m);
	build_opening(&m);
	build_life(&m);
	build_people(&m);
	build_devices(&m);
	check_on(&m);
	check_pcs(&m);
	free(m.devices.list);
}

static int
by_address(const void *a, const void *b)
{
	const struct addressed	*x = a, *y = b;
	int			 d = strcmp(x->address, y->address);

	return d != 0 ? d : strcmp(x->name, y->name);
}

static void
check_addresses(struct build *b)
{
	char	 place[PATH_SIZE];

	if (b->n_addresses > 1)
		qsort(b->addresses, b->n_addresses, sizeof(*b->addresses), by_address);
	for (size_t i = 1; i < b->n_addresses; i++)
		if (strcmp(b->addresses[i].address, b->addresses[i - 1].address) == 0)
			conf_warn(b->c, b->addresses[i].node, "%s is also the address of %s at %s",
			    b->addresses[i].address, b->addresses[i - 1].name,
			    conf_place(b->c, b->addresses[i - 1].node, place));
}

void
build_sites(struct build *b)
{
	b->site_list = xcalloc(b->sites.n, sizeof(*b->site_list));
	for (size_t i = 0; i < b->sites.n; i++) {
		b->sites.list[i].index = (uint32_t)i;
		build_site(b, &b->sites.list[i]);
	}
	check_addresses(b);
}
