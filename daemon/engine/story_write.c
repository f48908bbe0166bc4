/* story_write.c - see story.h: the JSON of a story and of a line's outages */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/jw.h"
#include "engine/story.h"
#include "engine/views.h"
#include "engine/views_site.h"
#include "journal/forget.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/words.h"

static struct wall
end_of(const struct view *v, const struct incident *in)
{
	return in->restored.ms != 0 ? in->restored : in->closed.ms != 0 ? in->closed : v->now;
}

static void
durations(struct jw *j, const struct view *v, const struct incident *in, const int64_t *open_s)
{
	struct wall	 end = end_of(v, in);

	jw_open(j, "durations");
	jw_int(j, "calendar_s", wall_sub(end, in->opened) / SEC_MS);
	jw_open_list(j, "opening");
	for (uint32_t i = 0; i < in->n_sites; i++) {
		if (open_s[i] < 0)
			continue;
		jw_open(j, NULL);
		jw_str(j, "site", in->sites[i]);
		jw_int(j, "seconds", open_s[i]);
		jw_close(j);
	}
	jw_close_list(j);
	jw_close(j);
}

/* What was seen. */

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Which thing a check asks, in one word; "" when it is none of the site's. */
static const char *
which(const struct view *v, const char *check)
{
	static const char *const	 kinds[] = {
		[DEVICE_ROUTER] = "router", [DEVICE_BACKUP] = "backup", [DEVICE_PC] = "pc",
		[DEVICE_OTHER] = "device", [DEVICE_VISIO] = "visio", [DEVICE_LINK] = "link",
	};
	const char	*device = strchr(check, '/');
	uint32_t	 i = inventory_check(v->inv, check);
	enum device_kind kind;

	if (device == NULL)
		return "";
	if (i == NONE || v->inv->checks[i].device == NONE)
		return begins(device, "/router/") ? "router" : begins(device, "/link/first_hop") ?
		    "first_hop" : "";
	kind = v->inv->devices[v->inv->checks[i].device].kind;
	if (kind != DEVICE_LINK)
		return kinds[kind];
	return begins(device, "/link/first_hop") ? "first_hop" :
	    strcmp(v->inv->checks[i].probe, "dns") == 0 ? "dns" : "link";
}

static void
evidence(struct jw *j, const char *key, const struct view *v, const struct evidence *why)
{
	const char	*thing = which(v, why->check);

	if (why->check[0] == '\0' && why->name[0] == '\0') {
		jw_null(j, key);
		return;
	}
	jw_open(j, key);
	jw_str(j, "which", v->role <= ROLE_PUBLIC && strcmp(thing, "pc") == 0 ? "device" : thing);
	if (v->role > ROLE_PUBLIC)
		jw_str(j, "check", why->check);
	if (why->name[0] != '\0' && strcmp(why->name, "group") != 0 &&
	    strcmp(why->name, "flapping") != 0) {
		jw_str(j, "name", why->name);
		jw_num(j, "value", why->value, 3);
		jw_num(j, "limit", why->limit, 3);
	}
	jw_str(j, "answer", v->role > ROLE_PUBLIC ? why->text : words_answer_plain(why->text));
	jw_close(j);
}

static void
one_event(struct jw *j, const struct view *v, const struct fact *fact)
{
	const struct incident_event	*e = &fact->incident.event;
	const struct incident		*in = fact->incident.incident;
	bool				 is_ours = strcmp(e->by, "vigie") == 0;

	jw_open(j, NULL);
	jw_time(j, "at", e->at);
	jw_str(j, "type", event_word(e->type));
	if (v->role > ROLE_PUBLIC) {
		jw_str(j, "by", e->by);
		jw_str(j, "text", words_event(e));
		if (e->why.check[0] != '\0')
			view_evidence(j, "why", &e->why);
	}
	jw_time(j, "known", forget_is_again(fact) ? (struct wall){ 0 } : fact->known);
	jw_str(j, "code", is_ours ? e->text : "");
	jw_str(j, "kind", incident_kind_word(in->kind));
	jw_str(j, "responsibility", responsibility_word(in->responsibility));
	evidence(j, "evidence", v, &e->why);
	jw_close(j);
}

