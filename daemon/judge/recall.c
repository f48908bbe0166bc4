/*
 * recall.c - the journal's facts make the judge what it was.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "judge/inside.h"

static bool
is_convention(const char *name, char site[ID_MAX + 1])
{
	const char	*slash = strchr(name, '/');

	if (slash == NULL || strcmp(slash, "/convention") != 0 || slash - name > ID_MAX)
		return false;
	memcpy(site, name, (size_t)(slash - name));
	site[slash - name] = '\0';
	return true;
}

static void
recall_link(struct site_live *s, const struct fact_state *f)
{
	s->on_backup = f->on_backup;
	s->changes = xreallocarray(s->changes, f->n_changes + 1, sizeof(*s->changes));
	s->n_changes = f->n_changes;
	s->room_changes = f->n_changes + 1;
	if (f->n_changes > 0)
		memcpy(s->changes, f->changes, f->n_changes * sizeof(*s->changes));
}

static void
recall_state(struct judge *j, const struct fact *fact)
{
	const struct fact_state	*f = &fact->state;
	char			 id[ID_MAX + 1], room[NAME_ROOM], check[NAME_ROOM];
	const char		*name = rename_present(j, fact->object, room, sizeof(room));
	struct object		*o;
	uint32_t		 i;

	if (is_convention(name, id)) {
		if ((i = inventory_site(j->inv, id)) == NONE)
			return;
		o = &j->sites[i].convention;
	} else {
		if ((i = inventory_device(j->inv, name)) == NONE)
			return;
		o = &j->devices[i].o;
		j->devices[i].down_from_ms = f->down_from.ms;
		if (j->inv->devices[i].kind == DEVICE_LINK) {
			recall_link(&j->sites[j->inv->devices[i].site], f);
			o = &j->sites[j->inv->devices[i].site].link;
		}
	}
	o->state = (uint8_t)f->state;
	o->since_ms = o->exact_ms = f->since.ms;
	o->check = *f->check == '\0' ? NONE :
	    inventory_check(j->inv, rename_present(j, f->check, check, sizeof(check)));
	o->count = (uint16_t)f->count;
}

static char **
copy_list(const char **list, uint32_t n)
{
	char	**out = xcalloc(n + 1, sizeof(*out));

	for (uint32_t i = 0; i < n; i++)
		out[i] = xstrdup(list[i]);
	return out;
}

static struct evidence
copy_evidence(const struct evidence *why)
{
	return (struct evidence){ xstrdup(why->check), xstrdup(why->name), why->value, why->limit,
	    xstrdup(why->text) };
}

/* Replaces the incident's fields by the fact's; what it was told and its events stay. */
static void
take_fields(struct live *l, const struct incident *i)
{
	struct live	 *old = xcalloc(1, sizeof(*old));

	old->i = l->i;
	l->i = *i;
	l->i.scope = xstrdup(i->scope);
	l->i.object = xstrdup(i->object);
	l->i.ack_by = xstrdup(i->ack_by);
	l->i.ack_text = xstrdup(i->ack_text);
	l->i.ticket = xstrdup(i->ticket);
	l->i.sites = (const char **)copy_list(i->sites, i->n_sites);
	l->i.devices = (const char **)copy_list(i->devices, i->n_devices);
	l->i.why = copy_evidence(&i->why);
	incident_free(old);
}

/* Where the incident belongs in this inventory. */
void
recall_place(struct judge *j, struct live *l)
{
	bool	 is_group = l->i.kind_first == INCIDENT_GROUP;

	l->site = is_group ? NONE : inventory_site(j->inv, l->i.scope);
	l->group = is_group || (l->i.kind_first == INCIDENT_FLAPPING && l->site == NONE) ?
	    inventory_group(j->inv, l->i.scope) : NONE;
	incident_find_object(j, l);
	if (l->group != NONE && group_speaks(j, l))
		j->groups[l->group].live = l;
	if (l->group != NONE)
		j->groups[l->group].n_incidents++;
	l->again_ms = l->i.was_parent != 0 ? l->i.settle_until.ms - j->inv->settle_ms : 0;
	if (l->i.restored.ms == 0 || j->now_ms < l->i.restored.ms + HOUR_MS)
		incident_list(j, l);
}

static struct live *
remember(struct judge *j, uint32_t number)
{
	struct live	*l = incident_find(j, number);
	size_t		 at;

	if (l != NULL)
		return l;
	l = xcalloc(1, sizeof(*l));
	l->i.number = number;
	j->remembered = grow(j->remembered, j->n_remembered, &j->room_remembered, sizeof(*j->remembered));
	for (at = j->n_remembered; at > 0 && j->remembered[at - 1]->i.number > number; at--)
		j->remembered[at] = j->remembered[at - 1];
	j->remembered[at] = l;
	j->n_remembered++;
	if (number >= j->next_incident)
		j->next_incident = number + 1;
	return l;
}

