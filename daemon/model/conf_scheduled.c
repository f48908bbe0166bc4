/* conf_scheduled.c - reports that are sent by the clock.  See conf_build.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf_build.h"
#include "model/near.h"

/* A word of the file or, where there is none, what holds without it. */
static const char *
word_text(struct build *b, const struct node *n, const char *name)
{
	const struct key	*key = key_find(keys_of("reports"), name);
	char			 word[16];

	return intern(b, word_at(key->words, word_of(n, keys_of("reports"), name), word, sizeof(word)));
}

/* "network", a group or a site. */
static void
check_scope(struct build *b, struct node *at, const char *scope)
{
	const char	*near = "network";
	unsigned	 best = near_edits(scope, near);

	if (strcmp(scope, "network") == 0 || names_find(&b->groups, scope) != NULL ||
	    names_find(&b->sites, scope) != NULL || conf_is_lost_anywhere(b->c, "groups") ||
	    conf_is_lost_anywhere(b->c, "site") || conf_is_lost_anywhere(b->c, "sites"))
		return;
	for (size_t i = 0; i < b->groups.n; i++)
		near_keep(scope, b->groups.list[i].id, &near, &best);
	for (size_t i = 0; i < b->sites.n && i < 5000; i++)
		near_keep(scope, b->sites.list[i].id, &near, &best);
	if (near_is_close(scope, best))
		conf_error(b->c, at, "\"%.64s\" is neither network, nor a group, nor a site; did you mean "
		    "\"%s\"?", scope, near);
	else
		conf_error(b->c, at, "\"%.64s\" is neither network, nor a group, nor a site", scope);
}

/* Each is reached by mail, and named once. */
static void
check_to(struct build *b, struct node *list, const struct scheduled *r)
{
	for (uint32_t i = 0; i < r->n_to && !list->is_bad; i++) {
		const struct contact	*contact = &b->contact_list[r->to[i]];

		if (*contact->mail == '\0' && !conf_is_lost_anywhere(b->c, "contacts"))
			conf_error(b->c, list, "\"%s\" has no mail address", contact->id);
		for (uint32_t k = 0; k < i; k++)
			if (r->to[k] == r->to[i])
				conf_error(b->c, list, "\"%s\" is named twice", contact->id);
	}
}

static bool
is_same(const struct scheduled *a, const struct scheduled *b)
{
	return strcmp(a->period, b->period) == 0 && strcmp(a->scope, b->scope) == 0 &&
	    strcmp(a->format, b->format) == 0;
}

void
build_reports(struct build *b)
{
	struct inventory	*inv = b->inv;
	struct scheduled	*list = NULL;
	struct node		*n = NULL;
	size_t			 room = 0;

	while ((n = next_group(b, "reports", n)) != NULL) {
		struct scheduled	*r;

		list = grow(list, inv->n_reports, &room, sizeof(*list));
		r = &list[inv->n_reports++];
		*r = (struct scheduled){ .period = word_text(b, n, "period"),
		    .format = word_text(b, n, "format"), .scope = text_of(b, n, keys_of("reports"), "scope"),
		    .is_frozen = n_of(n, keys_of("reports"), "freeze") != 0 };
		if (good(n, "scope") != NULL)
			check_scope(b, good(n, "scope"), r->scope);
		r->to = names_refs(b, &b->contacts, n, "to", &r->n_to);
		if (good(n, "to") != NULL)
			check_to(b, good(n, "to"), r);
		for (uint32_t i = 0; i + 1 < inv->n_reports; i++)
			if (is_same(&list[i], r))
				conf_error(b->c, n, "this report is there already: name all contacts in its to");
	}
	inv->reports = arena_copy(&b->m->arena, list, inv->n_reports, sizeof(*list));
	free(list);
}
