/*
 * conf_check.c - does the tree keep to the table of keys?  See conf_tree.h.
 *
 * Every node gets its key, every value is read by its type, every mistake is told.
 * What a value means together with others (references, duplicates) is for
 * conf_build.c.
 */
#include <sys/stat.h>

#include <math.h>
#include <string.h>

#include "model/conf_check.h"
#include "model/conf_keys.h"
#include "model/near.h"

static void
unknown(struct conf *c, struct node *n, const struct key *keys)
{
	const char	*near = key_nearest(keys, n->name), *far = NULL, *unused = NULL;
	unsigned	 best = UINT32_MAX, best_far = UINT32_MAX;
	char		 where[256], far_where[256];

	near_keep(n->name, near, &unused, &best);
	if (best == 0)
		conf_error(c, n, "unknown key, did you mean \"%s\"? Capitals count", near);
	else if (best > 1 && key_elsewhere(n->name, where, sizeof(where)))
		conf_error(c, n,
		    "unknown key here, it belongs in %s; the nearest of this group is \"%s\"",
		    where, near);
	else if (!near_is_close(n->name, best) &&
	    (far = key_nearest_elsewhere(n->name, &best_far, far_where)) != NULL &&
	    near_is_close(n->name, best_far))
		conf_error(
		    c, n, "unknown key, did you mean \"%s\", which belongs in %s?", far, far_where);
	else
		conf_error(c, n, "unknown key, did you mean \"%s\"?", near);
}

/* What was written, for a sentence about a wrong type. */
static void
wrong_type(struct conf *c, struct node *n, enum key_type type)
{
	char	 example[160] = "";

	if ((n->type == NODE_TEXT && type <= KEY_NUMBER && type >= KEY_BOOL) && n->secret == NULL)
		snprintf(example, sizeof(example), ", without quotes: %.60s", n->text);
	else if (n->type == NODE_TEXT && type == KEY_VALUES)
		snprintf(example, sizeof(example), ", like [ \"%.60s\" ]",
		    n->secret == NULL ? n->text : "...");
	else if (n->type == NODE_INT && type == KEY_DURATION)
		snprintf(example, sizeof(example), " with its unit in quotes: \"%llds\"",
		    (long long)n->n);
	else if (n->type == NODE_INT && type > KEY_NUMBER && (n->key->flags & KEY_SECRET) == 0)
		snprintf(example, sizeof(example), " in quotes: \"%lld\"", (long long)n->n);
	else if (type > KEY_NUMBER)
		snprintf(example, sizeof(example), " in quotes");
	conf_error(c, n, "must be %s%s", key_type_name(type), example);
}

static bool
check_number(struct conf *c, struct node *n, const struct key *key, enum key_type type)
{
	double	 value = n->type == NODE_INT ? (double)n->n : n->number;
	bool	 is_within = value >= key->min && (value <= key->max || key->max == 0);

	if (n->type != NODE_INT && (n->type != NODE_NUMBER || type == KEY_INT)) {
		wrong_type(c, n, type);
		return false;
	}
	if (key->type == KEY_VALUES)	/* min and max are of the list */
		is_within = isfinite(value);
	if (!is_within && key->max > 0)
		conf_error(c, n, "must be %g to %g", key->min, key->max);
	else if (!is_within)
		conf_error(c, n, "must be %g or more", key->min);
	if (type == KEY_NUMBER) {
		n->number = value;
		n->type = NODE_NUMBER;
	}
	return is_within;
}

static void
check_scalar(struct conf *c, struct node *n, const struct key *key, enum key_type type)
{
	union value	 value = { .n = 0 };
	const char	*why = NULL;

	if (type == KEY_BOOL) {
		if (n->type != NODE_BOOL)
			wrong_type(c, n, type);
	} else if (type == KEY_INT || type == KEY_NUMBER)
		check_number(c, n, key, type);
	else if (n->type != NODE_TEXT)
		wrong_type(c, n, type);
	else if (n->is_bad)
		;		/* a secret that is not there: told already */
	else if (!value_parse(key, type, n->text, &value, &why)) {
		if (n->secret != NULL || (key->flags & KEY_SECRET) != 0 || type == KEY_TEXT ||
		    type == KEY_LINES)
			conf_error(c, n, "%s", why);
		else
			conf_error(c, n, "\"%.80s\" %s", n->text, why);
	} else
		n->n = value.n;
	if ((key->flags & KEY_SECRET) != 0 && n->type == NODE_TEXT && n->secret == NULL &&
	    *n->text != '\0' && n->file < c->n_files && c->is_open[n->file])
		conf_warn(c, n, "is a secret in a file that everyone can read: write "
		    "\"@secret:NAME\" and put it into secrets.conf");
}

static void
check_values(struct conf *c, struct node *n, const struct key *key)
{
	if (n->type != NODE_LIST) {
		wrong_type(c, n, KEY_VALUES);
		return;
	}
	for (struct node *e = n->child; e != NULL; e = e->next) {
		e->key = key;
		check_scalar(c, e, key, key->item);
	}
	if (n->n_children < (uint32_t)key->min ||
	    (key->max > 0 && n->n_children > (uint32_t)key->max))
		conf_error(c, n,
		    key->min == key->max ? "must have %g elements" : "must have %g to %g elements",
		    key->min, key->max);
	else if (n->n_children == 0 && (key->flags & KEY_FILLED) != 0)
		conf_error(c, n, "must have an element");
}