static void
recall_incident(struct judge *j, const struct fact *fact)
{
	const struct fact_incident	*f = &fact->incident;
	struct live			*l = remember(j, f->incident->number);
	struct incident_event		*event;

	incident_unlist(j, l);
	for (uint32_t i = 0; i < j->inv->n_groups; i++)
		if (j->groups[i].live == l)
			j->groups[i].live = NULL;
	take_fields(l, f->incident);
	rename_recalled(j, l);
	l->events = grow(l->events, l->n_events, &l->room_events, sizeof(*l->events));
	event = &l->events[l->n_events++];
	*event = (struct incident_event){ f->event.type, f->event.at, xstrdup(f->event.by),
	    xstrdup(f->event.text), copy_evidence(&f->event.why) };
	if (strcmp(event->text, "first_hop_answers") == 0)
		l->hop = 1;
	else if (strcmp(event->text, "first_hop_silent") == 0)
		l->hop = 2;
	recall_place(j, l);
	if (event->type == EVENT_ATTACHED && strcmp(event->text, "group") == 0 && l->site != NONE)
		flapping_forget(j, l->site, l->i.opened.ms);
	if (event->type == EVENT_RESTORED && l->i.kind_first == INCIDENT_FLAPPING && l->site != NONE)
		j->sites[l->site].n_changes = 0;
}

static void
recall_notice(struct judge *j, const struct fact *fact)
{
	const struct fact_notice	*f = &fact->notice;
	struct live			*l = incident_find(j, f->incident);
	struct told			*told = NULL;

	if (f->number >= j->next_notice)
		j->next_notice = f->number + 1;
	fold_recall(j, fact);
	if (f->kind == NOTICE_FOLDED || f->kind == NOTICE_DIGEST || f->kind == NOTICE_REPORT)
		return;
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->n_told; i++)
		if (strcmp(l->told[i].address, f->to.address) == 0 && l->told[i].by == f->to.by &&
		    strcmp(l->told[i].contact, f->to.contact) == 0)
			told = &l->told[i];
	if (told == NULL) {
		l->told = grow(l->told, l->n_told, &l->room_told, sizeof(*l->told));
		told = &l->told[l->n_told++];
		*told = (struct told){ xstrdup(f->to.contact), xstrdup(f->to.name),
		    xstrdup(f->to.address), xstrdup(f->to.language), f->to.by, f->to.at, false };
		told->is_settled = l->i.restored.ms != 0;	/* one message said all of it */
	}
	if (f->kind == NOTICE_RESTORED || f->kind == NOTICE_REMOVED)
		told->is_settled = true;
	if (!l->is_listed && !told->is_settled)
		incident_list(j, l);
}

static void
recall_window(struct judge *j, const struct fact *fact)
{
	const struct fact_window	*f = &fact->window;
	struct fact_window		*w = NULL;
	char				 room[NAME_ROOM];

	for (size_t i = 0; i < j->n_windows; i++)
		if (j->windows[i].number == f->number)
			w = &j->windows[i];
	if (w == NULL) {
		j->windows = grow(j->windows, j->n_windows, &j->room_windows, sizeof(*j->windows));
		w = &j->windows[j->n_windows++];
	} else {
		window_free(w);
	}
	*w = *f;
	w->scope = xstrdup(rename_present(j, f->scope, room, sizeof(room)));
	w->by = xstrdup(f->by);
	w->text = xstrdup(f->text);
	if (f->number >= j->next_window)
		j->next_window = f->number + 1;
}

static void
recall_check(struct judge *j, const struct fact *fact)
{
	char		 room[NAME_ROOM];
	uint32_t	 check = inventory_check(j->inv, rename_present(j, fact->object, room, sizeof(room)));

	if (check == NONE)
		return;
	if (fact->kind == FACT_CANARY) {
		j->checks[check].is_silent = fact->canary.is_silent;
	} else if (j->checks[check].site != NONE) {
		j->checks[check].has_answered = true;
		device_choose_primary(j, j->checks[check].device);
	}
}

void
judge_recall(struct judge *j, const struct fact *fact)
{
	j->now_ms = later(j->now_ms, fact->known.ms);
	switch (fact->kind) {
	case FACT_STATE:
		recall_state(j, fact);
		break;
	case FACT_ANSWERED:
	case FACT_CANARY:
		recall_check(j, fact);
		break;
	case FACT_BLIND:
		j->is_blind = fact->blind.is_blind;
		j->blind_ms = fact->happened.ms;
		break;
	case FACT_INCIDENT:
		recall_incident(j, fact);
		break;
	case FACT_NOTICE:
		recall_notice(j, fact);
		break;
	case FACT_WINDOW:
		recall_window(j, fact);
		break;
	case FACT_DIGEST:
		digest_recall(j, fact);
		break;
	case FACT_LINE:
		line_recall(j, fact);
		break;
	default:
		break;
	}
}
