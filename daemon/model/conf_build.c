/* conf_build.c - see conf_build.h; and conf_load(), which leads through it all */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/calendar.h"
#include "model/conf_build.h"
#include "model/conf_check.h"
#include "model/zone.h"

const char *
intern(struct build *b, const char *text)
{
	const char	**old = b->interned;
	size_t		  old_size = b->interned_size, i;

	if (b->n_interned * 2 >= b->interned_size) {
		b->interned_size = old_size == 0 ? 1024 : old_size * 2;
		b->interned = xcalloc(b->interned_size, sizeof(*b->interned));
		for (size_t k = 0; k < old_size; k++) {
			if (old[k] == NULL)
				continue;
			for (i = text_hash(old[k]) % b->interned_size; b->interned[i] != NULL; )
				i = (i + 1) % b->interned_size;
			b->interned[i] = old[k];
		}
		free(old);
	}
	for (i = text_hash(text) % b->interned_size; b->interned[i] != NULL;
	    i = (i + 1) % b->interned_size)
		if (strcmp(b->interned[i], text) == 0)
			return b->interned[i];
	b->n_interned++;
	return b->interned[i] = arena_strdup(&b->m->arena, text);
}

struct node *
good(const struct node *group, const char *name)
{
	struct node	*n = group != NULL ? node_child(group, name) : NULL;

	return n != NULL && n->key != NULL && !n->is_bad ? n : NULL;
}

static union value
preset_of(const struct key *keys, const char *name)
{
	const struct key	*key = key_find(keys, name);
	union value		 value = { .n = 0 };
	const char		*why;

	if (key->preset != NULL)
		value_parse(key, key->type, key->preset, &value, &why);
	return value;
}

const char *
text_of(struct build *b, const struct node *group, const struct key *keys, const char *name)
{
	const struct node	*n = good(group, name);
	const struct key	*key = key_find(keys, name);

	return intern(b, n != NULL ? n->text : key->preset != NULL ? key->preset : "");
}

int64_t
n_of(const struct node *group, const struct key *keys, const char *name)
{
	const struct node	*n = good(group, name);

	return n == NULL ? preset_of(keys, name).n : n->type == NODE_BOOL ? n->is_true : n->n;
}

double
number_of(const struct node *group, const struct key *keys, const char *name)
{
	const struct node	*n = good(group, name);

	return n != NULL ? n->number : preset_of(keys, name).number;
}

const char **
texts_of(struct build *b, const struct node *group, const char *name, uint32_t *n)
{
	const struct node	*list = good(group, name);
	const char		**texts;

	*n = 0;
	if (list == NULL || list->n_children == 0)
		return NULL;
	texts = arena_alloc(&b->m->arena, list->n_children * sizeof(*texts));
	for (const struct node *e = list->child; e != NULL; e = e->next)
		if (!e->is_bad && e->type == NODE_TEXT)
			texts[(*n)++] = intern(b, e->text);
	return texts;
}

const struct key *
keys_of(const char *path)
{
	const struct key	*keys = conf_keys;
	char			 copy[128], *p = copy, *name;

	strlcpy(copy, path, sizeof(copy));
	while ((name = strsep(&p, ".")) != NULL)
		keys = key_find(keys, name)->keys;
	return keys;
}

struct node *
next_group(struct build *b, const char *top, struct node *last)
{
	struct node	*list = last != NULL ? last->parent : b->c->root->child;
	struct node	*n = last != NULL ? last->next : NULL;

	for (;;) {
		for (; n != NULL; n = n->next)
			if (n->type == NODE_GROUP && !n->is_bad)
				return n;
		if (last != NULL)
			list = list->next;
		for (; list != NULL; list = list->next)
			if (strcmp(list->name, top) == 0 && list->type == NODE_LIST &&
			    list->child != NULL)
				break;
		if (list == NULL)
			return NULL;
		n = list->child;
		last = n;
	}
}

