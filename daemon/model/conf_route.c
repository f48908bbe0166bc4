/* conf_route.c - who can be told, and who is told what.  See conf_build.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf_build.h"
#include "model/near.h"
#include "model/zone.h"

static void
fill_contact(struct build *b, struct contact *contact, const struct node *n, const struct key *keys,
    uint32_t site)
{
	*contact =
	    (struct contact){.id = "", .webhook = "", .webhook_key = "", .phone = "", .site = site};
	contact->name = text_of(b, n, keys, "name");
	contact->mail = text_of(b, n, keys, "mail");
	contact->sms = text_of(b, n, keys, "sms");
	contact->language = text_of(b, n, keys, "language");
	if (*contact->language == '\0')
		contact->language = b->inv->language;
	if (site != NONE)
		contact->phone = text_of(b, n, keys, "phone");
	else {
		contact->webhook = text_of(b, n, keys, "webhook");
		contact->webhook_key = text_of(b, n, keys, "webhook_key");
	}
}

uint32_t
build_animator(struct build *b, const struct node *n, uint32_t site)
{
	b->contact_list =
	    grow(b->contact_list, b->n_contacts, &b->contacts_room, sizeof(*b->contact_list));
	fill_contact(b, &b->contact_list[b->n_contacts], n, keys_of("site.animators"), site);
	return (uint32_t)b->n_contacts++;
}

/* Is a channel given, if wrongly?  Then a second mistake would not help. */
static bool
has_channel(const struct node *n)
{
	return node_child(n, "mail") != NULL || node_child(n, "sms") != NULL ||
	    node_child(n, "webhook") != NULL;
}

void
build_contacts(struct build *b)
{
	const struct key	*keys = keys_of("contacts");
	const struct named	*other;
	char			 place[PATH_SIZE];

	b->n_contacts = b->contacts.n_all;
	b->contacts_room = b->n_contacts + 1;
	b->contact_list = xcalloc(b->contacts_room, sizeof(*b->contact_list));
	for (size_t i = 0; i < b->n_contacts; i++)
		fill_contact(b, &b->contact_list[i], NULL, keys, NONE);
	for (size_t i = 0; i < b->contacts.n; i++) {
		const struct named	*named = &b->contacts.list[i];
		struct node		*n = named->node;
		struct contact		*contact = &b->contact_list[named->index];

		fill_contact(b, contact, n, keys, NONE);
		contact->id = intern(b, named->id);
		if (*contact->name == '\0')
			contact->name = contact->id;
		if (!has_channel(n) && !conf_is_lost_anywhere(b->c, "contacts"))
			conf_error(b->c, n,
			    "contact \"%s\" has no channel: give it mail, sms or webhook",
			    named->id);
		if (strcmp(named->id, "animators") == 0)
			conf_error(b->c, node_child(n, "id"), "\"animators\" means the site's own");
		if ((other = names_find(&b->rotas, named->id)) != NULL)
			conf_error(b->c, node_child(other->node, "id"),
			    "\"%s\" is already the id of a contact at %s", named->id,
			    conf_place(b->c, node_child(n, "id"), place));
	}
}

static void
build_turns(struct build *b, struct rota *rota, struct node *list)
{
	rota->turns = arena_alloc(&b->m->arena, list->n_children * sizeof(*rota->turns));
	for (struct node *n = list->child; n != NULL; n = n->next) {
		struct rota_turn	*turn = &rota->turns[rota->n_turns];
		struct node *from = n->is_bad ? NULL : good(n, "from"),
		    *who = n->is_bad ? NULL : good(n, "who");
		struct err		 err = { "" };

		if (from != NULL &&
		    !zone_read(b->inv->zone, from->text, ZONE_FIRST, &turn->from, NULL, &err)) {
			conf_error(b->c, from, "\"%.60s\" is no time: %s", from->text, err.text);
			from = NULL;
		}
		turn->contact = who != NULL ? names_ref(b, &b->contacts, who, who->text) : NONE;
		if (from == NULL || turn->contact == NONE)
			continue;
		if (rota->n_turns > 0 && turn->from.ms <= turn[-1].from.ms)
			conf_error(b->c, from, "is not after the turn before it");
		rota->n_turns++;
	}
}

