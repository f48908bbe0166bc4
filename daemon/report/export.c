/* export.c - see export.h */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/civil.h"
#include "model/inventory.h"
#include "model/zone.h"
#include "report/count_inside.h"
#include "report/events.h"
#include "report/export.h"
#include "report/gather.h"
#include "report/report.h"
#include "report/transitions.h"

#define PART		(64 * 1024)	/* bytes handed out at once */
#define FIRST_YEAR	1990

struct exporting {
	const struct export_wish *wish;
	export_text_fn	*fn;
	void		*arg;
	struct buf	 text;
	bool		 is_over;	/* fn wants no more */
	/* the line under way */
	const char	*object;
	struct covers	*own, *other;	/* who answers for a down: the first that knows; NULL = none */
	enum responsibility otherwise;
	struct covers	*downs;		/* kept for the convention; NULL = not */
	int64_t		 since_s, until_s;
	int64_t		 said_s;	/* the last piece ended then; INT64_MIN = nothing was said */
};

static void
flush(struct exporting *x, size_t at_least)
{
	if (x->text.len < at_least || x->text.len == 0)
		return;
	if (!x->is_over)
		x->is_over = !x->fn(x->arg, x->text.s, x->text.len);
	buf_clear(&x->text);
}

/* Transitions. */

static void
say(struct exporting *x, int64_t at_s, enum state_word state, enum responsibility by)
{
	transitions_write(&x->text, &(struct transition){ .at = { at_s * SEC_MS }, .object = x->object,
	    .is = { state, by } });
	flush(x, PART);
}

/* One state from its start on; before it, where nothing was known, unknown. */
static void
say_part(struct exporting *x, int64_t from_s, int64_t to_s, bool is_down, enum responsibility by)
{
	if (x->said_s != INT64_MIN && x->said_s < from_s && x->said_s <= x->until_s)
		say(x, x->said_s, STATE_UNKNOWN, BY_UNKNOWN);
	if (from_s < x->since_s)
		from_s = x->since_s;
	if (to_s <= from_s || from_s > x->until_s)
		return;
	say(x, from_s, is_down ? STATE_DOWN : STATE_UP, by);
	x->said_s = to_s;
}

static void
on_piece(void *arg, const struct piece *p)
{
	struct exporting	*x = arg;
	int64_t			 from_s = p->from_s, to_s;

	if (!p->is_down || p->is_told) {
		say_part(x, p->from_s, p->to_s, p->is_down, p->by);
		if (p->is_down && x->downs != NULL)
			covers_add(x->downs, &(struct cover){ p->from_s, p->to_s, p->by, NULL });
		return;
	}
	for (; from_s < p->to_s; from_s = to_s) {
		const struct cover	*c = NULL;
		enum responsibility	 by;

		to_s = p->to_s;
		if (x->own != NULL)
			c = covers_find(x->own, from_s, &to_s);
		if (c == NULL && x->other != NULL)
			c = covers_find(x->other, from_s, &to_s);
		by = c != NULL ? c->by : x->otherwise;
		say_part(x, from_s, to_s, true, by);
		if (x->downs != NULL)
			covers_add(x->downs, &(struct cover){ from_s, to_s, by, NULL });
	}
}

static void
say_line(struct exporting *x, const char *object, const struct line *line)
{
	x->object = object;
	x->said_s = INT64_MIN;
	line_pieces(line, on_piece, x);
	if (x->said_s != INT64_MIN && x->said_s != INT64_MAX && x->said_s <= x->until_s)
		say(x, x->said_s, STATE_UNKNOWN, BY_UNKNOWN);
}

static void
say_site(struct exporting *x, const struct gathered *g, const struct gathered_site *site)
{
	struct covers	 links = { 0 }, publics = { 0 }, downs = { 0 };
	char		*link = xasprintf("%s/link", site->id), *convention = xasprintf("%s/convention", site->id);

	cover_link(g, site, &links);
	cover_public(g, site, &publics);
	x->own = &links;
	x->other = NULL;
	x->otherwise = BY_UNKNOWN;
	x->downs = &downs;
	say_line(x, link, &site->link);
	x->own = &downs;
	x->other = &publics;
	x->otherwise = BY_SITE;
	x->downs = NULL;
	say_line(x, convention, &site->convention);
	x->own = x->other = NULL;
	x->otherwise = BY_UNKNOWN;
	for (uint32_t i = 0; i < site->n_devices; i++)
		say_line(x, site->devices[i].name, &site->devices[i].line);
	covers_done(&links);
	covers_done(&publics);
	covers_done(&downs);
	free(link);
	free(convention);
}

/* The days that hold all that is wanted. */
static struct period
days_of(const struct export_wish *wish)
{
	struct wall	 until = wish->until.ms < wish->now.ms ? wish->until : wish->now;

	return (struct period){ .kind = PERIOD_DAYS, .first_day = wish->since.ms > 0 ?
	    zone_day(wish->inv->zone, wish->since) : civil_day(FIRST_YEAR, 1, 1),
	    .last_day = zone_day(wish->inv->zone, until) };
}

static int64_t
seconds(struct wall t)
{
	return t.ms == WALL_NEVER.ms ? INT64_MAX : wall_sec(t);
}

