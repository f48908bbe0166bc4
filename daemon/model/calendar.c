/*
 * calendar.c - see calendar.h.
 *
 * hours.c knows what clocks show on a day; here days become instants, and
 * intervals that touch become one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/hours.h"
#include "model/zone.h"

struct calendar *
calendar_parse(const char *text, const char *holidays, struct err *err)
{
	struct calendar	*cal = xcalloc(1, sizeof(*cal));

	cal->text = xstrdup(text);
	cal->has_holidays = strcmp(holidays, "FR") == 0;
	if (!hours_parse(cal, err)) {
		calendar_free(cal);
		return NULL;
	}
	return cal;
}

void
calendar_free(struct calendar *cal)
{
	if (cal == NULL)
		return;
	free(cal->text);
	free(cal);
}

const char *
calendar_text(const struct calendar *cal)
{
	return cal->text;
}

/* Walks over days; intervals come out in order, those that touch made one. */
struct walk {
	const struct calendar	*cal;
	const struct zone	*z;
	int32_t			 day, last;	/* day being looked at, last to look at */
	struct hours		 hours[CALENDAR_DAY_MAX];
	size_t			 n, i;		/* of .day: how many, how many given out */
};

static void
walk_start(struct walk *w, const struct calendar *cal, const struct zone *z, int32_t first,
    int32_t last)
{
	w->cal = cal;
	w->z = z;
	w->day = first;
	w->last = last;
	w->i = 0;
	w->n = hours_of_day(cal, first, w->hours);
}

/* The next interval of a day, not yet joined with its neighbours, that clocks leave something of. */
static bool
walk_piece(struct walk *w, struct interval *out)
{
	do {
		while (w->i == w->n) {
			if (w->day == w->last)
				return false;
			w->i = 0;
			w->n = hours_of_day(w->cal, ++w->day, w->hours);
		}
		out->from = zone_wall(w->z, w->day, w->hours[w->i].from * 60, ZONE_FIRST);
		out->to = zone_wall(w->z, w->day, w->hours[w->i].to * 60, ZONE_LAST);
		w->i++;
	} while (out->from.ms == out->to.ms);
	return true;
}

/* Adds to *iv the pieces that touch it; *next is the first that does not, if the result is true. */
static bool
walk_join(struct walk *w, struct interval *iv, struct interval *next)
{
	while (walk_piece(w, next)) {
		if (next->from.ms > iv->to.ms)
			return true;
		iv->to = next->to;
	}
	return false;
}

bool
calendar_is_open(const struct calendar *cal, const struct zone *z, struct wall t)
{
	int32_t		 day;
	struct walk	 w;
	struct interval	 iv;

	if (cal->is_always)
		return true;
	day = zone_day(z, t);
	walk_start(&w, cal, z, day - 1, day);
	while (walk_piece(&w, &iv) && iv.from.ms <= t.ms)
		if (t.ms < iv.to.ms)
			return true;
	return false;
}

bool
calendar_next(const struct calendar *cal, const struct zone *z, struct wall t, struct interval *out)
{
	int32_t		 day;
	struct walk	 w;
	struct interval	 iv, next;
	bool		 has_next;

	if (cal->is_always) {
		*out = (struct interval){ t, WALL_NEVER };
		return true;
	}
	day = zone_day(z, t);
	walk_start(&w, cal, z, day - 1, day + CALENDAR_AHEAD_DAYS);
	for (has_next = walk_piece(&w, &next); has_next;) {
		iv = next;
		has_next = walk_join(&w, &iv, &next);
		if (iv.to.ms > t.ms) {
			out->from = iv.from.ms > t.ms ? iv.from : t;
			out->to = iv.to.ms < zone_day_start(z, w.last + 1).ms ? iv.to : WALL_NEVER;
			return true;
		}
	}
	return false;
}