static void
events(struct jw *j, const struct view *v, const struct story *s)
{
	jw_open_list(j, "events");
	for (size_t i = 0; i < s->own.n; i++)
		if (s->own.facts[i]->kind == FACT_INCIDENT)
			one_event(j, v, s->own.facts[i]);
	jw_close_list(j);
}

/* Whom vigie told. */

/* What became of a notice: its last delivery; NULL = none yet. */
static const struct fact *
delivery_of(const struct story *s, const char *number)
{
	for (size_t i = s->own.n; i-- > 0;)
		if (s->own.facts[i]->kind == FACT_DELIVERY &&
		    strcmp(s->own.facts[i]->object, number) == 0)
			return s->own.facts[i];
	return NULL;
}

static void
one_telling(struct jw *j, const struct view *v, const struct story *s, const struct fact *fact)
{
	static const char *const	 outcomes[] = { "delivered", "waiting", "given_up" };
	const struct fact_notice	*n = &fact->notice;
	const struct fact		*delivery = delivery_of(s, fact->object);
	uint32_t			 outcome = delivery == NULL ? 1 : delivery->delivery.outcome;

	jw_open(j, NULL);
	jw_time(j, "at", fact->happened);
	jw_str(j, "kind", notice_word(n->kind));
	jw_str(j, "channel", by_word(n->to.by));
	jw_str(j, "role", n->to.contact[0] != '\0' ? "technician" : "animator");
	jw_str(j, "outcome", outcome < N_ELEMENTS(outcomes) ? outcomes[outcome] : "waiting");
	jw_time(j, "delivered", outcome == 0 && delivery != NULL ? delivery->happened :
	    (struct wall){ 0 });
	if (v->role > ROLE_PUBLIC) {
		jw_str(j, "to", n->to.contact);
		jw_str(j, "name", n->to.name);
		jw_str(j, "address", n->to.by == BY_WEBHOOK ? "" : n->to.address);
		jw_str(j, "answer", delivery != NULL ? delivery->delivery.text : "");
	}
	jw_close(j);
}

static void
tellings(struct jw *j, const struct view *v, const struct story *s)
{
	jw_open_list(j, "told");
	for (size_t i = 0; i < s->own.n; i++)
		if (s->own.facts[i]->kind == FACT_NOTICE)
			one_telling(j, v, s, s->own.facts[i]);
	jw_close_list(j);
}

/* Its relatives. */

static void
relative(struct jw *j, const char *key, const struct view *v, const struct fact *fact)
{
	const struct incident	*in = fact->incident.incident;
	struct buf		 title = { 0 };

	words_title(&title, v->inv, in);
	jw_open(j, key);
	jw_int(j, "id", in->number);
	jw_str(j, "kind", incident_kind_word(in->kind));
	jw_str(j, "scope", in->scope);
	jw_str(j, "name", words_scope(v->inv, in->scope));
	jw_str(j, "title", buf_str(&title));
	jw_open_list(j, "sites");
	for (uint32_t i = 0; i < in->n_sites; i++)
		jw_str(j, NULL, in->sites[i]);
	jw_close_list(j);
	jw_str(j, "responsibility", responsibility_word(in->responsibility));
	jw_time(j, "opened", in->opened);
	jw_time(j, "restored", in->restored);
	jw_time(j, "closed", in->closed);
	jw_close(j);
	buf_done(&title);
}

static void
relatives(struct jw *j, const char *key, const struct view *v, const struct fact_list *list)
{
	jw_open_list(j, key);
	for (size_t i = 0; i < list->n; i++) {
		struct judge_incident	 in = { .incident = list->facts[i]->incident.incident };

		if (view_incident_is_shown(v, &in))
			relative(j, NULL, v, list->facts[i]);
	}
	jw_close_list(j);
}

/* The line it is about. */

