/*
 * conf_probe.c - the options of a check, by its probe's own table.  See conf_build.h.
 *
 * A probe that is linked in brings its table (plugins/table.c).  Those that come
 * later have theirs here, so that a configuration may be written for them today.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf_build.h"
#include "model/conf_check.h"
#include "model/near.h"
#include "vigie-plugin.h"

/* A text that may be a list: .words is set. */
#define MANY	"list"

static const struct vg_option dns_options[] = {
	{ .name = "name", .type = VG_OPT_STRING, .min = 1, .max = 253, .is_required = true,
	    .help = "Name that is asked for." },
	{ .name = "server", .type = VG_OPT_STRING, .max = 253,
	    .help = "Server that is asked; without it, the router." },
	{ .name = "type", .type = VG_OPT_ENUM, .words = "A AAAA CNAME MX NS PTR SOA TXT",
	    .preset = "A", .help = "Type of record." },
	{ .name = "expect", .type = VG_OPT_STRING, .max = 255,
	    .help = "Text that an answer must have." },
	{ .name = "port", .type = VG_OPT_U16, .min = 1, .max = 65535, .preset = "53",
	    .help = "Port of the server." },
	{ .type = VG_OPT_END }
};

static const struct vg_option http_options[] = {
	{ .name = "url", .type = VG_OPT_STRING, .min = 8, .max = 2000, .is_required = true,
	    .help = "What is fetched; %address% is the device's." },
	{ .name = "status", .type = VG_OPT_U16, .min = 100, .max = 599, .preset = "200",
	    .help = "Status that is right." },
	{ .name = "contains", .type = VG_OPT_STRING, .max = 255,
	    .help = "Text that the page must have." },
	{ .name = "warn_days", .type = VG_OPT_U16, .max = 3650, .preset = "30",
	    .help = "Days before a certificate's end from which it warns." },
	{ .type = VG_OPT_END }
};

static const struct vg_option exec_options[] = {
	{ .name = "command", .type = VG_OPT_STRING, .words = MANY, .min = 1, .max = 1024,
	    .is_required = true,
	    .help = "Program and its arguments, one by one; %address% is the device's." },
	{ .type = VG_OPT_END }
};

static const struct vg_probe later[] = {
	{ .name = "dns", .help = "Ask a name server for a name.", .options = dns_options },
	{ .name = "http", .help = "Fetch a page.", .options = http_options },
	{ .name = "exec", .help = "Run a Nagios plugin.", .options = exec_options },
	{ .name = "push", .help = "Wait for the device to call.", .options = NULL },
};

const struct vg_probe *
probe_find(const char *name, bool *is_later)
{
	const struct vg_probe	*probe = vg_probe_find(name);

	*is_later = probe == NULL;
	for (size_t i = 0; probe == NULL && i < N_ELEMENTS(later); i++)
		if (strcmp(later[i].name, name) == 0)
			return &later[i];
	return probe;
}

void
probe_names(char *out, size_t size)
{
	strlcpy(out, "", size);
	for (const struct vg_probe *const *p = vg_probes; *p != NULL; p++) {
		strlcat(out, (*p)->name, size);
		strlcat(out, " ", size);
	}
	for (size_t i = 0; i < N_ELEMENTS(later); i++) {
		if (vg_probe_find(later[i].name) != NULL)
			continue;
		strlcat(out, later[i].name, size);
		strlcat(out, " ", size);
	}
	if (*out != '\0')
		out[strlen(out) - 1] = '\0';
}

const struct vg_probe *
probe_of(struct build *b, struct node *entry)
{
	struct node		*n = good(entry, "probe");
	const struct vg_probe	*probe;
	bool			 is_later;
	char			 names[128];

	if (n == NULL)
		return NULL;
	if ((probe = probe_find(n->text, &is_later)) == NULL) {
		probe_names(names, sizeof(names));
		conf_error(b->c, n, "there is no probe \"%s\": %s", n->text, names);
	}
	return probe;
}

const struct vg_probe *
probe_next(const struct vg_probe *last)
{
	size_t	 n = 0, i;

	while (vg_probes[n] != NULL)
		n++;
	for (i = 0; last != NULL && i < n + N_ELEMENTS(later); i++)
		if (last == (i < n ? vg_probes[i] : &later[i - n])) {
			i++;
			break;
		}
	for (; i < n + N_ELEMENTS(later); i++)
		if (i < n || vg_probe_find(later[i - n].name) == NULL)
			return i < n ? vg_probes[i] : &later[i - n];
	return NULL;
}

bool
probe_add(struct probe_options *o, const char *name, const char *value)
{
	if (o->n == N_ELEMENTS(o->pairs))
		return false;
	o->pairs[o->n++] = (struct pair){ name, value };
	return true;
}

const char *
probe_value(const struct probe_options *o, const char *name)
{
	for (uint32_t i = 0; i < o->n; i++)
		if (strcmp(o->pairs[i].name, name) == 0)
			return o->pairs[i].value;
	return NULL;
}

