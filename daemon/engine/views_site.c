/* views_site.c - see views.h and views_site.h: the detail of one point */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "engine/json.h"
#include "engine/last.h"
#include "engine/views.h"
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
view_site_head(struct json *j, const struct site *site, const struct judge_site *s)
{
	json_str(j, "id", site->id);
	json_str(j, "name", site->name);
	json_str(j, "commune", site->commune);
	json_str(j, "state", state_word(s->state));
	json_time(j, "since", s->since);
	json_bool(j, "open", s->is_open);
	json_time(j, "next_change", s->next_change);
}

void
view_site_convention(struct json *j, const struct view *v, const struct site *site,
    const struct judge_site *s, bool is_detail)
{
	json_open(j, "convention");
	json_str(j, "state", state_word(s->convention.state));
	if (v->role > ROLE_PUBLIC)
		json_time(j, "since", s->convention.since);
	if (is_detail)
		json_int(j, "min_online_pcs", site->min_online_pcs);
	json_close(j);
	if (v->role <= ROLE_PUBLIC)
		return;
	json_open(j, "pcs");
	json_int(j, "public", s->n_public);
	json_int(j, "online", s->n_online);
	json_close(j);
}

void
view_site_incidents(struct json *j, const struct view_open *open, uint32_t site)
{
	uint32_t	 lo = 0, hi = open->n;

	while (lo < hi) {
		uint32_t	 mid = lo + (hi - lo) / 2;

		if (open->entries[mid].site < site)
			lo = mid + 1;
		else
			hi = mid;
	}
	json_open_list(j, "incidents");
	for (; lo < open->n && open->entries[lo].site == site; lo++)
		json_int(j, NULL, open->entries[lo].number);
	json_close_list(j);
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
day_intervals(struct json *j, const char *key, const struct site *site, int32_t day)
{
	struct hours	 hours[CALENDAR_DAY_MAX];
	size_t		 n = calendar_day(site->opening, day, hours);
	char		 text[8];

	json_open_list(j, key);
	for (size_t i = 0; i < n; i++) {
		json_open_list(j, NULL);
		json_str(j, NULL, minute_text(hours[i].from, text));
		json_str(j, NULL, minute_text(hours[i].to, text));
		json_close_list(j);
	}
	json_close_list(j);
}

static void
site_hours(struct json *j, const struct view *v, const struct site *site)
{
	int32_t	 today = zone_day(v->inv->zone, v->now);
	char	 text[CIVIL_TEXT_SIZE];

	json_open(j, "hours");
	json_str(j, "text", site->opening_text);
	day_intervals(j, "today", site, today);
	json_open_list(j, "week");
	for (int32_t day = today; day < today + WEEK_DAYS; day++) {
		json_open(j, NULL);
		json_str(j, "date", civil_text(day, text));
		json_str(j, "day", civil_weekday_code(civil_weekday(day)));
		day_intervals(j, "intervals", site, day);
		json_close(j);
	}
	json_close_list(j);
	json_close(j);
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
bps_or_null(struct json *j, const char *key, int64_t bps)
{
	if (bps > 0)
		json_int(j, key, bps);
	else
		json_null(j, key);
}

static void
site_link(struct json *j, const struct view *v, const struct site *site, const struct judge_site *s)
{
	struct last_figures	 f = router_figures(v, site);

	json_open(j, "link");
	json_str(j, "state", state_word(s->link.state));
	json_time(j, "since", s->link.since);
	json_bool(j, "on_backup", s->link.on_backup);
	json_str(j, "kind", view_link_kind(site));
	json_str(j, "operator", site->operator);
	bps_or_null(j, "down_bps", site->down_bps);
	bps_or_null(j, "up_bps", site->up_bps);
	json_num(j, "rtt_ms", (double)f.rtt_ms, 2);
	json_num(j, "loss_pct", (double)f.loss_pct, 1);
	json_close(j);
}

static void
site_series(struct json *j, const struct view *v, uint32_t site)
{
	const struct last_series	*series = last_series_of(v->last, site);

	json_open_list(j, "series");
	for (uint32_t i = 0; i < series->n; i++)
		json_str(j, NULL, series->names[i]);
	json_close_list(j);
}

/* What only people with a session see. */

static void
site_check(struct json *j, const struct view *v, uint32_t index)
{
	static const char *const	 words[] = { "ok", "warn", "fail", "error" };
	const struct check		*check = &v->inv->checks[index];
	const struct last_figures	*f = last_of(v->last, index);
	struct judge_check		 c;

	judge_get_check(v->judge, index, &c);
	json_open(j, NULL);
	json_str(j, "name", check->name);
	json_str(j, "probe", check->probe);
	json_num(j, "interval_s", (double)check->interval_ms / (double)SEC_MS, 3);
	json_str(j, "state", state_word(c.state));
	json_bool(j, "decides", c.decides);
	if (c.last_at.ms != 0)
		json_str(j, "status", words[c.last]);
	else
		json_null(j, "status");
	json_time(j, "at", c.last_at);
	json_str(j, "text", c.text != NULL ? c.text : "");
	json_int(j, "failures", c.n_fail);
	json_num(j, "rtt_ms", (double)f->rtt_ms, 2);
	json_num(j, "loss_pct", (double)f->loss_pct, 1);
	json_close(j);
}

static void
site_device(struct json *j, const struct view *v, uint32_t index)
{
	static const char *const	 kinds[] = {
		[DEVICE_ROUTER] = "router", [DEVICE_BACKUP] = "backup", [DEVICE_PC] = "pc",
		[DEVICE_OTHER] = "device", [DEVICE_VISIO] = "visio", [DEVICE_LINK] = "link",
	};
	const struct device	*d = &v->inv->devices[index];
	struct judge_state	 s;

	judge_get_device(v->judge, index, &s);
	json_open(j, NULL);
	json_str(j, "name", d->name);
	json_str(j, "kind", kinds[d->kind]);
	json_str(j, "address", d->address);
	json_str(j, "state", state_word(s.state));
	json_time(j, "since", s.since);
	json_str(j, "text", s.text != NULL ? s.text : "");
	json_bool(j, "public", d->is_public);
	json_bool(j, "maintained", d->is_maintained);
	json_open_list(j, "checks");
	for (uint32_t i = 0; i < d->n_checks; i++)
		site_check(j, v, d->first_check + i);
	json_close_list(j);
	json_close(j);
}

static void
site_people(struct json *j, const struct view *v, const struct site *site)
{
	json_open_list(j, "animators");
	for (uint32_t i = 0; i < site->n_animators; i++) {
		const struct contact	*c = &v->inv->contacts[site->animators[i]];

		json_open(j, NULL);
		json_str(j, "name", c->name);
		json_str(j, "mail", c->mail);
		json_str(j, "phone", c->phone);
		json_close(j);
	}
	json_close_list(j);
}

static void
site_inside(struct json *j, const struct view *v, const struct site *site)
{
	json_str(j, "base", site->base);
	site_people(j, v, site);
	json_open_list(j, "groups");
	for (uint32_t i = 0; i < site->n_groups; i++)
		json_str(j, NULL, v->inv->groups[site->groups[i]].id);
	json_close_list(j);
	json_open_list(j, "devices");
	for (uint32_t i = 0; i < site->n_devices; i++)
		site_device(j, v, site->first_device + i);
	json_close_list(j);
}

void
view_site(struct json *j, const char *key, const struct view *v, const struct view_open *open,
    uint32_t index)
{
	const struct site	*site = &v->inv->sites[index];
	struct judge_site	 s;

	judge_get_site(v->judge, index, v->now, &s);
	json_open(j, key);
	view_site_head(j, site, &s);
	json_str(j, "kind", site->kind);
	json_str(j, "insee", site->insee);
	if (site->has_position) {
		json_open_list(j, "position");
		json_num(j, NULL, site->lat, 6);
		json_num(j, NULL, site->lon, 6);
		json_close_list(j);
	} else {
		json_null(j, "position");
	}
	site_hours(j, v, site);
	site_link(j, v, site, &s);
	view_site_convention(j, v, site, &s, true);
	site_series(j, v, index);
	view_site_incidents(j, open, index);
	if (v->role > ROLE_PUBLIC)
		site_inside(j, v, site);
	json_close(j);
}
