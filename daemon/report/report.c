/* report.c - see report.h */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/inventory.h"
#include "model/near.h"
#include "model/zone.h"
#include "report/report.h"
#include "report/write.h"

#define OUTAGES_ONE	500	/* of the one site of a report; of each of several */
#define OUTAGES_EACH	40
#define UNKNOWN_ONE	100
#define UNKNOWN_EACH	20
#define HASH_TEXT_SIZE	65

/* What all sites make together. */
struct sum {
	struct tally	 lines[COUNT_LINES], *months[COUNT_LINES];
	struct day_figures *days;	/* NULL: not wanted */
	struct delay	 intervene, restore;
	struct gathered_declared declared;
	size_t		 n_open, n_lost, n_unsure;
	uint32_t	 n_under, n_rated;
};

bool
report_scope(const struct inventory *inv, const char *scope, struct err *err)
{
	const char	*near = NULL;
	unsigned	 best = UINT32_MAX;

	if (strcmp(scope, "network") == 0 || inventory_group(inv, scope) != NONE ||
	    inventory_site(inv, scope) != NONE)
		return true;
	near_keep(scope, "network", &near, &best);
	for (uint32_t i = 0; i < inv->n_groups; i++)
		near_keep(scope, inv->groups[i].id, &near, &best);
	for (uint32_t i = 0; i < inv->n_sites; i++)
		near_keep(scope, inv->sites[i].id, &near, &best);
	if (!near_is_close(scope, best))
		near = near_site(inv, scope);	/* by its name */
	if (near == NULL)
		return err_set(err, _("\"%.40s\" is neither a site, nor a group, nor \"network\""), scope);
	return err_set(err, _("\"%.40s\" is neither a site, nor a group, nor \"network\"; did you mean \"%s\"?"),
	    scope, near);
}

/* Sums. */

static void
sum_site(struct sum *sum, const struct report_wish *wish, const struct frame *f, const struct counted *c)
{
	const struct gathered_declared	*d = &c->site->declared;

	for (unsigned i = 0; i < COUNT_LINES; i++) {
		tally_add(&sum->lines[i], &c->lines[i]);
		for (size_t m = 0; m < f->n_months; m++)
			tally_add(&sum->months[i][m], &c->months[i][m]);
	}
	for (size_t i = 0; sum->days != NULL && i < f->n_days; i++) {
		sum->days[i].open_s += c->days[i].open_s;
		sum->days[i].maintenance_s += c->days[i].maintenance_s;
		sum->days[i].unknown_s += c->days[i].unknown_s;
		sum->days[i].down_s += c->days[i].down_s;
	}
	delay_add(&sum->intervene, &c->intervene);
	delay_add(&sum->restore, &c->restore);
	sum->declared.visio += d->visio;
	sum->declared.visio_failed += d->visio_failed;
	sum->declared.trainings += d->trainings;
	sum->declared.interventions += d->interventions;
	sum->n_open += c->n_open;
	sum->n_lost += c->n_lost;
	sum->n_unsure += c->n_unsure;
	if (!tally_has_rate(&c->lines[COUNT_LINK]))
		return;
	sum->n_rated++;
	sum->n_under += !tally_meets(&c->lines[COUNT_LINK], write_target(wish, c->site));
}

static void
sum_done(struct sum *sum)
{
	for (unsigned i = 0; i < COUNT_LINES; i++)
		free(sum->months[i]);
	free(sum->days);
}

/* The document's head and feet. */

static json_t *
write_period(const struct report_wish *wish, const struct gathered *g)
{
	const struct period	*p = &wish->period;
	json_t			*out = json_object();
	char			 text[CIVIL_TEXT_SIZE];

	json_object_set_new(out, "from", write_time(g->period.from_s));
	json_object_set_new(out, "to", write_time(g->period.to_s));
	json_object_set_new(out, "until", write_time(g->is_future ? g->period.from_s : g->until_s));
	json_object_set_new(out, "timezone", json_string(wish->inv->timezone));
	json_object_set_new(out, "label", json_string(p->label));
	json_object_set_new(out, "kind", json_string(period_kind_word(p->kind)));
	json_object_set_new(out, "first_day", json_string(civil_text(p->first_day, text)));
	json_object_set_new(out, "last_day", json_string(civil_text(p->last_day, text)));
	return out;
}

static json_t *
write_journal(const struct gathered *g)
{
	json_t			*out;
	char			 hash[HASH_TEXT_SIZE];

	if (!g->has_journal)
		return json_null();
	out = json_object();
	sodium_bin2hex(hash, sizeof(hash), g->hash, sizeof(g->hash));
	json_object_set_new(out, "seq", json_integer((json_int_t)g->seq));
	json_object_set_new(out, "hash", json_string(hash));
	return out;
}