static bool
has_probe(const struct view *v, const struct site *site, const char *probe)
{
	const struct device	*link = &v->inv->devices[site->link];

	for (uint32_t i = link->first_check; i < link->first_check + link->n_checks; i++)
		if (strcmp(v->inv->checks[i].probe, probe) == 0)
			return true;
	return false;
}

static void
line(struct jw *j, const struct view *v, uint32_t index)
{
	const struct site	*site = &v->inv->sites[index];

	jw_open(j, "line");
	jw_str(j, "site", site->id);
	jw_str(j, "name", site->name);
	jw_str(j, "commune", site->commune);
	jw_str(j, "kind", view_link_kind(site));
	jw_str(j, "operator", site->operator);
	jw_open_list(j, "groups");
	for (uint32_t i = 0; i < site->n_groups; i++)
		jw_str(j, NULL, v->inv->groups[site->groups[i]].name);
	jw_close_list(j);
	jw_int(j, "down_bps", site->down_bps);
	jw_int(j, "up_bps", site->up_bps);
	jw_bool(j, "has_first_hop", site->first_hop[0] != '\0');
	jw_bool(j, "has_backup", site->backup != NONE);
	jw_bool(j, "has_dns", has_probe(v, site, "dns"));
	jw_int(j, "canaries", v->inv->n_canaries);
	jw_str(j, "hours", site->opening_text);
	if (v->role > ROLE_PUBLIC) {
		jw_str(j, "router", site->router != NONE ?
		    v->inv->devices[site->router].address : "");
		jw_str(j, "first_hop", site->first_hop);
	}
	jw_close(j);
}

static void
members(struct jw *j, const struct view *v, const struct story *s, const struct incident *in)
{
	uint32_t	 site = in->n_sites == 1 ? inventory_site(v->inv, in->sites[0]) : NONE;

	events(j, v, s);
	evidence(j, "evidence", v, &in->why);
	tellings(j, v, s);
	durations(j, v, in, s->open_s);
	if (site != NONE)
		line(j, v, site);
	else
		jw_null(j, "line");
	jw_str(j, "scope_name", words_scope(v->inv, in->scope));
	jw_str(j, "kind_first", incident_kind_word(in->kind_first));
	jw_bool(j, "removed", in->is_removed);
	if (s->parent != NULL)
		relative(j, "cause", v, s->parent);
	else
		jw_null(j, "cause");
	relatives(j, "children", v, &s->children);
	relatives(j, "before", v, &s->before);
}

void
story_write(struct jw *j, const struct view *v, const struct story *s)
{
	const struct incident	*in = story_incident(s);
	struct judge_incident	 fresh;

	if (judge_find_incident(v->judge, in->number, &fresh))
		in = fresh.incident;		/* what waits for the disk is in memory already */
	jw_open(j, NULL);
	view_incident_members(j, v, in);
	members(j, v, s, in);
	jw_close(j);
}

/* A line's outages. */

static const struct fact *
parent_of(const struct outages *o, const struct incident *in)
{
	uint32_t	 number = in->parent != 0 ? in->parent : in->was_parent;

	for (size_t i = 0; i < o->parents.n; i++)
		if (o->parents.facts[i]->incident.incident->number == number)
			return o->parents.facts[i];
	return NULL;
}

/* Required time that outages of this number took: by the count of the reports. */
static int64_t
counted_s(const struct outages *o, uint32_t number)
{
	int64_t	 sum_s = 0;

	for (size_t i = 0; i < o->figures.n_outages; i++)
		if (o->figures.outages[i].incident == number)
			sum_s += o->figures.outages[i].down_s;
	return sum_s;
}

static void
outage(struct jw *j, const struct view *v, const struct outages *o, size_t i, struct wall from,
    struct wall to)
{
	const struct incident	*in = o->list.facts[i]->incident.incident;
	struct wall		 a = in->opened.ms > from.ms ? in->opened : from;
	struct wall		 end = in->restored.ms != 0 ? in->restored : in->closed.ms != 0 ? in->closed : v->now;
	struct wall		 b = end.ms < to.ms ? end : to;
	const struct fact	*parent = parent_of(o, in);

