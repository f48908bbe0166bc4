/* letter.c - see letter.h */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "judge/judge.h"
#include "judge/letter.h"
#include "judge/letter_list.h"
#include "model/calendar.h"
#include "model/words.h"

#define MAX_SITES_SAID	12	/* of a group, by name; the others are counted */
#define MAX_BEFORE	3	/* earlier incidents of the same place */

struct letter {
	const struct judge	*j;
	const struct inventory	*inv;
	const struct fact_notice *notice;
	struct judge_incident	 in;		/* .incident NULL = not remembered */
	struct wall		 now;
	struct buf		*body;
};

static void
line(struct letter *l)
{
	buf_addc(l->body, '\n');
}

/* The site whose words it takes: the notice's, else the incident's first. */
static uint32_t
site_of(const struct letter *l)
{
	if (l->notice->site[0] != '\0')
		return inventory_site(l->inv, l->notice->site);
	if (l->in.incident != NULL && l->in.incident->n_sites == 1)
		return inventory_site(l->inv, l->in.incident->sites[0]);
	return NONE;
}

static void
say_since(struct letter *l)
{
	const struct incident	*in = l->in.incident;

	buf_adds(l->body, _("Since: "));
	words_time(l->body, l->inv->zone, in->opened, l->now);
	if (in->restored.ms == 0) {
		buf_adds(l->body, _(" ("));
		words_duration(l->body, wall_sub(l->now, in->opened));
		buf_adds(l->body, _(" ago)"));
	}
	line(l);
}

static void
say_restored(struct letter *l)
{
	const struct incident	*in = l->in.incident;

	buf_adds(l->body, _("From: "));
	words_time(l->body, l->inv->zone, in->opened, l->now);
	buf_adds(l->body, _("\nUntil: "));
	words_time(l->body, l->inv->zone, in->restored.ms != 0 ? in->restored : l->now, l->now);
	buf_adds(l->body, _("\nDuration: "));
	words_duration(l->body, wall_sub(in->restored.ms != 0 ? in->restored : l->now, in->opened));
	line(l);
}

/* The duration within opening hours, of one site's incident. */
static void
say_open_duration(struct letter *l, uint32_t site)
{
	const struct incident	*in = l->in.incident;
	struct wall		 end = in->restored.ms != 0 ? in->restored : l->now;
	int64_t			 ms;

	if (site == NONE || l->inv->sites[site].opening == NULL)
		return;
	ms = calendar_open_ms(l->inv->sites[site].opening, l->inv->zone, in->opened, end);
	buf_adds(l->body, _("During opening hours: "));
	words_duration(l->body, ms);
	line(l);
}

/* One more of a list with commas. */
static void
add_item(struct buf *list, const char *fmt, ...)
{
	va_list	 ap;

	if (list->len > 0)
		buf_adds(list, ", ");
	va_start(ap, fmt);
	buf_addv(list, fmt, ap);
	va_end(ap);
}

/* "the box", "PC accueil" of a check's name; the name where nothing better is known. */
static void
say_who(struct buf *out, const struct inventory *inv, const char *check)
{
	uint32_t		 i = inventory_check(inv, check);
	const struct device	*d = i != NONE && inv->checks[i].device != NONE ?
				    &inv->devices[inv->checks[i].device] : NULL;

	if (d == NULL)
		buf_adds(out, check);
	else if (d->kind == DEVICE_ROUTER)
		buf_adds(out, _("the box"));
	else if (d->kind == DEVICE_BACKUP)
		buf_adds(out, _("the backup link's box"));
	else if (d->kind == DEVICE_LINK)
		buf_adds(out, strcmp(inv->checks[i].probe, "dns") == 0 ? _("the name server") :
		    _("the operator's gateway"));
	else if (d->kind == DEVICE_PC)
		buf_addf(out, _("PC %s"), d->id);
	else
		buf_adds(out, d->id);
}

