/* count.c - see count.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/civil.h"
#include "model/inventory.h"
#include "report/count_inside.h"
#include "report/gather_inside.h"

/* One line being walked. */
struct walking {
	struct frame		*frame;
	const struct gathered	*g;
	struct counted		*out;
	enum counted_line	 which;
	size_t			 max_outages, max_unknown;
	int64_t			 least_down_s;	/* shorter outages are not among the longest any more */
	struct walk_line	 walk;
	struct covers		 own, other;	/* of the link: its incidents; of the convention: the link's downs, the rest */
	struct covers		*downs;		/* keeps the downs here; NULL = nobody wants them */
	struct outage		 outage;	/* the one that goes on */
	bool			 has_outage;
	struct unknown_span	 unknown;	/* the one that goes on; seconds 0 = none */
	size_t			 day, half, month;	/* where the last stretch was */
	int64_t			*half_lost, *half_unknown;	/* two for each day; of the convention */
};

/* The longest so many, without order. */

static int
by_down(const void *a, const void *b)
{
	const struct outage	*x = a, *y = b;

	if (x->down_s != y->down_s)
		return x->down_s > y->down_s ? -1 : 1;
	return x->from_s < y->from_s ? -1 : x->from_s > y->from_s;
}

static int
by_seconds(const void *a, const void *b)
{
	const struct unknown_span	*x = a, *y = b;

	if (x->seconds != y->seconds)
		return x->seconds > y->seconds ? -1 : 1;
	return x->from_s < y->from_s ? -1 : x->from_s > y->from_s;
}

