/*
 * conf_build.h - from a tree that keeps to the table to an inventory.  Inside conf only.
 *
 * Everything that one setting means together with others is checked here:
 * references, duplicates, cycles, hours, times that do not fit.  The tree may have
 * mistakes in it (all are wanted in one run): what is bad counts as not given.
 */
#ifndef VIGIE_CONF_BUILD_H
#define VIGIE_CONF_BUILD_H

#include "model/conf_keys.h"
#include "model/conf_memory.h"
#include "model/conf_tree.h"
#include "model/inventory.h"

/* Things with an id, in reading order; sorted by id in `by_id`. */
struct named {
	const char	*id;
	struct node	*node;
	uint32_t	 index;		/* in the inventory's array */
};

struct names {
	struct named	*list;		/* owned */
	size_t		 n, room;
	size_t		 n_all;		/* before duplicates were taken out: indexes are below it */
	const char	*what;		/* "site": for sentences */
	const char	*top;		/* "sites": its top setting */
};

struct known_hours {
	const char	*text;		/* borrowed from the tree */
	const struct calendar *cal;	/* NULL = it is wrong, `why` says how */
	const char	*why;
	int		 week_minutes;	/* -1 = not asked yet */
};

struct build {
	struct conf		*c;
	struct inventory	*inv;
	struct conf_memory	*m;
	struct names		 groups, snmp, contacts, rotas, partners, sites;
	const char		**interned;	/* hash table of shared strings */
	size_t			 n_interned, interned_size;
	struct known_hours		*hours;		/* hash table by text */
	size_t			 n_hours, hours_size;
	/* growing arrays, copied into the arena at the end */
	struct site		*site_list;
	struct device		*devices;
	struct check		*checks;
	struct contact		*contact_list;
	size_t			 n_sites, n_devices, n_checks, n_contacts;
	size_t			 sites_room, devices_room, checks_room, contacts_room;
	struct addressed	*addresses;
	size_t			 n_addresses, addresses_room;
	struct pair		*shared_pairs[64];	/* option lists seen lately */
	uint32_t		 shared_n[64];
	unsigned		 n_shared;
	const struct node	*defaults, *convention;	/* of the network; NULL = not given */
	bool			 defaults_told;
	int32_t			 today;
};

struct addressed {
	const char	*address;
	const char	*name;		/* "alboussiere/router" */
	struct node	*node;
};

/* One string for equal texts, owned by the inventory. */
const char	*intern(struct build *b, const char *text);

/* The good child of that name, NULL when it is not given (or bad). `group` may be NULL. */
struct node	*good(const struct node *group, const char *name);
/* Values by name, or the preset of `keys`, or ""/0. */
const char *text_of(
    struct build *b, const struct node *group, const struct key *keys, const char *name);
int64_t		 n_of(const struct node *group, const struct key *keys, const char *name);
double		 number_of(const struct node *group, const struct key *keys, const char *name);
/* Position of a word. */
#define word_of(group, keys, name)	((int)n_of(group, keys, name))
/* A list of texts, interned, in the inventory's memory. */
const char **texts_of(struct build *b, const struct node *group, const char *name, uint32_t *n);
/* The keys below a dotted path of groups: keys_of("routes"), keys_of("site.link.router"). */
const struct key *keys_of(const char *path);

/* A calendar of the network; NULL (and told at the node) when the text is wrong. */
const struct calendar *hours_of(
    struct build *b, struct node *n, const char *text, int *week_minutes);

/* conf_names.c: gathers everything that has an id, tells what has one twice. */
void		 build_names(struct build *b);
void		 names_add(struct build *b, struct names *names, struct node *node, const char *id);
/* Sorts by id and tells duplicates; afterwards names_find() works. */
void		 names_index(struct build *b, struct names *names);
const struct named *names_find(const struct names *names, const char *id);
/*
 * What `ref` (a text) refers to: NONE and told at `at` when there is no such
 * thing, unless it was in what could not be read.
 */
uint32_t names_ref(struct build *b, const struct names *names, struct node *at, const char *ref);
/* A list of references, told at the list. */
uint32_t	*names_refs(struct build *b, const struct names *names, const struct node *group,
		    const char *name, uint32_t *n);

/* The next good group of a top setting that is a list: for (n = NULL; (n = next_group(...)); ). */
struct node	*next_group(struct build *b, const char *top, struct node *last);

/* conf_site.c */
void		 build_sites(struct build *b);
/* conf_checks.c: one device's checks, those that vigie makes by itself and those of site.checks. */
struct spot {			/* where checks are being made */
	struct site	*site;		/* NULL: canaries */
	struct device	*device;	/* NULL: canaries */
	uint32_t	 site_index, device_index;
	const struct node *node;	/* of the device; NULL = none of its own */
	const char	*snmp;		/* credentials by id, "" = none */
	const char	*interface;	/* of a router, "" = none */
	const char	*router_address;	/* "" = none, or a bad one */
	bool		 has_router;
	struct node	*checks;	/* site.checks, NULL = none */
};
void		 build_checks(struct build *b, const struct spot *spot);
void		 build_canaries(struct build *b);
/* conf_route.c */
void		 build_contacts(struct build *b);
uint32_t	 build_animator(struct build *b, const struct node *n, uint32_t site);
void		 build_rotas(struct build *b);
void		 build_routes(struct build *b);
/* conf_scheduled.c */
void		 build_reports(struct build *b);
/* conf_probe.c: the options of an entry of site.checks by its probe's table. */
struct probe_options {
	struct pair	 pairs[48];
	uint32_t	 n;
};
struct vg_probe;
const struct vg_probe *probe_find(const char *name, bool *is_later);
void		 probe_names(char *out, size_t size);
/* The probe of an entry of site.checks; NULL, and told, when there is no such. */
const struct vg_probe *probe_of(struct build *b, struct node *entry);
/* Every probe, those of later versions too: NULL, then each, then NULL. */
const struct vg_probe *probe_next(const struct vg_probe *last);
bool		 probe_add(struct probe_options *o, const char *name, const char *value);
const char	*probe_value(const struct probe_options *o, const char *name);
void		 probe_options(struct build *b, const struct vg_probe *probe, struct node *entry,
		    struct probe_options *out);
/* Copies the pairs into the inventory, sharing equal lists. */
struct pair	*probe_keep(struct build *b, const struct probe_options *o);

#endif
