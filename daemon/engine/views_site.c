/* views_site.c - see views.h and views_site.h: the detail of one point */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "engine/jw.h"
#include "engine/last.h"
#include "engine/views.h"
#include "engine/views_hands.h"
#include "engine/views_site.h"
#include "judge/judge.h"
#include "model/calendar.h"
#include "model/inventory.h"
#include "model/zone.h"

#define WEEK_DAYS	7

const char *
view_link_kind(const struct site *site)
{
	static const char *const	 words[] = {
		[LINK_ADSL] = "adsl", [LINK_VDSL] = "vdsl", [LINK_SDSL] = "sdsl",
		[LINK_FTTH] = "ftth", [LINK_FTTO] = "ftto", [LINK_CABLE] = "cable",
		[LINK_4G] = "4g", [LINK_5G] = "5g", [LINK_SATELLITE] = "satellite",
		[LINK_RADIO] = "radio", [LINK_OTHER] = "other",
	};

	return site->link_kind < N_ELEMENTS(words) ? words[site->link_kind] : "other";
}

void
view_site_head(struct jw *j, const struct site *site, const struct judge_site *s)
{
	jw_str(j, "id", site->id);
	jw_str(j, "name", site->name);
	jw_str(j, "commune", site->commune);
	jw_str(j, "state", state_word(s->state));
	jw_time(j, "since", s->since);
	jw_bool(j, "open", s->is_open);
	jw_time(j, "next_change", s->next_change);
}

void
view_site_convention(struct jw *j, const struct view *v, const struct site *site,
    const struct judge_site *s, bool is_detail)
{
	jw_open(j, "convention");
	jw_str(j, "state", state_word(s->convention.state));
	if (v->role > ROLE_PUBLIC)
		jw_time(j, "since", s->convention.since);
	if (is_detail)
		jw_int(j, "min_online_pcs", site->min_online_pcs);
	jw_close(j);
	if (v->role <= ROLE_PUBLIC)
		return;
	jw_open(j, "pcs");
	jw_int(j, "public", s->n_public);
	jw_int(j, "online", s->n_online);
	jw_close(j);
}

void
view_site_incidents(struct jw *j, const struct view_open *open, uint32_t site)
{
	uint32_t	 lo = 0, hi = open->n;

	while (lo < hi) {
		uint32_t	 mid = lo + (hi - lo) / 2;

		if (open->entries[mid].site < site)
			lo = mid + 1;
		else
			hi = mid;
	}
	jw_open_list(j, "incidents");
	for (; lo < open->n && open->entries[lo].site == site; lo++)
		jw_int(j, NULL, open->entries[lo].number);
	jw_close_list(j);
}

/* A failing streak that is not yet an outage. */

/* The first failure of the router's primary check while nothing is confirmed; 0 = it does not fail. */
static struct wall
suspected_since(const struct view *v, const struct site *site, const struct judge_site *s)
{
	const struct device	*router;

	if (site->router == NONE || s->in_maintenance || s->link.state == STATE_DOWN ||
	    s->link.on_backup || judge_is_blind(v->judge))
		return (struct wall){ 0 };
	router = &v->inv->devices[site->router];
	for (uint32_t i = 0; i < router->n_checks; i++) {
		struct judge_check	 c;

		judge_get_check(v->judge, router->first_check + i, &c);
		if (c.decides && c.n_fail > 0 && c.state != STATE_DOWN)
			return c.first_fail;
	}
	return (struct wall){ 0 };
}

/* The open incident of a group that the site is in; 0 = none. */
static uint32_t
group_incident(const struct view *v, const struct site *site)
{
	struct judge_incident	 in;

	for (size_t i = 0; judge_get_incident(v->judge, i, &in); i++)
		if (in.incident->kind_first == INCIDENT_GROUP && in.incident->restored.ms == 0 &&
		    in.incident->closed.ms == 0 && in.incident->parent == 0 &&
		    inventory_is_below(v->inv, site, inventory_group(v->inv, in.incident->scope)))
			return in.incident->number;
	return 0;
}