bool
export_transitions(const struct export_wish *wish, export_text_fn *fn, void *arg, struct err *err)
{
	struct exporting	 x = { .wish = wish, .fn = fn, .arg = arg,
				    .since_s = wish->since.ms > 0 ? wall_sec(wish->since) : INT64_MIN,
				    .until_s = seconds(wish->until) };
	const struct report_wish report = { .inv = wish->inv, .journal = wish->journal, .scope = wish->scope,
				    .period = days_of(wish), .now = wish->now, .is_full = true,
				    .is_running = wish->is_running };
	struct gathered		*g;
	bool			 is_good;

	if (!report_scope(wish->inv, wish->scope, err))
		return false;
	g = gathered_new(&report);
	is_good = wish->journal == NULL ? gather_end(g, INT64_MAX, err) :
	    gather_journal(g, wish->journal, err);
	buf_adds(&x.text, TRANSITIONS_HEADER "\n");
	for (size_t i = 0; is_good && i < g->n_sites && !x.is_over; i++)
		say_site(&x, g, &g->sites[i]);
	if (is_good)
		flush(&x, 0);
	gathered_free(g);
	buf_done(&x.text);
	return is_good;
}

/* Events. */

struct latest {
	struct fact	**facts;	/* by number - 1; NULL = none */
	size_t		 n;
	struct err	*err;
	bool		 is_good;
};

static uint32_t
number_of(const struct fact *fact)
{
	return fact->kind == FACT_WINDOW ? fact->window.number : fact->declaration.number;
}

static bool
take(void *arg, const struct journal_row *row)
{
	struct latest	*l = arg;
	struct fact	*fact;
	uint32_t	 number;

	if (row->content == NULL)
		return true;
	if ((fact = recall_fact(row, l->err)) == NULL)
		return l->is_good = false;
	number = number_of(fact);
	if (number > l->n) {
		l->facts = xreallocarray(l->facts, (size_t)number * 2, sizeof(*l->facts));
		memset(l->facts + l->n, 0, ((size_t)number * 2 - l->n) * sizeof(*l->facts));
		l->n = (size_t)number * 2;
	}
	if (number > 0) {
		fact_free(l->facts[number - 1]);
		l->facts[number - 1] = fact;
	} else {
		fact_free(fact);
	}
	return true;
}

/* Does it speak of the time that is wanted? */
static bool
is_within(const struct export_wish *wish, const struct fact *fact)
{
	const struct fact_window	*w = &fact->window;
	struct wall			 at = fact->declaration.start.ms != 0 ? fact->declaration.start :
					    fact->declaration.recorded;

	if (fact->kind == FACT_DECLARATION)
		return fact->declaration.cancelled.ms == 0 && at.ms >= wish->since.ms && at.ms <= wish->until.ms;
	return w->from.ms <= wish->until.ms && (w->weekdays != 0 || w->to.ms > wish->since.ms);
}

/* The site itself, also by its former id, or a group that it is in, or one above these. */
static bool
is_in(const struct inventory *inv, const struct site *site, const char *id)
{
	if (strcmp(site->id, id) == 0 || (*site->was != '\0' && strcmp(site->was, id) == 0))
		return true;
	return inventory_is_below(inv, site, inventory_group(inv, id));
}

/* Does it speak of a site of the scope? */
static bool
is_of(const struct export_wish *wish, const char *scope)
{
	const struct inventory	*inv = wish->inv;

	if (strcmp(wish->scope, "network") == 0 || strcmp(scope, "all") == 0)
		return true;
	for (uint32_t i = 0; i < inv->n_sites; i++)
		if (is_in(inv, &inv->sites[i], wish->scope) && is_in(inv, &inv->sites[i], scope))
			return true;
	return false;
}

/* A site that was renamed goes out under the id that it has. */
static void
say_event(struct exporting *x, const struct fact *fact)
{
	const struct inventory	*inv = x->wish->inv;
	struct fact		 said = *fact;
	const char		**scope = fact->kind == FACT_WINDOW ? &said.window.scope : &said.declaration.site;

	if (!is_within(x->wish, fact) || !is_of(x->wish, *scope))
		return;
	for (uint32_t i = 0; i < inv->n_sites; i++)
		if (*inv->sites[i].was != '\0' && strcmp(inv->sites[i].was, *scope) == 0)
			*scope = inv->sites[i].id;
	events_write(&x->text, &said);
}

static bool
say_kind(struct exporting *x, enum fact_kind kind, struct err *err)
{
	struct latest	 l = { .err = err, .is_good = true };

	if (!journal_read(x->wish->journal, 1, UINT64_MAX, fact_kind_word(kind), take, &l, err))
		l.is_good = false;
	for (size_t i = 0; i < l.n; i++) {
		if (l.is_good && l.facts[i] != NULL)
			say_event(x, l.facts[i]);
		flush(x, PART);
		fact_free(l.facts[i]);
	}
	free(l.facts);
	return l.is_good;
}

bool
export_events(const struct export_wish *wish, export_text_fn *fn, void *arg, struct err *err)
{
	struct exporting	 x = { .wish = wish, .fn = fn, .arg = arg };
	bool			 is_good;

	if (!report_scope(wish->inv, wish->scope, err))
		return false;
	is_good = wish->journal == NULL || (say_kind(&x, FACT_WINDOW, err) &&
	    say_kind(&x, FACT_DECLARATION, err));
	if (is_good)
		flush(&x, 0);
	buf_done(&x.text);
	return is_good;
}
