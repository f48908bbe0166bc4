/* conf_doc.c - the settings' part of vigie.conf(5), in mdoc.  See conf.h. */
#include <ctype.h>
#include <string.h>

#include "model/conf_build.h"
#include "vigie-plugin.h"

/* mdoc takes a leading . or ' for a request and \ for an escape. */
static void
text(const char *s, FILE *out)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", out);
	for (; *s != '\0'; s++)
		fputs(*s == '\\' ? "\\e" : (char[]){ *s, '\0' }, out);
}

/* A sentence; the table has none of its final stops. */
static void
sentence(const char *s, FILE *out)
{
	text(s, out);
	if (*s != '\0' && s[strlen(s) - 1] != '.')
		fputc('.', out);
	fputc('\n', out);
}

static void
words(const char *list, FILE *out)
{
	fputs("One of\n", out);
	while (*list != '\0') {
		size_t	 n = strcspn(list, " ");

		fprintf(out, ".Cm %s%.*s%s\n", n <= 3 ? "\\&" : "", (int)n, list,
		    list[n] == '\0' ? " ." : " ,");
		list += n + strspn(list + n, " ");
	}
}

/* The bounds of numbers and durations; those of lists and texts are generous. */
static void
bounds(const struct key *key, FILE *out)
{
	char	 from[32], to[32];

	if (key->type == KEY_INT || key->type == KEY_NUMBER) {
		snprintf(from, sizeof(from), "%g", key->min);
		snprintf(to, sizeof(to), "%g", key->max);
	} else if (key->type == KEY_DURATION) {
		duration_text(key->min, from);
		duration_text(key->max, to);
	} else
		return;
	if (key->max > 0)
		fprintf(out, "From %s to %s.\n", from, to);
	else if (key->min > 0)
		fprintf(out, "%s or more.\n", from);
}

static void
document_key(const struct key *key, FILE *out)
{
	fprintf(out, ".It Ic %s", key->name);
	if (key->type == KEY_VALUES)
		fprintf(out, " = [ %s , ... ]\n", key_type_name(key->item));
	else
		fprintf(out, " = %s\n", key_type_name(key->type));
	sentence(key->help, out);
	if (key->words != NULL && (key->type == KEY_WORD || key->item == KEY_WORD))
		words(key->words, out);
	bounds(key, out);
	if (key->preset != NULL)
		fprintf(out, "Default:\n.Li %s .\n", key->preset);
	if ((key->flags & KEY_REQUIRED) != 0)
		fputs("Required.\n", out);
	if ((key->flags & KEY_SECRET) != 0)
		fputs("A secret: write\n.Li @secret:NAME\nand put it into\n.Pa secrets.conf .\n",
		    out);
	if ((key->flags & KEY_RESTART) != 0)
		fputs("A change waits for a restart.\n", out);
	if ((key->flags & KEY_LATER) != 0)
		fputs("Checked, but not used yet.\n", out);
}

static void
document_group(const struct key *group, const char *path, FILE *out)
{
	char	 below[256];

	fprintf(out, ".Ss %s\n", path);
	sentence(group->help, out);
	if ((group->flags & KEY_LATER) != 0)
		fputs("Checked, but not used yet.\n", out);
	fputs(".Bl -tag -width Ds\n", out);
	for (const struct key *key = group->keys; key->name != NULL; key++)
		document_key(key, out);
	fputs(".El\n", out);
	for (const struct key *key = group->keys; key->name != NULL; key++)
		if (key->keys != NULL) {
			snprintf(below, sizeof(below), "%s.%s%s", path, key->name,
			    key->type == KEY_GROUPS ? "[]" : "");
			document_group(key, below, out);
		}
}

static const char *
option_type(const struct vg_option *o)
{
	switch (o->type) {
	case VG_OPT_BOOL:
		return "true or false";
	case VG_OPT_U16:
	case VG_OPT_U32:
		return "a whole number";
	case VG_OPT_DURATION:
		return "a duration";
	case VG_OPT_NUMBER:
		return "a number";
	case VG_OPT_ENUM:
		return "a word";
	default:
		return o->words != NULL ? "[ a text , ... ]" : "a text";
	}
}

static void
document_probes(FILE *out)
{
	bool	 is_later;

	for (const struct vg_probe *p = probe_next(NULL); p != NULL; p = probe_next(p)) {
		fprintf(out, ".Ss probe = \"%s\"\n", p->name);
		sentence(p->help, out);
		probe_find(p->name, &is_later);
		if (is_later)
			fputs("Checked, but not used yet.\n", out);
		if (p->options == NULL || p->options->type == VG_OPT_END)
			continue;
		fputs(".Bl -tag -width Ds\n", out);
		for (const struct vg_option *o = p->options; o->type != VG_OPT_END; o++) {
			fprintf(out, ".It Ic %s = %s\n", o->name, option_type(o));
			sentence(o->help, out);
			if (o->type == VG_OPT_ENUM)
				words(o->words, out);
			if (o->preset != NULL)
				fprintf(out, "Default:\n.Li %s .\n", o->preset);
			if (o->is_required)
				fputs("Required.\n", out);
		}
		fputs(".El\n", out);
	}
}

void
conf_document(FILE *out)
{
	for (const struct key *key = conf_keys; key->name != NULL; key++) {
		if (strcmp(key->name, "sites") == 0)
			continue;
		if (key->keys != NULL) {
			char	 path[64];

			snprintf(path, sizeof(path), "%s%s", key->name,
			    key->type == KEY_GROUPS ? "[]" : "");
			document_group(key, path, out);
			continue;
		}
		fprintf(out, ".Ss %s\n.Bl -tag -width Ds\n", key->name);
		document_key(key, out);
		fputs(".El\n", out);
	}
	document_probes(out);
}