void
view_site_suspected(struct jw *j, const struct view *v, uint32_t index, const struct judge_site *s)
{
	const struct site	*site = &v->inv->sites[index];
	struct wall		 since = suspected_since(v, site, s);
	uint32_t		 number;

	if (since.ms == 0) {
		jw_null(j, "suspected");
		return;
	}
	jw_open(j, "suspected");
	jw_time(j, "since", since);
	if ((number = group_incident(v, site)) != 0)
		jw_int(j, "incident", number);
	else
		jw_null(j, "incident");
	jw_close(j);
}

/* Hours. */

static const char *
minute_text(unsigned minute, char out[static 8])
{
	if (minute > DAY_MINUTES)
		minute -= DAY_MINUTES;
	snprintf(out, 8, "%02u:%02u", minute / 60 % 100, minute % 60);
	return out;
}

static void
day_intervals(struct jw *j, const char *key, const struct site *site, int32_t day)
{
	struct hours	 hours[CALENDAR_DAY_MAX];
	size_t		 n = calendar_day(site->opening, day, hours);
	char		 text[8];

	jw_open_list(j, key);
	for (size_t i = 0; i < n; i++) {
		jw_open_list(j, NULL);
		jw_str(j, NULL, minute_text(hours[i].from, text));
		jw_str(j, NULL, minute_text(hours[i].to, text));
		jw_close_list(j);
	}
	jw_close_list(j);
}

static void
site_hours(struct jw *j, const struct view *v, const struct site *site)
{
	int32_t	 today = zone_day(v->inv->zone, v->now);
	char	 text[CIVIL_TEXT_SIZE];

	jw_open(j, "hours");
	jw_str(j, "text", site->opening_text);
	day_intervals(j, "today", site, today);
	jw_open_list(j, "week");
	for (int32_t day = today; day < today + WEEK_DAYS; day++) {
		jw_open(j, NULL);
		jw_str(j, "date", civil_text(day, text));
		jw_str(j, "day", civil_weekday_code(civil_weekday(day)));
		day_intervals(j, "intervals", site, day);
		jw_close(j);
	}
	jw_close_list(j);
	jw_close(j);
}

/* The link. */

/* The router's figures: of its first check that has any. */
static struct last_figures
router_figures(const struct view *v, const struct site *site)
{
	const struct device	*router;

	if (site->router != NONE) {
		router = &v->inv->devices[site->router];
		for (uint32_t i = 0; i < router->n_checks; i++) {
			const struct last_figures *f = last_of(v->last, router->first_check + i);

			if (f->at.ms != 0 && (!isnan(f->rtt_ms) || !isnan(f->loss_pct)))
				return *f;
		}
	}
	return (struct last_figures){ .rtt_ms = NAN, .loss_pct = NAN };
}

static void
bps_or_null(struct jw *j, const char *key, int64_t bps)
{
	if (bps > 0)
		jw_int(j, key, bps);
	else
		jw_null(j, key);
}

static void
site_link(struct jw *j, const struct view *v, const struct site *site, const struct judge_site *s)
{
	struct last_figures	 f = router_figures(v, site);

	jw_open(j, "link");
	jw_str(j, "state", state_word(s->link.state));
	jw_time(j, "since", s->link.since);
	jw_bool(j, "on_backup", s->link.on_backup);
	jw_str(j, "kind", view_link_kind(site));
	jw_str(j, "operator", site->operator);
	bps_or_null(j, "down_bps", site->down_bps);
	bps_or_null(j, "up_bps", site->up_bps);
	jw_num(j, "rtt_ms", (double)f.rtt_ms, 2);
	jw_num(j, "loss_pct", (double)f.loss_pct, 1);
	jw_close(j);
}

static void
site_series(struct jw *j, const struct view *v, uint32_t site)
{
	const struct last_series	*series = last_series_of(v->last, site);

	jw_open_list(j, "series");
	for (uint32_t i = 0; i < series->n; i++)
		jw_str(j, NULL, series->names[i]);
	jw_close_list(j);
}

/* What only people with a session see. */