static struct known_hours *
find_hours(struct build *b, const char *text)
{
	struct known_hours	*old = b->hours;
	size_t		 old_size = b->hours_size, i;

	if (b->n_hours * 2 >= b->hours_size) {
		b->hours_size = old_size == 0 ? 64 : old_size * 2;
		b->hours = xcalloc(b->hours_size, sizeof(*b->hours));
		for (size_t k = 0; k < old_size; k++) {
			if (old[k].text == NULL)
				continue;
			for (i = text_hash(old[k].text) % b->hours_size; b->hours[i].text != NULL; )
				i = (i + 1) % b->hours_size;
			b->hours[i] = old[k];
		}
		free(old);
	}
	for (i = text_hash(text) % b->hours_size; b->hours[i].text != NULL;
	    i = (i + 1) % b->hours_size)
		if (strcmp(b->hours[i].text, text) == 0)
			return &b->hours[i];
	b->n_hours++;
	b->hours[i] = (struct known_hours){ .text = text, .week_minutes = -1 };
	return &b->hours[i];
}

const struct calendar *
hours_of(struct build *b, struct node *n, const char *text, int *week_minutes)
{
	struct known_hours	*h = find_hours(b, text);
	struct calendar	*cal;
	struct err	 err = { "" };

	if (h->cal == NULL && h->why == NULL) {
		if ((cal = calendar_parse(text, b->inv->holidays, &err)) == NULL)
			h->why = arena_strdup(&b->c->arena, err.text);
		else {
			b->m->calendars = grow(b->m->calendars, b->m->n_calendars,
			    &b->m->calendars_room, sizeof(struct calendar *));
			b->m->calendars[b->m->n_calendars++] = cal;
			h->cal = cal;
		}
	}
	if (h->cal == NULL && n != NULL)
		conf_error(b->c, n, "\"%.200s\" is not understood: %s", text, h->why);
	if (h->cal != NULL && week_minutes != NULL) {
		if (h->week_minutes == -1)
			h->week_minutes = calendar_week_minutes(h->cal, b->today);
		*week_minutes = h->week_minutes;
	}
	return h->cal;
}

static void
build_network(struct build *b)
{
	const struct key	*keys = keys_of("network");
	struct node		*n = good(b->c->root, "network");
	struct inventory	*inv = b->inv;
	struct err		 err = { "" };

	inv->id = text_of(b, n, keys, "id");
	inv->name = text_of(b, n, keys, "name");
	if (*inv->name == '\0')
		inv->name = inv->id;
	inv->timezone = text_of(b, n, keys, "timezone");
	inv->language = text_of(b, n, keys, "language");
	inv->url = text_of(b, n, keys, "url");
	inv->phone = text_of(b, n, keys, "phone");
	inv->holidays = text_of(b, n, keys, "holidays");
	if (strcmp(inv->holidays, "none") == 0)
		inv->holidays = "";
	inv->is_demo = n_of(n, keys, "demo");
	b->m->zone = zone_load(inv->timezone, &err);
	if (b->m->zone == NULL) {
		if (good(n, "timezone") != NULL)
			conf_error(b->c, good(n, "timezone"), "%s", err.text);
		else
			conf_error_at(b->c, n != NULL ? n : b->c->root, "timezone", "%s", err.text);
		b->m->zone = zone_load("UTC", NULL);
	}
	inv->zone = b->m->zone;
	b->today = zone_day(inv->zone, wall_now());
}

static void
build_convention(struct build *b)
{
	const struct key	*keys = keys_of("convention");
	struct node		*n = good(b->c->root, "convention");

	b->inv->working_hours_text = text_of(b, n, keys, "working_hours");
	b->inv->working_hours =
	    hours_of(b, good(n, "working_hours"), b->inv->working_hours_text, NULL);
	b->inv->min_weekly_hours = number_of(n, keys, "min_weekly_hours");
	b->inv->target_pct = number_of(n, keys, "target_pct");
	b->inv->intervene_within_ms = n_of(n, keys, "intervene_within");
	b->inv->restore_within_ms = n_of(n, keys, "restore_within");
	b->convention = n;
	b->defaults = good(b->c->root, "defaults");
	b->inv->settle_ms = n_of(b->defaults, keys_of("defaults"), "settle");
}