void
build_rotas(struct build *b)
{
	struct inventory	*inv = b->inv;

	inv->n_rotas = (uint32_t)b->rotas.n_all;
	inv->rotas = arena_alloc(&b->m->arena, b->rotas.n_all * sizeof(*inv->rotas));
	for (size_t i = 0; i < b->rotas.n; i++) {
		struct rota	*rota = &inv->rotas[b->rotas.list[i].index];

		rota->id = intern(b, b->rotas.list[i].id);
		if (good(b->rotas.list[i].node, "turns") != NULL)
			build_turns(b, rota, good(b->rotas.list[i].node, "turns"));
	}
}

static unsigned
channels_of(const struct contact *contact)
{
	return (*contact->mail != '\0' ? BY_MAIL : 0) | (*contact->sms != '\0' ? BY_SMS : 0) |
	    (*contact->webhook != '\0' ? BY_WEBHOOK : 0);
}

/* All channels that somebody behind this name has. */
static unsigned
reach_of(const struct build *b, const struct tell *tell)
{
	unsigned	 channels = 0;

	if (tell->kind == TELL_CONTACT)
		return channels_of(&b->contact_list[tell->index]);
	if (tell->kind == TELL_ROTA)
		for (uint32_t i = 0; i < b->inv->rotas[tell->index].n_turns; i++)
			channels |= channels_of(
			    &b->contact_list[b->inv->rotas[tell->index].turns[i].contact]);
	else
		for (size_t i = b->contacts.n_all; i < b->n_contacts; i++)
			channels |= channels_of(&b->contact_list[i]);
	return channels;
}

static bool
find_tell(struct build *b, struct node *list, const char *id, struct tell *out)
{
	const struct named	*named;

	if (strcmp(id, "animators") == 0) {
		*out = (struct tell){ TELL_ANIMATORS, NONE };
		return true;
	}
	if ((named = names_find(&b->rotas, id)) != NULL) {
		*out = (struct tell){ TELL_ROTA, named->index };
		return true;
	}
	if (names_find(&b->contacts, id) == NULL && conf_is_lost_anywhere(b->c, "rota"))
		return false;
	*out = (struct tell){ TELL_CONTACT, names_ref(b, &b->contacts, list, id) };
	return out->index != NONE;
}

/* The people of a tell list, which must be reached by one of the channels at least. */
static struct tell *
build_tell(struct build *b, const struct node *group, unsigned by, uint32_t *n)
{
	struct node	*list = good(group, "tell");
	struct tell	*tells;
	unsigned	 reach = 0;
	bool		 is_whole = true;

	*n = 0;
	if (list == NULL)
		return NULL;
	tells = arena_alloc(&b->m->arena, list->n_children * sizeof(*tells));
	for (const struct node *e = list->child; e != NULL; e = e->next) {
		if (e->is_bad || e->type != NODE_TEXT || !find_tell(b, list, e->text, &tells[*n])) {
			is_whole = false;
			continue;
		}
		if ((reach_of(b, &tells[*n]) & by) == 0 && !list->is_bad &&
		    (tells[*n].kind != TELL_ANIMATORS || b->sites.n > 0))
			conf_warn(b->c, list, "\"%s\" has none of this route's channels", e->text);
		if (tells[*n].kind == TELL_ANIMATORS && b->sites.n == 0)
			reach |= by;
		reach |= reach_of(b, &tells[*n]);
		(*n)++;
	}
	if (is_whole && *n > 0 && (reach & by) == 0 && !conf_is_lost_anywhere(b->c, "contacts"))
		conf_error(b->c, list, "reaches nobody: none of them has a channel of this route");
	return tells;
}