/* "the box no longer answers (3 failures in a row, limit 3)" */
static void
say_failures(struct buf *out, const struct inventory *inv, const struct evidence *why)
{
	unsigned	 n = isnan(why->value) ? 0 : (unsigned)why->value;
	bool		 is_silent = why->text[0] == '\0' || strncmp(why->text, "no reply", 8) == 0;

	say_who(out, inv, why->check);
	buf_adds(out, is_silent ? _(" no longer answers") : _(" is not well: "));
	if (!is_silent)
		buf_adds(out, words_answer(why->text));
	if (n == 0)
		return;
	buf_addf(out, ngettext(" (%u failure", " (%u failures in a row", n), n);
	if (!isnan(why->limit)) {
		buf_adds(out, _(", limit "));
		words_number(out, why->limit);
	}
	buf_addc(out, ')');
}

/* What was seen, as a sentence; the check's name last, in parentheses. */
static void
say_evidence(struct letter *l)
{
	const struct evidence	*why = &l->in.incident->why;
	struct buf		 seen = { 0 };

	if (strcmp(why->name, "failures") == 0 && why->check[0] != '\0') {
		say_failures(&seen, l->inv, why);
	} else {
		if (why->text[0] != '\0')
			add_item(&seen, "%s", words_answer(why->text));
		if (strcmp(why->name, words_metric(why->name)) != 0 && !isnan(why->value)) {
			add_item(&seen, "%s ", words_metric(why->name));
			words_number(&seen, why->value);
			if (!isnan(why->limit)) {
				buf_adds(&seen, _(" (limit "));
				words_number(&seen, why->limit);
				buf_addc(&seen, ')');
			}
		}
	}
	if (why->check[0] != '\0')
		buf_addf(&seen, seen.len > 0 ? " (%s)" : "%s", why->check);
	if (seen.len > 0)
		buf_addf(l->body, _("Seen: %s\n"), seen.s);
	buf_done(&seen);
}

/* The code of the latest event of vigie's that speaks of the cause; "" = none did. */
static const char *
cause_code(const struct judge_incident *in)
{
	for (uint32_t i = in->n_events; i > 0; i--) {
		const struct incident_event	*e = &in->events[i - 1];

		if (strcmp(e->by, "vigie") == 0 && (strcmp(e->text, "uptime") == 0 ||
		    strcmp(e->text, "first_hop_answers") == 0 ||
		    strcmp(e->text, "first_hop_silent") == 0))
			return e->text;
	}
	return "";
}

static const char *
cause_text(const struct judge_incident *in)
{
	const char	*code = cause_code(in);
	bool		 is_uptime = strcmp(code, "uptime") == 0;

	switch (in->incident->kind) {
	case INCIDENT_POWER:
		return _("a power cut on site");
	case INCIDENT_BOX:
		return _("the box, which was frozen and has restarted");
	case INCIDENT_DESYNC:
		return _("the line, which lost its synchronisation");
	case INCIDENT_LINK:
		if (strcmp(code, "first_hop_answers") == 0)
			return _("the line or the box");
		if (is_uptime && in->incident->responsibility == BY_UNKNOWN)
			return _("the box or its power supply: it has restarted");
		if (is_uptime && in->incident->responsibility == BY_OPERATOR)
			return _("the line or the operator's network: the box stayed on");
		return in->incident->responsibility == BY_OPERATOR ? _("the operator's network") : NULL;
	case INCIDENT_GROUP:
		return in->incident->responsibility == BY_OPERATOR ? _("the operator's network") :
		    in->incident->responsibility == BY_POWER ? _("a power cut in the area") : NULL;
	default:
		return NULL;
	}
}

/* What most likely happened and on whose side it is, once the incident knows; else nothing. */
static void
say_cause(struct letter *l)
{
	static const char *const	 sides[RESPONSIBILITY_N] = {
		[BY_OPERATOR] = N_("the operator"), [BY_POWER] = N_("electricity"),
		[BY_SIVU] = N_("ours"), [BY_SITE] = N_("the point"), [BY_PARTNER] = N_("a partner"),
	};
	enum responsibility		 who = l->in.incident->responsibility;
	const char			*side = who < RESPONSIBILITY_N && sides[who] != NULL ?
					    _(sides[who]) : NULL;
	const char			*text = cause_text(&l->in);

	if (text != NULL && side != NULL)
		buf_addf(l->body, _("Probable cause: %s (responsibility: %s)\n"), text, side);
	else if (text != NULL)
		buf_addf(l->body, _("Probable cause: %s\n"), text);
	else if (side != NULL)
		buf_addf(l->body, _("Responsibility: %s\n"), side);
}