/* What a line's own past says of it. */
static void
build_lines(struct build *b)
{
	const struct key	*keys = keys_of("drift");
	struct node		*n = good(b->c->root, "drift");

	b->inv->drift_snr_db = number_of(n, keys, "snr_db");
	b->inv->drift_sync_pct = number_of(n, keys, "sync_pct");
	b->inv->drift_days = (uint32_t)n_of(n, keys, "days");
	b->inv->drift_back_days = (uint32_t)n_of(n, keys, "back_days");
	keys = keys_of("saturated");
	n = good(b->c->root, "saturated");
	b->inv->saturated_traffic_pct = number_of(n, keys, "traffic_pct");
	b->inv->saturated_times = number_of(n, keys, "times");
	b->inv->saturated_quiet_ms = n_of(n, keys, "quiet");
}

/* The chain of parents of a group that comes back to it: "a -> b -> a". */
static void
tell_cycle(struct build *b, uint32_t first)
{
	const struct group	*groups = b->inv->groups;
	char			 chain[300];
	uint32_t		 i = first;

	strlcpy(chain, groups[first].id, sizeof(chain));
	do {
		i = groups[i].parent;
		strlcat(chain, " -> ", sizeof(chain));
		strlcat(chain, groups[i].id, sizeof(chain));
	} while (i != first && strlen(chain) < sizeof(chain) - ID_MAX - 10);
	for (size_t k = 0; k < b->groups.n; k++)
		if (b->groups.list[k].index == first)
			conf_error(b->c, node_child(b->groups.list[k].node, "parent"),
			    "groups are in one another: %s%s", chain, i != first ? " -> ..." : "");
}

/* Each cycle once, at its first group in reading order. */
static void
check_cycles(struct build *b)
{
	struct group	*groups = b->inv->groups;
	uint32_t	 n = b->inv->n_groups, *mark = xcalloc(n, sizeof(*mark));

	for (uint32_t i = 0; i < n; i++) {
		uint32_t	 g = i;

		while (g != NONE && mark[g] == 0) {
			mark[g] = i + 1;
			g = groups[g].parent;
		}
		if (g == NONE || mark[g] != i + 1)
			continue;
		for (uint32_t k = groups[g].parent, first = g; ; k = groups[k].parent) {
			first = k < first ? k : first;
			if (k == g) {
				tell_cycle(b, first);
				groups[first].parent = NONE;
				break;
			}
		}
	}
	free(mark);
}

static void
build_groups(struct build *b)
{
	const struct key	*keys = keys_of("groups");
	struct inventory	*inv = b->inv;

	inv->n_groups = (uint32_t)b->groups.n_all;
	inv->groups = arena_alloc(&b->m->arena, b->groups.n_all * sizeof(*inv->groups));
	for (size_t i = 0; i < b->groups.n_all; i++)
		inv->groups[i].parent = NONE;
	b->m->groups_by_id = arena_alloc(&b->m->arena, b->groups.n * sizeof(uint32_t));
	for (size_t i = 0; i < b->groups.n; i++) {
		const struct named	*named = &b->groups.list[i];
		struct node		*n = named->node;
		struct group		*g = &inv->groups[named->index];

		b->m->groups_by_id[i] = named->index;
		g->id = intern(b, named->id);
		g->name = text_of(b, n, keys, "name");
		if (*g->name == '\0')
			g->name = g->id;
		g->kind = (enum group_kind)word_of(n, keys, "kind");
		g->order = named->index;
		if (good(n, "parent") != NULL)
			g->parent =
			    names_ref(b, &b->groups, good(n, "parent"), good(n, "parent")->text);
	}
	check_cycles(b);
}

static void
place_of(struct build *b, enum restart what, const char *group, const char *name)
{
	const struct node	*g = good(b->c->root, group), *n = g != NULL ? good(g, name) : NULL;

	n = n != NULL ? n : g != NULL ? g : b->c->root;
	b->m->restarts[what] = (struct conf_place){ intern(b, b->c->files[n->file]), (int)n->line };
}

