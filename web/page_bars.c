/* page_bars.c - see page_bars.h */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/civil.h"

#include "feed.h"
#include "page_bars.h"

#define STEP		4	/* units from bar to bar */
#define SMALL		24	/* units high */
#define LARGE		72
#define SEEN_MIN	2.0	/* units: what was down for a minute is seen all the same */

enum part { PART_DOWN, PART_UNKNOWN, PART_MAINTENANCE, PART_UP, PART_N };	/* from the bottom */

/* Their words are of days gone by: none of those that say how a point is now. */
static const struct {
	const char	*class;
	const char	*word;
} parts[PART_N] = {
	{ "n-down", N_("Outage") }, { "n-unknown", N_("No measurement") },
	{ "n-maintenance", N_("Announced works") }, { "n-up", N_("Available") },
};

/* Seconds of each part of a day; they sum to its opening time. */
static void
split(const struct bar *day, uint32_t of[static PART_N])
{
	uint32_t	 others = day->maintenance + day->unknown + day->down;

	of[PART_DOWN] = day->down;
	of[PART_UNKNOWN] = day->unknown;
	of[PART_MAINTENANCE] = day->maintenance;
	of[PART_UP] = day->open > others ? day->open - others : 0;
}

static uint32_t
longest_day(const struct site_bars *bars)
{
	uint32_t	 max = 1;

	for (unsigned i = 0; i < bars->n; i++)
		if (bars->days[i].open > max)
			max = bars->days[i].open;
	return max;
}

/* One path for each part: a stroke upwards for each day that has some of it. */
static void
add_day(struct buf paths[static PART_N], unsigned x, const struct bar *day, double scale, int height)
{
	uint32_t	 of[PART_N];
	double		 y = height, top = height - day->open * scale;

	split(day, of);
	for (int i = 0; i < PART_N; i++) {
		double	 size = of[i] * scale, to;

		if (of[i] == 0)
			continue;
		if (size < SEEN_MIN && i != PART_UP)
			size = SEEN_MIN;
		to = i == PART_UP || y - size < top ? top : y - size;
		if (to < y)
			buf_addf(&paths[i], "M%u %.4gV%.4g", x, y, to);
		y = to;
	}
}

static void
path(struct html *h, const char *class, const struct buf *d)
{
	if (d->len == 0)
		return;
	h_open(h, "path");
	h_attr(h, "class", class);
	h_attr(h, "d", buf_str(d));
	h_close(h);
}

void
page_bars_picture(struct html *h, struct page *p, const struct site_bars *bars, int height)
{
	struct buf	 drawn[PART_N] = { { 0 } }, closed = { 0 };
	double		 scale = (double)height / longest_day(bars);
	char		*sentence = bars_sentence(p, bars);

	for (unsigned i = 0; i < bars->n; i++) {
		unsigned	 x = STEP * (BARS_DAYS - bars->n + i) + STEP / 2;

		if (bars->days[i].open == 0)
			buf_addf(&closed, "M%u %dh2v-2h-2z", x - 1, height - 1);
		else
			add_day(drawn, x, &bars->days[i], scale, height);
	}
	h_open(h, "svg");
	h_attr(h, "class", "ninety");
	h_attrf(h, "viewBox", "0 0 %d %d", STEP * BARS_DAYS, height);
	h_attr(h, "preserveAspectRatio", "none");
	h_attr(h, "role", "img");
	h_attr(h, "aria-label", sentence);
	path(h, "n-closed", &closed);
	for (int i = PART_N; i-- > 0;)
		path(h, parts[i].class, &drawn[i]);
	h_close(h);
	for (int i = 0; i < PART_N; i++)
		buf_done(&drawn[i]);
	buf_done(&closed);
	free(sentence);
}

/* Words. */

/* "1 038 h", "6,5 h": cut, not rounded. */
static const char *
hours(struct page *p, int64_t seconds)
{
	int64_t	 tenths = seconds / 360;

	if (seconds < 3600)
		return say_duration(&p->say, seconds);
	if (tenths % 10 == 0 || tenths >= 1000)
		return say_number(&p->say, (double)(tenths / 10), 0);
	return say_number(&p->say, (double)tenths / 10, 1);
}

static void
add_hours(struct buf *b, struct page *p, int64_t seconds)
{
	buf_adds(b, hours(p, seconds));
	if (seconds >= 3600)
		buf_adds(b, "\xc2\xa0h");
}

static void
add_rate(struct buf *b, const char *rate)
{
	for (; *rate != '\0'; rate++)
		buf_addc(b, *rate == '.' && lang_is_french() ? ',' : *rate);
	buf_adds(b, lang_is_french() ? "\xc2\xa0%" : "%");
}

/* "99,12 % of 1 038 h of opening" */
static void
add_share(struct buf *b, struct page *p, const struct site_bars *bars)
{
	struct buf	 of = { 0 };

	add_hours(&of, p, bars->required_s - bars->unknown_s);
	switch (bars->note) {
	case BARS_NO_HOURS:
		buf_adds(b, _("no opening time"));
		break;
	case BARS_NOT_MEASURED:
		buf_adds(b, _("nothing measured yet"));
		break;
	case BARS_TOO_SHORT:
		buf_addf(b, _("%s measured, too little for a rate"), buf_str(&of));
		break;
	default:
		add_rate(b, bars->rate);
		buf_addf(b, _(" of %s of opening"), buf_str(&of));
	}
	buf_done(&of);
}

