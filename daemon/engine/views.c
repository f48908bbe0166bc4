/* views.c - see views.h: the network and its incidents; views_site.c has the detail of a point. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/jw.h"
#include "engine/last.h"
#include "engine/views.h"
#include "engine/views_hands.h"
#include "engine/views_site.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/words.h"

#define SEVEN_DAYS_MS	(7 * DAY_MS)

/* Open incidents by site. */

static int
compare_entries(const void *a, const void *b)
{
	const struct view_open_entry	*x = a, *y = b;

	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

void
view_open_init(struct view_open *open, const struct view *v)
{
	struct judge_incident	 in;
	size_t			 room = 0;

	*open = (struct view_open){ 0 };
	for (size_t i = 0; judge_get_incident(v->judge, i, &in); i++) {
		if (in.incident->restored.ms != 0 || in.incident->closed.ms != 0 ||
		    !view_incident_is_shown(v, &in))
			continue;
		for (uint32_t k = 0; k < in.incident->n_sites; k++) {
			uint32_t	 site = inventory_site(v->inv, in.incident->sites[k]);

			if (site == NONE)
				continue;
			open->entries = grow(open->entries, open->n, &room,
			    sizeof(open->entries[0]));
			open->entries[open->n++] =
			    (struct view_open_entry){ site, in.incident->number };
		}
	}
	if (open->n > 0)
		qsort(open->entries, open->n, sizeof(open->entries[0]), compare_entries);
}

void
view_open_done(struct view_open *open)
{
	free(open->entries);
	*open = (struct view_open){ 0 };
}

/* Status. */

static void
add_troubles(struct jw *j, const struct view *v)
{
	jw_open_list(j, "troubles");
	for (uint32_t i = 0; i < v->n_troubles; i++) {
		jw_open(j, NULL);
		jw_str(j, "code", v->troubles[i].code);
		jw_str(j, "text", v->troubles[i].text);
		jw_close(j);
	}
	jw_close_list(j);
}

static void
add_restart(struct jw *j, const struct view *v)
{
	jw_str(j, "configuration", v->inv->sha256);
	jw_open_list(j, "restart_needed");
	for (uint32_t i = 0; i < v->n_restart; i++)
		jw_str(j, NULL, v->restart[i]);
	jw_close_list(j);
}

void
view_status_entry(struct jw *j, const struct view *v, const struct view_open *open, uint32_t index)
{
	const struct site	*site = &v->inv->sites[index];
	struct judge_site	 s;

	judge_get_site(v->judge, index, v->now, &s);
	jw_open(j, NULL);
	view_site_head(j, site, &s);
	jw_open(j, "link");
	jw_str(j, "state", state_word(s.link.state));
	jw_time(j, "since", s.link.since);
	jw_bool(j, "on_backup", s.link.on_backup);
	jw_close(j);
	view_site_convention(j, v, site, &s, false);
	view_site_incidents(j, open, index);
	view_site_suspected(j, v, index, &s);
	jw_close(j);
}

void
view_status_head(struct jw *j, const struct view *v)
{
	jw_open(j, NULL);
	jw_time(j, "at", v->now);
	jw_bool(j, "blind", judge_is_blind(v->judge));
	add_troubles(j, v);
	if (v->role > ROLE_PUBLIC)
		add_restart(j, v);
	jw_open_list(j, "sites");
}

void
view_list_tail(struct jw *j)
{
	jw_close_list(j);
	jw_close(j);
}

void
view_status(struct jw *j, const struct view *v, uint32_t site)
{
	struct view_open	 open;

	view_open_init(&open, v);
	view_status_head(j, v);
	view_status_entry(j, v, &open, site);
	view_list_tail(j);
	view_open_done(&open);
}

void
view_sites_head(struct jw *j, const struct view *v)
{
	jw_open(j, NULL);
	jw_time(j, "at", v->now);
	jw_open_list(j, "sites");
}

/* Incidents. */

static void
incident_events(struct jw *j, const struct view *v, const struct judge_incident *in)
{
	jw_open_list(j, "events");
	for (uint32_t i = 0; i < in->n_events; i++) {
		const struct incident_event	*e = &in->events[i];

		jw_open(j, NULL);
		jw_time(j, "at", e->at);
		jw_str(j, "type", event_word(e->type));
		if (v->role > ROLE_PUBLIC) {
			jw_str(j, "by", e->by);
			jw_str(j, "text", words_event(e));
			if (e->why.check[0] != '\0')
				view_evidence(j, "why", &e->why);
		}
		jw_close(j);
	}
	jw_close_list(j);
}

void
view_evidence(struct jw *j, const char *key, const struct evidence *why)
{
	jw_open(j, key);
	jw_str(j, "check", why->check);
	if (why->name[0] != '\0') {
		jw_str(j, "name", why->name);
		jw_num(j, "value", why->value, 3);
		jw_num(j, "limit", why->limit, 3);
	}
	jw_str(j, "text", why->text);
	jw_close(j);
}

static void
incident_acknowledged(struct jw *j, const struct view *v, const struct incident *in)
{
	if (in->acknowledged.ms == 0) {
		jw_null(j, "acknowledged");
		return;
	}
	jw_open(j, "acknowledged");
	if (v->role > ROLE_PUBLIC)
		jw_str(j, "by", in->ack_by);
	jw_time(j, "at", in->acknowledged);
	if (v->role > ROLE_PUBLIC) {
		jw_str(j, "text", in->ack_text);
		jw_str(j, "ticket", in->ticket);
	}
	jw_close(j);
}

void
view_incident_members(struct jw *j, const struct view *v, const struct incident *in)
{
	struct buf		 title = { 0 };

	words_title(&title, v->inv, in);
	jw_int(j, "id", in->number);
	jw_str(j, "kind", incident_kind_word(in->kind));
	jw_str(j, "scope", in->scope);
	jw_open_list(j, "sites");
	for (uint32_t i = 0; i < in->n_sites; i++)
		jw_str(j, NULL, in->sites[i]);
	jw_close_list(j);
	jw_str(j, "responsibility", responsibility_word(in->responsibility));
	jw_str(j, "title", buf_str(&title));
	jw_time(j, "opened", in->opened);
	jw_time(j, "confirmed", in->confirmed);
	incident_acknowledged(j, v, in);
	jw_time(j, "restored", in->restored);
	jw_time(j, "closed", in->closed);
	jw_int(j, "flaps", in->flaps);
	if (in->parent != 0)
		jw_int(j, "parent", in->parent);
	else
		jw_null(j, "parent");
	if (v->role > ROLE_PUBLIC) {
		jw_str(j, "object", in->object);
		view_evidence(j, "why", &in->why);
	}
	buf_done(&title);
}

void
view_incident(struct jw *j, const char *key, const struct view *v,
    const struct judge_incident *ji)
{
	jw_open(j, key);
	view_incident_members(j, v, ji->incident);
	incident_events(j, v, ji);
	jw_close(j);
}

bool
view_incident_is_shown(const struct view *v, const struct judge_incident *ji)
{
	static const bool	 is_inside[INCIDENT_N] = {
		[INCIDENT_PC] = true, [INCIDENT_NO_PC] = true, [INCIDENT_DEVICE] = true,
		[INCIDENT_DRIFT] = true, [INCIDENT_CERTIFICATE] = true, [INCIDENT_VISIO] = true,
		[INCIDENT_VIGIE] = true,
	};

	return v->role > ROLE_PUBLIC || !is_inside[ji->incident->kind];
}

bool
view_incident_wanted(const struct view_incidents *wish, const struct judge_incident *ji)
{
	const struct incident	*in = ji->incident;
	bool			 is_open = in->restored.ms == 0 && in->closed.ms == 0;

	if (wish->only_open && !is_open)
		return false;
	if (wish->since.ms != 0 && !is_open &&
	    (in->restored.ms != 0 ? in->restored.ms : in->closed.ms) < wish->since.ms)
		return false;
	if (wish->until.ms != 0 && in->opened.ms >= wish->until.ms)
		return false;
	if (wish->site == NULL)
		return true;
	for (uint32_t i = 0; i < in->n_sites; i++)
		if (strcmp(in->sites[i], wish->site) == 0)
			return true;
	return false;
}

void
view_incidents(struct jw *j, const struct view *v, const struct view_incidents *wish)
{
	struct judge_incident	 in;
	uint32_t		 n = 0;

	jw_open(j, NULL);
	jw_open_list(j, "incidents");
	for (size_t i = 0; judge_get_incident(v->judge, i, &in); i++) {
		if (!view_incident_wanted(wish, &in) || !view_incident_is_shown(v, &in))
			continue;
		if (wish->limit != 0 && n++ >= wish->limit)
			break;
		view_incident(j, NULL, v, &in);
	}
	jw_close_list(j);
	jw_close(j);
}

/* The snapshot. */

void
view_snapshot_head(struct jw *j, const struct view *v)
{
	jw_open(j, NULL);
	jw_time(j, "at", v->now);
	jw_bool(j, "blind", judge_is_blind(v->judge));
	jw_time(j, "started", v->started);
	jw_open(j, "network");
	jw_str(j, "id", v->inv->id);
	jw_str(j, "name", v->inv->name);
	jw_str(j, "phone", v->inv->phone);
	jw_str(j, "url", v->inv->url);
	jw_close(j);
	add_troubles(j, v);
	jw_open_list(j, "sites");
}

void
view_snapshot_tail(struct jw *j, const struct view *v)
{
	struct judge_incident	 in;

	jw_close_list(j);
	jw_open_list(j, "incidents");
	for (size_t i = 0; judge_get_incident(v->judge, i, &in); i++)
		if (view_incident_is_shown(v, &in) && (in.incident->restored.ms == 0 ||
		    in.incident->restored.ms > v->now.ms - SEVEN_DAYS_MS))
			view_incident(j, NULL, v, &in);
	jw_close_list(j);
	view_planned(j, v);
	jw_close(j);
}