static void
site_check(struct jw *j, const struct view *v, uint32_t index)
{
	static const char *const	 words[] = { "ok", "warn", "fail", "error" };
	const struct check		*check = &v->inv->checks[index];
	const struct last_figures	*f = last_of(v->last, index);
	struct judge_check		 c;

	judge_get_check(v->judge, index, &c);
	jw_open(j, NULL);
	jw_str(j, "name", check->name);
	jw_str(j, "probe", check->probe);
	jw_num(j, "interval_s", (double)check->interval_ms / (double)SEC_MS, 3);
	jw_str(j, "state", state_word(c.state));
	jw_bool(j, "decides", c.decides);
	if (c.last_at.ms != 0)
		jw_str(j, "status", words[c.last]);
	else
		jw_null(j, "status");
	jw_time(j, "at", c.last_at);
	jw_str(j, "text", c.n_fail > 0 && c.text != NULL ? c.text : "");
	jw_int(j, "failures", c.n_fail);
	jw_num(j, "rtt_ms", (double)f->rtt_ms, 2);
	jw_num(j, "loss_pct", (double)f->loss_pct, 1);
	jw_close(j);
}

static void
site_device(struct jw *j, const struct view *v, uint32_t index)
{
	static const char *const	 kinds[] = {
		[DEVICE_ROUTER] = "router", [DEVICE_BACKUP] = "backup", [DEVICE_PC] = "pc",
		[DEVICE_OTHER] = "device", [DEVICE_VISIO] = "visio", [DEVICE_LINK] = "link",
	};
	const struct device	*d = &v->inv->devices[index];
	struct judge_state	 s;

	judge_get_device(v->judge, index, &s);
	jw_open(j, NULL);
	jw_str(j, "name", d->name);
	jw_str(j, "kind", kinds[d->kind]);
	jw_str(j, "address", d->address);
	jw_str(j, "state", state_word(s.state));
	jw_time(j, "since", s.since);
	jw_str(j, "text", s.text != NULL ? s.text : "");
	jw_bool(j, "public", d->is_public);
	jw_bool(j, "maintained", d->is_maintained);
	jw_open_list(j, "checks");
	for (uint32_t i = 0; i < d->n_checks; i++)
		site_check(j, v, d->first_check + i);
	jw_close_list(j);
	jw_close(j);
}

static void
site_people(struct jw *j, const struct view *v, const struct site *site)
{
	jw_open_list(j, "animators");
	for (uint32_t i = 0; i < site->n_animators; i++) {
		const struct contact	*c = &v->inv->contacts[site->animators[i]];

		jw_open(j, NULL);
		jw_str(j, "name", c->name);
		jw_str(j, "mail", c->mail);
		jw_str(j, "phone", c->phone);
		jw_close(j);
	}
	jw_close_list(j);
}

static void
site_inside(struct jw *j, const struct view *v, const struct site *site)
{
	jw_str(j, "base", site->base);
	site_people(j, v, site);
	jw_open_list(j, "groups");
	for (uint32_t i = 0; i < site->n_groups; i++)
		jw_str(j, NULL, v->inv->groups[site->groups[i]].id);
	jw_close_list(j);
	jw_open_list(j, "devices");
	for (uint32_t i = 0; i < site->n_devices; i++)
		site_device(j, v, site->first_device + i);
	jw_close_list(j);
}

void
view_site(struct jw *j, const char *key, const struct view *v, const struct view_open *open,
    uint32_t index)
{
	const struct site	*site = &v->inv->sites[index];
	struct judge_site	 s;

	judge_get_site(v->judge, index, v->now, &s);
	jw_open(j, key);
	view_site_head(j, site, &s);
	jw_str(j, "kind", site->kind);
	jw_str(j, "insee", site->insee);
	if (site->has_position) {
		jw_open_list(j, "position");
		jw_num(j, NULL, site->lat, 6);
		jw_num(j, NULL, site->lon, 6);
		jw_close_list(j);
	} else {
		jw_null(j, "position");
	}
	site_hours(j, v, site);
	site_link(j, v, site, &s);
	view_site_convention(j, v, site, &s, true);
	site_series(j, v, index);
	view_site_incidents(j, open, index);
	view_site_suspected(j, v, index, &s);
	view_site_planned(j, v, index);
	if (v->role > ROLE_PUBLIC)
		site_inside(j, v, site);
	jw_close(j);
}