static void
add_outages(struct buf *b, struct page *p, const struct site_bars *bars)
{
	if (bars->note == BARS_NO_HOURS || bars->note == BARS_NOT_MEASURED)
		return;
	buf_adds(b, ", ");
	if (bars->outages == 0)
		buf_adds(b, _("no outage"));
	else if (bars->outages == 1)
		buf_addf(b, _("one outage of %s"), say_duration(&p->say, bars->longest_s));
	else
		buf_addf(b, _("%u outages, the longest %s"), bars->outages,
		    say_duration(&p->say, bars->longest_s));
	if (bars->unknown_s >= 60) {
		buf_adds(b, ", ");
		add_hours(b, p, bars->unknown_s);
		buf_adds(b, _(" not measured"));
	}
}

char *
bars_sentence(struct page *p, const struct site_bars *bars)
{
	struct buf	 b = { 0 };

	buf_addf(&b, _("%u days: "), bars->n);
	add_share(&b, p, bars);
	add_outages(&b, p, bars);
	return buf_take(&b);
}

/* A sample of one part. */
static void
sample(struct html *h, const char *class, bool is_closed)
{
	h_open(h, "svg");
	h_attr(h, "class", "ninety");
	h_attr(h, "viewBox", "0 0 12 16");
	h_attr(h, "aria-hidden", "true");
	h_attr(h, "focusable", "false");
	h_open(h, "path");
	h_attr(h, "class", class);
	h_attr(h, "d", is_closed ? "M1 15h2v-2h-2zM5 15h2v-2h-2zM9 15h2v-2h-2z" :
	    "M2 16V0M6 16V0M10 16V0");
	h_close(h);
	h_close(h);
}

void
page_bars_legend(struct html *h)
{
	h_open(h, "ul");
	h_attr(h, "class", "key");
	for (int i = PART_N; i-- > 0;) {
		h_open(h, "li");
		sample(h, parts[i].class, false);
		h_textf(h, " %s", _(parts[i].word));
		h_close(h);
	}
	h_open(h, "li");
	sample(h, "n-closed", true);
	h_textf(h, " %s", _("Closed day"));
	h_close(h);
	h_close(h);
}

/* On "/": the picture leads to its table. */
void
page_bars_point(struct html *h, struct page *p, const struct site *site)
{
	const struct site_bars	*bars = p->bars != NULL ? bars_of(p->bars, site->id) : NULL;
	struct buf		 b = { 0 };

	if (bars == NULL || bars->n == 0)
		return;
	h_open(h, "div");
	h_attr(h, "class", "past");
	page_bars_picture(h, p, bars, SMALL);
	h_open(h, "a");
	page_href(h, p, "/sites/%s#days", site->id);
	buf_addf(&b, _("%u days: "), bars->n);
	add_share(&b, p, bars);
	h_text(h, buf_str(&b));
	h_open(h, "span");
	h_attr(h, "class", "unseen");
	h_textf(h, ", %s", site->name);
	h_close(h);
	h_close(h);
	h_close(h);
	buf_done(&b);
}

/* The table of a point's page. */

static void
head_cell(struct html *h, const char *text, bool is_number)
{
	h_open(h, "th");
	h_attr(h, "scope", "col");
	if (is_number)
		h_attr(h, "class", "num");
	h_text(h, text);
	h_close(h);
}

static void
seconds_cell(struct html *h, struct page *p, uint32_t seconds)
{
	h_el(h, "td", "num", seconds > 0 ? say_duration(&p->say, seconds) : "\xe2\x80\x93");
}

static void
day_row(struct html *h, struct page *p, int32_t day, const struct bar *bar)
{
	uint32_t	 of[PART_N];

	split(bar, of);
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, say_day(&p->say, day));
	h_close(h);
	if (bar->open == 0)
		h_el(h, "td", "num", _("closed"));
	else
		seconds_cell(h, p, bar->open);
	for (int i = PART_N; i-- > 0;)
		seconds_cell(h, p, of[i]);
	h_close(h);
}

static void
days_table(struct html *h, struct page *p, const struct site_bars *bars)
{
	h_open(h, "div");
	h_attr(h, "class", "scroll tall");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "region");
	h_attr(h, "aria-label", _("Day by day, the latest first"));
	h_open(h, "table");
	h_attr(h, "class", "list figures");
	h_open(h, "thead");
	h_open(h, "tr");
	head_cell(h, _("Day"), false);
	head_cell(h, _("Opening"), true);
	for (int i = PART_N; i-- > 0;)
		head_cell(h, _(parts[i].word), true);
	h_close(h);
	h_close(h);
	h_open(h, "tbody");
	for (unsigned i = bars->n; i-- > 0;)
		day_row(h, p, bars->last_day - (int32_t)(bars->n - 1 - i), &bars->days[i]);
	h_close(h);
	h_close(h);
	h_close(h);
}

void
page_bars_site(struct html *h, struct page *p, const struct site *site)
{
	const struct site_bars	*bars = p->bars != NULL ? bars_of(p->bars, site->id) : NULL;
	char			*sentence;

	if (bars == NULL || bars->n == 0)
		return;
	sentence = bars_sentence(p, bars);
	h_open(h, "section");
	h_attr(h, "id", "days");
	h_attr(h, "aria-labelledby", "days-head");
	h_open(h, "h2");
	h_attr(h, "id", "days-head");
	h_text(h, _("The last 90 days"));
	h_close(h);
	h_el(h, "p", NULL, sentence);
	page_bars_picture(h, p, bars, LARGE);
	page_bars_legend(h);
	h_open(h, "details");
	h_open(h, "summary");
	h_text(h, _("Day by day, as a table"));
	h_close(h);
	days_table(h, p, bars);
	h_close(h);
	h_close(h);
	free(sentence);
}