static void
build_mail(struct build *b)
{
	const struct key	*keys = keys_of("mail");
	struct node		*n = good(b->c->root, "mail");
	struct inventory	*inv = b->inv;

	inv->smtp = text_of(b, n, keys, "smtp");
	inv->mail_from = text_of(b, n, keys, "from");
	inv->mail_user = text_of(b, n, keys, "user");
	inv->mail_password = text_of(b, n, keys, "password");
	inv->mail_tls = text_of(b, n, keys, "tls");
	if (*inv->mail_password != '\0' && *inv->mail_user == '\0')
		conf_error_at(b->c, n, "user", "is missing: there is a password");
	if (*inv->mail_password != '\0' && strcmp(inv->mail_tls, "none") == 0)
		conf_warn(b->c, good(n, "password"),
		    "leaves this machine without encryption (mail.tls is none)");
	keys = keys_of("sms");
	n = good(b->c->root, "sms");
	inv->sms_url = text_of(b, n, keys, "url");
	inv->sms_body = text_of(b, n, keys, "body");
	inv->sms_authorization = text_of(b, n, keys, "authorization");
	inv->sms_per_day = (uint32_t)n_of(n, keys, "per_day");
	inv->sms_gammu = n_of(n, keys, "gammu");
}

static void
build_services(struct build *b)
{
	struct inventory	*inv = b->inv;
	struct node		*root = b->c->root, *n;

	build_mail(b);
	n = good(root, "web");
	inv->web_listen = text_of(b, n, keys_of("web"), "listen");
	inv->web_tls_cert = text_of(b, n, keys_of("web"), "tls_cert");
	inv->web_tls_key = text_of(b, n, keys_of("web"), "tls_key");
	if ((*inv->web_tls_cert == '\0') != (*inv->web_tls_key == '\0'))
		conf_error_at(b->c, n, *inv->web_tls_cert == '\0' ? "tls_cert" : "tls_key",
		    "is missing: certificate and key go together");
	inv->web_proxies = texts_of(b, n, "proxies", &inv->n_web_proxies);
	inv->store_dir = text_of(b, good(root, "store"), keys_of("store"), "dir");
	inv->series_flush_ms = n_of(good(root, "store"), keys_of("store"), "flush");
	inv->results_keep_ms = n_of(good(root, "store"), keys_of("store"), "results");
	inv->results_max_bytes = n_of(good(root, "store"), keys_of("store"), "results_max");
	inv->personal_months = (uint32_t)n_of(good(root, "store"), keys_of("store"), "personal_months");
	inv->control_socket = text_of(b, good(root, "control"), keys_of("control"), "socket");
	n = good(root, "courier");
	inv->courier_retry_first_ms = n_of(n, keys_of("courier"), "retry_first");
	inv->courier_retry_for_ms = n_of(n, keys_of("courier"), "retry_for");
	inv->courier_per_hour = (uint32_t)n_of(n, keys_of("courier"), "per_hour");
	inv->dead_man_url = text_of(b, good(root, "dead_man"), keys_of("dead_man"), "url");
	inv->dead_man_every_ms = n_of(good(root, "dead_man"), keys_of("dead_man"), "every");
	inv->mirror_command = texts_of(b, good(root, "mirror"), "command", &inv->n_mirror_command);
	if (good(good(root, "mirror"), "command") != NULL)
		conf_check_command(b->c, good(good(root, "mirror"), "command"));
	inv->mirror_every_ms = n_of(good(root, "mirror"), keys_of("mirror"), "every");
	inv->n_pollers = (uint32_t)n_of(good(root, "pollers"), keys_of("pollers"), "local");
	place_of(b, RESTART_STORE, "store", "dir");
	place_of(b, RESTART_CONTROL, "control", "socket");
	place_of(b, RESTART_WEB, "web", "listen");
	place_of(b, RESTART_POLLERS, "pollers", "local");
}

static void
build_partners(struct build *b)
{
	const struct key	*keys = keys_of("partners");
	struct inventory	*inv = b->inv;

	inv->n_partners = (uint32_t)b->partners.n;
	inv->partners = arena_alloc(&b->m->arena, b->partners.n * sizeof(*inv->partners));
	for (size_t i = 0; i < b->partners.n; i++) {
		struct partner	*p = &inv->partners[i];
		struct node	*n = b->partners.list[i].node;

		p->id = intern(b, b->partners.list[i].id);
		p->name = text_of(b, n, keys, "name");
		if (*p->name == '\0')
			p->name = p->id;
		p->url = text_of(b, n, keys, "url");
		p->phone = text_of(b, n, keys, "phone");
		p->state = text_of(b, n, keys, "state");
		b->partners.list[i].index = (uint32_t)i;
	}
}

