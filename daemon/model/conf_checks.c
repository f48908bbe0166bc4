/* conf_checks.c - what is asked of each device, and how often.  See conf_build.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf_build.h"
#include "vigie-plugin.h"

#define ECHO_GAP_MS	200	/* between two echo requests, unless said otherwise */
#define GIVE_UP_MS	2000	/* a probe gives up after so long, or its interval */

/* A check before it is one. */
struct draft {
	const char	*id, *probe, *address;
	const char	*defaults;	/* which setting of defaults is its interval */
	struct node *entry; /* of site.checks that made or changed it; NULL = vigie's own */
	bool		 is_answer;
	struct probe_options options;
};

static bool
is_name(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The options of snmp: credentials, profile, interface. */
static void
add_snmp(struct build *b, const struct spot *spot, struct probe_options *o)
{
	static const char *const texts[] = {"version", "community", "user", "level", "auth",
	    "auth_key", "priv", "priv_key", "context", "timeout"};
	const struct named		*named = names_find(&b->snmp, spot->snmp);
	const struct key		*keys = keys_of("snmp");
	bool				 is_3;
	char				 number[24];

	if (named == NULL)
		return;
	is_3 = is_name(text_of(b, named->node, keys, "version"), "3");
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		const char	*value = text_of(b, named->node, keys, texts[i]);
		bool		 of_3 = i >= 2 && i <= 8;

		if (*value != '\0' && (i == 0 || i == 9 || of_3 == is_3))
			probe_add(o, texts[i], value);
	}
	snprintf(number, sizeof(number), "%d", (int)n_of(named->node, keys, "retries"));
	probe_add(o, "retries", intern(b, number));
	snprintf(number, sizeof(number), "%d", (int)n_of(named->node, keys, "port"));
	probe_add(o, "port", intern(b, number));
}

/* Asks once whether credentials are whole; told at the credentials. */
static void
check_credentials(struct build *b, const struct named *named)
{
	const struct key	*keys = keys_of("snmp");
	struct node		*n = named->node;
	int version = word_of(n, keys, "version"), level = word_of(n, keys, "level");

	if (conf_is_lost_anywhere(b->c, "snmp"))
		return;
	if (version == 2 && node_child(n, "user") == NULL)
		conf_error_at(b->c, n, "user", "is missing: version 3 needs it");
	if (version == 2 && level >= 1 && node_child(n, "auth_key") == NULL)
		conf_error_at(b->c, n, "auth_key", "is missing: level %s needs it",
		    level == 1 ? "authNoPriv" : "authPriv");
	if (version == 2 && level == 2 && node_child(n, "priv_key") == NULL)
		conf_error_at(b->c, n, "priv_key", "is missing: level authPriv needs it");
	if (version == 2 && good(n, "community") != NULL)
		conf_warn(b->c, good(n, "community"), "is not used by version 3");
	if (version != 2 && good(n, "user") != NULL)
		conf_warn(b->c, good(n, "user"),
		    "is not used by version %s: version = \"3\" is missing",
		    version == 0 ? "1" : "2c");
}

static uint32_t
number_or(const struct probe_options *o, const char *name, uint32_t other)
{
	const char	*value = probe_value(o, name), *range;

	return value != NULL ? (uint32_t)strtonum(value, 0, UINT32_MAX, &range) : other;
}

static int64_t
duration_or(const struct probe_options *o, const char *name, int64_t other)
{
	const char	*value = probe_value(o, name), *why;

	if (value != NULL)
		duration_parse(value, &other, &why);
	return other;
}

/* How long an answer may take by the nature of the probe. */
static int64_t
least_timeout(const struct draft *d)
{
	if (is_name(d->probe, "icmp"))
		return (int64_t)(number_or(&d->options, "echoes", 1) - 1) *
		    duration_or(&d->options, "gap", ECHO_GAP_MS) +
		    1;
	if (is_name(d->probe, "snmp"))
		return duration_or(&d->options, "timeout", GIVE_UP_MS) *
		    (number_or(&d->options, "retries", 2) + 1);
	return 0;
}

