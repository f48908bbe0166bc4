/* check.c - see check.h */
#include <arpa/inet.h>
#include <net/if.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "poller/check.h"

static uint32_t
hash_of(const char *text)
{
	uint64_t	 h = text_hash(text);

	return index_mix((uint32_t)(h ^ (h >> 32)));
}

void
checks_init(struct checks *c, struct resolver *resolver)
{
	size_t	 n = 0;

	*c = (struct checks){ .resolver = resolver };
	while (vg_probes[n] != NULL)
		n++;
	c->n_probes = n;
	c->probes = xcalloc(n, sizeof(*c->probes));
	for (size_t i = 0; i < n; i++) {
		c->probes[i].probe = vg_probes[i];
		if (vg_probes[i]->shared_size > 0)
			c->probes[i].shared = xcalloc(1, vg_probes[i]->shared_size);
	}
}

void
checks_done(struct checks *c)
{
	for (size_t i = 0; i < c->n_slots; i++)
		if (c->all[i] != NULL)
			checks_remove(c, c->all[i]);
	for (size_t i = 0; i < c->n_probes; i++)
		free(c->probes[i].shared);
	free(c->probes);
	free(c->all);
	free(c->free);
	free(c->setups);
	index_done(&c->by_name);
	index_done(&c->by_handle);
	index_done(&c->by_key);
}

/* Setups. */

static struct probe_slot *
find_probe(struct checks *c, const char *name)
{
	for (size_t i = 0; i < c->n_probes; i++)
		if (strcmp(c->probes[i].probe->name, name) == 0)
			return &c->probes[i];
	return NULL;
}

/* All that makes two setups equal, as text with NULs: times, probe, options. */
static void
write_key(struct buf *key, const struct msg_assign *a)
{
	buf_addf(key, "%u %u %u %u", a->interval_ms, a->timeout_ms, a->fall, a->rise);
	buf_addc(key, '\0');
	buf_add(key, a->probe, strlen(a->probe) + 1);
	for (uint32_t i = 0; i < a->n_options; i++) {
		buf_add(key, a->options[i].name, strlen(a->options[i].name) + 1);
		buf_add(key, a->options[i].value, strlen(a->options[i].value) + 1);
	}
}