static const struct vg_option *
find_option(const struct vg_probe *probe, const char *name)
{
	const struct vg_option	*o = probe->options;

	for (; o != NULL && o->type != VG_OPT_END; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

/* Does the setting have the kind of value that the option wants?  NULL, or what it should be. */
static const char *
wrong_type(const struct vg_option *o, const struct node *n)
{
	switch (o->type) {
	case VG_OPT_BOOL:
		return n->type == NODE_BOOL ? NULL : "must be true or false, without quotes";
	case VG_OPT_U16:
	case VG_OPT_U32:
		return n->type == NODE_INT ? NULL : "must be a whole number, without quotes";
	case VG_OPT_NUMBER:
		return n->type == NODE_INT || n->type == NODE_NUMBER
		    ? NULL
		    : "must be a number, without quotes";
	case VG_OPT_DURATION:
		return n->type == NODE_TEXT ? NULL : "must be a duration in quotes, like \"30s\"";
	default:
		return n->type == NODE_TEXT ? NULL : "must be a text in quotes";
	}
}

static const char *
as_text(struct build *b, const struct node *n)
{
	char	 text[64];

	switch (n->type) {
	case NODE_TEXT:
		return intern(b, n->text);
	case NODE_BOOL:
		return n->is_true ? "true" : "false";
	case NODE_NUMBER:
		snprintf(text, sizeof(text), "%.17g", n->number);
		return intern(b, text);
	default:
		snprintf(text, sizeof(text), "%lld", (long long)n->n);
		return intern(b, text);
	}
}

/* One value of one option; tells at `at`. */
static bool
take_value(struct build *b, const struct vg_probe *probe, const struct vg_option *o, struct node *n,
    struct node *at, struct probe_options *out)
{
	union { int64_t n; double d; const char *s; }	 small;
	const char	*why = wrong_type(o, n), *text;
	void		*conf;
	bool		 is_right;

	if (n->type == NODE_TEXT && n->is_bad)
		return false;	/* a secret that is missing */
	if (why != NULL) {
		conf_error(b->c, at, "%s", why);
		return false;
	}
	text = as_text(b, n);
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f) {
			conf_error(b->c, at, "has a control character in it");
			return false;
		}
	conf = xcalloc(1, probe->conf_size > sizeof(small) ? probe->conf_size : sizeof(small));
	is_right = vg_option_parse(o, text, conf, &why);
	free(conf);
	if (!is_right)
		conf_error(b->c, at,
		    o->is_secret || n->secret != NULL ? "%.0s%s"
		    : n->type == NODE_TEXT ? "\"%.60s\" %s"
		    : "%.60s %s",
		    text, why);
	else if (!probe_add(out, o->name, text))
		conf_error(b->c, at, "there are too many values");
	return is_right;
}

static void
unknown_option(struct build *b, const struct vg_probe *probe, struct node *n)
{
	const char	*near = NULL;
	unsigned	 best = UINT32_MAX;
	char		 where[256];

	for (const struct vg_option *o = probe->options; o != NULL && o->type != VG_OPT_END; o++)
		near_keep(n->name, o->name, &near, &best);
	for (const struct key *k = keys_of("site.checks"); k->name != NULL; k++)
		near_keep(n->name, k->name, &near, &best);
	if (best > 1 && key_elsewhere(n->name, where, sizeof(where)))
		conf_error(b->c, n,
		    "unknown key here, it belongs in %s; the nearest of probe %s is \"%s\"", where,
		    probe->name, near);
	else
		conf_error(
		    b->c, n, "unknown key of probe %s, did you mean \"%s\"?", probe->name, near);
}

void
probe_options(
    struct build *b, const struct vg_probe *probe, struct node *entry, struct probe_options *out)
{
	for (struct node *n = entry->child; n != NULL; n = n->next) {
		const struct vg_option	*o = n->key == NULL ? find_option(probe, n->name) : NULL;

		if (n->key != NULL)
			continue;	/* a key of every check */
		if (o == NULL)
			unknown_option(b, probe, n);
		else if (o->words == NULL || o->type != VG_OPT_STRING)
			take_value(b, probe, o, n, n, out);
		else if (n->type != NODE_LIST || n->n_children == 0)
			conf_error(b->c, n, "must be a list [ \"...\", \"...\" ]");
		else {
			for (struct node *e = n->child; e != NULL; e = e->next)
				take_value(b, probe, o, e, n, out);
			conf_check_command(b->c, n);
		}
	}
	for (const struct vg_option *o = probe->options; o != NULL && o->type != VG_OPT_END; o++)
		if (o->is_required && node_child(entry, o->name) == NULL &&
		    !conf_is_misspelt(entry, o->name))
			conf_error_at(
			    b->c, entry, o->name, "is missing: probe %s needs it", probe->name);
}

struct pair *
probe_keep(struct build *b, const struct probe_options *o)
{
	size_t		 bytes = o->n * sizeof(o->pairs[0]);
	struct pair	*kept;
	unsigned	 slot = b->n_shared % N_ELEMENTS(b->shared_pairs);

	if (o->n == 0)
		return NULL;
	/* names and values are interned or literals: equal lists have equal bytes */
	for (unsigned i = 0; i < N_ELEMENTS(b->shared_pairs); i++)
		if (b->shared_n[i] == o->n && memcmp(b->shared_pairs[i], o->pairs, bytes) == 0)
			return b->shared_pairs[i];
	kept = arena_copy(&b->m->arena, o->pairs, o->n, sizeof(o->pairs[0]));
	b->shared_pairs[slot] = kept;
	b->shared_n[slot] = o->n;
	b->n_shared++;
	return kept;
}
