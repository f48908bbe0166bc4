/* bars.c - see bars.h */
#include <sys/queue.h>
#include <sys/tree.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/civil.h"
#include "model/zone.h"

#include "bars.h"
#include "blob.h"
#include "feed.h"
#include "report_forms.h"
#include "reports.h"
#include "snapshot.h"

#define TICK_S		15
#define FRESH_US	(10 * 60 * SEC_US)
#define AGAIN_US	(60 * SEC_US)		/* after an answer that did not come */
#define KNOWN_MAX	1024			/* points of a large network, the latest asked for */
#define PATIENCE_US	(500 * MSEC_US)
/* The night's late facts have come by then, and the clock of nobody is so wrong. */
#define AFTER_MIDNIGHT_S 120

struct known {
	RB_ENTRY(known)		 by_id;
	TAILQ_ENTRY(known)	 by_age;
	char			 id[40];
	struct mono		 counted;
	struct site_bars	 bars;
};

RB_HEAD(known_tree, known);
TAILQ_HEAD(known_list, known);

struct bars {
	struct event_base	*base;
	struct feed		*feed;
	struct reports		*reports;
	struct event		*tick;
	struct known_tree	 tree;
	struct known_list	 list;		/* counted longest ago first */
	size_t			 n;
	bool			 is_asked;	/* of the network */
	struct mono		 asked;		/* last time; 0 = never */
	int32_t			 day;		/* today, then */
	bool			 is_known;	/* and it was answered */
	bars_changed_fn		*changed;
	void			*arg;
};

static int
compare(const struct known *a, const struct known *b)
{
	return strcmp(a->id, b->id);
}

RB_PROTOTYPE(known_tree, known, by_id, compare)
RB_GENERATE(known_tree, known, by_id, compare)

static struct known *
find(const struct bars *b, const char *id)
{
	struct known	 key;

	if (strlcpy(key.id, id, sizeof(key.id)) >= sizeof(key.id))
		return NULL;
	return RB_FIND(known_tree, (struct known_tree *)(uintptr_t)&b->tree, &key);
}

static void
drop(struct bars *b, struct known *k)
{
	RB_REMOVE(known_tree, &b->tree, k);
	TAILQ_REMOVE(&b->list, k, by_age);
	b->n--;
	free(k);
}

static void
put(struct bars *b, const char *id, const struct site_bars *bars)
{
	struct known	*k = find(b, id);

	if (k != NULL)
		drop(b, k);
	while (b->n >= KNOWN_MAX)
		drop(b, TAILQ_FIRST(&b->list));
	k = xcalloc(1, sizeof(*k));
	strlcpy(k->id, id, sizeof(k->id));
	k->counted = mono_now();
	k->bars = *bars;
	RB_INSERT(known_tree, &b->tree, k);
	TAILQ_INSERT_TAIL(&b->list, k, by_age);
	b->n++;
}

/* "ID LAST NOTE RATE REQUIRED UNKNOWN LONGEST OUTAGES OPEN,MAINTENANCE,UNKNOWN,DOWN ..." */

static bool
next_number(const char **s, const char *end, int64_t max, int64_t *out)
{
	int64_t	 n = 0;

	if (*s >= end || !isdigit((unsigned char)**s))
		return false;
	for (; *s < end && isdigit((unsigned char)**s); (*s)++)
		if ((n = n * 10 + (**s - '0')) > max)
			return false;
	if (*s < end)
		(*s)++;
	*out = n;
	return true;
}

static bool
next_word(const char **s, const char *end, char *out, size_t size)
{
	const char	*space = memchr(*s, ' ', (size_t)(end - *s));

	if (space == NULL || (size_t)(space - *s) >= size)
		return false;
	memcpy(out, *s, (size_t)(space - *s));
	out[space - *s] = '\0';
	*s = space + 1;
	return true;
}

static bool
parse_days(const char *s, const char *end, struct site_bars *out)
{
	int64_t	 v[4];

	for (out->n = 0; s < end && out->n < BARS_DAYS; out->n++) {
		for (int i = 0; i < 4; i++)
			if (!next_number(&s, end, 2 * DAY_SECONDS, &v[i]))
				return false;
		out->days[out->n] = (struct bar){ (uint32_t)v[0], (uint32_t)v[1], (uint32_t)v[2],
		    (uint32_t)v[3] };
	}
	return s >= end;
}

bool
bars_parse(const char *line, size_t len, char id[static 40], struct site_bars *out)
{
	const char	*s = line, *end = line + len;
	int64_t		 v[5], note;

	*out = (struct site_bars){ 0 };
	if (!next_word(&s, end, id, 40) || !next_number(&s, end, INT32_MAX, &v[0]) ||
	    !next_number(&s, end, BARS_NO_HOURS, &note) ||
	    !next_word(&s, end, out->rate, sizeof(out->rate)))
		return false;
	for (int i = 1; i < 5; i++)
		if (!next_number(&s, end, INT64_C(1) << 40, &v[i]))
			return false;
	out->last_day = (int32_t)v[0];
	out->note = (enum bars_note)note;
	out->required_s = v[1];
	out->unknown_s = v[2];
	out->longest_s = v[3];
	out->outages = (uint32_t)v[4];
	if (strcmp(out->rate, "-") == 0)
		out->rate[0] = '\0';
	return parse_days(s, end, out);
}