/* What still works on site. */
static void
say_still_up(struct letter *l, uint32_t site)
{
	const struct site	*s = &l->inv->sites[site];
	struct judge_site	 state;
	struct buf		 list = { 0 };

	judge_get_site(l->j, site, l->now, &state);
	if (state.link.state == STATE_UP || state.link.state == STATE_DEGRADED)
		add_item(&list, "%s", state.link.on_backup ?
		    _("Internet access by the backup link") : _("Internet access"));
	for (uint32_t i = 0; i < s->n_devices; i++) {
		const struct device	*d = &l->inv->devices[s->first_device + i];
		struct judge_state	 ds;

		if (d->kind == DEVICE_LINK || d->kind == DEVICE_PC)
			continue;
		judge_get_device(l->j, s->first_device + i, &ds);
		if (ds.state == STATE_UP || ds.state == STATE_DEGRADED)
			add_item(&list, "%s", d->id);
	}
	if (state.n_online > 0)
		add_item(&list, ngettext("%u public PC of %u", "%u public PCs of %u",
		    state.n_online), (unsigned)state.n_online, (unsigned)state.n_public);
	buf_addf(l->body, _("Still works: %s\n"), list.len > 0 ? list.s :
	    _("nothing that vigie can see on site"));
	buf_done(&list);
}

static void
say_open(struct letter *l, uint32_t site)
{
	struct wall	 change;
	bool		 is_open = judge_is_open(l->j, site, l->now, &change);

	buf_adds(l->body, is_open ? _("The point is open") : _("The point is closed"));
	if (change.ms != WALL_NEVER.ms) {
		buf_adds(l->body, is_open ? _(", it closes ") : _(", it opens "));
		words_time(l->body, l->inv->zone, change, l->now);
	}
	buf_addf(l->body, _(".\n"));
}

static void
say_people(struct letter *l, uint32_t site)
{
	const struct site	*s = &l->inv->sites[site];

	if (s->base[0] != '\0')
		buf_addf(l->body, _("Technicians' base: %s\n"), s->base);
	for (uint32_t i = 0; i < s->n_animators; i++) {
		const struct contact	*c = &l->inv->contacts[s->animators[i]];

		buf_addf(l->body, _("On site: %s"), c->name);
		if (c->phone[0] != '\0')
			buf_addf(l->body, ", %s", c->phone);
		line(l);
	}
	if (s->operator[0] != '\0')
		buf_addf(l->body, _("Operator: %s\n"), s->operator);
}

/* The points of a group's incident: which are still without access. */
static void
say_sites(struct letter *l)
{
	const struct incident	*in = l->in.incident;
	uint32_t		 n_said = 0;

	for (uint32_t i = 0; i < in->n_sites && n_said < MAX_SITES_SAID; i++, n_said++) {
		uint32_t		 site = inventory_site(l->inv, in->sites[i]);
		struct judge_site	 state;

		if (site == NONE) {
			buf_addf(l->body, "- %s\n", in->sites[i]);
			continue;
		}
		judge_get_site(l->j, site, l->now, &state);
		buf_addf(l->body, "- %s%s\n", l->inv->sites[site].name,
		    state.link.state == STATE_UP || state.link.state == STATE_DEGRADED ?
		    _(" (works again)") : state.is_open ? _(" (open now)") : "");
	}
	if (in->n_sites > n_said)
		buf_addf(l->body, ngettext("and %u more\n", "and %u more\n", in->n_sites - n_said),
		    (unsigned)(in->n_sites - n_said));
}