static void
write_scope(json_t *out, const struct report_wish *wish)
{
	const struct inventory	*inv = wish->inv;
	uint32_t		 group = inventory_group(inv, wish->scope), site = inventory_site(inv, wish->scope);

	json_object_set_new(out, "network", json_string(inv->id));
	json_object_set_new(out, "network_name", json_string(inv->name));
	json_object_set_new(out, "phone", json_string(inv->phone));
	json_object_set_new(out, "url", json_string(inv->url));
	json_object_set_new(out, "language", json_string(inv->language));
	json_object_set_new(out, "scope", json_string(wish->scope));
	json_object_set_new(out, "scope_kind", json_string(site != NONE ? "site" :
	    group != NONE ? "group" : "network"));
	json_object_set_new(out, "scope_name", json_string(site != NONE ? inv->sites[site].name :
	    group != NONE ? inv->groups[group].name : inv->name));
}

/* Everything but the sites. */
static json_t *
write_whole(const struct report_wish *wish, const struct gathered *g, const struct frame *f,
    const struct sum *sum)
{
	json_t	*out = json_object(), *halves = json_object(), *under = json_object();

	write_scope(out, wish);
	json_object_set_new(out, "period", write_period(wish, g));
	json_object_set_new(out, "generated", write_time(wall_sec(wish->now)));
	json_object_set_new(out, "journal", write_journal(g));
	json_object_set_new(out, "frozen", json_null());
	json_object_set_new(out, "target_pct", write_percent(wish->inv->target_pct));
	json_object_set_new(out, "within",
	    write_within(wish->inv->intervene_within_ms, wish->inv->restore_within_ms));
	json_object_set_new(out, "sites", json_array());
	json_object_set_new(out, "total", write_lines(sum->lines));
	json_object_set_new(out, "delays", write_delays(&sum->intervene, &sum->restore));
	json_object_set_new(out, "declared", write_declared(&sum->declared));
	json_object_set_new(out, "days", write_days(sum->days, f->n_days));
	json_object_set_new(out, "months", write_months(f, sum->months));
	json_object_set_new(halves, "open", json_integer((json_int_t)sum->n_open));
	json_object_set_new(halves, "lost", json_integer((json_int_t)sum->n_lost));
	json_object_set_new(halves, "unknown", json_integer((json_int_t)sum->n_unsure));
	json_object_set_new(out, "half_days", halves);
	json_object_set_new(under, "sites", json_integer(sum->n_under));
	json_object_set_new(under, "of", json_integer(sum->n_rated));
	json_object_set_new(out, "under_target", under);
	return out;
}

/* Text. */

static int
add_bytes(const char *data, size_t len, void *out)
{
	buf_add(out, data, len);
	return 0;
}

/* Takes the JSON. */
static void
dump(json_t *json, struct buf *out)
{
	if (json_dump_callback(json, add_bytes, out, JSON_COMPACT | JSON_SORT_KEYS) == -1)
		abort();	/* names were UTF-8 when they were read */
	json_decref(json);
}

/* Puts the sites where the whole has its empty list of them: no text can hold these bytes. */
static void
splice(json_t *whole, const struct buf *sites, struct buf *out)
{
	static const char	 empty[] = "\"sites\":[]";
	struct buf		 text = { 0 };
	const char		*at;

	dump(whole, &text);
	at = strstr(buf_str(&text), empty);
	if (at == NULL)
		abort();
	at += sizeof(empty) - 2;
	buf_add(out, text.s, (size_t)(at - text.s));
	buf_add(out, buf_str(sites), sites->len);
	buf_adds(out, at);
	buf_done(&text);
}

void
report_write(const struct report_wish *wish, const struct gathered *g, struct buf *out)
{
	struct frame	 frame;
	struct sum	 sum = { 0 };
	struct buf	 sites = { 0 };
	bool		 is_one = g->n_sites == 1 && strcmp(wish->scope, "network") != 0;
	struct counted	 c;

	frame_init(&frame, wish->inv, &wish->period, g);
	if (frame.n_days <= REPORT_DAYS_MAX)
		sum.days = xcalloc(frame.n_days, sizeof(sum.days[0]));
	for (unsigned i = 0; i < COUNT_LINES; i++)
		sum.months[i] = xcalloc(frame.n_months, sizeof(struct tally));
	for (size_t i = 0; i < g->n_sites; i++) {
		count_site(&frame, g, &g->sites[i], is_one ? OUTAGES_ONE : OUTAGES_EACH,
		    is_one ? UNKNOWN_ONE : UNKNOWN_EACH, sum.days != NULL, &c);
		sum_site(&sum, wish, &frame, &c);
		if (i > 0)
			buf_addc(&sites, ',');
		dump(write_site(wish, &frame, &c), &sites);
		counted_done(&c);
	}
	splice(write_whole(wish, g, &frame, &sum), &sites, out);
	buf_done(&sites);
	sum_done(&sum);
	frame_done(&frame);
}

bool
report_make(const struct report_wish *wish, struct buf *out, struct err *err)
{
	struct gathered	*g;
	bool		 is_good;

	if (!report_scope(wish->inv, wish->scope, err))
		return false;
	g = gathered_new(wish);
	is_good = wish->journal != NULL ? gather_journal(g, wish->journal, err) :
	    gather_end(g, INT64_MAX, err);
	if (is_good)
		report_write(wish, g, out);
	gathered_free(g);
	return is_good;
}