static void
finish(struct build *b)
{
	struct inventory	*inv = b->inv;
	struct arena		*a = &b->m->arena;

	inv->sites = arena_copy(a, b->site_list, b->n_sites, sizeof(*inv->sites));
	inv->n_sites = (uint32_t)b->n_sites;
	inv->devices = arena_copy(a, b->devices, b->n_devices, sizeof(*inv->devices));
	inv->n_devices = (uint32_t)b->n_devices;
	inv->checks = arena_copy(a, b->checks, b->n_checks, sizeof(*inv->checks));
	inv->n_checks = (uint32_t)b->n_checks;
	inv->contacts = arena_copy(a, b->contact_list, b->n_contacts, sizeof(*inv->contacts));
	inv->n_contacts = (uint32_t)b->n_contacts;
	strlcpy(inv->sha256, b->c->sha256, sizeof(inv->sha256));
}

static void
build_done(struct build *b)
{
	free(b->groups.list);
	free(b->snmp.list);
	free(b->contacts.list);
	free(b->rotas.list);
	free(b->partners.list);
	free(b->sites.list);
	free(b->interned);
	free(b->hours);
	free(b->site_list);
	free(b->devices);
	free(b->checks);
	free(b->contact_list);
	free(b->addresses);
	free(b);
}

/* The tree becomes an inventory; with mistakes it is for nothing but finding more of them. */
static struct inventory *
build(struct conf *c)
{
	struct build		*b = xcalloc(1, sizeof(*b));
	struct inventory	*inv;

	b->c = c;
	b->m = xcalloc(1, sizeof(*b->m));
	b->m->free_kept = conf_free;
	b->inv = inv = arena_alloc(&b->m->arena, sizeof(*inv));
	inv->memory = b->m;
	build_network(b);
	build_convention(b);
	build_lines(b);
	build_names(b);
	build_groups(b);
	build_partners(b);
	build_services(b);
	build_contacts(b);
	build_canaries(b);
	build_sites(b);
	build_rotas(b);
	build_routes(b);
	build_reports(b);
	finish(b);
	if (b->sites.n == 0 && (c->flags & CONF_ALLOW_EMPTY) == 0 &&
	    !conf_is_lost_anywhere(c, "site") && !conf_is_lost_anywhere(c, "sites") &&
	    node_child(c->root, "site") == NULL)
		conf_error_at(c, c->root, "site",
		    "there is no site: write one in sites.d, or start with --allow-empty");
	build_done(b);
	return inv;
}

static struct inventory *
load_tree(struct conf *c, struct mistakes *out)
{
	size_t			 before = out->n_errors;
	struct inventory	*inv = NULL;

	if (c->n_files > 0 && c->root->child == NULL && out->n_errors > 0)
		;	/* nothing could be read: why was told */
	else {
		conf_check(c);
		inv = build(c);
	}
	mistakes_sort(out);
	if (inv != NULL && (out->n_errors > 0 || before > 0)) {
		inventory_free(inv);
		inv = NULL;
	}
	if (inv != NULL && (c->flags & CONF_KEEP) != 0)
		inv->memory->kept = c;
	else
		conf_free(c);
	return inv;
}

struct inventory *
conf_load(const char *file, unsigned flags, struct mistakes *out)
{
	struct conf	*c = xcalloc(1, sizeof(*c));

	c->flags = flags;
	c->out = out;
	conf_read(c, file);
	return load_tree(c, out);
}

struct inventory *
conf_load_text(const char *name, const char *text, size_t len, unsigned flags, struct mistakes *out)
{
	struct conf	*c = xcalloc(1, sizeof(*c));

	c->flags = flags;
	c->out = out;
	conf_read_text(c, name, text, len);
	return load_tree(c, out);
}
