/* cache.c - see cache.h */
#include <sys/queue.h>
#include <sys/tree.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "blob.h"
#include "cache.h"

struct entry {
	RB_ENTRY(entry)		 by_key;
	TAILQ_ENTRY(entry)	 by_age;
	char			*key, *type;
	struct blob		*blob;
	struct mono		 expires;
};

RB_HEAD(entry_tree, entry);
TAILQ_HEAD(entry_list, entry);

struct cache {
	struct entry_tree	 tree;
	struct entry_list	 list;		/* oldest first */
	size_t			 n, max_entries, n_bytes, max_bytes;
};

static int
compare(const struct entry *a, const struct entry *b)
{
	return strcmp(a->key, b->key);
}

RB_PROTOTYPE(entry_tree, entry, by_key, compare)
RB_GENERATE(entry_tree, entry, by_key, compare)

static void
drop(struct cache *c, struct entry *e)
{
	RB_REMOVE(entry_tree, &c->tree, e);
	TAILQ_REMOVE(&c->list, e, by_age);
	c->n--;
	c->n_bytes -= e->blob->len;
	blob_unref(e->blob);
	free(e->key);
	free(e->type);
	free(e);
}

static struct entry *
find(struct cache *c, const char *key)
{
	return RB_FIND(entry_tree, &c->tree, &(struct entry){ .key = (char *)(uintptr_t)key });
}

struct cache *
cache_new(size_t max_entries, size_t max_bytes)
{
	struct cache	*c = xcalloc(1, sizeof(*c));

	RB_INIT(&c->tree);
	TAILQ_INIT(&c->list);
	c->max_entries = max_entries;
	c->max_bytes = max_bytes;
	return c;
}

void
cache_clear(struct cache *c)
{
	struct entry	*e;

	while ((e = TAILQ_FIRST(&c->list)) != NULL)
		drop(c, e);
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	cache_clear(c);
	free(c);
}

struct blob *
cache_get(struct cache *c, const char *key, struct mono now, const char **type)
{
	struct entry	*e = find(c, key);

	if (e == NULL)
		return NULL;
	if (mono_sub(e->expires, now) <= 0) {
		drop(c, e);
		return NULL;
	}
	if (type != NULL)
		*type = e->type;
	return e->blob;
}

void
cache_put(struct cache *c, const char *key, struct blob *blob, const char *type,
    struct mono expires)
{
	struct entry	*e = find(c, key);

	if (e != NULL)
		drop(c, e);
	if (blob->len > c->max_bytes / 2)
		return;
	while (c->n > 0 && (c->n >= c->max_entries || c->n_bytes + blob->len > c->max_bytes))
		drop(c, TAILQ_FIRST(&c->list));
	e = xcalloc(1, sizeof(*e));
	e->key = xstrdup(key);
	e->type = xstrdup(type);
	e->blob = blob_ref(blob);
	e->expires = expires;
	RB_INSERT(entry_tree, &c->tree, e);
	TAILQ_INSERT_TAIL(&c->list, e, by_age);
	c->n++;
	c->n_bytes += blob->len;
}