/* Tells a time that does not fit: at the entry's own setting, or once at defaults. */
static void
tell_time(struct build *b, const struct draft *d, const struct spot *spot, const char *name,
    const char *text)
{
	struct node	*own = good(d->entry, name);
	struct node	*preset = good(b->defaults, is_name(name, "interval") ? d->defaults : name);

	if (own != NULL)
		conf_error(b->c, own, "%s", text);
	else if (d->entry != NULL)
		conf_error_at(b->c, d->entry, name, "%s", text);
	else if (preset != NULL && !preset->is_bad)
		conf_error(b->c, preset, "%s", text);
	else if (preset == NULL && !b->defaults_told) {
		conf_error_at(b->c,
		    b->defaults != NULL ? b->defaults
		    : spot->node != NULL ? spot->node
		    : b->c->root,
		    d->defaults, "%s", text);
		b->defaults_told = true;
	}
}

static void
set_times(struct build *b, const struct draft *d, const struct spot *spot, struct check *check)
{
	const struct key	*keys = keys_of("site.checks"), *all = keys_of("defaults");
	int64_t			 least = least_timeout(d);
	char			 text[160];
	bool			 has_timeout = good(d->entry, "timeout") != NULL;

	check->interval_ms = good(d->entry, "interval") != NULL ? n_of(d->entry, keys, "interval") :
	    n_of(b->defaults, all, d->defaults);
	check->fall = (unsigned)(good(d->entry, "fall") != NULL ? n_of(d->entry, keys, "fall") :
	    n_of(b->defaults, all, "fall"));
	check->rise = (unsigned)(good(d->entry, "rise") != NULL ? n_of(d->entry, keys, "rise") :
	    n_of(b->defaults, all, "rise"));
	check->timeout_ms = check->interval_ms < GIVE_UP_MS ? check->interval_ms : GIVE_UP_MS;
	if (has_timeout)
		check->timeout_ms = n_of(d->entry, keys, "timeout");
	else if (is_name(d->probe, "snmp"))
		check->timeout_ms = least;
	else if (is_name(d->probe, "icmp") && least + 1000 > GIVE_UP_MS)
		check->timeout_ms =
		    least + 1000 < check->interval_ms ? least + 1000 : check->interval_ms;
	if (has_timeout && check->timeout_ms > check->interval_ms) {
		snprintf(text, sizeof(text), "is longer than the interval (%g s)",
		    (double)check->interval_ms / 1000);
		tell_time(b, d, spot, "timeout", text);
	} else if (is_name(d->probe, "snmp") && least > check->interval_ms) {
		snprintf(text, sizeof(text),
		    "is shorter than timeout x (retries + 1) of its snmp (%g s)",
		    (double)least / 1000);
		tell_time(b, d, spot, "interval", text);
	} else if (is_name(d->probe, "icmp") && check->timeout_ms < least) {
		snprintf(text, sizeof(text), "is shorter than the time its echoes take (%g s)",
		    (double)least / 1000);
		tell_time(b, d, spot, has_timeout ? "timeout" : "interval", text);
	}
}

static void
add_check(struct build *b, const struct spot *spot, const struct draft *d)
{
	struct check	*check;

	b->checks = grow(b->checks, b->n_checks, &b->checks_room, sizeof(*b->checks));
	check = &b->checks[b->n_checks++];
	*check = (struct check){.id = intern(b, d->id),
	    .probe = intern(b, d->probe),
	    .site = spot->site_index,
	    .device = spot->device_index,
	    .address = intern(b, d->address),
	    .is_answer_of_site = d->is_answer,
	    .options = probe_keep(b, &d->options),
	    .n_options = d->options.n};
	check->name = arena_printf(
	    &b->m->arena, "%s/%s", spot->device != NULL ? spot->device->name : "canary", check->id);
	set_times(b, d, spot, check);
}

static void
echoes_of(struct build *b, struct draft *d)
{
	char	 number[24];
	int64_t n = good(d->entry, "echoes") != NULL
	    ? n_of(d->entry, keys_of("site.checks"), "echoes")
	    : n_of(b->defaults, keys_of("defaults"), "echoes");

	snprintf(number, sizeof(number), "%lld", (long long)n);
	probe_add(&d->options, "echoes", intern(b, number));
}

