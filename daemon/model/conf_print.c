/* conf_print.c - the effective configuration as text that loads back to the same.  See conf.h. */
#include <stdlib.h>
#include <string.h>

#include "model/conf_build.h"
#include "vigie-plugin.h"

static void print_group(
    const struct conf *c, const struct node *n, const struct key *keys, int depth, FILE *out);

static void
indent(int depth, FILE *out)
{
	for (int i = 0; i < depth; i++)
		fputs("  ", out);
}

static void
print_text(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text != '\0'; text++)
		switch (*text) {
		case '"':
		case '\\':
			fprintf(out, "\\%c", *text);
			break;
		case '\n':
			fputs("\\n", out);
			break;
		case '\t':
			fputs("\\t", out);
			break;
		default:
			fputc(*text, out);
		}
	fputc('"', out);
}

/* The shortest decimal that reads back to the same, with a point in it. */
static void
print_number(double number, FILE *out)
{
	char	 text[40];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, number);
		if (strtod(text, NULL) == number && strchr(text, 'e') == NULL)
			break;		/* 20, not 2e+01 */
	}
	fprintf(out, "%s%s", text, strpbrk(text, ".en") == NULL ? ".0" : "");
}

/* A secret that stands in the open gets the name that it should have in secrets.conf. */
static void
print_masked(const struct node *n, FILE *out)
{
	char	 path[PATH_SIZE], name[PATH_SIZE];
	size_t	 len = 0;

	node_path(n, path);
	for (const char *p = path; *p != '\0'; p++)
		if (*p != ']')
			name[len++] = *p == '.' || *p == '[' || *p == '_' ? '-' : *p;
	name[len] = '\0';
	fprintf(out, "\"@secret:%s\"", name);
}

static void
print_scalar(const struct node *n, bool is_secret, FILE *out)
{
	switch (n->type) {
	case NODE_BOOL:
		fputs(n->is_true ? "true" : "false", out);
		break;
	case NODE_INT:
		fprintf(out, "%lld%s", (long long)n->n,
		    n->n > INT32_MAX || n->n < INT32_MIN ? "L" : "");
		break;
	case NODE_NUMBER:
		print_number(n->number, out);
		break;
	default:
		if (n->secret != NULL)
			fprintf(out, "\"@secret:%s\"", n->secret);
		else if (is_secret)
			print_masked(n, out);
		else
			print_text(n->text, out);
	}
}

static void
print_list(const struct node *n, bool is_secret, FILE *out)
{
	fputs("[", out);
	for (const struct node *e = n->child; e != NULL; e = e->next) {
		fputs(e == n->child ? " " : ", ", out);
		print_scalar(e, is_secret, out);
	}
	fputs(n->child != NULL ? " ]" : "]", out);
}

/* Is this option of a check's probe a secret? */
static bool
is_secret_option(const struct node *n)
{
	const struct node	*probe_node = node_child(n->parent, "probe");
	bool			 is_later;
	const struct vg_probe	*probe = probe_node != NULL && probe_node->type == NODE_TEXT ?
				    probe_find(probe_node->text, &is_later) : NULL;

	for (const struct vg_option *o = probe != NULL ? probe->options : NULL;
	    o != NULL && o->type != VG_OPT_END; o++)
		if (strcmp(o->name, n->name) == 0)
			return o->is_secret;
	return false;
}

static void
print_preset(const struct key *key, int depth, FILE *out)
{
	bool	 is_bare = key->type == KEY_BOOL || key->type == KEY_INT || key->type == KEY_NUMBER;

	indent(depth, out);
	if (key->type == KEY_VALUES)
		fprintf(out, "%s = [ \"%s\" ];\n", key->name, key->preset);
	else
		fprintf(out, is_bare ? "%s = %s;\n" : "%s = \"%s\";\n", key->name, key->preset);
}

/* The elements of every list of that name, as one. */
static void
print_groups(
    const struct conf *c, const struct node *first, const struct key *key, int depth, FILE *out)
{
	bool	 is_first = true;

	for (const struct node *n = first; n != NULL; n = n->next) {
		if (n->key != key)
			continue;
		for (const struct node *e = n->child; e != NULL; e = e->next) {
			fputs(is_first ? "{\n" : ", {\n", out);
			is_first = false;
			print_group(c, e, key->keys, depth + 1, out);
			indent(depth, out);
			fputs("}", out);
		}
	}
}

static void
print_key(const struct conf *c, const struct node *n, const struct key *key, int depth, FILE *out)
{
	indent(depth, out);
	fprintf(out, "%s = ", key->name);
	switch (key->type) {
	case KEY_GROUP:
		fputs("{\n", out);
		print_group(c, n, key->keys, depth + 1, out);
		indent(depth, out);
		fputs("}", out);
		break;
	case KEY_GROUPS:
		fputs("( ", out);
		print_groups(c, n, key, depth, out);
		fputs(" )", out);
		break;
	case KEY_VALUES:
		print_list(n, (key->flags & KEY_SECRET) != 0, out);
		break;
	default:
		print_scalar(n, (key->flags & KEY_SECRET) != 0, out);
	}
	fputs(";\n", out);
}

static void
print_group(
    const struct conf *c, const struct node *group, const struct key *keys, int depth, FILE *out)
{
	for (const struct key *key = keys; key->name != NULL; key++) {
		const struct node	*n = group != NULL ? node_child(group, key->name) : NULL;

		if (n != NULL)
			print_key(c, n, key, depth, out);
		else if (key->preset != NULL)
			print_preset(key, depth, out);
	}
	for (const struct node *n = group != NULL ? group->child : NULL; n != NULL; n = n->next) {
		if (n->key != NULL)
			continue;
		indent(depth, out);
		fprintf(out, "%s = ", n->name);
		if (n->type == NODE_LIST)
			print_list(n, is_secret_option(n), out);
		else
			print_scalar(n, is_secret_option(n), out);
		fputs(";\n", out);
	}
}

/* Sites of every file, `site` and `sites` alike, as one list. */
static void
print_sites(const struct conf *c, FILE *out)
{
	bool	 is_first = true;

	fputs("sites = ( ", out);
	for (const struct node *n = c->root->child; n != NULL; n = n->next) {
		bool	 is_one = strcmp(n->name, "site") == 0;

		if (!is_one && strcmp(n->name, "sites") != 0)
			continue;
		for (const struct node *e = is_one ? n : n->child; e != NULL;
		    e = is_one ? NULL : e->next) {
			fputs(is_first ? "{\n" : ", {\n", out);
			is_first = false;
			print_group(c, e, keys_of("site"), 1, out);
			fputs("}", out);
		}
	}
	fputs(" );\n", out);
}

void
conf_print(const struct inventory *inv, FILE *out)
{
	const struct conf	*c = inv->memory->kept;

	if (c == NULL)
		return;
	fprintf(out, "# The configuration as it is in effect, defaults included; from");
	for (size_t i = 0; i < c->n_files; i++)
		fprintf(out, " %s", c->files[i]);
	fprintf(out, "\n");
	for (const struct key *key = conf_keys; key->name != NULL; key++) {
		const struct node	*n = node_child(c->root, key->name);

		if (key->keys == keys_of("site"))
			continue;
		if (n != NULL)
			print_key(c, n, key, 0, out);
		else if (key->type == KEY_GROUP) {
			fprintf(out, "%s = {\n", key->name);
			print_group(c, NULL, key->keys, 1, out);
			fputs("};\n", out);
		}
	}
	print_sites(c, out);
}