struct wall
calendar_next_change(const struct calendar *cal, const struct zone *z, struct wall t)
{
	struct interval	 iv;

	if (!calendar_next(cal, z, t, &iv))
		return WALL_NEVER;
	return iv.from.ms > t.ms ? iv.from : iv.to;
}

void
calendar_each(const struct calendar *cal, const struct zone *z, struct wall a, struct wall b,
    void (*fn)(void *arg, struct interval open), void *arg)
{
	struct walk	 w;
	struct interval	 iv, next;
	bool		 has_next;

	if (b.ms <= a.ms)
		return;
	if (cal->is_always) {
		fn(arg, (struct interval){ a, b });
		return;
	}
	walk_start(&w, cal, z, zone_day(z, a) - 1, zone_day(z, b));
	for (has_next = walk_piece(&w, &next); has_next && next.from.ms < b.ms;) {
		iv = next;
		has_next = walk_join(&w, &iv, &next);
		if (iv.from.ms < a.ms)
			iv.from = a;
		if (iv.to.ms > b.ms)
			iv.to = b;
		if (iv.from.ms < iv.to.ms)
			fn(arg, iv);
	}
}

static void
add_ms(void *sum, struct interval open)
{
	*(int64_t *)sum += wall_sub(open.to, open.from);
}

int64_t
calendar_open_ms(const struct calendar *cal, const struct zone *z, struct wall a, struct wall b)
{
	int64_t	 sum = 0;

	calendar_each(cal, z, a, b, add_ms, &sum);
	return sum;
}

struct wall
calendar_add(const struct calendar *cal, const struct zone *z, struct wall from, int64_t ms)
{
	struct interval	 iv;
	struct wall	 t = from, end = wall_add(from, CALENDAR_AHEAD_DAYS * DAY_MS);

	if (ms <= 0)
		return from;
	while (t.ms < end.ms && calendar_next(cal, z, t, &iv)) {
		if (iv.to.ms > end.ms)
			iv.to = end;
		if (wall_sub(iv.to, iv.from) >= ms)
			return wall_add(iv.from, ms);
		ms -= wall_sub(iv.to, iv.from);
		t = iv.to;
	}
	return WALL_NEVER;
}

/* Does a night that began on the day before end on the day of these hours? */
static bool
ends_night(const struct hours *h, size_t n)
{
	return n > 0 && h[0].from == 0 && h[0].to < DAY_MINUTES;
}

/* Does one begin that may go on after midnight? */
static bool
begins_night(const struct hours *h, size_t n)
{
	return n > 0 && h[n - 1].to == DAY_MINUTES && h[n - 1].from > 0;
}

size_t
calendar_day(const struct calendar *cal, int32_t day, struct hours out[static CALENDAR_DAY_MAX])
{
	struct hours	 other[CALENDAR_DAY_MAX];
	size_t		 n = hours_of_day(cal, day, out);

	/* A night is told with the day on which it begins; whole days stay what they are. */
	if (ends_night(out, n) && begins_night(other, hours_of_day(cal, day - 1, other)))
		memmove(out, out + 1, --n * sizeof(*out));
	if (begins_night(out, n) && ends_night(other, hours_of_day(cal, day + 1, other)))
		out[n - 1].to = (uint16_t)(DAY_MINUTES + other[0].to);
	return n;
}

static int
compare_int(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int
calendar_week_minutes(const struct calendar *cal, int32_t day)
{
	struct hours	 h[CALENDAR_DAY_MAX];
	int		 week[52] = { 0 };
	size_t		 n;

	day = civil_monday(day);
	for (size_t i = 0; i < N_ELEMENTS(week); i++)
		for (int k = 0; k < 7; k++)
			for (n = hours_of_day(cal, day++, h); n > 0; n--)
				week[i] += h[n - 1].to - h[n - 1].from;
	qsort(week, N_ELEMENTS(week), sizeof(week[0]), compare_int);
	return week[N_ELEMENTS(week) / 2];
}