static void
take(struct bars *b, const struct blob *blob)
{
	const char		*s = blob->data, *end = s + blob->len, *line_end;
	struct site_bars	 bars;
	struct report_meta	 meta;
	char			 id[40];

	if (!report_meta_read(blob, &meta))
		return;
	for (s += meta.skip; s < end; s = line_end + 1) {
		if ((line_end = memchr(s, '\n', (size_t)(end - s))) == NULL)
			return;
		if (bars_parse(s, (size_t)(line_end - s), id, &bars))
			put(b, id, &bars);
	}
}

/* Asking. */

static int32_t
today(const struct bars *b)
{
	return zone_day(feed_setup(b->feed)->zone, wall_now());
}

static void
wish(const struct bars *b, const char *scope, struct form_wish *out)
{
	char	 first[CIVIL_TEXT_SIZE], last[CIVIL_TEXT_SIZE];
	int32_t	 day = today(b);

	*out = (struct form_wish){ .version = "now", .form = "bars", .make = report_make_bars,
	    .language = "en" };
	strlcpy(out->scope, scope, sizeof(out->scope));
	snprintf(out->period, sizeof(out->period), "%s..%s", civil_text(day - BARS_DAYS + 1, first),
	    civil_text(day, last));
}

static void
on_network(unsigned status, struct blob *blob, const char *detail, void *arg)
{
	struct bars	*b = arg;

	(void)detail;
	b->is_asked = false;
	if (status != REPORT_HERE)
		return;
	b->is_known = true;
	take(b, blob);
	b->changed(b->arg);
}

bool
bars_are_few(const struct bars *b)
{
	const struct snapshot	*snap = feed_snapshot(b->feed);

	return snap != NULL && snap->n_sites > 0 && snap->n_sites <= BARS_POINTS;
}

/* A minute or two after midnight the last day is whole. */
static bool
is_due(const struct bars *b)
{
	struct wall	 now = wall_now();
	int64_t		 age = mono_sub(mono_now(), b->asked);

	if (b->asked.us == 0)
		return true;
	if (age < AGAIN_US)
		return false;
	if (!b->is_known || age >= FRESH_US)
		return true;
	return today(b) != b->day && zone_day(feed_setup(b->feed)->zone,
	    wall_add(now, -AFTER_MIDNIGHT_S * SEC_MS)) != b->day;
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct bars		*b = arg;
	struct form_wish	 w;

	(void)fd;
	(void)what;
	if (b->is_asked || !feed_is_live(b->feed) || !bars_are_few(b) || !is_due(b))
		return;
	b->is_asked = true;
	b->asked = mono_now();
	b->day = today(b);
	wish(b, "network", &w);
	reports_want(b->reports, &w, REPORTS_FOR_EVER, on_network, b);
}

void
bars_look(struct bars *b)
{
	if (b->asked.us == 0)
		on_tick(-1, 0, b);
}

/* One point of a large network. */

struct asking {
	struct bars	*bars;
	void		(*fn)(void *arg);
	void		*arg;
};

static void
on_point(unsigned status, struct blob *blob, const char *detail, void *arg)
{
	struct asking	 a = *(struct asking *)arg;

	(void)detail;
	free(arg);
	if (status == REPORT_HERE)
		take(a.bars, blob);
	a.fn(a.arg);
}

void
bars_want(struct bars *b, const char *site, void (*fn)(void *arg), void *arg)
{
	const struct known	*k = find(b, site);
	struct asking		*a;
	struct form_wish	 w;

	if (bars_are_few(b) || !feed_is_live(b->feed) ||
	    (k != NULL && mono_sub(mono_now(), k->counted) < FRESH_US)) {
		fn(arg);
		return;
	}
	a = xmalloc(sizeof(*a));
	*a = (struct asking){ b, fn, arg };
	wish(b, site, &w);
	reports_want(b->reports, &w, PATIENCE_US, on_point, a);
}

const struct site_bars *
bars_of(const struct bars *b, const char *site)
{
	const struct known	*k = find(b, site);

	return k != NULL ? &k->bars : NULL;
}

struct bars *
bars_new(struct event_base *base, struct feed *feed, struct reports *reports,
    bars_changed_fn *changed, void *arg)
{
	struct bars	*b = xcalloc(1, sizeof(*b));

	b->base = base;
	b->feed = feed;
	b->reports = reports;
	b->changed = changed;
	b->arg = arg;
	RB_INIT(&b->tree);
	TAILQ_INIT(&b->list);
	if ((b->tick = event_new(base, -1, EV_PERSIST, on_tick, b)) == NULL)
		abort();
	event_add(b->tick, &(struct timeval){ TICK_S, 0 });
	return b;
}

void
bars_free(struct bars *b)
{
	struct known	*k;

	if (b == NULL)
		return;
	while ((k = TAILQ_FIRST(&b->list)) != NULL)
		drop(b, k);
	event_free(b->tick);
	free(b);
}