static void
say_before(struct letter *l)
{
	struct judge_incident	 other;
	unsigned		 n = 0;

	for (size_t i = 0; n < MAX_BEFORE && judge_get_incident(l->j, i, &other); i++) {
		const struct incident	*o = other.incident;

		if (o->number == l->in.incident->number || o->restored.ms == 0 ||
		    strcmp(o->scope, l->in.incident->scope) != 0)
			continue;
		if (n++ == 0)
			buf_adds(l->body, _("Lately at the same place:\n"));
		buf_addf(l->body, "- ");
		words_title(l->body, l->inv, o);
		buf_adds(l->body, ", ");
		words_time(l->body, l->inv->zone, o->opened, l->now);
		buf_adds(l->body, _(", for "));
		words_duration(l->body, wall_sub(o->restored, o->opened));
		line(l);
	}
}

static void
say_page(struct letter *l)
{
	if (l->inv->url[0] == '\0')
		return;
	buf_addf(l->body, "\n%s%sincidents/%u\n", l->inv->url,
	    l->inv->url[strlen(l->inv->url) - 1] == '/' ? "" : "/", l->notice->incident);
}

static const char *
subject_form(enum notice_kind kind)
{
	switch (kind) {
	case NOTICE_ESCALATION:
		return _("Not taken in charge: %s");
	case NOTICE_REMINDER:
		return _("Still going on: %s");
	case NOTICE_REMOVED:
		return _("No longer watched: %s");
	default:
		return "%s";
	}
}

/* Rule 10: the state in which it ends. */
static void
say_end(struct letter *l)
{
	for (uint32_t i = l->in.n_events; i > 0; i--)
		if (l->in.events[i - 1].type == EVENT_RESTORED) {
			buf_addf(l->body, "%s\n", words_event(&l->in.events[i - 1]));
			return;
		}
}

static void
write_body(struct letter *l, const char *title)
{
	const struct incident	*in = l->in.incident;
	uint32_t		 site = site_of(l);

	buf_addf(l->body, "%s\n\n", title);
	if (l->notice->kind == NOTICE_RESTORED || in->restored.ms != 0) {
		say_restored(l);
		say_open_duration(l, site);
	} else {
		say_since(l);
		say_evidence(l);
	}
	say_cause(l);
	if (in->acknowledged.ms != 0 && l->notice->kind != NOTICE_RESTORED)
		buf_addf(l->body, _("Taken in charge by: %s\n"), in->ack_by);
	if (in->kind_first == INCIDENT_FLAPPING && in->restored.ms != 0)
		say_end(l);
	if (in->kind == INCIDENT_GROUP) {
		say_sites(l);
		letter_group_rest(l->j, l->inv, in->scope, l->now, l->body);
	}
	if (site != NONE) {
		if (l->notice->kind != NOTICE_RESTORED)
			say_still_up(l, site);
		say_open(l, site);
		say_people(l, site);
	}
	if (l->notice->kind == NOTICE_DOWN)
		say_before(l);
	say_page(l);
}

void
letter_write(const struct judge *j, const struct inventory *inv, const struct fact_notice *notice,
    struct wall now, struct buf *subject, struct buf *body)
{
	struct letter	 l = { .j = j, .inv = inv, .notice = notice, .now = now, .body = body };
	struct buf	 title = { 0 };

	lang_set(notice->to.language);
	if (notice->kind == NOTICE_DIGEST) {
		letter_digest(j, inv, notice, now, subject, body);
		return;
	}
	if (notice->kind == NOTICE_FOLDED && notice->n_incidents != 1) {
		letter_folded(j, inv, notice, now, subject, body);
		return;
	}
	if (judge_find_incident(j, notice->incident, &l.in)) {
		if (notice->kind == NOTICE_RESTORED ||
		    (notice->kind == NOTICE_FOLDED && l.in.incident->restored.ms != 0))
			words_restored(&title, inv, l.in.incident);
		else
			words_title(&title, inv, l.in.incident);
	} else {
		l.in.incident = NULL;
		buf_addf(&title, notice->kind == NOTICE_RESTORED ? _("Incident %u: restored") :
		    _("Incident %u"), (unsigned)notice->incident);
	}
	buf_addf(subject, subject_form(notice->kind), buf_str(&title));
	if (l.in.incident != NULL) {
		write_body(&l, buf_str(subject));
	} else {
		buf_addf(body, "%s\n", buf_str(subject));
		say_page(&l);
	}
	buf_done(&title);
}