static void
check_groups(struct conf *c, struct node *n, const struct key *key)
{
	if (n->type != NODE_LIST) {
		wrong_type(c, n, KEY_GROUPS);
		return;
	}
	for (struct node *e = n->child; e != NULL; e = e->next) {
		e->key = key;
		if (e->type == NODE_GROUP)
			conf_check_group(c, e, key->keys, (key->flags & KEY_OPEN) != 0);
		else
			wrong_type(c, e, KEY_GROUP);
	}
	if (n->n_children == 0 && (key->flags & KEY_FILLED) != 0)
		conf_error(c, n, "must have an element");
}

static void
check_node(struct conf *c, struct node *n, const struct key *key)
{
	n->key = key;
	switch (key->type) {
	case KEY_GROUP:
		if (n->type == NODE_GROUP)
			conf_check_group(c, n, key->keys, (key->flags & KEY_OPEN) != 0);
		else
			wrong_type(c, n, KEY_GROUP);
		break;
	case KEY_GROUPS:
		check_groups(c, n, key);
		break;
	case KEY_VALUES:
		check_values(c, n, key);
		break;
	default:
		check_scalar(c, n, key, key->type);
	}
}

static bool
is_lost(const struct conf *c, const struct node *group, const char *name)
{
	char	 path[PATH_SIZE];

	node_path(group, path);
	if (*path != '\0')
		strlcat(path, ".", sizeof(path));
	strlcat(path, name, sizeof(path));
	return conf_is_lost(c, group->file, path);
}

bool
conf_is_misspelt(const struct node *group, const char *name)
{
	for (const struct node *n = group->child; n != NULL; n = n->next) {
		const char	*near = NULL;
		unsigned	 best = UINT32_MAX;

		if (n->key != NULL || !n->is_bad)
			continue;
		near_keep(n->name, name, &near, &best);
		if (near_is_close(n->name, best))
			return true;
	}
	return false;
}

void
conf_check_group(struct conf *c, struct node *group, const struct key *keys, bool is_open)
{
	for (struct node *n = group->child; n != NULL; n = n->next) {
		const struct key	*key = key_find(keys, n->name);

		if (key != NULL)
			check_node(c, n, key);
		else if (!is_open)
			unknown(c, n, keys);
	}
	if (group->parent == NULL)
		return;		/* of the files themselves: conf_check() */
	for (const struct key *key = keys; key->name != NULL; key++)
		if ((key->flags & KEY_REQUIRED) != 0 && node_child(group, key->name) == NULL &&
		    !conf_is_misspelt(group, key->name) && !is_lost(c, group, key->name))
			conf_error_at(c, group, key->name, "is missing");
}

void
conf_check_command(struct conf *c, struct node *list)
{
	const struct node	*first = list->child;
	struct stat		 st;

	if (first == NULL || first->type != NODE_TEXT || first->is_bad)
		return;
	if (first->text[0] != '/')
		conf_error(c, list, "\"%.80s\" must be a program by its path, beginning with /", first->text);
	else if (stat(first->text, &st) == -1)
		conf_warn(c, list, "there is no %.200s on this machine", first->text);
	else if (!S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0)
		conf_warn(c, list, "%.200s is no program that can be run", first->text);
	else if ((st.st_mode & S_IWOTH) != 0)
		conf_error(c, list, "everyone can write %.200s: chmod o-w it", first->text);
}

/* A group of the files that is given twice: each has its place. */
static void
check_once(struct conf *c, const struct key *key)
{
	struct node	*first = NULL;
	char		 place[PATH_SIZE];

	if (key->type != KEY_GROUP && key->type != KEY_VALUES)
		return;
	if (strcmp(key->name, "site") == 0)
		return;
	for (struct node *n = c->root->child; n != NULL; n = n->next) {
		if (n->key != key)
			continue;
		if (first != NULL)
			conf_error(c, n, "is already given at %s", conf_place(c, first, place));
		else
			first = n;
	}
}

/* A required group of the files that is not there at all: its required keys are named. */
static void
check_present(struct conf *c, const struct key *key)
{
	char	 path[128];

	if ((key->flags & KEY_REQUIRED) == 0 || node_child(c->root, key->name) != NULL ||
	    conf_is_lost_anywhere(c, key->name))
		return;
	for (const struct key *k = key->keys; k->name != NULL; k++)
		if ((k->flags & KEY_REQUIRED) != 0) {
			snprintf(path, sizeof(path), "%s.%s", key->name, k->name);
			conf_error_at(c, c->root, path, "is missing");
		}
}

void
conf_check(struct conf *c)
{
	conf_check_group(c, c->root, conf_keys, false);
	for (const struct key *key = conf_keys; key->name != NULL; key++) {
		check_once(c, key);
		check_present(c, key);
	}
}