static const char *
profile_of(enum device_kind kind)
{
	return kind == DEVICE_ROUTER ? "router" : kind == DEVICE_PC ? "host" : "system";
}

/* What a probe gets that nobody wrote; after what somebody wrote. */
static void
add_usual(struct build *b, const struct spot *spot, struct draft *d)
{
	struct probe_options	 usual = { .n = 0 };

	if (is_name(d->probe, "icmp"))
		echoes_of(b, d);
	if (!is_name(d->probe, "snmp"))
		return;
	add_snmp(b, spot, &usual);
	if (spot->device != NULL)
		probe_add(&usual, "profile", profile_of(spot->device->kind));
	if (*spot->interface != '\0')
		probe_add(&usual, "interface", spot->interface);
	for (uint32_t i = 0; i < usual.n; i++)
		if (probe_value(&d->options, usual.pairs[i].name) == NULL)
			probe_add(&d->options, usual.pairs[i].name, usual.pairs[i].value);
}

static const char *
interval_setting(const struct spot *spot, const char *probe)
{
	enum device_kind	 kind = spot->device->kind;

	if (is_name(probe, "icmp"))
		return kind == DEVICE_ROUTER || kind == DEVICE_BACKUP || kind == DEVICE_LINK
		    ? "icmp"
		    : "pc";
	return is_name(probe, "snmp") ? (kind == DEVICE_PC ? "host" : "snmp") : "pc";
}

/* Where an entry's packets go, and whether that is the site. */
static void
set_target(struct build *b, const struct spot *spot, struct draft *d)
{
	const char	*server = probe_value(&d->options, "server");
	bool		 is_link = spot->device->kind == DEVICE_LINK;

	d->address = spot->device->address;
	d->is_answer = !is_link;
	if (is_name(d->probe, "dns")) {
		d->address = server != NULL ? server : spot->router_address;
		d->is_answer = !is_link && server == NULL;
		if (*d->address == '\0' && !spot->has_router)
			conf_error_at(
			    b->c, d->entry, "server", "is missing: the site has no router to ask");
	} else if (is_name(d->probe, "http"))
		d->is_answer = !is_link && strstr(probe_value(&d->options, "url") != NULL ?
		    probe_value(&d->options, "url") : "", "%address%") != NULL;
	else if (is_name(d->probe, "exec"))
		d->address = is_link ? spot->router_address : d->address;
	else if (is_link && good(d->entry, "on") != NULL)
		conf_error(b->c, good(d->entry, "on"),
		    "probe %s asks a device: name one of the site", d->probe);
	else if (spot->device->is_push && !is_name(d->probe, "push") && *d->address == '\0')
		conf_error(b->c, good(d->entry, "on"),
		    "has no address: it calls by itself (reach = \"push\")");
}

/* An entry of checks becomes a draft; false when it cannot. */
static bool
read_entry(struct build *b, const struct spot *spot, struct node *entry, struct draft *d)
{
	const struct node	*id = good(entry, "id");
	const struct vg_probe	*probe = probe_of(b, entry);

	if (probe == NULL)
		return false;
	*d = (struct draft){
	    .probe = probe->name, .id = id != NULL ? id->text : probe->name, .entry = entry};
	d->defaults = interval_setting(spot, d->probe);
	probe_options(b, probe, entry, &d->options);
	if (good(entry, "echoes") != NULL && !is_name(d->probe, "icmp"))
		conf_error(b->c, good(entry, "echoes"), "is of probe icmp only");
	set_target(b, spot, d);
	add_usual(b, spot, d);
	return true;
}

static void
add_draft(struct draft **list, size_t *n, size_t *room, const struct draft *d)
{
	*list = grow(*list, *n, room, sizeof(**list));
	(*list)[(*n)++] = *d;
}

