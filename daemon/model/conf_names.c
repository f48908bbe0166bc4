/* conf_names.c - what has an id, and who refers to it.  See conf_build.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf_build.h"
#include "model/near.h"

void
names_add(struct build *b, struct names *names, struct node *node, const char *id)
{
	(void)b;
	names->list = grow(names->list, names->n, &names->room, sizeof(*names->list));
	names->list[names->n] = (struct named){ id, node, (uint32_t)names->n };
	names->n++;
}

static int
by_id(const void *a, const void *b)
{
	const struct named	*x = a, *y = b;
	int			 d = strcmp(x->id, y->id);

	return d != 0 ? d : x->index < y->index ? -1 : 1;
}

static void
tell_twice(struct build *b, const struct names *names, const struct named *first,
    const struct named *second)
{
	struct node	*id = node_child(second->node, "id");
	char		 place[PATH_SIZE];

	conf_error(b->c, id != NULL ? id : second->node, "\"%s\" is already the id of a %s at %s",
	    second->id, names->what,
	    conf_place(b->c,
	    node_child(first->node, "id") != NULL ? node_child(first->node, "id") : first->node,
	    place));
}

void
names_index(struct build *b, struct names *names)
{
	size_t	 n = 0;

	if (names->n > 1)
		qsort(names->list, names->n, sizeof(*names->list), by_id);
	for (size_t i = 0; i < names->n; i++) {
		if (n > 0 && strcmp(names->list[n - 1].id, names->list[i].id) == 0)
			tell_twice(b, names, &names->list[n - 1], &names->list[i]);
		else
			names->list[n++] = names->list[i];
	}
	names->n_all = names->n;
	names->n = n;
}

const struct named *
names_find(const struct names *names, const char *id)
{
	const struct named	 wanted = { .id = id };
	size_t			 low = 0, high = names->n;

	while (low < high) {
		size_t	 middle = low + (high - low) / 2;
		int	 d = strcmp(names->list[middle].id, wanted.id);

		if (d == 0)
			return &names->list[middle];
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

uint32_t
names_ref(struct build *b, const struct names *names, struct node *at, const char *ref)
{
	const struct named	*found = names_find(names, ref);
	const char		*near = NULL;
	unsigned		 best = UINT32_MAX;

	if (found != NULL)
		return found->index;
	if (conf_is_lost_anywhere(b->c, names->top) ||
	    (strcmp(names->what, "site") == 0 && conf_is_lost_anywhere(b->c, "site")))
		return NONE;
	for (size_t i = 0; i < names->n && i < 5000; i++)
		near_keep(ref, names->list[i].id, &near, &best);
	if (near != NULL && near_is_close(ref, best))
		conf_error(b->c, at, "there is no %s \"%.64s\", did you mean \"%s\"?", names->what,
		    ref, near);
	else
		conf_error(b->c, at, "there is no %s \"%.64s\"", names->what, ref);
	return NONE;
}

uint32_t *
names_refs(struct build *b, const struct names *names, const struct node *group, const char *name,
    uint32_t *n)
{
	struct node	*list = good(group, name);
	uint32_t	*refs, i;

	*n = 0;
	if (list == NULL || list->n_children == 0)
		return NULL;
	refs = arena_alloc(&b->m->arena, list->n_children * sizeof(*refs));
	for (const struct node *e = list->child; e != NULL; e = e->next)
		if (!e->is_bad && e->type == NODE_TEXT &&
		    (i = names_ref(b, names, list, e->text)) != NONE)
			refs[(*n)++] = i;
	return refs;
}

/* Everything of a top list that has an id; a wrong id still names it, so that one mistake stays
 * one. */
static void
gather(struct build *b, struct names *names, const char *what, const char *top)
{
	struct node	*n = NULL, *id;

	names->what = what;
	names->top = top;
	while ((n = next_group(b, top, n)) != NULL)
		if ((id = node_child(n, "id")) != NULL && id->type == NODE_TEXT)
			names_add(b, names, n, id->text);
}

/* Ids of groups and sites are one set, and some words mean something else. */
static void
check_ids(struct build *b)
{
	static const char *const	 reserved[] = { "all", "network", "canary", "vigie" };
	const struct named		*other;
	char				 place[PATH_SIZE];

	for (size_t i = 0; i < b->sites.n + b->groups.n; i++) {
		const struct named *n =
		    i < b->sites.n ? &b->sites.list[i] : &b->groups.list[i - b->sites.n];

		for (size_t k = 0; k < N_ELEMENTS(reserved); k++)
			if (strcmp(n->id, reserved[k]) == 0)
				conf_error(b->c, node_child(n->node, "id"),
				    "\"%s\" is a word of vigie's own", n->id);
		if (i < b->sites.n && (other = names_find(&b->groups, n->id)) != NULL)
			conf_error(b->c, node_child(n->node, "id"),
			    "\"%s\" is already the id of a group at %s", n->id,
			    conf_place(b->c, node_child(other->node, "id"), place));
	}
}

void
build_names(struct build *b)
{
	struct node	*n;

	gather(b, &b->groups, "group", "groups");
	gather(b, &b->snmp, "snmp", "snmp");
	gather(b, &b->contacts, "contact", "contacts");
	gather(b, &b->rotas, "rota", "rota");
	gather(b, &b->partners, "partner", "partners");
	gather(b, &b->sites, "site", "sites");
	for (n = b->c->root->child; n != NULL; n = n->next)
		if (strcmp(n->name, "site") == 0 && n->type == NODE_GROUP &&
		    node_child(n, "id") != NULL && node_child(n, "id")->type == NODE_TEXT)
			names_add(b, &b->sites, n, node_child(n, "id")->text);
	names_index(b, &b->groups);
	names_index(b, &b->snmp);
	names_index(b, &b->contacts);
	names_index(b, &b->rotas);
	names_index(b, &b->partners);
	names_index(b, &b->sites);
	check_ids(b);
}