	jw_open(j, NULL);
	jw_int(j, "id", in->number);
	jw_str(j, "kind", incident_kind_word(in->kind));
	jw_str(j, "responsibility", responsibility_word(in->responsibility));
	jw_time(j, "opened", in->opened);
	jw_time(j, "confirmed", in->confirmed);
	jw_time(j, "restored", in->restored);
	jw_time(j, "closed", in->closed);
	jw_time(j, "acknowledged", in->acknowledged);
	jw_int(j, "calendar_s", b.ms > a.ms ? wall_sub(b, a) / SEC_MS : 0);
	jw_int(j, "down_s", counted_s(o, in->number));
	evidence(j, "evidence", v, &in->why);
	if (v->role > ROLE_PUBLIC)
		jw_str(j, "ticket", in->ticket);
	if (parent != NULL)
		relative(j, "cause", v, parent);
	else
		jw_null(j, "cause");
	jw_close(j);
}

/* One that has no incident among those listed: mostly what another tool saw. */
static void
other_outage(struct jw *j, const struct figure_outage *f, struct wall from, struct wall until)
{
	struct wall	 a = { f->from_s * SEC_MS }, b = { f->to_s * SEC_MS };
	struct wall	 end = b.ms != 0 && b.ms < until.ms ? b : until;
	struct wall	 start = a.ms > from.ms ? a : from;

	jw_open(j, NULL);
	if (f->incident != 0)
		jw_int(j, "id", f->incident);
	else
		jw_null(j, "id");
	jw_null(j, "kind");
	jw_str(j, "responsibility", responsibility_word(f->by));
	jw_time(j, "opened", a);
	jw_null(j, "confirmed");
	jw_time(j, "restored", b);
	jw_null(j, "closed");
	jw_null(j, "acknowledged");
	jw_int(j, "calendar_s", end.ms > start.ms ? wall_sub(end, start) / SEC_MS : 0);
	jw_int(j, "down_s", f->down_s);
	jw_null(j, "evidence");
	jw_null(j, "cause");
	jw_close(j);
}

static bool
is_listed(const struct outages *o, const struct figure_outage *f)
{
	for (size_t i = 0; f->incident != 0 && i < o->list.n; i++)
		if (o->list.facts[i]->incident.incident->number == f->incident)
			return true;
	return false;
}

/* Both kinds by time. */
static void
list_outages(struct jw *j, const struct view *v, const struct outages *o, struct wall from,
    struct wall to, struct wall until)
{
	const struct figures	*f = &o->figures;
	size_t			 k = 0;

	for (size_t i = o->list.n; i-- > 0;) {
		struct wall	 opened = o->list.facts[i]->incident.incident->opened;

		for (; k < f->n_outages && f->outages[k].from_s * SEC_MS < opened.ms; k++)
			if (!is_listed(o, &f->outages[k]))
				other_outage(j, &f->outages[k], from, until);
		if (opened.ms < to.ms)
			outage(j, v, o, i, from, to);
	}
	for (; k < f->n_outages; k++)
		if (!is_listed(o, &f->outages[k]))
			other_outage(j, &f->outages[k], from, until);
}

void
outages_write(struct jw *j, const struct view *v, const struct outages *o, uint32_t site,
    struct wall from, struct wall to)
{
	const struct tally	*t = &o->figures.link;
	struct wall		 until = to.ms < v->now.ms ? to : v->now;

	jw_open(j, NULL);
	line(j, v, site);
	jw_time(j, "from", from);
	jw_time(j, "to", to);
	jw_time(j, "until", until);
	jw_int(j, "required_s", tally_required(t));
	jw_int(j, "unknown_s", t->unknown_s);
	jw_int(j, "down_s", t->down_s);
	jw_bool(j, "cut", o->is_cut);
	jw_open_list(j, "outages");
	list_outages(j, v, o, from, to, until);
	jw_close_list(j);
	jw_close(j);
}