static unsigned
build_by(const struct node *group)
{
	const struct node	*list = good(group, "by");
	unsigned		 by = 0;

	if (list == NULL)
		return BY_MAIL;
	for (const struct node *e = list->child; e != NULL; e = e->next)
		if (!e->is_bad)
			by |= 1u << e->n;	/* the words are in the order of BY_* */
	return by;
}

static void
check_bases(struct build *b, const struct node *group, const struct route *route)
{
	for (uint32_t i = 0; i < route->n_bases && b->n_sites > 0; i++) {
		const char	*near = NULL;
		unsigned	 best = UINT32_MAX;
		bool		 is_found = false;

		for (size_t k = 0; k < b->n_sites && !is_found; k++) {
			is_found = b->site_list[k].base == route->bases[i];	/* interned */
			if (*b->site_list[k].base != '\0')
				near_keep(route->bases[i], b->site_list[k].base, &near, &best);
		}
		if (is_found || conf_is_lost_anywhere(b->c, "site") ||
		    conf_is_lost_anywhere(b->c, "sites"))
			continue;
		if (near != NULL && near_is_close(route->bases[i], best))
			conf_error(b->c, good(group, "bases"),
			    "no site has the base \"%s\", did you mean \"%s\"?", route->bases[i],
			    near);
		else
			conf_error(b->c, good(group, "bases"), "no site has the base \"%s\"",
			    route->bases[i]);
	}
}

static void
build_for(struct build *b, struct route *route, const struct node *n)
{
	route->severity = (enum severity)word_of(n, keys_of("routes.for"), "severity");
	route->bases = texts_of(b, n, "bases", &route->n_bases);
	check_bases(b, n, route);
	route->sites = names_refs(b, &b->sites, n, "sites", &route->n_sites);
	route->groups = names_refs(b, &b->groups, n, "groups", &route->n_groups);
	route->kinds = texts_of(b, n, "kinds", &route->n_kinds);
}

static void
build_when(struct build *b, struct route *route, struct node *when)
{
	if (when != NULL)
		route->when = strcmp(when->text, "working_hours") == 0 ? b->inv->working_hours :
		    hours_of(b, when, when->text, NULL);
}

static void
build_escalations(struct build *b, struct route *route, const struct node *list)
{
	int64_t	 last = 0;

	if (list == NULL)
		return;
	route->escalate = arena_alloc(&b->m->arena, list->n_children * sizeof(*route->escalate));
	for (struct node *n = list->child; n != NULL; n = n->next) {
		struct escalation	*e = &route->escalate[route->n_escalate];

		if (n->is_bad)
			continue;
		e->after_ms = n_of(n, keys_of("routes.escalate"), "after");
		e->tell = build_tell(b, n, route->by, &e->n_tell);
		if (good(n, "after") != NULL && e->after_ms <= last)
			conf_error(
			    b->c, good(n, "after"), "is not later than the escalation before it");
		last = e->after_ms;
		route->n_escalate++;
	}
}

void
build_routes(struct build *b)
{
	struct inventory	*inv = b->inv;
	struct node		*n = NULL;
	size_t			 room = 0;
	struct route		*routes = NULL;

	while ((n = next_group(b, "routes", n)) != NULL) {
		struct route	*route;

		routes = grow(routes, inv->n_routes, &room, sizeof(*routes));
		route = &routes[inv->n_routes++];
		*route = (struct route){ .by = build_by(n) };
		build_for(b, route, good(n, "for"));
		build_when(b, route, good(n, "when"));
		route->tell = build_tell(b, n, route->by, &route->n_tell);
		build_escalations(b, route, good(n, "escalate"));
	}
	inv->routes = arena_copy(&b->m->arena, routes, inv->n_routes, sizeof(*routes));
	free(routes);
	if (inv->n_routes == 0 && b->n_sites > 0 && node_child(b->c->root, "routes") == NULL &&
	    !conf_is_lost_anywhere(b->c, "routes"))
		conf_warn_at(
		    b->c, b->c->root, "routes", "there is none: nobody will be told anything");
}