static const struct vg_option *
find_option(const struct vg_probe *probe, const char *name)
{
	for (const struct vg_option *o = probe->options; o != NULL && o->type != VG_OPT_END; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

static void
check_required(struct setup *setup, const struct msg_assign *a)
{
	const struct vg_option	*o = setup->slot->probe->options;

	for (; o != NULL && o->type != VG_OPT_END && setup->why == NULL; o++) {
		bool	 is_given = !o->is_required;

		for (uint32_t i = 0; i < a->n_options && !is_given; i++)
			is_given = strcmp(a->options[i].name, o->name) == 0;
		if (!is_given)
			setup->why = xasprintf("%s is missing", o->name);
	}
}

/* Presets first, then what was given; the texts are those in `key`, which lives as long. */
static void
parse_options(struct setup *setup)
{
	const struct vg_probe	*probe = setup->slot->probe;
	const char		*p = setup->key.s, *end = p + setup->key.len, *why = NULL;

	for (const struct vg_option *o = probe->options; o != NULL && o->type != VG_OPT_END; o++)
		if (o->preset != NULL && !vg_option_parse(o, o->preset, setup->conf, &why))
			setup->why = xasprintf("%s: %s", o->name, why);
	p += strlen(p) + 1;
	p += strlen(p) + 1;
	while (p < end) {
		const struct vg_option	*o = find_option(probe, p);
		const char		*value = p + strlen(p) + 1;

		if (setup->why != NULL)
			return;
		if (o == NULL)
			setup->why = xasprintf("%s has no option \"%s\"", probe->name, p);
		else if (!vg_option_parse(o, value, setup->conf, &why))
			setup->why = xasprintf("%s: %s", o->name, why);
		p = value + strlen(value) + 1;
	}
}

static void
build_setup(struct checks *c, struct setup *setup, const struct msg_assign *a)
{
	setup->slot = find_probe(c, a->probe);
	setup->rule = (struct schedule_rule){
		.interval_us = (int64_t)(a->interval_ms > 0 ? a->interval_ms : 1) * MSEC_US,
		.fall = a->fall > 0 ? a->fall : 1,
		.rise = a->rise > 0 ? a->rise : 1,
	};
	setup->timeout_us = (int64_t)(a->timeout_ms > 0 ? a->timeout_ms : 1) * MSEC_US;
	if (setup->slot == NULL) {
		setup->why = xasprintf("there is no probe \"%s\" in this poller", a->probe);
		return;
	}
	if (setup->slot->probe->conf_size > 0)
		setup->conf = xcalloc(1, setup->slot->probe->conf_size);
	parse_options(setup);
	check_required(setup, a);
}

static uint32_t
hash_of_key(const struct buf *key)
{
	uint32_t	 h = 0;

	for (const char *p = key->s; p < key->s + key->len; p += strlen(p) + 1)
		h = index_mix(h ^ hash_of(p));
	return h;
}

static struct setup *
setup_get(struct checks *c, const struct msg_assign *a)
{
	struct buf	 key = { 0 };
	struct setup	*setup;
	uint32_t	 hash, i;

	write_key(&key, a);
	hash = hash_of_key(&key);
	for (i = index_first(&c->by_key, hash); i != INDEX_END; i = index_after(&c->by_key, i))
		if (c->setups[i]->key.len == key.len &&
		    memcmp(c->setups[i]->key.s, key.s, key.len) == 0) {
			buf_done(&key);
			return setup_ref(c->setups[i]);
		}
	i = c->by_key.n < c->n_setups ? 0 : (uint32_t)c->n_setups;
	while (i < c->n_setups && c->setups[i] != NULL)
		i++;
	if (i == c->n_setups) {
		c->setups = grow(c->setups, c->n_setups, &c->setups_room, sizeof(*c->setups));
		c->n_setups++;
	}
	setup = c->setups[i] = xcalloc(1, sizeof(*setup));
	setup->key = key;
	setup->n_refs = 1;
	setup->place = i;
	index_add(&c->by_key, hash, i);
	build_setup(c, setup, a);
	return setup;
}

struct setup *
setup_ref(struct setup *setup)
{
	setup->n_refs++;
	return setup;
}

void
setup_put(struct checks *c, struct setup *setup)
{
	if (--setup->n_refs > 0)
		return;
	index_remove(&c->by_key, setup->place);
	c->setups[setup->place] = NULL;
	explicit_bzero(setup->key.s, setup->key.len);
	buf_done(&setup->key);
	free(setup->conf);
	free(setup->why);
	free(setup);
}

/* Checks. */

struct check *
checks_by_name(const struct checks *c, const char *name)
{
	uint32_t	 i = index_first(&c->by_name, hash_of(name));

	while (i != INDEX_END && strcmp(c->all[i]->name, name) != 0)
		i = index_after(&c->by_name, i);
	return i == INDEX_END ? NULL : c->all[i];
}

struct check *
checks_by_handle(const struct checks *c, uint32_t handle)
{
	uint32_t	 i = index_first(&c->by_handle, index_mix(handle));

	while (i != INDEX_END && c->all[i]->handle != handle)
		i = index_after(&c->by_handle, i);
	return i == INDEX_END || handle == HANDLE_NONE ? NULL : c->all[i];
}

/* An address as text: literal ones go into the check, others are a name for the resolver. */
static void
set_address(struct checks *c, struct check *check, const char *text)
{
	char	 bare[INET6_ADDRSTRLEN];
	size_t	 len = strcspn(text, "%");

	check->family = 0;
	check->scope = 0;
	memset(check->address, 0, sizeof(check->address));
	if (inet_pton(AF_INET, text, check->address) == 1) {
		check->family = AF_INET;
		return;
	}
	if (len < sizeof(bare)) {
		memcpy(bare, text, len);
		bare[len] = '\0';
		if (inet_pton(AF_INET6, bare, check->address) == 1) {
			check->family = AF_INET6;
			check->scope = text[len] == '%' ? if_nametoindex(text + len + 1) : 0;
			return;
		}
	}
	if (text[0] != '\0')
		check->host = name_get(c->resolver, text);
}

void
checks_rehandle(struct checks *c, struct check *check, uint32_t handle)
{
	struct check	*other = checks_by_handle(c, handle);

	if (other == check)
		return;
	if (other != NULL)
		checks_rehandle(c, other, HANDLE_NONE);
	if (check->handle != HANDLE_NONE)
		index_remove(&c->by_handle, check->slot);
	check->handle = handle;
	if (handle != HANDLE_NONE)
		index_add(&c->by_handle, index_mix(handle), check->slot);
}

struct check *
checks_add(struct checks *c, const struct msg_assign *a)
{
	struct check	*check = xcalloc(1, sizeof(*check));

	check->name = xstrdup(a->name);
	check->sched.hash = hash_of(a->name);
	check->setup = setup_get(c, a);
	check->handle = HANDLE_NONE;
	check->life = ++c->lives;
	set_address(c, check, a->address);
	if (c->n_free > 0) {
		check->slot = c->free[--c->n_free];
	} else {
		c->all = grow(c->all, c->n_slots, &c->room, sizeof(struct check *));
		check->slot = (uint32_t)c->n_slots++;
	}
	c->all[check->slot] = check;
	index_add(&c->by_name, check->sched.hash, check->slot);
	checks_rehandle(c, check, a->check);
	c->n++;
	return check;
}

static void
drop_state(struct check *check)
{
	if (check->state != NULL && check->setup->slot->probe->drop != NULL)
		check->setup->slot->probe->drop(check->state);
	free(check->state);
	check->state = NULL;
}

void
checks_remove(struct checks *c, struct check *check)
{
	drop_state(check);
	checks_rehandle(c, check, HANDLE_NONE);
	index_remove(&c->by_name, check->slot);
	schedule_remove(&check->sched);
	c->all[check->slot] = NULL;
	c->free = grow(c->free, c->n_free, &c->free_room, sizeof(*c->free));
	c->free[c->n_free++] = check->slot;
	c->n--;
	setup_put(c, check->setup);
	name_put(c->resolver, check->host);
	free(check->name);
	free(check);
}

bool
checks_is_same(struct checks *c, const struct check *check, const struct msg_assign *a)
{
	struct check	 other = { .setup = setup_get(c, a) };
	bool		 is_same;

	set_address(c, &other, a->address);
	is_same = other.setup == check->setup && other.host == check->host &&
	    other.family == check->family && other.scope == check->scope &&
	    memcmp(other.address, check->address, sizeof(other.address)) == 0;
	setup_put(c, other.setup);
	name_put(c->resolver, other.host);
	return is_same;
}

void
checks_change(struct checks *c, struct check *check, const struct msg_assign *a)
{
	struct setup	*was = check->setup;
	struct name	*host = check->host;

	drop_state(check);
	check->host = NULL;
	set_address(c, check, a->address);
	check->setup = setup_get(c, a);
	setup_put(c, was);
	name_put(c->resolver, host);
}

void *
check_state(struct check *check)
{
	const struct vg_probe	*probe = check->setup->slot->probe;

	if (check->state == NULL)
		check->state = xcalloc(1, probe->state_size);
	return check->state;
}
