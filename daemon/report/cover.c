/* cover.c - who answers for a down; see count.h */
#include <stdlib.h>

#include "base/mem.h"
#include "report/count_inside.h"

#define PARENTS_MAX	16	/* a group above a group above... */

void
covers_add(struct covers *c, const struct cover *cover)
{
	c->list = grow(c->list, c->n, &c->room, sizeof(c->list[0]));
	c->list[c->n++] = *cover;
}

void
covers_done(struct covers *c)
{
	free(c->list);
	*c = (struct covers){ 0 };
}

const struct cover *
covers_find(struct covers *c, int64_t t_s, int64_t *until_s)
{
	while (c->at < c->n && c->list[c->at].to_s <= t_s)
		c->at++;
	if (c->at == c->n)
		return NULL;
	if (c->list[c->at].from_s > t_s) {
		if (c->list[c->at].from_s < *until_s)
			*until_s = c->list[c->at].from_s;
		return NULL;
	}
	if (c->list[c->at].to_s < *until_s)
		*until_s = c->list[c->at].to_s;
	return &c->list[c->at];
}

const struct gathered_incident *
cover_speaker(const struct gathered *g, const struct gathered_incident *in)
{
	const struct gathered_incident	*top = in, *parent;

	for (int i = 0; i < PARENTS_MAX && top->parent != 0; i++) {
		parent = gathered_incident(g, top->parent);
		if (parent == NULL || parent->kind_first != INCIDENT_GROUP)
			break;
		top = parent;
	}
	return top;
}

/*
 * Whose a child is: what a person said of it, else its group's; but a group is the
 * operator's by what it is, and a point whose uptimes tell a power cut had one.
 */
static enum responsibility
responsible(const struct gathered *g, const struct gathered_incident *in)
{
	const struct gathered_incident	*top = cover_speaker(g, in);

	if (in->is_persons || top->responsibility == BY_UNKNOWN ||
	    (in->responsibility == BY_POWER && top->responsibility == BY_OPERATOR))
		return in->responsibility;
	return top->responsibility;
}

/* The site's incidents whose kind is one of the bits; of those that overlap the earlier. */
static void
cover_kinds(const struct gathered *g, const struct gathered_site *site, uint32_t kinds, struct covers *out)
{
	for (size_t i = 0; i < site->n_incidents; i++) {
		const struct gathered_incident	*in = &g->incidents[site->incidents[i]];
		struct cover	 c = { in->opened_s, in->restored_s != 0 ? in->restored_s : INT64_MAX,
				    responsible(g, in), in };

		if ((kinds & 1u << in->kind_first) == 0)
			continue;
		if (out->n > 0 && c.from_s < out->list[out->n - 1].to_s)
			c.from_s = out->list[out->n - 1].to_s;
		if (c.from_s < c.to_s)
			covers_add(out, &c);
	}
}

void
cover_link(const struct gathered *g, const struct gathered_site *site, struct covers *out)
{
	cover_kinds(g, site, 1u << INCIDENT_LINK, out);
}

void
cover_public(const struct gathered *g, const struct gathered_site *site, struct covers *out)
{
	cover_kinds(g, site, 1u << INCIDENT_DNS | 1u << INCIDENT_NO_PC | 1u << INCIDENT_PC, out);
}