static int
outage_by_time(const void *a, const void *b)
{
	const struct outage	*x = a, *y = b;

	if (x->from_s != y->from_s)
		return x->from_s < y->from_s ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static int
unknown_by_time(const void *a, const void *b)
{
	const struct unknown_span	*x = a, *y = b;

	if (x->from_s != y->from_s)
		return x->from_s < y->from_s ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static void
prune_outages(struct counted *c, size_t max)
{
	if (c->n_outages <= max)
		return;
	qsort(c->outages, c->n_outages, sizeof(c->outages[0]), by_down);
	c->n_outages = max;
}

static void
prune_unknown(struct counted *c, size_t max)
{
	if (c->n_unknown <= max)
		return;
	qsort(c->unknown, c->n_unknown, sizeof(c->unknown[0]), by_seconds);
	c->n_unknown = max;
}

/* Outages. */

static void
add_delay(struct delay *d, int64_t s, int64_t working_s, int64_t limit_ms)
{
	d->n++;
	d->sum_s += s;
	d->sum_working_s += working_s;
	if (working_s > d->longest_working_s)
		d->longest_working_s = working_s;
	d->late += working_s * SEC_MS > limit_ms;
}

void
delay_add(struct delay *d, const struct delay *other)
{
	d->n += other->n;
	d->late += other->late;
	d->sum_s += other->sum_s;
	d->sum_working_s += other->sum_working_s;
	if (other->longest_working_s > d->longest_working_s)
		d->longest_working_s = other->longest_working_s;
}

/* From the first alert to the acknowledgement, from the failure to the return. */
static void
measure(struct walking *w, struct outage *o)
{
	const struct site	*conf = w->out->site->conf;
	const struct inventory	*inv = w->frame->inv;
	int64_t			 told_s = 0, ack_s = 0;

	o->intervene_s = o->intervene_working_s = o->restore_s = o->restore_working_s = -1;
	if (o->incident != NULL) {
		told_s = o->incident->told_s != 0 ? o->incident->told_s : o->speaker->told_s;
		ack_s = o->incident->acknowledged_s != 0 ? o->incident->acknowledged_s :
		    o->speaker->acknowledged_s;
	}
	if (told_s != 0 && ack_s != 0) {
		o->intervene_s = ack_s > told_s ? ack_s - told_s : 0;
		o->intervene_working_s = frame_working(w->frame, conf, told_s, told_s + o->intervene_s);
	}
	if (o->to_s != 0) {
		o->restore_s = o->to_s - o->from_s;
		o->restore_working_s = frame_working(w->frame, conf, o->from_s, o->to_s);
	}
	if (o->line != COUNT_LINK)
		return;
	if (o->intervene_s >= 0)
		add_delay(&w->out->intervene, o->intervene_s, o->intervene_working_s,
		    conf != NULL ? conf->intervene_within_ms : inv->intervene_within_ms);
	if (o->restore_s >= 0)
		add_delay(&w->out->restore, o->restore_s, o->restore_working_s,
		    conf != NULL ? conf->restore_within_ms : inv->restore_within_ms);
}

/* to_s: when it was known to be good again, 0 = not yet. */
static void
end_outage(struct walking *w, int64_t to_s)
{
	struct outage	*o = &w->outage;
	struct counted	*c = w->out;

	if (!w->has_outage)
		return;
	w->has_outage = false;
	if (o->down_s == 0)
		return;
	c->n_outages_all++;
	if (o->incident != NULL && w->which == COUNT_LINK) {
		if (o->incident->opened_s < o->from_s)
			o->from_s = o->incident->opened_s;
		if (to_s == 0)
			to_s = o->incident->restored_s;
	}
	o->to_s = to_s > o->from_s ? to_s : 0;
	for (unsigned i = 0; i < RESPONSIBILITY_N; i++)
		if (o->by_s[i] > o->by_s[o->by])
			o->by = (enum responsibility)i;
	o->speaker = o->incident != NULL ? cover_speaker(w->g, o->incident) : NULL;
	measure(w, o);
	if (o->down_s < w->least_down_s)
		return;
	c->outages = grow(c->outages, c->n_outages, &c->room_outages, sizeof(c->outages[0]));
	c->outages[c->n_outages++] = *o;
	if (c->n_outages < 4 * w->max_outages + 16)
		return;
	prune_outages(c, w->max_outages);
	w->least_down_s = c->outages[c->n_outages - 1].down_s;
}

static void
end_unknown(struct walking *w)
{
	struct counted	*c = w->out;

	if (w->unknown.seconds == 0)
		return;
	c->unknown = grow(c->unknown, c->n_unknown, &c->room_unknown, sizeof(c->unknown[0]));
	c->unknown[c->n_unknown++] = w->unknown;
	c->n_unknown_all++;
	w->unknown.seconds = 0;
	if (c->n_unknown >= 4 * w->max_unknown + 16)
		prune_unknown(c, w->max_unknown);
}

/* Sharing out. */

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void
share_months(struct walking *w, const struct stretch *s)
{
	struct stretch	 part = *s;

	for (; part.from_s < s->to_s; part.from_s = part.to_s) {
		while (w->frame->months[w->month + 1] <= part.from_s)
			w->month++;
		part.to_s = least(s->to_s, w->frame->months[w->month + 1]);
		tally_stretch(&w->out->months[w->which][w->month], &part);
	}
}

static void
share_days(struct walking *w, const struct stretch *s)
{
	int64_t	 at_s = s->from_s, to_s;

	for (; at_s < s->to_s; at_s = to_s) {
		while (w->frame->days[w->day + 1] <= at_s)
			w->day++;
		to_s = least(s->to_s, w->frame->days[w->day + 1]);
		*(s->what == STRETCH_DOWN ? &w->out->days[w->day].down_s :
		    &w->out->days[w->day].unknown_s) += to_s - at_s;
	}
}

/* The end of a half-day, two for each day. */
static int64_t
half_end(const struct frame *f, size_t half)
{
	return half % 2 == 0 ? f->noons[half / 2] : f->days[half / 2 + 1];
}

static void
share_halves(struct walking *w, const struct stretch *s)
{
	int64_t	 at_s = s->from_s, to_s;

	for (; at_s < s->to_s; at_s = to_s) {
		while (half_end(w->frame, w->half) <= at_s)
			w->half++;
		to_s = least(s->to_s, half_end(w->frame, w->half));
		*(s->what == STRETCH_DOWN ? &w->half_lost[w->half] : &w->half_unknown[w->half]) +=
		    to_s - at_s;
	}
}

static void
on_stretch(void *arg, const struct stretch *s)
{
	struct walking	*w = arg;

	tally_stretch(&w->out->lines[w->which], s);
	share_months(w, s);
	if (w->which == COUNT_LINK && w->out->days != NULL && s->what != STRETCH_UP)
		share_days(w, s);
	if (w->which == COUNT_CONVENTION && s->what != STRETCH_UP)
		share_halves(w, s);
	if (s->what == STRETCH_DOWN) {
		w->outage.down_s += s->to_s - s->from_s;
		w->outage.by_s[s->by] += s->to_s - s->from_s;
	}
	if (s->what != STRETCH_UNKNOWN) {
		end_unknown(w);
		return;
	}
	if (w->unknown.seconds == 0)
		w->unknown = (struct unknown_span){ w->which, s->from_s, s->to_s, 0 };
	w->unknown.to_s = s->to_s;
	w->unknown.seconds += s->to_s - s->from_s;
}

/* Pieces. */

/* Maintenance that was announced in an outage that lies in the period, or reaches into it. */
static void
look_at_announced(struct walking *w, const struct piece *p, struct spans *announced)
{
	const struct required	*r = &w->out->required;

	for (size_t i = 0; i < r->n_planned; i++) {
		const struct planned	*m = &r->planned[i];

		if (m->kind == WINDOW_MAINTENANCE && m->recorded_s >= p->from_s && m->recorded_s < p->to_s)
			spans_add(announced, m->is_late ? m->recorded_s : m->from_s, m->to_s);
	}
}

static void
take_down(struct walking *w, const struct piece *p, const struct gathered_incident *in)
{
	if (!w->has_outage) {
		w->outage = (struct outage){ .line = w->which, .from_s = p->from_s };
		w->has_outage = true;
	}
	if (w->outage.incident == NULL)
		w->outage.incident = in;
	walk_line_piece(&w->walk, p);
	if (w->downs != NULL)
		covers_add(w->downs, &(struct cover){ p->from_s, p->to_s, p->by, in });
}

/* Who answers for a part of a down that vigie saw. */
static void
ask_covers(struct walking *w, struct piece *part, const struct gathered_incident **in)
{
	const struct cover	*c = covers_find(&w->own, part->from_s, &part->to_s);

	if (c == NULL && w->which == COUNT_CONVENTION)
		c = covers_find(&w->other, part->from_s, &part->to_s);
	*in = c != NULL ? c->incident : NULL;
	part->by = c != NULL ? c->by : w->which == COUNT_CONVENTION ? BY_SITE : BY_UNKNOWN;
}

static void
on_piece(void *arg, const struct piece *p)
{
	struct walking			*w = arg;
	struct piece			 part = *p;
	const struct gathered_incident	*in = NULL;

	if (!p->is_down) {
		end_outage(w, p->from_s);
		walk_line_piece(&w->walk, p);
		return;
	}
	for (; part.from_s < p->to_s; part.from_s = part.to_s) {
		part.to_s = p->to_s;
		if (!p->is_told)
			ask_covers(w, &part, &in);
		take_down(w, &part, in);
	}
}

static void
on_announced(void *arg, const struct piece *p)
{
	struct { struct walking *w; struct spans *announced; } *a = arg;

	if (p->is_down && p->to_s > a->w->frame->period.from_s)
		look_at_announced(a->w, p, a->announced);
}

static bool
has_maintenance(const struct required *r)
{
	return r->maintenance.n > 0;
}

/* What was announced in an outage of this line, as a part of the maintenance; by months too. */
static void
count_announced(struct walking *w, const struct line *line)
{
	struct spans	 announced = { 0 };
	struct { struct walking *w; struct spans *announced; } a = { w, &announced };
	size_t		 at = 0;

	if (!has_maintenance(&w->out->required))
		return;
	line_pieces(line, on_announced, &a);
	spans_order(&announced);
	spans_meet(&announced, &w->out->required.open);
	w->out->lines[w->which].declared_during_outage_s = spans_seconds(&announced);
	for (size_t i = 0; i < w->frame->n_months; i++)
		w->out->months[w->which][i].declared_during_outage_s = spans_within(&announced,
		    w->frame->months[i], w->frame->months[i + 1], &at);
	spans_done(&announced);
}

static void
count_open(struct walking *w)
{
	const struct required	*r = &w->out->required;
	struct tally		*months = w->out->months[w->which];
	size_t			 open = 0, maintenance = 0;

	w->out->lines[w->which].open_s = spans_seconds(&r->open);
	w->out->lines[w->which].maintenance_s = spans_seconds(&r->maintenance);
	for (size_t i = 0; i < w->frame->n_months; i++) {
		months[i].open_s = spans_within(&r->open, w->frame->months[i], w->frame->months[i + 1], &open);
		months[i].maintenance_s = spans_within(&r->maintenance, w->frame->months[i],
		    w->frame->months[i + 1], &maintenance);
	}
}

static void
count_days(struct walking *w)
{
	const struct required	*r = &w->out->required;
	size_t			 open = 0, maintenance = 0;

	for (size_t i = 0; i < w->frame->n_days; i++) {
		struct day_figures	*d = &w->out->days[i];

		d->open_s = spans_within(&r->open, w->frame->days[i], w->frame->days[i + 1], &open);
		d->maintenance_s = spans_within(&r->maintenance, w->frame->days[i], w->frame->days[i + 1],
		    &maintenance);
	}
}

static void
count_halves(struct walking *w)
{
	struct counted	*c = w->out;
	size_t		 at = 0;

	for (size_t i = 0; i < 2 * w->frame->n_days; i++) {
		int64_t	 from_s = i == 0 ? w->frame->days[0] : half_end(w->frame, i - 1);
		int64_t	 required_s = spans_within(&c->required.required, from_s, half_end(w->frame, i), &at);

		c->n_open += required_s > 0;
		if (w->half_lost[i] == 0 || w->half_lost[i] * 2 < required_s) {
			c->n_unsure += w->half_unknown[i] > 0 &&
			    (w->half_lost[i] + w->half_unknown[i]) * 2 >= required_s;
			continue;
		}
		c->halves = grow(c->halves, c->n_lost, &c->room_halves, sizeof(c->halves[0]));
		c->halves[c->n_lost++] = (struct half_day){ w->frame->first_day + (int32_t)(i / 2), i % 2 == 1,
		    required_s, w->half_lost[i] };
	}
}

static void
walk(struct walking *w, const struct line *line)
{
	w->out->months[w->which] = xcalloc(w->frame->n_months, sizeof(struct tally));
	w->walk = (struct walk_line){ .required = &w->out->required.required, .fn = on_stretch, .arg = w };
	count_open(w);
	if (w->which == COUNT_LINK && w->out->days != NULL)
		count_days(w);
	line_pieces(line, on_piece, w);
	walk_line_end(&w->walk);
	end_outage(w, 0);
	end_unknown(w);
	if (w->which == COUNT_CONVENTION)
		count_halves(w);
	count_announced(w, line);
}

static void
count_lines(struct walking *w, const struct gathered_site *site)
{
	struct covers	 downs = { 0 };

	w->which = COUNT_LINK;
	w->downs = site->convention.has_own ? &downs : NULL;
	cover_link(w->g, site, &w->own);
	walk(w, &site->link);
	covers_done(&w->own);
	w->downs = NULL;
	w->which = COUNT_CONVENTION;
	w->own = downs;
	w->day = w->half = w->month = 0;
	cover_public(w->g, site, &w->other);
	w->half_lost = xcalloc(2 * w->frame->n_days + 1, sizeof(*w->half_lost));
	w->half_unknown = xcalloc(2 * w->frame->n_days + 1, sizeof(*w->half_unknown));
	walk(w, &site->convention);
	free(w->half_lost);
	free(w->half_unknown);
	covers_done(&w->own);
	covers_done(&w->other);
}

/* Devices: the figures alone. */

static void
tally_it(void *arg, const struct stretch *s)
{
	tally_stretch(arg, s);
}

static void
feed(void *arg, const struct piece *p)
{
	walk_line_piece(arg, p);
}

static void
count_devices(struct counted *c)
{
	c->devices = xcalloc(c->site->n_devices + 1, sizeof(c->devices[0]));
	for (uint32_t i = 0; i < c->site->n_devices; i++) {
		struct walk_line	 w = { .required = &c->required.required, .fn = tally_it, .arg = &c->devices[i] };

		c->devices[i].open_s = c->lines[COUNT_LINK].open_s;
		c->devices[i].maintenance_s = c->lines[COUNT_LINK].maintenance_s;
		line_pieces(&c->site->devices[i].line, feed, &w);
		walk_line_end(&w);
	}
}

/* What was required. */

static int32_t
day_or(const char *text, int32_t none)
{
	int32_t	 day = none;

	(void)civil_parse(text, &day);
	return day;
}

void
count_require(const struct gathered *g, const struct gathered_site *site, struct required *out)
{
	struct hours_version		*versions = xcalloc(site->n_hours, sizeof(*versions));
	const struct fact_window	**windows = xcalloc(g->n_windows + 1, sizeof(*windows));
	struct required_wish		 wish = { .zone = g->memory->inv->zone, .period = { g->period.from_s, g->until_s },
					    .versions = versions, .n_versions = site->n_hours,
					    .first_day = day_or(site->first_day, INT32_MIN),
					    .last_day = day_or(site->last_day, INT32_MAX), .windows = windows };

	for (size_t i = 0; i < site->n_hours; i++)
		versions[i] = (struct hours_version){ site->hours[i].from_s, site->hours[i].opening };
	for (size_t i = 0; i < g->n_windows; i++)
		if (gathered_concerns(g, site, &g->windows[i]))
			windows[wish.n_windows++] = &g->windows[i];
	required_make(&wish, out);
	free(versions);
	free(windows);
}

void
count_site(struct frame *f, const struct gathered *g, const struct gathered_site *site,
    size_t max_outages, size_t max_unknown, bool with_days, struct counted *out)
{
	struct walking	 w = { .frame = f, .g = g, .out = out, .max_outages = max_outages,
			    .max_unknown = max_unknown };

	*out = (struct counted){ .site = site };
	if (with_days)
		out->days = xcalloc(f->n_days, sizeof(out->days[0]));
	count_require(g, site, &out->required);
	count_lines(&w, site);
	prune_outages(out, max_outages);
	prune_unknown(out, max_unknown);
	if (out->n_outages > 1)
		qsort(out->outages, out->n_outages, sizeof(out->outages[0]), outage_by_time);
	if (out->n_unknown > 1)
		qsort(out->unknown, out->n_unknown, sizeof(out->unknown[0]), unknown_by_time);
	count_devices(out);
}

void
counted_done(struct counted *c)
{
	required_done(&c->required);
	for (unsigned i = 0; i < COUNT_LINES; i++)
		free(c->months[i]);
	free(c->days);
	free(c->halves);
	free(c->outages);
	free(c->unknown);
	free(c->devices);
	*c = (struct counted){ 0 };
}