/* What vigie asks without being told. */
static void
own_drafts(struct build *b, const struct spot *spot, struct draft **list, size_t *n, size_t *room)
{
	const struct device	*dev = spot->device;
	struct draft d = {
	    .probe = "icmp", .id = "icmp", .address = dev->address, .is_answer = true};

	if (dev->kind == DEVICE_LINK) {
		if (*spot->site->first_hop == '\0')
			return;
		d.id = "first_hop";
		d.address = spot->site->first_hop;
		d.is_answer = false;
	} else if (dev->is_push)
		d.probe = d.id = "push";
	d.defaults = interval_setting(spot, d.probe);
	if (dev->is_push || *d.address != '\0') {
		add_usual(b, spot, &d);
		add_draft(list, n, room, &d);
	}
	if (*spot->snmp == '\0')
		return;
	if (names_ref(b, &b->snmp, good(spot->node, "snmp"), spot->snmp) == NONE)
		return;
	if (*dev->address == '\0')
		return;
	d = (struct draft){
	    .probe = "snmp", .id = "snmp", .address = dev->address, .is_answer = true};
	d.defaults = interval_setting(spot, d.probe);
	add_usual(b, spot, &d);
	add_draft(list, n, room, &d);
}

/* An entry without id that names a check of vigie's own changes it; any other is one more. */
static void
take_entry(struct build *b, struct draft **list, size_t *n, size_t *room, const struct draft *d)
{
	char	 place[PATH_SIZE];

	for (size_t i = 0; i < *n; i++) {
		struct draft	*other = &(*list)[i];

		if (!is_name(other->id, d->id))
			continue;
		if (other->entry == NULL && is_name(other->probe, d->probe))
			*other = *d;
		else if (other->entry == NULL)
			conf_error(b->c, good(d->entry, "id"),
			    "\"%s\" is already a check of this device", d->id);
		else
			conf_error(b->c,
			    good(d->entry, "id") != NULL ? good(d->entry, "id") : d->entry,
			    "\"%s\" is already a check of this device at %s: give this one an id "
			    "of its own",
			    d->id, conf_place(b->c, other->entry, place));
		return;
	}
	add_draft(list, n, room, d);
}

void
build_checks(struct build *b, const struct spot *spot)
{
	struct draft	*list = NULL, d;
	size_t		 n = 0, room = 0;

	own_drafts(b, spot, &list, &n, &room);
	for (struct node *e = spot->checks != NULL ? spot->checks->child : NULL; e != NULL;
	    e = e->next) {
		const struct node	*on = e->is_bad ? NULL : good(e, "on");

		if (on != NULL && is_name(on->text, spot->device->id) && read_entry(b, spot, e, &d))
			take_entry(b, &list, &n, &room, &d);
	}
	for (size_t i = 0; i < n; i++)
		add_check(b, spot, &list[i]);
	free(list);
}

static void
check_all_credentials(struct build *b)
{
	for (size_t i = 0; i < b->snmp.n; i++)
		check_credentials(b, &b->snmp.list[i]);
}

void
build_canaries(struct build *b)
{
	const struct spot spot = {.site_index = NONE,
	    .device_index = NONE,
	    .snmp = "",
	    .interface = "",
	    .router_address = ""};
	struct node		*list = good(b->c->root, "canaries");

	check_all_credentials(b);
	for (struct node *e = list != NULL ? list->child : NULL; e != NULL; e = e->next) {
		struct draft	 d = { .probe = "icmp", .defaults = "canary" };
		bool		 is_twice = false;

		if (e->is_bad || e->type != NODE_TEXT)
			continue;
		for (struct node *o = list->child; o != e; o = o->next)
			is_twice = is_twice || (o->type == NODE_TEXT && is_name(o->text, e->text));
		if (is_twice) {
			conf_error(b->c, list, "%s is in it twice", e->text);
			continue;
		}
		d.id = d.address = e->text;
		echoes_of(b, &d);
		add_check(b, &spot, &d);
	}
	b->inv->n_canaries = (uint32_t)b->n_checks;
	if (b->inv->n_canaries == 0 && b->sites.n > 0 && !conf_is_lost_anywhere(b->c, "canaries"))
		conf_warn_at(b->c, b->c->root, "canaries",
		    "there is none: our own outage will look like everyone's");
	else if (b->inv->n_canaries > 0 && b->inv->n_canaries < 3 && list != NULL && !list->is_bad)
		conf_warn(
		    b->c, list, "three or more make a majority that one failure does not upset");
}
